//! The controls on the right: what is always at hand, and everything that can be changed
//! under it, by sections.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    calcium, cell, compare, counts, drawer,
    inhabitants::Inhabitants,
    panels::Panels,
    pathways, release, retrieval,
    room::GAP,
    scroll::{self, LEAST_SEEN},
    sharing::{self, Space, Turn, has_panels},
    signals::{self, LaneCounts},
    switchboard::Switchboard,
    view_panel,
};
use crate::{
    biology::controls::Knob,
    play::director::Director,
    scene::Scene,
    session::actions::Action,
    sim::{
        clock::SimClock,
        controls::Controls,
        energy::Energy,
        lack::Lack,
        record::{Record, Totals},
        signal::Spikes,
    },
    text::word,
    view::{ViewSettings, twin::Twin},
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        draw.run_if(has_panels).in_set(Turn::Controls),
    );
}

/// What the sections are about.
#[derive(SystemParam)]
struct Changeable<'w, 's> {
    controls: ResMut<'w, Controls>,
    clock: Res<'w, SimClock>,
    scene: Res<'w, Scene>,
    spikes: Res<'w, Spikes>,
    totals: Res<'w, Totals>,
    record: Res<'w, Record>,
    energy: Energy<'w, 's>,
    twin: Res<'w, Twin>,
    settings: Res<'w, ViewSettings>,
}

/// Draws the head of the controls in the upper right corner, and the controls under it
/// where they are open.
fn draw(
    mut contexts: EguiContexts,
    mut space: ResMut<Space>,
    mut panels: ResMut<Panels>,
    mut lab: Changeable,
    director: Res<Director>,
    mut actions: MessageWriter<Action>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    let room = space.room;
    let mut asked = Vec::new();
    let is_open = panels.shows_controls(&room);
    let width = room.right();
    let height = (room.screen.height() - space.bar - 3.0 * GAP - 14.0).max(LEAST_SEEN);
    // An area has the width that it had: one that folds and one that opens are two.
    let name = if is_open { "right" } else { "right folded" };
    let drawn = egui::Area::new(name.into())
        .anchor(egui::Align2::RIGHT_TOP, [-GAP, GAP])
        .default_size([width, height])
        .show(&ctx, |ui| {
            sharing::card(ui).show(ui, |ui| {
                if is_open {
                    ui.set_width(width);
                    // As in a window that has grown since.
                    ui.set_max_height(height);
                }
                show_head(ui, is_open, director.at_work, &mut asked);
                if is_open {
                    ui.add_space(2.0);
                    let left = ui.available_height();
                    scroll::vertical(ui, "controls", left, |ui| {
                        show_controls(ui, &mut panels, &mut lab, &mut asked);
                    });
                }
            });
        });
    space.head = drawn.response.rect;
    if is_open {
        space.free.max.x = space.head.left() - GAP;
    }
    let right = space.right();
    space.sides = [egui::Rangef::new(GAP, right); 2];
    actions.write_batch(asked);
    Ok(())
}

/// What is always at hand: the controls, the director, the list of keys.
fn show_head(ui: &mut egui::Ui, is_open: bool, is_directed: bool, asked: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        drawer::close_together(ui);
        let sign = if is_open { "⏷" } else { "⏵" };
        let text = egui::RichText::new(format!("{sign} {}", word("controls"))).strong();
        let controls = ui.button(text).on_hover_text(word("controls_meaning"));
        controls.widget_info(|| {
            egui::WidgetInfo::selected(egui::WidgetType::Button, true, is_open, word("controls"))
        });
        if controls.clicked() {
            asked.push(Action::Controls);
        }
        let director = egui::Button::new(word("director")).selected(is_directed);
        let director = ui.add(director).on_hover_text(word("director_meaning"));
        if director.clicked() {
            asked.push(Action::Direct);
        }
        let keys = ui.button(word("key_list_button"));
        if keys.on_hover_text(word("key_list_meaning")).clicked() {
            asked.push(Action::KeyList);
        }
    });
}

/// Everything that can be changed, by sections.
fn show_controls(
    ui: &mut egui::Ui,
    panels: &mut Panels,
    lab: &mut Changeable,
    asked: &mut Vec<Action>,
) {
    let progress = lab.spikes.train_progress();
    let now = lab.clock.now;
    let answers_glucose = Lack::of(&lab.scene, Knob::Glucose).is_none();
    let has_regulated = lab.scene.has_regulated();
    let counts = LaneCounts::of(&lab.totals);
    let mut board = Switchboard::new(&mut lab.controls, now);
    section(ui, word("signals"), true, |ui| {
        if !has_regulated {
            ui.label(word("no_signal_answered"));
            return;
        }
        signals::show(ui, &mut board, &mut panels.train, progress, &lab.scene);
        signals::show_lasting_calcium(ui, &mut board);
        if answers_glucose {
            signals::show_glucose(ui, &mut board);
        }
    });
    let scene = &*lab.scene;
    let has = |control| Lack::of(scene, control).is_none();
    if scene.classes_here().next().is_some() {
        section(ui, word("pathways"), true, |ui| {
            pathways::show(ui, &mut board, scene);
            ui.add_space(4.0);
            let silence = &mut panels.silence;
            if has_regulated {
                let counts = (counts, Inhabitants::of(scene));
                signals::show_silence(ui, &board, silence, now, counts, asked);
            }
        });
        section(ui, word("release"), true, |ui| {
            release::show(ui, &mut board, scene);
        });
        if has(Knob::RetrievalMode) {
            section(ui, word("retrieval"), true, |ui| {
                retrieval::show(ui, &mut board, scene);
            });
        }
        section(ui, word("cell"), true, |ui| {
            cell::show(ui, &mut board, scene);
        });
    }
    if has_regulated {
        section(ui, word("calcium"), false, |ui| {
            calcium::show(ui, &mut board);
        });
    }
    // The other run needs a thread, which a web page has not.
    if cfg!(not(target_arch = "wasm32")) {
        section(ui, word("compare"), false, |ui| {
            let choice = &mut panels.comparison;
            let is_beside = lab.twin.is_beside();
            compare::show(ui, &lab.controls, scene, choice, is_beside, asked);
        });
    }
    section(ui, word("view"), false, |ui| {
        view_panel::show(
            ui,
            &lab.settings,
            scene,
            panels.captions,
            panels.large_text,
            asked,
        );
    });
    section(ui, word("ledger"), false, |ui| {
        let newest = lab.record.samples.back().copied();
        counts::show_accounts(ui, lab.energy.at(now), newest, scene);
    });
    ui.add_space(4.0);
    if ui.button(word("all_numbers_button")).clicked() {
        asked.push(Action::Numbers);
    }
}

fn section(ui: &mut egui::Ui, title: &str, open: bool, contents: impl FnOnce(&mut egui::Ui)) {
    let title = egui::RichText::new(title).color(ui.visuals().hyperlink_color);
    egui::CollapsingHeader::new(title)
        .default_open(open)
        .show_unindented(ui, contents);
}
