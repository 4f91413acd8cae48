//! A run that begins anew in the window.

use bevy::prelude::*;

use super::{
    caption::Captions, chapter::Chapter, membrane_history::MembraneHistory, readings::Readings,
};
use crate::{
    sim::{self, session::Session},
    view::{Following, Selected},
};

/// Begins a session in the window, with nothing left of the one before.
pub fn begin_anew(world: &mut World, session: Session) {
    sim::begin(world, session);
    world.resource_mut::<Selected>().0 = None;
    world.resource_mut::<Following>().0 = None;
    world.resource_mut::<Captions>().clear();
    *world.resource_mut::<Chapter>() = Chapter::default();
    *world.resource_mut::<MembraneHistory>() = MembraneHistory::default();
    *world.resource_mut::<Readings>() = Readings::default();
}
