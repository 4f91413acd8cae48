//! The course of an open pore, drawn when a fusion is triggered: nucleation,
//! perhaps some flickers, then expansion until the membrane is flat, or a stay
//! and closure. From then on it is a function of time.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::FusionMode;
use crate::{
    biology::{
        conductance::WaterCylinder,
        parameters::{Parameters, PoreKinetics},
    },
    geometry::neck::Neck,
    sim::chance::{between, waiting_time},
    units::{SimTime, eased},
};

/// A stretch of a pore's course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    pub from: SimTime,
    pub until: SimTime,
    pub opening: Opening,
}

/// What the pore does in one phase of its course. Radii are aqueous: what
/// salt water fills.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Opening {
    /// Stays at one radius or passes to another, at rest at both ends.
    Passing { from_nm: f64, to_nm: f64 },
    /// Widens beyond return: its conductance grows, from rest, to the fullest
    /// pace at the end.
    Widening {
        from_ps: f64,
        to_ps: f64,
        through: WaterCylinder,
    },
    /// The vesicle flattens, from the Ω with this pore to the flat membrane.
    /// `pace` is how much of the way it would go in this phase at the pace
    /// with which the phase before ended.
    Flattening { from_nm: f64, pace: f64 },
    /// A pore held open while the membrane of the tube behind flows through it.
    Draining { at_nm: f64 },
    /// A flickering pore is shut: leaflets closed, lumen sealed.
    Shut,
}

impl Phase {
    /// Share of the phase that is over at `now`.
    pub fn part_at(&self, now: SimTime) -> f64 {
        now.share_of(self.from, self.until)
    }
}

/// From 0 to 1, from rest, with speed 1 at the end.
pub(super) fn gathering(part: f64) -> f64 {
    part * part * (2.0 - part)
}

/// From 0 to 1 beginning with speed `pace` and ending at rest, never
/// backwards: a cubic for a slow beginning, a power for a fast one. At a pace
/// of 2 both are the same.
pub(super) fn settling(part: f64, pace: f64) -> f64 {
    if pace < 2.0 {
        let rest = 1.0 - part;
        pace * part * rest * rest + eased(part)
    } else {
        1.0 - libm::pow(1.0 - part, pace)
    }
}

/// Draws the courses of pores in vesicles of one sort.
#[derive(Clone, Copy, Debug)]
pub(super) struct CourseDraw<'a> {
    pub parameters: &'a Parameters,
    pub kinetics: &'a PoreKinetics,
    /// Radius of the vesicle's mid-plane and of the rim's arc.
    pub sphere_nm: f64,
    pub rim_nm: f64,
    /// Bounds of the time in which a tube behind the vesicle is drawn in.
    pub draining_s: Option<[f64; 2]>,
}

/// A course in the making.
struct Draft {
    phases: Vec<Phase>,
    ends: SimTime,
}

impl Draft {
    fn add(&mut self, seconds: f64, opening: Opening) {
        let from = self.ends;
        self.ends = from + SimTime::from_secs(seconds);
        self.phases.push(Phase {
            from,
            until: self.ends,
            opening,
        });
    }

    fn pass(&mut self, seconds: f64, from_nm: f64, to_nm: f64) {
        self.add(seconds, Opening::Passing { from_nm, to_nm });
    }
}

