//! The patch: the surface of revolution of a fusion or a pit, set on its seat.
//!
//! The rows of a lattice are turned about the seat's axis and bent onto the
//! curved membrane: near the plane the patch is the field itself, its top is
//! an undistorted vesicle, and its outermost rings are the seat's own, to the
//! last bit. Rings lie one within another on a fixed number of angles, so the
//! mesh is a few grids, and cutting it needs no search.

use std::{f64::consts::PI, ops::Range};

use bevy::math::Vec3;
use pulp::{Arch, NullaryFnOnce};

use super::{
    leaflets::{Fineness, Joined, Lattice, Piece, Side, Strip},
    neck::{MeridianPoint, Neck},
    seat::{Dial, FeetAround, Seat},
    tail::{Bow, Tail},
};

/// Nearer to the axis than this a row is a single point.
const POLE_NM: f64 = 1e-9;
/// The membrane's shape has faded from a patch at the greatest of these heights:
/// so many times the membrane's own (at two, no ring would overtake the next),
/// so much of the mouth's radius, and so many half bilayers.
const REACH_BY_HEIGHT: f64 = 3.0;
const REACH_BY_MOUTH: f64 = 0.8;
const LEAST_REACH: f64 = 5.0;
/// What is higher above the plane than this, in half bilayers, is wholly the
/// vesicle's.
const WALL_REACH: f64 = 5.0;
/// Rows on sphere and rim by which a bent neck's area is measured.
const MEASURED_ROWS: usize = 10;
/// Rounds in which a neck's depth is fitted to its area, and how far the area
/// may be off, as part of the seat's.
const FITTING_ROUNDS: usize = 3;
const AREA_SLACK: f64 = 2.5e-3;
/// Rows across the circle where the membrane is curved.
const ROWS_ON_CURVED: f64 = 7.0;

/// A vesicle's tail and how it is bowed, towards a unit vector across the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BowedTail {
    pub tail: Tail,
    pub bow: Bow,
    pub aside: Vec3,
}

impl BowedTail {
    /// Bows points and their normals about an axis, given by its origin and its
    /// direction.
    pub fn bow_points(
        &self,
        [origin, inward]: [Vec3; 2],
        positions: &mut [Vec3],
        normals: &mut [Vec3],
    ) {
        let aside = self.aside;
        for (position, normal) in positions.iter_mut().zip(normals) {
            let away = *position - origin;
            let height = away.dot(inward);
            let bowed = self.bow.axis_at(f64::from(height));
            let [out, up, run_aside, run_up] = bowed.map(|part| part as f32);
            let turned = |across: Vec3| {
                let share = across.dot(aside);
                across + (aside * run_up - inward * run_aside - aside) * share
            };
            *position = origin + inward * up + aside * out + turned(away - inward * height);
            let along = normal.dot(inward);
            *normal =
                turned(*normal - inward * along) + (inward * run_up + aside * run_aside) * along;
        }
    }
}

/// One row's points: a ring, or a single one on the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ring {
    pub first: u32,
    pub is_pole: bool,
}

impl Ring {
    /// The numbers of all its points.
    pub fn points(&self) -> Range<usize> {
        let first = self.first as usize;
        let count = if self.is_pole { 1 } else { Seat::SEGMENTS };
        first..first + count
    }

    /// Number of the point at an angle.
    pub fn at(&self, segment: usize) -> u32 {
        if self.is_pole {
            self.first
        } else {
            self.first + (segment % Seat::SEGMENTS) as u32
        }
    }
}

/// The leaflets of one site, as points in nanometres.
#[derive(Clone, Debug, Default)]
pub struct Patch {
    pub positions: Vec<Vec3>,
    /// Unit normals, towards lumen and outside on the lumenal leaflet, towards
    /// the cytosol on the other.
    pub normals: Vec<Vec3>,
    rings: Vec<Ring>,
    /// For each row, how much of the cell's wall it is.
    walls: Vec<f32>,
    /// For each row, where across the bilayer it lies.
    across_nm: Vec<f32>,
    lattice: Lattice,
    /// A point of the seat's axis, and its direction.
    axis: [Vec3; 2],
    /// How the tail is bowed, and to which side.
    bow: Option<(Bow, Vec3)>,
    feet: Feet<{ Seat::SEGMENTS }>,
}

impl Patch {
    /// Makes the patch of `joined` on `seat`, with neighbouring rows turned by
    /// at most `turn` (radians). Buffers are used again.
    pub fn set(&mut self, seat: &Seat, joined: &Joined, half_bilayer_nm: f64, turn: f64) {
        self.set_tailed(seat, joined, None, half_bilayer_nm, turn);
    }

