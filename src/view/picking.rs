//! Clicking a vesicle: the nearest one under the pointer that can be seen.

use bevy::{prelude::*, window::PrimaryWindow};
use bevy_egui::input::EguiWantsInput;

use super::{
    NM_PER_UNIT, Selected,
    camera::{Dragging, PictureCamera},
    tubule::Tubules,
    vesicle::{Figure, Figures},
};
use crate::sim::vesicle::VesicleId;

/// A press that moved farther than this was a turn of the camera (logical
/// pixels).
const STILL_A_CLICK: f32 = 5.0;
/// Small vesicles are caught by a pointer this near to their edge (pixels).
const MERCY_PIXELS: f32 = 4.0;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, select_clicked);
}

fn select_clicked(
    mut selected: ResMut<Selected>,
    figures: Res<Figures>,
    tubules: Res<Tubules>,
    dragging: Res<Dragging>,
    buttons: Option<Res<ButtonInput<MouseButton>>>,
    egui: Option<Res<EguiWantsInput>>,
    windows: Query<&Window, With<PrimaryWindow>>,
    cameras: Query<(&Camera, &GlobalTransform), With<PictureCamera>>,
) {
    let is_click = buttons.is_some_and(|buttons| buttons.just_released(MouseButton::Left))
        && dragging.travelled.is_some_and(|far| far < STILL_A_CLICK)
        && !egui.is_some_and(|egui| egui.wants_any_pointer_input());
    if !is_click {
        return;
    }
    let (Ok(window), Ok((camera, stand))) = (windows.single(), cameras.single()) else {
        return;
    };
    let ray = window
        .cursor_position()
        .and_then(|cursor| camera.viewport_to_world(stand, cursor).ok());
    if let Some(ray) = ray {
        let origin = ray.origin * NM_PER_UNIT as f32;
        let direction = ray.direction.as_vec3();
        selected.0 = vesicle_on_ray(origin, direction, &figures.0)
            .or_else(|| vesicle_on_ray(origin, direction, &tubes(&figures.0, &tubules)));
    }
}

/// Points along the tubes of tubular carriers, each as if it were the carrier.
fn tubes(figures: &[Figure], tubules: &Tubules) -> Vec<Figure> {
    const POINTS: usize = 14;
    figures
        .iter()
        .filter_map(|figure| Some((figure, tubules.of(figure.id)?)))
        .flat_map(|(figure, tubule)| {
            let radius = tubule.tail.map_or(0.0, |tail| tail.tube_nm as f32);
            tubule.spine(POINTS).into_iter().map(move |centre| Figure {
                centre,
                radius,
                ..*figure
            })
        })
        .collect()
}

/// The vesicle that a ray (nanometres, unit direction) meets first.
pub fn vesicle_on_ray(origin: Vec3, direction: Vec3, figures: &[Figure]) -> Option<VesicleId> {
    figures
        .iter()
        .filter(|figure| figure.is_shown())
        .filter_map(|figure| {
            let way = figure.centre - origin;
            let along = way.dot(direction);
            let aside2 = way.length_squared() - along * along;
            let reach = figure.radius + MERCY_PIXELS * figure.nm_per_pixel;
            (along > 0.0 && aside2 < reach * reach).then_some((along, figure.id))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::vesicle::{Pool, Stage, VesicleKind};

    fn figure(id: u32, centre: Vec3, presence: f32) -> Figure {
        Figure {
            id: VesicleId(id),
            kind: VesicleKind::Synaptic,
            stage: Stage::Resting(Pool::Reserve),
            centre,
            radius: 21.0,
            presence,
            nm_per_pixel: 0.5,
            filled: 1.0,
        }
    }

    #[test]
    fn the_nearest_of_two_in_line_is_taken() {
        let figures = [
            figure(1, Vec3::new(0.0, 0.0, -300.0), 1.0),
            figure(2, Vec3::new(5.0, 0.0, -100.0), 1.0),
        ];
        let found = vesicle_on_ray(Vec3::ZERO, Vec3::NEG_Z, &figures);
        assert_eq!(found, Some(VesicleId(2)));
    }

    #[test]
    fn what_is_cut_away_or_beside_is_not_taken() {
        let figures = [
            figure(1, Vec3::new(0.0, 0.0, -100.0), 0.0),
            figure(2, Vec3::new(40.0, 0.0, -100.0), 1.0),
            figure(3, Vec3::new(0.0, 0.0, 100.0), 1.0),
        ];
        assert_eq!(vesicle_on_ray(Vec3::ZERO, Vec3::NEG_Z, &figures), None);
    }
}
