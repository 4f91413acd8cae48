//! *Follow with the camera*: it goes to the vesicle that was clicked, and stays with it.
//!
//! From afar it comes as near as to one of the five steps, and from a side from which
//! the vesicle is seen. Where that is large already, it stays where it stands.

use bevy::{ecs::system::SystemParam, math::ops, prelude::*};

use super::{caption::Captions, chapter::close_up_nm};
use crate::{
    scene::Scene,
    session::actions::{Action, Step},
    sim::{
        chance::Chance,
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        vesicle::{Motion, Sight, Stage, VesicleId},
    },
    text::word,
    view::{Following, Selected, camera::CameraRig, vantage::Lookout},
};

/// A vesicle whose radius takes less than this share of half the picture's height is
/// far away.
const LARGE_ENOUGH: f32 = 0.12;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, follow_or_let_go);
}

/// Where the camera goes.
#[derive(SystemParam)]
struct Way<'w, 's> {
    bodies: Query<'w, 's, Sight>,
    lookout: Lookout<'w, 's>,
    clock: Res<'w, SimClock>,
    tracks: Res<'w, Cytoskeleton>,
    chance: Res<'w, Chance>,
    scene: Res<'w, Scene>,
}

fn follow_or_let_go(
    mut actions: MessageReader<Action>,
    mut following: ResMut<Following>,
    mut rig: ResMut<CameraRig>,
    mut captions: ResMut<Captions>,
    selected: Res<Selected>,
    way: Way,
) {
    for _ in actions.read().filter(|action| **action == Action::Follow) {
        match (following.0, selected.0) {
            (Some(_), _) => following.0 = None,
            (None, Some(vesicle)) => {
                following.0 = Some(vesicle);
                way.come_near(vesicle, &mut rig);
            }
            (None, None) => captions.answer(word("none_selected").to_owned()),
        }
    }
}

impl Way<'_, '_> {
    fn come_near(&self, id: VesicleId, rig: &mut CameraRig) {
        let Some(body) = self.bodies.iter().find(|body| body.vesicle.id == id) else {
            return;
        };
        let radius_nm = body.vesicle.radius_nm;
        let half_height_nm = rig.goal.distance * ops::tan(rig.goal.field_of_view / 2.0);
        let is_large = radius_nm as f32 >= LARGE_ENOUGH * half_height_nm;
        if is_large || matches!(body.motion, Motion::Beyond { .. }) {
            return;
        }
        let distance_nm = close_up_nm(step_of(*body.stage), radius_nm);
        let seen = self.lookout.vantage(id, distance_nm.into());
        let back = seen.map_or_else(|| rig.goal.backward(), |vantage| vantage.back);
        let at = body
            .motion
            .position_at(id, self.clock.now, &self.tracks, &self.chance);
        rig.stand_before(id, at, distance_nm, back, self.scene.views.first());
    }
}

