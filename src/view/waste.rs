//! Balls of their own sizes: exosomes, in a multivesicular body and outside, and
//! undigested waste on its way out of a lysosome.
//!
//! An exosome's outer face is coral, like the lumen around it and the outside of the
//! cell: they are the same side. Its inside is cream, a bit of cytosol. Balls jitter
//! in the lumen; each finds the pore at the moment that the simulation has drawn
//! and wanders off outside, with no aim. Where they are is a function of time.

use std::collections::HashMap;

use bevy::prelude::*;

use super::{
    HALF_BILAYER_NM, ViewSettings, ViewSystems,
    bowl::{LID, bowl},
    calm::Calm,
    camera::{CameraRig, PixelSize},
    cutaway::Cutaway,
    fading::smooth,
    figures::{Figure, Figures, own_number},
    laid::{LayOut, lay},
    named::Named,
    opening::Opening,
    sculpt::{Axes, Bead, Sculpture},
    theme::Tone,
    walk::Walk,
};
use crate::{
    biology::{
        parameters::{Filling, Parameters, Waste},
        vesicles::{Contents, VesicleKind},
    },
    geometry::{leaflets::Joined, neck::Neck, opened::CutPlane},
    sim::{
        chance::Chance,
        clock::SimClock,
        efflux::Efflux,
        lumen::Ball,
        membrane::PlasmaMembrane,
        shed::{Afloat, Shed},
        vesicle::{FusionPore, Stage, Vesicle, VesicleId},
    },
    units::SimTime,
};

/// How a ball in the lumen jitters: far slower than it does, or it would be a blur.
const JITTER_NM2_PER_S: f64 = 2500.0;
const JITTER_NM: f64 = 7.0;
/// Time in which a ball comes from its place to the pore.
const COMING: SimTime = SimTime::from_nanos(60_000_000);
/// Least distance between two balls, and between one and a membrane's face.
const APART_NM: f32 = 1.5;
/// Rounds in which balls that overlap are drawn apart.
const ROUNDS: usize = 4;
/// Share of its way at the end over which a ball becomes smaller until it is gone.
const FADING: f32 = 0.12;
/// A ball that leaves, and that the vesicle's window has cut, is whole again so many
/// of its radii below the membrane.
const MADE_WHOLE: f32 = 3.0;
/// A ball is drawn round from so many pixels of its radius on.
const ROUND_PIXELS: f32 = 7.0;
/// An exosome that a cut passes so far from its middle, in its radii, is left whole:
/// its section would be a bull's-eye of less than 40 % of its width.
const GRAZED: f32 = 0.917;
/// Steps around a lump of waste from near.
const LUMP_AROUND: usize = 40;

/// Marks the mesh of all balls.
#[derive(Component, Clone, Copy)]
struct Balls;

/// Where exosomes and waste are in this frame.
#[derive(Resource, Default)]
pub struct BallPlaces {
    pub exosomes: Vec<Vec3>,
    pub waste: Vec<Vec3>,
    /// What is seen of each through the open side of the vesicle that holds it.
    pub inside: Vec<Inside>,
}

/// A ball in a vesicle that is cut open: where it is seen, and its radius.
#[derive(Clone, Copy, Debug)]
pub struct Inside {
    pub vesicle: VesicleId,
    pub named: Named,
    pub at: Vec3,
    pub radius: f32,
}

impl Inside {
    /// Where it is seen: on its side towards the viewer, or where the lid has cut it
    /// off, so far before its middle.
    fn seen(self, facing: Vec3, before: f32) -> Self {
        Self {
            at: self.at + facing * before.clamp(0.0, 0.7 * self.radius),
            ..self
        }
    }
}

/// How balls are packed: those of each vesicle, and the waste of a class, alike in all
/// of them.
#[derive(Resource, Default)]
struct Packings {
    of_vesicles: HashMap<VesicleId, Packing>,
    lumps: HashMap<VesicleKind, Vec<(Vec3, f32)>>,
}

