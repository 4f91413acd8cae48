//! The capillary beside an endocrine cell: a thin wall with windows in it, cut
//! open with the cell, and blood inside that carries hormone off. At the cut the wall
//! is seen to be a cell: two membranes, thinner towards each window.
//!
//! The wall is drawn; blood is seen by what it carries.

use bevy::{math::ops, prelude::*};

use super::{
    HALF_BILAYER_NM, ViewSystems,
    cutaway::Cutaway,
    fading::smooth,
    laid::{LayOut, lay},
    sculpt::{Axes, Point, ProfilePoint, Sculpture, TAU},
    theme::Tone,
};
use crate::{biology::parameters::Parameters, scene::Scene};

const AROUND: usize = 160;
/// A cut that leans more against the vessel (cosine) than this leaves it whole.
const ALONG: f32 = 0.05;
/// Windows are drawn on the side that faces the cell, this far around.
const WINDOWS_WITHIN: f32 = 1.2;
/// How far a window's disc stands off the wall.
const OFF_NM: f32 = 1.5;
const CORNERS: usize = 14;
/// Over this angle at the end windows become smaller until there are none.
const ENDING: f32 = 0.3;
/// Beside the cut, so far, the wall is drawn in so many rows and in steps of this
/// length.
const EDGE_NM: f32 = 450.0;
const EDGE_ROWS: usize = 32;
const EDGE_STEP_NM: f32 = 14.0;
/// How far around a window the wall is thinner, and how thick its diaphragm is.
const THINNING_NM: f32 = 75.0;
const DIAPHRAGM_NM: f32 = 6.0;
/// What is thinner than this is a window.
const SHUT_NM: f32 = 12.0;
/// Shade of the cytosol in the wall's section.
const INSIDE: f32 = 0.35;

/// Marks its mesh.
#[derive(Component, Clone, Copy)]
struct Drawn;

/// Points by which the wall and the blood in it can be named, in nanometres.
#[derive(Resource, Default)]
pub struct VesselPlaces {
    pub wall: Vec<Vec3>,
    pub blood: Vec<Vec3>,
}

/// A straight vessel.
#[derive(Clone, Copy, Debug)]
pub struct Vessel {
    /// Where it begins; the axis runs along it, `side` into what is cut away.
    pub axes: Axes,
    pub length: f32,
    /// Of the inside.
    pub radius: f32,
    pub wall: f32,
    /// Mean speed of the blood.
    pub nm_per_ms: f32,
}

impl Vessel {
    pub fn of(scene: &Scene, parameters: &Parameters, facing: Vec3) -> Option<Self> {
        let capillary = scene.capillary?;
        let (from, to) = (capillary.from.as_vec3(), capillary.to.as_vec3());
        let along = (to - from).try_normalize()?;
        Some(Self {
            axes: Axes::about(from, along, facing),
            length: from.distance(to),
            radius: capillary.radius_nm as f32,
            wall: parameters.capillary.wall_nm as f32,
            nm_per_ms: (parameters.capillary.flow_nm_per_s * 1e-3) as f32,
        })
    }

    /// How fast blood flows at a place: fastest in the middle, not at all at
    /// the wall.
    pub fn flow(&self, at: Vec3) -> Vec3 {
        let from = at - self.axes.origin;
        let out = (from - self.axes.axis * from.dot(self.axes.axis)).length() / self.radius;
        self.axes.axis * (2.0 * self.nm_per_ms * (1.0 - out * out).max(0.0))
    }

    /// How far a place is from the axis, and past the nearer end.
    pub fn off(&self, at: Vec3) -> [f32; 2] {
        let from = at - self.axes.origin;
        let along = from.dot(self.axes.axis);
        let aside = (from - self.axes.axis * along).length();
        [aside, (-along).max(along - self.length)]
    }

