//! The order in which the events of a vesicle's life may come.

use std::collections::BTreeMap;

use exoscope::{
    biology::vesicles::Pathway,
    sim::{
        record::{Detail, Event, EventKind},
        vesicle::VesicleId,
    },
};

/// Where a vesicle is in its life, as far as its events tell. `docs/events.md`
/// shows the same in a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    Unborn,
    /// In a pool or under way off the tracks; `spent` until it is refilled.
    Free {
        spent: bool,
    },
    Riding {
        spent: bool,
    },
    Tethered,
    Docked,
    Primed,
    Triggered,
    Hemifused,
    Open {
        emptied: bool,
    },
    Pit,
    /// Part of the plasma membrane.
    Merged,
    Gone,
}

impl State {
    /// The state after `event`; none if that may not happen here.
    pub fn after(self, event: &Event) -> Option<Self> {
        use EventKind as Kind;
        let regulated = event.pathway == Pathway::Regulated;
        Some(match (self, event.what) {
            (Self::Unborn, Kind::Spawned) if event.detail == Detail::Pit => Self::Pit,
            (Self::Unborn, Kind::Spawned) => Self::Free { spent: false },
            (Self::Pit, Kind::Retrieved) => Self::Free { spent: true },
            (Self::Free { spent }, Kind::Boarded) => Self::Riding { spent },
            (Self::Riding { spent }, Kind::Detached) => Self::Free { spent },
            (Self::Free { spent: true }, Kind::Refilled) => Self::Free { spent: false },
            (Self::Free { spent: false }, Kind::Tethered) => Self::Tethered,
            (Self::Tethered, Kind::Untethered) => Self::Free { spent: false },
            (Self::Tethered, Kind::Docked) => Self::Docked,
            (Self::Docked, Kind::Undocked) => Self::Tethered,
            (Self::Docked, Kind::Primed) if regulated => Self::Primed,
            (Self::Primed, Kind::Unprimed) => Self::Docked,
            (Self::Primed, Kind::Triggered) if regulated => Self::Triggered,
            (Self::Docked, Kind::Triggered) if !regulated => Self::Triggered,
            (Self::Triggered, Kind::Hemifused) => Self::Hemifused,
            (Self::Hemifused, Kind::PoreOpened) => Self::Open { emptied: false },
            (Self::Open { emptied: false }, Kind::Emptied) => Self::Open { emptied: true },
            (Self::Open { .. }, Kind::Collapsed) => Self::Merged,
            (Self::Open { .. }, Kind::PoreClosed) => Self::Free { spent: true },
            (Self::Merged, Kind::Delivered) => Self::Gone,
            // Membrane that was taken back has come home to the Golgi, and so has a
            // carrier that found no site.
            (Self::Free { .. }, Kind::Delivered) if event.detail == Detail::Home => Self::Gone,
            _ => return None,
        })
    }
}

/// Every life is in order, from its first event on.
pub fn assert_all_legal(events: &[Event]) {
    let mut lives: BTreeMap<VesicleId, Vec<&Event>> = BTreeMap::new();
    for event in events {
        lives.entry(event.vesicle).or_default().push(event);
    }
    for (vesicle, life) in lives {
        let mut state = State::Unborn;
        for event in &life {
            state = state.after(event).unwrap_or_else(|| {
                let words: Vec<_> = life.iter().map(|event| event.what.word()).collect();
                panic!("vesicle {vesicle}: {event:?} in {state:?}; its life: {words:?}")
            });
        }
    }
}
