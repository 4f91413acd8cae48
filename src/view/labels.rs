//! Names on things, with leader lines.
//!
//! They stand beside what they name, never over each other, and keep their
//! places from frame to frame as long as they can. Which things are named
//! follows from what can be seen from where the camera is.

use std::collections::HashMap;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPlugin, EguiPrimaryContextPass, egui};

use super::{
    Pace, ViewSettings,
    camera::{CameraRig, PictureCamera},
    framing::FreeArea,
    hand::Hand,
    laid::LayOut,
    lettering::{Ground, LetteringSystems},
    named::{Name, Named},
    naming::{Label, Labels},
    placing::{Board, Placed, Stand, Was},
    projection::{LookedAt, Projection},
    scale_bar::colour,
    theme::Theme,
};

/// Most names at one time.
const MOST_LABELS: usize = 10;
/// The same close by, where there is less room beside what is looked at.
const MOST_CLOSE_BY: usize = 8;
const CLOSE_NM_PER_PIXEL: f32 = 0.35;
/// How fast names come in, a second.
const RATE: f32 = 5.0;
/// What takes less than twice the height of text is kept clear by so much less, down to
/// this share: among many small things a name must stand on some.
const LEAST_WEIGHT: f32 = 0.15;

/// A name as it stands in the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct StandingName {
    pub name: Name,
    /// What it points to, in nanometres.
    pub at: Vec3,
    /// In logical pixels.
    pub place: Rect,
}

/// The names of the last frame, to be pointed at.
#[derive(Resource, Clone, Debug, Default)]
pub(super) struct StandingNames(pub Vec<StandingName>);

impl StandingNames {
    /// The one at a point of the window, in logical pixels.
    pub fn at(&self, point: Vec2) -> Option<&StandingName> {
        self.0.iter().find(|name| name.place.contains(point))
    }
}

/// Where names stood in the last frame.
#[derive(Resource, Default)]
struct Habits(HashMap<Name, Habit>);

#[derive(Clone, Copy)]
struct Habit {
    anchor: Vec3,
    /// Number of the place around the anchor.
    place: usize,
    /// Where its text is.
    text: egui::Rect,
    /// How far it has come in, 0 to 1.
    shown: f32,
}

pub(super) fn plugin(app: &mut App) {
    if !app.is_plugin_added::<EguiPlugin>() {
        app.add_plugins(EguiPlugin::default());
    }
    app.remembers_of_a_run::<Habits>();
    app.init_resource::<StandingNames>().add_systems(
        EguiPrimaryContextPass,
        paint_labels.in_set(LetteringSystems::Names),
    );
}

/// The name of the vesicle whose middle this is, if it has one to itself. The one
/// that the camera stays with is named before all others.
fn name_of_vesicle(named: &[Label], middle: Vec3) -> Option<Name> {
    let is_lane = |named| matches!(named, Named::RegulatedLane | Named::ConstitutiveLane);
    named
        .iter()
        .find(|label| !is_lane(label.name.named) && label.anchors.contains(&middle))
        .map(|label| label.name)
}

/// Whether a name has its place already.
fn stands(board: &Board, named: Named) -> bool {
    board.placed.iter().any(|other| other.name.named == named)
}

/// The round things that names keep clear of, as they are in the picture, with what it
/// costs to stand on them.
fn subjects(
    labels: &Labels,
    projection: &Projection,
    screen: egui::Rect,
    size: f32,
) -> Vec<(egui::Pos2, f32, f32)> {
    labels
        .subjects
        .iter()
        .filter_map(|subject| {
            let radius = projection.radius(subject.centre, subject.radius);
            let weight = subject.weight * (radius / (2.0 * size)).clamp(LEAST_WEIGHT, 1.0);
            Some((projection.place(subject.centre)?, radius, weight))
        })
        .filter(|(at, radius, _)| screen.expand(*radius).contains(*at))
        .collect()
}