fn lumps_of(kind: VesicleKind, parameters: &Parameters) -> Vec<(Vec3, f32)> {
    match &parameters.class(kind).filling {
        Filling::Waste(waste) => lumps(waste),
        _ => Vec::new(),
    }
}

/// The balls of one vesicle: radii, and places from its centre in its own axes (x to
/// the side, y away from the membrane, z to the viewer), in nanometres.
#[derive(Clone, Debug)]
struct Packing {
    radii: Vec<f32>,
    homes: Vec<Vec3>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<BallPlaces>()
        .remembers_of_a_run::<Packings>()
        .when_a_scene_comes(lay(Balls, |paints| &paints.body))
        .add_systems(PostUpdate, draw_balls.in_set(ViewSystems::Draw));
}

/// Places for balls of these radii in a ball of radius 1, none in another or in the
/// wall, the same for the same `salt`.
pub fn packed(radii: &[f32], apart: f32, salt: u32) -> Vec<Vec3> {
    const TRIES: usize = 300;
    let mut placed: Vec<(Vec3, f32)> = Vec::with_capacity(radii.len());
    let mut drawn = 0;
    let mut draw = || {
        drawn += 1;
        2.0 * own_number(VesicleId(salt), 4000 + drawn) - 1.0
    };
    for &radius in radii {
        let mut gap = apart;
        let mut best = (f32::NEG_INFINITY, Vec3::ZERO);
        for _ in 0..TRIES {
            let at = Vec3::new(draw(), draw(), draw());
            let free = placed
                .iter()
                .map(|(other, size)| other.distance(at) - size - radius)
                .fold(1.0 - radius - at.length(), f32::min);
            if free > best.0 {
                best = (free, at);
            }
            if best.0 > gap {
                break;
            }
            gap *= 0.99;
        }
        placed.push((best.1, radius));
    }
    placed.into_iter().map(|(at, _)| at).collect()
}

/// One ball as it stands in this frame.
struct Standing {
    at: Vec3,
    radius: f32,
    /// How much of it is there.
    size: f32,
    clip: Option<CutPlane>,
}

/// What balls of one vesicle are kept in or out of.
enum Wall<'a> {
    /// A closed vesicle.
    Sphere { centre: Vec3, radius: f32 },
    /// A neck on its place.
    Neck { axes: Axes, neck: Neck },
    /// The flat membrane.
    Plasma(&'a PlasmaMembrane),
}

impl Wall<'_> {
    /// The place nearest to `at` that is so far from the mid-plane.
    fn clear(&self, at: Vec3, clearance: f32) -> Vec3 {
        match self {
            Self::Sphere { centre, radius } => {
                *centre + (at - *centre).clamp_length_max((radius - clearance).max(0.0))
            }
            Self::Neck { axes, neck } => {
                let from = at - axes.origin;
                let up = from.dot(axes.axis);
                let flat = from - axes.axis * up;
                let away = flat.length();
                let radial = flat.try_normalize().unwrap_or(axes.side);
                let [away, up] =
                    neck.kept_clear([f64::from(away), f64::from(up)], f64::from(clearance));
                axes.origin + radial * away as f32 + axes.axis * up as f32
            }
            Self::Plasma(membrane) => {
                let point = at.as_dvec3();
                let distance = membrane.shape.distance(point) as f32;
                let out = membrane.shape.normal(point).as_vec3();
                at + out * (clearance - distance).max(0.0)
            }
        }
    }
}

/// Draws balls apart that overlap, and off the wall.
fn draw_apart(balls: &mut [Standing], wall: &Wall) {
    for _ in 0..ROUNDS {
        for first in 0..balls.len() {
            for second in first + 1..balls.len() {
                let between = balls[second].at - balls[first].at;
                let needed = balls[first].radius + balls[second].radius + APART_NM;
                let lacking = needed - between.length();
                if lacking > 0.0 {
                    let way = between.try_normalize().unwrap_or(Vec3::X) * (0.5 * lacking);
                    balls[first].at -= way;
                    balls[second].at += way;
                }
            }
        }
        for ball in balls.iter_mut() {
            let clearance = ball.radius + HALF_BILAYER_NM + APART_NM;
            ball.at = wall.clear(ball.at, clearance);
        }
    }
}

