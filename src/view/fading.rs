//! How things come into the picture and leave it: never at once.

use crate::units::eased;

/// Over this distance, in nanometres, what stands before an open side or a cut
/// thins out.
pub const EDGE_NM: f32 = 3.0;

/// From 0 to 1 with no speed at either end, and no further.
pub fn smooth(part: f32) -> f32 {
    eased(f64::from(part.clamp(0.0, 1.0))) as f32
}
