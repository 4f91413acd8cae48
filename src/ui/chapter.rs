//! Which of the five steps has been gone to, and what of it is shown.

use bevy::prelude::*;

use crate::{session::actions::Step, sim::vesicle::VesicleId, units::SimTime};

/// Radius of a vesicle that the camera's distances are chosen for; to larger ones it
/// keeps more.
const SYNAPTIC_NM: f64 = 21.0;

/// What the five steps show and say.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StepSystems;

/// How near the camera comes to a vesicle of a radius, both in nanometres, by step.
pub fn close_up_nm(step: Step, radius_nm: f64) -> f32 {
    let to_a_synaptic_one = match step {
        Step::Trafficking => 420.0,
        Step::Tethering => 300.0,
        Step::Docking | Step::Priming => 230.0,
        Step::Fusion => 210.0,
    };
    to_a_synaptic_one * (radius_nm / SYNAPTIC_NM).max(1.0) as f32
}

/// The step gone to last, and what is shown of it.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct Chapter {
    /// The step gone to last.
    pub step: Option<Step>,
    /// The step that the vesicle is in which the camera stays with.
    pub seen: Option<Step>,
    pub awaited: Option<Awaiting>,
    pub signal: Option<Signal>,
    /// How long its vesicle has been shown, in seconds on screen; negative once a
    /// person has chosen another speed.
    pub shown_s: f32,
}

impl Chapter {
    /// Whether a vesicle has been gone to that answers an action potential.
    pub fn awaits_a_pore(&self) -> bool {
        self.signal.is_some_and(|signal| signal.answer.is_some())
    }

    /// Whether somebody has asked for an action potential, and waits for who answers.
    pub fn awaits_an_answer(&self) -> bool {
        self.signal
            .is_some_and(|signal| signal.answer.is_none() && !signal.is_told)
    }
}

/// A wait for a vesicle to come into a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Awaiting {
    /// So long already, in seconds on screen.
    pub waited_s: f32,
    /// The one that is looked at meanwhile.
    pub meanwhile: Option<VesicleId>,
}

/// An action potential and what comes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signal {
    pub at: SimTime,
    /// Who answers, and when it begins to fuse, or its pore opens.
    pub answer: Option<(VesicleId, SimTime)>,
    /// Seconds on screen since.
    pub shown_s: f32,
    /// The text that says that nobody answers.
    pub said_of_none: &'static str,
    /// Whether all has been said of it.
    pub is_told: bool,
}
