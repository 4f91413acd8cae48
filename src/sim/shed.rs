//! What cells have shed: exosomes and undigested waste outside, each on its way
//! from the pore that has let it out to beyond the scene.
//!
//! A ball wanders off, slowly, through the mesh of the matrix. How long it takes to
//! come so far that it is followed no more is drawn as its vesicle is triggered,
//! from the times that diffusion takes, so all of it is a function of time.
//! Nothing else in the cell depends on it.

use std::{collections::BTreeMap, f64::consts::PI};

use bevy::{math::DVec3, prelude::*};
use rand_chacha::ChaCha8Rng;

use super::{
    Simulation, SimulationSystems,
    cell::Begun,
    chance::{Chance, Purpose, exponential, normal_vector},
    clock::SimClock,
    efflux::Efflux,
    lumen::{Ball, Lumen},
    state::Keeps,
    vesicle::{FusionPore, Vesicle, VesicleId},
};
use crate::{biology::parameters::Parameters, units::SimTime};

/// So many terms of the sum are drawn; what is left of it is a hundredth.
const TERMS: u32 = 60;

/// A ball outside the cell, or one that will be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Afloat {
    pub vesicle: VesicleId,
    /// Its number among those of its vesicle.
    pub number: u32,
    pub what: Ball,
    pub radius_nm: f64,
    /// When and where it has left, or will leave, its pore, and the way out.
    pub from: SimTime,
    pub mouth: DVec3,
    pub outward: DVec3,
    /// When it is beyond the scene, and the way there from the mouth.
    pub until: SimTime,
    pub way: DVec3,
}

/// All that has been shed.
#[derive(Resource, Clone, Debug, Default)]
pub struct Shed {
    /// By the moment at which they are gone, and their order.
    afloat: BTreeMap<(SimTime, u64), Afloat>,
    count: u64,
    gone_exosomes: u64,
    gone_waste: u64,
}

impl Shed {
    /// Those outside, and those that will be.
    pub fn afloat(&self) -> impl Iterator<Item = &Afloat> {
        self.afloat.values()
    }

    /// How many exosomes or pieces of waste are outside at a moment, in the scene.
    pub fn outside(&self, what: Ball, now: SimTime) -> u64 {
        self.of(what).filter(|ball| ball.from <= now).count() as u64
    }

    /// How many have been let out by a moment.
    pub fn released(&self, what: Ball, now: SimTime) -> u64 {
        let gone = match what {
            Ball::Exosome => self.gone_exosomes,
            Ball::Waste => self.gone_waste,
            Ball::Enzyme => 0,
        };
        gone + self.outside(what, now)
    }

    fn of(&self, what: Ball) -> impl Iterator<Item = &Afloat> {
        self.afloat.values().filter(move |ball| ball.what == what)
    }

    /// Takes in what a pore will let out.
    fn expect(
        &mut self,
        vesicle: &Vesicle,
        pore: &FusionPore,
        parameters: &Parameters,
        chance: &Chance,
    ) {
        let Efflux::Balls(leaving) = &pore.efflux else {
            return;
        };
        let lumen = Lumen::of(
            vesicle.id,
            vesicle.kind,
            vesicle.radius_nm,
            parameters,
            chance,
        );
        let outward = -pore.place.inward;
        let water = &parameters.water;
        for ball in leaving {
            // Enzymes are too many and too small to be followed.
            let Some(radius_nm) = lumen.radii_nm.get(ball.number as usize).copied() else {
                continue;
            };
            let mut rng = chance.draw(vesicle.id.0.into(), Purpose::Shed, ball.number.into());
            let nm2_per_s = water.hindrance * water.diffusion_nm2_per_s(radius_nm);
            let seconds =
                water.reach_nm * water.reach_nm / nm2_per_s * first_passage_share(&mut rng);
            let way = normal_vector(&mut rng).normalize_or(outward) * water.reach_nm;
            // The cell throws it back.
            let way = way + outward * 2.0 * (-way.dot(outward)).max(0.0);
            let until = ball.at + SimTime::from_secs(seconds);
            self.count += 1;
            let afloat = Afloat {
                vesicle: vesicle.id,
                number: ball.number,
                what: lumen.what.unwrap_or(Ball::Waste),
                radius_nm,
                from: ball.at,
                mouth: pore.place.point,
                outward,
                until,
                way,
            };
            self.afloat.insert((until, self.count), afloat);
        }
    }

    /// Lets those go that are beyond the scene by `now`.
    fn advance(&mut self, now: SimTime) {
        while let Some(first) = self.afloat.first_entry()
            && first.key().0 <= now
        {
            match first.remove().what {
                Ball::Exosome => self.gone_exosomes += 1,
                Ball::Waste | Ball::Enzyme => self.gone_waste += 1,
            }
        }
    }
}

/// When a ball that diffuses has come to a distance for the first time, as a share
/// of that distance squared by its diffusion: a sum of exponential times, as the
/// Laplace transform `√s/sinh √s` of its distribution says. A flat wall through the
/// beginning that throws it back changes nothing.
fn first_passage_share(rng: &mut ChaCha8Rng) -> f64 {
    let drawn: f64 = (1..=TERMS)
        .map(|term| exponential(rng) / f64::from(term * term))
        .sum();
    let rest = 1.0 / (f64::from(TERMS) + 0.5);
    (drawn + rest) / (PI * PI)
}

pub(super) fn plugin(app: &mut App) {
    app.keeps::<Shed>().add_systems(
        Simulation,
        let_out
            .after(SimulationSystems::Retrieval)
            .before(SimulationSystems::Recording),
    );
}

/// What leaves a pore is fixed when it is triggered.
fn let_out(
    mut shed: ResMut<Shed>,
    clock: Res<SimClock>,
    chance: Res<Chance>,
    parameters: Res<Parameters>,
    begun: Res<Begun>,
    fusions: Query<(&Vesicle, &FusionPore)>,
) {
    for (vesicle, pore) in fusions.iter_many(&begun.fusions) {
        shed.expect(vesicle, pore, &parameters, &chance);
    }
    shed.advance(clock.now);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_to_the_edge_are_those_of_diffusion_from_the_middle_of_a_ball() {
        let count = 20_000;
        let chance = Chance::from_seed(3);
        let mut times: Vec<f64> = (0..count)
            .map(|n| first_passage_share(&mut chance.draw(n, Purpose::Shed, 0)))
            .collect();
        let mean = times.iter().sum::<f64>() / count as f64;
        // R²/6D, with a standard deviation of R²/D · √(1/90): the standard error
        // of the mean is 0.4 %.
        assert!((mean * 6.0 - 1.0).abs() < 0.02, "{mean}");
        times.sort_by(f64::total_cmp);
        // Half are there after 0.1388 R²/D: the first two terms of the series
        // 1 − 2 Σ (−1)ⁿ⁺¹ exp(−n²π²t).
        let half = times[times.len() / 2];
        let left = 2.0 * libm::exp(-PI * PI * half) - 2.0 * libm::exp(-4.0 * PI * PI * half);
        assert!((left - 0.5).abs() < 0.02, "{half}: {left}");
    }
}
