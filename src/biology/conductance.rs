//! What an electrode reads of a fusion pore: the current that it lets through,
//! and the membrane behind it.

use std::f64::consts::{PI, TAU};

/// Picosiemens in a nanometre over an ohm metre.
const PS_PER_NM_PER_OHM_M: f64 = 1e3;

/// A pore as electricity sees it: a cylinder of salt water.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaterCylinder {
    pub length_nm: f64,
    pub resistivity_ohm_m: f64,
}

impl WaterCylinder {
    /// Conductance in picosiemens at a radius in nanometres:
    /// `1/G = ρ (L + πr/2) / (πr²)`, the cylinder with the access resistance of
    /// its two ends (Hille; Spruce & Almers 1990).
    pub fn conductance_ps(&self, radius_nm: f64) -> f64 {
        let length = self.length_nm + PI * radius_nm / 2.0;
        PS_PER_NM_PER_OHM_M * PI * radius_nm * radius_nm / (self.resistivity_ohm_m * length)
    }

    /// The radius that has a conductance: the inverse of the above.
    pub fn radius_nm(&self, conductance_ps: f64) -> f64 {
        let scaled = conductance_ps * self.resistivity_ohm_m / PS_PER_NM_PER_OHM_M;
        let half = scaled * PI / 2.0;
        (half + (half * half + 4.0 * PI * scaled * self.length_nm).sqrt()) / TAU
    }

    /// How much the conductance gains with the radius, in picosiemens a
    /// nanometre.
    pub fn slope_ps_per_nm(&self, radius_nm: f64) -> f64 {
        let length = self.length_nm + PI * radius_nm / 2.0;
        let gain = 2.0 * radius_nm * length - radius_nm * radius_nm * PI / 2.0;
        PS_PER_NM_PER_OHM_M * PI * gain / (self.resistivity_ohm_m * length * length)
    }
}

/// How much of a capacitance of `behind_ff` behind a pore is seen by a sine
/// wave of `hertz` at the electrode: the imaginary part of the admittance of
/// both in series, over the angular frequency, `C / (1 + (ωC/G)²)` (Neher &
/// Marty 1982; Lollike & Lindau 1999).
pub fn seen_through_pore_ff(behind_ff: f64, conductance_ps: f64, hertz: f64) -> f64 {
    if conductance_ps <= 0.0 {
        return 0.0;
    }
    // Femtofarads times hertz are 1e-15 siemens, a thousandth of a picosiemens.
    let ratio = TAU * hertz * behind_ff * 1e-3 / conductance_ps;
    behind_ff / (1.0 + ratio * ratio)
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: WaterCylinder = WaterCylinder {
        length_nm: 10.0,
        resistivity_ohm_m: 1.0,
    };

    #[test]
    fn radius_and_conductance_are_the_published_pairs_both_ways() {
        for (radius, conductance) in [
            (0.5, 73.0),
            (1.0, 272.0),
            (1.5, 572.0),
            (2.0, 956.0),
            (3.0, 1922.0),
        ] {
            let computed = USUAL.conductance_ps(radius);
            assert!((computed / conductance - 1.0).abs() < 0.005, "{computed}");
            assert!((USUAL.radius_nm(computed) - radius).abs() < 1e-9);
        }
    }

    #[test]
    fn the_slope_is_that_of_the_conductance() {
        for radius in [0.3, 1.0, 3.0, 20.0] {
            let step = 1e-5;
            let measured = (USUAL.conductance_ps(radius + step)
                - USUAL.conductance_ps(radius - step))
                / (2.0 * step);
            assert!((measured / USUAL.slope_ps_per_nm(radius) - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn a_narrow_pore_hides_a_large_granule_and_hardly_a_synaptic_vesicle() {
        let pore = USUAL.conductance_ps(0.5);
        // 42 nm and 250 nm across, at 20 kHz.
        let small = seen_through_pore_ff(0.050, pore, 20_000.0);
        assert!(small > 0.99 * 0.050, "{small}");
        let large = seen_through_pore_ff(1.767, pore, 20_000.0);
        assert!(large < 0.15 * 1.767, "{large}");
        // A wide pore shows it whole, and no pore nothing.
        let wide = seen_through_pore_ff(1.767, 20_000.0, 20_000.0);
        assert!(wide > 0.999 * 1.767, "{wide}");
        assert_eq!(seen_through_pore_ff(1.767, 0.0, 20_000.0), 0.0);
    }

    #[test]
    fn half_is_seen_where_susceptance_and_conductance_are_equal() {
        let behind = 2.0;
        let equal = TAU * 1000.0 * behind * 1e-3;
        assert!((seen_through_pore_ff(behind, equal, 1000.0) - 1.0).abs() < 1e-12);
    }
}
