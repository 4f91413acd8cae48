//! The one registry of everything a person may change: what each control is, what
//! values it takes, and what a change of it is.

mod change;
mod knob;

use std::sync::OnceLock;

use serde::Deserialize;

use super::cards::{Card, cards};
use crate::{
    likeness::most_like,
    text::{self, word},
};

pub use change::{Change, ControlError, TimedChange, Value};
pub use knob::{Knob, Touch};

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
    pub knob: Knob,
    #[serde(default)]
    pub touches: Vec<Touch>,
    /// From the texts.
    #[serde(skip)]
    pub label: String,
    pub kind: Kind,
    pub default: Value,
    /// From the texts.
    #[serde(skip)]
    pub meaning: String,
    pub source: String,
}

impl Control {
    /// With what is said of it.
    fn told(mut self) -> Self {
        let key = text::key("control", &self.key);
        self.label = word(&key).to_owned();
        self.meaning = word(&format!("{key}.meaning")).to_owned();
        self
    }

    /// The dose of the card with a number.
    fn dose_of(number: usize, card: &Card) -> Self {
        Self {
            key: card.key(),
            knob: Knob::Dose(number),
            touches: Vec::new(),
            label: card.label.clone(),
            kind: Kind::Number {
                min: 0.0,
                max: 1.0,
                step: 0.05,
                unit: String::new(),
            },
            default: Value::Number(0.0),
            meaning: card.mechanism.clone(),
            source: card.source.clone(),
        }
    }

    /// The values it takes, in words: `true|false`, `0 to 5 mM`, `a|b|c`.
    pub fn range(&self) -> String {
        match &self.kind {
            Kind::Switch => "true|false".into(),
            Kind::Momentary => "true".into(),
            Kind::Number { min, max, unit, .. } => format!("{min} to {max} {}", text::unit(unit))
                .trim_end()
                .to_owned(),
            Kind::Choice(words) => words.join("|"),
        }
    }
}

/// All controls, in the order they are shown; the doses of the cards last.
pub fn registry() -> &'static [Control] {
    static REGISTRY: OnceLock<Vec<Control>> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let controls: Vec<Control> = ron::from_str(include_str!("../../../assets/controls.ron"))
            .expect("the built-in list of controls is read by a test");
        let mut controls: Vec<Control> = controls.into_iter().map(Control::told).collect();
        let cards = cards().iter().enumerate();
        controls.extend(cards.map(|(number, card)| Control::dose_of(number, card)));
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

/// The key that is most like a word, whole or by one of its parts.
pub fn nearest_key(word: &str) -> Option<&'static str> {
    let parts = registry().iter().flat_map(|control| {
        let key = control.key.as_str();
        key.split('.').chain([key]).map(move |part| (part, key))
    });
    most_like(word, parts)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Handles that are no dose.
    const NAMED: usize = 22;

    #[test]
    fn every_handle_is_that_of_one_control() {
        let knobs: BTreeSet<Knob> = registry().iter().map(|one| one.knob).collect();
        assert_eq!(knobs.len(), registry().len());
        // Those that stand in the enumeration, up to its last, and the doses.
        let named = knobs.iter().filter(|one| !matches!(one, Knob::Dose(_)));
        assert_eq!(named.count(), NAMED);
        for control in registry() {
            assert_eq!(control.knob.key(), control.key);
        }
        assert_eq!(Knob::Dose(0).key(), cards()[0].key());
    }

    #[test]
    fn every_default_lies_in_its_own_range() {
        for control in registry() {
            if control.kind != Kind::Momentary {
                let change = Change::new(control.knob, control.default.clone());
                assert!(change.is_ok(), "{change:?}");
            }
            assert!(!control.meaning.is_empty() && !control.source.is_empty());
        }
    }
}
