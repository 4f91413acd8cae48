//! Shapes put together by hand: spheres and their sections, tubes, rods, beads.
//!
//! Everything is collected in nanometres about an origin and becomes one mesh
//! in view units. Triangles are turned so that they face where their normals
//! point, so no shape has to think about winding.

use bevy::{
    asset::RenderAssetUsages,
    math::ops,
    mesh::{Indices, PrimitiveTopology},
    prelude::*,
};

use super::{NM_PER_UNIT, theme::Tone};
use crate::geometry::opened::Facets;

/// A mesh in the making.
#[derive(Clone, Debug, Default)]
pub struct Sculpture {
    positions: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    paints: Vec<[f32; 2]>,
    patterns: Vec<[f32; 2]>,
    indices: Vec<u32>,
}

/// One vertex: place in nanometres, unit normal, tone, shade (1 open, 0
/// hidden from light) and pattern coordinates.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub at: Vec3,
    pub normal: Vec3,
    pub tone: Tone,
    pub shade: f32,
    pub pattern: Vec2,
}

impl Point {
    /// A point in full light without a pattern.
    pub fn new(at: Vec3, normal: Vec3, tone: Tone) -> Self {
        Self {
            at,
            normal,
            tone,
            shade: 1.0,
            pattern: Vec2::ZERO,
        }
    }

    /// The same, shaded.
    pub fn shaded(self, shade: f32) -> Self {
        Self { shade, ..self }
    }

    /// The same, with pattern coordinates.
    pub fn patterned(self, x: f32, y: f32) -> Self {
        Self {
            pattern: Vec2::new(x, y),
            ..self
        }
    }
}

/// A point of a line that is turned about an axis: distance from the axis,
/// height along it, and the normal in that half plane.
#[derive(Clone, Copy, Debug)]
pub struct ProfilePoint {
    pub r: f32,
    pub z: f32,
    pub normal_r: f32,
    pub normal_z: f32,
    pub shade: f32,
}

/// Three directions at right angles; `axis` is the one things are turned
/// about.
#[derive(Clone, Copy, Debug)]
pub struct Axes {
    pub origin: Vec3,
    pub side: Vec3,
    pub other: Vec3,
    pub axis: Vec3,
}

impl Axes {
    /// Axes about `axis` through `origin`, with `side` as near to `towards`
    /// as can be.
    pub fn about(origin: Vec3, axis: Vec3, towards: Vec3) -> Self {
        let flat = towards - axis * axis.dot(towards);
        let side = flat
            .try_normalize()
            .unwrap_or_else(|| axis.any_orthonormal_vector());
        Self {
            origin,
            side,
            other: axis.cross(side),
            axis,
        }
    }

    fn radial(&self, angle: f32) -> Vec3 {
        let (sine, cosine) = ops::sin_cos(angle);
        self.side * cosine + self.other * sine
    }
}

impl Sculpture {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// Number of triangles.
    pub fn triangle_count(&self) -> usize {
        self.indices.len() / 3
    }

    /// Adds a vertex and returns its number.
    pub fn point(&mut self, point: Point) -> u32 {
        let index = self.positions.len() as u32;
        self.positions
            .push((point.at / NM_PER_UNIT as f32).to_array());
        self.normals.push(point.normal.to_array());
        self.paints.push([point.tone.index(), point.shade]);
        self.patterns.push(point.pattern.to_array());
        index
    }

    /// Adds a triangle, turned to face along its vertices' normals.
    pub fn triangle(&mut self, a: u32, b: u32, c: u32) {
        let at = |index: u32| Vec3::from_array(self.positions[index as usize]);
        let normal_of = |index: u32| Vec3::from_array(self.normals[index as usize]);
        let face = (at(b) - at(a)).cross(at(c) - at(a));
        if face.dot(normal_of(a) + normal_of(b) + normal_of(c)) >= 0.0 {
            self.indices.extend([a, b, c]);
        } else {
            self.indices.extend([a, c, b]);
        }
    }

    /// Adds a triangle that is known to face where it should: counter-clockwise
    /// for who looks at it.
    pub fn face(&mut self, corners: [u32; 3]) {
        self.indices.extend(corners);
    }

    /// Adds the two triangles of a four-cornered face.
    pub fn quad(&mut self, a: u32, b: u32, c: u32, d: u32) {
        self.triangle(a, b, c);
        self.triangle(a, c, d);
    }

