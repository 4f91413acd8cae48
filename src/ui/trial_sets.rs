//! Sets of trials run beside the window: one action potential again and again
//! under the controls in force, each time with another seed, and what has come
//! of the newest set and of the one before it.
//!
//! Where there are threads, they run on all of them but one, which is left to
//! the picture; where there are none, a slice goes by in each picture.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use bevy::{ecs::message::MessageCursor, platform::time::Instant, prelude::*};

use super::{anew::begin_anew, caption::Captions, chapter::close_up_nm, switchboard::wanted};
use crate::{
    biology::controls::{self, Change, Control, Kind, Knob, TimedChange, Value},
    play::time_lens::Playback,
    scene::Scene,
    session::actions::{Action, WhichTrials},
    sim::{
        self,
        chance::Chance,
        clock::SimClock,
        controls::Controls,
        cytoskeleton::Cytoskeleton,
        session::Session,
        trials::{StandingCell, Tally, Trial, TrialCell, Trials},
        vesicle::{Motion, Vesicle},
    },
    text::{say, word},
    units::SimTime,
    view::{Selected, camera::CameraRig},
};

/// When the action potential of a trial is fired, and how long a trial lasts:
/// until calcium that is left over has let go what it will.
pub const SIGNAL_AT: SimTime = SimTime::from_nanos(10_000_000);
pub const DURATION: SimTime = SimTime::from_nanos(60_000_000);

/// Controls that say when signals come and what is looked at: a set of trials
/// has its own signal.
const NOT_OF_THE_CELL: [Knob; 4] = [
    Knob::TrainHz,
    Knob::TrainCount,
    Knob::Script,
    Knob::WatchedSite,
];

/// A thread looks so often whether it is still wanted.
const PIECE: SimTime = SimTime::from_nanos(5_000_000);
/// Without threads, trials take no more of a picture's time than this, in
/// seconds, and look at the clock so often.
const SLICE_S: f64 = 0.006;
const SLICE: SimTime = SimTime::from_nanos(1_000_000);

/// The controls in force that decide what a cell does, as far as they stand
/// elsewhere than where they begin.
pub fn conditions(controls: &Controls, now: SimTime) -> Vec<Change> {
    lasting(controls, now)
        .filter(|change| change.value != change.knob.control().default)
        .collect()
}

/// All conditions of the cell, as they stand.
pub(super) fn lasting(controls: &Controls, now: SimTime) -> impl Iterator<Item = Change> {
    controls::registry()
        .iter()
        .filter(|control| control.kind != Kind::Momentary)
        .filter(|control| !NOT_OF_THE_CELL.contains(&control.knob))
        .filter_map(move |control| {
            let value = wanted(controls, now, control.knob);
            Change::new(control.knob, value.clone()).ok()
        })
}

/// One action potential in the cell of `scene` under `conditions`, first with
/// the seed `first_seed`.
pub fn one_action_potential(scene: &Scene, conditions: &[Change], first_seed: u64) -> Trials {
    let at = |at, change: Change| TimedChange { at, change };
    let on = |key, on| {
        Change::new(key, Value::Switch(on)).expect("the registry has the script and the signal")
    };
    let mut changes: Vec<TimedChange> = conditions
        .iter()
        .map(|change| at(SimTime::ZERO, change.clone()))
        .collect();
    if !scene.script.is_empty() {
        changes.push(at(SimTime::ZERO, on(Knob::Script, false)));
    }
    changes.push(at(SIGNAL_AT, on(Knob::ActionPotential, true)));
    Trials {
        session: Session {
            scene: scene.clone(),
            seed: first_seed,
            changes,
        },
        duration: DURATION,
    }
}

/// What was asked for, and what has come of it.
#[derive(Clone, Debug)]
pub struct TrialSet {
    pub trials: Trials,
    pub count: u32,
    /// By their number, from one on.
    pub done: Vec<Trial>,
    pub tally: Tally,
}

