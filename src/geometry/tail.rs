//! The tube behind the tip of a tubular carrier.
//!
//! The tip is a sphere and fuses as every vesicle does, by the family of
//! [`super::neck`]. On the side away from the membrane a tube runs out of it: a
//! hollow that is tangent to both, a straight wall, a round end. So tip and tube
//! are one surface, and stay so as the tube is drawn in: it grows shorter, its end
//! comes down on the tip as a bump, and when the end lies within the sphere
//! nothing is left of it. All lengths are of the bilayer's mid-plane, in
//! nanometres, `z` along the axis from the sphere's centre.

use std::f64::consts::{FRAC_PI_2, PI};

use super::neck::MeridianPoint;

/// Newton's steps by which a point of a hollow is found by its area.
const STEPS: usize = 40;

/// A tube on a sphere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// Radius of the tube.
    pub tube_nm: f64,
    /// Radius of the hollow by which it runs out of the sphere.
    pub hollow_nm: f64,
    /// From the sphere's centre to the middle of the tube's round end.
    pub reach_nm: f64,
}

/// The arcs of a tail on one sphere.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Form {
    sphere_nm: f64,
    tube_nm: f64,
    hollow_nm: f64,
    /// Middle of the hollow's arc.
    hollow_r: f64,
    hollow_z: f64,
    /// Angles below the horizontal at which it touches sphere and end.
    low: f64,
    high: f64,
    /// Middle of the round end, and where the straight wall begins below it.
    end_z: f64,
}

impl Form {
    /// Angle from the axis at which the sphere ends.
    fn sphere_from(&self) -> f64 {
        FRAC_PI_2 - self.low
    }

    /// Angle from the axis at which the round end ends.
    fn end_until(&self) -> f64 {
        FRAC_PI_2 - self.high
    }

    /// Length of the straight wall.
    fn wall_nm(&self) -> f64 {
        (self.end_z - self.hollow_z).max(0.0)
    }

    fn end_area(&self) -> f64 {
        let half = libm::sin(self.end_until() / 2.0);
        4.0 * PI * self.tube_nm * self.tube_nm * half * half
    }

    fn wall_area(&self) -> f64 {
        2.0 * PI * self.tube_nm * self.wall_nm()
    }

    /// Area of the hollow from its upper end down to an angle.
    fn hollow_area(&self, angle: f64) -> f64 {
        let turned = angle - self.high;
        let sines = libm::sin(angle) - libm::sin(self.high);
        2.0 * PI * self.hollow_nm * (self.hollow_r * turned - self.hollow_nm * sines)
    }

    /// What the sphere lacks under the tail.
    fn lid_area(&self) -> f64 {
        let half = libm::sin(self.sphere_from() / 2.0);
        4.0 * PI * self.sphere_nm * self.sphere_nm * half * half
    }

    fn area(&self) -> f64 {
        self.end_area() + self.wall_area() + self.hollow_area(self.low)
    }
}

/// A place along a tail's meridian, the same for every surface beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Station {
    /// On the round end, by the angle from the axis.
    End(f64),
    /// On the wall, by the height.
    Wall(f64),
    /// On the hollow, by the angle below the horizontal.
    Hollow(f64),
    /// On the sphere, by the angle from the axis.
    Sphere(f64),
}

/// A tail on its sphere, from which points are taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TailOnSphere(Form);

impl Tail {
    /// The tail on a sphere; `None` where its end lies within.
    pub fn on(&self, sphere_nm: f64) -> Option<TailOnSphere> {
        let Self {
            tube_nm: tube,
            hollow_nm: hollow,
            reach_nm: reach,
        } = *self;
        if reach <= sphere_nm - tube {
            return None;
        }
        let (far, near) = (sphere_nm + hollow, tube + hollow);
        // Where the end just stands on the hollow.
        let stands = (far * far - near * near).max(0.0).sqrt();
        let hollow_z = if reach >= stands {
            stands
        } else {
            (far * far - near * near + reach * reach) / (2.0 * reach)
        };
        let hollow_r = (far * far - hollow_z * hollow_z).max(0.0).sqrt();
        Some(TailOnSphere(Form {
            sphere_nm,
            tube_nm: tube,
            hollow_nm: hollow,
            hollow_r,
            hollow_z,
            low: libm::atan2(hollow_z, hollow_r),
            high: libm::atan2((hollow_z - reach).max(0.0), hollow_r),
            end_z: reach,
        }))
    }

