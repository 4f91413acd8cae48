//! Whole runs as they are watched: no caption is seen of what has ended, none is taken
//! away that is true and not read yet, and whoever fuses before the camera does so
//! slowly and is spoken of at once.

use bevy::math::{DVec3, ops};

use super::*;
use crate::{
    biology::vesicles::VesicleKind,
    session::actions::{Action, Step},
    sim::{
        record::ReadTo,
        vesicle::{Next, Stage},
    },
    ui::{
        caption::reading_s,
        steps::story::{FRAME_S, classroom},
    },
};

/// What ends is noticed, and what is said of it may stand for so long, in seconds on
/// screen, with the pictures in which it ends and goes.
const LONGEST_OVER_S: f64 = 1.0;

/// A key that was pressed has been answered after so long.
const ANSWERED_S: f64 = 3.0;

/// A vesicle that is looked at, what happened to it, and when that was seen.
#[derive(Default)]
struct Life(Vec<(Event, f64)>);

impl Life {
    /// When something else happened to the vesicle of an event that changed what it
    /// is at. That all is out of a pore matters to who looks at it.
    fn followed_at(&self, number: usize, looked_at: Option<VesicleId>) -> Option<f64> {
        let (event, _) = &self.0[number];
        let is_looked_at = Some(event.vesicle) == looked_at;
        let mut later = self.0[number + 1..].iter().filter(|(other, _)| {
            let changes_it = match other.what {
                EventKind::Emptied => is_looked_at && event.what == EventKind::PoreOpened,
                EventKind::Delivered => false,
                _ => true,
            };
            other.vesicle == event.vesicle && changes_it
        });
        later.next().map(|(_, seen_s)| *seen_s)
    }

    /// Whether the caption of an event speaks of what lasts until the next.
    fn is_of_a_state(&self, number: usize) -> bool {
        matches!(
            self.0[number].0.what,
            EventKind::Boarded
                | EventKind::Tethered
                | EventKind::Docked
                | EventKind::Primed
                | EventKind::Triggered
                | EventKind::Hemifused
                | EventKind::PoreOpened
                | EventKind::Emptied
        )
    }

    /// The latest event with this caption.
    fn told_of(&self, text: &str) -> Option<usize> {
        self.0
            .iter()
            .rposition(|(event, _)| SAID_UNDER.iter().any(|under| says(event, *under, text)))
    }

    /// Whether this is said of a vesicle.
    fn is_told_of(&self, vesicle: Option<VesicleId>, text: &str) -> bool {
        let told_of = self.told_of(text);
        told_of.is_some_and(|number| Some(self.0[number].0.vesicle) == vesicle)
    }
}

/// Under what captions are told.
const SAID_UNDER: [Option<Circumstance>; 4] = [
    None,
    Some(Circumstance::ByChance),
    Some(Circumstance::Empty),
    Some(Circumstance::NoCalcium),
];

fn says(event: &Event, under: Option<Circumstance>, text: &str) -> bool {
    // Membrane on its way back has a name of its own.
    [false, true].into_iter().any(|is_membrane| {
        let told = texts::caption(event, Whom::of(event, is_membrane), under);
        told.is_some_and(|(said, _)| said == text)
    })
}

/// What was seen in a run: how many captions, and how many of a fusion.
#[derive(Debug, Default)]
struct Seen {
    captions: usize,
    hemifusions: usize,
}

fn following(app: &App) -> Option<VesicleId> {
    app.world().resource::<Following>().0
}

