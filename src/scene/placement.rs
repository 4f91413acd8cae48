//! Resting places for vesicles: crowded, as in a terminal, yet never in each
//! other, in the membrane, in the way of a track or above a release site.
//!
//! A scene gives a region and a number. Places are drawn one by one where
//! there is room, and then drawn together a little, so that clusters form as
//! synapsin makes them. The draws have a seed of their own: one scene file
//! means one arrangement, whatever the seed of the run.

use std::collections::HashMap;

use bevy::math::DVec3;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use crate::geometry::{shape::Shape, spline::Spline};

/// A region counts as full after this many draws in a row without room.
const FRUITLESS_DRAWS: usize = 3000;
/// Draws for each place, all places taken together, before a region counts as
/// full; no file may keep the reader busy for long.
const DRAWS_PER_PLACE: usize = 500;
/// Of so many places with room, the one in the thickest crowd is taken.
const CHOICE: usize = 5;
/// Moves by which places are drawn together, for all places in all.
const MOVES: usize = 60_000;
/// Longest single move.
const MOVE_NM: f64 = 5.0;
/// The one seed of every scene.
const SEED: u64 = 0x0e50_5c09_e000_0001;

/// How far a resting vesicle keeps from what is around it. All follows from its
/// outer diameter, and from that of a constitutive carrier, the largest there are of
/// their sorts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clearances {
    pub vesicle_nm: f64,
    pub carrier_nm: f64,
}

impl Clearances {
    /// From centre to centre of two resting vesicles at least.
    fn apart_nm(self) -> f64 {
        self.vesicle_nm + 4.0
    }

    /// From its centre to the membrane's mid-plane at least.
    fn off_membrane_nm(self) -> f64 {
        0.5 * self.vesicle_nm + 9.0
    }

    /// From its centre to a microtubule's axis at least: another is carried past,
    /// riding off the axis by its radius and some 24 nm.
    fn off_microtubule_nm(self) -> f64 {
        self.vesicle_nm + 33.0
    }

    /// From its centre to a filament's axis at least.
    fn off_actin_nm(self) -> f64 {
        0.5 * self.vesicle_nm + 9.0
    }

    /// The column above a release site that is kept free: its radius, that of a
    /// resting vesicle included, and its height.
    fn site_column_nm(self) -> (f64, f64) {
        (self.vesicle_nm + 9.0, self.vesicle_nm + 38.0)
    }

    /// The same above a place where carriers fuse.
    fn carrier_column_nm(self) -> (f64, f64) {
        (
            0.5 * (self.carrier_nm + self.vesicle_nm) + 4.0,
            self.carrier_nm + 20.0,
        )
    }

    /// Neighbours within this distance draw a vesicle closer.
    fn drawn_by_nm(self) -> f64 {
        2.0 * self.vesicle_nm + 11.0
    }
}

/// What a resting vesicle must keep clear of.
pub(super) struct Surroundings<'a> {
    membrane: &'a Shape,
    clear: Clearances,
    microtubules: Neighbourhood,
    actin: Neighbourhood,
    docking: Neighbourhood,
    carrier_docking: Neighbourhood,
}

/// What stands in a vesicle's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    Membrane,
    Microtubule,
    Actin,
    Site,
}

impl Obstacle {
    /// What to say of a place that is in its way.
    pub(super) fn in_words(self, clear: Clearances) -> String {
        match self {
            Self::Membrane => format!(
                "lies outside the cell or within {} nm of its membrane",
                clear.off_membrane_nm()
            ),
            Self::Microtubule => format!(
                "lies within {} nm of a microtubule and blocks it",
                clear.off_microtubule_nm()
            ),
            Self::Actin => format!(
                "lies within {} nm of an actin filament",
                clear.off_actin_nm()
            ),
            Self::Site => "stands where vesicles dock".into(),
        }
    }
}

impl<'a> Surroundings<'a> {
    pub(super) fn new(membrane: &'a Shape, clear: Clearances) -> Self {
        Self {
            membrane,
            clear,
            microtubules: Neighbourhood::new(clear.off_microtubule_nm()),
            actin: Neighbourhood::new(clear.off_actin_nm()),
            docking: Neighbourhood::new(clear.site_column_nm().0),
            carrier_docking: Neighbourhood::new(clear.carrier_column_nm().0),
        }
    }

