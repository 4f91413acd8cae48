//! The caption line: the last event in words.
//!
//! More happens than can be read. Each caption stays for at least two seconds
//! on screen, and of those that come meanwhile the most important one is next.

use bevy::prelude::*;
use bevy_egui::egui;

use super::texts;
use crate::{
    sim::{clock::SimClock, record::Record, signal::Spikes},
    units::SimTime,
    view::director::Director,
};

/// The shortest time a caption is shown, in seconds on screen.
const READING_S: f32 = 2.0;
/// A caption that waited longer than this is no news any more.
const NEWS_S: f32 = 3.5;
/// Nor is what happened longer ago in the cell, as when a run has leapt.
const NEWS_IN_THE_CELL: SimTime = SimTime::from_nanos(2_000_000_000);
/// After this long without another, the line goes quiet.
const STALE_S: f32 = 12.0;
/// A picture that took longer counts as this long: nobody could read on.
const LONGEST_PICTURE_S: f32 = 0.5;
/// What a person asked for outranks whatever happens.
const ANSWER: u8 = 10;

#[derive(Clone, Debug, PartialEq)]
struct Caption {
    text: String,
    importance: u8,
    /// Seconds since it came, or since it is shown.
    age_s: f32,
}

/// What the caption line shows, and what waits for its turn.
#[derive(Resource, Clone, Debug, Default)]
pub struct Captions {
    shown: Option<Caption>,
    waiting: Option<Caption>,
    events_seen: u64,
    spikes_seen: u64,
}

impl Captions {
    /// What there is to read now.
    pub fn text(&self) -> &str {
        self.shown.as_ref().map_or("", |caption| &caption.text)
    }

    /// Answers a person at once.
    pub fn answer(&mut self, text: String) {
        self.waiting = None;
        self.shown = Some(Caption {
            text,
            importance: ANSWER,
            age_s: 0.0,
        });
    }

    /// Tells of something that happened, when its turn comes.
    pub fn tell(&mut self, text: String, importance: u8) {
        let outranked = self
            .waiting
            .as_ref()
            .is_some_and(|waiting| waiting.importance > importance);
        if !outranked {
            self.waiting = Some(Caption {
                text,
                importance,
                age_s: 0.0,
            });
        }
    }

    /// Lets `screen_s` seconds pass.
    pub fn pass(&mut self, screen_s: f32) {
        if let Some(shown) = &mut self.shown {
            shown.age_s += screen_s;
        }
        let read = self
            .shown
            .as_ref()
            .is_none_or(|shown| shown.age_s >= READING_S);
        if read && let Some(next) = self.waiting.take() {
            self.shown = Some(Caption { age_s: 0.0, ..next });
        } else if let Some(waiting) = &mut self.waiting {
            waiting.age_s += screen_s;
            if waiting.age_s > NEWS_S {
                self.waiting = None;
            }
        }
        if self
            .shown
            .as_ref()
            .is_some_and(|shown| shown.age_s > STALE_S)
        {
            self.shown = None;
        }
    }

    /// Forgets what was said: the run begins anew.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Captions>()
        .add_systems(Update, read_the_record);
}

/// Reads what is new in the record since the last picture.
fn read_the_record(
    mut captions: ResMut<Captions>,
    record: Option<Res<Record>>,
    spikes: Option<Res<Spikes>>,
    director: Option<Res<Director>>,
    clock: Res<SimClock>,
    time: Res<Time<Real>>,
) {
    // What a director shows is what is spoken of.
    let shown = director
        .and_then(|director| director.story)
        .and_then(|story| story.vesicle)
        .map(|(id, _)| id);
    if let Some(record) = record {
        let news = record
            .events_since(captions.events_seen)
            .filter(|event| clock.now.since(event.time) <= NEWS_IN_THE_CELL)
            .filter(|event| shown.is_none_or(|id| event.vesicle == id));
        for event in news {
            if let Some((text, importance)) = texts::caption(event) {
                captions.tell(text, importance);
            }
        }
        captions.events_seen = record.event_count;
    }
    if let Some(spikes) = spikes {
        if spikes.count > captions.spikes_seen {
            let (text, importance) = texts::action_potential_caption();
            captions.tell(text, importance);
        }
        captions.spikes_seen = spikes.count;
    }
    captions.pass(time.delta_secs().min(LONGEST_PICTURE_S));
}

/// Margins and outline beside the text, in all.
pub const EDGES: f32 = 30.0;

/// Paints the line, at most `width` wide, `shift` away from the middle of the
/// lower edge.
pub fn show(ctx: &egui::Context, text: &str, shift: [f32; 2], width: f32) {
    if text.is_empty() {
        return;
    }
    // It stands by the size that it had: a new text is laid out twice.
    let id = egui::Id::new("caption laid out");
    if ctx.data(|kept| kept.get_temp::<String>(id)).as_deref() != Some(text) {
        ctx.data_mut(|kept| kept.insert_temp(id, text.to_owned()));
        ctx.request_discard("another caption");
    }
    egui::Area::new("caption".into())
        .anchor(egui::Align2::CENTER_BOTTOM, shift)
        .interactable(false)
        .show(ctx, |ui| {
            egui::Frame::popup(ui.style())
                .inner_margin(egui::Margin::symmetric(14, 7))
                .shadow(egui::Shadow::NONE)
                .show(ui, |ui| {
                    ui.set_max_width(width);
                    ui.label(
                        egui::RichText::new(text).text_style(super::appearance::caption_style()),
                    );
                });
        });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_stays_for_two_seconds_and_then_the_most_important_one_follows() {
        let mut captions = Captions::default();
        captions.tell("first".into(), 1);
        captions.pass(0.1);
        assert_eq!(captions.text(), "first");
        captions.tell("minor".into(), 2);
        captions.tell("great".into(), 9);
        captions.tell("later but minor".into(), 3);
        captions.pass(1.0);
        assert_eq!(captions.text(), "first");
        captions.pass(1.0);
        assert_eq!(captions.text(), "great");
    }

    #[test]
    fn of_two_equal_ones_the_newer_is_told() {
        let mut captions = Captions::default();
        captions.tell("old".into(), 4);
        captions.tell("new".into(), 4);
        captions.pass(0.0);
        assert_eq!(captions.text(), "new");
    }

    #[test]
    fn an_answer_to_a_person_comes_at_once_and_stays() {
        let mut captions = Captions::default();
        captions.tell("event".into(), 9);
        captions.pass(0.5);
        captions.answer("answer".into());
        assert_eq!(captions.text(), "answer");
        captions.tell("event".into(), 9);
        captions.pass(1.0);
        assert_eq!(captions.text(), "answer");
    }

    #[test]
    fn old_news_is_dropped_and_a_quiet_cell_has_no_caption() {
        let mut captions = Captions::default();
        captions.tell("event".into(), 9);
        captions.pass(0.0);
        captions.pass(STALE_S + 0.1);
        assert_eq!(captions.text(), "");
    }
}
