//! A smooth curve through given points, measured by its own length: a
//! microtubule, an actin filament.

use bevy::math::DVec3;

/// A place on a curve with directions: `tangent` runs towards the end,
/// `normal` and `binormal` turn as little as possible along the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub position: DVec3,
    pub tangent: DVec3,
    pub normal: DVec3,
    pub binormal: DVec3,
}

impl Frame {
    /// The point `distance` from the axis at `angle` radians around it.
    pub fn around(&self, angle: f64, distance: f64) -> DVec3 {
        self.position
            + distance * (libm::cos(angle) * self.normal + libm::sin(angle) * self.binormal)
    }
}

/// A centripetal Catmull–Rom curve with a table of arc lengths.
#[derive(Clone, Debug, PartialEq)]
pub struct Spline {
    frames: Vec<Frame>,
    spacing: f64,
    length: f64,
}

/// Distance between the table's entries, in nanometres.
const TABLE_SPACING_NM: f64 = 4.0;
/// Points taken on each piece of the curve to measure it.
const POINTS_PER_PIECE: usize = 256;

impl Spline {
    /// A curve through `points` in order; the last is the plus end of a
    /// microtubule. Fewer than two different points give `None`.
    pub fn through(points: &[DVec3]) -> Option<Self> {
        let mut knots: Vec<DVec3> = points.to_vec();
        knots.dedup_by(|a, b| a.distance(*b) < 1e-6);
        if knots.len() < 2 || knots.iter().any(|point| !point.is_finite()) {
            return None;
        }
        let dense = dense_points(&knots);
        let mut lengths = vec![0.0];
        for pair in dense.windows(2) {
            lengths.push(lengths[lengths.len() - 1] + pair[0].distance(pair[1]));
        }
        let length = lengths[lengths.len() - 1];
        let count = (length / TABLE_SPACING_NM).ceil().max(1.0) as usize;
        let spacing = length / count as f64;
        let positions = resample(&dense, &lengths, count, spacing);
        Some(Self {
            frames: with_least_turning(&positions),
            spacing,
            length,
        })
    }

    /// The curve's length in nanometres.
    pub fn length(&self) -> f64 {
        self.length
    }

    /// The place at arc length `along` (nanometres, clamped to the curve).
    pub fn at(&self, along: f64) -> Frame {
        let last = self.frames.len() - 1;
        let place = (along / self.spacing).clamp(0.0, last as f64);
        let index = (place as usize).min(last.saturating_sub(1));
        let (a, b) = (&self.frames[index], &self.frames[(index + 1).min(last)]);
        let part = place - index as f64;
        let tangent = a.tangent.lerp(b.tangent, part).normalize();
        let normal = a.normal.lerp(b.normal, part);
        let normal = (normal - tangent * tangent.dot(normal)).normalize();
        Frame {
            position: a.position.lerp(b.position, part),
            tangent,
            normal,
            binormal: tangent.cross(normal),
        }
    }

    /// Arc length of, and distance to, the place nearest to `point`.
    pub fn nearest(&self, point: DVec3) -> (f64, f64) {
        let mut best = (0.0, f64::INFINITY);
        for index in 0..self.pieces() {
            let (part, distance) = to_piece_nm(self.piece(index), point);
            if distance < best.1 {
                best = ((index as f64 + part) * self.spacing, distance);
            }
        }
        best
    }

    /// How many straight pieces stand for the curve.
    pub(super) fn pieces(&self) -> usize {
        self.frames.len() - 1
    }

    /// Where one of them begins and ends.
    pub(super) fn piece(&self, index: usize) -> [DVec3; 2] {
        [index, index + 1].map(|end| self.frames[end].position)
    }
}

