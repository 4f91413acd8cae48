//! Signals from outside: one action potential, a train, or none at all.

use bevy_egui::egui;

use super::{
    hints::hint_text,
    inhabitants::Inhabitants,
    switchboard::{Switchboard, number_field, wanted},
};
use crate::{
    biology::{
        controls::{Knob, Value},
        sensors::SensorModel,
        vesicles::Pathway,
    },
    scene::Scene,
    session::actions::Action,
    sim::{controls::Controls, lack::Lack, record::Totals},
    text::{say, word},
    units::SimTime,
};

/// The train with which signals come back: one a second, until somebody decides
/// otherwise.
const BACK_AGAIN: TrainPlan = TrainPlan {
    hz: 1.0,
    count: 100_000.0,
};

/// Calcium that lysosomes answer, while it stays.
const LASTING_UM: f64 = 4.0;

/// Vesicles that each lane has released so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneCounts {
    pub regulated: u64,
    pub constitutive: u64,
}

impl LaneCounts {
    /// As a run has counted.
    pub fn of(totals: &Totals) -> Self {
        let of = |pathway| {
            let releases = totals.releases();
            releases
                .filter(|(release, _)| release.kind.pathway == pathway)
                .map(|(_, count)| count)
                .sum()
        };
        Self {
            regulated: of(Pathway::Regulated),
            constitutive: of(Pathway::Constitutive),
        }
    }

    fn since(self, before: Self) -> Self {
        Self {
            regulated: self.regulated.saturating_sub(before.regulated),
            constitutive: self.constitutive.saturating_sub(before.constitutive),
        }
    }
}

/// Counts what is released while no signal reaches the cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silence(Option<(SimTime, LaneCounts)>);

impl Silence {
    /// What has been released in it until `now`; begins and ends it.
    fn released(
        &mut self,
        is_silent: bool,
        now: SimTime,
        counts: LaneCounts,
    ) -> Option<LaneCounts> {
        self.0 = self
            .0
            .filter(|(since, _)| is_silent && *since <= now)
            .or(is_silent.then_some((now, counts)));
        self.0.map(|(_, before)| counts.since(before))
    }
}

/// Whether nothing can make a regulated vesicle fuse: no script, no train, no
/// calcium that is held, and no release by chance.
pub fn are_off(board: &Switchboard) -> bool {
    !board.is_on(Knob::Script)
        && !board.is_on(Knob::Spontaneous)
        && board.number(Knob::TrainHz) <= 0.0
        && board.number(Knob::CalciumClamp) <= 0.0
}

/// Keeps every signal from the cell, or lets those come again that it answers;
/// the name of what is said of it.
pub fn switch(board: &mut Switchboard, reach: bool, here: Inhabitants) -> &'static str {
    if reach && answers_lasting_calcium(board) {
        board.request(Knob::CalciumClamp, Value::Number(LASTING_UM));
        return "calcium_on_said";
    }
    if reach {
        board.request(Knob::Spontaneous, Value::Switch(true));
        board.request(Knob::TrainCount, Value::Number(BACK_AGAIN.count));
        board.request(Knob::TrainHz, Value::Number(BACK_AGAIN.hz));
        return match here.constitutive {
            Some(_) => "signals_on_said",
            None => "signals_on_alone_said",
        };
    }
    board.take_over();
    board.request(Knob::TrainHz, Value::Number(0.0));
    board.request(Knob::CalciumClamp, Value::Number(0.0));
    board.request(Knob::Spontaneous, Value::Switch(false));
    match here.constitutive {
        Some(_) => "signals_off_said",
        None => "signals_off_alone_said",
    }
}

/// Whether its vesicles answer calcium that stays, and no action potential.
fn answers_lasting_calcium(board: &Switchboard) -> bool {
    let slow = SensorModel::Synaptotagmin7.word();
    matches!(board.wanted(Knob::Sensor), Value::Choice(model) if model == slow)
}

