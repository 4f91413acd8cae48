//! What stands in the picture besides vesicles, and where: one list for the names that
//! are put on things and for the ray that finds what is clicked. What is not drawn has
//! no place.

use bevy::{ecs::system::SystemParam, math::DVec3, math::ops, prelude::*};

use super::{
    HALF_BILAYER_NM, ViewSettings,
    active_zone::{Channels, Receptors},
    capillary::{Vessel, VesselPlaces},
    coat::CoatPlaces,
    cutaway::Cutaway,
    fading::EDGE_NM,
    fibre::FibrePlaces,
    figures::Figures,
    machinery::Crew,
    named::Named,
    proteins::Worn,
    seats::Mouths,
    secretion::ChannelPlaces,
    waste::{BallPlaces, Inside},
};
use crate::{
    biology::parameters::{Parameters, value},
    geometry::shape::Shape,
    scene::{ActiveZone, Scene},
    sim::{
        amperometry::CarbonFibre,
        cleft::Cleft,
        cytoskeleton::{Cytoskeleton, Track},
        golgi::Golgi,
        matrix::Matrix,
        membrane::PlasmaMembrane,
        vesicle::VesicleId,
    },
};

/// Free molecules among which one is sought to be named.
const MOST_MOLECULES: usize = 40;
/// What stands so far behind the cut is whole.
const WHOLE_NM: f32 = 2.5 + EDGE_NM;
/// So far from a receptor's middle something is beside it.
const BESIDE_NM: f32 = 7.0;
/// Between two points of a line that a ray may meet.
const STEP_NM: f64 = 10.0;
/// Fibrils that have grown so long are drawn as such.
const LEAST_FIBRIL_NM: f64 = 60.0;

/// Everything that things are drawn from.
#[derive(SystemParam)]
pub(super) struct Things<'w> {
    scene: Res<'w, Scene>,
    membrane: Res<'w, PlasmaMembrane>,
    tracks: Res<'w, Cytoskeleton>,
    pub figures: Res<'w, Figures>,
    receptors: Res<'w, Receptors>,
    crew: Res<'w, Crew>,
    golgi: Res<'w, Golgi>,
    pub cutaway: Res<'w, Cutaway>,
    settings: Res<'w, ViewSettings>,
    channels: Res<'w, Channels>,
    coats: Res<'w, CoatPlaces>,
    cleft: Res<'w, Cleft>,
    matrix: Res<'w, Matrix>,
    inserted: Res<'w, ChannelPlaces>,
    fibre: Res<'w, FibrePlaces>,
    vessel: Res<'w, VesselPlaces>,
    balls: Res<'w, BallPlaces>,
    worn: Res<'w, Worn>,
    mouths: Res<'w, Mouths>,
    electrode: Res<'w, CarbonFibre>,
    parameters: Res<'w, Parameters>,
}

/// A thing with a size: how far a place is from it, at least; negative within.
pub(super) struct Solid<'a> {
    pub named: Named,
    /// Whether it is empty: what is seen in it, and what bounds it, is not it.
    pub is_room: bool,
    pub distance: Box<dyn Fn(DVec3) -> f64 + 'a>,
}

impl<'a> Solid<'a> {
    fn of(named: Named, distance: Box<dyn Fn(DVec3) -> f64 + 'a>) -> Self {
        Self {
            named,
            is_room: matches!(named, Named::Cleft | Named::Blood),
            distance,
        }
    }
}

/// How large a small piece of a thing is, in nanometres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub radius: f32,
    /// Where it stands on a vesicle, it is not all that is met about its middle.
    pub core: f32,
    /// By how much it stands before what it stands on.
    pub out: f32,
}

const fn size(radius: f32, core: f32, out: f32) -> Size {
    Size { radius, core, out }
}

