//! Controls as code asks for them: by a knob that is one of the list, and not by
//! comparing the letters of keys.

use std::fmt;

use serde::Deserialize;

use super::{Control, registry};
use crate::biology::cards::{Card, cards};

/// A control of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Knob {
    Regulated,
    Constitutive,
    ActionPotential,
    TrainHz,
    TrainCount,
    Glucose,
    Spontaneous,
    CalciumOutside,
    CalciumClamp,
    Egta,
    Bapta,
    Sensor,
    WatchedSite,
    Loaded,
    FusionMode,
    KissShare,
    RetrievalMode,
    UltrafastShare,
    Atp,
    Microtubules,
    Actin,
    Script,
    /// The dose of the card with this number.
    Dose(usize),
}

impl Knob {
    /// Its place in the registry.
    pub fn index(self) -> usize {
        registry()
            .iter()
            .position(|control| control.knob == self)
            .expect("every knob is that of a control: a test holds the registry to it")
    }

    /// That of a card's dose.
    pub fn of_dose(card: &Card) -> Self {
        let number = cards().iter().position(|other| other.name == card.name);
        Self::Dose(number.expect("whoever has a card has it from the list"))
    }

    /// What the registry says of it.
    pub fn control(self) -> &'static Control {
        &registry()[self.index()]
    }

    /// The key by which a person asks for it.
    pub fn key(self) -> &'static str {
        &self.control().key
    }
}

impl fmt::Display for Knob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key().fmt(f)
    }
}

/// What of the cell a control touches, so that it must be found out anew when the control
/// is changed. What is not told here is asked for when it is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum Touch {
    /// Rates of what vesicles wait for.
    Rates,
    /// Those of motors: tracks or their fuel.
    Tracks,
    /// How membrane is taken back.
    Retrieval,
    /// Calcium, or how vesicles answer it.
    Calcium,
    /// How soon free sites call vesicles.
    Calls,
    /// Signals, which the scene's opening script leaves to whoever touches them.
    Signals,
}
