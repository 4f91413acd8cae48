//! One broken file for each kind of fault, each with the place where the
//! fault is told; and a thousand files broken by chance.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// A cell with one of everything, without a fault.
const SMALL: &str = r#"(
    title: "Small cell",
    summary: "One of everything.",
    membrane: (
        shape: SmoothIntersection(blend: 20, parts: [
            Ellipsoid(centre: (0, 300, 0), radii: (400, 380, 400)),
            HalfSpace(point: (0, 0, 0), normal: (0, -1, 0)),
        ]),
        mesh_cell: 30,
    ),
    postsynaptic: Slab(centre: (0, -124.5, 0), half: (300, 100, 300), rounding: 50),
    active_zone: (centre: (0, 0, 0), radius: 110),
    microtubules: [
        (name: "mt-1", points: [(-300, 400, 0), (-100, 380, 0), (0, 150, 0)]),
        (name: "mt-2", points: [(-300, 300, 0), (200, 300, -50)]),
    ],
    actin: [(name: "af-1", points: [(0, 140, 0), (0, 60, 60)])],
    sites: [
        (name: "site-1", point: (0, 0, 0)),
        (name: "site-2", point: (60, 0.5, 0)),
        (name: "site-3", point: (0, 0, 70)),
    ],
    constitutive_sites: [(name: "side", point: (-400, 300, 0))],
    retrieval_sites: [(name: "pit", point: (150, 0, 0))],
    pools: [
        (pool: Recycling, places: 2, filled: 1, at: [(150, 150, 0), (150, 150, 90)]),
        (
            pool: Reserve,
            region: Sphere(centre: (0, 450, -100), radius: 150),
            places: 12,
            filled: 10,
        ),
    ],
    start: (primed: 2, docked: 1, walking: 1),
    constitutive: (carriers: 1),
    cut: (point: (0, 0, 50), normal: (0, 0, 2)),
    views: [
        (name: "wide", title: "All of it", eye: (0, 400, 2000), look_at: (0, 300, 0), cut: true),
        (name: "near", title: "A site", eye: (0, 120, 200), look_at: (0, 0, 0), field_of_view: 30),
    ],
    script: [(at: "2s", set: "signal.action_potential=true")],
)
"#;

fn position(text: &str, mark: &str) -> (usize, usize) {
    let at = text.find(mark).expect("the mark stands in the file");
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[..at].matches('\n').count() + 1;
    (line, text[line_start..at].chars().count() + 1)
}

/// Reads the small cell with `from` replaced by `to`, and holds that the fault
/// is told at `mark` with these words, and nothing else with it.
#[track_caller]
fn told(from: &str, to: &str, mark: &str, words: &str) {
    assert!(SMALL.contains(from), "{from} is not in the file");
    told_of(&SMALL.replacen(from, to, 1), mark, words);
}

#[track_caller]
fn told_of(text: &str, mark: &str, words: &str) {
    let problems = read("small.ron", text).expect_err("a faulty file was taken");
    let (line, column) = position(text, mark);
    let start = format!("small.ron:{line}:{column}: ");
    assert!(
        problems.iter().all(|problem| {
            let shown = problem.to_string();
            shown.starts_with(&start) && shown.contains(words) && !problem.remedy.is_empty()
        }),
        "instead of {start}...{words}:\n{}",
        SceneError::Faulty(problems)
    );
}

#[test]
fn the_built_in_scenes_have_no_problems() {
    for scene in built_in() {
        if let Err(error) = load(scene.name) {
            panic!("{error}");
        }
    }
}

#[test]
fn a_sound_file_becomes_a_scene() {
    let scene = match read("some/folder/small.ron", SMALL) {
        Ok(scene) => scene,
        Err(problems) => panic!("{}", SceneError::Faulty(problems)),
    };
    assert_eq!(scene.name, "small");
    assert_eq!(scene.microtubules.len(), 2);
    assert_eq!(scene.sites[1].point, DVec3::new(60.0, 0.0, 0.0));
    assert_eq!(scene.pools[1].places.len(), 12);
    assert_eq!(scene.pools[1].filled, 10);
    assert_eq!(scene.start.docked, 1);
    assert_eq!(scene.cut.map(|cut| cut.normal), Some(DVec3::Z));
    assert_eq!(scene.views[0].field_of_view, 35.0);
    assert_eq!(scene.script[0].change.key(), "signal.action_potential");
}

