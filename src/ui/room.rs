//! How a window's room is shared: what is too small for panels is left to the
//! picture, and where little is left of it, panels give way one by one.

use bevy_egui::egui::{Rangef, Rect, Vec2, vec2};

/// Distance of panels from the edges and from each other.
pub const GAP: f32 = 8.0;
/// Edges of a panel: its margins and its outline.
pub const EDGES: f32 = 22.0;
/// Those beside a caption's text.
const CAPTION_EDGES: f32 = 30.0;

/// Below this size nothing can be read, and nothing is written.
const LEAST_TEXT: Vec2 = vec2(160.0, 100.0);
/// What is in the drawer has at least this width, or the controls are folded.
const LEAST_DRAWER: f32 = 400.0;
/// The camera's subject has at least this much room on a side, or the panels are
/// taken for no obstacle.
const LEAST_FREE: f32 = 120.0;
/// A card at the left is at most this share of the window wide.
const WIDEST_CARD: f32 = 0.42;
/// A run that has all of the height needs no more than this share of the width that one
/// has over a drawer.
const HIGH_RUN: f32 = 0.5;
/// Beneath two runs, whose titles take room, the drawer is lower by this much.
const BENEATH_TWO_RUNS: f32 = 0.88;
/// A caption stands in the middle of the picture where that leaves it this share of
/// the room that it could have.
const CENTRED: f32 = 0.8;

/// Sizes that go with the size of text.
struct Measures {
    /// Widths of the panels at the sides.
    left: f32,
    right: f32,
    /// A smaller window has no panels.
    desk: Vec2,
    /// The picture has this width beside open controls, or they are folded; so
    /// has the drawer.
    picture: f32,
    drawer: f32,
    /// A caption has this width, or it stands above its neighbours.
    caption: f32,
    /// The drawer takes at most this share of the height.
    drawer_height: f32,
    /// Each of two runs over an open drawer has this width, or a card gives way.
    run: f32,
    /// In a lower window the drawer gives way to a card that was asked for.
    card_height: f32,
}

const NORMAL: Measures = Measures {
    left: 216.0,
    right: 236.0,
    desk: vec2(560.0, 400.0),
    picture: 440.0,
    drawer: 680.0,
    caption: 370.0,
    drawer_height: 0.41,
    run: 300.0,
    card_height: 560.0,
};

const LARGE: Measures = Measures {
    left: 290.0,
    right: 330.0,
    desk: vec2(600.0, 480.0),
    picture: 620.0,
    drawer: 1150.0,
    caption: 470.0,
    drawer_height: 0.43,
    run: 400.0,
    card_height: 660.0,
};

/// Where a caption stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CaptionPlace {
    /// Its middle, across.
    pub middle: f32,
    /// The width of its text, at most.
    pub width: f32,
    /// Whether it stands above what else is at the foot, not beside it.
    pub is_above: bool,
}

/// The room of a window.
#[derive(Clone, Copy)]
pub struct Room {
    pub screen: Rect,
    measures: &'static Measures,
}

impl Room {
    pub fn of(screen: Rect, large_text: bool) -> Self {
        let measures = if large_text { &LARGE } else { &NORMAL };
        Self { screen, measures }
    }

    /// Whether a line of text can be read in it.
    pub fn holds_text(&self) -> bool {
        let size = self.screen.size();
        size.x >= LEAST_TEXT.x && size.y >= LEAST_TEXT.y
    }

    /// Whether panels stand in it, beside the picture.
    pub fn holds_panels(&self) -> bool {
        let (size, least) = (self.screen.size(), self.measures.desk);
        size.x >= least.x && size.y >= least.y
    }

    /// Width of what stands at the left.
    pub fn left(&self) -> f32 {
        self.measures.left
    }

    /// Width of the controls at the right.
    pub fn right(&self) -> f32 {
        self.measures.right
    }

    /// Width beside open controls.
    fn beside_controls(&self) -> f32 {
        self.screen.width() - self.right() - EDGES - 3.0 * GAP
    }

    /// Whether open controls leave enough to the picture, or to the drawer.
    pub fn holds_controls(&self, drawer_is_open: bool) -> bool {
        let least = if drawer_is_open {
            self.measures.drawer
        } else {
            self.measures.picture
        };
        self.beside_controls() >= least
    }

    /// Whether a drawer can stand beside open controls at all.
    pub fn holds_both(&self) -> bool {
        self.beside_controls() >= LEAST_DRAWER
    }

    /// Whether a card at the left and the picture have room beside open controls.
    pub fn holds_card(&self) -> bool {
        self.beside_controls() >= self.left() + EDGES + 2.0 * GAP + LEAST_FREE
    }

