//! One picture of one moment, on any Vulkan device, without a display.
//!
//! The simulation runs exactly to the moment asked for, the picture is set up
//! as in the window, drawn into an image, looked at for being more than one
//! colour, and written whole or not at all.

use std::{
    io::{Cursor, Write},
    path::PathBuf,
};

use bevy::{
    prelude::*,
    render::{
        RenderApp,
        render_resource::{CachedPipelineState, PipelineCache},
    },
    shader::ShaderCacheError,
};
use image::{DynamicImage, ImageError, ImageFormat, RgbImage, RgbaImage};
use thiserror::Error;

use super::{
    darkroom::Darkroom,
    device::{self, NoDevice},
};
use crate::{
    biology::controls::{Change, TimedChange},
    files::{Draft, FileError, appear_together},
    scene::Scene,
    sim::{
        controls::Controls,
        record::Record,
        session::Session,
        vesicle::{Vesicle, VesicleId},
    },
    ui::{Panels, compare, opened::Opened},
    units::SimTime,
    view::{
        Following, Pace, Selected, ViewSettings,
        calm::Calm,
        camera::{CameraRig, LockedTo, OpeningView},
        framing::{FreeArea, SubjectArea},
        limits::SIDES,
        theme::ThemeName,
        twin::{Bytes, Twin},
    },
};

/// Frames in a second on screen: so few that whatever comes in by and by is there.
const FRAMES_A_SECOND: u32 = 4;
/// Frames drawn before one is kept: panels need two to find their sizes.
const WARM_UP_FRAMES: usize = 3;
/// Frames drawn until the last of them is kept: the first is the one in which the
/// device is handed what the camera sees.
const FRAMES: usize = 2;

