//! Quick clicks on panels. Where pictures are slow, a click and the way of the
//! pointer to the next thing come within one of them, and the panels would look for
//! what was clicked where the pointer has gone since. So what comes after a click is
//! kept for the next picture.

use bevy::prelude::*;
use bevy_egui::{EguiInput, EguiPreUpdateSet, PrimaryEguiContext, egui::Event};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        PreUpdate,
        keep_what_follows
            .after(EguiPreUpdateSet::ProcessInput)
            .before(EguiPreUpdateSet::BeginPass),
    );
}

fn keep_what_follows(
    mut inputs: Query<&mut EguiInput, With<PrimaryEguiContext>>,
    mut kept: Local<Vec<Event>>,
) {
    for mut input in &mut inputs {
        let newer = std::mem::take(&mut input.events);
        let mut events = std::mem::take(&mut *kept);
        events.extend(newer);
        *kept = split_off_after_a_click(&mut events);
        input.events = events;
    }
}

/// Takes away all that begins with a movement after a button.
fn split_off_after_a_click(events: &mut Vec<Event>) -> Vec<Event> {
    let is_button = |event: &Event| matches!(event, Event::PointerButton { .. });
    let moves = |event: &Event| matches!(event, Event::PointerMoved(_) | Event::PointerGone);
    let button = events.iter().position(is_button).unwrap_or(events.len());
    let after = events[button..].iter().position(moves);
    after.map_or_else(Vec::new, |after| events.split_off(button + after))
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::{self, Modifiers, PointerButton, Pos2, Rect, pos2, vec2};

    use super::*;

    fn click(pos: Pos2) -> [Event; 3] {
        let button = |pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        [Event::PointerMoved(pos), button(true), button(false)]
    }

    /// How often each of two buttons is clicked by events that come at once.
    fn clicks(mut events: Vec<Event>, keeps: bool) -> [usize; 2] {
        let ctx = egui::Context::default();
        let mut clicked = [0; 2];
        let mut draw = |events| {
            let screen = Rect::from_min_size(Pos2::ZERO, vec2(400.0, 100.0));
            let input = egui::RawInput {
                screen_rect: Some(screen),
                events,
                ..Default::default()
            };
            let output = ctx.run_ui(input, |ui| {
                for (number, at) in [10.0, 210.0].into_iter().enumerate() {
                    let place = Rect::from_min_size(pos2(at, 10.0), vec2(80.0, 40.0));
                    let button = ui.put(place, egui::Button::new(number.to_string()));
                    clicked[number] += usize::from(button.clicked());
                }
            });
            output.drop_without_applying_deltas();
        };
        draw(Vec::new());
        while !events.is_empty() {
            let next = if keeps {
                split_off_after_a_click(&mut events)
            } else {
                Vec::new()
            };
            draw(std::mem::replace(&mut events, next));
        }
        clicked
    }

    #[test]
    fn each_of_several_clicks_at_once_finds_its_button() {
        let two = || [click(pos2(50.0, 30.0)), click(pos2(250.0, 30.0))].concat();
        assert_eq!(clicks(two(), true), [1, 1]);
        assert_ne!(clicks(two(), false), [1, 1]);
        let and_away = [&click(pos2(50.0, 30.0))[..], &[Event::PointerGone]].concat();
        assert_eq!(clicks(and_away, true), [1, 0]);
    }
}
