//! What can be reached on the real desk: by Tab, by opening what opens, and what is in
//! sight without being looked for.

use std::collections::BTreeSet;

use bevy::prelude::*;
use bevy_egui::egui::{self, accesskit};

use super::{CLASSROOM, Captions, Desk, Panels, Selected, Vesicle, bounds};
use crate::{
    biology::{
        cards::cards,
        controls::{self, Control, Kind},
    },
    scene,
    sim::{
        vesicle::{Stage, VesicleId},
        what_if::Prediction,
    },
    text::word,
    ui::{drawer::Drawer, opened::Opened, prediction::Predictions},
};

const SIZE: [f32; 2] = [1280.0, 720.0];

impl Desk {
    /// A desk as screen readers see it, with its controls open.
    fn with_controls(name: &str, size: [f32; 2], large_text: bool) -> Self {
        let mut desk = Self::before(name);
        desk.ctx.enable_accesskit();
        desk.panels().large_text = large_text;
        desk.draw(size);
        if desk.place("right").is_none() {
            desk.panels().turn_controls();
            desk.draw(size);
        }
        desk
    }

    /// Presses what says `text`, wherever it has been scrolled to.
    fn press(&mut self, size: [f32; 2], text: &str) {
        let says = |node: &accesskit::Node| {
            node.label().is_some_and(|label| label == text)
                && node.supports_action(accesskit::Action::Click)
        };
        let mut nodes = self.nodes.iter();
        let target = nodes.find(|(_, node)| says(node)).map(|(id, _)| *id);
        let target_node = target.unwrap_or_else(|| panic!("nothing says `{text}`"));
        let request = accesskit::ActionRequest {
            action: accesskit::Action::Click,
            target_tree: accesskit::TreeId::ROOT,
            target_node,
            data: None,
        };
        self.frame(size, vec![egui::Event::AccessKitActionRequest(request)]);
        self.draw(size);
    }

    /// Whether a control can be changed here: a switch by its box, everything else
    /// under its name.
    fn offers(&self, control: &Control) -> bool {
        self.nodes.iter().any(|(_, node)| match control.kind {
            Kind::Switch => {
                node.role() == accesskit::Role::CheckBox && node.label() == Some(&control.label)
            }
            _ => node.role() == accesskit::Role::Label && node.value() == Some(&control.label),
        })
    }

    /// Where what says `text` is drawn.
    fn said_at(&self, text: &str) -> egui::Rect {
        let says = |node: &accesskit::Node| {
            let said = [node.value(), node.label()];
            said.into_iter().flatten().any(|said| said == text)
        };
        let mut nodes = self.nodes.iter();
        let found = nodes.find(|(_, node)| says(node));
        let (_, node) = found.unwrap_or_else(|| panic!("nothing says `{text}`"));
        bounds(node)
    }
}

#[test]
fn every_control_of_the_registry_is_on_the_desk() {
    let mut offered = BTreeSet::new();
    for scene in ["synaptic_bouton", "endocrine_cell"] {
        let mut desk = Desk::with_controls(scene, SIZE, false);
        for section in ["calcium", "compare", "view", "ledger"] {
            desk.press(SIZE, word(section));
        }
        let mut look = |desk: &Desk| {
            let here = controls::registry().iter();
            offered.extend(
                here.filter(|control| desk.offers(control))
                    .map(|it| &it.key),
            );
        };
        look(&desk);
        desk.panels().drawer = Some(Drawer::WhatIf);
        desk.draw(SIZE);
        for card in cards() {
            desk.press(SIZE, &card.label);
            look(&desk);
        }
    }
    let missing: BTreeSet<&str> = controls::registry()
        .iter()
        .filter(|control| !offered.contains(&control.key))
        .map(|control| control.key.as_str())
        .collect();
    // Its button says what it does instead of what it is.
    assert_eq!(missing, BTreeSet::from(["signal.action_potential"]));
    let desk = Desk::with_controls("synaptic_bouton", SIZE, false);
    desk.said_at(word("fire"));
}

