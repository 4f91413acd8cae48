//! Voltage-gated calcium channels at the release sites: each opens and shuts by
//! itself as the membrane potential says, and while it is open a domain of
//! calcium stands around its mouth.

use std::f64::consts::TAU;

use bevy::math::DVec3;
use rand::{Rng, RngExt};

use crate::{
    biology::excitation::Gates,
    geometry::{neighbours::Neighbours, shape::Shape},
    sim::{chance::exponential, vesicle::MembranePlace},
};

/// Faraday's constant in coulombs a mole.
const FARADAY: f64 = 96_485.332;

/// Directions that are looked at for a channel beside its site.
const DIRECTIONS: u32 = 24;
/// A site feels channels up to this distance.
const FELT_NM: f64 = 200.0;

/// Where a channel is: a point of the membrane's mid-plane and the unit normal
/// out of the cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    pub at: DVec3,
    pub out: DVec3,
}

/// So many channels beside each site, at a distance that goes by its number, in the
/// directions that leave most room to the others.
pub fn beside(
    sites: &[MembranePlace],
    membrane: &Shape,
    copies: usize,
    distance_nm: impl Fn(usize) -> f64,
) -> Vec<Channel> {
    // Whatever is further from a channel than twice its distance from the site
    // leaves room enough.
    let farthest_nm = (0..sites.len()).map(&distance_nm).fold(0.0, f64::max);
    let mut near = Neighbours::within(3.0 * farthest_nm);
    let mut taken: Vec<DVec3> = sites.iter().map(|site| site.point).collect();
    for (number, at) in taken.iter().enumerate() {
        near.add(number, *at);
    }
    let mut channels = Vec::new();
    for _ in 0..copies {
        for (number, site) in sites.iter().enumerate() {
            let distance_nm = distance_nm(number);
            let others: Vec<DVec3> = near.of(site.point).map(|(other, _)| taken[other]).collect();
            let side = site.inward.any_orthonormal_vector();
            let other = site.inward.cross(side);
            let around = (0..DIRECTIONS).map(|step| {
                let angle = f64::from(step) / f64::from(DIRECTIONS) * TAU;
                let flat = side * libm::cos(angle) + other * libm::sin(angle);
                site.point + flat * distance_nm
            });
            let room_nm = |at: &DVec3| {
                let away = others.iter().map(|other| other.distance(*at));
                away.fold(2.0 * distance_nm, f64::min)
            };
            let Some(best) = around.max_by(|a, b| room_nm(a).total_cmp(&room_nm(b))) else {
                continue;
            };
            near.add(taken.len(), best);
            taken.push(best);
            let at = membrane.closest(best);
            channels.push(Channel {
                at,
                out: membrane.normal(at),
            });
        }
    }
    channels
}

/// The channels that each site feels, with their distances, in the order of
/// their numbers.
pub fn felt_at(sites: &[MembranePlace], channels: &[Channel]) -> Vec<Vec<(usize, f64)>> {
    let mut all = Neighbours::within(FELT_NM);
    for (number, channel) in channels.iter().enumerate() {
        all.add(number, channel.at);
    }
    let felt = |site: &MembranePlace| {
        let mut felt: Vec<(usize, f64)> = all.of(site.point).collect();
        felt.sort_unstable_by_key(|(number, _)| *number);
        felt
    };
    sites.iter().map(felt).collect()
}

impl Gates {
    /// When a channel is open while the membrane potential takes its course
    /// from `from_s` to `until_s`, between `lowest_mv` and `highest_mv`: pairs of
    /// beginning and end. It is shut before, and what is still open at the end
    /// shuts then.
    pub fn openings(
        &self,
        [from_s, until_s]: [f64; 2],
        [lowest_mv, highest_mv]: [f64; 2],
        potential_mv: impl Fn(f64) -> f64,
        rng: &mut impl Rng,
    ) -> Vec<[f64; 2]> {
        let fastest = f64::from(Self::COUNT)
            * self
                .opens_per_s(highest_mv)
                .max(self.shuts_per_s(lowest_mv));
        let gate = self.opens_per_s(potential_mv(from_s));
        let gate = gate / (gate + self.shuts_per_s(potential_mv(from_s)));
        let mut open = (0..Self::COUNT)
            .filter(|_| rng.random::<f64>() < gate)
            .count() as u8;
        // A channel that happens to be open at rest belongs to no signal.
        open = open.min(Self::COUNT - 1);
        let mut openings = Vec::new();
        let mut opened = from_s;
        let mut now = from_s;
        loop {
            now += exponential(rng) / fastest;
            if now >= until_s {
                if open == Self::COUNT {
                    openings.push([opened, until_s]);
                }
                return openings;
            }
            let mv = potential_mv(now);
            let opens = f64::from(Self::COUNT - open) * self.opens_per_s(mv);
            let shuts = f64::from(open) * self.shuts_per_s(mv);
            let drawn = fastest * rng.random::<f64>();
            if drawn < opens {
                open += 1;
                if open == Self::COUNT {
                    opened = now;
                }
            } else if drawn < opens + shuts {
                if open == Self::COUNT {
                    openings.push([opened, now]);
                }
                open -= 1;
            }
        }
    }
}

/// The steady domain of calcium on the inner side of an open channel's mouth,
/// in a half space with mobile buffer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Domain {
    pub diffusion_nm2_per_s: f64,
    /// How far calcium gets before buffer has caught it; endless without.
    pub reach_nm: f64,
}

