//! Classes of vesicle: what each is and what it can do, as its file says.
//!
//! A class is a file (`assets/vesicles/*.ron`). It names its numbers by the keys under
//! which the tables of [`parameters`](crate::biology::parameters) hold them. Code asks
//! what a class can do, never which one it is.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    ops::Deref,
    sync::{Mutex, OnceLock, PoisonError},
};

use bevy::math::DVec3;
use ron::{Options, error::SpannedError, extensions::Extensions};
use serde::Deserialize;

use super::{Pathway, Words};
use crate::biology::{numbers::Parameter, proteins::Protein};

/// The key of a number in the tables.
pub type Key = String;
/// What the keys of several numbers begin with: with the prefix `lysosome`,
/// `lysosome.diameter` is its diameter.
pub type Prefix = String;

/// What the file of a class says.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// What scenes call it.
    pub name: String,
    /// The word of event files, where several classes share one.
    #[serde(default)]
    word: Option<String>,
    /// What people call one when they look for its moments, the narrowest word first.
    pub called: Vec<String>,
    pub pathway: Pathway,
    pub form: Form,
    pub contents: Contents,
    /// The number of ion channels in its membrane, if it brings some.
    #[serde(default)]
    pub channels: Option<Key>,
    pub proteins: Vec<Copies>,
    /// Where its proton pumps stand: directions from its centre, of any length.
    #[serde(default)]
    pumps: Vec<[f64; 3]>,
    pub snares: Snares,
    /// The calcium sensor with which a scene of such vesicles begins, by its word among
    /// the choices of `sensor.model`; the one of synapses if none is given.
    #[serde(default)]
    pub sensor: Option<String>,
    pub pore: Pore,
    /// Whether it may open for a moment and come back.
    #[serde(default = "yes")]
    pub kisses: bool,
    pub renewal: Renewal,
    /// Whether it is drawn out along its way while a motor pulls it.
    #[serde(default)]
    pub drawn_out: bool,
    pub words: Words,
    /// Numbers of its own, under keys that no table has.
    #[serde(default)]
    pub numbers: Vec<Parameter>,
}

fn yes() -> bool {
    true
}

/// The shape and the sizes of the vesicles of a class.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Form {
    /// Balls, all of one size.
    Alike { diameter: Key },
    /// Balls, each of a size of its own: `diameter`, `diameter_spread`, `smallest` and
    /// `largest` under a prefix.
    Spread(Prefix),
    /// A tip with a tube behind it: `tip_diameter`, `tube_diameter`, `shortest` and
    /// `longest` under a prefix. Its membrane is taken back in pieces of another class.
    Tubular { sizes: Prefix, pieces: String },
}

/// What fills a vesicle.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Contents {
    /// Small molecules, pumped in, free in the lumen.
    Solute {
        molecules: Key,
        spread: Key,
        diffusion: Key,
    },
    /// Molecules that are bound to a dense core: `molecules` in one of mean size,
    /// `molecules_spread`, `core`, `molecule_radius`, `molecule_diffusion`,
    /// `free_share`, `dissociation` and `electrons` under a prefix.
    Core(Prefix),
    /// Folded proteins.
    Proteins {
        molecules: Key,
        spread: Key,
        radius: Key,
        diffusion: Key,
    },
    /// Stiff rods of procollagen, which build fibrils outside.
    Rods {
        molecules: Key,
        spread: Key,
        head: Key,
        diffusion: Key,
    },
    /// Bodies that could not be digested, and enzymes: `waste`, `waste_largest`,
    /// `waste_smallest`, `enzymes` and `enzyme_radius` under a prefix.
    Waste(Prefix),
    /// Sacs of membrane, each of a size of its own.
    Sacs { filling: Key, sac: Prefix },
}

impl Contents {
    /// What is counted in it: the word of the event files.
    pub fn counted(&self) -> &'static str {
        match self {
            Self::Sacs { .. } => "exosomes",
            _ => "molecules",
        }
    }

    /// Whether pumps in its membrane concentrate it there.
    pub fn is_pumped_in(&self) -> bool {
        matches!(self, Self::Solute { .. } | Self::Core(_))
    }
}

/// Copies of a protein, spread evenly over the vesicle.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copies {
    pub protein: Protein,
    pub copies: Key,
    /// By how much the pattern is turned, so that proteins don't stand in each other.
    pub twist: f64,
}

