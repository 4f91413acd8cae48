//! Where the panels stand: the lab's controls on the right, what it measures
//! and the clicked vesicle on the left, time along the lower edge, and all of
//! it out of the way of the picture.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    appearance::caption_style,
    caption::{self, Captions},
    counts, energy, inspector, instruments, key_list, membrane,
    panels::{Panels, Taken},
    prediction::Predictions,
    provenance::{self, Subject},
    right,
    room::{CaptionPlace, GAP, Room},
    sharing::{self, PanelSystems, Space, Turn},
    time_bar, trials, what_if,
};
use crate::{
    play::time_lens::Playback,
    scene::Scene,
    text::say,
    view::{
        camera::CameraRig,
        framing::{FreeArea, SubjectArea},
        lettering::LetteringSystems,
        picking::ThingClicked,
        twin::Twin,
    },
};

/// Length of a long caption, in units of its text's height; so much is kept free
/// that the scale bar and names stay put when a caption comes or goes.
const LONG_CAPTION: f32 = 54.0;
/// Margins above and below a caption's text, and its distance from what is there.
const CAPTION_EDGES: f32 = 21.5;

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
        .add_systems(
            EguiPrimaryContextPass,
            (
                begin.in_set(Turn::Begin),
                draw_caption.in_set(Turn::Caption),
                leave_the_rest.in_set(Turn::Rest),
            ),
        )
        .add_plugins((
            sharing::plugin,
            time_bar::plugin,
            right::plugin,
            counts::plugin,
            inspector::plugin,
        ))
        // The panels of the drawer.
        .add_plugins((
            membrane::plugin,
            instruments::plugin,
            trials::plugin,
            energy::plugin,
            what_if::plugin,
        ));
}

/// Looks at the window, and at what was asked for.
fn begin(
    mut contexts: EguiContexts,
    mut panels: ResMut<Panels>,
    mut space: ResMut<Space>,
    mut clicked: MessageReader<ThingClicked>,
    twin: Res<Twin>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    if let Some(ThingClicked(thing)) = clicked.read().last() {
        panels.asked = thing.map(Subject::Thing);
    }
    if let Some(subject) = provenance::taken(&ctx) {
        panels.asked = Some(subject);
    }
    let room = Room::of(ctx.viewport_rect(), panels.large_text);
    let gives_way = panels.asked.is_some() && !room.holds_card_and_drawer();
    *space = Space {
        has_panels: !panels.hidden && room.holds_panels(),
        drawer: panels.drawer.filter(|_| !gives_way),
        has_two_runs: twin.is_divided(),
        ..Space::of(room)
    };
    Ok(())
}

/// Draws the caption above what stands at the foot, or beside it.
fn draw_caption(
    mut contexts: EguiContexts,
    mut space: ResMut<Space>,
    panels: Res<Panels>,
    captions: Res<Captions>,
    twin: Res<Twin>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    let room = space.room;
    if !room.holds_text() {
        return Ok(());
    }
    let has_drawer = space.has_panels && space.drawer.is_some();
    let (foot, line) = (space.foot, space.line);
    let place = room.caption(space.sides[0], space.sides[1]);
    let mut band = if panels.captions || space.has_panels && !has_drawer {
        caption_band(&ctx, place.width)
    } else {
        0.0
    };
    let under_caption = foot + if place.is_above { line } else { 0.0 };
    let text = said(&captions, &twin);
    let needed = caption_height(&ctx, &text, place.width).max(band);
    let has_room = room.screen.height() - under_caption - space.free.min.y >= needed;
    let mut said_up_to = under_caption;
    if panels.captions && has_room {
        let height = show_caption(&ctx, &text, &room, place, under_caption + GAP);
        said_up_to += height + GAP;
        // One that is longer than most takes its room as it comes.
        band = band.max(height + GAP);
    }
    space.free.max.y -= (under_caption + band).max(foot + line);
    let is_above = place.is_above || has_drawer;
    // A card may take what is kept for longer captions than this one.
    let up_to = if is_above && panels.captions {
        said_up_to.max(foot + line)
    } else {
        foot + line
    };
    space.card.max = room.screen.bottom() - up_to - GAP;
    Ok(())
}

/// What the caption says; beside another run, of which one.
fn said(captions: &Captions, twin: &Twin) -> String {
    let said = captions.text();
    if said.is_empty() || !captions.is_of_this_run() || !twin.is_divided() {
        return said.to_owned();
    }
    say("said_of_this_run", |_| said.to_owned())
}

/// Leaves the rest to the picture, and lays lists over it.
fn leave_the_rest(
    mut contexts: EguiContexts,
    mut panels: ResMut<Panels>,
    space: Res<Space>,
    scene: Res<Scene>,
    rig: Res<CameraRig>,
    mut twin: ResMut<Twin>,
    mut free: ResMut<FreeArea>,
    mut subject: ResMut<SubjectArea>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    let room = space.room;
    let screen = room.screen;
    if !room.holds_text() {
        *free = FreeArea(None);
        *subject = SubjectArea(None);
    } else {
        let mut left = space.free;
        if space.has_panels && !panels.was_open {
            left.min.y = left.min.y.max(space.head.bottom() + GAP);
        }
        if space.has_two_runs {
            // Two runs have too little room to leave any to a card that is gone.
            panels.taken = Taken::default();
        }
        let taken = panels.taken.with(left.min.x, rig.flights(), screen);
        let subjects = room.free(room.beside_card(left, taken));
        let subjects = twin.divide(subjects, screen);
        let under = twin.under_titles(FreeArea::of(subjects, screen));
        *subject = SubjectArea(Some(under));
        let from = subjects.min.x.min(left.min.x);
        *free = FreeArea::of(subjects.with_min_x(from), screen);
        let turns = std::mem::take(&mut panels.turns);
        if panels.all_numbers.open {
            let numbers = &mut panels.all_numbers;
            let closed = provenance::show_all(&ctx, numbers, &scene.classes, turns);
            panels.all_numbers.open = !closed;
        }
        if panels.key_list {
            panels.key_list = !key_list::show_keys(&ctx, scene.has_regulated(), turns);
        }
        if panels.legend {
            panels.legend = !key_list::show_legend(&ctx, turns);
        }
    }
    if panels.blank {
        draw_blank(&ctx);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{biology::controls::Change, sim::vesicle::VesicleId};

    #[test]
    fn beside_another_run_a_caption_says_which_one_it_tells_of() {
        let mut two = Twin::default();
        two.difference = Change::parse("calcium.outside_mm=0").ok();
        let one = Twin::default();
        let mut captions = Captions::default();
        assert_eq!(said(&captions, &two), "");
        let mut told = |tell: &dyn Fn(&mut Captions)| {
            tell(&mut captions);
            let plain = said(&captions, &one);
            assert_eq!(plain, captions.text());
            said(&captions, &two) != plain
        };
        let of_vesicle = |captions: &mut Captions| {
            captions.answer_about("It answers.".to_owned(), VesicleId(1), &[]);
        };
        assert!(told(&of_vesicle));
        assert!(told(
            &|captions| captions.answer_of_the_cell("None does.".to_owned())
        ));
        assert!(told(&|captions| {
            captions.clear();
            captions.answer_when_read("None answered.".to_owned());
            captions.pass(0.1);
        }));
        assert!(!told(
            &|captions| captions.answer("The picture is saved.".to_owned())
        ));
    }
}
