//! The files that commands leave, whatever happens to the commands.

#![cfg(unix)]
#![allow(clippy::print_stderr, clippy::unwrap_used)]

#[path = "common/program.rs"]
mod program;

use std::{
    fs::{self, File},
    os::unix::fs::symlink,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

#[cfg(target_os = "linux")]
use program::on_disks_of_its_own;
use program::{complained, exoscope, folder, names_in, program};

const DRAFT: &str = ".exoscope-draft-";

/// The options that write a table of one run.
const TABLES: [&str; 3] = ["--events", "--traces", "--inputs"];

/// A run of a day with one table, and the name of the folder of its draft.
fn long_run(folder: &TempDir, table: &str, file: &str) -> (Child, String) {
    let words = ["simulate", "--for", "24h", table, file];
    let run = program(folder, &words)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let began = Instant::now();
    loop {
        for name in names_in(folder.path()) {
            if name.starts_with(DRAFT) && folder.path().join(&name).join(file).exists() {
                return (run.unwrap(), name);
            }
        }
        assert!(began.elapsed() < Duration::from_secs(60), "no draft");
        thread::sleep(Duration::from_millis(20));
    }
}

fn kill(run: &Child, signal: &str) {
    let sent = Command::new("kill")
        .args([signal, &run.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

#[test]
fn two_outputs_in_one_file_are_refused_however_it_is_spelt() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("there.csv"), "from before").unwrap();
    fs::hard_link(at("there.csv"), at("second.csv")).unwrap();
    symlink("new.csv", at("link.csv")).unwrap();
    fs::write(at("cell.ron"), exoscope::scene::built_in()[0].text).unwrap();
    let before = names_in(folder.path());
    let [events, traces, inputs] = TABLES;
    for (one, other) in [(events, traces), (events, inputs), (traces, inputs)] {
        for (file, same) in [
            ("new.csv", "./new.csv"),
            ("new.csv", "link.csv"),
            ("there.csv", "second.csv"),
        ] {
            let words = ["simulate", "--for", "1s", one, file, other, same];
            let output = exoscope(&folder, &words);
            let said = complained(&output);
            assert_eq!(output.status.code(), Some(2), "{said}");
            let refused = format!("{one} and {other} name the same file");
            assert!(said.contains(&refused), "{said}");
        }
    }
    let output = exoscope(&folder, &["shape", "--csv", "a.csv", "--glb", "./a.csv"]);
    assert_eq!(output.status.code(), Some(2), "{}", complained(&output));
    for table in TABLES {
        let words = ["simulate", "cell.ron", "--for", "1s", table, "./cell.ron"];
        let output = exoscope(&folder, &words);
        assert_eq!(output.status.code(), Some(2), "{}", complained(&output));
        assert!(complained(&output).contains("the scene"));
    }
    assert_eq!(names_in(folder.path()), before);
}

#[test]
fn a_run_that_is_told_to_end_leaves_nothing() {
    for (signal, table) in ["-INT", "-TERM", "-HUP"].into_iter().zip(TABLES) {
        let folder = folder();
        fs::write(folder.path().join("e.csv"), "from before").unwrap();
        let (run, _) = long_run(&folder, table, "e.csv");
        kill(&run, signal);
        let output = run.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", complained(&output));
        assert!(complained(&output).contains("no file was changed"));
        assert_eq!(names_in(folder.path()), ["e.csv"], "{signal}");
        let kept = fs::read_to_string(folder.path().join("e.csv")).unwrap();
        assert_eq!(kept, "from before");
    }
}

#[test]
fn what_a_killed_run_leaves_is_swept_by_the_next_and_a_living_one_is_not() {
    let folder = folder();
    let [events, _, inputs] = TABLES;
    let (mut dead, left) = long_run(&folder, inputs, "dead.csv");
    kill(&dead, "-KILL");
    dead.wait().unwrap();
    assert_eq!(names_in(folder.path()), [left]);
    let (alive, draft) = long_run(&folder, events, "alive.csv");
    assert_eq!(names_in(folder.path()), [draft.as_str()]);
    let words = ["simulate", "--for", "10ms", "--events", "e.csv"];
    let output = exoscope(&folder, &words);
    assert!(output.status.success(), "{}", complained(&output));
    assert_eq!(names_in(folder.path()), [draft.as_str(), "e.csv"]);
    kill(&alive, "-TERM");
    alive.wait_with_output().unwrap();
    assert_eq!(names_in(folder.path()), ["e.csv"]);
}

#[test]
fn a_table_of_inputs_is_led_along_a_link_and_the_link_stays() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("real.csv"), "from before").unwrap();
    symlink("real.csv", at("link.csv")).unwrap();
    let words = ["simulate", "--for", "10ms", "--set", "energy.atp=1"];
    let output = exoscope(&folder, &[&words[..], &["--inputs", "link.csv"]].concat());
    assert!(output.status.success(), "{}", complained(&output));
    assert!(at("link.csv").is_symlink());
    let written = fs::read_to_string(at("real.csv")).unwrap();
    assert!(
        written.ends_with("\n0.000000,change,hand,energy.atp,1,2,,\n"),
        "{written}"
    );
}