    fn at(&self, angle: f32, out: f32, along: f32) -> Vec3 {
        let (sine, cosine) = ops::sin_cos(angle);
        self.axes.origin
            + (self.axes.side * cosine + self.axes.other * sine) * out
            + self.axes.axis * along
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<VesselPlaces>()
        .when_a_scene_comes((lay(Drawn, |paints| &paints.body), forget_places))
        .add_systems(PostUpdate, draw_vessel.in_set(ViewSystems::Draw));
}

fn forget_places(mut places: ResMut<VesselPlaces>) {
    *places = VesselPlaces::default();
}

fn draw_vessel(
    mut drawn: Query<&mut Mesh3d, With<Drawn>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut done: Local<Option<Cutaway>>,
    mut places: ResMut<VesselPlaces>,
    scene: Res<Scene>,
    parameters: Res<Parameters>,
    cutaway: Res<Cutaway>,
) {
    if scene.capillary.is_none() || *done == Some(*cutaway) {
        return;
    }
    *done = Some(*cutaway);
    let facing = cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
    let Some(vessel) = Vessel::of(&scene, &parameters, facing) else {
        return;
    };
    let cut = cutaway
        .plane()
        .filter(|(normal, _)| normal.dot(vessel.axes.axis).abs() < ALONG)
        .map_or(f32::INFINITY, |(normal, offset)| {
            offset - normal.dot(vessel.axes.origin)
        });
    let mut sculpture = Sculpture::default();
    let (towards, half) = towards_the_cell(&vessel, &scene);
    let density = parameters.capillary.fenestrae_per_nm2 as f32;
    let wide = parameters.capillary.fenestra_nm as f32 / 2.0;
    let windows = windows(&vessel, [towards, half], [density, wide]);
    let is_cut_open = (-vessel.radius..vessel.radius).contains(&cut);
    let sign = if ops::sin(towards) < 0.0 { -1.0 } else { 1.0 };
    let middle = gone(vessel.radius + 0.5 * vessel.wall, cut).unwrap_or(0.0);
    let reach = (EDGE_NM + THINNING_NM + wide) / vessel.radius;
    let is_near = |window: &&Window| (sign * window.angle - middle).abs() < reach;
    let at_edge: Vec<Window> = windows.iter().filter(is_near).copied().collect();
    let edge = is_cut_open.then_some(Edge {
        vessel: &vessel,
        cut,
        sign,
        windows: &at_edge,
    });
    draw_wall(&mut sculpture, &vessel, cut, edge.as_ref());
    draw_windows(&mut sculpture, &vessel, cut, edge.as_ref(), &windows);
    *places = named(&vessel, cut, towards);
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
}

/// Half the angle, about the side that is cut away, in which nothing of a circle
/// is left; none if nothing is left at all.
fn gone(radius: f32, cut: f32) -> Option<f32> {
    (cut > -radius).then(|| {
        if cut >= radius {
            0.0
        } else {
            ops::acos(cut / radius)
        }
    })
}

/// The wall beside the cut, on the side that faces the cell: there it becomes
/// thinner towards each window, down to the window's diaphragm.
struct Edge<'a> {
    vessel: &'a Vessel,
    cut: f32,
    /// The side of the vessel's plane on which the cell lies.
    sign: f32,
    windows: &'a [Window],
}

