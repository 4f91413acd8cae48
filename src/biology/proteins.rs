//! Proteins of a vesicle's membrane: what they are, and where they stand on it.

use std::f64::consts::PI;

use bevy::math::DVec3;
use serde::Deserialize;

/// A protein of a vesicle's membrane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum Protein {
    Synaptobrevin,
    Synaptotagmin,
    ProtonPump,
    /// Stands for all low proteins of a synaptic vesicle.
    Synaptophysin,
    /// What a constitutive carrier brings: channels, receptors, transporters.
    CarrierCargo,
    /// LAMP of a lysosome: a short tail in the cytosol, a large head full of sugars
    /// in the lumen.
    Lamp,
}

/// Where a protein stands on a vesicle: the direction from its centre. `y`
/// points away from the membrane where the vesicle docks, `z` to the side
/// that is opened in pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    pub protein: Protein,
    pub direction: DVec3,
}

impl Standing {
    /// The share of the vesicle's area between the point farthest from the
    /// membrane and this protein, when `axis` leads away from the membrane.
    pub fn share(direction: DVec3, axis: DVec3) -> f64 {
        (0.5 * (1.0 - direction.dot(axis))).clamp(0.0, 1.0)
    }
}

/// `count` directions spread evenly over a sphere, turned by `twist`.
pub(super) fn spread_directions(count: usize, twist: f64) -> impl Iterator<Item = DVec3> {
    let golden_angle = PI * (3.0 - 5.0_f64.sqrt());
    (0..count).map(move |index| {
        let y = 1.0 - 2.0 * (index as f64 + 0.5) / count as f64;
        let ring = (1.0 - y * y).max(0.0).sqrt();
        let (sine, cosine) = libm::sincos(golden_angle * index as f64 + twist);
        DVec3::new(ring * cosine, y, ring * sine)
    })
}
