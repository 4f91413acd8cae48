//! What tubular carriers bring: ion channels in their membrane and, later, in the
//! cell's; procollagen in their lumen, on its way outside, and in fibrils.
//!
//! Every channel and every molecule is the simulation's own. A channel is drawn so
//! that its two sides can be told apart: sugar stands on the side that looks into
//! the lumen and, in the end, out of the cell.

use std::f64::consts::{PI, TAU};

use bevy::{math::ops, prelude::*};

use super::{
    HALF_BILAYER_NM, ViewSettings, ViewSystems,
    calm::Calm,
    camera::{CameraRig, PixelSize},
    cutaway::Cutaway,
    fading::{EDGE_NM, smooth},
    figures::own_number,
    laid::{LayOut, lay},
    sculpt::{Bead, Point, Sculpture},
    seats::Mouths,
    theme::Tone,
    tubule::{Tubule, Tubules},
    walk::Walk,
};
use crate::{
    biology::parameters::{Parameters, SecretoryParameters},
    sim::{
        chance::Chance,
        clock::SimClock,
        matrix::{Fibril, Loose, Matrix},
        membrane::{
            PlasmaMembrane,
            inserted::{InsertedChannels, point_at_area, seating},
        },
    },
};

/// A channel: radius of its barrel, and how far it stands out on either side.
const BARREL_NM: f32 = 3.4;
const LUMENAL_NM: f32 = 3.2;
const CYTOSOLIC_NM: f32 = 2.6;
const SUGAR_NM: f32 = 5.5;
/// Coarser than this (nanometres a pixel) channels are beads, and sugars are not
/// seen.
const SHAPED_NM_PER_PIXEL: f32 = 1.1;
/// The last seconds in which a delivery is followed: its channels thin out.
const FADING_S: f64 = 100.0;
const GONE_S: f64 = 118.0;
/// Rods are drawn so much thicker than they are.
const ROD_THICKER: f32 = 1.6;
/// Time in which a rod slips out of the pore.
const SLIPPING_S: f64 = 0.15;
/// How far rods keep from the membrane's mid-plane outside.
const CLEAR_NM: f32 = 8.0;
/// And the share of its way at the end in which it turns along its fibril.
const TURNING: f32 = 0.25;
/// Rows a period of a fibril, and sides around.
const ROWS_A_PERIOD: usize = 6;
const FIBRIL_SIDES: usize = 14;
/// Share of a period in which molecules overlap; darker, as in a stained one.
const OVERLAP: f64 = 0.46;
/// Beads of soluble cargo in a carrier of channels.
const BEADS: usize = 46;
const BEAD_NM: f32 = 3.6;

/// Marks the mesh of what comes and goes, and that of fibrils.
#[derive(Component, Clone, Copy)]
struct Secretion;
#[derive(Component, Clone, Copy)]
struct Fibrils;

/// Where channels stand in the plasma membrane in this frame.
#[derive(Resource, Default)]
pub struct ChannelPlaces(pub Vec<Vec3>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<ChannelPlaces>()
        .when_a_scene_comes((
            lay(Secretion, |paints| &paints.solid),
            lay(Fibrils, |paints| &paints.solid),
        ))
        .add_systems(
            PostUpdate,
            (
                draw_secretion.after(super::fusion::draw_joinings),
                draw_fibrils,
            )
                .in_set(ViewSystems::Draw),
        );
}

