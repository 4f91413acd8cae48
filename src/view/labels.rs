//! Names on things, with leader lines.
//!
//! They stand beside what they name, never over each other, and keep their
//! places from frame to frame as long as they can. Which things are named
//! follows from what can be seen from where the camera is.

use std::{collections::HashMap, sync::OnceLock};

use bevy::{math::ops, prelude::*};
use bevy_egui::{EguiContexts, EguiPlugin, EguiPrimaryContextPass, egui};
use serde::Deserialize;

use super::{
    NM_PER_UNIT, ViewSettings, ViewSystems,
    active_zone::{Channels, Receptors},
    camera::{CameraRig, PictureCamera},
    coat::CoatPlaces,
    cutaway::{Cutaway, HALF_BILAYER_NM},
    framing::FreeArea,
    scale_bar::colour,
    theme::Theme,
    vesicle::{Figure, Figures},
};
use crate::{
    scene::Scene,
    sim::{
        cytoskeleton::Cytoskeleton,
        membrane::PlasmaMembrane,
        vesicle::{FusionPore, Pit, Stage, VesicleKind},
    },
};

/// Text height as a part of the picture's, and the least in points.
const TEXT_PART: f32 = 0.0235;
const LEAST_TEXT: f32 = 12.0;
/// Most names at one time.
const MOST_LABELS: usize = 9;
/// Parts of the picture's height at which names are tried, nearest first.
const REACHES: [f32; 4] = [0.07, 0.11, 0.16, 0.22];
const DIRECTIONS: usize = 16;

/// What is named beside a pit stands off its edge by this, in nanometres.
const PIT_EDGE_NM: f32 = 2.5;

/// What can be named, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub enum Named {
    Fusing,
    Budding,
    Clathrin,
    Dynamin,
    Primed,
    Docked,
    Tethered,
    Walking,
    Microtubule,
    PlasmaMembrane,
    Cleft,
    Pool,
    Carrier,
    Postsynaptic,
    ActiveZone,
    Snares,
    Munc13,
    Channel,
    Receptor,
    Actin,
    PlusEnd,
    ProtonPump,
    Transmitter,
}

impl Named {
    const ALL: [Self; 23] = [
        Self::Fusing,
        Self::Budding,
        Self::Clathrin,
        Self::Dynamin,
        Self::Primed,
        Self::Docked,
        Self::Tethered,
        Self::Walking,
        Self::Microtubule,
        Self::PlasmaMembrane,
        Self::Cleft,
        Self::Pool,
        Self::Carrier,
        Self::Postsynaptic,
        Self::ActiveZone,
        Self::Snares,
        Self::Munc13,
        Self::Channel,
        Self::Receptor,
        Self::Actin,
        Self::PlusEnd,
        Self::ProtonPump,
        Self::Transmitter,
    ];

    /// The name as it is shown.
    pub fn text(self) -> &'static str {
        static TEXTS: OnceLock<HashMap<Named, String>> = OnceLock::new();
        let texts = TEXTS.get_or_init(|| {
            ron::from_str(include_str!("../../assets/labels.ron"))
                .expect("the built-in labels are read by a test")
        });
        texts.get(&self).map_or("", String::as_str)
    }

    /// Coarsest picture (nanometres a pixel) in which it is large enough to
    /// be named.
    fn coarsest(self) -> f32 {
        match self {
            Self::Snares | Self::Munc13 | Self::ProtonPump | Self::Transmitter => 0.35,
            Self::Channel | Self::Receptor => 0.8,
            Self::Clathrin | Self::Dynamin => 1.2,
            Self::Fusing | Self::Budding | Self::Docked | Self::Tethered | Self::Primed => 2.6,
            Self::Actin | Self::PlusEnd | Self::ActiveZone => 2.6,
            _ => f32::INFINITY,
        }
    }

    /// Finest picture in which it still is a thing and not a wall.
    fn finest(self) -> f32 {
        match self {
            Self::Pool | Self::Cleft | Self::ActiveZone => 0.30,
            Self::Postsynaptic => 0.15,
            _ => 0.0,
        }
    }
}