/// Watches for so long, and holds what is said to what is.
fn watch(app: &mut App, seconds: f64, seen: &mut Seen) {
    let mut life = Life::default();
    let mut read = ReadTo::default();
    let _ = app.world().resource::<Record>().news(&mut read);
    // What stands there already has been read for nobody knows how long.
    let standing = app.world().resource::<Captions>().text().to_owned();
    let mut shown = (standing, f64::NEG_INFINITY);
    let mut looked_at = None;
    for picture in 0..(seconds / FRAME_S) as usize {
        app.update();
        let now_s = picture as f64 * FRAME_S;
        let news = app.world().resource::<Record>().news(&mut read);
        life.0
            .extend(news.events().cloned().map(|event| (event, now_s)));
        let text = app.world().resource::<Captions>().text().to_owned();
        if let Some(number) = life.told_of(&text)
            && life.is_of_a_state(number)
            && let Some(over_s) = life.followed_at(number, following(app))
        {
            let late_s = now_s - over_s;
            assert!(late_s <= LONGEST_OVER_S, "{late_s} s after: {text}");
        }
        if text == shown.0 {
            continue;
        }
        // What is not looked at any more is not spoken of.
        let following = following(app);
        let is_left = std::mem::replace(&mut looked_at, following) != following;
        let (before, since_s) = std::mem::replace(&mut shown, (text, now_s));
        let stood_s = now_s - since_s;
        if stood_s + FRAME_S < f64::from(reading_s(&before)) && !before.is_empty() {
            // Others' captions, and answers, end with what a vesicle is at as well.
            let is_over = life.told_of(&before).map_or_else(
                || life.0.iter().any(|(_, seen_s)| *seen_s >= since_s),
                |number| life.followed_at(number, following).is_some(),
            );
            // What is looked at takes the place of what is told of others.
            let gives_way =
                !life.is_told_of(following, &before) && life.is_told_of(following, &shown.0);
            // Who presses a key is answered.
            let is_answer = now_s < ANSWERED_S && life.told_of(&shown.0).is_none();
            let after = &shown.0;
            assert!(
                is_over || is_answer || is_left || gives_way,
                "after {stood_s} s, “{before}” became “{after}”"
            );
        }
        seen.captions += 1;
        seen.hemifusions += usize::from(life.told_of(&shown.0).is_some_and(|number| {
            let (event, _) = &life.0[number];
            event.what == EventKind::Hemifused
        }));
    }
}

#[test]
fn no_caption_outlives_what_it_says_and_none_is_taken_away_unread() {
    let mut seen = Seen::default();
    for (scene, seed) in [
        ("synaptic_bouton", 1),
        ("two_pathways", 2),
        ("chromaffin_cell", 3),
    ] {
        let mut app = classroom(scene, seed);
        for step in [Step::Tethering, Step::Docking, Step::Fusion] {
            app.world_mut().write_message(Action::GoToStep(step));
            app.update();
            watch(&mut app, 12.0, &mut seen);
        }
        for _ in 0..3 {
            app.world_mut().write_message(Action::FireActionPotential);
            app.update();
            watch(&mut app, 25.0, &mut seen);
        }
    }
    assert!(seen.captions > 40 && seen.hemifusions > 2, "{seen:?}");
}

#[test]
fn a_director_waits_until_what_it_shows_has_been_read() {
    let mut seen = Seen::default();
    let mut app = classroom("synaptic_bouton", 1);
    app.world_mut().write_message(Action::Direct);
    app.update();
    watch(&mut app, 90.0, &mut seen);
    assert!(seen.captions > 10 && seen.hemifusions > 0, "{seen:?}");
}

/// A vesicle of a class that begins to fuse before long, and when.
fn next_to_fuse(app: &mut App, kind: VesicleKind) -> Option<(VesicleId, SimTime)> {
    let now = app.world().resource::<SimClock>().now;
    let mut bodies = app.world_mut().query::<Sight>();
    let bodies = bodies.iter(app.world());
    let triggered = bodies.filter(|body| {
        let is_triggered = matches!(body.course.next, Next::Trigger(_));
        body.vesicle.kind == kind && is_triggered && body.due.0 > now
    });
    triggered
        .map(|body| (body.vesicle.id, body.due.0))
        .min_by_key(|(id, due)| (*due, *id))
}

/// Follows the next one of a class that fuses.
fn follow_to_fusion(app: &mut App, kind: VesicleKind) -> VesicleId {
    for _ in 0..(90.0 / FRAME_S) as usize {
        app.update();
        if let Some((id, _)) = next_to_fuse(app, kind) {
            app.world_mut().resource_mut::<Selected>().0 = Some(id);
            app.world_mut().write_message(Action::Follow);
            return id;
        }
    }
    panic!("no {kind:?} comes to fusion");
}

