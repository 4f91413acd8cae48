//! Which key does what.
//!
//! Letters and signs are taken by what is printed on the key, whatever the
//! layout; a presentation remote's keys are among them. While a text field or
//! another control has the keyboard, keys belong to it.

use bevy::{
    input::keyboard::{Key, KeyCode},
    prelude::*,
};
use bevy_egui::input::EguiWantsInput;

use super::actions::{Action, Step};

/// How a key is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chord {
    /// By what it types, in small letters.
    Types(&'static str),
    /// By its place.
    At(KeyCode),
    /// By its place, with a control key held.
    Control(KeyCode),
}

/// One action and the keys that stand for it.
pub struct Binding {
    /// Its name in the file of texts.
    pub name: &'static str,
    /// How the keys are written in the list.
    pub shown: &'static str,
    /// The keys, and what each asks for.
    pub chords: Vec<(Chord, Action)>,
}

/// All keys, in the order of the list.
pub fn bindings() -> Vec<Binding> {
    use Chord::{At, Control, Types};
    let binding = |name, shown, chords: &[(Chord, Action)]| Binding {
        name,
        shown,
        chords: chords.to_vec(),
    };
    let digits = [
        KeyCode::Digit1,
        KeyCode::Digit2,
        KeyCode::Digit3,
        KeyCode::Digit4,
        KeyCode::Digit5,
    ];
    let keypad = [
        KeyCode::Numpad1,
        KeyCode::Numpad2,
        KeyCode::Numpad3,
        KeyCode::Numpad4,
        KeyCode::Numpad5,
    ];
    let steps: Vec<_> = [digits, keypad]
        .iter()
        .flat_map(|row| row.iter().zip(Step::ALL))
        .map(|(key, step)| (At(*key), Action::GoToStep(step)))
        .collect();
    vec![
        binding(
            "play_or_pause",
            "Space",
            &[(At(KeyCode::Space), Action::PlayOrPause)],
        ),
        binding("step_once", ".", &[(Types("."), Action::StepOnce)]),
        binding(
            "speed",
            "[   ]",
            &[(Types("["), Action::Slower), (Types("]"), Action::Faster)],
        ),
        binding("auto", "O", &[(Types("o"), Action::Auto)]),
        binding("fire", "A", &[(Types("a"), Action::FireActionPotential)]),
        binding("go_to_step", "1 – 5", &steps),
        binding(
            "neighbour_step",
            "Page Up / Down",
            &[
                (At(KeyCode::PageUp), Action::NeighbourStep(-1)),
                (At(KeyCode::PageDown), Action::NeighbourStep(1)),
            ],
        ),
        binding("follow", "F", &[(Types("f"), Action::Follow)]),
        binding("director", "P", &[(Types("p"), Action::Direct)]),
        binding("home", "Home", &[(At(KeyCode::Home), Action::Home)]),
        binding("cut", "C", &[(Types("c"), Action::Cut)]),
        binding("labels", "N", &[(Types("n"), Action::Labels)]),
        binding("ruler", "R", &[(Types("r"), Action::Ruler)]),
        binding("crowding", "K", &[(Types("k"), Action::Crowding)]),
        binding("theme", "T", &[(Types("t"), Action::NextTheme)]),
        binding("large_text", "L", &[(Types("l"), Action::LargeText)]),
        binding("captions", "S", &[(Types("s"), Action::Captions)]),
        binding("hide", "H", &[(Types("h"), Action::HidePanels)]),
        binding("blank", "B", &[(Types("b"), Action::Blank)]),
        binding(
            "full_screen",
            "F11, F5",
            &[
                (At(KeyCode::F11), Action::FullScreen),
                (At(KeyCode::F5), Action::FullScreen),
            ],
        ),
        binding("membrane", "M", &[(Types("m"), Action::Membrane)]),
        binding("instruments", "G", &[(Types("g"), Action::Instruments)]),
        binding("energy", "E", &[(Types("e"), Action::Energy)]),
        binding("trials", "X", &[(Types("x"), Action::Trials)]),
        binding("twin", "D", &[(Types("d"), Action::Twin)]),
        binding("numbers", "V", &[(Types("v"), Action::Numbers)]),
        binding("what_if", "W", &[(Types("w"), Action::WhatIf)]),
        binding("legend", "I", &[(Types("i"), Action::Legend)]),
        binding("key_list", "?", &[(Types("?"), Action::KeyList)]),
        binding("close", "Esc", &[(At(KeyCode::Escape), Action::Close)]),
        binding("quit", "Ctrl Q", &[(Control(KeyCode::KeyQ), Action::Quit)]),
    ]
}

