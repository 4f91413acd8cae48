//! Proteins of a vesicle's membrane, drawn one by one: on a neck that opens
//! they ride on the surface, each keeping its share of area, and when the
//! vesicle is flat they spread in the plasma membrane. A pit that takes
//! membrane back gathers them the same way.
//!
//! Vesicles in the cytosol wear the same proteins at the same places, as one
//! shared mesh; so none comes or goes when a vesicle joins the membrane.

use std::collections::BTreeMap;

use std::f64::consts::PI;

use bevy::{
    math::{DVec2, DVec3, ops},
    prelude::*,
};

use super::{
    HALF_BILAYER_NM, ViewSettings, ViewSystems,
    bowl::{has_room, has_room_below, spin_towards},
    camera::{CameraRig, PixelSize},
    cutaway::Cutaway,
    fading::{EDGE_NM, smooth},
    figures::{Figure, Figures},
    laid::{LayOut, lay},
    opening::Opening,
    sculpt::{Axes, Bead, Sculpture, TAU},
    theme::Tone,
};
use crate::{
    biology::{
        parameters::{Parameters, proteins_of},
        proteins::{Protein, Standing},
        vesicles::VesicleKind,
    },
    geometry::{leaflets::Joined, neck::Neck, opened::CutPlane},
    sim::{
        chance::Chance,
        clock::SimClock,
        membrane::{
            PlasmaMembrane,
            proteins::{Cloud, GivenProteins, plane_of},
        },
        vesicle::{FusionPore, MembranePlace, Pit, Stage, Vesicle},
    },
};

/// Finer than this (nanometres a pixel) each protein has its shape; coarser
/// only low bumps are seen, and beyond the second nothing of them.
const SHAPED_NM_PER_PIXEL: f32 = 0.9;
const BUMPS_NM_PER_PIXEL: f32 = 2.6;
/// Proteins that have gone this far are among all others: they thin out.
const FADING_NM: f32 = 260.0;
const GONE_NM: f32 = 560.0;
/// The same with time, in seconds.
const FADING_S: f64 = 25.0;
const GONE_S: f64 = 45.0;
/// How far LAMP stands out of the membrane on the lumenal side.
const LAMP_NM: f32 = 10.0;
/// A protein that is this much of its size is there.
const WORN_SIZE: f32 = 0.9;
/// Most collapses whose proteins are drawn at one time, the nearest.
const MOST_CLOUDS: usize = 10;

/// Where proteins of vesicles' membranes stand in this frame, close by: LAMP in a
/// membrane that is open to the outside, all others on the cytosolic face.
#[derive(Resource, Default)]
pub struct Worn {
    pub lamps: Vec<Vec3>,
    pub pumps: Vec<Vec3>,
    pub synaptotagmins: Vec<Vec3>,
    pub synaptobrevins: Vec<Vec3>,
}

impl Worn {
    /// Notes a protein on the cytosolic face, by the middle of what stands out.
    fn note(&mut self, protein: Protein, at: Vec3, out: Vec3) {
        match protein {
            Protein::ProtonPump => self.pumps.push(at + out * 10.5),
            Protein::Synaptotagmin => self.synaptotagmins.push(at + out * 5.0),
            Protein::Synaptobrevin => self.synaptobrevins.push(at + out * 5.0),
            Protein::Synaptophysin | Protein::CarrierCargo | Protein::Lamp => {}
        }
    }
}

/// Marks the mesh of all proteins that are drawn one by one.
#[derive(Component, Clone, Copy)]
struct Loose;

/// Where the proteins of each kind of vesicle stand.
#[derive(Resource)]
struct Equipment(BTreeMap<VesicleKind, Vec<Standing>>);

