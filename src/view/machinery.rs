//! The proteins that do the work: motors that walk, tethers, SNAREs that
//! pair, and what makes a vesicle ready.
//!
//! They are few and follow the vesicles' stages, so they are made anew for
//! each frame as one mesh. A stage is told at a glance: threads are tethers,
//! half-open bundles are docking, closed bundles with pillars, and a flat ring
//! marked on the membrane around them, are priming.

use bevy::{math::ops, prelude::*};

use super::{
    HALF_BILAYER_NM, ViewSettings, ViewSystems,
    camera::PixelSize,
    cutaway::Cutaway,
    fading::smooth,
    figures::{Figure, Figures, own_number},
    laid::{LayOut, lay},
    sculpt::{Axes, Bead, PI, Point, Sculpture, TAU},
    sparks::{Sparks, strike},
    theme::Tone,
};
use crate::{
    geometry::{
        leaflets::Joined,
        spline::{Frame, Spline},
    },
    sim::{
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        membrane::PlasmaMembrane,
        vesicle::{FusionPore, Motion, Motor, Stage, Vesicle},
    },
    units::SimTime,
};

/// Coarser than this (nanometres a pixel) only rods as thick as a pixel are
/// drawn.
const FINEST_NM_PER_PIXEL: f32 = 3.0;
/// No motor, tether or SNARE is farther than this from its vesicle.
const REACH_NM: f32 = 200.0;
/// Time in which the rear head swings to the front.
const SWING: SimTime = SimTime::from_nanos(1_500_000);
/// Where heads stand over a microtubule's axis and an actin filament's.
const ON_MICROTUBULE_NM: f64 = 14.6;
const ON_ACTIN_NM: f64 = 5.6;
/// Distance from the middle of the contact at which a SNARE bundle begins, and
/// its length: 12 nm with its round ends.
const BUNDLE_FROM_NM: f32 = 6.5;
const BUNDLE_NM: f32 = 10.9;
/// Radius of a helix in it and of the circle on which four of them wind: together
/// 2.4 nm wide.
const HELIX_NM: f32 = 0.56;
const WOUND_NM: f32 = 0.64;
/// Angles at which bundles stand, from the viewer's side.
const BUNDLE_ANGLES: [f32; 4] = [0.62, -0.72, 2.0, -2.1];
const PILLAR_ANGLES: [f32; 3] = [1.35, -1.4, 3.0];
/// Radius and width of the ring that marks a primed vesicle's site, in how many
/// pieces it is drawn, and from how far before a cut it thins out.
const MARK_NM: f32 = 25.0;
const MARK_WIDE_NM: f32 = 1.6;
const MARK_STEPS: usize = 64;
const MARK_FADES_NM: f32 = 10.0;

/// Marks the mesh of all working proteins.
#[derive(Component, Clone, Copy)]
struct Workers;

/// Where working proteins are in this frame, each by a point that tells it.
#[derive(Resource, Default)]
pub struct Crew {
    pub tethers: Vec<Vec3>,
    pub snares: Vec<Vec3>,
    /// Munc13.
    pub pillars: Vec<Vec3>,
    pub kinesins: Vec<Vec3>,
    pub dyneins: Vec<Vec3>,
    pub myosins: Vec<Vec3>,
}

/// Marks the mesh of what says on the membrane that a vesicle is primed.
#[derive(Component, Clone, Copy)]
struct PrimedMarks;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Crew>()
        .when_a_scene_comes((
            lay(Workers, |paints| &paints.solid),
            lay(PrimedMarks, |paints| &paints.mark),
        ))
        .add_systems(PostUpdate, draw_crew.in_set(ViewSystems::Draw));
}

