//! Retrieval: membrane given is membrane that must come back. Some time after
//! a full collapse a pit forms near by, grows, and is cut off as a new
//! vesicle; it is filled again and used again.

use std::collections::BTreeMap;

use bevy::prelude::*;
use rand_chacha::ChaCha8Rng;

use super::{
    Body, BodyItem, Coat, Course, Due, MembranePlace, Motion, Next, Pathway, Pit, RetrievalMode,
    Stage, Vesicle, VesicleKind, fuse, waits::plan_wait,
};
use crate::{
    sim::{
        Simulation, SimulationSystems,
        cell::Cell,
        chance::{Purpose, between, waiting_time},
        places::Goal,
        record::EventKind,
        start::NextVesicle,
        vesicle::traffic,
    },
    units::SimTime,
};

/// When all places for pits are taken, or there is no ATP for one, it is asked
/// for again after this.
const ASK_AGAIN: SimTime = SimTime::from_nanos(200_000_000);

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
}

impl OwedMembrane {
    /// Owes the membrane of a vesicle that has just collapsed.
    pub(super) fn owe(&mut self, vesicle: &Vesicle, cell: &Cell) {
        self.count += 1;
        let mut rng = cell.chance.draw(vesicle.id.0.into(), Purpose::Retrieval, 0);
        let wait = waiting_time(&mut rng, 1.0 / cell.parameters.retrieval_wait_s);
        let owed = Owed {
            kind: vesicle.kind,
            pathway: vesicle.pathway,
            radius_nm: vesicle.radius_nm,
            capacity: vesicle.capacity,
            cycles: vesicle.cycles + 1,
        };
        self.by_time.insert((cell.now() + wait, self.count), owed);
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
    mut owed: ResMut<OwedMembrane>,
    mut next_vesicle: ResMut<NextVesicle>,
    mut commands: Commands,
) {
    while owed.next() <= cell.now() {
        let Some((key, membrane)) = owed.by_time.pop_first() else {
            return;
        };
        let free: Vec<usize> = (0..cell.places.pits.len())
            .filter(|pit| cell.places.pits[*pit].holder.is_none())
            .collect();
        // A pit costs ATP; without any, it waits.
        if free.is_empty() || cell.atp_mm() <= 0.0 {
            owed.by_time
                .insert((cell.now() + ASK_AGAIN, key.1), membrane);
            continue;
        }
        let id = next_vesicle.take();
        let mut vesicle = Vesicle {
            id,
            kind: membrane.kind,
            pathway: membrane.pathway,
            radius_nm: membrane.radius_nm,
            born: cell.now(),
            capacity: membrane.capacity,
            contents: 0,
            atp_used: 0,
            cycles: membrane.cycles,
            retrieved: true,
            draws: 0,
        };
        let mut rng = cell.draw(&mut vesicle, Purpose::Retrieval);
        let goal = Goal::Pit(free[rand::RngExt::random_range(&mut rng, 0..free.len())]);
        let course = PitCourse::drawn(&cell, RetrievalMode::Clathrin, &mut rng);
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
    fn drawn(cell: &Cell, mode: RetrievalMode, rng: &mut ChaCha8Rng) -> Self {
        let parameters = &cell.parameters;
        let after = |moment: SimTime, [low, high]: [f64; 2], rng: &mut ChaCha8Rng| {
            moment + SimTime::from_secs(between(rng, low, high))
        };
        let began = cell.now();
        let grown = after(began, parameters.coat_growth_s, rng);
        let gripped = after(grown, parameters.dynamin_assembly_s, rng);
        let shut = after(gripped, parameters.dynamin_squeeze_s, rng);
        Self {
            mode,
            began,
            grown,
            gripped,
            shut,
            scission: shut + SimTime::from_secs(parameters.fission_s),
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
fn refill(mut cell: Cell, mut bodies: Query<Body>) {
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
        // A carrier is filled in the cell body, on that account.
        if body.vesicle.pathway == Pathway::Regulated {
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
