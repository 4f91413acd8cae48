//! The time lens: how much cell time passes in a second on screen.
//!
//! A vesicle rides for minutes and a pore opens in a fraction of a
//! millisecond, so no single speed shows both. The lens only chooses how far
//! to let the simulation run before the next picture; what happens there
//! never depends on it.

use bevy::{
    math::{DVec3, ops},
    prelude::*,
};

use crate::{
    biology::controls::Knob,
    scene::Scene,
    sim::{
        self,
        cleft::Cleft,
        clock::{Coming, SimClock},
        controls::Controls,
        record::Record,
        respond::Script,
        signal::Spikes,
        vesicle::{
            Cause, Course, Due, FusionMode, FusionPore, Motion, Next, Stage, Vesicle, VesicleId,
        },
    },
    units::SimTime,
    view::{Following, Selected, Tempo, ViewSystems, camera::CameraRig, laid::LayOut},
};

/// The slowest rate, in seconds of cell time per second on screen.
pub const SLOWEST: f64 = 1e-6;
/// The fastest rate, in seconds of cell time per second on screen.
pub const FASTEST: f64 = 100.0;

/// The fastest that is used where a scene names no pace of its own.
const USUAL_PACE: f64 = 0.5;
/// A picture that took longer than this counts as this long: after a hitch the
/// run goes on where it was seen last.
const LONGEST_FRAME_S: f64 = 0.25;
/// Below this share of the rate in force the words tell what is managed.
const KEEPS_UP: f64 = 0.85;
/// How quickly that share follows from picture to picture.
const MANAGED_EASE: f64 = 0.25;
/// *Auto* looks at the cell again after this much screen time.
const LOOK_AGAIN_S: f64 = 0.02;
/// *Auto* looks no more often than this in one picture.
const MOST_LOOKS: usize = 2000;
/// *Auto* comes near a highlight by this share of the remaining cell time a
/// second: from a second before to a millisecond before in 1.4 s on screen.
const APPROACH_S: f64 = 0.2;
/// *Auto* leaves a highlight likewise: its course is seen on a logarithmic
/// scale, about a second and a half on screen for every factor of ten.
const LEAVE_S: f64 = 0.65;
/// The rate grows by no more than a factor e in this much screen time.
const SPEED_UP_S: f64 = 0.35;
/// The rate at which the lens arrives at an action potential or a trigger.
const FORESEEN_RATE: f64 = 1e-3;
/// In a closed gap nothing but molecules moves: the rate at which the eye can follow
/// them.
const CLOSED_GAP_RATE: f64 = 1e-5;
/// And how far it goes in one picture, however fast it is played: thousands of
/// molecules are moved, step by step.
const CLOSED_GAP_REACH: SimTime = SimTime::from_nanos(50_000);
/// How long a pore that opens is seen as slowly as it opened.
const JUST_OPENED: SimTime = SimTime::from_nanos(100_000);
/// How long an action potential is worth seeing: calcium rises and is gone.
const ACTION_POTENTIAL: SimTime = SimTime::from_nanos(1_500_000);
/// A step without a next event is one picture's worth of time.
const STEP_S: f64 = 1.0 / 60.0;
/// Pictures are about this much wider than high.
const WIDER_THAN_HIGH: f32 = 1.6;
/// How far a step looks for the next event.
const STEP_REACH: SimTime = SimTime::from_nanos(1_000_000_000);

/// Advances the simulation by the lens.
#[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
pub struct TimeLensSystems;

/// How the run is played.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct Playback {
    /// Whether cell time passes.
    pub playing: bool,
    /// Seconds of cell time per second on screen, [`SLOWEST`] to [`FASTEST`];
    /// with `auto` the fastest that is used.
    pub rate: f64,
    /// Whether the rate eases down for what is fast and up again after.
    pub auto: bool,
    /// What the camera looks at; *auto* slows down for what happens there.
    pub watched: Watched,
    /// With `auto`, the fastest that a director allows.
    pub directed: f64,
    /// With `auto`, the fastest at which what is explained can be seen.
    pub explained: f64,
    /// With `auto`, the fastest at which what is said of it can be read meanwhile.
    pub read: f64,
    /// What is played towards at a quick pace, if anything is.
    pub awaited: Option<Awaited>,
    /// Cell time waits for a second run that is seen beside this one.
    pub is_held: bool,
    in_force: f64,
    /// What the computer manages of the rate in force, 1 if all of it.
    managed: f64,
    /// Played, but less than a nanosecond.
    rest_ns: f64,
    steps_asked: u32,
}

