//! From the Golgi to the plasma membrane and beyond.

use bevy::math::DVec3;

use super::value;
use crate::geometry::stack::Stack;

/// From the Golgi to the plasma membrane and beyond.
#[derive(Clone, Copy, Debug)]
pub struct SecretoryParameters {
    pub er_to_golgi_per_s: f64,
    pub golgi_to_membrane_per_s: f64,
    pub degradation_per_s: f64,
    pub golgi_radius_nm: f64,
    pub golgi_cisternae: usize,
    pub golgi_lumen_nm: f64,
    pub golgi_spacing_nm: f64,
    /// How ion channels diffuse in the plasma membrane.
    pub channel_nm2_per_s: f64,
    pub rod_nm: f64,
    pub rod_radius_nm: f64,
    /// Radius of the propeptides at a rod's end.
    pub head_nm: f64,
    /// How procollagen diffuses outside the cell.
    pub matrix_nm2_per_s: f64,
    pub assembly_s: f64,
    pub period_nm: f64,
    pub fibril_radius_nm: f64,
    pub molecules_a_period: f64,
    /// Bounds of the time in which a tube's membrane flows out.
    pub draining_s: [f64; 2],
}

impl SecretoryParameters {
    pub(super) fn read() -> Self {
        // Per cent a minute.
        let share_per_s = |key| value(key) / 100.0 / 60.0;
        Self {
            er_to_golgi_per_s: share_per_s("supply.er_to_golgi"),
            golgi_to_membrane_per_s: share_per_s("supply.golgi_to_membrane"),
            degradation_per_s: share_per_s("supply.degradation"),
            golgi_radius_nm: value("golgi.diameter") / 2.0,
            golgi_cisternae: value("golgi.cisternae").round() as usize,
            golgi_lumen_nm: value("golgi.lumen"),
            golgi_spacing_nm: value("golgi.spacing"),
            // 1 µm²/s is 1e6 nm²/s.
            channel_nm2_per_s: value("membrane.channel_diffusion") * 1e6,
            rod_nm: value("procollagen.length"),
            rod_radius_nm: value("procollagen.thickness") / 2.0,
            head_nm: value("procollagen.head_radius"),
            matrix_nm2_per_s: value("procollagen.matrix_diffusion") * 1e6,
            assembly_s: value("procollagen.assembly"),
            period_nm: value("collagen.period"),
            fibril_radius_nm: value("collagen.fibril_diameter") / 2.0,
            molecules_a_period: value("collagen.molecules_a_period"),
            draining_s: [
                value("tubule.draining_shortest"),
                value("tubule.draining_longest"),
            ],
        }
    }

    /// By how much a molecule lengthens a fibril.
    pub fn nm_a_molecule(&self) -> f64 {
        self.period_nm / self.molecules_a_period
    }

    /// A Golgi of these sizes.
    pub fn stack(&self, centre: DVec3, axis: DVec3) -> Stack {
        Stack {
            centre,
            axis,
            radius_nm: self.golgi_radius_nm,
            cisternae: self.golgi_cisternae,
            spacing_nm: self.golgi_spacing_nm,
            thickness_nm: self.golgi_lumen_nm + value("bilayer.thickness"),
        }
    }
}