    /// How far a vesicle keeps from all of it.
    pub(super) fn clearances(&self) -> Clearances {
        self.clear
    }

    pub(super) fn add_microtubule(&mut self, curve: &Spline) {
        points_along(curve).for_each(|point| self.microtubules.add(point));
    }

    pub(super) fn add_actin(&mut self, curve: &Spline) {
        points_along(curve).for_each(|point| self.actin.add(point));
    }

    pub(super) fn add_site(&mut self, point: DVec3) {
        let inward = -self.membrane.normal(point);
        let height_nm = self.clear.site_column_nm().1;
        column(point, inward, height_nm).for_each(|point| self.docking.add(point));
    }

    pub(super) fn add_constitutive_site(&mut self, point: DVec3) {
        let inward = -self.membrane.normal(point);
        let height_nm = self.clear.carrier_column_nm().1;
        column(point, inward, height_nm).for_each(|point| self.carrier_docking.add(point));
    }

    /// What a vesicle resting at `point` would be in the way of.
    pub(super) fn obstacle(&self, point: DVec3) -> Option<Obstacle> {
        let clear = self.clear;
        if self.membrane.distance(point) > -clear.off_membrane_nm() {
            Some(Obstacle::Membrane)
        } else if self
            .microtubules
            .holds_within(point, clear.off_microtubule_nm())
        {
            Some(Obstacle::Microtubule)
        } else if self.actin.holds_within(point, clear.off_actin_nm()) {
            Some(Obstacle::Actin)
        } else if self.docking.holds_within(point, clear.site_column_nm().0)
            || self
                .carrier_docking
                .holds_within(point, clear.carrier_column_nm().0)
        {
            Some(Obstacle::Site)
        } else {
            None
        }
    }
}

/// Points of a curve, close enough together to stand for it.
fn points_along(curve: &Spline) -> impl Iterator<Item = DVec3> {
    const STEP_NM: f64 = 8.0;
    let count = (curve.length() / STEP_NM).ceil().max(1.0);
    let step = curve.length() / count;
    (0..=count as usize).map(move |index| curve.at(index as f64 * step).position)
}

/// Points along the axis of the space above a site.
fn column(site: DVec3, inward: DVec3, height_nm: f64) -> impl Iterator<Item = DVec3> {
    const POINTS: u32 = 12;
    (0..=POINTS).map(move |index| site + inward * height_nm * f64::from(index) / f64::from(POINTS))
}

/// Points sorted into cubes, for quick questions about who is near.
struct Neighbourhood {
    cube_nm: f64,
    cubes: HashMap<[i32; 3], Vec<DVec3>>,
}

impl Neighbourhood {
    /// For questions about distances up to `reach_nm`.
    fn new(reach_nm: f64) -> Self {
        Self {
            cube_nm: reach_nm,
            cubes: HashMap::new(),
        }
    }

    fn cube(&self, point: DVec3) -> [i32; 3] {
        (point / self.cube_nm)
            .floor()
            .to_array()
            .map(|number| number as i32)
    }

    fn add(&mut self, point: DVec3) {
        self.cubes.entry(self.cube(point)).or_default().push(point);
    }

    fn move_from(&mut self, from: DVec3, to: DVec3) {
        let cube = self.cube(from);
        if let Some(points) = self.cubes.get_mut(&cube) {
            points.retain(|&point| point != from);
        }
        self.add(to);
    }

    /// All points in the cubes around `point`, in an order that only depends
    /// on how they were added.
    fn around(&self, point: DVec3) -> impl Iterator<Item = DVec3> {
        let [x, y, z] = self.cube(point);
        (0..27)
            .filter_map(move |index| {
                let cube = [x + index % 3 - 1, y + index / 3 % 3 - 1, z + index / 9 - 1];
                self.cubes.get(&cube)
            })
            .flatten()
            .copied()
    }

    fn holds_within(&self, point: DVec3, distance: f64) -> bool {
        self.around(point)
            .any(|other| other.distance_squared(point) < distance * distance)
    }
}

/// A box to draw points from.
#[derive(Clone, Copy, Default)]
struct DrawBox {
    low: DVec3,
    extent: DVec3,
    volume: f64,
}

