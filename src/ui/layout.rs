//! Where the panels stand: the lab's controls on the right, what it measures
//! and the clicked vesicle on the left, time along the lower edge, and all of
//! it out of the way of the picture.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    actions::Action,
    appearance::caption_style,
    calcium,
    caption::{self, Captions},
    cell, compare,
    counts::{self, StageCounts},
    drawer::Drawer,
    energy::{self, EnergyHistory},
    inspector::{self, Portrait},
    instruments, key_list, membrane,
    membrane_history::MembraneHistory,
    pathways,
    prediction::Predictions,
    provenance::{self, AllNumbers, Subject},
    readings::{Readings, ReadingsBeside},
    release, retrieval,
    signals::{self, LaneCounts, Silence, TrainPlan},
    steps::Chapter,
    switchboard::Switchboard,
    texts::{Conditions, Fusing, word},
    time_bar,
    trial_sets::{self, TrialSets},
    trials, view_panel,
    what_if::{self, WhatIf},
};
use crate::{
    scene::Scene,
    sim::{
        clock::SimClock,
        controls::Controls,
        energy::Energy,
        membrane::Areas,
        parameters::Parameters,
        record::{Record, Totals},
        session::Session,
        signal::Spikes,
        vesicle::{FusionPore, Motion, RegulatedVesicles, Stage, Vesicle},
        what_if::{Doses, Effects, Part},
    },
    view::{
        Following, Selected, ViewSettings, director::Director, framing::FreeArea,
        picking::ThingClicked, sparks::Sparks, theme::Theme, time_lens::Playback, twin::Twin,
    },
};

/// Distance of panels from the edges and from each other.
const GAP: f32 = 8.0;
/// Width of the panels at the sides, with normal and with large text.
const WIDTHS: [(f32, f32); 2] = [(216.0, 236.0), (290.0, 330.0)];

/// Height kept free for one line of caption; those that most captions need are
/// kept free, so that the scale bar and names stay put when one comes or goes.
const CAPTION_BAND: f32 = 44.0;
/// Length of a long caption, in units of its text's height.
const LONG_CAPTION: f32 = 54.0;
/// A caption in the middle of the picture has at least this width.
const LEAST_CAPTION: f32 = 400.0;
/// Edges of a panel: its margins and its outline.
const EDGES: f32 = 22.0;
/// What is in the drawer takes at most this share of the picture's height, with
/// normal and with large text.
const DRAWER_HEIGHT: [f32; 2] = [0.36, 0.42];

/// What the panels do in a frame.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PanelSystems;

/// Which panels are open, and what has been typed into them.
#[derive(Resource, Clone, Debug)]
pub struct Panels {
    /// Everything but the picture is hidden.
    pub hidden: bool,
    /// The line that tells what happens, which has a switch of its own.
    pub captions: bool,
    /// Text for a lecture hall.
    pub large_text: bool,
    /// The panel in the drawer at the foot, if it is open.
    pub drawer: Option<Drawer>,
    /// The list of keys is open.
    pub key_list: bool,
    /// The note on what is not to scale is open.
    pub legend: bool,
    /// The picture is blanked.
    pub blank: bool,
    /// What has been asked for its source.
    pub(super) asked: Option<Subject>,
    pub(super) all_numbers: AllNumbers,
    train: TrainPlan,
    silence: Silence,
    typed_seed: Option<String>,
    membrane_choices: membrane::Choices,
    instrument_choices: instruments::Choices,
    trial_choices: trials::Choices,
    pub(super) comparison: compare::Choice,
    energy_choices: energy::Choices,
    what_if_choices: what_if::Choices,
}

