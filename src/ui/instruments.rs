//! The instruments panel: what an electrode, an indicator dye and an observer
//! who counts would read of this cell, one above the other on one axis of time.
//! A mark moves along it; what stands at the left is read at the mark.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, Sense, Stroke, UiBuilder, WidgetInfo, WidgetType, pos2,
    vec2,
};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use egui_plot::{Line, LineStyle, VLine};

use super::{
    appearance::paint,
    drawer::{self, Drawer},
    inhabitants::Inhabitants,
    provenance::{self, Subject},
    readings::{Channel, Readings, ReadingsBeside},
    scales::{faint, frame, marks, round_step, signed, still_plot},
    scroll,
    sharing::{Space, Turn, is_open, show_drawer},
    traces::{Reading, Window},
};
use crate::{
    biology::vesicles::{Pathway, Pool},
    play::time_lens::Playback,
    scene::Scene,
    session::actions::Action,
    sim::clock::SimClock,
    text::word,
    units::SimTime,
    view::{theme::Theme, twin::Twin},
};

/// Widths in units of the text's height: of names and values, and of the
/// numbers at a trace's scale.
const NAMES: f32 = 15.8;
const NUMBERS: f32 = 3.2;
/// Heights, likewise: of a line of names and values, and of what is added to them in
/// the lowest trace.
const LINE: f32 = 1.15;
const LEAST_SPARE: f32 = 0.2;
/// Points from one trace to the next: the numbers of their scales don't touch.
const APART: f32 = 3.0;
/// The most height of a trace, in a high drawer with few traces in it.
const MOST_HEIGHT: f32 = 7.0;
/// Height of the axis of time, in units of small text.
const AXIS_HEIGHT: f32 = 1.3;
/// Height of a numeral and what parts it from the next one, in units of its font's
/// size.
const NUMERAL: f32 = 0.72;
/// Points between what touches its frame and the frame.
const INSET: f32 = 2.0;
/// As many releases as this in view have a line through all traces.
const FEW: usize = 40;
/// What *Auto* shows passes in about so many seconds on screen.
const AUTO_S: f64 = 8.0;
/// *Auto* shows no less and no more than this.
const SHORTEST_S: f64 = 1e-3;
const LONGEST_S: f64 = 100.0;
/// It goes over to a shorter window when what it would show is this share of
/// what it shows: a rate that wavers doesn't make it flicker.
const SHRINKS: f64 = 0.4;

/// One plot of the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Potential,
    Calcium,
    Capacitance,
    Postsynaptic,
    Amperometric,
    Released,
    Pools,
    Ready,
}

impl Row {
    pub const ALL: [Self; 8] = [
        Self::Potential,
        Self::Calcium,
        Self::Capacitance,
        Self::Postsynaptic,
        Self::Amperometric,
        Self::Released,
        Self::Pools,
        Self::Ready,
    ];

    /// What is read in it where a cell has that.
    fn channels(self) -> &'static [Channel] {
        match self {
            Self::Potential => &[Channel::Potential],
            Self::Calcium => &[Channel::Calcium],
            Self::Capacitance => &[Channel::Capacitance],
            Self::Postsynaptic => &[Channel::Postsynaptic],
            Self::Amperometric => &[Channel::Amperometric],
            Self::Released => &[Channel::Released],
            Self::Pools => &[Channel::Reserve, Channel::Recycling],
            Self::Ready => &[Channel::Docked, Channel::Primed],
        }
    }

    /// Its name, and what it means, among the texts.
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Potential => ["row_potential", "row_potential_meaning"],
            Self::Calcium => ["row_calcium", "row_calcium_meaning"],
            Self::Capacitance => ["row_capacitance", "capacitance_meaning"],
            Self::Postsynaptic => ["row_postsynaptic", "row_postsynaptic_meaning"],
            Self::Amperometric => ["row_amperometric", "row_amperometric_meaning"],
            Self::Released => ["row_released", "row_released_meaning"],
            Self::Pools => ["row_pools", "row_pools_meaning"],
            Self::Ready => ["row_ready", "row_ready_meaning"],
        }
    }

    /// What is read in it of a cell; nothing of what that has not got.
    fn read_of(self, scene: &Scene) -> Read {
        let channels = self.channels().iter().copied();
        Read {
            row: self,
            channels: channels.filter(|channel| is_in(*channel, scene)).collect(),
        }
    }

    fn scale(self) -> Scale {
        match self {
            Self::Potential => Scale::Even {
                within: [-80.0, 40.0],
                least: 120.0,
            },
            Self::Calcium => Scale::Decades {
                within: [0.03, 100.0],
            },
            Self::Capacitance => Scale::Free { least: 0.15 },
            Self::Postsynaptic => Scale::Even {
                within: [-10.0, 0.0],
                least: 10.0,
            },
            Self::Amperometric => Scale::Even {
                within: [0.0, 5.0],
                least: 5.0,
            },
            Self::Released => Scale::Free { least: 4.0 },
            Self::Pools | Self::Ready => Scale::Even {
                within: [0.0, 4.0],
                least: 4.0,
            },
        }
    }

    /// Whether its strokes are explained under its name.
    fn has_key(self) -> bool {
        self == Self::Released
    }

    /// Whether it counts, and so changes by leaps.
    fn counts(self) -> bool {
        matches!(self, Self::Released | Self::Pools | Self::Ready)
    }

    /// The corners of a trace's line. What counts goes by stairs; a level
    /// stretch has no points between its ends, which would break its dashes.
    fn corners(self, trace: &[Reading]) -> Vec<Reading> {
        let mut corners: Vec<Reading> = Vec::new();
        let mut turn = |corner: Reading| {
            if let [.., [_, before], [_, last]] = corners[..]
                && before == last
                && last == corner[1]
            {
                corners.pop();
            }
            corners.push(corner);
        };
        let mut level = None;
        for [at, value] in trace.iter().copied() {
            if let Some(level) = level.filter(|level| self.counts() && *level != value) {
                turn([at, level]);
            }
            turn([at, value]);
            level = Some(value);
        }
        corners
    }

    /// What is read at the mark, with its unit.
    fn said(self, value: f64) -> String {
        // A minus like those of the scales.
        let plain = |value: f64, decimals: usize| {
            let text = signed(value, decimals);
            text.strip_prefix('+').map_or(text.clone(), str::to_owned)
        };
        match self {
            Self::Potential => format!("{} mV", plain(value, 1)),
            Self::Calcium => match value {
                large if large >= 10.0 => format!("{large:.1} µM"),
                small if small >= 1.0 => format!("{small:.2} µM"),
                least => format!("{least:.3} µM"),
            },
            Self::Capacitance => format!("{value:.3} fF"),
            Self::Postsynaptic | Self::Amperometric => format!("{} pA", plain(value, 1)),
            Self::Released | Self::Pools | Self::Ready => format!("{value:.0}"),
        }
    }
}

