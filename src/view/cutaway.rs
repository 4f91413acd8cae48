//! Where the cell is opened, and the knife that opens it.
//!
//! The scene's cutting plane takes away what stands before it. While a
//! vesicle at the membrane is followed, the plane slides to run through its
//! axis, so that the pore is seen in section. Membranes are cut as meshes, and
//! the cut shows two leaflets with a core.

use std::ops::Range;

use bevy::{math::DVec3, prelude::*};

use super::{
    Following, Pace, ViewSettings, ViewSystems,
    sculpt::{Point, Sculpture},
    theme::Tone,
};
use crate::{
    geometry::surface::Surface,
    scene::Scene,
    sim::{
        chance::Chance,
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        vesicle::{FusionPore, Motion, Pit, Stage, Vesicle},
    },
};

/// Half the thickness of a bilayer, in nanometres.
pub const HALF_BILAYER_NM: f32 = 2.25;
/// How far in front of a followed vesicle the plane stays, so that nothing of
/// it is lost.
const IN_FRONT_NM: f32 = 34.0;
/// Share of its way that the plane slides in a second.
const SLIDING_RATE: f32 = 3.0;

/// The plane that opens the cell: what lies beyond it is not drawn.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct Cutaway {
    /// Unit normal, towards what is taken away; `None` while the cell is
    /// whole.
    normal: Option<Vec3>,
    offset_nm: f32,
}

