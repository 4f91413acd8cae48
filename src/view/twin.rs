//! Two runs side by side: of one scene, with one seed and one clock, and
//! different in one control. The other run is drawn elsewhere; here its picture
//! stands in the right part of this one, seen by the same camera at the same
//! moment, under a line that says in what the two differ.

use std::sync::Arc;

use bevy::{
    asset::RenderAssetUsages,
    image::ImageSampler,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, EguiTextureHandle, egui};

use super::{
    ViewSettings,
    framing::{FreeArea, SubjectArea},
    lettering::{Ground, LetteringSystems},
    scale_bar::colour,
    theme::Theme,
};
use crate::{biology::controls::Change, sim::record::Record};

/// Half a picture, to begin with.
const HALF: f32 = 0.5;
/// Titles are so much larger than names, or as large as it takes to stand on one line;
/// none is smaller than the last of these.
const TITLE_SIZES: [f32; 4] = [1.2, 1.1, 1.0, 0.9];
/// Above a title, and between its words and its edges, in units of the names' height.
const OVER_TITLE: f32 = 0.3;
const TITLE_EDGES: egui::Vec2 = egui::vec2(0.5, 0.2);
/// The least part of the picture for the other run.
const LEAST_PART: f32 = 0.1;

/// Of the card that says how far the other run has come: its widest bar, and its
/// height, in units of the text's.
const BAR_WIDTH: f32 = 16.0;
const BAR_HEIGHT: f32 = 0.45;

/// How far the other run has come on its way to this one's moment.
#[derive(Clone, Debug, PartialEq)]
pub struct CatchingUp {
    /// That in words.
    pub said: String,
    /// The share of the way, 0 to 1.
    pub share: f32,
}

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
    /// While it is on its way there is nothing of it to be seen, and this run has the
    /// whole picture.
    pub catching_up: Option<CatchingUp>,
    /// How far down the titles reach, in shares of the height.
    titles_end: f32,
    /// What has happened in it.
    pub record: Record,
    newest: Option<Bytes>,
    /// On the device, and its size in pixels.
    picture: Option<(Handle<Image>, UVec2)>,
}

impl Default for Twin {
    fn default() -> Self {
        Self {
            difference: None,
            titles: Default::default(),
            divide: HALF,
            catching_up: None,
            titles_end: 0.0,
            record: Record::default(),
            newest: None,
            picture: None,
        }
    }
}

impl Twin {
    /// Whether two runs are shown.
    pub fn is_beside(&self) -> bool {
        self.difference.is_some()
    }

    /// Whether the picture is divided between the two.
    pub fn is_divided(&self) -> bool {
        self.is_beside() && self.catching_up.is_none()
    }

    /// Makes room for the other run in what is free of the screen, and returns
    /// what is left of that for this one: all, until there is something to be seen.
    pub fn divide(&mut self, free: egui::Rect, screen: egui::Rect) -> egui::Rect {
        if !self.is_beside() {
            return free;
        }
        let middle = free.center().x;
        let share = (middle - screen.left()) / screen.width().max(1.0);
        self.divide = share.clamp(0.0, 1.0 - LEAST_PART);
        if self.is_divided() {
            free.with_max_x(middle)
        } else {
            free
        }
    }

    /// The size of the other's picture when this one has that size, in pixels.
    pub fn size_beside(&self, whole: UVec2) -> UVec2 {
        let left = (self.divide * whole.x as f32).round() as u32;
        UVec2::new(whole.x.saturating_sub(left).max(1), whole.y.max(1))
    }

    /// What this run's subject has of its area: what lies below its title.
    pub fn under_titles(&self, area: FreeArea) -> FreeArea {
        if self.is_divided() {
            area.below(self.titles_end)
        } else {
            area
        }
    }

    /// What is free of the other's picture, below its title, when that has so much of
    /// the whole width and this is free of the whole.
    pub fn free_beside(&self, free: FreeArea, part: f32) -> FreeArea {
        // Its first picture is for its own half already.
        let this_ones = if self.is_divided() {
            free
        } else {
            free.left_half()
        };
        this_ones.in_part(part).below(self.titles_end)
    }

    /// Shows a picture of the other run from now on.
    pub fn show(&mut self, picture: Bytes) {
        self.catching_up = None;
        self.newest = Some(picture);
    }

