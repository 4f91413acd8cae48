//! Trafficking: from a pool to a track, along it by motor, off it, and the
//! last stretch to where the vesicle is bound.

use std::collections::VecDeque;

use bevy::{math::DVec3, prelude::*};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    Body, BodyItem, Due, Leg, Motion, Motor, Next, Ride, Stage, Vesicle, dock, tether,
    waits::plan_wait,
};
use crate::{
    biology::{
        parameters::MotorParameters,
        vesicles::{Pathway, Pool},
    },
    sim::{
        Simulation, SimulationSystems,
        cell::Cell,
        chance::{Purpose, waiting_time},
        cytoskeleton::motors::{Run, RunConditions, RunEnd, draw_run},
        energy::AtpPlace,
        golgi::Golgi,
        places::Goal,
        record::{Detail, EventKind},
    },
    units::SimTime,
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Simulation,
        (
            depart_from_pools,
            board_tracks,
            end_runs,
            rebind_to_tracks,
            end_legs,
        )
            .chain()
            .in_set(SimulationSystems::Traffic),
    );
}

fn motor_parameters<'a>(cell: &'a Cell, motor: Motor) -> &'a MotorParameters {
    match motor {
        Motor::Kinesin1 => &cell.parameters.kinesin_1,
        Motor::Dynein => &cell.parameters.dynein,
        Motor::MyosinV => &cell.parameters.myosin_v,
    }
}

fn depart_from_pools(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        let Stage::Resting(pool) = *body.stage else {
            continue;
        };
        if body.due.0 > cell.now() || body.course.next != Next::Depart {
            continue;
        }
        if !depart(&mut cell, &mut body, pool) {
            plan_wait(&cell, &mut body);
        }
    }
}

/// Leaves a pool for the other one by way of a track. `false` where there is
/// no room or no way.
fn depart(cell: &mut Cell, body: &mut BodyItem, pool: Pool) -> bool {
    let here = cell.position(body);
    let mut rng = cell.draw(&mut body.vesicle, Purpose::Route);
    let way = if rng.random::<f64>() < cell.parameters.traffic.axon_share {
        way_along_the_axon(cell, here, &mut rng)
    } else {
        match pool {
            Pool::Reserve => way_out(cell, here, &mut rng),
            Pool::Recycling => way_back(cell, here, &mut rng),
        }
    };
    let Some((ride, board_nm, goal)) = way else {
        return false;
    };
    cell.places.hold(body.course.goal, None);
    body.course.goal = goal;
    cell.places.hold(body.course.goal, Some(body.vesicle.id));
    approach(cell, body, ride, board_nm, &mut rng);
    true
}

/// A ride by kinesin towards the plus end, and a free place to go from there.
fn way_out(cell: &Cell, here: DVec3, rng: &mut ChaCha8Rng) -> Option<(Ride, f64, Goal)> {
    let (track, board_nm) = near_track(cell, here, rng, |along, length| {
        length - along > cell.parameters.traffic.shortest_ride_nm
    })?;
    let curve = &cell.cytoskeleton.microtubules[track].curve;
    let place = cell
        .places
        .free_in(Pool::Recycling, curve.at(curve.length()).position)?;
    let ride = Ride {
        motor: Motor::Kinesin1,
        track,
        azimuth: lane(cell, Pathway::Regulated, track, rng),
        until_nm: curve.length(),
    };
    Some((ride, board_nm, Goal::Pool(place)))
}

/// A ride by dynein towards the minus end, and a free place of the reserve.
fn way_back(cell: &Cell, here: DVec3, rng: &mut ChaCha8Rng) -> Option<(Ride, f64, Goal)> {
    let free: Vec<usize> = (0..cell.places.pools.len())
        .filter(|index| {
            let place = &cell.places.pools[*index];
            place.pool == Pool::Reserve && place.holder.is_none()
        })
        .collect();
    if free.is_empty() {
        return None;
    }
    let place = free[rng.random_range(0..free.len())];
    let at = cell.places.pools[place].at;
    let leaves_at = |track: usize| cell.cytoskeleton.microtubules[track].curve.nearest(at).0;
    let (track, board_nm) = near_track(cell, here, rng, |along, _| {
        along > cell.parameters.traffic.shortest_ride_nm
    })?;
    let until_nm = leaves_at(track);
    let ride = Ride {
        motor: Motor::Dynein,
        track,
        azimuth: lane(cell, Pathway::Regulated, track, rng),
        until_nm,
    };
    (board_nm - until_nm > cell.parameters.traffic.shortest_ride_nm).then_some((
        ride,
        board_nm,
        Goal::Pool(place),
    ))
}

