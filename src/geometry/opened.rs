//! A patch opened: what is left of it behind a plane or two, and the face of
//! the cut with both leaflets and the core between them.
//!
//! The bilayer's inside is cut as a solid, wedge by wedge between
//! neighbouring rungs, so its face is whole at any angle, where leaflets part as well as
//! where they run side by side. Which points are kept is one bit each, a ring
//! is one word, and only what the plane passes through is looked at closer.

use std::{cmp::Ordering, ops::Range};

use bevy::math::{Vec2, Vec3};

use super::{
    leaflets::{Piece, Side, Strip},
    patch::Patch,
    seat::Seat,
    wedge::{WEDGE_FACES, WedgeCorner},
};

/// Points nearer to a plane lie on it, in nanometres, and are taken away: a cut
/// that just misses a point would leave slivers.
const ON_PLANE_NM: f32 = 1e-4;
/// Most corners of a triangle or of a face of a cut that is clipped twice.
const MOST_CORNERS: usize = 8;

/// A plane that takes away what lies beyond it, on the side of its normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutPlane {
    pub normal: Vec3,
    pub offset_nm: f32,
}

impl CutPlane {
    fn is_through(&self, at: Vec3) -> bool {
        (self.normal.dot(at) - self.offset_nm).abs() < ON_PLANE_NM
    }

    fn beyond(&self, at: Vec3) -> f32 {
        if self.is_through(at) {
            0.0
        } else {
            self.normal.dot(at) - self.offset_nm
        }
    }

    /// A bit for each point that is left.
    fn left(&self, points: &[Vec3]) -> u64 {
        let is_left = |at: &Vec3| self.normal.dot(*at) - self.offset_nm <= -ON_PLANE_NM;
        // Eight at a time, without waiting for each other.
        let bytes = points.chunks(8).map(|points| {
            let bits = points.iter().enumerate();
            bits.fold(0, |byte, (place, at)| {
                byte | u64::from(is_left(at)) << place
            })
        });
        bytes
            .enumerate()
            .fold(0, |word, (place, byte)| word | byte << (8 * place))
    }
}

/// Triangles with what the picture needs of their corners.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    pub positions: Vec<Vec3>,
    pub normals: Vec<Vec3>,
    /// On a leaflet: how much of the cell's wall it is, 0 to 1, and nothing.
    /// On the face of a cut: length along the bilayer and place across it,
    /// from the cytosolic face (negative) to the lumenal.
    pub patterns: Vec<Vec2>,
    pub indices: Vec<u32>,
}

impl Facets {
    fn clear(&mut self) {
        self.positions.clear();
        self.normals.clear();
        self.patterns.clear();
        self.indices.clear();
    }

    fn corner(&mut self, corner: &Corner) -> u32 {
        self.positions.push(corner.at);
        self.normals.push(corner.normal);
        self.patterns.push(corner.pattern);
        self.positions.len() as u32 - 1
    }

    /// A flat face with its corners in order.
    fn face(&mut self, corners: &Corners) {
        let first = self.positions.len() as u32;
        for corner in corners.all() {
            self.corner(corner);
        }
        for next in 2..corners.count as u32 {
            self.indices
                .extend_from_slice(&[first, first + next - 1, first + next]);
        }
    }
}

/// What a cut leaves of a patch. Buffers are used again.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    pub lumenal: Facets,
    pub cytosolic: Facets,
    pub section: Facets,
    cell: Kept,
    window: Kept,
    line: CutLine,
}

/// Which points a plane leaves.
#[derive(Clone, Debug, Default)]
struct Kept {
    plane: Option<CutPlane>,
    /// A bit for each place of a ring.
    rings: Vec<u64>,
    is_whole: bool,
}

impl Kept {
    fn look(&mut self, patch: &Patch, plane: Option<&CutPlane>) {
        self.rings.clear();
        self.plane = plane.copied();
        self.is_whole = true;
        let Some(plane) = plane else {
            return;
        };
        self.rings.extend(patch.rings().iter().map(|ring| {
            let left = plane.left(&patch.positions[ring.points()]);
            // A single point stands at every place.
            if ring.is_pole && left != 0 {
                u64::MAX
            } else {
                left
            }
        }));
        // A plane through the axis runs through the points on it: there they
        // go with their neighbours, or every wedge around them would leave a
        // face of no size.
        for rows in patch.runs_of_rows() {
            let (first, last) = (rows.start, rows.end - 1);
            for (row, neighbour) in [(first, first + 1), (last, last.saturating_sub(1))] {
                let ring = patch.rings()[row];
                let at = patch.positions[ring.first as usize];
                if ring.is_pole && rows.contains(&neighbour) && plane.is_through(at) {
                    self.rings[row] = self.rings[neighbour];
                }
            }
        }
        self.is_whole = self.rings.iter().all(|ring| *ring == u64::MAX);
    }

    fn ring(&self, row: usize) -> u64 {
        if self.is_whole {
            u64::MAX
        } else {
            self.rings[row]
        }
    }

