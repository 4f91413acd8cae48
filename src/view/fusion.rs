//! A vesicle and the membrane on the way to be one: never a ball overlapping
//! a sheet, but one surface from first contact to flat.
//!
//! Each joining is one surface of revolution, made anew for the moment shown.
//! The membrane's own mesh gives way inside its mouth, and its outermost ring
//! lies on the membrane, so no seam shows. It is opened towards the viewer's
//! side like every vesicle, so that the pore can be looked into.

use bevy::{camera::visibility::NoFrustumCulling, math::ops, prelude::*};

use super::{
    ViewSettings, ViewSystems,
    camera::{CameraRig, PictureCamera},
    cutaway::{CELL_TONES, Cutaway, HALF_BILAYER_NM, Sheet},
    opening,
    sculpt::{Axes, Bead, PI, Point, ProfilePoint, Sculpture, TAU},
    studio::{Mouth, Mouths},
    theme::Tone,
    tissue::Paints,
    vesicle::{SYNAPTIC_BEADS, bowl, cargo_places},
};
use crate::{
    geometry::{leaflets::Joined, neck::Neck, shape::Shape},
    sim::{
        clock::SimClock,
        membrane::PlasmaMembrane,
        vesicle::{FusionPore, MembranePlace, Pit, Vesicle, VesicleKind},
    },
    units::SimTime,
};

/// How far the patch reaches over the membrane around its mouth.
const OVERLAP_NM: f32 = 1.4;
/// The opening in the membrane is this much smaller than the patch's mouth.
const TUCK_NM: f32 = 0.1;

/// Marks the mesh of all joinings.
#[derive(Component)]
pub(super) struct Joinings;

/// One joining at one moment, as the picture needs it.
struct Moment {
    place: MembranePlace,
    joining: Joined,
    /// Radius of the vesicle's mid-plane.
    sphere: f32,
    /// Where the open side is cut: distance from the axis towards the viewer,
    /// in nanometres.
    opened_at: f32,
    /// Share of the way through hemifusion.
    stalk: f32,
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

pub(super) fn draw_joinings(
    mut mouths: ResMut<Mouths>,
    mut drawn: Query<&mut Mesh3d, With<Joinings>>,
    mut meshes: ResMut<Assets<Mesh>>,
    pores: Query<(&Vesicle, &FusionPore)>,
    pits: Query<(&Vesicle, &Pit)>,
    clock: Res<SimClock>,
    membrane: Res<PlasmaMembrane>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    rig: Res<CameraRig>,
    cameras: Query<&Camera, With<PictureCamera>>,
) {
    mouths.0.clear();
    let mut sculpture = Sculpture::default();
    if settings.show.vesicles {
        let height = cameras
            .iter()
            .find_map(|camera| camera.physical_viewport_size())
            .map_or(720.0, |size| size.y as f32);
        let pixel = 2.0 * ops::tan(rig.pose.field_of_view / 2.0) / height.max(1.0);
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
            if cutaway.beyond_point(moment.place.point) > 0.5 {
                continue;
            }
            let far = rig.pose.eye().distance(moment.place.point.as_vec3());
            let steps = detail(moment.sphere, far * pixel);
            draw_moment(
                &mut sculpture,
                &mut mouths,
                moment,
                &membrane.shape,
                &cutaway,
                steps,
            );
        }
    }
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
}

/// How many steps a turn is drawn in, so that no corner is seen.
fn detail(sphere: f32, nm_per_pixel: f32) -> usize {
    let pixels = sphere / nm_per_pixel.max(1e-3);
    ((pixels.sqrt() * 6.0) as usize).clamp(20, 96) / 2 * 2
}

fn eased(part: f32) -> f32 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

fn moment_of_pore(vesicle: &Vesicle, pore: &FusionPore, now: SimTime) -> Moment {
    let joining = pore.joining_at(now);
    let sphere = pore.sphere_nm as f32;
    let left = if pore.leaving.is_empty() {
        0.0
    } else {
        pore.inside_at(now) as f32 / pore.leaving.len().max(vesicle.capacity as usize) as f32
    };
    Moment {
        place: pore.place,
        joining,
        sphere,
        opened_at: opening::of_pore(vesicle, pore, now),
        stalk: opening::part(now, pore.hemifused, pore.opened),
        filled: left,
        kind: vesicle.kind,
    }
}

fn moment_of_pit(vesicle: &Vesicle, pit: &Pit, now: SimTime) -> Moment {
    Moment {
        place: pit.place,
        joining: pit.joining_at(now),
        sphere: pit.sphere_nm as f32,
        opened_at: opening::of_pit(vesicle, pit, now),
        stalk: 1.0,
        filled: 0.0,
        kind: vesicle.kind,
    }
}

