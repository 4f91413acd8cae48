//! The director: left alone with the picture, it makes a film of the cell.
//!
//! It looks at what the simulation has already drawn for the next moments,
//! picks what is worth seeing, has the camera there in time, slows the lens,
//! stays to the end, and moves on. It only looks and plays: not one event is
//! other than without it. Whoever takes the camera or the lens sends it away.

use bevy::{ecs::system::SystemParam, math::DVec3, prelude::*};

use super::{
    WALK_RATE,
    time_lens::{Playback, TimeLensSystems},
};
use crate::{
    biology::vesicles::{Pathway, VesicleKind},
    scene::Scene,
    sim::{
        chance::Chance,
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        places::{Goal, Places},
        vesicle::{MembranePlace, Next, Pit, RetrievalMode, Sight, Stage, VesicleId},
    },
    units::SimTime,
    view::{
        Following, Selected, ViewSettings,
        camera::CameraRig,
        vantage::{Lookout, SEEN_WELL},
    },
};

/// A flight is over after this much screen time: the camera has made all but a
/// thirtieth of the way.
const FLIGHT_S: f64 = 1.4;
/// What is known to happen is come near by this part of what is left a second,
/// and no more slowly than at this rate.
const SHORTLY_S: f64 = 0.25;
const ARRIVAL_RATE: f64 = 1e-3;
/// How long the whole cell is shown between two stories.
const WIDE_S: f64 = 5.0;
/// After so many stories the whole cell is shown again.
const STORIES_IN_A_ROW: u32 = 4;
/// A story is seen for at least so long, also if a better one begins.
const LEAST_S: f64 = 4.0;
/// And after its end for so long.
const AFTERWARDS_S: f64 = 1.6;
/// No story is worth more screen time than this.
const MOST_S: f64 = 22.0;
/// Nor than this, while something that is said of it is still being read.
const MOST_READ_S: f64 = 40.0;
/// A carried vesicle is followed for so long.
const WALK_S: f64 = 7.0;
/// A change of stage is a matter of moments; a little before and after it is
/// seen at this rate.
const STAGE_RATE: f64 = 0.06;
const STAGE_AFTER: SimTime = SimTime::from_nanos(120_000_000);
/// A pit is shown from its last part on, in about this much screen time.
const PIT_S: f64 = 7.0;
/// What is farther ahead than this much screen time is not waited for.
const PATIENCE_S: f64 = 5.0;
/// Nothing is shown that is not seen well, and no more stories than this are tried in a
/// picture to find one that is.
const MOST_TRIED: usize = 4;
/// How fast the camera drifts about what it shows, so that depth is seen;
/// radians a second.
const DRIFT: f32 = 0.025;

/// What a story is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The whole cell.
    Wide,
    /// A motor carries a vesicle.
    Walk,
    /// A vesicle docks.
    Dock,
    /// A vesicle is primed.
    Prime,
    /// A vesicle fuses.
    Fuse,
    /// Membrane is taken back.
    Retrieve,
}

impl Subject {
    /// Its name among the texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Walk => "walk",
            Self::Dock => "dock",
            Self::Prime => "prime",
            Self::Fuse => "fuse",
            Self::Retrieve => "retrieve",
        }
    }

    /// How much it is worth seeing, all else being equal.
    fn worth(self) -> f64 {
        match self {
            Self::Wide => 0.0,
            Self::Walk => 1.0,
            Self::Dock => 1.6,
            Self::Prime => 1.7,
            Self::Retrieve => 2.4,
            Self::Fuse => 5.0,
        }
    }

    /// From how far a vesicle of 21 nm radius is looked at, in nanometres.
    fn close_up_nm(self) -> f32 {
        match self {
            Self::Wide => 2500.0,
            Self::Walk => 400.0,
            Self::Dock | Self::Prime => 250.0,
            Self::Fuse => 200.0,
            Self::Retrieve => 240.0,
        }
    }
}

/// A stretch of a vesicle's life that can be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Story {
    pub subject: Subject,
    /// Whose it is; nobody's if the whole cell is shown.
    pub vesicle: Option<(VesicleId, VesicleKind)>,
    /// What happens, and until when there is something to see.
    pub from: SimTime,
    pub to: SimTime,
    /// Cell time a second on screen, from beginning to end; infinite where the
    /// lens itself knows.
    pace: f64,
    radius_nm: f64,
    /// Where, on the membrane, if it is there.
    seat: Option<MembranePlace>,
}

