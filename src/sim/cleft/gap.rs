//! The room between two membranes in which transmitter spreads: where its
//! walls are, where it ends, and how a molecule is thrown back.
//!
//! Places in it are counted from the middle of the contact: two coordinates
//! along the membrane, the third across the gap from the releasing cell's outer
//! face.

use bevy::math::DVec3;

use crate::{
    geometry::shape::Shape,
    sim::diffusion::{Molecules, Walls, folded},
};

/// A neighbour further off than this bounds no cleft, in nanometres.
const WIDEST_NM: f64 = 60.0;
/// Faces count as flat as far as they lie this near to a plane.
const FLAT_WITHIN_NM: f64 = 0.05;
/// Width and number of the rings and directions in which that is looked at.
const RING_NM: f64 = 5.0;
const DIRECTIONS: usize = 24;
/// Rounds in which a molecule is thrown back by curved walls at most; one that
/// is still in a wall stays where it was.
const ROUNDS: usize = 4;
/// Steps along a line at most to find a face.
const TRACING_STEPS: usize = 64;

/// Directions at the middle of the contact, at right angles; `out` points
/// across the gap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub origin: DVec3,
    pub side: DVec3,
    pub other: DVec3,
    pub out: DVec3,
}

impl Frame {
    /// A frame on the face at `origin`, with `side` as near to x as can be.
    pub fn at(origin: DVec3, out: DVec3) -> Self {
        let flat = DVec3::X - out * out.dot(DVec3::X);
        let side = flat
            .try_normalize()
            .unwrap_or_else(|| out.any_orthonormal_vector());
        Self {
            origin,
            side,
            other: out.cross(side),
            out,
        }
    }

    /// A place of the gap in the cell.
    pub fn in_cell(&self, [x, y, z]: [f32; 3]) -> DVec3 {
        self.origin + self.side * f64::from(x) + self.other * f64::from(y) + self.out * f64::from(z)
    }

    /// A place of the cell in the gap.
    pub fn in_gap(&self, point: DVec3) -> [f32; 3] {
        let from = point - self.origin;
        [self.side, self.other, self.out].map(|way| from.dot(way) as f32)
    }
}

/// Distances from the middle of a contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends {
    /// At which the contact is over and glia line the gap.
    pub rim_nm: f64,
    /// Beyond which a molecule is gone.
    pub edge_nm: f64,
}

/// Where molecules of transmitter can be.
#[derive(Clone, Debug)]
pub struct Gap {
    pub frame: Frame,
    /// Between the two faces, or the nearest walls, in nanometres.
    pub height_nm: f64,
    /// Where the contact ends; a closed gap has no end.
    pub ends: Option<Ends>,
    walls: Walls,
    curved: Option<Curved>,
}

/// Membranes that curve away within the contact.
#[derive(Clone, Debug)]
struct Curved {
    membranes: Vec<Shape>,
    half_bilayer_nm: f64,
    flat_nm: f64,
}

