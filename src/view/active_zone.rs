//! The active zone and what faces it: calcium channels beside the release
//! sites, receptors across the cleft with the density under them, and calcium while it is there.

use bevy::{math::ops, prelude::*};

use super::{
    HALF_BILAYER_NM, ViewSettings, ViewSystems,
    camera::{CameraRig, PixelSize},
    cutaway::Cutaway,
    fading::{EDGE_NM, smooth},
    laid::{LayOut, blank},
    scatter::uniform,
    sculpt::{Axes, Bead, PI, Point, Sculpture, TAU},
    seats::Mouths,
    studio::Glow,
    theme::Tone,
    tissue::Paints,
};
use crate::{
    biology::parameters::value,
    geometry::opened::CutPlane,
    scene::Scene,
    sim::{
        cleft::{Cleft, receptors::Receptor},
        clock::SimClock,
        membrane::PlasmaMembrane,
        signal::{calcium::Calcium, channels::Channel},
    },
};

/// A receptor turns by this against the one before.
const TURN: f32 = PI * (3.0 - 2.236_068);
/// Glutamate that a receptor holds, drawn as large as that which is free.
const HELD_NM: f32 = 1.5;
/// No part of a channel is farther than this from its middle.
const CHANNEL_NM: f32 = 15.0;
/// Radius of the light around a channel, and around the whole zone.
const CHANNEL_GLOW_NM: f32 = 26.0;
const ZONE_GLOW_NM: f32 = 200.0;
/// Current at which a channel's domain is as bright as can be, and the logarithm
/// of calcium over rest at which the whole zone is.
const BRIGHTEST_PA: f32 = 0.25;
const BRIGHTEST_LN: f32 = 6.2;

/// Coarser than this (nanometres a pixel) the lobes of receptors are drawn with few
/// triangles.
const FINE_NM_PER_PIXEL: f32 = 1.6;
/// Strands of the postsynaptic density that are drawn, over the receptors and
/// somewhat beyond, and how thick they are.
const STRANDS: u32 = 220;
const BEYOND_NM: f32 = 12.0;
const STRAND_NM: f32 = 1.9;
/// How far the other end of one may be aside.
const LEAN_NM: f32 = 26.0;

/// What an entity shows.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Channels,
    Receptors,
    Density,
    Calcium,
}

/// Where the channels are: point on the mid-plane and unit normal outwards.
#[derive(Resource, Default)]
pub struct Channels(pub Vec<(Vec3, Vec3)>);

/// Where the receptors that are drawn have their heads, in nanometres.
#[derive(Resource, Default)]
pub struct Receptors {
    pub shut: Vec<Vec3>,
    pub open: Vec<Vec3>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Channels>()
        .init_resource::<Receptors>()
        .when_a_scene_comes(lay_out_zone)
        .add_systems(
            PostUpdate,
            (draw_zone, glow_with_calcium)
                .chain()
                .after(super::fusion::draw_joinings)
                .in_set(ViewSystems::Draw),
        );
}

fn lay_out_zone(
    mut commands: Commands,
    mut channels: ResMut<Channels>,
    calcium: Res<Calcium>,
    paints: Res<Paints>,
) {
    let place = |channel: &Channel| (channel.at.as_vec3(), channel.out.as_vec3());
    channels.0 = calcium.channels().iter().map(place).collect();
    for kind in [
        Kind::Channels,
        Kind::Receptors,
        Kind::Density,
        Kind::Calcium,
    ] {
        let paint = if kind == Kind::Calcium {
            &paints.glow
        } else {
            &paints.solid
        };
        commands.spawn(blank(kind, paint));
    }
}

