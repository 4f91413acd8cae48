//! The plasma membrane and the neighbour's, as leaflets of their true
//! thickness, cut open.
//!
//! The cell's membrane has a hole at each seat. A resting disc fills it while
//! nothing happens there; where a patch stands, the disc is left out.

use bevy::{math::DVec3, prelude::*};

use super::{
    ViewSettings, ViewSystems,
    cutaway::{CELL_TONES, CutSheet, Cutaway, Sheet, SheetTones},
    fading::smooth,
    fusion,
    laid::{LayOut, blank},
    sculpt::Sculpture,
    seats::{self, Mouths, TakenSeats},
    theme::Tone,
    tissue::{Paints, Tissue},
};
use crate::{
    biology::parameters::Parameters,
    geometry::{setting::Setting, shape::Shape, surface::Surface},
    scene::Scene,
    sim::{membrane::PlasmaMembrane, places::Places},
};

/// Cells of the mesh of the neighbour's membrane, in those of the cell's.
const NEIGHBOUR_CELLS: f64 = 1.6;

/// Share of the outer face's depth, at its far end, over which it fades.
const FADING_SHARE: f64 = 0.6;
/// What leans less (cosine) to the side where vesicles fuse is no part of it.
const FACING: f64 = 0.7;
/// Share of a block's height at which its other walls have faded.
const WALLS_GONE: f64 = 0.75;

const NEIGHBOUR_TONES: SheetTones = SheetTones {
    outer: Tone::PostsynapticOuter,
    inner: Tone::PostsynapticInner,
    section: Tone::PostsynapticSection,
};

/// Whose membrane it is.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Owner {
    Cell,
    /// The cell, where its membrane rests in a seat.
    Seats,
    Neighbour,
}

/// Which part of it, in the order of [`CutSheet::pieces`].
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    Outer,
    Inner,
    Section,
}

/// The sheets before they are cut. The cell's further parts are its resting
/// discs.
#[derive(Resource, Default)]
struct Sheets {
    cell: Sheet,
    neighbour: Sheet,
}

/// Each seat's resting disc, cut.
#[derive(Resource, Default)]
struct CutDiscs(Vec<[Sculpture; 3]>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Sheets>()
        .init_resource::<CutDiscs>()
        .init_resource::<TakenSeats>()
        .init_resource::<Mouths>()
        .when_a_scene_comes(lay_out_membranes)
        .add_systems(
            PostUpdate,
            (
                cut_membranes,
                fill_seats.after(fusion::draw_joinings),
                show_membranes,
            )
                .chain()
                .in_set(ViewSystems::Draw),
        );
}

fn lay_out_membranes(
    mut commands: Commands,
    mut sheets: ResMut<Sheets>,
    membrane: Res<PlasmaMembrane>,
    scene: Res<Scene>,
    places: Res<Places>,
    parameters: Res<Parameters>,
    paints: Res<Paints>,
) {
    let (seats, setting) = seats::take_places(&membrane, &places, &parameters);
    *sheets = Sheets::default();
    sheets.cell = cell_sheet(&setting);
    sheets.cell.faded = faded(&sheets.cell, &scene, &places);
    commands.insert_resource(seats);
    if let Some((shape, surface)) = &membrane.postsynaptic {
        // Nothing opens in it, so it needs no fine mesh.
        let coarse = Surface::of(shape, NEIGHBOUR_CELLS * scene.mesh_cell_nm);
        sheets.neighbour = Sheet::from(coarse.as_ref().unwrap_or(surface));
    }
    for owner in [Owner::Cell, Owner::Seats, Owner::Neighbour] {
        for part in [Part::Outer, Part::Inner, Part::Section] {
            commands.spawn(blank((owner, part), &paints.sheet));
        }
    }
}

/// The cell's membrane with a part for each resting disc.
pub(super) fn cell_sheet(setting: &Setting) -> Sheet {
    let (surface, parts) = setting.filled();
    Sheet {
        parts,
        ..Sheet::from(&surface)
    }
}

