//! The first seconds in a window: the name of the scene, a line on where one is, and
//! that things answer a click. It stands where no panel is, and goes with the first
//! click or key, or when it has been read.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    caption::reading_s,
    panels::Panels,
    room::GAP,
    sharing::{PanelSystems, Turn},
};
use crate::{
    scene::Scene,
    session::actions::Action,
    text::word,
    view::{
        Pace,
        framing::{FreeArea, SubjectArea},
        lettering,
        picking::ThingClicked,
    },
};

const AREA: &str = "arrival";
/// How long it takes to come and to go, in seconds on screen.
const FADE_S: f32 = 0.8;
/// It stands for this long at least, and otherwise as long as reading it takes.
const LEAST_S: f32 = 8.0;
/// A picture that took longer counts as this long.
const LONGEST_PICTURE_S: f32 = 0.25;
/// Size of the scene's name, in units of a heading's.
const NAME_SIZE: f32 = 1.45;
/// Widest, in units of the text's height, and its margins and outline in all.
const WIDEST: f32 = 46.0;
const EDGES: egui::Vec2 = egui::vec2(34.0, 22.0);
/// It takes no more of the free height than this.
const HIGHEST: f32 = 0.45;

/// How far the first seconds have passed.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Arrival {
    shown_s: f32,
    /// When it begins to go, if somebody has seen enough.
    leaves_s: Option<f32>,
}

impl Arrival {
    /// In its midst.
    #[cfg(test)]
    pub fn standing() -> Self {
        Self {
            shown_s: LEAST_S / 2.0,
            leaves_s: None,
        }
    }

    /// How much of it is seen, from 0 to 1, if reading takes so long.
    fn presence(self, reading_s: f32) -> f32 {
        let leaves_s = reading_s.max(LEAST_S);
        let leaves_s = self
            .leaves_s
            .map_or(leaves_s, |sooner| sooner.min(leaves_s));
        let come = self.shown_s / FADE_S;
        let gone = (self.shown_s - leaves_s) / FADE_S;
        come.min(1.0 - gone).clamp(0.0, 1.0)
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Arrival>()
        .add_systems(Update, pass)
        .add_systems(
            EguiPrimaryContextPass,
            show.in_set(PanelSystems).after(Turn::Rest),
        );
}

fn pass(
    mut arrival: ResMut<Arrival>,
    time: Res<Time<Real>>,
    mut actions: MessageReader<Action>,
    mut clicks: MessageReader<ThingClicked>,
) {
    let shown_s = arrival.shown_s + time.delta_secs().min(LONGEST_PICTURE_S);
    arrival.shown_s = shown_s;
    let is_enough = actions.read().count() + clicks.read().count() > 0;
    if is_enough && arrival.leaves_s.is_none() {
        arrival.leaves_s = Some(shown_s);
    }
}

/// What is said, by how much of it there is room for.
struct Said<'a> {
    name: &'a str,
    lines: Vec<&'a str>,
}

fn show(
    mut contexts: EguiContexts,
    arrival: Res<Arrival>,
    desk: Res<Panels>,
    scene: Res<Scene>,
    free: Res<FreeArea>,
    mut subject: ResMut<SubjectArea>,
    pace: Res<Pace>,
) -> Result {
    // A still shows its moment.
    if *pace == Pace::Still || desk.hidden {
        return Ok(());
    }
    let hint = word("arrival_hint");
    let all = [scene.title.as_str(), scene.summary.as_str(), hint].concat();
    let presence = arrival.presence(reading_s(&all));
    if presence <= 0.0 {
        return Ok(());
    }
    let ctx = contexts.ctx_mut()?;
    let screen = ctx.content_rect();
    let room = free.within(screen).shrink(GAP);
    let said = [vec![&*scene.summary, hint], vec![&*scene.summary], vec![]];
    let said = said.map(|lines| Said {
        name: &scene.title,
        lines,
    });
    let panels = lettering::panels(ctx);
    let is_free = |place: egui::Rect| {
        let mut others = panels.iter().filter(|(id, _)| *id != egui::Id::new(AREA));
        !others.any(|(_, panel)| panel.intersects(place))
    };
    let fits = said.iter().find_map(|said| {
        let size = said.size(ctx, room.width());
        let place = egui::Align2::CENTER_TOP.align_size_within_rect(size, room);
        let fits = size.x <= room.width() && size.y <= HIGHEST * room.height();
        (fits && is_free(place)).then_some((said, place))
    });
    if let Some((said, place)) = fits {
        said.show(ctx, place, presence);
        // What is said stands over the picture, and the cell under it.
        if arrival.leaves_s.is_none() {
            let under = subject.or(*free).within(screen);
            let under = under.with_min_y(place.bottom() + GAP);
            subject.0 = Some(FreeArea::of(under, screen));
        }
    }
    Ok(())
}

