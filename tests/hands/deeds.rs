//! What hands do, by chance.

use bevy::{
    input::{
        keyboard::{Key, KeyCode},
        mouse::{MouseButton, MouseScrollUnit},
        touch::TouchPhase,
    },
    math::{UVec2, Vec2},
};
use bevy_egui::egui::accesskit::{Action as Asked, ActionData};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::desk::Desk;

/// The places of a keyboard, row by row, and what is typed there: on an American
/// one, a French one and a Russian one.
const PLACES: [KeyCode; 43] = [
    KeyCode::Digit1,
    KeyCode::Digit2,
    KeyCode::Digit3,
    KeyCode::Digit4,
    KeyCode::Digit5,
    KeyCode::Digit6,
    KeyCode::Digit7,
    KeyCode::Digit8,
    KeyCode::Digit9,
    KeyCode::Digit0,
    KeyCode::KeyQ,
    KeyCode::KeyW,
    KeyCode::KeyE,
    KeyCode::KeyR,
    KeyCode::KeyT,
    KeyCode::KeyY,
    KeyCode::KeyU,
    KeyCode::KeyI,
    KeyCode::KeyO,
    KeyCode::KeyP,
    KeyCode::BracketLeft,
    KeyCode::BracketRight,
    KeyCode::KeyA,
    KeyCode::KeyS,
    KeyCode::KeyD,
    KeyCode::KeyF,
    KeyCode::KeyG,
    KeyCode::KeyH,
    KeyCode::KeyJ,
    KeyCode::KeyK,
    KeyCode::KeyL,
    KeyCode::Semicolon,
    KeyCode::Quote,
    KeyCode::KeyZ,
    KeyCode::KeyX,
    KeyCode::KeyC,
    KeyCode::KeyV,
    KeyCode::KeyB,
    KeyCode::KeyN,
    KeyCode::KeyM,
    KeyCode::Comma,
    KeyCode::Period,
    KeyCode::Slash,
];
const LAYOUTS: [&str; 3] = [
    "1234567890qwertyuiop[]asdfghjkl;'zxcvbnm,.?",
    "&é\"'(-è_çàazertyuiop^$qsdfghjklmùwxcvbn,;:!",
    "1234567890йцукенгшщзхъфывапролджэячсмитьбю.",
];
/// Keys that type nothing.
const NAMED: [(KeyCode, Key); 21] = [
    (KeyCode::Escape, Key::Escape),
    (KeyCode::Tab, Key::Tab),
    (KeyCode::Enter, Key::Enter),
    (KeyCode::Space, Key::Space),
    (KeyCode::ArrowLeft, Key::ArrowLeft),
    (KeyCode::ArrowRight, Key::ArrowRight),
    (KeyCode::ArrowUp, Key::ArrowUp),
    (KeyCode::ArrowDown, Key::ArrowDown),
    (KeyCode::PageUp, Key::PageUp),
    (KeyCode::PageDown, Key::PageDown),
    (KeyCode::Home, Key::Home),
    (KeyCode::End, Key::End),
    (KeyCode::Backspace, Key::Backspace),
    (KeyCode::Delete, Key::Delete),
    (KeyCode::F5, Key::F5),
    (KeyCode::F11, Key::F11),
    (
        KeyCode::Numpad5,
        Key::Unidentified(bevy::input::keyboard::NativeKey::Unidentified),
    ),
    (KeyCode::ControlLeft, Key::Control),
    (KeyCode::ShiftLeft, Key::Shift),
    (KeyCode::AltLeft, Key::Alt),
    (KeyCode::AltRight, Key::AltGraph),
];
/// What is typed into fields.
const TEXTS: [&str; 14] = [
    "7",
    "42",
    "0",
    "-1",
    "1.5",
    "1e9",
    "NaN",
    "inf",
    "18446744073709551615",
    "99999999999999999999",
    "abc",
    "٣",
    "é🦠",
    "kinesin",
];
/// Windows, in pixels; the common ones come more often.
const SIZES: [[u32; 2]; 16] = [
    [0, 0],
    [1, 1],
    [16, 16],
    [3, 718],
    [4096, 16],
    [320, 180],
    [560, 400],
    [640, 480],
    [800, 600],
    [960, 1080],
    [1024, 768],
    [1280, 720],
    [1280, 720],
    [1366, 768],
    [1920, 1200],
    [4096, 4096],
];
const SCALES: [f32; 7] = [1.0, 1.0, 1.0, 1.25, 1.5, 2.0, 0.75];
const BUTTONS: [MouseButton; 5] = [
    MouseButton::Left,
    MouseButton::Left,
    MouseButton::Left,
    MouseButton::Right,
    MouseButton::Middle,
];
/// What screen readers ask for.
const ASKED: [Asked; 8] = [
    Asked::Click,
    Asked::Focus,
    Asked::Blur,
    Asked::Increment,
    Asked::Decrement,
    Asked::SetValue,
    Asked::ScrollIntoView,
    Asked::ScrollDown,
];

