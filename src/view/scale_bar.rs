//! The scale bar: a round number of nanometres at the depth of what is
//! looked at.

use std::sync::Arc;

use bevy::{math::ops, prelude::*};
use bevy_egui::egui;

use super::camera::Pose;

/// Largest share of the picture's width that it takes.
const MOST_OF_WIDTH: f32 = 0.16;
/// Half the length of its ends, in units of the text's height, and the distance of
/// its words from it.
const TICK: f32 = 0.32;
const UNDER_WORDS: f32 = 0.45;
const STROKE: f32 = 0.13;

/// The longest of 1, 2, 5, 10, 20 … nanometres that is at most `limit_nm`.
pub fn round_length(limit_nm: f32) -> f32 {
    let power = ops::powf(10.0, ops::log10(limit_nm.max(1e-3)).floor());
    [5.0, 2.0, 1.0]
        .into_iter()
        .map(|step| step * power)
        .find(|length| *length <= limit_nm)
        .unwrap_or(power)
}

/// A length in the unit a person would choose.
pub fn in_words(length_nm: f32) -> String {
    if length_nm >= 1000.0 {
        format!("{} µm", length_nm / 1000.0)
    } else {
        format!("{length_nm} nm")
    }
}

/// The bar as it stands in a picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ScaleBar {
    pub words: String,
    /// On screen, in points.
    length: f32,
}

impl ScaleBar {
    /// Its height with its words, in units of the text's.
    pub const HEIGHT: f32 = TICK + UNDER_WORDS + 1.2;

    /// That of what this camera looks at, in a picture of this height of which so
    /// much is free.
    pub fn before(pose: &Pose, picture_height: f32, free_width: f32) -> Self {
        let nm_per_point =
            2.0 * pose.distance * ops::tan(pose.field_of_view / 2.0) / picture_height.max(1.0);
        let length_nm = round_length(free_width * MOST_OF_WIDTH * nm_per_point);
        Self {
            words: in_words(length_nm),
            length: length_nm / nm_per_point,
        }
    }

    /// Its width with its words.
    pub fn width(&self, words: &egui::Galley, size: f32) -> f32 {
        (self.length + STROKE * size).max(words.size().x)
    }

    /// Paints it with its words above, both up from a corner and to the right of it.
    pub fn paint(
        &self,
        painter: &egui::Painter,
        corner: egui::Pos2,
        words: Arc<egui::Galley>,
        size: f32,
        ink: egui::Color32,
    ) {
        let middle = corner + egui::vec2(0.5 * self.width(&words, size), -TICK * size);
        let half = egui::vec2(0.5 * self.length, 0.0);
        let tick = egui::vec2(0.0, TICK * size);
        let stroke = egui::Stroke::new(STROKE * size, ink);
        painter.line_segment([middle - half, middle + half], stroke);
        for end in [middle - half, middle + half] {
            painter.line_segment([end - tick, end + tick], stroke);
        }
        let foot = middle - egui::vec2(0.0, UNDER_WORDS * size);
        let place = egui::Align2::CENTER_BOTTOM.anchor_size(foot, words.size());
        painter.galley(place.min, words, ink);
    }
}

/// A theme's colour for the panels' painter.
pub(super) fn colour(colour: Srgba) -> egui::Color32 {
    let [red, green, blue, alpha] = colour.to_u8_array();
    egui::Color32::from_rgba_unmultiplied(red, green, blue, alpha)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_round() {
        for (limit, length) in [(1.3, 1.0), (48.0, 20.0), (50.0, 50.0), (730.0, 500.0)] {
            assert!((round_length(limit) - length).abs() < 1e-3, "{limit}");
        }
        assert_eq!(in_words(500.0), "500 nm");
        assert_eq!(in_words(2000.0), "2 µm");
    }
}
