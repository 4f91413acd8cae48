//! What is released, and how a fusion ends.

use bevy_egui::egui;

use super::{switchboard::Switchboard, texts::word};
use crate::biology::controls::Value;

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard) {
    board.switch(ui, "cargo.loaded");
    ui.add_space(4.0);
    board.choice(ui, "fusion.mode", |choice| {
        word(&format!("mode_{choice}")).to_owned()
    });
    ui.add_space(4.0);
    let natural = matches!(board.wanted("fusion.mode"), Value::Choice(mode) if mode == "natural");
    ui.add_enabled_ui(natural, |ui| {
        board.slider(ui, "fusion.kiss_and_run_fraction");
    });
}
