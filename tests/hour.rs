//! An hour of cell time: the terminal neither runs out of vesicles nor grows,
//! and the program needs no more memory at its end than at its beginning.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const SECONDS: f64 = 3600.0;
/// Memory may still find its level until here.
const SETTLED_S: f64 = 600.0;
/// How far it may grow from there to the end, in bytes.
const GROWTH: f64 = 8e6;
/// How long the whole hour may take on a busy machine; a quiet one takes about a
/// minute.
const PATIENCE: Duration = Duration::from_secs(400);

/// Memory that the program holds now, in bytes; none once it has ended.
fn held_by(child: &Child) -> Option<f64> {
    let pages = fs::read_to_string(format!("/proc/{}/statm", child.id())).ok()?;
    let resident: f64 = pages.split(' ').nth(1)?.parse().ok()?;
    (resident > 0.0).then_some(resident * 4096.0)
}

#[test]
fn an_hour_keeps_vesicles_membrane_and_memory_within_bounds() {
    let began = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_exoscope"))
        .args(["simulate", "synaptic_bouton", "--for", "1h", "--seed", "1"])
        .args([
            "--set",
            "signal.train_hz=0.5",
            "--set",
            "signal.train_count=1800",
        ])
        .args(["--traces", "/dev/stdout"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let header = lines.next().unwrap().unwrap();
    let column = |name: &str| header.split(',').position(|column| column == name).unwrap();
    let [membrane, vesicles, retrieved, primed] = [
        "membrane_area_nm2",
        "vesicle_area_nm2",
        "retrieved_area_nm2",
        "primed",
    ]
    .map(column);

    let mut first = None;
    let mut memory = Vec::new();
    let mut seconds = 0.0;
    let mut primed_after_settling = 0.0;
    for line in lines.by_ref() {
        let line = line.unwrap();
        if line.is_empty() || !line.starts_with(|first: char| first.is_ascii_digit()) {
            break;
        }
        assert!(!line.contains("NaN") && !line.contains("inf"), "{line}");
        let cells: Vec<f64> = line
            .split(',')
            .map(|cell| cell.parse().unwrap_or(0.0))
            .collect();
        seconds = cells[0] / 1000.0;
        let areas = [cells[membrane], cells[vesicles], cells[retrieved]];
        let [membrane_at_first, vesicles_at_first, _] = *first.get_or_insert(areas);
        // The membrane gains no more than a twentieth, the vesicles lose no
        // more than a third.
        assert!((areas[0] / membrane_at_first - 1.0).abs() < 0.05, "{line}");
        let inside = (areas[1] + areas[2]) / vesicles_at_first;
        assert!((0.67..1.2).contains(&inside), "{line}");
        if seconds > SETTLED_S {
            primed_after_settling += cells[primed];
        }
        memory.extend(held_by(&child).map(|held| (seconds, held)));
    }
    let table: String = lines.map(|line| line.unwrap() + "\n").collect();
    let mut complaints = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut complaints)
        .unwrap();
    assert!(child.wait().unwrap().success(), "{complaints}");
    assert!(seconds > 0.99 * SECONDS, "the traces end at {seconds} s");
    assert!(
        primed_after_settling > 0.0,
        "nothing is ready any more\n{table}"
    );

    let took = began.elapsed();
    assert!(took < PATIENCE, "an hour took {took:?}");

    let most = |from: f64, to: f64| {
        memory
            .iter()
            .filter(|(at, _)| (from..to).contains(at))
            .map(|(_, held)| *held)
            .fold(0.0, f64::max)
    };
    let (early, late) = (most(0.0, SETTLED_S), most(SETTLED_S, SECONDS + 1.0));
    assert!(early > 0.0 && late > 0.0, "memory was not read");
    assert!(
        late - early < GROWTH,
        "memory grew from {early} to {late} bytes"
    );
}