    /// The places between which and their next all points of some rows are
    /// kept, and those where any is.
    fn between(&self, rows: &[usize]) -> (u64, u64) {
        rows.iter().fold((u64::MAX, 0), |(all, some), row| {
            let here = self.ring(*row);
            let next = here.rotate_right(1);
            (all & here & next, some | here | next)
        })
    }

    /// How far a point is beyond the plane; negative for what is kept.
    fn beyond(&self, at: Vec3) -> f32 {
        match &self.plane {
            Some(plane) if !self.is_whole => plane.beyond(at),
            _ => -1.0,
        }
    }
}

/// The numbers of the bits that are set.
fn places(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = word.trailing_zeros() as usize;
        word &= word.wrapping_sub(1);
        (place < Seat::SEGMENTS).then_some(place)
    })
}

/// The bits that are set, run by run.
fn runs(mut word: u64) -> impl Iterator<Item = Range<usize>> {
    std::iter::from_fn(move || {
        if word == 0 {
            return None;
        }
        let start = word.trailing_zeros();
        let end = start + (!(word >> start)).trailing_zeros();
        word &= u64::MAX.checked_shl(end).unwrap_or(0);
        Some(start as usize..end as usize)
    })
}

impl Opened {
    /// Opens `patch`: `cell` takes away what lies beyond it of the plasma
    /// membrane around the mouth, `window` of the vesicle and its neck. Where
    /// one leaves what the other takes, a sill closes the bilayer.
    pub fn cut(&mut self, patch: &Patch, cell: Option<&CutPlane>, window: Option<&CutPlane>) {
        self.lumenal.clear();
        self.cytosolic.clear();
        self.section.clear();
        self.cell.look(patch, cell);
        if window == cell {
            self.window.clone_from(&self.cell);
        } else {
            self.window.look(patch, window);
        }
        for piece in patch.pieces() {
            let facets = match piece.side {
                Side::Cytosolic => &mut self.cytosolic,
                _ => &mut self.lumenal,
            };
            cut_piece(facets, patch, piece, &self.cell, &self.window);
        }
        for strip in patch.strips() {
            let mut section = Section {
                facets: &mut self.section,
                patch,
                strip,
                cell: &self.cell,
                window: &self.window,
                line: &mut self.line,
            };
            if let Some(plane) = cell.filter(|_| !section.cell.is_whole) {
                section.face_of(plane.normal, CELL);
            }
            if let Some(plane) = window.filter(|_| !section.window.is_whole) {
                section.face_of(plane.normal, WINDOW);
            }
            section.sills();
        }
    }
}

fn cut_piece(facets: &mut Facets, patch: &Patch, piece: &Piece, cell: &Kept, window: &Kept) {
    let is_lumenal = piece.side == Side::Lumenal;
    let mut inner = CopiedRing::default();
    let mut on_inner = Crossings::default();
    for row in piece.rows.clone() {
        // The ring at the mouth belongs to both sides.
        let kept = match row.cmp(&piece.membrane_from) {
            Ordering::Less => window.ring(row),
            Ordering::Equal => window.ring(row) | cell.ring(row),
            Ordering::Greater => cell.ring(row),
        };
        let outer = CopiedRing::of(facets, patch, row, kept);
        let mut on_outer = Crossings::default();
        if row > piece.rows.start {
            let plane = if row <= piece.membrane_from {
                window
            } else {
                cell
            };
            let (all, some) = plane.between(&[row - 1, row]);
            add_whole(facets, [&inner, &outer], all, is_lumenal);
            for place in places(some & !all) {
                let next = (place + 1) % Seat::SEGMENTS;
                let mut quad = Quad {
                    corners: [
                        inner.edge(patch, row - 1, place, plane),
                        inner.edge(patch, row - 1, next, plane),
                        outer.edge(patch, row, place, plane),
                        outer.edge(patch, row, next, plane),
                    ],
                    crossings: [None; Quad::EDGES],
                };
                quad.crossings[Quad::INNER] = on_inner.at(place);
                // On the axis one of the two triangles has no face.
                if !inner.is_pole {
                    facets.clipped(&mut quad, if is_lumenal { [0, 1, 2] } else { [0, 2, 1] });
                }
                if !outer.is_pole {
                    facets.clipped(&mut quad, if is_lumenal { [1, 3, 2] } else { [1, 2, 3] });
                }
                on_outer.note(place, quad.crossings[Quad::OUTER]);
            }
        }
        inner = outer;
        // Beyond the mouth it is another plane that cuts.
        on_inner = if row == piece.membrane_from {
            Crossings::default()
        } else {
            on_outer
        };
    }
}

/// Where a plane goes through a ring: between some places and their next. More
/// than a few are looked for again.
#[derive(Clone, Copy, Debug, Default)]
struct Crossings {
    numbers: [(usize, u32); 4],
    count: usize,
}

impl Crossings {
    fn at(&self, place: usize) -> Option<u32> {
        let known = self.numbers[..self.count].iter();
        known
            .into_iter()
            .find_map(|(at, number)| (*at == place).then_some(*number))
    }