    /// Adds finished facets; `shade` follows from a point and its pattern's
    /// first part.
    pub fn facets(&mut self, facets: &Facets, tone: Tone, shade: impl Fn(Vec3, f32) -> f32) {
        let base = self.positions.len() as u32;
        let points = facets.positions.iter().zip(&facets.patterns);
        self.paints
            .extend(points.map(|(at, pattern)| [tone.index(), shade(*at, pattern.x)]));
        self.positions.extend(
            facets
                .positions
                .iter()
                .map(|at| (*at / NM_PER_UNIT as f32).to_array()),
        );
        self.normals
            .extend(facets.normals.iter().map(Vec3::to_array));
        self.patterns
            .extend(facets.patterns.iter().map(Vec2::to_array));
        self.indices
            .extend(facets.indices.iter().map(|index| index + base));
    }

    /// Appends another sculpture.
    pub fn append(&mut self, other: &Self) {
        let base = self.positions.len() as u32;
        self.positions.extend(&other.positions);
        self.normals.extend(&other.normals);
        self.paints.extend(&other.paints);
        self.patterns.extend(&other.patterns);
        self.indices
            .extend(other.indices.iter().map(|index| index + base));
    }

    /// Many as one, which takes no more room than they do.
    pub fn of_all<'a>(all: impl Iterator<Item = &'a Self> + Clone) -> Self {
        let points = all.clone().map(|one| one.positions.len()).sum();
        let mut whole = Self {
            positions: Vec::with_capacity(points),
            normals: Vec::with_capacity(points),
            paints: Vec::with_capacity(points),
            patterns: Vec::with_capacity(points),
            indices: Vec::with_capacity(all.clone().map(|one| one.indices.len()).sum()),
        };
        all.for_each(|one| whole.append(one));
        whole
    }

    /// The same without the room that was left for more.
    pub fn finished(mut self) -> Self {
        self.positions.shrink_to_fit();
        self.normals.shrink_to_fit();
        self.paints.shrink_to_fit();
        self.patterns.shrink_to_fit();
        self.indices.shrink_to_fit();
        self
    }

    /// The surface that `profile` sweeps from angle `from` to `to`.
    pub fn turned(
        &mut self,
        axes: &Axes,
        profile: &[ProfilePoint],
        from: f32,
        to: f32,
        steps: usize,
        tone: Tone,
    ) {
        let rows: Vec<u32> = (0..=steps)
            .map(|step| {
                let radial = axes.radial(from + (to - from) * step as f32 / steps as f32);
                let first = self.positions.len() as u32;
                for place in profile {
                    let normal = radial * place.normal_r + axes.axis * place.normal_z;
                    let at = axes.origin + radial * place.r + axes.axis * place.z;
                    self.point(Point::new(at, normal, tone).shaded(place.shade));
                }
                first
            })
            .collect();
        for pair in rows.windows(2) {
            for index in 0..profile.len() as u32 - 1 {
                self.quad(
                    pair[0] + index,
                    pair[0] + index + 1,
                    pair[1] + index + 1,
                    pair[1] + index,
                );
            }
        }
    }

    /// A ball or, with a `stretch`, an ellipsoid.
    pub fn bead(&mut self, centre: Vec3, stretch: Vec3, detail: Bead, tone: Tone, shade: f32) {
        let (corners, faces) = detail.shape();
        let base = self.positions.len() as u32;
        let stretch = stretch * detail.swell();
        for corner in corners {
            let normal = (*corner / stretch).normalize();
            self.point(Point::new(centre + *corner * stretch, normal, tone).shaded(shade));
        }
        for face in faces {
            self.face(face.map(|corner| base + corner));
        }
    }

    /// The same as an ellipsoid with so many steps around, for what fills the
    /// picture.
    pub fn round_bead(&mut self, at: Vec3, stretch: Vec3, around: usize, tone: Tone, shade: f32) {
        let down = around / 2;
        let rows: Vec<u32> = (0..=down)
            .map(|row| {
                let (ring, up) = ops::sin_cos(PI * row as f32 / down as f32);
                let first = self.positions.len() as u32;
                for step in 0..=around {
                    let (sine, cosine) = ops::sin_cos(TAU * step as f32 / around as f32);
                    let out = Vec3::new(ring * cosine, up, ring * sine);
                    let normal = (out / stretch).normalize();
                    self.point(Point::new(at + out * stretch, normal, tone).shaded(shade));
                }
                first
            })
            .collect();
        for pair in rows.windows(2) {
            for step in 0..around as u32 {
                let [here, below] = [pair[0] + step, pair[1] + step];
                self.quad(here, here + 1, below + 1, below);
            }
        }
    }

    /// What is left of a ball when all is cut away that lies further along the
    /// axis than `lid` from its centre: the rest of it, and the cut's face.
    pub fn cut_ball(&mut self, axes: &Axes, radius: f32, lid: f32, around: usize, tone: Tone) {
        let lid = lid.min(radius);
        if lid <= -radius || radius <= 0.0 {
            return;
        }
        let first = ops::acos(lid / radius);
        let down = (around / 2).max(4);
        let profile: Vec<ProfilePoint> = (0..=down)
            .map(|step| {
                let angle = first + (PI - first) * step as f32 / down as f32;
                let (sine, cosine) = ops::sin_cos(angle);
                ProfilePoint {
                    r: radius * sine,
                    z: radius * cosine,
                    normal_r: sine,
                    normal_z: cosine,
                    shade: 0.75,
                }
            })
            .collect();
        self.turned(axes, &profile, 0.0, TAU, around, tone);
        if lid < radius {
            let face = [0.0, radius * ops::sin(first)].map(|r| ProfilePoint {
                r,
                z: lid,
                normal_r: 0.0,
                normal_z: 1.0,
                shade: 1.0,
            });
            self.turned(axes, &face, 0.0, TAU, around, tone);
        }
    }

    /// A ball, one of many.
    pub fn ball(&mut self, centre: Vec3, radius: f32, detail: Bead, tone: Tone) {
        let (corners, faces) = detail.shape();
        let base = self.positions.len() as u32;
        let middle = centre / NM_PER_UNIT as f32;
        let size = radius * detail.swell() / NM_PER_UNIT as f32;
        let places = corners.iter().map(|corner| middle + *corner * size);
        self.positions.extend(places.map(|at| at.to_array()));
        self.normals.extend(corners.iter().map(Vec3::to_array));
        let count = corners.len();
        self.paints
            .extend(std::iter::repeat_n([tone.index(), 1.0], count));
        self.patterns.extend(std::iter::repeat_n([0.0; 2], count));
        for face in faces {
            self.face(face.map(|corner| base + corner));
        }
    }

    /// A ball of radius one about the origin that knows its number, for the paint
    /// of crowds.
    pub fn numbered_ball(&mut self, detail: Bead, tone: Tone, number: f32) {
        let first = self.patterns.len();
        self.ball(Vec3::ZERO, NM_PER_UNIT as f32, detail, tone);
        self.patterns[first..].fill([number, 0.0]);
    }

    /// A round rod with rounded ends along a line of points.
    pub fn rod(&mut self, line: &[Vec3], radius: f32, sides: usize, tone: Tone, shade: f32) {
        self.tapered(line, |_| radius, sides, tone, shade);
    }

    /// A rod whose radius follows from the place along it, 0 to 1.
    pub fn tapered(
        &mut self,
        line: &[Vec3],
        radius_at: impl Fn(f32) -> f32,
        sides: usize,
        tone: Tone,
        shade: f32,
    ) {
        if line.len() < 2 {
            return;
        }
        let last = line.len() - 1;
        let direction = |index: usize| {
            (line[(index + 1).min(last)] - line[index.saturating_sub(1)])
                .try_normalize()
                .unwrap_or(Vec3::Y)
        };
        let mut side = direction(0).any_orthonormal_vector();
        let mut before: Option<u32> = None;
        for (index, at) in line.iter().enumerate() {
            let along = direction(index);
            side = (side - along * along.dot(side))
                .try_normalize()
                .unwrap_or_else(|| along.any_orthonormal_vector());
            let other = along.cross(side);
            let radius = radius_at(index as f32 / last as f32);
            let first = self.positions.len() as u32;
            for step in 0..sides {
                let (sine, cosine) = ops::sin_cos(step as f32 / sides as f32 * TAU);
                let normal = side * cosine + other * sine;
                self.point(Point::new(*at + normal * radius, normal, tone).shaded(shade));
            }
            if let Some(before) = before {
                for step in 0..sides as u32 {
                    let next = (step + 1) % sides as u32;
                    self.quad(before + step, before + next, first + next, first + step);
                }
            }
            before = Some(first);
        }
        for (at, out, radius) in [
            (line[0], -direction(0), radius_at(0.0)),
            (line[last], direction(last), radius_at(1.0)),
        ] {
            self.dome(at, out, radius, sides, tone, shade);
        }
    }

    /// Half a ball that closes the end of a rod.
    fn dome(&mut self, at: Vec3, out: Vec3, radius: f32, sides: usize, tone: Tone, shade: f32) {
        let side = out.any_orthonormal_vector();
        let other = out.cross(side);
        let mut ring = |lift: f32| -> u32 {
            let (up, wide) = ops::sin_cos(lift);
            let first = self.positions.len() as u32;
            for step in 0..sides {
                let (sine, cosine) = ops::sin_cos(step as f32 / sides as f32 * TAU);
                let normal = (side * cosine + other * sine) * wide + out * up;
                self.point(Point::new(at + normal * radius, normal, tone).shaded(shade));
            }
            first
        };
        let (low, high) = (ring(0.0), ring(0.85));
        let tip = self.point(Point::new(at + out * radius, out, tone).shaded(shade));
        for step in 0..sides as u32 {
            let next = (step + 1) % sides as u32;
            self.quad(low + step, low + next, high + next, high + step);
            self.triangle(tip, high + step, high + next);
        }
    }

    /// A flat ring of tube `thickness` about `axis`.
    pub fn torus(&mut self, axes: &Axes, radius: f32, thickness: f32, tone: Tone) {
        let profile: Vec<ProfilePoint> = (0..=8)
            .map(|step| {
                let (sine, cosine) = ops::sin_cos(step as f32 / 8.0 * TAU);
                ProfilePoint {
                    r: radius + thickness * cosine,
                    z: thickness * sine,
                    normal_r: cosine,
                    normal_z: sine,
                    shade: 1.0,
                }
            })
            .collect();
        self.turned(axes, &profile, 0.0, TAU, 40, tone);
    }

    /// Shows the sculpture as the mesh of an entity that is made anew again
    /// and again; nothing, if there is nothing in it.
    pub fn show(self, mesh: &mut Mesh3d, meshes: &mut Assets<Mesh>) {
        if self.is_empty() {
            mesh.0 = Handle::default();
        } else if meshes.contains(&mesh.0) && mesh.0 != Handle::default() {
            if let Some(mut place) = meshes.get_mut(&mesh.0) {
                *place = self.into_mesh();
            }
        } else {
            mesh.0 = meshes.add(self.into_mesh());
        }
    }

    /// The mesh, in view units.
    pub fn into_mesh(self) -> Mesh {
        Mesh::new(
            PrimitiveTopology::TriangleList,
            RenderAssetUsages::RENDER_WORLD,
        )
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.positions)
        .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, self.normals)
        .with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, self.paints)
        .with_inserted_attribute(Mesh::ATTRIBUTE_UV_1, self.patterns)
        .with_inserted_indices(Indices::U32(self.indices))
    }
}

