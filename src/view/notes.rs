//! Notes in the picture on what a person has chosen to draw otherwise than it is.
//! They stand above the scale bar and go with every picture that is taken.

use std::sync::OnceLock;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use serde::Deserialize;

use super::{
    ViewSettings, ViewSystems, calm::Calm, cytosol::Crowding, framing::FreeArea, labels::text_size,
    scale_bar::colour, theme::Theme,
};

/// From the lower left corner to the first note, in units of the text's height.
const OVER_THE_CORNER: f32 = 3.1;
/// From one line to the next.
const LINE: f32 = 1.3;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    calm: String,
    still: String,
    crowd: String,
    crowd_some: String,
    crowd_far: String,
}

fn texts() -> &'static Texts {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    TEXTS.get_or_init(|| {
        ron::from_str(include_str!("../../assets/notes.ron"))
            .expect("the built-in notes are read by a test")
    })
}

/// What there is to note in this frame.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Notes(pub Vec<String>);

impl Notes {
    /// How far up from the lower edge they reach, in units of the text's height.
    pub(super) fn reach(&self) -> f32 {
        OVER_THE_CORNER + LINE * self.0.len() as f32
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Notes>()
        .add_systems(PostUpdate, take_notes.in_set(ViewSystems::Light))
        .add_systems(EguiPrimaryContextPass, paint_notes);
}

fn take_notes(mut notes: ResMut<Notes>, settings: Res<ViewSettings>, crowding: Res<Crowding>) {
    let all = [calm_note(settings.calm), crowd_note(*crowding)];
    let noted = Notes(all.into_iter().flatten().collect());
    notes.set_if_neq(noted);
}

/// What is said of calmed motion.
fn calm_note(calm: Calm) -> Option<String> {
    let percent = (100.0 * calm.left()).round();
    if !calm.is_on() {
        None
    } else if percent > 0.0 {
        Some(texts().calm.replace("{percent}", &percent.to_string()))
    } else {
        Some(texts().still.clone())
    }
}

/// What is said of the crowd of proteins.
fn crowd_note(crowding: Crowding) -> Option<String> {
    match crowding {
        Crowding::Off => None,
        Crowding::TooFar => Some(texts().crowd_far.clone()),
        Crowding::OneIn(0 | 1) => Some(texts().crowd.clone()),
        Crowding::OneIn(n) => Some(texts().crowd_some.replace("{n}", &n.to_string())),
    }
}

fn paint_notes(
    mut contexts: EguiContexts,
    notes: Res<Notes>,
    theme: Res<Theme>,
    free: Res<FreeArea>,
) -> Result {
    if notes.0.is_empty() {
        return Ok(());
    }
    let context = contexts.ctx_mut()?;
    let screen = context.content_rect();
    let painter = context.layer_painter(egui::LayerId::new(
        egui::Order::Background,
        egui::Id::new("notes"),
    ));
    let size = text_size(screen.height());
    let corner = free.within(screen).left_bottom();
    for (number, note) in notes.0.iter().enumerate() {
        let up = OVER_THE_CORNER + LINE * number as f32;
        let at = corner + egui::vec2(1.2 * size, -up * size);
        let font = egui::FontId::proportional(size);
        let galley = painter.layout_no_wrap(note.clone(), font, colour(theme.text));
        let place = egui::Align2::LEFT_BOTTOM.anchor_size(at, galley.size());
        let paper = colour(theme.background_low).gamma_multiply(0.62);
        painter.rect_filled(place.expand(0.2 * size), 0.3 * size, paper);
        painter.galley(place.min, galley, colour(theme.text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calmed_motion_is_noted_with_the_share_that_is_drawn() {
        let noted = |share: f32| calm_note(Calm::new(share));
        assert_eq!(noted(0.0), None);
        assert!(noted(0.8).is_some_and(|note| note.contains("20 %")));
        assert!(noted(1.0).is_some_and(|note| note.contains("no jitter")));
    }

    #[test]
    fn what_share_of_the_crowd_is_drawn_is_noted() {
        assert_eq!(crowd_note(Crowding::Off), None);
        let noted = |n| crowd_note(Crowding::OneIn(n));
        assert!(noted(1).is_some_and(|note| note.contains("each one")));
        assert!(noted(6).is_some_and(|note| note.contains("1 in 6")));
        assert!(crowd_note(Crowding::TooFar).is_some_and(|note| note.contains("nearer")));
    }
}