impl Default for Panels {
    fn default() -> Self {
        Self {
            hidden: false,
            captions: true,
            large_text: false,
            drawer: None,
            key_list: false,
            legend: false,
            blank: false,
            asked: None,
            all_numbers: AllNumbers::default(),
            train: TrainPlan::default(),
            silence: Silence::default(),
            typed_seed: None,
            membrane_choices: membrane::Choices::default(),
            instrument_choices: instruments::Choices::default(),
            trial_choices: trials::Choices::default(),
            comparison: compare::Choice::default(),
            energy_choices: energy::Choices::default(),
            what_if_choices: what_if::Choices::default(),
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Panels>()
        .init_resource::<Predictions>()
        .init_resource::<Playback>()
        .add_systems(EguiPrimaryContextPass, draw.in_set(PanelSystems));
}

/// What the panels read and, through controls and settings, change.
#[derive(SystemParam)]
pub(super) struct Lab<'w, 's> {
    scene: Res<'w, Scene>,
    session: Res<'w, Session>,
    clock: Res<'w, SimClock>,
    spikes: Res<'w, Spikes>,
    record: Res<'w, Record>,
    totals: Res<'w, Totals>,
    areas: Areas<'w, 's>,
    parameters: Res<'w, Parameters>,
    history: Res<'w, MembraneHistory>,
    readings: Res<'w, Readings>,
    beside: Res<'w, ReadingsBeside>,
    trials: Res<'w, TrialSets>,
    energy_history: Res<'w, EnergyHistory>,
    sparks: Res<'w, Sparks>,
    theme: Res<'w, Theme>,
    energy: Energy<'w, 's>,
    captions: Res<'w, Captions>,
    chapter: Res<'w, Chapter>,
    selected: Res<'w, Selected>,
    following: Res<'w, Following>,
    director: Res<'w, Director>,
    free: ResMut<'w, FreeArea>,
    twin: ResMut<'w, Twin>,
    doses: Res<'w, Doses>,
    effects: Res<'w, Effects>,
    predictions: ResMut<'w, Predictions>,
    controls: ResMut<'w, Controls>,
    playback: ResMut<'w, Playback>,
    settings: ResMut<'w, ViewSettings>,
    vesicles: Query<
        'w,
        's,
        (
            &'static Vesicle,
            &'static Stage,
            &'static Motion,
            Option<&'static FusionPore>,
        ),
    >,
}

impl Lab<'_, '_> {
    fn account(&self) -> membrane::Account<'_> {
        let now = self.clock.now;
        let capacitance_ff_per_nm2 = self.parameters.capacitance_ff_per_nm2;
        let carrier_radius_nm = self.parameters.mean_carrier_nm();
        let vesicle_nm = self.parameters.mean_regulated_nm();
        let sphere_nm2 = |radius: f64| 4.0 * std::f64::consts::PI * radius * radius;
        membrane::Account {
            now,
            shares: self.areas.at(now),
            capacitance_ff: self.areas.capacitance_ff(now),
            vesicle_nm2: sphere_nm2(vesicle_nm),
            vesicle_ff: sphere_nm2(vesicle_nm) * capacitance_ff_per_nm2,
            carrier_radius_nm,
            carrier_ff: sphere_nm2(carrier_radius_nm) * capacitance_ff_per_nm2,
            history: &self.history,
            theme: &self.theme,
        }
    }

    fn instruments(&self) -> instruments::Instruments<'_> {
        instruments::Instruments {
            now: self.clock.now,
            readings: &self.readings,
            beside: self.twin.is_beside().then_some(&self.beside.0),
            rate: self.playback.rate_now(),
        }
    }

    fn portrait(&self) -> Option<Portrait> {
        let selected = self.selected.0?;
        let (vesicle, stage, motion, pore) = self
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
            motor: inspector::motor_of(motion),
            inside,
            fusing: pore.map(|pore| Fusing::of(pore, now)),
            now,
            followed: self.following.0 == Some(selected),
            conditions: Conditions {
                atp: self.effects.atp_mm(&self.controls) > 0.0,
                microtubules: self.effects.has_microtubules(&self.controls),
                calcium_outside: self.controls.number("calcium.outside_mm") > 0.0,
                loaded: self.controls.is_on("cargo.loaded")
                    && self.effects.left(Part::ProtonPump) > 0.0,
            },
        })
    }
}

