//! Proteins of a vesicle's membrane: where they stand on it, and where they
//! go once a full collapse has given them to the plasma membrane.
//!
//! They take no part in the run. Each one's walk is a function of the seed,
//! the vesicle, its own number and the moment, so it can be asked at any time
//! in any order. A pit of clathrin-mediated retrieval gathers the proteins of
//! a collapse before it, and the walks that lead there are random walks of
//! which only the end is known.

use std::collections::VecDeque;

use bevy::{
    math::{DVec2, DVec3},
    prelude::*,
};

use crate::{
    biology::vesicles::VesicleKind,
    sim::{
        Simulation, SimulationSystems,
        cell::Begun,
        chance::{Chance, Purpose, normal_vector},
        clock::SimClock,
        state::Keeps,
        vesicle::{FusionMode, FusionPore, MembranePlace, Pit, Vesicle, VesicleId},
    },
    units::SimTime,
};

/// Most collapses whose proteins are remembered; the oldest are forgotten.
const MOST_CLOUDS: usize = 96;
/// Longest time they are remembered; by then they are among all others.
const LONGEST: SimTime = SimTime::from_nanos(120_000_000_000);
/// A pit that is cut off sooner than this takes what is there: proteins would
/// not reach it by diffusion.
const LEAST_GATHERING: SimTime = SimTime::from_nanos(1_000_000_000);

/// Where and when a pit takes proteins back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gathering {
    /// The vesicle that the pit becomes.
    pub into: VesicleId,
    pub place: MembranePlace,
    pub from: SimTime,
    pub until: SimTime,
}

/// The proteins that one full collapse gives to the plasma membrane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cloud {
    pub vesicle: VesicleId,
    pub kind: VesicleKind,
    pub place: MembranePlace,
    /// Radius of the vesicle's mid-plane.
    pub sphere_nm: f64,
    /// When the vesicle is flat and the proteins begin to spread.
    pub from: SimTime,
    pub gathering: Option<Gathering>,
}

impl Cloud {
    /// How far protein number `index` has gone from where it stood when the
    /// vesicle was flat, in the membrane's plane along [`plane_of`] its place.
    pub fn walked(&self, index: usize, now: SimTime, nm2_per_s: f64, chance: &Chance) -> DVec2 {
        let until = self.gathering.map_or(now, |pit| now.min(pit.from));
        let walk = Walk {
            who: self.vesicle.0.into(),
            index: index as u64,
        };
        walk.free(until.since(self.from), chance) * (2.0 * nm2_per_s).sqrt()
    }

    /// Where protein number `index` that began to be gathered at `from` (in
    /// nanometres, in the plane of the pit) is on its way to `to`.
    pub fn gathered(
        &self,
        pit: &Gathering,
        index: usize,
        [from, to]: [DVec2; 2],
        now: SimTime,
        nm2_per_s: f64,
        chance: &Chance,
    ) -> DVec2 {
        let whole_s = pit.until.since(pit.from).as_secs();
        let part = (now.since(pit.from).as_secs() / whole_s.max(1e-9)).min(1.0);
        let walk = Walk {
            who: self.vesicle.0.into(),
            index: index as u64,
        };
        let aside = walk.tied(part, chance) * (2.0 * nm2_per_s * whole_s).sqrt();
        from.lerp(to, part) + aside
    }
}

/// Two directions at right angles in the plane of a place.
pub fn plane_of(place: &MembranePlace) -> [DVec3; 2] {
    let side = place.inward.any_orthonormal_vector();
    [side, place.inward.cross(side)]
}

/// One protein's walk, refined by halving (Lévy's construction), so that it
/// is the same however it is sampled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk {
    who: u64,
    index: u64,
}

/// Walks are straight for times shorter than the last halving: 16 µs.
const LONGEST_NANOS: u64 = 1 << 37;
const HALVINGS: u32 = 23;
/// Set in the number of a draw for a walk whose end is known.
const TIED: u64 = 1 << 63;

impl Walk {
    pub fn of(who: u64, index: u64) -> Self {
        Self { who, index }
    }

    fn step(&self, node: u64, tied: u64, chance: &Chance) -> DVec2 {
        let mut rng = chance.draw(
            self.who,
            Purpose::ProteinWalk,
            tied | self.index << 40 | node,
        );
        normal_vector(&mut rng).truncate()
    }

    /// A Brownian walk from the origin with variance one a second in each
    /// direction.
    pub fn free(&self, elapsed: SimTime, chance: &Chance) -> DVec2 {
        let elapsed = elapsed.as_nanos().min(LONGEST_NANOS);
        let whole_s = LONGEST_NANOS as f64 * 1e-9;
        let end = self.step(0, 0, chance) * whole_s.sqrt();
        let part = elapsed as f64 / LONGEST_NANOS as f64;
        self.between(DVec2::ZERO, end, whole_s, part, 0, chance)
    }

