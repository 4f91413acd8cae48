//! `exoscope shape` as a stranger meets it: what it prints and what its files
//! say must be the same shape, and a request that makes none must say why.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeMap,
    f64::consts::PI,
    fs,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

const STAGES: [&str; 9] = [
    "contact",
    "stalk",
    "diaphragm",
    "pore",
    "collapse",
    "u",
    "dimple",
    "flat",
    "budding",
];
/// Half the thickness of the bilayer.
const HALF_NM: f64 = 2.25;

fn shape(folder: &TempDir, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_exoscope"))
        .arg("shape")
        .args(words)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The stage, and how far it has gone if it is one that lasts.
fn stage_words<'a>(stage: &'a str, progress: &'a str) -> Vec<&'a str> {
    let lasts = ["contact", "diaphragm", "collapse", "budding"].contains(&stage);
    let mut words = vec!["--stage", stage];
    if lasts {
        words.extend(["--progress", progress]);
    }
    words
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[track_caller]
fn printed(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The number before `unit` in the first part after `name` in what was printed.
#[track_caller]
fn number_after(text: &str, name: &str, unit: &str) -> f64 {
    let rest = text.split(name).nth(1).unwrap_or_else(|| panic!("{name}"));
    let end = rest.find(unit).unwrap_or_else(|| panic!("{unit}: {rest}"));
    rest[..end].trim().parse().unwrap()
}

#[derive(Clone, Copy, Debug)]
struct Row {
    s: f64,
    r: f64,
    z: f64,
    nr: f64,
    nz: f64,
}

/// The rows of the table, by leaflet.
fn rows(folder: &TempDir, file: &str) -> BTreeMap<String, Vec<Row>> {
    let mut leaflets: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut table = csv::Reader::from_path(folder.path().join(file)).unwrap();
    assert_eq!(
        table.headers().unwrap(),
        vec!["leaflet", "s_nm", "r_nm", "z_nm", "nr", "nz"]
    );
    for line in table.records() {
        let line = line.unwrap();
        let number = |column: usize| line[column].parse::<f64>().unwrap();
        leaflets.entry(line[0].to_owned()).or_default().push(Row {
            s: number(1),
            r: number(2),
            z: number(3),
            nr: number(4),
            nz: number(5),
        });
    }
    assert_eq!(leaflets.len(), 2);
    leaflets
}

/// The pieces of a leaflet: each begins anew at `s` = 0.
fn pieces(rows: &[Row]) -> Vec<&[Row]> {
    let starts: Vec<usize> = (0..rows.len())
        .filter(|index| rows[*index].s == 0.0)
        .collect();
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    starts.iter().zip(ends).map(|(a, b)| &rows[*a..b]).collect()
}

/// Area by `∫ 2π r ds`, the plain way of a spreadsheet.
fn revolved_area(rows: &[Row]) -> f64 {
    rows.windows(2)
        .map(|pair| PI * (pair[0].r + pair[1].r) * (pair[1].s - pair[0].s))
        .sum()
}

/// Volume by `∫ π r² dz`, downwards.
fn revolved_volume(rows: &[Row]) -> f64 {
    rows.windows(2)
        .map(|pair| {
            let squares = (pair[0].r * pair[0].r + pair[1].r * pair[1].r) / 2.0;
            PI * squares * (pair[0].z - pair[1].z)
        })
        .sum()
}

fn agree(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-3 * a.abs().max(b.abs()) + 0.02
}

#[test]
fn every_stages_table_revolves_to_what_is_printed() {
    let folder = folder();
    for radius in ["21", "150"] {
        for stage in STAGES {
            for progress in ["0", "0.4", "1"] {
                let mut words = stage_words(stage, progress);
                words.extend(["--vesicle-radius", radius, "--pore-radius", "2"]);
                words.extend(["--csv", "a.csv"]);
                let text = printed(&shape(&folder, &words));
                for (leaflet, rows) in rows(&folder, "a.csv") {
                    let area: f64 = pieces(&rows).into_iter().map(revolved_area).sum();
                    let volume: f64 = pieces(&rows).into_iter().map(revolved_volume).sum();
                    let line = text
                        .lines()
                        .find(|line| line.starts_with(&format!("{leaflet} leaflet: ")))
                        .unwrap();
                    assert!(
                        agree(area, number_after(line, "area", "nm²")),
                        "{stage} {progress}: {area} nm², but: {line}"
                    );
                    assert!(
                        agree(volume, number_after(line, "volume", "nm³")),
                        "{stage} {progress}: {volume} nm³, but: {line}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_meridian_is_smooth_and_its_normals_are_its_own() {
    let folder = folder();
    for stage in STAGES {
        let mut words = stage_words(stage, "0.4");
        words.extend(["--csv", "a.csv"]);
        printed(&shape(&folder, &words));
        for (leaflet, rows) in rows(&folder, "a.csv") {
            for piece in pieces(&rows) {
                for pair in piece.windows(2) {
                    let (a, b) = (pair[0], pair[1]);
                    let step = libm::hypot(b.r - a.r, b.z - a.z);
                    // Six decimals are written.
                    assert!((b.s - a.s - step).abs() < 1e-5, "{stage} {leaflet} {a:?}");
                    assert!(
                        (libm::hypot(a.nr, a.nz) - 1.0).abs() < 1e-5,
                        "{stage} {a:?}"
                    );
                    if step < 1e-4 {
                        continue;
                    }
                    let normal = ((a.nr + b.nr) / 2.0, (a.nz + b.nz) / 2.0);
                    let along = ((b.r - a.r) * normal.0 + (b.z - a.z) * normal.1) / step;
                    assert!(along.abs() < 0.05, "{stage} {leaflet}: {along} at {a:?}");
                    assert!(
                        a.nr * b.nr + a.nz * b.nz > 0.94,
                        "a kink in {stage} {leaflet} at {a:?}"
                    );
                }
            }
            // It ends on flat membrane, half a bilayer outside (z below zero)
            // or inside the cell, and its normal points outside.
            let last = rows.last().unwrap();
            let plane = if leaflet == "lumenal" {
                -HALF_NM
            } else {
                HALF_NM
            };
            assert!((last.z - plane).abs() < 1e-5, "{stage} {leaflet} {last:?}");
            assert!((last.nz + 1.0).abs() < 1e-5, "{stage} {leaflet} {last:?}");
        }
    }
}

/// As wide as a diaphragm gets and as small as a vesicle gets.
#[test]
fn the_ends_of_the_family_are_finite() {
    let folder = folder();
    for words in [
        &[
            "--stage",
            "diaphragm",
            "--progress",
            "1",
            "--pore-radius",
            "10",
        ][..],
        &["--stage", "stalk", "--vesicle-radius", "6.76"],
        &["--stage", "collapse", "--progress", "0.999999"],
        &["--pore-radius", "16.499999999"],
        &["--stage", "u", "--pore-radius", "16.499999999"],
    ] {
        let mut all = words.to_vec();
        all.extend(["--csv", "a.csv"]);
        let text = printed(&shape(&folder, &all));
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        for row in rows(&folder, "a.csv").into_values().flatten() {
            for number in [row.s, row.r, row.z, row.nr, row.nz] {
                assert!(number.is_finite(), "{words:?}");
            }
            assert!(row.r >= 0.0, "{words:?}");
        }
    }
}

#[test]
fn the_pore_has_the_radius_that_was_asked_for() {
    let folder = folder();
    for (vesicle, pore) in [
        ("21", "2"),
        ("21", "0.01"),
        ("21", "0.5"),
        ("21", "16.4"),
        ("7", "1"),
        ("150", "30"),
        ("10000", "2"),
    ] {
        let words = [
            "--vesicle-radius",
            vesicle,
            "--pore-radius",
            pore,
            "--csv",
            "a.csv",
        ];
        let text = printed(&shape(&folder, &words));
        let asked: f64 = pore.parse().unwrap();
        let lumenal = &rows(&folder, "a.csv")["lumenal"];
        // From the widest place of the vesicle down to the plane.
        let widest = lumenal.iter().take_while(|row| row.nz < 0.0).count();
        let narrowest = lumenal[widest..]
            .iter()
            .map(|row| row.r)
            .fold(f64::INFINITY, f64::min);
        assert!(
            (narrowest - asked).abs() < 2e-6,
            "{vesicle} {pore}: {narrowest}"
        );
        assert!((number_after(&text, "pore radius", "nm") - asked).abs() < 0.006);
        let outer: f64 = vesicle.parse().unwrap();
        let widest = rows(&folder, "a.csv")["cytosolic"]
            .iter()
            .take_while(|row| row.nz < 0.0)
            .map(|row| row.r)
            .fold(0.0, f64::max);
        assert!((widest / outer - 1.0).abs() < 1e-3, "{vesicle}: {widest}");
    }
}

#[test]
fn the_course_of_collapse_has_named_moments() {
    let folder = folder();
    let text = |stage| printed(&shape(&folder, &["--stage", stage]));
    assert!(text("omega").contains("Ω"));
    assert_eq!(text("omega"), text("pore"));
    assert!(text("u").contains(", U\n"));
    assert!(text("dimple").contains("dimple"));
    assert!(text("flat").contains("flat\n"));
    assert_eq!(
        number_after(&text("flat"), "lumenal leaflet: area", "nm²"),
        number_after(&text("flat"), "cytosolic leaflet: area", "nm²"),
    );
    assert_eq!(number_after(&text("flat"), "bending energy", "κ"), 0.0);
    assert_eq!(number_after(&text("contact"), "bending energy", "κ"), 25.13);
}

#[test]
fn retrieval_runs_collapse_backwards() {
    let folder = folder();
    let measures = |stage, progress| {
        let text = printed(&shape(&folder, &stage_words(stage, progress)));
        text.split_once('\n').unwrap().1.to_owned()
    };
    assert_eq!(measures("budding", "0.25"), measures("collapse", "0.75"));
    assert_eq!(measures("budding", "1"), measures("pore", "0"));
    assert_eq!(measures("collapse", "1"), measures("flat", "0"));
}

/// The positions, normals and triangles of all primitives of a `.glb` file.
struct Parsed {
    positions: Vec<[f64; 3]>,
    normals: Vec<[f64; 3]>,
    triangles: Vec<[usize; 3]>,
    /// Area by the name of the material.
    areas: BTreeMap<String, f64>,
}

fn word_at(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

fn parse(bytes: &[u8]) -> Parsed {
    assert_eq!(&bytes[..4], b"glTF");
    assert_eq!(word_at(bytes, 4), 2);
    assert_eq!(word_at(bytes, 8), bytes.len());
    let json = word_at(bytes, 12);
    assert_eq!(&bytes[16..20], b"JSON");
    let root = gltf_json::Root::from_slice(&bytes[20..20 + json]).unwrap();
    let binary = &bytes[20 + json + 8..];
    assert_eq!(&bytes[20 + json + 4..20 + json + 8], b"BIN\0");

    let start_of = |accessor: &gltf_json::Accessor| {
        let view = &root.buffer_views[accessor.buffer_view.unwrap().value()];
        view.byte_offset.map_or(0, |at| at.0 as usize)
            + accessor.byte_offset.map_or(0, |at| at.0 as usize)
    };
    let vectors = |accessor: &gltf_json::Accessor| -> Vec<[f64; 3]> {
        let start = start_of(accessor);
        (0..accessor.count.0 as usize)
            .map(|index| {
                [0, 1, 2].map(|axis| {
                    let at = start + 12 * index + 4 * axis;
                    f64::from(f32::from_le_bytes(binary[at..at + 4].try_into().unwrap()))
                })
            })
            .collect()
    };
    let mut parsed = Parsed {
        positions: Vec::new(),
        normals: Vec::new(),
        triangles: Vec::new(),
        areas: BTreeMap::new(),
    };
    for primitive in &root.meshes[0].primitives {
        let first = parsed.positions.len();
        for (semantic, accessor) in &primitive.attributes {
            let read = vectors(&root.accessors[accessor.value()]);
            match semantic.as_ref().unwrap() {
                gltf_json::mesh::Semantic::Positions => parsed.positions.extend(read),
                gltf_json::mesh::Semantic::Normals => parsed.normals.extend(read),
                other => panic!("{other:?}"),
            }
        }
        let indices = &root.accessors[primitive.indices.unwrap().value()];
        let start = start_of(indices);
        let triangles: Vec<[usize; 3]> = (0..indices.count.0 as usize / 3)
            .map(|triangle| {
                [0, 1, 2].map(|corner| first + word_at(binary, start + 12 * triangle + 4 * corner))
            })
            .collect();
        let material = &root.materials[primitive.material.unwrap().value()];
        let area: f64 = triangles
            .iter()
            .map(|triangle| length(across(triangle, &parsed.positions)) / 2.0)
            .sum();
        *parsed
            .areas
            .entry(material.name.clone().unwrap())
            .or_default() += area;
        parsed.triangles.extend(triangles);
    }
    assert_eq!(parsed.positions.len(), parsed.normals.len());
    parsed
}

/// The normal of a triangle, as long as twice its area.
fn across(triangle: &[usize; 3], positions: &[[f64; 3]]) -> [f64; 3] {
    let [p, q, r] = triangle.map(|index| positions[index]);
    let edge = |to: [f64; 3]| [to[0] - p[0], to[1] - p[1], to[2] - p[2]];
    let (a, b) = (edge(q), edge(r));
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn length(vector: [f64; 3]) -> f64 {
    vector.iter().map(|part| part * part).sum::<f64>().sqrt()
}

#[test]
fn every_mesh_is_closed_faces_one_way_and_has_the_printed_area() {
    let folder = folder();
    for radius in ["21", "150"] {
        for stage in STAGES {
            let mut words = stage_words(stage, "0.4");
            words.extend(["--vesicle-radius", radius, "--glb", "a.glb"]);
            let text = printed(&shape(&folder, &words));
            let mesh = parse(&fs::read(folder.path().join("a.glb")).unwrap());
            // Points at the same place are one point.
            let mut places = BTreeMap::new();
            let names: Vec<usize> = mesh
                .positions
                .iter()
                .map(|at| {
                    let next = places.len();
                    *places
                        .entry(at.map(|part| (part * 1e4).round() as i64))
                        .or_insert(next)
                })
                .collect();
            let mut edges = BTreeMap::new();
            for triangle in &mesh.triangles {
                let [a, b, c] = triangle.map(|index| names[index]);
                for edge in [(a, b), (b, c), (c, a)] {
                    *edges.entry(edge).or_insert(0) += 1;
                }
                let normal = across(triangle, &mesh.positions);
                for index in triangle {
                    let own = mesh.normals[*index];
                    let cosine: f64 =
                        (0..3).map(|axis| normal[axis] * own[axis]).sum::<f64>() / length(normal);
                    assert!(cosine > 0.9, "{stage}: a normal is {cosine} off");
                }
            }
            for ((from, to), count) in &edges {
                assert_eq!(*count, 1, "{stage}");
                assert_eq!(edges.get(&(*to, *from)), Some(&1), "{stage}");
            }
            for leaflet in ["lumenal", "cytosolic"] {
                let area = mesh.areas[&format!("{leaflet} leaflet")];
                let said = number_after(&text, &format!("{leaflet} leaflet: area"), "nm²");
                assert!(
                    (area / said - 1.0).abs() < 5e-3,
                    "{stage}: {area} nm² in triangles, {said} printed"
                );
            }
        }
    }
}

#[test]
fn nothing_is_written_without_a_file_being_named() {
    let folder = folder();
    assert!(printed(&shape(&folder, &[])).contains("pore radius 1.00 nm"));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_request_that_makes_no_shape_gets_one_line_and_leaves_nothing() {
    let folder = folder();
    for (words, named) in [
        (&["--pore-radius", "30"][..], "too wide"),
        (&["--pore-radius", "16.5"], "too wide"),
        (
            &[
                "--stage",
                "diaphragm",
                "--pore-radius",
                "16",
                "--progress",
                "1",
            ],
            "a diaphragm",
        ),
        (&["--vesicle-radius", "5"], "no room for a lumen"),
        (&["--vesicle-radius", "0"], "a radius is"),
        (&["--vesicle-radius", "-21"], "a radius is"),
        (&["--vesicle-radius", "NaN"], "a radius is"),
        (&["--vesicle-radius", "inf"], "a radius is"),
        (&["--vesicle-radius", "1e9"], "a radius is"),
        (&["--vesicle-radius", "wide"], "a radius is"),
        (&["--vesicle-radius", ""], "a radius is"),
        (&["--pore-radius", "0"], "a radius is"),
        (&["--pore-radius", "-1"], "a radius is"),
        (&["--pore-radius", "nan"], "a radius is"),
        (&["--pore-radius", "-inf"], "a radius is"),
        (&["--pore-radius", "1e-300"], "a radius is"),
        (&["--progress", "1.01"], "0 to 1"),
        (&["--progress", "-0.1"], "0 to 1"),
        (&["--progress", "NaN"], "0 to 1"),
        (&["--progress", "half"], "0 to 1"),
        (&["--progress", "0.5"], "pore is one moment"),
        (&["--stage", "u", "--progress", "0.3"], "u is one moment"),
        (
            &["--stage", "flat", "--progress", "0"],
            "flat is one moment",
        ),
        (&["--stage", "fission"], "budding"),
        (&["--stage"], "--stage"),
        (&["--stage", "pore", "--stage", "flat"], "--stage"),
        (&["--colour", "red"], "--colour"),
        (&["pore"], "pore"),
        (&["--csv"], "--csv"),
        (&["--pore-radius", "--glb"], "a radius is"),
        (&["--csv", "b.csv", "--glb", "b.csv"], "same file"),
    ] {
        let with_files = words.iter().any(|word| word.starts_with("--csv"));
        let mut all = words.to_vec();
        if !with_files {
            all.extend(["--csv", "a.csv", "--glb", "a.glb"]);
        }
        let output = shape(&folder, &all);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{words:?}: {said}");
        assert!(said.contains(named), "{words:?}: {said}");
        assert!(output.stdout.is_empty(), "{words:?}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{words:?}");
    }
}

#[test]
fn a_file_that_can_not_be_written_leaves_the_other_unwritten() {
    let folder = folder();
    for words in [
        ["--csv", "a.csv", "--glb", "nowhere/a.glb"],
        ["--csv", "nowhere/a.csv", "--glb", "a.glb"],
        ["--csv", ".", "--glb", "a.glb"],
    ] {
        let output = shape(&folder, &words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{words:?}");
    }
}
