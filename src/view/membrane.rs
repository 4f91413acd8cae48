//! The plasma membrane and the neighbour's, as leaflets of their true
//! thickness, cut open.

use bevy::{camera::visibility::NoFrustumCulling, prelude::*};

use super::{
    ViewSettings, ViewSystems,
    cutaway::{CELL_TONES, CutSheet, Cutaway, Sheet, SheetTones},
    theme::Tone,
    tissue::Paints,
};
use crate::sim::membrane::PlasmaMembrane;

const NEIGHBOUR_TONES: SheetTones = SheetTones {
    outer: Tone::PostsynapticOuter,
    inner: Tone::PostsynapticInner,
    section: Tone::PostsynapticSection,
};

/// Whose membrane it is.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Owner {
    Cell,
    Neighbour,
}

/// Which part of it.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    Outer,
    Inner,
    Section,
}

/// The sheets before they are cut.
#[derive(Resource, Default)]
struct Sheets {
    cell: Sheet,
    neighbour: Sheet,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Sheets>()
        .add_systems(Startup, lay_out_membranes)
        .add_systems(
            PostUpdate,
            (cut_membranes, show_membranes)
                .chain()
                .in_set(ViewSystems::Draw),
        );
}

fn lay_out_membranes(
    mut commands: Commands,
    mut sheets: ResMut<Sheets>,
    membrane: Res<PlasmaMembrane>,
    paints: Res<Paints>,
) {
    sheets.cell = Sheet::from(&membrane.surface);
    if let Some((_, surface)) = &membrane.postsynaptic {
        sheets.neighbour = Sheet::from(surface);
    }
    for owner in [Owner::Cell, Owner::Neighbour] {
        for part in [Part::Outer, Part::Inner, Part::Section] {
            commands.spawn((
                owner,
                part,
                Mesh3d::default(),
                MeshMaterial3d(paints.sheet.clone()),
                NoFrustumCulling,
            ));
        }
    }
}

fn cut_membranes(
    cutaway: Res<Cutaway>,
    sheets: Res<Sheets>,
    mut done: Local<Option<Cutaway>>,
    mut parts: Query<(&Owner, &Part, &mut Mesh3d)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    if *done == Some(*cutaway) {
        return;
    }
    *done = Some(*cutaway);
    let cell = sheets.cell.cut(cutaway.plane(), CELL_TONES);
    let neighbour = sheets.neighbour.cut(cutaway.plane(), NEIGHBOUR_TONES);
    let piece = |cut: &CutSheet, part: Part| match part {
        Part::Outer => cut.outer.clone(),
        Part::Inner => cut.inner.clone(),
        Part::Section => cut.section.clone(),
    };
    for (owner, part, mut mesh) in &mut parts {
        let sculpture = match owner {
            Owner::Cell => piece(&cell, *part),
            Owner::Neighbour => piece(&neighbour, *part),
        };
        sculpture.show(&mut mesh, &mut meshes);
    }
}

fn show_membranes(
    settings: Res<ViewSettings>,
    cutaway: Res<Cutaway>,
    paints: Res<Paints>,
    mut parts: Query<(
        &Owner,
        &Part,
        &mut Visibility,
        &mut MeshMaterial3d<super::tissue::Tissue>,
    )>,
) {
    for (owner, part, mut visibility, mut material) in &mut parts {
        let shown = match owner {
            Owner::Cell => settings.show.membrane,
            Owner::Neighbour => settings.show.postsynaptic,
        };
        visibility.set_if_neq(if shown {
            Visibility::Inherited
        } else {
            Visibility::Hidden
        });
        // An uncut cell is looked into through the near side of its membrane.
        let glass = cutaway.plane().is_none() && *part == Part::Outer && *owner == Owner::Cell;
        let paint = if glass { &paints.glass } else { &paints.sheet };
        if material.0 != *paint {
            material.0 = paint.clone();
        }
    }
}
