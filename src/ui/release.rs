//! What is released, and how a fusion ends.

use bevy_egui::egui;

use super::{switchboard::Switchboard, texts::word};
use crate::{biology::controls::Value, scene::Scene, sim::lack::Lack};

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard, scene: &Scene) {
    board.switch(ui, "cargo.loaded");
    ui.add_space(4.0);
    board.choice(ui, "fusion.mode", |choice| {
        word(&format!("mode_{choice}")).to_owned()
    });
    if Lack::of(scene, "fusion.kiss_and_run_fraction").is_some() {
        return;
    }
    ui.add_space(4.0);
    let natural = matches!(board.wanted("fusion.mode"), Value::Choice(mode) if mode == "natural");
    ui.add_enabled_ui(natural, |ui| {
        board.slider(ui, "fusion.kiss_and_run_fraction");
    });
}
