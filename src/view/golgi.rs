//! The Golgi: a stack of curved cisternae, cut open with the cell. Their lumens
//! are coral, because they are the side that will be outside; in the last ones
//! procollagen waits for carriers.

use bevy::{math::DVec3, prelude::*};

use super::{
    ViewSettings, ViewSystems,
    cutaway::{CELL_TONES, Cutaway, Sheet},
    laid::{LayOut, blank},
    scatter::uniform,
    sculpt::Sculpture,
    secretion::procollagen,
    tissue::Paints,
};
use crate::{
    biology::parameters::{Parameters, SecretoryParameters},
    geometry::{opened::CutPlane, stack::Stack},
    sim::golgi::Golgi,
};

/// Cisternae, counted from the last, that hold procollagen, and rods near the cut in
/// each.
const LOADED: usize = 2;
const RODS: u32 = 34;
/// Share of a cisterna's radius in which rods lie.
const WITHIN: f64 = 0.74;
/// How far behind the cut they lie, from and to, and how far they stray from the
/// middle of the lumen, in nanometres.
const BEHIND_NM: [f64; 2] = [3.0, 30.0];
const STRAY_NM: f64 = 4.0;

/// Which of the three meshes it is: lumenal side, cytosolic side, section.
#[derive(Component, Clone, Copy, Debug)]
struct Part(usize);

/// Marks the mesh of procollagen.
#[derive(Component)]
struct Load;

/// The cisternae before they are cut.
#[derive(Resource, Default)]
struct Cisternae(Sheet);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Cisternae>()
        .when_a_scene_comes(lay_out_cisternae)
        .add_systems(
            PostUpdate,
            (cut_cisternae, load_cisternae).in_set(ViewSystems::Draw),
        );
}

fn lay_out_cisternae(
    mut commands: Commands,
    mut cisternae: ResMut<Cisternae>,
    golgi: Res<Golgi>,
    paints: Res<Paints>,
) {
    cisternae.0 = Sheet::default();
    let Some(stack) = golgi.stack else { return };
    cisternae.0 = Sheet::from(&stack.surface());
    // As lively as vesicles.
    cisternae.0.walls = vec![0.0; cisternae.0.positions.len()];
    commands.spawn(blank(Load, &paints.solid));
    // Its sections don't shine with the plasma membrane's.
    let paints = [&paints.sheet, &paints.sheet, &paints.body];
    for (part, paint) in paints.into_iter().enumerate() {
        commands.spawn(blank(Part(part), paint));
    }
}

fn load_cisternae(
    cutaway: Res<Cutaway>,
    golgi: Res<Golgi>,
    parameters: Res<Parameters>,
    settings: Res<ViewSettings>,
    mut done: Local<Option<Cutaway>>,
    mut loads: Query<(&mut Mesh3d, &mut Visibility), With<Load>>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let Some(stack) = golgi.stack else { return };
    for (mut mesh, mut visibility) in &mut loads {
        visibility.set_if_neq(if settings.show.vesicles {
            Visibility::Inherited
        } else {
            Visibility::Hidden
        });
        if *done != Some(*cutaway) {
            let mut sculpture = Sculpture::default();
            if let Some(cut) = cutaway.knife() {
                draw_load(&mut sculpture, &stack, &cut, &parameters.secretory);
            }
            sculpture.show(&mut mesh, &mut meshes);
        }
    }
    *done = Some(*cutaway);
}

/// Rods that lie along the cut just behind it; deeper ones are not seen.
fn draw_load(
    sculpture: &mut Sculpture,
    stack: &Stack,
    cut: &CutPlane,
    secretory: &SecretoryParameters,
) {
    let (normal, offset_nm) = (cut.normal.as_dvec3(), f64::from(cut.offset_nm));
    let flat = normal - stack.axis * normal.dot(stack.axis);
    let Some(front) = flat.try_normalize() else {
        return;
    };
    let aside = stack.axis.cross(front);
    let beyond = |at: DVec3| normal.dot(at) - offset_nm;
    let reach =
        (-beyond(stack.centre) / normal.dot(front)).clamp(-stack.radius_nm, stack.radius_nm);
    let half_width = WITHIN * libm::sqrt(stack.radius_nm * stack.radius_nm - reach * reach);
    let room = 2.0 * half_width - secretory.rod_nm;
    if room <= 0.0 {
        return;
    }
    for cisterna in stack.cisternae.saturating_sub(LOADED)..stack.cisternae {
        for rod in 0..RODS {
            let own = |which: u32| f64::from(uniform(rod, 90 + 8 * cisterna as u32 + which));
            let from = room * own(0) - half_width;
            let behind = BEHIND_NM[0] + (BEHIND_NM[1] - BEHIND_NM[0]) * own(1);
            let stray = stack.axis * (STRAY_NM * (2.0 * own(2) - 1.0));
            let line: Vec<Vec3> = (0..=8)
                .map(|step| {
                    let along = from + secretory.rod_nm * f64::from(step) / 8.0;
                    let at = |front_nm: f64| {
                        stack.lumen(cisterna, aside * along + front * front_nm) + stray
                    };
                    let lacking = (beyond(at(reach)) + behind) / normal.dot(front);
                    at(reach - lacking).as_vec3()
                })
                .collect();
            procollagen(sculpture, &line, secretory, 1.0);
        }
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
