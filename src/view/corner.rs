//! The lower left corner of the picture: the scale bar, and above it the notes on
//! what is drawn otherwise than it is. Each has a ground, so that it can be read over
//! anything, and they give way together to panels, to titles, and to
//! the vesicle that is looked at.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    ViewSettings,
    camera::{CameraRig, PictureCamera},
    framing::FreeArea,
    lettering::{Ground, LetteringSystems},
    notes::Notes,
    projection::{LookedAt, Projection},
    scale_bar::{ScaleBar, colour},
    theme::Theme,
};

/// Between the edge of what is free and the ground, and between the ground's edge and
/// what is on it, in units of the text's height.
const OFF_EDGE: f32 = 0.6;
const MARGIN: f32 = 0.5;
/// From the bar to the first note, and from one note to the next.
const OVER_BAR: f32 = 0.7;
const LINE: f32 = 1.4;
/// How much of the picture the ground hides.
const COVER: f32 = 0.78;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        paint_corner.in_set(LetteringSystems::Corner),
    );
}

fn paint_corner(
    mut contexts: EguiContexts,
    mut ground: ResMut<Ground>,
    rig: Res<CameraRig>,
    notes: Res<Notes>,
    settings: Res<ViewSettings>,
    theme: Res<Theme>,
    free: Res<FreeArea>,
    cameras: Query<(&Camera, &GlobalTransform), With<PictureCamera>>,
    looked_at: LookedAt,
) -> Result {
    let context = contexts.ctx_mut()?;
    let screen = context.content_rect();
    let area = free.within(screen);
    let painter = context.layer_painter(egui::LayerId::new(
        egui::Order::Background,
        egui::Id::new("corner"),
    ));
    let size = settings.text_size(screen.height());
    let ink = colour(theme.text);
    let bar = settings
        .scale_bar
        .then(|| ScaleBar::before(&rig.pose, screen.height(), area.width()));
    let line = |text: &str| {
        let font = egui::FontId::proportional(size);
        painter.layout_no_wrap(text.to_owned(), font, ink)
    };
    let bar = bar.map(|bar| (line(&bar.words), bar));
    let lines: Vec<_> = notes.0.iter().map(|note| line(note)).collect();
    let widest = lines
        .iter()
        .map(|line| line.size().x)
        .chain(bar.iter().map(|(words, bar)| bar.width(words, size)))
        .fold(0.0, f32::max);
    let bar_height = bar.as_ref().map_or(0.0, |_| ScaleBar::HEIGHT * size);
    let over_bar = bar.as_ref().map_or(0.0, |_| bar_height + OVER_BAR * size);
    let height = if lines.is_empty() {
        bar_height
    } else {
        over_bar + LINE * size * lines.len() as f32
    };
    if height == 0.0 {
        return Ok(());
    }
    let margin = MARGIN * size;
    let wanted = egui::vec2(widest, height) + egui::Vec2::splat(2.0 * margin);
    let area = area.shrink(OFF_EDGE * size);
    let looked_at = cameras
        .single()
        .ok()
        .and_then(|camera| looked_at.disc(&Projection::of(camera, rig.pose, screen.height())));
    let Some(place) = ground.lowest_left(area, wanted, looked_at) else {
        return Ok(());
    };
    let corner = (place.left_bottom() + egui::vec2(margin, -margin)).round();
    let paper = colour(theme.background_low).gamma_multiply(COVER);
    let mut lay = |part: egui::Rect, above: f32| {
        let part = part.expand2(egui::vec2(margin, above));
        painter.rect_filled(part, 0.3 * size, paper);
        ground.written.push(part);
    };
    if let Some((words, bar)) = bar {
        let up = egui::vec2(bar.width(&words, size), -bar_height);
        lay(egui::Rect::from_two_pos(corner, corner + up), margin);
        bar.paint(&painter, corner, words, size, ink);
    }
    for (number, line) in lines.into_iter().enumerate() {
        let up = over_bar + LINE * size * number as f32;
        let place =
            egui::Align2::LEFT_BOTTOM.anchor_size(corner - egui::vec2(0.0, up), line.size());
        lay(place, 0.0);
        painter.galley(place.min, line, ink);
    }
    Ok(())
}
