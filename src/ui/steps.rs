//! The five steps as places to go to, which together tell one story: a regulated
//! vesicle, carried by kinesin, tethered, docked, primed, fused, with nothing before
//! it and always from the same side.
//!
//! A step stays with the vesicle of the step before where it can. Where no vesicle is
//! in the step, time goes on to the next one at a quick pace: it never jumps. After
//! the fifth step every action potential goes to a vesicle that will answer it.

use bevy::{ecs::system::SystemParam, prelude::*};

use super::{
    caption::{Captions, Doing},
    carry_out::play_and_signal,
    chapter::{Awaiting, Chapter, Signal, StepSystems, close_up_nm},
    news::{NEWS_IN_THE_CELL, elsewhere},
    signals, stages,
    texts::{self, Nouns, Whom},
};
use crate::{
    biology::{
        controls::{Knob, TimedChange},
        vesicles::{Pathway, VesicleKind},
    },
    play::{
        WALK_RATE,
        time_lens::{Awaited, Playback, TimeLensSystems},
    },
    scene::Scene,
    session::actions::{Action, Step},
    sim::{
        chance::Chance,
        clock::SimClock,
        controls::Controls,
        cytoskeleton::Cytoskeleton,
        places::Goal,
        record::{ReadTo, Record, inputs::By},
        signal::Spikes,
        vesicle::{Due, Motion, Motor, Next, Sight, Stage, Vesicle, VesicleId},
    },
    text::{self, word},
    units::SimTime,
    view::{
        Following, Selected,
        camera::CameraRig,
        cutaway::Cutaway,
        vantage::{Lookout, SEEN_WELL},
    },
};

/// A flight is over after this much screen time.
const FLIGHT_S: f32 = 1.4;
/// A vesicle is shown that stays in its step for so much cell time at least: the
/// camera is there, and it can be looked at.
const LEAST_STAY: SimTime = SimTime::from_nanos(1_200_000_000);
const LEAST_WALK: SimTime = SimTime::from_nanos(350_000_000);
/// What has just come into sight is watched at this rate at most, for so long.
const ARRIVAL_RATE: f64 = 0.5;
const ARRIVAL_S: f32 = 3.0;
/// What is to come is awaited at this rate at least, or at so many times the scene's
/// own, and a picture goes no farther than this without another look.
const QUICK_RATE: f64 = 8.0;
const QUICKER: f64 = 4.0;
const LOOK_AGAIN: SimTime = SimTime::from_nanos(200_000_000);
/// The vesicle of the step before is awaited for so long, in seconds on screen.
const PATIENCE_S: f64 = 6.0;
/// After so long on screen a vesicle is shown that is not seen well, and after so
/// long none is awaited any more.
const CONTENT_S: f32 = 8.0;
const GIVE_UP_S: f32 = 40.0;
/// So many vesicles are looked at in a picture, to find one that is.
const MOST_LOOKED_AT: usize = 6;
/// A vesicle that fuses within this time after an action potential has answered it.
const ANSWERING: SimTime = SimTime::from_nanos(300_000_000);
/// How long an action potential is watched, and at which rate.
const SPIKE: SimTime = SimTime::from_nanos(1_500_000);
const SPIKE_RATE: f64 = 1e-3;
/// A vesicle that will be carried is at the one or the other meanwhile.
const COMING: [Doing; 2] = [Doing::At(Stage::Approaching), Doing::At(Stage::Detached)];
/// A vesicle that answers a signal has yet to do so, or does.
const ANSWERS: [Doing; 2] = [Doing::At(Stage::Primed), Doing::Joining];
/// A signal that is followed by another within this time is one of a train.
const TRAIN: SimTime = SimTime::from_nanos(1_000_000_000);

/// How a vesicle stands to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// It is in it.
    Within,
    /// It will be, when its next change is due.
    Soon,
}