/// A plot with what is read in it of this cell.
#[derive(Clone, Debug, PartialEq)]
struct Read {
    row: Row,
    channels: Vec<Channel>,
}

impl Read {
    /// Its name, and what it means.
    fn words(&self, here: Inhabitants) -> [String; 2] {
        let [name, meaning] = match self.channels[..] {
            [Channel::Docked] => ["stage_docking", "row_docked_meaning"],
            [channel @ (Channel::Reserve | Channel::Recycling)] => {
                [channel_word(channel), self.row.words()[1]]
            }
            _ => self.row.words(),
        };
        // All are counted as released.
        let name = match self.row {
            Row::Released => here.all().in_text(name),
            _ => word(name).to_owned(),
        };
        [name, here.word(meaning)]
    }

    /// Lines that its names and values take, beside those of another run.
    fn lines(&self, is_beside: bool) -> usize {
        let of_its_own = self.channels.len() + usize::from(self.row.has_key());
        let is_alone = self.channels.len() == 1;
        of_its_own + usize::from(is_alone && is_beside)
    }
}

/// Whether a cell has what an instrument reads.
fn is_in(channel: Channel, scene: &Scene) -> bool {
    match channel {
        Channel::Potential | Channel::Calcium | Channel::Primed => scene.has_regulated(),
        Channel::Postsynaptic => scene.postsynaptic.is_some(),
        Channel::Reserve => scene.has_pool(Pool::Reserve),
        Channel::Recycling => scene.has_pool(Pool::Recycling),
        Channel::Capacitance | Channel::Released | Channel::Docked => {
            scene.classes_here().next().is_some()
        }
        Channel::Amperometric => true,
    }
}

/// What a channel is called where two share a plot.
fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::Reserve => "stage_reserve",
        Channel::Recycling => "stage_recycling",
        Channel::Docked => "stage_docking",
        _ => "stage_priming",
    }
}

/// How much of the past is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Span {
    /// What passes in some seconds on screen.
    #[default]
    Auto,
    Of(Window),
}

/// What a person has chosen to see in the panel.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct Choices {
    pub span: Span,
    pub(super) rows: [bool; Row::ALL.len()],
    /// The list of traces is open.
    pub(super) choosing: bool,
    pub(super) auto_s: f64,
    /// Where the pointer has put the mark.
    pub(super) pointed_s: Option<f64>,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            span: Span::default(),
            // The pools change too slowly to be looked at first.
            rows: Row::ALL.map(|row| row != Row::Pools),
            choosing: false,
            auto_s: 1.0,
            pointed_s: None,
        }
    }
}

impl Choices {
    /// The stretch of time that is shown, in seconds. It stays as it is while
    /// the mark goes through its second half, and then moves on by half.
    fn page(&mut self, now_s: f64, rate: f64) -> [f64; 2] {
        let wanted = round_step(AUTO_S * rate).clamp(SHORTEST_S, LONGEST_S);
        if wanted > self.auto_s || wanted < SHRINKS * self.auto_s {
            self.auto_s = wanted;
        }
        let length = match self.span {
            Span::Auto => self.auto_s,
            Span::Of(window) => match window.length_s() {
                Some(length) => length,
                None => return [0.0, round_step((1.02 * now_s).max(1.0))],
            },
        };
        let half = length / 2.0;
        let from = half * ((now_s / half).floor() - 1.0).max(0.0);
        [from, from + length]
    }
}

