//! Which points are near a point, found without asking all of them.

use std::collections::BTreeMap;

use bevy::math::{DVec3, I64Vec3};

/// Points with numbers, sorted into cubes.
#[derive(Clone, Debug)]
pub struct Neighbours {
    cube_nm: f64,
    cubes: BTreeMap<[i64; 3], Vec<(usize, DVec3)>>,
}

impl Neighbours {
    /// None yet; questions go no further than `reach_nm`.
    pub fn within(reach_nm: f64) -> Self {
        Self {
            cube_nm: reach_nm,
            cubes: BTreeMap::new(),
        }
    }

    /// Adds a point.
    pub fn add(&mut self, number: usize, at: DVec3) {
        let cube = self.cube_of(at).to_array();
        self.cubes.entry(cube).or_default().push((number, at));
    }

    /// The points that are not further than the reach, each with its distance,
    /// in the order of their cubes.
    pub fn of(&self, at: DVec3) -> impl Iterator<Item = (usize, f64)> {
        let middle = self.cube_of(at);
        let steps = || -1..=1;
        steps()
            .flat_map(move |x| steps().flat_map(move |y| steps().map(move |z| [x, y, z])))
            .filter_map(move |step| self.cubes.get(&(middle + I64Vec3::from(step)).to_array()))
            .flatten()
            .map(move |(number, other)| (*number, other.distance(at)))
            .filter(|(_, distance_nm)| *distance_nm <= self.cube_nm)
    }

    fn cube_of(&self, at: DVec3) -> I64Vec3 {
        (at / self.cube_nm).floor().as_i64vec3()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_near_is_found_and_nothing_else() {
        let points: Vec<DVec3> = (0..400)
            .map(|number| {
                let number = f64::from(number);
                let spread = |factor: f64| libm::fmod(number * factor, 300.0) - 150.0;
                DVec3::new(spread(37.7), spread(91.3), spread(53.9))
            })
            .collect();
        let mut neighbours = Neighbours::within(40.0);
        for (number, at) in points.iter().enumerate() {
            neighbours.add(number, *at);
        }
        for at in points.iter().step_by(7) {
            let mut found: Vec<usize> = neighbours.of(*at).map(|(number, _)| number).collect();
            found.sort_unstable();
            let expected: Vec<usize> = (0..points.len())
                .filter(|number| points[*number].distance(*at) <= 40.0)
                .collect();
            assert_eq!(found, expected);
        }
    }
}