/// A vesicle that might be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Candidate {
    id: VesicleId,
    kind: VesicleKind,
    pathway: Pathway,
    stage: Stage,
    /// What carries it, or will.
    motor: Option<Motor>,
    next: Next,
    due: SimTime,
    goal: Goal,
    /// When its pore opens, if it fuses and that is still to come.
    opens: Option<SimTime>,
}

impl Candidate {
    fn whom(&self) -> Whom {
        Whom {
            id: self.id,
            kind: self.kind,
            // What is on its way back is in no step.
            is_membrane: false,
        }
    }

    fn standing(&self, step: Step) -> Option<Standing> {
        let is_for_the_membrane = matches!(self.goal, Goal::Release(_) | Goal::Constitutive(_));
        let by_kinesin = self.motor == Some(Motor::Kinesin1);
        let is_regulated = self.pathway == Pathway::Regulated;
        match (step, self.stage) {
            (Step::Trafficking, Stage::Walking) if by_kinesin => Some(Standing::Within),
            (Step::Trafficking, Stage::Approaching | Stage::Detached) if by_kinesin => {
                Some(Standing::Soon)
            }
            (Step::Tethering, Stage::Tethered)
            | (Step::Docking, Stage::Docked)
            | (Step::Priming, Stage::Primed) => Some(Standing::Within),
            (Step::Tethering, Stage::Crossing) if is_for_the_membrane => Some(Standing::Soon),
            (Step::Docking, Stage::Tethered) => {
                matches!(self.next, Next::Dock | Next::Touch).then_some(Standing::Soon)
            }
            (Step::Priming, Stage::Docked) if is_regulated => {
                (self.next == Next::Prime).then_some(Standing::Soon)
            }
            (Step::Fusion, Stage::Fusing) => self.opens.map(|_| Standing::Within),
            // It waits for a signal, and so does whoever looks at it.
            (Step::Fusion, Stage::Primed) => Some(Standing::Within),
            (Step::Fusion, Stage::Docked) => {
                matches!(self.next, Next::Trigger(_) | Next::Prime).then_some(Standing::Soon)
            }
            _ => None,
        }
    }

    /// Whether its next change takes it on to the step after.
    fn goes_on(&self) -> bool {
        match self.stage {
            Stage::Tethered => matches!(self.next, Next::Dock | Next::Touch),
            Stage::Docked => self.next == Next::Prime,
            _ => false,
        }
    }

    /// Whether it begins to fuse when its next change is due.
    fn is_triggered(&self) -> bool {
        self.stage == Stage::Primed && matches!(self.next, Next::Trigger(_))
    }

    /// Whether it fuses now, or will within the time in which signals are answered.
    fn is_about_to_open(&self, now: SimTime) -> bool {
        self.opens.is_some() || self.is_triggered() && self.due <= now + ANSWERING
    }

    /// When something begins that is not to be missed.
    fn begins(&self) -> SimTime {
        self.opens.unwrap_or(self.due)
    }

    /// How long it stays as it is, as far as that is known.
    fn stays(&self, now: SimTime) -> SimTime {
        match self.next {
            Next::LookAhead => SimTime::NEVER,
            _ => self.due.since(now),
        }
    }

    fn stays_long_enough(&self, step: Step, now: SimTime) -> bool {
        let least = match self.stage {
            Stage::Walking => LEAST_WALK,
            Stage::Fusing => SimTime::ZERO,
            Stage::Primed if step == Step::Fusion && self.is_triggered() => SimTime::ZERO,
            _ => LEAST_STAY,
        };
        self.stays(now) >= least
    }
}

