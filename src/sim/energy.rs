//! Where the ATP goes. It is counted where it is spent, molecule by molecule.

use bevy::{ecs::system::SystemParam, prelude::*};

use super::{
    state::Keeps,
    vesicle::{Course, Due, Motion, Stage, Vesicle},
};
use crate::{biology::parameters::Parameters, units::SimTime};

pub(super) fn plugin(app: &mut App) {
    app.keeps::<AtpAccount>();
}

/// What ATP is spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AtpPlace {
    /// Steps of kinesin, dynein and myosin, one a step.
    Motors,
    /// NSF sets SNAREs free as a regulated vesicle is primed.
    Priming,
    /// NSF sets SNAREs free as a constitutive carrier docks.
    Docking,
    /// The V-ATPase drives the filling of vesicles.
    Refilling,
    /// Taking membrane back.
    Retrieval,
}

impl AtpPlace {
    /// All, in the order of a vesicle's life.
    pub const ALL: [Self; 5] = [
        Self::Motors,
        Self::Priming,
        Self::Docking,
        Self::Refilling,
        Self::Retrieval,
    ];

    /// The word used in files and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Motors => "motors",
            Self::Priming => "priming",
            Self::Docking => "docking",
            Self::Refilling => "refilling",
            Self::Retrieval => "retrieval",
        }
    }
}

/// Adenosine triphosphate spent so far, by place, in molecules. What is being
/// spent on a motor's run or a vesicle's filling is booked when that ends.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtpAccount {
    by_place: [u64; AtpPlace::ALL.len()],
    total: u64,
    /// Guanosine triphosphate that dynamin spends on scission. It is made from
    /// ATP elsewhere, and is no part of the sum.
    pub dynamin_gtp: u64,
}

impl AtpAccount {
    /// Books so many molecules.
    pub fn spend(&mut self, place: AtpPlace, molecules: u64) {
        self.by_place[place as usize] += molecules;
        self.total += molecules;
    }

    /// What was spent in a place.
    pub fn of(&self, place: AtpPlace) -> u64 {
        self.by_place[place as usize]
    }

    /// What was spent in all, of ATP alone.
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// The account, and what is being spent.
#[derive(SystemParam)]
pub struct Energy<'w, 's> {
    account: Res<'w, AtpAccount>,
    parameters: Res<'w, Parameters>,
    vesicles: Query<
        'w,
        's,
        (
            &'static Vesicle,
            &'static Stage,
            &'static Motion,
            &'static Course,
            &'static Due,
        ),
    >,
}

impl Energy<'_, '_> {
    /// What has been spent up to `now`, steps of runs in progress and what pumps
    /// have done so far included.
    pub fn at(&self, now: SimTime) -> AtpAccount {
        let mut account = *self.account;
        for (vesicle, stage, motion, course, due) in &self.vesicles {
            let steps = motion.steps_done(now) as u64;
            if steps > 0 {
                account.spend(AtpPlace::Motors, steps);
            }
            if let Some(pumping) = pumping(&self.parameters, vesicle, *stage, course, *due) {
                account.spend(AtpPlace::Refilling, pumping.atp_at(now) as u64);
            }
        }
        account
    }
}

/// A vesicle's pump since it was last booked. What it had done by then was
/// booked at the price that it had; less than a molecule is carried over.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pump {
    /// When that was.
    pub from: SimTime,
    /// What it had done beyond what was booked: parts of a molecule and of an ATP,
    /// and the share of a lysosome's acid.
    pub molecules: f64,
    pub atp: f64,
    pub acid: f64,
}

/// A vesicle's pump at work: it fills the vesicle evenly until it is full.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pumping {
    pump: Pump,
    until: SimTime,
    /// What is still to be done.
    molecules: f64,
    atp: f64,
    acid: f64,
}

impl Pumping {
    /// Molecules that have been taken up at a moment.
    pub fn molecules_at(&self, now: SimTime) -> f64 {
        self.done_at(now).molecules
    }

    /// ATP that has been spent on them.
    pub fn atp_at(&self, now: SimTime) -> f64 {
        self.done_at(now).atp
    }

    /// What the pump has done by a moment, as nothing of it has been booked.
    pub fn done_at(&self, now: SimTime) -> Pump {
        let share = now.share_of(self.pump.from, self.until);
        Pump {
            from: now,
            molecules: self.pump.molecules + share * self.molecules,
            atp: self.pump.atp + share * self.atp,
            acid: self.pump.acid + share * self.acid,
        }
    }

    /// When ATP number `number` of them was spent, counted from one.
    pub fn moment_of(&self, number: u64) -> SimTime {
        let whole_s = self.until.since(self.pump.from).as_secs();
        let share = ((number as f64 - self.pump.atp) / self.atp).max(0.0);
        self.pump.from + SimTime::from_secs(whole_s * share)
    }
}

/// How a vesicle is being filled since its pump was last booked, if it is.
pub fn pumping(
    parameters: &Parameters,
    vesicle: &Vesicle,
    stage: Stage,
    course: &Course,
    due: Due,
) -> Option<Pumping> {
    let pump = course.pump?;
    let until = due.0;
    let at_work = stage == Stage::Refilling && until < SimTime::NEVER && until > pump.from;
    let pumping = at_work.then(|| Pumping {
        until,
        ..to_be_pumped(parameters, vesicle, pump)
    })?;
    (pumping.atp > 0.0).then_some(pumping)
}

/// What a vesicle's pump has still to do until it is as full as its pumps can
/// make it. A lysosome that has kissed has lost its acid alone.
pub fn to_be_pumped(parameters: &Parameters, vesicle: &Vesicle, pump: Pump) -> Pumping {
    let room = f64::from(vesicle.capacity.saturating_sub(vesicle.contents));
    let molecules = (room - pump.molecules).max(0.0) * parameters.pumps;
    let (acid, atp) = match parameters.class(vesicle.kind).acid_atp {
        Some(acid_atp) => {
            let acid = (1.0 - pump.acid).max(0.0) * parameters.pumps;
            (acid, acid_atp * acid)
        }
        None => (0.0, parameters.costs.refilling_atp * molecules),
    };
    Pumping {
        pump,
        until: pump.from,
        molecules,
        atp,
        acid,
    }
}
