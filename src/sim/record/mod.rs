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
    vesicle::{Cause, FusionMode, Motor, RetrievalMode, VesicleId},
};
use crate::{
    biology::vesicles::{Pathway, VesicleKind},
    units::SimTime,
};

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
    /// Another one each time that the run begins anew or is put back.
    epoch: u64,
}

/// How far somebody has read in a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadTo {
    epoch: u64,
    events: u64,
    samples: u64,
}

/// What somebody has not read yet, as far as it is still kept.
#[derive(Clone, Copy, Debug)]
pub struct News<'a> {
    /// Whether the run has begun anew or been put back since: what was read before
    /// did not happen, and the record is read again from its first line.
    pub is_anew: bool,
    record: &'a Record,
    from: ReadTo,
}

impl<'a> News<'a> {
    /// The events, oldest first.
    pub fn events(&self) -> impl Iterator<Item = &'a Event> + use<'a> {
        let news = self.record.event_count.saturating_sub(self.from.events) as usize;
        let events = &self.record.events;
        events.iter().skip(events.len().saturating_sub(news))
    }

    /// The samples, oldest first.
    pub fn samples(&self) -> impl Iterator<Item = &'a Sample> + use<'a> {
        let news = self.record.sample_count.saturating_sub(self.from.samples) as usize;
        let samples = &self.record.samples;
        samples.iter().skip(samples.len().saturating_sub(news))
    }
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

    /// Empties it for another run.
    pub fn begin(&mut self) {
        *self = Self {
            keep_all: self.keep_all,
            epoch: self.epoch + 1,
            ..Self::default()
        };
    }

    /// What has been written since somebody read to `read`, who has then read it.
    pub fn news(&self, read: &mut ReadTo) -> News<'_> {
        let is_anew = read.epoch != self.epoch;
        let from = if is_anew { ReadTo::default() } else { *read };
        *read = ReadTo {
            epoch: self.epoch,
            events: self.event_count,
            samples: self.sample_count,
        };
        News {
            is_anew,
            record: self,
            from,
        }
    }
}

impl KeptInPart for Record {
    /// How many events and samples there were.
    type Part = [u64; 2];

    fn begin(&mut self) {
        self.begin();
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
        self.epoch += 1;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(millis: f64) -> Sample {
        Sample {
            time: SimTime::from_millis(millis),
            ..Sample::default()
        }
    }

    #[test]
    fn a_reader_reads_everything_once_and_anew_after_a_jump() {
        let mut record = Record::default();
        let mut read = ReadTo::default();
        let times = |news: News| -> Vec<f64> {
            news.samples()
                .map(|sample| sample.time.as_millis())
                .collect()
        };
        record.add_sample(sample(1.0));
        assert_eq!(times(record.news(&mut read)), [1.0]);
        assert_eq!(times(record.news(&mut read)), [0.0; 0]);
        let then = record.copied();
        record.add_sample(sample(2.0));
        record.add_sample(sample(3.0));
        assert_eq!(times(record.news(&mut read)), [2.0, 3.0]);
        // Put back, and gone on as far as it was: nothing but the epoch tells.
        record.restore(&then);
        record.add_sample(sample(2.5));
        record.add_sample(sample(3.5));
        let news = record.news(&mut read);
        assert!(news.is_anew);
        assert_eq!(times(news), [1.0, 2.5, 3.5]);
        record.begin();
        let news = record.news(&mut read);
        assert!(news.is_anew && times(news).is_empty());
        assert!(!record.news(&mut read).is_anew);
    }
}
