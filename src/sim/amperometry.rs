//! A carbon fibre outside the cell. What comes to its face is oxidised, each
//! molecule gives it electrons, and the current tells, granule by granule, how
//! the contents leave: a foot while the pore is narrow, then a spike.
//!
//! The current of a pore is a function of time that is fixed when it opens.

use bevy::prelude::*;

use super::{
    efflux::{Counts, Efflux},
    membrane::PlasmaMembrane,
    vesicle::FusionPore,
};
use crate::{
    biology::parameters::{Cargo, value},
    geometry::face::Face,
    scene::Scene,
    units::SimTime,
};

/// Charge of an electron in coulombs.
const ELECTRON: f64 = 1.602_176_634e-19;
/// The current is known as its mean over steps of this length.
const STEP: SimTime = SimTime::from_nanos(100_000);
/// Modes of diffusion that are followed; what all faster ones carry comes at
/// once. With twelve these are over within a hundredth of the mean time.
const MODES: usize = 12;
/// A spike is over when no more molecules than this are still to be told of.
const OVER: f64 = 0.5;
/// Less than this counts as silence, in picoamperes.
const SILENCE_PA: f64 = 0.1;

/// The fibre and what it hears.
#[derive(Resource, Clone, Debug, Default)]
pub struct CarbonFibre {
    face: Option<Face>,
    spikes: Vec<Spike>,
    filter_s: f64,
}

/// What one granule gives, as mean currents over steps, in picoamperes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spike {
    begins: SimTime,
    pa: Vec<f32>,
}

impl Spike {
    /// The current of `counts` molecules at a distance, by diffusion between a
    /// membrane that throws back and a face that takes up all that comes, and
    /// through a filter of one pole.
    ///
    /// What is on the way is kept in accounts, one for each mode of diffusion
    /// and one for the filter, so that every molecule is told of once.
    pub fn of(
        counts: &Counts,
        distance_nm: f64,
        nm2_per_s: f64,
        electrons: f64,
        filter_s: f64,
    ) -> Self {
        use std::f64::consts::PI;
        let step_s = STEP.as_secs();
        // A walker is still under way with Σ c exp(−λ t).
        let modes: [[f64; 2]; MODES] = std::array::from_fn(|k| {
            let odd = 2.0 * k as f64 + 1.0;
            let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
            let per_s = odd * odd * PI * PI * nm2_per_s / (4.0 * distance_nm * distance_nm);
            [4.0 / (PI * odd) * sign, per_s]
        });
        let pa_each = electrons * ELECTRON * 1e12 / step_s;
        let [begins, ends] = counts.span();
        let mut spike = Self {
            begins,
            pa: Vec::new(),
        };
        let mut under_way = [0.0_f64; MODES];
        let mut held = 0.0_f64;
        let mut before = 0.0;
        let mut now = begins;
        loop {
            now += STEP;
            let left = counts.left_at(now);
            let came_out = left - before;
            before = left;
            let mut arrived = came_out;
            for (account, [share, per_s]) in under_way.iter_mut().zip(modes) {
                let kept = filled(*account, share * came_out, per_s, step_s);
                arrived -= kept - *account;
                *account = kept;
            }
            let kept = filled(held, arrived, 1.0 / filter_s, step_s);
            let told = arrived - (kept - held);
            held = kept;
            let rest = under_way.iter().sum::<f64>() + held;
            let is_over = now >= ends && rest.abs() < OVER;
            let told = if is_over { told + rest } else { told };
            spike.pa.push((told * pa_each) as f32);
            if is_over {
                return spike;
            }
        }
    }

    /// The current at a moment, straight from the middle of one step to that of
    /// the next.
    pub fn current_pa(&self, now: SimTime) -> f64 {
        if now < self.begins {
            return 0.0;
        }
        let place = now.since(self.begins).as_secs() / STEP.as_secs() - 0.5;
        let before = libm::floor(place);
        let of = |step: f64| {
            let index = (step >= 0.0).then_some(step as usize);
            index.map_or(0.0, |index| {
                self.pa.get(index).map_or(0.0, |pa| f64::from(*pa))
            })
        };
        let part = place - before;
        (1.0 - part) * of(before) + part * of(before + 1.0)
    }

    fn ends(&self) -> SimTime {
        let steps = self.pa.len() as u64 + 1;
        self.begins + SimTime::from_nanos(steps * STEP.as_nanos())
    }
}

/// What is in an account after a step in which so much comes in evenly and what
/// is in it goes out at a rate.
fn filled(account: f64, coming: f64, per_s: f64, step_s: f64) -> f64 {
    let lost = per_s * step_s;
    let stays = libm::exp(-lost);
    account * stays + coming * (1.0 - stays) / lost
}

