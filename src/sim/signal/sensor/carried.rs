//! The sensor that one primed vesicle carries.
//!
//! As long as calcium does what is known, the moment of fusion is known too. A
//! new signal makes another future, but the past stays: the sensor is led along
//! the old course up to that moment with the same draws, and from there along
//! the new one. So nothing depends on how often anybody asks.

use rand_chacha::ChaCha8Rng;

use crate::sim::{
    chance::exponential,
    scheme::{Concentration, Outcome, Scheme},
};

/// A scheme with what long waiting at rest makes of it.
#[derive(Clone, Debug)]
pub struct RestingScheme {
    scheme: Scheme,
    /// Shares of the states after long waiting, and the rate of fusion then.
    shares: Vec<f64>,
    per_s: f64,
}

impl RestingScheme {
    pub fn new(scheme: Scheme, rest_um: f64) -> Self {
        let (shares, per_s) = scheme.settled(rest_um);
        Self {
            scheme,
            shares,
            per_s,
        }
    }

    /// The rate at which resting sensors fuse, per second.
    pub fn resting_per_s(&self) -> f64 {
        self.per_s
    }
}

/// What a sensor comes to.
#[derive(Clone, Debug)]
pub enum Foreseen {
    /// It decides for fusion at that moment, in seconds.
    Fuses { at_s: f64 },
    /// It has not fused when the time is up, and is then like this.
    Waits(Box<CarriedSensor>),
}

/// One sensor's state and the draws to come.
#[derive(Clone, Debug)]
pub struct CarriedSensor {
    /// `None` for one that has long been at rest: it has no memory.
    state: Option<usize>,
    since_s: f64,
    rng: ChaCha8Rng,
}

impl CarriedSensor {
    /// The sensor of a vesicle that is primed at rest.
    pub fn at_rest(since_s: f64, rng: ChaCha8Rng) -> Self {
        Self {
            state: None,
            since_s,
            rng,
        }
    }

    /// Puts it at rest from a moment on.
    pub fn rest_from(&mut self, now_s: f64) {
        self.state = None;
        self.since_s = now_s;
    }

    /// What becomes of it by `until_s` if calcium takes the course that is known
    /// and is back at rest from `settles_s` on. At rest it is known for good.
    pub fn foresee(
        &self,
        scheme: &RestingScheme,
        calcium: &impl Concentration,
        settles_s: f64,
        until_s: f64,
    ) -> Foreseen {
        let mut ahead = self.clone();
        if let Some(at_s) = ahead.follow(scheme, calcium, settles_s.min(until_s)) {
            return Foreseen::Fuses { at_s };
        }
        if settles_s > until_s {
            return Foreseen::Waits(Box::new(ahead));
        }
        let at_s = ahead.since_s + ahead.rest(scheme);
        Foreseen::Fuses { at_s }
    }

    /// Leads it along the course that was known up to `now_s`, when calcium
    /// begins to take another. If it was to fuse before and did not, because it
    /// was not let, it is at rest again.
    pub fn lead(
        &mut self,
        scheme: &RestingScheme,
        calcium: &impl Concentration,
        settles_s: f64,
        now_s: f64,
    ) {
        let fused = self.follow(scheme, calcium, now_s.min(settles_s));
        if fused.is_some() {
            self.state = None;
        } else if now_s >= settles_s {
            // What has been drawn for a fusion at rest is not drawn again.
            self.rest(scheme);
            self.state = None;
        }
        self.since_s = now_s;
    }

    /// How long it rests until it fuses, in seconds.
    fn rest(&mut self, scheme: &RestingScheme) -> f64 {
        exponential(&mut self.rng) / scheme.per_s
    }

