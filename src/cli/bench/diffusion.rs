//! How fast molecules are moved.

use std::{
    fmt::Write as _,
    hint::black_box,
    num::NonZeroUsize,
    thread,
    time::{Duration, Instant},
};

use super::Measured;
use crate::{
    cli::lists::aligned,
    sim::diffusion::{Molecules, Walk, Walls},
};

/// The gap in which molecules are moved, in nanometres, and how they walk there.
const GAP_NM: [f32; 3] = [1000.0, 1000.0, 20.0];
const WALK: Walk = Walk {
    nm2_per_s: 3.3e8,
    step_s: 4e-7,
    key: [1, 2],
};
/// Each measurement is repeated for so long; the quickest round counts, for
/// nothing but the work itself is in it.
const PATIENCE: Duration = Duration::from_millis(600);
/// Particle steps of one round on one core.
const STEPS_A_ROUND: usize = 40_000_000;

/// What one measurement is of.
struct Setting {
    key: &'static str,
    what: &'static str,
    molecules: usize,
    /// Pairs of steps that are taken in one go.
    pairs_at_once: u32,
    on_all_cores: bool,
}

const SETTINGS: [Setting; 4] = [
    Setting {
        key: "one_core",
        what: "one core, many steps at once",
        molecules: 5000,
        pairs_at_once: u32::MAX,
        on_all_cores: false,
    },
    Setting {
        key: "one_core_step_by_step",
        what: "one core, step by step as in the cleft",
        molecules: 5000,
        pairs_at_once: 1,
        on_all_cores: false,
    },
    Setting {
        key: "one_core_million",
        what: "one core, many steps at once",
        molecules: 1_000_000,
        pairs_at_once: u32::MAX,
        on_all_cores: false,
    },
    Setting {
        key: "all_cores",
        what: "all cores, many steps at once",
        molecules: 1_000_000,
        pairs_at_once: u32::MAX,
        on_all_cores: true,
    },
];

/// Moves molecules in each of the settings.
pub fn measure() -> Measured {
    let cores = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let rates: Vec<f64> = SETTINGS
        .iter()
        .map(|setting| {
            let threads = if setting.on_all_cores {
                cores
            } else {
                NonZeroUsize::MIN
            };
            steps_per_s(setting, threads)
        })
        .collect();
    Measured {
        table: as_table(cores, &rates),
        json: as_json(&rates),
    }
}

/// Particle steps a second, on so many threads.
fn steps_per_s(setting: &Setting, threads: NonZeroUsize) -> f64 {
    let walls = Walls::closed(GAP_NM);
    let middle = GAP_NM.map(|length| length / 2.0);
    let mut molecules = Molecules::at(middle, setting.molecules);
    let pairs = (STEPS_A_ROUND * threads.get() / (2 * setting.molecules)).max(1) as u32;
    let at_once = pairs.min(setting.pairs_at_once);
    let mut quickest = f64::INFINITY;
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let round = Instant::now();
        for first in (0..pairs).step_by(at_once as usize) {
            let count = at_once.min(pairs - first);
            WALK.take_together(&mut molecules, &walls, first, count, threads);
        }
        quickest = quickest.min(round.elapsed().as_secs_f64());
        black_box(&molecules);
    }
    setting.molecules as f64 * 2.0 * f64::from(pairs) / quickest
}

fn as_table(cores: NonZeroUsize, rates: &[f64]) -> String {
    let mut rows =
        vec![["diffusion", "molecules", "million steps/s", "per core"].map(str::to_owned)];
    for (setting, rate) in SETTINGS.iter().zip(rates) {
        let share = if setting.on_all_cores {
            rate / cores.get() as f64
        } else {
            *rate
        };
        rows.push([
            setting.what.to_owned(),
            setting.molecules.to_string(),
            format!("{:.0}", rate / 1e6),
            format!("{:.0}", share / 1e6),
        ]);
    }
    let mut text = aligned(&rows);
    let _ = writeln!(
        text,
        "\n{cores} cores; a step is one move of one molecule in a gap of 20 nm, \
         reflection at its walls included"
    );
    text
}

fn as_json(rates: &[f64]) -> String {
    let figures = SETTINGS.iter().zip(rates);
    let figures: Vec<String> = figures
        .map(|(setting, rate)| format!("\"{}\":{rate:.0}", setting.key))
        .collect();
    format!("\"diffusion_steps_per_s\":{{{}}}", figures.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_tell_every_measurement() {
        let cores = NonZeroUsize::new(2).expect("not none");
        let rates = [9.4e8, 5.9e8, 9.1e8, 1.8e9];
        assert_eq!(
            as_json(&rates),
            "\"diffusion_steps_per_s\":{\"one_core\":940000000,\
             \"one_core_step_by_step\":590000000,\"one_core_million\":910000000,\
             \"all_cores\":1800000000}"
        );
        let table = as_table(cores, &rates);
        assert!(table.contains("1800             900"), "{table}");
    }
}