#[cfg(test)]
thread_local! {
    /// How many pieces this thread has asked how near a point is.
    pub(crate) static PIECES_ASKED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// The share of a straight piece at which it is nearest to a point, and the
/// distance there.
pub(super) fn to_piece_nm([from, to]: [DVec3; 2], point: DVec3) -> (f64, f64) {
    #[cfg(test)]
    PIECES_ASKED.set(PIECES_ASKED.get() + 1);
    let step = to - from;
    let part = ((point - from).dot(step) / step.length_squared()).clamp(0.0, 1.0);
    (part, point.distance(from + part * step))
}

/// Many points on the centripetal Catmull–Rom curve through `knots`
/// (Barry & Goldman's recursion; the ends are mirrored).
fn dense_points(knots: &[DVec3]) -> Vec<DVec3> {
    let first = 2.0 * knots[0] - knots[1];
    let last = 2.0 * knots[knots.len() - 1] - knots[knots.len() - 2];
    let padded: Vec<DVec3> = [first]
        .into_iter()
        .chain(knots.iter().copied())
        .chain([last])
        .collect();
    let mut dense = Vec::with_capacity((knots.len() - 1) * POINTS_PER_PIECE + 1);
    for piece in padded.windows(4) {
        let mut times = [0.0; 4];
        for index in 1..4 {
            let chord = piece[index].distance(piece[index - 1]);
            times[index] = times[index - 1] + chord.sqrt();
        }
        for step in 0..POINTS_PER_PIECE {
            let part = step as f64 / POINTS_PER_PIECE as f64;
            let time = times[1] + part * (times[2] - times[1]);
            dense.push(barry_goldman(piece, times, time));
        }
    }
    dense.push(knots[knots.len() - 1]);
    dense
}

fn barry_goldman(points: &[DVec3], times: [f64; 4], time: f64) -> DVec3 {
    let blend = |a: DVec3, b: DVec3, from: f64, to: f64| {
        a * ((to - time) / (to - from)) + b * ((time - from) / (to - from))
    };
    let first = [
        blend(points[0], points[1], times[0], times[1]),
        blend(points[1], points[2], times[1], times[2]),
        blend(points[2], points[3], times[2], times[3]),
    ];
    let second = [
        blend(first[0], first[1], times[0], times[2]),
        blend(first[1], first[2], times[1], times[3]),
    ];
    blend(second[0], second[1], times[1], times[2])
}

fn resample(dense: &[DVec3], lengths: &[f64], count: usize, spacing: f64) -> Vec<DVec3> {
    let mut index = 0;
    (0..=count)
        .map(|entry| {
            let along = entry as f64 * spacing;
            while index + 2 < lengths.len() && lengths[index + 1] < along {
                index += 1;
            }
            let piece = lengths[index + 1] - lengths[index];
            let part = ((along - lengths[index]) / piece).clamp(0.0, 1.0);
            dense[index].lerp(dense[index + 1], part)
        })
        .collect()
}

/// Frames whose normals are carried along without twist (each is the last one
/// made perpendicular to the new tangent).
fn with_least_turning(positions: &[DVec3]) -> Vec<Frame> {
    let last = positions.len() - 1;
    let tangent_at = |index: usize| {
        (positions[(index + 1).min(last)] - positions[index.saturating_sub(1)]).normalize()
    };
    let mut normal = tangent_at(0).any_orthonormal_vector();
    (0..=last)
        .map(|index| {
            let tangent = tangent_at(index);
            normal = (normal - tangent * tangent.dot(normal)).normalize();
            Frame {
                position: positions[index],
                tangent,
                normal,
                binormal: tangent.cross(normal),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarter_circle() -> Spline {
        let points: Vec<DVec3> = (0..=16)
            .map(|step| {
                let angle = f64::from(step) / 16.0 * std::f64::consts::FRAC_PI_2;
                1000.0 * DVec3::new(libm::cos(angle), libm::sin(angle), 0.0)
            })
            .collect();
        Spline::through(&points).expect("seventeen different points")
    }

    #[test]
    fn a_curve_through_a_circle_has_the_circles_length() {
        let length = quarter_circle().length();
        let expected = 1000.0 * std::f64::consts::FRAC_PI_2;
        assert!((length / expected - 1.0).abs() < 1e-3, "{length}");
    }

    #[test]
    fn equal_steps_along_a_curve_are_equal_distances() {
        let curve = quarter_circle();
        for step in 0..190 {
            let along = f64::from(step) * 8.0;
            let chord = curve
                .at(along)
                .position
                .distance(curve.at(along + 8.0).position);
            assert!((chord - 8.0).abs() < 0.01, "{chord} nm at {along}");
        }
    }

    #[test]
    fn frames_are_right_handed_and_do_not_jump() {
        let curve = quarter_circle();
        let mut before = curve.at(0.0);
        for step in 1..1500 {
            let frame = curve.at(f64::from(step));
            assert!((frame.tangent.cross(frame.normal) - frame.binormal).length() < 1e-9);
            assert!(frame.tangent.dot(frame.normal).abs() < 1e-9);
            assert!(before.normal.dot(frame.normal) > 0.999);
            before = frame;
        }
    }

    #[test]
    fn the_nearest_place_is_found() {
        let curve = quarter_circle();
        let frame = curve.at(700.0);
        let (along, distance) = curve.nearest(frame.around(1.0, 20.0));
        assert!((along - 700.0).abs() < 1.0, "{along}");
        assert!((distance - 20.0).abs() < 0.2, "{distance}");
    }

    #[test]
    fn one_point_is_no_curve() {
        assert!(Spline::through(&[DVec3::ONE, DVec3::ONE]).is_none());
    }
}
