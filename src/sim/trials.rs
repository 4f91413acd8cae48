//! Repeated trials: one session run again and again, each time with the next
//! seed, and what each of them released. A single run says little where most
//! signals fail; many side by side show how often, and how late.
//!
//! All is read from the one record. A trial depends on nothing but its session,
//! so they may run on any number of threads.

use bevy::prelude::*;

use super::{
    SimulationPlugin, advance_to, begin,
    record::{Detail, Event, Record},
    session::Session,
    start::Frame,
    vesicle::{Cause, FusionMode, VesicleId},
};
use crate::{biology::vesicles::Pathway, scene::Scene, units::SimTime};

/// Between two looks at the record.
const SLICE: SimTime = SimTime::from_nanos(250_000_000);

/// A fusion pore that has opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    pub time: SimTime,
    /// Since the action potential before it, if there was one.
    pub after_signal: Option<SimTime>,
    pub vesicle: VesicleId,
    pub pathway: Pathway,
    pub site: String,
    /// Why and how.
    pub cause: Cause,
    pub mode: FusionMode,
}

impl Opening {
    /// Whether it answers a signal: regulated, and not by chance alone.
    pub fn is_answer(&self) -> bool {
        self.pathway == Pathway::Regulated && self.cause != Cause::Spontaneous
    }
}

/// What came of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// Counted from one.
    pub number: u32,
    pub seed: u64,
    /// When action potentials were fired, by time.
    pub signals: Vec<SimTime>,
    /// By time.
    pub openings: Vec<Opening>,
}

impl Trial {
    /// The pores that answered a signal.
    pub fn answers(&self) -> impl Iterator<Item = &Opening> {
        self.openings.iter().filter(|opening| opening.is_answer())
    }

    /// No vesicle answered: as common in a synapse as an answer is.
    pub fn is_failure(&self) -> bool {
        self.answers().next().is_none()
    }

    /// The number of the action potential before an opening, counted from one, if
    /// there was one.
    pub fn signal_before(&self, opening: &Opening) -> Option<usize> {
        let before = self.signals.partition_point(|at| *at <= opening.time);
        (before > 0).then_some(before)
    }

    /// The pores that answered action potential number `signal`, counted from one,
    /// before the next was fired.
    pub fn answers_to(&self, signal: usize) -> impl Iterator<Item = &Opening> {
        self.answers()
            .filter(move |opening| self.signal_before(opening) == Some(signal))
    }

    /// From action potential number `signal`, counted from one, to the first answer
    /// before the next.
    pub fn latency_after(&self, signal: usize) -> Option<SimTime> {
        let at = *self.signals.get(signal.checked_sub(1)?)?;
        Some(self.answers_to(signal).next()?.time - at)
    }

    /// From the last action potential to the first answer after it.
    pub fn latency(&self) -> Option<SimTime> {
        self.latency_after(self.signals.len())
    }
}

/// A session to be repeated.
#[derive(Clone, Debug)]
pub struct Trials {
    /// That of the first trial; each further one has the next seed.
    pub session: Session,
    /// How long each goes on.
    pub duration: SimTime,
}

impl Trials {
    /// The seed of the trial of this number, counted from one.
    pub fn seed(&self, number: u32) -> u64 {
        let further = u64::from(number.saturating_sub(1));
        self.session.seed.wrapping_add(further)
    }

    /// A cell for them; a few of them make a few trials run at once.
    pub fn cell(&self) -> TrialCell {
        self.cell_in(App::empty())
    }

    /// The same where a cell of the scene stands already: what takes long to
    /// build is taken over from it.
    pub fn cell_like(&self, standing: &StandingCell) -> TrialCell {
        let mut app = App::empty();
        app.insert_resource(standing.scene.clone());
        standing.frame.stand_in(app.world_mut());
        self.cell_in(app)
    }

    fn cell_in(&self, mut app: App) -> TrialCell {
        app.add_plugins(SimulationPlugin {
            session: self.session.clone(),
        });
        let mut world = std::mem::take(app.world_mut());
        world.resource_mut::<Record>().keep_all = true;
        TrialCell {
            trials: self.clone(),
            world,
            running: None,
        }
    }
}

/// What no run changes of a cell that stands in a world.
#[derive(Clone, Debug)]
pub struct StandingCell {
    scene: Scene,
    frame: Frame,
}

