//! The cell in numbers: how many vesicles are at which stage, what the ATP was
//! spent on. The five steps among the stages are also the way to go there.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    chapter::Chapter,
    inhabitants::Inhabitants,
    panels::Panels,
    provenance::{self, Subject},
    room::{EDGES, GAP},
    sharing::{Space, Turn, card, has_panels},
    stages::{self, LINES, Line},
    texts::key_meaning,
};
use crate::{
    biology::vesicles::Renewal,
    scene::Scene,
    session::actions::{Action, Step},
    sim::{
        energy::{AtpAccount, AtpPlace},
        record::Sample,
        vesicle::{Course, Stage, Vesicle},
    },
    text::word,
};

/// How many vesicles are on each line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageCounts([u32; LINES.len()]);

impl StageCounts {
    /// Counts the stages of all vesicles, each with whether it is on its way back.
    pub fn of(stages: impl Iterator<Item = (Stage, bool)>) -> Self {
        let mut counts = Self::default();
        for (stage, is_back) in stages {
            if let Some(line) = LINES.iter().position(|line| line.holds(stage, is_back)) {
                counts.0[line] += 1;
            }
        }
        counts
    }

    /// The lines that there are in a cell, with their counts: all, or those of the five
    /// steps.
    fn in_scene(&self, scene: &Scene, all: bool) -> Vec<(&'static Line, u32)> {
        let lines = LINES.iter().zip(self.0);
        lines
            .filter(|(line, _)| all || line.step.is_some())
            .filter(|(line, count)| *count > 0 || line.is_in(scene))
            .collect()
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        draw.run_if(has_panels).in_set(Turn::Counts),
    );
}

/// Draws the row of counts along the upper edge. Where there is little room, they are those
/// of the steps.
fn draw(
    mut contexts: EguiContexts,
    mut space: ResMut<Space>,
    panels: Res<Panels>,
    chapter: Res<Chapter>,
    scene: Res<Scene>,
    vesicles: Query<(&Vesicle, &Stage, &Course)>,
    mut actions: MessageWriter<Action>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let mut asked = Vec::new();
    let stages = vesicles.iter();
    let counts = StageCounts::of(
        stages.map(|(vesicle, stage, course)| (*stage, stages::is_back(vesicle, course))),
    );
    let width = (space.head.left() - 2.0 * GAP - EDGES).max(0.0);
    let top = egui::Area::new("counts".into())
        .anchor(egui::Align2::LEFT_TOP, [GAP, GAP])
        .default_width(width)
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_max_width(width);
                let counts = counts.in_scene(&scene, panels.was_open);
                show_stages(ui, &counts, chapter.seen, panels.was_open, &mut asked);
            });
        });
    let bottom = top.response.rect.bottom() + GAP;
    space.free.min.y = bottom;
    space.card.min = bottom;
    actions.write_batch(asked);
    Ok(())
}

/// Draws counts in a row, all of them or those of the five steps; `step` is the one that
/// is seen.
pub fn show_stages(
    ui: &mut egui::Ui,
    counts: &[(&'static Line, u32)],
    step: Option<Step>,
    all: bool,
    actions: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        if !all {
            ui.spacing_mut().button_padding.x = 5.0;
        }
        for (line, count) in counts {
            let text = format!("{}  {count}", line.title());
            let Some(goal) = line.step else {
                // A name and its number stay on one line.
                ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
                provenance::name(ui, text, Subject::Reading(line.name));
                ui.add_space(6.0);
                continue;
            };
            let button =
                ui.selectable_label(step == Some(goal), egui::RichText::new(text).strong());
            provenance::answers(&button, Subject::Reading(line.name));
            if button.on_hover_text(key_meaning("go_to_step")).clicked() {
                actions.push(Action::GoToStep(goal));
            }
        }
    });
}