    /// Forgets the other run's past and picture.
    pub fn clear(&mut self) {
        self.record.begin();
        self.newest = None;
        self.picture = None;
        self.catching_up = None;
    }
}

impl CatchingUp {
    /// Paints it at the upper edge of an area, if that is wide enough; returns where.
    fn paint(
        &self,
        context: &egui::Context,
        area: egui::Rect,
        size: f32,
        theme: &Theme,
    ) -> Option<egui::Rect> {
        let painter = context.layer_painter(layer());
        let most = area.width() - 4.0 * size;
        if most < BAR_WIDTH * size / 4.0 {
            return None;
        }
        let font = egui::FontId::proportional(size);
        let words = painter.layout(self.said.clone(), font, colour(theme.text), most);
        let width = words.size().x.max((BAR_WIDTH * size).min(most));
        let bar_height = BAR_HEIGHT * size;
        let whole = egui::vec2(width, words.size().y + 0.4 * size + bar_height);
        let place = area.with_min_y(area.top() + 1.2 * size);
        let place = egui::Align2::CENTER_TOP.align_size_within_rect(whole, place);
        let card = place.expand2(egui::vec2(0.8 * size, 0.5 * size));
        painter.rect_filled(card, 0.3 * size, colour(theme.panel));
        let bar = place.with_min_y(place.bottom() - bar_height);
        let done = bar.with_max_x(bar.left() + self.share.clamp(0.0, 1.0) * bar.width());
        for (part, shade) in [
            (bar, colour(theme.text).gamma_multiply(0.25)),
            (done, colour(theme.beside)),
        ] {
            painter.rect_filled(part, 0.5 * bar_height, shade);
        }
        let at = egui::pos2(place.center().x - words.size().x / 2.0, place.top());
        painter.galley(at, words, colour(theme.text));
        Some(card)
    }
}

fn layer() -> egui::LayerId {
    egui::LayerId::new(egui::Order::Background, egui::Id::new("the other run"))
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Twin>().add_systems(
        EguiPrimaryContextPass,
        paint_twin.in_set(LetteringSystems::Fast),
    );
}

fn paint_twin(
    mut contexts: EguiContexts,
    mut twin: ResMut<Twin>,
    mut ground: ResMut<Ground>,
    mut images: ResMut<Assets<Image>>,
    (free, subject): (Res<FreeArea>, Res<SubjectArea>),
    settings: Res<ViewSettings>,
    theme: Res<Theme>,
) -> Result {
    if !twin.is_beside() {
        return Ok(());
    }
    if let Some(newest) = twin.newest.take() {
        hang(&mut twin.picture, &mut images, newest)?;
    }
    let picture = twin.picture.as_ref().map(|(picture, size)| {
        let id = contexts.add_image(EguiTextureHandle::Weak(picture.id()));
        (id, egui::vec2(size.x as f32, size.y as f32))
    });
    let context = contexts.ctx_mut()?;
    let screen = context.content_rect();
    let size = settings.text_size(screen.height());
    if let Some(catching_up) = &twin.catching_up {
        let area = free.within(screen);
        ground
            .written
            .extend(catching_up.paint(context, area, size, &theme));
        twin.titles_end = 0.0;
        return Ok(());
    }
    let pixels = context.pixels_per_point();
    let divide = (twin.divide * screen.width() * pixels).round() / pixels;
    let right = screen.with_min_x(screen.left() + divide);
    let painter = context.layer_painter(layer());
    let ink = colour(theme.text);
    let paper = colour(theme.background_low);
    painter.rect_filled(right, 0.0, paper);
    if let Some((picture, size)) = picture {
        // A picture that was made for another size of window stays whole
        // until the next one has come.
        let place = egui::Rect::from_min_size(right.min, size / pixels);
        let corners = egui::Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
        painter
            .with_clip_rect(right)
            .image(picture, place, corners, egui::Color32::WHITE);
    }
    painter.vline(
        right.left(),
        screen.y_range(),
        egui::Stroke::new(2.0, ink.gamma_multiply(0.7)),
    );
    let areas = under_whom(subject.or(*free).within(screen), right);
    let titles = lay_titles(&painter, &twin.titles, areas, size, ink);
    // Under each title the colour of its traces in the instruments.
    let marks = [theme.accent, theme.beside].map(colour);
    let top = free.within(screen).top() + OVER_TITLE * size;
    let mut titles_end = screen.top();
    for ((title, area), mark) in titles.into_iter().zip(areas).zip(marks) {
        let edges = size * TITLE_EDGES;
        let place = egui::pos2(area.center().x - title.size().x / 2.0, top + edges.y);
        let card = egui::Rect::from_min_size(place, title.size()).expand2(edges);
        ground.written.push(card);
        titles_end = titles_end.max(card.bottom());
        painter.rect_filled(card, 0.3 * size, paper.gamma_multiply(0.75));
        painter.galley(place, title, ink);
        let stroke = egui::Stroke::new(0.14 * size, mark);
        painter.hline(card.x_range(), card.bottom(), stroke);
    }
    twin.titles_end = (titles_end + OVER_TITLE * size - screen.top()) / screen.height().max(1.0);
    Ok(())
}

