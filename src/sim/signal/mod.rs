//! Signals: action potentials one by one or in trains, and the calcium that
//! each lets in.

pub mod bursts;
pub mod calcium;
pub mod channels;
pub mod release;
pub mod sensor;

use std::collections::VecDeque;

use bevy::prelude::*;

use bursts::Bursts;

use super::{
    Simulation, SimulationSystems,
    clock::SimClock,
    controls::Controls,
    record::{
        Record,
        inputs::{By, SpikeFired},
    },
    state::Keeps,
    what_if::Effects,
};
use crate::{
    biology::{
        cards::Part,
        controls::{Change, Knob, Value},
        parameters::Parameters,
    },
    units::SimTime,
};

/// Action potentials older than this no longer show in calcium.
const REMEMBERED: SimTime = SimTime::from_nanos(2_000_000_000);

/// One action potential.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spike {
    pub at: SimTime,
    /// Calcium outside at that moment, in mM.
    pub outside_mm: f64,
    /// Share of calcium channels that are not blocked.
    pub open_share: f64,
}

/// A train under way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Train {
    began: SimTime,
    by: By,
    interval_s: f64,
    fired: u32,
    count: u32,
}

impl Train {
    fn next(&self) -> SimTime {
        if self.fired < self.count {
            self.began + SimTime::from_secs(self.interval_s * f64::from(self.fired + 1))
        } else {
            SimTime::NEVER
        }
    }
}

/// Action potentials fired and to be fired.
#[derive(Resource, Clone, Debug, Default)]
pub struct Spikes {
    /// Of the last seconds, oldest first.
    pub recent: VecDeque<Spike>,
    /// How many ever.
    pub count: u64,
    train: Option<Train>,
    /// By whom one is asked for at this moment.
    fire_now: Option<By>,
}

impl Spikes {
    /// When the next action potential of the train comes.
    pub fn next(&self) -> SimTime {
        self.train.map_or(SimTime::NEVER, |train| train.next())
    }

    /// How many of a train have been fired, and how many it has; `None` when
    /// no train runs.
    pub fn train_progress(&self) -> Option<(u32, u32)> {
        let train = self.train?;
        (train.fired < train.count).then_some((train.fired, train.count))
    }

    /// Takes a change of a signal's control to heart.
    pub(super) fn change(&mut self, change: &Change, controls: &Controls, by: By, now: SimTime) {
        match (change.knob, &change.value) {
            (Knob::ActionPotential, Value::Switch(true)) => self.fire_now = Some(by),
            (Knob::TrainHz | Knob::TrainCount, _) => {
                let frequency = controls.number(Knob::TrainHz);
                let count = controls.number(Knob::TrainCount) as u32;
                self.train = (frequency > 0.0 && count > 0).then(|| Train {
                    began: now,
                    by,
                    interval_s: 1.0 / frequency,
                    fired: 0,
                    count,
                });
            }
            _ => {}
        }
    }

    /// Ends the train under way.
    pub(super) fn stop_train(&mut self) {
        self.train = None;
    }

    /// When the newest action potential was.
    pub fn newest(&self) -> Option<SimTime> {
        self.recent.back().map(|spike| spike.at)
    }
}

pub(super) fn plugin(app: &mut App) {
    app.keeps::<Spikes>().add_systems(
        Simulation,
        (
            fire_action_potentials,
            bursts::burst,
            release::answer_calcium,
        )
            .chain()
            .in_set(SimulationSystems::Signals),
    );
}

fn fire_action_potentials(
    mut spikes: ResMut<Spikes>,
    clock: Res<SimClock>,
    controls: Res<Controls>,
    effects: Res<Effects>,
    mut record: ResMut<Record>,
) {
    let alone = spikes.fire_now.take().map(|by| (by, None));
    let is_due = spikes.next() <= clock.now;
    let of_train = spikes.train.as_mut().filter(|_| is_due).map(|train| {
        train.fired += 1;
        (train.by, Some(train.fired))
    });
    let Some((by, in_train)) = of_train.or(alone) else {
        return;
    };
    spikes.count += 1;
    record.add_spike(SpikeFired {
        time: clock.now,
        number: spikes.count,
        by,
        in_train,
    });
    spikes.recent.push_back(Spike {
        at: clock.now,
        outside_mm: controls.number(Knob::CalciumOutside) * effects.left(Part::CalciumOutside),
        open_share: effects.left(Part::CalciumChannels),
    });
    let oldest = clock.now - REMEMBERED;
    while spikes.recent.front().is_some_and(|spike| spike.at < oldest) {
        spikes.recent.pop_front();
    }
}

/// Membrane potential in millivolts: a β-cell's, or a bell of published height and
/// width for each action potential.
pub fn membrane_potential_mv(
    now: SimTime,
    spikes: &Spikes,
    bursts: &Bursts,
    parameters: &Parameters,
) -> f64 {
    if let Some(mv) = bursts.potential_mv(now) {
        return mv;
    }
    let potential = &parameters.calcium.potential;
    spikes
        .recent
        .iter()
        .map(|spike| potential.mv(now.since(spike.at).as_secs()))
        .fold(potential.rest_mv, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_spike(outside_mm: f64) -> Spikes {
        Spikes {
            recent: [Spike {
                at: SimTime::from_millis(10.0),
                outside_mm,
                open_share: 1.0,
            }]
            .into(),
            count: 1,
            ..Default::default()
        }
    }

    #[test]
    fn the_membrane_potential_overshoots_for_a_fraction_of_a_millisecond() {
        let parameters = Parameters::default();
        let (spikes, bursts) = (one_spike(2.0), Bursts::of(&parameters));
        let at = |millis| {
            membrane_potential_mv(SimTime::from_millis(millis), &spikes, &bursts, &parameters)
        };
        assert!((at(10.0) + 70.0).abs() < 0.01);
        assert!((at(10.7) - 35.0).abs() < 0.01);
        assert!((at(12.0) + 70.0).abs() < 0.01);
    }

    #[test]
    fn a_train_fires_at_its_own_moments() {
        let train = Train {
            began: SimTime::from_secs(1.0),
            by: By::Hand,
            interval_s: 0.1,
            fired: 2,
            count: 3,
        };
        assert_eq!(train.next(), SimTime::from_millis(1300.0));
        assert_eq!(Train { fired: 3, ..train }.next(), SimTime::NEVER);
    }
}
