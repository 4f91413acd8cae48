//! Predict, then run: a question about a card, a choice that is locked in, or the
//! votes of a class, and what pairs of runs say.
//!
//! The runs are done in the background without a picture, each untreated and
//! treated from one seed, and counted. Which prediction was right is for the
//! counts to say.

use std::sync::{Mutex, mpsc};

use bevy::{
    prelude::*,
    tasks::{AsyncComputeTaskPool, Task, futures_lite::future::yield_now},
};
use bevy_egui::egui::{self, Sense, WidgetInfo, WidgetType, vec2};

use super::{hints::hint_text, named::called, scales::text_width};
use crate::{
    biology::cards::Card,
    scene,
    sim::{
        twins::{Comparison, Verdict},
        what_if::{Prediction, predictions::SCENE},
    },
    text::{say, word},
};

/// Width of a bar of votes, and of the field in which they are typed, in units of
/// the text's height.
const BAR_WIDTH: f32 = 6.0;
/// The least width of the name of what is counted, likewise, and the distance, in
/// points, of the columns of counts.
const LEAST_NAME: f32 = 5.0;
const COUNTS_GAP: f32 = 10.0;
/// At most so many votes for one choice.
const MOST_VOTES: u32 = 999;

/// Where a class, or one person, has come with each question.
#[derive(Resource, Default)]
pub struct Predictions {
    rounds: Vec<Round>,
}

/// One question on its way.
#[derive(Default)]
struct Round {
    card: String,
    /// One person's choice, and a class's votes.
    choice: Option<usize>,
    votes: Vec<u32>,
    runs: Option<Runs>,
    /// What had the keyboard is gone: they go to what stands in its place.
    keys_are_free: bool,
    /// How far the runs have come, and the answer, have been brought into sight.
    is_begun: bool,
    is_told: bool,
}

impl Round {
    /// Whether anybody has said what will happen.
    fn has_chosen(&self) -> bool {
        self.choice.is_some() || self.votes.iter().any(|votes| *votes > 0)
    }
}

/// Runs that are done, or being done.
struct Runs {
    comparisons: Vec<Comparison>,
    done: u64,
    news: Mutex<mpsc::Receiver<[Vec<f64>; 2]>>,
    /// Dropped with the round, which ends the runs.
    _task: Task<()>,
}

impl Runs {
    /// Begins the runs that answer a question.
    fn begin(asked: &'static Prediction, seed: u64) -> Option<Self> {
        let scene = scene::load(SCENE).ok()?;
        let treatment = asked.treatment()?;
        let experiment = asked.experiment(scene, seed);
        let (sender, news) = mpsc::channel();
        let task = AsyncComputeTaskPool::get().spawn(async move {
            let mut cell = experiment.cell();
            for number in 0..asked.pairs {
                let plain = cell.run(number, &[]);
                yield_now().await;
                let treated = cell.run(number, std::slice::from_ref(&treatment));
                if sender.send([plain, treated]).is_err() {
                    return;
                }
                yield_now().await;
            }
        });
        Some(Self {
            comparisons: vec![Comparison::default(); asked.counts.len()],
            done: 0,
            news: Mutex::new(news),
            _task: task,
        })
    }

    /// Takes in what has been counted since.
    fn take_news(&mut self) {
        let Ok(news) = self.news.lock() else { return };
        for [plain, treated] in news.try_iter() {
            self.done += 1;
            let pairs = plain.iter().zip(&treated);
            for (comparison, (plain, treated)) in self.comparisons.iter_mut().zip(pairs) {
                comparison.pairs.push([*plain, *treated]);
            }
        }
    }
}

impl Predictions {
    fn round(&mut self, asked: &Prediction) -> &mut Round {
        let place = self
            .rounds
            .iter()
            .position(|round| round.card == asked.card)
            .unwrap_or_else(|| {
                self.rounds.push(Round {
                    card: asked.card.clone(),
                    votes: vec![0; asked.choices.len()],
                    ..Round::default()
                });
                self.rounds.len() - 1
            });
        &mut self.rounds[place]
    }
}

