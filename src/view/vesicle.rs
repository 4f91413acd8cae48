//! Vesicles: cut open like a textbook's, so that the coral inside, the cargo
//! in it and the two leaflets are seen, with proteins on the outside.
//!
//! All vesicles share a few meshes. Detail grows on a vesicle as the camera
//! comes near, and everything comes and goes by growing and shrinking.

use std::collections::HashMap;

use bevy::{math::ops, prelude::*};

use super::{
    Following, HALF_BILAYER_NM, NM_PER_UNIT, Pace, ViewSettings, ViewSystems,
    bowl::{LID, MOULD_AXES, ball_mould, bowl_mould, has_room, spin_towards},
    calm::{Passed, Settling},
    camera::{CameraRig, PixelSize},
    cutaway::Cutaway,
    figures::{CARRIER_STRETCH, FAR_NM_PER_PIXEL, Figure, Figures, own_number},
    laid::{LayOut, OfScene},
    proteins::{Foot, is_low, stand},
    scatter::uniform,
    sculpt::{Axes, Bead, PI, Sculpture, TAU},
    studio::Contacts,
    theme::Tone,
    tissue::{Paints, Tissue},
    tubule::place_tubules,
    vantage::stands_before,
    waste::{PACKED_APART, WASTE_SALT, lump, lump_cut, packed},
};
use crate::{
    biology::{
        parameters::{Filling, Parameters, Waste, proteins_of},
        vesicles::{Contents, VesicleKind},
    },
    sim::{
        chance::Chance,
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        energy::pumping,
        membrane::PlasmaMembrane,
        vesicle::{Course, Due, Motion, Stage, Vesicle, VesicleId},
    },
};

/// Radii that the shared meshes are made for; others are scaled from them.
#[cfg(test)]
pub(super) const SYNAPTIC_NM: f32 = 21.0;
#[cfg(test)]
pub(super) const CARRIER_NM: f32 = 45.0;
/// Vesicles of smaller radii are drawn of fewer triangles.
const SMALL_NM: f32 = 30.0;
/// Beads of cargo on the face of a granule's core.
pub const GRANULE_BEADS: usize = 70;
/// Radius of one of them, as a share of the lumen's.
const GRANULE_BEAD_SHARE: f32 = 0.036;
/// How far behind the lid's cut a core is cut at least, as a share of the lumen's
/// radius.
const RECESS_SHARE: f32 = 0.05;
/// Radius of a bead of a lysosome's enzymes.
pub const HYDROLASE_NM: f32 = 3.2;
/// Bodies are cast for radii in steps of this ratio, so that a bilayer scaled from
/// the nearest one is between 4 and 5 nm thick.
const BODY_STEP: f32 = 1.2;
/// Beads of cargo in a full vesicle; each stands for many molecules.
pub const SYNAPTIC_BEADS: usize = 44;
const CARRIER_BEADS: usize = 34;
const SYNAPTIC_BEAD_NM: f32 = 1.75;
const CARRIER_BEAD_NM: f32 = 4.2;
/// Steps of filling that can be told apart.
const FILLINGS: usize = 8;
/// Below this many nanometres a pixel, the fine mesh and the fine proteins
/// are drawn.
const FINE_NM_PER_PIXEL: f32 = 0.9;
/// Steps around and, open and closed, down a small vesicle from afar, in between
/// and from near.
const FAR_MESH: [usize; 3] = [12, 4, 6];
const MIDDLE_MESH: [usize; 3] = [22, 9, 12];
const NEAR_MESH: [usize; 3] = [72, 28, 40];
/// Bumps on vesicles sink in between these: they are smaller than a pixel then.
const BUMPS_NM_PER_PIXEL: [f32; 2] = [1.5, 1.9];
/// From here on, in nanometres a pixel, beads of the synaptic size become fine, a part of them
/// with each step nearer: all at once would be seen.
const FIRST_FINE_BEADS_NM_PER_PIXEL: f32 = 1.1;
const FINE_BEADS_STEP: f32 = 0.1;
const RATE: f32 = 6.0;
/// No protein stands higher on a vesicle.
const TALLEST_NM: f32 = 17.0;
/// How far beyond the cutting plane a vesicle's centre may stray.
const SLACK_NM: f32 = 3.0;

