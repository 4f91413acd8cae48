//! The trials panel: what comes of one action potential when it is fired again
//! and again. A row is a trial and a stroke a release; beside it stands the set
//! of trials before, so that a change of the cell can be told from chance.

use std::ops::RangeInclusive;

use bevy::{color::ColorToPacked, prelude::*};
use bevy_egui::egui::{
    self, Align2, Color32, EventFilter, FontId, Key, PointerButton, Rect, Sense, Stroke, UiBuilder,
    WidgetInfo, WidgetType, pos2, vec2,
};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use egui_plot::{Line, MarkerShape, Points, VLine};

use super::{
    drawer::{self, Drawer},
    named::called,
    provenance::{self, Subject},
    scales::{frame, marks, right, round_step, still_plot},
    scroll,
    sharing::{Space, Turn, is_open, show_drawer},
    trial_sets::{
        DURATION, SIGNAL_AT, TrialSet, TrialSets, changed_since, conditions, differences,
    },
};
use crate::{
    biology::controls::Change,
    scene::Scene,
    session::actions::{Action, WhichTrials},
    sim::{
        clock::SimClock,
        controls::Controls,
        trials::{Opening, Spread, Tally, Trial},
        vesicle::Cause,
    },
    text::{say, word},
    view::theme::{Theme, Tone},
};

/// How often the action potential can be repeated.
pub const COUNTS: [u32; 3] = [10, 30, 100];

/// Widths in units of the text's height: of the numbers, of the narrowest
/// raster, and of what stands at its left.
const NUMBERS_WIDTH: f32 = 22.0;
const RASTER_WIDTH: f32 = 14.0;
const GUTTER: f32 = 3.4;
/// Least and greatest height of a row, likewise: a mark can be told by its
/// shape, and ten trials don't fill a wall.
const LEAST_ROW: f32 = 0.5;
const MOST_ROW: f32 = 1.5;
/// Rows are numbered where there is room, else every so many.
const NUMBERED: u32 = 10;
/// What of a row's height a stroke takes.
const STROKE: f64 = 0.84;
/// Radius of other marks as a share of it, and its bounds in points.
const MARK: f32 = 0.36;
const MARK_RADIUS: RangeInclusive<f32> = 2.2..=4.5;
/// Rows that Page Up and Page Down pass.
const PAGE: i64 = 10;

/// Which stretch of the trials is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stretch {
    #[default]
    Near,
    Wide,
    Whole,
}

impl Stretch {
    const ALL: [Self; 3] = [Self::Near, Self::Wide, Self::Whole];

    fn word(self) -> &'static str {
        match self {
            Self::Near => "stretch_near",
            Self::Wide => "stretch_wide",
            Self::Whole => "stretch_whole",
        }
    }

    /// From and to, in milliseconds after the action potential.
    fn ms(self) -> [f64; 2] {
        match self {
            Self::Near => [-0.5, 5.0],
            Self::Wide => [-2.0, 20.0],
            Self::Whole => [
                -SIGNAL_AT.as_millis(),
                DURATION.as_millis() - SIGNAL_AT.as_millis(),
            ],
        }
    }
}

/// What a person has chosen in the panel.
#[derive(Resource, Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    pub count: u32,
    pub first_seed: u64,
    pub stretch: Stretch,
    /// Which set is shown where there is no room for both.
    pub which: WhichTrials,
    /// The row that the keys have come to.
    pub row: u32,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            count: 30,
            first_seed: 1,
            stretch: Stretch::default(),
            which: WhichTrials::default(),
            row: 1,
        }
    }
}

/// What the panel shows.
pub struct TrialsShown<'a> {
    /// Why there are none, where this cell answers no action potential.
    pub refusal: Option<&'a str>,
    pub sets: &'a TrialSets,
    /// The conditions in force, which the next set will have.
    pub conditions: &'a [Change],
    pub theme: &'a Theme,
}

/// How a release is drawn: told by its shape and by its colour.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mark {
    /// An upright stroke.
    Stroke,
    Shape(MarkerShape, bool),
}