    /// The same of a vesicle with a tail, bowed.
    pub fn set_tailed(
        &mut self,
        seat: &Seat,
        joined: &Joined,
        tail: Option<&BowedTail>,
        half_bilayer_nm: f64,
        turn: f64,
    ) {
        let (bend, joined) = Bend::fitted(seat, joined, half_bilayer_nm);
        self.lay(&bend, &joined, tail, half_bilayer_nm, turn);
    }

    /// A vesicle with its tail, free in the cytosol: on a seat that is flat, without
    /// the membrane there.
    pub fn set_free(
        &mut self,
        seat: &Seat,
        joined: &Joined,
        tail: Option<&BowedTail>,
        half_bilayer_nm: f64,
        turn: f64,
    ) {
        self.set_tailed(seat, joined, tail, half_bilayer_nm, turn);
        let is_membrane = |membrane_from: usize, first: usize| membrane_from == first;
        self.lattice
            .pieces
            .retain(|piece| !is_membrane(piece.membrane_from, piece.rows.start));
        self.lattice.strips.retain(|strip| strip.membrane_from > 0);
    }

    /// The mid-plane alone, twice, for measuring; of a hemifused shape there
    /// is none.
    pub fn set_midplane(&mut self, seat: &Seat, neck: &Neck, half_bilayer_nm: f64, turn: f64) {
        let (bend, joined) = Bend::fitted(seat, &Joined::Open(*neck), half_bilayer_nm);
        self.lay(&bend, &joined, None, 0.0, turn);
    }

    fn lay(
        &mut self,
        bend: &Bend,
        joined: &Joined,
        tail: Option<&BowedTail>,
        half_bilayer_nm: f64,
        turn: f64,
    ) {
        let seat = bend.seat;
        let stride_nm = if seat.is_flat() {
            f64::INFINITY
        } else {
            seat.radius_nm / ROWS_ON_CURVED
        };
        let fineness = Fineness { turn, stride_nm };
        self.lattice = joined.tailed_lattice(
            tail.map(|bowed| &bowed.tail),
            half_bilayer_nm,
            seat.radius_nm,
            fineness,
        );
        self.positions.clear();
        self.normals.clear();
        self.rings.clear();
        self.walls.clear();
        self.across_nm.clear();
        self.feet.known.clear();
        self.axis = [seat.point.as_vec3(), seat.inward.as_vec3()];
        self.bow = tail.map(|bowed| (bowed.bow, bowed.aside));
        for piece in &self.lattice.pieces {
            let facing = if piece.side == Side::Cytosolic {
                -1.0_f32
            } else {
                1.0
            };
            let across_nm = (piece.side.sign() * half_bilayer_nm) as f32;
            for row in piece.rows.clone() {
                let point = &self.lattice.rows[row];
                self.across_nm.push(across_nm);
                let is_pole = point.r_nm < POLE_NM;
                self.walls.push(bend.wall(point) as f32);
                self.rings.push(Ring {
                    first: self.positions.len() as u32,
                    is_pole,
                });
                let first = self.positions.len();
                if is_pole {
                    bend.pole(point, facing, &mut self.positions, &mut self.normals);
                } else {
                    bend.ring(
                        point,
                        facing,
                        &mut self.feet,
                        &mut self.positions,
                        &mut self.normals,
                    );
                }
                if let Some(bowed) = tail.filter(|bowed| point.z_nm > bowed.bow.from_nm) {
                    let positions = &mut self.positions[first..];
                    bowed.bow_points(self.axis, positions, &mut self.normals[first..]);
                }
            }
            let on_seat = self.lattice.rows[piece.rows.end - 1].r_nm;
            if on_seat == seat.radius_nm {
                let first = self.positions.len() - Seat::SEGMENTS;
                for (position, at) in self.positions[first..]
                    .iter_mut()
                    .zip(seat.ring_at(across_nm))
                {
                    *position = at;
                }
                for (normal, (_, out)) in self.normals[first..].iter_mut().zip(seat.ring()) {
                    *normal = out.as_vec3() * facing;
                }
            }
        }
    }

