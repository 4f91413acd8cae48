//! The list of keys, and the note on what is not drawn to scale.

use bevy_egui::egui;

use crate::text::word;

use super::{
    keys::{CAMERA, bindings},
    list,
    scales::text_width,
    texts::{key_meaning, key_shown, legend},
};

/// From a key to its meaning, and from one column to the next.
const COLUMN_GAP: f32 = 14.0;
/// Width of the note, in units of the text's height.
const NOTE_WIDTH: f32 = 38.0;
/// Keys stand in two columns where their meanings have this width, likewise.
const LEAST_MEANING: f32 = 9.0;

/// Draws the list of keys in the middle, those of signals where the cell answers any,
/// and turns so many of its pages; whether it was closed.
pub fn show_keys(ctx: &egui::Context, answers_signals: bool, turns: isize) -> bool {
    let rows: Vec<(&str, &str)> = rows()
        .into_iter()
        .filter(|(name, ..)| answers_signals || *name != "fire")
        .map(|(_, shown, meaning)| (shown, meaning))
        .collect();
    list::show(ctx, word("key_list"), turns, no_more, |ui, room| {
        let strong = |key: &str| text_width(ui, egui::RichText::new(key).strong());
        let keys = rows.iter().map(|(key, _)| strong(key));
        let keys = keys.fold(0.0, f32::max);
        let meanings = rows.iter().map(|(_, meaning)| text_width(ui, *meaning));
        let meanings = meanings.fold(0.0, f32::max);
        let least = LEAST_MEANING * ui.text_style_height(&egui::TextStyle::Body);
        let column = keys + meanings.min(least) + 2.0 * COLUMN_GAP;
        let columns = if 2.0 * column <= room.x { 2 } else { 1 };
        if columns == 1 && room.x < column {
            show_one_by_one(ui, &rows);
            return;
        }
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

/// Every key, as it is written, and what it does, in the order of the list.
fn rows() -> Vec<(&'static str, &'static str, &'static str)> {
    let keys = bindings().into_iter();
    let keys = keys.map(|binding| binding.name);
    keys.chain(CAMERA)
        .map(|name| (name, key_shown(name), key_meaning(name)))
        .collect()
}

/// Each key with its meaning under it, where there is no room for it beside.
fn show_one_by_one(ui: &mut egui::Ui, rows: &[(&str, &str)]) {
    for (key, meaning) in rows {
        ui.label(egui::RichText::new(*key).strong());
        ui.label(*meaning);
        ui.add_space(3.0);
    }
}

/// Draws the note on what is not to scale, and turns so many of its pages; whether it
/// was closed.
pub fn show_legend(ctx: &egui::Context, turns: isize) -> bool {
    list::show(ctx, word("legend"), turns, no_more, |ui, room| {
        let line = ui.text_style_height(&egui::TextStyle::Body);
        ui.set_max_width((NOTE_WIDTH * line).min(room.x));
        for line in legend() {
            ui.label(line);
            ui.add_space(3.0);
        }
    })
}

/// A head with its title and its button alone.
fn no_more(_: &mut egui::Ui) {}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    fn page(name: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        fs::read_to_string(path).expect("the page is in the package")
    }

    /// The rows of the first table after a heading.
    fn table(page: &str, heading: &str) -> Vec<[String; 2]> {
        let (_, after) = page.split_once(heading).expect("the heading is there");
        let lines = after.lines().skip_while(|line| !line.starts_with('|'));
        let rows = lines.take_while(|line| line.starts_with('|')).skip(2);
        rows.map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            [cells[0], cells[1]].map(|cell| cell.trim().trim_matches('`').to_owned())
        })
        .collect()
    }

    #[test]
    fn the_page_on_the_window_lists_every_key_as_the_window_does() {
        let listed = table(&page("docs/window.md"), "## All keys");
        let expected = rows().into_iter().map(|(_, shown, meaning)| {
            let shown: Vec<&str> = shown.split_whitespace().collect();
            [shown.join(" "), meaning.to_owned()]
        });
        assert_eq!(listed, expected.collect::<Vec<_>>());
    }

    /// The keys that are named in a text, without what joins them.
    fn keys_in(text: &str) -> Vec<String> {
        let signs = text.replace(['`', ',', '/'], " ");
        let signs = signs.split_whitespace();
        let keys = signs.filter(|sign| !["to", "and", "Ctrl", "Page"].contains(sign));
        keys.map(str::to_owned).collect()
    }

    #[test]
    fn the_readme_names_every_key_once() {
        let named: Vec<String> = table(&page("README.md"), "## In the window")
            .iter()
            .flat_map(|[keys, _]| keys_in(keys))
            .collect();
        let kinds: BTreeSet<&String> = named.iter().collect();
        // With Ctrl, some letters stand for something else.
        let commands = rows()
            .iter()
            .filter(|row| row.1.starts_with("Ctrl"))
            .count();
        assert!(named.len() <= kinds.len() + commands, "{named:?}");
        let expected: BTreeSet<String> = rows()
            .iter()
            .filter(|(name, ..)| !["orbit", "pan", "zoom"].contains(name))
            .flat_map(|(_, shown, _)| keys_in(shown))
            .collect();
        let kinds: BTreeSet<String> = named.into_iter().collect();
        assert_eq!(kinds, expected);
    }
}
