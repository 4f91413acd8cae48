//! What classes of vesicle there are, and what is asked of a class.

mod class;

use serde::Deserialize;

pub use class::{
    Class, Contents, Copies, Form, Key, Pore, Prefix, Renewal, Snares, Things, VesicleKind, Words,
};

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

/// What the regulated vesicles of a cell are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RegulatedVesicles {
    #[default]
    Synaptic,
    /// Of a chromaffin cell: adrenaline and noradrenaline.
    ChromaffinGranules,
    /// Of a β-cell.
    InsulinGranules,
    /// Of a cell that gets rid of waste. Its constitutive pathway is that of
    /// multivesicular bodies.
    Lysosomes,
}

impl RegulatedVesicles {
    /// The class of one of them.
    pub fn kind(self) -> VesicleKind {
        VesicleKind::known(match self {
            Self::Synaptic => "synaptic_vesicle",
            Self::ChromaffinGranules => "chromaffin_granule",
            Self::InsulinGranules => "insulin_granule",
            Self::Lysosomes => "lysosome",
        })
    }

    /// The class of a carrier beside them.
    pub fn carrier(self) -> VesicleKind {
        VesicleKind::known(match self {
            Self::Lysosomes => "multivesicular_body",
            _ => "constitutive_carrier",
        })
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