impl StandingCell {
    /// That of `world`, if there is one.
    pub fn of(world: &World) -> Option<Self> {
        Some(Self {
            scene: world.get_resource::<Scene>()?.clone(),
            frame: Frame::copied(world)?,
        })
    }
}

/// A cell in which one trial runs after the other: building it takes longer than
/// most trials do.
#[derive(Debug)]
pub struct TrialCell {
    trials: Trials,
    world: World,
    running: Option<Running>,
}

/// The trial under way.
#[derive(Debug)]
struct Running {
    number: u32,
    seed: u64,
    now: SimTime,
    watch: Watch,
}

impl TrialCell {
    /// Runs the trial of this number, counted from one.
    pub fn run(&mut self, number: u32) -> Trial {
        self.begin(number);
        loop {
            if let Some(trial) = self.run_on(SLICE) {
                return trial;
            }
        }
    }

    /// Begins the trial of this number, counted from one, whatever ran before.
    pub fn begin(&mut self, number: u32) {
        let seed = self.trials.seed(number);
        let session = Session {
            seed,
            ..self.trials.session.clone()
        };
        begin(&mut self.world, session);
        self.running = Some(Running {
            number,
            seed,
            now: SimTime::ZERO,
            watch: Watch::default(),
        });
    }

    /// Lets the trial run on by so much cell time, and gives it when it is over.
    /// However often that is asked for, it is the same trial.
    pub fn run_on(&mut self, by: SimTime) -> Option<Trial> {
        let running = self.running.as_mut()?;
        let end = self.trials.duration;
        running.now = (running.now + by.min(SLICE)).min(end);
        advance_to(&mut self.world, running.now);
        let news = self.world.resource_mut::<Record>().take();
        let signals = news.spikes.iter().map(|spike| spike.time);
        running.watch.signals.extend(signals);
        for event in &news.events {
            running.watch.event(event);
        }
        if running.now < end {
            return None;
        }
        let Running {
            number,
            seed,
            watch,
            ..
        } = self.running.take()?;
        Some(Trial {
            number,
            seed,
            signals: watch.signals,
            openings: watch.openings,
        })
    }
}

/// What of a run is written down.
#[derive(Debug, Default)]
struct Watch {
    signals: Vec<SimTime>,
    openings: Vec<Opening>,
}

impl Watch {
    fn event(&mut self, event: &Event) {
        let Detail::Opened { cause, mode, .. } = event.detail else {
            return;
        };
        let before = self.signals.partition_point(|at| *at <= event.time);
        let signal = self.signals[..before].last();
        self.openings.push(Opening {
            time: event.time,
            after_signal: signal.map(|at| event.time - *at),
            vesicle: event.vesicle,
            pathway: event.pathway,
            site: event.site.clone(),
            cause,
            mode,
        });
    }
}

/// Mean and spread of a row of numbers, none of which is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    pub count: u64,
    pub least: f64,
    pub most: f64,
    mean: f64,
    /// Sum of squared distances from the mean.
    squares: f64,
}

impl Spread {
    /// Takes one more in (Welford 1962, *Technometrics* 4:419).
    pub fn add(&mut self, number: f64) {
        if self.count == 0 {
            (self.least, self.most) = (number, number);
        }
        self.count += 1;
        self.least = self.least.min(number);
        self.most = self.most.max(number);
        let off = number - self.mean;
        self.mean += off / self.count as f64;
        self.squares += off * (number - self.mean);
    }

    /// Their mean; zero of none.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Standard deviation, as estimated from a sample; zero of fewer than two.
    pub fn deviation(&self) -> f64 {
        if self.count < 2 {
            return 0.0;
        }
        (self.squares / (self.count - 1) as f64).sqrt()
    }
}

/// What came of one action potential of a row, over many trials. The second of a
/// pair finds another cell than the first, so each is counted by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SignalTally {
    /// When it was fired, in milliseconds.
    pub at_ms: Spread,
    /// Trials in which no vesicle answered it before the next.
    pub failures: u64,
    /// Pores a trial that did.
    pub answers: Spread,
    /// From it to the first answer, in milliseconds.
    pub latency_ms: Spread,
}