fn mark(cause: Cause) -> Mark {
    match cause {
        Cause::ActionPotential => Mark::Stroke,
        Cause::Asynchronous => Mark::Shape(MarkerShape::Diamond, true),
        Cause::CalciumClamp => Mark::Shape(MarkerShape::Up, true),
        Cause::CalciumWave => Mark::Shape(MarkerShape::Down, true),
        Cause::Spontaneous => Mark::Shape(MarkerShape::Circle, false),
        Cause::Constitutive => Mark::Shape(MarkerShape::Square, true),
    }
}

fn ink(cause: Cause, theme: &Theme) -> Color32 {
    let colour = match cause {
        Cause::ActionPotential => theme.tone(Tone::Transmitter),
        Cause::Asynchronous | Cause::CalciumClamp | Cause::CalciumWave => theme.tone(Tone::Calcium),
        Cause::Spontaneous => theme.text,
        Cause::Constitutive => theme.tone(Tone::Matrix),
    };
    let [red, green, blue, _] = colour.to_u8_array();
    Color32::from_rgb(red, green, blue)
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Choices>().add_systems(
        EguiPrimaryContextPass,
        draw.run_if(is_open(Drawer::Trials)).in_set(Turn::Drawer),
    );
}

fn draw(
    mut contexts: EguiContexts,
    mut space: ResMut<Space>,
    mut choices: ResMut<Choices>,
    clock: Res<SimClock>,
    controls: Res<Controls>,
    scene: Res<Scene>,
    sets: Res<TrialSets>,
    theme: Res<Theme>,
    mut actions: MessageWriter<Action>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    let shown = TrialsShown {
        refusal: (!scene.has_regulated()).then(|| word("no_signal_answered")),
        sets: &sets,
        conditions: &conditions(&controls, clock.now),
        theme: &theme,
    };
    show_drawer(&ctx, &mut space, &mut actions, |ui, height, asked| {
        show(ui, &shown, &mut choices, height, asked);
    });
    Ok(())
}

/// Draws the open panel, at most `height` high.
pub fn show(
    ui: &mut egui::Ui,
    shown: &TrialsShown,
    choices: &mut Choices,
    height: f32,
    actions: &mut Vec<Action>,
) {
    drawer::head(ui, Drawer::Trials, actions, |ui, actions| {
        if shown.refusal.is_none() {
            show_choices(ui, shown, choices, actions);
        }
    });
    if let Some(refusal) = shown.refusal {
        ui.add(egui::Label::new(refusal).wrap());
        return;
    }
    show_comparison(ui, shown);
    ui.add_space(2.0);
    let within = drawer::under_head(ui, height);
    let Some(now) = &shown.sets.now else {
        return;
    };
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let gap = 2.0 * ui.spacing().item_spacing.x;
    let whole = ui.available_width() - ui.spacing().scroll.allocated_width();
    let beside_numbers = whole - NUMBERS_WIDTH * line - gap;
    // Where there is no room for numbers and a raster side by side, the numbers
    // stand below it.
    let is_narrow = beside_numbers < RASTER_WIDTH * line;
    let room = if is_narrow { whole } else { beside_numbers };
    let both = shown.sets.before.is_some();
    let beside = both && !is_narrow && (room - gap) / 2.0 >= RASTER_WIDTH * line;
    let rasters: Vec<WhichTrials> = match (beside, both) {
        (true, _) => vec![WhichTrials::Before, WhichTrials::Now],
        (false, true) => vec![choices.which],
        (false, false) => vec![WhichTrials::Now],
    };
    let numbers = |ui: &mut egui::Ui| {
        show_numbers(ui, shown.sets, now);
        ui.add_space(4.0);
        show_signs(ui, shown);
        ui.add_space(4.0);
        show_command(ui, now);
    };
    let mut show_sets = |ui: &mut egui::Ui| {
        if both && !beside {
            ui.horizontal(|ui| {
                for which in [WhichTrials::Before, WhichTrials::Now] {
                    if drawer::choice(ui, choices.which == which, word(name_of(which))).clicked() {
                        choices.which = which;
                    }
                }
            });
        }
        let height = drawer::under_head(ui, within);
        show_rasters(ui, shown, &rasters, choices, height, actions);
    };
    if is_narrow {
        scroll::vertical(ui, "numbers", within, |ui| {
            show_sets(ui);
            ui.add_space(4.0);
            numbers(ui);
        });
        return;
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        ui.vertical(|ui| {
            ui.set_width(NUMBERS_WIDTH * line);
            ui.spacing_mut().item_spacing.x = 7.0;
            scroll::vertical(ui, "numbers", within, numbers);
        });
        ui.vertical(|ui| {
            ui.set_width(room);
            ui.spacing_mut().item_spacing.x = 7.0;
            show_sets(ui);
        });
    });
}

