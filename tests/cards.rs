//! What every card does, against what is published: the direction in which
//! docking, priming, evoked and spontaneous release and retrieval go, from many
//! pairs of runs, each a cell and its treated twin with the same seed.
//!
//! A claim is that a number goes down, up, to next to nothing, or stays near
//! normal, which is a claim as well. Each is tested at an error of one in a hundred
//! by Student's t over the pairs' differences: runs with different seeds are
//! independent, and their differences are sums of dozens of pores, so near enough
//! to normal. *Near normal* means that both one-sided tests say that the mean lies
//! within a quarter of the untreated one. With some fifty answers a run a pair's
//! difference has a standard deviation of about a fifth of them; fourteen pairs then
//! bound the mean to 14 %, which leaves room for what is near normal to be found so,
//! and for a loss of a third never to be missed.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
    thread,
};

use exoscope::{
    biology::{
        cards::{card, cards},
        controls::{Change, TimedChange},
    },
    scene,
    sim::{
        session::Session,
        twins::{Comparison, Count, Experiment, ExperimentCell, Measure, Verdict, dose},
        what_if::{
            Prediction,
            predictions::{SCENE, predictions},
        },
    },
    units::SimTime,
};

use Count::*;
use Verdict::*;

/// A scene, what is done in it with both twins, and for how long.
#[derive(PartialEq)]
struct Protocol {
    scene: &'static str,
    changes: &'static [(f64, &'static str)],
    seconds: f64,
    pairs: u64,
}

/// Ten quiet seconds, then five action potentials a second for twenty seconds,
/// and time for membrane to come back. Vesicles are empty, but for where their
/// molecules are counted: they fuse all the same, and run faster.
const TRAIN: Protocol = Protocol {
    scene: "synaptic_bouton",
    changes: &[
        (0.0, "cargo.loaded=false"),
        (0.0, "session.script=false"),
        (10.0, "signal.train_count=100"),
        (10.0, "signal.train_hz=5"),
    ],
    seconds: 40.0,
    pairs: 14,
};

/// The same with full vesicles, for what they let go when they come round again.
const FULL: Protocol = Protocol {
    changes: &[
        (0.0, "session.script=false"),
        (1.0, "signal.train_count=240"),
        (1.0, "signal.train_hz=4"),
    ],
    seconds: 60.0,
    pairs: 4,
    ..TRAIN
};

/// The first eight of five signals a second, again and again: what the vesicles that
/// are primed do before others take their places.
const FIRST: Protocol = Protocol {
    changes: &[
        (0.0, "cargo.loaded=false"),
        (0.0, "session.script=false"),
        (8.0, "signal.train_count=8"),
        (8.0, "signal.train_hz=5"),
    ],
    seconds: 10.0,
    pairs: 60,
    ..TRAIN
};

/// Ten signals a second until vesicles run out.
const LONG: Protocol = Protocol {
    changes: &[
        (0.0, "cargo.loaded=false"),
        (0.0, "session.script=false"),
        (1.0, "signal.train_count=890"),
        (1.0, "signal.train_hz=10"),
    ],
    seconds: 90.0,
    pairs: 5,
    ..TRAIN
};

/// All membrane goes back the ultrafast way.
const ULTRAFAST: Protocol = Protocol {
    changes: &[
        (0.0, "cargo.loaded=false"),
        (0.0, "session.script=false"),
        (0.0, "retrieval.mode=ultrafast"),
        (1.0, "signal.train_count=40"),
        (1.0, "signal.train_hz=10"),
    ],
    seconds: 6.0,
    ..TRAIN
};

/// Four thousand vesicles at rest, for miniature release: one fuses in a second.
const REST: Protocol = Protocol {
    scene: "calcium_clamp",
    changes: &[(0.0, "cargo.loaded=false")],
    seconds: 30.0,
    pairs: 5,
};

