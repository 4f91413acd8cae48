//! Where the cell is opened, and the knife that opens it.
//!
//! The scene's cutting plane takes away what stands before it. While a
//! vesicle at the membrane is followed, the plane slides to run through its
//! axis, so that the pore is seen in section. Where it is going follows from
//! cell time alone and has no jumps. Membranes are cut as meshes, and
//! the cut shows two leaflets with a core.

use std::{collections::BTreeMap, ops::Range};

use bevy::{math::DVec3, prelude::*};

use super::{
    Following, HALF_BILAYER_NM, Pace, ViewSettings, ViewSystems,
    fading::smooth,
    laid::LayOut,
    opening,
    sculpt::{Point, Sculpture},
    theme::Tone,
};
use crate::{
    geometry::{opened::CutPlane, surface::Surface},
    scene::Scene,
    sim::{
        chance::Chance,
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        membrane::PlasmaMembrane,
        vesicle::{FusionPore, Motion, Pit, Vesicle},
    },
};

/// How far in front of a followed vesicle the plane stays, so that nothing of
/// it is lost.
pub(super) const IN_FRONT_NM: f32 = 34.0;
/// A vesicle nearer to the membrane than the first is looked at by itself;
/// beyond the second, in the cell as it is usually cut. Nanometres between
/// their faces.
const NEAR_NM: f32 = 25.0;
const FAR_NM: f32 = 85.0;
/// Share of its way that the plane slides in a second.
const SLIDING_RATE: f32 = 3.0;

/// The plane that opens the cell: what lies beyond it is not drawn.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct Cutaway {
    /// Unit normal, towards what is taken away; `None` while the cell is
    /// whole.
    normal: Option<Vec3>,
    offset_nm: f32,
    /// Whether the plane keeps its place although nothing is followed any more.
    stays: bool,
    /// How many scenes have come: what was cut of another is cut anew.
    scenes: u32,
}

impl Cutaway {
    /// Leaves the cell open where it is, until something else is looked at.
    pub fn stay(&mut self) {
        self.stays = true;
    }

    /// Lets the plane slide to where it is usual.
    pub fn go_on(&mut self) {
        self.stays = false;
    }

    /// As it is before a cell is opened.
    fn shut(self) -> Self {
        Self {
            scenes: self.scenes,
            ..Self::default()
        }
    }