/// Whether a thing is of a size to be named, and nothing that has a name already makes
/// that one too many.
fn is_wanted(named: Named, nm_per_pixel: f32, board: &Board) -> bool {
    // A bowl that flattens is looked at for itself.
    let is_aside = matches!(
        named,
        Named::ProtonPump | Named::Synaptobrevin | Named::Tether
    ) && stands(board, Named::Collapsing);
    let is_said = named.alike().is_some_and(|other| stands(board, other));
    named.is_fit(nm_per_pixel) && !is_aside && !is_said
}

fn paint_labels(
    mut contexts: EguiContexts,
    labels: Res<Labels>,
    settings: Res<ViewSettings>,
    theme: Res<Theme>,
    rig: Res<CameraRig>,
    (free, ground): (Res<FreeArea>, Res<Ground>),
    (pace, time): (Res<Pace>, Res<Time<Real>>),
    cameras: Query<(&Camera, &GlobalTransform), With<PictureCamera>>,
    looked_at: LookedAt,
    (hand, mut names): (Res<Hand>, ResMut<StandingNames>),
    mut habits: ResMut<Habits>,
) -> Result {
    names.0.clear();
    let Ok((camera, stand)) = cameras.single() else {
        return Ok(());
    };
    if !settings.labels {
        habits.0.clear();
        return Ok(());
    }
    let context = contexts.ctx_mut()?;
    let screen = context.content_rect();
    let size = settings.text_size(screen.height());
    let painter = context.layer_painter(egui::LayerId::new(
        egui::Order::Background,
        egui::Id::new("labels"),
    ));
    let projection = Projection::of((camera, stand), rig.pose, screen.height());
    let area = free.within(screen).shrink(0.7 * size);
    let mut board = Board::new(area, size, &ground);
    board.subjects = subjects(&labels, &projection, screen, size);
    board.looked_at = looked_at.disc(&projection);
    let font = egui::FontId::proportional(size);
    let size_of = |name: Name| {
        let text = name.text().to_owned();
        let galley = painter.layout_no_wrap(text, font.clone(), colour(theme.text));
        galley.size() + egui::vec2(0.6 * size, 0.25 * size)
    };
    let share = pace.ease(RATE, time.delta_secs().min(0.1));
    let stood = place_names(
        &labels,
        &mut board,
        &projection,
        looked_at.middle(),
        size_of,
        (&*habits, share),
    );
    names
        .0
        .extend(stood.iter().map(|(name, habit)| StandingName {
            name: *name,
            at: habit.anchor,
            place: projection.pixels(habit.text),
        }));
    habits.0 = stood.into_iter().collect();
    let pointed_at = hand.over_picture().and_then(|point| names.at(point));
    let pointed_at = pointed_at.map(|standing| standing.name);
    for label in &board.placed {
        let is_pointed_at = pointed_at == Some(label.name);
        paint(&painter, label, is_pointed_at, &font, &theme, size);
    }
    Ok(())
}

/// Puts names on the board, that of the vesicle which is looked at (its middle is
/// given) before all others; returns how they stand.
fn place_names(
    labels: &Labels,
    board: &mut Board,
    projection: &Projection,
    looked_at: Option<Vec3>,
    size_of: impl Fn(Name) -> egui::Vec2,
    (habits, share): (&Habits, f32),
) -> Vec<(Name, Habit)> {
    let nm_per_pixel = projection.nm_per_pixel();
    let most = board.room_for(if nm_per_pixel < CLOSE_NM_PER_PIXEL {
        MOST_CLOSE_BY
    } else {
        MOST_LABELS
    });
    let first = looked_at.and_then(|middle| name_of_vesicle(&labels.named, middle));
    let of = |wanted: Named| {
        let offered = labels.named.iter();
        offered.filter(move |label| label.name.named == wanted)
    };
    let is_first = |label: &&Label| Some(label.name) == first;
    let others = Named::ALL.into_iter().flat_map(of);
    let others = others.filter(|label| !is_first(label));
    let mut stood = Vec::new();
    for label in labels.named.iter().find(is_first).into_iter().chain(others) {
        let (name, named) = (label.name, label.name.named);
        if board.placed.len() >= most || !is_wanted(named, nm_per_pixel, board) {
            continue;
        }
        let habit = habits.0.get(&name).copied();
        let was = habit.map(|habit| Was {
            anchor: projection.place(habit.anchor),
            place: habit.place,
        });
        let anchors = if first == Some(name) {
            looked_at.as_slice()
        } else {
            &label.anchors
        };
        let anchors = anchors
            .iter()
            .filter_map(|at| Some((*at, projection.place(*at)?)));
        let Some(stand) = board.stand(named, anchors, size_of(name), was) else {
            continue;
        };
        let Stand {
            at,
            anchor,
            place,
            text,
        } = stand;
        let shown = habit.map_or(0.0, |habit| habit.shown);
        let shown = shown + (1.0 - shown) * share;
        let habit = Habit {
            anchor: at,
            place,
            text,
            shown,
        };
        stood.push((name, habit));
        board.placed.push(Placed {
            name,
            anchor,
            text,
            shown,
        });
    }
    stood
}