fn draw_crew(
    mut drawn: Query<&mut Mesh3d, (With<Workers>, Without<PrimedMarks>)>,
    mut marked: Query<&mut Mesh3d, With<PrimedMarks>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut crew: ResMut<Crew>,
    vesicles: Query<(&Vesicle, &Motion, Option<&FusionPore>)>,
    figures: Res<Figures>,
    clock: Res<SimClock>,
    tracks: Res<Cytoskeleton>,
    membrane: Res<PlasmaMembrane>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    sparks: Res<Sparks>,
    pixels: PixelSize,
) {
    let mut sculpture = Sculpture::default();
    *crew = Crew::default();
    let mut marks = Sculpture::default();
    if settings.show.proteins && settings.show.vesicles {
        let facing = cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
        let is_cut = cutaway.plane().is_some();
        let mut working: Vec<_> = vesicles.iter().collect();
        working.sort_unstable_by_key(|(vesicle, ..)| vesicle.id);
        for (vesicle, motion, pore) in working {
            let Some(figure) = figures.of(vesicle.id) else {
                continue;
            };
            let is_seen = pixels.sees(figure.centre, figure.radius + REACH_NM);
            if !is_seen || !figure.is_shown() || figure.nm_per_pixel > FINEST_NM_PER_PIXEL {
                continue;
            }
            let seconds = clock.now.as_secs();
            match figure.stage {
                Stage::Tethered | Stage::Docked | Stage::Primed => {
                    let stand = Stand::of(figure, &membrane, facing);
                    let sway = Sway {
                        seconds: seconds as f32,
                        size: settings.calm.left(),
                    };
                    draw_attachment(&mut sculpture, &mut crew, figure, &stand, sway);
                    if figure.stage == Stage::Primed {
                        mark_primed(&mut marks, &stand, &membrane, &cutaway);
                    }
                }
                Stage::Fusing => {
                    if let Some(pore) = pore {
                        let moment = Moment {
                            now: clock.now,
                            facing,
                            is_cut,
                        };
                        draw_fusing_snares(&mut sculpture, &mut crew, figure, pore, moment);
                    }
                }
                _ => {
                    let head =
                        draw_motor(&mut sculpture, figure, motion, &tracks, clock.now, &sparks);
                    if let Some((motor, at)) = head {
                        let places = match motor {
                            Motor::Kinesin1 => &mut crew.kinesins,
                            Motor::Dynein => &mut crew.dyneins,
                            Motor::MyosinV => &mut crew.myosins,
                        };
                        places.push(at);
                    }
                }
            }
        }
    }
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
    for mut mesh in &mut marked {
        std::mem::take(&mut marks).show(&mut mesh, &mut meshes);
    }
}

/// How a vesicle stands over the membrane.
pub(super) struct Stand {
    /// At the membrane's mid-plane below it; the axis points to the vesicle.
    pub axes: Axes,
    /// Height of its centre over the mid-plane.
    pub height: f32,
    pub radius: f32,
}

impl Stand {
    fn of(figure: &Figure, membrane: &PlasmaMembrane, facing: Vec3) -> Self {
        let foot = membrane.shape.closest(figure.centre.as_dvec3());
        let inward = -membrane.shape.normal(foot).as_vec3();
        let foot = foot.as_vec3();
        Self {
            axes: Axes::about(foot, inward, facing),
            height: (figure.centre - foot).dot(inward),
            radius: figure.radius,
        }
    }

    /// The point at `out` nanometres from the axis, at `angle` from the
    /// viewer's side, `up` over the mid-plane.
    fn at(&self, angle: f32, out: f32, up: f32) -> Vec3 {
        let (sine, cosine) = ops::sin_cos(angle);
        let radial = self.axes.side * cosine + self.axes.other * sine;
        self.axes.origin + radial * out + self.axes.axis * up
    }

    /// Height of the middle between the two membranes at `out` from the axis.
    fn midway(&self, out: f32) -> f32 {
        0.5 * (HALF_BILAYER_NM + self.underside(out))
    }

    /// How far from the axis a SNARE bundle ends that begins at `from` and lies in
    /// the middle between the membranes.
    fn bundle_end(&self, from: f32) -> f32 {
        const STEP_NM: f32 = 0.2;
        let (mut out, mut left) = (from, BUNDLE_NM);
        while left > 0.0 {
            let rise = self.midway(out + STEP_NM) - self.midway(out);
            left -= (STEP_NM * STEP_NM + rise * rise).sqrt();
            out += STEP_NM;
        }
        out
    }