    /// The pieces of both leaflets.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        let is_face = |piece: &&Piece| piece.side != Side::Middle;
        self.lattice.pieces.iter().filter(is_face)
    }

    /// The rows that follow on each other, of leaflets and of the middle.
    pub(super) fn runs_of_rows(&self) -> impl Iterator<Item = Range<usize>> {
        self.lattice.pieces.iter().map(|piece| piece.rows.clone())
    }

    /// The points of every row.
    pub fn rings(&self) -> &[Ring] {
        &self.rings
    }

    /// The bilayer's inside, by rungs between rows.
    pub fn strips(&self) -> &[Strip] {
        &self.lattice.strips
    }

    /// How much of the cell's wall every row is, 0 to 1.
    pub fn walls(&self) -> &[f32] {
        &self.walls
    }

    /// Where across the bilayer a row lies, in nanometres.
    pub(super) fn across_nm(&self, row: usize) -> f32 {
        self.across_nm[row]
    }

    /// The point of the axis nearest to a place.
    pub(super) fn axis_point(&self, at: Vec3) -> Vec3 {
        let [point, along] = self.axis;
        let height = along.dot(at - point);
        let Some((bow, aside)) = self.bow else {
            return point + along * height;
        };
        let straight = bow.height_of(f64::from(aside.dot(at - point)), f64::from(height));
        let [out, up, ..] = bow.axis_at(straight).map(|part| part as f32);
        point + along * up + aside * out
    }

    /// Triangles of a piece, facing where its normals point.
    pub fn triangles(&self, piece: &Piece) -> impl Iterator<Item = [u32; 3]> {
        let is_lumenal = piece.side == Side::Lumenal;
        let pairs = self.rings[piece.rows.clone()].windows(2);
        pairs
            .flat_map(|pair| (0..Seat::SEGMENTS).flat_map(move |segment| quad(pair, segment)))
            .filter(|[a, b, c]| a != b && b != c && c != a)
            .map(move |[a, b, c]| if is_lumenal { [a, b, c] } else { [a, c, b] })
    }
}

/// The two triangles between two neighbouring rings at a segment, facing as
/// the lumenal leaflet does.
fn quad(pair: &[Ring], segment: usize) -> [[u32; 3]; 2] {
    let (a, b) = (pair[0].at(segment), pair[0].at(segment + 1));
    let (c, d) = (pair[1].at(segment), pair[1].at(segment + 1));
    [[a, b, c], [b, d, c]]
}

/// How the flat construction is laid on a seat.
///
/// A point at the distance `r` from the axis and at the height `z` goes to the
/// membrane's foot there plus `z` along its normal where it is near, and is
/// only lifted where it is far; between, the membrane's share `w(z)` fades.
struct Bend<'a> {
    seat: &'a Seat,
    half_nm: f64,
    mouth_nm: f64,
    is_apart: bool,
    reach_nm: f64,
    lift_nm: f64,
}

impl<'a> Bend<'a> {
    fn of(seat: &'a Seat, joined: &Joined, half_nm: f64) -> Self {
        let mouth_nm = joined.mouth_nm();
        let heights = seat.drawn().feet_at(mouth_nm).height_nm.map(f64::from);
        let lift_nm = heights.iter().sum::<f64>() / Seat::SEGMENTS as f64;
        let greatest_nm = heights
            .iter()
            .fold(0.0, |most: f64, height| most.max(height.abs()));
        Self {
            seat,
            half_nm,
            mouth_nm,
            is_apart: matches!(joined, Joined::Apart { .. }),
            reach_nm: (LEAST_REACH * half_nm)
                .max(REACH_BY_HEIGHT * greatest_nm)
                .max(REACH_BY_MOUTH * mouth_nm),
            lift_nm,
        }
    }

    /// The bend of a shape that is as deep as it must be to have the flat
    /// one's area. A dimple on the inside of a bulging membrane flattens the
    /// bulge first, so it has to be deeper than on a plane.
    fn fitted(seat: &'a Seat, joined: &Joined, half_nm: f64) -> (Self, Joined) {
        let bend = Self::of(seat, joined, half_nm);
        let Joined::Open(neck) = joined else {
            return (bend, *joined);
        };
        if seat.is_flat() {
            return (bend, *joined);
        }
        let slack = AREA_SLACK * PI * seat.radius_nm * seat.radius_nm;
        let flat_excess = neck.excess_area_nm2();
        let mut fitted = *neck;
        for _ in 0..FITTING_ROUNDS {
            let gained = bend.area_gained_nm2(&fitted);
            let wanted = flat_excess - (gained - gained.clamp(-slack, slack));
            if (wanted - fitted.excess_area_nm2()).abs() < 0.1 * slack {
                break;
            }
            fitted = fitted.with_excess_area(wanted);
        }
        (bend, Joined::Open(fitted))
    }