impl Equipment {
    fn of(&self, kind: VesicleKind) -> &[Standing] {
        self.0.get(&kind).map_or(&[], Vec::as_slice)
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Worn>()
        .when_a_scene_comes((equip, lay(Loose, |paints| &paints.solid)))
        .add_systems(PostUpdate, draw_proteins.in_set(ViewSystems::Draw));
}

fn equip(mut commands: Commands, parameters: Res<Parameters>) {
    let classes = parameters.known_kinds();
    let equipment = classes.map(|kind| (kind, proteins_of(kind, &parameters)));
    commands.insert_resource(Equipment(equipment.collect()));
}

/// Whether a protein lies low on the membrane and is seen from afar as well.
pub fn is_low(protein: Protein) -> bool {
    matches!(
        protein,
        Protein::Synaptophysin | Protein::CarrierCargo | Protein::Lamp
    )
}

/// Where a protein stands: on the cytosolic face, with the way up and a way
/// aside.
#[derive(Clone, Copy, Debug)]
pub struct Foot {
    pub at: Vec3,
    pub out: Vec3,
    pub side: Vec3,
}

/// Draws protein number `index` of a vesicle: synaptobrevin's strand,
/// synaptotagmin's two lobes on a stalk, the proton pump; low bumps, drawn as
/// finely as `bump` says, for all others.
pub fn stand(
    sculpture: &mut Sculpture,
    protein: Protein,
    index: usize,
    foot: &Foot,
    size: f32,
    bump: Bead,
) {
    let Foot { at, out, side } = *foot;
    let strand = |sculpture: &mut Sculpture, length: f32, thick: f32, tone: Tone| {
        let lean = side * length * 0.35 * size;
        let up = |part: f32| at + out * (length * part * size);
        let line = [
            at,
            up(0.4) + lean * 0.2,
            up(0.75) + lean * 0.7,
            up(0.9) + lean,
        ];
        sculpture.rod(&line, thick * size, 5, tone, 1.0);
        line[3]
    };
    match protein {
        Protein::Synaptophysin | Protein::CarrierCargo => {
            let tone = if protein == Protein::CarrierCargo {
                Tone::CarrierProtein
            } else {
                Tone::CoatProtein
            };
            let radius = (1.7 + 0.7 * ((index * 7) % 5) as f32 / 4.0) * size;
            let centre = at + out * 0.4;
            sculpture.bead(centre, Vec3::splat(radius), bump, tone, 1.0);
        }
        Protein::Synaptobrevin => {
            strand(sculpture, 8.0, 0.5, Tone::Synaptobrevin);
        }
        Protein::Synaptotagmin => {
            let end = strand(sculpture, 5.5, 0.45, Tone::Synaptotagmin);
            for lobe in [end, end + side * (2.9 * size)] {
                let radius = Vec3::splat(1.6 * size);
                sculpture.bead(lobe, radius, Bead::Fine, Tone::Synaptotagmin, 1.0);
            }
        }
        Protein::ProtonPump => pump(sculpture, foot, size),
        Protein::Lamp => lamp(sculpture, foot, size),
    }
}

/// A molecule of LAMP: next to nothing in the cytosol; in the lumen, or outside the
/// cell, two lobes on a stalk, covered with sugars.
fn lamp(sculpture: &mut Sculpture, foot: &Foot, size: f32) {
    let Foot { at, out, side } = *foot;
    let tone = Tone::Lamp;
    let inner = at - out * (2.0 * HALF_BILAYER_NM);
    let down = |depth: f32, aside: f32| inner - out * (depth * size) + side * (aside * size);
    let tail = Vec3::splat(0.9 * size);
    sculpture.bead(at, tail, Bead::Coarse, tone, 1.0);
    let head = down(LAMP_NM, 0.8);
    sculpture.rod(&[inner, down(5.0, 0.3), head], 0.9 * size, 5, tone, 1.0);
    for depth in [4.6, LAMP_NM] {
        let lobe = down(depth, 0.1 * depth);
        sculpture.bead(lobe, Vec3::splat(2.0 * size), Bead::Medium, tone, 1.0);
        for turn in 0..3 {
            let (sine, cosine) = ops::sin_cos(2.1 * turn as f32 + depth);
            let aside = side * cosine + out.cross(side) * sine - out * 0.3;
            let sugar = lobe + aside * (2.7 * size);
            sculpture.bead(
                sugar,
                Vec3::splat(0.9 * size),
                Bead::Coarse,
                Tone::Sugar,
                1.0,
            );
        }
    }
}

/// A proton pump: a ring in the membrane, a stalk, and a head of 13 nm.
fn pump(sculpture: &mut Sculpture, foot: &Foot, size: f32) {
    let Foot { at, out, side } = *foot;
    let other = out.cross(side);
    let tone = Tone::ProtonPump;
    let up = |height: f32, aside: Vec3| at + (out * height + aside) * size;
    let stalk = [at, up(10.0, Vec3::ZERO)];
    sculpture.rod(&stalk, 1.4 * size, 8, tone, 1.0);
    for step in 0..6 {
        let (sine, cosine) = ops::sin_cos(step as f32 / 6.0 * TAU);
        let ring = side * cosine + other * sine;
        for (height, wide, radius) in [(9.0, 3.1, 2.6), (12.6, 2.5, 2.3)] {
            let lobe = up(height, ring * wide);
            sculpture.bead(lobe, Vec3::splat(radius * size), Bead::Fine, tone, 1.0);
        }
    }
    let stator = [up(0.5, side * 4.6), up(9.0, side * 5.4)];
    sculpture.rod(&stator, 0.7 * size, 6, tone, 1.0);
}

fn draw_proteins(
    mut drawn: Query<&mut Mesh3d, With<Loose>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut worn: ResMut<Worn>,
    equipment: Res<Equipment>,
    pores: Query<(&Vesicle, &FusionPore)>,
    pits: Query<(&Vesicle, &Pit)>,
    figures: Res<Figures>,
    given: Res<GivenProteins>,
    clock: Res<SimClock>,
    chance: Res<Chance>,
    parameters: Res<Parameters>,
    membrane: Res<PlasmaMembrane>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    rig: Res<CameraRig>,
    pixels: PixelSize,
) {
    let mut sculpture = Sculpture::default();
    *worn = Worn::default();
    if settings.show.vesicles && settings.show.proteins {
        let pixel = pixels.per_nm();
        let stage = Scenery {
            sight: Sight {
                eye: rig.pose.eye(),
                pixel,
                cutaway: &cutaway,
            },
            membrane: &membrane,
            chance: &chance,
            nm2_per_s: parameters.proteins.diffusion_nm2_per_s,
            now: clock.now,
        };
        let mut riding: Vec<_> = pores.iter().collect();
        riding.sort_unstable_by_key(|(vesicle, _)| vesicle.id);
        // What rides on a tube is drawn with the tube.
        for (vesicle, pore) in riding.into_iter().filter(|(_, pore)| pore.tail.is_none()) {
            let proteins = equipment.of(vesicle.kind);
            stage.draw_riding(&mut sculpture, proteins, pore, &mut worn);
        }
        for figure in figures.0.iter().filter(|figure| {
            matches!(
                figure.stage,
                Stage::Tethered | Stage::Docked | Stage::Primed
            ) && figure.is_shown()
                && figure.nm_per_pixel < SHAPED_NM_PER_PIXEL
                && !figure.kind.is_tubular()
        }) {
            stage.note_whole(equipment.of(figure.kind), figure, &mut worn);
        }
        let mut taken: Vec<_> = pits.iter().collect();
        taken.sort_unstable_by_key(|(vesicle, _)| vesicle.id);
        for (vesicle, pit) in taken {
            let cloud = given.gathered_by(vesicle.id);
            let proteins = equipment.of(vesicle.kind);
            stage.draw_taken(&mut sculpture, proteins, pit, cloud);
        }
        let eye = rig.pose.eye();
        let far = |cloud: &Cloud| eye.distance_squared(cloud.place.point.as_vec3());
        let mut spreading: Vec<&Cloud> = given
            .clouds()
            .filter(|cloud| {
                clock.now >= cloud.from
                    && clock.now.since(cloud.from).as_secs() < GONE_S
                    && cloud.gathering.is_none_or(|pit| clock.now < pit.from)
            })
            .collect();
        spreading.sort_by(|a, b| far(a).total_cmp(&far(b)));
        for cloud in spreading.into_iter().take(MOST_CLOUDS) {
            let proteins = equipment.of(cloud.kind);
            stage.draw_spreading(&mut sculpture, proteins, cloud, &mut worn.lamps);
        }
    }
    for mut mesh in &mut drawn {
        std::mem::take(&mut sculpture).show(&mut mesh, &mut meshes);
    }
}

/// From where it is looked at, and what has been cut away.
struct Sight<'a> {
    eye: Vec3,
    pixel: f32,
    cutaway: &'a Cutaway,
}