/// What the panel shows.
pub struct Instruments<'a> {
    pub now: SimTime,
    pub readings: &'a Readings,
    /// Those of a run that is seen beside this one.
    pub beside: Option<&'a Readings>,
    /// Their colour.
    pub beside_ink: Color32,
    /// Seconds of cell time that pass in a second on screen.
    pub rate: f64,
    pub scene: &'a Scene,
}

impl Instruments<'_> {
    /// The plots of this cell: of the current that an electrode reads once it has read
    /// something.
    fn rows(&self) -> impl Iterator<Item = Read> {
        let rows = Row::ALL.into_iter();
        rows.filter(|row| *row != Row::Amperometric || self.readings.oxidises)
            .map(|row| row.read_of(self.scene))
            .filter(|read| !read.channels.is_empty())
    }

    fn here(&self) -> Inhabitants {
        Inhabitants::of(self.scene)
    }
}

/// What is read of the run, and of the other beside it.
#[derive(SystemParam)]
struct Lab<'w> {
    clock: Res<'w, SimClock>,
    readings: Res<'w, Readings>,
    beside: Res<'w, ReadingsBeside>,
    twin: Res<'w, Twin>,
    theme: Res<'w, Theme>,
    playback: Res<'w, Playback>,
    scene: Res<'w, Scene>,
}

impl Lab<'_> {
    fn instruments(&self) -> Instruments<'_> {
        Instruments {
            now: self.clock.now,
            readings: &self.readings,
            beside: self.twin.is_beside().then_some(&self.beside.0),
            beside_ink: paint(self.theme.beside),
            rate: self.playback.rate_now(),
            scene: &self.scene,
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Choices>().add_systems(
        EguiPrimaryContextPass,
        draw.run_if(is_open(Drawer::Instruments))
            .in_set(Turn::Drawer),
    );
}

fn draw(
    mut contexts: EguiContexts,
    mut space: ResMut<Space>,
    mut choices: ResMut<Choices>,
    lab: Lab,
    mut actions: MessageWriter<Action>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    show_drawer(&ctx, &mut space, &mut actions, |ui, height, asked| {
        show(ui, &lab.instruments(), &mut choices, height, asked);
    });
    Ok(())
}

/// Draws the open panel, its traces at most `height` high together.
pub fn show(
    ui: &mut egui::Ui,
    instruments: &Instruments,
    choices: &mut Choices,
    height: f32,
    actions: &mut Vec<Action>,
) {
    drawer::head(ui, Drawer::Instruments, actions, |ui, _| {
        show_windows(ui, choices);
    });
    if choices.choosing {
        show_choice(ui, instruments, choices);
    }
    ui.add_space(2.0);
    let height = drawer::under_head(ui, height);
    // The axis stays in sight when traces scroll.
    let axis = AXIS_HEIGHT * egui::TextStyle::Small.resolve(ui.style()).size;
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = height - axis;
    let stack = scroll::vertical(ui, "traces", height, |ui| {
        show_traces(ui, instruments, choices, height)
    });
    let size = vec2(ui.available_width(), axis);
    let (place, _) = ui.allocate_exact_size(size, Sense::hover());
    show_time(ui, &stack, place);
}

/// The buttons for how much of the past is shown, and of what.
fn show_windows(ui: &mut egui::Ui, choices: &mut Choices) {
    drawer::close_together(ui);
    let auto = (Span::Auto, "span_auto", "span_auto_meaning");
    let fixed = Window::ALL.map(|window| (Span::Of(window), window.word(), "window_meaning"));
    let spans = || [auto].into_iter().chain(fixed);
    drawer::keep_together(ui, spans().map(|(_, name, _)| word(name)));
    for (span, name, meaning) in spans() {
        let button = drawer::choice(ui, choices.span == span, word(name));
        if button.on_hover_text(word(meaning)).clicked() {
            choices.span = span;
        }
    }
    ui.add_space(8.0);
    let choose = drawer::choice(ui, choices.choosing, word("choose_traces"));
    if choose
        .on_hover_text(word("choose_traces_meaning"))
        .clicked()
    {
        choices.choosing = !choices.choosing;
    }
}

/// The list of traces to choose from.
fn show_choice(ui: &mut egui::Ui, instruments: &Instruments, choices: &mut Choices) {
    ui.horizontal_wrapped(|ui| {
        for read in instruments.rows() {
            let [name, meaning] = read.words(instruments.here());
            ui.checkbox(&mut choices.rows[read.row as usize], name)
                .on_hover_text(meaning);
        }
    });
}

/// How values stand in the height of a plot.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    /// Always this much, and more where it is needed.
    Even { within: [f64; 2], least: f64 },
    /// Where the values are, and at least this much of it.
    Free { least: f64 },
    /// By factors of ten.
    Decades { within: [f64; 2] },
}

/// A scale for the values in view.
#[derive(Clone, Debug, PartialEq)]
struct Axis {
    /// In units of the plot.
    bounds: [f64; 2],
    /// Where lines go across, and what they are called.
    marks: Vec<(f64, String)>,
    decades: bool,
}