/// What the mouse does, for the list of keys: name of the text, and the hand.
pub const MOUSE: [(&str, &str); 3] = [
    ("orbit", "Drag"),
    ("pan", "Shift + drag"),
    ("zoom", "Wheel"),
];

pub(super) fn plugin(app: &mut App) {
    app.add_systems(PreUpdate, listen.after(bevy::input::InputSystems));
}

/// Turns keys just pressed into what they ask for.
pub(super) fn listen(
    places: Res<ButtonInput<KeyCode>>,
    signs: Option<Res<ButtonInput<Key>>>,
    egui: Option<Res<EguiWantsInput>>,
    mut actions: MessageWriter<Action>,
) {
    // On a slow device a key may be down and up again within one picture.
    let controls = [KeyCode::ControlLeft, KeyCode::ControlRight];
    let control = places.any_pressed(controls) || places.any_just_pressed(controls);
    let taken = egui.is_some_and(|egui| egui.wants_keyboard_input());
    for (chord, action) in bindings().into_iter().flat_map(|binding| binding.chords) {
        let pressed = match chord {
            Chord::Types(sign) => {
                !control
                    && match &signs {
                        Some(signs) => signs.get_just_pressed().any(|key| types(key, sign)),
                        None => false,
                    }
            }
            Chord::At(key) => !control && places.just_pressed(key),
            Chord::Control(key) => control && places.just_pressed(key),
        };
        if pressed && (!taken || matches!(chord, Chord::Control(_))) {
            actions.write(action);
        }
    }
}

fn types(key: &Key, sign: &str) -> bool {
    matches!(key, Key::Character(typed) if typed.to_lowercase() == sign)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::ui::texts;

    fn app() -> App {
        let mut app = App::new();
        app.add_plugins(MinimalPlugins)
            .init_resource::<ButtonInput<KeyCode>>()
            .init_resource::<ButtonInput<Key>>()
            .add_message::<Action>();
        plugin(&mut app);
        app
    }

    fn asked(app: &mut App) -> Vec<Action> {
        app.update();
        app.world_mut()
            .resource_mut::<Messages<Action>>()
            .drain()
            .collect()
    }

    #[test]
    fn every_key_is_explained_and_none_has_two_meanings() {
        let mut seen = HashSet::new();
        for binding in bindings() {
            assert_ne!(texts::key_meaning(binding.name), binding.name);
            for (chord, _) in binding.chords {
                assert!(seen.insert(format!("{chord:?}")), "{chord:?} twice");
            }
        }
        for (name, _) in MOUSE {
            assert_ne!(texts::key_meaning(name), name);
        }
    }

    #[test]
    fn a_key_asks_once_for_what_it_stands_for() {
        let mut app = app();
        app.world_mut()
            .resource_mut::<ButtonInput<KeyCode>>()
            .press(KeyCode::Digit5);
        app.world_mut()
            .resource_mut::<ButtonInput<Key>>()
            .press(Key::Character("A".into()));
        let mut actions = asked(&mut app);
        actions.sort_by_key(|action| format!("{action:?}"));
        assert_eq!(
            actions,
            [Action::FireActionPotential, Action::GoToStep(Step::Fusion)]
        );
        app.world_mut()
            .resource_mut::<ButtonInput<KeyCode>>()
            .clear();
        app.world_mut().resource_mut::<ButtonInput<Key>>().clear();
        assert_eq!(asked(&mut app), []);
    }

    #[test]
    fn control_and_q_closes_and_q_alone_does_not() {
        let mut app = app();
        app.world_mut()
            .resource_mut::<ButtonInput<KeyCode>>()
            .press(KeyCode::KeyQ);
        assert_eq!(asked(&mut app), []);
        let mut places = app.world_mut().resource_mut::<ButtonInput<KeyCode>>();
        places.reset_all();
        places.press(KeyCode::ControlLeft);
        places.press(KeyCode::KeyQ);
        assert_eq!(asked(&mut app), [Action::Quit]);
    }
}
