//! Sizes, measured from the triangles that are drawn and held against those that
//! are published.

use bevy::{
    math::{DVec3, ops},
    prelude::*,
};
use rand_chacha::ChaCha8Rng;

use super::{
    HALF_BILAYER_NM,
    bowl::{ball_mould, bowl_mould},
    coat::{CoatPlaces, Collar, Footing, ScaledCage, draw_cage, draw_collar},
    cutaway::{CELL_TONES, CutSheet, Cutaway, Sheet},
    cytoskeleton::{filament, microtubule},
    figures::{CARRIER_STRETCH, Figure},
    fusion::{Bench, draw_free_tubule},
    machinery::{Stand, Sway, draw_bundle, draw_motor, draw_pillar, draw_tethers},
    membrane,
    moulds::{CARRIER_NM, SYNAPTIC_NM, body_radii, nearest_body},
    sculpt::{Axes, Bead, Sculpture, TAU},
    seats,
    secretion::draw_load,
    sparks::Sparks,
    theme::Tone,
    tubule::Tubule,
    waste::exosome,
};
use crate::{
    biology::{
        parameters::{Parameters, Size},
        vesicles::{VesicleKind, golgi_carriers},
    },
    geometry::{neck::Neck, spline::Spline, tail::Tail},
    scene::{Scene, built_in, load},
    sim::{
        Session, SimulationPlugin,
        chance::{Chance, Purpose},
        cytoskeleton::{Cytoskeleton, Track},
        lumen::Lumen,
        membrane::PlasmaMembrane,
        places::Places,
        vesicle::{Motion, Motor, Stage, VesicleId},
    },
    units::SimTime,
};

/// A bilayer, in nanometres.
const BILAYER: std::ops::RangeInclusive<f32> = 4.0..=5.0;

/// The largest distance between two places.
fn longest(sculpture: &Sculpture) -> f32 {
    let places: Vec<Vec3> = sculpture.places().collect();
    let from = |one: &Vec3| {
        places
            .iter()
            .map(|other| one.distance(*other))
            .fold(0.0, f32::max)
    };
    places.iter().map(from).fold(0.0, f32::max)
}

fn middle(sculpture: &Sculpture) -> Vec3 {
    let (sum, count) = sculpture
        .places()
        .fold((Vec3::ZERO, 0.0), |(sum, count), at| {
            (sum + at, count + 1.0)
        });
    sum / count
}

/// The balls among the bodies, as middle and distance of the corners from it.
fn balls(sculpture: &Sculpture) -> Vec<(Vec3, f32)> {
    let ball = |body: Sculpture| {
        let centre = middle(&body);
        let far = body.places().map(|at| at.distance(centre));
        let (least, most) = far.fold((f32::MAX, 0.0_f32), |(least, most), far| {
            (least.min(far), most.max(far))
        });
        (most - least < 0.01 * most).then_some((centre, most))
    };
    // The corners of a short rod may lie on a ball as well.
    let bodies = sculpture.bodies().into_iter();
    bodies
        .filter(|body| body.triangle_count() >= 20)
        .filter_map(ball)
        .collect()
}

/// Where a ray meets a surface: how far along it, ascending.
fn crossings(sculpture: &Sculpture, from: Vec3, way: Vec3) -> Vec<f32> {
    let mut found: Vec<f32> = sculpture
        .corners()
        .filter_map(|corners| crossing(corners.map(|(at, _)| at), from, way))
        .collect();
    found.sort_by(f32::total_cmp);
    // A ray along an edge meets both of its triangles.
    found.dedup_by(|a, b| (*a - *b).abs() < 1e-3);
    found
}

/// Möller and Trumbore's way to find where a ray meets a triangle.
fn crossing([a, b, c]: [Vec3; 3], from: Vec3, way: Vec3) -> Option<f32> {
    const EDGE: f32 = 1e-5;
    let (ab, ac, to) = (b - a, c - a, from - a);
    let across = way.cross(ac);
    let whole = ab.dot(across);
    if whole.abs() < 1e-9 {
        return None;
    }
    let other = to.cross(ab);
    let (u, v) = (to.dot(across) / whole, way.dot(other) / whole);
    let is_inside = u >= -EDGE && v >= -EDGE && u + v <= 1.0 + EDGE;
    let along = ac.dot(other) / whole;
    (is_inside && along > 0.0).then_some(along)
}

