//! What a vesicle holds: how its molecules leave through the pore, and how
//! long they stay in the cleft.

use std::{f64::consts::PI, sync::Arc};

use bevy::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::Exp1;

use super::{
    cell::Cell,
    chance::Purpose,
    parameters::Parameters,
    vesicle::{FusionMode, FusionPore, Opening, VesicleId, VesicleKind},
};
use crate::units::SimTime;

/// Points at which a pore's radius is looked up in each phase in which it
/// changes.
const PHASE_POINTS: usize = 256;

/// Rate at which one molecule in a lumen of radius `lumen_nm` escapes through
/// a pore of radius `pore_nm` and length `length_nm`, per second:
/// `πa²D / (V (L + πa/2))`, a cylinder with an access resistance of `πa/4` at
/// either end.
pub fn escape_per_s(pore_nm: f64, length_nm: f64, lumen_nm: f64, nm2_per_s: f64) -> f64 {
    if pore_nm <= 0.0 {
        return 0.0;
    }
    let volume = 4.0 / 3.0 * PI * (lumen_nm * lumen_nm * lumen_nm);
    PI * pore_nm * pore_nm * nm2_per_s / (volume * (length_nm + PI * pore_nm / 2.0))
}

/// What matters of a molecule on its way out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cargo {
    /// A molecule leaves only through a pore wider than itself.
    pub radius_nm: f64,
    pub nm2_per_s: f64,
}

impl Cargo {
    /// Transmitter, next to a point, in a synaptic vesicle; folded proteins in
    /// a carrier.
    pub fn of(kind: VesicleKind, parameters: &Parameters) -> Self {
        match kind {
            VesicleKind::Synaptic => Self {
                radius_nm: 0.0,
                nm2_per_s: parameters.transmitter_nm2_per_s,
            },
            VesicleKind::Carrier => Self {
                radius_nm: parameters.protein_radius_nm,
                nm2_per_s: parameters.protein_nm2_per_s,
            },
        }
    }
}

/// When each of `contents` molecules leaves through `pore`, ascending. Those
/// that a closing pore keeps are not in the list; a collapse keeps none.
///
/// With the pore's radius changing in time, a molecule leaves when the
/// integral of its escape rate reaches an exponential draw: exact sampling of
/// a rate that varies.
pub fn leaving_times(
    pore: &FusionPore,
    contents: u32,
    cargo: Cargo,
    parameters: &Parameters,
    rng: &mut ChaCha8Rng,
) -> Vec<SimTime> {
    let lumen_nm = pore.sphere_nm - parameters.half_bilayer_nm;
    // The integral of the escape rate, at the ends of steps in which the rate
    // changes little.
    let mut ends = vec![pore.opened];
    let mut reached = vec![0.0];
    for phase in &pore.course {
        let steps = match phase.opening {
            Opening::Passing { from_nm, to_nm } if from_nm == to_nm => 1,
            Opening::Shut => 1,
            _ => PHASE_POINTS,
        };
        let step_s = phase.until.since(phase.from).as_secs() / steps as f64;
        let moment = |place: f64| phase.from + SimTime::from_secs(place * step_s);
        for step in 0..steps {
            let middle = moment(step as f64 + 0.5);
            let pore_nm = pore.aqueous_nm_at(middle) - cargo.radius_nm;
            let rate = escape_per_s(
                pore_nm,
                parameters.pore_water.length_nm,
                lumen_nm,
                cargo.nm2_per_s,
            );
            reached.push(reached[reached.len() - 1] + rate * step_s);
            ends.push(moment((step + 1) as f64));
        }
    }
    let last = reached.len() - 1;
    let mut draws: Vec<f64> = (0..contents).map(|_| rng.sample(Exp1)).collect();
    draws.sort_by(f64::total_cmp);
    let mut leaving = Vec::with_capacity(draws.len());
    let mut index = 0;
    for draw in draws {
        while index < last && reached[index + 1] < draw {
            index += 1;
        }
        if index == last {
            if pore.mode == FusionMode::KissAndRun {
                break;
            }
            // The lumen is gone when the vesicle is flat.
            leaving.push(pore.ends);
            continue;
        }
        let part = (draw - reached[index]) / (reached[index + 1] - reached[index]);
        let step_s = ends[index + 1].since(ends[index]).as_secs();
        leaving.push(ends[index] + SimTime::from_secs(part * step_s));
    }
    leaving
}

/// Transmitter in the cleft: for each release, when its molecules came out
/// and when they were gone.
#[derive(Resource, Clone, Debug, Default)]
pub struct Cleft {
    clouds: Vec<Cloud>,
    /// Molecules ever released by clouds that are wholly gone.
    settled: u64,
}

