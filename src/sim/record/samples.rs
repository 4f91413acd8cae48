//! Traces: what instruments would read, sampled the more often the more
//! happens. How often depends on the state of the cell alone.

use bevy::prelude::*;

use super::{Record, Sample, Totals};
use crate::{
    biology::{controls::Knob, parameters::Parameters, vesicles::Pool},
    sim::{
        Simulation, SimulationSystems,
        amperometry::CarbonFibre,
        cleft::Cleft,
        clock::SimClock,
        controls::Controls,
        energy::Energy,
        lumen::Ball,
        matrix::Matrix,
        membrane::{AreaLedger, Areas, inserted::InsertedChannels},
        scheme::Concentration,
        shed::Shed,
        signal::{Spikes, bursts::Bursts, calcium::Calcium, membrane_potential_mv},
        state::Keeps,
        vesicle::{FusionPore, Stage, Vesicle},
    },
    units::SimTime,
};

/// Between samples while an action potential and its calcium pass, and while the
/// receptors answer to a release.
const EXCITED: SimTime = SimTime::from_nanos(50_000);
/// How long the one takes, and the other.
const EXCITEMENT: SimTime = SimTime::from_nanos(4_000_000);
const SURGE: SimTime = SimTime::from_nanos(1_000_000);
/// Between samples while a slow action potential passes, transmitter is about, a
/// receptor is open or a carbon fibre reads something.
const STIRRED: SimTime = SimTime::from_nanos(250_000);
/// Between samples while a pore is open.
const OPEN: SimTime = SimTime::from_nanos(500_000);
/// Between any two samples, however much happens: the longer, the more pores
/// there are to be looked at.
const SOONEST: SimTime = SimTime::from_nanos(20_000);
const SOONEST_A_PORE: u64 = 2_500;
/// Between samples otherwise.
const QUIET: SimTime = SimTime::from_nanos(10_000_000);

/// When the next sample is due.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct NextSample {
    pub due: SimTime,
    /// Before then none is, unless an action potential fires.
    not_before: SimTime,
    /// When the newest was taken: a moment that is looked at twice is sampled
    /// once.
    taken: Option<SimTime>,
    /// Open pores and settled areas when the newest was taken: a pore that
    /// opens and membrane that changes hands are sampled at once.
    seen: (usize, AreaLedger),
}

pub(in crate::sim) fn plugin(app: &mut App) {
    app.keeps::<NextSample>()
        .keeps_part_of::<Record>()
        .keeps::<Totals>()
        .add_systems(
            Simulation,
            take_samples.in_set(SimulationSystems::Recording),
        );
}

fn take_samples(
    clock: Res<SimClock>,
    spikes: Res<Spikes>,
    calcium: Res<Calcium>,
    bursts: Res<Bursts>,
    controls: Res<Controls>,
    parameters: Res<Parameters>,
    ledger: Res<AreaLedger>,
    areas: Areas,
    energy: Energy,
    cleft: Res<Cleft>,
    totals: Res<Totals>,
    vesicles: Query<(&Vesicle, &Stage, Option<&FusionPore>)>,
    (inserted, matrix, shed): (Res<InsertedChannels>, Res<Matrix>, Res<Shed>),
    mut fibre: ResMut<CarbonFibre>,
    mut next: ResMut<NextSample>,
    mut record: ResMut<Record>,
) {
    let now = clock.now;
    let just_fired = spikes.newest() == Some(now);
    // A stop at which nothing is due is somebody's look, not the cell's doing.
    if clock.is_at_rest || next.taken == Some(now) {
        return;
    }
    // Whatever has happened is seen soon enough.
    if next.not_before > now && !just_fired {
        next.due = next.due.min(next.not_before);
        return;
    }
    let seen = (areas.open_pores(now), *ledger);
    if next.due > now && !just_fired && seen == next.seen {
        return;
    }
    let shares = areas.at(now);
    let spent = energy.at(now);
    let watched = calcium.watched(controls.number(Knob::WatchedSite));
    let mut sample = Sample {
        time: now,
        vm_mv: membrane_potential_mv(now, &spikes, &bursts, &parameters),
        calcium_um: calcium.at_site(watched).at(now.as_secs()),
        capacitance_ff: areas.capacitance_ff(now),
        membrane_area_nm2: shares.plasma_membrane + shares.pits,
        vesicle_area_nm2: shares.vesicles,
        retrieved_area_nm2: shares.retrieved,
        open_pores: seen.0 as u32,
        released_vesicles: totals.released_vesicles(),
        released_molecules: cleft.counts().released,
        free_molecules: cleft.free() as u64,
        open_receptors: cleft.open_receptors(),
        postsynaptic_pa: cleft.postsynaptic_pa(),
        atp_used: spent.total(),
        energy: spent,
        channels: inserted.in_membrane() as u64,
        released_procollagen: matrix.released(now),
        free_procollagen: matrix.free(now) as u64,
        fibrils_nm: matrix.length_nm(),
        exosomes_outside: shed.outside(Ball::Exosome, now),
        exosomes_released: shed.released(Ball::Exosome, now),
        waste_outside: shed.outside(Ball::Waste, now),
        waste_released: shed.released(Ball::Waste, now),
        ..Sample::default()
    };
    for (vesicle, stage, pore) in &vesicles {
        if vesicle.kind.holds_sacs() {
            let inside = pore.map_or(vesicle.contents as usize, |pore| pore.inside_at(now));
            sample.exosomes_inside += inside as u64;
        }
        match stage {
            Stage::Docked => sample.docked += 1,
            Stage::Primed => sample.primed += 1,
            Stage::Resting(Pool::Reserve) => sample.reserve += 1,
            Stage::Resting(Pool::Recycling) => sample.recycling += 1,
            _ => {}
        }
    }
    sample.amperometric_pa = fibre.current_pa(now);
    fibre.forget(now);
    let excited = spikes
        .newest()
        .is_some_and(|newest| now.since(newest) < EXCITEMENT);
    // Those of some cells last longer.
    let passes = spikes
        .newest()
        .is_some_and(|newest| now.since(newest).as_secs() < parameters.calcium.potential.over_s());
    let just_released = cleft
        .newest_release()
        .is_some_and(|newest| now.since(newest) < SURGE);
    let interval = if excited || just_released {
        EXCITED
    } else if passes || cleft.free() > 0 || cleft.open_receptors() > 0 || fibre.is_reading(now) {
        STIRRED
    } else if areas.is_any_pore_under_way(now) {
        OPEN
    } else {
        QUIET
    };
    let looked_at = SOONEST_A_PORE * areas.pores() as u64;
    next.not_before = now + SOONEST + SimTime::from_nanos(looked_at);
    next.due = (now + interval)
        .min(cleft.next_release())
        .max(next.not_before);
    next.taken = Some(now);
    next.seen = seen;
    record.add_sample(sample);
}