    /// Area that bending adds to a neck, beyond what the membrane in its mouth
    /// has more than a flat disc. Both areas are measured on the same coarse
    /// mesh.
    fn area_gained_nm2(&self, neck: &Neck) -> f64 {
        const PLACES: usize = Seat::MEASURED;
        let mut meridian = neck.meridian(0.0, MEASURED_ROWS, MEASURED_ROWS);
        // What is only lifted keeps its area.
        let is_lifted = |point: &MeridianPoint| self.share(point.z_nm).0 == 0.0;
        let lifted = meridian.iter().take_while(|point| is_lifted(point)).count();
        meridian.drain(..lifted.saturating_sub(1));
        let dial = self.seat.measured();
        let inward = self.seat.inward.as_vec3();
        let mut feet = Feet::default();
        let mut rings = meridian.iter().map(|point| {
            let feet = feet.at(dial, self.foot_radius_nm(point));
            let row = self.row(point);
            let mut ring = [[0.0; PLACES]; 3];
            let [x, y, z] = &mut ring;
            for place in 0..PLACES {
                let turned = dial.turned(inward, place, row.place(feet, place));
                [x[place], y[place], z[place]] = turned;
            }
            ring
        });
        let mut inner = rings.next().unwrap_or_default();
        let mut bent = [0.0_f32; PLACES];
        for outer in rings {
            for (place, area) in bent.iter_mut().enumerate() {
                let next = (place + 1) % PLACES;
                let at = |ring: &[[f32; PLACES]; 3], place: usize| {
                    Vec3::new(ring[0][place], ring[1][place], ring[2][place])
                };
                let across = (at(&outer, next) - at(&inner, place))
                    .cross(at(&outer, place) - at(&inner, next));
                *area += 0.5 * across.length();
            }
            inner = outer;
        }
        let chord = 2.0 * libm::sin(PI / PLACES as f64);
        let upright = libm::cos(PI / PLACES as f64);
        let flat: f64 = meridian
            .windows(2)
            .map(|pair| {
                let (a, b) = (pair[0], pair[1]);
                let across = upright * (a.r_nm - b.r_nm);
                let slant = (across * across + (a.z_nm - b.z_nm) * (a.z_nm - b.z_nm)).sqrt();
                0.5 * chord * (a.r_nm + b.r_nm) * slant
            })
            .sum();
        f64::from(bent.iter().sum::<f32>())
            - flat * PLACES as f64
            - self.seat.more_than_flat_nm2(neck.mouth_nm())
    }

    /// Where the foot of a point lies. What overhangs the mouth does not
    /// follow the membrane below it.
    fn foot_radius_nm(&self, point: &MeridianPoint) -> f64 {
        if point.z_nm > self.half_nm {
            point.r_nm.min(self.mouth_nm)
        } else {
            point.r_nm
        }
    }

    /// The membrane's share at a height, and its slope.
    fn share(&self, z_nm: f64) -> (f64, f64) {
        let part = (z_nm - self.half_nm) / self.reach_nm;
        // A vesicle that does not touch is a sphere.
        if self.is_apart && part > 0.0 {
            return (0.0, 0.0);
        }
        if part <= 0.0 {
            return (1.0, 0.0);
        }
        if part >= 1.0 {
            return (0.0, 0.0);
        }
        let rest = 1.0 - part;
        let share = rest * rest * rest * (1.0 + 3.0 * part + 6.0 * part * part);
        let slope = -30.0 * part * part * rest * rest / self.reach_nm;
        (share, slope)
    }

    fn pole(
        &self,
        point: &MeridianPoint,
        facing: f32,
        positions: &mut Vec<Vec3>,
        normals: &mut Vec<Vec3>,
    ) {
        let seat = self.seat;
        let row = self.row(point);
        let feet = seat.drawn().feet_at(0.0);
        let vector = |parts: [f32; 3]| Vec3::from(parts).as_dvec3();
        let at = seat.turned(vector(row.place(&feet, 0)), 0);
        let normal = seat.turned(vector(row.normal(&feet, 0)), 0).as_vec3();
        positions.push((seat.point + at).as_vec3());
        normals.push(normal * facing);
    }

