//! From where a vesicle is seen best: from a side that the scene's first view is
//! near to, with nothing before it that is drawn.
//!
//! Tracks and membranes stay where they are, so the way from the eye is chosen to
//! be free of them. A vesicle in the way of the one that is followed is left out.

use bevy::{ecs::system::SystemParam, math::DVec3, prelude::*};

use super::{
    HALF_BILAYER_NM, ViewSettings,
    camera::{ALONG_TURNS, CameraRig, LEAST_OPEN, Pose, away_from_track, level_with},
    cutaway::{Cutaway, IN_FRONT_NM},
    sculpt::spread_directions,
};
use crate::{
    scene::{Plane, Scene},
    sim::{
        chance::Chance,
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        membrane::PlasmaMembrane,
        places::Places,
        vesicle::{MembranePlace, Motion, Sight, SightItem, Stage, Vesicle, VesicleId},
    },
    units::SimTime,
};

/// Outer radius of a microtubule, and the distance between the places at which it
/// is asked whether it stands in the way; in nanometres.
const MICROTUBULE_NM: f64 = 12.5;
const ALONG_TRACK_NM: f64 = 14.0;
/// So much of a vesicle's radius, from its middle, must be seen.
const SEEN_PART: f64 = 0.8;
/// Who shows a vesicle sees it well if this share of it is clear.
pub const SEEN_WELL: f64 = 0.99;
/// Directions among which the best is sought for a vesicle in the cytosol.
const DIRECTIONS: usize = 160;
/// How much the eye may rise above the membrane; radians.
const LIFTS: [f32; 4] = [0.0, 0.18, 0.36, 0.54];
/// A carried vesicle must be seen now and after so much cell time, while it walks.
const WALK_AHEAD: [SimTime; 3] = [
    SimTime::ZERO,
    SimTime::from_nanos(150_000_000),
    SimTime::from_nanos(300_000_000),
];
/// How much a carried vesicle stands before its motor (about the cosine of the
/// angle).
const OBLIQUE: f32 = 0.22;
/// What is larger than this is large in the picture, in halves of its height.
const LARGE: f32 = 0.05;
/// A wall is looked for at this distance along a line of sight.
const WALL_STEP_NM: f64 = 9.0;

/// A side from which a vesicle can be looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vantage {
    /// From the vesicle towards the eye.
    pub back: Vec3,
    /// The share of it before which no track and no wall stands.
    pub clear: f64,
}

/// Whether a ball stands before another, seen from the eye, and hides some of it.
pub fn stands_before(eye: DVec3, seen: (DVec3, f64), other: (DVec3, f64)) -> bool {
    let way = seen.0 - eye;
    let far = way.length().max(1e-3);
    let to_other = other.0 - eye;
    let along = to_other.dot(way / far);
    let aside2 = to_other.length_squared() - along * along;
    // Perspective: what is nearer covers more.
    let reach = other.1 + SEEN_PART * seen.1 * (along / far);
    along > 0.0 && along < far - 0.5 * other.1.min(seen.1) && aside2 < reach * reach
}

/// What the cell looks like from where a camera may stand.
#[derive(SystemParam)]
pub struct Lookout<'w, 's> {
    scene: Res<'w, Scene>,
    clock: Res<'w, SimClock>,
    tracks: Res<'w, Cytoskeleton>,
    membrane: Res<'w, PlasmaMembrane>,
    places: Res<'w, Places>,
    chance: Res<'w, Chance>,
    settings: Res<'w, ViewSettings>,
    bodies: Query<'w, 's, Sight>,
}

/// What stands about a place at one moment.
struct Surroundings {
    at: DVec3,
    radius_nm: f64,
    /// Points of tracks and middles of vesicles, near enough to matter.
    tracks: Vec<DVec3>,
    others: Vec<(DVec3, f64)>,
}

