//! Traces: what instruments would read, sampled the more often the more
//! happens. How often depends on the state of the cell alone.

use bevy::prelude::*;

use super::{Record, Sample, Totals};
use crate::{
    sim::{
        Simulation, SimulationSystems,
        cargo::Cleft,
        clock::SimClock,
        energy::AtpAccount,
        membrane::AreaLedger,
        parameters::Parameters,
        signal::{Spikes, calcium_um, membrane_potential_mv},
        vesicle::{FusionPore, Motion, Stage},
    },
    units::SimTime,
};

/// Between samples while an action potential and its calcium pass.
const EXCITED: SimTime = SimTime::from_nanos(50_000);
/// How long that is.
const EXCITEMENT: SimTime = SimTime::from_nanos(4_000_000);
/// Between samples while a pore is open.
const OPEN: SimTime = SimTime::from_nanos(500_000);
/// Between samples otherwise.
const QUIET: SimTime = SimTime::from_nanos(10_000_000);

/// When the next sample is due.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct NextSample {
    pub due: SimTime,
    /// When the newest was taken: a moment that is looked at twice is sampled
    /// once.
    taken: Option<SimTime>,
    /// Open area when the newest was taken, in nm²: a pore that opens or ends
    /// is sampled at once.
    open_nm2: f64,
}

pub(in crate::sim) fn plugin(app: &mut App) {
    app.init_resource::<NextSample>()
        .init_resource::<Record>()
        .init_resource::<Totals>()
        .add_systems(
            Simulation,
            take_samples.in_set(SimulationSystems::Recording),
        );
}

fn take_samples(
    clock: Res<SimClock>,
    spikes: Res<Spikes>,
    parameters: Res<Parameters>,
    ledger: Res<AreaLedger>,
    energy: Res<AtpAccount>,
    cleft: Res<Cleft>,
    totals: Res<Totals>,
    vesicles: Query<(&Stage, &Motion)>,
    pores: Query<&FusionPore>,
    mut next: ResMut<NextSample>,
    mut record: ResMut<Record>,
) {
    let now = clock.now;
    let just_fired = spikes.newest() == Some(now);
    let pore_changed = ledger.open != next.open_nm2;
    if next.taken == Some(now) || next.due > now && !just_fired && !pore_changed {
        return;
    }
    let mut sample = Sample {
        time: now,
        vm_mv: membrane_potential_mv(now, &spikes, &parameters),
        calcium_um: calcium_um(now, &spikes, &parameters),
        capacitance_ff: parameters.capacitance_ff_per_nm2 * (ledger.plasma_membrane + ledger.open),
        membrane_area_nm2: ledger.plasma_membrane,
        vesicle_area_nm2: ledger.vesicles,
        retrieved_area_nm2: ledger.retrieved,
        open_pores: pores.iter().filter(|pore| pore.opened <= now).count() as u32,
        released_vesicles: totals.released_vesicles(),
        released_molecules: cleft.released_at(now),
        free_molecules: cleft.free_at(now),
        atp_used: energy.total(),
        ..Sample::default()
    };
    for (stage, motion) in &vesicles {
        match stage {
            Stage::Docked => sample.docked += 1,
            Stage::Primed => sample.primed += 1,
            _ => {}
        }
        sample.atp_used += motion.steps_done(now) as u64;
    }
    let excited = spikes
        .newest()
        .is_some_and(|newest| now.since(newest) < EXCITEMENT);
    let interval = if excited {
        EXCITED
    } else if sample.open_pores > 0 {
        OPEN
    } else {
        QUIET
    };
    next.due = now + interval;
    next.taken = Some(now);
    next.open_nm2 = ledger.open;
    record.add_sample(sample);
}
