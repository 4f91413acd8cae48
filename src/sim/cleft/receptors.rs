//! The receptors across the cleft, each one by itself: glutamate that comes
//! near binds, what is bound is let go, and between two bindings a receptor
//! changes at moments that are drawn exactly.

use std::f64::consts::PI;

use bevy::math::DVec3;
use rand::RngExt;

use super::{electrode::Electrode, per_mm_to_nm3, share_of};
use crate::{
    biology::parameters::value,
    sim::{
        chance::{Chance, Purpose, waiting_time},
        diffusion::threefry,
        receptor::ReceptorState,
        scheme::Scheme,
    },
    units::SimTime,
};

/// Most molecules that one receptor holds.
const MOST_BOUND: usize = 2;
/// The spiral of receptors turns by this from one to the next.
const GOLDEN_ANGLE: f64 = PI * (3.0 - 2.236_067_977_499_79);

/// Where receptors stand in the gap: `count` of them, spread evenly over a disc
/// around the middle, the same in every run.
pub fn places(count: usize, within_nm: f64) -> Vec<[f64; 2]> {
    (0..count)
        .map(|index| {
            let share = (index as f64 + 0.5) / count as f64;
            let (out, angle) = (within_nm * share.sqrt(), GOLDEN_ANGLE * index as f64);
            [out * libm::cos(angle), out * libm::sin(angle)]
        })
        .collect()
}

/// The room around a receptor in which a molecule can bind to it: a disc of the
/// gap, from the neighbour's face up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capture {
    pub radius_nm: f64,
    pub height_nm: f64,
}

impl Capture {
    pub(super) fn read() -> Self {
        Self {
            radius_nm: value("receptors.capture_radius"),
            height_nm: value("receptors.capture_height"),
        }
    }

    fn volume_nm3(self) -> f64 {
        PI * self.radius_nm * self.radius_nm * self.height_nm
    }
}

/// What a state does by itself and to a molecule that is near.
#[derive(Clone, Debug)]
struct Habit {
    /// Ways that need no molecule, with their rates and the sum of those.
    alone: Vec<(usize, f64)>,
    alone_per_s: f64,
    /// The state with one molecule more, and the rate at which a molecule in the
    /// room around binds.
    binding: Option<(usize, f64)>,
    /// The chance that it does so within one step, at the pace of the day.
    binding_chance: f64,
    /// Molecules held.
    holds: usize,
}

/// One receptor.
#[derive(Clone, Debug)]
pub struct Receptor {
    /// Where it stands on the neighbour's mid-plane, and the membrane's normal
    /// there, towards the cleft.
    pub point: DVec3,
    pub normal: DVec3,
    /// Where it stands in the gap.
    at: [f32; 2],
    state: usize,
    /// What it does next by itself, and when.
    next: usize,
    changes: SimTime,
    draws: u64,
    /// The molecules that it holds: the first so many.
    bound: [u32; MOST_BOUND],
    holds: usize,
}

/// All receptors of a cleft, and the current that they let through.
#[derive(Clone, Debug, Default)]
pub struct Receptors {
    all: Vec<Receptor>,
    habits: Vec<Habit>,
    capture_nm: f32,
    /// A molecule beyond these binds to none.
    lowest_nm: f32,
    nearest: Nearest,
    chance: Option<Chance>,
    key: [u32; 2],
    step_s: f64,
    /// By what all rates are multiplied.
    pace: f64,
    next_change: SimTime,
    pub electrode: Electrode,
}

impl Receptors {
    /// Receptors of `scheme` in a gap of a height, for steps of a length. Each
    /// has its place in the gap, and where and how it stands on the membrane.
    pub fn new(
        standing: Vec<([f64; 2], DVec3, DVec3)>,
        scheme: &Scheme,
        capture: Capture,
        height_nm: f64,
        step_s: f64,
        chance: Chance,
        key: [u32; 2],
    ) -> Self {
        let height_within = capture.height_nm.min(height_nm);
        let volume = Capture {
            height_nm: height_within,
            ..capture
        }
        .volume_nm3();
        let all: Vec<Receptor> = standing
            .into_iter()
            .map(|(at, point, normal)| Receptor {
                point,
                normal,
                at: at.map(|number| number as f32),
                state: ReceptorState::Free as usize,
                next: ReceptorState::Free as usize,
                changes: SimTime::NEVER,
                draws: 0,
                bound: [0; MOST_BOUND],
                holds: 0,
            })
            .collect();
        let at: Vec<[f32; 2]> = all.iter().map(|receptor| receptor.at).collect();
        let mut receptors = Self {
            nearest: Nearest::of(&at, capture.radius_nm as f32),
            all,
            habits: habits(scheme, volume),
            capture_nm: capture.radius_nm as f32,
            lowest_nm: (height_nm - height_within) as f32,
            chance: Some(chance),
            key,
            step_s,
            pace: 1.0,
            next_change: SimTime::NEVER,
            electrode: Electrode::read(),
        };
        receptors.weigh();
        receptors
    }

