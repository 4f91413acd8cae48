//! Tubular carriers: where each one's tip and tube stand in this frame.
//!
//! A free one is drawn by the same patches as one that fuses, so nothing changes
//! its look when it joins the membrane. Its tube trails behind it on a track and
//! stands away from the membrane when its tip has come there; it is bowed a
//! little, to the side, so that the cut that opens it runs through all of it.

use std::collections::HashMap;

use bevy::{math::Mat3, prelude::*};

use super::{
    HALF_BILAYER_NM, Pace,
    cutaway::Cutaway,
    fading::smooth,
    figures::{Figures, own_number},
    laid::LayOut,
    opening::Opening,
    sculpt::Axes,
};
use crate::{
    biology::vesicles::VesicleKind,
    geometry::{
        opened::CutPlane,
        patch::BowedTail,
        tail::{Bow, Tail},
    },
    sim::{
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        membrane::{
            PlasmaMembrane,
            inserted::{across, closed_area_nm2},
        },
        vesicle::{FusionPore, Motion, Motor, Stage, Vesicle, VesicleId},
    },
    units::SimTime,
};

/// Most curvature of a bow, one over nanometres.
const MOST_BOW: f64 = 0.0011;
/// How fast a tube swings to where it belongs, a second.
const SWING_RATE: f32 = 2.2;
/// Time in which a carrier is drawn out of the Golgi.
const DRAWN_OUT: SimTime = SimTime::from_nanos(2_500_000_000);
/// Share of the tube's outer radius at which a closed one is cut before its axis.
const LID_BY_TUBE: f64 = 0.22;

/// A tubular carrier in this frame.
#[derive(Clone, Debug)]
pub struct Tubule {
    pub id: VesicleId,
    pub kind: VesicleKind,
    /// One with the membrane, or on the way to be.
    pub is_fusing: bool,
    /// On the membrane's mid-plane; for a free one just below its tip.
    pub axes: Axes,
    pub opening: Opening,
    /// As much of the tube as there is; mid-plane.
    pub tail: Option<Tail>,
    /// Mid-plane area of the closed carrier.
    pub area_nm2: f64,
    bow: Bow,
    aside: Vec3,
    /// From the viewer's side to where the simulation counts angles from.
    angle_from: f64,
    pub window: Option<CutPlane>,
    pub presence: f32,
    /// Share of its contents.
    pub filled: f32,
    pub nm_per_pixel: f32,
}

/// All tubular carriers in this frame, by number.
#[derive(Resource, Default)]
pub struct Tubules(pub Vec<Tubule>);

impl Tubules {
    /// That of vesicle `id`.
    pub fn of(&self, id: VesicleId) -> Option<&Tubule> {
        self.0.iter().find(|tubule| tubule.id == id)
    }
}

impl Tubule {
    /// The tube as a patch on the membrane takes it.
    pub fn bowed(&self) -> Option<BowedTail> {
        self.tail.map(|tail| BowedTail {
            tail,
            bow: self.bow,
            aside: self.aside,
        })
    }

    /// The same in the axes of one that stands upright on the origin, with `y` its
    /// axis and `z` to the viewer.
    pub fn bowed_upright(&self) -> Option<BowedTail> {
        self.bowed().map(|bowed| BowedTail {
            aside: Vec3::X * self.aside.dot(self.axes.other),
            ..bowed
        })
    }

    /// From there to where it is.
    pub fn turn(&self) -> Mat3 {
        Mat3::from_cols(self.axes.other, self.axes.axis, self.axes.side)
    }

    /// The place of a point at a distance from the straight axis, a height and an
    /// angle from the viewer's side, and a direction there (along radius and axis).
    pub fn place(&self, r: f64, z: f64, angle: f64, [out, up]: [f64; 2]) -> (Vec3, Vec3) {
        let (sine, cosine) = (libm::sin(angle) as f32, libm::cos(angle) as f32);
        let radial = self.axes.side * cosine + self.axes.other * sine;
        let mut at = [self.axes.origin + radial * r as f32 + self.axes.axis * z as f32];
        let mut way = [radial * out as f32 + self.axes.axis * up as f32];
        if z > self.bow.from_nm
            && let Some(bowed) = self.bowed()
        {
            bowed.bow_points([self.axes.origin, self.axes.axis], &mut at, &mut way);
        }
        (at[0], way[0])
    }

