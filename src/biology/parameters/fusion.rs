//! Fusion, from zippering to the pore, alike for all classes of vesicle. How the pores of
//! each class widen is in [`super::PoreKinetics`].

use super::value;
use crate::biology::conductance::WaterCylinder;

/// What fusing membranes do.
#[derive(Clone, Copy, Debug)]
pub struct FusionParameters {
    pub zippering_s: f64,
    pub stalk_waist_nm: f64,
    /// Bounds of the first pore's aqueous radius, and how fast it is there.
    pub first_pore_nm: [f64; 2],
    pub nucleation_s: f64,
    /// Share of pores that flicker, and chance of one more time after each.
    pub flicker_share: f64,
    pub flicker_again: f64,
    /// A pore that conducts as much never closes again.
    pub irreversible_ps: f64,
    pub pore_gap_nm: f64,
    /// Bounds of a kiss-and-run pore's widest aqueous radius.
    pub kiss_pore_nm: [f64; 2],
    /// From the shut neck to scission, and from there to standing free.
    pub fission_s: f64,
    pub parting_s: f64,
    pub pore_water: WaterCylinder,
}

impl FusionParameters {
    pub(super) fn read() -> Self {
        Self {
            zippering_s: value("fusion.zippering") * 1e-3,
            stalk_waist_nm: value("fusion.stalk_waist"),
            first_pore_nm: [
                value("pore.first_radius_low"),
                value("pore.first_radius_high"),
            ],
            nucleation_s: value("pore.nucleation") * 1e-3,
            flicker_share: value("pore.flicker_share"),
            flicker_again: value("pore.flicker_again"),
            irreversible_ps: value("pore.irreversible"),
            pore_gap_nm: value("pore.gap"),
            kiss_pore_nm: [
                value("kiss_and_run.widest_low"),
                value("kiss_and_run.widest_high"),
            ],
            fission_s: value("fission.hemifission") * 1e-3,
            parting_s: value("kiss_and_run.parting") * 1e-3,
            pore_water: WaterCylinder {
                length_nm: value("pore.length"),
                resistivity_ohm_m: value("pore.resistivity"),
            },
        }
    }
}