const PROTEIN: Size = size(7.0, 7.0, 12.0);
const ON_A_VESICLE: Size = size(7.0, 2.5, 12.0);
const BALL: Size = size(30.0, 30.0, 0.0);
const TUBULE: Size = size(12.5, 12.5, 0.0);
const END: Size = size(12.5, 12.5, 12.0);
const FILAMENT: Size = size(4.0, 4.0, 0.0);

/// A thing of many small pieces.
pub(super) struct Pieces {
    pub named: Named,
    pub places: Vec<Vec3>,
    pub size: Size,
}

impl Things<'_> {
    /// The points (nanometres) that a name may point to; none of what is not drawn, and
    /// none of vesicles.
    pub fn points(&self, named: Named) -> Vec<Vec3> {
        let show = self.settings.show;
        let (worn, crew) = (&self.worn, &self.crew);
        let half = f64::from(HALF_BILAYER_NM);
        let shown = |is_shown: bool, places: &[Vec3]| {
            if is_shown {
                places.to_vec()
            } else {
                Vec::new()
            }
        };
        let proteins = |places: &[Vec3]| shown(show.proteins, places);
        match named {
            Named::Exosome => self.balls.exosomes.clone(),
            Named::Waste => self.waste(),
            Named::Lamp => proteins(&worn.lamps),
            Named::CarbonFibre => self.fibre.0.clone(),
            Named::CapillaryWall => self.vessel.wall.clone(),
            Named::Blood => self.vessel.blood.clone(),
            Named::Golgi => {
                let stack = self.golgi.stack.filter(|_| show.vesicles);
                let rims = stack.map(|stack| stack.rim_places(16)).unwrap_or_default();
                rims.into_iter().map(|at| at.as_vec3()).collect()
            }
            Named::Fibril if show.molecules => self.along_fibrils(|length| {
                let parts = (1..8).map(|part| f64::from(part) / 8.0 * length);
                parts.collect()
            }),
            Named::IonChannel => proteins(&self.inserted.0),
            Named::Microtubule if show.microtubules => {
                let parts: Vec<f64> = (1..12).map(|step| f64::from(step) / 12.0).collect();
                along(&self.tracks.microtubules, &parts)
            }
            Named::PlusEnd if show.microtubules => along(&self.tracks.microtubules, &[1.0]),
            Named::Actin => {
                let mut actin = Vec::new();
                if show.actin {
                    actin.extend(along(&self.tracks.actin, &[0.3, 0.6]));
                }
                actin.extend(proteins(&self.coats.actin));
                actin
            }
            Named::PlasmaMembrane if show.membrane => self.section_points(),
            Named::Channel => proteins(&self.channel_tops()),
            Named::Receptor => proteins(&self.receptors.shut),
            Named::OpenReceptor => proteins(&self.receptors.open),
            Named::Clathrin => proteins(&self.coats.clathrin),
            Named::Dynamin => proteins(&self.coats.dynamin),
            Named::Snares => proteins(&crew.snares),
            Named::Munc13 => proteins(&crew.pillars),
            Named::Tether => proteins(&crew.tethers),
            Named::Kinesin => proteins(&crew.kinesins),
            Named::Dynein => proteins(&crew.dyneins),
            Named::MyosinV => proteins(&crew.myosins),
            Named::ProtonPump => proteins(&worn.pumps),
            Named::Synaptotagmin => proteins(&worn.synaptotagmins),
            Named::Synaptobrevin => proteins(&worn.synaptobrevins),
            Named::Transmitter if show.molecules => self.free_molecules(MOST_MOLECULES),
            Named::Cleft if show.postsynaptic => {
                let heads = self.receptors.shut.iter().chain(&self.receptors.open);
                let heads: Vec<f32> = heads.map(|head| head.x).collect();
                let between = self.across_the_zone(7.0).into_iter();
                between
                    .filter(|at| heads.iter().all(|x| (x - at.x).abs() > BESIDE_NM))
                    .collect()
            }
            Named::Postsynaptic if show.postsynaptic => {
                self.across_the_zone((self.gap_nm() + half) as f32)
            }
            Named::Density if show.postsynaptic && show.proteins => {
                let within = |zone: ActiveZone| {
                    move |at: &Vec3| at.distance(zone.centre.as_vec3()) < zone.radius_nm as f32
                };
                let behind = self.gap_nm() + 2.0 * half;
                let deep = self.across_the_zone((behind + half_dense_nm()) as f32);
                let zone = self.scene.active_zone.map(within);
                deep.into_iter()
                    .filter(|at| zone.as_ref().is_some_and(|within| within(at)))
                    .collect()
            }
            Named::ActiveZone if show.membrane && self.membrane.postsynaptic.is_some() => {
                let zone = self.scene.active_zone;
                let floor = zone.map(|zone| {
                    let middle = zone.centre.as_vec3();
                    across().map(move |x| middle + Vec3::X * x * 0.5)
                });
                floor.into_iter().flatten().collect()
            }
            _ => Vec::new(),
        }
    }

    /// What is made of many small pieces, as they are drawn.
    pub fn pieces(&self) -> Vec<Pieces> {
        let show = self.settings.show;
        let mut all = Vec::new();
        let mut add = |named, size, places| {
            all.push(Pieces {
                named,
                places,
                size,
            });
        };
        add(Named::Exosome, BALL, self.points(Named::Exosome));
        // What is in a vesicle is found after it.
        add(Named::Waste, BALL, self.balls.waste.clone());
        for named in [
            Named::Lamp,
            Named::ProtonPump,
            Named::Synaptotagmin,
            Named::Synaptobrevin,
        ] {
            add(named, ON_A_VESICLE, self.points(named));
        }
        for named in [
            Named::Channel,
            Named::Receptor,
            Named::OpenReceptor,
            Named::Clathrin,
            Named::Dynamin,
            Named::Snares,
            Named::Munc13,
            Named::Tether,
            Named::Kinesin,
            Named::Dynein,
            Named::MyosinV,
            Named::IonChannel,
        ] {
            add(named, PROTEIN, self.points(named));
        }
        if show.molecules {
            add(Named::Transmitter, PROTEIN, self.free_molecules(usize::MAX));
            let fibrils = self.along_fibrils(|length| steps(length).collect());
            let radius = self.parameters.secretory.fibril_radius_nm as f32;
            add(Named::Fibril, size(radius, radius, 0.0), fibrils);
        }
        if show.microtubules {
            add(
                Named::Microtubule,
                TUBULE,
                every_step(&self.tracks.microtubules),
            );
            add(Named::PlusEnd, END, self.points(Named::PlusEnd));
        }
        if show.actin {
            add(Named::Actin, FILAMENT, every_step(&self.tracks.actin));
        }
        if show.proteins {
            add(Named::Actin, PROTEIN, self.coats.actin.clone());
        }
        all
    }

    /// What has a size, as it is drawn.
    pub fn solids(&self) -> Vec<Solid<'_>> {
        let show = self.settings.show;
        let half = f64::from(HALF_BILAYER_NM);
        let cell = &self.membrane.shape;
        let neighbour = self.membrane.postsynaptic.as_ref().map(|(shape, _)| shape);
        let mut all: Vec<Solid> = Vec::new();
        let wall = move |shape: &Shape, at: DVec3| shape.distance(at).abs() - half;
        if show.membrane {
            all.push(Solid::of(
                Named::PlasmaMembrane,
                Box::new(move |at| wall(cell, at)),
            ));
        }
        if let Some(neighbour) = neighbour.filter(|_| show.postsynaptic) {
            all.push(Solid::of(
                Named::Postsynaptic,
                Box::new(move |at| wall(neighbour, at)),
            ));
            let across = self.gap_nm() + half;
            all.push(Solid::of(
                Named::Cleft,
                Box::new(move |at| {
                    let [here, there] = [cell, neighbour].map(|shape| shape.distance(at));
                    let between = 0.5 * (here + there - across);
                    between.max(half - here).max(half - there)
                }),
            ));
            if let Some(zone) = self.scene.active_zone.filter(|_| show.proteins) {
                all.push(Solid::of(
                    Named::Density,
                    Box::new(move |at| {
                        let dense = half_dense_nm();
                        let deep = (neighbour.distance(at) + half + dense).abs() - dense;
                        deep.max(at.distance(zone.centre) - zone.radius_nm)
                    }),
                ));
            }
        }
        if let Some(stack) = self.golgi.stack.filter(|_| show.vesicles) {
            all.push(Solid::of(
                Named::Golgi,
                Box::new(move |at| stack.room_outside(at)),
            ));
        }
        if let Some(face) = self.electrode.face() {
            all.push(Solid::of(
                Named::CarbonFibre,
                Box::new(move |at| {
                    let from = at - face.centre;
                    let up = from.dot(face.out);
                    let aside = (from - face.out * up).length();
                    (aside - face.radius_nm).max(-up)
                }),
            ));
        }
        let facing = self.cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
        if let Some(vessel) = Vessel::of(&self.scene, &self.parameters, facing) {
            let middle = vessel.radius + 0.5 * vessel.wall;
            all.push(Solid::of(
                Named::CapillaryWall,
                Box::new(move |at| {
                    let [aside, past] = vessel.off(at.as_vec3());
                    f64::from(((aside - middle).abs() - 0.5 * vessel.wall).max(past))
                }),
            ));
            all.push(Solid::of(
                Named::Blood,
                Box::new(move |at| {
                    let [aside, past] = vessel.off(at.as_vec3());
                    f64::from((aside - vessel.radius).max(past))
                }),
            ));
        }
        all
    }

    /// Whether a place of the cell's membrane is its active zone.
    pub fn is_active_zone(&self, at: Vec3) -> bool {
        let zone = self
            .scene
            .active_zone
            .filter(|_| self.membrane.postsynaptic.is_some());
        zone.is_some_and(|zone| zone.centre.as_vec3().distance(at) < zone.radius_nm as f32)
    }

    /// Where waste is seen: outside, and in lysosomes that are cut open.
    fn waste(&self) -> Vec<Vec3> {
        let inside = self.balls.inside.iter();
        let inside = inside.filter(|inside| inside.named == Named::Waste);
        let outside = self.balls.waste.iter().copied();
        outside.chain(inside.map(|inside| inside.at)).collect()
    }

    /// What is seen in a vesicle through its open side.
    pub fn inside(&self, vesicle: VesicleId) -> impl Iterator<Item = &Inside> {
        let inside = self.balls.inside.iter();
        inside.filter(move |inside| inside.vesicle == vesicle)
    }

    /// What the cut has taken away, or made small, is not there.
    fn channel_tops(&self) -> Vec<Vec3> {
        let whole = self.channels.0.iter();
        let whole = whole.filter(|(at, _)| self.cutaway.beyond(*at) < -WHOLE_NM);
        whole.map(|(at, out)| *at - *out * 3.0).collect()
    }

    /// About so many of the molecules that are free and at no receptor.
    fn free_molecules(&self, most: usize) -> Vec<Vec3> {
        let free = self.cleft.seen(0.0);
        let apart = free.len() / most + 1;
        let heads = || self.receptors.shut.iter().chain(&self.receptors.open);
        let free = free.iter().step_by(apart).map(|seen| seen.at.as_vec3());
        free.filter(|at| {
            let is_kept = self.cutaway.beyond(*at) < 0.0;
            is_kept && heads().all(|head| head.distance(*at) > BESIDE_NM)
        })
        .collect()
    }

    /// Points of fibrils, by how far from its beginning each is wanted.
    fn along_fibrils(&self, wanted: impl Fn(f64) -> Vec<f64>) -> Vec<Vec3> {
        let mut points = Vec::new();
        for fibril in &self.matrix.fibrils {
            let [from, to] = fibril.ends_nm(self.matrix.nm_a_molecule);
            if to - from > LEAST_FIBRIL_NM {
                let far = wanted(to - from).into_iter();
                points.extend(far.map(|far| fibril.line.at(from + far).position.as_vec3()));
            }
        }
        points
    }

    /// From the mid-plane of the cell's membrane to that of its neighbour's, where they
    /// face each other.
    fn gap_nm(&self) -> f64 {
        let zone = self.scene.active_zone.map(|zone| zone.centre);
        let closed = self.scene.closed_gap.map(|gap| gap.centre);
        let site = self.scene.sites.first().map(|site| site.point);
        let middle = zone.or(closed).or(site);
        let neighbour = self.membrane.postsynaptic.as_ref();
        middle.zip(neighbour).map_or(0.0, |(at, (neighbour, _))| {
            self.membrane.shape.distance(at).abs() + neighbour.distance(at)
        })
    }

    /// Across the active zone so deep below the cell's membrane, in the plane of the
    /// cut, where the cleft is seen from its side.
    fn across_the_zone(&self, depth: f32) -> Vec<Vec3> {
        let zone = self
            .scene
            .active_zone
            .filter(|_| self.membrane.postsynaptic.is_some());
        let Some(zone) = zone else { return Vec::new() };
        let out = self.membrane.shape.normal(zone.centre).as_vec3();
        let middle = zone.centre.as_vec3();
        let on_cut = |x: f32| {
            let at = middle + Vec3::X * x + out * depth;
            self.cutaway.plane().map_or(at, |(normal, offset)| {
                at + normal * (offset - normal.dot(at) - 1.0)
            })
        };
        across().map(on_cut).collect()
    }

    /// Points of the cell's membrane where the cut shows it and no vesicle is open.
    fn section_points(&self) -> Vec<Vec3> {
        let middle = self.scene.active_zone;
        let middle = middle.map_or(Vec3::ZERO, |zone| zone.centre.as_vec3());
        let plane = self.cutaway.plane();
        let (normal, offset) = plane.unwrap_or((Vec3::Z, middle.z));
        let up = Vec3::Y - normal * normal.y;
        let side = up.cross(normal);
        let on_plane = middle + normal * (offset - normal.dot(middle));
        (0..36)
            .map(|step| {
                let (sine, cosine) = ops::sin_cos(step as f32 / 36.0 * std::f32::consts::TAU);
                let far = on_plane + up * 430.0 + (side * cosine + up * sine) * 620.0;
                self.membrane.shape.closest(far.as_dvec3()).as_vec3()
            })
            .filter(|at| plane.is_none() || self.cutaway.beyond(*at).abs() < 12.0)
            .filter(|at| {
                let mut mouths = self.mouths.0.iter();
                mouths.all(|(middle, radius)| middle.distance(*at) > *radius)
            })
            .collect()
    }
}

/// From where the density under the receptors begins to its middle.
fn half_dense_nm() -> f64 {
    0.5 * value("density.thickness")
}

fn across() -> impl Iterator<Item = f32> {
    (-20..=20).map(|step| step as f32 * 10.0)
}

fn steps(length: f64) -> impl Iterator<Item = f64> {
    let count = (length / STEP_NM) as u32;
    (0..=count).map(|step| f64::from(step) * STEP_NM)
}

/// Points of tracks, at parts of their lengths.
fn along(tracks: &[Track], parts: &[f64]) -> Vec<Vec3> {
    let of_track = |track: &Track| -> Vec<Vec3> {
        let far = parts.iter().map(|part| part * track.curve.length());
        far.map(|far| track.curve.at(far).position.as_vec3())
            .collect()
    };
    tracks.iter().flat_map(of_track).collect()
}

fn every_step(tracks: &[Track]) -> Vec<Vec3> {
    let of_track = |track: &Track| -> Vec<Vec3> {
        let far = steps(track.curve.length());
        far.map(|far| track.curve.at(far).position.as_vec3())
            .collect()
    };
    tracks.iter().flat_map(of_track).collect()
}
