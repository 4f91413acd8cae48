//! Names on things, with leader lines.
//!
//! They stand beside what they name, never over each other, and keep their
//! places from frame to frame as long as they can. Which things are named
//! follows from what can be seen from where the camera is.

use std::{collections::HashMap, f64::consts::FRAC_PI_2};

use bevy::{math::ops, prelude::*};
use bevy_egui::{EguiContexts, EguiPlugin, EguiPrimaryContextPass, egui};

use super::{
    Following, NM_PER_UNIT, ViewSettings, ViewSystems,
    camera::{CameraRig, Hand, PictureCamera},
    cutaway::{Cutaway, HALF_BILAYER_NM},
    framing::FreeArea,
    lettering::{Ground, LetteringSystems},
    named::Named,
    placing::{Board, Placed, Stand, Was},
    scale_bar::colour,
    scenery::{Scenery, TUBULE_NM},
    sculpt::{Axes, TAU},
    theme::Theme,
    things::Things,
    tubule::Tubules,
    vesicle::{Figure, Figures, LID},
};
use crate::{
    biology::vesicles::{Class, Pathway},
    geometry::{leaflets::Joined, neck::Neck},
    sim::{
        clock::SimClock,
        vesicle::{FusionMode, FusionPore, MembranePlace, Pit, Stage, Vesicle},
    },
};

/// Most names at one time.
const MOST_LABELS: usize = 10;
/// The same close by, where there is less room beside what is looked at.
const MOST_CLOSE_BY: usize = 8;
const CLOSE_NM_PER_PIXEL: f32 = 0.35;
/// A pore this near to the cut is cut through.
const ON_CUT_NM: f32 = 5.0;
/// A bowl lower than this is plain membrane.
const FLAT_NM: f64 = 2.0;
/// How far around their middles SNAREs, and the heads of motors, are.
const BUNDLE_NM: f32 = 7.0;
const MOTOR_NM: f32 = 9.0;

/// A name to be shown and the points (nanometres) that it may point to.
#[derive(Clone, Debug)]
struct Label {
    named: Named,
    anchors: Vec<Vec3>,
}

/// A round thing that a name had better not stand on, and how much better, from 0
/// to 1.
#[derive(Clone, Copy, Debug)]
struct Subject {
    centre: Vec3,
    radius: f32,
    weight: f32,
}

/// What can be named in this frame, and what names keep clear of.
#[derive(Resource, Default)]
pub struct Labels {
    named: Vec<Label>,
    subjects: Vec<Subject>,
}

/// A name as it stands in the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct StandingName {
    pub named: Named,
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
#[derive(Default)]
struct Habits(HashMap<Named, Habit>);

#[derive(Clone, Copy)]
struct Habit {
    anchor: Vec3,
    /// Number of the place around the anchor.
    place: usize,
    /// How far it has come in, 0 to 1.
    shown: f32,
}

pub(super) fn plugin(app: &mut App) {
    if !app.is_plugin_added::<EguiPlugin>() {
        app.add_plugins(EguiPlugin::default());
    }
    app.init_resource::<Labels>()
        .init_resource::<StandingNames>()
        .add_systems(PostUpdate, name_things.in_set(ViewSystems::Light))
        .add_systems(
            EguiPrimaryContextPass,
            paint_labels.in_set(LetteringSystems::Names),
        );
}

