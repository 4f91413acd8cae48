//! Retrieval: membrane given is membrane that must come back. After a full
//! collapse a pit forms near by, grows, and is cut off as a new vesicle; it is
//! filled again and used again. It does so under a coat of clathrin in some
//! fifteen seconds, or at once and without a coat beside the active zone.

use std::collections::BTreeMap;

use bevy::{math::DVec3, prelude::*};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    Body, BodyItem, Coat, Course, Due, MembranePlace, Motion, Next, Pit, RetrievalMode, Stage,
    Vesicle, VesicleId, fuse, waits::plan_wait,
};
use crate::{
    biology::{
        cards::Part,
        controls::Knob,
        parameters::Parameters,
        vesicles::{Pathway, Renewal, VesicleKind},
    },
    geometry::room::needed_nm,
    sim::{
        Simulation, SimulationSystems,
        cell::{Begun, Cell},
        chance::{Purpose, between, waiting_time},
        energy::{AtpAccount, AtpPlace, Pump, pumping, to_be_pumped},
        lumen::Lumen,
        places::Goal,
        record::{Detail, EventKind},
        respond::RatesChanged,
        start::NextVesicle,
        state::Keeps,
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
        if self.kind.is_large() {
            return RetrievalMode::Bulk;
        }
        let share = match cell.controls.choice(Knob::RetrievalMode) {
            "clathrin" => 0.0,
            "ultrafast" => 1.0,
            _ if self.pathway == Pathway::Constitutive => 0.0,
            _ => cell.controls.number(Knob::UltrafastShare),
        };
        // Ultrafast retrieval needs actin.
        let share = share * cell.effects.left(Part::Actin);
        if self.lot < share && cell.has_actin() {
            RetrievalMode::Ultrafast
        } else {
            RetrievalMode::Clathrin
        }
    }

    /// What it can hold as vesicle number `id`, once it has been filled.
    fn capacity_of(&self, id: VesicleId, cell: &Cell) -> u32 {
        let lumen = Lumen::of(
            id,
            self.kind,
            self.radius_nm,
            &cell.parameters,
            &cell.chance,
        );
        match lumen.count() {
            0 => self.capacity,
            balls => balls,
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
        let needed_nm = needed_nm(sphere_nm, parameters.fusion.pore_gap_nm / 2.0);
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
    match vesicle.kind.pieces() {
        Some(_) => (vesicle.area_nm2() / parameters.piece_nm2(vesicle.kind)).round() as u64,
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
        let (kind, radius_nm, capacity) = match vesicle.kind.pieces() {
            Some(piece) => (piece, cell.parameters.class(piece).size.mean_nm(), 0),
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
            wait: waiting_time(&mut rng, 1.0 / cell.parameters.retrieval.wait_s),
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
    app.keeps::<OwedMembrane>()
        .keeps_of_vesicles::<DynaminWork>()
        .add_systems(
            Simulation,
            (begin_pits, hurry_dynamin, cut_off_pits, uncoat, refill)
                .chain()
                .in_set(SimulationSystems::Retrieval),
        );
}

fn begin_pits(
    mut cell: Cell,
    changed: Res<RatesChanged>,
    mut owed: ResMut<OwedMembrane>,
    mut next_vesicle: ResMut<NextVesicle>,
    mut begun: ResMut<Begun>,
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
            capacity: membrane.capacity_of(id, &cell),
            contents: 0,
            atp_used: 0,
            cycles: membrane.cycles,
            retrieved: true,
            draws: 0,
        };
        let mut rng = cell.draw(&mut vesicle, Purpose::Retrieval);
        let goal = Goal::Pit(pit);
        let (course, work) = PitCourse::drawn(&cell, mode, &mut rng);
        cell.places.hold(goal, Some(id));
        let atp = cell.parameters.costs.retrieval_atp;
        cell.spend(&mut vesicle, atp, AtpPlace::Retrieval);
        let Some(place) = cell.places.site(goal).map(|site| site.place) else {
            continue;
        };
        let site = cell.site_name(goal);
        cell.tell(&vesicle, EventKind::Spawned, site, place.point, Detail::Pit);
        let pit = commands.spawn((
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
            work,
        ));
        begun.pits.push(pit.id());
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
    fn drawn(cell: &Cell, mode: RetrievalMode, rng: &mut ChaCha8Rng) -> (Self, DynaminWork) {
        let parameters = &cell.parameters;
        let began = cell.now();
        let fission_s = parameters.fusion.fission_s;
        let mut draw = |[low, high]: [f64; 2]| between(rng, low, high);
        let [growth_s, assembly_s, squeeze_s] = match mode {
            RetrievalMode::Clathrin | RetrievalMode::Bulk => [
                draw(parameters.retrieval.coat_growth_s),
                draw(parameters.retrieval.dynamin_assembly_s),
                draw(parameters.retrieval.dynamin_squeeze_s),
            ],
            RetrievalMode::Ultrafast => {
                let whole_s = draw(parameters.retrieval.ultrafast_s);
                let growth_s = parameters.retrieval.ultrafast_growth_share * whole_s;
                let assembly_s = parameters.retrieval.ultrafast_assembly_share * whole_s;
                let rest_s = whole_s - growth_s - assembly_s - fission_s;
                [growth_s, assembly_s, rest_s]
            }
        };
        let work = DynaminWork([assembly_s, squeeze_s, fission_s]);
        let grown = began + SimTime::from_secs(growth_s);
        let [gripped, shut, scission] = work.moments(grown, cell.effects.left(Part::Dynamin));
        let course = Self {
            mode,
            began,
            grown,
            gripped,
            shut,
            scission,
        };
        (course, work)
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
            rim_nm: cell.parameters.fusion.pore_gap_nm / 2.0,
            wound_rim_nm: 0.5 * cell.parameters.proteins.dynamin_pitch_nm,
            grown_waist_nm: cell.parameters.retrieval.pit_neck_nm + half,
            shut_waist_nm: half,
            stalk_waist_nm: cell.parameters.fusion.stalk_waist_nm,
        }
    }
}

/// How long dynamin takes at a pit when all of it is there, in seconds: to wind
/// around the neck, to squeeze it shut, and to cut.
#[derive(Component, Clone, Copy, Debug, PartialEq)]
pub struct DynaminWork([f64; 3]);

/// Work for which there is no dynamin is done after so many seconds: never.
const NEVER_S: f64 = 1e9;

impl DynaminWork {
    /// When each is done if they begin at a moment, with a share of dynamin left.
    fn moments(self, begins: SimTime, left: f64) -> [SimTime; 3] {
        let mut done = begins;
        self.0.map(|seconds| {
            done += lasting(seconds, left);
            done
        })
    }
}

/// How long work goes on that would take so many seconds with all of dynamin.
fn lasting(seconds: f64, left: f64) -> SimTime {
    SimTime::from_secs((seconds / left).min(NEVER_S))
}

/// Work goes on at the pace of the dynamin that is left now.
fn hurry_dynamin(
    cell: Cell,
    changed: Res<RatesChanged>,
    mut pits: Query<(&mut Pit, &mut Due, &DynaminWork)>,
) {
    if !changed.retrieval {
        return;
    }
    let (now, left) = (cell.now(), cell.effects.left(Part::Dynamin));
    for (mut pit, mut due, work) in &mut pits {
        let paced = paced_anew(&pit, *work, now, left);
        if paced != [pit.grown, pit.gripped, pit.shut, pit.scission] {
            [pit.grown, pit.gripped, pit.shut, pit.scission] = paced;
            due.0 = pit.scission;
        }
    }
}

/// The moments from which a pit's work follows, such that as much is done now as
/// before. What has been begun is not slowed down any more, as a spiral that is
/// half wound.
fn paced_anew(pit: &Pit, DynaminWork(work): DynaminWork, now: SimTime, left: f64) -> [SimTime; 4] {
    let mut moments = [pit.grown, pit.gripped, pit.shut, pit.scission];
    let Some(under_way) = (0..3).find(|step| now < moments[step + 1]) else {
        return moments;
    };
    let whole = lasting(work[under_way], left);
    let [from, until] = [moments[under_way], moments[under_way + 1]];
    if now <= from {
        moments[under_way + 1] = from + whole;
    } else if whole < until - from {
        let done = now.share_of(from, until) * whole.as_secs();
        moments[under_way] = now - SimTime::from_secs(done);
        moments[under_way + 1] = moments[under_way] + whole;
    }
    for step in under_way + 1..3 {
        moments[step + 1] = moments[step] + lasting(work[step], left);
    }
    moments
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
        cell.energy.dynamin_gtp += cell.parameters.costs.dynamin_gtp.round() as u64;
        let centre = pit.place.point + pit.neck_at(cell.now()).centre_nm() * pit.place.inward;
        *body.motion = Motion::Merged { centre };
        let site = cell.site_name(body.course.goal);
        let detail = Detail::Retrieved {
            area_nm2: area,
            mode: pit.mode,
        };
        cell.tell(&body.vesicle, EventKind::Retrieved, site, centre, detail);
        cell.places.hold(body.course.goal, None);
        fuse::go_home(&mut cell, &mut body);
        let mut vesicle = commands.entity(*entity);
        vesicle.remove::<(Pit, DynaminWork)>();
        if pit.mode == RetrievalMode::Clathrin {
            let mut rng = cell.draw(&mut body.vesicle, Purpose::Retrieval);
            let [low, high] = cell.parameters.retrieval.uncoating_s;
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

/// Books what a refilling vesicle's pump has done so far, before it goes on at
/// another pace or not at all.
pub(in crate::sim) fn book_pumping(
    vesicle: &mut Vesicle,
    stage: Stage,
    course: &mut Course,
    due: Due,
    now: SimTime,
    parameters: &Parameters,
    energy: &mut AtpAccount,
) {
    let Some(pumping) = pumping(parameters, vesicle, stage, course, due) else {
        // It has stood still.
        if let Some(pump) = &mut course.pump {
            pump.from = now;
        }
        return;
    };
    let done = pumping.done_at(now);
    let [molecules, atp] = [done.molecules, done.atp].map(f64::floor);
    energy.spend(AtpPlace::Refilling, atp as u64);
    vesicle.atp_used += atp as u64;
    vesicle.contents += molecules as u32;
    course.pump = Some(Pump {
        molecules: done.molecules - molecules,
        atp: done.atp - atp,
        ..done
    });
}

/// Fills a vesicle, unless vesicles are to stay empty, and counts its membrane
/// among the vesicles' again.
fn renew(cell: &mut Cell, body: &mut BodyItem) {
    if !cell.controls.is_on(Knob::Loaded) {
        body.vesicle.contents = 0;
    } else {
        // Carriers and new granules are filled in the cell body, on that account.
        let is_filled_here = match body.vesicle.kind.renewal {
            Renewal::InPool { .. } => true,
            Renewal::Anew => false,
            Renewal::AfterKiss { .. } => *body.stage == Stage::Refilling,
        };
        if is_filled_here {
            // What is left of the pumps takes up its share.
            let pump = body.course.pump.unwrap_or_default();
            let rest = to_be_pumped(&cell.parameters, &body.vesicle, pump);
            let done = rest.done_at(SimTime::NEVER);
            body.vesicle.contents += done.molecules.round() as u32;
            cell.spend(&mut body.vesicle, done.atp, AtpPlace::Refilling);
        } else {
            body.vesicle.contents = body.vesicle.capacity;
        }
    }
    if body.vesicle.retrieved {
        body.vesicle.retrieved = false;
        let area = body.vesicle.area_nm2();
        cell.ledger.retrieved -= area;
        cell.ledger.vesicles += area;
    }
    body.course.spent = false;
    body.course.pump = None;
    let here = cell.position(body);
    let detail = Detail::Counted(body.vesicle.contents);
    cell.tell(
        &body.vesicle,
        EventKind::Refilled,
        String::new(),
        here,
        detail,
    );
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;

    const WORK: DynaminWork = DynaminWork([0.4, 0.6, 0.002]);

    fn pit() -> Pit {
        let at = SimTime::from_secs;
        let [gripped, shut, scission] = WORK.moments(at(4.0), 1.0);
        Pit {
            place: MembranePlace {
                point: DVec3::ZERO,
                inward: DVec3::Y,
            },
            mode: RetrievalMode::Clathrin,
            began: at(1.0),
            grown: at(4.0),
            gripped,
            shut,
            scission,
            sphere_nm: 18.75,
            rim_nm: 3.0,
            wound_rim_nm: 5.0,
            grown_waist_nm: 7.25,
            shut_waist_nm: 2.25,
            stalk_waist_nm: 0.15,
        }
    }

    fn paced(pit: &Pit, now: f64, left: f64) -> Pit {
        let [grown, gripped, shut, scission] = paced_anew(pit, WORK, SimTime::from_secs(now), left);
        Pit {
            grown,
            gripped,
            shut,
            scission,
            ..pit.clone()
        }
    }

    #[test]
    fn without_dynamin_a_pit_is_never_cut_off_and_with_it_again_it_is() {
        let stuck = paced(&pit(), 2.0, 0.0);
        assert_eq!(stuck.grown, pit().grown);
        assert!(stuck.scission.as_secs() > 0.9 * NEVER_S);
        let freed = paced(&stuck, 100.0, 1.0);
        assert!((freed.scission.as_secs() - 101.002).abs() < 1e-3);
    }

    #[test]
    fn the_pace_changes_without_a_jump_in_shape() {
        for (now, before, after) in [(4.1, 1.0, 0.1), (4.3, 0.1, 1.0), (5.0, 0.1, 0.5)] {
            let pit = paced(&pit(), 2.0, before);
            let next = paced(&pit, now, after);
            let now = SimTime::from_secs(now);
            let waist = |pit: &Pit| pit.neck_at(now).waist_nm();
            assert!((waist(&pit) - waist(&next)).abs() < 1e-4, "{now}");
            assert!((pit.collar_at(now) - next.collar_at(now)).abs() < 1e-4);
        }
    }

    #[test]
    fn nothing_changes_where_nothing_is_treated() {
        let pit = pit();
        for now in [2.0, 4.2, 4.9] {
            let same = paced(&pit, now, 1.0);
            assert_eq!(same.scission, pit.scission);
        }
    }
}
