//! What can be seen from where the camera is: what stands in the line of sight to a
//! thing, be it a membrane, a vesicle, a track, or one of many small things.

use std::f64::consts::FRAC_PI_2;

use bevy::{math::IVec2, platform::collections::HashMap, prelude::*};

use super::{HALF_BILAYER_NM, cutaway::Cutaway, named::Named};
use crate::{
    geometry::{leaflets::Joined, opened::CutPlane, shape::Shape},
    sim::{cytoskeleton::Track, vesicle::MembranePlace},
};

/// A thing this near to the middle of a membrane is not hidden by it.
const IN_WALL_NM: f32 = 10.0;
/// The line of sight is followed by this share of the distance to the next
/// membrane, and by no less than this many nanometres.
const SURE_STEP: f32 = 0.9;
const LEAST_STEP_NM: f32 = 1.5;
/// What is named well behind a vesicle stands off its outline, and its proteins,
/// by this.
pub(super) const PAST_EDGE_NM: f32 = 8.0;
/// Outer radius of a microtubule.
const MICROTUBULE_NM: f32 = 12.5;
/// How far the balls stand apart by which a neck hides things.
const NECK_STEP_NM: f64 = 2.0;
/// Small things are looked up by so many directions from the middle of the widest
/// picture to its edge; what takes more of them than this along an edge is near.
const DIRECTIONS: f32 = 200.0;
const MOST_DIRECTIONS: i32 = 8;
/// What is so far from the surface of a small thing is at it, and not hidden by it.
const BESIDE_SMALL_NM: f32 = 2.5;

/// Small round things in great numbers, by the direction in which they are seen.
pub(super) struct Veil {
    eye: Vec3,
    /// Right, up and ahead.
    axes: [Vec3; 3],
    /// Tangent of the widest angle that is in the picture.
    widest: f32,
    balls: HashMap<IVec2, Vec<(Vec3, f32)>>,
    near: Vec<(Vec3, f32)>,
}

impl Veil {
    pub fn before(eye: Vec3, ahead: Vec3, widest: f32) -> Self {
        let (right, up) = ahead.any_orthonormal_pair();
        Self {
            eye,
            axes: [right, up, ahead],
            widest,
            balls: HashMap::default(),
            near: Vec::new(),
        }
    }

    /// In units of directions; and how far ahead.
    fn direction(&self, at: Vec3) -> (Vec2, f32) {
        let [right, up, ahead] = self.axes.map(|axis| axis.dot(at - self.eye));
        let unit = self.widest / DIRECTIONS;
        (vec2(right, up) / ahead.max(1e-3) / unit, ahead)
    }

    /// Hangs up more of them, each a place and a radius.
    pub fn hang(&mut self, balls: impl IntoIterator<Item = (Vec3, f32)>) {
        for (at, radius) in balls {
            let (middle, deep) = self.direction(at);
            let is_in_picture = middle.abs().max_element() < DIRECTIONS;
            if deep <= radius || !is_in_picture {
                continue;
            }
            // A ball that is seen askance takes a little more than from before.
            let askance = 1.0 + middle.length() * self.widest / DIRECTIONS;
            let half = askance * radius / deep / (self.widest / DIRECTIONS);
            let from = (middle - half).floor().as_ivec2();
            let to = (middle + half).floor().as_ivec2();
            if (to - from).max_element() > MOST_DIRECTIONS {
                self.near.push((at, radius));
                continue;
            }
            for x in from.x..=to.x {
                for y in from.y..=to.y {
                    let there = self.balls.entry(IVec2::new(x, y)).or_default();
                    there.push((at, radius));
                }
            }
        }
    }

    /// Whether one of them stands in the line of sight to a point that is not at it.
    pub fn hides(&self, at: Vec3) -> bool {
        let way = at - self.eye;
        let far = way.length();
        let line = way / far.max(1e-3);
        let (direction, _) = self.direction(at);
        let there = self.balls.get(&direction.floor().as_ivec2());
        there
            .into_iter()
            .flatten()
            .chain(&self.near)
            .any(|(centre, radius)| {
                let to_centre = *centre - self.eye;
                let along = to_centre.dot(line);
                let aside2 = to_centre.length_squared() - along * along;
                let is_between = along > 0.0 && along < far && aside2 < radius * radius;
                is_between && centre.distance(at) > radius + BESIDE_SMALL_NM
            })
    }
}

/// What may stand between the eye and a thing.
pub(super) struct Sight<'a> {
    eye: Vec3,
    ahead: Vec3,
    /// Tangent of the widest angle that is in the picture.
    widest: f32,
    /// Beyond it, membranes are not drawn.
    pub knife: Option<CutPlane>,
    pub walls: Vec<&'a Shape>,
    /// Vesicles, pits and their necks as centre and radius.
    pub balls: Vec<(Vec3, f32)>,
    /// Microtubules, and what else is small.
    pub tracks: Veil,
    pub small: Veil,
}