impl Said<'_> {
    fn fonts(ctx: &egui::Context) -> [egui::FontId; 2] {
        let style = ctx.global_style();
        let mut name = egui::TextStyle::Heading.resolve(&style);
        name.size *= NAME_SIZE;
        [name, egui::TextStyle::Body.resolve(&style)]
    }

    /// The size that it takes at most this wide, edges and all.
    fn size(&self, ctx: &egui::Context, width: f32) -> egui::Vec2 {
        let [name, body] = Self::fonts(ctx);
        let gap = ctx.global_style().spacing.item_spacing.y;
        let width = (width - EDGES.x).min(WIDEST * body.size);
        let ink = egui::Color32::WHITE;
        let lines = self.lines.iter().map(|line| (*line, &body));
        let galleys: Vec<egui::Vec2> = ctx.fonts_mut(|fonts| {
            [(self.name, &name)]
                .into_iter()
                .chain(lines)
                .map(|(text, font)| {
                    let galley = fonts.layout(text.to_owned(), font.clone(), ink, width.max(1.0));
                    galley.size()
                })
                .collect()
        });
        let widest = galleys.iter().map(|size| size.x).fold(0.0, f32::max);
        let heights: f32 = galleys.iter().map(|size| size.y.ceil() + gap).sum();
        egui::vec2(widest.ceil() + 1.0, heights) + EDGES
    }

    fn show(&self, ctx: &egui::Context, place: egui::Rect, presence: f32) {
        let [name, body] = Self::fonts(ctx);
        egui::Area::new(AREA.into())
            .fixed_pos(place.min)
            .default_size(place.size())
            .interactable(false)
            .show(ctx, |ui| {
                ui.set_opacity(presence);
                egui::Frame::popup(ui.style())
                    .inner_margin(egui::Margin::symmetric(16, 9))
                    .shadow(egui::Shadow::NONE)
                    .show(ui, |ui| {
                        ui.set_width(place.width() - EDGES.x);
                        ui.vertical_centered(|ui| {
                            ui.label(egui::RichText::new(self.name).font(name).strong());
                            for line in &self.lines {
                                ui.label(egui::RichText::new(*line).font(body.clone()));
                            }
                        });
                    });
            });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_stands_and_goes_and_sooner_when_somebody_has_seen_enough() {
        let after = |shown_s, leaves_s| Arrival { shown_s, leaves_s }.presence(10.0);
        assert_eq!(after(0.0, None), 0.0);
        assert!((0.1..0.9).contains(&after(0.5 * FADE_S, None)));
        assert_eq!(after(5.0, None), 1.0);
        assert_eq!(after(9.9, None), 1.0);
        assert_eq!(after(10.1 + FADE_S, None), 0.0);
        assert_eq!(after(3.0, Some(3.0)), 1.0);
        assert_eq!(after(3.1 + FADE_S, Some(3.0)), 0.0);
        let short = Arrival {
            shown_s: LEAST_S - 0.1,
            leaves_s: None,
        };
        assert_eq!(short.presence(2.0), 1.0);
    }

    #[test]
    fn every_built_in_scene_says_where_one_is() {
        for built_in in crate::scene::built_in() {
            let scene = crate::scene::load(built_in.name).expect("a built-in scene");
            assert!(scene.title.len() > 3, "{}", scene.name);
            assert!(scene.summary.len() > scene.title.len(), "{}", scene.name);
        }
    }
}
