//! Who holds which place: pools, release sites, pits. No two vesicles are
//! ever sent to the same one.

use bevy::{math::DVec3, prelude::*};

use super::vesicle::{MembranePlace, Pool, VesicleId};
use crate::units::SimTime;

/// A place in a pool.
#[derive(Clone, Debug)]
pub struct PoolPlace {
    pub pool: Pool,
    pub at: DVec3,
    pub holder: Option<VesicleId>,
}

/// A place on the membrane.
#[derive(Clone, Debug)]
pub struct SitePlace {
    pub name: String,
    pub place: MembranePlace,
    /// Radius of membrane that it has for itself among its neighbours.
    pub room_nm: f64,
    pub holder: Option<VesicleId>,
    /// When a free site will call the next vesicle.
    pub calls: SimTime,
    /// Calls made so far.
    pub call_count: u64,
}

/// Where a vesicle is bound for, or stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A place of a pool, by number.
    Pool(usize),
    /// A release site of the active zone, by number.
    Release(usize),
    /// A site of the constitutive pathway, by number.
    Constitutive(usize),
    /// A place where membrane is taken back, by number.
    Pit(usize),
    /// Out of the scene, along the axon.
    Beyond,
}

/// Every place of the cell.
#[derive(Resource, Clone, Debug, Default)]
pub struct Places {
    pub pools: Vec<PoolPlace>,
    pub release: Vec<SitePlace>,
    pub constitutive: Vec<SitePlace>,
    pub pits: Vec<SitePlace>,
}

impl Places {
    /// How many places of `pool` are free.
    pub fn free_places(&self, pool: Pool) -> usize {
        self.pools
            .iter()
            .filter(|place| place.pool == pool && place.holder.is_none())
            .count()
    }

    /// The free place of `pool` nearest to `point`.
    pub fn free_in(&self, pool: Pool, point: DVec3) -> Option<usize> {
        self.pools
            .iter()
            .enumerate()
            .filter(|(_, place)| place.pool == pool && place.holder.is_none())
            .min_by(|(_, a), (_, b)| {
                let distance = |place: &PoolPlace| place.at.distance_squared(point);
                distance(a).total_cmp(&distance(b))
            })
            .map(|(index, _)| index)
    }

    /// The free place of `pool` nearest to `point`, or of the other pool.
    pub fn free_in_any(&self, first: Pool, point: DVec3) -> Option<usize> {
        let second = match first {
            Pool::Reserve => Pool::Recycling,
            Pool::Recycling => Pool::Reserve,
        };
        self.free_in(first, point)
            .or_else(|| self.free_in(second, point))
    }

    /// Gives `goal` to `holder`, or sets it free.
    pub fn hold(&mut self, goal: Goal, holder: Option<VesicleId>) {
        match goal {
            Goal::Pool(index) => self.pools[index].holder = holder,
            Goal::Release(index) => self.release[index].holder = holder,
            Goal::Constitutive(index) => self.constitutive[index].holder = holder,
            Goal::Pit(index) => self.pits[index].holder = holder,
            Goal::Beyond => {}
        }
    }

    /// The membrane place of a site.
    pub fn site(&self, goal: Goal) -> Option<&SitePlace> {
        match goal {
            Goal::Release(index) => Some(&self.release[index]),
            Goal::Constitutive(index) => Some(&self.constitutive[index]),
            Goal::Pit(index) => Some(&self.pits[index]),
            Goal::Pool(_) | Goal::Beyond => None,
        }
    }

    /// When the next free release site calls.
    pub fn next_call(&self) -> SimTime {
        self.release
            .iter()
            .filter(|site| site.holder.is_none())
            .map(|site| site.calls)
            .min()
            .unwrap_or(SimTime::NEVER)
    }
}