impl Sight<'_> {
    /// What is seen from a place, with nothing there yet.
    pub fn from(eye: Vec3, ahead: Vec3, widest: f32) -> Self {
        let veil = || Veil::before(eye, ahead, widest);
        Self {
            eye,
            ahead,
            widest,
            knife: None,
            walls: Vec::new(),
            balls: Vec::new(),
            tracks: veil(),
            small: veil(),
        }
    }

    /// Whether a point of something can be in the picture and is not hidden there. A
    /// track does not hide itself.
    pub fn reaches(&self, named: Named, at: Vec3) -> bool {
        self.is_open_to(at) && (named.is_track() || !self.tracks.hides(at))
    }

    /// Whether nothing at all stands before a place in the picture.
    pub fn is_free(&self, at: Vec3) -> bool {
        self.is_open_to(at) && !self.tracks.hides(at)
    }

    /// Whether a place can be in the picture, with no more than tracks before it.
    fn is_open_to(&self, at: Vec3) -> bool {
        let way = at - self.eye;
        let deep = way.dot(self.ahead);
        let aside = (way - self.ahead * deep).length();
        aside < self.widest * deep
            && !self.small.hides(at)
            && !self.meets_ball(at)
            && !self.meets_wall(at)
    }

    /// Whether a ball stands in the line of sight to a point outside it.
    fn meets_ball(&self, at: Vec3) -> bool {
        let way = at - self.eye;
        let far = way.length();
        let direction = way / far.max(1e-3);
        self.balls.iter().any(|(centre, radius)| {
            let to_centre = *centre - self.eye;
            let along = to_centre.dot(direction);
            let aside2 = to_centre.length_squared() - along * along;
            let holds_point = centre.distance_squared(at) < radius * radius;
            let behind = ((far - along) / radius).clamp(0.0, 1.0);
            let edge = radius + PAST_EDGE_NM * behind;
            !holds_point && along > 0.0 && along < far && aside2 < edge * edge
        })
    }

    /// Whether a membrane does, where the cut has left it. A thing may lie in
    /// a membrane itself.
    fn meets_wall(&self, at: Vec3) -> bool {
        let way = at - self.eye;
        let far = way.length() - IN_WALL_NM;
        let direction = way.normalize_or_zero();
        let mut gone = match &self.knife {
            None => 0.0,
            Some(knife) => {
                let before = knife.normal.dot(self.eye) - knife.offset_nm;
                let nearing = -knife.normal.dot(direction);
                if before <= 0.0 {
                    0.0
                } else if nearing > 0.0 {
                    before / nearing
                } else {
                    f32::INFINITY
                }
            }
        };
        while gone < far {
            let here = (self.eye + direction * gone).as_dvec3();
            let nearest = self
                .walls
                .iter()
                .map(|wall| wall.distance(here).abs() as f32)
                .fold(f32::INFINITY, f32::min);
            if nearest < HALF_BILAYER_NM {
                return true;
            }
            gone += (SURE_STEP * (nearest - HALF_BILAYER_NM)).max(LEAST_STEP_NM);
        }
        false
    }
}

/// What the cut has left of the microtubules, as balls.
pub(super) fn balls_of_tracks(tracks: &[Track], cutaway: &Cutaway) -> Vec<(Vec3, f32)> {
    let points = tracks.iter().flat_map(|track| {
        let steps = (track.curve.length() / f64::from(MICROTUBULE_NM)) as usize;
        (0..=steps).map(|step| {
            let along = step as f64 * f64::from(MICROTUBULE_NM);
            track.curve.at(along).position.as_vec3()
        })
    });
    let left = points.filter(|at| cutaway.beyond(*at) < 0.0);
    left.map(|at| (at, MICROTUBULE_NM)).collect()
}