/// Something to come, to which the run is played at a quick pace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Awaited {
    /// Seconds of cell time per second on screen.
    pub rate: f64,
    /// No picture goes beyond this moment.
    pub until: SimTime,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            playing: true,
            rate: USUAL_PACE,
            auto: true,
            watched: Watched::default(),
            directed: f64::INFINITY,
            explained: f64::INFINITY,
            read: f64::INFINITY,
            awaited: None,
            is_held: false,
            in_force: USUAL_PACE,
            managed: 1.0,
            rest_ns: 0.0,
            steps_asked: 0,
        }
    }
}

impl Playback {
    /// The rate in force now, in seconds of cell time per second on screen.
    pub fn rate_now(&self) -> f64 {
        if let Some(awaited) = self.awaited {
            awaited.rate
        } else if self.auto {
            self.in_force.min(self.rate)
        } else {
            self.rate
        }
    }

    /// Sets the rate, kept between [`SLOWEST`] and [`FASTEST`].
    pub fn set_rate(&mut self, rate: f64) {
        if rate.is_finite() {
            self.rate = rate.clamp(SLOWEST, FASTEST);
        }
    }

    /// Pauses, and goes on to the next event (or by one picture's worth of
    /// time, when nothing happens within a second of cell time).
    pub fn step(&mut self) {
        self.playing = false;
        self.steps_asked += 1;
    }

    /// The cell time that passes in a second on screen, such as "2 ms". Where
    /// the computer can't keep up, it is what is managed.
    pub fn second_here(&self) -> String {
        let keeps_up = self.managed >= KEEPS_UP || !self.playing;
        let rate = self.rate_now() * if keeps_up { 1.0 } else { self.managed };
        span(rate)
    }

    /// Notes how much of a picture's time, `passed_s`, was played.
    fn note_managed(&mut self, played_s: f64, passed_s: f64) {
        if passed_s > 0.0 {
            let share = (played_s / passed_s).min(1.0);
            self.managed += (share - self.managed) * MANAGED_EASE;
        }
    }
}

/// A stretch of time with two digits: `2 ms`, `0.5 s`, `15 µs`.
fn span(seconds: f64) -> String {
    let (unit, name) = match seconds {
        s if s >= 0.0995 => (1.0, "s"),
        s if s >= 0.995e-3 => (1e-3, "ms"),
        s if s >= 0.995e-6 => (1e-6, "µs"),
        _ => (1e-9, "ns"),
    };
    let number = seconds / unit;
    if number >= 9.95 {
        format!("{number:.0} {name}")
    } else {
        let short = format!("{number:.1}");
        format!("{} {name}", short.trim_end_matches(".0"))
    }
}

/// The part of the cell the camera looks at, a ball, and who is looked at in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watched {
    /// Its middle, in nanometres.
    pub middle_nm: DVec3,
    /// Its radius, in nanometres.
    pub reach_nm: f64,
    /// The vesicle that the camera stays with, or the one whose card is open: what it
    /// does is seen slowly, from however far.
    pub vesicle: Option<VesicleId>,
}

impl Default for Watched {
    /// Everything.
    fn default() -> Self {
        Self {
            middle_nm: DVec3::ZERO,
            reach_nm: f64::INFINITY,
            vesicle: None,
        }
    }
}

impl Watched {
    /// Carriers outside the active zone fuse all the time; seen from farther
    /// away than this, of a synaptic vesicle's size, they are no reason to slow down.
    const CLOSE_NM: f64 = 260.0;
    /// A single synaptic vesicle fills the picture.
    const CLOSE_UP_NM: f64 = 80.0;
    /// What goes by this much faster than close up, or less, is large in the picture.
    const LARGE: f64 = 2.0;
    /// Its radius. Larger ones are as large in the picture from farther away.
    const SYNAPTIC_NM: f64 = 21.0;

    /// The reach with which a synaptic vesicle would be as large in the picture as this
    /// one is.
    fn reach_for(&self, vesicle: &Vesicle) -> f64 {
        self.reach_nm / (vesicle.radius_nm / Self::SYNAPTIC_NM).max(1.0)
    }

