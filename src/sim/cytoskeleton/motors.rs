//! Motors: single steps at drawn intervals, one ATP each, until the motor
//! falls off, the track ends, or the ATP does.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;

use crate::{
    biology::parameters::{MotorParameters, saturation},
    sim::chance::waiting_time,
    units::SimTime,
};

/// Why a run on a track ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// The motor fell off.
    FellOff,
    /// The motor has no further to go.
    Arrived,
    /// Without ATP it stands still, bound, until there is some.
    Stalled,
    /// The track has fallen apart under it.
    TrackLost,
}

impl RunEnd {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::FellOff => "fell_off",
            Self::Arrived => "arrived",
            Self::Stalled => "stalled",
            Self::TrackLost => "track_lost",
        }
    }
}

/// A run, drawn to its end.
#[derive(Clone, Debug)]
pub struct Run {
    pub steps: Arc<[SimTime]>,
    pub ends: SimTime,
    pub why: RunEnd,
}

/// What a run is drawn from, besides the motor.
#[derive(Clone, Copy, Debug)]
pub struct RunConditions {
    pub begins: SimTime,
    pub atp_mm: f64,
    /// Steps to the end of the way.
    pub steps_left: usize,
    /// Rate and mean length of pauses.
    pub pause_per_s: f64,
    pub pause_s: f64,
}

/// Draws a run.
///
/// A step is two waits in a row, for ATP to bind and for the cycle that
/// follows, with means that give Michaelis–Menten speed
/// `v = v_max [ATP] / (K + [ATP])`. A motor at work falls off at a constant
/// rate, and pauses at another; a paused motor holds on.
pub fn draw_run(motor: &MotorParameters, conditions: RunConditions, rng: &mut ChaCha8Rng) -> Run {
    let RunConditions { begins, atp_mm, .. } = conditions;
    if saturation(atp_mm, motor.atp_half_mm) == 0.0 {
        return Run {
            steps: Arc::new([]),
            ends: SimTime::NEVER,
            why: RunEnd::Stalled,
        };
    }
    let cycles_per_s = motor.speed_nm_per_s / motor.step_nm;
    let bindings_per_s = cycles_per_s * atp_mm / motor.atp_half_mm;
    let falls = waiting_time(rng, motor.unbinding_per_s);
    let mut to_pause = waiting_time(rng, conditions.pause_per_s);
    let (mut walked, mut paused) = (SimTime::ZERO, SimTime::ZERO);
    let mut steps = Vec::new();
    while steps.len() < conditions.steps_left {
        walked += waiting_time(rng, bindings_per_s) + waiting_time(rng, cycles_per_s);
        if walked >= falls {
            return Run {
                steps: steps.into(),
                ends: begins + falls + paused,
                why: RunEnd::FellOff,
            };
        }
        if walked >= to_pause {
            paused += waiting_time(rng, 1.0 / conditions.pause_s);
            to_pause = walked + waiting_time(rng, conditions.pause_per_s);
        }
        steps.push(begins + walked + paused);
    }
    Run {
        ends: steps.last().copied().unwrap_or(begins),
        steps: steps.into(),
        why: RunEnd::Arrived,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        biology::parameters::Parameters,
        sim::chance::{Chance, Purpose},
    };

    const RUNS: u64 = 4000;

    fn runs(motor: &MotorParameters, atp_mm: f64) -> Vec<Run> {
        let conditions = RunConditions {
            begins: SimTime::ZERO,
            atp_mm,
            steps_left: usize::MAX,
            pause_per_s: 0.0,
            pause_s: 1.0,
        };
        let chance = Chance::from_seed(1);
        (0..RUNS)
            .map(|run| {
                draw_run(
                    motor,
                    conditions,
                    &mut chance.draw(run, Purpose::MotorSteps, 0),
                )
            })
            .collect()
    }

    #[test]
    fn speed_run_length_and_fuel_agree_with_the_parameters() {
        let motor = Parameters::default().kinesin_1;
        for atp_mm in [0.05, 0.088, 2.0] {
            let runs = runs(&motor, atp_mm);
            let steps: usize = runs.iter().map(|run| run.steps.len()).sum();
            let seconds: f64 = runs.iter().map(|run| run.ends.as_secs()).sum();
            let length_nm = steps as f64 * motor.step_nm;
            let speed = motor.speed_nm_per_s * saturation(atp_mm, motor.atp_half_mm);
            assert!(steps > 10_000);
            // Steps are few per cent irregular in sum: 1/sqrt(10 000) = 1 %.
            assert!(
                (length_nm / seconds / speed - 1.0).abs() < 0.02,
                "speed at {atp_mm} mM"
            );
            // Run lengths are exponential: 1/sqrt(4000) = 1.6 %.
            let mean_run = length_nm / runs.len() as f64;
            let expected = speed / motor.unbinding_per_s;
            assert!(
                (mean_run / expected - 1.0).abs() < 0.05,
                "run of {mean_run} nm"
            );
            // One ATP a step: 125 a micrometre, exactly.
            let atp_per_um = steps as f64 / (length_nm * 1e-3);
            assert!((atp_per_um - 125.0).abs() < 1e-9);
        }
    }

    #[test]
    fn steps_are_more_regular_than_chance_where_two_waits_share_them() {
        let motor = Parameters::default().kinesin_1;
        let intervals: Vec<f64> = runs(&motor, motor.atp_half_mm)
            .iter()
            .flat_map(|run| {
                run.steps
                    .windows(2)
                    .map(|pair| (pair[1] - pair[0]).as_secs())
                    .collect::<Vec<_>>()
            })
            .collect();
        let mean = intervals.iter().sum::<f64>() / intervals.len() as f64;
        let variance = intervals
            .iter()
            .map(|t| (t - mean) * (t - mean))
            .sum::<f64>()
            / intervals.len() as f64;
        // Two equal waits: randomness 1/2 (Svoboda, Mitra & Block 1994). A
        // run that falls off cuts long intervals a little more often.
        let randomness = variance / (mean * mean);
        assert!((randomness - 0.5).abs() < 0.03, "{randomness}");
    }

    #[test]
    fn without_atp_a_motor_holds_on_and_stands_still() {
        let run = &runs(&Parameters::default().dynein, 0.0)[0];
        assert_eq!(run.why, RunEnd::Stalled);
        assert!(run.steps.is_empty() && run.ends == SimTime::NEVER);
    }
}