/// Whether the director is at work, and what it shows.
#[derive(Resource, Clone, Debug, Default)]
pub struct Director {
    pub at_work: bool,
    /// The story on screen.
    pub story: Option<Story>,
    /// Whether something that is said of it is still being read.
    pub is_being_read: bool,
    /// On screen for so long, in seconds of screen time.
    shown_s: f64,
    /// Since its end, likewise.
    over_s: f64,
    /// Stories told since the whole cell was shown.
    in_a_row: u32,
    /// Stories told, and with which number each subject was told last.
    told: u32,
    last: [u32; 6],
    /// How often hands had been on the camera, to notice the next.
    hands: Option<u32>,
}

impl Director {
    /// Takes up work, or lays it down.
    pub fn turn(&mut self) {
        *self = Self {
            at_work: !self.at_work,
            ..Self::default()
        };
    }

    /// How much a story is worth now: more, the longer its like was not shown.
    fn worth(&self, story: &Story) -> f64 {
        let ago = self.told - self.last[story.subject as usize].min(self.told);
        let is_new = self.last[story.subject as usize] == 0;
        let fresh = if is_new { 4 } else { ago.min(4) };
        story.subject.worth() * (0.4 + f64::from(fresh))
    }

    /// Whether the story on screen may make way for `next`.
    fn makes_way_for(&self, next: Option<&Story>, now: SimTime) -> bool {
        let Some(story) = &self.story else {
            return true;
        };
        let most_s = if self.is_being_read {
            MOST_READ_S
        } else {
            MOST_S
        };
        if self.shown_s >= most_s || self.is_being_read {
            return self.shown_s >= most_s;
        }
        let release_waits = next.is_some_and(|next| next.subject == Subject::Fuse)
            && story.subject != Subject::Fuse
            && self.shown_s >= LEAST_S;
        match story.subject {
            Subject::Wide => release_waits || next.is_some() && self.shown_s >= WIDE_S,
            Subject::Walk => release_waits || self.shown_s >= WALK_S || now > story.to,
            _ => release_waits || self.over_s >= AFTERWARDS_S && self.shown_s >= LEAST_S,
        }
    }

    /// The fastest that cell time may pass: slow enough that the camera is
    /// there before anything happens, and that it can be seen.
    fn fastest(&self, now: SimTime) -> f64 {
        let Some(story) = &self.story else {
            return f64::INFINITY;
        };
        if now < story.from {
            let ahead_s = story.from.since(now).as_secs();
            let flight_left_s = FLIGHT_S - self.shown_s;
            if flight_left_s > SHORTLY_S {
                ahead_s / flight_left_s
            } else {
                (ahead_s / SHORTLY_S).max(story.pace.min(ARRIVAL_RATE))
            }
        } else if now <= story.to {
            story.pace
        } else {
            f64::INFINITY
        }
    }

    fn begin(&mut self, story: Story) {
        self.told += 1;
        self.last[story.subject as usize] = self.told;
        self.in_a_row = match story.subject {
            Subject::Wide => 0,
            _ => self.in_a_row + 1,
        };
        self.shown_s = 0.0;
        self.over_s = 0.0;
        self.is_being_read = false;
        self.story = Some(story);
    }
}

/// Lets the director work where cell time passes by the lens.
pub fn plugin(app: &mut App) {
    app.init_resource::<Director>()
        .add_systems(PreUpdate, direct.before(TimeLensSystems));
}

type Lives<'w, 's> = Query<'w, 's, Sight>;

/// The cell as the director looks at it.
#[derive(SystemParam)]
struct Stagecraft<'w, 's> {
    scene: Res<'w, Scene>,
    clock: Res<'w, SimClock>,
    tracks: Res<'w, Cytoskeleton>,
    places: Res<'w, Places>,
    chance: Res<'w, Chance>,
    settings: Res<'w, ViewSettings>,
    lookout: Lookout<'w, 's>,
}