    /// Height of the vesicle's underside at `out` from the axis.
    fn underside(&self, out: f32) -> f32 {
        let out = out.min(self.radius);
        self.height - (self.radius * self.radius - out * out).sqrt()
    }
}

/// How tethers sway.
#[derive(Clone, Copy)]
pub(super) struct Sway {
    pub(super) seconds: f32,
    /// Against how far they sway when nothing is calmed.
    pub(super) size: f32,
}

fn draw_attachment(
    sculpture: &mut Sculpture,
    crew: &mut Crew,
    figure: &Figure,
    stand: &Stand,
    sway: Sway,
) {
    match figure.stage {
        Stage::Tethered => crew
            .tethers
            .extend(draw_tethers(sculpture, figure, stand, sway)),
        Stage::Docked => {
            let count = if figure.kind.is_carrier() { 4 } else { 3 };
            for angle in &BUNDLE_ANGLES[..count] {
                crew.snares
                    .push(draw_bundle(sculpture, figure, stand, *angle, 0.45));
            }
        }
        _ => {
            for angle in BUNDLE_ANGLES {
                crew.snares
                    .push(draw_bundle(sculpture, figure, stand, angle, 0.92));
                draw_complexin(sculpture, figure, stand, angle);
            }
            for angle in PILLAR_ANGLES {
                crew.pillars.push(draw_pillar(sculpture, stand, angle));
            }
        }
    }
}

/// A flat ring on the membrane's cytosolic face around a primed vesicle: a mark, no
/// molecule. It thins out towards the cut.
fn mark_primed(
    sculpture: &mut Sculpture,
    stand: &Stand,
    membrane: &PlasmaMembrane,
    cutaway: &Cutaway,
) {
    let wide = (stand.radius / 21.0).sqrt();
    let mut before = None;
    for step in 0..=MARK_STEPS {
        let angle = (step % MARK_STEPS) as f32 / MARK_STEPS as f32 * TAU;
        // As far up as the membrane is there, which may be curved.
        let flat = stand.at(angle, MARK_NM * wide, 0.0);
        let up = HALF_BILAYER_NM + 0.15 + membrane.shape.distance(flat.as_dvec3()) as f32;
        let left = 1.0 - smooth(1.0 + cutaway.beyond(flat) / MARK_FADES_NM);
        let half = 0.5 * MARK_WIDE_NM * wide * left;
        let [inner, outer] = [-half, half].map(|aside| {
            let at = stand.at(angle, MARK_NM * wide + aside, up);
            sculpture.point(Point::new(at, stand.axes.axis, Tone::PrimedMark))
        });
        if let Some((inner_before, outer_before)) = before.replace((inner, outer))
            && left > 0.0
        {
            sculpture.quad(inner_before, outer_before, outer, inner);
        }
    }
}

/// A bent line between two points, sagging aside by `sag`.
fn bent(from: Vec3, to: Vec3, sag: Vec3, points: usize) -> Vec<Vec3> {
    (0..=points)
        .map(|step| {
            let part = step as f32 / points as f32;
            from.lerp(to, part) + sag * (4.0 * part * (1.0 - part))
        })
        .collect()
}

/// One to three threads; those of constitutive carriers, which the exocyst
/// holds, are stouter and have joints. Says where their middles are.
pub(super) fn draw_tethers(
    sculpture: &mut Sculpture,
    figure: &Figure,
    stand: &Stand,
    sway: Sway,
) -> Vec<Vec3> {
    let mut middles = Vec::new();
    let count = 1 + (own_number(figure.id, 11) * 2.99) as usize;
    for index in 0..count {
        let own = |which: u32| own_number(figure.id, 20 + 7 * index as u32 + which);
        let angle = (own(0) - 0.5) * 1.3 + index as f32 * 2.3 - 0.5;
        let spread = 9.0 + 12.0 * own(1);
        let foot = stand.at(angle, spread, HALF_BILAYER_NM - 0.6);
        // Straight up under a large one, so that a thread is no longer than it is.
        let grip = (0.35 * stand.radius).min(spread);
        let top = stand.at(angle + 0.3, grip, stand.underside(grip) + 0.8);
        let swing = ops::sin(sway.seconds * TAU * (1.3 + own(2)) + own(3) * TAU) * sway.size;
        let sag = stand.axes.other * (2.0 * swing) + stand.axes.side * (3.0 * own(4) - 1.0);
        let line = bent(foot, top, sag, 10);
        middles.push(line[5]);
        let is_exocyst = figure.kind.is_carrier();
        let thick = if is_exocyst { 1.7 } else { 0.95 };
        sculpture.rod(&line, thick, 7, Tone::Tether, 1.0);
        if is_exocyst {
            for step in [2, 5, 8] {
                sculpture.bead(
                    line[step],
                    Vec3::splat(2.7),
                    Bead::Medium,
                    Tone::Tether,
                    1.0,
                );
            }
        } else {
            sculpture.bead(foot, Vec3::splat(1.7), Bead::Medium, Tone::Tether, 1.0);
        }
    }
    middles
}