/// A modifier that is held through one action, or nothing.
const HELD: [Option<(KeyCode, Key)>; 6] = [
    None,
    None,
    None,
    Some((KeyCode::ShiftLeft, Key::Shift)),
    Some((KeyCode::ControlLeft, Key::Control)),
    Some((KeyCode::AltRight, Key::AltGraph)),
];

fn one_of<'a, T>(rng: &mut ChaCha8Rng, all: &'a [T]) -> &'a T {
    &all[rng.random_range(0..all.len())]
}

/// Does something, and says what.
pub fn do_something(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    match rng.random_range(0..100) {
        0..30 => press(desk, rng),
        30..38 => press_named(desk, rng),
        38..68 => click(desk, rng),
        68..76 => drag(desk, rng),
        76..84 => scroll(desk, rng),
        84..88 => type_into_a_field(desk, rng),
        88..92 => ask(desk, rng),
        92..95 => resize(desk, rng),
        95..97 => touch(desk, rng),
        97..99 => point(desk, rng),
        _ => lose_focus(desk, rng),
    }
}

/// A key by what it types, on one of three keyboards.
fn press(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    let layout = LAYOUTS[[0, 0, 0, 0, 1, 2][rng.random_range(0..6)]];
    let number = rng.random_range(0..PLACES.len());
    let place = PLACES[number];
    let typed: String = layout.chars().skip(number).take(1).collect();
    let mut held = one_of(rng, &HELD).clone();
    let pastes = place == KeyCode::KeyV || ["v", "м"].contains(&typed.as_str());
    if pastes && matches!(held, Some((KeyCode::ControlLeft, _))) {
        held = None;
    }
    if let Some((code, key)) = &held {
        desk.key(*code, key.clone(), true);
    }
    desk.key(place, Key::Character(typed.as_str().into()), true);
    desk.key(place, Key::Character(typed.as_str().into()), false);
    if let Some((code, key)) = &held {
        desk.key(*code, key.clone(), false);
    }
    format!("press {typed} at {place:?} with {held:?}")
}

/// One that types nothing; now and then it is not let go of.
fn press_named(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    let (place, key) = one_of(rng, &NAMED).clone();
    // With a control key held for long, pasting would be within reach.
    let stays = place != KeyCode::ControlLeft && rng.random_range(0..8) == 0;
    desk.key(place, key.clone(), true);
    if !stays {
        desk.key(place, key.clone(), false);
    }
    format!("press {place:?}{}", if stays { " and hold it" } else { "" })
}

/// A place in the window: of a control, near the middle, or anywhere.
fn place(desk: &mut Desk, rng: &mut ChaCha8Rng) -> (Vec2, String) {
    let size = desk.size();
    if rng.random_range(0..2) == 0 {
        let controls = desk.controls();
        if !controls.is_empty() {
            let (_, at, node) = one_of(rng, &controls);
            let name = node.label().or(node.value()).unwrap_or("");
            return (*at, format!("{:?} {name:?}", node.role()));
        }
    }
    let mut part = |from: f32, to: f32| rng.random_range(from..to);
    let share = if part(0.0, 1.0) < 0.5 {
        Vec2::new(part(0.35, 0.65), part(0.35, 0.65))
    } else {
        Vec2::new(part(-0.02, 1.02), part(-0.02, 1.02))
    };
    (size * share, "the picture".to_owned())
}

fn point(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    let (at, what) = place(desk, rng);
    desk.point_at(at);
    format!("point at {what}, {at}")
}

/// One click, two, or only half of one.
fn click(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    let (at, what) = place(desk, rng);
    let button = *one_of(rng, &BUTTONS);
    desk.point_at(at);
    let halves: &[bool] = match rng.random_range(0..20) {
        0 => &[true],
        1 => &[false],
        2 => &[true, false, true, false],
        _ => &[true, false],
    };
    for is_down in halves {
        desk.button(button, *is_down);
    }
    format!("click {button:?} {halves:?} on {what}, {at}")
}