fn draw_balls(
    mut drawn: Query<&mut Mesh3d, With<Balls>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut places: ResMut<BallPlaces>,
    mut packed: ResMut<Packings>,
    vesicles: Query<(&Vesicle, &Stage, Option<&FusionPore>)>,
    figures: Res<Figures>,
    shed: Res<Shed>,
    membrane: Res<PlasmaMembrane>,
    (clock, chance, parameters): (Res<SimClock>, Res<Chance>, Res<Parameters>),
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    rig: Res<CameraRig>,
    pixels: PixelSize,
) {
    let Packings { of_vesicles, lumps } = &mut *packed;
    places.exosomes.clear();
    places.waste.clear();
    places.inside.clear();
    let mut scene = Scenery {
        sculpture: Sculpture::default(),
        places: &mut places,
        eye: rig.pose.eye(),
        pixel: pixels.per_nm(),
        facing: cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal),
        cutaway: &cutaway,
        membrane: &membrane,
        chance: &chance,
        parameters: &parameters,
        now: clock.now,
        calm: settings.calm,
    };
    let mut outside: Vec<&Afloat> = shed
        .afloat()
        .filter(|ball| ball.from <= clock.now && clock.now < ball.until)
        .collect();
    outside.sort_unstable_by_key(|ball| (ball.vesicle, ball.number));
    let mut holding: Vec<_> = vesicles
        .iter()
        .filter(|(vesicle, stage, pore)| match vesicle.kind.contents {
            Contents::Sacs { .. } => **stage != Stage::Budding,
            // Those of a closed lysosome are part of its mould.
            Contents::Waste(_) => pore.is_some(),
            _ => false,
        })
        .collect();
    holding.sort_unstable_by_key(|(vesicle, ..)| vesicle.id);
    of_vesicles.retain(|id, _| figures.of(*id).is_some());
    for (vesicle, _, pore) in holding {
        let Some(figure) = figures.of(vesicle.id) else {
            continue;
        };
        let packing = of_vesicles
            .entry(vesicle.id)
            .or_insert_with(|| packing_of(vesicle, &parameters, &chance));
        let own = outside.iter().filter(|ball| ball.vesicle == vesicle.id);
        match pore {
            Some(pore) => {
                let own: Vec<&Afloat> = if settings.show.molecules {
                    own.copied().collect()
                } else {
                    Vec::new()
                };
                scene.draw_fusing(vesicle, packing, pore, &own, settings.show.vesicles);
            }
            None if settings.show.vesicles => scene.draw_closed(vesicle, packing, figure),
            None => {}
        }
    }
    if settings.show.vesicles {
        let closed = figures.0.iter().filter(|figure| {
            let is_closed = !matches!(figure.stage, Stage::Fusing | Stage::Budding);
            figure.is_shown() && is_closed && figure.kind.holds_waste() && figure.filled > 0.0
        });
        for figure in closed {
            let lumps = lumps
                .entry(figure.kind)
                .or_insert_with(|| lumps_of(figure.kind, &parameters));
            scene.note_lumps(figure, lumps);
        }
    }
    if settings.show.molecules {
        let orphans = outside.chunk_by(|one, next| one.vesicle == next.vesicle);
        for balls in orphans {
            let has_a_vesicle = vesicles
                .iter()
                .any(|(vesicle, _, pore)| vesicle.id == balls[0].vesicle && pore.is_some());
            if !has_a_vesicle {
                scene.draw_orphans(balls);
            }
        }
    }
    let mut sculpture = std::mem::take(&mut scene.sculpture);
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
}

