//! What a person can ask the window to do. Keys and buttons say the same
//! things, so that each is carried out in one place.

use bevy::prelude::*;

/// One of the five steps of exocytosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Motors carry the vesicle along microtubules.
    Trafficking,
    /// It is partly linked to the membrane.
    Tethering,
    /// It is attached, SNAREs pair.
    Docking,
    /// It is made ready (regulated only).
    Priming,
    /// Its membrane and the cell's become one.
    Fusion,
}

impl Step {
    /// All five, in their order.
    pub const ALL: [Self; 5] = [
        Self::Trafficking,
        Self::Tethering,
        Self::Docking,
        Self::Priming,
        Self::Fusion,
    ];

    /// Its name among the texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trafficking => "trafficking",
            Self::Tethering => "tethering",
            Self::Docking => "docking",
            Self::Priming => "priming",
            Self::Fusion => "fusion",
        }
    }

    /// The one `by` places on, round and round.
    pub fn neighbour(self, by: isize) -> Self {
        let count = Self::ALL.len() as isize;
        Self::ALL[(self as isize + by).rem_euclid(count) as usize]
    }
}

/// What stands in the picture, or is left out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sight {
    ScaleBar,
    /// The note on what is drawn larger than it is.
    Note,
    Membrane,
    Postsynaptic,
    Microtubules,
    Actin,
    Vesicles,
    Proteins,
    Molecules,
    Lipids,
    Calcium,
}

/// Of two sets of trials, which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WhichTrials {
    Before,
    #[default]
    Now,
}

/// Something that a person asked for.
#[derive(Message, Clone, Debug, PartialEq)]
pub enum Action {
    PlayOrPause,
    StepOnce,
    /// The same session from time zero, or with another seed.
    StartAgain {
        seed: Option<u64>,
    },
    /// Leaves the seed as it is, although something else was typed: what is no
    /// seed, or one that was not entered.
    LeaveSeed {
        wrong: Option<String>,
    },
    Slower,
    Faster,
    /// So many seconds of the cell in one on screen.
    Rate(f64),
    Auto,
    FireActionPotential,
    /// Lets signals reach the cell, or none.
    Signals {
        reach: bool,
    },
    GoToStep(Step),
    /// To the step before (-1) or after (1) the one gone to last.
    NeighbourStep(isize),
    /// What a presentation remote asks for: a page back (-1) or on (1) of what lies over
    /// the picture, or else the step before or after.
    Turn(isize),
    Follow,
    /// Calls the director, or sends it away.
    Direct,
    /// To the scene's view of this name.
    GoToView(String),
    Home,
    HidePanels,
    /// Opens and folds the controls at the right.
    Controls,
    Captions,
    FullScreen,
    KeyList,
    Legend,
    Blank,
    Close,
    NextTheme,
    /// The colours of this name.
    Theme(String),
    Cut,
    Labels,
    /// Draws one kind of thing, or leaves it out.
    Show(Sight),
    /// Leaves out this share of the jitter, from 0 to 1.
    Calm(f32),
    /// Lays a ruler at the watched site, or takes it away.
    Ruler,
    /// Fills the cytosol with its proteins, or empties it.
    Crowding,
    LargeText,
    /// Saves what the window shows into a file.
    SavePicture,
    /// Colours, text, names, panels and window as they are at first.
    UsualSettings,
    /// Shows a second run beside this one, or takes it away.
    Twin,
    /// Opens and closes the membrane panel.
    Membrane,
    /// Opens and closes the instruments panel.
    Instruments,
    /// Opens and closes the trials panel.
    Trials,
    /// Opens and closes the list of all numbers.
    Numbers,
    /// Opens and closes the energy panel.
    Energy,
    /// Repeats an action potential so often, each time with the next seed.
    RunTrials {
        count: u32,
        first_seed: u64,
    },
    StopTrials,
    /// Opens a trial in the window.
    OpenTrial {
        which: WhichTrials,
        number: u32,
    },
    /// Opens and closes the panel of drugs, toxins and lost genes.
    WhatIf,
    /// Counts changes of the membrane's accounts from the present moment.
    CountFromNow,
    Quit,
}

/// Lets actions be asked for.
pub fn plugin(app: &mut App) {
    app.add_message::<Action>();
}
