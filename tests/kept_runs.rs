//! The same run on any machine and in any version: what nine cells did under changes
//! of every control, down to the last byte of all three tables, is compared with what is
//! kept. A run that is meant to be another one is kept anew with
//! `EXOSCOPE_KEEP_RUNS=1`, together with the change that makes it so.
//!
//! One seed is run with the other tests; `EXOSCOPE_SEEDS=3` runs all that are kept.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeMap,
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use exoscope::{
    biology::controls::{Control, Kind, Value, registry},
    scene,
};

const SEEDS: u64 = 3;

fn kept_at() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/runs.txt")
}

/// Seconds of cell time: where all is molecules, or all is calcium that is held,
/// little time holds much.
fn seconds(scene: &str) -> f64 {
    match scene {
        "cleft_box" => 0.02,
        "calcium_clamp" => 1.0,
        _ => 60.0,
    }
}

/// A value that a control does not have at first.
fn other_value(control: &Control) -> String {
    match (&control.kind, &control.default) {
        (Kind::Momentary, _) => "true".to_owned(),
        (Kind::Switch, default) => (*default != Value::Switch(true)).to_string(),
        (Kind::Choice(words), default) => {
            let is_other = |word: &&String| Value::Choice((*word).clone()) != *default;
            words.iter().find(is_other).unwrap().clone()
        }
        (Kind::Number { min, max, .. }, default) => {
            let other = min + 0.6 * (max - min);
            let other = if *default == Value::Number(other) {
                *max
            } else {
                other
            };
            other.to_string()
        }
    }
}

/// Every control is turned in its turn, and back before the next but one is.
fn changes(seconds: f64) -> Vec<String> {
    let step_s = 0.95 * seconds / registry().len() as f64;
    let mut words = Vec::new();
    for (number, control) in registry().iter().enumerate() {
        let mut at = |steps: f64, value: &str| {
            let nanos = ((number as f64 + steps) * step_s * 1e9) as u64;
            let change = format!("{}={value}", control.key);
            words.extend(["--at".to_owned(), format!("{nanos}ns"), change]);
        };
        at(1.0, &other_value(control));
        if control.kind != Kind::Momentary {
            at(2.5, &control.default.to_string());
        }
    }
    words
}

/// FNV-1a of 64 bits: told apart is all that tables need to be.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The hashes of a run's events, traces and inputs.
fn run(scene: &str, seed: u64) -> [u64; 3] {
    let folder = tempfile::tempdir().unwrap();
    let seconds = seconds(scene);
    let output = Command::new(env!("CARGO_BIN_EXE_exoscope"))
        .args(["simulate", scene, "--seed", &seed.to_string()])
        .args(["--for", &format!("{seconds}s")])
        .args(changes(seconds))
        .args(["--events", "events.csv", "--traces", "traces.csv"])
        .args(["--inputs", "inputs.csv"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{scene}: {output:?}");
    ["events.csv", "traces.csv", "inputs.csv"]
        .map(|name| hash(&fs::read(folder.path().join(name)).unwrap()))
}

#[test]
fn every_run_is_what_it_was() {
    let keeps_anew = env::var_os("EXOSCOPE_KEEP_RUNS").is_some();
    let seeds = env::var("EXOSCOPE_SEEDS").map_or(1, |seeds| seeds.parse().unwrap());
    let seeds = if keeps_anew { SEEDS } else { seeds };
    let runs: Vec<(&str, u64)> = scene::built_in()
        .iter()
        .flat_map(|built_in| (1..=seeds).map(|seed| (built_in.name, seed)))
        .collect();
    // Two at once: the longest of them take as long as all others.
    let (even, odd): (Vec<_>, Vec<_>) = runs.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let share = |runs: Vec<(usize, &(&'static str, u64))>| {
        let runs: Vec<(&'static str, u64)> = runs.into_iter().map(|(_, run)| *run).collect();
        thread::spawn(move || {
            let done = runs
                .into_iter()
                .map(|(scene, seed)| ((scene, seed), run(scene, seed)));
            done.collect::<Vec<_>>()
        })
    };
    let shares = [share(even), share(odd)];
    let done: BTreeMap<(&str, u64), [u64; 3]> = shares
        .into_iter()
        .flat_map(|share| share.join().unwrap())
        .collect();
    let mut text = String::from("# scene, seed, and the hashes of its events, traces and inputs\n");
    for ((scene, seed), [events, traces, inputs]) in &done {
        writeln!(
            text,
            "{scene} {seed} {events:016x} {traces:016x} {inputs:016x}"
        )
        .unwrap();
    }
    if keeps_anew {
        fs::write(kept_at(), text).unwrap();
        return;
    }
    let kept = fs::read_to_string(kept_at()).unwrap();
    let others: Vec<&str> = text
        .lines()
        .filter(|line| !kept.lines().any(|kept| kept == *line))
        .collect();
    assert!(
        others.is_empty(),
        "these runs are other ones than those kept in tests/golden/runs.txt; \
         EXOSCOPE_KEEP_RUNS=1 keeps them anew: {others:#?}"
    );
}

#[test]
fn tables_that_differ_in_a_digit_are_told_apart() {
    assert_ne!(hash(b"1.000,2"), hash(b"1.001,2"));
    assert_ne!(hash(b""), hash(b"\n"));
    // The published value for one letter.
    assert_eq!(hash(b"a"), 0xaf63_dc4c_8601_ec8c);
}
