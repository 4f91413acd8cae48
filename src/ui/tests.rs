//! Panels drawn without a screen and clicked through the tree that screen
//! readers get.

use std::sync::LazyLock;

use bevy::{
    math::DVec3,
    tasks::{AsyncComputeTaskPool, TaskPool},
};
use bevy_egui::egui::{self, accesskit};

use super::{
    appearance, cell,
    inhabitants::Inhabitants,
    inspector::{self, Portrait},
    instruments::{self, Instruments, Span},
    key_list,
    membrane::{self, Account, Choices, Section},
    membrane_history::MembraneHistory,
    pathways,
    prediction::Predictions,
    provenance::{self, Subject},
    readings::Readings,
    release,
    signals::{self, LaneCounts, Silence, TrainPlan},
    switchboard::Switchboard,
    texts::{Conditions, Fusing, key_meaning},
    time_bar,
    traces::Window,
    trial_sets::{TrialSet, TrialSets, one_action_potential},
    trials::{self, TrialsShown},
    view_panel,
    what_if::{self, WhatIf},
};
use crate::{
    biology::{
        cards::cards,
        controls::{self, Knob, Value},
        vesicles::{Pathway, VesicleKind},
    },
    play::time_lens::{FASTEST, Playback, SLOWEST},
    scene::{self, Scene},
    session::actions::{Action, Sight, WhichTrials},
    sim::{
        controls::Controls,
        membrane::AreaShares,
        record::{Detail, Event, EventKind, Record, Sample},
        tests::small_cell,
        trials::{Opening, Trial},
        vesicle::{Cause, FusionMode, Stage, Vesicle, VesicleId},
        what_if::{Doses, Prediction},
    },
    text::word,
    units::SimTime,
    view::{
        ViewSettings,
        theme::{Theme, ThemeName},
    },
};

const NOW: SimTime = SimTime::from_nanos(1_500_000_000);

fn bouton() -> Scene {
    scene::load("synaptic_bouton").expect("a built-in scene")
}

/// A cell without vesicles that wait for a signal.
fn fibroblast() -> Scene {
    scene::load("secretory_cell").expect("a built-in scene")
}

/// A screen that isn't there.
struct Desk {
    ctx: egui::Context,
    nodes: Vec<accesskit::Node>,
    /// What has the keyboard.
    focused: Option<accesskit::Node>,
}

impl Desk {
    fn new() -> Self {
        let ctx = egui::Context::default();
        ctx.enable_accesskit();
        appearance::wear(&ctx, &Theme::default(), false);
        Self {
            ctx,
            nodes: Vec::new(),
            focused: None,
        }
    }

    fn draw(&mut self, events: Vec<egui::Event>, mut panel: impl FnMut(&mut egui::Ui)) {
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(
                egui::Pos2::ZERO,
                egui::vec2(1280.0, 720.0),
            )),
            events,
            ..Default::default()
        };
        let mut output = self.ctx.run_ui(input, |ui| panel(ui));
        let update = output.platform_output.accesskit_update.take();
        self.focused = update.as_ref().and_then(|update| {
            let mut nodes = update.nodes.iter();
            let (_, node) = nodes.find(|(id, _)| *id == update.focus)?;
            self.ctx.memory(egui::Memory::focused).map(|_| node.clone())
        });
        self.nodes = update
            .map(|update| update.nodes.into_iter().map(|(_, node)| node).collect())
            .unwrap_or_default();
        output.drop_without_applying_deltas();
    }

    /// Whether what has the keyboard says `text`.
    fn is_on(&self, text: &str) -> bool {
        let label = self.focused.as_ref().and_then(|node| node.label());
        label.is_some_and(|label| label.contains(text))
    }

    /// Presses a key again and again until what says `text` has the keyboard.
    fn go(&mut self, pressed: egui::Key, text: &str, mut panel: impl FnMut(&mut egui::Ui)) {
        for _ in 0..90 {
            self.draw(vec![key(pressed)], &mut panel);
            self.draw(Vec::new(), &mut panel);
            if self.is_on(text) {
                return;
            }
        }
        panic!("{pressed:?} never comes to `{text}`");
    }

    /// What is asked about by going through a panel with Tab and pressing Enter on
    /// everything.
    fn asked_by_keys(&mut self, mut panel: impl FnMut(&mut egui::Ui)) -> Vec<Subject> {
        let mut asked = Vec::new();
        self.draw(Vec::new(), &mut panel);
        for _ in 0..60 {
            self.draw(vec![key(egui::Key::Tab)], &mut panel);
            self.draw(vec![key(egui::Key::Enter)], &mut panel);
            asked.extend(provenance::taken(&self.ctx));
        }
        asked
    }

    fn place_of(&self, text: &str) -> egui::Pos2 {
        let node = self
            .nodes
            .iter()
            .filter(|node| node.role() != accesskit::Role::Label)
            .filter(|node| node.label().is_some_and(|label| label.contains(text)))
            // What says it and no more comes first, and a slider before its field.
            .max_by_key(|node| {
                let is_slider = node.role() == accesskit::Role::Slider;
                (node.label() == Some(text), is_slider)
            })
            .unwrap_or_else(|| panic!("no control says `{text}`"));
        let bounds = node.bounds().expect("a control has a place");
        egui::pos2(
            ((bounds.x0 + bounds.x1) / 2.0) as f32,
            ((bounds.y0 + bounds.y1) / 2.0) as f32,
        )
    }

    /// Clicks what says `text`.
    fn click(&mut self, text: &str, mut panel: impl FnMut(&mut egui::Ui)) {
        self.draw(Vec::new(), &mut panel);
        let place = self.place_of(text);
        let press = |pressed| egui::Event::PointerButton {
            pos: place,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        };
        self.draw(vec![egui::Event::PointerMoved(place)], &mut panel);
        self.draw(vec![press(true)], &mut panel);
        self.draw(vec![press(false)], &mut panel);
        self.draw(Vec::new(), &mut panel);
    }

    /// How far down the lowest thing reaches.
    fn lowest(&self) -> f64 {
        self.nodes
            .iter()
            .filter(|node| node.label().is_some() || node.value().is_some())
            .filter_map(accesskit::Node::bounds)
            .map(|bounds| bounds.y1)
            .fold(0.0, f64::max)
    }

    fn says(&self, text: &str) -> bool {
        self.nodes.iter().any(|node| {
            [node.label(), node.value()]
                .into_iter()
                .flatten()
                .any(|said| said.contains(text))
        })
    }
}

