//! Where a name stands: beside what it names, on what matters as little as can be,
//! and clear of other names, of what stands fast in the picture, and of panels.

use bevy::{math::ops, prelude::*};
use bevy_egui::egui;

use super::{
    lettering::{Ground, meets},
    named::{Name, Named},
};

/// Parts of the picture's height at which names are tried, nearest first.
const REACHES: [f32; 5] = [0.07, 0.11, 0.16, 0.22, 0.29];
const DIRECTIONS: usize = 16;
/// Sine of the least angle at which the membrane's name leaves it.
const LEAST_SLANT: f32 = 0.3;
/// Heights of text between the dots of two names; more between the membrane's and
/// another's, for it could be nearly anywhere.
const DOTS_APART: f32 = 0.8;
const MEMBRANE_DOT_APART: f32 = 2.5;
/// What it costs, in parts of the picture's height that a name would rather be
/// away, to stand on something of weight 1.
const COVERING: f32 = 0.35;

/// What is looked at is kept clear as far as this share of the shorter side of what is
/// free: names of its parts need room, too.
const LARGEST_KEPT_CLEAR: f32 = 0.3;
/// A name may point so many times its height out of what is free, where no panel is.
const BEYOND: f32 = 2.0;
/// A name needs room of so many squares of its height, with its line and what it is
/// about; however little there is, some things are named.
const ROOM_OF_A_NAME: f32 = 75.0;
const FEWEST: usize = 3;

/// A name with its place in the picture.
pub(super) struct Placed {
    pub name: Name,
    pub anchor: egui::Pos2,
    pub text: egui::Rect,
    /// How far it has come in, 0 to 1.
    pub shown: f32,
}

impl Placed {
    /// Where its leader line meets its text.
    pub fn line_end(&self) -> egui::Pos2 {
        let x = if self.anchor.x < self.text.center().x {
            self.text.left()
        } else {
            self.text.right()
        };
        egui::pos2(x, self.text.center().y)
    }
}

/// Where a name stood in the last frame.
#[derive(Clone, Copy)]
pub(super) struct Was {
    /// What it pointed to, as it is seen now.
    pub anchor: Option<egui::Pos2>,
    /// Number of the place around that.
    pub place: usize,
}

/// A place for a name.
#[derive(Clone, Copy)]
pub(super) struct Stand {
    /// What it points to, in nanometres and in the picture.
    pub at: Vec3,
    pub anchor: egui::Pos2,
    /// Number of the place around that.
    pub place: usize,
    pub text: egui::Rect,
}

/// The picture as names are put on it, one by one.
pub(super) struct Board<'a> {
    /// What is free for them.
    area: egui::Rect,
    /// Height of their text.
    size: f32,
    ground: &'a Ground,
    /// Round things: middle, radius, and what it costs to stand on them.
    pub subjects: Vec<(egui::Pos2, f32, f32)>,
    /// What is looked at, as middle and radius: no name stands on it.
    pub looked_at: Option<(egui::Pos2, f32)>,
    /// Those that have their places.
    pub placed: Vec<Placed>,
}

impl<'a> Board<'a> {
    pub fn new(area: egui::Rect, size: f32, ground: &'a Ground) -> Self {
        Self {
            area,
            size,
            ground,
            subjects: Vec::new(),
            looked_at: None,
            placed: Vec::new(),
        }
    }

    /// The best place for a name of this size that may point to any of these, if
    /// there is one.
    pub fn stand(
        &self,
        named: Named,
        anchors: impl Iterator<Item = (Vec3, egui::Pos2)>,
        wanted: egui::Vec2,
        was: Option<Was>,
    ) -> Option<Stand> {
        let mut best: Option<(f32, Stand)> = None;
        for (at, anchor) in anchors.filter(|(_, anchor)| self.is_free(named, *anchor)) {
            let from = self.cost_of_anchor(anchor, was);
            for (number, reach) in REACHES.into_iter().enumerate() {
                if best.is_some_and(|(least, _)| from + reach >= least) {
                    break;
                }
                for turn in 0..DIRECTIONS {
                    let place = number * DIRECTIONS + turn;
                    let (sine, cosine) =
                        ops::sin_cos(turn as f32 / DIRECTIONS as f32 * std::f32::consts::TAU);
                    let end = anchor + egui::vec2(cosine, sine) * reach * self.area.height();
                    // The text begins where the line ends.
                    let middle = end + egui::vec2(cosine.signum() * 0.5 * wanted.x, 0.0);
                    let text = egui::Rect::from_center_size(middle, wanted);
                    if strays(named, sine) || !self.holds(text) {
                        continue;
                    }
                    let moved = match was {
                        Some(was) if was.place != place => 0.06,
                        Some(_) | None => 0.0,
                    };
                    // A name stands beside its thing rather than above.
                    let near = from + reach + moved + 0.03 * sine.abs();
                    if best.is_some_and(|(least, _)| near >= least)
                        || self.is_blocked(anchor, end, text)
                    {
                        continue;
                    }
                    let cost = near + COVERING * self.covered(text);
                    let stand = Stand {
                        at,
                        anchor,
                        place,
                        text,
                    };
                    if best.is_none_or(|(least, _)| cost < least) {
                        best = Some((cost, stand));
                    }
                }
            }
        }
        best.map(|(_, stand)| stand)
    }

