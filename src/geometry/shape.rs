//! A membrane as a signed distance: negative inside the cell, zero on the
//! bilayer's mid-plane, positive outside.

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

impl Shape {
    /// Signed distance in nanometres (exact near the surface to first order).
    pub fn distance(&self, _point: DVec3) -> f64 {
        0.0
    }

    /// The unit outward normal of the level set through `point`.
    pub fn normal(&self, _point: DVec3) -> DVec3 {
        DVec3::Y
    }

    /// The nearest point of the surface, to better than 0.01 nm for points
    /// within the shape's smallest radius of curvature.
    pub fn closest(&self, point: DVec3) -> DVec3 {
        point
    }

    /// A box that holds the bounded part of the shape; `None` if unbounded.
    pub fn bounds(&self) -> Option<(DVec3, DVec3)> {
        None
    }
}
