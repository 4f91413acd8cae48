//! The five keys and `A`, as somebody in a classroom presses them, with the real
//! systems and no screen.

use std::time::Duration;

use bevy::{input::keyboard::Key, math::ops, time::TimeUpdateStrategy};

use super::*;
use crate::{
    biology::controls::Change,
    play::{director as film, time_lens},
    scene::load,
    session::actions,
    sim::{
        Session, SimulationPlugin, controls::Controls, membrane::PlasmaMembrane,
        vesicle::FusionPore,
    },
    ui::{Panels, caption, carry_out, director, follow, keys, membrane_history, readings},
    view::{
        Pace, ViewSettings, camera,
        cutaway::{self, Cutaway},
    },
};

pub(in crate::ui) const FRAME_S: f64 = 1.0 / 20.0;

pub(in crate::ui) fn classroom(scene: &str, seed: u64) -> App {
    let session = Session {
        scene: load(scene).expect("it is built in"),
        seed,
        changes: Vec::new(),
    };
    let mut app = App::new();
    app.add_plugins((
        MinimalPlugins,
        SimulationPlugin { session },
        (camera::plugin, cutaway::plugin),
        (time_lens::plugin, film::plugin),
        actions::plugin,
        keys::plugin,
        carry_out::plugin,
        caption::plugin,
        membrane_history::plugin,
        readings::plugin,
        (plugin, follow::plugin, director::plugin),
    ))
    .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_secs_f64(
        FRAME_S,
    )))
    .init_resource::<ButtonInput<KeyCode>>()
    .init_resource::<ButtonInput<Key>>()
    .init_resource::<Panels>()
    .init_resource::<ViewSettings>()
    .init_resource::<Pace>()
    .init_resource::<Selected>()
    .init_resource::<Following>()
    .add_message::<AppExit>();
    app.update();
    app
}

pub(in crate::ui) fn watch(app: &mut App, seconds: f64) {
    for _ in 0..(seconds / FRAME_S) as usize {
        app.update();
    }
}

fn now(app: &App) -> SimTime {
    app.world().resource::<SimClock>().now
}

fn said(app: &App) -> String {
    app.world().resource::<Captions>().text().to_owned()
}

/// Asks for a step and waits until it is there, and the camera too.
fn go(app: &mut App, step: Step) {
    app.world_mut().write_message(Action::GoToStep(step));
    app.update();
    let mut waited_s = 0.0;
    let mut before = now(app);
    while app.world().resource::<Chapter>().awaited.is_some() {
        let fast = said(app);
        assert!(fast.contains("Time runs fast"), "{step:?}: {fast}");
        app.update();
        waited_s += FRAME_S;
        let after = now(app);
        assert!(after.since(before) <= LOOK_AGAIN, "{step:?} jumps");
        before = after;
        assert!(waited_s < f64::from(GIVE_UP_S), "{step:?} never comes");
    }
    watch(app, 2.0);
}

/// What the picture shows is what the step says, and nothing stands before it.
fn look(app: &mut App, step: Step, seed: u64) -> (VesicleId, Vec3) {
    let id = app.world().resource::<Following>().0;
    let id = id.unwrap_or_else(|| panic!("seed {seed}, {step:?}: nobody is shown"));
    let (pose, knife) = (
        app.world().resource::<CameraRig>().pose,
        *app.world().resource::<Cutaway>(),
    );
    let now = now(app);
    let mut bodies = app.world_mut().query::<(&Vesicle, &Stage, &Motion)>();
    let found = bodies
        .iter(app.world())
        .find(|(vesicle, ..)| vesicle.id == id);
    let (vesicle, stage, motion) = found.expect("it is there");
    let place = app.world().resource::<Cytoskeleton>();
    let chance = app.world().resource::<Chance>();
    let at = motion.position_at(id, now, place, chance);
    let told = format!("seed {seed}, {step:?}, vesicle {id}");
    assert_eq!(vesicle.pathway, Pathway::Regulated, "{told}");
    let expected: &[Stage] = match step {
        Step::Trafficking => &[Stage::Walking],
        Step::Tethering => &[Stage::Tethered],
        Step::Docking => &[Stage::Docked],
        Step::Priming => &[Stage::Primed],
        Step::Fusion => &[Stage::Primed, Stage::Fusing],
    };
    assert!(expected.contains(stage), "{told} is {stage:?}");
    if step == Step::Trafficking {
        let by_kinesin = matches!(
            motion,
            Motion::Stepping {
                motor: Motor::Kinesin1,
                ..
            }
        );
        assert!(by_kinesin, "{told}");
    }
    let off = pose.focus.as_dvec3().distance(at);
    assert!(
        off < vesicle.radius_nm,
        "{told}: {off} nm beside the middle"
    );
    let height = pose.distance * ops::tan(pose.field_of_view / 2.0);
    let size = vesicle.radius_nm as f32 / height;
    assert!((0.1..0.9).contains(&size), "{told}: {size} of the picture");
    // Nothing that is drawn stands between.
    let eye = pose.eye().as_dvec3();
    let way = at - eye;
    let steps = way.length() as usize;
    let shape = &app.world().resource::<PlasmaMembrane>().shape;
    for step_nm in 0..steps {
        let here = eye + way * (step_nm as f64 / steps as f64);
        if here.distance(at) < vesicle.radius_nm + 4.0 || knife.beyond_point(here) > 0.0 {
            continue;
        }
        let to_go = here.distance(at);
        assert!(
            shape.distance(here).abs() > 2.0,
            "{told}: a wall at {to_go} nm"
        );
        for track in &place.microtubules {
            let off = track.curve.nearest(here).1;
            assert!(off > 12.0, "{told}: {} at {to_go} nm", track.name);
        }
    }
    let seen = app.world().resource::<Chapter>().seen;
    let lit = match *stage {
        Stage::Walking => Step::Trafficking,
        Stage::Tethered => Step::Tethering,
        Stage::Docked => Step::Docking,
        Stage::Primed => Step::Priming,
        _ => Step::Fusion,
    };
    assert_eq!(seen, Some(lit), "{told}");
    (id, pose.backward())
}