/// Draws the account of ATP, and what has been released.
pub fn show_accounts(ui: &mut egui::Ui, energy: AtpAccount, newest: Option<Sample>, scene: &Scene) {
    let here = Inhabitants::of(scene);
    let name_of = |place| match place {
        AtpPlace::Motors => "atp_motors",
        AtpPlace::Priming => "atp_priming",
        AtpPlace::Docking => "atp_docking",
        AtpPlace::Refilling => "atp_refilling",
        AtpPlace::Retrieval => "atp_retrieval",
    };
    let places = AtpPlace::ALL
        .into_iter()
        .filter(|place| spends(scene, *place));
    let rows = places
        .map(|place| (here.word(name_of(place)), grouped(energy.of(place))))
        .chain([(word("atp_used").to_owned(), grouped(energy.total()))]);
    egui::Grid::new("accounts")
        .num_columns(2)
        .spacing([10.0, 2.0])
        .show(ui, |ui| {
            for (name, value) in rows {
                ui.label(name);
                right(ui, value);
                ui.end_row();
            }
            if let Some(sample) = newest {
                let nouns = here.all();
                for (name, value) in [
                    (nouns.in_text("released"), grouped(sample.released_vesicles)),
                    (
                        word("released_molecules").to_owned(),
                        grouped(sample.released_molecules),
                    ),
                ] {
                    ui.label(name);
                    right(ui, value);
                    ui.end_row();
                }
                for (name, value) in shed(&sample) {
                    provenance::name(ui, word(name), Subject::Reading(name));
                    right(ui, value);
                    ui.end_row();
                }
            }
        });
}

/// Whether a cell has anything to spend ATP on there.
pub fn spends(scene: &Scene, place: AtpPlace) -> bool {
    match place {
        AtpPlace::Motors => !scene.microtubules.is_empty(),
        AtpPlace::Priming => scene.has_regulated(),
        AtpPlace::Docking => !scene.constitutive_classes().is_empty(),
        AtpPlace::Refilling => scene
            .classes_here()
            .any(|class| class.renewal != Renewal::Anew),
        AtpPlace::Retrieval => scene.classes_here().next().is_some(),
    }
}

/// What the cell has shed: nothing in most cells.
fn shed(sample: &Sample) -> Vec<(&'static str, String)> {
    let Sample {
        exosomes_inside: inside,
        exosomes_outside: outside,
        exosomes_released: released,
        waste_outside: waste,
        ..
    } = *sample;
    if inside + released + sample.waste_released == 0 {
        return Vec::new();
    }
    let gone = released - outside;
    [
        ("exosomes_inside", inside),
        ("exosomes_outside", outside),
        ("exosomes_gone", gone),
        ("waste_outside", waste),
        ("waste_gone", sample.waste_released - waste),
    ]
    .map(|(name, number)| (name, grouped(number)))
    .into()
}

fn right(ui: &mut egui::Ui, text: String) {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        ui.strong(text);
    });
}

/// A number with a thin space between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene;

    #[test]
    fn every_stage_is_counted_once() {
        for is_back in [false, true] {
            let counts = StageCounts::of(Stage::ALL.map(|stage| (stage, is_back)).into_iter());
            let sum = counts.0.iter().sum::<u32>() as usize;
            assert_eq!(sum, Stage::ALL.len(), "{counts:?}");
        }
    }

    #[test]
    fn what_a_cell_has_none_of_is_not_counted() {
        let names = |scene: &str, all| -> Vec<&str> {
            let scene = scene::load(scene).expect("a built-in scene");
            let counts = StageCounts::default().in_scene(&scene, all);
            counts.into_iter().map(|(line, _)| line.name).collect()
        };
        assert_eq!(names("synaptic_bouton", true).len(), LINES.len());
        let fibroblast = names("secretory_cell", true);
        for name in [
            "stage_reserve",
            "stage_recycling",
            "stage_priming",
            "stage_refilling",
        ] {
            assert!(!fibroblast.contains(&name), "{name}");
        }
        assert_eq!(names("secretory_cell", false).len(), 4);
        assert_eq!(names("cleft_box", true), [""; 0]);
        // But whatever is there is counted.
        let scene = scene::load("secretory_cell").expect("a built-in scene");
        let one = StageCounts::of([(Stage::Refilling, true)].into_iter());
        let counted = one.in_scene(&scene, true).into_iter();
        assert_eq!(counted.map(|(_, count)| count).sum::<u32>(), 1);
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_234_567), "1\u{2009}234\u{2009}567");
    }

    #[test]
    fn every_line_has_a_name() {
        for line in LINES {
            assert_ne!(word(line.name), line.name);
        }
    }
}