fn key(key: egui::Key) -> egui::Event {
    egui::Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: egui::Modifiers::NONE,
    }
}

fn queued(controls: &Controls) -> Vec<(&'static str, Value)> {
    controls
        .pending()
        .iter()
        .map(|timed| {
            assert_eq!(timed.at, NOW);
            (timed.change.key(), timed.change.value.clone())
        })
        .collect()
}

#[test]
fn one_button_keeps_every_signal_from_the_cell_and_lets_them_come_again() {
    let here = Inhabitants::of(&bouton());
    let mut controls = Controls::default();
    let mut silence = Silence::default();
    let mut desk = Desk::new();
    let mut asked = Vec::new();
    let counts = |regulated, constitutive| LaneCounts {
        regulated,
        constitutive,
    };
    desk.click("No signals at all", |ui| {
        let board = Switchboard::new(&mut controls, NOW);
        signals::show_silence(
            ui,
            &board,
            &mut silence,
            NOW,
            (counts(7, 3), here),
            &mut asked,
        );
    });
    assert_eq!(asked, [Action::Signals { reach: false }]);
    assert!(!desk.says("Released without any signal"));

    signals::switch(&mut Switchboard::new(&mut controls, NOW), false, here);
    controls.take_due(NOW);
    let mut board = Switchboard::new(&mut controls, NOW);
    assert!(signals::are_off(&board));
    for later in [counts(7, 3), counts(7, 5)] {
        desk.draw(Vec::new(), |ui| {
            signals::show_silence(ui, &board, &mut silence, NOW, (later, here), &mut asked);
        });
    }
    assert!(desk.says("regulated 0, constitutive 2"));
    assert!(desk.says("Let signals come again"));

    signals::switch(&mut board, true, here);
    controls.take_due(NOW);
    let board = Switchboard::new(&mut controls, NOW);
    assert!(!signals::are_off(&board));
    assert_eq!(board.number(Knob::TrainHz), 1.0);
}

#[test]
fn a_click_on_fire_queues_one_action_potential_and_takes_over_from_the_script() {
    let mut controls = Controls::default();
    let mut plan = TrainPlan::default();
    Desk::new().click("Fire one action potential", |ui| {
        let mut board = Switchboard::new(&mut controls, NOW);
        signals::show(ui, &mut board, &mut plan, None, &bouton());
    });
    assert_eq!(
        queued(&controls),
        [
            ("session.script", Value::Switch(false)),
            ("signal.action_potential", Value::Switch(true)),
        ]
    );
}

#[test]
fn a_train_is_started_with_the_chosen_length_and_frequency_and_stopped_again() {
    let mut controls = Controls::default();
    let mut plan = TrainPlan {
        hz: 20.0,
        count: 40.0,
    };
    Desk::new().click("Start the train", |ui| {
        let mut board = Switchboard::new(&mut controls, NOW);
        signals::show(ui, &mut board, &mut plan, None, &bouton());
    });
    assert_eq!(
        queued(&controls)[1..],
        [
            ("signal.train_count", Value::Number(40.0)),
            ("signal.train_hz", Value::Number(20.0)),
        ]
    );
    let mut controls = Controls::default();
    let mut desk = Desk::new();
    desk.click("Stop the train", |ui| {
        let mut board = Switchboard::new(&mut controls, NOW);
        signals::show(ui, &mut board, &mut plan, Some((3, 1000)), &bouton());
    });
    assert!(desk.says("1000"), "the length of the train that runs");
    assert_eq!(
        queued(&controls)[1..],
        [("signal.train_hz", Value::Number(0.0))]
    );
}

#[test]
fn a_switch_shows_what_was_asked_for_before_the_run_goes_on() {
    let mut controls = Controls::default();
    let mut desk = Desk::new();
    for expected in [false, true] {
        desk.click("Microtubules", |ui| {
            cell::show(ui, &mut Switchboard::new(&mut controls, NOW), &bouton());
        });
        let board = Switchboard::new(&mut controls, NOW);
        assert_eq!(board.is_on(Knob::Microtubules), expected);
    }
}

#[test]
fn the_share_can_be_set_in_natural_mode_only() {
    let mut controls = Controls::default();
    let mut desk = Desk::new();
    desk.click("Kiss-and-run", |ui| {
        let mut board = Switchboard::new(&mut controls, NOW);
        release::show(ui, &mut board, &bouton());
    });
    assert_eq!(
        queued(&controls)[1..],
        [("fusion.mode", Value::Choice("kiss_and_run".into()))]
    );
    let sliders: Vec<bool> = desk
        .nodes
        .iter()
        .filter(|node| node.role() == accesskit::Role::Slider)
        .map(accesskit::Node::is_disabled)
        .collect();
    assert_eq!(sliders, [true]);
}

#[test]
fn the_time_bar_asks_for_what_its_buttons_say() {
    let playback = Playback::default();
    let mut typed = None;
    let mut actions = Vec::new();
    let mut desk = Desk::new();
    for name in ["Pause", "Step to the next event", "Start again"] {
        desk.click(name, |ui| {
            time_bar::show(
                ui,
                &playback,
                NOW,
                7,
                &mut typed,
                Some((1, "legend_short")),
                &mut actions,
            );
        });
    }
    assert_eq!(
        actions,
        [
            Action::PlayOrPause,
            Action::StepOnce,
            Action::StartAgain { seed: None }
        ]
    );
    assert!(desk.says("1 s here = 0.5 s in the cell"));
    actions.clear();
    desk.click("Auto", |ui| {
        time_bar::show(
            ui,
            &playback,
            NOW,
            7,
            &mut typed,
            Some((1, "legend_short")),
            &mut actions,
        );
    });
    desk.click("Speed", |ui| {
        time_bar::show(
            ui,
            &playback,
            NOW,
            7,
            &mut typed,
            Some((1, "legend_short")),
            &mut actions,
        );
    });
    assert_eq!(actions[0], Action::Auto);
    assert!(
        matches!(actions.last(), Some(Action::Rate(rate)) if *rate > SLOWEST && *rate < FASTEST),
        "{actions:?}"
    );
}

