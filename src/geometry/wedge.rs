//! A wedge of the bilayer's inside, between two rungs and two places around the
//! axis, and the face that a plane makes in it.
//!
//! For each of the 256 ways in which a plane can part its eight corners the face
//! is known beforehand.

use bevy::math::{Vec2, Vec3};

/// A corner of a wedge.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WedgeCorner {
    pub at: Vec3,
    pub pattern: Vec2,
    pub beyond: f32,
}

impl WedgeCorner {
    /// Place and pattern where the way from this corner, which is kept, to one
    /// that is gone goes through the plane.
    pub fn to(&self, gone: &Self) -> (Vec3, Vec2) {
        let part = self.beyond / (self.beyond - gone.beyond);
        (
            self.at.lerp(gone.at, part),
            self.pattern.lerp(gone.pattern, part),
        )
    }
}

/// The face that a plane makes in a wedge, for one
/// choice of the corners that are kept: points on the wedge's edges, each from
/// its kept end to the other, and triangles between them.
///
/// A corner's number has a bit for its face of the bilayer, one for its place
/// around and one for its rung. The wedge is two prisms of three tetrahedra
/// each; a side that two wedges share is split the same way in both, from its earlier
/// corner.
#[derive(Clone, Copy)]
pub(super) struct WedgeFace {
    crossings: [[u8; 2]; EDGES],
    triangles: [[u8; 3]; 2 * TETRAHEDRA.len()],
    count: usize,
    triangle_count: usize,
}

const TETRAHEDRA: [[u8; 4]; 6] = [
    [0, 2, 4, 5],
    [0, 2, 3, 5],
    [0, 1, 3, 5],
    [2, 4, 6, 7],
    [2, 4, 5, 7],
    [2, 3, 5, 7],
];
/// Twelve edges of the wedge, six across its sides and one through it.
const EDGES: usize = 19;
pub(super) static WEDGE_FACES: [WedgeFace; 256] = {
    let mut faces = [WedgeFace::NONE; 256];
    let mut left = 0;
    while left < faces.len() {
        faces[left] = WedgeFace::of(left);
        left += 1;
    }
    faces
};

impl WedgeFace {
    const NONE: Self = Self {
        crossings: [[0; 2]; EDGES],
        triangles: [[0; 3]; 2 * TETRAHEDRA.len()],
        count: 0,
        triangle_count: 0,
    };

    pub fn crossings(&self) -> &[[u8; 2]] {
        &self.crossings[..self.count]
    }

    pub fn triangles(&self) -> &[[u8; 3]] {
        &self.triangles[..self.triangle_count]
    }

    /// The face in a wedge that keeps the corners whose bits are set in `left`.
    const fn of(left: usize) -> Self {
        let mut face = Self::NONE;
        let mut which = 0;
        while which < TETRAHEDRA.len() {
            let (mut kept, mut gone) = ([0; 4], [0; 4]);
            let (mut kept_count, mut gone_count) = (0, 0);
            let mut end = 0;
            while end < 4 {
                let corner = TETRAHEDRA[which][end];
                if left >> corner & 1 == 1 {
                    kept[kept_count] = corner;
                    kept_count += 1;
                } else {
                    gone[gone_count] = corner;
                    gone_count += 1;
                }
                end += 1;
            }
            match (kept_count, gone_count) {
                (1, 3) => face.triangle(
                    kept[0],
                    [[kept[0], gone[0]], [kept[0], gone[1]], [kept[0], gone[2]]],
                ),
                (3, 1) => face.triangle(
                    kept[0],
                    [[kept[0], gone[0]], [kept[1], gone[0]], [kept[2], gone[0]]],
                ),
                (2, 2) => {
                    let [a, b, c, d] = [
                        [kept[0], gone[0]],
                        [kept[0], gone[1]],
                        [kept[1], gone[1]],
                        [kept[1], gone[0]],
                    ];
                    face.triangle(kept[0], [a, b, c]);
                    face.triangle(kept[0], [a, c, d]);
                }
                _ => {}
            }
            which += 1;
        }
        face
    }

