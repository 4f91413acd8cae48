//! The Golgi: a stack of curved cisternae, cut open with the cell. Their lumens
//! are coral, because they are the side that will be outside.

use bevy::{camera::visibility::NoFrustumCulling, prelude::*};

use super::{
    ViewSettings, ViewSystems,
    cutaway::{CELL_TONES, Cutaway, Sheet},
    tissue::Paints,
};
use crate::sim::golgi::Golgi;

/// Which of the three meshes it is: lumenal side, cytosolic side, section.
#[derive(Component, Clone, Copy, Debug)]
struct Part(usize);

/// The cisternae before they are cut.
#[derive(Resource, Default)]
struct Cisternae(Sheet);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Cisternae>()
        .add_systems(Startup, lay_out_cisternae)
        .add_systems(PostUpdate, cut_cisternae.in_set(ViewSystems::Draw));
}

fn lay_out_cisternae(
    mut commands: Commands,
    mut cisternae: ResMut<Cisternae>,
    golgi: Res<Golgi>,
    paints: Res<Paints>,
) {
    let Some(stack) = golgi.stack else { return };
    cisternae.0 = Sheet::from(&stack.surface());
    // As lively as vesicles.
    cisternae.0.walls = vec![0.0; cisternae.0.positions.len()];
    // Its sections don't shine with the plasma membrane's.
    let paints = [&paints.sheet, &paints.sheet, &paints.body];
    for (part, paint) in paints.into_iter().enumerate() {
        commands.spawn((
            Part(part),
            Mesh3d::default(),
            MeshMaterial3d(paint.clone()),
            NoFrustumCulling,
        ));
    }
}

fn cut_cisternae(
    cutaway: Res<Cutaway>,
    cisternae: Res<Cisternae>,
    settings: Res<ViewSettings>,
    mut done: Local<Option<Cutaway>>,
    mut parts: Query<(&Part, &mut Mesh3d, &mut Visibility)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let is_new = *done != Some(*cutaway);
    *done = Some(*cutaway);
    let mut pieces = is_new.then(|| cisternae.0.cut(cutaway.plane(), CELL_TONES).pieces());
    for (part, mut mesh, mut visibility) in &mut parts {
        visibility.set_if_neq(if settings.show.vesicles {
            Visibility::Inherited
        } else {
            Visibility::Hidden
        });
        if let Some(pieces) = &mut pieces {
            std::mem::take(&mut pieces[part.0]).show(&mut mesh, &mut meshes);
        }
    }
}
