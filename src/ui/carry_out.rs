//! Carries out what keys and buttons ask for.

use bevy::{
    prelude::*,
    window::{MonitorSelection, PrimaryWindow, WindowMode},
};

use super::{
    actions::Action,
    caption::Captions,
    drawer::Drawer,
    layout::Panels,
    membrane_history::MembraneHistory,
    readings::Readings,
    signals,
    switchboard::Switchboard,
    texts::{fill, word},
};
use crate::{
    scene::Scene,
    sim::{
        self,
        clock::SimClock,
        controls::{Controls, Value},
        membrane::Areas,
        session::Session,
    },
    view::{
        Following, Selected, ViewSettings,
        camera::CameraRig,
        time_lens::{Playback, TimeLensSystems},
        twin::Twin,
    },
};

/// One press on a key for the speed: a third of a factor of ten.
const SPEED_FACTOR: f64 = 2.154_434_69;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Twin>()
        .add_systems(
            PreUpdate,
            (
                play_and_signal,
                open_and_close,
                change_the_picture,
                change_the_window,
            )
                .after(super::keys::listen)
                .before(TimeLensSystems),
        )
        .add_systems(Update, (start_again, count_from_now));
}

/// What changes time and the cell.
fn play_and_signal(
    mut actions: MessageReader<Action>,
    mut playback: ResMut<Playback>,
    mut controls: ResMut<Controls>,
    mut captions: ResMut<Captions>,
    clock: Res<SimClock>,
    scene: Res<Scene>,
    session: Res<Session>,
) {
    for action in actions.read() {
        if *action == Action::FireActionPotential && !scene.has_regulated() {
            captions.answer(word("no_signal_answered").to_owned());
            continue;
        }
        if action.takes_over() {
            Switchboard::new(&mut controls, clock.now).take_over();
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
            Action::Auto => playback.auto = !playback.auto,
            Action::FireActionPotential => {
                Switchboard::new(&mut controls, clock.now)
                    .request("signal.action_potential", Value::Switch(true));
                // Fired at a standstill it would wait unseen.
                playback.playing = true;
            }
            Action::Signals { reach } => {
                let mut board = Switchboard::new(&mut controls, clock.now);
                let said = signals::switch(&mut board, *reach);
                captions.answer(word(said).to_owned());
                playback.playing = true;
            }
            Action::LeaveSeed { wrong } => {
                let said = match wrong {
                    Some(_) => word("seed_wrong"),
                    None => word("seed_not_entered"),
                };
                captions.answer(fill(said, |name| match name {
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
    mut captions: ResMut<Captions>,
    mut twin: ResMut<Twin>,
) {
    for action in actions.read() {
        match action {
            Action::HidePanels => panels.hidden = !panels.hidden,
            Action::Controls => panels.turn_controls(),
            Action::Captions => panels.captions = !panels.captions,
            Action::Membrane => panels.drawer = Drawer::Membrane.pressed(panels.drawer),
            Action::Instruments => panels.drawer = Drawer::Instruments.pressed(panels.drawer),
            Action::Energy => panels.drawer = Drawer::Energy.pressed(panels.drawer),
            Action::Trials => panels.drawer = Drawer::Trials.pressed(panels.drawer),
            Action::Twin => {
                let twin = &mut *twin;
                twin.difference = match twin.difference {
                    Some(_) => None,
                    None => panels.comparison.difference(),
                };
            }
            Action::WhatIf => panels.drawer = Drawer::WhatIf.pressed(panels.drawer),
            Action::LargeText => panels.large_text = !panels.large_text,
            Action::KeyList => panels.key_list = !panels.key_list,
            Action::Numbers => panels.all_numbers.open = !panels.all_numbers.open,
            Action::Legend => panels.legend = !panels.legend,
            Action::Blank => panels.blank = !panels.blank,
            Action::Follow => match (following.0, selected.0) {
                (Some(_), _) => following.0 = None,
                (None, Some(vesicle)) => following.0 = Some(vesicle),
                (None, None) => captions.answer(word("none_selected").to_owned()),
            },
            Action::Close => {
                if panels.asked.is_some() || panels.all_numbers.open {
                    panels.asked = None;
                    panels.all_numbers.open = false;
                } else if panels.key_list || panels.legend || panels.blank {
                    panels.key_list = false;
                    panels.legend = false;
                    panels.blank = false;
                } else {
                    selected.0 = None;
                    following.0 = None;
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
    scene: Res<Scene>,
) {
    for action in actions.read() {
        let view = match action {
            Action::NextTheme => {
                settings.theme = settings.theme.next();
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
            settings.cut = view.cut;
            rig.fly_to(view);
        }
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

/// Begins the run anew, with the same chance or another seed's.
fn start_again(world: &mut World, mut read: Local<bevy::ecs::message::MessageCursor<Action>>) {
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
    begin_anew(world, session);
}

/// Begins a session in the window, with nothing left of the one before.
pub(super) fn begin_anew(world: &mut World, session: Session) {
    sim::begin(world, session);
    world.resource_mut::<Selected>().0 = None;
    world.resource_mut::<Following>().0 = None;
    world.resource_mut::<Captions>().clear();
    *world.resource_mut::<MembraneHistory>() = MembraneHistory::default();
    *world.resource_mut::<Readings>() = Readings::default();
}
