//! Classes of vesicle that no code knows, from the files of `docs/classes.md` beside a
//! scene: what becomes of their vesicles in a run, in the tables, in moments and in the
//! window, and how a faulty file is told of.

#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/desk.rs"]
#[allow(dead_code)]
mod desk;
#[path = "common/example.rs"]
mod example;
#[path = "common/life.rs"]
mod life;
#[allow(dead_code)]
#[path = "common/program.rs"]
mod program;

use std::{fs, path::Path};

use bevy::{
    input::{
        keyboard::{Key, KeyCode},
        mouse::MouseButton,
    },
    prelude::*,
};
use bevy_egui::{
    EguiFullOutput, EguiPostUpdateSet,
    egui::{Shape, epaint::ClippedShape},
};
use exoscope::{
    sim::{
        self,
        membrane::AreaLedger,
        record::{Event, EventKind, Record},
    },
    units::SimTime,
    view::{
        NM_PER_UNIT,
        camera::PictureCamera,
        figures::{Figure, Figures},
    },
};
use tempfile::TempDir;

use desk::Desk;
use program::exoscope;

const CLASSES: [&str; 2] = ["zymogen_granule", "minor_vesicle"];
const SCENE: &str = "acinar_cell.ron";

/// A folder with the example in it.
fn folder() -> TempDir {
    let folder = program::folder();
    example::write_into(folder.path());
    folder
}

fn path(folder: &TempDir) -> String {
    folder.path().join(SCENE).to_str().unwrap().to_owned()
}

fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_example_of_the_documentation_is_sound() {
    let folder = folder();
    let files = ["zymogen_granule.ron", "minor_vesicle.ron", SCENE];
    let checked = exoscope(&folder, &[&["check"][..], &files].concat());
    let told = files.map(|file| format!("{file}: ok\n")).concat();
    assert_eq!(text_of(checked.stdout), told);
    assert!(checked.status.success());
    change(
        folder.path(),
        "minor_vesicle.ron",
        "snares: Vamp2",
        "snares: Vamp3",
    );
    let checked = exoscope(&folder, &["check", "minor_vesicle.ron"]);
    assert!(text_of(checked.stdout).contains("no `Vamp3`"));
}

#[test]
fn their_vesicles_travel_dock_fuse_and_keep_the_account_of_membrane() {
    let folder = folder();
    let mut app = common::app(&path(&folder), 1, &[]);
    sim::advance_to(app.world_mut(), SimTime::from_millis(1.0));
    let total = app.world().resource::<AreaLedger>().total();
    sim::advance_to(app.world_mut(), SimTime::from_secs(120.0));
    let after = app.world().resource::<AreaLedger>().total();
    assert!((after / total - 1.0).abs() < 1e-9, "{total} became {after}");
    let record = app.world().resource::<Record>();
    let events: Vec<Event> = record.events.iter().cloned().collect();
    life::assert_all_legal(&events);
    // Not only those that stand there as the run begins.
    let later = events
        .iter()
        .filter(|event| event.time > SimTime::from_secs(2.0));
    for class in CLASSES {
        let of_class = later.clone().filter(|event| event.kind.name == class);
        let count = |what| of_class.clone().filter(|event| event.what == what).count();
        for what in [
            EventKind::Boarded,
            EventKind::Detached,
            EventKind::Docked,
            EventKind::Primed,
            EventKind::PoreOpened,
            EventKind::Emptied,
            EventKind::Collapsed,
            EventKind::Retrieved,
        ] {
            assert!(count(what) > 0, "{class}: {what:?}");
        }
    }
}

