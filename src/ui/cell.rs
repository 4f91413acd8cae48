//! What the cell has to work with: fuel, tracks, calcium outside.

use bevy_egui::egui;

use super::switchboard::Switchboard;
use crate::{biology::controls::Knob, scene::Scene, sim::lack::Lack};

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard, scene: &Scene) {
    for control in [Knob::Atp, Knob::CalciumOutside] {
        if Lack::of(scene, control).is_none() {
            board.slider(ui, control);
        }
    }
    ui.add_space(4.0);
    for control in [Knob::Microtubules, Knob::Actin] {
        if Lack::of(scene, control).is_none() {
            board.switch(ui, control);
        }
    }
}
