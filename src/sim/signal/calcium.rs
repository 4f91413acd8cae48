//! Calcium at a release site in time: rest, what earlier signals have left over
//! in the whole terminal, and the domains of the channels that are open.

use super::channels::{Domain, OpenChannel};
use crate::sim::scheme::Concentration;

/// An action potential as the membrane sees it: a bell of published height and
/// width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PotentialShape {
    pub rest_mv: f64,
    pub peak_mv: f64,
    pub half_width_s: f64,
    /// From the signal to the peak.
    pub delay_s: f64,
}

impl PotentialShape {
    /// Membrane potential so long after a signal.
    pub fn mv(&self, after_s: f64) -> f64 {
        let widths = (after_s - self.delay_s) / self.half_width_s;
        let share = libm::exp(-4.0 * std::f64::consts::LN_2 * widths * widths);
        self.rest_mv + (self.peak_mv - self.rest_mv) * share
    }
}

/// What one action potential lets in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Influx {
    /// When the signal came, in seconds.
    pub at_s: f64,
    /// Share of the current that flows, by calcium outside.
    pub outside_share: f64,
    /// When channels beside this site are open, and how far each is away.
    pub openings: Vec<Opening>,
}

/// A channel's time open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opening {
    pub from_s: f64,
    pub until_s: f64,
    pub distance_nm: f64,
}

/// Calcium at one site, with all signals so far.
#[derive(Clone, Copy, Debug)]
pub struct SiteCalcium<'a> {
    pub rest_um: f64,
    /// Held at this whatever comes in, as when calcium is uncaged.
    pub clamp_um: Option<f64>,
    pub potential: PotentialShape,
    pub channel: OpenChannel,
    pub domain: Domain,
    /// Rise in the whole terminal after one action potential, in micromolar,
    /// from its peak on, and the time constant with which it goes.
    pub residual_um: f64,
    pub residual_decay_s: f64,
    /// Oldest first.
    pub influxes: &'a [Influx],
}

impl SiteCalcium<'_> {
    /// When all channels have shut and what is left over has fallen below a
    /// share of rest; a moment before any signal if there was none.
    pub fn settles_s(&self, share_of_rest: f64) -> f64 {
        if self.clamp_um.is_some() {
            return f64::NEG_INFINITY;
        }
        let shut = self
            .influxes
            .iter()
            .flat_map(|influx| &influx.openings)
            .map(|opening| opening.until_s)
            .fold(f64::NEG_INFINITY, f64::max);
        let Some(last) = self.influxes.last() else {
            return shut;
        };
        let begins = self.begins_s(last);
        let left = self.residual(begins) / (share_of_rest * self.rest_um);
        let gone = begins + self.residual_decay_s * libm::log(left.max(1.0));
        shut.max(gone)
    }

    /// When what an action potential lets in begins to be felt everywhere.
    fn begins_s(&self, influx: &Influx) -> f64 {
        influx.at_s + self.potential.delay_s
    }

    /// What is left over, in micromolar.
    fn residual(&self, at_s: f64) -> f64 {
        self.influxes
            .iter()
            .filter(|influx| at_s >= self.begins_s(influx))
            .map(|influx| {
                let after = (at_s - self.begins_s(influx)) / self.residual_decay_s;
                self.residual_um * influx.outside_share * libm::exp(-after)
            })
            .sum()
    }

    /// What open channels add while `current_pa` flows through each at the
    /// reference calcium outside, in micromolar.
    fn domains(&self, at_s: f64, current_pa: impl Fn(&Influx) -> f64) -> f64 {
        let open = self
            .influxes
            .iter()
            .flat_map(|influx| influx.openings.iter().map(move |opening| (influx, opening)));
        open.filter(|(_, opening)| (opening.from_s..opening.until_s).contains(&at_s))
            .map(|(influx, opening)| {
                let current = current_pa(influx) * influx.outside_share;
                self.domain.um(current, opening.distance_nm)
            })
            .sum()
    }
}

