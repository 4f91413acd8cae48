//! Transmitter in the cleft, molecule by molecule: how it spreads between the
//! two membranes, binds to receptors, is taken up or gets away.
//!
//! The cleft follows the cell and nothing in a vesicle's life depends on it. It
//! goes by a grid of absolute time, and every molecule's steps are drawn by its
//! own number and the number of the step, so its state at a moment is the same
//! however often it is asked and on any number of threads. While no molecule is
//! free it goes from one change of a receptor to the next.

mod electrode;
mod gap;
pub mod glia;
pub mod receptors;

use std::{collections::VecDeque, num::NonZeroUsize, thread};

use bevy::{math::DVec3, prelude::*};
use rand::RngExt;

use super::{
    Simulation, SimulationSystems,
    chance::{Chance, Purpose},
    clock::SimClock,
    diffusion::{Molecules, Walk, threefry},
    efflux::Efflux,
    membrane::PlasmaMembrane,
    receptor::ampa,
    state::Keeps,
    vesicle::FusionPore,
    what_if::Effects,
};
use crate::{
    biology::{
        cards::Part,
        parameters::{Parameters, value},
    },
    scene::{ClosedGap, Scene},
    units::SimTime,
};
use gap::{Ends, Frame, Gap};
use glia::{Glia, Uptake};
use receptors::{Capture, Receptor, Receptors};

/// The longest step of the grid. A molecule goes two steps of the walk in it,
/// each of at most √(6 D × 0.4 µs) = 28 nm along an axis, less than the two heights
/// of a cleft of 20 nm up to which reflection at its faces is exact. How far it is
/// from them it forgets within a sixth of the step (h²/π²D). Along the membranes it
/// spreads by 23 nm in one: as far as receptors are apart, a fifth of the active
/// zone's radius, and a twentieth of the way to the edge.
const LONGEST_STEP: SimTime = SimTime::from_nanos(800);
/// So many heights of the gap a molecule may go along an axis in one step of the
/// walk: between planes, and between curved walls, which throw back by their
/// distance alone.
const HEIGHTS_A_WALK: f64 = 2.0;
const HEIGHTS_A_CURVED_WALK: f64 = 0.5;
/// Steps of the walk in one of the grid.
const WALKS_A_STEP: f64 = 2.0;
/// Where the gap is narrower, steps are shorter by this again and again.
const SHORTER: u64 = 2;
/// A walker that is looked at only after every step of the grid crosses an edge as
/// if it were this much of a step's spread further out (Siegmund 1979, *Advances
/// in Applied Probability* 11:701; here for two steps of even spread, by his
/// integral over their characteristic function).
const OVERSHOOT: f64 = 0.5569;
/// From so many molecules on, several threads move them.
const MANY: usize = 20_000;
/// At most so many steps at once where nothing but walls is met.
const MOST_AT_ONCE: u64 = 1 << 20;

/// Cubic nanometres a second for a rate of binding of one per millimolar and
/// second: a millimolar is 6.022e-4 molecules in a cubic nanometre.
fn per_mm_to_nm3() -> f64 {
    1.0 / 6.022_140_76e-4
}

/// A number from 0 up to 1, of a word of chance.
fn share_of(word: u32) -> f64 {
    f64::from(word) / 4_294_967_296.0
}

/// How many molecules there have been so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Out of vesicles.
    pub released: u64,
    /// Caught by transporters of the glia.
    pub taken_up: u64,
    /// Past the glia, or released where there is no cleft.
    pub gone: u64,
}

/// A free molecule as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Which it is, for as long as it is free.
    pub number: u32,
    pub at: DVec3,
    /// How far it is from where it would be gone.
    pub from_edge_nm: f32,
}

/// A molecule that is still to come out of a vesicle.
#[derive(Clone, Copy, Debug)]
struct Coming {
    at: SimTime,
    place: [f32; 3],
    number: u32,
    /// Whether it is the first of its vesicle.
    is_first: bool,
}

/// The free molecules, the receptors and the glia of a cleft.
#[derive(Resource, Clone, Debug, Default)]
pub struct Cleft {
    space: Option<Space>,
    coming: VecDeque<Coming>,
    /// Where there is no cleft: when the molecules of each vesicle leave that
    /// have not all left, the next one last.
    counted: Vec<Vec<SimTime>>,
    /// What granules let out that has not all left, and how much of it is
    /// counted.
    poured: Vec<(Efflux, u32)>,
    counts: Counts,
    numbered: u32,
    newest_release: Option<SimTime>,
    now: SimTime,
}

