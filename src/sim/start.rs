//! The beginning of a run: the cell of the scene, with its vesicles where
//! they stand, hang or walk.

use std::collections::BTreeMap;

use bevy::{math::DVec3, prelude::*};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    Simulation, SimulationSystems,
    amperometry::CarbonFibre,
    cell::{Cell, Lanes},
    chance::{Chance, Purpose, between, standard_normal},
    cleft::Cleft,
    controls::Controls,
    cytoskeleton::{Cytoskeleton, Track},
    energy::AtpAccount,
    golgi::Golgi,
    lumen::Lumen,
    matrix::Matrix,
    membrane::{AreaLedger, PlasmaMembrane, ReleaseSite},
    places::{Goal, Places, PoolPlace, SitePlace},
    record::{Detail, EventKind},
    signal::{bursts::Bursts, calcium::Calcium, channels, release::SensorInForce},
    state::Keeps,
    vesicle::{
        Body, BodyItem, Course, Due, MembranePlace, Motion, Stage, Vesicle, VesicleId, dock,
        plan_wait, prime,
        snares::{self, SiteSnares},
        tether, traffic,
    },
    what_if::Untreated,
};
use crate::{
    biology::{
        cards::Part,
        controls::Knob,
        parameters::{CalciumParameters, Filling, Parameters, Size, Sizes},
        sensors::SensorModel,
        vesicles::{Pathway, VesicleKind, golgi_carriers},
    },
    geometry::{room::rooms_nm, shape::Shape, spline::Spline, surface::Surface},
    scene::{Curve, STARTS_ALONG, Scene, Site},
    units::SimTime,
};

/// The number of the next new vesicle.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct NextVesicle(u32);

impl NextVesicle {
    /// A number never given before.
    pub fn take(&mut self) -> VesicleId {
        self.0 += 1;
        VesicleId(self.0)
    }
}

/// Which vesicles are still to be brought to where the scene starts them.
#[derive(Resource, Clone, Debug, Default)]
struct ToPlace(Vec<(VesicleId, StartsAs)>);

#[derive(Clone, Copy, Debug)]
enum StartsAs {
    /// In the place of the pools with this number.
    Resting(usize),
    Walking,
    Membrane(Stage),
    Beyond,
}

pub(super) fn plugin(app: &mut App) {
    app.keeps::<NextVesicle>()
        .keeps_built::<ToPlace>()
        .keeps_built::<AreaLedger>()
        .keeps_built::<SensorInForce>()
        .keeps_built::<Bursts>()
        .keeps_built::<CarbonFibre>()
        .keeps_built::<Calcium>()
        .keeps_built::<Places>()
        .keeps_built::<Parameters>()
        .keeps_fixed::<Untreated>()
        .keeps_fixed::<Lanes>()
        .keeps_fixed::<Cytoskeleton>()
        .keeps_fixed::<PlasmaMembrane>()
        .keeps_fixed::<Chance>()
        .add_systems(Simulation, place_vesicles.in_set(SimulationSystems::Start));
}

/// Builds the cell of `scene` in `world`: membrane, tracks, places, and the
/// vesicles, which are brought to their places in the first step of the run.
pub(super) fn build(world: &mut World, scene: &Scene, seed: u64) {
    let parameters = Parameters::with(scene.cell, scene.classes.clone());
    let chance = Chance::from_seed(seed);
    let Frame {
        membrane,
        cytoskeleton,
        lanes,
    } = Frame::standing(world, scene).unwrap_or_else(|| Frame::of(scene, &parameters));
    let vesicles = new_vesicles(world, scene, &parameters, &chance);
    let golgi = Golgi::of(scene, &parameters, &chance);
    let in_vesicles: f64 = vesicles.iter().map(|(_, area)| area).sum();
    let area = in_vesicles + golgi.store_nm2;
    world.insert_resource(golgi);
    world.insert_resource(Matrix::of(scene, &parameters));
    world.insert_resource(AreaLedger {
        plasma_membrane: membrane.surface.area(),
        vesicles: area,
        ..Default::default()
    });
    world.insert_resource(Cleft::of(scene, &membrane, &parameters, &chance));
    let model = SensorModel::called(world.resource::<Controls>().choice(Knob::Sensor));
    world.insert_resource(SensorInForce::new(model, parameters.calcium.rest_um));
    world.insert_resource(Bursts::of(&parameters));
    world.insert_resource(CarbonFibre::of(scene, &membrane));
    world.insert_resource(calcium_of(&membrane, &parameters.calcium));
    world.insert_resource(places(scene, &membrane));
    world.insert_resource(lanes);
    world.insert_resource(cytoskeleton);
    world.insert_resource(membrane);
    world.insert_resource(Untreated(parameters.clone()));
    world.insert_resource(parameters);
    world.insert_resource(chance);
    let to_place = vesicles.into_iter().map(|(placed, _)| placed);
    world.insert_resource(ToPlace(to_place.collect()));
}

