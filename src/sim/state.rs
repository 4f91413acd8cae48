//! What a run keeps, in one list: whatever the simulation remembers from one step
//! to the next is named here by the plugin that keeps it. A run that begins anew, a
//! snapshot and its restoring go through the list, so none of them forgets anything.

use std::{any::Any, collections::BTreeMap, fmt};

use bevy::{ecs::component::Mutable, prelude::*};
use thiserror::Error;

use super::{
    clock::SimClock,
    session::Session,
    vesicle::{Vesicle, VesicleId},
};
use crate::units::SimTime;

/// A copy of all there is of one kind.
type Copied = Box<dyn Any + Send + Sync>;
/// Vesicles by number.
type Vesicles = BTreeMap<VesicleId, Entity>;

/// Something that is kept.
pub(super) struct Kept {
    /// Makes it what it is before a run, as far as building the cell does not.
    begin: fn(&mut World),
    copy: fn(&mut World) -> Copied,
    restore: fn(&mut World, &Copied, &Vesicles),
}

/// All that is kept.
#[derive(Resource, Default)]
pub(super) struct State(Vec<Kept>);

impl State {
    /// Makes everything in `world` what it is before a run.
    pub fn begin(world: &mut World) {
        world.resource_scope(|world, state: Mut<Self>| {
            for kept in &state.0 {
                (kept.begin)(world);
            }
        });
    }
}

/// Names what is kept.
pub(super) trait Keeps {
    /// Puts something on the list.
    fn keep(&mut self, kept: Kept) -> &mut Self;

    /// A resource that is its default when a run begins.
    fn keeps<R: Resource + Clone + Default>(&mut self) -> &mut Self {
        self.keep(Kept {
            begin: |world| world.insert_resource(R::default()),
            ..of_resource::<R>()
        })
    }

    /// A resource that is built with the cell, and changes.
    fn keeps_built<R: Resource + Clone>(&mut self) -> &mut Self {
        self.keep(of_resource::<R>())
    }

    /// A resource that is built with the cell, and that no run changes.
    fn keeps_fixed<R: Resource>(&mut self) -> &mut Self {
        self.keep(Kept {
            begin: |_| {},
            copy: |_| Box::new(()),
            restore: |_, _, _| {},
        })
    }

    /// A resource that says something of the present step alone.
    fn keeps_for_a_step<R: Resource + Default>(&mut self) -> &mut Self {
        self.keep(Kept {
            begin: |world| world.insert_resource(R::default()),
            copy: |_| Box::new(()),
            restore: |world, _, _| world.insert_resource(R::default()),
        })
    }

    /// A resource that is too large to be copied whole.
    fn keeps_part_of<R: Resource<Mutability = Mutable> + Default + KeptInPart>(
        &mut self,
    ) -> &mut Self {
        self.keep(Kept {
            begin: |world| {
                let mut resource = world.get_resource_or_init::<R>();
                resource.begin();
            },
            copy: |world| Box::new(world.resource::<R>().copied()),
            restore: |world, copied, _| {
                if let Some(part) = copied.downcast_ref() {
                    world.resource_mut::<R>().restore(part);
                }
            },
        })
    }

    /// A component that vesicles have, all of them or some.
    fn keeps_of_vesicles<C: Component<Mutability = Mutable> + Clone>(&mut self) -> &mut Self {
        self.keep(Kept {
            begin: |_| {},
            copy: |world| {
                let mut all = world.query::<(&Vesicle, &C)>();
                let all = all.iter(world);
                let copies: BTreeMap<VesicleId, C> = all
                    .map(|(vesicle, component)| (vesicle.id, component.clone()))
                    .collect();
                Box::new(copies)
            },
            restore: |world, copied, vesicles| {
                let Some(copies) = copied.downcast_ref::<BTreeMap<VesicleId, C>>() else {
                    return;
                };
                for (id, entity) in vesicles {
                    let mut entity = world.entity_mut(*entity);
                    match copies.get(id) {
                        Some(component) => entity.insert(component.clone()),
                        None => entity.remove::<C>(),
                    };
                }
            },
        })
    }
}