/// Draws the question about a card, from asking to answer.
pub fn show(ui: &mut egui::Ui, predictions: &mut Predictions, card: &Card, seed: u64) {
    let Some(asked) = Prediction::about(&card.name) else {
        return;
    };
    let round = predictions.round(asked);
    if let Some(runs) = &mut round.runs {
        runs.take_news();
    }
    let answer = round
        .runs
        .as_ref()
        .filter(|runs| runs.done == asked.pairs)
        .map(|runs| asked.answer(&runs.comparisons));
    if let Some(answer) = answer {
        show_answered(ui, asked, round, answer);
        return;
    }
    if let Some(runs) = &round.runs {
        // What goes on stands first, as the answer will.
        let bar = show_progress(ui, asked, runs);
        if !std::mem::replace(&mut round.is_begun, true) {
            bar.scroll_to_me(Some(egui::Align::TOP));
        }
        if round.keys_are_free {
            bar.request_focus();
        }
        round.keys_are_free = bar.has_focus();
        ui.add_space(3.0);
        ui.ctx().request_repaint();
    }
    ui.label(egui::RichText::new(&asked.ask).strong());
    ui.add_space(3.0);
    let had_chosen = round.has_chosen();
    show_choices(ui, asked, round, None);
    if round.runs.is_some() {
        return;
    }
    ui.add_space(3.0);
    let button = ask_to_run(ui, asked, round, seed);
    if round.has_chosen() && !had_chosen {
        // What comes next is brought into sight.
        button.scroll_to_me(None);
    }
}

/// Draws a question that has been answered: the answer and its reason first, and under
/// them what was asked, counted and predicted.
fn show_answered(
    ui: &mut egui::Ui,
    asked: &'static Prediction,
    round: &mut Round,
    answer: Option<usize>,
) {
    let again = ui.horizontal_wrapped(|ui| {
        let again = ui.button(word("predict_again"));
        if answer.is_some() {
            let said = egui::RichText::new(format!("✔ {}", word("runs_say")));
            ui.label(said.color(ui.visuals().hyperlink_color));
        }
        again
    });
    let again = again.inner;
    if !std::mem::replace(&mut round.is_told, true) {
        again.scroll_to_me(Some(egui::Align::TOP));
    }
    if let Some(choice) = answer.and_then(|number| asked.choices.get(number)) {
        ui.label(egui::RichText::new(&choice.says).strong());
    }
    show_reason(ui, asked, answer);
    ui.add_space(3.0);
    ui.label(egui::RichText::new(&asked.ask).strong());
    ui.add_space(3.0);
    if let Some(runs) = &round.runs {
        show_counts(ui, asked, runs);
    }
    ui.add_space(3.0);
    show_choices(ui, asked, round, answer);
    if std::mem::take(&mut round.keys_are_free) {
        again.request_focus();
    }
    if again.clicked() {
        *round = Round {
            card: round.card.clone(),
            votes: vec![0; asked.choices.len()],
            keys_are_free: again.has_focus(),
            ..Round::default()
        };
    }
}

/// How many of the runs are done. It holds the keyboard until the answer is there,
/// so that no key goes to the window meanwhile.
fn show_progress(ui: &mut egui::Ui, asked: &Prediction, runs: &Runs) -> egui::Response {
    let share = runs.done as f32 / asked.pairs as f32;
    let said = say("runs_done", |placeholder| match placeholder {
        "done" => runs.done.to_string(),
        _ => asked.pairs.to_string(),
    });
    let bar = ui.add(egui::ProgressBar::new(share).text(&said));
    let sense = Sense::focusable_noninteractive();
    let bar = ui.interact(bar.rect, ui.id().with("runs"), sense);
    bar.widget_info(|| WidgetInfo::labeled(WidgetType::ProgressIndicator, true, &said));
    if bar.has_focus() {
        let stroke = ui.visuals().selection.stroke;
        let around = bar.rect.expand(1.0);
        ui.painter()
            .rect_stroke(around, 2.0, stroke, egui::StrokeKind::Outside);
    }
    bar
}