/// By what the rates of a cleft are multiplied: by the cold, for one.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pace {
    spreading: f64,
    receptors: f64,
    uptake: f64,
}

impl Pace {
    const USUAL: Self = Self {
        spreading: 1.0,
        receptors: 1.0,
        uptake: 1.0,
    };

    fn under(effects: &Effects) -> Self {
        Self {
            spreading: effects.left(Part::CargoDiffusion),
            receptors: effects.left(Part::Receptors),
            uptake: effects.left(Part::Uptake),
        }
    }
}

/// What is in a cleft.
#[derive(Clone, Debug)]
struct Space {
    gap: Gap,
    /// At the usual pace, and now.
    usual_nm2_per_s: f64,
    walk: Walk,
    pace: Pace,
    step: SimTime,
    /// Beyond which a molecule is beside the glia, and gone, squared; never in a
    /// closed gap.
    rim_nm2: f32,
    edge_nm2: f32,
    mouth_key: [u32; 2],
    molecules: Molecules,
    receptors: Receptors,
    glia: Glia,
}

pub(super) fn plugin(app: &mut App) {
    app.keeps_built::<Cleft>()
        .add_systems(Simulation, follow_the_cell.in_set(SimulationSystems::Cleft));
}

fn follow_the_cell(clock: Res<SimClock>, effects: Res<Effects>, mut cleft: ResMut<Cleft>) {
    cleft.advance_to(clock.now);
    cleft.keep_pace(Pace::under(&effects));
}

impl Cleft {
    /// The cleft of a scene: between its two membranes around the active zone,
    /// or the closed gap that it describes. Where there is none, molecules are
    /// counted and otherwise lost from sight.
    pub(super) fn of(
        scene: &Scene,
        membrane: &PlasmaMembrane,
        parameters: &Parameters,
        chance: &Chance,
    ) -> Self {
        if let Some(closed) = &scene.closed_gap {
            return Self::filled(closed, parameters.transmitter_nm2_per_s, chance);
        }
        let Some(zone) = scene.active_zone else {
            return Self::default();
        };
        let gap = membrane.postsynaptic.as_ref().and_then(|(neighbour, _)| {
            Gap::between(
                &membrane.shape,
                neighbour,
                zone.centre,
                Ends {
                    rim_nm: parameters.cleft_radius_nm,
                    edge_nm: parameters.cleft_radius_nm + glia::reach_nm(),
                },
                parameters.half_bilayer_nm,
            )
        });
        let (Some(gap), Some((neighbour, _))) = (gap, &membrane.postsynaptic) else {
            return Self::default();
        };
        let count = value("receptors.count").round() as usize;
        let standing = receptors::places(count, zone.radius_nm)
            .into_iter()
            .map(|at| {
                let face = [at[0] as f32, at[1] as f32, gap.height_nm as f32];
                let point = neighbour.closest(gap.frame.in_cell(face));
                (at, point, neighbour.normal(point))
            })
            .collect();
        Self::in_gap(gap, standing, parameters.transmitter_nm2_per_s, chance)
    }

    /// A closed gap, its molecules spread evenly.
    fn filled(closed: &ClosedGap, nm2_per_s: f64, chance: &Chance) -> Self {
        let DVec3 { x, y, z } = closed.sizes_nm;
        let face = Frame::at(closed.centre + DVec3::Y * (0.5 * y), DVec3::NEG_Y);
        let gap = Gap::closed(face, [x, z, y]);
        let mut cleft = Self::in_gap(gap, Vec::new(), nm2_per_s, chance);
        let mut rng = chance.draw(0, Purpose::Cleft, 1);
        let mut along = |length: f64| (length * rng.random::<f64>()) as f32;
        cleft.numbered = closed.molecules as u32;
        if let Some(space) = &mut cleft.space {
            for number in 0..cleft.numbered {
                let aside = [along(x) - 0.5 * x as f32, along(z) - 0.5 * z as f32];
                let place = [aside[0], aside[1], along(y)];
                space.molecules.push(place, number);
            }
        }
        cleft
    }