/// Draws everything, and passes on what was asked for.
pub(super) fn draw(
    mut contexts: EguiContexts,
    mut panels: ResMut<Panels>,
    mut lab: Lab,
    mut clicked: MessageReader<ThingClicked>,
    mut actions: MessageWriter<Action>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    if let Some(ThingClicked(thing)) = clicked.read().last() {
        panels.asked = thing.map(Subject::Thing);
    }
    let mut asked = Vec::new();
    let screen = ctx.viewport_rect();
    let mut free = screen;
    let mut foot = GAP;
    let mut counts_bottom = GAP;
    let mut beside = screen.x_range().shrink(GAP);
    if !panels.hidden {
        let bar = draw_time_bar(&ctx, &mut panels, &mut lab, &mut asked);
        free.max.x = draw_right(&ctx, &mut panels, &mut lab, bar, &mut asked);
        let line;
        (foot, line) = draw_drawer(&ctx, &mut panels, &mut lab, bar, free.max.x, &mut asked);
        beside = egui::Rangef::new(line + GAP, free.max.x);
        counts_bottom = draw_left(&ctx, panels.large_text, &lab, foot, &mut asked);
        free.min.y = counts_bottom;
        free.max.y -= foot;
    }
    let (middle, room) = caption_place(screen.center().x, beside);
    if panels.captions || !panels.hidden && panels.drawer.is_none() {
        free.max.y -= caption_band(&ctx, room);
    }
    if panels.captions {
        let shift = middle - screen.center().x;
        caption::show(&ctx, lab.captions.text(), [shift, -(foot + GAP)], room);
    }
    let free = lab.twin.divide(free, screen);
    *lab.free = FreeArea::of(free, screen);
    if let Some(subject) = provenance::taken(&ctx) {
        panels.asked = Some(subject);
    }
    if let Some(subject) = panels.asked.filter(|_| !panels.hidden) {
        let left = lab.selected.0.map_or(0.0, |_| {
            WIDTHS[usize::from(panels.large_text)].0 + EDGES + GAP
        });
        let at = egui::pos2(GAP + left, counts_bottom);
        let height = screen.height() - counts_bottom - foot - 2.0 * GAP - EDGES;
        if provenance::show_card(&ctx, subject, at, height.max(0.3 * screen.height())) {
            panels.asked = None;
        }
    }
    if panels.all_numbers.open {
        let closed = provenance::show_all(&ctx, &mut panels.all_numbers);
        panels.all_numbers.open = !closed;
    }
    if panels.key_list {
        panels.key_list = !key_list::show_keys(&ctx);
    }
    if panels.legend {
        panels.legend = !key_list::show_legend(&ctx);
    }
    if panels.blank {
        draw_blank(&ctx);
    }
    for action in asked {
        actions.write(action);
    }
    Ok(())
}

/// The middle and the width of the caption's text between what stands at both
/// sides: in the middle of the picture, unless too little room would be left.
fn caption_place(centre: f32, beside: egui::Rangef) -> (f32, f32) {
    let even = 2.0 * (centre - beside.min).min(beside.max - centre);
    let (middle, whole) = if even >= LEAST_CAPTION {
        (centre, even)
    } else {
        (beside.center(), beside.span())
    };
    (middle, whole - 2.0 * GAP - caption::EDGES)
}

/// The height of the captions that come in a room of this width.
fn caption_band(ctx: &egui::Context, room: f32) -> f32 {
    let size = caption_style().resolve(&ctx.global_style()).size;
    let lines = (LONG_CAPTION * size / room.max(1.0)).ceil().clamp(1.0, 3.0);
    CAPTION_BAND + (lines - 1.0) * 1.25 * size
}

fn card(ui: &egui::Ui) -> egui::Frame {
    egui::Frame::window(ui.style()).inner_margin(egui::Margin::symmetric(10, 7))
}

/// Draws the bar of time; returns how far it reaches up from the lower edge.
fn draw_time_bar(
    ctx: &egui::Context,
    panels: &mut Panels,
    lab: &mut Lab,
    asked: &mut Vec<Action>,
) -> f32 {
    let width = ctx.viewport_rect().width() - 2.0 * GAP;
    let bar = egui::Area::new("time".into())
        .anchor(egui::Align2::CENTER_BOTTOM, [0.0, -GAP])
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_width(width - 22.0);
                time_bar::show(
                    ui,
                    &mut lab.playback,
                    lab.clock.now,
                    lab.session.seed,
                    &mut panels.typed_seed,
                    lab.settings.legend.then_some(lab.sparks.atp_each),
                    asked,
                );
            });
        });
    bar.response.rect.height() + GAP
}

