//! The whole desk, drawn without a screen in windows of all sizes.

mod reach;

use bevy::prelude::*;
use bevy_egui::{
    EguiContext, EguiPrimaryContextPass, EguiUserTextures, PrimaryEguiContext,
    egui::{self, accesskit},
};

use super::{
    appearance,
    arrival::{self, Arrival},
    caption::Captions,
    chapter::Chapter,
    drawer::Drawer,
    energy::EnergyHistory,
    layout, list,
    membrane_history::MembraneHistory,
    opened::Opened,
    panels::Panels,
    provenance::{self, AllNumbers},
    readings::{Readings, ReadingsBeside},
    room::{GAP, Room},
    trial_sets::TrialSets,
};
use crate::{
    biology::{controls::Change, vesicles::Classes},
    play::director::Director,
    scene,
    session::actions::Action,
    sim::{SimulationPlugin, advance_to, session::Session, vesicle::Vesicle},
    text::word,
    units::SimTime,
    view::{
        Following, Pace, Selected, ViewSettings,
        camera::CameraRig,
        framing::{Framing, FreeArea, SubjectArea},
        picking::ThingClicked,
        sparks::Sparks,
        theme::Theme,
        twin::Twin,
    },
};

/// Windows and stills, in pixels.
const SIZES: [[f32; 2]; 22] = [
    [1.0, 1.0],
    [16.0, 16.0],
    [16.0, 4096.0],
    [4096.0, 16.0],
    [200.0, 200.0],
    [320.0, 180.0],
    [480.0, 270.0],
    [560.0, 400.0],
    [600.0, 480.0],
    [640.0, 360.0],
    [640.0, 480.0],
    [800.0, 600.0],
    [960.0, 1080.0],
    [1024.0, 600.0],
    [1024.0, 768.0],
    [1280.0, 720.0],
    [1280.0, 1024.0],
    [1366.0, 768.0],
    [1440.0, 900.0],
    [1920.0, 1200.0],
    [4096.0, 4096.0],
    [8192.0, 8192.0],
];
/// What projectors have.
const CLASSROOM: [[f32; 2]; 2] = [[1024.0, 768.0], [1280.0, 720.0]];
const SAID: &str = "Calcium channels open at the action potential, and vesicle 17 at \
                    release site 3 is about to fuse with the membrane of the cell.";

