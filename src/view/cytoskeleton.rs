//! Microtubules with their thirteen protofilaments and an open plus end, and
//! actin as a thin double helix.

use bevy::{math::ops, prelude::*};

use super::{
    ViewSettings, ViewSystems,
    camera::PixelSize,
    cutaway::Cutaway,
    figures::FAR_NM_PER_PIXEL,
    laid::{LayOut, lay},
    sculpt::{Point, Sculpture, TAU},
    theme::Tone,
};
use crate::{
    geometry::spline::{Frame, Spline},
    sim::{
        controls::Controls,
        cytoskeleton::{Cytoskeleton, Track},
        what_if::Effects,
    },
};

const PROTOFILAMENTS: usize = 13;
/// Outer radius on the crest of a protofilament and in the groove between.
pub(super) const CREST_NM: f32 = 12.5;
const GROOVE_NM: f32 = 11.4;
/// Radius of the bore: the wall is 5 nm thick.
const BORE_NM: f32 = 7.5;
const RING_SPACING_NM: f64 = 16.0;
/// From afar.
const FAR_RING_SPACING_NM: f64 = 48.0;
/// How far into an open end one can look.
const DEPTH_NM: f64 = 70.0;
/// Beyond the cutting plane by this much a track's axis ends.
const CUT_MARGIN_NM: f32 = 0.0;
/// Halvings of a step that find where a curve meets the cutting plane.
const HALVINGS: usize = 6;

/// Actin: radius of a strand and how much it swells at a subunit, its distance
/// from the axis, and the length of a full turn of the double helix (two
/// crossovers of 36 nm). Together 7 nm wide.
const STRAND_NM: f32 = 1.7;
const STRAND_SWELL_NM: f32 = 0.3;
const STRAND_OFF_NM: f32 = 1.5;
pub(super) const ACTIN_NM: f32 = STRAND_OFF_NM + STRAND_NM + STRAND_SWELL_NM;
const ACTIN_TURN_NM: f64 = 72.0;
const ACTIN_RING_NM: f64 = 2.75;

/// Which tracks an entity shows.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Microtubules,
    FarMicrotubules,
    Actin,
}

pub(super) fn plugin(app: &mut App) {
    app.when_a_scene_comes((
        lay(Kind::Microtubules, |paints| &paints.track),
        lay(Kind::FarMicrotubules, |paints| &paints.track),
        lay(Kind::Actin, |paints| &paints.solid),
    ))
    .add_systems(
        PostUpdate,
        (draw_tracks, show_tracks).chain().in_set(ViewSystems::Draw),
    );
}

fn draw_tracks(
    tracks: Res<Cytoskeleton>,
    cutaway: Res<Cutaway>,
    mut done: Local<Option<Cutaway>>,
    mut drawn: Query<(&Kind, &mut Mesh3d)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    if *done == Some(*cutaway) && !tracks.is_changed() {
        return;
    }
    *done = Some(*cutaway);
    for (kind, mut mesh) in &mut drawn {
        let mut sculpture = Sculpture::default();
        match kind {
            Kind::Microtubules | Kind::FarMicrotubules => {
                for track in &tracks.microtubules {
                    let is_far = *kind == Kind::FarMicrotubules;
                    microtubule(&mut sculpture, track, &cutaway, is_far);
                }
            }
            Kind::Actin => {
                for track in &tracks.actin {
                    filament(&mut sculpture, track, &cutaway);
                }
            }
        }
        sculpture.show(&mut mesh, &mut meshes);
    }
}

