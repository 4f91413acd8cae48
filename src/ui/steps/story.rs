//! The five keys and `A`, as somebody in a classroom presses them, with the real
//! systems and no screen.

use std::{
    f64::consts::FRAC_PI_4,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use bevy::{
    ecs::system::RunSystemOnce,
    input::keyboard::Key,
    math::{DQuat, DVec3, ops},
    time::TimeUpdateStrategy,
};

use super::*;
use crate::{
    biology::controls::{Change, Knob},
    play::{director as film, time_lens},
    scene::load,
    session::actions,
    sim::{
        self, Session, SimulationPlugin, controls::Controls, membrane::PlasmaMembrane,
        state::Snapshot, vesicle::FusionPore,
    },
    ui::{Panels, carry_out, director, follow, keys, membrane_history, news, readings},
    view::{
        Pace, ViewSettings,
        camera::{self, LockedTo},
        cutaway::{self, Cutaway},
        figures::Figures,
        met::{Solid, undrawn},
    },
};

pub(in crate::ui) const FRAME_S: f64 = 1.0 / 20.0;
/// So much of a vesicle's radius, from its middle, must be seen.
const SEEN_PART: f64 = 0.8;
/// What a vesicle wears, its coat, its lamps and its pump, stands off it by no more.
const WORN_NM: f64 = 18.0;

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
        news::plugin,
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

/// Asks for a step and waits until it is there, and the camera too. An action potential
/// of the scene's opening script may have taken the camera on by then: who was shown
/// first.
fn go(app: &mut App, step: Step) -> Option<VesicleId> {
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
    let shown = app.world().resource::<Following>().0;
    watch(app, 2.0);
    shown
}

/// What a vesicle is in that a step shows.
fn stages_of(step: Step) -> &'static [Stage] {
    match step {
        Step::Trafficking => &[Stage::Walking],
        Step::Tethering => &[Stage::Tethered],
        Step::Docking => &[Stage::Docked],
        Step::Priming => &[Stage::Primed],
        Step::Fusion => &[Stage::Primed, Stage::Fusing],
    }
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
    assert!(stages_of(step).contains(stage), "{told} is {stage:?}");
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

/// The picture at the story's moment, from where the camera stands in it.
pub(in crate::ui) fn draw(app: &mut App, picture: &mut App) {
    let moment = Snapshot::take(app.world_mut());
    moment.restore(picture.world_mut()).expect("the same run");
    let world = app.world();
    let rig = *world.resource::<CameraRig>();
    let stands = (rig.pose, rig.shift_in_part(1.0, 0.0));
    picture
        .insert_resource(LockedTo(Some(stands)))
        .insert_resource(*world.resource::<Cutaway>())
        .insert_resource(*world.resource::<Following>());
    settle(picture);
}

/// What comes and goes is there, or gone.
fn settle(picture: &mut App) {
    for _ in 0..3 {
        picture.update();
    }
}

/// What stands before a vesicle, whatever it is: another one, a motor, a track, a
/// filament, the Golgi, a receptor. Where a line of sight meets it, and whose it is.
pub(in crate::ui) fn met_before(picture: &mut App, id: VesicleId) -> Vec<(DVec3, Entity)> {
    let figure = picture.world().resource::<Figures>().of(id);
    let figure = *figure.expect("a vesicle has its place in the picture");
    assert!(figure.is_shown(), "vesicle {id} is not drawn");
    let (at, radius_nm) = (figure.centre.as_dvec3(), f64::from(figure.radius));
    let solid = Solid::about_the_way_to(picture, at, radius_nm);
    let way = (at - solid.eye).normalize();
    let side = SEEN_PART * radius_nm * way.any_orthonormal_vector();
    let around = (0..8).map(|turn| DQuat::from_axis_angle(way, f64::from(turn) * FRAC_PI_4) * side);
    let met = around.chain([DVec3::ZERO]).map(|aside| {
        let met = solid.first_met(at + aside);
        met.unwrap_or_else(|| panic!("vesicle {id} is not met"))
    });
    met.filter(|(met, _)| met.distance(at) > radius_nm + WORN_NM)
        .collect()
}

/// The same in words.
fn stands_before(picture: &mut App, id: VesicleId) -> Vec<String> {
    let met = met_before(picture, id);
    let words = met.into_iter().map(|(met, whose)| {
        let kinds = picture.world().inspect_entity(whose).expect("it is drawn");
        let what = kinds.map(|kind| kind.name().to_string());
        let what: Vec<String> = what.filter(|name| name.contains("exoscope")).collect();
        format!("{what:?} at {met}")
    });
    words.collect()
}

/// Whether a vesicle comes to a step while somebody waits for it, through nothing that
/// is no step, and stays long enough to be looked at: the run is led ahead elsewhere.
fn comes_to(step: Step, id: VesicleId, app: &mut App, ahead: &mut App) -> bool {
    let moment = Snapshot::take(app.world_mut());
    moment.restore(ahead.world_mut()).expect("the same run");
    let quick = quick_rate(app.world().resource::<Scene>());
    let from = moment.at();
    let mut since = None;
    let mut now = from;
    let mut before = None;
    while now < from + SimTime::from_secs(quick * PATIENCE_S) {
        now += SimTime::from_millis(100.0);
        sim::advance_to(ahead.world_mut(), now);
        let mut stages = ahead.world_mut().query::<(&Vesicle, &Stage)>();
        let mut stages = stages.iter(ahead.world());
        let Some((_, stage)) = stages.find(|(vesicle, _)| vesicle.id == id) else {
            return false;
        };
        let is_there = stages_of(step).contains(stage);
        if !is_there && *stage != *before.get_or_insert(*stage) {
            return false;
        }
        since = is_there.then(|| since.unwrap_or(now));
        if since.is_some_and(|since| now.since(since) > LEAST_STAY) {
            return true;
        }
    }
    false
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
        if said(app).contains("answered this time") {
            watch(app, 3.0);
            return (false, true);
        }
        before = after;
    }
    (false, false)
}