fn packing_of(vesicle: &Vesicle, parameters: &Parameters, chance: &Chance) -> Packing {
    let lumen = vesicle.lumen(parameters, chance);
    let inner = (vesicle.radius_nm - 2.0 * parameters.half_bilayer_nm) as f32;
    let shares: Vec<f32> = lumen
        .radii_nm
        .iter()
        .map(|radius| *radius as f32 / inner)
        .collect();
    let salt = if vesicle.kind.holds_sacs() {
        vesicle.id.0
    } else {
        WASTE_SALT
    };
    let homes = packed(&shares, PACKED_APART, salt);
    Packing {
        radii: lumen.radii_nm.iter().map(|radius| *radius as f32).collect(),
        homes: homes.into_iter().map(|home| home * inner).collect(),
    }
}

/// Where the undigested bodies lie in a lysosome of inner radius 1, and their radii.
pub(super) fn lumps(waste: &Waste) -> Vec<(Vec3, f32)> {
    let [largest, smallest] = waste.body_shares.map(|share| share as f32);
    let last = (waste.bodies.max(2) - 1) as f32;
    let shares: Vec<f32> = (0..waste.bodies)
        .map(|body| largest + (smallest - largest) * body as f32 / last)
        .collect();
    let places = packed(&shares, PACKED_APART, WASTE_SALT);
    places.into_iter().zip(shares).collect()
}

/// All lysosomes hold their waste in the same places.
const WASTE_SALT: u32 = 77;
/// Least gap between packed balls, as a share of the lumen's radius, if there is
/// room.
const PACKED_APART: f32 = 0.03;

/// What all balls of a frame stand in.
struct Scenery<'a> {
    sculpture: Sculpture,
    places: &'a mut BallPlaces,
    eye: Vec3,
    pixel: f32,
    facing: Vec3,
    cutaway: &'a Cutaway,
    membrane: &'a PlasmaMembrane,
    chance: &'a Chance,
    parameters: &'a Parameters,
    now: SimTime,
    calm: Calm,
}