    /// A Brownian walk over unit time that is known to come back.
    fn tied(&self, part: f64, chance: &Chance) -> DVec2 {
        self.between(DVec2::ZERO, DVec2::ZERO, 1.0, part, TIED, chance)
    }

    fn between(
        &self,
        mut left: DVec2,
        mut right: DVec2,
        mut variance: f64,
        mut part: f64,
        tied: u64,
        chance: &Chance,
    ) -> DVec2 {
        let mut node = 1_u64;
        for _ in 0..HALVINGS {
            // A bridge's middle has a quarter of the whole way's variance.
            let spread = (variance / 4.0).sqrt();
            let middle = (left + right) * 0.5 + spread * self.step(node, tied, chance);
            if part < 0.5 {
                right = middle;
                node *= 2;
                part *= 2.0;
            } else {
                left = middle;
                node = 2 * node + 1;
                part = 2.0 * part - 1.0;
            }
            variance /= 2.0;
        }
        left.lerp(right, part)
    }
}

/// The proteins that collapses have given to the plasma membrane, the oldest
/// first.
#[derive(Resource, Clone, Debug, Default)]
pub struct GivenProteins {
    clouds: VecDeque<Cloud>,
}

impl GivenProteins {
    /// All that are remembered.
    pub fn clouds(&self) -> impl Iterator<Item = &Cloud> {
        self.clouds.iter()
    }

    /// Those that are gathered into a pit.
    pub fn gathered_by(&self, pit: VesicleId) -> Option<&Cloud> {
        self.clouds
            .iter()
            .find(|cloud| cloud.gathering.is_some_and(|to| to.into == pit))
    }

    fn give(&mut self, cloud: Cloud) {
        self.clouds.push_back(cloud);
        if self.clouds.len() > MOST_CLOUDS {
            self.clouds.pop_front();
        }
    }

    /// Leaves the oldest proteins of a kind to a pit; without time for them
    /// to come, they are among all others from then on.
    fn gather(&mut self, kind: VesicleKind, pit: Gathering) {
        let oldest = self.clouds.iter().position(|cloud| {
            cloud.kind == kind && cloud.gathering.is_none() && cloud.from <= pit.from
        });
        let Some(oldest) = oldest else { return };
        if pit.until.since(pit.from) < LEAST_GATHERING {
            self.clouds.remove(oldest);
        } else if let Some(cloud) = self.clouds.get_mut(oldest) {
            cloud.gathering = Some(pit);
        }
    }

    fn forget(&mut self, now: SimTime) {
        self.clouds.retain(|cloud| match cloud.gathering {
            Some(pit) => now <= pit.until,
            None => now.since(cloud.from) < LONGEST,
        });
    }
}

pub(in crate::sim) fn plugin(app: &mut App) {
    app.keeps::<GivenProteins>().add_systems(
        Simulation,
        keep_account_of_proteins
            .after(SimulationSystems::Retrieval)
            .before(SimulationSystems::Recording),
    );
}

