//! What has been let go: transmitter that spreads in the cleft, matrix that
//! spreads outside.
//!
//! Transmitter in a cleft is the simulation's own, every molecule a bead larger
//! than life. Elsewhere a few hundred beads stand for what leaves, and walk at
//! random from the pore: the walk is a function of the time since leaving, so any
//! moment can be shown. Nothing aims and nothing is squirted.

use std::collections::HashMap;

use bevy::{math::DVec3, math::ops, prelude::*};

use super::{
    HALF_BILAYER_NM, Pace, ViewSettings, ViewSystems,
    calm::Calm,
    camera::CameraRig,
    capillary::Vessel,
    crowd::{Crowd, show_crowd},
    cutaway::Cutaway,
    cytosol::draw_cytosol,
    fusion::draw_joinings,
    laid::{LayOut, lay},
    lipids::draw_lipids,
    moulds::tone_of,
    sculpt::{Axes, Bead, Sculpture},
    theme::Tone,
    walk::Walk,
};
use crate::{
    biology::parameters::{Cargo, Parameters},
    geometry::face::Face,
    scene::Scene,
    sim::{
        amperometry::CarbonFibre,
        cleft::{Cleft, Seen},
        clock::SimClock,
        membrane::PlasmaMembrane,
        vesicle::{FusionPore, Vesicle},
    },
    units::SimTime,
};

/// Most beads drawn for one vesicle outside a cleft.
const MOST_BEADS: usize = 300;
/// Radius of a bead of transmitter; glutamate itself is about 0.35 nm.
const TRANSMITTER_NM: f32 = 1.5;
const MATRIX_NM: f32 = 3.4;
/// Diffusion of glutamate in the cleft, 0.33 µm²/ms (Nielsen 2004), and of a
/// matrix protein outside, a twentieth of that; in nm² per millisecond.
const TRANSMITTER_NM2_PER_MS: f32 = 3.3e5;
const MATRIX_NM2_PER_MS: f32 = 1.6e4;
/// Beads fade between these distances from the pore.
const FADING_NM: f32 = 380.0;
const GONE_NM: f32 = 500.0;
/// A cleft wider than this is the open outside.
const WIDEST_CLEFT_NM: f64 = 60.0;
/// Longest walk that is followed, and the halvings of its bridge: steps of a
/// quarter of a microsecond.
const LONGEST_MS: f32 = 4.096;
const MATRIX_SLOWER: f32 = 20.0;

/// One bead stands for so many molecules of a granule, and is as large as this.
const MOLECULES_A_BEAD: u32 = 20;
const POURED_NM: f32 = 5.0;
/// From afar as large as this, in heights of the picture, so that it is seen.
const LEAST_PART: f32 = 0.0024;
/// A granule's beads are followed until they have gone about so far, and become
/// smaller over the last part of that time.
const POURED_REACH_NM: f32 = 1600.0;
const POURED_FADING: f32 = 0.4;

/// Nearer than this beads are drawn round.
const FINE_FROM_NM: f32 = 350.0;
/// In a crowd they are drawn round if they are nearer to the eye than this, and
/// no more of them than that; the others coarsely from so many on.
const ROUND_WITHIN_NM: f32 = 220.0;
const MOST_ROUND: usize = 1500;
const COARSE_FROM: usize = 40_000;
/// Beads of a crowd fade this near to where they are gone.
const LEAVING_NM: f32 = 60.0;
/// How fast the slow part of a molecule's way in the cleft follows it, a second on
/// screen.
const FOLLOWING_HZ: f32 = 2.0;
/// Size of a molecule that a transporter holds, against one that is free.
const HELD_SHARE: f32 = 0.8;

/// Marks the mesh of all beads.
#[derive(Component, Clone, Copy)]
struct Beads;

pub(super) fn plugin(app: &mut App) {
    app.when_a_scene_comes(lay(Beads, |paints| &paints.solid))
        .add_systems(
            PostUpdate,
            (draw_beads, draw_cytosol, draw_lipids, show_crowd)
                .chain()
                .after(draw_joinings)
                .in_set(ViewSystems::Draw),
        );
}

