//! Mobile buffers that are added to the cytosol: how far they let calcium get,
//! and how much of what is left over they take up.

/// A buffer that binds one calcium ion a molecule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Buffer {
    pub binding_per_um_s: f64,
    /// Calcium at which half of it is bound.
    pub half_um: f64,
}

impl Buffer {
    /// Share of it that is free at a calcium concentration.
    fn free_share(&self, calcium_um: f64) -> f64 {
        self.half_um / (self.half_um + calcium_um)
    }

    /// Rate at which `total_um` of it bind a calcium ion, per second.
    pub fn catches_per_s(&self, total_um: f64, calcium_um: f64) -> f64 {
        self.binding_per_um_s * total_um * self.free_share(calcium_um)
    }

    /// Calcium ions that `total_um` of it take up for each that stays free:
    /// `[B] K / (K + Ca)²`.
    pub fn binding_ratio(&self, total_um: f64, calcium_um: f64) -> f64 {
        let share = self.free_share(calcium_um);
        total_um * share * share / self.half_um
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_millimole_of_a_strong_buffer_takes_up_thousands_of_ions_for_one() {
        let buffer = Buffer {
            binding_per_um_s: 10.0,
            half_um: 0.15,
        };
        let ratio = buffer.binding_ratio(1000.0, 0.05);
        assert!(
            (ratio - 1000.0 * 0.15 / (0.2 * 0.2)).abs() < 1e-6,
            "{ratio}"
        );
        assert!((buffer.catches_per_s(1000.0, 0.05) - 7500.0).abs() < 1e-6);
    }
}
