//! Tells in captions what happens, and lets time wait for who reads them.
//!
//! What concerns the vesicle that is looked at comes before everything else; what
//! happens out of sight is told as happening elsewhere, or not at all. *Auto* leaves
//! time to read what passes quickly.

#[cfg(test)]
mod told;

use bevy::{ecs::system::SystemParam, prelude::*};

use super::{
    caption::{Captions, Doing, OWN, Truth},
    chapter::{Chapter, StepSystems},
    panels::Panels,
    signals,
    texts::{self, Circumstance, Whom},
};
use crate::{
    biology::vesicles::Pathway,
    play::{director::Director, time_lens::Playback},
    sim::{
        clock::SimClock,
        controls::Controls,
        record::{Event, EventKind, Record},
        vesicle::{Cause, FusionPore, Sight, Vesicle, VesicleId},
    },
    text::{say, word},
    units::SimTime,
    view::{Following, Selected, camera::CameraRig, cutaway::Cutaway, vantage::Lookout},
};

/// What happened longer ago in the cell is no news any more, as when a run has leapt.
pub const NEWS_IN_THE_CELL: SimTime = SimTime::from_nanos(2_000_000_000);
/// A picture that took longer counts as this long: nobody could read on.
const LONGEST_PICTURE_S: f32 = 0.5;
/// What is less important than this is not told of what is out of sight.
const WORTH_TELLING_ELSEWHERE: u8 = 6;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
struct LookedAt {
    /// The vesicle that the camera stays with, or the one whose card is open.
    vesicle: Option<VesicleId>,
    pathway: Option<Pathway>,
    /// Whether the camera stays with it.
    is_near: bool,
    /// Whether nothing else is told of.
    alone: bool,
}

impl LookedAt {
    /// An event's caption as it is told: of what is out of sight as of elsewhere.
    fn told(
        &self,
        event: &Event,
        (whom, under): (Whom, Option<Circumstance>),
        is_seen: bool,
    ) -> Option<(String, u8)> {
        let (text, importance) = texts::caption(event, whom, under)?;
        let is_own = self.vesicle == Some(event.vesicle);
        if is_own && (self.is_near || is_seen) {
            return Some((text, importance + OWN));
        }
        if self.alone {
            return None;
        }
        // Beside one that is looked at from near, others are scenery.
        let is_told_of = !self.is_near || importance >= WORTH_TELLING_ELSEWHERE;
        if is_seen && is_told_of {
            return Some((text, importance));
        }
        (importance >= WORTH_TELLING_ELSEWHERE).then(|| (elsewhere(&text), importance))
    }

    /// That of an action potential, which a constitutive vesicle does not hear.
    fn told_of_a_spike(&self) -> (String, u8) {
        let (text, importance) = texts::action_potential_caption();
        if self.is_near && self.pathway == Some(Pathway::Constitutive) {
            (elsewhere(&text), WORTH_TELLING_ELSEWHERE)
        } else {
            (text, importance)
        }
    }
}

pub fn elsewhere(said: &str) -> String {
    say("elsewhere", |_| said.to_owned())
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Captions>().add_systems(
        Update,
        (read_the_record, wait_for_who_reads)
            .chain()
            .after(StepSystems),
    );
}

/// What is seen, and by whom it was chosen.
#[derive(SystemParam)]
struct Picture<'w, 's> {
    director: Option<Res<'w, Director>>,
    playback: Option<Res<'w, Playback>>,
    following: Res<'w, Following>,
    selected: Res<'w, Selected>,
    rig: Res<'w, CameraRig>,
    cutaway: Res<'w, Cutaway>,
    lookout: Lookout<'w, 's>,
    bodies: Query<'w, 's, Sight>,
}

impl Picture<'_, '_> {
    /// Whom the director shows: that is all that is spoken of.
    fn directed(&self) -> Option<VesicleId> {
        let story = self.director.as_ref().and_then(|director| director.story);
        story.and_then(|story| story.vesicle).map(|(id, _)| id)
    }

    /// With whom the camera stays.
    fn stays_with(&self) -> Option<VesicleId> {
        self.directed().or(self.following.0)
    }

    fn looked_at(&self) -> LookedAt {
        let vesicle = self.stays_with().or(self.selected.0);
        let mut bodies = self.bodies.iter();
        let body = bodies.find(|body| Some(body.vesicle.id) == vesicle);
        LookedAt {
            vesicle,
            pathway: body.map(|body| body.vesicle.pathway),
            is_near: self.stays_with().is_some(),
            alone: self.directed().is_some(),
        }
    }