    /// The tail with a `part` of its way drawn in, from 0 (as it is) to 1
    /// (nothing of it is left).
    pub fn drawn_in(&self, sphere_nm: f64, part: f64) -> Self {
        let within = sphere_nm - self.tube_nm;
        Self {
            reach_nm: self.reach_nm + (within - self.reach_nm) * part.clamp(0.0, 1.0),
            ..*self
        }
    }

    /// The tail whose area beyond the sphere's is `excess_nm2`, all of it but the
    /// length kept. `None` if that is less than a bare stub has.
    pub fn with_excess_area(&self, sphere_nm: f64, excess_nm2: f64) -> Option<Self> {
        let (far, near) = (sphere_nm + self.hollow_nm, self.tube_nm + self.hollow_nm);
        let stub = Self {
            reach_nm: (far * far - near * near).max(0.0).sqrt(),
            ..*self
        };
        let more = excess_nm2 - stub.excess_area_nm2(sphere_nm);
        (more >= 0.0).then(|| Self {
            reach_nm: stub.reach_nm + more / (2.0 * PI * self.tube_nm),
            ..*self
        })
    }

    /// The surface `offset_nm` away from the lumen: the tail of a sphere that is
    /// larger by as much.
    pub fn beside(&self, offset_nm: f64) -> Self {
        Self {
            tube_nm: self.tube_nm + offset_nm,
            hollow_nm: self.hollow_nm - offset_nm,
            reach_nm: self.reach_nm,
        }
    }

    /// Area that the tail adds to its sphere.
    pub fn excess_area_nm2(&self, sphere_nm: f64) -> f64 {
        self.on(sphere_nm)
            .map_or(0.0, |tail| tail.0.area() - tail.0.lid_area())
    }

    /// Volume that the tail adds to its sphere, the hollow taken as a cone.
    pub fn excess_volume_nm3(&self, sphere_nm: f64) -> f64 {
        let Some(TailOnSphere(form)) = self.on(sphere_nm) else {
            return 0.0;
        };
        let square = self.tube_nm * self.tube_nm;
        PI * square * (form.end_z - sphere_nm).max(0.0) + 2.0 / 3.0 * PI * square * self.tube_nm
    }

    /// How far its end is from the sphere's centre.
    pub fn end_nm(&self) -> f64 {
        self.reach_nm + self.tube_nm
    }
}

impl TailOnSphere {
    /// The height from which on the wall is straight.
    pub fn wall_from_nm(&self) -> f64 {
        self.0.hollow_z
    }

    /// The height up to which it is.
    pub fn wall_until_nm(&self) -> f64 {
        self.0.hollow_z + self.0.wall_nm()
    }

    /// Angle from the axis at which the sphere begins.
    pub fn sphere_from(&self) -> f64 {
        self.0.sphere_from()
    }

    /// Stations from the end's pole to where the sphere begins, which is left
    /// out: rows on arcs as `on_arc` says of an angle, and so many on the wall.
    pub fn stations(&self, on_arc: impl Fn(f64) -> usize, on_wall: usize) -> Vec<Station> {
        let form = &self.0;
        let spread = |from: f64, to: f64, steps: usize| {
            (1..=steps).map(move |step| from + (to - from) * step as f64 / steps as f64)
        };
        let end = form.end_until();
        let mut stations = vec![Station::End(0.0)];
        stations.extend(spread(0.0, end, on_arc(end)).map(Station::End));
        // As many rows on a wall that is gone, so that no row comes or goes.
        let wall = spread(form.end_z.max(form.hollow_z), form.hollow_z, on_wall);
        if form.wall_nm() > 0.0 {
            stations.extend(wall.map(Station::Wall));
        }
        let hollow = on_arc(form.low - form.high);
        stations.extend(
            spread(form.high, form.low, hollow)
                .take(hollow - 1)
                .map(Station::Hollow),
        );
        stations
    }

