//! Which panels are open, what lies over the picture, and what has been typed.

use bevy::prelude::*;
use bevy_egui::egui;

use super::{
    compare,
    drawer::Drawer,
    provenance::{AllNumbers, Subject},
    room::Room,
    signals::{Silence, TrainPlan},
};

/// Which panels are open, and what has been typed into them.
#[derive(Resource, Clone, Debug)]
pub struct Panels {
    /// Everything but the picture is hidden.
    pub hidden: bool,
    /// The line that tells what happens, which has a switch of its own.
    pub captions: bool,
    /// Text for a lecture hall.
    pub large_text: bool,
    /// The panel in the drawer at the foot, if it is open.
    pub drawer: Option<Drawer>,
    /// Whether the controls stand open; if nobody has said, where there is room.
    pub(super) controls: Option<bool>,
    /// As they were drawn last: whether the controls were open, whether the drawer
    /// was, and whether there was room for both.
    pub(super) was_open: bool,
    had_drawer: bool,
    had_room: bool,
    /// Likewise of a card that was asked for.
    had_card: bool,
    had_room_for_card: bool,
    /// What cards at the left have taken of the picture.
    pub(super) taken: Taken,
    /// Pages to turn in the list that is open, on or back.
    pub(super) turns: isize,
    /// The list of keys is open.
    pub key_list: bool,
    /// The note on what is not to scale is open.
    pub legend: bool,
    /// The picture is blanked.
    pub blank: bool,
    /// What has been asked for its source.
    pub(super) asked: Option<Subject>,
    pub(super) all_numbers: AllNumbers,
    pub(super) train: TrainPlan,
    pub(super) silence: Silence,
    pub(super) typed_seed: Option<String>,
    pub(super) comparison: compare::Choice,
}

impl Default for Panels {
    fn default() -> Self {
        Self {
            hidden: false,
            captions: true,
            large_text: false,
            drawer: None,
            controls: None,
            was_open: false,
            had_drawer: false,
            had_room: true,
            had_card: false,
            had_room_for_card: true,
            taken: Taken::default(),
            turns: 0,
            key_list: false,
            legend: false,
            blank: false,
            asked: None,
            all_numbers: AllNumbers::default(),
            train: TrainPlan::default(),
            silence: Silence::default(),
            typed_seed: None,
            comparison: compare::Choice::default(),
        }
    }
}

/// What cards at the left have taken of the picture. One that goes leaves the picture
/// as it is, until the camera sets out for somewhere else.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken {
    /// Up to where they reach.
    right: f32,
    /// How often the camera had set out by then, and what the window was.
    flights: u32,
    screen: Option<egui::Rect>,
}

impl Taken {
    /// Up to where the picture keeps clear of cards that reach so far now.
    pub(super) fn with(&mut self, right: f32, flights: u32, screen: egui::Rect) -> f32 {
        let is_elsewhere = self.flights != flights || self.screen != Some(screen);
        let before = if is_elsewhere { 0.0 } else { self.right };
        *self = Self {
            right: right.max(before),
            flights,
            screen: Some(screen),
        };
        self.right
    }
}

impl Panels {
    /// Whether a list lies over the picture.
    pub(super) fn have_list(&self) -> bool {
        self.key_list || self.legend || self.all_numbers.open
    }

    /// Takes away what lies over the picture; whether anything did.
    pub(super) fn uncover(&mut self) -> bool {
        let covered = self.have_list() || self.blank;
        self.key_list = false;
        self.legend = false;
        self.all_numbers.open = false;
        self.blank = false;
        covered
    }

    /// Opens or folds the controls. Where they would leave nothing to the drawer or
    /// to a card, that is shut.
    pub(super) fn turn_controls(&mut self) {
        let open = !self.was_open;
        self.controls = Some(open);
        if open && !self.had_room {
            self.drawer = None;
        }
        if open && !self.had_room_for_card {
            self.asked = None;
        }
    }

    /// Whether the controls are open in this room. A drawer or a card that opens where
    /// there is too little room for both folds them.
    pub(super) fn shows_controls(&mut self, room: &Room) -> bool {
        let has_drawer = self.drawer.is_some();
        let fits = room.holds_controls(has_drawer);
        let has_card = self.asked.is_some();
        let card_fits = room.holds_card();
        let crowds = has_drawer && !self.had_drawer && !fits;
        if crowds || has_card && !self.had_card && !card_fits {
            self.controls = None;
        }
        self.had_drawer = has_drawer;
        self.had_card = has_card;
        self.had_room = room.holds_controls(true);
        self.had_room_for_card = card_fits;
        self.was_open = self.controls.unwrap_or(fits)
            && (!has_drawer || room.holds_both())
            && (!has_card || card_fits);
        self.was_open
    }
}
