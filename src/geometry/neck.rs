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

/// A sweep that is flat to within a ten-thousandth of the mouth: less would divide
/// by nothing.
const FLAT_SWEEP: f64 = 1e-4;

/// The rim's radius as a share of the mouth's when a collapse ends. Anything from
/// a third to three quarters looks alike.
const SOFTEST_RIM: f64 = 0.5;

/// Newton steps by which a neck of a given area is found at most, and the
/// change of sweep at which it is found.
const DEPTH_STEPS: usize = 12;
const SETTLED_SWEEP: f64 = 1e-7;

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
    /// constant width. Its rim softens all the while, as bending energy
    /// favours: it doubles on the way to the U and is half as wide as the mouth
    /// in the end.
    pub fn collapsing(start: Self, progress: f64) -> Self {
        let progress = progress.clamp(0.0, 1.0);
        let sweep = (start.sweep * (1.0 - progress)).max(FLAT_SWEEP);
        let opened = ((start.sweep - sweep) / (start.sweep - FRAC_PI_2)).clamp(0.0, 1.0);
        let rim_nm = start.rim_nm * (1.0 + opened * opened);
        if sweep >= FRAC_PI_2 {
            return Self {
                sphere_nm: start.sphere_nm,
                rim_nm,
                sweep,
            };
        }
        let mouth_nm = start.sphere_nm + 2.0 * start.rim_nm;
        let both_nm = mouth_nm / libm::sin(sweep);
        let flattened = 1.0 - sweep / FRAC_PI_2;
        let rim_nm = rim_nm + (SOFTEST_RIM * mouth_nm - rim_nm).max(0.0) * flattened * flattened;
        Self {
            sphere_nm: both_nm - rim_nm,
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

    /// The place nearest to `at` (distance from the axis, height) on the side of
    /// lumen and outside that is so far from the surface. Where a ball is wider than
    /// the waist there is none, and the nearest rim counts.
    pub fn kept_clear(&self, at: [f64; 2], clearance_nm: f64) -> [f64; 2] {
        let [r, z] = at;
        let (mouth, centre) = (self.mouth_nm(), self.centre_nm());
        let from_centre = libm::atan2(r, z - centre);
        if from_centre <= self.sweep {
            let far = libm::hypot(r, z - centre);
            let most = (self.sphere_nm - clearance_nm).max(0.0);
            if far <= most {
                return at;
            }
            let share = most / far;
            return [r * share, centre + (z - centre) * share];
        }
        if r >= mouth {
            return [r, z.min(-clearance_nm)];
        }
        let (over, up) = (r - mouth, z - self.rim_nm);
        let far = libm::hypot(over, up).max(1e-9);
        let least = self.rim_nm + clearance_nm;
        if far >= least {
            return at;
        }
        let share = least / far;
        [(mouth + over * share).max(0.0), self.rim_nm + up * share]
    }

    /// How far a place (distance from the axis, height) on the cytosol's side is
    /// from the surface; negative on the other side. Beyond the mouth only the
    /// vesicle counts, not the plane it stands on.
    pub fn room_outside(&self, at: [f64; 2]) -> f64 {
        let [r, z] = at;
        let (mouth, centre) = (self.mouth_nm(), self.centre_nm());
        let from_centre = libm::hypot(r, z - centre);
        if r >= mouth || libm::atan2(r, z - centre) <= self.sweep {
            return from_centre - self.sphere_nm;
        }
        self.rim_nm - libm::hypot(r - mouth, z - self.rim_nm)
    }

    /// Area of rim and sphere in square nanometres, mid-plane.
    pub fn area_nm2(&self) -> f64 {
        let Self {
            sphere_nm: sphere,
            rim_nm: rim,
            sweep,
        } = *self;
        let half = libm::sin(sweep / 2.0);
        let lift = 2.0 * half * half;
        2.0 * PI * (rim * (self.mouth_nm() * sweep - rim * lift) + sphere * sphere * lift)
    }

    /// Area beyond the flat disc that it stands on: what the membrane gains
    /// when the shape has gone flat.
    pub fn excess_area_nm2(&self) -> f64 {
        self.area_nm2() - PI * self.mouth_nm() * self.mouth_nm()
    }

    /// The neck on the same mouth with the same rim whose excess area is
    /// `excess_nm2`: deeper or shallower.
    pub fn with_excess_area(&self, excess_nm2: f64) -> Self {
        let (mouth, rim) = (self.mouth_nm(), self.rim_nm);
        let of_sweep = |sweep: f64| Self {
            sphere_nm: mouth / libm::sin(sweep) - rim,
            rim_nm: rim,
            sweep,
        };
        let mut neck = *self;
        for _ in 0..DEPTH_STEPS {
            let (sine, cosine) = (libm::sin(neck.sweep), libm::cos(neck.sweep));
            let (sphere, lift) = (neck.sphere_nm, 1.0 - cosine);
            let sphere_change = -mouth * cosine / (sine * sine);
            let slope = 2.0
                * PI
                * (rim * (mouth - rim * sine)
                    + 2.0 * sphere * sphere_change * lift
                    + sphere * sphere * sine);
            let step = (excess_nm2 - neck.excess_area_nm2()) / slope;
            // No step goes through flat or through closed.
            let sweep = (neck.sweep + step).clamp(0.5 * neck.sweep, 0.5 * (neck.sweep + PI));
            neck = of_sweep(sweep.max(FLAT_SWEEP));
            if step.abs() < SETTLED_SWEEP {
                break;
            }
        }
        neck
    }

    /// Volume between the surface and the plane on which it stands, in cubic
    /// nanometres: the lumen with its neck, up to the mid-plane.
    pub fn volume_nm3(&self) -> f64 {
        let Self {
            sphere_nm: sphere,
            rim_nm: rim,
            sweep,
        } = *self;
        let (sine, cosine) = (libm::sin(sweep), libm::cos(sweep));
        let mouth = self.mouth_nm();
        // The integrals of sin² and sin³ from 0 to the sweep.
        let squares = (sweep - sine * cosine) / 2.0;
        let cubes = if sweep < 1e-2 {
            // The difference below would drown in rounding.
            sweep * sweep * sweep * sweep / 4.0
        } else {
            2.0 / 3.0 - cosine + cosine * cosine * cosine / 3.0
        };
        let in_rim = rim
            * (mouth * mouth * (1.0 - cosine) - 2.0 * mouth * rim * squares + rim * rim * cubes);
        PI * (in_rim + sphere * sphere * sphere * cubes)
    }

    /// Bending energy of rim and sphere in units of the bending modulus κ:
    /// `½ ∫ (c₁ + c₂)² dA`, no spontaneous curvature, the Gaussian term left
    /// out (Helfrich 1973). The sphere's part is `4π (1 − cos sweep)`; the
    /// rim's is integrated.
    pub fn bending_energy(&self) -> f64 {
        let on_sphere = 4.0 * PI * (1.0 - libm::cos(self.sweep));
        on_sphere + self.rim_bending_energy()
    }

    /// The rim's part of the bending energy, in units of κ, by Simpson's rule.
    pub fn rim_bending_energy(&self) -> f64 {
        const PANELS: usize = 2000;
        let (mouth, rim) = (self.mouth_nm(), self.rim_nm);
        let density = |angle: f64| {
            let sine = libm::sin(angle);
            let radius = mouth - rim * sine;
            // Along the meridian the rim curves one way, around the axis the
            // other.
            let mean = 1.0 / rim - sine / radius;
            PI * mean * mean * radius * rim
        };
        let step = self.sweep / PANELS as f64;
        let inner: f64 = (1..PANELS)
            .map(|index| {
                let weight = if index % 2 == 1 { 4.0 } else { 2.0 };
                weight * density(index as f64 * step)
            })
            .sum();
        (density(0.0) + inner + density(self.sweep)) * step / 3.0
    }

    /// The point of the mid-plane's meridian that has `area_nm2` of the
    /// membrane between itself and the top of the sphere; beyond the mouth it
    /// lies on the plane. What lies in the membrane keeps its area as the
    /// shape changes, so this is where it goes.
    pub fn point_at_area(&self, area_nm2: f64) -> MeridianPoint {
        let area = area_nm2.max(0.0);
        let half = libm::sin(self.sweep / 2.0);
        let whole_sphere = 4.0 * PI * self.sphere_nm * self.sphere_nm;
        if area <= whole_sphere * half * half {
            let angle = 2.0 * libm::asin((area / whole_sphere).sqrt());
            let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
            return MeridianPoint {
                r_nm: self.sphere_nm * sine,
                z_nm: self.centre_nm() + self.sphere_nm * cosine,
                normal_r: -sine,
                normal_z: -cosine,
            };
        }
        let beyond = area - self.area_nm2();
        if beyond >= 0.0 {
            let mouth = self.mouth_nm();
            return MeridianPoint {
                r_nm: (mouth * mouth + beyond / PI).sqrt(),
                z_nm: 0.0,
                normal_r: 0.0,
                normal_z: -1.0,
            };
        }
        let angle = self.rim_angle_at(-beyond);
        let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
        MeridianPoint {
            r_nm: self.mouth_nm() - self.rim_nm * sine,
            z_nm: self.rim_nm * (1.0 - cosine),
            normal_r: -sine,
            normal_z: -cosine,
        }
    }

    /// Angle on the rim's arc, from the plane, with `area_nm2` of the rim
    /// below it: Newton's steps, kept within bounds that close in.
    fn rim_angle_at(&self, area_nm2: f64) -> f64 {
        const STEPS: usize = 60;
        let (mouth, rim) = (self.mouth_nm(), self.rim_nm);
        let below = |angle: f64| {
            let half = libm::sin(angle / 2.0);
            2.0 * PI * rim * (mouth * angle - rim * 2.0 * half * half)
        };
        let (mut low, mut high) = (0.0, self.sweep);
        let mut angle = self.sweep / 2.0;
        for _ in 0..STEPS {
            let over = below(angle) - area_nm2;
            if over.abs() <= 1e-12 * area_nm2 {
                break;
            }
            if over > 0.0 {
                high = angle;
            } else {
                low = angle;
            }
            let slope = 2.0 * PI * rim * (mouth - rim * libm::sin(angle));
            let newton = angle - over / slope;
            angle = if newton > low && newton < high {
                newton
            } else {
                0.5 * (low + high)
            };
        }
        angle
    }

    /// The meridian of the surface `offset_nm` towards the lumen and outside
    /// (negative: towards the cytosol), from the top of the sphere to the
    /// plane at the mouth. The narrowest place of a neck is one of its points.
    pub fn meridian(
        &self,
        offset_nm: f64,
        sphere_points: usize,
        rim_points: usize,
    ) -> Vec<MeridianPoint> {
        let surface = self.beside(offset_nm);
        let sphere = self.turns_on_sphere(sphere_points);
        let rim = self.turns_on_rim(rim_points);
        let on_sphere = sphere.map(|turn| surface.on_sphere(turn));
        on_sphere
            .chain(rim.map(|turn| surface.on_rim(turn)))
            .collect()
    }

    /// The surface `offset_nm` towards the lumen and outside.
    pub(super) fn beside(&self, offset_nm: f64) -> Beside {
        Beside {
            sphere_nm: self.sphere_nm - offset_nm,
            centre_nm: self.centre_nm(),
            around_nm: self.rim_nm + offset_nm,
            rim_nm: self.rim_nm,
            mouth_nm: self.mouth_nm(),
        }
    }

    /// Evenly spaced angles from the sphere's top down to the rim.
    pub(super) fn turns_on_sphere(&self, points: usize) -> impl Iterator<Item = Turn> {
        let sweep = self.sweep;
        (0..=points).map(move |index| Turn::by(sweep * index as f64 / points as f64))
    }

    /// Angles on the rim from the sphere, which is left out, to the plane.
    pub(super) fn turns_on_rim(&self, points: usize) -> impl Iterator<Item = Turn> {
        (1..=points).map(move |index| Turn::by(self.rim_angle(index, points)))
    }

    /// The angle at the `index`-th of `count` points along the rim, from the
    /// sweep down to zero. Evenly spaced above the waist and below it.
    fn rim_angle(&self, index: usize, count: usize) -> f64 {
        let above = (self.sweep - FRAC_PI_2) / self.sweep * count as f64;
        // Hardly a step above the waist there is no room for a point more.
        if above < 0.5 {
            return self.sweep * (1.0 - index as f64 / count as f64);
        }
        let to_waist = above.round() as usize;
        if index <= to_waist {
            FRAC_PI_2 + (self.sweep - FRAC_PI_2) * (1.0 - index as f64 / to_waist as f64)
        } else {
            FRAC_PI_2 * (count - index) as f64 / (count - to_waist) as f64
        }
    }
}

/// An angle, by its sine and cosine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    sine: f64,
    cosine: f64,
}

