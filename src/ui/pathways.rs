//! The two pathways, each of which can be switched off.

use bevy_egui::egui;

use super::switchboard::Switchboard;
use crate::{biology::controls::Knob, scene::Scene, sim::lack::Lack};

/// Draws the panel: a cell's own pathways.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard, scene: &Scene) {
    for control in [Knob::Regulated, Knob::Constitutive] {
        if Lack::of(scene, control).is_none() {
            board.switch(ui, control);
        }
    }
}