    /// Whether a name may point there.
    fn is_free(&self, named: Named, anchor: egui::Pos2) -> bool {
        let apart = if named == Named::PlasmaMembrane {
            MEMBRANE_DOT_APART
        } else {
            DOTS_APART
        };
        let is_taken = self.placed.iter().any(|other| {
            other.text.expand(0.4 * self.size).contains(anchor)
                || other.anchor.distance(anchor) < apart * self.size
        });
        let is_under = self.ground.taken().any(|taken| taken.contains(anchor));
        // What is only just beyond what names may stand on can be pointed at.
        let reach = self.area.expand(BEYOND * self.size);
        reach.contains(anchor) && !is_taken && !is_under
    }

    /// Things in the middle of the picture are named first, and what was named stays
    /// named.
    fn cost_of_anchor(&self, anchor: egui::Pos2, was: Option<Was>) -> f32 {
        let height = self.area.height();
        let off = (anchor - self.area.center()).length() / height;
        let strayed = was.map_or(0.12, |was| {
            let way = was.anchor.map_or(1.0, |was| (anchor - was).length());
            0.5 * (way / height).min(1.0)
        });
        off * 0.25 + strayed
    }

    /// How many names there is room for.
    pub fn room_for(&self, most: usize) -> usize {
        let area = self.area.width().max(0.0) * self.area.height().max(0.0);
        let each = ROOM_OF_A_NAME * self.size * self.size;
        ((area / each) as usize).clamp(FEWEST.min(most), most)
    }

    /// Whether a text may stand there, as far as names are not concerned.
    fn holds(&self, text: egui::Rect) -> bool {
        let around = text.expand(0.2 * self.size);
        let mut taken = self.ground.taken();
        self.area.contains_rect(text)
            && !taken.any(|taken| taken.intersects(around))
            && !self.hides_what_is_looked_at(text)
    }

    /// Whether a text would stand on what is looked at; on the middle of it, where that
    /// takes most of the picture.
    fn hides_what_is_looked_at(&self, text: egui::Rect) -> bool {
        let most = LARGEST_KEPT_CLEAR * self.area.size().min_elem();
        self.looked_at
            .is_some_and(|(middle, radius)| text.distance_to_pos(middle) < radius.min(most))
    }

    /// Whether a leader line and its text would be in the way of another, or the line
    /// of what stands fast.
    fn is_blocked(&self, anchor: egui::Pos2, end: egui::Pos2, text: egui::Rect) -> bool {
        let size = self.size;
        let by_name = self.placed.iter().any(|other| {
            other.text.expand(0.3 * size).intersects(text)
                || text.expand(0.3 * size).contains(other.anchor)
                || off_line(other.anchor, anchor, end) < 0.8 * size
                || off_line(anchor, other.anchor, other.line_end()) < 0.8 * size
                || crosses(anchor, end, other)
                || runs_through(other, text.expand(0.2 * size))
        });
        by_name || self.ground.taken().any(|taken| meets(anchor, end, *taken))
    }

    /// How much of what matters a text stands on.
    fn covered(&self, text: egui::Rect) -> f32 {
        let subjects = self.subjects.iter();
        let under = subjects.filter(|(at, radius, _)| text.distance_to_pos(*at) < *radius);
        under.map(|(.., weight)| weight).sum::<f32>().min(2.0)
    }
}

/// Whether a name must not stand in this direction from its thing.
fn strays(named: Named, sine: f32) -> bool {
    match named {
        // A membrane runs on to either side of where it is pointed at.
        Named::PlasmaMembrane => sine.abs() < LEAST_SLANT,
        // Up there is the other cell.
        Named::Receptor | Named::OpenReceptor | Named::Density | Named::Postsynaptic => {
            sine < -0.01
        }
        Named::Cleft => sine.abs() > 0.4,
        _ => false,
    }
}

/// How far a point is from a leader line.
fn off_line(point: egui::Pos2, from: egui::Pos2, to: egui::Pos2) -> f32 {
    let way = to - from;
    let along = (point - from).dot(way) / way.length_sq().max(1e-3);
    (from + way * along.clamp(0.0, 1.0) - point).length()
}

/// Whether a new leader line would cross another's line or text.
fn crosses(from: egui::Pos2, to: egui::Pos2, other: &Placed) -> bool {
    let other_end = other.line_end();
    let side = |a: egui::Pos2, b: egui::Pos2, c: egui::Pos2| {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    };
    let apart = |a: egui::Pos2, b: egui::Pos2, c: egui::Pos2, d: egui::Pos2| {
        side(a, b, c) * side(a, b, d) > 0.0
    };
    let lines_cross =
        !apart(from, to, other.anchor, other_end) && !apart(other.anchor, other_end, from, to);
    lines_cross || meets(from, to, other.text)
}

