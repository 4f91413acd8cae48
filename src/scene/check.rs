//! From the raw form of a scene to the checked one: everything that types
//! can't say.
//!
//! All problems of a file are collected. What depends on something faulty (a
//! site on a membrane that makes no sense) is passed over, so that one mistake
//! is told once.

use std::collections::HashMap;

use bevy::math::DVec3;

use super::{
    ActiveZone, Constitutive, Curve, Plane, PoolPlaces, Problem, Scene, Site, Start, ViewPoint,
    placement::{CARRIER_NM, Crowd, Surroundings, VESICLE_NM},
    positions::Positions,
    raw,
};
use crate::{
    geometry::{
        shape::Shape,
        spline::Spline,
        surface::{MOST_GRID_POINTS, Surface},
    },
    sim::{
        controls::{Change, TimedChange},
        vesicle::Pool,
    },
    units::SimTime,
};

/// Most of each, so that no file eats the machine.
pub(super) mod limits {
    /// Microtubules and filaments, each.
    pub const TRACKS: usize = 200;
    /// Points of one track.
    pub const TRACK_POINTS: usize = 1000;
    /// Points of all tracks.
    pub const ALL_TRACK_POINTS: usize = 10_000;
    /// Length of all tracks in nanometres.
    pub const ALL_TRACKS_NM: f64 = 500_000.0;
    /// Sites of each sort.
    pub const SITES: usize = 5000;
    /// Entries in `pools`.
    pub const POOLS: usize = 20;
    /// Resting places of all pools.
    pub const PLACES: usize = 5000;
    /// Views.
    pub const VIEWS: usize = 50;
    /// Lines of the script.
    pub const SCRIPT: usize = 1000;
    /// Parts of one shape.
    pub const SHAPE_PARTS: usize = 64;
    /// Depth of one shape.
    pub const SHAPE_DEPTH: usize = 8;
    /// Constitutive carriers.
    pub const CARRIERS: usize = 200;
    /// Vesicles walking when the run begins.
    pub const WALKING: usize = 200;
    /// Letters of a name.
    pub const NAME_LETTERS: usize = 60;
    /// Letters of a title or a summary.
    pub const TITLE_LETTERS: usize = 200;
    /// Any coordinate or length, in nanometres.
    pub const COORDINATE_NM: f64 = 100_000.0;
    /// Problems told of one file.
    pub const PROBLEMS: usize = 100;
}

/// How far a site may be written off the membrane.
const OFF_MEMBRANE_NM: f64 = 2.0;
/// How near to the membrane a microtubule's plus end must come.
const PLUS_END_NM: f64 = 300.0;
/// How near to the membrane an actin filament must end.
const ACTIN_END_NM: f64 = 150.0;
/// Outer radii of tracks, with half a bilayer.
const MICROTUBULE_CLEARANCE_NM: f64 = 12.5 + 2.25;
const ACTIN_CLEARANCE_NM: f64 = 3.5 + 2.25;
/// A camera this near to a membrane is in it.
const EYE_CLEARANCE_NM: f64 = 10.0;
/// Width of a picture, in heights, by which views are judged.
const PICTURE_WIDTH: f64 = 16.0 / 9.0;

/// Checks `raw`, read from `text`.
pub(super) fn check(
    file: &str,
    name: String,
    text: &str,
    raw: raw::SceneFile,
) -> Result<Scene, Vec<Problem>> {
    let mut inspection = Inspection {
        file,
        positions: Positions::of(text),
        problems: Vec::new(),
        untold: 0,
    };
    let scene = inspection.scene(name, raw);
    inspection.finish(scene)
}

struct Inspection<'a> {
    file: &'a str,
    positions: Positions<'a>,
    problems: Vec<Problem>,
    untold: usize,
}