/// What tests measure in a sculpture.
#[cfg(test)]
impl Sculpture {
    /// The corners of each triangle: places in nanometres and patterns.
    pub fn corners(&self) -> impl Iterator<Item = [(Vec3, Vec2); 3]> {
        self.indices.chunks(3).map(|face| {
            [0, 1, 2].map(|corner| {
                let index = face[corner];
                (self.place(index), self.patterns[index as usize].into())
            })
        })
    }

    fn place(&self, index: u32) -> Vec3 {
        Vec3::from_array(self.positions[index as usize]) * NM_PER_UNIT as f32
    }

    /// The places of all vertices that a triangle uses.
    pub fn places(&self) -> impl Iterator<Item = Vec3> {
        let used: std::collections::BTreeSet<u32> = self.indices.iter().copied().collect();
        used.into_iter().map(|index| self.place(index))
    }

    /// Only the triangles of a tone.
    pub fn of_tone(&self, tone: Tone) -> Self {
        let has_tone = |face: &&[u32]| self.paints[face[0] as usize][0] == tone.index();
        let indices = self.indices.chunks(3).filter(has_tone).flatten().copied();
        Self {
            indices: indices.collect(),
            ..self.clone()
        }
    }

    /// What hangs together by its triangles: a bead, a rod without its ends. In the
    /// order in which they were made.
    pub fn bodies(&self) -> Vec<Self> {
        let mut body_of: Vec<u32> = (0..self.positions.len() as u32).collect();
        fn root(body_of: &mut [u32], mut index: u32) -> u32 {
            while body_of[index as usize] != index {
                let next = body_of[body_of[index as usize] as usize];
                body_of[index as usize] = next;
                index = next;
            }
            index
        }
        for face in self.indices.chunks(3) {
            let roots = [0, 1, 2].map(|corner| root(&mut body_of, face[corner]));
            let first = roots.into_iter().min().unwrap_or_default();
            for other in roots {
                body_of[other as usize] = first;
            }
        }
        let mut bodies = std::collections::BTreeMap::<u32, Vec<u32>>::new();
        for face in self.indices.chunks(3) {
            let body = root(&mut body_of, face[0]);
            bodies.entry(body).or_default().extend(face);
        }
        let whole = |indices| Self {
            indices,
            ..self.clone()
        };
        bodies.into_values().map(whole).collect()
    }
}

