//! Whole runs as they are watched: no caption is seen of what has ended, and none is
//! taken away that is true and not read yet.

use super::*;
use crate::{
    session::actions::{Action, Step},
    sim::record::EventKind,
    ui::steps::story::{FRAME_S, classroom},
};

/// What ends is noticed, and what is said of it may stand for so long, in seconds on
/// screen: [`OVER_S`], and the pictures in which it ends and goes.
const LONGEST_OVER_S: f64 = 1.0;

/// A key that was pressed has been answered after so long.
const ANSWERED_S: f64 = 3.0;

/// A vesicle that is looked at, what happened to it, and when that was seen.
#[derive(Default)]
struct Life(Vec<(Event, f64)>);

impl Life {
    /// When something else happened to the vesicle of an event that changed what it
    /// is at.
    fn followed_at(&self, number: usize) -> Option<f64> {
        let (event, _) = &self.0[number];
        let mut later = self.0[number + 1..].iter().filter(|(other, _)| {
            other.vesicle == event.vesicle
                && !matches!(other.what, EventKind::Emptied | EventKind::Delivered)
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
        )
    }

    /// The latest event with this caption.
    fn told_of(&self, text: &str) -> Option<usize> {
        self.0
            .iter()
            .rposition(|(event, _)| texts::caption(event).is_some_and(|(said, _)| said == text))
    }
}

/// What was seen in a run: how many captions, and how many of a fusion.
#[derive(Debug, Default)]
struct Seen {
    captions: usize,
    hemifusions: usize,
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
            && let Some(over_s) = life.followed_at(number)
        {
            let late_s = now_s - over_s;
            assert!(late_s <= LONGEST_OVER_S, "{late_s} s after: {text}");
        }
        if text == shown.0 {
            continue;
        }
        // What is not looked at any more is not spoken of.
        let following = app.world().resource::<Following>().0;
        let is_left = std::mem::replace(&mut looked_at, following) != following;
        let (before, since_s) = std::mem::replace(&mut shown, (text, now_s));
        let stood_s = now_s - since_s;
        if stood_s + FRAME_S < f64::from(reading_s(&before)) && !before.is_empty() {
            // Others' captions, and answers, end with what a vesicle is at as well.
            let is_over = life.told_of(&before).map_or_else(
                || life.0.iter().any(|(_, seen_s)| *seen_s >= since_s),
                |number| life.followed_at(number).is_some(),
            );
            // Who presses a key is answered.
            let is_answer = now_s < ANSWERED_S && life.told_of(&shown.0).is_none();
            let after = &shown.0;
            assert!(
                is_over || is_answer || is_left,
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
