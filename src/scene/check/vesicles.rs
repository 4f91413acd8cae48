//! Whether there is room for the vesicles that a scene asks for.

use bevy::math::DVec3;

use super::{Inspection, limits};
use crate::{
    scene::{
        Constitutive, PoolPlaces, Start,
        placement::{Crowd, Surroundings},
        raw,
    },
    sim::vesicle::Pool,
};

/// Carriers that walk and that are tethered when the run begins, if the scene
/// doesn't say.
const USUALLY_WALKING: usize = 2;
const USUALLY_TETHERED: usize = 1;

impl Inspection<'_> {
    pub(super) fn start(&mut self, raw: &raw::SceneFile) -> Start {
        let start = &raw.start;
        let standing = start
            .tethered
            .saturating_add(start.docked)
            .saturating_add(start.primed);
        if standing > raw.sites.len() {
            self.tell(
                "start",
                format!(
                    "{standing} vesicles can't stand at {} release sites",
                    raw.sites.len()
                ),
                "add sites or let fewer be tethered, docked and primed",
            );
        }
        if start.walking > 0 && raw.microtubules.is_empty() {
            self.tell(
                "start.walking",
                "vesicles can't walk without microtubules",
                "add a microtubule or let none walk",
            );
        }
        self.count(
            "start.walking",
            "walking vesicles",
            start.walking,
            limits::WALKING,
        );
        Start {
            tethered: start.tethered,
            docked: start.docked,
            primed: start.primed,
            walking: start.walking,
        }
    }

    pub(super) fn constitutive(&mut self, raw: &raw::SceneFile) -> Option<Constitutive> {
        let lane = raw.constitutive.as_ref()?;
        let path = "constitutive.carriers";
        self.count(path, "carriers", lane.carriers, limits::CARRIERS);
        let goes_there = |track: &raw::Curve| {
            track
                .carries
                .is_none_or(|pathway| matches!(pathway, raw::Pathway::Constitutive))
        };
        let has_way = raw.microtubules.iter().any(goes_there);
        if lane.carriers > 0 && (raw.constitutive_sites.is_empty() || !has_way) {
            self.tell(
                path,
                "carriers have nowhere to go",
                "give at least one microtubule and one of constitutive_sites",
            );
        }
        // A carrier or two are under way when nothing is said.
        let walking = lane.walking.unwrap_or(lane.carriers.min(USUALLY_WALKING));
        let rest = lane.carriers.saturating_sub(walking);
        let tethered = lane.tethered.unwrap_or(rest.min(USUALLY_TETHERED));
        let told = walking.saturating_add(tethered).saturating_add(lane.docked);
        if told > lane.carriers {
            self.tell(
                path,
                format!(
                    "{told} of {} carriers are to start elsewhere",
                    lane.carriers
                ),
                "let fewer walk, be tethered and be docked, or give more carriers",
            );
        }
        Some(Constitutive {
            carriers: lane.carriers,
            walking,
            tethered,
            docked: lane.docked,
        })
    }

    pub(super) fn pool_counts(&mut self, raw: &raw::SceneFile) -> bool {
        let mut sound = self.count("pools", "pools", raw.pools.len(), limits::POOLS);
        let all = raw
            .pools
            .iter()
            .fold(0_usize, |sum, pool| sum.saturating_add(pool.places));
        sound &= self.count("pools", "places of all pools", all, limits::PLACES);
        for (index, pool) in raw.pools.iter().enumerate().take(limits::POOLS) {
            let path = format!("pools[{index}]");
            if pool.filled > pool.places {
                self.tell(
                    &format!("{path}.filled"),
                    format!("{} places can't hold {} vesicles", pool.places, pool.filled),
                    "fill at most as many as there are places",
                );
            }
            if pool.at.len() > pool.places {
                self.tell(
                    &format!("{path}.at"),
                    format!(
                        "{} places are listed, but `places` says {}",
                        pool.at.len(),
                        pool.places
                    ),
                    "count those listed into `places`",
                );
                sound = false;
            }
            let path = format!("{path}.region");
            match &pool.region {
                Some(region) => {
                    if !self.shape(&path, region) {
                        sound = false;
                    } else if region.bounds().is_none() {
                        self.tell(
                            &path,
                            "this region has no end",
                            "choose a ball, an ellipsoid, a capsule or a slab",
                        );
                        sound = false;
                    }
                }
                None if pool.at.len() < pool.places => {
                    self.tell(
                        &path,
                        format!(
                            "{} places are asked for and {} are listed",
                            pool.places,
                            pool.at.len()
                        ),
                        "give a region for the rest",
                    );
                    sound = false;
                }
                None => {}
            }
        }
        sound
    }

    pub(super) fn pools(
        &mut self,
        raw: &[raw::Pool],
        surroundings: &Surroundings,
    ) -> Vec<PoolPlaces> {
        let clear = surroundings.clearances();
        let mut crowd = Crowd::new(clear);
        // All places given by hand stand before any is drawn.
        let mut listed: Vec<Vec<DVec3>> = Vec::new();
        for (index, pool) in raw.iter().enumerate() {
            let mut places = Vec::new();
            for (number, &point) in pool.at.iter().enumerate() {
                let path = format!("pools[{index}].at[{number}]");
                if !self.point(&path, point) {
                    continue;
                }
                let point = DVec3::from(point);
                if crowd.overlaps(point) {
                    self.tell(
                        &path,
                        "a vesicle here would overlap another",
                        format!("keep places {} nm apart", clear.vesicle_nm),
                    );
                } else if let Some(obstacle) = surroundings.obstacle(point) {
                    self.tell(
                        &path,
                        format!("this place {}", obstacle.in_words(clear)),
                        "move it into free cytosol",
                    );
                }
                crowd.place(point);
                places.push(point);
            }
            listed.push(places);
        }
        let mut pools = Vec::new();
        for ((index, pool), mut places) in raw.iter().enumerate().zip(listed) {
            let wanted = pool.places.saturating_sub(pool.at.len());
            if let Some(region) = &pool.region
                && wanted > 0
            {
                // How many fit depends on all the rest, so the rest comes first.
                if !self.problems.is_empty() {
                    continue;
                }
                let drawn = crowd.fill(region, wanted, surroundings);
                if drawn.len() < wanted {
                    self.tell(
                        &format!("pools[{index}].places"),
                        format!(
                            "only {} of {wanted} places fit into this region",
                            drawn.len()
                        ),
                        "ask for fewer or make the region larger",
                    );
                }
                places.extend(drawn);
            }
            pools.push(PoolPlaces {
                pool: match pool.pool {
                    raw::PoolKind::Reserve => Pool::Reserve,
                    raw::PoolKind::Recycling => Pool::Recycling,
                },
                filled: pool.filled,
                places,
            });
        }
        pools
    }
}