/// How finely a bead is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bead {
    /// Two faces that look along z: for what is only seen from there, from afar.
    Facing,
    /// Eight faces, for crowds.
    Coarse,
    /// Twenty faces.
    Medium,
    /// Eighty faces, for what is looked at closely.
    Fine,
}

impl Bead {
    /// How much larger than a ball it is made, so that its outline is, from all
    /// sides on average, as large as the ball's: a change of fineness is not seen.
    fn swell(self) -> f32 {
        match self {
            Self::Facing | Self::Coarse => 1.347,
            Self::Medium => 1.146,
            Self::Fine => 1.036,
        }
    }

    fn shape(self) -> (&'static [Vec3], &'static [[u32; 3]]) {
        use std::sync::OnceLock;
        static FINE: OnceLock<(Vec<Vec3>, Vec<[u32; 3]>)> = OnceLock::new();
        static MEDIUM: OnceLock<(Vec<Vec3>, Vec<[u32; 3]>)> = OnceLock::new();
        match self {
            Self::Facing => (&FACING, &FACING_FACES),
            Self::Coarse => (&OCTAHEDRON, &OCTAHEDRON_FACES),
            Self::Medium => {
                let (corners, faces) = MEDIUM.get_or_init(|| outward(icosahedron()));
                (corners, faces)
            }
            Self::Fine => {
                let (corners, faces) = FINE.get_or_init(|| outward(divided(icosahedron())));
                (corners, faces)
            }
        }
    }
}