/// The vesicle's own SNARE, which says what it pairs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Snares {
    /// Synaptobrevin (VAMP2), which pairs with SNAP-25: toxins cut both.
    Vamp2,
    /// VAMP7, which meets SNAP-23: toxins cut neither.
    Vamp7,
}

/// How the pores of a class behave.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pore {
    /// Where its steps stand.
    pub steps: Prefix,
    /// Where the paces of widening and of flattening do, if elsewhere.
    #[serde(default)]
    pub pace: Option<Prefix>,
}

/// How an emptied vesicle is used again.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Renewal {
    /// Not at all: others are made in the cell body.
    Anew,
    /// It is filled again in a pool, in a mean time.
    InPool { time: Key },
    /// The same, if it has kissed and kept what it is made of. `acid` is what its
    /// pump spends if its acid is all that it has lost.
    AfterKiss {
        time: Key,
        #[serde(default)]
        acid: Option<Key>,
    },
}

impl Class {
    /// The word used in files and texts.
    pub fn word(&self) -> &str {
        self.word.as_deref().unwrap_or(&self.name)
    }

    /// What is counted in it: the word of the event files.
    pub fn counted_in(&self) -> &'static str {
        self.contents.counted()
    }

    /// Whether each is of a size of its own, many times as wide as a synaptic vesicle.
    pub fn is_large(&self) -> bool {
        matches!(self.form, Form::Spread(_))
    }

    /// Whether a tube stands behind its tip.
    pub fn is_tubular(&self) -> bool {
        matches!(self.form, Form::Tubular { .. })
    }

    /// Whether it goes the constitutive way.
    pub fn is_carrier(&self) -> bool {
        self.pathway == Pathway::Constitutive
    }

    /// Whether membrane that is taken back is one of its class again, to be filled where
    /// it is; otherwise others are made of it, elsewhere.
    pub fn is_made_of_retrieved_membrane(&self) -> bool {
        matches!(self.renewal, Renewal::InPool { .. })
    }

    /// Whether its molecules are bound to a dense core.
    pub fn has_core(&self) -> bool {
        matches!(self.contents, Contents::Core(_))
    }

    /// Whether it holds sacs of membrane.
    pub fn holds_sacs(&self) -> bool {
        matches!(self.contents, Contents::Sacs { .. })
    }

    /// Whether it holds what could not be digested.
    pub fn holds_waste(&self) -> bool {
        matches!(self.contents, Contents::Waste(_))
    }

    /// Whether it holds procollagen.
    pub fn holds_rods(&self) -> bool {
        matches!(self.contents, Contents::Rods { .. })
    }

    /// Whether it is a ball that brings proteins, without any signal.
    pub fn is_carrier_of_proteins(&self) -> bool {
        let holds_proteins = matches!(
            self.contents,
            Contents::Proteins { .. } | Contents::Rods { .. }
        );
        self.is_carrier() && holds_proteins && !self.is_tubular()
    }

    /// Whether it is filled with small molecules that are free in it.
    pub fn holds_solute(&self) -> bool {
        matches!(self.contents, Contents::Solute { .. })
    }

    /// Whose sentences are said of it where they differ from those of a synaptic
    /// vesicle, the nearest first.
    pub fn voices(&self) -> &'static [&'static str] {
        match (&self.contents, self.pathway) {
            (Contents::Solute { .. }, Pathway::Regulated) => &[],
            (Contents::Core(_), Pathway::Regulated) => &["granule"],
            (Contents::Waste(_), Pathway::Regulated) => &["lysosome"],
            (Contents::Sacs { .. }, Pathway::Regulated) => &["exosomes", "multivesicular"],
            (_, Pathway::Regulated) => &["proteins"],
            (Contents::Sacs { .. }, Pathway::Constitutive) => &["multivesicular", "constitutive"],
            (Contents::Core(_), Pathway::Constitutive) => &["constitutive", "granule"],
            (Contents::Waste(_), Pathway::Constitutive) => &["constitutive", "lysosome"],
            (_, Pathway::Constitutive) => &["constitutive"],
        }
    }

    /// Where its pumps stand: unit vectors from its centre.
    pub fn pumps(&self) -> impl Iterator<Item = DVec3> {
        self.pumps.iter().map(|at| DVec3::from(*at).normalize())
    }

    /// The class of the pieces in which its membrane comes back; its own if it comes
    /// back whole.
    pub fn pieces(&self) -> Option<VesicleKind> {
        match &self.form {
            Form::Tubular { pieces, .. } => VesicleKind::named(pieces),
            Form::Alike { .. } | Form::Spread(_) => None,
        }
    }
}

