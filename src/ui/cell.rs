//! What the cell has to work with: fuel, tracks, calcium outside.

use bevy_egui::egui;

use super::switchboard::Switchboard;
use crate::{scene::Scene, sim::lack::Lack};

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard, scene: &Scene) {
    board.slider(ui, "energy.atp");
    if Lack::of(scene, "calcium.outside_mm").is_none() {
        board.slider(ui, "calcium.outside_mm");
    }
    ui.add_space(4.0);
    board.switch(ui, "tracks.microtubules");
    board.switch(ui, "tracks.actin");
}
