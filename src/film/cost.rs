//! What the picture costs: the time of a frame against that of an empty one,
//! and what the graphics device is handed.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use bevy::{
    prelude::*,
    render::{
        RenderApp,
        mesh::{RenderMesh, RenderMeshBufferInfo},
        render_asset::RenderAssets,
    },
};

use super::{
    darkroom::Darkroom,
    device::{self, NoDevice},
};
use crate::{
    play::time_lens,
    sim::session::Session,
    ui,
    view::{
        Pace,
        plain::{self, Painted},
    },
};

/// The size of the window as it opens.
pub const SIZE: UVec2 = UVec2::new(1280, 720);
/// Frames before the first that is measured: shaders are built, panels find
/// their sizes.
const WARM_UP_FRAMES: usize = 4;
/// Frames in a second on screen.
const FRAMES_A_SECOND: u32 = 10;
/// Frames in which what is taken out of a picture fades from it.
const CLEARING_FRAMES: usize = 40;
/// Frames of each of the two pictures between two of the other, and how often.
const FRAMES_IN_A_ROW: usize = 3;
const ROUNDS: usize = 5;

/// What the window's first picture costs.
#[derive(Clone, Copy, Debug)]
pub struct PictureCost {
    /// A frame of the cell, and one of an empty picture with one sphere and the
    /// same panels: the median of several, taken in turn.
    pub frame: Duration,
    pub plain_frame: Duration,
    /// Different meshes with different paints: each is one draw, in however
    /// many places it stands.
    pub draws: usize,
    /// Triangles of all that is in sight.
    pub triangles: usize,
    /// The most memory that the process has held, in bytes, where the system
    /// tells.
    pub memory: Option<u64>,
}

/// Measures the first view of a session's scene.
///
/// # Errors
/// There is nothing to draw with.
pub fn measure(session: Session) -> Result<PictureCost, NoDevice> {
    device::probe()?;
    let mut cell = picture(session.clone());
    let (draws, triangles) = handed_over(&mut cell);
    // Of one engine: the other, the empty picture's, is not yet there.
    let memory = most_memory();
    let mut plain = picture(session);
    empty(&mut plain);
    let mut frames = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (room, taken) in [&mut cell, &mut plain].into_iter().zip(&mut frames) {
            room.draw();
            for _ in 0..FRAMES_IN_A_ROW {
                let began = Instant::now();
                room.draw();
                taken.push(began.elapsed());
            }
        }
    }
    let [frame, plain_frame] = frames.map(median);
    Ok(PictureCost {
        frame,
        plain_frame,
        draws,
        triangles,
        memory,
    })
}

/// The window's picture, with its panels, drawn without a window.
fn picture(session: Session) -> Darkroom {
    let mut room = Darkroom::with(session).at_rate(FRAMES_A_SECOND);
    room.furnish(Pace::Flowing, SIZE, 1.0, (time_lens::plugin, ui::plugin));
    room.open();
    for _ in 0..WARM_UP_FRAMES {
        room.draw();
    }
    room
}

/// Takes everything out of a picture but one sphere.
fn empty(room: &mut Darkroom) {
    plain::empty(room.app.world_mut());
    for _ in 0..CLEARING_FRAMES {
        room.draw();
    }
}

/// Draws and triangles of what is in sight.
fn handed_over(room: &mut Darkroom) -> (usize, usize) {
    let world = room.app.world_mut();
    let mut seen = world.query::<Painted>();
    let seen: Vec<_> = seen
        .iter(world)
        .filter(|(.., visibility)| visibility.get())
        .map(|(mesh, paint, _)| (mesh.0.id(), paint.0.id()))
        .collect();
    let on_device = room
        .app
        .sub_app(RenderApp)
        .world()
        .resource::<RenderAssets<RenderMesh>>();
    let mut draws = HashSet::new();
    let mut triangles = 0;
    for (mesh, paint) in seen {
        let corners = match on_device.get(mesh).map(|mesh| &mesh.buffer_info) {
            Some(RenderMeshBufferInfo::Indexed { count, .. }) => *count as usize,
            Some(RenderMeshBufferInfo::NonIndexed) | None => 0,
        };
        if corners > 0 {
            triangles += corners / 3;
            draws.insert((mesh, paint));
        }
    }
    (draws.len(), triangles)
}

fn median(mut taken: Vec<Duration>) -> Duration {
    taken.sort_unstable();
    taken.get(taken.len() / 2).copied().unwrap_or_default()
}

/// The most memory that the process has held so far.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_picture_of_the_bouton_is_within_its_budget() {
        let session = Session {
            scene: crate::scene::load("synaptic_bouton").expect("it is built in"),
            seed: 1,
            changes: Vec::new(),
        };
        let mut cell = picture(session);
        let (draws, triangles) = handed_over(&mut cell);
        assert!(draws > 5 && triangles > 10_000, "{draws}, {triangles}");
        assert!(draws <= 80, "{draws} draws");
        assert!(triangles <= 700_000, "{triangles} triangles");
        empty(&mut cell);
        let (_, left) = handed_over(&mut cell);
        assert!(left < 20_000, "{left} triangles in an empty picture");
    }
}
