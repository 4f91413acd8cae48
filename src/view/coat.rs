//! What takes membrane back: the clathrin cage that a pit grows into, the
//! dynamin spiral that squeezes its neck, and actin where it is fast.
//!
//! The cage comes polygon by polygon from the pole of the pit, keeps the
//! length of its struts while the membrane in it bends, and is shed piece by
//! piece when the vesicle is free. On the viewer's side of an opened pit it
//! is left out, so that the two leaflets are seen.

use std::collections::BTreeMap;

use bevy::{
    math::{DVec3, ops},
    prelude::*,
};

use super::{
    HALF_BILAYER_NM, ViewSettings, ViewSystems,
    bowl::LID,
    camera::{CameraRig, PixelSize},
    cutaway::Cutaway,
    fading::{EDGE_NM, smooth},
    figures::{Figure, Figures, own_number},
    laid::{LayOut, lay},
    opening::Opening,
    sculpt::{Axes, Bead, Sculpture, TAU},
    theme::Tone,
};
use crate::{
    biology::{
        parameters::{Parameters, ProteinParameters},
        vesicles::VesicleKind,
    },
    geometry::{cage::Cage, opened::CutPlane},
    sim::{
        clock::SimClock,
        membrane::PlasmaMembrane,
        vesicle::{Coat, Pit, RetrievalMode, Vesicle, VesicleId},
    },
    units::SimTime,
};

/// Coarser than this (nanometres a pixel) struts would be thinner than a
/// pixel; they thin out before.
const COARSEST_NM_PER_PIXEL: f32 = 2.8;
const STRUT_NM: f32 = 1.45;
const HUB_NM: f32 = 2.3;
const STUB_NM: f32 = 0.75;
const ADAPTOR_NM: f32 = 2.0;
/// The cage keeps this far from the flat membrane below it.
const FLOOR_NM: f32 = 11.0;
/// How far a piece drifts while it is shed.
const SHED_NM: f32 = 12.0;
/// Share of the shedding that one piece takes.
const PIECE_SHARE: f32 = 0.2;
/// A dynamin molecule: radii of its foot on the neck, of its leg and of its head,
/// and how far out of the neck it reaches: a spiral 50 nm wide leaves room for a
/// tube of 20 nm. And how many stand in a turn.
const ROPE_NM: f32 = 2.1;
const LEG_NM: f32 = 1.2;
const HEAD_NM: f32 = 2.55;
const DEEP_NM: f32 = 15.0;
const BEADS_A_TURN: f32 = 13.0;
/// A neck has room for one turn, which rises a little.
const TURNS: f32 = 1.0;
const RISE_NM: f32 = 1.0;
/// Actin filaments beside a fast pit; the thickness of a strand, and the
/// length in which two of them turn about each other.
const FILAMENTS: usize = 18;
const STRAND_NM: f32 = 3.6;
const ACTIN_TURN_NM: f32 = 72.0;

/// Marks the mesh of all coats and collars.
#[derive(Component, Clone, Copy)]
struct Coats;

/// The cages, by what is in them. A large vesicle's pit has no coat.
#[derive(Resource)]
struct Cages(BTreeMap<VesicleKind, ScaledCage>);

pub(super) struct ScaledCage {
    cage: Cage,
    strut_nm: f64,
}

impl ScaledCage {
    /// A cage for vesicles of an outer radius.
    pub fn about(radius_nm: f64, proteins: &ProteinParameters) -> Self {
        let strut_nm = proteins.clathrin_strut_nm;
        Self {
            cage: Cage::around(radius_nm + proteins.clathrin_room_nm, strut_nm),
            strut_nm,
        }
    }
}

/// Points that coats, collars and the actin beside them can be named by, in nanometres.
#[derive(Resource, Default)]
pub struct CoatPlaces {
    pub clathrin: Vec<Vec3>,
    pub dynamin: Vec<Vec3>,
    pub actin: Vec<Vec3>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<CoatPlaces>()
        .when_a_scene_comes((lay(Coats, |paints| &paints.solid), build_cages))
        .add_systems(PostUpdate, draw_coats.in_set(ViewSystems::Draw));
}

fn build_cages(mut commands: Commands, parameters: Res<Parameters>) {
    let coated = parameters
        .known_kinds()
        .filter(|kind| !kind.is_large() && !kind.is_tubular());
    let cages = coated.map(|kind| {
        let radius_nm = parameters.class(kind).size.mean_nm();
        (kind, ScaledCage::about(radius_nm, &parameters.proteins))
    });
    commands.insert_resource(Cages(cages.collect()));
}