/// A four-helix bundle of 12 nm that has zippered from its far end to the
/// share `zippered` of its length; the rest still points to the two
/// membranes. Says where the middle of its closed part is.
pub(super) fn draw_bundle(
    sculpture: &mut Sculpture,
    figure: &Figure,
    stand: &Stand,
    angle: f32,
    zippered: f32,
) -> Vec3 {
    let angle = angle + 0.25 * (own_number(figure.id, 31) - 0.5);
    let scale = (stand.radius / 21.0).sqrt();
    let from = BUNDLE_FROM_NM * scale;
    let to = stand.bundle_end(from);
    let middle = |out: f32| stand.midway(out) + 0.3;
    let (sine, cosine) = ops::sin_cos(angle);
    let across = stand.axes.other * cosine - stand.axes.side * sine;
    let points = 12;
    // Starts where the helix is anchored: up in the vesicle, or down.
    let helix = |phase: f32, anchor: f32| -> Vec<Vec3> {
        (0..=points)
            .map(|step| {
                let part = step as f32 / points as f32;
                let out = from + (to - from) * part;
                let closed = smooth((part - (1.0 - zippered)) / 0.22);
                let (sine, cosine) = ops::sin_cos(phase + part * TAU * 0.9);
                let centre = stand.at(angle, out, middle(out));
                let wound = across * (WOUND_NM * cosine) + stand.axes.axis * (WOUND_NM * sine);
                let (low, high) = (HALF_BILAYER_NM + 0.3, stand.underside(out) - 0.3);
                let free_height = if anchor > 0.0 { high } else { low };
                let free = stand.at(angle, out, free_height) + across * (WOUND_NM * cosine);
                free.lerp(centre + wound, closed)
            })
            .collect()
    };
    let linker = |line: &[Vec3], anchor: f32| -> Vec<Vec3> {
        let out = (from - 2.5).max(2.0);
        let height = if anchor > 0.0 {
            stand.underside(out) + 1.5
        } else {
            HALF_BILAYER_NM - 1.5
        };
        let start = stand.at(angle, out, height);
        std::iter::once(start).chain(line.iter().copied()).collect()
    };
    for (tone, phase, anchor) in [
        (Tone::Synaptobrevin, 0.0, 1.0),
        (Tone::Syntaxin, PI, -1.0),
        (Tone::Snap25, 0.5 * PI, -1.0),
        (Tone::Snap25, 1.5 * PI, -1.0),
    ] {
        let line = helix(phase, anchor);
        let line = if tone == Tone::Snap25 {
            line
        } else {
            linker(&line, anchor)
        };
        sculpture.rod(&line, HELIX_NM, 6, tone, 1.0);
    }
    let out = to - 0.5 * (to - from) * zippered;
    stand.at(angle, out, middle(out))
}

/// Complexin lies along the middle of a finished bundle.
fn draw_complexin(sculpture: &mut Sculpture, figure: &Figure, stand: &Stand, angle: f32) {
    let angle = angle + 0.25 * (own_number(figure.id, 31) - 0.5) + 0.13;
    let height = |out: f32| stand.midway(out) + 1.5;
    let further = BUNDLE_FROM_NM * ((stand.radius / 21.0).sqrt() - 1.0);
    let line = [9.0, 12.0, 15.0].map(|out| {
        let out = out + further;
        stand.at(angle, out, height(out))
    });
    sculpture.rod(&line, 0.6, 6, Tone::Complexin, 1.0);
}

