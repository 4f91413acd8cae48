//! The drawer at the foot of the picture: one place for what is measured, and
//! one panel in it at a time.

use bevy_egui::egui::{self, WidgetInfo, WidgetType};
use serde::{Deserialize, Serialize};

use super::{scales::text_width, scroll::LEAST_SEEN};
use crate::{session::actions::Action, text::word};

/// Between the buttons of a head and the rest of it.
const HEAD_GAP: f32 = 8.0;

/// The panels that open in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "panel", rename_all = "snake_case")]
pub enum Drawer {
    Membrane,
    Instruments,
    Trials,
    Energy,
    WhatIf,
}

impl Drawer {
    pub const ALL: [Self; 5] = [
        Self::Membrane,
        Self::Instruments,
        Self::Trials,
        Self::Energy,
        Self::WhatIf,
    ];

    /// What opens it, and shuts it again.
    pub fn action(self) -> Action {
        match self {
            Self::Membrane => Action::Membrane,
            Self::Instruments => Action::Instruments,
            Self::Trials => Action::Trials,
            Self::Energy => Action::Energy,
            Self::WhatIf => Action::WhatIf,
        }
    }

    /// Which one this opens, or shuts.
    pub fn asked_for(action: &Action) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|drawer| drawer.action() == *action)
    }

    /// What a drawer that is open, or shut, is after a press on this one's key.
    pub fn pressed(self, open: Option<Self>) -> Option<Self> {
        (open != Some(self)).then_some(self)
    }

    /// The word of the command line.
    pub fn name(self) -> &'static str {
        self.words()[0]
    }

    /// Its name and its meaning among the texts.
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Membrane => ["membrane", "membrane_meaning"],
            Self::Instruments => ["instruments", "instruments_meaning"],
            Self::Trials => ["trials", "trials_meaning"],
            Self::Energy => ["energy", "energy_meaning"],
            Self::WhatIf => ["what_if", "what_if_meaning"],
        }
    }
}

/// The head of the open panel: the buttons that change and shut it, and what else
/// stands in that row.
pub fn head(
    ui: &mut egui::Ui,
    open: Drawer,
    actions: &mut Vec<Action>,
    more: impl FnOnce(&mut egui::Ui, &mut Vec<Action>),
) {
    ui.horizontal_wrapped(|ui| {
        // A gap at the end of a row makes it wider.
        ui.set_max_width((ui.available_width() - HEAD_GAP).max(0.0));
        tabs(ui, Some(open), actions);
        ui.add_space(HEAD_GAP);
        more(ui, actions);
    });
}

/// What is left of the height of a panel under its head.
pub fn under_head(ui: &egui::Ui, height: f32) -> f32 {
    (height - ui.min_rect().height()).max(LEAST_SEEN)
}

/// Says in quiet, small letters how to go on, if there is room for it in this row.
pub fn hint(ui: &mut egui::Ui, text: &str) {
    let text = egui::RichText::new(text).weak().small();
    if text_width(ui, text.clone()) <= ui.available_size_before_wrap().x {
        ui.label(text);
    }
}

/// Sets buttons close together, so that the outline of a pressed one breaks no line,
/// each with its text on one line.
pub fn close_together(ui: &mut egui::Ui) {
    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
    ui.spacing_mut().item_spacing.x = 2.0;
    ui.spacing_mut().button_padding.x = 5.0;
}

/// A button that stands for one of several things, or for what is on or off: it has a
/// frame in either state, so that it is seen to be one.
pub fn choice(ui: &mut egui::Ui, chosen: bool, text: &str) -> egui::Response {
    ui.add(egui::Button::new(text).selected(chosen))
}

/// Goes on to the next row if buttons that say this have no room together in this one.
pub fn keep_together<'a>(ui: &mut egui::Ui, texts: impl IntoIterator<Item = &'a str>) {
    let spacing = ui.spacing();
    let edges = 2.0 * spacing.button_padding.x + spacing.item_spacing.x;
    let widths = texts.into_iter().map(|text| text_width(ui, text) + edges);
    if widths.sum::<f32>() > ui.available_size_before_wrap().x {
        ui.end_row();
    }
}

/// The buttons that open, change and shut it.
pub fn tabs(ui: &mut egui::Ui, open: Option<Drawer>, actions: &mut Vec<Action>) {
    for drawer in Drawer::ALL {
        let [name, meaning] = drawer.words().map(word);
        let sign = if open == Some(drawer) { "⏷" } else { "⏶" };
        let text = egui::RichText::new(format!("{sign} {name}")).strong();
        let button = ui.button(text).on_hover_text(meaning);
        button.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, name));
        if button.clicked() {
            actions.push(drawer.action());
        }
    }
}
