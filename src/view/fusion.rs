//! A vesicle and the membrane on the way to be one: never a ball overlapping
//! a sheet, but one surface from first contact to flat.
//!
//! Each joining is a patch on its seat, made anew for the moment shown; the
//! membrane's own mesh has a hole there, and both share the points of its
//! edge. The vesicle is opened towards the viewer's side like every vesicle,
//! so that the pore can be looked into, and the window in it closes to the
//! cell's own cut as the vesicle becomes part of the membrane.

use std::collections::BTreeSet;

use bevy::{camera::visibility::NoFrustumCulling, math::ops, prelude::*};

use super::{
    ViewSettings, ViewSystems,
    camera::{CameraRig, PictureCamera},
    cutaway::{Cutaway, HALF_BILAYER_NM},
    opening,
    sculpt::{Axes, Bead, PI, Sculpture, TAU},
    seats::{Mouths, Seats, TakenSeats},
    theme::Tone,
    tissue::Paints,
    vesicle::{LID, SYNAPTIC_BEADS, cargo_places},
};
use crate::{
    geometry::{
        leaflets::Joined,
        opened::{CutPlane, Facets, Opened},
        patch::Patch,
    },
    sim::{
        clock::SimClock,
        vesicle::{FusionPore, MembranePlace, Pit, Vesicle, VesicleKind},
    },
    units::SimTime,
};

/// A window that cuts nothing off stands so far before what it spares.
const CLEAR_NM: f32 = 2.0;
/// How much darker it is at the bottom of a vesicle.
const DEEP_SHADE: f32 = 0.6;
/// How far an edge may stand off the round, in pixels, and the least and most
/// turn from row to row (radians) that follows from it.
const ROUND_PIXELS: f32 = 0.25;
const LEAST_TURN: f32 = 0.05;
const MOST_TURN: f32 = 0.17;

/// Marks the mesh of all joinings.
#[derive(Component)]
pub(super) struct Joinings;

/// One joining at one moment, as the picture needs it.
struct Moment {
    place: MembranePlace,
    joining: Joined,
    /// Radius of the vesicle's mid-plane.
    sphere: f32,
    /// How much the lid of a free vesicle is in place, 0 to 1: at 0 it is cut
    /// through its axis.
    lid: f32,
    /// How much the vesicle has become part of the flat membrane, 0 to 1.
    flat: f32,
    filled: f32,
    kind: VesicleKind,
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, lay_out_joinings)
        .add_systems(PostUpdate, draw_joinings.in_set(ViewSystems::Draw));
}

fn lay_out_joinings(mut commands: Commands, paints: Res<Paints>) {
    commands.spawn((
        Joinings,
        Mesh3d::default(),
        MeshMaterial3d(paints.solid.clone()),
        NoFrustumCulling,
    ));
}

