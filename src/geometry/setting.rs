//! The membrane's mesh, made ready for patches.
//!
//! A patch of revolution can take the place of the membrane's own mesh only
//! where the two share every point of the line along which they meet. So the
//! mesh is prepared once, at load: around each seat its triangles are taken
//! away and the gap up to the seat's ring is filled anew, with triangles that
//! grow from the ring's fine steps to the mesh's coarse ones. What remains is
//! a hole whose edge is the ring, point for point; a resting disc fills it
//! while nothing happens there.

use std::collections::{BTreeMap, BTreeSet};

use bevy::math::{DVec2, DVec3};
use spade::{
    AngleLimit, ConstrainedDelaunayTriangulation, Point2, RefinementParameters, Triangulation,
};
use thiserror::Error;

use super::{neighbours::Neighbours, seat::Seat, shape::Shape, surface::Surface};

/// Strip around a ring that is made anew, in mean edges of the mesh: room for
/// triangles to grow from the ring's steps to the mesh's.
const MARGIN_EDGES: f64 = 0.8;
/// A membrane whose normal leans more than this (cosine) against a seat's
/// axis is too curved to be laid out on its plane.
const LEAST_FACING: f64 = 0.25;
/// Smallest angle that new triangles should have, in degrees. More than 30
/// can't be had everywhere.
const LEAST_ANGLE_DEG: f64 = 28.0;
/// The same where all lies in one plane: no edge is seen there, and it takes a third
/// of the points to get from small steps to large ones.
const LEAST_FLAT_ANGLE_DEG: f64 = 8.0;
/// What is off the plane by less than this, in nanometres, and leans by less than
/// this, as what the cosine lacks, lies in it.
const IN_PLANE_NM: f64 = 1e-6;
const LEANS: f64 = 1e-9;
/// Largest new triangle, in mean ones of the mesh.
const LARGEST_SHARE: f64 = 1.3;
/// Triangles farther off than this, in reaches of a seat, are not looked at.
const NEAR: f64 = 3.0;
/// Newton steps along a seat's axis at most.
const NEWTON_STEPS: usize = 40;
/// New points lie on the field to within this, in nanometres.
const ON_FIELD_NM: f64 = 1e-9;

/// Which triangles of a mesh stand, and where: by their first corners.
struct Standing {
    by_place: Neighbours,
    taken: Vec<bool>,
}

impl Standing {
    /// None yet; questions go no further than `reach_nm`.
    fn within(reach_nm: f64) -> Self {
        Self {
            by_place: Neighbours::within(reach_nm.max(1.0)),
            taken: Vec::new(),
        }
    }

    /// Adds the triangles that have come to the mesh since the last time.
    fn add_new(&mut self, surface: &Surface) {
        for index in self.taken.len()..surface.triangles.len() {
            let first = surface.triangles[index][0] as usize;
            self.by_place.add(index, surface.positions[first]);
        }
        self.taken.resize(surface.triangles.len(), false);
    }

    /// Those that stand and begin nearer to a point than `reach_nm`.
    fn near(&self, at: DVec3, reach_nm: f64) -> impl Iterator<Item = usize> {
        self.by_place
            .of(at)
            .filter(move |(index, away_nm)| *away_nm < reach_nm && !self.taken[*index])
            .map(|(index, _)| index)
    }
}

/// Why a membrane can't be made ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SettingError {
    /// The rings of two seats meet.
    #[error("the seats {first} and {second} overlap")]
    TooNear {
        /// Number of the seat.
        first: usize,
        /// Number of the other seat.
        second: usize,
    },
    /// The membrane around a seat can't be laid out on a plane.
    #[error("the membrane around the seat {seat} is too curved or ends there")]
    TooCurved {
        /// Number of the seat.
        seat: usize,
    },
}

/// A membrane's mesh with a hole for each seat, and what fills the holes while
/// nothing happens there.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// The mesh; open at the seats and nowhere else.
    pub surface: Surface,
    /// For each seat, the points of its ring among those of the surface, in
    /// the ring's order.
    pub rings: Vec<Vec<u32>>,
    /// What fills each seat at rest: a mesh whose first points are the ring.
    pub discs: Vec<Surface>,
}