#[test]
fn they_stand_in_the_tables_and_are_counted() {
    let folder = folder();
    let ran = exoscope(
        &folder,
        &[
            "simulate", SCENE, "--for", "3s", "--events", "e.csv", "--traces", "t.csv",
        ],
    );
    assert!(ran.status.success(), "{}", text_of(ran.stderr));
    let summary = text_of(ran.stdout);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let (events, traces) = (read("e.csv"), read("t.csv"));
    let opened = |class: &str| {
        let rows = events.lines().filter(|row| row.contains("pore_opened"));
        let of_class = rows.filter(|row| row.split(',').nth(2) == Some(class));
        of_class.count()
    };
    for class in CLASSES {
        let count = opened(class).to_string();
        assert_ne!(count, "0", "{class}");
        let row = summary.lines().find(|row| row.starts_with(class));
        let row: Vec<&str> = row.unwrap().split_whitespace().collect();
        assert_eq!(row, [class, &count, "0"], "{summary}");
    }
    let column = traces.lines().next().unwrap();
    let column = column
        .split(',')
        .position(|name| name == "released_vesicles");
    let last = traces.lines().last().unwrap().split(',');
    let released = last.clone().nth(column.unwrap()).unwrap();
    let all: usize = CLASSES.map(opened).iter().sum();
    assert_eq!(released, all.to_string());
}

#[test]
fn no_table_is_written_in_place_of_a_class() {
    let folder = folder();
    let words = [
        "simulate",
        SCENE,
        "--for",
        "1s",
        "--events",
        "minor_vesicle.ron",
    ];
    let refused = exoscope(&folder, &words);
    assert_eq!(refused.status.code(), Some(2));
    let told = text_of(refused.stderr);
    assert!(told.contains("a class of the scene and --events"), "{told}");
}

#[test]
fn a_moment_is_found_by_what_people_call_them() {
    let folder = folder();
    let moments = |event: &str| {
        let words = ["moments", SCENE, "--for", "3s", "--event", event];
        exoscope(&folder, &words)
    };
    let found = moments("zymogen granule fusion");
    let found = text_of(found.stdout);
    let rows: Vec<&str> = found.lines().skip(1).collect();
    assert!(rows[0].contains("first zymogen granule fusion"), "{found}");
    assert!(rows.iter().all(|row| row.contains("zymogen_granule")));
    let refused = moments("first blue fusion");
    assert_eq!(refused.status.code(), Some(2));
    let told = text_of(refused.stderr);
    assert!(told.contains("zymogen granule or minor vesicle"), "{told}");
}

/// Every text that is painted in a picture, whoever paints it.
#[derive(Resource, Default)]
struct Painted(Vec<String>);

fn read_what_is_painted(outputs: Query<&EguiFullOutput>, mut painted: ResMut<Painted>) {
    fn read(shape: &Shape, texts: &mut Vec<String>) {
        match shape {
            Shape::Text(text) => texts.push(text.galley.text().to_owned()),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| read(shape, texts)),
            _ => {}
        }
    }
    painted.0.clear();
    for output in outputs.iter().filter_map(|output| output.0.as_ref()) {
        for ClippedShape { shape, .. } in &output.shapes {
            read(shape, &mut painted.0);
        }
    }
}

/// The window before the example.
fn window(folder: &TempDir) -> Desk {
    let mut desk = Desk::before(&path(folder), 1);
    desk.app.init_resource::<Painted>().add_systems(
        PostUpdate,
        read_what_is_painted
            .after(EguiPostUpdateSet::EndPass)
            .before(EguiPostUpdateSet::ProcessOutput),
    );
    for _ in 0..30 {
        desk.app.update();
    }
    desk
}

fn says(desk: &Desk, text: &str) -> bool {
    let painted = &desk.app.world().resource::<Painted>().0;
    painted.iter().any(|painted| painted.contains(text))
}

/// Where a place of the picture (nanometres) is in the window.
fn in_the_window(desk: &mut Desk, at: Vec3) -> Vec2 {
    let world = desk.app.world_mut();
    let mut cameras = world.query_filtered::<(&Camera, &GlobalTransform), With<PictureCamera>>();
    let (camera, stand) = cameras.single(world).unwrap();
    let at = at / NM_PER_UNIT as f32;
    camera.world_to_viewport(stand, at).unwrap()
}

fn click(desk: &mut Desk, at: Vec2) {
    desk.point_at(at);
    desk.app.update();
    for is_down in [true, false] {
        desk.button(MouseButton::Left, is_down);
        desk.app.update();
    }
    for _ in 0..5 {
        desk.app.update();
    }
}