/// A class of vesicle. It is as light as a number and knows all that its class says.
/// Two are the same if their files say the same.
#[derive(Clone, Copy)]
pub struct VesicleKind(&'static Class);

/// The files of the built-in classes.
const BUILT_IN: [&str; 8] = [
    include_str!("../../../assets/vesicles/synaptic_vesicle.ron"),
    include_str!("../../../assets/vesicles/constitutive_carrier.ron"),
    include_str!("../../../assets/vesicles/chromaffin_granule.ron"),
    include_str!("../../../assets/vesicles/insulin_granule.ron"),
    include_str!("../../../assets/vesicles/channel_carrier.ron"),
    include_str!("../../../assets/vesicles/procollagen_carrier.ron"),
    include_str!("../../../assets/vesicles/lysosome.ron"),
    include_str!("../../../assets/vesicles/multivesicular_body.ron"),
];

impl VesicleKind {
    /// The built-in classes, in the order in which they are listed.
    pub fn all() -> &'static [Self] {
        static CLASSES: OnceLock<Vec<VesicleKind>> = OnceLock::new();
        CLASSES.get_or_init(|| {
            let read =
                |text: &&str| Self::read(text).expect("the built-in classes are read by a test");
            BUILT_IN.iter().map(read).collect()
        })
    }

    /// The class that a file tells of. Whoever reads the same again gets the same:
    /// classes are kept for as long as the program runs.
    ///
    /// # Errors
    ///
    /// If the text has not the form of a class.
    pub fn read(text: &str) -> Result<Self, SpannedError> {
        static KEPT: Mutex<Vec<&'static Class>> = Mutex::new(Vec::new());
        let class: Class = Options::default()
            .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
            .from_str(text)?;
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.iter().find(|known| ***known == class) {
            return Ok(Self(known));
        }
        let class: &'static Class = Box::leak(Box::new(class));
        kept.push(class);
        Ok(Self(class))
    }

    /// The built-in class called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().iter().find(|class| class.name == name).copied()
    }

    /// What its file says, for as long as the program runs.
    pub fn get(self) -> &'static Class {
        self.0
    }

    /// The class that the vocabulary itself calls `name`. Only here, and in tests, is a
    /// class asked for by its name.
    pub(super) fn known(name: &str) -> Self {
        Self::named(name).unwrap_or_else(|| panic!("a class of vesicle is called {name}"))
    }

    /// The built-in class called `name`.
    #[cfg(test)]
    pub fn built_in(name: &str) -> Self {
        Self::known(name)
    }
}

impl Deref for VesicleKind {
    type Target = Class;

    fn deref(&self) -> &Class {
        self.0
    }
}

impl fmt::Debug for VesicleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

impl PartialEq for VesicleKind {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for VesicleKind {}

impl PartialOrd for VesicleKind {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for VesicleKind {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |kind: &Self| std::ptr::from_ref(kind.0).addr();
        self.name
            .cmp(&other.name)
            .then_with(|| place(self).cmp(&place(other)))
    }
}

impl Hash for VesicleKind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::biology::{parameters::Parameters, sensors::SensorModel};

    #[test]
    fn every_class_names_numbers_pieces_and_a_sensor_that_there_are() {
        let parameters = Parameters::default();
        for class in VesicleKind::all() {
            let numbers = parameters.class(*class);
            assert!(numbers.size.mean_nm() > 10.0, "{class:?}");
            assert_eq!(numbers.copies.len(), class.proteins.len());
            assert!(class.pieces().is_none_or(|pieces| !pieces.is_tubular()));
            if let Some(word) = &class.sensor {
                assert_eq!(SensorModel::called(word).word(), word);
            }
            assert!(!class.called.is_empty());
        }
    }

    #[test]
    fn no_two_classes_have_one_name() {
        for class in VesicleKind::all() {
            let alike = VesicleKind::all().iter().filter(|other| *other == class);
            assert_eq!(alike.count(), 1, "{class:?}");
        }
    }
}