/// A desk in front of a scene.
struct Desk {
    app: App,
    ctx: egui::Context,
    screen: egui::Rect,
    /// What screen readers get, where that has been asked for.
    nodes: Vec<(accesskit::NodeId, accesskit::Node)>,
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
        Self {
            app,
            ctx,
            screen: egui::Rect::ZERO,
            nodes: Vec::new(),
        }
    }

    fn panels(&mut self) -> Mut<'_, Panels> {
        self.app.world_mut().resource_mut::<Panels>()
    }

    /// Shows a second run beside the first, or none.
    fn sets_beside(&mut self, is_beside: bool) {
        let difference = Change::parse("calcium.outside_mm=0").expect("a good change");
        let mut twin = self.app.world_mut().resource_mut::<Twin>();
        twin.difference = is_beside.then_some(difference);
    }

    /// Draws some frames, until sizes have settled.
    fn draw(&mut self, size: [f32; 2]) {
        for _ in 0..3 {
            self.frame(size, Vec::new());
        }
    }

    fn frame(&mut self, size: [f32; 2], events: Vec<egui::Event>) {
        let points = egui::Vec2::from(size) / self.ctx.zoom_factor();
        self.screen = egui::Rect::from_min_size(egui::Pos2::ZERO, points);
        let input = egui::RawInput {
            screen_rect: Some(self.screen),
            events,
            ..Default::default()
        };
        let world = self.app.world_mut();
        let mut output = self.ctx.run_ui(input, |_| {
            world.run_schedule(EguiPrimaryContextPass);
        });
        let update = output.platform_output.accesskit_update.take();
        self.nodes = update.map(|update| update.nodes).unwrap_or_default();
        output.drop_without_applying_deltas();
    }

    /// Where a panel stands.
    fn place(&self, name: impl Into<egui::Id>) -> Option<egui::Rect> {
        let id = name.into();
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

/// Where a widget is drawn.
fn bounds(node: &accesskit::Node) -> egui::Rect {
    let accesskit::Rect { x0, y0, x1, y1 } = node.bounds().expect("a widget has a place");
    egui::Rect::from_min_max(
        egui::pos2(x0 as f32, y0 as f32),
        egui::pos2(x1 as f32, y1 as f32),
    )
}

/// All panels and cards that can stand beside the picture.
const PANELS: [&str; 14] = [
    "counts",
    "right",
    "right folded",
    "inspector",
    "provenance",
    "caption",
    "time",
    "drawer line",
    "membrane",
    "instruments",
    "trials",
    "energy",
    "what_if",
    "arrival",
];

impl Desk {
    /// What is drawn over the edge of the window or before something else.
    fn misplaced(&self, state: &str) -> Vec<String> {
        let mut misplaced = Vec::new();
        let there: Vec<_> = PANELS
            .iter()
            .filter_map(|name| Some((*name, self.place(*name)?)))
            .collect();
        for (number, (one, a)) in there.iter().enumerate() {
            if !self.screen.shrink(GAP - 2.0).contains_rect(*a) {
                misplaced.push(format!("{state}: {one} {a} in {}", self.screen));
            }
            for (other, b) in &there[..number] {
                if a.shrink(1.0).intersects(b.shrink(1.0)) {
                    misplaced.push(format!("{state}: {one} {a} {other} {b}"));
                }
            }
        }
        misplaced
    }

    /// The same of the lists, which stand before the rest, and of the buttons that
    /// close them; returns how many are open.
    fn lists_stand(&self, state: &str) -> usize {
        let titles = ["key_list", "legend", "all_numbers"].map(word);
        let open = titles.map(|title| self.place(list::place_of(title)));
        for place in open.iter().flatten() {
            assert!(self.screen.contains_rect(*place), "{state}: {place}");
            let close = self.nodes.iter().find(|(_, node)| {
                node.label() == Some(word("close")) && node.role() == accesskit::Role::Button
            });
            let (_, close) = close.expect("a button that closes the list");
            let close = bounds(close);
            assert!(place.contains_rect(close), "{state}: {close} in {place}");
        }
        open.iter().flatten().count()
    }

    /// What the camera has for its subject, if that is not the whole window.
    fn free(&self) -> Option<egui::Rect> {
        let share = self.app.world().resource::<FreeArea>().0?;
        let size = self.screen.size();
        let at = |point: Vec2| (egui::vec2(point.x, point.y) * size).to_pos2();
        let free = egui::Rect::from_min_max(at(share.min), at(share.max));
        (free != self.screen).then_some(free)
    }

    fn opens(&mut self, opened: Opened) {
        let world = self.app.world_mut();
        let vesicle = world.resource::<Selected>().0;
        opened.open(world, vesicle);
    }
}

#[test]
fn the_desk_stands_in_windows_of_every_size() {
    let mut misplaced = Vec::new();
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
                    let state = format!("{name} {size:?} {large_text} {drawer:?}");
                    misplaced.extend(desk.misplaced(&state));
                }
            }
        }
    }
    assert!(misplaced.is_empty(), "{misplaced:#?}");
}

#[test]
fn whatever_opens_stands_whole_and_before_no_panel() {
    let mut desk = Desk::before("synaptic_bouton");
    desk.ctx.enable_accesskit();
    let mut lists = 0;
    let mut misplaced = Vec::new();
    for size in SIZES {
        for large_text in [false, true] {
            for (name, opened) in Opened::all() {
                for (is_open, with_twin) in [(false, false), (true, false), (false, true)] {
                    *desk.panels() = Panels::default();
                    desk.panels().large_text = large_text;
                    desk.sets_beside(with_twin);
                    desk.draw(size);
                    if is_open && desk.place("right").is_none() {
                        desk.panels().turn_controls();
                        desk.draw(size);
                    }
                    desk.opens(opened);
                    desk.draw(size);
                    let state = format!("{size:?} {large_text} {name} {is_open} {with_twin}");
                    misplaced.extend(desk.misplaced(&state));
                    lists += desk.lists_stand(&state);
                }
            }
        }
    }
    assert!(misplaced.is_empty(), "{misplaced:#?}");
    assert!(lists > 200, "{lists}");
}

#[test]
fn controls_that_are_opened_leave_room_to_a_card_or_take_its_place() {
    let mut desk = Desk::before("synaptic_bouton");
    for size in SIZES {
        for large_text in [false, true] {
            *desk.panels() = Panels::default();
            desk.panels().large_text = large_text;
            desk.opens(Opened::Source);
            desk.draw(size);
            if desk.place("right").is_none() {
                desk.panels().turn_controls();
            }
            desk.draw(size);
            let state = format!("{size:?} {large_text}");
            assert_eq!(desk.misplaced(&state), Vec::<String>::new());
            let has_panels = desk.place("right folded").is_none();
            assert!(has_panels, "{state}: the controls were asked for");
        }
    }
}