/// Goes to the step of fusion and fires until one answers.
fn fire_until_one_answers(app: &mut App) -> VesicleId {
    app.world_mut()
        .write_message(Action::GoToStep(Step::Fusion));
    for picture in 0..(150.0 / FRAME_S) as usize {
        if picture % (12.0 / FRAME_S) as usize == 60 {
            app.world_mut().write_message(Action::FireActionPotential);
        }
        app.update();
        let now = app.world().resource::<SimClock>().now;
        let mut bodies = app.world_mut().query::<Sight>();
        let mut bodies = bodies.iter(app.world());
        let shown = bodies.find(|body| Some(body.vesicle.id) == following(app));
        let comes = shown.filter(|body| matches!(body.course.next, Next::Trigger(_)));
        if let Some(body) = comes.filter(|body| body.due.0 > now) {
            return body.vesicle.id;
        }
    }
    panic!("none answers");
}

/// What was seen of one fusion, in seconds on screen.
#[derive(Debug, Default)]
struct Passed {
    meeting_s: f64,
    emptying_s: f64,
    /// From the open pore to its end.
    open_s: f64,
    /// How late what happened was told of.
    late_s: Vec<(EventKind, f64)>,
}

/// Watches one that begins to fuse until its pore has ended.
fn watch_fusion(app: &mut App, id: VesicleId) -> Passed {
    let mut passed = Passed::default();
    let mut read = ReadTo::default();
    let _ = app.world().resource::<Record>().news(&mut read);
    let mut untold: Vec<(Event, f64)> = Vec::new();
    for picture in 0..(120.0 / FRAME_S) as usize {
        app.update();
        let now_s = picture as f64 * FRAME_S;
        let now = app.world().resource::<SimClock>().now;
        let news = app.world().resource::<Record>().news(&mut read);
        let own = news.events().filter(|event| event.vesicle == id);
        let is_told_of = |event: &&Event| {
            use EventKind::{Collapsed, Emptied, Hemifused, PoreClosed, PoreOpened};
            matches!(
                event.what,
                Hemifused | PoreOpened | Emptied | Collapsed | PoreClosed
            )
        };
        untold.extend(own.filter(is_told_of).map(|event| (event.clone(), now_s)));
        let text = app.world().resource::<Captions>().text().to_owned();
        // What has been followed by something else needs not be told any more.
        let followed = untold.len().saturating_sub(1);
        for (number, (event, seen_s)) in std::mem::take(&mut untold).into_iter().enumerate() {
            if SAID_UNDER.iter().any(|under| says(&event, *under, &text)) {
                passed.late_s.push((event.what, now_s - seen_s));
            } else if number == followed {
                untold.push((event, seen_s));
            }
        }
        let mut bodies = app.world_mut().query::<Sight>();
        let body = bodies.iter(app.world()).find(|body| body.vesicle.id == id);
        let stage = body.as_ref().map(|body| *body.stage);
        let pore = body.and_then(|body| body.pore);
        match pore.map(|pore| Doing::of(Stage::Fusing, Some(pore), now)) {
            Some(Doing::Joining | Doing::Hemifused) => passed.meeting_s += FRAME_S,
            Some(Doing::Emptying) => {
                passed.emptying_s += FRAME_S;
                passed.open_s += FRAME_S;
            }
            Some(Doing::Emptied) => passed.open_s += FRAME_S,
            _ if passed.open_s > 0.0 && untold.is_empty() => return passed,
            _ => assert!(
                passed.open_s > 0.0 || stage.is_some(),
                "vesicle {id} is gone"
            ),
        }
    }
    panic!("vesicle {id} does not come to an end: {passed:?}");
}

