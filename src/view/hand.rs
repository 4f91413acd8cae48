//! The hand on the mouse and on the keys that move the camera.

use std::collections::HashMap;

use bevy::{
    ecs::system::SystemParam,
    input::{
        keyboard::{Key, KeyboardFocusLost, KeyboardInput},
        mouse::{AccumulatedMouseScroll, MouseScrollUnit},
    },
    math::ops,
    prelude::*,
    window::{PrimaryWindow, WindowEvent},
};
use bevy_egui::{EguiContext, PrimaryEguiContext, egui, input::EguiWantsInput};

use super::{Following, camera::CameraRig};

/// A press that moved farther than this turned the camera and was no click
/// (logical pixels).
const STILL_A_CLICK: f32 = 5.0;

/// What the hand on the mouse does to the picture, told from the window's events in
/// their order: where pictures are slow, a press, its end and the way to the next
/// thing may all lie within one of them.
#[derive(Resource, Debug, Default)]
pub(super) struct Hand {
    /// In logical pixels.
    cursor: Option<Vec2>,
    /// Whether a panel lies under it.
    is_over_panel: bool,
    /// Buttons that are down.
    down: Vec<MouseButton>,
    /// How far a press went that began on the picture and not on a panel.
    travelled: Option<f32>,
    /// The way since the picture before that it went with buttons down.
    dragged: Vec2,
    /// Whether what was dragged moves the picture and does not turn it.
    pans: bool,
    /// Where the picture was clicked since the picture before.
    pub(super) clicks: Vec<Vec2>,
}

impl Hand {
    /// Where it rests on the picture, in logical pixels, while it does nothing.
    pub(super) fn over_picture(&self) -> Option<Vec2> {
        let rests = self.down.is_empty() && !self.is_over_panel;
        self.cursor.filter(|_| rests)
    }

    /// Learns of one event; `is_panel` tells where something lies over the
    /// picture.
    fn hear(&mut self, event: &WindowEvent, is_panel: &mut impl FnMut(Vec2) -> bool) {
        match event {
            WindowEvent::CursorMoved(moved) => {
                let way = moved.position - self.cursor.unwrap_or(moved.position);
                self.cursor = Some(moved.position);
                if let Some(travelled) = &mut self.travelled {
                    *travelled += way.length();
                    self.dragged += way;
                    self.pans = self.down.contains(&MouseButton::Middle);
                }
            }
            WindowEvent::MouseButtonInput(input) if input.state.is_pressed() => {
                let began = self.down.is_empty();
                self.down.push(input.button);
                if began && self.cursor.is_some_and(|cursor| !is_panel(cursor)) {
                    self.travelled = Some(0.0);
                }
            }
            WindowEvent::MouseButtonInput(input) => {
                self.down.retain(|button| *button != input.button);
                let is_still = self.travelled.is_some_and(|far| far < STILL_A_CLICK);
                if input.button == MouseButton::Left && is_still {
                    self.clicks.extend(self.cursor);
                }
                if self.down.is_empty() {
                    self.travelled = None;
                }
            }
            // Buttons are let go of elsewhere.
            WindowEvent::WindowFocused(focus) if !focus.focused => {
                self.down.clear();
                self.travelled = None;
            }
            _ => {}
        }
    }
}

/// What lies over the picture.
#[derive(SystemParam)]
struct Panels<'w, 's> {
    contexts: Query<'w, 's, &'static mut EguiContext, With<PrimaryEguiContext>>,
}

