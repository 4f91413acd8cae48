//! The caption line: the last event in words.
//!
//! More happens than can be read. Each caption stays for as long as reading it
//! takes, and of those that come meanwhile the most important one is next. What
//! concerns the vesicle that is looked at comes before everything else; what happens
//! out of sight is told as happening elsewhere, or not at all. What is no longer so
//! gives way at once, read or not; *Auto* leaves time to read what passes quickly.

#[cfg(test)]
mod told;
mod truth;

use bevy::prelude::*;
use bevy_egui::egui;

use super::{
    panels::Panels,
    signals,
    steps::{Chapter, StepSystems},
    texts,
};
use crate::{
    biology::vesicles::Pathway,
    play::{
        director::Director,
        time_lens::{Playback, SLOWEST, Watched},
    },
    sim::{
        clock::SimClock,
        controls::Controls,
        record::{Event, ReadTo, Record},
        vesicle::{FusionPore, Stage, Vesicle, VesicleId},
    },
    units::SimTime,
    view::Following,
};
use truth::Truth;

pub use truth::Doing;

/// The shortest time a caption is shown, in seconds on screen: to notice it, and to
/// read so many signs a second, as of subtitles.
const LEAST_READING_S: f32 = 2.0;
const NOTICING_S: f32 = 0.8;
const SIGNS_A_SECOND: f32 = 16.0;
/// A caption that waited longer than this is no news any more, nor is what concerns
/// the vesicle that is looked at after so long.
const NEWS_S: f32 = 3.5;
const OWN_NEWS_S: f32 = 8.0;
/// Nor is what happened longer ago in the cell, as when a run has leapt.
pub(super) const NEWS_IN_THE_CELL: SimTime = SimTime::from_nanos(2_000_000_000);
/// After this long without another, the line goes quiet.
const STALE_S: f32 = 12.0;
/// What is no longer so stays for so long where nothing else is to be said: to notice
/// the end of it.
const OVER_S: f32 = 0.8;
/// Who has asked for a pore does not wait longer than this at hemifusion.
const AWAITED_S: f32 = 2.0;
/// A picture that took longer counts as this long: nobody could read on.
const LONGEST_PICTURE_S: f32 = 0.5;
/// What a person asked for outranks whatever happens, and what happens to the vesicle
/// that is looked at all the rest.
const ANSWER: u8 = 50;
const OWN: u8 = 20;
/// What is less important than this is not told of what is out of sight.
const WORTH_TELLING_ELSEWHERE: u8 = 6;

#[derive(Clone, Debug, Default, PartialEq)]
struct Caption {
    text: String,
    importance: u8,
    truth: Truth,
    /// Seconds since it came, or since it is shown.
    age_s: f32,
    /// Seconds since it is true no more.
    over_s: Option<f32>,
}

impl Caption {
    fn is_over(&self) -> bool {
        self.over_s.is_some()
    }

    /// How long it still takes to read it, in seconds.
    fn unread_s(&self) -> f32 {
        (reading_s(&self.text) - self.age_s).max(0.0)
    }
}

/// What the caption line shows, and what waits for its turn.
#[derive(Resource, Clone, Debug, Default)]
pub struct Captions {
    shown: Option<Caption>,
    waiting: Option<Caption>,
    read: ReadTo,
    /// The number of the newest action potential that has been told of.
    told_spike: u64,
}

impl Captions {
    /// What there is to read now.
    pub fn text(&self) -> &str {
        self.shown.as_ref().map_or("", |caption| &caption.text)
    }

    /// Whether that answers a person, and tells of nothing that happened.
    pub fn is_answer(&self) -> bool {
        let shown = self.shown.as_ref();
        shown.is_some_and(|caption| caption.importance >= ANSWER)
    }

    /// Answers a person at once.
    pub fn answer(&mut self, text: String) {
        self.answer_while(text, Truth::Lasting);
    }

    /// Answers with what a vesicle is at now; it is true of what is in `or`, too.
    pub fn answer_about(&mut self, text: String, vesicle: VesicleId, or: &'static [Doing]) {
        self.answer_while(text, Truth::AsNow(vesicle, or));
    }

