//! What classes of vesicle there are, and what is asked of a class.

mod class;
mod words;

use serde::Deserialize;

pub use class::{Class, Contents, Copies, Form, Key, Pore, Prefix, Renewal, Snares, VesicleKind};
pub use words::{OwnWords, WordKeys, Words};

/// Which of the two pathways a vesicle is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Pathway {
    /// Waits, primed, for a signal.
    Regulated,
    /// Never waits for a signal and is never primed.
    Constitutive,
}

impl Pathway {
    /// The word used in files and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Regulated => "regulated",
            Self::Constitutive => "constitutive",
        }
    }
}

/// What kind of cell it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub enum CellKind {
    #[default]
    Neuron,
    ChromaffinCell,
    /// Of an islet.
    BetaCell,
    /// Fires no action potentials.
    Unexcitable,
}

impl CellKind {
    /// The classes of vesicle that such a cell has, if nothing else is said.
    pub fn usual(self) -> Classes {
        let (regulated, constitutive) = match self {
            Self::Neuron => ("synaptic_vesicle", "constitutive_carrier"),
            Self::ChromaffinCell => ("chromaffin_granule", "constitutive_carrier"),
            Self::BetaCell => ("insulin_granule", "constitutive_carrier"),
            Self::Unexcitable => ("lysosome", "multivesicular_body"),
        };
        Classes {
            regulated: vec![VesicleKind::known(regulated)],
            constitutive: vec![VesicleKind::known(constitutive)],
        }
    }
}

/// The classes of vesicle in a cell, at least one of either pathway. What a Golgi
/// makes is not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    pub regulated: Vec<VesicleKind>,
    pub constitutive: Vec<VesicleKind>,
}

impl Classes {
    /// Those of a pathway.
    pub fn of(&self, pathway: Pathway) -> &[VesicleKind] {
        match pathway {
            Pathway::Regulated => &self.regulated,
            Pathway::Constitutive => &self.constitutive,
        }
    }

    /// The class of a pathway's vesicle with a number: they take turns.
    pub fn in_turn(&self, pathway: Pathway, number: usize) -> VesicleKind {
        let classes = self.of(pathway);
        classes[number % classes.len()]
    }

    /// Whether a pathway does not say all of what its vesicles are: there are several
    /// classes of it, or one that somebody has brought.
    pub fn are_told_apart(&self, pathway: Pathway) -> bool {
        let classes = self.of(pathway);
        classes.len() > 1 || classes.iter().any(|kind| kind.words.own().is_some())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = VesicleKind> {
        self.regulated.iter().chain(&self.constitutive).copied()
    }
}

impl Default for Classes {
    fn default() -> Self {
        CellKind::default().usual()
    }
}

/// The classes of what buds from a Golgi: without procollagen, and with it.
pub fn golgi_carriers() -> [VesicleKind; 2] {
    ["channel_carrier", "procollagen_carrier"].map(VesicleKind::known)
}

/// Which store a resting vesicle belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pool {
    Reserve,
    Recycling,
}
