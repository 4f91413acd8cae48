//! Whether shapes enclose anything, and what is laid on and through them: the
//! cleft, the active zone, the cut.

use bevy::math::DVec3;

use super::{Inspection, limits};
use crate::{
    biology::{parameters::Parameters, vesicles::Classes},
    geometry::{
        face::Face,
        shape::Shape,
        surface::{MOST_GRID_POINTS, Surface},
    },
    scene::{ActiveZone, Axon, Capillary, CarbonFibre, ClosedGap, Plane, Site, raw},
};

/// Shortest and longest side of a closed gap, in nanometres.
const GAP_NM: [f64; 2] = [5.0, 10_000.0];
/// Smallest and largest radius of a carbon fibre, and how far it may be from
/// the membrane, in nanometres.
const FIBRE_NM: [f64; 2] = [100.0, 50_000.0];
const FIBRE_OFF_NM: [f64; 2] = [50.0, 10_000.0];
/// Smallest and largest radius of a capillary, and how far its wall keeps from
/// the cell, in nanometres.
const VESSEL_NM: [f64; 2] = [500.0, 20_000.0];
const VESSEL_OFF_NM: f64 = 50.0;
/// A gap touches a membrane if it is in it no further than this.
const TOUCHING_NM: f64 = 0.01;

impl Inspection<'_> {
    pub(super) fn membranes(&mut self, raw: &raw::SceneFile) -> bool {
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
    pub(super) fn shape(&mut self, path: &str, shape: &Shape) -> bool {
        if !self.count(path, "levels of shapes", shape.depth(), limits::SHAPE_DEPTH)
            || !self.count(
                path,
                "simple shapes in one",
                count_simple(shape),
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

    /// Writes the sites of a grid out, behind those that are listed.
    pub(super) fn lay_out_grid(&mut self, raw: &mut raw::SceneFile) {
        let Some(grid) = &raw.site_grid else { return };
        let path = "site_grid";
        let count = grid.columns.saturating_mul(grid.rows);
        let all = count.saturating_add(raw.sites.len());
        let sound = self.point("site_grid.centre", grid.centre)
            & self.number("site_grid.spacing", "spacing", grid.spacing, 1.0, 10_000.0)
            & self.count(path, "sites", all, limits::SITES);
        if count == 0 {
            self.tell(
                path,
                "this grid has no sites",
                "give it at least one column and one row",
            );
        }
        if !sound {
            return;
        }
        let middle = DVec3::from(grid.centre);
        let from_middle = |index: usize, all: usize| index as f64 - (all - 1) as f64 / 2.0;
        for index in 0..count {
            let x = from_middle(index % grid.columns, grid.columns);
            let z = from_middle(index / grid.columns, grid.rows);
            let point = middle + DVec3::new(x, 0.0, z) * grid.spacing;
            raw.sites.push(raw::Site {
                name: format!("site-{}", raw.sites.len() + 1),
                point: point.to_array(),
            });
        }
    }

    pub(super) fn cleft(
        &mut self,
        raw: &raw::SceneFile,
        on: Option<&Shape>,
        sites: &[Site],
        classes: &Classes,
    ) {
        let (Some(_), Some(neighbour)) = (on, &raw.postsynaptic) else {
            return;
        };
        if raw.active_zone.is_some() && !classes.regulated.iter().all(|kind| kind.holds_solute()) {
            self.tell(
                "active_zone",
                "granules and lysosomes don't release into a cleft, and receptors across it would wait in vain",
                "leave out one of `active_zone` and `postsynaptic`",
            );
        }
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

    pub(super) fn closed_gap(
        &mut self,
        raw: &raw::SceneFile,
        on: Option<&Shape>,
    ) -> Option<ClosedGap> {
        let gap = raw.closed_gap.as_ref()?;
        let mut sound = self.point("closed_gap.centre", gap.centre);
        for (index, length) in gap.size.iter().enumerate() {
            let path = format!("closed_gap.size[{index}]");
            sound &= self.number(&path, "length", *length, GAP_NM[0], GAP_NM[1]);
        }
        let path = "closed_gap.molecules";
        sound &= self.count(path, "molecules", gap.molecules, limits::MOLECULES);
        if gap.molecules == 0 {
            self.tell(path, "the gap is empty", "put a molecule in it");
        }
        if raw.active_zone.is_some() {
            self.tell(
                "closed_gap",
                "what an active zone releases has no way into a closed gap",
                "leave out one of the two",
            );
        }
        let gap = ClosedGap {
            centre: DVec3::from(gap.centre),
            sizes_nm: DVec3::from(gap.size),
            molecules: gap.molecules,
        };
        if sound && let Some(membrane) = on {
            let half_bilayer_nm = Parameters::default().half_bilayer_nm;
            let deepest = std::iter::once(membrane)
                .chain(&raw.postsynaptic)
                .flat_map(|shape| points_of(&gap).map(|point| shape.distance(point)))
                .fold(f64::INFINITY, f64::min);
            if deepest < half_bilayer_nm - TOUCHING_NM {
                self.tell(
                    "closed_gap",
                    format!(
                        "the gap reaches {:.1} nm into a membrane",
                        half_bilayer_nm - deepest
                    ),
                    format!("keep it {half_bilayer_nm} nm from the membranes' mid-planes"),
                );
            }
        }
        Some(gap)
    }

    /// An axon has two ends.
    pub(super) fn axon(&mut self, raw: &raw::SceneFile) -> Option<Axon> {
        let axon = raw.axon.as_ref()?;
        let is_sound = self.point("axon.from", axon.from) & self.point("axon.to", axon.to);
        let found = Axon {
            from: DVec3::from(axon.from),
            to: DVec3::from(axon.to),
        };
        if !is_sound {
            return None;
        }
        if found.from.distance(found.to) < 10.0 {
            self.tell(
                "axon.to",
                "an axon between these ends is less than 10 nm long",
                "move its ends apart",
            );
            return None;
        }
        Some(found)
    }

    /// The capillary runs past the cell and does not touch it.
    pub(super) fn capillary(
        &mut self,
        raw: &raw::SceneFile,
        on: Option<&Shape>,
        parameters: &Parameters,
    ) -> Option<Capillary> {
        let vessel = raw.capillary.as_ref()?;
        let sound = self.point("capillary.from", vessel.from)
            & self.point("capillary.to", vessel.to)
            & self.number(
                "capillary.radius",
                "radius",
                vessel.radius,
                VESSEL_NM[0],
                VESSEL_NM[1],
            );
        let found = Capillary {
            from: DVec3::from(vessel.from),
            to: DVec3::from(vessel.to),
            radius_nm: vessel.radius,
        };
        if !sound {
            return None;
        }
        if found.from.distance(found.to) < 10.0 {
            self.tell(
                "capillary.to",
                "a capillary between these ends is less than 10 nm long",
                "move its ends apart",
            );
            return None;
        }
        let needed_nm = found.radius_nm + parameters.capillary.wall_nm + VESSEL_OFF_NM;
        let nearest_nm = |shape: &Shape| {
            const STEPS: u32 = 64;
            (0..=STEPS)
                .map(|step| {
                    found
                        .from
                        .lerp(found.to, f64::from(step) / f64::from(STEPS))
                })
                .map(|point| shape.distance(point))
                .fold(f64::INFINITY, f64::min)
        };
        if let Some(membrane) = on
            && nearest_nm(membrane) < needed_nm
        {
            self.tell(
                "capillary",
                format!(
                    "the capillary's axis comes within {:.0} nm of the cell",
                    nearest_nm(membrane)
                ),
                format!("keep it {needed_nm:.0} nm or more outside"),
            );
        }
        Some(found)
    }

    /// The carbon fibre stands outside the cell, over one of its sites at least.
    pub(super) fn carbon_fibre(
        &mut self,
        raw: &raw::SceneFile,
        on: Option<&Shape>,
        sites: &[Site],
    ) -> Option<CarbonFibre> {
        let fibre = raw.carbon_fibre.as_ref()?;
        let path = "carbon_fibre.centre";
        let sound = self.point(path, fibre.centre)
            & self.number(
                "carbon_fibre.radius",
                "radius",
                fibre.radius,
                FIBRE_NM[0],
                FIBRE_NM[1],
            );
        let found = CarbonFibre {
            centre: DVec3::from(fibre.centre),
            radius_nm: fibre.radius,
        };
        if sound && let Some(membrane) = on {
            let away_nm = membrane.distance(found.centre);
            if !(FIBRE_OFF_NM[0]..=FIBRE_OFF_NM[1]).contains(&away_nm) {
                let where_it_is = if away_nm < 0.0 {
                    "inside the cell".to_owned()
                } else {
                    format!("{away_nm:.0} nm from the membrane")
                };
                self.tell(
                    path,
                    format!("the carbon fibre is {where_it_is}"),
                    format!(
                        "let its disc face the cell from {} to {} nm outside",
                        FIBRE_OFF_NM[0], FIBRE_OFF_NM[1]
                    ),
                );
                return None;
            }
            let face = Face {
                centre: found.centre,
                radius_nm: found.radius_nm,
                out: membrane.normal(membrane.closest(found.centre)),
            };
            let hears = |site: &Site| {
                let outward = membrane.normal(site.point);
                face.over_nm(site.point, outward).is_some()
            };
            if !sites.is_empty() && !sites.iter().any(hears) {
                self.tell(
                    path,
                    "no release site is under the carbon fibre",
                    "move it over one, or make its radius larger",
                );
            }
        }
        Some(found)
    }

    pub(super) fn active_zone(
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

    pub(super) fn cut(&mut self, raw: &raw::SceneFile, on: Option<&Shape>) -> Option<Plane> {
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
}

/// Points all over a box, its corners among them.
fn points_of(gap: &ClosedGap) -> impl Iterator<Item = DVec3> {
    const SIDE: u32 = 9;
    (0..SIDE * SIDE * SIDE).map(|index| {
        let lattice = [index % SIDE, index / SIDE % SIDE, index / SIDE / SIDE];
        let part = DVec3::from(lattice.map(f64::from)) / f64::from(SIDE - 1);
        gap.centre + gap.sizes_nm * (part - 0.5)
    })
}

/// The shapes that a shape is made of, of which each is one by itself.
fn count_simple(shape: &Shape) -> usize {
    let parts = shape.parts().iter().map(count_simple);
    parts.sum::<usize>().max(1)
}

/// Points all over a bounded membrane; none if it encloses nothing.
pub(super) fn surface_points(membrane: &Shape) -> Vec<DVec3> {
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