    /// Adds a triangle between three edges, turned away from a kept corner in
    /// a wedge whose bits run along three right-handed axes.
    const fn triangle(&mut self, kept: u8, edges: [[u8; 2]; 3]) {
        let [a, b, c] = [midpoint(edges[0]), midpoint(edges[1]), midpoint(edges[2])];
        let (to_b, to_c) = (minus(b, a), minus(c, a));
        let across = [
            to_b[1] * to_c[2] - to_b[2] * to_c[1],
            to_b[2] * to_c[0] - to_b[0] * to_c[2],
            to_b[0] * to_c[1] - to_b[1] * to_c[0],
        ];
        let away = minus(a, midpoint([kept, kept]));
        let faces_away = across[0] * away[0] + across[1] * away[1] + across[2] * away[2] > 0;
        let [p, q, r] = [
            self.crossing(edges[0]),
            self.crossing(edges[1]),
            self.crossing(edges[2]),
        ];
        self.triangles[self.triangle_count] = if faces_away { [p, q, r] } else { [p, r, q] };
        self.triangle_count += 1;
    }

    /// The number of the point on an edge, which is new or known.
    const fn crossing(&mut self, edge: [u8; 2]) -> u8 {
        let mut known = 0;
        while known < self.count {
            let [kept, gone] = self.crossings[known];
            if kept == edge[0] && gone == edge[1] {
                return known as u8;
            }
            known += 1;
        }
        self.crossings[known] = edge;
        self.count += 1;
        known as u8
    }
}

/// Twice the middle of two corners of a cube with sides of one.
const fn midpoint([a, b]: [u8; 2]) -> [i32; 3] {
    [
        (a & 1) as i32 + (b & 1) as i32,
        (a >> 1 & 1) as i32 + (b >> 1 & 1) as i32,
        (a >> 2) as i32 + (b >> 2) as i32,
    ]
}

const fn minus(a: [i32; 3], b: [i32; 3]) -> [i32; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corner(number: usize) -> Vec3 {
        let bit = |shift: usize| (number >> shift & 1) as f32;
        Vec3::new(bit(0), bit(1), bit(2))
    }

    /// The faces of a unit cube cut by many planes.
    #[test]
    fn a_cubes_faces_have_the_areas_and_directions_of_its_sections() {
        for step in 0..400_usize {
            // Spread over all directions, and over depths.
            let turn = 0.1 + 2.399_963_2 * step as f32;
            let height = (2 * step + 1) as f32 / 400.0 - 1.0;
            let width = (1.0 - height * height).sqrt();
            let normal = Vec3::new(width * libm::cosf(turn), width * libm::sinf(turn), height);
            let part = (step % 7 + 1) as f32 / 8.0;
            let through = Vec3::new(part, 0.5, 1.0 - part);
            let beyond = |at: Vec3| normal.dot(at - through);
            let corners: [WedgeCorner; 8] = std::array::from_fn(|number| WedgeCorner {
                at: corner(number),
                pattern: Vec2::ZERO,
                beyond: beyond(corner(number)),
            });
            let left = (0..8).fold(0, |left, number| {
                left | usize::from(corners[number].beyond < 0.0) << number
            });
            let face = &WEDGE_FACES[left];
            let points: Vec<Vec3> = face
                .crossings()
                .iter()
                .map(|[kept, gone]| corners[*kept as usize].to(&corners[*gone as usize]).0)
                .collect();
            let mut area = 0.0;
            for numbers in face.triangles() {
                let [a, b, c] = numbers.map(|number| points[number as usize]);
                assert!(beyond(a).abs() < 1e-6);
                let twice = (b - a).cross(c - a).dot(normal);
                assert!(twice > -1e-6, "turned over at {normal}");
                area += 0.5 * twice;
            }
            let expected = section_area(normal, normal.dot(through));
            assert!(
                (area - expected).abs() < 1e-3,
                "{area} {expected} at {normal}"
            );
        }
    }

    /// Area of a unit cube's section, by the change of the volume below it.
    fn section_area(normal: Vec3, offset: f32) -> f32 {
        let below = |offset: f64| {
            // Inclusion and exclusion over the corners, for a plane with
            // positive slopes.
            let slopes = normal.abs().as_dvec3();
            let shift = normal.as_dvec3().min(bevy::math::DVec3::ZERO);
            let level = offset - shift.element_sum();
            let volume: f64 = (0..8)
                .map(|number| {
                    let at = corner(number).as_dvec3();
                    let over = (level - slopes.dot(at)).max(0.0);
                    let sign = if at.element_sum() as i32 % 2 == 0 {
                        1.0
                    } else {
                        -1.0
                    };
                    sign * over * over * over
                })
                .sum();
            volume / (6.0 * slopes.element_product())
        };
        let (offset, half) = (f64::from(offset), 1e-4);
        ((below(offset + half) - below(offset - half)) / (2.0 * half)) as f32
    }
}