    /// Receptors in a gap: each with its place in it, and where and how it
    /// stands on the membrane.
    fn in_gap(
        gap: Gap,
        standing: Vec<([f64; 2], DVec3, DVec3)>,
        nm2_per_s: f64,
        chance: &Chance,
    ) -> Self {
        let mut rng = chance.draw(0, Purpose::Cleft, 0);
        let mut key = || [rng.random::<u32>(), rng.random::<u32>()];
        let mut step = LONGEST_STEP;
        let farthest_nm = |step: SimTime| (6.0 * nm2_per_s * step.as_secs() / WALKS_A_STEP).sqrt();
        let heights = if gap.is_curved() {
            HEIGHTS_A_CURVED_WALK
        } else {
            HEIGHTS_A_WALK
        };
        while farthest_nm(step) > heights * gap.height_nm && step.as_nanos() > SHORTER {
            step = SimTime::from_nanos(step.as_nanos() / SHORTER);
        }
        let step_s = step.as_secs();
        let walk = Walk {
            nm2_per_s,
            step_s: step_s / WALKS_A_STEP,
            key: key(),
        };
        let rim_nm = gap.ends.map_or(f64::INFINITY, |ends| ends.rim_nm);
        let [receptor_key, glia_key, mouth_key] = [key(), key(), key()];
        let receptors = Receptors::new(
            standing,
            &ampa(),
            Capture::read(),
            gap.height_nm,
            step_s,
            *chance,
            receptor_key,
        );
        let glia = gap.ends.map_or_else(Glia::default, |ends| {
            Glia::around(ends.rim_nm, gap.height_nm, step_s, glia_key)
        });
        let mut space = Space {
            usual_nm2_per_s: nm2_per_s,
            walk,
            pace: Pace::USUAL,
            step,
            rim_nm2: (rim_nm * rim_nm) as f32,
            edge_nm2: f32::INFINITY,
            mouth_key,
            molecules: Molecules::default(),
            receptors,
            glia,
            gap,
        };
        space.spread_at(nm2_per_s);
        Self {
            space: Some(space),
            ..Self::default()
        }
    }

    /// Goes on at another pace from now on.
    fn keep_pace(&mut self, pace: Pace) {
        let now = self.now;
        if let Some(space) = &mut self.space
            && space.pace != pace
        {
            space.pace = pace;
            space.spread_at(space.usual_nm2_per_s * pace.spreading);
            space.receptors.keep_pace(pace.receptors, now);
            space.glia.keep_pace(pace.uptake, now);
        }
    }

    /// Notes a pore whose molecules will leave: each comes out within the width
    /// that the pore has then. What granules let out is only counted: it is for
    /// the blood or an electrode, and there are no receptors for it here.
    pub(super) fn release(&mut self, pore: &FusionPore, now: SimTime) {
        let moments = match &pore.efflux {
            Efflux::Moments(moments) => moments,
            Efflux::Counts(_) => {
                self.poured.push((pore.efflux.clone(), 0));
                return;
            }
            // What lysosomes let out meets no receptors either.
            Efflux::Balls(balls) => {
                self.counted
                    .push(balls.iter().rev().map(|ball| ball.at).collect());
                return;
            }
        };
        let Some(space) = &self.space else {
            self.counted.push(moments.iter().rev().copied().collect());
            return;
        };
        let soonest = now + SimTime::from_nanos(1);
        for (index, leaves) in moments.iter().enumerate() {
            let number = self.numbered;
            self.numbered = self.numbered.wrapping_add(1);
            self.coming.push_back(Coming {
                // What is due now may have been looked at already.
                at: soonest.max(*leaves),
                place: space.mouth(pore.place.point, pore.aqueous_nm_at(*leaves), number),
                number,
                is_first: index == 0,
            });
        }
        self.coming
            .make_contiguous()
            .sort_by_key(|coming| (coming.at, coming.number));
    }