    /// The chances of binding follow from the rates and the pace.
    fn weigh(&mut self) {
        for habit in &mut self.habits {
            let per_s = habit.binding.map_or(0.0, |(_, per_s)| per_s);
            habit.binding_chance = -libm::expm1(-per_s * self.pace * self.step_s);
        }
    }

    /// From `now` on all rates are so many times those of the scheme. What was
    /// waited for at another pace is waited for at this one: a waiting time that
    /// is drawn is shortened by as much.
    pub fn keep_pace(&mut self, pace: f64, now: SimTime) {
        let slower = self.pace / pace;
        self.pace = pace;
        self.weigh();
        for receptor in &mut self.all {
            receptor.changes = now.stretched(receptor.changes, slower);
        }
        self.find_next_change();
    }

    fn find_next_change(&mut self) {
        let changes = self.all.iter().map(|receptor| receptor.changes);
        self.next_change = changes.min().unwrap_or(SimTime::NEVER);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Every receptor, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Receptor> {
        self.all.iter()
    }

    /// How many are open.
    pub fn open(&self) -> u32 {
        self.electrode.open()
    }

    /// When the next receptor changes by itself.
    pub fn next_change(&self) -> SimTime {
        self.next_change
    }

    /// Lets the receptor that is due change. A molecule that it lets go of is
    /// told with its place in the gap.
    pub fn change(&mut self) -> Option<(u32, [f32; 2])> {
        let now = self.next_change;
        let index = self.all.iter().position(|one| one.changes == now)?;
        let held = self.all[index].holds;
        self.enter(index, self.all[index].next, now);
        let receptor = &self.all[index];
        (receptor.holds < held).then(|| (receptor.bound[receptor.holds], receptor.at))
    }

    /// Whether a molecule at a place in the gap is bound in step number `step`,
    /// which ends `now`.
    #[inline]
    pub fn take(&mut self, [x, y, z]: [f32; 3], number: u32, step: u32, now: SimTime) -> bool {
        if z < self.lowest_nm {
            return false;
        }
        let Some(index) = self.nearest.find([x, y], |index| {
            let [there_x, there_y] = self.all[index].at;
            let (dx, dy) = (x - there_x, y - there_y);
            dx * dx + dy * dy < self.capture_nm * self.capture_nm
        }) else {
            return false;
        };
        let habit = &self.habits[self.all[index].state];
        let Some((to, _)) = habit.binding else {
            return false;
        };
        let [[word], _] = threefry(self.key, &[number], step);
        if share_of(word) >= habit.binding_chance {
            return false;
        }
        let receptor = &mut self.all[index];
        receptor.bound[receptor.holds] = number;
        self.enter(index, to, now);
        true
    }

    /// Puts a receptor into a state and draws what it will do next by itself.
    fn enter(&mut self, index: usize, to: usize, now: SimTime) {
        let habit = &self.habits[to];
        let receptor = &mut self.all[index];
        let open = ReceptorState::Open as usize;
        if (receptor.state == open) != (to == open) {
            let more = if to == open { 1 } else { -1 };
            self.electrode.change(more, now);
        }
        receptor.state = to;
        receptor.holds = habit.holds;
        receptor.changes = SimTime::NEVER;
        if habit.alone_per_s > 0.0
            && let Some(chance) = &self.chance
        {
            receptor.draws += 1;
            let mut rng = chance.draw(index as u64, Purpose::Receptor, receptor.draws);
            receptor.changes = now + waiting_time(&mut rng, habit.alone_per_s * self.pace);
            let mut left = habit.alone_per_s * rng.random::<f64>();
            let chosen = habit.alone.iter().find(|(_, rate)| {
                left -= rate;
                left < 0.0
            });
            // Rates sum up to the whole but for rounding.
            receptor.next = chosen.unwrap_or(&habit.alone[0]).0;
        }
        self.find_next_change();
    }

    /// How many molecules are bound.
    pub fn bound(&self) -> usize {
        self.all.iter().map(Receptor::holds).sum()
    }
}

impl Receptor {
    /// Whether ions pass.
    pub fn is_open(&self) -> bool {
        self.state == ReceptorState::Open as usize
    }

    /// How many molecules it holds.
    pub fn holds(&self) -> usize {
        self.holds
    }