/// Draws the drawer above the bar of time, or the line that stands for it, up to
/// `right` at most; returns how far up from the lower edge the open drawer
/// reaches, and how far from the left the line, which stands beside the caption.
fn draw_drawer(
    ctx: &egui::Context,
    panels: &mut Panels,
    lab: &mut Lab,
    foot: f32,
    right: f32,
    asked: &mut Vec<Action>,
) -> (f32, f32) {
    let area = |name: &'static str| {
        egui::Area::new(name.into()).anchor(egui::Align2::LEFT_BOTTOM, [GAP, -(foot + GAP)])
    };
    let Some(open) = panels.drawer else {
        let line = area("drawer line").show(ctx, |ui| {
            card(ui).show(ui, |ui| membrane::show_closed(ui, &lab.account(), asked));
        });
        return (foot, line.response.rect.right());
    };
    let width = right - GAP - EDGES;
    let height = DRAWER_HEIGHT[usize::from(panels.large_text)] * ctx.viewport_rect().height();
    let panel = area(open.name())
        .default_size([width, height])
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_width(width);
                // An area takes no more room than it took before by itself; the
                // head line comes on top.
                ui.set_max_height(2.0 * height);
                match open {
                    Drawer::Membrane => {
                        let choices = &mut panels.membrane_choices;
                        membrane::show(ui, &lab.account(), choices, height, asked);
                    }
                    Drawer::Instruments => {
                        let choices = &mut panels.instrument_choices;
                        instruments::show(ui, &lab.instruments(), choices, height, asked);
                    }
                    Drawer::Energy => {
                        let shown = energy::EnergyShown {
                            now: lab.clock.now,
                            account: lab.energy.at(lab.clock.now),
                            history: &lab.energy_history,
                            parameters: &lab.parameters,
                            spark: lab.sparks.atp_each,
                            theme: &lab.theme,
                        };
                        let choices = &mut panels.energy_choices;
                        energy::show(ui, &shown, choices, height, asked);
                    }
                    Drawer::Trials => {
                        let shown = trials::TrialsShown {
                            sets: &lab.trials,
                            conditions: &trial_sets::conditions(&lab.controls, lab.clock.now),
                            theme: &lab.theme,
                        };
                        let choices = &mut panels.trial_choices;
                        trials::show(ui, &shown, choices, height, asked);
                    }
                    Drawer::WhatIf => {
                        let mut board = Switchboard::new(&mut lab.controls, lab.clock.now);
                        let mut what_if = WhatIf {
                            doses: &lab.doses,
                            predictions: &mut lab.predictions,
                            seed: lab.session.seed,
                        };
                        let choices = &mut panels.what_if_choices;
                        what_if::show(ui, &mut what_if, &mut board, choices, height, asked);
                    }
                }
            });
        });
    (foot + panel.response.rect.height() + GAP, 0.0)
}

/// Draws the row of counts along the upper edge and the clicked vesicle under
/// it; returns how far down the row reaches.
fn draw_left(
    ctx: &egui::Context,
    large_text: bool,
    lab: &Lab,
    foot: f32,
    asked: &mut Vec<Action>,
) -> f32 {
    let screen = ctx.viewport_rect();
    let (width, right) = WIDTHS[usize::from(large_text)];
    let counts = StageCounts::of(lab.vesicles.iter().map(|(_, stage, ..)| *stage));
    let top = egui::Area::new("counts".into())
        .anchor(egui::Align2::LEFT_TOP, [GAP, GAP])
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_max_width(screen.width() - right - 10.0 * GAP);
                counts::show_stages(ui, counts, lab.chapter.step, asked);
            });
        });
    let below = top.response.rect.bottom() + GAP;
    if let Some(portrait) = lab.portrait() {
        egui::Area::new("inspector".into())
            .anchor(egui::Align2::LEFT_TOP, [GAP, below])
            .default_size([width, screen.height() - below - foot - 2.0 * GAP])
            .show(ctx, |ui| {
                card(ui).show(ui, |ui| {
                    ui.set_width(width);
                    egui::ScrollArea::vertical()
                        .max_height(screen.height() - below - foot - 4.0 * GAP)
                        .show(ui, |ui| inspector::show(ui, &portrait, asked));
                });
            });
    }
    below
}

