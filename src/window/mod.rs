//! The window: everything together on a screen. What a computer's desktop and a web
//! page do in ways of their own stands in a file for each.

#[cfg(not(target_arch = "wasm32"))]
pub mod desktop;
mod fitting;
#[cfg(target_arch = "wasm32")]
pub mod web;

use bevy::{
    log::{Level, LogPlugin},
    prelude::*,
    render::RenderPlugin,
};
use thiserror::Error;

#[cfg(not(target_arch = "wasm32"))]
use self::desktop as ground;
#[cfg(target_arch = "wasm32")]
use self::web as ground;
use crate::{
    biology::controls::Change,
    play::{
        director::{self, Director},
        time_lens,
    },
    sim::{Session, SimulationPlugin},
    ui::{self, Panels},
    view::{self, ViewSettings, calm::Calm, theme::ThemeName, twin::Twin},
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
    /// What lasts beyond the window, where anything can.
    pub lasting: ground::Lasting,
}

/// Why there is no window.
#[derive(Debug, Error)]
pub enum WindowError {
    /// What stands in the way where it runs.
    #[error(transparent)]
    Hindered(#[from] ground::Hindrance),
    /// The engine gave up; it has said why.
    #[error("the window closed with an error")]
    Broken,
}

/// Opens a window on a session and returns when it has been closed.
///
/// # Errors
/// There is no display or nothing to draw with, or it came to a bad end.
pub fn run(session: Session, options: WindowOptions) -> Result<(), WindowError> {
    let _display = ground::find_display()?;

    let title = format!("Exoscope – {}", session.scene.title);
    let mut app = App::new();
    app.add_plugins(
        DefaultPlugins
            .set(WindowPlugin {
                primary_window: Some(Window {
                    title,
                    name: Some("exoscope".into()),
                    resolution: options.lasting.liked().size().into(),
                    fit_canvas_to_parent: true,
                    ..default()
                }),
                ..default()
            })
            .set(RenderPlugin {
                render_creation: ground::renderer(),
                ..default()
            })
            .set(LogPlugin {
                level: Level::WARN,
                filter: LOGGED.into(),
                ..default()
            }),
    );
    furnish(&mut app, session, &options);
    app.add_plugins(fitting::plugin);
    let kept = options.lasting.keep(&mut app);

    let exit = app.run();
    kept.finish()?;
    match exit {
        AppExit::Success => Ok(()),
        AppExit::Error(_) => Err(WindowError::Broken),
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
        ground::plugin,
    ));
    let liked = options.lasting.liked();
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
}