    fn note(&mut self, place: usize, number: Option<u32>) {
        if let Some(number) = number
            && self.count < self.numbers.len()
        {
            self.numbers[self.count] = (place, number);
            self.count += 1;
        }
    }
}

/// What lies between two rings, a place and its next: two triangles that share
/// the edge from corner 1 to corner 2, with the numbers of the points where
/// the plane goes through the edges.
struct Quad {
    corners: [LeafletCorner; 4],
    crossings: [Option<u32>; Self::EDGES],
}

impl Quad {
    /// Edges go by the sum of their corners' squares.
    const EDGES: usize = 14;
    const INNER: usize = 1;
    const OUTER: usize = 13;
}

/// Adds what stands whole between two rings at some places.
fn add_whole(facets: &mut Facets, [inner, outer]: [&CopiedRing; 2], whole: u64, is_lumenal: bool) {
    let turned = |[a, b, c]: [u32; 3]| if is_lumenal { [a, b, c] } else { [a, c, b] };
    for run in runs(whole) {
        if inner.is_pole || outer.is_pole {
            for place in run {
                let next = (place + 1) % Seat::SEGMENTS;
                let triangle = if inner.is_pole {
                    [inner.first, outer.number(next), outer.number(place)]
                } else {
                    [inner.number(place), inner.number(next), outer.first]
                };
                facets.indices.extend_from_slice(&turned(triangle));
            }
            continue;
        }
        let (a, c) = (inner.number(run.start), outer.number(run.start));
        let band = if is_lumenal {
            &LUMENAL_BAND
        } else {
            &CYTOSOLIC_BAND
        };
        // Numbers run on with the places, but for the step to the first.
        let closes = run.end == Seat::SEGMENTS;
        let plain = 6 * (run.len() - usize::from(closes));
        let outwards = c.wrapping_sub(a);
        let corners = band.on[..plain].iter().zip(&band.outer[..plain]);
        facets
            .indices
            .extend(corners.map(|(on, outer)| a.wrapping_add(*on).wrapping_add(outer & outwards)));
        if closes {
            let (last, next) = (run.end - 1, 0);
            let (a, b) = (inner.number(last), inner.number(next));
            let (c, d) = (outer.number(last), outer.number(next));
            facets.indices.extend_from_slice(&turned([a, b, c]));
            facets.indices.extend_from_slice(&turned([b, d, c]));
        }
    }
}

/// The corners of the triangles between two rings: how many places on, and
/// all bits for those on the outer ring.
struct Band {
    on: [u32; 6 * Seat::SEGMENTS],
    outer: [u32; 6 * Seat::SEGMENTS],
}

static LUMENAL_BAND: Band = Band::of([(0, 0), (1, 0), (0, !0), (1, 0), (1, !0), (0, !0)]);
static CYTOSOLIC_BAND: Band = Band::of([(0, 0), (0, !0), (1, 0), (1, 0), (0, !0), (1, !0)]);

impl Band {
    const fn of(quad: [(u32, u32); 6]) -> Self {
        let mut band = Self {
            on: [0; 6 * Seat::SEGMENTS],
            outer: [0; 6 * Seat::SEGMENTS],
        };
        let mut index = 0;
        while index < band.on.len() {
            let (on, outer) = quad[index % 6];
            band.on[index] = on + (index / 6) as u32;
            band.outer[index] = outer;
            index += 1;
        }
        band
    }
}

/// Where the kept points of a ring have gone: one after the other.
#[derive(Clone, Copy, Debug, Default)]
struct CopiedRing {
    first: u32,
    kept: u64,
    is_pole: bool,
}

impl CopiedRing {
    /// Copies the kept points of a row.
    fn of(facets: &mut Facets, patch: &Patch, row: usize, kept: u64) -> Self {
        let ring = patch.rings()[row];
        let first = facets.positions.len() as u32;
        let start = ring.first as usize;
        let mut copy = |range: Range<usize>| {
            facets
                .positions
                .extend_from_slice(&patch.positions[range.clone()]);
            facets.normals.extend_from_slice(&patch.normals[range]);
        };
        if !ring.is_pole {
            runs(kept).for_each(|run| copy(start + run.start..start + run.end));
        } else if kept != 0 {
            copy(ring.points());
        }
        let wall = Vec2::new(patch.walls()[row], 0.0);
        facets.patterns.resize(facets.positions.len(), wall);
        Self {
            first,
            kept,
            is_pole: ring.is_pole,
        }
    }

    /// The new number of a kept point.
    fn number(&self, place: usize) -> u32 {
        if self.is_pole {
            return self.first;
        }
        let before = self.kept & ((1 << place) - 1);
        self.first + before.count_ones()
    }

    /// A corner of a triangle that `plane` may clip.
    fn edge(&self, patch: &Patch, row: usize, place: usize, plane: &Kept) -> LeafletCorner {
        let point = patch.rings()[row].at(place) as usize;
        let at = patch.positions[point];
        LeafletCorner {
            number: self.number(place),
            at,
            normal: patch.normals[point],
            wall: patch.walls()[row],
            beyond: plane.beyond(at),
        }
    }
}

