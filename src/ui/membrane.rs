//! The membrane panel: where all the membrane is, what has moved since the
//! beginning, the capacitance that an electrode would read, and how fusions
//! and retrievals balance.
//!
//! Two bars tell it. One never changes its length, because no membrane is ever
//! lost; a vesicle is a thousandth of it, so the other shows the changes alone,
//! magnified: what some accounts gained stands to the right of the middle, what
//! others gave to the left, and both sides are always equally long.

use bevy::{color::ColorToPacked, ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, Color32, Rect, Sense, Stroke, WidgetInfo, WidgetType, pos2, vec2};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use egui_plot::{HLine, Line, Plot, Points, VLine};

use super::{
    counts::grouped,
    drawer::{self, Drawer},
    inhabitants::Inhabitants,
    membrane_history::{Balance, MembraneHistory, Origin, Turnover},
    provenance::{self, Subject},
    room::GAP,
    scales::{marks, numbers_in, right, round_step, signed, time_axis, to_the_right, upright_axis},
    scroll,
    sharing::{Space, Turn, card, is_open, is_shut, show_drawer},
    traces::Window,
};
use crate::{
    biology::{parameters::Parameters, vesicles::Pathway},
    scene::Scene,
    session::actions::Action,
    sim::{
        clock::SimClock,
        membrane::{AreaShares, Areas},
    },
    text::{say, word},
    units::SimTime,
    view::theme::{Theme, Tone},
};

/// Widths in units of the text's height: of the account, of the narrowest trace
/// beside it, and of the balance.
const ACCOUNT_WIDTH: f32 = 23.0;
const TRACE_WIDTH: f32 = 15.0;
const BALANCE_WIDTH: f32 = 15.0;
/// Height of a bar and of the trace, likewise; a low panel has a lower trace.
const BAR_HEIGHT: f32 = 0.85;
const TRACE_HEIGHT: f32 = 9.5;
const LEAST_TRACE_HEIGHT: f32 = 6.0;
/// The least that the trace's height stands for, in vesicles: what is smaller
/// than one shows as small.
const LEAST_SPAN: f64 = 3.0;

/// A step is marked beside the trace if it is at least this share of the trace's
/// height, and at most that.
const LEAST_YARDSTICK: f64 = 0.02;
const MOST_YARDSTICK: f64 = 0.7;

/// The least time that the trace's width stands for, and the share of it kept
/// free for what comes next.
const SHORTEST_S: f64 = 1e-3;
const TO_COME: f64 = 0.06;

/// Nothing that membrane does is over within a hundredth of a second.
const WINDOWS: [Window; 5] = [
    Window::Tenth,
    Window::Second,
    Window::TenSeconds,
    Window::Minute,
    Window::All,
];

/// A part of the panel: where there is no room for all, one is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    Areas,
    #[default]
    Trace,
    Counts,
}

impl Section {
    /// Its name among the texts.
    fn word(self) -> &'static str {
        match self {
            Self::Areas => "section_areas",
            Self::Trace => "section_trace",
            Self::Counts => "section_counts",
        }
    }
}

/// What a person has chosen to see in the panel.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    pub window: Window,
    pub section: Section,
}

/// What the panel shows.
pub struct Account<'a> {
    pub now: SimTime,
    pub shares: AreaShares,
    pub capacitance_ff: f64,
    /// Area of one vesicle of mean size and what it adds to the capacitance: of a
    /// regulated one, where there are such.
    pub vesicle_nm2: f64,
    pub vesicle_ff: f64,
    /// Outer radius of a constitutive carrier, and what it adds.
    pub carrier_radius_nm: f64,
    pub carrier_ff: f64,
    pub scene: &'a Scene,
    pub history: &'a MembraneHistory,
    pub theme: &'a Theme,
}