fn show_tracks(
    settings: Res<ViewSettings>,
    controls: Res<Controls>,
    effects: Res<Effects>,
    pixels: PixelSize,
    mut drawn: Query<(&Kind, &mut Visibility)>,
) {
    // There the ridges of protofilaments are smaller than a pixel.
    let is_far = pixels.at_focus_nm() > FAR_NM_PER_PIXEL;
    for (kind, mut visibility) in &mut drawn {
        // What has fallen apart is not there to be seen.
        let is_shown = match kind {
            Kind::Microtubules | Kind::FarMicrotubules => {
                settings.show.microtubules
                    && effects.has_microtubules(&controls)
                    && is_far == (*kind == Kind::FarMicrotubules)
            }
            Kind::Actin => settings.show.actin && effects.has_actin(&controls),
        };
        visibility.set_if_neq(if is_shown {
            Visibility::Inherited
        } else {
            Visibility::Hidden
        });
    }
}

/// The stretches of a curve that the cutting plane leaves, as arc lengths; each
/// ends at the plane, however far apart its points are.
fn kept_stretches(curve: &Spline, cutaway: &Cutaway, spacing: f64) -> Vec<Vec<f64>> {
    let count = (curve.length() / spacing).ceil().max(1.0) as usize;
    let is_kept = |along: f64| cutaway.beyond_point(curve.at(along).position) <= CUT_MARGIN_NM;
    let at_plane = |mut kept: f64, mut cut: f64| {
        for _ in 0..HALVINGS {
            let middle = 0.5 * (kept + cut);
            if is_kept(middle) {
                kept = middle;
            } else {
                cut = middle;
            }
        }
        kept
    };
    let mut stretches = Vec::new();
    let mut stretch: Vec<f64> = Vec::new();
    let mut before = 0.0;
    for step in 0..=count {
        let along = curve.length() * step as f64 / count as f64;
        if is_kept(along) {
            if stretch.is_empty() && step > 0 {
                stretch.push(at_plane(along, before));
            }
            stretch.push(along);
        } else if let Some(last) = stretch.last().copied() {
            stretch.push(at_plane(last, along));
            stretches.push(std::mem::take(&mut stretch));
        }
        before = along;
    }
    stretches.push(stretch);
    stretches.retain(|stretch| stretch.len() > 1);
    stretches
}

fn around(frame: &Frame, angle: f32) -> Vec3 {
    let (sine, cosine) = ops::sin_cos(angle);
    frame.normal.as_vec3() * cosine + frame.binormal.as_vec3() * sine
}

pub(super) fn microtubule(
    sculpture: &mut Sculpture,
    track: &Track,
    cutaway: &Cutaway,
    is_far: bool,
) {
    let curve = &track.curve;
    // From afar without the grooves between the crests.
    let (spacing, stride) = if is_far {
        (FAR_RING_SPACING_NM, 2)
    } else {
        (RING_SPACING_NM, 1)
    };
    for stretch in kept_stretches(curve, cutaway, spacing) {
        let mut before: Option<u32> = None;
        let sides = 2 * PROTOFILAMENTS;
        for along in &stretch {
            let frame = curve.at(*along);
            let mut first = None;
            for step in (0..=sides).step_by(stride) {
                let angle = step as f32 / sides as f32 * TAU;
                let out = around(&frame, angle);
                let radius = if step % 2 == 0 { CREST_NM } else { GROOVE_NM };
                let index = sculpture.point(
                    Point::new(
                        frame.position.as_vec3() + out * radius,
                        out,
                        Tone::Microtubule,
                    )
                    .patterned(step as f32 / 2.0, *along as f32),
                );
                first.get_or_insert(index);
            }
            let first = first.unwrap_or_default();
            if let Some(before) = before {
                for step in 0..(sides / stride) as u32 {
                    sculpture.quad(
                        before + step,
                        before + step + 1,
                        first + step + 1,
                        first + step,
                    );
                }
            }
            before = Some(first);
        }
        let (from, to) = (stretch[0], stretch[stretch.len() - 1]);
        open_end(sculpture, curve, from, to, -1.0);
        open_end(sculpture, curve, to, from, 1.0);
    }
}

