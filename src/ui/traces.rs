//! Traces of bounded size: an hour is as quick to draw as a second, and no
//! excursion is lost, however short.

use std::collections::VecDeque;

use crate::units::SimTime;

/// Stretches of time that a trace is kept for: about two to a pixel.
const BINS: u64 = 1000;

/// How much of the past a trace shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    Hundredth,
    Tenth,
    Second,
    #[default]
    TenSeconds,
    Minute,
    All,
}

impl Window {
    /// From the shortest to the longest.
    pub const ALL: [Self; 6] = [
        Self::Hundredth,
        Self::Tenth,
        Self::Second,
        Self::TenSeconds,
        Self::Minute,
        Self::All,
    ];

    /// Its name among the texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hundredth => "window_hundredth",
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
            Self::Hundredth => Some(0.01),
            Self::Tenth => Some(0.1),
            Self::Second => Some(1.0),
            Self::TenSeconds => Some(10.0),
            Self::Minute => Some(60.0),
            Self::All => None,
        }
    }
}

/// A moment, in seconds, and the value then.
pub type Reading = [f64; 2];

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

/// What one instrument read, at hand for every window.
#[derive(Clone, Debug)]
pub struct Traces([Trace; Window::ALL.len()]);

impl Default for Traces {
    fn default() -> Self {
        Self(Window::ALL.map(Trace::over))
    }
}

impl Traces {
    /// Takes a reading; they come by time.
    pub fn add(&mut self, at: SimTime, value: f64) {
        for trace in &mut self.0 {
            trace.add(at, value);
        }
    }

    /// The readings of a window that ends with the newest, and the one before.
    pub fn readings(&self, window: Window) -> Vec<Reading> {
        self.0[window as usize].readings()
    }

    /// The newest reading.
    pub fn newest(&self) -> Option<Reading> {
        Some(self.0[0].bins.back()?.last)
    }

    /// What is to be drawn between two moments in so many columns, and the
    /// reading before it, from which the line comes in.
    pub fn between(&self, [from, until]: [f64; 2], columns: usize) -> Vec<Reading> {
        let Some([newest, _]) = self.newest() else {
            return Vec::new();
        };
        let reaches = |window: &&Window| {
            let length = window.length_s();
            length.is_none_or(|length| newest - from <= length)
        };
        let window = Window::ALL.iter().find(reaches).copied();
        let all = self.readings(window.unwrap_or(Window::All));
        let first = all.partition_point(|[at, _]| *at < from).saturating_sub(1);
        let width = (until - from) / columns.max(1) as f64;
        let mut thinned: Vec<Bin> = Vec::new();
        for reading in all[first..].iter().take_while(|[at, _]| *at <= until) {
            let column = 1.0 + (reading[0] - from) / width;
            let bin = Bin::of(column.max(0.0) as u64, *reading);
            match thinned.last_mut() {
                Some(newest) if newest.number == bin.number => newest.add(&bin),
                _ => thinned.push(bin),
            }
        }
        thinned.iter().flat_map(Bin::readings).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An hour, with one short excursion.
    fn an_hour() -> Traces {
        let mut traces = Traces::default();
        for step in 0..360_000_u32 {
            let excursion = if step == 123_456 { 0.05 } else { 0.0 };
            let at = SimTime::from_millis(10.0 * f64::from(step));
            traces.add(at, 60.0 + excursion);
        }
        traces
    }

    #[test]
    fn an_hour_is_thinned_out_without_losing_the_shortest_excursion() {
        let hour = an_hour();
        for window in Window::ALL {
            let readings = hour.readings(window);
            assert!(readings.len() <= 8 * BINS as usize, "{}", readings.len());
            assert!(readings.is_sorted_by(|a, b| a[0] <= b[0]));
            let [last, _] = readings[readings.len() - 1];
            assert!((last - 3599.99).abs() < 1e-9);
        }
        let whole = hour.readings(Window::All);
        assert_eq!(whole[0][0], 0.0);
        assert!(whole.iter().any(is_the_excursion));
    }

    fn is_the_excursion([at, value]: &Reading) -> bool {
        (at - 1234.56).abs() < 1e-6 && (value - 60.05).abs() < 1e-9
    }

    #[test]
    fn what_is_drawn_is_no_more_than_the_picture_has_columns_for_and_keeps_it_too() {
        let hour = an_hour();
        let drawn = hour.between([1000.0, 5000.0], 300);
        assert!(drawn.len() <= 4 * 302, "{}", drawn.len());
        assert!(drawn.iter().any(is_the_excursion));
        assert!(drawn[0][0] < 1000.0 && drawn[1][0] >= 1000.0);
        let short = hour.between([3599.95, 3599.98], 300);
        let moments: Vec<f64> = short.iter().map(|[at, _]| (at * 100.0).round()).collect();
        assert_eq!(
            moments,
            [359_994.0, 359_995.0, 359_996.0, 359_997.0, 359_998.0]
        );
        assert_eq!(hour.newest().map(|[at, _]| at), Some(3599.99));
        assert!(Traces::default().between([0.0, 1.0], 300).is_empty());
    }

    #[test]
    fn a_window_holds_its_own_length_and_one_reading_before_it() {
        let readings = an_hour().readings(Window::TenSeconds);
        assert!(readings[0][0] <= 3589.99 && readings[0][0] > 3589.0);
    }
}