    /// The point at a station on the surface `offset_nm` towards the lumen, with
    /// the sphere's centre at `centre_nm`.
    pub fn point(&self, station: Station, offset_nm: f64, centre_nm: f64) -> MeridianPoint {
        let form = &self.0;
        let on_ball = |radius: f64, middle: f64, angle: f64| {
            let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
            MeridianPoint {
                r_nm: if angle == 0.0 {
                    0.0
                } else {
                    (radius - offset_nm) * sine
                },
                z_nm: centre_nm + middle + (radius - offset_nm) * cosine,
                normal_r: -sine,
                normal_z: -cosine,
            }
        };
        match station {
            Station::End(angle) => on_ball(form.tube_nm, form.end_z, angle),
            Station::Sphere(angle) => on_ball(form.sphere_nm, 0.0, angle),
            Station::Wall(height) => MeridianPoint {
                r_nm: form.tube_nm - offset_nm,
                z_nm: centre_nm + height,
                normal_r: -1.0,
                normal_z: 0.0,
            },
            Station::Hollow(angle) => {
                let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
                let radius = form.hollow_nm + offset_nm;
                MeridianPoint {
                    r_nm: form.hollow_r - radius * cosine,
                    z_nm: centre_nm + form.hollow_z - radius * sine,
                    normal_r: -cosine,
                    normal_z: -sine,
                }
            }
        }
    }

    /// The point with `area_nm2` of the membrane between itself and the end's
    /// pole; `None` for one beyond the tail.
    pub fn point_at_area(&self, area_nm2: f64, centre_nm: f64) -> Option<MeridianPoint> {
        let form = &self.0;
        let mut area = area_nm2.max(0.0);
        if area <= form.end_area() {
            let share = area / (4.0 * PI * form.tube_nm * form.tube_nm);
            let angle = 2.0 * libm::asin(share.min(1.0).sqrt());
            return Some(self.point(Station::End(angle), 0.0, centre_nm));
        }
        area -= form.end_area();
        if area <= form.wall_area() {
            let height = form.end_z - area / (2.0 * PI * form.tube_nm);
            return Some(self.point(Station::Wall(height), 0.0, centre_nm));
        }
        area -= form.wall_area();
        if area > form.hollow_area(form.low) {
            return None;
        }
        let (mut low, mut high) = (form.high, form.low);
        for _ in 0..STEPS {
            let middle = 0.5 * (low + high);
            if form.hollow_area(middle) < area {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(self.point(Station::Hollow(0.5 * (low + high)), 0.0, centre_nm))
    }
}

/// How a tail is bowed: from a height on, its axis is an arc of a circle. A tube
/// of even width keeps its area as it is bowed (Pappus).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bow {
    /// The height over the flat membrane from which on it is bowed, and up to
    /// which; beyond it runs straight on.
    pub from_nm: f64,
    pub until_nm: f64,
    /// One over the circle's radius.
    pub per_nm: f64,
}

impl Bow {
    /// Where a point of the straight axis at the height `z` goes (aside and up),
    /// and how the axis runs there (aside and up).
    pub fn axis_at(&self, z_nm: f64) -> [f64; 4] {
        let along = z_nm - self.from_nm;
        if along <= 0.0 || self.per_nm.abs() < 1e-9 {
            return [0.0, z_nm, 0.0, 1.0];
        }
        let bent = along.min(self.until_nm - self.from_nm).max(0.0);
        let rest = along - bent;
        let angle = bent * self.per_nm;
        let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
        [
            (1.0 - cosine) / self.per_nm + rest * sine,
            self.from_nm + sine / self.per_nm + rest * cosine,
            sine,
            cosine,
        ]
    }

