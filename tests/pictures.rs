//! Pictures, made without a window: not blank, of the size asked for, the same
//! each time, and like the kept ones in `tests/golden`.
//!
//! Kept pictures are made on a software device, which `made-on.txt` beside them
//! names. On that same device a picture must be the kept one, pixel by pixel; on
//! another it must be like it everywhere. After a change to the picture that is
//! meant, `EXOSCOPE_KEEP_PICTURES=1 cargo test --test pictures` makes them anew;
//! whoever does so opens each one and looks.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use bevy::tasks::block_on;
use exoscope::{film::device, ui::drawer::Drawer};
use image::{DynamicImage, Rgb, RgbImage};

/// Another driver shades edges a little differently: a picture is like the kept one
/// as a whole,
const ALIKE: f64 = 0.97;
/// and in none of its parts, so many pixels wide and high, do levels differ by more
/// than this on average. A name that is missing, a thing that has moved or is of
/// another colour costs more.
const PART: u32 = 20;
const PART_LEVELS: f64 = 8.0;

/// The words of a line; what stands in quotes is one.
fn words_of(line: &'static str) -> Vec<&'static str> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(place, part)| match place % 2 {
            0 => part.split_whitespace().collect(),
            _ => vec![part],
        })
        .collect()
}

/// The pictures that are kept: a name and the words that make it.
fn shots() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lists = [
        include_str!("../scripts/shots.list"),
        include_str!("pictures.list"),
    ];
    let lines = lists.into_iter().flat_map(str::lines);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut words = words_of(line).into_iter();
            let name = words.next().expect("a line with something in it");
            (name, words.collect())
        })
}

fn picture(words: &[&str], folder: &Path) -> RgbImage {
    let output = folder.join("picture.png");
    let mut command = Command::new(env!("CARGO_BIN_EXE_exoscope"));
    command.arg("still").args(words).args(["--seed", "1"]);
    if !words.contains(&"--size") {
        command.args(["--size", "640x360"]);
    }
    let made = command.arg("--output").arg(&output).output();
    let made = made.expect("the program starts");
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "{words:?}: {said}");
    read(&output)
}

fn read(file: &Path) -> RgbImage {
    image::open(file)
        .map(DynamicImage::into_rgb8)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn golden(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name]
        .iter()
        .collect()
}

fn kept(name: &str) -> RgbImage {
    read(&golden(name).with_extension("png"))
}

/// What pictures are made with here: the device, its driver, and the processor, on
/// which a software device depends. And whether it is a software device.
fn made_with() -> (String, bool) {
    let settings = device::settings();
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: settings.backends.expect("the settings name some"),
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let adapter = block_on(instance.request_adapter(&wgpu::RequestAdapterOptions {
        power_preference: settings.power_preference,
        ..Default::default()
    }));
    let info = adapter.expect("a device to draw with").get_info();
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("", |rest| rest.trim_start_matches([':', ' ', '\t']));
    let is_software = info.device_type == wgpu::DeviceType::Cpu;
    let name = format!("{}\n{}\n{processor}\n", info.name, info.driver_info);
    (name, is_software)
}

/// How far the most different part of two pictures is apart, in levels, and where.
fn worst_part(a: &RgbImage, b: &RgbImage) -> (f64, [u32; 2]) {
    let (width, height) = a.dimensions();
    let mut worst = (0.0, [0, 0]);
    for top in (0..height).step_by(PART as usize) {
        for left in (0..width).step_by(PART as usize) {
            let mut sum = 0_u32;
            let mut count = 0_u32;
            for y in top..(top + PART).min(height) {
                for x in left..(left + PART).min(width) {
                    let (a, b) = (a.get_pixel(x, y), b.get_pixel(x, y));
                    sum += (0..3)
                        .map(|c| u32::from(a.0[c].abs_diff(b.0[c])))
                        .sum::<u32>();
                    count += 3;
                }
            }
            let levels = f64::from(sum) / f64::from(count);
            if levels > worst.0 {
                worst = (levels, [left, top]);
            }
        }
    }
    worst
}

/// What tells a picture from the kept one, if anything does.
fn difference(made: &RgbImage, kept: &RgbImage, must_be_exact: bool) -> Option<String> {
    if made.dimensions() != kept.dimensions() {
        return Some("it has another size".to_owned());
    }
    let (levels, [x, y]) = worst_part(made, kept);
    if must_be_exact {
        let pairs = made.pixels().zip(kept.pixels());
        let count = pairs.filter(|(a, b)| a != b).count();
        return (count > 0).then(|| {
            format!("{count} pixels differ, most of all near {x}, {y} ({levels:.2} levels)")
        });
    }
    let alike = image_compare::rgb_hybrid_compare(made, kept)
        .expect("pictures of one size")
        .score;
    (alike <= ALIKE || levels > PART_LEVELS)
        .then(|| format!("it is {alike:.4} like it; near {x}, {y} it is {levels:.2} levels off"))
}

/// What tells a shot, made anew, from the kept one.
fn changed(name: &str, words: &[&str], must_be_exact: bool) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let made = picture(words, folder.path());
    if is_keeping() {
        let file = golden(name).with_extension("png");
        made.save(file).expect("room for the picture");
    }
    difference(&made, &kept(name), must_be_exact).map(|why| format!("{name}: {why}"))
}

fn is_keeping() -> bool {
    std::env::var_os("EXOSCOPE_KEEP_PICTURES").is_some()
}

/// Levels by which two pictures of one thing may differ, at other places of the
/// paper.
const ROUNDING: u8 = 6;