fn name_things(
    mut labels: ResMut<Labels>,
    things: Things,
    scenery: Scenery,
    tubules: Res<Tubules>,
    pores: Query<(&Vesicle, &FusionPore)>,
    pits: Query<&Pit>,
    clock: Res<SimClock>,
) {
    let Things {
        figures,
        receptors,
        crew,
        golgi,
        cutaway,
        settings,
        ..
    } = &things;
    labels.named.clear();
    labels.subjects.clear();
    if !settings.labels {
        return;
    }
    let show = settings.show;
    let facing = cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
    let fusing = scenery.fusing();
    let sight = scenery.sight();
    let mut add = |named: Named, is_shown: bool, anchors: Vec<Vec3>| {
        let anchors: Vec<Vec3> = anchors
            .into_iter()
            .filter(|at| cutaway.beyond(*at) < 4.0 && sight.reaches(named, *at))
            .collect();
        if is_shown && !anchors.is_empty() {
            labels.named.push(Label { named, anchors });
        }
    };
    let of_stage = |wanted: &dyn Fn(&Figure) -> bool| -> Vec<Vec3> {
        figures
            .0
            .iter()
            .filter(|figure| figure.is_shown() && wanted(figure))
            .map(|figure| figure.centre)
            .collect()
    };
    let standing = |is_such: fn(&Class) -> bool, stage: Stage| {
        of_stage(&|figure: &Figure| figure.stage == stage && is_such(&figure.kind))
    };
    let synaptic = |stage: Stage| standing(Class::holds_solute, stage);
    let mut necks = [
        (Named::Fusing, Vec::new()),
        (Named::KissAndRun, Vec::new()),
        (Named::Hemifused, Vec::new()),
        (Named::Collapsing, Vec::new()),
    ];
    let mut fusing_granules = Vec::new();
    for (vesicle, pore) in &pores {
        let joining = pore.joining_at(clock.now);
        if vesicle.kind.has_core() {
            fusing_granules.extend(middle_of_joined(&pore.place, &joining));
        }
        let is_cut = cutaway.beyond_point(pore.place.point).abs() < ON_CUT_NM;
        let named = name_of(&joining, pore.mode);
        if let Some((_, points)) = necks.iter_mut().find(|(name, _)| Some(*name) == named) {
            points.extend(points_of_fusion(&pore.place, &joining, is_cut));
        }
    }
    for (named, points) in necks {
        add(named, show.vesicles, points);
    }
    add(Named::FusingGranule, show.vesicles, fusing_granules);
    let pits = pits
        .iter()
        .flat_map(|pit| points_of_pit(&pit.place, &pit.neck_at(clock.now), facing))
        .collect();
    add(Named::Budding, show.vesicles, pits);
    for (named, stage) in [
        (Named::Primed, Stage::Primed),
        (Named::Docked, Stage::Docked),
        (Named::Tethered, Stage::Tethered),
        (Named::Walking, Stage::Walking),
    ] {
        add(named, show.vesicles, synaptic(stage));
    }
    let resting = |is_such: fn(&Class) -> bool| {
        of_stage(&|figure: &Figure| {
            matches!(figure.stage, Stage::Resting(_)) && is_such(&figure.kind)
        })
    };
    add(Named::Pool, show.vesicles, resting(Class::holds_solute));
    for (named, stage) in [
        (Named::PrimedGranule, Stage::Primed),
        (Named::DockedGranule, Stage::Docked),
        (Named::TetheredGranule, Stage::Tethered),
        (Named::CarriedGranule, Stage::Walking),
    ] {
        add(named, show.vesicles, standing(Class::has_core, stage));
    }
    add(Named::Granules, show.vesicles, resting(Class::has_core));
    add(
        Named::DenseCore,
        show.vesicles && cutaway.plane().is_some(),
        cores(figures, cutaway),
    );
    let whole = |is_such: fn(&Class) -> bool, is_waiting: bool| {
        of_stage(&|figure: &Figure| {
            is_such(&figure.kind)
                && (figure.stage == Stage::Primed) == is_waiting
                && !matches!(figure.stage, Stage::Fusing | Stage::Budding)
        })
    };
    let digests: fn(&Class) -> bool = Class::holds_waste;
    for (named, is_such, is_waiting) in [
        (Named::WaitingLysosome, digests, true),
        (Named::Lysosome, digests, false),
        (Named::MultivesicularBody, Class::holds_sacs, false),
    ] {
        add(named, show.vesicles, whole(is_such, is_waiting));
    }
    let carriers =
        of_stage(&|figure: &Figure| figure.kind.drawn_out && figure.stage != Stage::Fusing);
    // Where carriers come from a Golgi, small ones are membrane on its way back.
    let small = if golgi.stack.is_some() {
        Named::Returning
    } else {
        Named::Carrier
    };
    add(small, show.vesicles, carriers);
    for (named, holds_rods) in [
        (Named::ChannelCarrier, false),
        (Named::CollagenCarrier, true),
    ] {
        let middles = tubules
            .0
            .iter()
            .filter(|tubule| tubule.kind.holds_rods() == holds_rods)
            .filter(|tubule| tubule.presence > 0.5 && !tubule.is_fusing)
            .filter_map(|tubule| tubule.spine(4).get(2).copied())
            .collect();
        add(named, show.vesicles, middles);
    }
    for (named, pathway) in [
        (Named::RegulatedLane, Pathway::Regulated),
        (Named::ConstitutiveLane, Pathway::Constitutive),
    ] {
        // A track waits for nothing: what rides and waits does.
        let waiting = of_stage(&|figure: &Figure| {
            figure.kind.pathway == pathway
                && matches!(
                    figure.stage,
                    Stage::Tethered | Stage::Docked | Stage::Primed
                )
        });
        add(named, show.vesicles, waiting);
    }
    for named in Named::ALL
        .into_iter()
        .filter(|named| !named.is_of_vesicle())
    {
        add(named, true, things.points(named));
    }
    let round = |weight: f32| {
        move |(centre, radius): (Vec3, f32)| Subject {
            centre,
            radius,
            weight,
        }
    };
    let spots = |places: &[Vec3], radius: f32| -> Vec<(Vec3, f32)> {
        places.iter().map(|at| (*at, radius)).collect()
    };
    let bodies = figures.0.iter().filter(|figure| {
        figure.is_shown() && !matches!(figure.stage, Stage::Fusing | Stage::Budding)
    });
    labels.subjects.extend(
        bodies
            .map(|figure| (figure.centre, figure.radius))
            .map(round(0.3)),
    );
    labels
        .subjects
        .extend(spots(&crew.snares, BUNDLE_NM).into_iter().map(round(0.6)));
    labels
        .subjects
        .extend(spots(&crew.tethers, BUNDLE_NM).into_iter().map(round(0.6)));
    labels.subjects.extend(
        spots(&receptors.open, BUNDLE_NM)
            .into_iter()
            .map(round(1.0)),
    );
    labels
        .subjects
        .extend(spots(&crew.pillars, BUNDLE_NM).into_iter().map(round(0.3)));
    let motors = [&crew.kinesins, &crew.dyneins, &crew.myosins];
    let motors = motors
        .into_iter()
        .flat_map(|places| spots(places, MOTOR_NM));
    labels.subjects.extend(motors.map(round(0.8)));
    labels.subjects.extend(fusing.into_iter().map(round(1.0)));
    // What has nearly become flat hides nothing, and is what is looked at.
    let flattening = pores.iter().filter_map(|(_, pore)| {
        let Joined::Open(neck) = pore.joining_at(clock.now) else {
            return None;
        };
        let is_low = neck.sweep <= FRAC_PI_2 && neck.height_nm() > FLAT_NM;
        is_low.then(|| (pore.place.point.as_vec3(), neck.mouth_nm() as f32 + 6.0))
    });
    labels.subjects.extend(flattening.map(round(2.0)));
    let tubes = tubules.0.iter().flat_map(|tubule| {
        let weight = if tubule.is_fusing { 1.0 } else { 0.3 };
        let along = tubule.spine(8).into_iter();
        along.map(move |at| round(weight)((at, TUBULE_NM)))
    });
    labels.subjects.extend(tubes);
}

