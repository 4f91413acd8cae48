//! Whether there is room for the vesicles that a scene asks for.

use bevy::math::DVec3;

use super::{Inspection, limits, tracks::length_through};
use crate::{
    biology::{
        parameters::Parameters,
        vesicles::{Pathway, Pool},
    },
    scene::{
        Constitutive, PoolPlaces, STARTS_ALONG, Start,
        placement::{Crowd, Surroundings},
        raw,
    },
};

/// Carriers that walk and that are tethered when the run begins, if the scene
/// doesn't say.
const USUALLY_WALKING: usize = 2;
const USUALLY_TETHERED: usize = 1;

/// Whether vesicles of a pathway ride on a microtubule.
fn carries(track: &raw::Curve, pathway: Pathway) -> bool {
    track
        .carries
        .is_none_or(|carried| carried.checked() == pathway)
}

/// Whether a microtubule leads carriers anywhere.
pub(super) fn leads_carriers(raw: &raw::SceneFile) -> bool {
    let mut tracks = raw.microtubules.iter();
    tracks.any(|track| carries(track, Pathway::Constitutive))
}

/// How many vesicles the microtubules of a pathway hold, one behind the other
/// where a run lets them begin to walk.
fn held_walking(raw: &raw::SceneFile, pathway: Pathway, radius_nm: f64) -> usize {
    let [from, to] = STARTS_ALONG;
    let tracks = raw.microtubules.iter();
    let lengths = tracks
        .filter(|track| carries(track, pathway))
        .map(|track| (to - from) * length_through(&track.points));
    // A point that is no place in the scene is told elsewhere.
    lengths.fold(0_usize, |held, length_nm| {
        let behind = (length_nm / (2.0 * radius_nm)) as usize;
        held.saturating_add(behind).saturating_add(1)
    })
}

impl Inspection<'_> {
    pub(super) fn start(&mut self, raw: &raw::SceneFile, parameters: &Parameters) -> Start {
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
        let path = "start.walking";
        let few = self.count(path, "walking vesicles", start.walking, limits::WALKING);
        if few && start.walking > 0 {
            let radius_nm = parameters.largest_nm(Pathway::Regulated);
            self.walking(raw, path, start.walking, Pathway::Regulated, radius_nm);
            let free = raw.pools.iter().fold(0_usize, |free, pool| {
                free.saturating_add(pool.places.saturating_sub(pool.filled))
            });
            if start.walking > free {
                self.tell(
                    path,
                    format!(
                        "{} vesicles walk to places of the pools, of which {free} are free",
                        start.walking
                    ),
                    "give more places, fill fewer of them or let fewer walk",
                );
            }
        }
        Start {
            tethered: start.tethered,
            docked: start.docked,
            primed: start.primed,
            walking: start.walking,
        }
    }

    /// Whether there are tracks for those that walk at first, and room on them.
    fn walking(
        &mut self,
        raw: &raw::SceneFile,
        path: &str,
        count: usize,
        pathway: Pathway,
        radius_nm: f64,
    ) {
        let held = held_walking(raw, pathway, radius_nm);
        let whose = match pathway {
            Pathway::Regulated => "regulated vesicles",
            Pathway::Constitutive => "carriers",
        };
        if held == 0 {
            self.tell(
                path,
                format!("no microtubule carries {whose}, so none can walk"),
                "add a microtubule for them or let none walk",
            );
        } else if count > held {
            self.tell(
                path,
                format!("{count} {whose} can't walk on microtubules that hold {held} of them"),
                "add microtubules, make them longer or let fewer walk",
            );
        }
    }

    pub(super) fn constitutive(
        &mut self,
        raw: &raw::SceneFile,
        parameters: &Parameters,
    ) -> Option<Constitutive> {
        let lane = raw.constitutive.as_ref()?;
        let path = "constitutive.carriers";
        let few = self.count(path, "carriers", lane.carriers, limits::CARRIERS);
        let sites = raw.constitutive_sites.len();
        let has_way = sites > 0 && leads_carriers(raw);
        if lane.carriers > 0 && !has_way {
            self.tell(
                path,
                "carriers have nowhere to go",
                "give at least one microtubule for them and one of constitutive_sites",
            );
        }
        // A carrier or two are under way when nothing is said, and one has come.
        let room = lane.carriers.min(sites).saturating_sub(lane.docked);
        let walking = lane.walking.unwrap_or_else(|| {
            let rest = room.saturating_sub(lane.tethered.unwrap_or_default());
            rest.min(USUALLY_WALKING)
        });
        let rest = room.saturating_sub(walking);
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
        if few && has_way && told <= lane.carriers {
            if told > sites {
                self.tell(
                    "constitutive",
                    format!(
                        "{told} carriers are to walk, be tethered and be docked at first, each \
                         with a place of its own, and there are {sites} constitutive_sites"
                    ),
                    "add sites, or let fewer walk, be tethered and be docked",
                );
            }
            let radius_nm = parameters.largest_nm(Pathway::Constitutive);
            let path = "constitutive.walking";
            self.walking(raw, path, walking, Pathway::Constitutive, radius_nm);
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