impl Cutaway {
    /// The plane as normal and distance from the origin in nanometres.
    pub fn plane(&self) -> Option<(Vec3, f32)> {
        self.normal.map(|normal| (normal, self.offset_nm))
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

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Cutaway>()
        .add_systems(PostUpdate, slide_plane.in_set(ViewSystems::Cut));
}

fn slide_plane(
    mut cutaway: ResMut<Cutaway>,
    scene: Res<Scene>,
    settings: Res<ViewSettings>,
    following: Res<Following>,
    pace: Res<Pace>,
    time: Res<Time<Real>>,
    vesicles: Query<(&Vesicle, &Stage, &Motion, Option<&FusionPore>, Option<&Pit>)>,
    clock: Res<SimClock>,
    place: Res<Cytoskeleton>,
    chance: Res<Chance>,
) {
    let Some(plane) = scene.cut.filter(|_| settings.cut) else {
        cutaway.set_if_neq(Cutaway::default());
        return;
    };
    let normal = plane.normal.as_vec3();
    let usual = plane.normal.dot(plane.point) as f32;
    let followed = vesicles
        .iter()
        .find(|(vesicle, ..)| Some(vesicle.id) == following.0);
    let goal = followed.map_or(usual, |(vesicle, stage, motion, pore, pit)| {
        let joined = pore.map(|pore| pore.place).or(pit.map(|pit| pit.place));
        let at = joined.map_or_else(
            || motion.position_at(vesicle.id, clock.now, &place, &chance),
            |place| place.point,
        );
        let depth = normal.dot(at.as_vec3());
        match stage {
            Stage::Fusing | Stage::Budding => depth,
            Stage::Tethered | Stage::Docked | Stage::Primed => depth + IN_FRONT_NM,
            _ => usual.max(depth + IN_FRONT_NM),
        }
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
    cutaway.set_if_neq(Cutaway {
        normal: Some(normal),
        offset_nm,
    });
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
    /// Where each further part begins among the triangles, in order. Parts are
    /// cut together, so that they fit, and drawn apart.
    pub parts: Vec<usize>,
}

/// A point of the mid-plane, its normal, and how much wall it is.
#[derive(Clone, Copy, Debug)]
struct Place {
    at: DVec3,
    normal: DVec3,
    wall: f32,
}

impl Place {
    /// A point of the leaflet at an offset from the mid-plane.
    fn leaflet(&self, offset: f32) -> Vec3 {
        (self.at + self.normal * f64::from(offset)).as_vec3()
    }
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
        let mut knife = Knife::new(self, plane);
        let mut pieces: Vec<CutSheet> = (0..=self.parts.len())
            .map(|part| knife.part(part, tones))
            .collect();
        if let Some((normal, _)) = plane {
            knife.section(normal, tones.section, &mut pieces);
        }
        pieces
    }

    fn place(&self, index: usize) -> Place {
        Place {
            at: self.positions[index],
            normal: self.normals[index],
            wall: self.walls.get(index).copied().unwrap_or(1.0),
        }
    }

    /// The triangles of a part, by number.
    fn triangles_of(&self, part: usize) -> Range<usize> {
        let begin = |part: usize| self.parts.get(part).copied();
        let from = part.checked_sub(1).and_then(begin).unwrap_or(0);
        from..begin(part).unwrap_or(self.triangles.len())
    }
}

fn leaflet(vertices: &[Place], triangles: &[[u32; 3]], offset: f32, tone: Tone) -> Sculpture {
    let mut sculpture = Sculpture::default();
    for place in vertices {
        let normal = place.normal.as_vec3() * offset.signum();
        let point = Point::new(place.leaflet(offset), normal, tone);
        sculpture.point(point.patterned(place.wall, 0.0));
    }
    for [a, b, c] in triangles {
        sculpture.triangle(*a, *b, *c);
    }
    sculpture
}

/// An edge of the mesh, by its two vertices in order.
type Edge = [u32; 2];

/// A piece of the cut, from crossing to crossing, what is kept on its left.
#[derive(Clone, Copy)]
struct Piece {
    from: u32,
    to: u32,
    part: usize,
}

struct Knife<'a> {
    sheet: &'a Sheet,
    /// Distance of each vertex beyond the plane, never zero.
    beyond: Vec<f64>,
    /// Edges that cross the plane, sorted, and where they do.
    crossed: Vec<Edge>,
    crossings: Vec<Place>,
    pieces: Vec<Piece>,
    /// Number of each vertex, then of each crossing, in the part that is
    /// being collected.
    numbers: Vec<u32>,
}

const NOT_KEPT: u32 = u32::MAX;

impl<'a> Knife<'a> {
    fn new(sheet: &'a Sheet, plane: Option<(Vec3, f32)>) -> Self {
        let beyond: Vec<f64> = match plane {
            None => vec![-1.0; sheet.positions.len()],
            Some((normal, offset)) => {
                let (normal, offset) = (normal.as_dvec3(), f64::from(offset));
                let far = sheet.positions.iter().map(|at| normal.dot(*at) - offset);
                // A vertex on the plane would make cuts of no length.
                far.map(|far| if far.abs() < 1e-3 { 1e-3 } else { far })
                    .collect()
            }
        };
        let is_cut = |a: u32, b: u32| (beyond[a as usize] < 0.0) != (beyond[b as usize] < 0.0);
        let mut crossed: Vec<Edge> = Vec::new();
        for [a, b, c] in &sheet.triangles {
            for (from, to) in [(*a, *b), (*b, *c), (*c, *a)] {
                if is_cut(from, to) {
                    crossed.push([from.min(to), from.max(to)]);
                }
            }
        }
        crossed.sort_unstable();
        crossed.dedup();
        let crossings: Vec<Place> = crossed
            .iter()
            .map(|edge| {
                let [from, to] = edge.map(|index| index as usize);
                let part = beyond[from] / (beyond[from] - beyond[to]);
                let (near, far) = (sheet.place(from), sheet.place(to));
                Place {
                    at: near.at.lerp(far.at, part),
                    normal: near.normal.lerp(far.normal, part).normalize_or(DVec3::Y),
                    wall: near.wall + (far.wall - near.wall) * part as f32,
                }
            })
            .collect();
        Self {
            sheet,
            numbers: vec![NOT_KEPT; beyond.len() + crossings.len()],
            beyond,
            crossed,
            crossings,
            pieces: Vec::new(),
        }
    }

    /// The kept leaflets of one part; its pieces of the cut are noted.
    fn part(&mut self, part: usize, tones: SheetTones) -> CutSheet {
        let mut kept = Kept::default();
        for index in self.sheet.triangles_of(part) {
            self.cut_triangle(self.sheet.triangles[index], part, &mut kept);
        }
        for index in kept.collected {
            self.numbers[index as usize] = NOT_KEPT;
        }
        let side = |offset, tone| leaflet(&kept.vertices, &kept.triangles, offset, tone);
        CutSheet {
            outer: side(HALF_BILAYER_NM, tones.outer),
            inner: side(-HALF_BILAYER_NM, tones.inner),
            section: Sculpture::default(),
        }
    }