/// What no run changes, and takes far longer to build than all the rest.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    membrane: PlasmaMembrane,
    cytoskeleton: Cytoskeleton,
    lanes: Lanes,
}

impl Frame {
    /// That of `scene` which stands in `world` from the run before.
    fn standing(world: &mut World, scene: &Scene) -> Option<Self> {
        if world.get_resource::<Scene>() != Some(scene) {
            return None;
        }
        Some(Self {
            membrane: world.remove_resource()?,
            cytoskeleton: world.remove_resource()?,
            lanes: world.remove_resource()?,
        })
    }

    /// A copy of that which stands in `world`.
    pub fn copied(world: &World) -> Option<Self> {
        Some(Self {
            membrane: world.get_resource().cloned()?,
            cytoskeleton: world.get_resource().cloned()?,
            lanes: world.get_resource().cloned()?,
        })
    }

    /// Puts it into a world whose cell will be of the same scene.
    pub fn stand_in(&self, world: &mut World) {
        world.insert_resource(self.membrane.clone());
        world.insert_resource(self.cytoskeleton.clone());
        world.insert_resource(self.lanes.clone());
    }

    fn of(scene: &Scene, parameters: &Parameters) -> Self {
        let membrane = plasma_membrane(scene);
        let cytoskeleton = Cytoskeleton {
            microtubules: scene.microtubules.iter().filter_map(track).collect(),
            actin: scene.actin.iter().filter_map(track).collect(),
        };
        let offset =
            |radius: f64| parameters.microtubule_radius_nm + parameters.motor_reach_nm + radius;
        let lanes_for = |radius: f64| cytoskeleton.lanes(offset(radius), &membrane.shape);
        let lanes = Lanes {
            regulated: lanes_for(parameters.largest_nm(Pathway::Regulated)),
            carrier: lanes_for(parameters.largest_nm(Pathway::Constitutive)),
        };
        Self {
            membrane,
            cytoskeleton,
            lanes,
        }
    }
}

fn track(curve: &Curve) -> Option<Track> {
    Some(Track {
        name: curve.name.clone(),
        carries: curve.carries,
        curve: Spline::through(&curve.points)?,
    })
}

fn plasma_membrane(scene: &Scene) -> PlasmaMembrane {
    let meshed = |shape: &Shape| Surface::of(shape, scene.mesh_cell_nm).unwrap_or_default();
    let on_membrane = |site: &Site| ReleaseSite {
        name: site.name.clone(),
        place: place_on(&scene.membrane, site.point),
    };
    PlasmaMembrane {
        surface: meshed(&scene.membrane),
        shape: scene.membrane.clone(),
        sites: scene.sites.iter().map(on_membrane).collect(),
        constitutive_sites: scene.constitutive_sites.iter().map(on_membrane).collect(),
        postsynaptic: scene
            .postsynaptic
            .as_ref()
            .map(|shape| (shape.clone(), meshed(shape))),
    }
}