/// A ride by dynein all the way out of the scene, to the other boutons of the
/// axon.
fn way_along_the_axon(cell: &Cell, here: DVec3, rng: &mut ChaCha8Rng) -> Option<(Ride, f64, Goal)> {
    let (track, board_nm) = near_track(cell, here, rng, |along, _| {
        along > cell.parameters.traffic.shortest_ride_nm
    })?;
    let ride = Ride {
        motor: Motor::Dynein,
        track,
        azimuth: lane(cell, Pathway::Regulated, track, rng),
        until_nm: 0.0,
    };
    Some((ride, board_nm, Goal::Beyond))
}

/// One of the two nearest tracks that `suit`, with the arc length nearest to
/// `here`.
fn near_track(
    cell: &Cell,
    here: DVec3,
    rng: &mut ChaCha8Rng,
    suits: impl Fn(f64, f64) -> bool,
) -> Option<(usize, f64)> {
    let mut tracks: Vec<(f64, usize, f64)> = cell
        .cytoskeleton
        .microtubules
        .iter()
        .enumerate()
        .filter(|(_, microtubule)| microtubule.is_for(Pathway::Regulated))
        .filter_map(|(track, microtubule)| {
            let (along, distance) = microtubule.curve.nearest(here);
            suits(along, microtubule.curve.length()).then_some((distance, track, along))
        })
        .collect();
    tracks.sort_by(|a, b| a.0.total_cmp(&b.0));
    tracks.truncate(2);
    if tracks.is_empty() {
        return None;
    }
    let (_, track, along) = tracks[rng.random_range(0..tracks.len())];
    Some((track, along))
}

/// One of the roomy lanes of a track.
fn lane(cell: &Cell, pathway: Pathway, track: usize, rng: &mut ChaCha8Rng) -> f64 {
    let lanes = cell.lanes_of(pathway, track);
    lanes[rng.random_range(0..lanes.len())]
}

/// Sets out for the place on a track at which a ride begins.
pub(super) fn approach(
    cell: &Cell,
    body: &mut BodyItem,
    ride: Ride,
    board_nm: f64,
    rng: &mut ChaCha8Rng,
) {
    let from = cell.position(body);
    let curve = &cell.cytoskeleton.microtubules[ride.track].curve;
    let to = curve
        .at(board_nm)
        .around(ride.azimuth, cell.carriage_nm(&body.vesicle));
    let leg = diffusing_leg(cell, &body.vesicle, cell.now(), from, to, rng);
    *body.stage = Stage::Approaching;
    *body.due = Due(leg.ends);
    *body.motion = leg.motion;
    body.course.next = Next::Board;
    body.course.ride = Some(ride);
}

fn board_tracks(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        if *body.stage != Stage::Approaching || body.due.0 > cell.now() {
            continue;
        }
        let Some(ride) = body.course.ride else {
            continue;
        };
        if !cell.has_microtubules() {
            go_on_without_tracks(&mut cell, &mut body);
            continue;
        }
        let here = cell.position(&body);
        // Without ATP no motor binds.
        if !cell.can_walk() {
            *body.motion = held_at(&cell, here);
            wait_for_a_track(&cell, &mut body);
            continue;
        }
        let (along, _) = cell.cytoskeleton.microtubules[ride.track]
            .curve
            .nearest(here);
        board(&mut cell, &mut body, along);
    }
}

/// Binds a motor to the track of the ride at arc length `from_nm`.
pub(in crate::sim) fn board(cell: &mut Cell, body: &mut BodyItem, from_nm: f64) {
    let Some(ride) = body.course.ride else { return };
    *body.stage = Stage::Walking;
    walk(cell, body, from_nm);
    let here = cell.position(body);
    let track = cell.cytoskeleton.microtubules[ride.track].name.clone();
    let detail = Detail::Boarded(ride.motor);
    cell.tell(&body.vesicle, EventKind::Boarded, track, here, detail);
}

