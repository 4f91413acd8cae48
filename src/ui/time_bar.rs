//! The bar along the lower edge: play, pause, step, speed, clock, seed.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    energy::spark_said,
    named::{called, stands_at},
    panels::Panels,
    room::{self, GAP},
    scales::text_width,
    sharing::{Space, Turn, card, has_panels},
};
use crate::{
    biology::vesicles::Class,
    play::time_lens::{FASTEST, Playback, SLOWEST},
    scene::Scene,
    session::actions::Action,
    sim::{clock::SimClock, session::Session},
    text::{say, word},
    units::SimTime,
    view::{ViewSettings, sparks::Sparks},
};

/// Widths in points: of a button with a sign, of the slider, and of the seed's field.
const SIGN_WIDTH: f32 = 30.0;
const SLIDER_WIDTH: f32 = 130.0;
const SEED_WIDTH: f32 = 70.0;
/// The margins of the seed's field, the box that is ticked, and lines between.
const EDGES: f32 = 40.0;
/// No speed is said in wider words.
const WIDEST_SPEED: &str = "0.88 ms";

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        draw.run_if(has_panels).in_set(Turn::Time),
    );
}

fn draw(
    mut contexts: EguiContexts,
    mut space: ResMut<Space>,
    mut panels: ResMut<Panels>,
    playback: Res<Playback>,
    clock: Res<SimClock>,
    session: Res<Session>,
    settings: Res<ViewSettings>,
    sparks: Res<Sparks>,
    mut actions: MessageWriter<Action>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let mut asked = Vec::new();
    let width = space.room.screen.width() - 2.0 * GAP - room::EDGES;
    let bar = egui::Area::new("time".into())
        .anchor(egui::Align2::CENTER_BOTTOM, [0.0, -GAP])
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_width(width.max(0.0));
                show(
                    ui,
                    &playback,
                    clock.now,
                    session.seed,
                    &mut panels.typed_seed,
                    settings
                        .legend
                        .then(|| (sparks.atp_each, note_of(&session.scene))),
                    &mut asked,
                );
            });
        });
    space.bar = bar.response.rect.height() + GAP;
    space.foot = space.bar;
    actions.write_batch(asked);
    Ok(())
}

/// What is drawn most otherwise than it is in a scene, in a word of the texts.
fn note_of(scene: &Scene) -> &'static str {
    let any = |is_such: fn(&Class) -> bool| scene.classes_here().any(|class| is_such(&class));
    if any(Class::holds_solute) || scene.closed_gap.is_some() {
        "legend_short"
    } else if any(Class::has_core) {
        "legend_cores"
    } else if any(Class::holds_rods) {
        "legend_rods"
    } else {
        "legend_least"
    }
}

/// Draws the bar. `typed` is the seed as it stands in its field; `scale` is how many ATP
/// a spark stands for, and a note, if what is not drawn to scale is to be told.
pub fn show(
    ui: &mut egui::Ui,
    playback: &Playback,
    now: SimTime,
    seed: u64,
    typed: &mut Option<String>,
    scale: Option<(u64, &str)>,
    actions: &mut Vec<Action>,
) {
    if ui.available_width() >= width_of_one_line(ui, now) {
        ui.horizontal(|ui| {
            show_time(ui, playback, now, actions);
            show_rest(ui, playback, seed, typed, scale, actions);
        });
    } else {
        ui.horizontal_wrapped(|ui| show_time(ui, playback, now, actions));
        ui.horizontal(|ui| show_rest(ui, playback, seed, typed, scale, actions));
    }
}

/// The width that the bar has on one line, without the note on scale.
fn width_of_one_line(ui: &egui::Ui, now: SimTime) -> f32 {
    let clock = egui::RichText::new(clock(now)).monospace().strong();
    let speed = say("lens", |_| WIDEST_SPEED.to_owned());
    let texts = [word("auto"), &speed, word("seed")].map(|text| text_width(ui, text));
    let parts = [
        3.0 * SIGN_WIDTH,
        text_width(ui, clock),
        SLIDER_WIDTH,
        ui.spacing().icon_width,
        texts.iter().sum(),
        SEED_WIDTH,
        EDGES,
    ];
    // Two lines between, and a gap after each of eleven things.
    parts.iter().sum::<f32>() + 13.0 * ui.spacing().item_spacing.x
}

/// What sets time going, the clock, and the speed.
fn show_time(ui: &mut egui::Ui, playback: &Playback, now: SimTime, actions: &mut Vec<Action>) {
    let (sign, name) = if playback.playing {
        ("⏸", word("pause"))
    } else {
        ("▶", word("play"))
    };
    if sign_button(ui, sign, name).clicked() {
        actions.push(Action::PlayOrPause);
    }
    if sign_button(ui, "⏭", word("step")).clicked() {
        actions.push(Action::StepOnce);
    }
    if sign_button(ui, "⏮", word("restart")).clicked() {
        actions.push(Action::StartAgain { seed: None });
    }
    ui.separator();
    let clock = egui::RichText::new(clock(now)).monospace().strong();
    ui.add(egui::Label::new(clock).selectable(false));
    ui.separator();
    ui.spacing_mut().slider_width = SLIDER_WIDTH;
    let mut rate = playback.rate;
    let slider = egui::Slider::new(&mut rate, SLOWEST..=FASTEST)
        .logarithmic(true)
        .smallest_positive(SLOWEST)
        .show_value(false);
    let response = ui.add(slider).on_hover_text(word("speed_meaning"));
    called(&response, word("speed"));
    stands_at(&response, &say("lens", |_| playback.second_here()));
    if response.changed() {
        actions.push(Action::Rate(rate));
    }
    let mut auto = playback.auto;
    let auto = ui.checkbox(&mut auto, word("auto"));
    if auto.on_hover_text(word("auto_meaning")).clicked() {
        actions.push(Action::Auto);
    }
}