    fn ring(
        &self,
        point: &MeridianPoint,
        facing: f32,
        feet: &mut Feet<{ Seat::SEGMENTS }>,
        positions: &mut Vec<Vec3>,
        normals: &mut Vec<Vec3>,
    ) {
        let seat = self.seat;
        let row = self.row(point);
        let dial = seat.drawn();
        let middle = (seat.point + seat.inward * (point.z_nm + self.lift_nm)).as_vec3();
        let inward = seat.inward.as_vec3();
        let vector = |[x, y, z]: &[[f32; Seat::SEGMENTS]; 3], place: usize| {
            Vec3::new(x[place], y[place], z[place])
        };
        let places = 0..Seat::SEGMENTS;
        if seat.is_flat() || row.share == 0.0 {
            let along = inward * (row.normal_z * facing);
            let (r_nm, across) = (row.r_nm, row.normal_r * facing);
            let radial = places.map(|place| vector(&dial.radial, place));
            positions.extend(radial.clone().map(|radial| middle + radial * r_nm));
            normals.extend(radial.map(|radial| along + radial * across));
            return;
        }
        let feet = feet.at(dial, self.foot_radius_nm(point));
        let [mut at, mut out] = [[[0.0; Seat::SEGMENTS]; 3]; 2];
        Arch::new().dispatch(BendRing {
            row,
            dial,
            inward,
            feet,
            at: &mut at,
            out: &mut out,
        });
        let middle = seat.point.as_vec3();
        positions.extend(places.clone().map(|place| middle + vector(&at, place)));
        normals.extend(places.map(|place| vector(&out, place) * facing));
    }

    /// How much of the cell's wall a row is, and how much of a vesicle.
    fn wall(&self, point: &MeridianPoint) -> f64 {
        let part = (point.z_nm - self.half_nm) / (WALL_REACH * self.half_nm);
        if self.is_apart {
            return f64::from(u8::from(part <= 0.0));
        }
        let rest = 1.0 - part.clamp(0.0, 1.0);
        rest * rest * (3.0 - 2.0 * rest)
    }

    fn row(&self, point: &MeridianPoint) -> BentRow {
        let (share, slope) = self.share(point.z_nm);
        BentRow {
            r_nm: point.r_nm as f32,
            z_nm: point.z_nm as f32,
            normal_r: point.normal_r as f32,
            normal_z: point.normal_z as f32,
            share: share as f32,
            slope: slope as f32,
            lift_nm: self.lift_nm as f32,
        }
    }
}

/// What all points of a row have in common. In single precision from here on,
/// about a millionth of the seat's size: four points go at once.
struct BentRow {
    r_nm: f32,
    z_nm: f32,
    normal_r: f32,
    normal_z: f32,
    share: f32,
    /// Change of the share with height.
    slope: f32,
    lift_nm: f32,
}

impl BentRow {
    /// Whether the row is the membrane itself, at some height along its normal.
    fn is_membrane(&self) -> bool {
        self.share == 1.0 && self.slope == 0.0 && self.normal_r == 0.0
    }

    /// The place over a foot: away from the axis, on around it and along it.
    #[inline(always)]
    fn place<const PLACES: usize>(&self, feet: &FeetAround<PLACES>, place: usize) -> [f32; 3] {
        let upright = feet.upright[place];
        let over = feet.height_nm[place] - self.lift_nm;
        let lean = self.share * self.z_nm;
        [
            self.r_nm - lean * feet.outward[place] * upright,
            -lean * feet.around[place] * upright,
            self.z_nm + self.lift_nm + self.share * over + lean * (upright - 1.0),
        ]
    }

    /// The unit normal over a foot where the row is the membrane itself.
    #[inline(always)]
    fn membrane_normal<const PLACES: usize>(
        &self,
        feet: &FeetAround<PLACES>,
        place: usize,
    ) -> [f32; 3] {
        let rise = self.normal_z * feet.upright[place];
        [
            -feet.outward[place] * rise,
            -feet.around[place] * rise,
            rise,
        ]
    }

    /// The unit normal over a foot. It goes by the inverse transpose of the
    /// map; the membrane's own curvature is left out, a hundredth at these
    /// heights.
    #[inline(always)]
    fn normal<const PLACES: usize>(&self, feet: &FeetAround<PLACES>, place: usize) -> [f32; 3] {
        let (out, on) = (feet.outward[place], feet.around[place]);
        let upright = feet.upright[place];
        let over = feet.height_nm[place] - self.lift_nm;
        let leaning = self.share + self.slope * self.z_nm;
        let rising = 1.0 + self.slope * over + leaning * (upright - 1.0);
        let steepness = out * out + on * on;
        // Undivided: only the direction counts, and `within` is positive.
        let rise = self.normal_z + leaning * upright * out * self.normal_r;
        let within = rising + self.share * leaning * upright * steepness;
        let away = self.normal_r * within - self.share * out * rise;
        let aside = -self.share * on * rise;
        let shorter = 1.0 / (away * away + aside * aside + rise * rise).sqrt();
        [away * shorter, aside * shorter, rise * shorter]
    }
}

/// Vectors around a ring, each axis of the scene for itself.
type Around<const PLACES: usize> = [[f32; PLACES]; 3];

