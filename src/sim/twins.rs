//! Twins: the same cell with the same seed, once left alone and once treated, and
//! what is counted in both. One pair says little, for chance takes another way as
//! soon as anything differs; many pairs say whether there is more or less of
//! something than without the treatment.

use bevy::{ecs::query::With, prelude::*};
use serde::Deserialize;

use super::{
    SimulationPlugin, advance_to, begin,
    membrane::AreaLedger,
    places::Places,
    record::{Event, EventKind, Record},
    session::Session,
    vesicle::{Cause, Pit, Stage, Vesicle},
};
use crate::{
    biology::{
        cards::Card,
        controls::{Change, Knob, TimedChange, Value},
        vesicles::Pathway,
    },
    units::SimTime,
};

/// Between two looks at what stands where.
const LOOK: SimTime = SimTime::from_nanos(250_000_000);

/// What is counted in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum Count {
    /// Synaptic vesicles attached to the membrane, docked or primed: the mean.
    Attached,
    /// Those of them that are primed: the mean.
    Primed,
    /// Pores that answer an action potential at once.
    Answers,
    /// Pores that open later, while calcium is still raised.
    LateAnswers,
    /// Pores that open without a signal.
    Spontaneous,
    /// Pores of the regulated pathway, whatever opens them.
    Pores,
    /// Molecules of transmitter in vesicles whose pores open, or that leave them.
    Molecules,
    /// Rides along microtubules that begin.
    Rides,
    /// Carriers that deliver their membrane.
    Deliveries,
    /// Vesicles cut off from the membrane.
    Retrievals,
    /// Pits at the last look.
    Pits,
    /// Sets of SNAREs that are spent, at the last look.
    SpentSnares,
    /// Membrane that fusions have given and that is not yet back, in synaptic
    /// vesicles, at the last look.
    MembraneGained,
}

/// Something that is counted from one moment to another.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub what: Count,
    pub from_s: f64,
    pub until_s: f64,
}

impl Measure {
    fn holds(&self, time: SimTime) -> bool {
        let at_s = time.as_secs();
        (self.from_s..self.until_s).contains(&at_s)
    }
}

/// An experiment that is done again and again.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// Without the treatment. Its seed is that of the first run; each further one
    /// has the next.
    pub session: Session,
    pub duration: SimTime,
    pub measures: Vec<Measure>,
}

impl Experiment {
    /// A cell in which one run after the other is done.
    pub fn cell(&self) -> ExperimentCell {
        let mut app = App::empty();
        app.add_plugins(SimulationPlugin {
            session: self.session.clone(),
        });
        let mut world = std::mem::take(app.world_mut());
        world.resource_mut::<Record>().keep_all = true;
        ExperimentCell {
            experiment: self.clone(),
            world,
        }
    }
}

/// What a full dose of a card is changed at: from the beginning, or in the run.
pub fn dose(card: &Card, dose: f64, at: SimTime) -> TimedChange {
    TimedChange {
        at,
        change: Change::new(Knob::of_dose(card), Value::Number(dose))
            .expect("every card has its control in the registry"),
    }
}

/// A cell in which runs of an experiment follow each other.
#[derive(Debug)]
pub struct ExperimentCell {
    experiment: Experiment,
    world: World,
}

impl ExperimentCell {
    /// Does the run of this number, counted from zero, with more changes, and counts.
    pub fn run(&mut self, number: u64, treatment: &[TimedChange]) -> Vec<f64> {
        let Experiment {
            session,
            duration,
            measures,
        } = &self.experiment;
        let mut changes = session.changes.clone();
        changes.extend_from_slice(treatment);
        let session = Session {
            seed: session.seed.wrapping_add(number),
            changes,
            ..session.clone()
        };
        begin(&mut self.world, session);
        let membrane_before = self.world.resource::<AreaLedger>().plasma_membrane;
        let mut tallies: Vec<Tally> = measures.iter().map(|_| Tally::default()).collect();
        let mut now = SimTime::ZERO;
        while now < *duration {
            now = (now + LOOK).min(*duration);
            advance_to(&mut self.world, now);
            let mut record = self.world.resource_mut::<Record>();
            let events = record.take().events;
            let seen = Seen::of(&mut self.world, membrane_before);
            for (measure, tally) in measures.iter().zip(&mut tallies) {
                for event in events.iter().filter(|event| measure.holds(event.time)) {
                    tally.count += counted(measure.what, event);
                }
                if measure.holds(now) {
                    tally.look(measure.what, &seen);
                }
            }
        }
        tallies.iter().map(Tally::sum).collect()
    }
}