/// Draws the run from `from_nm` on.
fn walk(cell: &Cell, body: &mut BodyItem, from_nm: f64) {
    let Some(ride) = body.course.ride else { return };
    let motor = *motor_parameters(cell, ride.motor);
    let way_nm = ride.until_nm - from_nm;
    let run = draw_run(
        &motor,
        RunConditions {
            begins: cell.now(),
            atp_mm: cell.atp_mm(),
            steps_left: (way_nm.abs() / motor.step_nm) as usize,
            pause_per_s: cell.parameters.traffic.pause_per_s,
            pause_s: cell.parameters.traffic.pause_s,
        },
        &mut cell.draw(&mut body.vesicle, Purpose::MotorSteps),
    );
    let Run { steps, ends, why } = run;
    *body.motion = Motion::Stepping {
        motor: ride.motor,
        track: ride.track,
        azimuth: ride.azimuth,
        offset_nm: cell.carriage_nm(&body.vesicle),
        from_nm,
        step_nm: motor.step_nm.copysign(way_nm),
        steps,
    };
    *body.due = Due(ends);
    body.course.next = Next::EndRun(why);
}

/// Books the ATP of the steps made so far.
fn book_steps(cell: &mut Cell, body: &mut BodyItem) {
    let steps = body.motion.steps_done(cell.now());
    cell.spend(&mut body.vesicle, steps as f64, AtpPlace::Motors);
}

fn end_runs(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        let Next::EndRun(why) = body.course.next else {
            continue;
        };
        if *body.stage != Stage::Walking || body.due.0 > cell.now() {
            continue;
        }
        get_off(&mut cell, &mut body, why);
        match why {
            RunEnd::FellOff => wait_for_a_track(&cell, &mut body),
            RunEnd::Arrived | RunEnd::Stalled | RunEnd::TrackLost => {
                leave_the_track(&mut cell, &mut body)
            }
        }
    }
}

/// Lets go of the track where the vesicle is.
fn get_off(cell: &mut Cell, body: &mut BodyItem, reason: RunEnd) {
    let steps = body.motion.steps_done(cell.now());
    book_steps(cell, body);
    let here = cell.position(body);
    let track = body.course.ride.map_or_else(String::new, |ride| {
        cell.cytoskeleton.microtubules[ride.track].name.clone()
    });
    let detail = Detail::Detached { reason, steps };
    cell.tell(&body.vesicle, EventKind::Detached, track, here, detail);
    *body.motion = held_at(cell, here);
}

fn held_at(cell: &Cell, home: DVec3) -> Motion {
    Motion::Caged {
        home,
        cage_nm: cell.parameters.pool_cage_nm,
        diffusion_nm2_per_s: cell.parameters.pool_diffusion_nm2_per_s,
    }
}

/// Waits, near where it fell off, until a motor finds a track again.
fn wait_for_a_track(cell: &Cell, body: &mut BodyItem) {
    *body.stage = Stage::Detached;
    let rate = match body.course.ride {
        Some(ride) if cell.can_walk() => motor_parameters(cell, ride.motor).rebinding_per_s,
        _ => 0.0,
    };
    let mut rng = cell.draw(&mut body.vesicle, Purpose::NextChange);
    *body.due = Due(cell.now() + waiting_time(&mut rng, rate));
    body.course.next = Next::Rebind;
}

fn rebind_to_tracks(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        if *body.stage != Stage::Detached || body.due.0 > cell.now() {
            continue;
        }
        let Some(ride) = body.course.ride else {
            continue;
        };
        let here = cell.position(&body);
        let mut rng = cell.draw(&mut body.vesicle, Purpose::Route);
        let (ride, along) = track_in_reach(&cell, &body, ride, here, &mut rng);
        body.course.ride = Some(ride);
        let lane = cell.cytoskeleton.microtubules[ride.track]
            .curve
            .at(along)
            .around(ride.azimuth, cell.carriage_nm(&body.vesicle));
        if here.distance(lane) > cell.parameters.traffic.binding_reach_nm {
            approach(&cell, &mut body, ride, along, &mut rng);
        } else {
            board(&mut cell, &mut body, along);
        }
    }
}

