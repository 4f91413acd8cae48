//! What tests of whole runs begin with: a cell without pictures whose record lets
//! nothing go.

use bevy::prelude::*;
use exoscope::{
    biology::controls::{Change, TimedChange},
    scene,
    sim::{SimulationPlugin, record::Record, session::Session},
};

/// A built-in scene with changes made at their moments.
pub fn app(scene: &str, seed: u64, changes: &[(&str, &str)]) -> App {
    let changes = changes.iter().map(|(at, change)| TimedChange {
        at: at.parse().unwrap(),
        change: Change::parse(change).unwrap(),
    });
    let session = Session {
        scene: scene::load(scene).unwrap(),
        seed,
        changes: changes.collect(),
    };
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, SimulationPlugin { session }));
    app.finish();
    app.cleanup();
    app.world_mut().resource_mut::<Record>().keep_all = true;
    app
}
