//! A window in a web page: the browser has the display and the device, and there are no
//! files and no threads.

use std::convert::Infallible;

use bevy::{prelude::*, render::settings::RenderCreation};

use crate::ui::settings::Settings;

/// Nothing lasts beyond the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lasting;

impl Lasting {
    pub(super) fn liked(&self) -> Settings {
        Settings::default()
    }

    pub(super) fn keep(self, _app: &mut App) -> Kept {
        Kept
    }
}

/// Nothing is left to do when it has closed.
pub(super) struct Kept;

impl Kept {
    pub(super) fn finish(self) -> Result<(), Hindrance> {
        Ok(())
    }
}

/// Nothing stands in its way that it could tell of.
pub type Hindrance = Infallible;

pub(super) fn plugin(_app: &mut App) {}

pub(super) fn find_display() -> Result<impl Sized, Hindrance> {
    Ok(())
}

/// As the browser has it.
pub(super) fn renderer() -> RenderCreation {
    RenderCreation::default()
}
