//! The place on a membrane that a patch may take: a circle about a site, with
//! the membrane's height over its tangent plane.
//!
//! Inside the circle the membrane's own mesh gives way to a surface of
//! revolution that is bent onto the field; on the circle both share their
//! points. Heights are taken along the axis, so rings of one seat never cross.

use std::{f64::consts::TAU, sync::Arc};

use bevy::math::{DVec3, Vec3};

use super::shape::Shape;

/// Rings of the height's table between axis and circle.
const TABLE_RINGS: usize = 16;
/// Angle by which a seat's directions are turned away from the scene's.
const ASKEW: f64 = 0.037;
/// Newton steps by which a height is found at most.
const NEWTON_STEPS: usize = 30;
/// A height is found when a step moves it by less, in nanometres.
const SETTLED_NM: f64 = 1e-11;
/// Least cosine between the field's normal and the axis: beyond it a circle
/// about the axis is no longer a place on one side of the membrane.
const LEAST_UPRIGHT: f64 = 0.5;
/// A membrane that leaves its tangent plane by less is flat.
const FLAT_NM: f64 = 1e-6;

/// The membrane's height over the tangent plane at one place of a seat, and
/// its slopes outwards and around.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Foot {
    /// Along the axis, towards the cytosol, in nanometres.
    pub height_nm: f64,
    /// Rise per nanometre away from the axis.
    pub outward: f64,
    /// Rise per nanometre around the axis, towards growing angles.
    pub around: f64,
}

/// The feet at some places around one ring, as precisely as is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct FeetAround<const PLACES: usize> {
    pub height_nm: [f32; PLACES],
    pub outward: [f32; PLACES],
    pub around: [f32; PLACES],
    /// Cosine between the membrane's normal and the axis.
    pub upright: [f32; PLACES],
}

impl<const PLACES: usize> FeetAround<PLACES> {
    /// Some of a whole ring's feet, evenly spaced.
    fn of(feet: &[Foot]) -> Self {
        let step = feet.len() / PLACES;
        let each = |part: fn(&Foot) -> f64| -> [f32; PLACES] {
            std::array::from_fn(|place| part(&feet[place * step]) as f32)
        };
        let mut feet = Self {
            height_nm: each(|foot| foot.height_nm),
            outward: each(|foot| foot.outward),
            around: each(|foot| foot.around),
            upright: [1.0; PLACES],
        };
        feet.stand();
        feet
    }

    fn stand(&mut self) {
        for place in 0..PLACES {
            let (outward, around) = (self.outward[place], self.around[place]);
            self.upright[place] = 1.0 / (1.0 + outward * outward + around * around).sqrt();
        }
    }
}

/// A seat at some of its angles, evenly spaced, as precisely as is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Dial<const PLACES: usize> {
    /// Unit vectors away from the axis, each axis of the scene for itself.
    pub radial: [[f32; PLACES]; 3],
    /// Unit vectors on around the axis, likewise.
    pub onward: [[f32; PLACES]; 3],
    /// Ring by ring from the axis.
    feet: Vec<FeetAround<PLACES>>,
    radius_nm: f64,
}

impl<const PLACES: usize> Dial<PLACES> {
    fn of(directions: &[(DVec3, DVec3)], feet: &[Foot], radius_nm: f64) -> Self {
        let step = directions.len() / PLACES;
        let each = |part: fn(&(DVec3, DVec3)) -> DVec3| {
            [0, 1, 2].map(|axis| {
                std::array::from_fn(|place| part(&directions[place * step])[axis] as f32)
            })
        };
        let rings = feet.chunks_exact(directions.len());
        Self {
            radial: each(|(radial, _)| *radial),
            onward: each(|(_, onward)| *onward),
            feet: rings.map(FeetAround::of).collect(),
            radius_nm,
        }
    }

