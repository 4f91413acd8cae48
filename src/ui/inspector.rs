//! The clicked vesicle: what it is, what it holds, what it is doing and why.

use bevy_egui::egui;

use super::{
    actions::Action,
    counts::grouped,
    provenance::{Subject, ask, thing_of},
    texts::{self, Conditions, word},
};
use crate::{
    sim::vesicle::{Motion, Motor, Pathway, Stage, Vesicle},
    units::SimTime,
};

/// A vesicle as the inspector shows it.
#[derive(Clone, Debug)]
pub struct Portrait {
    /// Its constants and accounts.
    pub vesicle: Vesicle,
    /// Where in its life it is.
    pub stage: Stage,
    /// Which motor carries it now.
    pub motor: Option<Motor>,
    /// Molecules inside at this moment.
    pub inside: u64,
    /// The present moment.
    pub now: SimTime,
    /// Whether the camera follows it.
    pub followed: bool,
    /// What could stand in its way.
    pub conditions: Conditions,
}

/// The motor of a motion.
pub fn motor_of(motion: &Motion) -> Option<Motor> {
    match motion {
        Motion::Stepping { motor, .. } => Some(*motor),
        _ => None,
    }
}

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, portrait: &Portrait, actions: &mut Vec<Action>) {
    let vesicle = &portrait.vesicle;
    ui.horizontal(|ui| {
        ui.heading(with_capital(&texts::name_of(vesicle.kind, vesicle.id)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.small_button("×").on_hover_text(word("close")).clicked() {
                actions.push(Action::Close);
            }
        });
    });
    ui.label(texts::doing(
        portrait.stage,
        vesicle.kind,
        portrait.conditions,
    ));
    ui.add_space(4.0);
    egui::Grid::new("portrait")
        .num_columns(2)
        .spacing([10.0, 2.0])
        .show(ui, |ui| {
            for (name, value) in facts(portrait) {
                ui.label(egui::RichText::new(name).weak());
                ui.label(value);
                ui.end_row();
            }
        });
    ui.add_space(4.0);
    let text = if portrait.followed {
        word("follow_stop")
    } else {
        word("follow")
    };
    ui.horizontal_wrapped(|ui| {
        if ui.button(text).clicked() {
            actions.push(Action::Follow);
        }
        if ui.button(word("how_we_know")).clicked() {
            let thing = thing_of(vesicle.kind, portrait.stage);
            ask(ui.ctx(), Subject::Thing(thing));
        }
    });
}

fn facts(portrait: &Portrait) -> Vec<(&'static str, String)> {
    let vesicle = &portrait.vesicle;
    let pathway = match vesicle.pathway {
        Pathway::Regulated => word("pathway_regulated"),
        Pathway::Constitutive => word("pathway_constitutive"),
    };
    let contents = if portrait.inside == 0 {
        word("empty").to_owned()
    } else {
        let counted = word(vesicle.kind.counted_in());
        format!("{} {counted}", grouped(portrait.inside))
    };
    let mut facts = vec![
        (word("stage"), portrait.stage.word().to_owned()),
        (word("pathway"), pathway.to_owned()),
        (word("age"), portrait.now.since(vesicle.born).to_string()),
        (word("contents"), contents),
        (word("size"), format!("{:.0} nm", 2.0 * vesicle.radius_nm)),
        (word("atp_used"), grouped(vesicle.atp_used)),
        (word("cycles"), vesicle.cycles.to_string()),
    ];
    if let Some(motor) = portrait.motor {
        let name = match motor {
            Motor::Kinesin1 => word("motor_kinesin"),
            Motor::Dynein => word("motor_dynein"),
            Motor::MyosinV => word("motor_myosin"),
        };
        facts.insert(1, (word("moved_by"), name.to_owned()));
    }
    facts
}

fn with_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
