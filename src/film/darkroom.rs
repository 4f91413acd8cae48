//! Frames without a window: an engine that is driven by hand, and a clock for the
//! screen that nobody's watch has to do with. Stills, the other run of a twin and
//! whatever measures pictures are made here.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use bevy::{
    app::{Plugins, TerminalCtrlCHandlerPlugin},
    asset::RenderAssetUsages,
    camera::{ImageRenderTarget, RenderTarget},
    log::LogPlugin,
    prelude::*,
    render::{
        RenderPlugin,
        pipelined_rendering::PipelinedRenderingPlugin,
        render_resource::{Extent3d, PollType, TextureDimension, TextureFormat, TextureUsages},
        renderer::RenderDevice,
    },
    time::TimeUpdateStrategy,
    window::ExitCondition,
    winit::WinitPlugin,
};

use super::{device, pixels};
use crate::{
    sim::{SimulationPlugin, advance_to, clock::SimClock, session::Session},
    units::SimTime,
    view::{
        self, Pace,
        camera::{Canvas, PictureCamera},
        twin::Bytes,
    },
};

/// Frames in a second on screen, where nothing else is asked for.
const USUAL_RATE: u32 = 60;
/// Between two looks at a run on its way.
const SLICE: SimTime = SimTime::from_nanos(100_000_000);

/// An engine with a run in it, and the frames that it draws.
pub(super) struct Darkroom {
    pub app: App,
    paper: Option<Handle<Image>>,
    frames_a_second: u32,
    /// Frames that have been drawn.
    drawn: u64,
}

impl Darkroom {
    /// With a run at its beginning.
    pub fn with(session: Session) -> Self {
        let mut app = engine();
        app.add_plugins(SimulationPlugin { session });
        Self {
            app,
            paper: None,
            frames_a_second: USUAL_RATE,
            drawn: 0,
        }
    }

    /// With so many frames in a second on screen.
    pub fn at_rate(self, frames_a_second: u32) -> Self {
        Self {
            frames_a_second,
            ..self
        }
    }

    /// Lets the run go on to a moment, and tells on the way how far it has come, as
    /// long as the answer is that it is wanted. Whether it has come there.
    pub fn run_to(&mut self, at: SimTime, mut is_wanted: impl FnMut(SimTime) -> bool) -> bool {
        let mut now = self.app.world().resource::<SimClock>().now;
        loop {
            now = (now + SLICE).min(at);
            advance_to(self.app.world_mut(), now);
            if !is_wanted(now) {
                return false;
            }
            if now >= at {
                return true;
            }
        }
    }

    /// Sets the picture up on paper of this size, and what else is to be in it.
    pub fn furnish<M>(&mut self, pace: Pace, size: UVec2, scale: f32, more: impl Plugins<M>) {
        self.hang_paper(size, scale);
        self.app
            .insert_resource(pace)
            .add_plugins(view::plugin)
            .add_plugins(more);
    }

    /// Has the picture drawn on paper of this size from now on.
    pub fn hang_paper(&mut self, size: UVec2, scale_factor: f32) {
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
        paper.texture_descriptor.usage |= TextureUsages::RENDER_ATTACHMENT
            | TextureUsages::COPY_SRC
            | TextureUsages::TEXTURE_BINDING;
        let world = self.app.world_mut();
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
        self.paper = Some(paper);
    }

    /// Makes the engine ready, once all is in it.
    pub fn open(&mut self) {
        self.app.finish();
        self.app.cleanup();
    }

    /// Draws the next frame and waits for it. The first is at the beginning of the time
    /// on screen, and frame `n` at `n` frames' time exactly, however long any takes.
    pub fn draw(&mut self) {
        let since = self.screen_time(self.drawn.saturating_sub(1));
        let passes = self.screen_time(self.drawn) - since;
        self.app
            .insert_resource(TimeUpdateStrategy::ManualDuration(passes));
        self.drawn += 1;
        self.app.update();
        let device = self.app.world().resource::<RenderDevice>();
        // A device that can't be waited for gives no picture, which is told.
        let _ = device.wgpu_device().poll(PollType::Wait {
            submission_index: None,
            timeout: None,
        });
    }

    /// When a frame stands on screen.
    fn screen_time(&self, frame: u64) -> Duration {
        const NANOS: u128 = 1_000_000_000;
        let nanos = u128::from(frame) * NANOS / u128::from(self.frames_a_second);
        Duration::from_nanos(nanos as u64)
    }

    /// What is on the paper after the newest frame, if the device gives it back.
    pub fn picture(&self) -> Option<Bytes> {
        pixels::read(&self.app, self.paper.as_ref()?)
    }

    /// Whether the camera is on: what is laid out beforehand is not drawn.
    pub fn switch_camera(&mut self, is_on: bool) {
        let world = self.app.world_mut();
        let mut cameras = world.query_filtered::<&mut Camera, With<PictureCamera>>();
        for mut camera in cameras.iter_mut(world) {
            camera.is_active = is_on;
        }
    }
}

/// The engine without a window, driven by hand.
fn engine() -> App {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scene, sim::begin, view::ViewSettings};

    const SIZE: UVec2 = UVec2::new(160, 90);

    fn session(scene: &str) -> Session {
        Session {
            scene: scene::load(scene).expect("it is built in"),
            seed: 1,
            changes: Vec::new(),
        }
    }

    fn darkroom(scene: &str) -> Darkroom {
        let mut room = Darkroom::with(session(scene)).at_rate(7);
        room.furnish(Pace::Still, SIZE, 1.0, |app: &mut App| {
            app.world_mut().resource_mut::<ViewSettings>().labels = false;
        });
        room.open();
        room
    }

    /// The picture of a moment, once everything has found its place.
    fn picture(room: &mut Darkroom, at: SimTime) -> Bytes {
        assert!(room.run_to(at, |_| true));
        (0..3).for_each(|_| room.draw());
        room.picture().expect("the device gives the picture back")
    }

    #[test]
    fn a_frame_stands_at_its_time_however_long_it_took() {
        let mut room = darkroom("cleft_box");
        for frame in 0..=15_u64 {
            room.draw();
            let time = room.app.world().resource::<Time<Real>>().elapsed();
            // A seventh of a second is no whole number of nanoseconds; nothing adds up.
            assert_eq!(
                time,
                Duration::from_nanos(frame * 1_000_000_000 / 7),
                "{frame}"
            );
        }
    }

    #[test]
    fn another_scene_in_the_same_engine_is_the_picture_of_that_scene() {
        let at = SimTime::from_millis(300.0);
        let scenes = ["secretory_cell", "chromaffin_cell", "synaptic_bouton"];
        let mut one_for_all = darkroom(scenes[0]);
        let first = picture(&mut one_for_all, at);
        for scene in [scenes[1], scenes[2], scenes[0]] {
            begin(one_for_all.app.world_mut(), session(scene));
            let seen = picture(&mut one_for_all, at);
            assert_ne!(seen.rgba.len(), 0);
            let alone = picture(&mut darkroom(scene), at);
            assert!(seen.rgba == alone.rgba, "{scene}");
            assert_eq!(seen.rgba == first.rgba, scene == scenes[0], "{scene}");
        }
    }
}
