//! Where the panels stand: the lab's controls on the right, what it measures
//! and the clicked vesicle on the left, time along the lower edge, and all of
//! it out of the way of the picture.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    appearance::{caption_style, paint},
    calcium,
    caption::{self, Captions},
    cell, compare,
    counts::{self, StageCounts},
    drawer::{self, Drawer},
    energy::{self, EnergyHistory},
    inspector::{self, Portrait},
    instruments, key_list, membrane,
    membrane_history::MembraneHistory,
    pathways,
    prediction::Predictions,
    provenance::{self, AllNumbers, Subject},
    readings::{Readings, ReadingsBeside},
    release, retrieval,
    room::{CaptionPlace, EDGES, GAP, Room},
    scroll,
    signals::{self, LaneCounts, Silence, TrainPlan},
    steps::Chapter,
    switchboard::Switchboard,
    texts::{Conditions, Fusing, fill, word},
    time_bar,
    trial_sets::{self, TrialSets},
    trials, view_panel,
    what_if::{self, WhatIf},
};
use crate::{
    biology::{cards::Part, parameters::Parameters},
    play::{director::Director, time_lens::Playback},
    scene::Scene,
    session::actions::Action,
    sim::{
        clock::SimClock,
        controls::Controls,
        energy::Energy,
        lack::Lack,
        membrane::Areas,
        record::{Record, Totals},
        session::Session,
        signal::Spikes,
        vesicle::{FusionPore, Motion, Stage, Vesicle},
        what_if::{Doses, Effects},
    },
    view::{
        Following, Selected, ViewSettings,
        camera::CameraRig,
        framing::{FreeArea, SubjectArea},
        lettering::LetteringSystems,
        picking::ThingClicked,
        sparks::Sparks,
        theme::Theme,
        twin::Twin,
    },
};

/// Length of a long caption, in units of its text's height; so much is kept free
/// that the scale bar and names stay put when a caption comes or goes.
const LONG_CAPTION: f32 = 54.0;
/// Margins above and below a caption's text, and its distance from what is there.
const CAPTION_EDGES: f32 = 21.5;
/// What scrolls shows at least this much of itself.
const LEAST_SEEN: f32 = 60.0;

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
    /// Whether the controls stand open; if nobody has said, where there is room.
    pub(super) controls: Option<bool>,
    /// As they were drawn last: whether the controls were open, whether the drawer
    /// was, and whether there was room for both.
    was_open: bool,
    had_drawer: bool,
    had_room: bool,
    /// Likewise of a card that was asked for.
    had_card: bool,
    had_room_for_card: bool,
    /// What cards at the left have taken of the picture.
    taken: Taken,
    /// Pages to turn in the list that is open, on or back.
    pub(super) turns: isize,
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
            controls: None,
            was_open: false,
            had_drawer: false,
            had_room: true,
            had_card: false,
            had_room_for_card: true,
            taken: Taken::default(),
            turns: 0,
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

/// What cards at the left have taken of the picture. One that goes leaves the picture
/// as it is, until the camera sets out for somewhere else.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    /// Up to where they reach.
    right: f32,
    /// How often the camera had set out by then, and what the window was.
    flights: u32,
    screen: Option<egui::Rect>,
}

impl Taken {
    /// Up to where the picture keeps clear of cards that reach so far now.
    fn with(&mut self, right: f32, flights: u32, screen: egui::Rect) -> f32 {
        let is_elsewhere = self.flights != flights || self.screen != Some(screen);
        let before = if is_elsewhere { 0.0 } else { self.right };
        *self = Self {
            right: right.max(before),
            flights,
            screen: Some(screen),
        };
        self.right
    }
}

impl Panels {
    /// Whether a list lies over the picture.
    pub(super) fn have_list(&self) -> bool {
        self.key_list || self.legend || self.all_numbers.open
    }

    /// Takes away what lies over the picture; whether anything did.
    pub(super) fn uncover(&mut self) -> bool {
        let covered = self.have_list() || self.blank;
        self.key_list = false;
        self.legend = false;
        self.all_numbers.open = false;
        self.blank = false;
        covered
    }

