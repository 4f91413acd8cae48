//! How long whole runs take, from reading the scene to the last event: a train
//! in the bouton, which should be faster than the cell, and thousands of
//! vesicles under held calcium, which should take less than two seconds.

use std::hint::black_box;

use bevy::prelude::*;
use divan::Bencher;
use exoscope::{
    biology::controls::{Change, TimedChange},
    scene,
    sim::{self, Session, SimulationPlugin, record::Totals},
    units::SimTime,
};

fn main() {
    divan::main();
}

#[divan::bench(name = "20 Hz for 10 s in the bouton", sample_count = 5)]
fn train(bencher: Bencher) {
    let changes = [
        ("0s", "signal.train_count=200"),
        ("0s", "signal.train_hz=20"),
    ];
    bencher.bench_local(|| released("synaptic_bouton", &changes, "10s"));
}

#[divan::bench(name = "4000 vesicles held at 10 µM for 200 ms", sample_count = 5)]
fn clamp(bencher: Bencher) {
    let changes = [("10ms", "calcium.clamp_um=10")];
    bencher.bench_local(|| released("calcium_clamp", &changes, "200ms"));
}

/// How many vesicles a run releases.
fn released(scene: &str, changes: &[(&str, &str)], until: &str) -> u64 {
    let changes = changes.iter().map(|(at, change)| TimedChange {
        at: at.parse().expect("a time"),
        change: Change::parse(change).expect("a change"),
    });
    let session = Session {
        scene: scene::load(scene).expect("a built-in scene"),
        seed: 1,
        changes: changes.collect(),
    };
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, SimulationPlugin { session }));
    app.finish();
    app.cleanup();
    let until: SimTime = until.parse().expect("a time");
    sim::advance_to(app.world_mut(), until);
    black_box(app.world().resource::<Totals>().released_vesicles())
}