impl Panels<'_, '_> {
    /// Whether a panel is at a point of the window, in logical pixels.
    fn are_at(&mut self, point: Vec2) -> bool {
        self.contexts.iter_mut().any(|mut context| {
            let ctx = context.get_mut();
            let point = point / ctx.zoom_factor();
            let layer = ctx.layer_id_at(egui::pos2(point.x, point.y));
            layer.is_some_and(|layer| layer.order != egui::Order::Background)
        })
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Hand>()
        .add_message::<WindowEvent>()
        .add_message::<KeyboardInput>()
        .add_message::<KeyboardFocusLost>()
        .add_systems(Update, watch_the_hand.in_set(HandSystems))
        .add_systems(Update, (drag_and_scroll.after(HandSystems), turn_by_keys));
}

/// What the hand on the mouse does, before anything is done about it.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct HandSystems;

fn watch_the_hand(
    mut hand: ResMut<Hand>,
    mut events: MessageReader<WindowEvent>,
    mut panels: Panels,
) {
    hand.clicks.clear();
    hand.dragged = Vec2::ZERO;
    for event in events.read() {
        hand.hear(event, &mut |point| panels.are_at(point));
    }
    hand.is_over_panel = hand.cursor.is_some_and(|cursor| panels.are_at(cursor));
}

fn drag_and_scroll(
    mut rig: ResMut<CameraRig>,
    hand: Res<Hand>,
    mut following: ResMut<Following>,
    keys: Option<Res<ButtonInput<KeyCode>>>,
    scroll: Option<Res<AccumulatedMouseScroll>>,
    windows: Query<&Window, With<PrimaryWindow>>,
) {
    let (Some(scroll), Ok(window)) = (scroll, windows.single()) else {
        return;
    };
    let height = window.height().max(1.0);
    if hand.dragged != Vec2::ZERO {
        let across = hand.dragged / height;
        let shift =
            keys.is_some_and(|keys| keys.any_pressed([KeyCode::ShiftLeft, KeyCode::ShiftRight]));
        if hand.pans || shift {
            following.0 = None;
            rig.pan(-across.x, across.y);
        } else {
            rig.orbit(-across.x * 3.2, across.y * 3.2);
        }
    }
    if scroll.delta.y != 0.0 && !hand.is_over_panel {
        let notches = match scroll.unit {
            MouseScrollUnit::Line => scroll.delta.y,
            MouseScrollUnit::Pixel => scroll.delta.y / 60.0,
        };
        let pointer = hand.cursor.map_or(Vec2::ZERO, |cursor| {
            let half = Vec2::new(window.width(), -window.height()) / 2.0;
            let subject = half.abs() + rig.framing().shift * half;
            (cursor - subject) * Vec2::new(1.0, -1.0) / height
        });
        // A followed vesicle stays in the middle.
        let pointer = if following.0.is_some() {
            Vec2::ZERO
        } else {
            pointer
        };
        rig.zoom(ops::powf(0.88, notches.clamp(-8.0, 8.0)), pointer);
    }
}

/// Whether a key that types this brings the camera nearer (1), takes it farther
/// away (-1), or neither.
pub fn zoom_of(sign: &str) -> f32 {
    match sign {
        "+" | "=" => 1.0,
        "-" | "−" => -1.0,
        _ => 0.0,
    }
}

/// Keys held that bring the camera nearer or take it farther away: by what they
/// type, which is at another place on every layout.
#[derive(Default)]
struct ZoomKeys(HashMap<KeyCode, f32>);

impl ZoomKeys {
    /// How much nearer each of the keys brings it that are held now, or were
    /// since the last look.
    fn hear<'a>(&mut self, inputs: impl Iterator<Item = &'a KeyboardInput>) -> f32 {
        let mut all = self.0.clone();
        for input in inputs {
            self.0.remove(&input.key_code);
            if let (true, Key::Character(typed)) = (input.state.is_pressed(), &input.logical_key) {
                self.0.insert(input.key_code, zoom_of(typed));
                all.insert(input.key_code, zoom_of(typed));
            }
        }
        all.into_values().sum::<f32>().clamp(-1.0, 1.0)
    }
}

fn turn_by_keys(
    mut rig: ResMut<CameraRig>,
    keys: Option<Res<ButtonInput<KeyCode>>>,
    mut inputs: MessageReader<KeyboardInput>,
    mut lost: MessageReader<KeyboardFocusLost>,
    mut zoom_keys: Local<ZoomKeys>,
    egui: Option<Res<EguiWantsInput>>,
    time: Res<Time<Real>>,
) {
    let nearer = zoom_keys.hear(inputs.read());
    if lost.read().count() > 0 {
        zoom_keys.0.clear();
    }
    let Some(keys) = keys else { return };
    if egui.is_some_and(|egui| egui.wants_any_keyboard_input()) {
        return;
    }
    let part = time.delta_secs().min(0.25);
    // Pressed and let go within one picture it counts as held for as long.
    let both = |less, more| {
        let is_held = |key| keys.pressed(key) || keys.just_pressed(key);
        f32::from(u8::from(is_held(more))) - f32::from(u8::from(is_held(less)))
    };
    let across = both(KeyCode::ArrowLeft, KeyCode::ArrowRight);
    let up = both(KeyCode::ArrowDown, KeyCode::ArrowUp);
    if across != 0.0 || up != 0.0 {
        rig.orbit(across * part * 1.2, up * part * 1.2);
    }
    if nearer != 0.0 {
        rig.zoom(ops::exp(-nearer * part * 1.4), Vec2::ZERO);
    }
}

