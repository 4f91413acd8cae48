//! Where a vesicle is, as a function of time.
//!
//! Between two changes of stage nothing is stepped: every motion answers
//! where the vesicle is at any moment, so a picture may be taken at any rate
//! without touching the run.

use std::sync::Arc;

use bevy::{math::DVec3, prelude::*};

use super::VesicleId;
use crate::{
    sim::{chance::Chance, cytoskeleton::Cytoskeleton},
    units::SimTime,
};

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
    Caged {
        home: DVec3,
        cage_nm: f64,
        diffusion_nm2_per_s: f64,
    },
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
        diffusion_nm2_per_s: f64,
    },
    /// Part of the membrane: drawn by its `FusionPore` or `Pit`; the centre
    /// given here is where it stood.
    Merged { centre: DVec3 },
    /// Beyond the edge of the scene, where the track at `edge` comes from:
    /// not to be seen.
    Beyond { edge: DVec3 },
}

/// How long the load takes to follow a step of its motor: the stalk pulls it
/// through the viscous cytosol.
const FOLLOWING: SimTime = SimTime::from_nanos(1_000_000);

impl Motion {
    /// Where the centre of vesicle `id` is at `now`, in nanometres.
    pub fn position_at(
        &self,
        id: VesicleId,
        now: SimTime,
        cytoskeleton: &Cytoskeleton,
        chance: &Chance,
    ) -> DVec3 {
        match self {
            Self::Caged { home, .. } => *home + self.jitter_at(id, now, chance),
            Self::Stepping {
                motor,
                track,
                azimuth,
                offset_nm,
                ..
            } => {
                let along = self.load_at(now).unwrap_or_default();
                cytoskeleton.tracks_of(*motor)[*track]
                    .curve
                    .at(along)
                    .around(*azimuth, *offset_nm)
            }
            Self::Travelling {
                from,
                bend,
                to,
                begins,
                ends,
                ..
            } => {
                let part = travelled(*begins, *ends, now);
                let path = from.lerp(*bend, part).lerp(bend.lerp(*to, part), part);
                path + self.jitter_at(id, now, chance)
            }
            Self::Merged { centre } => *centre,
            Self::Beyond { edge } => *edge,
        }
    }

    /// How far vesicle `id` has strayed at `now` from where it is held or from its
    /// path.
    pub fn jitter_at(&self, id: VesicleId, now: SimTime, chance: &Chance) -> DVec3 {
        match self {
            Self::Caged {
                cage_nm,
                diffusion_nm2_per_s,
                ..
            } => chance.wander(id.0.into(), now, *diffusion_nm2_per_s, *cage_nm),
            Self::Travelling {
                begins,
                ends,
                wander_nm,
                diffusion_nm2_per_s,
                ..
            } => {
                let part = travelled(*begins, *ends, now);
                let freedom = 4.0 * part * (1.0 - part);
                if freedom <= 0.0 {
                    return DVec3::ZERO;
                }
                freedom * chance.wander(id.0.into(), now, *diffusion_nm2_per_s, *wander_nm)
            }
            Self::Stepping { .. } | Self::Merged { .. } | Self::Beyond { .. } => DVec3::ZERO,
        }
    }

    /// How many steps of a run are done at `now`; none for other motions.
    pub fn steps_done(&self, now: SimTime) -> usize {
        match self {
            Self::Stepping { steps, .. } => steps.partition_point(|step| *step <= now),
            _ => 0,
        }
    }

    /// Arc length at which the motor stands at `now`.
    pub fn motor_at(&self, now: SimTime) -> Option<f64> {
        match self {
            Self::Stepping {
                from_nm, step_nm, ..
            } => Some(from_nm + step_nm * self.steps_done(now) as f64),
            _ => None,
        }
    }

    /// Arc length at which the load hangs: it follows each step of the motor
    /// within a millisecond.
    pub fn load_at(&self, now: SimTime) -> Option<f64> {
        let Self::Stepping { step_nm, steps, .. } = self else {
            return None;
        };
        let motor = self.motor_at(now)?;
        let done = self.steps_done(now);
        let since = match done.checked_sub(1) {
            Some(last) => now.since(steps[last]),
            None => return Some(motor),
        };
        let behind = 1.0 - (since.as_secs() / FOLLOWING.as_secs()).min(1.0);
        Some(motor - step_nm * behind)
    }
}

/// Share of a way that is behind at `now`.
fn travelled(begins: SimTime, ends: SimTime, now: SimTime) -> f64 {
    let whole = ends.since(begins).as_secs();
    if whole > 0.0 {
        (now.since(begins).as_secs() / whole).min(1.0)
    } else {
        1.0
    }
}

impl Motor {
    /// The word used in files and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kinesin1 => "kinesin_1",
            Self::Dynein => "dynein",
            Self::MyosinV => "myosin_v",
        }
    }
}