impl Account<'_> {
    fn origin(&self) -> Origin {
        self.history.origin.unwrap_or(Origin {
            time: self.now,
            shares: self.shares,
        })
    }

    /// Every account's area and its change since the origin, in nm².
    fn entries(&self) -> [Entry; 4] {
        let (now, then) = (self.shares, self.origin().shares);
        let entry = |reading, tone, texture, area: f64, before: f64| Entry {
            reading,
            name: word(reading),
            colour: colour(self.theme, tone),
            texture,
            area,
            change: area - before,
        };
        [
            entry(
                "area_membrane",
                Tone::OuterLeaflet,
                Texture::Plain,
                now.plasma_membrane,
                then.plasma_membrane,
            ),
            entry(
                "area_pits",
                Tone::OuterLeaflet,
                Texture::Dots,
                now.pits,
                then.pits,
            ),
            entry(
                "area_vesicles",
                Tone::CytosolicLeaflet,
                Texture::Plain,
                now.vesicles,
                then.vesicles,
            ),
            entry(
                "area_retrieved",
                Tone::CytosolicLeaflet,
                Texture::Hatch,
                now.retrieved,
                then.retrieved,
            ),
        ]
    }

    fn here(&self) -> Inhabitants {
        Inhabitants::of(self.scene)
    }

    /// Whether carriers live beside those by which areas are told.
    fn has_carriers(&self) -> bool {
        let here = self.here();
        here.regulated.is_some() && here.constitutive.is_some()
    }

    /// By which ways membrane may come back: what is large is no matter for a coat.
    fn ways_back(&self) -> Vec<(&'static str, fn(Turnover) -> u64)> {
        let mut ways: Vec<(&'static str, fn(Turnover) -> u64)> = Vec::new();
        if self.scene.classes_here().any(|class| !class.is_large()) {
            ways.push(("mode_clathrin", |kind| kind.by_clathrin));
            ways.push(("mode_ultrafast", |kind| kind.ultrafast));
        }
        if self.scene.classes_here().any(|class| class.is_large()) {
            ways.push(("mode_bulk", |kind| kind.in_bulk));
        }
        ways
    }

    /// How many regulated vesicles a carrier's membrane makes.
    fn vesicles_in_a_carrier(&self) -> String {
        format!("{:.1}", self.carrier_ff / self.vesicle_ff)
    }

    /// The sentence that sums it up.
    fn sum(&self) -> String {
        say("membrane_sum", |_| micrometres(self.shares.total()))
    }
}

/// What the account is drawn up from.
#[derive(SystemParam)]
struct Books<'w, 's> {
    clock: Res<'w, SimClock>,
    areas: Areas<'w, 's>,
    parameters: Res<'w, Parameters>,
    history: Res<'w, MembraneHistory>,
    scene: Res<'w, Scene>,
    theme: Res<'w, Theme>,
}

impl Books<'_, '_> {
    fn account(&self) -> Account<'_> {
        let now = self.clock.now;
        let capacitance_ff_per_nm2 = self.parameters.capacitance_ff_per_nm2;
        let carrier_radius_nm = self.parameters.mean_nm(Pathway::Constitutive);
        let here = Inhabitants::of(&self.scene);
        let vesicle_nm = match (here.regulated, here.constitutive) {
            (None, Some(_)) => carrier_radius_nm,
            _ => self.parameters.mean_nm(Pathway::Regulated),
        };
        let sphere_nm2 = |radius: f64| 4.0 * std::f64::consts::PI * radius * radius;
        Account {
            now,
            shares: self.areas.at(now),
            capacitance_ff: self.areas.capacitance_ff(now),
            vesicle_nm2: sphere_nm2(vesicle_nm),
            vesicle_ff: sphere_nm2(vesicle_nm) * capacitance_ff_per_nm2,
            carrier_radius_nm,
            carrier_ff: sphere_nm2(carrier_radius_nm) * capacitance_ff_per_nm2,
            scene: &self.scene,
            history: &self.history,
            theme: &self.theme,
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Choices>().add_systems(
        EguiPrimaryContextPass,
        (
            draw.run_if(is_open(Drawer::Membrane)),
            draw_line.run_if(is_shut),
        )
            .in_set(Turn::Drawer),
    );
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
        show(ui, &books.account(), &mut choices, height, asked);
    });
    Ok(())
}

