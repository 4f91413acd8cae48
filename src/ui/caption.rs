//! The caption line: what it shows, and what waits for its turn.
//!
//! Each caption stays for as long as reading it takes, and of those that come meanwhile
//! the most important one is next. What concerns the vesicle that is looked at takes the
//! place of whatever is told of others, read or not. What is no longer so gives way at
//! once, too.

mod truth;

use bevy::prelude::*;
use bevy_egui::egui;

use crate::{
    play::time_lens::SLOWEST,
    sim::{
        record::ReadTo,
        vesicle::{FusionPore, Stage, VesicleId},
    },
    units::SimTime,
};
pub use truth::{Doing, Truth};

/// The shortest time a caption is shown, in seconds on screen: to notice it, and to
/// read so many signs a second, as of subtitles.
const LEAST_READING_S: f32 = 2.0;
const NOTICING_S: f32 = 0.8;
const SIGNS_A_SECOND: f32 = 16.0;
/// A caption that waited longer than this is no news any more, nor is what concerns
/// the vesicle that is looked at after so long.
const NEWS_S: f32 = 3.5;
const OWN_NEWS_S: f32 = 8.0;
/// After this long without another, the line goes quiet.
const STALE_S: f32 = 12.0;
/// What is no longer so stays for so long where nothing else is to be said: to notice
/// the end of it.
const OVER_S: f32 = 0.8;
/// Who has asked for a pore does not wait longer than this at hemifusion.
const AWAITED_S: f32 = 2.0;
/// What a person asked for outranks whatever happens, and what happens to the vesicle
/// that is looked at all the rest.
const ANSWER: u8 = 50;
pub const OWN: u8 = 20;

#[derive(Clone, Debug, Default, PartialEq)]
struct Caption {
    text: String,
    importance: u8,
    truth: Truth,
    /// Whether it tells of what is in the cell, which beside another run may be
    /// otherwise there.
    is_of_this_run: bool,
    /// Seconds since it came, or since it is shown.
    age_s: f32,
    /// Seconds since it is true no more.
    over_s: Option<f32>,
}

impl Caption {
    fn is_over(&self) -> bool {
        self.over_s.is_some()
    }

    /// Whether it is of the vesicle that is looked at, and answers nobody.
    fn is_own(&self) -> bool {
        (OWN..ANSWER).contains(&self.importance)
    }

    /// How long it still takes to read it, in seconds.
    fn unread_s(&self) -> f32 {
        (reading_s(&self.text) - self.age_s).max(0.0)
    }

    /// Whether another may take its place.
    fn gives_way_to(&self, next: &Self) -> bool {
        let is_of_others = self.importance < OWN;
        self.is_over() || self.unread_s() == 0.0 || is_of_others && next.is_own()
    }

    /// Whether something true is said in it of a vesicle.
    fn speaks_of(&self, vesicle: VesicleId) -> bool {
        !self.is_over() && self.truth.subject() == Some(vesicle)
    }
}

/// What the caption line shows, and what waits for its turn.
#[derive(Resource, Clone, Debug, Default)]
pub struct Captions {
    shown: Option<Caption>,
    waiting: Option<Caption>,
    /// How far the record has been read.
    pub read: ReadTo,
    /// The number of the newest action potential that has been told of.
    pub told_spike: u64,
}

impl Captions {
    /// What there is to read now.
    pub fn text(&self) -> &str {
        self.shown.as_ref().map_or("", |caption| &caption.text)
    }

    /// Whether that tells of this run, and need not be so in another beside it.
    pub fn is_of_this_run(&self) -> bool {
        let shown = self.shown.as_ref();
        shown.is_some_and(|caption| caption.is_of_this_run)
    }

    /// Answers a person at once, with nothing that is in the cell.
    pub fn answer(&mut self, text: String) {
        self.answer_with(Caption {
            text,
            ..Caption::default()
        });
    }

    /// Answers with how it is in the cell.
    pub fn answer_of_the_cell(&mut self, text: String) {
        self.answer_with(Caption {
            text,
            is_of_this_run: true,
            ..Caption::default()
        });
    }

    /// Answers with what a vesicle is at now; it is true of what is in `or`, too.
    pub fn answer_about(&mut self, text: String, vesicle: VesicleId, or: &'static [Doing]) {
        self.answer_with(Caption {
            text,
            truth: Truth::AsNow(vesicle, or),
            is_of_this_run: true,
            ..Caption::default()
        });
    }

    /// Answers with how it is in the cell when what stands there has been read, or is
    /// over.
    pub fn answer_when_read(&mut self, text: String) {
        self.waiting = Some(Caption {
            text,
            importance: ANSWER,
            is_of_this_run: true,
            ..Caption::default()
        });
    }

    fn answer_with(&mut self, answer: Caption) {
        self.waiting = None;
        self.shown = Some(Caption {
            importance: ANSWER,
            ..answer
        });
    }

    /// Tells of something that happens to every run, when its turn comes.
    pub fn tell(&mut self, text: String, importance: u8) {
        self.tell_of(Caption {
            text,
            importance,
            ..Caption::default()
        });
    }

    /// The same of this run.
    pub fn tell_of_this_run(&mut self, text: String, importance: u8) {
        self.tell_while(text, importance, Truth::Lasting);
    }

    /// The same, as long as it is true.
    pub fn tell_while(&mut self, text: String, importance: u8, truth: Truth) {
        self.tell_of(Caption {
            text,
            importance,
            truth,
            is_of_this_run: true,
            ..Caption::default()
        });
    }