impl Domain {
    /// Calcium above rest, in micromolar, at a distance from a mouth through
    /// which `current_pa` flows: `i/(4πFDr) · exp(−r/λ)` (Neher 1986; Naraghi &
    /// Neher 1997, *Journal of Neuroscience* 17:6961).
    pub fn um(&self, current_pa: f64, distance_nm: f64) -> f64 {
        // pA/(C/mol · nm²/s · nm): 1e-12 mol/s over 1e-27 m³/s in mol/m³ is
        // 1e15; 1 mol/m³ is 1000 µM.
        let open = current_pa * 1e18
            / (4.0 * std::f64::consts::PI * FARADAY * self.diffusion_nm2_per_s * distance_nm);
        open * libm::exp(-distance_nm / self.reach_nm)
    }

    /// How far calcium gets in buffers that each bind it at so many per second:
    /// `√(D/Σk)`.
    pub fn reach_nm(diffusion_nm2_per_s: f64, binding_per_s: f64) -> f64 {
        (diffusion_nm2_per_s / binding_per_s).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    const GATES: Gates = Gates {
        opening_per_s: 1780.0,
        opening_mv: 23.3,
        shutting_per_s: 140.0,
        shutting_mv: 15.0,
    };
    const WATER: f64 = 2.2e8;

    #[test]
    fn channels_stand_beside_their_sites_and_out_of_each_others_way() {
        let plane = Shape::HalfSpace {
            point: [0.0; 3],
            normal: [0.0, -1.0, 0.0],
        };
        let site = |x: f64| MembranePlace {
            point: DVec3::new(x, 0.0, 0.0),
            inward: DVec3::Y,
        };
        let sites = [site(0.0), site(54.0), site(2000.0)];
        let channels = beside(&sites, &plane, 3, |_| 29.0);
        assert_eq!(channels.len(), 9);
        for (index, channel) in channels.iter().enumerate() {
            let site = sites[index % 3].point;
            assert!((channel.at.distance(site) - 29.0).abs() < 1e-6);
            assert!(channel.out.distance(DVec3::NEG_Y) < 1e-6);
            let others = channels.iter().enumerate().filter(|other| other.0 != index);
            let nearest = others.map(|(_, other)| other.at.distance(channel.at));
            assert!(nearest.fold(f64::INFINITY, f64::min) > 14.0);
        }
        let felt = felt_at(&sites, &channels);
        assert_eq!([felt[0].len(), felt[1].len(), felt[2].len()], [6, 6, 3]);
    }

    #[test]
    fn a_domain_is_as_high_as_computed() {
        for (current_pa, far, near) in [(0.1, 18.7, 12.6), (0.2, 37.5, 25.0), (0.3, 56.0, 38.0)] {
            let free = Domain {
                diffusion_nm2_per_s: WATER,
                reach_nm: f64::INFINITY,
            };
            let buffered = Domain {
                reach_nm: 50.0,
                ..free
            };
            assert!((free.um(current_pa, 20.0) / far - 1.0).abs() < 0.01);
            assert!((buffered.um(current_pa, 20.0) / near - 1.0).abs() < 0.01);
        }
        // 10 mM of a buffer as slow as EGTA, 1 mM of one as fast as BAPTA.
        assert!((Domain::reach_nm(WATER, 1e5) - 46.9).abs() < 0.1);
        assert!((Domain::reach_nm(WATER, 4e5) - 23.5).abs() < 0.1);
    }

    #[test]
    fn held_channels_are_open_as_often_as_their_gates_say() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for mv in [-20.0, 0.0, 20.0] {
            let (begin, end) = (2e-3, 4.0);
            let openings = GATES.openings([0.0, end], [mv, mv], |_| mv, &mut rng);
            let open: f64 = openings
                .iter()
                .map(|[from, until]| (until.max(begin) - from.max(begin)).max(0.0))
                .sum();
            let share = open / (end - begin);
            assert!(
                (share - GATES.open_share(mv)).abs() < 0.03,
                "{share} at {mv} mV"
            );
        }
        // Half activation of the squared gate, and next to nothing at rest.
        assert!((GATES.open_share(-23.2) - 0.25).abs() < 0.02);
        assert!(GATES.open_share(-70.0) < 1e-4);
    }

    #[test]
    fn an_action_potential_opens_some_channels_for_a_moment_after_its_peak() {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        let potential = |at_s: f64| {
            let widths = (at_s - 0.7e-3) / 0.35e-3;
            -70.0 + 105.0 * libm::exp(-4.0 * std::f64::consts::LN_2 * widths * widths)
        };
        let count = 4000;
        let openings: Vec<[f64; 2]> = (0..count)
            .flat_map(|_| GATES.openings([0.0, 3e-3], [-70.0, 35.0], potential, &mut rng))
            .collect();
        let per_channel = openings.len() as f64 / f64::from(count);
        let mean =
            |which: usize| openings.iter().map(|at| at[which]).sum::<f64>() / openings.len() as f64;
        assert!((0.6..0.7).contains(&per_channel), "{per_channel}");
        // The current begins after the peak at 0.7 ms and is over soon.
        assert!(mean(0) > 0.7e-3 && mean(1) < 1.05e-3);
    }
}