/// Draws the line that stands for the drawer while it is shut, above the bar of time.
fn draw_line(
    mut contexts: EguiContexts,
    mut space: ResMut<Space>,
    books: Books,
    mut actions: MessageWriter<Action>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    let mut asked = Vec::new();
    let width = space.width();
    let line = egui::Area::new("drawer line".into())
        .anchor(egui::Align2::LEFT_BOTTOM, [GAP, -(space.bar + GAP)])
        .default_width(width)
        .show(&ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_max_width(width);
                show_closed(ui, &books.account(), &mut asked);
            });
        });
    let line = line.response.rect;
    space.line = line.height() + GAP;
    space.sides[0].min = line.right() + GAP;
    actions.write_batch(asked);
    Ok(())
}

/// One account, as it is drawn.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Its name among the texts, and what that says.
    reading: &'static str,
    name: &'static str,
    colour: Color32,
    texture: Texture,
    area: f64,
    change: f64,
}

/// Tells accounts of the same colour apart: what is on its way has a texture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Texture {
    Plain,
    Dots,
    Hatch,
}

/// Draws the line that stands for the drawer while it is shut.
pub fn show_closed(ui: &mut egui::Ui, account: &Account, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        // A button and its text stay on one line.
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        drawer::tabs(ui, None, actions);
        let text = say("membrane_short", |_| micrometres(account.shares.total()));
        ui.label(text).on_hover_text(account.sum());
    });
}

/// Draws the open panel, at most `height` high.
pub fn show(
    ui: &mut egui::Ui,
    account: &Account,
    choices: &mut Choices,
    height: f32,
    actions: &mut Vec<Action>,
) {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let width = ui.available_width();
    let gap = ui.spacing().item_spacing.x * 2.0;
    let [accounts, balance] = [ACCOUNT_WIDTH, BALANCE_WIDTH].map(|lines| lines * line);
    let room = width - ui.spacing().scroll.allocated_width();
    let three = room - accounts - balance - 2.0 * gap;
    let two = room - accounts - gap;
    // What has no room of its own takes turns.
    let turns: &[Section] = if three >= TRACE_WIDTH * line {
        &[]
    } else if two >= TRACE_WIDTH * line {
        &[Section::Trace, Section::Counts]
    } else {
        &[Section::Areas, Section::Trace, Section::Counts]
    };
    if !turns.is_empty() && !turns.contains(&choices.section) {
        choices.section = Section::default();
    }
    ui.horizontal_wrapped(|ui| {
        // A text that has no room in this row goes on to the next as a whole.
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        drawer::tabs(ui, Some(Drawer::Membrane), actions);
        drawer::keep_together(ui, turns.iter().map(|section| word(section.word())));
        for section in turns {
            let chosen = choices.section == *section;
            if drawer::choice(ui, chosen, word(section.word())).clicked() {
                choices.section = *section;
            }
        }
        provenance::name(ui, account.sum(), Subject::Reading("membrane_where"));
    });
    ui.add_space(2.0);
    let height = drawer::under_head(ui, height);
    scroll::vertical(ui, "membrane", height, |ui| {
        let chosen = choices.section;
        let mut section = |ui: &mut egui::Ui, section| match section {
            Section::Areas => show_accounts(ui, account),
            Section::Trace => show_trace(ui, account, &mut choices.window, height),
            Section::Counts => show_balance(ui, account, actions),
        };
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            match turns.len() {
                0 => {
                    column(ui, accounts, |ui| section(ui, Section::Areas));
                    column(ui, three, |ui| section(ui, Section::Trace));
                    column(ui, balance, |ui| section(ui, Section::Counts));
                }
                2 => {
                    column(ui, accounts, |ui| section(ui, Section::Areas));
                    column(ui, two, |ui| section(ui, chosen));
                }
                _ => column(ui, room, |ui| section(ui, chosen)),
            }
        });
    });
}

fn column(ui: &mut egui::Ui, width: f32, contents: impl FnOnce(&mut egui::Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.x = 7.0;
        contents(ui);
    });
}

