//! How much of the membrane a site needs for its vesicles, and how much it has
//! between its neighbours.
//!
//! Simulation, scene checks and view all ask here, so that no vesicle opens
//! where the picture has no room for it.

use bevy::math::DVec3;

/// Flat membrane kept around the widest mouth, so that the rim runs out
/// smoothly.
pub const SPARE_NM: f64 = 1.2;
/// Half the strip of membrane left between two neighbours.
const HALF_STRIP_NM: f64 = 0.5;

/// Radius of membrane that a vesicle's fusion takes at its widest: the U, whose
/// rim stands outside the vesicle's sphere, and a little more. `sphere_nm` is
/// of the mid-plane, `rim_nm` that of the narrow pore; it doubles on the way.
pub fn needed_nm(sphere_nm: f64, rim_nm: f64) -> f64 {
    sphere_nm + 2.0 * rim_nm + SPARE_NM
}

/// How far from every other site one lies that needs the radius `needed_nm`.
pub fn apart_nm(needed_nm: f64) -> f64 {
    2.0 * (needed_nm + HALF_STRIP_NM)
}

/// The radius of membrane that each site has for itself: half the way to the
/// nearest other one; endless for a site alone.
pub fn rooms_nm(sites: &[DVec3]) -> Vec<f64> {
    nearest_sites(sites)
        .into_iter()
        .map(|nearest| match nearest {
            Some((_, away)) => 0.5 * away - HALF_STRIP_NM,
            None => f64::INFINITY,
        })
        .collect()
}

/// For each site, the number of the nearest other one and its distance.
pub fn nearest_sites(sites: &[DVec3]) -> Vec<Option<(usize, f64)>> {
    // Along a line through all sites, what is farther than the nearest found
    // needs no look.
    let mut order: Vec<usize> = (0..sites.len()).collect();
    order.sort_by(|&a, &b| sites[a].x.total_cmp(&sites[b].x));
    let mut found = vec![None; sites.len()];
    for (rank, &site) in order.iter().enumerate() {
        let before = order[..rank].iter().rev();
        let after = order[rank + 1..].iter();
        found[site] = nearest_along(sites, site, before, None);
        found[site] = nearest_along(sites, site, after, found[site]);
    }
    found
}

/// The largest of the radii `needed` that fits into `room_nm`.
pub fn largest_fitting_nm(room_nm: f64, needed: &[f64]) -> Option<f64> {
    needed
        .iter()
        .copied()
        .filter(|needed| *needed <= room_nm)
        .reduce(f64::max)
}

/// The nearest of `nearest` and the `others`, which grow ever farther in x.
fn nearest_along<'a>(
    sites: &[DVec3],
    site: usize,
    others: impl Iterator<Item = &'a usize>,
    mut nearest: Option<(usize, f64)>,
) -> Option<(usize, f64)> {
    for &other in others {
        let least = nearest.map_or(f64::INFINITY, |(_, away)| away);
        if (sites[other].x - sites[site].x).abs() > least {
            break;
        }
        let away = sites[other].distance(sites[site]);
        if away < least {
            nearest = Some((other, away));
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_synaptic_vesicle_needs_26_nm_and_a_carrier_50() {
        assert!((needed_nm(18.75, 3.0) - 25.95).abs() < 1e-12);
        assert!((needed_nm(42.75, 3.0) - 49.95).abs() < 1e-12);
    }

    #[test]
    fn the_room_is_half_the_way_to_the_nearest_site() {
        let sites: Vec<DVec3> = (0..200)
            .map(|index| {
                let turn = DVec3::new(0.754_877_666, 0.569_840_291, 0.438_579_023);
                (turn * f64::from(index)).fract() * 1000.0
            })
            .collect();
        for (index, room) in rooms_nm(&sites).into_iter().enumerate() {
            let nearest = (0..sites.len())
                .filter(|other| *other != index)
                .map(|other| sites[index].distance(sites[other]))
                .fold(f64::INFINITY, f64::min);
            assert!((room - (0.5 * nearest - HALF_STRIP_NM)).abs() < 1e-9);
        }
        assert_eq!(rooms_nm(&[DVec3::ONE]), [f64::INFINITY]);
    }

    #[test]
    fn the_largest_vesicle_that_fits_is_found() {
        let needed = [needed_nm(18.75, 3.0), needed_nm(42.75, 3.0)];
        assert_eq!(largest_fitting_nm(60.0, &needed), Some(needed[1]));
        assert_eq!(largest_fitting_nm(26.5, &needed), Some(needed[0]));
        assert_eq!(largest_fitting_nm(25.0, &needed), None);
    }
}
