//! Whether a Golgi lies in the cell, and fibrils outside it.

use std::collections::HashMap;

use bevy::math::DVec3;

use super::{Inspection, limits, shortened, tracks::length_through, vesicles::leads_carriers};
use crate::{
    biology::{parameters::Parameters, vesicles::Classes},
    geometry::{shape::Shape, spline::Spline},
    scene::{Fibril, Golgi, raw},
};

/// A fibril keeps so far from the membrane's mid-plane.
const FIBRIL_CLEARANCE_NM: f64 = 20.0;

impl Inspection<'_> {
    pub(super) fn golgi(
        &mut self,
        raw: &raw::SceneFile,
        on: Option<&Shape>,
        classes: &Classes,
    ) -> Option<Golgi> {
        let golgi = raw.golgi.as_ref()?;
        if classes.constitutive.iter().any(|kind| kind.holds_sacs()) {
            self.tell(
                "golgi",
                "multivesicular bodies don't bud from a Golgi",
                "leave it out, or let the regulated vesicles be others than lysosomes",
            );
        }
        let mut sound = self.point("golgi.centre", golgi.centre);
        sound &= self.count("golgi.cargo", "carriers' worth", golgi.cargo, limits::CARGO);
        let path = "golgi.collagen_share";
        sound &= self.number(path, "share", golgi.collagen_share, 0.0, 1.0);
        let axis = self.direction("golgi.axis", golgi.axis)?;
        if raw.constitutive_sites.is_empty() || !leads_carriers(raw) {
            self.tell(
                "golgi",
                "its carriers have nowhere to go",
                "give at least one microtubule for them and one of constitutive_sites",
            );
        }
        if raw.retrieval_sites.is_empty() {
            self.tell(
                "golgi",
                "membrane that carriers give can't come back",
                "give places to take it back in retrieval_sites",
            );
        }
        let centre = DVec3::from(golgi.centre);
        let reach_nm = Parameters::default()
            .secretory
            .stack(centre, axis)
            .reach_nm();
        if let Some(membrane) = on.filter(|_| sound)
            && membrane.distance(centre) > -reach_nm
        {
            self.tell(
                "golgi.centre",
                "the Golgi does not lie wholly in the cell",
                format!(
                    "keep its middle {:.0} nm inside the membrane",
                    reach_nm.ceil()
                ),
            );
        }
        Some(Golgi {
            centre,
            axis,
            cargo: golgi.cargo,
            collagen_share: golgi.collagen_share,
        })
    }

    /// Whether fibrils are few enough to be looked at one by one.
    fn fibrils_are_few(&mut self, raw: &[raw::Fibril]) -> bool {
        let points = raw.iter().map(|fibril| fibril.points.len()).sum();
        let most = limits::ALL_FIBRIL_POINTS;
        let mut sound = self.count("fibrils", "fibrils", raw.len(), limits::FIBRILS);
        sound &= self.count("fibrils", "points of fibrils", points, most);
        let lengths = raw.iter().map(|fibril| length_through(&fibril.points));
        let length: f64 = lengths.sum();
        if length > limits::ALL_FIBRILS_NM {
            self.tell(
                "fibrils",
                format!("all fibrils together are {:.0} µm long", length / 1000.0),
                format!("keep to {:.0} µm", limits::ALL_FIBRILS_NM / 1000.0),
            );
            sound = false;
        }
        sound
    }

    pub(super) fn fibrils(
        &mut self,
        raw: &[raw::Fibril],
        on: Option<&Shape>,
        parameters: &Parameters,
    ) -> Vec<Fibril> {
        const STEP_NM: f64 = 10.0;
        if !self.fibrils_are_few(raw) {
            return Vec::new();
        }
        let mut names = HashMap::new();
        let mut fibrils = Vec::new();
        for (index, fibril) in raw.iter().enumerate() {
            let path = format!("fibrils[{index}]");
            self.name(&path, &fibril.name, &mut names);
            if !self.curve(&path, &fibril.points) {
                continue;
            }
            let points: Vec<DVec3> = fibril.points.iter().copied().map(DVec3::from).collect();
            let Some(line) = Spline::through(&points) else {
                continue;
            };
            let room = (line.length() / parameters.secretory.nm_a_molecule()) as usize;
            if fibril.molecules > room {
                self.tell(
                    &format!("{path}.molecules"),
                    format!(
                        "{} molecules make a fibril longer than its line",
                        fibril.molecules
                    ),
                    format!("keep to {room}, or let the line be longer"),
                );
            }
            if let Some(membrane) = on {
                let steps = (line.length() / STEP_NM).ceil() as usize;
                let inside = (0..=steps)
                    .map(|step| line.at(step as f64 * STEP_NM).position)
                    .find(|place| membrane.distance(*place) < FIBRIL_CLEARANCE_NM);
                if let Some(place) = inside {
                    self.tell(
                        &format!("{path}.points"),
                        format!(
                            "the fibril `{}` comes too near to the membrane at ({:.0}, {:.0}, {:.0})",
                            shortened(&fibril.name),
                            place.x,
                            place.y,
                            place.z
                        ),
                        format!("keep it {FIBRIL_CLEARANCE_NM} nm outside"),
                    );
                }
            }
            fibrils.push(Fibril {
                name: fibril.name.trim().to_owned(),
                points,
                molecules: fibril.molecules,
            });
        }
        fibrils
    }
}