    /// How much faster a highlight goes by than close up: from afar there is
    /// less to see in it. What is looked at is seen as slowly from everywhere.
    fn haste(&self, vesicle: &Vesicle) -> f64 {
        if self.vesicle == Some(vesicle.id) {
            1.0
        } else {
            (self.reach_for(vesicle) / Self::CLOSE_UP_NM).clamp(1.0, 12.0)
        }
    }

    /// Whether a vesicle is before the eye: looked at, or large in the picture.
    pub fn is_close_to(&self, vesicle: &Vesicle, place_nm: DVec3) -> bool {
        let is_large = self.haste(vesicle) <= Self::LARGE;
        self.vesicle == Some(vesicle.id)
            || is_large && self.middle_nm.distance(place_nm) <= self.reach_nm
    }

    fn sees(&self, vesicle: &Vesicle, place_nm: DVec3, in_active_zone: bool) -> bool {
        let is_near = in_active_zone || self.reach_for(vesicle) <= Self::CLOSE_NM;
        self.vesicle == Some(vesicle.id)
            || is_near && self.middle_nm.distance(place_nm) <= self.reach_nm
    }
}

/// A stretch of cell time worth seeing slowly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Highlight {
    /// When it begins.
    pub from: SimTime,
    /// When it is over.
    pub to: SimTime,
    /// Seconds of cell time per second on screen while it lasts.
    pub rate: f64,
}

impl Highlight {
    /// Membranes meet, for about three seconds on screen, and the pore opens; seen
    /// close up. Where they take long to meet, the pore opens no less slowly.
    fn opening(pore: &FusionPore, haste: f64) -> [Self; 2] {
        let opened = pore.opened + JUST_OPENED;
        let meeting = (opened.since(pore.triggered).as_secs() / 3.0).max(2e-5);
        [
            Self {
                from: pore.triggered,
                to: pore.opened,
                rate: meeting * haste,
            },
            Self {
                from: pore.opened,
                to: opened,
                rate: meeting.min(5e-3) * haste,
            },
        ]
    }

    /// The pore of a kiss-and-run closes.
    fn closing(pore: &FusionPore, haste: f64) -> Self {
        Self {
            from: pore.ends,
            to: pore.ends,
            rate: 1e-3 * haste,
        }
    }

    /// The fastest rate this highlight allows at `now`: less and less as it
    /// comes near, its own while it lasts, more and more afterwards.
    fn allows(&self, now: SimTime) -> f64 {
        if now < self.from {
            self.rate.max(self.from.since(now).as_secs() / APPROACH_S)
        } else if now <= self.to {
            self.rate
        } else {
            self.rate.max(now.since(self.to).as_secs() / LEAVE_S)
        }
    }
}

/// The rate that `auto` aims at: the fastest that every highlight allows.
pub fn rate_allowed(highlights: &[Highlight], now: SimTime, fastest: f64) -> f64 {
    highlights
        .iter()
        .map(|highlight| highlight.allows(now))
        .fold(fastest, f64::min)
}

/// The next rate in force: down at once (an approach is smooth by itself), up
/// by steady factors.
pub fn eased(in_force: f64, allowed: f64, screen_s: f64) -> f64 {
    let grown = in_force.max(SLOWEST) * libm::exp(screen_s / SPEED_UP_S);
    grown.min(allowed)
}

/// Vesicles whose next change is drawn, with where they stand.
type Plans = QueryState<(
    &'static Vesicle,
    &'static Stage,
    &'static Course,
    &'static Due,
    &'static Motion,
)>;

/// Vesicles that fuse.
type Pores = QueryState<(&'static Vesicle, &'static FusionPore)>;

/// What *auto* needs to know of the cell.
struct Outlook {
    highlights: Vec<Highlight>,
    /// The next moment at which something may begin that isn't known yet.
    look_again: SimTime,
}

/// Lets cell time pass as pictures follow each other. A still has no use for
/// it: its moment is asked for outright.
pub fn plugin(app: &mut App) {
    app.init_resource::<Playback>()
        .when_a_scene_comes(open_at_the_scenes_pace)
        .add_systems(
            PreUpdate,
            (watch_what_the_camera_sees, play)
                .chain()
                .in_set(TimeLensSystems),
        )
        .add_systems(PostUpdate, tell_the_picture.before(ViewSystems::Camera));
}