impl Axis {
    fn of(scale: Scale, [low, high]: [f64; 2]) -> Self {
        let (low, high, least) = match scale {
            Scale::Decades { within } => {
                let [low, high] = [low.min(within[0]), high.max(within[1])].map(decades);
                let marks = marks(low, high, 1.0).into_iter().map(|mark| {
                    let power = mark.value as i32;
                    let decimals = (-power).max(0) as usize;
                    (
                        mark.value,
                        format!("{:.decimals$}", libm::pow(10.0, mark.value)),
                    )
                });
                return Self {
                    bounds: [low, high],
                    marks: marks.collect(),
                    decades: true,
                };
            }
            Scale::Even { within, least } => (low.min(within[0]), high.max(within[1]), least),
            Scale::Free { least } => (low, high, least),
        };
        let step = round_step((high - low).max(least) / 3.0);
        let first = step * (low / step).floor();
        let last = (step * (high / step).ceil()).max(first + round_to(least, step));
        let decimals = (-libm::log10(step)).ceil().max(0.0) as usize;
        let said = |value: f64| {
            let text = signed(value, decimals);
            text.strip_prefix('+').map_or(text.clone(), str::to_owned)
        };
        Self {
            bounds: [first, last],
            marks: marks(first - step / 2.0, last + step / 2.0, step)
                .into_iter()
                .map(|mark| (mark.value, said(mark.value)))
                .collect(),
            decades: false,
        }
    }

    /// A value in units of the plot.
    fn place(&self, value: f64) -> f64 {
        if self.decades { decades(value) } else { value }
    }
}

fn round_to(length: f64, step: f64) -> f64 {
    step * (length / step - 1e-9).ceil()
}

/// Tenfolds above one; what is next to nothing has its place too.
fn decades(value: f64) -> f64 {
    libm::log10(value.max(1e-6))
}

/// Where everything of the stack stands.
struct Stack<'a> {
    instruments: &'a Instruments<'a>,
    /// Of the time that is shown, in seconds.
    page: [f64; 2],
    /// Of the mark.
    at_s: f64,
    /// Left and right end of the plots.
    across: egui::Rangef,
    regulated: Vec<f64>,
    constitutive: Vec<f64>,
    small: FontId,
    body: FontId,
}

impl Stack<'_> {
    fn x(&self, at: f64) -> f32 {
        let share = (at - self.page[0]) / (self.page[1] - self.page[0]);
        egui::lerp(self.across.min..=self.across.max, share as f32)
    }

    /// Distance of the marks of time.
    fn step_s(&self) -> f64 {
        let room = f64::from(self.across.span() / (6.0 * self.small.size)).max(1.0);
        round_step((self.page[1] - self.page[0]) / room)
    }

    fn columns(&self) -> usize {
        self.across.span() as usize
    }

    /// The trace of a channel up to now, in this run or the other.
    fn trace(&self, readings: &Readings, channel: Channel) -> Vec<Reading> {
        let now_s = self.instruments.now.as_secs();
        let traces = readings.of(channel);
        let mut trace = traces.between(self.page, self.columns());
        if let Some([_, value]) = trace.last().copied() {
            trace.push([now_s, value]);
        }
        trace
    }
}

/// Draws the traces, in rows that fill this height where there are few.
fn show_traces<'a>(
    ui: &mut egui::Ui,
    instruments: &'a Instruments,
    choices: &mut Choices,
    height: f32,
) -> Stack<'a> {
    let now_s = instruments.now.as_secs();
    let page = choices.page(now_s, instruments.rate);
    let [small, body] =
        [egui::TextStyle::Small, egui::TextStyle::Body].map(|style| style.resolve(ui.style()));
    let line = body.size;
    let rows: Vec<Read> = instruments
        .rows()
        .filter(|read| choices.rows[read.row as usize])
        .collect();
    let heights = heights(&rows, instruments.beside.is_some(), height / line - 0.01);
    let whole = line * heights.iter().sum::<f32>();
    let size = vec2(ui.available_width(), whole);
    let (whole, response) = ui.allocate_exact_size(size, Sense::hover());
    let across = egui::Rangef::new(
        whole.left() + (NAMES + NUMBERS) * line,
        whole.right() - INSET,
    );
    let columns = across.span().max(1.0) as usize;
    let opened = |pathway| instruments.readings.openings(pathway, page, columns);
    let stack = Stack {
        instruments,
        page,
        at_s: choices
            .pointed_s
            .unwrap_or(now_s)
            .clamp(page[0], now_s.max(page[0])),
        across,
        regulated: opened(Pathway::Regulated),
        constitutive: opened(Pathway::Constitutive),
        small,
        body,
    };
    let mut top = whole.top();
    for (read, lines) in rows.iter().zip(heights) {
        let bottom = top + line * lines;
        let place = Rect::from_x_y_ranges(whole.x_range(), top..=bottom - APART);
        show_row(ui, &stack, read, place);
        top = bottom;
    }
    choices.pointed_s = response
        .hover_pos()
        .filter(|place| across.contains(place.x))
        .map(|place| {
            let share = f64::from((place.x - across.min) / across.span());
            (page[0] + share * (page[1] - page[0])).min(now_s)
        });
    stack
}