pub(super) const TAU: f32 = std::f32::consts::TAU;
pub(super) const PI: f32 = std::f32::consts::PI;

const OCTAHEDRON: [Vec3; 6] = [
    Vec3::X,
    Vec3::NEG_X,
    Vec3::Y,
    Vec3::NEG_Y,
    Vec3::Z,
    Vec3::NEG_Z,
];
/// A square whose corners are lifted as far as light falls on a ball.
const FACING: [Vec3; 4] = [
    Vec3::new(1.0, 0.0, FACING_LIFT),
    Vec3::new(0.0, 1.0, FACING_LIFT),
    Vec3::new(-1.0, 0.0, FACING_LIFT),
    Vec3::new(0.0, -1.0, FACING_LIFT),
];
const FACING_LIFT: f32 = 0.8;
const FACING_FACES: [[u32; 3]; 2] = [[0, 1, 2], [0, 2, 3]];
const OCTAHEDRON_FACES: [[u32; 3]; 8] = [
    [0, 2, 4],
    [0, 4, 3],
    [0, 3, 5],
    [0, 5, 2],
    [1, 4, 2],
    [1, 3, 4],
    [1, 5, 3],
    [1, 2, 5],
];

/// The same with every face counter-clockwise as seen from outside.
fn outward((corners, mut faces): (Vec<Vec3>, Vec<[u32; 3]>)) -> (Vec<Vec3>, Vec<[u32; 3]>) {
    for face in &mut faces {
        let [a, b, c] = face.map(|corner| corners[corner as usize]);
        if (b - a).cross(c - a).dot(a + b + c) < 0.0 {
            face.swap(1, 2);
        }
    }
    (corners, faces)
}