/// Those in a step that can be looked at, the best first: who is about to open a pore,
/// then the one that was shown before, then who will go on to the next step before
/// long, then who stays longest.
fn within(
    step: Step,
    candidates: &[Candidate],
    shown: Option<VesicleId>,
    now: SimTime,
) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = candidates
        .iter()
        .filter(|candidate| candidate.standing(step) == Some(Standing::Within))
        .filter(|candidate| candidate.stays_long_enough(step, now))
        .copied()
        .collect();
    found.sort_by_key(|candidate| {
        let opens = step == Step::Fusion && candidate.is_about_to_open(now);
        let stays = candidate.stays(now);
        let order = if opens || candidate.goes_on() {
            stays
        } else {
            SimTime::NEVER - stays
        };
        (
            !opens,
            Some(candidate.id) != shown,
            !candidate.goes_on(),
            order,
            candidate.id,
        )
    });
    found
}

/// The one that will be in a step next: the one that was shown before if it need not
/// be waited for too long.
fn soon(
    step: Step,
    candidates: &[Candidate],
    shown: Option<VesicleId>,
    latest: SimTime,
) -> Option<Candidate> {
    candidates
        .iter()
        .filter(|candidate| candidate.standing(step) == Some(Standing::Soon))
        .min_by_key(|candidate| {
            let is_shown = Some(candidate.id) == shown && candidate.due <= latest;
            (!is_shown, candidate.due, candidate.id)
        })
        .copied()
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Chapter>()
        .add_systems(
            PreUpdate,
            set_the_pace.after(play_and_signal).before(TimeLensSystems),
        )
        .add_systems(
            Update,
            (go_to_step, show_who_answers, note_what_is_seen)
                .chain()
                .in_set(StepSystems),
        );
}

/// All who might be shown.
#[derive(SystemParam)]
struct Cast<'w, 's> {
    bodies: Query<'w, 's, Sight>,
    clock: Res<'w, SimClock>,
    place: Res<'w, Cytoskeleton>,
    chance: Res<'w, Chance>,
}

impl Cast<'_, '_> {
    /// Regulated vesicles, where the cell has any; and how many others are in a step.
    fn candidates_of(&self, step: Step) -> (Vec<Candidate>, usize) {
        let all = self.all();
        let candidates = shown_of(&all);
        let others = all.iter().filter(|other| {
            other.standing(step) == Some(Standing::Within)
                && candidates.iter().all(|shown| shown.id != other.id)
        });
        let others = others.count();
        (candidates, others)
    }

    fn candidates(&self) -> Vec<Candidate> {
        shown_of(&self.all())
    }

    fn all(&self) -> Vec<Candidate> {
        let now = self.clock.now;
        let all = self.bodies.iter().map(|body| {
            let motor = match body.motion {
                Motion::Stepping { motor, .. } => Some(*motor),
                _ => body.course.ride.map(|ride| ride.motor),
            };
            let pore = body.pore;
            Candidate {
                id: body.vesicle.id,
                kind: body.vesicle.kind,
                pathway: body.vesicle.pathway,
                stage: *body.stage,
                motor,
                next: body.course.next,
                due: body.due.0,
                goal: body.course.goal,
                opens: pore.map(|pore| pore.opened).filter(|opened| now < *opened),
            }
        });
        all.collect()
    }
}

/// Those that steps are shown of: regulated ones, where the cell has any.
fn shown_of(all: &[Candidate]) -> Vec<Candidate> {
    let is_regulated = |candidate: &Candidate| candidate.pathway == Pathway::Regulated;
    let has_regulated = all.iter().any(is_regulated);
    let shown = all.iter().filter(|one| !has_regulated || is_regulated(one));
    shown.copied().collect()
}

/// Where the camera goes, and with whom it stays.
#[derive(SystemParam)]
struct Camerawork<'w, 's> {
    cast: Cast<'w, 's>,
    lookout: Lookout<'w, 's>,
    scene: Res<'w, Scene>,
    controls: Res<'w, Controls>,
    rig: ResMut<'w, CameraRig>,
    cutaway: Res<'w, Cutaway>,
    selected: ResMut<'w, Selected>,
    following: ResMut<'w, Following>,
}

