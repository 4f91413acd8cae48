//! A protein that binds what surrounds it, as a Markov scheme: states and the
//! rates between them, and for a sensor of the release machinery the rate of
//! fusion from each.
//!
//! Rates grow with a power of the concentration. Where that changes in time
//! the next transition is found by thinning, so its moment is exact whatever the
//! step in which anybody looks.

use rand::{Rng, RngExt};

use super::chance::exponential;

/// Shares have settled when a round moves none by more.
const SETTLED: f64 = 1e-12;
const SETTLING_ROUNDS: usize = 100;
/// So many times finer than the fastest rate are steps that are doubled.
const FINEST: f64 = 1e3;

/// One way out of a state: the rate is `rate` times the concentration to the
/// power of `bound`, per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transition {
    pub to: usize,
    pub rate: f64,
    pub bound: i32,
}

impl Transition {
    fn per_s(&self, concentration: f64) -> f64 {
        match self.bound {
            0 => self.rate,
            1 => self.rate * concentration,
            _ => self.rate * concentration * concentration,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct State {
    transitions: Vec<Transition>,
    fusion_per_s: f64,
}

/// The states of a protein; the first is that with nothing bound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scheme {
    states: Vec<State>,
}

/// A concentration as a function of time in seconds, in the unit of the
/// scheme's rates.
pub trait Concentration {
    fn at(&self, at_s: f64) -> f64;

    /// What the concentration does not exceed from a moment on, and until when.
    /// The interval is not empty.
    fn bound(&self, from_s: f64) -> (f64, f64);
}

/// A concentration that is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held(pub f64);

impl Concentration for Held {
    fn at(&self, _: f64) -> f64 {
        self.0
    }

    fn bound(&self, _: f64) -> (f64, f64) {
        (self.0, f64::INFINITY)
    }
}

/// What one protein came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// A sensor's vesicle fuses at that moment.
    Fused { at_s: f64 },
    /// It has not fused when the time is up; the state it is in.
    Waiting { state: usize },
}

impl Scheme {
    /// A scheme of so many states that nothing happens in yet.
    pub fn with_states(count: usize) -> Self {
        Self {
            states: vec![State::default(); count],
        }
    }

    /// Adds a way from one state to another at `rate` times the concentration to
    /// the power of `bound`, which is at most 2.
    pub fn add(&mut self, from: usize, to: usize, rate: f64, bound: i32) {
        if rate > 0.0 {
            let transition = Transition { to, rate, bound };
            self.states[from].transitions.push(transition);
        }
    }

    /// Sets the rate of fusion from a state.
    pub fn fuse(&mut self, from: usize, per_s: f64) {
        self.states[from].fusion_per_s = per_s;
    }

    /// The same with every way between states faster by one factor, and fusion by
    /// another.
    pub fn hurried(mut self, binding: f64, fusion: f64) -> Self {
        if binding == 1.0 && fusion == 1.0 {
            return self;
        }
        for state in &mut self.states {
            for way in &mut state.transitions {
                way.rate *= binding;
            }
            state.fusion_per_s *= fusion;
        }
        self
    }

    /// How many states there are.
    pub fn states(&self) -> usize {
        self.states.len()
    }

    /// The ways out of a state, but for fusion.
    pub fn ways(&self, state: usize) -> &[Transition] {
        &self.states[state].transitions
    }

    /// The rate of fusion from a state, per second.
    pub fn fusion_per_s(&self, state: usize) -> f64 {
        self.states[state].fusion_per_s
    }

    fn leaving_per_s(&self, state: usize, concentration: f64) -> f64 {
        let State {
            transitions,
            fusion_per_s,
        } = &self.states[state];
        let onward: f64 = transitions.iter().map(|way| way.per_s(concentration)).sum();
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
    pub fn rates(&self, concentration: f64) -> Vec<f64> {
        let count = self.states();
        let mut rates = vec![0.0; count * count];
        for (from, state) in self.states.iter().enumerate() {
            let row = &mut rates[from * count..][..count];
            for way in &state.transitions {
                row[way.to] += way.per_s(concentration);
            }
            row[from] -= self.leaving_per_s(from, concentration);
        }
        rates
    }

    /// What becomes of shares of many while the concentration is held for
    /// `step_s` seconds, from the master equation.
    pub fn step(&self, concentration: f64, step_s: f64) -> Step {
        let count = self.states();
        let rates = self.rates(concentration);
        let fastest = (0..count).map(|state| -rates[state * count + state]);
        let fastest = fastest.fold(0.0, f64::max);
        // A short step to second order, doubled again and again.
        let doublings = libm::log2(step_s * fastest * FINEST).max(0.0);
        let doublings = libm::ceil(doublings) as i32;
        let short_s = libm::scalbn(step_s, -doublings);
        let first: Vec<f64> = rates.iter().map(|rate| rate * short_s).collect();
        let second = product(&first, &first, count);
        let mut chances: Vec<f64> = first
            .iter()
            .zip(&second)
            .map(|(one, two)| one + 0.5 * two)
            .collect();
        (0..count).for_each(|state| chances[state * count + state] += 1.0);
        for _ in 0..doublings {
            chances = product(&chances, &chances, count);
        }
        Step { chances, count }
    }

    /// Follows one protein from a state until it fuses or the time is up.
    pub fn follow(
        &self,
        mut state: usize,
        from_s: f64,
        until_s: f64,
        surroundings: &impl Concentration,
        rng: &mut impl Rng,
    ) -> Outcome {
        let mut now = from_s;
        loop {
            // No way out is faster than at the highest concentration to come.
            let (highest, bound_until) = surroundings.bound(now);
            let fastest = self.leaving_per_s(state, highest);
            let next = now + exponential(rng) / fastest;
            let end = bound_until.min(until_s);
            if next >= end {
                if end >= until_s {
                    return Outcome::Waiting { state };
                }
                now = end;
                continue;
            }
            now = next;
            let concentration = surroundings.at(now);
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
                left -= way.per_s(concentration);
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
    pub fn settled(&self, concentration: f64) -> (Vec<f64>, f64) {
        let count = self.states();
        let mut shares = vec![1.0 / count as f64; count];
        // Whoever fuses begins anew like one of those that wait.
        for _ in 0..SETTLING_ROUNDS {
            let mut rates = self.rates(concentration);
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

/// Chances to come from every state to every other in a while.
#[derive(Clone, Debug)]
pub struct Step {
    /// Row by row from the state that is left.
    chances: Vec<f64>,
    count: usize,
}

impl Step {
    /// The shares after it. What has fused is in none.
    pub fn of(&self, shares: &[f64]) -> Vec<f64> {
        product(shares, &self.chances, self.count)
    }
}

/// The product of two matrices of `count` columns, row by row.
fn product(a: &[f64], b: &[f64], count: usize) -> Vec<f64> {
    let mut product = vec![0.0; a.len()];
    for (row, sums) in a.chunks_exact(count).zip(product.chunks_exact_mut(count)) {
        for (share, row) in row.iter().zip(b.chunks_exact(count)) {
            for (sum, other) in sums.iter_mut().zip(row) {
                *sum += share * other;
            }
        }
    }
    product
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