/// Computes places and normals of a bent ring with the widest vectors that the
/// machine has. Every lane is computed alike, so the outcome is the same on all.
struct BendRing<'a> {
    row: BentRow,
    dial: &'a Dial<{ Seat::SEGMENTS }>,
    inward: Vec3,
    feet: &'a FeetAround<{ Seat::SEGMENTS }>,
    at: &'a mut Around<{ Seat::SEGMENTS }>,
    out: &'a mut Around<{ Seat::SEGMENTS }>,
}

impl NullaryFnOnce for BendRing<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self {
            row,
            dial,
            inward,
            feet,
            at,
            out,
        } = self;
        let [x, y, z] = at;
        for place in 0..Seat::SEGMENTS {
            let turned = dial.turned(inward, place, row.place(feet, place));
            [x[place], y[place], z[place]] = turned;
        }
        let [x, y, z] = out;
        if row.is_membrane() {
            for place in 0..Seat::SEGMENTS {
                let turned = dial.turned(inward, place, row.membrane_normal(feet, place));
                [x[place], y[place], z[place]] = turned;
            }
        } else {
            for place in 0..Seat::SEGMENTS {
                let turned = dial.turned(inward, place, row.normal(feet, place));
                [x[place], y[place], z[place]] = turned;
            }
        }
    }
}

/// The feet that were asked for last. Both leaflets stand on the same ones
/// around the mouth, and all that overhangs it on those at its edge.
#[derive(Clone, Debug, Default)]
struct Feet<const PLACES: usize> {
    known: Vec<(f64, FeetAround<PLACES>)>,
}

