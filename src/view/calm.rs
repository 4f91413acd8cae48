//! Story or stochastic: how much of the jitter of what diffuses is drawn.
//!
//! It concerns the picture alone. What a motor carries or a membrane holds stands
//! where the simulation says; only the wandering about that place is drawn smaller.

use bevy::{
    math::{DVec3, ops},
    prelude::*,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    sim::{
        chance::Chance,
        cytoskeleton::Cytoskeleton,
        vesicle::{Motion, VesicleId},
    },
    units::SimTime,
};

/// How fast a vesicle comes to its calm place when its motion has changed: a second
/// on screen, and a second in the cell. Docking takes some fifty milliseconds.
const SETTLING_HZ: f32 = 6.0;
const SETTLING_IN_THE_CELL_HZ: f64 = 100.0;
/// What is nearer than this to its calm place is there, in nanometres.
const THERE_NM: f32 = 0.01;

/// The share of the jitter that is left out, from 0 (all is drawn) to 1 (none is).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Calm(f32);

impl TryFrom<f32> for Calm {
    type Error = NotCalm;

    fn try_from(share: f32) -> Result<Self, NotCalm> {
        let is_share = (0.0..=1.0).contains(&share);
        is_share.then_some(Self(share)).ok_or(NotCalm)
    }
}

impl From<Calm> for f32 {
    fn from(calm: Calm) -> Self {
        calm.0
    }
}

/// Why a word is no share of calm.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("calm is a number from 0 (all jitter is drawn) to 1 (none is)")]
pub struct NotCalm;

impl Calm {
    /// So much of the jitter left out; what is beyond 0 and 1 counts as them.
    pub fn new(share: f32) -> Self {
        Self(share.clamp(0.0, 1.0))
    }

    /// The same by its word on the command line.
    ///
    /// # Errors
    /// It is no number from 0 to 1.
    pub fn parse(word: &str) -> Result<Self, NotCalm> {
        word.parse().map_err(|_| NotCalm).and_then(f32::try_into)
    }

    /// The share that is left out.
    pub fn share(self) -> f32 {
        self.0
    }

    /// The share that is drawn.
    pub fn left(self) -> f32 {
        1.0 - self.0
    }

    /// Whether anything is left out.
    pub fn is_on(self) -> bool {
        self.0 > 0.0
    }

    /// Where vesicle `id` is drawn at `now`, in nanometres.
    pub fn place(
        self,
        motion: &Motion,
        id: VesicleId,
        now: SimTime,
        tracks: &Cytoskeleton,
        chance: &Chance,
    ) -> DVec3 {
        motion.position_at(id, now, tracks, chance) - self.left_out(motion, id, now, chance)
    }

    /// The part of its jitter that is not drawn.
    fn left_out(self, motion: &Motion, id: VesicleId, now: SimTime, chance: &Chance) -> DVec3 {
        if self.is_on() {
            motion.jitter_at(id, now, chance) * f64::from(self.0)
        } else {
            DVec3::ZERO
        }
    }
}

/// How a calm vesicle goes from one motion to the next without a jump: a motion
/// begins where the jitter of the last one has led to, which was not drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Settling {
    motion: Option<Motion>,
    /// From its calm place to where it is drawn.
    off: Vec3,
    drawn_at: SimTime,
}

/// What passes between two pictures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passed {
    /// Whether the vesicle's motion is another now.
    pub another_motion: bool,
    pub screen_s: f32,
    /// Things stand in their places at once.
    pub at_once: bool,
}

