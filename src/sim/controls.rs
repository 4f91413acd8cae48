//! What every control stands at, and when it is changed.
//!
//! A panel's switch, `--set key=value`, a scene's script and a replayed
//! session all become a [`Change`] that is queued here, takes effect at one
//! moment of cell time, and is written into the record. Scene, seed and what was changed
//! by hand are the whole session.

use bevy::prelude::*;

use crate::{
    biology::controls::{Change, Kind, Knob, TimedChange, Value, registry},
    units::SimTime,
};

/// Controls that begin something each time they are set: a train.
const RETRIGGERS: [Knob; 2] = [Knob::TrainHz, Knob::TrainCount];

/// A change that is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub change: Change,
    /// What the control stood at; nothing for one that takes effect once.
    pub before: Option<Value>,
    /// Whether anything is other than before. A control set to the value it has
    /// anyway changes nothing, so that a run with it is the run without it.
    pub is_news: bool,
}

/// The present values, and the changes to come.
#[derive(Resource, Clone, Debug)]
pub struct Controls {
    values: Vec<Value>,
    /// Still to come, by time; those of one moment in the order asked for.
    pending: Vec<TimedChange>,
}

impl Default for Controls {
    fn default() -> Self {
        Self {
            values: registry()
                .iter()
                .map(|control| control.default.clone())
                .collect(),
            pending: Vec::new(),
        }
    }
}

impl Controls {
    /// As a scene begins, with these values in place of the registry's, and what that
    /// changes.
    pub(super) fn beginning_with(values: &[Change]) -> (Self, Vec<Made>) {
        let mut controls = Self::default();
        let values = values.iter().cloned();
        let made = values.map(|change| controls.make(change)).collect();
        (controls, made)
    }

    /// The present value of a control.
    pub fn value(&self, control: Knob) -> &Value {
        &self.values[control.index()]
    }

    /// Whether a switch is on.
    pub fn is_on(&self, switch: Knob) -> bool {
        matches!(self.value(switch), Value::Switch(true))
    }

    /// The number that a control stands at.
    pub fn number(&self, control: Knob) -> f64 {
        match self.value(control) {
            Value::Number(number) => *number,
            _ => f64::NAN,
        }
    }

    /// The word that a control stands at.
    pub fn choice(&self, control: Knob) -> &str {
        match self.value(control) {
            Value::Choice(word) => word,
            _ => "",
        }
    }

    /// Queues a change for the moment `at` (now, if that is past).
    pub fn request(&mut self, at: SimTime, change: Change) {
        let place = self.pending.partition_point(|other| other.at <= at);
        self.pending.insert(place, TimedChange { at, change });
    }

    /// The changes still to come, by time.
    pub fn pending(&self) -> &[TimedChange] {
        &self.pending
    }

    /// Drops the changes still to come for which `keep` says no.
    pub fn retain_pending(&mut self, keep: impl FnMut(&TimedChange) -> bool) {
        self.pending.retain(keep);
    }

    /// Makes a change.
    pub(super) fn make(&mut self, change: Change) -> Made {
        let index = change.knob.index();
        if registry()[index].kind == Kind::Momentary {
            return Made {
                change,
                before: None,
                is_news: true,
            };
        }
        let before = std::mem::replace(&mut self.values[index], change.value.clone());
        Made {
            is_news: before != change.value || RETRIGGERS.contains(&change.knob),
            before: Some(before),
            change,
        }
    }

    /// When the next change is due.
    pub fn next_due(&self) -> SimTime {
        self.pending.first().map_or(SimTime::NEVER, |next| next.at)
    }

    /// Makes the changes that are due at `now` and returns them.
    pub fn take_due(&mut self, now: SimTime) -> Vec<Made> {
        let count = self.pending.partition_point(|next| next.at <= now);
        let due: Vec<TimedChange> = self.pending.drain(..count).collect();
        due.into_iter()
            .map(|timed| self.make(timed.change))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_take_effect_in_the_order_of_their_moments() {
        let mut controls = Controls::default();
        let change = |text| Change::parse(text).expect("a good change");
        controls.request(SimTime::from_secs(2.0), change("energy.atp=0"));
        controls.request(SimTime::from_secs(1.0), change("energy.atp=1"));
        assert_eq!(controls.next_due(), SimTime::from_secs(1.0));
        let made = |before: f64, after: &'static str| {
            let (change, before) = (change(after), Some(Value::Number(before)));
            let is_news = true;
            vec![Made {
                change,
                before,
                is_news,
            }]
        };
        let first = controls.take_due(SimTime::from_secs(1.5));
        assert_eq!(first, made(2.0, "energy.atp=1"));
        assert_eq!(controls.number(Knob::Atp), 1.0);
        let second = controls.take_due(SimTime::from_secs(2.0));
        assert_eq!(second, made(1.0, "energy.atp=0"));
        assert_eq!(controls.number(Knob::Atp), 0.0);
    }

    #[test]
    fn only_signals_that_begin_something_are_news_at_the_value_they_have() {
        for (text, is_news) in [
            ("energy.atp=2", false),
            ("sensor.model=allosteric", false),
            ("sensor.model=five_site", true),
            ("signal.action_potential=true", true),
            ("signal.train_hz=0", true),
            ("signal.train_count=10", true),
        ] {
            let mut controls = Controls::default();
            controls.request(SimTime::ZERO, Change::parse(text).expect("a good change"));
            let made = controls.take_due(SimTime::ZERO);
            assert_eq!((made.len(), made[0].is_news), (1, is_news), "{text}");
        }
    }
}