#[test]
fn a_table_and_the_report_go_into_one_file_that_the_output_is_led_to() {
    let folder = folder();
    let words = ["simulate", "--for", "10ms", "--events", "/dev/stdout"];
    let to = File::create(folder.path().join("all.txt")).unwrap();
    let status = program(&folder, &words).stdout(to).status().unwrap();
    assert!(status.success());
    let all = fs::read_to_string(folder.path().join("all.txt")).unwrap();
    assert!(all.starts_with("time_ms,vesicle,kind"), "{all}");
    assert!(all.contains("10.00 ms of cell time"), "{all}");
    assert_eq!(names_in(folder.path()), ["all.txt"]);
}

/// A disk with room for one table and a half, where the system lets us have it.
#[cfg(target_os = "linux")]
#[test]
fn a_table_needs_its_room_once() {
    let folder = folder();
    let words = ["simulate", "--for", "20s", "--traces", "t.csv"];
    assert!(exoscope(&folder, &words).status.success());
    let size = fs::metadata(folder.path().join("t.csv")).unwrap().len();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let script = format!(
        "mount -t tmpfs -o size={} none disk || exit 77; \"$@\" && cmp t.csv disk/t.csv",
        size * 3 / 2
    );
    let output = on_disks_of_its_own(
        &folder,
        &script,
        &["simulate", "--for", "20s", "--traces", "disk/t.csv"],
    );
    match output {
        Ok(output)
            if output.status.code() != Some(77) && complained(&output).contains("exoscope") =>
        {
            panic!("{}", complained(&output));
        }
        Ok(output) if output.status.success() => {}
        _ => eprintln!("left out: this system lets nobody mount a small disk"),
    }
}

#[test]
fn words_and_files_have_one_rule_for_how_a_command_ends() {
    let folder = folder();
    for (words, code) in [
        // A word is none that could stand there.
        (
            &["still", "--at", "1ms", "--view", "nowhere", "-o", "a.png"][..],
            2,
        ),
        (
            &[
                "simulate",
                "--for",
                "10ms",
                "--at",
                "10.000001ms",
                "energy.atp=1",
            ],
            2,
        ),
        (
            &["simulate", "--for", "1s", "--events", "a", "--traces", "a"],
            2,
        ),
        // A file does not do what good words ask.
        (&["simulate", "nowhere.ron", "--for", "1s"], 1),
        (&["simulate", "--for", "1s", "--events", "nowhere/e.csv"], 1),
        (&["check", "nowhere.ron"], 1),
    ] {
        let output = exoscope(&folder, words);
        let said = complained(&output);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    let words = [
        "simulate",
        "--for",
        "10ms",
        "--at",
        "10.000001ms",
        "energy.atp=1",
    ];
    let output = exoscope(&folder, &words);
    let said = complained(&output);
    assert!(
        said.contains("--at 10.000001 ms") && said.contains("the run, 10 ms"),
        "{said}"
    );
    let long = format!("{}.csv", "x".repeat(300));
    let output = exoscope(&folder, &["simulate", "--for", "24h", "--events", &long]);
    assert_eq!(output.status.code(), Some(1));
    assert!(complained(&output).contains("choose another name"));
}
