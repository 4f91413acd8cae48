//! The energy panel: where the ATP goes, how much of it and how fast; and what
//! spends none.

use std::collections::VecDeque;

use bevy::{color::ColorToPacked, ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, Color32, Sense, WidgetInfo, WidgetType, vec2};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use egui_plot::{GridMark, Line};

use super::{
    counts::{grouped, spends},
    drawer::{self, Drawer},
    inhabitants::Inhabitants,
    provenance::{self, Subject},
    scales::{frame, marks, numbers_in, right, round_step, still_plot, time_axis, upright_axis},
    scroll,
    sharing::{Space, Turn, is_open, show_drawer},
    traces::{Traces, Window},
};
use crate::{
    biology::parameters::Parameters,
    scene::Scene,
    session::actions::Action,
    sim::{
        clock::SimClock,
        energy::{AtpAccount, AtpPlace, Energy},
        record::{ReadTo, Record},
    },
    text::{say, word},
    units::SimTime,
    view::{
        sparks::Sparks,
        theme::{Theme, Tone},
    },
};

/// The rate is the mean over so much of cell time.
const RATE_OVER_S: f64 = 1.0;
/// Accounts are kept so far apart for it.
const KEPT_APART: SimTime = SimTime::from_nanos(20_000_000);
/// Widths in units of the text's height: of the table, of a bar in it, and of the least
/// that stands beside it.
const TABLE_WIDTH: f32 = 22.0;
const BAR_WIDTH: f32 = 4.0;
const LEAST_BESIDE: f32 = 14.0;
/// The least height of the plot, likewise.
const LEAST_PLOT: f32 = 5.5;

/// What has been spent in the last while, place by place.
#[derive(Resource, Clone, Debug, Default)]
pub struct EnergyHistory {
    newest: VecDeque<(SimTime, AtpAccount)>,
    traces: [Traces; AtpPlace::ALL.len()],
    read: ReadTo,
}

impl EnergyHistory {
    /// Reads what is new in the record.
    pub fn read(&mut self, record: &Record) {
        let mut read = self.read;
        let news = record.news(&mut read);
        if news.is_anew {
            *self = Self::default();
        }
        self.read = read;
        for sample in news.samples() {
            for (place, traces) in AtpPlace::ALL.into_iter().zip(&mut self.traces) {
                traces.add(sample.time, sample.energy.of(place) as f64);
            }
            let far = self
                .newest
                .back()
                .is_none_or(|(at, _)| sample.time.since(*at) >= KEPT_APART);
            if far {
                self.newest.push_back((sample.time, sample.energy));
            }
            let too_old = |(at, _): &(SimTime, AtpAccount)| {
                sample.time.since(*at).as_secs() > 2.0 * RATE_OVER_S
            };
            while self.newest.get(1).is_some_and(too_old) {
                self.newest.pop_front();
            }
        }
    }

    /// Molecules a second in the last second before `now`, of what `spent` is.
    fn per_s(&self, now: SimTime, account: &AtpAccount, of: impl Fn(&AtpAccount) -> u64) -> f64 {
        let from = now.since(SimTime::from_secs(RATE_OVER_S));
        let before = self.newest.partition_point(|(at, _)| *at <= from);
        let Some((at, then)) = self.newest.get(before.saturating_sub(1)) else {
            return 0.0;
        };
        let passed_s = now.since(*at).as_secs();
        if passed_s <= 0.0 {
            return 0.0;
        }
        of(account).saturating_sub(of(then)) as f64 / passed_s
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<EnergyHistory>()
        .init_resource::<Choices>()
        .add_systems(Update, read_the_record)
        .add_systems(
            EguiPrimaryContextPass,
            draw.run_if(is_open(Drawer::Energy)).in_set(Turn::Drawer),
        );
}

fn read_the_record(mut history: ResMut<EnergyHistory>, record: Option<Res<Record>>) {
    if let Some(record) = record {
        history.read(&record);
    }
}

fn draw(
    mut contexts: EguiContexts,
    mut space: ResMut<Space>,
    mut choices: ResMut<Choices>,
    books: Books,
    mut actions: MessageWriter<Action>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    show_drawer(&ctx, &mut space, &mut actions, |ui, height, asked| {
        show(ui, &books.shown(), &mut choices, height, asked);
    });
    Ok(())
}

/// What a person has chosen in the panel.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    pub window: Window,
}