    /// The same by the angle that the simulation counts.
    pub fn place_counted(&self, r: f64, z: f64, angle: f64, way: [f64; 2]) -> (Vec3, Vec3) {
        self.place(r, z, self.angle_from + angle, way)
    }

    /// Height of the tip's centre over the origin of its axes.
    pub fn centre_nm(&self) -> f64 {
        f64::from(self.opening.centre_nm())
    }

    /// Where the tip's centre is.
    pub fn tip(&self) -> Vec3 {
        self.axes.origin + self.axes.axis * self.opening.centre_nm()
    }

    /// Points along its axis, from the tip to the end.
    pub fn spine(&self, count: usize) -> Vec<Vec3> {
        let from = self.centre_nm();
        let reach = self.tail.map_or(0.0, |tail| tail.reach_nm);
        (0..=count)
            .map(|step| {
                let z = from + reach * step as f64 / count as f64;
                self.place(0.0, z, 0.0, [0.0, 1.0]).0
            })
            .collect()
    }

    /// Whether a point has been cut away with the side that is open.
    pub fn is_cut_away(&self, at: Vec3, by: f32) -> bool {
        self.window
            .is_some_and(|window| window.normal.dot(at) - window.offset_nm > by)
    }
}

#[cfg(test)]
impl Tubule {
    /// A full one that stands upright on the origin, bowed as much as any is, whole.
    pub fn upright(kind: VesicleKind, tip_nm: f64, outer: &Tail) -> Self {
        let half = f64::from(HALF_BILAYER_NM);
        let (sphere_nm, tail) = (tip_nm - half, outer.beside(-half));
        Self {
            id: VesicleId(1),
            kind,
            is_fusing: false,
            axes: Axes::about(Vec3::ZERO, Vec3::Y, Vec3::Z),
            opening: Opening::of_free(sphere_nm, 0.0),
            tail: Some(tail),
            area_nm2: closed_area_nm2(sphere_nm, Some(&tail)),
            bow: Bow {
                from_nm: sphere_nm,
                until_nm: sphere_nm + tail.reach_nm,
                per_nm: MOST_BOW,
            },
            aside: Vec3::X,
            angle_from: 0.0,
            window: None,
            presence: 1.0,
            filled: 1.0,
            nm_per_pixel: 0.2,
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Tubules>()
        .remembers_of_a_run::<Pointing>();
}

/// Where the tubes of carriers point, by and by.
#[derive(Resource, Default)]
pub(super) struct Pointing(HashMap<VesicleId, Vec3>);

/// Places those that belong to the figures.
pub(super) fn place_tubules(
    mut tubules: ResMut<Tubules>,
    mut pointing: ResMut<Pointing>,
    figures: Res<Figures>,
    vesicles: Query<(&Vesicle, &Stage, &Motion, Option<&FusionPore>)>,
    clock: Res<SimClock>,
    tracks: Res<Cytoskeleton>,
    membrane: Res<PlasmaMembrane>,
    cutaway: Res<Cutaway>,
    pace: Res<Pace>,
    time: Res<Time<Real>>,
) {
    tubules.0.clear();
    let share = pace.ease(SWING_RATE, time.delta_secs().min(0.1));
    let facing = cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
    let knife = cutaway.knife();
    let now = clock.now;
    let mut known = HashMap::new();
    for (vesicle, stage, motion, pore) in &vesicles {
        let (Some(outer), Some(figure)) = (vesicle.tail, figures.of(vesicle.id)) else {
            continue;
        };
        let half = f64::from(HALF_BILAYER_NM);
        let whole = outer.beside(-half);
        let sphere_nm = vesicle.radius_nm - half;
        let lid_nm = (LID_BY_TUBE * outer.tube_nm) as f32;
        let is_fusing = *stage == Stage::Fusing;
        let (axes, opening, tail, filled) = if let Some(pore) = pore.filter(|_| is_fusing) {
            let inward = pore.place.inward.as_vec3();
            let axes = Axes::about(pore.place.point.as_vec3(), inward, facing);
            let opening = Opening {
                lid_nm,
                ..Opening::of_pore(pore, now)
            };
            let filled = pore.inside_at(now) as f32 / vesicle.capacity.max(1) as f32;
            (axes, opening, pore.tail_at(now), filled)
        } else {
            let before = pointing.0.get(&vesicle.id).copied();
            let wanted = wanted_axis(*stage, motion, figure.centre, now, &tracks, &membrane);
            let axis = swung(before, wanted.or(before).unwrap_or(Vec3::Y), share);
            let origin = figure.centre - axis * sphere_nm as f32;
            let opening = Opening::of_free(sphere_nm, lid_nm);
            let drawn_out = if vesicle.born == SimTime::ZERO {
                1.0
            } else {
                now.share_of(vesicle.born, vesicle.born + DRAWN_OUT)
            };
            let rest = 1.0 - f64::from(smooth(drawn_out as f32));
            let tail = whole.drawn_in(sphere_nm, rest);
            (
                Axes::about(origin, axis, facing),
                opening,
                Some(tail),
                figure.filled,
            )
        };
        known.insert(vesicle.id, axes.axis);
        let centre = f64::from(opening.centre_nm());
        let on = tail.and_then(|tail| tail.on(sphere_nm));
        let bow = Bow {
            from_nm: centre + on.map_or(0.0, |on| on.wall_from_nm()),
            until_nm: centre + on.map_or(0.0, |on| on.wall_until_nm()),
            per_nm: MOST_BOW * f64::from(0.35 + 0.65 * own_number(vesicle.id, 51)),
        };
        let to_the_right = own_number(vesicle.id, 52) < 0.5;
        let aside = if to_the_right {
            axes.other
        } else {
            -axes.other
        };
        let window = if is_fusing {
            opening.window(&axes, knife.as_ref())
        } else {
            knife.map(|_| CutPlane {
                normal: axes.side,
                offset_nm: axes.side.dot(axes.origin) + lid_nm,
            })
        };
        let [side, _] = across(axes.axis.as_dvec3());
        let side = side.as_vec3();
        let angle_from = libm::atan2(
            f64::from(side.dot(axes.other)),
            f64::from(side.dot(axes.side)),
        );
        tubules.0.push(Tubule {
            id: vesicle.id,
            kind: vesicle.kind,
            is_fusing,
            axes,
            opening,
            tail: on.and(tail),
            area_nm2: closed_area_nm2(sphere_nm, Some(&whole)),
            bow,
            aside,
            angle_from,
            window,
            presence: if is_fusing { 1.0 } else { figure.presence },
            filled,
            nm_per_pixel: figure.nm_per_pixel,
        });
    }
    pointing.0 = known;
    tubules.0.sort_unstable_by_key(|tubule| tubule.id);
}

/// Where the tube of a free carrier belongs: behind it on a track, away from the
/// membrane when it has come there; anywhere otherwise.
fn wanted_axis(
    stage: Stage,
    motion: &Motion,
    centre: Vec3,
    now: SimTime,
    tracks: &Cytoskeleton,
    membrane: &PlasmaMembrane,
) -> Option<Vec3> {
    let inward = || -membrane.shape.normal(centre.as_dvec3()).as_vec3();
    match (stage, motion) {
        (
            Stage::Walking,
            Motion::Stepping {
                motor,
                track,
                step_nm,
                ..
            },
        ) if *motor != Motor::MyosinV => {
            let along = motion.load_at(now)?;
            let tangent = tracks.microtubules.get(*track)?.curve.at(along).tangent;
            Some((-tangent * step_nm.signum()).as_vec3())
        }
        (Stage::Crossing, Motion::Travelling { begins, ends, .. }) => {
            // It turns on the way, and is upright before it is there.
            let part = now.share_of(*begins, *ends) as f32;
            (part > 0.2).then(inward)
        }
        (Stage::Tethered | Stage::Docked, _) => Some(inward()),
        (Stage::Approaching, Motion::Travelling { from, to, .. }) => {
            (*from - *to).as_vec3().try_normalize()
        }
        _ => None,
    }
}

/// A share of the way from one direction to another.
fn swung(before: Option<Vec3>, wanted: Vec3, share: f32) -> Vec3 {
    let Some(before) = before else { return wanted };
    let between = before.lerp(wanted, share);
    between
        .try_normalize()
        .unwrap_or_else(|| before.any_orthonormal_vector())
}