/// Where the cores of opened granules are seen: in front of their middles.
fn cores(figures: &Figures, cutaway: &Cutaway) -> Vec<Vec3> {
    let facing = cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
    let opened = figures.0.iter().filter(|figure| {
        figure.is_shown()
            && figure.kind.has_core()
            && figure.filled > 0.0
            && !matches!(figure.stage, Stage::Fusing | Stage::Budding)
    });
    opened
        .map(|figure| figure.centre + facing * (1.1 * LID * figure.radius))
        .collect()
}

/// What a fusion has come to; nothing while the membranes are two.
fn name_of(joining: &Joined, mode: FusionMode) -> Option<Named> {
    match joining {
        Joined::Apart { .. } => None,
        Joined::Hemifused(_) => Some(Named::Hemifused),
        Joined::Open(neck) if neck.sweep > FRAC_PI_2 => Some(match mode {
            FusionMode::FullCollapse => Named::Fusing,
            FusionMode::KissAndRun => Named::KissAndRun,
        }),
        Joined::Open(neck) => (neck.height_nm() > FLAT_NM).then_some(Named::Collapsing),
    }
}

/// Where a fusion is named: where the two membranes are one, at the top of the
/// neck if that is cut through, or else around its foot; a bowl on its top.
fn points_of_fusion(place: &MembranePlace, joining: &Joined, is_cut: bool) -> Vec<Vec3> {
    let (Joined::Open(neck) | Joined::Hemifused(neck)) = joining else {
        return Vec::new();
    };
    if neck.sweep <= FRAC_PI_2 {
        let up = neck.height_nm() + f64::from(HALF_BILAYER_NM);
        return vec![(place.point + place.inward * up).as_vec3()];
    }
    if is_cut {
        return vec![(place.point + place.inward * (2.0 * neck.rim_nm)).as_vec3()];
    }
    let axes = Axes::about(place.point.as_vec3(), place.inward.as_vec3(), Vec3::Z);
    (0..8)
        .map(|step| {
            let (sine, cosine) = ops::sin_cos(step as f32 / 8.0 * TAU);
            let radial = axes.side * cosine + axes.other * sine;
            axes.origin + radial * neck.mouth_nm() as f32 + axes.axis * HALF_BILAYER_NM
        })
        .collect()
}

