//! The commands as a person or a script meets them: what they print, what they
//! leave behind, and how they end.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::print_stderr, clippy::unwrap_used)]

#[path = "common/program.rs"]
mod program;

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

#[cfg(target_os = "linux")]
use program::on_disks_of_its_own;
use program::{complained, exoscope, folder, names_in, program};

const EVENTS_HEADER: &str = "time_ms,vesicle,kind,pathway,event,site,x_nm,y_nm,z_nm,detail\n";
const INPUTS_HEADER: &str = "time_ms,input,by,key,value,before,number,in_train\n";
const TRACES_HEADER: &str = "time_ms,vm_mv,calcium_um,capacitance_ff,membrane_area_nm2,\
    vesicle_area_nm2,retrieved_area_nm2,open_pores,docked,primed,released_vesicles,\
    released_molecules,free_molecules,open_receptors,amperometric_pa,atp_used,postsynaptic_pa,\
    reserve,recycling,atp_motors,atp_priming,atp_docking,atp_refilling,atp_retrieval,\
    gtp_dynamin,channels,released_procollagen,free_procollagen,fibrils_nm,\
    exosomes_inside,exosomes_outside,exosomes_released,waste_outside,waste_released\n";

fn printed(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

/// The run ended with `code` and one line that holds every one of `words`.
#[track_caller]
fn assert_one_line(output: &Output, code: i32, words: &[&str]) {
    let said = complained(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert_eq!(said.lines().count(), 1, "not one line: {said}");
    assert!(!said.contains("panicked"), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
}

#[test]
fn controls_are_listed_with_range_default_and_meaning() {
    let output = exoscope(&folder(), &["controls"]);
    assert!(output.status.success());
    for control in exoscope::biology::controls::registry() {
        let line = printed(&output)
            .lines()
            .find(|line| line.split(' ').next() == Some(&control.key))
            .unwrap_or_else(|| panic!("{} is not listed", control.key));
        assert!(line.contains(&control.range()), "{line}");
        assert!(line.contains(&control.default.to_string()), "{line}");
        assert!(line.contains(&control.meaning), "{line}");
    }
}

#[test]
fn controls_are_found_by_a_word_of_their_key_or_meaning() {
    let output = exoscope(&folder(), &["controls", "Calcium"]);
    let said = printed(&output);
    assert!(
        output.status.success() && said.lines().count() > 5,
        "{said}"
    );
    assert!(said.contains("calcium.clamp_um") && said.contains("drug.cadmium"));
    assert!(!said.contains("tracks.actin"), "{said}");
    let output = exoscope(&folder(), &["controls", "calcum"]);
    assert_one_line(
        &output,
        2,
        &["calcum", "did you mean `calcium.", "lists them all"],
    );
}

#[test]
fn scenes_are_listed_and_every_one_is_good() {
    let output = exoscope(&folder(), &["scenes"]);
    assert!(output.status.success());
    assert!(printed(&output).contains("synaptic_bouton"));
    for built_in in exoscope::scene::built_in() {
        let output = exoscope(&folder(), &["check", built_in.name]);
        assert_eq!(printed(&output), format!("{}: ok\n", built_in.name));
        assert!(output.status.success());
    }
}

#[test]
fn every_problem_of_every_scene_is_shown_with_its_place() {
    let folder = folder();
    let good = exoscope::scene::built_in()[0].text;
    fs::write(folder.path().join("good.ron"), good).unwrap();
    fs::write(folder.path().join("broken.ron"), "(\n  title: 5,\n)").unwrap();
    fs::write(folder.path().join("empty.ron"), "").unwrap();
    let output = exoscope(&folder, &["check", "good.ron", "broken.ron", "empty.ron"]);
    assert_eq!(output.status.code(), Some(1));
    let printed = printed(&output);
    assert!(printed.starts_with("good.ron: ok\n"), "{printed}");
    for line in printed.lines().skip(1) {
        let mut parts = line.splitn(4, ':');
        let file = parts.next().unwrap();
        assert!(["broken.ron", "empty.ron"].contains(&file), "{line}");
        for number in [parts.next(), parts.next()] {
            assert!(number.unwrap().parse::<u32>().unwrap() >= 1, "{line}");
        }
        assert!(parts.next().unwrap().contains("; "), "no way out: {line}");
    }
    assert!(printed.contains("broken.ron:2:"), "{printed}");
    assert!(printed.contains("empty.ron:1:"), "{printed}");
    assert_eq!(complained(&output), "");
}

#[test]
fn a_faulty_scene_is_not_run() {
    let folder = folder();
    fs::write(folder.path().join("broken.ron"), "(\n  title: 5,\n)").unwrap();
    let words = ["simulate", "broken.ron", "--for", "1s", "--events", "e.csv"];
    let output = exoscope(&folder, &words);
    assert_one_line(&output, 1, &["broken.ron:2:"]);
    assert_eq!(names_in(folder.path()), ["broken.ron"]);
}

#[test]
fn a_scene_that_is_not_there_is_named_with_those_that_are() {
    for command in [
        &["check", "synaptic_buton"][..],
        &["simulate", "synaptic_buton", "--for", "1s"],
        &["still", "synaptic_buton", "--at", "1s", "-o", "a.png"],
        &["synaptic_buton"],
    ] {
        let output = exoscope(&folder(), command);
        assert_one_line(&output, 1, &["synaptic_buton", "synaptic_bouton"]);
    }
}

#[test]
fn wrong_words_get_one_line_that_helps() {
    let simulate = |words: &[&'static str]| {
        let mut all = vec!["simulate", "synaptic_bouton"];
        all.extend(words);
        all
    };
    let still = |words: &[&'static str]| {
        let mut all = vec!["still", "synaptic_bouton", "-o", "a.png"];
        all.extend(words);
        all
    };
    for (words, helps) in [
        (vec!["--sed", "5"], "--seed"),
        (vec!["--seed", "five"], "whole number"),
        (vec!["--theme", "neon"], "dark"),
        (vec!["synaptic_bouton", "soon"], "soon"),
        (still(&["--at", "1s", "--theme", "neon"]), "dark"),
        (vec!["check"], "SCENE"),
        (simulate(&[]), "--for"),
        (simulate(&["--for", "5"]), "5ms"),
        (simulate(&["--for", "-5s"]), "-5"),
        (
            simulate(&["--for", "1s", "--set", "sensor.model=lou"]),
            "allosteric|five_site",
        ),
        (
            simulate(&["--for", "1s", "--set", "calcium.egta_mm=-1"]),
            "0 to 50 mM",
        ),
        (
            simulate(&["--for", "1s", "--set", "calcium.clamp_um=10001"]),
            "0 to 10000 µM",
        ),
        (
            simulate(&["--for", "1s", "--set", "energy.apt=1"]),
            "did you mean `energy.atp`",
        ),
        (
            simulate(&["--for", "1s", "--set", "energy.atp=6"]),
            "0 to 5 mM",
        ),
        (
            simulate(&["--for", "1s", "--set", "energy.atp"]),
            "key=value",
        ),
        (
            simulate(&["--for", "1s", "--set", "fusion.mode=burst"]),
            "kiss_and_run",
        ),
        (
            simulate(&["--for", "1s", "--at", "2s", "energy.atp=0"]),
            "after the run",
        ),
        (
            simulate(&["--for", "1s", "--at", "soon", "energy.atp=0"]),
            "5ms",
        ),
        (simulate(&["--for", "1s", "--at", "1s"]), "--at"),
        (
            simulate(&["--for", "1s", "--frame-rate", "0"]),
            "frame rate",
        ),
        (
            simulate(&["--for", "1s", "--events", "a.csv", "--traces", "a.csv"]),
            "same file",
        ),
        (simulate(&["--for", "1s", "--trials", "0"]), "from 1 to"),
        (simulate(&["--for", "1s", "--trials", "many"]), "from 1 to"),
        (
            simulate(&["--for", "1s", "--trials", "9", "--events", "a.csv"]),
            "--events is for one run",
        ),
        (
            simulate(&["--for", "1s", "--raster", "a.csv", "--traces", "b.csv"]),
            "--traces is for one run",
        ),
        (
            simulate(&["--for", "1s", "--trials", "9", "--inputs", "a.csv"]),
            "--inputs is for one run",
        ),
        (
            simulate(&[
                "--for",
                "1s",
                "--trials",
                "2",
                "--seed",
                "18446744073709551615",
            ]),
            "seeds beyond",
        ),
        (still(&[]), "--at"),
        (still(&["--at", "1s", "--at", "2s"]), "two moments"),
        (
            still(&["--at", "1s", "energy.atp=0"]),
            "moment of the picture",
        ),
        (still(&["--at", "1s", "--size", "huge"]), "1280x720"),
        (still(&["--at", "1s", "--view", "nowhere"]), "bouton-wide"),
        (still(&["--at", "1s", "other_scene"]), "other_scene"),
        (vec!["still", "--at", "1s", "-o", "a.jpg"], ".png"),
        (still(&["--event", "first explosion"]), "full collapse"),
        (still(&["--event", "first blue docking"]), "granule"),
        (
            still(&["--event", "first docking", "--at", "1s"]),
            "given twice",
        ),
        (
            still(&["--event", "first docking", "--after", "50%"]),
            "such as 2ms",
        ),
        (still(&["--at", "1s", "--after", "2ms"]), "--event"),
        (
            vec!["moments", "--for", "1s", "--event", "docking after"],
            "after 3s",
        ),
    ] {
        assert_one_line(&exoscope(&folder(), &words), 2, &[helps]);
    }
}

#[test]
fn an_event_that_does_not_happen_fails_the_picture_in_one_line() {
    let words = [
        "still",
        "synaptic_bouton",
        "--event",
        "second lysosome fusion after 50ms before 100ms",
        "-o",
        "a.png",
    ];
    let folder = folder();
    let output = exoscope(&folder, &words);
    assert_one_line(&output, 1, &["second lysosome fusion", "0.05 s", "0.1 s"]);
    assert!(names_in(folder.path()).is_empty());
}

#[test]
fn moments_are_listed_with_words_that_name_each() {
    let listed = |more: &[&str]| {
        let words = [&["moments", "two_pathways", "--for", "3s"], more].concat();
        let output = exoscope(&folder(), &words);
        assert!(output.status.success(), "{}", complained(&output));
        printed(&output).to_owned()
    };
    let all = listed(&[]);
    for words in ["first trafficking", "first docking", "first tethering"] {
        assert!(all.contains(words), "{all}");
    }
    let some = listed(&["--event", "regulated fusion after 500ms"]);
    let mut rows = some.lines().skip(1);
    let first = rows.next().expect("a signal releases a vesicle");
    assert!(
        first.starts_with("first regulated fusion after 0.5s "),
        "{first}"
    );
    assert!(
        rows.all(|row| row.contains(" regulated fusion after 0.5s ")),
        "{some}"
    );
    assert_eq!(some, listed(&["--event", "regulated fusion after 500ms"]));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for words in [
        &["controls"][..],
        &["scenes"],
        &["--help"],
        &["check", "synaptic_bouton"],
    ] {
        let mut child = program(&folder(), words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{words:?}");
        assert_eq!(complained(&output), "", "{words:?}");
    }
}

#[test]
fn a_run_leaves_its_three_files_and_a_short_table() {
    let folder = folder();
    let words = [
        "simulate",
        "synaptic_bouton",
        "--for",
        "2500ms",
        "--seed",
        "3",
        "--set",
        "fusion.mode=full_collapse",
        "--at",
        "1s",
        "signal.action_potential=true",
        "--events",
        "e.csv",
        "--traces",
        "t.csv",
        "--inputs",
        "i.csv",
    ];
    let output = exoscope(&folder, &words);
    assert!(output.status.success(), "{}", complained(&output));
    assert_eq!(complained(&output), "");
    for word in [
        "trafficking",
        "full collapse",
        "kiss-and-run",
        "ATP",
        "wall time",
    ] {
        assert!(printed(&output).contains(word), "{}", printed(&output));
    }
    let mut files = names_in(folder.path());
    files.sort();
    assert_eq!(files, ["e.csv", "i.csv", "t.csv"]);
    let events = fs::read_to_string(folder.path().join("e.csv")).unwrap();
    let traces = fs::read_to_string(folder.path().join("t.csv")).unwrap();
    assert!(events.starts_with(EVENTS_HEADER) && !events.contains('\r'));
    assert!(traces.starts_with(TRACES_HEADER) && !traces.contains('\r'));
    assert!(events.lines().count() > 150, "hardly anything happened");
    for text in [&events, &traces] {
        let mut before = 0.0;
        for row in csv::Reader::from_reader(text.as_bytes()).records() {
            let time: f64 = row.unwrap()[0].parse().unwrap();
            assert!((before..=2500.0).contains(&time), "{time} after {before}");
            before = time;
        }
    }
    assert!(!traces.contains("NaN") && !events.contains("NaN"));
    let inputs = fs::read_to_string(folder.path().join("i.csv")).unwrap();
    assert_eq!(
        inputs.strip_prefix(INPUTS_HEADER).unwrap(),
        "0.000000,change,hand,fusion.mode,full_collapse,natural,,\n\
         1000.000000,change,hand,signal.action_potential,true,,,\n\
         1000.000000,change,script,session.script,false,true,,\n\
         1000.000000,action_potential,hand,,,,1,\n"
    );
}

#[test]
fn the_outcome_is_the_same_at_every_frame_rate_and_another_with_another_seed() {
    let tables = |seed: &str, more: &[&str]| {
        let folder = folder();
        let mut words = vec![
            "simulate",
            "synaptic_bouton",
            "--for",
            "3s",
            "--seed",
            seed,
            "--set",
            "signal.train_hz=20",
            "--events",
            "e.csv",
            "--inputs",
            "i.csv",
        ];
        words.extend(more);
        let output = exoscope(&folder, &words);
        assert!(output.status.success(), "{}", complained(&output));
        ["e.csv", "i.csv"].map(|name| fs::read(folder.path().join(name)).unwrap())
    };
    let first = tables("1", &[]);
    for rate in ["24", "60", "240"] {
        assert!(
            tables("1", &["--frame-rate", rate]) == first,
            "differs at {rate} a second"
        );
    }
    let [events, inputs] = tables("2", &[]);
    assert!(events != first[0], "seeds 1 and 2 give one run");
    assert!(inputs == first[1], "what is done depends on no seed");
}

#[test]
fn a_control_set_to_the_value_it_has_leaves_the_same_files() {
    let files = |more: &[&str]| {
        let folder = folder();
        let words = ["simulate", "synaptic_bouton", "--for", "4s"];
        let kept = ["--events", "e.csv", "--traces", "t.csv"];
        let output = exoscope(&folder, &[&words[..], &kept, more].concat());
        assert!(output.status.success(), "{}", complained(&output));
        ["e.csv", "t.csv"].map(|name| fs::read(folder.path().join(name)).unwrap())
    };
    let without = files(&[]);
    for change in ["calcium.egta_mm=0", "sensor.model=allosteric"] {
        assert!(files(&["--set", change]) == without, "{change}");
        assert!(files(&["--at", "1s", change]) == without, "{change} at 1 s");
    }
}

/// What a line of a report counts.
#[track_caller]
fn counted(report: &str, line: &str) -> u64 {
    let mut words = report
        .lines()
        .find_map(|told| told.trim_start().strip_prefix(line))
        .unwrap_or_else(|| panic!("no line `{line}` in {report}"))
        .split_whitespace();
    words.next().unwrap().parse().unwrap()
}

#[test]
fn a_report_counts_each_cause_and_each_place_once() {
    let folder = folder();
    let words = ["--for", "3456ms", "--traces", "t.csv"];
    let output = exoscope(
        &folder,
        &[&["simulate", "synaptic_bouton"], &words[..]].concat(),
    );
    let report = printed(&output);
    let places = [
        "by motors",
        "by NSF, priming",
        "by NSF, docking",
        "on filling",
        "on taking",
    ];
    let sum = |lines: &[&str]| -> u64 { lines.iter().map(|line| counted_last(report, line)).sum() };
    assert!(counted_last(report, "by motors") > 1000);
    assert_eq!(sum(&places), counted_last(report, "ATP spent"), "{report}");
    // What is under way is in it, as in the traces.
    let traces = fs::read_to_string(folder.path().join("t.csv")).unwrap();
    let column = TRACES_HEADER
        .trim_end()
        .split(',')
        .position(|name| name == "atp_used");
    let newest = traces
        .lines()
        .last()
        .unwrap()
        .split(',')
        .nth(column.unwrap());
    let newest: u64 = newest.unwrap().parse().unwrap();
    let spent = counted_last(report, "ATP spent");
    assert!(
        spent >= newest && spent < newest + newest / 50,
        "{spent} after {newest}"
    );
    let molecules = ["taken up by glia", "gone from the cleft", "still in it"];
    assert_eq!(sum(&molecules), counted_last(report, "molecules released"));
}

#[test]
fn what_is_told_of_a_run_fits_its_scene() {
    let report = |words: &[&str]| {
        let output = exoscope(&folder(), &[&["simulate"], words].concat());
        assert!(output.status.success(), "{}", complained(&output));
        printed(&output).to_owned()
    };
    let held = report(&[
        "calcium_clamp",
        "--for",
        "60ms",
        "--at",
        "5ms",
        "calcium.clamp_um=20",
    ]);
    let released = counted(&held, "full collapse") + counted(&held, "kiss-and-run");
    assert!(released > 1000, "{held}");
    assert_eq!(
        counted(&held, "by calcium that is held"),
        released,
        "{held}"
    );
    assert_eq!(counted_last(&held, "ATP spent"), 0, "{held}");
    let fibre = report(&[
        "amperometry",
        "--for",
        "1s",
        "--at",
        "5ms",
        "calcium.clamp_um=4",
    ]);
    assert!(fibre.contains("carbon fibre"), "{fibre}");
    assert!(
        !fibre.contains("glia") && !fibre.contains("cleft"),
        "{fibre}"
    );
}

#[test]
fn a_report_names_what_its_cell_lets_out() {
    let report = |words: &[&str]| {
        let output = exoscope(&folder(), &[&["simulate"], words].concat());
        assert!(output.status.success(), "{}", complained(&output));
        printed(&output).to_owned()
    };
    let waste = report(&["waste_disposal", "--for", "2min"]);
    let by = |report: &str, line: &str| {
        let told = report.lines().find(|told| told.starts_with(line));
        let told = told.unwrap_or_else(|| panic!("no line `{line}` in {report}"));
        let mut counts = told.split_whitespace().rev();
        let constitutive: u64 = counts.next().unwrap().parse().unwrap();
        [counts.next().unwrap().parse().unwrap(), constitutive]
    };
    let [full, kissed] = ["full collapse", "kiss-and-run"].map(|mode| by(&waste, mode));
    for (line, pathway) in [("lysosomes opened", 0), ("multivesicular bodies opened", 1)] {
        let opened = full[pathway] + kissed[pathway];
        assert_eq!(counted_last(&waste, line), opened, "{waste}");
    }
    assert!(counted_last(&waste, "exosomes let out") > 0, "{waste}");
    assert!(counted_last(&waste, "enzyme molecules") > 0, "{waste}");
    counted_last(&waste, "lumps of waste");
    counted_last(&waste, "on making lysosomes acid");
    assert!(
        !waste.contains("on filling") && !waste.contains("cleft"),
        "{waste}"
    );

    let secretory = report(&["secretory_cell", "--for", "3min"]);
    let procollagen = counted_last(&secretory, "procollagen molecules let out");
    let whereabouts = ["built into", "on their way", "too many"];
    let sum: u64 = whereabouts
        .iter()
        .map(|line| counted_last(&secretory, line))
        .sum();
    assert_eq!(sum, procollagen, "{secretory}");
    assert!(procollagen > 0, "{secretory}");
    let channels = counted_last(&secretory, "ion channels brought");
    assert!(channels > 0 && counted_last(&secretory, "still in it") <= channels);
}

#[test]
fn what_is_asked_for_twice_or_for_no_time_is_told_in_one_line() {
    let twice = [
        "simulate",
        "--for",
        "50ms",
        "--set",
        "energy.atp=1",
        "--set",
        "signal.train_hz=0",
        "--set",
        "energy.atp=2",
    ];
    let output = exoscope(&folder(), &twice);
    assert!(output.status.success());
    let said = complained(&output);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains("energy.atp is given 2 times; the last one holds: 2"),
        "{said}"
    );
    let output = exoscope(&folder(), &["simulate", "--for", "0s"]);
    assert!(output.status.success());
    let said = complained(&output);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("--for 0s lets no time pass"), "{said}");
}

#[test]
fn numbers_are_found_by_a_part_of_a_word() {
    let found = |word: &str| {
        let output = exoscope(&folder(), &["parameters", word]);
        assert!(output.status.success(), "{}", complained(&output));
        printed(&output).to_owned()
    };
    for word in ["kines", "KINESIN", "step"] {
        assert!(found(word).contains("kinesin_1.step"), "{word}");
    }
    // By what it means, too.
    assert!(found("outer diam").contains("microtubule.diameter"));
    assert!(!found("kinesin_1.step").contains("dynein"));
    let output = exoscope(&folder(), &["parameters", "kinesix_1.step"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complained(&output).contains("did you mean `kinesin_1.step`"));
}

/// The last number of a line of a report.
#[track_caller]
fn counted_last(report: &str, line: &str) -> u64 {
    let told = report
        .lines()
        .find(|told| told.trim_start().starts_with(line));
    let told = told.unwrap_or_else(|| panic!("no line `{line}` in {report}"));
    told.split_whitespace().last().unwrap().parse().unwrap()
}

/// One action potential after ten milliseconds, and what it does in the thirty
/// after it.
const ONE_SIGNAL: [&str; 7] = [
    "simulate",
    "synaptic_bouton",
    "--for",
    "40ms",
    "--at",
    "10ms",
    "signal.action_potential=true",
];

#[test]
fn a_raster_has_the_pores_of_every_trials_own_run_and_a_line_for_each_failure() {
    let folder = folder();
    let repeated = ["--seed", "5", "--trials", "12", "--raster", "r.csv"];
    let output = exoscope(&folder, &[&ONE_SIGNAL[..], &repeated].concat());
    assert!(output.status.success(), "{}", complained(&output));
    assert_eq!(names_in(folder.path()), ["r.csv"]);
    let raster = fs::read_to_string(folder.path().join("r.csv")).unwrap();
    let head = "trial,seed,time_ms,vesicle,site,cause,mode,after_signal_ms,signal\n";
    assert!(raster.starts_with(head) && !raster.contains('\r'));

    let mut failures = 0;
    for trial in 1..=12_u32 {
        let seed = (4 + trial).to_string();
        let words = ["--seed", &seed, "--events", "e.csv"];
        let output = exoscope(&folder, &[&ONE_SIGNAL[..], &words].concat());
        assert!(output.status.success(), "{}", complained(&output));
        let events = fs::read_to_string(folder.path().join("e.csv")).unwrap();
        let mut rows: Vec<String> = csv::Reader::from_reader(events.as_bytes())
            .records()
            .map(Result::unwrap)
            .filter(|event| &event[4] == "pore_opened")
            .map(|event| format!("{trial},{seed},{},{},{},", &event[0], &event[1], &event[5]))
            .collect();
        let answered = events
            .lines()
            .any(|line| line.contains(",pore_opened,") && line.contains("cause=action_potential"));
        if !answered {
            failures += 1;
            rows.push(format!("{trial},{seed},,,,none,,"));
        }
        let told: Vec<&str> = raster
            .lines()
            .filter(|line| line.starts_with(&format!("{trial},")))
            .collect();
        assert_eq!(told.len(), rows.len(), "trial {trial}: {told:?}");
        for (line, row) in told.iter().zip(&rows) {
            assert!(line.starts_with(row), "{line} is not {row}");
        }
    }
    assert!((1..12).contains(&failures), "{failures} failures of 12");
    let report = printed(&output);
    let count = |line: &str| counted(report, line) as u32;
    assert_eq!(count("trials"), 12);
    assert_eq!(count("with release on a signal"), 12 - failures);
    assert_eq!(count("without: failures"), failures);
    let failed = report.lines().filter(|line| line.ends_with("  failure"));
    assert_eq!(failed.count() as u32, failures);
}

#[test]
fn trials_without_an_action_potential_all_fail_and_that_is_said() {
    let output = exoscope(
        &folder(),
        &["simulate", "--for", "20ms", "--trials", "3", "--seed", "9"],
    );
    assert!(output.status.success(), "{}", complained(&output));
    let report = printed(&output);
    assert!(report.contains("seeds 9 to 11: 3 trials of 20.00 ms"));
    assert!(
        report.contains("No action potential was fired."),
        "{report}"
    );
    assert!(report.contains("100.0 %"), "{report}");
}

/// Threads take what processors the system gives them.
#[cfg(target_os = "linux")]
#[test]
fn a_raster_is_the_same_on_one_processor_as_on_all() {
    let folder = folder();
    let all = [&ONE_SIGNAL[..], &["--trials", "9", "--raster", "all.csv"]].concat();
    assert!(exoscope(&folder, &all).status.success());
    let one = [&ONE_SIGNAL[..], &["--trials", "9", "--raster", "one.csv"]].concat();
    let output = Command::new("taskset")
        .args(["-c", "0", env!("CARGO_BIN_EXE_exoscope")])
        .args(one)
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output();
    match output {
        Ok(output) if output.status.success() => {
            assert!(printed(&output).contains("on 1 thread"));
            let [all, one] = ["all.csv", "one.csv"].map(|name| fs::read(folder.path().join(name)));
            assert!(all.unwrap() == one.unwrap());
        }
        _ => eprintln!("left out: this system has no taskset"),
    }
}

#[test]
fn nothing_is_begun_for_a_file_that_can_not_be_written() {
    let folder = folder();
    fs::create_dir(folder.path().join("taken")).unwrap();
    fs::create_dir(folder.path().join("taken.png")).unwrap();
    let still = |file| ["still", "--at", "1s", "-o", file];
    for (file, why) in [
        ("nowhere/e.csv", "folder"),
        ("taken", "folder"),
        ("taken/..", "folder"),
    ] {
        for table in ["--events", "--traces", "--inputs"] {
            let output = exoscope(&folder, &["simulate", "--for", "1s", table, file]);
            assert_one_line(&output, 1, &["can't write", file, why]);
        }
        let raster = ["simulate", "--for", "1s", "--trials", "9", "--raster", file];
        assert_one_line(&exoscope(&folder, &raster), 1, &["can't write", file, why]);
    }
    for file in ["nowhere/a.png", "taken.png"] {
        let output = exoscope(&folder, &still(file));
        assert_one_line(&output, 1, &["can't write", file]);
    }
    assert_eq!(names_in(folder.path()).len(), 2);
}

/// Runs under a limit on the size of files, which makes writing fail as a full
/// disk does and needs no rights.
#[cfg(unix)]
#[test]
fn when_there_is_no_room_the_old_file_stays_and_nothing_else() {
    let folder = folder();
    fs::write(folder.path().join("e.csv"), "from before").unwrap();
    let output = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "limited"])
        .arg(env!("CARGO_BIN_EXE_exoscope"))
        .args([
            "simulate", "--for", "5s", "--events", "e.csv", "--traces", "t.csv", "--inputs",
            "i.csv",
        ])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_one_line(&output, 1, &["can't write", ".csv", "File too large"]);
    assert_eq!(names_in(folder.path()), ["e.csv"]);
    let kept = fs::read_to_string(folder.path().join("e.csv")).unwrap();
    assert_eq!(kept, "from before");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_nothing_is_left_on_it() {
    for table in ["--events", "--traces", "--inputs"] {
        let words = ["simulate", "--for", "5s", table, "/dev/full"];
        let output = exoscope(&folder(), &words);
        assert_one_line(&output, 1, &["/dev/full", "No space left on device"]);
    }

    // A small disk of our own, where the system lets us have one.
    let folder = folder();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let script = "mount -t tmpfs -o size=64k none disk || exit 77
        \"$@\"; ended=$?; ls -A disk; exit $ended";
    let output = on_disks_of_its_own(
        &folder,
        script,
        &["simulate", "--for", "60s", "--events", "disk/e.csv"],
    );
    match output {
        Ok(output)
            if output.status.code() == Some(1) && complained(&output).contains("exoscope") =>
        {
            // It was foreseen, and then it came.
            let said: Vec<&str> = complained(&output).lines().collect();
            assert_eq!(said.len(), 2, "{said:?}");
            assert!(said[0].contains("the run would fail"), "{said:?}");
            assert!(said[1].contains("disk/e.csv: No space left on device"));
            assert!(said[1].ends_with("free some space or choose another place"));
            assert_eq!(printed(&output), "", "something is left on the disk");
        }
        _ => eprintln!("left out: this system lets nobody mount a small disk"),
    }
}

#[test]
fn without_a_graphics_driver_a_still_says_what_to_install() {
    let folder = folder();
    let output = program(&folder, &["still", "--at", "1ms", "-o", "a.png"])
        .env("VK_DRIVER_FILES", "/nonexistent")
        .env("VK_ICD_FILENAMES", "/nonexistent")
        .env("WGPU_BACKEND", "vulkan")
        .output()
        .unwrap();
    assert_one_line(&output, 1, &["mesa-vulkan-drivers"]);
    assert!(names_in(folder.path()).is_empty());
}

#[test]
fn a_still_has_the_size_that_was_asked_for() {
    let folder = folder();
    let words = ["still", "--at", "10ms", "--size", "160x90", "-o", "a.png"];
    // Without Wayland the driver has nothing to say about it.
    let output = program(&folder, &words)
        .env_remove("XDG_RUNTIME_DIR")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", complained(&output));
    assert_eq!(complained(&output), "");
    assert_eq!(names_in(folder.path()), ["a.png"]);
    assert_eq!(size_of(&folder.path().join("a.png")), (160, 90));
}

#[test]
fn a_card_of_no_vesicle_is_refused_before_anything_runs() {
    let folder = folder();
    let words = ["still", "--at", "1h", "--panel", "vesicle", "-o", "a.png"];
    let output = exoscope(&folder, &words);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        complained(&output).contains("--follow"),
        "{}",
        complained(&output)
    );
    assert!(!folder.path().join("a.png").exists());
}

fn size_of(picture: &Path) -> (u32, u32) {
    image::image_dimensions(picture).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn settings_that_are_faulty_are_told_before_the_window_opens_unless_none_are_asked_for() {
    let folder = folder();
    let settings = folder.path().join("exoscope");
    fs::create_dir(&settings).unwrap();
    let settings = settings.join("settings.ron");
    fs::write(&settings, "(theme: pink)").unwrap();
    let output = exoscope(&folder, &[]);
    let said: Vec<&str> = complained(&output).lines().collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("settings.ron:1:") && said[0].contains("pink"));
    assert!(said[1].contains("display"));
    assert_one_line(&exoscope(&folder, &["--no-settings"]), 1, &["display"]);
    let still = exoscope(&folder, &["simulate", "cleft_box", "--for", "1us"]);
    assert_eq!(complained(&still), "");
    assert_eq!(fs::read_to_string(&settings).unwrap(), "(theme: pink)");
}

#[test]
fn what_a_cell_has_nothing_for_is_told_and_the_run_goes_on() {
    let run = |change: &str| {
        let words = [
            "simulate",
            "secretory_cell",
            "--for",
            "1ms",
            "--set",
            change,
        ];
        let output = exoscope(&folder(), &words);
        assert!(output.status.success(), "{}", complained(&output));
        complained(&output).to_owned()
    };
    for change in ["signal.action_potential=true", "drug.bapta=1"] {
        let said = run(change);
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.contains("nothing to act on in secretory_cell"),
            "{said}"
        );
        assert!(
            said.contains("no vesicles that wait for a signal"),
            "{said}"
        );
    }
    // What is not there can be switched off.
    for change in [
        "signal.spontaneous=false",
        "calcium.egta_mm=0",
        "tracks.actin=false",
    ] {
        assert_eq!(run(change), "");
    }
}