#[test]
fn reading_twice_gives_the_same_places() {
    let places = || {
        let scene = read("small.ron", SMALL).expect("a sound file");
        scene
            .pools
            .into_iter()
            .map(|pool| pool.places)
            .collect::<Vec<_>>()
    };
    assert_eq!(places(), places());
}

#[test]
fn faults_of_form_are_told_where_they_are() {
    told("title: ", "titel: ", "titel", "there is no field `titel`");
    let without = SMALL.replacen("    summary: \"One of everything.\",\n", "", 1);
    let problems = read("small.ron", &without).expect_err("no summary");
    assert!(
        problems[0].what.contains("`summary` is missing"),
        "{}",
        problems[0]
    );
    told(
        "    summary",
        "    title: \"Again\",\n    summary",
        "title: \"Again\"",
        "`title` is given twice",
    );
    told(
        "Recycling",
        "Ready",
        "Ready",
        "choose from Reserve, Recycling",
    );
    let problems = read("small.ron", "").expect_err("an empty file");
    assert_eq!((problems[0].line, problems[0].column), (1, 1));
    let problems = read("small.ron", &SMALL[..600]).expect_err("a file cut off");
    assert!(problems[0].line > 10, "{}", problems[0]);
}

#[test]
fn numbers_that_are_no_places_are_told() {
    told(
        "(-100, 380, 0)",
        "(-100, NaN, 0)",
        "(-100, NaN",
        "is no place",
    );
    told(
        "eye: (0, 400, 2000)",
        "eye: (0, inf, 2000)",
        "(0, inf",
        "is no place",
    );
    told(
        "(150, 150, 90)",
        "(150, 1e9, 90)",
        "(150, 1e9",
        "is no place",
    );
    told("radius: 110", "radius: -110", "-110", "the radius is -110");
    told(
        "mesh_cell: 30",
        "mesh_cell: 0",
        "0,\n    ),",
        "the mesh cell is 0",
    );
    told(
        "field_of_view: 30",
        "field_of_view: 180",
        "180",
        "the field of view is 180",
    );
    told(
        "normal: (0, 0, 2)",
        "normal: (0, 0, 0.0)",
        "(0, 0, 0.0)",
        "no direction",
    );
}

#[test]
fn shapes_that_make_no_membrane_are_told() {
    told(
        "parts: [\n            Ellipsoid(centre: (0, 300, 0), radii: (400, 380, 400)),",
        "parts: [",
        "SmoothIntersection",
        "has no end",
    );
    told(
        "(0, 300, 0), radii",
        "(0, -900, 0), radii",
        "SmoothIntersection",
        "encloses nothing",
    );
    told(
        "mesh_cell: 30",
        "mesh_cell: 4",
        "SmoothIntersection",
        "million points",
    );
    told("blend: 20", "blend: -1", "-1, parts", "the blend is -1");
    told(
        "rounding: 50",
        "rounding: 500",
        "500)",
        "the rounding is 500",
    );
    let mut nested = String::from("Sphere(centre: (0, 450, -100), radius: 150)");
    for _ in 0..8 {
        nested = format!("SmoothUnion(blend: 1, parts: [{nested}])");
    }
    told(
        "Sphere(centre: (0, 450, -100), radius: 150)",
        &nested,
        "SmoothUnion",
        "9 levels of shapes are too many",
    );
    let ball = "Sphere(centre: (0, 450, -100), radius: 150)";
    let many = |count| {
        let parts = format!("{ball},").repeat(count);
        format!("SmoothUnion(blend: 1, parts: [{parts}])")
    };
    assert!(read("small.ron", &SMALL.replacen(ball, &many(64), 1)).is_ok());
    told(
        ball,
        &many(65),
        "SmoothUnion",
        "65 simple shapes in one are too many",
    );
    told(
        "Sphere(centre: (0, 450, -100), radius: 150)",
        "HalfSpace(point: (0, 0, 0), normal: (1, 0, 0))",
        "HalfSpace(point: (0, 0, 0), normal: (1",
        "this region has no end",
    );
    told("-124.5", "-100", "Slab", "touches the cell at the site");
}