    /// A cell opened there; a whole one without a distance.
    #[cfg(test)]
    pub(super) fn through(normal: Vec3, offset_nm: Option<f32>) -> Self {
        Self {
            normal: offset_nm.map(|_| normal),
            offset_nm: offset_nm.unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The plane as normal and distance from the origin in nanometres.
    pub fn plane(&self) -> Option<(Vec3, f32)> {
        self.normal.map(|normal| (normal, self.offset_nm))
    }

    /// The plane as a knife for patches.
    pub fn knife(&self) -> Option<CutPlane> {
        self.plane()
            .map(|(normal, offset_nm)| CutPlane { normal, offset_nm })
    }

    /// How far `point` (nanometres) lies beyond the plane; negative for what
    /// is kept, and far below zero while nothing is cut.
    pub fn beyond(&self, point: Vec3) -> f32 {
        match self.normal {
            Some(normal) => normal.dot(point) - self.offset_nm,
            None => f32::NEG_INFINITY,
        }
    }

    /// As [`Cutaway::beyond`], for a point of the simulation.
    pub fn beyond_point(&self, point: DVec3) -> f32 {
        self.beyond(point.as_vec3())
    }
}

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Cutaway>()
        .when_a_scene_comes(turn_to_another_cell)
        .add_systems(PostUpdate, slide_plane.in_set(ViewSystems::Cut));
}

fn slide_plane(
    mut cutaway: ResMut<Cutaway>,
    scene: Res<Scene>,
    settings: Res<ViewSettings>,
    following: Res<Following>,
    pace: Res<Pace>,
    time: Res<Time<Real>>,
    vesicles: Query<(&Vesicle, &Motion, Option<&FusionPore>, Option<&Pit>)>,
    membrane: Res<PlasmaMembrane>,
    clock: Res<SimClock>,
    place: Res<Cytoskeleton>,
    chance: Res<Chance>,
) {
    let Some(plane) = scene.cut.filter(|_| settings.cut) else {
        let shut = cutaway.shut();
        cutaway.set_if_neq(shut);
        return;
    };
    let normal = plane.normal.as_vec3();
    let usual = plane.normal.dot(plane.point) as f32;
    let followed = vesicles
        .iter()
        .find(|(vesicle, ..)| Some(vesicle.id) == following.0);
    let stays = cutaway.stays && following.0.is_none() && cutaway.normal == Some(normal);
    let left = if stays { cutaway.offset_nm } else { usual };
    let goal = followed.map_or(left, |(vesicle, motion, pore, pit)| {
        let at = settings
            .calm
            .place(motion, vesicle.id, clock.now, &place, &chance);
        let gap = -membrane.shape.distance(at) - vesicle.radius_nm;
        let before = normal.dot(at.as_vec3()) + IN_FRONT_NM;
        let gone = smooth((gap as f32 - NEAR_NM) / (FAR_NM - NEAR_NM));
        let unjoined = before + (usual.max(before) - before) * gone;
        let (joined, place) = match (pore, pit) {
            (Some(pore), _) => (opening::pore_joined(pore, clock.now), pore.place),
            (None, Some(pit)) => (opening::pit_joined(pit, clock.now), pit.place),
            (None, None) => return unjoined,
        };
        let depth = normal.dot(place.point.as_vec3());
        // What faces the knife is not cut: the plane keeps before it.
        let at_joining = if opening::is_faced(place.inward.as_vec3(), normal) {
            depth + 2.0 * vesicle.radius_nm as f32 + IN_FRONT_NM
        } else {
            depth
        };
        unjoined + (at_joining - unjoined) * joined
    });
    let offset_nm = if cutaway.normal == Some(normal) {
        let share = pace.ease(SLIDING_RATE, time.delta_secs().min(0.1));
        let moved = cutaway.offset_nm + (goal - cutaway.offset_nm) * share;
        if (moved - goal).abs() < 0.05 {
            goal
        } else {
            moved
        }
    } else {
        goal
    };
    let moved = Cutaway {
        normal: Some(normal),
        offset_nm,
        stays,
        ..*cutaway
    };
    cutaway.set_if_neq(moved);
}

fn turn_to_another_cell(mut cutaway: ResMut<Cutaway>) {
    *cutaway = Cutaway {
        scenes: cutaway.scenes + 1,
        ..cutaway.shut()
    };
}

/// A surface to be cut: mid-plane points and unit normals towards the outside,
/// in nanometres.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub positions: Vec<DVec3>,
    pub normals: Vec<DVec3>,
    /// Counter-clockwise seen from outside.
    pub triangles: Vec<[u32; 3]>,
    /// How much of the cell's wall each point is, 0 to 1, and how much of a
    /// vesicle; all wall if empty. The wall is kept quieter.
    pub walls: Vec<f32>,
    /// How far the outer and the inner face of each point have faded into the
    /// background, 0 to 1; not at all if empty.
    pub faded: Vec<[f32; 2]>,
    /// Where each further part begins among the triangles, in order. Parts are
    /// cut together, so that they fit, and drawn apart.
    pub parts: Vec<usize>,
}

impl From<&Surface> for Sheet {
    fn from(surface: &Surface) -> Self {
        Self {
            positions: surface.positions.clone(),
            normals: surface.normals.clone(),
            triangles: surface.triangles.clone(),
            ..Self::default()
        }
    }
}

/// The tones of a membrane's two faces and of its section.
#[derive(Clone, Copy, Debug)]
pub struct SheetTones {
    pub outer: Tone,
    pub inner: Tone,
    pub section: Tone,
}

/// The tones of the cell's own membrane.
pub const CELL_TONES: SheetTones = SheetTones {
    outer: Tone::OuterLeaflet,
    inner: Tone::CytosolicLeaflet,
    section: Tone::Section,
};

/// What the knife leaves: two leaflets and the face of the cut.
#[derive(Clone, Debug, Default)]
pub struct CutSheet {
    pub outer: Sculpture,
    pub inner: Sculpture,
    pub section: Sculpture,
}

impl CutSheet {
    /// Outer leaflet, inner leaflet and section.
    pub fn pieces(self) -> [Sculpture; 3] {
        [self.outer, self.inner, self.section]
    }
}

impl Sheet {
    /// Both leaflets of what lies behind `plane` (all of it without one), with
    /// the section along the cut, for a sheet of one part.
    pub fn cut(&self, plane: Option<(Vec3, f32)>, tones: SheetTones) -> CutSheet {
        self.cut_parts(plane, tones).swap_remove(0)
    }

