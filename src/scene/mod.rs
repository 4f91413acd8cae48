//! Scene files: one cell, its tracks, its vesicles, its signals, its views.
//!
//! A file goes through three forms: text, the raw form that serde reads, and
//! the checked [`Scene`] that the simulation and the view are built from.
//! Nothing here builds anything that can be seen.

mod check;
mod placement;
mod positions;
mod problem;
mod raw;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use bevy::{math::DVec3, prelude::Resource};
use ron::{Options, extensions::Extensions};

pub use problem::{Problem, SceneError};

use crate::{
    biology::{
        controls::{Change, TimedChange},
        vesicles::{CellKind, Classes, Pathway, Pool, VesicleKind, golgi_carriers},
    },
    geometry::shape::Shape,
    likeness::most_like,
};

/// Where on a track vesicles walk when a run begins, in shares of its length.
pub const STARTS_ALONG: [f64; 2] = [0.1, 0.7];

/// A scene that passed every check. Lengths in nanometres; `y` is up, the
/// inside of the cell is where [`Shape::distance`] is negative.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct Scene {
    /// The name it is called by: that of the file, without its ending.
    pub name: String,
    /// What opens it again from anywhere: its name if it is built in, or else the
    /// path of its file.
    pub called: String,
    pub title: String,
    /// One line for lists.
    pub summary: String,
    /// Seconds of cell time in a second on screen as it opens, if it says.
    pub pace: Option<f64>,
    /// The mid-plane of the plasma membrane.
    pub membrane: Shape,
    /// Cell size for meshing the membranes.
    pub mesh_cell_nm: f64,
    /// The neighbour's membrane across the cleft.
    pub postsynaptic: Option<Shape>,
    pub cell: CellKind,
    /// The classes of vesicle in it.
    pub classes: Classes,
    /// Names of the files beside its own from which some of them were read.
    pub class_files: Vec<String>,
    pub axon: Option<Axon>,
    pub carbon_fibre: Option<CarbonFibre>,
    pub capillary: Option<Capillary>,
    pub active_zone: Option<ActiveZone>,
    /// A box full of transmitter in place of an open cleft.
    pub closed_gap: Option<ClosedGap>,
    /// Tracks run from the minus to the plus end.
    pub microtubules: Vec<Curve>,
    pub actin: Vec<Curve>,
    /// Release sites of the active zone, on the membrane.
    pub sites: Vec<Site>,
    /// Where constitutive carriers fuse, on the membrane.
    pub constitutive_sites: Vec<Site>,
    /// Where membrane is taken back, around the active zone.
    pub retrieval_sites: Vec<Site>,
    pub pools: Vec<PoolPlaces>,
    pub start: Start,
    pub constitutive: Option<Constitutive>,
    pub golgi: Option<Golgi>,
    /// Collagen outside the cell.
    pub fibrils: Vec<Fibril>,
    pub views: Vec<ViewPoint>,
    /// The plane that opens the cell: what lies beyond it along the normal is
    /// cut away.
    pub cut: Option<Plane>,
    /// What controls begin with, where that is not what the registry says.
    pub controls: Vec<Change>,
    /// Signals that play until somebody takes over.
    pub script: Vec<TimedChange>,
}

impl Scene {
    /// What opens it again, as one word of a command line.
    pub fn word(&self) -> Cow<'_, str> {
        let is_plain = |letter: char| {
            letter.is_alphanumeric()
                || "_-+./:@%,=".contains(letter)
                || (cfg!(windows) && letter == '\\')
        };
        if self.called.chars().all(is_plain) {
            Cow::Borrowed(&self.called)
        } else if cfg!(windows) {
            Cow::Owned(format!("\"{}\"", self.called))
        } else {
            Cow::Owned(format!("'{}'", self.called.replace('\'', r"'\''")))
        }
    }

    /// Whether vesicles wait in it for a signal: they do so at release sites.
    pub fn has_regulated(&self) -> bool {
        !self.sites.is_empty()
    }

    /// The classes of those of its vesicles that wait for a signal, if any do.
    pub fn regulated_classes(&self) -> Vec<VesicleKind> {
        if self.has_regulated() {
            self.classes.regulated.clone()
        } else {
            Vec::new()
        }
    }

    /// The classes of those that wait for none.
    pub fn constitutive_classes(&self) -> Vec<VesicleKind> {
        match (self.constitutive, self.golgi) {
            (None, _) => Vec::new(),
            (Some(_), None) => self.classes.constitutive.clone(),
            (Some(_), Some(_)) => golgi_carriers().to_vec(),
        }
    }

    /// The classes of all vesicles that there are in it.
    pub fn classes_here(&self) -> impl Iterator<Item = VesicleKind> {
        self.regulated_classes()
            .into_iter()
            .chain(self.constitutive_classes())
    }

    /// Whether vesicles rest in it in this pool.
    pub fn has_pool(&self, pool: Pool) -> bool {
        let mut pools = self.pools.iter();
        pools.any(|places| places.pool == pool && !places.places.is_empty())
    }
}