/// A corner of a leaflet's triangle, which has been copied if it is kept.
#[derive(Clone, Copy, Debug)]
struct LeafletCorner {
    number: u32,
    at: Vec3,
    normal: Vec3,
    wall: f32,
    beyond: f32,
}

impl Facets {
    /// Adds what is left of a triangle of a quad.
    fn clipped(&mut self, quad: &mut Quad, [a, b, c]: [usize; 3]) {
        let is_left = [a, b, c].map(|corner| quad.corners[corner].beyond < 0.0);
        // The corner that is unlike the two others goes first.
        let (a, b, c) = if is_left[1] == is_left[2] {
            (a, b, c)
        } else if is_left[0] == is_left[2] {
            (b, c, a)
        } else {
            (c, a, b)
        };
        let number = |quad: &Quad, corner: usize| quad.corners[corner].number;
        match is_left.iter().filter(|left| **left).count() {
            0 => {}
            1 => {
                let (to_b, to_c) = (self.crossing(quad, a, b), self.crossing(quad, a, c));
                self.indices
                    .extend_from_slice(&[number(quad, a), to_b, to_c]);
            }
            2 => {
                let (from_c, from_b) = (self.crossing(quad, c, a), self.crossing(quad, b, a));
                let (b, c) = (number(quad, b), number(quad, c));
                self.indices
                    .extend_from_slice(&[b, c, from_c, b, from_c, from_b]);
            }
            _ => {
                let whole = [a, b, c].map(|corner| number(quad, corner));
                self.indices.extend_from_slice(&whole);
            }
        }
    }

    /// The point where the way from a kept corner to one that is gone goes
    /// through the plane, which is new or known. Always counted from the kept
    /// end, so that neighbours agree to the last bit.
    fn crossing(&mut self, quad: &mut Quad, kept: usize, gone: usize) -> u32 {
        let edge = kept * kept + gone * gone;
        if let Some(known) = quad.crossings[edge] {
            return known;
        }
        let (kept, gone) = (&quad.corners[kept], &quad.corners[gone]);
        let part = kept.beyond / (kept.beyond - gone.beyond);
        let wall = kept.wall + (gone.wall - kept.wall) * part;
        self.positions.push(kept.at.lerp(gone.at, part));
        // As it would be interpolated on the whole triangle.
        self.normals.push(kept.normal.lerp(gone.normal, part));
        self.patterns.push(Vec2::new(wall, 0.0));
        let number = self.positions.len() as u32 - 1;
        quad.crossings[edge] = Some(number);
        number
    }
}

/// Which of a corner's two distances.
type Which = usize;
const CELL: Which = 0;
const WINDOW: Which = 1;

/// A corner of a face in the making.
#[derive(Clone, Copy, Debug, Default)]
struct Corner {
    at: Vec3,
    normal: Vec3,
    pattern: Vec2,
    /// Beyond the cell's plane and beyond the window's.
    beyond: [f32; 2],
}

impl Corner {
    /// Where the way from this corner to `gone` goes through a plane. Always
    /// counted from the kept end, so that neighbours agree to the last bit.
    fn crossing(&self, gone: &Self, which: Which) -> Self {
        let part = self.beyond[which] / (self.beyond[which] - gone.beyond[which]);
        let mut beyond = [0, 1]
            .map(|plane| self.beyond[plane] + (gone.beyond[plane] - self.beyond[plane]) * part);
        beyond[which] = 0.0;
        Self {
            at: self.at.lerp(gone.at, part),
            normal: self.normal.lerp(gone.normal, part).normalize_or_zero(),
            pattern: self.pattern.lerp(gone.pattern, part),
            beyond,
        }
    }
}

/// The corners of a convex face, in order.
#[derive(Clone, Copy, Debug, Default)]
struct Corners {
    corners: [Corner; MOST_CORNERS],
    count: usize,
}

impl Corners {
    fn of<const COUNT: usize>(given: [Corner; COUNT]) -> Self {
        let mut face = Self::default();
        for corner in given {
            face.push(corner);
        }
        face
    }

    fn push(&mut self, corner: Corner) {
        self.corners[self.count] = corner;
        self.count += 1;
    }

    fn all(&self) -> &[Corner] {
        &self.corners[..self.count]
    }

    /// What is left behind a plane, or with a `sign` of −1, beyond it.
    fn clipped(&self, which: Which, sign: f32) -> Self {
        let is_left = |corner: &Corner| corner.beyond[which] * sign <= 0.0;
        if self.all().iter().all(is_left) {
            return *self;
        }
        let mut left = Self::default();
        for (index, corner) in self.all().iter().enumerate() {
            let next = &self.corners[(index + 1) % self.count];
            if is_left(corner) {
                left.push(*corner);
                if !is_left(next) {
                    left.push(corner.crossing(next, which));
                }
            } else if is_left(next) {
                left.push(next.crossing(corner, which));
            }
        }
        left
    }
}

