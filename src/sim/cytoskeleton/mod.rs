//! Tracks: microtubules and actin filaments, as the cell has them.

use bevy::prelude::*;

use crate::geometry::spline::Spline;

/// A microtubule or an actin filament. Its plus end is the curve's end.
#[derive(Clone, Debug)]
pub struct Track {
    pub name: String,
    pub curve: Spline,
}

/// All tracks of the cell, in the scene's order.
#[derive(Resource, Clone, Debug, Default)]
pub struct Cytoskeleton {
    pub microtubules: Vec<Track>,
    pub actin: Vec<Track>,
}