    /// Opens or folds the controls. Where they would leave nothing to the drawer or
    /// to a card, that is shut.
    pub(super) fn turn_controls(&mut self) {
        let open = !self.was_open;
        self.controls = Some(open);
        if open && !self.had_room {
            self.drawer = None;
        }
        if open && !self.had_room_for_card {
            self.asked = None;
        }
    }

    /// Whether the controls are open in this room. A drawer or a card that opens where
    /// there is too little room for both folds them.
    fn shows_controls(&mut self, room: &Room) -> bool {
        let has_drawer = self.drawer.is_some();
        let fits = room.holds_controls(has_drawer);
        let has_card = self.asked.is_some();
        let card_fits = room.holds_card();
        let crowds = has_drawer && !self.had_drawer && !fits;
        if crowds || has_card && !self.had_card && !card_fits {
            self.controls = None;
        }
        self.had_drawer = has_drawer;
        self.had_card = has_card;
        self.had_room = room.holds_controls(true);
        self.had_room_for_card = card_fits;
        self.was_open = self.controls.unwrap_or(fits)
            && (!has_drawer || room.holds_both())
            && (!has_card || card_fits);
        self.was_open
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Panels>()
        .init_resource::<Predictions>()
        .init_resource::<Playback>()
        .init_resource::<CameraRig>()
        .init_resource::<SubjectArea>()
        .configure_sets(
            EguiPrimaryContextPass,
            PanelSystems.before(LetteringSystems::Panels),
        )
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
    subject: ResMut<'w, SubjectArea>,
    rig: Res<'w, CameraRig>,
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

    /// What the caption says; beside another run, of which one.
    fn said(&self) -> String {
        let said = self.captions.text();
        if said.is_empty() || self.captions.is_answer() || !self.twin.is_divided() {
            return said.to_owned();
        }
        fill(word("said_of_this_run"), |_| said.to_owned())
    }

    fn instruments(&self) -> instruments::Instruments<'_> {
        instruments::Instruments {
            now: self.clock.now,
            readings: &self.readings,
            beside: self.twin.is_beside().then_some(&self.beside.0),
            beside_ink: paint(self.theme.beside),
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
    let screen = ctx.viewport_rect();
    let room = Room::of(screen, panels.large_text);
    if !room.holds_text() {
        *lab.free = FreeArea(None);
        *lab.subject = SubjectArea(None);
        if panels.blank {
            draw_blank(&ctx);
        }
        return Ok(());
    }
    if let Some(subject) = provenance::taken(&ctx) {
        panels.asked = Some(subject);
    }
    let mut asked = Vec::new();
    let mut free = screen;
    // What captions stand above, what they stand beside, and what else is there.
    let mut foot = GAP;
    let mut sides = [screen.x_range().shrink(GAP); 2];
    let mut line_height = 0.0;
    let mut desk = None;
    let mut has_drawer = false;
    if !panels.hidden && room.holds_panels() {
        foot = draw_time_bar(&ctx, &mut panels, &mut lab, &mut asked);
        let bar = foot;
        let head = draw_right(&ctx, &room, &mut panels, &mut lab, bar, &mut asked);
        if panels.was_open {
            free.max.x = head.left() - GAP;
        }
        let right = free.max.x.min(screen.right() - GAP);
        sides = [egui::Rangef::new(GAP, right); 2];
        let gives_way = panels.asked.is_some() && !room.holds_card_and_drawer();
        has_drawer = panels.drawer.is_some() && !gives_way;
        if has_drawer {
            foot = draw_drawer(&ctx, &room, &mut panels, &mut lab, bar, right, &mut asked);
        } else {
            let line = draw_drawer_line(&ctx, &lab, bar, right, &mut asked);
            line_height = line.height() + GAP;
            sides[0].min = line.right() + GAP;
        }
        let counts = draw_counts(&ctx, &lab, panels.was_open, head.left(), &mut asked);
        free.min.y = counts;
        desk = Some((counts, head));
    }
    let place = room.caption(sides[0], sides[1]);
    let band = if panels.captions || desk.is_some() && !has_drawer {
        caption_band(&ctx, place.width)
    } else {
        0.0
    };
    let under_caption = foot + if place.is_above { line_height } else { 0.0 };
    let mut band = band;
    let text = lab.said();
    let needed = caption_height(&ctx, &text, place.width).max(band);
    let has_room = screen.height() - under_caption - free.min.y >= needed;
    let mut said_up_to = under_caption;
    if panels.captions && has_room {
        let height = show_caption(&ctx, &text, &room, place, under_caption + GAP);
        said_up_to += height + GAP;
        // One that is longer than most takes its room as it comes.
        band = band.max(height + GAP);
    }
    free.max.y -= (under_caption + band).max(foot + line_height);
    if let Some((counts, head)) = desk {
        let is_above = place.is_above || has_drawer;
        // A card may take what is kept for longer captions than this one.
        let lowest = if is_above && panels.captions {
            screen.bottom() - said_up_to.max(foot + line_height)
        } else {
            screen.bottom() - foot - line_height
        };
        let within = egui::Rangef::new(counts, lowest - GAP);
        let card = draw_left(&ctx, &room, &mut panels, &lab, within, &mut asked);
        free = card.map_or(free, |card| room.beside_card(free, card.right() + GAP));
        if !panels.was_open && free.min.y < head.bottom() + GAP {
            free.min.y = head.bottom() + GAP;
        }
    }
    let taken = panels.taken.with(free.min.x, lab.rig.flights(), screen);
    let subject = room.free(room.beside_card(free, taken));
    let subject = lab.twin.divide(subject, screen);
    *lab.subject = SubjectArea(Some(FreeArea::of(subject, screen)));
    let left = subject.min.x.min(free.min.x);
    *lab.free = FreeArea::of(subject.with_min_x(left), screen);
    let turns = std::mem::take(&mut panels.turns);
    if panels.all_numbers.open {
        let closed = provenance::show_all(&ctx, &mut panels.all_numbers, turns);
        panels.all_numbers.open = !closed;
    }
    if panels.key_list {
        panels.key_list = !key_list::show_keys(&ctx, lab.scene.has_regulated(), turns);
    }
    if panels.legend {
        panels.legend = !key_list::show_legend(&ctx, turns);
    }
    if panels.blank {
        draw_blank(&ctx);
    }
    for action in asked {
        actions.write(action);
    }
    Ok(())
}

/// The height of the captions that come in a room of this width.
fn caption_band(ctx: &egui::Context, width: f32) -> f32 {
    let size = caption_style().resolve(&ctx.global_style()).size;
    let lines = (LONG_CAPTION * size / width.max(1.0))
        .ceil()
        .clamp(1.0, 3.0);
    CAPTION_EDGES + lines * 1.25 * size
}

/// The height of one caption, and its distance from what is below it.
fn caption_height(ctx: &egui::Context, text: &str, width: f32) -> f32 {
    let font = caption_style().resolve(&ctx.global_style());
    let ink = egui::Color32::WHITE;
    let laid_out = ctx.fonts_mut(|fonts| fonts.layout(text.to_owned(), font, ink, width));
    CAPTION_EDGES + laid_out.size().y
}

/// Draws the caption `up` from the lower edge; returns its height.
fn show_caption(ctx: &egui::Context, text: &str, room: &Room, place: CaptionPlace, up: f32) -> f32 {
    let shift = place.middle - room.screen.center().x;
    caption::show(ctx, text, [shift, -up], place.width)
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
                ui.set_width((width - EDGES).max(0.0));
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

/// Draws the line that stands for the drawer while it is shut, above the bar of
/// time and up to `right` at most.
fn draw_drawer_line(
    ctx: &egui::Context,
    lab: &Lab,
    bar: f32,
    right: f32,
    asked: &mut Vec<Action>,
) -> egui::Rect {
    egui::Area::new("drawer line".into())
        .anchor(egui::Align2::LEFT_BOTTOM, [GAP, -(bar + GAP)])
        .default_width(right - GAP - EDGES)
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_max_width((right - GAP - EDGES).max(0.0));
                membrane::show_closed(ui, &lab.account(), asked);
            });
        })
        .response
        .rect
}