#[test]
fn tracks_that_lead_nowhere_are_told() {
    told("(200, 300, -50)]", "(0, 340, -50)]", "(0, 340", "ends 3");
    told(
        "(-100, 380, 0)",
        "(-100, 980, 0)",
        "(-100, 980",
        "`mt-1` leaves the cell",
    );
    told(
        "(0, 60, 60)",
        "(0, 3, 60)",
        "(0, 3,",
        "`af-1` leaves the cell",
    );
    told(
        "(0, 140, 0), (0, 60, 60)",
        "(0, 140, 0)",
        "[(0, 140",
        "less than 10 nm long",
    );
    told(
        "name: \"mt-2\"",
        "name: \"mt-1\"",
        "\"mt-1\", points: [(-300, 300",
        "the name `mt-1` is taken on line 14",
    );
    told(
        "name: \"af-1\"",
        "name: \" \"",
        "\" \"",
        "the name is empty",
    );
}

#[test]
fn a_grid_of_sites_is_written_out_and_its_faults_are_told() {
    let grid =
        "site_grid: (centre: (0, 0, 0), columns: 3, rows: 2, spacing: 60),\n    sites: [],\n";
    let listed = SMALL
        .split_once("sites: [")
        .and_then(|(_, rest)| rest.split_once("],\n"))
        .map(|(sites, _)| format!("sites: [{sites}],\n"))
        .expect("the small scene lists sites");
    let text = SMALL.replacen(&listed, grid, 1);
    let scene = read("grid.ron", &text).expect("a sound grid");
    assert_eq!(scene.sites.len(), 6);
    assert_eq!(scene.sites[5].name, "site-6");
    assert_eq!(scene.sites[5].point, DVec3::new(60.0, 0.0, 30.0));
    for (fault, what) in [
        (("columns: 3", "columns: 0"), "this grid has no sites"),
        (("rows: 2", "rows: 2000000"), "sites"),
        (("spacing: 60", "spacing: 20"), "there is no room"),
        (
            ("centre: (0, 0, 0), c", "centre: (0, 9, 0), c"),
            "off the membrane",
        ),
    ] {
        let problems =
            read("grid.ron", &text.replacen(fault.0, fault.1, 1)).expect_err("a faulty grid");
        assert!(problems[0].what.contains(what), "{:?}", problems[0]);
    }
}

#[test]
fn sites_that_hold_no_vesicle_are_told() {
    told(
        "(60, 0.5, 0)",
        "(60, 4, 0)",
        "(60, 4",
        "4.0 nm off the membrane",
    );
    told(
        "(60, 0.5, 0)",
        "(35, 0, 0)",
        "(35, 0",
        "35 nm from the site `site-1`",
    );
    told(
        "(60, 0.5, 0)",
        "(0, 0, -120)",
        "(0, 0, -120",
        "120 nm from the middle of the active zone",
    );
    told(
        "site-2",
        "site-1",
        "\"site-1\", point: (60",
        "the name `site-1` is taken on line 19",
    );
    told(
        "primed: 2",
        "primed: 3",
        "(primed",
        "4 vesicles can't stand at 3 release sites",
    );
    told(
        "centre: (0, 0, 0), radius: 110",
        "centre: (0, 7, 0), radius: 110",
        "(0, 7",
        "off the membrane",
    );
}

#[test]
fn sites_without_room_for_their_vesicles_are_told() {
    told(
        "(60, 0.5, 0)",
        "(52, 0, 0)",
        "(52, 0",
        "52 nm from the site `site-1`: there is no room for a synaptic vesicle",
    );
    told(
        "(150, 0, 0)",
        "(0, 0, -40)",
        "(0, 0, -40",
        "40 nm from the site `site-1`: there is no room for a synaptic vesicle",
    );
    // A synaptic vesicle has room at the pit, a carrier has not beside it.
    told(
        "(-400, 300, 0)",
        "(150, 0, -90)",
        "(150, 0, -90",
        "90 nm from the site `pit`: there is no room for a carrier",
    );
    // A spine thinner than a carrier.
    let body = "Ellipsoid(centre: (0, 300, 0), radii: (400, 380, 400))";
    let with_spine = format!(
        "SmoothUnion(blend: 10, parts: [{body}, \
         Capsule(from: (-380, 300, 0), to: (-480, 300, 0), radius: 40)])"
    );
    let text = SMALL.replacen(body, &with_spine, 1);
    told_of(
        &text.replacen("(-400, 300, 0)", "(-520, 300, 0)", 1),
        "(-520, 300",
        "bends too much for a carrier",
    );
}