/// The ride's own track, or now and then another one in reach that leads on.
fn track_in_reach(
    cell: &Cell,
    body: &BodyItem,
    ride: Ride,
    here: DVec3,
    rng: &mut ChaCha8Rng,
) -> (Ride, f64) {
    let tracks = &cell.cytoskeleton.microtubules;
    let own = tracks[ride.track].curve.nearest(here).0;
    let reach = cell.carriage_nm(&body.vesicle) + cell.parameters.traffic.rebinding_reach_nm;
    let switches = rng.random::<f64>() < cell.parameters.traffic.switching_share;
    // Only on the way out: towards the minus end all tracks lead together.
    if !switches || ride.motor != Motor::Kinesin1 {
        return (ride, own);
    }
    let other = tracks.iter().enumerate().find_map(|(track, microtubule)| {
        let (along, distance) = microtubule.curve.nearest(here);
        let leads_on = microtubule.curve.length() - along
            > cell.parameters.traffic.shortest_ride_nm
            && microtubule.is_for(body.vesicle.pathway);
        (track != ride.track && distance < reach && leads_on).then_some((track, along))
    });
    let Some((track, along)) = other else {
        return (ride, own);
    };
    let ride = Ride {
        track,
        azimuth: lane(cell, body.vesicle.pathway, track, rng),
        until_nm: tracks[track].curve.length(),
        ..ride
    };
    (ride, along)
}

/// Goes on from where the ride ends: to a free release site, to its place in
/// a pool, to its site on the membrane, or out of the scene.
fn leave_the_track(cell: &mut Cell, body: &mut BodyItem) {
    if body.course.goal == Goal::Beyond {
        leave_the_scene(cell, body);
        return;
    }
    if is_at_plus_end(cell, body)
        && body.vesicle.pathway == Pathway::Regulated
        && !body.course.spent
        && cell.is_on(Pathway::Regulated)
        && let Some(site) = nearest_calling_site(cell, body)
    {
        cell.places.hold(body.course.goal, None);
        body.course.goal = Goal::Release(site);
        cell.places.hold(body.course.goal, Some(body.vesicle.id));
    }
    travel(cell, body);
}

fn is_at_plus_end(cell: &Cell, body: &BodyItem) -> bool {
    body.course.ride.is_some_and(|ride| {
        let length = cell.cytoskeleton.microtubules[ride.track].curve.length();
        ride.motor == Motor::Kinesin1 && ride.until_nm >= length
    })
}

/// The nearest release site that is free and would call a vesicle next.
fn nearest_calling_site(cell: &Cell, body: &BodyItem) -> Option<usize> {
    let here = cell.position(body);
    let within_a_call =
        cell.now() + SimTime::from_secs(1.0 / cell.parameters.steps.recruitment_per_s);
    let sites = cell.places.release.iter().enumerate();
    sites
        .filter(|(_, site)| site.holder.is_none() && site.calls <= within_a_call)
        .map(|(index, site)| (site.place.point.distance_squared(here), index))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, index)| index)
}

/// Out along the axon, to be renewed in the cell body and come back.
fn leave_the_scene(cell: &Cell, body: &mut BodyItem) {
    let edge = cell.position(body);
    *body.stage = Stage::Away;
    *body.motion = Motion::Beyond { edge };
    // Where there is a Golgi, the minus ends lead to it.
    if cell.places.has_golgi {
        *body.due = Due(cell.now());
        body.course.next = Next::Merge;
        return;
    }
    plan_wait(cell, body);
}

/// A vesicle comes in along the axon: a carrier to a free site of the
/// constitutive pathway, a regulated vesicle to a free place of a pool. It
/// waits where there is none.
pub(in crate::sim) fn set_out_again(cell: &mut Cell, body: &mut BodyItem) {
    let way = if body.vesicle.kind.is_carrier() {
        way_to_membrane(cell, body)
    } else {
        way_to_pool(cell, body)
    };
    let Some((ride, goal)) = way else {
        plan_wait(cell, body);
        return;
    };
    body.course.goal = goal;
    cell.places.hold(goal, Some(body.vesicle.id));
    body.course.ride = Some(ride);
    board(cell, body, 0.0);
}