fn straight_track() -> Track {
    Track {
        carries: None,
        name: "straight".into(),
        curve: Spline::through(&[DVec3::ZERO, DVec3::X * 500.0, DVec3::X * 1000.0])
            .expect("three different points"),
    }
}

/// Distance from the axis of a straight track.
fn off_axis(at: Vec3) -> f32 {
    Vec2::new(at.y, at.z).length()
}

fn is_midway(at: &Vec3) -> bool {
    (100.0..900.0).contains(&at.x)
}

#[test]
fn a_microtubule_is_25_nm_wide_with_thirteen_protofilaments_about_a_bore() {
    let mut tube = Sculpture::default();
    microtubule(&mut tube, &straight_track(), &Cutaway::default(), false);
    let widest = tube.places().filter(is_midway).map(off_axis);
    let outer = 2.0 * widest.fold(0.0, f32::max);
    assert!((23.0..=27.0).contains(&outer), "{outer} nm");
    let bore = 2.0
        * tube
            .places()
            .map(off_axis)
            .filter(|off| *off > 1.0)
            .fold(f32::MAX, f32::min);
    assert!((11.0..=17.0).contains(&bore), "{bore} nm");
    let wall = 0.5 * (outer - bore);
    assert!((4.5..=5.5).contains(&wall), "{wall} nm");
    // Crests around one ring.
    let place = tube
        .places()
        .map(|at| at.x)
        .min_by(|a, b| (a - 400.0).abs().total_cmp(&(b - 400.0).abs()))
        .expect("a tube has rings");
    let ring = tube.places().filter(|at| (at.x - place).abs() < 0.1);
    let crests: std::collections::BTreeSet<i32> = ring
        .filter(|at| 2.0 * off_axis(*at) > outer - 0.1)
        .map(|at| (ops::atan2(at.z, at.y) / TAU * 130.0).round() as i32)
        .map(|angle| angle.rem_euclid(130))
        .collect();
    assert_eq!(crests.len(), 13);
    // The paint draws a dimer every eight units of the pattern: they are nanometres.
    for (at, pattern) in tube.corners().flatten().filter(|(at, _)| is_midway(at)) {
        assert!((at.x - pattern.y).abs() < 0.5, "{at} {pattern}");
    }
}

#[test]
fn actin_is_7_nm_wide_and_its_strands_cross_every_36_nm() {
    let mut actin = Sculpture::default();
    filament(&mut actin, &straight_track(), &Cutaway::default());
    let widest = actin.places().filter(is_midway).map(off_axis);
    let width = 2.0 * widest.fold(0.0, f32::max);
    assert!((6.5..=7.5).contains(&width), "{width} nm");
    let strand = actin
        .bodies()
        .into_iter()
        .max_by_key(Sculpture::triangle_count)
        .expect("two strands");
    // The strand's way around the axis, ring by ring.
    let mut rings = std::collections::BTreeMap::<i32, (Vec2, f32)>::new();
    for at in strand.places().filter(is_midway) {
        let ring = rings.entry((at.x / 2.0).round() as i32).or_default();
        ring.0 += Vec2::new(at.y, at.z);
        ring.1 += 1.0;
    }
    let middles: Vec<(f32, Vec2)> = rings
        .into_iter()
        .map(|(ring, (sum, count))| (2.0 * ring as f32, sum / count))
        .collect();
    let turned: f32 = middles
        .windows(2)
        .map(|pair| pair[0].1.angle_to(pair[1].1))
        .sum();
    let crossover = (middles[middles.len() - 1].0 - middles[0].0) / (turned.abs() / (0.5 * TAU));
    assert!((35.0..=37.0).contains(&crossover), "{crossover} nm");
}