fn draw_secretion(
    mut drawn: Query<&mut Mesh3d, With<Secretion>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut places: ResMut<ChannelPlaces>,
    tubules: Res<Tubules>,
    inserted: Res<InsertedChannels>,
    matrix: Res<Matrix>,
    mouths: Res<Mouths>,
    membrane: Res<PlasmaMembrane>,
    (clock, chance, parameters): (Res<SimClock>, Res<Chance>, Res<Parameters>),
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    rig: Res<CameraRig>,
    pixels: PixelSize,
) {
    let mut sculpture = Sculpture::default();
    places.0.clear();
    let picture = Picture {
        eye: rig.pose.eye(),
        pixel: pixels.per_nm(),
    };
    let show = settings.show;
    let secretory = &parameters.secretory;
    for tubule in tubules.0.iter().filter(|tubule| tubule.presence > 0.5) {
        if !show.vesicles {
            continue;
        }
        if tubule.kind.holds_rods() {
            let count = parameters.class(tubule.kind).filling.molecules_in_mean();
            draw_load(&mut sculpture, tubule, count as usize, secretory);
        } else {
            draw_soluble(&mut sculpture, tubule);
            if show.proteins {
                let channels = parameters.class(tubule.kind).channels as usize;
                draw_carried(&mut sculpture, tubule, channels, &chance, &picture);
            }
        }
    }
    if show.proteins && show.membrane {
        for delivery in inserted.deliveries() {
            let age_s = clock.now.since(delivery.from).as_secs();
            let left = 1.0 - smooth(((age_s - FADING_S) / (GONE_S - FADING_S)) as f32);
            if left <= 0.0 {
                continue;
            }
            for index in 0..delivery.channels as usize {
                let at = delivery.at(index, clock.now, secretory.channel_nm2_per_s, &chance);
                let on = membrane.shape.onto_surface(delivery.in_space(at));
                let outward = membrane.shape.normal(on).as_vec3();
                let at = on.as_vec3();
                let edge = smooth((cutaway.beyond(at) + BARREL_NM + 1.0) / EDGE_NM);
                let is_afloat = mouths.0.iter().all(|(middle, radius)| {
                    middle.distance_squared(at) > (radius + BARREL_NM) * (radius + BARREL_NM)
                });
                let size = left * (1.0 - edge);
                if is_afloat && size > 0.05 {
                    channel(&mut sculpture, at, outward, size, &picture);
                    places.0.push(at + outward * (HALF_BILAYER_NM + LUMENAL_NM));
                }
            }
        }
    }
    if show.molecules {
        for loose in matrix.loose().filter(|loose| loose.from <= clock.now) {
            draw_loose(
                &mut sculpture,
                loose,
                &matrix,
                secretory,
                &membrane,
                &clock,
                &cutaway,
                settings.calm,
            );
        }
    }
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
}

/// From where it is looked at.
struct Picture {
    eye: Vec3,
    pixel: f32,
}

impl Picture {
    fn nm_per_pixel(&self, at: Vec3) -> f32 {
        self.eye.distance(at) * self.pixel
    }
}

/// A channel through the membrane's mid-plane at a place; `lumenal` is the way to
/// the lumen or the outside.
fn channel(sculpture: &mut Sculpture, at: Vec3, lumenal: Vec3, size: f32, picture: &Picture) {
    let end = |out: f32| at + lumenal * (out * size);
    let (top, bottom) = (
        HALF_BILAYER_NM + LUMENAL_NM,
        -HALF_BILAYER_NM - CYTOSOLIC_NM,
    );
    if picture.nm_per_pixel(at) > SHAPED_NM_PER_PIXEL {
        let stretch = Vec3::splat(BARREL_NM * 1.25 * size);
        for out in [HALF_BILAYER_NM, -HALF_BILAYER_NM] {
            sculpture.bead(end(out), stretch, Bead::Medium, Tone::IonChannel, 1.0);
        }
        return;
    }
    let line = [end(bottom), end(0.0), end(top)];
    // Wider on the lumenal side, where its mouth is.
    let wide = |part: f32| BARREL_NM * size * (0.72 + 0.28 * part);
    sculpture.tapered(&line, wide, 12, Tone::IonChannel, 1.0);
    let side = lumenal.any_orthonormal_vector();
    for turn in 0..3 {
        let (sine, cosine) = ops::sin_cos(turn as f32 * 2.1);
        let out = side * cosine + lumenal.cross(side) * sine;
        let foot = end(top) + out * (1.6 * size);
        let tip = foot + (lumenal * SUGAR_NM + out * 2.2) * size;
        sculpture.rod(&[foot, tip], 0.55 * size, 5, Tone::Sugar, 1.0);
        sculpture.bead(tip, Vec3::splat(1.2 * size), Bead::Medium, Tone::Sugar, 1.0);
    }
}