/// A carrier buds from the Golgi and sets out for a free site; where there is
/// none any more, it becomes part of the Golgi again.
pub(in crate::sim) fn set_out_from(cell: &mut Cell, body: &mut BodyItem, golgi: &Golgi) {
    let way = way_to_membrane(cell, body);
    let mut rng = cell.draw(&mut body.vesicle, Purpose::Route);
    let bud = way.and_then(|(ride, _)| {
        let track = &cell.cytoskeleton.microtubules[ride.track].curve;
        golgi.bud_towards(track.at(0.0).position, &mut rng)
    });
    let (Some((ride, goal)), Some(bud)) = (way, bud) else {
        body.course.next = Next::Merge;
        return;
    };
    body.course.goal = goal;
    cell.places.hold(goal, Some(body.vesicle.id));
    *body.motion = held_at(cell, bud);
    let detail = Detail::Budded(body.vesicle.contents);
    cell.tell(
        &body.vesicle,
        EventKind::Spawned,
        String::new(),
        bud,
        detail,
    );
    let (board_nm, _) = cell.cytoskeleton.microtubules[ride.track]
        .curve
        .nearest(bud);
    approach(cell, body, ride, board_nm, &mut rng);
}

/// A free place of the pool that has most of them, and a microtubule drawn to
/// go there.
pub(in crate::sim) fn way_to_pool(cell: &Cell, body: &mut BodyItem) -> Option<(Ride, Goal)> {
    let tracks: Vec<usize> = cell.cytoskeleton.tracks_for(Pathway::Regulated).collect();
    if tracks.is_empty() || !cell.can_walk() {
        return None;
    }
    let mut rng = cell.draw(&mut body.vesicle, Purpose::Route);
    let track = tracks[rng.random_range(0..tracks.len())];
    let curve = &cell.cytoskeleton.microtubules[track].curve;
    let free = |pool: Pool| cell.places.free_places(pool);
    let pool = if free(Pool::Reserve) > free(Pool::Recycling) {
        Pool::Reserve
    } else {
        Pool::Recycling
    };
    let plus_end = curve.at(curve.length()).position;
    let place = cell.places.free_in(pool, plus_end)?;
    let ride = Ride {
        motor: Motor::Kinesin1,
        track,
        azimuth: lane(cell, Pathway::Regulated, track, &mut rng),
        until_nm: match pool {
            Pool::Reserve => curve.nearest(cell.places.pools[place].at).0,
            Pool::Recycling => curve.length(),
        },
    };
    Some((ride, Goal::Pool(place)))
}

/// A free constitutive site, and the microtubule whose plus end is nearest.
pub(in crate::sim) fn way_to_membrane(cell: &Cell, body: &mut BodyItem) -> Option<(Ride, Goal)> {
    let free: Vec<usize> = (0..cell.places.constitutive.len())
        .filter(|site| cell.places.constitutive[*site].holder.is_none())
        .collect();
    if free.is_empty() || !cell.can_walk() {
        return None;
    }
    let mut rng = cell.draw(&mut body.vesicle, Purpose::Route);
    let site = free[rng.random_range(0..free.len())];
    let at = cell.places.constitutive[site].place.point;
    let tracks = cell.cytoskeleton.microtubules.iter().enumerate();
    let (track, _) = tracks
        .filter(|(_, microtubule)| microtubule.is_for(Pathway::Constitutive))
        .map(|(track, microtubule)| {
            let plus_end = microtubule.curve.at(microtubule.curve.length()).position;
            (track, plus_end.distance_squared(at))
        })
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    let ride = Ride {
        motor: Motor::Kinesin1,
        track,
        azimuth: lane(cell, body.vesicle.pathway, track, &mut rng),
        until_nm: cell.cytoskeleton.microtubules[track].curve.length(),
    };
    Some((ride, Goal::Constitutive(site)))
}

/// Begins the journey off the tracks to the vesicle's goal.
pub(super) fn travel(cell: &mut Cell, body: &mut BodyItem) {
    let from = cell.position(body);
    let to = destination(cell, body);
    let mut rng = cell.draw(&mut body.vesicle, Purpose::Route);
    body.course.legs = legs(cell, &body.vesicle, from, to, &mut rng);
    *body.stage = match body.course.goal {
        Goal::Pool(_) => Stage::Returning,
        _ => Stage::Crossing,
    };
    next_leg(body);
}