/// Draws the open drawer above the bar of time, up to `right` at most; returns how
/// far up from the lower edge it reaches.
fn draw_drawer(
    ctx: &egui::Context,
    room: &Room,
    panels: &mut Panels,
    lab: &mut Lab,
    bar: f32,
    right: f32,
    asked: &mut Vec<Action>,
) -> f32 {
    let Some(open) = panels.drawer else {
        return bar;
    };
    let width = (right - GAP - EDGES).max(0.0);
    let height = room.drawer_height();
    let panel = egui::Area::new(open.name().into())
        .anchor(egui::Align2::LEFT_BOTTOM, [GAP, -(bar + GAP)])
        .default_size([width, height])
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_width(width);
                // An area takes no more room than it took before by itself.
                ui.set_max_height(height);
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
                        let answers = lab.scene.has_regulated();
                        let shown = trials::TrialsShown {
                            refusal: (!answers).then(|| word("no_signal_answered")),
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
                            scene: &lab.scene,
                            seed: lab.session.seed,
                        };
                        let choices = &mut panels.what_if_choices;
                        what_if::show(ui, &mut what_if, &mut board, choices, height, asked);
                    }
                }
            });
        });
    bar + panel.response.rect.height() + GAP
}

/// Draws the row of counts along the upper edge, up to `right` at most; returns how
/// far down it reaches. Where there is little room, they are those of the steps.
fn draw_counts(
    ctx: &egui::Context,
    lab: &Lab,
    has_room: bool,
    right: f32,
    asked: &mut Vec<Action>,
) -> f32 {
    let counts = StageCounts::of(lab.vesicles.iter().map(|(_, stage, ..)| *stage));
    let width = (right - 2.0 * GAP - EDGES).max(0.0);
    let top = egui::Area::new("counts".into())
        .anchor(egui::Align2::LEFT_TOP, [GAP, GAP])
        .default_width(width)
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_max_width(width);
                counts::show_stages(ui, counts, lab.chapter.seen, has_room, asked);
            });
        });
    top.response.rect.bottom() + GAP
}