/// What is to be run, and the stretch that is shown.
fn show_choices(
    ui: &mut egui::Ui,
    shown: &TrialsShown,
    choices: &mut Choices,
    actions: &mut Vec<Action>,
) {
    if let (true, Some(set)) = (shown.sets.is_running(), &shown.sets.now) {
        let (done, all) = (set.done.len(), set.count);
        let said = say("trials_done", |name| match name {
            "done" => done.to_string(),
            _ => all.to_string(),
        });
        let bar = egui::ProgressBar::new(done as f32 / all.max(1) as f32)
            .desired_width(11.0 * ui.text_style_height(&egui::TextStyle::Body))
            .text(said);
        ui.add(bar);
        if ui.button(word("trials_stop")).clicked() {
            actions.push(Action::StopTrials);
        }
    } else {
        let run = egui::RichText::new(word("trials_run")).strong();
        if ui.button(run).on_hover_text(protocol()).clicked() {
            actions.push(Action::RunTrials {
                count: choices.count,
                first_seed: choices.first_seed,
            });
        }
        let (gap, padding) = (ui.spacing().item_spacing.x, ui.spacing().button_padding.x);
        drawer::close_together(ui);
        for count in COUNTS {
            let times = say("trials_times", |_| count.to_string());
            if drawer::choice(ui, choices.count == count, &times).clicked() {
                choices.count = count;
            }
        }
        ui.spacing_mut().item_spacing.x = gap;
        ui.spacing_mut().button_padding.x = padding;
        let seeds = egui::DragValue::new(&mut choices.first_seed)
            .range(1..=u64::from(u32::MAX))
            .speed(0.2)
            .prefix(format!("{} ", word("trials_seeds")));
        let seeds = ui.add(seeds);
        called(&seeds, word("trials_seeds"));
        seeds.on_hover_text(word("trials_seeds_meaning"));
    }
    drawer::close_together(ui);
    ui.add_space(4.0);
    for stretch in Stretch::ALL {
        let button = drawer::choice(ui, choices.stretch == stretch, word(stretch.word()));
        if button.on_hover_text(word("stretch_meaning")).clicked() {
            choices.stretch = stretch;
        }
    }
}

/// What is done in a trial.
fn protocol() -> String {
    say("trials_run_meaning", |name| match name {
        "signal" => SIGNAL_AT.to_string(),
        _ => DURATION.to_string(),
    })
}

/// What the two sets differ in, or what to do to have two.
fn show_comparison(ui: &mut egui::Ui, shown: &TrialsShown) {
    let sets = shown.sets;
    let text = match (&sets.before, &sets.now) {
        (_, None) => word("trials_none").to_owned(),
        (before, Some(now)) => {
            let changed = changed_since(now, shown.conditions);
            let differing = before.as_ref().map(|before| differences(before, now));
            let same_seeds =
                |before: &TrialSet| before.trials.session.seed == now.trials.session.seed;
            match (before, differing) {
                _ if !changed.is_empty() => say("trials_changed", |_| changed.join(", ")),
                (_, Some(differing)) if !differing.is_empty() => {
                    say("trials_differ", |_| differing.join(", "))
                }
                (Some(before), _) if same_seeds(before) => word("trials_same").to_owned(),
                (Some(_), _) => word("trials_other_seeds").to_owned(),
                (None, _) => word("trials_change_something").to_owned(),
            }
        }
    };
    ui.add(egui::Label::new(text).wrap());
}

fn name_of(which: WhichTrials) -> &'static str {
    match which {
        WhichTrials::Before => "trials_before",
        WhichTrials::Now => "trials_now",
    }
}