fn direct(
    mut director: ResMut<Director>,
    mut playback: ResMut<Playback>,
    mut rig: ResMut<CameraRig>,
    mut following: ResMut<Following>,
    mut selected: ResMut<Selected>,
    cell: Stagecraft,
    lives: Lives,
    time: Res<Time<Real>>,
) {
    if !director.at_work {
        playback.directed = f64::INFINITY;
        return;
    }
    // It begins with the lens on auto; who takes it off, or the camera, takes over.
    let is_beginning = director.hands.is_none();
    playback.auto |= is_beginning;
    playback.playing |= is_beginning;
    let shown = director
        .story
        .and_then(|story| story.vesicle)
        .map(|(id, _)| id);
    let is_taken = director.hands.is_some_and(|hands| hands != rig.hands()) || !playback.auto;
    if is_taken || !is_beginning && following.0 != shown {
        director.turn();
        playback.directed = f64::INFINITY;
        return;
    }
    director.hands = Some(rig.hands());
    let passed_s = if playback.playing {
        time.delta_secs_f64().min(0.25)
    } else {
        0.0
    };
    let now = cell.clock.now;
    director.shown_s += passed_s;
    if let Some(story) = &mut director.story {
        story.go_on(&lives);
    }
    if director.story.is_some_and(|story| now > story.to) {
        director.over_s += passed_s;
    }
    let stories = if director.in_a_row >= STORIES_IN_A_ROW {
        Vec::new()
    } else {
        stories(&director, &cell, &lives, playback.rate)
    };
    let may_cut = director.makes_way_for(stories.first(), now);
    let is_wide = director
        .story
        .is_some_and(|story| story.subject == Subject::Wide);
    let tried = stories.iter().take(MOST_TRIED);
    let next = may_cut.then(|| tried.copied().find_map(|story| cell.take(&story, &lives)));
    let home = cell.scene.views.first();
    let begins = match next.flatten() {
        Some(take) => {
            rig.stand_before(take.vesicle, take.at, take.distance_nm, take.back, home);
            Some(take.story)
        }
        None if !is_wide && director.makes_way_for(None, now) => {
            if let Some(home) = home {
                rig.fly_to(home);
            }
            Some(Story::of_the_whole_cell(now))
        }
        None => None,
    };
    if let Some(story) = begins {
        director.begin(story);
        following.0 = story.vesicle.map(|(id, _)| id);
        selected.0 = following.0;
    } else if passed_s > 0.0 {
        rig.drift(DRIFT * passed_s as f32);
    }
    playback.directed = director.fastest(now);
}

impl Story {
    fn of_the_whole_cell(now: SimTime) -> Self {
        Self {
            subject: Subject::Wide,
            vesicle: None,
            from: now,
            to: SimTime::NEVER,
            pace: f64::INFINITY,
            radius_nm: 21.0,
            seat: None,
        }
    }

    /// Once a pore has begun, its course to the end is known.
    fn go_on(&mut self, lives: &Lives) {
        let Some((id, _)) = self.vesicle else { return };
        if self.subject == Subject::Fuse
            && let Some(pore) = lives
                .iter()
                .find(|body| body.vesicle.id == id)
                .and_then(|body| body.pore)
        {
            self.from = pore.opened;
            self.to = pore.ends;
        }
    }
}