/// What takes minutes in a cell is not waited for. The first scene opens with the pace
/// that has been asked for, if it names none.
fn open_at_the_scenes_pace(
    scene: Option<Res<Scene>>,
    mut playback: ResMut<Playback>,
    mut is_another: Local<bool>,
) {
    let own = scene.and_then(|scene| scene.pace);
    let pace = own.or(is_another.then_some(USUAL_PACE));
    if let Some(pace) = pace {
        playback.set_rate(pace);
    }
    *is_another = true;
}

fn tell_the_picture(mut commands: Commands, playback: Res<Playback>) {
    commands.insert_resource(Tempo {
        is_playing: playback.playing,
        rate: playback.rate_now(),
    });
}

fn watch_what_the_camera_sees(
    rig: Option<Res<CameraRig>>,
    following: Option<Res<Following>>,
    selected: Option<Res<Selected>>,
    mut playback: ResMut<Playback>,
) {
    let followed = following.and_then(|following| following.0);
    let clicked = selected.and_then(|selected| selected.0);
    if let Some(rig) = rig {
        let half_height = rig.pose.distance * ops::tan(rig.pose.field_of_view / 2.0);
        playback.watched = Watched {
            middle_nm: rig.pose.focus.as_dvec3(),
            reach_nm: f64::from(half_height * WIDER_THAN_HIGH),
            vesicle: followed.or(clicked),
        };
    }
}

/// Lets the simulation run on by what passes in one picture.
fn play(world: &mut World, pores: &mut Pores, plans: &mut Plans) {
    let passed_s = world
        .get_resource::<Time<Real>>()
        .map_or(0.0, Time::delta_secs_f64);
    let mut frame_s = passed_s.min(LONGEST_FRAME_S);
    let mut playback = world.resource::<Playback>().clone();
    if playback.is_held {
        frame_s = 0.0;
    }
    // What was asked for since the last picture is done first, also while the
    // run stands still.
    let now = world.resource::<SimClock>().now;
    sim::advance_to(world, now);
    if playback.steps_asked > 0 {
        for _ in 0..playback.steps_asked {
            step_to_next_event(world, playback.rate_now());
        }
        playback.steps_asked = 0;
    } else if playback.playing
        && let Some(awaited) = playback.awaited
    {
        playback.in_force = playback.rate;
        let asked = playback.after(now, frame_s);
        let target = asked.min(awaited.until.max(now)).min(now + reach(world));
        sim::advance_to(world, target);
    } else if playback.playing && playback.auto {
        play_with_care(world, &mut playback, frame_s, pores, plans);
    } else if playback.playing {
        playback.in_force = playback.rate;
        let asked = playback.after(now, frame_s);
        let target = asked.min(now + reach(world));
        frame_s *= target.share_of(now, asked);
        sim::advance_to(world, target);
    }
    if playback.playing {
        playback.note_managed(frame_s, passed_s);
    }
    world.insert_resource(playback);
}

/// How far the run may go in one picture.
fn reach(world: &World) -> SimTime {
    match world.get_resource::<Cleft>() {
        Some(cleft) if cleft.is_closed() => CLOSED_GAP_REACH,
        _ => SimTime::NEVER,
    }
}

impl Playback {
    /// The moment that is `screen_s` seconds on screen after `now`.
    fn after(&mut self, now: SimTime, screen_s: f64) -> SimTime {
        let nanos = self.rate_now() * screen_s * 1e9 + self.rest_ns;
        self.rest_ns = nanos.fract();
        now + SimTime::from_nanos(nanos as u64)
    }
}