fn tell_the_story(seed: u64, picture: &mut App) {
    let mut app = classroom("synaptic_bouton", seed);
    let session = app.world().resource::<Session>().clone();
    sim::begin(picture.world_mut(), session);
    let mut sides = Vec::new();
    let mut shown: Option<VesicleId> = None;
    for step in Step::ALL {
        let comes = shown.is_some_and(|id| comes_to(step, id, &mut app, picture));
        // Who answers a signal of the opening script at this moment goes before.
        let comes = comes && (step != Step::Fusion || about_to_open(&mut app).is_empty());
        let first = go(&mut app, step);
        let (id, side) = look(&mut app, step, seed);
        let told = format!("seed {seed}, {step:?}, vesicle {id}");
        if comes {
            assert_eq!(first, shown, "{told}");
        }
        sides.push(side);
        draw(&mut app, picture);
        let before = stands_before(picture, id);
        assert!(before.is_empty(), "{told}: {before:?}");
        shown = Some(id);
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
    let mut picture = undrawn(Session {
        scene: load("synaptic_bouton").expect("it is built in"),
        seed: 1,
        changes: Vec::new(),
    });
    for seed in 1..=10 {
        let tell = AssertUnwindSafe(|| tell_the_story(seed, &mut picture));
        bad += u32::from(catch_unwind(tell).is_err());
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
    assert!(app.world().resource::<Controls>().is_on(Knob::Script));
}

#[test]
fn a_step_in_which_nobody_is_says_no_other_than_the_counts_do() {
    let mut said_so = 0;
    for (scene, noun) in [
        ("two_pathways", "vesicle"),
        ("waste_disposal", "lysosome"),
        ("chromaffin_cell", "granule"),
    ] {
        let mut app = classroom(scene, 1);
        for (step, stage) in [
            (Step::Tethering, Stage::Tethered),
            (Step::Docking, Stage::Docked),
        ]
        .repeat(6)
        {
            app.world_mut().write_message(Action::GoToStep(step));
            app.update();
            let said = said(&app);
            let mut there = [0, 0];
            let mut bodies = app.world_mut().query::<(&Vesicle, &Stage)>();
            for (vesicle, at) in bodies.iter(app.world()) {
                let is_regulated = vesicle.pathway == Pathway::Regulated;
                there[usize::from(is_regulated)] += u32::from(*at == stage);
            }
            let [others, shown] = there;
            if said.contains(": no ") {
                assert!(said.contains(&format!(": no {noun} ")), "{scene}: {said}");
                let is_of_none = !said.contains("for long");
                assert_eq!(is_of_none, shown == 0, "{scene}: {shown}, but {said}");
                let told = said.contains(&format!("(constitutive ones: {others})"));
                assert_eq!(
                    told,
                    others > 0 && is_of_none,
                    "{scene}: {others}, but {said}"
                );
                said_so += 1;
            }
            watch(&mut app, 2.0);
        }
    }
    assert!(said_so > 3, "{said_so}");
}

#[test]
fn a_cell_without_regulated_vesicles_is_shown_as_far_as_it_goes() {
    let mut app = classroom("secretory_cell", 1);
    app.world_mut()
        .write_message(Action::GoToStep(Step::Priming));
    app.update();
    assert!(
        said(&app).contains("no carrier of this cell"),
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
        let signals = changes.filter(|timed| timed.change.knob == Knob::ActionPotential);
        assert_eq!(signals.count(), fires, "{scene}");
    }
}

#[test]
fn who_answers_lasting_calcium_alone_is_not_asked_for_an_action_potential() {
    for (held, says) in [("0", "calcium that stays"), ("4", "calcium is held")] {
        let mut app = classroom("waste_disposal", 1);
        let at = now(&app);
        let change = Change::parse(&format!("calcium.clamp_um={held}")).expect("a change");
        app.world_mut()
            .resource_mut::<Controls>()
            .request(at, change);
        watch(&mut app, 0.2);
        go(&mut app, Step::Fusion);
        let said = said(&app);
        assert!(said.contains(says), "{held}: {said}");
        assert!(!said.contains("Press A"), "{held}: {said}");
    }
}

/// Who is about to open a pore.
fn about_to_open(app: &mut App) -> Vec<VesicleId> {
    let now = now(app);
    let mut bodies = app.world_mut().query::<Sight>();
    let comes = bodies.iter(app.world()).filter(|body| {
        let is_triggered = matches!(body.course.next, Next::Trigger(_));
        let is_regulated = body.vesicle.pathway == Pathway::Regulated;
        is_regulated && is_triggered && body.due.0 > now
    });
    comes.map(|body| body.vesicle.id).collect()
}

#[test]
fn the_step_of_fusion_goes_to_who_answers_the_opening_script_at_that_moment() {
    for seed in 1..=3 {
        let mut app = classroom("synaptic_bouton", seed);
        let mut pictures = 0;
        let answering = loop {
            app.update();
            pictures += 1;
            assert!(pictures < 4000, "seed {seed}: nobody answers the script");
            let found = about_to_open(&mut app);
            if !found.is_empty() {
                break found;
            }
        };
        app.world_mut()
            .write_message(Action::GoToStep(Step::Fusion));
        app.update();
        let shown = app.world().resource::<Following>().0;
        let answers = shown.expect("one is shown");
        assert!(answering.contains(&answers), "seed {seed}: {answers}");
        let text = said(&app);
        assert!(text.contains("becoming one"), "seed {seed}: {text}");
        // The camera is there when its pore opens.
        for _ in 0..(20.0 / FRAME_S) as usize {
            let before = now(&app);
            app.update();
            let after = now(&app);
            let pose = app.world().resource::<CameraRig>().pose;
            let mut pores = app.world_mut().query::<(&Vesicle, &FusionPore)>();
            let mut pores = pores.iter(app.world());
            let pore = pores.find(|(vesicle, _)| vesicle.id == answers);
            if let Some((vesicle, pore)) = pore
                && (before..after).contains(&pore.opened)
            {
                let off = pose.focus.as_dvec3().distance(pore.place.point);
                assert!(off < 2.0 * vesicle.radius_nm, "{off} nm beside the pore");
            }
        }
    }
}

#[test]
fn who_answers_an_action_potential_is_named_and_ringed_where_the_whole_cell_is_seen() {
    let mut named = 0;
    for seed in 1..=3 {
        let mut app = classroom("synaptic_bouton", seed);
        watch(&mut app, 1.0);
        for press in 1..=4 {
            let told = format!("seed {seed}, press {press}");
            app.world_mut().resource_mut::<Captions>().clear();
            app.world_mut().resource_mut::<Selected>().0 = None;
            app.world_mut().write_message(Action::FireActionPotential);
            let answers = (0..(8.0 / FRAME_S) as usize).find_map(|_| {
                app.update();
                let text = said(&app);
                if text.contains("answered this time") {
                    return Some(None);
                }
                let ringed = app.world().resource::<Selected>().0?;
                let name = format!("vesicle {ringed}");
                assert!(text.contains(&name), "{told}: {text}");
                Some(Some(ringed))
            });
            let answers = answers.unwrap_or_else(|| panic!("{told}: {}", said(&app)));
            assert_eq!(app.world().resource::<Following>().0, None);
            named += u32::from(answers.is_some());
            // It is true, and there is time to go there.
            let mut opened_after_s = 0.0;
            for _ in 0..(12.0 / FRAME_S) as usize {
                let mut pores = app.world_mut().query::<(&Vesicle, &FusionPore)>();
                let mut pores = pores.iter(app.world());
                let pore = pores.find(|(vesicle, _)| Some(vesicle.id) == answers);
                if pore.is_some_and(|(_, pore)| now(&app) >= pore.opened) {
                    break;
                }
                app.update();
                opened_after_s += FRAME_S;
            }
            if answers.is_some() {
                assert!(
                    (2.0..11.0).contains(&opened_after_s),
                    "{told}: {opened_after_s} s"
                );
            }
            watch(&mut app, 10.0);
        }
    }
    assert!(named > 2, "only {named} have answered");
}

#[test]
fn an_action_potential_takes_nobody_away_from_a_vesicle_that_is_followed() {
    let mut app = classroom("synaptic_bouton", 1);
    let shown = go(&mut app, Step::Docking);
    for _ in 0..3 {
        app.world_mut().write_message(Action::FireActionPotential);
        app.update();
        let answered = (0..(8.0 / FRAME_S) as usize).any(|_| {
            app.update();
            let text = said(&app);
            text.contains("answered this time") || text.contains("answers")
        });
        assert!(answered, "{}", said(&app));
        assert_eq!(app.world().resource::<Following>().0, shown);
        assert_eq!(app.world().resource::<Selected>().0, shown);
    }
}

#[test]
fn nobody_is_asked_to_press_a_while_an_action_potential_passes() {
    for (scene, seed) in [("chromaffin_cell", 1), ("synaptic_bouton", 2)] {
        let mut app = classroom(scene, seed);
        go(&mut app, Step::Fusion);
        for _ in 0..2 {
            app.world_mut().write_message(Action::FireActionPotential);
            watch(&mut app, 2.0 * FRAME_S);
            assert!(
                !said(&app).contains("Press A for"),
                "{scene}: {}",
                said(&app)
            );
            watch(&mut app, 20.0);
        }
    }
}

#[test]
fn nobody_is_named_who_cannot_be_seen() {
    let mut named = 0;
    for scene in ["synaptic_bouton", "chromaffin_cell", "secretory_cell"] {
        for seed in 1..=6 {
            let mut app = classroom(scene, seed);
            watch(&mut app, 0.2 * f64::from(seed as u32));
            for step in [Step::Trafficking, Step::Tethering, Step::Docking] {
                app.world_mut().write_message(Action::GoToStep(step));
                app.update();
                if !said(&app).contains("Time runs fast until then")
                    && !said(&app).contains("until it is")
                {
                    continue;
                }
                let shown = app.world().resource::<Following>().0;
                let Some(id) = shown else {
                    panic!("{scene}, {step:?}: {}", said(&app));
                };
                let clear = clear(&mut app, id, step);
                assert!(clear >= SEEN_WELL, "{scene}, {step:?}: {clear} of {id}");
                named += 1;
            }
        }
    }
    assert!(named > 5, "only {named} were named");
}

/// How much of a vesicle is seen from the best side.
fn clear(app: &mut App, id: VesicleId, step: Step) -> f64 {
    let seen = move |lookout: Lookout, bodies: Query<&Vesicle>| {
        let vesicle = bodies.iter().find(|vesicle| vesicle.id == id)?;
        lookout.vantage(id, close_up_nm(step, vesicle.radius_nm).into())
    };
    let vantage = app.world_mut().run_system_once(seen).expect("it runs");
    vantage.map_or(0.0, |vantage| vantage.clear)
}

#[test]
fn without_calcium_outside_nothing_is_said_to_wait_for_it() {
    let mut app = classroom("synaptic_bouton", 1);
    let at = now(&app);
    let without = Change::parse("calcium.outside_mm=0").expect("a change");
    let mut controls = app.world_mut().resource_mut::<Controls>();
    controls.request(at, without);
    app.update();
    go(&mut app, Step::Priming);
    assert!(said(&app).contains("none outside"), "{}", said(&app));
    let mut primed = 0;
    let mut before = said(&app);
    for press in 0..3 {
        app.world_mut().write_message(Action::FireActionPotential);
        if press == 1 {
            app.world_mut().write_message(Action::Home);
        }
        for _ in 0..(20.0 / FRAME_S) as usize {
            app.update();
            let text = said(&app);
            let waits = text.contains("waiting for calcium") || text.contains("waits for calcium");
            assert!(!waits, "{text}");
            primed += u32::from(text != before && text.contains("is primed"));
            before = text;
        }
    }
    assert!(primed > 0, "nothing was primed");
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
        .number(Knob::CalciumOutside);
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
            .number(Knob::CalciumOutside)
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
