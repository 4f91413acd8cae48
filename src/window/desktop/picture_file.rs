//! Saves what the window shows into a file, when it is asked for: a picture beside
//! others, under a name that says what it is of. It takes no other's place, and is
//! there whole or not at all.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use bevy::{
    prelude::*,
    render::view::screenshot::{Screenshot, ScreenshotCaptured},
    tasks::{AsyncComputeTaskPool, Task, futures::check_ready},
};
use directories::UserDirs;
use image::ImageFormat;

use crate::{
    files,
    scene::Scene,
    session::actions::Action,
    sim::{clock::SimClock, session::Session},
    text::say,
    ui::{Captions, Panels},
    units::SimTime,
};

/// The folder that pictures go to, one after the other: two that are asked for at
/// once would take the same name.
#[derive(Resource, Clone, Debug)]
struct Album {
    folder: PathBuf,
    in_turn: Arc<Mutex<()>>,
}

/// A picture on its way into a file: where it is, or why it is nowhere.
#[derive(Component)]
struct Developing {
    saved: Task<Result<PathBuf, String>>,
    /// Whether the panels are in it.
    has_panels: bool,
}

/// Has a window save pictures into the folder that the system has for them, or else
/// into the one that the program was called in.
pub fn plugin(app: &mut App) {
    app.insert_resource(Album {
        folder: usual_folder(),
        in_turn: Arc::default(),
    })
    .add_systems(Update, (take_pictures, tell_where_they_are));
}

fn usual_folder() -> PathBuf {
    let folders = UserDirs::new();
    let pictures = folders.as_ref().and_then(|folders| folders.picture_dir());
    let here = || std::path::absolute(".").unwrap_or_else(|_| PathBuf::from("."));
    pictures
        .filter(|folder| folder.is_dir())
        .map_or_else(here, Path::to_owned)
}

/// What a picture is called, without its ending.
fn name_of(scene: &str, seed: u64, now: SimTime) -> String {
    format!("exoscope-{scene}-seed-{seed}-at-{:.6}s", now.as_secs())
}

fn take_pictures(
    mut actions: MessageReader<Action>,
    mut commands: Commands,
    album: Res<Album>,
    panels: Res<Panels>,
    scene: Res<Scene>,
    session: Res<Session>,
    clock: Res<SimClock>,
) {
    let asked = actions
        .read()
        .filter(|asked| **asked == Action::SavePicture);
    if asked.count() == 0 {
        return;
    }
    let name = name_of(&scene.name, session.seed, clock.now);
    let (album, has_panels) = (album.clone(), !panels.hidden);
    commands.spawn(Screenshot::primary_window()).observe(
        move |captured: On<ScreenshotCaptured>, mut commands: Commands| {
            let (image, album, name) = (captured.image.clone(), album.clone(), name.clone());
            let saved = AsyncComputeTaskPool::get().spawn(async move { album.save(image, &name) });
            commands.spawn(Developing { saved, has_panels });
        },
    );
}

fn tell_where_they_are(
    mut developing: Query<(Entity, &mut Developing)>,
    mut commands: Commands,
    mut captions: ResMut<Captions>,
) {
    for (entity, mut picture) in &mut developing {
        let Some(saved) = check_ready(&mut picture.saved) else {
            continue;
        };
        commands.entity(entity).despawn();
        let (said, what) = match saved {
            Ok(path) if picture.has_panels => {
                ("picture_saved_with_panels", path.display().to_string())
            }
            Ok(path) => ("picture_saved", path.display().to_string()),
            Err(why) => ("picture_not_saved", why),
        };
        captions.answer(say(said, |_| what.clone()));
    }
}

impl Album {
    /// Writes a picture under a name, or under the first free one after it.
    fn save(&self, image: Image, name: &str) -> Result<PathBuf, String> {
        let picture = image
            .try_into_dynamic()
            .map_err(|error| error.to_string())?
            .to_rgb8();
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture
            .write_to(&mut bytes, ImageFormat::Png)
            .map_err(|error| error.to_string())?;
        let _turn = self.in_turn.lock().unwrap_or_else(PoisonError::into_inner);
        let path = free_name(&self.folder.join(name));
        files::write(&path, bytes.get_ref()).map_err(|error| error.to_string())?;
        Ok(path)
    }
}