fn show_accounts(ui: &mut egui::Ui, account: &Account) {
    let entries = account.entries();
    let line = ui.text_style_height(&egui::TextStyle::Body);
    whole_bar(ui, &entries, BAR_HEIGHT * line);
    ui.add_space(2.0);
    // A grid remembers its widest columns, and so one for each size of text.
    egui::Grid::new(("membrane accounts", line as u32))
        .num_columns(4)
        .spacing([10.0, 1.0])
        .show(ui, |ui| {
            ui.label("");
            right(ui, egui::RichText::new(word("head_area")).weak().small());
            for head in ["head_vesicles", "head_change"] {
                let text = egui::RichText::new(account.here().word(head))
                    .weak()
                    .small();
                to_the_right(ui, |ui| provenance::name(ui, text, Subject::Reading(head)));
            }
            ui.end_row();
            for entry in &entries {
                ui.horizontal(|ui| {
                    let (swatch, _) =
                        ui.allocate_exact_size(vec2(0.8 * line, 0.8 * line), Sense::hover());
                    paint(ui, swatch, entry.colour, entry.texture);
                    provenance::name(ui, entry.name, Subject::Reading(entry.reading));
                });
                let vesicles = |area| area / account.vesicle_nm2;
                right(ui, micrometres(entry.area).into());
                right(ui, format!("{:.1}", vesicles(entry.area) + 0.0).into());
                right(
                    ui,
                    egui::RichText::new(signed(vesicles(entry.change), 1)).strong(),
                );
                ui.end_row();
            }
        });
    ui.add_space(3.0);
    changes_bar(ui, account, &entries, BAR_HEIGHT * line);
}

