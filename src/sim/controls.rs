//! The one registry of everything a person may change.
//!
//! A panel's switch, `--set key=value`, a scene's script and a replayed
//! session all become a [`Change`] that is queued here, takes effect at one
//! moment of cell time, and is written into the log. Scene, seed and log are
//! the whole session.

use std::{fmt, sync::OnceLock};

use bevy::prelude::*;
use serde::Deserialize;
use thiserror::Error;

use super::what_if;
use crate::{likeness::most_like, units::SimTime};

/// A value of a control.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Value {
    Switch(bool),
    Number(f64),
    Choice(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch(on) => on.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Choice(word) => word.fmt(f),
        }
    }
}

/// What values a control takes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Kind {
    Switch,
    /// Takes effect once, at the moment it is set.
    Momentary,
    Number {
        min: f64,
        max: f64,
        step: f64,
        unit: String,
    },
    Choice(Vec<String>),
}

/// One control, as the registry lists it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    pub key: String,
    pub label: String,
    pub kind: Kind,
    pub default: Value,
    pub meaning: String,
    pub source: String,
}

impl Control {
    /// The values it takes, in words: `true|false`, `0 to 5 mM`, `a|b|c`.
    pub fn range(&self) -> String {
        match &self.kind {
            Kind::Switch => "true|false".into(),
            Kind::Momentary => "true".into(),
            Kind::Number { min, max, unit, .. } => {
                format!("{min} to {max} {unit}").trim_end().to_owned()
            }
            Kind::Choice(words) => words.join("|"),
        }
    }
}

/// All controls, in the order they are shown; the doses of the cards last.
pub fn registry() -> &'static [Control] {
    static REGISTRY: OnceLock<Vec<Control>> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let mut controls: Vec<Control> = ron::from_str(include_str!("../../assets/controls.ron"))
            .expect("the built-in list of controls is read by a test");
        controls.extend(what_if::cards().iter().map(what_if::Card::control));
        controls
    })
}

/// The control called `key`.
///
/// # Errors
/// Names the key that it is most like, if it is like any.
pub fn control(key: &str) -> Result<&'static Control, ControlError> {
    registry()
        .iter()
        .find(|control| control.key == key)
        .ok_or_else(|| ControlError::NoSuchKey {
            key: key.to_owned(),
            hint: nearest_key(key)
                .map(|nearest| format!("did you mean `{nearest}`? "))
                .unwrap_or_default(),
        })
}

fn index_of(key: &str) -> usize {
    registry()
        .iter()
        .position(|control| control.key == key)
        .expect("controls are asked for by keys of the registry")
}

/// The key that is most like a word, whole or by one of its parts.
pub fn nearest_key(word: &str) -> Option<&'static str> {
    let parts = registry().iter().flat_map(|control| {
        let key = control.key.as_str();
        key.split('.').chain([key]).map(move |part| (part, key))
    });
    most_like(word, parts)
}

/// Why a change can't be made.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ControlError {
    #[error("`{0}` is not of the form key=value, such as energy.atp=0")]
    NotAnAssignment(String),
    #[error("there is no control `{key}`; {hint}`exoscope controls` lists them all")]
    NoSuchKey { key: String, hint: String },
    #[error("`{key}` takes {range}, not `{value}`")]
    OutOfRange {
        key: String,
        range: String,
        value: String,
    },
}

/// One control set to one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub key: &'static str,
    pub value: Value,
}

impl Change {
    /// A change checked against the registry.
    ///
    /// # Errors
    /// Unknown key, or a value of the wrong kind or out of range.
    pub fn new(key: &str, value: Value) -> Result<Self, ControlError> {
        let control = control(key)?;
        let fits = match (&control.kind, &value) {
            (Kind::Switch, Value::Switch(_)) | (Kind::Momentary, Value::Switch(true)) => true,
            (Kind::Number { min, max, .. }, Value::Number(number)) => {
                (*min..=*max).contains(number)
            }
            (Kind::Choice(words), Value::Choice(word)) => words.contains(word),
            _ => false,
        };
        if !fits {
            return Err(ControlError::OutOfRange {
                key: key.to_owned(),
                range: control.range(),
                value: value.to_string(),
            });
        }
        Ok(Self {
            key: &control.key,
            value,
        })
    }

    /// Reads `key=value` as it stands on a command line or in a scene.
    ///
    /// # Errors
    /// As [`Change::new`], and for a text without `=`.
    pub fn parse(text: &str) -> Result<Self, ControlError> {
        let (key, word) = text
            .split_once('=')
            .ok_or_else(|| ControlError::NotAnAssignment(text.to_owned()))?;
        let (key, word) = (key.trim(), word.trim());
        let control = control(key)?;
        let wrong = || ControlError::OutOfRange {
            key: key.to_owned(),
            range: control.range(),
            value: word.to_owned(),
        };
        let value = match control.kind {
            Kind::Switch | Kind::Momentary => Value::Switch(match word {
                "true" | "on" | "yes" | "1" => true,
                "false" | "off" | "no" | "0" => false,
                _ => return Err(wrong()),
            }),
            Kind::Number { .. } => Value::Number(word.parse().map_err(|_| wrong())?),
            Kind::Choice(_) => Value::Choice(word.to_owned()),
        };
        Self::new(key, value).map_err(|_| wrong())
    }
}

/// Controls that begin something each time they are set: a train.
const RETRIGGERS: [&str; 2] = ["signal.train_hz", "signal.train_count"];

/// A change that is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub change: Change,
    /// Whether anything is other than before. A control set to the value it has
    /// anyway changes nothing, so that a run with it is the run without it.
    pub is_news: bool,
}