/// The choices, each with the votes for it. Once the runs have begun nothing can
/// be changed; in the end the right one is marked.
fn show_choices(ui: &mut egui::Ui, asked: &Prediction, round: &mut Round, answer: Option<usize>) {
    let is_locked = round.runs.is_some();
    let most = round.votes.iter().copied().max().unwrap_or(0);
    let line = ui.text_style_height(&egui::TextStyle::Body);
    ui.label(egui::RichText::new(word("votes")).weak().small());
    for (number, choice) in asked.choices.iter().enumerate() {
        let is_right = answer == Some(number);
        ui.horizontal_top(|ui| {
            let votes = &mut round.votes[number];
            if is_locked {
                ui.allocate_ui(vec2(3.0 * line, line), |ui| {
                    ui.set_min_width(3.0 * line);
                    ui.label(votes.to_string());
                });
            } else {
                let field = egui::DragValue::new(votes).range(0..=MOST_VOTES).speed(0.1);
                let said = say("votes_for", |_| (number + 1).to_string());
                let field = ui.add_sized([3.0 * line, line], field);
                called(&field, &said);
                hint_text(field, &said);
            }
            vote_bar(ui, *votes, most, number, line);
            let letter = char::from(b'A' + number as u8);
            let text = format!("{letter}  {}", choice.says);
            let text = if is_right {
                egui::RichText::new(format!("✔ {text}")).strong()
            } else {
                egui::RichText::new(text)
            };
            let is_chosen = round.choice == Some(number);
            ui.vertical(|ui| {
                ui.add_enabled_ui(!is_locked || is_right || is_chosen, |ui| {
                    let radio = ui.radio(is_chosen, text);
                    if !is_locked && std::mem::take(&mut round.keys_are_free) {
                        radio.request_focus();
                    }
                    if radio.clicked() && !is_locked {
                        round.choice = Some(number);
                    }
                });
                if is_chosen && is_locked {
                    ui.label(egui::RichText::new(word("your_choice")).weak());
                }
            });
        });
    }
}

/// How many have voted for a choice, against the one with most votes.
fn vote_bar(ui: &mut egui::Ui, votes: u32, most: u32, number: usize, line: f32) {
    let (bar, response) = ui.allocate_exact_size(vec2(BAR_WIDTH * line, line), Sense::hover());
    let said = say("votes_said", |placeholder| match placeholder {
        "votes" => votes.to_string(),
        _ => (number + 1).to_string(),
    });
    response.widget_info(|| WidgetInfo::labeled(WidgetType::ProgressIndicator, true, &said));
    let bar = bar.shrink2(vec2(0.0, 0.2 * line));
    let faint = ui.visuals().weak_text_color().gamma_multiply(0.4);
    ui.painter().rect_stroke(
        bar,
        0.0,
        egui::Stroke::new(1.0, faint),
        egui::StrokeKind::Inside,
    );
    if most > 0 {
        let mut filled = bar;
        filled.set_width(bar.width() * votes as f32 / most as f32);
        ui.painter()
            .rect_filled(filled, 0.0, ui.visuals().hyperlink_color);
    }
}

/// Locks the choice, or the votes, and begins the runs.
fn ask_to_run(
    ui: &mut egui::Ui,
    asked: &'static Prediction,
    round: &mut Round,
    seed: u64,
) -> egui::Response {
    let has_chosen = round.has_chosen();
    let button = ui.add_enabled(has_chosen, egui::Button::new(word("lock_and_run")));
    let button = hint_text(button, word("lock_meaning"));
    if button.clicked() {
        round.keys_are_free = button.has_focus();
        round.runs = Runs::begin(asked, seed);
    }
    if !has_chosen {
        ui.label(egui::RichText::new(word("choose_first")).weak().small());
    }
    button
}

