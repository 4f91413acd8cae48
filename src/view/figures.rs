//! Where every vesicle stands in the picture, as all parts of it read it.

use bevy::prelude::*;

use super::scatter::uniform;
use crate::{
    biology::vesicles::VesicleKind,
    sim::vesicle::{Stage, VesicleId},
};

/// A carrier in the cytosol is drawn out along its way by this much; more would
/// thicken its bilayer beyond 5 nm.
pub const CARRIER_STRETCH: f32 = 1.1;
/// Above this many, a mesh of a few sides looks as round.
pub const FAR_NM_PER_PIXEL: f32 = 1.6;

/// Where a vesicle is in the picture. Other parts of the picture read it.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub id: VesicleId,
    pub kind: VesicleKind,
    pub stage: Stage,
    /// Whether it is a piece of membrane on its way back.
    pub is_membrane: bool,
    /// How its body is turned.
    pub turned: Quat,
    /// Centre, in nanometres.
    pub centre: Vec3,
    /// Outer radius, in nanometres.
    pub radius: f32,
    /// How much of it is there, 0 to 1: less while it comes or goes.
    pub presence: f32,
    /// Nanometres a pixel at its place.
    pub nm_per_pixel: f32,
    /// Share of its contents, 0 to 1.
    pub filled: f32,
}

impl Figure {
    /// Whether it can be seen and clicked.
    pub fn is_shown(&self) -> bool {
        self.presence > 0.5
    }
}

/// All vesicles as they stand in this frame, by number.
#[derive(Resource, Default)]
pub struct Figures(pub Vec<Figure>);

impl Figures {
    /// The figure of vesicle `id`.
    pub fn of(&self, id: VesicleId) -> Option<&Figure> {
        self.0.iter().find(|figure| figure.id == id)
    }
}

/// A number from 0 to 1 that belongs to a vesicle.
pub fn own_number(id: VesicleId, which: u32) -> f32 {
    uniform(id.0, which)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_numbers_spread_evenly() {
        let mean: f32 = (0..1000)
            .map(|id| own_number(VesicleId(id), 3))
            .sum::<f32>()
            / 1000.0;
        assert!((mean - 0.5).abs() < 0.05, "{mean}");
    }
}
