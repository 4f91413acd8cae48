//! The arrows of the design, read off the sources: each room of the house knows only
//! rooms below it, so that no two stand in a circle; and the simulation knows no
//! windows, files or wall clocks.
//!
//! Made-up sources show that whatever breaks a rule would be found.

mod desk;
mod files;
mod lists;
mod paths;
mod state;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use paths::{Named, named};

/// The rooms of the house, each above those that it may know: the ground (texts, numbers with
/// units, words that are like others, files), shapes, the vocabulary of biology, the
/// cell of a scene, what happens in it, what people ask for; then the picture, which
/// moment of it is seen and from where, the panels, pictures without a window and meshes;
/// and last what puts all of it together, on a screen or as a command.
const HOUSE: [&str; 16] = [
    "text", "units", "likeness", "files", "geometry", "biology", "scene", "sim", "session", "view",
    "play", "ui", "film", "export", "window", "cli",
];

/// What shapes, scenes and the biology know nothing of.
const PICTURES: [&str; 7] = [
    "bevy_egui",
    "egui_plot",
    "bevy::render",
    "bevy::pbr",
    "bevy::core_pipeline",
    "bevy::window",
    "bevy::winit",
];
/// What would let the machine or the moment decide what happens.
const OUTER_WORLD: [&str; 8] = [
    "std::fs",
    "std::env",
    "std::time",
    "bevy::time",
    "bevy::platform::time",
    "rand::rng",
    "rand::thread_rng",
    "rand::random",
];
/// The same, by the names that a prelude gives them.
const CLOCKS: [&str; 4] = ["Time", "Instant", "SystemTime", "thread_rng"];

/// A source, and where it stands below the root.
struct Source {
    file: String,
    module: Vec<String>,
    text: String,
}

impl Source {
    fn new(file: &str, text: String) -> Self {
        let place = file.trim_start_matches("src/").trim_end_matches(".rs");
        let module = place
            .split('/')
            .filter(|part| !matches!(*part, "mod" | "lib" | "main"))
            .map(str::to_owned)
            .collect();
        Self {
            file: file.to_owned(),
            module,
            text,
        }
    }

    /// The room that it is part of; the door has none.
    fn room(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }

    fn named(&self, rooms: &[String]) -> Vec<Named> {
        named(&self.text, &self.module, rooms)
            .unwrap_or_else(|error| panic!("{}: {error}", self.file))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder of the package, sorted.
fn files_below(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is in the package") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<Source> {
    let files = files_below("src").into_iter();
    let sources: Vec<Source> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("sources are text");
            let file = path.strip_prefix(root()).expect("a file of the package");
            let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
            Source::new(&parts.join("/"), text)
        })
        .collect();
    assert!(sources.len() > 100, "the sources are not where they were");
    sources
}

fn rooms(sources: &[Source]) -> Vec<String> {
    let mut rooms: Vec<String> = HOUSE.map(str::to_owned).to_vec();
    rooms.extend(sources.iter().filter_map(Source::room).map(str::to_owned));
    rooms.sort_unstable();
    rooms.dedup();
    rooms
}

/// Which room knows which, and a file that shows it.
fn arrows(sources: &[Source]) -> BTreeMap<(String, String), String> {
    let rooms = rooms(sources);
    let mut arrows = BTreeMap::new();
    for source in sources {
        let Some(from) = source.room() else {
            continue;
        };
        for named in source.named(&rooms) {
            let to = if named.is_everything() {
                "everything"
            } else {
                named.room().unwrap_or(from)
            };
            if to != from {
                let arrow = (from.to_owned(), to.to_owned());
                arrows.entry(arrow).or_insert_with(|| source.file.clone());
            }
        }
    }
    arrows
}