/// The channels in a carrier's membrane.
fn draw_carried(
    sculpture: &mut Sculpture,
    tubule: &Tubule,
    channels: usize,
    chance: &Chance,
    picture: &Picture,
) {
    for index in 0..channels {
        let seat = seating(tubule.id, index, chance);
        let area = seat.share * tubule.area_nm2;
        let point = point_at_area(&tubule.opening.joining, tubule.tail.as_ref(), area);
        let way = [point.normal_r, point.normal_z];
        let (at, lumenal) = tubule.place_counted(point.r_nm, point.z_nm, seat.angle, way);
        if !tubule.is_cut_away(at, -BARREL_NM) {
            channel(sculpture, at, lumenal, tubule.presence, picture);
        }
    }
}

/// Soluble cargo in a carrier of channels, as much as is left.
fn draw_soluble(sculpture: &mut Sculpture, tubule: &Tubule) {
    let inner = f64::from(tubule.opening.sphere - HALF_BILAYER_NM - BEAD_NM);
    let tube = tubule.tail.map_or(0.0, |tail| {
        tail.tube_nm - f64::from(HALF_BILAYER_NM + BEAD_NM)
    });
    let reach = tubule.tail.map_or(0.0, |tail| tail.reach_nm);
    if tubule.opening.flat > 0.0 {
        return;
    }
    let left = (tubule.filled * BEADS as f32).ceil() as usize;
    for bead in 0..left.min(BEADS) {
        let own = |which: u32| f64::from(own_number(tubule.id, 300 + 5 * bead as u32 + which));
        let in_tip = bead % 2 == 0;
        let (away, up) = if in_tip || reach <= inner {
            let far = inner * libm::cbrt(own(0));
            let lean = 2.0 * own(1) - 1.0;
            (far * (1.0 - lean * lean).sqrt(), far * lean)
        } else {
            (tube * own(0).sqrt(), inner + (reach - inner) * own(1))
        };
        let (at, way) = tubule.place(away, tubule.centre_nm() + up, TAU * own(2), [0.0, 1.0]);
        if !tubule.is_cut_away(at, -0.3 * BEAD_NM) {
            let along = Quat::from_rotation_arc(Vec3::X, way);
            let stretch = (along * Vec3::new(1.5, 0.8, 0.8)).abs() * BEAD_NM;
            sculpture.bead(at, stretch, Bead::Fine, Tone::Matrix, 0.9);
        }
    }
}

/// Procollagen in its carrier: rods along the tube, heads towards the tip.
pub(super) fn draw_load(
    sculpture: &mut Sculpture,
    tubule: &Tubule,
    count: usize,
    secretory: &SecretoryParameters,
) {
    let Some(tail) = tubule.tail else { return };
    let rod = secretory.rod_nm;
    let low = tubule.centre_nm() - 0.45 * f64::from(tubule.opening.sphere);
    let high = tubule.centre_nm() + tail.reach_nm;
    let room = high - low - rod;
    if room < 0.0 {
        return;
    }
    let inner = tail.tube_nm - f64::from(HALF_BILAYER_NM) - secretory.head_nm;
    let left = (tubule.filled * count as f32).round() as usize;
    for number in 0..left.min(count) {
        let own = |which: u32| f64::from(own_number(tubule.id, 700 + 4 * number as u32 + which));
        let (away, angle) = (inner * own(0).sqrt(), TAU * own(1));
        let from = low + room * own(2);
        let line: Vec<Vec3> = (0..=10)
            .map(|step| {
                let z = from + rod * f64::from(step) / 10.0;
                tubule.place(away, z, angle, [0.0, 1.0]).0
            })
            .collect();
        if line.iter().all(|at| !tubule.is_cut_away(*at, -1.5)) {
            procollagen(sculpture, &line, secretory, tubule.presence);
        }
    }
}