    /// The same for every part. The pattern of a section runs on from part to
    /// part.
    pub fn cut_parts(&self, plane: Option<(Vec3, f32)>, tones: SheetTones) -> Vec<CutSheet> {
        let mut outer = Leaflet::of(self, plane, HALF_BILAYER_NM);
        let mut inner = Leaflet::of(self, plane, -HALF_BILAYER_NM);
        let mut pieces: Vec<CutSheet> = (0..=self.parts.len())
            .map(|part| CutSheet {
                outer: outer.part(part, tones.outer),
                inner: inner.part(part, tones.inner),
                section: Sculpture::default(),
            })
            .collect();
        if let Some(plane) = plane {
            section(self, plane, [&outer, &inner], tones.section, &mut pieces);
        }
        pieces
    }

    fn faded_at(&self, vertex: usize) -> [f32; 2] {
        self.faded.get(vertex).copied().unwrap_or_default()
    }

    /// The triangles of a part, by number.
    fn triangles_of(&self, part: usize) -> Range<usize> {
        let begin = |part: usize| self.parts.get(part).copied();
        let from = part.checked_sub(1).and_then(begin).unwrap_or(0);
        from..begin(part).unwrap_or(self.triangles.len())
    }
}

/// How far points lie beyond a plane, never zero: a vertex on the plane would
/// make cuts of no length.
fn beyond(points: impl Iterator<Item = Vec3>, plane: Option<(Vec3, f32)>) -> Vec<f32> {
    const ON_PLANE_NM: f32 = 1e-3;
    points
        .map(|at| match plane {
            None => -1.0,
            Some((normal, offset)) => {
                let far = normal.dot(at) - offset;
                if far.abs() < ON_PLANE_NM {
                    ON_PLANE_NM
                } else {
                    far
                }
            }
        })
        .collect()
}

/// An edge of the mesh, by its two vertices in order.
type Edge = [u32; 2];

/// The edges that cross the plane, in order.
fn crossed_edges(triangles: &[[u32; 3]], beyond: &[f32]) -> Vec<Edge> {
    let mut crossed: Vec<Edge> = Vec::new();
    for triangle in triangles {
        let is_kept = triangle.map(|corner| beyond[corner as usize] < 0.0);
        for corner in 0..3 {
            let next = (corner + 1) % 3;
            if is_kept[corner] != is_kept[next] {
                let (from, to) = (triangle[corner], triangle[next]);
                crossed.push([from.min(to), from.max(to)]);
            }
        }
    }
    crossed.sort_unstable();
    crossed.dedup();
    crossed
}

/// A triangle's corners, turned so that the one comes first that is on the
/// other side of the plane than both others.
fn odd_first(triangle: [u32; 3], is_kept: [bool; 3]) -> [u32; 3] {
    let odd = (0..3)
        .find(|index| is_kept[(index + 1) % 3] == is_kept[(index + 2) % 3])
        .unwrap_or(0);
    [0, 1, 2].map(|step| triangle[(odd + step) % 3])
}

/// One leaflet on the knife.
struct Leaflet<'a> {
    sheet: &'a Sheet,
    offset: f32,
    points: Vec<Vec3>,
    /// Distance of each vertex beyond the plane.
    beyond: Vec<f32>,
    crossed: Vec<Edge>,
    /// Number of each vertex, then of each crossing, in the part that is
    /// being collected.
    numbers: Vec<u32>,
}

const NOT_KEPT: u32 = u32::MAX;

impl<'a> Leaflet<'a> {
    fn of(sheet: &'a Sheet, plane: Option<(Vec3, f32)>, offset: f32) -> Self {
        // A patch takes the points it shares from the same sum.
        let points: Vec<Vec3> = sheet
            .positions
            .iter()
            .zip(&sheet.normals)
            .map(|(at, normal)| at.as_vec3() + normal.as_vec3() * offset)
            .collect();
        let beyond = beyond(points.iter().copied(), plane);
        let crossed = crossed_edges(&sheet.triangles, &beyond);
        Self {
            sheet,
            offset,
            numbers: vec![NOT_KEPT; points.len() + crossed.len()],
            points,
            beyond,
            crossed,
        }
    }