fn calcium_of(membrane: &PlasmaMembrane, parameters: &CalciumParameters) -> Calcium {
    let sites: Vec<MembranePlace> = membrane.sites.iter().map(|site| site.place).collect();
    let channels = channels::beside(&sites, &membrane.shape, parameters.channels, |site| {
        parameters.channel_nm_at(site)
    });
    let felt = channels::felt_at(&sites, &channels);
    Calcium::at_rest(*parameters, channels, felt)
}

fn place_on(shape: &Shape, point: DVec3) -> MembranePlace {
    let point = shape.closest(point);
    MembranePlace {
        point,
        inward: -shape.normal(point),
    }
}

fn places(scene: &Scene, membrane: &PlasmaMembrane) -> Places {
    let site = |name: &str, place: MembranePlace| SitePlace {
        name: name.to_owned(),
        place,
        room_nm: 0.0,
        holder: None,
        calls: SimTime::ZERO,
        call_count: 0,
        snares: SiteSnares::default(),
    };
    let on_membrane =
        |sites: &[ReleaseSite]| sites.iter().map(|s| site(&s.name, s.place)).collect();
    let pools = scene.pools.iter().flat_map(|pool| {
        pool.places.iter().map(|at| PoolPlace {
            pool: pool.pool,
            at: *at,
            holder: None,
        })
    });
    let pits = scene.retrieval_sites.iter();
    let pits = pits.map(|s| site(&s.name, place_on(&scene.membrane, s.point)));
    let mut places = Places::new(
        pools.collect(),
        on_membrane(&membrane.sites),
        on_membrane(&membrane.constitutive_sites),
        pits.collect(),
    );
    measure_rooms(&mut places);
    places.has_golgi = scene.golgi.is_some();
    places
}

/// Every site of the membrane has half the way to its nearest neighbour, of
/// whatever kind.
fn measure_rooms(places: &mut Places) {
    let mut sites: Vec<&mut SitePlace> = places
        .release
        .iter_mut()
        .chain(&mut places.constitutive)
        .chain(&mut places.pits)
        .collect();
    let points: Vec<DVec3> = sites.iter().map(|site| site.place.point).collect();
    for (site, room_nm) in sites.iter_mut().zip(rooms_nm(&points)) {
        site.room_nm = room_nm;
    }
}

/// Spawns all vesicles of the scene, each with its area; where they stand
/// comes later.
fn new_vesicles(
    world: &mut World,
    scene: &Scene,
    parameters: &Parameters,
    chance: &Chance,
) -> Vec<((VesicleId, StartsAs), f64)> {
    let start = scene.start;
    let at_membrane_or_walking = [
        (StartsAs::Membrane(Stage::Primed), start.primed),
        (StartsAs::Membrane(Stage::Docked), start.docked),
        (StartsAs::Membrane(Stage::Tethered), start.tethered),
        (StartsAs::Walking, start.walking),
    ];
    let constitutive = scene.constitutive.map_or_else(Vec::new, |lane| {
        let under_way = lane.walking + lane.tethered + lane.docked;
        vec![
            (StartsAs::Walking, lane.walking),
            (StartsAs::Membrane(Stage::Docked), lane.docked),
            (StartsAs::Membrane(Stage::Tethered), lane.tethered),
            (StartsAs::Beyond, lane.carriers - under_way),
        ]
    });
    let resting = filled_places(scene).map(|place| (StartsAs::Resting(place), 1));
    let groups = resting
        .chain(at_membrane_or_walking)
        .map(|group| (Pathway::Regulated, group))
        .chain(
            constitutive
                .into_iter()
                .map(|group| (Pathway::Constitutive, group)),
        );
    let mut carriers: u32 = 0;
    let mut so_far = BTreeMap::new();
    let mut vesicles = Vec::new();
    for (pathway, (starts_as, count)) in groups {
        for _ in 0..count {
            let id = world.resource_mut::<NextVesicle>().take();
            let number = so_far.entry(pathway).or_insert(0);
            let kind = match scene.golgi {
                Some(golgi) if pathway == Pathway::Constitutive => {
                    carriers += 1;
                    let brings_collagen = brings_collagen(carriers, golgi.collagen_share);
                    golgi_carriers()[usize::from(brings_collagen)]
                }
                _ => scene.classes.in_turn(pathway, *number),
            };
            *number += 1;
            let vesicle = new_vesicle(id, kind, parameters, chance);
            let area = vesicle.area_nm2();
            let motion = Motion::Beyond { edge: DVec3::ZERO };
            let course = Course::at(Goal::Beyond);
            let body = (vesicle, Stage::Away, motion, Due(SimTime::NEVER), course);
            world.spawn(body);
            vesicles.push(((id, starts_as), area));
        }
    }
    vesicles
}