/// What was counted, untreated and treated: means of a run.
fn show_counts(ui: &mut egui::Ui, asked: &Prediction, runs: &Runs) {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let verdicts = runs.comparisons.iter().map(Comparison::verdict);
    let verdicts: Vec<&str> = verdicts.map(|one| word(verdict_word(one))).collect();
    let widest = verdicts.iter().map(|said| text_width(ui, *said));
    let means = [word("untreated"), word("treated")].map(|head| text_width(ui, head));
    let beside = widest.fold(0.0, f32::max) + means.iter().sum::<f32>() + 3.0 * COUNTS_GAP;
    // What is counted has the rest of the width, on as many lines as it needs.
    let names = (ui.available_width() - beside).max(LEAST_NAME * line);
    egui::Grid::new(("prediction", &asked.card, line as u32, names as u32))
        .num_columns(4)
        .spacing([COUNTS_GAP, 1.0])
        .max_col_width(names)
        .show(ui, |ui| {
            let said = say("mean_of_runs", |_| asked.pairs.to_string());
            let head = |text: &str| egui::RichText::new(text).weak().small();
            ui.add(egui::Label::new(head(&said)).wrap());
            for text in [word("untreated"), word("treated"), ""] {
                ui.label(head(text));
            }
            ui.end_row();
            let counts = asked.counts.iter().zip(&runs.comparisons);
            for ((counted, comparison), verdict) in counts.zip(verdicts) {
                ui.add(egui::Label::new(&counted.says).wrap());
                for mean in comparison.means() {
                    ui.label(egui::RichText::new(rounded(mean)).strong());
                }
                ui.label(verdict);
                ui.end_row();
            }
        });
}

fn rounded(mean: f64) -> String {
    if mean >= 100.0 {
        format!("{mean:.0}")
    } else {
        format!("{mean:.1}")
    }
}

fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Gone => "verdict_gone",
        Verdict::Less => "verdict_less",
        Verdict::Same => "verdict_same",
        Verdict::More => "verdict_more",
        Verdict::Unclear => "verdict_unclear",
    }
}

/// Why it is so, where the runs say what the reason is for.
fn show_reason(ui: &mut egui::Ui, asked: &Prediction, answer: Option<usize>) {
    ui.add_space(2.0);
    if answer == Some(asked.reason_for) {
        ui.label(&asked.because);
    } else {
        ui.label(word("chance_says_else"));
    }
}

#[cfg(test)]
impl Predictions {
    /// With a question whose runs say that the choice `right` is so, while another was
    /// predicted.
    pub fn answered(asked: &'static Prediction, right: usize) -> Self {
        let pair = |verdict| match verdict {
            Verdict::Gone => [10.0, 0.0],
            Verdict::Less => [10.0, 5.0],
            Verdict::Same | Verdict::Unclear => [10.0, 10.0],
            Verdict::More => [10.0, 20.0],
        };
        let mut comparisons = vec![Comparison::default(); asked.counts.len()];
        for (count, wanted) in &asked.choices[right].when {
            comparisons[*count].pairs = vec![pair(wanted[0]); asked.pairs as usize];
        }
        let (_, news) = mpsc::channel();
        let pool = AsyncComputeTaskPool::get_or_init(bevy::tasks::TaskPool::default);
        let mut predictions = Self::default();
        let round = predictions.round(asked);
        round.choice = Some((right + 1) % asked.choices.len());
        round.runs = Some(Runs {
            comparisons,
            done: asked.pairs,
            news: Mutex::new(news),
            _task: pool.spawn(async {}),
        });
        predictions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_verdict_and_a_standing_is_in_the_file() {
        for verdict in [
            Verdict::Gone,
            Verdict::Less,
            Verdict::Same,
            Verdict::More,
            Verdict::Unclear,
        ] {
            let name = verdict_word(verdict);
            assert_ne!(word(name), name);
        }
    }
}
