//! The list of keys, and the note on what is not drawn to scale.

use bevy_egui::egui;

use super::{
    keys::{CAMERA, bindings},
    texts::{key_meaning, legend, word},
};

/// Draws the list of keys in the middle; whether it was closed.
pub fn show_keys(ctx: &egui::Context) -> bool {
    card(ctx, word("key_list"), |ui| {
        let rows: Vec<(&str, &str)> = bindings()
            .iter()
            .map(|binding| (binding.shown, key_meaning(binding.name)))
            .chain(CAMERA.iter().map(|(name, hand)| (*hand, key_meaning(name))))
            .collect();
        let half = rows.len().div_ceil(2);
        ui.horizontal_top(|ui| {
            for (number, column) in rows.chunks(half).enumerate() {
                egui::Grid::new(("keys", number))
                    .num_columns(2)
                    .spacing([14.0, 5.0])
                    .show(ui, |ui| {
                        for (key, meaning) in column {
                            ui.label(egui::RichText::new(*key).strong());
                            ui.label(*meaning);
                            ui.end_row();
                        }
                    });
                ui.add_space(18.0);
            }
        });
    })
}

/// Draws the note on what is not to scale; whether it was closed.
pub fn show_legend(ctx: &egui::Context) -> bool {
    card(ctx, word("legend"), |ui| {
        ui.set_max_width(420.0);
        for line in legend() {
            ui.label(line);
            ui.add_space(3.0);
        }
    })
}

fn card(ctx: &egui::Context, title: &str, contents: impl FnOnce(&mut egui::Ui)) -> bool {
    let mut closed = false;
    egui::Area::new(egui::Id::new(("card", title)))
        .anchor(egui::Align2::CENTER_CENTER, [0.0, 0.0])
        .order(egui::Order::Foreground)
        .show(ctx, |ui| {
            egui::Frame::window(ui.style())
                .inner_margin(egui::Margin::same(18))
                .show(ui, |ui| {
                    ui.horizontal(|ui| {
                        ui.heading(title);
                        ui.add_space(12.0);
                        closed = ui.button(word("close")).clicked();
                    });
                    ui.add_space(8.0);
                    contents(ui);
                });
        });
    closed
}
