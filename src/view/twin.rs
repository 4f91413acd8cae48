//! Two runs side by side: of one scene, with one seed and one clock, and
//! different in one control. The other run is drawn elsewhere; here its picture
//! stands in the right part of this one, seen by the same camera at the same
//! moment, under a line that says in what the two differ.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    framing::FreeArea,
    labels::text_size,
    scale_bar::colour,
    theme::{Theme, Tone},
};
use crate::sim::{controls::Change, record::Record};

/// Half a picture, to begin with.
const HALF: f32 = 0.5;
/// Titles are so much larger than names.
const TITLE_SIZE: f32 = 1.2;
/// The least part of the picture for the other run.
const LEAST_PART: f32 = 0.1;

/// A picture in bytes: red, green, blue, opacity, row by row.
#[derive(Clone, Debug, Default)]
pub struct Bytes {
    pub size: UVec2,
    pub rgba: Vec<u8>,
}

/// The other run, as far as it is seen here.
#[derive(Resource)]
pub struct Twin {
    /// In what it differs, from the beginning; without there is no other run.
    pub difference: Option<Change>,
    /// What stands above this run and above the other.
    pub titles: [String; 2],
    /// Where the other's picture begins, in shares of the whole width.
    pub divide: f32,
    /// What has happened in it.
    pub record: Record,
    newest: Option<Bytes>,
    texture: Option<egui::TextureHandle>,
}

impl Default for Twin {
    fn default() -> Self {
        Self {
            difference: None,
            titles: Default::default(),
            divide: HALF,
            record: Record::default(),
            newest: None,
            texture: None,
        }
    }
}

impl Twin {
    /// Whether two runs are shown.
    pub fn is_beside(&self) -> bool {
        self.difference.is_some()
    }

    /// Makes room for the other run in what is free of the screen, and returns
    /// what is left of that for this one.
    pub fn divide(&mut self, free: egui::Rect, screen: egui::Rect) -> egui::Rect {
        if !self.is_beside() {
            return free;
        }
        let middle = free.center().x;
        let share = (middle - screen.left()) / screen.width().max(1.0);
        self.divide = share.clamp(0.0, 1.0 - LEAST_PART);
        free.with_max_x(middle)
    }

    /// The size of the other's picture when this one has that size, in pixels.
    pub fn size_beside(&self, whole: UVec2) -> UVec2 {
        let left = (self.divide * whole.x as f32).round() as u32;
        UVec2::new(whole.x.saturating_sub(left).max(1), whole.y.max(1))
    }

    /// Shows a picture of the other run from now on.
    pub fn show(&mut self, picture: Bytes) {
        self.newest = Some(picture);
    }

    /// Forgets the other run's past and picture.
    pub fn clear(&mut self) {
        self.record = Record::default();
        self.newest = None;
        self.texture = None;
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Twin>()
        .add_systems(EguiPrimaryContextPass, paint_twin);
}

fn paint_twin(
    mut contexts: EguiContexts,
    mut twin: ResMut<Twin>,
    free: Res<FreeArea>,
    theme: Res<Theme>,
) -> Result {
    if !twin.is_beside() {
        return Ok(());
    }
    let context = contexts.ctx_mut()?;
    let screen = context.content_rect();
    let pixels = context.pixels_per_point();
    let divide = (twin.divide * screen.width() * pixels).round() / pixels;
    let right = screen.with_min_x(screen.left() + divide);
    if let Some(Bytes { size, rgba }) = twin.newest.take() {
        let size = [size.x as usize, size.y as usize];
        let image = egui::ColorImage::from_rgba_unmultiplied(size, &rgba);
        let options = egui::TextureOptions::NEAREST;
        match &mut twin.texture {
            Some(texture) => texture.set(image, options),
            None => twin.texture = Some(context.load_texture("the other run", image, options)),
        }
    }
    let painter = context.layer_painter(egui::LayerId::new(
        egui::Order::Background,
        egui::Id::new("the other run"),
    ));
    let ink = colour(theme.text);
    let paper = colour(theme.background_low);
    match &twin.texture {
        Some(texture) => {
            // A picture that was made for another size of window stays whole
            // until the next one has come.
            let place = egui::Rect::from_min_size(right.min, texture.size_vec2() / pixels);
            let corners = egui::Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
            painter.rect_filled(right, 0.0, paper);
            painter
                .with_clip_rect(right)
                .image(texture.id(), place, corners, egui::Color32::WHITE);
        }
        None => {
            painter.rect_filled(right, 0.0, paper);
        }
    }
    painter.vline(
        right.left(),
        screen.y_range(),
        egui::Stroke::new(2.0, ink.gamma_multiply(0.7)),
    );
    let size = TITLE_SIZE * text_size(screen.height());
    let area = free.within(screen);
    let middles = [area.center().x, right.left() + area.width() / 2.0];
    // Under each title the colour of its traces in the instruments.
    let marks = [Tone::Microtubule, Tone::Transmitter].map(|tone| colour(theme.tone(tone)));
    for ((title, middle), mark) in twin.titles.iter().zip(middles).zip(marks) {
        let font = egui::FontId::proportional(size);
        let most = (area.width() - 2.0 * size).max(size);
        let galley = painter.layout(title.clone(), font, ink, most);
        let place = egui::pos2(middle - galley.size().x / 2.0, area.top() + 0.7 * size);
        let card = egui::Rect::from_min_size(place, galley.size());
        let card = card.expand2(egui::vec2(0.5 * size, 0.2 * size));
        painter.rect_filled(card, 0.3 * size, paper.gamma_multiply(0.75));
        painter.galley(place, galley, ink);
        let stroke = egui::Stroke::new(0.14 * size, mark);
        painter.hline(card.x_range(), card.bottom(), stroke);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(left: f32, top: f32, right: f32, bottom: f32) -> egui::Rect {
        egui::Rect::from_min_max(egui::pos2(left, top), egui::pos2(right, bottom))
    }

    #[test]
    fn what_is_free_is_shared_evenly_and_the_other_has_all_to_its_right() {
        let screen = rect(0.0, 0.0, 1000.0, 500.0);
        let free = rect(0.0, 40.0, 800.0, 450.0);
        let mut twin = Twin::default();
        assert_eq!(twin.divide(free, screen), free);
        twin.difference = Change::parse("energy.atp=0").ok();
        assert_eq!(twin.divide(free, screen), rect(0.0, 40.0, 400.0, 450.0));
        assert_eq!(
            twin.size_beside(UVec2::new(2000, 1000)),
            UVec2::new(1200, 1000)
        );
    }
}