impl Sight<'_> {
    fn facing(&self) -> Vec3 {
        self.cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal)
    }

    fn nm_per_pixel(&self, at: Vec3) -> f32 {
        self.eye.distance(at) * self.pixel
    }

    /// How large a protein is drawn from here.
    fn size(&self, protein: Protein, at: Vec3) -> f32 {
        let beyond = (self.cutaway.beyond(at) + 1.0) / EDGE_NM;
        self.detail(protein, at) * (1.0 - smooth(beyond))
    }

    /// The same of one that nothing is cut away from.
    fn detail(&self, protein: Protein, at: Vec3) -> f32 {
        let coarsest = if is_low(protein) {
            BUMPS_NM_PER_PIXEL
        } else {
            SHAPED_NM_PER_PIXEL
        };
        1.0 - smooth(5.0 * (self.nm_per_pixel(at) / coarsest - 0.8))
    }
}

/// What all proteins of a frame stand in.
struct Scenery<'a> {
    sight: Sight<'a>,
    membrane: &'a PlasmaMembrane,
    chance: &'a Chance,
    nm2_per_s: f64,
    now: crate::units::SimTime,
}

/// A vesicle that is one with the membrane, or was: how its own axes lie.
struct Frame {
    axes: Axes,
    /// From the axes in which proteins have their places.
    turn: Quat,
    sphere: f32,
}