/// The heights of rows that share a height, in units of the text's: each has room for
/// its names, and what is left is shared evenly.
fn heights(rows: &[Read], is_beside: bool, whole: f32) -> Vec<f32> {
    let least = rows
        .iter()
        .map(|read| LINE * read.lines(is_beside) as f32 + LEAST_SPARE);
    let left = (whole - least.clone().sum::<f32>()).max(0.0);
    let each = left / rows.len().max(1) as f32;
    least
        .map(|least| (least + each).min(MOST_HEIGHT.max(least)))
        .collect()
}

/// One plot with its names and values at the left.
fn show_row(ui: &mut egui::Ui, stack: &Stack, read: &Read, place: Rect) {
    let row = read.row;
    let traces_of = |readings: &Readings| -> Vec<(Channel, Vec<Reading>)> {
        let channels = read.channels.iter();
        channels
            .map(|channel| (*channel, stack.trace(readings, *channel)))
            .collect()
    };
    let traces = traces_of(stack.instruments.readings);
    let others = stack.instruments.beside.map_or_else(Vec::new, traces_of);
    let values = || {
        traces
            .iter()
            .chain(&others)
            .flat_map(|(_, trace)| trace)
            .map(|[_, value]| *value)
    };
    let [low, high] = [
        values().reduce(f64::min).unwrap_or(0.0),
        values().reduce(f64::max).unwrap_or(0.0),
    ];
    let axis = Axis::of(row.scale(), [low, high]);
    let plot = Rect::from_x_y_ranges(stack.across, place.y_range());
    let said = show_names(ui, stack, read, &traces, &others, place);
    show_scale(ui, stack, &axis, plot);
    let ink = [ui.visuals().hyperlink_color, ui.visuals().text_color()];
    let mut inside = ui.new_child(UiBuilder::new().max_rect(plot));
    let bounds = [0, 1].map(|end| {
        let inset = f64::from(INSET / plot.height()) * (axis.bounds[1] - axis.bounds[0]);
        axis.bounds[end] + if end == 0 { -inset } else { inset }
    });
    let [from, until] = stack.page;
    let points = |trace: &[Reading]| -> Vec<[f64; 2]> {
        let corners = row.corners(trace).into_iter();
        corners.map(|[at, value]| [at, axis.place(value)]).collect()
    };
    let is_alone = traces.len() == 1;
    let other_ink = stack.instruments.beside_ink;
    // The other run's lies under this one's, wider: where they agree it is its
    // seam.
    let below = others.iter().enumerate().map(|(number, (_, trace))| {
        let style = if number == 1 || is_alone {
            LineStyle::Solid
        } else {
            LineStyle::dashed_dense()
        };
        let line = Line::new("", points(trace)).color(other_ink.gamma_multiply(0.75));
        line.width(3.6).style(style)
    });
    let above = traces
        .iter()
        .zip(ink)
        .enumerate()
        .map(|(number, ((_, trace), ink))| {
            let style = if number == 1 || is_alone {
                LineStyle::Solid
            } else {
                LineStyle::dashed_dense()
            };
            let line = Line::new("", points(trace)).color(ink);
            line.width(1.6).style(style)
        });
    let lines: Vec<Line> = below.chain(above).collect();
    still_plot(("instrument", row as usize), plot.size())
        .show_axes(false)
        .show_grid(false)
        .show(&mut inside, |plot| {
            plot.set_plot_bounds_x(from..=until);
            plot.set_plot_bounds_y(bounds[0]..=bounds[1]);
            for line in lines {
                plot.line(line);
            }
            plot.vline(VLine::new("", stack.at_s).color(ink[1]).width(1.5));
        });
    if row == Row::Released {
        show_openings(ui, stack, plot);
    }
    let names = place.with_max_x(stack.across.min);
    let response = ui.interact(names, ui.id().with(("row", row as usize)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, &said));
    let subject = Subject::Reading(row.words()[0]);
    if response.clicked() {
        provenance::ask(ui.ctx(), subject);
    }
    provenance::answers(&response, subject);
    if response.hovered() || response.has_focus() {
        let stroke = Stroke::new(1.0, ui.visuals().hyperlink_color);
        ui.painter()
            .rect_stroke(names, 3.0, stroke, egui::StrokeKind::Inside);
    }
}