/// Where a walking motor's two feet stand on a straight track, in the middle between
/// two steps, after so many.
fn feet(motor: Motor, step_nm: f64, steps_done: u32) -> [f32; 2] {
    let tracks = Cytoskeleton {
        microtubules: vec![straight_track()],
        actin: vec![straight_track()],
    };
    let motion = Motion::Stepping {
        motor,
        track: 0,
        azimuth: 0.0,
        offset_nm: 50.0,
        from_nm: 500.0,
        step_nm,
        steps: (1..=20)
            .map(|step| SimTime::from_millis(100.0 * f64::from(step)))
            .collect(),
    };
    let now = SimTime::from_millis(100.0 * f64::from(steps_done) + 50.0);
    let load = 500.0 + step_nm * f64::from(steps_done);
    let place = tracks.actin[0].curve.at(load).around(0.0, 50.0);
    let figure = Figure {
        centre: place.as_vec3(),
        ..figure(
            1,
            VesicleKind::built_in("synaptic_vesicle"),
            SYNAPTIC_NM,
            Stage::Walking,
        )
    };
    let mut drawn = Sculpture::default();
    draw_motor(
        &mut drawn,
        &figure,
        &motion,
        &tracks,
        now,
        &Sparks::default(),
    );
    let mut balls = balls(&drawn);
    // Kinesin's and myosin's heads are their largest balls; dynein's feet, which bind
    // the track, its smallest.
    balls.sort_by(|one, other| other.1.total_cmp(&one.1));
    if motor == Motor::Dynein {
        balls.reverse();
    }
    [balls[0].0.x, balls[1].0.x]
}

fn figure(id: u32, kind: VesicleKind, radius: f32, stage: Stage) -> Figure {
    Figure {
        id: VesicleId(id),
        kind,
        stage,
        is_membrane: false,
        turned: Quat::IDENTITY,
        centre: Vec3::ZERO,
        radius,
        presence: 1.0,
        nm_per_pixel: 0.1,
        filled: 1.0,
    }
}

#[test]
fn kinesin_and_dynein_walk_in_steps_of_8_nm_and_myosin_in_steps_of_36() {
    let parameters = Parameters::default();
    for (motor, step_nm, published) in [
        (Motor::Kinesin1, parameters.kinesin_1.step_nm, 8.0),
        (Motor::Dynein, -parameters.dynein.step_nm, 8.0),
        (Motor::MyosinV, parameters.myosin_v.step_nm, 36.0),
    ] {
        let apart = |feet: [f32; 2]| (feet[0] - feet[1]).abs();
        let ahead = |feet: [f32; 2]| {
            feet.map(|foot| foot * step_nm.signum() as f32)[..]
                .iter()
                .fold(f32::MIN, |most, foot| most.max(*foot))
        };
        for steps in [3, 4] {
            let (now, next) = (feet(motor, step_nm, steps), feet(motor, step_nm, steps + 1));
            assert!((apart(now) - published).abs() < 0.3, "{motor:?}: {now:?}");
            let stepped = ahead(next) - ahead(now);
            assert!((stepped - published).abs() < 0.3, "{motor:?}: {stepped}");
        }
    }
}

/// A vesicle's leaflets by a ray from its centre to the side that is whole: outer
/// radius, and thickness of the bilayer.
fn measured(bowl: &Sculpture) -> [f32; 2] {
    let hits = crossings(bowl, Vec3::ZERO, Vec3::new(0.31, 0.22, -0.9).normalize());
    assert_eq!(hits.len(), 2, "{hits:?}");
    [hits[1], hits[1] - hits[0]]
}

#[test]
fn a_synaptic_vesicle_is_42_nm_wide_and_its_bilayer_a_tenth_of_that() {
    for [around, down] in [[22, 9], [72, 28]] {
        let [_, thick] = measured(&bowl_mould(SYNAPTIC_NM, around, down));
        assert!(BILAYER.contains(&thick), "{thick} nm");
        for shape in [
            bowl_mould(SYNAPTIC_NM, around, down),
            ball_mould(SYNAPTIC_NM, around, down),
        ] {
            let outer = shape.of_tone(Tone::CytosolicLeaflet);
            assert!(
                (longest(&outer) - 42.0).abs() < 0.5,
                "{} nm",
                longest(&outer)
            );
        }
    }
    let synaptic = VesicleKind::built_in("synaptic_vesicle");
    let synaptic = Parameters::default().class(synaptic).size.mean_nm() as f32;
    assert!((synaptic - SYNAPTIC_NM).abs() < 0.5);
}

#[test]
fn a_carrier_drawn_out_along_its_way_keeps_its_bilayer() {
    let [_, thick] = measured(&bowl_mould(CARRIER_NM, 72, 28));
    for scale in [CARRIER_STRETCH, 1.0 / CARRIER_STRETCH.sqrt()] {
        assert!(BILAYER.contains(&(thick * scale)), "{} nm", thick * scale);
    }
}