fn icosahedron() -> (Vec<Vec3>, Vec<[u32; 3]>) {
    let golden = (1.0 + 5.0_f32.sqrt()) / 2.0;
    let mut corners = Vec::new();
    for a in [-1.0, 1.0] {
        for b in [-golden, golden] {
            corners.push(Vec3::new(0.0, a, b).normalize());
            corners.push(Vec3::new(a, b, 0.0).normalize());
            corners.push(Vec3::new(b, 0.0, a).normalize());
        }
    }
    let edge = 2.0 / (1.0 + golden * golden).sqrt();
    let near = |a: usize, b: usize| (corners[a].distance(corners[b]) - edge).abs() < 1e-3;
    let mut faces = Vec::new();
    for a in 0..12 {
        for b in a + 1..12 {
            for c in b + 1..12 {
                if near(a, b) && near(b, c) && near(a, c) {
                    faces.push([a as u32, b as u32, c as u32]);
                }
            }
        }
    }
    (corners, faces)
}

fn divided((mut corners, faces): (Vec<Vec3>, Vec<[u32; 3]>)) -> (Vec<Vec3>, Vec<[u32; 3]>) {
    let mut middles = std::collections::BTreeMap::new();
    let mut finer = Vec::with_capacity(faces.len() * 4);
    for [a, b, c] in faces {
        let mut middle = |p: u32, q: u32| {
            *middles.entry((p.min(q), p.max(q))).or_insert_with(|| {
                let halfway = (corners[p as usize] + corners[q as usize]).normalize();
                corners.push(halfway);
                corners.len() as u32 - 1
            })
        };
        let (ab, bc, ca) = (middle(a, b), middle(b, c), middle(c, a));
        finer.extend([[a, ab, ca], [b, bc, ab], [c, ca, bc], [ab, bc, ca]]);
    }
    (corners, finer)
}

/// `count` directions spread evenly over a sphere, turned by `twist`.
pub fn spread_directions(count: usize, twist: f32) -> impl Iterator<Item = Vec3> {
    let golden_angle = PI * (3.0 - 5.0_f32.sqrt());
    (0..count).map(move |index| {
        let y = 1.0 - 2.0 * (index as f32 + 0.5) / count as f32;
        let ring = (1.0 - y * y).max(0.0).sqrt();
        let (sine, cosine) = ops::sin_cos(golden_angle * index as f32 + twist);
        Vec3::new(ring * cosine, y, ring * sine)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beads_are_closed_and_round() {
        for (bead, faces) in [(Bead::Coarse, 8), (Bead::Medium, 20), (Bead::Fine, 80)] {
            let (corners, shape) = bead.shape();
            assert_eq!(shape.len(), faces);
            assert!(
                corners
                    .iter()
                    .all(|corner| (corner.length() - 1.0).abs() < 1e-5)
            );
            // Euler: corners - edges + faces = 2, with three half-edges a face.
            assert_eq!(corners.len() + shape.len() - shape.len() * 3 / 2, 2);
        }
    }

    #[test]
    fn beads_look_equally_large_however_finely_they_are_drawn() {
        for bead in [Bead::Coarse, Bead::Medium, Bead::Fine] {
            let (corners, faces) = bead.shape();
            let surface: f32 = faces
                .iter()
                .map(|face| {
                    let [a, b, c] = face.map(|corner| corners[corner as usize] * bead.swell());
                    (b - a).cross(c - a).length() / 2.0
                })
                .sum();
            // The outline of a convex body is, on average, a quarter of its surface (Cauchy).
            let outline = surface / 4.0;
            assert!((outline / PI - 1.0).abs() < 0.01, "{bead:?}: {outline}");
        }
    }

    #[test]
    fn every_triangle_faces_along_its_normals() {
        let mut shape = Sculpture::default();
        shape.bead(Vec3::ZERO, Vec3::splat(20.0), Bead::Fine, Tone::Matrix, 1.0);
        shape.rod(
            &[Vec3::ZERO, Vec3::X * 50.0, Vec3::new(70.0, 20.0, 0.0)],
            3.0,
            8,
            Tone::Tether,
            1.0,
        );
        for face in shape.indices.chunks(3) {
            let at = |index: u32| Vec3::from_array(shape.positions[index as usize]);
            let normal = Vec3::from_array(shape.normals[face[0] as usize]);
            let turned = (at(face[1]) - at(face[0])).cross(at(face[2]) - at(face[0]));
            assert!(turned.dot(normal) >= -1e-6);
        }
    }
}