#[test]
fn what_tab_comes_to_is_in_sight() {
    for size in CLASSROOM {
        for large_text in [false, true] {
            let mut desk = Desk::with_controls("synaptic_bouton", size, large_text);
            let right = desk.place("right").expect("open controls");
            let mut below = BTreeSet::new();
            for _ in 0..110 {
                let tab = egui::Event::Key {
                    key: egui::Key::Tab,
                    physical_key: None,
                    pressed: true,
                    repeat: false,
                    modifiers: egui::Modifiers::NONE,
                };
                desk.frame(size, vec![tab]);
                desk.draw(size);
                let focused = desk.ctx.memory(egui::Memory::focused);
                let Some(widget) = focused.and_then(|id| desk.ctx.read_response(id)) else {
                    continue;
                };
                let state = format!("{size:?} {large_text}: {}", widget.rect);
                assert!(desk.screen.contains_rect(widget.rect), "{state}");
                // A widget that is scrolled out is cut off by what scrolls.
                let seen = widget.interact_rect.expand(1.0);
                assert!(seen.contains_rect(widget.rect), "{state} of {seen}");
                if right.contains_rect(widget.rect) {
                    below.insert(format!("{:?}", widget.id));
                }
            }
            assert!(below.len() > 25, "{size:?} {large_text}: {}", below.len());
        }
    }
}

#[test]
fn what_a_choice_leads_to_is_brought_into_sight() {
    for size in CLASSROOM {
        for card in cards() {
            let asked = Prediction::about(&card.name).expect("a question");
            let mut desk = Desk::with_controls("synaptic_bouton", size, true);
            desk.opens(Opened::Drawer(Drawer::WhatIf));
            desk.draw(size);
            desk.press(size, &card.label);
            desk.press(size, word("section_question"));
            desk.press(size, &format!("A  {}", asked.choices[0].says));
            desk.draw(size);
            let panel = desk.place("what_if").expect("an open panel");
            let place = desk.said_at(word("lock_and_run"));
            let state = format!("{size:?} {}: {place} in {panel}", card.name);
            assert!(panel.shrink(4.0).contains_rect(place), "{state}");
        }
    }
}

#[test]
fn an_answer_and_its_reason_are_in_sight_at_once() {
    for size in CLASSROOM {
        for (number, card) in cards().iter().enumerate() {
            let asked = Prediction::about(&card.name).expect("a question");
            let mut desk = Desk::with_controls("synaptic_bouton", size, true);
            desk.opens(Opened::Drawer(Drawer::WhatIf));
            desk.draw(size);
            desk.press(size, &card.label);
            desk.press(size, word("section_question"));
            assert!(number > 0 || !desk.says(&asked.because));
            let predictions = Predictions::answered(asked, asked.reason_for);
            desk.app.insert_resource(predictions);
            desk.draw(size);
            let panel = desk.place("what_if").expect("an open panel");
            let answer = &asked.choices[asked.reason_for].says;
            for said in [answer, &asked.because] {
                let place = desk.said_at(said);
                let state = format!("{size:?} {}: {said} {place} in {panel}", card.name);
                assert!(panel.shrink(4.0).contains_rect(place), "{state}");
            }
        }
    }
}

/// What can be pressed, set or typed into and has no name, or stands at a number that it
/// doesn't tell.
fn nameless(nodes: &[(accesskit::NodeId, accesskit::Node)]) -> Vec<String> {
    use accesskit::{Action, Role};
    let is_used = |node: &accesskit::Node| {
        [Action::Click, Action::SetValue, Action::Increment]
            .iter()
            .any(|action| node.supports_action(*action))
            || matches!(node.role(), Role::TextInput | Role::SearchInput)
    };
    let has_name = |node: &accesskit::Node| match node.role() {
        Role::Label => node.value().is_some_and(|said| !said.is_empty()),
        _ => node.label().is_some_and(|said| !said.is_empty()),
    };
    let has_value = |node: &accesskit::Node| match node.role() {
        Role::Slider | Role::SpinButton | Role::ComboBox => {
            node.value().is_some_and(|said| !said.is_empty())
        }
        _ => true,
    };
    // A scroll bar is called by what it scrolls.
    let nodes = nodes
        .iter()
        .filter(|(_, node)| node.role() != Role::ScrollBar);
    let nodes = nodes.filter(|(_, node)| is_used(node));
    let nodes = nodes.filter(|(_, node)| !has_name(node) || !has_value(node));
    nodes
        .map(|(_, node)| format!("{:?} {:?} {:?}", node.role(), node.label(), bounds(node)))
        .collect()
}

