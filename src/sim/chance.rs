//! Chance without memory: every draw is a function of the seed, who draws,
//! what for, and how often before. The order in which systems run, threads
//! and frame rates can't change a run.

use std::{
    f64::consts::{FRAC_1_SQRT_2, PI},
    sync::LazyLock,
};

use bevy::{math::DVec3, prelude::Resource};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::units::SimTime;

/// Where the lowest layer ends beneath the density of an exponential and of a
/// normal number: with these, 256 layers of one area end at its top.
const EXPONENTIAL_EDGE: f64 = 7.697_117_470_131_05;
const NORMAL_EDGE: f64 = 3.654_152_885_361_009;

/// What a draw is for. The number is part of the draw: appending a purpose
/// leaves all other draws as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Waiting time and choice of a vesicle's next change.
    NextChange = 1,
    /// Intervals between a motor's steps.
    MotorSteps = 2,
    /// Jitter of a vesicle in its cage, or about its path.
    Jitter = 3,
    /// Whether and when a primed vesicle answers an action potential.
    EvokedRelease = 4,
    /// Mode and course of a fusion.
    FusionCourse = 5,
    /// When molecules leave through a pore.
    Molecules = 6,
    /// How many molecules a vesicle takes up.
    Filling = 7,
    /// When membrane is taken back, and where.
    Retrieval = 8,
    /// When a free release site calls a vesicle.
    Recruitment = 9,
    /// Which way a vesicle takes.
    Route = 10,
    /// Where vesicles stand when the run begins.
    Start = 11,
    /// The keys by which molecules walk and meet in the cleft.
    Cleft = 12,
    /// Which place a pit takes.
    PitPlace = 13,
    /// How a protein walks in the membrane.
    ProteinWalk = 14,
    /// How a primed vesicle's sensor binds calcium, and what it does then.
    Sensor = 15,
    /// When a calcium channel is open in an action potential.
    Channels = 16,
    /// When a receptor changes by itself, and how.
    Receptor = 20,
    /// How large a granule is.
    Size = 21,
    /// How long a β-cell's bursts and pauses last.
    Bursts = 22,
    /// Which SNAREs of a complex a toxin has cut.
    Snares = 31,
    /// Which vesicles have lost their fast sensor.
    SlowSensor = 32,
    /// Which channels are blocked in an action potential.
    ChannelBlock = 33,
    /// How far a treated cell's vesicles have come when a run begins.
    TreatedStart = 34,
    /// What happens next to the cargo of the Golgi.
    Golgi = 40,
    /// When a molecule of procollagen joins a fibril.
    Assembly = 41,
    /// Where an ion channel sits in its carrier, and how long in the membrane.
    Channel = 42,
    /// How large the exosomes of a multivesicular body are.
    Lumen = 50,
    /// Where an exosome or a piece of waste goes outside, and how long it takes.
    Shed = 51,
}

/// The source of all chance of a run.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    seed: u64,
}

impl Chance {
    /// All chance that follows from `seed`.
    pub fn from_seed(seed: u64) -> Self {
        Self { seed }
    }

