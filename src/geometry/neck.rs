//! The surface of revolution by which a vesicle and the membrane become one.
//!
//! Along the local normal (`z`, towards the cytosol; the flat membrane's
//! mid-plane is `z = 0`) the meridian is: plane, an arc of the toroidal rim,
//! an arc of the vesicle's sphere, tangent at both joints. With the rim's arc
//! swept by the angle `sweep`, every member of the family follows from three
//! numbers: a sweep near π is the narrow pore (Ω), π/2 the U, less a dimple,
//! zero the flat membrane. All lengths are of the bilayer's mid-plane, in
//! nanometres; leaflets lie half a bilayer to either side.

use std::f64::consts::{FRAC_PI_2, PI};

/// One member of the family plane → rim → sphere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neck {
    /// Radius of the sphere's mid-plane, `R`.
    pub sphere_nm: f64,
    /// Radius of the rim's arc, `b`: half the gap between the membranes.
    pub rim_nm: f64,
    /// Angle swept by the rim's arc from the plane to the sphere, 0 to π.
    pub sweep: f64,
}

/// A point of a meridian: distance from the axis, height, and the unit normal
/// that points to the lumen and the outside of the cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeridianPoint {
    pub r_nm: f64,
    pub z_nm: f64,
    pub normal_r: f64,
    pub normal_z: f64,
}

impl Neck {
    /// An Ω with waist radius `waist_nm` (mid-plane, at most the sphere's
    /// radius).
    pub fn with_waist(sphere_nm: f64, rim_nm: f64, waist_nm: f64) -> Self {
        let ratio = ((waist_nm + rim_nm) / (sphere_nm + rim_nm)).clamp(0.0, 1.0);
        Self {
            sphere_nm,
            rim_nm,
            sweep: PI - libm::asin(ratio),
        }
    }

    /// The way of full collapse from the Ω `start` (progress 0) to the flat
    /// membrane (progress 1): the pore widens on a sphere of constant
    /// curvature until the walls stand upright, then the U flattens at
    /// constant width while its rim softens.
    pub fn collapsing(start: Self, progress: f64) -> Self {
        let progress = progress.clamp(0.0, 1.0);
        let sweep = start.sweep * (1.0 - progress);
        let opened = ((start.sweep - sweep) / (start.sweep - FRAC_PI_2)).clamp(0.0, 1.0);
        // The rim's radius doubles on the way to the U.
        let rim_nm = start.rim_nm * (1.0 + opened * opened);
        let sphere_nm = if sweep >= FRAC_PI_2 {
            start.sphere_nm
        } else {
            let mouth = start.sphere_nm + 2.0 * start.rim_nm;
            mouth / libm::sin(sweep).max(1e-9) - rim_nm
        };
        Self {
            sphere_nm,
            rim_nm,
            sweep,
        }
    }

    /// Radius at which the plane begins: `(R + b) sin(sweep)`.
    pub fn mouth_nm(&self) -> f64 {
        (self.sphere_nm + self.rim_nm) * libm::sin(self.sweep)
    }

    /// Radius of the narrowest place of the mid-plane, `a`; for a shape
    /// without a waist (U and flatter) that of the opening.
    pub fn waist_nm(&self) -> f64 {
        self.mouth_nm() - self.rim_nm * libm::sin(self.sweep.min(FRAC_PI_2))
    }

    /// Height of the sphere's centre: `b + sqrt((R+b)² − (a+b)²)` for an Ω.
    pub fn centre_nm(&self) -> f64 {
        self.rim_nm - (self.sphere_nm + self.rim_nm) * libm::cos(self.sweep)
    }

    /// Height of the highest point of the mid-plane.
    pub fn height_nm(&self) -> f64 {
        self.centre_nm() + self.sphere_nm
    }

    /// Area of rim and sphere in square nanometres, mid-plane.
    pub fn area_nm2(&self) -> f64 {
        let Self {
            sphere_nm: sphere,
            rim_nm: rim,
            sweep,
        } = *self;
        let lift = 1.0 - libm::cos(sweep);
        2.0 * PI * (rim * (self.mouth_nm() * sweep - rim * lift) + sphere * sphere * lift)
    }