impl Setting {
    /// Makes `surface`, the mesh of `shape`, ready for `seats`.
    ///
    /// # Errors
    /// Two seats overlap, or the membrane is too curved around one.
    pub fn of(surface: Surface, shape: &Shape, seats: &[Seat]) -> Result<Self, SettingError> {
        if let Some((first, second)) = overlapping(seats) {
            return Err(SettingError::TooNear { first, second });
        }
        let grain = Grain::of(&surface);
        let mut setting = Self {
            surface,
            rings: Vec::with_capacity(seats.len()),
            discs: Vec::with_capacity(seats.len()),
        };
        let reaches = seats.iter().map(|seat| grain.reach_nm(seat));
        let mut standing = Standing::within(NEAR * reaches.fold(0.0, f64::max));
        standing.add_new(&setting.surface);
        for (index, seat) in seats.iter().enumerate() {
            setting
                .open(shape, seat, grain, &mut standing)
                .ok_or(SettingError::TooCurved { seat: index })?;
        }
        let mut taken = standing.taken.iter();
        setting
            .surface
            .triangles
            .retain(|_| taken.next() == Some(&false));
        setting.drop_unused();
        Ok(setting)
    }

    /// Opens the mesh at one seat. `None` if the membrane there can't be laid
    /// out on the seat's plane.
    fn open(
        &mut self,
        shape: &Shape,
        seat: &Seat,
        grain: Grain,
        standing: &mut Standing,
    ) -> Option<()> {
        let plane = Plane::of(seat);
        let taken = plane.touched(&self.surface, standing, grain.reach_nm(seat))?;
        let mut border = border_of(taken.iter().map(|index| self.surface.triangles[*index]));
        let ring = add_ring(&mut self.surface, seat);
        // The gap lies outside the ring, so it has the ring on its other side.
        border.extend(plane.around(&self.surface, &ring).map(|[a, b]| [b, a]));
        for index in taken {
            standing.taken[index] = true;
        }
        let largest = LARGEST_SHARE * grain.area_nm2;
        fill(&mut self.surface, shape, &plane, &border, largest)?;
        standing.add_new(&self.surface);

        let mut disc = Surface::default();
        let own = add_ring(&mut disc, seat);
        let border: Vec<Edge> = plane.around(&disc, &own).collect();
        fill(&mut disc, shape, &plane, &border, largest)?;
        self.rings.push(ring);
        self.discs.push(disc);
        Some(())
    }

    /// The closed membrane with the discs in its holes, and for each disc where
    /// its triangles begin among the others.
    pub fn filled(&self) -> (Surface, Vec<usize>) {
        let mut whole = self.surface.clone();
        let mut begins = Vec::with_capacity(self.discs.len());
        for (ring, disc) in self.rings.iter().zip(&self.discs) {
            begins.push(whole.triangles.len());
            let first = whole.positions.len() - ring.len();
            let number = |index: u32| match ring.get(index as usize) {
                Some(shared) => *shared,
                None => first as u32 + index,
            };
            whole.positions.extend(&disc.positions[ring.len()..]);
            whole.normals.extend(&disc.normals[ring.len()..]);
            let triangles = disc.triangles.iter();
            whole
                .triangles
                .extend(triangles.map(|corners| corners.map(number)));
        }
        (whole, begins)
    }

    /// Leaves out points that no triangle needs any more.
    fn drop_unused(&mut self) {
        const UNUSED: u32 = u32::MAX;
        let surface = &mut self.surface;
        let mut numbers = vec![UNUSED; surface.positions.len()];
        for index in surface.triangles.iter().flatten() {
            numbers[*index as usize] = 0;
        }
        let mut kept = 0;
        for (index, number) in numbers.iter_mut().enumerate() {
            if *number != UNUSED {
                *number = kept as u32;
                surface.positions[kept] = surface.positions[index];
                surface.normals[kept] = surface.normals[index];
                kept += 1;
            }
        }
        surface.positions.truncate(kept);
        surface.normals.truncate(kept);
        let rings = self.rings.iter_mut().flatten();
        for index in surface.triangles.iter_mut().flatten().chain(rings) {
            *index = numbers[*index as usize];
        }
    }
}

/// An edge from a point to a point.
type Edge = [u32; 2];

/// How fine a mesh is.
#[derive(Clone, Copy, Debug)]
struct Grain {
    edge_nm: f64,
    area_nm2: f64,
}

impl Grain {
    /// The mean triangle, and the edge of an even one of that size.
    fn of(surface: &Surface) -> Self {
        let area_nm2 = surface.area() / surface.triangles.len().max(1) as f64;
        Self {
            edge_nm: (area_nm2 * 4.0 / 3.0_f64.sqrt()).sqrt(),
            area_nm2,
        }
    }

    /// How far from its axis the mesh around a seat is made anew.
    fn reach_nm(self, seat: &Seat) -> f64 {
        seat.radius_nm + MARGIN_EDGES * self.edge_nm
    }
}

/// The plane of a seat, seen from outside the cell.
struct Plane {
    origin: DVec3,
    across: DVec3,
    up: DVec3,
    outward: DVec3,
    /// Whether the membrane lies in it within the seat.
    is_membrane: bool,
}

