//! What a vesicle holds, as far as it matters on the way out.

use super::{Filling, Parameters};
use crate::biology::vesicles::VesicleKind;

/// What matters of a molecule on its way out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cargo {
    /// A molecule leaves only through a pore wider than itself.
    pub radius_nm: f64,
    pub nm2_per_s: f64,
    /// What most of the molecules of a granule are bound to.
    pub matrix: Option<Matrix>,
}

/// The dense core of a granule, as far as its molecules feel it: each is bound
/// or free, and goes from one to the other and back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix {
    /// Share that is free while nothing leaves.
    pub free_share: f64,
    pub dissociation_per_s: f64,
}

impl Matrix {
    /// The chances that a molecule is bound and that it is free after
    /// `seconds`, if it was bound and if it was free, while free ones leave at
    /// `out_per_s`: the exponential of the matrix of the rates between the two.
    pub fn stays(&self, out_per_s: f64, seconds: f64) -> [[f64; 2]; 2] {
        /// Far below any rate; keeps the two rates of decay apart.
        const LEAST_PER_S: f64 = 1e-6;
        let off = self.dissociation_per_s;
        let on = off * (1.0 - self.free_share) / self.free_share.max(1e-9);
        let mean = -0.5 * (off + on + out_per_s);
        let half = 0.5 * (on + out_per_s - off);
        let apart = (half * half + off * on).sqrt().max(LEAST_PER_S);
        let [slow, fast] = [mean + apart, mean - apart].map(|rate| libm::exp(rate * seconds));
        let (even, odd) = (0.5 * (slow + fast), 0.5 * (slow - fast) / apart);
        let from_bound = [even + odd * half, odd * off];
        let from_free = [odd * on, even - odd * half];
        [from_bound, from_free].map(|chances| chances.map(|chance| chance.clamp(0.0, 1.0)))
    }
}

impl Cargo {
    /// That of a class. The enzymes of a lysosome, and an exosome of mean size, stand
    /// for balls of many sizes, which the simulation's `lumen` tells.
    pub fn of(kind: VesicleKind, parameters: &Parameters) -> Self {
        match &parameters.class(kind).filling {
            Filling::Molecules { cargo, .. } => *cargo,
            Filling::Waste(waste) => Self::ball(waste.enzyme_nm, parameters),
            Filling::Sacs { sac, .. } => Self::ball(sac.radius_nm, parameters),
        }
    }

    /// A ball of such a radius in water.
    pub fn ball(radius_nm: f64, parameters: &Parameters) -> Self {
        Self {
            radius_nm,
            nm2_per_s: parameters.water.diffusion_nm2_per_s(radius_nm),
            matrix: None,
        }
    }
}