    /// What is kept of one part.
    fn part(&mut self, part: usize, tone: Tone) -> Sculpture {
        let mut kept = Kept {
            sculpture: Sculpture::default(),
            tone,
            collected: Vec::new(),
        };
        for index in self.sheet.triangles_of(part) {
            self.cut_triangle(self.sheet.triangles[index], &mut kept);
        }
        for index in kept.collected {
            self.numbers[index as usize] = NOT_KEPT;
        }
        kept.sculpture
    }

    fn cut_triangle(&mut self, triangle: [u32; 3], kept: &mut Kept) {
        let is_kept = triangle.map(|index| self.beyond[index as usize] < 0.0);
        match is_kept.iter().filter(|kept| **kept).count() {
            0 => {}
            3 => {
                let corners = triangle.map(|index| self.number(index, kept));
                self.face(corners, kept);
            }
            count => {
                let [a, b, c] = odd_first(triangle, is_kept);
                let [ab, ac] = [b, c].map(|other| {
                    let crossing = self.crossed.binary_search(&[a.min(other), a.max(other)]);
                    let crossing = crossing.expect("every edge across the plane was listed");
                    self.number((self.points.len() + crossing) as u32, kept)
                });
                if count == 1 {
                    let a = self.number(a, kept);
                    self.face([a, ab, ac], kept);
                } else {
                    let [b, c] = [b, c].map(|index| self.number(index, kept));
                    self.face([ab, b, c], kept);
                    self.face([ab, c, ac], kept);
                }
            }
        }
    }

    /// Adds a triangle of the sheet; the inner leaflet is seen from the other
    /// side.
    fn face(&self, [a, b, c]: [u32; 3], kept: &mut Kept) {
        let is_outer = self.offset > 0.0;
        kept.sculpture
            .face(if is_outer { [a, b, c] } else { [a, c, b] });
    }

    /// The number of a vertex, or of a crossing after all vertices, among
    /// those of the part.
    fn number(&mut self, index: u32, kept: &mut Kept) -> u32 {
        let at = index as usize;
        if self.numbers[at] == NOT_KEPT {
            kept.collected.push(index);
            let facing = |normal: DVec3| normal.as_vec3() * self.offset.signum();
            let wall = |index: usize| self.sheet.walls.get(index).copied().unwrap_or(1.0);
            let face = usize::from(self.offset < 0.0);
            let faded = |index: usize| self.sheet.faded_at(index)[face];
            let (place, normal, wall, faded) = match at.checked_sub(self.points.len()) {
                None => (self.points[at], self.sheet.normals[at], wall(at), faded(at)),
                Some(crossing) => {
                    let [from, to] = self.crossed[crossing].map(|index| index as usize);
                    let part = crossing_part(self.beyond[from], self.beyond[to]);
                    let normals = &self.sheet.normals;
                    (
                        self.points[from].lerp(self.points[to], part),
                        normals[from]
                            .lerp(normals[to], f64::from(part))
                            .normalize_or(DVec3::Y),
                        wall(from) + (wall(to) - wall(from)) * part,
                        faded(from) + (faded(to) - faded(from)) * part,
                    )
                }
            };
            let point = Point::new(place, facing(normal), kept.tone).patterned(wall, faded);
            self.numbers[at] = kept.sculpture.point(point);
        }
        self.numbers[at]
    }
}

/// What is kept of a leaflet's part.
struct Kept {
    sculpture: Sculpture,
    tone: Tone,
    /// The vertices' numbers in the sheet.
    collected: Vec<u32>,
}

/// Share of the way between two points at which the plane is crossed.
fn crossing_part(from: f32, to: f32) -> f32 {
    from / (from - to)
}

