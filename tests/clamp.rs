//! Calcium held at 4000 primed vesicles, as in an uncaging experiment: whole runs
//! against what the published models give, computed from their master equations.

#![allow(clippy::unwrap_used)]

mod common;

use exoscope::{
    biology::{parameters::Parameters, sensors::SensorModel},
    sim::{
        self,
        record::{EventKind, Record},
    },
    units::SimTime,
};

const VESICLES: usize = 4000;

/// When pores opened, in milliseconds, in a run of so long.
fn openings_ms(changes: &[(&str, &str)], end: SimTime) -> Vec<f64> {
    let mut app = common::app("calcium_clamp", 3, changes);
    sim::advance_to(app.world_mut(), end);
    let record = app.world().resource::<Record>();
    let opened = record.events.iter();
    opened
        .filter(|event| event.what == EventKind::PoreOpened)
        .map(|event| event.time.as_millis())
        .collect()
}

/// The greatest distance of what was seen from what is expected, at any time up
/// to the end of a run, among all vesicles.
fn kolmogorov(seen_ms: &[f64], expected: impl Fn(usize) -> f64, step_ms: f64, steps: usize) -> f64 {
    let share = |step: usize| {
        let by_ms = step as f64 * step_ms;
        seen_ms.partition_point(|at| *at <= by_ms) as f64 / VESICLES as f64
    };
    (0..=steps)
        .map(|step| (share(step) - expected(step)).abs())
        .fold(0.0, f64::max)
}

#[test]
fn held_calcium_releases_as_the_published_models_do() {
    const STEPS: usize = 300;
    for (model, held_um, until_ms) in [
        (SensorModel::Allosteric, 10.0, 30.0),
        (SensorModel::FiveSite, 20.0, 9.0),
        (SensorModel::TwoStep, 5.0, 90.0),
        (SensorModel::Synaptotagmins, 50.0, 7.0),
    ] {
        let choice = format!("sensor.model={}", model.word());
        let held = format!("calcium.clamp_um={held_um}");
        let changes = [
            ("0s", choice.as_str()),
            ("0s", "cargo.loaded=false"),
            ("5ms", held.as_str()),
        ];
        let end = SimTime::from_millis(5.0 + until_ms);
        // What fuses before the step, by chance, is one vesicle in ten runs.
        let seen: Vec<f64> = openings_ms(&changes, end)
            .into_iter()
            .map(|at| at - 5.0 - 1e3 * model.delay_s())
            .collect();
        let scheme = model.scheme();
        let (mut shares, _) = scheme.settled(Parameters::default().calcium.rest_um);
        let step_ms = (until_ms - 1e3 * model.delay_s()) / STEPS as f64;
        let step = scheme.step(held_um, 1e-3 * step_ms);
        let mut fused = vec![0.0];
        for _ in 0..STEPS {
            shares = step.of(&shares);
            fused.push(1.0 - shares.iter().sum::<f64>());
        }
        assert!(fused[STEPS] > 0.8, "{model:?}: the run is too short");
        let distance = kolmogorov(&seen, |step| fused[step], step_ms, STEPS);
        // One run in a thousand would be further off.
        let bound = 1.95 / (VESICLES as f64).sqrt();
        assert!(distance < bound, "{model:?}: {distance} over {bound}");
    }
}

#[test]
fn at_rest_miniatures_are_as_rare_as_published() {
    // Models say 2.4e-4 and 4.4e-4 per vesicle and second, and a calyx with
    // some 4000 primed vesicles has one or two a second.
    for (model, per_s) in [("allosteric", 2.4e-4), ("synaptotagmins", 4.4e-4)] {
        let model = format!("sensor.model={model}");
        let changes = [("0s", model.as_str()), ("0s", "cargo.loaded=false")];
        let count = openings_ms(&changes, SimTime::from_secs(40.0)).len() as f64;
        let expected = per_s * VESICLES as f64 * 40.0;
        // Some forty and seventy: within half and double, as measured ones are.
        assert!((0.5..2.0).contains(&(count / expected)), "{model}: {count}");
    }
}
