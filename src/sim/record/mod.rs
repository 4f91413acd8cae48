//! What happened: a typed, time-stamped stream of events and sampled traces.
//!
//! Captions, tables, files and plots all read this one stream.

pub mod samples;

use std::collections::{BTreeMap, VecDeque};

use bevy::{math::DVec3, prelude::*};

use super::{
    cytoskeleton::motors::RunEnd,
    energy::AtpAccount,
    state::KeptInPart,
    vesicle::{Cause, FusionMode, Motor, Pathway, RetrievalMode, VesicleId, VesicleKind},
};
use crate::units::SimTime;

/// What happened to a vesicle. The words are those of the event files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    Spawned,
    Boarded,
    Detached,
    Tethered,
    Untethered,
    Docked,
    Undocked,
    Primed,
    Unprimed,
    Triggered,
    Hemifused,
    PoreOpened,
    Emptied,
    Collapsed,
    PoreClosed,
    Retrieved,
    Refilled,
    Delivered,
}

impl EventKind {
    /// Every kind, in the order of a vesicle's life.
    pub const ALL: [Self; 18] = [
        Self::Spawned,
        Self::Boarded,
        Self::Detached,
        Self::Tethered,
        Self::Untethered,
        Self::Docked,
        Self::Undocked,
        Self::Primed,
        Self::Unprimed,
        Self::Triggered,
        Self::Hemifused,
        Self::PoreOpened,
        Self::Emptied,
        Self::Collapsed,
        Self::PoreClosed,
        Self::Retrieved,
        Self::Refilled,
        Self::Delivered,
    ];

    /// The word of the event files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Spawned => "spawned",
            Self::Boarded => "boarded",
            Self::Detached => "detached",
            Self::Tethered => "tethered",
            Self::Untethered => "untethered",
            Self::Docked => "docked",
            Self::Undocked => "undocked",
            Self::Primed => "primed",
            Self::Unprimed => "unprimed",
            Self::Triggered => "triggered",
            Self::Hemifused => "hemifused",
            Self::PoreOpened => "pore_opened",
            Self::Emptied => "emptied",
            Self::Collapsed => "collapsed",
            Self::PoreClosed => "pore_closed",
            Self::Retrieved => "retrieved",
            Self::Refilled => "refilled",
            Self::Delivered => "delivered",
        }
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub time: SimTime,
    pub vesicle: VesicleId,
    pub kind: VesicleKind,
    pub pathway: Pathway,
    pub what: EventKind,
    /// Name of the release site, track or pool it happened at; may be empty.
    pub site: String,
    pub position_nm: DVec3,
    pub detail: Detail,
}

impl Event {
    /// Why the vesicle fuses, where fusion begins and where its pore opens.
    pub fn cause(&self) -> Option<Cause> {
        match self.detail {
            Detail::Triggered { cause, .. } | Detail::Opened { cause, .. } => Some(cause),
            _ => None,
        }
    }

    /// How its pore will end, where fusion begins and where its pore opens.
    pub fn mode(&self) -> Option<FusionMode> {
        match self.detail {
            Detail::Triggered { mode, .. } | Detail::Opened { mode, .. } => Some(mode),
            _ => None,
        }
    }

    /// By which way the vesicle's membrane was taken back.
    pub fn retrieval(&self) -> Option<RetrievalMode> {
        match self.detail {
            Detail::Retrieved { mode, .. } => Some(mode),
            _ => None,
        }
    }

    /// Of the membrane that changes hands, in nm².
    pub fn area_nm2(&self) -> Option<f64> {
        match self.detail {
            Detail::Collapsed { area_nm2, .. } | Detail::Retrieved { area_nm2, .. } => {
                Some(area_nm2)
            }
            _ => None,
        }
    }

    /// Molecules or exosomes that are in it from now on, or that have left.
    pub fn counted(&self) -> Option<u32> {
        match self.detail {
            Detail::Counted(count) | Detail::Budded(count) => Some(count),
            _ => None,
        }
    }
}

/// What more there is to say of an event, as values.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Detail {
    /// No more.
    #[default]
    Nothing,
    /// How many molecules, or exosomes, there are in it, or have left.
    Counted(u32),
    /// A pit begins in the membrane.
    Pit,
    /// It buds from the Golgi with so many molecules.
    Budded(u32),
    Boarded(Motor),
    Detached {
        reason: RunEnd,
        steps: usize,
    },
    Triggered {
        cause: Cause,
        mode: FusionMode,
    },
    Opened {
        cause: Cause,
        /// How it will end.
        mode: FusionMode,
        /// Of the first pore.
        radius_nm: f64,
    },
    Collapsed {
        area_nm2: f64,
        /// In how many pieces a tubular one will come back.
        pieces: Option<u64>,
    },
    /// Closed, with so many molecules inside.
    Closed(u32),
    Delivered(Delivery),
    /// Its membrane has come home to the Golgi.
    Home,
    Retrieved {
        area_nm2: f64,
        mode: RetrievalMode,
    },
}

/// What a carrier has brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    MembraneProteins,
    IonChannels(u32),
    Procollagen,
    Exosomes(u32),
}