fn draw_coats(
    mut drawn: Query<&mut Mesh3d, With<Coats>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut named: ResMut<CoatPlaces>,
    cages: Res<Cages>,
    pits: Query<(&Vesicle, &Pit)>,
    coats: Query<(&Vesicle, &Coat)>,
    figures: Res<Figures>,
    clock: Res<SimClock>,
    membrane: Res<PlasmaMembrane>,
    parameters: Res<Parameters>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    rig: Res<CameraRig>,
    pixels: PixelSize,
) {
    let mut sculpture = Sculpture::default();
    named.clathrin.clear();
    named.dynamin.clear();
    named.actin.clear();
    if settings.show.vesicles && settings.show.proteins {
        let look = Look {
            now: clock.now,
            cutaway: &cutaway,
            facing: cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal),
            eye: rig.pose.eye(),
            pixel: pixels.per_nm(),
        };
        let mut growing: Vec<_> = pits.iter().collect();
        growing.sort_unstable_by_key(|(vesicle, _)| vesicle.id);
        for (vesicle, pit) in growing {
            if let Some(footing) = look.about_a_pit(vesicle, pit) {
                let cage = cages.0.get(&vesicle.kind);
                let dynamin_nm = parameters.proteins.dynamin_diameter_nm as f32;
                look.draw_pit(&mut sculpture, &mut named, pit, &footing, cage, dynamin_nm);
            }
        }
        let mut shedding: Vec<_> = coats.iter().collect();
        shedding.sort_unstable_by_key(|(vesicle, _)| vesicle.id);
        for (vesicle, coat) in shedding {
            let figure = figures.of(vesicle.id).filter(|figure| figure.is_shown());
            let (Some(figure), Some(cage)) = (figure, cages.0.get(&vesicle.kind)) else {
                continue;
            };
            let footing = look.about_a_vesicle(vesicle, figure, &membrane);
            let left = coat.left_at(clock.now) as f32;
            draw_cage(
                &mut sculpture,
                cage,
                &footing,
                1.0,
                left,
                &cutaway,
                &mut named,
            );
        }
    }
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
}

/// When and from where coats are looked at.
struct Look<'a> {
    now: SimTime,
    cutaway: &'a Cutaway,
    /// To the side that is opened.
    facing: Vec3,
    eye: Vec3,
    /// Nanometres a pixel for each nanometre from the eye.
    pixel: f32,
}

impl Look<'_> {
    /// How large what stands there is drawn: not at all where it would be too small.
    fn largeness(&self, at: Vec3) -> f32 {
        1.0 - smooth((self.eye.distance(at) * self.pixel / COARSEST_NM_PER_PIXEL - 0.75) * 4.0)
    }

    /// What is built around a pit, if it can be seen.
    fn about_a_pit(&self, vesicle: &Vesicle, pit: &Pit) -> Option<Footing> {
        let point = pit.place.point.as_vec3();
        let size = self.largeness(point);
        if size <= 0.0 {
            return None;
        }
        let axes = Axes::about(point, pit.place.inward.as_vec3(), self.facing);
        let knife = self.cutaway.knife();
        let neck = pit.neck_at(self.now);
        Some(Footing {
            id: vesicle.id,
            clearing: Opening::of_pit(pit, self.now).clearing(&axes, knife.as_ref()),
            axes,
            centre: neck.centre_nm(),
            bent: neck.sphere_nm,
            sphere: pit.sphere_nm,
            size,
        })
    }

    /// What is built around a vesicle that has come off and sheds its coat.
    fn about_a_vesicle(
        &self,
        vesicle: &Vesicle,
        figure: &Figure,
        membrane: &PlasmaMembrane,
    ) -> Footing {
        let centre = figure.centre.as_dvec3();
        let inward = -membrane.shape.normal(centre).as_vec3();
        let height = -membrane.shape.distance(centre);
        let sphere = vesicle.radius_nm - f64::from(HALF_BILAYER_NM);
        Footing {
            id: vesicle.id,
            axes: Axes::about(figure.centre - inward * height as f32, inward, self.facing),
            centre: height,
            bent: sphere,
            sphere,
            clearing: self.cutaway.plane().map(|(normal, _)| CutPlane {
                normal,
                offset_nm: normal.dot(figure.centre) + LID * vesicle.radius_nm as f32,
            }),
            size: self.largeness(figure.centre) * figure.presence,
        }
    }

    /// The coat of a pit, the collar around its neck, and actin where that pulls.
    fn draw_pit(
        &self,
        sculpture: &mut Sculpture,
        named: &mut CoatPlaces,
        pit: &Pit,
        footing: &Footing,
        cage: Option<&ScaledCage>,
        dynamin_nm: f32,
    ) {
        let neck = pit.neck_at(self.now);
        let whole = pit.coat_at(self.now) as f32;
        if let Some(cage) = cage.filter(|_| whole > 0.0) {
            draw_cage(sculpture, cage, footing, whole, 1.0, self.cutaway, named);
        }
        // The spiral comes apart while the stalk that it leaves thins.
        let loosened = self.now.share_of(pit.shut, pit.scission) as f32;
        let collar = Collar {
            waist: neck.waist_nm() as f32,
            wound: pit.collar_at(self.now) as f32,
            left: 1.0 - smooth(loosened),
            middle: neck.rim_nm as f32,
            widest: 0.5 * dynamin_nm,
        };
        draw_collar(sculpture, &collar, footing, self.cutaway, named);
        if pit.mode == RetrievalMode::Ultrafast {
            let come = smooth(3.0 * self.now.share_of(pit.began, pit.grown) as f32);
            let there = come * (1.0 - smooth(loosened));
            draw_actin(sculpture, there, footing, self.cutaway, named);
        }
    }
}

