//! The clock: it jumps to the next moment at which anything is due.

use bevy::prelude::*;

use super::{
    Simulation, SimulationSystems,
    cell::{Agenda, Begun},
    controls::Controls,
    golgi::Golgi,
    places::Places,
    record::samples::NextSample,
    respond::Script,
    signal::{Spikes, bursts::Bursts},
    state::Keeps,
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

/// When each of what the clock asks is due next, as it stood when the clock last
/// stopped. Whoever wants to know what comes asks here.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The next change of any vesicle.
    pub vesicles: SimTime,
    /// A change of a control that was asked for, and one of the opening script.
    pub controls: SimTime,
    pub script: SimTime,
    /// A dose comes on or is washed out by a step.
    pub doses: SimTime,
    /// The next action potential of a train.
    pub spikes: SimTime,
    /// A burst, a pause, or a step of their calcium.
    pub bursts: SimTime,
    /// A free release site calls a vesicle.
    pub calls: SimTime,
    /// Membrane that is owed begins a pit.
    pub pits: SimTime,
    /// Cargo goes to the Golgi, or buds from it.
    pub golgi: SimTime,
    /// A look at it all, which changes nothing.
    pub sample: SimTime,
}

impl Default for Coming {
    fn default() -> Self {
        let never = SimTime::NEVER;
        Self {
            vesicles: never,
            controls: never,
            script: never,
            doses: never,
            spikes: never,
            bursts: never,
            calls: never,
            pits: never,
            golgi: never,
            sample: never,
        }
    }
}

impl Coming {
    /// When anything is due.
    pub fn next(&self) -> SimTime {
        self.change().min(self.sample)
    }

    /// When anything changes in the cell.
    pub fn change(&self) -> SimTime {
        let places = self.calls.min(self.pits).min(self.golgi);
        self.vesicles.min(self.influence()).min(places)
    }

    /// When what vesicles are about may be drawn anew: by hands, drugs or signals.
    pub fn influence(&self) -> SimTime {
        let hands = self.controls.min(self.script).min(self.doses);
        hands.min(self.spikes).min(self.bursts)
    }
}

pub(super) fn plugin(app: &mut App) {
    app.keeps::<SimClock>()
        .keeps::<Coming>()
        .keeps_for_a_step::<Agenda>()
        .keeps_for_a_step::<Begun>()
        .add_systems(
            Simulation,
            jump_to_next_change.in_set(SimulationSystems::Clock),
        );
}

fn jump_to_next_change(
    mut clock: ResMut<SimClock>,
    mut coming: ResMut<Coming>,
    (mut agenda, mut begun): (ResMut<Agenda>, ResMut<Begun>),
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
    begun.fusions.clear();
    begun.pits.clear();
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
    *coming = Coming {
        vesicles: next_vesicle,
        controls: controls.next_due(),
        script: script.next(),
        doses: doses.next(),
        spikes: spikes.next(),
        bursts: bursts.next(),
        calls: places.next_call(),
        pits: owed.next(),
        golgi: golgi.next(),
        sample: sample.due,
    };
    let next = coming.next().max(clock.now);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{
        Session, SimulationPlugin, advance_to,
        record::Record,
        tests::{change, small_cell},
    };

    #[test]
    fn whatever_is_due_first_is_what_comes_next() {
        let at = SimTime::from_secs(1.0);
        let sources: [fn(&mut Coming) -> &mut SimTime; 9] = [
            |coming| &mut coming.vesicles,
            |coming| &mut coming.controls,
            |coming| &mut coming.script,
            |coming| &mut coming.doses,
            |coming| &mut coming.spikes,
            |coming| &mut coming.bursts,
            |coming| &mut coming.calls,
            |coming| &mut coming.pits,
            |coming| &mut coming.golgi,
        ];
        for (number, source) in sources.into_iter().enumerate() {
            let mut coming = Coming::default();
            assert_eq!(coming.change(), SimTime::NEVER);
            *source(&mut coming) = at;
            assert_eq!((coming.change(), coming.next()), (at, at));
            let influences = (1..=5).contains(&number);
            assert_eq!(coming.influence() == at, influences, "{number}");
        }
        let looked_at = Coming {
            sample: at,
            ..Coming::default()
        };
        assert_eq!(looked_at.change(), SimTime::NEVER);
        assert_eq!(looked_at.next(), at);
    }

    #[test]
    fn nothing_happens_before_what_is_said_to_come() {
        let mut app = App::empty();
        app.add_plugins(SimulationPlugin {
            session: Session {
                scene: small_cell(),
                seed: 3,
                changes: vec![
                    change(0.0, "signal.train_count=40"),
                    change(0.5, "signal.train_hz=20"),
                    change(1.0, "drug.nocodazole=1"),
                    change(2.0, "energy.atp=0.2"),
                ],
            },
        });
        let world = app.world_mut();
        world.resource_mut::<Record>().keep_all = true;
        advance_to(world, SimTime::ZERO);
        let mut events = 0;
        while world.resource::<SimClock>().now < SimTime::from_secs(4.0) {
            let coming = world.resource::<Coming>().change();
            let count = world.resource::<Record>().event_count;
            assert!(coming > world.resource::<SimClock>().now);
            advance_to(world, coming - SimTime::from_nanos(1));
            assert_eq!(world.resource::<Record>().event_count, count);
            advance_to(world, coming);
            events = world.resource::<Record>().event_count;
        }
        assert!(events > 50, "{events}");
    }
}
