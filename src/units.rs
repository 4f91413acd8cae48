//! Time and its words.
//!
//! Cell time is a whole number of nanoseconds, so that two runs of one
//! session can be compared to the last digit. Lengths inside the simulation
//! are nanometres in `f64`, named `..._nm` where a bare number could be
//! misread; rates are per second.

use std::{
    fmt,
    ops::{Add, AddAssign, Sub},
    str::FromStr,
};

use thiserror::Error;

const NANOS_PER_SECOND: f64 = 1e9;

/// A moment of cell time, or a stretch of it, in whole nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(u64);

impl SimTime {
    /// The beginning of a run.
    pub const ZERO: Self = Self(0);
    /// Later than anything that happens: "not scheduled".
    pub const NEVER: Self = Self(u64::MAX);

    /// From whole nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// From seconds; negative and not-a-number become zero, too large becomes
    /// [`SimTime::NEVER`].
    pub fn from_secs(seconds: f64) -> Self {
        // A float-to-integer cast saturates, and maps NaN to zero.
        Self((seconds * NANOS_PER_SECOND).round() as u64)
    }

    /// From milliseconds.
    pub fn from_millis(milliseconds: f64) -> Self {
        Self::from_secs(milliseconds * 1e-3)
    }

    /// Whole nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Seconds.
    pub fn as_secs(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND
    }

    /// Milliseconds.
    pub fn as_millis(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// When `then` comes if the wait for it from here is so many times as long.
    #[must_use]
    pub fn stretched(self, then: Self, times: f64) -> Self {
        if then == Self::NEVER {
            return Self::NEVER;
        }
        self + Self::from_secs(then.since(self).as_secs() * times)
    }

    /// The stretch from `earlier` to here, zero when `earlier` is later.
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }

    /// How far it is on the way from one moment to another, 0 to 1.
    pub fn share_of(self, from: Self, to: Self) -> f64 {
        let whole = to.since(from).as_secs();
        if whole > 0.0 {
            (self.since(from).as_secs() / whole).min(1.0)
        } else if self < to {
            0.0
        } else {
            1.0
        }
    }
}

/// Two moments in words that differ where the moments do: in milliseconds to the
/// last digit, if the usual words are the same.
pub fn told_apart(one: SimTime, other: SimTime) -> [String; 2] {
    let usual = [one, other].map(|time| time.to_string());
    if usual[0] != usual[1] {
        return usual;
    }
    [one, other].map(|time| {
        let nanos = time.as_nanos();
        let exact = format!("{}.{:06}", nanos / 1_000_000, nanos % 1_000_000);
        let plain = exact.trim_end_matches('0').trim_end_matches('.');
        format!("{plain} ms")
    })
}

/// From 0 to 1 with no speed at either end.
pub fn eased(part: f64) -> f64 {
    part * part * (3.0 - 2.0 * part)
}

impl Add for SimTime {
    type Output = Self;

    /// [`SimTime::NEVER`] stays never.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for SimTime {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for SimTime {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.since(other)
    }
}

impl fmt::Display for SimTime {
    /// In the unit a person would choose: `850 ns`, `12.4 µs`, `3.20 ms`,
    /// `1.250 s`, `2 min 05.0 s`, `3 h 02 min 05.0 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.as_secs();
        match self.0 {
            0 => write!(f, "0 s"),
            1..=999 => write!(f, "{} ns", self.0),
            1_000..=999_999 => write!(f, "{:.1} µs", seconds * 1e6),
            1_000_000..=999_999_999 => write!(f, "{:.2} ms", seconds * 1e3),
            1_000_000_000..=59_999_999_999 => write!(f, "{seconds:.3} s"),
            _ => {
                let minutes = self.0 / 60_000_000_000;
                let rest = seconds - minutes as f64 * 60.0;
                match (minutes / 60, minutes % 60) {
                    (0, minutes) => write!(f, "{minutes} min {rest:04.1} s"),
                    (hours, minutes) => write!(f, "{hours} h {minutes:02} min {rest:04.1} s"),
                }
            }
        }
    }
}

/// Why a text is no time.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a time; write a number with a unit: 200us, 5ms, 1.5s, 2min or 1h")]
pub struct NotATime(String);

impl FromStr for SimTime {
    type Err = NotATime;

    /// `200us`, `5ms`, `1.5s`, `2min`, `1h`; also `ns` and `µs`.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let wrong = || NotATime(text.to_owned());
        let trimmed = text.trim();
        let split = trimmed
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .ok_or_else(wrong)?;
        let (number, unit) = trimmed.split_at(split);
        let seconds = match unit.trim_start() {
            "ns" => 1e-9,
            "us" | "µs" | "μs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "min" => 60.0,
            "h" => 3600.0,
            _ => return Err(wrong()),
        };
        let number: f64 = number.parse().map_err(|_| wrong())?;
        Ok(Self::from_secs(number * seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_units() {
        let read = |text: &str| text.parse::<SimTime>().map(SimTime::as_nanos);
        assert_eq!(read("200us"), Ok(200_000));
        assert_eq!(read("5ms"), Ok(5_000_000));
        assert_eq!(read("1.5s"), Ok(1_500_000_000));
        assert_eq!(read("2min"), Ok(120_000_000_000));
        assert_eq!(read("1h"), Ok(3_600_000_000_000));
        for wrong in ["", "5", "ms", "-1s", "1.5.2s", "5 parsecs", "NaNs"] {
            assert!(read(wrong).is_err(), "{wrong:?} was taken for a time");
        }
    }

    #[test]
    fn moments_that_differ_are_told_apart() {
        let at = SimTime::from_nanos;
        assert_eq!(
            told_apart(at(10_000_001), at(10_000_000)),
            ["10.000001 ms", "10 ms"]
        );
        assert_eq!(
            told_apart(at(3_600_000_000_100), at(3_600_000_000_000)),
            ["3600000.0001 ms", "3600000 ms"]
        );
        assert_eq!(told_apart(at(20_000), at(10_000)), ["20.0 µs", "10.0 µs"]);
    }

    #[test]
    fn never_is_never_reached() {
        assert_eq!(SimTime::NEVER + SimTime::from_secs(1.0), SimTime::NEVER);
        assert_eq!(SimTime::from_secs(f64::INFINITY), SimTime::NEVER);
    }

    #[test]
    fn a_time_is_shown_in_the_unit_a_person_would_choose() {
        let shown = |nanos| SimTime::from_nanos(nanos).to_string();
        assert_eq!(shown(850), "850 ns");
        assert_eq!(shown(12_400), "12.4 µs");
        assert_eq!(shown(3_200_000), "3.20 ms");
        assert_eq!(shown(1_250_000_000), "1.250 s");
        assert_eq!(shown(125_000_000_000), "2 min 05.0 s");
        assert_eq!(shown(10_925_000_000_000), "3 h 02 min 05.0 s");
    }
}
