//! A second run beside this one: what is to be different in it, and how that is
//! said in words.

use bevy_egui::egui;

use super::{
    hints::hint_text,
    named::called,
    switchboard::{explained, number_field},
};
use crate::{
    biology::controls::{self, Change, Control, Kind, Knob, Value},
    scene::Scene,
    session::actions::Action,
    sim::{controls::Controls, lack::Lack},
    text::{self, say, word},
    units::SimTime,
    view::twin::CatchingUp,
};

/// Controls that two runs can't usefully differ in: what is fired once, what is
/// only looked at, and what any signal ends.
fn is_comparable(control: &Control) -> bool {
    control.kind != Kind::Momentary && ![Knob::WatchedSite, Knob::Script].contains(&control.knob)
}

/// What a person is about to compare this run with.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    knob: Knob,
    value: Value,
}

impl Default for Choice {
    /// The question that is asked first.
    fn default() -> Self {
        Self {
            knob: Knob::CalciumOutside,
            value: Value::Number(0.0),
        }
    }
}

impl Choice {
    /// It, or where a scene has nothing that it would act on, what every cell has.
    pub fn suit(&mut self, scene: &Scene, controls: &Controls) {
        if Lack::of(scene, self.knob).is_none() {
            return;
        }
        let control = Knob::Microtubules.control();
        *self = Self {
            knob: control.knob,
            value: another(control, controls.value(control.knob)),
        };
    }

    /// Makes it another one where this run stands there already: two equal runs
    /// show nothing.
    pub fn differ(&mut self, controls: &Controls) {
        let control = self.knob.control();
        let now = controls.value(self.knob);
        if self.value == *now {
            self.value = if *now == control.default {
                another(control, now)
            } else {
                control.default.clone()
            };
        }
    }

    /// It as a change, if there is such a control.
    pub fn difference(&self) -> Option<Change> {
        Change::new(self.knob, self.value.clone()).ok()
    }
}

/// Another value than that which a control stands at.
fn another(control: &Control, now: &Value) -> Value {
    match (&control.kind, now) {
        (Kind::Switch | Kind::Momentary, now) => Value::Switch(*now != Value::Switch(true)),
        (Kind::Number { min, max, .. }, Value::Number(now)) => {
            Value::Number(if now > min { *min } else { *max })
        }
        (Kind::Number { min, .. }, _) => Value::Number(*min),
        (Kind::Choice(words), now) => {
            let other = words.iter().find(|word| now.to_string() != **word);
            Value::Choice(other.cloned().unwrap_or_default())
        }
    }
}

/// Draws the panel: which control differs, to which value, and a button.
pub fn show(
    ui: &mut egui::Ui,
    controls: &Controls,
    scene: &Scene,
    choice: &mut Choice,
    is_beside: bool,
    actions: &mut Vec<Action>,
) {
    choice.suit(scene, controls);
    ui.label(word("compare_meaning"));
    let name = &choice.knob.control().label;
    let differs = egui::ComboBox::from_id_salt("compare")
        .selected_text(name)
        .width(ui.available_width() - ui.spacing().item_spacing.x)
        .show_ui(ui, |ui| {
            let offered = controls::registry().iter().filter(|control| {
                is_comparable(control) && Lack::of(scene, control.knob).is_none()
            });
            for control in offered {
                let chosen = control.knob == choice.knob;
                let line = ui.selectable_label(chosen, &control.label);
                if explained(line, control).clicked() && !chosen {
                    *choice = Choice {
                        knob: control.knob,
                        value: another(control, controls.value(control.knob)),
                    };
                }
            }
        });
    called(&differs.response, word("compare_control"));
    show_value(ui, choice.knob.control(), &mut choice.value);
    ui.add_space(4.0);
    let text = word(if is_beside {
        "twin_away"
    } else {
        "twin_beside"
    });
    let button = ui.vertical_centered_justified(|ui| ui.button(text)).inner;
    if hint_text(button, word("twin_meaning")).clicked() {
        actions.push(Action::Twin);
    }
}

fn show_value(ui: &mut egui::Ui, control: &'static Control, value: &mut Value) {
    match (value, &control.kind) {
        (Value::Switch(on), _) => {
            explained(ui.checkbox(on, &control.label), control);
        }
        (Value::Number(number), _) => number_field(ui, control, number),
        (Value::Choice(chosen), Kind::Choice(words)) => {
            for choice in words {
                let radio = ui.radio(choice == chosen, choice_name(control.knob, choice));
                if radio.clicked() {
                    chosen.clone_from(choice);
                }
            }
        }
        _ => {}
    }
}

