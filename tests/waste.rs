//! A cell that gets rid of waste: lysosomes that wait for calcium, multivesicular
//! bodies that wait for nothing, every exosome and all membrane accounted for.

#![allow(clippy::unwrap_used)]

use bevy::prelude::*;
use exoscope::{
    biology::{
        controls::{Change, TimedChange},
        parameters::Parameters,
        vesicles::{Pathway, VesicleKind},
    },
    scene,
    sim::{
        self, SimulationPlugin,
        chance::Chance,
        efflux::Efflux,
        energy::{AtpAccount, AtpPlace},
        membrane::AreaLedger,
        record::{Detail, Event, EventKind, Record, Sample},
        session::Session,
        vesicle::{Cause, FusionPore, Vesicle},
    },
    units::SimTime,
};

fn lysosome() -> VesicleKind {
    VesicleKind::named("lysosome").expect("a built-in class")
}

fn multivesicular_body() -> VesicleKind {
    VesicleKind::named("multivesicular_body").expect("a built-in class")
}

/// Calcium at rest all the time.
const QUIET: [(&str, &str); 1] = [("0s", "session.script=false")];

struct Run {
    app: App,
    events: Vec<Event>,
    samples: Vec<Sample>,
    membrane: f64,
}

impl Run {
    fn new(seed: u64, changes: &[(&str, &str)]) -> Self {
        let session = Session {
            scene: scene::load("waste_disposal").unwrap(),
            seed,
            changes: changes
                .iter()
                .map(|(at, change)| TimedChange {
                    at: at.parse().unwrap(),
                    change: Change::parse(change).unwrap(),
                })
                .collect(),
        };
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, SimulationPlugin { session }));
        app.finish();
        app.cleanup();
        app.world_mut().resource_mut::<Record>().keep_all = true;
        let membrane = app.world().resource::<AreaLedger>().total();
        Self {
            app,
            events: Vec::new(),
            samples: Vec::new(),
            membrane,
        }
    }

    /// Runs to a moment and holds the sum of all membrane constant.
    fn to(&mut self, seconds: f64) {
        sim::advance_to(self.app.world_mut(), SimTime::from_secs(seconds));
        let mut record = self.app.world_mut().resource_mut::<Record>();
        self.events.extend(record.events.drain(..));
        self.samples.extend(record.samples.drain(..));
        let total = self.app.world().resource::<AreaLedger>().total();
        let share = total / self.membrane;
        assert!((share - 1.0).abs() < 1e-9, "{share} at {seconds} s");
    }

    fn whole(seed: u64, seconds: f64, changes: &[(&str, &str)]) -> Self {
        let mut run = Self::new(seed, changes);
        run.to(seconds);
        run
    }

    fn of(&self, kind: VesicleKind, what: EventKind) -> impl Iterator<Item = &Event> {
        let events = self.events.iter();
        events.filter(move |event| event.kind == kind && event.what == what)
    }

    fn count(&self, kind: VesicleKind, what: EventKind) -> usize {
        self.of(kind, what).count()
    }

    fn last(&self) -> Sample {
        *self.samples.last().unwrap()
    }
}

/// How many exosomes or molecules an event speaks of.
fn number(event: &Event) -> u64 {
    event.counted().unwrap().into()
}

#[test]
fn without_calcium_no_lysosome_fuses_and_multivesicular_bodies_do() {
    for seed in [1, 2] {
        let run = Run::whole(seed, 900.0, &QUIET);
        assert_eq!(run.count(lysosome(), EventKind::Triggered), 0);
        assert!(run.count(lysosome(), EventKind::Primed) >= 5);
        let opened = run.count(multivesicular_body(), EventKind::PoreOpened);
        assert!(opened >= 8, "{opened}");
        for event in run.of(multivesicular_body(), EventKind::PoreOpened) {
            assert_eq!(event.cause(), Some(Cause::Constitutive));
            assert_eq!(event.pathway, Pathway::Constitutive);
        }
        assert_eq!(run.count(multivesicular_body(), EventKind::Primed), 0);
        assert_eq!(run.last().waste_released, 0);
        assert!(run.last().exosomes_released > 100);
    }
}