    /// Brings the cleft to a moment.
    pub fn advance_to(&mut self, now: SimTime) {
        self.count_up_to(now);
        while let Some(space) = &mut self.space {
            let coming = self.coming.front().map_or(SimTime::NEVER, |next| next.at);
            let changes = space.receptors.next_change();
            let steps = space.next_step_ends(self.now);
            if coming.min(changes).min(steps) > now {
                break;
            }
            if changes <= coming && changes <= steps {
                self.now = changes;
                if let Some((number, [x, y])) = space.receptors.change() {
                    let at_face = space.gap.height_nm as f32;
                    space.molecules.push([x, y, at_face], number);
                }
            } else if coming <= steps {
                let molecule = self.let_in();
                if let Some(space) = &mut self.space {
                    space.molecules.push(molecule.place, molecule.number);
                }
            } else {
                let until = now.min(coming).min(changes);
                self.now = space.take_steps(steps, until, &mut self.counts);
            }
        }
        self.now = self.now.max(now);
    }

    /// Counts what has left where there is no cleft.
    fn count_up_to(&mut self, now: SimTime) {
        for leaving in &mut self.counted {
            while leaving.pop_if(|leaves| *leaves <= now).is_some() {
                self.counts.released += 1;
                self.counts.gone += 1;
            }
        }
        self.counted.retain(|leaving| !leaving.is_empty());
        for (efflux, counted) in &mut self.poured {
            let left = efflux.left_at(now);
            let more = u64::from(left - *counted);
            *counted = left;
            self.counts.released += more;
            self.counts.gone += more;
        }
        self.poured
            .retain(|(efflux, counted)| *counted < efflux.count());
    }

    /// The next molecule comes out.
    fn let_in(&mut self) -> Coming {
        let molecule = self
            .coming
            .pop_front()
            .expect("it is called when one is due");
        self.now = molecule.at;
        self.counts.released += 1;
        if molecule.is_first {
            self.newest_release = Some(molecule.at);
        }
        molecule
    }

    /// How many molecules there have been so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How many molecules are free now.
    pub fn free(&self) -> usize {
        self.space.as_ref().map_or(0, |space| space.molecules.len())
    }

    /// How many molecules receptors hold.
    pub fn bound(&self) -> usize {
        self.space
            .as_ref()
            .map_or(0, |space| space.receptors.bound())
    }

    /// How many receptors are open.
    pub fn open_receptors(&self) -> u32 {
        self.space
            .as_ref()
            .map_or(0, |space| space.receptors.open())
    }

    /// What a voltage clamp of the neighbour reads, in picoamperes.
    pub fn postsynaptic_pa(&self) -> f64 {
        self.space
            .as_ref()
            .map_or(0.0, |space| space.receptors.electrode.current_pa(self.now))
    }

    /// When the newest vesicle let out its first molecule.
    pub fn newest_release(&self) -> Option<SimTime> {
        self.newest_release
    }

    /// When the next vesicle, as far as that is settled, lets out its first.
    pub fn next_release(&self) -> SimTime {
        let first = self.coming.iter().find(|coming| coming.is_first);
        first.map_or(SimTime::NEVER, |coming| coming.at)
    }

    /// Whether there is a cleft in which molecules are followed.
    pub fn is_there(&self) -> bool {
        self.space.is_some()
    }

    /// Whether it is a gap without a way out.
    pub fn is_closed(&self) -> bool {
        let gap = self.space.as_ref().map(|space| &space.gap);
        gap.is_some_and(|gap| gap.ends.is_none())
    }

    /// The receptors, in the order of their numbers.
    pub fn receptors(&self) -> impl Iterator<Item = &Receptor> {
        self.space.iter().flat_map(|space| space.receptors.iter())
    }

    /// The molecules that transporters hold now.
    pub fn uptakes(&self) -> impl Iterator<Item = &Uptake> {
        self.space
            .iter()
            .flat_map(|space| space.glia.holding(self.now))
    }

    /// The free molecules where they are now, as beads that stay `clear_nm` off
    /// the faces. Between two steps each is on the straight way from one to the
    /// other.
    pub fn seen(&self, clear_nm: f32) -> Vec<Seen> {
        let Some(space) = &self.space else {
            return Vec::new();
        };
        let mut next = space.molecules.clone();
        let step_ns = space.step.as_nanos();
        space.move_some(&mut next, self.now.as_nanos() / step_ns, 1);
        let part = (self.now.as_nanos() % step_ns) as f32 / step_ns as f32;
        let edge_nm = space
            .gap
            .ends
            .map_or(f32::INFINITY, |ends| ends.edge_nm as f32);
        (0..next.len())
            .map(|index| {
                let (from, to) = (space.molecules.place(index), next.place(index));
                let [x, y, z] = [0, 1, 2].map(|axis| from[axis] + (to[axis] - from[axis]) * part);
                Seen {
                    number: space.molecules.numbers[index],
                    at: space
                        .gap
                        .frame
                        .in_cell([x, y, space.gap.clear(z, clear_nm)]),
                    from_edge_nm: edge_nm - (x * x + y * y).sqrt(),
                }
            })
            .collect()
    }
}

