//! What differs from one vesicle of a kind to the next is drawn: how large it is.

use rand_chacha::ChaCha8Rng;

use crate::{
    biology::parameters::{Sizes, TubularForm},
    geometry::tail::Tail,
    sim::chance::{between, standard_normal},
};

/// Radius of the hollow between tip and tube, by the tube's.
const HOLLOW_BY_TUBE: f64 = 1.2;

impl Sizes {
    /// A radius of the spread, within the bounds.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> f64 {
        let [smallest_nm, largest_nm] = self.radii_nm;
        loop {
            let deviation = standard_normal(rng);
            let radius_nm = self.radius_nm * (1.0 + self.spread * deviation);
            if (smallest_nm..=largest_nm).contains(&radius_nm) {
                return radius_nm;
            }
        }
    }
}

impl TubularForm {
    /// A tail of a length that is drawn, and then fitted so that the whole
    /// carrier's membrane is so many times `piece_nm2`.
    pub fn tail(&self, piece_nm2: f64, rng: &mut ChaCha8Rng) -> Tail {
        let [shortest, longest] = self.length_nm;
        let drawn = Tail {
            tube_nm: self.tube_nm,
            hollow_nm: HOLLOW_BY_TUBE * self.tube_nm,
            reach_nm: between(rng, shortest, longest) - self.tip_nm - self.tube_nm,
        };
        let tip = 4.0 * std::f64::consts::PI * self.tip_nm * self.tip_nm;
        let pieces = ((tip + drawn.excess_area_nm2(self.tip_nm)) / piece_nm2).round();
        drawn
            .with_excess_area(self.tip_nm, pieces * piece_nm2 - tip)
            .unwrap_or(drawn)
    }
}
