//! The clock: where the run is in cell time, and where it may go.

use bevy::prelude::*;

use crate::units::SimTime;

/// Cell time of the run.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct SimClock {
    /// The present moment.
    pub now: SimTime,
    /// Where the present call of [`super::advance_to`] will stop.
    pub target: SimTime,
}
