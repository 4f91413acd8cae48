//! What happened: a typed, time-stamped stream of events, of what was done to the
//! cell, and of sampled traces.
//!
//! Captions, tables, files and plots all read this one stream.

pub mod inputs;
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
    biology::{
        controls::TimedChange,
        vesicles::{Pathway, VesicleKind},
    },
    units::SimTime,
};
use inputs::{By, ChangeMade, SpikeFired};

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

/// How many of the newest of each kind are kept, unless a reader that takes them out
/// asks for all.
const KEPT: usize = 20_000;

/// The run's memory. A reader that wants everything sets `keep_all` and takes it out
/// as it grows.
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
    /// Newest last; older ones are let go beyond a bound.
    pub spikes: VecDeque<SpikeFired>,
    /// How many were ever fired.
    pub spike_count: u64,
    /// All, newest last: with scene and seed, those by hand are the session.
    pub changes: Vec<ChangeMade>,
    /// How many were ever made.
    pub change_count: u64,
    /// Lets nothing go: somebody takes out what comes.
    pub keep_all: bool,
    /// Another one each time that the run begins anew or is put back.
    epoch: u64,
}

/// What has been taken out of a record, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    pub events: VecDeque<Event>,
    pub samples: VecDeque<Sample>,
    pub spikes: VecDeque<SpikeFired>,
    pub changes: Vec<ChangeMade>,
}

/// How far somebody has read in a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadTo {
    epoch: u64,
    events: u64,
    samples: u64,
    spikes: u64,
    changes: u64,
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
        let Record {
            events,
            event_count,
            ..
        } = self.record;
        let news = event_count.saturating_sub(self.from.events) as usize;
        events.iter().skip(events.len().saturating_sub(news))
    }

    /// The samples, oldest first.
    pub fn samples(&self) -> impl Iterator<Item = &'a Sample> + use<'a> {
        let Record {
            samples,
            sample_count,
            ..
        } = self.record;
        let news = sample_count.saturating_sub(self.from.samples) as usize;
        samples.iter().skip(samples.len().saturating_sub(news))
    }

    /// The action potentials, oldest first.
    pub fn spikes(&self) -> impl Iterator<Item = &'a SpikeFired> + use<'a> {
        let Record {
            spikes,
            spike_count,
            ..
        } = self.record;
        let news = spike_count.saturating_sub(self.from.spikes) as usize;
        spikes.iter().skip(spikes.len().saturating_sub(news))
    }

    /// The changes that were made by hand, oldest first.
    pub fn changes_by_hand(&self) -> impl Iterator<Item = &'a TimedChange> + use<'a> {
        let Record {
            changes,
            change_count,
            ..
        } = self.record;
        let news = change_count.saturating_sub(self.from.changes) as usize;
        by_hand(&changes[changes.len().saturating_sub(news)..])
    }
}

fn by_hand(changes: &[ChangeMade]) -> impl Iterator<Item = &TimedChange> {
    let by_hand = changes.iter().filter(|change| change.by == By::Hand);
    by_hand.map(|change| &change.made)
}

impl Record {
    /// Writes an event down.
    pub fn add_event(&mut self, event: Event) {
        add(&mut self.events, event, self.keep_all);
        self.event_count += 1;
    }

    /// Writes a sample down.
    pub fn add_sample(&mut self, sample: Sample) {
        add(&mut self.samples, sample, self.keep_all);
        self.sample_count += 1;
    }

    /// Writes an action potential down.
    pub fn add_spike(&mut self, spike: SpikeFired) {
        add(&mut self.spikes, spike, self.keep_all);
        self.spike_count += 1;
    }

    /// Writes a change of a control down.
    pub fn add_change(&mut self, change: ChangeMade) {
        self.changes.push(change);
        self.change_count += 1;
    }

    /// The changes that were made by hand so far, with their moments: with scene and
    /// seed, the session.
    pub fn changes_by_hand(&self) -> impl Iterator<Item = &TimedChange> {
        by_hand(&self.changes)
    }

    /// Takes out what is in it.
    pub fn take(&mut self) -> Taken {
        Taken {
            events: std::mem::take(&mut self.events),
            samples: std::mem::take(&mut self.samples),
            spikes: std::mem::take(&mut self.spikes),
            changes: std::mem::take(&mut self.changes),
        }
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
            spikes: self.spike_count,
            changes: self.change_count,
        };
        News {
            is_anew,
            record: self,
            from,
        }
    }
}