#[test]
fn another_seed_is_typed_and_started_with_enter() {
    let playback = Playback::default();
    let mut typed = None;
    let mut actions = Vec::new();
    let mut desk = Desk::new();
    let mut draw = |desk: &mut Desk, events, actions: &mut Vec<Action>| {
        desk.draw(events, |ui| {
            time_bar::show(
                ui,
                &playback,
                NOW,
                7,
                &mut typed,
                Some((1, "legend_short")),
                actions,
            );
        });
    };
    draw(&mut desk, Vec::new(), &mut actions);
    let field = desk
        .nodes
        .iter()
        .find(|node| node.role() == accesskit::Role::TextInput)
        .and_then(accesskit::Node::bounds)
        .expect("a field for the seed");
    let place = egui::pos2(field.x0 as f32 + 5.0, (field.y0 + field.y1) as f32 / 2.0);
    let press = |pressed| egui::Event::PointerButton {
        pos: place,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    draw(
        &mut desk,
        vec![egui::Event::PointerMoved(place)],
        &mut actions,
    );
    draw(&mut desk, vec![press(true)], &mut actions);
    draw(&mut desk, vec![press(false)], &mut actions);
    let end = key(egui::Key::End);
    draw(
        &mut desk,
        vec![end, egui::Event::Text("3".to_owned())],
        &mut actions,
    );
    draw(&mut desk, vec![key(egui::Key::Enter)], &mut actions);
    draw(&mut desk, Vec::new(), &mut actions);
    assert_eq!(actions, [Action::StartAgain { seed: Some(73) }]);
}

#[test]
fn the_view_panel_asks_for_changes_of_how_it_looks() {
    let scene = bouton();
    let settings = ViewSettings::default();
    let mut actions = Vec::new();
    for name in [
        word("labels"),
        word("scale_bar"),
        word("show_actin"),
        "Large text",
    ] {
        Desk::new().click(name, |ui| {
            view_panel::show(ui, &settings, &scene, true, false, &mut actions);
        });
    }
    assert_eq!(
        actions,
        [
            Action::Labels,
            Action::Show(Sight::ScaleBar),
            Action::Show(Sight::Actin),
            Action::LargeText
        ]
    );
}

#[test]
fn a_slider_leads_from_stochastic_to_story() {
    let scene = bouton();
    let settings = ViewSettings::default();
    let mut actions = Vec::new();
    Desk::new().click("Jitter left out", |ui| {
        view_panel::show(ui, &settings, &scene, true, false, &mut actions);
    });
    assert!(
        matches!(actions[..], [Action::Calm(share), ..] if (0.3..0.7).contains(&share)),
        "clicked in the middle: {actions:?}"
    );
}

/// The membrane after one full collapse: a vesicle has become plasma membrane.
fn after_a_collapse(history: &MembraneHistory) -> Account<'_> {
    static BOUTON: LazyLock<Scene> = LazyLock::new(bouton);
    Account {
        now: NOW,
        shares: AreaShares {
            plasma_membrane: 5e6 + VESICLE_NM2,
            pits: 0.0,
            vesicles: 1e6 - VESICLE_NM2,
            retrieved: 0.0,
        },
        capacitance_ff: 45.0 + VESICLE_FF,
        vesicle_nm2: VESICLE_NM2,
        vesicle_ff: VESICLE_FF,
        carrier_radius_nm: 45.0,
        carrier_ff: 0.229,
        scene: &BOUTON,
        history,
        theme: Theme::named(ThemeName::DarkStudio),
    }
}

const VESICLE_NM2: f64 = 5541.8;
const VESICLE_FF: f64 = 0.05;

fn before_it() -> MembraneHistory {
    let mut history = MembraneHistory::default();
    history.count_from(
        SimTime::ZERO,
        AreaShares {
            plasma_membrane: 5e6,
            pits: 0.0,
            vesicles: 1e6,
            retrieved: 0.0,
        },
    );
    history
}

#[test]
fn the_membrane_panel_tells_the_sum_and_what_has_moved() {
    let history = before_it();
    // In one column, in two and in three, as high as a small window allows.
    for width in [400.0, 700.0, 1000.0] {
        let mut desk = Desk::new();
        let mut choices = Choices::default();
        let mut heard = Vec::new();
        for section in [Section::Areas, Section::Trace, Section::Counts] {
            choices.section = section;
            desk.draw(Vec::new(), |ui| {
                ui.set_width(width);
                let account = after_a_collapse(&history);
                membrane::show(ui, &account, &mut choices, 250.0, &mut Vec::new());
            });
            heard.extend(
                [
                    "No membrane is ever lost: 6.000 µm² in all.",
                    "Plasma membrane +1.0, Pits in it 0.0, Vesicles \u{2212}1.0",
                    "Plasma membrane 5.006 µm²",
                    "Capacitance changed by",
                    "One carrier is 4.6 vesicles: 229 aF.",
                ]
                .into_iter()
                .filter(|said| desk.says(said)),
            );
            let lowest = desk.lowest();
            assert!(lowest < 330.0, "{width}, {section:?}: {lowest}");
        }
        heard.sort_unstable();
        heard.dedup();
        assert_eq!(heard.len(), 5, "{width}: {heard:?}");
    }
}

#[test]
fn the_membrane_panel_asks_for_what_its_buttons_say() {
    let history = before_it();
    let mut actions = Vec::new();
    let mut choices = Choices::default();
    let mut desk = Desk::new();
    for name in ["Membrane", "Count from now", "60 s"] {
        desk.click(name, |ui| {
            ui.set_width(1000.0);
            let account = after_a_collapse(&history);
            membrane::show(ui, &account, &mut choices, 600.0, &mut actions);
        });
    }
    assert_eq!(actions, [Action::Membrane, Action::CountFromNow]);
    assert_eq!(choices.window, Window::Minute);
    let mut desk = Desk::new();
    desk.click("Membrane", |ui| {
        membrane::show_closed(ui, &after_a_collapse(&history), &mut actions);
    });
    assert!(desk.says("6.000 µm²"));
    assert_eq!(actions.last(), Some(&Action::Membrane));
}