/// What picture to make.
#[derive(Clone, Debug)]
pub struct StillRequest {
    /// The moment of cell time.
    pub at: SimTime,
    /// A named view of the scene; its first one if not given.
    pub view: Option<String>,
    /// A vesicle to stay with.
    pub follow: Option<VesicleId>,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Whether to draw the panels.
    pub ui: bool,
    /// What is open among them.
    pub panel: Option<Opened>,
    /// Whether their text is that for a lecture hall.
    pub large_text: bool,
    /// Whether to draw names on things.
    pub labels: bool,
    pub theme: ThemeName,
    /// How much of the jitter is left out.
    pub calm: Calm,
    /// Whether to draw the crowd of proteins in the cytosol.
    pub crowd: bool,
    /// In what a second run differs that is drawn beside the first.
    pub twin: Option<Change>,
    pub output: PathBuf,
}

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum StillError {
    #[error(transparent)]
    NoDevice(#[from] NoDevice),
    #[error("the scene has no view `{wanted}`; it has {known}")]
    NoSuchView { wanted: String, known: String },
    #[error("there is no vesicle {0} at that moment")]
    NoSuchVesicle(VesicleId),
    #[error(
        "a picture of {0}×{1} pixels can't be made; each side is {least} to {most}",
        least = SIDES.start(),
        most = SIDES.end()
    )]
    Size(u32, u32),
    #[error("the picture came out blank; try another view, or look at the graphics driver")]
    Blank,
    #[error(
        "the picture would lack something, for a shader does not build on this device: {0}; please tell the authors, and try another driver"
    )]
    Shader(String),
    #[error("the graphics device gave no picture back")]
    NoPicture,
    #[error("the picture can't be put into a file: {0}")]
    Unsaved(#[from] ImageError),
    #[error(transparent)]
    Unwritable(#[from] FileError),
}

/// Makes the picture. On the way to its moment, `on_the_way` is told how far
/// the run has come.
///
/// # Errors
/// See [`StillError`]; then there is no file.
pub fn make(
    session: Session,
    request: StillRequest,
    mut on_the_way: impl FnMut(SimTime),
) -> Result<(), StillError> {
    check_request(&session.scene, request.view.as_deref(), request.size)?;
    let draft = Draft::begin(&request.output)?;
    device::probe()?;
    let mut room = Darkroom::with(session.clone()).at_rate(FRAMES_A_SECOND);
    room.run_to(request.at, |now| {
        on_the_way(now);
        true
    });
    set_up(&mut room, &request)?;
    if let Some(difference) = &request.twin {
        prepare_twin(&mut room.app, difference, request.ui);
    }
    warm_up(&mut room);
    if let Some(difference) = &request.twin {
        let other = Darkroom::with(with_difference(session, difference));
        let mut other = other.at_rate(FRAMES_A_SECOND);
        // It takes as long as the first did, which has been told.
        other.run_to(request.at, |_| true);
        picture_beside(&mut room.app, &mut other, &request)?;
    }
    let picture = develop(&mut room)?;
    save(draft, &picture)
}

/// The same session, but for one control that stands at another value from the
/// beginning to the end.
pub(super) fn with_difference(mut session: Session, difference: &Change) -> Session {
    session
        .changes
        .retain(|timed| timed.change.knob != difference.knob);
    session.changes.push(TimedChange {
        at: SimTime::ZERO,
        change: difference.clone(),
    });
    session
}

/// Makes room for a second run beside the one in the app.
fn prepare_twin(app: &mut App, difference: &Change, has_panels: bool) {
    let titles = compare::titles(app.world().resource::<Controls>(), difference);
    let mut twin = app.world_mut().resource_mut::<Twin>();
    twin.difference = Some(difference.clone());
    twin.titles = titles;
    if !has_panels {
        let half = Rect::new(0.0, 0.0, twin.divide, 1.0);
        app.insert_resource(FreeArea(Some(half)));
    }
}

/// Draws the other run as the app's own camera sees it, and puts the picture
/// beside the app's own.
fn picture_beside(
    app: &mut App,
    other: &mut Darkroom,
    request: &StillRequest,
) -> Result<(), StillError> {
    let whole = UVec2::from(request.size);
    let twin = app.world().resource::<Twin>();
    let size = twin.size_beside(whole);
    let part = size.x as f32 / whole.x as f32;
    let rig = *app.world().resource::<CameraRig>();
    let world = app.world();
    let whole = world.resource::<SubjectArea>();
    let whole = whole.or(*world.resource::<FreeArea>());
    let free = twin.free_beside(whole, part);
    let asked = StillRequest {
        size: size.into(),
        ui: false,
        panel: None,
        follow: None,
        ..request.clone()
    };
    set_up(other, &asked)?;
    let selected = *app.world().resource::<Selected>();
    let settings = app.world().resource::<ViewSettings>().clone();
    other
        .app
        .insert_resource(settings)
        .insert_resource(Following(request.follow))
        .insert_resource(selected)
        .insert_resource(free)
        .insert_resource(LockedTo(Some((
            rig.pose,
            rig.shift_in_part(part, whole.left()),
        ))));
    warm_up(other);
    let picture = develop(other)?;
    let record = other.app.world().resource::<Record>().clone();
    let mut twin = app.world_mut().resource_mut::<Twin>();
    twin.record = record;
    twin.show(Bytes {
        size,
        rgba: DynamicImage::from(picture).to_rgba8().into_raw(),
    });
    Ok(())
}

/// Whether the scene has the view that is wanted, and a picture can have this size.
///
/// # Errors
/// It does not, or can't.
pub fn check_request(
    scene: &Scene,
    view: Option<&str>,
    (width, height): (u32, u32),
) -> Result<(), StillError> {
    if !SIDES.contains(&width) || !SIDES.contains(&height) {
        return Err(StillError::Size(width, height));
    }
    let Some(wanted) = view else { return Ok(()) };
    if scene.views.iter().any(|view| view.name == wanted) {
        return Ok(());
    }
    let known: Vec<&str> = scene.views.iter().map(|view| view.name.as_str()).collect();
    Err(StillError::NoSuchView {
        wanted: wanted.to_owned(),
        known: known.join(", "),
    })
}

fn set_up(room: &mut Darkroom, request: &StillRequest) -> Result<(), StillError> {
    if let Some(wanted) = request.follow {
        let world = room.app.world_mut();
        if !world
            .query::<&Vesicle>()
            .iter(world)
            .any(|vesicle| vesicle.id == wanted)
        {
            return Err(StillError::NoSuchVesicle(wanted));
        }
    }
    let opening = OpeningView(request.view.clone());
    room.app.insert_resource(opening);
    room.furnish(Pace::Still, request.size.into(), 1.0, |_: &mut App| {});
    let app = &mut room.app;
    if request.ui {
        app.add_plugins(crate::ui::plugin);
        let world = app.world_mut();
        world.resource_mut::<Panels>().large_text = request.large_text;
        if let Some(opened) = request.panel {
            opened.open(world, request.follow);
        }
    }
    let mut settings = app.world_mut().resource_mut::<ViewSettings>();
    settings.labels = request.labels;
    settings.theme = request.theme;
    settings.calm = request.calm;
    settings.show.crowding = request.crowd;
    settings.scale_bar = request.ui || request.labels;
    settings.legend = request.ui;
    app.insert_resource(Following(request.follow));
    Ok(())
}

/// Lets panels find their sizes and things their places before the camera is
/// switched on.
fn warm_up(room: &mut Darkroom) {
    room.open();
    room.draw();
    room.switch_camera(false);
    for _ in 0..WARM_UP_FRAMES {
        room.draw();
    }
}

/// Draws until the picture is there.
fn develop(room: &mut Darkroom) -> Result<RgbImage, StillError> {
    room.switch_camera(true);
    for _ in 0..FRAMES {
        room.draw();
    }
    let Bytes { size, rgba } = room.picture().ok_or(StillError::NoPicture)?;
    let picture = RgbaImage::from_raw(size.x, size.y, rgba).ok_or(StillError::NoPicture)?;
    let picture = DynamicImage::from(picture).into_rgb8();
    if let Some(problem) = unbuilt_shader(&room.app) {
        return Err(StillError::Shader(problem));
    }
    if is_blank(&picture) {
        Err(StillError::Blank)
    } else {
        Ok(picture)
    }
}

/// What is wrong with a shader, if any does not build: the engine would leave out
/// whatever is painted with it. Where a device can't do something, the engine has a
/// pipeline for it without any shader, which it never draws with.
fn unbuilt_shader(app: &App) -> Option<String> {
    let render = app.get_sub_app(RenderApp)?.world();
    let mut pipelines = render.resource::<PipelineCache>().pipelines();
    pipelines.find_map(|pipeline| match &pipeline.state {
        CachedPipelineState::Err(ShaderCacheError::ShaderNotLoaded(id))
            if *id == AssetId::default() =>
        {
            None
        }
        CachedPipelineState::Err(problem) => {
            let said = problem.to_string();
            Some(said.lines().next().unwrap_or_default().to_owned())
        }
        _ => None,
    })
}

/// Whether the picture is of (nearly) one colour.
fn is_blank(picture: &RgbImage) -> bool {
    let mut darkest = [u8::MAX; 3];
    let mut brightest = [0; 3];
    for pixel in picture.pixels() {
        for channel in 0..3 {
            darkest[channel] = darkest[channel].min(pixel.0[channel]);
            brightest[channel] = brightest[channel].max(pixel.0[channel]);
        }
    }
    (0..3).all(|channel| brightest[channel].saturating_sub(darkest[channel]) < 24)
}

fn save(mut draft: Draft, picture: &RgbImage) -> Result<(), StillError> {
    let mut encoded = Cursor::new(Vec::new());
    picture.write_to(&mut encoded, ImageFormat::Png)?;
    draft
        .write_all(encoded.get_ref())
        .map_err(|source| FileError::unwritable(draft.said(), source))?;
    Ok(appear_together(vec![draft.finish()?])?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{SimulationPlugin, advance_to};

    #[test]
    fn a_picture_of_one_colour_is_blank() {
        let mut picture = RgbImage::from_pixel(64, 64, image::Rgb([11, 16, 32]));
        assert!(is_blank(&picture));
        picture.put_pixel(3, 3, image::Rgb([200, 120, 90]));
        assert!(!is_blank(&picture));
    }

    #[test]
    fn a_shader_that_does_not_build_is_told() {
        let request = small();
        let picture = |is_broken: bool| {
            let mut room = Darkroom::with(busy_session());
            set_up(&mut room, &request).expect("a good request");
            if is_broken {
                let mut shaders = room.app.world_mut().resource_mut::<Assets<Shader>>();
                let ours = shaders
                    .iter()
                    .find(|(_, shader)| shader.path.ends_with("tissue.wgsl"))
                    .map(|(id, _)| id)
                    .expect("the picture's shader");
                let broken = Shader::from_wgsl("fn vertex() -> nothing {", "tissue.wgsl");
                shaders.insert(ours, broken).expect("its place");
            }
            warm_up(&mut room);
            develop(&mut room)
        };
        assert!(picture(false).is_ok());
        let told = picture(true).expect_err("nothing can be painted");
        assert!(matches!(told, StillError::Shader(_)), "{told}");
        assert_eq!(told.to_string().lines().count(), 1);
    }

    /// A small picture of the beginning, with names.
    fn small() -> StillRequest {
        StillRequest {
            at: SimTime::ZERO,
            view: None,
            follow: None,
            size: (160, 90),
            ui: false,
            panel: None,
            large_text: false,
            labels: true,
            theme: ThemeName::default(),
            calm: Calm::default(),
            crowd: false,
            twin: None,
            output: PathBuf::new(),
        }
    }

    fn busy_session() -> Session {
        let change = |text: &str| TimedChange {
            at: SimTime::ZERO,
            change: Change::parse(text).expect("a good change"),
        };
        Session {
            scene: crate::scene::load("synaptic_bouton").expect("the built-in scene"),
            seed: 3,
            changes: vec![
                change("signal.train_hz=20"),
                change("signal.train_count=20"),
            ],
        }
    }

    #[test]
    fn what_happens_does_not_depend_on_being_drawn() {
        let request = small();
        let mut unseen = App::new();
        unseen.add_plugins(SimulationPlugin {
            session: busy_session(),
        });
        let mut seen = Darkroom::with(busy_session());
        set_up(&mut seen, &request).expect("an empty follow list");
        seen.open();
        for frame in 1..=12 {
            let now = SimTime::from_millis(50.0 * f64::from(frame));
            advance_to(unseen.world_mut(), now);
            seen.run_to(now, |_| true);
            seen.draw();
        }
        let events = |app: &App| app.world().resource::<Record>().events.clone();
        assert!(events(&unseen).len() > 200);
        assert_eq!(events(&seen.app), events(&unseen));
    }
}
