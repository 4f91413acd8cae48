//! Signals from outside: one action potential, a train, or none at all.

use bevy_egui::egui;

use super::{
    switchboard::{Switchboard, number_field},
    texts::word,
};
use crate::sim::controls::{self, Value};

/// The train that a person is about to start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrainPlan {
    /// Action potentials per second.
    pub hz: f64,
    /// How many.
    pub count: f64,
}

impl Default for TrainPlan {
    /// Ten in a second: enough to see failures and depletion.
    fn default() -> Self {
        Self {
            hz: 10.0,
            count: 10.0,
        }
    }
}

/// Draws the panel. `progress` is how many action potentials of the running
/// train have been fired, and how many it has: while it runs, its own frequency
/// and length stand where another train is set up.
pub fn show(
    ui: &mut egui::Ui,
    board: &mut Switchboard,
    plan: &mut TrainPlan,
    progress: Option<(u32, u32)>,
) {
    board.button(
        ui,
        "signal.action_potential",
        word("fire"),
        Value::Switch(true),
    );
    ui.add_space(4.0);
    let mut running = progress.map(|(_, count)| TrainPlan {
        hz: board.number("signal.train_hz"),
        count: f64::from(count),
    });
    let is_running = running.is_some();
    let shown = running.as_mut().unwrap_or(plan);
    let fields = ui.add_enabled_ui(!is_running, |ui| {
        for (key, number) in [
            ("signal.train_hz", &mut shown.hz),
            ("signal.train_count", &mut shown.count),
        ] {
            if let Ok(control) = controls::control(key) {
                number_field(ui, control, number);
            }
        }
    });
    if is_running {
        fields.response.on_hover_text(word("train_running"));
    }
    if let Some((fired, count)) = progress {
        let text = format!("{}  {fired}/{count}", word("stop_train"));
        board.button(ui, "signal.train_hz", &text, Value::Number(0.0));
    } else {
        let before = board.touched;
        board.touched = false;
        board.button(
            ui,
            "signal.train_count",
            word("start_train"),
            Value::Number(plan.count),
        );
        if board.touched {
            board.request("signal.train_hz", Value::Number(plan.hz));
        }
        board.touched |= before;
    }
    ui.add_space(4.0);
    board.switch(ui, "signal.spontaneous");
    board.slider(ui, "signal.glucose_mm");
    board.switch(ui, "session.script");
}
