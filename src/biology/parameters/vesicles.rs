//! What the tables say of each class of vesicle.

use std::collections::BTreeSet;

use super::{Cargo, Matrix, pores::PoreKinetics};
use crate::biology::{
    numbers::{Lookup, Parameter},
    vesicles::{Contents, Form, Renewal, VesicleKind},
};

/// Square nanometres a second in 1 µm²/ms.
const NM2_PER_S: f64 = 1e9;

/// The numbers of one class of vesicle.
#[derive(Clone, Debug)]
pub struct ClassNumbers {
    pub size: Size,
    pub filling: Filling,
    pub pore: PoreKinetics,
    /// Ion channels in its membrane.
    pub channels: u32,
    /// Copies of each of the class's proteins.
    pub copies: Vec<usize>,
    /// Mean time in which an emptied one is filled again; of those that are not, the
    /// usual one.
    pub renewal_s: f64,
    /// What its pump spends if acid is all that has to be renewed.
    pub acid_atp: Option<f64>,
}

impl ClassNumbers {
    /// Those of a class; or the keys of those that neither its file nor a table has.
    pub fn of(kind: VesicleKind) -> Result<Self, BTreeSet<String>> {
        let numbers = Lookup::with(&kind.get().numbers);
        let read = Self::read(kind, &numbers);
        let missing = numbers.missing();
        if missing.is_empty() {
            Ok(read)
        } else {
            Err(missing)
        }
    }

    fn read(kind: VesicleKind, numbers: &Lookup) -> Self {
        let count = |key: &str| numbers.value(key).round();
        let (renewal, acid) = match &kind.renewal {
            Renewal::Anew => ("refilling.time", None),
            Renewal::InPool { time } => (time.as_str(), None),
            Renewal::AfterKiss { time, acid } => (time.as_str(), acid.as_ref()),
        };
        let own = kind.proteins.iter();
        Self {
            size: Size::of(&kind.form, numbers),
            filling: Filling::of(&kind.contents, numbers),
            pore: PoreKinetics::of(&kind.pore.steps, kind.pore.pace.as_deref(), numbers),
            channels: kind.channels.as_ref().map_or(0, |key| count(key) as u32),
            copies: own.map(|own| count(&own.copies) as usize).collect(),
            renewal_s: numbers.value(renewal),
            acid_atp: acid.map(|key| numbers.value(key)),
        }
    }

    /// The numbers of the tables, and of its own file, that make a class what it is.
    pub fn told(kind: VesicleKind) -> Vec<&'static Parameter> {
        let numbers = Lookup::with(&kind.get().numbers);
        Self::read(kind, &numbers);
        numbers.taken()
    }

    /// Membrane of one of mean size, tube apart, from the outer diameter.
    pub fn ball_area_nm2(&self) -> f64 {
        let radius_nm = self.size.mean_nm();
        4.0 * std::f64::consts::PI * radius_nm * radius_nm
    }
}

/// Outer sizes of the vesicles of a class.
#[derive(Clone, Copy, Debug)]
pub enum Size {
    /// The radius of them all.
    Alike(f64),
    Spread(Sizes),
    Tubular(TubularForm),
}

impl Size {
    /// The numbers that say how large the vesicles of a class are.
    pub fn told(kind: VesicleKind) -> Vec<&'static Parameter> {
        let numbers = Lookup::with(&kind.get().numbers);
        Self::of(&kind.form, &numbers);
        numbers.taken()
    }

    fn of(form: &Form, numbers: &Lookup) -> Self {
        match form {
            Form::Alike { diameter } => Self::Alike(numbers.value(diameter) / 2.0),
            Form::Spread(prefix) => Self::Spread(Sizes::of(prefix, numbers)),
            Form::Tubular { sizes, .. } => Self::Tubular(TubularForm::of(sizes, numbers)),
        }
    }

    /// Mean radius; of tubular ones the tip's.
    pub fn mean_nm(&self) -> f64 {
        match self {
            Self::Alike(radius_nm) => *radius_nm,
            Self::Spread(sizes) => sizes.radius_nm,
            Self::Tubular(form) => form.tip_nm,
        }
    }

    /// Radii of the smallest and of the largest; of tubular ones the tip's.
    pub fn bounds_nm(&self) -> [f64; 2] {
        match self {
            Self::Spread(sizes) => sizes.radii_nm,
            Self::Alike(_) | Self::Tubular(_) => [self.mean_nm(); 2],
        }
    }

    /// Radius of the largest there is; of tubular ones the tip's.
    pub fn largest_nm(&self) -> f64 {
        self.bounds_nm()[1]
    }
}

/// The sizes of one sort of vesicle: mean outer radius, its standard deviation as
/// a share of it, and its bounds.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    pub radius_nm: f64,
    pub spread: f64,
    pub radii_nm: [f64; 2],
}

