//! What sets the two pathways apart, held in the scenes that show them.

#![allow(clippy::unwrap_used)]

mod common;

use exoscope::{
    biology::vesicles::{Pathway, VesicleKind},
    scene,
    sim::{
        self,
        membrane::AreaLedger,
        record::{Detail, Event, EventKind, Record, Sample},
        vesicle::Cause,
    },
    units::SimTime,
};

/// What the button *No signals at all* asks for.
const NO_SIGNALS: [(&str, &str); 4] = [
    ("0s", "session.script=false"),
    ("0s", "signal.train_hz=0"),
    ("0s", "calcium.clamp_um=0"),
    ("0s", "signal.spontaneous=false"),
];
const SIGNALS: [(&str, &str); 2] = [
    ("0s", "signal.train_count=1000"),
    ("0s", "signal.train_hz=2"),
];

fn events(name: &str, seed: u64, seconds: f64, changes: &[(&str, &str)]) -> Vec<Event> {
    let mut app = common::app(name, seed, changes);
    sim::advance_to(app.world_mut(), SimTime::from_secs(seconds));
    app.world()
        .resource::<Record>()
        .events
        .iter()
        .cloned()
        .collect()
}

fn released(events: &[Event], pathway: Pathway) -> usize {
    let opened = events
        .iter()
        .filter(|event| event.what == EventKind::PoreOpened);
    opened.filter(|event| event.pathway == pathway).count()
}

#[test]
fn without_a_signal_only_the_constitutive_lane_releases_and_with_signals_both_do() {
    for seed in [1, 2] {
        let quiet = events("two_pathways", seed, 60.0, &NO_SIGNALS);
        assert_eq!(released(&quiet, Pathway::Regulated), 0);
        // Eight sites that each take some twenty seconds a carrier.
        let constitutive = released(&quiet, Pathway::Constitutive);
        assert!(constitutive >= 8, "{constitutive}");
        // The other lane travels and gets ready all the same.
        for what in [EventKind::Boarded, EventKind::Primed] {
            let regulated = quiet.iter().filter(|event| event.what == what);
            assert!(
                regulated
                    .filter(|e| e.pathway == Pathway::Regulated)
                    .count()
                    > 0
            );
        }

        let told = events("two_pathways", seed, 20.0, &SIGNALS);
        assert!(released(&told, Pathway::Regulated) >= 10);
        assert!(released(&told, Pathway::Constitutive) >= 2);
    }
}

#[test]
fn each_lane_keeps_to_its_own_tracks() {
    let scene = scene::load("two_pathways").unwrap();
    let events = events("two_pathways", 3, 60.0, &SIGNALS);
    let rides = events
        .iter()
        .filter(|event| event.what == EventKind::Boarded);
    let mut seen = [0, 0];
    for ride in rides {
        let track = scene
            .microtubules
            .iter()
            .find(|t| t.name == ride.site)
            .unwrap();
        assert_eq!(track.carries, Some(ride.pathway), "{ride:?}");
        seen[usize::from(ride.pathway == Pathway::Constitutive)] += 1;
    }
    assert!(seen[0] > 10 && seen[1] > 5, "{seen:?}");
}

/// Runs `secretory_cell`, stopping at each of the moments, and returns what it
/// left behind.
fn secretion(seed: u64, stops: impl Iterator<Item = f64>) -> (Vec<Event>, Vec<Sample>) {
    let mut app = common::app("secretory_cell", seed, &[]);
    let mut first = None;
    let (mut events, mut samples) = (Vec::new(), Vec::new());
    for stop in stops {
        sim::advance_to(app.world_mut(), SimTime::from_secs(stop));
        let total = app.world().resource::<AreaLedger>().total();
        let first = *first.get_or_insert(total);
        assert!((total / first - 1.0).abs() < 1e-9, "{first} became {total}");
        let mut record = app.world_mut().resource_mut::<Record>();
        events.extend(record.events.drain(..));
        samples.extend(record.samples.drain(..));
    }
    (events, samples)
}

fn every(interval: f64, until: f64) -> impl Iterator<Item = f64> {
    let count = (until / interval).round() as u64;
    (1..=count).map(move |step| step as f64 * interval)
}

