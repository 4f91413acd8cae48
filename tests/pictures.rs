//! Pictures, made without a window: not blank, of the size asked for, the same
//! each time, and like the kept ones in `tests/golden`.
//!
//! Kept pictures are made on a software device. After a change to the picture
//! that is meant, `EXOSCOPE_KEEP_PICTURES=1 cargo test --test pictures` makes
//! them anew; whoever does so opens each one and looks.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use image::{DynamicImage, RgbImage};

/// Two runs on the same device differ by rounding at most.
const SAME: f64 = 0.999;
/// Another driver shades edges a little differently; a part that is missing,
/// moved or of another colour costs more than this.
const ALIKE: f64 = 0.97;

/// The pictures that are kept: a name and the words that make it.
fn shots() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    include_str!("../scripts/shots.list")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut words = line.split_whitespace();
            let name = words.next().expect("a line with something in it");
            (name, words.collect())
        })
}

fn picture(words: &[&str], folder: &Path) -> RgbImage {
    let output = folder.join("picture.png");
    let made = Command::new(env!("CARGO_BIN_EXE_exoscope"))
        .arg("still")
        .args(words)
        .args(["--seed", "1", "--size", "640x360"])
        .arg("--output")
        .arg(&output)
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "{words:?}: {said}");
    read(&output)
}

fn read(file: &Path) -> RgbImage {
    image::open(file)
        .map(DynamicImage::into_rgb8)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn likeness(a: &RgbImage, b: &RgbImage) -> f64 {
    image_compare::rgb_hybrid_compare(a, b)
        .expect("pictures of one size")
        .score
}

/// How like the kept one a shot is, made anew.
fn likeness_to_kept(name: &str, words: &[&str]) -> f64 {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let made = picture(words, folder.path());
    let kept: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name]
        .iter()
        .collect();
    let kept = kept.with_extension("png");
    if std::env::var_os("EXOSCOPE_KEEP_PICTURES").is_some() {
        made.save(&kept).expect("room for the picture");
    }
    likeness(&made, &read(&kept))
}

/// Levels by which two pictures of one thing may differ, at other places of the
/// paper.
const ROUNDING: u8 = 6;

/// The left and the right half, without the line between them.
fn halves(picture: &RgbImage) -> [RgbImage; 2] {
    let (width, height) = picture.dimensions();
    let half = width / 2;
    [0, half]
        .map(|left| image::imageops::crop_imm(picture, left + 4, 0, half - 8, height).to_image())
}

#[test]
fn two_runs_beside_each_other_are_alike_if_nothing_differs_and_only_then() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let twin = |difference: &str| {
        let moment = [
            "synaptic_bouton",
            "--at",
            "3.2052s",
            "--view",
            "collapse",
            "--follow",
            "174",
        ];
        let mode = ["--set", "fusion.mode=full_collapse", "--twin", difference];
        let words: Vec<&str> = moment.into_iter().chain(mode).collect();
        let [first, other] = halves(&picture(&words, folder.path()));
        // Titles stand above the picture's middle.
        let below = |half: &RgbImage| {
            let (width, height) = half.dimensions();
            image::imageops::crop_imm(half, 0, height / 8, width, height - height / 8).to_image()
        };
        let (first, other) = (below(&first), below(&other));
        let pairs = first.pixels().zip(other.pixels());
        let different = pairs.filter(|(a, b)| (0..3).any(|c| a.0[c].abs_diff(b.0[c]) > ROUNDING));
        different.count() as f64 / f64::from(first.width() * first.height())
    };
    let (alike, unlike) = (twin("cargo.loaded=true"), twin("fusion.mode=kiss_and_run"));
    assert!(alike < 0.002 && unlike > 0.05, "{alike} {unlike}");
}

#[test]
fn the_same_words_give_the_same_picture() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let words = ["synaptic_bouton", "--at", "1s", "--view", "docked"];
    let (first, second) = (
        picture(&words, folder.path()),
        picture(&words, folder.path()),
    );
    assert_eq!(first.dimensions(), (640, 360));
    assert!(likeness(&first, &second) > SAME);
    let darkest = first.pixels().map(|pixel| u32::from(pixel.0[0])).min();
    let brightest = first.pixels().map(|pixel| u32::from(pixel.0[0])).max();
    assert!(brightest > darkest.map(|red| red + 100), "nearly blank");
}

#[test]
fn every_shot_looks_as_kept() {
    let unlike: Vec<String> = std::thread::scope(|scope| {
        let shots: Vec<_> = shots().collect();
        let halves = [0, 1].map(|half| {
            let mine: Vec<_> = shots.iter().skip(half).step_by(2).cloned().collect();
            scope.spawn(move || {
                mine.iter()
                    .map(|(name, words)| (*name, likeness_to_kept(name, words)))
                    .filter(|(_, likeness)| *likeness <= ALIKE)
                    .map(|(name, likeness)| format!("{name} is {likeness:.4} like the kept one"))
                    .collect::<Vec<_>>()
            })
        });
        halves
            .into_iter()
            .flat_map(|half| half.join().expect("a shot could be made"))
            .collect()
    });
    assert!(unlike.is_empty(), "{unlike:?}");
}

#[test]
fn every_kept_picture_is_one_of_the_shots() {
    let names: Vec<&str> = shots().map(|(name, _)| name).collect();
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden"]
        .iter()
        .collect();
    for entry in std::fs::read_dir(folder).expect("kept pictures") {
        let file = entry.expect("a file").path();
        let name = file
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name");
        assert!(names.contains(&name), "{name}");
    }
}