impl DrawBox {
    fn between(low: DVec3, high: DVec3) -> Self {
        let extent = (high - low).max(DVec3::ZERO);
        Self {
            low,
            extent,
            volume: extent.element_product(),
        }
    }
}

/// Boxes that hold a region; one for each part of a union, so that scattered
/// clusters are found.
fn boxes_of(region: &Shape) -> Vec<(DVec3, DVec3)> {
    match region {
        Shape::SmoothUnion { parts, .. } => parts.iter().flat_map(boxes_of).collect(),
        plain => plain.bounds().into_iter().collect(),
    }
}

/// All resting vesicles placed so far.
pub(super) struct Crowd {
    clear: Clearances,
    placed: Neighbourhood,
    chance: ChaCha8Rng,
}

impl Crowd {
    pub(super) fn new(clear: Clearances) -> Self {
        Self {
            clear,
            placed: Neighbourhood::new(clear.drawn_by_nm()),
            chance: ChaCha8Rng::seed_from_u64(SEED),
        }
    }

    /// Whether a vesicle at `point` would overlap one that is placed.
    pub(super) fn overlaps(&self, point: DVec3) -> bool {
        self.placed.holds_within(point, self.clear.vesicle_nm)
    }

    /// Takes a place given by hand.
    pub(super) fn place(&mut self, point: DVec3) {
        self.placed.add(point);
    }

    /// Places up to `wanted` vesicles in `region`; fewer, if there is no more
    /// room; none if the region is endless.
    pub(super) fn fill(
        &mut self,
        region: &Shape,
        wanted: usize,
        surroundings: &Surroundings,
    ) -> Vec<DVec3> {
        let Some((cell_low, cell_high)) = surroundings.membrane.bounds() else {
            return Vec::new();
        };
        let boxes: Vec<DrawBox> = boxes_of(region)
            .into_iter()
            .map(|(low, high)| DrawBox::between(low.max(cell_low), high.min(cell_high)))
            .collect();
        let mut places: Vec<DVec3> = Vec::new();
        let mut choice: Vec<DVec3> = Vec::new();
        let mut fruitless = 0;
        let mut draws = FRUITLESS_DRAWS + DRAWS_PER_PLACE * wanted;
        while places.len() < wanted && fruitless < FRUITLESS_DRAWS && draws > 0 {
            draws -= 1;
            let point = self.draw_in(&boxes);
            if region.distance(point) > 0.0 {
                continue;
            }
            if self.has_room(point, surroundings) {
                choice.push(point);
            } else {
                fruitless += 1;
            }
            let last = fruitless == FRUITLESS_DRAWS || draws == 0;
            if (choice.len() == CHOICE || last)
                && let Some(best) = self.in_thickest_crowd(&choice, region)
            {
                self.placed.add(best);
                places.push(best);
                choice.clear();
                fruitless = 0;
            }
        }
        self.draw_together(&mut places, region, surroundings);
        places
    }

    fn has_room(&self, point: DVec3, surroundings: &Surroundings) -> bool {
        !self.placed.holds_within(point, self.clear.apart_nm())
            && surroundings.obstacle(point).is_none()
    }

    fn in_thickest_crowd(&self, choice: &[DVec3], region: &Shape) -> Option<DVec3> {
        let crowding = |point: DVec3| {
            let near = self
                .placed
                .around(point)
                .map(|other| (1.0 - other.distance(point) / self.clear.drawn_by_nm()).max(0.0))
                .sum::<f64>();
            near - 0.01 * region.distance(point)
        };
        choice
            .iter()
            .copied()
            .max_by(|a, b| crowding(*a).total_cmp(&crowding(*b)))
    }

