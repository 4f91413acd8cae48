//! What lies in the lumen of a lysosome or a multivesicular body, each ball of a
//! size of its own: undigested waste and enzymes in the one, exosomes in the other.
//!
//! Which balls a vesicle holds follows from its number and its size. They count from
//! the largest down, so one that is partly empty holds the first so many: a pore
//! lets the small ones out first. Each diffuses as Stokes and Einstein have it, and
//! leaves only through a pore wider than itself.

use rand_chacha::ChaCha8Rng;

use super::{
    cargo::leaving_times,
    chance::{Chance, Purpose},
    vesicle::{FusionPore, VesicleId},
};
use crate::{
    biology::{
        parameters::{Cargo, Filling, Parameters},
        vesicles::VesicleKind,
    },
    units::SimTime,
};

/// What a ball is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ball {
    /// A sac of membrane with a bit of cytosol in it. Its outer face is that of
    /// the cell.
    Exosome,
    /// What enzymes could not digest.
    Waste,
    Enzyme,
}

/// One ball on its way out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leaving {
    pub at: SimTime,
    /// Its number among those of its vesicle.
    pub number: u32,
}

/// The balls that a full vesicle holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lumen {
    /// Radii of those that differ in size, the largest first.
    pub radii_nm: Vec<f64>,
    pub what: Option<Ball>,
    /// Enzymes besides, all of one size, and their radius.
    pub enzymes: u32,
    pub enzyme_nm: f64,
}

impl Lumen {
    /// That of a vesicle of such a kind and outer radius; nothing in a vesicle
    /// whose molecules are all alike.
    pub fn of(
        id: VesicleId,
        kind: VesicleKind,
        radius_nm: f64,
        parameters: &Parameters,
        chance: &Chance,
    ) -> Self {
        let lumen_nm = |outer_nm: f64| outer_nm - 2.0 * parameters.half_bilayer_nm;
        let cube = |nm: f64| nm * nm * nm;
        let class = parameters.class(kind);
        match &class.filling {
            Filling::Waste(waste) => {
                let [largest, smallest] = waste.body_shares;
                let last = waste.bodies.saturating_sub(1).max(1) as f64;
                let share = |body: usize| largest + (smallest - largest) * body as f64 / last;
                let bodies = (0..waste.bodies).map(|body| share(body) * lumen_nm(radius_nm));
                let larger = lumen_nm(radius_nm) / lumen_nm(class.size.mean_nm());
                Self {
                    radii_nm: bodies.collect(),
                    what: Some(Ball::Waste),
                    enzymes: (waste.enzymes * cube(larger)).round() as u32,
                    enzyme_nm: waste.enzyme_nm,
                }
            }
            Filling::Sacs { share, sac } => {
                let mut rng = chance.draw(id.0.into(), Purpose::Lumen, 0);
                let room = share * cube(lumen_nm(radius_nm));
                let mut filled = 0.0;
                let mut radii_nm = Vec::new();
                while filled < room {
                    let exosome_nm = sac.draw(&mut rng);
                    filled += cube(exosome_nm);
                    radii_nm.push(exosome_nm);
                }
                radii_nm.sort_by(|a, b| b.total_cmp(a));
                Self {
                    radii_nm,
                    what: Some(Ball::Exosome),
                    ..Self::default()
                }
            }
            Filling::Molecules { .. } => Self::default(),
        }
    }

    /// How many balls there are.
    pub fn count(&self) -> u32 {
        self.radii_nm.len() as u32 + self.enzymes
    }