impl Gap {
    /// The gap between the faces of two membranes around `centre`, which is on
    /// the first; none where the second is too far off.
    ///
    /// Where both are flat as far as the contact reaches and nothing stands in
    /// the way beyond, the gap goes on between planes to its edge, for there glia
    /// take the place of a membrane that curves away.
    pub fn between(
        membrane: &Shape,
        neighbour: &Shape,
        centre: DVec3,
        ends: Ends,
        half_bilayer_nm: f64,
    ) -> Option<Self> {
        let centre = membrane.closest(centre);
        let out = membrane.normal(centre);
        let origin = centre + out * half_bilayer_nm;
        let mut height_nm = 0.0;
        for _ in 0..TRACING_STEPS {
            height_nm += neighbour.distance(origin + out * height_nm) - half_bilayer_nm;
            if !(0.0..WIDEST_NM).contains(&height_nm) {
                return None;
            }
        }
        let frame = Frame::at(origin, out);
        let far = centre + out * (height_nm + 2.0 * half_bilayer_nm);
        let is_plane = |radius_nm: f64| {
            (0..DIRECTIONS).all(|direction| {
                let angle = direction as f64 / DIRECTIONS as f64 * std::f64::consts::TAU;
                let aside = frame.side * libm::cos(angle) + frame.other * libm::sin(angle);
                [(membrane, centre), (neighbour, far)]
                    .iter()
                    .all(|(shape, middle)| {
                        let away_nm = shape.distance(*middle + aside * radius_nm);
                        away_nm > -FLAT_WITHIN_NM
                            && (away_nm < FLAT_WITHIN_NM || radius_nm > ends.rim_nm)
                    })
            })
        };
        let rings = (1..).map(|ring| f64::from(ring) * RING_NM);
        let flat_nm = rings
            .take_while(|radius_nm| radius_nm - RING_NM < ends.edge_nm && is_plane(*radius_nm))
            .last()
            .unwrap_or(0.0);
        let curved = (flat_nm < ends.edge_nm).then(|| Curved {
            membranes: vec![membrane.clone(), neighbour.clone()],
            half_bilayer_nm,
            flat_nm,
        });
        Some(Self {
            frame,
            height_nm,
            ends: Some(ends),
            walls: Walls::cleft(height_nm as f32),
            curved,
        })
    }

    /// A box without a way out, `sizes_nm` along the frame's directions and with
    /// its middle before the frame's origin.
    pub fn closed(frame: Frame, sizes_nm: [f64; 3]) -> Self {
        let half = sizes_nm.map(|size| size as f32 / 2.0);
        Self {
            frame,
            height_nm: sizes_nm.into_iter().fold(f64::INFINITY, f64::min),
            ends: None,
            walls: Walls {
                low: [-half[0], -half[1], 0.0],
                high: [half[0], half[1], sizes_nm[2] as f32],
            },
            curved: None,
        }
    }

    /// The walls for the walk: none where membranes curve, for there they are
    /// seen to afterwards.
    pub fn walls(&self) -> Walls {
        if self.curved.is_some() {
            Walls::NONE
        } else {
            self.walls
        }
    }

    /// Whether walls other than planes throw molecules back.
    pub fn is_curved(&self) -> bool {
        self.curved.is_some()
    }

    /// Where between flat faces something as large as `clear_nm` stands in place
    /// of a point at `z`.
    pub fn clear(&self, z: f32, clear_nm: f32) -> f32 {
        let height = self.walls.high[2];
        if self.is_curved() || height <= 2.0 * clear_nm {
            return z;
        }
        clear_nm + z * (1.0 - 2.0 * clear_nm / height)
    }

    /// Throws those back that have come into a membrane since they were at
    /// `before`.
    pub fn throw_back(&self, molecules: &mut Molecules, before: &Molecules) {
        let Some(curved) = &self.curved else {
            return;
        };
        let flat = (curved.flat_nm * curved.flat_nm) as f32;
        let (low, high) = (self.walls.low[2], self.walls.high[2]);
        for index in 0..molecules.len() {
            let [x, y, z] = molecules.place(index);
            if x * x + y * y < flat {
                // Two steps of the walk may lead past a face twice as far as one.
                let once = folded(z, low, high);
                molecules.z[index] = folded(once, low, high);
                continue;
            }
            let to = curved
                .thrown_back(self.frame.in_cell([x, y, z]))
                .map_or(before.place(index), |at| self.frame.in_gap(at));
            molecules.set_place(index, to);
        }
    }
}

impl Curved {
    /// Where a molecule is that would be at `at`; none if the walls leave no
    /// room there.
    fn thrown_back(&self, mut at: DVec3) -> Option<DVec3> {
        for _ in 0..ROUNDS {
            let mut is_free = true;
            for shape in &self.membranes {
                let clear_nm = shape.distance(at) - self.half_bilayer_nm;
                if clear_nm < 0.0 {
                    at -= shape.normal(at) * (2.0 * clear_nm);
                    is_free = false;
                }
            }
            if is_free {
                return Some(at);
            }
        }
        None
    }
}