/// A rod with the head of its propeptides at the beginning of `line`.
pub(super) fn procollagen(
    sculpture: &mut Sculpture,
    line: &[Vec3],
    secretory: &SecretoryParameters,
    size: f32,
) {
    let thick = secretory.rod_radius_nm as f32 * ROD_THICKER * size;
    sculpture.rod(line, thick, 6, Tone::Matrix, 1.0);
    let head = Vec3::splat(secretory.head_nm as f32 * size);
    sculpture.bead(line[0], head, Bead::Fine, Tone::CarrierProtein, 1.0);
}

/// A molecule outside, on its way to its fibril or away.
fn draw_loose(
    sculpture: &mut Sculpture,
    loose: &Loose,
    matrix: &Matrix,
    secretory: &SecretoryParameters,
    membrane: &PlasmaMembrane,
    clock: &SimClock,
    cutaway: &Cutaway,
    calm: Calm,
) {
    let whole_s = loose.until.since(loose.from).as_secs();
    let age_s = clock.now.since(loose.from).as_secs();
    let part = (age_s / whole_s.max(1e-6)).min(1.0) as f32;
    let outward = loose.outward.as_vec3();
    let half = 0.5 * secretory.rod_nm as f32;
    let salt = loose
        .vesicle
        .0
        .wrapping_mul(0x9E37_79B9)
        .wrapping_add(loose.number.wrapping_mul(0x85EB_CA6B));
    let walk = Walk { salt };
    let spread = (2.0 * secretory.matrix_nm2_per_s * whole_s).sqrt() as f32;
    let slipped = smooth((age_s / SLIPPING_S) as f32);
    let mouth = loose.mouth.as_vec3();
    // Rods fall to all sides once they are out: none is shot.
    let start = mouth + outward * CLEAR_NM;
    let (aim, along) = match loose.joins {
        Some((fibril, place)) => {
            let frame = matrix.fibrils[fibril].line.at(place);
            let strayed = walk.calmed(part, calm) - walk.at(1.0) * part;
            let at = start.lerp(frame.position.as_vec3(), part) + strayed * spread;
            (at, frame.tangent.as_vec3())
        }
        None => (start + walk.calmed(part, calm) * spread, outward),
    };
    let free = Vec3::new(walk.number(1), walk.number(2), walk.number(3)) - Vec3::splat(0.5);
    let free = free.normalize_or(outward);
    let along = if along.dot(free) < 0.0 { -along } else { along };
    let turning = smooth((part - (1.0 - TURNING)) / TURNING);
    let loosened = smooth(((age_s - 0.6 * SLIPPING_S) / (2.0 * SLIPPING_S)) as f32);
    let way = outward.lerp(free, loosened).lerp(along, turning);
    let way = way.normalize_or(outward);
    // Kept out of the cell: what is too near is thrown back.
    let reach = half * way.dot(outward).abs() + CLEAR_NM;
    let depth = membrane.shape.distance(aim.as_dvec3()) as f32;
    let pushed = (reach - depth).max(0.0) * slipped;
    let centre = mouth + outward * (half * (2.0 * slipped - 1.0));
    let centre = centre.lerp(aim + outward * pushed, loosened);
    let line: Vec<Vec3> = [-1.0, -0.33, 0.33, 1.0]
        .map(|side| centre + way * (half * side))
        .into();
    let edge = line
        .iter()
        .map(|at| cutaway.beyond(*at))
        .fold(f32::NEG_INFINITY, f32::max);
    let size = 1.0 - smooth((edge + 8.0) / (2.0 * EDGE_NM));
    if size > 0.05 {
        procollagen(sculpture, &line, secretory, size);
    }
}

