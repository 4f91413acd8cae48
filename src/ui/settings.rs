//! How somebody likes a window: the colours, the size of text, what is said and
//! named, what stands open, and how large the window is.
//!
//! Nothing of it touches the run.

use bevy::{
    prelude::*,
    window::{PrimaryWindow, WindowMode},
};
use serde::{Deserialize, Serialize};

use super::{caption::Captions, drawer::Drawer, panels::Panels};
use crate::{
    session::actions::Action,
    text::word,
    view::{ViewSettings, calm::Calm, limits::SIDES, theme::ThemeName},
};

/// The window's size where nobody has chosen one, in points.
const USUAL_SIZE: (u32, u32) = (1280, 720);
/// Between these a size can be opened with, whatever a file says.
const LEAST_SIZE: u32 = 160;
const LARGEST_SIZE: u32 = *SIDES.end();

/// How somebody likes a window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename = "settings")]
pub struct Settings {
    pub theme: ThemeName,
    pub large_text: bool,
    /// The line that tells what happens.
    pub captions: bool,
    /// Names on things.
    pub names: bool,
    pub scale_bar: bool,
    /// The note on what is not drawn to scale.
    pub note: bool,
    /// The share of the jitter that is left out.
    pub calm: Calm,
    /// The panel in the drawer at the foot.
    pub panel: Option<Drawer>,
    /// Whether the controls stand open; if nobody has said, where there is room.
    pub controls: Option<bool>,
    /// Width and height of the window in points.
    pub window: (u32, u32),
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&Panels::default(), &ViewSettings::default(), USUAL_SIZE)
    }
}

impl Settings {
    /// Those of a window that stands so and is so large.
    pub fn of(panels: &Panels, view: &ViewSettings, window: (u32, u32)) -> Self {
        Self {
            theme: view.theme,
            large_text: panels.large_text,
            captions: panels.captions,
            names: view.labels,
            scale_bar: view.scale_bar,
            note: view.legend,
            calm: view.calm,
            panel: panels.drawer,
            controls: panels.controls,
            window,
        }
    }

    /// Has panels and picture stand so.
    pub fn put_on(self, panels: &mut Panels, view: &mut ViewSettings) {
        view.theme = self.theme;
        panels.large_text = self.large_text;
        panels.captions = self.captions;
        view.labels = self.names;
        view.scale_bar = self.scale_bar;
        view.legend = self.note;
        view.calm = self.calm;
        panels.drawer = self.panel;
        panels.controls = self.controls;
    }

    /// Takes over what somebody has changed from `before` to `now`, and nothing that
    /// a command line said and nobody touched.
    pub fn follow(&mut self, before: Self, now: Self) {
        fn take<T: PartialEq>(kept: &mut T, before: T, now: T) {
            if before != now {
                *kept = now;
            }
        }
        take(&mut self.theme, before.theme, now.theme);
        take(&mut self.large_text, before.large_text, now.large_text);
        take(&mut self.captions, before.captions, now.captions);
        take(&mut self.names, before.names, now.names);
        take(&mut self.scale_bar, before.scale_bar, now.scale_bar);
        take(&mut self.note, before.note, now.note);
        take(&mut self.calm, before.calm, now.calm);
        take(&mut self.panel, before.panel, now.panel);
        take(&mut self.controls, before.controls, now.controls);
        take(&mut self.window, before.window, now.window);
    }

    /// The size to open a window with.
    pub fn size(self) -> (u32, u32) {
        let size = |points: u32| points.clamp(LEAST_SIZE, LARGEST_SIZE);
        (size(self.window.0), size(self.window.1))
    }
}

/// How large a window is while it stands among others, in points.
pub fn size_of(window: &Window) -> Option<(u32, u32)> {
    let points = |length: f32| length.round() as u32;
    let resolution = &window.resolution;
    (window.mode == WindowMode::Windowed)
        .then(|| (points(resolution.width()), points(resolution.height())))
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(PreUpdate, go_back_to_the_usual.after(super::keys::listen));
}

/// Has everything stand as in a window that was never changed.
fn go_back_to_the_usual(
    mut actions: MessageReader<Action>,
    mut panels: ResMut<Panels>,
    mut view: ResMut<ViewSettings>,
    mut captions: ResMut<Captions>,
    mut windows: Query<&mut Window, With<PrimaryWindow>>,
) {
    let asked = actions
        .read()
        .filter(|asked| **asked == Action::UsualSettings);
    if asked.count() == 0 {
        return;
    }
    let usual = Settings::default();
    usual.put_on(&mut panels, &mut view);
    for mut window in &mut windows {
        window.mode = WindowMode::Windowed;
        let (width, height) = usual.size();
        window.resolution.set(width as f32, height as f32);
    }
    captions.answer(word("usual_settings_said").to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn liked() -> Settings {
        Settings {
            theme: ThemeName::HighContrast,
            large_text: true,
            captions: false,
            names: false,
            scale_bar: false,
            note: false,
            calm: Calm::new(0.5),
            panel: Some(Drawer::WhatIf),
            controls: Some(false),
            window: (1024, 768),
        }
    }

    #[test]
    fn panels_and_picture_stand_as_somebody_likes_them() {
        let (mut panels, mut view) = default();
        liked().put_on(&mut panels, &mut view);
        assert_eq!(Settings::of(&panels, &view, (1024, 768)), liked());
    }

    #[test]
    fn only_what_was_changed_is_taken_over() {
        let mut kept = liked();
        // The command line asked for the light theme, and somebody turns names on.
        let opened = Settings {
            theme: ThemeName::LightTextbook,
            ..liked()
        };
        let now = Settings {
            names: true,
            ..opened
        };
        kept.follow(opened, now);
        let expected = Settings {
            names: true,
            ..liked()
        };
        assert_eq!(kept, expected);
        kept.follow(Settings::default(), liked());
        assert_eq!(kept, liked(), "every setting is followed");
        let mut kept = Settings::default();
        kept.follow(Settings::default(), liked());
        assert_eq!(kept, liked(), "every setting is followed");
    }

    #[test]
    fn no_file_makes_a_window_that_can_not_be_opened() {
        let sized = |window| Settings { window, ..liked() }.size();
        assert_eq!(sized((0, u32::MAX)), (LEAST_SIZE, LARGEST_SIZE));
        assert_eq!(sized((1024, 768)), (1024, 768));
    }

    #[test]
    fn the_usual_settings_come_back_when_they_are_asked_for() {
        let mut app = App::new();
        app.add_plugins(MinimalPlugins)
            .add_message::<Action>()
            .init_resource::<Panels>()
            .init_resource::<ViewSettings>()
            .init_resource::<Captions>()
            .add_systems(Update, go_back_to_the_usual);
        let window = Window {
            resolution: (800, 600).into(),
            ..default()
        };
        app.world_mut().spawn((window, PrimaryWindow));
        let stands = |app: &mut App| {
            let world = app.world_mut();
            let mut windows = world.query::<&Window>();
            let size = windows.iter(world).next().and_then(size_of);
            Settings::of(
                world.resource(),
                world.resource(),
                size.expect("it is a window among others"),
            )
        };
        for asks in [false, true] {
            let world = app.world_mut();
            world.resource_scope(|world, mut panels: Mut<Panels>| {
                liked().put_on(&mut panels, &mut world.resource_mut::<ViewSettings>());
            });
            if asks {
                app.world_mut().write_message(Action::UsualSettings);
            }
            app.update();
            assert_eq!(stands(&mut app) == Settings::default(), asks);
        }
    }
}