impl Frame {
    fn of(place: &MembranePlace, sphere_nm: f64, facing: Vec3) -> Self {
        let inward = place.inward.as_vec3();
        let turn = Quat::from_rotation_arc(Vec3::Z, facing);
        Self {
            axes: Axes::about(place.point.as_vec3(), inward, facing),
            turn: turn * Quat::from_rotation_z(spin_towards(turn, -inward)),
            sphere: sphere_nm as f32,
        }
    }

    /// A protein's direction from the sphere's centre.
    fn direction(&self, protein: &Standing) -> Vec3 {
        self.turn * protein.direction.as_vec3()
    }

    /// Where it is when the vesicle is flat: from the axis, in the plane.
    fn flat(&self, direction: Vec3) -> Vec3 {
        let axis = self.axes.axis;
        let share = Standing::share(direction.as_dvec3(), axis.as_dvec3()) as f32;
        let radial = (direction - axis * direction.dot(axis)).normalize_or(self.axes.side);
        radial * (2.0 * self.sphere * share.sqrt())
    }

    /// A foot for a protein whose way up was `direction` on the sphere.
    fn foot(&self, protein: &Standing, at: Vec3, out: Vec3) -> Foot {
        let direction = self.direction(protein);
        let side = self.turn * protein.direction.as_vec3().any_orthonormal_vector();
        Foot {
            at,
            out,
            side: Quat::from_rotation_arc(direction, out) * side,
        }
    }
}

