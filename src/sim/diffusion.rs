//! Molecules that diffuse, many at a time.
//!
//! Each molecule's steps are drawn by its number and the number of the step, so
//! a molecule takes the same way however many threads, lanes or calls it is
//! moved in. Coordinates stand in arrays of their own and go through the widest
//! vectors that the machine has.

use std::{num::NonZeroUsize, thread};

use pulp::{Arch, NullaryFnOnce};

/// Molecules that are moved at one time while they stay in registers.
const LANES: usize = 16;
/// Levels of a step along one axis: ten bits each of one word.
const LEVELS: u32 = 1 << 10;
/// Fewer molecules than this are not worth a thread.
const LEAST_A_THREAD: usize = 4096;

/// Where molecules are, in nanometres, and which they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Molecules {
    pub x: Vec<f32>,
    pub y: Vec<f32>,
    pub z: Vec<f32>,
    pub numbers: Vec<u32>,
}

impl Molecules {
    /// So many at one place, numbered from zero.
    pub fn at(place: [f32; 3], count: usize) -> Self {
        Self {
            x: vec![place[0]; count],
            y: vec![place[1]; count],
            z: vec![place[2]; count],
            numbers: (0..count as u32).collect(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Where one is, by its place in the arrays.
    pub fn place(&self, index: usize) -> [f32; 3] {
        [self.x[index], self.y[index], self.z[index]]
    }

    /// Puts one, by its place in the arrays, somewhere else.
    pub fn set_place(&mut self, index: usize, place: [f32; 3]) {
        [self.x[index], self.y[index], self.z[index]] = place;
    }

    /// Adds one.
    pub fn push(&mut self, place: [f32; 3], number: u32) {
        self.x.push(place[0]);
        self.y.push(place[1]);
        self.z.push(place[2]);
        self.numbers.push(number);
    }

    /// Leaves only those that are kept by place and number, in their order.
    pub fn retain(&mut self, mut kept: impl FnMut([f32; 3], u32) -> bool) {
        let mut left = 0;
        for index in 0..self.len() {
            let (place, number) = (self.place(index), self.numbers[index]);
            if kept(place, number) {
                if left < index {
                    self.set_place(left, place);
                    self.numbers[left] = number;
                }
                left += 1;
            }
        }
        self.x.truncate(left);
        self.y.truncate(left);
        self.z.truncate(left);
        self.numbers.truncate(left);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }
}

/// Walls that throw molecules back, on each axis the lower and the higher; walls
/// at infinity are none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walls {
    pub low: [f32; 3],
    pub high: [f32; 3],
}

impl Walls {
    /// None at all.
    pub const NONE: Self = Self {
        low: [f32::NEG_INFINITY; 3],
        high: [f32::INFINITY; 3],
    };

    /// A cleft between two membranes, without an end to its sides.
    pub fn cleft(height_nm: f32) -> Self {
        let (mut low, mut high) = (Self::NONE.low, Self::NONE.high);
        (low[2], high[2]) = (0.0, height_nm);
        Self { low, high }
    }

    /// A closed box with one corner at the origin.
    pub fn closed(sizes_nm: [f32; 3]) -> Self {
        Self {
            low: [0.0; 3],
            high: sizes_nm,
        }
    }
}

/// How molecules walk: in steps of equal time, each spread evenly along each
/// axis with the variance 2DΔt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walk {
    pub nm2_per_s: f64,
    pub step_s: f64,
    /// What chance is drawn from.
    pub key: [u32; 2],
}

impl Walk {
    /// Nanometres between neighbouring levels of a step.
    fn level_nm(&self) -> f32 {
        let levels = f64::from(LEVELS);
        // An even spread over n levels has the variance (n² − 1)/12.
        let variance = (levels * levels - 1.0) / 12.0;
        (2.0 * self.nm2_per_s * self.step_s / variance).sqrt() as f32
    }

