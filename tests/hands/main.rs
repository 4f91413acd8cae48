//! Hands that do anything: keys of several keyboards, clicks, drags, the wheel,
//! fields, a screen reader, windows of all sizes. Nothing they do may end the
//! program, and nothing may pile up.
//!
//! Ten thousand actions in all are done with the other tests;
//! `EXOSCOPE_ACTIONS=10000` does so many in each scene, by the chance of the seed
//! `EXOSCOPE_FIRST_SEED`. With `EXOSCOPE_MEMORY=1` each scene has a process of its
//! own, and the memory that it holds is looked at too.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod deeds;
#[path = "../common/desk.rs"]
mod desk;
#[macro_use]
#[path = "../common/scenes.rs"]
mod scenes;

use std::{collections::VecDeque, env, fs, process::Command, thread};

use exoscope::{
    scene,
    sim::chance::{Chance, Purpose},
};
use peak_alloc::PeakAlloc;
use rand::RngExt;

use desk::Desk;

/// Counts what is taken and given back, to the byte.
#[global_allocator]
static TAKEN: PeakAlloc = PeakAlloc;

/// Actions in all scenes together when nothing else is asked for, and of those in
/// each that is slow: thousands of vesicles, or large ones with a capillary before
/// them.
const ACTIONS: u64 = 10_000;
const SLOW: [&str; 2] = ["calcium_clamp", "chromaffin_cell"];
const ACTIONS_IN_A_SLOW_ONE: u64 = 200;
/// What is there and what is used are noted first after this part of the actions.
const FIRST_PART: u64 = 10;
/// So much more of it may be there in the end, and so many more things: what a
/// larger crowd needed is kept for the next one.
const GROWTH: f64 = 1.05;
const KEPT: f64 = 40.0;
/// So many megabytes may be letters that are not counted as such: how many copies of their
/// sheet there are at a moment is not told.
const LETTERS_MB: f64 = 5.0;
/// So much more may the process hold: between what is in use lie gaps from the moment at
/// which most was, and the device's driver keeps what it has built for a second run.
const HELD_IN_HAND: f64 = 1.25;
/// Through so many actions a second run is left beside the first: that one draws.
const WITH_A_TWIN: u32 = 5;
/// What is given back goes back to the system at once, and all threads are served
/// from one store: so a process holds what is used, and not what its allocator keeps
/// in hand for each thread that there ever was.
const GIVES_BACK: (&str, &str) = (
    "GLIBC_TUNABLES",
    "glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=65536:\
     glibc.malloc.trim_threshold=131072",
);
/// So many actions are told of where it fails.
const TOLD: usize = 25;

/// What was done last, told where it fails.
struct Diary {
    scene: &'static str,
    seed: u64,
    done: usize,
    last: VecDeque<String>,
}

impl Diary {
    fn note(&mut self, deed: String) {
        self.done += 1;
        if self.last.len() == TOLD {
            self.last.pop_front();
        }
        self.last.push_back(deed);
    }
}

impl Drop for Diary {
    fn drop(&mut self) {
        if !thread::panicking() {
            return;
        }
        let first = self.done - self.last.len();
        for (number, deed) in (first + 1..).zip(&self.last) {
            println!("{number:>6} {deed}");
        }
        println!(
            "This, or the one after it, ended it. Once more: EXOSCOPE_FIRST_SEED={} \
             EXOSCOPE_ACTIONS={} cargo test --test hands {}",
            self.seed,
            self.done + 1,
            self.scene
        );
    }
}

fn number_from(name: &str, otherwise: u64) -> u64 {
    env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// What a process of its own is for: it does the same, and its memory is looked at.
fn do_it_apart(scene: &str) {
    let (name, value) = GIVES_BACK;
    let apart = Command::new(env::current_exe().unwrap())
        .args(["--nocapture", "--exact", scene])
        .env(name, value)
        .status();
    assert!(apart.unwrap().success(), "{scene}");
}

/// The memory that the process holds, in megabytes.
fn resident_mb() -> f64 {
    const PAGE: f64 = 4096.0;
    let text = fs::read_to_string("/proc/self/statm").unwrap();
    let pages: f64 = text.split(' ').nth(1).unwrap().parse().unwrap();
    pages * PAGE / 1e6
}

/// How many actions a scene has without being asked.
fn share(scene: &str) -> u64 {
    if SLOW.contains(&scene) {
        return ACTIONS_IN_A_SLOW_ONE;
    }
    let slow = SLOW.len() as u64;
    let others = scene::built_in().len() as u64 - slow;
    (ACTIONS - slow * ACTIONS_IN_A_SLOW_ONE).div_ceil(others)
}

fn do_anything(scene: &'static str) {
    let actions = number_from("EXOSCOPE_ACTIONS", share(scene));
    let seed = number_from("EXOSCOPE_FIRST_SEED", 1);
    let weighs = number_from("EXOSCOPE_MEMORY", 0) > 0;
    if weighs && env::var_os(GIVES_BACK.0).is_none() {
        return do_it_apart(scene);
    }
    let mut rng = Chance::from_seed(seed).draw(0, Purpose::Start, scene.len() as u64);
    let mut desk = Desk::before(scene, seed);
    desk.app.update();
    let mut diary = Diary {
        scene,
        seed,
        done: 0,
        last: VecDeque::new(),
    };
    let (mut first, mut beside) = (None, 0);
    let part = (actions / FIRST_PART).max(1);
    if weighs {
        desk.see_two_runs();
    }
    for number in 1..=actions {
        diary.note(deeds::do_something(&mut desk, &mut rng));
        if rng.random_range(0..3) < 2 {
            desk.app.update();
        }
        beside = if desk.has_twin() { beside + 1 } else { 0 };
        if beside == WITH_A_TWIN {
            desk.take_twin_away();
        }
        if number % part == 0 && weighs {
            let taken_mb = TAKEN.current_usage_as_mb();
            println!(
                "{scene}: {:.0} MB after {number} actions, {taken_mb:.1} in use",
                resident_mb()
            );
        }
        if number == part || number == actions {
            let there = desk.begin_anew(seed);
            let letters_mb = desk.letters_mb();
            let held_mb = resident_mb() - letters_mb;
            let taken_mb = f64::from(TAKEN.current_usage_as_mb()) - letters_mb;
            println!(
                "{scene}: begun anew after {number}, {there:?}, {held_mb:.0} MB, \
                 {taken_mb:.1} in use"
            );
            let (at_first, first_held_mb, first_taken_mb) =
                *first.get_or_insert((there, held_mb, taken_mb));
            for ((what, before), (_, after)) in at_first.into_iter().zip(there) {
                assert!(
                    after as f64 <= before as f64 * GROWTH + KEPT,
                    "{before} {what} became {after}"
                );
            }
            assert!(
                !weighs || taken_mb <= first_taken_mb * GROWTH + LETTERS_MB,
                "{first_taken_mb} MB in use became {taken_mb}"
            );
            assert!(
                !weighs || held_mb <= first_held_mb * HELD_IN_HAND,
                "{first_held_mb} MB held became {held_mb}"
            );
        }
    }
}

in_every_scene!(do_anything);
