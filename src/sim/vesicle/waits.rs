//! What a waiting vesicle waits for: competing chances, of which the first to
//! come true is drawn at once. Where a control changes a rate, the wait is
//! drawn anew, which an exponential wait does not notice.

use bevy::prelude::*;
use rand_chacha::ChaCha8Rng;

use super::{
    Body, BodyItem, Cause, Due, Next, Stage, retrieve::book_pumping, snares, tether, traffic,
};
use crate::{
    biology::{
        cards::Part,
        controls::Knob,
        parameters::saturation,
        vesicles::{Pathway, Pool},
    },
    sim::{
        Simulation, SimulationSystems,
        cell::Cell,
        chance::{Purpose, varying_waiting_time, waiting_time},
        energy::Pump,
        respond::RatesChanged,
        signal::release::plan_release,
    },
    units::SimTime,
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Simulation,
        plan_anew_when_rates_change.in_set(SimulationSystems::Replanning),
    );
}

/// Draws what happens next to a waiting vesicle, and when.
pub(in crate::sim) fn plan_wait(cell: &Cell, body: &mut BodyItem) {
    let parameters = &cell.parameters;
    let chances: &[(f64, Next)] = match (*body.stage, body.vesicle.pathway) {
        // Under way, or past being asked.
        (
            Stage::Approaching
            | Stage::Walking
            | Stage::Detached
            | Stage::Crossing
            | Stage::Returning
            | Stage::Fusing
            | Stage::Budding,
            _,
        ) => return,
        // A pathway that is switched off begins nothing new.
        (stage, pathway) if !cell.is_on(pathway) && stage != Stage::Refilling => {
            // Sensors begin anew when it is switched on again.
            body.course.sensing = None;
            &[]
        }
        (Stage::Resting(_), _) if !cell.can_walk() => &[],
        (Stage::Resting(Pool::Reserve), _) => &[(parameters.traffic.departure_per_s, Next::Depart)],
        (Stage::Resting(Pool::Recycling), _) => &[(parameters.traffic.return_per_s, Next::Depart)],
        (Stage::Tethered, Pathway::Regulated) => &[
            (parameters.steps.docking_per_s, Next::Dock),
            (parameters.steps.untethering_per_s, Next::Untether),
        ],
        (Stage::Tethered, Pathway::Constitutive) => {
            let energy = saturation(cell.atp_mm(), parameters.steps.priming_atp_half_mm)
                * cell.effects.left(Part::Nsf);
            &[(energy / parameters.steps.exocyst_residence_s, Next::Dock)]
        }
        (Stage::Docked, Pathway::Regulated) => {
            plan_priming(cell, body);
            return;
        }
        (Stage::Docked, Pathway::Constitutive) => &[(
            parameters.steps.constitutive_fusion_per_s,
            Next::Trigger(Cause::Constitutive),
        )],
        (Stage::Primed, _) => {
            plan_release(cell, body);
            return;
        }
        // Beyond the scene's edge, from where the cell sends vesicles on.
        (Stage::Away, _) => {
            let sent = cell.can_walk() && cell.is_on(body.vesicle.pathway);
            let supply = match body.vesicle.pathway {
                Pathway::Regulated => parameters.traffic.supply_per_s,
                Pathway::Constitutive => {
                    parameters.traffic.supply_per_s * cell.effects.left(Part::CarrierSupply)
                }
            };
            &[(if sent { supply } else { 0.0 }, Next::ComeIn)]
        }
        (Stage::Refilling, _) => {
            let energy = saturation(cell.atp_mm(), parameters.refilling_atp_half_mm);
            let mean_s = parameters.class(body.vesicle.kind).renewal_s;
            let pumps = energy > 0.0 && cell.controls.is_on(Knob::Loaded);
            body.course.pump = pumps.then(|| Pump {
                from: cell.now(),
                ..body.course.pump.unwrap_or_default()
            });
            &[(energy / mean_s, Next::Refill)]
        }
    };
    let mut rng = cell.draw(&mut body.vesicle, Purpose::NextChange);
    let (wait, next) = first_of(chances, &mut rng);
    *body.due = Due(cell.now() + wait);
    body.course.next = next;
}

/// Draws whether a docked vesicle is primed or undocks first. What signals have
/// left over hurries priming.
fn plan_priming(cell: &Cell, body: &mut BodyItem) {
    let parameters = &cell.parameters;
    let energy = saturation(cell.atp_mm(), parameters.steps.priming_atp_half_mm)
        * snares::ready_share(cell, body.course.goal);
    let now_s = cell.now().as_secs();
    let per_s =
        |after_s: f64| energy * parameters.primes_per_s(cell.calcium.terminal_um(now_s + after_s));
    let mut rng = cell.draw(&mut body.vesicle, Purpose::NextChange);
    let primed = varying_waiting_time(&mut rng, cell.calcium.pieces_s(now_s), per_s);
    let undocks = waiting_time(&mut rng, parameters.steps.undocking_per_s);
    let (wait, next) = if primed <= undocks {
        (primed, Next::Prime)
    } else {
        (undocks, Next::Undock)
    };
    *body.due = Due(cell.now() + wait);
    body.course.next = next;
}

/// The chance that comes true first, and when.
fn first_of(chances: &[(f64, Next)], rng: &mut ChaCha8Rng) -> (SimTime, Next) {
    chances
        .iter()
        .map(|(per_second, next)| (waiting_time(rng, *per_second), *next))
        .min_by_key(|(wait, _)| *wait)
        .unwrap_or((SimTime::NEVER, Next::Nothing))
}

/// Draws all waits anew when a control has changed a rate.
fn plan_anew_when_rates_change(
    mut cell: Cell,
    changed: Res<RatesChanged>,
    mut bodies: Query<Body>,
) {
    if changed.calls {
        for site in 0..cell.places.release.len() {
            if cell.places.release[site].holder.is_none() {
                tether::plan_call(&mut cell, site);
            }
        }
    }
    if !changed.any {
        return;
    }
    let mut by_number: Vec<(u32, Entity)> = bodies
        .iter()
        .map(|body| (body.vesicle.id.0, body.entity))
        .collect();
    by_number.sort_unstable();
    for (_, entity) in by_number {
        let Ok(mut body) = bodies.get_mut(entity) else {
            continue;
        };
        match *body.stage {
            Stage::Walking
            | Stage::Approaching
            | Stage::Detached
            | Stage::Crossing
            | Stage::Returning => {
                if changed.tracks {
                    traffic::answer_changed_tracks(&mut cell, &mut body);
                }
            }
            _ if body.course.next == Next::Touch => {}
            Stage::Refilling => {
                book_pumping(
                    &mut body.vesicle,
                    Stage::Refilling,
                    &mut body.course,
                    *body.due,
                    cell.clock.now,
                    &cell.parameters,
                    &mut cell.energy,
                );
                plan_wait(&cell, &mut body);
            }
            _ => plan_wait(&cell, &mut body),
        }
    }
}
