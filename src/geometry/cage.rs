//! Closed cages of hexagons and pentagons, as clathrin builds them.
//!
//! Three struts meet in each hub, so by Euler a closed cage has exactly
//! twelve pentagons, whatever its number of hexagons. A cage is found as the
//! dual of points spread over a sphere, and its hubs are then moved until all
//! struts are of one length, as the legs of clathrin are.

use std::{collections::BTreeSet, f64::consts::PI};

use bevy::math::DVec3;

/// Rounds of spreading the points, and of evening out the struts.
const SPREADING_ROUNDS: usize = 800;
const EVENING_ROUNDS: usize = 600;
/// How many more polygons are tried when a number of points does not settle
/// into pentagons and hexagons alone.
const MOST_TRIES: usize = 12;

/// A closed cage about the origin; `z` is its pole.
#[derive(Clone, Debug, PartialEq)]
pub struct Cage {
    /// Where the struts meet, in units of the mean strut's length.
    pub hubs: Vec<DVec3>,
    /// Each strut's two hubs, the lower number first.
    pub struts: Vec<[usize; 2]>,
    /// The hubs around each polygon, the polygon at the pole first and the
    /// one farthest from it last.
    pub polygons: Vec<Vec<usize>>,
}

impl Cage {
    /// The hexagonal barrel: 36 hubs, twelve pentagons and eight hexagons, the
    /// smallest cage that is found around synaptic vesicles.
    pub fn barrel() -> Self {
        // Poles, two rings of pentagons' centres, a ring of hexagons'.
        let ring = |height: f64, turn: f64| {
            (0..6).map(move |step| {
                let (sine, cosine) = libm::sincos((f64::from(step) + turn) * PI / 3.0);
                let radius = (1.0 - height * height).sqrt();
                DVec3::new(radius * cosine, radius * sine, height)
            })
        };
        let centres: Vec<DVec3> = [DVec3::Z]
            .into_iter()
            .chain(ring(0.55, 0.0))
            .chain(ring(0.0, 0.5))
            .chain(ring(-0.55, 0.0))
            .chain([DVec3::NEG_Z])
            .collect();
        Self::dual_of(&centres)
    }

    /// The cage whose hubs lie at least about `radius_nm` from its middle,
    /// with struts of `strut_nm`: the barrel, or as many polygons as it
    /// takes.
    pub fn around(radius_nm: f64, strut_nm: f64) -> Self {
        let barrel = Self::barrel();
        if barrel.radius() * strut_nm >= radius_nm {
            return barrel;
        }
        // A hub has the area of half a hexagon, 3√3/4 of the strut squared.
        let hub_area = 0.75 * 3.0_f64.sqrt() * strut_nm * strut_nm;
        let hubs = 4.0 * PI * radius_nm * radius_nm / hub_area;
        let least = (hubs / 2.0).ceil() as usize + 2;
        (least..least + MOST_TRIES)
            .map(|polygons| Self::dual_of(&spread(polygons)))
            .find(Self::is_of_pentagons_and_hexagons)
            // A test holds that this is never needed for what is coated here.
            .unwrap_or(barrel)
    }

    /// Mean distance of the hubs from the middle, in mean struts.
    pub fn radius(&self) -> f64 {
        self.hubs.iter().map(|hub| hub.length()).sum::<f64>() / self.hubs.len() as f64
    }

    fn is_of_pentagons_and_hexagons(&self) -> bool {
        let count = |corners| self.polygons.iter().filter(|p| p.len() == corners).count();
        count(5) == 12 && count(6) + 12 == self.polygons.len()
    }

