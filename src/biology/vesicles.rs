//! What kinds of vesicle there are, and what is asked of a kind.

/// Which of the two pathways a vesicle is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// What sort of vesicle it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VesicleKind {
    /// A synaptic vesicle: about 42 nm, filled with transmitter.
    Synaptic,
    /// A constitutive carrier: larger, with membrane proteins and matrix.
    Carrier,
    /// A dense-core granule: as large as five synaptic vesicles, with millions
    /// of molecules bound to its core.
    Granule,
    /// A tubular carrier from the Golgi with ion channels in its membrane.
    ChannelCarrier,
    /// An enlarged one with procollagen in it.
    CollagenCarrier,
    /// A lysosome: acid, with enzymes and what they can't digest.
    Lysosome,
    /// A multivesicular body: an endosome with exosomes in its lumen.
    MultivesicularBody,
}

impl VesicleKind {
    /// The word used in files and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Synaptic => "synaptic_vesicle",
            Self::Carrier => "constitutive_carrier",
            Self::ChannelCarrier => "channel_carrier",
            Self::CollagenCarrier => "procollagen_carrier",
            Self::Granule => "dense_core_granule",
            Self::Lysosome => "lysosome",
            Self::MultivesicularBody => "multivesicular_body",
        }
    }

    /// What is counted in it: the word of the event files.
    pub fn counted_in(self) -> &'static str {
        match self {
            Self::MultivesicularBody => "exosomes",
            _ => "molecules",
        }
    }

    /// Whether it is many times as wide as a synaptic vesicle, and of a size of
    /// its own.
    pub fn is_large(self) -> bool {
        matches!(
            self,
            Self::Granule | Self::Lysosome | Self::MultivesicularBody
        )
    }

    /// Whether a tube stands behind its tip.
    pub fn is_tubular(self) -> bool {
        matches!(self, Self::ChannelCarrier | Self::CollagenCarrier)
    }

    /// Whether it goes the constitutive way.
    pub fn is_carrier(self) -> bool {
        match self {
            Self::Synaptic | Self::Granule | Self::Lysosome => false,
            Self::Carrier
            | Self::ChannelCarrier
            | Self::CollagenCarrier
            | Self::MultivesicularBody => true,
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
    /// The kind of one of them.
    pub fn kind(self) -> VesicleKind {
        match self {
            Self::Synaptic => VesicleKind::Synaptic,
            Self::ChromaffinGranules | Self::InsulinGranules => VesicleKind::Granule,
            Self::Lysosomes => VesicleKind::Lysosome,
        }
    }

    /// The kind of a carrier beside them.
    pub fn carrier(self) -> VesicleKind {
        match self {
            Self::Lysosomes => VesicleKind::MultivesicularBody,
            _ => VesicleKind::Carrier,
        }
    }
}

/// Which store a resting vesicle belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pool {
    Reserve,
    Recycling,
}
