//! The laws of a run, on a small cell made here.

use bevy::{ecs::system::SystemState, math::DVec3, prelude::*};

use super::{
    Session, SimulationPlugin, advance_to,
    energy::{AtpAccount, AtpPlace, Energy},
    membrane::AreaLedger,
    record::{Event, EventKind, Record, Totals},
    vesicle::{Cause, Vesicle},
};
use crate::{
    biology::{
        controls::{Change, TimedChange},
        vesicles::Pool,
    },
    geometry::{shape::Shape, spline::PIECES_ASKED},
    scene::{Constitutive, Curve, PoolPlaces, Scene, Site, Start},
    units::SimTime,
};

fn site(name: &str, x: f64, z: f64) -> Site {
    Site {
        name: name.into(),
        point: DVec3::new(x, 0.0, z),
    }
}

fn places(pool: Pool, y: f64, across: usize, filled: usize) -> PoolPlaces {
    let spread = 60.0;
    let middle = (across as f64 - 1.0) / 2.0;
    let places = (0..across * across)
        .map(|n| {
            let (column, row) = ((n % across) as f64, (n / across) as f64);
            DVec3::new((column - middle) * spread, y, (row - middle) * spread)
        })
        .collect();
    PoolPlaces {
        pool,
        places,
        filled,
    }
}

/// A flat-bottomed ball with four release sites, three tracks, thirty
/// vesicles.
pub(crate) fn small_cell() -> Scene {
    let track = |name: &str, x: f64, z: f64| Curve {
        carries: None,
        name: name.into(),
        points: vec![
            DVec3::new(-900.0, 600.0, z),
            DVec3::new(-300.0, 550.0, z),
            DVec3::new(x, 160.0, z),
        ],
    };
    Scene {
        name: "small_cell".into(),
        called: "small_cell".into(),
        title: "A small cell".into(),
        summary: "For tests".into(),
        pace: None,
        membrane: Shape::SmoothIntersection {
            blend: 40.0,
            parts: vec![
                Shape::SmoothUnion {
                    blend: 100.0,
                    parts: vec![
                        Shape::Sphere {
                            centre: [0.0, 470.0, 0.0],
                            radius: 520.0,
                        },
                        Shape::Capsule {
                            from: [-1000.0, 600.0, 0.0],
                            to: [0.0, 500.0, 0.0],
                            radius: 200.0,
                        },
                    ],
                },
                Shape::HalfSpace {
                    point: [0.0; 3],
                    normal: [0.0, -1.0, 0.0],
                },
            ],
        },
        mesh_cell_nm: 40.0,
        postsynaptic: None,
        cell: crate::biology::vesicles::CellKind::Neuron,
        classes: crate::biology::vesicles::Classes::default(),
        class_files: Vec::new(),
        axon: None,
        carbon_fibre: None,
        capillary: None,
        controls: Vec::new(),
        active_zone: None,
        closed_gap: None,
        microtubules: vec![
            track("mt1", -60.0, -60.0),
            track("mt2", 0.0, 0.0),
            track("mt3", 60.0, 60.0),
        ],
        actin: vec![Curve {
            carries: None,
            name: "f1".into(),
            points: vec![DVec3::new(0.0, 150.0, 0.0), DVec3::new(30.0, 40.0, 30.0)],
        }],
        sites: vec![
            site("s1", -40.0, -40.0),
            site("s2", 40.0, -40.0),
            site("s3", -40.0, 40.0),
            site("s4", 40.0, 40.0),
        ],
        constitutive_sites: vec![site("c1", 150.0, 0.0), site("c2", -150.0, 0.0)],
        retrieval_sites: vec![site("p1", 0.0, 150.0), site("p2", 0.0, -150.0)],
        pools: vec![
            places(Pool::Reserve, 420.0, 5, 16),
            places(Pool::Recycling, 130.0, 4, 10),
        ],
        start: Start {
            tethered: 0,
            docked: 1,
            primed: 3,
            walking: 2,
        },
        constitutive: Some(Constitutive {
            carriers: 3,
            walking: 2,
            tethered: 1,
            docked: 0,
        }),
        golgi: None,
        fibrils: Vec::new(),
        views: Vec::new(),
        cut: None,
        script: Vec::new(),
    }
}

