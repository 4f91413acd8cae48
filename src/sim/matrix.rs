//! The extracellular matrix: procollagen that carriers have let out, and the
//! fibrils that it builds.
//!
//! A molecule that has left its pore wanders off, loses its propeptides and joins
//! the end of a fibril that is not full. Which one, where on it and when is drawn
//! as the pore opens, molecule by molecule, so fibrils are a function of time.
//! A fibril grows by one period D for each so many molecules. Nothing in a
//! carrier's life depends on it.

use std::collections::BTreeMap;

use bevy::{math::DVec3, prelude::*};

use super::{
    Simulation, SimulationSystems,
    cell::Begun,
    chance::{Chance, Purpose, waiting_time},
    clock::SimClock,
    state::Keeps,
    vesicle::{FusionPore, Vesicle, VesicleId},
};
use crate::{
    biology::parameters::Parameters, geometry::spline::Spline, scene::Scene, units::SimTime,
};

/// A fibril: the line along which it lies, and how much of it is there.
#[derive(Clone, Debug)]
pub struct Fibril {
    pub name: String,
    pub line: Spline,
    /// Molecules that it can take, that are bound for it or in it, and that are
    /// in it.
    room: u32,
    bound: u32,
    pub molecules: u32,
}

impl Fibril {
    /// Its length now, in nanometres, by how much a molecule adds.
    pub fn length_nm(&self, nm_a_molecule: f64) -> f64 {
        f64::from(self.molecules) * nm_a_molecule
    }

    /// Where on its line it begins and ends: it grows from its middle.
    pub fn ends_nm(&self, nm_a_molecule: f64) -> [f64; 2] {
        let middle = 0.5 * self.line.length();
        let half = 0.5 * self.length_nm(nm_a_molecule);
        [middle - half, middle + half]
    }
}

/// A molecule outside the cell on its way into a fibril, or away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loose {
    pub vesicle: VesicleId,
    /// Its number among those of its carrier.
    pub number: u32,
    /// When and where it has left, or will leave, its pore, and the way out.
    pub from: SimTime,
    pub mouth: DVec3,
    pub outward: DVec3,
    /// When it joins its fibril, or is gone.
    pub until: SimTime,
    /// The fibril, and the place along its line.
    pub joins: Option<(usize, f64)>,
}

/// All of the matrix.
#[derive(Resource, Clone, Debug, Default)]
pub struct Matrix {
    pub fibrils: Vec<Fibril>,
    /// By the moment at which they join, and their order.
    loose: BTreeMap<(SimTime, u64), Loose>,
    count: u64,
    /// Molecules that have joined a fibril, those of the beginning left out.
    pub assembled: u64,
    /// Molecules that have left the cell and joined no fibril for want of room.
    pub lost: u64,
    /// By how much a molecule lengthens a fibril.
    pub nm_a_molecule: f64,
}

impl Matrix {
    /// That of a scene when the run begins.
    pub(super) fn of(scene: &Scene, parameters: &Parameters) -> Self {
        let rates = &parameters.secretory;
        let nm_a_molecule = rates.nm_a_molecule();
        let fibrils = scene.fibrils.iter().filter_map(|fibril| {
            let line = Spline::through(&fibril.points)?;
            let room = (line.length() / nm_a_molecule) as u32;
            let there = (fibril.molecules as u32).min(room);
            Some(Fibril {
                name: fibril.name.clone(),
                line,
                room,
                bound: there,
                molecules: there,
            })
        });
        Self {
            fibrils: fibrils.collect(),
            nm_a_molecule,
            ..Self::default()
        }
    }

    /// Molecules that have left a pore by `now` and have not joined a fibril.
    pub fn free(&self, now: SimTime) -> usize {
        self.loose
            .values()
            .filter(|loose| loose.from <= now)
            .count()
    }

    /// Those on their way, by the moment at which they join.
    pub fn loose(&self) -> impl Iterator<Item = &Loose> {
        self.loose.values()
    }

    /// Molecules that have left their carriers by `now`.
    pub fn released(&self, now: SimTime) -> u64 {
        self.assembled + self.lost + self.free(now) as u64
    }

    /// Length of all fibrils together, in nanometres.
    pub fn length_nm(&self) -> f64 {
        let lengths = self.fibrils.iter();
        lengths
            .map(|fibril| fibril.length_nm(self.nm_a_molecule))
            .sum()
    }

    /// Takes in what a pore will let out. Each molecule finds the fibril nearest
    /// to the pore that is not full.
    fn expect(
        &mut self,
        vesicle: &Vesicle,
        pore: &FusionPore,
        leaving: &[SimTime],
        chance: &Chance,
        mean_s: f64,
    ) {
        let mouth = pore.place.point;
        for (number, from) in leaving.iter().enumerate() {
            let nearest = self
                .fibrils
                .iter()
                .enumerate()
                .filter(|(_, fibril)| fibril.bound < fibril.room)
                .map(|(index, fibril)| (fibril.line.nearest(mouth).1, index))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            let joins = nearest.map(|(_, index)| {
                let fibril = &mut self.fibrils[index];
                let place = fibril.bound;
                fibril.bound += 1;
                // In turn at one end and at the other.
                let [begin, end] = Fibril {
                    molecules: place + 1,
                    ..fibril.clone()
                }
                .ends_nm(self.nm_a_molecule);
                (index, if place.is_multiple_of(2) { begin } else { end })
            });
            let mut rng = chance.draw(vesicle.id.0.into(), Purpose::Assembly, number as u64);
            let until = *from + waiting_time(&mut rng, 1.0 / mean_s);
            self.count += 1;
            let loose = Loose {
                vesicle: vesicle.id,
                number: number as u32,
                from: *from,
                mouth,
                outward: -pore.place.inward,
                until,
                joins,
            };
            self.loose.insert((until, self.count), loose);
        }
    }

    /// Lets those join that do so by `now`.
    fn advance(&mut self, now: SimTime) {
        while let Some(first) = self.loose.first_entry()
            && first.key().0 <= now
        {
            match first.remove().joins {
                Some((fibril, _)) => {
                    self.fibrils[fibril].molecules += 1;
                    self.assembled += 1;
                }
                None => self.lost += 1,
            }
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.keeps_built::<Matrix>().add_systems(
        Simulation,
        build_fibrils
            .after(SimulationSystems::Retrieval)
            .before(SimulationSystems::Recording),
    );
}

/// What leaves a pore is fixed when it is triggered.
fn build_fibrils(
    mut matrix: ResMut<Matrix>,
    clock: Res<SimClock>,
    chance: Res<Chance>,
    parameters: Res<Parameters>,
    begun: Res<Begun>,
    fusions: Query<(&Vesicle, &FusionPore)>,
) {
    for (vesicle, pore) in fusions.iter_many(&begun.fusions) {
        if !vesicle.kind.holds_rods() {
            continue;
        }
        let moments = (0..pore.efflux.count()).map(|number| pore.efflux.moment_of(number));
        let leaving: Vec<SimTime> = moments.collect();
        matrix.expect(
            vesicle,
            pore,
            &leaving,
            &chance,
            parameters.secretory.assembly_s,
        );
    }
    matrix.advance(clock.now);
}