fn draw_beads(
    mut drawn: Query<&mut Mesh3d, With<Beads>>,
    mut crowd: ResMut<Crowd>,
    mut meshes: ResMut<Assets<Mesh>>,
    pores: Query<(&Vesicle, &FusionPore)>,
    clock: Res<SimClock>,
    cleft: Res<Cleft>,
    membrane: Res<PlasmaMembrane>,
    scene: Res<Scene>,
    (parameters, fibre): (Res<Parameters>, Res<CarbonFibre>),
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    rig: Res<CameraRig>,
    (pace, time): (Res<Pace>, Res<Time<Real>>),
    mut slow: Local<SlowWays>,
) {
    let mut sculpture = Sculpture::default();
    crowd.clear();
    if settings.show.molecules {
        let mut free = cleft.seen(TRANSMITTER_NM);
        let share = pace.ease(FOLLOWING_HZ, time.delta_secs().min(0.1));
        slow.calm(&mut free, settings.calm, clock.now, share);
        gather(
            &mut crowd,
            &mut sculpture,
            free,
            &cleft,
            clock.now,
            &cutaway,
            rig.pose.eye(),
        );
        let detail = if rig.pose.distance < FINE_FROM_NM {
            Bead::Fine
        } else {
            Bead::Medium
        };
        let mut releasing: Vec<_> = pores
            .iter()
            .filter(|(vesicle, _)| !vesicle.kind.holds_solute() || !cleft.is_there())
            // Every molecule of procollagen is followed by itself, and every exosome.
            .filter(|(vesicle, _)| !vesicle.kind.holds_rods() && !vesicle.kind.holds_sacs())
            .collect();
        releasing.sort_unstable_by_key(|(vesicle, _)| vesicle.id);
        for (vesicle, pore) in releasing {
            if vesicle.kind.has_core() {
                let cargo = Cargo::of(vesicle.kind, &parameters);
                let outside = Outside {
                    nm2_per_ms: (cargo.nm2_per_s * 1e-3) as f32,
                    face: fibre.face(),
                    vessel: Vessel::of(&scene, &parameters, Vec3::Z),
                    eye: rig.pose.eye(),
                    part: 2.0 * ops::tan(rig.pose.field_of_view / 2.0),
                    membrane: &membrane,
                    cutaway: &cutaway,
                    calm: settings.calm,
                };
                outside.pour(&mut crowd, vesicle, pore, clock.now);
                continue;
            }
            spread(
                &mut sculpture,
                vesicle,
                pore,
                clock.now,
                &membrane,
                &cutaway,
                settings.calm,
                detail,
            );
        }
    }
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
}

/// The slow part of the way of each molecule in the cleft: its place, averaged over
/// the last moments on screen. Between two membranes an average of places is a place
/// between them.
#[derive(Default)]
struct SlowWays {
    places: HashMap<u32, DVec3>,
    seen_at: SimTime,
}

impl SlowWays {
    /// Leaves out of each molecule's place its share of what is not slow; slow ways
    /// follow by `share` of their distance.
    fn calm(&mut self, seen: &mut [Seen], calm: Calm, now: SimTime, share: f32) {
        if !calm.is_on() || now < self.seen_at {
            self.places.clear();
        }
        let has_passed = now != self.seen_at;
        self.seen_at = now;
        if !calm.is_on() {
            return;
        }
        let mut places = HashMap::with_capacity(seen.len());
        for molecule in seen {
            let mut slow = self
                .places
                .get(&molecule.number)
                .copied()
                .unwrap_or(molecule.at);
            if has_passed {
                slow = slow.lerp(molecule.at, f64::from(share));
            }
            places.insert(molecule.number, slow);
            molecule.at = molecule.at.lerp(slow, f64::from(calm.share()));
        }
        self.places = places;
    }
}

/// The molecules in the cleft, and those that transporters hold.
fn gather(
    crowd: &mut Crowd,
    sculpture: &mut Sculpture,
    seen: Vec<Seen>,
    cleft: &Cleft,
    now: SimTime,
    cutaway: &Cutaway,
    eye: Vec3,
) {
    crowd.is_fine = seen.len() < COARSE_FROM;
    let free = seen.into_iter().map(|seen| {
        let share = (seen.from_edge_nm / LEAVING_NM).clamp(0.0, 1.0);
        (seen.at, share)
    });
    let held = cleft.uptakes().map(|uptake| {
        let share = HELD_SHARE * (1.0 - now.share_of(uptake.since, uptake.until) as f32);
        (uptake.point, share)
    });
    let mut round = 0;
    for (at, share) in free.chain(held) {
        let at = at.as_vec3();
        if share <= 0.0 || cutaway.beyond(at) > 0.0 {
            continue;
        }
        let size = TRANSMITTER_NM * share;
        if round < MOST_ROUND && at.distance(eye) < ROUND_WITHIN_NM {
            sculpture.ball(at, size, Bead::Fine, Tone::Transmitter);
            round += 1;
        } else {
            crowd.add(at, size);
        }
    }
}