#[test]
fn all_that_a_secretory_cell_lets_out_goes_the_constitutive_way_unprimed() {
    let (events, samples) = secretion(1, every(1.0, 120.0));
    let of = |what: EventKind| events.iter().filter(move |event| event.what == what);
    assert_eq!(of(EventKind::Primed).count(), 0);
    for kind in [
        VesicleKind::named("procollagen_carrier").expect("a built-in class"),
        VesicleKind::named("channel_carrier").expect("a built-in class"),
    ] {
        assert!(of(EventKind::PoreOpened).filter(|e| e.kind == kind).count() >= 3);
    }
    for opened in of(EventKind::PoreOpened) {
        assert_eq!(opened.pathway, Pathway::Constitutive);
        assert_eq!(opened.cause(), Some(Cause::Constitutive));
    }
    // Carriers bud, ride, are tethered, dock and fuse, in this order.
    let born = of(EventKind::Spawned).filter(|event| matches!(event.detail, Detail::Budded(_)));
    let mut whole = 0;
    for born in born {
        let life: Vec<EventKind> = events
            .iter()
            .filter(|event| event.vesicle == born.vesicle)
            .map(|event| event.what)
            .filter(|what| !matches!(what, EventKind::Boarded | EventKind::Detached))
            .collect();
        let order = [
            EventKind::Spawned,
            EventKind::Tethered,
            EventKind::Docked,
            EventKind::Triggered,
            EventKind::Hemifused,
            EventKind::PoreOpened,
            EventKind::Emptied,
            EventKind::Collapsed,
            EventKind::Delivered,
        ];
        assert!(order.starts_with(&life), "{life:?}");
        whole += usize::from(life.len() == order.len());
    }
    assert!(whole >= 3, "{whole}");

    // What leaves is in fibrils or on its way there, molecule by molecule.
    let let_out: u64 = of(EventKind::Emptied)
        .filter(|event| {
            event.kind == VesicleKind::named("procollagen_carrier").expect("a built-in class")
        })
        .map(|event| u64::from(event.counted().unwrap()))
        .sum();
    let (begin, end) = (samples[0], samples[samples.len() - 1]);
    let open: u64 = end.released_procollagen - let_out;
    assert!(open < 200, "{open} from pores that are not empty yet");
    let grown = (end.fibrils_nm - begin.fibrils_nm) / (67.0 / 36.0);
    let assembled = end.released_procollagen - end.free_procollagen;
    assert!(
        (grown - assembled as f64).abs() < 1e-6,
        "{grown} {assembled}"
    );
    assert!(assembled > 200);
    // And every delivery brings 24 channels, of which few are gone again.
    let deliveries = of(EventKind::Collapsed)
        .filter(|event| {
            event.kind == VesicleKind::named("channel_carrier").expect("a built-in class")
        })
        .count();
    let brought = 24 * deliveries as u64;
    assert!(
        end.channels <= brought && end.channels + 5 >= brought,
        "{} {brought}",
        end.channels
    );
}

#[test]
fn watching_a_secretory_cell_changes_nothing() {
    let plain = secretion(4, std::iter::once(30.0));
    for interval in [1.0 / 24.0, 1.0 / 60.0, 0.37] {
        let watched = secretion(
            4,
            every(interval, 30.0)
                .take_while(|at| *at < 30.0)
                .chain([30.0]),
        );
        assert_eq!(watched.0, plain.0, "events at {interval} s");
        assert_eq!(watched.1, plain.1, "samples at {interval} s");
    }
}

#[test]
fn an_hour_of_secretion_neither_swells_the_cell_nor_runs_dry() {
    let (events, samples) = secretion(2, every(60.0, 3600.0));
    let first = samples[0];
    for sample in samples.iter().step_by(100) {
        let grown = sample.membrane_area_nm2 / first.membrane_area_nm2;
        assert!((0.95..1.05).contains(&grown), "{grown} at {}", sample.time);
        assert!(sample.free_procollagen < 2000);
    }
    let late = events
        .iter()
        .filter(|event| event.time > SimTime::from_secs(3000.0));
    let opened = late
        .filter(|event| event.what == EventKind::PoreOpened)
        .count();
    // A carrier every nine seconds; more than half of that after fifty minutes.
    assert!(opened > 33, "{opened} in the last ten minutes");
    let last = samples[samples.len() - 1];
    assert!(last.fibrils_nm > first.fibrils_nm + 5000.0);
    assert!(last.channels > 1000);
}
