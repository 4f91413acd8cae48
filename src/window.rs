//! The window: everything together on a screen.

#[cfg(not(target_arch = "wasm32"))]
use std::path::PathBuf;

use bevy::{
    log::{Level, LogPlugin},
    prelude::*,
    render::RenderPlugin,
    window::{Monitor, OnMonitor, PrimaryMonitor, PrimaryWindow},
};
use thiserror::Error;

#[cfg(not(target_arch = "wasm32"))]
use crate::{
    files::FileError,
    film::{device, twin},
    picture_file, session_log,
    settings_file::Remembered,
};
use crate::{
    sim::{Session, SimulationPlugin, controls::Change},
    ui::{self, Panels, settings::Settings},
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
    /// The look it begins with, whatever is remembered.
    pub theme: Option<ThemeName>,
    /// How much of the jitter is left out at first, likewise.
    pub calm: Option<Calm>,
    /// Whether the crowd of proteins is shown at first.
    pub crowd: bool,
    /// Whether a director leads camera and lens from the beginning.
    pub directed: bool,
    /// In what a second run differs that is seen beside the first.
    pub twin: Option<Change>,
    /// How somebody likes it, which it keeps up to date.
    #[cfg(not(target_arch = "wasm32"))]
    pub remembered: Option<Remembered>,
    /// Where to write, when the window closes, what was done in it.
    #[cfg(not(target_arch = "wasm32"))]
    pub session_log: Option<PathBuf>,
}

impl WindowOptions {
    /// How somebody likes it, as far as that is known.
    fn liked(&self) -> Settings {
        #[cfg(not(target_arch = "wasm32"))]
        let liked = self.remembered.as_ref().map(|kept| kept.settings);
        #[cfg(target_arch = "wasm32")]
        let liked = None;
        liked.unwrap_or_default()
    }
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
    let _display = find_display()?;
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
                    resolution: options.liked().size().into(),
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
    );
    furnish(&mut app, session, &options);
    app.add_systems(Update, fit_the_screen);
    #[cfg(not(target_arch = "wasm32"))]
    app.add_plugins(picture_file::plugin);
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(remembered) = options.remembered {
        remembered.keep(&mut app);
    }
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

/// Makes a window that was opened larger than its screen as large as that.
fn fit_the_screen(
    mut windows: Query<(&mut Window, Option<&OnMonitor>), With<PrimaryWindow>>,
    screens: Query<(&Monitor, Has<PrimaryMonitor>)>,
    mut is_done: Local<bool>,
) {
    if *is_done {
        return;
    }
    for (mut window, on) in &mut windows {
        let its_own = on.and_then(|on| screens.get(on.0).ok());
        let main = || screens.iter().max_by_key(|(_, is_main)| *is_main);
        let Some((screen, _)) = its_own.or_else(main) else {
            continue;
        };
        *is_done = true;
        let room = screen.physical_size().as_vec2() / screen.scale_factor as f32;
        let size = window.resolution.size();
        let fitting = size.min(room);
        if fitting != size && fitting.min_element() > 0.0 {
            window.resolution.set(fitting.x, fitting.y);
        }
    }
}

/// Puts into an engine all that a window holds: everything but the screen, what
/// draws on it, and the files that it writes.
pub fn furnish(app: &mut App, session: Session, options: &WindowOptions) {
    app.add_plugins(SimulationPlugin { session }).add_plugins((
        view::plugin,
        time_lens::plugin,
        director::plugin,
        ui::plugin,
    ));
    let liked = options.liked();
    app.world_mut()
        .resource_scope(|world, mut panels: Mut<Panels>| {
            let mut view = world.resource_mut::<ViewSettings>();
            liked.put_on(&mut panels, &mut view);
            view.theme = options.theme.unwrap_or(view.theme);
            view.calm = options.calm.unwrap_or(view.calm);
            view.show.crowding = options.crowd;
        });
    app.world_mut().resource_mut::<Director>().at_work = options.directed;
    app.world_mut()
        .resource_mut::<Twin>()
        .difference
        .clone_from(&options.twin);
    #[cfg(not(target_arch = "wasm32"))]
    app.add_plugins(twin::plugin);
}

/// How the window's device is chosen.
fn renderer() -> RenderPlugin {
    RenderPlugin {
        #[cfg(not(target_arch = "wasm32"))]
        render_creation: device::settings().into(),
        ..default()
    }
}

/// Looks for an X server that answers; the engine itself would only panic. A server
/// without any other client begins anew when the last one leaves, and answers nobody
/// meanwhile, so this one stays.
#[cfg(all(unix, not(any(target_os = "macos", target_arch = "wasm32"))))]
fn find_display() -> Result<impl Sized, WindowError> {
    x11rb::connect(None).map_err(|_| WindowError::NoDisplay)
}