fn spread(
    sculpture: &mut Sculpture,
    vesicle: &Vesicle,
    pore: &FusionPore,
    now: SimTime,
    membrane: &PlasmaMembrane,
    cutaway: &Cutaway,
    calm: Calm,
    detail: Bead,
) {
    let count = (pore.efflux.count() as usize).min(MOST_BEADS);
    if count == 0 || pore.left_at(now) == 0 {
        return;
    }
    let tone = tone_of(&vesicle.kind.contents);
    let (size, nm2_per_ms, longest_ms) = match tone {
        Tone::Transmitter => (TRANSMITTER_NM, TRANSMITTER_NM2_PER_MS, LONGEST_MS),
        _ => (MATRIX_NM, MATRIX_NM2_PER_MS, LONGEST_MS * MATRIX_SLOWER),
    };
    let outward = -pore.place.inward.as_vec3();
    let mouth = pore.place.point.as_vec3() + outward * (HALF_BILAYER_NM + size);
    let axes = Axes::about(mouth, outward, Vec3::Z);
    let room = cleft_nm(membrane, pore.place.point, pore.place.inward)
        .map(|gap| (gap as f32 - 2.0 * size).max(0.5));
    let salt = vesicle.id.0 ^ (pore.opened.as_nanos() as u32).rotate_left(11);
    for index in 0..count {
        let number = u64::from(pore.efflux.count()) * index as u64 / count as u64;
        let leaves = pore.efflux.moment_of(number as u32);
        if leaves > now {
            break;
        }
        let age_ms = now.since(leaves).as_millis() as f32;
        if age_ms > longest_ms {
            continue;
        }
        let walk = Walk {
            salt: salt.wrapping_add((index as u32).wrapping_mul(0x9E37_79B9)),
        };
        let free = walk.calmed(age_ms / longest_ms, calm) * (2.0 * nm2_per_ms * longest_ms).sqrt();
        let across = Vec2::new(free.x, free.y);
        let down = match room {
            Some(room) => fold(free.z, room),
            None => free.z.abs(),
        };
        let far = across.length();
        let scale = 1.0 - ((far - FADING_NM) / (GONE_NM - FADING_NM)).clamp(0.0, 1.0);
        if scale <= 0.0 {
            continue;
        }
        let at = mouth + axes.side * across.x + axes.other * across.y + outward * down;
        if cutaway.beyond(at) > 0.0 || is_in_a_membrane(membrane, at, size) {
            continue;
        }
        let stretch = if vesicle.kind.is_carrier() {
            Vec3::new(size * 1.5, size * 0.8, size * 0.8) * scale
        } else {
            Vec3::splat(size * scale)
        };
        sculpture.bead(at, stretch, detail, tone, 1.0);
    }
}

/// What is outside a granule that pours out.
struct Outside<'a> {
    nm2_per_ms: f32,
    /// Takes up all that comes to it.
    face: Option<&'a Face>,
    /// Carries off what comes into it.
    vessel: Option<Vessel>,
    eye: Vec3,
    /// Height of the picture at unit distance.
    part: f32,
    membrane: &'a PlasmaMembrane,
    cutaway: &'a Cutaway,
    calm: Calm,
}