/// A block with so many tracks of a micrometre in it, and as many filaments.
fn block_of_tracks(count: usize) -> Scene {
    const ACROSS: usize = 5;
    const APART_NM: f64 = 300.0;
    let length_nm = APART_NM * (count / ACROSS) as f64;
    let foot = |number: usize| {
        let (row, column) = ((number / ACROSS) as f64, (number % ACROSS) as f64);
        DVec3::new(APART_NM * column - 600.0, 0.0, APART_NM * row)
    };
    let curve = |name: &str, number: usize, from: DVec3, to: DVec3| Curve {
        carries: None,
        name: format!("{name}{number}"),
        points: [from, 0.5 * (from + to) + DVec3::X * 40.0, to]
            .map(|point| foot(number) + point)
            .to_vec(),
    };
    let track = |number| curve("mt", number, DVec3::Y * 1160.0, DVec3::Y * 160.0);
    let filament = |number| {
        let aside = DVec3::new(60.0, 0.0, 60.0);
        curve(
            "f",
            number,
            aside + DVec3::Y * 150.0,
            aside + DVec3::Y * 50.0,
        )
    };
    Scene {
        membrane: Shape::Slab {
            centre: [0.0, 700.0, 0.5 * length_nm],
            half: [1000.0, 700.0, 0.5 * length_nm + 400.0],
            rounding: 100.0,
        },
        mesh_cell_nm: 200.0,
        microtubules: (0..count).map(track).collect(),
        actin: (0..count).map(filament).collect(),
        pools: Vec::new(),
        ..small_cell()
    }
}

#[test]
fn setting_up_a_cell_asks_hardly_more_of_each_track_where_there_are_many() {
    let asked_a_track = |count: usize| {
        let mut app = App::new();
        let before = PIECES_ASKED.get();
        app.add_plugins(SimulationPlugin {
            session: Session {
                scene: block_of_tracks(count),
                seed: 1,
                changes: Vec::new(),
            },
        });
        advance_to(app.world_mut(), SimTime::ZERO);
        (PIECES_ASKED.get() - before) as f64 / count as f64
    };
    let [few, many] = [25, 200].map(asked_a_track);
    assert!(
        many < 1.5 * few,
        "{few} pieces for each of 25, {many} of 200"
    );
}

pub(crate) fn change(at: f64, text: &str) -> TimedChange {
    TimedChange {
        at: SimTime::from_secs(at),
        change: Change::parse(text).expect("a good change"),
    }
}

fn cell(seed: u64, changes: &[TimedChange]) -> App {
    let mut app = App::new();
    app.add_plugins(SimulationPlugin {
        session: Session {
            scene: small_cell(),
            seed,
            changes: changes.to_vec(),
        },
    });
    app.world_mut().resource_mut::<Record>().keep_all = true;
    app
}

fn run(seed: u64, changes: &[TimedChange], seconds: f64) -> (Vec<Event>, App) {
    let mut app = cell(seed, changes);
    advance_to(app.world_mut(), SimTime::from_secs(seconds));
    let record = app.world().resource::<Record>();
    (record.events.iter().cloned().collect(), app)
}

fn count(events: &[Event], what: EventKind) -> usize {
    events.iter().filter(|event| event.what == what).count()
}

#[test]
fn the_run_does_not_depend_on_how_often_it_is_looked_at() {
    let changes = [
        change(0.0, "signal.train_hz=5"),
        change(0.0, "signal.train_count=60"),
    ];
    let (whole, _) = run(1, &changes, 20.0);
    let mut app = cell(1, &changes);
    for frame in 1..=1200_u32 {
        advance_to(app.world_mut(), SimTime::from_secs(f64::from(frame) / 60.0));
    }
    let record = app.world().resource::<Record>();
    assert!(whole.len() > 100);
    assert!(record.events.iter().eq(whole.iter()));
    assert_ne!(run(2, &changes, 20.0).0, whole);
}

#[test]
fn a_control_set_to_the_value_it_has_changes_nothing() {
    let train = [
        change(0.0, "signal.train_count=40"),
        change(0.0, "signal.train_hz=5"),
    ];
    let (without, _) = run(1, &train, 12.0);
    assert!(without.len() > 100);
    for text in [
        "calcium.egta_mm=0",
        "calcium.clamp_um=0",
        "sensor.model=allosteric",
        "energy.atp=2",
        "tracks.actin=true",
        "pathway.regulated=true",
        "retrieval.mode=natural",
        "cargo.loaded=true",
        "signal.spontaneous=true",
        "drug.egta=0",
    ] {
        for at in [0.0, 4.321] {
            let mut changes = train.to_vec();
            changes.push(change(at, text));
            assert!(run(1, &changes, 12.0).0 == without, "{text} at {at} s");
        }
    }
}