/// What the panel shows.
pub struct EnergyShown<'a> {
    pub now: SimTime,
    pub account: AtpAccount,
    pub history: &'a EnergyHistory,
    pub parameters: &'a Parameters,
    /// How many ATP a spark in the picture stands for.
    pub spark: u64,
    pub theme: &'a Theme,
    pub scene: &'a Scene,
}

impl EnergyShown<'_> {
    /// Where this cell has anything to spend ATP on.
    fn places(&self) -> impl Iterator<Item = AtpPlace> {
        let places = AtpPlace::ALL.into_iter();
        places.filter(|place| spends(self.scene, *place))
    }

    fn here(&self) -> Inhabitants {
        Inhabitants::of(self.scene)
    }
}

/// What the panel reads.
#[derive(SystemParam)]
struct Books<'w, 's> {
    clock: Res<'w, SimClock>,
    parameters: Res<'w, Parameters>,
    energy: Energy<'w, 's>,
    history: Res<'w, EnergyHistory>,
    sparks: Res<'w, Sparks>,
    theme: Res<'w, Theme>,
    scene: Res<'w, Scene>,
}

impl Books<'_, '_> {
    fn shown(&self) -> EnergyShown<'_> {
        EnergyShown {
            now: self.clock.now,
            account: self.energy.at(self.clock.now),
            history: &self.history,
            parameters: &self.parameters,
            spark: self.sparks.atp_each,
            theme: &self.theme,
            scene: &self.scene,
        }
    }
}

fn ink(place: AtpPlace, theme: &Theme) -> Color32 {
    let tone = match place {
        AtpPlace::Motors => Tone::Kinesin,
        AtpPlace::Priming => Tone::PrimedMark,
        AtpPlace::Docking => Tone::Matrix,
        AtpPlace::Refilling => Tone::Transmitter,
        AtpPlace::Retrieval => Tone::OuterLeaflet,
    };
    let [red, green, blue, _] = theme.tone(tone).to_u8_array();
    Color32::from_rgb(red, green, blue)
}

/// The name of a place among the texts.
fn name_of(place: AtpPlace) -> &'static str {
    match place {
        AtpPlace::Motors => "energy_motors",
        AtpPlace::Priming => "energy_priming",
        AtpPlace::Docking => "energy_docking",
        AtpPlace::Refilling => "energy_refilling",
        AtpPlace::Retrieval => "energy_retrieval",
    }
}

/// Draws the open panel, at most `height` high.
pub fn show(
    ui: &mut egui::Ui,
    shown: &EnergyShown,
    choices: &mut Choices,
    height: f32,
    actions: &mut Vec<Action>,
) {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let gap = 2.0 * ui.spacing().item_spacing.x;
    let width = ui.available_width() - ui.spacing().scroll.allocated_width();
    let beside = width - TABLE_WIDTH * line - gap;
    let has_plot = beside >= LEAST_BESIDE * line;
    drawer::head(ui, Drawer::Energy, actions, |ui, _| {
        if has_plot {
            show_windows(ui, &mut choices.window);
        }
    });
    ui.add_space(2.0);
    let height = drawer::under_head(ui, height);
    scroll::vertical(ui, "energy", height, |ui| {
        if !has_plot {
            column(ui, width.min(TABLE_WIDTH * line), |ui| {
                show_table(ui, shown)
            });
            ui.add_space(3.0);
            show_remarks(ui, shown);
            return;
        }
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            column(ui, TABLE_WIDTH * line, |ui| show_table(ui, shown));
            column(ui, beside, |ui| {
                let remarks = height_of_remarks(ui, shown, beside);
                let left = height - remarks - 2.0 * ui.spacing().item_spacing.y;
                let plot = vec2(beside, left.max(LEAST_PLOT * line));
                show_plot(ui, shown, choices.window, plot);
                show_remarks(ui, shown);
            });
        });
    });
}

/// The buttons for how much of the past is shown.
fn show_windows(ui: &mut egui::Ui, window: &mut Window) {
    drawer::close_together(ui);
    drawer::keep_together(ui, Window::ALL.map(|window| word(window.word())));
    for choice in Window::ALL {
        let button = drawer::choice(ui, *window == choice, word(choice.word()));
        if button.on_hover_text(word("window_meaning")).clicked() {
            *window = choice;
        }
    }
}