/// The two sets in numbers, side by side.
fn show_numbers(ui: &mut egui::Ui, sets: &TrialSets, now: &TrialSet) {
    let columns: Vec<(WhichTrials, &TrialSet)> = sets
        .before
        .iter()
        .map(|set| (WhichTrials::Before, set))
        .chain([(WhichTrials::Now, now)])
        .collect();
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let id = ("trial numbers", line as u32, columns.len());
    egui::Grid::new(id)
        .num_columns(1 + columns.len())
        .spacing([10.0, 1.0])
        .show(ui, |ui| {
            ui.label("");
            for (which, _) in &columns {
                right(ui, egui::RichText::new(word(name_of(*which))).weak());
            }
            ui.end_row();
            for row in NUMBERS {
                if !row.always && columns.iter().all(|(_, set)| (row.is_idle)(&set.tally)) {
                    continue;
                }
                match row.meaning {
                    Some(meaning) => {
                        provenance::name(ui, word(row.name), Subject::Reading(row.name))
                            .on_hover_text(word(meaning));
                    }
                    None => {
                        ui.label(word(row.name));
                    }
                }
                for (_, set) in &columns {
                    right(ui, egui::RichText::new((row.said)(set)).strong());
                }
                ui.end_row();
            }
        });
}

/// One line of the numbers.
struct Number {
    name: &'static str,
    meaning: Option<&'static str>,
    said: fn(&TrialSet) -> String,
    always: bool,
    /// Whether there is nothing to tell.
    is_idle: fn(&Tally) -> bool,
}

const NUMBERS: [Number; 6] = [
    Number {
        name: "trials_count",
        meaning: None,
        said: |set| match set.done.len() as u32 {
            all if all == set.count => all.to_string(),
            some => say("trials_done", |name| match name {
                "done" => some.to_string(),
                _ => set.count.to_string(),
            }),
        },
        always: true,
        is_idle: |_| false,
    },
    Number {
        name: "trials_failures",
        meaning: Some("trials_failures_meaning"),
        said: |set| {
            let share = 100.0 * set.tally.failing_share();
            format!("{} ({share:.0} %)", set.tally.failures)
        },
        always: true,
        is_idle: |_| false,
    },
    Number {
        name: "trials_released",
        meaning: Some("trials_spread_meaning"),
        said: |set| mean_and_spread(&set.tally.answers),
        always: true,
        is_idle: |_| false,
    },
    Number {
        name: "trials_latency",
        meaning: Some("trials_latency_meaning"),
        said: |set| {
            let median = set.tally.median_latency_ms();
            median.map_or_else(|| "\u{2013}".to_owned(), |ms| format!("{ms:.2} ms"))
        },
        always: true,
        is_idle: |_| false,
    },
    Number {
        name: "trials_spontaneous",
        meaning: Some("trials_spontaneous_meaning"),
        said: |set| mean_and_spread(&set.tally.spontaneous),
        always: false,
        is_idle: |tally| tally.spontaneous.most == 0.0,
    },
    Number {
        name: "trials_constitutive",
        meaning: None,
        said: |set| mean_and_spread(&set.tally.constitutive),
        always: false,
        is_idle: |tally| tally.constitutive.most == 0.0,
    },
];

fn mean_and_spread(spread: &Spread) -> String {
    format!("{:.2} ± {:.2}", spread.mean(), spread.deviation())
}

/// What the marks stand for, as far as there are any.
fn show_signs(ui: &mut egui::Ui, shown: &TrialsShown) {
    let sets = [&shown.sets.before, &shown.sets.now];
    let there = |cause: Cause| {
        sets.into_iter()
            .flatten()
            .flat_map(|set| &set.done)
            .flat_map(|trial| &trial.openings)
            .any(|opening| opening.cause == cause)
    };
    let line = ui.text_style_height(&egui::TextStyle::Small);
    let sign = |ui: &mut egui::Ui, draw: &dyn Fn(&egui::Painter, Rect), name: &str| {
        ui.horizontal(|ui| {
            let (place, _) = ui.allocate_exact_size(vec2(line, line), Sense::hover());
            draw(ui.painter(), place);
            ui.label(egui::RichText::new(word(name)).small());
        });
    };
    ui.spacing_mut().item_spacing.y = 1.0;
    for cause in Cause::ALL {
        let always = cause == Cause::ActionPotential;
        if always || there(cause) {
            let colour = ink(cause, shown.theme);
            let draw = |painter: &egui::Painter, place: Rect| {
                paint_sign(painter, place, mark(cause), colour);
            };
            sign(ui, &draw, &format!("sign_{}", cause.word()));
        }
    }
    let quiet = ui.visuals().text_color();
    let draw = |painter: &egui::Painter, place: Rect| paint_cross(painter, place, quiet);
    sign(ui, &draw, "sign_failure");
}