impl Turn {
    pub fn by(angle: f64) -> Self {
        Self {
            sine: libm::sin(angle),
            cosine: libm::cos(angle),
        }
    }
}

/// Sphere and rim on a surface beside a neck's mid-plane.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside {
    sphere_nm: f64,
    centre_nm: f64,
    /// Radius of the rim's arc on this surface, and on the mid-plane.
    around_nm: f64,
    rim_nm: f64,
    mouth_nm: f64,
}

impl Beside {
    /// The point at an angle from the sphere's top.
    pub fn on_sphere(&self, turn: Turn) -> MeridianPoint {
        MeridianPoint {
            r_nm: self.sphere_nm * turn.sine,
            z_nm: self.centre_nm + self.sphere_nm * turn.cosine,
            normal_r: -turn.sine,
            normal_z: -turn.cosine,
        }
    }

    /// The rim's point at an angle from the plane.
    pub fn on_rim(&self, turn: Turn) -> MeridianPoint {
        MeridianPoint {
            r_nm: self.mouth_nm - self.around_nm * turn.sine,
            z_nm: self.rim_nm - self.around_nm * turn.cosine,
            normal_r: -turn.sine,
            normal_z: -turn.cosine,
        }
    }
}

/// Bending energy, in units of κ, of a whole toroidal rim (a sweep of π: the
/// neck between two parallel planes) with waist `a` and half gap `b`, from
/// their ratio `a/b`:
/// `π {4t²/√(t²−1) · arctan √[(t+1)/(t−1)] − 8}` with `t = 1 + a/b`.
pub fn whole_rim_bending_energy(waist_by_rim: f64) -> f64 {
    let t = 1.0 + waist_by_rim;
    let angle = libm::atan(((t + 1.0) / (t - 1.0)).sqrt());
    PI * (4.0 * t * t / (t * t - 1.0).sqrt() * angle - 8.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rim between two planes: a sphere so large that it is one.
    fn between_planes(waist_nm: f64, rim_nm: f64) -> Neck {
        Neck::with_waist(1e7, rim_nm, waist_nm)
    }

    #[test]
    fn the_rims_energy_is_the_published_one() {
        // Computed independently; the least is at a/b = 0.598.
        let table = [
            (0.1, 19.859),
            (0.25, 7.567),
            (0.5, 3.957),
            (0.598, 3.791),
            (1.0, 5.258),
            (2.0, 13.067),
            (3.0, 22.199),
            (5.0, 41.327),
            (10.0, 90.202),
        ];
        for (ratio, energy) in table {
            let closed = whole_rim_bending_energy(ratio);
            assert!(
                (closed / energy - 1.0).abs() < 1e-3,
                "a/b = {ratio}: {closed}"
            );
            let summed = between_planes(3.0 * ratio, 3.0).rim_bending_energy();
            assert!(
                (summed / energy - 1.0).abs() < 1e-3,
                "a/b = {ratio}: {summed}"
            );
        }
    }

    #[test]
    fn a_closed_sphere_costs_eight_pi() {
        let nearly_closed = Neck {
            sphere_nm: 20.0,
            rim_nm: 1e-6,
            sweep: PI,
        };
        let on_sphere = nearly_closed.bending_energy() - nearly_closed.rim_bending_energy();
        assert!((on_sphere / (8.0 * PI) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_volume_formula_agrees_with_the_drawn_meridian() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        for step in 0..20 {
            let neck = Neck::collapsing(start, f64::from(step) / 20.0);
            let summed: f64 = neck
                .meridian(0.0, 2000, 2000)
                .windows(2)
                .map(|pair| {
                    let (a, b) = (pair[0], pair[1]);
                    let squares = a.r_nm * a.r_nm + a.r_nm * b.r_nm + b.r_nm * b.r_nm;
                    PI / 3.0 * squares * (a.z_nm - b.z_nm)
                })
                .sum();
            let formula = neck.volume_nm3();
            assert!(
                (formula / summed - 1.0).abs() < 1e-3,
                "{neck:?}: {formula} {summed}"
            );
        }
    }

    #[test]
    fn the_lumen_empties_without_a_jump() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        let whole = start.volume_nm3();
        let mut before = whole;
        for step in 1..=1000 {
            let volume = Neck::collapsing(start, f64::from(step) / 1000.0).volume_nm3();
            assert!(
                (volume - before).abs() < 0.01 * whole,
                "a jump at step {step}"
            );
            before = volume;
        }
        assert!(before < 1e-3 * whole, "{before} nm³ left over");
    }

    #[test]
    fn the_narrowest_place_is_a_point_of_the_meridian() {
        for waist in [2.3, 4.25, 10.0, 18.0] {
            let neck = Neck::with_waist(18.75, 3.0, waist);
            for offset in [-2.25, 0.0, 2.25] {
                let narrowest = neck.meridian(offset, 96, 48)[97..]
                    .iter()
                    .map(|point| point.r_nm)
                    .fold(f64::INFINITY, f64::min);
                assert!((narrowest - (waist - offset)).abs() < 1e-9, "{narrowest}");
            }
        }
    }

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
    fn a_point_keeps_its_area_from_the_top() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        for step in 0..20 {
            let neck = Neck::collapsing(start, f64::from(step) / 20.0);
            let mut line = neck.meridian(0.0, 3000, 3000);
            line.push(MeridianPoint {
                r_nm: 60.0,
                z_nm: 0.0,
                normal_r: 0.0,
                normal_z: -1.0,
            });
            let mut area = 0.0;
            for pair in line.windows(2) {
                let (a, b) = (pair[0], pair[1]);
                let slant = libm::hypot(a.r_nm - b.r_nm, a.z_nm - b.z_nm);
                area += PI * (a.r_nm + b.r_nm) * slant;
                let found = neck.point_at_area(area);
                let off = libm::hypot(found.r_nm - b.r_nm, found.z_nm - b.z_nm);
                assert!(off < 0.03, "{off} nm off at {area} nm² of {neck:?}");
            }
        }
    }

    #[test]
    fn a_point_moves_without_a_jump_from_the_sphere_to_the_plane() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        let area = 0.6 * 4.0 * PI * 18.75 * 18.75;
        let mut before = start.point_at_area(area);
        for step in 1..=2000 {
            let neck = Neck::collapsing(start, f64::from(step) / 2000.0);
            let here = neck.point_at_area(area);
            let moved = libm::hypot(here.r_nm - before.r_nm, here.z_nm - before.z_nm);
            assert!(moved < 0.2, "{moved} nm at step {step}");
            before = here;
        }
        // A disc of that area.
        assert!((before.r_nm - (area / PI).sqrt()).abs() < 0.01);
    }

    #[test]
    fn a_neck_of_another_area_stands_on_the_same_mouth() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        for progress in [0.1, 0.4, 0.6, 0.9] {
            let neck = Neck::collapsing(start, progress);
            for factor in [0.8, 1.0, 1.3] {
                let wanted = neck.excess_area_nm2() * factor;
                let other = neck.with_excess_area(wanted);
                assert!((other.excess_area_nm2() / wanted - 1.0).abs() < 1e-6);
                assert!((other.mouth_nm() - neck.mouth_nm()).abs() < 1e-6);
            }
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
    fn a_rim_that_softens_costs_less_than_a_stiff_one() {
        for (sphere_nm, rim_nm) in [(18.75, 3.0), (42.75, 3.0), (122.75, 3.0)] {
            let start = Neck::with_waist(sphere_nm, rim_nm, 3.75);
            for step in 25..40 {
                let soft = Neck::collapsing(start, f64::from(step) / 40.0);
                let stiff = Neck {
                    sphere_nm: soft.sphere_nm + soft.rim_nm - 2.0 * rim_nm,
                    rim_nm: 2.0 * rim_nm,
                    sweep: soft.sweep,
                };
                let (soft, stiff) = (soft.bending_energy(), stiff.bending_energy());
                assert!(soft < stiff, "{soft} {stiff} at {step} of {sphere_nm}");
            }
        }
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
