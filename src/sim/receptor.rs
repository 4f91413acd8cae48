//! AMPA receptors of the postsynaptic membrane: bind glutamate twice, open,
//! and grow insensitive (Jonas, Major & Sakmann 1993, *Journal of Physiology*
//! 472:615).

use super::scheme::Scheme;

/// States of a receptor: without glutamate, with one and with two; open; and
/// three desensitised ones, with one, with two, and beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceptorState {
    Free,
    One,
    Two,
    Open,
    OneDesensitised,
    TwoDesensitised,
    Deep,
}

/// The scheme of a receptor, by glutamate in millimolar.
pub fn ampa() -> Scheme {
    use crate::biology::parameters::value;
    use ReceptorState::{Deep, Free, One, OneDesensitised, Open, Two, TwoDesensitised};
    let mut scheme = Scheme::with_states(7);
    let mut way = |from: ReceptorState, to: ReceptorState, name: &str, bound: i32| {
        scheme.add(
            from as usize,
            to as usize,
            value(&format!("ampa.{name}")),
            bound,
        );
    };
    way(Free, One, "first_binding", 1);
    way(One, Free, "first_unbinding", 0);
    way(One, Two, "second_binding", 1);
    way(Two, One, "second_unbinding", 0);
    way(Two, Open, "opening", 0);
    way(Open, Two, "closing", 0);
    way(One, OneDesensitised, "one_desensitising", 0);
    way(OneDesensitised, One, "one_recovering", 0);
    way(OneDesensitised, TwoDesensitised, "desensitised_binding", 1);
    way(
        TwoDesensitised,
        OneDesensitised,
        "desensitised_unbinding",
        0,
    );
    way(Two, TwoDesensitised, "two_desensitising", 0);
    way(TwoDesensitised, Two, "two_recovering", 0);
    way(TwoDesensitised, Deep, "deepening", 0);
    way(Deep, TwoDesensitised, "rising", 0);
    way(Open, Deep, "open_desensitising", 0);
    way(Deep, Open, "deep_opening", 0);
    scheme
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::sim::scheme::{Concentration, Outcome};

    const STEP_S: f64 = 1e-5;

    /// Chance to be open at every step of 10 ms after glutamate comes.
    fn open_chances(glutamate_mm: impl Fn(f64) -> f64) -> Vec<f64> {
        let scheme = ampa();
        let mut shares = vec![0.0; scheme.states()];
        shares[ReceptorState::Free as usize] = 1.0;
        let mut last = (f64::NAN, scheme.step(0.0, STEP_S));
        (0..1000)
            .map(|index| {
                let glutamate = glutamate_mm((f64::from(index) + 0.5) * STEP_S);
                if glutamate != last.0 {
                    last = (glutamate, scheme.step(glutamate, STEP_S));
                }
                let open = shares[ReceptorState::Open as usize];
                shares = last.1.of(&shares);
                open
            })
            .collect()
    }

    /// Peak, 20 to 80 % rise and time constant of decay, both in milliseconds.
    fn shape(open: &[f64]) -> [f64; 3] {
        let (at_peak, peak) = open
            .iter()
            .copied()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .expect("there are chances");
        let rises = |share: f64| {
            let above = open.iter().position(|chance| *chance >= share * peak);
            let above = above.expect("it reaches its peak");
            // Between two steps.
            let (low, high) = (open[above - 1], open[above]);
            (above - 1) as f64 + (share * peak - low) / (high - low)
        };
        let falls = |share: f64| {
            let after = &open[at_peak..];
            at_peak
                + after
                    .iter()
                    .position(|chance| *chance < share * peak)
                    .expect("it decays")
        };
        let millis = STEP_S * 1e3;
        let decay = (falls(0.2) - falls(0.8)) as f64 / libm::log(4.0);
        [peak, (rises(0.8) - rises(0.2)) * millis, decay * millis]
    }

    #[test]
    fn receptors_answer_glutamate_as_published() {
        let pulse = |at_s: f64| if at_s < 1e-3 { 1.0 } else { 0.0 };
        let [peak, rise_ms, decay_ms] = shape(&open_chances(pulse));
        assert!((peak / 0.595 - 1.0).abs() < 0.01, "{peak}");
        assert!((rise_ms / 0.41 - 1.0).abs() < 0.015, "{rise_ms} ms");
        assert!((decay_ms / 2.55 - 1.0).abs() < 0.01, "{decay_ms} ms");
    }

    /// A millisecond of 1 mM.
    struct Pulse;

    impl Concentration for Pulse {
        fn at(&self, at_s: f64) -> f64 {
            if at_s < 1e-3 { 1.0 } else { 0.0 }
        }

        fn bound(&self, from_s: f64) -> (f64, f64) {
            let until = if from_s < 1e-3 { 1e-3 } else { f64::INFINITY };
            (self.at(from_s), until)
        }
    }

    #[test]
    fn receptors_one_by_one_are_open_as_often_as_all_together() {
        let scheme = ampa();
        let expected = open_chances(|at_s| Pulse.at(at_s));
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        for index in [50, 90, 150, 400] {
            let until_s = f64::from(index) * STEP_S;
            let open = (0..10_000).filter(|_| {
                let outcome = scheme.follow(0, 0.0, until_s, &Pulse, &mut rng);
                let state = ReceptorState::Open as usize;
                outcome == Outcome::Waiting { state }
            });
            let share = open.count() as f64 / 1e4;
            // Four standard errors are at most 0.02.
            assert!((share - expected[index as usize]).abs() < 0.02, "{share}");
        }
    }
}
