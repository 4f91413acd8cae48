//! Carries out what keys and buttons ask for.

use bevy::{
    ecs::message::MessageCursor,
    prelude::*,
    window::{MonitorSelection, PrimaryWindow, WindowMode},
};

use super::{
    anew::begin_anew, caption::Captions, chapter::Chapter, drawer::Drawer,
    inhabitants::Inhabitants, membrane_history::MembraneHistory, panels::Panels, signals,
    switchboard::Switchboard, trial_sets,
};
use crate::{
    biology::controls::{Change, Control, Kind, Knob, TimedChange, Value},
    play::time_lens::{Playback, TimeLensSystems},
    scene::Scene,
    session::actions::{Action, Sight, Step},
    sim::{clock::SimClock, controls::Controls, membrane::Areas, record::Record, session::Session},
    text::{self, say, word},
    units::SimTime,
    view::{
        Following, Selected, ViewSettings, calm::Calm, camera::CameraRig, cutaway::Cutaway,
        twin::Twin,
    },
};

/// One press on a key for the speed: a third of a factor of ten.
const SPEED_FACTOR: f64 = 2.154_434_69;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Twin>()
        .init_resource::<Chapter>()
        .init_resource::<Cutaway>()
        .add_systems(
            PreUpdate,
            (
                turn_pages,
                play_and_signal,
                open_and_close,
                change_the_picture,
                change_the_window,
            )
                .chain()
                .after(super::keys::listen)
                .before(TimeLensSystems),
        )
        .add_systems(Update, (start_again, count_from_now));
}

/// What is over the picture is what a remote's keys are for; otherwise they go from step
/// to step.
pub(super) fn turn_pages(
    mut actions: ResMut<Messages<Action>>,
    mut read: Local<MessageCursor<Action>>,
    mut panels: ResMut<Panels>,
) {
    let turns = read.read(&actions).filter_map(|action| match action {
        Action::Turn(by) => Some(*by),
        _ => None,
    });
    for by in turns.collect::<Vec<isize>>() {
        if panels.blank {
            panels.blank = false;
        } else if panels.have_list() {
            panels.turns += by;
        } else {
            actions.write(Action::NeighbourStep(by));
        }
    }
}

/// What changes time and the cell.
pub(super) fn play_and_signal(
    mut actions: MessageReader<Action>,
    mut playback: ResMut<Playback>,
    mut controls: ResMut<Controls>,
    mut captions: ResMut<Captions>,
    chapter: Res<Chapter>,
    clock: Res<SimClock>,
    scene: Res<Scene>,
    session: Res<Session>,
) {
    for action in actions.read() {
        if *action == Action::FireActionPotential && !scene.has_regulated() {
            captions.answer(word("no_signal_answered").to_owned());
            continue;
        }
        match action {
            Action::PlayOrPause => playback.playing = !playback.playing,
            Action::StepOnce => playback.step(),
            Action::Slower => {
                let rate = playback.rate / SPEED_FACTOR;
                playback.set_rate(rate);
            }
            Action::Faster => {
                let rate = playback.rate * SPEED_FACTOR;
                playback.set_rate(rate);
            }
            Action::Rate(rate) => playback.set_rate(*rate),
            Action::Auto => playback.auto = !playback.auto,
            Action::FireActionPotential => {
                Switchboard::new(&mut controls, clock.now)
                    .request(Knob::ActionPotential, Value::Switch(true));
                // Fired at a standstill it would wait unseen, and at a run the step of
                // fusion would be over in a picture.
                playback.playing = true;
                playback.auto |= chapter.step == Some(Step::Fusion);
                if let Some(why) = signals::why_none_answers(&controls, clock.now) {
                    captions.answer_of_the_cell(word(why).to_owned());
                }
            }
            Action::Signals { reach } => {
                let mut board = Switchboard::new(&mut controls, clock.now);
                let here = Inhabitants::of(&scene);
                let said = signals::switch(&mut board, *reach, here);
                captions.answer(here.word(said));
                playback.playing = true;
            }
            Action::LeaveSeed { wrong } => {
                let said = match wrong {
                    Some(_) => "seed_wrong",
                    None => "seed_not_entered",
                };
                captions.answer(say(said, |name| match name {
                    "typed" => wrong.clone().unwrap_or_default(),
                    _ => session.seed.to_string(),
                }));
            }
            _ => {}
        }
    }
}

