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