/// All the membrane there is, in one bar that is always as long.
fn whole_bar(ui: &mut egui::Ui, entries: &[Entry; 4], height: f32) {
    let (bar, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let total: f64 = entries.iter().map(|entry| entry.area).sum();
    let mut from = 0.0;
    for entry in entries {
        let upto = from + entry.area;
        paint(
            ui,
            stretch(bar, from / total, upto / total),
            entry.colour,
            entry.texture,
        );
        from = upto;
    }
    outline(ui, bar);
    let said: Vec<String> = entries
        .iter()
        .map(|entry| format!("{} {}", entry.name, micrometres(entry.area)))
        .collect();
    let said = format!("{}: {}", word("membrane_where"), said.join(", "));
    response.widget_info(|| WidgetInfo::labeled(WidgetType::ProgressIndicator, true, &said));
    response.on_hover_text(said);
}

/// What has changed hands since the origin: gains to the right of the middle,
/// losses to the left.
fn changes_bar(ui: &mut egui::Ui, account: &Account, entries: &[Entry; 4], height: f32) {
    let title = account.here().text("changes", |_| {
        format!("{:.1} s", account.origin().time.as_secs())
    });
    ui.label(egui::RichText::new(title).weak());
    let (bar, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let vesicles = |entry: &Entry| entry.change / account.vesicle_nm2;
    let gained: f64 = entries.iter().map(|entry| vesicles(entry).max(0.0)).sum();
    let reach = round_step(gained).max(1.0);
    let (mut left, mut rightwards) = (0.5, 0.5);
    for entry in entries {
        let share = vesicles(entry) / (2.0 * reach);
        let (from, upto) = if share < 0.0 {
            left += share;
            (left, left - share)
        } else {
            rightwards += share;
            (rightwards - share, rightwards)
        };
        paint(ui, stretch(bar, from, upto), entry.colour, entry.texture);
    }
    outline(ui, bar);
    let text = ui.visuals().text_color();
    let middle = bar.center().x;
    ui.painter().line_segment(
        [
            pos2(middle, bar.top() - 3.0),
            pos2(middle, bar.bottom() + 3.0),
        ],
        Stroke::new(1.5, text),
    );
    let said: Vec<String> = entries
        .iter()
        .map(|entry| format!("{} {}", entry.name, signed(vesicles(entry), 1)))
        .collect();
    let meaning = account.here().word("changes_meaning");
    let said = format!("{meaning}: {}", said.join(", "));
    response.widget_info(|| WidgetInfo::labeled(WidgetType::ProgressIndicator, true, &said));
    response.on_hover_text(said);
    // Under the ends and the middle, what the length stands for.
    let font = egui::TextStyle::Small.resolve(ui.style());
    let (under, _) = ui.allocate_exact_size(vec2(bar.width(), font.size + 2.0), Sense::hover());
    let quiet = ui.visuals().weak_text_color();
    for (at, align, text) in [
        (
            under.left_top(),
            egui::Align2::LEFT_TOP,
            format!("\u{2212}{reach:.0} {}", word("given")),
        ),
        (under.center_top(), egui::Align2::CENTER_TOP, "0".to_owned()),
        (
            under.right_top(),
            egui::Align2::RIGHT_TOP,
            format!("{} +{reach:.0}", word("gained")),
        ),
    ] {
        ui.painter().text(at, align, text, font.clone(), quiet);
    }
}

/// The trace, newest at the right.
fn show_trace(ui: &mut egui::Ui, account: &Account, window: &mut Window, height: f32) {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let trace = RelativeTrace::of(account, *window);
    let vesicle_af = account.vesicle_ff * 1e3;
    let [low, high] = trace.bounds_af(vesicle_af);
    let yardsticks = Yardsticks::of(account, [low, high]);
    ui.horizontal_wrapped(|ui| {
        drawer::close_together(ui);
        let now = say("capacitance_now", |_| {
            format!("{:.3} fF", account.capacitance_ff)
        });
        provenance::name(ui, now, Subject::Reading("row_capacitance"))
            .on_hover_text(word("capacitance_meaning"));
        drawer::keep_together(ui, WINDOWS.map(|window| word(window.word())));
        for choice in WINDOWS {
            let chosen = drawer::choice(ui, *window == choice, word(choice.word()));
            if chosen.on_hover_text(word("window_meaning")).clicked() {
                *window = choice;
            }
        }
        yardsticks.show_key(ui);
    });
    let (accent, text) = (ui.visuals().hyperlink_color, ui.visuals().text_color());
    let [from, upto] = trace.bounds_s;
    let small = egui::TextStyle::Small.resolve(ui.style());
    // The highest number stands half over the plot's edge.
    ui.add_space(0.5 * small.size);
    let left = height - ui.min_rect().height() - ui.spacing().item_spacing.y;
    let [least, most] = [LEAST_TRACE_HEIGHT, TRACE_HEIGHT].map(|lines| lines * line);
    let height = left.clamp(least, most);
    // Under it stand the numbers and the name of its axis.
    let numbers = numbers_in(height - 2.5 * small.size, small.size);
    let step = whole_vesicles(high - low, vesicle_af, numbers);
    let said = marks(low, high, step).into_iter();
    let said = said.map(|mark| signed(mark.value, 0));
    let plot = Plot::new(("capacitance", line as u32))
        .height(height)
        .width(ui.available_width())
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_x(false)
        .show_y(false)
        .set_margin_fraction(vec2(0.0, 0.0))
        .x_grid_spacer(|input| {
            let step = round_step((input.bounds.1 - input.bounds.0) / 4.0);
            marks(input.bounds.0, input.bounds.1, step)
        })
        .y_grid_spacer(move |input| marks(input.bounds.0, input.bounds.1, step))
        .custom_x_axes(vec![time_axis(ui, small.clone())])
        .custom_y_axes(vec![
            upright_axis(ui, "axis_capacitance", small, said)
                .formatter(|mark, _| signed(mark.value, 0)),
        ]);
    let response = plot
        .show(ui, |plot| {
            plot.set_plot_bounds_x(from..=upto);
            plot.set_plot_bounds_y(low..=high);
            plot.hline(
                HLine::new("", 0.0)
                    .color(text.gamma_multiply(0.4))
                    .width(1.0),
            );
            plot.line(
                Line::new("", trace.readings.clone())
                    .color(accent)
                    .width(1.8),
            );
            plot.vline(VLine::new("", trace.now_s).color(text).width(1.5));
            if let Some(now) = trace.readings.last() {
                plot.points(Points::new("", vec![*now]).color(accent).radius(4.0));
            }
            yardsticks.draw(plot, [from, upto], text);
        })
        .response;
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, trace.said()));
}

