//! What must hold in every scene, whatever anybody does to it: sessions with
//! changes of any controls at any moments. Lives are legal, times sorted, events
//! where their things are, no account ever falls, membrane is neither made nor
//! lost, every number is one, and it is the same run however often it is looked at.
//!
//! A few sessions a scene are run with the other tests; `EXOSCOPE_SESSIONS=16`
//! runs so many, from the seed `EXOSCOPE_FIRST_SEED` on.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod common;
#[path = "common/life.rs"]
mod life;
#[macro_use]
#[path = "common/scenes.rs"]
mod scenes;

use std::{collections::BTreeMap, env};

use bevy::prelude::*;
use exoscope::{
    biology::{
        controls::{Control, Kind, registry},
        vesicles::VesicleKind,
    },
    sim::{
        self,
        chance::{Chance, Purpose, between},
        cytoskeleton::Cytoskeleton,
        energy::AtpPlace,
        membrane::{AreaLedger, PlasmaMembrane},
        places::Places,
        record::{Event, EventKind, Record, Sample},
        vesicle::Vesicle,
    },
    units::SimTime,
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Sessions a scene when nothing else is asked for.
const SESSIONS: u64 = 1;
/// Between looks at the same run, two ways: neither is a multiple of the other.
const LOOKS_S: [f64; 2] = [1.0 / 24.0, 1.0 / 7.0];

/// What is done in a session, as `--at TIME key=value` would say it.
fn changes(rng: &mut ChaCha8Rng, until_s: f64) -> Vec<(String, String)> {
    let count = rng.random_range(6..25);
    (0..count)
        .map(|_| {
            let control = &registry()[rng.random_range(0..registry().len())];
            let at_ns = (between(rng, 0.0, until_s) * 1e9) as u64;
            let at_ns = if rng.random_range(0..8) == 0 {
                0
            } else {
                at_ns
            };
            let change = format!("{}={}", control.key, some_value(control, rng));
            (format!("{at_ns}ns"), change)
        })
        .collect()
}

fn some_value(control: &Control, rng: &mut ChaCha8Rng) -> String {
    match &control.kind {
        Kind::Momentary => "true".to_owned(),
        Kind::Switch => (rng.random_range(0..2) == 0).to_string(),
        Kind::Choice(words) => words[rng.random_range(0..words.len())].clone(),
        // The ends are where faults are.
        Kind::Number { min, max, .. } => match rng.random_range(0..5) {
            0 => min.to_string(),
            1 => max.to_string(),
            _ => between(rng, *min, *max).to_string(),
        },
    }
}

/// How long a session of a scene lasts: where all is molecules, or all is calcium
/// that is held, little time holds much.
fn seconds(scene: &str, rng: &mut ChaCha8Rng) -> f64 {
    match scene {
        "cleft_box" => 0.02,
        "calcium_clamp" => 1.0,
        _ => between(rng, 10.0, 60.0),
    }
}

/// Runs a session and holds it to the laws; what it left behind.
fn run(
    scene: &str,
    seed: u64,
    made: &[(String, String)],
    until_s: f64,
    look_s: f64,
) -> (Vec<Event>, Vec<Sample>) {
    let made: Vec<(&str, &str)> = made
        .iter()
        .map(|(at, change)| (at.as_str(), change.as_str()))
        .collect();
    let mut app = common::app(scene, seed, &made);
    let until = SimTime::from_secs(until_s);
    let look = SimTime::from_secs(look_s.min(until_s / 7.3));
    let (mut events, mut samples) = (Vec::new(), Vec::new());
    let (mut now, mut area) = (SimTime::ZERO, None);
    let mut largest = BTreeMap::new();
    while now < until {
        now = (now + look).min(until);
        sim::advance_to(app.world_mut(), now);
        note_largest(app.world_mut(), &mut largest);
        let mut record = app.world_mut().resource_mut::<Record>();
        let news: Vec<Event> = record.events.drain(..).collect();
        samples.extend(record.samples.drain(..));
        for event in &news {
            assert!(event.time <= now);
            assert_in_place(event, app.world(), &largest);
        }
        events.extend(news);
        let total = app.world().resource::<AreaLedger>().total();
        let first = *area.get_or_insert(total);
        assert!((total / first - 1.0).abs() < 1e-9, "{first} became {total}");
    }
    assert!(events.is_sorted_by_key(|event| event.time));
    life::assert_all_legal(&events);
    assert_accounts(&samples);
    (events, samples)
}

/// The largest radius of each kind so far.
fn note_largest(world: &mut World, largest: &mut BTreeMap<VesicleKind, f64>) {
    let mut vesicles = world.query::<&Vesicle>();
    for vesicle in vesicles.iter(world) {
        let radius_nm = largest.entry(vesicle.kind).or_default();
        *radius_nm = radius_nm.max(vesicle.radius_nm);
    }
}

/// It happened where its vesicle is: at its site on the membrane, at its track, or
/// else in the cell.
fn assert_in_place(event: &Event, world: &World, largest: &BTreeMap<VesicleKind, f64>) {
    /// Tethers and what jitters at them; a motor and its stalk.
    const BOUND_NM: f64 = 90.0;
    /// How far inside out of the membrane's field may lie.
    const OUTSIDE_NM: f64 = 60.0;
    assert!(event.position_nm.is_finite(), "{event:?}");
    let radius_nm = largest.get(&event.kind).copied().unwrap_or(50.0);
    let places = world.resource::<Places>();
    let mut sites = [&places.release, &places.constitutive, &places.pits]
        .into_iter()
        .flatten();
    if let Some(site) = sites.find(|site| site.name == event.site) {
        let away_nm = event.position_nm - site.place.point;
        let up_nm = away_nm.dot(site.place.inward);
        let beside_nm = (away_nm - up_nm * site.place.inward).length();
        assert!(
            (-5.0..2.0 * radius_nm + BOUND_NM).contains(&up_nm) && beside_nm < BOUND_NM,
            "{up_nm} nm above and {beside_nm} nm beside its site: {event:?}"
        );
        return;
    }
    let tracks = &world.resource::<Cytoskeleton>().microtubules;
    if let Some(track) = tracks.iter().find(|track| track.name == event.site) {
        let (_, away_nm) = track.curve.nearest(event.position_nm);
        assert!(away_nm < radius_nm + BOUND_NM, "{away_nm} nm: {event:?}");
        return;
    }
    assert!(
        event.site.is_empty() && event.what != EventKind::Emptied,
        "no such place: {event:?}"
    );
    let shape = &world.resource::<PlasmaMembrane>().shape;
    let outside_nm = shape.distance(event.position_nm);
    assert!(outside_nm < OUTSIDE_NM, "{outside_nm} nm: {event:?}");
}

/// What was counted stays counted, the parts make the sum, and all are numbers.
fn assert_accounts(samples: &[Sample]) {
    let sums = |sample: &Sample| {
        let atp = AtpPlace::ALL.map(|place| sample.energy.of(place));
        assert_eq!(atp.iter().sum::<u64>(), sample.atp_used, "{sample:?}");
        let others = [
            sample.energy.dynamin_gtp,
            sample.released_vesicles,
            sample.released_molecules,
            sample.released_procollagen,
            sample.exosomes_released,
            sample.waste_released,
        ];
        [atp.as_slice(), &others].concat()
    };
    for pair in samples.windows(2) {
        let [before, after] = pair else { continue };
        assert!(before.time < after.time, "{before:?} {after:?}");
        let fell = sums(before)
            .into_iter()
            .zip(sums(after))
            .any(|(before, after)| after < before);
        assert!(!fell, "an account fell: {before:?} {after:?}");
    }
    let area = |sample: &Sample| {
        sample.membrane_area_nm2 + sample.vesicle_area_nm2 + sample.retrieved_area_nm2
    };
    let first = samples.first().map(area).unwrap_or_default();
    for sample in samples {
        let numbers = [
            sample.vm_mv,
            sample.calcium_um,
            sample.capacitance_ff,
            sample.amperometric_pa,
            sample.postsynaptic_pa,
            sample.fibrils_nm,
            area(sample),
        ];
        assert!(
            numbers.iter().all(|number| number.is_finite()),
            "{sample:?}"
        );
        let calm = sample.calcium_um >= 0.0 && sample.fibrils_nm >= 0.0;
        assert!(calm && sample.capacitance_ff > 0.0, "{sample:?}");
        let off = (area(sample) - first).abs() / first.max(1.0);
        assert!(off < 1e-6, "{off} of the membrane: {sample:?}");
    }
}

fn number_from(name: &str, otherwise: u64) -> u64 {
    env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

fn hold_to_the_laws(scene: &str) {
    let first = number_from("EXOSCOPE_FIRST_SEED", 1);
    for seed in first..first + number_from("EXOSCOPE_SESSIONS", SESSIONS) {
        let mut rng = Chance::from_seed(seed).draw(0, Purpose::Start, scene.len() as u64);
        let until_s = seconds(scene, &mut rng);
        let made = changes(&mut rng, until_s);
        // Said only where it fails.
        print!("exoscope simulate {scene} --seed {seed} --for {until_s}s");
        for (at, change) in &made {
            print!(" --at {at} {change}");
        }
        println!();
        let [one, other] = LOOKS_S.map(|look_s| run(scene, seed, &made, until_s, look_s));
        assert!(one == other, "another run when it is looked at more seldom");
    }
}

in_every_scene!(hold_to_the_laws);