fn column(ui: &mut egui::Ui, width: f32, contents: impl FnOnce(&mut egui::Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.x = 7.0;
        contents(ui);
    });
}

/// What a spark stands for.
pub fn spark_said(atp_each: u64) -> String {
    match atp_each {
        1 => word("spark_one").to_owned(),
        many => say("spark_many", |_| grouped(many)),
    }
}

fn show_table(ui: &mut egui::Ui, shown: &EnergyShown) {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let account = &shown.account;
    let most = AtpPlace::ALL
        .map(|place| account.of(place))
        .into_iter()
        .max();
    let most = most.unwrap_or(0).max(1) as f32;
    egui::Grid::new(("energy", line as u32))
        .num_columns(4)
        .spacing([10.0, 1.0])
        .show(ui, |ui| {
            ui.label("");
            ui.label("");
            for head in ["energy_spent", "energy_rate"] {
                right(ui, egui::RichText::new(word(head)).weak().small());
            }
            ui.end_row();
            let rate = |of: &dyn Fn(&AtpAccount) -> u64| {
                let per_s = shown.history.per_s(shown.now, account, of);
                grouped(per_s.round() as u64)
            };
            let here = shown.here();
            for place in shown.places() {
                let name = name_of(place);
                let meaning = here.word(&format!("{name}_meaning"));
                provenance::name(ui, here.word(name), Subject::Reading(name))
                    .on_hover_text(meaning);
                let share = account.of(place) as f32 / most;
                bar(ui, share, ink(place, shown.theme), line);
                right(ui, egui::RichText::new(grouped(account.of(place))).strong());
                right(ui, rate(&|account| account.of(place)).into());
                ui.end_row();
            }
            ui.label(egui::RichText::new(word("atp_used")).strong());
            ui.label("");
            right(ui, egui::RichText::new(grouped(account.total())).strong());
            right(ui, rate(&AtpAccount::total).into());
            ui.end_row();
            provenance::name(ui, word("energy_gtp"), Subject::Reading("energy_gtp"))
                .on_hover_text(word("energy_gtp_meaning"));
            ui.label("");
            right(ui, grouped(account.dynamin_gtp).into());
            right(ui, rate(&|account| account.dynamin_gtp).into());
            ui.end_row();
        });
}

fn bar(ui: &mut egui::Ui, share: f32, colour: Color32, line: f32) {
    let (place, _) = ui.allocate_exact_size(vec2(BAR_WIDTH * line, 0.7 * line), Sense::hover());
    ui.painter()
        .rect_filled(place, 0.0, ui.visuals().extreme_bg_color);
    let mut full = place;
    full.set_width(place.width() * share);
    ui.painter().rect_filled(full, 0.0, colour);
}

/// What spends nothing, what a way costs, and what is seen of it in the picture.
fn remarks(shown: &EnergyShown) -> [String; 3] {
    let per_um = 1000.0 / shown.parameters.kinesin_1.step_nm;
    let walking = say("energy_walking", |_| format!("{per_um:.0}"));
    let spark = spark_said(shown.spark);
    [word("energy_fusion").to_owned(), walking, spark]
}

fn show_remarks(ui: &mut egui::Ui, shown: &EnergyShown) {
    for text in remarks(shown) {
        ui.label(egui::RichText::new(text).small());
    }
}

/// The height that the remarks take in a column of this width.
fn height_of_remarks(ui: &egui::Ui, shown: &EnergyShown, width: f32) -> f32 {
    let font = egui::TextStyle::Small.resolve(ui.style());
    let gap = ui.spacing().item_spacing.y;
    let heights = remarks(shown).map(|text| {
        let ink = ui.visuals().text_color();
        ui.painter().layout(text, font.clone(), ink, width).size().y + gap
    });
    heights.into_iter().sum()
}