    /// The cage that has a polygon for each of `centres` on the unit sphere
    /// and a hub for each triangle between them.
    fn dual_of(centres: &[DVec3]) -> Self {
        let centres = turned_to_the_pole(centres);
        let triangles = hull(&centres);
        let mut hubs: Vec<DVec3> = triangles
            .iter()
            .map(|corners| {
                corners
                    .iter()
                    .map(|corner| centres[*corner])
                    .sum::<DVec3>()
                    .normalize()
            })
            .collect();
        let mut struts = BTreeSet::new();
        for (first, one) in triangles.iter().enumerate() {
            for (second, other) in triangles.iter().enumerate().skip(first + 1) {
                if one.iter().filter(|corner| other.contains(corner)).count() == 2 {
                    struts.insert([first, second]);
                }
            }
        }
        let struts: Vec<[usize; 2]> = struts.into_iter().collect();
        even_out(&mut hubs, &struts);
        let mut polygons: Vec<Vec<usize>> = (0..centres.len())
            .map(|centre| around(centre, centres[centre], &triangles, &hubs))
            .collect();
        polygons.sort_by(|a, b| {
            let middle = |polygon: &[usize]| -> DVec3 {
                polygon
                    .iter()
                    .map(|hub| hubs[*hub])
                    .sum::<DVec3>()
                    .normalize()
            };
            let (a, b) = (middle(a), middle(b));
            let around = |at: DVec3| libm::atan2(at.y, at.x);
            // Heights that differ by rounding alone are one ring.
            let ring = |at: DVec3| libm::round(-at.z * 1e6);
            (ring(a).total_cmp(&ring(b))).then(around(a).total_cmp(&around(b)))
        });
        Self {
            hubs,
            struts,
            polygons,
        }
    }
}

/// The hubs about one centre, in order.
fn around(centre: usize, axis: DVec3, triangles: &[[usize; 3]], hubs: &[DVec3]) -> Vec<usize> {
    let side = axis.any_orthonormal_vector();
    let other = axis.cross(side);
    let angle = |hub: &usize| libm::atan2(hubs[*hub].dot(other), hubs[*hub].dot(side));
    let mut corners: Vec<usize> = (0..triangles.len())
        .filter(|triangle| triangles[*triangle].contains(&centre))
        .collect();
    corners.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
    corners
}

/// `count` points pushed apart over the unit sphere.
fn spread(count: usize) -> Vec<DVec3> {
    let golden_angle = PI * (3.0 - 5.0_f64.sqrt());
    let mut points: Vec<DVec3> = (0..count)
        .map(|index| {
            let height = 1.0 - 2.0 * (index as f64 + 0.5) / count as f64;
            let (sine, cosine) = libm::sincos(golden_angle * index as f64);
            let ring = (1.0 - height * height).sqrt();
            DVec3::new(ring * cosine, ring * sine, height)
        })
        .collect();
    // The push of a neighbour falls with the third power of the distance: a
    // tenth of what would overshoot.
    let spacing_squared = 4.0 * PI / count as f64;
    let step = 0.05 * spacing_squared * spacing_squared;
    for _ in 0..SPREADING_ROUNDS {
        let pushes: Vec<DVec3> = points
            .iter()
            .map(|at| {
                points
                    .iter()
                    .map(|other| {
                        let apart = *at - *other;
                        let squared = apart.length_squared();
                        // Nothing from itself.
                        apart / (squared * squared).max(1e-9)
                    })
                    .sum()
            })
            .collect();
        for (at, push) in points.iter_mut().zip(pushes) {
            *at = (*at + push * step).normalize();
        }
    }
    points
}

/// The same points, turned so that of the two that come nearest to facing
/// each other one is the pole.
fn turned_to_the_pole(points: &[DVec3]) -> Vec<DVec3> {
    let facing = |at: &DVec3| {
        points
            .iter()
            .map(|other| at.dot(*other))
            .fold(1.0, f64::min)
    };
    let Some(pole) = points
        .iter()
        .copied()
        // The first of several that are equal but for rounding.
        .reduce(|best, at| {
            if facing(&at) < facing(&best) - 1e-9 {
                at
            } else {
                best
            }
        })
    else {
        return Vec::new();
    };
    let turn = bevy::math::DQuat::from_rotation_arc(pole, DVec3::Z);
    points.iter().map(|at| turn * *at).collect()
}

/// The triangles of the convex hull of points on a sphere.
fn hull(points: &[DVec3]) -> Vec<[usize; 3]> {
    let count = points.len();
    let mut triangles = Vec::with_capacity(2 * count);
    for a in 0..count {
        for b in a + 1..count {
            for c in b + 1..count {
                let normal = (points[b] - points[a]).cross(points[c] - points[a]);
                let normal = normal * normal.dot(points[a]).signum();
                let level = normal.dot(points[a]);
                let is_outside = points
                    .iter()
                    .enumerate()
                    .any(|(d, at)| ![a, b, c].contains(&d) && normal.dot(*at) > level);
                if !is_outside {
                    triangles.push([a, b, c]);
                }
            }
        }
    }
    triangles
}