/// Plays `frame_s` seconds on screen and looks ahead on the way, so that what
/// is fast isn't over before it is seen.
fn play_with_care(
    world: &mut World,
    playback: &mut Playback,
    frame_s: f64,
    pores: &mut Pores,
    plans: &mut Plans,
) {
    let mut left_s = frame_s;
    for _ in 0..MOST_LOOKS {
        if left_s <= 0.0 {
            break;
        }
        let part_s = left_s.min(LOOK_AGAIN_S);
        let now = world.resource::<SimClock>().now;
        let outlook = look_ahead(world, playback.watched, now, pores, plans);
        let slowest_of = playback.directed.min(playback.explained);
        let fastest = playback.rate.min(slowest_of).min(playback.read);
        let allowed = rate_allowed(&outlook.highlights, now, fastest);
        playback.in_force = eased(playback.in_force, allowed, part_s);
        let mut target = playback.after(now, part_s);
        let mut played_s = part_s;
        if target > outlook.look_again {
            let share = outlook.look_again.since(now).as_secs() / target.since(now).as_secs();
            played_s *= share;
            target = outlook.look_again;
            playback.rest_ns = 0.0;
        }
        sim::advance_to(world, target);
        left_s -= played_s;
    }
}

fn look_ahead(
    world: &World,
    watched: Watched,
    now: SimTime,
    pores: &mut Pores,
    plans: &mut Plans,
) -> Outlook {
    let mut outlook = Outlook {
        highlights: Vec::new(),
        look_again: SimTime::NEVER,
    };
    if world.get_resource::<Cleft>().is_some_and(Cleft::is_closed) {
        outlook.highlights.push(Highlight {
            from: SimTime::ZERO,
            to: SimTime::NEVER,
            rate: CLOSED_GAP_RATE,
        });
    }
    for (vesicle, pore) in pores.iter(world) {
        if watched.sees(vesicle, pore.place.point, pore.site.is_some()) {
            let haste = watched.haste(vesicle);
            outlook.highlights.extend(Highlight::opening(pore, haste));
            if pore.mode == FusionMode::KissAndRun {
                outlook.highlights.push(Highlight::closing(pore, haste));
            }
        }
    }
    let mut foresee = |from: SimTime, to: SimTime| {
        if to > now {
            outlook.highlights.push(Highlight {
                from,
                to,
                rate: FORESEEN_RATE,
            });
        }
        if from > now {
            outlook.look_again = outlook.look_again.min(from);
        }
    };
    let mut changes = world.resource::<Coming>().influence();
    for (vesicle, stage, course, due, motion) in plans.iter(world) {
        // Whatever fuses has gone through these, one drawn change at a time.
        let near_fusion = matches!(
            stage,
            Stage::Crossing | Stage::Tethered | Stage::Docked | Stage::Primed
        );
        if near_fusion && due.0 > now {
            changes = changes.min(due.0);
        }
        let Next::Trigger(cause) = course.next else {
            continue;
        };
        let place = match motion {
            Motion::Caged { home, .. } => *home,
            _ => continue,
        };
        if watched.sees(vesicle, place, cause != Cause::Constitutive) {
            foresee(due.0, due.0);
        }
    }
    let queued = world
        .resource::<Controls>()
        .pending()
        .iter()
        .chain(&world.resource::<Script>().entries)
        .filter(|timed| timed.change.knob == Knob::ActionPotential)
        .map(|timed| timed.at);
    for at in queued.chain([world.resource::<Spikes>().next()]) {
        if at < SimTime::NEVER {
            foresee(at, at + ACTION_POTENTIAL);
        }
    }
    outlook.look_again = outlook.look_again.min(changes.max(now));
    outlook
}

