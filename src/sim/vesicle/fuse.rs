//! Fusion: trigger, hemifusion, pore, and one of its two ends. Full collapse
//! gives the vesicle's membrane to the plasma membrane; kiss-and-run closes
//! the pore and takes the vesicle back inside.
//!
//! The whole course is drawn when it is triggered; from then on every shape
//! in it is a function of time.

use bevy::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    Body, BodyItem, Cause, Due, FusionMode, FusionPore, Motion, Motor, Next, Ride, Stage,
    course::CourseDraw,
    retrieve::{self, OwedMembrane},
    snares, tether, traffic,
};
use crate::{
    biology::{
        cards::Amount,
        controls::Knob,
        parameters::Cargo,
        vesicles::{Pathway, Pool, VesicleKind},
    },
    sim::{
        Simulation, SimulationSystems,
        amperometry::CarbonFibre,
        cell::{Begun, Cell},
        chance::{Purpose, waiting_time},
        cleft::Cleft,
        efflux::Efflux,
        places::Goal,
        record::{Delivery, Detail, EventKind, Release, Totals},
    },
    units::SimTime,
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Simulation,
        (trigger, go_through_the_course)
            .chain()
            .in_set(SimulationSystems::Fusion),
    );
}

fn trigger(
    mut cell: Cell,
    mut begun: ResMut<Begun>,
    mut bodies: Query<Body>,
    mut commands: Commands,
) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        let Next::Trigger(cause) = body.course.next else {
            continue;
        };
        if body.due.0 > cell.now() || !matches!(*body.stage, Stage::Primed | Stage::Docked) {
            continue;
        }
        let Some(pore) = draw_course(&cell, &mut body, cause) else {
            continue;
        };
        let here = cell.position(&body);
        *body.stage = Stage::Fusing;
        *body.motion = Motion::Merged { centre: here };
        *body.due = Due(pore.hemifused);
        body.course.next = Next::Hemifuse;
        let site = cell.site_name(body.course.goal);
        let detail = Detail::Triggered {
            cause,
            mode: pore.mode,
        };
        cell.tell(&body.vesicle, EventKind::Triggered, site, here, detail);
        commands.entity(*entity).insert(pore);
        begun.fusions.push(*entity);
    }
}

/// How the pore will end: as the control says, or drawn.
fn draw_mode(cell: &Cell, kind: VesicleKind, rng: &mut ChaCha8Rng) -> FusionMode {
    let kisses = match cell.controls.choice(Knob::FusionMode) {
        "full_collapse" => 0.0,
        "kiss_and_run" => 1.0,
        _ if !kind.kisses => 0.0,
        _ => {
            let usual = cell.controls.number(Knob::KissShare);
            (usual + cell.effects.amount(Amount::KissAndRun)).min(1.0)
        }
    };
    if rng.random::<f64>() < kisses {
        FusionMode::KissAndRun
    } else {
        FusionMode::FullCollapse
    }
}