/// What a cage or a collar is built around.
pub(super) struct Footing {
    pub id: VesicleId,
    /// On the membrane's mid-plane; the axis leads into the cytosol.
    pub axes: Axes,
    /// Height of the centre of the membrane's sphere, and its radius now and
    /// when it is closed; mid-plane.
    pub centre: f64,
    pub bent: f64,
    pub sphere: f64,
    /// What lies beyond this plane has been cut away.
    pub clearing: Option<CutPlane>,
    /// How thick things are, 0 to 1, as they come into sight.
    pub size: f32,
}

impl Footing {
    /// A point in the cage's own axes (nanometres from its middle, the pole
    /// along `z`), when the membrane in it is bent as it is now: lengths along
    /// the cage stay what they are. And how far the flat membrane has pushed
    /// it out of its place.
    fn lay(&self, at: DVec3) -> (Vec3, f32) {
        let far = at.length();
        let polar = libm::acos((at.z / far).clamp(-1.0, 1.0));
        let out = far - self.sphere + self.bent;
        let bent = polar * far / out;
        let (sine, cosine) = libm::sincos(bent);
        let (r, z) = ((out * sine) as f32, (self.centre + out * cosine) as f32);
        // It never comes nearer to the flat membrane than the floor.
        let softness = 3.0;
        let over = (z - FLOOR_NM) / softness;
        let lifted = if over > 12.0 {
            z
        } else {
            FLOOR_NM + softness * ops::ln(1.0 + ops::exp(over))
        };
        let pushed = lifted - z;
        let r = (r * r + pushed * pushed).sqrt();
        let around = libm::atan2(at.y, at.x);
        let (sine, cosine) = libm::sincos(around);
        let radial = self.axes.side * cosine as f32 + self.axes.other * sine as f32;
        (
            self.axes.origin + radial * r + self.axes.axis * lifted,
            pushed,
        )
    }

    /// How much of what stands at `at` is there: nothing where the viewer
    /// looks in.
    fn presence(&self, at: Vec3, cutaway: &Cutaway) -> f32 {
        let before = self.clearing.map_or(f32::NEG_INFINITY, |plane| {
            plane.normal.dot(at) - plane.offset_nm
        });
        let beyond = cutaway.beyond(at);
        self.size * (1.0 - smooth(before.max(beyond) / EDGE_NM))
    }
}