/// How far both faces of the cell's membrane fade at each point, so that the eye
/// stays where vesicles fuse.
///
/// The outer face ends softly in the distance. Of a block that is cut out of a
/// larger cell only one side is a membrane in life: the others fade with their
/// distance from it.
fn faded(sheet: &Sheet, scene: &Scene, places: &Places) -> Vec<[f32; 2]> {
    let sites = places.release.iter().chain(&places.constitutive);
    let inward: DVec3 = sites.map(|site| site.place.inward).sum();
    let (Some(inward), Some(cut)) = (inward.try_normalize(), scene.cut) else {
        return Vec::new();
    };
    let is_block = matches!(scene.membrane, Shape::Slab { .. });
    let points = || sheet.positions.iter().zip(&sheet.normals);
    let height = |at: DVec3| at.dot(inward);
    let behind = |at: DVec3| (cut.point - at).dot(cut.normal);
    let heights = points().map(|(at, _)| height(*at));
    let (low, high) = heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), here| {
        (low.min(here), high.max(here))
    });
    let faces_out = |normal: DVec3| -normal.dot(inward);
    let far = points()
        .filter(|(_, normal)| faces_out(**normal) > FACING)
        .map(|(at, _)| behind(*at))
        .fold(0.0, f64::max);
    points()
        .map(|(at, normal)| {
            let beyond = (behind(*at) / far - (1.0 - FADING_SHARE)) / FADING_SHARE;
            let faces = faces_out(*normal) / FACING;
            let outer = smooth(beyond as f32) * smooth(faces as f32);
            let depth = (height(*at) - low) / (WALLS_GONE * (high - low));
            [outer, if is_block { smooth(depth as f32) } else { 0.0 }]
        })
        .collect()
}

fn cut_membranes(
    cutaway: Res<Cutaway>,
    sheets: Res<Sheets>,
    mut discs: ResMut<CutDiscs>,
    mut done: Local<Option<Cutaway>>,
    mut parts: Query<(&Owner, &Part, &mut Mesh3d)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    if *done == Some(*cutaway) {
        return;
    }
    *done = Some(*cutaway);
    let cell = sheets.cell.cut_parts(cutaway.plane(), CELL_TONES);
    let mut cell = cell.into_iter().map(CutSheet::pieces);
    let mut open = cell.next().unwrap_or_default();
    discs.0 = cell.map(|pieces| pieces.map(Sculpture::finished)).collect();
    let neighbour = sheets.neighbour.cut(cutaway.plane(), NEIGHBOUR_TONES);
    let mut neighbour = neighbour.pieces();
    for (owner, part, mut mesh) in &mut parts {
        let pieces = match owner {
            Owner::Cell => &mut open,
            Owner::Neighbour => &mut neighbour,
            Owner::Seats => continue,
        };
        std::mem::take(&mut pieces[*part as usize]).show(&mut mesh, &mut meshes);
    }
}

/// Draws the resting discs of all seats that are free, when one was taken or
/// left or the cut has moved.
fn fill_seats(
    discs: Res<CutDiscs>,
    taken: Res<TakenSeats>,
    mut parts: Query<(&Owner, &Part, &mut Mesh3d)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    if !discs.is_changed() && !taken.is_changed() {
        return;
    }
    for (owner, part, mut mesh) in &mut parts {
        if *owner != Owner::Seats {
            continue;
        }
        let free = discs.0.iter().enumerate();
        let free = free.filter(|(seat, _)| !taken.0.contains(seat));
        let filling = Sculpture::of_all(free.map(|(_, disc)| &disc[*part as usize]));
        filling.show(&mut mesh, &mut meshes);
    }
}

fn show_membranes(
    settings: Res<ViewSettings>,
    cutaway: Res<Cutaway>,
    paints: Res<Paints>,
    mut parts: Query<(&Owner, &Part, &mut Visibility, &mut MeshMaterial3d<Tissue>)>,
) {
    for (owner, part, mut visibility, mut material) in &mut parts {
        let shown = match owner {
            Owner::Cell | Owner::Seats => settings.show.membrane,
            Owner::Neighbour => settings.show.postsynaptic,
        };
        visibility.set_if_neq(if shown {
            Visibility::Inherited
        } else {
            Visibility::Hidden
        });
        // An uncut cell is looked into through the near side of its membrane.
        let glass = cutaway.plane().is_none() && *part == Part::Outer && *owner != Owner::Neighbour;
        let paint = match part {
            _ if glass => &paints.glass,
            Part::Section => &paints.section,
            Part::Outer | Part::Inner => &paints.sheet,
        };
        if material.0 != *paint {
            material.0 = paint.clone();
        }
    }
}
