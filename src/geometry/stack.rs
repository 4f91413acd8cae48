//! The stack of the Golgi: curved, flattened sacs, one over the other, with
//! swollen rims; as a shape that can be measured, meshed and budded from.

use std::f64::consts::{PI, TAU};

use bevy::math::DVec3;

use super::surface::Surface;

/// How much a cisterna is bowed: the rise of its rim over its middle, by its
/// radius.
const BOWL: f64 = 0.24;
/// How much higher the lumen is at the rim than in the middle.
const SWELLING: f64 = 1.9;
/// Share of the radius that is the rim.
const RIM: f64 = 0.16;
/// Each cisterna is so much smaller or larger than the one before.
const TAPER: f64 = 0.035;
/// How far rims are from round.
const WAVES: [(f64, f64); 3] = [(2.0, 0.06), (3.0, 0.045), (5.0, 0.025)];
/// Points of a meridian and around.
const DOWN: usize = 44;
const AROUND: usize = 72;

/// A stack of cisternae.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stack {
    pub centre: DVec3,
    /// From the side that takes in to the side that sends out.
    pub axis: DVec3,
    pub radius_nm: f64,
    pub cisternae: usize,
    /// From the middle of a cisterna to that of the next.
    pub spacing_nm: f64,
    /// From mid-plane to mid-plane across a cisterna's flat middle.
    pub thickness_nm: f64,
}

impl Stack {
    fn sides(&self) -> (DVec3, DVec3) {
        let side = self.axis.any_orthonormal_vector();
        (side, self.axis.cross(side))
    }

    fn radius_of(&self, cisterna: usize, angle: f64) -> f64 {
        let from_middle = cisterna as f64 - 0.5 * (self.cisternae as f64 - 1.0);
        let waves: f64 = WAVES
            .iter()
            .map(|(count, high)| {
                let phase = 1.7 * count + 0.9 * cisterna as f64;
                high * libm::cos(count * angle + phase)
            })
            .sum();
        self.radius_nm * (1.0 - TAPER * from_middle.abs()) * (1.0 + waves)
    }

    /// Height of a cisterna's middle sheet over the stack's centre, so far from
    /// the axis. All are bowed alike, so that they keep apart.
    fn height(&self, cisterna: usize, away_nm: f64) -> f64 {
        let from_middle = cisterna as f64 - 0.5 * (self.cisternae as f64 - 1.0);
        self.spacing_nm * from_middle - BOWL * away_nm * away_nm / self.radius_nm
    }

    /// A place in the middle of a cisterna's lumen, by its way from the axis.
    pub fn lumen(&self, cisterna: usize, away: DVec3) -> DVec3 {
        self.centre + away + self.axis * self.height(cisterna, away.length())
    }

    /// Half the thickness at a share of the radius that is no rim.
    fn half_thickness(&self, share: f64) -> f64 {
        let half = 0.5 * self.thickness_nm;
        let swollen = ((share - (1.0 - 2.5 * RIM)) / (1.5 * RIM)).clamp(0.0, 1.0);
        let swollen = swollen * swollen * (3.0 - 2.0 * swollen);
        half * (1.0 + (SWELLING - 1.0) * swollen)
    }

    /// A point of a cisterna's mid-plane surface: `part` runs from the middle of
    /// its upper face (0) around the rim (½) to that of the lower (1).
    fn place(&self, cisterna: usize, part: f64, angle: f64) -> DVec3 {
        self.place_and_core(cisterna, part, angle)[0]
    }

    /// The same with a point of the lumen beside it.
    fn place_and_core(&self, cisterna: usize, part: f64, angle: f64) -> [DVec3; 2] {
        let (side, other) = self.sides();
        let radius = self.radius_of(cisterna, angle);
        let flat = 1.0 - RIM;
        // Along a face, around the rim, back along the other face.
        let face = 0.42;
        let (share, up) = if part < face {
            let share = flat * part / face;
            (share, self.half_thickness(share))
        } else if part > 1.0 - face {
            let share = flat * (1.0 - part) / face;
            (share, -self.half_thickness(share))
        } else {
            let turn = PI * (part - face) / (1.0 - 2.0 * face);
            let half = self.half_thickness(1.0);
            let share = flat + half / radius * libm::sin(turn);
            (share, half * libm::cos(turn))
        };
        let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
        let radial = side * cosine + other * sine;
        let over = |share: f64, up: f64| {
            let away = share * radius;
            self.centre + radial * away + self.axis * (self.height(cisterna, away) + up)
        };
        [over(share, up), over(share.min(flat), 0.0)]
    }

    /// How far a place is, at least, from the bowl that holds all cisternae;
    /// negative within.
    pub fn room_outside(&self, at: DVec3) -> f64 {
        let from = at - self.centre;
        let up = from.dot(self.axis);
        let away = (from - self.axis * up).length();
        let widest: f64 = WAVES.iter().map(|(_, high)| high).sum();
        let radius = self.radius_nm * (1.0 + widest) + SWELLING * self.thickness_nm;
        let bowed = up + BOWL * away.min(radius) * away.min(radius) / self.radius_nm;
        let half = 0.5 * self.spacing_nm * (self.cisternae as f64 - 1.0)
            + 0.5 * SWELLING * self.thickness_nm;
        // The bowl's faces lean by this at its rim.
        let slope = libm::hypot(1.0, 2.0 * BOWL * (1.0 + widest));
        ((bowed.abs() - half) / slope).max(away - radius)
    }