/// Upright lines as high as one vesicle and, where it has room, one carrier.
struct Yardsticks {
    heights_af: Vec<f64>,
    /// Their lower ends.
    foot_af: f64,
    /// What they are called, over the plot: within it the trace would go through it.
    said: String,
}

impl Yardsticks {
    fn of(account: &Account, [low, high]: [f64; 2]) -> Self {
        let span = high - low;
        let [vesicle, carrier] = [account.vesicle_ff, account.carrier_ff].map(|step| 1e3 * step);
        let said = |name| {
            account.here().text(name, |placeholder| match placeholder {
                "step" => format!("{vesicle:.0} aF"),
                _ => format!("{carrier:.0} aF"),
            })
        };
        let (heights_af, said) = if vesicle < LEAST_YARDSTICK * span {
            (Vec::new(), String::new())
        } else if carrier > MOST_YARDSTICK * span || !account.has_carriers() {
            (vec![vesicle], said("one_vesicle"))
        } else {
            (vec![vesicle, carrier], said("one_of_each"))
        };
        // At the left edge the trace is at zero, and so they stand on the
        // other side of it.
        let highest = heights_af.iter().copied().fold(0.0, f64::max);
        let foot_af = if high > -low {
            high - 0.06 * span - highest
        } else {
            low + 0.06 * span
        };
        Self {
            heights_af,
            foot_af,
            said,
        }
    }

    /// What they stand for, in a row of a head.
    fn show_key(&self, ui: &mut egui::Ui) {
        if self.heights_af.is_empty() {
            return;
        }
        let size = egui::TextStyle::Small.resolve(ui.style()).size;
        drawer::keep_together(ui, [self.said.as_str()]);
        let (place, _) = ui.allocate_exact_size(vec2(0.6 * size, size), Sense::hover());
        let stroke = Stroke::new(2.5, ui.visuals().text_color());
        ui.painter()
            .vline(place.center().x, place.y_range(), stroke);
        // In a narrow column it takes two rows.
        ui.style_mut().wrap_mode = None;
        ui.label(egui::RichText::new(&self.said).small());
    }

    fn draw(self, plot: &mut egui_plot::PlotUi, [from, upto]: [f64; 2], ink: Color32) {
        let mut at = from + 0.02 * (upto - from);
        for height in &self.heights_af {
            at += 0.012 * (upto - from);
            let ends = vec![[at, self.foot_af], [at, self.foot_af + height]];
            plot.line(Line::new("", ends).color(ink).width(2.5));
        }
    }
}

/// The capacitance against that at the left edge, in attofarads.
struct RelativeTrace {
    readings: Vec<[f64; 2]>,
    bounds_s: [f64; 2],
    now_s: f64,
}

impl RelativeTrace {
    fn of(account: &Account, window: Window) -> Self {
        let now = account.now.as_secs();
        let mut readings = account.history.capacitance_ff(window);
        let from = window
            .length_s()
            .map_or(0.0, |length| (now - length).max(0.0));
        let passed = (now - from).max(SHORTEST_S);
        let bounds_s = [from, from + passed * (1.0 + TO_COME)];
        readings.push([now, account.capacitance_ff]);
        // The last one before the window stands at its edge.
        let before = readings.partition_point(|[at, _]| *at < bounds_s[0]);
        let mut shown = readings.split_off(before.saturating_sub(1));
        let base = shown[0][1];
        shown[0][0] = shown[0][0].max(bounds_s[0]);
        for reading in &mut shown {
            reading[1] = (reading[1] - base) * 1e3;
        }
        Self {
            readings: shown,
            bounds_s,
            now_s: now,
        }
    }

    /// Lowest and highest, with room around them.
    fn bounds_af(&self, vesicle_af: f64) -> [f64; 2] {
        let (low, high) = self
            .readings
            .iter()
            .fold((0.0_f64, 0.0_f64), |(low, high), reading| {
                (low.min(reading[1]), high.max(reading[1]))
            });
        let span = (1.2 * (high - low)).max(LEAST_SPAN * vesicle_af);
        let middle = (low + high) / 2.0;
        [middle - span / 2.0, middle + span / 2.0]
    }