    /// Answers a person when what stands there has been read, or is over.
    pub fn answer_when_read(&mut self, text: String) {
        self.waiting = Some(Caption {
            text,
            importance: ANSWER,
            ..Caption::default()
        });
    }

    fn answer_while(&mut self, text: String, truth: Truth) {
        self.waiting = None;
        self.shown = Some(Caption {
            text,
            importance: ANSWER,
            truth,
            ..Caption::default()
        });
    }

    /// Tells of something that happened, when its turn comes.
    pub fn tell(&mut self, text: String, importance: u8) {
        self.tell_while(text, importance, Truth::Lasting);
    }

    fn tell_while(&mut self, text: String, importance: u8, truth: Truth) {
        let outranked = self
            .waiting
            .as_ref()
            .is_some_and(|waiting| !waiting.is_over() && waiting.importance > importance);
        // What stands there already is not said again.
        if !outranked && self.text() != text {
            self.waiting = Some(Caption {
                text,
                importance,
                truth,
                ..Caption::default()
            });
        }
    }

    /// Ends what is over where `is_over` says so of its truth.
    fn end(&mut self, mut is_over: impl FnMut(&mut Truth) -> bool) {
        for caption in self.shown.iter_mut().chain(&mut self.waiting) {
            if !caption.is_over() && is_over(&mut caption.truth) {
                caption.over_s = Some(0.0);
            }
        }
    }

    /// What is still being read of a vesicle.
    fn unread_of(&self, vesicle: VesicleId) -> Option<&Caption> {
        self.shown.as_ref().filter(|shown| {
            !shown.is_over() && shown.unread_s() > 0.0 && shown.truth.is_about(vesicle)
        })
    }

    /// The fastest rate, in cell time a second on screen, at which what is said of a
    /// vesicle that fuses can be read before it is over.
    fn rate_to_read(
        &self,
        vesicle: VesicleId,
        pore: &FusionPore,
        now: SimTime,
        is_pore_awaited: bool,
    ) -> f64 {
        let said = self.unread_of(vesicle);
        let doing = Doing::of(Stage::Fusing, Some(pore), now);
        let (Some(said), Some(ends)) = (said, doing.ends(pore)) else {
            return f64::INFINITY;
        };
        let left_s = if is_pore_awaited && doing == Doing::Hemifused {
            said.unread_s().min(AWAITED_S - said.age_s)
        } else {
            said.unread_s()
        };
        if left_s <= 0.0 {
            return f64::INFINITY;
        }
        (ends.since(now).as_secs() / f64::from(left_s)).max(SLOWEST)
    }

