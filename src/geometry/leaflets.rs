//! The two leaflets of the membrane at every stage of a fusion, as meridians
//! about the local normal.
//!
//! A leaflet is drawn where its head groups are, half a bilayer from the
//! mid-plane. At contact each leaflet is in two pieces, the vesicle's and the
//! plasma membrane's. Hemifusion joins the cytosolic leaflets; the lumenal
//! one stays in two pieces that may form a diaphragm. With the pore open each
//! leaflet is one piece. Every piece runs from the axis (or its inner end)
//! outwards, and those that reach the plasma membrane end on its plane.

use std::f64::consts::PI;

use super::neck::{MeridianPoint, Neck};

/// Points along the sphere's and along the rim's part of a meridian.
const SPHERE_POINTS: usize = 96;
const RIM_POINTS: usize = 48;
/// Points along a blend and along a flat part.
const BLEND_POINTS: usize = 48;
const FLAT_POINTS: usize = 16;

/// How far vesicle and plasma membrane have come to be one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Joined {
    /// Not at all: a sphere whose mid-plane is `gap_nm` above that of the flat
    /// membrane.
    Apart { sphere_nm: f64, gap_nm: f64 },
    /// By the cytosolic leaflets. The neck's waist is the radius of the
    /// diaphragm's mid-plane; next to nothing for a stalk.
    Hemifused(Neck),
    /// Wholly, with an open pore (or a shape that has no waist any more).
    Open(Neck),
}

/// The meridians of both leaflets, each in one piece or two.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaflets {
    /// Faces the lumen and the outside of the cell, which are one side.
    pub lumenal: Vec<Vec<MeridianPoint>>,
    /// Faces the cytosol.
    pub cytosolic: Vec<Vec<MeridianPoint>>,
}

impl Leaflets {
    /// Those of flat membrane, out to a distance of `edge_nm` from the axis.
    pub fn flat(half_bilayer_nm: f64, edge_nm: f64) -> Self {
        Self {
            lumenal: vec![disc(0.0, edge_nm, -half_bilayer_nm, -1.0)],
            cytosolic: vec![disc(0.0, edge_nm, half_bilayer_nm, -1.0)],
        }
    }
}

impl Joined {
    /// The leaflets, `half_bilayer_nm` to either side of the mid-plane, out to
    /// a distance of `edge_nm` from the axis.
    pub fn leaflets(&self, half_bilayer_nm: f64, edge_nm: f64) -> Leaflets {
        let half = half_bilayer_nm;
        match *self {
            Self::Apart { sphere_nm, gap_nm } => {
                let centre_nm = gap_nm + sphere_nm;
                Leaflets {
                    lumenal: vec![
                        closed_sphere(sphere_nm - half, centre_nm, -1.0),
                        disc(0.0, edge_nm, -half, -1.0),
                    ],
                    cytosolic: vec![
                        closed_sphere(sphere_nm + half, centre_nm, -1.0),
                        disc(0.0, edge_nm, half, -1.0),
                    ],
                }
            }
            Self::Hemifused(neck) => Leaflets {
                lumenal: vec![
                    sphere_on_diaphragm(&neck, half),
                    plane_under_diaphragm(&neck, half, edge_nm),
                ],
                cytosolic: vec![on_the_plane(&neck, -half, edge_nm)],
            },
            Self::Open(neck) => Leaflets {
                lumenal: vec![on_the_plane(&neck, half, edge_nm)],
                cytosolic: vec![on_the_plane(&neck, -half, edge_nm)],
            },
        }
    }
}

/// The neck's meridian at an offset, continued on the plane to the edge.
fn on_the_plane(neck: &Neck, offset_nm: f64, edge_nm: f64) -> Vec<MeridianPoint> {
    let mut points = neck.meridian(offset_nm, SPHERE_POINTS, RIM_POINTS);
    let flat = disc(neck.mouth_nm(), edge_nm, -offset_nm, -1.0);
    points.extend(flat.into_iter().skip(1));
    points
}