#[test]
fn everything_that_is_set_by_hand_has_a_name_and_says_what_it_stands_at() {
    for scene in scene::built_in() {
        let mut desk = Desk::with_controls(scene.name, SIZE, false);
        for section in ["calcium", "compare", "view", "ledger"] {
            if desk.says(word(section)) {
                desk.press(SIZE, word(section));
            }
        }
        let mut sliders = 0;
        for (name, opened) in Opened::all() {
            desk.opens(opened);
            desk.draw(SIZE);
            let state = format!("{}: {name}", scene.name);
            assert_eq!(nameless(&desk.nodes), Vec::<String>::new(), "{state}");
            let nodes = desk.nodes.iter();
            let there = nodes.filter(|(_, node)| node.role() == accesskit::Role::Slider);
            sliders = sliders.max(there.count());
            desk.panels().uncover();
        }
        assert!(sliders > 2, "{}: {sliders} sliders", scene.name);
        desk.opens(Opened::Drawer(Drawer::WhatIf));
        desk.draw(SIZE);
        for card in cards() {
            if desk.says(&card.label) {
                desk.press(SIZE, &card.label);
                assert_eq!(nameless(&desk.nodes), Vec::<String>::new(), "{}", card.name);
            }
        }
    }
}

#[test]
fn a_vesicles_card_is_whole_in_sight_while_no_drawer_is_open() {
    for name in ["synaptic_bouton", "secretory_cell", "chromaffin_cell"] {
        let mut desk = Desk::with_controls(name, SIZE, true);
        *desk.panels() = Panels::default();
        desk.panels().large_text = true;
        let world = desk.app.world_mut();
        world.resource_mut::<Captions>().answer("It docks.".into());
        let mut kinds: Vec<(_, _, VesicleId)> = Vec::new();
        for (vesicle, stage) in world.query::<(&Vesicle, &Stage)>().iter(world) {
            let is_new = kinds
                .iter()
                .all(|(kind, seen, _)| (*kind, *seen) != (vesicle.kind, *stage));
            if is_new {
                kinds.push((vesicle.kind, *stage, vesicle.id));
            }
        }
        for (kind, stage, id) in kinds {
            desk.app.insert_resource(Selected(Some(id)));
            desk.draw(CLASSROOM[0]);
            let card = desk.place("inspector").expect("a card");
            let last = desk.said_at(word("how_we_know"));
            let state = format!("{name} {kind:?} {stage:?}: {last} in {card}");
            assert!(card.shrink(4.0).contains_rect(last), "{state}");
        }
    }
}

#[test]
fn what_a_low_drawer_shows_stands_whole_in_it() {
    for size in CLASSROOM {
        let mut desk = Desk::with_controls("synaptic_bouton", size, true);
        for (drawer, panel, last) in [
            (Drawer::Energy, "energy", "energy_fusion"),
            (Drawer::Energy, "energy", "energy_gtp"),
            (Drawer::Membrane, "membrane", "section_counts"),
        ] {
            desk.opens(Opened::Drawer(drawer));
            desk.draw(size);
            let place = desk.place(panel).expect("an open panel");
            if desk.says(word(last)) {
                let last = desk.said_at(word(last));
                let state = format!("{size:?} {drawer:?}: {last} in {place}");
                assert!(place.shrink(2.0).contains_rect(last), "{state}");
            }
        }
    }
}

impl Desk {
    fn says(&self, text: &str) -> bool {
        let mut nodes = self.nodes.iter();
        nodes.any(|(_, node)| node.value() == Some(text) || node.label() == Some(text))
    }
}