impl Camerawork<'_, '_> {
    /// From how far a vesicle is looked at in a step.
    fn distance_nm(&self, id: VesicleId, step: Step) -> f32 {
        let bodies = &self.cast.bodies;
        let found = bodies.iter().find(|body| body.vesicle.id == id);
        let radius_nm = found.map_or(0.0, |body| body.vesicle.radius_nm);
        close_up_nm(step, radius_nm)
    }

    /// Goes to the first of them that is seen well; to the one that is seen best if
    /// that must do.
    fn go_to_one(
        &mut self,
        step: Step,
        candidates: &[Candidate],
        must_do: bool,
    ) -> Option<Candidate> {
        let mut best: Option<(f64, Candidate, Vec3)> = None;
        for candidate in candidates.iter().take(MOST_LOOKED_AT) {
            let distance_nm = self.distance_nm(candidate.id, step);
            let Some(vantage) = self.lookout.vantage(candidate.id, distance_nm.into()) else {
                continue;
            };
            if best.is_none_or(|(clear, ..)| vantage.clear > clear) {
                best = Some((vantage.clear, *candidate, vantage.back));
            }
            if vantage.clear >= SEEN_WELL {
                break;
            }
        }
        let (clear, candidate, back) = best?;
        if clear < SEEN_WELL && !must_do {
            return None;
        }
        self.stand_before(candidate.id, step, back);
        Some(candidate)
    }

    fn stand_before(&mut self, id: VesicleId, step: Step, back: Vec3) {
        let distance_nm = self.distance_nm(id, step);
        let cast = &self.cast;
        let found = cast.bodies.iter().find(|body| body.vesicle.id == id);
        let Some(body) = found else {
            return;
        };
        let at = body
            .motion
            .position_at(id, cast.clock.now, &cast.place, &cast.chance);
        let home = self.scene.views.first();
        self.rig.stand_before(id, at, distance_nm, back, home);
        self.selected.0 = Some(id);
        self.following.0 = Some(id);
    }

    /// Whether a vesicle is seen in the picture as it is.
    fn sees(&self, id: VesicleId) -> bool {
        let cast = &self.cast;
        let found = cast.bodies.iter().find(|body| body.vesicle.id == id);
        found.is_some_and(|body| {
            let at = body
                .motion
                .position_at(id, cast.clock.now, &cast.place, &cast.chance);
            let ball = (at, body.vesicle.radius_nm);
            self.lookout.sees(&self.rig, &self.cutaway, ball)
        })
    }

    /// Says who answers. Where the camera stays with nobody, that one gets the ring and
    /// the card.
    fn said_of_who_answers(&mut self, vesicle: &Candidate, leads: bool) -> String {
        let is_seen = leads || self.sees(vesicle.id);
        let said = |name| texts::with_name(name, vesicle.whom());
        match self.following.0 {
            Some(shown) if is_seen || shown == vesicle.id => said("one_answers"),
            Some(_) => elsewhere(&said("one_answers")),
            None => {
                self.selected.0 = Some(vesicle.id);
                said(if is_seen {
                    "one_answers_here"
                } else {
                    "one_answers_unseen"
                })
            }
        }
    }

    /// Shows the whole cell.
    fn stand_back(&mut self) {
        if let Some(home) = self.scene.views.first() {
            self.rig.fly_to(home);
        }
        self.selected.0 = None;
        self.following.0 = None;
    }

    /// Whether vesicles of this cell can ever be in a step.
    fn can_be(&self, step: Step, candidates: &[Candidate]) -> bool {
        let is_regulated = |candidate: &Candidate| candidate.pathway == Pathway::Regulated;
        match step {
            Step::Trafficking => !candidates.is_empty() && !self.scene.microtubules.is_empty(),
            Step::Priming => candidates.iter().any(is_regulated),
            _ => !candidates.is_empty(),
        }
    }
}