/// The stories that can be reached in time, those most worth telling first.
fn stories(director: &Director, cell: &Stagecraft, lives: &Lives, rate: f64) -> Vec<Story> {
    let now = cell.clock.now;
    let on_screen = director.story.and_then(|story| story.vesicle);
    let mut found: Vec<(f64, VesicleId, Story)> = lives
        .iter()
        .filter(|body| on_screen.is_none_or(|(id, _)| id != body.vesicle.id))
        .filter_map(|body| {
            let (vesicle, pore, pit) = (body.vesicle, body.pore, body.pit);
            let (subject, from, to, pace) = match (pore, pit) {
                // From a pore that has been open for long there is little to see.
                (Some(pore), _) if now <= pore.opened => {
                    (Subject::Fuse, pore.opened, pore.ends, f64::INFINITY)
                }
                (Some(_), _) => return None,
                (_, Some(pit)) if now < pit.gripped => {
                    let from = last_part(pit);
                    let length_s = pit.scission.since(from).as_secs();
                    (
                        Subject::Retrieve,
                        from.max(now),
                        pit.scission,
                        length_s / PIT_S,
                    )
                }
                (_, Some(_)) => return None,
                _ => told_by(*body.stage, body.course.next, body.due.0, now)?,
            };
            if from.since(now).as_secs() > PATIENCE_S * rate {
                return None;
            }
            let motion = body.motion;
            let at = motion.position_at(vesicle.id, now, &cell.tracks, &cell.chance);
            let seat = pore
                .map(|pore| pore.place)
                .or(pit.map(|pit| pit.place))
                .or_else(|| seat_of(body.course.goal, &cell.places));
            let at = seat.map_or(at, |seat| seat.point + seat.inward * vesicle.radius_nm);
            if is_hidden(at, cell) {
                return None;
            }
            let story = Story {
                subject,
                vesicle: Some((vesicle.id, vesicle.kind)),
                from,
                to,
                pace,
                radius_nm: vesicle.radius_nm,
                seat: seat.filter(|_| subject != Subject::Walk),
            };
            let signalled = match vesicle.pathway {
                Pathway::Regulated => 1.0,
                Pathway::Constitutive => 0.7,
            };
            Some((director.worth(&story) * signalled, vesicle.id, story))
        })
        .collect();
    found.sort_by(|(a, one, _), (b, other, _)| b.total_cmp(a).then(one.cmp(other)));
    found.into_iter().map(|(.., story)| story).collect()
}

/// When a pit is deep enough to be told from flat membrane.
fn last_part(pit: &Pit) -> SimTime {
    match pit.mode {
        RetrievalMode::Clathrin | RetrievalMode::Bulk => {
            let growing = pit.grown.since(pit.began).as_nanos();
            pit.began + SimTime::from_nanos(growing / 2)
        }
        RetrievalMode::Ultrafast => pit.began,
    }
}

/// What a vesicle without a pore has to show: subject, from, to, pace.
fn told_by(
    stage: Stage,
    next: Next,
    due: SimTime,
    now: SimTime,
) -> Option<(Subject, SimTime, SimTime, f64)> {
    let change = |subject| Some((subject, due, due + STAGE_AFTER, STAGE_RATE));
    match (stage, next) {
        (_, Next::Trigger(_)) => Some((Subject::Fuse, due, due, f64::INFINITY)),
        (Stage::Walking, _) if due.since(now).as_secs() > WALK_RATE * WALK_S => {
            Some((Subject::Walk, now, due, WALK_RATE))
        }
        (Stage::Tethered, Next::Touch | Next::Dock) => change(Subject::Dock),
        (Stage::Docked, Next::Prime) => change(Subject::Prime),
        _ => None,
    }
}

fn seat_of(goal: Goal, places: &Places) -> Option<MembranePlace> {
    let site = match goal {
        Goal::Release(number) => places.release.get(number),
        Goal::Constitutive(number) => places.constitutive.get(number),
        Goal::Pit(number) => places.pits.get(number),
        Goal::Pool(_) | Goal::Beyond => None,
    };
    site.map(|site| site.place)
}

/// Whether it is on the side that is cut away.
fn is_hidden(at: DVec3, cell: &Stagecraft) -> bool {
    cell.settings.cut
        && cell
            .scene
            .cut
            .is_some_and(|cut| (at - cut.point).dot(cut.normal) > 0.0)
}

impl Stagecraft<'_, '_> {
    /// From where a story is seen, if nothing stands before what it is about.
    fn take(&self, story: &Story, lives: &Lives) -> Option<Take> {
        let (id, _) = story.vesicle?;
        let body = lives.iter().find(|body| body.vesicle.id == id)?;
        let width = (story.radius_nm / 21.0).max(1.0) as f32;
        let distance_nm = story.subject.close_up_nm() * width;
        let vantage = self.lookout.vantage(id, distance_nm.into())?;
        let motion = body.motion;
        let at = story.seat.map_or_else(
            || motion.position_at(id, self.clock.now, &self.tracks, &self.chance),
            |seat| seat.point + seat.inward * body.vesicle.radius_nm,
        );
        (vantage.clear >= SEEN_WELL).then_some(Take {
            story: *story,
            vesicle: id,
            at,
            distance_nm,
            back: vantage.back,
        })
    }
}

/// A story, and where the camera stands for it.
struct Take {
    story: Story,
    vesicle: VesicleId,
    at: DVec3,
    distance_nm: f32,
    /// From the vesicle towards the eye.
    back: Vec3,
}

