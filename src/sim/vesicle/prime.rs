//! Priming, on the regulated pathway only: NSF has set SNAREs free at the
//! cost of ATP, the bundle is half zippered and held. The vesicle can now
//! answer calcium; it stands no nearer than a docked one.

use bevy::prelude::*;

use super::{
    Body, BodyItem, Next, Stage,
    snares::{self, Bundle},
    waits::plan_wait,
};
use crate::{
    biology::vesicles::Pathway,
    sim::{
        Simulation, SimulationSystems,
        cell::Cell,
        energy::AtpPlace,
        record::{Detail, EventKind},
    },
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Simulation,
        (prime, unprime).chain().in_set(SimulationSystems::Priming),
    );
}

fn prime(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        let due = body.due.0 <= cell.now() && body.course.next == Next::Prime;
        if *body.stage == Stage::Docked
            && due
            && body.vesicle.pathway == Pathway::Regulated
            && !make_ready(&mut cell, &mut body)
        {
            plan_wait(&cell, &mut body);
        }
    }
}

/// Makes a docked vesicle ready, if its SNAREs can pair at all.
pub(in crate::sim) fn make_ready(cell: &mut Cell, body: &mut BodyItem) -> bool {
    let bundle = Bundle::drawn(cell, &body.vesicle);
    if bundle.complexes() == 0 {
        return false;
    }
    body.course.bundle = bundle;
    snares::pair(cell, body.course.goal, bundle);
    *body.stage = Stage::Primed;
    let atp = cell.parameters.costs.nsf_atp * cell.parameters.steps.snare_complexes;
    cell.spend(&mut body.vesicle, atp, AtpPlace::Priming);
    tell_where_it_stands(cell, body, EventKind::Primed);
    plan_wait(cell, body);
    true
}

fn tell_where_it_stands(cell: &mut Cell, body: &BodyItem, what: EventKind) {
    let name = cell.site_name(body.course.goal);
    let here = cell.position(body);
    cell.tell(&body.vesicle, what, name, here, Detail::Nothing);
}

fn unprime(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        let due = body.due.0 <= cell.now() && body.course.next == Next::Unprime;
        if *body.stage == Stage::Primed && due {
            *body.stage = Stage::Docked;
            body.course.sensing = None;
            snares::part(&mut cell, body.course.goal);
            tell_where_it_stands(&mut cell, &body, EventKind::Unprimed);
            plan_wait(&cell, &mut body);
        }
    }
}
