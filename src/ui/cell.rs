//! What the cell has to work with: fuel, tracks, calcium outside.

use bevy_egui::egui;

use super::switchboard::Switchboard;
use crate::{scene::Scene, sim::lack::Lack};

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard, scene: &Scene) {
    for key in ["energy.atp", "calcium.outside_mm"] {
        if Lack::of(scene, key).is_none() {
            board.slider(ui, key);
        }
    }
    ui.add_space(4.0);
    for key in ["tracks.microtubules", "tracks.actin"] {
        if Lack::of(scene, key).is_none() {
            board.switch(ui, key);
        }
    }
}
