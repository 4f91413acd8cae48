//! Motors that carry vesicles along tracks.

use super::value;

/// A motor's stepping.
#[derive(Clone, Copy, Debug)]
pub struct MotorParameters {
    pub step_nm: f64,
    /// At saturating ATP.
    pub speed_nm_per_s: f64,
    pub unbinding_per_s: f64,
    pub rebinding_per_s: f64,
    pub atp_half_mm: f64,
}

impl MotorParameters {
    pub(super) fn of(motor: &str) -> Self {
        let number = |name| value(&format!("{motor}.{name}"));
        Self {
            step_nm: number("step"),
            speed_nm_per_s: number("speed"),
            unbinding_per_s: number("unbinding"),
            rebinding_per_s: number("rebinding"),
            atp_half_mm: number("atp_half"),
        }
    }
}