/// Where the centre of a vesicle bound for its goal is to come to rest.
fn destination(cell: &Cell, body: &BodyItem) -> DVec3 {
    match body.course.goal {
        Goal::Pool(place) => cell.places.pools[place].at,
        goal => match cell.places.site(goal) {
            Some(site) => tether::tethered_at(cell, &body.vesicle, site.place),
            None => cell.position(body),
        },
    }
}

fn next_leg(body: &mut BodyItem) {
    if let Some(leg) = body.course.legs.pop_front() {
        *body.motion = leg.motion;
        *body.due = Due(leg.ends);
        body.course.next = Next::EndLeg;
    }
}

fn end_legs(mut cell: Cell, mut bodies: Query<Body>) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        if body.course.next != Next::EndLeg || body.due.0 > cell.now() {
            continue;
        }
        book_steps(&mut cell, &mut body);
        if body.course.legs.is_empty() {
            arrive(&mut cell, &mut body);
        } else {
            next_leg(&mut body);
        }
    }
}

/// At its goal at last.
fn arrive(cell: &mut Cell, body: &mut BodyItem) {
    body.course.ride = None;
    match body.course.goal {
        Goal::Pool(place) => {
            let place = &cell.places.pools[place];
            *body.motion = held_at(cell, place.at);
            *body.stage = if body.course.spent {
                Stage::Refilling
            } else {
                Stage::Resting(place.pool)
            };
            plan_wait(cell, body);
        }
        Goal::Release(_) | Goal::Constitutive(_) => tether::catch(cell, body),
        Goal::Pit(_) | Goal::Beyond => leave_the_scene(cell, body),
    }
}

/// What a vesicle under way does when tracks, motors or fuel have changed.
pub(super) fn answer_changed_tracks(cell: &mut Cell, body: &mut BodyItem) {
    let tracks_are_there = cell.has_microtubules();
    match *body.stage {
        Stage::Walking if !tracks_are_there => {
            get_off(cell, body, RunEnd::TrackLost);
            go_on_without_tracks(cell, body);
        }
        Stage::Walking => {
            let Some(along) = body.motion.motor_at(cell.now()) else {
                return;
            };
            book_steps(cell, body);
            walk(cell, body, along);
        }
        Stage::Approaching | Stage::Detached if !tracks_are_there => {
            let here = cell.position(body);
            *body.motion = held_at(cell, here);
            go_on_without_tracks(cell, body);
        }
        Stage::Detached => wait_for_a_track(cell, body),
        Stage::Crossing | Stage::Returning => {
            let on_actin = matches!(*body.motion, Motion::Stepping { .. });
            let filament_lost = !cell.has_actin() || cell.atp_mm() <= 0.0;
            if on_actin && filament_lost {
                book_steps(cell, body);
                let here = cell.position(body);
                *body.motion = held_at(cell, here);
                travel(cell, body);
            } else if filament_lost && !body.course.legs.is_empty() {
                travel(cell, body);
            }
        }
        _ => {}
    }
}

/// Short ways are diffused. A carrier, with the length of the axon before or
/// behind it, waits for tracks to come back; a synaptic vesicle that was to go
/// that far stays in a pool.
fn go_on_without_tracks(cell: &mut Cell, body: &mut BodyItem) {
    if body.vesicle.pathway == Pathway::Constitutive {
        wait_for_a_track(cell, body);
        return;
    }
    if body.course.goal == Goal::Beyond {
        let here = cell.position(body);
        let Some(place) = cell.places.free_in_any(Pool::Reserve, here) else {
            wait_for_a_track(cell, body);
            return;
        };
        body.course.goal = Goal::Pool(place);
        cell.places.hold(body.course.goal, Some(body.vesicle.id));
    }
    travel(cell, body);
}

