//! The meshes that vesicles share: bodies, what stands on them, and what is in them, as
//! many as classes, sizes and distances ask for.

use std::collections::HashMap;

use bevy::{math::ops, prelude::*};

use super::{
    HALF_BILAYER_NM,
    bowl::{LID, MOULD_AXES, ball_mould, bowl_mould, has_room},
    figures::{FAR_NM_PER_PIXEL, Figures},
    proteins::{Foot, is_low, stand},
    scatter::uniform,
    sculpt::{Axes, Bead, Sculpture},
    theme::Tone,
    waste::{lump, lump_cut, lumps},
};
use crate::biology::{
    parameters::{Filling, Parameters, Waste, proteins_of},
    vesicles::{Contents, VesicleKind},
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
/// Steps around and, open and closed, down a small vesicle from afar, in between
/// and from near.
const FAR_MESH: [usize; 3] = [12, 4, 6];
const MIDDLE_MESH: [usize; 3] = [22, 9, 12];
const NEAR_MESH: [usize; 3] = [72, 28, 40];
/// From here on, in nanometres a pixel, beads of the synaptic size become fine, a part of them
/// with each step nearer: all at once would be seen.
const FIRST_FINE_BEADS_NM_PER_PIXEL: f32 = 1.1;
const FINE_BEADS_STEP: f32 = 0.1;

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
    pub(super) fn seen_at(nm_per_pixel: f32, bead_nm: f32) -> Self {
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
pub(super) struct Body {
    pub radius_nm: f32,
    /// From afar, in between and from near.
    pub open: [Handle<Mesh>; 3],
    pub closed: [Handle<Mesh>; 3],
}

/// Meshes for one kind of vesicle.
#[derive(Clone, Debug)]
pub(super) struct Moulds {
    /// From the smallest to the largest.
    bodies: Vec<Body>,
    /// The low proteins from afar and from near, and those that are seen from near.
    pub coat: [Handle<Mesh>; 2],
    pub fine_coat: Handle<Mesh>,
    /// Cargo of a vesicle one eighth full, two eighths, and so on, for each
    /// fineness.
    cargo: Vec<Vec<Handle<Mesh>>>,
}

impl Moulds {
    /// The leaflets that a vesicle of a radius is scaled from least.
    pub fn body_for(&self, radius_nm: f32) -> &Body {
        let radii = self.bodies.iter().map(|body| body.radius_nm);
        &self.bodies[nearest_body(radii, radius_nm)]
    }

    /// Cargo of a vesicle of which this share is left; none of an empty one.
    pub fn cargo_for(&self, filled: f32, Fineness(step): Fineness) -> Option<&Handle<Mesh>> {
        let eighths = (filled * FILLINGS as f32).ceil() as usize;
        let last = eighths.min(FILLINGS).checked_sub(1)?;
        self.cargo[step].get(last)
    }

    /// Cargo of a full one, from afar.
    pub fn full(&self) -> &Handle<Mesh> {
        &self.cargo[0][FILLINGS - 1]
    }
}

/// The moulds of every kind that there has been, and the radius that they are made
/// for.
#[derive(Resource, Default)]
pub(super) struct Shelf(HashMap<VesicleKind, (Moulds, f32)>);

/// The class whose moulds serve a class: tubes are drawn as patches.
fn cast_like(kind: VesicleKind) -> VesicleKind {
    kind.pieces().unwrap_or(kind)
}

impl Shelf {
    /// What serves a class, once the first of it has been there.
    pub fn of(&self, kind: VesicleKind) -> Option<&(Moulds, f32)> {
        self.0.get(&cast_like(kind))
    }
}

/// Casts what a kind needs when the first of it is there.
pub(super) fn cast_moulds(
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
    for (number, (place, share)) in lumps(waste).into_iter().enumerate() {
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
pub(super) fn bead_nm(kind: VesicleKind, radius: f32) -> f32 {
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

#[cfg(test)]
mod tests {
    use super::*;

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
