//! `exoscope simulate --trials N`: the same run with one seed after the other,
//! on as many threads as there are cores, and what came of them side by side.
//!
//! The trials are taken in their order whatever order they end in, so the
//! outcome is the same on one thread as on many.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::Instant,
};

use super::{
    CommandError, lists::aligned, output, progress::Progress, refuse_one_file, tables::Table,
    words::SimulateWords,
};
use crate::{
    files::appear_together,
    sim::{
        session::Session,
        trials::{Spread, Tally, Trial, Trials},
    },
    units::SimTime,
};

/// Trials that are drawn, a line each.
const DRAWN: usize = 40;
/// Columns of the drawing, and the least time that they stand for: drawings of
/// one action potential can be laid side by side, and what comes late has a place.
const COLUMNS: usize = 60;
const LEAST: SimTime = SimTime::from_nanos(20_000_000);
/// Action potentials of a row that are told of, a line each.
const SIGNALS_TOLD: usize = 12;

/// Runs the trials, writes the raster if it is asked for, and tells.
pub fn trials(session: Session, words: &SimulateWords) -> Result<(), CommandError> {
    refuse_files_of_one_run(words)?;
    refuse_one_file(
        words.session.scene.as_deref(),
        &session.scene.class_files,
        &[("--raster", &words.raster)],
    )?;
    let count = words.trials;
    if session.seed.checked_add(u64::from(count) - 1).is_none() {
        return Err(CommandError::WrongWords(format!(
            "{count} trials from seed {} need seeds beyond {}",
            session.seed,
            u64::MAX
        )));
    }
    let mut table = words.raster.as_deref().map(Table::of_trials).transpose()?;
    let trials = Trials {
        session,
        duration: words.duration,
    };
    let heading = format!(
        "{}, seeds {} to {}: {count} trials of {} of cell time",
        trials.session.scene.name,
        trials.seed(1),
        trials.seed(count),
        words.duration
    );
    let began = Instant::now();
    let threads = thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
    let whole = |done: u32| SimTime::from_nanos(words.duration.as_nanos() * u64::from(done));
    let mut progress = Progress::towards(whole(count));
    let mut tally = Tally::default();
    let mut drawn = Vec::new();
    side_by_side(
        count,
        threads,
        || {
            let mut cell = trials.cell();
            move |number| cell.run(number)
        },
        |trial: Trial| {
            tally.add(&trial);
            if let Some(table) = &mut table {
                table.add_trial(&trial)?;
            }
            progress.at(whole(trial.number));
            if drawn.len() < DRAWN {
                drawn.push(trial);
            }
            Ok::<(), CommandError>(())
        },
    )?;
    progress.finish();
    if let Some(table) = table {
        appear_together(vec![table.finish()?])?;
    }
    let wall_seconds = began.elapsed().as_secs_f64();
    let mut report = format!("{heading}\n\n{}\n", in_numbers(&tally));
    report.push_str(&raster(&drawn, &tally, words.duration));
    let _ = writeln!(
        report,
        "\nwall time {wall_seconds:.2} s on {}",
        match threads.min(count) {
            1 => "1 thread".to_owned(),
            many => format!("{many} threads"),
        }
    );
    Ok(output::print(&report)?)
}

/// Tables of events, traces and inputs hold one run, and how it is watched is of no
/// use to many.
fn refuse_files_of_one_run(words: &SimulateWords) -> Result<(), CommandError> {
    let of_one_run = [
        ("--events", words.events.is_some()),
        ("--traces", words.traces.is_some()),
        ("--inputs", words.inputs.is_some()),
        ("--frame-rate", words.frame_rate.is_some()),
    ];
    match of_one_run.iter().find(|(_, is_given)| *is_given) {
        Some((word, _)) => Err(CommandError::WrongWords(format!(
            "{word} is for one run, --trials and --raster are for many; run the trial that you \
             want to see again alone, with its seed"
        ))),
        None => Ok(()),
    }
}

