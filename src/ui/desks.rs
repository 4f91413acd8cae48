//! The whole desk, drawn without a screen in windows of all sizes.

use bevy::prelude::*;
use bevy_egui::{EguiContext, EguiPrimaryContextPass, EguiUserTextures, PrimaryEguiContext, egui};

use super::{
    actions::Action,
    appearance,
    arrival::{self, Arrival},
    caption::Captions,
    drawer::Drawer,
    energy::EnergyHistory,
    layout::{self, Panels},
    membrane_history::MembraneHistory,
    readings::{Readings, ReadingsBeside},
    steps::Chapter,
    trial_sets::TrialSets,
};
use crate::{
    scene,
    sim::{SimulationPlugin, advance_to, session::Session, vesicle::Vesicle},
    units::SimTime,
    view::{
        Following, Pace, Selected, ViewSettings, director::Director, framing::FreeArea,
        picking::ThingClicked, sparks::Sparks, theme::Theme, twin::Twin,
    },
};

/// Windows and stills, in pixels.
const SIZES: [[f32; 2]; 18] = [
    [1.0, 1.0],
    [16.0, 16.0],
    [16.0, 4096.0],
    [4096.0, 16.0],
    [200.0, 200.0],
    [320.0, 180.0],
    [480.0, 270.0],
    [640.0, 360.0],
    [800.0, 600.0],
    [960.0, 1080.0],
    [1024.0, 768.0],
    [1280.0, 720.0],
    [1280.0, 1024.0],
    [1366.0, 768.0],
    [1440.0, 900.0],
    [1920.0, 1200.0],
    [4096.0, 4096.0],
    [8192.0, 8192.0],
];
const SAID: &str = "Calcium channels open at the action potential, and vesicle 17 at \
                    release site 3 is about to fuse with the membrane of the cell.";

/// A desk in front of a scene.
struct Desk {
    app: App,
    ctx: egui::Context,
}

impl Desk {
    fn before(name: &str) -> Self {
        let session = Session {
            scene: scene::load(name).expect("a built-in scene"),
            seed: 1,
            changes: Vec::new(),
        };
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, SimulationPlugin { session }))
            .init_resource::<EguiUserTextures>()
            .init_resource::<Captions>()
            .init_resource::<Chapter>()
            .init_resource::<EnergyHistory>()
            .init_resource::<MembraneHistory>()
            .init_resource::<Readings>()
            .init_resource::<ReadingsBeside>()
            .init_resource::<TrialSets>()
            .init_resource::<Following>()
            .init_resource::<Selected>()
            .init_resource::<ViewSettings>()
            .init_resource::<Director>()
            .init_resource::<FreeArea>()
            .init_resource::<Sparks>()
            .init_resource::<Theme>()
            .init_resource::<Twin>()
            .add_message::<Action>()
            .add_message::<ThingClicked>()
            .init_resource::<Pace>()
            .add_plugins((layout::plugin, appearance::plugin, arrival::plugin));
        let world = app.world_mut();
        advance_to(world, SimTime::from_millis(2.0));
        let vesicle = world.query::<&Vesicle>().iter(world).next();
        let vesicle = vesicle.map(|vesicle| vesicle.id);
        world.insert_resource(Selected(vesicle));
        world.insert_resource(Arrival::standing());
        world.resource_mut::<Captions>().answer(SAID.to_owned());
        let mut context = EguiContext::default();
        let ctx = context.get_mut().clone();
        world.spawn((context, PrimaryEguiContext));
        Self { app, ctx }
    }

    fn panels(&mut self) -> Mut<'_, Panels> {
        self.app.world_mut().resource_mut::<Panels>()
    }

    /// Draws some frames, until sizes have settled.
    fn draw(&mut self, size: [f32; 2]) {
        for _ in 0..3 {
            let points = egui::Vec2::from(size) / self.ctx.zoom_factor();
            let input = egui::RawInput {
                screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, points)),
                ..Default::default()
            };
            let world = self.app.world_mut();
            let output = self.ctx.run_ui(input, |_| {
                world.run_schedule(EguiPrimaryContextPass);
            });
            output.drop_without_applying_deltas();
        }
    }

    /// Where a panel stands.
    fn place(&self, name: &'static str) -> Option<egui::Rect> {
        let id: egui::Id = name.into();
        let is_drawn = self.ctx.memory(|memory| {
            let layers = [egui::Order::Middle, egui::Order::Foreground];
            let mut layers = layers
                .map(|order| egui::LayerId::new(order, id))
                .into_iter();
            layers.any(|layer| memory.areas().visible_last_frame(&layer))
        });
        let area = self.ctx.memory(|memory| memory.area_rect(id));
        area.filter(|_| is_drawn)
    }
}

#[test]
fn the_desk_stands_in_windows_of_every_size() {
    for built_in in scene::built_in() {
        let name = built_in.name;
        let mut desk = Desk::before(name);
        for size in SIZES {
            for large_text in [false, true] {
                for drawer in [None].into_iter().chain(Drawer::ALL.map(Some)) {
                    let mut panels = desk.panels();
                    panels.large_text = large_text;
                    panels.drawer = drawer;
                    desk.draw(size);
                    let places = [
                        "counts",
                        "right",
                        "right folded",
                        "inspector",
                        "caption",
                        "time",
                        "arrival",
                    ];
                    let there: Vec<_> = places
                        .iter()
                        .filter_map(|name| Some((*name, desk.place(name)?)))
                        .collect();
                    // In a tiny window they may stand before one another.
                    if size[0] < 640.0 {
                        continue;
                    }
                    for (number, (one, a)) in there.iter().enumerate() {
                        for (other, b) in &there[..number] {
                            assert!(
                                !a.shrink(1.0).intersects(b.shrink(1.0)),
                                "{name} {size:?} {large_text} {drawer:?}: {one} {a} {other} {b}"
                            );
                        }
                    }
                }
            }
        }
    }
}