impl Edge<'_> {
    /// How thick the wall is at a place.
    fn thick(&self, angle: f32, along: f32) -> f32 {
        let (vessel, wall) = (self.vessel, self.vessel.wall);
        let middle = gone(vessel.radius + 0.5 * wall, self.cut).unwrap_or(0.0);
        let way = (self.sign * angle - middle) * vessel.radius / EDGE_NM;
        let near = 1.0 - smooth(2.0 * way - 1.0);
        if near <= 0.0 {
            return wall;
        }
        let thinned = |window: &Window| {
            let across = (angle - window.angle) * vessel.radius;
            let away = ops::hypot(across, along - window.along);
            let left = smooth((away - window.wide) / THINNING_NM);
            (wall - DIAPHRAGM_NM) * (1.0 - left) * near * window.whole
        };
        wall - self.windows.iter().map(thinned).fold(0.0, f32::max)
    }

    /// Distance of a face of the wall from the axis, `sign` outwards or inwards.
    fn face(&self, angle: f32, along: f32, sign: f32) -> f32 {
        self.vessel.radius + 0.5 * (self.vessel.wall + sign * self.thick(angle, along))
    }

    /// Where the cut meets a face of the wall: angle and distance from the axis.
    fn met(&self, along: f32, sign: f32) -> (f32, f32) {
        let mut out = self.vessel.radius + 0.5 * (1.0 + sign) * self.vessel.wall;
        let angle_of = |out: f32| self.sign * gone(out, self.cut).unwrap_or(0.0);
        for _ in 0..3 {
            out = self.face(angle_of(out), along, sign);
        }
        (angle_of(out), out)
    }

    fn columns(&self) -> impl Iterator<Item = f32> + use<> {
        let length = self.vessel.length;
        let count = (length / EDGE_STEP_NM).ceil();
        (0..=count as usize).map(move |column| length * column as f32 / count)
    }

    /// Draws a face from the cut up to an angle.
    fn draw_face(&self, sculpture: &mut Sculpture, sign: f32, until: f32) {
        let mut before: Option<Vec<u32>> = None;
        for along in self.columns() {
            let (from, _) = self.met(along, sign);
            let column: Vec<u32> = (0..=EDGE_ROWS)
                .map(|row| {
                    let angle = from + (self.sign * until - from) * row as f32 / EDGE_ROWS as f32;
                    let out = |angle: f32, along: f32| self.face(angle, along, sign);
                    let at =
                        |angle: f32, along: f32| self.vessel.at(angle, out(angle, along), along);
                    let around = at(angle + 0.002, along) - at(angle - 0.002, along);
                    let forth = at(angle, along + 5.0) - at(angle, along - 5.0);
                    let radial = self.vessel.at(angle, sign, 0.0) - self.vessel.axes.origin;
                    let normal = around.cross(forth).normalize_or(radial);
                    let normal = normal * normal.dot(radial).signum();
                    let thick = self.thick(angle, along);
                    let tone = if thick < SHUT_NM {
                        Tone::Fenestra
                    } else {
                        Tone::Endothelium
                    };
                    let shade = if sign < 0.0 { 0.85 } else { 1.0 };
                    let point = Point::new(at(angle, along), normal, tone);
                    sculpture.point(point.shaded(shade))
                })
                .collect();
            if let Some(before) = before {
                for row in 0..EDGE_ROWS {
                    let (next, below) = (column[row], column[row + 1]);
                    sculpture.quad(before[row], next, below, before[row + 1]);
                }
            }
            before = Some(column);
        }
    }

    /// Draws the face of the cut: a cell between its two membranes, and diaphragms
    /// where windows are.
    fn draw_section(&self, sculpture: &mut Sculpture) {
        let facing = self.vessel.axes.side;
        let mut before: Option<([u32; 8], bool)> = None;
        for along in self.columns() {
            let (outer, inner) = (self.met(along, 1.0), self.met(along, -1.0));
            let thick = outer.1 - inner.1;
            let leaf = (2.0 * HALF_BILAYER_NM).min(0.5 * thick);
            let mut point = |out: f32, tone: Tone, across: f32| {
                let angle = self.sign * gone(out, self.cut).unwrap_or(0.0);
                let at = self.vessel.at(angle, out, along);
                let shade = if tone == Tone::Endothelium {
                    INSIDE
                } else {
                    1.0
                };
                let point = Point::new(at, facing, tone).shaded(shade);
                sculpture.point(point.patterned(along, across))
            };
            let is_open = thick < SHUT_NM;
            let [membrane, between] = if is_open {
                [Tone::Fenestra; 2]
            } else {
                [Tone::PostsynapticSection, Tone::Endothelium]
            };
            let half = HALF_BILAYER_NM;
            let corners = [
                (outer.1, membrane, half),
                (outer.1 - leaf, membrane, -half),
                (outer.1 - leaf, between, 0.0),
                (inner.1 + leaf, between, 0.0),
                (inner.1 + leaf, membrane, -half),
                (inner.1, membrane, half),
            ];
            let mut row = [0; 8];
            for (corner, (out, tone, across)) in corners.into_iter().enumerate() {
                row[corner] = point(out, tone, across);
            }
            // What the next piece begins with, where one ends in a window.
            row[6] = point(outer.1, Tone::Fenestra, 0.0);
            row[7] = point(inner.1, Tone::Fenestra, 0.0);
            if let Some((before, was_open)) = before {
                if is_open || was_open {
                    sculpture.quad(before[6], row[6], row[7], before[7]);
                } else {
                    for corner in [0, 2, 4] {
                        let (a, b) = (before[corner], before[corner + 1]);
                        sculpture.quad(a, row[corner], row[corner + 1], b);
                    }
                }
            }
            before = Some((row, is_open));
        }
    }
}