#[derive(Clone, Debug)]
struct Cloud {
    came_out: Arc<[SimTime]>,
    gone: Arc<[SimTime]>,
}

impl Cleft {
    /// Adds the molecules that leave a vesicle at the moments given.
    ///
    /// Each stays until it has diffused, in the plane of the cleft, further
    /// than the radius beyond which it counts as gone.
    pub(super) fn add_cloud(&mut self, leaving: &[SimTime], cell: &Cell, vesicle: VesicleId) {
        self.clear_gone(cell.now());
        if leaving.is_empty() {
            return;
        }
        let parameters = &cell.parameters;
        let unit_s = parameters.cleft_radius_nm * parameters.cleft_radius_nm
            / parameters.transmitter_nm2_per_s;
        let counter = leaving[0].as_nanos();
        let mut rng = cell.chance.draw(vesicle.0.into(), Purpose::Cleft, counter);
        let exits = disc_exit_table();
        let mut gone: Vec<SimTime> = leaving
            .iter()
            .map(|left| *left + SimTime::from_secs(unit_s * drawn_from(exits, &mut rng)))
            .collect();
        gone.sort_unstable();
        self.clouds.push(Cloud {
            came_out: leaving.into(),
            gone: gone.into(),
        });
    }

    /// Molecules in the cleft at `now`.
    pub fn free_at(&self, now: SimTime) -> u64 {
        let count = |times: &[SimTime]| times.partition_point(|time| *time <= now) as u64;
        self.clouds
            .iter()
            .map(|cloud| count(&cloud.came_out) - count(&cloud.gone))
            .sum()
    }

    /// Molecules released up to `now`, ever.
    pub fn released_at(&self, now: SimTime) -> u64 {
        let out = |cloud: &Cloud| cloud.came_out.partition_point(|time| *time <= now) as u64;
        self.settled + self.clouds.iter().map(out).sum::<u64>()
    }

    fn clear_gone(&mut self, now: SimTime) {
        let settled = &mut self.settled;
        self.clouds.retain(|cloud| {
            let gone = cloud.gone.last().is_none_or(|last| *last <= now);
            if gone {
                *settled += cloud.came_out.len() as u64;
            }
            !gone
        });
    }
}

/// Entries of the table of exit times.
const EXIT_ENTRIES: usize = 512;