#[test]
fn no_size_of_window_is_too_much() {
    let mut desk = Desk::before("chromaffin_cell");
    let mut draw = Draws(1);
    let everything: Vec<Opened> = Opened::all().map(|(_, opened)| opened).collect();
    for _ in 0..250 {
        let size = [draw.side(), draw.side()];
        *desk.panels() = Panels::default();
        for _ in 0..draw.below(4) {
            let opened = everything[draw.below(everything.len())];
            desk.opens(opened);
        }
        desk.panels().large_text = draw.below(2) == 0;
        if draw.below(3) == 0 {
            desk.panels().turn_controls();
        }
        let with_twin = draw.below(4) == 0;
        desk.sets_beside(with_twin);
        desk.draw(size);
    }
}

/// Numbers that look drawn by chance.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    /// A side from 1 to 8192 pixels, small ones as often as large ones.
    fn side(&mut self) -> f32 {
        let most = 2 << self.below(13);
        (1 + self.below(most)) as f32
    }
}

#[test]
fn pages_of_a_list_are_turned_and_the_last_one_closes_it() {
    let mut desk = Desk::before("synaptic_bouton");
    desk.panels().large_text = true;
    for (opened, title) in [
        (Opened::Keys, "key_list"),
        (Opened::Scale, "legend"),
        (Opened::Numbers, "all_numbers"),
    ] {
        // Where it was left it opens again: first back from its beginning.
        for by in [-1, 1] {
            desk.opens(opened);
            desk.draw(CLASSROOM[0]);
            let mut pages = 0;
            while desk.panels().have_list() && pages < 300 {
                assert!(desk.place(list::place_of(word(title))).is_some());
                desk.panels().turns = by;
                desk.draw(CLASSROOM[0]);
                pages += 1;
            }
            // At its beginning, one page back closes it.
            let is_long = opened == Opened::Numbers;
            let expected = if by < 0 {
                1..2
            } else if is_long {
                9..300
            } else {
                1..4
            };
            assert!(expected.contains(&pages), "{opened:?} {by}: {pages}");
        }
    }
}

#[test]
fn whoever_opens_the_list_of_numbers_types_into_its_search_each_time() {
    let mut desk = Desk::before("synaptic_bouton");
    let usual = Classes::default();
    let all = provenance::found("", &usual).count();
    for large_text in [false, true] {
        desk.panels().large_text = large_text;
        desk.draw(CLASSROOM[0]);
        desk.panels().all_numbers = AllNumbers::default();
        desk.opens(Opened::Numbers);
        desk.draw(CLASSROOM[0]);
        let typed = egui::Event::Text("artistic".to_owned());
        desk.frame(CLASSROOM[0], vec![typed]);
        let sought = desk.panels().all_numbers.sought.clone();
        assert_eq!(sought, "artistic", "{large_text}");
        let found = provenance::found(&sought, &usual).count();
        assert!((1..all).contains(&found), "{found} of {all}");
        desk.panels().all_numbers.open = false;
        desk.draw(CLASSROOM[0]);
    }
}

#[test]
fn a_card_that_goes_leaves_the_picture_where_it_is() {
    let mut desk = Desk::before("synaptic_bouton");
    // What is said on arrival goes with the first click.
    desk.app.insert_resource(Arrival::default());
    let drawers = [None].into_iter().chain(Drawer::ALL.map(Some));
    for (drawer, size) in drawers.flat_map(|drawer| CLASSROOM.map(|size| (drawer, size))) {
        for (large_text, opened, is_open) in [
            (false, Opened::Vesicle, false),
            (false, Opened::Source, true),
            (true, Opened::Vesicle, true),
            (true, Opened::Source, false),
        ] {
            let vesicle = desk.app.world().resource::<Selected>().0;
            *desk.panels() = Panels::default();
            desk.panels().large_text = large_text;
            desk.panels().drawer = drawer;
            desk.draw(size);
            if is_open && desk.place("right").is_none() {
                desk.panels().turn_controls();
            }
            desk.opens(opened);
            desk.draw(size);
            let stood = desk.framing();
            let state = format!("{size:?} {large_text} {drawer:?} {opened:?}");
            desk.panels().asked = None;
            desk.draw(size);
            assert_eq!(desk.framing(), stood, "{state}: a source");
            desk.app.insert_resource(Selected(None));
            desk.draw(size);
            assert_eq!(desk.framing(), stood, "{state}: a vesicle");
            let mut rig = desk.app.world_mut().resource_mut::<CameraRig>();
            rig.fly_to_point(bevy::math::DVec3::ZERO, 900.0);
            desk.draw(size);
            let free = *desk.app.world().resource::<FreeArea>();
            assert_eq!(desk.framing(), Framing::within(free), "{state}: elsewhere");
            desk.app.insert_resource(Selected(vesicle));
        }
    }
}

