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
/// About what is small in the picture it is as large as this, in halves of the picture's
/// height, and up to so large it is this thick: it is found from the last row.
const LEAST: f32 = 0.05;
const SMALL: f32 = 0.1;
const THICKNESS_IF_SMALL: f32 = 0.06;
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

/// The ring, as it is cast for what is small in the picture, and for what is large.
#[derive(Component)]
struct Halo {
    small: Handle<Mesh>,
    large: Handle<Mesh>,
}

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
    let axes = Axes {
        origin: Vec3::ZERO,
        side: Vec3::X,
        other: Vec3::Y,
        axis: Vec3::Z,
    };
    let mut cast = |thickness| {
        let mut sculpture = Sculpture::default();
        sculpture.torus(&axes, 1.0, thickness, Tone::Selection);
        meshes.add(sculpture.into_mesh())
    };
    let (small, large) = (cast(THICKNESS_IF_SMALL), cast(THICKNESS));
    commands.spawn((
        Mesh3d(large.clone()),
        Halo { small, large },
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

/// The radius of a ring about a ball, and whether it is that of what is small, where the
/// picture is so high.
fn as_drawn(radius: f32, half_height: f32) -> (f32, bool) {
    let radius = (AROUND * radius).max(LEAST * half_height);
    (radius, radius < SMALL * half_height)
}

fn draw_halo(
    circled: Res<Circled>,
    rig: Res<CameraRig>,
    mut halos: Query<(&Halo, &mut Mesh3d, &mut Transform, &mut Visibility)>,
) {
    for (halo, mut mesh, mut transform, mut visibility) in &mut halos {
        visibility.set_if_neq(match circled.0 {
            Some(_) => Visibility::Inherited,
            None => Visibility::Hidden,
        });
        if let Some((_, centre, radius)) = circled.0 {
            transform.translation = centre / NM_PER_UNIT as f32;
            transform.rotation = Quat::from_rotation_arc(Vec3::Z, rig.pose.backward());
            let (radius, is_small) = as_drawn(radius, rig.pose.half_height_at(centre));
            transform.scale = Vec3::splat(radius);
            let cast = if is_small { &halo.small } else { &halo.large };
            if mesh.0 != *cast {
                mesh.0 = cast.clone();
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_found_however_small_the_vesicle_is_in_the_picture() {
        // So thick, in halves of the picture's height; with 768 points of them, a point and a half at least.
        let thickness = |radius| {
            let (radius, is_small) = as_drawn(radius, 1.0);
            let thick = if is_small {
                THICKNESS_IF_SMALL
            } else {
                THICKNESS
            };
            2.0 * thick * radius
        };
        for radius in [0.0, 0.01, 0.03, 0.05, 0.09, 0.1, 0.3, 0.6] {
            assert!(thickness(radius) > 1.5 / 384.0, "{radius}");
            assert!(thickness(radius) < 0.05, "{radius}");
        }
        assert_eq!(as_drawn(0.5, 1.0), (AROUND * 0.5, false));
    }
}