impl Keeps for App {
    fn keep(&mut self, kept: Kept) -> &mut Self {
        let mut state = self.world_mut().get_resource_or_init::<State>();
        state.0.push(kept);
        self
    }
}

/// A resource of which a snapshot holds what it can be put back with, not all.
pub(super) trait KeptInPart {
    type Part: Any + Send + Sync;

    /// Makes it what it is before a run.
    fn begin(&mut self);

    /// What a snapshot holds of it.
    fn copied(&self) -> Self::Part;

    /// Puts it back.
    fn restore(&mut self, part: &Self::Part);
}

fn of_resource<R: Resource + Clone>() -> Kept {
    Kept {
        begin: |_| {},
        copy: |world| Box::new(world.resource::<R>().clone()),
        restore: |world, copied, _| {
            if let Some(resource) = copied.downcast_ref::<R>() {
                world.insert_resource(resource.clone());
            }
        },
    }
}

/// The whole state of a run at one moment. Once it has been restored, the run goes
/// on as it would have gone on without.
pub struct Snapshot {
    at: SimTime,
    seed: u64,
    scene: String,
    vesicles: Vec<VesicleId>,
    copies: Vec<Copied>,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("at", &self.at)
            .field("seed", &self.seed)
            .field("scene", &self.scene)
            .finish_non_exhaustive()
    }
}

/// A snapshot is of another cell than the one that it was to be restored in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("that was a moment of {was}, and this is a run of {here}")]
pub struct OtherRun {
    was: String,
    here: String,
}

impl Snapshot {
    /// That of the present moment.
    pub fn take(world: &mut World) -> Self {
        let mut vesicles = world.query::<&Vesicle>();
        let mut vesicles: Vec<VesicleId> = vesicles.iter(world).map(|vesicle| vesicle.id).collect();
        vesicles.sort_unstable();
        let (scene, seed) = run_in(world);
        world.resource_scope(|world, state: Mut<State>| Self {
            at: world.resource::<SimClock>().now,
            seed,
            scene,
            vesicles,
            copies: state.0.iter().map(|kept| (kept.copy)(world)).collect(),
        })
    }

    /// The moment it is of.
    pub fn at(&self) -> SimTime {
        self.at
    }

    /// Puts the run back to this moment. Vesicles that are there now and were there
    /// then keep their entities, with whatever else these may have.
    ///
    /// # Errors
    /// Another scene or another seed is running: nothing is changed.
    pub fn restore(&self, world: &mut World) -> Result<(), OtherRun> {
        let (here, seed) = run_in(world);
        if (&here, seed) != (&self.scene, self.seed) {
            let named = |scene: &str, seed| format!("{scene} with seed {seed}");
            return Err(OtherRun {
                was: named(&self.scene, self.seed),
                here: named(&here, seed),
            });
        }
        let vesicles = self.stand(world);
        world.resource_scope(|world, state: Mut<State>| {
            for (kept, copied) in state.0.iter().zip(&self.copies) {
                (kept.restore)(world, copied, &vesicles);
            }
        });
        Ok(())
    }

    /// The entities of its vesicles; all others are gone.
    fn stand(&self, world: &mut World) -> Vesicles {
        let mut there = world.query::<(Entity, &Vesicle)>();
        let there = there.iter(world);
        let mut there: Vesicles = there
            .map(|(entity, vesicle)| (vesicle.id, entity))
            .collect();
        let mut stand = |id: &VesicleId| {
            let entity = there.remove(id);
            (*id, entity.unwrap_or_else(|| world.spawn_empty().id()))
        };
        let vesicles = self.vesicles.iter().map(&mut stand).collect();
        for entity in there.into_values() {
            world.despawn(entity);
        }
        vesicles
    }
}

/// Which run goes on in `world`: its scene's name, and its seed.
fn run_in(world: &World) -> (String, u64) {
    let session = world.resource::<Session>();
    (session.scene.called.clone(), session.seed)
}