/// What a vesicle that is one with the membrane hides: its sphere, and its neck
/// as balls one over the other.
pub(super) fn balls_of_joined(place: &MembranePlace, joining: &Joined) -> Vec<(Vec3, f32)> {
    let over = |height: f64| (place.point + place.inward * height).as_vec3();
    let (neck, reach) = match joining {
        Joined::Open(neck) | Joined::Hemifused(neck) if neck.sweep > FRAC_PI_2 => {
            (neck, neck.waist_nm() as f32 + HALF_BILAYER_NM)
        }
        Joined::Open(_) | Joined::Hemifused(_) => return Vec::new(),
        Joined::Apart { sphere_nm, gap_nm } => {
            let outer = *sphere_nm as f32 + HALF_BILAYER_NM;
            return vec![(over(sphere_nm + gap_nm), outer)];
        }
    };
    let sphere = (
        over(neck.centre_nm()),
        neck.sphere_nm as f32 + HALF_BILAYER_NM,
    );
    let necks = (0..).map(|step| f64::from(step) * NECK_STEP_NM);
    necks
        .take_while(|height| *height < neck.centre_nm() - neck.sphere_nm + neck.rim_nm)
        .map(|height| (over(height), reach))
        .chain([sphere])
        .collect()
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;
    use crate::geometry::neck::Neck;

    const FROM_FAR: Vec3 = Vec3::new(0.0, 0.0, 400.0);

    fn from_far<'a>() -> Sight<'a> {
        Sight::from(FROM_FAR, Vec3::NEG_Z, 1.0)
    }

    #[test]
    fn nothing_is_named_behind_a_track_but_the_track() {
        let mut sight = from_far();
        let track = (-10..=10).map(|step| Vec3::X * (step as f32 * 12.5));
        sight.tracks.hang(track.map(|at| (at, MICROTUBULE_NM)));
        for named in [Named::Walking, Named::Tethered, Named::Kinesin] {
            assert!(!sight.reaches(named, Vec3::Z * -38.0));
            assert!(sight.reaches(named, Vec3::Z * 38.0));
            assert!(sight.reaches(named, Vec3::Y * 38.0));
            assert!(sight.reaches(named, Vec3::Y * 13.5), "at its side");
        }
        assert!(sight.reaches(Named::Microtubule, Vec3::Z * -38.0));
        assert!(sight.reaches(Named::Microtubule, Vec3::ZERO));
    }

    #[test]
    fn what_a_crowd_stands_before_is_not_named() {
        let mut sight = from_far();
        let crowd = (-40..=40).flat_map(|x| (-40..=40).map(move |y| (x, y)));
        let crowd: Vec<_> = crowd
            .map(|(x, y)| (Vec3::new(x as f32, y as f32, 0.0) * 5.0, 4.0))
            .collect();
        sight.small.hang(crowd.iter().copied());
        for way in [Vec3::ZERO, Vec3::new(33.3, -41.7, 0.0), Vec3::X * -150.0] {
            assert!(!sight.reaches(Named::Pool, way + Vec3::Z * -60.0), "{way}");
            assert!(sight.reaches(Named::Pool, way + Vec3::Z * 60.0), "{way}");
        }
        assert!(sight.reaches(Named::Pool, Vec3::new(300.0, 0.0, -60.0)));
    }

    #[test]
    fn a_veil_hides_what_each_of_its_balls_does() {
        // Places by a rule that has no order in it.
        let place = |number: u32| {
            let part = |by: f32| (number as f32 * by).fract() - 0.5;
            Vec3::new(part(0.754_877), part(0.569_84), part(0.327_1)) * 600.0
        };
        let mut veil = Veil::before(FROM_FAR, Vec3::NEG_Z, 1.5);
        let balls: Vec<_> = (0..300)
            .map(|n| (place(n), 2.0 + (n % 17) as f32))
            .collect();
        veil.hang(balls.iter().copied());
        let mut hidden = 0;
        for at in (1000..1400).map(place) {
            let line = (at - FROM_FAR).normalize();
            let far = at.distance(FROM_FAR);
            let alone = balls.iter().any(|(centre, radius)| {
                let along = (*centre - FROM_FAR).dot(line);
                let aside = (*centre - FROM_FAR - line * along).length();
                let is_between = along > 0.0 && along < far && aside < *radius;
                is_between && centre.distance(at) > radius + BESIDE_SMALL_NM
            });
            assert_eq!(veil.hides(at), alone, "{at}");
            hidden += u32::from(alone);
        }
        assert!((40..360).contains(&hidden), "{hidden}");
    }

    #[test]
    fn a_membrane_hides_what_is_behind_it_unless_it_is_cut_away() {
        let floor = Shape::HalfSpace {
            point: [0.0; 3],
            normal: [0.0, -1.0, 0.0],
        };
        let eye = Vec3::new(0.0, 120.0, 200.0);
        let mut sight = Sight::from(eye, -eye.normalize(), 1.0);
        sight.walls.push(&floor);
        let reaches = |sight: &Sight, at| sight.reaches(Named::Pool, at);
        let below = Vec3::new(5.0, -16.0, -20.0);
        assert!(!reaches(&sight, below));
        assert!(
            reaches(&sight, Vec3::new(5.0, -1.0, -20.0)),
            "in the membrane"
        );
        assert!(reaches(&sight, Vec3::new(5.0, 30.0, -20.0)));
        let cut = |offset_nm: f32| {
            Some(CutPlane {
                normal: Vec3::Z,
                offset_nm,
            })
        };
        sight.knife = cut(-19.0);
        assert!(reaches(&sight, below), "looked at past the cut edge");
        sight.knife = cut(40.0);
        assert!(!reaches(&sight, below));
        assert!(
            !reaches(&sight, Vec3::new(0.0, 300.0, 10.0)),
            "not in the picture"
        );
    }

    #[test]
    fn a_neck_hides_what_is_behind_it() {
        let place = MembranePlace {
            point: DVec3::ZERO,
            inward: DVec3::Y,
        };
        let eye = Vec3::new(0.0, 4.0, 100.0);
        let neck = Neck::with_waist(18.75, 3.0, 5.0);
        let mut sight = Sight::from(eye, Vec3::NEG_Z, 1.0);
        sight.balls = balls_of_joined(&place, &Joined::Open(neck));
        let reaches = |x, z| sight.reaches(Named::Snares, Vec3::new(x, 5.0, z));
        assert!(!reaches(0.0, -9.0));
        assert!(reaches(23.0, 0.0));
        assert!(reaches(0.0, 9.0));
    }
}
