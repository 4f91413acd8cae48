//! What the director means is ringed, and is in sight.

use std::time::Duration;

use bevy::{ecs::system::RunSystemOnce, math::ops, time::TimeUpdateStrategy};

use super::*;
use crate::{
    play::time_lens,
    scene::{built_in, load},
    sim::{Session, SimulationPlugin},
    view::{
        Pace, camera, cutaway,
        halo::{self, Circled},
    },
};

const FRAME_S: f64 = 1.0 / 12.0;
/// After so long the camera is where it was bound for.
const FLOWN_S: f64 = 1.6;

/// A cell that is left to the director.
fn film(scene: &str) -> App {
    let session = Session {
        scene: load(scene).expect("it is built in"),
        seed: 1,
        changes: Vec::new(),
    };
    let frame = TimeUpdateStrategy::ManualDuration(Duration::from_secs_f64(FRAME_S));
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, SimulationPlugin { session }))
        .insert_resource(frame)
        .init_resource::<ViewSettings>()
        .init_resource::<Pace>()
        .init_resource::<Following>()
        .init_resource::<Selected>()
        .add_plugins((camera::plugin, cutaway::plugin, time_lens::plugin))
        .add_plugins((plugin, halo::stand));
    app.world_mut().resource_mut::<Director>().at_work = true;
    app
}

/// The middle of what a vesicle is now, its radius, and how much of it tracks and
/// walls leave to be seen.
fn thing(
    In(id): In<VesicleId>,
    bodies: Query<Sight>,
    lookout: Lookout,
    rig: Res<CameraRig>,
    clock: Res<SimClock>,
    tracks: Res<Cytoskeleton>,
    chance: Res<Chance>,
) -> (Vec3, f32, f64) {
    let found = bodies.iter().find(|body| body.vesicle.id == id);
    let body = found.expect("it is there");
    let at = match (body.pore, body.pit) {
        (Some(pore), _) => pore.place.point + pore.place.inward * pore.middle_nm_at(clock.now),
        (None, Some(pit)) => {
            let neck = pit.neck_at(clock.now);
            let up = neck.centre_nm().clamp(0.0, neck.height_nm());
            pit.place.point + pit.place.inward * up
        }
        _ => body.motion.position_at(id, clock.now, &tracks, &chance),
    };
    let clear = lookout.clear_from(id, rig.pose.eye().as_dvec3());
    let radius = body.vesicle.radius_nm as f32;
    (at.as_vec3(), radius, clear.unwrap_or_default())
}

#[test]
fn what_a_director_rings_is_what_it_means_and_is_in_sight() {
    let mut stages = Vec::new();
    for scene in built_in().iter().map(|scene| scene.name) {
        let mut app = film(scene);
        let (mut shown, mut ringed) = (0, 0);
        let mut shown_s = 0.0;
        let mut before = None;
        for _ in 0..(45.0 / FRAME_S) as usize {
            app.update();
            let world = app.world_mut();
            let story = world.resource::<Director>().story;
            let vesicle = story.and_then(|story| story.vesicle).map(|(id, _)| id);
            shown_s = if vesicle == before {
                shown_s + FRAME_S
            } else {
                0.0
            };
            before = vesicle;
            let circled = world.resource::<Circled>().0;
            let Some(id) = vesicle else {
                assert_eq!(circled, None, "{scene}: nothing is meant");
                continue;
            };
            let is_there = shown_s > FLOWN_S;
            shown += usize::from(is_there);
            let Some((ringed_id, centre, radius)) = circled else {
                continue;
            };
            ringed += usize::from(is_there);
            assert_eq!(ringed_id, id);
            let (at, thing_nm, clear) = world.run_system_once_with(thing, id).expect("it runs");
            let stage = world
                .query::<Sight>()
                .iter(world)
                .find_map(|body| (body.vesicle.id == id).then_some(*body.stage));
            let told = format!("{scene}, vesicle {id}, {stage:?}");
            // Seen from the eye, it is off by no more than the thing is large.
            let pose = world.resource::<CameraRig>().pose;
            let eye = pose.eye();
            let off = (centre - eye).angle_between(at - eye);
            let large = ops::asin((thing_nm / at.distance(eye)).min(1.0));
            assert!(off < large, "{told}: {off} beside one of {large}");
            assert!(radius < 3.0 * thing_nm, "{told}: {radius} about {thing_nm}");
            assert!(!is_there || clear > 0.4, "{told}: {clear} of it is seen");
            stages.extend(stage.filter(|stage| !stages.contains(stage)));
        }
        assert!(
            5 * ringed >= 4 * shown,
            "{scene}: {ringed} of {shown} pictures show what they are about"
        );
    }
    for stage in [Stage::Walking, Stage::Fusing, Stage::Budding] {
        assert!(stages.contains(&stage), "{stage:?} is never shown");
    }
}
