//! The scale bar: a round number of nanometres at the depth of what is
//! looked at.

use bevy::{math::ops, prelude::*};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{ViewSettings, camera::CameraRig, framing::FreeArea, labels::text_size, theme::Theme};

/// Largest share of the picture's width that it takes.
const MOST_OF_WIDTH: f32 = 0.16;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, paint_scale_bar);
}

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

fn paint_scale_bar(
    mut contexts: EguiContexts,
    rig: Res<CameraRig>,
    settings: Res<ViewSettings>,
    theme: Res<Theme>,
    free: Res<FreeArea>,
) -> Result {
    if !settings.scale_bar {
        return Ok(());
    }
    let context = contexts.ctx_mut()?;
    let screen = context.content_rect();
    let area = free.within(screen);
    let painter = context.layer_painter(egui::LayerId::new(
        egui::Order::Background,
        egui::Id::new("scale bar"),
    ));
    let pose = rig.pose;
    let nm_per_point =
        2.0 * pose.distance * ops::tan(pose.field_of_view / 2.0) / screen.height().max(1.0);
    let length_nm = round_length(area.width() * MOST_OF_WIDTH * nm_per_point);
    let length = length_nm / nm_per_point;
    let size = text_size(screen.height());
    let left = area.left_bottom() + egui::vec2(1.2 * size, -1.2 * size);
    let right = left + egui::vec2(length, 0.0);
    let ink = colour(theme.text);
    let paper = colour(theme.background_low).gamma_multiply(0.55);
    let tick = egui::vec2(0.0, 0.32 * size);
    for (width, colour) in [(0.34 * size, paper), (0.13 * size, ink)] {
        let stroke = egui::Stroke::new(width, colour);
        painter.line_segment([left, right], stroke);
        painter.line_segment([left - tick, left + tick], stroke);
        painter.line_segment([right - tick, right + tick], stroke);
    }
    painter.text(
        left + egui::vec2(length / 2.0, -0.45 * size),
        egui::Align2::CENTER_BOTTOM,
        in_words(length_nm),
        egui::FontId::proportional(size),
        ink,
    );
    Ok(())
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