    /// The feet at a distance from the axis, between those of the table by
    /// cubic interpolation.
    pub fn feet_at(&self, r_nm: f64) -> FeetAround<PLACES> {
        let between = Between::rings(r_nm / self.radius_nm);
        let ring = between.inner / Seat::SEGMENTS;
        let (near, far) = (&self.feet[ring], &self.feet[ring + 1]);
        let spacing_nm = (self.radius_nm / TABLE_RINGS as f64) as f32;
        let heights = between.heights.map(|weight| weight as f32);
        let slopes = between.slopes.map(|weight| weight as f32 / spacing_nm);
        let (to_near, to_far) = (1.0 - between.part as f32, between.part as f32);
        let mut feet = near.clone();
        for place in 0..PLACES {
            let (low, high) = (near.height_nm[place], far.height_nm[place]);
            let (rise, next_rise) = (
                spacing_nm * near.outward[place],
                spacing_nm * far.outward[place],
            );
            let of = |weights: [f32; 4]| {
                weights[0] * low + weights[2] * high + weights[1] * rise + weights[3] * next_rise
            };
            feet.height_nm[place] = of(heights);
            feet.outward[place] = of(slopes);
            feet.around[place] = to_near * near.around[place] + to_far * far.around[place];
        }
        feet.stand();
        feet
    }

    /// A vector given as away from the axis, on around it and along `inward`,
    /// in the scene's axes.
    #[inline(always)]
    pub fn turned(&self, inward: Vec3, place: usize, vector: [f32; 3]) -> [f32; 3] {
        let [outward, around, along] = vector;
        let ([x, y, z], [u, v, w]) = (&self.radial, &self.onward);
        [
            x[place] * outward + u[place] * around + inward.x * along,
            y[place] * outward + v[place] * around + inward.y * along,
            z[place] * outward + w[place] * around + inward.z * along,
        ]
    }
}

/// A circle on a membrane in which a patch may stand for the membrane's mesh.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat {
    /// On the mid-plane.
    pub point: DVec3,
    /// The axis: unit vector towards the cytosol.
    pub inward: DVec3,
    /// Where angles count from, and a quarter turn on.
    pub side: DVec3,
    pub other: DVec3,
    pub radius_nm: f64,
    ring: Vec<(DVec3, DVec3)>,
    greatest_height_nm: f64,
    lie: Arc<Lie>,
}

/// How the membrane lies about a seat's axis, which is the same for all seats of a
/// plane.
#[derive(Debug, PartialEq)]
struct Lie {
    /// Ring by ring from the axis, [`Seat::SEGMENTS`] places each.
    feet: Vec<Foot>,
    /// Away from the axis and on around it, at every angle.
    directions: Vec<(DVec3, DVec3)>,
    /// As it is drawn, and as areas are measured.
    drawn: Dial<{ Seat::SEGMENTS }>,
    measured: Dial<{ Seat::MEASURED }>,
    /// Area of the membrane beyond that of a flat disc, within each ring.
    more_than_flat: Vec<f64>,
}

impl Seat {
    /// Places around each ring of a patch.
    pub const SEGMENTS: usize = 64;
    /// Places around by which an area on it is measured.
    pub const MEASURED: usize = 8;

