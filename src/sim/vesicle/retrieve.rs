//! Retrieval: membrane given is membrane that must come back. After a full
//! collapse a pit forms near by, grows, and is cut off as a new vesicle; it is
//! filled again and used again. It does so under a coat of clathrin in some
//! fifteen seconds, or at once and without a coat beside the active zone.

use std::collections::BTreeMap;

use bevy::{math::DVec3, prelude::*};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    Body, BodyItem, Coat, Course, Due, MembranePlace, Motion, Next, Pathway, Pit, RetrievalMode,
    Stage, Vesicle, VesicleKind, fuse, waits::plan_wait,
};
use crate::{
    geometry::room::needed_nm,
    sim::{
        Simulation, SimulationSystems,
        cell::Cell,
        chance::{Purpose, between, waiting_time},
        parameters::Parameters,
        places::Goal,
        record::EventKind,
        respond::RatesChanged,
        start::NextVesicle,
        vesicle::traffic,
    },
    units::SimTime,
};

/// When all places for pits are taken, or there is no ATP for one, it is asked
/// for again after this.
const ASK_AGAIN: SimTime = SimTime::from_nanos(50_000_000);

/// Membrane that fusions have added and that is still to be taken back, by
/// the moment and order in which its pit begins.
#[derive(Resource, Clone, Debug, Default)]
pub struct OwedMembrane {
    by_time: BTreeMap<(SimTime, u64), Owed>,
    count: u64,
}

#[derive(Clone, Copy, Debug)]
struct Owed {
    kind: VesicleKind,
    pathway: Pathway,
    radius_nm: f64,
    capacity: u32,
    cycles: u32,
    /// When and where it was given.
    since: SimTime,
    point: DVec3,
    /// Decides, against the share of ultrafast retrieval, by which way it goes
    /// back; from 0 to 1.
    lot: f64,
    /// How long it waits for a coat.
    wait: SimTime,
}

impl Owed {
    /// By which way it goes back, as the controls stand.
    fn mode(&self, cell: &Cell) -> RetrievalMode {
        if self.kind == VesicleKind::Granule {
            return RetrievalMode::Bulk;
        }
        let share = match cell.controls.choice("retrieval.mode") {
            "clathrin" => 0.0,
            "ultrafast" => 1.0,
            _ if self.pathway == Pathway::Constitutive => 0.0,
            _ => cell.controls.number("retrieval.ultrafast_fraction"),
        };
        // Ultrafast retrieval needs actin.
        if self.lot < share && cell.controls.is_on("tracks.actin") {
            RetrievalMode::Ultrafast
        } else {
            RetrievalMode::Clathrin
        }
    }

    /// When its pit is to begin.
    fn begins(&self, cell: &Cell) -> SimTime {
        match self.mode(cell) {
            RetrievalMode::Clathrin | RetrievalMode::Bulk => {
                (self.since + self.wait).max(cell.now())
            }
            RetrievalMode::Ultrafast => cell.now(),
        }
    }

    /// A free place for its pit with membrane enough around it: any for a
    /// coated one, the nearest for an ultrafast one.
    fn place_for_pit(
        &self,
        mode: RetrievalMode,
        cell: &Cell,
        rng: &mut ChaCha8Rng,
    ) -> Option<usize> {
        let parameters = &cell.parameters;
        let sphere_nm = self.radius_nm - parameters.half_bilayer_nm;
        let needed_nm = needed_nm(sphere_nm, parameters.pore_gap_nm / 2.0);
        let pits = &cell.places.pits;
        let free: Vec<usize> = (0..pits.len())
            .filter(|pit| pits[*pit].holder.is_none() && pits[*pit].room_nm >= needed_nm)
            .collect();
        let away = |pit: &usize| pits[*pit].place.point.distance_squared(self.point);
        match mode {
            _ if free.is_empty() => None,
            RetrievalMode::Clathrin | RetrievalMode::Bulk => {
                Some(free[rng.random_range(0..free.len())])
            }
            RetrievalMode::Ultrafast => free.into_iter().min_by(|a, b| away(a).total_cmp(&away(b))),
        }
    }
}