impl<const PLACES: usize> Feet<PLACES> {
    fn at(&mut self, dial: &Dial<PLACES>, r_nm: f64) -> &FeetAround<PLACES> {
        let known = self.known.iter().position(|(at, _)| *at == r_nm);
        let index = known.unwrap_or_else(|| {
            self.known.push((r_nm, dial.feet_at(r_nm)));
            self.known.len() - 1
        });
        &self.known[index].1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use bevy::math::DVec3;

    use super::{
        super::{room, shape::Shape, trial},
        *,
    };

    const HALF: f64 = 2.25;
    const RIM: f64 = 3.0;
    const TURN: f64 = 0.16;

    /// The whole family of a vesicle: contact, stalk, diaphragm, pores, and
    /// the way to flat (which is budding, backwards).
    fn family(sphere_nm: f64) -> Vec<Joined> {
        let hemifused = |waist| Joined::Hemifused(Neck::with_waist(sphere_nm, RIM, waist));
        let mut family = vec![
            Joined::Apart {
                sphere_nm,
                gap_nm: 6.5,
            },
            Joined::Apart {
                sphere_nm,
                gap_nm: 5.5,
            },
        ];
        family.extend([0.05, 0.15, 0.8, 1.2, 1.6, 2.0, 2.25, 2.4, 2.7, 3.0, 3.75].map(hemifused));
        family.extend(
            [2.75, 3.0, 3.75, 4.25, 6.0]
                .map(|waist| Joined::Open(Neck::with_waist(sphere_nm, RIM, waist))),
        );
        for waist in [2.75, 3.75] {
            let start = Neck::with_waist(sphere_nm, RIM, waist);
            family.extend(
                (0..=40).map(|step| Joined::Open(Neck::collapsing(start, f64::from(step) / 40.0))),
            );
        }
        family
    }

    fn membranes(sphere_nm: f64) -> Vec<(&'static str, Shape, DVec3)> {
        // Cells with granules are large.
        let radius = 500.0_f64.max(12.0 * sphere_nm);
        let near = DVec3::new(20.0, 0.0, -30.0);
        vec![
            ("plane", trial::plane(), DVec3::new(5.0, 0.0, 7.0)),
            ("sphere", trial::ball(radius), near),
            ("tube", trial::tube(), near),
            ("saddle", trial::saddle(), DVec3::new(60.0, -170.0, 10.0)),
        ]
    }

    fn seats(sphere_nm: f64) -> Vec<(&'static str, Shape, Seat)> {
        membranes(sphere_nm)
            .into_iter()
            .filter_map(|(name, shape, near)| {
                let on = shape.onto_surface(near);
                let inward = -shape.normal(on);
                let radius = room::needed_nm(sphere_nm, RIM);
                let seat = Seat::new(&shape, on, inward, radius)?;
                Some((name, shape, seat))
            })
            .collect()
    }

    fn all_seats() -> Vec<(&'static str, Shape, Seat, f64)> {
        let mut all = Vec::new();
        for sphere_nm in [18.75, 42.75, 122.75] {
            for (name, shape, seat) in seats(sphere_nm) {
                // A granule is as large as tube and saddle.
                if sphere_nm < 100.0 || ["plane", "sphere"].contains(&name) {
                    all.push((name, shape, seat, sphere_nm));
                }
            }
        }
        all
    }

    fn for_all(mut check: impl FnMut(&str, &Shape, &Seat, &Joined, &Patch)) {
        let mut patch = Patch::default();
        for (name, shape, seat, sphere_nm) in all_seats() {
            for joined in family(sphere_nm) {
                patch.set(&seat, &joined, HALF, TURN);
                let name = format!("{name} {sphere_nm} {joined:?}");
                check(&name, &shape, &seat, &joined, &patch);
            }
        }
    }

    fn facing(patch: &Patch, triangle: [u32; 3]) -> DVec3 {
        let [a, b, c] = triangle.map(|index| patch.positions[index as usize].as_dvec3());
        (b - a).cross(c - a)
    }

    fn points(patch: &Patch, triangle: [u32; 3]) -> [DVec3; 3] {
        triangle.map(|index| patch.positions[index as usize].as_dvec3())
    }

    fn area(patch: &Patch, piece: &Piece) -> f64 {
        patch
            .triangles(piece)
            .map(|triangle| facing(patch, triangle).length() / 2.0)
            .sum()
    }

    /// Triangles with so little face have no direction.
    fn direction(patch: &Patch, triangle: [u32; 3]) -> Option<DVec3> {
        let face = facing(patch, triangle);
        (face.length() > 1e-6).then(|| face.normalize())
    }

    #[test]
    fn neighbouring_triangles_turn_by_less_than_20_degrees() {
        let least: f64 = libm::cos(20.0_f64.to_radians());
        for_all(|name, _, _, _, patch| {
            let mut faces = HashMap::new();
            for triangle in patch.pieces().flat_map(|piece| patch.triangles(piece)) {
                let Some(face) = direction(patch, triangle) else {
                    continue;
                };
                for corner in triangle {
                    let own = patch.normals[corner as usize].as_dvec3();
                    assert!((own.length() - 1.0).abs() < 1e-5);
                    assert!(own.dot(face) > 0.975, "a normal of its own in {name}");
                }
                for side in 0..3 {
                    faces.insert((triangle[side], triangle[(side + 1) % 3]), face);
                }
            }
            for ((from, to), face) in &faces {
                if let Some(other) = faces.get(&(*to, *from)) {
                    let at = patch.positions[*from as usize];
                    assert!(face.dot(*other) > least, "an edge at {at} in {name}");
                }
            }
        });
    }

    #[test]
    fn every_piece_is_open_at_the_ring_alone() {
        for_all(|name, shape, seat, _, patch| {
            for piece in patch.pieces() {
                let mut edges = HashMap::new();
                for [a, b, c] in patch.triangles(piece) {
                    for edge in [(a, b), (b, c), (c, a)] {
                        assert!(edges.insert(edge, ()).is_none(), "{name}");
                    }
                }
                let open: Vec<_> = edges
                    .keys()
                    .filter(|(a, b)| !edges.contains_key(&(*b, *a)))
                    .collect();
                let reaches = !open.is_empty();
                if !reaches {
                    continue;
                }
                assert_eq!(open.len(), Seat::SEGMENTS, "{name}");
                let offset = piece.side.sign() * HALF;
                let ring: Vec<Vec3> = seat.ring_at(offset as f32).collect();
                let first = patch.rings()[piece.rows.end - 1].first;
                for (a, b) in open {
                    for point in [a, b] {
                        let place = (point - first) as usize;
                        assert_eq!(patch.positions[*point as usize], ring[place], "{name}");
                        let off = shape.distance(seat.ring()[place].0);
                        assert!(off.abs() < 1e-6, "{off} nm off the field in {name}");
                    }
                }
            }
        });
    }

    #[test]
    fn the_area_is_the_formulas() {
        let mut patch = Patch::default();
        for (name, _, seat, sphere_nm) in all_seats() {
            let flat = Neck::with_waist(sphere_nm, RIM, 3.75);
            patch.set_midplane(&seat, &Neck::collapsing(flat, 1.0), HALF, TURN);
            let plain = patch
                .pieces()
                .next()
                .map_or(0.0, |piece| area(&patch, piece));
            for step in 0..=60 {
                let neck = Neck::collapsing(flat, f64::from(step) / 60.0);
                patch.set_midplane(&seat, &neck, HALF, TURN);
                let sum = patch
                    .pieces()
                    .next()
                    .map_or(0.0, |piece| area(&patch, piece));
                let formula = plain + neck.excess_area_nm2();
                let off = sum / formula - 1.0;
                assert!(
                    off.abs() < 5e-3,
                    "{off} at step {step} on {name} {sphere_nm}"
                );
            }
        }
    }

    #[test]
    fn on_a_plane_the_volume_is_the_formulas() {
        let mut patch = Patch::default();
        let (_, _, seat, _) = all_seats().remove(0);
        let start = Neck::with_waist(18.75, RIM, 3.75);
        for step in 0..20 {
            let neck = Neck::collapsing(start, f64::from(step) / 20.0);
            patch.set_midplane(&seat, &neck, HALF, 0.02);
            let piece = patch.pieces().next().expect("one piece");
            // Towards the lumen is inwards here.
            let volume: f64 = patch
                .triangles(piece)
                .map(|triangle| {
                    let [a, b, c] = points(&patch, triangle).map(|at| at - seat.point);
                    -a.dot(b.cross(c)) / 6.0
                })
                .sum();
            let formula = neck.volume_nm3();
            assert!((volume / formula - 1.0).abs() < 1e-2, "{volume} {formula}");
        }
    }

    #[test]
    fn the_patch_changes_without_a_jump() {
        let mut patch = Patch::default();
        for (name, _, seat, sphere_nm) in all_seats() {
            let start = Neck::with_waist(sphere_nm, RIM, 3.75);
            let mut before: Option<f32> = None;
            for step in 0..=2000 {
                let neck = Neck::collapsing(start, f64::from(step) / 2000.0);
                patch.set(&seat, &Joined::Open(neck), HALF, TURN);
                let axis = seat.inward.as_vec3();
                let height = patch
                    .positions
                    .iter()
                    .map(|at| axis.dot(*at - seat.point.as_vec3()))
                    .fold(0.0, f32::max);
                if let Some(before) = before {
                    let jump = (height - before).abs() / sphere_nm as f32;
                    assert!(jump < 0.02, "{jump} at step {step} on {name} {sphere_nm}");
                }
                before = Some(height);
            }
        }
    }

    /// Whether the triangles go through each other: an edge of one through the
    /// inside of the other.
    fn pierce(one: &[DVec3; 3], other: &[DVec3; 3]) -> bool {
        let through = |from: DVec3, to: DVec3, face: &[DVec3; 3]| {
            let [a, b, c] = *face;
            let normal = (b - a).cross(c - a);
            let (near, far) = (normal.dot(from - a), normal.dot(to - a));
            if near * far >= 0.0 {
                return false;
            }
            let at = from + (to - from) * (near / (near - far));
            [(a, b), (b, c), (c, a)]
                .into_iter()
                .all(|(p, q)| (q - p).cross(at - p).dot(normal) > 1e-9 * normal.length_squared())
        };
        (0..3).any(|side| {
            let next = (side + 1) % 3;
            through(one[side], one[next], other) || through(other[side], other[next], one)
        })
    }

    #[test]
    fn no_triangle_goes_through_another() {
        let mut patch = Patch::default();
        for (name, _, seat, sphere_nm) in all_seats() {
            for joined in family(sphere_nm).into_iter().step_by(4) {
                patch.set(&seat, &joined, HALF, TURN);
                let mut triangles: Vec<(f64, f64, [u32; 3], [DVec3; 3])> = patch
                    .pieces()
                    .flat_map(|piece| patch.triangles(piece))
                    .map(|names| {
                        let at = points(&patch, names);
                        let xs = at.map(|point| point.x);
                        let low = xs.into_iter().fold(f64::INFINITY, f64::min);
                        let high = xs.into_iter().fold(f64::NEG_INFINITY, f64::max);
                        (low, high, names, at)
                    })
                    .collect();
                triangles.sort_by(|a, b| a.0.total_cmp(&b.0));
                for (index, (_, high, names, at)) in triangles.iter().enumerate() {
                    let rest = triangles[index + 1..].iter();
                    for (_, _, other_names, other) in rest.take_while(|other| other.0 < *high) {
                        let apart = |axis: usize| {
                            let span = |at: &[DVec3; 3]| {
                                let places = at.map(|point| point[axis]);
                                let low = places.into_iter().fold(f64::INFINITY, f64::min);
                                (low, places.into_iter().fold(f64::NEG_INFINITY, f64::max))
                            };
                            let ((low, high), (from, to)) = (span(at), span(other));
                            high <= from || to <= low
                        };
                        if apart(1) || apart(2) || names.iter().any(|at| other_names.contains(at)) {
                            continue;
                        }
                        assert!(!pierce(at, other), "at {} in {name} {joined:?}", at[0]);
                    }
                }
            }
        }
    }
}
