//! How a molecule strays: random walks that can be asked at any moment and are always
//! the same.

use bevy::{math::ops, prelude::*};

use super::{
    calm::Calm,
    capillary::Vessel,
    fading::smooth,
    scatter::uniform,
    sculpt::{Axes, TAU},
};

/// Halvings of a walk's bridge.
const HALVINGS: u32 = 14;
/// Under an electrode molecules go by steps of this length along each axis, as a
/// share of the way to it.
const STEP_SHARE: f32 = 0.2;
/// The same beside a vessel, in nanometres.
const VESSEL_STEP_NM: f32 = 90.0;
/// Pieces of a walk that are shorter than the time since it began by this many
/// halvings are all jitter; those as long as it are none.
const JITTER_HALVINGS: f32 = 3.0;

/// A Brownian walk over a unit of time with unit variance, refined by
/// halving, so that it can be asked at any moment and is always the same.
pub struct Walk {
    pub salt: u32,
}

impl Walk {
    /// A number from 0 to 1 that belongs to the walker.
    pub fn number(&self, which: u32) -> f32 {
        uniform(self.salt, u32::MAX - which)
    }

    /// Where the walker is.
    pub fn at(&self, time: f32) -> Vec3 {
        self.calmed(time, Calm::default())
    }

    /// The same with its jitter calmed. Turns within stretches that are short against
    /// the time since it began are jitter; how far it spreads is not.
    pub fn calmed(&self, time: f32, calm: Calm) -> Vec3 {
        let time = time.clamp(0.0, 1.0);
        let (mut from, mut length) = (0.0_f32, 1.0_f32);
        let mut left = Vec3::ZERO;
        let mut right = self.normal(0);
        let mut node = 1_u32;
        for _ in 0..HALVINGS {
            length *= 0.5;
            let spread = (0.5 * length).sqrt() * kept(length, time, calm);
            let middle = (left + right) * 0.5 + self.normal(node) * spread;
            if time < from + length {
                right = middle;
                node *= 2;
            } else {
                left = middle;
                from += length;
                node = 2 * node + 1;
            }
        }
        left.lerp(right, ((time - from) / length).clamp(0.0, 1.0))
    }

    /// Where a walker is that sets out from a wall and is gone when it has come
    /// to a face so far away; between two steps on the straight way.
    pub fn towards_a_face(&self, age_ms: f32, nm2_per_ms: f32, gap: f32) -> Option<Vec3> {
        let stride = STEP_SHARE * gap.max(10.0);
        let step_ms = stride * stride / (2.0 * nm2_per_ms);
        let steps = age_ms / step_ms;
        let mut at = Vec3::ZERO;
        let mut step = 0.0;
        while step < steps {
            let next = at + self.normal(step as u32) * stride;
            let part = (steps - step).min(1.0);
            at = at.lerp(next, part);
            at.z = at.z.abs();
            if at.z > gap {
                return None;
            }
            step += 1.0;
        }
        Some(at)
    }

    /// Where a walker is that sets out from a wall at the origin of `axes` and is
    /// carried along where it comes into a vessel.
    pub fn past_a_vessel(
        &self,
        age_ms: f32,
        nm2_per_ms: f32,
        axes: &Axes,
        vessel: &Vessel,
    ) -> Vec3 {
        let step_ms = VESSEL_STEP_NM * VESSEL_STEP_NM / (2.0 * nm2_per_ms);
        let steps = age_ms / step_ms;
        let mut at = axes.origin;
        let mut step = 0.0;
        while step < steps {
            let part = (steps - step).min(1.0);
            let stride = self.normal(step as u32) * (VESSEL_STEP_NM * part);
            let next = at
                + axes.side * stride.x
                + axes.other * stride.y
                + axes.axis * stride.z
                + vessel.flow(at) * (step_ms * part);
            // The cell's wall throws back.
            let behind = (next - axes.origin).dot(axes.axis).min(0.0);
            at = next - axes.axis * (2.0 * behind);
            step += 1.0;
        }
        at
    }