/// What is wrong with the arrows between rooms.
fn wrong_arrows(sources: &[Source]) -> Vec<String> {
    let floor = |room: &str| HOUSE.iter().position(|other| *other == room);
    let arrows = arrows(sources);
    let mut wrong: Vec<String> = arrows
        .iter()
        .filter_map(|((from, to), file)| match (floor(from), floor(to)) {
            (Some(above), Some(below)) if below < above => None,
            (Some(_), Some(_)) => Some(format!("{file}: `{from}` must not know `{to}`")),
            (None, _) => Some(format!("{file}: `{from}` has no place in HOUSE")),
            // A name that is no room, such as one that the door gives on.
            (_, None) => Some(format!("{file}: `{from}` names `{to}`, which is no room")),
        })
        .collect();
    wrong.sort();
    wrong
}

/// What a source names of the outer world that its room must not know.
fn wrong_names(source: &Source, rooms: &[String]) -> Vec<String> {
    let (places, words): (Vec<&str>, &[&str]) = match source.room() {
        Some("sim" | "biology" | "geometry") => {
            ([&PICTURES[..], &OUTER_WORLD].concat(), &CLOCKS[..])
        }
        Some("scene") => (PICTURES.to_vec(), &[]),
        _ => return Vec::new(),
    };
    let named = source.named(rooms).into_iter();
    named
        .filter(|named| {
            let last = named.segments.last().map_or("", String::as_str);
            words.contains(&last) || places.iter().any(|place| named.may_reach(place))
        })
        .map(|named| format!("{} names {}", source.file, named.segments.join("::")))
        .collect()
}

