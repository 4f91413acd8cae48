//! Where things are in the picture, in the panels' points, and where the vesicle is in it
//! that the camera stays with: what is written keeps off that.

use bevy::{ecs::system::SystemParam, math::ops, prelude::*};
use bevy_egui::egui;

use super::{Following, NM_PER_UNIT, camera::Pose, figures::Figures, scenery::Scenery};

/// How the cell comes to be a picture, in the panels' points.
pub(super) struct Projection<'a> {
    camera: &'a Camera,
    stand: &'a GlobalTransform,
    pose: Pose,
    height: f32,
    /// The panels' points are larger than the camera's where their text is.
    points: f32,
}

impl<'a> Projection<'a> {
    /// That of a camera and where it stands, into a picture of so many points' height.
    pub fn of((camera, stand): (&'a Camera, &'a GlobalTransform), pose: Pose, height: f32) -> Self {
        Self {
            camera,
            stand,
            pose,
            height,
            points: camera
                .logical_viewport_size()
                .map_or(1.0, |size| height / size.y.max(1.0)),
        }
    }

    pub fn place(&self, at: Vec3) -> Option<egui::Pos2> {
        let at = self
            .camera
            .world_to_viewport(self.stand, at / NM_PER_UNIT as f32)
            .ok()?;
        Some((self.points * at).to_array().into())
    }

    /// The radius of something round as it is in the picture.
    pub fn radius(&self, centre: Vec3, radius: f32) -> f32 {
        let distance = self.pose.eye().distance(centre).max(1.0);
        radius / distance / ops::tan(self.pose.field_of_view / 2.0) * 0.5 * self.height
    }

    pub fn nm_per_pixel(&self) -> f32 {
        2.0 * self.pose.distance * ops::tan(self.pose.field_of_view / 2.0) / self.height.max(1.0)
    }

    /// In the camera's pixels.
    pub fn pixels(&self, place: egui::Rect) -> Rect {
        let corner = |at: egui::Pos2| Vec2::new(at.x, at.y) / self.points;
        Rect::from_corners(corner(place.min), corner(place.max))
    }
}

/// The vesicle that the camera stays with.
#[derive(SystemParam)]
pub(super) struct LookedAt<'w, 's> {
    following: Res<'w, Following>,
    figures: Res<'w, Figures>,
    scenery: Scenery<'w, 's>,
}

impl LookedAt<'_, '_> {
    pub fn middle(&self) -> Option<Vec3> {
        let figure = self.following.0.and_then(|id| self.figures.of(id))?;
        Some(figure.centre)
    }

    /// What is seen of it, in the picture.
    pub fn disc(&self, projection: &Projection) -> Option<(egui::Pos2, f32)> {
        let (centre, radius) = self.following.0.and_then(|id| self.scenery.body(id))?;
        Some((projection.place(centre)?, projection.radius(centre, radius)))
    }
}
