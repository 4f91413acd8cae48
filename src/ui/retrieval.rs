//! How membrane is taken back.

use bevy_egui::egui;

use super::{switchboard::Switchboard, texts::word};
use crate::{biology::controls::Value, scene::Scene, sim::lack::Lack};

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard, scene: &Scene) {
    board.choice(ui, "retrieval.mode", |choice| {
        word(&format!("mode_{choice}")).to_owned()
    });
    if Lack::of(scene, "retrieval.ultrafast_fraction").is_some() {
        return;
    }
    ui.add_space(4.0);
    let natural =
        matches!(board.wanted("retrieval.mode"), Value::Choice(mode) if mode == "natural");
    ui.add_enabled_ui(natural, |ui| {
        board.slider(ui, "retrieval.ultrafast_fraction");
    });
}
