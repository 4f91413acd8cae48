//! The two pathways, each of which can be switched off.

use bevy_egui::egui;

use super::switchboard::Switchboard;

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard) {
    board.switch(ui, "pathway.regulated");
    board.switch(ui, "pathway.constitutive");
}
