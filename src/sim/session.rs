//! Scene, seed and control changes: the whole of a run.

use bevy::prelude::Resource;

use crate::{biology::controls::TimedChange, scene::Scene};

/// Everything that decides what happens. Two equal sessions give the same
/// run to the nanosecond.
#[derive(Resource, Clone, Debug)]
pub struct Session {
    pub scene: Scene,
    pub seed: u64,
    pub changes: Vec<TimedChange>,
}
