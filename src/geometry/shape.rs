//! A membrane as a signed distance: negative inside the cell, zero on the
//! bilayer's mid-plane, positive outside.
//!
//! Every shape answers with its value and its gradient at once, so that
//! normals and closest points are exact and need no step width. Blends are
//! polynomial, so a flat part stays exactly flat beyond the blend's reach.

use bevy::math::DVec3;
use serde::{Deserialize, Serialize};

/// A solid given by its signed distance, as it stands in a scene file. All
/// lengths in nanometres.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Shape {
    /// A ball.
    Sphere { centre: [f64; 3], radius: f64 },
    /// An ellipsoid with its axes along x, y and z.
    Ellipsoid { centre: [f64; 3], radii: [f64; 3] },
    /// All points within `radius` of the segment between two points.
    Capsule {
        from: [f64; 3],
        to: [f64; 3],
        radius: f64,
    },
    /// All points behind the plane through `point`; `normal` points out.
    HalfSpace { point: [f64; 3], normal: [f64; 3] },
    /// A box with rounded edges.
    Slab {
        centre: [f64; 3],
        half: [f64; 3],
        rounding: f64,
    },
    /// Everything in any of the parts, blended over `blend` nanometres.
    SmoothUnion { blend: f64, parts: Vec<Shape> },
    /// Only what lies in all of the parts, blended over `blend` nanometres.
    SmoothIntersection { blend: f64, parts: Vec<Shape> },
}

/// Shapes nested deeper than this count as empty. Scene files are held to
/// less; the limit keeps a shape built by other means from ending the stack.
const DEEPEST: usize = 32;
/// The slope of a blend is taken into account within about this distance of
/// the surface.
const SLOPE_REACH_NM: f64 = 50.0;
/// Newton steps by which a point is brought onto the surface at most.
const NEWTON_STEPS: usize = 40;
/// Rounds of the search for a closest point at most.
const CLOSEST_ROUNDS: usize = 400;
/// A search ends when a round moves the point by less, in nanometres.
const SETTLED_NM: f64 = 1e-5;

/// The value of a field and its gradient.
#[derive(Clone, Copy)]
struct Field {
    value: f64,
    gradient: DVec3,
}

impl Field {
    const EMPTY: Self = Self {
        value: f64::INFINITY,
        gradient: DVec3::Y,
    };

    fn inverted(self) -> Self {
        Self {
            value: -self.value,
            gradient: -self.gradient,
        }
    }

    /// The smaller of two fields, rounded off where they differ by less than
    /// `blend` (quadratic polynomial smooth minimum).
    fn smooth_minimum(self, other: Self, blend: f64) -> Self {
        let (low, high) = if self.value <= other.value {
            (self, other)
        } else {
            (other, self)
        };
        let apart = high.value - low.value;
        // Not so where both are infinite: their difference is no number.
        if apart < blend {
            let share = 0.5 * (1.0 - apart / blend);
            Self {
                value: low.value - share * share * blend,
                gradient: low.gradient.lerp(high.gradient, share),
            }
        } else {
            low
        }
    }
}

impl Shape {
    /// Signed distance in nanometres (exact near the surface to first order).
    pub fn distance(&self, point: DVec3) -> f64 {
        let field = self.field(point, 0);
        // Where two parts blend, the field's slope is less than one. That
        // counts near the surface; in the middle of a shape, where slopes of
        // opposite walls cancel, the value is the better answer.
        let off = field.value / SLOPE_REACH_NM;
        let nearness = 1.0 / (1.0 + off * off);
        let slope = field.gradient.length().max(0.5);
        field.value / (1.0 + nearness * (slope - 1.0))
    }

    /// The unit outward normal of the level set through `point`.
    pub fn normal(&self, point: DVec3) -> DVec3 {
        self.field(point, 0).gradient.normalize_or(DVec3::Y)
    }

    /// The nearest point of the surface, to better than 0.01 nm for points
    /// within the shape's smallest radius of curvature.
    pub fn closest(&self, point: DVec3) -> DVec3 {
        let mut on = self.onto_surface(point);
        let mut distance = on.distance_squared(point);
        let mut stride = 1.0;
        for _ in 0..CLOSEST_ROUNDS {
            let offset = point - on;
            let normal = self.normal(on);
            let slide = offset - normal * offset.dot(normal);
            let moved = slide * stride;
            if moved.length() < SETTLED_NM {
                break;
            }
            let next = self.onto_surface(on + moved);
            let next_distance = next.distance_squared(point);
            if next_distance < distance {
                on = next;
                distance = next_distance;
                stride = (stride * 1.2).min(1.0);
            } else {
                // Too far along a surface that bends more than it was taken to.
                stride *= 0.5;
            }
        }
        on
    }

