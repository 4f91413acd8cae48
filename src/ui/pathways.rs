//! The two pathways, each of which can be switched off.

use bevy_egui::egui;

use super::switchboard::Switchboard;
use crate::{scene::Scene, sim::lack::Lack};

/// Draws the panel: a cell's own pathways.
pub fn show(ui: &mut egui::Ui, board: &mut Switchboard, scene: &Scene) {
    for key in ["pathway.regulated", "pathway.constitutive"] {
        if Lack::of(scene, key).is_none() {
            board.switch(ui, key);
        }
    }
}