/// What is across under each title: this run's part of what is free, and as much of the
/// other's picture as that has of it.
fn under_whom(ours: egui::Rect, other: egui::Rect) -> [egui::Rect; 2] {
    let width = ours.width().min(other.width());
    let theirs = other.with_max_x(other.left() + width);
    [ours, theirs]
}

/// Both titles in one size of letters, the largest in which each stands on one line.
fn lay_titles(
    painter: &egui::Painter,
    titles: &[String; 2],
    areas: [egui::Rect; 2],
    size: f32,
    ink: egui::Color32,
) -> [Arc<egui::Galley>; 2] {
    let edges = 2.0 * (TITLE_EDGES.x + OVER_TITLE) * size;
    let most = areas.map(|area| (area.width() - edges).max(size));
    let laid = |part: f32| {
        let font = egui::FontId::proportional(part * size);
        let [ours, theirs] = titles;
        [(ours, most[0]), (theirs, most[1])]
            .map(|(title, most)| painter.layout(title.clone(), font.clone(), ink, most))
    };
    let is_on_one_line =
        |laid: &[Arc<egui::Galley>; 2]| laid.iter().all(|title| title.rows.len() < 2);
    let [larger @ .., least] = TITLE_SIZES;
    let fitting = larger.into_iter().map(laid).find(is_on_one_line);
    fitting.unwrap_or_else(|| laid(least))
}