    /// The height on the straight axis of what the bow has brought beside it.
    pub fn height_of(&self, aside_nm: f64, up_nm: f64) -> f64 {
        if up_nm <= self.from_nm || self.per_nm.abs() < 1e-9 {
            return up_nm;
        }
        let radius = 1.0 / self.per_nm;
        let angle = libm::atan2((up_nm - self.from_nm) * radius.signum(), {
            (radius - aside_nm) * radius.signum()
        });
        let bent = self.until_nm - self.from_nm;
        let along = angle * radius;
        if along <= bent {
            return self.from_nm + along.max(0.0);
        }
        let [aside, up, out, on] = self.axis_at(self.until_nm);
        self.until_nm + ((aside_nm - aside) * out + (up_nm - up) * on).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::revolution::area_nm2;

    const SPHERE: f64 = 55.0;

    fn tail(reach_nm: f64) -> Tail {
        Tail {
            tube_nm: 26.0,
            hollow_nm: 30.0,
            reach_nm,
        }
    }

    fn fine(angle: f64) -> usize {
        ((angle.abs() * 600.0).ceil() as usize).max(2)
    }

    /// Tail and the rest of the sphere, from the end's pole to the sphere's.
    fn meridian(tail: &Tail, offset: f64) -> Vec<MeridianPoint> {
        let on = tail.on(SPHERE).expect("a tail that sticks out");
        let from = on.sphere_from();
        let mut stations = on.stations(fine, 400);
        let steps = fine(PI - from);
        stations.extend(
            (0..=steps)
                .map(|step| Station::Sphere(from + (PI - from) * step as f64 / steps as f64)),
        );
        let points = stations.into_iter();
        points
            .map(|station| on.point(station, offset, 7.0))
            .collect()
    }

    fn reaches() -> impl Iterator<Item = f64> {
        (0..60).map(|step| 29.5 + 9.0 * f64::from(step))
    }

    #[test]
    fn tip_and_tube_are_one_smooth_surface_however_far_it_is_drawn_in() {
        for reach in reaches() {
            for offset in [-2.25, 0.0, 2.25] {
                let points = meridian(&tail(reach), offset);
                for pair in points.windows(2) {
                    let (a, b) = (pair[0], pair[1]);
                    let turn = a.normal_r * b.normal_r + a.normal_z * b.normal_z;
                    assert!(turn > 0.999, "a kink at {a:?} {b:?}, reach {reach}");
                    let (dr, dz) = (b.r_nm - a.r_nm, b.z_nm - a.z_nm);
                    let step = libm::hypot(dr, dz);
                    assert!(step < 2.0, "a gap of {step} at {a:?}, reach {reach}");
                    // Along the surface and not through it.
                    let out = (dr * a.normal_r + dz * a.normal_z).abs();
                    assert!(out < 0.05 * step + 1e-6, "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn the_area_is_that_of_the_surface_swept() {
        for reach in reaches() {
            let tail = tail(reach);
            for offset in [-2.25, 0.0, 2.25] {
                let swept = area_nm2(&meridian(&tail, offset));
                let sphere = SPHERE - offset;
                let said =
                    4.0 * PI * sphere * sphere + tail.beside(-offset).excess_area_nm2(sphere);
                assert!((said / swept - 1.0).abs() < 1e-4, "{said} {swept} {reach}");
            }
        }
    }

    #[test]
    fn drawn_in_it_loses_area_evenly_and_ends_as_a_bare_sphere() {
        let tail = tail(400.0);
        let mut before = tail.excess_area_nm2(SPHERE);
        for step in 1..=500 {
            let part = f64::from(step) / 500.0;
            let area = tail.drawn_in(SPHERE, part).excess_area_nm2(SPHERE);
            assert!(area <= before + 1e-9, "{area} after {before} at {part}");
            assert!(
                before - area < 200.0,
                "a jump of {} at {part}",
                before - area
            );
            before = area;
        }
        assert_eq!(before, 0.0);
    }

    #[test]
    fn a_tail_is_found_by_its_area() {
        for excess in [20_000.0, 51_234.5, 150_000.0] {
            let found = tail(0.0).with_excess_area(SPHERE, excess).expect("room");
            assert!((found.excess_area_nm2(SPHERE) - excess).abs() < 1e-6);
        }
        assert!(tail(0.0).with_excess_area(SPHERE, 100.0).is_none());
    }

    #[test]
    fn points_by_area_lie_on_the_surface_in_order() {
        let tail = tail(300.0);
        let on = tail.on(SPHERE).expect("a tail");
        let whole = on.0.area();
        let mut before = f64::INFINITY;
        for step in 0..200 {
            let area = whole * f64::from(step) / 200.0;
            let point = on.point_at_area(area, 7.0).expect("on the tail");
            assert!(point.z_nm < before + 1e-9);
            before = point.z_nm;
        }
        assert!(on.point_at_area(whole + 1.0, 7.0).is_none());
        let wall = on.point_at_area(0.5 * whole, 7.0).expect("on the wall");
        assert!((wall.r_nm - 26.0).abs() < 1e-9);
    }

    #[test]
    fn a_bow_goes_there_and_back_and_keeps_lengths() {
        for per_nm in [0.002, -0.0015] {
            let bow = Bow {
                from_nm: 80.0,
                until_nm: 500.0,
                per_nm,
            };
            let mut before = bow.axis_at(79.0);
            for step in 80..620 {
                let z = f64::from(step);
                let here = bow.axis_at(z);
                let gone = libm::hypot(here[0] - before[0], here[1] - before[1]);
                assert!((gone - 1.0).abs() < 1e-3, "{gone} at {z}");
                assert!((bow.height_of(here[0], here[1]) - z).abs() < 1e-6, "{z}");
                before = here;
            }
        }
    }
}
