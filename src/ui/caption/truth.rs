//! How long what a caption says is true.
//!
//! Most captions say what a vesicle is at, and that passes: over an open pore nobody
//! may read that the contents are still inside.

use crate::{
    sim::{
        record::{Event, EventKind},
        vesicle::{FusionMode, FusionPore, Stage, VesicleId},
    },
    units::SimTime,
};

/// So much of what leaves is most of it.
const MOST: f64 = 0.9;

/// What a vesicle is at, as finely as captions tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    At(Stage),
    /// Its SNAREs zip; the membranes are still two.
    Joining,
    Hemifused,
    /// Its pore is open, and what it holds leaves.
    Emptying,
    /// Its pore is open, and all is out.
    Emptied,
    /// It comes off the membrane after kiss-and-run.
    Parting,
}

impl Doing {
    /// All of a fusion until its pore opens.
    pub const BECOMING_ONE: [Self; 2] = [Self::Joining, Self::Hemifused];

    pub fn of(stage: Stage, pore: Option<&FusionPore>, now: SimTime) -> Self {
        match pore {
            None => Self::At(stage),
            Some(pore) if now < pore.hemifused => Self::Joining,
            Some(pore) if now < pore.opened => Self::Hemifused,
            Some(pore) if pore.mode == FusionMode::KissAndRun && now >= pore.ends => Self::Parting,
            Some(pore) if now >= pore.emptied => Self::Emptied,
            Some(_) => Self::Emptying,
        }
    }

    /// What an event begins, where its caption speaks of that.
    fn begun_by(what: EventKind) -> Option<Self> {
        match what {
            EventKind::Boarded => Some(Self::At(Stage::Walking)),
            EventKind::Tethered => Some(Self::At(Stage::Tethered)),
            EventKind::Docked => Some(Self::At(Stage::Docked)),
            EventKind::Primed => Some(Self::At(Stage::Primed)),
            EventKind::Triggered => Some(Self::Joining),
            EventKind::Hemifused => Some(Self::Hemifused),
            EventKind::PoreOpened => Some(Self::Emptying),
            EventKind::Emptied => Some(Self::Emptied),
            EventKind::Spawned
            | EventKind::Detached
            | EventKind::Untethered
            | EventKind::Undocked
            | EventKind::Unprimed
            | EventKind::Collapsed
            | EventKind::PoreClosed
            | EventKind::Retrieved
            | EventKind::Refilled
            | EventKind::Delivered => None,
        }
    }

    /// Until when there is something to see of it, as far as its pore tells. Of what
    /// leaves, little is seen after most of it is out.
    pub fn shows_until(self, pore: &FusionPore, now: SimTime) -> Option<SimTime> {
        match self {
            Self::Hemifused => Some(pore.opened),
            Self::Emptying => {
                let ends = pore.emptied.min(pore.ends);
                let most = mostly_out(pore).filter(|most| now < *most);
                Some(most.map_or(ends, |most| most.min(ends)))
            }
            Self::Emptied => Some(pore.ends),
            Self::At(_) | Self::Joining | Self::Parting => None,
        }
    }
}

/// When most of what leaves through a pore is out.
fn mostly_out(pore: &FusionPore) -> Option<SimTime> {
    let count = pore.efflux.count();
    let most = (f64::from(count) * MOST) as u32;
    (count > 0).then(|| pore.efflux.moment_of(most.min(count - 1)))
}

/// Until when what is said holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Truth {
    /// For good.
    #[default]
    Lasting,
    /// As long as a vesicle is at one of these.
    While(VesicleId, Vec<Doing>),
    /// As long as it is at what it is at now, or at one of these.
    AsNow(VesicleId, &'static [Doing]),
    /// Until something else happens to it.
    UntilNews(VesicleId),
}

impl Truth {
    /// That of an event's caption. From far away an open pore is open, whether anything
    /// still leaves or not.
    pub fn of(event: &Event, is_close: bool) -> Self {
        match Doing::begun_by(event.what) {
            Some(Doing::Emptying) if !is_close => {
                Self::While(event.vesicle, vec![Doing::Emptying, Doing::Emptied])
            }
            Some(doing) => Self::While(event.vesicle, vec![doing]),
            None => Self::UntilNews(event.vesicle),
        }
    }

    /// Whether it is over with this event.
    pub fn ends_with(&self, event: &Event) -> bool {
        match self {
            Self::While(vesicle, doing) if *vesicle == event.vesicle => {
                Doing::begun_by(event.what).is_some_and(|begun| !doing.contains(&begun))
            }
            // What has left it, or come with it, makes nothing else untrue.
            Self::UntilNews(vesicle) if *vesicle == event.vesicle => {
                !matches!(event.what, EventKind::Emptied | EventKind::Delivered)
            }
            _ => false,
        }
    }

    /// Whether it still holds where vesicles do this.
    pub fn holds(&mut self, doing_of: &impl Fn(VesicleId) -> Option<Doing>) -> bool {
        if let Self::AsNow(vesicle, or) = *self {
            let doing = doing_of(vesicle).into_iter().chain(or.iter().copied());
            *self = Self::While(vesicle, doing.collect());
        }
        match self {
            Self::While(vesicle, doing) => {
                doing_of(*vesicle).is_some_and(|now| doing.contains(&now))
            }
            Self::Lasting | Self::AsNow(..) | Self::UntilNews(_) => true,
        }
    }

    /// The vesicle of which it says what it is at, or has been through.
    pub fn subject(&self) -> Option<VesicleId> {
        match self {
            Self::Lasting => None,
            Self::While(id, _) | Self::AsNow(id, _) | Self::UntilNews(id) => Some(*id),
        }
    }
}