/// A patch of membrane from which regulated release happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ActiveZone {
    pub centre: DVec3,
    pub radius_nm: f64,
}

/// The way along which action potentials come. Where there is none, all of a cell's
/// membrane has one potential.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axon {
    /// Where an action potential is first.
    pub from: DVec3,
    pub to: DVec3,
}

impl Axon {
    /// Unit vector along it.
    pub fn direction(&self) -> DVec3 {
        (self.to - self.from).normalize_or_zero()
    }
}

/// An electrode outside the cell, whose end is a disc that faces it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CarbonFibre {
    /// The middle of the disc.
    pub centre: DVec3,
    pub radius_nm: f64,
}

/// A straight capillary outside the cell, whose blood flows from one end to the
/// other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capillary {
    pub from: DVec3,
    pub to: DVec3,
    /// Of the inside.
    pub radius_nm: f64,
}

/// A box with its sides along x, y and z and molecules of transmitter in it,
/// spread evenly when the run begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClosedGap {
    pub centre: DVec3,
    pub sizes_nm: DVec3,
    pub molecules: usize,
}

/// A named curve through points, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub name: String,
    /// The pathway whose vesicles it carries; both, if there is none.
    pub carries: Option<Pathway>,
    pub points: Vec<DVec3>,
}

/// A named point of the membrane.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    pub name: String,
    pub point: DVec3,
}

/// The places of one pool: the first `filled` of them hold a vesicle when the
/// run begins. No two places are nearer than a vesicle is wide, none touches
/// the membrane, none blocks a track.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolPlaces {
    pub pool: Pool,
    pub places: Vec<DVec3>,
    pub filled: usize,
}

/// How many regulated vesicles stand at the membrane or walk when the run
/// begins, besides those of the pools.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Start {
    pub tethered: usize,
    pub docked: usize,
    pub primed: usize,
    pub walking: usize,
}

/// The constitutive lane: how many carriers circulate, and how many of them
/// walk or stand at the membrane when the run begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constitutive {
    pub carriers: usize,
    pub walking: usize,
    pub tethered: usize,
    pub docked: usize,
}

/// The Golgi from which carriers bud.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Golgi {
    pub centre: DVec3,
    /// Unit vector to the side that sends out.
    pub axis: DVec3,
    /// Carriers' worth of cargo in it when the run begins.
    pub cargo: usize,
    /// Share of its carriers that hold procollagen; the others bring channels.
    pub collagen_share: f64,
}

/// The line along which a fibril of collagen grows from its middle, and the
/// molecules in it when the run begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Fibril {
    pub name: String,
    pub points: Vec<DVec3>,
    pub molecules: usize,
}

/// A named camera view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewPoint {
    pub name: String,
    pub title: String,
    pub eye: DVec3,
    pub look_at: DVec3,
    /// Vertical field of view in degrees.
    pub field_of_view: f64,
    /// Whether it is of one vesicle, which a picture of an event then follows.
    pub of_vesicle: bool,
    /// Whether the cutting plane is in force.
    pub cut: bool,
}

/// A plane through `point`; `normal` is a unit vector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    pub point: DVec3,
    pub normal: DVec3,
}

/// A scene that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// The name it is called by.
    pub name: &'static str,
    /// The scene file.
    pub text: &'static str,
}

/// The scenes that come with the program; the first is the default.
pub fn built_in() -> &'static [BuiltIn] {
    &[
        BuiltIn {
            name: "synaptic_bouton",
            text: include_str!("../../scenes/synaptic_bouton.ron"),
        },
        BuiltIn {
            name: "two_pathways",
            text: include_str!("../../scenes/two_pathways.ron"),
        },
        BuiltIn {
            name: "secretory_cell",
            text: include_str!("../../scenes/secretory_cell.ron"),
        },
        BuiltIn {
            name: "cleft_box",
            text: include_str!("../../scenes/cleft_box.ron"),
        },
        BuiltIn {
            name: "calcium_clamp",
            text: include_str!("../../scenes/calcium_clamp.ron"),
        },
        BuiltIn {
            name: "amperometry",
            text: include_str!("../../scenes/amperometry.ron"),
        },
        BuiltIn {
            name: "chromaffin_cell",
            text: include_str!("../../scenes/chromaffin_cell.ron"),
        },
        BuiltIn {
            name: "endocrine_cell",
            text: include_str!("../../scenes/endocrine_cell.ron"),
        },
        BuiltIn {
            name: "waste_disposal",
            text: include_str!("../../scenes/waste_disposal.ron"),
        },
    ]
}