/// Whether this one of a Golgi's first carriers, counted from one, brings
/// procollagen: with it as many of them do as the share says, and they are spread
/// evenly among the others.
fn brings_collagen(carrier: u32, share: f64) -> bool {
    // A product that is whole but for rounding is whole.
    let with_collagen = |carriers: u32| (f64::from(carriers) * share - 1e-9).ceil();
    with_collagen(carrier) > with_collagen(carrier - 1)
}

/// The numbers of the places that the scene fills: the first so many of each
/// pool.
fn filled_places(scene: &Scene) -> impl Iterator<Item = usize> {
    let pools = scene.pools.iter().scan(0, |places_before, pool| {
        let first = *places_before;
        *places_before += pool.places.len();
        Some(first..first + pool.filled)
    });
    pools.flatten()
}

/// A filled vesicle of some kind.
pub(super) fn new_vesicle(
    id: VesicleId,
    kind: VesicleKind,
    parameters: &Parameters,
    chance: &Chance,
) -> Vesicle {
    let mut rng = chance.draw(id.0.into(), Purpose::Filling, 0);
    let class = parameters.class(kind);
    let radius_nm = match &class.size {
        Size::Spread(sizes) => own_radius_nm(id, sizes, chance),
        Size::Alike(_) | Size::Tubular(_) => class.size.mean_nm(),
    };
    let (mean, spread) = match &class.filling {
        Filling::Molecules { count, spread, .. } => {
            let lumen_nm = |radius_nm: f64| radius_nm - 2.0 * parameters.half_bilayer_nm;
            let larger = lumen_nm(radius_nm) / lumen_nm(class.size.mean_nm());
            (count * larger * larger * larger, *spread)
        }
        Filling::Waste(_) | Filling::Sacs { .. } => {
            let lumen = Lumen::of(id, kind, radius_nm, parameters, chance);
            (f64::from(lumen.count()), 0.0)
        }
    };
    let deviation = standard_normal(&mut rng);
    let share = 1.0 + spread * deviation.clamp(-3.0, 3.0);
    let capacity = (mean * share).round() as u32;
    let tail = match &class.size {
        Size::Tubular(form) => Some(form.tail(parameters.piece_nm2(kind), &mut rng)),
        Size::Alike(_) | Size::Spread(_) => None,
    };
    Vesicle {
        id,
        kind,
        pathway: kind.pathway,
        radius_nm,
        tail,
        born: SimTime::ZERO,
        capacity,
        contents: capacity,
        atp_used: 0,
        cycles: 0,
        retrieved: false,
        draws: 0,
    }
}

/// A radius of the published spread, within the published bounds.
fn own_radius_nm(id: VesicleId, sizes: &Sizes, chance: &Chance) -> f64 {
    sizes.draw(&mut chance.draw(id.0.into(), Purpose::Size, 0))
}