impl CarbonFibre {
    /// The scene's fibre, if it has one.
    pub(super) fn of(scene: &Scene, membrane: &PlasmaMembrane) -> Self {
        let face = scene.carbon_fibre.map(|fibre| {
            let nearest = membrane.shape.closest(fibre.centre);
            Face {
                centre: fibre.centre,
                radius_nm: fibre.radius_nm,
                out: membrane.shape.normal(nearest),
            }
        });
        let corner_hz = value("amperometry.filter") * 1e3;
        Self {
            face,
            spikes: Vec::new(),
            filter_s: 1.0 / (2.0 * std::f64::consts::PI * corner_hz),
        }
    }

    /// The disc at its end.
    pub fn face(&self) -> Option<&Face> {
        self.face.as_ref()
    }

    /// Hears a granule whose pore opens, if it is under the disc and what it
    /// holds can be oxidised: each molecule gives it so many electrons.
    pub(super) fn hear(&mut self, pore: &FusionPore, cargo: Cargo, electrons: f64) {
        let place = pore.place;
        let over_nm = self
            .face
            .and_then(|face| face.over_nm(place.point, -place.inward));
        if let (Some(over_nm), Efflux::Counts(counts)) = (over_nm, &pore.efflux)
            && electrons > 0.0
            && pore.efflux.count() > 0
        {
            self.spikes.push(Spike::of(
                counts,
                over_nm,
                cargo.nm2_per_s,
                electrons,
                self.filter_s,
            ));
        }
    }

    /// What it reads, in picoamperes.
    pub fn current_pa(&self, now: SimTime) -> f64 {
        self.spikes.iter().map(|spike| spike.current_pa(now)).sum()
    }

    /// Whether there is anything to be read.
    pub(super) fn is_reading(&self, now: SimTime) -> bool {
        self.current_pa(now) > SILENCE_PA
    }