    /// Follows it through changing calcium; the moment at which it fuses
    /// before `until_s`.
    fn follow(
        &mut self,
        scheme: &RestingScheme,
        calcium: &impl Concentration,
        until_s: f64,
    ) -> Option<f64> {
        if self.since_s >= until_s {
            return None;
        }
        let state = self
            .state
            .unwrap_or_else(|| scheme.scheme.drawn_from(&scheme.shares, &mut self.rng));
        let from = self.since_s;
        let scheme = &scheme.scheme;
        match scheme.follow(state, from, until_s, calcium, &mut self.rng) {
            Outcome::Fused { at_s } => Some(at_s),
            Outcome::Waiting { state } => {
                self.state = Some(state);
                self.since_s = until_s;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::{biology::sensors::SensorModel, sim::scheme::Held};

    const REST_UM: f64 = 0.05;

    /// Calcium that is raised for a while.
    #[derive(Clone, Copy)]
    struct Pulse {
        from_s: f64,
        until_s: f64,
        um: f64,
    }

    impl Concentration for Pulse {
        fn at(&self, at_s: f64) -> f64 {
            if (self.from_s..self.until_s).contains(&at_s) {
                self.um
            } else {
                REST_UM
            }
        }

        fn bound(&self, from_s: f64) -> (f64, f64) {
            let edges = [self.from_s, self.until_s];
            let next = edges.into_iter().filter(|edge| *edge > from_s);
            (self.at(from_s), next.fold(f64::INFINITY, f64::min))
        }
    }

    fn sensor(seed: u64) -> CarriedSensor {
        CarriedSensor::at_rest(0.0, ChaCha8Rng::seed_from_u64(seed))
    }

    fn scheme() -> RestingScheme {
        RestingScheme::new(SensorModel::Allosteric.scheme(), REST_UM)
    }

    /// When it fuses, whenever that is.
    fn fuses_s(
        sensor: &CarriedSensor,
        scheme: &RestingScheme,
        calcium: &impl Concentration,
        settles_s: f64,
    ) -> f64 {
        match sensor.foresee(scheme, calcium, settles_s, f64::INFINITY) {
            Foreseen::Fuses { at_s } => at_s,
            Foreseen::Waits(_) => f64::INFINITY,
        }
    }

    const PULSE: Pulse = Pulse {
        from_s: 1e-3,
        until_s: 4e-3,
        um: 12.0,
    };
    const SETTLES_S: f64 = 6e-3;

    #[test]
    fn the_past_stays_when_the_future_changes() {
        let scheme = scheme();
        // The same up to 3 ms, and held up longer.
        let longer = Pulse {
            until_s: 9e-3,
            ..PULSE
        };
        for seed in 0..2000 {
            let expected = fuses_s(&sensor(seed), &scheme, &PULSE, SETTLES_S);
            let foreseen = fuses_s(&sensor(seed), &scheme, &longer, 12e-3);
            if expected < 3e-3 {
                assert_eq!(expected, foreseen, "both take the same course so far");
                continue;
            }
            let mut led = sensor(seed);
            led.lead(&scheme, &PULSE, SETTLES_S, 3e-3);
            assert!(fuses_s(&led, &scheme, &longer, 12e-3) > 3e-3);
        }
    }

    #[test]
    fn what_is_foreseen_bit_by_bit_is_what_is_foreseen_at_once() {
        let scheme = scheme();
        for seed in 0..500 {
            let mut ahead = sensor(seed);
            let mut until = 0.0;
            let share = |fuses: f64| fuses < SETTLES_S;
            let bit_by_bit = loop {
                until += 0.7e-3;
                match ahead.foresee(&scheme, &PULSE, SETTLES_S, until) {
                    Foreseen::Fuses { at_s } => break at_s,
                    Foreseen::Waits(next) => ahead = *next,
                }
            };
            // Other draws after the first stop, but never a fusion in the past.
            assert!(bit_by_bit > until - 0.7e-3 || !share(bit_by_bit));
        }
    }

    #[test]
    fn being_led_changes_no_share() {
        let scheme = scheme();
        let count = 8000;
        let share = |stops: &[f64]| {
            let fused = (0..count).filter(|seed| {
                let mut sensor = sensor(*seed);
                for stop in stops {
                    if fuses_s(&sensor, &scheme, &PULSE, SETTLES_S) < *stop {
                        return true;
                    }
                    sensor.lead(&scheme, &PULSE, SETTLES_S, *stop);
                }
                fuses_s(&sensor, &scheme, &PULSE, SETTLES_S) < SETTLES_S
            });
            fused.count() as f64 / count as f64
        };
        let (alone, led) = (share(&[]), share(&[0.5e-3, 1.2e-3, 1.7e-3, 3.3e-3, 4.5e-3]));
        // Four standard errors of the difference.
        assert!((alone - led).abs() < 0.031, "{alone} {led}");
        assert!((0.2..0.8).contains(&alone));
    }

    #[test]
    fn at_rest_it_fuses_at_the_resting_rate_however_often_it_is_led() {
        let scheme = scheme();
        let count = 4000;
        for stops in [0, 3] {
            let sum: f64 = (0..count)
                .map(|seed| {
                    let mut sensor = sensor(seed);
                    let held = Held(REST_UM);
                    for stop in 1..=stops {
                        let stop = f64::from(stop) * 900.0;
                        let fuses = fuses_s(&sensor, &scheme, &held, 0.0);
                        if fuses < stop {
                            return fuses;
                        }
                        sensor.lead(&scheme, &held, 0.0, stop);
                    }
                    fuses_s(&sensor, &scheme, &held, 0.0)
                })
                .sum();
            // The standard error is 1.6 %.
            let mean = sum / count as f64 * scheme.resting_per_s();
            assert!((mean - 1.0).abs() < 0.06, "{mean} with {stops} stops");
        }
    }
}