#[test]
fn the_buttons_of_the_membrane_panel_are_reached_and_pressed_by_keys() {
    let history = before_it();
    let mut actions = Vec::new();
    let mut choices = Choices::default();
    let mut desk = Desk::new();
    let tab = || vec![key(egui::Key::Tab)];
    let mut draw = |desk: &mut Desk, events| {
        desk.draw(events, |ui| {
            ui.set_width(1000.0);
            let account = after_a_collapse(&history);
            membrane::show(ui, &account, &mut choices, 600.0, &mut actions);
        });
    };
    draw(&mut desk, Vec::new());
    draw(&mut desk, tab());
    draw(&mut desk, vec![key(egui::Key::Space)]);
    while !desk.is_on("0.1 s") {
        draw(&mut desk, tab());
        draw(&mut desk, Vec::new());
    }
    draw(&mut desk, vec![key(egui::Key::Enter)]);
    draw(&mut desk, Vec::new());
    assert_eq!(actions, [Action::Membrane]);
    assert_eq!(choices.window, Window::Tenth);
}

/// A run made by hand: an action potential after one second, one vesicle.
fn one_release() -> Record {
    let mut record = Record::default();
    for step in 0..=20_u32 {
        let millis = 995.0 + 0.5 * f64::from(step);
        let passed = millis - 1000.0;
        let after = passed >= 1.5;
        record.add_sample(Sample {
            time: SimTime::from_millis(millis),
            vm_mv: if passed == 0.5 { 35.0 } else { -70.0 },
            calcium_um: if passed == 1.0 { 23.0 } else { 0.05 },
            capacitance_ff: if after { 54.75 } else { 54.7 },
            reserve: 121,
            recycling: 33,
            docked: 2,
            primed: if after { 6 } else { 7 },
            released_vesicles: u64::from(after),
            ..Sample::default()
        });
    }
    record.add_event(Event {
        time: SimTime::from_millis(1001.5),
        vesicle: VesicleId(167),
        kind: VesicleKind::built_in("synaptic_vesicle"),
        pathway: Pathway::Regulated,
        what: EventKind::PoreOpened,
        site: "site-2".into(),
        position_nm: DVec3::ZERO,
        detail: Detail::Opened {
            cause: Cause::ActionPotential,
            mode: FusionMode::FullCollapse,
            radius_nm: 0.3,
        },
    });
    record
}

#[test]
fn the_instruments_panel_reads_the_record_at_the_mark() {
    let mut readings = Readings::default();
    readings.read(&one_release());
    let scene = bouton();
    let mut choices = instruments::Choices {
        span: Span::Of(Window::Hundredth),
        ..instruments::Choices::default()
    };
    let mut desk = Desk::new();
    let mut draw = |desk: &mut Desk, events| {
        desk.draw(events, |ui| {
            ui.set_width(1000.0);
            let shown = Instruments {
                now: SimTime::from_millis(1005.0),
                readings: &readings,
                beside: None,
                beside_ink: egui::Color32::RED,
                rate: 1e-3,
                scene: &scene,
            };
            instruments::show(ui, &shown, &mut choices, 260.0, &mut Vec::new());
        });
    };
    draw(&mut desk, Vec::new());
    for said in [
        "Membrane potential \u{2212}70.0 mV",
        "Calcium at the sites 0.050 µM",
        "Capacitance 54.750 fF",
        "Vesicles released 1",
        "Docking 2, Priming 6",
    ] {
        assert!(desk.says(said), "{said}");
    }
    // Not chosen at first, and nothing here to oxidise.
    assert!(!desk.says("Reserve pool") && !desk.says("Amperometric"));
    assert!(desk.lowest() < 330.0, "{}", desk.lowest());
    // The pointer puts the mark where the action potential is.
    let place = desk.place_of("Membrane potential");
    let row = egui::pos2(place.x, place.y);
    let names = 19.0 * 13.5;
    let at = |millis: f64| {
        let share = (millis - 995.0) / 10.0;
        egui::pos2(names + (998.0 - names) * share as f32, row.y)
    };
    draw(&mut desk, vec![egui::Event::PointerMoved(at(1000.6))]);
    draw(&mut desk, Vec::new());
    assert!(desk.says("Membrane potential +35.0 mV") || desk.says("Membrane potential 35.0 mV"));
    assert!(desk.says("Vesicles released 0"));
    assert!(desk.says("Priming 7"));
}

#[test]
fn traces_are_chosen_and_the_drawer_is_changed_by_its_buttons() {
    let mut readings = Readings::default();
    readings.read(&one_release());
    let scene = bouton();
    let mut choices = instruments::Choices::default();
    let mut actions = Vec::new();
    let mut desk = Desk::new();
    for name in ["Choose", "Reserve and recycling", "10 ms", "Instruments"] {
        desk.click(name, |ui| {
            ui.set_width(1000.0);
            let shown = Instruments {
                now: SimTime::from_millis(1005.0),
                readings: &readings,
                beside: None,
                beside_ink: egui::Color32::RED,
                rate: 0.5,
                scene: &scene,
            };
            instruments::show(ui, &shown, &mut choices, 260.0, &mut actions);
        });
    }
    assert_eq!(choices.span, Span::Of(Window::Hundredth));
    assert!(desk.says("Reserve pool 121, Recycling pool 33"));
    assert_eq!(actions, [Action::Instruments]);
}

/// Five trials before and eight now, with EGTA in the cell.
fn two_sets() -> TrialSets {
    let egta = controls::Change::parse("calcium.egta_mm=10").expect("a good change");
    let set = |conditions: &[controls::Change], answers: &[usize]| {
        let trials = one_action_potential(&small_cell(), conditions, 1);
        let mut set = TrialSet::new(trials, answers.len() as u32);
        for (place, count) in answers.iter().enumerate() {
            let opening = |number: usize| Opening {
                time: SimTime::from_millis(11.5 + number as f64),
                after_signal: Some(SimTime::from_millis(1.5 + number as f64)),
                vesicle: VesicleId(number as u32),
                pathway: Pathway::Regulated,
                site: "site-1".into(),
                cause: Cause::ActionPotential,
                mode: FusionMode::FullCollapse,
            };
            let trial = Trial {
                number: place as u32 + 1,
                seed: place as u64 + 1,
                signals: vec![SimTime::from_millis(10.0)],
                openings: (0..*count).map(opening).collect(),
            };
            set.tally.add(&trial);
            set.done.push(trial);
        }
        set
    };
    let mut sets = TrialSets::default();
    sets.before = Some(set(&[], &[1, 2, 0, 1, 1]));
    sets.now = Some(set(&[egta], &[0, 0, 1, 0, 2, 0, 0, 1]));
    sets
}