    /// The seat about `point`, which is brought onto the field along the axis.
    /// `None` where the membrane bends so much that it can't be reached along
    /// the axis everywhere within the circle.
    pub fn new(shape: &Shape, point: DVec3, inward: DVec3, radius_nm: f64) -> Option<Self> {
        let inward = inward.try_normalize()?;
        let (rise, _) = on_field_along(shape, point, inward, 0.0)?;
        let point = point + inward * rise;
        // A cut through the axis of a scene that is built along x, y and z
        // would else run through points.
        let (sine, cosine) = (libm::sin(ASKEW), libm::cos(ASKEW));
        let upright = inward.any_orthonormal_vector();
        let side = upright * cosine + inward.cross(upright) * sine;
        let other = inward.cross(side);
        let directions = directions_around(side, other);
        let mut feet = vec![Foot::default(); (TABLE_RINGS + 1) * Self::SEGMENTS];
        let mut ring_on_field = Vec::with_capacity(Self::SEGMENTS);
        let mut greatest_height_nm = 0.0_f64;
        for (segment, &(radial, onward)) in directions.iter().enumerate() {
            let mut height_nm = 0.0;
            for ring in 0..=TABLE_RINGS {
                let r_nm = radius_nm * ring as f64 / TABLE_RINGS as f64;
                let below = point + radial * r_nm;
                let (height, normal) = on_field_along(shape, below, inward, height_nm)?;
                let upright = -normal.dot(inward);
                height_nm = height;
                feet[ring * Self::SEGMENTS + segment] = Foot {
                    height_nm,
                    outward: normal.dot(radial) / upright,
                    around: normal.dot(onward) / upright,
                };
                greatest_height_nm = greatest_height_nm.max(height_nm.abs());
                if ring == TABLE_RINGS {
                    ring_on_field.push((below + inward * height_nm, normal));
                }
            }
        }
        Some(Self {
            point,
            inward,
            side,
            other,
            radius_nm,
            ring: ring_on_field,
            greatest_height_nm,
            lie: Arc::new(Lie {
                drawn: Dial::of(&directions, &feet, radius_nm),
                measured: Dial::of(&directions, &feet, radius_nm),
                more_than_flat: more_than_flat(&feet, radius_nm / TABLE_RINGS as f64),
                feet,
                directions,
            }),
        })
    }

    /// Keeps what it has in common with another seat only once, for the two of them.
    pub fn share(&mut self, other: &Self) {
        if self.lie == other.lie {
            self.lie = Arc::clone(&other.lie);
        }
    }

    /// The circle on the field, from angle zero on: points of the mid-plane
    /// and the field's unit normals, which point out of the cell.
    pub fn ring(&self) -> &[(DVec3, DVec3)] {
        &self.ring
    }

    /// The circle on the leaflet `offset_nm` outside the mid-plane (negative:
    /// towards the cytosol), as it is drawn. Patches and their surroundings
    /// take their shared points from the same sum, so they are the same to the
    /// last bit.
    pub fn ring_at(&self, offset_nm: f32) -> impl ExactSizeIterator<Item = Vec3> {
        self.ring
            .iter()
            .map(move |(point, normal)| point.as_vec3() + normal.as_vec3() * offset_nm)
    }

    /// Unit vectors away from the axis at an angle and on around it.
    pub fn directions(&self, segment: usize) -> (DVec3, DVec3) {
        self.lie.directions[segment % Self::SEGMENTS]
    }

    /// The seat at all its angles, as precisely as is drawn.
    pub fn drawn(&self) -> &Dial<{ Self::SEGMENTS }> {
        &self.lie.drawn
    }

    /// The seat at some of its angles, for measuring areas.
    pub fn measured(&self) -> &Dial<{ Self::MEASURED }> {
        &self.lie.measured
    }

    /// A vector given as away from the axis, on around it and along it, at an
    /// angle.
    pub fn turned(&self, vector: DVec3, segment: usize) -> DVec3 {
        let (radial, onward) = self.lie.directions[segment];
        radial * vector.x + onward * vector.y + self.inward * vector.z
    }

    /// Whether the membrane is a plane here.
    pub fn is_flat(&self) -> bool {
        self.greatest_height_nm < FLAT_NM
    }

    /// How far the membrane goes from its tangent plane within the circle.
    pub fn greatest_height_nm(&self) -> f64 {
        self.greatest_height_nm
    }

    /// The membrane's height at a distance from the axis, between those of the
    /// table by cubic interpolation.
    pub fn foot(&self, r_nm: f64, segment: usize) -> Foot {
        let between = Between::rings(r_nm / self.radius_nm);
        between.mix(
            &self.lie.feet[between.inner + segment % Self::SEGMENTS],
            &self.lie.feet[between.inner + Self::SEGMENTS + segment % Self::SEGMENTS],
            self.radius_nm / TABLE_RINGS as f64,
        )
    }

