//! What the membrane panel remembers of a run: the capacitance trace, how the
//! fusions and retrievals so far have ended, and from when changes are counted.
//!
//! All of it is read from the one record.

use bevy::prelude::*;

use super::traces::{Reading, Traces, Window};
use crate::{
    sim::{
        clock::SimClock,
        membrane::{AreaShares, Areas},
        record::{Detail, Event, EventKind, ReadTo, Record, Sample},
        vesicle::RetrievalMode,
    },
    units::SimTime,
};

/// How fusions ended and how membrane came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnover {
    pub collapsed: u64,
    pub kissed_and_run: u64,
    pub by_clathrin: u64,
    pub ultrafast: u64,
    pub in_bulk: u64,
}

/// The turnover of both kinds, which are not of one size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    pub vesicles: Turnover,
    pub carriers: Turnover,
}

impl Balance {
    fn count(&mut self, event: &Event) {
        let kind = match event.kind {
            kind if kind.is_carrier() => &mut self.carriers,
            _ => &mut self.vesicles,
        };
        // A tubular one is worth so many carriers.
        let worth = match event.detail {
            Detail::Collapsed { pieces, .. } => pieces.unwrap_or(1),
            _ => 1,
        };
        match event.what {
            EventKind::Collapsed => kind.collapsed += worth,
            EventKind::PoreClosed => kind.kissed_and_run += 1,
            EventKind::Retrieved => match event.retrieval() {
                Some(RetrievalMode::Ultrafast) => kind.ultrafast += 1,
                Some(RetrievalMode::Bulk) => kind.in_bulk += 1,
                Some(RetrievalMode::Clathrin) | None => kind.by_clathrin += 1,
            },
            _ => {}
        }
    }
}

/// From when changes are counted, and what there was then.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Origin {
    pub time: SimTime,
    pub shares: AreaShares,
}

/// The panel's memory.
#[derive(Resource, Clone, Debug, Default)]
pub struct MembraneHistory {
    capacitance: Traces,
    read: ReadTo,
    /// Since the origin.
    pub balance: Balance,
    pub origin: Option<Origin>,
}

impl MembraneHistory {
    /// Counts changes from here on.
    pub fn count_from(&mut self, time: SimTime, shares: AreaShares) {
        self.origin = Some(Origin { time, shares });
        self.balance = Balance::default();
    }

    /// The capacitance in femtofarads, moment by moment in seconds.
    pub fn capacitance_ff(&self, window: Window) -> Vec<Reading> {
        self.capacitance.readings(window)
    }

    /// Reads what is new in the record.
    fn read(&mut self, record: &Record) {
        let mut read = self.read;
        let news = record.news(&mut read);
        if news.is_anew {
            *self = Self::default();
        }
        self.read = read;
        if self.origin.is_none() {
            self.origin = whole_record(record).map(|first| Origin {
                time: first.time,
                shares: AreaShares {
                    plasma_membrane: first.membrane_area_nm2,
                    pits: 0.0,
                    vesicles: first.vesicle_area_nm2,
                    retrieved: first.retrieved_area_nm2,
                },
            });
        }
        for sample in news.samples() {
            self.capacitance.add(sample.time, sample.capacitance_ff);
        }
        for event in news.events() {
            self.balance.count(event);
        }
    }
}

/// The first sample of a run of which nothing has been let go, when nothing has
/// been drawn into a pit yet.
fn whole_record(record: &Record) -> Option<&Sample> {
    let first = record.samples.front()?;
    (record.sample_count == record.samples.len() as u64).then_some(first)
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<MembraneHistory>()
        .add_systems(Update, read_the_record);
}

fn read_the_record(
    mut history: ResMut<MembraneHistory>,
    record: Option<Res<Record>>,
    clock: Res<SimClock>,
    areas: Areas,
) {
    let Some(record) = record else { return };
    history.read(&record);
    if history.origin.is_none() && record.sample_count > 0 {
        // The beginning is gone: what there is now has to do.
        history.count_from(clock.now, areas.at(clock.now));
    }
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;
    use crate::{
        biology::vesicles::{Pathway, VesicleKind},
        sim::vesicle::VesicleId,
    };

    fn sample(seconds: f64, capacitance_ff: f64) -> Sample {
        Sample {
            time: SimTime::from_secs(seconds),
            capacitance_ff,
            membrane_area_nm2: 5e6,
            vesicle_area_nm2: 1e6,
            ..Sample::default()
        }
    }

    fn event(what: EventKind, detail: Detail) -> Event {
        Event {
            time: SimTime::ZERO,
            vesicle: VesicleId(1),
            kind: VesicleKind::built_in("synaptic_vesicle"),
            pathway: Pathway::Regulated,
            what,
            site: String::new(),
            position_nm: DVec3::ZERO,
            detail,
        }
    }

    fn retrieved(mode: RetrievalMode) -> Event {
        let area_nm2 = 1.0;
        event(EventKind::Retrieved, Detail::Retrieved { area_nm2, mode })
    }

    #[test]
    fn changes_are_counted_from_the_first_sample_and_from_anew_when_asked() {
        let mut record = Record::default();
        record.add_sample(sample(0.0, 60.0));
        record.add_event(event(EventKind::Collapsed, Detail::Nothing));
        for _ in 0..2 {
            record.add_event(Event {
                kind: VesicleKind::built_in("constitutive_carrier"),
                ..event(EventKind::Collapsed, Detail::Nothing)
            });
        }
        record.add_event(event(EventKind::PoreClosed, Detail::Nothing));
        record.add_event(retrieved(RetrievalMode::Clathrin));
        record.add_event(retrieved(RetrievalMode::Ultrafast));
        record.add_event(retrieved(RetrievalMode::Bulk));
        let mut history = MembraneHistory::default();
        history.read(&record);
        history.read(&record);
        assert_eq!(
            history.balance,
            Balance {
                vesicles: Turnover {
                    collapsed: 1,
                    kissed_and_run: 1,
                    by_clathrin: 1,
                    ultrafast: 1,
                    in_bulk: 1,
                },
                carriers: Turnover {
                    collapsed: 2,
                    ..Turnover::default()
                },
            }
        );
        let origin = history.origin.expect("an origin");
        assert_eq!(origin.shares.total(), 6e6);
        history.count_from(SimTime::from_secs(2.0), origin.shares);
        assert_eq!(history.balance, Balance::default());
    }

    #[test]
    fn another_run_begins_with_an_empty_memory() {
        let mut record = Record::default();
        record.add_sample(sample(0.0, 60.0));
        record.add_sample(sample(1.0, 60.0));
        record.add_event(event(EventKind::Collapsed, Detail::Nothing));
        let mut history = MembraneHistory::default();
        history.read(&record);
        record.begin();
        record.add_sample(sample(0.0, 70.0));
        history.read(&record);
        assert_eq!(history.balance, Balance::default());
        assert_eq!(history.capacitance_ff(Window::Second), [[0.0, 70.0]]);
    }
}
