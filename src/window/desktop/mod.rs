//! A window on a desktop: it needs a display and a device, has a thread for a second run,
//! and keeps files: how somebody likes it, pictures, what was done.

mod picture_file;
mod settings_file;

use std::path::PathBuf;

use bevy::{prelude::*, render::settings::RenderCreation};
use thiserror::Error;

use crate::{
    files::FileError,
    film::{device, twin},
    session::log::{self, SessionLog},
    ui::settings::Settings,
};

pub use settings_file::Remembered;

/// The files that go with a window.
#[derive(Clone, Debug, Default)]
pub struct Lasting {
    /// How somebody likes it, which it keeps up to date.
    pub remembered: Option<Remembered>,
    /// Where to write, when the window closes, what was done in it.
    pub session_log: Option<PathBuf>,
}

impl Lasting {
    /// How somebody likes it, as far as that is known.
    pub(super) fn liked(&self) -> Settings {
        let liked = self.remembered.as_ref().map(|kept| kept.settings);
        liked.unwrap_or_default()
    }

    /// Has a window write its files from now on, and pictures when they are asked for.
    pub(super) fn keep(self, app: &mut App) -> Kept {
        app.add_plugins(picture_file::plugin);
        if let Some(remembered) = self.remembered {
            remembered.keep(app);
        }
        Kept {
            log: self.session_log.map(|path| log::keep(app, path)),
        }
    }
}

/// What is left to write when the window has closed.
pub(super) struct Kept {
    log: Option<SessionLog>,
}

impl Kept {
    /// Writes it.
    pub(super) fn finish(self) -> Result<(), Hindrance> {
        Ok(self.log.map_or(Ok(()), SessionLog::finish)?)
    }
}

/// What stands in a window's way.
#[derive(Debug, Error)]
pub enum Hindrance {
    /// No screen to open it on.
    #[error(
        "there is no display to open a window on; `exoscope still` makes a picture without one"
    )]
    NoDisplay,
    /// Nothing to draw with.
    #[error(transparent)]
    NoDevice(#[from] device::NoDevice),
    /// What was done could not be written down.
    #[error(transparent)]
    NotLogged(#[from] FileError),
}

/// What a window has besides: a second run in a thread of its own.
pub(super) fn plugin(app: &mut App) {
    app.add_plugins(twin::plugin);
}

/// Looks for a display and a device that answer; the engine itself would only panic.
pub(super) fn find_display() -> Result<impl Sized, Hindrance> {
    let display = find_x_server()?;
    device::probe()?;
    Ok(display)
}

/// A server without any other client begins anew when the last one leaves, and answers
/// nobody meanwhile, so this one stays.
#[cfg(all(unix, not(target_os = "macos")))]
fn find_x_server() -> Result<impl Sized, Hindrance> {
    x11rb::connect(None).map_err(|_| Hindrance::NoDisplay)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn find_x_server() -> Result<impl Sized, Hindrance> {
    Ok(())
}

/// How the window's device is chosen.
pub(super) fn renderer() -> RenderCreation {
    device::settings().into()
}
