//! What can be reached on the real desk: by Tab, by opening what opens, and what is in
//! sight without being looked for.

use std::collections::BTreeSet;

use bevy::prelude::*;
use bevy_egui::egui::{self, accesskit};

use super::{CLASSROOM, Desk, bounds};
use crate::{
    biology::{
        cards::cards,
        controls::{self, Control, Kind},
    },
    sim::what_if::Prediction,
    ui::{drawer::Drawer, opened::Opened, prediction::Predictions, texts::word},
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

impl Desk {
    fn says(&self, text: &str) -> bool {
        let mut nodes = self.nodes.iter();
        nodes.any(|(_, node)| node.value() == Some(text) || node.label() == Some(text))
    }
}
