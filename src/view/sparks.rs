//! ATP where it is spent, as violet sparks: at a motor that steps, at the
//! SNAREs that NSF sets free, at a vesicle's proton pump.
//!
//! A spark is seen for a moment of screen time at least. Played so fast that
//! single steps would run into each other, one spark stands for many of them;
//! how many is known here, and the note on what is not to scale says it.

use bevy::{math::ops, prelude::*};

use super::{
    Pace, Tempo, ViewSettings, ViewSystems,
    cutaway::Cutaway,
    figures::{Figures, own_number},
    laid::{LayOut, lay},
    sculpt::{Axes, Bead, PI, Sculpture, TAU},
    theme::Tone,
};
use crate::{
    biology::{parameters::Parameters, vesicles::Pathway},
    sim::{
        clock::SimClock,
        energy::pumping,
        membrane::PlasmaMembrane,
        record::{EventKind, Record},
        vesicle::{Course, Due, Stage, Vesicle},
    },
    units::SimTime,
};

/// A single step's spark lasts so long in the cell, and any for so long on
/// screen.
const BRIEF: SimTime = SimTime::from_nanos(1_500_000);
const SEEN_S: f64 = 0.12;
/// Coarser than this (nanometres a pixel) a spark is no more than a pixel.
const FINEST_NM_PER_PIXEL: f32 = 3.0;
/// Size of a spark when it begins.
const RADIUS_NM: f32 = 1.9;
/// Where the head of a proton pump is, over the membrane, and a vesicle's SNAREs
/// are about its contact with the membrane.
const PUMP_HEAD_NM: f32 = 15.0;
const SNARES_NM: f32 = 12.0;
/// Of a vesicle whose SNAREs stand there; those of larger ones stand wider.
const SYNAPTIC_NM: f32 = 21.0;

/// How ATP is shown.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sparks {
    /// How many steps a spark stands for.
    pub atp_each: u64,
    lasts: SimTime,
}

impl Default for Sparks {
    fn default() -> Self {
        Self {
            atp_each: 1,
            lasts: BRIEF,
        }
    }
}

impl Sparks {
    /// For a run played at `rate` seconds a second, in which no motor takes more
    /// than `fastest` steps a second.
    pub fn at_rate(rate: f64, fastest: f64) -> Self {
        let lasts = SimTime::from_secs(SEEN_S * rate).max(BRIEF);
        // As long dark as bright.
        let passed = 2.0 * lasts.as_secs() * fastest;
        Self {
            atp_each: round_up(passed),
            lasts,
        }
    }

    /// How bright the newest spark is where `count` steps have been taken;
    /// `moment_of` says when each was, by its number from one on.
    pub fn brightness(
        &self,
        count: u64,
        now: SimTime,
        moment_of: impl FnOnce(u64) -> SimTime,
    ) -> Option<f32> {
        let shown = count / self.atp_each * self.atp_each;
        (shown > 0).then(|| self.left(now.since(moment_of(shown))))?
    }

    fn left(&self, age: SimTime) -> Option<f32> {
        let left = 1.0 - age.as_secs() / self.lasts.as_secs();
        (left > 0.0).then_some(left as f32)
    }
}

/// The next of 1, 2, 5, 10, 20, 50 and so on that is not less.
fn round_up(number: f64) -> u64 {
    let mut decade = 1_u64;
    loop {
        for step in [1, 2, 5] {
            if number <= (step * decade) as f64 || decade >= 1_000_000_000 {
                return step * decade;
            }
        }
        decade *= 10;
    }
}

/// A spark of this brightness.
pub fn strike(sculpture: &mut Sculpture, at: Vec3, brightness: f32) {
    let size = Vec3::splat(RADIUS_NM * brightness);
    sculpture.bead(at, size, Bead::Medium, Tone::AtpSpent, 1.0);
}

/// Marks the mesh of sparks that no motor strikes.
#[derive(Component, Clone, Copy)]
struct Struck;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Sparks>()
        .when_a_scene_comes(lay(Struck, |paints| &paints.solid))
        .add_systems(
            PostUpdate,
            (
                keep_pace.in_set(ViewSystems::Camera),
                draw_sparks.in_set(ViewSystems::Draw),
            ),
        );
}

fn keep_pace(
    mut sparks: ResMut<Sparks>,
    tempo: Option<Res<Tempo>>,
    parameters: Res<Parameters>,
    pace: Res<Pace>,
) {
    let tempo = tempo.filter(|_| *pace == Pace::Flowing);
    let now = tempo.map_or_else(Sparks::default, |tempo| {
        let motors = [parameters.kinesin_1, parameters.dynein, parameters.myosin_v];
        let steps = motors.map(|motor| motor.speed_nm_per_s / motor.step_nm);
        let fastest = steps.into_iter().fold(0.0, f64::max);
        Sparks::at_rate(tempo.rate, fastest)
    });
    sparks.set_if_neq(now);
}