/// One sample of everything an instrument could read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    pub time: SimTime,
    pub vm_mv: f64,
    pub calcium_um: f64,
    pub capacitance_ff: f64,
    pub membrane_area_nm2: f64,
    pub vesicle_area_nm2: f64,
    pub retrieved_area_nm2: f64,
    pub open_pores: u32,
    pub docked: u32,
    pub primed: u32,
    pub released_vesicles: u64,
    pub released_molecules: u64,
    pub free_molecules: u64,
    pub open_receptors: u32,
    /// What an electrode beside the cell oxidises.
    pub amperometric_pa: f64,
    pub atp_used: u64,
    /// The same by place, and dynamin's GTP apart.
    pub energy: AtpAccount,
    /// What the receptors let through, as a voltage clamp of the neighbour
    /// reads it: inward is negative.
    pub postsynaptic_pa: f64,
    /// Regulated vesicles at rest in each pool.
    pub reserve: u32,
    pub recycling: u32,
    /// Ion channels that carriers have brought and that are in the plasma
    /// membrane now.
    pub channels: u64,
    /// Procollagen that has left its carriers, and how much of it is on its way
    /// to a fibril.
    pub released_procollagen: u64,
    pub free_procollagen: u64,
    /// All fibrils together.
    pub fibrils_nm: f64,
    /// Exosomes in multivesicular bodies, outside in the scene, and let out so far.
    pub exosomes_inside: u64,
    pub exosomes_outside: u64,
    pub exosomes_released: u64,
    /// Undigested bodies that lysosomes have let out: outside in the scene, and so
    /// far.
    pub waste_outside: u64,
    pub waste_released: u64,
}

/// How many of the newest events and samples are kept, unless a reader that
/// drains them asks for all.
const KEPT: usize = 20_000;

/// The run's memory: the newest events and samples. A reader that wants
/// everything sets `keep_all` and drains it as it grows.
#[derive(Resource, Clone, Debug, Default)]
pub struct Record {
    /// Newest last; older ones are let go beyond a bound.
    pub events: VecDeque<Event>,
    /// How many events ever happened (so a reader knows what it missed).
    pub event_count: u64,
    /// Newest last; older ones are let go beyond a bound.
    pub samples: VecDeque<Sample>,
    /// How many samples were ever taken.
    pub sample_count: u64,
    /// Lets nothing go: somebody drains the record.
    pub keep_all: bool,
}

impl Record {
    /// Writes an event down.
    pub fn add_event(&mut self, event: Event) {
        if self.events.len() >= KEPT && !self.keep_all {
            self.events.pop_front();
        }
        self.events.push_back(event);
        self.event_count += 1;
    }

    /// Writes a sample down.
    pub fn add_sample(&mut self, sample: Sample) {
        if self.samples.len() >= KEPT && !self.keep_all {
            self.samples.pop_front();
        }
        self.samples.push_back(sample);
        self.sample_count += 1;
    }

    /// The samples taken since there were `seen` of them, as far as they are
    /// still kept.
    pub fn samples_since(&self, seen: u64) -> impl Iterator<Item = &Sample> {
        let news = self.sample_count.saturating_sub(seen) as usize;
        self.samples
            .iter()
            .skip(self.samples.len().saturating_sub(news))
    }

    /// The events that have happened since there were `seen` of them, as far
    /// as they are still kept.
    pub fn events_since(&self, seen: u64) -> impl Iterator<Item = &Event> {
        let news = self.event_count.saturating_sub(seen) as usize;
        self.events
            .iter()
            .skip(self.events.len().saturating_sub(news))
    }
}

impl KeptInPart for Record {
    /// How many events and samples there were.
    type Part = [u64; 2];

    fn begin(&mut self) {
        *self = Self {
            keep_all: self.keep_all,
            ..Self::default()
        };
    }

    fn copied(&self) -> Self::Part {
        [self.event_count, self.sample_count]
    }

    /// Forgets what came later.
    fn restore(&mut self, [events, samples]: &Self::Part) {
        let later = |now: u64, then: u64| now.saturating_sub(then) as usize;
        let kept = self.events.len();
        self.events
            .truncate(kept.saturating_sub(later(self.event_count, *events)));
        self.event_count = *events;
        let kept = self.samples.len();
        self.samples
            .truncate(kept.saturating_sub(later(self.sample_count, *samples)));
        self.sample_count = *samples;
    }
}

/// One kind of release, for counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    pub pathway: Pathway,
    pub mode: FusionMode,
    pub cause: Cause,
}

/// Running totals of a run.
#[derive(Resource, Clone, Debug, Default)]
pub struct Totals {
    releases: BTreeMap<Release, u64>,
}

impl Totals {
    /// Counts a pore that has opened.
    pub fn add_release(&mut self, release: Release) {
        *self.releases.entry(release).or_default() += 1;
    }

    /// How many pores of each kind have opened, in a fixed order.
    pub fn releases(&self) -> impl Iterator<Item = (Release, u64)> {
        self.releases
            .iter()
            .map(|(release, count)| (*release, *count))
    }

    /// How many pores have opened.
    pub fn released_vesicles(&self) -> u64 {
        self.releases.values().sum()
    }
}