/// Puts a picture where the one before it was. The panels' own textures would be too
/// small for half of a large screen.
fn hang(
    place: &mut Option<(Handle<Image>, UVec2)>,
    images: &mut Assets<Image>,
    picture: Bytes,
) -> Result {
    let extent = Extent3d {
        width: picture.size.x,
        height: picture.size.y,
        depth_or_array_layers: 1,
    };
    let mut image = Image::new(
        extent,
        TextureDimension::D2,
        picture.rgba,
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::RENDER_WORLD,
    );
    image.sampler = ImageSampler::nearest();
    match place {
        Some((old, size)) => {
            images.insert(old.id(), image)?;
            *size = picture.size;
        }
        None => *place = Some((images.add(image), picture.size)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use bevy_egui::{EguiContext, EguiUserTextures, PrimaryEguiContext};

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
        twin.catching_up = Some(CatchingUp {
            said: "The other run is on its way".to_owned(),
            share: 0.4,
        });
        assert_eq!(twin.divide(free, screen), free, "nothing to be seen of it");
        let beside = |twin: &Twin, ours| twin.free_beside(FreeArea::of(ours, screen), 0.6);
        let first = beside(&twin, free);
        twin.show(Bytes::default());
        let ours = twin.divide(free, screen);
        assert_eq!(ours, rect(0.0, 40.0, 400.0, 450.0));
        assert_eq!(
            first.0,
            beside(&twin, ours).0,
            "made for its own half at once"
        );
        assert_eq!(
            twin.size_beside(UVec2::new(2000, 1000)),
            UVec2::new(1200, 1000)
        );
    }

    #[test]
    fn beside_a_card_both_runs_stand_as_far_from_what_is_at_their_left() {
        let screen = rect(0.0, 0.0, 1000.0, 500.0);
        let (card, end) = (340.0, 980.0);
        let mut twin = Twin {
            difference: Change::parse("energy.atp=0").ok(),
            ..Twin::default()
        };
        let ours = twin.divide(rect(card, 0.0, end, 500.0), screen);
        let free = FreeArea::of(ours, screen);
        let part = (1000.0 - ours.max.x) / 1000.0;
        let theirs = twin
            .free_beside(free, part)
            .within(rect(ours.max.x, 0.0, 1000.0, 500.0));
        assert!((theirs.left() - ours.right()).abs() < 0.1, "{theirs}");
        assert!(
            (theirs.width() - ours.width()).abs() < 0.1,
            "{theirs} {ours}"
        );
    }

    #[test]
    fn both_titles_stand_whole_over_their_runs_and_the_subject_below_them() {
        let titles = ["Calcium outside: 2\u{a0}mM", "Calcium outside: 0\u{a0}mM"];
        let ctx = egui::Context::default();
        // As in a window whose card has gone, and beside one; and narrow.
        for (width, size, free, subject) in [
            (
                1024.0,
                24.6,
                rect(8.0, 64.0, 692.0, 229.0),
                rect(350.0, 64.0, 692.0, 229.0),
            ),
            (
                1024.0,
                24.6,
                rect(8.0, 64.0, 512.0, 229.0),
                rect(8.0, 64.0, 512.0, 229.0),
            ),
            (
                1280.0,
                17.0,
                rect(8.0, 40.0, 500.0, 600.0),
                rect(254.0, 40.0, 500.0, 600.0),
            ),
            (
                560.0,
                24.6,
                rect(8.0, 40.0, 280.0, 300.0),
                rect(8.0, 40.0, 280.0, 300.0),
            ),
        ] {
            let screen = rect(0.0, 0.0, width, 768.0);
            let right = screen.with_min_x(free.right());
            let mut cards = Vec::new();
            let output = ctx.run_ui(egui::RawInput::default(), |ui| {
                let areas = under_whom(subject, right);
                let titles = titles.map(str::to_owned);
                let laid = lay_titles(ui.painter(), &titles, areas, size, egui::Color32::WHITE);
                assert_eq!(laid[0].rows.len(), laid[1].rows.len());
                cards = areas.into_iter().zip(laid).collect();
            });
            output.drop_without_applying_deltas();
            for (number, (area, title)) in cards.into_iter().enumerate() {
                let half = 0.5 * title.size().x + TITLE_EDGES.x * size;
                let part = [screen.with_max_x(free.right()), right][number];
                let across = egui::Rangef::new(area.center().x - half, area.center().x + half);
                assert!(
                    across.min >= part.left() && across.max <= part.right(),
                    "{width}: {across:?} of {part}"
                );
                assert!(title.rows.len() == 1 || width < 600.0, "{width}");
            }
        }
        let twin = Twin {
            difference: Change::parse("energy.atp=0").ok(),
            titles_end: 0.2,
            ..Twin::default()
        };
        let area = FreeArea(Some(Rect::new(0.1, 0.05, 0.5, 0.6)));
        assert_eq!(
            twin.under_titles(area).0,
            Some(Rect::new(0.1, 0.2, 0.5, 0.6))
        );
        assert_eq!(Twin::default().under_titles(area).0, area.0);
    }

    #[test]
    fn half_of_a_large_screen_is_hung_and_the_next_picture_takes_its_place() {
        let mut app = App::new();
        app.init_resource::<EguiUserTextures>()
            .init_resource::<Assets<Image>>()
            .init_resource::<FreeArea>()
            .init_resource::<SubjectArea>()
            .init_resource::<Ground>()
            .init_resource::<ViewSettings>()
            .init_resource::<Theme>()
            .add_plugins(plugin);
        let mut context = EguiContext::default();
        let ctx = context.get_mut().clone();
        app.world_mut().spawn((context, PrimaryEguiContext));
        let world = app.world_mut();
        world.resource_mut::<Twin>().difference = Change::parse("energy.atp=0").ok();
        for size in [UVec2::new(1920, 2160), UVec2::new(16, 4096), UVec2::ONE] {
            world.resource_mut::<Twin>().show(Bytes {
                size,
                rgba: vec![200; (size.x * size.y * 4) as usize],
            });
            let output = ctx.run_ui(egui::RawInput::default(), |_| {
                world.run_schedule(EguiPrimaryContextPass);
            });
            let hangs = output
                .shapes
                .iter()
                .any(|shape| matches!(shape.shape.texture_id(), egui::TextureId::User(_)));
            assert!(hangs, "{size}");
            output.drop_without_applying_deltas();
            let images = world.resource::<Assets<Image>>();
            let sizes: Vec<UVec2> = images.iter().map(|(_, image)| image.size()).collect();
            assert_eq!(sizes, [size]);
        }
    }
}
