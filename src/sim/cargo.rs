//! How the molecules that a vesicle holds leave through its pore.

use std::f64::consts::PI;

use rand_chacha::ChaCha8Rng;

use super::{
    chance::exponential,
    vesicle::{FusionMode, FusionPore, Opening},
};
use crate::{
    biology::parameters::{Cargo, Parameters},
    units::SimTime,
};

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

/// Radius of the ball that has as much room as the lumen, tube and all.
fn lumen_nm(pore: &FusionPore, half_bilayer_nm: f64) -> f64 {
    let sphere_nm = pore.sphere_nm - half_bilayer_nm;
    let Some(tail) = pore.tail else {
        return sphere_nm;
    };
    let more = tail.beside(-half_bilayer_nm).excess_volume_nm3(sphere_nm);
    libm::cbrt(sphere_nm * sphere_nm * sphere_nm + 3.0 / (4.0 * PI) * more)
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
    let lumen_nm = lumen_nm(pore, parameters.half_bilayer_nm);
    // The integral of the escape rate, at the ends of steps in which the rate
    // changes little.
    let mut ends = vec![pore.opened];
    let mut reached = vec![0.0];
    for phase in &pore.course {
        let steps = match phase.opening {
            Opening::Passing { from_nm, to_nm } if from_nm == to_nm => 1,
            Opening::Shut | Opening::Draining { .. } => 1,
            _ => PHASE_POINTS,
        };
        let step_s = phase.until.since(phase.from).as_secs() / steps as f64;
        let moment = |place: f64| phase.from + SimTime::from_secs(place * step_s);
        for step in 0..steps {
            let middle = moment(step as f64 + 0.5);
            let pore_nm = pore.aqueous_nm_at(middle) - cargo.radius_nm;
            let rate = escape_per_s(
                pore_nm,
                parameters.fusion.pore_water.length_nm,
                lumen_nm,
                cargo.nm2_per_s,
            );
            reached.push(reached[reached.len() - 1] + rate * step_s);
            ends.push(moment((step + 1) as f64));
        }
    }
    let last = reached.len() - 1;
    let mut leaving = Vec::with_capacity(contents as usize);
    let mut index = 0;
    let mut draw = 0.0;
    for inside in (1..=contents).rev() {
        // The first of so many alike leaves so many times sooner than one.
        draw += exponential(rng) / f64::from(inside);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::biology::vesicles::VesicleKind;
    use crate::sim::{
        chance::{Chance, Purpose},
        vesicle::{Phase, drawn_pore},
    };

    fn transmitter(parameters: &Parameters) -> Cargo {
        Cargo::of(VesicleKind::built_in("synaptic_vesicle"), parameters)
    }

    #[test]
    fn a_protein_does_not_leave_through_a_pore_narrower_than_itself() {
        let parameters = Parameters::default();
        let cargo = Cargo::of(VesicleKind::built_in("constitutive_carrier"), &parameters);
        let pore = held_pore(FusionMode::KissAndRun, 2.0, 100.0);
        let mut rng = Chance::from_seed(9).draw(0, Purpose::Molecules, 0);
        assert!(leaving_times(&pore, 100, cargo, &parameters, &mut rng).is_empty());
    }

    /// A pore held at one radius for `millis`.
    fn held_pore(mode: FusionMode, aqueous_nm: f64, millis: f64) -> FusionPore {
        let parameters = Parameters::default();
        let mut pore = drawn_pore(
            mode,
            VesicleKind::built_in("synaptic_vesicle"),
            1,
            &parameters,
        );
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
        let count = 100_000;
        for (pore_nm, millis) in [(1.0, 0.230), (2.0, 0.065), (5.0, 0.014)] {
            let pore = held_pore(FusionMode::KissAndRun, pore_nm, 20.0);
            let mut rng = Chance::from_seed(9).draw(0, Purpose::Molecules, 0);
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
            // Exponential: 0.3 % standard error; the times above have two digits.
            assert!(
                (mean / millis - 1.0).abs() < 0.03,
                "{pore_nm} nm: {mean} ms"
            );
        }
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
}