/// What opens and closes panels and lets go of things.
fn open_and_close(
    mut actions: MessageReader<Action>,
    mut panels: ResMut<Panels>,
    mut selected: ResMut<Selected>,
    mut following: ResMut<Following>,
    mut twin: ResMut<Twin>,
    mut cutaway: ResMut<Cutaway>,
    mut rig: ResMut<CameraRig>,
    scene: Res<Scene>,
    controls: Res<Controls>,
) {
    for action in actions.read() {
        if let Some(drawer) = Drawer::asked_for(action) {
            panels.drawer = drawer.pressed(panels.drawer);
        }
        match action {
            // What is gone to has a card of its own, and one is enough.
            Action::GoToStep(_) | Action::NeighbourStep(_) => {
                panels.asked = None;
                panels.uncover();
            }
            Action::Home | Action::GoToView(_) | Action::Direct => {
                panels.uncover();
            }
            Action::HidePanels => panels.hidden = !panels.hidden,
            Action::Controls => panels.turn_controls(),
            Action::Captions => panels.captions = !panels.captions,
            Action::Twin => {
                let twin = &mut *twin;
                twin.difference = match twin.difference {
                    Some(_) => None,
                    None => {
                        panels.comparison.suit(&scene, &controls);
                        panels.comparison.differ(&controls);
                        panels.comparison.difference()
                    }
                };
            }
            Action::LargeText => panels.large_text = !panels.large_text,
            // One list is open at a time.
            Action::KeyList => {
                let opens = !panels.key_list;
                panels.uncover();
                panels.key_list = opens;
            }
            Action::Numbers => {
                let opens = !panels.all_numbers.open;
                panels.uncover();
                panels.all_numbers.open = opens;
            }
            Action::Legend => {
                let opens = !panels.legend;
                panels.uncover();
                panels.legend = opens;
            }
            Action::Blank => panels.blank = !panels.blank,
            Action::Close => {
                // What lies over everything else goes first.
                let uncovers = panels.uncover();
                if !uncovers && panels.asked.take().is_none() {
                    selected.0 = None;
                    following.0 = None;
                    cutaway.stay();
                    rig.rest();
                }
            }
            _ => {}
        }
    }
}

/// What changes the picture.
fn change_the_picture(
    mut actions: MessageReader<Action>,
    mut settings: ResMut<ViewSettings>,
    mut rig: ResMut<CameraRig>,
    mut following: ResMut<Following>,
    mut cutaway: ResMut<Cutaway>,
    scene: Res<Scene>,
) {
    for action in actions.read() {
        let view = match action {
            Action::NextTheme => {
                settings.theme = settings.theme.next();
                continue;
            }
            Action::Theme(name) => {
                if let Ok(theme) = name.parse() {
                    settings.theme = theme;
                }
                continue;
            }
            Action::Show(sight) => {
                let shown = shown(&mut settings, *sight);
                *shown = !*shown;
                continue;
            }
            Action::Calm(share) => {
                settings.calm = Calm::new(*share);
                continue;
            }
            Action::Cut => {
                settings.cut = !settings.cut;
                continue;
            }
            Action::Labels => {
                settings.labels = !settings.labels;
                continue;
            }
            Action::Ruler => {
                settings.show.ruler = !settings.show.ruler;
                continue;
            }
            Action::Crowding => {
                settings.show.crowding = !settings.show.crowding;
                continue;
            }
            Action::Home => scene.views.first(),
            Action::GoToView(name) => scene.views.iter().find(|view| view.name == *name),
            _ => continue,
        };
        if let Some(view) = view {
            following.0 = None;
            cutaway.go_on();
            settings.cut = view.cut;
            rig.fly_to(view);
        }
    }
}

/// Whether something stands in the picture.
fn shown(settings: &mut ViewSettings, sight: Sight) -> &mut bool {
    let show = &mut settings.show;
    match sight {
        Sight::ScaleBar => &mut settings.scale_bar,
        Sight::Note => &mut settings.legend,
        Sight::Membrane => &mut show.membrane,
        Sight::Postsynaptic => &mut show.postsynaptic,
        Sight::Microtubules => &mut show.microtubules,
        Sight::Actin => &mut show.actin,
        Sight::Vesicles => &mut show.vesicles,
        Sight::Proteins => &mut show.proteins,
        Sight::Molecules => &mut show.molecules,
        Sight::Lipids => &mut show.lipids,
        Sight::Calcium => &mut show.calcium,
    }
}

/// What concerns the window itself, where there is one.
fn change_the_window(
    mut actions: MessageReader<Action>,
    mut windows: Query<&mut Window, With<PrimaryWindow>>,
    mut exit: MessageWriter<AppExit>,
) {
    for action in actions.read() {
        match action {
            Action::FullScreen => {
                for mut window in &mut windows {
                    window.mode = match window.mode {
                        WindowMode::Windowed => {
                            WindowMode::BorderlessFullscreen(MonitorSelection::Current)
                        }
                        _ => WindowMode::Windowed,
                    };
                }
            }
            Action::Quit => {
                exit.write(AppExit::Success);
            }
            _ => {}
        }
    }
}

/// Lets the membrane panel count changes from the present moment.
fn count_from_now(
    mut actions: MessageReader<Action>,
    mut history: ResMut<MembraneHistory>,
    clock: Res<SimClock>,
    areas: Areas,
) {
    if actions.read().any(|action| *action == Action::CountFromNow) {
        history.count_from(clock.now, areas.at(clock.now));
    }
}

