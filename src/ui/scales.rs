//! What plots and tables share: round numbers for scales, numbers with their signs,
//! frames, and plots that nobody moves.

use bevy_egui::egui::{self, FontId, Rangef, Rect, RichText, Sense, Stroke, Vec2, vec2};
use egui_plot::{AxisHints, GridMark, Plot};

use super::texts::word;

/// From a number of an upright scale to the next, in units of its font's size.
const APART: f32 = 1.35;

/// A plot that shows, and that no hand moves.
pub fn still_plot<'a>(id: impl egui::AsId, size: Vec2) -> Plot<'a> {
    Plot::new(id)
        .width(size.x)
        .height(size.y)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .sense(Sense::hover())
        .set_margin_fraction(vec2(0.0, 0.0))
}

/// An axis of cell time, in seconds.
pub fn time_axis<'a>(font: FontId) -> AxisHints<'a> {
    AxisHints::new_x()
        .label(RichText::new(word("axis_time")).small())
        .label_spacing(Rangef::new(20.0, 30.0))
        .formatter(|mark, _| {
            let decimals = (-libm::log10(mark.step_size)).ceil().max(0.0) as usize;
            format!("{:.decimals$}", mark.value)
        })
        .tick_label_font(font)
}

/// An upright axis of this name, all of whose numbers stand in full ink.
pub fn upright_axis<'a>(name: &'static str, font: FontId) -> AxisHints<'a> {
    AxisHints::new_y()
        .label(RichText::new(word(name)).small())
        .label_spacing(Rangef::new(0.8 * font.size, 0.9 * font.size))
        .tick_label_font(font)
}

/// How many numbers of this size have room one above the other, five at most.
pub fn numbers_in(height: f32, size: f32) -> f64 {
    f64::from((height / (APART * size)).clamp(1.0, 5.0))
}

/// Of the lines round a plot and across it.
pub fn faint(ui: &egui::Ui) -> Stroke {
    Stroke::new(1.0, ui.visuals().weak_text_color().gamma_multiply(0.35))
}

/// Draws the line round a plot.
pub fn frame(ui: &egui::Ui, place: Rect) {
    ui.painter()
        .rect_stroke(place, 0.0, faint(ui), egui::StrokeKind::Inside);
}

/// Width of a text on one line.
pub fn text_width(ui: &egui::Ui, text: impl Into<egui::WidgetText>) -> f32 {
    let wrap = Some(egui::TextWrapMode::Extend);
    let text = text.into();
    text.into_galley(ui, wrap, f32::INFINITY, egui::TextStyle::Body)
        .size()
        .x
        .ceil()
}

/// Writes at the right of a table's cell.
pub fn right(ui: &mut egui::Ui, text: RichText) -> egui::Response {
    to_the_right(ui, |ui| ui.label(text))
}

/// Puts something at the right of a table's cell.
pub fn to_the_right<R>(ui: &mut egui::Ui, contents: impl FnOnce(&mut egui::Ui) -> R) -> R {
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    ui.with_layout(layout, contents).inner
}

/// The multiples of `step` from `low` to `high`.
pub fn marks(low: f64, high: f64, step: f64) -> Vec<GridMark> {
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last)
        .map(|number| GridMark {
            value: number as f64 * step,
            step_size: step,
        })
        .collect()
}

/// The next of 1, 2, 5, 10, 20, 50 and so on, and of 0.5, 0.2, 0.1 and so on,
/// that is not less.
pub fn round_step(number: f64) -> f64 {
    let mut decade = 1e-6;
    while decade < 1e15 {
        for step in [1.0, 2.0, 5.0] {
            // A hair over is rounding.
            if number <= step * decade * (1.0 + 1e-9) {
                return step * decade;
            }
        }
        decade *= 10.0;
    }
    decade
}

/// A number with its sign, and zero without one.
pub fn signed(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    if text.parse() == Ok(0.0) {
        text
    } else if number < 0.0 {
        format!("\u{2212}{text}")
    } else {
        format!("+{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_with_its_sign() {
        assert_eq!(signed(1.26, 1), "+1.3");
        assert_eq!(signed(-1.0, 1), "\u{2212}1.0");
        assert_eq!(signed(-0.01, 1), "0.0");
    }

    #[test]
    fn steps_are_round_numbers() {
        for (number, step) in [
            (0.03, 0.05),
            (1.0, 1.0),
            (1.2, 2.0),
            (2.1, 5.0),
            (7.0, 10.0),
            (180.0, 200.0),
        ] {
            assert!((round_step(number) / step - 1.0).abs() < 1e-9, "{number}");
        }
    }
}
