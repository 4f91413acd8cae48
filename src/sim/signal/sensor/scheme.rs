//! A calcium sensor as a Markov scheme: states, the rates between them, and
//! the rate of fusion from each.
//!
//! Rates grow with a power of calcium. Where calcium changes in time the next
//! transition is found by thinning, so its moment is exact whatever the step
//! in which anybody looks.

use rand::{Rng, RngExt};
use rand_distr::Exp1;

/// Shares have settled when a round moves none by more.
const SETTLED: f64 = 1e-12;
const SETTLING_ROUNDS: usize = 100;

/// One way out of a state: the rate is `rate` times calcium (in micromolar)
/// to the power of `ions`, per second.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Transition {
    to: usize,
    rate: f64,
    ions: i32,
}

impl Transition {
    fn per_s(&self, calcium_um: f64) -> f64 {
        match self.ions {
            0 => self.rate,
            1 => self.rate * calcium_um,
            _ => self.rate * calcium_um * calcium_um,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct State {
    transitions: Vec<Transition>,
    fusion_per_s: f64,
}

/// The states of a sensor; the first is that without any calcium.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scheme {
    states: Vec<State>,
}

/// Calcium at a sensor as a function of time in seconds.
pub trait Calcium {
    /// Concentration in micromolar.
    fn um(&self, at_s: f64) -> f64;

    /// What the concentration does not exceed from a moment on, and until when.
    /// The interval is not empty.
    fn bound_um(&self, from_s: f64) -> (f64, f64);
}

/// Calcium held at one concentration, in micromolar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held(pub f64);

impl Calcium for Held {
    fn um(&self, _: f64) -> f64 {
        self.0
    }

    fn bound_um(&self, _: f64) -> (f64, f64) {
        (self.0, f64::INFINITY)
    }
}

/// What a sensor came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// The vesicle fuses at that moment.
    Fused { at_s: f64 },
    /// It has not fused when the time is up; the state it is in.
    Waiting { state: usize },
}

impl Scheme {
    /// A scheme of so many states that nothing happens in yet.
    pub(super) fn with_states(count: usize) -> Self {
        Self {
            states: vec![State::default(); count],
        }
    }

    /// Adds a way from one state to another at `rate` times calcium to the
    /// power of `ions`, which is at most 2.
    pub(super) fn add(&mut self, from: usize, to: usize, rate: f64, ions: i32) {
        if rate > 0.0 {
            let transition = Transition { to, rate, ions };
            self.states[from].transitions.push(transition);
        }
    }

    pub(super) fn fuse(&mut self, from: usize, per_s: f64) {
        self.states[from].fusion_per_s = per_s;
    }

    /// How many states there are.
    pub fn states(&self) -> usize {
        self.states.len()
    }

    /// The rate of fusion from a state, per second.
    pub fn fusion_per_s(&self, state: usize) -> f64 {
        self.states[state].fusion_per_s
    }

    fn leaving_per_s(&self, state: usize, calcium_um: f64) -> f64 {
        let State {
            transitions,
            fusion_per_s,
        } = &self.states[state];
        let onward: f64 = transitions.iter().map(|way| way.per_s(calcium_um)).sum();
        fusion_per_s + onward
    }

    /// A state, by the shares of all.
    pub fn drawn_from(&self, shares: &[f64], rng: &mut impl Rng) -> usize {
        let mut left: f64 = rng.random();
        let found = shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        // Shares sum up to one but for rounding.
        found.unwrap_or(0)
    }

    /// Rates from every state to every other, row by row, per second; on the
    /// diagonal those of leaving it, negative. What fuses leaves the rows.
    pub fn rates(&self, calcium_um: f64) -> Vec<f64> {
        let count = self.states();
        let mut rates = vec![0.0; count * count];
        for (from, state) in self.states.iter().enumerate() {
            let row = &mut rates[from * count..][..count];
            for way in &state.transitions {
                row[way.to] += way.per_s(calcium_um);
            }
            row[from] -= self.leaving_per_s(from, calcium_um);
        }
        rates
    }

    /// Follows one sensor from a state until it fuses or the time is up.
    pub fn follow(
        &self,
        mut state: usize,
        from_s: f64,
        until_s: f64,
        calcium: &impl Calcium,
        rng: &mut impl Rng,
    ) -> Outcome {
        let mut now = from_s;
        loop {
            // No way out is faster than at the highest calcium to come.
            let (bound_um, bound_until) = calcium.bound_um(now);
            let fastest = self.leaving_per_s(state, bound_um);
            let wait: f64 = rng.sample(Exp1);
            let next = now + wait / fastest;
            let end = bound_until.min(until_s);
            if next >= end {
                if end >= until_s {
                    return Outcome::Waiting { state };
                }
                now = end;
                continue;
            }
            now = next;
            let calcium_um = calcium.um(now);
            let mut left = fastest * rng.random::<f64>();
            let State {
                transitions,
                fusion_per_s,
            } = &self.states[state];
            left -= fusion_per_s;
            if left < 0.0 {
                return Outcome::Fused { at_s: now };
            }
            for way in transitions {
                left -= way.per_s(calcium_um);
                if left < 0.0 {
                    state = way.to;
                    break;
                }
            }
            // Whatever is left was only the bound: nothing happens.
        }
    }

    /// The shares of the states among sensors that have waited long at one
    /// concentration and not fused, and the rate at which they fuse, per
    /// second. From then on waiting has no memory.
    pub fn settled(&self, calcium_um: f64) -> (Vec<f64>, f64) {
        let count = self.states();
        let mut shares = vec![1.0 / count as f64; count];
        // Whoever fuses begins anew like one of those that wait.
        for _ in 0..SETTLING_ROUNDS {
            let mut rates = self.rates(calcium_um);
            for (from, state) in self.states.iter().enumerate() {
                let row = &mut rates[from * count..][..count];
                for (rate, share) in row.iter_mut().zip(&shares) {
                    *rate += state.fusion_per_s * share;
                }
            }
            let next = stationary(rates, count);
            let moved = next.iter().zip(&shares).map(|(a, b)| (a - b).abs());
            let moved = moved.fold(0.0, f64::max);
            shares = next;
            if moved < SETTLED {
                break;
            }
        }
        let rates = self.states.iter().map(|state| state.fusion_per_s);
        let per_s = rates.zip(&shares).map(|(rate, share)| rate * share).sum();
        (shares, per_s)
    }
}

/// The stationary shares of a Markov chain whose rates stand row by row, by the
/// elimination of Grassmann, Taksar & Heyman (1985, *Operations Research*
/// 33:1107), which subtracts nothing and so loses no digits.
fn stationary(mut rates: Vec<f64>, count: usize) -> Vec<f64> {
    for last in (1..count).rev() {
        let back: f64 = rates[last * count..][..last].iter().sum();
        for from in 0..last {
            let by_last = rates[from * count + last] / back;
            rates[from * count + last] = by_last;
            for to in (0..last).filter(|to| *to != from) {
                rates[from * count + to] += by_last * rates[last * count + to];
            }
        }
    }
    let mut shares = vec![1.0];
    for state in 1..count {
        let into = shares.iter().enumerate();
        shares.push(
            into.map(|(from, share)| share * rates[from * count + state])
                .sum(),
        );
    }
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}