impl Scenery<'_> {
    /// A place in a vesicle's own axes, jittered.
    fn home(&self, vesicle: &Vesicle, packing: &Packing, number: usize) -> Vec3 {
        let who = (1 << 48) | (u64::from(vesicle.id.0) << 16) | number as u64;
        let jitter = self
            .chance
            .wander(who, self.now, JITTER_NM2_PER_S, JITTER_NM);
        packing.homes[number] + jitter.as_vec3() * self.calm.left()
    }

    /// In a vesicle that is not one with the membrane.
    fn draw_closed(&mut self, vesicle: &Vesicle, packing: &Packing, figure: &Figure) {
        // A whole vesicle shows nothing of what it holds.
        if figure.presence < 0.02 || self.cutaway.plane().is_none() {
            return;
        }
        let at_membrane = matches!(
            figure.stage,
            Stage::Tethered | Stage::Docked | Stage::Primed | Stage::Fusing
        );
        let axis = if at_membrane {
            -self
                .membrane
                .shape
                .normal(figure.centre.as_dvec3())
                .as_vec3()
        } else {
            Vec3::Y
        };
        let axes = Axes::about(figure.centre, axis, self.facing);
        let clip = Some(CutPlane {
            normal: self.facing,
            offset_nm: self.facing.dot(figure.centre) + LID * figure.radius * figure.presence,
        });
        let wall = Wall::Sphere {
            centre: figure.centre,
            radius: figure.radius - HALF_BILAYER_NM,
        };
        let inside = (vesicle.contents as usize).min(packing.radii.len());
        let mut balls: Vec<Standing> = (0..inside)
            .map(|number| Standing {
                at: figure.centre + placed(&axes, self.home(vesicle, packing, number)),
                radius: packing.radii[number],
                size: figure.presence,
                clip,
            })
            .collect();
        draw_apart(&mut balls, &wall);
        for ball in &mut balls {
            ball.at = figure.centre + (ball.at - figure.centre) * figure.presence;
        }
        self.draw(&balls, Ball::Exosome, Some(vesicle.id));
    }

    /// Notes where the waste of a closed lysosome, which is a part of its mould, is seen.
    fn note_lumps(&mut self, figure: &Figure, lumps: &[(Vec3, f32)]) {
        if self.cutaway.plane().is_none() {
            return;
        }
        let inner = figure.radius - 2.0 * HALF_BILAYER_NM;
        for (place, share) in lumps {
            let (at, radius) = (*place * inner, share * inner);
            let before = LID * figure.radius - at.z;
            if before > -radius {
                let inside = Inside {
                    vesicle: figure.id,
                    named: Named::Waste,
                    at: figure.centre + figure.turned * at,
                    radius,
                };
                self.places.inside.push(inside.seen(self.facing, before));
            }
        }
    }

    /// In a vesicle that is one with the membrane, and just outside it.
    fn draw_fusing(
        &mut self,
        vesicle: &Vesicle,
        packing: &Packing,
        pore: &FusionPore,
        outside: &[&Afloat],
        shows_inside: bool,
    ) {
        let axes = Axes::about(
            pore.place.point.as_vec3(),
            pore.place.inward.as_vec3(),
            self.facing,
        );
        let opening = Opening::of_pore(pore, self.now);
        let centre = axes.origin + axes.axis * opening.centre_nm();
        let wall = match opening.joining {
            Joined::Open(neck) | Joined::Hemifused(neck) => Wall::Neck { axes, neck },
            Joined::Apart { .. } => Wall::Sphere {
                centre,
                radius: opening.sphere,
            },
        };
        let knife = self.cutaway.knife();
        let window = opening.window(&axes, knife.as_ref());
        let is_cut_away = self.cutaway.beyond_point(pore.place.point) > 3.0 * opening.sphere;
        let what = if vesicle.kind.holds_sacs() {
            Ball::Exosome
        } else {
            Ball::Waste
        };
        let mut balls = Vec::new();
        let inside = (vesicle.contents as usize).min(packing.radii.len());
        // Where nothing is cut, the membrane hides what is in it.
        let is_seen = shows_inside && !is_cut_away && window.is_some();
        for number in (0..inside).filter(|_| is_seen) {
            let leaves = leaves_at(pore, number as u32);
            if leaves.is_some_and(|leaves| leaves <= self.now) {
                continue;
            }
            let home = centre + placed(&axes, self.home(vesicle, packing, number));
            let at = match leaves {
                // A random walk of which the end is known: the pore.
                Some(leaves) => {
                    let begins = (leaves - COMING.min(leaves)).max(pore.opened);
                    let part = self.now.share_of(begins, leaves) as f32;
                    let walk = Walk {
                        salt: salt_of(vesicle.id, number as u32, 1),
                    };
                    let strayed = walk.calmed(part, self.calm) - walk.at(1.0) * part;
                    home.lerp(axes.origin, smooth(part)) + strayed * (0.25 * opening.sphere)
                }
                None => home,
            };
            balls.push(Standing {
                at,
                radius: packing.radii[number],
                size: 1.0,
                clip: window,
            });
        }
        for ball in outside {
            let mut standing = self.afloat(ball);
            let depth = -(standing.at - axes.origin).dot(axes.axis).min(0.0);
            let left = 1.0 - depth / (MADE_WHOLE * standing.radius);
            standing.clip = window.filter(|_| left > 0.0).map(|plane| CutPlane {
                offset_nm: plane.offset_nm + depth / left,
                ..plane
            });
            balls.push(standing);
        }
        draw_apart(&mut balls, &wall);
        self.draw(&balls, what, Some(vesicle.id));
    }

    /// Outside, where the vesicle has become part of the membrane.
    fn draw_orphans(&mut self, outside: &[&Afloat]) {
        let mut balls: Vec<Standing> = outside.iter().map(|ball| self.afloat(ball)).collect();
        draw_apart(&mut balls, &Wall::Plasma(self.membrane));
        self.draw(&balls, outside[0].what, None);
    }

    /// A ball outside, but for what it may not touch.
    fn afloat(&self, ball: &Afloat) -> Standing {
        let whole_s = ball.until.since(ball.from).as_secs();
        let part = self.now.share_of(ball.from, ball.until) as f32;
        let water = &self.parameters.water;
        let nm2_per_s = water.hindrance * water.diffusion_nm2_per_s(ball.radius_nm);
        let walk = Walk {
            salt: salt_of(ball.vesicle, ball.number, 2),
        };
        let spread = (2.0 * nm2_per_s * whole_s).sqrt() as f32;
        let strayed = (walk.calmed(part, self.calm) - walk.at(1.0) * part) * spread;
        let gone = ball.way.as_vec3() * part + strayed;
        let outward = ball.outward.as_vec3();
        // The cell throws it back.
        let out = gone.dot(outward);
        let gone = gone + outward * (out.abs() - out);
        Standing {
            at: ball.mouth.as_vec3() + gone,
            radius: ball.radius_nm as f32,
            size: 1.0 - smooth((part - (1.0 - FADING)) / FADING),
            clip: None,
        }
    }

    /// Draws balls, which may be those of a vesicle.
    fn draw(&mut self, balls: &[Standing], what: Ball, vesicle: Option<VesicleId>) {
        for (number, ball) in balls.iter().enumerate() {
            let radius = ball.radius * ball.size;
            if radius < 1.0 {
                continue;
            }
            let before = ball.clip.map_or(f32::INFINITY, |plane| {
                plane.offset_nm - plane.normal.dot(ball.at)
            });
            if before <= -radius {
                continue;
            }
            let places = match what {
                Ball::Exosome => &mut self.places.exosomes,
                Ball::Waste | Ball::Enzyme => &mut self.places.waste,
            };
            places.push(ball.at + self.facing * before.clamp(0.0, 0.7 * radius));
            if let (Some(vesicle), Some(_)) = (vesicle, ball.clip) {
                let named = match what {
                    Ball::Exosome => Named::Exosome,
                    Ball::Waste | Ball::Enzyme => Named::Waste,
                };
                let inside = Inside {
                    vesicle,
                    named,
                    at: ball.at,
                    radius,
                };
                self.places.inside.push(inside.seen(self.facing, before));
            }
            let pixels = radius / (self.eye.distance(ball.at) * self.pixel).max(1e-6);
            let is_grazed = what == Ball::Exosome && before > GRAZED * radius;
            let cut = ball.clip.filter(|_| before < radius && !is_grazed);
            match (what, cut) {
                (Ball::Exosome, Some(plane)) => {
                    let axes = Axes::about(ball.at, plane.normal, Vec3::Y);
                    exosome(&mut self.sculpture, &axes, radius, before, pixels);
                }
                (Ball::Exosome, None) if pixels > ROUND_PIXELS => {
                    let axes = Axes::about(ball.at, self.facing, Vec3::Y);
                    let around = (2.0 * pixels) as usize;
                    let around = around.clamp(18, 48);
                    self.sculpture
                        .cut_ball(&axes, radius, radius, around, Tone::OuterLeaflet);
                }
                (Ball::Exosome, None) => {
                    let stretch = Vec3::splat(radius);
                    let tone = Tone::OuterLeaflet;
                    self.sculpture.bead(ball.at, stretch, Bead::Fine, tone, 1.0);
                }
                (_, Some(plane)) => {
                    let axes = Axes::about(ball.at, plane.normal, Vec3::Y);
                    let detail = detail_of(pixels);
                    lump_cut(&mut self.sculpture, &axes, radius, before, detail);
                }
                (_, None) => {
                    let detail = detail_of(pixels);
                    lump(&mut self.sculpture, ball.at, radius, number, detail);
                }
            }
        }
    }
}