/// Calcium raised at a stroke and held high.
const HELD: Protocol = Protocol {
    changes: &[
        (0.0, "cargo.loaded=false"),
        (0.0, "session.script=false"),
        (1.0, "calcium.clamp_um=50"),
    ],
    seconds: 3.0,
    ..TRAIN
};

/// No calcium outside at all.
const WITHOUT_CALCIUM: Protocol = Protocol {
    changes: &[
        (0.0, "cargo.loaded=false"),
        (0.0, "session.script=false"),
        (0.0, "calcium.outside_mm=0"),
    ],
    seconds: 5.0,
    ..TRAIN
};

/// Something that is counted in a span of time, and what becomes of it.
type Claim = (Count, f64, f64, &'static [Verdict]);

/// What is claimed of one card, given from a moment on.
struct Row {
    card: &'static str,
    protocol: &'static Protocol,
    at_s: f64,
    claims: &'static [Claim],
}

const DOWN: &[Verdict] = &[Less, Gone];

/// Docked and primed vesicles before the train, answers in it, and membrane that
/// comes back.
const fn row(card: &'static str, claims: &'static [Claim]) -> Row {
    Row {
        card,
        protocol: &TRAIN,
        at_s: 0.0,
        claims,
    }
}

const ROWS: &[Row] = &[
    row(
        "botulinum_a",
        &[
            (Attached, 5.0, 10.0, &[Same]),
            (Primed, 5.0, 10.0, &[Same]),
            (Answers, 10.0, 31.0, &[Gone]),
            (Retrievals, 10.0, 40.0, &[Gone]),
        ],
    ),
    // High calcium brings release back, but slowly.
    Row {
        card: "botulinum_a",
        protocol: &HELD,
        at_s: 0.0,
        claims: &[
            (Answers, 1.0, 1.005, &[Gone]),
            (Answers, 1.0, 1.1, DOWN),
            (Answers, 1.0, 3.0, &[Same, Less]),
        ],
    },
    row(
        "tetanus",
        &[
            (Attached, 5.0, 10.0, &[Same]),
            (Primed, 5.0, 10.0, &[Gone]),
            (Answers, 10.0, 31.0, &[Gone]),
        ],
    ),
    Row {
        card: "tetanus",
        protocol: &HELD,
        at_s: 0.0,
        claims: &[(Answers, 1.0, 3.0, &[Gone])],
    },
    row(
        "latrotoxin",
        &[
            (Spontaneous, 0.0, 10.0, &[More]),
            (Primed, 5.0, 10.0, DOWN),
            (Answers, 10.0, 31.0, DOWN),
        ],
    ),
    // Transport stops, release near by goes on.
    row(
        "nocodazole",
        &[
            (Rides, 0.0, 40.0, &[Gone]),
            (Attached, 5.0, 10.0, &[Same]),
            (Answers, 10.0, 31.0, &[Same]),
        ],
    ),
    row(
        "taxol",
        &[
            (Rides, 0.0, 40.0, &[Same]),
            (Attached, 5.0, 10.0, &[Same]),
            (Answers, 10.0, 31.0, &[Same]),
            (Retrievals, 10.0, 40.0, &[Same]),
        ],
    ),
    Row {
        card: "latrunculin",
        protocol: &ULTRAFAST,
        at_s: 0.0,
        claims: &[
            (Retrievals, 1.0, 6.0, &[Gone]),
            (Answers, 1.0, 6.0, &[Same]),
        ],
    },
    // Empty vesicles still fuse.
    Row {
        card: "bafilomycin",
        protocol: &FULL,
        at_s: 0.5,
        claims: &[
            (Molecules, 1.0, 8.0, &[Same]),
            (Pores, 1.0, 60.0, &[Same]),
            (Molecules, 40.0, 60.0, DOWN),
            (Retrievals, 1.0, 60.0, &[Same]),
        ],
    },
    // What is primed fuses, and then no more is primed.
    Row {
        card: "nem",
        protocol: &FIRST,
        at_s: 6.0,
        claims: &[(Answers, 8.0, 10.0, &[Same])],
    },
    Row {
        card: "nem",
        protocol: &TRAIN,
        at_s: 8.0,
        claims: &[
            (Answers, 20.0, 31.0, &[Gone]),
            (Primed, 20.0, 40.0, &[Gone]),
            (Attached, 20.0, 31.0, &[Same, More]),
            (SpentSnares, 30.0, 40.0, &[More]),
        ],
    },
    Row {
        card: "dynasore",
        protocol: &TRAIN,
        at_s: 8.0,
        claims: &[
            (Answers, 10.0, 31.0, &[Same]),
            (Retrievals, 10.0, 40.0, &[Gone]),
            (Pits, 30.0, 40.0, &[More]),
            (MembraneGained, 30.0, 40.0, &[More]),
        ],
    },
    // Without membrane coming back, vesicles run out.
    Row {
        card: "dynasore",
        protocol: &LONG,
        at_s: 0.0,
        claims: &[(Pores, 65.0, 90.0, DOWN)],
    },
    row("bapta", &[(Answers, 10.0, 31.0, &[Gone])]),
    row(
        "egta",
        &[
            (Answers, 10.0, 31.0, &[Same, Less]),
            (Primed, 5.0, 10.0, &[Same]),
        ],
    ),
    row(
        "low_calcium",
        &[
            (Attached, 5.0, 10.0, &[Same]),
            (Primed, 5.0, 10.0, &[Same]),
            (Answers, 10.0, 31.0, &[Gone]),
        ],
    ),
    Row {
        card: "low_calcium",
        protocol: &REST,
        at_s: 0.0,
        claims: &[(Spontaneous, 0.0, 30.0, &[Same])],
    },
    row(
        "cadmium",
        &[
            (Attached, 5.0, 10.0, &[Same]),
            (Answers, 10.0, 31.0, &[Gone]),
        ],
    ),
    Row {
        card: "cadmium",
        protocol: &REST,
        at_s: 0.0,
        claims: &[(Spontaneous, 0.0, 30.0, &[Same])],
    },
    Row {
        card: "hypertonic_sucrose",
        protocol: &WITHOUT_CALCIUM,
        at_s: 2.0,
        claims: &[(Spontaneous, 2.0, 5.0, &[More]), (Primed, 4.0, 5.0, DOWN)],
    },
    // All release falls, priming does not, and nothing is unclamped.
    row(
        "complexin",
        &[
            (Attached, 5.0, 10.0, &[Same]),
            (Primed, 5.0, 10.0, &[Same]),
            (Answers, 10.0, 31.0, &[Less]),
        ],
    ),
    Row {
        card: "complexin",
        protocol: &REST,
        at_s: 0.0,
        claims: &[(Spontaneous, 0.0, 30.0, &[Less])],
    },
    // Synchronous release is lost, asynchronous rises.
    row(
        "synaptotagmin1",
        &[
            (Attached, 5.0, 10.0, &[Same]),
            (Answers, 10.0, 31.0, DOWN),
            (LateAnswers, 10.0, 31.0, &[More]),
        ],
    ),
    // What the slow sensor's published numbers give: in synapses minis are unchanged
    // or somewhat more, as the card says.
    Row {
        card: "synaptotagmin1",
        protocol: &REST,
        at_s: 0.0,
        claims: &[(Spontaneous, 0.0, 5.0, &[More])],
    },
    row(
        "munc13",
        &[
            (Attached, 5.0, 10.0, DOWN),
            (Primed, 5.0, 10.0, &[Gone]),
            (Answers, 10.0, 31.0, &[Gone]),
        ],
    ),
    Row {
        card: "munc13",
        protocol: &REST,
        at_s: 0.0,
        claims: &[(Spontaneous, 0.0, 30.0, &[Gone])],
    },
    row(
        "munc18",
        &[
            (Attached, 5.0, 10.0, &[Same]),
            (Primed, 5.0, 10.0, &[Gone]),
            (Answers, 10.0, 31.0, &[Gone]),
        ],
    ),
    // What is primed lasts for a while.
    Row {
        card: "no_atp",
        protocol: &FIRST,
        at_s: 2.0,
        claims: &[(Answers, 8.0, 10.0, &[Same])],
    },
    Row {
        card: "no_atp",
        protocol: &TRAIN,
        at_s: 7.0,
        claims: &[
            (Primed, 25.0, 40.0, DOWN),
            (Answers, 20.0, 31.0, DOWN),
            (Rides, 20.0, 40.0, &[Gone]),
            (Retrievals, 15.0, 40.0, DOWN),
        ],
    },
    row(
        "cooling",
        &[
            (Rides, 0.0, 40.0, DOWN),
            (Retrievals, 10.0, 40.0, DOWN),
            (Deliveries, 0.0, 40.0, DOWN),
        ],
    ),
    row(
        "brefeldin_a",
        &[
            (Deliveries, 20.0, 40.0, DOWN),
            (Attached, 5.0, 10.0, &[Same]),
            (Answers, 10.0, 31.0, &[Same]),
        ],
    ),
    row("phorbol_ester", &[(Attached, 5.0, 10.0, &[Same])]),
    Row {
        card: "phorbol_ester",
        protocol: &FIRST,
        at_s: 0.0,
        claims: &[(Answers, 8.0, 8.7, &[More])],
    },
    Row {
        card: "phorbol_ester",
        protocol: &REST,
        at_s: 0.0,
        claims: &[(Spontaneous, 0.0, 30.0, &[More])],
    },
];

/// All that is measured under a protocol: rows that share one share its untreated
/// runs.
fn measures(protocol: &Protocol) -> Vec<Measure> {
    let mut measures = Vec::new();
    for row in ROWS.iter().filter(|row| row.protocol == protocol) {
        for (what, from_s, until_s, _) in row.claims {
            let measure = Measure {
                what: *what,
                from_s: *from_s,
                until_s: *until_s,
            };
            if !measures.contains(&measure) {
                measures.push(measure);
            }
        }
    }
    measures
}

fn cell(protocol: &Protocol) -> ExperimentCell {
    let changes = protocol.changes.iter().map(|(at_s, change)| TimedChange {
        at: SimTime::from_secs(*at_s),
        change: Change::parse(change).unwrap(),
    });
    let experiment = Experiment {
        session: Session {
            scene: scene::load(protocol.scene).unwrap(),
            seed: 1,
            changes: changes.collect(),
        },
        duration: SimTime::from_secs(protocol.seconds),
        measures: measures(protocol),
    };
    experiment.cell()
}

/// One run to do: the row whose card is given, or none, and the number of the run.
type Task = (Option<usize>, u64);

/// Counts of every run of a protocol, on two threads.
fn runs(protocol: &'static Protocol) -> BTreeMap<Task, Vec<f64>> {
    let rows = (0..ROWS.len()).filter(|row| ROWS[*row].protocol == protocol);
    let treatments: Vec<Option<usize>> = [None].into_iter().chain(rows.map(Some)).collect();
    let tasks: Vec<Task> = treatments
        .into_iter()
        .flat_map(|row| (0..protocol.pairs).map(move |pair| (row, pair)))
        .collect();
    let (left, done) = (Mutex::new(tasks), Mutex::new(BTreeMap::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut cell = cell(protocol);
                loop {
                    let Some((row, pair)) = left.lock().unwrap().pop() else {
                        break;
                    };
                    let treatment = row.map(|row| {
                        let Row {
                            card: name, at_s, ..
                        } = ROWS[row];
                        dose(card(name).unwrap(), 1.0, SimTime::from_secs(at_s))
                    });
                    let counts = cell.run(pair, treatment.as_slice());
                    done.lock().unwrap().insert((row, pair), counts);
                }
            });
        }
    });
    done.into_inner().unwrap()
}

