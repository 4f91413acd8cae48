//! What the membrane panel remembers of a run: the capacitance trace, thinned
//! out so that an hour is as quick to draw as a second, how the fusions and
//! retrievals so far have ended, and from when changes are counted.
//!
//! All of it is read from the one record.

use std::collections::VecDeque;

use bevy::prelude::*;

use crate::{
    sim::{
        clock::SimClock,
        membrane::{AreaShares, Areas},
        record::{Event, EventKind, Record},
        vesicle::VesicleKind,
    },
    units::SimTime,
};

/// Stretches of time that a trace is kept for: about two to a pixel.
const BINS: u64 = 1000;

/// How much of the past the trace shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    Tenth,
    Second,
    #[default]
    TenSeconds,
    Minute,
    All,
}

impl Window {
    /// From the shortest to the longest.
    pub const ALL: [Self; 5] = [
        Self::Tenth,
        Self::Second,
        Self::TenSeconds,
        Self::Minute,
        Self::All,
    ];

    /// Its name in the file of texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tenth => "window_tenth",
            Self::Second => "window_second",
            Self::TenSeconds => "window_ten_seconds",
            Self::Minute => "window_minute",
            Self::All => "window_all",
        }
    }

    /// Its length in seconds; none for the whole run.
    pub fn length_s(self) -> Option<f64> {
        match self {
            Self::Tenth => Some(0.1),
            Self::Second => Some(1.0),
            Self::TenSeconds => Some(10.0),
            Self::Minute => Some(60.0),
            Self::All => None,
        }
    }
}

/// A value and its moment, in seconds.
type Reading = [f64; 2];

/// The readings of one short stretch: what is left of them is enough to draw
/// every excursion.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bin {
    number: u64,
    first: Reading,
    least: Reading,
    most: Reading,
    last: Reading,
}

impl Bin {
    fn of(number: u64, reading: Reading) -> Self {
        Self {
            number,
            first: reading,
            least: reading,
            most: reading,
            last: reading,
        }
    }

    fn add(&mut self, later: &Self) {
        if later.least[1] < self.least[1] {
            self.least = later.least;
        }
        if later.most[1] > self.most[1] {
            self.most = later.most;
        }
        self.last = later.last;
    }

    /// What is to be drawn, in its order in time.
    fn readings(&self) -> Vec<Reading> {
        let mut readings = vec![self.first, self.least, self.most, self.last];
        readings.sort_by(|a, b| a[0].total_cmp(&b[0]));
        readings.dedup();
        readings
    }
}

/// A trace of bounded size: the least and the greatest reading of each of a
/// thousand stretches.
#[derive(Clone, Debug)]
struct Trace {
    bins: VecDeque<Bin>,
    /// Length of a stretch in nanoseconds.
    width_ns: u64,
    /// Stretches grow with the run instead of being let go.
    whole_run: bool,
}

impl Trace {
    fn over(window: Window) -> Self {
        let length = window.length_s().unwrap_or(1.0);
        Self {
            bins: VecDeque::new(),
            width_ns: (length * 1e9) as u64 / BINS,
            whole_run: window.length_s().is_none(),
        }
    }

    fn add(&mut self, at: SimTime, value: f64) {
        let bin = Bin::of(at.as_nanos() / self.width_ns, [at.as_secs(), value]);
        match self.bins.back_mut() {
            Some(newest) if newest.number == bin.number => newest.add(&bin),
            _ => self.bins.push_back(bin),
        }
        if self.whole_run {
            while self.bins.len() as u64 > 2 * BINS {
                self.join_neighbours();
            }
        } else {
            // One from before the window: the line comes in from there.
            while self
                .bins
                .get(1)
                .is_some_and(|second| second.number + BINS < bin.number)
            {
                self.bins.pop_front();
            }
        }
    }

    fn join_neighbours(&mut self) {
        self.width_ns *= 2;
        let mut joined: VecDeque<Bin> = VecDeque::with_capacity(self.bins.len());
        for bin in &self.bins {
            let number = bin.number / 2;
            match joined.back_mut() {
                Some(newest) if newest.number == number => newest.add(bin),
                _ => joined.push_back(Bin { number, ..*bin }),
            }
        }
        self.bins = joined;
    }

    fn readings(&self) -> Vec<Reading> {
        self.bins.iter().flat_map(Bin::readings).collect()
    }
}

/// How fusions ended and how membrane came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnover {
    pub collapsed: u64,
    pub kissed_and_run: u64,
    pub by_clathrin: u64,
    pub ultrafast: u64,
}

/// The turnover of both kinds, which are not of one size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    pub vesicles: Turnover,
    pub carriers: Turnover,
}