/// The parts of a way off the tracks: along an actin filament where one helps
/// and myosin can walk, by diffusion otherwise.
fn legs(
    cell: &Cell,
    vesicle: &Vesicle,
    from: DVec3,
    to: DVec3,
    rng: &mut ChaCha8Rng,
) -> VecDeque<Leg> {
    let myosin_walks = cell.has_actin() && cell.atp_mm() > 0.0;
    let filament = cell
        .cytoskeleton
        .actin_between(from, to)
        .filter(|_| myosin_walks);
    let Some((track, on_nm, off_nm)) = filament else {
        return [diffusing_leg(cell, vesicle, cell.now(), from, to, rng)].into();
    };
    let curve = &cell.cytoskeleton.actin[track].curve;
    let offset_nm = cell.parameters.motor_reach_nm + vesicle.radius_nm;
    let azimuth = away_from_membrane(cell, curve.at((on_nm + off_nm) / 2.0), offset_nm);
    let on = curve.at(on_nm).around(azimuth, offset_nm);
    let first = diffusing_leg(cell, vesicle, cell.now(), from, on, rng);
    let motor = &cell.parameters.myosin_v;
    // A last stretch is far shorter than a run of myosin V, so none falls off.
    let run = draw_run(
        &MotorParameters {
            unbinding_per_s: 0.0,
            ..*motor
        },
        RunConditions {
            begins: first.ends,
            atp_mm: cell.atp_mm(),
            steps_left: ((off_nm - on_nm) / motor.step_nm) as usize,
            pause_per_s: 0.0,
            pause_s: 1.0,
        },
        rng,
    );
    let off = curve
        .at(on_nm + motor.step_nm * run.steps.len() as f64)
        .around(azimuth, offset_nm);
    let last = diffusing_leg(cell, vesicle, run.ends, off, to, rng);
    let walk = Leg {
        ends: run.ends,
        motion: Motion::Stepping {
            motor: Motor::MyosinV,
            track,
            azimuth,
            offset_nm,
            from_nm: on_nm,
            step_nm: motor.step_nm,
            steps: run.steps,
        },
    };
    [first, walk, last].into()
}

/// The angle around a filament at which a vesicle is furthest inside.
fn away_from_membrane(cell: &Cell, frame: crate::geometry::spline::Frame, offset_nm: f64) -> f64 {
    (0..8)
        .map(|eighth| f64::from(eighth) * std::f64::consts::FRAC_PI_4)
        .min_by(|a, b| {
            let depth = |angle: f64| cell.membrane.shape.distance(frame.around(angle, offset_nm));
            depth(*a).total_cmp(&depth(*b))
        })
        .unwrap_or_default()
}

/// A way by diffusion, bent around what stands in it, taking as long as
/// diffusion takes.
fn diffusing_leg(
    cell: &Cell,
    vesicle: &Vesicle,
    begins: SimTime,
    from: DVec3,
    to: DVec3,
    rng: &mut ChaCha8Rng,
) -> Leg {
    let diffusion = cell.parameters.vesicle_diffusion_nm2_per_s;
    let ends = begins + diffusion_time(rng, from.distance(to), diffusion);
    Leg {
        ends,
        motion: Motion::Travelling {
            from,
            bend: roomy_bend(cell, vesicle, from, to),
            to,
            begins,
            ends,
            wander_nm: cell.parameters.traffic.wander_nm,
            diffusion_nm2_per_s: diffusion,
        },
    }
}

