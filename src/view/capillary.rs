//! The capillary beside an endocrine cell: a thin wall with windows in it, cut
//! open with the cell, and blood inside that carries hormone off.
//!
//! The wall is drawn; blood is seen by what it carries.

use bevy::{camera::visibility::NoFrustumCulling, math::ops, prelude::*};

use super::{
    ViewSystems,
    cutaway::Cutaway,
    sculpt::{Axes, Point, ProfilePoint, Sculpture, TAU},
    theme::Tone,
    tissue::Paints,
};
use crate::{scene::Scene, sim::parameters::Parameters};

const AROUND: usize = 160;
/// A cut that leans more against the vessel (cosine) than this leaves it whole.
const ALONG: f32 = 0.05;
/// Windows are drawn on the side that faces the cell, this far around.
const WINDOWS_WITHIN: f32 = 1.2;
/// How far a window's disc stands off the wall.
const OFF_NM: f32 = 1.5;
const CORNERS: usize = 8;

/// Marks its mesh.
#[derive(Component)]
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

    fn at(&self, angle: f32, out: f32, along: f32) -> Vec3 {
        let (sine, cosine) = ops::sin_cos(angle);
        self.axes.origin
            + (self.axes.side * cosine + self.axes.other * sine) * out
            + self.axes.axis * along
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<VesselPlaces>()
        .add_systems(Startup, lay_out_vessel)
        .add_systems(PostUpdate, draw_vessel.in_set(ViewSystems::Draw));
}

fn lay_out_vessel(mut commands: Commands, paints: Res<Paints>) {
    commands.spawn((
        Drawn,
        Mesh3d::default(),
        MeshMaterial3d(paints.solid.clone()),
        NoFrustumCulling,
    ));
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
    draw_wall(&mut sculpture, &vessel, cut);
    let (towards, half) = towards_the_cell(&vessel, &scene);
    let density = parameters.capillary.fenestrae_per_nm2 as f32;
    let wide = parameters.capillary.fenestra_nm as f32 / 2.0;
    draw_windows(
        &mut sculpture,
        &vessel,
        cut,
        [towards, half],
        [density, wide],
    );
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

fn draw_wall(sculpture: &mut Sculpture, vessel: &Vessel, cut: f32) {
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
        sculpture.turned(&axes, &line, gone, TAU - gone, AROUND, Tone::Endothelium);
    }
    if let (Some(inner), Some(outer_gone)) = (gone(vessel.radius, cut), gone(outer, cut)) {
        for sign in [1.0, -1.0] {
            let corners = [
                (outer_gone, outer, 0.0),
                (inner, vessel.radius, 0.0),
                (inner, vessel.radius, vessel.length),
                (outer_gone, outer, vessel.length),
            ]
            .map(|(angle, out, along)| {
                let at = vessel.at(sign * angle, out, along);
                sculpture.point(Point::new(at, vessel.axes.side, Tone::Endothelium))
            });
            let [a, b, c, d] = corners;
            sculpture.quad(a, b, c, d);
        }
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

/// Windows on both faces of the wall, spread evenly.
fn draw_windows(
    sculpture: &mut Sculpture,
    vessel: &Vessel,
    cut: f32,
    [towards, half]: [f32; 2],
    [density, wide]: [f32; 2],
) {
    let area = 2.0 * half * vessel.radius * vessel.length;
    let count = (density * area) as usize;
    for index in 0..count {
        // Two numbers that fill a square evenly.
        let around = (0.754_877_7 * index as f32).fract();
        let along = (0.569_840_3 * index as f32).fract() * vessel.length;
        let angle = towards + half * (2.0 * around - 1.0);
        for (out, sign) in [
            (vessel.radius - OFF_NM, -1.0),
            (vessel.radius + vessel.wall + OFF_NM, 1.0),
        ] {
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
    VesselPlaces {
        wall: steps()
            .map(|along| vessel.at(edge, middle, along))
            .collect(),
        blood: steps()
            .map(|along| vessel.at(towards, 0.75 * vessel.radius, along))
            .collect(),
    }
}