/// The course of a fusion is fixed when it is triggered, and so is that of a
/// pit when it begins.
fn keep_account_of_proteins(
    mut given: ResMut<GivenProteins>,
    clock: Res<SimClock>,
    begun: Res<Begun>,
    fusions: Query<(&Vesicle, &FusionPore)>,
    pits: Query<(&Vesicle, &Pit)>,
) {
    let collapses: Vec<Cloud> = fusions
        .iter_many(&begun.fusions)
        // What flows out of a tube is not gathered where the tip was.
        .filter(|(_, pore)| pore.mode == FusionMode::FullCollapse && pore.tail.is_none())
        .map(|(vesicle, pore)| Cloud {
            vesicle: vesicle.id,
            kind: vesicle.kind,
            place: pore.place,
            sphere_nm: pore.sphere_nm,
            from: pore.ends,
            gathering: None,
        })
        .collect();
    let gatherings: Vec<(VesicleKind, Gathering)> = pits
        .iter_many(&begun.pits)
        .map(|(vesicle, pit)| {
            let gathering = Gathering {
                into: vesicle.id,
                place: pit.place,
                from: pit.began,
                until: pit.scission,
            };
            (vesicle.kind, gathering)
        })
        .collect();
    if collapses.is_empty() && gatherings.is_empty() {
        return;
    }
    given.forget(clock.now);
    for cloud in collapses {
        given.give(cloud);
    }
    for (kind, pit) in gatherings {
        given.gather(kind, pit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFFUSION: f64 = 10_000.0;

    fn cloud() -> Cloud {
        Cloud {
            vesicle: VesicleId(7),
            kind: VesicleKind::built_in("synaptic_vesicle"),
            place: MembranePlace {
                point: DVec3::ZERO,
                inward: DVec3::Y,
            },
            sphere_nm: 18.75,
            from: SimTime::from_millis(250.0),
            gathering: None,
        }
    }

    fn pit(from: f64, until: f64) -> Gathering {
        Gathering {
            into: VesicleId(90),
            place: cloud().place,
            from: SimTime::from_secs(from),
            until: SimTime::from_secs(until),
        }
    }

    fn at(index: usize, seconds: f64) -> DVec2 {
        let now = cloud().from + SimTime::from_secs(seconds);
        cloud().walked(index, now, DIFFUSION, &Chance::from_seed(3))
    }

    #[test]
    fn proteins_spread_as_their_diffusion_says() {
        let count = 6000;
        for seconds in [0.02, 0.7, 9.0] {
            let sum: f64 = (0..count)
                .map(|index| at(index, seconds).length_squared())
                .sum();
            // The standard error of the mean is 1/√6000, 1.3 %.
            let ratio = sum / count as f64 / (4.0 * DIFFUSION * seconds);
            assert!((ratio - 1.0).abs() < 0.03, "{ratio} at {seconds} s");
        }
    }

    #[test]
    fn steps_one_after_the_other_have_nothing_to_do_with_each_other() {
        let count = 6000;
        let (mut product, mut squares) = (0.0, 0.0);
        for index in 0..count {
            let [first, second] = [at(index, 1.0), at(index, 2.0) - at(index, 1.0)];
            product += first.dot(second);
            squares += second.length_squared();
        }
        assert!((product / squares).abs() < 0.03, "{}", product / squares);
        let ratio = squares / f64::from(count as u32) / (4.0 * DIFFUSION);
        assert!((ratio - 1.0).abs() < 0.03, "{ratio}");
    }

    #[test]
    fn a_walk_is_the_same_however_it_is_sampled() {
        let forward: Vec<DVec2> = (0..50).map(|step| at(1, f64::from(step) * 0.37)).collect();
        let backward: Vec<DVec2> = (0..50)
            .rev()
            .map(|step| at(1, f64::from(step) * 0.37))
            .collect();
        assert!(forward.iter().eq(backward.iter().rev()));
        assert_eq!(forward[0], DVec2::ZERO);
    }

    #[test]
    fn gathered_proteins_walk_on_from_where_they_were_and_end_in_the_pit() {
        let chance = Chance::from_seed(3);
        let pit = pit(5.0, 8.0);
        let cloud = Cloud {
            gathering: Some(pit),
            ..cloud()
        };
        let ends = [DVec2::new(300.0, -80.0), DVec2::new(4.0, 9.0)];
        let on_the_way = |seconds| {
            cloud.gathered(
                &pit,
                3,
                ends,
                SimTime::from_secs(seconds),
                DIFFUSION,
                &chance,
            )
        };
        assert!(on_the_way(5.0).distance(ends[0]) < 1e-6);
        assert!(on_the_way(8.0).distance(ends[1]) < 1e-6);
        // Halfway the walk strays by √(Dt/2) to each side, t being the whole.
        let strayed: f64 = (0..3000)
            .map(|index| {
                let now = SimTime::from_secs(6.5);
                let here = cloud.gathered(&pit, index, ends, now, DIFFUSION, &chance);
                here.distance_squared(ends[0].lerp(ends[1], 0.5))
            })
            .sum::<f64>()
            / 3000.0;
        let expected = DIFFUSION * 3.0;
        assert!((strayed / expected - 1.0).abs() < 0.06, "{strayed}");
        // Before the pit, nothing knows of it.
        let early = SimTime::from_secs(4.0);
        let free = Cloud {
            gathering: None,
            ..cloud
        };
        assert_eq!(
            cloud.walked(3, early, DIFFUSION, &chance),
            free.walked(3, early, DIFFUSION, &chance)
        );
    }

    #[test]
    fn a_pit_takes_the_oldest_proteins_of_its_kind_and_a_fast_one_none() {
        let mut given = GivenProteins::default();
        for id in [1, 2, 3] {
            given.give(Cloud {
                vesicle: VesicleId(id),
                ..cloud()
            });
        }
        given.gather(VesicleKind::built_in("constitutive_carrier"), pit(4.0, 7.0));
        assert!(given.gathered_by(VesicleId(90)).is_none());
        given.gather(VesicleKind::built_in("synaptic_vesicle"), pit(4.0, 4.08));
        assert_eq!(given.clouds().count(), 2);
        given.gather(VesicleKind::built_in("synaptic_vesicle"), pit(5.0, 8.0));
        let taken = given.gathered_by(VesicleId(90)).map(|cloud| cloud.vesicle);
        assert_eq!(taken, Some(VesicleId(2)));
        given.forget(SimTime::from_secs(9.0));
        assert_eq!(given.clouds().count(), 1);
        given.forget(SimTime::from_secs(200.0));
        assert_eq!(given.clouds().count(), 0);
    }

    #[test]
    fn memory_is_bounded() {
        let mut given = GivenProteins::default();
        for id in 0..500 {
            given.give(Cloud {
                vesicle: VesicleId(id),
                ..cloud()
            });
        }
        assert_eq!(given.clouds().count(), MOST_CLOUDS);
    }
}
