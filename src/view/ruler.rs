//! A ruler from a calcium channel to a release site, with a tick every 20 nm:
//! how far calcium has to go. The site is that of the clicked vesicle, or else
//! the one that the instruments watch.

use bevy::{math::DVec3, prelude::*};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    HALF_BILAYER_NM, NM_PER_UNIT, Selected, ViewSettings,
    scale_bar::{colour, in_words},
    theme::Theme,
};
use crate::{
    biology::controls::Knob,
    sim::{
        controls::Controls,
        membrane::PlasmaMembrane,
        places::Goal,
        signal::calcium::Calcium,
        vesicle::{Course, Vesicle},
    },
};

/// Between two ticks, and how many stretches it is long.
const TICK_NM: f64 = 20.0;
const STRETCHES: u32 = 3;
/// A channel so many times as far as the nearest is as good.
const AS_NEAR: f64 = 1.05;
/// Half the length of a tick.
const TICK_HALF_NM: f64 = 2.5;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, paint_ruler);
}

/// Where the ruler lies: its zero, its direction, and that of its ticks.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ruler {
    from: DVec3,
    along: DVec3,
    up: DVec3,
}

impl Ruler {
    /// From the mouth of a channel nearest to a site, on the cytosol's side; of
    /// those that are equally near, that which is best seen from the side.
    fn at_site(
        calcium: &Calcium,
        membrane: &PlasmaMembrane,
        site: usize,
        eyes_right: DVec3,
    ) -> Option<Self> {
        let place = membrane.sites.get(site)?.place;
        let up = place.inward;
        let channels = || calcium.channels().iter().map(|channel| channel.at);
        let far = |at: DVec3| at.distance(place.point);
        let nearest = channels().map(far).fold(f64::INFINITY, f64::min);
        let rulers = channels().filter(|at| far(*at) <= AS_NEAR * nearest);
        let rulers = rulers.filter_map(|at| {
            let towards = place.point - at;
            Some(Self {
                from: at + up * f64::from(HALF_BILAYER_NM),
                along: (towards - up * towards.dot(up)).try_normalize()?,
                up,
            })
        });
        let sideways = |ruler: &Self| ruler.along.dot(eyes_right).abs();
        rulers.max_by(|a, b| sideways(a).total_cmp(&sideways(b)))
    }

    /// A point so far along it and so far above the membrane.
    fn at(&self, along_nm: f64, up_nm: f64) -> Vec3 {
        (self.from + self.along * along_nm + self.up * up_nm).as_vec3()
    }
}

fn paint_ruler(
    mut contexts: EguiContexts,
    cameras: Query<(&Camera, &GlobalTransform), With<Camera3d>>,
    settings: Res<ViewSettings>,
    theme: Res<Theme>,
    calcium: Res<Calcium>,
    membrane: Res<PlasmaMembrane>,
    controls: Res<Controls>,
    selected: Res<Selected>,
    vesicles: Query<(&Vesicle, &Course)>,
) -> Result {
    if !settings.show.ruler {
        return Ok(());
    }
    let clicked = vesicles
        .iter()
        .filter(|(vesicle, _)| selected.0 == Some(vesicle.id))
        .find_map(|(_, course)| match course.goal {
            Goal::Release(site) => Some(site),
            _ => None,
        });
    let watched = || calcium.watched(controls.number(Knob::WatchedSite));
    let site = clicked.unwrap_or_else(watched);
    let Ok((camera, stand)) = cameras.single() else {
        return Ok(());
    };
    let right = stand.right().as_dvec3();
    let Some(ruler) = Ruler::at_site(&calcium, &membrane, site, right) else {
        return Ok(());
    };
    let context = contexts.ctx_mut()?;
    let height = context.content_rect().height();
    let size = settings.text_size(height);
    // The panels' points are larger than the camera's where their text is.
    let points = camera
        .logical_viewport_size()
        .map_or(1.0, |size| height / size.y.max(1.0));
    let on_screen = |along_nm: f64, up_nm: f64| {
        let at = ruler.at(along_nm, up_nm) / NM_PER_UNIT as f32;
        let at = points * camera.world_to_viewport(stand, at).ok()?;
        Some(egui::pos2(at.x, at.y))
    };
    let painter = context.layer_painter(egui::LayerId::new(
        egui::Order::Background,
        egui::Id::new("ruler"),
    ));
    let end_nm = TICK_NM * f64::from(STRETCHES);
    let ticks = (0..=STRETCHES).map(|tick| {
        let along_nm = TICK_NM * f64::from(tick);
        [(along_nm, -TICK_HALF_NM), (along_nm, TICK_HALF_NM)]
    });
    let lines: Vec<[egui::Pos2; 2]> = ticks
        .chain([[(0.0, 0.0), (end_nm, 0.0)]])
        .filter_map(|[(a, b), (c, d)]| Some([on_screen(a, b)?, on_screen(c, d)?]))
        .collect();
    let ink = colour(theme.text);
    let paper = colour(theme.background_low).gamma_multiply(0.55);
    for (width, colour) in [(0.30 * size, paper), (0.10 * size, ink)] {
        for line in &lines {
            painter.line_segment(*line, egui::Stroke::new(width, colour));
        }
    }
    for tick in 0..=STRETCHES {
        let along_nm = TICK_NM * f64::from(tick);
        let Some(at) = on_screen(along_nm, -2.0 * TICK_HALF_NM) else {
            continue;
        };
        let words = if tick == STRETCHES {
            in_words(along_nm as f32)
        } else {
            format!("{along_nm}")
        };
        let font = egui::FontId::proportional(0.85 * size);
        let words = painter.layout_no_wrap(words, font, ink);
        let box_at = egui::Align2::CENTER_TOP.anchor_size(at, words.size());
        painter.rect_filled(box_at.expand(0.15 * size), 0.2 * size, paper);
        painter.galley(box_at.min, words, ink);
    }
    Ok(())
}