    /// When each of the first `contents` balls leaves through `pore`, ascending.
    /// Those that a closing pore keeps are not in the list.
    pub fn leaving(
        &self,
        pore: &FusionPore,
        contents: u32,
        parameters: &Parameters,
        rng: &mut ChaCha8Rng,
    ) -> Vec<Leaving> {
        let cargo = |radius_nm: f64| Cargo::ball(radius_nm, parameters);
        let bodies = self.radii_nm.iter().take(contents as usize);
        let mut leaving = Vec::new();
        for (number, radius_nm) in (0..).zip(bodies) {
            let times = leaving_times(pore, 1, cargo(*radius_nm), parameters, rng);
            leaving.extend(times.into_iter().map(|at| Leaving { at, number }));
        }
        let first = self.radii_nm.len() as u32;
        let enzymes = contents.saturating_sub(first);
        let times = leaving_times(pore, enzymes, cargo(self.enzyme_nm), parameters, rng);
        leaving.extend(
            (first..)
                .zip(times)
                .map(|(number, at)| Leaving { at, number }),
        );
        leaving.sort_unstable_by_key(|ball| (ball.at, ball.number));
        leaving
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        biology::vesicles::CellKind,
        sim::vesicle::{FusionMode, drawn_pore},
    };

    fn lumen(kind: VesicleKind, number: u32) -> (Lumen, Parameters) {
        let parameters = Parameters::of(CellKind::Unexcitable);
        let radius_nm = parameters.class(kind).size.mean_nm();
        let chance = Chance::from_seed(5);
        let lumen = Lumen::of(VesicleId(number), kind, radius_nm, &parameters, &chance);
        (lumen, parameters)
    }

    #[test]
    fn balls_diffuse_as_stokes_and_einstein_have_it() {
        let water = Parameters::default().water;
        for (diameter_nm, um2_per_s) in [(40.0, 10.9), (100.0, 4.4), (250.0, 1.7)] {
            let found = water.diffusion_nm2_per_s(diameter_nm / 2.0) * 1e-6;
            assert!(
                (found / um2_per_s - 1.0).abs() < 0.03,
                "{diameter_nm}: {found}"
            );
        }
    }

    #[test]
    fn a_multivesicular_body_holds_ten_to_forty_exosomes_of_published_size() {
        for number in 0..50 {
            let (lumen, _) = lumen(VesicleKind::built_in("multivesicular_body"), number);
            assert!((8..=40).contains(&lumen.count()), "{}", lumen.count());
            for radius_nm in &lumen.radii_nm {
                assert!((20.0..=75.0).contains(radius_nm), "{radius_nm}");
            }
            assert!(lumen.radii_nm.is_sorted_by(|a, b| a >= b));
        }
    }

    #[test]
    fn a_ball_leaves_only_through_a_pore_wider_than_itself() {
        for kind in ["lysosome", "multivesicular_body"].map(VesicleKind::built_in) {
            let (lumen, parameters) = lumen(kind, 3);
            for seed in 0..30 {
                let pore = drawn_pore(FusionMode::FullCollapse, kind, seed, &parameters);
                let mut rng = Chance::from_seed(seed).draw(0, Purpose::Molecules, 0);
                let leaving = lumen.leaving(&pore, lumen.count(), &parameters, &mut rng);
                assert_eq!(leaving.len() as u32, lumen.count());
                for ball in &leaving {
                    let own_nm = lumen
                        .radii_nm
                        .get(ball.number as usize)
                        .copied()
                        .unwrap_or(lumen.enzyme_nm);
                    // A moment is exact but for the step in which the pore's radius
                    // is looked up.
                    let pore_nm = pore.aqueous_nm_at(ball.at + SimTime::from_millis(40.0));
                    assert!(
                        pore_nm > own_nm || ball.at == pore.ends,
                        "{own_nm} {pore_nm}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_kiss_and_run_keeps_exosomes_waste_and_enzymes() {
        for kind in ["lysosome", "multivesicular_body"].map(VesicleKind::built_in) {
            let (lumen, parameters) = lumen(kind, 4);
            for seed in 0..30 {
                let pore = drawn_pore(FusionMode::KissAndRun, kind, seed, &parameters);
                let mut rng = Chance::from_seed(seed).draw(0, Purpose::Molecules, 0);
                let leaving = lumen.leaving(&pore, lumen.count(), &parameters, &mut rng);
                assert!(leaving.is_empty());
            }
        }
    }
}