    fn said(&self) -> String {
        let change = self.readings.last().map_or(0.0, |reading| reading[1]);
        say("trace_said", |placeholder| match placeholder {
            "change" => format!("{} aF", signed(change, 0)),
            _ => format!("{:.1} s", self.now_s - self.bounds_s[0]),
        })
    }
}

/// The distance of lines across the trace, in attofarads: a whole number of
/// vesicles, for so many lines.
fn whole_vesicles(span_af: f64, vesicle_af: f64, lines: f64) -> f64 {
    // Rounded to what is easily read: 50 aF for a vesicle of 49.9.
    let unit = (vesicle_af / 10.0).round().max(1.0) * 10.0;
    unit * round_step(span_af / (lines * unit)).max(1.0)
}

fn show_balance(ui: &mut egui::Ui, account: &Account, actions: &mut Vec<Action>) {
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let here = account.here();
    let has_carriers = account.has_carriers();
    let meaning = here.text("carriers_meaning", |placeholder| match placeholder {
        "diameter" => format!("{:.0} nm", 2.0 * account.carrier_radius_nm),
        _ => account.vesicles_in_a_carrier(),
    });
    let columns: &[fn(&Balance) -> Turnover] = match (here.regulated, here.constitutive) {
        (None, Some(_)) => &[|balance| balance.carriers],
        (_, None) => &[|balance| balance.vesicles],
        _ => &[|balance| balance.vesicles, |balance| balance.carriers],
    };
    egui::Grid::new(("membrane balance", line as u32))
        .num_columns(3)
        .spacing([10.0, 1.0])
        .show(ui, |ui| {
            let weak = |name| egui::RichText::new(word(name)).weak();
            let counted = |ui: &mut egui::Ui, name, of: fn(Turnover) -> u64| {
                provenance::name(ui, word(name), Subject::Reading(name));
                for column in columns {
                    let count = of(column(&account.history.balance));
                    right(ui, egui::RichText::new(grouped(count)).strong());
                }
                ui.end_row();
            };
            ui.label(weak("fusions"));
            if has_carriers {
                right(ui, weak("pathway_regulated").small());
                right(ui, weak("pathway_constitutive").small()).on_hover_text(&meaning);
            }
            ui.end_row();
            counted(ui, "mode_full_collapse", |kind| kind.collapsed);
            counted(ui, "mode_kiss_and_run", |kind| kind.kissed_and_run);
            ui.label(weak("retrievals"));
            ui.end_row();
            for (way, of) in account.ways_back() {
                counted(ui, way, of);
            }
        });
    if has_carriers {
        let carrier = here.text("carrier_step", |placeholder| match placeholder {
            "step" => format!("{:.0} aF", 1e3 * account.carrier_ff),
            _ => account.vesicles_in_a_carrier(),
        });
        let carrier = egui::RichText::new(carrier).weak().small();
        provenance::name(ui, carrier, Subject::Reading("carrier_adds")).on_hover_text(meaning);
    }
    ui.add_space(4.0);
    let again = ui.button(word("count_from_now"));
    if again
        .on_hover_text(word("count_from_now_meaning"))
        .clicked()
    {
        actions.push(Action::CountFromNow);
    }
}

/// The part of a bar between two shares of its length.
fn stretch(bar: Rect, from: f64, upto: f64) -> Rect {
    let at = |share: f64| bar.left() + bar.width() * share.clamp(0.0, 1.0) as f32;
    Rect::from_x_y_ranges(at(from)..=at(upto), bar.y_range())
}

fn outline(ui: &egui::Ui, bar: Rect) {
    let stroke = Stroke::new(1.0, ui.visuals().weak_text_color());
    ui.painter()
        .rect_stroke(bar, 0.0, stroke, egui::StrokeKind::Inside);
}

