//! The carbon fibre over the cell: a black rod in its coat, cut open with the
//! cell, so that its face is seen from the side.

use bevy::{math::ops, prelude::*};

use super::{
    ViewSystems,
    cutaway::Cutaway,
    laid::{LayOut, lay},
    sculpt::{Axes, PI, Point, ProfilePoint, Sculpture, TAU},
    theme::Tone,
};
use crate::{geometry::face::Face, sim::amperometry::CarbonFibre};

/// How long a piece of it is drawn, and how thick its coat is, in radii.
const LENGTH: f32 = 1.6;
const COAT: f32 = 0.12;
/// How far the coat ends before the face, in radii.
const BARE: f32 = 0.05;
const STEPS: usize = 96;
/// A cut that leans more against the fibre (cosine) than this leaves it whole.
const ALONG: f32 = 0.05;

/// Marks its mesh.
#[derive(Component, Clone, Copy)]
struct Drawn;

/// Points of its face by which it can be named, in nanometres.
#[derive(Resource, Default)]
pub struct FibrePlaces(pub Vec<Vec3>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<FibrePlaces>()
        .when_a_scene_comes((lay(Drawn, |paints| &paints.solid), forget_places))
        .add_systems(PostUpdate, draw_fibre.in_set(ViewSystems::Draw));
}

fn forget_places(mut places: ResMut<FibrePlaces>) {
    *places = FibrePlaces::default();
}

fn draw_fibre(
    mut drawn: Query<&mut Mesh3d, With<Drawn>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut done: Local<Option<Cutaway>>,
    mut places: ResMut<FibrePlaces>,
    fibre: Res<CarbonFibre>,
    cutaway: Res<Cutaway>,
) {
    let Some(face) = fibre.face() else { return };
    if *done == Some(*cutaway) {
        return;
    }
    *done = Some(*cutaway);
    let rod = Rod::of(face, &cutaway);
    let mut sculpture = Sculpture::default();
    rod.draw(&mut sculpture);
    places.0 = rod.named();
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
}

/// The rod and what a cut along it leaves.
struct Rod {
    /// At the middle of the face; the axis leads away from the cell, `side`
    /// into what is cut away.
    axes: Axes,
    radius: f32,
    /// Distance of the cut from the axis; beyond the rod if it is whole.
    cut: f32,
}

impl Rod {
    fn of(face: &Face, cutaway: &Cutaway) -> Self {
        let (origin, axis) = (face.centre.as_vec3(), face.out.as_vec3());
        let along = cutaway
            .plane()
            .filter(|(normal, _)| normal.dot(axis).abs() < ALONG);
        let normal = along.map_or(Vec3::Z, |(normal, _)| normal);
        Self {
            axes: Axes::about(origin, axis, normal),
            radius: face.radius_nm as f32,
            cut: along.map_or(f32::INFINITY, |(normal, offset)| {
                offset - normal.dot(origin)
            }),
        }
    }

    fn draw(&self, sculpture: &mut Sculpture) {
        let length = LENGTH * self.radius;
        let coat = (1.0 + COAT) * self.radius;
        let bare = BARE * self.radius;
        self.tube(
            sculpture,
            [0.0, self.radius],
            [0.0, length],
            Tone::CarbonFibre,
        );
        self.tube(
            sculpture,
            [self.radius, coat],
            [bare, length],
            Tone::Insulation,
        );
    }

    /// Half the angle, from the side that is cut away, in which nothing of a
    /// circle is left; none if nothing at all is.
    fn gone(&self, radius: f32) -> Option<f32> {
        (self.cut > -radius).then(|| {
            if self.cut >= radius {
                0.0
            } else {
                ops::acos(self.cut / radius)
            }
        })
    }

    /// A tube between two radii and two heights: its wall, its lower end, and
    /// the cut's face.
    fn tube(
        &self,
        sculpture: &mut Sculpture,
        [inner, outer]: [f32; 2],
        [low, high]: [f32; 2],
        tone: Tone,
    ) {
        let Some(gone) = self.gone(outer) else { return };
        let wall = [low, high].map(|z| ProfilePoint {
            r: outer,
            z,
            normal_r: 1.0,
            normal_z: 0.0,
            shade: 1.0,
        });
        sculpture.turned(&self.axes, &wall, gone, TAU - gone, STEPS, tone);
        // The lower end, as strips along the cut from side to side.
        let edge = self.cut.min(outer);
        let strips = STEPS / 2;
        let down = -self.axes.axis;
        let mut before: Option<[u32; 2]> = None;
        for step in 0..=strips {
            let angle = PI * (step as f32 / strips as f32);
            let deep = -outer + (edge + outer) * 0.5 * (1.0 - ops::cos(angle));
            let wide = (outer * outer - deep * deep).max(0.0).sqrt();
            let row = [-wide, wide].map(|across| {
                let at = self.at(deep, across, low);
                sculpture.point(Point::new(at, down, tone).shaded(0.8))
            });
            if let Some(before) = before {
                sculpture.quad(before[0], before[1], row[1], row[0]);
            }
            before = Some(row);
        }
        if self.cut < outer {
            let half = |radius: f32| (radius * radius - self.cut * self.cut).max(0.0).sqrt();
            for [from, to] in [[half(inner), half(outer)], [-half(outer), -half(inner)]] {
                let corners =
                    [(from, low), (to, low), (to, high), (from, high)].map(|(across, z)| {
                        let at = self.at(self.cut, across, z);
                        sculpture.point(Point::new(at, self.axes.side, tone))
                    });
                let [a, b, c, d] = corners;
                sculpture.quad(a, b, c, d);
            }
        }
    }

    fn at(&self, deep: f32, across: f32, up: f32) -> Vec3 {
        let Axes {
            origin,
            side,
            other,
            axis,
        } = self.axes;
        origin + side * deep + other * across + axis * up
    }

    /// Along the lower edge, on the cut or nearest to the viewer.
    fn named(&self) -> Vec<Vec3> {
        let deep = self.cut.clamp(-self.radius, self.radius);
        let half = (self.radius * self.radius - deep * deep).max(0.0).sqrt();
        // Near its edge, too: more of it may be out of the picture.
        [0.04, 0.008]
            .into_iter()
            .flat_map(|up| {
                (-8..=8).map(move |step| self.at(deep, half * 0.1 * step as f32, up * self.radius))
            })
            .collect()
    }
}