/// Brings every vesicle to where the scene starts it, as far as the controls
/// let it be there: without tracks or ATP nothing walks, unprimed nothing is
/// primed.
fn place_vesicles(
    mut cell: Cell,
    untreated: Res<Untreated>,
    mut to_place: ResMut<ToPlace>,
    mut bodies: Query<Body>,
) {
    if to_place.0.is_empty() {
        return;
    }
    let mut rng = cell.chance.draw(0, Purpose::Start, 0);
    snares::lay_out(&mut cell);
    let entities: BTreeMap<VesicleId, Entity> = bodies
        .iter()
        .map(|body| (body.vesicle.id, body.entity))
        .collect();
    for (id, starts_as) in std::mem::take(&mut to_place.0) {
        let Some(mut body) = entities.get(&id).and_then(|it| bodies.get_mut(*it).ok()) else {
            continue;
        };
        if !cell.controls.is_on(Knob::Loaded) {
            body.vesicle.contents = 0;
        }
        // A lysosome keeps what it holds, acid or not.
        if body.vesicle.kind.contents.is_pumped_in() {
            let filled = cell.effects.left(Part::ProtonPump);
            body.vesicle.contents = (f64::from(body.vesicle.contents) * filled).round() as u32;
        }
        place_one(&mut cell, &untreated.0, &mut body, starts_as, &mut rng);
    }
    // What it took to come so far was spent before the run.
    *cell.energy = AtpAccount::default();
    for mut body in &mut bodies {
        body.vesicle.atp_used = 0;
    }
    for site in 0..cell.places.release.len() {
        if cell.places.release[site].holder.is_none() {
            tether::plan_call(&mut cell, site);
        }
    }
}

fn place_one(
    cell: &mut Cell,
    untreated: &Parameters,
    body: &mut BodyItem,
    starts_as: StartsAs,
    rng: &mut ChaCha8Rng,
) {
    match starts_as {
        StartsAs::Beyond => start_beyond(cell, body),
        StartsAs::Resting(place) => stand_in_pool(cell, body, place),
        StartsAs::Walking if cell.can_walk() => start_walking(cell, body, rng),
        StartsAs::Walking if body.vesicle.kind.is_carrier() => start_beyond(cell, body),
        StartsAs::Walking => start_in_pool(cell, body, rng),
        StartsAs::Membrane(stage) if body.vesicle.pathway == Pathway::Regulated => {
            let stage = come_so_far(cell, untreated, &body.vesicle, stage);
            start_at_membrane(cell, body, stage);
        }
        StartsAs::Membrane(stage) => start_at_membrane(cell, body, stage),
    }
}

fn spawned(cell: &mut Cell, body: &BodyItem, at: DVec3) {
    let detail = Detail::Counted(body.vesicle.contents);
    cell.tell(&body.vesicle, EventKind::Spawned, String::new(), at, detail);
}

fn start_beyond(cell: &mut Cell, body: &mut BodyItem) {
    let edge = cell
        .cytoskeleton
        .microtubules
        .first()
        .map_or(DVec3::ZERO, |track| track.curve.at(0.0).position);
    *body.motion = Motion::Beyond { edge };
    *body.stage = Stage::Away;
    spawned(cell, body, edge);
    plan_wait(cell, body);
}

/// In any free place of the pools, drawn.
fn start_in_pool(cell: &mut Cell, body: &mut BodyItem, rng: &mut ChaCha8Rng) {
    let free: Vec<usize> = (0..cell.places.pools.len())
        .filter(|place| cell.places.pools[*place].holder.is_none())
        .collect();
    if free.is_empty() {
        start_beyond(cell, body);
        return;
    }
    let index = free[rng.random_range(0..free.len())];
    stand_in_pool(cell, body, index);
}

fn stand_in_pool(cell: &mut Cell, body: &mut BodyItem, index: usize) {
    let PoolPlace { pool, at, .. } = cell.places.pools[index];
    body.course.goal = Goal::Pool(index);
    cell.places.hold(body.course.goal, Some(body.vesicle.id));
    *body.stage = Stage::Resting(pool);
    *body.motion = Motion::Caged {
        home: at,
        cage_nm: cell.parameters.pool_cage_nm,
        diffusion_nm2_per_s: cell.parameters.pool_diffusion_nm2_per_s,
    };
    spawned(cell, body, at);
    plan_wait(cell, body);
}