impl Lookout<'_, '_> {
    /// The best side from which to look at a vesicle from `distance_nm`; none where it is
    /// beyond the scene.
    pub fn vantage(&self, id: VesicleId, distance_nm: f64) -> Option<Vantage> {
        let body = self.bodies.iter().find(|body| body.vesicle.id == id)?;
        let (vesicle, motion) = (body.vesicle, body.motion);
        if matches!(motion, Motion::Beyond { .. }) {
            return None;
        }
        let now = self.clock.now;
        let home = self
            .scene
            .views
            .first()
            .map_or(Vec3::Z, |view| Pose::of(view).backward());
        let seat = self.seat(&body);
        let knife = self.knife(vesicle, motion, seat);
        let moments = match motion {
            Motion::Stepping { .. } => &WALK_AHEAD[..],
            _ => &WALK_AHEAD[..1],
        };
        let around: Vec<Surroundings> = moments
            .iter()
            .map(|ahead| (now + *ahead).min(body.due.0.max(now)))
            .map(|moment| self.surroundings(vesicle, motion, moment, distance_nm, knife))
            .collect();
        let radial = away_from_track(motion, now, &self.tracks);
        let sides = match seat {
            Some(seat) => along_the_membrane(home, seat.inward.as_vec3()),
            None => about(home, radial, knife),
        };
        let mut best: Option<(f64, Vantage)> = None;
        for (back, dislike) in sides {
            // What is disliked more than the best can't become better.
            let most = 4.0 - f64::from(dislike);
            if best.is_some_and(|(worth, _)| worth >= most) {
                continue;
            }
            let clear = around
                .iter()
                .map(|around| self.clear(around, back, distance_nm, knife))
                .fold(1.0, f64::min);
            let alone = around
                .iter()
                .map(|around| around.uncovered(back, distance_nm))
                .fold(1.0, f64::min);
            let worth = 3.0 * clear + alone - f64::from(dislike);
            if best.is_none_or(|(least, _)| worth > least) {
                best = Some((worth, Vantage { back, clear }));
            }
        }
        best.map(|(_, vantage)| vantage)
    }

    /// The share of a vesicle that no track and no wall hides from an eye at `eye`.
    pub fn clear_from(&self, id: VesicleId, eye: DVec3) -> Option<f64> {
        let body = self.bodies.iter().find(|body| body.vesicle.id == id)?;
        let (vesicle, motion) = (body.vesicle, body.motion);
        let seat = self.seat(&body);
        let knife = self.knife(vesicle, motion, seat);
        let here = motion.position_at(id, self.clock.now, &self.tracks, &self.chance);
        let distance_nm = here.distance(eye);
        let around = self.surroundings(vesicle, motion, self.clock.now, distance_nm, knife);
        let back = ((eye - here) / distance_nm.max(1e-3)).as_vec3();
        Some(self.clear(&around, back, distance_nm, knife))
    }

    /// Whether the middle of a ball is seen in the picture as it is now: in what panels
    /// leave of it, not cut away, and with no membrane before it. Where it is large, no
    /// vesicle may be, either. Before the first picture nothing is out of sight.
    pub fn sees(&self, rig: &CameraRig, cutaway: &Cutaway, ball: (DVec3, f64)) -> bool {
        let (at, radius_nm) = ball;
        if !rig.has_shown() {
            return true;
        }
        if !rig.has_in_picture(at) || cutaway.beyond_point(at) > 0.0 {
            return false;
        }
        let half_height = rig.pose.half_height_at(at.as_vec3());
        let is_large = radius_nm >= f64::from(LARGE * half_height);
        let eye = rig.pose.eye().as_dvec3();
        let is_covered = is_large && self.is_covered(ball, eye, cutaway);
        !is_covered && !self.is_behind_a_wall(at, eye, cutaway)
    }

    /// Whether the line of sight to a place goes through a membrane that is drawn. The
    /// place itself may be at one, and the line go along it.
    fn is_behind_a_wall(&self, at: DVec3, eye: DVec3, cutaway: &Cutaway) -> bool {
        if !self.settings.show.membrane {
            return false;
        }
        let way = eye - at;
        let steps = (way.length() / WALL_STEP_NM) as usize;
        let neighbour = self.membrane.postsynaptic.as_ref().map(|(shape, _)| shape);
        let mut walls = neighbour.into_iter().chain([&self.membrane.shape]);
        walls.any(|wall| {
            let points = (0..=steps).map(|step| at + way * (step as f64 / steps.max(1) as f64));
            let mut sides = points
                .take_while(|point| cutaway.beyond_point(*point) <= 0.0)
                .map(|point| wall.distance(point))
                .filter(|distance| distance.abs() > WALL_STEP_NM)
                .map(|distance| distance > 0.0);
            let first = sides.next();
            sides.any(|side| Some(side) != first)
        })
    }

