//! The list of keys, and the note on what is not drawn to scale.

use bevy_egui::egui;

use super::{
    keys::{CAMERA, bindings},
    room::GAP,
    texts::{key_meaning, legend, word},
};

/// Margins of a list, and its outline.
const MARGIN: i8 = 16;
const EDGES: f32 = 34.0;
/// From a key to its meaning, and from one column to the next.
const COLUMN_GAP: f32 = 14.0;
/// Width of the note, in units of the text's height.
const NOTE_WIDTH: f32 = 30.0;

/// Draws the list of keys in the middle; whether it was closed.
pub fn show_keys(ctx: &egui::Context) -> bool {
    let rows: Vec<(&str, &str)> = bindings()
        .iter()
        .map(|binding| (binding.shown, key_meaning(binding.name)))
        .chain(CAMERA.iter().map(|(name, hand)| (*hand, key_meaning(name))))
        .collect();
    card(ctx, word("key_list"), |ui, room| {
        let keys = widest(ui, rows.iter().map(|(key, _)| *key), true);
        let meanings = widest(ui, rows.iter().map(|(_, meaning)| *meaning), false);
        let column = keys + meanings + 2.0 * COLUMN_GAP;
        // Two columns where each meaning stays on one line.
        let columns = if 2.0 * column <= room.x { 2 } else { 1 };
        let meanings = meanings.min(room.x / columns as f32 - keys - 2.0 * COLUMN_GAP);
        let each = rows.len().div_ceil(columns);
        ui.horizontal_top(|ui| {
            for (number, part) in rows.chunks(each).enumerate() {
                // A grid remembers its widest columns, and so one for each width.
                egui::Grid::new(("keys", number, columns, meanings as u32))
                    .num_columns(2)
                    .spacing([COLUMN_GAP, 4.0])
                    .max_col_width(meanings.max(keys))
                    .show(ui, |ui| {
                        for (key, meaning) in part {
                            ui.label(egui::RichText::new(*key).strong());
                            ui.add(egui::Label::new(*meaning).wrap());
                            ui.end_row();
                        }
                    });
                ui.add_space(COLUMN_GAP);
            }
        });
    })
}

/// Width of the widest of some texts on one line.
fn widest<'a>(ui: &egui::Ui, texts: impl Iterator<Item = &'a str>, is_strong: bool) -> f32 {
    texts
        .map(|text| {
            let text = egui::RichText::new(text);
            let text = if is_strong { text.strong() } else { text };
            let wrap = Some(egui::TextWrapMode::Extend);
            egui::WidgetText::from(text)
                .into_galley(ui, wrap, f32::INFINITY, egui::TextStyle::Body)
                .size()
                .x
        })
        .fold(0.0, f32::max)
        .ceil()
}

/// Draws the note on what is not to scale; whether it was closed.
pub fn show_legend(ctx: &egui::Context) -> bool {
    card(ctx, word("legend"), |ui, room| {
        let line = ui.text_style_height(&egui::TextStyle::Body);
        ui.set_max_width((NOTE_WIDTH * line).min(room.x));
        for line in legend() {
            ui.label(line);
            ui.add_space(3.0);
        }
    })
}

/// Draws a card in the middle, which scrolls under its head where it is higher than
/// the window. Its contents are told what room there is; whether it was closed.
fn card(
    ctx: &egui::Context,
    title: &str,
    contents: impl FnOnce(&mut egui::Ui, egui::Vec2),
) -> bool {
    let mut closed = false;
    let room = ctx.viewport_rect().size() - egui::Vec2::splat(2.0 * GAP + EDGES);
    egui::Area::new(egui::Id::new(("card", title)))
        .anchor(egui::Align2::CENTER_CENTER, [0.0, 0.0])
        .order(egui::Order::Foreground)
        .default_size(room)
        .show(ctx, |ui| {
            egui::Frame::window(ui.style())
                .inner_margin(egui::Margin::same(MARGIN))
                .show(ui, |ui| {
                    ui.set_max_size(room);
                    ui.horizontal(|ui| {
                        ui.heading(title);
                        ui.add_space(12.0);
                        closed = ui.button(word("close")).clicked();
                    });
                    ui.add_space(6.0);
                    let left = ui.available_height();
                    let bar = ui.spacing().scroll.allocated_width();
                    egui::ScrollArea::vertical()
                        .max_height(left)
                        .show(ui, |ui| contents(ui, room - egui::vec2(bar, 0.0)));
                });
        });
    closed
}
