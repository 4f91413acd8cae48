//! The clicked vesicle: what it is, what it holds, what it is doing and why.

use bevy_egui::egui;

use super::{
    counts::grouped,
    provenance::{self, Subject, ask, thing_of},
    stages,
    texts::{self, Conditions, Fusing, word},
};
use crate::{
    biology::vesicles::Pathway,
    session::actions::Action,
    sim::vesicle::{Motion, Motor, Stage, Vesicle},
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
    /// How far its fusion has come, if it fuses.
    pub fusing: Option<Fusing>,
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
    let title = with_capital(&texts::name_of(vesicle.kind, vesicle.id));
    if provenance::title(ui, &title) {
        actions.push(Action::Close);
    }
    ui.label(match portrait.fusing {
        Some(fusing) => fusing.doing(vesicle.kind, portrait.conditions),
        None => texts::doing(portrait.stage, vesicle.kind, portrait.conditions),
    });
    ui.add_space(4.0);
    egui::Grid::new("portrait")
        .num_columns(2)
        .spacing([10.0, 2.0])
        .show(ui, |ui| {
            for fact in facts(portrait) {
                let name = egui::RichText::new(fact.name).weak();
                match fact.reading {
                    Some(reading) => provenance::name(ui, name, Subject::Reading(reading)),
                    None => ui.label(name),
                };
                ui.label(fact.value);
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
        // The text of a button stays on one line.
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        if ui.button(text).clicked() {
            actions.push(Action::Follow);
        }
        if ui.button(word("how_we_know")).clicked() {
            let thing = thing_of(vesicle.kind, portrait.stage);
            ask(ui.ctx(), Subject::Thing(thing));
        }
    });
}

/// One line of the card.
struct Fact {
    name: &'static str,
    value: String,
    /// What is known of it, if it is a number, by its name in the list of origins.
    reading: Option<&'static str>,
}

impl Fact {
    fn word(name: &'static str, value: &str) -> Self {
        Self {
            name: word(name),
            value: value.to_owned(),
            reading: None,
        }
    }

    fn number(name: &'static str, value: String, reading: &'static str) -> Self {
        Self {
            name: word(name),
            value,
            reading: Some(reading),
        }
    }
}

fn facts(portrait: &Portrait) -> Vec<Fact> {
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
    let age = portrait.now.since(vesicle.born).to_string();
    let size = format!("{:.0} nm", 2.0 * vesicle.radius_nm);
    let words = &vesicle.kind.get().words;
    let mut facts = vec![
        Fact::word("stage", stages::name_of(portrait.stage)),
        Fact::word("pathway", pathway),
        Fact::number("age", age, "age"),
        Fact::number("contents", contents, &words.contents),
        Fact::number("size", size, &words.size),
        Fact::number("atp_used", grouped(vesicle.atp_used), "atp_used"),
    ];
    // A pit is no vesicle yet: it has released nothing.
    if portrait.stage != Stage::Budding {
        facts.push(Fact::number("cycles", vesicle.cycles.to_string(), "cycles"));
    }
    if let Some(motor) = portrait.motor {
        let name = match motor {
            Motor::Kinesin1 => word("motor_kinesin"),
            Motor::Dynein => word("motor_dynein"),
            Motor::MyosinV => word("motor_myosin"),
        };
        facts.insert(1, Fact::word("moved_by", name));
    }
    facts
}

fn with_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