impl Plane {
    fn of(seat: &Seat) -> Self {
        let outward = -seat.inward;
        Self {
            origin: seat.point,
            across: seat.side,
            up: outward.cross(seat.side),
            outward,
            is_membrane: seat.is_flat(),
        }
    }

    /// Whether the membrane goes on as this plane to a point of the mesh.
    fn reaches(&self, surface: &Surface, number: u32) -> bool {
        let number = number as usize;
        let off_nm = (surface.positions[number] - self.origin).dot(self.outward);
        self.is_membrane
            && off_nm.abs() < IN_PLANE_NM
            && surface.normals[number].dot(self.outward) > 1.0 - LEANS
    }

    fn flat(&self, point: DVec3) -> DVec2 {
        let from = point - self.origin;
        DVec2::new(from.dot(self.across), from.dot(self.up))
    }

    /// The place on the membrane above or below a place of the plane.
    fn onto(&self, shape: &Shape, flat: DVec2) -> Option<DVec3> {
        let mut point = self.origin + self.across * flat.x + self.up * flat.y;
        for _ in 0..NEWTON_STEPS {
            let distance = shape.distance(point);
            if distance.abs() < ON_FIELD_NM {
                return Some(point);
            }
            let facing = shape.normal(point).dot(self.outward);
            if facing < 0.5 * LEAST_FACING {
                return None;
            }
            point -= self.outward * (distance / facing);
        }
        None
    }

    /// The triangles of the membrane around the seat that come nearer to its
    /// axis than `reach`, by number, in order. `None` if the membrane turns
    /// away from the plane there.
    fn touched(&self, surface: &Surface, standing: &Standing, reach: f64) -> Option<Vec<usize>> {
        let corners = |index: usize| {
            surface.triangles[index].map(|at| self.flat(surface.positions[at as usize]))
        };
        let mut near: Vec<usize> = standing
            .near(self.origin, NEAR * reach)
            .filter(|index| far_from(corners(*index)) < reach)
            .collect();
        near.sort_unstable();
        let facing = |index: usize| {
            let [a, b, c] = surface.triangles[index].map(|at| surface.positions[at as usize]);
            (b - a).cross(c - a).normalize_or_zero().dot(self.outward)
        };
        // The wall on the other side of a thin branch is near as well: what
        // belongs to the seat hangs together with the triangle on its axis.
        let over_axis = |index: &&usize| {
            let corners = surface.triangles[**index].map(|at| surface.positions[at as usize]);
            far_from(corners.map(|at| self.flat(at))) <= 0.0 && facing(**index) > 0.0
        };
        let height = |index: &usize| {
            let at = surface.positions[surface.triangles[*index][0] as usize];
            (at - self.origin).dot(self.outward).abs()
        };
        let seed = near
            .iter()
            .filter(over_axis)
            .min_by(|a, b| height(a).total_cmp(&height(b)))?;
        let edges: BTreeMap<Edge, usize> = near
            .iter()
            .flat_map(|index| edges_of(surface.triangles[*index]).map(|edge| (edge, *index)))
            .collect();
        let mut taken = BTreeSet::from([*seed]);
        let mut ahead = vec![*seed];
        while let Some(index) = ahead.pop() {
            if facing(index) < LEAST_FACING {
                return None;
            }
            for [a, b] in edges_of(surface.triangles[index]) {
                if let Some(next) = edges.get(&[b, a])
                    && taken.insert(*next)
                {
                    ahead.push(*next);
                }
            }
        }
        Some(taken.into_iter().collect())
    }

    /// The edges along a closed line of points, counter-clockwise.
    fn around<'a>(
        &self,
        surface: &Surface,
        line: &'a [u32],
    ) -> impl Iterator<Item = Edge> + use<'a> {
        let next = |index: usize| line[(index + 1) % line.len()];
        let swept: f64 = (0..line.len())
            .map(|index| {
                let [a, b] = [line[index], next(index)]
                    .map(|point| self.flat(surface.positions[point as usize]));
                a.perp_dot(b)
            })
            .sum();
        (0..line.len()).map(move |index| {
            let (a, b) = (line[index], line[(index + 1) % line.len()]);
            if swept > 0.0 { [a, b] } else { [b, a] }
        })
    }
}

fn edges_of([a, b, c]: [u32; 3]) -> [Edge; 3] {
    [[a, b], [b, c], [c, a]]
}

