//! A vesicle and the membrane on the way to be one: never a ball overlapping
//! a sheet, but one surface from first contact to flat.
//!
//! Each joining is a patch on its seat, made anew for the moment shown; the
//! membrane's own mesh has a hole there, and both share the points of its
//! edge. The vesicle is opened towards the viewer's side like every vesicle,
//! so that the pore can be looked into, and the window in it closes to the
//! cell's own cut as the vesicle becomes part of the membrane.

use std::collections::BTreeSet;

use bevy::{math::DVec3, prelude::*};

use super::{
    HALF_BILAYER_NM, ViewSettings, ViewSystems,
    bowl::LID,
    camera::{CameraRig, PixelSize},
    cutaway::Cutaway,
    fading::smooth,
    laid::{LayOut, lay},
    moulds::{Fineness, HYDROLASE_NM, SYNAPTIC_BEADS, cargo_places, core, tone_of},
    opening::Opening,
    sculpt::{Axes, Bead, Sculpture},
    seats::{Mouths, Seats, TakenSeats},
    theme::Tone,
    tubule::{Tubule, Tubules},
};
use crate::{
    biology::{parameters::Parameters, vesicles::VesicleKind},
    geometry::{
        leaflets::Joined,
        opened::{CutPlane, Opened},
        patch::Patch,
        seat::Seat,
        shape::Shape,
    },
    sim::{
        clock::SimClock,
        vesicle::{FusionPore, MembranePlace, Pit, Vesicle, VesicleId},
    },
    units::SimTime,
};

/// How much darker it is at the bottom of a vesicle.
const DEEP_SHADE: f32 = 0.6;
/// How far an edge may stand off the round, in pixels, and the least and most
/// turn from row to row (radians) that follows from it.
const ROUND_PIXELS: f32 = 0.25;
const LEAST_TURN: f32 = 0.05;
const MOST_TURN: f32 = 0.17;
/// A granule flattened so far (its radius against that of the whole one) has
/// nothing of its core left.
const MOST_BENT: f32 = 1.25;

/// Room on the plane on which free carriers are laid out.
const UPRIGHT_NM: f64 = 100.0;

/// Marks the mesh of all joinings.
#[derive(Component, Clone, Copy)]
pub(super) struct Joinings;

/// One joining at one moment, as the picture needs it.
struct Moment {
    place: MembranePlace,
    opening: Opening,
    filled: f32,
    /// How much of a granule's core is left.
    core: f32,
    kind: VesicleKind,
}

pub(super) fn plugin(app: &mut App) {
    app.when_a_scene_comes(lay(Joinings, |paints| &paints.body))
        .add_systems(PostUpdate, draw_joinings.in_set(ViewSystems::Draw));
}

/// Buffers that are used again for every patch.
#[derive(Default)]
pub(super) struct Bench {
    patch: Patch,
    opened: Opened,
    was_empty: bool,
    /// Where free ones are laid out, before they are brought to their places.
    upright: Option<Seat>,
}