/// The middle of a vesicle on its way to be one with the membrane, until little of
/// a ball is left of it.
fn middle_of_joined(place: &MembranePlace, joining: &Joined) -> Option<Vec3> {
    let up = match joining {
        Joined::Apart { sphere_nm, gap_nm } => sphere_nm + gap_nm,
        Joined::Open(neck) | Joined::Hemifused(neck) if neck.sweep > FRAC_PI_2 => neck.centre_nm(),
        Joined::Open(_) | Joined::Hemifused(_) => return None,
    };
    Some((place.point + place.inward * up).as_vec3())
}

/// Where a pit is named: on its wall, to either side, once it is deep; before on
/// its top.
fn points_of_pit(place: &MembranePlace, neck: &Neck, facing: Vec3) -> Vec<Vec3> {
    if neck.sweep <= FRAC_PI_2 {
        let up = neck.height_nm() + f64::from(HALF_BILAYER_NM);
        return vec![(place.point + place.inward * up).as_vec3()];
    }
    let axes = Axes::about(place.point.as_vec3(), place.inward.as_vec3(), facing);
    let (up, radius) = (neck.centre_nm() as f32, neck.sphere_nm as f32);
    let slant = radius * std::f32::consts::FRAC_1_SQRT_2;
    [-1.0, 1.0]
        .map(|side| axes.origin + axes.axis * (up + slant) + axes.other * (side * slant))
        .to_vec()
}

/// The name of the vesicle whose middle this is, if it has one to itself. The one
/// that the camera stays with is named before all others.
fn name_of_vesicle(named: &[Label], middle: Vec3) -> Option<Named> {
    let is_lane = |named| matches!(named, Named::RegulatedLane | Named::ConstitutiveLane);
    named
        .iter()
        .find(|label| !is_lane(label.named) && label.anchors.contains(&middle))
        .map(|label| label.named)
}