/// Counts length along the line of a cut near one point of it.
#[derive(Clone, Copy, Debug, Default)]
struct Gauge {
    at: Vec3,
    /// Along the line, the way lengths grow.
    way: Vec3,
    along: f32,
    /// The place around after which the line goes through the ring.
    place: usize,
}

impl Gauge {
    fn along(&self, at: Vec3) -> f32 {
        self.along + self.way.dot(at - self.at)
    }
}

/// The line in which a plane cuts the middle of a strip, for the lengths on the
/// face of the cut. Beside the axis it does not run along a meridian: there a
/// meridian's length would stand still where the line is nearest to the axis.
#[derive(Clone, Debug, Default)]
struct CutLine {
    /// Where the line goes through each rung's ring: out of what is kept, and
    /// back into it.
    gauges: Vec<Option<[Gauge; 2]>>,
}

impl CutLine {
    /// Follows the line through some rungs. Its two branches are counted from
    /// where they meet nearest to the strip's beginning, one of them
    /// backwards.
    fn follow(&mut self, patch: &Patch, strip: &Strip, kept: &Kept, rungs: Range<usize>) {
        self.gauges.clear();
        self.gauges.resize(strip.rungs.len(), None);
        for rung in rungs.clone() {
            self.gauges[rung] = crossings(patch, strip.rungs[rung], kept);
        }
        let mut rung = rungs.start;
        while rung < rungs.end {
            let is_cut = |rung: &usize| self.gauges[*rung].is_some();
            let end = (rung..rungs.end)
                .find(|rung| !is_cut(rung))
                .unwrap_or(rungs.end);
            if end > rung {
                let begins = (rung == rungs.start).then_some(strip.along_nm[rung] as f32);
                self.count(rung..end, begins, end < rungs.end);
            }
            rung = end + 1;
        }
        // Where a leaflet is cut but not the middle, the nearest rung counts.
        let (mut before, mut after) = (None, None);
        for rung in rungs.clone() {
            before = self.gauges[rung].or(before);
            self.gauges[rung] = before;
        }
        for rung in rungs.rev() {
            after = self.gauges[rung].or(after);
            self.gauges[rung] = after;
        }
    }

    /// Counts along neighbouring rungs that are cut, from `begins`, or from
    /// where the branches meet before the first rung. Whether they meet again
    /// after the last one, `meets` says.
    fn count(&mut self, run: Range<usize>, begins: Option<f32>, meets: bool) {
        let at = |line: &Self, rung: usize, branch: usize| {
            line.gauges[rung].map_or(Vec3::ZERO, |gauges| gauges[branch].at)
        };
        let last = run.end - 1;
        for (branch, sign) in [1.0, -1.0].into_iter().enumerate() {
            let other = 1 - branch;
            let chord = at(self, run.start, branch).distance(at(self, run.start, other));
            let mut far = begins.unwrap_or(0.5 * chord);
            for rung in run.clone() {
                let here = at(self, rung, branch);
                let before = if rung > run.start {
                    at(self, rung - 1, branch)
                } else if begins.is_none() {
                    at(self, rung, other)
                } else {
                    here
                };
                let after = if rung < last {
                    at(self, rung + 1, branch)
                } else if meets && rung > run.start {
                    at(self, rung, other)
                } else {
                    here
                };
                if rung > run.start {
                    far += before.distance(here);
                }
                if let Some(gauges) = &mut self.gauges[rung] {
                    gauges[branch].way = sign * (after - before).normalize_or_zero();
                    gauges[branch].along = sign * far;
                }
            }
        }
    }

    /// What lengths are counted by at two neighbouring rungs, for the cell
    /// after `place`: both on the branch that is nearer.
    fn gauges(&self, rungs: [usize; 2], place: usize) -> [Gauge; 2] {
        let [Some(first), Some(nearest)] = rungs.map(|rung| self.gauges[rung]) else {
            return [Gauge::default(); 2];
        };
        let away = |gauge: &Gauge| {
            let steps = gauge.place.abs_diff(place);
            steps.min(Seat::SEGMENTS - steps)
        };
        let branch = usize::from(away(&nearest[1]) < away(&nearest[0]));
        [first[branch], nearest[branch]]
    }
}

/// Where a plane goes through the middle of a rung's two rings, if it does.
fn crossings(patch: &Patch, rows: [usize; 2], kept: &Kept) -> Option<[Gauge; 2]> {
    let words = rows.map(|row| kept.ring(row));
    let middle = |place: usize| -> Vec3 {
        let point = |row: usize| patch.positions[patch.rings()[row].at(place) as usize];
        0.5 * (point(rows[0]) + point(rows[1]))
    };
    let unlike = places(words[0] ^ words[1])
        .filter(|place| kept.beyond(middle(*place)).is_sign_negative())
        .fold(0, |word: u64, place| word | 1 << place);
    let here = words[0] & words[1] | unlike;
    let next = here.rotate_right(1);
    let out = places(here & !next).next()?;
    let back = places(next & !here).next()?;
    Some([out, back].map(|place| {
        let [from, to] = [middle(place), middle(place + 1)];
        let far = [from, to].map(|at| kept.beyond(at));
        // On the axis both are the same point.
        let part = if far[0] == far[1] {
            0.0
        } else {
            (far[0] / (far[0] - far[1])).clamp(0.0, 1.0)
        };
        Gauge {
            at: from.lerp(to, part),
            place,
            ..Gauge::default()
        }
    }))
}