fn drag(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    let (from, what) = place(desk, rng);
    let (to, _) = place(desk, rng);
    let button = *one_of(rng, &BUTTONS);
    desk.point_at(from);
    desk.button(button, true);
    let steps = rng.random_range(1..5);
    for step in 1..=steps {
        desk.point_at(from.lerp(to, step as f32 / steps as f32));
        if rng.random_range(0..2) == 0 {
            desk.app.update();
        }
    }
    desk.button(button, false);
    format!("drag {what} with {button:?} from {from} to {to}")
}

fn scroll(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    let (at, what) = place(desk, rng);
    desk.point_at(at);
    let far = *one_of(rng, &[1.0, -1.0, 3.0, -3.0, 120.0, -120.0, 1e4, -1e4]);
    let unit = *one_of(rng, &[MouseScrollUnit::Line, MouseScrollUnit::Pixel]);
    let by = if rng.random_range(0..6) == 0 {
        Vec2::new(far, 0.0)
    } else {
        Vec2::new(0.0, far)
    };
    desk.wheel(unit, by);
    format!("scroll by {by} {unit:?} over {what}, {at}")
}

/// Clicks on a field, if there is one, and types, and leaves it or not.
fn type_into_a_field(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    let controls = desk.controls();
    let fields: Vec<_> = controls
        .into_iter()
        .filter(|(_, _, node)| {
            use bevy_egui::egui::accesskit::Role;
            matches!(
                node.role(),
                Role::TextInput | Role::SpinButton | Role::NumberInput | Role::Slider
            )
        })
        .collect();
    if !fields.is_empty() {
        let (_, at, _) = one_of(rng, &fields);
        desk.point_at(*at);
        desk.button(MouseButton::Left, true);
        desk.button(MouseButton::Left, false);
        desk.app.update();
    }
    let text = *one_of(rng, &TEXTS);
    for letter in text.chars() {
        let key = Key::Character(letter.to_string().as_str().into());
        desk.key(
            KeyCode::Unidentified(bevy::input::keyboard::NativeKeyCode::Unidentified),
            key.clone(),
            true,
        );
        desk.key(
            KeyCode::Unidentified(bevy::input::keyboard::NativeKeyCode::Unidentified),
            key,
            false,
        );
    }
    desk.app.update();
    let end = rng.random_range(0..4);
    if end < 3 {
        let (place, key) = NAMED[end].clone();
        desk.key(place, key.clone(), true);
        desk.key(place, key, false);
    }
    format!(
        "type {text:?} into one of {} fields, end {end}",
        fields.len()
    )
}

/// As a screen reader does.
fn ask(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    let controls = desk.controls();
    if controls.is_empty() {
        return "ask for nothing".to_owned();
    }
    let (id, _, node) = one_of(rng, &controls);
    let asked = *one_of(rng, &ASKED);
    let data = (asked == Asked::SetValue).then(|| {
        if rng.random_range(0..2) == 0 {
            let number = *one_of(rng, &[0.0, 1.0, -1.0, 1e300, f64::NAN, f64::INFINITY]);
            ActionData::NumericValue(number)
        } else {
            ActionData::Value((*one_of(rng, &TEXTS)).into())
        }
    });
    desk.ask(asked, *id, data.clone());
    let name = node.label().or(node.value()).unwrap_or("");
    format!("ask for {asked:?} {data:?} of {:?} {name:?}", node.role())
}

fn resize(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    let size = UVec2::from_array(*one_of(rng, &SIZES));
    let scale = *one_of(rng, &SCALES);
    desk.resize(size, scale);
    format!("resize to {size} at {scale}")
}

fn touch(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    let (at, what) = place(desk, rng);
    let (to, _) = place(desk, rng);
    let id = rng.random_range(0..3);
    let end = *one_of(rng, &[TouchPhase::Ended, TouchPhase::Canceled]);
    desk.touch(TouchPhase::Started, at, id);
    if rng.random_range(0..2) == 0 {
        desk.touch(TouchPhase::Moved, to, id);
    }
    desk.touch(end, to, id);
    format!("touch {what}, {at}, as {id}, {end:?} at {to}")
}

fn lose_focus(desk: &mut Desk, rng: &mut ChaCha8Rng) -> String {
    desk.focus(false);
    if rng.random_range(0..2) == 0 {
        desk.app.update();
    }
    desk.focus(true);
    "lose the focus and get it again".to_owned()
}