#[cfg(test)]
mod tests {
    use bevy::{
        input::{ButtonState, mouse::MouseButtonInput},
        window::CursorMoved,
    };

    use super::*;

    /// What comes of events of one picture after those of pictures before; panels lie
    /// left of 100.
    fn hand(pictures: &[&[WindowEvent]]) -> Hand {
        let mut hand = Hand::default();
        for events in pictures {
            hand.clicks.clear();
            hand.dragged = Vec2::ZERO;
            for event in *events {
                hand.hear(event, &mut |point| point.x < 100.0);
            }
        }
        hand
    }

    fn moved(x: f32) -> WindowEvent {
        WindowEvent::CursorMoved(CursorMoved {
            window: Entity::PLACEHOLDER,
            position: Vec2::new(x, 50.0),
            delta: None,
        })
    }

    fn button(state: ButtonState) -> WindowEvent {
        WindowEvent::MouseButtonInput(MouseButtonInput {
            button: MouseButton::Left,
            state,
            window: Entity::PLACEHOLDER,
        })
    }

    #[test]
    fn a_click_within_one_picture_is_one_where_it_was_made() {
        let (press, release) = (button(ButtonState::Pressed), button(ButtonState::Released));
        let all = [
            moved(20.0),
            moved(300.0),
            press.clone(),
            release.clone(),
            moved(700.0),
            press.clone(),
            release.clone(),
            moved(20.0),
        ];
        let clicked = [Vec2::new(300.0, 50.0), Vec2::new(700.0, 50.0)];
        let at_once = hand(&[&all]);
        assert_eq!(at_once.clicks, clicked);
        assert_eq!(at_once.dragged, Vec2::ZERO);
        // Nor does it matter where one picture ends and the next begins.
        for split in 0..all.len() {
            let mut hand = hand(&[&all[..split]]);
            let mut clicks = std::mem::take(&mut hand.clicks);
            for event in &all[split..] {
                hand.hear(event, &mut |point| point.x < 100.0);
            }
            clicks.extend(hand.clicks);
            assert_eq!(clicks, clicked, "after {split}");
        }
        // What begins on a panel is the panel's.
        let on_panel = hand(&[&[moved(20.0), press.clone(), moved(300.0), release.clone()]]);
        assert!(on_panel.clicks.is_empty() && on_panel.dragged == Vec2::ZERO);
    }

    #[test]
    fn a_press_that_went_far_is_a_drag() {
        let (press, release) = (button(ButtonState::Pressed), button(ButtonState::Released));
        let at_once = [moved(300.0), press, moved(340.0), release];
        let dragged = hand(&[&at_once]);
        assert!(dragged.clicks.is_empty());
        assert_eq!(dragged.dragged, Vec2::new(40.0, 0.0));
        assert!(dragged.travelled.is_none());
    }

    #[test]
    fn the_camera_comes_nearer_by_what_keys_type() {
        let key = |key_code, typed: &str, state| KeyboardInput {
            key_code,
            logical_key: Key::Character(typed.into()),
            state,
            text: None,
            repeat: false,
            window: Entity::PLACEHOLDER,
        };
        use ButtonState::{Pressed, Released};
        let mut keys = ZoomKeys::default();
        // A German plus, which is let go of after Shift; and pressed and let go at once.
        let plus = KeyCode::BracketRight;
        assert_eq!(keys.hear([key(plus, "+", Pressed)].iter()), 1.0);
        assert_eq!(keys.hear([].iter()), 1.0);
        assert_eq!(keys.hear([key(plus, "*", Released)].iter()), 1.0);
        assert_eq!(keys.hear([].iter()), 0.0);
        let quick = [
            key(KeyCode::Slash, "-", Pressed),
            key(KeyCode::Slash, "-", Released),
        ];
        assert_eq!(keys.hear(quick.iter()), -1.0);
        assert_eq!(keys.hear([].iter()), 0.0);
    }
}