#[test]
fn large_vesicles_have_their_published_sizes_and_the_bilayer_of_all_others() {
    let parameters = Parameters::default();
    for (name, [least, most]) in [
        ("chromaffin_granule", [100.0, 400.0]),
        ("insulin_granule", [250.0, 350.0]),
        ("lysosome", [100.0, 1000.0]),
        ("multivesicular_body", [300.0, 1000.0]),
    ] {
        let size = parameters.class(VesicleKind::built_in(name)).size;
        let [smallest, largest] = size.bounds_nm().map(|nm| nm as f32);
        let cast = body_radii([smallest, largest]);
        for step in 0..=40 {
            let radius = smallest + (largest - smallest) * step as f32 / 40.0;
            let body = cast[nearest_body(cast.iter().copied(), radius)];
            let scale = radius / body;
            let [outer, thick] = measured(&bowl_mould(body, 72, 28)).map(|nm| nm * scale);
            assert!(
                (least..=most).contains(&(2.0 * outer.round())),
                "{outer} nm"
            );
            assert!(BILAYER.contains(&thick), "{thick} nm at {outer}");
        }
        assert!((2.0 * smallest..=2.0 * largest).contains(&(2.0 * size.mean_nm() as f32)));
    }
    let granule = VesicleKind::built_in("chromaffin_granule");
    let mean = 2.0 * parameters.class(granule).size.mean_nm() as f32;
    let outer = longest(&ball_mould(0.5 * mean, 72, 40));
    assert!((outer - 215.0).abs() < 2.0, "{outer} nm");
}