/// Munc13 stands beside the contact and holds the vesicle's flank. Says where its
/// middle is.
pub(super) fn draw_pillar(sculpture: &mut Sculpture, stand: &Stand, angle: f32) -> Vec3 {
    let up = 15.0_f32.min(stand.height);
    let grip = (stand.radius * stand.radius - (stand.height - up) * (stand.height - up))
        .max(0.0)
        .sqrt();
    let line = [
        stand.at(angle, grip + 2.5, HALF_BILAYER_NM - 0.5),
        stand.at(angle, grip + 4.6, 5.5),
        stand.at(angle, grip + 4.4, 10.0),
        stand.at(angle, grip + 1.6, up - 0.8),
        stand.at(angle, grip - 0.6, up),
    ];
    sculpture.tapered(&line, |part| 1.5 - 0.4 * part, 8, Tone::Munc13, 1.0);
    sculpture.bead(line[0], Vec3::splat(2.1), Bead::Medium, Tone::Munc13, 1.0);
    line[2]
}

/// When a fusion is drawn, and from where.
struct Moment {
    now: SimTime,
    facing: Vec3,
    is_cut: bool,
}

/// While the pore opens the finished bundles turn outwards around it and lie
/// on the membrane.
fn draw_fusing_snares(
    sculpture: &mut Sculpture,
    crew: &mut Crew,
    figure: &Figure,
    pore: &FusionPore,
    moment: Moment,
) {
    let Moment {
        now,
        facing,
        is_cut,
    } = moment;
    let origin = pore.place.point.as_vec3();
    let axes = Axes::about(origin, pore.place.inward.as_vec3(), facing);
    let (height, mouth) = match pore.joining_at(now) {
        Joined::Apart { gap_nm, sphere_nm } => ((gap_nm + sphere_nm) as f32, BUNDLE_FROM_NM - 1.0),
        Joined::Hemifused(neck) | Joined::Open(neck) => {
            (neck.centre_nm() as f32, neck.mouth_nm() as f32)
        }
    };
    let stand = Stand {
        axes,
        height,
        radius: figure.radius,
    };
    let opened = smooth((mouth - 8.0) / 12.0);
    // What stands before the open side has been cut away with it.
    let angles = BUNDLE_ANGLES
        .into_iter()
        .filter(|angle| !is_cut || angle.abs() > 0.5 * PI);
    for angle in angles {
        let angle = angle + 0.25 * (own_number(figure.id, 31) - 0.5);
        let inner = (mouth + 1.5).max(BUNDLE_FROM_NM);
        let points = 10;
        let (sine, cosine) = ops::sin_cos(angle);
        let across = axes.other * cosine - axes.side * sine;
        let half = inner + 0.5 * BUNDLE_NM;
        let lying = HALF_BILAYER_NM + 1.9;
        let up = |out: f32| {
            let between = stand.midway(out) + 0.3;
            between + (lying - between) * opened
        };
        crew.snares.push(stand.at(angle, half, up(half)));
        for (tone, phase) in [
            (Tone::Synaptobrevin, 0.0),
            (Tone::Syntaxin, PI),
            (Tone::Snap25, 0.5 * PI),
            (Tone::Snap25, 1.5 * PI),
        ] {
            let line: Vec<Vec3> = (0..=points)
                .map(|step| {
                    let part = step as f32 / points as f32;
                    let out = inner + BUNDLE_NM * part;
                    let (sine, cosine) = ops::sin_cos(phase + part * TAU * 0.9);
                    stand.at(angle, out, up(out))
                        + across * (WOUND_NM * cosine)
                        + axes.axis * (WOUND_NM * sine)
                })
                .collect();
            sculpture.rod(&line, HELIX_NM, 6, tone, 1.0);
        }
    }
}