/// Fills a part with its colour and its texture.
fn paint(ui: &egui::Ui, part: Rect, colour: Color32, texture: Texture) {
    if part.width() <= 0.0 {
        return;
    }
    let painter = ui.painter().with_clip_rect(part.intersect(ui.clip_rect()));
    painter.rect_filled(part, 0.0, colour);
    let ink = Color32::from_black_alpha(170);
    let grain = part.height() / 3.0;
    match texture {
        Texture::Plain => {}
        Texture::Dots => {
            let across = (part.width() / grain).ceil() as usize;
            for (column, row) in (0..=across).flat_map(|column| [(column, 1.0), (column, 2.0)]) {
                let shift = if row == 1.0 { 0.25 } else { 0.75 };
                let at = part.left_top() + vec2((column as f32 + shift) * grain, row * grain);
                painter.circle_filled(at, 0.22 * grain, ink);
            }
        }
        Texture::Hatch => {
            let lines = ((part.width() + part.height()) / grain).ceil() as usize;
            for number in 0..=lines {
                let x = part.left() + number as f32 * grain;
                painter.line_segment(
                    [pos2(x, part.top()), pos2(x - part.height(), part.bottom())],
                    Stroke::new(0.22 * grain, ink),
                );
            }
        }
    }
}

fn colour(theme: &Theme, tone: Tone) -> Color32 {
    let [red, green, blue, _] = theme.tone(tone).to_u8_array();
    Color32::from_rgb(red, green, blue)
}

/// An area in square micrometres: to a fifth of a vesicle.
fn micrometres(square_nm: f64) -> String {
    // A sum of nothing is a negative zero.
    format!("{:.3} µm²", square_nm * 1e-6 + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene;

    #[test]
    fn the_trace_is_marked_at_whole_vesicles() {
        assert!((whole_vesicles(150.0, 49.88, 5.0) - 50.0).abs() < 1e-9);
        assert!((whole_vesicles(12_345.0, 49.88, 5.0) - 2500.0).abs() < 1e-6);
        let values: Vec<f64> = marks(-60.0, 90.0, 50.0)
            .iter()
            .map(|mark| mark.value)
            .collect();
        assert_eq!(values, [-50.0, 0.0, 50.0]);
    }

    #[test]
    fn a_carriers_step_is_marked_where_it_has_room() {
        let history = MembraneHistory::default();
        let [scene, granules, fibroblast] =
            ["synaptic_bouton", "chromaffin_cell", "secretory_cell"]
                .map(|name| scene::load(name).expect("a built-in scene"));
        let account = Account {
            now: SimTime::ZERO,
            shares: AreaShares::default(),
            capacitance_ff: 0.0,
            vesicle_nm2: 5542.0,
            vesicle_ff: 0.0499,
            carrier_radius_nm: 45.0,
            carrier_ff: 0.2290,
            scene: &scene,
            history: &history,
            theme: &Theme::default(),
        };
        let marked = |bounds| Yardsticks::of(&account, bounds);
        assert_eq!(marked([-75.0, 75.0]).said, "one vesicle, 50 aF");
        let both = marked([-30.0, 340.0]);
        assert_eq!(both.said, "one vesicle 50 aF, one carrier 229 aF");
        // Away from zero, where the trace begins.
        assert!(both.foot_af > 50.0);
        assert!(marked([-340.0, 30.0]).foot_af < -250.0);
        assert!(marked([-1e5, 1e5]).said.is_empty());
        // A cell without carriers has no step of one.
        for (scene, said, ways) in [
            (&granules, "one granule, 50 aF", &["mode_bulk"][..]),
            (
                &fibroblast,
                "one carrier, 50 aF",
                &["mode_clathrin", "mode_ultrafast"][..],
            ),
        ] {
            let account = Account { scene, ..account };
            assert_eq!(Yardsticks::of(&account, [-30.0, 340.0]).said, said);
            let ways_back = account.ways_back().into_iter();
            assert!(ways_back.map(|(way, _)| way).eq(ways.iter().copied()));
        }
    }

    #[test]
    fn the_bar_of_all_membrane_is_filled_to_its_end() {
        let bar = Rect::from_min_size(pos2(10.0, 0.0), vec2(300.0, 15.0));
        assert_eq!(stretch(bar, 0.0, 1.0), bar);
        assert_eq!(stretch(bar, 0.5, 1.0).left(), 160.0);
    }
}
