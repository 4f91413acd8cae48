//! Runs of the cells whose regulated vesicles are granules: what a carbon fibre
//! reads, what a kiss-and-run keeps, the account of membrane, and that watching
//! changes nothing.

#![allow(clippy::unwrap_used)]

mod common;

use exoscope::{
    biology::vesicles::VesicleKind,
    sim::{
        self,
        membrane::AreaLedger,
        record::{Event, EventKind, Record, Sample},
        vesicle::Cause,
    },
    units::SimTime,
};

/// Molecules that give a picocoulomb, two electrons each.
const MOLECULES_A_PC: f64 = 3.120_754e6;

struct Run {
    events: Vec<Event>,
    samples: Vec<Sample>,
}

impl Run {
    /// Runs the scene for `millis`, stopping every `stop_millis`, and holds the
    /// sum of all membrane constant.
    fn of(scene: &str, seed: u64, millis: f64, stop_millis: f64, changes: &[(&str, &str)]) -> Self {
        let mut app = common::app(scene, seed, changes);
        let mut run = Self {
            events: Vec::new(),
            samples: Vec::new(),
        };
        let mut first = None;
        let mut now = 0.0;
        while now < millis {
            now = (now + stop_millis).min(millis);
            sim::advance_to(app.world_mut(), SimTime::from_millis(now));
            let mut record = app.world_mut().resource_mut::<Record>();
            run.events.extend(record.events.drain(..));
            run.samples.extend(record.samples.drain(..));
            let total = app.world().resource::<AreaLedger>().total();
            let first = *first.get_or_insert(total);
            assert!((total / first - 1.0).abs() < 1e-9, "{first} became {total}");
        }
        run
    }

    fn count(&self, what: EventKind) -> usize {
        self.events
            .iter()
            .filter(|event| event.what == what)
            .count()
    }

    /// What the carbon fibre has read, in picocoulombs.
    fn charge_pc(&self) -> f64 {
        self.samples
            .windows(2)
            .map(|pair| {
                let seconds = pair[1].time.since(pair[0].time).as_secs();
                0.5 * seconds * (pair[0].amperometric_pa + pair[1].amperometric_pa)
            })
            .sum()
    }
}

const HELD: [(&str, &str); 3] = [
    ("0s", "session.script=false"),
    ("0s", "fusion.mode=full_collapse"),
    ("10ms", "calcium.clamp_um=4"),
];

#[test]
fn the_fibre_counts_every_molecule_that_granules_let_out() {
    let run = Run::of("amperometry", 1, 3000.0, 3000.0, &HELD);
    let collapsed = run.count(EventKind::Collapsed);
    assert!(collapsed >= 10, "{collapsed}");
    let last = run.samples.last().unwrap();
    let expected = last.released_molecules as f64 / MOLECULES_A_PC;
    // Rows are straight lines between currents that are not.
    let charge = run.charge_pc();
    assert!(
        (charge / expected - 1.0).abs() < 0.01,
        "{charge} pC not {expected}"
    );
    // A granule holds some 1.65 million, give or take its size.
    let each = last.released_molecules as f64 / run.count(EventKind::PoreOpened) as f64;
    assert!((1.0e6..2.4e6).contains(&each), "{each}");
}

#[test]
fn every_regulated_vesicle_is_a_granule_of_published_size() {
    let run = Run::of("amperometry", 2, 600.0, 600.0, &HELD);
    assert!(
        run.events.iter().all(|event| event.kind
            == VesicleKind::named("chromaffin_granule").expect("a built-in class"))
    );
    let areas: Vec<f64> = run.events.iter().filter_map(Event::area_nm2).collect();
    assert!(!areas.is_empty());
    for area in areas {
        // 9 fF in a square micrometre.
        let capacitance_ff = 9e-6 * area;
        assert!((0.6..2.01).contains(&capacitance_ff), "{capacitance_ff} fF");
    }
}

#[test]
fn how_often_a_granule_is_looked_at_changes_nothing() {
    let looks = [1.37, 17.0, 1500.0];
    let runs = looks.map(|stop| Run::of("amperometry", 3, 1500.0, stop, &HELD[..1]));
    let held = looks.map(|stop| Run::of("amperometry", 3, 1500.0, stop, &HELD[2..]));
    for [first, second, third] in [&runs, &held] {
        assert_eq!(first.events, second.events);
        assert_eq!(first.samples, second.samples);
        assert_eq!(second.events, third.events);
        assert_eq!(second.samples, third.samples);
    }
    assert!(held[0].count(EventKind::PoreOpened) > 5);
}

#[test]
fn nothing_is_released_without_a_signal() {
    let quiet = [
        ("0s", "session.script=false"),
        ("0s", "signal.spontaneous=false"),
    ];
    let run = Run::of("amperometry", 4, 20_000.0, 20_000.0, &quiet);
    assert_eq!(run.count(EventKind::PoreOpened), 0);
    assert!(
        run.samples
            .iter()
            .all(|sample| sample.amperometric_pa == 0.0)
    );
}

