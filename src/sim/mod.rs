//! The biology. It works without rendering: no windows, no panels, no files,
//! no wall clock; a headless run on `MinimalPlugins` is the same run.
//!
//! The simulation jumps from one drawn moment of change to the next. Between
//! them, what moves is a function of time.

pub mod amperometry;
pub mod cargo;
mod cell;
pub mod chance;
pub mod cleft;
pub mod clock;
pub mod controls;
pub mod cytoskeleton;
pub mod diffusion;
pub mod efflux;
pub mod energy;
pub mod golgi;
pub mod lack;
pub mod lumen;
pub mod matrix;
pub mod membrane;
pub mod moments;
pub mod places;
pub mod receptor;
pub mod record;
pub mod respond;
pub mod scheme;
pub mod session;
pub mod shed;
pub mod signal;
mod start;
pub mod state;
#[cfg(test)]
pub(crate) mod tests;
pub mod trials;
pub mod twins;
pub mod vesicle;
pub mod what_if;

use bevy::{
    ecs::schedule::{
        IntoScheduleConfigs, LogLevel, ScheduleBuildSettings, ScheduleLabel, SingleThreadedExecutor,
    },
    prelude::*,
};

use record::inputs::By;
use state::Keeps;

use crate::{scene::Scene, units::SimTime};

pub use session::Session;
pub use state::Snapshot;

/// One step of the simulation: to the next moment at which something changes.
#[derive(ScheduleLabel, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Simulation;

/// The order within a step: the clock, what people want, the beginning, what
/// follows from changed rates, the signals, then a vesicle's life from its
/// pool to its return, then what it let out, and last the record.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SimulationSystems {
    Clock,
    Controls,
    Start,
    Replanning,
    Signals,
    Traffic,
    Tethering,
    Docking,
    Priming,
    Fusion,
    Retrieval,
    Cleft,
    Recording,
}

/// Everything of a session's cell, ready to run with [`advance_to`].
#[derive(Clone, Debug)]
pub struct SimulationPlugin {
    pub session: Session,
}

impl Plugin for SimulationPlugin {
    fn build(&self, app: &mut App) {
        use SimulationSystems as Set;
        let mut schedule = Schedule::new(Simulation);
        schedule
            .set_executor(SingleThreadedExecutor::new())
            .set_build_settings(ScheduleBuildSettings {
                ambiguity_detection: LogLevel::Error,
                ..Default::default()
            })
            .configure_sets(
                (
                    Set::Clock,
                    Set::Controls,
                    Set::Start,
                    Set::Replanning,
                    Set::Signals,
                    Set::Traffic,
                    Set::Tethering,
                    Set::Docking,
                    Set::Priming,
                    Set::Fusion,
                    Set::Retrieval,
                    Set::Cleft,
                    Set::Recording,
                )
                    .chain(),
            )
            .configure_sets(
                (Set::Traffic, Set::Docking, Set::Priming, Set::Fusion)
                    .run_if(|agenda: Res<cell::Agenda>| !agenda.due.is_empty()),
            );
        app.add_schedule(schedule)
            .keeps_fixed::<Scene>()
            .keeps_fixed::<Session>()
            .add_plugins((
                clock::plugin,
                energy::plugin,
                respond::plugin,
                what_if::plugin,
                start::plugin,
                signal::plugin,
                vesicle::plugin,
                (membrane::proteins::plugin, membrane::inserted::plugin),
                (golgi::plugin, matrix::plugin, shed::plugin),
                cleft::plugin,
                record::samples::plugin,
            ));
        begin(app.world_mut(), self.session.clone());
    }
}

/// Puts the world of a [`SimulationPlugin`] at the beginning of `session`,
/// whatever ran in it before.
pub fn begin(world: &mut World, session: Session) {
    let vesicles: Vec<Entity> = world
        .query_filtered::<Entity, With<vesicle::Vesicle>>()
        .iter(world)
        .collect();
    for entity in vesicles {
        world.despawn(entity);
    }
    state::State::begin(world);
    let (mut controls, of_scene) = controls::Controls::beginning_with(&session.scene.controls);
    let mut record = world.resource_mut::<record::Record>();
    for made in &of_scene {
        record.add_change(respond::in_the_record(made, By::Scene, SimTime::ZERO));
    }
    for change in &session.changes {
        controls.request(change.at, change.change.clone());
    }
    world.insert_resource(respond::Script::new(&session.scene.script));
    world.insert_resource(controls);
    start::build(world, &session.scene, session.seed);
    world.insert_resource(session.scene.clone());
    world.insert_resource(session);
}

/// Runs the simulation exactly to `target`. What happens does not depend on
/// how many calls it takes.
pub fn advance_to(world: &mut World, target: SimTime) {
    world.resource_mut::<clock::SimClock>().target = target;
    loop {
        world.run_schedule(Simulation);
        if world.resource::<clock::SimClock>().is_at_rest {
            return;
        }
    }
}