fn draw_sparks(
    mut drawn: Query<&mut Mesh3d, With<Struck>>,
    mut meshes: ResMut<Assets<Mesh>>,
    vesicles: Query<(&Vesicle, &Stage, &Course, &Due)>,
    figures: Res<Figures>,
    sparks: Res<Sparks>,
    record: Res<Record>,
    membrane: Res<PlasmaMembrane>,
    parameters: Res<Parameters>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    clock: Res<SimClock>,
) {
    let mut sculpture = Sculpture::default();
    let near = |id| {
        figures
            .of(id)
            .filter(|figure| figure.is_shown() && figure.nm_per_pixel < FINEST_NM_PER_PIXEL)
    };
    if settings.show.proteins && settings.show.vesicles {
        let facing = cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
        let turn = Quat::from_rotation_arc(Vec3::Z, facing);
        for (vesicle, stage, course, due) in &vesicles {
            let pump = vesicle.kind.pumps().next();
            let (Some(figure), Some(pump)) = (near(vesicle.id), pump) else {
                continue;
            };
            let Some(pumping) = pumping(&parameters, vesicle, *stage, course, *due) else {
                continue;
            };
            let count = pumping.atp_at(clock.now) as u64;
            let brightness =
                sparks.brightness(count, clock.now, |number| pumping.moment_of(number));
            if let Some(brightness) = brightness {
                // As it stands in a pool.
                let spin = Quat::from_rotation_z((own_number(vesicle.id, 1) - 0.5) * TAU);
                let at =
                    figure.centre + turn * (spin * pump.as_vec3()) * (figure.radius + PUMP_HEAD_NM);
                strike(&mut sculpture, at, brightness);
            }
        }
        let newest = record.events.iter().rev();
        for event in newest.take_while(|event| clock.now.since(event.time) < sparks.lasts) {
            let frees_snares = match event.pathway {
                Pathway::Regulated => event.what == EventKind::Primed,
                Pathway::Constitutive => event.what == EventKind::Docked,
            };
            // Those that the run begins with have been made ready before.
            let is_new = event.time > SimTime::ZERO;
            let (true, Some(figure), Some(brightness)) = (
                frees_snares && is_new,
                near(event.vesicle),
                sparks.left(clock.now.since(event.time)),
            ) else {
                continue;
            };
            let out = membrane.shape.normal(figure.centre.as_dvec3()).as_vec3();
            let contact = figure.centre + out * figure.radius;
            let axes = Axes::about(contact, -out, facing);
            for complex in 0..parameters.steps.snare_complexes.round() as u32 {
                let angle =
                    TAU * complex as f32 / parameters.steps.snare_complexes as f32 - 0.25 * PI;
                let (sine, cosine) = ops::sin_cos(angle);
                let wide = SNARES_NM * (figure.radius / SYNAPTIC_NM).sqrt();
                let at = contact + (axes.side * cosine + axes.other * sine) * wide;
                strike(&mut sculpture, at, brightness);
            }
        }
    }
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spark_is_one_step_where_steps_can_be_seen_one_by_one() {
        let slow = Sparks::at_rate(1e-3, 100.0);
        assert_eq!(slow, Sparks::default());
        let fast = Sparks::at_rate(0.5, 100.0);
        assert_eq!(fast.atp_each, 20);
        assert!(fast.lasts.as_secs() / 0.5 >= SEEN_S * 0.999);
        // The sparks of the fastest motor don't run into each other.
        for rate in [1e-6, 1e-3, 0.1, 1.0, 100.0] {
            let sparks = Sparks::at_rate(rate, 100.0);
            let between_s = sparks.atp_each as f64 / 100.0;
            assert!(between_s >= 1.99 * sparks.lasts.as_secs() || sparks.atp_each == 1);
        }
    }

    #[test]
    fn one_spark_comes_for_every_so_many_steps_and_fades() {
        let sparks = Sparks {
            atp_each: 20,
            lasts: SimTime::from_millis(60.0),
        };
        let moment_of = |number: u64| SimTime::from_millis(10.0 * number as f64);
        let mut struck = 0;
        let mut was_dark = true;
        for millis in 0..2000_u32 {
            let now = SimTime::from_millis(f64::from(millis));
            let count = u64::from(millis / 10);
            let brightness = sparks.brightness(count, now, moment_of);
            struck += u32::from(was_dark && brightness.is_some());
            was_dark = brightness.is_none();
        }
        assert_eq!(struck, 9, "200 steps but the first twenty");
    }
}