/// Fires an action potential and watches for ten seconds: whether a pore opened in
/// the picture, and whether it was said that none answered.
fn fire(app: &mut App) -> (bool, bool) {
    app.world_mut().resource_mut::<Captions>().clear();
    app.world_mut().write_message(Action::FireActionPotential);
    let mut before = now(app);
    for _ in 0..(10.0 / FRAME_S) as usize {
        app.update();
        let after = now(app);
        let pose = app.world().resource::<CameraRig>().pose;
        let mut pores = app.world_mut().query::<(&Vesicle, &FusionPore)>();
        for (vesicle, pore) in pores.iter(app.world()) {
            let off = pose.focus.as_dvec3().distance(pore.place.point);
            let opens = before < pore.opened && pore.opened <= after;
            if opens && off < 3.0 * vesicle.radius_nm {
                let late_ms = after.since(pore.opened).as_millis();
                assert!(late_ms < 0.5, "seen {late_ms} ms late");
                watch(app, 3.0);
                return (true, false);
            }
        }
        if said(app) == word("none_answered") {
            watch(app, 3.0);
            return (false, true);
        }
        before = after;
    }
    (false, false)
}

fn tell_the_story(seed: u64) {
    let mut app = classroom("synaptic_bouton", seed);
    let mut sides = Vec::new();
    for step in Step::ALL {
        go(&mut app, step);
        let (_, side) = look(&mut app, step, seed);
        sides.push(side);
    }
    assert!(sides[2].angle_between(sides[4]) < 1.3, "seed {seed}");
    let mut pores = 0;
    for press in 1..=4 {
        let (opened, none) = fire(&mut app);
        assert!(opened || none, "seed {seed}, press {press}: not a word");
        pores += u32::from(opened);
    }
    assert!(pores > 0, "seed {seed}: no pore in four presses");
}

#[test]
fn the_five_keys_tell_one_story_whatever_the_seed() {
    let mut bad = 0;
    for seed in 1..=10 {
        bad += u32::from(std::panic::catch_unwind(|| tell_the_story(seed)).is_err());
    }
    assert_eq!(bad, 0);
}

#[test]
fn the_steps_leave_the_opening_script_alone() {
    let mut app = classroom("synaptic_bouton", 1);
    for step in Step::ALL {
        app.world_mut().write_message(Action::GoToStep(step));
        watch(&mut app, 0.5);
    }
    assert!(app.world().resource::<Controls>().is_on("session.script"));
}

#[test]
fn a_cell_without_regulated_vesicles_is_shown_as_far_as_it_goes() {
    let mut app = classroom("secretory_cell", 1);
    app.world_mut()
        .write_message(Action::GoToStep(Step::Priming));
    app.update();
    assert!(
        said(&app).contains("no vesicle of this cell"),
        "{}",
        said(&app)
    );
    assert_eq!(app.world().resource::<Chapter>().awaited, None);
    go(&mut app, Step::Trafficking);
    assert!(app.world().resource::<Following>().0.is_some());
}

