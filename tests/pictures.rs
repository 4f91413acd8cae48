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

fn picture(words: &[&str], folder: &Path) -> RgbImage {
    let output = folder.join("picture.png");
    let made = Command::new(env!("CARGO_BIN_EXE_exoscope"))
        .arg("still")
        .args(["synaptic_bouton", "--seed", "1", "--size", "640x360"])
        .args(words)
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

fn is_like_the_kept_one(name: &str, words: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let made = picture(words, folder.path());
    let kept: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name]
        .iter()
        .collect();
    let kept = kept.with_extension("png");
    if std::env::var_os("EXOSCOPE_KEEP_PICTURES").is_some() {
        made.save(&kept).expect("room for the picture");
    }
    let likeness = likeness(&made, &read(&kept));
    assert!(
        likeness > ALIKE,
        "{name} is {likeness:.4} like the kept one"
    );
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
        let moment = ["--at", "3.2052s", "--view", "collapse", "--follow", "174"];
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
    let words = ["--at", "1s", "--view", "docked"];
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
fn the_whole_terminal_looks_as_kept() {
    is_like_the_kept_one("bouton-wide", &["--at", "500ms"]);
}

#[test]
fn the_active_zone_looks_as_kept() {
    is_like_the_kept_one("active-zone", &["--at", "500ms", "--view", "active-zone"]);
}

#[test]
fn the_light_theme_looks_as_kept() {
    is_like_the_kept_one("light", &["--at", "500ms", "--theme", "light"]);
}

/// The script's action potential of 3.2 s: vesicle 174 collapses; at that of 9 s
/// 42 kisses and runs; a pit began with vesicle 192 at 19.7 s.
fn of_vesicle<'a>(at: &'a str, view: &'a str, vesicle: &'a str) -> [&'a str; 6] {
    ["--at", at, "--view", view, "--follow", vesicle]
}

#[test]
fn an_open_pore_looks_as_kept() {
    is_like_the_kept_one("pore", &of_vesicle("3.2018s", "pore", "174"));
}

#[test]
fn a_vesicle_that_collapses_looks_as_kept() {
    for (name, at) in [
        ("collapse-u", "3.2052s"),
        ("collapse-dimple", "3.2062s"),
        ("collapse-nearly-flat", "3.2072s"),
    ] {
        is_like_the_kept_one(name, &of_vesicle(at, "collapse", "174"));
    }
}

#[test]
fn calcium_beside_open_channels_looks_as_kept() {
    is_like_the_kept_one("calcium", &["--at", "3.2009s", "--view", "active-zone"]);
}

#[test]
fn a_kiss_and_run_looks_as_kept() {
    is_like_the_kept_one("kiss-and-run", &of_vesicle("9.006s", "kiss-and-run", "42"));
}

#[test]
fn membrane_taken_back_looks_as_kept() {
    is_like_the_kept_one("retrieval", &of_vesicle("23.1s", "retrieval", "192"));
}