pub(super) fn draw_cage(
    sculpture: &mut Sculpture,
    scaled: &ScaledCage,
    footing: &Footing,
    whole: f32,
    left: f32,
    cutaway: &Cutaway,
    named: &mut CoatPlaces,
) {
    let cage = &scaled.cage;
    let laid: Vec<(Vec3, f32)> = cage
        .hubs
        .iter()
        .map(|hub| footing.lay(*hub * scaled.strut_nm))
        .collect();
    let centre = footing.axes.origin + footing.axes.axis * footing.centre as f32;
    let grown = Growth::of(cage, whole);
    // Each hub is shed in its turn, drifting off.
    let left: Vec<f32> = (0..laid.len())
        .map(|hub| {
            let turn = own_number(footing.id, 300 + hub as u32) * (1.0 - PIECE_SHARE);
            smooth((left - turn) / PIECE_SHARE)
        })
        .collect();
    let stands: Vec<Vec3> = laid
        .iter()
        .zip(&left)
        .map(|((at, _), left)| *at + (*at - centre).normalize_or_zero() * SHED_NM * (1.0 - left))
        .collect();
    for (index, [a, b]) in cage.struts.iter().enumerate() {
        // From the hub that was there first.
        let (a, b) = if grown.hubs[*a] >= grown.hubs[*b] {
            (*a, *b)
        } else {
            (*b, *a)
        };
        let middle = |hub: usize, other: usize| stands[hub] + 0.5 * (laid[other].0 - laid[hub].0);
        let part = grown.struts[index];
        for (hub, from, to, part) in [
            (a, stands[a], middle(a, b), 2.0 * part),
            (b, middle(b, a), stands[b], 2.0 * part - 1.0),
        ] {
            let part = part.clamp(0.0, 1.0);
            let end = from.lerp(to, part);
            let radius = STRUT_NM * left[hub] * footing.presence(from.midpoint(end), cutaway);
            if part > 0.02 && radius > 0.05 {
                sculpture.rod(&[from, end], radius, 6, Tone::Clathrin, 0.92);
            }
        }
    }
    for (hub, at) in stands.iter().enumerate() {
        let size = grown.hubs[hub] * left[hub] * footing.presence(*at, cutaway);
        if size < 0.05 {
            continue;
        }
        sculpture.bead(
            *at,
            Vec3::splat(HUB_NM * size),
            Bead::Medium,
            Tone::Clathrin,
            1.0,
        );
        if size > 0.9 {
            named.clathrin.push(*at);
        }
        // A leg's end and an adaptor between cage and membrane; where the
        // neck is, there is no room for them.
        let room = 1.0 - smooth(laid[hub].1 / 4.0);
        let size = size * room * grown.hubs[hub];
        let foot = footing.foot_under(cage.hubs[hub] * scaled.strut_nm);
        if size > 0.05 {
            sculpture.rod(&[*at, foot], STUB_NM * size, 5, Tone::Clathrin, 0.7);
            sculpture.bead(
                foot,
                Vec3::splat(ADAPTOR_NM * size),
                Bead::Medium,
                Tone::Adaptor,
                1.0,
            );
        }
    }
}

impl Footing {
    /// Where an adaptor stands under a hub: on the cytosolic face.
    fn foot_under(&self, hub: DVec3) -> Vec3 {
        let face = self.sphere + f64::from(HALF_BILAYER_NM + 0.8 * ADAPTOR_NM);
        let far = hub.length();
        // Under its hub, whatever the bend: at the same angle from the pole.
        let polar = libm::acos((hub.z / far).clamp(-1.0, 1.0));
        let bent = polar * far / (far - self.sphere + self.bent);
        let (sine, cosine) = libm::sincos(bent);
        let out = face - self.sphere + self.bent;
        let around = libm::atan2(hub.y, hub.x);
        let (across, along) = libm::sincos(around);
        let radial = self.axes.side * along as f32 + self.axes.other * across as f32;
        let height = (self.centre + out * cosine) as f32;
        self.axes.origin
            + radial * (out * sine) as f32
            + self.axes.axis * height.max(HALF_BILAYER_NM + 0.8 * ADAPTOR_NM)
    }
}

/// How far each part of a growing cage has come, 0 to 1.
struct Growth {
    hubs: Vec<f32>,
    struts: Vec<f32>,
}

impl Growth {
    /// Polygons come one after the other, the one at the pole first.
    fn of(cage: &Cage, whole: f32) -> Self {
        let come = |polygon: usize| smooth(whole * cage.polygons.len() as f32 - polygon as f32);
        let mut hubs = vec![0.0_f32; cage.hubs.len()];
        for (index, polygon) in cage.polygons.iter().enumerate() {
            for hub in polygon {
                hubs[*hub] = hubs[*hub].max(come(index));
            }
        }
        let struts = cage
            .struts
            .iter()
            .map(|[a, b]| {
                cage.polygons
                    .iter()
                    .position(|polygon| polygon.contains(a) && polygon.contains(b))
                    .map_or(0.0, come)
            })
            .collect();
        Self { hubs, struts }
    }
}

