//! The clock: it jumps to the next moment at which anything is due.

use bevy::prelude::*;

use super::{
    Simulation, SimulationSystems,
    cell::Agenda,
    controls::Controls,
    golgi::Golgi,
    places::Places,
    record::samples::NextSample,
    respond::Script,
    signal::{Spikes, bursts::Bursts},
    vesicle::{Due, Vesicle, retrieve::OwedMembrane},
    what_if::Doses,
};
use crate::units::SimTime;

/// Cell time of the run.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct SimClock {
    /// The present moment.
    pub now: SimTime,
    /// Where the present call of [`super::advance_to`] will stop.
    pub target: SimTime,
    /// Whether nothing more is due up to the target.
    pub is_at_rest: bool,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<SimClock>()
        .init_resource::<Agenda>()
        .add_systems(
            Simulation,
            jump_to_next_change.in_set(SimulationSystems::Clock),
        );
}

fn jump_to_next_change(
    mut clock: ResMut<SimClock>,
    mut agenda: ResMut<Agenda>,
    controls: Res<Controls>,
    script: Res<Script>,
    doses: Res<Doses>,
    spikes: Res<Spikes>,
    places: Res<Places>,
    owed: Res<OwedMembrane>,
    golgi: Res<Golgi>,
    sample: Res<NextSample>,
    bursts: Res<Bursts>,
    dues: Query<(Entity, &Due), With<Vesicle>>,
    vesicles: Query<&Vesicle>,
) {
    // Thousands are asked thousands of times: once through for all of the first.
    let mut next_vesicle = SimTime::NEVER;
    let mut first: Vec<Entity> = Vec::new();
    for (entity, due) in &dues {
        if due.0 > next_vesicle || due.0 == SimTime::NEVER {
            continue;
        }
        if due.0 < next_vesicle {
            first.clear();
        }
        next_vesicle = due.0;
        first.push(entity);
    }
    let next = [
        next_vesicle,
        controls.next_due(),
        script.next(),
        doses.next(),
        spikes.next(),
        places.next_call(),
        owed.next(),
        golgi.next(),
        sample.due,
        bursts.next(),
    ]
    .into_iter()
    .min()
    .unwrap_or(SimTime::NEVER)
    .max(clock.now);
    clock.is_at_rest = next > clock.target;
    clock.now = next.min(clock.target.max(clock.now));
    let mut due: Vec<(u32, Entity)> = Vec::new();
    if next_vesicle <= clock.now {
        // Whatever was due before is due as well.
        if next_vesicle < clock.now {
            let late = dues.iter().filter(|(_, due)| due.0 <= clock.now);
            first = late.map(|(entity, _)| entity).collect();
        }
        due.extend(
            first
                .into_iter()
                .filter_map(|entity| Some((vesicles.get(entity).ok()?.id.0, entity))),
        );
        due.sort_unstable();
    }
    agenda.due = due.into_iter().map(|(_, entity)| entity).collect();
}
