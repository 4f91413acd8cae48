//! Docking: the vesicle's membrane comes to the plasma membrane's, and SNAREs
//! begin to pair.

use bevy::{math::DVec3, prelude::*};

use super::{
    Body, BodyItem, Due, MembranePlace, Motion, Next, Stage, Vesicle, tether, waits::plan_wait,
};
use crate::{
    biology::vesicles::Pathway,
    sim::{
        Simulation, SimulationSystems,
        cell::Cell,
        energy::AtpPlace,
        places::Goal,
        record::{Detail, EventKind},
    },
    units::SimTime,
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Simulation,
        (dock, undock).chain().in_set(SimulationSystems::Docking),
    );
}

/// The centre of a vesicle that is docked or primed.
pub(super) fn docked_at(cell: &Cell, vesicle: &Vesicle, place: MembranePlace) -> DVec3 {
    let height =
        cell.parameters.half_bilayer_nm + cell.parameters.steps.docked_gap_nm + vesicle.radius_nm;
    place.point + height * place.inward
}

/// Moves a vesicle to the height of its stage above its site, at the pace of
/// diffusion; returns when it is there.
fn settle(cell: &Cell, body: &mut BodyItem, to: DVec3) -> SimTime {
    let from = cell.position(body);
    let diffusion = cell.parameters.pool_diffusion_nm2_per_s;
    let seconds = from.distance_squared(to) / (2.0 * diffusion);
    let ends = cell.now() + SimTime::from_secs(seconds);
    *body.motion = Motion::Travelling {
        from,
        bend: from.midpoint(to),
        to,
        begins: cell.now(),
        ends,
        wander_nm: 0.0,
        diffusion_nm2_per_s: diffusion,
    };
    ends
}

/// A tethered vesicle comes down to the membrane and, once it is there, is
/// attached.
fn dock(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        if *body.stage != Stage::Tethered || body.due.0 > cell.now() {
            continue;
        }
        match body.course.next {
            Next::Dock => come_down(&cell, &mut body),
            Next::Touch => attach(&mut cell, &mut body),
            _ => {}
        }
    }
}

fn come_down(cell: &Cell, body: &mut BodyItem) {
    let Some(site) = cell.places.site(body.course.goal) else {
        return;
    };
    let to = docked_at(cell, &body.vesicle, site.place);
    *body.due = Due(settle(cell, body, to));
    body.course.next = Next::Touch;
}

/// Attaches a vesicle to the membrane.
pub(in crate::sim) fn attach(cell: &mut Cell, body: &mut BodyItem) {
    let Some(site) = cell.places.site(body.course.goal) else {
        return;
    };
    let (name, place) = (site.name.clone(), site.place);
    let here = docked_at(cell, &body.vesicle, place);
    *body.stage = Stage::Docked;
    *body.motion = Motion::Caged {
        home: here,
        cage_nm: 0.0,
        diffusion_nm2_per_s: 0.0,
    };
    // The constitutive pathway has no priming step of its own: its SNAREs
    // are set free and pair while the carrier docks.
    if body.vesicle.pathway == Pathway::Constitutive {
        let atp = cell.parameters.costs.nsf_atp * cell.parameters.steps.snare_complexes;
        cell.spend(&mut body.vesicle, atp, AtpPlace::Docking);
    }
    cell.tell(
        &body.vesicle,
        EventKind::Docked,
        name,
        here,
        Detail::Nothing,
    );
    plan_wait(cell, body);
}

fn undock(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        let due = body.due.0 <= cell.now() && body.course.next == Next::Undock;
        if *body.stage != Stage::Docked || !due {
            continue;
        }
        let goal: Goal = body.course.goal;
        let Some(site) = cell.places.site(goal) else {
            continue;
        };
        let (name, place) = (site.name.clone(), site.place);
        let here = cell.position(&body);
        cell.tell(
            &body.vesicle,
            EventKind::Undocked,
            name,
            here,
            Detail::Nothing,
        );
        *body.stage = Stage::Tethered;
        let to = tether::tethered_at(&cell, &body.vesicle, place);
        settle(&cell, &mut body, to);
        plan_wait(&cell, &mut body);
    }
}