    /// Takes so many pairs of steps, on one thread. `pair` counts those taken
    /// before.
    pub fn take(&self, molecules: &mut Molecules, walls: &Walls, pair: u32, pairs: u32) {
        let Molecules { x, y, z, numbers } = molecules;
        self.take_some([x, y, z], numbers, walls, pair, pairs);
    }

    /// The same on several threads.
    pub fn take_together(
        &self,
        molecules: &mut Molecules,
        walls: &Walls,
        pair: u32,
        pairs: u32,
        threads: NonZeroUsize,
    ) {
        let each = molecules.len().div_ceil(threads.get()).max(LEAST_A_THREAD);
        let each = each.next_multiple_of(LANES);
        if each >= molecules.len() {
            self.take(molecules, walls, pair, pairs);
            return;
        }
        let Molecules { x, y, z, numbers } = molecules;
        let parts = x
            .chunks_mut(each)
            .zip(y.chunks_mut(each))
            .zip(z.chunks_mut(each))
            .zip(numbers.chunks(each));
        thread::scope(|scope| {
            for (((x, y), z), numbers) in parts {
                scope.spawn(move || self.take_some([x, y, z], numbers, walls, pair, pairs));
            }
        });
    }

    fn take_some(
        &self,
        [x, y, z]: [&mut [f32]; 3],
        numbers: &[u32],
        walls: &Walls,
        pair: u32,
        pairs: u32,
    ) {
        Arch::new().dispatch(Steps {
            walk: self,
            walls,
            level_nm: self.level_nm(),
            x,
            y,
            z,
            numbers,
            pair,
            pairs,
        });
    }
}

struct Steps<'a> {
    walk: &'a Walk,
    walls: &'a Walls,
    level_nm: f32,
    x: &'a mut [f32],
    y: &'a mut [f32],
    z: &'a mut [f32],
    numbers: &'a [u32],
    pair: u32,
    pairs: u32,
}

impl NullaryFnOnce for Steps<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self {
            walk,
            walls,
            level_nm,
            x,
            y,
            z,
            numbers,
            pair,
            pairs,
        } = self;
        let mut first = 0;
        while first < numbers.len() {
            let count = LANES.min(numbers.len() - first);
            let mut here = [[0.0_f32; LANES]; 3];
            let mut who = [0_u32; LANES];
            here[0][..count].copy_from_slice(&x[first..first + count]);
            here[1][..count].copy_from_slice(&y[first..first + count]);
            here[2][..count].copy_from_slice(&z[first..first + count]);
            who[..count].copy_from_slice(&numbers[first..first + count]);
            let mut taken = 0;
            while taken < pairs {
                let words = threefry(walk.key, &who, pair.wrapping_add(taken));
                step(&mut here, &words[0], level_nm, walls);
                step(&mut here, &words[1], level_nm, walls);
                taken += 1;
            }
            x[first..first + count].copy_from_slice(&here[0][..count]);
            y[first..first + count].copy_from_slice(&here[1][..count]);
            z[first..first + count].copy_from_slice(&here[2][..count]);
            first += count;
        }
    }
}

/// Moves by ten bits of a word along each axis and reflects at the walls.
#[inline(always)]
fn step(here: &mut [[f32; LANES]; 3], words: &[u32; LANES], level_nm: f32, walls: &Walls) {
    let middle = (LEVELS - 1) as f32 / 2.0;
    let mut axis = 0;
    while axis < 3 {
        let (low, high) = (walls.low[axis], walls.high[axis]);
        let line = &mut here[axis];
        let mut lane = 0;
        while lane < LANES {
            let level = (words[lane] >> (10 * axis)) & (LEVELS - 1);
            let moved = line[lane] + (level as i32 as f32 - middle) * level_nm;
            line[lane] = folded(moved, low, high);
            lane += 1;
        }
        axis += 1;
    }
}