    /// Area beyond the flat disc that it stands on: what the membrane gains
    /// when the shape has gone flat.
    pub fn excess_area_nm2(&self) -> f64 {
        self.area_nm2() - PI * self.mouth_nm() * self.mouth_nm()
    }

    /// The meridian of the surface `offset_nm` towards the lumen and outside
    /// (negative: towards the cytosol), from the top of the sphere to the
    /// plane at the mouth.
    pub fn meridian(
        &self,
        offset_nm: f64,
        sphere_points: usize,
        rim_points: usize,
    ) -> Vec<MeridianPoint> {
        let on_sphere = (0..=sphere_points).map(|index| {
            let angle = self.sweep * index as f64 / sphere_points as f64;
            let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
            let radius = self.sphere_nm - offset_nm;
            MeridianPoint {
                r_nm: radius * sine,
                z_nm: self.centre_nm() + radius * cosine,
                normal_r: -sine,
                normal_z: -cosine,
            }
        });
        let on_rim = (1..=rim_points).map(|index| {
            let angle = self.sweep * (1.0 - index as f64 / rim_points as f64);
            let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
            let radius = self.rim_nm + offset_nm;
            MeridianPoint {
                r_nm: self.mouth_nm() - radius * sine,
                z_nm: self.rim_nm - radius * cosine,
                normal_r: -sine,
                normal_z: -cosine,
            }
        });
        on_sphere.chain(on_rim).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area_by_summing(neck: &Neck) -> f64 {
        neck.meridian(0.0, 2000, 2000)
            .windows(2)
            .map(|pair| {
                let (a, b) = (pair[0], pair[1]);
                let slant = libm::hypot(a.r_nm - b.r_nm, a.z_nm - b.z_nm);
                PI * (a.r_nm + b.r_nm) * slant
            })
            .sum()
    }

    #[test]
    fn the_area_formula_agrees_with_the_drawn_meridian() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        for step in 0..20 {
            let neck = Neck::collapsing(start, f64::from(step) / 20.0);
            let (formula, summed) = (neck.area_nm2(), area_by_summing(&neck));
            assert!(
                (formula / summed - 1.0).abs() < 1e-4,
                "{neck:?}: {formula} {summed}"
            );
        }
    }

    #[test]
    fn the_sphere_stands_at_the_height_that_the_waist_demands() {
        let (sphere, rim, waist) = (18.75, 3.0, 3.25);
        let neck = Neck::with_waist(sphere, rim, waist);
        let (reach, inner) = (sphere + rim, waist + rim);
        let expected = rim + (reach * reach - inner * inner).sqrt();
        assert!((neck.centre_nm() - expected).abs() < 1e-9);
        assert!((neck.waist_nm() - waist).abs() < 1e-9);
    }

    #[test]
    fn plane_rim_and_sphere_are_tangent() {
        let start = Neck::with_waist(18.75, 3.0, 3.0);
        for step in 0..40 {
            let neck = Neck::collapsing(start, f64::from(step) / 40.0);
            for offset in [-2.25, 0.0, 2.25] {
                let points = neck.meridian(offset, 200, 200);
                for pair in points.windows(2) {
                    let turn =
                        pair[0].normal_r * pair[1].normal_r + pair[0].normal_z * pair[1].normal_z;
                    assert!(turn > 0.999, "a kink of {turn} in {neck:?}");
                }
                let last = points[points.len() - 1];
                assert!(
                    (last.z_nm + offset).abs() < 1e-9,
                    "the edge is off the plane"
                );
            }
        }
    }

    #[test]
    fn collapse_ends_flat_and_never_gains_area() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        let mut before = f64::INFINITY;
        for step in 0..=400 {
            let neck = Neck::collapsing(start, f64::from(step) / 400.0);
            let excess = neck.excess_area_nm2();
            assert!(excess <= before + 1e-6, "excess area rose at step {step}");
            before = excess;
        }
        assert!(before.abs() < 0.1, "{before} nm² left over");
    }

    #[test]
    fn the_shape_changes_without_a_jump() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        let mut before = start.height_nm();
        for step in 1..=2000 {
            let neck = Neck::collapsing(start, f64::from(step) / 2000.0);
            let height = neck.height_nm();
            assert!(
                (height - before).abs() < 0.2,
                "a jump at step {step}: {before} to {height}"
            );
            before = height;
        }
        assert!(before.abs() < 0.05);
    }
}
