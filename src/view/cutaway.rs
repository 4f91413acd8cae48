//! Where the cell is opened, and the knife that opens it.
//!
//! The scene's cutting plane takes away what stands before it. While a
//! vesicle at the membrane is followed, the plane slides to run through its
//! axis, so that the pore is seen in section. Membranes are cut as meshes, and
//! the cut shows two leaflets with a core.

use std::collections::HashMap;

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
    pub positions: Vec<Vec3>,
    pub normals: Vec<Vec3>,
    pub triangles: Vec<[u32; 3]>,
    /// How much of the cell's wall each point is, 0 to 1, and how much of a
    /// vesicle; all wall if empty. The wall is kept quieter.
    pub walls: Vec<f32>,
}

/// A point of the mid-plane, its normal, and how much wall it is.
#[derive(Clone, Copy, Debug)]
struct Place {
    at: Vec3,
    normal: Vec3,
    wall: f32,
}

impl From<&Surface> for Sheet {
    fn from(surface: &Surface) -> Self {
        Self {
            positions: surface.positions.iter().map(|at| at.as_vec3()).collect(),
            normals: surface.normals.iter().map(|n| n.as_vec3()).collect(),
            triangles: surface.triangles.clone(),
            walls: Vec::new(),
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

impl Sheet {
    /// Both leaflets of the part that lies behind `plane` (all of it without
    /// one), with the section along the cut.
    pub fn cut(&self, plane: Option<(Vec3, f32)>, tones: SheetTones) -> CutSheet {
        let Some((normal, offset)) = plane else {
            return self.whole(tones);
        };
        let mut knife = Knife::new(self, normal, offset);
        for triangle in &self.triangles {
            knife.cut_triangle(*triangle);
        }
        knife.finish(normal, tones)
    }

    fn whole(&self, tones: SheetTones) -> CutSheet {
        let vertices: Vec<Place> = (0..self.positions.len())
            .map(|index| self.place(index))
            .collect();
        CutSheet {
            outer: leaflet(&vertices, &self.triangles, HALF_BILAYER_NM, tones.outer),
            inner: leaflet(&vertices, &self.triangles, -HALF_BILAYER_NM, tones.inner),
            section: Sculpture::default(),
        }
    }

    fn place(&self, index: usize) -> Place {
        Place {
            at: self.positions[index],
            normal: self.normals[index],
            wall: self.walls.get(index).copied().unwrap_or(1.0),
        }
    }
}

fn leaflet(vertices: &[Place], triangles: &[[u32; 3]], offset: f32, tone: Tone) -> Sculpture {
    let mut sculpture = Sculpture::default();
    for place in vertices {
        let at = place.at + place.normal * offset;
        let normal = place.normal * offset.signum();
        sculpture.point(Point::new(at, normal, tone).patterned(place.wall, 0.0));
    }
    for [a, b, c] in triangles {
        sculpture.triangle(*a, *b, *c);
    }
    sculpture
}

/// An edge of the mesh, by its two vertices in order.
type Edge = (u32, u32);

struct Knife<'a> {
    sheet: &'a Sheet,
    /// Distance of each vertex beyond the plane, never zero.
    beyond: Vec<f32>,
    /// Number of each kept vertex among `vertices`.
    kept: Vec<u32>,
    vertices: Vec<Place>,
    triangles: Vec<[u32; 3]>,
    /// The vertex made where an edge crosses the plane.
    crossings: HashMap<Edge, u32>,
    /// For each crossing, its neighbours along the cut.
    neighbours: HashMap<u32, Vec<u32>>,
}

const NOT_KEPT: u32 = u32::MAX;

impl<'a> Knife<'a> {
    fn new(sheet: &'a Sheet, normal: Vec3, offset: f32) -> Self {
        let beyond: Vec<f32> = sheet
            .positions
            .iter()
            .map(|at| {
                let far = normal.dot(*at) - offset;
                // A vertex on the plane would make cuts of no length.
                if far.abs() < 1e-3 { 1e-3 } else { far }
            })
            .collect();
        let mut vertices = Vec::new();
        let kept = beyond
            .iter()
            .enumerate()
            .map(|(index, far)| {
                if *far < 0.0 {
                    vertices.push(sheet.place(index));
                    vertices.len() as u32 - 1
                } else {
                    NOT_KEPT
                }
            })
            .collect();
        Self {
            sheet,
            beyond,
            kept,
            vertices,
            triangles: Vec::new(),
            crossings: HashMap::new(),
            neighbours: HashMap::new(),
        }
    }

    fn cut_triangle(&mut self, triangle: [u32; 3]) {
        let is_kept = triangle.map(|index| self.kept[index as usize] != NOT_KEPT);
        match is_kept.iter().filter(|kept| **kept).count() {
            0 => {}
            3 => self
                .triangles
                .push(triangle.map(|index| self.kept[index as usize])),
            count => {
                // Turned so that the odd one out comes first.
                let odd = (0..3)
                    .find(|index| is_kept[*index] == (count == 1))
                    .expect("one of three differs from the other two");
                let [a, b, c] = [0, 1, 2].map(|step| triangle[(odd + step) % 3]);
                let (ab, ac) = (self.crossing(a, b), self.crossing(a, c));
                if count == 1 {
                    self.triangles.push([self.kept[a as usize], ab, ac]);
                } else {
                    let (b, c) = (self.kept[b as usize], self.kept[c as usize]);
                    self.triangles.push([ab, b, c]);
                    self.triangles.push([ab, c, ac]);
                }
                self.neighbours.entry(ab).or_default().push(ac);
                self.neighbours.entry(ac).or_default().push(ab);
            }
        }
    }

    fn crossing(&mut self, a: u32, b: u32) -> u32 {
        let edge = (a.min(b), a.max(b));
        if let Some(index) = self.crossings.get(&edge) {
            return *index;
        }
        let (from, to) = (edge.0 as usize, edge.1 as usize);
        let part = self.beyond[from] / (self.beyond[from] - self.beyond[to]);
        let (near, far) = (self.sheet.place(from), self.sheet.place(to));
        self.vertices.push(Place {
            at: near.at.lerp(far.at, part),
            normal: near.normal.lerp(far.normal, part).normalize_or(Vec3::Y),
            wall: near.wall + (far.wall - near.wall) * part,
        });
        let index = self.vertices.len() as u32 - 1;
        self.crossings.insert(edge, index);
        index
    }

    fn finish(self, normal: Vec3, tones: SheetTones) -> CutSheet {
        let mut section = Sculpture::default();
        for line in lines_of(&self.neighbours) {
            let points: Vec<(Vec3, Vec3)> = line
                .iter()
                .map(|index| self.vertices[*index as usize])
                .map(|place| (place.at, place.normal))
                .collect();
            bilayer_strip(&mut section, &points, normal, tones.section);
        }
        CutSheet {
            outer: leaflet(
                &self.vertices,
                &self.triangles,
                HALF_BILAYER_NM,
                tones.outer,
            ),
            inner: leaflet(
                &self.vertices,
                &self.triangles,
                -HALF_BILAYER_NM,
                tones.inner,
            ),
            section,
        }
    }
}

/// The face of a cut bilayer along a line of mid-plane points and normals.
fn bilayer_strip(section: &mut Sculpture, line: &[(Vec3, Vec3)], facing: Vec3, tone: Tone) {
    let mut along = 0.0;
    let mut before: Option<(Vec3, [u32; 2])> = None;
    for (at, normal) in line {
        if let Some((last, _)) = before {
            along += at.distance(last);
        }
        let row = [HALF_BILAYER_NM, -HALF_BILAYER_NM].map(|offset| {
            section.point(Point::new(*at + *normal * offset, facing, tone).patterned(along, offset))
        });
        if let Some((_, [outer, inner])) = before {
            section.quad(outer, inner, row[1], row[0]);
        }
        before = Some((*at, row));
    }
}

/// Chains the cut's pieces into lines, in an order that is always the same.
fn lines_of(neighbours: &HashMap<u32, Vec<u32>>) -> Vec<Vec<u32>> {
    let mut starts: Vec<u32> = neighbours.keys().copied().collect();
    // Open lines begin at their ends.
    starts.sort_unstable_by_key(|index| (neighbours[index].len() != 1, *index));
    let mut used: HashMap<u32, bool> = HashMap::with_capacity(starts.len());
    let mut lines = Vec::new();
    for start in starts {
        if used.insert(start, true).is_some() {
            continue;
        }
        let mut line = vec![start];
        let mut here = start;
        while let Some(next) = neighbours[&here]
            .iter()
            .copied()
            .find(|next| !used.contains_key(next))
        {
            used.insert(next, true);
            line.push(next);
            here = next;
        }
        let closes = line.len() > 2 && neighbours[&here].contains(&start);
        if closes {
            line.push(start);
        }
        if line.len() > 1 {
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
                let normal = Vec3::new(ring * cosine, height, ring * sine);
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
        let mut knife = Knife::new(&sheet, Vec3::Z, 17.3);
        for triangle in &sheet.triangles {
            knife.cut_triangle(*triangle);
        }
        let lines = lines_of(&knife.neighbours);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].first(), lines[0].last());
        for index in &lines[0] {
            let at = knife.vertices[*index as usize].at;
            assert!((at.z - 17.3).abs() < 0.01, "{at}");
        }
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