/// The step as which a vesicle of a stage is looked at.
fn step_of(stage: Stage) -> Step {
    match stage {
        Stage::Docked => Step::Docking,
        Stage::Primed => Step::Priming,
        Stage::Fusing => Step::Fusion,
        Stage::Tethered
        | Stage::Crossing
        | Stage::Budding
        | Stage::Resting(_)
        | Stage::Refilling => Step::Tethering,
        Stage::Approaching | Stage::Walking | Stage::Detached | Stage::Returning | Stage::Away => {
            Step::Trafficking
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        play::time_lens::Playback,
        sim::session::Session,
        ui::steps::story::{classroom, draw, met_before, watch},
        view::{figures::Figures, met::undrawn},
    };

    /// One vesicle of each stage that there is in the scene, whatever its kind.
    fn one_of_each_stage(app: &mut App) -> Vec<(VesicleId, Stage)> {
        let mut bodies = app.world_mut().query::<Sight>();
        let mut found: Vec<(VesicleId, Stage)> = Vec::new();
        for body in bodies.iter(app.world()) {
            let is_there = !matches!(body.motion, Motion::Beyond { .. });
            if is_there && found.iter().all(|(_, stage)| stage != body.stage) {
                found.push((body.vesicle.id, *body.stage));
            }
        }
        found
    }

    /// The radius of a vesicle in parts of half the picture's height, where it is in
    /// the middle.
    fn size_in_picture(app: &mut App, id: VesicleId) -> Option<f32> {
        let pose = app.world().resource::<CameraRig>().pose;
        let now = app.world().resource::<SimClock>().now;
        let mut bodies = app.world_mut().query::<Sight>();
        let world = app.world();
        let mut bodies = bodies.iter(world);
        let body = bodies.find(|body| body.vesicle.id == id)?;
        let (tracks, chance) = (world.resource(), world.resource());
        let at = body.motion.position_at(id, now, tracks, chance);
        let radius_nm = body.vesicle.radius_nm;
        (pose.focus.as_dvec3().distance(at) < radius_nm)
            .then(|| radius_nm as f32 / pose.distance / ops::tan(pose.field_of_view / 2.0))
    }

    #[test]
    fn one_of_a_crowd_that_is_followed_is_not_buried_in_it() {
        let mut app = classroom("synaptic_bouton", 1);
        watch(&mut app, 2.0);
        app.world_mut().resource_mut::<Playback>().playing = false;
        let session = app.world().resource::<Session>().clone();
        let mut picture = undrawn(session);
        let mut bodies = app.world_mut().query::<Sight>();
        let resting = bodies.iter(app.world()).filter(|body| {
            let is_there = !matches!(body.motion, Motion::Beyond { .. });
            is_there && matches!(body.stage, Stage::Resting(_))
        });
        let resting: Vec<VesicleId> = resting.map(|body| body.vesicle.id).step_by(9).collect();
        assert!(resting.len() > 6, "{resting:?}");
        for id in resting {
            app.world_mut().write_message(Action::Home);
            watch(&mut app, 3.0);
            app.world_mut().resource_mut::<Selected>().0 = Some(id);
            app.world_mut().write_message(Action::Follow);
            watch(&mut app, 3.0);
            draw(&mut app, &mut picture);
            let before = met_before(&mut picture, id);
            let figures = &picture.world().resource::<Figures>().0;
            let bodies = before.iter().filter_map(|(met, _)| {
                let mut others = figures.iter().filter(|figure| figure.id != id);
                others.find(|other| met.as_vec3().distance(other.centre) < other.radius + 1.0)
            });
            let bodies: Vec<VesicleId> = bodies.map(|other| other.id).collect();
            assert!(bodies.is_empty(), "{bodies:?} stand before vesicle {id}");
        }
    }

    #[test]
    fn whoever_is_followed_from_afar_is_seen_large() {
        let mut stages = Vec::new();
        for scene in ["synaptic_bouton", "chromaffin_cell", "secretory_cell"] {
            let mut app = classroom(scene, 1);
            watch(&mut app, 4.0);
            let mut playback = app.world_mut().resource_mut::<Playback>();
            playback.playing = false;
            for (id, stage) in one_of_each_stage(&mut app) {
                app.world_mut().write_message(Action::Home);
                watch(&mut app, 3.0);
                app.world_mut().resource_mut::<Selected>().0 = Some(id);
                app.world_mut().write_message(Action::Follow);
                watch(&mut app, 3.0);
                let told = format!("{scene}, vesicle {id}, {stage:?}");
                let size = size_in_picture(&mut app, id);
                let size = size.unwrap_or_else(|| panic!("{told} is not in the middle"));
                assert!((LARGE_ENOUGH..0.9).contains(&size), "{told}: {size}");
                stages.push(stage);
                // Whoever comes nearer by hand stays there.
                app.world_mut().write_message(Action::Follow);
                watch(&mut app, 0.1);
                assert_eq!(app.world().resource::<Following>().0, None);
                app.world_mut()
                    .resource_mut::<CameraRig>()
                    .zoom(0.8, Vec2::ZERO);
                watch(&mut app, 2.0);
                app.world_mut().write_message(Action::Follow);
                watch(&mut app, 2.0);
                let nearer = size_in_picture(&mut app, id).unwrap_or_default();
                assert!(nearer > 1.1 * size, "{told}: {nearer} after {size}");
            }
        }
        assert!(stages.len() > 12, "{stages:?}");
    }
}
