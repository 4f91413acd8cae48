//! From the raw form of a scene to the checked one: everything that types
//! can't say.
//!
//! All problems of a file are collected. What depends on something faulty (a
//! site on a membrane that makes no sense) is passed over, so that one mistake
//! is told once.

mod class;
mod classes;
mod letters;
mod membranes;
mod outside;
mod rooms;
mod tracks;
mod vesicles;
mod views;

use std::collections::HashMap;

use bevy::math::DVec3;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use class::{is_class, read_class};
use classes::class_files;

use super::{
    Curve, Files, Problem, Scene, Site,
    placement::{Clearances, Surroundings},
    positions::Positions,
    raw,
};
use crate::{
    biology::{
        parameters::Parameters,
        vesicles::{CellKind, Pathway},
    },
    geometry::spline::Spline,
    text::word,
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
    /// Controls that begin with a value of the scene's own.
    pub const CONTROLS: usize = 100;
    /// Lines of the script.
    pub const SCRIPT: usize = 1000;
    /// Simple shapes in one shape.
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
    /// Seconds of cell time in a second on screen: what the lens can do.
    pub const PACE: [f64; 2] = [1e-6, 100.0];
    /// Fibrils of collagen.
    pub const FIBRILS: usize = 200;
    /// Points of all fibrils.
    pub const ALL_FIBRIL_POINTS: usize = 10_000;
    /// Length of all fibrils in nanometres.
    pub const ALL_FIBRILS_NM: f64 = 500_000.0;
    /// Carriers' worth of cargo in a Golgi.
    pub const CARGO: usize = 10_000;
    /// Molecules in a closed gap.
    pub const MOLECULES: usize = 1_000_000;
    /// Any coordinate or length, in nanometres.
    pub const COORDINATE_NM: f64 = 100_000.0;
    /// Classes of vesicle of one pathway.
    pub const CLASSES: usize = 8;
    /// Words for one of a class.
    pub const CALLED: usize = 8;
    /// Letters of what is told of a class, or of one of its numbers.
    pub const SENTENCE_LETTERS: usize = 600;
    /// Kinds of protein in a vesicle's membrane, and copies of one, or of channels.
    pub const PROTEINS: usize = 16;
    pub const COPIES: usize = 5000;
    /// Pumps of a vesicle.
    pub const PUMPS: usize = 32;
    /// Numbers that a class brings.
    pub const NUMBERS: usize = 200;
    /// Undigested bodies in a vesicle.
    pub const BODIES: usize = 200;
    /// Molecules in a vesicle of mean size.
    pub const MOLECULES_IN_A_VESICLE: f64 = 1e8;
    /// Problems told of one file.
    pub const PROBLEMS: usize = 100;
}

/// How near to the membrane a microtubule's plus end must come.
const PLUS_END_NM: f64 = 300.0;
/// How near to the membrane an actin filament must end.
const ACTIN_END_NM: f64 = 150.0;
/// Outer radii of tracks, with half a bilayer.
const MICROTUBULE_CLEARANCE_NM: f64 = 12.5 + 2.25;
const ACTIN_CLEARANCE_NM: f64 = 3.5 + 2.25;

/// Checks `raw`, read from `text`.
pub(super) fn check(
    file: &str,
    name: String,
    text: &str,
    raw: raw::SceneFile,
    files: &Files,
) -> Result<Scene, Vec<Problem>> {
    let mut inspection = Inspection::of(file, text);
    let scene = inspection.scene(name, raw, files);
    inspection.finish(scene)
}

struct Inspection<'a> {
    file: &'a str,
    positions: Positions<'a>,
    problems: Vec<Problem>,
    untold: usize,
}