    /// The generator for draw number `counter` of `who` for `purpose`.
    pub fn draw(&self, who: u64, purpose: Purpose, counter: u64) -> ChaCha8Rng {
        let mut key = [0; 32];
        for (bytes, word) in key
            .chunks_exact_mut(8)
            .zip([self.seed, who, purpose as u64, counter])
        {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        ChaCha8Rng::from_seed(key)
    }

    /// Where a Brownian walker with diffusion coefficient `nm2_per_s` is at
    /// `now`, in nanometres from its middle, folded into a box of half width
    /// `cage_nm` (reflecting walls).
    ///
    /// The path is refined by halving (Lévy's construction of the Brownian
    /// bridge), so it can be asked at any moment in any order and is always
    /// the same path. Bridges are a little over a second long.
    pub fn wander(&self, who: u64, now: SimTime, nm2_per_s: f64, cage_nm: f64) -> DVec3 {
        const BRIDGE_NANOS: u64 = 1 << 30;
        const HALVINGS: u32 = 16;
        if cage_nm <= 0.0 {
            return DVec3::ZERO;
        }
        // Each walker's bridges begin at another moment.
        let shifted = now.as_nanos() + (who.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 34);
        let (bridge, within) = (shifted / BRIDGE_NANOS, shifted % BRIDGE_NANOS);
        let (mut left, mut right) = (DVec3::ZERO, DVec3::ZERO);
        let (mut from, mut length) = (0, BRIDGE_NANOS);
        let mut node = 1_u64;
        for _ in 0..HALVINGS {
            let half = length / 2;
            let spread = (nm2_per_s * half as f64 * 1e-9).sqrt();
            let mut rng = self.draw(who, Purpose::Jitter, bridge << 20 | node);
            let middle = (left + right) * 0.5 + spread * normal_vector(&mut rng);
            if within < from + half {
                right = middle;
                node *= 2;
            } else {
                left = middle;
                from += half;
                node = 2 * node + 1;
            }
            length = half;
        }
        let part = (within - from) as f64 / length as f64;
        let free = left.lerp(right, part);
        DVec3::new(
            fold(free.x, cage_nm),
            fold(free.y, cage_nm),
            fold(free.z, cage_nm),
        )
    }
}

/// Three independent standard normal numbers.
pub fn normal_vector(rng: &mut ChaCha8Rng) -> DVec3 {
    DVec3::new(
        standard_normal(rng),
        standard_normal(rng),
        standard_normal(rng),
    )
}

/// An exponentially distributed number with mean one.
pub fn exponential<R: Rng + ?Sized>(rng: &mut R) -> f64 {
    static LAYERS: LazyLock<Layers> = LazyLock::new(|| {
        let density = |x: f64| libm::exp(-x);
        let area = (EXPONENTIAL_EDGE + 1.0) * density(EXPONENTIAL_EDGE);
        Layers::new(EXPONENTIAL_EDGE, area, density, |height| -libm::log(height))
    });
    let layers = &*LAYERS;
    loop {
        let bits = rng.next_u64();
        let layer = bits as usize % Layers::COUNT;
        let drawn = open_unit(bits) * layers.reach[layer];
        if drawn < layers.reach[layer + 1] {
            return drawn;
        }
        if layer == 0 {
            // It has no memory: beyond the edge it begins anew.
            return EXPONENTIAL_EDGE - libm::log(open_unit(rng.next_u64()));
        }
        if layers.height_within(layer, rng) < libm::exp(-drawn) {
            return drawn;
        }
    }
}

/// A normally distributed number with mean nought and variance one.
pub fn standard_normal<R: Rng + ?Sized>(rng: &mut R) -> f64 {
    static LAYERS: LazyLock<Layers> = LazyLock::new(|| {
        let density = |x: f64| libm::exp(-x * x / 2.0);
        let beyond = (PI / 2.0).sqrt() * libm::erfc(NORMAL_EDGE * FRAC_1_SQRT_2);
        let area = NORMAL_EDGE * density(NORMAL_EDGE) + beyond;
        Layers::new(NORMAL_EDGE, area, density, |height| {
            (-2.0 * libm::log(height)).sqrt()
        })
    });
    let layers = &*LAYERS;
    loop {
        let bits = rng.next_u64();
        let layer = bits as usize % Layers::COUNT;
        let side = 2.0 * ((bits >> 12) as f64 / (1_u64 << 52) as f64) - 1.0;
        let drawn = side * layers.reach[layer];
        if drawn.abs() < layers.reach[layer + 1] {
            return drawn;
        }
        if layer == 0 {
            return normal_beyond(NORMAL_EDGE, rng).copysign(side);
        }
        if layers.height_within(layer, rng) < libm::exp(-drawn * drawn / 2.0) {
            return drawn;
        }
    }
}

/// A normally distributed number that is larger than `edge` (Marsaglia 1964,
/// *Technometrics* 6:101).
fn normal_beyond<R: Rng + ?Sized>(edge: f64, rng: &mut R) -> f64 {
    loop {
        let further = -libm::log(open_unit(rng.next_u64())) / edge;
        let bound = -libm::log(open_unit(rng.next_u64()));
        if 2.0 * bound >= further * further {
            return edge + further;
        }
    }
}

/// The highest bits as a number between nought and one, never either of them.
fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

/// A falling density, covered by layers of one area (the ziggurat of Marsaglia
/// & Tsang 2000, *Journal of Statistical Software* 5(8), as Doornik 2005 draws
/// from it). The lowest holds all that lies beyond the edge.
struct Layers {
    /// How far each layer reaches, the lowest first as if it were a rectangle.
    reach: [f64; Self::COUNT + 1],
    /// The density there.
    density: [f64; Self::COUNT + 1],
}

impl Layers {
    const COUNT: usize = 256;