/// Whether another's leader line runs through a text.
fn runs_through(other: &Placed, text: egui::Rect) -> bool {
    meets(other.anchor, other.line_end(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(left: f32, top: f32, right: f32, bottom: f32) -> egui::Rect {
        egui::Rect::from_min_max(egui::pos2(left, top), egui::pos2(right, bottom))
    }

    /// A picture of 1024 by 768 with a card at the left, folded controls, a caption
    /// and a scale bar.
    fn ground() -> Ground {
        Ground {
            covered: vec![
                rect(8.0, 60.0, 240.0, 460.0),
                rect(780.0, 8.0, 1016.0, 50.0),
                rect(300.0, 590.0, 720.0, 650.0),
            ],
            written: vec![rect(10.0, 600.0, 150.0, 650.0)],
        }
    }

    #[test]
    fn names_and_their_lines_keep_off_panels_the_scale_bar_and_each_other() {
        let ground = ground();
        let area = rect(0.0, 40.0, 1024.0, 660.0);
        let mut stood = 0;
        for size in [18.0, 24.6] {
            let mut board = Board::new(area, size, &ground);
            // Things all over the picture, under the panels too.
            for (number, named) in Named::ALL.into_iter().enumerate() {
                let anchors = (0..12).map(|step| {
                    let part = (number * 12 + step) as f32;
                    let x = (part * 0.754_877).fract() * 1024.0;
                    let y = (part * 0.569_84).fract() * 768.0;
                    (Vec3::ZERO, egui::pos2(x, y))
                });
                let letters = named.text().chars().count() as f32;
                let wanted = egui::vec2(0.5 * letters * size, 1.3 * size);
                let Some(stand) = board.stand(named, anchors, wanted, None) else {
                    continue;
                };
                let placed = Placed {
                    name: named.into(),
                    anchor: stand.anchor,
                    text: stand.text,
                    shown: 1.0,
                };
                assert!(area.contains_rect(placed.text), "{named:?}");
                for taken in ground.taken() {
                    assert!(!taken.intersects(placed.text), "{named:?}");
                    assert!(
                        !meets(placed.anchor, placed.line_end(), *taken),
                        "{named:?}"
                    );
                }
                for other in &board.placed {
                    assert!(!other.text.intersects(placed.text), "{named:?}");
                    assert!(
                        !crosses(placed.anchor, placed.line_end(), other),
                        "{named:?}"
                    );
                }
                board.placed.push(placed);
                stood += 1;
            }
        }
        assert!(stood > 12, "{stood}");
        // Without them in the way, some would stand there.
        let nothing = Ground::default();
        let board = Board::new(area, 18.0, &nothing);
        let there = [(Vec3::ZERO, egui::pos2(120.0, 250.0))];
        let wanted = egui::vec2(100.0, 24.0);
        let stands = |board: &Board| board.stand(Named::Golgi, there.into_iter(), wanted, None);
        assert!(stands(&board).is_some());
        assert!(stands(&Board::new(area, 18.0, &ground)).is_none());
    }

    #[test]
    fn no_name_stands_on_what_is_looked_at_and_little_room_has_few() {
        let nothing = Ground::default();
        // Between a card and the controls, in large text.
        let narrow = rect(330.0, 60.0, 675.0, 580.0);
        let size = 24.6;
        let middle = narrow.center();
        let names = |looked_at| {
            let mut board = Board::new(narrow, size, &nothing);
            board.looked_at = looked_at;
            for (number, named) in Named::ALL.into_iter().enumerate() {
                let (sine, cosine) = ops::sin_cos(number as f32);
                let anchor = middle + 60.0 * egui::vec2(cosine, sine);
                let letters = named.text().chars().count() as f32;
                let wanted = egui::vec2((0.5 * letters * size).min(200.0), 1.3 * size);
                let there = [(Vec3::ZERO, anchor)].into_iter();
                if let Some(stand) = board.stand(named, there, wanted, None) {
                    board.placed.push(Placed {
                        name: named.into(),
                        anchor: stand.anchor,
                        text: stand.text,
                        shown: 1.0,
                    });
                }
            }
            board.placed
        };
        let on = |radius: f32, names: &[Placed]| {
            let standing = names.iter();
            let over = standing.filter(|name| name.text.distance_to_pos(middle) < radius);
            over.count()
        };
        let kept_clear = names(Some((middle, 70.0)));
        assert!(kept_clear.len() >= 2 && on(70.0, &kept_clear) == 0);
        assert!(on(70.0, &names(None)) > 0, "some would stand there");
        let near = names(Some((middle, 900.0)));
        assert!(
            !near.is_empty(),
            "parts of what fills the picture have names"
        );
        let room = |area, size| Board::new(area, size, &nothing).room_for(10);
        assert_eq!(room(narrow, size), 3);
        assert_eq!(room(rect(0.0, 40.0, 1024.0, 660.0), size), 10);
        assert_eq!(room(rect(0.0, 40.0, 1280.0, 640.0), 18.0), 10);
        assert_eq!(Board::new(narrow, size, &nothing).room_for(2), 2);
    }
}