/// A whole sphere from its top to its bottom; `facing` 1 gives normals that
/// point out of it, −1 into it.
fn closed_sphere(radius_nm: f64, centre_nm: f64, facing: f64) -> Vec<MeridianPoint> {
    let count = 2 * SPHERE_POINTS;
    (0..=count)
        .map(|index| {
            let angle = PI * index as f64 / count as f64;
            // The poles lie on the axis exactly.
            let on_axis = index == 0 || index == count;
            let (sine, cosine) = (
                if on_axis { 0.0 } else { libm::sin(angle) },
                libm::cos(angle),
            );
            MeridianPoint {
                r_nm: radius_nm * sine,
                z_nm: centre_nm + radius_nm * cosine,
                normal_r: facing * sine,
                normal_z: facing * cosine,
            }
        })
        .collect()
}

/// A flat ring between two distances from the axis.
fn disc(from_nm: f64, to_nm: f64, z_nm: f64, normal_z: f64) -> Vec<MeridianPoint> {
    (0..=FLAT_POINTS)
        .map(|index| {
            let part = index as f64 / FLAT_POINTS as f64;
            MeridianPoint {
                r_nm: from_nm + (to_nm - from_nm) * part,
                z_nm,
                normal_r: 0.0,
                normal_z,
            }
        })
        .collect()
}

/// From 0 to 1 and its slope, level at both ends.
fn blend(part: f64) -> (f64, f64) {
    (part * part * (3.0 - 2.0 * part), 6.0 * part * (1.0 - part))
}

/// The lumenal leaflet of the plasma membrane: flat outside, lifted to the
/// lower side of the diaphragm, which lies at the height of the waist.
fn plane_under_diaphragm(neck: &Neck, half: f64, edge_nm: f64) -> Vec<MeridianPoint> {
    let (inner, outer) = (neck.waist_nm(), neck.mouth_nm());
    let lift = neck.rim_nm;
    let mut points = disc(0.0, inner, lift - half, -1.0);
    points.extend((1..=BLEND_POINTS).map(|index| {
        let part = index as f64 / BLEND_POINTS as f64;
        let (fallen, slope) = blend(part);
        let slope = -lift * slope / (outer - inner);
        let length = (1.0 + slope * slope).sqrt();
        MeridianPoint {
            r_nm: inner + (outer - inner) * part,
            z_nm: lift - half - lift * fallen,
            normal_r: slope / length,
            normal_z: -1.0 / length,
        }
    }));
    points.extend(disc(outer, edge_nm, -half, -1.0).into_iter().skip(1));
    points
}

