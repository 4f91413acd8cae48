//! How the cell responds to controls: the one place where changes, a
//! person's or the opening script's, take effect.

use std::collections::VecDeque;

use bevy::prelude::*;

use super::{
    Simulation, SimulationSystems,
    clock::SimClock,
    controls::{Controls, Made},
    energy::{AtpAccount, Pump},
    record::{
        Record,
        inputs::{By, ChangeMade},
    },
    signal::Spikes,
    state::Keeps,
    vesicle::{Course, Due, Stage, Vesicle, retrieve::book_pumping},
    what_if::Doses,
};
use crate::{
    biology::{
        controls::{Change, Knob, TimedChange, Touch, Value},
        parameters::Parameters,
    },
    units::SimTime,
};

/// Whether a control that rates depend on has changed at this moment.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct RatesChanged {
    /// Any rate at all.
    pub any: bool,
    /// Those of motors: tracks or their fuel.
    pub tracks: bool,
    /// How membrane is taken back.
    pub retrieval: bool,
    /// Calcium, or how vesicles answer it.
    pub calcium: bool,
    /// How soon free sites call vesicles.
    pub calls: bool,
}

impl RatesChanged {
    /// What has changed here or there.
    pub(super) fn and(&mut self, other: Self) {
        self.any |= other.any;
        self.tracks |= other.tracks;
        self.retrieval |= other.retrieval;
        self.calcium |= other.calcium;
        self.calls |= other.calls;
    }

    /// What a change of a control changes.
    fn note(&mut self, change: &Change) {
        self.calcium |= change.touches(Touch::Calcium);
        self.tracks |= change.touches(Touch::Tracks);
        self.retrieval |= change.touches(Touch::Retrieval);
        self.calls |= change.touches(Touch::Calls);
        self.any |= change.touches(Touch::Rates);
    }
}

/// What is left of the scene's opening script. It ends when a person changes
/// a signal, or `session.script`.
#[derive(Resource, Clone, Debug, Default)]
pub struct Script {
    pub entries: VecDeque<TimedChange>,
    /// Whether a train of the script's may be running.
    has_played: bool,
}

impl Script {
    /// A script still to be played.
    pub fn new(entries: &[TimedChange]) -> Self {
        let mut entries: Vec<TimedChange> = entries.to_vec();
        entries.sort_by_key(|entry| entry.at);
        Self {
            entries: entries.into(),
            has_played: false,
        }
    }

    /// When its next entry is due.
    pub fn next(&self) -> SimTime {
        self.entries
            .front()
            .map_or(SimTime::NEVER, |entry| entry.at)
    }
}

pub(super) fn plugin(app: &mut App) {
    app.keeps_for_a_step::<RatesChanged>()
        .keeps::<Script>()
        .keeps::<Controls>()
        .add_systems(Simulation, take_changes.in_set(SimulationSystems::Controls));
}

pub(super) fn take_changes(
    clock: Res<SimClock>,
    mut controls: ResMut<Controls>,
    mut script: ResMut<Script>,
    mut spikes: ResMut<Spikes>,
    mut changed: ResMut<RatesChanged>,
    mut doses: ResMut<Doses>,
    parameters: Res<Parameters>,
    mut energy: ResMut<AtpAccount>,
    mut record: ResMut<Record>,
    mut vesicles: Query<(&mut Vesicle, &Stage, &mut Course, &Due)>,
) {
    *changed = RatesChanged::default();
    let mut write_down = |made: &Made, by| record.add_change(in_the_record(made, by, clock.now));
    let due = controls.take_due(clock.now);
    let takes_over = |change: &Change| {
        let ends_it = change.knob == Knob::Script && change.value == Value::Switch(false);
        ends_it || change.touches(Touch::Signals)
    };
    // A hand on a signal takes over, even if it leaves the signal as it is.
    due.iter().for_each(|made| write_down(made, By::Hand));
    if due.iter().any(|made| takes_over(&made.change)) {
        let ended = end_script(&mut script, &mut controls, &mut spikes, &due);
        let other = ended.iter().filter(|made| made.is_news);
        other.for_each(|made| write_down(made, By::Script));
    }
    for Made { change, .. } in due.iter().filter(|made| made.is_news) {
        spikes.change(change, &controls, By::Hand, clock.now);
        changed.note(change);
        doses.change(change, clock.now);
        if change.knob == Knob::Loaded {
            let loaded = change.value == Value::Switch(true);
            for (mut vesicle, stage, mut course, due) in &mut vesicles {
                book_pumping(
                    &mut vesicle,
                    *stage,
                    &mut course,
                    *due,
                    clock.now,
                    &parameters,
                    &mut energy,
                );
                set_contents(loaded, &mut vesicle, *stage, &course);
                let pumps = loaded && *stage == Stage::Refilling;
                course.pump = pumps.then(|| Pump {
                    from: clock.now,
                    ..Pump::default()
                });
            }
        }
    }
    while script.next() <= clock.now {
        let Some(entry) = script.entries.pop_front() else {
            break;
        };
        script.has_played = true;
        let made = controls.make(entry.change);
        write_down(&made, By::Script);
        if !made.is_news {
            continue;
        }
        doses.change(&made.change, clock.now);
        spikes.change(&made.change, &controls, By::Script, clock.now);
        changed.note(&made.change);
    }
}

/// A change as it stands in the record.
pub(super) fn in_the_record(made: &Made, by: By, now: SimTime) -> ChangeMade {
    let Made { change, before, .. } = made.clone();
    ChangeMade {
        made: TimedChange { at: now, change },
        by,
        before,
    }
}

/// Stops the script and any train it has started, once `due` has been changed by hand.
/// Returns the changes that this makes.
fn end_script(
    script: &mut Script,
    controls: &mut Controls,
    spikes: &mut Spikes,
    due: &[Made],
) -> Vec<Made> {
    script.entries.clear();
    let off = |knob: Knob, value: Value| {
        Change::new(knob, value).expect("the registry has the script's own switches")
    };
    let mut ended = vec![controls.make(off(Knob::Script, Value::Switch(false)))];
    if std::mem::take(&mut script.has_played) && spikes.next() < SimTime::NEVER {
        // A person's own train, set at this very moment, comes after this.
        if !due.iter().any(|made| made.change.knob == Knob::TrainHz) {
            ended.push(controls.make(off(Knob::TrainHz, Value::Number(0.0))));
        }
        spikes.stop_train();
    }
    ended
}

/// Fills or empties a vesicle that is closed and not about to be filled.
fn set_contents(loaded: bool, vesicle: &mut Vesicle, stage: Stage, course: &Course) {
    let closed = !matches!(stage, Stage::Fusing | Stage::Budding);
    if closed && !(loaded && course.spent) {
        vesicle.contents = if loaded { vesicle.capacity } else { 0 };
    }
}
