//! The Golgi: cargo comes in from the endoplasmic reticulum and leaves in
//! carriers that bud from the rims of its last cisternae, each at its published
//! share a minute. What waits here is counted in carriers' worth of cargo.
//!
//! Membrane that was taken back comes home to it, and every carrier takes its
//! membrane from it; its store is part of the ledger's vesicles.

use bevy::{math::DVec3, prelude::*};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::places::Goal;
use super::{
    Simulation, SimulationSystems,
    cell::Cell,
    chance::{Chance, Purpose, waiting_time},
    record::{Detail, EventKind},
    start::{NextVesicle, new_vesicle},
    state::Keeps,
    vesicle::{Body, Course, Due, Motion, Next, Stage, traffic},
};
use crate::{
    biology::{
        controls::Knob,
        parameters::Parameters,
        vesicles::{Pathway, golgi_carriers},
    },
    geometry::stack::Stack,
    scene::Scene,
    units::SimTime,
};

/// Places around the rims at which carriers bud.
const BUDS: usize = 24;

/// What happens to cargo next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Move {
    /// Made in the endoplasmic reticulum.
    #[default]
    Made,
    /// On to the Golgi.
    Exported,
    /// Off in a carrier.
    Budded,
}

/// The Golgi's stores, and what happens to them next. Empty in a scene without.
#[derive(Resource, Clone, Debug)]
pub struct Golgi {
    /// Its shape, if the scene has one.
    pub stack: Option<Stack>,
    /// Where carriers bud.
    buds: Vec<DVec3>,
    /// Cargo in the endoplasmic reticulum and in the Golgi, in carriers' worth.
    pub in_er: u32,
    pub in_golgi: u32,
    /// Carriers' worth of cargo made in a second.
    made_per_s: f64,
    /// Share of carriers with procollagen; the others bring channels.
    collagen_share: f64,
    /// Membrane that carriers can be made of.
    pub store_nm2: f64,
    /// When the next move is due.
    next: SimTime,
    what: Move,
    moves: u64,
}

impl Default for Golgi {
    fn default() -> Self {
        Self {
            stack: None,
            buds: Vec::new(),
            in_er: 0,
            in_golgi: 0,
            made_per_s: 0.0,
            collagen_share: 0.0,
            store_nm2: 0.0,
            next: SimTime::NEVER,
            what: Move::Made,
            moves: 0,
        }
    }
}

impl Golgi {
    /// That of a scene when the run begins: as much cargo in both stores as a
    /// steady flow keeps there.
    pub(super) fn of(scene: &Scene, parameters: &Parameters, chance: &Chance) -> Self {
        let Some(golgi) = &scene.golgi else {
            return Self::default();
        };
        let rates = &parameters.secretory;
        let stack = rates.stack(golgi.centre, golgi.axis);
        let leaving_per_s = rates.golgi_to_membrane_per_s * golgi.cargo as f64;
        let mut found = Self {
            buds: stack.rim_places(BUDS),
            in_er: (leaving_per_s / rates.er_to_golgi_per_s).round() as u32,
            in_golgi: golgi.cargo as u32,
            made_per_s: leaving_per_s,
            collagen_share: golgi.collagen_share,
            store_nm2: stack.area_nm2(),
            stack: Some(stack),
            ..Self::default()
        };
        found.plan(SimTime::ZERO, parameters, chance);
        found
    }

    /// When the next move is due.
    pub fn next(&self) -> SimTime {
        self.next
    }

    /// Draws what happens next to the cargo, and when. Waits are exponential, so
    /// they may be drawn anew after every move.
    fn plan(&mut self, now: SimTime, parameters: &Parameters, chance: &Chance) {
        let rates = &parameters.secretory;
        let per_s = [
            (Move::Made, self.made_per_s),
            (
                Move::Exported,
                rates.er_to_golgi_per_s * f64::from(self.in_er),
            ),
            (
                Move::Budded,
                rates.golgi_to_membrane_per_s * f64::from(self.in_golgi),
            ),
        ];
        self.moves += 1;
        let mut rng = chance.draw(0, Purpose::Golgi, self.moves);
        let first = per_s
            .into_iter()
            .map(|(what, per_s)| (waiting_time(&mut rng, per_s), what))
            .min_by_key(|(wait, _)| *wait);
        if let Some((wait, what)) = first {
            self.next = now + wait;
            self.what = what;
        }
    }

