//! The one way from a panel to the simulation: a checked change of a control,
//! queued for the present moment.
//!
//! Widgets are made from the registry, so a control's range, meaning and
//! source are the same here as on the command line.

use bevy_egui::egui;

use super::{
    hints::hint,
    named::Scale,
    provenance::{self, Subject, answers},
};
use crate::{
    biology::controls::{Change, Control, Kind, Knob, Value},
    sim::controls::Controls,
    text::{self, word},
    units::SimTime,
};

/// What a control stands at, changes just asked for included.
pub fn wanted(controls: &Controls, now: SimTime, control: Knob) -> &Value {
    controls
        .pending()
        .iter()
        .rev()
        .find(|timed| timed.at <= now && timed.change.knob == control)
        .map_or_else(|| controls.value(control), |timed| &timed.change.value)
}

/// The controls as a panel sees and changes them.
pub struct Switchboard<'a> {
    controls: &'a mut Controls,
    now: SimTime,
    /// Whether a person changed anything through it.
    pub touched: bool,
}

impl<'a> Switchboard<'a> {
    /// The controls at the moment `now`.
    pub fn new(controls: &'a mut Controls, now: SimTime) -> Self {
        Self {
            controls,
            now,
            touched: false,
        }
    }

    /// What a control stands at, changes just asked for included.
    pub fn wanted(&self, control: Knob) -> &Value {
        wanted(self.controls, self.now, control)
    }

    /// Whether a switch stands at on.
    pub fn is_on(&self, switch: Knob) -> bool {
        matches!(self.wanted(switch), Value::Switch(true))
    }

    /// The number that a control stands at.
    pub fn number(&self, control: Knob) -> f64 {
        match self.wanted(control) {
            Value::Number(number) => *number,
            _ => f64::NAN,
        }
    }

    /// Queues a change for now. The first one also ends the scene's opening
    /// script: from here on a person decides.
    pub fn request(&mut self, control: Knob, value: Value) {
        if let Ok(change) = Change::new(control, value) {
            if control != Knob::Script && self.is_on(Knob::Script) {
                self.take_over();
            }
            self.controls.request(self.now, change);
            self.touched = true;
        }
    }

    /// Ends the scene's opening script.
    pub fn take_over(&mut self) {
        if self.is_on(Knob::Script)
            && let Ok(change) = Change::new(Knob::Script, Value::Switch(false))
        {
            self.controls.request(self.now, change);
        }
    }

    /// A switch.
    pub fn switch(&mut self, ui: &mut egui::Ui, knob: Knob) {
        let control = knob.control();
        let mut on = self.is_on(knob);
        let response = ui.checkbox(&mut on, &control.label);
        if explained(response, control).changed() {
            self.request(knob, Value::Switch(on));
        }
    }

    /// A number, on a slider under its name. While it is being dragged nothing
    /// is asked for; letting go asks once.
    pub fn slider(&mut self, ui: &mut egui::Ui, knob: Knob) {
        let control = knob.control();
        let held = ui.id().with(knob);
        let stands_at = self.number(knob);
        let mut number = ui
            .data(|data| data.get_temp::<f64>(held))
            .unwrap_or(stands_at);
        let response = slider(ui, control, &mut number);
        let holding = response.dragged() || response.has_focus() && response.changed();
        if response.drag_stopped() || response.changed() && !holding {
            ui.data_mut(|data| data.remove::<f64>(held));
            if number != stands_at {
                self.request(knob, Value::Number(number));
            }
        } else if holding {
            ui.data_mut(|data| data.insert_temp(held, number));
        } else if let Some(last) = ui.data(|data| data.get_temp::<f64>(held)) {
            // Moved by keys: asked for when the keys rest.
            ui.data_mut(|data| data.remove::<f64>(held));
            if last != stands_at {
                self.request(knob, Value::Number(last));
            }
        }
    }

    /// One of several words, each on a line.
    pub fn choice(&mut self, ui: &mut egui::Ui, knob: Knob, name_of: impl Fn(&str) -> String) {
        let control = knob.control();
        let Kind::Choice(words) = &control.kind else {
            return;
        };
        let stands_at = self.wanted(knob).to_string();
        explained(name(ui, control), control);
        for choice in words {
            let response = ui.radio(*choice == stands_at, name_of(choice));
            if explained(response, control).clicked() && *choice != stands_at {
                self.request(knob, Value::Choice(choice.clone()));
            }
        }
    }

    /// A button that sets a control to `value`.
    pub fn button(&mut self, ui: &mut egui::Ui, knob: Knob, text: &str, value: Value) {
        let control = knob.control();
        let response = ui.vertical_centered_justified(|ui| ui.button(text)).inner;
        if explained(response, control).clicked() {
            self.request(knob, value);
        }
    }
}

/// A slider for a control's number, its name above it.
fn slider(ui: &mut egui::Ui, control: &'static Control, number: &mut f64) -> egui::Response {
    let Some(scale) = scale_of(control) else {
        return ui.label(&control.label);
    };
    explained(name(ui, control), control);
    explained(scale.slider(ui, &control.label, number), control)
}

/// A control's number to be typed or dragged, beside its name.
pub fn number_field(ui: &mut egui::Ui, control: &'static Control, number: &mut f64) {
    let Some(scale) = scale_of(control) else {
        return;
    };
    ui.horizontal(|ui| {
        explained(name(ui, control), control);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let field = scale.field(ui, &control.label, number, scale.step);
            explained(field, control);
        });
    });
}

/// How a control's number is shown.
fn scale_of(control: &Control) -> Option<Scale> {
    let Kind::Number {
        min,
        max,
        step,
        unit,
    } = &control.kind
    else {
        return None;
    };
    Some(Scale {
        range: *min..=*max,
        step: *step,
        is_long: (max - min) / step > LONG_STEPS,
        decimals: match *step {
            whole if whole >= 1.0 => 0,
            tenths if tenths >= 0.1 => 1,
            _ => 2,
        },
        suffix: match unit.as_str() {
            // A share or a count needs no unit in a narrow panel.
            "" | "action potentials" => String::new(),
            unit => format!(" {}", text::unit(unit)),
        },
    })
}

/// A slider of more steps is long.
const LONG_STEPS: f64 = 1000.0;

/// A control's name, which answers a click with where its number comes from.
fn name(ui: &mut egui::Ui, control: &'static Control) -> egui::Response {
    provenance::name(ui, &control.label, Subject::Control(&control.key))
}

/// Says on pointing what a control means and where its numbers come from.
pub fn explained(response: egui::Response, control: &'static Control) -> egui::Response {
    answers(&response, Subject::Control(&control.key));
    hint(response, |ui| {
        ui.label(&control.meaning);
        ui.label(
            egui::RichText::new(format!("{} {}", word("source"), control.source))
                .small()
                .weak(),
        );
    })
}