#[test]
fn one_to_five_micromolar_calcium_releases_a_few_to_twenty_per_cent_within_ten_minutes() {
    const SEEDS: u64 = 3;
    for clamp in ["calcium.clamp_um=1", "calcium.clamp_um=5"] {
        let (mut fused, mut all) = (0, 0);
        let mut times = Vec::new();
        for seed in 1..=SEEDS {
            let run = Run::whole(seed, 600.0, &[QUIET[0], ("0s", clamp)]);
            fused += run.count(lysosome(), EventKind::PoreOpened);
            let at_first = |event: &&Event| event.time == SimTime::ZERO;
            all += run
                .of(lysosome(), EventKind::Spawned)
                .filter(at_first)
                .count();
            for event in run.of(lysosome(), EventKind::PoreOpened) {
                assert_eq!(event.cause(), Some(Cause::CalciumClamp));
                times.push(event.time.as_secs());
            }
        }
        // Published: a few to 20 %; about 150 lysosomes in all.
        let share = fused as f64 / all as f64;
        assert!((0.015..0.2).contains(&share), "{clamp}: {fused} of {all}");
        // And over minutes.
        times.sort_by(f64::total_cmp);
        let median = times[times.len() / 2];
        assert!((30.0..400.0).contains(&median), "{clamp}: {median} s");
    }
}

#[test]
fn a_short_rise_of_calcium_does_next_to_nothing() {
    let pulse = [
        QUIET[0],
        ("1s", "calcium.clamp_um=5"),
        ("1500ms", "calcium.clamp_um=0"),
    ];
    let opened = (1..=4).map(|seed| {
        let run = Run::whole(seed, 60.0, &pulse);
        run.count(lysosome(), EventKind::PoreOpened)
    });
    let opened: usize = opened.sum();
    assert!(opened <= 1, "{opened} of some twenty that were ready");
}

#[test]
fn a_ball_leaves_only_through_a_pore_wider_than_itself() {
    let mut run = Run::new(3, &[QUIET[0], ("0s", "calcium.clamp_um=5")]);
    let (mut exosomes, mut bodies) = (0, 0);
    for step in 1..=120 {
        run.to(f64::from(step));
        let world = run.app.world_mut();
        let parameters = world.resource::<Parameters>().clone();
        let chance = *world.resource::<Chance>();
        let mut pores = world.query::<(&Vesicle, &FusionPore)>();
        for (vesicle, pore) in pores.iter(world) {
            let Efflux::Balls(balls) = &pore.efflux else {
                panic!("only balls leave here");
            };
            let lumen = vesicle.lumen(&parameters, &chance);
            for ball in balls {
                let Some(radius_nm) = lumen.radii_nm.get(ball.number as usize) else {
                    continue;
                };
                // The pore is looked up in steps of some 30 ms while it widens.
                let pore_nm = pore.aqueous_nm_at(ball.at + SimTime::from_millis(40.0));
                assert!(pore_nm > *radius_nm || ball.at == pore.ends);
                if vesicle.kind == multivesicular_body() {
                    exosomes += 1;
                } else {
                    bodies += 1;
                }
            }
        }
    }
    assert!(exosomes > 50 && bodies > 20, "{exosomes} {bodies}");
}

#[test]
fn no_exosome_is_ever_lost() {
    for seed in [1, 5] {
        let mut run = Run::new(seed, &[]);
        for step in 1..=60 {
            run.to(10.0 * f64::from(step));
        }
        // What multivesicular bodies began with, and what they were given when
        // they were made anew beyond the scene.
        let mut given = 0;
        let mut contents = std::collections::BTreeMap::new();
        let mut events = run
            .events
            .iter()
            .filter(|event| event.kind == multivesicular_body())
            .peekable();
        let mut looked_at = 0;
        for sample in &run.samples {
            while let Some(event) = events.next_if(|event| event.time <= sample.time) {
                match event.what {
                    EventKind::Spawned if event.detail != Detail::Pit => {
                        given += number(event);
                        contents.insert(event.vesicle, number(event));
                    }
                    EventKind::Refilled => {
                        let before = contents.get(&event.vesicle).copied().unwrap_or(0);
                        given += number(event) - before;
                        contents.insert(event.vesicle, number(event));
                    }
                    _ => {}
                }
            }
            let there = sample.exosomes_inside + sample.exosomes_released;
            assert_eq!(there, given, "at {}", sample.time);
            assert!(sample.exosomes_outside <= sample.exosomes_released);
            looked_at += 1;
        }
        assert!(looked_at > 1000);
        let last = run.last();
        assert!(last.exosomes_released > last.exosomes_outside);
        // As many were told of as were counted, but for those of open pores.
        let told: u64 = run
            .of(multivesicular_body(), EventKind::Emptied)
            .map(number)
            .sum();
        assert!((told..told + 80).contains(&last.exosomes_released));
    }
}