pub(super) fn draw_joinings(
    mut mouths: ResMut<Mouths>,
    mut taken: ResMut<TakenSeats>,
    mut drawn: Query<&mut Mesh3d, With<Joinings>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut bench: Local<Bench>,
    pores: Query<(&Vesicle, &FusionPore)>,
    pits: Query<(&Vesicle, &Pit)>,
    seats: Res<Seats>,
    tubules: Res<Tubules>,
    clock: Res<SimClock>,
    cutaway: Res<Cutaway>,
    parameters: Res<Parameters>,
    settings: Res<ViewSettings>,
    rig: Res<CameraRig>,
    pixels: PixelSize,
) {
    mouths.0.clear();
    let mut sculpture = Sculpture::default();
    let mut stand = BTreeSet::new();
    if settings.show.vesicles {
        let pixel = pixels.per_nm();
        let cell = cutaway.knife();
        let mut moments: Vec<(u32, Moment)> = pores
            .iter()
            .map(|(vesicle, pore)| (vesicle.id.0, moment_of_pore(vesicle, pore, clock.now)))
            .chain(
                pits.iter()
                    .map(|(vesicle, pit)| (vesicle.id.0, moment_of_pit(vesicle, pit, clock.now))),
            )
            .collect();
        moments.sort_unstable_by_key(|(id, _)| *id);
        for tubule in tubules.0.iter().filter(|tubule| !tubule.is_fusing) {
            draw_free_tubule(&mut sculpture, &mut bench, tubule);
        }
        for (id, moment) in &moments {
            let Some((number, seat)) = seats.at(&moment.place) else {
                continue;
            };
            let Opening {
                joining, sphere, ..
            } = moment.opening;
            let has_room = joining.mouth_nm() < seat.radius_nm;
            // Nothing is left of what lies wholly before the cut.
            let reach = seat.radius_nm as f32 + 3.0 * sphere;
            if cutaway.beyond_point(seat.point) > reach || !has_room || !stand.insert(number) {
                continue;
            }
            let far = rig.pose.eye().distance(seat.point.as_vec3());
            let Bench { patch, opened, .. } = &mut *bench;
            let turn = turn_between_rows(sphere, far * pixel);
            let tubule = tubules.of(VesicleId(*id));
            let tail = tubule.and_then(Tubule::bowed);
            let half = f64::from(HALF_BILAYER_NM);
            patch.set_tailed(seat, &joining, tail.as_ref(), half, turn);
            let axes = Axes::about(
                seat.point.as_vec3(),
                seat.inward.as_vec3(),
                cell.map_or(Vec3::Z, |plane| plane.normal),
            );
            let opening = tubule.map_or(moment.opening, |tubule| tubule.opening);
            let window = opening.window(&axes, cell.as_ref());
            opened.cut(patch, cell.as_ref(), window.as_ref());
            draw_opened(&mut sculpture, opened, &moment.opening, window.as_ref());
            if let Some(core) = parameters.class(moment.kind).filling.dense_core() {
                let core_share = core.share as f32;
                draw_core(&mut sculpture, moment, &axes, window.as_ref(), core_share);
            } else if tubule.is_none() && !moment.kind.holds_sacs() {
                draw_cargo(&mut sculpture, moment, &axes, window.as_ref());
            }
            let mouth = joining.mouth_nm() as f32;
            if mouth > 0.0 {
                mouths.0.push((axes.origin, mouth));
            }
        }
    }
    taken.set_if_neq(TakenSeats(stand));
    let is_empty = sculpture.is_empty();
    if is_empty && bench.was_empty {
        return;
    }
    bench.was_empty = is_empty;
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
}

/// Draws a tubular carrier that is not one with the membrane, with the same means.
pub(super) fn draw_free_tubule(sculpture: &mut Sculpture, bench: &mut Bench, tubule: &Tubule) {
    if tubule.presence < 0.01 {
        return;
    }
    let Bench {
        patch,
        opened,
        upright,
        ..
    } = bench;
    let seat = upright.get_or_insert_with(|| {
        let floor = Shape::HalfSpace {
            point: [0.0; 3],
            normal: [0.0, -1.0, 0.0],
        };
        Seat::new(&floor, DVec3::ZERO, DVec3::Y, UPRIGHT_NM).expect("a plane has room for a seat")
    });
    let turn = turn_between_rows(tubule.opening.sphere, tubule.nm_per_pixel);
    let half = f64::from(HALF_BILAYER_NM);
    let tail = tubule.bowed_upright();
    patch.set_free(seat, &tubule.opening.joining, tail.as_ref(), half, turn);
    let window = tubule.window.map(|_| CutPlane {
        normal: Vec3::Z,
        offset_nm: tubule.opening.lid_nm,
    });
    opened.cut(patch, None, window.as_ref());
    let (to_place, middle) = (tubule.turn(), tubule.tip());
    for facets in [
        &mut opened.lumenal,
        &mut opened.cytosolic,
        &mut opened.section,
    ] {
        for at in &mut facets.positions {
            let placed = to_place * *at + tubule.axes.origin;
            *at = middle + (placed - middle) * tubule.presence;
        }
        for normal in &mut facets.normals {
            *normal = to_place * *normal;
        }
    }
    draw_opened(sculpture, opened, &tubule.opening, tubule.window.as_ref());
}

/// How far rows may turn so that no corner is seen.
fn turn_between_rows(sphere: f32, nm_per_pixel: f32) -> f64 {
    let turn = (8.0 * ROUND_PIXELS * nm_per_pixel / sphere).sqrt();
    f64::from(turn.clamp(LEAST_TURN, MOST_TURN))
}

fn moment_of_pore(vesicle: &Vesicle, pore: &FusionPore, now: SimTime) -> Moment {
    let left = if pore.efflux.count() == 0 {
        0.0
    } else {
        pore.inside_at(now) as f32 / pore.efflux.count().max(vesicle.capacity) as f32
    };
    Moment {
        place: pore.place,
        opening: Opening::of_pore(pore, now),
        filled: left,
        core: core_left(vesicle, pore, now),
        kind: vesicle.kind,
    }
}