impl TrialSet {
    pub fn new(trials: Trials, count: u32) -> Self {
        Self {
            trials,
            count,
            done: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// The call that gives the same trials on the command line.
    pub fn as_command(&self) -> String {
        let Session {
            scene,
            seed,
            changes,
        } = &self.trials.session;
        let millis = |time: SimTime| time.as_millis();
        let mut text = format!(
            "exoscope simulate {} --seed {seed} --for {}ms",
            scene.word(),
            millis(self.trials.duration)
        );
        for TimedChange { at, change } in changes {
            // Writing to a string can't fail.
            let _ = match *at {
                SimTime::ZERO => write!(text, " --set {}={}", change.knob, change.value),
                at => write!(
                    text,
                    " --at {}ms {}={}",
                    millis(at),
                    change.knob,
                    change.value
                ),
            };
        }
        let _ = write!(text, " --trials {}", self.count);
        text
    }

    /// What a control stands at in all of its trials.
    fn value_of(&self, control: &Control) -> Value {
        let mut changes = self.trials.session.changes.iter();
        changes
            .rfind(|timed| timed.at == SimTime::ZERO && timed.change.knob == control.knob)
            .map_or_else(
                || control.default.clone(),
                |timed| timed.change.value.clone(),
            )
    }
}

/// The conditions in which `now` differs from `before`, each in words such as
/// "EGTA from 0 to 10 mM".
pub fn differences(before: &TrialSet, now: &TrialSet) -> Vec<String> {
    differing(
        |control| before.value_of(control),
        |control| now.value_of(control),
    )
}

/// Those in which a set that were run now would differ from `set`.
pub fn changed_since(set: &TrialSet, conditions: &[Change]) -> Vec<String> {
    let in_force = |control: &Control| {
        let change = conditions.iter().find(|change| change.knob == control.knob);
        change.map_or_else(|| control.default.clone(), |change| change.value.clone())
    };
    differing(|control| set.value_of(control), in_force)
}

fn differing(old: impl Fn(&Control) -> Value, new: impl Fn(&Control) -> Value) -> Vec<String> {
    controls::registry()
        .iter()
        .filter(|control| !NOT_OF_THE_CELL.contains(&control.knob))
        .filter_map(|control| {
            let values = [old(control), new(control)];
            (values[0] != values[1]).then(|| {
                let unit = match &control.kind {
                    Kind::Number { unit, .. } => unit.as_str(),
                    _ => "",
                };
                let [old, new] = values.each_ref().map(in_words);
                let text = say("difference", |name| match name {
                    "name" => control.label.clone(),
                    "old" => old.clone(),
                    _ => new.clone(),
                });
                format!("{text} {unit}").trim_end().to_owned()
            })
        })
        .collect()
}

/// A control's value as the panels call it.
fn in_words(value: &Value) -> String {
    match value {
        Value::Switch(true) => word("on").to_owned(),
        Value::Switch(false) => word("off").to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Choice(choice) => ["mode", "sensor"]
            .iter()
            .map(|kind| format!("{kind}_{choice}"))
            .find_map(|name| {
                Some(word(&name))
                    .filter(|said| *said != name)
                    .map(str::to_owned)
            })
            .unwrap_or_else(|| choice.clone()),
    }
}

/// The newest set, the one before it, and who is at work on the newest.
#[derive(Resource, Debug, Default)]
pub struct TrialSets {
    pub before: Option<TrialSet>,
    pub now: Option<TrialSet>,
    at_work: Option<AtWork>,
}

impl TrialSets {
    pub fn get(&self, which: WhichTrials) -> Option<&TrialSet> {
        match which {
            WhichTrials::Before => self.before.as_ref(),
            WhichTrials::Now => self.now.as_ref(),
        }
    }

    /// Whether the newest set is still being run.
    pub fn is_running(&self) -> bool {
        self.at_work.is_some()
    }

    /// Begins a set; the newest so far becomes the one before it.
    pub fn start(&mut self, trials: Trials, count: u32, standing: StandingCell) {
        self.stop();
        let newest = self.now.replace(TrialSet::new(trials.clone(), count));
        self.before = newest
            .filter(|set| !set.done.is_empty())
            .or_else(|| self.before.take());
        let hands = Hands::threads(&trials, count, &Arc::new(standing.clone()))
            .unwrap_or_else(|| Hands::alone(&trials, &standing));
        self.at_work = Some(AtWork::with(hands));
    }

    /// Ends the set that is being run; what is done of it stays.
    pub fn stop(&mut self) {
        self.at_work = None;
    }

    /// Takes in what has come of the trials since.
    fn take_in(&mut self) {
        let (Some(set), Some(at_work)) = (&mut self.now, &mut self.at_work) else {
            return;
        };
        at_work.work_on(set);
        if set.done.len() as u32 >= set.count {
            self.at_work = None;
        }
    }
}

/// Those who are at work on a set, and trials that ended before an earlier one.
#[derive(Debug)]
struct AtWork {
    hands: Hands,
    early: BTreeMap<u32, Trial>,
}

impl AtWork {
    fn with(hands: Hands) -> Self {
        Self {
            hands,
            early: BTreeMap::new(),
        }
    }

    /// The trials are taken in their order whatever order they end in, so the
    /// outcome is the same on one thread as on many.
    fn work_on(&mut self, set: &mut TrialSet) {
        let next = set.done.len() as u32 + 1;
        let ended = self.hands.work(next, set.count);
        self.early
            .extend(ended.into_iter().map(|trial| (trial.number, trial)));
        while let Some(trial) = self.early.remove(&(set.done.len() as u32 + 1)) {
            set.tally.add(&trial);
            set.done.push(trial);
        }
    }
}

#[derive(Debug)]
enum Hands {
    Threads {
        ended: Mutex<Receiver<Trial>>,
        unwanted: Arc<AtomicBool>,
    },
    Alone {
        cell: Box<TrialCell>,
        running: Option<u32>,
    },
}

impl Hands {
    /// None where there are no threads.
    fn threads(trials: &Trials, count: u32, standing: &Arc<StandingCell>) -> Option<Self> {
        let (give, ended) = mpsc::channel();
        let hands = Self::Threads {
            ended: Mutex::new(ended),
            unwanted: Arc::default(),
        };
        let Self::Threads { unwanted, .. } = &hands else {
            return None;
        };
        let next = Arc::new(AtomicU32::new(1));
        let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
        for _ in 0..cores.saturating_sub(1).clamp(1, count.max(1)) {
            let worker = Worker {
                trials: trials.clone(),
                count,
                standing: Arc::clone(standing),
                next: Arc::clone(&next),
                unwanted: Arc::clone(unwanted),
                give: give.clone(),
            };
            // Those that have begun end with `hands` if one can't.
            thread::Builder::new().spawn(move || worker.work()).ok()?;
        }
        Some(hands)
    }

    fn alone(trials: &Trials, standing: &StandingCell) -> Self {
        Self::Alone {
            cell: Box::new(trials.cell_like(standing)),
            running: None,
        }
    }

    /// The trials that have ended since, `next` being the first awaited.
    fn work(&mut self, next: u32, count: u32) -> Vec<Trial> {
        match self {
            Self::Threads { ended, .. } => {
                let ended = ended.get_mut().unwrap_or_else(PoisonError::into_inner);
                ended.try_iter().collect()
            }
            Self::Alone { cell, running } => {
                let began = Instant::now();
                let mut ended = Vec::new();
                let mut next = next;
                while next <= count && began.elapsed().as_secs_f64() < SLICE_S {
                    if *running != Some(next) {
                        cell.begin(next);
                        *running = Some(next);
                    }
                    if let Some(trial) = cell.run_on(SLICE) {
                        ended.push(trial);
                        next += 1;
                    }
                }
                ended
            }
        }
    }
}

impl Drop for Hands {
    fn drop(&mut self) {
        if let Self::Threads { unwanted, .. } = self {
            unwanted.store(true, Ordering::Relaxed);
        }
    }
}

/// What a thread needs to run trials, one after the other.
struct Worker {
    trials: Trials,
    count: u32,
    standing: Arc<StandingCell>,
    next: Arc<AtomicU32>,
    unwanted: Arc<AtomicBool>,
    give: Sender<Trial>,
}

impl Worker {
    fn work(self) {
        let mut cell = self.trials.cell_like(&self.standing);
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number > self.count {
                return;
            }
            cell.begin(number);
            let trial = loop {
                if self.unwanted.load(Ordering::Relaxed) {
                    return;
                }
                if let Some(trial) = cell.run_on(PIECE) {
                    break trial;
                }
            };
            if self.give.send(trial).is_err() {
                return;
            }
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<TrialSets>()
        .add_systems(Update, (start_and_stop, take_in, open_one).chain());
}

fn take_in(mut sets: ResMut<TrialSets>) {
    if sets.is_running() {
        sets.take_in();
    }
}

fn start_and_stop(world: &mut World, mut read: Local<MessageCursor<Action>>) {
    let asked: Vec<Action> = read
        .read(world.resource::<Messages<Action>>())
        .cloned()
        .collect();
    for action in asked {
        match action {
            Action::RunTrials { count, first_seed } => {
                let Some(standing) = StandingCell::of(world) else {
                    continue;
                };
                let now = world.resource::<SimClock>().now;
                let conditions = conditions(world.resource::<Controls>(), now);
                let scene = world.resource::<Scene>();
                let trials = one_action_potential(scene, &conditions, first_seed);
                let mut sets = world.resource_mut::<TrialSets>();
                sets.start(trials, count, standing);
            }
            Action::StopTrials => world.resource_mut::<TrialSets>().stop(),
            _ => {}
        }
    }
}

/// Opens a trial in the window, at its action potential, with the vesicle before
/// the camera that will answer first.
fn open_one(
    world: &mut World,
    mut read: Local<MessageCursor<Action>>,
    bodies: &mut QueryState<(&'static Vesicle, &'static Motion)>,
) {
    let asked = read
        .read(world.resource::<Messages<Action>>())
        .filter_map(|action| match action {
            Action::OpenTrial { which, number } => Some((*which, *number)),
            _ => None,
        })
        .last();
    let Some((which, number)) = asked else { return };
    let sets = world.resource::<TrialSets>();
    let Some(set) = sets.get(which) else { return };
    let place = (number as usize).saturating_sub(1);
    let Some(trial) = set.done.get(place).cloned() else {
        return;
    };
    let session = Session {
        seed: trial.seed,
        ..set.trials.session.clone()
    };
    let now = world.resource::<SimClock>().now;
    let changed = changed_since(set, &conditions(world.resource::<Controls>(), now)).join(", ");
    begin_anew(world, session);
    sim::advance_to(world, SIGNAL_AT);
    world.resource_mut::<Playback>().playing = false;
    let first = trial.answers().next().map(|opening| opening.vesicle);
    let told = if first.is_some() {
        "trial_opened"
    } else {
        "trial_opened_failure"
    };
    let told = say(told, |name| match name {
        "trial" => number.to_string(),
        "changed" => changed.clone(),
        _ => trial.seed.to_string(),
    });
    world.resource_mut::<Captions>().answer(told);
    let Some(first) = first else { return };
    world.resource_mut::<Selected>().0 = Some(first);
    let now = world.resource::<SimClock>().now;
    let centre = bodies
        .iter(world)
        .find(|(vesicle, _)| vesicle.id == first)
        .map(|(vesicle, motion)| {
            let tracks = world.resource::<Cytoskeleton>();
            let chance = world.resource::<Chance>();
            let at = motion.position_at(vesicle.id, now, tracks, chance);
            (at, vesicle.radius_nm)
        });
    if let Some((centre, radius_nm)) = centre {
        let near = close_up_nm(crate::session::actions::Step::Fusion, radius_nm);
        world.resource_mut::<CameraRig>().fly_to_point(centre, near);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{SimulationPlugin, tests::small_cell};

    fn change(text: &str) -> Change {
        Change::parse(text).expect("a good change")
    }

    fn standing() -> StandingCell {
        let mut app = App::empty();
        app.add_plugins(SimulationPlugin {
            session: Session {
                scene: small_cell(),
                seed: 8,
                changes: Vec::new(),
            },
        });
        StandingCell::of(app.world()).expect("a cell stands")
    }

    fn under(conditions: &[Change]) -> Trials {
        one_action_potential(&small_cell(), conditions, 1)
    }

    fn run_through(sets: &mut TrialSets) {
        while sets.is_running() {
            sets.take_in();
            thread::yield_now();
        }
    }

    #[test]
    fn threads_and_slices_give_the_trials_of_a_plain_run_in_their_order() {
        let trials = under(&[change("calcium.outside_mm=4")]);
        let mut cell = trials.cell();
        let expected: Vec<Trial> = (1..=8).map(|number| cell.run(number)).collect();
        assert!(expected.iter().any(|trial| !trial.is_failure()));
        let by_threads = Hands::threads(&trials, 8, &Arc::new(standing())).expect("threads");
        for hands in [by_threads, Hands::alone(&trials, &standing())] {
            let mut sets = TrialSets {
                now: Some(TrialSet::new(trials.clone(), 8)),
                at_work: Some(AtWork::with(hands)),
                ..TrialSets::default()
            };
            run_through(&mut sets);
            let set = sets.now.expect("the set that was run");
            assert_eq!(set.done, expected);
            assert_eq!(set.tally.trials, 8);
        }
    }

    #[test]
    fn a_set_that_is_stopped_keeps_what_is_done_and_stands_beside_the_next() {
        let mut sets = TrialSets::default();
        sets.start(under(&[]), 100_000, standing());
        while sets.now.as_ref().is_some_and(|set| set.done.len() < 2) {
            sets.take_in();
            thread::yield_now();
        }
        sets.stop();
        assert!(!sets.is_running());
        let done = sets.now.as_ref().map_or(0, |set| set.done.len());
        sets.take_in();
        assert_eq!(sets.now.as_ref().map_or(0, |set| set.done.len()), done);
        sets.start(under(&[change("calcium.egta_mm=10")]), 2, standing());
        run_through(&mut sets);
        let (before, now) = (sets.before.expect("one"), sets.now.expect("another"));
        assert_eq!((before.done.len(), now.done.len()), (done, 2));
        assert_eq!(differences(&before, &now), ["EGTA from 0 to 10 mM"]);
    }

    #[test]
    fn what_differs_is_told_in_the_panels_words() {
        let set = |changes: &[&str]| {
            let changes: Vec<Change> = changes.iter().map(|text| change(text)).collect();
            TrialSet::new(under(&changes), 1)
        };
        assert_eq!(
            differences(
                &set(&["calcium.egta_mm=5", "sensor.model=two_step"]),
                &set(&["cargo.loaded=false", "sensor.model=five_site"]),
            ),
            [
                "EGTA from 5 to 0 mM",
                "Calcium sensor from Five sites and a turn to Five sites, all needed",
                "Vesicles filled from on to off",
            ]
        );
        assert_eq!(differences(&set(&[]), &set(&[])), Vec::<String>::new());
    }

    #[test]
    fn conditions_are_what_is_wanted_now_without_signals_of_the_windows_run() {
        let mut controls = Controls::default();
        let now = SimTime::from_secs(1.0);
        for text in [
            "signal.train_hz=20",
            "calcium.egta_mm=5",
            "instruments.site=3",
            "energy.atp=2",
        ] {
            controls.request(now, change(text));
        }
        assert_eq!(conditions(&controls, now), [change("calcium.egta_mm=5")]);
        let set = TrialSet::new(under(&conditions(&controls, now)), 30);
        assert_eq!(
            set.as_command(),
            "exoscope simulate small_cell --seed 1 --for 60ms --set calcium.egta_mm=5 \
             --at 10ms signal.action_potential=true --trials 30"
        );
    }
}