fn show_trials(
    ui: &mut egui::Ui,
    width: f32,
    sets: &TrialSets,
    choices: &mut trials::Choices,
    actions: &mut Vec<Action>,
) {
    ui.set_width(width);
    let conditions = controls::Change::parse("calcium.egta_mm=10").expect("a good change");
    let shown = TrialsShown {
        refusal: None,
        sets,
        conditions: &[conditions],
        theme: Theme::named(ThemeName::DarkStudio),
    };
    trials::show(ui, &shown, choices, 260.0, actions);
}

#[test]
fn the_trials_panel_sets_two_sets_side_by_side_and_says_what_differs() {
    let sets = two_sets();
    for width in [500.0, 1000.0] {
        let mut desk = Desk::new();
        let mut choices = trials::Choices::default();
        let mut lowest = 0.0;
        desk.draw(Vec::new(), |ui| {
            show_trials(ui, width, &sets, &mut choices, &mut Vec::new());
            // What is beneath that scrolls.
            lowest = ui.min_rect().bottom();
        });
        for said in [
            "What differs: EGTA from 0 to 10 mM.",
            "1 (20 %)",
            "5 (62 %)",
            "1.00 ± 0.71",
            "1.50 ms",
            "Now: 8 trials, 5 failures",
        ] {
            assert!(desk.says(said), "{width}: {said}");
        }
        let both = desk.says("Before: 5 trials, 1 failures");
        assert_eq!(both, width > 600.0);
        assert!(lowest < 360.0, "{width}: {lowest}");
    }
}

#[test]
fn what_a_cell_can_not_do_is_not_offered() {
    let mut controls = Controls::default();
    let mut offered = |scene: &Scene, names: [&str; 4]| {
        let mut desk = Desk::new();
        let answers = scene.has_regulated();
        let sets = TrialSets::default();
        let shown = TrialsShown {
            refusal: (!answers).then(|| word("no_signal_answered")),
            sets: &sets,
            conditions: &[],
            theme: Theme::named(ThemeName::DarkStudio),
        };
        desk.draw(Vec::new(), |ui| {
            let mut board = Switchboard::new(&mut controls, NOW);
            pathways::show(ui, &mut board, scene);
            cell::show(ui, &mut board, scene);
            trials::show(
                ui,
                &shown,
                &mut trials::Choices::default(),
                260.0,
                &mut Vec::new(),
            );
            key_list::show_keys(ui.ctx(), answers, 0);
        });
        assert_eq!(desk.says(word("no_signal_answered")), !answers);
        assert!(desk.says("Constitutive pathway"));
        names.map(|name| desk.says(name))
    };
    let names = [
        word("trials_run"),
        "Regulated pathway",
        "Calcium outside",
        key_meaning("fire"),
    ];
    assert_eq!(offered(&bouton(), names), [true; 4]);
    assert_eq!(offered(&fibroblast(), names), [false; 4]);
}

#[test]
fn the_trials_panel_asks_for_what_its_buttons_say() {
    let sets = TrialSets::default();
    let mut choices = trials::Choices::default();
    let mut actions = Vec::new();
    let mut desk = Desk::new();
    for name in ["100×", "Repeat one action potential", "Trials"] {
        desk.click(name, |ui| {
            show_trials(ui, 1000.0, &sets, &mut choices, &mut actions);
        });
    }
    let run = Action::RunTrials {
        count: 100,
        first_seed: 1,
    };
    assert_eq!(actions, [run, Action::Trials]);
}

#[test]
fn a_click_on_a_row_opens_its_trial_and_so_do_keys() {
    let sets = two_sets();
    let mut choices = trials::Choices::default();
    let mut actions = Vec::new();
    let mut desk = Desk::new();
    // The middle of eight rows is where the fifth begins.
    desk.click("Now: 8 trials", |ui| {
        show_trials(ui, 1000.0, &sets, &mut choices, &mut actions);
    });
    let opened = |number| Action::OpenTrial {
        which: WhichTrials::Now,
        number,
    };
    assert_eq!(actions, [opened(5)]);
    let mut press = |desk: &mut Desk, pressed| {
        desk.draw(vec![key(pressed)], |ui| {
            show_trials(ui, 1000.0, &sets, &mut choices, &mut actions);
        });
    };
    let mut tabs = 0;
    while !desk.says("Trial 5, seed 5: 2 released, the first after 1.50 ms. Click or press") {
        press(&mut desk, egui::Key::Tab);
        tabs += 1;
        assert!(tabs < 40, "no key comes to the raster");
    }
    press(&mut desk, egui::Key::ArrowDown);
    press(&mut desk, egui::Key::ArrowDown);
    assert!(desk.says("Trial 7, seed 7: a failure."));
    press(&mut desk, egui::Key::Enter);
    assert_eq!(actions, [opened(5), opened(7)]);
}

/// A vesicle of a kind at a stage, as its card shows it.
fn portrait(kind: VesicleKind, stage: Stage) -> Portrait {
    Portrait {
        vesicle: Vesicle {
            id: VesicleId(7),
            kind,
            pathway: Pathway::Regulated,
            radius_nm: 21.0,
            tail: None,
            born: SimTime::ZERO,
            capacity: 1900,
            contents: 1900,
            atp_used: 120,
            cycles: 1,
            retrieved: false,
            draws: 0,
        },
        stage,
        is_back: false,
        motor: None,
        inside: 1900,
        fusing: None,
        now: NOW,
        followed: false,
        conditions: Conditions {
            atp: true,
            microtubules: true,
            calcium_outside: true,
            loaded: true,
        },
    }
}

#[test]
fn every_number_of_a_vesicles_card_tells_how_we_know() {
    for kind in VesicleKind::all().iter().copied() {
        let shown = portrait(kind, Stage::Primed);
        let asked = Desk::new().asked_by_keys(|ui| {
            ui.set_width(250.0);
            inspector::show(ui, &shown, &mut Vec::new());
        });
        for name in ["age", "atp_used"] {
            is_told(&asked, Subject::Reading(name));
        }
        for subject in provenance::asked_of_contents_and_size(kind) {
            is_told(&asked, subject);
        }
        // What is made anew each time has released nothing before.
        let is_asked = asked.contains(&Subject::Reading("cycles"));
        assert_eq!(is_asked, kind.is_made_of_retrieved_membrane(), "{kind:?}");
    }
}