impl Scenery<'_> {
    /// Where a point of the flat plane is on a neck there, and the way into
    /// the cytosol.
    fn on_neck(&self, frame: &Frame, neck: &Neck, flat: Vec3) -> (Vec3, Vec3) {
        let far = flat.length();
        let radial = flat.normalize_or(frame.axes.side);
        let place = neck.point_at_area(PI * f64::from(far) * f64::from(far));
        let (r, z) = (place.r_nm as f32, place.z_nm as f32);
        let below = frame.axes.origin + radial * r;
        // Near the plane it follows the curved membrane.
        let reach = (2.0 * neck.rim_nm) as f32 + 0.25 * frame.sphere;
        let nearness = (1.0 - z / reach).clamp(0.0, 1.0);
        let field = below.as_dvec3();
        let distance = self.membrane.shape.distance(field);
        let onto = if nearness > 0.0 && distance.abs() > 0.01 {
            let normal = self.membrane.shape.normal(field);
            (-distance * normal).as_vec3() * nearness * nearness
        } else {
            Vec3::ZERO
        };
        let out = -(radial * place.normal_r as f32 + frame.axes.axis * place.normal_z as f32);
        let at = below + frame.axes.axis * z + onto + out * HALF_BILAYER_NM;
        (at, out.normalize_or(frame.axes.axis))
    }

    /// On a vesicle at the membrane, which wears them as one mesh.
    fn note_whole(&self, proteins: &[Standing], figure: &Figure, worn: &mut Worn) {
        let centre = figure.centre.as_dvec3();
        let place = MembranePlace {
            point: self.membrane.shape.closest(centre),
            inward: -self.membrane.shape.normal(centre),
        };
        let sphere_nm = f64::from(figure.radius - HALF_BILAYER_NM);
        let frame = Frame::of(&place, sphere_nm, self.sight.facing());
        for protein in proteins {
            if has_room(protein.direction.as_vec3()) {
                let out = frame.direction(protein);
                worn.note(protein.protein, figure.centre + out * figure.radius, out);
            }
        }
    }

    /// On the vesicle as its membrane joins the cell's.
    fn draw_riding(
        &self,
        sculpture: &mut Sculpture,
        proteins: &[Standing],
        pore: &FusionPore,
        worn: &mut Worn,
    ) {
        let frame = Frame::of(&pore.place, pore.sphere_nm, self.sight.facing());
        if self.is_out_of_sight(&pore.place) {
            return;
        }
        let opening = Opening::of_pore(pore, self.now);
        let joined = opening.joining;
        let clearing = self.clearing(&frame, &opening);
        for (index, protein) in proteins.iter().enumerate() {
            let direction = frame.direction(protein);
            let (at, out, hidden, below) = match joined {
                Joined::Apart { sphere_nm, gap_nm } => {
                    let height = (gap_nm + sphere_nm) as f32;
                    let centre = frame.axes.origin + frame.axes.axis * height;
                    let at = centre + direction * (sphere_nm as f32 + HALF_BILAYER_NM);
                    (at, direction, before(clearing, at), 0.0)
                }
                Joined::Hemifused(neck) | Joined::Open(neck) => {
                    let flat = frame.flat(direction);
                    let (at, out) = self.on_neck(&frame, &neck, flat);
                    let hidden = before(clearing, at) * within(&neck, flat.length());
                    (at, out, hidden, room_below(&neck))
                }
            };
            let room = if has_room_below(protein.direction.as_vec3()) {
                1.0
            } else {
                below
            };
            let size = room * (1.0 - hidden) * self.sight.size(protein.protein, at);
            if size > 0.05 {
                // Its lumen is the outside of the cell once the pore is open.
                if size > WORN_SIZE {
                    worn.note(protein.protein, at, out);
                }
                if protein.protein == Protein::Lamp && matches!(joined, Joined::Open(_)) {
                    worn.lamps
                        .push(at - out * (2.0 * HALF_BILAYER_NM + LAMP_NM));
                }
                let foot = frame.foot(protein, at, out);
                stand(sculpture, protein.protein, index, &foot, size, Bead::Medium);
            }
        }
    }

    /// In the membrane that a pit takes back.
    fn draw_taken(
        &self,
        sculpture: &mut Sculpture,
        proteins: &[Standing],
        pit: &Pit,
        cloud: Option<&Cloud>,
    ) {
        if self.is_out_of_sight(&pit.place) {
            return;
        }
        let frame = Frame::of(&pit.place, pit.sphere_nm, self.sight.facing());
        let neck = pit.neck_at(self.now);
        let clearing = self.clearing(&frame, &Opening::of_pit(pit, self.now));
        let [side, other] = plane_of(&pit.place);
        let in_plane = |at: DVec3| DVec2::new(at.dot(side), at.dot(other));
        let come = smooth(2.0 * self.now.share_of(pit.began, pit.grown) as f32);
        for (index, protein) in proteins.iter().enumerate() {
            let target = frame.flat(frame.direction(protein));
            let gathered = cloud.and_then(|cloud| Some((cloud, cloud.gathering?)));
            let (flat, shown) = match gathered {
                Some((cloud, gathering)) => {
                    let home = self.spread_from(cloud, protein, index);
                    let ends = [
                        in_plane(home - pit.place.point),
                        in_plane(target.as_dvec3()),
                    ];
                    let (chance, rate) = (self.chance, self.nm2_per_s);
                    let at = cloud.gathered(&gathering, index, ends, self.now, rate, chance);
                    let flat = (side * at.x + other * at.y).as_vec3();
                    // What was seen stays seen; what was lost among others
                    // comes out of them near the pit.
                    let from_home =
                        (flat + (pit.place.point - cloud.place.point).as_vec3()).length();
                    let aged = age_share(self.now.since(cloud.from).as_secs());
                    let seen = (1.0 - far_share(from_home)) * (1.0 - aged);
                    (
                        flat,
                        seen.max(come * (1.0 - far_share(2.0 * flat.length()))),
                    )
                }
                None => (target, come),
            };
            let (at, out) = self.on_neck(&frame, &neck, flat);
            let hidden = before(clearing, at) * within(&neck, flat.length());
            let room = if has_room_below(protein.direction.as_vec3()) {
                1.0
            } else {
                room_below(&neck)
            };
            let size = shown * room * (1.0 - hidden) * self.sight.size(protein.protein, at);
            if size > 0.05 {
                let foot = frame.foot(protein, at, out);
                stand(sculpture, protein.protein, index, &foot, size, Bead::Medium);
            }
        }
    }

    /// In the plasma membrane, after a full collapse.
    fn draw_spreading(
        &self,
        sculpture: &mut Sculpture,
        proteins: &[Standing],
        cloud: &Cloud,
        lamps: &mut Vec<Vec3>,
    ) {
        if self.is_out_of_sight(&cloud.place) {
            return;
        }
        let frame = Frame::of(&cloud.place, cloud.sphere_nm, self.sight.facing());
        let aged = age_share(self.now.since(cloud.from).as_secs());
        for (index, protein) in proteins.iter().enumerate() {
            // Walks take time: not for what is too small to be seen.
            if self.sight.detail(protein.protein, frame.axes.origin) <= 0.05 {
                continue;
            }
            let free = self.spread_from(cloud, protein, index);
            let far = free.distance(cloud.place.point) as f32;
            let shown = (1.0 - far_share(far)) * (1.0 - aged);
            if shown <= 0.05 {
                continue;
            }
            let on = self.membrane.shape.onto_surface(free);
            let out = -self.membrane.shape.normal(on).as_vec3();
            let at = on.as_vec3() + out * HALF_BILAYER_NM;
            let size = shown * self.sight.size(protein.protein, at);
            if size > 0.05 {
                if protein.protein == Protein::Lamp {
                    lamps.push(on.as_vec3() - out * (HALF_BILAYER_NM + LAMP_NM));
                }
                let foot = frame.foot(protein, at, out);
                stand(sculpture, protein.protein, index, &foot, size, Bead::Medium);
            }
        }
    }

    /// Where a protein has walked in the plane of its cloud.
    fn spread_from(&self, cloud: &Cloud, protein: &Standing, index: usize) -> DVec3 {
        let frame = Frame::of(&cloud.place, cloud.sphere_nm, self.sight.facing());
        let start = frame.flat(frame.direction(protein)).as_dvec3();
        let walked = cloud.walked(index, self.now, self.nm2_per_s, self.chance);
        let [side, other] = plane_of(&cloud.place);
        cloud.place.point + start + side * walked.x + other * walked.y
    }

    fn is_out_of_sight(&self, place: &MembranePlace) -> bool {
        self.sight.nm_per_pixel(place.point.as_vec3()) > BUMPS_NM_PER_PIXEL
    }

    fn clearing(&self, frame: &Frame, opening: &Opening) -> Option<CutPlane> {
        opening.clearing(&frame.axes, self.sight.cutaway.knife().as_ref())
    }
}