/// Many trials in a few numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    pub trials: u64,
    /// Trials in which no vesicle answered a signal.
    pub failures: u64,
    /// Trials in which an action potential was fired.
    pub signalled: u64,
    /// Regulated pores a trial: those that answered, and those by chance.
    pub answers: Spread,
    pub spontaneous: Spread,
    pub constitutive: Spread,
    /// From the last action potential to the first answer, in milliseconds.
    pub latency_ms: Spread,
    /// All of these, from the shortest to the longest.
    latencies: Vec<SimTime>,
    /// Each action potential by itself, in their order.
    pub by_signal: Vec<SignalTally>,
}

impl Tally {
    /// Counts a trial.
    pub fn add(&mut self, trial: &Trial) {
        let count = |suits: &dyn Fn(&Opening) -> bool| {
            let suiting = trial.openings.iter().filter(|opening| suits(opening));
            suiting.count() as f64
        };
        self.trials += 1;
        self.failures += u64::from(trial.is_failure());
        self.signalled += u64::from(!trial.signals.is_empty());
        self.answers.add(count(&Opening::is_answer));
        self.spontaneous.add(count(&|opening| {
            opening.pathway == Pathway::Regulated && !opening.is_answer()
        }));
        self.constitutive
            .add(count(&|opening| opening.pathway == Pathway::Constitutive));
        if self.by_signal.len() < trial.signals.len() {
            let count = trial.signals.len();
            self.by_signal.resize(count, SignalTally::default());
        }
        let signals = trial.signals.iter().zip(&mut self.by_signal);
        for (number, (at, tally)) in (1..).zip(signals) {
            let answers = trial.answers_to(number).count();
            tally.at_ms.add(at.as_millis());
            tally.failures += u64::from(answers == 0);
            tally.answers.add(answers as f64);
            if let Some(latency) = trial.latency_after(number) {
                tally.latency_ms.add(latency.as_millis());
            }
        }
        if let Some(latency) = trial.latency() {
            self.latency_ms.add(latency.as_millis());
            let place = self.latencies.partition_point(|other| *other < latency);
            self.latencies.insert(place, latency);
        }
    }

    /// The latency that as many trials stay below as go beyond.
    pub fn median_latency_ms(&self) -> Option<f64> {
        let above = self.latencies.len() / 2;
        let upper = self.latencies.get(above)?.as_millis();
        Some(if self.latencies.len() % 2 == 1 {
            upper
        } else {
            (self.latencies[above - 1].as_millis() + upper) / 2.0
        })
    }