#[test]
fn whoever_fuses_before_the_camera_does_so_slowly_and_is_spoken_of_at_once() {
    for (scene, class, by_signal) in [
        ("secretory_cell", "channel_carrier", false),
        ("secretory_cell", "procollagen_carrier", false),
        ("two_pathways", "constitutive_carrier", false),
        ("two_pathways", "synaptic_vesicle", true),
        ("synaptic_bouton", "constitutive_carrier", false),
        ("synaptic_bouton", "synaptic_vesicle", true),
        ("waste_disposal", "lysosome", false),
        ("waste_disposal", "multivesicular_body", false),
        ("chromaffin_cell", "chromaffin_granule", true),
        ("endocrine_cell", "insulin_granule", false),
    ] {
        let mut app = classroom(scene, 1);
        let id = if by_signal {
            fire_until_one_answers(&mut app)
        } else {
            follow_to_fusion(&mut app, VesicleKind::built_in(class))
        };
        let passed = watch_fusion(&mut app, id);
        let told = format!("{scene}, {class} {id}: {passed:?}");
        assert!(passed.meeting_s > 1.0, "{told}");
        assert!(passed.emptying_s > 3.0, "{told}");
        assert!(passed.open_s > 5.0, "{told}");
        let has_told_of = |what| passed.late_s.iter().any(|(told, _)| *told == what);
        assert!(has_told_of(EventKind::PoreOpened), "{told}");
        for (what, late_s) in &passed.late_s {
            assert!(*late_s < 0.5, "{what:?}: {told}");
        }
    }
}

/// Whether a place is in the picture, as far as a camera without panels tells.
fn is_in_picture(app: &App, at: DVec3) -> bool {
    let pose = app.world().resource::<CameraRig>().pose;
    let back = pose.backward();
    let way = at.as_vec3() - pose.eye();
    let half = -way.dot(back) * ops::tan(pose.field_of_view / 2.0);
    let right = Vec3::Y.cross(back).normalize();
    let aside = Vec2::new(way.dot(right), way.dot(back.cross(right)));
    half > 0.0
        && aside
            .abs()
            .cmplt(1.4 * half * Vec2::new(4.0 / 3.0, 1.0))
            .all()
}

#[test]
fn what_happens_out_of_the_picture_is_told_as_elsewhere() {
    let (mut here, mut away) = (Vec::new(), Vec::new());
    for scene in ["chromaffin_cell", "synaptic_bouton", "waste_disposal"] {
        let mut app = classroom(scene, 1);
        let mut read = ReadTo::default();
        // Before the first picture nothing is out of it.
        let _ = app.world().resource::<Record>().news(&mut read);
        let mut happened: Vec<(Event, bool)> = Vec::new();
        let mut before = String::new();
        for picture in 0..(90.0 / FRAME_S) as usize {
            // First of the whole cell, then beside one vesicle.
            if picture == (40.0 / FRAME_S) as usize {
                app.world_mut()
                    .write_message(Action::GoToStep(Step::Docking));
            }
            app.update();
            let news = app.world().resource::<Record>().news(&mut read);
            let events = news.events().cloned();
            happened.extend(events.map(|event| {
                let is_seen = is_in_picture(&app, event.position_nm);
                (event, is_seen)
            }));
            let text = app.world().resource::<Captions>().text().to_owned();
            if text == before {
                continue;
            }
            let told = happened.iter().rev().find_map(|(event, is_seen)| {
                let said = SAID_UNDER
                    .iter()
                    .filter_map(|under| texts::caption(event, Whom::of(event, false), *under));
                said.map(|(said, _)| said)
                    .find(|said| *said == text || elsewhere(said) == text)
                    .map(|said| (event, *is_seen, said == text))
            });
            before = text.clone();
            let Some((event, is_seen, as_here)) = told else {
                continue;
            };
            if !as_here {
                away.push(text);
            } else if Some(event.vesicle) != following(&app) {
                assert!(is_seen, "{scene}: {text}");
                here.push(text);
            }
        }
    }
    assert!(here.len() > 3, "{here:?}, {away:?} elsewhere");
    assert!(away.len() > 3, "{away:?}, {here:?} in the picture");
}
