//! How far the side that is turned to the viewer is opened, on a vesicle that
//! is one with the membrane: all that is drawn on it agrees on this.
//!
//! A vesicle in the cytosol has its lid cut off before its middle. As it
//! fuses the cut slides to the axis, so that the pore is looked into; as it
//! goes flat the cut closes, and as it is cut off the lid's place is taken up
//! again.

use bevy::math::Vec3;

use super::vesicle::LID;
use crate::{
    geometry::{leaflets::Joined, neck::Neck},
    sim::vesicle::{FusionMode, FusionPore, Pit, Vesicle},
    units::SimTime,
};

/// Sweep of the rim (radians) at which a flattening neck begins to close its
/// open side, and has closed it.
const CLOSING_SWEEP: f32 = 1.15;
const CLOSED_SWEEP: f32 = 0.35;
/// How far beyond the mouth the cut slides until nothing is left of it.
pub const BEYOND_NM: f32 = 3.0;

/// Whether a place of the membrane faces the knife, so that a cut through the
/// axis would not show its inside: what joins it there is left whole.
pub fn is_faced(inward: Vec3, knife: Vec3) -> bool {
    knife.dot(inward).abs() >= 0.85
}

/// The share of the way from one moment to another, 0 to 1.
pub fn part(now: SimTime, from: SimTime, to: SimTime) -> f32 {
    let whole = to.since(from).as_secs();
    if whole > 0.0 {
        (now.since(from).as_secs() / whole).min(1.0) as f32
    } else {
        1.0
    }
}

/// Distance of the cut from the axis of a fusion, towards the viewer, in
/// nanometres.
pub fn of_pore(vesicle: &Vesicle, pore: &FusionPore, now: SimTime) -> f32 {
    let lid = LID * vesicle.radius_nm as f32;
    match pore.joining_at(now) {
        Joined::Apart { .. } if now < pore.hemifused => {
            lid * (1.0 - eased(part(now, pore.triggered, pore.hemifused)))
        }
        Joined::Apart { .. } => lid * eased(part(now, pore.severed, pore.parted)),
        Joined::Open(neck) if pore.mode == FusionMode::FullCollapse => closing(&neck),
        Joined::Hemifused(_) | Joined::Open(_) => 0.0,
    }
}

/// The same for a pit: through its axis while it is deep, until the neck is
/// shut.
pub fn of_pit(vesicle: &Vesicle, pit: &Pit, now: SimTime) -> f32 {
    let lid = LID * vesicle.radius_nm as f32;
    closing(&pit.neck_at(now)).max(lid * eased(part(now, pit.shut, pit.scission)))
}

/// Less and less of a neck is opened as it becomes part of the flat membrane.
fn closing(neck: &Neck) -> f32 {
    let flat = (CLOSING_SWEEP - neck.sweep as f32) / (CLOSING_SWEEP - CLOSED_SWEEP);
    (neck.mouth_nm() as f32 + BEYOND_NM) * eased(flat)
}

fn eased(part: f32) -> f32 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_membrane_has_no_open_side_left() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        assert!(closing(&start) < 1e-6);
        let nearly_flat = Neck::collapsing(start, 0.9);
        assert!(closing(&nearly_flat) > nearly_flat.mouth_nm() as f32);
    }
}