/// The middle point that keeps the way clear of resting vesicles, of release sites
/// and of the membrane.
fn roomy_bend(cell: &Cell, vesicle: &Vesicle, from: DVec3, to: DVec3) -> DVec3 {
    let middle = from.midpoint(to);
    let along = (to - from).normalize_or(DVec3::X);
    let side = along.any_orthonormal_vector();
    let other_side = along.cross(side);
    let held: Vec<DVec3> = cell
        .places
        .pools
        .iter()
        .filter(|place| place.holder.is_some_and(|holder| holder != vesicle.id))
        .map(|place| place.at)
        .filter(|at| at.distance(middle) < ASIDE_NM + from.distance(to))
        .collect();
    let standing = standing_near(cell, vesicle, from, to);
    let crowding = |bend: DVec3| -> f64 {
        let point = |part: f64| from.lerp(bend, part).lerp(bend.lerp(to, part), part);
        let resting: f64 = (1..8)
            .map(|eighth| {
                let point = point(f64::from(eighth) / 8.0);
                let overlaps: f64 = held
                    .iter()
                    .map(|at| (2.0 * vesicle.radius_nm - at.distance(point)).max(0.0))
                    .sum();
                let outside =
                    (cell.membrane.shape.distance(point) + vesicle.radius_nm + 4.0).max(0.0);
                overlaps + 10.0 * outside
            })
            .sum();
        // Who stands at the membrane is in the middle of the picture.
        let clear_nm = 2.0 * vesicle.radius_nm + cell.parameters.traffic.wander_nm;
        let passed: f64 = (1..WAY_POINTS)
            .map(|step| point(f64::from(step) / f64::from(WAY_POINTS)))
            .map(|point| {
                let overlaps = standing
                    .iter()
                    .map(|at| (clear_nm - at.distance(point)).max(0.0));
                overlaps.sum::<f64>()
            })
            .sum();
        resting + STANDING_WEIGHT * passed
    };
    let mut best = (crowding(middle), middle);
    for reach in [60.0, 120.0, 180.0] {
        for sixth in 0..6 {
            let angle = f64::from(sixth) * std::f64::consts::FRAC_PI_3;
            let bend = middle + reach * (libm::cos(angle) * side + libm::sin(angle) * other_side);
            let crowded = crowding(bend);
            if crowded < best.0 - 1e-9 {
                best = (crowded, bend);
            }
        }
    }
    best.1
}

/// Points of a way at which it is looked whether a vesicle stands there; how much
/// worse it is to pass through that one than through one at rest; and how far aside
/// of a way one may stand and be met, in nanometres.
const WAY_POINTS: u32 = 24;
const STANDING_WEIGHT: f64 = 10.0;
const ASIDE_NM: f64 = 250.0;

/// Where vesicles stand at release sites near a way, tethered and docked, but for
/// those at its own ends. Free sites count too: they may be held before the way is
/// done.
fn standing_near(cell: &Cell, vesicle: &Vesicle, from: DVec3, to: DVec3) -> Vec<DVec3> {
    let middle = from.midpoint(to);
    let sites = cell.places.release.iter().map(|site| site.place);
    sites
        .flat_map(|place| {
            [
                tether::tethered_at(cell, vesicle, place),
                dock::docked_at(cell, vesicle, place),
            ]
        })
        .filter(|at| at.distance(middle) < ASIDE_NM + from.distance(to))
        .filter(|at| at.distance(from).min(at.distance(to)) > 2.0 * vesicle.radius_nm)
        .collect()
}

/// When a Brownian walker between a wall behind it and its goal `distance_nm`
/// away first reaches the goal (mean `d²/2D`), drawn exactly from
/// `P(t) = 1 − (4/π) Σ (−1)^k/(2k+1) exp(−(2k+1)²π²Dt/4d²)`.
pub fn diffusion_time(rng: &mut ChaCha8Rng, distance_nm: f64, nm2_per_s: f64) -> SimTime {
    use std::f64::consts::PI;
    let drawn: f64 = rng.random();
    let still_under_way = |time: f64| -> f64 {
        let sum: f64 = (0..24)
            .map(|k| {
                let odd = f64::from(2 * k + 1);
                let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
                sign / odd * libm::exp(-odd * odd * PI * PI * time / 4.0)
            })
            .sum();
        4.0 / PI * sum
    };
    // In units of d²/D; by 8 of them all but 1e-9 have arrived.
    let (mut low, mut high) = (0.005, 8.0);
    for _ in 0..48 {
        let middle = (low + high) / 2.0;
        if 1.0 - still_under_way(middle) < drawn {
            low = middle;
        } else {
            high = middle;
        }
    }
    SimTime::from_secs(high * distance_nm * distance_nm / nm2_per_s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::chance::Chance;

    #[test]
    fn diffusion_takes_the_time_that_theory_says() {
        let chance = Chance::from_seed(2);
        let count = 20_000;
        let sum: f64 = (0..count)
            .map(|n| {
                let mut rng = chance.draw(n, Purpose::Route, 0);
                diffusion_time(&mut rng, 100.0, 20_000.0).as_secs()
            })
            .sum();
        // d²/2D = 0.25 s; relative spread sqrt(2/3), so 0.6 % standard error.
        assert!((sum / count as f64 / 0.25 - 1.0).abs() < 0.025);
    }
}