    /// Lets `screen_s` seconds pass.
    pub fn pass(&mut self, screen_s: f32) {
        if let Some(shown) = &mut self.shown {
            shown.age_s += screen_s;
        }
        self.waiting.take_if(|waiting| waiting.is_over());
        let read = self
            .shown
            .as_ref()
            .is_none_or(|shown| shown.is_over() || shown.unread_s() == 0.0);
        if read && let Some(next) = self.waiting.take() {
            self.shown = Some(Caption { age_s: 0.0, ..next });
        } else if let Some(waiting) = &mut self.waiting {
            waiting.age_s += screen_s;
            let is_own = waiting.importance >= OWN;
            if waiting.age_s > if is_own { OWN_NEWS_S } else { NEWS_S } {
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
    pub(super) fn told_of_spike(&mut self, number: u64) {
        self.told_spike = self.told_spike.max(number);
    }

    /// Forgets what was said: the run begins anew.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// How long it takes to notice and to read a text, in seconds.
pub(super) fn reading_s(text: &str) -> f32 {
    let signs = text.chars().count() as f32;
    (NOTICING_S + signs / SIGNS_A_SECOND).max(LEAST_READING_S)
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
struct InSight {
    /// The vesicle that the camera stays with, with its pathway while it is there.
    vesicle: Option<VesicleId>,
    pathway: Option<Pathway>,
    /// Whether nothing else is told of.
    alone: bool,
    watched: Watched,
}

impl InSight {
    /// An event's caption as it is told: of what is out of sight as of elsewhere.
    fn told(&self, event: &Event) -> Option<(String, u8)> {
        let (text, importance) = texts::caption(event)?;
        if self.vesicle == Some(event.vesicle) {
            return Some((text, importance + OWN));
        }
        if self.alone {
            return None;
        }
        let away_nm = self.watched.middle_nm.distance(event.position_nm);
        // Beside one that is looked at from near, others are scenery.
        let is_told_of = self.vesicle.is_none() || importance >= WORTH_TELLING_ELSEWHERE;
        if away_nm <= self.watched.reach_nm && is_told_of {
            return Some((text, importance));
        }
        (importance >= WORTH_TELLING_ELSEWHERE).then(|| (elsewhere(&text), importance))
    }

    /// That of an action potential, which a constitutive vesicle does not hear.
    fn told_of_a_spike(&self) -> (String, u8) {
        let (text, importance) = texts::action_potential_caption();
        if self.pathway == Some(Pathway::Constitutive) {
            (elsewhere(&text), WORTH_TELLING_ELSEWHERE)
        } else {
            (text, importance)
        }
    }
}

fn elsewhere(said: &str) -> String {
    texts::fill(texts::word("elsewhere"), |_| said.to_owned())
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Captions>().add_systems(
        Update,
        (read_the_record, wait_for_who_reads)
            .chain()
            .after(StepSystems),
    );
}

/// Whom the director shows: that is all that is spoken of.
fn directed(director: Option<&Director>) -> Option<VesicleId> {
    let story = director.and_then(|director| director.story);
    story.and_then(|story| story.vesicle).map(|(id, _)| id)
}

/// Reads what is new in the record since the last picture.
fn read_the_record(
    mut captions: ResMut<Captions>,
    record: Option<Res<Record>>,
    controls: Option<Res<Controls>>,
    director: Option<Res<Director>>,
    following: Option<Res<Following>>,
    playback: Option<Res<Playback>>,
    vesicles: Query<(&Vesicle, &Stage, Option<&FusionPore>)>,
    clock: Res<SimClock>,
    time: Res<Time<Real>>,
) {
    let directed = directed(director.as_deref());
    let vesicle = directed.or(following.and_then(|following| following.0));
    let of = |id| vesicles.iter().find(|(other, ..)| other.id == id);
    let in_sight = InSight {
        vesicle,
        pathway: vesicle.and_then(of).map(|(vesicle, ..)| vesicle.pathway),
        alone: directed.is_some(),
        watched: playback.map_or_else(Watched::default, |playback| playback.watched),
    };
    if let Some(record) = record {
        let news = record.news(&mut captions.read);
        let is_news = |time: SimTime| clock.now.since(time) <= NEWS_IN_THE_CELL;
        for event in news.events().filter(|event| is_news(event.time)) {
            captions.end(|truth| truth.ends_with(event));
            if let Some((text, importance)) = in_sight.told(event) {
                captions.tell_while(text, importance, Truth::of(event));
            }
        }
        // Where the run has been put back, what was told of did not happen.
        captions.told_spike = captions.told_spike.min(record.spike_count);
        let newest = news.spikes().last().filter(|spike| is_news(spike.time));
        if let Some(spike) = newest.filter(|spike| spike.number > captions.told_spike) {
            let (usual, importance) = in_sight.told_of_a_spike();
            let in_vain =
                controls.and_then(|controls| signals::why_none_answers(&controls, clock.now));
            let text = in_vain.map_or(usual, |why| texts::word(why).to_owned());
            captions.tell(text, importance);
            captions.told_spike = spike.number;
        }
    }
    let doing_of = |id| of(id).map(|(_, stage, pore)| Doing::of(*stage, pore, clock.now));
    captions.end(|truth| !truth.holds(&doing_of));
    captions.pass(time.delta_secs().min(LONGEST_PICTURE_S));
}

/// Lets the director and the clock wait for who reads.
fn wait_for_who_reads(
    captions: Res<Captions>,
    director: Option<ResMut<Director>>,
    following: Option<Res<Following>>,
    playback: Option<ResMut<Playback>>,
    vesicles: Query<(&Vesicle, Option<&FusionPore>)>,
    panels: Option<Res<Panels>>,
    chapter: Option<Res<Chapter>>,
    clock: Res<SimClock>,
) {
    let directed = directed(director.as_deref());
    let is_seen = panels.is_none_or(|panels| panels.captions);
    if let (Some(mut director), Some(id)) = (director, directed) {
        let is_being_read = is_seen && captions.unread_of(id).is_some();
        if director.is_being_read != is_being_read {
            director.is_being_read = is_being_read;
        }
    }
    let Some(mut playback) = playback else {
        return;
    };
    let watched = directed.or(following.and_then(|following| following.0));
    let pore = vesicles
        .iter()
        .find(|(vesicle, _)| Some(vesicle.id) == watched)
        .and_then(|(vesicle, pore)| Some((vesicle.id, pore?)));
    let read = match pore {
        Some((id, pore)) if is_seen => {
            let is_pore_awaited = chapter.is_some_and(|chapter| chapter.awaits_a_pore());
            captions.rate_to_read(id, pore, clock.now, is_pore_awaited)
        }
        _ => f64::INFINITY,
    };
    if playback.read != read {
        playback.read = read;
    }
}

/// Margins and outline beside the text, in all.
pub const EDGES: f32 = 30.0;

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
    use bevy::math::DVec3;

    use super::*;
    use crate::{
        biology::vesicles::VesicleKind,
        sim::record::{Detail, EventKind},
    };

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

    fn event(vesicle: u32, what: EventKind, x_nm: f64) -> Event {
        Event {
            time: SimTime::ZERO,
            vesicle: VesicleId(vesicle),
            kind: VesicleKind::built_in("synaptic_vesicle"),
            pathway: Pathway::Regulated,
            what,
            site: String::new(),
            position_nm: DVec3::X * x_nm,
            detail: Detail::Nothing,
        }
    }

    #[test]
    fn what_concerns_the_vesicle_looked_at_comes_first_and_the_rest_as_elsewhere() {
        let in_sight = InSight {
            vesicle: Some(VesicleId(7)),
            pathway: Some(Pathway::Regulated),
            alone: false,
            watched: Watched {
                middle_nm: DVec3::ZERO,
                reach_nm: 100.0,
            },
        };
        let told = |event| in_sight.told(&event);
        let own = told(event(7, EventKind::Boarded, 900.0)).expect("its own");
        let near = told(event(8, EventKind::PoreOpened, 50.0)).expect("in sight");
        let far = told(event(9, EventKind::PoreOpened, 900.0)).expect("important");
        assert!(own.1 > near.1 && !own.0.contains("Elsewhere"));
        assert!(!near.0.contains("Elsewhere"));
        assert!(far.0.starts_with("Elsewhere: "), "{}", far.0);
        assert_eq!(told(event(9, EventKind::Tethered, 900.0)), None);
        // Nor do small things of others matter beside it.
        assert_eq!(told(event(8, EventKind::Boarded, 50.0)), None);
        let alone = InSight {
            alone: true,
            ..in_sight
        };
        assert_eq!(alone.told(&event(8, EventKind::PoreOpened, 50.0)), None);
    }

    #[test]
    fn a_signal_is_not_told_of_a_vesicle_that_does_not_hear_it() {
        let looking_at = |pathway| InSight {
            vesicle: Some(VesicleId(7)),
            pathway: Some(pathway),
            alone: false,
            watched: Watched::default(),
        };
        let (said, _) = looking_at(Pathway::Constitutive).told_of_a_spike();
        assert!(said.starts_with("Elsewhere: "), "{said}");
        let (said, _) = looking_at(Pathway::Regulated).told_of_a_spike();
        assert!(!said.contains("Elsewhere"), "{said}");
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