impl Concentration for SiteCalcium<'_> {
    fn at(&self, at_s: f64) -> f64 {
        if let Some(held) = self.clamp_um {
            return held;
        }
        let current = |influx: &Influx| {
            self.channel
                .current_pa(self.potential.mv(at_s - influx.at_s))
        };
        self.rest_um + self.residual(at_s) + self.domains(at_s, current)
    }

    fn bound(&self, from_s: f64) -> (f64, f64) {
        if let Some(held) = self.clamp_um {
            return (held, f64::INFINITY);
        }
        let edges = self.influxes.iter().flat_map(|influx| {
            let edges = influx.openings.iter();
            edges
                .flat_map(|opening| [opening.from_s, opening.until_s])
                .chain([self.begins_s(influx)])
        });
        let until = edges
            .filter(|edge| *edge > from_s)
            .fold(f64::INFINITY, f64::min);
        // Most flows at the lowest potential, and what is left over only falls.
        let most = self.channel.current_pa(self.potential.rest_mv);
        let bound = self.rest_um + self.residual(from_s) + self.domains(from_s, |_| most);
        (bound, until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calcium(influxes: &[Influx]) -> SiteCalcium<'_> {
        SiteCalcium {
            rest_um: 0.05,
            clamp_um: None,
            potential: PotentialShape {
                rest_mv: -70.0,
                peak_mv: 35.0,
                half_width_s: 0.35e-3,
                delay_s: 0.7e-3,
            },
            channel: OpenChannel {
                conductance_ps: 3.3,
                reversal_mv: 43.9,
            },
            domain: Domain {
                diffusion_nm2_per_s: 2.2e8,
                reach_nm: 50.0,
            },
            residual_um: 0.4,
            residual_decay_s: 0.1,
            influxes,
        }
    }

    fn two_influxes() -> Vec<Influx> {
        let influx = |at_s: f64, openings: &[(f64, f64, f64)]| Influx {
            at_s,
            outside_share: 1.0,
            openings: openings
                .iter()
                .map(|&(from, until, distance_nm)| Opening {
                    from_s: at_s + from,
                    until_s: at_s + until,
                    distance_nm,
                })
                .collect(),
        };
        vec![
            influx(1.0, &[(0.72e-3, 1.1e-3, 29.0), (0.8e-3, 0.95e-3, 45.0)]),
            influx(1.02, &[(0.75e-3, 1.0e-3, 29.0)]),
        ]
    }

    #[test]
    fn calcium_never_exceeds_its_bound() {
        let influxes = two_influxes();
        let calcium = calcium(&influxes);
        let mut from = 0.999;
        while from < 1.03 {
            let (bound, until) = calcium.bound(from);
            assert!(until > from);
            let end = until.min(from + 5e-3);
            for step in 0..100 {
                let at = from + (end - from) * f64::from(step) / 100.0;
                assert!(calcium.at(at) <= bound * (1.0 + 1e-12), "at {at}");
            }
            from = end;
        }
    }

    #[test]
    fn domains_stand_only_while_channels_are_open() {
        let influxes = two_influxes();
        let calcium = calcium(&influxes);
        assert_eq!(calcium.at(1.0), 0.05);
        // The tail current of one channel 29 nm away.
        let peak = calcium.at(1.001);
        assert!((15.0..30.0).contains(&peak), "{peak}");
        // Afterwards what is left over, from two signals at last.
        assert!((calcium.at(1.0107) - 0.05 - 0.4 * libm::exp(-0.1)).abs() < 1e-9);
        let both = 0.4 * (libm::exp(-0.3) + libm::exp(-0.1));
        assert!((calcium.at(1.0307) - 0.05 - both).abs() < 1e-9);
        let settled = calcium.settles_s(0.01);
        assert!((calcium.at(settled) / 0.05 - 1.01).abs() < 1e-6);
    }

    #[test]
    fn a_clamp_holds_against_everything() {
        let influxes = two_influxes();
        let held = SiteCalcium {
            clamp_um: Some(10.0),
            ..calcium(&influxes)
        };
        assert_eq!(held.at(1.001), 10.0);
        assert_eq!(held.bound(1.0), (10.0, f64::INFINITY));
    }
}
