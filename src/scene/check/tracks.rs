//! Whether tracks lie in the cell and lead to its membrane, and whether sites
//! lie on it.

use std::collections::HashMap;

use bevy::math::DVec3;

use super::{Inspection, limits, shortened};
use crate::{
    geometry::{shape::Shape, spline::Spline},
    scene::{Curve, Site, raw},
};

/// How far a site may be written off the membrane.
const OFF_MEMBRANE_NM: f64 = 2.0;

/// Length of the straight stretches from point to point.
pub(super) fn length_through(points: &[[f64; 3]]) -> f64 {
    let stretches = points.windows(2);
    stretches
        .map(|pair| DVec3::from(pair[0]).distance(DVec3::from(pair[1])))
        .sum()
}

impl Inspection<'_> {
    pub(super) fn tracks_are_few(&mut self, raw: &raw::SceneFile) {
        self.count(
            "microtubules",
            "microtubules",
            raw.microtubules.len(),
            limits::TRACKS,
        );
        self.count("actin", "actin filaments", raw.actin.len(), limits::TRACKS);
        let curves = || raw.microtubules.iter().chain(&raw.actin);
        let points: usize = curves().map(|curve| curve.points.len()).sum();
        self.count(
            "microtubules",
            "points of tracks",
            points,
            limits::ALL_TRACK_POINTS,
        );
        let length: f64 = curves().map(|curve| length_through(&curve.points)).sum();
        if length > limits::ALL_TRACKS_NM {
            self.tell(
                "microtubules",
                format!("all tracks together are {:.0} µm long", length / 1000.0),
                format!("keep to {:.0} µm", limits::ALL_TRACKS_NM / 1000.0),
            );
        }
    }

    pub(super) fn curves(
        &mut self,
        list: &str,
        raw: &[raw::Curve],
        clearance: f64,
        near: f64,
        on: Option<&Shape>,
        names: &mut HashMap<String, String>,
    ) -> Vec<Curve> {
        // Told already; looking at each of too many would take too long.
        if raw.len() > limits::TRACKS
            || raw.iter().map(|curve| curve.points.len()).sum::<usize>() > limits::ALL_TRACK_POINTS
        {
            return Vec::new();
        }
        raw.iter()
            .enumerate()
            .map(|(index, curve)| {
                let path = format!("{list}[{index}]");
                self.name(&path, &curve.name, names);
                let points: Vec<DVec3> = curve.points.iter().copied().map(DVec3::from).collect();
                if self.curve(&path, &curve.points)
                    && let Some(membrane) = on
                {
                    self.track_lies_well(&path, &curve.name, &points, clearance, near, membrane);
                }
                Curve {
                    name: curve.name.trim().to_owned(),
                    carries: curve.carries.map(raw::Pathway::checked),
                    points,
                }
            })
            .collect()
    }

    /// Filaments carry whatever comes.
    pub(super) fn filaments_carry_all(&mut self, raw: &[raw::Curve]) {
        for (index, curve) in raw.iter().enumerate() {
            if curve.carries.is_some() {
                self.tell(
                    &format!("actin[{index}].carries"),
                    "a filament carries the vesicles of both pathways",
                    "say `carries` of microtubules only",
                );
            }
        }
    }

    pub(super) fn curve(&mut self, path: &str, points: &[[f64; 3]]) -> bool {
        let path = format!("{path}.points");
        if !self.count(&path, "points", points.len(), limits::TRACK_POINTS) {
            return false;
        }
        let mut sound = true;
        for (index, point) in points.iter().enumerate() {
            sound &= self.point(&format!("{path}[{index}]"), *point);
        }
        let length = length_through(points);
        if sound && length < 10.0 {
            self.tell(
                &path,
                "a line through these points is less than 10 nm long",
                "give two points or more, in order, well apart",
            );
            sound = false;
        }
        sound && length <= limits::ALL_TRACKS_NM
    }

    fn track_lies_well(
        &mut self,
        path: &str,
        name: &str,
        points: &[DVec3],
        clearance: f64,
        near: f64,
        membrane: &Shape,
    ) {
        const STEP_NM: f64 = 10.0;
        let Some(spline) = Spline::through(points) else {
            return;
        };
        let steps = (spline.length() / STEP_NM).ceil() as usize;
        let leaves = (0..=steps)
            .map(|step| spline.at(step as f64 * STEP_NM).position)
            .find(|&place| membrane.distance(place) > -clearance);
        if let Some(place) = leaves {
            let nearest = |a: &usize, b: &usize| {
                let away = |index: usize| points[index].distance(place);
                away(*b).total_cmp(&away(*a))
            };
            let outside = |index: &usize| membrane.distance(points[*index]) > -clearance;
            // The first point written outside, or else the one next to where
            // the curve swings out.
            let blamed = (0..points.len())
                .find(outside)
                .or_else(|| (0..points.len()).max_by(nearest))
                .unwrap_or_default();
            self.tell(
                &format!("{path}.points[{blamed}]"),
                format!(
                    "the track `{}` leaves the cell near ({:.0}, {:.0}, {:.0})",
                    shortened(name),
                    place.x,
                    place.y,
                    place.z
                ),
                format!("keep its axis {clearance} nm inside the membrane's mid-plane"),
            );
            return;
        }
        let away = -membrane.distance(spline.at(spline.length()).position);
        if away > near {
            self.tell(
                &format!("{path}.points[{}]", points.len() - 1),
                format!(
                    "the track `{}` ends {away:.0} nm from the membrane",
                    shortened(name)
                ),
                format!("let the last point, its plus end, come within {near} nm"),
            );
        }
    }

    pub(super) fn sites(
        &mut self,
        list: &str,
        raw: &[raw::Site],
        on: Option<&Shape>,
        names: &mut HashMap<String, String>,
    ) -> Vec<Site> {
        if !self.count(list, "sites", raw.len(), limits::SITES) {
            return Vec::new();
        }
        let mut sites: Vec<Site> = Vec::with_capacity(raw.len());
        for (index, site) in raw.iter().enumerate() {
            let path = format!("{list}[{index}]");
            self.name(&path, &site.name, names);
            let path = format!("{path}.point");
            let point = self.on_membrane(&path, site.point, on);
            let point = point.unwrap_or(DVec3::from(site.point));
            sites.push(Site {
                name: site.name.trim().to_owned(),
                point,
            });
        }
        sites
    }

    /// The point set exactly on the membrane, if it was written near it.
    pub(super) fn on_membrane(
        &mut self,
        path: &str,
        point: [f64; 3],
        on: Option<&Shape>,
    ) -> Option<DVec3> {
        if !self.point(path, point) {
            return None;
        }
        let point = DVec3::from(point);
        let membrane = on?;
        let nearest = membrane.onto_surface(point);
        let away = membrane.distance(point).abs();
        if away > OFF_MEMBRANE_NM {
            self.tell(
                path,
                format!("this point is {away:.1} nm off the membrane"),
                format!(
                    "the nearest point of the membrane is about ({:.1}, {:.1}, {:.1})",
                    nearest.x, nearest.y, nearest.z
                ),
            );
            return None;
        }
        Some(nearest)
    }
}
