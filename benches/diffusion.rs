//! How fast molecules of transmitter are moved between two membranes, with
//! reflection. On one core it should be at least 200 million steps a second.

use std::{num::NonZeroUsize, thread};

use divan::{Bencher, counter::ItemsCount};
use exoscope::sim::diffusion::{Molecules, Walk, Walls};

const WALK: Walk = Walk {
    nm2_per_s: 3.3e8,
    step_s: 4e-7,
    key: [1, 2],
};
const GAP_NM: [f32; 3] = [1000.0, 1000.0, 20.0];

fn main() {
    divan::main();
}

/// As in the cleft: everybody takes a pair of steps, then all are looked at.
#[divan::bench(name = "one core, step by step", args = [2000, 5000, 100_000])]
fn step_by_step(bencher: Bencher, count: usize) {
    moved(bencher, count, 1, NonZeroUsize::MIN);
}

#[divan::bench(name = "one core, a hundred steps at once", args = [5000, 100_000, 1_000_000])]
fn at_once(bencher: Bencher, count: usize) {
    moved(bencher, count, 50, NonZeroUsize::MIN);
}

#[divan::bench(name = "all cores, a hundred steps at once", args = [100_000, 1_000_000])]
fn together(bencher: Bencher, count: usize) {
    let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    moved(bencher, count, 50, threads);
}

/// Moves so many molecules by some pairs of steps; what is counted is steps.
fn moved(bencher: Bencher, count: usize, pairs: u32, threads: NonZeroUsize) {
    let walls = Walls::closed(GAP_NM);
    let mut molecules = Molecules::at([500.0, 500.0, 10.0], count);
    let mut first = 0;
    bencher
        .counter(ItemsCount::new(count * 2 * pairs as usize))
        .bench_local(|| {
            WALK.take_together(&mut molecules, &walls, first, pairs, threads);
            first += pairs;
        });
}