/// What has been spent since the left edge, a line a place.
fn show_plot(ui: &mut egui::Ui, shown: &EnergyShown, window: Window, size: egui::Vec2) {
    let now_s = shown.now.as_secs();
    let from = window
        .length_s()
        .map_or(0.0, |length| (now_s - length).max(0.0));
    let until = now_s.max(from + 1e-3);
    let columns = size.x as usize;
    let mut most: f64 = 1.0;
    let mut ends = Vec::new();
    let here = shown.here();
    let lines: Vec<Line> = AtpPlace::ALL
        .into_iter()
        .zip(&shown.history.traces)
        .filter(|(place, _)| spends(shown.scene, *place))
        .map(|(place, traces)| {
            let name = here.word(name_of(place));
            let mut readings = traces.between([from, until], columns);
            readings.push([until, shown.account.of(place) as f64]);
            let first = readings.first().map_or(0.0, |[_, value]| *value);
            let points: Vec<[f64; 2]> = readings
                .into_iter()
                .map(|[at, value]| [at.max(from), value - first])
                .collect();
            let end = points.last().map_or(0.0, |[_, value]| *value);
            most = most.max(end);
            ends.push(format!("{name} {end:.0}"));
            Line::new(name, points)
                .color(ink(place, shown.theme))
                .width(2.0)
        })
        .collect();
    let small = egui::TextStyle::Small.resolve(ui.style());
    // Under it stand the numbers and the name of its axis.
    let numbers = numbers_in(size.y - 2.5 * small.size, small.size);
    let moments = f64::from(size.x / (6.0 * small.size)).max(1.0);
    let said = spaced((0.0, 1.05 * most), numbers).into_iter();
    let said = said.map(number_of);
    let response = still_plot("energy", size)
        .show_grid([false, true])
        .x_grid_spacer(move |input| spaced(input.bounds, moments))
        .y_grid_spacer(move |input| spaced(input.bounds, numbers))
        .custom_x_axes(vec![time_axis(ui, small.clone())])
        .custom_y_axes(vec![
            upright_axis(ui, "energy_axis", small, said).formatter(|mark, _| number_of(mark)),
        ])
        .show(ui, |plot| {
            plot.set_plot_bounds_x(from..=until);
            plot.set_plot_bounds_y(0.0..=1.05 * most);
            for line in lines {
                plot.line(line);
            }
        })
        .response;
    let said = format!("{}: {}", word("energy_axis"), ends.join(", "));
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, &said));
    frame(ui, response.rect);
}

/// A number of the upright axis.
fn number_of(mark: GridMark) -> String {
    let decimals = (-libm::log10(mark.step_size)).ceil().max(0.0) as usize;
    format!("{:.decimals$}", mark.value)
}

/// Round numbers between two, so many of them at most.
fn spaced((low, high): (f64, f64), most: f64) -> Vec<GridMark> {
    marks(low, high, round_step((high - low) / most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sim::record::Sample, text};

    #[test]
    fn numbers_of_an_axis_have_room() {
        let size = 18.0;
        for height in [20.0, 60.0, 100.0, 150.0, 400.0] {
            let numbers = numbers_in(height, size);
            for most in [1.0, 9.0, 12.0, 4529.0, 1e6] {
                let marks = spaced((0.0, 1.05 * most), numbers);
                let apart = f64::from(height) * marks[0].step_size / (1.05 * most);
                assert!(apart >= 1.3 * 18.0 || marks.len() <= 1, "{height} {most}");
            }
        }
    }

    #[test]
    fn every_place_has_a_name_and_a_meaning() {
        for place in AtpPlace::ALL {
            let name = name_of(place);
            assert!(text::is_there(name), "{name}");
            let meaning = format!("{name}_meaning");
            assert!(text::is_there(&meaning), "{meaning}");
        }
    }

    #[test]
    fn the_rate_is_that_of_the_last_second() {
        let mut record = Record::default();
        let mut energy = AtpAccount::default();
        for step in 0..=400_u32 {
            // A hundred a second, and from the third second on none.
            if step > 0 && step <= 300 {
                energy.spend(AtpPlace::Motors, 1);
            }
            record.add_sample(Sample {
                time: SimTime::from_millis(10.0 * f64::from(step)),
                energy,
                ..Sample::default()
            });
        }
        let mut history = EnergyHistory::default();
        history.read(&record);
        let motors = |account: &AtpAccount| account.of(AtpPlace::Motors);
        let now = SimTime::from_secs(4.0);
        assert_eq!(history.per_s(now, &energy, motors), 0.0);
        let now = SimTime::from_secs(3.5);
        let per_s = history.per_s(now, &energy, motors);
        assert!((45.0..55.0).contains(&per_s), "{per_s}");
        record.begin();
        history.read(&record);
        assert_eq!(history.per_s(now, &energy, motors), 0.0);
    }
}