/// In how many pieces the membrane of a vesicle comes back: that of a tubular
/// carrier is a multiple of a small carrier's, and comes back in such.
pub(super) fn pieces_of(vesicle: &Vesicle, parameters: &Parameters) -> u64 {
    match vesicle.tail {
        Some(_) => (vesicle.area_nm2() / parameters.carrier_area_nm2()).round() as u64,
        None => 1,
    }
}

impl OwedMembrane {
    /// Owes the membrane of a vesicle that has just collapsed at `point`.
    pub(super) fn owe(&mut self, vesicle: &Vesicle, point: DVec3, cell: &Cell) {
        for piece in 0..pieces_of(vesicle, &cell.parameters) {
            self.owe_piece(vesicle, piece, point, cell);
        }
    }

    fn owe_piece(&mut self, vesicle: &Vesicle, piece: u64, point: DVec3, cell: &Cell) {
        self.count += 1;
        let mut rng = cell
            .chance
            .draw(vesicle.id.0.into(), Purpose::Retrieval, piece << 32);
        let (kind, radius_nm, capacity) = match vesicle.tail {
            Some(_) => (VesicleKind::Carrier, cell.parameters.carrier_radius_nm, 0),
            None => (vesicle.kind, vesicle.radius_nm, vesicle.capacity),
        };
        let owed = Owed {
            kind,
            pathway: vesicle.pathway,
            radius_nm,
            capacity,
            cycles: vesicle.cycles + 1,
            since: cell.now(),
            point,
            wait: waiting_time(&mut rng, 1.0 / cell.parameters.retrieval_wait_s),
            lot: rng.random(),
        };
        self.by_time.insert((owed.begins(cell), self.count), owed);
    }

    /// What has not begun yet follows the controls as they stand now.
    fn plan_anew(&mut self, cell: &Cell) {
        self.by_time = std::mem::take(&mut self.by_time)
            .into_iter()
            .map(|((_, number), owed)| ((owed.begins(cell), number), owed))
            .collect();
    }

    /// When the next pit is to begin.
    pub fn next(&self) -> SimTime {
        self.by_time
            .keys()
            .next()
            .map_or(SimTime::NEVER, |(at, _)| *at)
    }

    /// How many vesicles' membrane is owed.
    pub fn len(&self) -> usize {
        self.by_time.len()
    }