fn go_to_step(
    mut actions: MessageReader<Action>,
    mut chapter: ResMut<Chapter>,
    mut captions: ResMut<Captions>,
    mut playback: ResMut<Playback>,
    mut work: Camerawork,
    time: Res<Time<Real>>,
) {
    let mut asked = None;
    for action in actions.read() {
        match action {
            Action::GoToStep(step) => asked = Some(*step),
            Action::NeighbourStep(by) => {
                asked = Some(match chapter.step {
                    Some(step) => step.neighbour(*by),
                    None if *by < 0 => Step::Fusion,
                    None => Step::Trafficking,
                });
            }
            Action::Home
            | Action::GoToView(_)
            | Action::Close
            | Action::Follow
            | Action::Direct => {
                *chapter = Chapter::default();
            }
            Action::Slower | Action::Faster | Action::Rate(_) | Action::Auto => {
                chapter.shown_s = -1.0
            }
            _ => {}
        }
    }
    let passed_s = time.delta_secs().min(0.25);
    if chapter.shown_s >= 0.0 {
        chapter.shown_s += passed_s;
    }
    if let Some(step) = asked {
        *chapter = Chapter {
            step: Some(step),
            awaited: Some(Awaiting::default()),
            ..Chapter::default()
        };
    }
    let (Some(step), Some(mut awaited)) = (chapter.step, chapter.awaited) else {
        return;
    };
    let is_first_look = asked.is_some();
    if !is_first_look && playback.playing {
        awaited.waited_s += passed_s;
    }
    let [if_there, if_next, if_none] = ["there", "next", "none"].map(|part| key_of(step, part));
    let (candidates, others) = work.cast.candidates_of(step);
    let nouns = Nouns::of(candidates.iter().map(|candidate| candidate.kind));
    let told = |key: &str, vesicle: Option<&Candidate>| {
        let named = vesicle.map(Candidate::whom);
        texts::of_step(key, &stages::title_of(step), named, (nouns, others))
    };
    if is_first_look && !work.can_be(step, &candidates) {
        chapter.awaited = None;
        work.stand_back();
        captions.answer_of_the_cell(told("step_never", None));
        return;
    }
    let now = work.cast.clock.now;
    let shown = work.following.0;
    let latest = now + SimTime::from_secs(quick_rate(&work.scene) * PATIENCE_S);
    let next = soon(step, &candidates, shown, latest);
    let stays_with_it = next.is_some_and(|next| Some(next.id) == shown && next.due <= latest);
    let mut there = Vec::new();
    if !stays_with_it {
        there = within(step, &candidates, shown, now);
    }
    let must_do = awaited.waited_s > CONTENT_S;
    if let Some(vesicle) = work.go_to_one(step, &there, must_do) {
        chapter.awaited = None;
        chapter.shown_s = 0.0;
        let opens = step == Step::Fusion && vesicle.is_about_to_open(now);
        if opens {
            // The camera is there before it does, and nothing else is said of it.
            chapter.signal = Some(Signal {
                at: now,
                answer: Some((vesicle.id, vesicle.begins())),
                shown_s: 0.0,
                said_of_none: "none_answered",
                is_told: true,
            });
        }
        let waits = step == Step::Fusion && !opens;
        let template = match signals::why_none_answers(&work.controls, now) {
            Some("signal_without_calcium") if waits => "fusion_without_calcium",
            Some("signal_without_calcium") if step == Step::Priming => "priming_without_calcium",
            Some("signal_too_short") if waits => match work.controls.number(Knob::CalciumClamp) {
                held_um if held_um > 0.0 => "fusion_has_lasting_calcium",
                _ => "fusion_needs_lasting_calcium",
            },
            _ if waits => &if_next,
            _ => &if_there,
        };
        let or: &[Doing] = if opens { &Doing::BECOMING_ONE } else { &[] };
        captions.answer_about(told(template, Some(&vesicle)), vesicle.id, or);
        return;
    }
    if awaited.waited_s > GIVE_UP_S {
        chapter.awaited = None;
        captions.answer_of_the_cell(told("step_not_soon", None));
        return;
    }
    let still_comes = awaited.meanwhile.is_some_and(|id| {
        let still = |other: &&Candidate| other.id == id;
        let found = candidates.iter().find(still);
        found.is_some_and(|found| found.standing(step) == Some(Standing::Soon))
    });
    if is_first_look || !still_comes {
        let before = awaited.meanwhile;
        awaited.meanwhile = next.map(|next| next.id);
        if is_first_look || before != awaited.meanwhile {
            // Nobody is named who can't be seen.
            let seen = next.and_then(|next| work.go_to_one(step, &[next], false));
            if seen.is_none() {
                work.stand_back();
            }
            let is_any_in_it = candidates
                .iter()
                .any(|one| one.standing(step) == Some(Standing::Within));
            let template = match (seen, step) {
                (None, _) if is_any_in_it => "step_passing",
                (None, _) => &if_none,
                (Some(_), Step::Fusion) => "fusion_soon",
                (Some(_), _) => &if_next,
            };
            let said = told(template, seen.as_ref());
            let or: &[Doing] = match step {
                Step::Trafficking => &COMING,
                _ => &[],
            };
            match seen {
                Some(seen) => captions.answer_about(said, seen.id, or),
                None => captions.answer_of_the_cell(said),
            }
        }
        if is_first_look {
            playback.playing = true;
        }
    }
    chapter.awaited = Some(awaited);
}