/// Does pieces of work 1 to `count` on so many threads, each of which makes
/// itself a worker, and takes what comes of them in their order.
fn side_by_side<Work: FnMut(u32) -> Outcome, Outcome: Send, Error>(
    count: u32,
    threads: u32,
    worker: impl Fn() -> Work + Sync,
    mut take: impl FnMut(Outcome) -> Result<(), Error>,
) -> Result<(), Error> {
    let next = AtomicU32::new(1);
    let (give, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, count) {
            let (give, next, worker) = (give.clone(), &next, &worker);
            scope.spawn(move || {
                let mut work = worker();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    // Nobody takes it any more after an error.
                    if number > count || give.send((number, work(number))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(give);
        let mut early = BTreeMap::new();
        let mut awaited = 1;
        for (number, outcome) in receive {
            early.insert(number, outcome);
            while let Some(outcome) = early.remove(&awaited) {
                take(outcome)?;
                awaited += 1;
            }
        }
        Ok(())
    })
}

/// How many failed, how much was released, how late.
fn in_numbers(tally: &Tally) -> String {
    let share = |count: u64| {
        let share = 100.0 * count as f64 / tally.trials.max(1) as f64;
        format!("{share:.1} %")
    };
    let answered = tally.trials - tally.failures;
    let line = |what: &str, count: u64| [what.to_owned(), count.to_string(), share(count)];
    let counts = [
        ["trials".to_owned(), tally.trials.to_string(), String::new()],
        line("  with release on a signal", answered),
        line("  without: failures", tally.failures),
    ];
    let row = |what: &str, spread: &Spread, of_mean: usize, of_ends: usize| {
        [
            what.to_owned(),
            format!("{:.of_mean$}", spread.mean()),
            format!("{:.of_mean$}", spread.deviation()),
            format!("{:.of_ends$}", spread.least),
            format!("{:.of_ends$}", spread.most),
        ]
    };
    let head = |what: &str| [what, "mean", "spread", "least", "most"].map(str::to_owned);
    let mut rows = vec![
        head("released a trial"),
        row("on a signal", &tally.answers, 2, 0),
        row("spontaneously", &tally.spontaneous, 2, 0),
        row("constitutive", &tally.constitutive, 2, 0),
    ];
    let mut after = String::new();
    if tally.latency_ms.count > 0 {
        rows.push([const { String::new() }; 5]);
        rows.push(head("first latency, ms"));
        rows.push(row("after the last signal", &tally.latency_ms, 3, 3));
        after = format!(
            "{} trials have a release after their last action potential, half of them within \
             {:.3} ms.\n",
            tally.latency_ms.count,
            tally.median_latency_ms().unwrap_or_default()
        );
    } else if tally.signalled == 0 {
        after = "No action potential was fired.\n".to_owned();
    }
    format!(
        "{}\n{}{after}{}",
        aligned(&counts),
        aligned(&rows),
        each_signal(tally)
    )
}

/// What came of each action potential, where there are several.
fn each_signal(tally: &Tally) -> String {
    let signals = &tally.by_signal;
    let Some(first) = signals.first().filter(|_| signals.len() > 1) else {
        return String::new();
    };
    let or_none = |is_any: bool, number: f64, decimals: usize| {
        if is_any {
            format!("{number:.decimals$}")
        } else {
            "\u{2013}".to_owned()
        }
    };
    let mut rows = vec![
        [
            "each action potential",
            "fired at, ms",
            "without release",
            "released",
            "of the first",
            "first latency, ms",
        ]
        .map(str::to_owned),
    ];
    rows.extend(
        (1..)
            .zip(signals)
            .take(SIGNALS_TOLD)
            .map(|(number, signal)| {
                let mean = signal.answers.mean();
                let failing = 100.0 * signal.failures as f64 / signal.answers.count.max(1) as f64;
                let latency = &signal.latency_ms;
                [
                    format!("  number {number}"),
                    format!("{:.2}", signal.at_ms.mean()),
                    format!("{failing:.1} %"),
                    format!("{mean:.2}"),
                    or_none(first.answers.mean() > 0.0, mean / first.answers.mean(), 2),
                    or_none(latency.count > 0, latency.mean(), 3),
                ]
            }),
    );
    let mut text = format!("\n{}", aligned(&rows));
    let further = signals.len().saturating_sub(SIGNALS_TOLD);
    if further > 0 {
        let _ = writeln!(
            text,
            "and {further} more, which --raster writes into a file"
        );
    }
    text
}

/// The trials as lines of dots, with a stroke where a vesicle answered.
fn raster(trials: &[Trial], tally: &Tally, duration: SimTime) -> String {
    let axis = Axis::of(trials, duration);
    let mut text = format!("{}\n", axis.said());
    let width = tally.trials.to_string().len();
    if axis.at_signal {
        let fired = trials.first().map_or(&[][..], |trial| &trial.signals);
        let _ = writeln!(text, "{:>width$}  {}", "", axis.marks(fired));
    }
    for trial in trials {
        let failed = if trial.is_failure() { "  failure" } else { "" };
        let line = axis.line(trial);
        let _ = writeln!(text, "{:>width$}  {line}{failed}", trial.number);
    }
    let further = tally.trials - trials.len() as u64;
    if further > 0 {
        let _ = writeln!(
            text,
            "and {further} more, which --raster writes into a file"
        );
    }
    text
}

/// What the columns of the drawing stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis {
    from: SimTime,
    until: SimTime,
    /// It begins with an action potential, not with the run.
    at_signal: bool,
}

impl Axis {
    /// From the first action potential until all answers are in.
    fn of(trials: &[Trial], duration: SimTime) -> Self {
        let signals = || trials.iter().flat_map(|trial| &trial.signals);
        let Some(from) = signals().min().copied() else {
            return Self {
                from: SimTime::ZERO,
                until: duration,
                at_signal: false,
            };
        };
        let last = trials
            .iter()
            .flat_map(Trial::answers)
            .map(|answer| answer.time)
            .chain(signals().copied())
            .max()
            .unwrap_or(from);
        let round = round_up((last - from).max(LEAST).as_nanos() - 1);
        Self {
            from,
            until: (from + SimTime::from_nanos(round)).min(duration),
            at_signal: true,
        }
    }

    fn said(&self) -> String {
        let length = self.until - self.from;
        let from = if self.at_signal {
            format!("from the action potential at {}", self.from)
        } else {
            "from the beginning".to_owned()
        };
        format!(
            "{from}, {length} a line: `|` where a vesicle is released, a digit for several, \
             `#` for more than nine{}",
            if self.at_signal {
                "; `v` above where an action potential is fired"
            } else {
                ""
            }
        )
    }

    /// The column of a moment, if it is drawn.
    fn column(&self, at: SimTime) -> Option<usize> {
        (self.from..=self.until).contains(&at).then(|| {
            let share = at.share_of(self.from, self.until);
            ((share * COLUMNS as f64) as usize).min(COLUMNS - 1)
        })
    }

    fn marks(&self, fired: &[SimTime]) -> String {
        let mut columns = [' '; COLUMNS];
        for column in fired.iter().filter_map(|at| self.column(*at)) {
            columns[column] = 'v';
        }
        columns.iter().collect::<String>().trim_end().to_owned()
    }

    fn line(&self, trial: &Trial) -> String {
        let mut counts = [0_u32; COLUMNS];
        for column in trial
            .answers()
            .filter_map(|answer| self.column(answer.time))
        {
            counts[column] += 1;
        }
        let sign = |count: u32| match count {
            0 => '.',
            1 => '|',
            few => char::from_digit(few, 10).unwrap_or('#'),
        };
        counts.into_iter().map(sign).collect()
    }
}

/// The next of 1, 2, 5, 10, 20, 50 and so on that is more.
fn round_up(number: u64) -> u64 {
    let mut decade = 1_u64;
    loop {
        for step in [1, 2, 5] {
            let round = decade.saturating_mul(step);
            if round > number || round == u64::MAX {
                return round;
            }
        }
        decade = decade.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::{
        biology::{controls::Change, vesicles::Pathway},
        cli::{
            session,
            words::{self, Command, CommandLine},
        },
        sim::{
            trials::Opening,
            vesicle::{Cause, FusionMode, VesicleId},
        },
        ui::trial_sets::{TrialSet, one_action_potential},
    };

    fn trial(number: u32, answers_ms: &[f64]) -> Trial {
        Trial {
            number,
            seed: u64::from(number),
            signals: vec![SimTime::from_millis(10.0)],
            openings: answers_ms
                .iter()
                .map(|millis| Opening {
                    time: SimTime::from_millis(*millis),
                    after_signal: Some(SimTime::from_millis(millis - 10.0)),
                    vesicle: VesicleId(number),
                    pathway: Pathway::Regulated,
                    site: "site-1".into(),
                    cause: Cause::ActionPotential,
                    mode: FusionMode::FullCollapse,
                })
                .collect(),
        }
    }

    fn told(trials: &[Trial]) -> (Tally, String) {
        let mut tally = Tally::default();
        for trial in trials {
            tally.add(trial);
        }
        let text = raster(trials, &tally, SimTime::from_millis(100.0));
        (tally, text)
    }

    #[test]
    fn failures_stand_among_the_answers_in_the_raster_and_in_the_counts() {
        let (tally, text) = told(&[
            trial(1, &[11.0]),
            trial(2, &[]),
            trial(3, &[11.01, 11.02, 13.99]),
        ]);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].contains("10.00 ms") && lines[0].contains("20.00 ms a line"));
        assert_eq!(lines.len(), 5);
        assert_eq!(lines[1], "   v");
        assert_eq!(lines[2].matches('|').count(), 1);
        assert_eq!(lines[3], format!("2  {}  failure", ".".repeat(COLUMNS)));
        assert!(lines[4].contains('2') && lines[4].contains('|'));
        let numbers = in_numbers(&tally);
        for told in ["33.3 %", "1.33", "1.005"] {
            assert!(numbers.contains(told), "{told} is not in {numbers}");
        }
    }

    #[test]
    fn paired_pulses_are_told_of_one_by_one() {
        let pair = |number, answers_ms: &[f64]| Trial {
            signals: [10.0, 60.0].map(SimTime::from_millis).to_vec(),
            ..trial(number, answers_ms)
        };
        let (tally, text) = told(&[
            pair(1, &[11.0]),
            pair(2, &[61.0, 61.5]),
            pair(3, &[12.0, 61.2, 90.0]),
            pair(4, &[]),
        ]);
        let [first, second] = tally.by_signal[..] else {
            panic!("two action potentials, not {}", tally.by_signal.len());
        };
        assert_eq!((first.failures, second.failures), (2, 2));
        assert_eq!((first.answers.mean(), second.answers.mean()), (0.5, 1.0));
        assert!((first.latency_ms.mean() - 1.5).abs() < 1e-9);
        assert!((second.latency_ms.mean() - 1.1).abs() < 1e-9);
        let numbers = in_numbers(&tally);
        let row = numbers.lines().find(|line| line.contains("number 2"));
        let row: Vec<&str> = row.expect("a row of its own").split_whitespace().collect();
        assert_eq!(
            row,
            ["number", "2", "60.00", "50.0", "%", "1.00", "2.00", "1.100"]
        );
        let signals = text.lines().nth(1).expect("a line for the signals");
        assert_eq!(signals.matches('v').count(), 2);
        let (alone, _) = told(&[trial(1, &[11.0])]);
        assert!(!in_numbers(&alone).contains("number 1"));
    }

    #[test]
    fn what_comes_of_many_threads_comes_in_order() {
        for threads in [1, 4] {
            let mut taken = Vec::new();
            let done: Result<(), ()> = side_by_side(
                50,
                threads,
                || {
                    |number| {
                        // The later the sooner done.
                        let micros = u64::from(50 - number) * 20;
                        thread::sleep(std::time::Duration::from_micros(micros));
                        number
                    }
                },
                |number| {
                    taken.push(number);
                    Ok(())
                },
            );
            assert_eq!(done, Ok(()));
            assert_eq!(taken, (1..=50).collect::<Vec<_>>());
        }
        let stopped = side_by_side(1000, 3, || |number| number, |_| Err("full"));
        assert_eq!(stopped, Err("full"));
    }

    #[test]
    fn the_command_that_the_window_gives_runs_the_windows_trials() {
        let conditions = ["calcium.outside_mm=4", "sensor.model=two_step"]
            .map(|text| Change::parse(text).expect("a good change"));
        let scene = crate::scene::load(words::DEFAULT_SCENE).expect("the built-in scene");
        let mut window = TrialSet::new(one_action_potential(&scene, &conditions, 17), 4);
        let command = window.as_command();
        let words = CommandLine::try_parse_from(command.split(' ')).expect("a command");
        let Some(Command::Simulate(mut words)) = words.command else {
            panic!("{command} is another command");
        };
        let changes = std::mem::take(&mut words.changes.0);
        let typed = Trials {
            session: session(&words.session, changes).expect("a session"),
            duration: words.duration,
        };
        let (mut theirs, mut ours) = (window.trials.cell(), typed.cell());
        for number in 1..=words.trials {
            let trial = theirs.run(number);
            assert_eq!(ours.run(number), trial);
            window.tally.add(&trial);
        }
        assert_eq!(window.tally.trials, 4);
        assert!(window.tally.answers.most > 0.0);
    }

    #[test]
    fn the_raster_is_as_long_as_its_latest_answer_asks() {
        assert_eq!(round_up(1_300_000), 2_000_000);
        assert_eq!(round_up(2_000_000), 5_000_000);
        assert_eq!(round_up(u64::MAX), u64::MAX);
        let quiet = Trial::default();
        let axis = Axis::of(&[quiet], SimTime::from_secs(1.0));
        assert_eq!(
            (axis.until, axis.at_signal),
            (SimTime::from_secs(1.0), false)
        );
    }
}