    /// Whether nothing is owed.
    pub fn is_empty(&self) -> bool {
        self.by_time.is_empty()
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<OwedMembrane>().add_systems(
        Simulation,
        (begin_pits, cut_off_pits, uncoat, refill)
            .chain()
            .in_set(SimulationSystems::Retrieval),
    );
}

fn begin_pits(
    mut cell: Cell,
    changed: Res<RatesChanged>,
    mut owed: ResMut<OwedMembrane>,
    mut next_vesicle: ResMut<NextVesicle>,
    mut commands: Commands,
) {
    if changed.retrieval {
        owed.plan_anew(&cell);
    }
    while owed.next() <= cell.now() {
        let Some((key, membrane)) = owed.by_time.pop_first() else {
            return;
        };
        let mode = membrane.mode(&cell);
        let mut rng = cell
            .chance
            .draw(key.1, Purpose::PitPlace, cell.now().as_nanos());
        // A pit costs ATP, and dynamin's GTP is made from it: without any, it
        // waits, as it does for a place.
        let place = membrane
            .place_for_pit(mode, &cell, &mut rng)
            .filter(|_| cell.atp_mm() > 0.0);
        let Some(pit) = place else {
            owed.by_time
                .insert((cell.now() + ASK_AGAIN, key.1), membrane);
            continue;
        };
        let id = next_vesicle.take();
        let mut vesicle = Vesicle {
            id,
            kind: membrane.kind,
            pathway: membrane.pathway,
            radius_nm: membrane.radius_nm,
            tail: None,
            born: cell.now(),
            capacity: membrane.capacity,
            contents: 0,
            atp_used: 0,
            cycles: membrane.cycles,
            retrieved: true,
            draws: 0,
        };
        let mut rng = cell.draw(&mut vesicle, Purpose::Retrieval);
        let goal = Goal::Pit(pit);
        let course = PitCourse::drawn(&cell, mode, &mut rng);
        cell.places.hold(goal, Some(id));
        let atp = cell.parameters.retrieval_atp;
        cell.spend(&mut vesicle, atp, |energy| &mut energy.retrieval);
        let Some(place) = cell.places.site(goal).map(|site| site.place) else {
            continue;
        };
        let site = cell.site_name(goal);
        cell.tell(
            &vesicle,
            EventKind::Spawned,
            site,
            place.point,
            "from=membrane".to_owned(),
        );
        commands.spawn((
            course.pit(place, &vesicle, &cell),
            Stage::Budding,
            Motion::Merged {
                centre: place.point,
            },
            Due(course.scission),
            Course {
                next: Next::Scission,
                spent: true,
                ..Course::at(goal)
            },
            vesicle,
        ));
    }
}

/// The moments of a pit.
#[derive(Clone, Copy, Debug)]
struct PitCourse {
    mode: RetrievalMode,
    began: SimTime,
    grown: SimTime,
    gripped: SimTime,
    shut: SimTime,
    scission: SimTime,
}

impl PitCourse {
    /// The moments of a pit that begins now. Ultrafast ones begin when the
    /// fusion ends, so that their time counts from there.
    fn drawn(cell: &Cell, mode: RetrievalMode, rng: &mut ChaCha8Rng) -> Self {
        let parameters = &cell.parameters;
        let began = cell.now();
        let fission_s = parameters.fission_s;
        let mut draw = |[low, high]: [f64; 2]| between(rng, low, high);
        let [growth_s, assembly_s, squeeze_s] = match mode {
            RetrievalMode::Clathrin | RetrievalMode::Bulk => [
                draw(parameters.coat_growth_s),
                draw(parameters.dynamin_assembly_s),
                draw(parameters.dynamin_squeeze_s),
            ],
            RetrievalMode::Ultrafast => {
                let whole_s = draw(parameters.ultrafast_s);
                let growth_s = parameters.ultrafast_growth_share * whole_s;
                let assembly_s = parameters.ultrafast_assembly_share * whole_s;
                let rest_s = whole_s - growth_s - assembly_s - fission_s;
                [growth_s, assembly_s, rest_s]
            }
        };
        let after = |moment: SimTime, seconds: f64| moment + SimTime::from_secs(seconds);
        let grown = after(began, growth_s);
        let gripped = after(grown, assembly_s);
        let shut = after(gripped, squeeze_s);
        Self {
            mode,
            began,
            grown,
            gripped,
            shut,
            scission: after(shut, fission_s),
        }
    }