/// Draws one card at the left, within these heights: what was asked about, or else
/// the clicked vesicle. Returns where it stands.
fn draw_left(
    ctx: &egui::Context,
    room: &Room,
    panels: &mut Panels,
    lab: &Lab,
    within: egui::Rangef,
    asked: &mut Vec<Action>,
) -> Option<egui::Rect> {
    let at = egui::pos2(GAP, within.min);
    let height = (within.span() - EDGES).max(LEAST_SEEN);
    if let Some(subject) = panels.asked {
        let most = room.widest_card(panels.was_open);
        let shown = provenance::show_card(ctx, subject, at, egui::vec2(most, height));
        if shown.closed {
            panels.asked = None;
        }
        return Some(shown.place);
    }
    if height <= LEAST_SEEN || panels.was_open && !room.holds_card() {
        return None;
    }
    let portrait = lab.portrait()?;
    let shown = egui::Area::new("inspector".into())
        .fixed_pos(at)
        .default_size([room.left(), height])
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_width(room.left());
                ui.set_max_height(height);
                scroll::vertical(ui, "inspector", height, |ui| {
                    inspector::show(ui, &portrait, asked);
                });
            });
        });
    Some(shown.response.rect)
}

/// Draws the head of the controls in the upper right corner, and the controls under
/// it where they are open; returns where they stand.
fn draw_right(
    ctx: &egui::Context,
    room: &Room,
    panels: &mut Panels,
    lab: &mut Lab,
    foot: f32,
    asked: &mut Vec<Action>,
) -> egui::Rect {
    let is_open = panels.shows_controls(room);
    let width = room.right();
    let height = (room.screen.height() - foot - 3.0 * GAP - 14.0).max(LEAST_SEEN);
    // An area has the width that it had: one that folds and one that opens are two.
    let name = if is_open { "right" } else { "right folded" };
    egui::Area::new(name.into())
        .anchor(egui::Align2::RIGHT_TOP, [-GAP, GAP])
        .default_size([width, height])
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                if is_open {
                    ui.set_width(width);
                    // As in a window that has grown since.
                    ui.set_max_height(height);
                }
                show_head(ui, is_open, lab.director.at_work, asked);
                if is_open {
                    ui.add_space(2.0);
                    let left = ui.available_height();
                    scroll::vertical(ui, "controls", left, |ui| {
                        show_controls(ui, panels, lab, asked);
                    });
                }
            });
        })
        .response
        .rect
}

