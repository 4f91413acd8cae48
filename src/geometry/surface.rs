//! The membrane's mesh, made once from its signed distance.
//!
//! Surface nets give an even, closed mesh from a grid; its points are then
//! set on the field itself, so that a patch cut out and replaced by a neck
//! meets the rest without a seam.

use std::{collections::HashMap, ops::RangeInclusive};

use bevy::math::DVec3;
use fast_surface_nets::{SurfaceNetsBuffer, surface_nets};
use ndshape::{RuntimeShape, Shape as _};

use super::shape::Shape;

/// More grid points than this are not meshed: about 64 MB while it lasts.
pub const MOST_GRID_POINTS: f64 = 4e6;

/// Cells of empty grid around the shape.
const MARGIN_CELLS: f64 = 2.0;
/// Part of a cell by which the grid is set off, so that flat membranes at
/// round coordinates do not lie on its points.
const GRID_SHIFT: f64 = 0.382;
/// Rounds in which every point moves to the middle of its neighbours.
const EVENING_ROUNDS: usize = 2;

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

/// The grid on which a shape is meshed.
struct Grid {
    origin: DVec3,
    cell_nm: f64,
    size: [u32; 3],
}

impl Grid {
    /// The lowest corner of a shape and the numbers of grid points it takes.
    fn measure(shape: &Shape, cell_nm: f64) -> Option<(DVec3, DVec3)> {
        let (low, high) = shape.bounds()?;
        let cells = (high - low) / cell_nm + (2.0 * MARGIN_CELLS + 2.0);
        Some((low, cells.ceil()))
    }

    fn around(shape: &Shape, cell_nm: f64) -> Option<Self> {
        const SIZES: RangeInclusive<f64> = 1.0..=MOST_GRID_POINTS;
        let (low, size) = Self::measure(shape, cell_nm)?;
        let fits = cell_nm > 0.0
            && SIZES.contains(&size.min_element())
            && SIZES.contains(&size.element_product());
        fits.then(|| Self {
            origin: low - cell_nm * (MARGIN_CELLS + GRID_SHIFT),
            cell_nm,
            size: [size.x as u32, size.y as u32, size.z as u32],
        })
    }

    /// The field at every grid point, in cells. Far from the surface one value
    /// stands for a brick of eight points: only its sign counts there.
    fn sample(&self, shape: &Shape, layout: &RuntimeShape<u32, 3>) -> Vec<f32> {
        // A brick's points and their neighbours lie within two cells of its
        // middle; the third is for blends.
        let far = 3.0 * shape.steepness() * self.cell_nm;
        let mut samples = vec![0.0; layout.size() as usize];
        let bricks = self.size.map(|count| count.div_ceil(2));
        for brick in 0..bricks.iter().product() {
            let low = [
                2 * (brick % bricks[0]),
                2 * (brick / bricks[0] % bricks[1]),
                2 * (brick / bricks[0] / bricks[1]),
            ];
            let middle = shape.value(self.place(low.map(|index| f64::from(index) + 0.5)));
            for corner in 0..8 {
                let point = [
                    low[0] + corner % 2,
                    low[1] + corner / 2 % 2,
                    low[2] + corner / 4,
                ];
                if (0..3).any(|axis| point[axis] >= self.size[axis]) {
                    continue;
                }
                let value = if middle.abs() > far {
                    middle
                } else {
                    shape.value(self.place(point.map(f64::from)))
                };
                samples[layout.linearize(point) as usize] = (value / self.cell_nm) as f32;
            }
        }
        samples
    }

    fn place(&self, grid: [f64; 3]) -> DVec3 {
        self.origin + self.cell_nm * DVec3::from(grid)
    }
}

impl Surface {
    /// How many grid points meshing `shape` takes; `None` if unbounded.
    pub fn grid_points(shape: &Shape, cell_nm: f64) -> Option<f64> {
        let (_, size) = Grid::measure(shape, cell_nm)?;
        Some(size.element_product())
    }

    /// Meshes `shape` with cells of about `cell_nm`. `None` if unbounded, or
    /// if it would take more than [`MOST_GRID_POINTS`].
    pub fn of(shape: &Shape, cell_nm: f64) -> Option<Self> {
        let grid = Grid::around(shape, cell_nm)?;
        let layout = RuntimeShape::<u32, 3>::new(grid.size);
        let samples = grid.sample(shape, &layout);
        let mut net = SurfaceNetsBuffer::default();
        let last = grid.size.map(|count| count - 1);
        surface_nets(&samples, &layout, [0; 3], last, &mut net);

        let mut surface = Self {
            positions: net
                .positions
                .iter()
                .map(|point| shape.onto_surface(grid.place(point.map(f64::from))))
                .collect(),
            normals: Vec::new(),
            triangles: net
                .indices
                .chunks_exact(3)
                .map(|corners| [corners[0], corners[1], corners[2]])
                .collect(),
        };
        for _ in 0..EVENING_ROUNDS {
            surface.even_out(shape);
        }
        surface.normals = surface
            .positions
            .iter()
            .map(|&point| shape.normal(point))
            .collect();
        surface.drop_degenerate();
        surface.face_outward();
        Some(surface)
    }

    /// The area in square nanometres, by summing triangles.
    pub fn area(&self) -> f64 {
        self.triangles
            .iter()
            .map(|triangle| 0.5 * self.facing(triangle).length())
            .sum()
    }