/// Draws the whole course of a fusion.
fn draw_course(cell: &Cell, body: &mut BodyItem, cause: Cause) -> Option<FusionPore> {
    let goal = body.course.goal;
    let place = cell.places.site(goal)?.place;
    let parameters = &cell.parameters;
    let mut rng = cell.draw(&mut body.vesicle, Purpose::FusionCourse);
    let mode = draw_mode(cell, body.vesicle.kind, &mut rng);
    let kinetics = parameters.kinetics(body.vesicle.kind);
    let [hemifused, opened] = match body.course.sensing.take() {
        Some(sensing) => sensing.moments(cell.now()),
        None => {
            let hemifused =
                cell.now() + waiting_time(&mut rng, 1.0 / parameters.fusion.zippering_s);
            let hemifusion = waiting_time(&mut rng, 1.0 / kinetics.hemifusion_s);
            [hemifused, hemifused + hemifusion]
        }
    };
    let half_bilayer_nm = parameters.half_bilayer_nm;
    let (sphere_nm, rim_nm) = (
        body.vesicle.radius_nm - half_bilayer_nm,
        parameters.fusion.pore_gap_nm / 2.0,
    );
    let draw = CourseDraw {
        parameters,
        kinetics,
        sphere_nm,
        rim_nm,
        draining_s: body.vesicle.tail.map(|_| parameters.secretory.draining_s),
    };
    let course = draw.draw(opened, mode, &mut rng);
    let ends = course.last().map_or(opened, |phase| phase.until);
    let (severed, parted) = match mode {
        FusionMode::FullCollapse => (ends, ends),
        FusionMode::KissAndRun => {
            let severed = ends + SimTime::from_secs(parameters.fusion.fission_s);
            (
                severed,
                severed + SimTime::from_secs(parameters.fusion.parting_s),
            )
        }
    };
    let tethered = tether::tethered_at(cell, &body.vesicle, place);
    let mut pore = FusionPore {
        cause,
        place,
        mode,
        site: match goal {
            Goal::Release(site) => Some(site),
            _ => None,
        },
        triggered: cell.now(),
        hemifused,
        opened,
        emptied: SimTime::NEVER,
        ends,
        severed,
        parted,
        sphere_nm,
        tail: body.vesicle.tail.map(|tail| tail.beside(-half_bilayer_nm)),
        rim_nm,
        half_bilayer_nm,
        stalk_waist_nm: parameters.fusion.stalk_waist_nm,
        docked_gap_nm: 2.0 * half_bilayer_nm + parameters.steps.docked_gap_nm,
        parted_gap_nm: tethered.distance(place.point) - sphere_nm,
        course,
        efflux: Efflux::default(),
        kept: 0,
    };
    let mut rng = cell.draw(&mut body.vesicle, Purpose::Molecules);
    let lumen = body.vesicle.lumen(parameters, &cell.chance);
    pore.efflux = if lumen.count() > 0 {
        Efflux::Balls(lumen.leaving(&pore, body.vesicle.contents, parameters, &mut rng))
    } else {
        let cargo = Cargo::of(body.vesicle.kind, parameters);
        Efflux::drawn(&pore, body.vesicle.contents, cargo, parameters, &mut rng)
    };
    pore.kept = body.vesicle.contents - pore.efflux.count();
    pore.emptied = match pore.efflux.last() {
        Some(last) if pore.kept == 0 => last,
        _ => SimTime::NEVER,
    };
    Some(pore)
}

/// Takes each fusing vesicle through the moments of its course.
fn go_through_the_course(
    mut cell: Cell,
    mut cleft: ResMut<Cleft>,
    mut fibre: ResMut<CarbonFibre>,
    mut totals: ResMut<Totals>,
    mut owed: ResMut<OwedMembrane>,
    mut bodies: Query<(Body, &FusionPore)>,
    mut commands: Commands,
) {
    for entity in cell.agenda.due.clone().iter() {
        let Ok((mut body, pore)) = bodies.get_mut(*entity) else {
            continue;
        };
        if *body.stage != Stage::Fusing || body.due.0 > cell.now() {
            continue;
        }
        let site = cell.site_name(body.course.goal);
        let centre = pore.place.point + pore.middle_nm_at(cell.now()) * pore.place.inward;
        match body.course.next {
            Next::Hemifuse => {
                *body.motion = Motion::Merged { centre };
                cell.tell(
                    &body.vesicle,
                    EventKind::Hemifused,
                    site,
                    centre,
                    Detail::Nothing,
                );
                plan(&mut body, pore.opened, Next::OpenPore);
            }
            Next::OpenPore => {
                let detail = Detail::Opened {
                    cause: pore.cause,
                    mode: pore.mode,
                    radius_nm: first_radius_nm(pore),
                };
                cell.tell(&body.vesicle, EventKind::PoreOpened, site, centre, detail);
                totals.add_release(Release {
                    kind: body.vesicle.kind,
                    mode: pore.mode,
                    cause: pore.cause,
                });
                if body.vesicle.pathway == Pathway::Regulated {
                    cleft.release(pore, cell.now());
                    snares::spend(&mut cell, body.course.goal);
                }
                let kind = body.vesicle.kind;
                let core = cell.parameters.class(kind).filling.dense_core();
                let electrons = core.map_or(0.0, |core| core.electrons);
                fibre.hear(pore, Cargo::of(kind, &cell.parameters), electrons);
                plan_emptying(&mut body, pore);
            }
            Next::Empty => {
                let detail = Detail::Counted(pore.efflux.count());
                cell.tell(&body.vesicle, EventKind::Emptied, site, centre, detail);
                plan(&mut body, pore.ends, Next::EndPore);
            }
            Next::EndPore => match pore.mode {
                FusionMode::FullCollapse => {
                    collapse(&mut cell, &body, pore, site);
                    owed.owe(&body.vesicle, pore.place.point, &cell);
                    commands.entity(*entity).despawn();
                }
                FusionMode::KissAndRun => {
                    *body.motion = Motion::Merged { centre };
                    let detail = Detail::Closed(pore.kept);
                    cell.tell(&body.vesicle, EventKind::PoreClosed, site, centre, detail);
                    plan(&mut body, pore.parted, Next::Part);
                }
            },
            Next::Part => {
                *body.motion = Motion::Merged { centre };
                part(&mut cell, &mut body, pore);
                commands.entity(*entity).remove::<FusionPore>();
            }
            _ => {}
        }
    }
}

