//! What if? The cards on the left, the chosen one in the middle with its dose and
//! where it comes from, and beside it a question: predict, then run.
//!
//! All of it goes by the keyboard: the panel takes it when it opens, Tab and the
//! arrows move, Space chooses, and Escape gives the keys back.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    drawer::{self, Drawer},
    prediction::{self, Predictions},
    scroll,
    sharing::{Space, Turn, is_open, show_drawer},
    switchboard::Switchboard,
};
use crate::{
    biology::{
        cards::{Card, cards, groups},
        controls::{Knob, Value},
        parameters::Standing,
    },
    scene::Scene,
    session::actions::Action,
    sim::{clock::SimClock, controls::Controls, lack::Lack, session::Session, what_if::Doses},
    text::{say, word},
};

/// Widths of the list and of the card, in units of the text's height.
const LIST_WIDTH: f32 = 13.0;
const CARD_WIDTH: f32 = 24.0;
/// The narrowest question beside them.
const QUESTION_WIDTH: f32 = 24.0;

/// A part of the panel: where there is no room for all, one is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    #[default]
    Cards,
    Question,
}

impl Section {
    /// Its name among the texts.
    fn word(self) -> &'static str {
        match self {
            Self::Cards => "section_cards",
            Self::Question => "section_question",
        }
    }
}

/// What a person has chosen to see in the panel.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The number of the card.
    pub card: usize,
    pub section: Section,
    /// The frame in which the panel was drawn last.
    drawn: u64,
}

/// What the panel shows besides the controls.
pub struct WhatIf<'a> {
    pub doses: &'a Doses,
    pub predictions: &'a mut Predictions,
    pub scene: &'a Scene,
    pub seed: u64,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Choices>().add_systems(
        EguiPrimaryContextPass,
        draw.run_if(is_open(Drawer::WhatIf)).in_set(Turn::Drawer),
    );
}

fn draw(
    mut contexts: EguiContexts,
    mut space: ResMut<Space>,
    mut choices: ResMut<Choices>,
    clock: Res<SimClock>,
    mut controls: ResMut<Controls>,
    doses: Res<Doses>,
    mut predictions: ResMut<Predictions>,
    scene: Res<Scene>,
    session: Res<Session>,
    mut actions: MessageWriter<Action>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    let mut board = Switchboard::new(&mut controls, clock.now);
    let mut shown = WhatIf {
        doses: &doses,
        predictions: &mut predictions,
        scene: &scene,
        seed: session.seed,
    };
    show_drawer(&ctx, &mut space, &mut actions, |ui, height, asked| {
        show(ui, &mut shown, &mut board, &mut choices, height, asked);
    });
    Ok(())
}

/// Draws the open panel, at most `height` high.
pub fn show(
    ui: &mut egui::Ui,
    what_if: &mut WhatIf,
    board: &mut Switchboard,
    choices: &mut Choices,
    height: f32,
    actions: &mut Vec<Action>,
) {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let gap = ui.spacing().item_spacing.x * 2.0;
    let [list, card] = [LIST_WIDTH, CARD_WIDTH].map(|lines| lines * line);
    let room = ui.available_width() - list - 2.0 * gap;
    let turns = room - card < QUESTION_WIDTH * line;
    let frame = ui.ctx().cumulative_frame_nr();
    let just_opened = frame > choices.drawn + 1;
    choices.drawn = frame;
    ui.horizontal_wrapped(|ui| {
        drawer::tabs(ui, Some(Drawer::WhatIf), actions);
        if turns {
            let sections = [Section::Cards, Section::Question];
            drawer::keep_together(ui, sections.map(|section| word(section.word())));
            for section in sections {
                let chosen = choices.section == section;
                if drawer::choice(ui, chosen, word(section.word())).clicked() {
                    choices.section = section;
                }
            }
        }
        drawer::hint(ui, word("what_if_keys"));
    });
    ui.add_space(2.0);
    let height = drawer::under_head(ui, height);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        column(ui, "cards", list, height, |ui| {
            show_list(ui, board, choices, just_opened);
        });
        let Some(chosen) = cards().get(choices.card) else {
            return;
        };
        let acting = what_if.doses.acting(choices.card);
        let rest = room - card;
        if !turns || choices.section == Section::Cards {
            let width = if turns { room } else { card };
            column(ui, "card", width, height, |ui| {
                show_card(
                    ui,
                    board,
                    chosen,
                    acting,
                    Lack::of_card(what_if.scene, chosen),
                );
            });
        }
        if !turns || choices.section == Section::Question {
            let width = if turns { room } else { rest };
            column(ui, "question", width, height, |ui| {
                prediction::show(ui, what_if.predictions, chosen, what_if.seed);
            });
        }
    });
}