impl Outside<'_> {
    /// The beads that a granule has let out of late.
    fn pour(&self, crowd: &mut Crowd, vesicle: &Vesicle, pore: &FusionPore, now: SimTime) {
        let outward = -pore.place.inward.as_vec3();
        let mouth = pore.place.point.as_vec3() + outward * (HALF_BILAYER_NM + POURED_NM);
        let axes = Axes::about(mouth, outward, Vec3::Z);
        let longest_ms = POURED_REACH_NM * POURED_REACH_NM / (2.0 * self.nm2_per_ms);
        let since = now - SimTime::from_millis(f64::from(longest_ms));
        let over_nm = self
            .face
            .and_then(|face| face.over_nm(pore.place.point, -pore.place.inward));
        let numbers = pore.efflux.left_at(since)..pore.efflux.left_at(now);
        let salt = vesicle.id.0 ^ (pore.opened.as_nanos() as u32).rotate_left(11);
        for bead in numbers.start.div_ceil(MOLECULES_A_BEAD)..=numbers.end / MOLECULES_A_BEAD {
            let number = bead * MOLECULES_A_BEAD;
            if number >= numbers.end {
                break;
            }
            let age_ms = now.since(pore.efflux.moment_of(number)).as_millis() as f32;
            let walk = Walk {
                salt: salt.wrapping_add(bead.wrapping_mul(0x9E37_79B9)),
            };
            let left = (1.0 - age_ms / longest_ms) / POURED_FADING;
            let size = POURED_NM * left.clamp(0.0, 1.0);
            if let Some(vessel) = &self.vessel {
                let at = walk.past_a_vessel(age_ms, self.nm2_per_ms, &axes, vessel);
                self.show(crowd, at, size);
                continue;
            }
            let free = match over_nm {
                Some(over_nm) => {
                    let gap = over_nm as f32 - HALF_BILAYER_NM - 2.0 * POURED_NM;
                    walk.towards_a_face(age_ms, self.nm2_per_ms, gap)
                }
                None => {
                    let spread = (2.0 * self.nm2_per_ms * longest_ms).sqrt();
                    Some(walk.calmed(age_ms / longest_ms, self.calm) * spread)
                }
            };
            let Some(free) = free else { continue };
            let at = mouth + axes.side * free.x + axes.other * free.y + outward * free.z.abs();
            self.show(crowd, at, size);
        }
    }

    fn show(&self, crowd: &mut Crowd, at: Vec3, size: f32) {
        let is_hidden =
            self.cutaway.beyond(at) > 0.0 || is_in_a_membrane(self.membrane, at, POURED_NM);
        if size > 0.0 && !is_hidden {
            let least = LEAST_PART * self.part * at.distance(self.eye) / POURED_NM;
            crowd.add(at, size * least.max(1.0));
        }
    }
}

/// Width of the cleft between the outer faces at a place of the membrane.
fn cleft_nm(membrane: &PlasmaMembrane, point: DVec3, inward: DVec3) -> Option<f64> {
    let (neighbour, _) = membrane.postsynaptic.as_ref()?;
    let face = point - inward * f64::from(HALF_BILAYER_NM);
    let gap = neighbour.distance(face) - f64::from(HALF_BILAYER_NM);
    (0.0..WIDEST_CLEFT_NM).contains(&gap).then_some(gap)
}

fn is_in_a_membrane(membrane: &PlasmaMembrane, at: Vec3, size: f32) -> bool {
    let at = at.as_dvec3();
    let clear = f64::from(HALF_BILAYER_NM + 0.6 * size);
    membrane.shape.distance(at) < clear
        || membrane
            .postsynaptic
            .as_ref()
            .is_some_and(|(neighbour, _)| neighbour.distance(at) < clear)
}

/// Reflects a free path into 0 to `room`.
fn fold(free: f32, room: f32) -> f32 {
    let place = free.rem_euclid(2.0 * room);
    if place <= room {
        place
    } else {
        2.0 * room - place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn molecules_in_the_cleft_jitter_less_and_go_where_they_go() {
        let at = |x: f64| Seen {
            number: 4,
            at: DVec3::new(x, 0.0, 0.0),
            from_edge_nm: 100.0,
        };
        let mut slow = SlowWays::default();
        let calm = Calm::new(0.8);
        let mut drawn = Vec::new();
        // To and fro by 10 nm about a place that moves on by 50 nm at once.
        for step in 0..400_u32 {
            let swing = if step % 2 == 0 { 10.0 } else { -10.0 };
            let place = if step < 100 { 0.0 } else { 50.0 };
            let mut seen = [at(place + swing)];
            let now = SimTime::from_nanos(u64::from(step) + 1);
            slow.calm(&mut seen, calm, now, 0.03);
            drawn.push(seen[0].at.x);
        }
        let (last, before) = (drawn[399], drawn[398]);
        assert!(((before - last) / 20.0 - 0.2).abs() < 0.02);
        assert!((0.5 * (before + last) - 50.0).abs() < 0.5);
        let mut true_place = [at(7.0)];
        slow.calm(
            &mut true_place,
            Calm::default(),
            SimTime::from_secs(1.0),
            0.03,
        );
        assert_eq!(true_place, [at(7.0)]);
    }

    #[test]
    fn molecules_stay_between_the_membranes() {
        for free in [-100.0, -3.0, 0.0, 5.0, 17.0, 400.0] {
            assert!((0.0..=16.0).contains(&fold(free, 16.0)));
        }
    }
}