impl Inspection<'_> {
    fn tell(&mut self, path: &str, what: impl Into<String>, remedy: impl Into<String>) {
        if self.problems.len() >= limits::PROBLEMS {
            self.untold += 1;
            return;
        }
        let (line, column) = self.positions.find(path);
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            column,
            what: what.into(),
            remedy: remedy.into(),
        });
    }

    fn finish(mut self, scene: Option<Scene>) -> Result<Scene, Vec<Problem>> {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        if self.untold > 0
            && let Some(last) = self.problems.last().cloned()
        {
            self.problems.push(Problem {
                what: format!("{} more problems are not listed", self.untold),
                remedy: "mend those above first".into(),
                ..last
            });
        }
        match scene {
            Some(scene) if self.problems.is_empty() => Ok(scene),
            _ => Err(self.problems),
        }
    }

    /// The checked scene; none where no membrane makes sense.
    fn scene(&mut self, name: String, raw: raw::SceneFile) -> Option<Scene> {
        self.words("title", "title", &raw.title, limits::TITLE_LETTERS);
        self.words("summary", "summary", &raw.summary, limits::TITLE_LETTERS);
        let membrane_is_sound = self.membranes(&raw);
        let script = self.script(&raw.script);
        let start = self.start(&raw);
        let constitutive = self.constitutive(&raw);
        self.tracks_are_few(&raw);
        let membrane = &raw.membrane.shape;
        let on = membrane_is_sound.then_some(membrane);

        let mut names = HashMap::new();
        let microtubules = self.curves(
            "microtubules",
            &raw.microtubules,
            MICROTUBULE_CLEARANCE_NM,
            PLUS_END_NM,
            on,
            &mut names,
        );
        let actin = self.curves(
            "actin",
            &raw.actin,
            ACTIN_CLEARANCE_NM,
            ACTIN_END_NM,
            on,
            &mut names,
        );
        let mut names = HashMap::new();
        let sites = self.sites("sites", &raw.sites, VESICLE_NM, on, &mut names);
        let constitutive_sites = self.sites(
            "constitutive_sites",
            &raw.constitutive_sites,
            CARRIER_NM,
            on,
            &mut names,
        );
        let retrieval_sites = self.sites(
            "retrieval_sites",
            &raw.retrieval_sites,
            VESICLE_NM,
            on,
            &mut names,
        );
        let active_zone = self.active_zone(&raw, on, &sites);
        self.cleft(&raw, on, &sites);
        let cut = self.cut(&raw, on);

        let splines = |curves: &[Curve]| -> Vec<Spline> {
            curves
                .iter()
                .filter_map(|curve| Spline::through(&curve.points))
                .collect()
        };
        // Curves are measured only where their number and length are sound.
        let (track_curves, filament_curves) = if self.problems.is_empty() {
            (splines(&microtubules), splines(&actin))
        } else {
            (Vec::new(), Vec::new())
        };
        let landmarks: Vec<DVec3> = sites
            .iter()
            .chain(&constitutive_sites)
            .map(|site| site.point)
            .chain(
                track_curves
                    .iter()
                    .map(|curve| curve.at(f64::INFINITY).position),
            )
            .collect();
        let views = self.views(&raw, on, &landmarks, cut);
        let pools_are_sound = self.pool_counts(&raw);

        let mut pools = Vec::new();
        if membrane_is_sound && pools_are_sound {
            let mut surroundings = Surroundings::new(membrane);
            for curve in &track_curves {
                surroundings.add_microtubule(curve);
            }
            for curve in &filament_curves {
                surroundings.add_actin(curve);
            }
            for site in &sites {
                surroundings.add_site(site.point);
            }
            for site in &constitutive_sites {
                surroundings.add_constitutive_site(site.point);
            }
            pools = self.pools(&raw.pools, &surroundings);
        }

        membrane_is_sound.then(|| Scene {
            name,
            title: raw.title.trim().to_owned(),
            summary: raw.summary.trim().to_owned(),
            membrane: raw.membrane.shape,
            mesh_cell_nm: raw.membrane.mesh_cell,
            postsynaptic: raw.postsynaptic,
            active_zone,
            microtubules,
            actin,
            sites,
            constitutive_sites,
            retrieval_sites,
            pools,
            start,
            constitutive,
            views,
            cut,
            script,
        })
    }

    // Words and numbers

    fn words(&mut self, path: &str, what: &str, words: &str, most: usize) {
        if words.trim().is_empty() {
            self.tell(path, format!("the {what} is empty"), "write a few words");
        } else if words.chars().count() > most {
            self.tell(
                path,
                format!("the {what} is longer than {most} letters"),
                "shorten it",
            );
        } else if words.chars().any(char::is_control) {
            self.tell(
                path,
                format!("the {what} has line breaks or control characters in it"),
                "keep it to one line of plain text",
            );
        }
    }

    /// A name that must be the only one of its sort.
    fn name(&mut self, path: &str, name: &str, names: &mut HashMap<String, String>) {
        let path = format!("{path}.name");
        self.words(&path, "name", name, limits::NAME_LETTERS);
        if let Some(first) = names.get(name) {
            let (line, _) = self.positions.find(first);
            self.tell(
                &path,
                format!("the name `{}` is taken on line {line}", shortened(name)),
                "give each its own name",
            );
        } else {
            names.insert(name.to_owned(), path);
        }
    }

    /// Whether a length or an angle lies between two limits.
    fn number(&mut self, path: &str, what: &str, number: f64, low: f64, high: f64) -> bool {
        let sound = (low..=high).contains(&number);
        if !sound {
            self.tell(
                path,
                format!("the {what} is {number}"),
                format!("choose from {low} to {high}"),
            );
        }
        sound
    }

    /// Whether a point lies in the world.
    fn point(&mut self, path: &str, point: [f64; 3]) -> bool {
        let sound = point
            .iter()
            .all(|number| number.abs() <= limits::COORDINATE_NM);
        if !sound {
            let [x, y, z] = point;
            self.tell(
                path,
                format!("({x}, {y}, {z}) is no place in the scene"),
                format!(
                    "coordinates are nanometres from -{0} to {0}",
                    limits::COORDINATE_NM
                ),
            );
        }
        sound
    }

    fn direction(&mut self, path: &str, direction: [f64; 3]) -> Option<DVec3> {
        let unit = DVec3::from(direction).try_normalize();
        if unit.is_none() {
            self.tell(
                path,
                "the normal has no direction",
                "write a vector such as (0, 1, 0)",
            );
        }
        unit
    }

    fn count(&mut self, path: &str, what: &str, count: usize, most: usize) -> bool {
        let sound = count <= most;
        if !sound {
            self.tell(
                path,
                format!("{count} {what} are too many"),
                format!("keep to {most}"),
            );
        }
        sound
    }

    // Membranes

    fn membranes(&mut self, raw: &raw::SceneFile) -> bool {
        let cell_is_sound = self.number(
            "membrane.mesh_cell",
            "mesh cell",
            raw.membrane.mesh_cell,
            2.0,
            200.0,
        );
        let sound = self.membrane("membrane.shape", &raw.membrane.shape, raw, cell_is_sound);
        if let Some(shape) = &raw.postsynaptic {
            self.membrane("postsynaptic", shape, raw, cell_is_sound);
        }
        sound
    }

    fn membrane(
        &mut self,
        path: &str,
        shape: &Shape,
        raw: &raw::SceneFile,
        cell_is_sound: bool,
    ) -> bool {
        if !self.shape(path, shape) {
            return false;
        }
        if shape.bounds().is_none() {
            self.tell(
                path,
                "this membrane has no end",
                "intersect it with a ball, an ellipsoid or a slab",
            );
            return false;
        }
        if surface_points(shape).is_empty() {
            self.tell(
                path,
                "this membrane encloses nothing",
                "let the parts of an intersection overlap",
            );
            return false;
        }
        let grid = Surface::grid_points(shape, raw.membrane.mesh_cell);
        if cell_is_sound && grid.is_none_or(|points| points > MOST_GRID_POINTS) {
            self.tell(
                path,
                format!(
                    "meshing this with cells of {} nm takes more than {} million points",
                    raw.membrane.mesh_cell,
                    MOST_GRID_POINTS / 1e6
                ),
                "make mesh_cell larger or the membrane smaller",
            );
            return false;
        }
        true
    }

    /// Whether a shape's numbers make sense.
    fn shape(&mut self, path: &str, shape: &Shape) -> bool {
        if !self.count(path, "levels of shapes", shape.depth(), limits::SHAPE_DEPTH)
            || !self.count(
                path,
                "parts of a shape",
                count_parts(shape),
                limits::SHAPE_PARTS,
            )
        {
            return false;
        }
        self.part(path, shape)
    }

    fn part(&mut self, path: &str, shape: &Shape) -> bool {
        let at = |field: &str| format!("{path}.{field}");
        let longest = limits::COORDINATE_NM;
        match shape {
            Shape::Sphere { centre, radius } => {
                self.point(&at("centre"), *centre)
                    & self.number(&at("radius"), "radius", *radius, 1.0, longest)
            }
            Shape::Ellipsoid { centre, radii } => {
                let mut sound = self.point(&at("centre"), *centre);
                for (index, radius) in radii.iter().enumerate() {
                    let path = at(&format!("radii[{index}]"));
                    sound &= self.number(&path, "radius", *radius, 1.0, longest);
                }
                sound
            }
            Shape::Capsule { from, to, radius } => {
                self.point(&at("from"), *from)
                    & self.point(&at("to"), *to)
                    & self.number(&at("radius"), "radius", *radius, 1.0, longest)
            }
            Shape::HalfSpace { point, normal } => {
                self.point(&at("point"), *point) & self.direction(&at("normal"), *normal).is_some()
            }
            Shape::Slab {
                centre,
                half,
                rounding,
            } => {
                let mut sound = self.point(&at("centre"), *centre);
                for (index, length) in half.iter().enumerate() {
                    let path = at(&format!("half[{index}]"));
                    sound &= self.number(&path, "half width", *length, 1.0, longest);
                }
                let most = half.iter().copied().fold(longest, f64::min);
                sound && self.number(&at("rounding"), "rounding", *rounding, 0.0, most)
            }
            Shape::SmoothUnion { blend, parts } | Shape::SmoothIntersection { blend, parts } => {
                let mut sound = self.number(&at("blend"), "blend", *blend, 0.0, 10_000.0);
                if parts.is_empty() {
                    self.tell(
                        &at("parts"),
                        "there are no parts to blend",
                        "list at least one shape",
                    );
                    sound = false;
                }
                for (index, part) in parts.iter().enumerate() {
                    sound &= self.part(&at(&format!("parts[{index}]")), part);
                }
                sound
            }
        }
    }

    fn cleft(&mut self, raw: &raw::SceneFile, on: Option<&Shape>, sites: &[Site]) {
        let (Some(_), Some(neighbour)) = (on, &raw.postsynaptic) else {
            return;
        };
        // Faulty numbers are told already and would be told again.
        if self.problems.is_empty()
            && let Some(site) = sites
                .iter()
                .find(|site| neighbour.distance(site.point) < 5.0)
        {
            self.tell(
                "postsynaptic",
                format!(
                    "the postsynaptic membrane touches the cell at the site `{}`",
                    site.name
                ),
                "leave a cleft of some 20 nm",
            );
        }
    }

    fn active_zone(
        &mut self,
        raw: &raw::SceneFile,
        on: Option<&Shape>,
        sites: &[Site],
    ) -> Option<ActiveZone> {
        let zone = raw.active_zone.as_ref()?;
        let radius_is_sound =
            self.number("active_zone.radius", "radius", zone.radius, 10.0, 5000.0);
        let centre = self.on_membrane("active_zone.centre", zone.centre, on)?;
        if radius_is_sound {
            for (index, site) in sites.iter().enumerate() {
                let away = site.point.distance(centre);
                if away > zone.radius {
                    self.tell(
                        &format!("sites[{index}].point"),
                        format!(
                            "the site `{}` is {away:.0} nm from the middle of the active zone, \
                             whose radius is {} nm",
                            site.name, zone.radius
                        ),
                        "move the site or make the zone larger",
                    );
                }
            }
        }
        Some(ActiveZone {
            centre,
            radius_nm: zone.radius,
        })
    }

    fn cut(&mut self, raw: &raw::SceneFile, on: Option<&Shape>) -> Option<Plane> {
        let cut = raw.cut.as_ref()?;
        let point_is_sound = self.point("cut.point", cut.point);
        let normal = self.direction("cut.normal", cut.normal)?;
        let plane = Plane {
            point: DVec3::from(cut.point),
            normal,
        };
        if point_is_sound && let Some(membrane) = on {
            let keeps = surface_points(membrane)
                .into_iter()
                .any(|point| (point - plane.point).dot(normal) <= 0.0);
            if !keeps {
                self.tell(
                    "cut",
                    "the cut takes the whole cell away",
                    "let the normal point to the side that is taken away",
                );
            }
        }
        Some(plane)
    }

    // Tracks and sites

    fn tracks_are_few(&mut self, raw: &raw::SceneFile) {
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
        let length: f64 = curves()
            .flat_map(|curve| curve.points.windows(2))
            .map(|pair| DVec3::from(pair[0]).distance(DVec3::from(pair[1])))
            .sum();
        if length > limits::ALL_TRACKS_NM {
            self.tell(
                "microtubules",
                format!("all tracks together are {:.0} µm long", length / 1000.0),
                format!("keep to {:.0} µm", limits::ALL_TRACKS_NM / 1000.0),
            );
        }
    }

    fn curves(
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
                    points,
                }
            })
            .collect()
    }

    fn curve(&mut self, path: &str, points: &[[f64; 3]]) -> bool {
        let path = format!("{path}.points");
        if !self.count(&path, "points", points.len(), limits::TRACK_POINTS) {
            return false;
        }
        let mut sound = true;
        for (index, point) in points.iter().enumerate() {
            sound &= self.point(&format!("{path}[{index}]"), *point);
        }
        let length: f64 = points
            .windows(2)
            .map(|pair| DVec3::from(pair[0]).distance(DVec3::from(pair[1])))
            .sum();
        if sound && length < 10.0 {
            self.tell(
                &path,
                "a track through these points is less than 10 nm long",
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
            let nearest = (0..points.len())
                .min_by(|&a, &b| {
                    points[a]
                        .distance(place)
                        .total_cmp(&points[b].distance(place))
                })
                .unwrap_or_default();
            self.tell(
                &format!("{path}.points[{nearest}]"),
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

    fn sites(
        &mut self,
        list: &str,
        raw: &[raw::Site],
        width: f64,
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
            if let Some(other) = sites
                .iter()
                .find(|other| other.point.distance(point) < width)
            {
                let what = format!(
                    "the site `{}` is {:.0} nm from the site `{}`: vesicles would overlap",
                    shortened(&site.name),
                    other.point.distance(point),
                    shortened(&other.name)
                );
                self.tell(&path, what, format!("keep sites {width} nm apart"));
            }
            sites.push(Site {
                name: site.name.trim().to_owned(),
                point,
            });
        }
        sites
    }

    /// The point set exactly on the membrane, if it was written near it.
    fn on_membrane(&mut self, path: &str, point: [f64; 3], on: Option<&Shape>) -> Option<DVec3> {
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

    // Vesicles

    fn start(&mut self, raw: &raw::SceneFile) -> Start {
        let start = &raw.start;
        let standing = start
            .tethered
            .saturating_add(start.docked)
            .saturating_add(start.primed);
        if standing > raw.sites.len() {
            self.tell(
                "start",
                format!(
                    "{standing} vesicles can't stand at {} release sites",
                    raw.sites.len()
                ),
                "add sites or let fewer be tethered, docked and primed",
            );
        }
        if start.walking > 0 && raw.microtubules.is_empty() {
            self.tell(
                "start.walking",
                "vesicles can't walk without microtubules",
                "add a microtubule or let none walk",
            );
        }
        self.count(
            "start.walking",
            "walking vesicles",
            start.walking,
            limits::WALKING,
        );
        Start {
            tethered: start.tethered,
            docked: start.docked,
            primed: start.primed,
            walking: start.walking,
        }
    }

    fn constitutive(&mut self, raw: &raw::SceneFile) -> Option<Constitutive> {
        let lane = raw.constitutive.as_ref()?;
        let path = "constitutive.carriers";
        self.count(path, "carriers", lane.carriers, limits::CARRIERS);
        if lane.carriers > 0 && (raw.constitutive_sites.is_empty() || raw.microtubules.is_empty()) {
            self.tell(
                path,
                "carriers have nowhere to go",
                "give at least one microtubule and one of constitutive_sites",
            );
        }
        Some(Constitutive {
            carriers: lane.carriers,
        })
    }

    fn pool_counts(&mut self, raw: &raw::SceneFile) -> bool {
        let mut sound = self.count("pools", "pools", raw.pools.len(), limits::POOLS);
        let all = raw
            .pools
            .iter()
            .fold(0_usize, |sum, pool| sum.saturating_add(pool.places));
        sound &= self.count("pools", "places of all pools", all, limits::PLACES);
        for (index, pool) in raw.pools.iter().enumerate().take(limits::POOLS) {
            let path = format!("pools[{index}]");
            if pool.filled > pool.places {
                self.tell(
                    &format!("{path}.filled"),
                    format!("{} places can't hold {} vesicles", pool.places, pool.filled),
                    "fill at most as many as there are places",
                );
            }
            if pool.at.len() > pool.places {
                self.tell(
                    &format!("{path}.at"),
                    format!(
                        "{} places are listed, but `places` says {}",
                        pool.at.len(),
                        pool.places
                    ),
                    "count those listed into `places`",
                );
                sound = false;
            }
            let path = format!("{path}.region");
            match &pool.region {
                Some(region) => {
                    if !self.shape(&path, region) {
                        sound = false;
                    } else if region.bounds().is_none() {
                        self.tell(
                            &path,
                            "this region has no end",
                            "choose a ball, an ellipsoid, a capsule or a slab",
                        );
                        sound = false;
                    }
                }
                None if pool.at.len() < pool.places => {
                    self.tell(
                        &path,
                        format!(
                            "{} places are asked for and {} are listed",
                            pool.places,
                            pool.at.len()
                        ),
                        "give a region for the rest",
                    );
                    sound = false;
                }
                None => {}
            }
        }
        sound
    }

    fn pools(&mut self, raw: &[raw::Pool], surroundings: &Surroundings) -> Vec<PoolPlaces> {
        let mut crowd = Crowd::new();
        // All places given by hand stand before any is drawn.
        let mut listed: Vec<Vec<DVec3>> = Vec::new();
        for (index, pool) in raw.iter().enumerate() {
            let mut places = Vec::new();
            for (number, &point) in pool.at.iter().enumerate() {
                let path = format!("pools[{index}].at[{number}]");
                if !self.point(&path, point) {
                    continue;
                }
                let point = DVec3::from(point);
                if crowd.overlaps(point) {
                    self.tell(
                        &path,
                        "a vesicle here would overlap another",
                        format!("keep places {VESICLE_NM} nm apart"),
                    );
                } else if let Some(obstacle) = surroundings.obstacle(point) {
                    self.tell(
                        &path,
                        format!("this place {}", obstacle.in_words()),
                        "move it into free cytosol",
                    );
                }
                crowd.place(point);
                places.push(point);
            }
            listed.push(places);
        }
        let mut pools = Vec::new();
        for ((index, pool), mut places) in raw.iter().enumerate().zip(listed) {
            let wanted = pool.places.saturating_sub(pool.at.len());
            if let Some(region) = &pool.region
                && wanted > 0
            {
                let drawn = crowd.fill(region, wanted, surroundings);
                if drawn.len() < wanted {
                    self.tell(
                        &format!("pools[{index}].places"),
                        format!(
                            "only {} of {wanted} places fit into this region",
                            drawn.len()
                        ),
                        "ask for fewer or make the region larger",
                    );
                }
                places.extend(drawn);
            }
            pools.push(PoolPlaces {
                pool: match pool.pool {
                    raw::PoolKind::Reserve => Pool::Reserve,
                    raw::PoolKind::Recycling => Pool::Recycling,
                },
                filled: pool.filled,
                places,
            });
        }
        pools
    }

    // Views and script

    fn views(
        &mut self,
        raw: &raw::SceneFile,
        on: Option<&Shape>,
        landmarks: &[DVec3],
        cut: Option<Plane>,
    ) -> Vec<ViewPoint> {
        if raw.views.is_empty() {
            self.tell(
                "views",
                "the scene has no view",
                "give at least one; a scene opens with the first",
            );
        }
        if !self.count("views", "views", raw.views.len(), limits::VIEWS) {
            return Vec::new();
        }
        let membranes: Vec<&Shape> = match on {
            Some(membrane) if self.problems.is_empty() => {
                raw.postsynaptic.iter().chain([membrane]).collect()
            }
            Some(membrane) => vec![membrane],
            None => Vec::new(),
        };
        let mut seen: Vec<DVec3> = landmarks.to_vec();
        seen.extend(on.into_iter().flat_map(surface_points));
        let mut names = HashMap::new();
        raw.views
            .iter()
            .enumerate()
            .map(|(index, view)| {
                let path = format!("views[{index}]");
                self.name(&path, &view.name, &mut names);
                let title_path = format!("{path}.title");
                self.words(&title_path, "title", &view.title, limits::TITLE_LETTERS);
                let view_point = ViewPoint {
                    name: view.name.trim().to_owned(),
                    title: view.title.trim().to_owned(),
                    eye: DVec3::from(view.eye),
                    look_at: DVec3::from(view.look_at),
                    field_of_view: view.field_of_view,
                    cut: view.cut,
                };
                let sound = self.point(&format!("{path}.eye"), view.eye)
                    & self.point(&format!("{path}.look_at"), view.look_at)
                    & self.number(
                        &format!("{path}.field_of_view"),
                        "field of view",
                        view.field_of_view,
                        1.0,
                        120.0,
                    );
                if view.cut && raw.cut.is_none() {
                    self.tell(
                        &format!("{path}.cut"),
                        "there is no plane to cut with",
                        "give the scene a `cut`, or leave the view uncut",
                    );
                }
                if sound {
                    self.view(&path, &view_point, &membranes, &seen, cut);
                }
                view_point
            })
            .collect()
    }

    fn view(
        &mut self,
        path: &str,
        view: &ViewPoint,
        membranes: &[&Shape],
        seen: &[DVec3],
        cut: Option<Plane>,
    ) {
        let Some(frame) = PictureFrame::of(view) else {
            self.tell(
                &format!("{path}.look_at"),
                "the camera looks at the place where it stands",
                "move `eye` away from `look_at`",
            );
            return;
        };
        // What is cut away is in no camera's way.
        let in_the_open =
            view.cut && cut.is_some_and(|plane| (view.eye - plane.point).dot(plane.normal) > 0.0);
        let in_a_membrane = membranes
            .iter()
            .any(|membrane| membrane.distance(view.eye).abs() < EYE_CLEARANCE_NM);
        if in_a_membrane && !in_the_open {
            self.tell(
                &format!("{path}.eye"),
                "the camera stands in a membrane",
                format!("move it {EYE_CLEARANCE_NM} nm away or more"),
            );
            return;
        }
        let Some(cell) = membranes.last() else { return };
        let looks_at_something = seen.iter().any(|&point| frame.holds(point))
            || frame.rays().any(|ray| meets(cell, view.eye, ray));
        if !looks_at_something {
            self.tell(
                &format!("{path}.look_at"),
                "this view looks past the cell: nothing is in its picture",
                "look at a point of the cell, such as a site",
            );
        }
    }

    fn script(&mut self, raw: &[raw::Line]) -> Vec<TimedChange> {
        if !self.count("script", "lines of script", raw.len(), limits::SCRIPT) {
            return Vec::new();
        }
        let mut script = Vec::new();
        for (index, line) in raw.iter().enumerate() {
            let at = line.at.parse::<SimTime>().map_err(|error| {
                self.tell_error(&format!("script[{index}].at"), &error.to_string());
            });
            let at = at.and_then(|at| {
                if at > SimTime::from_secs(86_400.0) {
                    self.tell(
                        &format!("script[{index}].at"),
                        "this is later than a day",
                        "choose an earlier time",
                    );
                    return Err(());
                }
                Ok(at)
            });
            let change = Change::parse(&line.set).map_err(|error| {
                self.tell_error(&format!("script[{index}].set"), &error.to_string());
            });
            if let (Ok(at), Ok(change)) = (at, change) {
                script.push(TimedChange { at, change });
            }
        }
        script.sort_by_key(|line| line.at);
        script
    }

    /// Tells an error whose text holds both what is wrong and what to do.
    fn tell_error(&mut self, path: &str, error: &str) {
        let error = shortened_to(error, 300);
        match error.split_once("; ") {
            Some((what, remedy)) => self.tell(path, what, remedy),
            None => self.tell(path, error, "`exoscope controls` lists what may be set"),
        }
    }
}

fn count_parts(shape: &Shape) -> usize {
    1 + shape.parts().iter().map(count_parts).sum::<usize>()
}

fn shortened(name: &str) -> String {
    shortened_to(name, limits::NAME_LETTERS)
}

fn shortened_to(text: &str, letters: usize) -> String {
    let plain = text.replace(char::is_control, " ");
    match plain.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &plain[..end]),
        None => plain,
    }
}

/// Points all over a bounded membrane; none if it encloses nothing.
fn surface_points(membrane: &Shape) -> Vec<DVec3> {
    const SIDE: u32 = 5;
    let Some((low, high)) = membrane.bounds() else {
        return Vec::new();
    };
    (0..SIDE * SIDE * SIDE)
        .map(|index| {
            let lattice = [index % SIDE, index / SIDE % SIDE, index / SIDE / SIDE];
            let part = DVec3::from(lattice.map(f64::from)) / f64::from(SIDE - 1);
            membrane.onto_surface(low + (high - low) * part)
        })
        .filter(|&point| membrane.distance(point).abs() < 0.1)
        .collect()
}

/// The pyramid of space that a view shows.
struct PictureFrame {
    eye: DVec3,
    forward: DVec3,
    /// Half the picture's width and height, one nanometre before the eye.
    right: DVec3,
    up: DVec3,
}

impl PictureFrame {
    fn of(view: &ViewPoint) -> Option<Self> {
        let forward = (view.look_at - view.eye).try_normalize()?;
        let right = forward.cross(DVec3::Y).try_normalize().unwrap_or(DVec3::X);
        let half_height = libm::tan(0.5 * view.field_of_view.to_radians());
        Some(Self {
            eye: view.eye,
            forward,
            right: right * half_height * PICTURE_WIDTH,
            up: right.cross(forward) * half_height,
        })
    }

    fn holds(&self, point: DVec3) -> bool {
        let offset = point - self.eye;
        let depth = offset.dot(self.forward);
        let within = |half: DVec3| offset.dot(half).abs() <= depth * half.length_squared();
        depth > 0.0 && within(self.right) && within(self.up)
    }

    /// Directions to nine points of the picture.
    fn rays(&self) -> impl Iterator<Item = DVec3> {
        (0..9).map(|index| {
            let (x, y) = (f64::from(index % 3 - 1), f64::from(index / 3 - 1));
            (self.forward + 0.8 * (x * self.right + y * self.up)).normalize()
        })
    }
}

/// Whether a ray meets a membrane (or starts inside it).
fn meets(membrane: &Shape, eye: DVec3, ray: DVec3) -> bool {
    const STEPS: usize = 200;
    let mut along = 0.0;
    for _ in 0..STEPS {
        let distance = membrane.distance(eye + along * ray);
        if distance < 1.0 {
            return true;
        }
        // Less than the distance, which is only exact near the surface.
        along += 0.7 * distance;
        if along > 4.0 * limits::COORDINATE_NM {
            break;
        }
    }
    false
}