impl Space {
    /// Molecules spread so fast from now on, and are looked at so much sooner at
    /// the edge.
    fn spread_at(&mut self, nm2_per_s: f64) {
        self.walk.nm2_per_s = nm2_per_s;
        let spread_nm = (2.0 * nm2_per_s * self.step.as_secs()).sqrt();
        self.edge_nm2 = self.gap.ends.map_or(f32::INFINITY, |ends| {
            let edge_nm = ends.edge_nm - OVERSHOOT * spread_nm;
            (edge_nm * edge_nm) as f32
        });
    }

    /// A place in the mouth of a pore, evenly over its width.
    fn mouth(&self, point: DVec3, aqueous_nm: f64, number: u32) -> [f32; 3] {
        let [[out], [angle]] = threefry(self.mouth_key, &[number], 0);
        let out = aqueous_nm * share_of(out).sqrt();
        let angle = std::f64::consts::TAU * share_of(angle);
        let [x, y, _] = self.gap.frame.in_gap(point);
        [
            x + (out * libm::cos(angle)) as f32,
            y + (out * libm::sin(angle)) as f32,
            0.0,
        ]
    }

    /// When the step ends that goes on at a moment; never while none is free.
    fn next_step_ends(&self, now: SimTime) -> SimTime {
        if self.molecules.is_empty() {
            return SimTime::NEVER;
        }
        let step_ns = self.step.as_nanos();
        SimTime::from_nanos((now.as_nanos() / step_ns + 1) * step_ns)
    }

    /// Takes the step that ends at `ends`, and more up to `until` where nothing
    /// but walls is met. Says when the last of them ends.
    fn take_steps(&mut self, ends: SimTime, until: SimTime, counts: &mut Counts) -> SimTime {
        let step_ns = self.step.as_nanos();
        let number = ends.as_nanos() / step_ns - 1;
        if self.gap.ends.is_none() && self.receptors.is_empty() {
            let more = (until.since(ends).as_nanos() / step_ns).min(MOST_AT_ONCE);
            let mut molecules = std::mem::take(&mut self.molecules);
            self.move_some(&mut molecules, number, more as u32 + 1);
            self.molecules = molecules;
            return ends + SimTime::from_nanos(more * step_ns);
        }
        let mut molecules = std::mem::take(&mut self.molecules);
        self.move_some(&mut molecules, number, 1);
        let Self {
            gap,
            receptors,
            glia,
            rim_nm2,
            edge_nm2,
            ..
        } = self;
        let step = number as u32;
        molecules.retain(|place, who| {
            let [x, y, _] = place;
            let out_nm2 = x * x + y * y;
            if out_nm2 < *rim_nm2 {
                return !receptors.take(place, who, step, ends);
            }
            if out_nm2 > *edge_nm2 {
                counts.gone += 1;
                return false;
            }
            let is_caught = glia.catch(who, step, ends, || gap.frame.in_cell(place));
            counts.taken_up += u64::from(is_caught);
            !is_caught
        });
        self.molecules = molecules;
        ends
    }

    /// Moves molecules by so many steps from one number on.
    fn move_some(&self, molecules: &mut Molecules, number: u64, steps: u32) {
        let walls = self.gap.walls();
        let before = self.gap.is_curved().then(|| molecules.clone());
        // The numbers of steps come round after half an hour, when no molecule
        // is left that has gone with them before.
        let first = number as u32;
        if molecules.len() < MANY {
            self.walk.take(molecules, &walls, first, steps);
        } else {
            let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
            self.walk
                .take_together(molecules, &walls, first, steps, threads);
        }
        if let Some(before) = before {
            self.gap.throw_back(molecules, &before);
        }
    }
}

#[cfg(test)]
mod tests;
