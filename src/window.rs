//! The window: everything together on a screen.

#[cfg(not(target_arch = "wasm32"))]
use std::path::PathBuf;

use bevy::{
    log::{Level, LogPlugin},
    prelude::*,
    render::RenderPlugin,
};
use thiserror::Error;

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    files::FileError,
    film::{device, twin},
    session_log,
};
use crate::{
    sim::{Session, SimulationPlugin, controls::Change},
    ui,
    view::{
        self, ViewSettings,
        calm::Calm,
        director::{self, Director},
        theme::ThemeName,
        time_lens,
        twin::Twin,
    },
};

/// Quiet about the engine, unless `RUST_LOG` asks.
const LOGGED: &str = "wgpu=error,naga=error,bevy_winit=error,bevy_render=error,exoscope=info";

/// How a window opens.
#[derive(Clone, Debug, Default)]
pub struct WindowOptions {
    /// The look it begins with.
    pub theme: ThemeName,
    /// How much of the jitter is left out at first.
    pub calm: Calm,
    /// Whether the crowd of proteins is shown at first.
    pub crowd: bool,
    /// Whether a director leads camera and lens from the beginning.
    pub directed: bool,
    /// In what a second run differs that is seen beside the first.
    pub twin: Option<Change>,
    /// Where to write, when the window closes, what was done in it.
    #[cfg(not(target_arch = "wasm32"))]
    pub session_log: Option<PathBuf>,
}

/// Why there is no window.
#[derive(Debug, Error)]
pub enum WindowError {
    /// No screen to open it on.
    #[error(
        "there is no display to open a window on; `exoscope still` makes a picture without one"
    )]
    NoDisplay,
    /// Nothing to draw with.
    #[cfg(not(target_arch = "wasm32"))]
    #[error(transparent)]
    NoDevice(#[from] device::NoDevice),
    /// The engine gave up; it has said why.
    #[error("the window closed with an error")]
    Broken,
    /// What was done could not be written down.
    #[cfg(not(target_arch = "wasm32"))]
    #[error(transparent)]
    NotLogged(#[from] FileError),
}

/// Opens a window on a session and returns when it has been closed.
///
/// # Errors
/// There is no display or nothing to draw with, or it came to a bad end.
pub fn run(session: Session, options: WindowOptions) -> Result<(), WindowError> {
    #[cfg(all(unix, not(any(target_os = "macos", target_arch = "wasm32"))))]
    find_display()?;
    #[cfg(not(target_arch = "wasm32"))]
    device::probe()?;

    let title = format!("Exoscope – {}", session.scene.title);
    let mut app = App::new();
    app.add_plugins(
        DefaultPlugins
            .set(WindowPlugin {
                primary_window: Some(Window {
                    title,
                    name: Some("exoscope".into()),
                    resolution: (1280, 720).into(),
                    fit_canvas_to_parent: true,
                    ..default()
                }),
                ..default()
            })
            .set(renderer())
            .set(LogPlugin {
                level: Level::WARN,
                filter: LOGGED.into(),
                ..default()
            }),
    )
    .add_plugins(SimulationPlugin { session })
    .add_plugins((
        view::plugin,
        time_lens::plugin,
        director::plugin,
        ui::plugin,
    ));
    let mut settings = app.world_mut().resource_mut::<ViewSettings>();
    settings.theme = options.theme;
    settings.calm = options.calm;
    settings.show.crowding = options.crowd;
    app.world_mut().resource_mut::<Director>().at_work = options.directed;
    app.world_mut().resource_mut::<Twin>().difference = options.twin;
    #[cfg(not(target_arch = "wasm32"))]
    app.add_plugins(twin::plugin);
    #[cfg(not(target_arch = "wasm32"))]
    let log = options
        .session_log
        .map(|path| session_log::keep(&mut app, path));

    let exit = app.run();
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(log) = log {
        log.finish()?;
    }
    match exit {
        AppExit::Success => Ok(()),
        AppExit::Error(_) => Err(WindowError::Broken),
    }
}

/// How the window's device is chosen.
fn renderer() -> RenderPlugin {
    RenderPlugin {
        #[cfg(not(target_arch = "wasm32"))]
        render_creation: device::settings().into(),
        ..default()
    }
}

/// Looks for an X server that answers; the engine itself would only panic.
#[cfg(all(unix, not(any(target_os = "macos", target_arch = "wasm32"))))]
fn find_display() -> Result<(), WindowError> {
    x11rb::connect(None)
        .map(drop)
        .map_err(|_| WindowError::NoDisplay)
}
