//! Calcium sensors of the release machinery: the published models, each a
//! Markov scheme that every primed vesicle carries for itself.

pub mod carried;
pub mod models;

use crate::{
    biology::{parameters::value, sensors::SensorModel},
    sim::scheme::Scheme,
};
use models::{Sites, Synaptotagmins};

impl SensorModel {
    /// The model's states and rates, with the numbers of the parameter tables.
    pub fn scheme(self) -> Scheme {
        let number = |name: &str| value(&format!("{}.{name}", self.word()));
        let sites = |count: f64, cooperativity: f64| Sites {
            count: count.round() as usize,
            on: number("binding"),
            off: number("unbinding"),
            cooperativity,
        };
        match self {
            Self::Allosteric => {
                let sites = sites(number("sites"), number("cooperativity"));
                models::allosteric(&sites, number("willing"), number("factor"))
            }
            Self::FiveSite => {
                let sites = sites(number("sites"), number("cooperativity"));
                models::all_sites(&sites, number("fusion"))
            }
            Self::TwoStep => models::two_step(
                &sites(number("sites"), 1.0),
                number("turning"),
                number("turning_back"),
                number("fusion"),
            ),
            Self::Synaptotagmins => synaptotagmins().scheme(),
            Self::Synaptotagmin7 => {
                models::all_sites(&sites(number("sites"), 1.0), number("fusion"))
            }
            Self::Chromaffin | Self::SlowChromaffin => {
                let sites = sites(value("chromaffin.sites"), 1.0);
                models::all_sites(&sites, number("fusion"))
            }
        }
    }

    /// From the sensor's decision to the moment of fusion, in seconds.
    pub fn delay_s(self) -> f64 {
        match self {
            Self::Synaptotagmins => value("synaptotagmins.delay") * 1e-3,
            _ => 0.0,
        }
    }
}

/// The sensor that is left to vesicles without synaptotagmin-1: slow, with two
/// sites and high affinity (Sun and colleagues 2007, *Nature* 450:676, as in a
/// model of a bouton). Without any calcium it fuses as rarely as published.
pub fn slow_scheme() -> Scheme {
    let number = |name: &str| value(&format!("slow_sensor.{name}"));
    let sites = Sites {
        count: number("sites").round() as usize,
        on: number("binding"),
        off: number("unbinding"),
        cooperativity: number("cooperativity"),
    };
    let mut scheme = models::all_sites(&sites, number("fusion"));
    scheme.fuse(0, number("willing"));
    scheme
}