fn draw_moment(
    sculpture: &mut Sculpture,
    mouths: &mut Mouths,
    moment: &Moment,
    shape: &Shape,
    cutaway: &Cutaway,
    steps: usize,
) {
    let origin = moment.place.point.as_vec3();
    let inward = moment.place.inward.as_vec3();
    let plane = cutaway.plane();
    let axes = Axes::about(origin, inward, plane.map_or(Vec3::Z, |(normal, _)| normal));
    // A neck that faces the knife is left whole: a cut would not show it.
    let can_open = plane.is_some_and(|(normal, _)| normal.dot(inward).abs() < 0.85);
    match moment.joining {
        Joined::Apart { gap_nm, .. } => {
            let centre = origin + inward * (gap_nm as f32 + moment.sphere);
            draw_apart(sculpture, moment, &axes, centre, plane, steps);
        }
        Joined::Hemifused(neck) => {
            open_membrane(mouths, &axes, &neck);
            draw_stalk(sculpture, moment, &neck, &axes, shape, can_open, steps);
            let centre = origin + inward * neck.centre_nm() as f32;
            draw_cargo(sculpture, moment, centre, &axes, can_open);
        }
        Joined::Open(neck) => {
            open_membrane(mouths, &axes, &neck);
            let sheet = neck_sheet(&neck, &axes, shape, steps);
            let knife = can_open.then(|| {
                let open = moment.opened_at.min(room_before_plane(plane, &axes));
                (axes.side, axes.side.dot(origin) + open)
            });
            let cut = sheet.cut(knife, CELL_TONES);
            sculpture.append(&cut.outer);
            sculpture.append(&cut.inner);
            sculpture.append(&cut.section);
            if neck.sphere_nm < 1.2 * f64::from(moment.sphere) {
                let centre = origin + inward * neck.centre_nm() as f32;
                draw_cargo(sculpture, moment, centre, &axes, can_open);
            }
        }
    }
}

/// How far before a neck's axis the cell's own cutting plane lies.
fn room_before_plane(plane: Option<(Vec3, f32)>, axes: &Axes) -> f32 {
    plane.map_or(f32::INFINITY, |(normal, offset)| {
        (offset - normal.dot(axes.origin)).max(0.0) / normal.dot(axes.side).max(0.2)
    })
}

fn open_membrane(mouths: &mut Mouths, axes: &Axes, neck: &Neck) {
    let radius = neck.mouth_nm() as f32 - TUCK_NM;
    if radius > 0.0 {
        mouths.0.push(Mouth {
            centre: axes.origin,
            axis: axes.axis,
            radius,
            reach: 14.0,
        });
    }
}

/// The vesicle before the membranes touch: a bowl whose lid slides to its
/// middle.
fn draw_apart(
    sculpture: &mut Sculpture,
    moment: &Moment,
    axes: &Axes,
    centre: Vec3,
    plane: Option<(Vec3, f32)>,
    steps: usize,
) {
    let radius = moment.sphere + HALF_BILAYER_NM;
    let Some((normal, _)) = plane else {
        let lid = radius - 0.01;
        let about = Axes::about(centre, axes.axis, axes.side);
        bowl(sculpture, &about, radius, lid, steps, steps / 2);
        return;
    };
    let about = Axes::about(centre, normal, axes.axis);
    bowl(
        sculpture,
        &about,
        radius,
        moment.opened_at,
        steps,
        steps / 2,
    );
    let spot = Axes {
        origin: axes.origin,
        ..*axes
    };
    draw_cargo(sculpture, moment, centre, &spot, true);
}

/// The mid-plane of an open neck, its outer ring laid on the membrane.
fn neck_sheet(neck: &Neck, axes: &Axes, shape: &Shape, steps: usize) -> Sheet {
    let mut line: Vec<(f32, f32, f32, f32)> = neck
        .meridian(0.0, steps / 3, (steps / 5).max(6))
        .iter()
        .map(|point| {
            (
                point.r_nm as f32,
                point.z_nm as f32,
                point.normal_r as f32,
                point.normal_z as f32,
            )
        })
        .collect();
    line.push((neck.mouth_nm() as f32 + OVERLAP_NM, 0.0, 0.0, -1.0));
    let mut sheet = Sheet::default();
    let reach = (2.0 * neck.rim_nm + 0.25 * neck.sphere_nm) as f32;
    for step in 0..=steps {
        let (sine, cosine) = ops::sin_cos(step as f32 / steps as f32 * TAU);
        let radial = axes.side * cosine + axes.other * sine;
        for (r, z, normal_r, normal_z) in &line {
            let flat = axes.origin + radial * *r;
            let nearness = (1.0 - z / reach).clamp(0.0, 1.0);
            let onto = bend(shape, flat, radial, *r) * nearness * nearness;
            sheet
                .positions
                .push((flat + axes.axis * *z + onto).as_dvec3());
            sheet.normals.push(
                (radial * *normal_r + axes.axis * *normal_z)
                    .normalize_or(Vec3::Y)
                    .as_dvec3(),
            );
            // Part of the cell's wall at the mouth, of a vesicle above it.
            sheet.walls.push(nearness);
        }
    }
    let count = line.len() as u32;
    for step in 0..steps as u32 {
        let (left, right) = (step * count, (step + 1) * count);
        for index in 0..count - 1 {
            sheet
                .triangles
                .push([left + index, left + index + 1, right + index + 1]);
            sheet
                .triangles
                .push([left + index, right + index + 1, right + index]);
        }
    }
    sheet
}

