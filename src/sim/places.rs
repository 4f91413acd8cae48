//! Who holds which place: pools, release sites, pits. No two vesicles are
//! ever sent to the same one.

use bevy::{math::DVec3, prelude::*};

use super::vesicle::{MembranePlace, VesicleId, snares::SiteSnares};
use crate::{biology::vesicles::Pool, units::SimTime};

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
    /// SNAREs of the membrane within reach of its vesicle.
    pub snares: SiteSnares,
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
    /// Whether membrane that leaves along a track comes to a Golgi.
    pub has_golgi: bool,
    /// When the next free release site calls, kept up to date by whatever
    /// changes holders or calls.
    next_call: SimTime,
}

impl Places {
    /// Places that nobody holds yet.
    pub fn new(
        pools: Vec<PoolPlace>,
        release: Vec<SitePlace>,
        constitutive: Vec<SitePlace>,
        pits: Vec<SitePlace>,
    ) -> Self {
        let mut places = Self {
            pools,
            release,
            constitutive,
            pits,
            has_golgi: false,
            next_call: SimTime::NEVER,
        };
        places.find_next_call();
        places
    }

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
            Goal::Release(index) => self.change_site(index, |site| site.holder = holder),
            Goal::Constitutive(index) => self.constitutive[index].holder = holder,
            Goal::Pit(index) => self.pits[index].holder = holder,
            Goal::Beyond => {}
        }
    }

    /// Sets when a release site calls a vesicle, should it be free then.
    pub fn plan_call(&mut self, site: usize, at: SimTime) {
        self.change_site(site, |site| site.calls = at);
    }

    fn change_site(&mut self, index: usize, change: impl FnOnce(&mut SitePlace)) {
        let call = |site: &SitePlace| match site.holder {
            None => site.calls,
            Some(_) => SimTime::NEVER,
        };
        let before = call(&self.release[index]);
        change(&mut self.release[index]);
        let after = call(&self.release[index]);
        if after <= self.next_call {
            self.next_call = after;
        } else if before == self.next_call {
            self.find_next_call();
        }
    }

    fn find_next_call(&mut self) {
        let free = self.release.iter().filter(|site| site.holder.is_none());
        self.next_call = free.map(|site| site.calls).min().unwrap_or(SimTime::NEVER);
    }

    /// The SNAREs of a release site.
    pub fn snares_at(&mut self, goal: Goal) -> Option<&mut SiteSnares> {
        match goal {
            Goal::Release(index) => Some(&mut self.release[index].snares),
            _ => None,
        }
    }

    /// The SNAREs of all release sites.
    pub fn snares(&self) -> SiteSnares {
        let sites = self.release.iter().map(|site| site.snares);
        sites.fold(SiteSnares::default(), |sum, site| SiteSnares {
            free: sum.free + site.free,
            paired: sum.paired + site.paired,
            spent: sum.spent + site.spent,
        })
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
        self.next_call
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> SitePlace {
        SitePlace {
            name: String::new(),
            place: MembranePlace {
                point: DVec3::ZERO,
                inward: DVec3::Y,
            },
            room_nm: 0.0,
            holder: None,
            calls: SimTime::ZERO,
            call_count: 0,
            snares: SiteSnares::default(),
        }
    }

    #[test]
    fn the_next_call_is_that_of_the_first_free_site_whatever_changes() {
        let sites = vec![site(), site(), site(), site()];
        let mut places = Places::new(Vec::new(), sites, Vec::new(), Vec::new());
        for step in 0_u64..400 {
            let index = (step * 7 % 4) as usize;
            match step % 3 {
                0 => places.plan_call(index, SimTime::from_nanos(step * 37 % 101)),
                1 => places.hold(Goal::Release(index), Some(VesicleId(1))),
                _ => places.hold(Goal::Release((index + 1) % 4), None),
            }
            let free = places.release.iter().filter(|site| site.holder.is_none());
            let first = free.map(|site| site.calls).min();
            assert_eq!(places.next_call(), first.unwrap_or(SimTime::NEVER));
        }
    }
}