fn draw_zone(
    mut drawn: Query<(&Kind, &mut Mesh3d, &mut Visibility)>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut done: Local<Option<(Cutaway, usize, Bead)>>,
    (mut answered, mut in_sight): (Local<Vec<(bool, usize)>>, Local<Vec<bool>>),
    mut standing: ResMut<Receptors>,
    channels: Res<Channels>,
    mouths: Res<Mouths>,
    cleft: Res<Cleft>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    (scene, membrane): (Res<Scene>, Res<PlasmaMembrane>),
    (rig, pixels): (Res<CameraRig>, PixelSize),
) {
    for (kind, _, mut visibility) in &mut drawn {
        let is_shown = match kind {
            Kind::Channels => settings.show.proteins && settings.show.membrane,
            Kind::Receptors | Kind::Density => settings.show.proteins && settings.show.postsynaptic,
            Kind::Calcium => settings.show.calcium,
        };
        visibility.set_if_neq(if is_shown {
            Visibility::Inherited
        } else {
            Visibility::Hidden
        });
    }
    // Channels make way for a widening neck, so they follow open mouths.
    let zone = scene.active_zone.map(|zone| zone.centre.as_vec3());
    let is_near = zone.is_some_and(|middle| {
        rig.pose.eye().distance(middle) * pixels.per_nm() < FINE_NM_PER_PIXEL
    });
    let lobe = if is_near { Bead::Fine } else { Bead::Coarse };
    let key = (*cutaway, mouths.0.len(), lobe);
    let is_new = done.replace(key) != Some(key);
    let answers: Vec<_> = cleft
        .receptors()
        .map(|receptor| (receptor.is_open(), receptor.holds()))
        .collect();
    let answer_is_new = std::mem::replace(&mut *answered, answers) != *answered;
    let seen = channels.0.iter();
    let seen = seen.map(|(at, _)| pixels.sees(*at, CHANNEL_NM)).collect();
    let sight_is_new = std::mem::replace(&mut *in_sight, seen) != *in_sight;
    for (kind, mut mesh, _) in &mut drawn {
        let is_due = match kind {
            Kind::Channels => is_new || sight_is_new || !mouths.0.is_empty(),
            Kind::Receptors => is_new || answer_is_new,
            Kind::Density => is_new,
            Kind::Calcium => false,
        };
        if !is_due {
            continue;
        }
        let mut sculpture = Sculpture::default();
        match kind {
            Kind::Channels => {
                for ((at, out), _) in channels.0.iter().zip(&*in_sight).filter(|(_, seen)| **seen) {
                    let is_free = mouths
                        .0
                        .iter()
                        .all(|(middle, radius)| middle.distance(*at) > radius + 5.0);
                    let size = smooth((-1.5 - cutaway.beyond(*at)) / EDGE_NM);
                    if size > 0.05 && is_free {
                        channel(&mut sculpture, *at, *out, size);
                    }
                }
            }
            Kind::Receptors => {
                standing.shut.clear();
                standing.open.clear();
                receptors(&mut sculpture, &mut standing, &cleft, &cutaway, lobe);
            }
            Kind::Density => density(&mut sculpture, &scene, &membrane, &cutaway, lobe),
            Kind::Calcium => continue,
        }
        sculpture.show(&mut mesh, &mut meshes);
    }
}

/// Four domains around a pore, through the bilayer.
fn channel(sculpture: &mut Sculpture, at: Vec3, out: Vec3, size: f32) {
    let axes = Axes::about(at, out, Vec3::X);
    for step in 0..4 {
        let (sine, cosine) = ops::sin_cos((step as f32 + 0.5) / 4.0 * TAU);
        let place = at + (axes.side * cosine + axes.other * sine) * (2.5 * size);
        let line = [
            place - out * (HALF_BILAYER_NM + 2.2) * size,
            place,
            place + out * (HALF_BILAYER_NM + 0.8) * size,
        ];
        sculpture.rod(&line, 2.0 * size, 8, Tone::CalciumChannel, 1.0);
    }
}

fn receptors(
    sculpture: &mut Sculpture,
    standing: &mut Receptors,
    cleft: &Cleft,
    cutaway: &Cutaway,
    lobe: Bead,
) {
    for (index, one) in cleft.receptors().enumerate() {
        let (at, normal) = (one.point.as_vec3(), one.normal.as_vec3());
        let size = smooth((-2.5 - cutaway.beyond(at)) / EDGE_NM);
        if size > 0.05 {
            receptor(sculpture, one, TURN * index as f32, size, lobe);
        }
        if size > 0.9 {
            let places = if one.is_open() {
                &mut standing.open
            } else {
                &mut standing.shut
            };
            places.push(at + normal * 9.0);
        }
    }
}

