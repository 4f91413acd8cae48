//! How panels share the window, in the order in which they take their part of it: each
//! is a system of its own that is handed what those before it have left.

use bevy::prelude::*;
use bevy_egui::{
    EguiPrimaryContextPass,
    egui::{self, Rangef, Rect},
};

use super::{
    drawer::Drawer,
    room::{EDGES, GAP, Room},
};
use crate::session::actions::Action;

/// What the panels do in a frame.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PanelSystems;

/// Who takes a part of the window, one after the other.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turn {
    /// The window's size is looked at.
    Begin,
    /// The bar of time along the lower edge.
    Time,
    /// The controls on the right, and what is always at hand above them.
    Controls,
    /// The drawer above the bar of time, or the line that stands for it.
    Drawer,
    /// The counts along the upper edge.
    Counts,
    /// What happens, in words.
    Caption,
    /// A card on the left.
    Card,
    /// What is left is the picture's; lists lie over it.
    Rest,
}

impl Turn {
    const ALL: [Self; 8] = [
        Self::Begin,
        Self::Time,
        Self::Controls,
        Self::Drawer,
        Self::Counts,
        Self::Caption,
        Self::Card,
        Self::Rest,
    ];
}

/// What is left of the window, and where its edges are taken.
#[derive(Resource, Clone, Copy)]
pub struct Space {
    pub room: Room,
    /// What no panel covers.
    pub free: Rect,
    /// Whether panels stand in it at all.
    pub has_panels: bool,
    /// The panel in the drawer, where it has room.
    pub drawer: Option<Drawer>,
    /// Whether the picture is divided between two runs.
    pub has_two_runs: bool,
    /// How far up from the lower edge the bar of time reaches, and all panels there.
    pub bar: f32,
    pub foot: f32,
    /// Height of the line that stands for a drawer that is shut.
    pub line: f32,
    /// What a caption stands beside, and what it stands above.
    pub sides: [Rangef; 2],
    /// Where the head of the controls stands.
    pub head: Rect,
    /// How far down the counts reach, and how far a card may.
    pub card: Rangef,
}

impl Space {
    /// An empty window.
    pub fn of(room: Room) -> Self {
        let screen = room.screen;
        Self {
            room,
            free: screen,
            has_panels: false,
            drawer: None,
            has_two_runs: false,
            bar: GAP,
            foot: GAP,
            line: 0.0,
            sides: [screen.x_range().shrink(GAP); 2],
            head: Rect::NOTHING,
            card: screen.y_range(),
        }
    }

    /// How far to the right what stands at the foot may reach.
    pub fn right(&self) -> f32 {
        self.free.max.x.min(self.room.screen.right() - GAP)
    }

    /// The height of an open drawer, within its edges.
    pub fn drawer_height(&self) -> f32 {
        self.room.drawer_height(self.has_two_runs)
    }

    /// The width of what stands at the foot, within its edges.
    pub fn width(&self) -> f32 {
        (self.right() - GAP - EDGES).max(0.0)
    }
}

impl Default for Space {
    fn default() -> Self {
        Self::of(Room::of(Rect::ZERO, false))
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Space>();
    for turns in Turn::ALL.windows(2) {
        app.configure_sets(EguiPrimaryContextPass, turns[0].before(turns[1]));
    }
    for turn in Turn::ALL {
        app.configure_sets(EguiPrimaryContextPass, turn.in_set(PanelSystems));
    }
}

/// Whether there are panels in the window.
pub fn has_panels(space: Res<Space>) -> bool {
    space.has_panels
}

/// Whether this panel is open in the drawer.
pub fn is_open(drawer: Drawer) -> impl Fn(Res<Space>) -> bool + Clone {
    move |space: Res<Space>| space.has_panels && space.drawer == Some(drawer)
}

/// Whether the drawer is shut.
pub fn is_shut(space: Res<Space>) -> bool {
    space.has_panels && space.drawer.is_none()
}

/// The frame of a panel.
pub fn card(ui: &egui::Ui) -> egui::Frame {
    egui::Frame::window(ui.style()).inner_margin(egui::Margin::symmetric(10, 7))
}

/// Draws a panel of the drawer in the room that is left for it; it is told how high it may
/// be, and what it asks for is passed on.
pub fn show_drawer(
    ctx: &egui::Context,
    space: &mut Space,
    actions: &mut MessageWriter<Action>,
    contents: impl FnOnce(&mut egui::Ui, f32, &mut Vec<Action>),
) {
    let Some(open) = space.drawer else { return };
    let mut asked = Vec::new();
    let (width, height) = (space.width(), space.drawer_height());
    let panel = egui::Area::new(open.name().into())
        .anchor(egui::Align2::LEFT_BOTTOM, [GAP, -(space.bar + GAP)])
        .default_size([width, height])
        .show(ctx, |ui| {
            card(ui).show(ui, |ui| {
                ui.set_width(width);
                // An area takes no more room than it took before by itself.
                ui.set_max_height(height);
                contents(ui, height, &mut asked);
            });
        });
    space.foot = space.bar + panel.response.rect.height() + GAP;
    actions.write_batch(asked);
}