#[test]
fn without_a_display_the_window_points_to_stills() {
    let output = exoscope(&folder(), &[]);
    assert_one_line(&output, 1, &["display", "exoscope still"]);
}

#[test]
fn a_window_is_not_opened_for_a_log_that_can_not_be_written() {
    let output = exoscope(&folder(), &["--session-log", "nowhere/session"]);
    assert_one_line(&output, 1, &["can't write", "nowhere/session"]);
}

#[test]
fn a_closed_gap_keeps_its_five_thousand_molecules() {
    let folder = folder();
    let words = ["simulate", "cleft_box", "--for", "1ms", "--traces", "t.csv"];
    let output = exoscope(&folder, &words);
    assert!(output.status.success(), "{}", complained(&output));
    let traces = fs::read_to_string(folder.path().join("t.csv")).unwrap();
    let mut lines = traces.lines();
    let header = lines.next().unwrap();
    let free = header.split(',').position(|name| name == "free_molecules");
    let free = free.unwrap();
    let mut rows = 0;
    for line in lines {
        assert_eq!(line.split(',').nth(free), Some("5000"), "{line}");
        rows += 1;
    }
    assert!(rows > 2);
}

#[test]
fn a_bench_tells_how_many_steps_a_second_molecules_take() {
    let output = exoscope(&folder(), &["bench", "diffusion", "--json"]);
    assert!(output.status.success(), "{}", complained(&output));
    let said = printed(&output);
    assert!(said.starts_with('{') && said.ends_with("}\n") && said.lines().count() == 1);
    for key in ["one_core", "one_core_step_by_step", "all_cores"] {
        let (_, after) = said.split_once(&format!("\"{key}\":")).unwrap();
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        let steps_per_s: f64 = digits.parse().unwrap();
        assert!(steps_per_s > 1e6, "{said}");
    }
    let output = exoscope(&folder(), &["bench", "everything"]);
    assert_one_line(&output, 2, &["everything", "diffusion", "all"]);
}
