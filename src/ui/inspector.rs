//! The clicked vesicle: what it is, what it holds, what it is doing and why.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    counts::grouped,
    panels::Panels,
    provenance::{self, Subject, ask, asked_of, asked_of_contents_and_size},
    room::{EDGES, GAP},
    scroll::{self, LEAST_SEEN},
    sharing::{Space, Turn, card, has_panels},
    stages,
    texts::{self, Conditions, Fusing, Whom},
};
use crate::{
    biology::{cards::Part, controls::Knob, vesicles::Pathway},
    session::actions::Action,
    sim::{
        clock::SimClock,
        controls::Controls,
        vesicle::{Course, FusionPore, Motion, Motor, Stage, Vesicle},
        what_if::Effects,
    },
    text::word,
    units::SimTime,
    view::{Following, Selected},
};

/// A vesicle as the inspector shows it.
#[derive(Clone, Debug)]
pub struct Portrait {
    /// Its constants and accounts.
    pub vesicle: Vesicle,
    /// Where in its life it is.
    pub stage: Stage,
    /// Whether it is on its way back from the membrane.
    pub is_back: bool,
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

/// Who is clicked, and what could stand in its way.
#[derive(SystemParam)]
struct Sitter<'w, 's> {
    selected: Res<'w, Selected>,
    following: Res<'w, Following>,
    clock: Res<'w, SimClock>,
    controls: Res<'w, Controls>,
    effects: Res<'w, Effects>,
    vesicles: Query<
        'w,
        's,
        (
            &'static Vesicle,
            &'static Stage,
            &'static Course,
            &'static Motion,
            Option<&'static FusionPore>,
        ),
    >,
}

impl Sitter<'_, '_> {
    fn portrait(&self) -> Option<Portrait> {
        let selected = self.selected.0?;
        let (vesicle, stage, course, motion, pore) = self
            .vesicles
            .iter()
            .find(|(vesicle, ..)| vesicle.id == selected)?;
        let now = self.clock.now;
        let inside = pore.map_or(u64::from(vesicle.contents), |pore| {
            pore.inside_at(now) as u64
        });
        Some(Portrait {
            vesicle: vesicle.clone(),
            stage: *stage,
            is_back: stages::is_back(vesicle, course),
            motor: motor_of(motion),
            inside,
            fusing: pore.map(|pore| Fusing::of(pore, now)),
            now,
            followed: self.following.0 == Some(selected),
            conditions: Conditions {
                atp: self.effects.atp_mm(&self.controls) > 0.0,
                microtubules: self.effects.has_microtubules(&self.controls),
                calcium_outside: self.controls.number(Knob::CalciumOutside) > 0.0,
                loaded: self.controls.is_on(Knob::Loaded)
                    && self.effects.left(Part::ProtonPump) > 0.0,
            },
        })
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        draw.run_if(has_panels).in_set(Turn::Card),
    );
}

/// Draws one card at the left: what was asked about, or else the clicked vesicle.
fn draw(
    mut contexts: EguiContexts,
    mut space: ResMut<Space>,
    mut panels: ResMut<Panels>,
    sitter: Sitter,
    mut actions: MessageWriter<Action>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    let room = space.room;
    let at = egui::pos2(GAP, space.card.min);
    let height = (space.card.span() - EDGES).max(LEAST_SEEN);
    let place = if let Some(subject) = panels.asked {
        let most = room.widest_card(panels.was_open);
        let shown = provenance::show_card(&ctx, subject, at, egui::vec2(most, height));
        if shown.closed {
            panels.asked = None;
        }
        Some(shown.place)
    } else if height <= LEAST_SEEN || !has_room(&space, panels.was_open) {
        None
    } else {
        let mut asked = Vec::new();
        let place = sitter.portrait().map(|portrait| {
            show_card(
                &ctx,
                &portrait,
                at,
                egui::vec2(room.left(), height),
                &mut asked,
            )
        });
        actions.write_batch(asked);
        place
    };
    if let Some(place) = place {
        space.free = room.beside_card(space.free, place.right() + GAP);
    }
    Ok(())
}

/// Whether the card of a vesicle leaves room to the picture, and to both of two runs.
fn has_room(space: &Space, controls_are_open: bool) -> bool {
    let room = space.room;
    let has_drawer = space.drawer.is_some();
    (!controls_are_open || room.holds_card())
        && (!space.has_two_runs || room.holds_card_beside_two_runs(controls_are_open, has_drawer))
}

/// Draws the card of a vesicle there, at most so large; returns where it stands.
fn show_card(
    ctx: &egui::Context,
    portrait: &Portrait,
    at: egui::Pos2,
    size: egui::Vec2,
    asked: &mut Vec<Action>,
) -> egui::Rect {
    let shown = egui::Area::new("inspector".into())
        .fixed_pos(at)
        .default_size(size)
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_width(size.x);
                ui.set_max_height(size.y);
                scroll::vertical(ui, "inspector", size.y, |ui| {
                    show(ui, portrait, asked);
                });
            });
        });
    shown.response.rect
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
    let whom = Whom::from(vesicle);
    let title = with_capital(&whom.name());
    if provenance::title(ui, &title) {
        actions.push(Action::Close);
    }
    ui.label(match portrait.fusing {
        Some(fusing) => fusing.doing(whom, portrait.conditions),
        None => texts::doing(portrait.stage, whom, portrait.conditions),
    });
    ui.add_space(4.0);
    egui::Grid::new("portrait")
        .num_columns(2)
        .spacing([10.0, 2.0])
        .show(ui, |ui| {
            for fact in facts(portrait) {
                let name = egui::RichText::new(fact.name).weak();
                match fact.subject {
                    Some(subject) => provenance::name(ui, name, subject),
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
            ask(ui.ctx(), asked_of(vesicle, portrait.stage));
        }
    });
}

/// One line of the card.
struct Fact {
    name: &'static str,
    value: String,
    /// What one may ask about it, if it is a number.
    subject: Option<Subject>,
}

impl Fact {
    fn word(name: &'static str, value: &str) -> Self {
        Self {
            name: word(name),
            value: value.to_owned(),
            subject: None,
        }
    }

    fn number(name: &'static str, value: String, subject: Subject) -> Self {
        Self {
            name: word(name),
            value,
            subject: Some(subject),
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
    let [of_contents, of_size] = asked_of_contents_and_size(vesicle.kind);
    let reading =
        |name: &'static str, value: String| Fact::number(name, value, Subject::Reading(name));
    let mut facts = vec![
        Fact::word("stage", stages::name_of(portrait.stage, portrait.is_back)),
        Fact::word("pathway", pathway),
        reading("age", age),
        Fact::number("contents", contents, of_contents),
        Fact::number("size", size, of_size),
        reading("atp_used", grouped(vesicle.atp_used)),
    ];
    // A pit is no vesicle yet: it has released nothing. Nor have carriers and granules,
    // which are made anew of membrane that others have left.
    if portrait.stage != Stage::Budding && vesicle.kind.is_made_of_retrieved_membrane() {
        facts.push(reading("cycles", vesicle.cycles.to_string()));
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