impl<'a> Inspection<'a> {
    /// One that has found nothing yet.
    fn of(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            positions: Positions::of(text),
            problems: Vec::new(),
            untold: 0,
        }
    }
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

    fn finish(self, scene: Option<Scene>) -> Result<Scene, Vec<Problem>> {
        let problems = self.told();
        match scene {
            Some(scene) if problems.is_empty() => Ok(scene),
            _ => Err(problems),
        }
    }

    /// All that it has found, in the order of the file.
    fn told(mut self) -> Vec<Problem> {
        // Those of files beside it come after its own.
        self.problems.sort_by_key(|problem| {
            let is_beside = problem.file != self.file;
            let file = problem.file.clone();
            (is_beside, file, problem.line, problem.column)
        });
        if self.untold > 0
            && let Some(last) = self.problems.last().cloned()
        {
            self.problems.push(Problem {
                what: format!("{} more problems are not listed", self.untold),
                remedy: "mend those above first".into(),
                ..last
            });
        }
        self.problems
    }

    /// The checked scene; none where no membrane makes sense.
    fn scene(&mut self, name: String, mut raw: raw::SceneFile, files: &Files) -> Option<Scene> {
        self.lay_out_grid(&mut raw);
        self.words("title", "title", word(&raw.title), limits::TITLE_LETTERS);
        self.words(
            "summary",
            "summary",
            word(&raw.summary),
            limits::TITLE_LETTERS,
        );
        if let Some(pace) = raw.pace {
            self.number("pace", "pace", pace, limits::PACE[0], limits::PACE[1]);
        }
        let membrane_is_sound = self.membranes(&raw);
        let script = self.script(&raw.script);
        let (cell, usual) = kinds_of_cell(&raw);
        let classes = self.classes(&raw, usual, files);
        let parameters = Parameters::with(cell, classes.clone());
        let controls = self.controls(&raw.controls, &classes);
        let start = self.start(&raw, &parameters);
        let constitutive = self.constitutive(&raw, &parameters);
        self.tracks_are_few(&raw);
        self.filaments_carry_all(&raw.actin);
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
        let sites = self.sites("sites", &raw.sites, on, &mut names);
        let constitutive_sites = self.sites(
            "constitutive_sites",
            &raw.constitutive_sites,
            on,
            &mut names,
        );
        let retrieval_sites = self.sites("retrieval_sites", &raw.retrieval_sites, on, &mut names);
        self.rooms(
            [&sites, &constitutive_sites, &retrieval_sites],
            on,
            raw.membrane.mesh_cell,
            raw.golgi.is_some(),
            &parameters,
        );
        let golgi = self.golgi(&raw, on, &classes);
        let fibrils = self.fibrils(&raw.fibrils, on, &parameters);
        let axon = self.axon(&raw);
        let capillary = self.capillary(&raw, on, &parameters);
        let carbon_fibre = self.carbon_fibre(&raw, on, &sites);
        let active_zone = self.active_zone(&raw, on, &sites);
        self.cleft(&raw, on, &sites, &classes);
        let closed_gap = self.closed_gap(&raw, on);
        let cut = self.cut(&raw, on);

        // Curves are measured only where their number and length are sound.
        let is_sound = self.problems.is_empty();
        let [tracks, filaments] = [&microtubules, &actin].map(|curves| splines(curves, is_sound));
        let ends = tracks.iter().map(|curve| curve.at(f64::INFINITY).position);
        let fusing = sites.iter().chain(&constitutive_sites);
        let landmarks: Vec<DVec3> = fusing.map(|site| site.point).chain(ends).collect();
        let views = self.views(&raw, on, &landmarks, cut);
        let pools_are_sound = self.pool_counts(&raw);

        let mut pools = Vec::new();
        if membrane_is_sound && pools_are_sound {
            let surroundings = surroundings(
                Surroundings::new(membrane, clearances(&parameters)),
                [&tracks, &filaments],
                [&sites, &constitutive_sites, &retrieval_sites],
            );
            pools = self.pools(&raw.pools, &surroundings);
        }

        membrane_is_sound.then(|| Scene {
            called: name.clone(),
            name,
            title: word(raw.title.trim()).to_owned(),
            summary: word(raw.summary.trim()).to_owned(),
            pace: raw.pace,
            membrane: raw.membrane.shape,
            mesh_cell_nm: raw.membrane.mesh_cell,
            postsynaptic: raw.postsynaptic,
            cell,
            classes,
            class_files: class_files(&raw.classes),
            axon,
            carbon_fibre,
            capillary,
            active_zone,
            closed_gap,
            microtubules,
            actin,
            sites,
            constitutive_sites,
            retrieval_sites,
            pools,
            start,
            constitutive,
            golgi,
            fibrils,
            views,
            cut,
            controls,
            script,
        })
    }

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
        } else if words.chars().any(letters::is_hidden) {
            self.tell(
                path,
                format!("the {what} has letters in it that can't be seen"),
                "write it anew, without marks that turn or hide text",
            );
        }
    }

    /// A name that must be the only one of its sort.
    fn name(&mut self, path: &str, name: &str, names: &mut HashMap<String, String>) {
        let path = format!("{path}.name");
        let before = self.problems.len() + self.untold;
        self.words(&path, "name", name, limits::NAME_LETTERS);
        if self.problems.len() + self.untold == before && name.chars().any(letters::is_joining) {
            self.tell(
                &path,
                "the name has letters in it that can't be seen",
                "two names could look alike; write it without joiners",
            );
        }
        // Names that differ in blanks only look alike too.
        let seen = letters::evenly_spaced(name);
        if let Some(first) = names.get(&seen) {
            let (line, _) = self.positions.find(first);
            self.tell(
                &path,
                format!("the name `{}` is taken on line {line}", shortened(name)),
                "give each its own name; blanks make no difference",
            );
        } else {
            names.insert(seen, path);
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
}

/// The kind of cell, and that whose vesicles it has where it names no classes.
fn kinds_of_cell(raw: &raw::SceneFile) -> (CellKind, CellKind) {
    let known_by_its_vesicles = raw.regulated.map(|regulated| match regulated {
        raw::Regulated::SynapticVesicles => CellKind::Neuron,
        raw::Regulated::ChromaffinGranules => CellKind::ChromaffinCell,
        raw::Regulated::InsulinGranules => CellKind::BetaCell,
        raw::Regulated::Lysosomes => CellKind::Unexcitable,
    });
    let cell = raw.cell.or(known_by_its_vesicles).unwrap_or_default();
    (cell, known_by_its_vesicles.unwrap_or(cell))
}

/// The lines of tracks, if there is nothing wrong.
fn splines(curves: &[Curve], is_sound: bool) -> Vec<Spline> {
    let curves = curves.iter().filter(|_| is_sound);
    curves
        .filter_map(|curve| Spline::through(&curve.points))
        .collect()
}

fn clearances(parameters: &Parameters) -> Clearances {
    Clearances {
        vesicle_nm: 2.0 * parameters.largest_nm(Pathway::Regulated),
        carrier_nm: 2.0 * parameters.largest_nm(Pathway::Constitutive),
    }
}

/// What pools keep clear of: a membrane, with its tracks and its sites.
fn surroundings<'s>(
    mut bare: Surroundings<'s>,
    [tracks, filaments]: [&[Spline]; 2],
    [sites, constitutive_sites, retrieval_sites]: [&[Site]; 3],
) -> Surroundings<'s> {
    for curve in tracks {
        bare.add_microtubule(curve);
    }
    for curve in filaments {
        bare.add_actin(curve);
    }
    // A pit needs no more room than a vesicle that docks.
    for site in sites.iter().chain(retrieval_sites) {
        bare.add_site(site.point);
    }
    for site in constitutive_sites {
        bare.add_constitutive_site(site.point);
    }
    bare
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