/// The lumenal leaflet of the vesicle: its sphere, lowered at the bottom to
/// the upper side of the diaphragm.
fn sphere_on_diaphragm(neck: &Neck, half: f64) -> Vec<MeridianPoint> {
    let radius = neck.sphere_nm - half;
    let centre = neck.centre_nm();
    let (inner, outer) = (neck.waist_nm(), neck.mouth_nm().min(0.9 * radius));
    let diaphragm = neck.rim_nm + half;
    let leaves = PI - libm::asin(outer / radius);
    let mut points: Vec<MeridianPoint> = (0..=SPHERE_POINTS)
        .map(|index| {
            let angle = leaves * index as f64 / SPHERE_POINTS as f64;
            let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
            MeridianPoint {
                r_nm: radius * sine,
                z_nm: centre + radius * cosine,
                normal_r: -sine,
                normal_z: -cosine,
            }
        })
        .collect();
    // Between sphere and diaphragm the height passes smoothly from one to the
    // other, with the slope of whichever it has left.
    points.extend((1..=BLEND_POINTS).map(|index| {
        let part = index as f64 / BLEND_POINTS as f64;
        let r_nm = outer - (outer - inner) * part;
        let depth = (radius * radius - r_nm * r_nm).sqrt();
        let (on_sphere, sphere_slope) = (centre - depth, r_nm / depth);
        let (share, change) = blend(part);
        let change = -change / (outer - inner);
        let z_nm = on_sphere + (diaphragm - on_sphere) * share;
        let slope = sphere_slope * (1.0 - share) + (diaphragm - on_sphere) * change;
        let length = (1.0 + slope * slope).sqrt();
        MeridianPoint {
            r_nm,
            z_nm,
            normal_r: -slope / length,
            normal_z: 1.0 / length,
        }
    }));
    points.extend(disc(inner, 0.0, diaphragm, 1.0).into_iter().skip(1));
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: f64 = 2.25;
    const EDGE: f64 = 60.0;

    fn whole_family() -> Vec<Joined> {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        let mut family = vec![
            Joined::Apart {
                sphere_nm: 18.75,
                gap_nm: 5.5,
            },
            Joined::Hemifused(Neck::with_waist(18.75, 3.0, 0.15)),
            Joined::Hemifused(Neck::with_waist(18.75, 3.0, 1.5)),
            Joined::Hemifused(Neck::with_waist(18.75, 3.0, 3.0)),
        ];
        family.extend(
            (0..=40).map(|step| Joined::Open(Neck::collapsing(start, f64::from(step) / 40.0))),
        );
        family
    }

    #[test]
    fn every_piece_is_smooth_and_its_normals_are_its_own() {
        for joined in whole_family() {
            let leaflets = joined.leaflets(HALF, EDGE);
            for piece in leaflets.lumenal.iter().chain(&leaflets.cytosolic) {
                for pair in piece.windows(2) {
                    let (a, b) = (pair[0], pair[1]);
                    let turn = a.normal_r * b.normal_r + a.normal_z * b.normal_z;
                    assert!(turn > 0.94, "a kink of {turn} at {a:?} in {joined:?}");
                    let (dr, dz) = (b.r_nm - a.r_nm, b.z_nm - a.z_nm);
                    let step = libm::hypot(dr, dz);
                    if step < 1e-6 {
                        continue;
                    }
                    let middle_r = (a.normal_r + b.normal_r) / 2.0;
                    let middle_z = (a.normal_z + b.normal_z) / 2.0;
                    let across = (dr * middle_r + dz * middle_z) / step;
                    assert!(
                        across.abs() < 0.08,
                        "normals {across} off at {a:?} in {joined:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_open_piece_ends_on_the_plane_of_its_leaflet() {
        for joined in whole_family() {
            let leaflets = joined.leaflets(HALF, EDGE);
            for (pieces, height) in [(&leaflets.lumenal, -HALF), (&leaflets.cytosolic, HALF)] {
                let last = pieces
                    .last()
                    .and_then(|piece| piece.last())
                    .expect("a piece");
                assert!((last.r_nm - EDGE).abs() < 1e-9 && (last.z_nm - height).abs() < 1e-9);
                assert!(last.normal_r.abs() < 1e-6 && (last.normal_z + 1.0).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn the_leaflets_never_come_nearer_than_the_bilayer_is_thick() {
        for joined in whole_family() {
            let leaflets = joined.leaflets(HALF, EDGE);
            for lumenal in leaflets.lumenal.iter().flatten() {
                let nearest = leaflets
                    .cytosolic
                    .iter()
                    .flatten()
                    .map(|other| libm::hypot(lumenal.r_nm - other.r_nm, lumenal.z_nm - other.z_nm))
                    .fold(f64::INFINITY, f64::min);
                assert!(
                    nearest > 0.55 * 2.0 * HALF,
                    "{nearest} nm at {lumenal:?} in {joined:?}"
                );
            }
        }
    }

    #[test]
    fn the_pore_is_the_waist_less_half_a_bilayer() {
        let joined = Joined::Open(Neck::with_waist(18.75, 3.0, 4.25));
        let narrowest = joined.leaflets(HALF, EDGE).lumenal[0]
            .iter()
            .filter(|point| point.z_nm < 6.0)
            .map(|point| point.r_nm)
            .fold(f64::INFINITY, f64::min);
        assert!((narrowest - 2.0).abs() < 1e-9, "{narrowest}");
    }
}
