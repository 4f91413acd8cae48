//! One picture of one moment, on any Vulkan device, without a display.
//!
//! The simulation runs exactly to the moment asked for, the picture is set up
//! as in the window, drawn into an image, looked at for being more than one
//! colour, and written whole or not at all.

use std::{
    io::{Cursor, Write},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use bevy::{
    app::TerminalCtrlCHandlerPlugin,
    asset::RenderAssetUsages,
    camera::{ImageRenderTarget, RenderTarget},
    log::LogPlugin,
    prelude::*,
    render::{
        RenderApp, RenderPlugin,
        pipelined_rendering::PipelinedRenderingPlugin,
        render_resource::{
            CachedPipelineState, Extent3d, PipelineCache, PollType, TextureDimension,
            TextureFormat, TextureUsages,
        },
        renderer::RenderDevice,
        view::screenshot::{Screenshot, ScreenshotCaptured},
    },
    shader::ShaderCacheError,
    window::ExitCondition,
    winit::WinitPlugin,
};
use image::{DynamicImage, ImageError, ImageFormat, RgbImage};
use thiserror::Error;

use super::device::{self, NoDevice};
use crate::{
    biology::controls::{Change, TimedChange},
    files::{Draft, FileError, appear_together},
    scene::Scene,
    sim::{
        SimulationPlugin, advance_to,
        controls::Controls,
        record::Record,
        session::Session,
        vesicle::{Vesicle, VesicleId},
    },
    ui::{Panels, compare, opened::Opened},
    units::SimTime,
    view::{
        Following, Pace, ViewSettings,
        calm::Calm,
        camera::{CameraRig, Canvas, LockedTo, OpeningView, PictureCamera},
        framing::FreeArea,
        theme::ThemeName,
        twin::{Bytes, Twin},
    },
};

/// Smallest and largest side of a picture, in pixels.
pub const SIDE_RANGE: std::ops::RangeInclusive<u32> = 16..=8192;
/// Between two looks at a run on its way.
const SLICE: SimTime = SimTime::from_nanos(250_000_000);
/// Frames drawn before one is kept: panels need two to find their sizes.
const WARM_UP_FRAMES: usize = 3;
/// Frames after which a picture that was asked for must have come.
const PATIENCE_FRAMES: usize = 40;

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
    #[error("a picture of {0}×{1} pixels can't be made; each side is 16 to 8192")]
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
    let mut app = run_to(session.clone(), request.at, &mut on_the_way);
    set_up(&mut app, &request)?;
    if let Some(difference) = &request.twin {
        prepare_twin(&mut app, difference, request.ui);
    }
    warm_up(&mut app);
    if let Some(difference) = &request.twin {
        let other = with_difference(session, difference);
        // It takes as long as the first did, which has been told.
        let mut other = run_to(other, request.at, &mut |_| {});
        picture_beside(&mut app, &mut other, &request)?;
    }
    let picture = develop(&mut app)?;
    save(draft, &picture)
}

/// An app with a run that has come to a moment.
fn run_to(session: Session, at: SimTime, on_the_way: &mut impl FnMut(SimTime)) -> App {
    let mut app = darkroom();
    app.add_plugins(SimulationPlugin { session });
    let mut now = SimTime::ZERO;
    loop {
        now = (now + SLICE).min(at);
        advance_to(app.world_mut(), now);
        on_the_way(now);
        if now == at {
            return app;
        }
    }
}

