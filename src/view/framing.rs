//! Where in the window the camera's subject stands: in the middle of what the
//! panels leave free, and smaller where they leave little.
//!
//! The picture fills the whole window behind the panels, so that nothing jumps
//! when one opens. Only the optical axis is moved, as with a lens that shifts:
//! the camera neither turns nor wanders.

use bevy::{
    camera::{CameraProjection, PerspectiveProjection, SubCameraView},
    math::{Vec3A, ops},
    prelude::*,
};
use bevy_egui::egui;

/// A subject that was composed for a whole window still has room in a free part
/// of this share of its sides.
const ROOMY: f32 = 0.72;
/// However little is free, the subject is not drawn smaller than this.
const SMALLEST: f32 = 0.5;

/// The part of the window that no panel covers, in shares of its width and
/// height from its upper left corner; the whole window if `None`. Whoever draws
/// panels sets it.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct FreeArea(pub Option<Rect>);

impl FreeArea {
    /// A part of the screen, in the screen's own units.
    pub fn of(part: egui::Rect, screen: egui::Rect) -> Self {
        let share = |at: egui::Pos2| {
            let from = (at - screen.min) / screen.size().max(egui::Vec2::splat(1.0));
            Vec2::new(from.x, from.y).clamp(Vec2::ZERO, Vec2::ONE)
        };
        Self(Some(Rect::from_corners(share(part.min), share(part.max))))
    }

    /// Up to which share of the width something stands at the left.
    pub fn left(self) -> f32 {
        self.0.map_or(0.0, |area| area.min.x)
    }

    /// An area of the same size at the left edge of a part of the screen that has
    /// its full height and `part` of its width.
    pub fn in_part(self, part: f32) -> Self {
        let left = self.left();
        let along = |at: Vec2| Vec2::new(((at.x - left) / part.max(1e-3)).min(1.0), at.y);
        Self(
            self.0
                .map(|area| Rect::from_corners(along(area.min), along(area.max))),
        )
    }

    /// Its left half.
    pub(super) fn left_half(self) -> Self {
        let area = self.0.unwrap_or(Rect::new(0.0, 0.0, 1.0, 1.0));
        let max = Vec2::new(area.center().x, area.max.y);
        Self(Some(Rect { max, ..area }))
    }

    /// What of it lies below so much of the height.
    pub(super) fn below(self, top: f32) -> Self {
        let area = self.0.unwrap_or(Rect::new(0.0, 0.0, 1.0, 1.0));
        let top = area.min.y.max(top.min(area.max.y));
        Self(Some(Rect {
            min: Vec2::new(area.min.x, top),
            ..area
        }))
    }

    /// What is free of a screen.
    pub fn within(self, screen: egui::Rect) -> egui::Rect {
        self.0.map_or(screen, |area| {
            let at = |share: Vec2| screen.min + egui::vec2(share.x, share.y) * screen.size();
            egui::Rect::from_min_max(at(area.min), at(area.max))
        })
    }
}

/// What the camera's subject has, where that is not all that is free: the picture
/// stays where it is when a card before it goes.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct SubjectArea(pub Option<FreeArea>);

impl SubjectArea {
    /// The subject's room, where `free` is free of panels.
    pub fn or(self, free: FreeArea) -> FreeArea {
        self.0.unwrap_or(free)
    }
}

/// How the subject stands in the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Framing {
    /// Its place, right and up of the window's middle, in halves of its sides.
    pub shift: Vec2,
    /// Its size against that in a window without panels.
    pub size: f32,
}

impl Default for Framing {
    fn default() -> Self {
        Self {
            shift: Vec2::ZERO,
            size: 1.0,
        }
    }
}

impl Framing {
    /// The framing that suits what is free.
    pub fn within(free: FreeArea) -> Self {
        let Some(area) = free.0 else {
            return Self::default();
        };
        let middle = area.center() - Vec2::splat(0.5);
        let room = area.size().min_element() / ROOMY;
        Self {
            shift: Vec2::new(2.0, -2.0) * middle,
            size: room.clamp(SMALLEST, 1.0),
        }
    }

    /// A share of the way to another framing.
    pub(super) fn towards(self, goal: Self, share: f32) -> Self {
        Self {
            shift: self.shift.lerp(goal.shift, share),
            size: self.size + (goal.size - self.size) * share,
        }
    }
}

/// A perspective whose axis meets the picture beside its middle.
#[derive(Clone, Debug)]
pub struct ShiftedLens {
    pub perspective: PerspectiveProjection,
    /// Where the axis meets the picture, as in [`Framing`].
    pub shift: Vec2,
}

