//! What leaves through a fusion pore, and when: drawn with the pore's course,
//! and a function of time from then on.
//!
//! A synaptic vesicle's two thousand molecules have a moment each. A granule
//! holds millions, most of them bound to its matrix: there it is drawn, for
//! step after step of the course, how many come off the matrix and how many of
//! the free ones leave.

use rand_chacha::ChaCha8Rng;

use super::{
    cargo::{escape_per_s, leaving_times},
    chance::binomial,
    lumen::Leaving,
    vesicle::{FusionMode, FusionPore, Opening},
};
use crate::{
    biology::parameters::{Cargo, Matrix, Parameters},
    units::SimTime,
};

/// Steps in which a granule's molecules are counted: no longer than this, and
/// so many at least while the pore changes its radius.
const LONGEST_STEP_S: f64 = 0.2e-3;
const CHANGING_STEPS: f64 = 64.0;

/// What leaves through a pore.
#[derive(Clone, Debug)]
pub enum Efflux {
    /// The moment of each molecule, ascending.
    Moments(Vec<SimTime>),
    /// The moment of each ball that has a size of its own, ascending.
    Balls(Vec<Leaving>),
    /// How many have left by the end of each step.
    Counts(Counts),
}

impl Default for Efflux {
    fn default() -> Self {
        Self::Moments(Vec::new())
    }
}

/// A granule's molecules, counted at the ends of steps. Within a step they
/// leave evenly.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    begins: SimTime,
    /// Bound to the matrix when the pore opens.
    bound: u32,
    steps: Vec<Step>,
}

/// What there is at the end of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    until: SimTime,
    /// Have left so far.
    left: u32,
    /// Still bound to the matrix.
    bound: u32,
}

impl Efflux {
    /// What of `contents` leaves through `pore`.
    pub fn drawn(
        pore: &FusionPore,
        contents: u32,
        cargo: Cargo,
        parameters: &Parameters,
        rng: &mut ChaCha8Rng,
    ) -> Self {
        match cargo.matrix {
            Some(matrix) => Self::Counts(Counts::drawn(
                pore, contents, cargo, matrix, parameters, rng,
            )),
            None => Self::Moments(leaving_times(pore, contents, cargo, parameters, rng)),
        }
    }

    /// How many leave in all.
    pub fn count(&self) -> u32 {
        match self {
            Self::Moments(moments) => moments.len() as u32,
            Self::Balls(balls) => balls.len() as u32,
            Self::Counts(counts) => counts.left_in_all(),
        }
    }

    /// How many have left at `now`.
    pub fn left_at(&self, now: SimTime) -> u32 {
        match self {
            Self::Moments(moments) => moments.partition_point(|leaves| *leaves <= now) as u32,
            Self::Balls(balls) => balls.partition_point(|ball| ball.at <= now) as u32,
            Self::Counts(counts) => counts.left_at(now) as u32,
        }
    }

    /// How many are still bound to the matrix at `now`.
    pub fn bound_at(&self, now: SimTime) -> u32 {
        match self {
            Self::Moments(_) | Self::Balls(_) => 0,
            Self::Counts(counts) => counts.bound_at(now) as u32,
        }
    }

    /// When the last of them leaves; never if none does.
    pub fn last(&self) -> Option<SimTime> {
        let count = self.count();
        (count > 0).then(|| self.moment_of(count - 1))
    }

    /// When number `index` of those that leave is out.
    ///
    /// # Panics
    ///
    /// If fewer leave.
    pub fn moment_of(&self, index: u32) -> SimTime {
        match self {
            Self::Moments(moments) => moments[index as usize],
            Self::Balls(balls) => balls[index as usize].at,
            Self::Counts(counts) => counts.moment_of(index),
        }
    }
}

impl Counts {
    /// Draws a granule's molecules through the course of its pore: each is
    /// bound to the matrix, free in the lumen, or out. Where the pore stays at
    /// one radius the chances of a step are exact; where it changes, the radius
    /// is that of the step's middle.
    fn drawn(
        pore: &FusionPore,
        contents: u32,
        cargo: Cargo,
        matrix: Matrix,
        parameters: &Parameters,
        rng: &mut ChaCha8Rng,
    ) -> Self {
        let lumen_nm = pore.sphere_nm - parameters.half_bilayer_nm;
        let mut bound = binomial(rng, contents, 1.0 - matrix.free_share);
        let mut free = contents - bound;
        let mut counts = Self {
            begins: pore.opened,
            bound,
            steps: Vec::new(),
        };
        for phase in &pore.course {
            let phase_s = phase.until.since(phase.from).as_secs();
            let is_held = matches!(
                phase.opening,
                Opening::Passing { from_nm, to_nm } if from_nm == to_nm
            );
            let least = if is_held { 1.0 } else { CHANGING_STEPS };
            let count = libm::ceil(phase_s / LONGEST_STEP_S).max(least) as usize;
            let step_s = phase_s / count as f64;
            let moment = |place: f64| phase.from + SimTime::from_secs(place * step_s);
            for step in 0..count {
                let pore_nm = pore.aqueous_nm_at(moment(step as f64 + 0.5)) - cargo.radius_nm;
                let out_per_s = escape_per_s(
                    pore_nm,
                    parameters.fusion.pore_water.length_nm,
                    lumen_nm,
                    cargo.nm2_per_s,
                );
                let [from_bound, from_free] = matrix.stays(out_per_s, step_s);
                [bound, free] = {
                    let [still, freed] = split(rng, bound, from_bound);
                    let [caught, loose] = split(rng, free, from_free);
                    [still + caught, freed + loose]
                };
                counts.steps.push(Step {
                    until: if step + 1 == count {
                        phase.until
                    } else {
                        moment((step + 1) as f64)
                    },
                    left: contents - bound - free,
                    bound,
                });
                if bound + free == 0 {
                    return counts;
                }
            }
        }
        // The lumen is gone when the vesicle is flat.
        if pore.mode == FusionMode::FullCollapse
            && let Some(last) = counts.steps.last_mut()
        {
            last.left = contents;
            last.bound = 0;
        }
        counts
    }