/// Runs to the next event, or by one picture's worth of time when nothing
/// changes in the next second of cell time. In a closed gap no step goes farther
/// than a picture.
fn step_to_next_event(world: &mut World, rate: f64) {
    let start = world.resource::<SimClock>().now;
    let reach = STEP_REACH.min(reach(world));
    let end = start + reach;
    let before = world.resource::<Record>().event_count;
    let mut now = start;
    while now < end && world.resource::<Record>().event_count == before {
        // It has run to this very moment, so whatever comes is later.
        let next = world.resource::<Coming>().change();
        if next > end {
            if now == start {
                now += SimTime::from_secs(rate * STEP_S).min(reach);
                sim::advance_to(world, now);
            }
            return;
        }
        now = next;
        sim::advance_to(world, now);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bevy::time::TimeUpdateStrategy;

    use super::*;
    use crate::{
        biology::vesicles::{Pathway, VesicleKind},
        scene::load,
        sim::{
            Session, SimulationPlugin,
            record::{Detail, Event, EventKind},
            tests::{change, small_cell},
        },
    };

    fn played(session: Session, frames_per_s: f64, playback: Playback) -> App {
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, SimulationPlugin { session }, plugin))
            .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_secs_f64(
                1.0 / frames_per_s,
            )))
            .insert_resource(playback);
        app
    }

    fn session(seed: u64, changes: &[(f64, &str)]) -> Session {
        Session {
            scene: small_cell(),
            seed,
            changes: changes.iter().map(|(at, text)| change(*at, text)).collect(),
        }
    }

    fn busy_session() -> Session {
        session(
            5,
            &[(0.3, "signal.train_count=30"), (0.3, "signal.train_hz=20")],
        )
    }

    fn now(app: &App) -> SimTime {
        app.world().resource::<SimClock>().now
    }

    /// The events up to `until`, however the run is played to there.
    fn events(mut app: App, until: SimTime) -> Vec<Event> {
        for _ in 0..200_000 {
            app.update();
            if now(&app) >= until {
                let events = &app.world().resource::<Record>().events;
                return events
                    .iter()
                    .filter(|event| event.time < until)
                    .cloned()
                    .collect();
            }
        }
        panic!("{} was not reached, only {}", until, now(&app));
    }

    #[test]
    fn a_closed_gap_is_played_no_faster_than_its_molecules_are_moved() {
        let session = Session {
            scene: load("cleft_box").expect("it is built in"),
            seed: 1,
            changes: Vec::new(),
        };
        let fast = Playback {
            rate: 0.5,
            auto: false,
            ..Default::default()
        };
        let mut app = played(session, 60.0, fast);
        for _ in 0..20 {
            app.update();
        }
        let most = SimTime::from_nanos(20 * CLOSED_GAP_REACH.as_nanos());
        assert!(now(&app) <= most && now(&app) > SimTime::ZERO);
        let told = app.world().resource::<Playback>().second_here();
        assert!(told.ends_with("ms"), "{told}");
    }

    #[test]
    fn a_step_in_a_closed_gap_goes_no_farther_than_a_picture_may() {
        let session = Session {
            scene: load("cleft_box").expect("it is built in"),
            seed: 1,
            changes: Vec::new(),
        };
        for rate in [SLOWEST, 0.5, FASTEST] {
            let mut still = Playback {
                rate,
                auto: false,
                ..Default::default()
            };
            still.step();
            let mut app = played(session.clone(), 60.0, still);
            app.update();
            assert!(now(&app) <= CLOSED_GAP_REACH && now(&app) > SimTime::ZERO);
        }
    }

    #[test]
    fn what_happens_does_not_depend_on_how_it_is_watched() {
        let until = SimTime::from_secs(2.0);
        let plain = |rate| Playback {
            rate,
            auto: false,
            ..Default::default()
        };
        let first = events(played(busy_session(), 60.0, plain(1.0)), until);
        assert!(
            first
                .iter()
                .any(|event| event.what == EventKind::PoreOpened),
            "a session without a release shows little"
        );
        for (frames_per_s, playback) in [
            (24.0, plain(1.0)),
            (240.0, plain(1.0)),
            (60.0, plain(0.05)),
            (60.0, plain(20.0)),
            (30.0, Playback::default()),
            (
                7.0,
                Playback {
                    rate: 10.0,
                    ..Default::default()
                },
            ),
        ] {
            let shown = format!("{frames_per_s} pictures a second, {playback:?}");
            assert_eq!(
                events(played(busy_session(), frames_per_s, playback), until),
                first,
                "{shown}"
            );
        }
    }

    #[test]
    fn auto_never_skips_an_opening_pore() {
        // The fastest setting, and the pictures of a slow device.
        let playback = Playback {
            rate: FASTEST,
            ..Default::default()
        };
        let mut app = played(busy_session(), 5.0, playback);
        let mut opened_at: Vec<SimTime> = Vec::new();
        let mut before = SimTime::ZERO;
        for _ in 0..4000 {
            app.update();
            let after = now(&app);
            let mut pores = app.world_mut().query::<&FusionPore>();
            for pore in pores.iter(app.world()) {
                let of_the_active_zone = pore.site.is_some();
                if of_the_active_zone && pore.opened > before && pore.opened <= after {
                    opened_at.push(pore.opened);
                    let late = after.since(pore.opened).as_millis();
                    assert!(late < 0.5, "seen {late} ms after it opened");
                }
            }
            before = after;
            if opened_at.len() > 3 {
                return;
            }
        }
        panic!("only {} pores seen", opened_at.len());
    }

    #[test]
    fn the_rate_is_eased_down_to_a_highlight_and_up_again() {
        let highlight = Highlight {
            from: SimTime::from_secs(2.0),
            to: SimTime::from_millis(2001.0),
            rate: 1e-3,
        };
        let allowed = |seconds| rate_allowed(&[highlight], SimTime::from_secs(seconds), 0.5);
        assert_eq!(allowed(0.5), 0.5);
        assert!((allowed(1.98) - 0.02 / APPROACH_S).abs() < 1e-9);
        assert_eq!(allowed(2.0005), 1e-3);
        assert!(allowed(2.01) < allowed(2.1));
        assert_eq!(allowed(4.0), 0.5);
        // Up by steady factors, down at once.
        let risen = eased(1e-3, 0.5, SPEED_UP_S);
        assert!((risen / 1e-3 - std::f64::consts::E).abs() < 1e-9);
        assert_eq!(eased(0.5, 1e-3, 0.02), 1e-3);
    }

    fn vesicle(radius_nm: f64) -> Vesicle {
        Vesicle {
            id: VesicleId(7),
            kind: VesicleKind::built_in("constitutive_carrier"),
            pathway: Pathway::Constitutive,
            radius_nm,
            tail: None,
            born: SimTime::ZERO,
            capacity: 0,
            contents: 0,
            atp_used: 0,
            cycles: 0,
            retrieved: false,
            draws: 0,
        }
    }

    #[test]
    fn a_scene_opens_with_its_own_pace_or_the_usual_one() {
        let rate_after = |app: &mut App, scene: &str| {
            let scene = load(scene).expect("it is built in");
            let session = Session {
                scene,
                seed: 1,
                changes: Vec::new(),
            };
            sim::begin(app.world_mut(), session);
            app.update();
            app.world().resource::<Playback>().rate
        };
        let asked = Playback {
            rate: 2.0,
            ..Default::default()
        };
        let mut app = played(busy_session(), 60.0, asked);
        app.update();
        assert_eq!(app.world().resource::<Playback>().rate, 2.0);
        for (scene, pace) in [
            ("waste_disposal", 3.0),
            ("cleft_box", USUAL_PACE),
            ("waste_disposal", 3.0),
        ] {
            assert_eq!(rate_after(&mut app, scene), pace, "{scene}");
        }
        // A run that begins anew goes on as it was watched.
        app.world_mut().resource_mut::<Playback>().set_rate(7.0);
        assert_eq!(rate_after(&mut app, "waste_disposal"), 7.0);
    }

    #[test]
    fn a_carrier_far_outside_the_active_zone_is_no_reason_to_slow_down() {
        let whole = Watched {
            middle_nm: DVec3::ZERO,
            reach_nm: 900.0,
            vesicle: None,
        };
        let close = Watched {
            reach_nm: 150.0,
            ..whole
        };
        let place = DVec3::new(100.0, 0.0, 0.0);
        let small = vesicle(30.0);
        assert!(whole.sees(&small, place, true) && !whole.sees(&small, place, false));
        assert!(close.sees(&small, place, true) && close.sees(&small, place, false));
        assert!(!close.sees(&small, place * 4.0, true));
        // A large one is near from farther away, and goes by as slowly as it is large.
        let large = vesicle(200.0);
        assert!(whole.sees(&large, place, false));
        assert!(whole.haste(&large) < 1.5 && whole.haste(&small) > 5.0);
        // Whoever is looked at is seen slowly from everywhere.
        let looked_at = Watched {
            vesicle: Some(small.id),
            ..whole
        };
        assert!(looked_at.sees(&small, place * 40.0, false));
        assert_eq!(looked_at.haste(&small), 1.0);
        assert!(looked_at.is_close_to(&small, place) && !whole.is_close_to(&small, place));
        assert!(close.is_close_to(&small, place) && whole.is_close_to(&large, place));
    }

    #[test]
    fn a_step_stands_still_at_the_next_event() {
        let mut app = played(busy_session(), 60.0, Playback::default());
        app.update();
        app.world_mut().resource_mut::<Playback>().playing = false;
        app.update();
        let resting = now(&app);
        app.update();
        assert_eq!(now(&app), resting);
        let before = app.world().resource::<Record>().event_count;
        app.world_mut().resource_mut::<Playback>().step();
        app.update();
        let record = app.world().resource::<Record>();
        assert!(record.event_count > before);
        assert_eq!(
            record.events.back().map(|event| event.time),
            Some(now(&app))
        );
    }

    /// Steps of a run that stands at `from_s`: whatever the next event comes of,
    /// none is passed.
    fn assert_no_event_is_passed(session: Session, from_s: f64, steps: u32) -> Vec<Event> {
        let mut app = played(session, 60.0, Playback::default());
        app.world_mut().resource_mut::<Playback>().playing = false;
        app.world_mut().resource_mut::<Record>().keep_all = true;
        sim::advance_to(app.world_mut(), SimTime::from_secs(from_s));
        app.world_mut().resource_mut::<Record>().events.clear();
        for _ in 0..steps {
            let before = now(&app);
            let known = app.world().resource::<Record>().events.len();
            app.world_mut().resource_mut::<Playback>().step();
            app.update();
            assert!(now(&app) > before);
            let events = &app.world().resource::<Record>().events;
            for event in events.iter().skip(known) {
                assert_eq!(event.time, now(&app), "{event:?} is passed");
            }
        }
        let events = &app.world().resource::<Record>().events;
        events.iter().cloned().collect()
    }

    #[test]
    fn a_step_passes_no_event_whatever_it_comes_of() {
        let of_scene = |name: &str, changes: &[(f64, &str)]| Session {
            scene: load(name).expect("it is built in"),
            ..session(2, changes)
        };
        let happens = |events: &[Event], is_it: fn(&Event) -> bool| {
            assert!(events.iter().any(is_it), "it never happened");
        };
        // Pits that are owed, calls of free sites, trains, doses.
        let treated = [
            (0.0, "signal.train_count=200"),
            (0.0, "signal.train_hz=20"),
            (8.0, "drug.bafilomycin=1"),
            (9.0, "drug.nocodazole=1"),
        ];
        let events = assert_no_event_is_passed(session(5, &treated), 6.0, 400);
        happens(&events, |event| event.detail == Detail::Pit);
        happens(&events, |event| event.what == EventKind::Tethered);
        // Buds of the Golgi.
        let events = assert_no_event_is_passed(of_scene("secretory_cell", &[]), 30.0, 200);
        happens(&events, |event| matches!(event.detail, Detail::Budded(_)));
        // Bursts of a β-cell.
        let sweet = [(0.0, "signal.glucose_mm=15")];
        let events = assert_no_event_is_passed(of_scene("endocrine_cell", &sweet), 200.0, 100);
        happens(&events, |event| event.cause() == Some(Cause::CalciumWave));
    }

    #[test]
    fn the_lens_is_told_in_words() {
        let told = |rate| {
            Playback {
                rate,
                auto: false,
                ..Default::default()
            }
            .second_here()
        };
        assert_eq!(told(2e-3), "2 ms");
        assert_eq!(told(0.5), "0.5 s");
        assert_eq!(told(15.4e-6), "15 µs");
        assert_eq!(told(100.0), "100 s");
        assert_eq!(told(1e-6), "1 µs");
    }

    #[test]
    fn a_slow_computer_is_told_of_in_the_words() {
        let mut playback = Playback {
            rate: 100.0,
            auto: false,
            ..Default::default()
        };
        for _ in 0..50 {
            playback.note_managed(0.25, 1.0);
        }
        assert_eq!(playback.second_here(), "25 s");
        for _ in 0..50 {
            playback.note_managed(0.016, 0.016);
        }
        assert_eq!(playback.second_here(), "100 s");
    }

    #[test]
    fn a_session_begun_again_is_the_same_run() {
        let until = SimTime::from_secs(1.5);
        let mut app = played(busy_session(), 60.0, Playback::default());
        let record = |app: &mut App| {
            sim::advance_to(app.world_mut(), until);
            app.world().resource::<Record>().events.clone()
        };
        let first = record(&mut app);
        sim::begin(app.world_mut(), busy_session());
        assert_eq!(now(&app), SimTime::ZERO);
        assert_eq!(record(&mut app), first);
    }
}