/// A dynamin spiral at one moment.
pub(super) struct Collar {
    /// Radius of the neck's mid-plane.
    pub waist: f32,
    /// How much is wound, and how much of it is left, 0 to 1.
    pub wound: f32,
    pub left: f32,
    /// Height of the waist over the membrane's mid-plane.
    pub middle: f32,
    /// Radius of the spiral at most.
    pub widest: f32,
}

impl Collar {
    /// Foot and head of the molecule at `turn` turns: right-handed around the middle
    /// of the neck, the foot as near to it as the groove between membrane and
    /// vesicle lets it.
    fn at(&self, turn: f32, footing: &Footing) -> [Vec3; 2] {
        let low = HALF_BILAYER_NM + ROPE_NM + 0.3;
        let clear = footing.bent as f32 + low;
        let height = self.middle.max(low) + RISE_NM * turn;
        let under = footing.centre as f32 - height;
        let groove = (clear * clear - under * under).max(0.0).sqrt();
        let foot = groove.max(self.waist + low);
        let head = (self.waist + HALF_BILAYER_NM + DEEP_NM).min(self.widest) - HEAD_NM;
        let (sine, cosine) = ops::sin_cos(turn * TAU + 2.2);
        let radial = footing.axes.side * cosine + footing.axes.other * sine;
        let drift = 9.0 * (1.0 - self.left);
        [foot, head.max(foot)].map(|out| {
            let up = footing.axes.axis * (height + 0.5 * drift);
            footing.axes.origin + radial * (out + drift) + up
        })
    }
}

pub(super) fn draw_collar(
    sculpture: &mut Sculpture,
    collar: &Collar,
    footing: &Footing,
    cutaway: &Cutaway,
    named: &mut CoatPlaces,
) {
    if collar.wound <= 0.0 || collar.left <= 0.0 {
        return;
    }
    let wound = TURNS * collar.wound;
    let count = (wound * BEADS_A_TURN).ceil() as usize;
    for bead in 0..count {
        let turn = bead as f32 / BEADS_A_TURN;
        let [foot, head] = collar.at(turn, footing);
        // The newest one is still growing.
        let newest = ((wound - turn) * BEADS_A_TURN).clamp(0.0, 1.0);
        let size = newest * collar.left * footing.presence(head, cutaway);
        if size < 0.05 {
            continue;
        }
        let [_, between] = collar.at(turn + 0.5 / BEADS_A_TURN, footing);
        for (at, radius, shade) in [
            (foot, ROPE_NM, 0.85),
            (head, HEAD_NM, 1.0),
            (between, 0.7 * HEAD_NM, 0.75),
        ] {
            let bead = Vec3::splat(radius * size);
            sculpture.bead(at, bead, Bead::Fine, Tone::Dynamin, shade);
        }
        sculpture.rod(&[foot, head], LEG_NM * size, 6, Tone::Dynamin, 0.9);
        if size > 0.9 {
            named.dynamin.push(head);
        }
    }
}