    /// The share of trials without an answer.
    pub fn failing_share(&self) -> f64 {
        self.failures as f64 / self.trials.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{
        record::EventKind,
        tests::{change, small_cell},
    };

    fn trials(calcium: &str) -> Trials {
        Trials {
            session: Session {
                scene: small_cell(),
                seed: 40,
                changes: vec![
                    change(0.0, calcium),
                    change(0.02, "signal.action_potential=true"),
                    change(0.6, "signal.action_potential=true"),
                ],
            },
            duration: SimTime::from_millis(650.0),
        }
    }

    #[test]
    fn a_trial_is_the_run_of_its_seed() {
        let trials = trials("calcium.outside_mm=4");
        let trial = trials.cell().run(3);
        assert_eq!((trial.number, trial.seed), (3, 42));
        assert_eq!(
            trial.signals,
            [20.0, 600.0].map(SimTime::from_millis),
            "each action potential once"
        );
        let mut app = App::empty();
        app.add_plugins(SimulationPlugin {
            session: Session {
                seed: 42,
                ..trials.session.clone()
            },
        });
        advance_to(app.world_mut(), trials.duration);
        let record = app.world().resource::<Record>();
        let opened: Vec<_> = record
            .events
            .iter()
            .filter(|event| event.what == EventKind::PoreOpened)
            .map(|event| (event.time, event.vesicle, event.site.clone()))
            .collect();
        assert!(!opened.is_empty());
        let told: Vec<_> = trial
            .openings
            .iter()
            .map(|opening| (opening.time, opening.vesicle, opening.site.clone()))
            .collect();
        assert_eq!(told, opened);
        let mut cell = trials.cell();
        cell.run(1);
        assert_eq!(cell.run(3), trial, "whatever ran there before");
    }

    #[test]
    fn every_opening_is_told_with_its_cause_its_end_and_the_signal_before_it() {
        let trials = trials("calcium.outside_mm=10");
        let (mut answers, mut cell) = (0, trials.cell());
        for number in 1..=5 {
            for opening in cell.run(number).openings {
                assert!(!opening.site.is_empty());
                if opening.is_answer() {
                    answers += 1;
                    assert_eq!(opening.pathway, Pathway::Regulated);
                    assert!(opening.after_signal.is_some());
                }
            }
        }
        assert!(answers >= 5, "{answers}");
    }

    #[test]
    fn without_calcium_every_trial_fails_and_is_counted() {
        let trials = trials("calcium.outside_mm=0");
        let (mut tally, mut cell) = (Tally::default(), trials.cell());
        for number in 1..=4 {
            let trial = cell.run(number);
            assert!(trial.is_failure() && trial.latency().is_none());
            tally.add(&trial);
        }
        assert_eq!((tally.trials, tally.failures, tally.signalled), (4, 4, 4));
        assert_eq!(tally.failing_share(), 1.0);
        assert_eq!(tally.latency_ms.count, 0);
    }

    #[test]
    fn the_latency_is_that_of_the_first_answer_to_the_last_signal() {
        let opening = |millis: f64, cause: Cause| Opening {
            time: SimTime::from_millis(millis),
            after_signal: None,
            vesicle: VesicleId(1),
            pathway: Pathway::Regulated,
            site: "s1".into(),
            cause,
            mode: FusionMode::FullCollapse,
        };
        let trial = Trial {
            number: 1,
            seed: 1,
            signals: [10.0, 20.0].map(SimTime::from_millis).to_vec(),
            openings: vec![
                opening(11.0, Cause::ActionPotential),
                opening(20.5, Cause::Spontaneous),
                opening(21.5, Cause::ActionPotential),
                opening(22.5, Cause::ActionPotential),
            ],
        };
        assert_eq!(trial.latency(), Some(SimTime::from_millis(1.5)));
        let mut tally = Tally::default();
        tally.add(&trial);
        assert_eq!(tally.answers.mean(), 3.0);
        assert_eq!(tally.spontaneous.mean(), 1.0);
    }

    #[test]
    fn half_of_the_latencies_are_shorter_than_their_median() {
        let trial = |millis: f64| Trial {
            signals: vec![SimTime::ZERO],
            openings: vec![Opening {
                time: SimTime::from_millis(millis),
                after_signal: None,
                vesicle: VesicleId(1),
                pathway: Pathway::Regulated,
                site: "s1".into(),
                cause: Cause::ActionPotential,
                mode: FusionMode::FullCollapse,
            }],
            ..Trial::default()
        };
        let mut tally = Tally::default();
        assert_eq!(tally.median_latency_ms(), None);
        for (millis, median) in [(5.0, 5.0), (1.0, 3.0), (2.0, 2.0), (40.0, 3.5)] {
            tally.add(&trial(millis));
            tally.add(&Trial::default());
            assert_eq!(tally.median_latency_ms(), Some(median));
        }
    }

    #[test]
    fn a_trial_is_the_same_in_small_pieces_and_in_a_cell_taken_over() {
        let trials = trials("calcium.outside_mm=4");
        let whole = trials.cell().run(2);
        let mut app = App::empty();
        app.add_plugins(SimulationPlugin {
            session: trials.session.clone(),
        });
        advance_to(app.world_mut(), SimTime::from_secs(0.3));
        let standing = StandingCell::of(app.world()).expect("a cell");
        let mut cell = trials.cell_like(&standing);
        assert_eq!(cell.run_on(SLICE), None, "none has begun");
        cell.begin(1);
        assert_eq!(cell.run_on(SimTime::from_millis(7.0)), None);
        cell.begin(2);
        let in_pieces = loop {
            if let Some(trial) = cell.run_on(SimTime::from_millis(7.0)) {
                break trial;
            }
        };
        assert!(!whole.openings.is_empty());
        assert_eq!(in_pieces, whole);
    }

    #[test]
    fn mean_and_spread_are_those_of_the_textbook() {
        let mut spread = Spread::default();
        for number in [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0] {
            spread.add(number);
        }
        assert!((spread.mean() - 5.0).abs() < 1e-12);
        assert!((spread.deviation() - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
        assert_eq!((spread.least, spread.most), (2.0, 9.0));
        assert_eq!(Spread::default().deviation(), 0.0);
    }
}
