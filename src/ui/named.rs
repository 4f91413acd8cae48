//! Sliders and fields by name: what is set by hand says to a screen reader what it is
//! called, and what it stands at, unit and all.

use std::ops::RangeInclusive;

use bevy_egui::egui::{self, Response};

/// Room for the number beside a slider, in units of the text's height.
const VALUE_WIDTH: f32 = 5.5;
/// No slider is shorter than this, in points.
const LEAST_WIDTH: f32 = 40.0;
/// A long scale begins so many decades below its end, or with its first step.
const DECADES: f64 = 10.0;

/// Calls a widget by its name.
pub fn called(response: &Response, name: &str) {
    response
        .ctx
        .accesskit_node_builder(response.id, |node| node.set_label(name));
}

/// Says what it stands at, as it is written beside it.
pub fn stands_at(response: &Response, value: &str) {
    response
        .ctx
        .accesskit_node_builder(response.id, |node| node.set_value(value));
}

/// The numbers that can be set, and how they are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    pub range: RangeInclusive<f64>,
    pub step: f64,
    pub decimals: usize,
    /// So long that equal ways mean equal factors.
    pub is_long: bool,
    pub suffix: String,
}

impl Scale {
    /// A number as it is written.
    pub fn said(&self, number: f64) -> String {
        let decimals = self.decimals;
        format!("{number:.decimals$}{}", self.suffix)
    }

    /// The nearest number that can be set.
    fn nearest(&self, number: f64) -> f64 {
        let first = *self.range.start();
        let steps = ((number - first) / self.step).round();
        (first + steps * self.step).clamp(first, *self.range.end())
    }

    /// What a point on the way along a slider of this width is worth at a number.
    fn worth_of_a_point(&self, number: f64, width: f64) -> f64 {
        let (first, last) = (*self.range.start(), *self.range.end());
        if !self.is_long {
            return (last - first) / width;
        }
        let least = first.max(self.step).max(last * libm::pow(0.1, DECADES));
        number.max(least) * libm::log(last / least) / width
    }

    /// A field for the number alone.
    pub fn field(&self, ui: &mut egui::Ui, name: &str, number: &mut f64, speed: f64) -> Response {
        let field = egui::DragValue::new(number)
            .range(self.range.clone())
            .speed(speed)
            .max_decimals(self.decimals)
            .suffix(self.suffix.clone());
        let response = ui.add(field);
        called(&response, name);
        response
    }

    /// A slider as wide as there is room for, and a field beside it.
    pub fn slider(&self, ui: &mut egui::Ui, name: &str, number: &mut f64) -> Response {
        let value_width = VALUE_WIDTH * egui::TextStyle::Body.resolve(ui.style()).size;
        let width = (ui.available_width() - value_width).max(LEAST_WIDTH);
        ui.spacing_mut().slider_width = width;
        let drawn = ui.horizontal(|ui| {
            let slider = egui::Slider::new(number, self.range.clone())
                .step_by(self.step)
                .max_decimals(self.decimals)
                .logarithmic(self.is_long)
                .smallest_positive(self.step)
                .show_value(false);
            let slider = ui.add(slider);
            called(&slider, name);
            stands_at(&slider, &self.said(*number));
            let speed = if is_moved_by_keys(ui) {
                self.step
            } else {
                self.worth_of_a_point(*number, width.into())
            };
            let field = self.field(ui, name, number, speed);
            if field.changed() {
                *number = self.nearest(*number);
            }
            // What has the keyboard stands for both.
            if field.gained_focus() || field.has_focus() || field.lost_focus() {
                field.union(slider)
            } else {
                slider.union(field)
            }
        });
        drawn.inner.union(drawn.response)
    }
}

fn is_moved_by_keys(ui: &egui::Ui) -> bool {
    use egui::Key::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp};
    let arrows = [ArrowUp, ArrowRight, ArrowDown, ArrowLeft];
    ui.input(|input| arrows.iter().any(|key| input.num_presses(*key) > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share() -> Scale {
        Scale {
            range: 0.0..=1.0,
            step: 0.05,
            decimals: 2,
            is_long: false,
            suffix: " mM".to_owned(),
        }
    }

    #[test]
    fn what_is_typed_is_a_number_that_can_be_set() {
        let near = |number: f64, other: f64| (share().nearest(number) - other).abs() < 1e-12;
        assert!(near(0.52, 0.5) && near(0.53, 0.55) && near(7.0, 1.0) && near(-1.0, 0.0));
        assert_eq!(share().said(0.5), "0.50 mM");
    }

    #[test]
    fn a_long_scale_goes_by_factors() {
        let long = Scale {
            range: 0.0..=1000.0,
            step: 0.1,
            is_long: true,
            ..share()
        };
        let worth = |number| long.worth_of_a_point(number, 100.0);
        assert!((worth(100.0) / worth(10.0) - 10.0).abs() < 1e-9);
        assert!(worth(0.0) > 0.0);
        assert!((share().worth_of_a_point(0.3, 100.0) - 0.01).abs() < 1e-12);
    }
}