/// A change with the moment it took, or takes, effect.
#[derive(Clone, Debug, PartialEq)]
pub struct TimedChange {
    pub at: SimTime,
    pub change: Change,
}

/// The present values, the changes to come, and the log of those made.
#[derive(Resource, Clone, Debug)]
pub struct Controls {
    values: Vec<Value>,
    /// Still to come, by time; those of one moment in the order asked for.
    pending: Vec<TimedChange>,
    /// Made so far: with scene and seed, the session.
    log: Vec<TimedChange>,
}

impl Default for Controls {
    fn default() -> Self {
        Self {
            values: registry()
                .iter()
                .map(|control| control.default.clone())
                .collect(),
            pending: Vec::new(),
            log: Vec::new(),
        }
    }
}

impl Controls {
    /// As a scene begins, with these values in place of the registry's.
    pub(super) fn beginning_with(values: &[Change]) -> Self {
        let mut controls = Self::default();
        for change in values {
            controls.set_unlogged(change);
        }
        controls
    }

    /// The present value of `key`, which must be in the registry.
    pub fn value(&self, key: &str) -> &Value {
        &self.values[index_of(key)]
    }

    /// Whether the switch `key` is on.
    pub fn is_on(&self, key: &str) -> bool {
        matches!(self.value(key), Value::Switch(true))
    }

    /// The number that `key` stands at.
    pub fn number(&self, key: &str) -> f64 {
        match self.value(key) {
            Value::Number(number) => *number,
            _ => f64::NAN,
        }
    }

    /// The word that `key` stands at.
    pub fn choice(&self, key: &str) -> &str {
        match self.value(key) {
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

    /// The changes made so far, with their moments.
    pub fn log(&self) -> &[TimedChange] {
        &self.log
    }

    /// Sets a value without a line in the log: for the scene's own script,
    /// which a replayed session plays again by itself. Returns whether anything is
    /// other than before.
    pub(super) fn set_unlogged(&mut self, change: &Change) -> bool {
        let index = index_of(change.key);
        if registry()[index].kind == Kind::Momentary {
            return true;
        }
        let differs = self.values[index] != change.value;
        self.values[index] = change.value.clone();
        differs || RETRIGGERS.contains(&change.key)
    }

    /// Whether the log has a change of `key` at `moment`.
    pub(super) fn log_has(&self, moment: SimTime, key: &str) -> bool {
        let newest = self.log.iter().rev().take_while(|made| made.at == moment);
        newest.into_iter().any(|made| made.change.key == key)
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
            .map(|TimedChange { change, .. }| {
                let is_news = self.set_unlogged(&change);
                self.log.push(TimedChange {
                    at: now,
                    change: change.clone(),
                });
                Made { change, is_news }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_lies_in_its_own_range() {
        for control in registry() {
            if control.kind != Kind::Momentary {
                let change = Change::new(&control.key, control.default.clone());
                assert!(change.is_ok(), "{change:?}");
            }
            assert!(!control.meaning.is_empty() && !control.source.is_empty());
        }
    }

    #[test]
    fn an_assignment_is_read_by_the_controls_kind() {
        let read = |text: &str| Change::parse(text).map(|change| change.value);
        assert_eq!(read("energy.atp=0"), Ok(Value::Number(0.0)));
        assert_eq!(read("cargo.loaded=false"), Ok(Value::Switch(false)));
        assert_eq!(
            read("fusion.mode=kiss_and_run"),
            Ok(Value::Choice("kiss_and_run".into()))
        );
        for wrong in [
            "energy.atp",
            "energy.atp=-1",
            "energy.atp=NaN",
            "energy.atp=inf",
            "energy.atp=much",
            "fusion.mode=explosion",
            "cargo.loaded=maybe",
            "signal.action_potential=false",
            "energy.apt=1",
        ] {
            assert!(read(wrong).is_err(), "{wrong} was taken");
        }
    }

    #[test]
    fn a_misspelt_key_gets_the_one_it_is_like_as_a_hint_and_others_get_none() {
        let said = |text: &str| Change::parse(text).expect_err("no such key").to_string();
        for (word, meant) in [
            ("energy.apt=1", "energy.atp"),
            ("atp=1", "energy.atp"),
            ("train=5", "signal.train_hz"),
            ("microtubule=false", "tracks.microtubules"),
            ("fusion_mode=natural", "fusion.mode"),
        ] {
            let said = said(word);
            assert!(said.contains(&format!("mean `{meant}`?")), "{said}");
        }
        for word in ["foo=1", "x=1", "=1", "brightness=2"] {
            let said = said(word);
            assert!(!said.contains("mean"), "{said}");
            assert!(
                said.contains("`exoscope controls` lists them all"),
                "{said}"
            );
        }
    }

    #[test]
    fn changes_take_effect_in_the_order_of_their_moments() {
        let mut controls = Controls::default();
        let change = |text| Change::parse(text).expect("a good change");
        controls.request(SimTime::from_secs(2.0), change("energy.atp=0"));
        controls.request(SimTime::from_secs(1.0), change("energy.atp=1"));
        assert_eq!(controls.next_due(), SimTime::from_secs(1.0));
        controls.take_due(SimTime::from_secs(1.5));
        assert_eq!(controls.number("energy.atp"), 1.0);
        controls.take_due(SimTime::from_secs(2.0));
        assert_eq!(controls.number("energy.atp"), 0.0);
        assert_eq!(controls.log().len(), 2);
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
            assert_eq!(controls.log().len(), 1);
        }
    }
}