/// The names of a row's traces, their values at the mark and what its strokes mean;
/// what a screen reader reads.
fn show_names(
    ui: &egui::Ui,
    stack: &Stack,
    plot: &Read,
    traces: &[(Channel, Vec<Reading>)],
    others: &[(Channel, Vec<Reading>)],
    place: Rect,
) -> String {
    let painter = ui.painter();
    let row = plot.row;
    let [title, _] = plot.words(stack.instruments.here());
    let (ink, quiet) = (ui.visuals().text_color(), ui.visuals().weak_text_color());
    let value = |trace: &[Reading]| {
        let upto = trace.partition_point(|[at, _]| *at <= stack.at_s);
        let read = trace.get(upto.saturating_sub(1));
        read.map_or_else(|| "\u{2013}".to_owned(), |[_, value]| row.said(*value))
    };
    let line = LINE * stack.body.size;
    let lines = plot.lines(stack.instruments.beside.is_some());
    let mut y = place.center().y - 0.5 * line * lines as f32;
    let right = stack.across.min - NUMBERS * stack.body.size;
    let write = |at: egui::Pos2, align: Align2, text: &str, ink: Color32| {
        painter.text(at, align, text, stack.body.clone(), ink)
    };
    // As the pictures stand: this run's, then the other's.
    let values = |y: f32, read: &str, other: Option<&str>| {
        let mut end = right;
        if let Some(other) = other {
            let ink = stack.instruments.beside_ink;
            let at = write(pos2(end, y), Align2::RIGHT_TOP, other, ink);
            end = at.left() - 0.5 * stack.body.size;
        }
        write(pos2(end, y), Align2::RIGHT_TOP, read, ink);
    };
    let is_alone = traces.len() == 1;
    let colours = [ui.visuals().hyperlink_color, ink];
    let mut said = Vec::new();
    for (number, ((channel, trace), colour)) in traces.iter().zip(colours).enumerate() {
        let other = others.get(number).map(|(_, other)| value(other));
        let read = value(trace);
        let name = if is_alone {
            title.as_str()
        } else {
            word(channel_word(*channel))
        };
        let mut left = place.left();
        if !is_alone {
            let ends = [left, left + 1.6 * stack.body.size].map(|x| pos2(x, y + line / 2.0));
            let stroke = Stroke::new(2.0, colour);
            if number == 0 {
                painter.extend(egui::Shape::dashed_line(&ends, stroke, 5.0, 3.0));
            } else {
                painter.line_segment(ends, stroke);
            }
            left = ends[1].x + 0.5 * stack.body.size;
        }
        write(pos2(left, y), Align2::LEFT_TOP, name, quiet);
        // Two values with their units have no room beside a name.
        y += if is_alone && other.is_some() {
            line
        } else {
            0.0
        };
        values(y, &read, other.as_deref());
        y += line;
        said.push(match other {
            None => format!("{name} {read}"),
            Some(other) => format!("{name} {read}, {} {other}", word("beside")),
        });
    }
    if row.has_key() {
        show_key(ui, stack, pos2(place.left(), y));
    }
    said.join(", ")
}

/// Says what strokes stand for, of those that there have been.
fn show_key(ui: &egui::Ui, stack: &Stack, at: egui::Pos2) {
    let size = stack.body.size;
    let (mut x, middle) = (at.x, at.y + 0.5 * LINE * size);
    for pathway in [Pathway::Regulated, Pathway::Constitutive] {
        if !stack.instruments.readings.has_opened(pathway) {
            continue;
        }
        let (name, [from, until]) = match pathway {
            Pathway::Regulated => ("pathway_regulated", [-0.1, 0.4]),
            Pathway::Constitutive => ("pathway_constitutive", [-0.4, 0.1]),
        };
        let along = middle + from * size..=middle + until * size;
        ui.painter()
            .vline(x + 0.15 * size, along, stroke_of(ui, pathway));
        let after = pos2(x + 0.5 * size, at.y);
        let (font, quiet) = (stack.small.clone(), ui.visuals().weak_text_color());
        let text = ui
            .painter()
            .text(after, Align2::LEFT_TOP, word(name), font, quiet);
        x = text.right() + size;
    }
}

/// How a pore's stroke is drawn.
fn stroke_of(ui: &egui::Ui, pathway: Pathway) -> Stroke {
    match pathway {
        Pathway::Regulated => Stroke::new(2.0, ui.visuals().warn_fg_color),
        Pathway::Constitutive => Stroke::new(1.5, ui.visuals().weak_text_color()),
    }
}

/// Lines across a plot and what they stand for.
fn show_scale(ui: &egui::Ui, stack: &Stack, axis: &Axis, plot: Rect) {
    let painter = ui.painter();
    let quiet = ui.visuals().weak_text_color();
    let faint = faint(ui);
    frame(ui, plot);
    let [from, until] = stack.page;
    for mark in marks(from, until, stack.step_s()) {
        painter.vline(stack.x(mark.value), plot.y_range(), faint);
    }
    if stack.regulated.len() <= FEW {
        let stroke = Stroke::new(1.0, ui.visuals().warn_fg_color.gamma_multiply(0.6));
        for at in &stack.regulated {
            painter.vline(stack.x(*at), plot.y_range(), stroke);
        }
    }
    let [low, high] = axis.bounds;
    let inner = plot.shrink2(vec2(0.0, INSET));
    let y = |value: f64| {
        let share = (value - low) / (high - low);
        egui::lerp(inner.bottom()..=inner.top(), share as f32)
    };
    for (value, _) in &axis.marks {
        painter.hline(plot.x_range(), y(*value), faint);
    }
    let size = stack.small.size;
    let half = 0.5 * NUMERAL * size;
    let at = |value: f64| y(value).clamp(plot.top() + half, plot.bottom() - half);
    let places: Vec<f32> = axis.marks.iter().map(|(value, _)| at(*value)).collect();
    for number in numbers_with_room(&places, size) {
        let place = pos2(plot.left() - 4.0, places[number]);
        let (font, said) = (stack.small.clone(), &axis.marks[number].1);
        painter.text(place, Align2::RIGHT_CENTER, said, font, quiet);
    }
}

