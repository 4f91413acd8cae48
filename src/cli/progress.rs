//! How far a long computation has come: a bar on a terminal, and elsewhere now
//! and then a line, but none for what is soon done.

use std::{
    fmt::Display,
    io::{IsTerminal, stderr},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use super::output;
use crate::units::SimTime;

/// Without a terminal nothing is said before this, nor of what will take less
/// than this from there.
const PATIENCE: Duration = Duration::from_secs(5);
/// And then this often.
const REMINDER: Duration = Duration::from_secs(60);

/// Tells how far a run has come on its way.
pub struct Progress {
    end: SimTime,
    /// Where it was first asked, when all was set up, and when that was.
    start: Option<(SimTime, Instant)>,
    /// How long after that the next line is due, where nobody looks at a bar.
    next_line: Option<Duration>,
    bar: ProgressBar,
}

impl Progress {
    /// A run that goes on to `end` of cell time.
    pub fn towards(end: SimTime) -> Self {
        let (bar, next_line) = if stderr().is_terminal() {
            let style = ProgressStyle::with_template("{wide_bar} {percent} %, {eta} to go")
                .expect("the template names known keys");
            (ProgressBar::new(end.as_nanos()).with_style(style), None)
        } else {
            (ProgressBar::hidden(), Some(PATIENCE))
        };
        Self {
            end,
            start: None,
            next_line,
            bar,
        }
    }

    /// The run has come to `now` of cell time.
    pub fn at(&mut self, now: SimTime) {
        self.bar.set_position(now.as_nanos());
        let (from, began) = *self.start.get_or_insert_with(|| (now, Instant::now()));
        let passed = began.elapsed();
        if self.next_line.is_some_and(|due| passed >= due) {
            self.next_line = Some(passed + REMINDER);
            let left = time_left(passed, now.since(from), self.end.since(now));
            if left > PATIENCE {
                output::complain(format_args!(
                    "computing {} of cell time: {now} done, about {} to go",
                    self.end,
                    in_words(left)
                ));
            }
        }
    }

    /// Says something meanwhile, above the bar.
    pub fn say(&self, what: impl Display) {
        self.bar.suspend(|| output::complain(what));
    }

    /// The run is there.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

/// How long the rest takes if it goes on as it went.
fn time_left(passed: Duration, done: SimTime, rest: SimTime) -> Duration {
    let ratio = rest.as_secs() / done.as_secs().max(1e-9);
    Duration::try_from_secs_f64(passed.as_secs_f64() * ratio).unwrap_or(Duration::MAX)
}

/// A guess, as roughly as it is one.
fn in_words(time: Duration) -> String {
    let minutes = time.as_secs_f64() / 60.0;
    match minutes {
        ..1.5 => format!("{} s", time.as_secs()),
        ..90.0 => format!("{minutes:.0} min"),
        _ => format!("{:.0} h", minutes / 60.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_guessed_from_what_is_done() {
        let left = |done: f64| {
            time_left(
                Duration::from_secs(10),
                SimTime::from_secs(done),
                SimTime::from_secs(100.0 - done),
            )
        };
        assert!((left(25.0).as_secs_f64() - 30.0).abs() < 1e-6);
        assert_eq!(left(100.0), Duration::ZERO);
        assert!(left(0.0) > Duration::from_secs(1000));
        for (seconds, words) in [(35, "35 s"), (600, "10 min"), (7300, "2 h")] {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
    }
}