/// Draws the face of the cut.
///
/// Between the leaflets each triangle is a prism. Prisms are cut as solids, as
/// three tetrahedra each, so that the face lies in the plane and meets both
/// leaflets wherever the plane passes, however the membrane leans.
fn section(
    sheet: &Sheet,
    plane: (Vec3, f32),
    leaflets: [&Leaflet; 2],
    tone: Tone,
    parts: &mut [CutSheet],
) {
    let lengths = Lengths::along(sheet, plane);
    for (part, cut) in parts.iter_mut().enumerate() {
        for index in sheet.triangles_of(part) {
            let triangle = sheet.triangles[index];
            let is_kept = leaflets
                .map(|leaflet| triangle.map(|corner| leaflet.beyond[corner as usize] < 0.0));
            let kept = is_kept.iter().flatten().filter(|kept| **kept).count();
            if kept == 0 || kept == 6 {
                continue;
            }
            let mut order = [0, 1, 2];
            order.sort_unstable_by_key(|corner| triangle[*corner]);
            let along = lengths.of(index);
            let corner = |leaflet: usize, corner: usize| {
                let vertex = triangle[order[corner]];
                Corner {
                    vertex: (vertex, leaflet),
                    at: leaflets[leaflet].points[vertex as usize],
                    beyond: leaflets[leaflet].beyond[vertex as usize],
                    pattern: Vec2::new(along[order[corner]], leaflets[leaflet].offset),
                    left: 1.0 - sheet.faded_at(vertex as usize)[1],
                }
            };
            // Diagonals go from the outer point of the lower number, so that
            // neighbours have the same.
            for solid in [
                [(0, 0), (0, 1), (0, 2), (1, 2)],
                [(0, 0), (0, 1), (1, 1), (1, 2)],
                [(0, 0), (1, 0), (1, 1), (1, 2)],
            ] {
                let corners = solid.map(|(leaflet, place)| corner(leaflet, place));
                cut_solid(&mut cut.section, corners, plane.0, tone);
            }
        }
    }
}

/// A corner of a solid on the knife.
#[derive(Clone, Copy)]
struct Corner {
    /// Its number in the sheet and which leaflet it is of.
    vertex: (u32, usize),
    at: Vec3,
    beyond: f32,
    /// Length along the membrane and place across it.
    pattern: Vec2,
    /// How much of it has not faded.
    left: f32,
}

/// Draws where the plane goes through a tetrahedron.
fn cut_solid(section: &mut Sculpture, mut corners: [Corner; 4], facing: Vec3, tone: Tone) {
    corners.sort_by(|a, b| a.beyond.total_cmp(&b.beyond));
    let mut cross = |a: usize, b: usize| {
        let (mut from, mut to) = (corners[a], corners[b]);
        if from.vertex > to.vertex {
            (from, to) = (to, from);
        }
        let part = crossing_part(from.beyond, to.beyond);
        let pattern = from.pattern.lerp(to.pattern, part);
        let point = Point::new(from.at.lerp(to.at, part), facing, tone);
        let left = from.left + (to.left - from.left) * part;
        section.point(point.patterned(pattern.x, pattern.y).shaded(left))
    };
    match corners.iter().filter(|corner| corner.beyond < 0.0).count() {
        1 => {
            let [a, b, c] = [1, 2, 3].map(|other| cross(0, other));
            section.triangle(a, b, c);
        }
        2 => {
            let [a, b, c, d] = [(0, 2), (0, 3), (1, 3), (1, 2)].map(|(a, b)| cross(a, b));
            section.quad(a, b, c, d);
        }
        3 => {
            let [a, b, c] = [0, 1, 2].map(|other| cross(other, 3));
            section.triangle(a, b, c);
        }
        _ => {}
    }
}

/// Length along the cut, as a value at the corners of each triangle there.
///
/// It is counted along the lines in which the plane meets the mid-plane, and
/// evened out at each vertex, so that the section's pattern has no seam but
/// where a closed line begins.
struct Lengths<'a> {
    sheet: &'a Sheet,
    facing: DVec3,
    /// For each triangle on a line, the line.
    lines: BTreeMap<usize, usize>,
    /// Whole length of each line.
    whole_nm: Vec<f64>,
    /// For each vertex on a line, the sum of the lengths told for it and their
    /// number.
    told: BTreeMap<(u32, usize), (f64, f64)>,
}

impl<'a> Lengths<'a> {
    fn along(sheet: &'a Sheet, plane: (Vec3, f32)) -> Self {
        let mut lengths = Self {
            sheet,
            facing: plane.0.as_dvec3(),
            lines: BTreeMap::new(),
            whole_nm: Vec::new(),
            told: BTreeMap::new(),
        };
        for (number, line) in lines(sheet, plane).into_iter().enumerate() {
            let whole: f64 = line.iter().map(|piece| piece.from.distance(piece.to)).sum();
            let mut along = 0.0;
            for piece in line {
                lengths.lines.insert(piece.triangle, number);
                let way = (piece.to - piece.from).normalize_or_zero();
                for vertex in sheet.triangles[piece.triangle] {
                    let at = sheet.positions[vertex as usize];
                    let told = along + way.dot(at - piece.from);
                    let (sum, count) = lengths.told.entry((vertex, number)).or_default();
                    *sum += near(told, *sum / f64::max(*count, 1.0), *count, whole);
                    *count += 1.0;
                }
                along += piece.from.distance(piece.to);
            }
            lengths.whole_nm.push(whole);
        }
        lengths
    }