    /// A point of the surface near `point`: down the gradient, not
    /// necessarily the nearest.
    pub fn onto_surface(&self, point: DVec3) -> DVec3 {
        let mut on = point;
        for _ in 0..NEWTON_STEPS {
            let field = self.field(on, 0);
            if !field.value.is_finite() || field.value.abs() < 1e-9 {
                break;
            }
            // A flat spot of the field (the middle of a shape) gives no
            // direction to trust, so the step is held to the field's value.
            let slope = field.gradient.length_squared().max(0.25);
            on -= field.gradient * (field.value / slope);
        }
        on
    }

    /// A box that holds the bounded part of the shape; `None` if unbounded.
    pub fn bounds(&self) -> Option<(DVec3, DVec3)> {
        let (low, high) = self.bounds_below(0.0, 0);
        (low.is_finite() && high.is_finite()).then_some((low, high))
    }

    /// How deep shapes are nested here: one for a plain shape.
    pub fn depth(&self) -> usize {
        1 + self.parts().iter().map(Self::depth).max().unwrap_or(0)
    }

    /// The shapes this one is blended from; none for a plain shape.
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::SmoothUnion { parts, .. } | Self::SmoothIntersection { parts, .. } => parts,
            _ => &[],
        }
    }

    /// How many times the distance to the surface the field can be: one but
    /// for ellipsoids, whose field grows with their longest radius on the way
    /// out of their shortest.
    pub(super) fn steepness(&self) -> f64 {
        let own = match self {
            Self::Ellipsoid { radii, .. } => {
                let radii = DVec3::from(*radii);
                radii.max_element() / radii.min_element()
            }
            _ => 1.0,
        };
        let parts = self.parts().iter().map(Self::steepness);
        parts.fold(own, f64::max)
    }

    /// The raw field, whose zero is the surface.
    pub(super) fn value(&self, point: DVec3) -> f64 {
        self.field(point, 0).value
    }

    /// The raw field and its gradient, which need not be of unit length.
    pub(super) fn value_and_gradient(&self, point: DVec3) -> (f64, DVec3) {
        let field = self.field(point, 0);
        (field.value, field.gradient)
    }

    fn field(&self, point: DVec3, depth: usize) -> Field {
        if depth > DEEPEST {
            return Field::EMPTY;
        }
        match self {
            Self::Sphere { centre, radius } => ball(point - DVec3::from(*centre), *radius),
            Self::Ellipsoid { centre, radii } => {
                ellipsoid(point - DVec3::from(*centre), DVec3::from(*radii))
            }
            Self::Capsule { from, to, radius } => {
                let (from, to) = (DVec3::from(*from), DVec3::from(*to));
                let axis = to - from;
                let along = (point - from).dot(axis) / axis.length_squared().max(1e-12);
                ball(point - from - axis * along.clamp(0.0, 1.0), *radius)
            }
            Self::HalfSpace { point: at, normal } => {
                let normal = DVec3::from(*normal).normalize_or(DVec3::Y);
                Field {
                    value: (point - DVec3::from(*at)).dot(normal),
                    gradient: normal,
                }
            }
            Self::Slab {
                centre,
                half,
                rounding,
            } => rounded_box(point - DVec3::from(*centre), DVec3::from(*half), *rounding),
            Self::SmoothUnion { blend, parts } => parts
                .iter()
                .map(|part| part.field(point, depth + 1))
                .reduce(|a, b| a.smooth_minimum(b, *blend))
                .unwrap_or(Field::EMPTY),
            Self::SmoothIntersection { blend, parts } => parts
                .iter()
                .map(|part| part.field(point, depth + 1).inverted())
                .reduce(|a, b| a.smooth_minimum(b, *blend))
                .map_or(Field::EMPTY, Field::inverted),
        }
    }

    /// A box that holds all points at which the field is at most `level` (not
    /// negative); endless where the shape is.
    fn bounds_below(&self, level: f64, depth: usize) -> (DVec3, DVec3) {
        let endless = (DVec3::NEG_INFINITY, DVec3::INFINITY);
        if depth > DEEPEST {
            return endless;
        }
        let around = |centre: &[f64; 3], half: DVec3| {
            let centre = DVec3::from(*centre);
            (centre - half, centre + half)
        };
        match self {
            Self::Sphere { centre, radius } => around(centre, DVec3::splat(radius + level)),
            Self::Ellipsoid { centre, radii } => {
                // The field of an ellipsoid grows at least as fast as the
                // smallest radius times the relative size.
                let radii = DVec3::from(*radii);
                around(centre, radii * (1.0 + level / radii.min_element()))
            }
            Self::Capsule { from, to, radius } => {
                let (from, to) = (DVec3::from(*from), DVec3::from(*to));
                let reach = DVec3::splat(radius + level);
                (from.min(to) - reach, from.max(to) + reach)
            }
            Self::HalfSpace { point, normal } => {
                let (mut low, mut high) = endless;
                let normal = DVec3::from(*normal).normalize_or(DVec3::Y);
                for axis in 0..3 {
                    // Only a plane square to an axis bounds a box.
                    if normal[axis] == 1.0 {
                        high[axis] = point[axis] + level;
                    } else if normal[axis] == -1.0 {
                        low[axis] = point[axis] - level;
                    }
                }
                (low, high)
            }
            Self::Slab { centre, half, .. } => around(centre, DVec3::from(*half) + level),
            Self::SmoothUnion { blend, parts } => {
                // Each blend takes away a quarter of its width at most.
                let more = 0.25 * blend.max(0.0) * parts.len().saturating_sub(1) as f64;
                parts
                    .iter()
                    .map(|part| part.bounds_below(level + more, depth + 1))
                    .reduce(|(low, high), (other_low, other_high)| {
                        (low.min(other_low), high.max(other_high))
                    })
                    .unwrap_or(endless)
            }
            Self::SmoothIntersection { parts, .. } => parts
                .iter()
                .map(|part| part.bounds_below(level, depth + 1))
                .reduce(|(low, high), (other_low, other_high)| {
                    let low = low.max(other_low);
                    (low, high.min(other_high).max(low))
                })
                .unwrap_or(endless),
        }
    }
}