/// Why no vesicle will answer an action potential, in a word of the texts: with this
/// sensor it is over too soon, or there is no calcium that it could let in.
pub fn why_none_answers(controls: &Controls, now: SimTime) -> Option<&'static str> {
    let slow = SensorModel::Synaptotagmin7.word();
    let [model, outside] =
        [Knob::Sensor, Knob::CalciumOutside].map(|control| wanted(controls, now, control));
    match (model, outside) {
        (Value::Choice(model), _) if model == slow => Some("signal_too_short"),
        (_, &Value::Number(mm)) if mm <= 0.0 => Some("signal_without_calcium"),
        _ => None,
    }
}

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

/// Draws the button that keeps all signals from the cell, and what has been
/// released without any.
pub fn show_silence(
    ui: &mut egui::Ui,
    board: &Switchboard,
    silence: &mut Silence,
    now: SimTime,
    (counts, here): (LaneCounts, Inhabitants),
    asked: &mut Vec<Action>,
) {
    let is_silent = are_off(board);
    let name = if is_silent {
        "signals_on"
    } else {
        "signals_off"
    };
    let button = ui
        .vertical_centered_justified(|ui| ui.button(word(name)))
        .inner;
    if hint_text(button, word("signals_off_meaning")).clicked() {
        asked.push(Action::Signals { reach: is_silent });
    }
    if let Some(released) = silence.released(is_silent, now, counts) {
        let name = match here.constitutive {
            Some(_) => "silence_released",
            None => "silence_released_alone",
        };
        let text = say(name, |lane| match lane {
            "regulated" => released.regulated.to_string(),
            _ => released.constitutive.to_string(),
        });
        ui.label(egui::RichText::new(text).small());
    }
    ui.add_space(4.0);
}

/// Draws the panel. `progress` is how many action potentials of the running
/// train have been fired, and how many it has: while it runs, its own frequency
/// and length stand where another train is set up.
pub fn show(
    ui: &mut egui::Ui,
    board: &mut Switchboard,
    plan: &mut TrainPlan,
    progress: Option<(u32, u32)>,
    scene: &Scene,
) {
    board.button(ui, Knob::ActionPotential, word("fire"), Value::Switch(true));
    ui.add_space(4.0);
    let mut running = progress.map(|(_, count)| TrainPlan {
        hz: board.number(Knob::TrainHz),
        count: f64::from(count),
    });
    let is_running = running.is_some();
    let shown = running.as_mut().unwrap_or(plan);
    let fields = ui.add_enabled_ui(!is_running, |ui| {
        for (knob, number) in [
            (Knob::TrainHz, &mut shown.hz),
            (Knob::TrainCount, &mut shown.count),
        ] {
            number_field(ui, knob.control(), number);
        }
    });
    if is_running {
        hint_text(fields.response, word("train_running"));
    }
    if let Some((fired, count)) = progress {
        let text = format!("{}  {fired}/{count}", word("stop_train"));
        board.button(ui, Knob::TrainHz, &text, Value::Number(0.0));
    } else {
        let before = board.touched;
        board.touched = false;
        board.button(
            ui,
            Knob::TrainCount,
            word("start_train"),
            Value::Number(plan.count),
        );
        if board.touched {
            board.request(Knob::TrainHz, Value::Number(plan.hz));
        }
        board.touched |= before;
    }
    ui.add_space(4.0);
    board.switch(ui, Knob::Spontaneous);
    if Lack::of(scene, Knob::Script).is_none() {
        board.switch(ui, Knob::Script);
    }
}

/// What lysosomes answer, where they are.
pub fn show_lasting_calcium(ui: &mut egui::Ui, board: &mut Switchboard) {
    if !answers_lasting_calcium(board) {
        return;
    }
    let (name, held_um) = if board.number(Knob::CalciumClamp) > 0.0 {
        ("calcium_rests", 0.0)
    } else {
        ("calcium_lasts", LASTING_UM)
    };
    let held = Value::Number(held_um);
    board.button(ui, Knob::CalciumClamp, word(name), held);
}

/// What a cell that burns glucose answers.
pub fn show_glucose(ui: &mut egui::Ui, board: &mut Switchboard) {
    board.slider(ui, Knob::Glucose);
}