#[test]
fn places_that_hold_no_vesicle_are_told() {
    told(
        "(150, 150, 90)",
        "(150, 150, 30)",
        "(150, 150, 30",
        "would overlap another",
    );
    told(
        "(150, 150, 90)",
        "(150, 20, 90)",
        "(150, 20",
        "of its membrane",
    );
    told(
        "(150, 150, 90)",
        "(10, 62, 78)",
        "(10, 62",
        "of an actin filament",
    );
    told(
        "(150, 150, 90)",
        "(-100, 400, 0)",
        "(-100, 400",
        "blocks it",
    );
    told(
        "(150, 150, 90)",
        "(50, 70, -20)",
        "(50, 70",
        "stands where vesicles dock",
    );
}

#[test]
fn pools_that_cannot_be_filled_are_told() {
    told(
        "places: 12",
        "places: 1200",
        "1200",
        "of 1200 places fit into this region",
    );
    told(
        "filled: 10",
        "filled: 13",
        "13",
        "12 places can't hold 13 vesicles",
    );
    told(
        "places: 2,",
        "places: 1,",
        "[(150, 150",
        "2 places are listed",
    );
    told(
        "places: 2,",
        "places: 3,",
        "(pool: Recycling",
        "give a region",
    );
    told(
        "places: 12",
        "places: 4999",
        "[\n        (pool",
        "5001 places of all pools are too many",
    );
    told(
        "carriers: 1",
        "carriers: 201",
        "201",
        "201 carriers are too many",
    );
    told(
        "walking: 1",
        "walking: 201",
        "201",
        "201 walking vesicles are too many",
    );
}

#[test]
fn a_start_that_can_not_be_had_is_told() {
    told("walking: 1", "walking: 77", "77", "walk");
    told(
        "walking: 1",
        "walking: 5",
        "5),\n    constitutive",
        "walk to places of the pools, of which 3 are free",
    );
    let for_others = SMALL.replace("points: [(-300", "carries: Constitutive, points: [(-300");
    told_of(
        &for_others,
        "1),\n    constitutive",
        "no microtubule carries regulated vesicles",
    );
    told(
        "(carriers: 1)",
        "(carriers: 200, walking: 0, docked: 200)",
        "(carriers",
        "200 carriers are to walk",
    );
    told(
        "(carriers: 1)",
        "(carriers: 3, tethered: 1, docked: 1)",
        "(carriers",
        "and there are 1 constitutive_sites",
    );
    let crowded = SMALL.replacen(
        "(name: \"side\"",
        "(name: \"other\", point: (400, 300, 0)), (name: \"side\"",
        1,
    );
    let problem = read(
        "small.ron",
        &crowded.replacen("(carriers: 1)", "(carriers: 3, walking: 3)", 1),
    );
    assert!(problem.is_err());
    // What is not said is what there is room for.
    for carriers in ["(carriers: 200)", "(carriers: 5, docked: 1)"] {
        let usual = SMALL.replacen("(carriers: 1)", carriers, 1);
        assert!(read("small.ron", &usual).is_ok(), "{carriers}");
    }
}

#[test]
fn fibrils_that_are_too_long_or_too_full_are_told() {
    let with = |fibrils: &str| {
        SMALL.replacen(
            "    cut:",
            &format!("    fibrils: [{fibrils}],\n    cut:"),
            1,
        )
    };
    let line = "(-1000, -500, 0), (1000, -500, 0)";
    let one = |molecules| format!("(name: \"f\", molecules: {molecules}, points: [{line}])");
    // 2000 nm by 67 nm for 36 molecules.
    let sound = read("small.ron", &with(&one(1070))).expect("a sound fibril");
    assert_eq!(sound.fibrils.len(), 1);
    told_of(
        &with(&one(4_000_000_000_usize)),
        "4000000000",
        "longer than its line",
    );
    let long = "(-99000, -500, 0), (99000, -500, 0), (-99000, -600, 0), (99000, -600, 0)";
    told_of(
        &with(&format!("(name: \"f\", points: [{long}])")),
        "[(name: \"f\"",
        "all fibrils together are 594 µm long",
    );
    let many: String = (0..11)
        .map(|n| {
            format!(
                "(name: \"f{n}\", points: [{}]),",
                "(0, -500, 0),".repeat(1000)
            )
        })
        .collect();
    told_of(
        &with(&many),
        "[(name: \"f0\"",
        "11000 points of fibrils are too many",
    );
}