/// Times, in units of R²/D, at which a Brownian walker from the middle of a
/// disc of radius R has left it with probabilities 0, 1/512, 2/512, …:
/// `P(t) = 1 − 2 Σ exp(−α²t) / (α J₁(α))` over the zeros α of J₀.
fn disc_exit_table() -> &'static [f64] {
    static TABLE: std::sync::OnceLock<Vec<f64>> = std::sync::OnceLock::new();
    TABLE.get_or_init(|| {
        let zeros: Vec<f64> = (1..=30).map(zero_of_j0).collect();
        let left_by = |time: f64| {
            let inside: f64 = zeros
                .iter()
                .map(|zero| 2.0 * libm::exp(-zero * zero * time) / (zero * libm::j1(*zero)))
                .sum();
            1.0 - inside
        };
        (0..=EXIT_ENTRIES)
            .map(|entry| {
                let wanted = entry as f64 / (EXIT_ENTRIES as f64 + 0.5);
                // Before 0.005 nobody is out; the series converges from there.
                let (mut low, mut high) = (0.005, 4.0);
                for _ in 0..50 {
                    let middle = (low + high) / 2.0;
                    if left_by(middle) < wanted {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                high
            })
            .collect()
    })
}

/// The n-th zero of the Bessel function J₀, by Newton's method from its
/// asymptote.
fn zero_of_j0(number: u32) -> f64 {
    let mut zero = (f64::from(number) - 0.25) * PI;
    for _ in 0..6 {
        zero += libm::j0(zero) / libm::j1(zero);
    }
    zero
}

fn drawn_from(table: &[f64], rng: &mut ChaCha8Rng) -> f64 {
    let place = rng.random::<f64>() * (table.len() - 1) as f64;
    let index = (place as usize).min(table.len() - 2);
    let part = place - index as f64;
    table[index] + part * (table[index + 1] - table[index])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{
        chance::Chance,
        vesicle::{Phase, drawn_pore},
    };

    fn transmitter(parameters: &Parameters) -> Cargo {
        Cargo::of(VesicleKind::Synaptic, parameters)
    }

    #[test]
    fn a_protein_does_not_leave_through_a_pore_narrower_than_itself() {
        let parameters = Parameters::default();
        let cargo = Cargo::of(VesicleKind::Carrier, &parameters);
        let pore = held_pore(FusionMode::KissAndRun, 2.0, 100.0);
        let mut rng = Chance::from_seed(9).draw(0, Purpose::Molecules, 0);
        assert!(leaving_times(&pore, 100, cargo, &parameters, &mut rng).is_empty());
    }

    /// A pore held at one radius for `millis`.
    fn held_pore(mode: FusionMode, aqueous_nm: f64, millis: f64) -> FusionPore {
        let parameters = Parameters::default();
        let mut pore = drawn_pore(mode, VesicleKind::Synaptic, 1, &parameters);
        pore.sphere_nm = 19.25;
        pore.ends = pore.opened + SimTime::from_millis(millis);
        pore.course = vec![Phase {
            from: pore.opened,
            until: pore.ends,
            opening: Opening::Passing {
                from_nm: aqueous_nm,
                to_nm: aqueous_nm,
            },
        }];
        pore
    }

    #[test]
    fn nothing_leaves_while_a_flickering_pore_is_shut() {
        let parameters = Parameters::default();
        let mut pore = held_pore(FusionMode::KissAndRun, 0.5, 0.3);
        let open = pore.course[0];
        let shut = Phase {
            from: open.until,
            until: open.until + SimTime::from_millis(5.0),
            opening: Opening::Shut,
        };
        let again = Phase {
            from: shut.until,
            until: shut.until + SimTime::from_millis(0.3),
            ..open
        };
        pore.course.extend([shut, again]);
        pore.ends = again.until;
        let mut rng = Chance::from_seed(9).draw(0, Purpose::Molecules, 0);
        let leaving = leaving_times(
            &pore,
            10_000,
            transmitter(&parameters),
            &parameters,
            &mut rng,
        );
        let count = |phase: Phase| {
            leaving
                .iter()
                .filter(|time| phase.from < **time && **time < phase.until)
                .count()
        };
        assert!(count(open) > 100 && count(again) > 100);
        assert_eq!(count(shut), 0);
    }

    #[test]
    fn escape_times_are_the_published_ones() {
        for (pore_nm, micros) in [(0.5, 856.0), (1.0, 230.0), (2.0, 65.0), (5.0, 14.0)] {
            let time = 1e6 / escape_per_s(pore_nm, 10.0, 17.0, 0.33e9);
            assert!(
                (time / micros - 1.0).abs() < 0.03,
                "{pore_nm} nm: {time} µs"
            );
        }
    }

    #[test]
    fn molecules_leave_a_held_pore_at_the_escape_rate() {
        let parameters = Parameters::default();
        let pore = held_pore(FusionMode::KissAndRun, 1.0, 20.0);
        let mut rng = Chance::from_seed(9).draw(0, Purpose::Molecules, 0);
        let count = 20_000;
        let leaving = leaving_times(
            &pore,
            count,
            transmitter(&parameters),
            &parameters,
            &mut rng,
        );
        assert_eq!(leaving.len(), count as usize);
        let sum: f64 = leaving
            .iter()
            .map(|time| time.since(pore.opened).as_millis())
            .sum();
        let mean = sum / f64::from(count);
        // Exponential: 0.7 % standard error.
        assert!((mean / 0.230 - 1.0).abs() < 0.03, "{mean} ms");
    }

    #[test]
    fn a_pore_that_closes_early_keeps_what_is_left() {
        let parameters = Parameters::default();
        let pore = held_pore(FusionMode::KissAndRun, 0.5, 0.5);
        let mut rng = Chance::from_seed(9).draw(0, Purpose::Molecules, 0);
        let leaving = leaving_times(
            &pore,
            10_000,
            transmitter(&parameters),
            &parameters,
            &mut rng,
        );
        let share = leaving.len() as f64 / 10_000.0;
        let expected = 1.0 - libm::exp(-0.5 / 0.856);
        assert!((share - expected).abs() < 0.02, "{share} {expected}");
        assert!(leaving.iter().all(|time| *time <= pore.ends));
    }

    #[test]
    fn a_collapse_keeps_nothing() {
        let parameters = Parameters::default();
        let pore = held_pore(FusionMode::FullCollapse, 0.5, 0.05);
        let mut rng = Chance::from_seed(9).draw(0, Purpose::Molecules, 0);
        let leaving = leaving_times(&pore, 1000, transmitter(&parameters), &parameters, &mut rng);
        assert_eq!(leaving.len(), 1000);
    }

    #[test]
    fn walkers_leave_a_disc_after_a_quarter_of_its_square() {
        let mut rng = Chance::from_seed(3).draw(0, Purpose::Molecules, 0);
        let table = disc_exit_table();
        let count = 40_000;
        let mean = (0..count).map(|_| drawn_from(table, &mut rng)).sum::<f64>() / f64::from(count);
        // R²/4D from the middle; relative spread 0.71, so 0.4 % standard error.
        assert!((mean / 0.25 - 1.0).abs() < 0.02, "{mean}");
    }
}