/// From the plane at a place to the curved membrane there.
fn bend(shape: &Shape, flat: Vec3, _radial: Vec3, r: f32) -> Vec3 {
    if r < 0.5 {
        return Vec3::ZERO;
    }
    let distance = shape.distance(flat.as_dvec3());
    if distance.abs() < 0.02 {
        return Vec3::ZERO;
    }
    (shape.closest(flat.as_dvec3()) - flat.as_dvec3()).as_vec3()
}

/// Cytosolic leaflets joined by a stalk, the lumen still closed: the far
/// leaflets bend towards each other until they meet.
fn draw_stalk(
    sculpture: &mut Sculpture,
    moment: &Moment,
    neck: &Neck,
    axes: &Axes,
    shape: &Shape,
    can_open: bool,
    steps: usize,
) {
    let (from, to) = if can_open {
        (0.25 * TAU, 0.75 * TAU)
    } else {
        (0.0, TAU)
    };
    let around = if can_open { steps / 2 } else { steps };
    let (sphere_points, rim_points) = (steps / 3, (steps / 4).max(8));
    let onto = |r: f32, z: f32| bend_of_ring(shape, axes, r, z);
    let cytosolic: Vec<ProfilePoint> = neck
        .meridian(f64::from(-HALF_BILAYER_NM), sphere_points, rim_points)
        .iter()
        .map(|point| ProfilePoint {
            r: point.r_nm as f32,
            z: point.z_nm as f32 + onto(point.r_nm as f32, point.z_nm as f32),
            normal_r: -point.normal_r as f32,
            normal_z: -point.normal_z as f32,
            shade: 1.0,
        })
        .collect();
    let mut with_ring = cytosolic.clone();
    let mouth = neck.mouth_nm() as f32;
    with_ring.push(ProfilePoint {
        r: mouth + OVERLAP_NM,
        z: HALF_BILAYER_NM + onto(mouth + OVERLAP_NM, HALF_BILAYER_NM),
        normal_r: 0.0,
        normal_z: 1.0,
        shade: 1.0,
    });
    sculpture.turned(axes, &with_ring, from, to, around, Tone::CytosolicLeaflet);

    // The lumenal leaflet, closed, and the outer face of the cell below it.
    let inner = moment.sphere - HALF_BILAYER_NM;
    let centre = neck.centre_nm() as f32;
    let gap = centre - inner + HALF_BILAYER_NM;
    let dimple = 0.5 * (gap - 1.2) * eased(moment.stalk).max(0.25);
    let sag = |r: f32| {
        let near = (1.0 - (r / mouth) * (r / mouth)).max(0.0);
        dimple * near * near
    };
    let lumen_points = sphere_points + rim_points / 2;
    let sweep = neck.sweep as f32;
    let lumen: Vec<ProfilePoint> = (0..=lumen_points)
        .map(|index| {
            let angle = if index <= sphere_points {
                sweep * index as f32 / sphere_points as f32
            } else {
                sweep
                    + (PI - sweep) * (index - sphere_points) as f32
                        / (lumen_points - sphere_points) as f32
            };
            let (sine, cosine) = ops::sin_cos(angle);
            let r = inner * sine;
            let low = if angle > 0.5 * PI { sag(r) } else { 0.0 };
            ProfilePoint {
                r,
                z: centre + inner * cosine - low,
                normal_r: -sine,
                normal_z: -cosine,
                shade: 0.75 + 0.25 * cosine,
            }
        })
        .collect();
    sculpture.turned(axes, &lumen, from, to, around, Tone::OuterLeaflet);
    let disc_points = rim_points - rim_points / 2;
    let disc: Vec<ProfilePoint> = (0..=disc_points + 1)
        .map(|index| {
            let r = if index <= disc_points {
                mouth * index as f32 / disc_points as f32
            } else {
                mouth + OVERLAP_NM
            };
            let z = -HALF_BILAYER_NM + sag(r);
            ProfilePoint {
                r,
                z: z + onto(r, z),
                normal_r: 0.0,
                normal_z: -1.0,
                shade: 1.0,
            }
        })
        .collect();
    sculpture.turned(axes, &disc, 0.0, TAU, steps, Tone::OuterLeaflet);
    if can_open {
        // The rest of the membrane's cytosolic face, which the half-turned
        // patch leaves open towards the viewer, stays open: the section is
        // drawn in the plane through the axis.
        stalk_section(
            sculpture,
            axes,
            &cytosolic,
            &lumen,
            &disc[..=disc_points],
            sphere_points,
            rim_points,
        );
    }
}

