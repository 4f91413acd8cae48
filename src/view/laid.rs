//! What is laid out in the picture when a scene comes, and goes with it.
//!
//! Another scene may come at any time. Then all that stands in the picture for the one
//! before is taken away, and whatever the picture needs to know of a scene is found out
//! anew, in the schedule [`SceneCame`].

use bevy::{
    camera::visibility::NoFrustumCulling,
    ecs::{component::Mutable, schedule::ScheduleLabel, system::ScheduleSystem},
    prelude::*,
};

use super::{
    ViewSystems,
    tissue::{Paints, Tissue},
};
use crate::{scene::Scene, sim::session::Session};

/// Runs once for each scene that comes, before anything of it is drawn.
#[derive(ScheduleLabel, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SceneCame;

/// Marks what stands in the picture for the present scene alone.
#[derive(Component, Clone, Copy, Debug)]
pub struct OfScene;

/// The scene that is laid out.
#[derive(Resource, Default)]
struct LaidOut(Option<Scene>);

/// Lays out what has come, whoever needs it.
struct LayingOut;

impl Plugin for LayingOut {
    fn build(&self, app: &mut App) {
        app.init_resource::<LaidOut>()
            .init_schedule(SceneCame)
            .add_systems(Startup, lay_out)
            .add_systems(
                PostUpdate,
                lay_out_another
                    .run_if(resource_exists_and_changed::<Scene>)
                    .before(ViewSystems::Camera),
            );
    }
}

/// Has systems run whenever a scene comes.
pub trait LayOut {
    fn when_a_scene_comes<M>(
        &mut self,
        systems: impl IntoScheduleConfigs<ScheduleSystem, M>,
    ) -> &mut Self;

    /// Has what the picture remembers, from one frame to the next, of vesicles and their
    /// names begin anew with every run: in another, the same numbers are others'.
    fn remembers_of_a_run<Memory: Resource<Mutability = Mutable> + Default>(&mut self)
    -> &mut Self;
}

impl LayOut for App {
    fn when_a_scene_comes<M>(
        &mut self,
        systems: impl IntoScheduleConfigs<ScheduleSystem, M>,
    ) -> &mut Self {
        if !self.is_plugin_added::<LayingOut>() {
            self.add_plugins(LayingOut);
        }
        self.add_systems(SceneCame, systems)
    }

    fn remembers_of_a_run<Memory: Resource<Mutability = Mutable> + Default>(
        &mut self,
    ) -> &mut Self {
        self.init_resource::<Memory>().add_systems(
            PostUpdate,
            forget::<Memory>
                .run_if(resource_exists_and_changed::<Session>)
                .before(ViewSystems::Camera),
        )
    }
}

fn forget<Memory: Resource<Mutability = Mutable> + Default>(mut memory: ResMut<Memory>) {
    *memory = Memory::default();
}

/// Once, with the first scene or without any.
fn lay_out(world: &mut World) {
    let scene = world.get_resource::<Scene>().cloned();
    world.resource_mut::<LaidOut>().0 = scene;
    world.run_schedule(SceneCame);
}

/// Where the run begins anew in the same scene, everything stands where it did.
fn lay_out_another(world: &mut World) {
    if world.get_resource::<Scene>() == world.resource::<LaidOut>().0.as_ref() {
        return;
    }
    let former: Vec<Entity> = world
        .query_filtered::<Entity, With<OfScene>>()
        .iter(world)
        .collect();
    for entity in former {
        // A part may have gone with what it was a part of.
        world.try_despawn(entity).ok();
    }
    lay_out(world);
}

/// What draws into one mesh, which it makes anew, finds it by its marker.
pub fn blank<Marker: Bundle>(marker: Marker, paint: &Handle<Tissue>) -> impl Bundle {
    (
        marker,
        OfScene,
        Mesh3d::default(),
        MeshMaterial3d(paint.clone()),
        NoFrustumCulling,
    )
}

/// Lays out such a mesh.
pub fn lay<Marker: Component + Clone>(
    marker: Marker,
    paint: fn(&Paints) -> &Handle<Tissue>,
) -> impl FnMut(Commands, Res<Paints>) {
    move |mut commands: Commands, paints: Res<Paints>| {
        commands.spawn(blank(marker.clone(), paint(&paints)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene;

    #[derive(Resource, Default)]
    struct Kept(u32);

    #[test]
    fn what_is_remembered_of_a_run_is_forgotten_with_it() {
        let mut app = App::new();
        app.remembers_of_a_run::<Kept>();
        app.update();
        let session = |name: &str, seed| Session {
            scene: scene::load(name).expect("a built-in scene"),
            seed,
            changes: Vec::new(),
        };
        for session in [
            session("synaptic_bouton", 1),
            session("synaptic_bouton", 2),
            session("waste_disposal", 2),
        ] {
            app.insert_resource(session);
            app.update();
            assert_eq!(app.world().resource::<Kept>().0, 0);
            app.world_mut().resource_mut::<Kept>().0 = 7;
            app.update();
            assert_eq!(app.world().resource::<Kept>().0, 7, "while it goes on");
        }
    }
}