#[test]
fn no_membrane_is_lost_or_made() {
    let changes = [
        change(0.0, "signal.train_hz=10"),
        change(0.0, "signal.train_count=1000"),
    ];
    let mut app = cell(3, &changes);
    let total = app.world().resource::<AreaLedger>().total();
    for second in 1..=120_u32 {
        advance_to(app.world_mut(), SimTime::from_secs(f64::from(second)));
        let ledger = *app.world().resource::<AreaLedger>();
        assert!(
            (ledger.total() / total - 1.0).abs() < 1e-9,
            "{ledger:?} at {second} s"
        );
    }
    let record = app.world().resource::<Record>();
    let events: Vec<Event> = record.events.iter().cloned().collect();
    assert!(count(&events, EventKind::Collapsed) > 10);
    assert!(count(&events, EventKind::PoreClosed) > 1);
    assert!(count(&events, EventKind::Retrieved) > 10);
}

#[test]
fn what_pumps_have_done_is_booked_at_the_price_that_it_had() {
    // Pumps are stopped, hurried, starved and left without cargo while vesicles are
    // being filled.
    let changes = [
        (0.0, "signal.train_count=400"),
        (0.0, "signal.train_hz=20"),
        (0.0, "retrieval.mode=ultrafast"),
        (6.0, "drug.bafilomycin=0.6"),
        (7.5, "drug.bafilomycin=0"),
        (9.0, "energy.atp=0"),
        (9.5, "energy.atp=2"),
        (11.0, "cargo.loaded=false"),
        (12.0, "cargo.loaded=true"),
        (13.0, "drug.bafilomycin=1"),
    ]
    .map(|(at, text)| change(at, text));
    let mut app = cell(4, &changes);
    let world = app.world_mut();
    let mut state: SystemState<Energy> = SystemState::new(world);
    let (mut before, mut pumped) = (AtpAccount::default(), 0);
    for step in 1..=1800_u32 {
        let now = SimTime::from_secs(f64::from(step) / 100.0);
        advance_to(world, now);
        let spent = state.get(world).expect("the cell has an account").at(now);
        for place in AtpPlace::ALL {
            let [then, now_spent] = [before, spent].map(|account| account.of(place));
            assert!(
                now_spent >= then,
                "{then} {now_spent} for {place:?} at {now}"
            );
        }
        pumped = spent.of(AtpPlace::Refilling);
        before = spent;
    }
    assert!(pumped > 1000, "{pumped}");
}

#[test]
fn vesicles_are_neither_lost_nor_made() {
    let changes = [
        change(0.0, "signal.train_hz=2"),
        change(0.0, "signal.train_count=600"),
    ];
    let (_, mut app) = run(5, &changes, 600.0);
    let world = app.world_mut();
    let present = world.query::<&Vesicle>().iter(world).count();
    let owed = world
        .resource::<super::vesicle::retrieve::OwedMembrane>()
        .len();
    assert_eq!(present + owed, 35);
    assert!(world.resource::<Totals>().released_vesicles() > 50);
}

#[test]
fn a_train_of_ten_hertz_depresses_and_the_pool_recovers() {
    let changes = [
        change(10.0, "signal.train_count=100"),
        change(10.0, "signal.train_hz=10"),
        change(45.0, "signal.train_hz=10"),
    ];
    let (mut early, mut late, mut again) = (0, 0, 0);
    for seed in 0..30 {
        let (events, _) = run(seed, &changes, 46.05);
        let evoked = |from: f64, to: f64| {
            events
                .iter()
                .filter(|event| event.what == EventKind::Triggered)
                .filter(|event| event.cause() == Some(Cause::ActionPotential))
                .filter(|event| (from..to).contains(&event.time.as_secs()))
                .count()
        };
        early += evoked(10.0, 11.05);
        late += evoked(15.0, 20.05);
        again += evoked(45.0, 46.05);
    }
    // The same number of signals, the late ones counted five times as long.
    let late = late as f64 / 5.0;
    let (early, again) = (early as f64, again as f64);
    assert!(late > 0.0 && early > 1.6 * late, "{early} {late}");
    assert!(again > 1.3 * late, "{again} {late}");
}
