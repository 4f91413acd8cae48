//! What a screen reader asks for. It is told of the panels by the tree that each
//! picture gives it; what it has pressed, moved to or set there comes back here.

use bevy::{a11y::ActionRequest, prelude::*};
use bevy_egui::{EguiInput, EguiPreUpdateSet, PrimaryEguiContext, egui::Event};

pub(super) fn plugin(app: &mut App) {
    app.add_message::<ActionRequest>().add_systems(
        PreUpdate,
        pass_on
            .after(EguiPreUpdateSet::ProcessInput)
            .before(EguiPreUpdateSet::BeginPass),
    );
}

fn pass_on(
    mut requests: MessageReader<ActionRequest>,
    mut inputs: Query<&mut EguiInput, With<PrimaryEguiContext>>,
) {
    for request in requests.read() {
        for mut input in &mut inputs {
            let asked = Event::AccessKitActionRequest((**request).clone());
            input.events.push(asked);
        }
    }
}
