//! Where a vesicle is, as a function of time.
//!
//! Between two changes of stage nothing is stepped: every motion answers
//! where the vesicle is at any moment, so a picture may be taken at any rate
//! without touching the run.

use std::sync::Arc;

use bevy::{math::DVec3, prelude::*};

use crate::units::SimTime;

/// Which motor carries a vesicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Motor {
    /// Towards the plus end, 8 nm a step.
    Kinesin1,
    /// Towards the minus end, 8 nm a step.
    Dynein,
    /// On actin, 36 nm a step.
    MyosinV,
}

/// The motion of a vesicle's centre until its next change of stage.
#[derive(Component, Clone, Debug)]
pub enum Motion {
    /// Held near `home`; jitters within `cage_nm` to every side.
    Caged { home: DVec3, cage_nm: f64 },
    /// Carried along track number `track` (or actin filament, for myosin).
    Stepping {
        motor: Motor,
        track: usize,
        /// Angle around the track, in radians of the track's frame.
        azimuth: f64,
        /// Distance of the vesicle's centre from the track's axis.
        offset_nm: f64,
        /// Arc length of the motor at the start of this run.
        from_nm: f64,
        /// Arc length gained a step; negative towards the minus end.
        step_nm: f64,
        /// The moment of each step, ascending.
        steps: Arc<[SimTime]>,
    },
    /// From one place to another along a bent path, by diffusion or pulled.
    Travelling {
        from: DVec3,
        bend: DVec3,
        to: DVec3,
        begins: SimTime,
        ends: SimTime,
        /// Half width of the random wandering about the path.
        wander_nm: f64,
    },
    /// Part of the membrane: drawn by its `FusionPore` or `Pit`; the centre
    /// given here is where it stood.
    Merged { centre: DVec3 },
}