    /// Whether another vesicle that is drawn stands before the middle of a ball.
    fn is_covered(&self, (at, radius_nm): (DVec3, f64), eye: DVec3, cutaway: &Cutaway) -> bool {
        let back = (eye - at).normalize_or_zero();
        self.bodies.iter().any(|other| {
            let vesicle = other.vesicle;
            let there =
                other
                    .motion
                    .position_at(vesicle.id, self.clock.now, &self.tracks, &self.chance);
            let nearer = (there - at).dot(back);
            let aside2 = there.distance_squared(at) - nearer * nearer;
            let is_drawn =
                !matches!(other.motion, Motion::Beyond { .. }) && cutaway.beyond_point(there) < 0.0;
            let reach = vesicle.radius_nm * vesicle.radius_nm;
            // What is at the place itself is what is looked for.
            is_drawn && nearer > 0.5 * (radius_nm + vesicle.radius_nm) && aside2 < reach
        })
    }

    /// Where on the membrane a vesicle is held, or one with it.
    fn seat(&self, body: &SightItem) -> Option<MembranePlace> {
        let joined = body.pore.map(|pore| pore.place);
        let held = matches!(body.stage, Stage::Tethered | Stage::Docked | Stage::Primed);
        joined.or(body.pit.map(|pit| pit.place)).or_else(|| {
            let site = held.then(|| self.places.site(body.course.goal)).flatten();
            site.map(|site| site.place)
        })
    }

    /// Where the cell will be open while this vesicle is followed.
    fn knife(
        &self,
        vesicle: &Vesicle,
        motion: &Motion,
        seat: Option<MembranePlace>,
    ) -> Option<Plane> {
        let cut = self.scene.cut.filter(|_| self.settings.cut)?;
        let at = motion.position_at(vesicle.id, self.clock.now, &self.tracks, &self.chance);
        let before = at + cut.normal * f64::from(IN_FRONT_NM);
        let is_beyond = (before - cut.point).dot(cut.normal) > 0.0;
        let point = if seat.is_some() || is_beyond {
            before
        } else {
            cut.point
        };
        Some(Plane { point, ..cut })
    }

    fn surroundings(
        &self,
        vesicle: &Vesicle,
        motion: &Motion,
        moment: SimTime,
        distance_nm: f64,
        knife: Option<Plane>,
    ) -> Surroundings {
        let at = motion.position_at(vesicle.id, moment, &self.tracks, &self.chance);
        let is_drawn =
            |point: DVec3| knife.is_none_or(|plane| (point - plane.point).dot(plane.normal) <= 0.0);
        let near = distance_nm + 2.0 * vesicle.radius_nm;
        let tracks = self
            .tracks
            .microtubules
            .iter()
            .flat_map(|track| {
                let steps = (track.curve.length() / ALONG_TRACK_NM) as usize;
                (0..=steps).map(|step| track.curve.at(step as f64 * ALONG_TRACK_NM).position)
            })
            .filter(|point| point.distance(at) < near && is_drawn(*point))
            .collect();
        let others = self
            .bodies
            .iter()
            .filter(|other| {
                let is_there = !matches!(other.motion, Motion::Beyond { .. });
                other.vesicle.id != vesicle.id && is_there
            })
            .map(|other| {
                let id = other.vesicle.id;
                let motion = other.motion;
                let at = motion.position_at(id, moment, &self.tracks, &self.chance);
                (at, other.vesicle.radius_nm)
            })
            .filter(|(other, _)| other.distance(at) < near && is_drawn(*other))
            .collect();
        Surroundings {
            at,
            radius_nm: vesicle.radius_nm,
            tracks,
            others,
        }
    }

    /// The share of a vesicle that no track and no wall hides from this side.
    fn clear(
        &self,
        around: &Surroundings,
        back: Vec3,
        distance_nm: f64,
        knife: Option<Plane>,
    ) -> f64 {
        let back = back.as_dvec3();
        let eye = around.at + back * distance_nm;
        if self.is_walled_off(around, back, distance_nm, knife) {
            return 0.0;
        }
        let side = back.any_orthonormal_vector();
        let up = back.cross(side);
        let reach = SEEN_PART * around.radius_nm;
        let points = [
            DVec3::ZERO,
            side * reach,
            -side * reach,
            up * reach,
            -up * reach,
            (side + up) * (0.7 * reach),
            (side - up) * (0.7 * reach),
            (up - side) * (0.7 * reach),
            -(side + up) * (0.7 * reach),
        ];
        let seen = points.iter().filter(|point| {
            let to = around.at + **point;
            let way = to - eye;
            let far = way.length().max(1e-3);
            around.tracks.iter().all(|track| {
                let along = (*track - eye).dot(way / far);
                let aside2 = (*track - eye).length_squared() - along * along;
                along < 0.0 || along > far || aside2 > MICROTUBULE_NM * MICROTUBULE_NM
            })
        });
        seen.count() as f64 / points.len() as f64
    }

