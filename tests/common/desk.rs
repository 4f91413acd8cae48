//! A window without a screen: all that the real one holds, and an engine that
//! draws nothing. What hands do to it comes as the events of a real window.

use std::{
    thread,
    time::{Duration, Instant},
};

use bevy::{
    a11y::ActionRequest,
    app::TerminalCtrlCHandlerPlugin,
    ecs::message::Message,
    input::{
        ButtonState,
        keyboard::{Key, KeyCode, KeyboardFocusLost, KeyboardInput},
        mouse::{MouseButton, MouseButtonInput, MouseScrollUnit, MouseWheel},
        touch::{TouchInput, TouchPhase},
    },
    log::LogPlugin,
    prelude::*,
    render::{RenderPlugin, settings::WgpuSettings},
    time::TimeUpdateStrategy,
    window::{
        CursorMoved, PrimaryWindow, WindowEvent, WindowFocused, WindowResized,
        WindowScaleFactorChanged,
    },
    winit::WinitPlugin,
};
use bevy_egui::{
    EguiContext, EguiFullOutput, EguiOutput, EguiPostUpdateSet, PrimaryEguiContext,
    egui::accesskit::{self, Node, NodeId, TreeId},
};
use exoscope::{
    play::{director::Director, time_lens::Playback},
    scene,
    session::actions::{Action, Step},
    sim::Session,
    ui::Panels,
    view::{ViewSettings, camera::CameraRig, twin::Twin},
    window::{WindowOptions, furnish},
};

/// What passes on screen from picture to picture.
const FRAME: Duration = Duration::from_nanos(33_333_333);

pub struct Desk {
    pub app: App,
    window: Entity,
}

impl Desk {
    pub fn before(scene: &str, seed: u64) -> Self {
        let session = Session {
            scene: scene::load(scene).unwrap(),
            seed,
            changes: Vec::new(),
        };
        let mut app = App::new();
        app.add_plugins(
            DefaultPlugins
                .set(WindowPlugin {
                    primary_window: Some(Window {
                        resolution: (1280, 720).into(),
                        ..default()
                    }),
                    ..default()
                })
                .set(RenderPlugin {
                    render_creation: WgpuSettings {
                        backends: None,
                        ..default()
                    }
                    .into(),
                    ..default()
                })
                .disable::<WinitPlugin>()
                .disable::<LogPlugin>()
                .disable::<TerminalCtrlCHandlerPlugin>(),
        )
        .insert_resource(TimeUpdateStrategy::ManualDuration(FRAME));
        furnish(&mut app, session, &WindowOptions::default());
        app.add_systems(PreUpdate, give_every_control_a_name)
            .add_systems(
                PostUpdate,
                leave_the_clipboard_alone
                    .after(EguiPostUpdateSet::EndPass)
                    .before(EguiPostUpdateSet::ProcessOutput),
            );
        app.finish();
        app.cleanup();
        let mut windows = app
            .world_mut()
            .query_filtered::<Entity, With<PrimaryWindow>>();
        let window = windows.single(app.world()).unwrap();
        Self { app, window }
    }

    /// An event as the engine gets it: by itself, and in its order among all.
    fn tell<E: Message + Clone + Into<WindowEvent>>(&mut self, event: E) {
        let world = self.app.world_mut();
        world.write_message::<WindowEvent>(event.clone().into());
        world.write_message(event);
    }

    pub fn key(&mut self, key_code: KeyCode, logical_key: Key, is_down: bool) {
        let window = self.window;
        self.tell(KeyboardInput {
            key_code,
            logical_key,
            state: state(is_down),
            text: None,
            repeat: false,
            window,
        });
    }

    /// In logical pixels.
    pub fn point_at(&mut self, position: Vec2) {
        let window = self.window;
        let mut was = None;
        if let Some(mut window) = self.window() {
            was = window.cursor_position();
            window.set_cursor_position(Some(position));
        }
        self.tell(CursorMoved {
            window,
            position,
            delta: was.map(|was| position - was),
        });
    }

    pub fn button(&mut self, button: MouseButton, is_down: bool) {
        let window = self.window;
        self.tell(MouseButtonInput {
            button,
            state: state(is_down),
            window,
        });
    }

    pub fn wheel(&mut self, unit: MouseScrollUnit, by: Vec2) {
        let window = self.window;
        self.tell(MouseWheel {
            unit,
            x: by.x,
            y: by.y,
            window,
            phase: TouchPhase::Moved,
        });
    }

    pub fn touch(&mut self, phase: TouchPhase, position: Vec2, id: u64) {
        let window = self.window;
        self.tell(TouchInput {
            phase,
            position,
            window,
            force: None,
            id,
        });
    }

    /// To a size in pixels, at so many of them to a point.
    pub fn resize(&mut self, size: UVec2, scale_factor: f32) {
        let entity = self.window;
        let Some(mut window) = self.window() else {
            return;
        };
        let scales = window.scale_factor() != scale_factor;
        window.resolution.set_scale_factor(scale_factor);
        window.resolution.set_physical_resolution(size.x, size.y);
        let (width, height) = (window.width(), window.height());
        if scales {
            self.tell(WindowScaleFactorChanged {
                window: entity,
                scale_factor: f64::from(scale_factor),
            });
        }
        self.tell(WindowResized {
            window: entity,
            width,
            height,
        });
    }

    pub fn focus(&mut self, focused: bool) {
        let window = self.window;
        if let Some(mut window) = self.window() {
            window.focused = focused;
        }
        self.tell(WindowFocused { window, focused });
        if !focused {
            self.tell(KeyboardFocusLost);
        }
    }