#[test]
fn every_number_of_the_membrane_panel_tells_how_we_know() {
    let history = before_it();
    let mut choices = Choices::default();
    let asked = Desk::new().asked_by_keys(|ui| {
        ui.set_width(1000.0);
        let account = after_a_collapse(&history);
        membrane::show(ui, &account, &mut choices, 600.0, &mut Vec::new());
    });
    for name in [
        "membrane_where",
        "area_membrane",
        "area_pits",
        "area_vesicles",
        "area_retrieved",
        "head_vesicles",
        "head_change",
        "row_capacitance",
        "mode_full_collapse",
        "mode_kiss_and_run",
        "mode_clathrin",
        "mode_ultrafast",
        "carrier_adds",
    ] {
        is_told(&asked, Subject::Reading(name));
    }
}

/// A number was asked about, and what is told has numbers of the tables, each with
/// what a card shows of it.
#[track_caller]
fn is_told(asked: &[Subject], subject: Subject) {
    assert!(asked.contains(&subject), "no key asks about {subject:?}");
    let numbers = provenance::told_with(subject);
    assert!(!numbers.is_empty(), "nothing is told of {subject:?}");
    for number in numbers {
        let is_in_range = (number.low..=number.high).contains(&number.value);
        assert!(is_in_range, "{subject:?}");
        let is_told = number.source.len() > 5 && !number.meaning.is_empty();
        assert!(is_told, "{subject:?}");
    }
}

#[test]
fn a_card_says_what_is_so_of_a_pore_and_of_a_pit() {
    let mut desk = Desk::new();
    let draw = |desk: &mut Desk, shown: &Portrait| {
        desk.draw(Vec::new(), |ui| {
            ui.set_width(250.0);
            inspector::show(ui, shown, &mut Vec::new());
        });
    };
    let fusing = |fusing| Portrait {
        fusing: Some(fusing),
        ..portrait(VesicleKind::built_in("synaptic_vesicle"), Stage::Fusing)
    };
    draw(&mut desk, &fusing(Fusing::Joining));
    assert!(desk.says("becoming one surface"));
    draw(&mut desk, &fusing(Fusing::Open));
    assert!(!desk.says("becoming one surface") && desk.says("Its pore is open"));
    draw(&mut desk, &fusing(Fusing::Parting));
    assert!(desk.says("comes off the membrane") && desk.says("Times released"));
    draw(
        &mut desk,
        &portrait(VesicleKind::built_in("synaptic_vesicle"), Stage::Budding),
    );
    assert!(!desk.says("Times released"));
}

/// Where what says `text` is drawn.
fn bounds_of(desk: &Desk, text: &str) -> accesskit::Rect {
    let mut nodes = desk.nodes.iter();
    let node = nodes.find(|node| node.label().is_some_and(|label| label == text));
    let bounds = node.and_then(accesskit::Node::bounds);
    bounds.unwrap_or_else(|| panic!("nothing says `{text}`"))
}

#[test]
fn the_head_of_the_trials_panel_is_one_line_in_a_window_of_the_usual_size() {
    let mut desk = Desk::new();
    let mut choices = trials::Choices::default();
    desk.draw(Vec::new(), |ui| {
        // As wide as the drawer leaves it in 1280 pixels.
        let sets = TrialSets::default();
        show_trials(ui, 976.0, &sets, &mut choices, &mut Vec::new());
    });
    let [first, last] = ["Trials", "50 ms"].map(|text| bounds_of(&desk, text));
    assert!((first.y0 - last.y0).abs() < 6.0, "{first:?} {last:?}");
}

#[test]
fn the_question_on_a_vesicles_card_has_room() {
    for width in 200..320 {
        let mut desk = Desk::new();
        let shown = portrait(VesicleKind::built_in("synaptic_vesicle"), Stage::Primed);
        desk.draw(Vec::new(), |ui| {
            ui.set_max_width(width as f32);
            inspector::show(ui, &shown, &mut Vec::new());
        });
        let place = bounds_of(&desk, "How do we know?");
        assert!(place.x1 <= f64::from(width) + 10.0, "{width}: {place:?}");
        assert!(place.y1 - place.y0 < 26.0, "{width}: {place:?}");
    }
}

#[test]
fn no_text_of_a_card_is_cut_off_at_its_side() {
    let at = egui::pos2(30.0, 40.0);
    let mut closers = Vec::new();
    for subject in provenance::all_subjects() {
        let mut desk = Desk::new();
        for _ in 0..2 {
            desk.draw(Vec::new(), |ui| {
                provenance::show_card(ui.ctx(), subject, at, egui::vec2(540.0, 300.0));
            });
        }
        let close = desk.place_of("×");
        closers.push(close.x);
        let right = f64::from(close.x) + 16.0;
        for node in &desk.nodes {
            if let (Some(said), Some(bounds)) = (node.value(), node.bounds()) {
                assert!(bounds.x1 <= right, "{subject:?}: {said} to {}", bounds.x1);
            }
        }
    }
    // A long title pushes nothing aside.
    assert!(
        closers.iter().all(|x| (x - closers[0]).abs() < 1.0),
        "{closers:?}"
    );
}