/// The edges on one side of which a triangle is missing, in order.
fn border_of(triangles: impl Iterator<Item = [u32; 3]>) -> Vec<Edge> {
    let edges: BTreeSet<Edge> = triangles.flat_map(edges_of).collect();
    edges
        .iter()
        .copied()
        .filter(|[a, b]| !edges.contains(&[*b, *a]))
        .collect()
}

/// Distance of a triangle of the plane from the origin; none if it holds it.
fn far_from(corners: [DVec2; 3]) -> f64 {
    let [a, b, c] = corners;
    let sides = [a.perp_dot(b), b.perp_dot(c), c.perp_dot(a)];
    if sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0) {
        return 0.0;
    }
    [(a, b), (b, c), (c, a)]
        .into_iter()
        .map(|(from, to)| {
            let way = to - from;
            let part = (-from.dot(way) / way.length_squared().max(1e-12)).clamp(0.0, 1.0);
            (from + way * part).length()
        })
        .fold(f64::INFINITY, f64::min)
}

/// The two first seats whose rings meet.
fn overlapping(seats: &[Seat]) -> Option<(usize, usize)> {
    (0..seats.len()).find_map(|first| {
        let (one, rest) = (&seats[first], &seats[first + 1..]);
        rest.iter()
            .position(|other| one.point.distance(other.point) <= one.radius_nm + other.radius_nm)
            .map(|after| (first, first + 1 + after))
    })
}

fn add_ring(surface: &mut Surface, seat: &Seat) -> Vec<u32> {
    let first = surface.positions.len() as u32;
    for (at, normal) in seat.ring() {
        surface.positions.push(*at);
        surface.normals.push(*normal);
    }
    (first..surface.positions.len() as u32).collect()
}

