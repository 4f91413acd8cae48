//! What is released, and how a fusion ends.

use bevy_egui::egui;

use super::switchboard::Switchboard;
use crate::{
    biology::controls::{Knob, Value},
    scene::Scene,
    sim::lack::Lack,
    text::word,
};

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard, scene: &Scene) {
    board.switch(ui, Knob::Loaded);
    ui.add_space(4.0);
    board.choice(ui, Knob::FusionMode, |choice| {
        word(&format!("mode_{choice}")).to_owned()
    });
    if Lack::of(scene, Knob::KissShare).is_some() {
        return;
    }
    ui.add_space(4.0);
    let natural =
        matches!(board.wanted(Knob::FusionMode), Value::Choice(mode) if mode == "natural");
    ui.add_enabled_ui(natural, |ui| {
        board.slider(ui, Knob::KissShare);
    });
}