    fn left_in_all(&self) -> u32 {
        self.steps.last().map_or(0, |step| step.left)
    }

    /// The step that goes on at `now`, how much of it is over, and what there
    /// was at its beginning.
    fn at(&self, now: SimTime) -> Option<(Step, Step, f64)> {
        let index = self.steps.partition_point(|step| step.until <= now);
        let before = match index.checked_sub(1) {
            Some(before) => self.steps[before],
            None => Step {
                until: self.begins,
                left: 0,
                bound: self.bound,
            },
        };
        let step = self.steps.get(index).copied().unwrap_or(before);
        let part = now.share_of(before.until, step.until);
        Some((before, step, part)).filter(|_| now >= self.begins)
    }

    /// How many have left at `now`, parts of one included.
    pub fn left_at(&self, now: SimTime) -> f64 {
        self.at(now).map_or(0.0, |(before, step, part)| {
            f64::from(before.left) + part * f64::from(step.left - before.left)
        })
    }

    fn bound_at(&self, now: SimTime) -> f64 {
        self.at(now)
            .map_or(f64::from(self.bound), |(before, step, part)| {
                let (from, to) = (f64::from(before.bound), f64::from(step.bound));
                from + part * (to - from)
            })
    }

    fn moment_of(&self, index: u32) -> SimTime {
        let found = self.steps.partition_point(|step| step.left <= index);
        let step = self.steps[found];
        let (from, before) = match found.checked_sub(1) {
            Some(before) => (self.steps[before].until, self.steps[before].left),
            None => (self.begins, 0),
        };
        let part = f64::from(index + 1 - before) / f64::from(step.left - before);
        from + SimTime::from_secs(part * step.until.since(from).as_secs())
    }

    /// When the pore opens, and when the last step ends.
    pub fn span(&self) -> [SimTime; 2] {
        let ends = self.steps.last().map_or(self.begins, |step| step.until);
        [self.begins, ends]
    }
}