#[test]
fn a_prediction_is_made_run_and_answered_by_keys_alone() {
    AsyncComputeTaskPool::get_or_init(TaskPool::default);
    let asked = Prediction::about("tetanus").expect("a question about tetanus toxin");
    let card = cards().iter().position(|card| card.name == "tetanus");
    let label = cards()[card.expect("a card")].label.as_str();
    let mut controls = Controls::default();
    let doses = Doses::default();
    let mut predictions = Predictions::default();
    let mut choices = what_if::Choices::default();
    let mut panel = |ui: &mut egui::Ui| {
        ui.set_width(1200.0);
        let mut board = Switchboard::new(&mut controls, NOW);
        let mut what_if = WhatIf {
            doses: &doses,
            predictions: &mut predictions,
            scene: &bouton(),
            seed: 1,
        };
        let actions = &mut Vec::new();
        what_if::show(ui, &mut what_if, &mut board, &mut choices, 300.0, actions);
    };
    let mut desk = Desk::new();
    for _ in 0..3 {
        desk.draw(Vec::new(), |_| {});
    }
    // The panel takes the keyboard as it opens.
    for _ in 0..2 {
        desk.draw(Vec::new(), &mut panel);
    }
    assert!(desk.is_on(&cards()[0].label), "{:?}", desk.focused);
    desk.go(egui::Key::ArrowDown, label, &mut panel);
    desk.draw(vec![key(egui::Key::Space)], &mut panel);
    desk.draw(Vec::new(), &mut panel);
    assert!(desk.says(&asked.ask));
    assert!(desk.is_on(label));

    // Two votes of the class, and a choice: the wrong one.
    desk.go(
        egui::Key::Tab,
        &format!("A  {}", asked.choices[0].says),
        &mut panel,
    );
    desk.draw(vec![key(egui::Key::Space)], &mut panel);
    desk.go(egui::Key::Tab, "Lock", &mut panel);
    desk.draw(vec![key(egui::Key::Enter)], &mut panel);
    desk.draw(Vec::new(), &mut panel);

    // The keys stay in the panel, where Space and Enter change nothing.
    assert!(desk.focused.is_some());
    let began = std::time::Instant::now();
    while !desk.says(&asked.because) {
        let pressed = [egui::Key::Space, egui::Key::Enter].map(key);
        desk.draw(pressed.into(), &mut panel);
        assert!(
            desk.focused.is_some(),
            "the keys have gone back to the window"
        );
        assert!(began.elapsed().as_secs() < 300, "no answer comes");
        std::thread::sleep(std::time::Duration::from_millis(20));
        desk.draw(Vec::new(), &mut panel);
    }
    assert!(desk.says("✔"));
    assert!(desk.is_on("again"), "{:?}", desk.focused);
    desk.draw(vec![key(egui::Key::Space)], &mut panel);
    for _ in 0..2 {
        desk.draw(Vec::new(), &mut panel);
    }
    assert!(!desk.says(&asked.because));
    assert!(desk.is_on(&format!("A  {}", asked.choices[0].says)));
}

/// The desk without a screen: a small cell, keys, and what they ask for.
mod lab {
    use bevy::{
        input::{
            ButtonState,
            keyboard::{Key, KeyCode, KeyboardInput},
        },
        prelude::*,
    };

    use super::{Desk, bouton};
    use crate::{
        biology::controls::Change,
        play::time_lens::{self, Playback},
        session::actions,
        sim::{
            self, Session, SimulationPlugin,
            clock::SimClock,
            controls::Controls,
            record::{EventKind, Record},
            tests::small_cell,
            vesicle::{Stage, Vesicle},
        },
        text::word,
        ui::{
            Captions, Panels, carry_out,
            drawer::Drawer,
            keys, membrane_history, news, readings, steps,
            trial_sets::{self, TrialSets},
            view_panel,
        },
        units::SimTime,
        view::{
            Following, Selected, ViewSettings, calm::Calm, camera::CameraRig, theme::ThemeName,
        },
    };

    fn lab() -> App {
        let mut app = App::new();
        app.add_plugins((
            MinimalPlugins,
            SimulationPlugin {
                session: Session {
                    scene: small_cell(),
                    seed: 3,
                    changes: Vec::new(),
                },
            },
            time_lens::plugin,
            actions::plugin,
            keys::plugin,
            carry_out::plugin,
            news::plugin,
            membrane_history::plugin,
            readings::plugin,
            steps::plugin,
            trial_sets::plugin,
        ))
        .init_resource::<Panels>()
        .init_resource::<ViewSettings>()
        .init_resource::<CameraRig>()
        .init_resource::<Selected>()
        .init_resource::<Following>()
        .add_message::<AppExit>();
        app.update();
        app
    }

    fn send(app: &mut App, key_code: KeyCode, logical_key: Key, state: ButtonState) {
        app.world_mut().write_message(KeyboardInput {
            key_code,
            logical_key,
            state,
            text: None,
            repeat: false,
            window: Entity::PLACEHOLDER,
        });
    }

    fn strike(app: &mut App, place: KeyCode, key: Key) {
        send(app, place, key.clone(), ButtonState::Pressed);
        send(app, place, key, ButtonState::Released);
        app.update();
    }

    fn type_sign(app: &mut App, sign: &str) {
        strike(app, KeyCode::F24, Key::Character(sign.into()));
    }

    fn press(app: &mut App, key: KeyCode) {
        strike(app, key, Key::F24);
    }

    fn logged(app: &App) -> Vec<String> {
        app.world()
            .resource::<Record>()
            .changes_by_hand()
            .map(|timed| format!("{}={}", timed.change.knob, timed.change.value))
            .collect()
    }

    #[test]
    fn a_fires_one_action_potential_also_while_the_run_stands_still() {
        let mut app = lab();
        press(&mut app, KeyCode::Space);
        assert!(!app.world().resource::<Playback>().playing);
        type_sign(&mut app, "a");
        app.update();
        assert_eq!(
            logged(&app),
            ["session.script=false", "signal.action_potential=true"]
        );
        assert!(app.world().resource::<Playback>().playing);
    }

    #[test]
    fn keys_that_only_change_the_picture_leave_the_session_alone() {
        let mut app = lab();
        for sign in [
            "h", "t", "c", "l", "s", "n", "o", "b", "i", "?", "f", "[", "g", "x", "e", "v", "v",
            "m",
        ] {
            type_sign(&mut app, sign);
        }
        for key in [KeyCode::Home, KeyCode::F11, KeyCode::Escape] {
            press(&mut app, key);
        }
        assert_eq!(logged(&app), Vec::<String>::new());
        let panels = app.world().resource::<Panels>();
        assert!(panels.hidden && panels.large_text && !panels.captions);
        assert_eq!(panels.drawer, Some(Drawer::Membrane));
        assert!(!panels.key_list, "Esc closes what is open");
        let settings = app.world().resource::<ViewSettings>();
        assert_eq!(settings.theme, ThemeName::LightTextbook);
    }

    type Turned = fn(&mut ViewSettings) -> &mut bool;

    /// The switches of the view panel, and what each turns.
    const SWITCHES: [(&str, Turned); 15] = [
        ("cut", |settings| &mut settings.cut),
        ("labels", |settings| &mut settings.labels),
        ("scale_bar", |settings| &mut settings.scale_bar),
        ("legend_note", |settings| &mut settings.legend),
        ("show_membrane", |settings| &mut settings.show.membrane),
        ("show_postsynaptic", |settings| {
            &mut settings.show.postsynaptic
        }),
        ("show_microtubules", |settings| {
            &mut settings.show.microtubules
        }),
        ("show_actin", |settings| &mut settings.show.actin),
        ("show_vesicles", |settings| &mut settings.show.vesicles),
        ("show_proteins", |settings| &mut settings.show.proteins),
        ("show_molecules", |settings| &mut settings.show.molecules),
        ("show_lipids", |settings| &mut settings.show.lipids),
        ("show_calcium", |settings| &mut settings.show.calcium),
        ("show_ruler", |settings| &mut settings.show.ruler),
        ("show_crowding", |settings| &mut settings.show.crowding),
    ];