/// The face of the cut through a stalk: heads on both sides, core between.
fn stalk_section(
    sculpture: &mut Sculpture,
    axes: &Axes,
    cytosolic: &[ProfilePoint],
    lumen: &[ProfilePoint],
    disc: &[ProfilePoint],
    sphere_points: usize,
    rim_points: usize,
) {
    let upper_rim = lumen.len() - 1 - sphere_points;
    for side in [1.0, -1.0] {
        let at = |point: &ProfilePoint| {
            axes.origin + axes.other * (point.r * side) + axes.axis * point.z
        };
        let mut along = 0.0;
        let mut before: Option<(Vec3, [u32; 2])> = None;
        let mut row = |near: Vec3, far: Vec3, across: f32, is_stalk: bool| {
            if let Some((last, _)) = before {
                // In the stalk single lipids can't be told apart.
                along += near.distance(last) * if is_stalk { 400.0 } else { 1.0 };
            }
            let row = [(near, -HALF_BILAYER_NM), (far, across)].map(|(at, across)| {
                sculpture.point(Point::new(at, axes.side, Tone::Section).patterned(along, across))
            });
            if let Some((_, [a, b])) = before {
                sculpture.quad(a, b, row[1], row[0]);
            }
            before = Some((near, row));
        };
        for (index, near) in cytosolic.iter().enumerate() {
            let on_rim = index.saturating_sub(sphere_points);
            if on_rim <= upper_rim {
                row(at(near), at(&lumen[index]), HALF_BILAYER_NM, on_rim > 0);
                if on_rim < upper_rim {
                    continue;
                }
                // The core between the two far leaflets, where they have
                // not met yet.
                let (top, bottom) = (at(&lumen[index]), at(&disc[0]));
                row(at(near), top.midpoint(bottom), 0.4, true);
                row(at(near), bottom, HALF_BILAYER_NM, true);
                continue;
            }
            let part = (on_rim - upper_rim) as f32 / (rim_points - upper_rim) as f32;
            let place = (part * (disc.len() - 1) as f32).round() as usize;
            row(
                at(near),
                at(&disc[place.min(disc.len() - 1)]),
                HALF_BILAYER_NM,
                true,
            );
        }
    }
}

/// Height to add to a ring so that it lies on the curved membrane, taken
/// along the axis and averaged around the ring.
fn bend_of_ring(shape: &Shape, axes: &Axes, r: f32, z: f32) -> f32 {
    let nearness = (1.0 - z / 12.0).clamp(0.0, 1.0);
    if nearness <= 0.0 {
        return 0.0;
    }
    let sum: f32 = [axes.side, -axes.side, axes.other, -axes.other]
        .into_iter()
        .map(|radial| bend(shape, axes.origin + radial * r, radial, r).dot(axes.axis))
        .sum();
    0.25 * sum * nearness
}

fn draw_cargo(
    sculpture: &mut Sculpture,
    moment: &Moment,
    centre: Vec3,
    axes: &Axes,
    is_open: bool,
) {
    if moment.filled <= 0.0 || !is_open {
        return;
    }
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
        if at.dot(axes.side) < moment.opened_at - 0.3 * size {
            sculpture.bead(centre + at, stretch * size, Bead::Fine, tone, 0.9);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patch_ends_on_the_membrane_it_is_set_into() {
        let shape = Shape::Sphere {
            centre: [0.0, 500.0, 0.0],
            radius: 500.0,
        };
        let axes = Axes::about(Vec3::ZERO, Vec3::Y, Vec3::Z);
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        for progress in [0.0, 0.3, 0.6, 0.9] {
            let neck = Neck::collapsing(start, progress);
            let sheet = neck_sheet(&neck, &axes, &shape, 48);
            let ring = sheet.positions.len() / 49;
            for rim in sheet.positions.chunks(ring).map(|line| line[ring - 1]) {
                let off = shape.distance(rim).abs();
                assert!(off < 0.05, "{off} nm off at {progress}");
            }
        }
    }
}