#[test]
fn every_room_knows_only_rooms_below_it() {
    let wrong = wrong_arrows(&sources());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn geometry_and_units_know_nothing_but_themselves() {
    for ((from, to), file) in arrows(&sources()) {
        let is_ground = matches!(from.as_str(), "geometry" | "units" | "likeness");
        assert!(!is_ground, "{file}: `{from}` knows `{to}`");
    }
}

#[test]
fn biology_and_shapes_know_no_pictures_panels_files_or_wall_clocks() {
    let sources = sources();
    let rooms = rooms(&sources);
    let wrong: Vec<String> = sources
        .iter()
        .flat_map(|source| wrong_names(source, &rooms))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Sources that break a rule, each in another way.
const TO_BE_CAUGHT: [(&str, &str); 25] = [
    ("src/sim/a.rs", "use crate::view::Following;"),
    (
        "src/sim/a.rs",
        "use crate::{units::SimTime, view::Following};",
    ),
    (
        "src/sim/a.rs",
        "use crate::{sim::{record}, ui::{self, texts}};",
    ),
    ("src/sim/a.rs", "pub use crate::film::still;"),
    ("src/sim/b/c.rs", "use super::super::super::window;"),
    ("src/sim/b/mod.rs", "use super::{super::cli, record};"),
    (
        "src/sim/a.rs",
        "mod tests { use super::super::super::view::theme; }",
    ),
    ("src/sim/a.rs", "fn f() -> f32 { crate::view::SCALE }"),
    ("src/sim/a.rs", "fn f(x: &crate::ui::Panels) {}"),
    (
        "src/sim/a.rs",
        "fn f() { let _ = vec![crate::ui::texts::word(\"a\")]; }",
    ),
    (
        "src/sim/a.rs",
        "macro_rules! m { () => { use $crate::{units, view::calm}; }; }",
    ),
    ("src/sim/a.rs", "use crate as house;"),
    ("src/sim/a.rs", "use crate::*;"),
    ("src/sim/a.rs", "extern crate self as house;"),
    ("src/sim/a.rs", "#[path = \"../view/calm.rs\"] mod calm;"),
    ("src/geometry/a.rs", "use crate::scene::Scene;"),
    ("src/scene/check/a.rs", "use crate::view;"),
    ("src/scene/a.rs", "use crate::sim::controls::Controls;"),
    ("src/biology/a.rs", "use crate::{scene::Scene, units};"),
    (
        "src/biology/controls/a.rs",
        "fn f(x: &crate::sim::controls::Controls) {}",
    ),
    ("src/view/a.rs", "fn f() { super::super::ui::plugin(); }"),
    ("src/ui/mod.rs", "use super::window::run;"),
    ("src/attic/mod.rs", "use crate::units::SimTime;"),
    ("src/units.rs", "use exoscope::scene::Scene;"),
    ("src/film/a.rs", "use crate::{cli::{self as commands}};"),
];

/// Sources that keep to the rules and look as if they did not.
const TO_BE_LET_PASS: [(&str, &str); 9] = [
    (
        "src/sim/a.rs",
        "//! As `crate::view` shows it.\nuse crate::units::SimTime;",
    ),
    (
        "src/sim/a.rs",
        "const WORDS: &str = \"use crate::view::Following;\";",
    ),
    (
        "src/sim/a.rs",
        "use super::{cell::Cell, super::geometry::neck};",
    ),
    (
        "src/sim/a.rs",
        "fn f() { let view = 1; let ui = view; view_of(ui); }",
    ),
    (
        "src/sim/view/a.rs",
        "use super::super::view::b; use self::c::d;",
    ),
    (
        "src/ui/a.rs",
        "use crate::{sim::{record::{self, Event}, Session}, view::{*}};",
    ),
    ("src/main.rs", "fn main() { exoscope::cli::run() }"),
    (
        "src/lib.rs",
        "pub mod view; use view::calm; pub use ui::Panels;",
    ),
    (
        "src/scene/a.rs",
        "use crate::biology::controls::Control; use super::super::biology::cards;",
    ),
];

/// Sources of the biology that know the outer world, each in another way.
const WORLDLY: [&str; 13] = [
    "use std::fs;",
    "use std::{collections::BTreeMap, fs::File};",
    "use std::{self as rust};",
    "use std::*;",
    "use bevy::{prelude::*, render::mesh::Mesh};",
    "fn f() { let _ = std::time::Instant::now(); }",
    "use std::time::Duration as Stretch;",
    "fn f(time: Res<Time>) {}",
    "fn f(time: bevy::prelude::Res<bevy::prelude::Time<Real>>) {}",
    "use bevy_egui::egui;",
    "use rand::{Rng, rng};",
    "fn f() { assert!(rand::random()); }",
    "use bevy as engine;",
];
const UNWORLDLY: [&str; 5] = [
    "use std::{collections::BTreeMap, fmt};",
    "use bevy::{math::DVec3, prelude::*};",
    "use rand::{Rng, RngExt};",
    "use crate::units::SimTime; fn f(time: SimTime) { time.fs(); }",
    "/// Not `std::fs`, and no `Res<Time>`.\nfn f(fs: u8, time: f64) {}",
];

#[test]
fn made_up_arrows_are_told_apart() {
    let found = |(file, text): (&str, &str)| wrong_arrows(&[Source::new(file, text.to_owned())]);
    for source in TO_BE_CAUGHT {
        assert_eq!(found(source).len(), 1, "{source:?}: {:?}", found(source));
    }
    for source in TO_BE_LET_PASS {
        assert!(found(source).is_empty(), "{source:?}: {:?}", found(source));
    }
}

#[test]
fn made_up_sources_that_know_the_outer_world_are_told_apart() {
    for file in ["src/sim/a.rs", "src/biology/a.rs", "src/geometry/a.rs"] {
        let found = |text: &str| {
            let source = Source::new(file, text.to_owned());
            wrong_names(&source, &rooms(&[]))
        };
        for text in WORLDLY {
            assert!(!found(text).is_empty(), "{file}: {text} was let pass");
        }
        for text in UNWORLDLY {
            assert!(found(text).is_empty(), "{file}: {text}: {:?}", found(text));
        }
    }
}

#[test]
fn a_made_up_circle_is_found_and_a_lonely_arrow_closes_none() {
    let pair = |first: &str, second: &str| {
        let sources = [
            Source::new("src/sim/a.rs", first.to_owned()),
            Source::new("src/view/a.rs", second.to_owned()),
        ];
        wrong_arrows(&sources).len()
    };
    assert_eq!(pair("use crate::view::a;", "use crate::sim::a;"), 1);
    assert_eq!(pair("use crate::units;", "use crate::sim::a;"), 0);
}