    #[test]
    fn what_the_view_panel_asks_for_is_done_and_nothing_else() {
        let mut app = lab();
        let scene = bouton();
        for (name, turned) in SWITCHES {
            let shown = app.world().resource::<ViewSettings>().clone();
            let mut expected = shown.clone();
            let switch = turned(&mut expected);
            *switch = !*switch;
            let mut asked = Vec::new();
            Desk::new().click(word(name), |ui| {
                view_panel::show(ui, &shown, &scene, true, false, &mut asked);
            });
            app.world_mut().write_message_batch(asked);
            app.update();
            assert_eq!(*app.world().resource::<ViewSettings>(), expected, "{name}");
        }
    }

    #[test]
    fn a_theme_a_calm_and_a_speed_are_had_by_asking() {
        let mut app = lab();
        let usual = app.world().resource::<ViewSettings>().clone();
        app.world_mut().write_message_batch([
            actions::Action::Theme("contrast".to_owned()),
            actions::Action::Calm(0.4),
            actions::Action::Rate(0.002),
        ]);
        app.update();
        let expected = ViewSettings {
            theme: ThemeName::HighContrast,
            calm: Calm::new(0.4),
            ..usual
        };
        assert_eq!(*app.world().resource::<ViewSettings>(), expected);
        let rate = app.world().resource::<Playback>().rate;
        assert!((rate / 0.002 - 1.0).abs() < 1e-9, "{rate}");
    }

    #[test]
    fn five_goes_to_a_primed_vesicle_and_stays_with_it() {
        let mut app = lab();
        press(&mut app, KeyCode::Digit5);
        let selected = app.world().resource::<Selected>().0.expect("a vesicle");
        assert_eq!(app.world().resource::<Following>().0, Some(selected));
        let mut vesicles = app.world_mut().query::<(&Vesicle, &Stage)>();
        let stage = vesicles
            .iter(app.world())
            .find(|(vesicle, _)| vesicle.id == selected)
            .map(|(_, stage)| *stage);
        assert_eq!(stage, Some(Stage::Primed));
        let caption = app.world().resource::<Captions>().text().to_owned();
        assert!(caption.contains("5 Fusion") && caption.contains("Press A"));
    }

    #[test]
    fn a_remote_goes_from_step_to_step() {
        let mut app = lab();
        let mut captions = Vec::new();
        for key in [KeyCode::PageDown, KeyCode::PageDown, KeyCode::PageUp] {
            press(&mut app, key);
            let text = app.world().resource::<Captions>().text();
            captions.push(text.chars().next());
        }
        assert_eq!(captions, [Some('1'), Some('2'), Some('1')]);
    }

    #[test]
    fn starting_again_goes_back_to_time_zero_with_the_asked_seed() {
        let mut app = lab();
        for _ in 0..20 {
            type_sign(&mut app, ".");
        }
        assert!(app.world().resource::<SimClock>().now > SimTime::ZERO);
        app.world_mut()
            .write_message(actions::Action::StartAgain { seed: Some(9) });
        app.world_mut().resource_mut::<Playback>().playing = false;
        app.update();
        assert_eq!(app.world().resource::<SimClock>().now, SimTime::ZERO);
        assert_eq!(app.world().resource::<Session>().seed, 9);
        app.update();
        assert!(app.world().resource::<Record>().event_count > 0);
    }

    #[test]
    fn a_trial_is_opened_as_the_run_of_its_seed_at_its_action_potential() {
        let mut app = lab();
        app.world_mut().resource_mut::<Playback>().playing = false;
        for text in ["calcium.outside_mm=4", "signal.train_hz=50"] {
            let change = Change::parse(text).expect("a good change");
            let now = app.world().resource::<SimClock>().now;
            let mut controls = app.world_mut().resource_mut::<Controls>();
            controls.request(now, change);
        }
        app.world_mut().write_message(actions::Action::RunTrials {
            count: 6,
            first_seed: 40,
        });
        app.update();
        while app.world().resource::<TrialSets>().is_running() {
            app.update();
        }
        let set = app.world().resource::<TrialSets>().now.clone();
        let set = set.expect("a set");
        let answered = set.done.iter().find(|trial| !trial.is_failure());
        let trial = answered.expect("an answer in six trials").clone();
        let later = Change::parse("calcium.egta_mm=5").expect("a good change");
        let now = app.world().resource::<SimClock>().now;
        app.world_mut()
            .resource_mut::<Controls>()
            .request(now, later);
        app.world_mut().write_message(actions::Action::OpenTrial {
            which: actions::WhichTrials::Now,
            number: trial.number,
        });
        app.update();
        assert_eq!(app.world().resource::<Session>().seed, trial.seed);
        assert_eq!(
            app.world().resource::<SimClock>().now,
            SimTime::from_millis(10.0)
        );
        assert!(!app.world().resource::<Playback>().playing);
        let first = trial.answers().next().expect("an answer");
        assert_eq!(app.world().resource::<Selected>().0, Some(first.vesicle));
        assert_eq!(
            logged(&app),
            ["calcium.outside_mm=4", "signal.action_potential=true"]
        );
        // What is dropped is told.
        let told = app.world().resource::<Captions>().text();
        assert!(told.contains("EGTA from 0 to 5 mM"), "{told}");
        sim::advance_to(app.world_mut(), first.time);
        let record = app.world().resource::<Record>();
        let pore = record
            .events
            .iter()
            .rev()
            .find(|event| event.what == EventKind::PoreOpened);
        let pore = pore.map(|event| (event.time, event.vesicle));
        assert_eq!(pore, Some((first.time, first.vesicle)));
    }

    #[test]
    fn ctrl_q_ends_the_program_without_an_error() {
        let mut app = lab();
        let control = (KeyCode::ControlLeft, Key::Control);
        send(&mut app, control.0, control.1, ButtonState::Pressed);
        type_sign(&mut app, "q");
        assert_eq!(app.should_exit(), Some(AppExit::Success));
    }
}