/// Which numbers of an upright scale are written, from where they stand: the first and
/// the last, if one doesn't touch the other, and between them those that are well apart.
fn numbers_with_room(places: &[f32], size: f32) -> Vec<usize> {
    let Some(last) = places.len().checked_sub(1) else {
        return Vec::new();
    };
    let apart = |one: usize, other: usize| (places[one] - places[other]).abs();
    let mut written = vec![0];
    for number in 1..last {
        let before = written[written.len() - 1];
        if apart(number, before).min(apart(number, last)) >= size {
            written.push(number);
        }
    }
    if last > 0 && apart(last, written[written.len() - 1]) >= NUMERAL * size {
        written.push(last);
    }
    written
}

/// A stroke for each pore: from below for a regulated one, from above for one
/// that waits for no signal.
fn show_openings(ui: &egui::Ui, stack: &Stack, plot: Rect) {
    let painter = ui.painter();
    let reach = 0.3 * plot.height();
    for at in &stack.regulated {
        let along = plot.bottom() - reach..=plot.bottom();
        painter.vline(stack.x(*at), along, stroke_of(ui, Pathway::Regulated));
    }
    for at in &stack.constitutive {
        let along = plot.top()..=plot.top() + reach;
        painter.vline(stack.x(*at), along, stroke_of(ui, Pathway::Constitutive));
    }
}

