//! Scene files: one cell, its tracks, its vesicles, its signals, its views.
//!
//! A file goes through three forms: text, the raw form that serde reads, and
//! the checked [`Scene`] that the simulation and the view are built from.
//! Nothing here builds anything that can be seen.

use bevy::{math::DVec3, prelude::Resource};

use crate::{geometry::shape::Shape, sim::controls::TimedChange, sim::vesicle::Pool};

/// A scene that passed every check. Lengths in nanometres; `y` is up, the
/// inside of the cell is where [`Shape::distance`] is negative.
#[derive(Resource, Clone, Debug)]
pub struct Scene {
    /// The name it is called by: that of the file, without its ending.
    pub name: String,
    pub title: String,
    /// One line for lists.
    pub summary: String,
    /// The mid-plane of the plasma membrane.
    pub membrane: Shape,
    /// Cell size for meshing the membranes.
    pub mesh_cell_nm: f64,
    /// The neighbour's membrane across the cleft.
    pub postsynaptic: Option<Shape>,
    pub active_zone: Option<ActiveZone>,
    /// Tracks run from the minus to the plus end.
    pub microtubules: Vec<Curve>,
    pub actin: Vec<Curve>,
    /// Release sites of the active zone, on the membrane.
    pub sites: Vec<Site>,
    /// Where constitutive carriers fuse, on the membrane.
    pub constitutive_sites: Vec<Site>,
    /// Where membrane is taken back, around the active zone.
    pub retrieval_sites: Vec<Site>,
    pub pools: Vec<PoolPlaces>,
    pub start: Start,
    pub constitutive: Option<Constitutive>,
    pub views: Vec<ViewPoint>,
    /// The plane that opens the cell: what lies beyond it along the normal is
    /// cut away.
    pub cut: Option<Plane>,
    /// Signals that play until somebody takes over.
    pub script: Vec<TimedChange>,
}

/// A patch of membrane from which regulated release happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ActiveZone {
    pub centre: DVec3,
    pub radius_nm: f64,
}

/// A named curve through points, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub name: String,
    pub points: Vec<DVec3>,
}

/// A named point of the membrane.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    pub name: String,
    pub point: DVec3,
}

/// The places of one pool: the first `filled` of them hold a vesicle when the
/// run begins. No two places are nearer than a vesicle is wide, none touches
/// the membrane, none blocks a track.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolPlaces {
    pub pool: Pool,
    pub places: Vec<DVec3>,
    pub filled: usize,
}

/// How many regulated vesicles stand at the membrane or walk when the run
/// begins, besides those of the pools.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Start {
    pub tethered: usize,
    pub docked: usize,
    pub primed: usize,
    pub walking: usize,
}

/// The constitutive lane: how many carriers circulate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constitutive {
    pub carriers: usize,
}

/// A named camera view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewPoint {
    pub name: String,
    pub title: String,
    pub eye: DVec3,
    pub look_at: DVec3,
    /// Vertical field of view in degrees.
    pub field_of_view: f64,
    /// Whether the cutting plane is in force.
    pub cut: bool,
}

/// A plane through `point`; `normal` is a unit vector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    pub point: DVec3,
    pub normal: DVec3,
}