    /// Whether a membrane that the cut has left stands in the line of sight, or the
    /// eye in the closed part of the cell.
    fn is_walled_off(
        &self,
        around: &Surroundings,
        back: DVec3,
        distance_nm: f64,
        knife: Option<Plane>,
    ) -> bool {
        if !self.settings.show.membrane {
            return false;
        }
        // Near the wall that it stands at there is always wall.
        let begin = around.radius_nm + 2.0 * WALL_STEP_NM;
        let steps = ((distance_nm - begin) / WALL_STEP_NM).max(0.0) as usize;
        let neighbour = self.membrane.postsynaptic.as_ref().map(|(shape, _)| shape);
        (0..=steps)
            .map(|step| around.at + back * (begin + step as f64 * WALL_STEP_NM))
            .take_while(|at| knife.is_none_or(|plane| (*at - plane.point).dot(plane.normal) <= 0.0))
            .any(|at| {
                let walls = neighbour.into_iter().chain([&self.membrane.shape]);
                let reach = f64::from(HALF_BILAYER_NM) + 0.5 * WALL_STEP_NM;
                walls
                    .map(|wall| wall.distance(at).abs())
                    .any(|distance| distance < reach)
            })
    }
}

impl Surroundings {
    /// The share of other vesicles near by that don't stand before this one, down
    /// to a half for each that does.
    fn uncovered(&self, back: Vec3, distance_nm: f64) -> f64 {
        let eye = self.at + back.as_dvec3() * distance_nm;
        let seen = (self.at, self.radius_nm);
        let before = self
            .others
            .iter()
            .filter(|other| stands_before(eye, seen, **other))
            .count();
        1.0 / f64::from(1_u32 << before.min(8))
    }
}

/// Sides from which one looks along a membrane, with how much each is disliked.
fn along_the_membrane(home: Vec3, inward: Vec3) -> Vec<(Vec3, f32)> {
    let straight = level_with(home, inward);
    let mut sides = Vec::with_capacity(ALONG_TURNS.len() * LIFTS.len());
    for lift in LIFTS {
        let lifted = (straight + inward * lift).normalize();
        for turn in ALONG_TURNS {
            let back = Quat::from_axis_angle(inward, turn) * lifted;
            sides.push((back, 0.3 * turn.abs() + 0.5 * lift));
        }
    }
    sides
}

/// Sides from which one looks into the cytosol, with how much each is disliked:
/// a motor is seen between its track and its load.
fn about(home: Vec3, radial: Option<Vec3>, knife: Option<Plane>) -> Vec<(Vec3, f32)> {
    let open = knife.map(|plane| plane.normal.as_vec3());
    let mut sides: Vec<(Vec3, f32)> = spread_directions(DIRECTIONS, 0.0)
        .chain([home])
        .filter(|back| open.is_none_or(|normal| back.dot(normal) >= LEAST_OPEN))
        .map(|back| {
            let squarely = radial.map_or(0.0, |radial| (back.dot(radial) - OBLIQUE).abs());
            let dislike = 1.2 * (1.0 - back.dot(home)) + 1.2 * squarely + 0.3 * back.y.abs();
            (back, dislike)
        })
        .collect();
    sides.sort_by(|a, b| a.1.total_cmp(&b.1));
    sides
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beside_or_behind_stands_before_nothing() {
        let eye = DVec3::Z * 300.0;
        let seen = (DVec3::ZERO, 21.0);
        assert!(stands_before(eye, seen, (DVec3::Z * 100.0, 21.0)));
        assert!(stands_before(
            eye,
            seen,
            (DVec3::new(25.0, 0.0, 100.0), 21.0)
        ));
        assert!(!stands_before(
            eye,
            seen,
            (DVec3::new(60.0, 0.0, 100.0), 21.0)
        ));
        assert!(!stands_before(eye, seen, (DVec3::Z * -100.0, 21.0)));
        assert!(!stands_before(eye, seen, (DVec3::X * 45.0, 21.0)));
        assert!(!stands_before(eye, seen, (DVec3::Z * 400.0, 21.0)));
    }

    #[test]
    fn along_a_membrane_the_straight_way_is_liked_best() {
        let sides = along_the_membrane(Vec3::Z, Vec3::Y);
        let best = sides.iter().min_by(|a, b| a.1.total_cmp(&b.1));
        let (back, dislike) = best.expect("there are sides");
        assert_eq!(*dislike, 0.0);
        assert!(back.z > 0.9 && back.y > 0.0);
    }
}