/// Reflects at a lower and a higher wall, twice at the first: enough for what
/// goes no further than twice their distance.
#[inline(always)]
pub fn folded(at: f32, low: f32, high: f32) -> f32 {
    let over = if at < low { 2.0 * low - at } else { at };
    let between = if over > high { 2.0 * high - over } else { over };
    if between < low {
        2.0 * low - between
    } else {
        between
    }
}

/// Two words of chance for each number: Threefry with two words and thirteen
/// rounds (Salmon, Moraes, Dror & Shaw 2011, *Supercomputing*, "Parallel random
/// numbers: as easy as 1, 2, 3").
#[inline(always)]
pub fn threefry<const COUNT: usize>(
    key: [u32; 2],
    numbers: &[u32; COUNT],
    counter: u32,
) -> [[u32; COUNT]; 2] {
    const PARITY: u32 = 0x1BD1_1BDA;
    const TURNS: [u32; 8] = [13, 15, 26, 6, 17, 29, 16, 24];
    const ROUNDS: usize = 13;
    let keys = [key[0], key[1], PARITY ^ key[0] ^ key[1]];
    let mut words = [[0; COUNT]; 2];
    let mut lane = 0;
    while lane < COUNT {
        let mut a = numbers[lane].wrapping_add(keys[0]);
        let mut b = counter.wrapping_add(keys[1]);
        let mut round = 0;
        while round < ROUNDS {
            a = a.wrapping_add(b);
            b = b.rotate_left(TURNS[round % 8]) ^ a;
            round += 1;
            if round % 4 == 0 {
                let turn = round / 4;
                a = a.wrapping_add(keys[turn % 3]);
                b = b
                    .wrapping_add(keys[(turn + 1) % 3])
                    .wrapping_add(turn as u32);
            }
        }
        words[0][lane] = a;
        words[1][lane] = b;
        lane += 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Glutamate in the cleft.
    const WALK: Walk = Walk {
        nm2_per_s: 3.3e8,
        step_s: 1e-7,
        key: [7, 11],
    };
    const COUNT: usize = 100_000;

    fn mean(values: impl Iterator<Item = f64>) -> f64 {
        values.sum::<f64>() / COUNT as f64
    }

    #[test]
    fn free_molecules_spread_as_diffusion_says_along_every_axis() {
        let mut molecules = Molecules::at([0.0; 3], COUNT);
        WALK.take(&mut molecules, &Walls::NONE, 0, 50);
        let expected = 2.0 * WALK.nm2_per_s * 100.0 * WALK.step_s;
        let axes = [&molecules.x, &molecules.y, &molecules.z];
        for (axis, line) in axes.iter().enumerate() {
            let square = mean(line.iter().map(|at| f64::from(at * at)));
            // Standard error 0.45 %.
            assert!((square / expected - 1.0).abs() < 0.02, "axis {axis}");
            let middle = mean(line.iter().map(|at| f64::from(*at)));
            assert!(middle.abs() < 4.0 * (expected / COUNT as f64).sqrt());
            // Kurtosis of a bell, less what a hundred even steps lack.
            let fourth = mean(line.iter().map(|at| f64::from(at * at * at * at)));
            assert!((fourth / (square * square) - 3.0 + 0.012).abs() < 0.08);
        }
        for [a, b] in [[0, 1], [1, 2], [2, 0]] {
            let both = axes[a].iter().zip(axes[b].iter());
            let together = mean(both.map(|(a, b)| f64::from(a * b)));
            assert!(
                (together / expected).abs() < 0.015,
                "axes {a} and {b} go together"
            );
        }
    }

    #[test]
    fn what_leaves_a_point_of_the_cleft_thins_out_as_computed() {
        let mut molecules = Molecules::at([0.0, 0.0, 10.0], COUNT);
        for (tens, radius_nm) in [(1, 60.0), (2, 100.0), (3, 150.0)] {
            WALK.take(&mut molecules, &Walls::cleft(20.0), 50 * (tens - 1), 50);
            let after_s = 100.0 * WALK.step_s * f64::from(tens);
            let squares = molecules
                .x
                .iter()
                .zip(&molecules.y)
                .map(|(x, y)| x * x + y * y);
            let inside = squares.filter(|square| f64::from(*square) < radius_nm * radius_nm);
            let share = inside.count() as f64 / COUNT as f64;
            let expected =
                1.0 - libm::exp(-radius_nm * radius_nm / (4.0 * WALK.nm2_per_s * after_s));
            assert!((share / expected - 1.0).abs() < 0.02, "{share} {expected}");
            assert!(molecules.z.iter().all(|z| (0.0..=20.0).contains(z)));
        }
        // Evenly between the membranes.
        let low = molecules.z.iter().filter(|z| **z < 5.0).count() as f64 / COUNT as f64;
        assert!((low - 0.25).abs() < 0.006, "{low}");
    }

    #[test]
    fn molecules_leave_a_disc_after_the_computed_time() {
        let walk = Walk {
            step_s: 2e-8,
            ..WALK
        };
        let radius_nm = 150.0_f64;
        let mut molecules = Molecules::at([0.0, 0.0, 10.0], COUNT);
        let mut sum_s = 0.0;
        let mut pair = 0;
        while !molecules.is_empty() {
            walk.take(&mut molecules, &Walls::cleft(20.0), pair, 1);
            pair += 1;
            let before = molecules.len();
            molecules.retain(|[x, y, _], _| f64::from(x * x + y * y) < radius_nm * radius_nm);
            sum_s += (before - molecules.len()) as f64 * 2.0 * walk.step_s * f64::from(pair);
        }
        let mean_s = sum_s / COUNT as f64;
        // Looked at after each pair of steps only, a walker crosses the rim as if
        // it were this much wider (Siegmund 1979, *Advances in Applied
        // Probability* 11:701).
        let pair_nm = (2.0 * walk.nm2_per_s * 2.0 * walk.step_s).sqrt();
        let rim_nm = radius_nm + 0.5826 * pair_nm;
        let expected = rim_nm * rim_nm / (4.0 * walk.nm2_per_s);
        let off = (mean_s / expected - 1.0).abs();
        assert!(off < 0.015, "{mean_s} {expected}");
    }

    #[test]
    fn threads_lanes_and_calls_change_nothing() {
        let walls = Walls::closed([300.0, 200.0, 20.0]);
        let start = Molecules::at([100.0, 50.0, 3.0], 20_011);
        let mut alone = start.clone();
        WALK.take(&mut alone, &walls, 0, 12);
        let mut called = start.clone();
        (0..12).for_each(|pair| WALK.take(&mut called, &walls, pair, 1));
        assert_eq!(alone, called);
        for threads in [2, 3, 5] {
            let mut together = start.clone();
            let threads = NonZeroUsize::new(threads).expect("not none");
            WALK.take_together(&mut together, &walls, 0, 12, threads);
            assert_eq!(alone, together);
        }
        let mut fewer = start;
        fewer.retain(|_, _| true);
        fewer.x.truncate(5);
        fewer.y.truncate(5);
        fewer.z.truncate(5);
        fewer.numbers.truncate(5);
        WALK.take(&mut fewer, &walls, 0, 12);
        assert_eq!(fewer.x[..], alone.x[..5]);
    }

    #[test]
    fn threefry_gives_the_published_words() {
        // Known answers of the reference implementation for thirteen rounds
        // with all bits clear and all bits set.
        let clear = threefry([0, 0], &[0; LANES], 0);
        assert_eq!([clear[0][0], clear[1][0]], [0x9d1c_5ec6, 0x8bd5_0731]);
        let set = threefry([!0, !0], &[!0; LANES], !0);
        assert_eq!([set[0][0], set[1][0]], [0xfd36_d048, 0x2d17_272c]);
    }
}