    /// The lengths at a triangle's corners.
    fn of(&self, triangle: usize) -> [f32; 3] {
        let corners = self.sheet.triangles[triangle];
        let at = |corner: usize| self.sheet.positions[corners[corner] as usize];
        // Where a leaflet is cut but not the mid-plane, the line is that of a
        // neighbour.
        let beside = || {
            corners.into_iter().find_map(|vertex| {
                let of_vertex = self.told.range((vertex, 0)..=(vertex, usize::MAX));
                of_vertex.map(|((_, line), _)| *line).next()
            })
        };
        let line = self.lines.get(&triangle).copied().or_else(beside);
        let told = corners.map(|vertex| {
            let (sum, count) = self.told.get(&(vertex, line?))?;
            Some(sum / count)
        });
        let whole = line.map_or(0.0, |line| self.whole_nm[line]);
        let normal = (at(1) - at(0)).cross(at(2) - at(0));
        let way = normal.cross(self.facing).normalize_or_zero();
        let known = (0..3).find(|corner| told[*corner].is_some()).unwrap_or(0);
        let first = told[known].unwrap_or(0.0);
        [0, 1, 2].map(|corner| {
            let straight = first + way.dot(at(corner) - at(known));
            told[corner].map_or(straight, |told| near(told, first, 1.0, whole)) as f32
        })
    }
}

/// A length along a closed line of `whole` nanometres, counted so that it is
/// nearest to another one, if there is another.
fn near(length: f64, other: f64, others: f64, whole: f64) -> f64 {
    if others > 0.0 && whole > 0.0 {
        length - whole * ((length - other) / whole).round()
    } else {
        length
    }
}

/// A piece of the line in which a triangle of the mid-plane meets the plane,
/// with what is kept on its left.
#[derive(Clone, Copy)]
struct Piece {
    triangle: usize,
    from: DVec3,
    to: DVec3,
}