/// What is always at hand: the controls, the director, the list of keys.
fn show_head(ui: &mut egui::Ui, is_open: bool, is_directed: bool, asked: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        drawer::close_together(ui);
        let sign = if is_open { "⏷" } else { "⏵" };
        let text = egui::RichText::new(format!("{sign} {}", word("controls"))).strong();
        let controls = ui.button(text).on_hover_text(word("controls_meaning"));
        controls.widget_info(|| {
            egui::WidgetInfo::selected(egui::WidgetType::Button, true, is_open, word("controls"))
        });
        if controls.clicked() {
            asked.push(Action::Controls);
        }
        let director = egui::Button::new(word("director")).selected(is_directed);
        let director = ui.add(director).on_hover_text(word("director_meaning"));
        if director.clicked() {
            asked.push(Action::Direct);
        }
        let keys = ui.button(word("key_list_button"));
        if keys.on_hover_text(word("key_list_meaning")).clicked() {
            asked.push(Action::KeyList);
        }
    });
}

/// Everything that can be changed, by sections.
fn show_controls(ui: &mut egui::Ui, panels: &mut Panels, lab: &mut Lab, asked: &mut Vec<Action>) {
    let progress = lab.spikes.train_progress();
    let now = lab.clock.now;
    let answers_glucose = Lack::of(&lab.scene, "signal.glucose_mm").is_none();
    let has_regulated = lab.scene.has_regulated();
    let counts = LaneCounts::of(&lab.totals);
    let mut board = Switchboard::new(&mut lab.controls, now);
    section(ui, word("signals"), true, |ui| {
        if !has_regulated {
            ui.label(word("no_signal_answered"));
            return;
        }
        signals::show(ui, &mut board, &mut panels.train, progress, &lab.scene);
        signals::show_lasting_calcium(ui, &mut board);
        if answers_glucose {
            signals::show_glucose(ui, &mut board);
        }
    });
    section(ui, word("pathways"), true, |ui| {
        pathways::show(ui, &mut board, &lab.scene);
        ui.add_space(4.0);
        let silence = &mut panels.silence;
        if has_regulated {
            signals::show_silence(ui, &board, silence, now, counts, asked);
        }
    });
    section(ui, word("release"), true, |ui| {
        release::show(ui, &mut board)
    });
    section(ui, word("retrieval"), true, |ui| {
        retrieval::show(ui, &mut board);
    });
    section(ui, word("cell"), true, |ui| {
        cell::show(ui, &mut board, &lab.scene);
    });
    if has_regulated {
        section(ui, word("calcium"), false, |ui| {
            calcium::show(ui, &mut board);
        });
    }
    // The other run needs a thread, which a web page has not.
    if cfg!(not(target_arch = "wasm32")) {
        section(ui, word("compare"), false, |ui| {
            let choice = &mut panels.comparison;
            let is_beside = lab.twin.is_beside();
            compare::show(ui, &lab.controls, &lab.scene, choice, is_beside, asked);
        });
    }
    section(ui, word("view"), false, |ui| {
        // Written back only if changed, so that nothing is rebuilt for a panel
        // that is merely open.
        let mut settings = lab.settings.clone();
        view_panel::show(
            ui,
            &mut settings,
            &lab.scene.views,
            panels.captions,
            panels.large_text,
            asked,
        );
        lab.settings.set_if_neq(settings);
    });
    section(ui, word("ledger"), false, |ui| {
        counts::show_accounts(ui, lab.energy.at(now), lab.record.samples.back().copied());
    });
    ui.add_space(4.0);
    if ui.button(word("all_numbers_button")).clicked() {
        asked.push(Action::Numbers);
    }
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
