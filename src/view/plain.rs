//! An empty picture with one sphere: what any picture is measured against.

use bevy::prelude::*;

use super::{
    Shown, ViewSettings,
    sculpt::{Bead, Sculpture},
    theme::Tone,
    tissue::{Paints, Tissue},
};

/// Radius of the sphere, in nanometres.
const RADIUS_NM: f32 = 200.0;

/// What is drawn in a picture: meshes, and with which paint.
pub type Painted = (
    &'static Mesh3d,
    &'static MeshMaterial3d<Tissue>,
    &'static ViewVisibility,
);

/// Takes everything out of a picture and puts one sphere into it.
pub fn empty(world: &mut World) {
    let mut settings = world.resource_mut::<ViewSettings>();
    settings.labels = false;
    settings.show = Shown::NOTHING;
    let mut sculpture = Sculpture::default();
    sculpture.ball(Vec3::ZERO, RADIUS_NM, Bead::Fine, Tone::OuterLeaflet);
    let mesh = world
        .resource_mut::<Assets<Mesh>>()
        .add(sculpture.into_mesh());
    let paint = world.resource::<Paints>().solid.clone();
    world.spawn((Mesh3d(mesh), MeshMaterial3d(paint)));
}
