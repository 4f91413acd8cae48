//! The shape of a fusion or of a pit, as a function of time.

use super::{Coat, FusionMode, FusionPore, Pit, RetrievalMode};
use crate::{
    geometry::{leaflets::Joined, neck::Neck},
    units::SimTime,
};

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
    pub fn joining_at(&self, now: SimTime) -> Joined {
        if now < self.hemifused {
            let closing = eased(share(now, self.triggered, self.hemifused));
            let joined_nm = self.neck_of_waist(STALK_WAIST_NM).centre_nm() - self.sphere_nm;
            return Joined::Apart {
                sphere_nm: self.sphere_nm,
                gap_nm: self.docked_gap_nm + (joined_nm - self.docked_gap_nm) * closing,
            };
        }
        if now < self.opened {
            let widening = eased(share(now, self.hemifused, self.opened));
            let waist = STALK_WAIST_NM + (self.first_waist_nm - STALK_WAIST_NM) * widening;
            return Joined::Hemifused(self.neck_of_waist(waist));
        }
        Joined::Open(self.open_neck_at(now))
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

    /// Share of the vesicle's membrane that the plasma membrane has at `now`.
    pub fn given_at(&self, now: SimTime) -> f64 {
        if now <= self.opened {
            return 0.0;
        }
        let whole = self.open_neck_at(self.opened).excess_area_nm2();
        (1.0 - self.open_neck_at(now).excess_area_nm2() / whole).clamp(0.0, 1.0)
    }

    /// Radius in nanometres of the water-filled pore at `now`, `half_bilayer_nm`
    /// within the mid-plane; zero while there is none.
    pub fn aqueous_nm_at(&self, now: SimTime, half_bilayer_nm: f64) -> f64 {
        match self.joining_at(now) {
            Joined::Open(neck) => (neck.waist_nm() - half_bilayer_nm).max(0.0),
            Joined::Apart { .. } | Joined::Hemifused(_) => 0.0,
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
    /// How far membrane and future vesicle are still one at `now`.
    pub fn joining_at(&self, now: SimTime) -> Joined {
        let neck = self.neck_at(now);
        if now < self.shut {
            Joined::Open(neck)
        } else {
            Joined::Hemifused(neck)
        }
    }

    /// The pit's shape at `now`: the way of full collapse backwards, then a
    /// neck that is squeezed shut.
    pub fn neck_at(&self, now: SimTime) -> Neck {
        if now < self.grown {
            let deep = self.neck_of_waist(self.grown_waist_nm);
            return Neck::collapsing(deep, 1.0 - eased(share(now, self.began, self.grown)));
        }
        let (from, to, part) = if now < self.shut {
            let squeezed = share(now, self.gripped, self.shut);
            (self.grown_waist_nm, self.shut_waist_nm, squeezed)
        } else {
            let thinned = share(now, self.shut, self.scission);
            (self.shut_waist_nm, self.stalk_waist_nm, thinned)
        };
        self.neck_of_waist(from + (to - from) * eased(part))
    }

    /// Share of the future vesicle's membrane that is in the pit at `now`.
    pub fn taken_at(&self, now: SimTime) -> f64 {
        let whole = self.neck_of_waist(self.stalk_waist_nm).excess_area_nm2();
        (self.neck_at(now).excess_area_nm2() / whole).clamp(0.0, 1.0)
    }

    /// How much of the clathrin coat has come together at `now`, 0 to 1: it is
    /// whole when the pit is as deep as it will be.
    pub fn coat_at(&self, now: SimTime) -> f64 {
        match self.mode {
            RetrievalMode::Clathrin => share(now, self.began, self.grown),
            RetrievalMode::Ultrafast => 0.0,
        }
    }

    /// How much of the dynamin spiral is wound around the neck at `now`.
    pub fn collar_at(&self, now: SimTime) -> f64 {
        share(now, self.grown, self.gripped)
    }

    fn neck_of_waist(&self, waist_nm: f64) -> Neck {
        Neck::with_waist(self.sphere_nm, self.rim_nm, waist_nm)
    }
}

impl Coat {
    /// How much of the coat is left at `now`, 1 to 0.
    pub fn left_at(&self, now: SimTime) -> f64 {
        1.0 - share(now, self.from, self.until)
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
        let Joined::Apart { gap_nm, .. } = pore.joining_at(just_before) else {
            panic!("joined too early");
        };
        let Joined::Hemifused(neck) = pore.joining_at(pore.hemifused) else {
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
