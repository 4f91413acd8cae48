//! How the panels look: the theme's colours, and sizes that grow with the
//! window, so that they read alike on a laptop and on a projector.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    panels::Panels,
    sharing::{PanelSystems, Turn},
};
use crate::view::{
    ViewSettings,
    theme::{Theme, ThemeName},
};

/// The height of a picture, in points, that text sizes are made for, and the width
/// that panels are.
const DESIGN_HEIGHT: f32 = 720.0;
const DESIGN_WIDTH: f32 = 960.0;
/// The least text size on it that a lecture hall can read: 2.5 % of the height.
const LECTURE_HALL: f32 = 0.025 * DESIGN_HEIGHT;

/// The text style of captions.
pub fn caption_style() -> egui::TextStyle {
    egui::TextStyle::Name("caption".into())
}

/// Sizes of text on a picture of the design's height: small, body, heading,
/// caption.
fn text_sizes(large: bool) -> [f32; 4] {
    if large {
        [LECTURE_HALL, LECTURE_HALL + 1.0, LECTURE_HALL + 3.0, 25.0]
    } else {
        [11.5, 13.5, 15.5, 18.0]
    }
}

/// How much everything is enlarged in a picture of this size (in points without
/// enlargement). In large text nothing falls below the lecture hall's size, however
/// narrow the picture; otherwise a narrow window keeps room for its panels, and a
/// small one keeps text legible on a desk.
fn zoom_for(width: f32, height: f32, large: bool) -> f32 {
    let by_height = height / DESIGN_HEIGHT;
    let (wanted, least) = if large {
        (by_height, 0.3)
    } else {
        (by_height.min(width / DESIGN_WIDTH), 0.7)
    };
    // Rounded up to steps, so that dragging a window's edge doesn't draw all
    // letters anew at every pixel.
    let steps = (wanted * 20.0).ceil() / 20.0;
    steps.clamp(least, 6.0)
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        dress.in_set(PanelSystems).before(Turn::Begin),
    );
}

#[derive(Clone, Copy, PartialEq)]
struct Dress {
    theme: ThemeName,
    large: bool,
    zoom: f32,
}

fn dress(
    mut contexts: EguiContexts,
    panels: Res<Panels>,
    mut settings: ResMut<ViewSettings>,
    theme: Res<Theme>,
    mut worn: Local<Option<Dress>>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let size = ctx.viewport_rect().size() * ctx.zoom_factor();
    let dress = Dress {
        theme: theme.name,
        large: panels.large_text,
        zoom: zoom_for(size.x, size.y, panels.large_text),
    };
    if *worn != Some(dress) {
        ctx.set_zoom_factor(dress.zoom);
        wear(ctx, &theme, dress.large);
        // Panels stand by the sizes they had: this time they are laid out twice.
        ctx.request_discard("another size of text");
        if settings.large_text != dress.large {
            settings.large_text = dress.large;
        }
        *worn = Some(dress);
    }
    Ok(())
}

/// Puts colours and sizes on a context.
pub fn wear(ctx: &egui::Context, theme: &Theme, large: bool) {
    let visuals = visuals(theme);
    ctx.set_theme(if visuals.dark_mode {
        egui::Theme::Dark
    } else {
        egui::Theme::Light
    });
    let [small, body, heading, caption] = text_sizes(large);
    // Where pictures are slow, a click takes as long as one of them.
    ctx.options_mut(|options| {
        options.input_options.max_click_duration = 10.0;
        // The size of text follows the window, and `+` and `–` move the camera.
        options.zoom_with_keyboard = false;
    });
    ctx.all_styles_mut(|style| {
        use egui::{FontFamily::Monospace, FontFamily::Proportional, FontId, TextStyle};
        style.visuals = visuals.clone();
        style.text_styles = [
            (TextStyle::Small, FontId::new(small, Proportional)),
            (TextStyle::Body, FontId::new(body, Proportional)),
            (TextStyle::Button, FontId::new(body, Proportional)),
            (TextStyle::Monospace, FontId::new(body, Monospace)),
            (TextStyle::Heading, FontId::new(heading, Proportional)),
            (caption_style(), FontId::new(caption, Proportional)),
        ]
        .into();
        style.spacing.item_spacing = egui::vec2(7.0, 4.0);
        style.spacing.button_padding = egui::vec2(8.0, 3.0);
        style.spacing.interact_size.y = body + 5.5;
        style.spacing.icon_width = body;
        style.spacing.icon_width_inner = 0.55 * body;
        // A panel that goes on below says so without being pointed at.
        style.spacing.scroll.floating_allocated_width = 9.0;
        style.spacing.scroll.fade.strength = 0.0;
        style.spacing.scroll.dormant_handle_opacity = 0.6;
        style.spacing.scroll.dormant_background_opacity = 0.2;
        // Nobody follows what scrolls by where pictures are slow.
        style.scroll_animation = egui::style::ScrollAnimation::none();
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.4;
        // What fades in lets text behind it through, for long where pictures
        // are slow.
        style.animation_time = 0.0;
    });
}