fn column(
    ui: &mut egui::Ui,
    name: &str,
    width: f32,
    height: f32,
    contents: impl FnOnce(&mut egui::Ui),
) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.x = 7.0;
        scroll::vertical(ui, name, height, |ui| {
            // Beside the bar by which it is scrolled.
            let beside = width - ui.spacing().scroll.allocated_width() - 2.0;
            ui.set_width(beside.max(0.0));
            contents(ui);
        });
    });
}

/// The cards, by group; those that have a dose are marked.
fn show_list(
    ui: &mut egui::Ui,
    board: &Switchboard,
    choices: &mut Choices,
    takes_the_keyboard: bool,
) {
    for group in groups() {
        ui.label(
            egui::RichText::new(&group.title)
                .color(ui.visuals().hyperlink_color)
                .small(),
        );
        for (number, card) in cards().iter().enumerate() {
            if card.group != group.name {
                continue;
            }
            let is_chosen = choices.card == number;
            let dose = board.number(Knob::of_dose(card));
            let text = if dose > 0.0 {
                format!("• {}", card.label)
            } else {
                card.label.clone()
            };
            let entry = ui.selectable_label(is_chosen, text);
            if is_chosen && takes_the_keyboard {
                entry.request_focus();
            }
            if entry.clicked() {
                choices.card = number;
            }
        }
    }
}

/// One card: what it does, its dose where there is something for it to act on, and
/// how we know.
fn show_card(
    ui: &mut egui::Ui,
    board: &mut Switchboard,
    card: &Card,
    acting: f64,
    lack: Option<Lack>,
) {
    ui.label(&card.mechanism);
    ui.add_space(4.0);
    match lack {
        Some(lack) => {
            ui.label(say("card_idle", |_| lack.to_string()));
        }
        None => show_dose(ui, board, card, acting),
    }
    ui.add_space(4.0);
    for (head, text) in [
        ("card_timing", &card.timing),
        ("card_disputed", &card.disputed),
    ] {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.strong(word(head));
            ui.label(text);
        });
    }
    let source = format!(
        "{} {} ({})",
        word("source"),
        card.source,
        word(standing_word(card.standing))
    );
    ui.label(egui::RichText::new(source).weak().small());
}

/// How much of it is given, and how much of that acts.
fn show_dose(ui: &mut egui::Ui, board: &mut Switchboard, card: &Card, acting: f64) {
    let knob = Knob::of_dose(card);
    ui.scope(|ui| board.slider(ui, knob));
    ui.horizontal_wrapped(|ui| {
        let percent = (100.0 * acting).round();
        let said = say("dose_acts", |placeholder| match placeholder {
            "dose" => card.dose.clone(),
            _ => format!("{percent:.0} %"),
        });
        ui.label(said);
    });
    ui.horizontal_wrapped(|ui| {
        let dose = board.number(knob);
        if ui
            .add_enabled(dose < 1.0, egui::Button::new(word("full_dose")))
            .clicked()
        {
            board.request(knob, Value::Number(1.0));
        }
        let goes = card.washout_s.is_some();
        let washed = ui.add_enabled(dose > 0.0 && goes, egui::Button::new(word("wash_out")));
        if washed.clicked() {
            board.request(knob, Value::Number(0.0));
        }
        if !goes {
            ui.label(egui::RichText::new(word("stays")).weak());
        }
    });
}

/// The word for how well something is known.
fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Measured => "standing_measured",
        Standing::Reported => "standing_reported",
        Standing::Inferred => "standing_inferred",
        Standing::Artistic => "standing_artistic",
    }
}