    fn sees(&self, event: &Event) -> bool {
        let mut bodies = self.bodies.iter();
        let body = bodies.find(|body| body.vesicle.id == event.vesicle);
        let radius_nm = body.map_or(0.0, |body| body.vesicle.radius_nm);
        let ball = (event.position_nm, radius_nm);
        self.lookout.sees(&self.rig, &self.cutaway, ball)
    }

    /// Whether what it happens to is before the eye.
    fn is_close_to(&self, event: &Event) -> bool {
        let watched = self.playback.as_ref().map(|playback| playback.watched);
        let mut bodies = self.bodies.iter();
        let body = bodies.find(|body| body.vesicle.id == event.vesicle);
        watched
            .zip(body)
            .is_some_and(|(watched, body)| watched.is_close_to(body.vesicle, event.position_nm))
    }

    fn is_mere_membrane(&self, id: VesicleId) -> bool {
        let mut bodies = self.bodies.iter();
        let body = bodies.find(|body| body.vesicle.id == id);
        body.is_some_and(|body| body.vesicle.is_mere_membrane())
    }

    fn pore_of(&self, id: VesicleId) -> Option<&FusionPore> {
        let mut bodies = self.bodies.iter();
        bodies
            .find(|body| body.vesicle.id == id)
            .and_then(|body| body.pore)
    }

    fn doing(&self, id: VesicleId, now: SimTime) -> Option<Doing> {
        let mut bodies = self.bodies.iter();
        let body = bodies.find(|body| body.vesicle.id == id)?;
        Some(Doing::of(*body.stage, body.pore, now))
    }
}

/// Reads what is new in the record since the last picture.
fn read_the_record(
    mut captions: ResMut<Captions>,
    record: Res<Record>,
    controls: Res<Controls>,
    picture: Picture,
    clock: Res<SimClock>,
    time: Res<Time<Real>>,
) {
    let looked_at = picture.looked_at();
    let in_vain = signals::why_none_answers(&controls, clock.now);
    let under = |event: &Event| {
        let is_empty = picture
            .pore_of(event.vesicle)
            .is_some_and(|pore| pore.efflux.count() + pore.kept == 0);
        match event.what {
            EventKind::Triggered if event.cause() == Some(Cause::Spontaneous) => {
                Some(Circumstance::ByChance)
            }
            EventKind::Hemifused | EventKind::PoreOpened if is_empty => Some(Circumstance::Empty),
            EventKind::Primed if in_vain == Some("signal_without_calcium") => {
                Some(Circumstance::NoCalcium)
            }
            _ => None,
        }
    };
    let news = record.news(&mut captions.read);
    let is_news = |time: SimTime| clock.now.since(time) <= NEWS_IN_THE_CELL;
    for event in news.events().filter(|event| is_news(event.time)) {
        captions.end(|truth| truth.ends_with(event));
        let whom = Whom::of(event, picture.is_mere_membrane(event.vesicle));
        let told = looked_at.told(event, (whom, under(event)), picture.sees(event));
        if let Some((text, importance)) = told {
            let truth = Truth::of(event, picture.is_close_to(event));
            captions.tell_while(text, importance, truth);
        }
    }
    // Where the run has been put back, what was told of did not happen.
    captions.told_spike = captions.told_spike.min(record.spike_count);
    let newest = news.spikes().last().filter(|spike| is_news(spike.time));
    if let Some(spike) = newest.filter(|spike| spike.number > captions.told_spike) {
        let (usual, importance) = looked_at.told_of_a_spike();
        match in_vain {
            Some(why) => captions.tell_of_this_run(word(why).to_owned(), importance),
            None => captions.tell(usual, importance),
        }
        captions.told_spike = spike.number;
    }
    captions.end(|truth| !truth.holds(&|id| picture.doing(id, clock.now)));
    captions.pass(time.delta_secs().min(LONGEST_PICTURE_S));
}