/// The parts of a drawn vesicle.
#[derive(Clone, Copy, Debug)]
struct Parts {
    root: Entity,
    body: Entity,
    coat: Entity,
    fine_coat: Entity,
    cargo: Entity,
    presence: f32,
    detail: f32,
    spin: f32,
    drawn_out: f32,
    /// The radius that its body was cast for.
    body_nm: f32,
}

#[derive(Resource, Default)]
struct Drawn(HashMap<VesicleId, Parts>);

/// How finely a vesicle's beads are drawn: 0 from afar, 1 coarsely, and on from there
/// by how many quarters of them are fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fineness(usize);

impl Fineness {
    const QUARTERS: usize = 4;
    /// Every bead fine.
    pub const FULL: Self = Self(1 + Self::QUARTERS);

    /// All of them.
    fn all() -> impl Iterator<Item = Self> {
        (0..=Self::FULL.0).map(Self)
    }

    /// That of beads of a radius.
    fn seen_at(nm_per_pixel: f32, bead_nm: f32) -> Self {
        let nm_per_pixel = nm_per_pixel * SYNAPTIC_BEAD_NM / bead_nm;
        if nm_per_pixel > FAR_NM_PER_PIXEL {
            return Self(0);
        }
        let steps = (FIRST_FINE_BEADS_NM_PER_PIXEL - nm_per_pixel) / FINE_BEADS_STEP;
        Self(1 + (steps.ceil().max(0.0) as usize).min(Self::QUARTERS))
    }

    fn bead(self, index: usize) -> Bead {
        if self.0 == 0 {
            Bead::Facing
        } else if index % Self::QUARTERS < self.quarters() {
            Bead::Fine
        } else {
            Bead::Coarse
        }
    }

    fn quarters(self) -> usize {
        self.0.saturating_sub(1)
    }

    /// Between a coarse number and a fine one.
    fn between(self, coarse: usize, fine: usize) -> usize {
        coarse + (fine - coarse) * self.quarters() / Self::QUARTERS
    }
}

/// The two leaflets of vesicles whose outer radius is near one.
#[derive(Clone, Debug)]
struct Body {
    radius_nm: f32,
    /// From afar, in between and from near.
    open: [Handle<Mesh>; 3],
    closed: [Handle<Mesh>; 3],
}

/// Meshes for one kind of vesicle.
#[derive(Clone, Debug)]
struct Moulds {
    /// From the smallest to the largest.
    bodies: Vec<Body>,
    /// The low proteins from afar and from near, and those that are seen from near.
    coat: [Handle<Mesh>; 2],
    fine_coat: Handle<Mesh>,
    /// Cargo of a vesicle one eighth full, two eighths, and so on, for each
    /// fineness.
    cargo: Vec<Vec<Handle<Mesh>>>,
}

impl Moulds {
    fn body_for(&self, radius_nm: f32) -> &Body {
        let radii = self.bodies.iter().map(|body| body.radius_nm);
        &self.bodies[nearest_body(radii, radius_nm)]
    }
}

/// The moulds of every kind that there has been, and the radius that they are made
/// for.
#[derive(Resource, Default)]
struct Shelf(HashMap<VesicleKind, (Moulds, f32)>);

/// The class whose moulds serve a class: tubes are drawn as patches.
fn cast_like(kind: VesicleKind) -> VesicleKind {
    kind.pieces().unwrap_or(kind)
}