#[test]
fn a_kiss_and_run_releases_less_than_a_full_fusion() {
    let released = |mode: &str| {
        let mode = format!("fusion.mode={mode}");
        let changes = [HELD[0], ("0s", mode.as_str()), HELD[2]];
        let run = Run::of("amperometry", 5, 4000.0, 4000.0, &changes);
        let opened = run.count(EventKind::PoreOpened);
        assert!(opened > 8, "{mode}: {opened}");
        run.samples.last().unwrap().released_molecules as f64 / opened as f64
    };
    let (kiss, full) = (released("kiss_and_run"), released("full_collapse"));
    assert!(kiss < 0.8 * full, "{kiss} of {full}");
}

#[test]
fn rows_follow_a_spike_closely_enough_to_see_its_foot() {
    let run = Run::of("amperometry", 1, 1500.0, 1500.0, &HELD);
    let mut reading = 0;
    for pair in run.samples.windows(2) {
        if pair[0].amperometric_pa > 0.1 {
            let apart = pair[1].time.since(pair[0].time).as_millis();
            assert!(apart < 0.3, "{apart} ms");
            reading += 1;
        }
    }
    assert!(reading > 100, "{reading}");
}

/// Share of a whole β-cell's membrane that the scene shows: its patch against
/// the cell's 600 µm².
const SHOWN: f64 = 6.4 * 3.5 / 600.0;

/// Glucose from 5 s on, and nothing else.
const GLUCOSE: [(&str, &str); 3] = [
    ("0s", "session.script=false"),
    ("0s", "signal.spontaneous=false"),
    ("5s", "signal.glucose_mm=15"),
];

#[test]
fn hormone_comes_only_after_a_signal() {
    let run = Run::of("endocrine_cell", 1, 400_000.0, 400_000.0, &GLUCOSE[..2]);
    assert_eq!(run.count(EventKind::PoreOpened), 0);
    assert_eq!(run.samples.last().unwrap().released_molecules, 0);
}