fn start_walking(cell: &mut Cell, body: &mut BodyItem, rng: &mut ChaCha8Rng) {
    let is_carrier = body.vesicle.kind.is_carrier();
    let way = if is_carrier {
        traffic::way_to_membrane(cell, body)
    } else {
        traffic::way_to_pool(cell, body)
    };
    let Some((ride, goal)) = way else {
        if is_carrier {
            start_beyond(cell, body);
        } else {
            start_in_pool(cell, body, rng);
        }
        return;
    };
    body.course.goal = goal;
    cell.places.hold(goal, Some(body.vesicle.id));
    body.course.ride = Some(ride);
    let length = cell.cytoskeleton.microtubules[ride.track].curve.length();
    let [from, to] = STARTS_ALONG;
    let along = between(rng, from, to) * length;
    let at = cell.cytoskeleton.microtubules[ride.track]
        .curve
        .at(along)
        .around(ride.azimuth, cell.carriage_nm(&body.vesicle));
    spawned(cell, body, at);
    traffic::board(cell, body, along);
}

/// How far a vesicle that the scene starts at `stage` has come in a cell that has
/// long been treated: docked and primed are then as many fewer as the balance of
/// coming and going is shifted.
fn come_so_far(cell: &Cell, untreated: &Parameters, vesicle: &Vesicle, stage: Stage) -> Stage {
    let shares = |parameters: &Parameters| {
        [
            share_of(
                parameters.steps.docking_per_s,
                parameters.steps.undocking_per_s,
            ),
            share_of(
                parameters.steps.priming_per_s,
                parameters.steps.unpriming_per_s,
            ),
        ]
    };
    let ([docked, primed], [usual_docked, usual_primed]) =
        (shares(&cell.parameters), shares(untreated));
    let primed = primed * cell.effects.left(Part::Nsf);
    let mut rng = cell
        .chance
        .draw(vesicle.id.0.into(), Purpose::TreatedStart, 0);
    let [first, second] = [0; 2].map(|_| rng.random::<f64>());
    match stage {
        Stage::Docked | Stage::Primed if first * usual_docked >= docked => Stage::Tethered,
        Stage::Primed if second * usual_primed >= primed => Stage::Docked,
        _ => stage,
    }
}

fn share_of(comes_per_s: f64, goes_per_s: f64) -> f64 {
    comes_per_s / (comes_per_s + goes_per_s)
}

/// Through every step up to `stage`, all at the first moment.
fn start_at_membrane(cell: &mut Cell, body: &mut BodyItem, stage: Stage) {
    let free = match body.vesicle.pathway {
        Pathway::Regulated => cell
            .places
            .release
            .iter()
            .position(|site| site.holder.is_none())
            .map(Goal::Release),
        Pathway::Constitutive => cell
            .places
            .constitutive
            .iter()
            .position(|site| site.holder.is_none())
            .map(Goal::Constitutive),
    };
    let Some(goal) = free else {
        start_beyond(cell, body);
        return;
    };
    body.course.goal = goal;
    cell.places.hold(goal, Some(body.vesicle.id));
    let Some(place) = cell.places.site(goal).map(|site| site.place) else {
        return;
    };
    let at = tether::tethered_at(cell, &body.vesicle, place);
    spawned(cell, body, at);
    tether::catch(cell, body);
    if matches!(stage, Stage::Docked | Stage::Primed) {
        dock::attach(cell, body);
    }
    if stage == Stage::Primed && cell.atp_mm() > 0.0 {
        prime::make_ready(cell, body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_carriers_bring_what_the_share_says() {
        for (share, with_collagen) in [(0.0, 0), (0.1, 10), (0.45, 45), (0.5, 50), (1.0, 100)] {
            let brings = |carrier: &u32| brings_collagen(*carrier, share);
            assert_eq!((1..=100).filter(brings).count(), with_collagen, "{share}");
        }
        // Few of them are mixed too.
        let first: Vec<bool> = (1..=4).map(|number| brings_collagen(number, 0.5)).collect();
        assert_eq!(first, [true, false, true, false]);
    }
}
