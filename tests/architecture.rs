//! The arrows of the design, read off the sources: the simulation knows no
//! pictures, panels, commands, files or wall clocks, and geometry knows
//! nothing but itself.

use std::{fs, path::Path};

fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is in the package") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("sources are text");
            found.push((path.display().to_string(), text));
        }
    }
    found
}

fn assert_free_of(folder: &str, forbidden: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(folder);
    let sources = sources(&root);
    assert!(!sources.is_empty());
    for (file, text) in sources {
        for word in forbidden {
            assert!(!text.contains(word), "{file} names {word}");
        }
    }
}

#[test]
fn the_simulation_knows_no_pictures_panels_files_or_wall_clocks() {
    assert_free_of(
        "sim",
        &[
            "crate::view",
            "crate::ui",
            "crate::film",
            "crate::export",
            "crate::cli",
            "crate::window",
            "bevy_egui",
            "std::fs",
            "std::time::",
            "Res<Time",
            "bevy::render",
            "bevy::pbr",
            "bevy::window",
            "thread_rng",
            "rand::rng()",
        ],
    );
}

#[test]
fn geometry_knows_nothing_but_itself() {
    assert_free_of(
        "geometry",
        &[
            "crate::sim",
            "crate::scene",
            "crate::view",
            "crate::ui",
            "std::fs",
        ],
    );
}

#[test]
fn scenes_build_nothing_that_can_be_seen() {
    assert_free_of(
        "scene",
        &["crate::view", "crate::ui", "crate::film", "bevy::pbr"],
    );
}
