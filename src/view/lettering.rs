//! What is written in the picture: how large it is, and where it may stand.
//!
//! Names, titles, notes and the scale bar lie on the picture and below the panels, so
//! each keeps clear of what covers it, and names of what stands fast.

use bevy::{asset::AssetEventSystems, prelude::*, transform::TransformSystems};
use bevy_egui::{EguiContexts, EguiPostUpdateSet, EguiPrimaryContextPass, egui};

use super::ViewSystems;

/// Text height as a part of the picture's, the same in large text, and the least in
/// points.
const TEXT_PART: f32 = 0.0235;
const LARGE_PART: f32 = 0.032;
const LEAST_TEXT: f32 = 12.0;
/// What is written stands so far from a panel, in points.
const OFF_PANELS: f32 = 4.0;

/// Height of text in a picture of this height, both in points.
pub fn text_size(picture_height: f32, is_large: bool) -> f32 {
    let part = if is_large { LARGE_PART } else { TEXT_PART };
    (part * picture_height).max(LEAST_TEXT)
}

/// What is written in a frame, in its order.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LetteringSystems {
    /// Where the panels are.
    Panels,
    /// What has its own place: titles.
    Fast,
    /// The scale bar and notes, in a corner that those leave.
    Corner,
    /// Names, which go round it.
    Names,
}

/// Where in the picture something stands fast, and where panels lie over it.
#[derive(Resource, Clone, Debug, Default)]
pub(super) struct Ground {
    /// Panels, as they stood last.
    pub covered: Vec<egui::Rect>,
    /// Scale bar, notes, titles.
    pub written: Vec<egui::Rect>,
}

impl Ground {
    /// All that names keep clear of.
    pub fn taken(&self) -> impl Iterator<Item = &egui::Rect> {
        self.covered.iter().chain(&self.written)
    }

    /// Where something of this size stands in an area: in its lower left corner, or
    /// as near to that as nothing lies over it or stands there; nowhere, if that leaves
    /// no room. It keeps off a disc (middle and radius) where it can.
    pub fn lowest_left(
        &self,
        area: egui::Rect,
        size: egui::Vec2,
        looked_at: Option<(egui::Pos2, f32)>,
    ) -> Option<egui::Rect> {
        let beside = looked_at.and_then(|disc| self.lowest_left_off(area, size, Some(disc)));
        beside.or_else(|| self.lowest_left_off(area, size, None))
    }

    fn lowest_left_off(
        &self,
        area: egui::Rect,
        size: egui::Vec2,
        disc: Option<(egui::Pos2, f32)>,
    ) -> Option<egui::Rect> {
        let beside = disc.map(|(middle, radius)| middle.x + radius);
        let lefts = self.taken().map(|taken| taken.right());
        let lefts: Vec<f32> = lefts.chain(beside).chain([area.left()]).collect();
        let bottoms = self.taken().map(|taken| taken.top());
        let bottoms = bottoms.chain(disc.map(|(middle, radius)| middle.y - radius));
        let places = bottoms.chain([area.bottom()]).flat_map(|bottom| {
            lefts.iter().map(move |left| {
                egui::Rect::from_min_size(egui::pos2(*left, bottom - size.y), size)
            })
        });
        // Panels that only touch it leave it free.
        let is_free = |place: &egui::Rect| {
            area.expand(0.5).contains_rect(*place)
                && !self
                    .taken()
                    .any(|taken| taken.intersects(place.shrink(0.5)))
                && disc.is_none_or(|(middle, radius)| place.distance_to_pos(middle) > radius - 0.5)
        };
        let far = |place: &egui::Rect| place.left_bottom().distance(area.left_bottom());
        places
            .filter(is_free)
            .min_by(|a, b| far(a).total_cmp(&far(b)))
    }
}

pub(super) fn plugin(app: &mut App) {
    // What is written stands by what is drawn in the same picture, however few of
    // them there are in a second.
    app.configure_sets(
        PostUpdate,
        (
            EguiPostUpdateSet::EndPass
                .after(ViewSystems::Light)
                .after(TransformSystems::Propagate),
            EguiPostUpdateSet::PostProcessOutput.before(AssetEventSystems),
        ),
    );
    app.init_resource::<Ground>()
        .configure_sets(
            EguiPrimaryContextPass,
            (
                LetteringSystems::Panels,
                LetteringSystems::Fast,
                LetteringSystems::Corner,
                LetteringSystems::Names,
            )
                .chain(),
        )
        .add_systems(
            EguiPrimaryContextPass,
            look_at_panels.in_set(LetteringSystems::Panels),
        );
}

fn look_at_panels(mut contexts: EguiContexts, mut ground: ResMut<Ground>) -> Result {
    let context = contexts.ctx_mut()?;
    ground.written.clear();
    let panels = panels(context).into_iter();
    ground.covered = panels.map(|(_, place)| place.expand(OFF_PANELS)).collect();
    Ok(())
}