/// The speed in words, and at the right the seed and the note on scale.
fn show_rest(
    ui: &mut egui::Ui,
    playback: &Playback,
    seed: u64,
    typed: &mut Option<String>,
    scale: Option<(u64, &str)>,
    actions: &mut Vec<Action>,
) {
    ui.label(say("lens", |_| playback.second_here()));
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        actions.extend(seed_field(ui, seed, typed));
        ui.label(word("seed")).on_hover_text(word("seed_meaning"));
        if let Some(note) = scale.and_then(|(spark, note)| note_for(ui, spark, note)) {
            ui.separator();
            let note = egui::Button::new(note).frame(false);
            if ui.add(note).on_hover_text(word("legend_more")).clicked() {
                actions.push(Action::Legend);
            }
        }
    });
}

/// The note on scale: the longest that has room, or none, which leaves it to the list
/// of keys.
fn note_for(ui: &egui::Ui, spark: u64, note: &str) -> Option<egui::RichText> {
    let note = word(note).to_owned();
    let least = word("legend_least").to_owned();
    let notes = if spark > 1 {
        let sparks = spark_said(spark);
        vec![
            format!("{sparks} {note}"),
            format!("{sparks} {least}"),
            least,
        ]
    } else {
        vec![note, least]
    };
    // Beside the line that keeps it apart.
    let room = ui.available_width() - 4.0 * ui.spacing().item_spacing.x;
    notes
        .into_iter()
        .map(|note| egui::RichText::new(note).small().weak())
        .find(|note| text_width(ui, note.clone()) <= room)
}

/// The seed, which can be typed, and started with Enter; what was asked for with it.
fn seed_field(ui: &mut egui::Ui, seed: u64, typed: &mut Option<String>) -> Option<Action> {
    let mut text = typed.clone().unwrap_or_else(|| seed.to_string());
    let field = egui::TextEdit::singleline(&mut text)
        .desired_width(SEED_WIDTH)
        .char_limit(20);
    let response = ui.add(field).on_hover_text(word("seed_meaning"));
    called(&response, word("seed"));
    if response.lost_focus() {
        *typed = None;
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        return if pressed(egui::Key::Escape) {
            None
        } else {
            left_with(text.trim(), pressed(egui::Key::Enter), seed)
        };
    }
    *typed = response.has_focus().then_some(text);
    None
}

/// What is asked for where the field of the `seed` is left with a text in it.
fn left_with(text: &str, entered: bool, seed: u64) -> Option<Action> {
    match text.parse() {
        Ok(number) if entered => Some(Action::StartAgain { seed: Some(number) }),
        Ok(number) if number == seed => None,
        Ok(_) => Some(Action::LeaveSeed { wrong: None }),
        Err(_) => Some(Action::LeaveSeed {
            wrong: Some(text.to_owned()),
        }),
    }
}

fn sign_button(ui: &mut egui::Ui, sign: &str, name: &str) -> egui::Response {
    let response = ui
        .add(egui::Button::new(sign).min_size([SIGN_WIDTH, 0.0].into()))
        .on_hover_text(name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, name));
    response
}

/// The clock in a fixed width: seconds with as many digits as change.
pub fn clock(now: SimTime) -> String {
    let seconds = now.as_secs();
    let minutes = (seconds / 60.0).floor();
    let rest = seconds - 60.0 * minutes;
    let hours = (minutes / 60.0).floor();
    if hours > 0.0 {
        format!(
            "{hours:.0} h {:02.0} min {rest:09.6} s",
            minutes - 60.0 * hours
        )
    } else if minutes > 0.0 {
        format!("{minutes:.0} min {rest:09.6} s")
    } else {
        format!("{seconds:9.6} s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_that_is_not_taken_is_never_let_go_in_silence() {
        let start = |number| Some(Action::StartAgain { seed: Some(number) });
        let wrong = |text: &str| {
            Some(Action::LeaveSeed {
                wrong: Some(text.to_owned()),
            })
        };
        assert_eq!(left_with("12", true, 7), start(12));
        assert_eq!(left_with("7", true, 7), start(7));
        assert_eq!(left_with("7", false, 7), None);
        assert_eq!(
            left_with("12", false, 7),
            Some(Action::LeaveSeed { wrong: None })
        );
        for text in ["", "-1", "1.5", "abc", "99999999999999999999"] {
            for entered in [true, false] {
                assert_eq!(left_with(text, entered, 7), wrong(text));
            }
        }
    }

    #[test]
    fn the_clock_shows_microseconds_minutes_and_hours() {
        assert_eq!(clock(SimTime::from_millis(1250.0)), " 1.250000 s");
        assert_eq!(clock(SimTime::from_secs(125.5)), "2 min 05.500000 s");
        let after_five_hours = clock(SimTime::from_secs(18_121.25));
        assert_eq!(after_five_hours, "5 h 02 min 01.250000 s");
    }
}