/// A motor on its track: two heads that take turns, and what holds the load. Says
/// which it is and where its neck is, if there is one.
pub(super) fn draw_motor(
    sculpture: &mut Sculpture,
    figure: &Figure,
    motion: &Motion,
    tracks: &Cytoskeleton,
    now: SimTime,
    sparks: &Sparks,
) -> Option<(Motor, Vec3)> {
    let Motion::Stepping {
        motor,
        track,
        azimuth,
        offset_nm,
        from_nm,
        step_nm,
        steps,
    } = motion
    else {
        return None;
    };
    let track = tracks.tracks_of(*motor).get(*track)?;
    let done = motion.steps_done(now);
    let since = done
        .checked_sub(1)
        .map_or(SimTime::NEVER, |last| now.since(steps[last]));
    let swing = smooth((since.as_secs() / SWING.as_secs()).min(1.0) as f32);
    let site = |count: f64| from_nm + step_nm * count;
    // The head that came from behind lands in front of the other.
    let leading = site(done as f64);
    let trailing = site(done as f64 - 1.0);
    let coming = site(done as f64 - 2.0);
    let moving = coming + (leading - coming) * f64::from(swing);
    let lift = 3.6 * f64::from(ops::sin(PI * swing));
    let ride = Ride {
        curve: &track.curve,
        azimuth: *azimuth,
        load: figure.centre,
        load_radius: figure.radius,
        offset: *offset_nm,
        is_even: done.is_multiple_of(2),
    };
    match motor {
        Motor::Kinesin1 => ride.draw_kinesin(sculpture, moving, trailing, lift),
        Motor::Dynein => ride.draw_dynein(sculpture, moving, trailing, lift),
        Motor::MyosinV => ride.draw_myosin(sculpture, moving, trailing, lift),
    }
    let struck = sparks.brightness(done as u64, now, |number| steps[number as usize - 1]);
    if let Some(brightness) = struck {
        let at = ride.over(trailing, ride.axis_distance(motor) + 4.5, 0.0);
        strike(sculpture, at, brightness);
    }
    let middle = 0.5 * (moving + trailing);
    Some((
        *motor,
        ride.over(middle, ride.axis_distance(motor) + 3.0, 0.0),
    ))
}

struct Ride<'a> {
    curve: &'a Spline,
    azimuth: f64,
    load: Vec3,
    load_radius: f32,
    offset: f64,
    is_even: bool,
}