    fn pit(self, place: MembranePlace, vesicle: &Vesicle, cell: &Cell) -> Pit {
        let half = cell.parameters.half_bilayer_nm;
        Pit {
            place,
            mode: self.mode,
            began: self.began,
            grown: self.grown,
            gripped: self.gripped,
            shut: self.shut,
            scission: self.scission,
            sphere_nm: vesicle.radius_nm - half,
            rim_nm: cell.parameters.pore_gap_nm / 2.0,
            grown_waist_nm: cell.parameters.pit_neck_nm + half,
            shut_waist_nm: half,
            stalk_waist_nm: cell.parameters.stalk_waist_nm,
        }
    }
}

fn cut_off_pits(mut cell: Cell, mut bodies: Query<(Body, &Pit)>, mut commands: Commands) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok((mut body, pit)) = bodies.get_mut(*entity) else {
            continue;
        };
        if *body.stage != Stage::Budding || body.due.0 > cell.now() {
            continue;
        }
        let area = body.vesicle.area_nm2();
        cell.ledger.plasma_membrane -= area;
        cell.ledger.retrieved += area;
        cell.energy.dynamin_gtp += cell.parameters.dynamin_gtp.round() as u64;
        let centre = pit.place.point + pit.neck_at(cell.now()).centre_nm() * pit.place.inward;
        *body.motion = Motion::Merged { centre };
        let site = cell.site_name(body.course.goal);
        let detail = format!("area_nm2={area:.1} mode={}", pit.mode.word());
        cell.tell(&body.vesicle, EventKind::Retrieved, site, centre, detail);
        cell.places.hold(body.course.goal, None);
        fuse::go_home(&mut cell, &mut body);
        let mut vesicle = commands.entity(*entity);
        vesicle.remove::<Pit>();
        if pit.mode == RetrievalMode::Clathrin {
            let mut rng = cell.draw(&mut body.vesicle, Purpose::Retrieval);
            let [low, high] = cell.parameters.uncoating_s;
            vesicle.insert(Coat {
                from: cell.now(),
                until: cell.now() + SimTime::from_secs(between(&mut rng, low, high)),
            });
        }
    }
}

/// Takes away what is left of coats that have come apart.
fn uncoat(cell: Cell, coats: Query<(Entity, &Coat)>, mut commands: Commands) {
    for (entity, coat) in &coats {
        if coat.until <= cell.now() {
            commands.entity(entity).remove::<Coat>();
        }
    }
}

/// A vesicle in a pool is full again; one from along the axon, renewed there
/// if it had to be, comes in.
pub(in crate::sim) fn refill(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        if body.due.0 > cell.now() || !matches!(body.course.next, Next::Refill | Next::ComeIn) {
            continue;
        }
        if body.course.spent {
            renew(&mut cell, &mut body);
        }
        match (*body.stage, body.course.goal) {
            (Stage::Refilling, Goal::Pool(place)) => {
                *body.stage = Stage::Resting(cell.places.pools[place].pool);
                plan_wait(&cell, &mut body);
            }
            (Stage::Away, _) => traffic::set_out_again(&mut cell, &mut body),
            _ => {}
        }
    }
}

/// Fills a vesicle, unless vesicles are to stay empty, and counts its membrane
/// among the vesicles' again.
fn renew(cell: &mut Cell, body: &mut BodyItem) {
    if !cell.controls.is_on("cargo.loaded") {
        body.vesicle.contents = 0;
    } else {
        let taken_up = body.vesicle.capacity - body.vesicle.contents;
        body.vesicle.contents = body.vesicle.capacity;
        // Carriers and new granules are filled in the cell body, on that account.
        let is_filled_here = match body.vesicle.kind {
            VesicleKind::Synaptic => true,
            VesicleKind::Carrier | VesicleKind::ChannelCarrier | VesicleKind::CollagenCarrier => {
                false
            }
            VesicleKind::Granule => *body.stage == Stage::Refilling,
        };
        if is_filled_here {
            let atp = cell.parameters.refilling_atp * f64::from(taken_up);
            cell.spend(&mut body.vesicle, atp, |energy| &mut energy.refilling);
        }
    }
    if body.vesicle.retrieved {
        body.vesicle.retrieved = false;
        let area = body.vesicle.area_nm2();
        cell.ledger.retrieved -= area;
        cell.ledger.vesicles += area;
    }
    body.course.spent = false;
    let here = cell.position(body);
    let detail = format!("molecules={}", body.vesicle.contents);
    cell.tell(
        &body.vesicle,
        EventKind::Refilled,
        String::new(),
        here,
        detail,
    );
}
