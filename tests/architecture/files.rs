//! The files of a room know each other in one direction, so that each can be read, and
//! changed, with no more than those below it in mind. A folder within a room counts as one
//! file, and what puts a room together (its `mod.rs`) is left aside; so are tests.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, paths, rooms, sources};

/// Rooms whose files stand in circles. The parts of a cell act on one another, and so do
/// those that compute them.
const ROUND: [&str; 1] = ["sim"];

/// Which file of a room names which others.
type Arrows<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The modules of a source that are files for tests.
fn tests_of(source: &Source) -> Vec<Vec<String>> {
    let names = paths::test_files(&source.text);
    let names = names.unwrap_or_else(|error| panic!("{}: {error}", source.file));
    let whole = |name: String| [source.module.as_slice(), &[name]].concat();
    names.into_iter().map(whole).collect()
}

/// The arrows between the files of a room.
fn arrows<'a>(sources: &'a [Source], room: &str, rooms: &[String]) -> Arrows<'a> {
    let here = |source: &&'a Source| source.room() == Some(room);
    let tests: Vec<Vec<String>> = sources.iter().filter(here).flat_map(tests_of).collect();
    let is_file = |source: &&'a Source| {
        let is_test = tests.iter().any(|test| source.module.starts_with(test));
        source.module.len() > 1 && !is_test
    };
    let files: Vec<&Source> = sources.iter().filter(here).filter(is_file).collect();
    let mut arrows = Arrows::new();
    for source in &files {
        let from = source.module[1].as_str();
        let named = paths::named_outside_tests(&source.text, &source.module, rooms)
            .unwrap_or_else(|error| panic!("{}: {error}", source.file));
        let known = files.iter().map(|other| other.module[1].as_str());
        let to = known.filter(|to| {
            *to != from
                && named.iter().any(|named| {
                    named.room() == Some(room) && named.segments.get(2).is_some_and(|at| at == to)
                })
        });
        arrows.entry(from).or_default().extend(to);
    }
    arrows
}

/// Whatever can be reached from a file along arrows.
fn reached<'a>(arrows: &Arrows<'a>, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut at: Vec<&str> = arrows[from].iter().copied().collect();
    while let Some(next) = at.pop() {
        if let Some((next, onward)) = arrows.get_key_value(next)
            && reached.insert(*next)
        {
            at.extend(onward);
        }
    }
    reached
}

/// The circles of a room, each with all files that lie on it.
fn circles<'a>(sources: &'a [Source], room: &str, rooms: &[String]) -> BTreeSet<Vec<&'a str>> {
    let arrows = arrows(sources, room, rooms);
    let reached: BTreeMap<&str, BTreeSet<&str>> = arrows
        .keys()
        .map(|file| (*file, reached(&arrows, file)))
        .collect();
    let on_one_with = |file: &str| -> Vec<&'a str> {
        let onward = reached[file].iter().copied();
        onward
            .filter(|other| reached[other].contains(file))
            .collect()
    };
    let circles = arrows.keys().map(|file| on_one_with(file));
    circles.filter(|circle| !circle.is_empty()).collect()
}

#[test]
fn files_of_a_room_stand_in_no_circle() {
    let sources = sources();
    let rooms = rooms(&sources);
    for room in rooms.iter().filter(|room| !ROUND.contains(&room.as_str())) {
        let found = circles(&sources, room, &rooms);
        assert!(found.is_empty(), "the circles of `{room}`: {found:?}");
    }
    for room in ROUND {
        let found = circles(&sources, room, &rooms);
        assert!(
            !found.is_empty(),
            "`{room}` has none: strike it out of ROUND"
        );
    }
}

/// Files of the picture that stand in one circle, in one way or another.
const ROUNDS: [&[(&str, &str)]; 5] = [
    &[
        ("src/view/a.rs", "use super::b::B;"),
        ("src/view/b.rs", "use crate::view::a::A;"),
    ],
    &[
        ("src/view/a.rs", "use super::{c, b::{self, B}};"),
        ("src/view/b.rs", "fn f(x: super::c::C) {}"),
        ("src/view/c.rs", "use crate::{units, view::a::*};"),
    ],
    &[
        ("src/view/a/mod.rs", "use super::b;"),
        ("src/view/a/c.rs", ""),
        ("src/view/b.rs", "use super::a::c::C;"),
    ],
    &[
        ("src/view/a/c/d.rs", "use super::super::super::b::B;"),
        ("src/view/b.rs", "fn f() { let _ = vec![super::a::A]; }"),
    ],
    &[
        ("src/view/a.rs", "pub(super) use super::b::B;"),
        (
            "src/view/b.rs",
            "mod tests { fn f() { super::super::a::g() } }",
        ),
    ],
];

/// Those that do not.
const STRAIGHTS: [&[(&str, &str)]; 6] = [
    &[
        ("src/view/a.rs", "use super::b::B;"),
        ("src/view/b.rs", "use super::{Shown, c};"),
        ("src/view/c.rs", "use crate::units;"),
    ],
    &[
        ("src/view/mod.rs", "mod a; mod b; use a::A;"),
        ("src/view/a.rs", "use super::Shown; use super::b::B;"),
        ("src/view/b.rs", "use crate::view::Shown;"),
    ],
    &[
        ("src/view/a.rs", "use super::b::B;"),
        (
            "src/view/b.rs",
            "#[cfg(test)] mod tests { use crate::view::a::A; }",
        ),
    ],
    &[
        ("src/view/a.rs", "use super::b::B;"),
        ("src/view/b.rs", "#[cfg(test)] mod c;"),
        ("src/view/b/c.rs", "use crate::view::a::A;"),
    ],
    &[
        ("src/view/a.rs", "use super::b::B;"),
        ("src/view/b.rs", "use crate::sim::a::A;"),
        ("src/sim/a.rs", "use super::b; use crate::view::a;"),
    ],
    &[
        ("src/view/a/b.rs", "use super::c;"),
        ("src/view/a/c.rs", "use super::b;"),
    ],
];

#[test]
fn made_up_circles_of_files_are_told_apart() {
    let found = |files: &[(&str, &str)]| {
        let files = files.iter();
        let sources: Vec<Source> = files
            .map(|(file, text)| Source::new(file, (*text).to_owned()))
            .collect();
        circles(&sources, "view", &rooms(&sources)).len()
    };
    for files in ROUNDS {
        assert_eq!(found(files), 1, "{files:?}");
    }
    for files in STRAIGHTS {
        assert_eq!(found(files), 0, "{files:?}");
    }
}