/// The same session, but for one control that stands at another value from the
/// beginning to the end.
pub(super) fn with_difference(mut session: Session, difference: &Change) -> Session {
    session
        .changes
        .retain(|timed| timed.change.key != difference.key);
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
    other: &mut App,
    request: &StillRequest,
) -> Result<(), StillError> {
    let whole = UVec2::from(request.size);
    let twin = app.world().resource::<Twin>();
    let size = twin.size_beside(whole);
    let part = size.x as f32 / whole.x as f32;
    let rig = *app.world().resource::<CameraRig>();
    let whole = *app.world().resource::<FreeArea>();
    let free = twin.free_beside(whole, part);
    let asked = StillRequest {
        size: size.into(),
        ui: false,
        panel: None,
        follow: None,
        ..request.clone()
    };
    set_up(other, &asked)?;
    let settings = app.world().resource::<ViewSettings>().clone();
    other
        .insert_resource(settings)
        .insert_resource(Following(request.follow))
        .insert_resource(free)
        .insert_resource(LockedTo(Some((
            rig.pose,
            rig.shift_in_part(part, whole.left()),
        ))));
    warm_up(other);
    let picture = develop(other)?;
    let record = other.world().resource::<Record>().clone();
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
    if !SIDE_RANGE.contains(&width) || !SIDE_RANGE.contains(&height) {
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

/// The engine without a window, driven by hand.
pub(super) fn darkroom() -> App {
    static IS_LOGGED: AtomicBool = AtomicBool::new(false);
    let mut plugins = DefaultPlugins
        .set(WindowPlugin {
            primary_window: None,
            exit_condition: ExitCondition::DontExit,
            ..default()
        })
        .set(RenderPlugin {
            render_creation: device::settings().into(),
            synchronous_pipeline_compilation: true,
            ..default()
        })
        .disable::<WinitPlugin>()
        .disable::<PipelinedRenderingPlugin>()
        .disable::<TerminalCtrlCHandlerPlugin>();
    // A still speaks through its result; whoever wants more asks for it. There
    // is one log, however many engines.
    let is_asked = std::env::var_os("RUST_LOG").is_some();
    if !is_asked || IS_LOGGED.swap(true, Ordering::Relaxed) {
        plugins = plugins.disable::<LogPlugin>();
    }
    let mut app = App::new();
    app.add_plugins(plugins);
    app
}

fn set_up(app: &mut App, request: &StillRequest) -> Result<(), StillError> {
    if let Some(wanted) = request.follow {
        let mut vesicles = app.world_mut().query::<&Vesicle>();
        if !vesicles
            .iter(app.world())
            .any(|vesicle| vesicle.id == wanted)
        {
            return Err(StillError::NoSuchVesicle(wanted));
        }
    }
    hang_paper(app, request.size.into(), 1.0);
    app.insert_resource(OpeningView(request.view.clone()))
        .insert_resource(Pace::Still);
    app.add_plugins(crate::view::plugin);
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

/// Has the picture drawn on paper of this size from now on.
pub(super) fn hang_paper(app: &mut App, size: UVec2, scale_factor: f32) -> Handle<Image> {
    let mut paper = Image::new_fill(
        Extent3d {
            width: size.x,
            height: size.y,
            depth_or_array_layers: 1,
        },
        TextureDimension::D2,
        &[0; 4],
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::default(),
    );
    paper.texture_descriptor.usage |=
        TextureUsages::RENDER_ATTACHMENT | TextureUsages::COPY_SRC | TextureUsages::TEXTURE_BINDING;
    let world = app.world_mut();
    let paper = world.resource_mut::<Assets<Image>>().add(paper);
    let target = RenderTarget::Image(ImageRenderTarget {
        handle: paper.clone(),
        scale_factor,
    });
    let mut cameras = world.query_filtered::<&mut RenderTarget, With<PictureCamera>>();
    for mut camera in cameras.iter_mut(world) {
        *camera = target.clone();
    }
    world.insert_resource(Canvas(target));
    paper
}

/// Lets panels find their sizes and things their places before the camera is
/// switched on.
fn warm_up(app: &mut App) {
    app.finish();
    app.cleanup();
    draw_frame(app);
    switch_camera(app, false);
    for _ in 0..WARM_UP_FRAMES {
        draw_frame(app);
    }
}

/// Draws frames until the picture is there.
fn develop(app: &mut App) -> Result<RgbImage, StillError> {
    switch_camera(app, true);
    draw_frame(app);
    let taken: Arc<Mutex<Option<Image>>> = Arc::default();
    let keep = Arc::clone(&taken);
    let RenderTarget::Image(paper) = app.world().resource::<Canvas>().0.clone() else {
        return Err(StillError::NoPicture);
    };
    app.world_mut()
        .spawn(Screenshot::image(paper.handle))
        .observe(move |captured: On<ScreenshotCaptured>| {
            if let Ok(mut place) = keep.lock() {
                *place = Some(captured.image.clone());
            }
        });
    for _ in 0..PATIENCE_FRAMES {
        draw_frame(app);
        let Some(image) = taken.lock().ok().and_then(|mut place| place.take()) else {
            continue;
        };
        let picture = image
            .try_into_dynamic()
            .map_err(|_| StillError::NoPicture)?
            .to_rgb8();
        if let Some(problem) = unbuilt_shader(app) {
            return Err(StillError::Shader(problem));
        }
        return if is_blank(&picture) {
            Err(StillError::Blank)
        } else {
            Ok(picture)
        };
    }
    Err(StillError::NoPicture)
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

fn switch_camera(app: &mut App, is_on: bool) {
    let world = app.world_mut();
    let mut cameras = world.query_filtered::<&mut Camera, With<PictureCamera>>();
    for mut camera in cameras.iter_mut(world) {
        camera.is_active = is_on;
    }
}

/// One frame, waited for.
pub(super) fn draw_frame(app: &mut App) {
    app.update();
    let device = app.world().resource::<RenderDevice>();
    // A device that can't be waited for gives no picture, which is told.
    let _ = device.wgpu_device().poll(PollType::Wait {
        submission_index: None,
        timeout: None,
    });
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
            let mut app = run_to(busy_session(), SimTime::ZERO, &mut |_| {});
            set_up(&mut app, &request).expect("a good request");
            if is_broken {
                let mut shaders = app.world_mut().resource_mut::<Assets<Shader>>();
                let ours = shaders
                    .iter()
                    .find(|(_, shader)| shader.path.ends_with("tissue.wgsl"))
                    .map(|(id, _)| id)
                    .expect("the picture's shader");
                let broken = Shader::from_wgsl("fn vertex() -> nothing {", "tissue.wgsl");
                shaders.insert(ours, broken).expect("its place");
            }
            warm_up(&mut app);
            develop(&mut app)
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
        let plugin = SimulationPlugin {
            session: busy_session(),
        };
        let mut unseen = App::new();
        unseen.add_plugins(plugin.clone());
        let mut seen = darkroom();
        seen.add_plugins(plugin);
        set_up(&mut seen, &request).expect("an empty follow list");
        seen.finish();
        seen.cleanup();
        for frame in 1..=12 {
            let now = SimTime::from_millis(50.0 * f64::from(frame));
            advance_to(unseen.world_mut(), now);
            advance_to(seen.world_mut(), now);
            draw_frame(&mut seen);
        }
        let events = |app: &App| app.world().resource::<Record>().events.clone();
        assert!(events(&unseen).len() > 200);
        assert_eq!(events(&seen), events(&unseen));
    }
}