    /// As a screen reader asks.
    pub fn ask(
        &mut self,
        action: accesskit::Action,
        node: NodeId,
        data: Option<accesskit::ActionData>,
    ) {
        let asked = ActionRequest(accesskit::ActionRequest {
            action,
            target_tree: TreeId::ROOT,
            target_node: node,
            data,
        });
        self.app.world_mut().write_message(asked);
    }

    pub fn has_twin(&self) -> bool {
        self.app.world().resource::<Twin>().is_beside()
    }

    pub fn take_twin_away(&mut self) {
        self.app.world_mut().resource_mut::<Twin>().difference = None;
    }

    /// Begins anew, as a window opens, whatever was done; how much of what may pile
    /// up is there then.
    pub fn begin_anew(&mut self, seed: u64) -> [(&'static str, usize); 3] {
        const SETTLED: usize = 8;
        self.take_twin_away();
        self.resize(UVec2::new(1280, 720), 1.0);
        self.focus(false);
        self.focus(true);
        let world = self.app.world_mut();
        world.insert_resource(Panels::default());
        world.insert_resource(ViewSettings::default());
        world.insert_resource(Playback::default());
        world.resource_mut::<Director>().at_work = false;
        world.write_message(Action::StopTrials);
        world.write_message(Action::Home);
        // At the second time without what was changed.
        for _ in 0..2 {
            let anew = Action::StartAgain { seed: Some(seed) };
            self.app.world_mut().write_message(anew);
            self.app.update();
        }
        self.app.world_mut().resource_mut::<CameraRig>().arrive();
        for _ in 0..SETTLED {
            self.app.update();
        }
        let world = self.app.world();
        [
            ("entities", world.entities().count_spawned() as usize),
            ("meshes", world.resource::<Assets<Mesh>>().len()),
            ("images", world.resource::<Assets<Image>>().len()),
        ]
    }

    /// Has a second run drawn beside the first for some pictures, from afar and from
    /// near: what the device's driver builds for it stays loaded from then on.
    pub fn see_two_runs(&mut self) {
        const PICTURES: usize = 12;
        const PATIENCE: Duration = Duration::from_secs(120);
        self.app.world_mut().write_message(Action::Twin);
        let began = Instant::now();
        let mut shown = 0;
        while shown < PICTURES && began.elapsed() < PATIENCE {
            self.app.update();
            let world = self.app.world_mut();
            if world.resource::<Playback>().is_held {
                thread::sleep(Duration::from_millis(10));
                continue;
            }
            shown += usize::from(world.resource::<Twin>().is_divided());
            if shown == PICTURES / 3 {
                world.write_message(Action::GoToStep(Step::Fusion));
            }
        }
        self.take_twin_away();
        self.app.update();
    }

    /// What the sheet takes that letters are painted on, in all its copies (the panels',
    /// the engine's, and what is on its way to the device). It grows with every size of
    /// text that was shown, and begins anew when it is full.
    pub fn letters_mb(&mut self) -> f64 {
        const COPIES: usize = 3;
        const BYTES: usize = 4;
        let mut contexts = self.app.world_mut().query::<&mut EguiContext>();
        let sheets = contexts.iter_mut(self.app.world_mut()).map(|mut context| {
            let [width, height] = context.get_mut().fonts(|fonts| fonts.font_image_size());
            width * height
        });
        (sheets.sum::<usize>() * BYTES * COPIES) as f64 / 1e6
    }

    fn window(&mut self) -> Option<Mut<'_, Window>> {
        self.app.world_mut().get_mut::<Window>(self.window)
    }

    /// In logical pixels.
    pub fn size(&mut self) -> Vec2 {
        self.window().map_or(Vec2::ZERO, |window| window.size())
    }

    /// What stood in the newest picture that can be worked with, and where, in
    /// logical pixels.
    pub fn controls(&mut self) -> Vec<(NodeId, Vec2, Node)> {
        let mut outputs = self.app.world_mut().query::<(&EguiOutput, &EguiContext)>();
        let Some((output, context)) = outputs.iter(self.app.world()).next() else {
            return Vec::new();
        };
        let zoom = context.clone().get_mut().zoom_factor();
        let Some(update) = &output.platform_output.accesskit_update else {
            return Vec::new();
        };
        let usable = update.nodes.iter().filter(|(_, node)| {
            node.supports_action(accesskit::Action::Click)
                || node.supports_action(accesskit::Action::Focus)
        });
        usable
            .filter_map(|(id, node)| {
                let bounds = node.bounds()?;
                let middle = Vec2::new(
                    (bounds.x0 + bounds.x1) as f32 / 2.0,
                    (bounds.y0 + bounds.y1) as f32 / 2.0,
                );
                Some((*id, middle * zoom, node.clone()))
            })
            .collect()
    }
}

fn state(is_down: bool) -> ButtonState {
    if is_down {
        ButtonState::Pressed
    } else {
        ButtonState::Released
    }
}

/// As a screen reader has it done.
fn give_every_control_a_name(
    mut contexts: Query<&mut EguiContext, (With<PrimaryEguiContext>, Added<EguiContext>)>,
) {
    for mut context in &mut contexts {
        context.get_mut().enable_accesskit();
    }
}

/// What is copied here must not lie on the clipboard of whoever runs the tests.
fn leave_the_clipboard_alone(mut outputs: Query<&mut EguiFullOutput>) {
    for mut output in &mut outputs {
        if let Some(output) = &mut output.0 {
            output.platform_output.commands.clear();
        }
    }
}
