//! Vesicles: what they are, where they are in their life, how they move.
//!
//! A vesicle is an entity with [`Vesicle`], [`Stage`], [`Motion`] and
//! [`Due`]; while it is one surface with the membrane it also has a
//! [`FusionPore`] or a [`Pit`]. Each step of its life is a file of its own.

mod course;
pub mod dock;
pub mod fuse;
pub mod motion;
mod pore;
pub mod prime;
pub mod retrieve;
mod sizes;
pub mod snares;
pub mod tether;
pub mod traffic;
mod waits;

use std::{collections::VecDeque, fmt};

use bevy::{ecs::query::QueryData, math::DVec3, prelude::*};

use super::{
    chance::Chance, cytoskeleton::motors::RunEnd, efflux::Efflux, energy::Pump, lumen::Lumen,
    places::Goal, signal::release::Sensing, state::Keeps,
};
use crate::{
    biology::{
        parameters::Parameters,
        vesicles::{Pathway, Pool, VesicleKind},
    },
    geometry::tail::Tail,
    units::SimTime,
};

pub use course::{Opening, Phase};
pub use motion::{Motion, Motor};
#[cfg(test)]
pub(in crate::sim) use pore::tests::{drawn_pore, tailed_pore};
pub(super) use waits::plan_wait;

/// A vesicle's number, given once and never again in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VesicleId(pub u32);

impl fmt::Display for VesicleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What stays the same about a vesicle, and its accounts.
#[derive(Component, Clone, Debug)]
pub struct Vesicle {
    pub id: VesicleId,
    pub kind: VesicleKind,
    pub pathway: Pathway,
    /// Outer radius in nanometres (to the cytosolic face of the bilayer).
    pub radius_nm: f64,
    /// The tube behind its tip, if it is tubular, outer as the tip's radius.
    pub tail: Option<Tail>,
    pub born: SimTime,
    /// Molecules of cargo it holds when full.
    pub capacity: u32,
    /// Molecules of cargo it holds (those still inside while a pore is open
    /// are told by [`FusionPore::inside_at`]).
    pub contents: u32,
    /// Adenosine triphosphate spent on it so far, in molecules.
    pub atp_used: u64,
    /// How often it has released and come back.
    pub cycles: u32,
    /// Whether the area ledger counts it as retrieved membrane, which it is
    /// until it has been refilled.
    pub retrieved: bool,
    /// Draws made for it so far.
    pub draws: u64,
}

impl Vesicle {
    /// Membrane area in nm², from the outer diameter as capacitance counts it.
    pub fn area_nm2(&self) -> f64 {
        let tip = 4.0 * std::f64::consts::PI * self.radius_nm * self.radius_nm;
        tip + self
            .tail
            .map_or(0.0, |tail| tail.excess_area_nm2(self.radius_nm))
    }

    /// Whether it is a piece of membrane on its way back, and none of its class yet.
    pub fn is_mere_membrane(&self) -> bool {
        self.retrieved && !self.kind.is_made_of_retrieved_membrane()
    }

    /// The balls of their own sizes that it holds when full.
    pub fn lumen(&self, parameters: &Parameters, chance: &Chance) -> Lumen {
        Lumen::of(self.id, self.kind, self.radius_nm, parameters, chance)
    }
}

/// Where a vesicle is in its life.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// At rest in a pool.
    Resting(Pool),
    /// On the way from its place to a microtubule, which it will board.
    Approaching,
    /// A motor carries it along a microtubule.
    Walking,
    /// Fallen off its track; waits to bind again.
    Detached,
    /// On the last stretch to the membrane, from a plus end or its pool,
    /// carried by myosin on actin or by diffusion.
    Crossing,
    /// Partly linked to the membrane by tethers.
    Tethered,
    /// Attached to the membrane; SNAREs begin to pair.
    Docked,
    /// Made ready (regulated only): waits for calcium.
    Primed,
    /// One surface with the membrane, from trigger to collapse or closure.
    Fusing,
    /// Being taken back: a pit in the membrane that will become a vesicle.
    Budding,
    /// On the way to a place in a pool.
    Returning,
    /// At rest in a pool, pumping its contents in.
    Refilling,
    /// Out of the scene, along the axon; it will come in again.
    Away,
}

impl Stage {
    /// All stages, in the order of a vesicle's life, pools apart.
    pub const ALL: [Self; 14] = [
        Self::Resting(Pool::Reserve),
        Self::Resting(Pool::Recycling),
        Self::Approaching,
        Self::Walking,
        Self::Detached,
        Self::Crossing,
        Self::Tethered,
        Self::Docked,
        Self::Primed,
        Self::Fusing,
        Self::Budding,
        Self::Returning,
        Self::Refilling,
        Self::Away,
    ];