#[test]
fn exosomes_are_40_to_150_nm_wide_with_a_bilayer_of_their_own() {
    let parameters = Parameters::default();
    let chance = Chance::from_seed(1);
    let kind = VesicleKind::built_in("multivesicular_body");
    let radius_nm = parameters.class(kind).size.mean_nm();
    let mut count = 0;
    for id in 0..12 {
        let lumen = Lumen::of(VesicleId(id), kind, radius_nm, &parameters, &chance);
        for radius_nm in lumen.radii_nm {
            let radius = radius_nm as f32;
            let mut drawn = Sculpture::default();
            let axes = Axes::about(Vec3::ZERO, Vec3::Z, Vec3::X);
            exosome(&mut drawn, &axes, radius, 0.3 * radius, 30.0);
            let [outer, thick] = measured(&drawn);
            assert!((39.5..=150.5).contains(&(2.0 * outer)), "{outer} nm");
            assert!(BILAYER.contains(&thick), "{thick} nm");
            // Whole ones are beads.
            let mut bead = Sculpture::default();
            let stretch = Vec3::splat(radius);
            bead.bead(Vec3::ZERO, stretch, Bead::Fine, Tone::OuterLeaflet, 1.0);
            assert!((39.5..=156.0).contains(&longest(&bead)));
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}

/// A vesicle over a flat membrane, `gap_nm` between their faces.
fn standing(radius: f32, gap_nm: f32) -> Stand {
    Stand {
        axes: Axes::about(Vec3::ZERO, Vec3::Y, Vec3::Z),
        height: HALF_BILAYER_NM + gap_nm + radius,
        radius,
    }
}

/// A synaptic vesicle, a carrier, and granules of a chromaffin and a beta cell.
fn vesicles() -> [(VesicleKind, f32); 4] {
    [
        (VesicleKind::built_in("synaptic_vesicle"), SYNAPTIC_NM),
        (VesicleKind::built_in("constitutive_carrier"), CARRIER_NM),
        (VesicleKind::built_in("chromaffin_granule"), 107.5),
        (VesicleKind::built_in("chromaffin_granule"), 150.0),
    ]
}

#[test]
fn a_snare_bundle_is_12_nm_long_and_2_to_2_and_a_half_thick() {
    let gap = Parameters::default().steps.docked_gap_nm as f32;
    for (kind, radius) in vesicles() {
        let figure = figure(3, kind, radius, Stage::Primed);
        let mut bundle = Sculpture::default();
        // Closed to its very end.
        draw_bundle(&mut bundle, &figure, &standing(radius, gap), 0.62, 1.3);
        let snap25 = bundle.of_tone(Tone::Snap25);
        let long = longest(&snap25);
        assert!((11.0..=13.0).contains(&long), "{kind:?}: {long} nm");
        let (near, far) = ends(&snap25);
        let along = (far - near).normalize();
        let half = 0.5 * (near + far);
        let slice: Vec<Vec3> = bundle
            .places()
            .map(|at| at - half)
            .filter(|at| at.dot(along).abs() < 0.7)
            .map(|at| at - along * at.dot(along))
            .collect();
        let across = |one: &Vec3| slice.iter().map(|at| one.distance(*at)).fold(0.0, f32::max);
        let thick = slice.iter().map(across).fold(0.0, f32::max);
        assert!((2.0..=2.5).contains(&thick), "{kind:?}: {thick} nm");
    }
}

/// The two ends of something long: the middles of what is near to either.
fn ends(sculpture: &Sculpture) -> (Vec3, Vec3) {
    let places: Vec<Vec3> = sculpture.places().collect();
    let farthest = |from: Vec3| {
        let mut sorted = places.clone();
        sorted.sort_by(|a, b| from.distance(*b).total_cmp(&from.distance(*a)));
        let count = sorted.len() / 12;
        sorted[..count].iter().sum::<Vec3>() / count as f32
    };
    let one = farthest(middle(sculpture));
    let other = farthest(one);
    (farthest(other), other)
}

#[test]
fn tethers_are_5_to_25_nm_long_and_the_exocyst_about_32() {
    let parameters = Parameters::default();
    for (kind, radius) in vesicles() {
        let is_exocyst = kind.is_carrier();
        let (gap, lengths) = if is_exocyst {
            (parameters.steps.exocyst_nm, 29.0..=38.0)
        } else {
            (parameters.steps.tether_nm, 5.0..=25.0)
        };
        for id in 0..60 {
            let figure = figure(id, kind, radius, Stage::Tethered);
            let mut drawn = Sculpture::default();
            let sway = Sway {
                seconds: 0.13 * id as f32,
                size: 1.0,
            };
            draw_tethers(&mut drawn, &figure, &standing(radius, gap as f32), sway);
            let threads = drawn.bodies().into_iter();
            for thread in threads.filter(|body| body.triangle_count() > 100) {
                let long = longest(&thread);
                assert!(lengths.contains(&long), "{kind:?} {id}: {long} nm");
            }
        }
    }
}

#[test]
fn munc13_is_as_long_as_it_holds_bilayers_apart() {
    let gap = Parameters::default().steps.docked_gap_nm as f32;
    for (kind, radius) in vesicles() {
        let mut pillar = Sculpture::default();
        draw_pillar(&mut pillar, &standing(radius, gap), 1.35);
        let long = longest(&pillar);
        assert!((14.0..=21.0).contains(&long), "{kind:?}: {long} nm");
    }
}

/// The radius of the tip of a tubular carrier, and a tail for it.
fn tubular(kind: VesicleKind, rng: &mut ChaCha8Rng) -> (f64, Tail) {
    let parameters = Parameters::default();
    let Size::Tubular(form) = parameters.class(kind).size else {
        panic!("{kind:?} has no tube");
    };
    (form.tip_nm, form.tail(parameters.piece_nm2(kind), rng))
}

#[test]
fn procollagen_is_300_nm_long_in_a_carrier_as_long_as_published() {
    let parameters = Parameters::default();
    let kind = VesicleKind::built_in("procollagen_carrier");
    let mut rng = Chance::from_seed(1).draw(1, Purpose::Filling, 0);
    let (tip_nm, tail) = tubular(kind, &mut rng);
    let tubule = Tubule::upright(kind, tip_nm, &tail);
    let expected = parameters.class(kind).filling.molecules_in_mean() as usize;
    let mut load = Sculpture::default();
    draw_load(&mut load, &tubule, expected, &parameters.secretory);
    let rods = load.of_tone(Tone::Matrix).bodies().into_iter();
    let mut count = 0;
    for rod in rods.filter(|body| body.triangle_count() > 100) {
        let long = longest(&rod);
        assert!((285.0..=315.0).contains(&long), "{long} nm");
        count += 1;
    }
    assert_eq!(count, expected);
}

#[test]
fn carriers_from_the_golgi_are_300_to_1700_nm_long_with_a_true_bilayer() {
    for kind in golgi_carriers() {
        for counter in 0..6 {
            let mut rng = Chance::from_seed(2).draw(1, Purpose::Filling, counter);
            let (tip_nm, tail) = tubular(kind, &mut rng);
            let tubule = Tubule::upright(kind, tip_nm, &tail);
            let mut drawn = Sculpture::default();
            draw_free_tubule(&mut drawn, &mut Bench::default(), &tubule);
            let heights = drawn.places().map(|at| at.y);
            let (low, high) = heights.fold((f32::MAX, f32::MIN), |(low, high), y| {
                (low.min(y), high.max(y))
            });
            let long = high - low;
            assert!((300.0..=1700.0).contains(&long), "{kind:?}: {long} nm");
            // Through the whole tube, half way up.
            let spine = tubule.spine(10)[5];
            let hits = crossings(&drawn, spine, Vec3::new(0.2, 0.0, 1.0).normalize());
            assert_eq!(hits.len(), 2, "{hits:?}");
            assert!(BILAYER.contains(&(hits[1] - hits[0])), "{hits:?}");
        }
    }
}

#[test]
fn a_clathrin_cage_has_struts_of_18_nm_and_room_for_adaptors() {
    let parameters = Parameters::default();
    let footing = Footing {
        id: VesicleId(1),
        axes: Axes::about(Vec3::ZERO, Vec3::Y, Vec3::Z),
        centre: 400.0,
        bent: f64::from(SYNAPTIC_NM - HALF_BILAYER_NM),
        sphere: f64::from(SYNAPTIC_NM - HALF_BILAYER_NM),
        clearing: None,
        size: 1.0,
    };
    let cage = ScaledCage::about(f64::from(SYNAPTIC_NM), &parameters.proteins);
    let mut drawn = Sculpture::default();
    let mut named = CoatPlaces::default();
    draw_cage(
        &mut drawn,
        &cage,
        &footing,
        1.0,
        1.0,
        &Cutaway::default(),
        &mut named,
    );
    let hubs: Vec<Vec3> = balls(&drawn.of_tone(Tone::Clathrin))
        .into_iter()
        .map(|(at, _)| at)
        .collect();
    assert_eq!(hubs.len(), 36);
    for hub in &hubs {
        let mut apart: Vec<f32> = hubs.iter().map(|other| hub.distance(*other)).collect();
        apart.sort_by(f32::total_cmp);
        // Itself, and the three that its struts lead to.
        for strut in &apart[1..4] {
            assert!((16.0..=19.0).contains(strut), "{strut} nm");
        }
        let room = hub.distance(Vec3::Y * 400.0) - SYNAPTIC_NM;
        assert!((9.0..=20.0).contains(&room), "{room} nm");
    }
}

#[test]
fn the_dynamin_spiral_fills_a_neck_of_10_nm_and_is_at_most_50_nm_wide() {
    let proteins = Parameters::default().proteins;
    let sphere = f64::from(SYNAPTIC_NM - HALF_BILAYER_NM);
    let neck = Neck::with_waist(sphere, 0.5 * proteins.dynamin_pitch_nm, 5.0);
    let footing = Footing {
        id: VesicleId(1),
        axes: Axes::about(Vec3::ZERO, Vec3::Y, Vec3::Z),
        centre: neck.centre_nm(),
        bent: sphere,
        sphere,
        clearing: None,
        size: 1.0,
    };
    let collar = Collar {
        waist: 5.0,
        wound: 1.0,
        left: 1.0,
        middle: neck.rim_nm as f32,
        widest: 0.5 * proteins.dynamin_diameter_nm as f32,
    };
    let mut drawn = Sculpture::default();
    let mut named = CoatPlaces::default();
    draw_collar(
        &mut drawn,
        &collar,
        &footing,
        &Cutaway::default(),
        &mut named,
    );
    let beads = balls(&drawn);
    // It leaves less of the neck's length free than another turn would take.
    let low = beads.iter().map(|(at, radius)| at.y - radius);
    let high = beads.iter().map(|(at, radius)| at.y + radius);
    let free = proteins.dynamin_pitch_nm as f32
        - 2.0 * HALF_BILAYER_NM
        - (high.fold(f32::MIN, f32::max) - low.fold(f32::MAX, f32::min));
    assert!((-1.5..=1.0).contains(&free), "{free} nm");
    let widest = beads
        .iter()
        .map(|(at, radius)| Vec2::new(at.x, at.z).length() + radius);
    let wide = 2.0 * widest.fold(0.0, f32::max);
    assert!((37.0..=50.5).contains(&wide), "{wide} nm");
}

/// The membranes of a built-in scene as they are drawn, uncut.
struct Membranes {
    app: App,
    cell: Vec<CutSheet>,
    neighbour: Option<CutSheet>,
}

impl Membranes {
    fn of(scene: &str) -> Self {
        let session = Session {
            scene: load(scene).expect("a built-in scene"),
            seed: 1,
            changes: Vec::new(),
        };
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, SimulationPlugin { session }));
        let world = app.world();
        let plasma = world.resource::<PlasmaMembrane>();
        let places = world.resource::<Places>();
        let (_, setting) = seats::take_places(plasma, places, world.resource::<Parameters>());
        let cell = membrane::cell_sheet(&setting).cut_parts(None, CELL_TONES);
        let neighbour = plasma
            .postsynaptic
            .as_ref()
            .map(|(_, surface)| Sheet::from(surface).cut(None, CELL_TONES));
        Self {
            app,
            cell,
            neighbour,
        }
    }

    /// Where a ray meets a leaflet of the cell first.
    fn meets(&self, leaflet: fn(&CutSheet) -> &Sculpture, from: Vec3, way: Vec3) -> Option<f32> {
        let firsts = self.cell.iter().filter_map(|sheet| {
            let hits = crossings(leaflet(sheet), from, way);
            hits.first().copied()
        });
        firsts.min_by(f32::total_cmp)
    }
}