fn draw_fibrils(
    mut drawn: Query<(&mut Mesh3d, &mut Visibility), With<Fibrils>>,
    mut meshes: ResMut<Assets<Mesh>>,
    matrix: Res<Matrix>,
    parameters: Res<Parameters>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    mut done: Local<Option<(u64, Cutaway)>>,
) {
    let there: u64 = matrix.fibrils.iter().map(|f| u64::from(f.molecules)).sum();
    let is_new = *done != Some((there, *cutaway));
    *done = Some((there, *cutaway));
    for (mut mesh, mut visibility) in &mut drawn {
        visibility.set_if_neq(if settings.show.molecules {
            Visibility::Inherited
        } else {
            Visibility::Hidden
        });
        if is_new {
            let mut sculpture = Sculpture::default();
            for fibril in &matrix.fibrils {
                draw_fibril(
                    &mut sculpture,
                    fibril,
                    &matrix,
                    &parameters.secretory,
                    &cutaway,
                );
            }
            sculpture.show(&mut mesh, &mut meshes);
        }
    }
}

/// A fibril with its bands, tapered at both ends.
fn draw_fibril(
    sculpture: &mut Sculpture,
    fibril: &Fibril,
    matrix: &Matrix,
    secretory: &SecretoryParameters,
    cutaway: &Cutaway,
) {
    let [from, to] = fibril.ends_nm(matrix.nm_a_molecule);
    if to - from < 1.0 {
        return;
    }
    let stride = secretory.period_nm / ROWS_A_PERIOD as f64;
    let middle = 0.5 * fibril.line.length();
    // Rows stand where they stood when it was shorter: bands do not move.
    let first = ((from - middle) / stride).ceil() as i64;
    let last = ((to - middle) / stride).floor() as i64;
    let inner = (first..=last).map(|row| middle + row as f64 * stride);
    let rows: Vec<f64> = std::iter::once(from)
        .chain(inner)
        .chain(std::iter::once(to))
        .collect();
    let taper = (0.5 * (to - from)).min(2.0 * secretory.period_nm);
    let mut before: Option<u32> = None;
    for along in rows {
        let frame = fibril.line.at(along);
        let centre = frame.position.as_vec3();
        if cutaway.beyond(centre) > -(secretory.fibril_radius_nm as f32) {
            before = None;
            continue;
        }
        let share = ((along - from).min(to - along) / taper).clamp(0.0, 1.0);
        let phase = ((along - middle) / secretory.period_nm).rem_euclid(1.0);
        let band = 0.5 - 0.5 * libm::cos(2.0 * PI * (phase - 0.5 * OVERLAP));
        let radius = secretory.fibril_radius_nm
            * (0.12 + 0.88 * (share * (2.0 - share)).max(0.0).sqrt())
            * (1.0 - 0.05 * band);
        let shade = (1.0 - 0.9 * (1.0 - band)) as f32;
        let start = sculpture_row(sculpture, &frame, radius as f32, shade);
        if let Some(before) = before {
            for side in 0..FIBRIL_SIDES as u32 {
                let next = (side + 1) % FIBRIL_SIDES as u32;
                sculpture.quad(before + side, before + next, start + next, start + side);
            }
        }
        before = Some(start);
    }
}

fn sculpture_row(
    sculpture: &mut Sculpture,
    frame: &crate::geometry::spline::Frame,
    radius: f32,
    shade: f32,
) -> u32 {
    let centre = frame.position.as_vec3();
    let mut first = None;
    for side in 0..FIBRIL_SIDES {
        let angle = side as f32 / FIBRIL_SIDES as f32 * std::f32::consts::TAU;
        let (sine, cosine) = ops::sin_cos(angle);
        let out = frame.normal.as_vec3() * cosine + frame.binormal.as_vec3() * sine;
        let point = Point::new(centre + out * radius, out, Tone::Matrix).shaded(shade);
        first.get_or_insert(sculpture.point(point));
    }
    first.unwrap_or_default()
}