    /// Lets go of what is over.
    pub(super) fn forget(&mut self, now: SimTime) {
        self.spikes.retain(|spike| spike.ends() > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        biology::{
            parameters::Parameters,
            vesicles::{CellKind, VesicleKind},
        },
        sim::{
            chance::{Chance, Purpose},
            vesicle::{FusionMode, drawn_pore},
        },
    };

    const FILTER_S: f64 = 1.6e-4;

    /// A chromaffin granule's pore with its efflux.
    fn pore(mode: FusionMode, seed: u64) -> (FusionPore, f64) {
        let parameters = Parameters::of(CellKind::ChromaffinCell);
        let mut pore = drawn_pore(
            mode,
            VesicleKind::built_in("chromaffin_granule"),
            seed,
            &parameters,
        );
        let cargo = Cargo::of(VesicleKind::built_in("chromaffin_granule"), &parameters);
        let granule = VesicleKind::built_in("chromaffin_granule");
        let molecules = parameters.class(granule).filling.molecules_in_mean() as u32;
        let mut rng = Chance::from_seed(seed).draw(0, Purpose::Molecules, 0);
        pore.efflux = Efflux::drawn(&pore, molecules, cargo, &parameters, &mut rng);
        (pore, cargo.nm2_per_s)
    }

    fn spike_of(pore: &FusionPore, distance_nm: f64, nm2_per_s: f64) -> Spike {
        let Efflux::Counts(counts) = &pore.efflux else {
            panic!("a granule's molecules are counted");
        };
        Spike::of(counts, distance_nm, nm2_per_s, 2.0, FILTER_S)
    }

    /// Charge in picocoulombs.
    fn charge_pc(spike: &Spike) -> f64 {
        let sum: f64 = spike.pa.iter().map(|pa| f64::from(*pa)).sum();
        sum * STEP.as_secs()
    }

    #[test]
    fn every_molecule_gives_two_electrons() {
        for mode in [FusionMode::FullCollapse, FusionMode::KissAndRun] {
            for seed in 0..20 {
                let (pore, nm2_per_s) = pore(mode, seed);
                let spike = spike_of(&pore, 500.0, nm2_per_s);
                let told = charge_pc(&spike) * 3.120_754e6;
                let left = f64::from(pore.efflux.count());
                // Single precision of some thousand currents.
                assert!((told / left - 1.0).abs() < 1e-5, "{told} of {left}");
            }
        }
    }

    #[test]
    fn what_comes_at_once_arrives_as_first_passage_says() {
        // All within one step: the current is the density of first passage
        // through the filter.
        let parameters = Parameters::of(CellKind::ChromaffinCell);
        let mut pore = drawn_pore(
            FusionMode::KissAndRun,
            VesicleKind::built_in("chromaffin_granule"),
            1,
            &parameters,
        );
        let cargo = Cargo::of(VesicleKind::built_in("chromaffin_granule"), &parameters);
        let opening = crate::sim::vesicle::Opening::Passing {
            from_nm: 60.0,
            to_nm: 60.0,
        };
        pore.ends = pore.opened + SimTime::from_millis(40.0);
        pore.course = vec![crate::sim::vesicle::Phase {
            from: pore.opened,
            until: pore.ends,
            opening,
        }];
        let mut rng = Chance::from_seed(1).draw(0, Purpose::Molecules, 0);
        let free = Cargo {
            matrix: Some(crate::biology::parameters::Matrix {
                free_share: 1.0,
                dissociation_per_s: 1.0,
            }),
            // The lumen empties within microseconds.
            nm2_per_s: 1e13,
            ..cargo
        };
        pore.efflux = Efflux::drawn(&pore, 1_000_000, free, &parameters, &mut rng);
        let distance_nm = 2000.0;
        let spike = spike_of(&pore, distance_nm, 0.6e9);
        let whole = charge_pc(&spike);
        // The mean of first passage, d²/2D, and the filter's.
        let mean_s: f64 = spike
            .pa
            .iter()
            .enumerate()
            .map(|(step, pa)| (step as f64 + 0.5) * STEP.as_secs() * f64::from(*pa))
            .sum::<f64>()
            * STEP.as_secs()
            / whole;
        let expected_s = distance_nm * distance_nm / (2.0 * 0.6e9) + FILTER_S + 0.5e-4;
        assert!(
            (mean_s / expected_s - 1.0).abs() < 0.02,
            "{mean_s} {expected_s}"
        );
        // Half of them by the time at which 1 − (4/π) exp(−π²Dt/4d²) is a half.
        let half = spike
            .pa
            .iter()
            .scan(0.0, |sum, pa| {
                *sum += f64::from(*pa) * STEP.as_secs();
                Some(*sum)
            })
            .position(|sum| sum > 0.5 * whole)
            .expect("half of it comes");
        let half_s = (half as f64 + 0.5) * STEP.as_secs() - FILTER_S;
        let expected_s = 0.379 * distance_nm * distance_nm / 0.6e9;
        assert!(
            (half_s / expected_s - 1.0).abs() < 0.06,
            "{half_s} {expected_s}"
        );
    }

    #[test]
    fn spikes_have_published_widths_and_a_foot() {
        let mut widths = Vec::new();
        let mut feet = Vec::new();
        let mut lower = Vec::new();
        for seed in 0..200 {
            let (pore, nm2_per_s) = pore(FusionMode::FullCollapse, seed);
            let spike = spike_of(&pore, 500.0, nm2_per_s);
            let peak = spike.pa.iter().copied().fold(0.0_f32, f32::max);
            let first = spike.pa.iter().position(|pa| *pa > 0.5 * peak);
            let last = spike.pa.iter().rposition(|pa| *pa > 0.5 * peak);
            let (first, last) = first.zip(last).expect("a spike has a height");
            let millis = STEP.as_millis();
            widths.push((last - first) as f64 * millis);
            // Read as an experimenter reads it: from where the current leaves
            // the baseline to where it begins to rise steeply.
            let begins = spike.pa.iter().position(|pa| *pa > 0.1);
            let rises = spike.pa.iter().position(|pa| *pa > 0.1 * peak);
            let (begins, rises) = begins.zip(rises).expect("a spike has a foot");
            feet.push((rises - begins) as f64 * millis);
            let foot = &spike.pa[begins..rises.max(begins + 1)];
            let mean = foot.iter().sum::<f32>() / foot.len() as f32;
            lower.push(mean / peak);
        }
        let median = |values: &mut Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let (width, foot) = (median(&mut widths), median(&mut feet));
        assert!((5.0..20.0).contains(&width), "half-width {width} ms");
        assert!((5.0..15.0).contains(&foot), "foot {foot} ms");
        assert!(lower.iter().all(|share| *share < 0.2), "{lower:?}");
    }

    #[test]
    fn a_kiss_and_run_gives_less_than_a_full_fusion() {
        let mean = |mode| {
            let sum: u64 = (0..60)
                .map(|seed| u64::from(pore(mode, seed).0.efflux.count()))
                .sum();
            sum / 60
        };
        let (kiss, full) = (mean(FusionMode::KissAndRun), mean(FusionMode::FullCollapse));
        assert!(kiss * 10 < full * 9, "{kiss} {full}");
    }
}