#[test]
fn a_kiss_and_run_lets_no_exosome_out_and_costs_a_lysosome_its_acid_alone() {
    let changes = [
        QUIET[0],
        ("0s", "fusion.mode=kiss_and_run"),
        ("0s", "calcium.clamp_um=5"),
    ];
    let run = Run::whole(2, 900.0, &changes);
    for kind in [lysosome(), multivesicular_body()] {
        assert!(run.count(kind, EventKind::PoreClosed) >= 3);
        assert_eq!(run.count(kind, EventKind::Emptied), 0);
    }
    let last = run.last();
    assert_eq!((last.exosomes_released, last.waste_released), (0, 0));
    // Its pump makes it acid again, and it is used again.
    let acid = run
        .app
        .world()
        .resource::<AtpAccount>()
        .of(AtpPlace::Refilling);
    let refilled = run.count(lysosome(), EventKind::Refilled) as u64;
    assert!(refilled >= 2);
    assert!(
        acid >= 2 * 450_000 && acid.is_multiple_of(450_000),
        "{acid}"
    );
}

#[test]
fn toxins_that_cut_the_snares_of_synapses_spare_lysosomes() {
    let fused = |changes: &[(&str, &str)]| {
        let run = Run::whole(4, 300.0, changes);
        run.count(lysosome(), EventKind::PoreOpened)
    };
    let held = ("0s", "calcium.clamp_um=5");
    let plain = fused(&[QUIET[0], held]);
    assert!(plain >= 3, "{plain}");
    assert_eq!(fused(&[QUIET[0], held, ("0s", "drug.tetanus=1")]), plain);
}

#[test]
fn watching_waste_leave_changes_nothing() {
    let run = |interval: Option<f64>| {
        let mut run = Run::new(6, &[]);
        let steps = interval.map_or(0, |interval| (40.0 / interval) as u32);
        for step in 1..=steps {
            let at = interval.unwrap_or_default() * f64::from(step);
            if at < 40.0 {
                run.to(at);
            }
        }
        run.to(40.0);
        run
    };
    let plain = run(None);
    assert!(plain.count(multivesicular_body(), EventKind::PoreOpened) > 0);
    for interval in [1.0 / 24.0, 1.0 / 60.0, 0.37] {
        let watched = run(Some(interval));
        assert_eq!(watched.events, plain.events, "events at {interval} s");
        assert_eq!(watched.samples, plain.samples, "samples at {interval} s");
    }
}

#[test]
fn an_hour_of_waste_neither_swells_the_cell_nor_runs_dry() {
    let mut run = Run::new(7, &[]);
    for minute in 1..=60 {
        run.to(60.0 * f64::from(minute));
    }
    let first = run.samples[0];
    for sample in &run.samples {
        let grown = sample.membrane_area_nm2 / first.membrane_area_nm2;
        assert!((0.9..1.1).contains(&grown), "{grown} at {}", sample.time);
        assert!(sample.exosomes_outside < 500);
    }
    let late = run
        .of(multivesicular_body(), EventKind::PoreOpened)
        .filter(|event| event.time > SimTime::from_secs(3000.0))
        .count();
    assert!(late > 5, "{late} in the last ten minutes");
    // Calcium is at rest again after ten minutes, and lysosomes wait as before.
    let opened = run.of(lysosome(), EventKind::PoreOpened);
    let last = opened.map(|event| event.time.as_secs()).fold(0.0, f64::max);
    assert!((10.0..620.0).contains(&last), "{last}");
    assert!(run.last().primed >= 3, "{} primed", run.last().primed);
}
