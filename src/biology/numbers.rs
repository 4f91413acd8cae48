//! Single numbers: the tables of `assets/parameters`, as they are read and shown, and
//! those that the file of a class brings with it.

use std::{cell::RefCell, collections::BTreeSet, sync::OnceLock};

use serde::Deserialize;

use crate::text::{self, word};

/// How well a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Standing {
    /// Read in the source that is given.
    Measured,
    /// Told from memory of the named work; not yet looked up again.
    Reported,
    /// Follows from other numbers, or lies between published ones.
    Inferred,
    /// Chosen so that something can be seen.
    Artistic,
}

impl Standing {
    /// The word used in lists and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Reported => "reported",
            Self::Inferred => "inferred",
            Self::Artistic => "artistic",
        }
    }
}

/// One number.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    pub key: String,
    pub value: f64,
    pub unit: String,
    /// Plausible range, in the same unit.
    pub low: f64,
    pub high: f64,
    pub standing: Standing,
    pub source: String,
    /// Of a built-in one from the texts.
    #[serde(default)]
    pub meaning: String,
}

/// All numbers, table by table.
pub fn table() -> &'static [Parameter] {
    static TABLE: OnceLock<Vec<Parameter>> = OnceLock::new();
    TABLE.get_or_init(|| {
        [
            include_str!("../../assets/parameters/motors.ron"),
            include_str!("../../assets/parameters/vesicles.ron"),
            include_str!("../../assets/parameters/cytosol.ron"),
            include_str!("../../assets/parameters/granules.ron"),
            include_str!("../../assets/parameters/beta_cell.ron"),
            include_str!("../../assets/parameters/membrane_steps.ron"),
            include_str!("../../assets/parameters/calcium.ron"),
            include_str!("../../assets/parameters/fusion.ron"),
            include_str!("../../assets/parameters/recovery.ron"),
            include_str!("../../assets/parameters/proteins.ron"),
            include_str!("../../assets/parameters/receptors.ron"),
            include_str!("../../assets/parameters/sensors.ron"),
            include_str!("../../assets/parameters/cleft.ron"),
            include_str!("../../assets/parameters/secretory.ron"),
            include_str!("../../assets/parameters/waste.ron"),
        ]
        .into_iter()
        .flat_map(|text| {
            ron::from_str::<Vec<Parameter>>(text)
                .expect("the built-in parameter tables are read by a test")
        })
        .map(|mut number| {
            number.meaning = word(&text::key("number", &number.key)).to_owned();
            number
        })
        .collect()
    })
}

fn found<'a>(key: &str, among: &'a [Parameter]) -> Option<&'a Parameter> {
    among.iter().find(|parameter| parameter.key == key)
}

/// The number under a key.
///
/// # Panics
///
/// If no table has it; a test reads every key that is used.
pub fn value(key: &str) -> f64 {
    found(key, table())
        .unwrap_or_else(|| panic!("the parameter tables hold every number used: {key}"))
        .value
}

/// The tables with the numbers of a class besides, which takes down what is looked up.
pub(super) struct Lookup {
    own: &'static [Parameter],
    taken: RefCell<Vec<&'static Parameter>>,
    missing: RefCell<BTreeSet<String>>,
}

impl Lookup {
    pub fn with(own: &'static [Parameter]) -> Self {
        Self {
            own,
            taken: RefCell::default(),
            missing: RefCell::default(),
        }
    }

    /// The number under a key; not a number if there is none.
    pub fn value(&self, key: &str) -> f64 {
        let Some(parameter) = found(key, self.own).or_else(|| found(key, table())) else {
            self.missing.borrow_mut().insert(key.to_owned());
            return f64::NAN;
        };
        let mut taken = self.taken.borrow_mut();
        if taken.iter().all(|other| other.key != key) {
            taken.push(parameter);
        }
        parameter.value
    }

    /// The same under a prefix.
    pub fn under(&self, prefix: &str, name: &str) -> f64 {
        self.value(&format!("{prefix}.{name}"))
    }

    /// The numbers that were looked up, in their order.
    pub fn taken(self) -> Vec<&'static Parameter> {
        self.taken.into_inner()
    }

    /// What was looked up and is not there.
    pub fn missing(self) -> BTreeSet<String> {
        self.missing.into_inner()
    }
}