/// Scene files larger than this are not read, in bytes.
pub const LARGEST_FILE: usize = 1 << 20;

/// Brackets in a scene file may be nested this deep.
const DEEPEST_BRACKETS: usize = 64;

/// Reads and checks the scene file `text`. `file_name` stands in messages and
/// gives the scene its name.
///
/// # Errors
/// The first problem of form, or all problems of meaning.
pub fn read(file_name: &str, text: &str) -> Result<Scene, Vec<Problem>> {
    read_beside(file_name, text, &|name| {
        Err(format!("there is no folder in which `{name}` could lie"))
    })
}

/// The same with files beside it, read by their names.
fn read_beside(file_name: &str, text: &str, files: &Files) -> Result<Scene, Vec<Problem>> {
    if text.len() > LARGEST_FILE {
        return Err(vec![Problem {
            file: file_name.to_owned(),
            line: 1,
            column: 1,
            what: format!("the file is larger than {} MiB", LARGEST_FILE >> 20),
            remedy: "leave points out, or give regions in place of single vesicles".into(),
        }]);
    }
    let file: raw::SceneFile = Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_recursion_limit(DEEPEST_BRACKETS)
        .from_str(text)
        .map_err(|error| vec![Problem::of_reading(file_name, &error)])?;
    check::check(file_name, scene_name(file_name), text, file, files)
}

/// What gives the text of a file beside a scene's by its name, or says why not.
type Files<'a> = dyn Fn(&str) -> Result<String, String> + 'a;

/// The name of a file without folders and ending.
fn scene_name(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.strip_suffix(".ron").unwrap_or(name).to_owned()
}

/// Whether a scene of this name is read from a file.
pub fn is_file(name_or_path: &str) -> bool {
    built_in().iter().all(|scene| scene.name != name_or_path)
}

/// The scene called `name_or_path`: a built-in one, or else (not on a web
/// page) that in the file of this path.
///
/// # Errors
/// No such scene or file, a file that can't be read, or a faulty one.
pub fn load(name_or_path: &str) -> Result<Scene, SceneError> {
    if let Some(found) = built_in().iter().find(|scene| scene.name == name_or_path) {
        return read(&format!("{}.ron", found.name), found.text).map_err(SceneError::Faulty);
    }
    load_file(name_or_path)
}

/// Whether a scene is sound, or a file with a class of vesicle.
///
/// # Errors
/// As [`load`].
#[cfg(not(target_arch = "wasm32"))]
pub fn check(name_or_path: &str) -> Result<(), SceneError> {
    let text = crate::files::read_text(name_or_path.as_ref(), LARGEST_FILE);
    match text {
        Ok(text) if is_file(name_or_path) && check::is_class(&text) => {
            let read = check::read_class(name_or_path, &text);
            read.map(drop).map_err(SceneError::Faulty)
        }
        _ => load(name_or_path).map(drop),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn load_file(path: &str) -> Result<Scene, SceneError> {
    use std::path::Path;

    use crate::files::{ReadError, read_text};
    match read_text(path.as_ref(), LARGEST_FILE) {
        Ok(text) => {
            let beside = |name: &str| {
                let file = Path::new(path).with_file_name(name);
                read_text(&file, LARGEST_FILE).map_err(|error| error.to_string())
            };
            let mut scene = read_beside(path, &text, &beside).map_err(SceneError::Faulty)?;
            let absolute = std::path::absolute(path).ok();
            scene.called = absolute
                .and_then(|path| path.into_os_string().into_string().ok())
                .unwrap_or_else(|| path.to_owned());
            Ok(scene)
        }
        Err(ReadError::NotThere) => Err(not_found(path)),
        Err(error) => Err(SceneError::Unreadable {
            file: path.to_owned(),
            why: error.to_string(),
        }),
    }
}

#[cfg(target_arch = "wasm32")]
fn load_file(path: &str) -> Result<Scene, SceneError> {
    Err(not_found(path))
}

fn not_found(name: &str) -> SceneError {
    let built_in: Vec<&'static str> = built_in().iter().map(|scene| scene.name).collect();
    // A path is a file that is not there, not a misspelt name.
    let is_path = name.contains(['/', '\\']) || name.ends_with(".ron");
    let meant = most_like(name, built_in.iter().map(|known| (*known, *known))).filter(|_| !is_path);
    SceneError::NotFound {
        name: name.to_owned(),
        hint: meant
            .map(|meant| format!(" (did you mean `{meant}`?)"))
            .unwrap_or_default(),
        built_in,
    }
}