/// How much a point lies before the open side, 0 to 1.
fn before(clearing: Option<CutPlane>, at: Vec3) -> f32 {
    clearing.map_or(0.0, |plane| {
        let before = plane.normal.dot(at) - plane.offset_nm + 2.5;
        smooth(0.5 + before / EDGE_NM)
    })
}

/// How much a point of the flat plane, `far` from the axis, goes to the part
/// that a cut opens: to neck or vesicle.
fn within(neck: &Neck, far: f32) -> f32 {
    let whole = (neck.area_nm2() / PI).sqrt() as f32;
    1.0 - smooth((far - whole) / EDGE_NM)
}

/// On the side that is turned to the membrane there is room for proteins only
/// once the neck is wide.
fn room_below(neck: &Neck) -> f32 {
    smooth((neck.mouth_nm() as f32 - 9.0) / 8.0)
}

fn far_share(far: f32) -> f32 {
    smooth((far - FADING_NM) / (GONE_NM - FADING_NM))
}

fn age_share(seconds: f64) -> f32 {
    smooth(((seconds - FADING_S) / (GONE_S - FADING_S)) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::vesicle::VesicleId;

    fn place() -> MembranePlace {
        MembranePlace {
            point: DVec3::ZERO,
            inward: DVec3::Y,
        }
    }

    #[test]
    fn a_protein_stays_where_it_was_when_its_vesicle_opens() {
        let frame = Frame::of(&place(), 18.75, Vec3::Z);
        let neck = Neck::with_waist(18.75, 3.0, 3.25);
        for protein in proteins_of(
            VesicleKind::built_in("synaptic_vesicle"),
            &Parameters::default(),
        )
        .iter()
        .filter(|protein| has_room_below(protein.direction.as_vec3()))
        {
            let direction = frame.direction(protein);
            let flat = f64::from(frame.flat(direction).length());
            let on_neck = neck.point_at_area(PI * flat * flat);
            let height = neck.centre_nm() as f32 + 18.75 * direction.y;
            assert!((on_neck.z_nm as f32 - height).abs() < 0.01);
            let across = 18.75 * direction.with_y(0.0).length();
            assert!((on_neck.r_nm as f32 - across).abs() < 0.01);
        }
    }

    #[test]
    fn spreading_begins_where_riding_ends() {
        let frame = Frame::of(&place(), 18.75, Vec3::Z);
        let nearly_flat = Neck::collapsing(Neck::with_waist(18.75, 3.0, 3.25), 1.0);
        let chance = Chance::from_seed(1);
        let cloud = Cloud {
            vesicle: VesicleId(5),
            kind: VesicleKind::built_in("synaptic_vesicle"),
            place: place(),
            sphere_nm: 18.75,
            from: crate::units::SimTime::from_millis(3.0),
            gathering: None,
        };
        for (index, protein) in proteins_of(cloud.kind, &Parameters::default())
            .iter()
            .enumerate()
        {
            let flat = frame.flat(frame.direction(protein));
            let far = f64::from(flat.length());
            let on_neck = nearly_flat.point_at_area(PI * far * far);
            assert!((on_neck.r_nm - far).abs() < 0.02 && on_neck.z_nm < 0.02);
            assert_eq!(cloud.walked(index, cloud.from, 1e4, &chance), DVec2::ZERO);
        }
    }
}