fn ball(from_centre: DVec3, radius: f64) -> Field {
    Field {
        value: from_centre.length() - radius,
        gradient: from_centre.normalize_or(DVec3::Y),
    }
}

/// The field `k (k − 1) / m` with `k` the size relative to the ellipsoid and
/// `m` the slope of `k²/2`: zero on the surface, with slope one there.
fn ellipsoid(from_centre: DVec3, radii: DVec3) -> Field {
    let scaled = from_centre / radii;
    let size = scaled.length();
    let steep = scaled / radii;
    let slope = steep.length();
    if slope < 1e-12 {
        return Field {
            value: -radii.min_element(),
            gradient: DVec3::Y,
        };
    }
    let size_gradient = steep / size;
    let slope_gradient = steep / (radii * radii) / slope;
    Field {
        value: size * (size - 1.0) / slope,
        gradient: ((2.0 * size - 1.0) * size_gradient
            - size * (size - 1.0) / slope * slope_gradient)
            / slope,
    }
}

fn rounded_box(from_centre: DVec3, half: DVec3, rounding: f64) -> Field {
    let sign = DVec3::ONE.copysign(from_centre);
    let beyond = from_centre.abs() - half + rounding;
    let deepest = beyond.max_element();
    let (value, gradient) = if deepest <= 0.0 {
        let axis = if beyond.x == deepest {
            DVec3::X
        } else if beyond.y == deepest {
            DVec3::Y
        } else {
            DVec3::Z
        };
        (deepest, axis)
    } else {
        let outside = beyond.max(DVec3::ZERO);
        (outside.length(), outside.normalize_or(DVec3::Y))
    };
    Field {
        value: value - rounding,
        gradient: gradient * sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell() -> Shape {
        Shape::SmoothIntersection {
            blend: 50.0,
            parts: vec![
                Shape::SmoothUnion {
                    blend: 120.0,
                    parts: vec![
                        Shape::Ellipsoid {
                            centre: [0.0, 450.0, 0.0],
                            radii: [600.0, 560.0, 520.0],
                        },
                        Shape::Capsule {
                            from: [-900.0, 560.0, 0.0],
                            to: [0.0, 500.0, 0.0],
                            radius: 150.0,
                        },
                    ],
                },
                Shape::HalfSpace {
                    point: [0.0, 0.0, 0.0],
                    normal: [0.0, -1.0, 0.0],
                },
            ],
        }
    }

    fn slab() -> Shape {
        Shape::Slab {
            centre: [10.0, -200.0, 30.0],
            half: [300.0, 100.0, 250.0],
            rounding: 60.0,
        }
    }

    /// Points scattered evenly over a box, the same in every run.
    fn scattered(low: DVec3, high: DVec3, count: usize) -> impl Iterator<Item = DVec3> {
        (1..=count).map(move |index| {
            let turn = DVec3::new(0.754_877_666, 0.569_840_291, 0.438_579_023) * index as f64;
            low + (high - low) * turn.fract()
        })
    }

    #[test]
    fn distances_to_plain_shapes_are_exact() {
        let sphere = Shape::Sphere {
            centre: [1.0, 2.0, 3.0],
            radius: 5.0,
        };
        assert!((sphere.distance(DVec3::new(1.0, 12.0, 3.0)) - 5.0).abs() < 1e-12);
        assert!((sphere.distance(DVec3::new(1.0, 2.0, 3.0)) + 5.0).abs() < 1e-12);
        let plane = Shape::HalfSpace {
            point: [0.0, 7.0, 0.0],
            normal: [0.0, -2.0, 0.0],
        };
        assert!((plane.distance(DVec3::new(3.0, 9.0, 1.0)) + 2.0).abs() < 1e-12);
        assert!((slab().distance(DVec3::new(10.0, -90.0, 30.0)) - 10.0).abs() < 1e-12);
        assert!((slab().distance(DVec3::new(10.0, -110.0, 30.0)) + 10.0).abs() < 1e-12);
        let capsule = Shape::Capsule {
            from: [0.0; 3],
            to: [10.0, 0.0, 0.0],
            radius: 2.0,
        };
        assert!((capsule.distance(DVec3::new(5.0, 3.0, 0.0)) - 1.0).abs() < 1e-12);
        assert!((capsule.distance(DVec3::new(14.0, 3.0, 0.0)) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn gradients_agree_with_differences() {
        for shape in [cell(), slab()] {
            let (low, high) = shape.bounds().expect("both are bounded");
            for point in scattered(low - 50.0, high + 50.0, 500) {
                let field = shape.field(point, 0);
                let slope = |axis: DVec3| {
                    (shape.value(point + 1e-4 * axis) - shape.value(point - 1e-4 * axis)) / 2e-4
                };
                let expected = DVec3::new(slope(DVec3::X), slope(DVec3::Y), slope(DVec3::Z));
                assert!(
                    field.gradient.distance(expected) < 1e-4,
                    "{point}: {} instead of {expected}",
                    field.gradient
                );
            }
        }
    }

    #[test]
    fn near_the_surface_the_distance_is_true_to_first_order() {
        let shape = cell();
        let (low, high) = shape.bounds().expect("the cell is bounded");
        for point in scattered(low, high, 300) {
            let on = shape.onto_surface(point);
            let normal = shape.normal(on);
            for offset in [-4.0, -1.0, 1.0, 4.0] {
                let told = shape.distance(on + offset * normal);
                assert!(
                    (told - offset).abs() < 0.15 * offset.abs(),
                    "{told} at {offset}"
                );
            }
        }
    }

    #[test]
    fn the_closest_point_lies_on_the_surface_below_the_point() {
        for shape in [cell(), slab()] {
            let (low, high) = shape.bounds().expect("both are bounded");
            for point in scattered(low, high, 300) {
                let on = shape.onto_surface(point);
                let normal = shape.normal(on);
                for offset in [-30.0, -5.0, 5.0, 40.0] {
                    let found = shape.closest(on + offset * normal);
                    assert!(
                        found.distance(on) < 0.01,
                        "{found} instead of {on}, from {offset} nm"
                    );
                }
            }
        }
    }

    #[test]
    fn the_closest_point_of_an_ellipsoid_is_its_own() {
        let shape = Shape::Ellipsoid {
            centre: [0.0; 3],
            radii: [300.0, 200.0, 150.0],
        };
        // The smallest radius of curvature is 150²/300 = 75 nm.
        for point in scattered(DVec3::splat(-300.0), DVec3::splat(300.0), 300) {
            let on = shape.onto_surface(point);
            let found = shape.closest(on - 60.0 * shape.normal(on));
            assert!(found.distance(on) < 0.01, "{found} instead of {on}");
        }
    }

    #[test]
    fn a_blend_leaves_what_is_far_from_it_untouched() {
        let shape = cell();
        for point in scattered(
            DVec3::new(-150.0, 0.0, -150.0),
            DVec3::new(150.0, 0.0, 150.0),
            200,
        ) {
            assert!(
                shape.distance(point).abs() < 1e-12,
                "{point} is off the flat part"
            );
            assert_eq!(shape.normal(point), DVec3::NEG_Y);
        }
    }

    #[test]
    fn bounds_hold_the_whole_surface() {
        for shape in [cell(), slab()] {
            let (low, high) = shape.bounds().expect("both are bounded");
            for point in scattered(low - 300.0, high + 300.0, 2000) {
                let on = shape.onto_surface(point);
                assert!(
                    on.cmpge(low - 1e-6).all() && on.cmple(high + 1e-6).all(),
                    "{on}"
                );
            }
        }
        let plane = Shape::HalfSpace {
            point: [0.0; 3],
            normal: [0.0, 1.0, 0.0],
        };
        assert_eq!(plane.bounds(), None);
    }

    #[test]
    fn a_shape_nested_without_end_is_empty_and_ends() {
        let mut shape = cell();
        for _ in 0..200 {
            shape = Shape::SmoothUnion {
                blend: 1.0,
                parts: vec![shape],
            };
        }
        assert!(shape.distance(DVec3::ZERO) > 0.0);
        assert_eq!(shape.depth(), 203);
    }
}
