//! Granules, lysosomes and multivesicular bodies, and how large they are.

use super::{Cargo, Matrix, pores::PoreKinetics, value};

/// The sizes of one sort of vesicle: mean outer radius, its standard deviation as
/// a share of it, and its bounds.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    pub radius_nm: f64,
    pub spread: f64,
    pub radii_nm: [f64; 2],
}

impl Sizes {
    pub(super) fn of(class: &str) -> Self {
        let number = |name: &str| value(&format!("{class}.{name}"));
        Self {
            radius_nm: number("diameter") / 2.0,
            spread: number("diameter_spread"),
            radii_nm: [number("smallest") / 2.0, number("largest") / 2.0],
        }
    }
}

/// Dense-core granules of one sort of cell.
#[derive(Clone, Copy, Debug)]
pub struct GranuleParameters {
    pub sizes: Sizes,
    /// In a granule of mean size, and the spread of the concentration.
    pub molecules: f64,
    pub molecules_spread: f64,
    /// Radius of the dense core as a share of the lumen's.
    pub core_share: f64,
    pub cargo: Cargo,
    /// Given to a carbon fibre by each molecule.
    pub electrons: f64,
    pub channel_nm: f64,
    /// Mean time to take up again what a kiss-and-run has let out.
    pub reloading_s: f64,
    pub pore: PoreKinetics,
}

impl GranuleParameters {
    pub(super) fn of(class: &str) -> Self {
        let number = |name: &str| value(&format!("{class}.{name}"));
        Self {
            sizes: Sizes::of(class),
            molecules: number("molecules"),
            molecules_spread: number("molecules_spread"),
            core_share: number("core"),
            cargo: Cargo {
                radius_nm: number("molecule_radius"),
                // 1 µm²/ms is 1e9 nm²/s.
                nm2_per_s: number("molecule_diffusion") * 1e9,
                matrix: Some(Matrix {
                    free_share: number("free_share"),
                    dissociation_per_s: number("dissociation"),
                }),
            },
            electrons: number("electrons"),
            channel_nm: number("channel_distance"),
            reloading_s: value("granule.reloading"),
            pore: PoreKinetics::of_large(class),
        }
    }
}

/// Lysosomes, multivesicular bodies, and what both hold.
#[derive(Clone, Copy, Debug)]
pub struct WasteParameters {
    pub lysosome: Sizes,
    pub lysosome_pore: PoreKinetics,
    /// In a lysosome of mean size.
    pub enzymes: f64,
    pub enzyme_nm: f64,
    /// Undigested bodies in a lysosome, and the radii of the largest and of the
    /// smallest as shares of its lumen's.
    pub bodies: usize,
    pub body_shares: [f64; 2],
    /// What its pump spends on making it acid again, and how long that takes.
    pub acid_atp: f64,
    pub acidifying_s: f64,
    pub multivesicular_body: Sizes,
    pub multivesicular_pore: PoreKinetics,
    /// Share of the lumen that exosomes fill.
    pub filling: f64,
    pub exosome: Sizes,
    pub thermal_pn_nm: f64,
    pub viscosity_mpa_s: f64,
    /// Diffusion outside, as a share of that in water, and how far it is followed.
    pub hindrance: f64,
    pub reach_nm: f64,
}

impl WasteParameters {
    pub(super) fn read() -> Self {
        Self {
            lysosome: Sizes::of("lysosome"),
            lysosome_pore: PoreKinetics::of_large("lysosome"),
            enzymes: value("lysosome.enzymes"),
            enzyme_nm: value("lysosome.enzyme_radius"),
            bodies: value("lysosome.waste").round() as usize,
            body_shares: [
                value("lysosome.waste_largest"),
                value("lysosome.waste_smallest"),
            ],
            acid_atp: value("lysosome.acid_atp"),
            acidifying_s: value("lysosome.acidifying"),
            multivesicular_body: Sizes::of("multivesicular_body"),
            multivesicular_pore: PoreKinetics::of_large("multivesicular_body"),
            filling: value("multivesicular_body.filling"),
            exosome: Sizes::of("exosome"),
            thermal_pn_nm: value("water.thermal_energy"),
            viscosity_mpa_s: value("water.viscosity"),
            hindrance: value("exosome.hindrance"),
            reach_nm: value("exosome.reach"),
        }
    }

    /// Diffusion of a ball in water, in nm²/s, as Stokes and Einstein have it:
    /// `kT/(6πηr)`.
    pub fn in_water_nm2_per_s(&self, radius_nm: f64) -> f64 {
        // 1 mPa s is 1e-9 pN s/nm².
        let viscosity = self.viscosity_mpa_s * 1e-9;
        self.thermal_pn_nm / (6.0 * std::f64::consts::PI * viscosity * radius_nm)
    }
}