fn plan(body: &mut BodyItem, at: SimTime, next: Next) {
    *body.due = Due(at);
    body.course.next = next;
}

fn plan_emptying(body: &mut BodyItem, pore: &FusionPore) {
    if pore.emptied <= pore.ends {
        plan(body, pore.emptied, Next::Empty);
    } else {
        plan(body, pore.ends, Next::EndPore);
    }
}

/// The vesicle is flat: its area is the plasma membrane's.
fn collapse(cell: &mut Cell, body: &BodyItem, pore: &FusionPore, site: String) {
    let area = body.vesicle.area_nm2();
    cell.ledger.vesicles -= area;
    cell.ledger.plasma_membrane += area;
    free_site(cell, body.course.goal);
    let point = pore.place.point;
    let pieces = retrieve::pieces_of(&body.vesicle, &cell.parameters);
    let detail = Detail::Collapsed {
        area_nm2: area,
        pieces: body.vesicle.tail.map(|_| pieces),
    };
    cell.tell(
        &body.vesicle,
        EventKind::Collapsed,
        site.clone(),
        point,
        detail,
    );
    if body.vesicle.pathway == Pathway::Constitutive {
        let kind = body.vesicle.kind;
        let delivery = if kind.channels.is_some() {
            Delivery::IonChannels(cell.parameters.class(kind).channels)
        } else if kind.holds_rods() {
            Delivery::Procollagen
        } else if kind.holds_sacs() {
            Delivery::Exosomes(pore.efflux.count())
        } else {
            Delivery::MembraneProteins
        };
        let detail = Detail::Delivered(delivery);
        cell.tell(&body.vesicle, EventKind::Delivered, site, point, detail);
    }
}

/// The vesicle is free again and goes back inside with what is left in it.
fn part(cell: &mut Cell, body: &mut BodyItem, pore: &FusionPore) {
    body.vesicle.contents = if cell.controls.is_on(Knob::Loaded) {
        pore.kept
    } else {
        0
    };
    body.vesicle.cycles += 1;
    body.course.spent = true;
    free_site(cell, body.course.goal);
    go_home(cell, body);
}

/// Aqueous radius of the first pore, once it is there.
fn first_radius_nm(pore: &FusionPore) -> f64 {
    pore.course
        .first()
        .map_or(0.0, |nucleation| pore.aqueous_nm_at(nucleation.until))
}

fn free_site(cell: &mut Cell, goal: Goal) {
    cell.places.hold(goal, None);
    if let Goal::Release(site) = goal {
        tether::plan_call(cell, site);
    }
}

/// Back inside, to be renewed: a synaptic vesicle to a pool near by, and so a
/// granule that has kept its core. A carrier's or a granule's membrane goes to
/// the Golgi, along a microtubule if there is one.
pub(super) fn go_home(cell: &mut Cell, body: &mut BodyItem) {
    let here = cell.position(body);
    if cell.is_renewed_here(&body.vesicle)
        && let Some(place) = cell.places.free_in_any(Pool::Recycling, here)
    {
        body.course.goal = Goal::Pool(place);
        cell.places.hold(body.course.goal, Some(body.vesicle.id));
        traffic::travel(cell, body);
        return;
    }
    body.course.goal = Goal::Beyond;
    let Some((track, along, _)) = cell
        .cytoskeleton
        .nearest_microtubule(body.vesicle.pathway, here)
    else {
        traffic::travel(cell, body);
        return;
    };
    let mut rng = cell.draw(&mut body.vesicle, Purpose::Route);
    let lanes = cell.lanes_of(body.vesicle.pathway, track);
    let ride = Ride {
        motor: Motor::Dynein,
        track,
        azimuth: lanes[rng.random_range(0..lanes.len())],
        until_nm: 0.0,
    };
    traffic::approach(cell, body, ride, along, &mut rng);
}
