//! How somebody likes a window, kept from one time to the next.
//!
//! It is a small file in the folder that the system has for a user's settings. What
//! a command line asks for wins over it and does not go into it. A file that can't be
//! read is told of and left alone; nothing depends on it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use bevy::{
    prelude::*,
    window::{ExitSystems, PrimaryWindow},
};
use directories::ProjectDirs;
use ron::{Options, extensions::Extensions, ser::PrettyConfig};
use thiserror::Error;

use crate::{
    files::{self, ReadError, with_a_way_out},
    session::actions::Action,
    text::say,
    ui::{
        Captions, Panels,
        settings::{Settings, size_of},
    },
    view::ViewSettings,
};

/// No file of settings has more bytes.
const LONGEST: usize = 1 << 16;
/// Written when nothing has been changed for so many seconds.
const REST_S: f32 = 1.0;
/// So long after it was opened a window takes the size that the screen has for it.
const SETTLED_S: f32 = 3.0;
/// A picture that took longer counts as this long.
const LONGEST_PICTURE_S: f32 = 0.5;

/// The settings can't be used.
#[derive(Debug, Error)]
enum Unusable {
    #[error("{}: {error}; {LEFT_ALONE}", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        error: ReadError,
    },
    #[error("{}:{}: {}; {LEFT_ALONE}", path.display(), error.span.start, error.code)]
    Faulty {
        path: PathBuf,
        #[source]
        error: Box<ron::error::SpannedError>,
    },
}

/// What becomes of a file that can't be used.
const LEFT_ALONE: &str = "the window opens with the usual settings and changes nothing in that \
                          file until these are asked for, under View";

/// Those in a file; where there is none, the usual ones. What a later program has
/// besides is passed over.
fn read(path: &Path) -> Result<Settings, Unusable> {
    let text = match files::read_text(path, LONGEST) {
        Ok(text) => text,
        Err(ReadError::NotThere) => return Ok(Settings::default()),
        Err(error) => {
            let path = path.to_owned();
            return Err(Unusable::Unreadable { path, error });
        }
    };
    notation()
        .from_str(&text)
        .map_err(|error| Unusable::Faulty {
            path: path.to_owned(),
            error: Box::new(error),
        })
}

/// Writes them into a file, whole or not at all; what went wrong, if it did.
fn write(settings: Settings, path: &Path) -> Result<(), String> {
    let text = notation()
        .to_string_pretty(&settings, PrettyConfig::default())
        .map_err(|error| error.to_string())?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| {
            let why = with_a_way_out(&error);
            format!("can't make the folder {}: {why}", folder.display())
        })?;
    }
    files::write(path, format!("{text}\n").as_bytes()).map_err(|error| error.to_string())
}