#[test]
fn glucose_releases_a_first_and_a_second_phase_of_published_size() {
    const SEEDS: u64 = 4;
    const FIRST_S: f64 = 12.5 * 60.0;
    const END_S: f64 = 30.0 * 60.0;
    let runs: Vec<Run> = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..=SEEDS)
            .map(|seed| {
                scope
                    .spawn(move || Run::of("endocrine_cell", seed, 1e3 * END_S, 60_000.0, &GLUCOSE))
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let [mut first, mut second] = [0.0; 2];
    for run in &runs {
        for event in &run.events {
            if event.what == EventKind::PoreOpened {
                assert_eq!(event.cause(), Some(Cause::CalciumWave), "{event:?}");
                if event.time.as_secs() < FIRST_S {
                    first += 1.0;
                } else {
                    second += 1.0;
                }
            }
        }
    }
    let of_a_cell = |count: f64| count / SEEDS as f64 / SHOWN;
    let first = of_a_cell(first);
    let a_minute = of_a_cell(second) / ((END_S - FIRST_S) / 60.0);
    // Published: 40 to 80 granules in 10 to 15 minutes, then 5 a minute.
    assert!((20.0..160.0).contains(&first), "{first} in the first phase");
    assert!((2.5..10.0).contains(&a_minute), "{a_minute} a minute later");
}

#[test]
fn an_hour_leaves_cells_with_granules_in_order() {
    for (scene, seed, changes) in [
        ("endocrine_cell", 5, &GLUCOSE[..]),
        ("chromaffin_cell", 1, &[]),
    ] {
        let run = Run::of(scene, seed, 3_600_000.0, 60_000.0, changes);
        assert!(run.count(EventKind::Collapsed) + run.count(EventKind::PoreClosed) > 4);
        let first = run.samples.first().unwrap();
        let last = run.samples.last().unwrap();
        let standing = [first, last].map(|sample| sample.docked + sample.primed);
        assert!(standing[1] >= standing[0] / 2, "{scene}: {standing:?}");
        assert!((last.membrane_area_nm2 / first.membrane_area_nm2 - 1.0).abs() < 0.05);
        for sample in &run.samples {
            assert!(sample.calcium_um > 0.0 && sample.vm_mv.is_finite());
        }
    }
}

/// A chromaffin cell whose nerve fires twenty times a second from one second on,
/// and nothing else.
const NERVE: [(&str, &str); 4] = [
    ("0s", "session.script=false"),
    ("0s", "signal.spontaneous=false"),
    ("0s", "signal.train_count=300"),
    ("1s", "signal.train_hz=20"),
];

#[test]
fn adrenaline_leaves_only_after_the_nerve_has_fired() {
    let quiet = Run::of("chromaffin_cell", 1, 20_000.0, 20_000.0, &NERVE[..2]);
    assert_eq!(quiet.count(EventKind::PoreOpened), 0);
    assert_eq!(quiet.samples.last().unwrap().released_molecules, 0);
    let mut opened = 0;
    for seed in 1..=2 {
        let run = Run::of("chromaffin_cell", seed, 10_000.0, 10_000.0, &NERVE);
        for event in &run.events {
            if event.what == EventKind::PoreOpened {
                assert!(event.time.as_secs() > 1.0, "{event:?}");
                assert!(
                    [Cause::ActionPotential, Cause::Asynchronous].contains(&event.cause().unwrap())
                );
                opened += 1;
            }
        }
    }
    assert!(opened >= 6, "{opened}");
}

#[test]
fn traces_show_the_whole_of_a_chromaffin_cells_action_potential() {
    let fires = ("100ms", "signal.action_potential=true");
    let run = Run::of(
        "chromaffin_cell",
        1,
        200.0,
        200.0,
        &[NERVE[0], NERVE[1], fires],
    );
    let depolarised = run.samples.iter().filter(|sample| sample.vm_mv > -17.5);
    let moments: Vec<f64> = depolarised.map(|sample| sample.time.as_millis()).collect();
    // Three milliseconds at half its height.
    let width = moments.last().unwrap() - moments.first().unwrap();
    assert!((2.4..3.1).contains(&width), "{width} ms");
    let highest = run.samples.iter().map(|sample| sample.vm_mv);
    assert!(highest.fold(f64::NEG_INFINITY, f64::max) > 34.0);
}

#[test]
fn something_happens_within_three_seconds_of_the_chromaffin_cells_script() {
    let mut cells = 0;
    for seed in 1..=5 {
        let run = Run::of("chromaffin_cell", seed, 3000.0, 3000.0, &[]);
        let opened = run.count(EventKind::PoreOpened);
        cells += usize::from(opened > 0);
        assert!(seed > 1 || opened > 0);
    }
    assert!(cells >= 4, "{cells} of 5");
}

#[test]
fn a_kiss_and_run_lets_less_adrenaline_out() {
    let released = |mode: &str| {
        let mode = format!("fusion.mode={mode}");
        let changes = [&NERVE[..], &[("0s", mode.as_str())]].concat();
        let [mut molecules, mut opened] = [0, 0].map(f64::from);
        for seed in 1..=2 {
            let run = Run::of("chromaffin_cell", seed, 10_000.0, 10_000.0, &changes);
            molecules += run.samples.last().unwrap().released_molecules as f64;
            opened += run.count(EventKind::PoreOpened) as f64;
        }
        assert!(opened >= 4.0, "{mode}: {opened}");
        molecules / opened
    };
    let (kiss, full) = (released("kiss_and_run"), released("full_collapse"));
    assert!(kiss < 0.8 * full, "{kiss} of {full}");
}

/// How long free release sites of the β-cell wait for their first granule, in
/// seconds, on average over many cells at rest.
fn wait_for_a_granule_s(change: (&str, &str)) -> f64 {
    const CELLS: u64 = 16;
    const END_S: f64 = 400.0;
    let wait_s = |seed: u64| -> f64 {
        let changes = [GLUCOSE[0], GLUCOSE[1], change];
        let run = Run::of("endocrine_cell", seed, 1e3 * END_S, 1e3 * END_S, &changes);
        let come = |event: &&Event| event.what == EventKind::Tethered;
        let (begin, later): (Vec<&Event>, Vec<&Event>) = run
            .events
            .iter()
            .filter(come)
            .partition(|event| event.time == SimTime::ZERO);
        // The sites that the scene leaves free are the last ones.
        let taken: Vec<&str> = begin.iter().map(|event| event.site.as_str()).collect();
        let mut waits = std::collections::BTreeMap::new();
        for event in later {
            if !taken.contains(&event.site.as_str()) {
                waits
                    .entry(event.site.clone())
                    .or_insert(event.time.as_secs());
            }
        }
        let never = 22 - taken.len() - waits.len();
        assert!(taken.len() >= 18, "{taken:?}");
        (waits.values().sum::<f64>() + never as f64 * END_S) / (22 - taken.len()) as f64
    };
    std::thread::scope(|scope| {
        let threads = [0, 1].map(|half| {
            scope.spawn(move || {
                (0..CELLS / 2)
                    .map(|seed| wait_s(2 * seed + half))
                    .sum::<f64>()
            })
        });
        threads
            .map(|thread| thread.join().unwrap())
            .iter()
            .sum::<f64>()
            / CELLS as f64
    })
}

#[test]
fn without_cortical_actin_granules_come_to_free_sites_sooner() {
    let with = wait_for_a_granule_s(("0s", "tracks.actin=true"));
    let cut = wait_for_a_granule_s(("0s", "tracks.actin=false"));
    let latrunculin = wait_for_a_granule_s(("0s", "drug.latrunculin=1"));
    // A fifth of the wait and the way. Some thirty waits each have a standard error
    // of a fifth of their mean.
    for without in [cut, latrunculin] {
        assert!(without < 0.6 * with, "{without} s, {with} s with actin");
    }
}