/// What stands above this run and above the other.
pub fn titles(controls: &Controls, difference: &Change) -> [String; 2] {
    [controls.value(difference.knob), &difference.value].map(|value| said(difference.knob, value))
}

/// How far the other run has come on its way to this one's moment.
pub fn catching_up(done: SimTime, whole: SimTime) -> CatchingUp {
    let share = done.as_secs() / whole.as_secs().max(1e-9);
    // What is left then is to set up its picture.
    let said = if done >= whole {
        word("twin_sets_up").to_owned()
    } else {
        say("twin_catches_up", |name| {
            seconds(if name == "done" { done } else { whole })
        })
    };
    CatchingUp {
        said,
        share: share.min(1.0) as f32,
    }
}

fn seconds(moment: SimTime) -> String {
    format!("{:.1} s", moment.as_secs())
}

/// A control and its value as a person would say them.
pub fn said(knob: Knob, value: &Value) -> String {
    let control = knob.control();
    let value = match (value, &control.kind) {
        (Value::Switch(on), _) => word(if *on { "switched_on" } else { "switched_off" }).to_owned(),
        (Value::Number(number), Kind::Number { unit, .. }) => {
            // A line never ends between a number and its unit.
            format!("{number}\u{a0}{}", text::unit(unit))
                .trim_end()
                .to_owned()
        }
        (Value::Choice(choice), _) => choice_name(knob, choice),
        (value, _) => value.to_string(),
    };
    format!("{}: {value}", control.label)
}

/// What a choice is called.
pub fn choice_name(control: Knob, choice: &str) -> String {
    let family = if control == Knob::Sensor {
        "sensor"
    } else {
        "mode"
    };
    word(&format!("{family}_{choice}")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene;

    #[test]
    fn every_control_has_another_value_that_it_takes() {
        let controls = Controls::default();
        for control in controls::registry() {
            let now = controls.value(control.knob);
            let other = another(control, now);
            assert_ne!(other, *now, "{}", control.key);
            if is_comparable(control) {
                let choice = Choice {
                    knob: control.knob,
                    value: other,
                };
                assert!(choice.difference().is_some(), "{}", control.key);
                // Where this run stands at it already, the other one gets another.
                let mut same = Choice {
                    value: now.clone(),
                    ..choice.clone()
                };
                same.differ(&controls);
                assert_ne!(same.value, *now, "{}", control.key);
                let mut other = choice.clone();
                other.differ(&controls);
                assert_eq!(other, choice, "{}", control.key);
            }
        }
        assert!(Choice::default().difference().is_some());
    }

    #[test]
    fn a_run_on_its_way_says_how_far_it_has_come() {
        let at = SimTime::from_secs;
        let halfway = catching_up(at(2.0), at(8.0));
        assert!((halfway.share - 0.25).abs() < 1e-6);
        assert!(halfway.said.contains("2.0 s of 8.0 s"), "{}", halfway.said);
        let there = catching_up(at(8.0), at(8.0));
        assert!(there.share == 1.0 && there.said != halfway.said);
        let at_once = catching_up(at(0.0), at(0.0));
        assert_eq!(at_once.said, there.said);
    }

    #[test]
    fn a_cell_is_compared_in_what_it_has() {
        let controls = Controls::default();
        for (name, key) in [
            ("synaptic_bouton", Knob::CalciumOutside),
            ("secretory_cell", Knob::Microtubules),
        ] {
            let scene = scene::load(name).expect("a built-in scene");
            let mut choice = Choice::default();
            choice.suit(&scene, &controls);
            let difference = choice.difference().expect("a good change");
            assert_eq!(difference.knob, key);
            assert_ne!(difference.value, *controls.value(key));
        }
    }

    #[test]
    fn every_kind_of_difference_is_said_in_words() {
        let controls = Controls::default();
        for (difference, titles_wanted) in [
            (
                "calcium.outside_mm=0.5",
                ["Calcium outside: 2\u{a0}mM", "Calcium outside: 0.5\u{a0}mM"],
            ),
            (
                "fusion.mode=kiss_and_run",
                ["Fusion mode: Natural", "Fusion mode: Kiss-and-run"],
            ),
            (
                "cargo.loaded=false",
                ["Vesicles filled: yes", "Vesicles filled: no"],
            ),
        ] {
            let difference = Change::parse(difference).expect("a good change");
            assert_eq!(titles(&controls, &difference), titles_wanted);
        }
    }
}