impl Sizes {
    fn of(prefix: &str, numbers: &Lookup) -> Self {
        let number = |name: &str| numbers.under(prefix, name);
        Self {
            radius_nm: number("diameter") / 2.0,
            spread: number("diameter_spread"),
            radii_nm: [number("smallest") / 2.0, number("largest") / 2.0],
        }
    }
}

/// Sizes of a tubular carrier, outer.
#[derive(Clone, Copy, Debug)]
pub struct TubularForm {
    /// Radii of the tip and of the tube.
    pub tip_nm: f64,
    pub tube_nm: f64,
    /// Bounds of the whole length.
    pub length_nm: [f64; 2],
}

impl TubularForm {
    fn of(prefix: &str, numbers: &Lookup) -> Self {
        let number = |name: &str| numbers.under(prefix, name);
        Self {
            tip_nm: number("tip_diameter") / 2.0,
            tube_nm: number("tube_diameter") / 2.0,
            length_nm: [number("shortest"), number("longest")],
        }
    }
}

/// What a full vesicle of a class holds.
#[derive(Clone, Debug)]
pub enum Filling {
    /// Molecules that are all alike.
    Molecules {
        /// In one of mean size.
        count: f64,
        /// Standard deviation of the concentration, as a share of it.
        spread: f64,
        cargo: Cargo,
        core: Option<Core>,
    },
    Waste(Waste),
    /// Sacs of membrane.
    Sacs {
        /// Share of the lumen that they fill.
        share: f64,
        sac: Sizes,
    },
}

/// The dense core of a granule.
#[derive(Clone, Copy, Debug)]
pub struct Core {
    /// Its radius as a share of the lumen's.
    pub share: f64,
    /// Given to a carbon fibre by each molecule.
    pub electrons: f64,
}

/// What enzymes could not digest, and the enzymes.
#[derive(Clone, Copy, Debug)]
pub struct Waste {
    /// Undigested bodies, and the radii of the largest and of the smallest as shares
    /// of the lumen's.
    pub bodies: usize,
    pub body_shares: [f64; 2],
    /// In a vesicle of mean size.
    pub enzymes: f64,
    pub enzyme_nm: f64,
}

impl Filling {
    /// The numbers that say what one of a class holds.
    pub fn told(kind: VesicleKind) -> Vec<&'static Parameter> {
        let numbers = Lookup::with(&kind.get().numbers);
        Self::of(&kind.contents, &numbers);
        numbers.taken()
    }

    fn of(contents: &Contents, numbers: &Lookup) -> Self {
        match contents {
            Contents::Solute {
                molecules,
                spread,
                diffusion,
            } => Self::molecules([molecules, spread, diffusion], 0.0, numbers),
            Contents::Proteins {
                molecules,
                spread,
                radius,
                diffusion,
            }
            | Contents::Rods {
                molecules,
                spread,
                head: radius,
                diffusion,
            } => Self::molecules(
                [molecules, spread, diffusion],
                numbers.value(radius),
                numbers,
            ),
            Contents::Core(prefix) => Self::core(prefix, numbers),
            Contents::Waste(prefix) => {
                let number = |name: &str| numbers.under(prefix, name);
                Self::Waste(Waste {
                    bodies: number("waste").round() as usize,
                    body_shares: ["waste_largest", "waste_smallest"].map(number),
                    enzymes: number("enzymes"),
                    enzyme_nm: number("enzyme_radius"),
                })
            }
            Contents::Sacs { filling, sac } => Self::Sacs {
                share: numbers.value(filling),
                sac: Sizes::of(sac, numbers),
            },
        }
    }

    fn molecules(
        [molecules, spread, diffusion]: [&str; 3],
        radius_nm: f64,
        numbers: &Lookup,
    ) -> Self {
        Self::Molecules {
            count: numbers.value(molecules),
            spread: numbers.value(spread),
            cargo: Cargo {
                radius_nm,
                nm2_per_s: numbers.value(diffusion) * NM2_PER_S,
                matrix: None,
            },
            core: None,
        }
    }

    fn core(prefix: &str, numbers: &Lookup) -> Self {
        let number = |name: &str| numbers.under(prefix, name);
        Self::Molecules {
            count: number("molecules"),
            spread: number("molecules_spread"),
            cargo: Cargo {
                radius_nm: number("molecule_radius"),
                nm2_per_s: number("molecule_diffusion") * NM2_PER_S,
                matrix: Some(Matrix {
                    free_share: number("free_share"),
                    dissociation_per_s: number("dissociation"),
                }),
            },
            core: Some(Core {
                share: number("core"),
                electrons: number("electrons"),
            }),
        }
    }

    /// Molecules in one of mean size, if they are all alike.
    pub fn molecules_in_mean(&self) -> f64 {
        match self {
            Self::Molecules { count, .. } => *count,
            Self::Waste(_) | Self::Sacs { .. } => 0.0,
        }
    }

    /// The dense core, if there is one.
    pub fn dense_core(&self) -> Option<Core> {
        match self {
            Self::Molecules { core, .. } => *core,
            Self::Waste(_) | Self::Sacs { .. } => None,
        }
    }
}