#[test]
fn names_that_look_alike_are_told() {
    for (name, words) in [
        ("\"site-1 \"", "is taken on line"),
        ("\"\u{a0}site-1\"", "is taken on line"),
        ("\"site\u{200b}-1\"", "can't be seen"),
        ("\"site\u{200d}-1\"", "can't be seen"),
        ("\"\u{202e}1-etis\"", "can't be seen"),
    ] {
        told("\"site-2\"", name, name, words);
    }
    told(
        "One of everything.",
        "One of \u{202e}everything.",
        "\"One",
        "can't be seen",
    );
}

#[test]
fn faults_of_form_are_told_in_words_of_people() {
    for (from, to, words) in [
        (
            "\"Small cell\"",
            "5",
            "a text in quotation marks belongs here",
        ),
        (
            "filled: 10",
            "filled: 99999999999999999999999",
            "out of bounds; counts are whole numbers from 0 to 1000000",
        ),
        ("filled: 10", "filled: -1", ""),
        ("filled: 10", "filled: 1.5", ""),
        (
            "filled: 10",
            "filled: \"ten\"",
            "a whole number belongs here",
        ),
        ("mesh_cell: 30", "mesh_cell: true", "a number belongs here"),
        ("(0, 300, 0)", "(0, 300)", "three numbers"),
        ("(0, 300, 0)", "(0, 300, 0, 1)", ""),
        ("(0, 300, 0)", "5", ""),
        ("views: [", "views: (", "a list in `[` and `]` belongs here"),
        ("cut: true", "cut: 1", "`true` or `false` belongs here"),
        ("(\n    title", "Wrong(\n    title", ""),
        ("start: (", "start: 5, (", ""),
        ("title: ", "title ", "a colon is missing here"),
        ("\"Small cell\",", "\"Small cell\"", "a comma"),
        ("Recycling", "5", ""),
    ] {
        let broken = SMALL.replacen(from, to, 1);
        let problems = read("small.ron", &broken).expect_err("a broken file");
        let said = problems[0].to_string();
        assert!(said.contains(words), "{to}: {said}");
        for jargon in [
            "usize",
            "u64",
            "i64",
            "f64",
            "struct",
            "array",
            "tuple",
            "enum",
            "integer",
            "xpected",
            "SceneFile",
            "sequence",
            "parsing",
        ] {
            assert!(!said.contains(jargon), "{to}: {said}");
        }
    }
}

#[test]
fn views_that_show_nothing_are_told() {
    told(
        "look_at: (0, 300, 0)",
        "look_at: (0, 300, 4000)",
        "(0, 300, 4000",
        "looks past the cell",
    );
    told(
        "look_at: (0, 300, 0)",
        "look_at: (0, 400, 2000)",
        "(0, 400, 2000), cut",
        "where it stands",
    );
    told(
        "eye: (0, 120, 200)",
        "eye: (0, 4, 0)",
        "(0, 4, 0",
        "stands in a membrane",
    );
    told(
        "cut: (point: (0, 0, 50)",
        "cut: (point: (0, 0, -5000)",
        "(point: (0, 0, -5000",
        "takes the whole cell away",
    );
    told(
        "name: \"near\"",
        "name: \"wide\"",
        "\"wide\", title: \"A site",
        "is taken on line",
    );
    let start = SMALL.find("views: [").expect("there are views");
    let end = SMALL.find("    script").expect("there is a script");
    let text = format!("{}views: [],\n{}", &SMALL[..start], &SMALL[end..]);
    told_of(&text, "[],\n    script", "the scene has no view");
}

