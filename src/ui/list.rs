//! Lists that open in the middle, over everything else: never larger than the
//! window, scrolled under a head that keeps the button which closes them in sight.

use bevy_egui::egui::{self, Vec2, scroll_area::ScrollAreaOutput, vec2};

use crate::text::word;

use super::{room::GAP, scales::text_width};

/// Margins of a list; its outline comes on top.
const MARGIN: i8 = 14;
const EDGES: f32 = 2.0 * MARGIN as f32 + 2.0;
/// Between the title and the button.
const TITLE_GAP: f32 = 12.0;
/// A page that is turned moves by this share of what is seen: its last lines stay.
const PAGE: f32 = 0.85;

/// Draws a list, with what stands in its head beside the button, and turns so many of
/// its pages; one that is turned at its end closes it. Its contents are told what room
/// there is; whether it was closed.
pub fn show(
    ctx: &egui::Context,
    title: &str,
    turns: isize,
    beside: impl FnOnce(&mut egui::Ui),
    contents: impl FnOnce(&mut egui::Ui, Vec2),
) -> bool {
    let mut closed = false;
    let room = ctx.viewport_rect().size() - Vec2::splat(2.0 * GAP + EDGES);
    egui::Area::new(place_of(title))
        .anchor(egui::Align2::CENTER_CENTER, [0.0, 0.0])
        .order(egui::Order::Foreground)
        .default_size(room)
        .show(ctx, |ui| {
            egui::Frame::window(ui.style())
                .inner_margin(egui::Margin::same(MARGIN))
                .show(ui, |ui| {
                    ui.set_max_size(room);
                    ui.horizontal_wrapped(|ui| {
                        closed = show_head(ui, title, room.x);
                        beside(ui);
                    });
                    ui.add_space(6.0);
                    let left = ui.available_height().max(0.0);
                    let bar = ui.spacing().scroll.allocated_width();
                    let scrolled = egui::ScrollArea::vertical()
                        .max_height(left)
                        .min_scrolled_height(0.0)
                        .show(ui, |ui| contents(ui, vec2(room.x - bar, left)));
                    closed |= turn(ctx, scrolled, turns);
                });
        });
    closed
}

/// Turns pages of what scrolls; whether it was at its end already.
fn turn<R>(ctx: &egui::Context, scrolled: ScrollAreaOutput<R>, turns: isize) -> bool {
    let seen = scrolled.inner_rect.height();
    let lowest = (scrolled.content_size.y - seen).max(0.0);
    let mut state = scrolled.state;
    let at = state.offset.y;
    let goal = (at + turns as f32 * PAGE * seen).clamp(0.0, lowest);
    if turns != 0 && (goal - at).abs() < 1.0 {
        return true;
    }
    if turns != 0 {
        state.offset.y = goal;
        state.store(ctx, scrolled.id);
    }
    false
}

/// Where the list of a title is drawn.
pub fn place_of(title: &str) -> egui::Id {
    egui::Id::new(("list", title))
}

/// The title, where a narrow window has room for it, and the button that closes the
/// list; whether that was pressed.
fn show_head(ui: &mut egui::Ui, title: &str, width: f32) -> bool {
    let heading = egui::RichText::new(title).heading();
    let button = text_width(ui, word("close")) + 2.0 * ui.spacing().button_padding.x;
    if text_width(ui, heading.clone()) + 2.0 * TITLE_GAP + button <= width {
        ui.label(heading);
        ui.add_space(TITLE_GAP);
    }
    ui.button(word("close")).clicked()
}