    fn tell_of(&mut self, news: Caption) {
        let outranked = self
            .waiting
            .as_ref()
            .is_some_and(|waiting| !waiting.is_over() && waiting.importance > news.importance);
        // What stands there already is not said again.
        if !outranked && self.text() != news.text {
            self.waiting = Some(news);
        }
    }

    /// Ends what is over where `is_over` says so of its truth.
    pub fn end(&mut self, mut is_over: impl FnMut(&mut Truth) -> bool) {
        for caption in self.shown.iter_mut().chain(&mut self.waiting) {
            if !caption.is_over() && is_over(&mut caption.truth) {
                caption.over_s = Some(0.0);
            }
        }
    }

    /// The vesicle that is spoken of.
    pub fn subject(&self) -> Option<VesicleId> {
        let shown = self.shown.as_ref().filter(|shown| !shown.is_over());
        shown.and_then(|shown| shown.truth.subject())
    }

    /// How long it takes, in seconds, to read what is said of a vesicle and not read
    /// yet, and what stands before it; nothing where nothing is said of it.
    pub fn to_be_read_of(&self, vesicle: VesicleId) -> Option<f32> {
        let shown = self.shown.as_ref();
        let waiting = self.waiting.as_ref();
        if let Some(waiting) = waiting.filter(|waiting| waiting.speaks_of(vesicle)) {
            let stands = shown.filter(|shown| !shown.gives_way_to(waiting));
            return Some(stands.map_or(0.0, Caption::unread_s) + reading_s(&waiting.text));
        }
        let shown = shown.filter(|shown| shown.speaks_of(vesicle));
        shown.map(Caption::unread_s).filter(|left_s| *left_s > 0.0)
    }

    /// The fastest rate, in cell time a second on screen, at which what is said of a
    /// vesicle that fuses can be read while it is seen.
    pub fn rate_to_read(
        &self,
        vesicle: VesicleId,
        pore: &FusionPore,
        now: SimTime,
        is_pore_awaited: bool,
    ) -> f64 {
        let doing = Doing::of(Stage::Fusing, Some(pore), now);
        let said_s = self.to_be_read_of(vesicle);
        let (Some(mut left_s), Some(until)) = (said_s, doing.shows_until(pore, now)) else {
            return f64::INFINITY;
        };
        if is_pore_awaited && doing == Doing::Hemifused {
            let age_s = self.shown.as_ref().map_or(0.0, |shown| shown.age_s);
            left_s = left_s.min(AWAITED_S - age_s);
        }
        if left_s <= 0.0 {
            return f64::INFINITY;
        }
        (until.since(now).as_secs() / f64::from(left_s)).max(SLOWEST)
    }

    /// Lets `screen_s` seconds pass.
    pub fn pass(&mut self, screen_s: f32) {
        if let Some(shown) = &mut self.shown {
            shown.age_s += screen_s;
        }
        self.waiting.take_if(|waiting| waiting.is_over());
        let shown = self.shown.as_ref();
        let next = self
            .waiting
            .take_if(|waiting| shown.is_none_or(|shown| shown.gives_way_to(waiting)));
        if let Some(next) = next {
            self.shown = Some(Caption { age_s: 0.0, ..next });
        } else if let Some(waiting) = &mut self.waiting {
            waiting.age_s += screen_s;
            let is_of_others = waiting.importance < OWN;
            if waiting.age_s > if is_of_others { NEWS_S } else { OWN_NEWS_S } {
                self.waiting = None;
            }
        }
        if let Some(over_s) = self.shown.as_mut().and_then(|shown| shown.over_s.as_mut()) {
            *over_s += screen_s;
        }
        self.shown
            .take_if(|shown| shown.over_s.is_some_and(|over_s| over_s > OVER_S));
        if self
            .shown
            .as_ref()
            .is_some_and(|shown| shown.age_s > STALE_S.max(reading_s(&shown.text)))
        {
            self.shown = None;
        }
    }

    /// Leaves the action potentials up to this number to those who have told of them.
    pub fn told_of_spike(&mut self, number: u64) {
        self.told_spike = self.told_spike.max(number);
    }

    /// Forgets what was said: the run begins anew.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// How long it takes to notice and to read a text, in seconds.
pub fn reading_s(text: &str) -> f32 {
    let signs = text.chars().count() as f32;
    (NOTICING_S + signs / SIGNS_A_SECOND).max(LEAST_READING_S)
}

/// Paints the line, at most `width` wide, `shift` away from the middle of the
/// lower edge.
pub fn show(ctx: &egui::Context, text: &str, shift: [f32; 2], width: f32) -> f32 {
    if text.is_empty() {
        return 0.0;
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
        })
        .response
        .rect
        .height()
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
    fn a_long_caption_stays_until_it_is_read() {
        let mut captions = Captions::default();
        let long = "An action potential arrives, and so many words take a while to read.";
        captions.tell(long.into(), 1);
        captions.pass(0.0);
        captions.tell("next".into(), 90);
        captions.pass(4.5);
        assert_eq!(captions.text(), long);
        captions.pass(0.7);
        assert_eq!(captions.text(), "next");
    }

    #[test]
    fn what_is_looked_at_takes_the_place_of_what_is_told_of_others() {
        let mut captions = Captions::default();
        captions.tell("others".into(), 9);
        captions.pass(0.5);
        captions.tell("own".into(), OWN + 3);
        captions.pass(0.1);
        assert_eq!(captions.text(), "own");
        captions.tell("own, too".into(), OWN + 9);
        captions.pass(0.5);
        assert_eq!(captions.text(), "own");
        captions.answer("answer".into());
        captions.tell("own, later".into(), OWN + 9);
        captions.pass(0.5);
        assert_eq!(captions.text(), "answer");
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