/// Two pairs of domains on a stalk, some 11 nm over the bilayer. In an open one
/// the feet stand apart and the pore between them is seen; glutamate sits between
/// the domains.
fn receptor(sculpture: &mut Sculpture, one: &Receptor, turn: f32, size: f32, bead: Bead) {
    let (at, out) = (one.point.as_vec3(), one.normal.as_vec3());
    let axes = Axes::about(at, out, Vec3::X);
    let (sine, cosine) = ops::sin_cos(turn);
    let side = axes.side * cosine + axes.other * sine;
    let (tone, apart) = if one.is_open() {
        (Tone::OpenReceptor, 2.6)
    } else {
        (Tone::Receptor, 1.5)
    };
    for (number, sign) in [-1.0, 1.0].into_iter().enumerate() {
        let foot = at + side * (apart * sign * size);
        sculpture.rod(
            &[
                foot - out * (HALF_BILAYER_NM + 1.0) * size,
                foot + out * (HALF_BILAYER_NM + 2.0) * size,
            ],
            1.6 * size,
            7,
            tone,
            0.9,
        );
        for (aside, up, radius) in [(1.9, 4.2, 2.3), (2.8, 8.4, 2.5)] {
            let lobe = side * (aside * sign) + out * (HALF_BILAYER_NM + up);
            sculpture.bead(
                at + lobe * size,
                Vec3::splat(radius * size),
                bead,
                tone,
                1.0,
            );
        }
        if number < one.holds() {
            let cleft = side * (4.2 * sign) + out * (HALF_BILAYER_NM + 6.3);
            sculpture.ball(
                at + cleft * size,
                HELD_NM * size,
                Bead::Fine,
                Tone::Transmitter,
            );
        }
    }
}

/// The postsynaptic density: strands of scaffold proteins that hang from the
/// neighbour's membrane into it, close together as far as receptors stand.
fn density(
    sculpture: &mut Sculpture,
    scene: &Scene,
    membrane: &PlasmaMembrane,
    cutaway: &Cutaway,
    lobe: Bead,
) {
    let (Some(zone), Some((neighbour, _))) = (scene.active_zone, &membrane.postsynaptic) else {
        return;
    };
    let thick_nm = value("density.thickness") as f32;
    let out = membrane.shape.normal(zone.centre).as_vec3();
    let axes = Axes::about(zone.centre.as_vec3(), out, Vec3::X);
    let reach_nm = zone.radius_nm as f32 + BEYOND_NM;
    let (points, sides) = if lobe == Bead::Fine { (5, 6) } else { (2, 3) };
    for strand in 0..STRANDS {
        let own = |which: u32| uniform(which, strand);
        let far = reach_nm * ((strand as f32 + own(0)) / STRANDS as f32).sqrt();
        let (sine, cosine) = ops::sin_cos(TURN * strand as f32);
        let aside = axes.side * (far * cosine) + axes.other * (far * sine);
        let root = neighbour.closest((axes.origin + aside).as_dvec3());
        let (root, into) = (root.as_vec3(), -neighbour.normal(root).as_vec3());
        // Thinner towards its edge.
        let share = far * far / (reach_nm * reach_nm);
        let deep = thick_nm * (1.0 - 0.6 * share * share);
        let lean = |which: u32| (own(which) - 0.5) * LEAN_NM;
        let from = deep * 0.45 * own(1);
        let to = deep * (0.55 + 0.45 * own(2));
        let line: Vec<Vec3> = (0..=points)
            .map(|step| {
                let part = step as f32 / points as f32;
                let bend = ops::sin(PI * part);
                let aside = axes.side * (lean(3) * part + lean(4) * bend)
                    + axes.other * (lean(5) * part + lean(6) * bend);
                root + into * (HALF_BILAYER_NM + from + (to - from) * part) + aside
            })
            .collect();
        let nearest = line.iter().map(|at| cutaway.beyond(*at));
        let nearest = nearest.fold(f32::NEG_INFINITY, f32::max);
        let size = smooth((-1.5 - STRAND_NM - nearest) / EDGE_NM);
        if size > 0.05 {
            let thick = STRAND_NM * (0.7 + 0.6 * own(7)) * size;
            sculpture.rod(&line, thick, sides, Tone::Scaffold, 1.0);
        }
    }
}

