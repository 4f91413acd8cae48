//! A β-cell's answer to glucose: silent while there is little, then bursts of
//! electrical activity that fill more of the time the more there is, and a wave
//! of calcium with each (a threshold and a share of time, as measured; not the
//! currents behind them).
//!
//! Lengths of bursts and pauses are drawn; in between, calcium follows in steps
//! at moments of its own, so that it stays the same between two of them.

use bevy::prelude::*;

use super::calcium::Calcium;
use crate::{
    biology::{
        controls::Knob,
        parameters::{Parameters, value},
        vesicles::CellKind,
    },
    sim::{
        chance::{Chance, Purpose, between},
        clock::SimClock,
        controls::Controls,
    },
    units::SimTime,
};

/// Calcium follows in steps of this share of its time constant, until it is so
/// near (a share of where it goes).
const STEP_SHARE: f64 = 0.25;
const NEAR: f64 = 0.03;

/// What a β-cell does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Activity {
    /// There is too little glucose.
    #[default]
    Silent,
    /// Glucose is being burnt; the first burst is still to come.
    Waking,
    Bursting,
    Pausing,
}

/// The bursts of a β-cell.
#[derive(Resource, Clone, Debug)]
pub struct Bursts {
    numbers: Option<Numbers>,
    glucose_mm: f64,
    activity: Activity,
    /// When it began, and when it ends.
    since: SimTime,
    until: SimTime,
    /// Bursts and pauses drawn so far.
    drawn: u64,
    /// Calcium now, and when it makes its next step.
    level_um: f64,
    steps: SimTime,
}

#[derive(Clone, Copy, Debug)]
struct Numbers {
    silent_below_mm: f64,
    half_mm: f64,
    steepness: f64,
    period_s: f64,
    spread: f64,
    delay_s: f64,
    first_s: f64,
    rest_mv: f64,
    plateau_mv: f64,
    spike_mv: f64,
    spikes_per_s: f64,
    rest_um: f64,
    active_um: f64,
    rise_s: f64,
    fall_s: f64,
}

impl Numbers {
    fn read(rest_um: f64) -> Self {
        let number = |name: &str| value(&format!("beta_cell.{name}"));
        Self {
            silent_below_mm: number("silent_below"),
            half_mm: number("glucose_half"),
            steepness: number("glucose_steepness"),
            period_s: number("burst_period"),
            spread: number("burst_spread"),
            delay_s: number("delay"),
            first_s: number("first_burst"),
            rest_mv: number("rest_potential"),
            plateau_mv: number("plateau_potential"),
            spike_mv: number("spike_potential"),
            spikes_per_s: number("spike_rate"),
            rest_um,
            active_um: number("calcium_active"),
            rise_s: number("calcium_rise"),
            fall_s: number("calcium_fall"),
        }
    }

    /// Share of the time in which the cell is active.
    fn active_share(&self, glucose_mm: f64) -> f64 {
        if glucose_mm <= self.silent_below_mm {
            return 0.0;
        }
        let odds = libm::pow(glucose_mm / self.half_mm, self.steepness);
        odds / (1.0 + odds)
    }
}

impl Bursts {
    /// Those of a cell with such regulated vesicles; only β-cells burst.
    pub(in crate::sim) fn of(parameters: &Parameters) -> Self {
        let rest_um = parameters.calcium.rest_um;
        let bursts = parameters.cell == CellKind::BetaCell;
        Self {
            numbers: bursts.then(|| Numbers::read(rest_um)),
            glucose_mm: 0.0,
            activity: Activity::Silent,
            since: SimTime::ZERO,
            until: SimTime::NEVER,
            drawn: 0,
            level_um: rest_um,
            steps: SimTime::NEVER,
        }
    }

    /// When anything changes next.
    pub(in crate::sim) fn next(&self) -> SimTime {
        self.until.min(self.steps)
    }

    /// Membrane potential at a moment, if it is a β-cell's.
    pub fn potential_mv(&self, now: SimTime) -> Option<f64> {
        let numbers = self.numbers?;
        if self.activity != Activity::Bursting {
            return Some(numbers.rest_mv);
        }
        let turns = now.since(self.since).as_secs() * numbers.spikes_per_s;
        let phase = turns - libm::floor(turns);
        let widths = (phase - 0.5) / 0.12;
        let spike = libm::exp(-widths * widths);
        Some(numbers.plateau_mv + (numbers.spike_mv - numbers.plateau_mv) * spike)
    }

    /// Glucose has come or gone.
    fn answer(&mut self, glucose_mm: f64, numbers: &Numbers, now: SimTime, chance: &Chance) {
        self.glucose_mm = glucose_mm;
        let share = numbers.active_share(glucose_mm);
        match self.activity {
            Activity::Silent if share > 0.0 => {
                let length = self.draw(numbers.delay_s, numbers, chance);
                self.begin(Activity::Waking, now, length);
            }
            Activity::Waking | Activity::Bursting | Activity::Pausing if share <= 0.0 => {
                self.activity = Activity::Silent;
                self.since = now;
                self.until = SimTime::NEVER;
                self.steps = now;
            }
            _ => {}
        }
    }