/// The axis of time that all plots share, and when the mark is.
fn show_time(ui: &egui::Ui, stack: &Stack, place: Rect) {
    let painter = ui.painter();
    let quiet = ui.visuals().weak_text_color();
    let y = place.center().y;
    let title = word("axis_time");
    painter.text(
        pos2(place.left(), y),
        Align2::LEFT_CENTER,
        title,
        stack.small.clone(),
        quiet,
    );
    let [from, until] = stack.page;
    let step = stack.step_s();
    let decimals = (-libm::log10(step)).ceil().max(0.0) as usize;
    let said = |at: f64, decimals: usize| format!("{at:.decimals$}");
    let mark = painter.layout_no_wrap(
        said(stack.at_s, decimals + 1),
        stack.small.clone(),
        ui.visuals().text_color(),
    );
    let half = 0.5 * mark.size().x;
    let least_apart = 0.7 * stack.small.size;
    let middle = stack.x(stack.at_s).clamp(
        stack.across.min,
        (stack.across.max - half).max(stack.across.min),
    );
    for number in marks(from, until, step) {
        let x = stack.x(number.value);
        let text = said(number.value, decimals);
        let text = painter.layout_no_wrap(text, stack.small.clone(), quiet);
        let reach = 0.5 * text.size().x;
        // The mark's own time goes before.
        if (x - middle).abs() > half + reach + least_apart && x + reach <= place.right() {
            let corner = pos2(x - reach, y - 0.5 * text.size().y);
            painter.galley(corner.round(), text, quiet);
        }
    }
    let corner = pos2(middle - half, y - 0.5 * mark.size().y);
    painter.galley(corner.round(), mark, ui.visuals().text_color());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene;

    #[test]
    fn what_a_cell_has_not_got_is_not_read() {
        let read = |name: &str| -> Vec<Channel> {
            let scene = scene::load(name).expect("a built-in scene");
            let rows = Row::ALL.into_iter();
            rows.flat_map(|row| row.read_of(&scene).channels).collect()
        };
        assert_eq!(read("synaptic_bouton").len(), Channel::ALL.len());
        let granules = read("chromaffin_cell");
        assert!(granules.contains(&Channel::Primed) && granules.contains(&Channel::Potential));
        assert!(!granules.contains(&Channel::Postsynaptic));
        assert_eq!(
            read("secretory_cell"),
            [
                Channel::Capacitance,
                Channel::Amperometric,
                Channel::Released,
                Channel::Docked
            ]
        );
        let scene = scene::load("secretory_cell").expect("a built-in scene");
        let here = Inhabitants::of(&scene);
        let words = |row: Row| row.read_of(&scene).words(here);
        assert_eq!(words(Row::Released)[0], "Carriers released");
        assert_eq!(words(Row::Ready)[0], word("stage_docking"));
    }

    #[test]
    fn the_mark_goes_through_a_page_that_stays_and_then_moves_on_by_half() {
        let mut choices = Choices {
            span: Span::Of(Window::Second),
            ..Choices::default()
        };
        assert_eq!(choices.page(0.2, 0.5), [0.0, 1.0]);
        assert_eq!(choices.page(0.9, 0.5), [0.0, 1.0]);
        assert_eq!(choices.page(1.1, 0.5), [0.5, 1.5]);
        assert_eq!(choices.page(1.4, 0.5), [0.5, 1.5]);
        choices.span = Span::Of(Window::All);
        let [from, until] = choices.page(61.0, 0.5);
        assert_eq!((from, until.round()), (0.0, 100.0));
    }

    #[test]
    fn auto_follows_the_time_lens_and_does_not_flicker() {
        let mut choices = Choices::default();
        let mut length = |rate| {
            let [from, until] = choices.page(7.003, rate);
            assert!(from <= 7.003 && 7.003 <= until);
            until - from
        };
        let near = |length: f64, other: f64| (length / other - 1.0).abs() < 1e-6;
        assert!(near(length(0.5), 5.0));
        assert!(near(length(1e-3), 0.01));
        // Between what asks for 10 ms and for 5 ms.
        for rate in [1.1e-3, 0.9e-3, 0.6e-3, 1.2e-3] {
            assert!(near(length(rate), 0.01), "{rate}");
        }
        assert!(near(length(1e-6), SHORTEST_S));
        assert!(near(length(100.0), LONGEST_S));
    }

    #[test]
    fn a_scale_has_round_numbers_and_room_for_its_values() {
        let said = |axis: &Axis| -> Vec<String> {
            axis.marks.iter().map(|(_, said)| said.clone()).collect()
        };
        let potential = Axis::of(Row::Potential.scale(), [-70.0, 35.0]);
        assert_eq!(potential.bounds, [-100.0, 50.0]);
        assert_eq!(said(&potential), ["\u{2212}100", "\u{2212}50", "0", "50"]);
        let calcium = Axis::of(Row::Calcium.scale(), [0.05, 25.0]);
        assert_eq!(said(&calcium), ["0.1", "1", "10", "100"]);
        assert!((calcium.place(10.0) - 1.0).abs() < 1e-12);
        let released = Axis::of(Row::Released.scale(), [12.0, 12.0]);
        assert_eq!(released.bounds, [12.0, 16.0]);
        let capacitance = Axis::of(Row::Capacitance.scale(), [60.41, 60.46]);
        assert!(capacitance.bounds[0] <= 60.41 && capacitance.bounds[1] >= 60.46);
        let nothing = Axis::of(Row::Postsynaptic.scale(), [0.0, 0.0]);
        assert_eq!(nothing.bounds, [-10.0, 0.0]);
    }

    #[test]
    fn a_level_stretch_is_one_line_and_a_count_goes_by_stairs() {
        let trace = [[0.0, 7.0], [1.0, 7.0], [2.0, 7.0], [3.0, 6.0], [4.0, 6.0]];
        assert_eq!(
            Row::Ready.corners(&trace),
            [[0.0, 7.0], [3.0, 7.0], [3.0, 6.0], [4.0, 6.0]]
        );
        assert_eq!(
            Row::Potential.corners(&trace),
            [[0.0, 7.0], [2.0, 7.0], [3.0, 6.0], [4.0, 6.0]]
        );
        assert!(Row::Ready.corners(&[]).is_empty());
    }

    #[test]
    fn numbers_of_a_scale_do_not_touch() {
        assert_eq!(numbers_with_room(&[], 18.0), [0; 0]);
        assert_eq!(numbers_with_room(&[20.0], 18.0), [0]);
        assert_eq!(numbers_with_room(&[20.0, 10.0], 18.0), [0]);
        assert_eq!(numbers_with_room(&[20.0, 13.0, 6.0], 18.0), [0, 2]);
        let high = [90.0, 75.0, 60.0, 45.0, 30.0, 15.0];
        assert_eq!(numbers_with_room(&high, 18.0), [0, 2, 5]);
    }

    #[test]
    fn rows_have_room_for_their_names_and_share_what_is_left() {
        let bouton = scene::load("synaptic_bouton").expect("a built-in scene");
        let rows = Row::ALL.map(|row| row.read_of(&bouton));
        for is_beside in [false, true] {
            for whole in [0.0, 11.0, 24.0, 90.0] {
                let heights = heights(&rows, is_beside, whole);
                for (read, height) in rows.iter().zip(&heights) {
                    assert!(*height > LINE * read.lines(is_beside) as f32, "{read:?}");
                }
                let sum: f32 = heights.iter().sum();
                let least = super::heights(&rows, is_beside, 0.0);
                let most = whole.max(least.into_iter().sum());
                assert!(sum < most + 0.01, "{sum} of {whole}");
            }
        }
        // Those that are shown at first stand in a low drawer together.
        let first = Choices::default();
        let first: Vec<Read> = rows
            .into_iter()
            .filter(|read| first.rows[read.row as usize] && read.row != Row::Amperometric)
            .collect();
        assert!(heights(&first, false, 0.0).iter().sum::<f32>() < 11.0);
    }

    #[test]
    fn a_value_is_read_with_its_unit() {
        assert_eq!(Row::Potential.said(-70.04), "\u{2212}70.0 mV");
        assert_eq!(Row::Calcium.said(0.05), "0.050 µM");
        assert_eq!(Row::Calcium.said(23.14), "23.1 µM");
        assert_eq!(Row::Released.said(12.0), "12");
        assert_eq!(Row::Postsynaptic.said(-0.01), "0.0 pA");
    }
}