impl Ride<'_> {
    fn frame(&self, along: f64) -> Frame {
        self.curve.at(along)
    }

    fn over(&self, along: f64, distance: f64, aside: f64) -> Vec3 {
        self.frame(along)
            .around(self.azimuth + aside, distance)
            .as_vec3()
    }

    fn axis_distance(&self, motor: &Motor) -> f64 {
        match motor {
            Motor::MyosinV => ON_ACTIN_NM,
            Motor::Kinesin1 | Motor::Dynein => ON_MICROTUBULE_NM,
        }
    }

    /// Where the load is held: on its surface, on the side of the track.
    fn grip(&self, foot: Vec3) -> Vec3 {
        let towards = (foot - self.load).normalize_or(Vec3::NEG_Y);
        self.load + towards * (self.load_radius - 0.5)
    }

    /// The shades of the two heads, which swap when they take turns.
    fn shades(&self) -> [f32; 2] {
        if self.is_even {
            [1.0, 0.55]
        } else {
            [0.55, 1.0]
        }
    }

    fn draw_kinesin(&self, sculpture: &mut Sculpture, moving: f64, standing: f64, lift: f64) {
        let [first, second] = self.shades();
        let middle = 0.5 * (moving + standing);
        let neck = self.over(middle, ON_MICROTUBULE_NM + 5.2, 0.0);
        let grip = self.grip(self.over(middle, 12.5, 0.0));
        for (along, up, aside, shade) in
            [(moving, lift, 0.10, first), (standing, 0.0, -0.10, second)]
        {
            let head = self.over(along, ON_MICROTUBULE_NM + up, aside);
            sculpture.bead(head, Vec3::splat(2.75), Bead::Fine, Tone::Kinesin, shade);
            let knee = head.lerp(neck, 0.5) + (head - grip).normalize_or_zero() * -0.6;
            sculpture.rod(&[head, knee, neck], 0.75, 6, Tone::Kinesin, 1.0);
        }
        // The coiled stalk: two strands about each other.
        for phase in [0.0, PI] {
            let axis = (grip - neck).normalize_or(Vec3::Y);
            let side = axis.any_orthonormal_vector();
            let other = axis.cross(side);
            let line: Vec<Vec3> = (0..=12)
                .map(|step| {
                    let part = step as f32 / 12.0;
                    let (sine, cosine) = ops::sin_cos(phase + part * TAU * 1.6);
                    neck.lerp(grip, part) + (side * cosine + other * sine) * 0.62
                })
                .collect();
            sculpture.rod(&line, 0.62, 6, Tone::Kinesin, 1.0);
        }
        // Light chains where it holds the vesicle.
        let along = self.frame(middle).tangent.as_vec3();
        for side in [-1.0, 1.0] {
            let at = grip + along * (2.3 * side);
            sculpture.bead(at, Vec3::splat(2.1), Bead::Fine, Tone::Kinesin, 0.9);
        }
    }

    fn draw_dynein(&self, sculpture: &mut Sculpture, moving: f64, standing: f64, lift: f64) {
        let [first, second] = self.shades();
        let middle = 0.5 * (moving + standing);
        let grip = self.grip(self.over(middle, 12.5, 0.0));
        let along = self.frame(middle).tangent.as_vec3();
        for (place, up, aside, shade) in
            [(moving, lift, 0.42, first), (standing, 0.0, -0.42, second)]
        {
            let foot = self.over(place, 13.6 + up, aside * 0.5);
            let ring = self.over(place, 13.6 + 7.0 + up, aside);
            sculpture.bead(foot, Vec3::splat(1.6), Bead::Medium, Tone::Dynein, shade);
            sculpture.rod(&[foot, ring], 0.8, 6, Tone::Dynein, 1.0);
            // Six lobes in a ring.
            let out = self
                .frame(place)
                .around(self.azimuth + aside, 1.0)
                .as_vec3()
                - self.frame(place).position.as_vec3();
            for step in 0..6 {
                let (sine, cosine) = ops::sin_cos(step as f32 / 6.0 * TAU);
                let at = ring + along * (3.9 * cosine) + out * (3.9 * sine);
                sculpture.bead(at, Vec3::splat(2.2), Bead::Medium, Tone::Dynein, shade);
            }
            sculpture.rod(&[ring + out * 4.0, grip], 0.9, 6, Tone::Dynein, 1.0);
        }
        // Dynactin's rod lies along the vesicle.
        sculpture.rod(
            &[grip - along * 9.0, grip + along * 9.0],
            1.7,
            8,
            Tone::Dynein,
            0.8,
        );
    }

    fn draw_myosin(&self, sculpture: &mut Sculpture, moving: f64, standing: f64, lift: f64) {
        let [first, second] = self.shades();
        let middle = 0.5 * (moving + standing);
        let hip = self.over(middle, (ON_ACTIN_NM + 13.0).min(self.offset - 6.0), 0.0);
        let grip = self.grip(self.over(middle, 3.0, 0.0));
        for (along, up, shade) in [(moving, 2.2 * lift, first), (standing, 0.0, second)] {
            let head = self.over(along, ON_ACTIN_NM + up, 0.0);
            sculpture.bead(head, Vec3::splat(2.6), Bead::Fine, Tone::Myosin, shade);
            // The lever arm carries six light chains.
            sculpture.rod(&[head, hip], 0.8, 6, Tone::Myosin, 1.0);
            for chain in 1..=6 {
                let at = head.lerp(hip, chain as f32 / 7.0);
                sculpture.bead(
                    at,
                    Vec3::splat(1.5),
                    Bead::Medium,
                    Tone::Myosin,
                    0.85 * shade,
                );
            }
        }
        sculpture.rod(&[hip, grip], 0.9, 6, Tone::Myosin, 1.0);
        sculpture.bead(grip, Vec3::splat(2.4), Bead::Fine, Tone::Myosin, 1.0);
    }
}