#[test]
fn scripts_that_cannot_play_are_told() {
    told(
        "\"2s\"",
        "\"soon\"",
        "\"soon\"",
        "`soon` is not a time; write a number with a unit",
    );
    told("\"2s\"", "\"25h\"", "\"25h\"", "later than a day");
    told(
        "signal.action_potential=true",
        "signal.train_hz=fast",
        "\"signal",
        "takes 0 to 200 Hz, not `fast`",
    );
    told(
        "signal.action_potential=true",
        "signal.trian_hz=1",
        "\"signal",
        "did you mean `signal.train_hz`",
    );
}

#[test]
fn too_much_of_anything_is_told() {
    let list = |from: &str, item: &dyn Fn(usize) -> String, count: usize| {
        let items: String = (0..count).map(item).collect();
        SMALL.replacen(from, &format!("{from}{items}"), 1)
    };
    let tracks = list(
        "actin: [",
        &|n| format!("(name: \"{n}\", points: [(0, 140, 0), (0, 60, 60)]),"),
        200,
    );
    told_of(&tracks, "[(name: \"0\"", "201 actin filaments are too many");
    let points = SMALL.replacen(
        "(0, 140, 0), (0",
        &format!("{}(0", "(0, 140, 0),".repeat(1000)),
        1,
    );
    told_of(&points, "[(0, 140", "1001 points are too many");
    let sites = list(
        "retrieval_sites: [",
        &|n| format!("(name: \"{n}\", point: (0, 0, 0)),"),
        5000,
    );
    told_of(&sites, "[(name: \"0\"", "5001 sites are too many");
    let script = list(
        "script: [",
        &|_| "(at: \"1s\", set: \"energy.atp=1\"),".into(),
        1000,
    );
    told_of(&script, "[(at: \"1s\"", "1001 lines of script are too many");
    let views = list(
        "views: [",
        &|n| format!("(name: \"{n}\", title: \"t\", eye: (0, 400, 2000), look_at: (0, 0, 0)),"),
        49,
    );
    told_of(&views, "[(name: \"0\"", "51 views are too many");
    let large = format!("{SMALL}{}", " ".repeat(LARGEST_FILE));
    told_of(&large, "(", "larger than 1 MiB");
    let deep = SMALL.replacen(
        "Sphere(centre",
        &format!(
            "{}Sphere(centre",
            "SmoothUnion(blend: 1, parts: [".repeat(5000)
        ),
        1,
    );
    let problems = read("small.ron", &deep).expect_err("brackets without end");
    assert!(
        problems[0].what.contains("nested too deep"),
        "{}",
        problems[0]
    );
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_file() {
    let text = SMALL
        .replacen("title: \"Small cell\"", "title: \"\"", 1)
        .replacen("(60, 0.5, 0)", "(60, 9, 0)", 1)
        .replacen("site-3", "site-1", 1)
        .replacen("(150, 150, 90)", "(150, 150, 10)", 1)
        .replacen("\"2s\"", "\"two\"", 1);
    let problems = read("small.ron", &text).expect_err("five faults");
    assert_eq!(problems.len(), 5, "{}", SceneError::Faulty(problems));
    assert!(problems.is_sorted_by_key(|problem| problem.line));
}

#[test]
fn of_very_many_problems_the_first_hundred_are_told() {
    let sites: String = (0..3000)
        .map(|n| format!("(name: \"{n}\", point: ({n}, 900, 0)),"))
        .collect();
    let text = SMALL.replacen(
        "retrieval_sites: [",
        &format!("retrieval_sites: [{sites}"),
        1,
    );
    let problems = read("small.ron", &text).expect_err("sites in the air");
    assert_eq!(problems.len(), 101);
    assert!(
        problems[100].what.contains("more problems"),
        "{}",
        problems[100]
    );
}

#[test]
fn a_scene_that_is_not_there_is_told_with_those_that_are() {
    let error = load("synaptic_buton").expect_err("misspelt");
    let shown = error.to_string();
    assert!(shown.contains("did you mean `synaptic_bouton`"), "{shown}");
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn files_are_read_from_disk_or_the_reason_is_told() {
    use std::io::Write;

    let mut file = tempfile::Builder::new()
        .suffix(".ron")
        .tempfile()
        .expect("a file");
    let path = file.path().to_str().expect("a plain path").to_owned();
    file.write_all(SMALL.as_bytes()).expect("room on the disk");
    let scene = load(&path).expect("a sound file");
    assert!(path.contains(&scene.name));
    assert_eq!(scene.called, path);
    let marked = path.replace(".ron", "-marked.ron");
    std::fs::write(&marked, format!("\u{feff}{SMALL}")).expect("room on the disk");
    assert_eq!(load(&marked).expect("a sound file").sites, scene.sites);
    std::fs::remove_file(&marked).expect("our own file");
    file.write_all(&[0xff, 0xfe]).expect("room on the disk");
    assert!(matches!(load(&path), Err(SceneError::Unreadable { .. })));
    file.write_all(&vec![b' '; LARGEST_FILE])
        .expect("room on the disk");
    assert!(
        load(&path)
            .expect_err("too large")
            .to_string()
            .contains("larger than 1 MiB")
    );
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_str().expect("a plain path");
    let told = load(folder).expect_err("a folder");
    assert!(matches!(told, SceneError::Unreadable { .. }));
    assert!(!told.to_string().contains("os error"), "{told}");
}

/// One way to break a file.
#[derive(Clone, Debug)]
enum Damage {
    /// Everything after a byte is gone.
    CutOff(usize),
    /// A stretch is gone.
    Hole(usize, usize),
    /// A piece of text is put in.
    Put(usize, &'static str),
    /// A number is replaced by something else.
    Number(usize, &'static str),
    /// A line is there twice.
    Twice(usize),
    /// Bytes that mean nothing.
    Noise(usize, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = 0..100_000_usize;
    let pieces = prop::sample::select(vec![
        "(",
        ")",
        "[",
        "]",
        "\"",
        ",",
        "colour: 3,",
        "NaN",
        "/*",
        "*/",
        "//",
        "Some(",
        "None",
        "r#\"",
        "'",
        "\\",
        "-",
        "1e400",
        "true",
        "{",
        "}",
        ":",
        "µ",
        "\u{0}",
        "#![enable(x)]",
        "Sphere(centre: (0, 0, 0), radius: 1)",
        "()",
        "\n",
    ]);
    let numbers = prop::sample::select(vec![
        "NaN",
        "inf",
        "-inf",
        "-1",
        "0",
        "1e300",
        "99999999999999999999",
        "1000000000",
        "1e-300",
        "\"5\"",
        "true",
        "()",
        "[]",
        "0.5",
        "-0.0",
        "4999",
        "(1, 2)",
        "100000",
    ]);
    prop_oneof![
        place.clone().prop_map(Damage::CutOff),
        (place.clone(), 1..400_usize).prop_map(|(at, length)| Damage::Hole(at, length)),
        (place.clone(), pieces).prop_map(|(at, piece)| Damage::Put(at, piece)),
        (place.clone(), numbers).prop_map(|(at, number)| Damage::Number(at, number)),
        place.clone().prop_map(Damage::Twice),
        (place, prop::collection::vec(any::<u8>(), 1..40)).prop_map(|(at, b)| Damage::Noise(at, b)),
    ]
}

fn damaged(text: &str, damage: &Damage) -> String {
    let boundary = |at: usize| {
        let at = at % (text.len() + 1);
        (0..=at)
            .rev()
            .find(|&byte| text.is_char_boundary(byte))
            .unwrap_or(0)
    };
    let replaced =
        |from: usize, to: usize, with: &str| format!("{}{with}{}", &text[..from], &text[to..]);
    match damage {
        Damage::CutOff(at) => text[..boundary(*at)].to_owned(),
        Damage::Hole(at, length) => {
            let from = boundary(*at);
            let to = boundary((from + length).min(text.len()));
            replaced(from, to.max(from), "")
        }
        Damage::Put(at, piece) => replaced(boundary(*at), boundary(*at), piece),
        Damage::Number(at, with) => {
            let numbers: Vec<(usize, &str)> = text
                .split_inclusive(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
                .scan(0, |at, piece| {
                    let start = *at;
                    *at += piece.len();
                    let end = piece
                        .trim_end_matches(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'));
                    Some((start, end))
                })
                .filter(|(_, number)| number.parse::<f64>().is_ok())
                .collect();
            match numbers.get(at % numbers.len().max(1)) {
                Some((from, number)) => replaced(*from, from + number.len(), with),
                None => text.to_owned(),
            }
        }
        Damage::Twice(at) => {
            let lines: Vec<&str> = text.lines().collect();
            let line = lines[at % lines.len().max(1)];
            let at = text.find(line).unwrap_or_default();
            replaced(at, at, &format!("{line}\n"))
        }
        Damage::Noise(at, bytes) => replaced(
            boundary(*at),
            boundary(*at),
            &String::from_utf8_lossy(bytes),
        ),
    }
}

/// Broken or not, a file is answered in time, and every problem has a place.
fn hold(text: &str) {
    let began = Instant::now();
    if let Err(problems) = read("broken.ron", text) {
        assert!(!problems.is_empty() && problems.len() <= 101);
        for problem in problems {
            assert!(problem.line >= 1 && problem.column >= 1, "{problem}");
            assert!(problem.line <= text.lines().count().max(1) + 1, "{problem}");
            assert!(
                !problem.what.is_empty() && !problem.remedy.is_empty(),
                "{problem}"
            );
            assert!(!problem.to_string().contains('\n'), "{problem:?}");
        }
    }
    assert!(began.elapsed() < Duration::from_secs(20), "too slow");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_thousand_broken_files_give_errors_and_no_panic(
        first in damage(),
        second in prop::option::of(damage()),
        small in any::<bool>(),
    ) {
        // Every other file is the small one, in which more damage is of meaning.
        let text = if small { SMALL } else { built_in()[0].text };
        let mut text = damaged(text, &first);
        if let Some(second) = second {
            text = damaged(&text, &second);
        }
        hold(&text);
    }

    #[test]
    fn random_text_is_no_scene(text in ".{0,200}") {
        prop_assert!(read("noise.ron", &text).is_err());
        hold(&text);
    }
}

#[test]
fn closed_gaps_that_make_no_sense_are_told() {
    let zone = "active_zone: (centre: (0, 0, 0), radius: 110),";
    let gap = |size: &str, molecules: &str| {
        format!("closed_gap: (centre: (0, -12.25, 0), size: {size}, molecules: {molecules}),")
    };
    for (size, molecules, at, what) in [
        (
            "(100, 20, 100)",
            "2000000",
            "2000000",
            "2000000 molecules are too many",
        ),
        (
            "(100, 20, 100)",
            "0",
            "0),\n    microtubules",
            "the gap is empty",
        ),
        ("(100, 2, 100)", "50", "2, 100", "the length is 2"),
        (
            "(100, 25, 100)",
            "50",
            "(centre: (0, -12.25",
            "reaches 2.5 nm into a membrane",
        ),
    ] {
        told(zone, &gap(size, molecules), at, what);
    }
    let both = format!("{zone} {}", gap("(100, 20, 100)", "50"));
    told(
        zone,
        &both,
        "(centre: (0, -12.25",
        "no way into a closed gap",
    );
}

#[test]
fn faults_of_granules_and_their_electrode_are_told() {
    told(
        "    sites: [",
        "    regulated: Granules,\n    sites: [",
        "Granules",
        "choose from SynapticVesicles, ChromaffinGranules, InsulinGranules",
    );
    let fibre = |centre: &str| {
        let field = format!("    carbon_fibre: (centre: {centre}, radius: 300),\n    sites: [");
        SMALL.replacen("    sites: [", &field, 1)
    };
    let told_at = |centre: &str, words: &str| told_of(&fibre(centre), centre, words);
    told_at("(0, 200, 0)", "inside the cell");
    told_at("(0, -12, 0)", "12 nm from the membrane");
    told_at("(900, 300, 0)", "no release site is under the carbon fibre");
    assert!(read("small.ron", &fibre("(0, -400, 0)")).is_ok());
    let begins = |text: &str| {
        let field = format!("    controls: [\"{text}\"],\n    sites: [");
        SMALL.replacen("    sites: [", &field, 1)
    };
    told_of(
        &begins("signal.action_potential=true"),
        "\"signal.action_potential=true\"],\n    sites",
        "happens once",
    );
    told_of(
        &begins("sensor.model=granular"),
        "\"sensor.model=granular",
        "not `granular`",
    );
    let scene = read("small.ron", &begins("sensor.model=five_site")).expect("a sound file");
    assert_eq!(scene.controls.len(), 1);
}
