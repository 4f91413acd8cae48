//! Docking: the vesicle's membrane comes to the plasma membrane's, and SNAREs
//! begin to pair.

use bevy::{math::DVec3, prelude::*};

use super::{
    Body, BodyItem, MembranePlace, Motion, Next, Pathway, Stage, Vesicle, tether, waits::plan_wait,
};
use crate::{
    sim::{Simulation, SimulationSystems, cell::Cell, places::Goal, record::EventKind},
    units::SimTime,
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Simulation,
        (dock, undock).chain().in_set(SimulationSystems::Docking),
    );
}

/// The centre of a vesicle whose cytosolic face is `gap_nm` from that of the
/// plasma membrane.
pub(in crate::sim) fn docked_at(
    cell: &Cell,
    vesicle: &Vesicle,
    place: MembranePlace,
    gap_nm: f64,
) -> DVec3 {
    let height = cell.parameters.half_bilayer_nm + gap_nm + vesicle.radius_nm;
    place.point + height * place.inward
}

/// Moves a vesicle to the height of its stage above its site, at the pace of
/// diffusion.
pub(super) fn settle(cell: &Cell, body: &mut BodyItem, to: DVec3) {
    let from = cell.position(body);
    let diffusion = cell.parameters.pool_diffusion_nm2_per_s;
    let seconds = from.distance_squared(to) / (2.0 * diffusion);
    *body.motion = Motion::Travelling {
        from,
        bend: from.midpoint(to),
        to,
        begins: cell.now(),
        ends: cell.now() + SimTime::from_secs(seconds),
        wander_nm: 0.0,
        diffusion_nm2_per_s: diffusion,
    };
}

fn dock(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        let due = body.due.0 <= cell.now() && body.course.next == Next::Dock;
        if *body.stage == Stage::Tethered && due {
            attach(&mut cell, &mut body);
        }
    }
}

/// Attaches a tethered vesicle to the membrane.
pub(in crate::sim) fn attach(cell: &mut Cell, body: &mut BodyItem) {
    let Some(site) = cell.places.site(body.course.goal) else {
        return;
    };
    let (name, place) = (site.name.clone(), site.place);
    *body.stage = Stage::Docked;
    // The constitutive pathway has no priming step of its own: its SNAREs
    // are set free and pair while the carrier docks.
    if body.vesicle.pathway == Pathway::Constitutive {
        let atp = cell.parameters.nsf_atp * cell.parameters.snare_complexes;
        cell.spend(&mut body.vesicle, atp, |energy| &mut energy.nsf);
    }
    let to = docked_at(cell, &body.vesicle, place, cell.parameters.docked_gap_nm);
    settle(cell, body, to);
    let here = cell.position(body);
    cell.tell(&body.vesicle, EventKind::Docked, name, here, String::new());
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
            String::new(),
        );
        *body.stage = Stage::Tethered;
        let to = tether::tethered_at(&cell, &body.vesicle, place);
        settle(&cell, &mut body, to);
        plan_wait(&cell, &mut body);
    }
}