#[cfg(test)]
mod ringed;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bevy::time::TimeUpdateStrategy;

    use super::*;
    use crate::{
        play::time_lens,
        scene::load,
        sim::{
            Session, SimulationPlugin,
            record::{Event, Record},
            vesicle::{FusionPore, Vesicle},
        },
        view::{Pace, camera},
    };

    const FRAME_S: f64 = 1.0 / 25.0;

    fn film(scene: &str, at_work: bool) -> App {
        let session = Session {
            scene: load(scene).expect("it is built in"),
            seed: 1,
            changes: Vec::new(),
        };
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, SimulationPlugin { session }))
            .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_secs_f64(
                FRAME_S,
            )))
            .init_resource::<ViewSettings>()
            .init_resource::<Pace>()
            .init_resource::<Following>()
            .init_resource::<Selected>()
            .add_plugins((camera::plugin, time_lens::plugin, plugin));
        app.world_mut().resource_mut::<Director>().at_work = at_work;
        app
    }

    fn events(app: &App) -> Vec<Event> {
        app.world()
            .resource::<Record>()
            .events
            .iter()
            .cloned()
            .collect()
    }

    #[test]
    fn a_projector_left_alone_shows_carrying_fusion_and_retrieval_and_is_there_in_time() {
        let mut app = film("synaptic_bouton", true);
        let mut told: Vec<(Story, f64)> = Vec::new();
        let mut openings = 0;
        let mut before = SimTime::ZERO;
        for _ in 0..(240.0 / FRAME_S) as usize {
            app.update();
            let director = app.world().resource::<Director>().clone();
            assert!(director.at_work, "nobody has taken the camera");
            let story = director.story.expect("something is always shown");
            match told.last_mut() {
                Some((last, seconds))
                    if last.subject == story.subject && last.vesicle == story.vesicle =>
                {
                    *seconds += FRAME_S;
                }
                _ => told.push((story, 0.0)),
            }
            let now = app.world().resource::<SimClock>().now;
            let pose = app.world().resource::<CameraRig>().pose;
            let mut pores = app.world_mut().query::<(&Vesicle, &FusionPore)>();
            for (vesicle, pore) in pores.iter(app.world()) {
                let is_shown = story.vesicle.is_some_and(|(id, _)| id == vesicle.id);
                if is_shown && before < pore.opened && pore.opened <= now {
                    openings += 1;
                    let off = pose.focus.as_dvec3().distance(pore.place.point);
                    assert!(off < 3.0 * vesicle.radius_nm, "{off} nm beside the pore");
                    let late_ms = now.since(pore.opened).as_millis();
                    assert!(late_ms < 0.5, "seen {late_ms} ms late");
                }
            }
            before = now;
        }
        assert!(openings >= 4, "{openings} openings in four minutes");
        for subject in [
            Subject::Wide,
            Subject::Walk,
            Subject::Fuse,
            Subject::Retrieve,
        ] {
            assert!(
                told.iter().any(|(story, _)| story.subject == subject),
                "{subject:?} never"
            );
        }
        told.pop();
        for (story, seconds) in &told {
            assert!(
                *seconds + 2.0 * FRAME_S > LEAST_S.min(WIDE_S) && *seconds < MOST_S + 1.0,
                "{story:?} for {seconds} s"
            );
        }
    }

    #[test]
    fn what_happens_is_the_same_with_and_without_a_director() {
        let mut directed = film("two_pathways", true);
        for _ in 0..(60.0 / FRAME_S) as usize {
            directed.update();
        }
        let until = directed.world().resource::<SimClock>().now;
        let mut plain = film("two_pathways", false);
        crate::sim::advance_to(plain.world_mut(), until);
        assert!(!events(&plain).is_empty());
        assert_eq!(events(&directed), events(&plain));
    }

    #[test]
    fn a_hand_on_the_camera_sends_it_away() {
        let mut app = film("synaptic_bouton", true);
        for _ in 0..50 {
            app.update();
        }
        app.world_mut().resource_mut::<CameraRig>().orbit(0.3, 0.0);
        app.update();
        app.update();
        assert!(!app.world().resource::<Director>().at_work);
        assert_eq!(app.world().resource::<Playback>().directed, f64::INFINITY);
    }
}