    /// The mid-planes of all cisternae, with normals into their lumens: there
    /// the side begins that will be outside the cell.
    pub fn surface(&self) -> Surface {
        let mut surface = Surface::default();
        for cisterna in 0..self.cisternae {
            let base = surface.positions.len() as u32;
            let point = |row: usize, place: usize| -> u32 {
                if row == 0 {
                    base
                } else if row == DOWN {
                    base + 1
                } else {
                    base + 2 + ((row - 1) * AROUND + place % AROUND) as u32
                }
            };
            let at_and_core = |row: f64, place: f64| {
                let part = (row / DOWN as f64).clamp(0.0, 1.0);
                self.place_and_core(cisterna, part, place / AROUND as f64 * TAU)
            };
            let at = |row: f64, place: f64| at_and_core(row, place)[0];
            surface.positions.push(at(0.0, 0.0));
            surface.normals.push(-self.axis);
            surface.positions.push(at(DOWN as f64, 0.0));
            surface.normals.push(self.axis);
            for row in 1..DOWN {
                for place in 0..AROUND {
                    let (row, place) = (row as f64, place as f64);
                    let down = at(row + 0.25, place) - at(row - 0.25, place);
                    let around = at(row, place + 0.25) - at(row, place - 0.25);
                    let [here, core] = at_and_core(row, place);
                    let normal = around.cross(down).normalize_or(self.axis);
                    let inwards = (core - here).dot(normal).signum();
                    surface.positions.push(here);
                    surface.normals.push(normal * inwards);
                }
            }
            for row in 0..DOWN {
                for place in 0..AROUND {
                    let corners = [
                        point(row, place),
                        point(row, place + 1),
                        point(row + 1, place),
                        point(row + 1, place + 1),
                    ];
                    for triangle in [
                        [corners[0], corners[1], corners[2]],
                        [corners[1], corners[3], corners[2]],
                    ] {
                        let [a, b, c] = triangle;
                        if a == b || b == c || c == a {
                            continue;
                        }
                        let at = |index: u32| surface.positions[index as usize];
                        let normals = [a, b, c].map(|index| surface.normals[index as usize]);
                        let face = (at(b) - at(a)).cross(at(c) - at(a));
                        let faces = face.dot(normals.into_iter().sum()) >= 0.0;
                        surface
                            .triangles
                            .push(if faces { [a, b, c] } else { [a, c, b] });
                    }
                }
            }
        }
        surface
    }

    /// Area of all cisternae together.
    pub fn area_nm2(&self) -> f64 {
        self.surface().area()
    }

    /// Places evenly around the rims of the two cisternae that send out.
    pub fn rim_places(&self, count: usize) -> Vec<DVec3> {
        (0..count)
            .map(|place| {
                let cisterna = self.cisternae.saturating_sub(1 + place % 2);
                let angle = place as f64 / count as f64 * TAU;
                self.place(cisterna, 0.5, angle)
            })
            .collect()
    }

    /// The radius of a ball about the centre that holds all of it.
    pub fn reach_nm(&self) -> f64 {
        let wide = 1.0 + WAVES.iter().map(|(_, high)| high).sum::<f64>();
        let high = 0.5 * self.spacing_nm * self.cisternae as f64 + BOWL * self.radius_nm;
        libm::hypot(wide * self.radius_nm, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack() -> Stack {
        Stack {
            centre: DVec3::new(10.0, 20.0, -30.0),
            axis: DVec3::new(0.3, -1.0, 0.1).normalize(),
            radius_nm: 450.0,
            cisternae: 6,
            spacing_nm: 48.0,
            thickness_nm: 22.5,
        }
    }

    #[test]
    fn every_cisterna_is_closed_and_its_normals_point_into_its_lumen() {
        let surface = stack().surface();
        let mut edges = std::collections::BTreeMap::new();
        for [a, b, c] in &surface.triangles {
            for (from, to) in [(a, b), (b, c), (c, a)] {
                *edges.entry((*from.min(to), *from.max(to))).or_insert(0) += 1;
            }
        }
        assert!(edges.values().all(|count| *count == 2));
        for [a, b, c] in &surface.triangles {
            let at = |index: &u32| surface.positions[*index as usize];
            let face = (at(b) - at(a)).cross(at(c) - at(a));
            let normal = surface.normals[*a as usize];
            assert!(face.dot(normal) > 0.0);
        }
        // The signed volume is negative: faces look inwards.
        let volume: f64 = surface
            .triangles
            .iter()
            .map(|triangle| {
                let [a, b, c] =
                    triangle.map(|index| surface.positions[index as usize] - stack().centre);
                a.dot(b.cross(c)) / 6.0
            })
            .sum();
        assert!(volume < 0.0, "{volume}");
    }

    #[test]
    fn cisternae_keep_apart_and_inside_the_ball() {
        let stack = stack();
        let points = |cisterna: usize| -> Vec<DVec3> {
            let rows = (0..=60).flat_map(|row| (0..36).map(move |place| (row, place)));
            rows.map(|(row, place)| {
                let angle = f64::from(place) / 36.0 * TAU;
                stack.place(cisterna, f64::from(row) / 60.0, angle)
            })
            .collect()
        };
        let all: Vec<Vec<DVec3>> = (0..stack.cisternae).map(points).collect();
        let mut least = f64::INFINITY;
        for pair in all.windows(2) {
            for here in &pair[0] {
                let nearest = pair[1].iter().map(|there| here.distance(*there));
                least = least.min(nearest.fold(f64::INFINITY, f64::min));
            }
        }
        // A bilayer is 4.5 nm thick.
        assert!(least > 4.6, "cisternae are {least} nm apart");
        let far = all.iter().flatten().map(|at| at.distance(stack.centre));
        assert!(far.fold(0.0, f64::max) < stack.reach_nm());
    }
}
