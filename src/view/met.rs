//! What a line of sight meets in the picture, for tests: the triangles that are drawn,
//! whatever they belong to, so that no list of what may stand in the way is needed.

use bevy::{
    app::TerminalCtrlCHandlerPlugin,
    log::LogPlugin,
    math::DVec3,
    mesh::{Indices, VertexAttributeValues},
    prelude::*,
    render::{RenderPlugin, settings::WgpuSettings},
    winit::WinitPlugin,
};

use super::{
    NM_PER_UNIT, Pace, ViewSettings,
    camera::PictureCamera,
    plain::Painted,
    tissue::{Paint, Tissue},
};
use crate::sim::{Session, SimulationPlugin};

/// A picture that is laid out as any, in an engine that draws nothing.
pub fn undrawn(session: Session) -> App {
    let mut app = App::new();
    app.add_plugins(
        DefaultPlugins
            .set(RenderPlugin {
                render_creation: WgpuSettings {
                    backends: None,
                    ..default()
                }
                .into(),
                ..default()
            })
            .disable::<WinitPlugin>()
            .disable::<LogPlugin>()
            .disable::<TerminalCtrlCHandlerPlugin>(),
    )
    .add_plugins((SimulationPlugin { session }, super::plugin))
    .insert_resource(Pace::Still);
    app.world_mut().resource_mut::<ViewSettings>().labels = false;
    app.finish();
    app.cleanup();
    app
}

/// A corner after the other, in nanometres, and whose it is.
type Triangle = ([Vec3; 3], Entity);

/// All that is drawn and can't be looked through, as triangles.
pub struct Solid {
    pub eye: DVec3,
    triangles: Vec<Triangle>,
}

impl Solid {
    /// What is drawn within so many nanometres of the line from the eye to a place.
    pub fn about_the_way_to(app: &mut App, at: DVec3, near_nm: f64) -> Self {
        let world = app.world_mut();
        let mut cameras = world.query_filtered::<&Transform, With<PictureCamera>>();
        let camera = cameras.single(world).expect("a picture has one camera");
        let eye = camera.translation.as_dvec3() * NM_PER_UNIT;
        let (from, way, near) = (eye.as_vec3(), (at - eye).as_vec3(), near_nm as f32);
        let mut painted = world.query::<(Entity, &GlobalTransform, Painted)>();
        let mut triangles = Vec::new();
        for (entity, place, (mesh, paint, seen)) in painted.iter(world) {
            let paint = world.resource::<Assets<Tissue>>().get(&paint.0);
            let is_solid = paint.is_some_and(|tissue| hides(tissue.paint));
            let mesh = world.resource::<Assets<Mesh>>().get(&mesh.0);
            let (true, true, Some(mesh)) = (seen.get(), is_solid, mesh) else {
                continue;
            };
            let place = place.to_matrix();
            let nm = NM_PER_UNIT as f32;
            let corners = corners(mesh).into_iter().map(|corners| {
                let corners = corners.map(|corner| place.transform_point3(corner) * nm);
                (corners, entity)
            });
            triangles.extend(corners.filter(|(corners, _)| {
                let middle = (corners[0] + corners[1] + corners[2]) / 3.0;
                let reach = near + middle.distance(corners[0]);
                let along = ((middle - from).dot(way) / way.length_squared()).clamp(0.0, 1.0);
                middle.distance(from + way * along) < reach
            }));
        }
        Self { eye, triangles }
    }

    /// Where the line from the eye through a place meets something first, and what.
    pub fn first_met(&self, through: DVec3) -> Option<(DVec3, Entity)> {
        let from = self.eye.as_vec3();
        let line = (through - self.eye).normalize().as_vec3();
        let met = self
            .triangles
            .iter()
            .filter_map(|(corners, entity)| Some((meets(from, line, corners)?, *entity)));
        let (far, entity) = met.min_by(|a, b| a.0.total_cmp(&b.0))?;
        Some((self.eye + (line * far).as_dvec3(), entity))
    }
}

/// What is painted so hides what is behind it. A crowd stands where a texture says, and
/// not where its mesh is.
fn hides(paint: Paint) -> bool {
    match paint {
        Paint::Solid | Paint::Body | Paint::Track | Paint::Sheet | Paint::Section => true,
        Paint::Crowd | Paint::Glass | Paint::Glow | Paint::Mark | Paint::Backdrop => false,
    }
}

/// The corners of a mesh's triangles, in its own space.
fn corners(mesh: &Mesh) -> Vec<[Vec3; 3]> {
    let Some(VertexAttributeValues::Float32x3(at)) = mesh.attribute(Mesh::ATTRIBUTE_POSITION)
    else {
        return Vec::new();
    };
    let Some(Indices::U32(indices)) = mesh.indices() else {
        return Vec::new();
    };
    let corner = |index: &u32| Vec3::from(at[*index as usize]);
    let (triangles, _) = indices.as_chunks::<3>();
    triangles
        .iter()
        .map(|[a, b, c]| [corner(a), corner(b), corner(c)])
        .collect()
}

/// How far along a line a triangle is met that shows its front (Möller and Trumbore
/// 1997, *J. Graphics Tools* 2:21).
fn meets(from: Vec3, line: Vec3, [a, b, c]: &[Vec3; 3]) -> Option<f32> {
    let (ab, ac) = (*b - *a, *c - *a);
    let across = line.cross(ac);
    let facing = ab.dot(across);
    if facing <= 0.0 {
        return None;
    }
    let to = from - *a;
    let u = to.dot(across) / facing;
    let turned = to.cross(ab);
    let v = line.dot(turned) / facing;
    let far = ac.dot(turned) / facing;
    (u >= 0.0 && v >= 0.0 && u + v <= 1.0 && far > 0.0).then_some(far)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_meets_a_triangle_that_faces_it_and_no_other() {
        let corners = [Vec3::ZERO, Vec3::X, Vec3::Y];
        let met = |x: f32, y: f32| meets(Vec3::new(x, y, 2.0), Vec3::NEG_Z, &corners);
        assert_eq!(met(0.25, 0.25), Some(2.0));
        assert_eq!(met(0.75, 0.75), None);
        let from_behind = meets(Vec3::new(0.25, 0.25, -2.0), Vec3::Z, &corners);
        assert_eq!(from_behind, None);
        let turned_away = meets(Vec3::new(0.25, 0.25, 2.0), Vec3::Z, &corners);
        assert_eq!(turned_away, None);
    }
}