/// The key of what is said where a vesicle is in a step, will be in it next, or none is.
fn key_of(step: Step, part: &str) -> String {
    format!("{}.{part}", text::key("step", step.word()))
}

fn quick_rate(scene: &Scene) -> f64 {
    scene
        .pace
        .map_or(QUICK_RATE, |pace| QUICK_RATE.max(QUICKER * pace))
}

/// Shows who answers an action potential that somebody asked for, and says so if none
/// does. Once the step of fusion has been gone to, the camera goes there, whoever has
/// given the signal.
fn show_who_answers(
    mut chapter: ResMut<Chapter>,
    mut captions: ResMut<Captions>,
    mut work: Camerawork,
    spikes: Res<Spikes>,
    record: Res<Record>,
    time: Res<Time<Real>>,
    mut heard: Local<ReadTo>,
) {
    let now = work.cast.clock.now;
    let newest = record.news(&mut heard).spikes().last();
    let newest = newest.filter(|spike| now.since(spike.time) <= NEWS_IN_THE_CELL);
    let why = signals::why_none_answers(&work.controls, now);
    let candidates = work.cast.candidates();
    // One that is about to be seen is not left for the next, unless another signal
    // has changed its mind.
    let mut is_engaged = false;
    if let Some(signal) = &mut chapter.signal {
        signal.shown_s += time.delta_secs().min(0.25);
        if let Some((id, _)) = signal.answer {
            let answers = candidates.iter().find(|candidate| candidate.id == id);
            is_engaged = answers.is_some_and(|found| found.is_about_to_open(now));
            let is_waiting = answers.is_some_and(|found| found.stage != Stage::Fusing);
            if is_waiting && !is_engaged {
                signal.answer = None;
            }
        }
        if signal.answer.is_none() && !signal.is_told && now > signal.at + SPIKE {
            signal.is_told = true;
            let kinds = candidates.iter().map(|candidate| candidate.kind);
            let said = Nouns::of(kinds).in_text(signal.said_of_none);
            captions.answer_when_read(said);
        }
    }
    let leads = chapter.step == Some(Step::Fusion) && chapter.awaited.is_none();
    let shown = work.following.0;
    let Some(newest) = newest.filter(|_| !is_engaged) else {
        return;
    };
    let mut answering: Vec<Candidate> = candidates
        .into_iter()
        .filter(|candidate| candidate.is_about_to_open(now))
        .collect();
    let is_asked = newest.by == By::Hand && newest.in_train.is_none();
    let is_of_shown = answering.iter().any(|answers| Some(answers.id) == shown);
    if !leads && !is_asked && !is_of_shown {
        return;
    }
    captions.told_of_spike(newest.number);
    let unseen = |candidate: &Candidate| !work.sees(candidate.id);
    answering.sort_by_cached_key(|candidate| {
        let is_other = Some(candidate.id) != shown;
        let is_unseen = !leads && unseen(candidate);
        (is_other, is_unseen, candidate.due, candidate.id)
    });
    let answer = if leads {
        work.go_to_one(Step::Fusion, &answering, true)
    } else {
        answering.first().copied()
    };
    match answer {
        Some(vesicle) => {
            let said = work.said_of_who_answers(&vesicle, leads);
            captions.answer_about(said, vesicle.id, &ANSWERS);
        }
        None => match why {
            Some(why) => captions.answer_of_the_cell(word(why).to_owned()),
            // It comes to every run.
            None => captions.answer(word("signal_passes").to_owned()),
        },
    }
    let is_one_of_a_train = spikes.next() < now + TRAIN;
    chapter.signal = Some(Signal {
        at: now,
        answer: answer.map(|vesicle| (vesicle.id, vesicle.begins())),
        shown_s: 0.0,
        said_of_none: match newest.by {
            By::Hand => "none_answered",
            By::Scene | By::Script => "none_answered_script",
        },
        is_told: is_one_of_a_train || why.is_some(),
    });
}