/// A mark as the raster has it.
fn paint_sign(painter: &egui::Painter, place: Rect, mark: Mark, colour: Color32) {
    let (at, radius) = (place.center(), 0.28 * place.height());
    let stroke = Stroke::new(2.0, colour);
    match mark {
        Mark::Stroke => painter.vline(at.x, place.y_range().shrink(1.0), stroke),
        Mark::Shape(MarkerShape::Diamond, _) => painter.add(egui::Shape::convex_polygon(
            [
                vec2(0.0, -radius),
                vec2(radius, 0.0),
                vec2(0.0, radius),
                vec2(-radius, 0.0),
            ]
            .map(|off| at + 1.2 * off)
            .to_vec(),
            colour,
            Stroke::NONE,
        )),
        Mark::Shape(MarkerShape::Up, _) => painter.add(egui::Shape::convex_polygon(
            [
                vec2(0.0, -radius),
                vec2(radius, radius),
                vec2(-radius, radius),
            ]
            .map(|off| at + off)
            .to_vec(),
            colour,
            Stroke::NONE,
        )),
        Mark::Shape(MarkerShape::Square, _) => {
            let square = Rect::from_center_size(at, vec2(2.0, 2.0) * 0.9 * radius);
            painter.rect_filled(square, 0.0, colour)
        }
        Mark::Shape(..) => painter.circle_stroke(at, radius, Stroke::new(1.5, colour)),
    };
}

fn paint_cross(painter: &egui::Painter, place: Rect, colour: Color32) {
    let (at, reach) = (place.center(), 0.26 * place.height().clamp(7.0, 16.0));
    for side in [-1.0, 1.0] {
        let off = vec2(reach, side * reach);
        painter.line_segment([at - off, at + off], Stroke::new(1.5, colour));
    }
}

/// The call that gives the same trials.
fn show_command(ui: &mut egui::Ui, set: &TrialSet) {
    let command = set.as_command();
    let button = ui.small_button(word("trials_command"));
    if button.on_hover_text(&command).clicked() {
        ui.copy_text(command);
    }
}

/// The rasters side by side: they go up and down together, row beside row, and
/// share their axis of time.
fn show_rasters(
    ui: &mut egui::Ui,
    shown: &TrialsShown,
    rasters: &[WhichTrials],
    choices: &mut Choices,
    height: f32,
    actions: &mut Vec<Action>,
) {
    let [small, body] =
        [egui::TextStyle::Small, egui::TextStyle::Body].map(|style| style.resolve(ui.style()));
    let sets: Vec<(WhichTrials, &TrialSet)> = rasters
        .iter()
        .filter_map(|which| Some((*which, shown.sets.get(*which)?)))
        .collect();
    let most = sets.iter().map(|(_, set)| set.count).max().unwrap_or(1);
    let head = 1.3 * body.size + 1.4 * small.size;
    let room = (height - head).max(LEAST_ROW * body.size);
    let row = (room / most.max(1) as f32).clamp(LEAST_ROW * body.size, MOST_ROW * body.size);
    let gap = 2.0 * ui.spacing().item_spacing.x;
    let scroll = ui.spacing().scroll.allocated_width();
    let width = (ui.available_width() - scroll - gap * (sets.len() - 1) as f32) / sets.len() as f32;
    let (heads, _) =
        ui.allocate_exact_size(vec2(ui.available_width() - scroll, head), Sense::hover());
    let across = |number: usize| {
        let from = heads.left() + number as f32 * (width + gap);
        egui::Rangef::new(from, from + width)
    };
    for (number, (which, set)) in sets.iter().enumerate() {
        let place = Rect::from_x_y_ranges(across(number), heads.y_range());
        show_head(ui, *which, set, choices.stretch, place, [&small, &body]);
    }
    egui::ScrollArea::vertical()
        .id_salt("rasters")
        .max_height(room)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let size = vec2(ui.available_width(), row * most as f32);
            let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
            for (number, (which, set)) in sets.iter().enumerate() {
                let down = whole.top()..=whole.top() + row * set.count as f32;
                let raster = Raster {
                    which: *which,
                    set,
                    stretch: choices.stretch,
                    place: Rect::from_x_y_ranges(across(number), down),
                    row,
                    small: small.clone(),
                    theme: shown.theme,
                };
                raster.show(ui, choices, actions);
            }
        });
}