fn notation() -> Options {
    Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// How somebody likes a window, and where that is kept.
#[derive(Clone, Debug)]
pub struct Remembered {
    pub settings: Settings,
    pub file: PathBuf,
    /// Why the file could not be used, if so.
    pub problem: Option<String>,
}

impl Remembered {
    /// What the system has kept of this user, if it has a folder for that.
    pub fn usual() -> Option<Self> {
        let folders = ProjectDirs::from("", "", "exoscope")?;
        Some(Self::of(folders.config_dir().join("settings.ron")))
    }

    fn of(file: PathBuf) -> Self {
        let (settings, problem) = match read(&file) {
            Ok(settings) => (settings, None),
            Err(unusable) => (Settings::default(), Some(unusable.to_string())),
        };
        Self {
            settings,
            file,
            problem,
        }
    }

    /// Has a window keep its settings there from now on; a file that could not be
    /// used is told of.
    pub fn keep(self, app: &mut App) {
        if let Some(problem) = self.problem.clone() {
            app.world_mut().resource_mut::<Captions>().answer(problem);
        }
        app.insert_resource(Kept {
            is_left_alone: self.problem.is_some(),
            file: self.file,
            settings: self.settings,
            written: self.problem.is_none().then_some(self.settings),
            seen: None,
            rested_s: 0.0,
            open_s: 0.0,
            has_failed: false,
        })
        .add_systems(Last, keep_up.after(ExitSystems));
    }
}

/// The file, and how far it is behind the window.
#[derive(Resource)]
struct Kept {
    file: PathBuf,
    /// It could not be used, and nobody has asked for the usual settings.
    is_left_alone: bool,
    /// What is to be in it, and what is.
    settings: Settings,
    written: Option<Settings>,
    /// How the window stood in the picture before.
    seen: Option<Settings>,
    /// Seconds since something was changed, and since the window was opened.
    rested_s: f32,
    open_s: f32,
    /// That it could not be written has been told.
    has_failed: bool,
}

fn keep_up(
    mut kept: ResMut<Kept>,
    mut actions: MessageReader<Action>,
    mut exits: MessageReader<AppExit>,
    mut captions: ResMut<Captions>,
    windows: Query<&Window, With<PrimaryWindow>>,
    panels: Res<Panels>,
    view: Res<ViewSettings>,
    time: Res<Time<Real>>,
) {
    let kept = &mut *kept;
    let size = windows.iter().next().and_then(size_of);
    let last_size = kept.seen.unwrap_or(kept.settings).window;
    let now = Settings::of(&panels, &view, size.unwrap_or(last_size));
    let mut before = kept.seen.replace(now).unwrap_or(now);
    kept.open_s += time.delta_secs().min(LONGEST_PICTURE_S);
    if kept.open_s < SETTLED_S {
        before.window = now.window;
    }
    if before == now {
        kept.rested_s += time.delta_secs();
    } else {
        kept.settings.follow(before, now);
        kept.rested_s = 0.0;
    }
    if actions.read().any(|asked| *asked == Action::UsualSettings) {
        kept.settings = Settings::default();
        kept.is_left_alone = false;
    }
    let ends = exits.read().next().is_some();
    let is_due = kept.rested_s >= REST_S || ends;
    if kept.is_left_alone || !is_due || kept.written == Some(kept.settings) {
        return;
    }
    kept.written = Some(kept.settings);
    if let Err(why) = write(kept.settings, &kept.file)
        && !kept.has_failed
    {
        kept.has_failed = true;
        captions.answer(say("settings_not_kept", |_| why.clone()));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bevy::time::TimeUpdateStrategy;
    use tempfile::TempDir;

    use super::*;
    use crate::{
        ui::drawer::Drawer,
        view::{calm::Calm, theme::ThemeName},
    };

    fn liked() -> Settings {
        Settings {
            theme: ThemeName::HighContrast,
            large_text: true,
            captions: false,
            names: false,
            calm: Calm::new(0.5),
            panel: Some(Drawer::WhatIf),
            controls: Some(false),
            window: (1024, 768),
            ..default()
        }
    }

    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("not yet there").join("settings.ron");
        (folder, file)
    }

    fn put_on(app: &mut App, settings: Settings) {
        let world = app.world_mut();
        world.resource_scope(|world, mut panels: Mut<Panels>| {
            settings.put_on(&mut panels, &mut world.resource_mut::<ViewSettings>());
        });
        let mut windows = world.query::<&mut Window>();
        for mut window in windows.iter_mut(world) {
            let (width, height) = settings.size();
            window.resolution.set(width as f32, height as f32);
        }
    }

    /// A window that has been open for a while, with what is in a file.
    fn window(file: &Path) -> App {
        let mut app = App::new();
        let step = Duration::from_millis(400);
        app.add_plugins(MinimalPlugins)
            .insert_resource(TimeUpdateStrategy::ManualDuration(step))
            .add_message::<Action>()
            .init_resource::<Panels>()
            .init_resource::<ViewSettings>()
            .init_resource::<Captions>();
        let window = Window {
            resolution: (1280, 720).into(),
            ..default()
        };
        app.world_mut().spawn((window, PrimaryWindow));
        let remembered = Remembered::of(file.to_owned());
        put_on(&mut app, remembered.settings);
        remembered.keep(&mut app);
        pass(&mut app, 10);
        app
    }

    fn pass(app: &mut App, pictures: usize) {
        for _ in 0..pictures {
            app.update();
        }
    }

    #[test]
    fn what_is_liked_is_there_the_next_time() {
        let (_folder, file) = folder();
        let mut app = window(&file);
        assert!(!file.exists(), "nothing was changed");
        put_on(&mut app, liked());
        pass(&mut app, 1);
        assert!(
            !file.exists(),
            "it is not written while it is being changed"
        );
        pass(&mut app, 4);
        let next = Remembered::of(file.clone());
        assert_eq!((next.settings, next.problem), (liked(), None));
        // A window that only opens and closes leaves it as it is.
        let written = fs::read_to_string(&file).expect("it is text");
        let mut app = window(&file);
        app.world_mut().write_message(AppExit::Success);
        pass(&mut app, 1);
        assert_eq!(fs::read_to_string(&file).expect("it is text"), written);
    }

    #[test]
    fn a_change_just_before_the_end_is_kept() {
        let (_folder, file) = folder();
        let mut app = window(&file);
        put_on(&mut app, liked());
        app.world_mut().write_message(AppExit::Success);
        pass(&mut app, 1);
        assert_eq!(Remembered::of(file).settings, liked());
    }

    #[test]
    fn what_the_command_line_asks_for_is_not_kept() {
        let (_folder, file) = folder();
        let mut app = window(&file);
        put_on(&mut app, liked());
        pass(&mut app, 4);
        let mut app = window(&file);
        // It opens in another theme than the file has.
        let change_theme = |app: &mut App, theme| {
            app.world_mut().resource_mut::<ViewSettings>().theme = theme;
        };
        app.world_mut().resource_mut::<Kept>().seen = None;
        change_theme(&mut app, ThemeName::LightTextbook);
        pass(&mut app, 1);
        app.world_mut().resource_mut::<Panels>().captions = true;
        pass(&mut app, 5);
        let kept = Remembered::of(file.clone()).settings;
        assert_eq!((kept.theme, kept.captions), (liked().theme, true));
        change_theme(&mut app, ThemeName::DarkStudio);
        pass(&mut app, 5);
        assert_eq!(Remembered::of(file).settings.theme, ThemeName::DarkStudio);
    }

    #[test]
    fn a_part_of_the_settings_is_enough_and_what_is_unknown_is_passed_over() {
        let (folder, _) = folder();
        let file = folder.path().join("settings.ron");
        fs::write(
            &file,
            "(theme: light, panel: energy, sound: (loud: [1, 2]))",
        )
        .expect("a file");
        let read = Remembered::of(file);
        assert_eq!(read.problem, None);
        let expected = Settings {
            theme: ThemeName::LightTextbook,
            panel: Some(Drawer::Energy),
            ..default()
        };
        assert_eq!(read.settings, expected);
    }

    #[test]
    fn a_faulty_file_is_told_in_one_line_and_left_alone_until_the_usual_ones_are_asked_for() {
        let (folder, _) = folder();
        let file = folder.path().join("settings.ron");
        let texts = [
            "(\n  theme: pink,\n)",
            "(calm: 7.0)",
            "(calm: NaN)",
            "(window: (-1, 700))",
            "(theme: dark",
            "",
            "\0\0",
            "\u{ff}(",
        ];
        for text in texts {
            fs::write(&file, text).expect("a file");
            let read = Remembered::of(file.clone());
            assert_eq!(read.settings, Settings::default());
            let told = read.problem.unwrap_or_else(|| panic!("{text} is faulty"));
            assert!(told.contains("settings.ron:"), "{told}");
            assert!(told.contains("usual settings"), "{told}");
            assert!(
                !told.contains("ThemeName") && !told.contains("f32"),
                "{told}"
            );
            assert_eq!(told.lines().count(), 1, "{told}");
        }
        let mut app = window(&file);
        let said = app.world().resource::<Captions>().text();
        assert!(said.contains("settings.ron"), "{said}");
        put_on(&mut app, liked());
        pass(&mut app, 5);
        assert_eq!(fs::read_to_string(&file).expect("text"), texts[7]);
        put_on(&mut app, Settings::default());
        app.world_mut().write_message(Action::UsualSettings);
        pass(&mut app, 5);
        let read = Remembered::of(file);
        assert_eq!((read.settings, read.problem), (Settings::default(), None));
    }

    #[test]
    fn a_folder_in_place_of_the_file_is_told_in_one_line() {
        let (folder, _) = folder();
        let told = Remembered::of(folder.path().to_owned()).problem;
        let told = told.expect("it is no file");
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(!told.contains("os error"), "{told}");
    }

    #[test]
    fn settings_that_can_not_be_kept_are_told_once() {
        let (folder, _) = folder();
        let in_the_way = folder.path().join("file");
        fs::write(&in_the_way, "").expect("a file");
        let mut app = window(&folder.path().join("settings.ron"));
        app.world_mut().resource_mut::<Kept>().file = in_the_way.join("settings.ron");
        let said = |app: &mut App| {
            let mut captions = app.world_mut().resource_mut::<Captions>();
            let said = captions.text().to_owned();
            captions.clear();
            said
        };
        put_on(&mut app, liked());
        pass(&mut app, 5);
        let first = said(&mut app);
        assert!(first.contains("forgotten"), "{first}");
        put_on(&mut app, Settings::default());
        pass(&mut app, 5);
        assert_eq!(said(&mut app), "");
    }

    #[test]
    fn a_size_that_the_screen_forces_on_a_new_window_is_nobodys_wish() {
        let (_folder, file) = folder();
        let mut app = window(&file);
        let world = app.world_mut();
        let mut kept = world.resource_mut::<Kept>();
        (kept.open_s, kept.seen) = (0.0, None);
        pass(&mut app, 1);
        let small = Settings {
            window: (800, 600),
            ..default()
        };
        put_on(&mut app, small);
        pass(&mut app, 12);
        assert!(!file.exists());
        put_on(&mut app, Settings::default());
        pass(&mut app, 4);
        assert!(!file.exists(), "it is the usual size");
        put_on(&mut app, small);
        pass(&mut app, 4);
        assert_eq!(Remembered::of(file).settings, small);
    }
}
