//! Calcium inside the cell and the model that answers it: what an experimenter
//! holds, adds or assumes.

use bevy_egui::egui;

use super::{switchboard::Switchboard, texts::word};

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard) {
    board.slider(ui, "calcium.clamp_um");
    board.slider(ui, "calcium.egta_mm");
    board.slider(ui, "calcium.bapta_mm");
    ui.add_space(4.0);
    board.choice(ui, "sensor.model", |choice| {
        word(&format!("sensor_{choice}")).to_owned()
    });
    ui.add_space(4.0);
    board.slider(ui, "instruments.site");
}
