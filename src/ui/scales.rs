//! What plots and tables share: round numbers for scales, numbers with their signs,
//! frames, and plots that nobody moves.

use crate::text::word;

use bevy_egui::egui::{self, FontId, Rangef, Rect, RichText, Sense, Stroke, Vec2, vec2};
use egui_plot::{AxisHints, GridMark, Plot};

/// From a number of an upright scale to the next, in units of its font's size.
const APART: f32 = 1.35;

/// What an axis leaves beside its numbers, in points, and for its name, in heights of
/// small text, as the library that draws it does.
const BESIDE_NUMBERS: f32 = 4.0;
const ROOM_OF_NAME: f32 = 1.25;

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

/// An axis of cell time, in seconds. It has room for its numbers and its name in its
/// first picture already.
pub fn time_axis<'a>(ui: &egui::Ui, font: FontId) -> AxisHints<'a> {
    let name = RichText::new(word("axis_time")).small();
    let number = size_of(ui, "0", &font).y;
    AxisHints::new_x()
        .min_thickness(number + room_of_name(ui))
        .label(name)
        .label_spacing(Rangef::new(20.0, 30.0))
        .formatter(|mark, _| {
            let decimals = (-libm::log10(mark.step_size)).ceil().max(0.0) as usize;
            format!("{:.decimals$}", mark.value)
        })
        .tick_label_font(font)
}

/// An upright axis of this name and for these numbers, all of which stand in full ink.
pub fn upright_axis<'a>(
    ui: &egui::Ui,
    name: &'static str,
    font: FontId,
    numbers: impl IntoIterator<Item = String>,
) -> AxisHints<'a> {
    let widths = numbers.into_iter().map(|said| size_of(ui, &said, &font).x);
    let widest = widths.fold(0.0, f32::max);
    AxisHints::new_y()
        .min_thickness(widest + 2.0 * BESIDE_NUMBERS + room_of_name(ui))
        .label(RichText::new(word(name)).small())
        .label_spacing(Rangef::new(0.8 * font.size, 0.9 * font.size))
        .tick_label_font(font)
}

fn size_of(ui: &egui::Ui, text: &str, font: &FontId) -> Vec2 {
    let ink = ui.visuals().text_color();
    let laid = ui
        .painter()
        .layout_no_wrap(text.to_owned(), font.clone(), ink);
    laid.size()
}

/// What the name of an axis takes beside its numbers.
fn room_of_name(ui: &egui::Ui) -> f32 {
    ROOM_OF_NAME * ui.text_style_height(&egui::TextStyle::Small)
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
    use egui_plot::PlotPoints;

    use super::*;
    use crate::{ui::appearance, view::theme::Theme};

    #[test]
    fn an_axis_has_room_for_its_numbers_and_its_name_from_the_beginning() {
        for large_text in [false, true] {
            let ctx = egui::Context::default();
            appearance::wear(&ctx, &Theme::default(), large_text);
            let mut frames = Vec::new();
            for _ in 0..3 {
                let output = ctx.run_ui(egui::RawInput::default(), |ui| {
                    let small = egui::TextStyle::Small.resolve(ui.style());
                    let numbers = || marks(-1500.0, 1500.0, 500.0);
                    let said = numbers().into_iter().map(|mark| signed(mark.value, 0));
                    let plot = still_plot("one", vec2(400.0, 200.0))
                        .y_grid_spacer(move |_| numbers())
                        .custom_x_axes(vec![time_axis(ui, small.clone())])
                        .custom_y_axes(vec![
                            upright_axis(ui, "axis_capacitance", small, said)
                                .formatter(|mark, _| signed(mark.value, 0)),
                        ])
                        .show(ui, |plot| {
                            plot.set_plot_bounds_x(0.0..=15.0);
                            plot.set_plot_bounds_y(-1500.0..=1500.0);
                            plot.line(egui_plot::Line::new("", PlotPoints::default()));
                        });
                    frames.push(plot.response.rect);
                });
                output.drop_without_applying_deltas();
            }
            let settled = frames[2];
            for frame in frames {
                let off = (frame.min - settled.min).length() + (frame.max - settled.max).length();
                assert!(off < 1.0, "{large_text}: {frame}, and then {settled}");
            }
        }
    }

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