    /// What tells its texts from those of other stages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Resting(Pool::Reserve) => "reserve pool",
            Self::Resting(Pool::Recycling) => "recycling pool",
            Self::Approaching => "approaching a track",
            Self::Walking => "walking",
            Self::Detached => "detached",
            Self::Crossing => "crossing",
            Self::Tethered => "tethered",
            Self::Docked => "docked",
            Self::Primed => "primed",
            Self::Fusing => "fusing",
            Self::Budding => "budding",
            Self::Returning => "returning",
            Self::Refilling => "refilling",
            Self::Away => "away",
        }
    }
}

/// When the next change in a vesicle's life is due, as drawn.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due(pub SimTime);

/// What happens to a vesicle when its time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Nothing,
    /// Leaves its pool for a track.
    Depart,
    /// Reaches the track it was on its way to.
    Board,
    EndRun(RunEnd),
    /// Finds a track again after falling off.
    Rebind,
    /// Ends one part of a journey off the tracks.
    EndLeg,
    Dock,
    /// Its membrane reaches the plasma membrane.
    Touch,
    Untether,
    Prime,
    Undock,
    Unprime,
    /// A primed vesicle's future is known no further.
    LookAhead,
    Trigger(Cause),
    Hemifuse,
    OpenPore,
    Empty,
    EndPore,
    /// A vesicle that has kissed lets go of the membrane.
    Part,
    /// The pit is cut off from the membrane.
    Scission,
    Refill,
    /// Comes in from beyond the scene.
    ComeIn,
    /// Buds from the Golgi.
    Bud,
    /// Becomes part of the Golgi.
    Merge,
}

/// A ride along a microtubule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ride {
    pub motor: Motor,
    pub track: usize,
    /// Angle around the track.
    pub azimuth: f64,
    /// Arc length at which to get off.
    pub until_nm: f64,
}

/// One part of a journey off the tracks.
#[derive(Clone, Debug)]
pub struct Leg {
    pub motion: Motion,
    pub ends: SimTime,
}

/// What a vesicle is about: what comes next, and where it is bound for.
#[derive(Component, Clone, Debug)]
pub struct Course {
    pub next: Next,
    /// The place it stands in, or is bound for; held for it.
    pub goal: Goal,
    pub ride: Option<Ride>,
    /// The parts of a journey still to come.
    pub legs: VecDeque<Leg>,
    /// Whether its contents must be renewed before it is used again.
    pub spent: bool,
    /// The pump that is filling it, if one is.
    pub pump: Option<Pump>,
    /// The calcium sensor of a primed vesicle.
    pub sensing: Option<Box<Sensing>>,
    /// The SNARE complexes that have paired for it.
    pub bundle: snares::Bundle,
}

impl Course {
    /// At `goal`, with nothing planned.
    pub fn at(goal: Goal) -> Self {
        Self {
            next: Next::Nothing,
            goal,
            ride: None,
            legs: VecDeque::new(),
            spent: false,
            pump: None,
            sensing: None,
            bundle: snares::Bundle::default(),
        }
    }
}

/// A vesicle with everything that a step of its life may change.
#[derive(QueryData)]
#[query_data(mutable)]
pub struct Body {
    pub entity: Entity,
    pub vesicle: &'static mut Vesicle,
    pub stage: &'static mut Stage,
    pub motion: &'static mut Motion,
    pub due: &'static mut Due,
    pub course: &'static mut Course,
}

/// A vesicle as somebody who only looks sees it.
#[derive(QueryData)]
pub struct Sight {
    pub vesicle: &'static Vesicle,
    pub stage: &'static Stage,
    pub motion: &'static Motion,
    pub due: &'static Due,
    pub course: &'static Course,
    pub pore: Option<&'static FusionPore>,
    pub pit: Option<&'static Pit>,
}

/// Why a vesicle fuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Calcium that an action potential let in.
    ActionPotential,
    /// Calcium that earlier action potentials have left over.
    Asynchronous,
    /// Calcium that is held.
    CalciumClamp,
    /// A wave of calcium: a β-cell's answer to glucose.
    CalciumWave,
    /// A primed vesicle, by chance, without an action potential.
    Spontaneous,
    /// The constitutive pathway needs no signal.
    Constitutive,
}

impl Cause {
    /// All, those of the regulated pathway first.
    pub const ALL: [Self; 6] = [
        Self::ActionPotential,
        Self::Asynchronous,
        Self::CalciumClamp,
        Self::CalciumWave,
        Self::Spontaneous,
        Self::Constitutive,
    ];

    /// The word used in files and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::ActionPotential => "action_potential",
            Self::Asynchronous => "asynchronous",
            Self::CalciumClamp => "calcium_clamp",
            Self::CalciumWave => "calcium_wave",
            Self::Spontaneous => "spontaneous",
            Self::Constitutive => "constitutive",
        }
    }
}

