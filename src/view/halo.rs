//! The ring around the selected vesicle.
//!
//! It is drawn about what there is of the vesicle, be it a ball, a neck or a pit that
//! begins, and only while that is in sight.

use bevy::prelude::*;

use super::{
    NM_PER_UNIT, Selected, ViewSystems,
    camera::CameraRig,
    scenery::Scenery,
    sculpt::{Axes, Sculpture},
    theme::Tone,
    tissue::Paints,
};
use crate::sim::vesicle::VesicleId;

/// Its radius, in radii of what it is about, and its thickness, in its own.
const AROUND: f32 = 1.28;
const THICKNESS: f32 = 0.022;
/// Places of what it is about, in radii from the middle, and how many of them are seen
/// where a ring appears, and where one goes.
const PLACES: [Vec2; 5] = [
    Vec2::ZERO,
    Vec2::new(0.6, 0.0),
    Vec2::new(-0.6, 0.0),
    Vec2::new(0.0, 0.6),
    Vec2::new(0.0, -0.6),
];
const SEEN_TO_APPEAR: usize = 4;
const SEEN_TO_STAY: usize = 3;

/// The ring.
#[derive(Component)]
struct Halo;

/// Where it is, in nanometres, while there is one.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct Circled(pub Option<(VesicleId, Vec3, f32)>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Circled>()
        .add_systems(Startup, hang_halo)
        .add_systems(
            PostUpdate,
            (circle_selected, draw_halo)
                .chain()
                .in_set(ViewSystems::Draw),
        );
}

fn hang_halo(mut commands: Commands, mut meshes: ResMut<Assets<Mesh>>, paints: Res<Paints>) {
    let mut sculpture = Sculpture::default();
    let axes = Axes {
        origin: Vec3::ZERO,
        side: Vec3::X,
        other: Vec3::Y,
        axis: Vec3::Z,
    };
    sculpture.torus(&axes, 1.0, THICKNESS, Tone::Selection);
    commands.spawn((
        Halo,
        Mesh3d(meshes.add(sculpture.into_mesh())),
        MeshMaterial3d(paints.mark.clone()),
        Transform::default(),
        Visibility::Hidden,
    ));
}

fn circle_selected(mut circled: ResMut<Circled>, selected: Res<Selected>, scenery: Scenery) {
    let stood = circled.0.filter(|(id, ..)| Some(*id) == selected.0);
    let least = if stood.is_some() {
        SEEN_TO_STAY
    } else {
        SEEN_TO_APPEAR
    };
    let body = selected.0.and_then(|id| scenery.body(id));
    let seen = body.filter(|(centre, radius)| {
        let sight = scenery.sight();
        let (right, up) = scenery.across();
        let places = PLACES.map(|at| *centre + (right * at.x + up * at.y) * *radius);
        let seen = places.into_iter().filter(|at| sight.is_free(*at));
        seen.count() >= least
    });
    let body = selected.0.zip(seen);
    circled.set_if_neq(Circled(
        body.map(|(id, (centre, radius))| (id, centre, radius)),
    ));
}

fn draw_halo(
    circled: Res<Circled>,
    rig: Res<CameraRig>,
    mut halos: Query<(&mut Transform, &mut Visibility), With<Halo>>,
) {
    for (mut transform, mut visibility) in &mut halos {
        visibility.set_if_neq(match circled.0 {
            Some(_) => Visibility::Inherited,
            None => Visibility::Hidden,
        });
        if let Some((_, centre, radius)) = circled.0 {
            transform.translation = centre / NM_PER_UNIT as f32;
            transform.rotation = Quat::from_rotation_arc(Vec3::Z, rig.pose.backward());
            transform.scale = Vec3::splat(AROUND * radius);
        }
    }
}

/// Has vesicles stand in their places and the ring about one of them, and draws neither.
#[cfg(test)]
pub(crate) fn stand(app: &mut App) {
    let order = (
        ViewSystems::Camera,
        ViewSystems::Cut,
        ViewSystems::Place,
        ViewSystems::Draw,
    );
    app.init_resource::<super::active_zone::Receptors>()
        .init_resource::<super::crowd::Crowd>()
        .init_resource::<super::tubule::Tubules>()
        .init_resource::<Circled>()
        .configure_sets(PostUpdate, order.chain())
        .add_plugins(super::vesicle::places)
        .add_systems(PostUpdate, circle_selected.in_set(ViewSystems::Draw));
}