/// An exosome that a plane cuts: two leaflets, turned against those of the vesicle
/// that holds it.
pub(super) fn exosome(sculpture: &mut Sculpture, axes: &Axes, radius: f32, lid: f32, pixels: f32) {
    let around = ((2.0 * pixels) as usize).clamp(14, 48);
    let tones = [Tone::OuterLeaflet, Tone::CytosolicLeaflet];
    bowl(sculpture, axes, radius, lid, around, around / 2, tones);
}

/// An undigested body: a lump.
pub fn lump(sculpture: &mut Sculpture, at: Vec3, radius: f32, number: usize, detail: Bead) {
    let own = |which: u32| 0.84 + 0.16 * own_number(VesicleId(number as u32), 60 + which);
    let stretch = Vec3::new(own(0), own(1), own(2)) * radius;
    let shade = 0.72 + 0.28 * own_number(VesicleId(number as u32), 64);
    if detail == Bead::Fine {
        sculpture.round_bead(at, stretch, LUMP_AROUND, Tone::Waste, shade);
    } else {
        sculpture.bead(at, stretch, Bead::Fine, Tone::Waste, shade);
    }
}

/// The same, cut by a plane `lid` from its middle.
pub fn lump_cut(sculpture: &mut Sculpture, axes: &Axes, radius: f32, lid: f32, detail: Bead) {
    let around = if detail == Bead::Fine {
        LUMP_AROUND
    } else {
        20
    };
    sculpture.cut_ball(axes, 0.93 * radius, lid, around, Tone::Waste);
}

