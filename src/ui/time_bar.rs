//! The bar along the lower edge: play, pause, step, speed, clock, seed.

use bevy_egui::egui;

use super::{
    actions::Action,
    energy::spark_said,
    texts::{fill, word},
};
use crate::{
    units::SimTime,
    view::time_lens::{FASTEST, Playback, SLOWEST},
};

/// A bar of this width, in units of the text's height, is one line.
const ONE_LINE: f32 = 49.0;
/// The note on scale has this width, likewise, or is left to the list of keys.
const LEAST_NOTE: f32 = 7.0;

/// Draws the bar. `typed` is the seed as it stands in its field; `spark` is how
/// many ATP a spark stands for, if what is not drawn to scale is to be noted.
pub fn show(
    ui: &mut egui::Ui,
    playback: &mut Playback,
    now: SimTime,
    seed: u64,
    typed: &mut Option<String>,
    spark: Option<u64>,
    actions: &mut Vec<Action>,
) {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    if ui.available_width() >= ONE_LINE * line {
        ui.horizontal(|ui| {
            show_time(ui, playback, now, actions);
            show_rest(ui, playback, seed, typed, spark, actions);
        });
    } else {
        ui.horizontal_wrapped(|ui| show_time(ui, playback, now, actions));
        ui.horizontal(|ui| show_rest(ui, playback, seed, typed, spark, actions));
    }
}

/// What sets time going, the clock, and the speed.
fn show_time(ui: &mut egui::Ui, playback: &mut Playback, now: SimTime, actions: &mut Vec<Action>) {
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
    ui.spacing_mut().slider_width = 130.0;
    let mut rate = playback.rate;
    let slider = egui::Slider::new(&mut rate, SLOWEST..=FASTEST)
        .logarithmic(true)
        .smallest_positive(SLOWEST)
        .show_value(false);
    let response = ui.add(slider).on_hover_text(word("speed_meaning"));
    response.widget_info(|| egui::WidgetInfo::slider(true, playback.rate, word("speed_meaning")));
    if response.changed() {
        playback.set_rate(rate);
    }
    ui.checkbox(&mut playback.auto, word("auto"))
        .on_hover_text(word("auto_meaning"));
}

/// The speed in words, and at the right the seed and the note on scale.
fn show_rest(
    ui: &mut egui::Ui,
    playback: &Playback,
    seed: u64,
    typed: &mut Option<String>,
    spark: Option<u64>,
    actions: &mut Vec<Action>,
) {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    ui.label(fill(word("lens"), |_| playback.second_here()));
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        actions.extend(seed_field(ui, seed, typed));
        ui.label(word("seed")).on_hover_text(word("seed_meaning"));
        let has_room = ui.available_width() > LEAST_NOTE * line;
        if let Some(spark) = spark.filter(|_| has_room) {
            ui.separator();
            let mut note = word("legend_short").to_owned();
            if spark > 1 {
                note = format!("{} {note}", spark_said(spark));
            }
            let note = egui::RichText::new(note).small().weak();
            let note = egui::Button::new(note).frame(false).truncate();
            if ui.add(note).on_hover_text(word("legend_more")).clicked() {
                actions.push(Action::Legend);
            }
        }
    });
}

/// The seed, which can be typed, and started with Enter; what was asked for with it.
fn seed_field(ui: &mut egui::Ui, seed: u64, typed: &mut Option<String>) -> Option<Action> {
    let mut text = typed.clone().unwrap_or_else(|| seed.to_string());
    let field = egui::TextEdit::singleline(&mut text)
        .desired_width(70.0)
        .char_limit(20);
    let response = ui.add(field).on_hover_text(word("seed_meaning"));
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
        .add(egui::Button::new(sign).min_size([30.0, 0.0].into()))
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
