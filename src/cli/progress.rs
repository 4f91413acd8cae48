//! How far a long computation has come: a bar on a terminal, and elsewhere now
//! and then a line, but none for what is soon done.

use std::{
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
    began: Instant,
    /// Where nobody looks at a bar: when the next line is due.
    next_line: Option<Instant>,
    bar: ProgressBar,
}

impl Progress {
    /// A run that begins now and goes on to `end` of cell time.
    pub fn towards(end: SimTime) -> Self {
        let began = Instant::now();
        let (bar, next_line) = if stderr().is_terminal() {
            let style = ProgressStyle::with_template("{wide_bar} {percent} %, {eta} to go")
                .expect("the template names known keys");
            (ProgressBar::new(end.as_nanos()).with_style(style), None)
        } else {
            (ProgressBar::hidden(), Some(began + PATIENCE))
        };
        Self {
            end,
            began,
            next_line,
            bar,
        }
    }

    /// The run has come to `now` of cell time.
    pub fn at(&mut self, now: SimTime) {
        self.bar.set_position(now.as_nanos());
        if self.next_line.is_some_and(|due| Instant::now() >= due) {
            self.next_line = Some(Instant::now() + REMINDER);
            let left = time_left(self.began.elapsed(), now, self.end);
            if left > PATIENCE {
                output::complain(format_args!(
                    "computing {} of cell time, {} done, about {} to go",
                    self.end,
                    now,
                    SimTime::from_secs(left.as_secs_f64().round())
                ));
            }
        }
    }

    /// The run is there.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

/// How long the rest takes if it goes on as it went.
fn time_left(passed: Duration, now: SimTime, end: SimTime) -> Duration {
    let ratio = end.since(now).as_secs() / now.as_secs().max(1e-9);
    Duration::try_from_secs_f64(passed.as_secs_f64() * ratio).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_guessed_from_what_is_done() {
        let left = |now| {
            time_left(
                Duration::from_secs(10),
                SimTime::from_secs(now),
                SimTime::from_secs(100.0),
            )
        };
        assert!((left(25.0).as_secs_f64() - 30.0).abs() < 1e-6);
        assert_eq!(left(100.0), Duration::ZERO);
        assert!(left(0.0) > Duration::from_secs(1000));
    }
}