fn detail_of(pixels: f32) -> Bead {
    if pixels > 2.0 * ROUND_PIXELS {
        Bead::Fine
    } else {
        Bead::Coarse
    }
}

/// From a vesicle's own axes.
fn placed(axes: &Axes, own: Vec3) -> Vec3 {
    axes.other * own.x + axes.axis * own.y + axes.side * own.z
}

/// When ball number `number` leaves, if it does.
fn leaves_at(pore: &FusionPore, number: u32) -> Option<SimTime> {
    let Efflux::Balls(balls) = &pore.efflux else {
        return None;
    };
    let found = balls.iter().find(|ball| ball.number == number);
    found.map(|ball| ball.at)
}

fn salt_of(vesicle: VesicleId, number: u32, which: u32) -> u32 {
    let number = number.wrapping_mul(0x85EB_CA6B) ^ which.wrapping_mul(0xC2B2_AE35);
    vesicle.0.wrapping_mul(0x9E37_79B9).wrapping_add(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_balls_neither_overlap_nor_stick_out() {
        for salt in 0..20 {
            let radii: Vec<f32> = (0..22).map(|index| 0.27 - 0.01 * index as f32).collect();
            let places = packed(&radii, PACKED_APART, salt);
            for (index, place) in places.iter().enumerate() {
                assert!(place.length() + radii[index] < 1.0);
                for (other, earlier) in places[..index].iter().enumerate() {
                    assert!(place.distance(*earlier) > radii[index] + radii[other]);
                }
            }
        }
    }

    #[test]
    fn balls_in_a_vesicle_that_flattens_are_pushed_out_and_not_through() {
        let start = Neck::with_waist(210.0, 3.0, 60.0);
        let mut before: Option<[f64; 2]> = None;
        for step in 0..=400 {
            let neck = Neck::collapsing(start, f64::from(step) / 400.0);
            let clearance = 45.0;
            let from = before.unwrap_or([90.0, neck.centre_nm() + 60.0]);
            let at = neck.kept_clear(from, clearance);
            let again = neck.kept_clear(at, clearance);
            assert!((again[0] - at[0]).abs() < 1e-6 && (again[1] - at[1]).abs() < 1e-6);
            if let Some(before) = before {
                let moved = libm::hypot(at[0] - before[0], at[1] - before[1]);
                assert!(moved < 12.0, "{moved} at {step}");
            }
            before = Some(at);
        }
        let [_, up] = before.unwrap_or_default();
        assert!((up + 45.0).abs() < 0.5, "{up}");
    }
}