fn free_name(wanted: &Path) -> PathBuf {
    let numbered = |number: u32| {
        let mut name = wanted.as_os_str().to_owned();
        if number > 1 {
            name.push(format!("-{number}"));
        }
        name.push(".png");
        PathBuf::from(name)
    };
    let mut number = 1;
    while numbered(number).exists() {
        number += 1;
    }
    numbered(number)
}

#[cfg(test)]
mod tests {
    use bevy::{
        asset::RenderAssetUsages,
        render::render_resource::{Extent3d, TextureDimension, TextureFormat},
    };

    use super::*;

    fn captured() -> Image {
        let size = Extent3d {
            width: 4,
            height: 3,
            depth_or_array_layers: 1,
        };
        Image::new_fill(
            size,
            TextureDimension::D2,
            &[10, 20, 30, 255],
            TextureFormat::Rgba8UnormSrgb,
            RenderAssetUsages::default(),
        )
    }

    fn album(folder: &Path) -> Album {
        Album {
            folder: folder.to_owned(),
            in_turn: Arc::default(),
        }
    }

    fn count(folder: &Path) -> usize {
        std::fs::read_dir(folder).expect("a folder").count()
    }

    #[test]
    fn a_name_says_what_the_picture_is_of() {
        let name = name_of("synaptic_bouton", 7, SimTime::from_millis(1500.25));
        assert_eq!(name, "exoscope-synaptic_bouton-seed-7-at-1.500250s");
    }

    #[test]
    fn pictures_stand_beside_each_other_under_their_names() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let album = album(folder.path());
        for name in ["a-1.5s.png", "a-1.5s-2.png", "a-1.5s-3.png"] {
            let path = album.save(captured(), "a-1.5s").expect("there is room");
            assert_eq!(path, folder.path().join(name));
            let read = image::open(&path).expect("a picture").to_rgb8();
            assert_eq!(read.dimensions(), (4, 3));
            assert_eq!(read.get_pixel(1, 1).0, [10, 20, 30]);
        }
        assert_eq!(count(folder.path()), 3);
    }

    #[test]
    fn pictures_that_are_asked_for_at_once_do_not_take_each_others_place() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let album = album(folder.path());
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| album.save(captured(), "a").expect("there is room"));
            }
        });
        assert_eq!(count(folder.path()), 8);
    }

    #[test]
    fn a_picture_that_can_not_be_saved_says_why_and_is_nowhere() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let album = album(&folder.path().join("gone"));
        let why = album.save(captured(), "a").expect_err("no such folder");
        assert!(
            why.contains("gone") && why.contains("does not exist"),
            "{why}"
        );
        assert_eq!(count(folder.path()), 0);
    }

    #[test]
    fn the_caption_says_where_the_picture_is_and_whether_panels_are_in_it() {
        let mut app = App::new();
        app.add_plugins(MinimalPlugins)
            .init_resource::<Captions>()
            .add_systems(Update, tell_where_they_are);
        let one = || Ok(PathBuf::from("/pictures/one.png"));
        for (outcome, has_panels, said) in [
            (one(), true, "panels"),
            (one(), false, "/pictures/one.png"),
            (Err("the disk is full".to_owned()), true, "the disk is full"),
        ] {
            app.world_mut().resource_mut::<Captions>().clear();
            let saved = AsyncComputeTaskPool::get().spawn(async move { outcome });
            app.world_mut().spawn(Developing { saved, has_panels });
            let text = |app: &App| app.world().resource::<Captions>().text().to_owned();
            while !text(&app).contains(said) {
                app.update();
            }
            assert_eq!(text(&app).contains("panels"), said == "panels");
            let has_way_out = text(&app).contains("command line");
            assert_eq!(has_way_out, said == "the disk is full");
        }
    }
}