/// Neighbours that differ by more levels stand on two sides of an edge.
const EDGE: u8 = 24;

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
            "--event",
            "flattening of the first evoked full collapse after 3s",
            "--after",
            "40%",
            "--view",
            "collapse",
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
    let words = [
        "synaptic_bouton",
        "--at",
        "1s",
        "--view",
        "docked",
        "--labels",
    ];
    let (first, second) = (
        picture(&words, folder.path()),
        picture(&words, folder.path()),
    );
    assert_eq!(first.dimensions(), (640, 360));
    assert_eq!(difference(&first, &second, made_with().1), None);
    let darkest = first.pixels().map(|pixel| u32::from(pixel.0[0])).min();
    let brightest = first.pixels().map(|pixel| u32::from(pixel.0[0])).max();
    assert!(brightest > darkest.map(|red| red + 100), "nearly blank");
}

#[test]
fn every_shot_looks_as_kept() {
    let note = golden("made-on.txt");
    let (here, _) = made_with();
    if is_keeping() {
        fs::write(&note, &here).expect("room for the note");
    }
    let must_be_exact = fs::read_to_string(note).is_ok_and(|kept| kept == here);
    let changed: Vec<String> = std::thread::scope(|scope| {
        let shots: Vec<_> = shots().collect();
        let halves = [0, 1].map(|half| {
            let mine: Vec<_> = shots.iter().skip(half).step_by(2).cloned().collect();
            scope.spawn(move || {
                mine.iter()
                    .filter_map(|(name, words)| changed(name, words, must_be_exact))
                    .collect::<Vec<_>>()
            })
        });
        halves
            .into_iter()
            .flat_map(|half| half.join().expect("a shot could be made"))
            .collect()
    });
    assert!(changed.is_empty(), "{changed:#?}");
}

#[test]
fn every_kept_picture_is_one_of_the_shots_and_every_panel_has_one() {
    let names: Vec<&str> = shots().map(|(name, _)| name).collect();
    for entry in fs::read_dir(golden("")).expect("kept pictures") {
        let file = entry.expect("a file").path();
        if file.extension().is_some_and(|ending| ending == "png") {
            let name = file.file_stem().and_then(|name| name.to_str());
            let name = name.expect("a name");
            assert!(names.contains(&name), "{name}");
        }
    }
    for panel in Drawer::ALL {
        let name = panel.name();
        let has_it = |(_, words): (&str, Vec<&str>)| words.contains(&name);
        assert!(shots().any(has_it), "no picture has the panel {name} in it");
    }
    for words in ["--labels", "--ui"] {
        let has_it = |(_, shot): (&str, Vec<&str>)| shot.contains(&words);
        assert!(shots().any(has_it), "no picture is made with {words}");
    }
}

#[test]
fn a_quoted_event_is_one_word_of_a_shot() {
    assert_eq!(
        words_of(r#"a b --event "c d e" --f 1"#),
        ["a", "b", "--event", "c d e", "--f", "1"]
    );
}

/// A place of a picture, moved, painted over or of another colour.
fn with_part(
    picture: &RgbImage,
    [left, top]: [u32; 2],
    pixel: impl Fn(u32, u32) -> Rgb<u8>,
) -> RgbImage {
    let mut other = picture.clone();
    for y in top..(top + PART).min(picture.height()) {
        for x in left..(left + PART).min(picture.width()) {
            other.put_pixel(x, y, pixel(x, y));
        }
    }
    other
}

#[test]
fn what_is_missing_moved_or_of_another_colour_is_found_and_rounding_is_not() {
    let (bare, named) = (kept("docked"), kept("names-docked"));
    // Where the picture without names differs most there is a name.
    let (_, name) = worst_part(&bare, &named);
    let (width, height) = named.dimensions();
    let redness = |[left, top]: &[u32; 2]| -> u32 {
        let part = image::imageops::crop_imm(&named, *left, *top, PART, PART).to_image();
        let pixels = part.pixels();
        pixels
            .map(|pixel| u32::from(pixel.0[0].saturating_sub(pixel.0[2])))
            .sum()
    };
    let parts =
        (0..height / PART).flat_map(|row| (0..width / PART).map(move |column| [column, row]));
    let thing = parts
        .map(|place| place.map(|side| side * PART))
        .max_by_key(redness)
        .expect("a picture has parts");
    let corner = *named.get_pixel(2, 2);
    for (what, other) in [
        (
            "a name is missing",
            with_part(&named, name, |x, y| *bare.get_pixel(x, y)),
        ),
        (
            "a thing is missing",
            with_part(&named, thing, |_, _| corner),
        ),
        (
            "a name has moved",
            with_part(&named, name, |x, y| {
                *named.get_pixel((x + 5).min(width - 1), y)
            }),
        ),
        (
            "a thing has another colour",
            with_part(&named, thing, |x, y| {
                let Rgb([red, green, blue]) = *named.get_pixel(x, y);
                Rgb([blue, green, red])
            }),
        ),
    ] {
        for must_be_exact in [true, false] {
            let found = difference(&other, &named, must_be_exact);
            assert!(found.is_some(), "{what}, and nobody sees it");
        }
    }
    let mut rounded = named.clone();
    for (x, y, pixel) in rounded.enumerate_pixels_mut() {
        let beside = named.get_pixel((x + 1).min(width - 1), y);
        let is_edge = (0..3).any(|c| pixel.0[c].abs_diff(beside.0[c]) > EDGE);
        if is_edge {
            pixel.0 = pixel.0.map(|level| level.saturating_add(2));
        }
    }
    assert_eq!(difference(&rounded, &named, false), None);
    assert!(difference(&rounded, &named, true).is_some());
    assert_eq!(difference(&named, &named, true), None);
}