impl Shelf {
    fn of(&self, kind: VesicleKind) -> Option<&(Moulds, f32)> {
        self.0.get(&cast_like(kind))
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Figures>()
        .init_resource::<Drawn>()
        .init_resource::<Shelf>()
        .when_a_scene_comes(forget_vesicles)
        .add_systems(
            PostUpdate,
            (
                (place_figures, place_tubules)
                    .chain()
                    .in_set(ViewSystems::Place),
                (cast_moulds, draw_vesicles, shade_membrane)
                    .chain()
                    .in_set(ViewSystems::Draw),
            ),
        );
}

/// Those of another scene may have other sizes.
fn forget_vesicles(mut drawn: ResMut<Drawn>, mut shelf: ResMut<Shelf>) {
    drawn.0.clear();
    shelf.0.clear();
}

/// Casts what a kind needs when the first of it is there.
fn cast_moulds(
    mut shelf: ResMut<Shelf>,
    mut meshes: ResMut<Assets<Mesh>>,
    figures: Res<Figures>,
    parameters: Res<Parameters>,
) {
    let mut cast = |sculpture: Sculpture| meshes.add(sculpture.into_mesh());
    let mut moulds = |kind: VesicleKind| {
        let class = parameters.class(kind);
        let radius = class.size.mean_nm() as f32;
        let bounds = class.size.bounds_nm().map(|nm| nm as f32);
        let finer = if radius < SMALL_NM { 1 } else { 2 };
        let cargo = |part: usize, fineness: Fineness| match &class.filling {
            Filling::Molecules {
                core: Some(core), ..
            } => core_mould(radius, core.share as f32, part, fineness),
            Filling::Waste(waste) => waste_mould(kind, radius, waste, part, fineness),
            Filling::Molecules { .. } | Filling::Sacs { .. } => {
                cargo_mould(kind, radius, part, fineness)
            }
        };
        let steps = [
            FAR_MESH.map(|steps| steps * finer),
            MIDDLE_MESH.map(|steps| steps * finer),
            NEAR_MESH,
        ];
        let mut body = |radius_nm: f32| Body {
            radius_nm,
            open: steps.map(|[around, down, _]| cast(bowl_mould(radius_nm, around, down))),
            closed: steps.map(|[around, _, down]| cast(ball_mould(radius_nm, around, down))),
        };
        let moulds = Moulds {
            bodies: body_radii(bounds).into_iter().map(&mut body).collect(),
            coat: [Bead::Coarse, Bead::Medium]
                .map(|bump| cast(coat_mould(kind, radius, &parameters, Some(bump)))),
            fine_coat: cast(coat_mould(kind, radius, &parameters, None)),
            cargo: Fineness::all()
                .map(|fineness| {
                    (1..=FILLINGS)
                        .map(|part| cast(cargo(part, fineness)))
                        .collect()
                })
                .collect(),
        };
        (moulds, radius)
    };
    for figure in &figures.0 {
        let kind = cast_like(figure.kind);
        shelf.0.entry(kind).or_insert_with(|| moulds(kind));
    }
}

/// The radii for which bodies are cast, where there are vesicles of such bounds of
/// radii.
pub(super) fn body_radii([smallest, largest]: [f32; 2]) -> Vec<f32> {
    let whole = ops::ln(largest / smallest);
    let count = (whole / ops::ln(BODY_STEP)).ceil().max(1.0) as usize;
    (0..count)
        .map(|body| smallest * ops::exp(whole * (body as f32 + 0.5) / count as f32))
        .collect()
}

/// The number of the one that a vesicle of a radius is scaled from least.
pub(super) fn nearest_body(radii: impl Iterator<Item = f32>, radius: f32) -> usize {
    let scaled = |nm: f32| (nm / radius).max(radius / nm);
    radii
        .enumerate()
        .min_by(|(_, one), (_, other)| scaled(*one).total_cmp(&scaled(*other)))
        .map_or(0, |(number, _)| number)
}

/// The proteins that stand on a vesicle: the low ones, which are seen from
/// afar as well, as fine as `low` says, or else those that are told apart from near.
fn coat_mould(
    kind: VesicleKind,
    radius: f32,
    parameters: &Parameters,
    low: Option<Bead>,
) -> Sculpture {
    let mut sculpture = Sculpture::default();
    for (index, standing) in proteins_of(kind, parameters).iter().enumerate() {
        let out = standing.direction.as_vec3();
        if is_low(standing.protein) != low.is_some() || !has_room(out) {
            continue;
        }
        let foot = Foot {
            at: out * radius,
            out,
            side: out.any_orthonormal_vector(),
        };
        let bump = low.unwrap_or(Bead::Fine);
        stand(&mut sculpture, standing.protein, index, &foot, 1.0, bump);
    }
    sculpture
}

/// Where the beads of cargo lie in a vesicle of inner radius 1, those that
/// stay longest last.
pub fn cargo_places(count: usize, room: f32) -> Vec<Vec3> {
    let mut places: Vec<Vec3> = Vec::with_capacity(count);
    let mut apart = 0.5;
    let mut state = 0x2545_F491_u32;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    while places.len() < count {
        for _ in 0..60 {
            let at = Vec3::new(draw(), draw(), draw());
            if at.length() < room && places.iter().all(|other| other.distance(at) > apart) {
                places.push(at);
                break;
            }
        }
        apart *= 0.97;
    }
    places
}

/// A granule's core, cut through its middle, or behind a lid that lies deeper, with
/// cargo on its face. It is the smaller the less is left.
pub fn core(
    sculpture: &mut Sculpture,
    axes: &Axes,
    lid: f32,
    inner: f32,
    core_share: f32,
    left: f32,
    fineness: Fineness,
) {
    let radius = core_share * inner * ops::cbrt(left.clamp(0.0, 1.0));
    let lid = (lid - RECESS_SHARE * inner).min(0.0);
    let around = fineness.between(28, 56);
    sculpture.cut_ball(axes, radius, lid, around, Tone::DenseCore);
    let face = (radius * radius - lid * lid).max(0.0).sqrt();
    let size = GRANULE_BEAD_SHARE * inner;
    let share = face / (core_share * inner);
    let count = (GRANULE_BEADS as f32 * share * share) as usize;
    for index in 0..count {
        let out = (face - size).max(0.0) * ((index as f32 + 0.5) / count as f32).sqrt();
        let stray = uniform(index as u32, 7) - 0.5;
        let (sine, cosine) = ops::sin_cos(2.399_963 * index as f32 + 1.2 * stray);
        let at = axes.origin
            + (axes.side * cosine + axes.other * sine) * out
            + axes.axis * (lid + size * (0.2 + 0.5 * stray));
        let bead = fineness.bead(index);
        sculpture.bead(at, Vec3::splat(size), bead, Tone::Transmitter, 1.0);
    }
}

fn core_mould(radius: f32, core_share: f32, eighths: usize, fineness: Fineness) -> Sculpture {
    let mut sculpture = Sculpture::default();
    core(
        &mut sculpture,
        &MOULD_AXES,
        LID * radius,
        radius - 2.0 * HALF_BILAYER_NM,
        core_share,
        eighths as f32 / FILLINGS as f32,
        fineness,
    );
    sculpture
}

/// A lysosome's waste, cut by the lid, and its enzymes.
fn waste_mould(
    kind: VesicleKind,
    radius: f32,
    waste: &Waste,
    eighths: usize,
    fineness: Fineness,
) -> Sculpture {
    let mut sculpture = cargo_mould(kind, radius, eighths, fineness);
    let inner = radius - 2.0 * HALF_BILAYER_NM;
    let [largest, smallest] = waste.body_shares.map(|share| share as f32);
    let last = (waste.bodies.max(2) - 1) as f32;
    let shares: Vec<f32> = (0..waste.bodies)
        .map(|body| largest + (smallest - largest) * body as f32 / last)
        .collect();
    let places = packed(&shares, PACKED_APART, WASTE_SALT);
    for (number, (place, share)) in places.into_iter().zip(shares).enumerate() {
        let (at, size) = (place * inner, share * inner);
        let lid = LID * radius - at.z;
        if lid >= size {
            lump(&mut sculpture, at, size, number, fineness.bead(0));
        } else {
            let axes = Axes {
                origin: at,
                ..MOULD_AXES
            };
            lump_cut(&mut sculpture, &axes, size, lid, fineness.bead(0));
        }
    }
    sculpture
}

/// The colour of molecules that fill a vesicle.
pub(super) fn tone_of(contents: &Contents) -> Tone {
    match contents {
        Contents::Solute { .. } | Contents::Core(_) => Tone::Transmitter,
        Contents::Waste(_) => Tone::Hydrolase,
        Contents::Proteins { .. } | Contents::Rods { .. } | Contents::Sacs { .. } => Tone::Matrix,
    }
}

/// Radius of a bead of cargo in a vesicle of an outer radius.
fn bead_nm(kind: VesicleKind, radius: f32) -> f32 {
    match kind.contents {
        Contents::Solute { .. } => SYNAPTIC_BEAD_NM,
        Contents::Core(_) => GRANULE_BEAD_SHARE * (radius - 2.0 * HALF_BILAYER_NM),
        Contents::Waste(_) => HYDROLASE_NM,
        Contents::Proteins { .. } | Contents::Rods { .. } | Contents::Sacs { .. } => {
            CARRIER_BEAD_NM
        }
    }
}

fn cargo_mould(kind: VesicleKind, radius: f32, eighths: usize, fineness: Fineness) -> Sculpture {
    let mut sculpture = Sculpture::default();
    let inner = radius - 2.0 * HALF_BILAYER_NM;
    let tone = tone_of(&kind.contents);
    let count = match tone {
        Tone::Matrix => CARRIER_BEADS,
        _ => SYNAPTIC_BEADS,
    };
    let size = bead_nm(kind, radius);
    let places = cargo_places(count, 1.0 - (size + 0.6) / inner);
    for (index, place) in places[..count * eighths / FILLINGS].iter().enumerate() {
        let at = *place * inner;
        if at.z < LID * radius - 0.4 * size {
            let shade = 0.62 + 0.38 * (place.z + 1.0) / (1.0 + LID);
            let stretch = if kind.is_carrier() {
                Vec3::new(size * 1.5, size * 0.8, size * 0.8)
            } else {
                Vec3::splat(size)
            };
            sculpture.bead(at, stretch, fineness.bead(index), tone, shade.min(1.0));
        }
    }
    sculpture
}

fn place_figures(
    mut figures: ResMut<Figures>,
    mut drawn: ResMut<Drawn>,
    mut settling: Local<HashMap<VesicleId, Settling>>,
    vesicles: Query<(&Vesicle, &Stage, Ref<Motion>, &Course, &Due)>,
    parameters: Res<Parameters>,
    clock: Res<SimClock>,
    place: Res<Cytoskeleton>,
    chance: Res<Chance>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    following: Res<Following>,
    rig: Res<CameraRig>,
    pace: Res<Pace>,
    time: Res<Time<Real>>,
    pixels: PixelSize,
) {
    let pose = rig.pose;
    let eye = pose.eye();
    let pixel = pixels.per_nm();
    let share = pace.ease(RATE, time.delta_secs().min(0.1));
    // What is followed is not buried among others.
    let followed = vesicles
        .iter()
        .find(|(vesicle, ..)| following.0 == Some(vesicle.id));
    let looked_at = followed.map(|(vesicle, _, motion, ..)| {
        let at = settings
            .calm
            .place(&motion, vesicle.id, clock.now, &place, &chance);
        (at, vesicle.radius_nm)
    });
    figures.0.clear();
    for (vesicle, stage, motion, course, due) in &vesicles {
        let passed = Passed {
            another_motion: motion.is_changed(),
            screen_s: time.delta_secs().min(0.1),
            at_once: *pace == Pace::Still,
        };
        let moving = (&*motion, vesicle.id, clock.now);
        let settling = settling.entry(vesicle.id).or_default();
        let centre = settling.place(settings.calm, passed, moving, &place, &chance);
        let is_beyond_scene = matches!(*motion, Motion::Beyond { .. });
        let presence = match drawn.0.get_mut(&vesicle.id) {
            Some(parts) => {
                // A vesicle that jitters at the plane does not flicker.
                let limit = if parts.presence > 0.5 {
                    SLACK_NM
                } else {
                    -SLACK_NM
                };
                let is_kept = cutaway.beyond(centre) < limit || following.0 == Some(vesicle.id);
                let ball = (centre.as_dvec3(), vesicle.radius_nm);
                let is_in_the_way = looked_at.is_some_and(|seen| {
                    following.0 != Some(vesicle.id) && stands_before(eye.as_dvec3(), seen, ball)
                });
                let is_here =
                    is_kept && !is_in_the_way && !is_beyond_scene && settings.show.vesicles;
                let goal = f32::from(u8::from(is_here));
                parts.presence += (goal - parts.presence) * share;
                parts.presence
            }
            None => 0.0,
        };
        let filled = if vesicle.capacity == 0 {
            0.0
        } else {
            let pumping = pumping(&parameters, vesicle, *stage, course, *due);
            let taken_up = pumping.map_or(0.0, |pumping| pumping.molecules_at(clock.now));
            (f64::from(vesicle.contents) + taken_up) as f32 / vesicle.capacity as f32
        };
        figures.0.push(Figure {
            id: vesicle.id,
            kind: vesicle.kind,
            stage: *stage,
            centre,
            radius: vesicle.radius_nm as f32,
            presence,
            nm_per_pixel: eye.distance(centre) * pixel,
            filled,
        });
    }
    figures.0.sort_unstable_by_key(|figure| figure.id);
    if settling.len() > figures.0.len() {
        settling.retain(|id, _| figures.of(*id).is_some());
    }
}

fn draw_vesicles(
    mut commands: Commands,
    mut drawn: ResMut<Drawn>,
    figures: Res<Figures>,
    shelf: Res<Shelf>,
    paints: Res<Paints>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    membrane: Res<PlasmaMembrane>,
    pace: Res<Pace>,
    time: Res<Time<Real>>,
    mut placed: Query<(&mut Transform, &mut Visibility)>,
    mut mesh_of: Query<&mut Mesh3d>,
) {
    let share = pace.ease(RATE, time.delta_secs().min(0.1));
    let facing = cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
    let turn = Quat::from_rotation_arc(Vec3::Z, facing);
    let is_open = cutaway.plane().is_some();
    let gone: Vec<VesicleId> = drawn
        .0
        .keys()
        .copied()
        .filter(|id| {
            figures
                .0
                .binary_search_by_key(id, |figure| figure.id)
                .is_err()
        })
        .collect();
    for id in gone {
        if let Some(parts) = drawn.0.remove(&id) {
            commands.entity(parts.root).despawn();
        }
    }
    for figure in &figures.0 {
        let Some((moulds, mould_nm)) = shelf.of(figure.kind) else {
            continue;
        };
        // Exosomes are drawn one by one.
        let has_cargo = !figure.kind.holds_sacs();
        let Some(parts) = drawn.0.get_mut(&figure.id) else {
            let parts = set_up_vesicle(&mut commands, moulds, &paints, figure);
            drawn.0.insert(figure.id, parts);
            continue;
        };
        let is_near = figure.nm_per_pixel < FINE_NM_PER_PIXEL;
        let detail = if is_near && settings.show.proteins {
            1.0
        } else {
            0.0
        };
        parts.detail += (detail - parts.detail) * share;
        let at_membrane = matches!(
            figure.stage,
            Stage::Tethered | Stage::Docked | Stage::Primed | Stage::Fusing | Stage::Budding
        );
        let spin = if at_membrane {
            let out = membrane.shape.normal(figure.centre.as_dvec3()).as_vec3();
            spin_towards(turn, out)
        } else {
            (own_number(figure.id, 1) - 0.5) * TAU
        };
        let step = (spin - parts.spin + PI).rem_euclid(TAU) - PI;
        parts.spin += step * share;
        let drawn_out = if figure.kind.drawn_out && !at_membrane {
            CARRIER_STRETCH
        } else {
            1.0
        };
        parts.drawn_out += (drawn_out - parts.drawn_out) * share;
        let is_merged = matches!(figure.stage, Stage::Fusing | Stage::Budding);
        // Tubular ones are drawn as patches.
        let is_shown = figure.presence > 0.01 && !is_merged && !figure.kind.is_tubular();
        if let Ok((mut transform, mut visibility)) = placed.get_mut(parts.root) {
            visibility.set_if_neq(shown_if(is_shown));
            let scale = figure.presence * figure.radius / mould_nm;
            let slim = 1.0 / parts.drawn_out.sqrt();
            transform.translation = figure.centre / NM_PER_UNIT as f32;
            transform.rotation = turn * Quat::from_rotation_z(parts.spin);
            transform.scale = Vec3::new(parts.drawn_out, slim, slim) * scale;
        }
        if !is_shown {
            continue;
        }
        let cast = moulds.body_for(figure.radius);
        let step = if is_near {
            2
        } else {
            usize::from(figure.nm_per_pixel < FAR_NM_PER_PIXEL)
        };
        let bodies = if is_open { &cast.open } else { &cast.closed };
        change_mesh(&mut mesh_of, parts.body, &bodies[step]);
        change_mesh(&mut mesh_of, parts.coat, &moulds.coat[usize::from(is_near)]);
        let [whole, sunk] = BUMPS_NM_PER_PIXEL;
        let bumps = ((sunk - figure.nm_per_pixel) / (sunk - whole)).clamp(0.0, 1.0);
        if parts.body_nm != cast.radius_nm
            && let Ok((mut transform, _)) = placed.get_mut(parts.body)
        {
            parts.body_nm = cast.radius_nm;
            transform.scale = Vec3::splat(mould_nm / cast.radius_nm);
        }
        let eighths = (figure.filled * FILLINGS as f32).ceil() as usize;
        let bead_nm = bead_nm(figure.kind, figure.radius);
        let Fineness(step) = Fineness::seen_at(figure.nm_per_pixel, bead_nm);
        if let Some(mesh) = eighths
            .min(FILLINGS)
            .checked_sub(1)
            .and_then(|index| moulds.cargo[step].get(index))
        {
            change_mesh(&mut mesh_of, parts.cargo, mesh);
        }
        let shows = [
            (parts.coat, settings.show.proteins && bumps > 0.0, bumps),
            (parts.fine_coat, parts.detail > 0.02, parts.detail),
            (parts.cargo, has_cargo && is_open && eighths > 0, 1.0),
        ];
        for (entity, is_shown, scale) in shows {
            if let Ok((mut transform, mut visibility)) = placed.get_mut(entity) {
                visibility.set_if_neq(shown_if(is_shown));
                // Proteins grow out of the membrane.
                let sunk = figure.radius / (figure.radius + TALLEST_NM);
                transform.scale = Vec3::splat(sunk + (1.0 - sunk) * scale);
            }
        }
    }
}

fn shown_if(is_shown: bool) -> Visibility {
    if is_shown {
        Visibility::Inherited
    } else {
        Visibility::Hidden
    }
}

fn change_mesh(mesh_of: &mut Query<&mut Mesh3d>, entity: Entity, wanted: &Handle<Mesh>) {
    if let Ok(mut mesh) = mesh_of.get_mut(entity)
        && mesh.0 != *wanted
    {
        mesh.0 = wanted.clone();
    }
}

fn set_up_vesicle(
    commands: &mut Commands,
    moulds: &Moulds,
    paints: &Paints,
    figure: &Figure,
) -> Parts {
    let root = commands
        .spawn((
            OfScene,
            Transform::from_scale(Vec3::ZERO),
            Visibility::Hidden,
        ))
        .id();
    let cast = moulds.body_for(figure.radius);
    let mut part = |mesh: &Handle<Mesh>, paint: &Handle<Tissue>| {
        commands
            .spawn((
                Mesh3d(mesh.clone()),
                MeshMaterial3d(paint.clone()),
                ChildOf(root),
            ))
            .id()
    };
    Parts {
        root,
        body: part(&cast.open[0], &paints.body),
        coat: part(&moulds.coat[0], &paints.solid),
        fine_coat: part(&moulds.fine_coat, &paints.solid),
        cargo: part(&moulds.cargo[0][FILLINGS - 1], &paints.solid),
        presence: 0.0,
        detail: 0.0,
        spin: (own_number(figure.id, 1) - 0.5) * TAU,
        drawn_out: 1.0,
        body_nm: 0.0,
    }
}

/// Vesicles close over a membrane take light from it.
fn shade_membrane(
    mut contacts: ResMut<Contacts>,
    figures: Res<Figures>,
    membrane: Res<PlasmaMembrane>,
    rig: Res<CameraRig>,
) {
    let eye = rig.pose.eye();
    let mut near: Vec<(f32, Vec3, f32)> = figures
        .0
        .iter()
        .filter(|figure| figure.is_shown())
        .filter(|figure| {
            let height = -membrane.shape.distance(figure.centre.as_dvec3()) as f32;
            height < 2.6 * figure.radius
        })
        .map(|figure| (figure.centre.distance(eye), figure.centre, figure.radius))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    contacts.0 = near
        .into_iter()
        .map(|(_, centre, radius)| (centre, radius))
        .collect();
}

/// Has vesicles stand in their places, all there, and draws none.
#[cfg(test)]
pub(super) fn places(app: &mut App) {
    fn appear(mut drawn: ResMut<Drawn>, vesicles: Query<&Vesicle>) {
        let nothing = Entity::PLACEHOLDER;
        for vesicle in &vesicles {
            drawn.0.entry(vesicle.id).or_insert(Parts {
                root: nothing,
                body: nothing,
                coat: nothing,
                fine_coat: nothing,
                cargo: nothing,
                presence: 1.0,
                detail: 0.0,
                spin: 0.0,
                drawn_out: 1.0,
                body_nm: 0.0,
            });
        }
    }
    app.init_resource::<Figures>()
        .init_resource::<Drawn>()
        .add_systems(
            PostUpdate,
            (appear, place_figures, place_tubules)
                .chain()
                .in_set(ViewSystems::Place),
        );
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bevy::time::TimeUpdateStrategy;

    use super::*;
    use crate::{
        scene::load,
        sim::{
            Session, SimulationPlugin, advance_to,
            record::{Event, Record},
        },
        units::SimTime,
        view::{Selected, calm::Calm, camera, cutaway},
    };

    /// A run as it is watched, with so much of its jitter left out.
    fn watched(calm: f32) -> App {
        let session = Session {
            scene: load("two_pathways").expect("a built-in scene"),
            seed: 1,
            changes: Vec::new(),
        };
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, SimulationPlugin { session }))
            .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(
                20,
            )))
            .insert_resource(ViewSettings {
                calm: Calm::new(calm),
                ..default()
            })
            .init_resource::<Pace>()
            .init_resource::<Following>()
            .init_resource::<Selected>()
            .init_resource::<Figures>()
            .init_resource::<Drawn>()
            .add_plugins((camera::plugin, cutaway::plugin))
            .add_systems(PostUpdate, place_figures.in_set(ViewSystems::Place));
        app
    }

    /// One picture later.
    fn go_on(app: &mut App) {
        let now = app.world().resource::<SimClock>().now;
        advance_to(app.world_mut(), now + SimTime::from_millis(10.0));
        app.update();
    }

    #[test]
    fn calm_changes_no_event_and_no_place_where_something_happens() {
        let mut calm = watched(1.0);
        let mut plain = watched(0.0);
        let mut calmed = 0.0_f32;
        let mut held = 0;
        for _ in 0..1200 {
            go_on(&mut calm);
            go_on(&mut plain);
            let true_ones = &plain.world().resource::<Figures>().0;
            let drawn = &calm.world().resource::<Figures>().0;
            assert_eq!(true_ones.len(), drawn.len());
            for (figure, shown) in true_ones.iter().zip(drawn) {
                let off = figure.centre.distance(shown.centre);
                assert_eq!((figure.id, figure.stage), (shown.id, shown.stage));
                match figure.stage {
                    Stage::Docked | Stage::Primed | Stage::Fusing | Stage::Budding => {
                        assert!(off < 1.0, "{figure:?} is drawn {off} nm away");
                        held += 1;
                    }
                    Stage::Walking => assert!(off < 3.5, "{figure:?} is drawn {off} nm away"),
                    _ => calmed = calmed.max(off),
                }
            }
        }
        assert!(calmed > 1.0 && held > 1000, "{calmed} nm, {held} held");
        let events = |app: &App| -> Vec<Event> {
            let record = app.world().resource::<Record>();
            record.events.iter().cloned().collect()
        };
        assert!(events(&plain).len() > 20);
        assert_eq!(events(&calm), events(&plain));
    }

    #[test]
    fn cargo_stays_inside_and_is_the_same_every_time() {
        let places = cargo_places(SYNAPTIC_BEADS, 0.85);
        assert_eq!(places.len(), SYNAPTIC_BEADS);
        assert!(places.iter().all(|place| place.length() <= 0.85));
        assert_eq!(places, cargo_places(SYNAPTIC_BEADS, 0.85));
    }

    #[test]
    fn two_hundred_vesicles_from_afar_stay_cheap() {
        let [around, down, _] = FAR_MESH;
        let body = bowl_mould(SYNAPTIC_NM, around, down).triangle_count();
        let coat = coat_mould(
            VesicleKind::built_in("synaptic_vesicle"),
            SYNAPTIC_NM,
            &Parameters::default(),
            Some(Bead::Coarse),
        )
        .triangle_count();
        let cargo = cargo_mould(
            VesicleKind::built_in("synaptic_vesicle"),
            SYNAPTIC_NM,
            FILLINGS,
            Fineness(0),
        );
        let cargo = cargo.triangle_count();
        let each = body + coat + cargo;
        assert!(each * 200 < 200_000, "{each} triangles a vesicle");
    }
}