fn press(desk: &mut Desk, key_code: KeyCode, logical_key: Key) {
    for is_down in [true, false] {
        desk.key(key_code, logical_key.clone(), is_down);
        desk.app.update();
    }
}

/// Whether something that is seen stands where a vesicle is.
fn is_drawn(desk: &mut Desk, figure: &Figure) -> bool {
    let world = desk.app.world_mut();
    let mut meshes =
        world.query_filtered::<(&GlobalTransform, &InheritedVisibility), With<Mesh3d>>();
    let middle = figure.centre / NM_PER_UNIT as f32;
    let near = 0.1 * figure.radius / NM_PER_UNIT as f32;
    meshes
        .iter(world)
        .any(|(stand, is_seen)| is_seen.get() && stand.translation().distance(middle) < near)
}

#[test]
fn they_are_drawn_named_and_clicked_in_the_window() {
    let folder = folder();
    let mut desk = window(&folder);
    let named = [
        "Primed zymogen granule",
        "Docked zymogen granule",
        "Zymogen granule on its way",
    ];
    for name in named {
        assert!(says(&desk, name), "{name}");
    }
    // What is aimed at stands still.
    press(&mut desk, KeyCode::Space, Key::Space);
    let called = ["Zymogen granule", "Minor vesicle"];
    for (class, one) in CLASSES.into_iter().zip(called) {
        let figures = desk.app.world().resource::<Figures>().0.iter();
        let of_class = figures.filter(|figure| figure.kind.name == class && figure.is_shown());
        let of_class: Vec<Figure> = of_class.cloned().collect();
        assert!(!of_class.is_empty(), "{class}");
        assert!(
            of_class.iter().any(|figure| is_drawn(&mut desk, figure)),
            "{class}"
        );
        let is_clicked = of_class.iter().any(|figure| {
            let at = in_the_window(&mut desk, figure.centre);
            click(&mut desk, at);
            // The head of its card; captions say more.
            let painted = &desk.app.world().resource::<Painted>().0;
            painted.contains(&format!("{one} {}", figure.id))
        });
        assert!(is_clicked, "{class}");
    }
}

/// What `check` says of the example where something in one of its files is otherwise.
fn told_of(file: &str, was: &str, is: &str) -> String {
    let folder = folder();
    change(folder.path(), file, was, is);
    let checked = exoscope(&folder, &["check", SCENE]);
    assert_eq!(checked.status.code(), Some(1), "{is}");
    text_of(checked.stdout)
}

fn change(folder: &Path, file: &str, was: &str, is: &str) {
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(text.contains(was), "{file} has no {was}");
    fs::write(folder.join(file), text.replacen(was, is, 1)).unwrap();
}