    fn cut_triangle(&mut self, triangle: [u32; 3], part: usize, kept: &mut Kept) {
        let is_kept = triangle.map(|index| self.beyond[index as usize] < 0.0);
        match is_kept.iter().filter(|kept| **kept).count() {
            0 => {}
            3 => {
                let corners = triangle.map(|index| self.number(index, kept));
                kept.triangles.push(corners);
            }
            count => {
                // Turned so that the odd one out comes first.
                let odd = (0..3)
                    .find(|index| is_kept[*index] == (count == 1))
                    .expect("one of three differs from the other two");
                let [a, b, c] = [0, 1, 2].map(|step| triangle[(odd + step) % 3]);
                let (ab, ac) = (self.crossing(a, b), self.crossing(a, c));
                let (from, to) = if count == 1 { (ab, ac) } else { (ac, ab) };
                self.pieces.push(Piece { from, to, part });
                let first = self.beyond.len() as u32;
                let [ab, ac] = [ab, ac].map(|crossing| self.number(first + crossing, kept));
                if count == 1 {
                    let a = self.number(a, kept);
                    kept.triangles.push([a, ab, ac]);
                } else {
                    let [b, c] = [b, c].map(|index| self.number(index, kept));
                    kept.triangles.push([ab, b, c]);
                    kept.triangles.push([ab, c, ac]);
                }
            }
        }
    }

    /// The number of a vertex, or of a crossing after all vertices, among
    /// those of the part.
    fn number(&mut self, index: u32, kept: &mut Kept) -> u32 {
        let at = index as usize;
        if self.numbers[at] == NOT_KEPT {
            self.numbers[at] = kept.vertices.len() as u32;
            kept.collected.push(index);
            kept.vertices.push(match at.checked_sub(self.beyond.len()) {
                Some(crossing) => self.crossings[crossing],
                None => self.sheet.place(at),
            });
        }
        self.numbers[at]
    }

    fn crossing(&self, a: u32, b: u32) -> u32 {
        let edge = [a.min(b), a.max(b)];
        let found = self.crossed.binary_search(&edge);
        found.expect("every edge across the plane was listed") as u32
    }

    /// Draws the face of the cut, each piece into that of its part.
    fn section(&self, facing: Vec3, tone: Tone, parts: &mut [CutSheet]) {
        for line in self.lines() {
            let mut along = 0.0;
            let mut before: Option<(usize, [u32; 2])> = None;
            for piece in line {
                let [from, to] = [piece.from, piece.to].map(|index| self.crossings[index as usize]);
                let section = &mut parts[piece.part].section;
                let mut row = |place: Place, along: f64| {
                    [HALF_BILAYER_NM, -HALF_BILAYER_NM].map(|offset| {
                        let point = Point::new(place.leaflet(offset), facing, tone);
                        section.point(point.patterned(along as f32, offset))
                    })
                };
                let near = match before {
                    Some((part, row)) if part == piece.part => row,
                    _ => row(from, along),
                };
                along += from.at.distance(to.at);
                let far = row(to, along);
                section.quad(near[0], near[1], far[1], far[0]);
                before = Some((piece.part, far));
            }
        }
    }

    /// Chains the pieces of the cut into lines, in an order that is always the
    /// same: open lines first.
    fn lines(&self) -> Vec<Vec<Piece>> {
        const NONE: usize = usize::MAX;
        let mut leaving = vec![NONE; self.crossings.len()];
        let mut is_reached = vec![false; self.crossings.len()];
        for (index, piece) in self.pieces.iter().enumerate() {
            leaving[piece.from as usize] = index;
            is_reached[piece.to as usize] = true;
        }
        let (closed, open): (Vec<usize>, Vec<usize>) =
            (0..self.crossings.len()).partition(|index| is_reached[*index]);
        let mut lines = Vec::new();
        for start in open.into_iter().chain(closed) {
            let mut line = Vec::new();
            let mut here = start;
            while leaving[here] != NONE {
                let piece = self.pieces[std::mem::replace(&mut leaving[here], NONE)];
                here = piece.to as usize;
                line.push(piece);
            }
            if !line.is_empty() {
                lines.push(line);
            }
        }
        lines
    }
}

/// What is kept of one part.
#[derive(Default)]
struct Kept {
    vertices: Vec<Place>,
    triangles: Vec<[u32; 3]>,
    /// The vertices' numbers in the sheet.
    collected: Vec<u32>,
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
        let mut knife = Knife::new(&sheet, Some((Vec3::Z, 17.3)));
        knife.part(0, CELL_TONES);
        let lines = knife.lines();
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!(line[0].from, line[line.len() - 1].to);
        assert_eq!(line.len(), knife.crossings.len());
        for place in &knife.crossings {
            assert!((place.at.z - 17.3).abs() < 1e-5, "{}", place.at);
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