/// Begins the run anew, with the same chance or another seed's, under the
/// conditions in force. A second press while that is being told begins it without
/// what was changed by hand.
fn start_again(
    world: &mut World,
    mut read: Local<MessageCursor<Action>>,
    mut offer: Local<Option<Offer>>,
) {
    let now_s = world.resource::<Time<Real>>().elapsed_secs_f64();
    let asked = read
        .read(world.resource::<Messages<Action>>())
        .filter_map(|action| match action {
            Action::StartAgain { seed } => Some(*seed),
            _ => None,
        })
        .last();
    let Some(seed) = asked else { return };
    let mut session = world.resource::<Session>().clone();
    session.seed = seed.unwrap_or(session.seed);
    let controls = world.resource::<Controls>();
    let record = world.resource::<Record>();
    let now = world.resource::<SimClock>().now;
    let by_hand = changed_by_hand(controls, record, &session, now);
    let taken_up = offer
        .take()
        .filter(|offer| now_s < offer.until_s && by_hand.is_empty());
    let said = if let Some(offer) = taken_up {
        session.changes = offer.without;
        Some(word("began_without").to_owned())
    } else if by_hand.is_empty() {
        None
    } else {
        let names: Vec<String> = by_hand.iter().map(in_words).collect();
        *offer = Some(Offer {
            without: session.changes.clone(),
            until_s: now_s + OFFERED_S,
        });
        session.changes.retain(|timed| {
            let is_set_anew = by_hand
                .iter()
                .any(|change| change.knob == timed.change.knob);
            timed.at > SimTime::ZERO || !is_set_anew
        });
        let at_once = |change| TimedChange {
            at: SimTime::ZERO,
            change,
        };
        session.changes.extend(by_hand.into_iter().map(at_once));
        Some(say("began_with", |_| names.join(", ")))
    };
    begin_anew(world, session);
    if let Some(said) = said {
        world.resource_mut::<Captions>().answer(said);
    }
}

/// The session without what was kept of it, to be had for a while.
struct Offer {
    without: Vec<TimedChange>,
    /// In seconds since the program began.
    until_s: f64,
}

/// How long that is.
const OFFERED_S: f64 = 10.0;

/// The conditions that a person has changed, as they stand: not the signals that
/// were given, which belong to their moments.
fn changed_by_hand(
    controls: &Controls,
    record: &Record,
    session: &Session,
    now: SimTime,
) -> Vec<Change> {
    let asked = controls.pending().iter().filter(|timed| timed.at <= now);
    let mut knobs: Vec<Knob> = record
        .changes_by_hand()
        .chain(asked)
        .filter(|timed| !session.changes.contains(timed))
        .map(|timed| timed.change.knob)
        .collect();
    knobs.sort_unstable();
    knobs.dedup();
    let in_force = trial_sets::lasting(controls, now);
    in_force
        .filter(|change| knobs.contains(&change.knob))
        .collect()
}

/// A condition in words: "Calcium outside 0.5 mM".
fn in_words(change: &Change) -> String {
    let Control { label, kind, .. } = change.knob.control();
    let value = match (&change.value, kind) {
        (Value::Switch(true), _) => word("is_on").to_owned(),
        (Value::Switch(false), _) => word("is_off").to_owned(),
        (value, Kind::Number { unit, .. }) => format!("{value} {}", text::unit(unit)),
        (value, _) => value.to_string(),
    };
    format!("{label} {}", value.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left to be done of a press on a remote's key, with these panels before it.
    fn turned(by: isize, panels: Panels) -> (Vec<Action>, Panels) {
        let mut app = App::new();
        app.add_message::<Action>()
            .insert_resource(panels)
            .add_systems(Update, turn_pages);
        app.world_mut().write_message(Action::Turn(by));
        app.update();
        let mut actions = app.world_mut().resource_mut::<Messages<Action>>();
        let left = actions.drain().filter(|action| *action != Action::Turn(by));
        let left = left.collect();
        (left, app.world().resource::<Panels>().clone())
    }

    #[test]
    fn a_remotes_keys_act_on_what_is_seen() {
        let (left, _) = turned(1, Panels::default());
        assert_eq!(left, [Action::NeighbourStep(1)]);
        let lists: [fn(&mut Panels); 3] = [
            |panels| panels.key_list = true,
            |panels| panels.legend = true,
            |panels| panels.all_numbers.open = true,
        ];
        for open in lists {
            let mut panels = Panels::default();
            open(&mut panels);
            let (left, panels) = turned(-1, panels);
            assert_eq!((left, panels.turns), (Vec::new(), -1));
            assert!(panels.have_list());
        }
        let mut blank = Panels::default();
        blank.blank = true;
        let (left, panels) = turned(1, blank);
        assert!(left.is_empty() && !panels.blank);
    }
}
