//! A vesicle's body as it is drawn: two leaflets round as a ball, with the lid cut off
//! towards the viewer; and where on it there is room for proteins.

use bevy::{math::ops, prelude::*};

use super::{
    HALF_BILAYER_NM,
    sculpt::{Axes, PI, Point, ProfilePoint, Sculpture, TAU},
    theme::Tone,
};

/// Where the lid is cut off, in parts of the radius from the centre.
pub const LID: f32 = 0.5;

/// A vesicle with the lid cut off towards `axes.axis`, at `lid_nm` from its
/// centre; the tones of its outer and of its inner leaflet.
pub fn bowl(
    sculpture: &mut Sculpture,
    axes: &Axes,
    radius: f32,
    lid_nm: f32,
    around: usize,
    down: usize,
    [outer, inner]: [Tone; 2],
) {
    let arc = |radius: f32, sign: f32| -> Vec<ProfilePoint> {
        let first = ops::acos((lid_nm / radius).clamp(-1.0, 1.0));
        (0..=down)
            .map(|step| {
                let angle = first + (PI - first) * step as f32 / down as f32;
                let (sine, cosine) = ops::sin_cos(angle);
                let depth = (lid_nm / radius - cosine) / (1.0 + lid_nm / radius);
                ProfilePoint {
                    r: radius * sine,
                    z: radius * cosine,
                    normal_r: sign * sine,
                    normal_z: sign * cosine,
                    // It is darker deep inside.
                    shade: if sign < 0.0 { 1.0 - 0.6 * depth } else { 1.0 },
                }
            })
            .collect()
    };
    let inner_radius = radius - 2.0 * HALF_BILAYER_NM;
    sculpture.turned(axes, &arc(radius, 1.0), 0.0, TAU, around, outer);
    sculpture.turned(axes, &arc(inner_radius, -1.0), 0.0, TAU, around, inner);
    let rim = |radius: f32| (radius * radius - lid_nm * lid_nm).max(0.0).sqrt();
    let middle = radius - HALF_BILAYER_NM;
    let mut before: Option<[u32; 2]> = None;
    for step in 0..=around {
        let angle = step as f32 / around as f32 * TAU;
        let (sine, cosine) = ops::sin_cos(angle);
        let radial = axes.side * cosine + axes.other * sine;
        let row = [(radius, -HALF_BILAYER_NM), (inner_radius, HALF_BILAYER_NM)].map(
            |(radius, across)| {
                let at = axes.origin + radial * rim(radius) + axes.axis * lid_nm;
                sculpture.point(
                    Point::new(at, axes.axis, Tone::Section).patterned(angle * middle, across),
                )
            },
        );
        if let Some(before) = before {
            sculpture.quad(before[0], before[1], row[1], row[0]);
        }
        before = Some(row);
    }
}

/// Of what is cast for many vesicles.
pub const MOULD_AXES: Axes = Axes {
    origin: Vec3::ZERO,
    side: Vec3::X,
    other: Vec3::Y,
    axis: Vec3::Z,
};

pub(super) fn bowl_mould(radius: f32, around: usize, down: usize) -> Sculpture {
    let mut sculpture = Sculpture::default();
    bowl(
        &mut sculpture,
        &MOULD_AXES,
        radius,
        LID * radius,
        around,
        down,
        [Tone::CytosolicLeaflet, Tone::OuterLeaflet],
    );
    sculpture
}

pub(super) fn ball_mould(radius: f32, around: usize, down: usize) -> Sculpture {
    let profile: Vec<ProfilePoint> = (0..=down)
        .map(|step| {
            let (sine, cosine) = ops::sin_cos(PI * step as f32 / down as f32);
            ProfilePoint {
                r: radius * sine,
                z: radius * cosine,
                normal_r: sine,
                normal_z: cosine,
                shade: 1.0,
            }
        })
        .collect();
    let mut sculpture = Sculpture::default();
    sculpture.turned(
        &MOULD_AXES,
        &profile,
        0.0,
        TAU,
        around,
        Tone::CytosolicLeaflet,
    );
    sculpture
}

/// Whether a protein may stand there: not on the lid, and not on the side
/// that is turned to the membrane when the vesicle docks.
pub fn has_room(direction: Vec3) -> bool {
    direction.z < LID - 0.12 && has_room_below(direction)
}

/// Whether a protein stands high enough not to be between the membranes.
pub fn has_room_below(direction: Vec3) -> bool {
    direction.y > -0.42
}

/// Angle about the axis that is turned to the viewer at which a vesicle's bald
/// side, -y of its own axes, is turned to the membrane that lies `out`ward.
pub fn spin_towards(turn: Quat, out: Vec3) -> f32 {
    let local = turn.inverse() * out;
    ops::atan2(local.x, -local.y)
}