fn hold(protocol: &'static Protocol) {
    let runs = runs(protocol);
    let measures = measures(protocol);
    let mut wrong = Vec::new();
    for (number, row) in ROWS.iter().enumerate() {
        if row.protocol != protocol {
            continue;
        }
        for (what, from_s, until_s, expected) in row.claims {
            let measure = Measure {
                what: *what,
                from_s: *from_s,
                until_s: *until_s,
            };
            let place = measures.iter().position(|other| *other == measure).unwrap();
            let pairs = (0..protocol.pairs)
                .map(|pair| [None, Some(number)].map(|which| runs[&(which, pair)][place]));
            let comparison = Comparison {
                pairs: pairs.collect(),
            };
            let (verdict, [plain, treated]) = (comparison.verdict(), comparison.means());
            let line = format!(
                "{}: {what:?} from {from_s} to {until_s} s: {plain:.2} untreated, \
                 {treated:.2} treated, {verdict:?}",
                row.card
            );
            println!("{line}");
            if !expected.contains(&verdict) {
                wrong.push(format!("{line}, not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn docking_priming_release_and_retrieval_go_where_published_work_says() {
    hold(&TRAIN);
}

#[test]
fn primed_vesicles_answer_the_first_signals_without_nsf_or_fuel() {
    hold(&FIRST);
}

#[test]
fn vesicles_come_round_empty_without_their_pump_and_fuse_all_the_same() {
    hold(&FULL);
}

#[test]
fn vesicles_run_out_when_no_membrane_comes_back() {
    hold(&LONG);
}

#[test]
fn ultrafast_retrieval_needs_actin() {
    hold(&ULTRAFAST);
}

#[test]
fn miniature_release_goes_where_published_work_says() {
    hold(&REST);
}

#[test]
fn held_calcium_partly_rescues_what_botulinum_a_has_cut() {
    hold(&HELD);
}

#[test]
fn sucrose_empties_the_pool_without_calcium() {
    hold(&WITHOUT_CALCIUM);
}

#[test]
fn the_runs_answer_every_question_as_its_reason_says() {
    let (left, wrong) = (
        Mutex::new(predictions().iter().collect::<Vec<&Prediction>>()),
        Mutex::new(Vec::new()),
    );
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(asked) = left.lock().unwrap().pop() else {
                        break;
                    };
                    let comparisons = compared(asked);
                    let answer = asked.answer(&comparisons);
                    let counts: Vec<String> = comparisons
                        .iter()
                        .map(|comparison| {
                            let ([plain, treated], verdict) =
                                (comparison.means(), comparison.verdict());
                            format!("{plain:.2} to {treated:.2} {verdict:?}")
                        })
                        .collect();
                    println!("{}: {answer:?} {counts:?}", asked.card);
                    if answer != Some(asked.reason_for) {
                        let line = format!("{}: {answer:?}, {counts:?}", asked.card);
                        wrong.lock().unwrap().push(line);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Counts of all pairs of runs that a question asks for.
fn compared(asked: &Prediction) -> Vec<Comparison> {
    let mut cell = asked.experiment(scene::load(SCENE).unwrap(), 1).cell();
    let treatment = asked.treatment();
    let mut comparisons = vec![Comparison::default(); asked.counts.len()];
    for pair in 0..asked.pairs {
        let [plain, treated] = [&[], treatment.as_slice()].map(|with| cell.run(pair, with));
        for (count, comparison) in comparisons.iter_mut().enumerate() {
            comparison.pairs.push([plain[count], treated[count]]);
        }
    }
    comparisons
}

#[test]
fn every_card_stands_in_the_table() {
    let rows: BTreeSet<&str> = ROWS.iter().map(|row| row.card).collect();
    let names: BTreeSet<&str> = cards().iter().map(|card| card.name.as_str()).collect();
    assert_eq!(rows, names);
}