/// How a fusion pore ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FusionMode {
    FullCollapse,
    KissAndRun,
}

impl FusionMode {
    /// The word used in files and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::FullCollapse => "full_collapse",
            Self::KissAndRun => "kiss_and_run",
        }
    }
}

/// A place on the membrane: a point of its mid-plane and the unit normal
/// towards the cytosol.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MembranePlace {
    pub point: DVec3,
    pub inward: DVec3,
}

/// By which of its two ways membrane is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RetrievalMode {
    /// Under a coat of clathrin, in seconds.
    Clathrin,
    /// Beside the active zone, without a coat, within a tenth of a second.
    Ultrafast,
    /// A large pit without a coat, in seconds: the membrane of a granule.
    Bulk,
}

impl RetrievalMode {
    /// The word used in files and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Clathrin => "clathrin",
            Self::Ultrafast => "ultrafast",
            Self::Bulk => "bulk",
        }
    }
}

/// The course of one fusion, fixed when it is triggered and a function of
/// time from then on. Times are absolute.
#[derive(Component, Clone, Debug)]
pub struct FusionPore {
    pub cause: Cause,
    pub place: MembranePlace,
    pub mode: FusionMode,
    /// Number of the release site; `None` outside the active zone.
    pub site: Option<usize>,
    pub triggered: SimTime,
    pub hemifused: SimTime,
    pub opened: SimTime,
    /// When the last molecule is out; `NEVER` if the pore closes before.
    pub emptied: SimTime,
    /// When the vesicle is flat (full collapse) or the pore has closed for
    /// good.
    pub ends: SimTime,
    /// Kiss-and-run: when the stalk that is left breaks, and when the vesicle
    /// stands free, as far from the membrane as a tethered one. After a full
    /// collapse nothing is left to part.
    pub severed: SimTime,
    pub parted: SimTime,
    /// Radius of the vesicle's mid-plane.
    pub sphere_nm: f64,
    /// The tube behind the tip before any of it has been drawn in; mid-plane.
    pub tail: Option<Tail>,
    /// Half the gap between the mid-planes at pore opening.
    pub rim_nm: f64,
    /// The pore that water fills is this much narrower, in radius, than the
    /// mid-plane's waist.
    pub half_bilayer_nm: f64,
    pub stalk_waist_nm: f64,
    /// Gap between the mid-planes of the docked vesicle before the trigger,
    /// and when it has parted again.
    pub docked_gap_nm: f64,
    pub parted_gap_nm: f64,
    /// What the pore does from `opened` to `ends`.
    pub course: Vec<Phase>,
    /// What leaves, and when; nothing of an empty vesicle.
    pub efflux: Efflux,
    /// Molecules that are inside when it ends.
    pub kept: u32,
}

/// A pit that grows until it is cut off as a vesicle. Its course is fixed when
/// it begins and a function of time from then on. Times are absolute.
#[derive(Component, Clone, Debug)]
pub struct Pit {
    pub place: MembranePlace,
    pub mode: RetrievalMode,
    pub began: SimTime,
    /// It is as deep as it will be: an Ω with a wide neck. Dynamin begins to
    /// wind around the neck.
    pub grown: SimTime,
    /// The dynamin spiral is whole and begins to squeeze.
    pub gripped: SimTime,
    /// The neck is shut; the two sides still hang together by a stalk.
    pub shut: SimTime,
    /// It is cut off.
    pub scission: SimTime,
    /// Radius of the future vesicle's mid-plane.
    pub sphere_nm: f64,
    pub rim_nm: f64,
    /// Radius of the rim's arc when dynamin has wound around the neck: half a
    /// turn's rise.
    pub wound_rim_nm: f64,
    /// Mid-plane waist of the neck before dynamin squeezes it, with the neck
    /// shut, and of the stalk that is cut.
    pub grown_waist_nm: f64,
    pub shut_waist_nm: f64,
    pub stalk_waist_nm: f64,
}

/// The clathrin coat that a vesicle still wears after it has been cut off.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coat {
    pub from: SimTime,
    pub until: SimTime,
}

pub(super) fn plugin(app: &mut App) {
    app.keeps_of_vesicles::<Vesicle>()
        .keeps_of_vesicles::<Stage>()
        .keeps_of_vesicles::<Motion>()
        .keeps_of_vesicles::<Due>()
        .keeps_of_vesicles::<Course>()
        .keeps_of_vesicles::<FusionPore>()
        .keeps_of_vesicles::<Pit>()
        .keeps_of_vesicles::<Coat>()
        .add_plugins((
            waits::plugin,
            traffic::plugin,
            tether::plugin,
            dock::plugin,
            prime::plugin,
            fuse::plugin,
            retrieve::plugin,
        ));
}