/// Lets the director and the clock wait for who reads.
fn wait_for_who_reads(
    captions: Res<Captions>,
    director: Option<ResMut<Director>>,
    following: Res<Following>,
    selected: Res<Selected>,
    playback: Option<ResMut<Playback>>,
    fusing: Query<(&Vesicle, &FusionPore)>,
    panels: Option<Res<Panels>>,
    chapter: Option<Res<Chapter>>,
    clock: Res<SimClock>,
) {
    let is_read = panels.is_none_or(|panels| panels.captions);
    let story = director.as_ref().and_then(|director| director.story);
    let directed = story.and_then(|story| story.vesicle).map(|(id, _)| id);
    if let (Some(mut director), Some(id)) = (director, directed) {
        let is_being_read = is_read && captions.to_be_read_of(id).is_some();
        if director.is_being_read != is_being_read {
            director.is_being_read = is_being_read;
        }
    }
    let Some(mut playback) = playback else {
        return;
    };
    // Who is looked at, or of whom it is read what is seen.
    let looked_at = directed.or(following.0).or(selected.0);
    let pore_of = |id| fusing.iter().find(|(vesicle, _)| Some(vesicle.id) == id);
    let pore = pore_of(looked_at).or_else(|| {
        let close = |(vesicle, pore): &(&Vesicle, &FusionPore)| {
            playback.watched.is_close_to(vesicle, pore.place.point)
        };
        pore_of(captions.subject()).filter(close)
    });
    let chapter = chapter.map_or_else(Chapter::default, |chapter| *chapter);
    let read = match pore {
        // Who gives another signal has read enough of this.
        Some((vesicle, pore)) if is_read && !chapter.awaits_an_answer() => {
            let is_pore_awaited = chapter.awaits_a_pore();
            captions.rate_to_read(vesicle.id, pore, clock.now, is_pore_awaited)
        }
        _ => f64::INFINITY,
    };
    if playback.read != read {
        playback.read = read;
    }
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;
    use crate::{biology::vesicles::VesicleKind, sim::record::Detail};

    fn event(vesicle: u32, what: EventKind) -> Event {
        Event {
            time: SimTime::ZERO,
            vesicle: VesicleId(vesicle),
            kind: VesicleKind::built_in("synaptic_vesicle"),
            pathway: Pathway::Regulated,
            what,
            site: String::new(),
            position_nm: DVec3::ZERO,
            detail: Detail::Nothing,
        }
    }

    const FOLLOWED: LookedAt = LookedAt {
        vesicle: Some(VesicleId(7)),
        pathway: Some(Pathway::Regulated),
        is_near: true,
        alone: false,
    };

    #[test]
    fn what_concerns_the_vesicle_looked_at_comes_first_and_the_rest_as_elsewhere() {
        let told = |looked_at: LookedAt, number, what, is_seen| {
            let event = event(number, what);
            looked_at.told(&event, (Whom::of(&event, false), None), is_seen)
        };
        let own = told(FOLLOWED, 7, EventKind::Boarded, false).expect("its own");
        let near = told(FOLLOWED, 8, EventKind::PoreOpened, true).expect("in sight");
        let far = told(FOLLOWED, 9, EventKind::PoreOpened, false).expect("important");
        assert!(own.1 > near.1 && !own.0.contains("Elsewhere"));
        assert!(!near.0.contains("Elsewhere"));
        assert!(far.0.starts_with("Elsewhere: "), "{}", far.0);
        assert_eq!(told(FOLLOWED, 9, EventKind::Tethered, false), None);
        // Nor do small things of others matter beside it.
        assert_eq!(told(FOLLOWED, 8, EventKind::Boarded, true), None);
        let alone = LookedAt {
            alone: true,
            ..FOLLOWED
        };
        assert_eq!(told(alone, 8, EventKind::PoreOpened, true), None);
        // One that was only clicked comes first where it is seen.
        let clicked = LookedAt {
            is_near: false,
            ..FOLLOWED
        };
        let seen = told(clicked, 7, EventKind::PoreOpened, true).expect("in sight");
        assert_eq!(
            seen,
            told(FOLLOWED, 7, EventKind::PoreOpened, true).expect("its own")
        );
        let unseen = told(clicked, 7, EventKind::PoreOpened, false).expect("important");
        assert!(unseen.0.starts_with("Elsewhere: "), "{}", unseen.0);
        assert!(told(clicked, 8, EventKind::Boarded, true).is_some());
    }

    #[test]
    fn a_signal_is_not_told_of_a_vesicle_that_does_not_hear_it() {
        let looking_at = |pathway| LookedAt {
            pathway: Some(pathway),
            ..FOLLOWED
        };
        let (said, _) = looking_at(Pathway::Constitutive).told_of_a_spike();
        assert!(said.starts_with("Elsewhere: "), "{said}");
        let (said, _) = looking_at(Pathway::Regulated).told_of_a_spike();
        assert!(!said.contains("Elsewhere"), "{said}");
    }
}