/// Title and axis of a raster.
fn show_head(
    ui: &egui::Ui,
    which: WhichTrials,
    set: &TrialSet,
    stretch: Stretch,
    place: Rect,
    [small, body]: [&FontId; 2],
) {
    let painter = ui.painter();
    let (strong, quiet) = (ui.visuals().strong_text_color(), ui.visuals().text_color());
    let weak = ui.visuals().weak_text_color();
    let title = painter.text(
        place.left_top(),
        Align2::LEFT_TOP,
        word(name_of(which)),
        body.clone(),
        strong,
    );
    let failed = say("trials_failed", |name| match name {
        "failures" => set.tally.failures.to_string(),
        _ => set.done.len().to_string(),
    });
    let after = pos2(title.right() + 0.7 * body.size, place.top());
    painter.text(after, Align2::LEFT_TOP, failed, body.clone(), quiet);
    let outside = set
        .done
        .iter()
        .flat_map(|trial| &trial.openings)
        .filter(|opening| !within(stretch, opening))
        .count();
    if outside > 0 {
        let text = say("trials_outside", |_| outside.to_string());
        let at = pos2(place.right(), place.top());
        painter.text(at, Align2::RIGHT_TOP, text, small.clone(), weak);
    }
    let y = place.bottom() - 0.7 * small.size;
    let left = pos2(place.left(), y);
    painter.text(left, Align2::LEFT_CENTER, "ms", small.clone(), weak);
    let plot = plot_of(place, body.size);
    let [from, until] = stretch.ms();
    let step = round_step((until - from) / f64::from(plot.width() / (4.0 * small.size)).max(1.0));
    let decimals = (-libm::log10(step)).ceil().max(0.0) as usize;
    for mark in marks(from, until, step) {
        let share = ((mark.value - from) / (until - from)) as f32;
        let x = egui::lerp(plot.x_range().min..=plot.x_range().max, share);
        let text = format!("{:.decimals$}", mark.value + 0.0).replace('-', "\u{2212}");
        let half = 0.3 * small.size * text.chars().count() as f32;
        let x = x.min(place.right() - half);
        painter.text(pos2(x, y), Align2::CENTER_CENTER, text, small.clone(), weak);
    }
}

/// When a pore opened, in milliseconds after the trial's action potential.
fn after_ms(opening: &Opening) -> f64 {
    opening.time.as_millis() - SIGNAL_AT.as_millis()
}

fn within(stretch: Stretch, opening: &Opening) -> bool {
    let [from, until] = stretch.ms();
    (from..=until).contains(&after_ms(opening))
}

/// What of a raster's place is the plot.
fn plot_of(place: Rect, line: f32) -> Rect {
    let mut plot = place;
    plot.min.x += GUTTER * line;
    plot
}

/// What a trial came to, in words.
fn said_of(trial: &Trial) -> String {
    let count = trial.answers().count();
    let key = if count == 0 {
        "trial_said_failure"
    } else {
        "trial_said"
    };
    say(key, |name| match name {
        "trial" => trial.number.to_string(),
        "seed" => trial.seed.to_string(),
        "count" => count.to_string(),
        _ => trial
            .latency()
            .map_or_else(|| "\u{2013}".to_owned(), |latency| latency.to_string()),
    })
}

