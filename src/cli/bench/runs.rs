//! How fast whole runs are computed, from reading the scene to the last event.

use std::time::Instant;

use super::Measured;
use crate::{
    biology::controls::{Change, TimedChange},
    cli::{CommandError, lists::aligned, simulate::app_without_pictures},
    scene,
    sim::{self, Session, record::Totals},
    units::SimTime,
};

/// A run that is measured.
struct Run {
    key: &'static str,
    what: &'static str,
    scene: &'static str,
    seconds: f64,
    /// From which second on what is set.
    changes: &'static [(f64, &'static str)],
}

const RUNS: [Run; 2] = [
    Run {
        key: "train",
        what: "20 Hz for 10 s in the bouton",
        scene: "synaptic_bouton",
        seconds: 10.0,
        changes: &[(0.0, "signal.train_count=200"), (0.0, "signal.train_hz=20")],
    },
    Run {
        key: "clamp",
        what: "4000 vesicles for 200 ms, held at 10 µM",
        scene: "calcium_clamp",
        seconds: 0.2,
        changes: &[(0.01, "calcium.clamp_um=10")],
    },
];

/// How long a run took, and how many vesicles it released.
struct Took {
    wall_s: f64,
    released: u64,
}

/// Computes each of the runs once.
pub fn measure() -> Result<Measured, CommandError> {
    let took = RUNS.iter().map(take).collect::<Result<Vec<Took>, _>>()?;
    let mut rows = vec![["run", "wall s", "cell s a second", "released"].map(str::to_owned)];
    let mut members = Vec::new();
    for (run, took) in RUNS.iter().zip(&took) {
        rows.push([
            run.what.to_owned(),
            format!("{:.2}", took.wall_s),
            format!("{:.2}", run.seconds / took.wall_s),
            took.released.to_string(),
        ]);
        members.push(format!(
            "\"{}\":{{\"wall_s\":{:.3},\"cell_s_per_wall_s\":{:.3}}}",
            run.key,
            took.wall_s,
            run.seconds / took.wall_s
        ));
    }
    Ok(Measured {
        table: aligned(&rows),
        json: format!("\"runs\":{{{}}}", members.join(",")),
    })
}

fn take(run: &Run) -> Result<Took, CommandError> {
    let began = Instant::now();
    let changes = run.changes.iter().filter_map(|(at_s, change)| {
        Some(TimedChange {
            at: SimTime::from_secs(*at_s),
            change: Change::parse(change).ok()?,
        })
    });
    let session = Session {
        scene: scene::load(run.scene)?,
        seed: 1,
        changes: changes.collect(),
    };
    let mut app = app_without_pictures(session);
    sim::advance_to(app.world_mut(), SimTime::from_secs(run.seconds));
    Ok(Took {
        released: app.world().resource::<Totals>().released_vesicles(),
        wall_s: began.elapsed().as_secs_f64(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_a_measured_run_is_one_that_can_be_made() {
        for (_, change) in RUNS.iter().flat_map(|run| run.changes) {
            assert!(Change::parse(change).is_ok(), "{change}");
        }
    }
}