impl Desk {
    /// How the camera's subject is to stand.
    fn framing(&self) -> Framing {
        let world = self.app.world();
        let free = *world.resource::<FreeArea>();
        Framing::within(world.resource::<SubjectArea>().or(free))
    }
}

#[test]
fn in_a_classroom_the_picture_and_the_caption_keep_room() {
    for name in ["synaptic_bouton", "chromaffin_cell"] {
        let mut desk = Desk::before(name);
        let drawers = [None].into_iter().chain(Drawer::ALL.map(Some));
        for (drawer, size) in drawers.flat_map(|drawer| CLASSROOM.map(|size| (drawer, size))) {
            for large_text in [false, true] {
                *desk.panels() = Panels::default();
                desk.panels().large_text = large_text;
                desk.panels().drawer = drawer;
                let state = format!("{name} {size:?} {large_text} {drawer:?}");
                desk.draw(size);
                desk.keeps_room(&state, [0.28, 0.25]);
                let caption = desk.place("caption").expect("a caption");
                assert!(
                    caption.width() > 330.0 && caption.height() < 100.0,
                    "{state}: {caption}"
                );
                desk.opens(Opened::Source);
                desk.draw(size);
                desk.keeps_room(&state, [0.28, 0.25]);
            }
        }
    }
}

#[test]
fn two_runs_over_an_open_drawer_are_both_seen() {
    let mut desk = Desk::before("synaptic_bouton");
    desk.app.insert_resource(Arrival::default());
    let drawers = [None].into_iter().chain(Drawer::ALL.map(Some));
    for (drawer, size) in drawers.flat_map(|drawer| CLASSROOM.map(|size| (drawer, size))) {
        for (large_text, opens_controls) in [false, true]
            .map(|large| [(large, false), (large, true)])
            .into_iter()
            .flatten()
        {
            *desk.panels() = Panels::default();
            desk.panels().large_text = large_text;
            desk.panels().drawer = drawer;
            desk.sets_beside(true);
            desk.draw(size);
            if opens_controls && desk.place("right").is_none() {
                desk.panels().turn_controls();
                desk.draw(size);
            }
            let state = format!("{size:?} {large_text} {drawer:?} {opens_controls}");
            let run = desk.free().expect("panels leave room");
            let whole = desk
                .place("right")
                .map_or(desk.screen.right(), |panel| panel.left());
            // Without a drawer, which opened controls may have shut, they are high.
            let has_drawer = desk.panels().drawer.is_some();
            let least = match (has_drawer, large_text) {
                (false, _) => 180.0,
                (true, false) => 240.0,
                (true, true) => 320.0,
            };
            assert!(
                run.width() >= least && whole - run.right() >= least,
                "{state}: {run}"
            );
            let low = run.height() / desk.screen.height();
            assert!(low >= 0.25, "{state}: {run}");
            // The card gives way where little is left over a drawer, and comes again.
            let room = Room::of(desk.screen, large_text);
            let is_open = desk.place("right").is_some();
            let has_card = desk.place("inspector").is_some();
            let holds = room.holds_card_beside_two_runs(is_open, has_drawer);
            assert!(has_card == holds || is_open, "{state}: {has_card}");
            desk.sets_beside(false);
            desk.draw(size);
            assert!(desk.place("inspector").is_some() || is_open, "{state}");
        }
    }
}

impl Desk {
    /// Asserts that the camera's subject has these shares of the window at least, and
    /// that no panel covers it.
    fn keeps_room(&self, state: &str, [wide, high]: [f32; 2]) {
        let free = self.free().expect("panels leave room");
        let share = free.size() / self.screen.size();
        assert!(share.x >= wide && share.y >= high, "{state}: {share}");
        // What is said on arrival stands within it, for some seconds.
        for name in PANELS.into_iter().filter(|name| *name != "arrival") {
            if let Some(place) = self.place(name) {
                let covered = place.intersects(free.shrink(1.0));
                assert!(!covered, "{state}: {name} {place} over {free}");
            }
        }
    }
}
