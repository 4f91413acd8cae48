//! The window that opens is no larger than its screen.

use bevy::{
    prelude::*,
    window::{Monitor, OnMonitor, PrimaryMonitor, PrimaryWindow},
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, fit_the_screen);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::settings::Settings;

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