#[test]
fn faults_of_a_class_are_told_with_their_line_and_what_to_do() {
    let zymogen = "zymogen_granule.ron";
    let minor = "minor_vesicle.ron";
    for (file, was, is, what) in [
        (zymogen, "snares: Vamp2", "snare: Vamp2", "no field `snare`"),
        (zymogen, "    snares: Vamp2,\n", "", "`snares` is missing"),
        (zymogen, "snares: Vamp2", "snares: Vamp3", "no `Vamp3`"),
        (
            zymogen,
            "form: Spread(\"zymogen_granule\")",
            "form: Spread(\"nowhere\")",
            "`nowhere.diameter` is nowhere",
        ),
        (
            zymogen,
            "name: \"zymogen_granule\"",
            "name: \"lysosome\"",
            "that of a built-in class",
        ),
        (
            zymogen,
            "name: \"zymogen_granule\"",
            "name: \"Zymogen, granule\"",
            "no word for tables",
        ),
        (
            zymogen,
            "called: [\"zymogen granule\"]",
            "called: []",
            "nobody knows",
        ),
        (
            zymogen,
            "called: [\"zymogen granule\"]",
            "called: [\"Zymogen granule\"]",
            "before an event",
        ),
        (
            zymogen,
            "Zymogen granule {id}",
            "Zymogen granule",
            "doesn't say which",
        ),
        (zymogen, "value: 1000", "value: 10", "out of its own range"),
        (zymogen, "value: 1000", "value: inf", "out of its own range"),
        (
            zymogen,
            "\"zymogen_granule.diameter\"",
            "\"lysosome.diameter\"",
            "is taken",
        ),
        (zymogen, "value: 1000", "value: 600", "such sizes"),
        (
            zymogen,
            "source: \"Textbook value for the exocrine pancreas\"",
            "source: \"\"",
            "source is empty",
        ),
        (
            zymogen,
            "snares: Vamp2",
            "snares: Vamp2, sensor: \"eyes\"",
            "no calcium sensor `eyes`",
        ),
        (
            zymogen,
            "snares: Vamp2",
            "snares: Vamp2, pumps: [(0, 0, 0)]",
            "stands nowhere",
        ),
        (
            zymogen,
            "value: 2000000, unit: \"molecules\", low: 500000, high: 5000000",
            "value: 2e9, unit: \"\", low: 0, high: 3e9",
            "can hold that",
        ),
        (
            zymogen,
            "value: 300, unit: \"pS/ms\", low: 100",
            "value: 0, unit: \"\", low: 0",
            "no pore",
        ),
        (
            zymogen,
            "value: 400, unit: \"copies\", low: 50, high: 5000",
            "value: 9e4, unit: \"\", low: 0, high: 1e6",
            "too many copies",
        ),
        (
            zymogen,
            "renewal: Anew",
            "renewal: InPool(time: \"zymogen_granule.electrons\")",
            "filled again",
        ),
        (
            minor,
            "value: 120, unit: \"nm\", low: 80, high: 200",
            "value: 900, unit: \"nm\", low: 80, high: 900",
            "such sizes",
        ),
        (
            minor,
            "name: \"minor_vesicle\"",
            "name: \"zymogen_granule\"",
            "as another class here",
        ),
        (
            minor,
            "pathway: Regulated",
            "pathway: Constitutive",
            "of the constitutive pathway",
        ),
        (SCENE, "minor_vesicle.ron", "no_such.ron", "can't be read"),
        (
            SCENE,
            "minor_vesicle.ron",
            "../minor_vesicle.ron",
            "another folder",
        ),
        (
            SCENE,
            "minor_vesicle.ron",
            "minor_vesicle",
            "no class of vesicle is called",
        ),
        (
            SCENE,
            "minor_vesicle.ron",
            "channel_carrier",
            "constitutive pathway",
        ),
    ] {
        let told = told_of(file, was, is);
        let line = told.lines().find(|line| line.contains(what));
        let line = line.unwrap_or_else(|| panic!("{is}: {told}"));
        let (place, _) = line.split_once(": ").unwrap();
        let mut place = place.rsplitn(3, ':');
        let numbers = [place.next(), place.next()];
        for number in numbers {
            assert!(number.unwrap().parse::<usize>().unwrap() > 0, "{line}");
        }
        let is_scenes = what.ends_with("class here") || what.ends_with("pathway") || file == SCENE;
        let of = if is_scenes { SCENE } else { file };
        assert_eq!(place.next(), Some(of), "{line}");
        assert!(
            line.split_once("; ")
                .is_some_and(|(_, remedy)| remedy.len() > 8),
            "{line}"
        );
    }
}

#[test]
fn a_class_that_is_no_text_is_told() {
    let folder = folder();
    fs::write(
        folder.path().join("minor_vesicle.ron"),
        [0xFF, 0xFE, 0x00, 0xD8],
    )
    .unwrap();
    let checked = exoscope(&folder, &["check", SCENE]);
    let told = text_of(checked.stdout);
    assert!(told.contains("`minor_vesicle.ron` can't be read"), "{told}");
}

#[test]
fn their_numbers_stand_in_the_list_of_all() {
    let folder = folder();
    let mut desk = window(&folder);
    let letter = |letter: char| Key::Character(letter.to_string().into());
    press(&mut desk, KeyCode::KeyV, letter('v'));
    for typed in "zymogen".chars() {
        press(&mut desk, KeyCode::KeyZ, letter(typed));
    }
    desk.app.update();
    assert!(says(&desk, "zymogen_granule.diameter = 1000 nm"));
}