    /// The number of its state.
    #[cfg(test)]
    pub fn state(&self) -> usize {
        self.state
    }
}

/// What the states of a scheme do, with binding by a molecule somewhere in
/// `volume_nm3`.
fn habits(scheme: &Scheme, volume_nm3: f64) -> Vec<Habit> {
    let mut habits: Vec<Habit> = (0..scheme.states())
        .map(|state| {
            let ways = scheme.ways(state);
            let alone: Vec<(usize, f64)> = ways
                .iter()
                .filter(|way| way.bound == 0)
                .map(|way| (way.to, way.rate))
                .collect();
            let binding = ways
                .iter()
                .find(|way| way.bound == 1)
                .map(|way| (way.to, way.rate * per_mm_to_nm3() / volume_nm3));
            Habit {
                alone_per_s: alone.iter().map(|(_, rate)| rate).sum(),
                alone,
                binding,
                binding_chance: 0.0,
                holds: 0,
            }
        })
        .collect();
    // A state holds as many as have bound on the way to it; ways without
    // binding either keep all or let one go, and are undone by one that binds.
    let mut known = vec![false; habits.len()];
    known[ReceptorState::Free as usize] = true;
    for _ in 0..habits.len() {
        for from in (0..habits.len())
            .filter(|from| known[*from])
            .collect::<Vec<_>>()
        {
            let holds = habits[from].holds;
            if let Some((to, _)) = habits[from].binding
                && !known[to]
            {
                habits[to].holds = holds + 1;
                known[to] = true;
            }
            for (to, _) in habits[from].alone.clone() {
                let unbinds = habits[to].binding.is_some_and(|(back, _)| back == from);
                if !known[to] && !unbinds {
                    habits[to].holds = holds;
                    known[to] = true;
                }
            }
        }
    }
    habits
}

/// Which receptors are near a place: for every square of a grid those whose
/// discs reach into it.
#[derive(Clone, Debug, Default)]
struct Nearest {
    low: [f32; 2],
    cell_nm: f32,
    columns: usize,
    rows: usize,
    /// Where each square's list begins in `members`; one more at the end.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Nearest {
    fn of(places: &[[f32; 2]], reach_nm: f32) -> Self {
        if places.is_empty() {
            return Self::default();
        }
        let bound = |axis: usize, pick: fn(f32, f32) -> f32, first: f32| {
            places.iter().map(|at| at[axis]).fold(first, pick)
        };
        let low = [0, 1].map(|axis| bound(axis, f32::min, f32::INFINITY) - reach_nm);
        let high = [0, 1].map(|axis| bound(axis, f32::max, f32::NEG_INFINITY) + reach_nm);
        let cell_nm = 2.0 * reach_nm;
        let cells = |axis: usize| ((high[axis] - low[axis]) / cell_nm) as usize + 1;
        let (columns, rows) = (cells(0), cells(1));
        let mut lists = vec![Vec::new(); columns * rows];
        for (index, [x, y]) in places.iter().enumerate() {
            let span = |at: f32, low: f32, count: usize| {
                let from = ((at - reach_nm - low) / cell_nm) as usize;
                from..=(((at + reach_nm - low) / cell_nm) as usize).min(count - 1)
            };
            for row in span(*y, low[1], rows) {
                for column in span(*x, low[0], columns) {
                    lists[row * columns + column].push(index as u32);
                }
            }
        }
        let mut starts = vec![0];
        let mut members = Vec::new();
        for list in lists {
            members.extend(list);
            starts.push(members.len() as u32);
        }
        Self {
            low,
            cell_nm,
            columns,
            rows,
            starts,
            members,
        }
    }

    /// The first near a place that suits.
    #[inline]
    fn find(&self, [x, y]: [f32; 2], suits: impl Fn(usize) -> bool) -> Option<usize> {
        let (column, row) = (
            (x - self.low[0]) / self.cell_nm,
            (y - self.low[1]) / self.cell_nm,
        );
        if column < 0.0 || row < 0.0 {
            return None;
        }
        let (column, row) = (column as usize, row as usize);
        if column >= self.columns || row >= self.rows {
            return None;
        }
        let square = row * self.columns + column;
        let members = self.starts[square] as usize..self.starts[square + 1] as usize;
        let near = self.members[members].iter();
        near.map(|index| *index as usize)
            .find(|index| suits(*index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::receptor::ampa;

    #[test]
    fn states_hold_what_they_have_bound() {
        let habits = habits(&ampa(), 1000.0);
        let holds: Vec<usize> = habits.iter().map(|habit| habit.holds).collect();
        assert_eq!(holds, [0, 1, 2, 2, 1, 2, 2]);
    }

    #[test]
    fn receptors_stand_apart_so_that_no_molecule_is_near_two() {
        let apart = 2.0 * Capture::read().radius_nm;
        let places = places(value("receptors.count") as usize, 113.0);
        for (index, a) in places.iter().enumerate() {
            assert!(libm::hypot(a[0], a[1]) < 113.0);
            for b in &places[..index] {
                assert!(libm::hypot(a[0] - b[0], a[1] - b[1]) > apart);
            }
        }
    }

    #[test]
    fn the_receptor_near_a_place_is_found_and_no_other() {
        let places: Vec<[f32; 2]> = places(80, 113.0)
            .into_iter()
            .map(|at| at.map(|number| number as f32))
            .collect();
        let nearest = Nearest::of(&places, 8.0);
        for step in 0..10_000 {
            let at = [
                (step % 100) as f32 * 3.0 - 150.0,
                (step / 100) as f32 * 3.0 - 150.0,
            ];
            let near = |index: usize| {
                let [x, y]: [f32; 2] = places[index];
                (x - at[0]) * (x - at[0]) + (y - at[1]) * (y - at[1]) < 64.0
            };
            assert_eq!(nearest.find(at, near), (0..80).find(|index| near(*index)));
        }
    }
}