    /// Width of a card at the left, at most; open controls leave room beside it.
    pub fn widest_card(&self, beside_open_controls: bool) -> f32 {
        let widest = WIDEST_CARD * self.screen.width();
        let left = self.beside_controls() - EDGES - 2.0 * GAP - LEAST_FREE;
        let widest = if beside_open_controls {
            widest.min(left)
        } else {
            widest
        };
        widest.max(self.left())
    }

    /// Whether a card that was asked for has room above the open drawer.
    pub fn holds_card_and_drawer(&self) -> bool {
        self.screen.height() >= self.measures.card_height
    }

    /// Whether the card of a vesicle leaves room for two runs: over an open drawer, where
    /// they are low, they are wider.
    pub fn holds_card_beside_two_runs(
        &self,
        controls_are_open: bool,
        drawer_is_open: bool,
    ) -> bool {
        let whole = if controls_are_open {
            self.beside_controls()
        } else {
            self.screen.width() - 2.0 * GAP
        };
        let runs = whole - self.left() - EDGES - GAP;
        let least = if drawer_is_open { 1.0 } else { HIGH_RUN };
        0.5 * runs >= least * self.measures.run
    }

    /// Height of the open drawer within its edges, beneath one run or two.
    pub fn drawer_height(&self, has_two_runs: bool) -> f32 {
        let share = if has_two_runs { BENEATH_TWO_RUNS } else { 1.0 };
        share * self.measures.drawer_height * self.screen.height()
    }

    /// Where a caption stands between what is at both its sides: in the middle of
    /// the picture, or, where that costs much width, in the middle between them;
    /// above them where that would be narrow.
    pub fn caption(&self, beside: Rangef, above: Rangef) -> CaptionPlace {
        let centre = self.screen.center().x;
        let within = |sides: Rangef, is_above| {
            let even = 2.0 * (centre - sides.min).min(sides.max - centre);
            let is_wide = even >= self.measures.caption && even >= CENTRED * sides.span();
            let (middle, whole) = if is_wide {
                (centre, even)
            } else {
                (sides.center(), sides.span())
            };
            CaptionPlace {
                middle,
                width: (whole - 2.0 * GAP - CAPTION_EDGES).max(0.0),
                is_above,
            }
        };
        let place = within(beside, false);
        if place.width >= self.measures.caption - 2.0 * GAP - CAPTION_EDGES {
            place
        } else {
            within(above, true)
        }
    }

    /// What is free for the picture's subject; all, where panels leave next to
    /// nothing.
    pub fn free(&self, free: Rect) -> Rect {
        if free.width() >= LEAST_FREE && free.height() >= LEAST_FREE {
            free
        } else {
            self.screen
        }
    }

    /// The same with a card at the left that reaches to `right`, if it leaves room.
    pub fn beside_card(&self, free: Rect, right: f32) -> Rect {
        let beside = free.with_min_x(right);
        if beside.width() >= LEAST_FREE {
            beside
        } else {
            free
        }
    }
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::pos2;

    use super::*;

    fn room(width: f32, height: f32, large: bool) -> Room {
        Room::of(
            Rect::from_min_size(pos2(0.0, 0.0), vec2(width, height)),
            large,
        )
    }

    #[test]
    fn a_caption_stands_above_what_leaves_it_too_little_room() {
        let room = room(1280.0, 720.0, false);
        let above = Rangef::new(8.0, 1000.0);
        let wide = room.caption(Rangef::new(300.0, 1000.0), above);
        assert!(!wide.is_above && wide.width > 600.0);
        let narrow = room.caption(Rangef::new(850.0, 1000.0), above);
        assert!(narrow.is_above && narrow.width > 600.0, "{narrow:?}");
    }

    #[test]
    fn a_caption_has_the_width_that_panels_leave() {
        let room = room(1280.0, 720.0, true);
        let beside_controls = Rangef::new(8.0, 912.0);
        let place = room.caption(beside_controls, beside_controls);
        assert!(place.width > 0.9 * beside_controls.span(), "{place:?}");
        let whole = Rangef::new(8.0, 1272.0);
        assert_eq!(room.caption(whole, whole).middle, 640.0);
    }

    #[test]
    fn panels_give_way_to_the_picture_in_a_small_window() {
        for large in [false, true] {
            assert!(room(1280.0, 720.0, large).holds_panels());
            assert!(!room(457.0, 257.0, large).holds_panels());
            assert!(!room(3.0, 718.0, large).holds_text());
            assert!(room(1280.0, 720.0, large).holds_controls(false));
        }
        assert!(!room(931.0, 698.0, true).holds_controls(false));
        assert!(!room(1280.0, 720.0, true).holds_controls(true));
    }
}
