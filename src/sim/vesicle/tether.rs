//! Tethering: a free release site calls a vesicle; a vesicle that comes near
//! its site is partly linked to the membrane, and may be let go again.

use bevy::{math::DVec3, prelude::*};

use super::{
    Body, BodyItem, MembranePlace, Motion, Next, Stage, Vesicle, traffic, waits::plan_wait,
};
use crate::{
    biology::vesicles::{Pathway, Pool},
    sim::{
        Simulation, SimulationSystems,
        cell::Cell,
        chance::{Purpose, waiting_time},
        places::Goal,
        record::{Detail, EventKind},
    },
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Simulation,
        (call_vesicles_to_free_sites, untether)
            .chain()
            .in_set(SimulationSystems::Tethering),
    );
}

/// The centre of a vesicle that hangs at its tethers.
pub(in crate::sim) fn tethered_at(cell: &Cell, vesicle: &Vesicle, place: MembranePlace) -> DVec3 {
    let tether_nm = match vesicle.pathway {
        Pathway::Regulated => cell.parameters.steps.tether_nm,
        Pathway::Constitutive => cell.parameters.steps.exocyst_nm,
    };
    let height = cell.parameters.half_bilayer_nm + tether_nm + vesicle.radius_nm;
    place.point + height * place.inward
}

/// Catches a vesicle that has come to its site.
pub(in crate::sim) fn catch(cell: &mut Cell, body: &mut BodyItem) {
    let Some(site) = cell.places.site(body.course.goal) else {
        return;
    };
    let (name, home) = (
        site.name.clone(),
        tethered_at(cell, &body.vesicle, site.place),
    );
    *body.stage = Stage::Tethered;
    *body.motion = Motion::Caged {
        home,
        cage_nm: cell.parameters.pool_cage_nm,
        diffusion_nm2_per_s: cell.parameters.pool_diffusion_nm2_per_s,
    };
    cell.tell(
        &body.vesicle,
        EventKind::Tethered,
        name,
        home,
        Detail::Nothing,
    );
    plan_wait(cell, body);
}

/// Draws when a release site that has come free calls the next vesicle.
pub(in crate::sim) fn plan_call(cell: &mut Cell, site: usize) {
    let now = cell.now();
    let rate = if cell.has_actin() {
        cell.parameters.steps.recruitment_per_s
    } else {
        cell.parameters.steps.recruitment_without_actin_per_s
    };
    let chance = *cell.chance;
    let site_place = &mut cell.places.release[site];
    site_place.call_count += 1;
    let mut rng = chance.draw(site as u64, Purpose::Recruitment, site_place.call_count);
    let calls = now + waiting_time(&mut rng, rate);
    cell.places.plan_call(site, calls);
}

/// Sends the nearest filled vesicle of the recycling pool to each free site
/// whose time has come.
fn call_vesicles_to_free_sites(mut cell: Cell, mut bodies: Query<Body>) {
    if cell.places.next_call() > cell.now() {
        return;
    }
    for site in 0..cell.places.release.len() {
        let place = &cell.places.release[site];
        if place.holder.is_some() || place.calls > cell.now() {
            continue;
        }
        let at = place.place.point;
        plan_call(&mut cell, site);
        if !cell.is_on(Pathway::Regulated) {
            continue;
        }
        let nearest = bodies
            .iter()
            .filter(|body| *body.stage == Stage::Resting(Pool::Recycling))
            .filter_map(|body| {
                let Goal::Pool(place) = body.course.goal else {
                    return None;
                };
                let distance = cell.places.pools[place].at.distance_squared(at);
                Some((distance, body.vesicle.id, body.entity))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let Some((_, _, entity)) = nearest else {
            continue;
        };
        let Ok(mut body) = bodies.get_mut(entity) else {
            continue;
        };
        cell.places.hold(body.course.goal, None);
        body.course.goal = Goal::Release(site);
        cell.places.hold(body.course.goal, Some(body.vesicle.id));
        traffic::travel(&mut cell, &mut body);
    }
}

/// A tethered vesicle is let go and returns to the recycling pool.
fn untether(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        let due = body.due.0 <= cell.now() && body.course.next == Next::Untether;
        if *body.stage != Stage::Tethered || !due {
            continue;
        }
        let Goal::Release(site) = body.course.goal else {
            continue;
        };
        let here = cell.position(&body);
        let Some(place) = cell.places.free_in_any(Pool::Recycling, here) else {
            plan_wait(&cell, &mut body);
            continue;
        };
        let name = cell.site_name(body.course.goal);
        cell.tell(
            &body.vesicle,
            EventKind::Untethered,
            name,
            here,
            Detail::Nothing,
        );
        cell.places.hold(body.course.goal, None);
        plan_call(&mut cell, site);
        body.course.goal = Goal::Pool(place);
        cell.places.hold(body.course.goal, Some(body.vesicle.id));
        traffic::travel(&mut cell, &mut body);
    }
}