fn add<Line>(lines: &mut VecDeque<Line>, line: Line, keep_all: bool) {
    if lines.len() >= KEPT && !keep_all {
        lines.pop_front();
    }
    lines.push_back(line);
}

/// How far a record had come, and the changes in it.
pub struct Then {
    events: u64,
    samples: u64,
    spikes: u64,
    changes: Vec<ChangeMade>,
    change_count: u64,
}

impl KeptInPart for Record {
    type Part = Then;

    fn begin(&mut self) {
        self.begin();
    }

    fn copied(&self) -> Then {
        Then {
            events: self.event_count,
            samples: self.sample_count,
            spikes: self.spike_count,
            changes: self.changes.clone(),
            change_count: self.change_count,
        }
    }

    /// Forgets what came later.
    fn restore(&mut self, then: &Then) {
        forget(&mut self.events, &mut self.event_count, then.events);
        forget(&mut self.samples, &mut self.sample_count, then.samples);
        forget(&mut self.spikes, &mut self.spike_count, then.spikes);
        self.changes.clone_from(&then.changes);
        self.change_count = then.change_count;
        self.epoch += 1;
    }
}

fn forget<Line>(lines: &mut VecDeque<Line>, count: &mut u64, then: u64) {
    let later = count.saturating_sub(then) as usize;
    lines.truncate(lines.len().saturating_sub(later));
    *count = then;
}

/// One kind of release, for counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    pub kind: VesicleKind,
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
    use crate::biology::controls::Change;

    fn sample(millis: f64) -> Sample {
        Sample {
            time: SimTime::from_millis(millis),
            ..Sample::default()
        }
    }

    /// Fired, and turned by hand and by the scene's script, at this moment.
    fn add_inputs(record: &mut Record, millis: f64) {
        let time = SimTime::from_millis(millis);
        record.add_spike(SpikeFired {
            time,
            number: record.spike_count + 1,
            by: By::Hand,
            in_train: None,
        });
        for by in [By::Hand, By::Script] {
            record.add_change(ChangeMade {
                made: TimedChange {
                    at: time,
                    change: Change::parse("energy.atp=1").expect("a good change"),
                },
                by,
                before: None,
            });
        }
    }

    #[test]
    fn what_was_done_is_read_once_too_and_what_was_not_done_is_forgotten() {
        let mut record = Record::default();
        let mut read = ReadTo::default();
        let times = |news: News| -> [Vec<f64>; 2] {
            let millis = |time: SimTime| time.as_millis();
            [
                news.spikes().map(|spike| millis(spike.time)).collect(),
                news.changes_by_hand().map(|made| millis(made.at)).collect(),
            ]
        };
        let both = |millis: &[f64]| [millis.to_vec(), millis.to_vec()];
        add_inputs(&mut record, 1.0);
        assert_eq!(times(record.news(&mut read)), both(&[1.0]));
        assert_eq!(times(record.news(&mut read)), both(&[]));
        let then = record.copied();
        add_inputs(&mut record, 2.0);
        assert_eq!(times(record.news(&mut read)), both(&[2.0]));
        let later = record.copied();
        record.restore(&then);
        add_inputs(&mut record, 3.0);
        assert_eq!(times(record.news(&mut read)), both(&[1.0, 3.0]));
        // What makes the session is whole wherever it is put back.
        let mut elsewhere = Record::default();
        elsewhere.restore(&later);
        let made: Vec<_> = elsewhere.changes_by_hand().map(|made| made.at).collect();
        assert_eq!(made, [1.0, 2.0].map(SimTime::from_millis));
        record.begin();
        assert_eq!(times(record.news(&mut read)), both(&[]));
        assert_eq!(record.changes_by_hand().count(), 0);
    }

    #[test]
    fn signals_are_let_go_beyond_a_bound_and_changes_are_not() {
        let mut record = Record::default();
        for number in 0..=KEPT {
            add_inputs(&mut record, number as f64);
        }
        assert_eq!((record.spikes.len(), record.spikes[0].number), (KEPT, 2));
        assert_eq!(record.changes_by_hand().count(), KEPT + 1);
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