/// Buffers that are used again for every patch.
#[derive(Default)]
pub(super) struct Bench {
    patch: Patch,
    opened: Opened,
    was_empty: bool,
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
    clock: Res<SimClock>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    rig: Res<CameraRig>,
    cameras: Query<&Camera, With<PictureCamera>>,
) {
    mouths.0.clear();
    let mut sculpture = Sculpture::default();
    let mut stand = BTreeSet::new();
    if settings.show.vesicles {
        let height = cameras
            .iter()
            .find_map(|camera| camera.physical_viewport_size())
            .map_or(720.0, |size| size.y as f32);
        let pixel = 2.0 * ops::tan(rig.pose.field_of_view / 2.0) / height.max(1.0);
        let cell = cutaway
            .plane()
            .map(|(normal, offset_nm)| CutPlane { normal, offset_nm });
        let mut moments: Vec<(u32, Moment)> = pores
            .iter()
            .map(|(vesicle, pore)| (vesicle.id.0, moment_of_pore(vesicle, pore, clock.now)))
            .chain(
                pits.iter()
                    .map(|(vesicle, pit)| (vesicle.id.0, moment_of_pit(vesicle, pit, clock.now))),
            )
            .collect();
        moments.sort_unstable_by_key(|(id, _)| *id);
        for (_, moment) in &moments {
            // What lies before the cut is not there, nor what has no seat.
            let Some((number, seat)) = seats.at(&moment.place) else {
                continue;
            };
            let has_room = moment.joining.mouth_nm() < seat.radius_nm;
            if cutaway.beyond_point(seat.point) > 0.5 || !has_room || !stand.insert(number) {
                continue;
            }
            let far = rig.pose.eye().distance(seat.point.as_vec3());
            let Bench { patch, opened, .. } = &mut *bench;
            let turn = turn_between_rows(moment.sphere, far * pixel);
            patch.set(seat, &moment.joining, f64::from(HALF_BILAYER_NM), turn);
            let axes = Axes::about(
                seat.point.as_vec3(),
                seat.inward.as_vec3(),
                cell.map_or(Vec3::Z, |plane| plane.normal),
            );
            let window = window(moment, &axes, cell.as_ref());
            opened.cut(patch, cell.as_ref(), window.as_ref());
            draw_opened(&mut sculpture, opened, moment, &axes, window.as_ref());
            draw_cargo(&mut sculpture, moment, &axes, window.as_ref());
            let mouth = moment.joining.mouth_nm() as f32;
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

/// How far rows may turn so that no corner is seen.
fn turn_between_rows(sphere: f32, nm_per_pixel: f32) -> f64 {
    let turn = (8.0 * ROUND_PIXELS * nm_per_pixel / sphere).sqrt();
    f64::from(turn.clamp(LEAST_TURN, MOST_TURN))
}

fn moment_of_pore(vesicle: &Vesicle, pore: &FusionPore, now: SimTime) -> Moment {
    let joining = pore.joining_at(now);
    let sphere = pore.sphere_nm as f32;
    let opened = opening::of_pore(vesicle, pore, now);
    let left = if pore.leaving.is_empty() {
        0.0
    } else {
        pore.inside_at(now) as f32 / pore.leaving.len().max(vesicle.capacity as usize) as f32
    };
    let (lid, flat) = lid_and_flat(&joining, vesicle, opened);
    Moment {
        place: pore.place,
        joining,
        sphere,
        lid,
        flat,
        filled: left,
        kind: vesicle.kind,
    }
}

fn moment_of_pit(vesicle: &Vesicle, pit: &Pit, now: SimTime) -> Moment {
    let joining = pit.joining_at(now);
    let opened = opening::of_pit(vesicle, pit, now);
    let (lid, flat) = lid_and_flat(&joining, vesicle, opened);
    Moment {
        place: pit.place,
        joining,
        sphere: pit.sphere_nm as f32,
        lid,
        flat,
        filled: 0.0,
        kind: vesicle.kind,
    }
}

/// How far the lid's place is taken up, and how far a neck has become part of
/// the flat membrane, from how far its open side has slid.
fn lid_and_flat(joining: &Joined, vesicle: &Vesicle, opened: f32) -> (f32, f32) {
    match joining {
        Joined::Apart { .. } | Joined::Hemifused(_) => {
            (opened / (LID * vesicle.radius_nm as f32), 0.0)
        }
        Joined::Open(neck) => (0.0, opened / (neck.mouth_nm() as f32 + opening::BEYOND_NM)),
    }
}

/// The plane that opens a vesicle at the membrane; `None` in a whole cell.
fn window(moment: &Moment, axes: &Axes, cell: Option<&CutPlane>) -> Option<CutPlane> {
    let cell = cell?;
    let outer = moment.sphere + HALF_BILAYER_NM;
    let centre = axes.origin + axes.axis * moment.centre();
    // What faces the knife is left whole but for a vesicle's lid: a cut
    // through its axis would not show it.
    if opening::is_faced(axes.axis, cell.normal) {
        let whole = moment.sparing(axes, cell.normal);
        let lid = cell.normal.dot(centre) + LID * outer;
        let kept = whole + (lid - whole) * moment.lid;
        return Some(CutPlane {
            normal: cell.normal,
            offset_nm: kept + (cell.offset_nm.min(kept) - kept) * moment.flat,
        });
    }
    let turned = moment.lid.max(moment.flat);
    let normal = axes.side.lerp(cell.normal, turned).normalize_or(axes.side);
    let offset_nm = if moment.flat > 0.0 {
        let room =
            (cell.offset_nm - cell.normal.dot(axes.origin)).max(0.0) / cell.normal.dot(axes.side);
        let through_axis = normal.dot(axes.origin);
        let at_cut = through_axis + normal.dot(axes.side) * room;
        let spared = moment.sparing(axes, normal).min(at_cut);
        through_axis + (spared - through_axis) * moment.flat
    } else {
        normal.dot(centre + normal * (moment.lid * LID * outer))
    };
    Some(CutPlane { normal, offset_nm })
}

impl Moment {
    /// Height of the vesicle's centre over the membrane.
    fn centre(&self) -> f32 {
        match self.joining {
            Joined::Apart { gap_nm, .. } => gap_nm as f32 + self.sphere,
            Joined::Hemifused(neck) | Joined::Open(neck) => neck.centre_nm() as f32,
        }
    }

    /// Height of the highest point of the mid-plane over the membrane.
    fn top(&self) -> f32 {
        match self.joining {
            Joined::Apart { gap_nm, .. } => gap_nm as f32 + 2.0 * self.sphere,
            Joined::Hemifused(neck) | Joined::Open(neck) => neck.height_nm() as f32,
        }
    }

    /// Offset of a plane that cuts nothing off. A shape that is nearly flat is
    /// part of a sphere with its centre far away, so its top and mouth count.
    fn sparing(&self, axes: &Axes, normal: Vec3) -> f32 {
        let along = normal.dot(axes.axis);
        let across = (1.0 - along * along).max(0.0).sqrt();
        let wide = (self.joining.mouth_nm() as f32).max(self.sphere + HALF_BILAYER_NM);
        normal.dot(axes.origin)
            + along.max(0.0) * self.top()
            + across * (wide + opening::BEYOND_NM)
            + HALF_BILAYER_NM
            + CLEAR_NM
    }
}

/// Adds what the cuts leave of a patch, darker deep inside the vesicle.
fn draw_opened(
    sculpture: &mut Sculpture,
    opened: &mut Opened,
    moment: &Moment,
    axes: &Axes,
    window: Option<&CutPlane>,
) {
    if let Some(plane) = window {
        let centre = axes.origin + axes.axis * moment.centre();
        count_around(&mut opened.section, moment, centre, plane.normal);
    }
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

/// Counts lengths on the face of a cut beside a vesicle's middle around its
/// centre: along the meridian they would stand still at top and bottom.
fn count_around(section: &mut Facets, moment: &Moment, centre: Vec3, normal: Vec3) {
    if moment.lid <= 0.0 {
        return;
    }
    let (up, on) = normal.any_orthonormal_pair();
    let of_vesicle = moment.sphere + 2.0 * HALF_BILAYER_NM;
    let Facets {
        positions,
        patterns,
        indices,
        ..
    } = section;
    for face in indices.chunks_exact(3) {
        let angle = |corner: u32| {
            let away = positions[corner as usize] - centre;
            ops::atan2(away.dot(on), away.dot(up))
        };
        if positions[face[0] as usize].distance(centre) > of_vesicle {
            continue;
        }
        // No face reaches half the way around.
        let first = angle(face[0]);
        for corner in face {
            let step = (angle(*corner) - first + PI).rem_euclid(TAU) - PI;
            patterns[*corner as usize].x = moment.sphere * (first + step);
        }
    }
}

fn draw_cargo(sculpture: &mut Sculpture, moment: &Moment, axes: &Axes, window: Option<&CutPlane>) {
    let is_a_vesicle = match moment.joining {
        Joined::Open(neck) => neck.sphere_nm < 1.2 * f64::from(moment.sphere),
        Joined::Apart { .. } | Joined::Hemifused(_) => true,
    };
    let Some(window) = window.filter(|_| is_a_vesicle && moment.filled > 0.0) else {
        return;
    };
    let centre = axes.origin + axes.axis * moment.centre();
    let (size, stretch, tone) = match moment.kind {
        VesicleKind::Synaptic => (1.75, Vec3::ONE, Tone::Transmitter),
        VesicleKind::Carrier => (4.2, Vec3::new(1.5, 0.8, 0.8), Tone::Matrix),
    };
    let inner = moment.sphere - HALF_BILAYER_NM;
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

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;
    use crate::geometry::neck::Neck;

    fn moment(joining: Joined, lid: f32, flat: f32) -> Moment {
        Moment {
            place: MembranePlace {
                point: DVec3::ZERO,
                inward: DVec3::Y,
            },
            joining,
            sphere: 18.75,
            lid,
            flat,
            filled: 0.0,
            kind: VesicleKind::Synaptic,
        }
    }

    fn through(normal: Vec3, offset_nm: f32) -> CutPlane {
        CutPlane {
            normal: normal.normalize(),
            offset_nm,
        }
    }

    #[test]
    fn a_flat_patch_is_cut_as_the_membrane_is() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        let flat = moment(Joined::Open(Neck::collapsing(start, 1.0)), 0.0, 1.0);
        for (normal, offset) in [(Vec3::Z, 3.0), (Vec3::new(0.2, 0.3, 1.0), 0.0)] {
            let cell = through(normal, offset);
            let axes = Axes::about(Vec3::ZERO, Vec3::Y, cell.normal);
            let window = window(&flat, &axes, Some(&cell)).expect("a cut cell");
            assert!(window.normal.distance(cell.normal) < 1e-5);
            assert!((window.offset_nm - cell.offset_nm).abs() < 1e-4);
        }
        // Far before the plane, nothing is cut off.
        let cell = through(Vec3::Z, 200.0);
        let axes = Axes::about(Vec3::ZERO, Vec3::Y, Vec3::Z);
        let window = window(&flat, &axes, Some(&cell)).expect("a cut cell");
        assert!(window.offset_nm > 24.8);
    }

    #[test]
    fn a_pit_that_begins_on_a_wall_facing_the_viewer_leaves_no_hole() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        for progress in [0.6, 0.8, 0.95, 0.999, 1.0] {
            let neck = Neck::collapsing(start, progress);
            let pit = moment(Joined::Open(neck), 0.0, 1.0);
            for lean in [0.0, 0.4, 0.6, 0.9] {
                let cell = through(Vec3::new(lean, 1.0, 0.0), 300.0);
                let axes = Axes::about(Vec3::ZERO, Vec3::Y, cell.normal);
                let window = window(&pit, &axes, Some(&cell)).expect("a cut cell");
                let top = Vec3::Y * (neck.height_nm() as f32 + HALF_BILAYER_NM);
                let mouth = axes.side * neck.mouth_nm() as f32;
                for place in [top, mouth, -mouth] {
                    let beyond = window.normal.dot(place) - window.offset_nm;
                    assert!(beyond < 0.0, "{beyond} nm cut off at {progress}, {lean}");
                }
            }
        }
    }

    #[test]
    fn a_pore_is_cut_through_its_axis_and_a_vesicle_at_its_lid() {
        let cell = through(Vec3::new(0.0, 0.3, 1.0), 50.0);
        let axes = Axes::about(Vec3::ZERO, Vec3::Y, cell.normal);
        let pore = moment(Joined::Open(Neck::with_waist(18.75, 3.0, 3.25)), 0.0, 0.0);
        let open = window(&pore, &axes, Some(&cell)).expect("a cut cell");
        assert!(open.normal.dot(Vec3::Y).abs() < 1e-6 && open.offset_nm.abs() < 1e-5);
        let apart = Joined::Apart {
            sphere_nm: 18.75,
            gap_nm: 6.0,
        };
        let docked = window(&moment(apart, 1.0, 0.0), &axes, Some(&cell)).expect("a cut cell");
        let lid = docked.offset_nm - docked.normal.dot(Vec3::Y * 24.75);
        assert!(docked.normal.distance(cell.normal) < 1e-6);
        assert!((lid - LID * 21.0).abs() < 1e-4);
        assert!(window(&pore, &axes, None).is_none());
    }
}