impl Balance {
    fn count(&mut self, event: &Event) {
        let ultrafast = || event.said("mode") == Some("ultrafast");
        let kind = match event.kind {
            VesicleKind::Synaptic => &mut self.vesicles,
            VesicleKind::Carrier => &mut self.carriers,
        };
        match event.what {
            EventKind::Collapsed => kind.collapsed += 1,
            EventKind::PoreClosed => kind.kissed_and_run += 1,
            EventKind::Retrieved if ultrafast() => kind.ultrafast += 1,
            EventKind::Retrieved => kind.by_clathrin += 1,
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
#[derive(Resource, Clone, Debug)]
pub struct MembraneHistory {
    traces: [Trace; Window::ALL.len()],
    samples_seen: u64,
    events_seen: u64,
    /// Since the origin.
    pub balance: Balance,
    pub origin: Option<Origin>,
}

impl Default for MembraneHistory {
    fn default() -> Self {
        Self {
            traces: Window::ALL.map(Trace::over),
            samples_seen: 0,
            events_seen: 0,
            balance: Balance::default(),
            origin: None,
        }
    }
}

impl MembraneHistory {
    /// Counts changes from here on.
    pub fn count_from(&mut self, time: SimTime, shares: AreaShares) {
        self.origin = Some(Origin { time, shares });
        self.balance = Balance::default();
    }

    /// The capacitance in femtofarads, moment by moment in seconds.
    pub fn capacitance_ff(&self, window: Window) -> Vec<Reading> {
        self.traces[window as usize].readings()
    }

    /// Reads what is new in the record. A record that is shorter than what was
    /// read of it is that of another run.
    fn read(&mut self, record: &Record) {
        if record.sample_count < self.samples_seen || record.event_count < self.events_seen {
            *self = Self::default();
        }
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
        let news = record.sample_count - self.samples_seen;
        let known = record.samples.len().saturating_sub(news as usize);
        for sample in record.samples.iter().skip(known) {
            for trace in &mut self.traces {
                trace.add(sample.time, sample.capacitance_ff);
            }
        }
        self.samples_seen = record.sample_count;
        for event in record.events_since(self.events_seen) {
            self.balance.count(event);
        }
        self.events_seen = record.event_count;
    }
}

/// The first sample of a run of which nothing has been let go, when nothing has
/// been drawn into a pit yet.
fn whole_record(record: &Record) -> Option<&crate::sim::record::Sample> {
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
    use crate::sim::{
        record::Sample,
        vesicle::{Pathway, VesicleId},
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

    fn event(what: EventKind, detail: &str) -> Event {
        Event {
            time: SimTime::ZERO,
            vesicle: VesicleId(1),
            kind: VesicleKind::Synaptic,
            pathway: Pathway::Regulated,
            what,
            site: String::new(),
            position_nm: DVec3::ZERO,
            detail: detail.to_owned(),
        }
    }

    /// An hour, read every few seconds as the window does, with one short
    /// excursion.
    fn an_hour() -> MembraneHistory {
        let mut record = Record::default();
        let mut history = MembraneHistory::default();
        for step in 0..360_000_u32 {
            let seconds = f64::from(step) * 1e-2;
            let excursion = if step == 123_456 { 0.05 } else { 0.0 };
            record.add_sample(sample(seconds, 60.0 + excursion));
            if step % 100 == 0 {
                history.read(&record);
            }
        }
        history.read(&record);
        history
    }

    #[test]
    fn an_hour_is_thinned_out_without_losing_the_shortest_excursion() {
        let history = an_hour();
        for window in Window::ALL {
            let readings = history.capacitance_ff(window);
            assert!(readings.len() <= 8 * BINS as usize, "{}", readings.len());
            assert!(readings.is_sorted_by(|a, b| a[0] <= b[0]));
            let [last, _] = readings[readings.len() - 1];
            assert!((last - 3599.99).abs() < 1e-9);
        }
        let whole = history.capacitance_ff(Window::All);
        assert_eq!(whole[0][0], 0.0);
        assert!(
            whole
                .iter()
                .any(|[at, value]| (at - 1234.56).abs() < 1e-6 && (value - 60.05).abs() < 1e-9)
        );
    }

    #[test]
    fn a_window_holds_its_own_length_and_one_reading_before_it() {
        let readings = an_hour().capacitance_ff(Window::TenSeconds);
        assert!(readings[0][0] <= 3589.99 && readings[0][0] > 3589.0);
    }

    #[test]
    fn changes_are_counted_from_the_first_sample_and_from_anew_when_asked() {
        let mut record = Record::default();
        record.add_sample(sample(0.0, 60.0));
        record.add_event(event(EventKind::Collapsed, ""));
        for _ in 0..2 {
            record.add_event(Event {
                kind: VesicleKind::Carrier,
                ..event(EventKind::Collapsed, "")
            });
        }
        record.add_event(event(EventKind::PoreClosed, ""));
        record.add_event(event(EventKind::Retrieved, "area_nm2=1.0 mode=clathrin"));
        record.add_event(event(EventKind::Retrieved, "area_nm2=1.0 mode=ultrafast"));
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
        record.add_event(event(EventKind::Collapsed, ""));
        let mut history = MembraneHistory::default();
        history.read(&record);
        let mut another = Record::default();
        another.add_sample(sample(0.0, 70.0));
        history.read(&another);
        assert_eq!(history.balance, Balance::default());
        assert_eq!(history.capacitance_ff(Window::Second), [[0.0, 70.0]]);
    }
}