    /// What follows on what is over.
    fn go_on(&mut self, numbers: &Numbers, chance: &Chance) {
        let share = numbers.active_share(self.glucose_mm);
        let (next, mean_s) = match self.activity {
            Activity::Silent => return,
            Activity::Waking => (Activity::Bursting, numbers.first_s),
            Activity::Bursting => (Activity::Pausing, (1.0 - share) * numbers.period_s),
            Activity::Pausing => (Activity::Bursting, share * numbers.period_s),
        };
        let length = self.draw(mean_s, numbers, chance);
        self.begin(next, self.until, length);
    }

    fn draw(&mut self, mean_s: f64, numbers: &Numbers, chance: &Chance) -> SimTime {
        self.drawn += 1;
        let mut rng = chance.draw(0, Purpose::Bursts, self.drawn);
        let spread = numbers.spread;
        SimTime::from_secs(mean_s * between(&mut rng, 1.0 - spread, 1.0 + spread))
    }

    fn begin(&mut self, activity: Activity, at: SimTime, length: SimTime) {
        self.activity = activity;
        self.since = at;
        self.until = at + length;
        self.steps = at;
    }

    /// Calcium takes a step to where it goes; stays there once it is near.
    fn step(&mut self, numbers: &Numbers, now: SimTime) {
        let goal_um = match self.activity {
            Activity::Bursting => numbers.active_um,
            Activity::Silent | Activity::Waking | Activity::Pausing => numbers.rest_um,
        };
        let tau_s = if goal_um > self.level_um {
            numbers.rise_s
        } else {
            numbers.fall_s
        };
        let left = libm::exp(-STEP_SHARE);
        self.level_um = goal_um + (self.level_um - goal_um) * left;
        if (self.level_um - goal_um).abs() < NEAR * goal_um {
            self.level_um = goal_um;
            self.steps = SimTime::NEVER;
        } else {
            self.steps = now + SimTime::from_secs(STEP_SHARE * tau_s);
        }
    }
}

/// Brings bursts, and the calcium that they let in, to the present moment.
pub(super) fn burst(
    clock: Res<SimClock>,
    controls: Res<Controls>,
    chance: Res<Chance>,
    mut bursts: ResMut<Bursts>,
    mut calcium: ResMut<Calcium>,
) {
    let Some(numbers) = bursts.numbers else {
        return;
    };
    let glucose_mm = controls.number(Knob::Glucose);
    if glucose_mm != bursts.glucose_mm {
        bursts.answer(glucose_mm, &numbers, clock.now, &chance);
    }
    while bursts.until <= clock.now {
        bursts.go_on(&numbers, &chance);
    }
    if bursts.steps <= clock.now {
        bursts.step(&numbers, clock.now);
        let level_um = bursts.level_um;
        calcium.will_be((level_um != numbers.rest_um).then_some(level_um));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shares of the time active in the first five minutes and in the hour from
    /// the tenth on.
    fn shares(glucose_mm: f64, seed: u64) -> [f64; 2] {
        let parameters = Parameters::of(CellKind::BetaCell);
        let chance = Chance::from_seed(seed);
        let mut bursts = Bursts::of(&parameters);
        let numbers = bursts.numbers.expect("a β-cell");
        bursts.answer(glucose_mm, &numbers, SimTime::ZERO, &chance);
        let mut active = [0.0; 2];
        let (first, later) = ([0.0, 300.0], [600.0, 4200.0]);
        while bursts.until < SimTime::from_secs(5000.0) {
            let span = [bursts.since.as_secs(), bursts.until.as_secs()];
            if bursts.activity == Activity::Bursting {
                for (sum, window) in active.iter_mut().zip([first, later]) {
                    let both: f64 = span[1].min(window[1]) - span[0].max(window[0]);
                    *sum += both.max(0.0) / (window[1] - window[0]);
                }
            }
            bursts.go_on(&numbers, &chance);
        }
        active
    }

    #[test]
    fn bursts_fill_more_of_the_time_the_more_glucose_there_is() {
        assert_eq!(shares(3.0, 1), [0.0; 2]);
        let mut before = 0.0;
        for (glucose_mm, low, high) in [(8.0, 0.05, 0.2), (11.5, 0.4, 0.6), (20.0, 0.9, 1.0)] {
            let [first, later] = shares(glucose_mm, 2);
            assert!((low..=high).contains(&later), "{glucose_mm} mM: {later}");
            assert!(later > before && first > 0.3, "{glucose_mm} mM: {first}");
            before = later;
        }
    }

    #[test]
    fn calcium_comes_to_its_level_and_back_to_rest() {
        let parameters = Parameters::of(CellKind::BetaCell);
        let mut bursts = Bursts::of(&parameters);
        let numbers = bursts.numbers.expect("a β-cell");
        let settle = |bursts: &mut Bursts| {
            let mut steps = 0;
            while bursts.steps < SimTime::NEVER {
                let now = bursts.steps;
                bursts.step(&numbers, now);
                steps += 1;
                assert!(steps < 100);
            }
            bursts.level_um
        };
        bursts.begin(Activity::Bursting, SimTime::ZERO, SimTime::from_secs(60.0));
        assert_eq!(settle(&mut bursts), numbers.active_um);
        bursts.begin(
            Activity::Pausing,
            SimTime::from_secs(60.0),
            SimTime::from_secs(60.0),
        );
        assert_eq!(settle(&mut bursts), numbers.rest_um);
    }
}