    /// Area of the membrane within a distance of the axis, beyond that of a
    /// flat disc, in nm².
    pub fn more_than_flat_nm2(&self, r_nm: f64) -> f64 {
        let place = (r_nm / self.radius_nm).clamp(0.0, 1.0) * TABLE_RINGS as f64;
        let ring = (place as usize).min(TABLE_RINGS - 1);
        let (inner, outer) = (
            self.lie.more_than_flat[ring],
            self.lie.more_than_flat[ring + 1],
        );
        // It grows with the fourth power of the distance near the axis.
        let fourth = |place: f64| place * place * place * place;
        let (low, high) = (fourth(ring as f64), fourth(ring as f64 + 1.0));
        inner + (outer - inner) * (fourth(place) - low) / (high - low)
    }
}

/// What the slopes add to a flat disc's area, summed up ring by ring.
fn more_than_flat(feet: &[Foot], spacing_nm: f64) -> Vec<f64> {
    let mut sum = 0.0;
    let mut before = 0.0;
    feet.chunks_exact(Seat::SEGMENTS)
        .enumerate()
        .map(|(ring, feet)| {
            let steeper: f64 = feet
                .iter()
                .map(|foot| {
                    let square = foot.outward * foot.outward + foot.around * foot.around;
                    (1.0 + square).sqrt() - 1.0
                })
                .sum();
            let around_nm = TAU * spacing_nm * ring as f64;
            let density = steeper / Seat::SEGMENTS as f64 * around_nm;
            sum += 0.5 * (before + density) * spacing_nm;
            before = density;
            // The first ring has none before it.
            if ring == 0 { 0.0 } else { sum }
        })
        .collect()
}

fn directions_around(side: DVec3, other: DVec3) -> Vec<(DVec3, DVec3)> {
    (0..Seat::SEGMENTS)
        .map(|segment| {
            let angle = TAU * segment as f64 / Seat::SEGMENTS as f64;
            let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
            (side * cosine + other * sine, other * cosine - side * sine)
        })
        .collect()
}

/// A place between two neighbouring rings of the table.
struct Between {
    /// Index of the inner ring's first place.
    inner: usize,
    /// Weights of the cubic for heights, and its slopes.
    heights: [f64; 4],
    slopes: [f64; 4],
    part: f64,
}

impl Between {
    fn rings(share_of_radius: f64) -> Self {
        let place = share_of_radius.clamp(0.0, 1.0) * TABLE_RINGS as f64;
        let ring = (place as usize).min(TABLE_RINGS - 1);
        let t = place - ring as f64;
        let (square, cube) = (t * t, t * t * t);
        Self {
            inner: ring * Seat::SEGMENTS,
            heights: [
                2.0 * cube - 3.0 * square + 1.0,
                cube - 2.0 * square + t,
                3.0 * square - 2.0 * cube,
                cube - square,
            ],
            slopes: [
                6.0 * (square - t),
                3.0 * square - 4.0 * t + 1.0,
                6.0 * (t - square),
                3.0 * square - 2.0 * t,
            ],
            part: t,
        }
    }

    fn mix(&self, near: &Foot, far: &Foot, spacing_nm: f64) -> Foot {
        let of = |weights: &[f64; 4]| {
            weights[0] * near.height_nm
                + weights[2] * far.height_nm
                + spacing_nm * (weights[1] * near.outward + weights[3] * far.outward)
        };
        Foot {
            height_nm: of(&self.heights),
            outward: of(&self.slopes) / spacing_nm,
            around: near.around + (far.around - near.around) * self.part,
        }
    }
}