    /// Normal of a triangle, twice its area long.
    fn facing(&self, triangle: &[u32; 3]) -> DVec3 {
        let [a, b, c] = triangle.map(|index| self.positions[index as usize]);
        (b - a).cross(c - a)
    }

    /// Moves every point halfway to the middle of its neighbours and back
    /// onto the surface: triangles of more equal size.
    fn even_out(&mut self, shape: &Shape) {
        let mut sums = vec![(DVec3::ZERO, 0.0); self.positions.len()];
        for triangle in &self.triangles {
            for corner in 0..3 {
                let (from, to) = (triangle[corner], triangle[(corner + 1) % 3]);
                sums[from as usize].0 += self.positions[to as usize];
                sums[from as usize].1 += 1.0;
            }
        }
        for (point, (sum, count)) in self.positions.iter_mut().zip(sums) {
            if count > 0.0 {
                *point = shape.onto_surface(point.lerp(sum / count, 0.5));
            }
        }
    }

    /// Welds points that fell together and drops triangles without a face.
    fn drop_degenerate(&mut self) {
        let mut first_at: HashMap<[u64; 3], u32> = HashMap::new();
        let welded: Vec<u32> = self
            .positions
            .iter()
            .enumerate()
            .map(|(index, point)| {
                let bits = point.to_array().map(f64::to_bits);
                *first_at.entry(bits).or_insert(index as u32)
            })
            .collect();
        for triangle in &mut self.triangles {
            *triangle = triangle.map(|index| welded[index as usize]);
        }
        self.triangles
            .retain(|[a, b, c]| a != b && b != c && c != a);
    }

    fn face_outward(&mut self) {
        let outward: f64 = self
            .triangles
            .iter()
            .map(|triangle| {
                let normal = self.normals[triangle[0] as usize];
                self.facing(triangle).dot(normal)
            })
            .sum();
        if outward < 0.0 {
            for triangle in &mut self.triangles {
                triangle.swap(1, 2);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    fn ball() -> Shape {
        Shape::Sphere {
            centre: [3.0, -7.0, 11.0],
            radius: 200.0,
        }
    }

    fn flattened_cell() -> Shape {
        Shape::SmoothIntersection {
            blend: 50.0,
            parts: vec![
                Shape::Ellipsoid {
                    centre: [0.0, 200.0, 0.0],
                    radii: [300.0, 260.0, 280.0],
                },
                Shape::HalfSpace {
                    point: [0.0; 3],
                    normal: [0.0, -1.0, 0.0],
                },
            ],
        }
    }

    #[test]
    fn a_sphere_has_a_spheres_area() {
        let surface = Surface::of(&ball(), 12.0).expect("a ball is bounded");
        let expected = 4.0 * PI * 200.0 * 200.0;
        let area = surface.area();
        assert!((area / expected - 1.0).abs() < 0.005, "{area} nm²");
    }

    #[test]
    fn every_edge_lies_between_two_triangles() {
        for shape in [ball(), flattened_cell()] {
            let surface = Surface::of(&shape, 12.0).expect("both are bounded");
            let mut edges: HashMap<(u32, u32), i32> = HashMap::new();
            for triangle in &surface.triangles {
                for corner in 0..3 {
                    let (from, to) = (triangle[corner], triangle[(corner + 1) % 3]);
                    *edges.entry((from, to)).or_default() += 1;
                }
            }
            assert!(!edges.is_empty());
            for (&(from, to), &count) in &edges {
                assert_eq!(count, 1, "the edge {from}–{to} is run through twice");
                assert!(edges.contains_key(&(to, from)), "{from}–{to} is open");
            }
        }
    }

    #[test]
    fn points_lie_on_the_field_and_triangles_face_outward() {
        let shape = flattened_cell();
        let surface = Surface::of(&shape, 14.0).expect("the cell is bounded");
        for (point, normal) in surface.positions.iter().zip(&surface.normals) {
            assert!(shape.distance(*point).abs() < 1e-6);
            assert!((normal.length() - 1.0).abs() < 1e-9);
        }
        for triangle in &surface.triangles {
            let facing = surface.facing(triangle);
            assert!(facing.dot(surface.normals[triangle[0] as usize]) > 0.0);
        }
    }

    #[test]
    fn bricks_change_nothing_about_the_mesh() {
        for shape in [
            flattened_cell(),
            Shape::Ellipsoid {
                centre: [0.0; 3],
                radii: [400.0, 60.0, 90.0],
            },
        ] {
            let grid = Grid::around(&shape, 11.0).expect("both are bounded");
            let layout = RuntimeShape::<u32, 3>::new(grid.size);
            let samples = grid.sample(&shape, &layout);
            for index in 0..layout.size() {
                let point = layout.delinearize(index);
                let exact = shape.value(grid.place(point.map(f64::from)));
                let told = f64::from(samples[index as usize]);
                assert_eq!(told < 0.0, exact < 0.0, "another side at {point:?}");
                assert!(told.abs() > 2.0 || (told - exact / 11.0).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn what_is_endless_or_too_large_is_not_meshed() {
        let plane = Shape::HalfSpace {
            point: [0.0; 3],
            normal: [0.0, 1.0, 0.0],
        };
        assert!(Surface::of(&plane, 10.0).is_none());
        assert!(Surface::of(&ball(), 0.1).is_none());
        assert!(Surface::of(&ball(), 0.0).is_none());
        assert!(Surface::of(&ball(), f64::NAN).is_none());
    }
}
