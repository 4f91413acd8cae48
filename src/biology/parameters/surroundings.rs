//! What surrounds vesicles, within the cell and without.

use super::value;

/// The crowd of proteins in the cytosol, which nothing in a run depends on.
#[derive(Clone, Copy, Debug)]
pub struct CytosolParameters {
    /// Proteins in a cubic nanometre.
    pub per_nm3: f64,
    /// Radius of a mean one.
    pub radius_nm: f64,
    pub nm2_per_s: f64,
}

impl CytosolParameters {
    pub(super) fn read() -> Self {
        Self {
            // 1 µm³ is 1e9 nm³, 1 µm²/s is 1e6 nm²/s.
            per_nm3: value("cytosol.proteins") * 1e-9,
            radius_nm: value("cytosol.protein_radius"),
            nm2_per_s: value("cytosol.protein_diffusion") * 1e6,
        }
    }
}

/// A capillary beside an endocrine cell.
#[derive(Clone, Copy, Debug)]
pub struct CapillaryParameters {
    pub wall_nm: f64,
    pub fenestra_nm: f64,
    pub fenestrae_per_nm2: f64,
    pub flow_nm_per_s: f64,
}

impl CapillaryParameters {
    pub(super) fn read() -> Self {
        Self {
            wall_nm: value("capillary.wall"),
            fenestra_nm: value("capillary.fenestra"),
            // A square micrometre is 1e6 nm².
            fenestrae_per_nm2: value("capillary.fenestrae") * 1e-6,
            // A millimetre is 1e6 nm.
            flow_nm_per_s: value("capillary.flow") * 1e6,
        }
    }
}

/// The water in which balls diffuse, inside a vesicle and outside the cell.
#[derive(Clone, Copy, Debug)]
pub struct WaterParameters {
    pub thermal_pn_nm: f64,
    pub viscosity_mpa_s: f64,
    /// Diffusion of exosomes outside, as a share of that in water, and how far it is
    /// followed.
    pub hindrance: f64,
    pub reach_nm: f64,
}

impl WaterParameters {
    pub(super) fn read() -> Self {
        Self {
            thermal_pn_nm: value("water.thermal_energy"),
            viscosity_mpa_s: value("water.viscosity"),
            hindrance: value("exosome.hindrance"),
            reach_nm: value("exosome.reach"),
        }
    }

    /// Diffusion of a ball in water, in nm²/s, as Stokes and Einstein have it:
    /// `kT/(6πηr)`.
    pub fn diffusion_nm2_per_s(&self, radius_nm: f64) -> f64 {
        // 1 mPa s is 1e-9 pN s/nm².
        let viscosity = self.viscosity_mpa_s * 1e-9;
        self.thermal_pn_nm / (6.0 * std::f64::consts::PI * viscosity * radius_nm)
    }
}
