//! How near other curves come to a point, found without asking every piece of
//! every curve.

use bevy::math::DVec3;

use super::spline::{Spline, to_piece_nm};

/// Pieces of a curve that stand together in the tree.
const PIECES_A_STRETCH: usize = 16;

/// Many curves, sorted by where they run.
#[derive(Debug)]
pub struct Bundle<'a> {
    /// The stretches, in the order of the tree's leaves.
    stretches: Vec<Stretch<'a>>,
    root: Option<Box<Knot>>,
}

/// Some pieces of a curve that follow one another.
#[derive(Clone, Copy, Debug)]
struct Stretch<'a> {
    curve: usize,
    spline: &'a Spline,
    first: usize,
    end: usize,
    room: Room,
}

/// A box.
#[derive(Clone, Copy, Debug)]
struct Room {
    low: DVec3,
    high: DVec3,
}

impl Room {
    const NONE: Self = Self {
        low: DVec3::INFINITY,
        high: DVec3::NEG_INFINITY,
    };

    fn and(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    fn middle(&self) -> DVec3 {
        0.5 * (self.low + self.high)
    }

    /// Nothing in it is nearer to a point.
    fn away_nm(&self, point: DVec3) -> f64 {
        point.distance(point.clamp(self.low, self.high))
    }
}

/// A fork of the tree, or a leaf.
#[derive(Debug)]
struct Knot {
    room: Room,
    /// The curve to which all below it belongs, if it is one.
    curve: Option<usize>,
    below: Below,
}

#[derive(Debug)]
enum Below {
    Stretch(usize),
    Knots([Box<Knot>; 2]),
}

impl<'a> Bundle<'a> {
    /// Curves, numbered in their order.
    pub fn of(curves: impl IntoIterator<Item = &'a Spline>) -> Self {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (curve, spline) in curves.into_iter().enumerate() {
            for first in (0..spline.pieces()).step_by(PIECES_A_STRETCH) {
                let end = (first + PIECES_A_STRETCH).min(spline.pieces());
                let room = (first..end).fold(Room::NONE, |room, piece| {
                    let [from, to] = spline.piece(piece);
                    room.and(Room {
                        low: from.min(to),
                        high: from.max(to),
                    })
                });
                stretches.push(Stretch {
                    curve,
                    spline,
                    first,
                    end,
                    room,
                });
            }
        }
        let root = tied(&mut stretches, 0).map(Box::new);
        Self { stretches, root }
    }

    /// Distance from a point to the nearest curve other than `own`, if that is
    /// less than `within_nm`; else that.
    pub fn nearest_other_nm(&self, own: usize, point: DVec3, within_nm: f64) -> f64 {
        let mut nearest_nm = within_nm;
        if let Some(root) = &self.root {
            self.look(root, own, point, &mut nearest_nm);
        }
        nearest_nm
    }

    fn look(&self, knot: &Knot, own: usize, point: DVec3, nearest_nm: &mut f64) {
        if knot.curve == Some(own) || knot.room.away_nm(point) >= *nearest_nm {
            return;
        }
        match &knot.below {
            Below::Stretch(number) => {
                let stretch = &self.stretches[*number];
                for piece in stretch.first..stretch.end {
                    let (_, away_nm) = to_piece_nm(stretch.spline.piece(piece), point);
                    *nearest_nm = nearest_nm.min(away_nm);
                }
            }
            Below::Knots([one, other]) => {
                let is_first = one.room.away_nm(point) <= other.room.away_nm(point);
                let (near, far) = if is_first { (one, other) } else { (other, one) };
                self.look(near, own, point, nearest_nm);
                self.look(far, own, point, nearest_nm);
            }
        }
    }
}

/// The tree over some stretches, of which the first has this number; they are put
/// in its order.
fn tied(stretches: &mut [Stretch], first: usize) -> Option<Knot> {
    let room = stretches
        .iter()
        .fold(Room::NONE, |room, stretch| room.and(stretch.room));
    let curve = stretches.first()?.curve;
    let is_one = stretches.iter().all(|stretch| stretch.curve == curve);
    let below = if stretches.len() == 1 {
        Below::Stretch(first)
    } else {
        let axis = (room.high - room.low).max_position();
        let half = stretches.len() / 2;
        stretches.select_nth_unstable_by(half, |a, b| {
            let [a, b] = [a, b].map(|stretch| stretch.room.middle()[axis]);
            a.total_cmp(&b)
        });
        let (low, high) = stretches.split_at_mut(half);
        Below::Knots([
            Box::new(tied(low, first)?),
            Box::new(tied(high, first + half)?),
        ])
    };
    Some(Knot {
        room,
        curve: is_one.then_some(curve),
        below,
    })
}

#[cfg(test)]
mod tests {
    use super::{super::spline::PIECES_ASKED, *};

    const APART_NM: f64 = 400.0;

    /// Bent curves of a micrometre, side by side in rows.
    fn curves(count: usize) -> Vec<Spline> {
        (0..count)
            .map(|number| {
                let (row, column) = ((number / 16) as f64, (number % 16) as f64);
                let foot = DVec3::new(APART_NM * column, 0.0, APART_NM * row);
                let bent = 150.0 * libm::sin(number as f64);
                let points = [
                    foot,
                    foot + DVec3::new(bent, 500.0, -bent),
                    foot + DVec3::new(0.0, 1000.0, 0.5 * bent),
                ];
                Spline::through(&points).expect("three points")
            })
            .collect()
    }

    #[test]
    fn the_nearest_other_curve_is_as_near_as_asking_all_of_them_says() {
        let curves = curves(40);
        let bundle = Bundle::of(&curves);
        for (own, curve) in curves.iter().enumerate() {
            for step in 0..24 {
                let point = curve
                    .at(f64::from(step) * 45.0)
                    .around(f64::from(step), 60.0);
                let others = curves.iter().enumerate().filter(|(other, _)| *other != own);
                let expected = others
                    .map(|(_, other)| other.nearest(point).1)
                    .fold(f64::INFINITY, f64::min);
                let found = bundle.nearest_other_nm(own, point, f64::INFINITY);
                assert_eq!(found, expected);
                assert_eq!(
                    bundle.nearest_other_nm(own, point, 20.0),
                    expected.min(20.0)
                );
            }
        }
    }

    #[test]
    fn one_curve_has_no_other() {
        let curves = curves(1);
        let away_nm = Bundle::of(&curves).nearest_other_nm(0, DVec3::ZERO, f64::INFINITY);
        assert_eq!(away_nm, f64::INFINITY);
        assert!(Bundle::of([]).root.is_none());
    }

    #[test]
    fn a_question_costs_hardly_more_among_many_curves() {
        let cost = |count: usize| {
            let curves = curves(count);
            let bundle = Bundle::of(&curves);
            let before = PIECES_ASKED.get();
            for (own, curve) in curves.iter().enumerate() {
                for step in 0..25 {
                    let point = curve.at(f64::from(step) * 40.0).position;
                    bundle.nearest_other_nm(own, point, f64::INFINITY);
                }
            }
            (PIECES_ASKED.get() - before) as f64 / (25 * count) as f64
        };
        let (few, many) = (cost(50), cost(800));
        assert!(many < 1.5 * few, "{few} pieces a question, then {many}");
        // A curve alone has 250.
        assert!(many < 250.0, "{many}");
    }
}
