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

use crate::{
    biology::controls::Change,
    sim::{Session, SimulationPlugin},
    ui::{self, Panels, settings::Settings},
    view::{self, ViewSettings, calm::Calm, theme::ThemeName, twin::Twin},
};
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    files::FileError,
    film::{device, twin},
    picture_file,
    play::{
        director::{self, Director},
        time_lens,
    },
    session,
    settings_file::Remembered,
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
        .map(|path| session::log::keep(&mut app, path));

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

/// Which screen the window has been fitted to.
#[derive(Default)]
struct Fitted {
    to: Option<Entity>,
    /// It is known to stand on that one: from here on its size is its user's.
    is_settled: bool,
}

/// Makes the window that opens no larger than its screen: the primary one, until it is
/// known on which it stands. A window that would be larger fills it, as far as bars at
/// the screen's edges let it.
fn fit_the_screen(
    mut window: Single<(&mut Window, Option<&OnMonitor>), With<PrimaryWindow>>,
    monitors: Query<(Entity, &Monitor, Has<PrimaryMonitor>)>,
    mut fitted: Local<Fitted>,
) {
    if fitted.is_settled {
        return;
    }
    let (window, on) = &mut *window;
    let on = on.map(|on| on.0);
    let likeness =
        |(entity, _, is_primary): &(Entity, &Monitor, bool)| (on == Some(*entity), *is_primary);
    let Some((entity, screen, _)) = monitors.iter().max_by_key(likeness) else {
        return;
    };
    fitted.is_settled = on.is_some();
    if fitted.to.replace(entity) == Some(entity) {
        return;
    }
    let pixels = Vec2::new(screen.physical_width as f32, screen.physical_height as f32);
    let room = pixels / screen.scale_factor as f32;
    let wanted = window.size();
    let size = opening_size(wanted, room);
    if size != wanted {
        window.resolution.set(size.x, size.y);
        window.set_maximized(true);
    }
}

/// The size of a window on a screen, in points; the screen's is unknown if it is none.
fn opening_size(wanted: Vec2, screen: Vec2) -> Vec2 {
    if screen.min_element() < 1.0 {
        wanted
    } else {
        wanted.min(screen)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The size in which the window opens on screens of these sizes, the first of them
    /// the primary one, and the last the one that it stands on if `on_last`.
    fn opened_on(screens: &[[u32; 2]], scale_factor: f64, on_last: bool) -> [f32; 2] {
        let mut app = App::new();
        app.add_systems(Update, fit_the_screen);
        let window = Window {
            resolution: Settings::default().size().into(),
            ..default()
        };
        let window = app.world_mut().spawn((window, PrimaryWindow)).id();
        app.update();
        let mut last = None;
        for (number, [width, height]) in screens.iter().enumerate() {
            let monitor = Monitor {
                name: None,
                physical_width: *width,
                physical_height: *height,
                physical_position: IVec2::ZERO,
                refresh_rate_millihertz: None,
                scale_factor,
                video_modes: Vec::new(),
            };
            let mut monitor = app.world_mut().spawn(monitor);
            if number == 0 {
                monitor.insert(PrimaryMonitor);
            }
            last = Some(monitor.id());
        }
        if let (true, Some(last)) = (on_last, last) {
            app.world_mut().entity_mut(window).insert(OnMonitor(last));
        }
        app.update();
        let window = app.world().get::<Window>(window).expect("the window");
        window.size().to_array()
    }

    #[test]
    fn the_window_opens_no_larger_than_its_screen() {
        let on = |screen| opened_on(&[screen], 1.0, false);
        assert_eq!(on([1920, 1080]), [1280.0, 720.0]);
        assert_eq!(on([1280, 720]), [1280.0, 720.0]);
        assert_eq!(on([1024, 768]), [1024.0, 720.0]);
        assert_eq!(on([800, 600]), [800.0, 600.0]);
        assert_eq!(on([0, 0]), [1280.0, 720.0]);
        assert_eq!(opened_on(&[], 1.0, false), [1280.0, 720.0]);
        // Two dots a point.
        assert_eq!(opened_on(&[[2048, 1536]], 2.0, false), [1024.0, 720.0]);
        // A laptop, and the projector that the window stands on.
        let two = [[1920, 1080], [1024, 768]];
        assert_eq!(opened_on(&two, 1.0, true), [1024.0, 720.0]);
        assert_eq!(opened_on(&two, 1.0, false), [1280.0, 720.0]);
    }

    #[test]
    fn the_window_is_left_alone_once_it_is_open() {
        let mut app = App::new();
        app.add_systems(Update, fit_the_screen);
        let monitor = Monitor {
            name: None,
            physical_width: 1024,
            physical_height: 768,
            physical_position: IVec2::ZERO,
            refresh_rate_millihertz: None,
            scale_factor: 1.0,
            video_modes: Vec::new(),
        };
        app.world_mut().spawn(monitor);
        let window = app.world_mut().spawn((Window::default(), PrimaryWindow));
        let window = window.id();
        app.update();
        let mut open = app.world_mut().get_mut::<Window>(window).expect("a window");
        open.resolution.set(3000.0, 1000.0);
        app.update();
        let open = app.world().get::<Window>(window).expect("the window");
        assert_eq!(open.size(), Vec2::new(3000.0, 1000.0));
    }
}