impl Settling {
    /// Where the vesicle is drawn now.
    pub fn place(
        &mut self,
        calm: Calm,
        passed: Passed,
        (motion, id, now): (&Motion, VesicleId, SimTime),
        tracks: &Cytoskeleton,
        chance: &Chance,
    ) -> Vec3 {
        let at = motion.position_at(id, now, tracks, chance);
        let is_held = matches!(motion, Motion::Merged { .. } | Motion::Beyond { .. });
        if passed.at_once || is_held {
            *self = Self::default();
        }
        if !calm.is_on() {
            self.motion = None;
        } else if passed.another_motion || self.motion.is_none() {
            if let Some(last) = &self.motion {
                self.off -= calm.left_out(last, id, now, chance).as_vec3();
            }
            self.motion = Some(motion.clone());
        }
        let cell_s = now.since(self.drawn_at).as_secs();
        let settled = SETTLING_HZ * passed.screen_s + (SETTLING_IN_THE_CELL_HZ * cell_s) as f32;
        self.off *= ops::exp(-settled);
        if self.off.length_squared() < THERE_NM * THERE_NM {
            self.off = Vec3::ZERO;
        }
        self.drawn_at = now;
        (at - calm.left_out(motion, id, now, chance)).as_vec3() + self.off
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: VesicleId = VesicleId(7);

    fn caged(cage_nm: f64) -> Motion {
        Motion::Caged {
            home: DVec3::new(10.0, 20.0, 30.0),
            cage_nm,
            diffusion_nm2_per_s: 1000.0,
        }
    }

    fn moments() -> impl Iterator<Item = SimTime> {
        (0..200).map(|step| SimTime::from_millis(3.7 * f64::from(step)))
    }

    #[test]
    fn jitter_shrinks_by_the_share_that_is_said() {
        let (tracks, chance) = (Cytoskeleton::default(), Chance::from_seed(3));
        let motion = caged(4.0);
        let home = DVec3::new(10.0, 20.0, 30.0);
        for share in [0.0, 0.25, 0.7, 1.0] {
            let calm = Calm::new(share);
            for now in moments() {
                let jitter = motion.position_at(ID, now, &tracks, &chance) - home;
                let drawn = calm.place(&motion, ID, now, &tracks, &chance) - home;
                assert!(drawn.distance(jitter * f64::from(1.0 - share)) < 1e-6);
            }
        }
        assert_eq!(Calm::parse("0.25"), Ok(Calm::new(0.25)));
        for wrong in ["1.5", "-0.1", "NaN", "much"] {
            assert_eq!(Calm::parse(wrong), Err(NotCalm), "{wrong}");
        }
    }

    #[test]
    fn what_is_held_by_the_membrane_stands_where_it_is() {
        let (tracks, chance) = (Cytoskeleton::default(), Chance::from_seed(3));
        let centre = DVec3::new(1.0, 2.0, 3.0);
        for motion in [caged(0.0), Motion::Merged { centre }] {
            for now in moments() {
                let at = motion.position_at(ID, now, &tracks, &chance);
                let drawn = Calm::new(1.0).place(&motion, ID, now, &tracks, &chance);
                assert!(drawn.distance(at) < 1e-9);
            }
        }
    }

    #[test]
    fn a_vesicle_that_leaves_its_cage_does_not_jump_and_is_true_when_it_docks() {
        let (tracks, chance) = (Cytoskeleton::default(), Chance::from_seed(3));
        let begins = SimTime::from_millis(100.0);
        let cage = caged(4.0);
        let from = cage.position_at(ID, begins, &tracks, &chance);
        let ends = begins + SimTime::from_millis(50.0);
        let to = DVec3::new(10.0, 10.0, 30.0);
        let down = Motion::Travelling {
            from,
            bend: from.midpoint(to),
            to,
            begins,
            ends,
            wander_nm: 0.0,
            diffusion_nm2_per_s: 1000.0,
        };
        let passed = |another_motion| Passed {
            another_motion,
            screen_s: 0.016,
            at_once: false,
        };
        let mut settling = Settling::default();
        let mut draw = |motion: &Motion, now, another| {
            let of = (motion, ID, now);
            settling.place(Calm::new(1.0), passed(another), of, &tracks, &chance)
        };
        let before = draw(&cage, begins, true);
        assert!(from.as_vec3().distance(before) > 1.0, "it has strayed");
        let after = draw(&down, begins, true);
        assert!(after.distance(before) < 0.5, "{before} {after}");
        let docked = draw(&down, ends, false);
        assert!(docked.as_dvec3().distance(to) < 0.1, "{docked}");
    }
}