/// Share of a full granule's core that is not dissolved.
fn core_left(vesicle: &Vesicle, pore: &FusionPore, now: SimTime) -> f32 {
    let at_first = pore.efflux.bound_at(pore.opened);
    if at_first == 0 || vesicle.capacity == 0 {
        return 0.0;
    }
    let whole = vesicle.contents as f32 / vesicle.capacity as f32;
    whole * pore.efflux.bound_at(now) as f32 / at_first as f32
}

fn moment_of_pit(vesicle: &Vesicle, pit: &Pit, now: SimTime) -> Moment {
    Moment {
        place: pit.place,
        opening: Opening::of_pit(pit, now),
        filled: 0.0,
        core: 0.0,
        kind: vesicle.kind,
    }
}

/// Adds what the cuts leave of a patch, darker deep inside the vesicle.
fn draw_opened(
    sculpture: &mut Sculpture,
    opened: &Opened,
    moment: &Opening,
    window: Option<&CutPlane>,
) {
    let depth = moment.sphere + (1.0 + LID) * HALF_BILAYER_NM + LID * moment.sphere;
    let shade = |at: Vec3, wall: f32| match window {
        Some(plane) => {
            let behind = (plane.offset_nm - plane.normal.dot(at)) / depth;
            1.0 - DEEP_SHADE * behind.clamp(0.0, 1.0) * (1.0 - wall) * (1.0 - moment.flat)
        }
        None => 1.0,
    };
    sculpture.facets(&opened.lumenal, Tone::OuterLeaflet, shade);
    sculpture.facets(&opened.cytosolic, Tone::CytosolicLeaflet, |_, _| 1.0);
    sculpture.facets(&opened.section, Tone::Section, |_, _| 1.0);
}

/// The core of a fusing granule, which dissolves and is gone before the vesicle
/// is flat.
fn draw_core(
    sculpture: &mut Sculpture,
    moment: &Moment,
    axes: &Axes,
    window: Option<&CutPlane>,
    core_share: f32,
) {
    let opening = &moment.opening;
    let bent = match opening.joining {
        Joined::Open(neck) => neck.sphere_nm as f32 / opening.sphere,
        Joined::Apart { .. } | Joined::Hemifused(_) => 1.0,
    };
    let left = moment.core * (1.0 - smooth((bent - 1.0) / (MOST_BENT - 1.0)));
    let Some(window) = window.filter(|_| left > 0.0) else {
        return;
    };
    let centre = axes.origin + axes.axis * opening.centre_nm();
    let cut = Axes::about(centre, window.normal, axes.axis);
    let lid = window.offset_nm - window.normal.dot(centre);
    let inner = opening.sphere - HALF_BILAYER_NM;
    core(
        sculpture,
        &cut,
        lid,
        inner,
        core_share,
        left,
        Fineness::FULL,
    );
}

fn draw_cargo(sculpture: &mut Sculpture, moment: &Moment, axes: &Axes, window: Option<&CutPlane>) {
    let opening = &moment.opening;
    let is_a_vesicle = match opening.joining {
        Joined::Open(neck) => neck.sphere_nm < 1.2 * f64::from(opening.sphere),
        Joined::Apart { .. } | Joined::Hemifused(_) => true,
    };
    let Some(window) = window.filter(|_| is_a_vesicle && moment.filled > 0.0) else {
        return;
    };
    let centre = axes.origin + axes.axis * opening.centre_nm();
    let tone = tone_of(&moment.kind.contents);
    let (size, stretch) = match tone {
        Tone::Matrix => (4.2, Vec3::new(1.5, 0.8, 0.8)),
        Tone::Hydrolase => (HYDROLASE_NM, Vec3::ONE),
        _ => (1.75, Vec3::ONE),
    };
    let inner = opening.sphere - HALF_BILAYER_NM;
    let places = cargo_places(SYNAPTIC_BEADS, 1.0 - (size + 0.6) / inner);
    let left = (moment.filled * SYNAPTIC_BEADS as f32).ceil() as usize;
    for place in places.iter().take(left) {
        // The shared places are those of a bowl open along z.
        let at = (axes.other * place.x + axes.axis * place.y + axes.side * place.z) * inner;
        if window.normal.dot(centre + at) - window.offset_nm < -0.3 * size {
            sculpture.bead(centre + at, stretch * size, Bead::Fine, tone, 0.9);
        }
    }
}