fn synaptotagmins() -> Synaptotagmins {
    let number = |name: &str| value(&format!("synaptotagmins.{name}"));
    Synaptotagmins {
        count: number("copies").round() as usize,
        slots: number("slots").round() as usize,
        calcium_on: number("calcium_binding"),
        calcium_half_um: number("calcium_half"),
        pip2_on: number("pip2_binding"),
        pip2_half_um: number("pip2_half"),
        pip2_um: number("pip2"),
        allostery: number("allostery"),
        willing_per_s: number("willing"),
        factor: number("factor"),
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::sim::scheme::{Concentration, Held, Outcome};

    const REST_UM: f64 = 0.05;

    /// Shares that have fused after every step following a jump of calcium from
    /// rest, from the scheme's master equation.
    fn expected_release(scheme: &Scheme, calcium_um: f64, step_s: f64, steps: usize) -> Vec<f64> {
        let (mut shares, _) = scheme.settled(REST_UM);
        let step = scheme.step(calcium_um, step_s);
        let mut released = vec![0.0];
        for _ in 0..steps {
            shares = step.of(&shares);
            released.push(1.0 - shares.iter().sum::<f64>());
        }
        released
    }

    /// Peak of the release rate (per vesicle and millisecond) and time to half
    /// release (milliseconds) after steps to 5, 10, 20 and 50 µM from rest, as
    /// computed elsewhere from the published numbers.
    const PUBLISHED: [(SensorModel, [[f64; 3]; 4]); 4] = [
        (
            SensorModel::Allosteric,
            [
                [5.0, 0.0152, 44.5],
                [10.0, 0.111, 6.09],
                [20.0, 0.412, 1.80],
                [50.0, 1.25, 0.66],
            ],
        ),
        (
            SensorModel::FiveSite,
            [
                [5.0, 0.0135, 49.6],
                [10.0, 0.106, 6.38],
                [20.0, 0.405, 1.92],
                [50.0, 1.24, 0.70],
            ],
        ),
        (
            SensorModel::TwoStep,
            [
                [5.0, 0.0341, 20.0],
                [10.0, 0.229, 2.98],
                [20.0, 0.895, 0.81],
                [50.0, 3.05, 0.27],
            ],
        ),
        (
            SensorModel::Synaptotagmins,
            [
                [5.0, 0.0412, 16.1],
                [10.0, 0.176, 3.96],
                [20.0, 0.328, 2.07],
                [50.0, 0.398, 1.61],
            ],
        ),
    ];

    #[test]
    fn calcium_steps_release_as_the_published_models_do() {
        const STEPS: usize = 2000;
        // One in a thousand samples of 4000 is further off (Kolmogorov).
        const VESICLES: usize = 4000;
        let furthest = 1.95 / (VESICLES as f64).sqrt();
        for (model, steps) in PUBLISHED {
            let scheme = model.scheme();
            let (resting, _) = scheme.settled(REST_UM);
            for [calcium_um, peak, half_ms] in steps {
                let step_s = 3e-3 * half_ms / STEPS as f64;
                let released = expected_release(&scheme, calcium_um, step_s, STEPS);
                let fastest = released
                    .windows(2)
                    .map(|pair| (pair[1] - pair[0]) / (1e3 * step_s));
                let fastest = fastest.fold(0.0, f64::max);
                assert!(
                    (fastest / peak - 1.0).abs() < 0.01,
                    "{model:?} {calcium_um} µM: {fastest} not {peak}"
                );
                let half = 1e3 * step_s * released.partition_point(|share| *share < 0.5) as f64;
                assert!(
                    (half / half_ms - 1.0).abs() < 0.01 + 0.005 / half_ms,
                    "{model:?} {calcium_um} µM: {half} not {half_ms} ms"
                );

                let mut rng = ChaCha8Rng::seed_from_u64(11);
                let until_s = step_s * STEPS as f64;
                let mut fused: Vec<f64> = (0..VESICLES)
                    .filter_map(|_| {
                        let state = scheme.drawn_from(&resting, &mut rng);
                        match scheme.follow(state, 0.0, until_s, &Held(calcium_um), &mut rng) {
                            Outcome::Fused { at_s } => Some(at_s),
                            Outcome::Waiting { .. } => None,
                        }
                    })
                    .collect();
                fused.sort_by(f64::total_cmp);
                for (index, share) in released.iter().enumerate() {
                    let seen = fused.partition_point(|at_s| *at_s < step_s * index as f64);
                    let off = (seen as f64 / VESICLES as f64 - share).abs();
                    assert!(off < furthest, "{model:?} {calcium_um} µM: {off}");
                }
            }
        }
    }

    #[test]
    fn resting_synaptotagmins_hold_pip2_as_published() {
        let synaptotagmins = synaptotagmins();
        let (shares, per_s) = SensorModel::Synaptotagmins.scheme().settled(REST_UM);
        let mut on_pip2 = [0.0; 4];
        for ([pip2, _, both], share) in synaptotagmins.counts().zip(&shares) {
            on_pip2[pip2 + both] += share;
        }
        for (held, published) in on_pip2[1..].iter().zip([0.423, 0.328, 0.079]) {
            assert!((held - published).abs() < 1e-3, "{held} {published}");
        }
        assert!((per_s / 4.4e-4 - 1.0).abs() < 0.01, "{per_s}");
    }

    #[test]
    fn the_allosteric_sensor_fuses_at_rest_at_its_published_rate() {
        let (_, per_s) = SensorModel::Allosteric.scheme().settled(REST_UM);
        assert!((per_s / 2.45e-4 - 1.0).abs() < 0.01, "{per_s}");
    }

    /// A bell of calcium, a staircase of bounds around it.
    struct Bell;

    impl Concentration for Bell {
        fn at(&self, at_s: f64) -> f64 {
            let widths = (at_s - 1e-3) / 0.5e-3;
            REST_UM + 25.0 * libm::exp(-4.0 * std::f64::consts::LN_2 * widths * widths)
        }

        fn bound(&self, from_s: f64) -> (f64, f64) {
            let step = 1e-4;
            let begin = libm::floor(from_s / step + 1e-9) * step;
            let end = begin + step;
            let highest = if begin < 1e-3 && end > 1e-3 {
                1e-3
            } else if end <= 1e-3 {
                end
            } else {
                begin
            };
            (self.at(highest), end)
        }
    }

    #[test]
    fn a_passing_bell_of_calcium_releases_the_computed_share() {
        const VESICLES: usize = 40_000;
        for (model, share) in [
            (SensorModel::FiveSite, 0.077),
            (SensorModel::Allosteric, 0.123),
        ] {
            let scheme = model.scheme();
            let (resting, _) = scheme.settled(REST_UM);
            let mut rng = ChaCha8Rng::seed_from_u64(5);
            let fused = (0..VESICLES)
                .filter(|_| {
                    let state = scheme.drawn_from(&resting, &mut rng);
                    let outcome = scheme.follow(state, 0.0, 4e-3, &Bell, &mut rng);
                    matches!(outcome, Outcome::Fused { .. })
                })
                .count();
            // The standard error is 0.0016.
            let seen = fused as f64 / VESICLES as f64;
            assert!((seen - share).abs() < 0.006, "{model:?} {seen}");
        }
    }

    #[test]
    fn how_often_bounds_are_renewed_changes_no_distribution() {
        let scheme = SensorModel::Allosteric.scheme();
        struct Coarse;
        impl Concentration for Coarse {
            fn at(&self, at_s: f64) -> f64 {
                Bell.at(at_s)
            }
            fn bound(&self, _: f64) -> (f64, f64) {
                (Bell.at(1e-3), f64::INFINITY)
            }
        }
        let mean = |calcium: &dyn Fn(&mut ChaCha8Rng) -> Outcome| {
            let mut rng = ChaCha8Rng::seed_from_u64(8);
            let fused = (0..20_000).filter(|_| matches!(calcium(&mut rng), Outcome::Fused { .. }));
            fused.count() as f64 / 20_000.0
        };
        let fine = mean(&|rng| scheme.follow(0, 0.0, 4e-3, &Bell, rng));
        let coarse = mean(&|rng| scheme.follow(0, 0.0, 4e-3, &Coarse, rng));
        assert!((fine - coarse).abs() < 0.013, "{fine} {coarse}");
    }
}