/// The step of the vesicle that the camera stays with.
fn note_what_is_seen(mut chapter: ResMut<Chapter>, following: Res<Following>, cast: Cast) {
    let mut bodies = cast.bodies.iter();
    let followed = bodies.find(|body| Some(body.vesicle.id) == following.0);
    let followed = followed.filter(|body| !stages::is_back(body.vesicle, body.course));
    let seen = followed.and_then(|body| match body.stage {
        Stage::Walking => Some(Step::Trafficking),
        Stage::Tethered => Some(Step::Tethering),
        Stage::Docked => Some(Step::Docking),
        Stage::Primed => Some(Step::Priming),
        Stage::Fusing => Some(Step::Fusion),
        _ => None,
    });
    if chapter.seen != seen {
        chapter.seen = seen;
    }
}

/// Quick where something is awaited, slow where something fast is shown.
fn set_the_pace(
    chapter: Res<Chapter>,
    mut playback: ResMut<Playback>,
    scene: Res<Scene>,
    clock: Res<SimClock>,
    controls: Res<Controls>,
    dues: Query<(&Vesicle, &Due)>,
) {
    let now = clock.now;
    playback.awaited = chapter.awaited.map(|awaited| {
        let due = dues
            .iter()
            .find(|(vesicle, _)| Some(vesicle.id) == awaited.meanwhile)
            .map_or(SimTime::NEVER, |(_, due)| due.0);
        // What is due now is done with the next nanosecond.
        let until = due.max(now + SimTime::from_nanos(1));
        Awaited {
            rate: quick_rate(&scene),
            until: until.min(now + LOOK_AGAIN),
        }
    });
    let shown = match chapter.seen {
        _ if chapter.step.is_none() || chapter.shown_s < 0.0 => f64::INFINITY,
        Some(Step::Trafficking) if chapter.step == Some(Step::Trafficking) => WALK_RATE,
        Some(_) if chapter.shown_s < ARRIVAL_S => ARRIVAL_RATE,
        _ => f64::INFINITY,
    };
    let signalled = chapter.signal.map_or(f64::INFINITY, |signal| {
        let spike = if now < signal.at + SPIKE {
            SPIKE_RATE
        } else {
            f64::INFINITY
        };
        let flight = match signal.answer {
            // The camera is there before it begins.
            Some((_, due)) if now < due => {
                let left_s = f64::from((FLIGHT_S - signal.shown_s).max(0.25));
                (due.since(now).as_secs() / left_s).max(1e-5)
            }
            _ => f64::INFINITY,
        };
        spike.min(flight)
    });
    // One that a hand has just fired is not over before anybody has looked for who
    // answers it.
    let fires = |timed: &TimedChange| timed.change.knob == Knob::ActionPotential && timed.at <= now;
    let is_fired = controls.pending().iter().any(fires);
    let fired = if is_fired { SPIKE_RATE } else { f64::INFINITY };
    playback.explained = shown.min(signalled).min(fired);
}