    /// Moves every place towards the middle of its neighbours, with some
    /// chance in it, wherever there is room.
    fn draw_together(&mut self, places: &mut [DVec3], region: &Shape, surroundings: &Surroundings) {
        let (apart_nm, drawn_by_nm) = (self.clear.apart_nm(), self.clear.drawn_by_nm());
        let rounds = MOVES / places.len().max(1);
        for _ in 0..rounds.min(60) {
            for place in places.iter_mut() {
                let (sum, count) = self
                    .placed
                    .around(*place)
                    .filter(|other| other != place && other.distance(*place) < drawn_by_nm)
                    .fold((DVec3::ZERO, 0.0), |(sum, count), other| {
                        (sum + other, count + 1.0)
                    });
                let pull = if count > 0.0 {
                    (sum / count - *place).clamp_length_max(1.0)
                } else {
                    DVec3::ZERO
                };
                let stray = 2.0 * self.draw() - 1.0;
                let moved = *place + MOVE_NM * (0.5 * pull + 0.5 * stray);
                let free = region.distance(moved) <= 0.0
                    && !self.placed.around(moved).any(|other| {
                        other != *place && other.distance_squared(moved) < apart_nm * apart_nm
                    })
                    && surroundings.obstacle(moved).is_none();
                if free {
                    self.placed.move_from(*place, moved);
                    *place = moved;
                }
            }
        }
    }

    /// A point of one of the boxes, of the larger ones more often.
    fn draw_in(&mut self, boxes: &[DrawBox]) -> DVec3 {
        let all: f64 = boxes.iter().map(|part| part.volume).sum();
        let mut share = self.draw().x * all;
        let part = boxes.iter().find(|part| {
            share -= part.volume;
            share < 0.0
        });
        let part = part.or(boxes.last()).copied().unwrap_or_default();
        part.low + part.extent * self.draw()
    }

    /// A point of the unit cube.
    fn draw(&mut self) -> DVec3 {
        let mut number = || (self.chance.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        DVec3::new(number(), number(), number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYNAPTIC: Clearances = Clearances {
        vesicle_nm: 42.0,
        carrier_nm: 90.0,
    };

    fn ball(radius: f64) -> Shape {
        Shape::Sphere {
            centre: [0.0; 3],
            radius,
        }
    }

    #[test]
    fn places_are_crowded_but_keep_their_distances() {
        let (membrane, region) = (ball(600.0), ball(300.0));
        let mut surroundings = Surroundings::new(&membrane, SYNAPTIC);
        let track = Spline::through(&[DVec3::new(-500.0, 0.0, 0.0), DVec3::new(500.0, 0.0, 0.0)])
            .expect("two points");
        surroundings.add_microtubule(&track);
        let places = Crowd::new(SYNAPTIC).fill(&region, 150, &surroundings);
        assert_eq!(places.len(), 150);
        let mut nearest_sum = 0.0;
        for (index, place) in places.iter().enumerate() {
            assert!(place.length() <= 300.0);
            assert!(track.nearest(*place).1 >= SYNAPTIC.off_microtubule_nm() - 0.3);
            let nearest = places
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index)
                .map(|(_, other)| other.distance(*place))
                .fold(f64::INFINITY, f64::min);
            assert!(nearest >= SYNAPTIC.apart_nm());
            nearest_sum += nearest;
        }
        let mean = nearest_sum / 150.0;
        assert!(mean < 52.0, "not crowded: {mean} nm to the nearest");
    }

    #[test]
    fn the_same_region_is_filled_the_same_way() {
        let (membrane, region) = (ball(600.0), ball(300.0));
        let fill =
            || Crowd::new(SYNAPTIC).fill(&region, 80, &Surroundings::new(&membrane, SYNAPTIC));
        assert_eq!(fill(), fill());
    }

    #[test]
    fn clusters_far_apart_are_both_filled() {
        let membrane = ball(9000.0);
        let at = |x| Shape::Sphere {
            centre: [x, 0.0, 0.0],
            radius: 120.0,
        };
        let region = Shape::SmoothUnion {
            blend: 10.0,
            parts: vec![at(-8000.0), at(8000.0)],
        };
        let places =
            Crowd::new(SYNAPTIC).fill(&region, 20, &Surroundings::new(&membrane, SYNAPTIC));
        assert_eq!(places.len(), 20);
        assert!(places.iter().any(|place| place.x > 0.0));
        assert!(places.iter().any(|place| place.x < 0.0));
    }

    #[test]
    fn a_full_region_takes_no_more() {
        let (membrane, region) = (ball(600.0), ball(80.0));
        let places =
            Crowd::new(SYNAPTIC).fill(&region, 5000, &Surroundings::new(&membrane, SYNAPTIC));
        assert!((8..60).contains(&places.len()), "{}", places.len());
    }
}