/// What is added up for one measure.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    count: f64,
    looks: u32,
}

impl Tally {
    fn look(&mut self, what: Count, seen: &Seen) {
        let mean_of = match what {
            Count::Attached => seen.attached,
            Count::Primed => seen.primed,
            Count::Pits => seen.pits,
            Count::SpentSnares => seen.spent_snares,
            Count::MembraneGained => seen.membrane_gained,
            _ => return,
        };
        if matches!(what, Count::Attached | Count::Primed) {
            self.looks += 1;
            self.count += mean_of;
        } else {
            self.count = mean_of;
        }
    }

    fn sum(&self) -> f64 {
        self.count / f64::from(self.looks.max(1))
    }
}

/// What stands where at a moment.
#[derive(Clone, Copy, Debug)]
struct Seen {
    attached: f64,
    primed: f64,
    pits: f64,
    spent_snares: f64,
    membrane_gained: f64,
}

impl Seen {
    fn of(world: &mut World, membrane_before: f64) -> Self {
        let mut stages = world.query::<(&Vesicle, &Stage)>();
        let [mut docked, mut primed, mut area] = [0; 3].map(f64::from);
        for (vesicle, stage) in stages.iter(world) {
            if vesicle.pathway != Pathway::Regulated {
                continue;
            }
            area = vesicle.area_nm2();
            docked += f64::from(u8::from(*stage == Stage::Docked));
            primed += f64::from(u8::from(*stage == Stage::Primed));
        }
        let pits = world.query_filtered::<(), With<Pit>>().iter(world).count();
        let membrane = world.resource::<AreaLedger>().plasma_membrane;
        Self {
            attached: docked + primed,
            primed,
            pits: pits as f64,
            spent_snares: f64::from(world.resource::<Places>().snares().spent),
            membrane_gained: (membrane - membrane_before) / area.max(1.0),
        }
    }
}

/// How much an event counts.
fn counted(what: Count, event: &Event) -> f64 {
    let is_regulated = event.pathway == Pathway::Regulated;
    let opened = event.what == EventKind::PoreOpened && is_regulated;
    let by = |cause: Cause| opened && event.cause() == Some(cause);
    let one = |is_it: bool| f64::from(u8::from(is_it));
    match what {
        Count::Answers => one(by(Cause::ActionPotential) || by(Cause::CalciumClamp)),
        Count::LateAnswers => one(by(Cause::Asynchronous)),
        Count::Spontaneous => one(by(Cause::Spontaneous)),
        Count::Pores => one(opened),
        Count::Molecules if event.what == EventKind::Emptied && is_regulated => {
            f64::from(event.counted().unwrap_or(0))
        }
        Count::Rides => one(event.what == EventKind::Boarded),
        Count::Deliveries => one(event.what == EventKind::Delivered),
        Count::Retrievals => one(event.what == EventKind::Retrieved && is_regulated),
        _ => 0.0,
    }
}

/// What a treatment does to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum Verdict {
    /// Next to nothing is left.
    Gone,
    Less,
    /// Near normal.
    Same,
    More,
    /// The runs do not say.
    Unclear,
}

/// Less than this share of the untreated counts is next to nothing, and within this
/// share of them is near normal.
const NOTHING: f64 = 0.15;
const NEAR: f64 = 0.25;

/// The numbers of pairs of runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Untreated and treated, pair by pair.
    pub pairs: Vec<[f64; 2]>,
}

impl Comparison {
    /// The mean of the untreated runs, and of the treated ones.
    pub fn means(&self) -> [f64; 2] {
        let count = self.pairs.len().max(1) as f64;
        [0, 1].map(|which| self.pairs.iter().map(|pair| pair[which]).sum::<f64>() / count)
    }

