//! Calcium inside the cell and the model that answers it: what an experimenter
//! holds, adds or assumes.

use bevy_egui::egui;

use super::switchboard::Switchboard;
use crate::{biology::controls::Knob, text::word};

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard) {
    board.slider(ui, Knob::CalciumClamp);
    board.slider(ui, Knob::Egta);
    board.slider(ui, Knob::Bapta);
    ui.add_space(4.0);
    board.choice(ui, Knob::Sensor, |choice| {
        word(&format!("sensor_{choice}")).to_owned()
    });
    ui.add_space(4.0);
    board.slider(ui, Knob::WatchedSite);
}