    /// The place at which a carrier buds that goes to `towards`: one of the
    /// nearest, drawn.
    pub fn bud_towards(&self, towards: DVec3, rng: &mut ChaCha8Rng) -> Option<DVec3> {
        let mut buds = self.buds.clone();
        let far = |place: &DVec3| place.distance_squared(towards);
        buds.sort_by(|a, b| far(a).total_cmp(&far(b)));
        buds.truncate(NEAREST_BUDS);
        (!buds.is_empty()).then(|| buds[rng.random_range(0..buds.len())])
    }
}

/// So many of the nearest places are drawn from.
const NEAREST_BUDS: usize = 3;

pub(super) fn plugin(app: &mut App) {
    app.keeps_built::<Golgi>().add_systems(
        Simulation,
        (move_cargo, take_membrane_home)
            .chain()
            .in_set(SimulationSystems::Retrieval)
            .after(super::vesicle::retrieve::refill),
    );
}

/// Makes the moves that are due. A carrier buds only where there is membrane for
/// it, a track to ride on, ATP to walk with and a free place to go to; what can't
/// leave stays.
fn move_cargo(
    cell: Cell,
    mut golgi: ResMut<Golgi>,
    mut next_vesicle: ResMut<NextVesicle>,
    mut commands: Commands,
) {
    while golgi.next <= cell.now() {
        match golgi.what {
            Move::Made => golgi.in_er += 1,
            Move::Exported => {
                golgi.in_er -= 1;
                golgi.in_golgi += 1;
            }
            Move::Budded => bud(&cell, &mut golgi, &mut next_vesicle, &mut commands),
        }
        golgi.plan(cell.now(), &cell.parameters, &cell.chance);
    }
}

fn bud(cell: &Cell, golgi: &mut Golgi, next_vesicle: &mut NextVesicle, commands: &mut Commands) {
    let sites = &cell.places.constitutive;
    let may_go = cell.is_on(Pathway::Constitutive)
        && cell.can_walk()
        && sites.iter().any(|site| site.holder.is_none());
    if !may_go {
        return;
    }
    let mut rng = cell.chance.draw(1, Purpose::Golgi, golgi.moves);
    let brings_collagen = rng.random::<f64>() < golgi.collagen_share;
    let kind = golgi_carriers()[usize::from(brings_collagen)];
    let id = next_vesicle.take();
    let mut vesicle = new_vesicle(id, kind, &cell.parameters, &cell.chance);
    vesicle.born = cell.now();
    let area = vesicle.area_nm2();
    if area > golgi.store_nm2 {
        return;
    }
    golgi.store_nm2 -= area;
    golgi.in_golgi -= 1;
    if !cell.controls.is_on(Knob::Loaded) {
        vesicle.contents = 0;
    }
    let edge = golgi.stack.map_or(DVec3::ZERO, |stack| stack.centre);
    commands.spawn((
        vesicle,
        Stage::Away,
        Motion::Beyond { edge },
        Due(cell.now()),
        Course {
            next: Next::Bud,
            ..Course::at(Goal::Beyond)
        },
    ));
}

/// A new carrier sets out; what has come home to the Golgi becomes part of it.
fn take_membrane_home(
    mut cell: Cell,
    mut golgi: ResMut<Golgi>,
    mut bodies: Query<Body>,
    mut commands: Commands,
) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        if body.due.0 > cell.now() || *body.stage != Stage::Away {
            continue;
        }
        match body.course.next {
            Next::Bud => traffic::set_out_from(&mut cell, &mut body, &golgi),
            Next::Merge => {
                let area = body.vesicle.area_nm2();
                if body.vesicle.retrieved {
                    cell.ledger.retrieved -= area;
                    cell.ledger.vesicles += area;
                }
                golgi.store_nm2 += area;
                let here = cell.position(&body);
                cell.tell(
                    &body.vesicle,
                    EventKind::Delivered,
                    String::new(),
                    here,
                    Detail::Home,
                );
                commands.entity(*entity).despawn();
            }
            _ => {}
        }
    }
}