/// Panels, cards and captions, and where they stand. What hangs over all of it for a
/// moment, such as a list that is let down, is none.
pub fn panels(context: &egui::Context) -> Vec<(egui::Id, egui::Rect)> {
    context.memory(|memory| {
        let layers = memory.areas().visible_layer_ids().into_iter();
        let panels = layers.filter(|layer| layer.order == egui::Order::Middle);
        let mut places: Vec<_> = panels
            .filter_map(|layer| Some((layer.id, memory.area_rect(layer.id)?)))
            .filter(|(_, place)| place.is_positive())
            .collect();
        places.sort_unstable_by_key(|(id, _)| id.value());
        places
    })
}

/// Whether a line comes into a box.
pub(super) fn meets(from: egui::Pos2, to: egui::Pos2, within: egui::Rect) -> bool {
    // The part of the line, from 0 to 1, that lies between the box's sides.
    let way = to - from;
    let mut part = egui::Rangef::new(0.0, 1.0);
    for (at, way, sides) in [
        (from.x, way.x, within.x_range()),
        (from.y, way.y, within.y_range()),
    ] {
        if way.abs() < 1e-6 {
            if !sides.contains(at) {
                return false;
            }
            continue;
        }
        let [a, b] = [(sides.min - at) / way, (sides.max - at) / way];
        part.min = part.min.max(a.min(b));
        part.max = part.max.min(a.max(b));
    }
    part.min <= part.max
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(left: f32, top: f32, right: f32, bottom: f32) -> egui::Rect {
        egui::Rect::from_min_max(egui::pos2(left, top), egui::pos2(right, bottom))
    }

    #[test]
    fn text_is_never_too_small_to_read() {
        for height in [360.0, 720.0, 1080.0, 2160.0] {
            assert!(text_size(height, false) >= 0.0235 * height);
            assert!(text_size(height, false) >= 12.0);
            // 2.5 % of the height is the least that a lecture hall can read.
            assert!(text_size(height, true) >= 0.025 * height);
        }
        for height in [720.0, 1080.0] {
            assert!(text_size(height, true) > 1.2 * text_size(height, false));
        }
    }

    #[test]
    fn what_stands_in_the_corner_gives_way_to_a_card() {
        let area = rect(0.0, 40.0, 800.0, 600.0);
        let size = egui::vec2(120.0, 50.0);
        let mut ground = Ground::default();
        let lowest_left = |ground: &Ground| ground.lowest_left(area, size, None);
        let corner = lowest_left(&ground).expect("all is free");
        assert_eq!(corner, rect(0.0, 550.0, 120.0, 600.0));
        ground.covered.push(rect(-5.0, 40.0, 300.0, 590.0));
        let beside = lowest_left(&ground).expect("there is room");
        assert_eq!(beside, rect(300.0, 550.0, 420.0, 600.0));
        ground.covered.push(rect(0.0, 500.0, 800.0, 700.0));
        let above = lowest_left(&ground).expect("there is room");
        assert_eq!(above, rect(300.0, 450.0, 420.0, 500.0));
        ground.covered.push(rect(0.0, 0.0, 800.0, 520.0));
        assert_eq!(lowest_left(&ground), None);
    }

    #[test]
    fn what_stands_in_the_corner_keeps_off_titles_and_what_is_looked_at() {
        let area = rect(0.0, 0.0, 340.0, 160.0);
        let size = egui::vec2(95.0, 70.0);
        let mut ground = Ground::default();
        let at = |ground: &Ground, disc| ground.lowest_left(area, size, disc);
        let vesicle = (egui::pos2(90.0, 90.0), 65.0);
        let beside = at(&ground, Some(vesicle)).expect("there is room");
        assert_eq!(beside, rect(155.0, 90.0, 250.0, 160.0));
        ground.written.push(rect(0.0, 0.0, 340.0, 40.0));
        ground.written.push(rect(150.0, 40.0, 230.0, 160.0));
        let farther = at(&ground, Some(vesicle)).expect("there is room");
        assert_eq!(farther, rect(230.0, 90.0, 325.0, 160.0));
        // Where there is no room beside it, it stands in the corner all the same.
        let large = (egui::pos2(170.0, 100.0), 160.0);
        assert_eq!(at(&ground, Some(large)), at(&ground, None));
        assert!(at(&ground, None).is_some());
    }

    #[test]
    fn a_line_meets_a_box_that_it_crosses() {
        let within = rect(10.0, 10.0, 20.0, 20.0);
        let meets = |from: [f32; 2], to: [f32; 2]| meets(from.into(), to.into(), within);
        assert!(meets([0.0, 0.0], [30.0, 30.0]));
        assert!(meets([15.0, 0.0], [15.0, 40.0]), "upright");
        assert!(meets([12.0, 12.0], [14.0, 13.0]), "within");
        assert!(meets([0.0, 11.0], [40.0, 11.5]), "however long");
        assert!(!meets([0.0, 0.0], [9.0, 30.0]));
        assert!(!meets([0.0, 0.0], [8.0, 8.0]), "it ends before");
        assert!(!meets([25.0, 0.0], [25.0, 40.0]));
    }
}