#[test]
fn an_action_potential_that_nothing_answers_is_told_why() {
    for (scene, why, fires) in [
        ("secretory_cell", "no vesicles that wait for a signal", 0),
        ("waste_disposal", "too short for lysosomes", 1),
    ] {
        let mut app = classroom(scene, 1);
        app.world_mut().write_message(Action::FireActionPotential);
        watch(&mut app, 0.2);
        assert!(said(&app).contains(why), "{scene}: {}", said(&app));
        let changes = app.world().resource::<Record>().changes_by_hand();
        let signals = changes.filter(|timed| timed.change.key == "signal.action_potential");
        assert_eq!(signals.count(), fires, "{scene}");
    }
}

#[test]
fn without_calcium_outside_nobody_is_asked_to_press_again() {
    let mut app = classroom("synaptic_bouton", 1);
    let at = now(&app);
    let without = Change::parse("calcium.outside_mm=0").expect("a change");
    let mut controls = app.world_mut().resource_mut::<Controls>();
    controls.request(at, without);
    // Where the whole cell is seen, and where the step of fusion is.
    let why = word("signal_without_calcium");
    app.world_mut().write_message(Action::FireActionPotential);
    watch(&mut app, 0.2);
    assert_eq!(said(&app), why);
    go(&mut app, Step::Fusion);
    assert!(
        said(&app).contains("there is none outside"),
        "{}",
        said(&app)
    );
    app.world_mut().write_message(Action::FireActionPotential);
    for _ in 0..40 {
        watch(&mut app, 0.2);
        assert!(!said(&app).contains("Press A"), "{}", said(&app));
    }
}

#[test]
fn a_director_shows_a_fusion_within_a_minute_after_the_steps() {
    let mut app = classroom("synaptic_bouton", 1);
    for step in Step::ALL {
        app.world_mut().write_message(Action::GoToStep(step));
        watch(&mut app, 0.5);
    }
    app.world_mut().write_message(Action::Direct);
    let mut has_fused = false;
    for _ in 0..(60.0 / FRAME_S) as usize {
        app.update();
        let director = app.world().resource::<film::Director>();
        assert!(director.at_work);
        let story = director.story;
        has_fused |= story
            .is_some_and(|story| story.subject == film::Subject::Fuse && now(&app) > story.from);
    }
    assert!(has_fused);
}

#[test]
fn escape_leaves_the_picture_where_it_is() {
    let mut app = classroom("synaptic_bouton", 1);
    go(&mut app, Step::Priming);
    app.world_mut().resource_mut::<Playback>().playing = false;
    watch(&mut app, 2.0);
    let picture = |app: &App| {
        let pose = app.world().resource::<CameraRig>().pose;
        (pose, app.world().resource::<Cutaway>().plane())
    };
    let before = picture(&app);
    app.world_mut().write_message(Action::Close);
    watch(&mut app, 2.0);
    let after = picture(&app);
    assert_eq!(app.world().resource::<Following>().0, None);
    assert!(before.0.eye().distance(after.0.eye()) < 0.5);
    let depth = |plane: Option<(Vec3, f32)>| plane.map_or(0.0, |(_, offset)| offset);
    assert!((depth(before.1) - depth(after.1)).abs() < 0.5);
}

#[test]
fn starting_again_keeps_the_conditions_and_says_so_and_a_second_press_drops_them() {
    let mut app = classroom("synaptic_bouton", 1);
    let at = now(&app);
    let change = Change::parse("calcium.outside_mm=1").expect("a good change");
    let usual = app
        .world()
        .resource::<Controls>()
        .number("calcium.outside_mm");
    app.world_mut()
        .resource_mut::<Controls>()
        .request(at, change);
    app.world_mut().write_message(Action::FireActionPotential);
    watch(&mut app, 1.0);
    let start = Action::StartAgain { seed: Some(4) };
    app.world_mut().write_message(start.clone());
    watch(&mut app, 0.2);
    let outside = |app: &App| {
        app.world()
            .resource::<Controls>()
            .number("calcium.outside_mm")
    };
    assert_eq!(outside(&app), 1.0);
    assert!(said(&app).contains("1 mM"), "{}", said(&app));
    let session = app.world().resource::<Session>();
    assert_eq!((session.seed, session.changes.len()), (4, 1));
    app.world_mut().write_message(start.clone());
    watch(&mut app, 0.2);
    assert_eq!(outside(&app), usual);
    assert!(said(&app).contains("without"), "{}", said(&app));
    // Nothing changed, nothing said.
    app.world_mut().write_message(start);
    watch(&mut app, 0.2);
    assert!(!said(&app).contains("Begun"), "{}", said(&app));
}