fn paint(
    painter: &egui::Painter,
    label: &Placed,
    is_pointed_at: bool,
    font: &egui::FontId,
    theme: &Theme,
    size: f32,
) {
    let fade = |colour: egui::Color32, part: f32| colour.gamma_multiply(part * label.shown);
    let ink = colour(theme.text);
    let paper = colour(theme.background_low);
    let end = label.line_end();
    for (width, shade) in [
        (0.17 * size, fade(paper, 0.5)),
        (0.07 * size, fade(ink, 0.85)),
    ] {
        painter.line_segment([label.anchor, end], egui::Stroke::new(width, shade));
    }
    painter.circle_filled(label.anchor, 0.20 * size, fade(paper, 0.6));
    painter.circle_filled(label.anchor, 0.13 * size, fade(ink, 1.0));
    let cover = if is_pointed_at { 0.95 } else { 0.62 };
    painter.rect_filled(label.text, 0.3 * size, fade(paper, cover));
    if is_pointed_at {
        let stroke = egui::Stroke::new(0.08 * size, colour(theme.accent));
        let kind = egui::StrokeKind::Outside;
        painter.rect_stroke(label.text, 0.3 * size, stroke, kind);
    }
    painter.text(
        label.text.center(),
        egui::Align2::CENTER_CENTER,
        label.name.text(),
        font.clone(),
        fade(ink, 1.0),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_followed_vesicle_has_its_own_name() {
        let label = |named: Named, anchors: &[f32]| Label {
            name: named.into(),
            anchors: anchors.iter().map(|x| Vec3::X * *x).collect(),
        };
        let named = [
            label(Named::RegulatedLane, &[1.0, 2.0, 3.0]),
            label(Named::Primed, &[1.0, 2.0]),
            label(Named::Docked, &[3.0]),
        ];
        let at = |x| name_of_vesicle(&named, Vec3::X * x).map(|name| name.named);
        assert_eq!(at(3.0), Some(Named::Docked));
        assert_eq!(at(2.0), Some(Named::Primed));
        assert_eq!(at(4.0), None, "hidden, or of no kind that has a name");
    }

    #[test]
    fn a_name_is_pointed_at_where_it_stands() {
        let name = |named: Named, left: f32| StandingName {
            name: named.into(),
            at: Vec3::ZERO,
            place: Rect::new(left, 10.0, left + 50.0, 30.0),
        };
        let names = StandingNames(vec![name(Named::Docked, 0.0), name(Named::Snares, 60.0)]);
        let at = |x, y| {
            names
                .at(Vec2::new(x, y))
                .map(|standing| standing.name.named)
        };
        assert_eq!(at(20.0, 20.0), Some(Named::Docked));
        assert_eq!(at(70.0, 29.0), Some(Named::Snares));
        assert_eq!(at(55.0, 20.0), None, "between them");
        assert_eq!(at(20.0, 31.0), None, "below");
    }
}