/// Fills what lies between the edges of `border` (which have it on their left)
/// with even triangles of at most `largest_nm2`, new points on the field.
/// `None` if the border crosses itself in the plane.
fn fill(
    surface: &mut Surface,
    shape: &Shape,
    plane: &Plane,
    border: &[Edge],
    largest_nm2: f64,
) -> Option<()> {
    let used: BTreeSet<u32> = border.iter().flatten().copied().collect();
    let mut numbers: Vec<u32> = used.into_iter().collect();
    let mut flat = ConstrainedDelaunayTriangulation::<Point2<f64>>::new();
    let mut handles = BTreeMap::new();
    for number in &numbers {
        let at = plane.flat(surface.positions[*number as usize]);
        let handle = flat.insert(Point2::new(at.x, at.y)).ok()?;
        // Two points that fall on one place have no way between them.
        if handle.index() != handles.len() {
            return None;
        }
        handles.insert(*number, handle);
    }
    for [a, b] in border {
        let (a, b) = (handles[a], handles[b]);
        if !flat.can_add_constraint(a, b) {
            return None;
        }
        flat.add_constraint(a, b);
    }
    let least_deg = if numbers.iter().all(|number| plane.reaches(surface, *number)) {
        LEAST_FLAT_ANGLE_DEG
    } else {
        LEAST_ANGLE_DEG
    };
    let outside: BTreeSet<usize> = flat
        .refine(
            RefinementParameters::new()
                .exclude_outer_faces(true)
                .keep_constraint_edges()
                .with_angle_limit(AngleLimit::from_deg(least_deg))
                .with_max_allowed_area(largest_nm2),
        )
        .excluded_faces
        .iter()
        .map(|face| face.index())
        .collect();
    for vertex in flat.vertices().skip(numbers.len()) {
        let at = vertex.position();
        let point = plane.onto(shape, DVec2::new(at.x, at.y))?;
        numbers.push(surface.positions.len() as u32);
        surface.positions.push(point);
        surface.normals.push(shape.normal(point));
    }
    let first = surface.triangles.len();
    surface.triangles.extend(
        flat.inner_faces()
            .filter(|face| !outside.contains(&face.index()))
            .map(|face| face.vertices().map(|vertex| numbers[vertex.index()])),
    );
    // What is open now is what was to be, and nothing else.
    let open = border_of(surface.triangles[first..].iter().copied());
    let asked: BTreeSet<Edge> = border.iter().copied().collect();
    (open.len() == asked.len() && open.iter().all(|edge| asked.contains(edge))).then_some(())
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::{
        super::{
            leaflets::{Joined, Side},
            neck::Neck,
            patch::Patch,
        },
        *,
    };

    const SYNAPTIC_NM: f64 = 25.95;
    const CARRIER_NM: f64 = 49.95;
    const GRANULE_NM: f64 = 129.95;
    const CELL_NM: f64 = 15.0;
    const HALF_BILAYER_NM: f64 = 2.25;
    const RIM_NM: f64 = 3.0;
    /// Neighbouring rows of a patch turn by at most this, in radians.
    const TURN: f64 = 0.16;

    fn seat(shape: &Shape, near: DVec3, radius_nm: f64) -> Seat {
        let point = shape.closest(near);
        Seat::new(shape, point, -shape.normal(point), radius_nm).expect("gently curved")
    }

    /// A cell with a floor, as wide as the bouton's.
    fn floor() -> Shape {
        Shape::SmoothIntersection {
            blend: 55.0,
            parts: vec![
                Shape::Ellipsoid {
                    centre: [0.0, 330.0, 0.0],
                    radii: [490.0, 470.0, 430.0],
                },
                Shape::HalfSpace {
                    point: [0.0; 3],
                    normal: [0.0, -1.0, 0.0],
                },
            ],
        }
    }

    /// An active zone: seats 54 nm apart.
    fn crowd(shape: &Shape) -> Vec<Seat> {
        (0..10)
            .map(|index| {
                let (row, column) = (f64::from(index / 4), f64::from(index % 4));
                let x = 54.0 * (column + 0.5 * row) - 100.0;
                let z = 54.0 * 0.866_026 * row - 50.0;
                seat(shape, DVec3::new(x, 0.0, z), SYNAPTIC_NM)
            })
            .collect()
    }

    fn ball() -> (Shape, Vec<Seat>) {
        let shape = Shape::Sphere {
            centre: [3.0, -7.0, 11.0],
            radius: 500.0,
        };
        let seats = [
            (DVec3::new(500.0, 0.0, 0.0), CARRIER_NM),
            (DVec3::new(500.0, 80.0, 0.0), SYNAPTIC_NM),
            (DVec3::new(-200.0, 400.0, 100.0), CARRIER_NM),
            (DVec3::new(-100.0, -300.0, -300.0), SYNAPTIC_NM),
        ]
        .map(|(near, radius)| seat(&shape, near, radius));
        (shape, seats.into())
    }

    fn branch() -> (Shape, Vec<Seat>) {
        let shape = Shape::Capsule {
            from: [-400.0, 20.0, -30.0],
            to: [400.0, 100.0, 60.0],
            radius: 158.0,
        };
        let seats = [
            (DVec3::new(0.0, 300.0, 0.0), CARRIER_NM),
            (DVec3::new(100.0, 300.0, 30.0), CARRIER_NM),
            (DVec3::new(0.0, -200.0, 100.0), SYNAPTIC_NM),
            (DVec3::new(-560.0, 20.0, 0.0), SYNAPTIC_NM),
        ]
        .map(|(near, radius)| seat(&shape, near, radius));
        (shape, seats.into())
    }

    fn blended() -> (Shape, Vec<Seat>) {
        let shape = Shape::SmoothUnion {
            blend: 200.0,
            parts: vec![
                Shape::Ellipsoid {
                    centre: [0.0; 3],
                    radii: [400.0, 380.0, 360.0],
                },
                Shape::Capsule {
                    from: [-700.0, 30.0, 0.0],
                    to: [0.0, 0.0, 0.0],
                    radius: 158.0,
                },
            ],
        };
        let seats = [
            (DVec3::new(-420.0, 260.0, 0.0), CARRIER_NM),
            (DVec3::new(-440.0, -100.0, 180.0), SYNAPTIC_NM),
            (DVec3::new(-380.0, 0.0, -250.0), SYNAPTIC_NM),
        ]
        .map(|(near, radius)| seat(&shape, near, radius));
        (shape, seats.into())
    }

    /// Granules fuse in larger cells.
    fn endocrine() -> (Shape, Vec<Seat>) {
        let shape = Shape::Ellipsoid {
            centre: [0.0; 3],
            radii: [700.0, 900.0, 700.0],
        };
        let seats = [
            (DVec3::new(700.0, 50.0, 0.0), GRANULE_NM),
            (DVec3::new(500.0, 0.0, 500.0), GRANULE_NM),
            (DVec3::new(0.0, 900.0, 0.0), SYNAPTIC_NM),
        ]
        .map(|(near, radius)| seat(&shape, near, radius));
        (shape, seats.into())
    }

    /// Name, shape and seats of every membrane tried.
    fn cells() -> Vec<(&'static str, Shape, Vec<Seat>)> {
        let floor = floor();
        let seats = crowd(&floor);
        let ((ball, on_ball), (branch, on_branch), (blended, on_blended)) =
            (ball(), branch(), blended());
        let (endocrine, on_endocrine) = endocrine();
        vec![
            ("floor", floor, seats),
            ("ball", ball, on_ball),
            ("branch", branch, on_branch),
            ("blended", blended, on_blended),
            ("endocrine", endocrine, on_endocrine),
        ]
    }

    /// A membrane made ready.
    struct Prepared {
        name: &'static str,
        shape: Shape,
        seats: Vec<Seat>,
        surface: Surface,
        setting: Setting,
    }

    /// All membranes, made ready once for all tests.
    static PREPARED: LazyLock<Vec<Prepared>> = LazyLock::new(|| {
        cells()
            .into_iter()
            .map(|(name, shape, seats)| {
                let surface = Surface::of(&shape, CELL_NM).expect("bounded");
                let setting = Setting::of(surface.clone(), &shape, &seats).expect(name);
                Prepared {
                    name,
                    shape,
                    seats,
                    surface,
                    setting,
                }
            })
            .collect()
    });

    fn facing(surface: &Surface, triangle: [u32; 3]) -> DVec3 {
        let [a, b, c] = triangle.map(|index| surface.positions[index as usize]);
        (b - a).cross(c - a).normalize()
    }

    #[test]
    fn the_holes_are_the_rings_bit_for_bit() {
        for Prepared {
            name,
            seats,
            setting,
            ..
        } in PREPARED.iter()
        {
            let mut open = border_of(setting.surface.triangles.iter().copied());
            for (index, seat) in seats.iter().enumerate() {
                let ring = &setting.rings[index];
                for (number, (at, normal)) in ring.iter().zip(seat.ring()) {
                    let number = *number as usize;
                    assert_eq!(setting.surface.positions[number], *at, "{name}");
                    assert_eq!(setting.surface.normals[number], *normal, "{name}");
                }
                for (number, (at, normal)) in seat.ring().iter().enumerate() {
                    assert_eq!(setting.discs[index].positions[number], *at, "{name}");
                    assert_eq!(setting.discs[index].normals[number], *normal, "{name}");
                }
                open.retain(|[a, b]| !(ring.contains(a) && ring.contains(b)));
            }
            assert!(open.is_empty(), "{name} is open elsewhere");
        }
    }

    #[test]
    fn with_its_discs_the_membrane_is_watertight() {
        for Prepared { name, setting, .. } in PREPARED.iter() {
            let whole = setting.filled().0;
            let edges: Vec<Edge> = whole.triangles.iter().copied().flat_map(edges_of).collect();
            let different: BTreeSet<Edge> = edges.iter().copied().collect();
            assert_eq!(
                edges.len(),
                different.len(),
                "{name}: an edge is used twice"
            );
            assert!(
                border_of(whole.triangles.iter().copied()).is_empty(),
                "{name}"
            );
            // One closed surface without handles.
            let (points, faces) = (whole.positions.len(), whole.triangles.len());
            assert_eq!(points + faces, edges.len() / 2 + 2, "{name}");
        }
    }

    #[test]
    fn every_point_lies_on_the_field_with_the_fields_normal() {
        for Prepared {
            name,
            shape,
            setting,
            ..
        } in PREPARED.iter()
        {
            let whole = setting.filled().0;
            for (at, normal) in whole.positions.iter().zip(&whole.normals) {
                assert!(shape.distance(*at).abs() < 1e-6, "{name}");
                assert!(normal.distance(shape.normal(*at)) < 1e-9, "{name}");
            }
        }
    }

    #[test]
    fn no_triangle_is_turned_over_and_none_meets_the_next_at_a_corner() {
        // The cells' own meshes turn by 6.3° at most, where they are blended.
        const MOST_DEG: f64 = 7.0;
        for Prepared { name, setting, .. } in PREPARED.iter() {
            let whole = setting.filled().0;
            let mut at_edge = BTreeMap::new();
            for triangle in &whole.triangles {
                let facing = facing(&whole, *triangle);
                for edge in edges_of(*triangle) {
                    at_edge.insert(edge, facing);
                    let normal = whole.normals[edge[0] as usize];
                    assert!(facing.dot(normal) > 0.98, "{name}");
                }
            }
            for ([a, b], one) in &at_edge {
                let turn = one.angle_between(at_edge[&[*b, *a]]).to_degrees();
                assert!(turn < MOST_DEG, "{name}: {turn}°");
            }
        }
    }

    #[test]
    fn no_new_triangle_is_a_splinter() {
        for Prepared { name, setting, .. } in PREPARED.iter() {
            let whole = setting.filled().0;
            for triangle in &whole.triangles {
                let corners = triangle.map(|index| whole.positions[index as usize]);
                for corner in 0..3 {
                    let [here, one, other] = [0, 1, 2].map(|step| corners[(corner + step) % 3]);
                    let angle = (one - here).angle_between(other - here).to_degrees();
                    assert!(angle > 6.0, "{name}: {angle}°");
                }
            }
        }
    }

    #[test]
    fn the_area_stays_the_same() {
        for Prepared {
            name,
            surface,
            setting,
            ..
        } in PREPARED.iter()
        {
            let change = setting.filled().0.area() / surface.area() - 1.0;
            assert!(change.abs() < 1e-4, "{name}: {change}");
        }
    }

    #[test]
    fn the_mesh_is_the_same_every_time() {
        let (shape, seats) = branch();
        let surface = Surface::of(&shape, CELL_NM).expect("bounded");
        let once = Setting::of(surface.clone(), &shape, &seats).expect("set");
        let again = Setting::of(surface, &shape, &seats).expect("set");
        assert_eq!(once.surface.positions, again.surface.positions);
        assert_eq!(once.surface.triangles, again.surface.triangles);
        for (one, other) in once.discs.iter().zip(&again.discs) {
            assert_eq!(one.positions, other.positions);
            assert_eq!(one.triangles, other.triangles);
        }
    }

    #[test]
    fn a_coarse_plane_takes_few_points_for_the_fine_ring_of_each_seat() {
        let floor = Shape::Slab {
            centre: [0.0, 300.0, 0.0],
            half: [1300.0, 300.0, 1300.0],
            rounding: 120.0,
        };
        let seats: Vec<Seat> = (0..25)
            .map(|index| {
                let (x, z) = (f64::from(index / 5), f64::from(index % 5));
                let at = 420.0 * DVec3::new(x - 2.0, 0.0, z - 2.0);
                seat(&floor, at, SYNAPTIC_NM)
            })
            .collect();
        let surface = Surface::of(&floor, 100.0).expect("bounded");
        let before = surface.positions.len();
        let setting = Setting::of(surface, &floor, &seats).expect("set");
        let more = setting.filled().0.positions.len() - before;
        let a_seat = more as f64 / seats.len() as f64;
        // Those of the ring are some of them.
        assert!(
            a_seat < 2.0 * Seat::SEGMENTS as f64,
            "{a_seat} points a seat"
        );
    }

    #[test]
    fn seats_that_overlap_are_named() {
        let shape = floor();
        let surface = Surface::of(&shape, CELL_NM).expect("bounded");
        let seats = [-100.0, 0.0, 51.0].map(|x| seat(&shape, DVec3::new(x, 0.0, 0.0), SYNAPTIC_NM));
        let error = Setting::of(surface, &shape, &seats).expect_err("they overlap");
        assert_eq!(
            error,
            SettingError::TooNear {
                first: 1,
                second: 2
            }
        );
    }

    #[test]
    fn a_membrane_that_turns_away_is_told() {
        let shape = Shape::Capsule {
            from: [-400.0, 0.0, 0.0],
            to: [400.0, 0.0, 0.0],
            radius: 57.0,
        };
        let surface = Surface::of(&shape, CELL_NM).expect("bounded");
        let seats = [seat(&shape, DVec3::new(30.0, 57.0, 0.0), 45.0)];
        let error = Setting::of(surface, &shape, &seats).expect_err("it is a thin branch");
        assert_eq!(error, SettingError::TooCurved { seat: 0 });
    }

    /// Every stage of a fusion from contact to flat; budding is the same
    /// backwards.
    fn family(sphere_nm: f64) -> Vec<Joined> {
        let neck = |waist_nm| Neck::with_waist(sphere_nm, RIM_NM, waist_nm);
        let gap_nm = 2.0 * HALF_BILAYER_NM + 1.0;
        let mut family = vec![Joined::Apart { sphere_nm, gap_nm }];
        family.extend([0.15, 1.2, 2.25, 3.0].map(|waist| Joined::Hemifused(neck(waist))));
        family.extend([2.75, 3.75, 6.0].map(|waist| Joined::Open(neck(waist))));
        let collapsing = (0..=12).map(|step| f64::from(step) / 12.0);
        family.extend(
            collapsing.map(|progress| Joined::Open(Neck::collapsing(neck(2.75), progress))),
        );
        family
    }

    /// The faces of the membrane's leaflet along each edge of a hole, from one
    /// place of its ring to the next.
    fn faces_around(setting: &Setting, ring: &[u32], offset_nm: f32) -> Vec<DVec3> {
        let surface = &setting.surface;
        let at = |index: u32| {
            let index = index as usize;
            let normal = surface.normals[index].as_vec3();
            (surface.positions[index].as_vec3() + normal * offset_nm).as_dvec3()
        };
        let mut faces = vec![DVec3::ZERO; ring.len()];
        for triangle in &surface.triangles {
            let [a, b, c] = triangle.map(at);
            for [from, to] in edges_of(*triangle) {
                let place = |number: u32| ring.iter().position(|other| *other == number);
                if let (Some(from), Some(to)) = (place(from), place(to)) {
                    let first = if (from + 1) % ring.len() == to {
                        from
                    } else {
                        to
                    };
                    faces[first] = (b - a).cross(c - a).normalize();
                }
            }
        }
        faces
    }

    /// The triangles of a patch on one side, with the places of the seat's ring
    /// numbered like the ring and all else after them; and where they are.
    fn patch_leaflet(patch: &Patch, seat: &Seat, side: Side) -> (Vec<[u32; 3]>, Vec<DVec3>) {
        let ring = Seat::SEGMENTS as u32;
        let offset_nm = (side.sign() * HALF_BILAYER_NM) as f32;
        let shared: Vec<_> = seat.ring_at(offset_nm).collect();
        let mut numbers: Vec<u32> = (0..patch.positions.len() as u32)
            .map(|n| n + ring)
            .collect();
        let mut triangles = Vec::new();
        for piece in patch.pieces().filter(|piece| piece.side == side) {
            let outermost = &patch.rings()[piece.rows.end - 1];
            if patch.positions[outermost.points()] == shared[..] {
                for (place, number) in numbers[outermost.points()].iter_mut().enumerate() {
                    *number = place as u32;
                }
            }
            triangles.extend(patch.triangles(piece));
        }
        let mut places: Vec<DVec3> = shared.iter().map(|at| at.as_dvec3()).collect();
        places.extend(patch.positions.iter().map(|at| at.as_dvec3()));
        let numbered = triangles
            .into_iter()
            .map(|corners: [u32; 3]| corners.map(|corner| numbers[corner as usize]));
        (numbered.collect(), places)
    }

    #[test]
    fn every_stage_of_a_fusion_closes_the_membrane_smoothly_on_both_leaflets() {
        const MOST_DEG: f64 = 20.0;
        // What is flatter has no direction any more with the numbers of a
        // picture, which tell 0.00003 nm apart.
        const LEAST_HIGH_NM: f64 = 2e-3;
        let mut patch = Patch::default();
        for Prepared {
            name,
            seats,
            setting,
            ..
        } in PREPARED.iter()
        {
            for (seat, ring) in seats.iter().zip(&setting.rings).take(4) {
                let sphere_nm = match seat.radius_nm {
                    SYNAPTIC_NM => 18.75,
                    CARRIER_NM => 42.75,
                    _ => 122.75,
                };
                for side in [Side::Lumenal, Side::Cytosolic] {
                    let offset_nm = (side.sign() * HALF_BILAYER_NM) as f32;
                    let around = faces_around(setting, ring, offset_nm);
                    for joined in family(sphere_nm) {
                        patch.set(seat, &joined, HALF_BILAYER_NM, TURN);
                        let (triangles, at) = patch_leaflet(&patch, seat, side);
                        let mut faces: Vec<(Edge, Option<DVec3>)> = Vec::new();
                        for triangle in &triangles {
                            let [a, b, c] = triangle.map(|index| at[index as usize]);
                            // Seen from outside the cell, as its own mesh is.
                            let face = side.sign() * (b - a).cross(c - a);
                            let longest = a.distance(b).max(b.distance(c)).max(c.distance(a));
                            let lies =
                                (face.length() > LEAST_HIGH_NM * longest).then(|| face.normalize());
                            faces.extend(edges_of(*triangle).map(|edge| (edge, lies)));
                        }
                        faces.sort_by_key(|(edge, _)| *edge);
                        assert!(faces.windows(2).all(|pair| pair[0].0 != pair[1].0));
                        let mut open = 0;
                        for ([a, b], face) in &faces {
                            let other = faces.binary_search_by_key(&[*b, *a], |(edge, _)| *edge);
                            let beyond = match other {
                                Ok(found) => faces[found].1,
                                // Only the ring is open, where the membrane goes on.
                                Err(_) => {
                                    open += 1;
                                    let [a, b] = [*a as usize, *b as usize];
                                    assert!(a.max(b) < ring.len(), "{name} {joined:?} is torn");
                                    let first = if (a + 1) % ring.len() == b { a } else { b };
                                    Some(around[first])
                                }
                            };
                            let (Some(one), Some(other)) = (face, beyond) else {
                                continue;
                            };
                            let turn = one.angle_between(other).to_degrees();
                            assert!(turn < MOST_DEG, "{name} {joined:?}: {turn}° at {a}–{b}");
                        }
                        assert_eq!(open, ring.len(), "{name} {joined:?}");
                    }
                }
            }
        }
    }
}