impl CourseDraw<'_> {
    /// The phases of a pore that opens at `opened`, one after the other.
    pub fn draw(&self, opened: SimTime, mode: FusionMode, rng: &mut ChaCha8Rng) -> Vec<Phase> {
        let mut draft = Draft {
            phases: Vec::new(),
            ends: opened,
        };
        let first_nm = self.nucleate(&mut draft, rng);
        match mode {
            FusionMode::FullCollapse => self.collapse(&mut draft, first_nm, rng),
            FusionMode::KissAndRun => self.kiss(&mut draft, first_nm, rng),
        }
        draft.phases
    }

    /// The first pore, and its flickers; returns the radius it is left with.
    fn nucleate(&self, draft: &mut Draft, rng: &mut ChaCha8Rng) -> f64 {
        let jump_s = self.parameters.fusion.nucleation_s;
        let mut radius_nm = self.first_radius(rng);
        draft.pass(jump_s, 0.0, radius_nm);
        let mut flickers = rng.random::<f64>() < self.parameters.fusion.flicker_share;
        while flickers {
            let open = waiting_time(rng, 1.0 / self.kinetics.flicker_open_s);
            let shut = waiting_time(rng, 1.0 / self.kinetics.flicker_shut_s);
            let next_nm = self.first_radius(rng);
            draft.pass(open.as_secs(), radius_nm, radius_nm);
            draft.pass(jump_s, radius_nm, 0.0);
            draft.add(shut.as_secs(), Opening::Shut);
            draft.pass(jump_s, 0.0, next_nm);
            radius_nm = next_nm;
            flickers = rng.random::<f64>() < self.parameters.fusion.flicker_again;
        }
        let [shortest, longest] = self.kinetics.foot_s;
        draft.pass(between(rng, shortest, longest), radius_nm, radius_nm);
        radius_nm
    }

    fn first_radius(&self, rng: &mut ChaCha8Rng) -> f64 {
        let [low, high] = self.parameters.fusion.first_pore_nm;
        between(rng, low, high)
    }

    fn collapse(&self, draft: &mut Draft, first_nm: f64, rng: &mut ChaCha8Rng) {
        let water = self.parameters.fusion.pore_water;
        let [slowest, fastest] = self.kinetics.growth_ps_per_s;
        let ps_per_s = between(rng, slowest, fastest);
        let lumen_nm = self.sphere_nm - self.parameters.half_bilayer_nm;
        let wide_nm = water
            .radius_nm(self.parameters.fusion.irreversible_ps)
            .max(self.kinetics.wide_share * lumen_nm);
        let (from_ps, to_ps) = (
            water.conductance_ps(first_nm),
            water.conductance_ps(wide_nm),
        );
        if let Some([shortest, longest]) = self.draining_s {
            draft.pass((to_ps - from_ps) / ps_per_s, first_nm, wide_nm);
            let seconds = between(rng, shortest, longest);
            draft.add(seconds, Opening::Draining { at_nm: wide_nm });
            let [shortest, longest] = self.kinetics.flattening_s;
            let opening = Opening::Flattening {
                from_nm: wide_nm,
                pace: 0.0,
            };
            draft.add(between(rng, shortest, longest), opening);
            return;
        }
        draft.add(
            (to_ps - from_ps) / ps_per_s,
            Opening::Widening {
                from_ps,
                to_ps,
                through: water,
            },
        );
        let [shortest, longest] = self.kinetics.flattening_s;
        let seconds = between(rng, shortest, longest);
        let nm_per_s = ps_per_s / water.slope_ps_per_nm(wide_nm);
        let pace = seconds * nm_per_s / self.waist_gained(wide_nm);
        draft.add(
            seconds,
            Opening::Flattening {
                from_nm: wide_nm,
                pace,
            },
        );
    }

    /// How fast the waist widens with the progress of a collapse where it
    /// begins, in nanometres for the whole way.
    fn waist_gained(&self, from_nm: f64) -> f64 {
        const STEP: f64 = 1e-5;
        let start = self.neck(from_nm);
        (Neck::collapsing(start, STEP).waist_nm() - start.waist_nm()) / STEP
    }

    fn neck(&self, aqueous_nm: f64) -> Neck {
        let waist_nm = aqueous_nm + self.parameters.half_bilayer_nm;
        Neck::with_waist(self.sphere_nm, self.rim_nm, waist_nm)
    }

    fn kiss(&self, draft: &mut Draft, first_nm: f64, rng: &mut ChaCha8Rng) {
        let water = self.parameters.fusion.pore_water;
        let [low, high] = self.parameters.fusion.kiss_pore_nm;
        let wide_nm = between(rng, low, high).max(first_nm);
        let [slowest, fastest] = self.kinetics.growth_ps_per_s;
        let ps_per_s = between(rng, slowest, fastest);
        let (first_ps, wide_ps) = (
            water.conductance_ps(first_nm),
            water.conductance_ps(wide_nm),
        );
        // Published dwell times span orders of magnitude: drawn evenly over
        // their logarithm.
        let [shortest, longest] = self.kinetics.stay_s;
        let exponent = between(rng, libm::log(shortest), libm::log(longest));
        draft.pass((wide_ps - first_ps) / ps_per_s, first_nm, wide_nm);
        draft.pass(libm::exp(exponent), wide_nm, wide_nm);
        draft.pass(wide_ps / ps_per_s, wide_nm, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_of_passing_begin_and_end_as_they_say() {
        let slope = |way: &dyn Fn(f64) -> f64, at: f64| (way(at + 1e-6) - way(at - 1e-6)) / 2e-6;
        assert!(slope(&gathering, 1e-6).abs() < 1e-4);
        assert!((slope(&gathering, 1.0 - 1e-6) - 1.0).abs() < 1e-4);
        for pace in [0.0, 0.3, 1.0, 1.999, 2.0, 2.5, 6.0] {
            let way = |part: f64| settling(part, pace);
            assert_eq!((way(0.0), way(1.0)), (0.0, 1.0));
            assert!((slope(&way, 1e-6) - pace).abs() < 1e-3, "{pace}");
            assert!(slope(&way, 1.0 - 1e-6).abs() < 1e-3, "{pace}");
            let mut before = 0.0;
            for step in 1..=100 {
                let now = way(f64::from(step) / 100.0);
                assert!(now >= before, "backwards at {step} with {pace}");
                before = now;
            }
        }
    }
}
