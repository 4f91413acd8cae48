//! Surfaces of revolution from meridians: their area, the volume above them,
//! and their mesh.

use std::f64::consts::{PI, TAU};

use bevy::math::DVec3;

use super::{leaflets::Leaflets, neck::MeridianPoint};

/// Nearer to the axis than this a point is a pole.
const POLE_NM: f64 = 1e-9;

/// Area swept by a meridian, in nm²: the sum of its cones.
pub fn area_nm2(meridian: &[MeridianPoint]) -> f64 {
    meridian
        .windows(2)
        .map(|pair| {
            let (a, b) = (pair[0], pair[1]);
            let slant = libm::hypot(a.r_nm - b.r_nm, a.z_nm - b.z_nm);
            PI * (a.r_nm + b.r_nm) * slant
        })
        .sum()
}

/// Volume between the swept surface and the plane of its last point, in nm³:
/// `∫ π r² dz`, from the last point up.
pub fn volume_nm3(meridian: &[MeridianPoint]) -> f64 {
    meridian
        .windows(2)
        .map(|pair| {
            let (a, b) = (pair[0], pair[1]);
            let squares = a.r_nm * a.r_nm + a.r_nm * b.r_nm + b.r_nm * b.r_nm;
            PI / 3.0 * squares * (a.z_nm - b.z_nm)
        })
        .sum()
}

/// A triangle mesh about the axis `y`, in nanometres.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Revolved {
    pub positions: Vec<DVec3>,
    pub normals: Vec<DVec3>,
    /// Counter-clockwise seen from where the normals point.
    pub triangles: Vec<[u32; 3]>,
}

/// Sweeps a meridian about the axis in `segments` steps. With `flipped`, the
/// normals are those of the meridian turned round.
pub fn revolve(meridian: &[MeridianPoint], segments: u32, flipped: bool) -> Revolved {
    let mut mesh = Revolved::default();
    let facing = if flipped { -1.0 } else { 1.0 };
    let mut rings = Vec::with_capacity(meridian.len());
    for point in meridian {
        let is_pole = point.r_nm.abs() < POLE_NM;
        let count = if is_pole { 1 } else { segments };
        rings.push((mesh.positions.len() as u32, is_pole));
        for segment in 0..count {
            let angle = TAU * f64::from(segment) / f64::from(segments);
            let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
            let around = |r: f64, y: f64| DVec3::new(r * cosine, y, r * sine);
            let position = if is_pole { 0.0 } else { point.r_nm };
            mesh.positions.push(around(position, point.z_nm));
            let normal = around(if is_pole { 0.0 } else { point.normal_r }, point.normal_z);
            mesh.normals.push(facing * normal.normalize());
        }
    }
    for pair in rings.windows(2) {
        add_band(&mut mesh, pair[0], pair[1], segments);
    }
    mesh
}

/// The triangles between two neighbouring rings, each turned to its normals.
fn add_band(mesh: &mut Revolved, a: (u32, bool), b: (u32, bool), segments: u32) {
    let at = |(first, is_pole): (u32, bool), segment: u32| {
        if is_pole {
            first
        } else {
            first + segment % segments
        }
    };
    for segment in 0..segments {
        let corners = [
            at(a, segment),
            at(a, segment + 1),
            at(b, segment),
            at(b, segment + 1),
        ];
        for triangle in [
            [corners[0], corners[1], corners[2]],
            [corners[2], corners[1], corners[3]],
        ] {
            if triangle[0] == triangle[1]
                || triangle[1] == triangle[2]
                || triangle[0] == triangle[2]
            {
                continue;
            }
            let [p, q, r] = triangle.map(|index| mesh.positions[index as usize]);
            let facing: DVec3 = triangle
                .iter()
                .map(|index| mesh.normals[*index as usize])
                .sum();
            let turned = (q - p).cross(r - p).dot(facing) < 0.0;
            mesh.triangles.push(if turned {
                [triangle[0], triangle[2], triangle[1]]
            } else {
                triangle
            });
        }
    }
}

/// The bilayer as closed surfaces: the two leaflets, and the cut at the outer
/// edge where they end.
#[derive(Clone, Debug)]
pub struct ClosedBilayer {
    pub lumenal: Vec<Revolved>,
    pub cytosolic: Vec<Revolved>,
    pub edge: Revolved,
}