/// How many of `count` go each of two ways, with their chances; the others go
/// neither.
fn split(rng: &mut ChaCha8Rng, count: u32, [first, second]: [f64; 2]) -> [u32; 2] {
    let one = binomial(rng, count, first);
    let rest = 1.0 - first;
    let share = if rest > 0.0 { second / rest } else { 0.0 };
    [one, binomial(rng, count - one, share.min(1.0))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        biology::vesicles::{CellKind, VesicleKind},
        sim::{
            chance::{Chance, Purpose},
            vesicle::{Phase, drawn_pore},
        },
    };

    const MOLECULES: u32 = 400_000;

    fn held_pore(mode: FusionMode, aqueous_nm: f64, millis: f64) -> FusionPore {
        let parameters = Parameters::default();
        let mut pore = drawn_pore(
            mode,
            VesicleKind::built_in("chromaffin_granule"),
            1,
            &parameters,
        );
        pore.ends = pore.opened + SimTime::from_millis(millis);
        pore.course = vec![Phase {
            from: pore.opened,
            until: pore.ends,
            opening: Opening::Passing {
                from_nm: aqueous_nm,
                to_nm: aqueous_nm,
            },
        }];
        pore
    }

    fn drawn(pore: &FusionPore, matrix: Matrix) -> Counts {
        let parameters = Parameters::default();
        let cargo = Cargo {
            matrix: Some(matrix),
            ..Cargo::of(VesicleKind::built_in("chromaffin_granule"), &parameters)
        };
        let mut rng = Chance::from_seed(3).draw(0, Purpose::Molecules, 0);
        Counts::drawn(pore, MOLECULES, cargo, matrix, &parameters, &mut rng)
    }

    fn out_per_s(pore: &FusionPore, aqueous_nm: f64) -> f64 {
        let parameters = Parameters::default();
        let cargo = Cargo::of(VesicleKind::built_in("chromaffin_granule"), &parameters);
        let lumen_nm = pore.sphere_nm - parameters.half_bilayer_nm;
        escape_per_s(
            aqueous_nm - cargo.radius_nm,
            10.0,
            lumen_nm,
            cargo.nm2_per_s,
        )
    }

    #[test]
    fn free_molecules_leave_a_held_pore_at_the_escape_rate() {
        let all_free = Matrix {
            free_share: 1.0,
            dissociation_per_s: 150.0,
        };
        for aqueous_nm in [1.0, 5.0, 20.0] {
            let pore = held_pore(FusionMode::KissAndRun, aqueous_nm, 40.0);
            let counts = drawn(&pore, all_free);
            let per_s = out_per_s(&pore, aqueous_nm);
            for millis in [0.2, 1.0, 5.0, 20.0] {
                let now = pore.opened + SimTime::from_millis(millis);
                let share = counts.left_at(now) / f64::from(MOLECULES);
                let expected = 1.0 - libm::exp(-per_s * millis * 1e-3);
                // The standard error is at most a thousandth.
                assert!(
                    (share - expected).abs() < 0.03 * expected.max(0.1),
                    "{aqueous_nm} nm after {millis} ms: {share} not {expected}"
                );
            }
        }
    }

    #[test]
    fn bound_molecules_leave_as_slowly_as_they_come_off_the_matrix() {
        let matrix = Matrix {
            free_share: 0.1,
            dissociation_per_s: 150.0,
        };
        for aqueous_nm in [1.0, 5.0, 20.0] {
            let pore = held_pore(FusionMode::KissAndRun, aqueous_nm, 60.0);
            let counts = drawn(&pore, matrix);
            let per_s = out_per_s(&pore, aqueous_nm);
            // The two states one by one in very small steps.
            let (mut bound, mut free) = (0.9, 0.1);
            let [off, on] = [150.0, 150.0 * 9.0];
            let step_s = 2e-7;
            for step in 1..=150_000_u32 {
                let (came, went) = (off * bound * step_s, on * free * step_s);
                let out = per_s * free * step_s;
                bound += went - came;
                free += came - went - out;
                if step.is_multiple_of(25_000) {
                    let now = pore.opened + SimTime::from_secs(f64::from(step) * step_s);
                    let share = counts.left_at(now) / f64::from(MOLECULES);
                    let expected = 1.0 - bound - free;
                    assert!(
                        (share / expected - 1.0).abs() < 0.03,
                        "{aqueous_nm} nm at {now}: {share} not {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_closing_pore_keeps_the_core_and_a_collapse_keeps_nothing() {
        let parameters = Parameters::default();
        let matrix = Cargo::of(VesicleKind::built_in("chromaffin_granule"), &parameters)
            .matrix
            .expect("granules have a matrix");
        let kiss = drawn(&held_pore(FusionMode::KissAndRun, 1.5, 20.0), matrix);
        let left = kiss.left_in_all();
        assert!(left > 0 && left < MOLECULES / 4, "{left}");
        let collapse = drawn(&held_pore(FusionMode::FullCollapse, 1.5, 20.0), matrix);
        assert_eq!(collapse.left_in_all(), MOLECULES);
        // No molecule passes a pore narrower than itself.
        let narrow = drawn(&held_pore(FusionMode::KissAndRun, 0.3, 20.0), matrix);
        assert_eq!(narrow.left_in_all(), 0);
    }

    #[test]
    fn a_kiss_and_run_lets_out_less_insulin_than_a_full_fusion() {
        let parameters = Parameters::of(CellKind::BetaCell);
        let cargo = Cargo::of(VesicleKind::built_in("insulin_granule"), &parameters);
        let share = |mode| {
            let sum: u64 = (0..40)
                .map(|seed| {
                    let pore = drawn_pore(
                        mode,
                        VesicleKind::built_in("insulin_granule"),
                        seed,
                        &parameters,
                    );
                    let mut rng = Chance::from_seed(seed).draw(0, Purpose::Molecules, 0);
                    let efflux = Efflux::drawn(&pore, 300_000, cargo, &parameters, &mut rng);
                    u64::from(efflux.count())
                })
                .sum();
            sum as f64 / (40.0 * 300_000.0)
        };
        let (kiss, full) = (
            share(FusionMode::KissAndRun),
            share(FusionMode::FullCollapse),
        );
        assert_eq!(full, 1.0);
        // Through a pore of two nanometres at most hardly any of it passes.
        assert!(kiss > 0.0 && kiss < 0.2, "{kiss}");
    }

    #[test]
    fn every_molecule_has_its_moment_within_its_step() {
        let matrix = Matrix {
            free_share: 0.5,
            dissociation_per_s: 100.0,
        };
        let pore = held_pore(FusionMode::FullCollapse, 5.0, 10.0);
        let efflux = Efflux::Counts(drawn(&pore, matrix));
        let mut before = pore.opened;
        for index in (0..MOLECULES).step_by(1009) {
            let moment = efflux.moment_of(index);
            assert!(moment >= before && moment <= pore.ends);
            // Rounding to whole nanoseconds is all that is between the two.
            let left = efflux.left_at(moment + SimTime::from_nanos(1));
            assert!(left.abs_diff(index + 1) <= 60, "{left} of {index}");
            before = moment;
        }
        assert_eq!(efflux.last(), Some(pore.ends));
        assert_eq!(efflux.bound_at(pore.ends), 0);
    }
}