/// A few filaments that push beside a fast pit.
fn draw_actin(
    sculpture: &mut Sculpture,
    come: f32,
    footing: &Footing,
    cutaway: &Cutaway,
    named: &mut CoatPlaces,
) {
    if come <= 0.0 {
        return;
    }
    let sphere = footing.sphere as f32;
    for filament in 0..FILAMENTS as u32 {
        let own = |which: u32| own_number(footing.id, 400 + 5 * filament + which);
        let angle = (filament as f32 + own(0)) / FILAMENTS as f32 * TAU;
        let (sine, cosine) = ops::sin_cos(angle);
        let radial = footing.axes.side * cosine + footing.axes.other * sine;
        let across = footing.axes.axis.cross(radial);
        let foot = footing.axes.origin
            + radial * (sphere + 11.0 + 13.0 * own(1))
            + footing.axes.axis * (HALF_BILAYER_NM + STRAND_NM + 1.0);
        let lean = radial * (own(2) - 0.75) + across * (own(3) - 0.5) + footing.axes.axis * 0.85;
        let along = lean.normalize_or(footing.axes.axis);
        let length = (12.0 + 14.0 * own(4)) * come;
        let size = come
            * footing
                .presence(foot + along * length, cutaway)
                .min(footing.presence(foot, cutaway));
        if size < 0.05 {
            continue;
        }
        if size > 0.9 {
            named.actin.push(foot + along * (0.7 * length));
        }
        // Two strands about each other.
        let side = along.any_orthonormal_vector();
        for phase in [0.0, 0.5 * TAU] {
            let line: Vec<Vec3> = (0..=6)
                .map(|step| {
                    let up = length * step as f32 / 6.0;
                    let (sine, cosine) = ops::sin_cos(phase + up / ACTIN_TURN_NM * TAU);
                    let aside = side * cosine + along.cross(side) * sine;
                    foot + along * up + aside * (0.5 * STRAND_NM * size)
                })
                .collect();
            sculpture.rod(&line, 0.5 * STRAND_NM * size, 6, Tone::Actin, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use bevy::math::DQuat;

    use super::*;
    use crate::geometry::neck::Neck;

    fn footing(centre: f64, bent: f64) -> Footing {
        Footing {
            id: VesicleId(1),
            axes: Axes::about(Vec3::ZERO, Vec3::Y, Vec3::Z),
            centre,
            bent,
            sphere: 18.75,
            clearing: None,
            size: 1.0,
        }
    }

    #[test]
    fn a_coat_grows_from_the_pole_and_is_whole_at_last() {
        let cage = Cage::barrel();
        let third = Growth::of(&cage, 0.34);
        assert!(third.hubs.contains(&0.0));
        let pole = &cage.polygons[0];
        assert!(pole.iter().all(|hub| third.hubs[*hub] == 1.0));
        let whole = Growth::of(&cage, 1.0);
        assert!(
            whole
                .hubs
                .iter()
                .chain(&whole.struts)
                .all(|part| *part == 1.0)
        );
        let none = Growth::of(&cage, 0.0);
        assert!(
            none.hubs
                .iter()
                .chain(&none.struts)
                .all(|part| *part == 0.0)
        );
    }

    #[test]
    fn struts_keep_their_length_along_the_meridian_while_the_pit_bends() {
        // Far above any floor, on a pit half as bent.
        let (flatter, closed) = (footing(400.0, 37.5), footing(400.0, 18.75));
        let pole = DVec3::Z * 34.0;
        let aside = DQuat::from_rotation_x(0.5) * pole;
        let along = |footing: &Footing| {
            let (a, b) = (footing.lay(pole).0, footing.lay(aside).0);
            a.distance(b)
        };
        assert!((along(&flatter) / along(&closed) - 1.0).abs() < 0.02);
    }

    #[test]
    fn a_cage_stays_off_the_membrane_it_leaves() {
        let cage = Cage::barrel();
        let closing = footing(24.0, 18.75);
        for hub in &cage.hubs {
            let (at, _) = closing.lay(*hub * 18.0);
            assert!(at.y >= FLOOR_NM - 0.01, "{at}");
        }
    }

    #[test]
    fn the_spiral_is_right_handed_and_clear_of_both_membranes() {
        let neck = Neck::with_waist(18.75, 5.0, 5.0);
        let footing = footing(neck.centre_nm(), 18.75);
        let collar = Collar {
            waist: 5.0,
            wound: 1.0,
            left: 1.0,
            middle: 5.0,
            widest: 25.0,
        };
        let centre = Vec3::Y * footing.centre as f32;
        for step in 0..40 {
            let turn = step as f32 / 40.0 * TURNS;
            let [foot, head] = collar.at(turn, &footing);
            let [next, _] = collar.at(turn + 0.02, &footing);
            // It turns as a right hand's fingers do while it rises.
            assert!(foot.cross(next).dot(Vec3::Y) > 0.0 && next.y > foot.y);
            for (at, radius) in [(foot, ROPE_NM), (head, HEAD_NM)] {
                assert!(at.y - radius > HALF_BILAYER_NM);
                assert!(at.distance(centre) - radius > 18.75 + HALF_BILAYER_NM);
            }
            let out = Vec2::new(foot.x, foot.z).length();
            assert!(
                out - ROPE_NM - collar.waist - HALF_BILAYER_NM < ROPE_NM,
                "{out}"
            );
        }
    }
}
