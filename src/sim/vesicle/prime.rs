//! Priming, on the regulated pathway only: NSF has set SNAREs free at the
//! cost of ATP, the bundle is half zippered and held. The vesicle can now
//! answer calcium; it stands no nearer than a docked one.

use bevy::prelude::*;

use super::{Body, BodyItem, Next, Pathway, Stage, dock, waits::plan_wait};
use crate::sim::{Simulation, SimulationSystems, cell::Cell, record::EventKind};

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
        if *body.stage == Stage::Docked && due && body.vesicle.pathway == Pathway::Regulated {
            make_ready(&mut cell, &mut body);
        }
    }
}

/// Makes a docked vesicle ready.
pub(in crate::sim) fn make_ready(cell: &mut Cell, body: &mut BodyItem) {
    let Some(site) = cell.places.site(body.course.goal) else {
        return;
    };
    let (name, place) = (site.name.clone(), site.place);
    *body.stage = Stage::Primed;
    let atp = cell.parameters.nsf_atp * cell.parameters.snare_complexes;
    cell.spend(&mut body.vesicle, atp, |energy| &mut energy.nsf);
    let to = dock::docked_at(cell, &body.vesicle, place, cell.parameters.primed_gap_nm);
    dock::settle(cell, body, to);
    let here = cell.position(body);
    cell.tell(&body.vesicle, EventKind::Primed, name, here, String::new());
    plan_wait(cell, body);
}

fn unprime(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        let due = body.due.0 <= cell.now() && body.course.next == Next::Unprime;
        if *body.stage != Stage::Primed || !due {
            continue;
        }
        let Some(site) = cell.places.site(body.course.goal) else {
            continue;
        };
        let (name, place) = (site.name.clone(), site.place);
        *body.stage = Stage::Docked;
        let to = dock::docked_at(&cell, &body.vesicle, place, cell.parameters.docked_gap_nm);
        dock::settle(&cell, &mut body, to);
        let here = cell.position(&body);
        cell.tell(
            &body.vesicle,
            EventKind::Unprimed,
            name,
            here,
            String::new(),
        );
        plan_wait(&cell, &mut body);
    }
}
