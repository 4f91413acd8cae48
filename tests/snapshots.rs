//! A run that is put back to an earlier moment goes on as it went on before: in
//! every scene, under changes, to the last digit, in the same cell and in another
//! one.

#![allow(clippy::unwrap_used)]

mod common;
#[macro_use]
#[path = "common/scenes.rs"]
mod scenes;

use bevy::prelude::*;
use exoscope::{
    sim::{
        self, Session, Snapshot,
        clock::Coming,
        record::{Record, Taken},
    },
    units::SimTime,
};

/// What is done in a run: some of it before the snapshot, some after, and some that
/// has been asked for and is still to come when it is taken.
fn changes(until_s: f64) -> Vec<(String, &'static str)> {
    let at = |share: f64| format!("{}ns", (share * until_s * 1e9) as u64);
    vec![
        (at(0.0), "signal.train_count=400"),
        (at(0.1), "signal.train_hz=20"),
        (at(0.2), "drug.dynasore=0.5"),
        (at(0.3), "signal.glucose_mm=12"),
        (at(0.35), "fusion.kiss_and_run_fraction=0.4"),
        (at(0.6), "drug.dynasore=0"),
        (at(0.7), "cargo.loaded=false"),
        (at(0.75), "calcium.egta_mm=2"),
        (at(0.8), "cargo.loaded=true"),
        (at(0.9), "tracks.microtubules=false"),
    ]
}

/// Runs on to a moment; what has happened meanwhile.
fn go_on(app: &mut App, until: SimTime) -> (Taken, Coming) {
    sim::advance_to(app.world_mut(), until);
    let taken = app.world_mut().resource_mut::<Record>().take();
    (taken, *app.world().resource::<Coming>())
}

/// Seconds of cell time: enough for rides, fusions and pits.
fn seconds(scene: &str) -> f64 {
    match scene {
        "cleft_box" => 0.001,
        "calcium_clamp" => 0.05,
        "amperometry" | "chromaffin_cell" | "synaptic_bouton" => 4.0,
        "two_pathways" => 20.0,
        _ => 30.0,
    }
}

fn hold(scene: &str) {
    let until_s = seconds(scene);
    let made = changes(until_s);
    let made: Vec<(&str, &str)> = made
        .iter()
        .map(|(at, change)| (at.as_str(), *change))
        .collect();
    let mut app = common::app(scene, 5, &made);
    let until = SimTime::from_secs(until_s);
    // The very beginning, and a moment in the midst of it all.
    let first = Snapshot::take(app.world_mut());
    let before = go_on(&mut app, SimTime::from_secs(0.45 * until_s));
    let middle = Snapshot::take(app.world_mut());
    let after = go_on(&mut app, until);
    for (taken, _) in [&before, &after] {
        assert!(
            !taken.samples.is_empty() && !taken.changes.is_empty(),
            "{scene}"
        );
    }
    let fired = after.0.spikes.len();
    assert!(fired > 0 || until_s < 0.1, "{scene}: {fired}");

    middle.restore(app.world_mut()).unwrap();
    assert!(go_on(&mut app, until) == after, "{scene}: from the middle");
    first.restore(app.world_mut()).unwrap();
    assert!(
        go_on(&mut app, middle.at()) == before,
        "{scene}: from the beginning"
    );
    // Forward, over what has not been run through.
    first.restore(app.world_mut()).unwrap();
    middle.restore(app.world_mut()).unwrap();
    assert!(go_on(&mut app, until) == after, "{scene}: forward");
    // In a cell that stands at its beginning.
    let mut other = common::app(scene, 5, &made);
    middle.restore(other.world_mut()).unwrap();
    assert!(go_on(&mut other, until) == after, "{scene}: another cell");
}

in_every_scene!(hold);

#[test]
fn a_moment_of_another_run_is_turned_away() {
    let mut app = common::app("two_pathways", 1, &[]);
    go_on(&mut app, SimTime::from_secs(1.0));
    let snapshot = Snapshot::take(app.world_mut());
    let session = Session {
        seed: 2,
        ..app.world().resource::<Session>().clone()
    };
    sim::begin(app.world_mut(), session);
    let other = snapshot.restore(app.world_mut()).unwrap_err();
    assert_eq!(
        other.to_string(),
        "that was a moment of two_pathways with seed 1, and this is a run of two_pathways with \
         seed 2"
    );
}
