//! SNAREs: the complexes that hold a primed vesicle and drive its fusion, and
//! what becomes of those in the membrane.
//!
//! Within reach of each release site are as many sets of membrane SNAREs as pair
//! for one vesicle. A set is free, paired with a primed vesicle's synaptobrevin,
//! or spent: after fusion all of it lies in one membrane, and only NSF sets it
//! free again. Here NSF does so in the step of priming that needs the set, which
//! is why priming takes ATP; where NSF is gone, spent sets stay spent.

use rand::RngExt;

use super::Vesicle;
use crate::{
    biology::{cards::Part, vesicles::Snares},
    sim::{cell::Cell, chance::Purpose, places::Goal},
};

/// The sets of SNAREs in the membrane at one site, or at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SiteSnares {
    pub free: u32,
    pub paired: u32,
    pub spent: u32,
}

impl SiteSnares {
    /// All of them: the same for ever.
    pub fn all(&self) -> u32 {
        self.free + self.paired + self.spent
    }
}

/// The complexes of one primed vesicle. Those of `whole` close to their ends, the
/// `cut` ones do not, and the `missing` ones have never been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bundle {
    pub whole: u8,
    pub cut: u8,
    pub missing: u8,
}

impl Bundle {
    /// The complexes that pair for a vesicle now. SNAREs in a complex are out of
    /// a toxin's reach (Hayashi and colleagues 1994, *EMBO Journal* 13:5051), so
    /// it is settled here.
    pub(in crate::sim) fn drawn(cell: &Cell, vesicle: &Vesicle) -> Self {
        let complexes = cell.parameters.steps.snare_complexes.round() as u8;
        let [snap, brevin] =
            [Part::Snap25, Part::Synaptobrevin].map(|part| cell.effects.left(part));
        // Lysosomes have VAMP7 and meet SNAP-23, which toxins don't cut.
        let is_spared = vesicle.kind.snares == Snares::Vamp7;
        if is_spared || snap >= 1.0 && brevin >= 1.0 {
            return Self {
                whole: complexes,
                ..Self::default()
            };
        }
        let mut rng = cell
            .chance
            .draw(vesicle.id.0.into(), Purpose::Snares, vesicle.draws);
        let mut bundle = Self::default();
        for _ in 0..complexes {
            let [own, membrane] = [0; 2].map(|_| rng.random::<f64>());
            if own >= brevin {
                bundle.missing += 1;
            } else if membrane >= snap {
                bundle.cut += 1;
            } else {
                bundle.whole += 1;
            }
        }
        bundle
    }

    /// Every bundle of so many complexes, whole or not.
    pub fn every(complexes: u8) -> impl Iterator<Item = Self> {
        (0..=complexes).flat_map(move |missing| {
            (0..=complexes - missing).map(move |cut| Self {
                whole: complexes - missing - cut,
                cut,
                missing,
            })
        })
    }

    /// How many complexes there are.
    pub fn complexes(&self) -> u32 {
        u32::from(self.whole) + u32::from(self.cut)
    }

    /// Whether nothing is wrong with it.
    pub fn is_whole(&self) -> bool {
        self.cut == 0 && self.missing == 0
    }

    /// By what it multiplies every rate of fusion, if one lost complex and one
    /// cut complex leave these shares.
    pub fn pulls(&self, lost_complex: f64, cut_complex: f64) -> f64 {
        if self.is_whole() {
            return 1.0;
        }
        libm::pow(lost_complex, f64::from(self.missing))
            * libm::pow(cut_complex, f64::from(self.cut))
    }
}

/// Gives every release site its SNAREs: free, or in a cell that has long been
/// without NSF, spent.
pub(in crate::sim) fn lay_out(cell: &mut Cell) {
    let sets = cell.parameters.steps.snare_complexes.round() as u32;
    let nsf = cell.effects.left(Part::Nsf);
    let chance = *cell.chance;
    for (number, site) in cell.places.release.iter_mut().enumerate() {
        let is_spent = nsf < 1.0 && {
            let mut rng = chance.draw(number as u64, Purpose::Snares, 0);
            rng.random::<f64>() >= nsf
        };
        site.snares = if is_spent {
            SiteSnares {
                spent: sets,
                ..SiteSnares::default()
            }
        } else {
            SiteSnares {
                free: sets,
                ..SiteSnares::default()
            }
        };
    }
}

/// By what the rate of priming at a site is multiplied: where SNAREs are spent, it
/// is as fast as NSF is left.
pub(in crate::sim) fn ready_share(cell: &Cell, goal: Goal) -> f64 {
    let spent = cell.places.site(goal).map_or(0, |site| site.snares.spent);
    if spent > 0 {
        cell.effects.left(Part::Nsf)
    } else {
        1.0
    }
}

/// NSF sets the site's spent SNAREs free, and those of a bundle pair.
pub(in crate::sim) fn pair(cell: &mut Cell, goal: Goal, bundle: Bundle) {
    if let Some(snares) = cell.places.snares_at(goal) {
        let all = snares.all();
        let paired = bundle.complexes().min(all);
        *snares = SiteSnares {
            free: all - paired,
            paired,
            spent: 0,
        };
    }
}

/// A bundle comes apart, and its SNAREs are free.
pub(in crate::sim) fn part(cell: &mut Cell, goal: Goal) {
    if let Some(snares) = cell.places.snares_at(goal) {
        snares.free += snares.paired;
        snares.paired = 0;
    }
}

/// The vesicle has fused: its complexes lie in one membrane.
pub(in crate::sim) fn spend(cell: &mut Cell, goal: Goal) {
    if let Some(snares) = cell.places.snares_at(goal) {
        snares.spent += snares.paired;
        snares.paired = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::biology::parameters::Parameters;

    #[test]
    fn every_bundle_has_all_its_complexes_accounted_for() {
        let bundles: Vec<Bundle> = Bundle::every(3).collect();
        assert_eq!(bundles.len(), 10);
        for bundle in bundles {
            assert_eq!(bundle.whole + bundle.cut + bundle.missing, 3);
        }
    }

    #[test]
    fn a_bundle_pulls_less_the_less_of_it_is_whole() {
        let parameters = Parameters::default();
        let pulls = |whole, cut, missing| {
            Bundle {
                whole,
                cut,
                missing,
            }
            .pulls(parameters.steps.lost_complex, parameters.steps.cut_complex)
        };
        assert_eq!(pulls(3, 0, 0), 1.0);
        assert!(pulls(2, 1, 0) < 1.0 && pulls(0, 3, 0) < 0.01);
        // A complex that is not there is worse than one that is cut.
        assert!(pulls(2, 0, 1) < pulls(2, 1, 0));
    }
}
