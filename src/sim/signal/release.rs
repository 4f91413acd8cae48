//! Whether a primed vesicle answers an action potential, and when. All that
//! decides it is in [`answer`], so that a full sensor model can take its
//! place.

use bevy::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::{Spike, Spikes, calcium_peak_delay_s};
use crate::{
    sim::{
        cell::Cell,
        chance::Purpose,
        parameters::Parameters,
        vesicle::{Body, Cause, Next, Pathway, Stage},
    },
    units::SimTime,
};

/// Standard deviations of a bell of height one whose width at half its height
/// is one.
const BELL_DEVIATION: f64 = 0.424_660_9;
/// Draws further out than this belong to no action potential.
const FURTHEST_DEVIATION: f64 = 3.0;

/// When a primed vesicle answers `spike`; `None` if it fails.
///
/// The chance is `1 − (1 − p)^((Ca/Ca_ref)^n)` with the probability `p`,
/// computed from a published model, at `Ca_ref` outside and cooperativity `n`: independent chances in
/// proportion to the n-th power of calcium entry. The moment follows the n-th
/// power of the calcium transient, a bell narrower by √n, after a delay.
pub fn answer(spike: Spike, parameters: &Parameters, rng: &mut ChaCha8Rng) -> Option<SimTime> {
    let entry = spike.outside_mm / parameters.outside_reference_mm;
    let chances = libm::pow(entry, parameters.cooperativity);
    let fails = libm::pow(1.0 - parameters.release_probability, chances);
    if rng.random::<f64>() < fails {
        return None;
    }
    let deviation_s = parameters.calcium_width_s * BELL_DEVIATION / parameters.cooperativity.sqrt();
    let normal: f64 = rng.sample(StandardNormal);
    let spread = deviation_s * normal.clamp(-FURTHEST_DEVIATION, FURTHEST_DEVIATION);
    let after = calcium_peak_delay_s(parameters) + parameters.release_delay_s + spread;
    Some(spike.at + SimTime::from_secs(after))
}

/// Asks every primed vesicle, when an action potential has just been fired,
/// whether it answers.
pub(super) fn answer_action_potentials(cell: Cell, spikes: Res<Spikes>, mut bodies: Query<Body>) {
    let Some(spike) = spikes
        .recent
        .back()
        .copied()
        .filter(|spike| spike.at == cell.now())
    else {
        return;
    };
    if !cell.is_on(Pathway::Regulated) {
        return;
    }
    for mut body in &mut bodies {
        if *body.stage != Stage::Primed {
            continue;
        }
        // Counted by spikes, not by the vesicle's own draws: a failure leaves
        // everything else as it was.
        let who = u64::from(body.vesicle.id.0);
        let mut rng = cell.chance.draw(who, Purpose::EvokedRelease, spikes.count);
        let Some(at) = answer(spike, &cell.parameters, &mut rng) else {
            continue;
        };
        if at < body.due.0 {
            body.due.0 = at.max(cell.now());
            body.course.next = Next::Trigger(Cause::ActionPotential);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::chance::Chance;

    fn share_that_answers(outside_mm: f64) -> f64 {
        let spike = Spike {
            at: SimTime::from_secs(1.0),
            outside_mm,
        };
        let parameters = Parameters::default();
        let chance = Chance::from_seed(4);
        let count = 20_000;
        let answers = (0..count)
            .filter_map(|n| {
                answer(
                    spike,
                    &parameters,
                    &mut chance.draw(n, Purpose::EvokedRelease, 0),
                )
            })
            .inspect(|at| {
                let after = at.since(spike.at).as_millis();
                assert!((0.9..1.7).contains(&after), "{after} ms");
            })
            .count();
        answers as f64 / count as f64
    }

    #[test]
    fn the_published_share_answers_at_the_reference() {
        // Binomial standard error 0.0023.
        assert!((share_that_answers(2.0) - 0.123).abs() < 0.008);
    }

    #[test]
    fn half_the_calcium_gives_a_sixteenth_of_the_release() {
        let ratio = share_that_answers(2.0) / share_that_answers(1.0);
        assert!((12.0..20.0).contains(&ratio), "{ratio}");
        assert_eq!(share_that_answers(0.0), 0.0);
    }
}