#[cfg(test)]
pub(super) mod story;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SimTime = SimTime::from_nanos(5_000_000_000);

    fn candidate(id: u32, stage: Stage, next: Next) -> Candidate {
        Candidate {
            id: VesicleId(id),
            kind: VesicleKind::built_in("synaptic_vesicle"),
            pathway: Pathway::Regulated,
            stage,
            motor: None,
            next,
            due: NOW + SimTime::from_secs(3.0),
            goal: Goal::Release(0),
            opens: None,
        }
    }

    fn ids(found: &[Candidate]) -> Vec<u32> {
        found.iter().map(|candidate| candidate.id.0).collect()
    }

    #[test]
    fn only_what_kinesin_carries_is_shown_as_carried() {
        let with = |motor| Candidate {
            motor: Some(motor),
            ..candidate(1, Stage::Walking, Next::Nothing)
        };
        let standing = |motor| with(motor).standing(Step::Trafficking);
        assert_eq!(standing(Motor::Kinesin1), Some(Standing::Within));
        assert_eq!(standing(Motor::Dynein), None);
        assert_eq!(standing(Motor::MyosinV), None);
    }

    #[test]
    fn a_step_stays_with_the_vesicle_of_the_step_before() {
        let [other, same] = [1, 2].map(|id| candidate(id, Stage::Docked, Next::Undock));
        let found = within(Step::Docking, &[other, same], Some(same.id), NOW);
        assert_eq!(ids(&found), [2, 1]);
        assert_eq!(
            ids(&within(Step::Docking, &[other, same], None, NOW)),
            [1, 2]
        );
    }

    #[test]
    fn who_will_go_on_to_the_next_step_is_shown_rather_than_who_stays() {
        let goes_on = candidate(5, Stage::Docked, Next::Prime);
        let stays = Candidate {
            due: NOW + SimTime::from_secs(60.0),
            ..candidate(1, Stage::Docked, Next::Undock)
        };
        assert_eq!(
            ids(&within(Step::Docking, &[stays, goes_on], None, NOW)),
            [5, 1]
        );
    }

    #[test]
    fn what_is_over_before_the_camera_is_there_is_not_gone_to() {
        let brief = Candidate {
            due: NOW + SimTime::from_millis(200.0),
            ..candidate(1, Stage::Tethered, Next::Dock)
        };
        assert!(within(Step::Tethering, &[brief], None, NOW).is_empty());
    }

    #[test]
    fn the_vesicle_of_the_step_before_is_awaited_for_a_while() {
        let sooner = candidate(1, Stage::Docked, Next::Prime);
        let same = Candidate {
            due: NOW + SimTime::from_secs(20.0),
            ..candidate(2, Stage::Docked, Next::Prime)
        };
        let next = |latest_s: f64| {
            let latest = NOW + SimTime::from_secs(latest_s);
            soon(Step::Priming, &[sooner, same], Some(same.id), latest)
        };
        assert_eq!(next(30.0), Some(same));
        assert_eq!(next(10.0), Some(sooner));
    }

    #[test]
    fn no_constitutive_carrier_is_ever_primed() {
        let carrier = Candidate {
            pathway: Pathway::Constitutive,
            ..candidate(1, Stage::Docked, Next::Nothing)
        };
        assert_eq!(carrier.standing(Step::Priming), None);
    }

    #[test]
    fn every_step_has_its_texts() {
        for step in Step::ALL {
            for part in ["there", "next", "none"] {
                let key = key_of(step, part);
                assert!(text::is_there(&key), "{key}");
            }
        }
    }
}