    fn normal(&self, node: u32) -> Vec3 {
        let draw = |which: u32| uniform(self.salt, node.wrapping_mul(4).wrapping_add(which));
        let pair = |a: f32, b: f32| {
            let radius = (-2.0 * ops::ln(a.max(1e-9))).sqrt();
            let (sine, cosine) = ops::sin_cos(b * TAU);
            (radius * cosine, radius * sine)
        };
        let (x, y) = pair(draw(0), draw(1));
        let (z, _) = pair(draw(2), draw(3));
        Vec3::new(x, y, z)
    }
}

/// The share that is kept of a turn within a stretch of a walk, so long after the
/// walk began.
fn kept(length: f32, time: f32, calm: Calm) -> f32 {
    if calm.is_on() {
        let halvings = ops::log2((time / length).max(1.0));
        1.0 - calm.share() * smooth(halvings / JITTER_HALVINGS)
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_spreads_as_diffusion_says() {
        for time in [0.01_f32, 0.1, 0.37, 1.0] {
            let count = 4000;
            let mean: f32 = (0..count)
                .map(|salt| {
                    Walk {
                        salt: salt * 7919 + 1,
                    }
                    .at(time)
                    .length_squared()
                })
                .sum::<f32>()
                / count as f32;
            // Three dimensions of variance `time`; the standard error of the
            // mean is 1.3 %.
            assert!((mean / (3.0 * time) - 1.0).abs() < 0.06, "{mean} at {time}");
        }
    }

    #[test]
    fn a_walk_has_no_aim() {
        let count = 4000;
        let mean: Vec3 = (0..count)
            .map(|salt| {
                Walk {
                    salt: salt * 104_729,
                }
                .at(0.5)
            })
            .sum::<Vec3>()
            / count as f32;
        // The standard error of each part is 0.011.
        assert!(mean.abs().max_element() < 0.05, "{mean}");
    }

    #[test]
    fn walkers_come_to_a_face_in_the_time_that_first_passage_takes() {
        // Half of them after 0.379 d²/D; steps of a fifth of the way come
        // somewhat late.
        let (gap, nm2_per_ms) = (400.0, 6e5);
        let half_ms = 0.379 * gap * gap / nm2_per_ms;
        let count = 4000;
        let there = |age_ms: f32| {
            let left = (0..count)
                .filter(|salt| {
                    let walk = Walk {
                        salt: salt * 7919 + 1,
                    };
                    walk.towards_a_face(age_ms, nm2_per_ms, gap).is_some()
                })
                .count();
            left as f32 / count as f32
        };
        assert_eq!(there(0.0), 1.0);
        let half = there(half_ms);
        assert!((0.45..0.65).contains(&half), "{half}");
        assert!(there(6.0 * half_ms) < 0.05);
    }

    #[test]
    fn a_walk_does_not_jump() {
        let walk = Walk { salt: 5 };
        let step = 1.0 / 65536.0;
        for calm in [0.0, 0.5, 1.0].map(Calm::new) {
            for index in 0..2000 {
                let here = walk.calmed(index as f32 * step, calm);
                let there = walk.calmed((index + 1) as f32 * step, calm);
                assert!(here.distance(there) < 12.0 * step.sqrt());
            }
        }
    }

    #[test]
    fn a_calm_walk_spreads_as_far_and_jitters_by_its_share() {
        let spread = |time: f32, lag: f32, calm: Calm| {
            let count = 2000;
            let walks = (0..count).map(|salt| Walk {
                salt: salt * 7919 + 1,
            });
            let (mut far, mut jitter) = (0.0, 0.0);
            for walk in walks {
                let [before, here, after] =
                    [time - lag, time, time + lag].map(|time| walk.calmed(time, calm));
                far += here.length_squared();
                jitter += (after + before - here * 2.0).length_squared();
            }
            [far / count as f32, jitter / count as f32]
        };
        // At a turn of the finest stretches: short against the time gone by.
        let lag = 1.0 / 16_384.0;
        let time = 0.375 + 2.0 * lag;
        let [far, jitter] = spread(time, lag, Calm::default());
        for share in [0.5, 0.9] {
            let [calm_far, calm_jitter] = spread(time, lag, Calm::new(share));
            assert!((0.7..1.05).contains(&(calm_far / far)), "{calm_far} {far}");
            let expected = (1.0 - share) * (1.0 - share);
            let ratio = calm_jitter / jitter;
            assert!((ratio / expected - 1.0).abs() < 0.1, "{ratio} for {share}");
        }
    }
}