/// The rim of an end and the bore behind it, getting darker.
fn open_end(sculpture: &mut Sculpture, curve: &Spline, at: f64, towards: f64, facing: f32) {
    let sides = 2 * PROTOFILAMENTS;
    let frame = curve.at(at);
    let out_of_end = frame.tangent.as_vec3() * facing;
    let depth = DEPTH_NM.min((towards - at).abs());
    let inside = curve.at(at + depth * (towards - at).signum());
    let mut before: Option<[u32; 4]> = None;
    for step in 0..=sides {
        let angle = step as f32 / sides as f32 * TAU;
        let radius = if step % 2 == 0 { CREST_NM } else { GROOVE_NM };
        let (out, deep) = (around(&frame, angle), around(&inside, angle));
        let centre = frame.position.as_vec3();
        let pattern = |point: Point| point.patterned(step as f32 / 2.0, at as f32);
        let row = [
            pattern(Point::new(
                centre + out * radius,
                out_of_end,
                Tone::Microtubule,
            )),
            pattern(Point::new(
                centre + out * BORE_NM,
                out_of_end,
                Tone::Microtubule,
            )),
            pattern(Point::new(centre + out * BORE_NM, -out, Tone::Microtubule).shaded(0.55)),
            pattern(
                Point::new(
                    inside.position.as_vec3() + deep * BORE_NM,
                    -deep,
                    Tone::Microtubule,
                )
                .shaded(0.0),
            ),
        ]
        .map(|point| sculpture.point(point));
        if let Some(before) = before {
            sculpture.quad(before[0], before[1], row[1], row[0]);
            sculpture.quad(before[2], before[3], row[3], row[2]);
        }
        before = Some(row);
    }
    // The dark at the bottom of the bore.
    let bottom = inside.position.as_vec3();
    let middle = sculpture.point(Point::new(bottom, out_of_end, Tone::Microtubule).shaded(0.0));
    let mut last: Option<u32> = None;
    for step in 0..=sides {
        let deep = around(&inside, step as f32 / sides as f32 * TAU);
        let index = sculpture
            .point(Point::new(bottom + deep * BORE_NM, out_of_end, Tone::Microtubule).shaded(0.0));
        if let Some(last) = last {
            sculpture.triangle(middle, last, index);
        }
        last = Some(index);
    }
}

pub(super) fn filament(sculpture: &mut Sculpture, track: &Track, cutaway: &Cutaway) {
    let curve = &track.curve;
    for stretch in kept_stretches(curve, cutaway, ACTIN_RING_NM) {
        for strand in [0.0, 0.5] {
            let line: Vec<Vec3> = stretch
                .iter()
                .map(|along| {
                    let frame = curve.at(*along);
                    let turns = (*along / ACTIN_TURN_NM + strand) as f32;
                    frame.position.as_vec3() + around(&frame, turns * TAU) * STRAND_OFF_NM
                })
                .collect();
            let beads = line.len() as f32 / 2.0;
            let waist = |part: f32| {
                let (sine, _) = ops::sin_cos((part * beads + strand as f32) * TAU);
                STRAND_NM + STRAND_SWELL_NM * sine
            };
            sculpture.tapered(&line, waist, 6, Tone::Actin, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;

    fn straight() -> Track {
        Track {
            carries: None,
            name: "straight".into(),
            curve: Spline::through(&[DVec3::ZERO, DVec3::X * 500.0, DVec3::X * 1000.0])
                .expect("three different points"),
        }
    }

    #[test]
    fn a_track_costs_few_triangles() {
        let mut tube = Sculpture::default();
        microtubule(&mut tube, &straight(), &Cutaway::default(), false);
        assert!(tube.triangle_count() < 4500, "{}", tube.triangle_count());
        let mut actin = Sculpture::default();
        filament(&mut actin, &straight(), &Cutaway::default());
        assert!(
            actin.triangle_count() < 10_000,
            "{}",
            actin.triangle_count()
        );
    }
}