fn draw_wall(sculpture: &mut Sculpture, vessel: &Vessel, cut: f32, edge: Option<&Edge>) {
    let outer = vessel.radius + vessel.wall;
    for (radius, sign) in [(vessel.radius, -1.0), (outer, 1.0)] {
        let Some(gone) = gone(radius, cut) else {
            continue;
        };
        let line = [0.0, vessel.length].map(|z| ProfilePoint {
            r: radius,
            z,
            normal_r: sign,
            normal_z: 0.0,
            shade: if sign < 0.0 { 0.85 } else { 1.0 },
        });
        let axes = vessel.axes;
        let [mut from, mut to] = [gone, TAU - gone];
        if let Some(edge) = edge {
            let until = gone + EDGE_NM / vessel.radius;
            edge.draw_face(sculpture, sign, until);
            if edge.sign > 0.0 {
                from = until;
            } else {
                to = TAU - until;
            }
        }
        sculpture.turned(&axes, &line, from, to, AROUND, Tone::Endothelium);
    }
    if let Some(edge) = edge {
        edge.draw_section(sculpture);
        // On the other side there are no windows.
        let whole = Edge {
            sign: -edge.sign,
            windows: &[],
            ..*edge
        };
        whole.draw_section(sculpture);
    }
}

/// The angle at which the vessel comes nearest to the cell, and how far around
/// it windows are drawn.
fn towards_the_cell(vessel: &Vessel, scene: &Scene) -> (f32, f32) {
    let middle = vessel.axes.origin + vessel.axes.axis * (0.5 * vessel.length);
    let nearest = scene.membrane.closest(middle.as_dvec3()).as_vec3();
    let to = nearest - middle;
    let angle = ops::atan2(to.dot(vessel.axes.other), to.dot(vessel.axes.side));
    (angle, WINDOWS_WITHIN)
}

/// A window in the wall.
#[derive(Clone, Copy, Debug)]
struct Window {
    angle: f32,
    along: f32,
    /// Its radius.
    wide: f32,
    /// How much of it is there, 0 to 1: less where windows come to an end.
    whole: f32,
}

/// Windows, spread evenly.
fn windows(vessel: &Vessel, [towards, half]: [f32; 2], [density, wide]: [f32; 2]) -> Vec<Window> {
    let area = 2.0 * half * vessel.radius * vessel.length;
    let count = (density * area) as usize;
    (0..count)
        .map(|index| {
            // Two numbers that fill a square evenly.
            let around = 2.0 * (0.754_877_7 * index as f32).fract() - 1.0;
            let whole = 1.0 - smooth((half * around.abs() - half + ENDING) / ENDING);
            Window {
                angle: towards + half * around,
                along: (0.569_840_3 * index as f32).fract() * vessel.length,
                wide: wide * whole,
                whole,
            }
        })
        .filter(|window| window.whole > 0.15)
        .collect()
}

/// Windows on both faces of the wall. Those that the cut meets are part of it.
fn draw_windows(
    sculpture: &mut Sculpture,
    vessel: &Vessel,
    cut: f32,
    edge: Option<&Edge>,
    windows: &[Window],
) {
    for window in windows {
        let (angle, along, wide) = (window.angle, window.along, window.wide);
        let thick = edge.map_or(vessel.wall, |edge| edge.thick(angle, along));
        for sign in [-1.0, 1.0] {
            let out = vessel.radius + 0.5 * (vessel.wall + sign * thick) + sign * OFF_NM;
            let at = vessel.at(angle, out, along);
            if (at - vessel.axes.origin).dot(vessel.axes.side) > cut - wide {
                continue;
            }
            let radial = vessel.at(angle, 1.0, 0.0) - vessel.axes.origin;
            let disc = [0.0, wide].map(|r| ProfilePoint {
                r,
                z: 0.0,
                normal_r: 0.0,
                normal_z: 1.0,
                shade: 1.0,
            });
            let axes = Axes::about(at, radial * sign, vessel.axes.axis);
            sculpture.turned(&axes, &disc, 0.0, TAU, CORNERS, Tone::Fenestra);
        }
    }
}

fn named(vessel: &Vessel, cut: f32, towards: f32) -> VesselPlaces {
    let steps = || (3..=13).map(|step| vessel.length * step as f32 / 16.0);
    let middle = vessel.radius + 0.5 * vessel.wall;
    // Where the cut crosses the wall on the cell's side.
    let edge = gone(middle, cut).unwrap_or(0.0);
    let edge = if ops::sin(towards) < 0.0 { -edge } else { edge };
    // And on its outside, a quarter of the way from there to the cell.
    let outside = edge + 0.25 * (towards - edge);
    VesselPlaces {
        wall: steps()
            .map(|along| vessel.at(edge, middle, along))
            .chain(steps().map(|along| vessel.at(outside, vessel.radius + vessel.wall, along)))
            .collect(),
        blood: steps()
            .map(|along| vessel.at(towards, 0.75 * vessel.radius, along))
            .collect(),
    }
}
