//! The flat face of a fibre over a membrane.

use bevy::math::DVec3;

/// Membrane that leans more (cosine) against the disc does not face it.
const FACING: f64 = 0.5;

/// A disc.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    pub centre: DVec3,
    pub radius_nm: f64,
    /// From the cell to the fibre.
    pub out: DVec3,
}

impl Face {
    /// How far a point of the membrane is from the plane of the disc; none for
    /// one that is not under it, or whose way out of the cell leads elsewhere.
    pub fn over_nm(&self, point: DVec3, outward: DVec3) -> Option<f64> {
        let to = self.centre - point;
        let away_nm = to.dot(self.out);
        let aside_nm = (to - away_nm * self.out).length();
        let faces = outward.dot(self.out) > FACING;
        (faces && away_nm > 0.0 && aside_nm <= self.radius_nm).then_some(away_nm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_under_the_disc_is_heard() {
        let face = Face {
            centre: DVec3::new(100.0, 500.0, 0.0),
            radius_nm: 300.0,
            out: DVec3::Y,
        };
        let over_nm = |x, y, z, outward| face.over_nm(DVec3::new(x, y, z), outward);
        assert_eq!(over_nm(0.0, 10.0, 50.0, DVec3::Y), Some(490.0));
        assert_eq!(over_nm(0.0, 10.0, 50.0, DVec3::NEG_Y), None);
        assert_eq!(over_nm(450.0, 0.0, 0.0, DVec3::Y), None);
        assert_eq!(over_nm(0.0, 600.0, 0.0, DVec3::Y), None);
    }
}