    /// Mean and half width of a one-sided 99 % bound of `weighed` over the pairs, by
    /// Student's t.
    fn bound(&self, weighed: impl Fn(&[f64; 2]) -> f64) -> [f64; 2] {
        let count = self.pairs.len() as f64;
        let mean = self.pairs.iter().map(&weighed).sum::<f64>() / count;
        let squares: f64 = self
            .pairs
            .iter()
            .map(|pair| {
                let off = weighed(pair) - mean;
                off * off
            })
            .sum();
        let error = (squares / (count - 1.0) / count).sqrt();
        [mean, student_99(count - 1.0) * error]
    }

    /// What the treatment does, each side of it at an error of at most 1 %: less
    /// or more where the difference of a pair is other than zero, near normal where
    /// it lies within a quarter of the untreated mean, gone where less than 15 % is
    /// left.
    pub fn verdict(&self) -> Verdict {
        if self.pairs.len() < 3 {
            return Verdict::Unclear;
        }
        let below = |share: f64, sign: f64| {
            let [mean, half] = self.bound(|[plain, treated]| sign * (treated - share * plain));
            mean + half < 0.0
        };
        let [plain, treated] = self.means();
        if plain == 0.0 && treated == 0.0 || below(1.0 + NEAR, 1.0) && below(1.0 - NEAR, -1.0) {
            Verdict::Same
        } else if below(NOTHING, 1.0) {
            Verdict::Gone
        } else if below(1.0, 1.0) {
            Verdict::Less
        } else if below(1.0, -1.0) {
            Verdict::More
        } else {
            Verdict::Unclear
        }
    }
}

/// The quantile of Student's distribution that 1 % exceeds, by the expansion of
/// Peiser (1943, *Annals of Mathematical Statistics* 14:56) and its next terms.
fn student_99(degrees: f64) -> f64 {
    let z: f64 = 2.326_348;
    let z2 = z * z;
    let first = (z2 + 1.0) * z / 4.0;
    let second = ((5.0 * z2 + 16.0) * z2 + 3.0) * z / 96.0;
    let third = (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) * z / 384.0;
    z + first / degrees + second / (degrees * degrees) + third / (degrees * degrees * degrees)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::sim::chance::{Chance, Purpose, standard_normal};

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (degrees, table) in [(5.0, 3.365), (10.0, 2.764), (23.0, 2.500), (100.0, 2.364)] {
            assert!((student_99(degrees) - table).abs() < 0.02, "{degrees}");
        }
    }

    /// Pairs whose numbers are normal about two means with one spread.
    fn drawn(seed: u64, means: [f64; 2], spread: f64, count: usize) -> Comparison {
        let mut rng = Chance::from_seed(seed).draw(0, Purpose::Start, 0);
        let pairs = (0..count).map(|_| means.map(|mean| mean + spread * standard_normal(&mut rng)));
        Comparison {
            pairs: pairs.collect(),
        }
    }

    #[test]
    fn verdicts_are_those_of_the_means() {
        let verdict = |treated| drawn(1, [10.0, treated], 1.0, 20).verdict();
        assert_eq!(verdict(10.0), Verdict::Same);
        assert_eq!(verdict(6.0), Verdict::Less);
        assert_eq!(verdict(0.1), Verdict::Gone);
        assert_eq!(verdict(15.0), Verdict::More);
    }

    #[test]
    fn a_difference_that_is_not_there_is_seldom_found() {
        let wrong = (0..2000)
            .filter(|seed| {
                let verdict = drawn(*seed, [10.0, 10.0], 8.0, 12).verdict();
                matches!(verdict, Verdict::Less | Verdict::More | Verdict::Gone)
            })
            .count();
        // 1 % on either side: 40, with a standard deviation of 6.
        assert!((15..65).contains(&wrong), "{wrong}");
    }

    #[test]
    fn what_is_nowhere_is_the_same_everywhere() {
        let nothing = Comparison {
            pairs: vec![[0.0; 2]; 5],
        };
        assert_eq!(nothing.verdict(), Verdict::Same);
    }
}