/// The cut through the bilayer's inside along one strip.
struct Section<'a> {
    facets: &'a mut Facets,
    patch: &'a Patch,
    strip: &'a Strip,
    cell: &'a Kept,
    window: &'a Kept,
    line: &'a mut CutLine,
}

impl Section<'_> {
    /// Adds the face that one of the planes makes.
    fn face_of(&mut self, normal: Vec3, which: Which) {
        let from_mouth = self.strip.membrane_from;
        let bands = if which == WINDOW {
            1..from_mouth + 1
        } else {
            from_mouth + 1..self.strip.rungs.len()
        };
        let kept = if which == CELL {
            self.cell
        } else {
            self.window
        };
        let rungs = bands.start - 1..bands.end.min(self.strip.rungs.len());
        self.line.follow(self.patch, self.strip, kept, rungs);
        for rung in bands {
            let [a, b] = self.strip.rungs[rung - 1];
            let [c, d] = self.strip.rungs[rung];
            let (all, some) = kept.between(&[a, b, c, d]);
            for place in places(some & !all) {
                self.cut_wedge(rung, place, normal, which);
            }
        }
    }

    /// Cuts the wedge between two rungs and two places.
    fn cut_wedge(&mut self, rung: usize, place: usize, normal: Vec3, which: Which) {
        let kept = if which == CELL {
            self.cell
        } else {
            self.window
        };
        let next = (place + 1) % Seat::SEGMENTS;
        let mut corners = [WedgeCorner::default(); 8];
        let rungs = [rung - 1, rung];
        let gauges = self.line.gauges(rungs, place);
        for ((rung, gauge), corners) in rungs
            .into_iter()
            .zip(gauges)
            .zip(corners.chunks_exact_mut(4))
        {
            for (side, row) in self.strip.rungs[rung].into_iter().enumerate() {
                let ring = self.patch.rings()[row];
                let across = self.patch.across_nm(row);
                for (corner, place) in [(side, place), (side + 2, next)] {
                    let at = self.patch.positions[ring.at(place) as usize];
                    corners[corner] = WedgeCorner {
                        at,
                        pattern: Vec2::new(gauge.along(at), across),
                        beyond: kept.beyond(at),
                    };
                }
            }
        }
        let left = (0..8).fold(0, |left, corner| {
            left | usize::from(corners[corner].beyond < 0.0) << corner
        });
        let face = &WEDGE_FACES[left];
        let base = self.facets.positions.len() as u32;
        for [kept, gone] in face.crossings() {
            let (at, pattern) = corners[*kept as usize].to(&corners[*gone as usize]);
            self.facets.positions.push(at);
            self.facets.patterns.push(pattern);
        }
        self.facets
            .normals
            .resize(self.facets.positions.len(), normal);
        let turned = usize::from(self.strip.is_turned);
        for [a, b, c] in face.triangles() {
            let corners = [[a, b, c], [a, c, b]][turned];
            let numbers = corners.map(|corner| base + u32::from(*corner));
            self.facets.indices.extend_from_slice(&numbers);
        }
    }

    /// The two ends of a rung at a place.
    fn pillar(&self, rung: usize, place: usize, normal: Vec3) -> [Corner; 2] {
        let along = self.strip.along_nm[rung] as f32;
        self.strip.rungs[rung].map(|row| {
            let point = self.patch.rings()[row].at(place);
            let at = self.patch.positions[point as usize];
            Corner {
                at,
                normal,
                pattern: Vec2::new(along, self.patch.across_nm(row)),
                beyond: [self.cell.beyond(at), self.window.beyond(at)],
            }
        })
    }

    /// Adds a face turned to `normal`, if it has a size.
    fn add(&mut self, face: &Corners, normal: Vec3) {
        if face.count < 3 {
            return;
        }
        let first = face.corners[0].at;
        let swept: Vec3 = face.all()[1..]
            .windows(2)
            .map(|pair| (pair[0].at - first).cross(pair[1].at - first))
            .sum();
        if swept.dot(normal) >= 0.0 {
            self.facets.face(face);
        } else {
            let mut turned = *face;
            turned.corners[..face.count].reverse();
            self.facets.face(&turned);
        }
    }

    /// The bilayer's edge at the mouth, where one side of it was taken away:
    /// the plasma membrane's towards the axis, the neck's away from it.
    fn sills(&mut self) {
        let rung = self.strip.membrane_from;
        let rows = self.strip.rungs[rung];
        let is_between = rung > 0 && rung + 1 < self.strip.rungs.len();
        // One plane takes both sides away alike.
        if !is_between || self.cell.plane == self.window.plane {
            return;
        }
        let (all_cell, some_cell) = self.cell.between(&rows);
        let (all_window, some_window) = self.window.between(&rows);
        self.sill(!all_window & some_cell, WINDOW, 1.0);
        self.sill(!all_cell & some_window, CELL, -1.0);
    }

    /// The edge at some places, where the plane `gone` took the other side of
    /// it; `facing` says which way it faces.
    fn sill(&mut self, at: u64, gone: Which, facing: f32) {
        let rung = self.strip.membrane_from;
        for place in places(at) {
            let next = (place + 1) % Seat::SEGMENTS;
            let [p, q] = [place, next].map(|place| self.pillar(rung, place, Vec3::ZERO));
            let towards_axis = self.patch.axis_point(p[0].at) - p[0].at;
            let normal = facing * towards_axis.normalize_or_zero();
            // Along the mouth now, not along the meridian.
            let width = p[0].at.distance(q[0].at);
            let on_sill = |corner: Corner, place: usize| Corner {
                normal,
                pattern: Vec2::new(width * place as f32, corner.pattern.y),
                ..corner
            };
            let [p, q] = [(p, place), (q, place + 1)]
                .map(|(ends, place)| ends.map(|end| on_sill(end, place)));
            // Split as the wedges beside it are.
            for half in [[p[0], q[0], q[1]], [p[0], q[1], p[1]]] {
                let face = Corners::of(half).clipped(gone, -1.0).clipped(1 - gone, 1.0);
                self.add(&face, normal);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use bevy::math::DVec3;

    use super::{
        super::{leaflets::Joined, neck::Neck, trial},
        *,
    };

    const HALF: f64 = 2.25;

    fn tube_seat() -> Seat {
        Seat::new(&trial::tube(), DVec3::ZERO, DVec3::Y, 25.95).expect("gently curved")
    }

    fn shapes() -> Vec<Joined> {
        let neck = |waist| Neck::with_waist(18.75, 3.0, waist);
        let mut shapes = vec![
            Joined::Apart {
                sphere_nm: 18.75,
                gap_nm: 6.0,
            },
            Joined::Hemifused(neck(0.15)),
            Joined::Hemifused(neck(1.7)),
            Joined::Hemifused(neck(3.4)),
        ];
        shapes.extend(
            [0.0, 0.3, 0.5, 0.7, 0.9]
                .map(|progress| Joined::Open(Neck::collapsing(neck(3.4), progress))),
        );
        shapes
    }

    fn plane(normal: Vec3, through: Vec3) -> CutPlane {
        let normal = normal.normalize();
        CutPlane {
            normal,
            offset_nm: normal.dot(through),
        }
    }

    fn area(facets: &Facets) -> f32 {
        facets
            .indices
            .chunks_exact(3)
            .map(|corners| {
                let [a, b, c] = [0, 1, 2].map(|at| facets.positions[corners[at] as usize]);
                0.5 * (b - a).cross(c - a).length()
            })
            .sum()
    }

    fn assert_faces_face_their_normals(facets: &Facets) {
        for corners in facets.indices.chunks_exact(3) {
            let [a, b, c] = [0, 1, 2].map(|at| facets.positions[corners[at] as usize]);
            let turned = (b - a)
                .cross(c - a)
                .dot(facets.normals[corners[0] as usize]);
            assert!(turned > -0.02, "{turned} nm² the wrong way round at {a}");
        }
    }

    /// Length of the edges that have a face on one side only, apart from the
    /// seat's ring. Faces without a size may lie either way round.
    fn open_length(opened: &Opened, seat: &Seat) -> f32 {
        let mut edges: HashMap<([i64; 3], [i64; 3]), (u32, f32)> = HashMap::new();
        let place = |at: Vec3| {
            at.to_array()
                .map(|part| (f64::from(part) * 2e3).round() as i64)
        };
        for facets in [&opened.lumenal, &opened.cytosolic, &opened.section] {
            for corners in facets.indices.chunks_exact(3) {
                for side in 0..3 {
                    let from = facets.positions[corners[side] as usize];
                    let to = facets.positions[corners[(side + 1) % 3] as usize];
                    let at_ring = [from, to].iter().all(|at| {
                        let away = at.as_dvec3() - seat.point;
                        away.reject_from(seat.inward).length() > seat.radius_nm - 0.6
                    });
                    let (a, b) = (place(from), place(to));
                    if a == b || at_ring {
                        continue;
                    }
                    let key = (a.min(b), a.max(b));
                    edges.entry(key).or_insert((0, from.distance(to))).0 += 1;
                }
            }
        }
        edges
            .values()
            .filter(|(count, _)| count % 2 != 0)
            .map(|(_, length)| length)
            .sum()
    }

    #[test]
    fn what_is_left_is_closed_by_the_faces_of_the_cuts() {
        let seat = tube_seat();
        let mut patch = Patch::default();
        let mut opened = Opened::default();
        for joined in shapes() {
            patch.set(&seat, &joined, HALF, 0.16);
            let both = |plane| (Some(plane), Some(plane));
            for (cell, window) in [
                both(plane(Vec3::Z, Vec3::ZERO)),
                both(plane(Vec3::new(0.3, 0.2, 1.0), Vec3::new(0.0, 3.0, 4.0))),
                (None, Some(plane(Vec3::X, Vec3::ZERO))),
                (
                    None,
                    Some(plane(Vec3::new(1.0, 0.1, -0.4), Vec3::new(2.0, 0.0, 0.0))),
                ),
                (
                    Some(plane(Vec3::new(0.1, 0.3, 1.0), Vec3::ZERO)),
                    Some(plane(Vec3::new(0.0, 0.1, 1.0), Vec3::new(0.0, 0.0, 5.0))),
                ),
            ] {
                opened.cut(&patch, cell.as_ref(), window.as_ref());
                assert_faces_face_their_normals(&opened.section);
                let open = open_length(&opened, &seat);
                // The two halves of a diaphragm's core are split differently
                // along the plane between them, and the sill ends within a side
                // of the mouth's ring: open on paper, closed in place.
                let least = match joined {
                    Joined::Hemifused(_) => 30.0,
                    Joined::Open(_) if window != cell => 30.0,
                    _ => 0.1,
                };
                assert!(
                    open < least,
                    "{open} nm open in {joined:?} {cell:?} {window:?}"
                );
            }
        }
    }

    #[test]
    fn the_face_of_a_cut_through_the_axis_is_the_bilayers_section() {
        let seat = Seat::new(&trial::plane(), DVec3::ZERO, DVec3::Y, 25.95).expect("flat");
        let mut patch = Patch::default();
        let mut opened = Opened::default();
        let cut = plane(seat.directions(0).1.as_vec3(), Vec3::ZERO);
        for joined in shapes() {
            patch.set(&seat, &joined, HALF, 0.05);
            opened.cut(&patch, Some(&cut), Some(&cut));
            // Twice the area between the half sections' outlines.
            let leaflets = joined.leaflets(HALF, seat.radius_nm);
            let under = |pieces: &[Vec<super::super::neck::MeridianPoint>]| -> f64 {
                pieces
                    .iter()
                    .flat_map(|piece| piece.windows(2))
                    .map(|pair| 0.5 * (pair[1].r_nm - pair[0].r_nm) * (pair[0].z_nm + pair[1].z_nm))
                    .sum()
            };
            let expected = 2.0 * (under(&leaflets.cytosolic) - under(&leaflets.lumenal));
            let face = f64::from(area(&opened.section));
            assert!(
                (face / expected - 1.0).abs() < 0.01,
                "{face} {expected} {joined:?}"
            );
        }
    }

    #[test]
    fn lengths_on_the_face_of_a_cut_are_true_beside_the_axis_too() {
        let seat = tube_seat();
        let mut patch = Patch::default();
        let mut opened = Opened::default();
        for joined in shapes() {
            patch.set(&seat, &joined, HALF, 0.08);
            for aside in [0.0, 4.0, 10.5, 16.0, 22.0] {
                let cut = plane(Vec3::new(0.1, 0.0, 1.0), Vec3::Z * aside);
                opened.cut(&patch, Some(&cut), Some(&cut));
                let section = &opened.section;
                let (mut long, mut wrong) = (0.0, 0.0);
                for corners in section.indices.chunks_exact(3) {
                    for side in 0..3 {
                        let [a, b] = [side, (side + 1) % 3].map(|side| corners[side] as usize);
                        let step = section.patterns[a] - section.patterns[b];
                        // Along a face of the bilayer, not across it.
                        if step.y.abs() > 1e-4 || section.patterns[a].y.abs() < 2.2 {
                            continue;
                        }
                        let way = section.positions[a].distance(section.positions[b]);
                        long += way;
                        // A leaflet on a bend is longer or shorter than the middle.
                        let ratio = step.x.abs() / way.max(1e-6);
                        if !(0.45..4.0).contains(&ratio) {
                            wrong += way;
                        }
                    }
                }
                assert!(
                    wrong <= 0.08 * long,
                    "{wrong} nm of {long} at {aside} of {joined:?}"
                );
            }
        }
    }

    #[test]
    fn whole_patches_are_left_whole_and_far_ones_not_at_all() {
        let seat = tube_seat();
        let mut patch = Patch::default();
        let mut opened = Opened::default();
        for joined in shapes() {
            patch.set(&seat, &joined, HALF, 0.16);
            let whole: usize = patch
                .pieces()
                .map(|piece| patch.triangles(piece).count())
                .sum();
            for far in [None, Some(plane(Vec3::Y, Vec3::new(0.0, 200.0, 0.0)))] {
                opened.cut(&patch, far.as_ref(), far.as_ref());
                let indices = opened.lumenal.indices.len() + opened.cytosolic.indices.len();
                assert_eq!(indices, 3 * whole);
                assert!(opened.section.indices.is_empty());
            }
            let near = plane(Vec3::Y, Vec3::new(0.0, -200.0, 0.0));
            opened.cut(&patch, Some(&near), Some(&near));
            assert!(opened.lumenal.indices.is_empty() && opened.section.indices.is_empty());
        }
    }
}