/// The lines in which the mid-plane meets the plane, in an order that is always
/// the same: open lines first.
fn lines(sheet: &Sheet, plane: (Vec3, f32)) -> Vec<Vec<Piece>> {
    let beyond = beyond(sheet.positions.iter().map(|at| at.as_vec3()), Some(plane));
    let crossed = crossed_edges(&sheet.triangles, &beyond);
    let place = |crossing: usize| {
        let [from, to] = crossed[crossing].map(|index| index as usize);
        let part = crossing_part(beyond[from], beyond[to]);
        sheet.positions[from].lerp(sheet.positions[to], f64::from(part))
    };
    // From each crossing, the triangle through which the line leaves it and
    // the crossing at which it gets.
    let mut leaving: Vec<Option<(usize, usize)>> = vec![None; crossed.len()];
    let mut is_reached = vec![false; crossed.len()];
    for (index, triangle) in sheet.triangles.iter().enumerate() {
        let is_kept = triangle.map(|corner| beyond[corner as usize] < 0.0);
        let count = is_kept.iter().filter(|kept| **kept).count();
        if count == 0 || count == 3 {
            continue;
        }
        let [a, b, c] = odd_first(*triangle, is_kept);
        let [ab, ac] = [b, c].map(|other| {
            let found = crossed.binary_search(&[a.min(other), a.max(other)]);
            found.expect("every edge across the plane was listed")
        });
        let (from, to) = if count == 1 { (ab, ac) } else { (ac, ab) };
        leaving[from] = Some((index, to));
        is_reached[to] = true;
    }
    let (closed, open): (Vec<usize>, Vec<usize>) =
        (0..crossed.len()).partition(|crossing| is_reached[*crossing]);
    let mut lines = Vec::new();
    for start in open.into_iter().chain(closed) {
        let mut line = Vec::new();
        let mut here = start;
        while let Some((triangle, next)) = leaving[here].take() {
            line.push(Piece {
                triangle,
                from: place(here),
                to: place(next),
            });
            here = next;
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sphere of 100 nm as rings of points.
    fn ball() -> Sheet {
        let (rows, columns) = (40_u32, 60_u32);
        let mut sheet = Sheet::default();
        for row in 0..=rows {
            let (ring, height) = ops::sin_cos(row as f32 / rows as f32 * std::f32::consts::PI);
            for column in 0..columns {
                let (sine, cosine) =
                    ops::sin_cos(column as f32 / columns as f32 * std::f32::consts::TAU);
                let normal = Vec3::new(ring * cosine, height, ring * sine).as_dvec3();
                sheet.positions.push(normal * 100.0);
                sheet.normals.push(normal);
            }
        }
        for row in 0..rows {
            for column in 0..columns {
                let next = (column + 1) % columns;
                let at = |r: u32, c: u32| r * columns + c;
                sheet
                    .triangles
                    .push([at(row, column), at(row, next), at(row + 1, next)]);
                sheet
                    .triangles
                    .push([at(row, column), at(row + 1, next), at(row + 1, column)]);
            }
        }
        sheet
    }

    #[test]
    fn a_cut_ball_has_one_closed_rim() {
        let sheet = ball();
        let lines = lines(&sheet, (Vec3::Z, 17.3));
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!(line[0].from, line[line.len() - 1].to);
        let length: f64 = line.iter().map(|piece| piece.from.distance(piece.to)).sum();
        let expected = std::f64::consts::TAU * (100.0_f64 * 100.0 - 17.3 * 17.3).sqrt();
        assert!((length / expected - 1.0).abs() < 0.005, "{length}");
        for piece in line {
            assert!((piece.from.z - 17.3).abs() < 1e-4);
        }
    }

    #[test]
    fn the_face_of_the_cut_is_whole_flat_and_true_to_length() {
        let sheet = ball();
        let normal = Vec3::new(0.48, 0.6, 0.64);
        for offset in [0.0, 40.0, 85.0, 99.0] {
            let cut = sheet.cut(Some((normal, offset)), CELL_TONES);
            let [outer, inner] = [102.25_f32, 97.75]
                .map(|radius| std::f32::consts::PI * (radius * radius - offset * offset).max(0.0));
            let (mut area, mut off_plane) = (0.0, 0.0_f32);
            let (mut on_line, mut off_length) = (0, 0);
            for corners in cut.section.corners() {
                let at = corners.map(|(at, _)| at);
                area += 0.5 * (at[1] - at[0]).cross(at[2] - at[0]).length();
                for step in 0..3 {
                    let ((a, one), (b, other)) = (corners[step], corners[(step + 1) % 3]);
                    off_plane = off_plane.max((normal.dot(a) - offset).abs());
                    // Along one leaflet the pattern is as long as the way,
                    // but for the leaflet's distance from the mid-plane.
                    let along = (one.x - other.x).abs();
                    if offset < 50.0 && one.y == other.y && one.y.abs() > 2.2 {
                        on_line += 1;
                        let ratio = along / a.distance(b);
                        off_length += usize::from(!(0.85..1.15).contains(&ratio));
                    }
                }
            }
            assert!(off_plane < 0.01, "{off_plane} nm off the plane");
            assert!(
                (area / (outer - inner) - 1.0).abs() < 0.05,
                "{area} at {offset}"
            );
            assert!(off_length * 20 <= on_line, "{off_length} of {on_line}");
        }
    }

    #[test]
    fn parts_of_a_sheet_are_cut_as_one_and_drawn_apart() {
        let whole = ball();
        let mut sheet = whole.clone();
        sheet.parts = vec![600, 1500, 1500];
        let plane = Some((Vec3::new(0.6, 0.0, 0.8), 20.0));
        let parts = sheet.cut_parts(plane, CELL_TONES);
        let together = whole.cut(plane, CELL_TONES);
        assert_eq!(parts.len(), 4);
        let sum = |count: fn(&CutSheet) -> usize| -> usize { parts.iter().map(count).sum() };
        assert_eq!(
            sum(|part| part.outer.triangle_count()),
            together.outer.triangle_count()
        );
        assert_eq!(
            sum(|part| part.section.triangle_count()),
            together.section.triangle_count()
        );
        assert!(parts[0].section.triangle_count() > 0 && parts[2].outer.is_empty());
    }

    #[test]
    fn nothing_is_left_beyond_the_plane() {
        let sheet = ball();
        let cut = sheet.cut(Some((Vec3::Z, 20.0)), CELL_TONES);
        assert!(cut.outer.triangle_count() > 1000);
        assert!(!cut.section.is_empty());
        let all = sheet.cut(None, CELL_TONES);
        assert!(cut.outer.triangle_count() < all.outer.triangle_count());
        assert!(all.section.is_empty());
    }
}