/// How far along `axis` the field's zero lies from `point`, and its unit
/// normal there, by Newton's method from `guess_nm`.
fn on_field_along(shape: &Shape, point: DVec3, axis: DVec3, guess_nm: f64) -> Option<(f64, DVec3)> {
    let mut height_nm = guess_nm;
    for _ in 0..NEWTON_STEPS {
        let (value, gradient) = shape.value_and_gradient(point + axis * height_nm);
        let slope = gradient.dot(axis);
        // Out of the cell is against the axis.
        let upright = -slope > LEAST_UPRIGHT * gradient.length();
        if !value.is_finite() || !upright {
            return None;
        }
        let step = value / slope;
        height_nm -= step;
        if step.abs() < SETTLED_NM {
            return Some((height_nm, gradient.normalize()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{
        super::trial::{ball, plane, saddle},
        *,
    };

    #[test]
    fn the_ring_lies_on_the_field_with_its_normals() {
        let shape = saddle();
        for x in [-120.0, -40.0, 0.0, 90.0] {
            let on = shape.onto_surface(DVec3::new(x, -170.0, 10.0));
            let seat = Seat::new(&shape, on, -shape.normal(on), 26.0).expect("a gentle place");
            assert_eq!(seat.ring().len(), Seat::SEGMENTS);
            for (point, normal) in seat.ring() {
                assert!(shape.distance(*point).abs() < 1e-8);
                assert!(normal.distance(shape.normal(*point)) < 1e-9);
                let from_axis = (*point - seat.point).reject_from(seat.inward).length();
                assert!((from_axis - 26.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn heights_between_the_tables_rings_lie_on_the_field() {
        let shape = saddle();
        let on = shape.onto_surface(DVec3::new(70.0, -170.0, 30.0));
        let seat = Seat::new(&shape, on, -shape.normal(on), 60.0).expect("a gentle place");
        for step in 0..=97 {
            let r_nm = 60.0 * f64::from(step) / 97.0;
            for segment in 0..Seat::SEGMENTS {
                let foot = seat.foot(r_nm, segment);
                let (radial, onward) = seat.directions(segment);
                let at = seat.point + radial * r_nm + seat.inward * foot.height_nm;
                assert!(shape.distance(at).abs() < 2e-3, "{}", shape.distance(at));
                let normal = shape.normal(at);
                let outward = normal.dot(radial + seat.inward * foot.outward);
                let around = normal.dot(onward + seat.inward * foot.around);
                assert!(outward.abs() < 5e-3 && around.abs() < 5e-3);
            }
        }
    }

    #[test]
    fn a_ring_of_heights_is_the_heights_one_by_one() {
        let shape = ball(158.0);
        let seat = Seat::new(&shape, DVec3::ZERO, DVec3::Y, 26.0).expect("a gentle place");
        let feet = seat.drawn().feet_at(17.3);
        for segment in 0..Seat::SEGMENTS {
            let foot = seat.foot(17.3, segment);
            assert!((f64::from(feet.height_nm[segment]) - foot.height_nm).abs() < 1e-6);
            assert!((f64::from(feet.outward[segment]) - foot.outward).abs() < 1e-6);
            assert!((f64::from(feet.around[segment]) - foot.around).abs() < 1e-6);
            let expected: f64 = 158.0 - (158.0_f64 * 158.0 - 17.3 * 17.3).sqrt();
            assert!((foot.height_nm - expected).abs() < 1e-5);
        }
        assert!(!seat.is_flat());
    }

    #[test]
    fn a_plane_is_flat() {
        let seat = Seat::new(&plane(), DVec3::new(3.0, 0.5, 9.0), DVec3::Y, 130.0)
            .expect("a plane is everywhere");
        assert!(seat.is_flat());
        assert!(seat.point.y.abs() < 1e-12);
    }

    #[test]
    fn seats_of_a_plane_keep_what_they_have_in_common_once() {
        let at = |x: f64, radius_nm| Seat::new(&plane(), DVec3::X * x, DVec3::Y, radius_nm);
        let one = at(0.0, 26.0).expect("a plane is everywhere");
        for (radius_nm, is_one) in [(26.0, true), (27.0, false)] {
            let mut other = at(90.0, radius_nm).expect("a plane is everywhere");
            let alone = other.clone();
            other.share(&one);
            assert_eq!(Arc::ptr_eq(&one.lie, &other.lie), is_one);
            assert_eq!(other, alone);
        }
    }

    #[test]
    fn where_the_membrane_bends_away_there_is_no_seat() {
        assert!(Seat::new(&ball(20.0), DVec3::ZERO, DVec3::Y, 26.0).is_none());
        assert!(Seat::new(&ball(200.0), DVec3::ZERO, -DVec3::Y, 26.0).is_none());
        assert!(Seat::new(&ball(200.0), DVec3::ZERO, DVec3::ZERO, 26.0).is_none());
    }
}