    fn new(
        edge: f64,
        area: f64,
        density: impl Fn(f64) -> f64,
        reach_of: impl Fn(f64) -> f64,
    ) -> Self {
        let mut reach = [0.0; Self::COUNT + 1];
        reach[0] = area / density(edge);
        reach[1] = edge;
        for layer in 2..Self::COUNT {
            let below = reach[layer - 1];
            reach[layer] = reach_of(density(below) + area / below);
        }
        Self {
            density: reach.map(density),
            reach,
        }
    }

    /// A height spread evenly over a layer.
    fn height_within<R: Rng + ?Sized>(&self, layer: usize, rng: &mut R) -> f64 {
        let [low, high] = [self.density[layer], self.density[layer + 1]];
        high + (low - high) * rng.random::<f64>()
    }
}

/// An exponentially distributed waiting time; never, if the rate is not
/// positive.
pub fn waiting_time(rng: &mut ChaCha8Rng, per_second: f64) -> SimTime {
    let unit = exponential(rng);
    if per_second > 0.0 {
        SimTime::from_secs(unit / per_second)
    } else {
        SimTime::NEVER
    }
}

/// The first moment of a chance whose rate varies, by thinning; never, if it has
/// none. Time is cut into pieces that end at the seconds given, the last of them
/// at infinity; within a piece the rate only rises or only falls.
pub fn varying_waiting_time(
    rng: &mut ChaCha8Rng,
    ends_s: impl IntoIterator<Item = f64>,
    per_s: impl Fn(f64) -> f64,
) -> SimTime {
    let mut now_s = 0.0;
    for end_s in ends_s {
        let highest_per_s = per_s(now_s).max(per_s(end_s));
        loop {
            now_s += exponential(rng) / highest_per_s;
            if now_s >= end_s || highest_per_s <= 0.0 {
                break;
            }
            if rng.random::<f64>() * highest_per_s < per_s(now_s) {
                return SimTime::from_secs(now_s);
            }
        }
        now_s = end_s;
    }
    SimTime::NEVER
}

/// A number spread evenly between two bounds.
pub fn between(rng: &mut ChaCha8Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * rng.random::<f64>()
}

/// How many of `count` independent chances of `share` come true: drawn exactly,
/// by going through the distribution where few are expected, by rejection
/// elsewhere (Hörmann 1993, *Journal of Statistical Computation and Simulation*
/// 46:101, algorithm BTRS).
pub fn binomial(rng: &mut ChaCha8Rng, count: u32, share: f64) -> u32 {
    /// Expected numbers below this are gone through one by one.
    const FEW: f64 = 10.0;
    if count == 0 || share <= 0.0 {
        0
    } else if share >= 1.0 {
        count
    } else if share > 0.5 {
        count - binomial(rng, count, 1.0 - share)
    } else if f64::from(count) * share < FEW {
        few_of(rng, count, share)
    } else {
        many_of(rng, count, share)
    }
}

fn few_of(rng: &mut ChaCha8Rng, count: u32, share: f64) -> u32 {
    let odds = share / (1.0 - share);
    let none = libm::exp(f64::from(count) * libm::log1p(-share));
    let (mut drawn, mut chance) = (rng.random::<f64>(), none);
    for number in 0..count {
        if drawn < chance {
            return number;
        }
        drawn -= chance;
        chance *= odds * f64::from(count - number) / f64::from(number + 1);
        // What is left of the tail is less than rounding.
        if chance < 1e-18 * none.max(1e-280) {
            return number;
        }
    }
    count
}

fn many_of(rng: &mut ChaCha8Rng, count: u32, share: f64) -> u32 {
    let (all, other) = (f64::from(count), 1.0 - share);
    let spread = (all * share * other).sqrt();
    let b = 1.15 + 2.53 * spread;
    let a = -0.0873 + 0.0248 * b + 0.01 * share;
    let alpha = (2.83 + 5.1 / b) * spread;
    let narrow = 0.92 - 4.2 / b;
    let odds = share / other;
    let middle = libm::floor((all + 1.0) * share);
    loop {
        let u = rng.random::<f64>() - 0.5;
        let v = rng.random::<f64>();
        let us = 0.5 - u.abs();
        let number = libm::floor((2.0 * a / us + b) * u + all * share + 0.5);
        if us >= 0.07 && v <= narrow {
            return number as u32;
        }
        if !(0.0..=all).contains(&number) {
            continue;
        }
        let drawn = libm::log(v * alpha / (a / (us * us) + b));
        let bound = (middle + 0.5) * libm::log((middle + 1.0) / (odds * (all - middle + 1.0)))
            + (all + 1.0) * libm::log((all - middle + 1.0) / (all - number + 1.0))
            + (number + 0.5) * libm::log(odds * (all - number + 1.0) / (number + 1.0))
            + stirling_rest(middle)
            + stirling_rest(all - middle)
            - stirling_rest(number)
            - stirling_rest(all - number);
        if drawn <= bound {
            return number as u32;
        }
    }
}

/// What Stirling's formula for `number` factorial leaves over, as a logarithm.
fn stirling_rest(number: f64) -> f64 {
    const FIRST: [f64; 10] = [
        0.081_061_466_795_327_26,
        0.041_340_695_955_409_29,
        0.027_677_925_684_998_34,
        0.020_790_672_103_765_09,
        0.016_644_691_189_821_19,
        0.013_876_128_823_070_75,
        0.011_896_709_945_891_77,
        0.010_411_265_261_972_096,
        0.009_255_462_182_712_733,
        0.008_330_563_433_362_87,
    ];
    if let Some(known) = FIRST.get(number as usize) {
        return *known;
    }
    let next = number + 1.0;
    let square = next * next;
    (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / square) / square) / next
}

