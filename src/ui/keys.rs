//! Which key does what.
//!
//! Letters and signs are taken by what is printed on the key, whatever the
//! layout; a presentation remote's keys are among them. Where a layout writes
//! another script, its letters stand for those at the same place of a Latin
//! keyboard, and a sign that is typed nowhere, or with a third hand, for the key
//! at its place. While a control has the keyboard, keys belong to it; while a
//! text field has it, those held with Control do too.

use std::collections::HashSet;

use bevy::{
    input::keyboard::{Key, KeyCode, KeyboardFocusLost, KeyboardInput},
    prelude::*,
};
use bevy_egui::{EguiContext, PrimaryEguiContext, input::EguiWantsInput};

use super::panels::Panels;
use crate::{
    session::actions::{Action, Step},
    view::hand::zoom_of,
};

/// How a key is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chord {
    /// By what it types, in small letters.
    Types(&'static str),
    /// By its place, where what it types stands for nothing else.
    At(KeyCode),
    /// By what it types, with a control key held.
    Control(&'static str),
}

/// One action and the keys that stand for it.
pub struct Binding {
    /// Its name among the texts.
    pub name: &'static str,
    /// The keys, and what each asks for.
    pub chords: Vec<(Chord, Action)>,
}

/// All keys, in the order of the list.
pub fn bindings() -> Vec<Binding> {
    use Chord::{At, Control, Types};
    let binding = |name, chords: &[(Chord, Action)]| Binding {
        name,
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
    let mut bindings = vec![
        binding(
            "play_or_pause",
            &[(At(KeyCode::Space), Action::PlayOrPause)],
        ),
        binding("step_once", &[(Types("j"), Action::StepOnce)]),
        binding(
            "speed",
            &[
                (Types("["), Action::Slower),
                (Types("]"), Action::Faster),
                (At(KeyCode::BracketLeft), Action::Slower),
                (At(KeyCode::BracketRight), Action::Faster),
            ],
        ),
        binding("auto", &[(Types("o"), Action::Auto)]),
        binding("fire", &[(Types("a"), Action::FireActionPotential)]),
        binding("go_to_step", &steps),
        binding(
            "neighbour_step",
            &[
                (At(KeyCode::PageUp), Action::Turn(-1)),
                (At(KeyCode::PageDown), Action::Turn(1)),
            ],
        ),
        binding("follow", &[(Types("f"), Action::Follow)]),
        binding("director", &[(Types("p"), Action::Direct)]),
        binding("home", &[(At(KeyCode::Home), Action::Home)]),
        binding("cut", &[(Types("c"), Action::Cut)]),
        binding("labels", &[(Types("n"), Action::Labels)]),
        binding("ruler", &[(Types("r"), Action::Ruler)]),
        binding("crowding", &[(Types("k"), Action::Crowding)]),
        binding("theme", &[(Types("t"), Action::NextTheme)]),
        binding("large_text", &[(Types("l"), Action::LargeText)]),
        binding("captions", &[(Types("s"), Action::Captions)]),
        binding("hide", &[(Types("h"), Action::HidePanels)]),
        binding("controls", &[(Types("u"), Action::Controls)]),
        // Remotes send the one or the other.
        binding(
            "blank",
            &[
                (Types("b"), Action::Blank),
                (Types("."), Action::Blank),
                (At(KeyCode::Period), Action::Blank),
            ],
        ),
        binding(
            "full_screen",
            &[
                (At(KeyCode::F11), Action::FullScreen),
                (At(KeyCode::F5), Action::FullScreen),
            ],
        ),
        binding("membrane", &[(Types("m"), Action::Membrane)]),
        binding("instruments", &[(Types("g"), Action::Instruments)]),
        binding("energy", &[(Types("e"), Action::Energy)]),
        binding("trials", &[(Types("x"), Action::Trials)]),
        binding("twin", &[(Types("d"), Action::Twin)]),
        binding("numbers", &[(Types("v"), Action::Numbers)]),
        binding("what_if", &[(Types("w"), Action::WhatIf)]),
        binding("legend", &[(Types("i"), Action::Legend)]),
        binding("key_list", &[(Types("?"), Action::KeyList)]),
        binding("close", &[(At(KeyCode::Escape), Action::Close)]),
        binding("save_picture", &[(Control("s"), Action::SavePicture)]),
        binding("quit", &[(Control("q"), Action::Quit)]),
    ];
    // A web page has no files.
    bindings.retain(|binding| cfg!(not(target_arch = "wasm32")) || binding.name != "save_picture");
    bindings
}

/// What moves the camera, for the list of keys: name of the text, and the hand.
/// These act as long as they are held.
pub const CAMERA: [&str; 5] = ["orbit", "orbit_by_keys", "pan", "zoom", "zoom_by_keys"];

pub(super) fn plugin(app: &mut App) {
    app.add_message::<KeyboardInput>()
        .add_message::<KeyboardFocusLost>()
        .add_systems(PreUpdate, listen.after(bevy::input::InputSystems));
}

/// What is held while a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    Nothing,
    /// What brings out a key's third sign.
    ThirdSign,
    Control,
    /// Something that makes it a command to somebody else.
    Other,
}

/// A key pressed.
struct Stroke {
    place: KeyCode,
    /// What it stands for.
    sign: Option<String>,
    held: Held,
}

impl Stroke {
    /// Whether it types or commands what a chord says.
    fn says(&self, chord: Chord) -> bool {
        let (sign, held) = match chord {
            Chord::Types(sign) => (sign, &[Held::Nothing, Held::ThirdSign][..]),
            Chord::Control(sign) => (sign, &[Held::Control][..]),
            Chord::At(_) => return false,
        };
        held.contains(&self.held) && self.sign.as_deref() == Some(sign)
    }

    /// Whether it is at the place that a chord names.
    fn stands_at(&self, chord: Chord) -> bool {
        self.held == Held::Nothing && chord == Chord::At(self.place)
    }

    /// What it asks for.
    fn asks(&self) -> Option<Action> {
        let chords = || bindings().into_iter().flat_map(|binding| binding.chords);
        let said = chords().find(|(chord, _)| self.says(*chord));
        // What turns the camera is not this list's.
        let is_free = self.sign.as_deref().is_none_or(|sign| zoom_of(sign) == 0.0);
        said.or_else(|| chords().find(|(chord, _)| is_free && self.stands_at(*chord)))
            .map(|(_, action)| action)
    }
}

/// What has been seen of the keyboard so far.
#[derive(Default)]
pub(super) struct Keyboard {
    /// Keys held that give others another meaning.
    held: HashSet<KeyCode>,
    /// The last letter typed was of another script than the Latin one.
    other_script: bool,
}

impl Keyboard {
    /// The key that was pressed, if one was. On a slow device a key may be down
    /// and up again within one picture: all are told in their order.
    fn hear(&mut self, input: &KeyboardInput) -> Option<Stroke> {
        let place = input.key_code;
        let modifies = matches!(
            place,
            KeyCode::ControlLeft
                | KeyCode::ControlRight
                | KeyCode::AltLeft
                | KeyCode::AltRight
                | KeyCode::SuperLeft
                | KeyCode::SuperRight
        );
        if !input.state.is_pressed() {
            self.held.remove(&place);
            return None;
        }
        if modifies {
            self.held.insert(place);
            return None;
        }
        let sign = self.sign_of(&input.logical_key, place);
        (!input.repeat).then(|| Stroke {
            place,
            sign,
            held: self.held(),
        })
    }

    fn held(&self) -> Held {
        let holds = |keys: &[KeyCode]| keys.iter().any(|key| self.held.contains(key));
        if holds(&[KeyCode::AltRight]) {
            // Some systems add a control key of their own.
            Held::ThirdSign
        } else if holds(&[KeyCode::AltLeft, KeyCode::SuperLeft, KeyCode::SuperRight]) {
            Held::Other
        } else if holds(&[KeyCode::ControlLeft, KeyCode::ControlRight]) {
            Held::Control
        } else {
            Held::Nothing
        }
    }

    /// What a key stands for: what it types, or the Latin letter at its place
    /// where letters are of another script.
    fn sign_of(&mut self, key: &Key, place: KeyCode) -> Option<String> {
        let Key::Character(typed) = key else {
            return None;
        };
        let typed = typed.to_lowercase();
        if let Some(letter) = typed.chars().find(|sign| sign.is_alphabetic()) {
            self.other_script = !is_latin(letter);
        }
        let printed = latin_letter_at(place).filter(|_| self.other_script);
        Some(printed.map_or(typed, str::to_owned))
    }
}

/// Whether a letter is of the Latin script, with or without marks.
fn is_latin(letter: char) -> bool {
    matches!(letter, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// The letter at a place of the keyboard that has QWERTY in its upper row.
fn latin_letter_at(place: KeyCode) -> Option<&'static str> {
    Some(match place {
        KeyCode::KeyA => "a",
        KeyCode::KeyB => "b",
        KeyCode::KeyC => "c",
        KeyCode::KeyD => "d",
        KeyCode::KeyE => "e",
        KeyCode::KeyF => "f",
        KeyCode::KeyG => "g",
        KeyCode::KeyH => "h",
        KeyCode::KeyI => "i",
        KeyCode::KeyJ => "j",
        KeyCode::KeyK => "k",
        KeyCode::KeyL => "l",
        KeyCode::KeyM => "m",
        KeyCode::KeyN => "n",
        KeyCode::KeyO => "o",
        KeyCode::KeyP => "p",
        KeyCode::KeyQ => "q",
        KeyCode::KeyR => "r",
        KeyCode::KeyS => "s",
        KeyCode::KeyT => "t",
        KeyCode::KeyU => "u",
        KeyCode::KeyV => "v",
        KeyCode::KeyW => "w",
        KeyCode::KeyX => "x",
        KeyCode::KeyY => "y",
        KeyCode::KeyZ => "z",
        _ => return None,
    })
}

/// Turns keys just pressed into what they ask for.
pub(super) fn listen(
    mut inputs: MessageReader<KeyboardInput>,
    mut lost: MessageReader<KeyboardFocusLost>,
    mut keyboard: Local<Keyboard>,
    wants: Option<Res<EguiWantsInput>>,
    mut contexts: Query<&mut EguiContext, With<PrimaryEguiContext>>,
    panels: Option<Res<Panels>>,
    mut actions: MessageWriter<Action>,
) {
    if lost.read().count() > 0 {
        keyboard.held.clear();
    }
    let is_taken = wants.is_some_and(|wants| wants.wants_keyboard_input());
    let is_typing = contexts
        .iter_mut()
        .any(|mut context| context.get_mut().text_edit_focused());
    let searches = panels.is_some_and(|panels| panels.all_numbers.open);
    for input in inputs.read() {
        let Some(stroke) = keyboard.hear(input) else {
            continue;
        };
        let is_free = !is_typing && (!is_taken || stroke.held == Held::Control);
        // Beside its search, pages of the list of numbers are turned.
        let is_for = |action: &Action| is_free || searches && matches!(action, Action::Turn(_));
        if let Some(action) = stroke.asks().filter(is_for) {
            actions.write(action);
        }
    }
}

#[cfg(test)]
mod tests {
    use bevy::input::ButtonState;
    use bevy_egui::egui;

    use super::*;
    use crate::ui::texts;

    fn app() -> App {
        let mut app = App::new();
        app.add_plugins(MinimalPlugins).add_message::<Action>();
        plugin(&mut app);
        app
    }

    /// A key's place and what it types, as the layout has it.
    type Stroked<'a> = (KeyCode, &'a str);

    fn send(app: &mut App, (key_code, typed): Stroked, state: ButtonState) {
        let logical_key = match typed {
            "" => Key::Control,
            "^" => Key::Dead(Some('^')),
            typed => Key::Character(typed.into()),
        };
        app.world_mut().write_message(KeyboardInput {
            key_code,
            logical_key,
            state,
            text: None,
            repeat: false,
            window: Entity::PLACEHOLDER,
        });
    }

    /// What is asked for by keys that are pressed one after the other, all within
    /// one picture, while some are held.
    fn asked(app: &mut App, held: &[Stroked], pressed: &[Stroked]) -> Vec<Action> {
        for key in held {
            send(app, *key, ButtonState::Pressed);
        }
        for key in pressed {
            send(app, *key, ButtonState::Pressed);
            send(app, *key, ButtonState::Released);
        }
        for key in held {
            send(app, *key, ButtonState::Released);
        }
        app.update();
        let mut actions = app.world_mut().resource_mut::<Messages<Action>>();
        actions.drain().collect()
    }

    const LETTERS: [KeyCode; 26] = [
        KeyCode::KeyA,
        KeyCode::KeyB,
        KeyCode::KeyC,
        KeyCode::KeyD,
        KeyCode::KeyE,
        KeyCode::KeyF,
        KeyCode::KeyG,
        KeyCode::KeyH,
        KeyCode::KeyI,
        KeyCode::KeyJ,
        KeyCode::KeyK,
        KeyCode::KeyL,
        KeyCode::KeyM,
        KeyCode::KeyN,
        KeyCode::KeyO,
        KeyCode::KeyP,
        KeyCode::KeyQ,
        KeyCode::KeyR,
        KeyCode::KeyS,
        KeyCode::KeyT,
        KeyCode::KeyU,
        KeyCode::KeyV,
        KeyCode::KeyW,
        KeyCode::KeyX,
        KeyCode::KeyY,
        KeyCode::KeyZ,
    ];
    const CONTROL: Stroked = (KeyCode::ControlLeft, "");
    const ALT_GR: Stroked = (KeyCode::AltRight, "");

    #[test]
    fn every_key_is_explained_and_none_has_two_meanings() {
        let mut seen = HashSet::new();
        for binding in bindings() {
            assert_ne!(texts::key_meaning(binding.name), binding.name);
            for (chord, _) in binding.chords {
                assert!(seen.insert(format!("{chord:?}")), "{chord:?} twice");
            }
        }
        for name in CAMERA {
            assert_ne!(texts::key_meaning(name), name);
        }
    }

    #[test]
    fn a_key_asks_once_for_what_it_stands_for() {
        let mut app = app();
        let pressed = [(KeyCode::Digit5, "5"), (KeyCode::KeyA, "A")];
        assert_eq!(
            asked(&mut app, &[], &pressed),
            [Action::GoToStep(Step::Fusion), Action::FireActionPotential]
        );
        assert_eq!(asked(&mut app, &[], &[]), []);
        // By letter and by place it is one key.
        let point = [(KeyCode::Period, ".")];
        assert_eq!(asked(&mut app, &[], &point), [Action::Blank]);
    }

    #[test]
    fn a_remote_blanks_whatever_the_layout() {
        for point in [".", ":", "ю", "ç"] {
            let pressed = [(KeyCode::Period, point)];
            assert_eq!(asked(&mut app(), &[], &pressed), [Action::Blank], "{point}");
        }
        for (place, action) in [
            (KeyCode::PageUp, Action::Turn(-1)),
            (KeyCode::PageDown, Action::Turn(1)),
            (KeyCode::F5, Action::FullScreen),
            (KeyCode::Escape, Action::Close),
        ] {
            assert_eq!(asked(&mut app(), &[], &[(place, "")]), [action]);
        }
    }

    #[test]
    fn control_and_q_closes_and_q_alone_does_not() {
        let mut app = app();
        let q = [(KeyCode::KeyQ, "q")];
        assert_eq!(asked(&mut app, &[], &q), []);
        assert_eq!(asked(&mut app, &[CONTROL], &q), [Action::Quit]);
        // Let go of before the next key, though within the same picture.
        assert_eq!(asked(&mut app, &[], &q), []);
        send(&mut app, CONTROL, ButtonState::Pressed);
        app.world_mut().write_message(KeyboardFocusLost);
        assert_eq!(asked(&mut app, &[], &[]), []);
    }

    #[test]
    fn control_and_s_saves_the_picture_and_s_alone_is_another_key() {
        let s = [(KeyCode::KeyS, "s")];
        assert_eq!(asked(&mut app(), &[CONTROL], &s), [Action::SavePicture]);
        assert_eq!(asked(&mut app(), &[], &s), [Action::Captions]);
    }

    #[test]
    fn a_french_keyboard_is_read_by_its_letters() {
        let mut app = app();
        let at_q = [(KeyCode::KeyQ, "a")];
        let at_a = [(KeyCode::KeyA, "q")];
        assert_eq!(asked(&mut app, &[CONTROL], &at_q), []);
        assert_eq!(asked(&mut app, &[CONTROL], &at_a), [Action::Quit]);
        assert_eq!(asked(&mut app, &[], &at_q), [Action::FireActionPotential]);
        assert_eq!(
            asked(&mut app, &[], &[(KeyCode::Semicolon, "m")]),
            [Action::Membrane]
        );
        // Its digits are typed with Shift, and its brackets with another hand.
        let five = (KeyCode::Digit5, "(");
        assert_eq!(
            asked(&mut app, &[], &[five]),
            [Action::GoToStep(Step::Fusion)]
        );
        let bracket = [(KeyCode::Digit5, "[")];
        assert_eq!(asked(&mut app, &[ALT_GR], &bracket), [Action::Slower]);
        assert_eq!(
            asked(&mut app, &[CONTROL, ALT_GR], &bracket),
            [Action::Slower]
        );
        let euro = [(KeyCode::KeyE, "€")];
        assert_eq!(asked(&mut app, &[ALT_GR], &euro), []);
        let dead_and_dollar = [(KeyCode::BracketLeft, "^"), (KeyCode::BracketRight, "$")];
        assert_eq!(
            asked(&mut app, &[], &dead_and_dollar),
            [Action::Slower, Action::Faster]
        );
    }

    #[test]
    fn letters_of_another_script_stand_for_those_at_their_place() {
        let russian = [
            (KeyCode::KeyA, "ф", Action::FireActionPotential),
            (KeyCode::KeyP, "З", Action::Direct),
            (KeyCode::KeyQ, "й", Action::Quit),
            (KeyCode::BracketLeft, "х", Action::Slower),
            (KeyCode::BracketRight, "ъ", Action::Faster),
        ];
        for (place, typed, action) in russian {
            let held: &[Stroked] = if action == Action::Quit {
                &[CONTROL]
            } else {
                &[]
            };
            let pressed = [(place, typed)];
            assert_eq!(asked(&mut app(), held, &pressed), [action], "{typed}");
        }
        // A Greek keyboard has a sign at the place of Q.
        let mut app = app();
        let q = [(KeyCode::KeyQ, ";")];
        assert_eq!(asked(&mut app, &[], &[(KeyCode::KeyL, "λ")]).len(), 1);
        assert_eq!(asked(&mut app, &[CONTROL], &q), [Action::Quit]);
    }

    #[test]
    fn every_letter_is_reached_on_keyboards_that_lack_it() {
        let letters = bindings().into_iter().flat_map(|binding| binding.chords);
        let mut count = 0;
        for (chord, action) in letters {
            let (sign, held): (_, &[Stroked]) = match chord {
                Chord::Types(sign) => (sign, &[]),
                Chord::Control(sign) => (sign, &[CONTROL]),
                Chord::At(_) => continue,
            };
            let mut places = LETTERS.into_iter();
            let Some(place) = places.find(|place| latin_letter_at(*place) == Some(sign)) else {
                continue;
            };
            count += 1;
            assert_eq!(asked(&mut app(), held, &[(place, "ж")]), [action], "{sign}");
        }
        assert!(count > 20, "{count}");
    }

    #[test]
    fn a_dvorak_and_a_german_keyboard_are_read_by_what_they_type() {
        let mut app = app();
        // Dvorak has its point at the place of E and V at that of the point.
        let point = [(KeyCode::KeyE, ".")];
        assert_eq!(asked(&mut app, &[], &point), [Action::Blank]);
        let v = [(KeyCode::Period, "v")];
        assert_eq!(asked(&mut app, &[], &v), [Action::Numbers]);
        assert_eq!(asked(&mut app, &[CONTROL], &[(KeyCode::KeyQ, "'")]), []);
        // What brings the camera nearer does not make time faster.
        let plus = [(KeyCode::BracketRight, "+")];
        assert_eq!(asked(&mut app, &[], &plus), []);
        let u_umlaut = [(KeyCode::BracketLeft, "ü")];
        assert_eq!(asked(&mut app, &[], &u_umlaut), [Action::Slower]);
    }

    #[test]
    fn commands_to_others_are_left_to_them() {
        let mut app = app();
        for held in [KeyCode::AltLeft, KeyCode::SuperLeft] {
            let pressed = [(KeyCode::KeyA, "a"), (KeyCode::Digit5, "5")];
            assert_eq!(asked(&mut app, &[(held, "")], &pressed), []);
        }
    }

    #[test]
    fn no_shortcut_acts_while_a_text_field_has_the_keyboard() {
        let mut app = app();
        let context = app
            .world_mut()
            .spawn((EguiContext::default(), PrimaryEguiContext))
            .id();
        let pressed = [
            (KeyCode::KeyA, "a"),
            (KeyCode::Digit5, "5"),
            (KeyCode::PageDown, ""),
            (KeyCode::Period, "."),
        ];
        let commands = [(KeyCode::KeyQ, "q"), (KeyCode::KeyS, "s")];
        let mut text = String::new();
        for is_typing in [false, true] {
            let mut egui = app
                .world_mut()
                .get_mut::<EguiContext>(context)
                .expect("the window has a context");
            let output = egui.get_mut().run_ui(egui::RawInput::default(), |ui| {
                let field = ui.text_edit_singleline(&mut text);
                if is_typing {
                    field.request_focus();
                }
            });
            output.drop_without_applying_deltas();
            let count = if is_typing { 0 } else { 1 };
            assert_eq!(asked(&mut app, &[], &pressed).len(), 4 * count);
            assert_eq!(asked(&mut app, &[CONTROL], &commands).len(), 2 * count);
        }
        // The list of numbers is searched and its pages are turned.
        let mut panels = Panels::default();
        panels.all_numbers.open = true;
        app.insert_resource(panels);
        assert_eq!(asked(&mut app, &[], &pressed), [Action::Turn(1)]);
    }
}