/// Sweeps both leaflets and closes them at their outer edge.
pub fn closed_bilayer(leaflets: &Leaflets, segments: u32) -> ClosedBilayer {
    let sweep = |pieces: &[Vec<MeridianPoint>], flipped| -> Vec<Revolved> {
        pieces
            .iter()
            .map(|piece| revolve(piece, segments, flipped))
            .collect()
    };
    let last =
        |pieces: &[Vec<MeridianPoint>]| pieces.last().and_then(|piece| piece.last().copied());
    let rim: Vec<MeridianPoint> = [last(&leaflets.cytosolic), last(&leaflets.lumenal)]
        .into_iter()
        .flatten()
        .map(|point| MeridianPoint {
            normal_r: 1.0,
            normal_z: 0.0,
            ..point
        })
        .collect();
    ClosedBilayer {
        lumenal: sweep(&leaflets.lumenal, false),
        cytosolic: sweep(&leaflets.cytosolic, true),
        edge: revolve(&rim, segments, false),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::geometry::{leaflets::Joined, neck::Neck};

    const SEGMENTS: u32 = 72;

    fn members() -> Vec<Joined> {
        let start = Neck::with_waist(18.75, 3.0, 4.25);
        let mut members = vec![
            Joined::Apart {
                sphere_nm: 18.75,
                gap_nm: 5.5,
            },
            Joined::Hemifused(Neck::with_waist(18.75, 3.0, 0.15)),
            Joined::Hemifused(Neck::with_waist(18.75, 3.0, 3.0)),
        ];
        members.extend(
            (0..=20).map(|step| Joined::Open(Neck::collapsing(start, f64::from(step) / 20.0))),
        );
        members
    }

    /// The mesh with points at the same place made one.
    fn welded(bilayer: &ClosedBilayer) -> (Vec<DVec3>, Vec<[usize; 3]>) {
        let mut places = BTreeMap::new();
        let mut positions = Vec::new();
        let mut triangles = Vec::new();
        let parts = bilayer
            .lumenal
            .iter()
            .chain(&bilayer.cytosolic)
            .chain([&bilayer.edge]);
        for part in parts {
            let names: Vec<usize> = part
                .positions
                .iter()
                .map(|at| {
                    let key = (*at * 1e6).round().as_i64vec3().to_array();
                    *places.entry(key).or_insert_with(|| {
                        positions.push(*at);
                        positions.len() - 1
                    })
                })
                .collect();
            triangles.extend(
                part.triangles
                    .iter()
                    .map(|t| t.map(|index| names[index as usize])),
            );
        }
        (positions, triangles)
    }

    #[test]
    fn the_bilayer_is_watertight_through_the_whole_family() {
        for joined in members() {
            let bilayer = closed_bilayer(&joined.leaflets(2.25, 60.0), SEGMENTS);
            let (_, triangles) = welded(&bilayer);
            let mut edges = BTreeMap::new();
            for [a, b, c] in &triangles {
                for (from, to) in [(a, b), (b, c), (c, a)] {
                    *edges.entry((*from, *to)).or_insert(0) += 1;
                }
            }
            for ((from, to), count) in &edges {
                // Once each way: closed, and every triangle faces out.
                assert_eq!(*count, 1, "{joined:?}");
                assert_eq!(edges.get(&(*to, *from)), Some(&1), "{joined:?}");
            }
        }
    }

    #[test]
    fn the_mesh_has_the_area_of_the_formula() {
        let start = Neck::with_waist(18.75, 3.0, 4.25);
        for step in 0..20 {
            let neck = Neck::collapsing(start, f64::from(step) / 20.0);
            let mesh = revolve(&neck.meridian(0.0, 96, 48), SEGMENTS, false);
            let summed: f64 = mesh
                .triangles
                .iter()
                .map(|triangle| {
                    let [p, q, r] = triangle.map(|index| mesh.positions[index as usize]);
                    (q - p).cross(r - p).length() / 2.0
                })
                .sum();
            assert!((summed / neck.area_nm2() - 1.0).abs() < 5e-3, "{neck:?}");
        }
    }

    #[test]
    fn a_sphere_is_measured_as_one() {
        let sphere = Joined::Apart {
            sphere_nm: 20.0,
            gap_nm: 5.0,
        };
        let outer = &sphere.leaflets(2.25, 60.0).cytosolic[0];
        let radius: f64 = 22.25;
        assert!((area_nm2(outer) / (4.0 * PI * radius * radius) - 1.0).abs() < 1e-3);
        let volume = 4.0 / 3.0 * PI * radius * radius * radius;
        assert!((volume_nm3(outer) / volume - 1.0).abs() < 1e-3);
    }
}
