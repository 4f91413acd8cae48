//! What is said of a widget while it is pointed at: beside its panel, where it hides
//! nothing that a hand may want next.

use bevy_egui::egui::{self, RectAlign, Tooltip};

/// The widest hint, in points.
const WIDTH: f32 = 300.0;
/// A panel that takes more of the window's width than this has no room beside it.
const WIDE: f32 = 0.5;
/// Where a hint is tried: beside the panel, and else over the widget.
const BESIDE: [RectAlign; 5] = [
    RectAlign::LEFT,
    RectAlign::LEFT_END,
    RectAlign::RIGHT_START,
    RectAlign::TOP_START,
    RectAlign::BOTTOM_START,
];
const OVER: [RectAlign; 2] = [RectAlign::TOP_END, RectAlign::BOTTOM_START];

/// Says this of a widget that is pointed at.
pub fn hint(response: egui::Response, contents: impl FnOnce(&mut egui::Ui)) -> egui::Response {
    let mut tooltip = Tooltip::for_enabled(&response);
    let (anchor, first, others) = place_of(&response);
    tooltip.popup = tooltip
        .popup
        .anchor(anchor)
        .align(first)
        .align_alternatives(others);
    tooltip.show(|ui| {
        ui.set_max_width(WIDTH);
        contents(ui);
    });
    response
}

/// The same in one text.
pub fn hint_text(response: egui::Response, text: &str) -> egui::Response {
    hint(response, |ui| {
        ui.label(text);
    })
}

/// What a hint stands beside, and on which side of it.
fn place_of(response: &egui::Response) -> (egui::Rect, RectAlign, &'static [RectAlign]) {
    let ctx = &response.ctx;
    let panel = ctx.memory(|memory| memory.area_rect(response.layer_id.id));
    let widest = WIDE * ctx.content_rect().width();
    match panel.filter(|panel| panel.width() <= widest) {
        Some(panel) => {
            let anchor = egui::Rect::from_x_y_ranges(panel.x_range(), response.rect.y_range());
            (anchor, RectAlign::LEFT_START, &BESIDE)
        }
        None => (response.rect, RectAlign::TOP_START, &OVER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the hint of the first of two sliders in a panel stands, and the panel.
    fn hinted(at: egui::Pos2, width: f32) -> (egui::Rect, egui::Rect, egui::Rect) {
        let ctx = egui::Context::default();
        ctx.all_styles_mut(|style| {
            style.interaction.tooltip_delay = 0.0;
            style.interaction.show_tooltips_only_when_still = false;
        });
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1024.0, 768.0));
        let mut first = egui::Rect::NOTHING;
        let mut second = egui::Rect::NOTHING;
        for frame in 0..6 {
            let over = first.center();
            let input = egui::RawInput {
                screen_rect: Some(screen),
                time: Some(f64::from(frame)),
                events: if frame == 2 {
                    vec![egui::Event::PointerMoved(over)]
                } else {
                    Vec::new()
                },
                ..Default::default()
            };
            let output = ctx.run_ui(input, |ui| {
                egui::Area::new("panel".into())
                    .fixed_pos(at)
                    .show(ui.ctx(), |ui| {
                        ui.set_width(width);
                        let response = ui.add(egui::Slider::new(&mut 0.5, 0.0..=1.0));
                        first = response.rect;
                        hint_text(
                            response,
                            "so long a text that it takes more than one line. ",
                        )
                        .on_hover_cursor(egui::CursorIcon::Default);
                        second = ui.add(egui::Slider::new(&mut 0.5, 0.0..=1.0)).rect;
                    });
            });
            output.drop_without_applying_deltas();
        }
        let shown = ctx.memory(|memory| {
            let layers = memory.areas().visible_layer_ids().into_iter();
            let hints = layers.filter(|layer| layer.order == egui::Order::Tooltip);
            hints.filter_map(|layer| memory.area_rect(layer.id)).next()
        });
        (shown.expect("a hint is shown"), first, second)
    }

    #[test]
    fn a_hint_covers_neither_its_widget_nor_the_next() {
        for (at, width) in [
            (egui::pos2(740.0, 60.0), 270.0),
            (egui::pos2(740.0, 690.0), 270.0),
            (egui::pos2(10.0, 400.0), 980.0),
        ] {
            let (shown, first, second) = hinted(at, width);
            assert!(
                !shown.intersects(first.union(second)),
                "{shown} {first} {second}"
            );
        }
    }
}
