//! The account of membrane at any moment: a vesicle that collapses gives its
//! area to the plasma membrane bit by bit, as its shape does, and a pit takes
//! it back the same way.

use bevy::{ecs::system::SystemParam, prelude::*};

use super::AreaLedger;
use crate::{
    biology::{conductance::seen_through_pore_ff, parameters::Parameters},
    sim::vesicle::{FusionPore, Pit, Vesicle},
    units::SimTime,
};

/// Where all the membrane is at one moment, in nm².
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AreaShares {
    /// What lies in the plasma membrane, pits left out.
    pub plasma_membrane: f64,
    /// Drawn into pits, which are still one with the plasma membrane.
    pub pits: f64,
    /// Vesicles and carriers, those beyond the scene's edge included.
    pub vesicles: f64,
    /// Cut off from the plasma membrane and not yet refilled.
    pub retrieved: f64,
}

impl AreaShares {
    /// The sum that stays the same.
    pub fn total(&self) -> f64 {
        self.plasma_membrane + self.pits + self.vesicles + self.retrieved
    }
}

/// Reads the account of membrane at any moment of the present stretch of time,
/// in which nothing ends.
#[derive(SystemParam)]
pub struct Areas<'w, 's> {
    ledger: Res<'w, AreaLedger>,
    parameters: Res<'w, Parameters>,
    pores: Query<'w, 's, (&'static Vesicle, &'static FusionPore)>,
    pits: Query<'w, 's, (&'static Vesicle, &'static Pit)>,
}

impl Areas<'_, '_> {
    /// Where the membrane is at `now`.
    pub fn at(&self, now: SimTime) -> AreaShares {
        let given = in_order(self.pores.iter().map(|(vesicle, pore)| {
            let area = vesicle.area_nm2();
            (vesicle.id.0, area * pore.given_at(now))
        }));
        let taken = in_order(self.pits.iter().map(|(vesicle, pit)| {
            let area = vesicle.area_nm2();
            (vesicle.id.0, area * pit.taken_at(now))
        }));
        AreaShares {
            plasma_membrane: self.ledger.plasma_membrane + given - taken,
            pits: taken,
            vesicles: self.ledger.vesicles - given,
            retrieved: self.ledger.retrieved,
        }
    }

    /// Capacitance of the cell at `now` in femtofarads, as a sine wave at the
    /// electrode sees it: all that is one with the plasma membrane, and what
    /// is still a vesicle's as far as its pore lets it be seen.
    pub fn capacitance_ff(&self, now: SimTime) -> f64 {
        let parameters = &self.parameters;
        let shares = self.at(now);
        let behind_pores_ff = in_order(self.pores.iter().map(|(vesicle, pore)| {
            let area = vesicle.area_nm2() * (1.0 - pore.given_at(now));
            let pore_nm = pore.aqueous_nm_at(now);
            let seen = seen_through_pore_ff(
                parameters.capacitance_ff_per_nm2 * area,
                parameters.fusion.pore_water.conductance_ps(pore_nm),
                parameters.sine_hz,
            );
            (vesicle.id.0, seen)
        }));
        parameters.capacitance_ff_per_nm2 * (shares.plasma_membrane + shares.pits) + behind_pores_ff
    }

    /// How many pores are open at `now`.
    pub fn open_pores(&self, now: SimTime) -> usize {
        let open = |(_, pore): &(&Vesicle, &FusionPore)| pore.is_open_at(now);
        self.pores.iter().filter(open).count()
    }

    /// How many vesicles are being triggered, open or on their way to be flat or
    /// free.
    pub fn pores(&self) -> usize {
        self.pores.iter().len()
    }

    /// Whether any vesicle is between the opening of its pore and its end, be
    /// the pore open at `now` or shut in a flicker, those apart that flatten too
    /// slowly to be looked at closely.
    pub fn is_any_pore_under_way(&self, now: SimTime) -> bool {
        self.pores.iter().any(|(_, pore)| {
            (pore.opened..pore.ends).contains(&now) && !pore.flattens_slowly_at(now)
        })
    }
}

/// The sum in the order of the vesicles' numbers, so that it comes out the
/// same to the last digit however the vesicles are stored.
fn in_order(parts: impl Iterator<Item = (u32, f64)>) -> f64 {
    let mut parts: Vec<(u32, f64)> = parts.collect();
    parts.sort_unstable_by_key(|(number, _)| *number);
    parts.iter().map(|(_, part)| part).sum()
}
