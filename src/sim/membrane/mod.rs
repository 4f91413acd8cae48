//! The plasma membrane: its shape, its release sites, and the account of
//! every square nanometre.

mod areas;
pub mod inserted;
pub mod proteins;

use bevy::prelude::*;

use super::vesicle::MembranePlace;
use crate::geometry::{shape::Shape, surface::Surface};

/// A release site of the active zone.
#[derive(Clone, Debug)]
pub struct ReleaseSite {
    pub name: String,
    pub place: MembranePlace,
}

/// The plasma membrane and what faces it. Meshes are of the mid-plane.
#[derive(Resource, Clone, Debug)]
pub struct PlasmaMembrane {
    pub shape: Shape,
    pub surface: Surface,
    /// Release sites of the active zone, in the scene's order.
    pub sites: Vec<ReleaseSite>,
    /// Places outside the active zone where carriers fuse.
    pub constitutive_sites: Vec<ReleaseSite>,
    /// The neighbour across the cleft, if the scene has one.
    pub postsynaptic: Option<(Shape, Surface)>,
}

pub use areas::{AreaShares, Areas};

/// Whose every square nanometre of membrane is, as settled by what has ended:
/// a collapse, a scission, a refilling. What is in between two owners at a
/// moment is told by [`Areas`]. The sum never changes.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct AreaLedger {
    pub plasma_membrane: f64,
    /// Vesicles and carriers, those beyond the scene's edge included.
    pub vesicles: f64,
    /// Taken back from the plasma membrane and not yet refilled.
    pub retrieved: f64,
}

impl AreaLedger {
    /// The sum that stays the same: plasma membrane + vesicles + retrieved.
    pub fn total(&self) -> f64 {
        self.plasma_membrane + self.vesicles + self.retrieved
    }
}