#[test]
fn the_plasma_membrane_is_4_to_5_nm_thick_wherever_it_is_drawn() {
    for scene in built_in() {
        let membranes = Membranes::of(scene.name);
        for sheet in membranes.cell.iter().chain(&membranes.neighbour) {
            let mut odd = 0;
            for (outer, inner) in sheet.outer.corners().zip(sheet.inner.corners()) {
                // The inner leaflet's triangles are the outer's, turned.
                let ([a, b, c], below) = (outer.map(|(at, _)| at), inner[0].0);
                let normal = (b - a).cross(c - a).normalize_or_zero();
                let thick = normal.dot(a - below);
                odd += usize::from(!BILAYER.contains(&thick));
            }
            // Triangles at sharp bends lean against their corners' normals.
            let all = sheet.outer.triangle_count();
            assert!(odd * 50 <= all, "{}: {odd} of {all}", scene.name);
        }
    }
}

#[test]
fn a_cleft_is_15_to_25_nm_wide_between_the_membranes_drawn() {
    let mut measured = 0;
    for scene in built_in() {
        let membranes = Membranes::of(scene.name);
        let world = membranes.app.world();
        let (Some(neighbour), Some(zone)) =
            (&membranes.neighbour, world.resource::<Scene>().active_zone)
        else {
            continue;
        };
        let shape = &world.resource::<PlasmaMembrane>().shape;
        let centre = shape.closest(zone.centre);
        let out = shape.normal(centre).as_vec3();
        let side = out.any_orthonormal_vector();
        for step in -3..=3 {
            for lean in -3..=3 {
                let aside = side * step as f32 + out.cross(side) * lean as f32;
                let from = centre.as_vec3() + aside * (0.2 * zone.radius_nm as f32) - out * 60.0;
                let inner = membranes.meets(|sheet| &sheet.inner, from, out);
                let outer = membranes.meets(|sheet| &sheet.outer, from, out);
                let across = crossings(&neighbour.outer, from, out);
                let (Some(inner), Some(outer), Some(across)) = (inner, outer, across.first())
                else {
                    panic!("{}: no membrane there", scene.name);
                };
                assert!(BILAYER.contains(&(outer - inner)), "{} nm", outer - inner);
                let cleft = across - outer;
                assert!((15.0..=25.0).contains(&cleft), "{}: {cleft} nm", scene.name);
                measured += 1;
            }
        }
    }
    assert!(measured >= 49, "no scene has a cleft");
}