/// Reflects a free path into `-half..=half`.
fn fold(free: f64, half: f64) -> f64 {
    let period = 4.0 * half;
    let place = (free + half) - period * libm::floor((free + half) / period);
    if place <= 2.0 * half {
        place - half
    } else {
        3.0 * half - place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANCE: Chance = Chance { seed: 7 };

    #[test]
    fn the_same_draw_is_the_same_whenever_it_is_made() {
        let value = |counter| CHANCE.draw(3, Purpose::NextChange, counter).random::<u64>();
        let forward: Vec<u64> = (0..100).map(value).collect();
        let backward: Vec<u64> = (0..100).rev().map(value).rev().collect();
        assert_eq!(forward, backward);
        let other = Chance::from_seed(8)
            .draw(3, Purpose::NextChange, 0)
            .random::<u64>();
        assert_ne!(forward[0], other);
    }

    #[test]
    fn waiting_times_have_the_mean_that_their_rate_says() {
        let count = 20_000;
        let sum: f64 = (0..count)
            .map(|n| waiting_time(&mut CHANCE.draw(1, Purpose::NextChange, n), 4.0).as_secs())
            .sum();
        // The standard error of the mean is 0.7 %.
        assert!((sum / count as f64 / 0.25 - 1.0).abs() < 0.03);
    }

    /// How far a sample lies from the distribution that it is said to have, and
    /// how far one in a thousand such samples does (Kolmogorov).
    fn distance(mut drawn: Vec<f64>, below: impl Fn(f64) -> f64) -> (f64, f64) {
        drawn.sort_by(f64::total_cmp);
        let count = drawn.len() as f64;
        let furthest = drawn
            .iter()
            .enumerate()
            .map(|(number, value)| {
                let expected = below(*value);
                let [low, high] = [0, 1].map(|more| (number + more) as f64 / count);
                (expected - low).abs().max((expected - high).abs())
            })
            .fold(0.0, f64::max);
        (furthest, 1.95 / count.sqrt())
    }

    #[test]
    fn exponentials_have_the_distribution_that_theory_gives_and_its_tail() {
        let mut rng = CHANCE.draw(6, Purpose::NextChange, 0);
        let drawn: Vec<f64> = (0..400_000).map(|_| exponential(&mut rng)).collect();
        let beyond = drawn.iter().map(|value| value - EXPONENTIAL_EDGE);
        let tail: Vec<f64> = beyond.filter(|further| *further > 0.0).collect();
        // Four standard errors of the 182 that lie beyond the layers.
        assert!((127..=237).contains(&tail.len()), "{}", tail.len());
        for sample in [drawn.clone(), tail] {
            let (furthest, bound) = distance(sample, |value| 1.0 - libm::exp(-value));
            assert!(furthest < bound, "{furthest} {bound}");
        }
    }

    #[test]
    fn normals_have_the_distribution_that_theory_gives_and_its_tails() {
        let mut rng = CHANCE.draw(7, Purpose::NextChange, 0);
        let drawn: Vec<f64> = (0..800_000).map(|_| standard_normal(&mut rng)).collect();
        let above = |value: f64| libm::erfc(value * FRAC_1_SQRT_2) / 2.0;
        for side in [-1.0, 1.0] {
            let signed = drawn.iter().map(|value| side * value);
            let tail: Vec<f64> = signed.filter(|value| *value > NORMAL_EDGE).collect();
            // Four standard errors of the 103 on each side.
            assert!((62..=144).contains(&tail.len()), "{}", tail.len());
            let (furthest, bound) = distance(tail, |value| 1.0 - above(value) / above(NORMAL_EDGE));
            assert!(furthest < bound, "{furthest} {bound}");
        }
        let (furthest, bound) = distance(drawn, |value| 1.0 - above(value));
        assert!(furthest < bound, "{furthest} {bound}");
    }

    #[test]
    fn layers_of_one_area_cover_a_density_to_its_top() {
        let density = |x: f64| libm::exp(-x);
        let area = (EXPONENTIAL_EDGE + 1.0) * density(EXPONENTIAL_EDGE);
        let layers = Layers::new(EXPONENTIAL_EDGE, area, density, |height| -libm::log(height));
        assert!(layers.reach.is_sorted_by(|low, high| low > high));
        let last = layers.reach[Layers::COUNT - 1];
        let top = density(last) + area / last;
        assert!((top - 1.0).abs() < 1e-9, "{top}");
    }

    #[test]
    fn a_rate_that_varies_is_drawn_from_as_it_varies() {
        // Falls from 5 to 1 per second: the chance of having waited for less
        // than a time is one minus the exponential of the rate's integral.
        let per_s = |after_s: f64| 1.0 + 4.0 * libm::exp(-after_s / 0.2);
        let pieces = [0.1, 0.5, f64::INFINITY];
        let count = 20_000;
        let waits: Vec<f64> = (0..count)
            .map(|n| CHANCE.draw(2, Purpose::NextChange, n))
            .map(|mut rng| varying_waiting_time(&mut rng, pieces, per_s).as_secs())
            .collect();
        for time_s in [0.05, 0.2, 0.6, 1.5] {
            let share = waits.iter().filter(|wait| **wait < time_s).count() as f64 / count as f64;
            let integral = time_s + 0.8 * (1.0 - libm::exp(-time_s / 0.2));
            // Four standard errors.
            assert!(
                (share - 1.0 + libm::exp(-integral)).abs() < 0.015,
                "{time_s}"
            );
        }
        let mut rng = CHANCE.draw(2, Purpose::NextChange, 0);
        let never = varying_waiting_time(&mut rng, pieces, |_| 0.0);
        assert_eq!(never, SimTime::NEVER);
    }

    #[test]
    fn a_binomial_draw_has_the_distribution_that_theory_gives() {
        let draws = 20_000;
        for (count, share) in [
            (5, 0.3),
            (40, 0.1),
            (40, 0.45),
            (1000, 0.003),
            (1000, 0.2),
            (1000, 0.93),
            (2_000_000, 1e-6),
            (2_000_000, 0.004),
        ] {
            let mut seen: Vec<f64> = (0..draws)
                .map(|n| CHANCE.draw(4, Purpose::Molecules, n))
                .map(|mut rng| f64::from(binomial(&mut rng, count, share)))
                .collect();
            seen.sort_by(f64::total_cmp);
            // Cumulative probabilities, term by term from the ratio of
            // neighbours, begun at the mean.
            let (all, odds) = (f64::from(count), share / (1.0 - share));
            let spread = (all * share * (1.0 - share)).sqrt();
            let lowest = (all * share - 9.0 * spread - 9.0).max(0.0).floor();
            let highest = (all * share + 9.0 * spread + 9.0).min(all).ceil();
            let mut weights = vec![1.0_f64];
            let mut number = lowest;
            while number < highest {
                let last = weights[weights.len() - 1];
                weights.push(last * odds * (all - number) / (number + 1.0));
                number += 1.0;
            }
            let sum: f64 = weights.iter().sum();
            let mut below = 0.0;
            let mut furthest = 0.0_f64;
            for (step, weight) in weights.iter().enumerate() {
                below += weight / sum;
                let number = lowest + step as f64;
                let share = seen.partition_point(|drawn| *drawn <= number) as f64 / draws as f64;
                furthest = furthest.max((share - below).abs());
            }
            // One in a thousand samples of 20 000 is further off (Kolmogorov).
            assert!(
                furthest < 1.95 / (draws as f64).sqrt(),
                "{count} {share}: {furthest}"
            );
        }
    }

    #[test]
    fn a_walker_stays_in_its_cage_and_moves_as_diffusion_says() {
        let (diffusion, cage) = (1000.0, 4.0);
        let lag = SimTime::from_millis(0.262_144);
        let mut squares = 0.0;
        let count = 4000;
        for step in 0..count {
            let now = SimTime::from_millis(0.7 * f64::from(step));
            let here = CHANCE.wander(5, now, diffusion, 1e6);
            let there = CHANCE.wander(5, now + lag, diffusion, 1e6);
            squares += here.distance_squared(there);
            let caged = CHANCE.wander(5, now, diffusion, cage);
            assert!(caged.abs().max_element() <= cage + 1e-9);
        }
        // Mean square displacement 6Dt; its standard error here is below 3 %
        // and between bridge points the path is straight, which takes a few
        // per cent at this lag.
        let expected = 6.0 * diffusion * lag.as_secs();
        let ratio = squares / f64::from(count) / expected;
        assert!((0.85..1.15).contains(&ratio), "{ratio}");
    }

    #[test]
    fn folding_reflects_at_both_walls() {
        for (free, folded) in [
            (0.0, 0.0),
            (3.0, 3.0),
            (5.0, 3.0),
            (-5.0, -3.0),
            (16.0, 0.0),
        ] {
            assert!((fold(free, 4.0) - folded).abs() < 1e-9, "{free}");
        }
    }
}