/// Whether a name has its place already.
fn stands(board: &Board, named: Named) -> bool {
    board.placed.iter().any(|other| other.named == named)
}

fn paint_labels(
    mut contexts: EguiContexts,
    labels: Res<Labels>,
    settings: Res<ViewSettings>,
    theme: Res<Theme>,
    rig: Res<CameraRig>,
    free: Res<FreeArea>,
    ground: Res<Ground>,
    pace: Res<super::Pace>,
    time: Res<Time<Real>>,
    cameras: Query<(&Camera, &GlobalTransform), With<PictureCamera>>,
    (following, figures, scenery): (Res<Following>, Res<Figures>, Scenery),
    (hand, mut names): (Res<Hand>, ResMut<StandingNames>),
    mut habits: Local<Habits>,
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
    let area = free.within(screen).shrink(0.7 * size);
    let painter = context.layer_painter(egui::LayerId::new(
        egui::Order::Background,
        egui::Id::new("labels"),
    ));
    let font = egui::FontId::proportional(size);
    let pose = rig.pose;
    let nm_per_pixel =
        2.0 * pose.distance * ops::tan(pose.field_of_view / 2.0) / screen.height().max(1.0);
    let share = pace.ease(5.0, time.delta_secs().min(0.1));
    // The panels' points are larger than the camera's where their text is.
    let points = camera
        .logical_viewport_size()
        .map_or(1.0, |size| screen.height() / size.y.max(1.0));
    let project = |at: Vec3| -> Option<egui::Pos2> {
        let at = camera
            .world_to_viewport(stand, at / NM_PER_UNIT as f32)
            .ok()?;
        Some((points * at).to_array().into())
    };
    // Round things as they are in the picture, with what it costs to stand on them.
    let reach = |subject: &Subject| {
        let distance = pose.eye().distance(subject.centre).max(1.0);
        subject.radius / distance / ops::tan(pose.field_of_view / 2.0) * 0.5 * screen.height()
    };
    let mut board = Board::new(area, size, &ground);
    board.subjects = labels
        .subjects
        .iter()
        .filter_map(|subject| {
            let radius = reach(subject);
            // What is as small as text is, and among many, can't be kept clear.
            let weight = subject.weight * (radius / (2.0 * size)).clamp(0.15, 1.0);
            Some((project(subject.centre)?, radius, weight))
        })
        .filter(|(at, radius, _)| screen.expand(*radius).contains(*at))
        .collect();
    let body = following.0.and_then(|id| scenery.body(id));
    board.looked_at = body.and_then(|(centre, radius)| {
        let subject = Subject {
            centre,
            radius,
            weight: 1.0,
        };
        Some((project(centre)?, reach(&subject)))
    });
    let mut kept: HashMap<Named, Habit> = HashMap::new();
    let centre = following.0.and_then(|id| figures.of(id));
    let centre = centre.map(|figure| figure.centre);
    let first = centre.and_then(|centre| name_of_vesicle(&labels.named, centre));
    let most = board.room_for(if nm_per_pixel < CLOSE_NM_PER_PIXEL {
        MOST_CLOSE_BY
    } else {
        MOST_LABELS
    });
    let others = Named::ALL.into_iter().filter(|named| Some(*named) != first);
    for named in first.into_iter().chain(others) {
        let is_fit = named.is_fit(nm_per_pixel);
        let Some(label) = labels.named.iter().find(|label| label.named == named) else {
            continue;
        };
        // A bowl that flattens is looked at for itself.
        let is_aside = matches!(
            named,
            Named::ProtonPump | Named::Synaptobrevin | Named::Tether
        ) && stands(&board, Named::Collapsing);
        let is_named = named.alike().is_some_and(|other| stands(&board, other));
        if !is_fit || is_aside || is_named || board.placed.len() >= most {
            continue;
        }
        let habit = habits.0.get(&named).copied();
        let galley =
            painter.layout_no_wrap(named.text().to_owned(), font.clone(), colour(theme.text));
        let wanted = galley.size() + egui::vec2(0.6 * size, 0.25 * size);
        let was = habit.map(|habit| Was {
            anchor: project(habit.anchor),
            place: habit.place,
        });
        let anchors = if first == Some(named) {
            centre.as_slice()
        } else {
            &label.anchors
        };
        let anchors = anchors.iter().filter_map(|at| Some((*at, project(*at)?)));
        let Some(stand) = board.stand(named, anchors, wanted, was) else {
            continue;
        };
        let shown = habit.map_or(0.0, |habit| habit.shown);
        let shown = shown + (1.0 - shown) * share;
        let Stand {
            at,
            anchor,
            place,
            text,
        } = stand;
        let habit = Habit {
            anchor: at,
            place,
            shown,
        };
        kept.insert(named, habit);
        let corner = |at: egui::Pos2| Vec2::new(at.x, at.y) / points;
        names.0.push(StandingName {
            named,
            at,
            place: Rect::from_corners(corner(text.min), corner(text.max)),
        });
        board.placed.push(Placed {
            named,
            anchor,
            text,
            shown,
        });
    }
    habits.0 = kept;
    let pointed_at = hand.over_picture().and_then(|point| names.at(point));
    let pointed_at = pointed_at.map(|name| name.named);
    for label in &board.placed {
        let is_pointed_at = pointed_at == Some(label.named);
        paint(&painter, label, is_pointed_at, &font, &theme, size);
    }
    Ok(())
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
        label.named.text(),
        font.clone(),
        fade(ink, 1.0),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_followed_vesicle_has_its_own_name() {
        let label = |named, anchors: &[f32]| Label {
            named,
            anchors: anchors.iter().map(|x| Vec3::X * *x).collect(),
        };
        let named = [
            label(Named::RegulatedLane, &[1.0, 2.0, 3.0]),
            label(Named::Primed, &[1.0, 2.0]),
            label(Named::Docked, &[3.0]),
        ];
        let at = |x| name_of_vesicle(&named, Vec3::X * x);
        assert_eq!(at(3.0), Some(Named::Docked));
        assert_eq!(at(2.0), Some(Named::Primed));
        assert_eq!(at(4.0), None, "hidden, or of no kind that has a name");
    }

    #[test]
    fn a_name_is_pointed_at_where_it_stands() {
        let name = |named, left: f32| StandingName {
            named,
            at: Vec3::ZERO,
            place: Rect::new(left, 10.0, left + 50.0, 30.0),
        };
        let names = StandingNames(vec![name(Named::Docked, 0.0), name(Named::Snares, 60.0)]);
        let at = |x, y| names.at(Vec2::new(x, y)).map(|name| name.named);
        assert_eq!(at(20.0, 20.0), Some(Named::Docked));
        assert_eq!(at(70.0, 29.0), Some(Named::Snares));
        assert_eq!(at(55.0, 20.0), None, "between them");
        assert_eq!(at(20.0, 31.0), None, "below");
    }

    #[test]
    fn a_fusion_is_named_by_what_it_has_come_to() {
        let neck = Neck::with_waist(18.75, 3.0, 3.4);
        let apart = Joined::Apart {
            sphere_nm: 18.75,
            gap_nm: 6.0,
        };
        let mode = FusionMode::FullCollapse;
        assert_eq!(name_of(&apart, mode), None);
        assert_eq!(
            name_of(&Joined::Hemifused(neck), mode),
            Some(Named::Hemifused)
        );
        assert_eq!(
            name_of(&Joined::Open(neck), FusionMode::KissAndRun),
            Some(Named::KissAndRun)
        );
        let way = |progress| name_of(&Joined::Open(Neck::collapsing(neck, progress)), mode);
        assert_eq!(way(0.0), Some(Named::Fusing));
        assert_eq!(way(0.7), Some(Named::Collapsing));
        assert_eq!(way(1.0), None);
    }
}