fn draw_right(
    ctx: &egui::Context,
    panels: &mut Panels,
    lab: &mut Lab,
    foot: f32,
    asked: &mut Vec<Action>,
) -> f32 {
    let width = WIDTHS[usize::from(panels.large_text)].1;
    let height = ctx.viewport_rect().height() - foot - 3.0 * GAP - 14.0;
    let progress = lab.spikes.train_progress();
    let now = lab.clock.now;
    let answers_glucose = lab.scene.regulated == RegulatedVesicles::InsulinGranules;
    let counts = LaneCounts::of(&lab.totals);
    let has_regulated = lab.scene.has_regulated();
    let right = egui::Area::new("right".into())
        .anchor(egui::Align2::RIGHT_TOP, [-GAP, GAP])
        .default_size([width, height])
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_width(width);
                // As in a window that has grown since.
                ui.set_max_height(height);
                egui::ScrollArea::vertical()
                    .max_height(height)
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        let mut board = Switchboard::new(&mut lab.controls, now);
                        section(ui, word("signals"), true, |ui| {
                            if !has_regulated {
                                ui.label(word("no_signal_answered"));
                                return;
                            }
                            signals::show(ui, &mut board, &mut panels.train, progress);
                            signals::show_lasting_calcium(ui, &mut board);
                            if answers_glucose {
                                signals::show_glucose(ui, &mut board);
                            }
                        });
                        section(ui, word("pathways"), true, |ui| {
                            pathways::show(ui, &mut board);
                            ui.add_space(4.0);
                            let silence = &mut panels.silence;
                            if has_regulated {
                                signals::show_silence(ui, &board, silence, now, counts, asked);
                            }
                        });
                        section(ui, word("release"), true, |ui| {
                            release::show(ui, &mut board);
                        });
                        section(ui, word("retrieval"), true, |ui| {
                            retrieval::show(ui, &mut board);
                        });
                        section(ui, word("cell"), true, |ui| {
                            cell::show(ui, &mut board);
                        });
                        section(ui, word("calcium"), false, |ui| {
                            calcium::show(ui, &mut board);
                        });
                        // The other run needs a thread, which a web page has not.
                        if cfg!(not(target_arch = "wasm32")) {
                            section(ui, word("compare"), false, |ui| {
                                let choice = &mut panels.comparison;
                                let is_beside = lab.twin.is_beside();
                                compare::show(ui, &lab.controls, choice, is_beside, asked);
                            });
                        }
                        section(ui, word("view"), false, |ui| {
                            // Written back only if changed, so that nothing
                            // is rebuilt for a panel that is merely open.
                            let mut settings = lab.settings.clone();
                            view_panel::show(
                                ui,
                                &mut settings,
                                &lab.scene.views,
                                panels.captions,
                                panels.large_text,
                                lab.director.at_work,
                                asked,
                            );
                            lab.settings.set_if_neq(settings);
                        });
                        section(ui, word("ledger"), false, |ui| {
                            counts::show_accounts(
                                ui,
                                lab.energy.at(now),
                                lab.record.samples.back().copied(),
                            );
                        });
                        ui.add_space(4.0);
                        ui.horizontal_wrapped(|ui| {
                            if ui.button(word("key_list_button")).clicked() {
                                asked.push(Action::KeyList);
                            }
                            if ui.button(word("all_numbers_button")).clicked() {
                                asked.push(Action::Numbers);
                            }
                        });
                    });
            });
        });
    right.response.rect.left() - GAP
}

fn section(ui: &mut egui::Ui, title: &str, open: bool, contents: impl FnOnce(&mut egui::Ui)) {
    let title = egui::RichText::new(title).color(ui.visuals().hyperlink_color);
    egui::CollapsingHeader::new(title)
        .default_open(open)
        .show_unindented(ui, contents);
}

fn draw_blank(ctx: &egui::Context) {
    egui::Area::new("blank".into())
        .anchor(egui::Align2::LEFT_TOP, [0.0, 0.0])
        .order(egui::Order::Tooltip)
        .show(ctx, |ui| {
            let screen = ctx.viewport_rect();
            ui.painter().rect_filled(screen, 0.0, egui::Color32::BLACK);
            ui.allocate_rect(screen, egui::Sense::click_and_drag());
        });
}