impl ShiftedLens {
    fn shifted(&self, mut clip_from_view: Mat4) -> Mat4 {
        // Divided by the depth, which is -z, this moves the picture as a whole.
        clip_from_view.z_axis.x -= self.shift.x;
        clip_from_view.z_axis.y -= self.shift.y;
        clip_from_view
    }
}

impl CameraProjection for ShiftedLens {
    fn get_clip_from_view(&self) -> Mat4 {
        self.shifted(self.perspective.get_clip_from_view())
    }

    fn get_clip_from_view_for_sub(&self, part: &SubCameraView) -> Mat4 {
        self.shifted(self.perspective.get_clip_from_view_for_sub(part))
    }

    fn update(&mut self, width: f32, height: f32) {
        self.perspective.update(width, height);
    }

    fn far(&self) -> f32 {
        self.perspective.far()
    }

    fn get_frustum_corners(&self, z_near: f32, z_far: f32) -> [Vec3A; 8] {
        let half_height = ops::tan(self.perspective.fov / 2.0);
        let half = Vec2::new(half_height * self.perspective.aspect_ratio, half_height);
        let mut corners = self.perspective.get_frustum_corners(z_near, z_far);
        for corner in &mut corners {
            let moved = self.shift * half * corner.z.abs();
            *corner -= Vec3A::new(moved.x, moved.y, 0.0);
        }
        corners
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(left: f32, top: f32, right: f32, bottom: f32) -> FreeArea {
        FreeArea(Some(Rect::new(left, top, right, bottom)))
    }

    fn lens(framing: Framing) -> ShiftedLens {
        ShiftedLens {
            perspective: PerspectiveProjection {
                fov: 0.6,
                aspect_ratio: 16.0 / 9.0,
                near: 0.01,
                ..default()
            },
            shift: framing.shift,
        }
    }

    #[test]
    fn what_is_looked_at_stands_in_the_middle_of_what_is_free() {
        let area = free(0.0, 0.1, 0.8, 0.5);
        let lens = lens(Framing::within(area));
        let middle = area.0.expect("an area").center();
        for depth in [1.0, 7.0, 300.0] {
            let seen = lens
                .get_clip_from_view()
                .project_point3(Vec3::new(0.0, 0.0, -depth));
            let place = Vec2::new(0.5 + 0.5 * seen.x, 0.5 - 0.5 * seen.y);
            assert!(place.distance(middle) < 1e-5, "{place}");
        }
    }

    #[test]
    fn a_ray_through_a_place_of_the_picture_meets_what_is_drawn_there() {
        let lens = lens(Framing::within(free(0.1, 0.0, 0.7, 0.6)));
        let thing = Vec3::new(2.0, -1.5, -9.0);
        let matrix = lens.get_clip_from_view();
        let drawn = matrix.project_point3(thing);
        let ray = matrix.inverse().project_point3(drawn.with_z(0.5));
        let along = thing * (ray.z / thing.z);
        assert!(ray.distance(along) < 1e-4, "{ray} {along}");
    }

    #[test]
    fn the_corners_of_what_is_seen_are_those_of_the_picture() {
        let lens = lens(Framing::within(free(0.0, 0.1, 0.8, 0.5)));
        for corner in lens.get_frustum_corners(-1.0, -50.0) {
            let seen = lens.get_clip_from_view().project_point3(corner.into());
            let off = (seen.truncate().abs() - Vec2::ONE).abs().max_element();
            assert!(off < 1e-4, "{seen}");
        }
    }

    #[test]
    fn a_subject_keeps_its_size_until_room_gets_scarce() {
        assert_eq!(Framing::within(FreeArea(None)), Framing::default());
        assert_eq!(Framing::within(free(0.0, 0.05, 0.8, 0.85)).size, 1.0);
        let half = Framing::within(free(0.0, 0.05, 0.8, 0.55)).size;
        assert!((0.6..0.8).contains(&half), "{half}");
        assert_eq!(Framing::within(free(0.4, 0.4, 0.5, 0.5)).size, SMALLEST);
    }

    #[test]
    fn a_free_area_is_found_again_on_a_screen_of_other_units() {
        let rect =
            |x0, y0, x1, y1| egui::Rect::from_min_max(egui::pos2(x0, y0), egui::pos2(x1, y1));
        let area = FreeArea::of(rect(0.0, 50.0, 900.0, 300.0), rect(0.0, 0.0, 1000.0, 500.0));
        let again = area.within(rect(0.0, 0.0, 500.0, 250.0));
        assert!((again.max - egui::pos2(450.0, 150.0)).length() < 1e-3);
        assert!((again.min - egui::pos2(0.0, 25.0)).length() < 1e-3);
    }
}