/// One set, a row a trial.
struct Raster<'a> {
    which: WhichTrials,
    set: &'a TrialSet,
    stretch: Stretch,
    place: Rect,
    row: f32,
    small: FontId,
    theme: &'a Theme,
}

impl Raster<'_> {
    /// Draws it, and opens the trial that is asked for.
    fn show(&self, ui: &mut egui::Ui, choices: &mut Choices, actions: &mut Vec<Action>) {
        let id = ui.id().with(("raster", self.which));
        let response = ui.interact(self.place, id, Sense::click());
        let pointed = response.hover_pos().and_then(|at| self.row_at(at.y));
        if response.has_focus() {
            self.move_by_keys(ui, &response, choices);
        }
        let keyed = response.has_focus().then_some(choices.row);
        self.paint(ui, pointed.or(keyed));
        if response.has_focus() {
            let stroke = ui.visuals().selection.stroke;
            let painter = ui.painter();
            painter.rect_stroke(self.place, 2.0, stroke, egui::StrokeKind::Inside);
        }
        if response.clicked() {
            let by_pointer = response.clicked_by(PointerButton::Primary);
            let at = response.interact_pointer_pos().filter(|_| by_pointer);
            let number = at.map_or(Some(choices.row), |at| self.row_at(at.y));
            if let Some(trial) = number.and_then(|number| self.trial(number)) {
                choices.row = trial.number;
                // The keys are the window's again: the next Space lets it run.
                response.surrender_focus();
                actions.push(Action::OpenTrial {
                    which: self.which,
                    number: trial.number,
                });
            }
        }
        let row = keyed.and_then(|number| self.trial(number));
        let said = row.map_or_else(
            || {
                say("raster_said", |name| match name {
                    "which" => word(name_of(self.which)).to_owned(),
                    "failures" => self.set.tally.failures.to_string(),
                    _ => self.set.done.len().to_string(),
                })
            },
            |trial| format!("{} {}", said_of(trial), word("trial_open")),
        );
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &said));
        if let Some(trial) = pointed.and_then(|number| self.trial(number)) {
            let text = format!("{} {}", said_of(trial), word("trial_open"));
            response.on_hover_text_at_pointer(text);
        }
    }

    fn row_at(&self, y: f32) -> Option<u32> {
        let row = ((y - self.place.top()) / self.row).floor();
        (row >= 0.0 && row < self.set.count as f32).then_some(row as u32 + 1)
    }

    fn trial(&self, number: u32) -> Option<&Trial> {
        self.set.done.get(number.checked_sub(1)? as usize)
    }

    fn row_rect(&self, number: u32) -> Rect {
        let top = self.place.top() + self.row * (number.saturating_sub(1)) as f32;
        Rect::from_x_y_ranges(self.place.x_range(), top..=top + self.row)
    }

    /// Up and down, by ten, to the first and the last.
    fn move_by_keys(&self, ui: &egui::Ui, response: &egui::Response, choices: &mut Choices) {
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let last = i64::from(self.set.count);
        let steps = [
            (Key::ArrowUp, -1),
            (Key::ArrowDown, 1),
            (Key::PageUp, -PAGE),
            (Key::PageDown, PAGE),
            (Key::Home, -last),
            (Key::End, last),
        ];
        let by: i64 = ui.input(|input| {
            let pressed = steps.iter().filter(|(key, _)| input.key_pressed(*key));
            pressed.map(|(_, by)| by).sum()
        });
        choices.row = (i64::from(choices.row) + by).clamp(1, last) as u32;
        if by != 0 || response.gained_focus() {
            ui.scroll_to_rect(self.row_rect(choices.row), None);
        }
    }

    fn paint(&self, ui: &mut egui::Ui, lit: Option<u32>) {
        let plot = plot_of(
            self.place,
            ui.text_style_height(&egui::TextStyle::Body) / 1.2,
        );
        let visuals = ui.visuals().clone();
        let painter = ui.painter();
        let weak = visuals.weak_text_color();
        for trial in &self.set.done {
            let row = self.row_rect(trial.number);
            if trial.is_failure() {
                let band = Rect::from_x_y_ranges(plot.x_range(), row.y_range());
                painter.rect_filled(band.shrink2(vec2(0.0, 0.5)), 0.0, visuals.extreme_bg_color);
                let mut sign = row;
                sign.max.x = plot.left();
                sign.min.x = plot.left() - 1.3 * self.small.size;
                paint_cross(painter, sign, visuals.text_color());
            }
        }
        if let Some(lit) = lit.filter(|number| self.trial(*number).is_some()) {
            let row = self.row_rect(lit).expand2(vec2(0.0, 0.5));
            let fill = visuals.selection.bg_fill.gamma_multiply(0.6);
            painter.rect_filled(row, 0.0, fill);
        }
        let every = if self.row >= 1.1 * self.small.size {
            1
        } else {
            NUMBERED
        };
        for number in (1..=self.set.count).filter(|number| number % every == 0 || *number == 1) {
            let at = pos2(
                plot.left() - 1.6 * self.small.size,
                self.row_rect(number).center().y,
            );
            let text = number.to_string();
            painter.text(at, Align2::RIGHT_CENTER, text, self.small.clone(), weak);
        }
        self.paint_plot(ui, plot);
    }

    fn paint_plot(&self, ui: &mut egui::Ui, place: Rect) {
        let [from, until] = self.stretch.ms();
        let height = |number: u32| 0.5 - f64::from(number);
        let mut lines = Vec::new();
        let mut points: Vec<(Cause, Vec<[f64; 2]>)> =
            Cause::ALL.map(|cause| (cause, Vec::new())).to_vec();
        for trial in &self.set.done {
            let y = height(trial.number);
            let shown = trial
                .openings
                .iter()
                .filter(|opening| within(self.stretch, opening));
            for opening in shown {
                let x = after_ms(opening);
                let Some((cause, points)) =
                    points.iter_mut().find(|(cause, _)| *cause == opening.cause)
                else {
                    continue;
                };
                match mark(*cause) {
                    Mark::Stroke => {
                        let ends = [-0.5, 0.5].map(|side| [x, y + side * STROKE]);
                        let colour = ink(*cause, self.theme);
                        lines.push(Line::new("", ends.to_vec()).color(colour).width(2.0));
                    }
                    Mark::Shape(..) => points.push([x, y]),
                }
            }
        }
        let radius = (MARK * self.row).clamp(*MARK_RADIUS.start(), *MARK_RADIUS.end());
        frame(ui, place);
        let signal = ui.visuals().weak_text_color();
        let theme = self.theme;
        let mut inside = ui.new_child(UiBuilder::new().max_rect(place));
        still_plot(("raster", self.which), place.size())
            .show_axes(false)
            .show_grid(false)
            .show(&mut inside, |plot| {
                plot.set_plot_bounds_x(from..=until);
                plot.set_plot_bounds_y(-f64::from(self.set.count)..=0.0);
                plot.vline(VLine::new("", 0.0).color(signal).width(1.0));
                for line in lines {
                    plot.line(line);
                }
                for (cause, points) in points {
                    if let Mark::Shape(shape, filled) = mark(cause) {
                        plot.points(
                            Points::new("", points)
                                .shape(shape)
                                .filled(filled)
                                .radius(radius)
                                .color(ink(cause, theme)),
                        );
                    }
                }
            });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_in_the_file_of_texts() {
        let names = NUMBERS
            .iter()
            .flat_map(|number| [Some(number.name), number.meaning]);
        let stretches = Stretch::ALL.map(|stretch| Some(stretch.word()));
        let sets = [WhichTrials::Before, WhichTrials::Now].map(|which| Some(name_of(which)));
        for name in names.chain(stretches).chain(sets).flatten() {
            assert_ne!(word(name), name);
        }
    }

    #[test]
    fn every_cause_has_a_shape_of_its_own_and_a_name() {
        for (number, cause) in Cause::ALL.into_iter().enumerate() {
            let name = format!("sign_{}", cause.word());
            assert_ne!(word(&name), name);
            for other in &Cause::ALL[..number] {
                assert_ne!(mark(cause), mark(*other), "{cause:?} looks like {other:?}");
            }
        }
    }
}