/// Moves hubs until their struts are of one length, and makes that the unit.
fn even_out(hubs: &mut [DVec3], struts: &[[usize; 2]]) {
    let length_of = |hubs: &[DVec3], [a, b]: [usize; 2]| hubs[a].distance(hubs[b]);
    let mean = |hubs: &[DVec3]| {
        struts
            .iter()
            .map(|ends| length_of(hubs, *ends))
            .sum::<f64>()
            / struts.len() as f64
    };
    for _ in 0..EVENING_ROUNDS {
        let wanted = mean(hubs);
        let radius = hubs.iter().map(|hub| hub.length()).sum::<f64>() / hubs.len() as f64;
        let mut moves = vec![DVec3::ZERO; hubs.len()];
        for [a, b] in struts {
            let along = hubs[*b] - hubs[*a];
            let pull = along * (0.2 * (1.0 - wanted / along.length()));
            moves[*a] += pull;
            moves[*b] -= pull;
        }
        for (hub, moved) in hubs.iter_mut().zip(moves) {
            // A little roundness keeps it from folding.
            let round = hub.normalize() * (radius - hub.length());
            *hub += moved + 0.02 * round;
        }
    }
    let unit = mean(hubs);
    for hub in hubs {
        *hub /= unit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The barrel, and cages around carriers and granules.
    fn cages() -> [Cage; 3] {
        [
            Cage::barrel(),
            Cage::around(56.0, 18.0),
            Cage::around(75.0, 18.0),
        ]
    }

    #[test]
    fn a_closed_cage_has_twelve_pentagons_and_else_hexagons() {
        for cage in cages() {
            let count = |corners| cage.polygons.iter().filter(|p| p.len() == corners).count();
            assert_eq!(count(5), 12);
            assert_eq!(count(5) + count(6), cage.polygons.len());
        }
    }

    #[test]
    fn hubs_struts_and_polygons_obey_euler() {
        for cage in cages() {
            let (hubs, struts, polygons) =
                (cage.hubs.len(), cage.struts.len(), cage.polygons.len());
            assert_eq!(hubs + polygons, struts + 2);
            assert_eq!(2 * struts, 3 * hubs);
        }
    }

    #[test]
    fn the_barrel_is_that_of_36_triskelia() {
        let barrel = Cage::barrel();
        assert_eq!((barrel.hubs.len(), barrel.struts.len()), (36, 54));
        assert_eq!(barrel.polygons.len(), 20);
        assert_eq!(
            [barrel.polygons[0].len(), barrel.polygons[19].len()],
            [6, 6]
        );
        // With legs of 18 nm it measures some 70 nm across, as found.
        let across = 2.0 * 18.0 * barrel.radius();
        assert!((62.0..76.0).contains(&across), "{across} nm");
    }

    #[test]
    fn struts_are_of_one_length() {
        for cage in cages() {
            for [a, b] in &cage.struts {
                let length = cage.hubs[*a].distance(cage.hubs[*b]);
                assert!((length - 1.0).abs() < 0.05, "{length}");
            }
        }
    }

    #[test]
    fn neighbours_around_a_polygon_are_joined_by_struts() {
        for cage in cages() {
            for polygon in &cage.polygons {
                for (index, hub) in polygon.iter().enumerate() {
                    let next = polygon[(index + 1) % polygon.len()];
                    let strut = [*hub.min(&next), *hub.max(&next)];
                    assert!(cage.struts.contains(&strut));
                }
            }
        }
    }

    #[test]
    fn polygons_come_from_the_pole_down_and_the_cage_holds_the_vesicle() {
        for (cage, radius) in cages().into_iter().zip([32.0, 56.0, 75.0]) {
            let height = |polygon: &Vec<usize>| {
                let middle: DVec3 = polygon.iter().map(|hub| cage.hubs[*hub]).sum();
                middle.normalize().z
            };
            let heights: Vec<f64> = cage.polygons.iter().map(height).collect();
            assert!(heights.windows(2).all(|pair| pair[1] < pair[0] + 1e-5));
            assert!(
                18.0 * cage.radius() > 0.97 * radius,
                "{}",
                18.0 * cage.radius()
            );
        }
    }
}
