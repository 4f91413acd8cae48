//! One control set to one value, checked against the registry.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;

use super::{Kind, Knob, Touch, control};
use crate::units::SimTime;

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
    pub knob: Knob,
    pub value: Value,
}

impl Change {
    /// A change checked against the registry.
    ///
    /// # Errors
    /// A value of the wrong kind or out of range.
    pub fn new(knob: Knob, value: Value) -> Result<Self, ControlError> {
        let control = knob.control();
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
                key: control.key.clone(),
                range: control.range(),
                value: value.to_string(),
            });
        }
        Ok(Self { knob, value })
    }

    /// The key of what is changed.
    pub fn key(&self) -> &'static str {
        self.knob.key()
    }

    /// Whether it touches something of the cell.
    pub fn touches(&self, what: Touch) -> bool {
        self.knob.control().touches.contains(&what)
    }

    /// Reads `key=value` as it stands on a command line or in a scene.
    ///
    /// # Errors
    /// As [`Change::new`], for an unknown key, and for a text without `=`.
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
        Self::new(control.knob, value).map_err(|_| wrong())
    }
}

/// A change with the moment it took, or takes, effect.
#[derive(Clone, Debug, PartialEq)]
pub struct TimedChange {
    pub at: SimTime,
    pub change: Change,
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