/// A name to be shown and the points (nanometres) that it may point to.
#[derive(Clone, Debug)]
pub struct Label {
    pub named: Named,
    pub anchors: Vec<Vec3>,
}

/// What can be named in this frame.
#[derive(Resource, Default)]
pub struct Labels(pub Vec<Label>);

/// Height of text in a picture of this height, both in logical pixels.
pub fn text_size(picture_height: f32) -> f32 {
    (TEXT_PART * picture_height).max(LEAST_TEXT)
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
        .add_systems(PostUpdate, name_things.in_set(ViewSystems::Light))
        .add_systems(EguiPrimaryContextPass, paint_labels);
}

fn name_things(
    mut labels: ResMut<Labels>,
    scene: Res<Scene>,
    membrane: Res<PlasmaMembrane>,
    tracks: Res<Cytoskeleton>,
    figures: Res<Figures>,
    channels: Res<Channels>,
    receptors: Res<Receptors>,
    coats: Res<CoatPlaces>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    rig: Res<CameraRig>,
    pores: Query<&FusionPore>,
    pits: Query<&Pit>,
) {
    let eye = rig.pose.eye();
    labels.0.clear();
    if !settings.labels {
        return;
    }
    let show = settings.show;
    let shown = figures.0.iter().filter(|figure| figure.is_shown());
    let pit_ball = |pit: &Pit| {
        let centre = pit.place.point + pit.place.inward * (pit.rim_nm + pit.sphere_nm);
        (
            centre.as_vec3(),
            pit.sphere_nm as f32 + HALF_BILAYER_NM + PIT_EDGE_NM,
        )
    };
    let balls: Vec<(Vec3, f32)> = shown
        .map(|figure| (figure.centre, figure.radius))
        .chain(pits.iter().map(pit_ball))
        .collect();
    let mut add = |named: Named, is_shown: bool, anchors: Vec<Vec3>| {
        let anchors: Vec<Vec3> = anchors
            .into_iter()
            .filter(|at| cutaway.beyond(*at) < 4.0 && !is_hidden(*at, eye, &balls))
            .collect();
        if is_shown && !anchors.is_empty() {
            labels.0.push(Label { named, anchors });
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
    let synaptic = |stage: Stage| {
        of_stage(&|figure: &Figure| figure.stage == stage && figure.kind == VesicleKind::Synaptic)
    };
    // At the top of the neck, where the two membranes are one.
    let necks = pores
        .iter()
        .map(|pore| pore.place.point + pore.place.inward * (2.0 * pore.rim_nm))
        .map(|neck| neck.as_vec3())
        .collect();
    add(Named::Fusing, show.vesicles, necks);
    for (named, stage) in [
        (Named::Budding, Stage::Budding),
        (Named::Primed, Stage::Primed),
        (Named::Docked, Stage::Docked),
        (Named::Tethered, Stage::Tethered),
        (Named::Walking, Stage::Walking),
    ] {
        add(named, show.vesicles, synaptic(stage));
    }
    let resting = of_stage(&|figure: &Figure| matches!(figure.stage, Stage::Resting(_)));
    add(Named::Pool, show.vesicles, resting.clone());
    let carriers = of_stage(&|figure: &Figure| {
        figure.kind == VesicleKind::Carrier && figure.stage != Stage::Fusing
    });
    add(Named::Carrier, show.vesicles, carriers);
    let along = |tracks: &[crate::sim::cytoskeleton::Track], parts: &[f64]| -> Vec<Vec3> {
        tracks
            .iter()
            .flat_map(|track| {
                parts.iter().map(|part| {
                    track
                        .curve
                        .at(part * track.curve.length())
                        .position
                        .as_vec3()
                })
            })
            .collect()
    };
    let parts: Vec<f64> = (1..12).map(|step| f64::from(step) / 12.0).collect();
    add(
        Named::Microtubule,
        show.microtubules,
        along(&tracks.microtubules, &parts),
    );
    add(
        Named::PlusEnd,
        show.microtubules,
        along(&tracks.microtubules, &[1.0]),
    );
    add(Named::Actin, show.actin, along(&tracks.actin, &[0.3, 0.6]));
    add(
        Named::PlasmaMembrane,
        show.membrane,
        section_points(&membrane, &cutaway, &scene),
    );
    let channel_tops: Vec<Vec3> = channels
        .0
        .iter()
        .map(|(at, out)| *at - *out * 3.0)
        .collect();
    add(Named::Channel, show.proteins, channel_tops);
    add(Named::Receptor, show.proteins, receptors.0.clone());
    add(Named::Clathrin, show.proteins, coats.clathrin.clone());
    add(Named::Dynamin, show.proteins, coats.dynamin.clone());
    let primed = synaptic(Stage::Primed);
    let docked = synaptic(Stage::Docked);
    let low = |centre: &Vec3, side: f32| *centre + Vec3::new(11.0 * side, -18.0, 8.0);
    let snares = primed
        .iter()
        .chain(&docked)
        .map(|centre| low(centre, 1.0))
        .collect();
    add(Named::Snares, show.proteins, snares);
    let pillars = primed
        .iter()
        .map(|at| *at + Vec3::new(-21.5, -13.5, 4.0))
        .collect();
    add(Named::Munc13, show.proteins, pillars);
    if let (Some(zone), Some(_)) = (scene.active_zone, &membrane.postsynaptic) {
        let out = membrane.shape.normal(zone.centre).as_vec3();
        let middle = zone.centre.as_vec3();
        let facing = cutaway.plane();
        // In the plane of the cut, where the cleft is seen from its side.
        let on_cut = |x: f32, depth: f32| {
            let at = middle + Vec3::X * x + out * depth;
            facing.map_or(at, |(normal, offset)| {
                at + normal * (offset - normal.dot(at) - 1.0)
            })
        };
        let across: Vec<f32> = (-8..=8).map(|step| step as f32 * 25.0).collect();
        let line = |depth: f32| across.iter().map(|x| on_cut(*x, depth)).collect::<Vec<_>>();
        add(Named::Cleft, show.postsynaptic, line(12.0));
        add(
            Named::Postsynaptic,
            show.postsynaptic,
            line(24.5 + HALF_BILAYER_NM),
        );
        let floor: Vec<Vec3> = across.iter().map(|x| middle + Vec3::X * *x * 0.5).collect();
        add(Named::ActiveZone, show.membrane, floor);
    }
}

/// Whether a vesicle or a pit, as centre and radius, stands between the eye and
/// a point outside it.
fn is_hidden(at: Vec3, eye: Vec3, balls: &[(Vec3, f32)]) -> bool {
    let way = at - eye;
    let far = way.length();
    let direction = way / far.max(1e-3);
    balls.iter().any(|(centre, radius)| {
        let to_centre = *centre - eye;
        let along = to_centre.dot(direction);
        let aside2 = to_centre.length_squared() - along * along;
        let holds_point = centre.distance_squared(at) < radius * radius;
        !holds_point && along > 0.0 && along < far && aside2 < radius * radius
    })
}

/// Points of the cell's membrane where the cut shows it.
fn section_points(membrane: &PlasmaMembrane, cutaway: &Cutaway, scene: &Scene) -> Vec<Vec3> {
    let middle = scene
        .active_zone
        .map_or(Vec3::ZERO, |zone| zone.centre.as_vec3());
    let (normal, offset) = cutaway.plane().unwrap_or((Vec3::Z, middle.z));
    let up = Vec3::Y - normal * normal.y;
    let side = up.cross(normal);
    let on_plane = middle + normal * (offset - normal.dot(middle));
    (0..36)
        .map(|step| {
            let (sine, cosine) = ops::sin_cos(step as f32 / 36.0 * std::f32::consts::TAU);
            let far = on_plane + up * 430.0 + (side * cosine + up * sine) * 620.0;
            membrane.shape.closest(far.as_dvec3()).as_vec3()
        })
        .filter(|at| cutaway.beyond(*at).abs() < 12.0 || cutaway.plane().is_none())
        .collect()
}

/// A name with its place in the picture.
struct Placed {
    named: Named,
    anchor: egui::Pos2,
    text: egui::Rect,
    shown: f32,
}

fn paint_labels(
    mut contexts: EguiContexts,
    labels: Res<Labels>,
    figures: Res<Figures>,
    settings: Res<ViewSettings>,
    theme: Res<Theme>,
    rig: Res<CameraRig>,
    free: Res<FreeArea>,
    pace: Res<super::Pace>,
    time: Res<Time<Real>>,
    cameras: Query<(&Camera, &GlobalTransform), With<PictureCamera>>,
    mut habits: Local<Habits>,
) -> Result {
    let Ok((camera, stand)) = cameras.single() else {
        return Ok(());
    };
    if !settings.labels {
        habits.0.clear();
        return Ok(());
    }
    let context = contexts.ctx_mut()?;
    let screen = context.content_rect();
    let size = text_size(screen.height());
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
    let vesicles: Vec<egui::Pos2> = figures
        .0
        .iter()
        .filter(|figure| figure.is_shown())
        .filter_map(|figure| project(figure.centre))
        .collect();
    let mut placed: Vec<Placed> = Vec::new();
    let mut kept: HashMap<Named, Habit> = HashMap::new();
    // The bar and its number have the lower left corner.
    let corner = egui::Rect::from_min_max(
        egui::pos2(area.left(), area.bottom() - 3.0 * size),
        egui::pos2(area.left() + 0.2 * area.width(), area.bottom()),
    );
    for named in Named::ALL {
        let is_fit = nm_per_pixel <= named.coarsest() && nm_per_pixel >= named.finest();
        let Some(label) = labels.0.iter().find(|label| label.named == named) else {
            continue;
        };
        if !is_fit || placed.len() >= MOST_LABELS {
            continue;
        }
        let habit = habits.0.get(&named).copied();
        let galley =
            painter.layout_no_wrap(named.text().to_owned(), font.clone(), colour(theme.text));
        let wanted = galley.size() + egui::vec2(0.6 * size, 0.25 * size);
        let mut best: Option<(f32, Vec3, egui::Pos2, usize, egui::Rect)> = None;
        for at in &label.anchors {
            let Some(anchor) = project(*at).filter(|anchor| area.contains(*anchor)) else {
                continue;
            };
            // Things in the middle of the picture are named first, and what
            // was named stays named.
            let off = (anchor - area.center()).length() / area.height();
            let strayed = habit.map_or(0.12, |habit| {
                0.5 * (project(habit.anchor).map_or(1.0, |was| (anchor - was).length())
                    / area.height())
                .min(1.0)
            });
            if placed
                .iter()
                .any(|other| other.text.expand(0.4 * size).contains(anchor))
            {
                continue;
            }
            for (reach_index, reach) in REACHES.iter().enumerate() {
                for turn in 0..DIRECTIONS {
                    let place = reach_index * DIRECTIONS + turn;
                    let (sine, cosine) =
                        ops::sin_cos(turn as f32 / DIRECTIONS as f32 * std::f32::consts::TAU);
                    let end = anchor + egui::vec2(cosine, sine) * *reach * area.height();
                    // The text begins where the line ends.
                    let middle = end + egui::vec2(cosine.signum() * 0.5 * wanted.x, 0.0);
                    let text = egui::Rect::from_center_size(middle, wanted);
                    if !area.contains_rect(text) || text.intersects(corner) {
                        continue;
                    }
                    let is_blocked = placed.iter().any(|other| {
                        other.text.expand(0.3 * size).intersects(text)
                            || text.expand(0.3 * size).contains(other.anchor)
                            || crosses(anchor, end, other)
                    });
                    if is_blocked {
                        continue;
                    }
                    let moved = match habit {
                        Some(habit) if habit.place == place => 0.0,
                        Some(_) => 0.06,
                        None => 0.0,
                    };
                    // A name stands on what matters as little as can be, and
                    // beside its thing rather than above.
                    let spread = text.expand(0.6 * size);
                    let covered = vesicles.iter().filter(|at| spread.contains(**at)).count();
                    let cost = off * 0.25
                        + strayed
                        + reach
                        + moved
                        + 0.03 * sine.abs()
                        + 0.05 * covered.min(6) as f32;
                    if best.is_none_or(|(least, ..)| cost < least) {
                        best = Some((cost, *at, anchor, place, text));
                    }
                }
            }
        }
        if let Some((_, at, anchor, place, text)) = best {
            let shown = habit.map_or(0.0, |habit| habit.shown);
            let shown = shown + (1.0 - shown) * share;
            kept.insert(
                named,
                Habit {
                    anchor: at,
                    place,
                    shown,
                },
            );
            placed.push(Placed {
                named,
                anchor,
                text,
                shown,
            });
        }
    }
    habits.0 = kept;
    for label in &placed {
        paint(&painter, label, &font, &theme, size);
    }
    Ok(())
}

/// Whether a new leader line would cross another's line or text.
fn crosses(from: egui::Pos2, to: egui::Pos2, other: &Placed) -> bool {
    let other_end = line_end(other);
    let side = |a: egui::Pos2, b: egui::Pos2, c: egui::Pos2| {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    };
    let apart = |a: egui::Pos2, b: egui::Pos2, c: egui::Pos2, d: egui::Pos2| {
        side(a, b, c) * side(a, b, d) > 0.0
    };
    let lines_cross =
        !apart(from, to, other.anchor, other_end) && !apart(other.anchor, other_end, from, to);
    let steps = 6;
    let over_text = (0..=steps)
        .map(|step| from.lerp(to, step as f32 / steps as f32))
        .any(|point| other.text.contains(point));
    lines_cross || over_text
}

/// Where a leader line meets its text.
fn line_end(label: &Placed) -> egui::Pos2 {
    let x = if label.anchor.x < label.text.center().x {
        label.text.left()
    } else {
        label.text.right()
    };
    egui::pos2(x, label.text.center().y)
}

fn paint(painter: &egui::Painter, label: &Placed, font: &egui::FontId, theme: &Theme, size: f32) {
    let fade = |colour: egui::Color32, part: f32| colour.gamma_multiply(part * label.shown);
    let ink = colour(theme.text);
    let paper = colour(theme.background_low);
    let end = line_end(label);
    for (width, shade) in [
        (0.17 * size, fade(paper, 0.5)),
        (0.07 * size, fade(ink, 0.85)),
    ] {
        painter.line_segment([label.anchor, end], egui::Stroke::new(width, shade));
    }
    painter.circle_filled(label.anchor, 0.20 * size, fade(paper, 0.6));
    painter.circle_filled(label.anchor, 0.13 * size, fade(ink, 1.0));
    painter.rect_filled(label.text, 0.3 * size, fade(paper, 0.62));
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
    fn everything_that_can_be_named_has_a_name() {
        for named in Named::ALL {
            assert!(!named.text().is_empty(), "{named:?}");
        }
    }

    #[test]
    fn text_is_never_too_small_to_read() {
        for height in [360.0, 720.0, 1080.0, 2160.0] {
            assert!(text_size(height) >= 0.0235 * height);
            assert!(text_size(height) >= 12.0);
        }
    }
}
