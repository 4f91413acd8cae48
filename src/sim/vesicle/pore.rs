//! The shape of a fusion or of a pit, as a function of time.

use super::{FusionMode, FusionPore, Joining, Pit};
use crate::{geometry::neck::Neck, units::SimTime};

/// Share of a kiss-and-run in which its pore opens to its widest, and in
/// which it narrows again at the end.
const KISS_RAMP: f64 = 0.15;
/// Waist of the stalk by which the cytosolic leaflets join first, in
/// nanometres: a little over half a bilayer, the least without a pore.
const STALK_WAIST_NM: f64 = 2.4;

fn share(now: SimTime, from: SimTime, to: SimTime) -> f64 {
    let whole = to.since(from).as_secs();
    if whole > 0.0 {
        (now.since(from).as_secs() / whole).min(1.0)
    } else {
        1.0
    }
}

/// From 0 to 1 with no speed at either end.
fn eased(part: f64) -> f64 {
    part * part * (3.0 - 2.0 * part)
}

impl FusionPore {
    /// How far the two membranes have come to be one at `now`.
    pub fn joining_at(&self, now: SimTime) -> Joining {
        if now < self.hemifused {
            let closing = eased(share(now, self.triggered, self.hemifused));
            let joined_nm = self.neck_of_waist(STALK_WAIST_NM).centre_nm() - self.sphere_nm;
            return Joining::Apart {
                gap_nm: self.docked_gap_nm + (joined_nm - self.docked_gap_nm) * closing,
            };
        }
        if now < self.opened {
            let widening = eased(share(now, self.hemifused, self.opened));
            let waist = STALK_WAIST_NM + (self.first_waist_nm - STALK_WAIST_NM) * widening;
            return Joining::Hemifused(self.neck_of_waist(waist));
        }
        Joining::Open(self.open_neck_at(now))
    }

    /// The open pore at `now`; the first pore before it opens, the last shape
    /// after the end.
    pub fn open_neck_at(&self, now: SimTime) -> Neck {
        let part = share(now, self.opened, self.ends);
        match self.mode {
            FusionMode::FullCollapse => {
                Neck::collapsing(self.neck_of_waist(self.first_waist_nm), eased(part))
            }
            FusionMode::KissAndRun => {
                let opening = eased((part / KISS_RAMP).min(1.0));
                let narrowing = eased(((1.0 - part) / KISS_RAMP).min(1.0));
                let wide = opening.min(narrowing);
                self.neck_of_waist(
                    self.first_waist_nm + (self.widest_waist_nm - self.first_waist_nm) * wide,
                )
            }
        }
    }

    /// How many molecules are still inside at `now`.
    pub fn inside_at(&self, now: SimTime) -> usize {
        self.leaving.len() - self.left_at(now)
    }

    /// How many molecules have left at `now`.
    pub fn left_at(&self, now: SimTime) -> usize {
        self.leaving.partition_point(|leaves| *leaves <= now)
    }

    fn neck_of_waist(&self, waist_nm: f64) -> Neck {
        Neck::with_waist(self.sphere_nm, self.rim_nm, waist_nm)
    }
}

impl Pit {
    /// The pit's shape at `now`: the way of full collapse, backwards.
    pub fn neck_at(&self, now: SimTime) -> Neck {
        let grown = eased(share(now, self.began, self.scission));
        let last = Neck::with_waist(self.sphere_nm, self.rim_nm, self.last_waist_nm);
        Neck::collapsing(last, 1.0 - grown)
    }
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;
    use crate::sim::vesicle::{Cause, MembranePlace};

    fn pore(mode: FusionMode) -> FusionPore {
        let at = SimTime::from_millis;
        FusionPore {
            cause: Cause::ActionPotential,
            place: MembranePlace {
                point: DVec3::ZERO,
                inward: DVec3::Y,
            },
            mode,
            site: Some(0),
            triggered: at(1.0),
            hemifused: at(1.1),
            opened: at(1.2),
            emptied: at(3.0),
            ends: at(11.2),
            sphere_nm: 18.75,
            rim_nm: 3.0,
            first_waist_nm: 3.25,
            widest_waist_nm: 4.0,
            docked_gap_nm: 5.5,
            leaving: vec![at(1.5), at(2.0), at(3.0)],
        }
    }

    #[test]
    fn the_vesicle_is_where_it_was_when_the_membranes_join() {
        let pore = pore(FusionMode::FullCollapse);
        let just_before = SimTime::from_nanos(pore.hemifused.as_nanos() - 1);
        let Joining::Apart { gap_nm } = pore.joining_at(just_before) else {
            panic!("joined too early");
        };
        let Joining::Hemifused(neck) = pore.joining_at(pore.hemifused) else {
            panic!("not joined in time");
        };
        let lowest = neck.centre_nm() - neck.sphere_nm;
        assert!((gap_nm - lowest).abs() < 0.01, "{gap_nm} {lowest}");
    }

    #[test]
    fn a_kiss_ends_with_the_pore_it_began_with() {
        let pore = pore(FusionMode::KissAndRun);
        let waist = |millis| pore.open_neck_at(SimTime::from_millis(millis)).waist_nm();
        assert!((waist(1.2) - 3.25).abs() < 1e-9);
        assert!((waist(6.0) - 4.0).abs() < 1e-9);
        assert!((waist(11.2) - 3.25).abs() < 1e-9);
    }

    #[test]
    fn a_full_collapse_ends_flat() {
        let pore = pore(FusionMode::FullCollapse);
        assert!(pore.open_neck_at(pore.ends).height_nm() < 0.01);
    }

    #[test]
    fn molecules_leave_one_after_the_other() {
        let pore = pore(FusionMode::KissAndRun);
        let inside = |millis| pore.inside_at(SimTime::from_millis(millis));
        assert_eq!(
            [inside(1.0), inside(1.5), inside(2.5), inside(3.0)],
            [3, 2, 1, 0]
        );
    }
}