fn glow_with_calcium(
    mut drawn: Query<(&Kind, &mut Mesh3d)>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut glow: ResMut<Glow>,
    channels: Res<Channels>,
    scene: Res<Scene>,
    membrane: Res<PlasmaMembrane>,
    rig: Res<CameraRig>,
    cutaway: Res<Cutaway>,
    clock: Res<SimClock>,
    calcium: Res<Calcium>,
) {
    let now_s = clock.now.as_secs();
    let currents: Vec<f32> = (0..channels.0.len())
        .map(|channel| calcium.current_pa(channel, now_s) as f32)
        .collect();
    let flowing = currents.iter().filter(|current| **current > 0.0).count();
    // The eye compares by ratio: the little that is left over must still be told
    // from none.
    let left = ops::ln((calcium.terminal_um(now_s) / calcium.rest_um()) as f32) / BRIGHTEST_LN;
    let left = left.clamp(0.0, 1.0);
    let domains = (flowing as f32 / channels.0.len().max(1) as f32).sqrt();
    glow.0 = domains.max(left);
    let mut sculpture = Sculpture::default();
    if glow.0 > 0.01 {
        let facing = rig.pose.backward();
        let knife = cutaway.knife();
        for ((at, out), current) in channels.0.iter().zip(&currents) {
            let domain = (current / BRIGHTEST_PA).min(1.0).sqrt();
            // Where there is no zone to light up, what is everywhere is shown
            // beside the channels.
            let strength = match scene.active_zone {
                Some(_) => domain,
                None => domain.max(0.5 * left),
            };
            let shown = smooth(-cutaway.beyond(*at) / EDGE_NM) * strength;
            if shown > 0.0 {
                let inside = *at - *out * 7.0;
                let axes = Axes::about(inside, facing, Vec3::Y);
                let within = [knife, Some(inner_face(*at, *out))];
                disc(&mut sculpture, &axes, CHANNEL_GLOW_NM, 1.5 * shown, &within);
            }
        }
        if let Some(zone) = scene.active_zone {
            let out = membrane.shape.normal(zone.centre).as_vec3();
            let middle = zone.centre.as_vec3() - out * 6.0;
            disc(
                &mut sculpture,
                &Axes::about(middle, out, Vec3::X),
                ZONE_GLOW_NM,
                0.34 * left,
                &[knife],
            );
        }
    }
    for (kind, mut mesh) in &mut drawn {
        if *kind == Kind::Calcium {
            std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
        }
    }
}

/// The cytosolic face of the membrane at a channel: calcium that has come in
/// stays on this side of it.
fn inner_face(at: Vec3, out: Vec3) -> CutPlane {
    CutPlane {
        normal: out,
        offset_nm: out.dot(at) - HALF_BILAYER_NM,
    }
}

/// A soft-edged square of light, as far as it lies behind some planes.
fn disc(
    sculpture: &mut Sculpture,
    axes: &Axes,
    radius: f32,
    strength: f32,
    within: &[Option<CutPlane>],
) {
    let place = |at: Vec2| axes.origin + (axes.side * at.x + axes.other * at.y) * radius;
    let mut outline = vec![
        Vec2::NEG_ONE,
        Vec2::new(1.0, -1.0),
        Vec2::ONE,
        Vec2::new(-1.0, 1.0),
    ];
    for plane in within.iter().flatten() {
        let beyond = |at: Vec2| plane.normal.dot(place(at)) - plane.offset_nm;
        let sides = (0..outline.len()).map(|corner| {
            let (from, to) = (outline[corner], outline[(corner + 1) % outline.len()]);
            (from, to, beyond(from), beyond(to))
        });
        outline = sides
            .flat_map(|(from, to, here, there)| {
                let crossing = (here > 0.0) != (there > 0.0);
                let kept = (here <= 0.0).then_some(from);
                kept.into_iter()
                    .chain(crossing.then(|| from.lerp(to, here / (here - there))))
            })
            .collect();
    }
    let corners: Vec<u32> = outline
        .iter()
        .map(|at| {
            sculpture.point(
                Point::new(place(*at), axes.axis, Tone::Calcium)
                    .shaded(strength)
                    .patterned(at.x, at.y),
            )
        })
        .collect();
    for next in 2..corners.len() {
        sculpture.triangle(corners[0], corners[next - 1], corners[next]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_light_of_calcium_stays_on_the_cytosols_side() {
        let out = Vec3::NEG_Y;
        let face = inner_face(Vec3::ZERO, out);
        for towards in [
            Vec3::Z,
            Vec3::new(0.3, 0.4, 1.0),
            Vec3::new(-0.5, -0.2, 1.0),
        ] {
            let axes = Axes::about(-out * 7.0, towards.normalize(), Vec3::Y);
            let mut sculpture = Sculpture::default();
            disc(
                &mut sculpture,
                &axes,
                CHANNEL_GLOW_NM,
                0.5,
                &[None, Some(face)],
            );
            let mut area = 0.0;
            for corners in sculpture.corners() {
                let at = corners.map(|(at, _)| at);
                area += 0.5 * (at[1] - at[0]).cross(at[2] - at[0]).length();
                assert!(at.iter().all(|at| at.y > HALF_BILAYER_NM - 0.01));
            }
            // Less than the whole square, more than its upper half.
            let whole = 4.0 * CHANNEL_GLOW_NM * CHANNEL_GLOW_NM;
            assert!((0.5..0.9).contains(&(area / whole)), "{area}");
        }
    }
}