/// Text on the picture itself: the theme's, kept apart from what is behind it
/// by the panel's colour.
fn visuals(theme: &Theme) -> egui::Visuals {
    let dark = theme.panel.luminance() < 0.3;
    let base = if dark {
        egui::Visuals::dark()
    } else {
        egui::Visuals::light()
    };
    let [text, quiet, panel, accent] =
        [theme.text, theme.text_quiet, theme.panel, theme.accent].map(paint);
    let mix = |share: f32| blend(panel, text, share);
    let line = egui::Stroke::new(1.0, mix(0.22));
    let mut visuals = egui::Visuals {
        dark_mode: dark,
        override_text_color: None,
        weak_text_color: Some(quiet),
        hyperlink_color: accent,
        window_fill: panel,
        panel_fill: panel,
        window_stroke: egui::Stroke::new(1.0, mix(0.16)),
        window_shadow: egui::Shadow::NONE,
        popup_shadow: egui::Shadow::NONE,
        window_corner_radius: egui::CornerRadius::same(8),
        menu_corner_radius: egui::CornerRadius::same(8),
        extreme_bg_color: mix(0.10),
        faint_bg_color: mix(0.05),
        slider_trailing_fill: true,
        indent_has_left_vline: false,
        collapsing_header_frame: false,
        // What can't be changed now can still be read from the last row.
        disabled_alpha: 0.7,
        ..base
    };
    visuals.selection.bg_fill = blend(panel, accent, 0.55);
    visuals.selection.stroke = egui::Stroke::new(1.5, text);
    let widgets = &mut visuals.widgets;
    widgets.noninteractive.fg_stroke = egui::Stroke::new(1.0, text);
    widgets.noninteractive.bg_stroke = egui::Stroke::new(1.0, mix(0.16));
    for (state, fill, edge) in [
        (&mut widgets.inactive, mix(0.12), line),
        (
            &mut widgets.hovered,
            mix(0.20),
            egui::Stroke::new(1.0, accent),
        ),
        (
            &mut widgets.active,
            mix(0.28),
            egui::Stroke::new(1.5, accent),
        ),
        (&mut widgets.open, mix(0.16), line),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = edge;
        state.fg_stroke = egui::Stroke::new(1.2, text);
        state.corner_radius = egui::CornerRadius::same(5);
        state.expansion = 0.0;
    }
    visuals
}

/// A theme's colour, opaque.
pub fn paint(colour: Srgba) -> egui::Color32 {
    let [red, green, blue, _] = colour.to_u8_array();
    egui::Color32::from_rgb(red, green, blue)
}

fn blend(from: egui::Color32, to: egui::Color32, share: f32) -> egui::Color32 {
    from.lerp_to_gamma(to, share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_text_is_never_below_the_lecture_halls_size() {
        for height in [300.0_f32, 480.0, 719.0, 720.0, 1080.0, 2160.0] {
            let smallest = text_sizes(true)[0] * zoom_for(0.5 * height, height, true);
            assert!(smallest >= 0.025 * height, "{smallest} in {height}");
        }
    }

    #[test]
    fn no_text_shows_through_a_panel() {
        for name in ThemeName::ALL {
            let visuals = visuals(Theme::named(name));
            for paper in [visuals.window_fill, visuals.panel_fill] {
                assert!(paper.is_opaque(), "{name}");
            }
        }
    }

    #[test]
    fn every_letter_of_every_text_can_be_drawn() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = [
            "assets",
            "assets/parameters",
            "assets/text/en",
            "assets/vesicles",
            "scenes",
            "src/ui",
        ];
        let files = folders.iter().flat_map(|folder| {
            let files = std::fs::read_dir(root.join(folder)).expect("a folder");
            files.map(|file| file.expect("a file").path())
        });
        let ctx = egui::Context::default();
        wear(&ctx, &Theme::default(), false);
        ctx.run_ui(egui::RawInput::default(), |_| {})
            .drop_without_applying_deltas();
        let drawn_as = |letter: char| {
            let font = egui::FontId::proportional(13.0);
            let ink = egui::Color32::WHITE;
            let text = ctx.fonts_mut(|fonts| fonts.layout_no_wrap(letter.into(), font, ink));
            text.rows[0].glyphs[0].uv_rect
        };
        // A box stands for what the fonts have not.
        let nothing = drawn_as('\u{10fffd}');
        assert_eq!(drawn_as('\u{2190}'), nothing, "an arrow");
        let mut missing = std::collections::BTreeSet::new();
        for file in files.filter(|file| file.is_file()) {
            let text = std::fs::read_to_string(&file).expect("a text");
            for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
                if drawn_as(letter) == nothing {
                    missing.insert((letter, file.clone()));
                }
            }
        }
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn text_grows_with_the_window() {
        assert!(zoom_for(3840.0, 2160.0, false) > 2.9);
        assert_eq!(zoom_for(1280.0, 720.0, false), 1.0);
        assert_eq!(zoom_for(960.0, 1080.0, false), 1.0, "half a screen");
    }

    #[test]
    fn text_stands_out_from_panels_in_every_theme() {
        for name in ThemeName::ALL {
            let theme = Theme::named(name);
            let visuals = visuals(theme);
            let (text, button) = (
                theme.text,
                visuals.widgets.inactive.bg_fill.to_srgba_unmultiplied(),
            );
            let button = Srgba::rgb_u8(button[0], button[1], button[2]);
            let (a, b) = (text.luminance(), button.luminance());
            assert!((a.max(b) + 0.05) / (a.min(b) + 0.05) >= 4.5, "{name}");
        }
    }
}
