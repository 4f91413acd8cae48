//! A flight towards a vesicle, picture by picture: nothing on the way may pop.

use std::time::Duration;

use bevy::{math::ops, prelude::*, time::TimeUpdateStrategy};

use super::{
    pixels,
    still::{darkroom, draw_frame, hang_paper},
};
use crate::{
    scene,
    sim::{
        self, SimulationPlugin,
        session::Session,
        vesicle::{Motion, Stage, Vesicle},
    },
    units::SimTime,
    view::{self, Pace, ViewSettings, camera::CameraRig, twin::Bytes},
};

const SIZE: UVec2 = UVec2::new(384, 216);
/// A picture is compared tile by tile: what pops is small.
const TILE: usize = 24;
const FRAMES: usize = 60;
const FRAME: Duration = Duration::from_millis(33);
/// How near the flight ends, in nanometres.
const CLOSE_UP_NM: f32 = 230.0;
/// Levels of 255 by which a tile may change more than it and its neighbours do in the
/// picture before and in the one after: the camera moves steadily, so its share
/// is in all three.
const MOST_SUDDEN: f32 = 9.0;

/// A cell that stands still, with a camera that is led.
struct Flight {
    app: App,
    paper: Handle<Image>,
    goal: Vec3,
}

impl Flight {
    fn begin() -> Self {
        let session = Session {
            scene: scene::load("synaptic_bouton").expect("it is built in"),
            seed: 1,
            changes: Vec::new(),
        };
        let mut app = darkroom();
        app.add_plugins(SimulationPlugin { session });
        sim::advance_to(app.world_mut(), SimTime::from_millis(500.0));
        let paper = hang_paper(&mut app, SIZE, 1.0);
        app.insert_resource(Pace::Flowing)
            .insert_resource(TimeUpdateStrategy::ManualDuration(FRAME))
            .add_plugins(view::plugin);
        app.world_mut().resource_mut::<ViewSettings>().labels = false;
        app.finish();
        app.cleanup();
        let world = app.world_mut();
        let mut vesicles = world.query::<(&Vesicle, &Stage, &Motion)>();
        let goal = vesicles
            .iter(world)
            .filter(|(_, stage, _)| **stage == Stage::Primed)
            .find_map(|(_, _, motion)| match motion {
                Motion::Caged { home, .. } => Some(home.as_vec3()),
                _ => None,
            })
            .expect("some vesicle is primed");
        let mut flight = Self { app, paper, goal };
        for _ in 0..30 {
            flight.picture(0.0);
        }
        flight
    }

    /// The picture at a part of the way.
    fn picture(&mut self, part: f32) -> Bytes {
        let world = self.app.world_mut();
        let home = view::camera::Pose::of(&world.resource::<scene::Scene>().views[0]);
        let mut rig = world.resource_mut::<CameraRig>();
        rig.goal.focus = home.focus.lerp(self.goal, part);
        rig.goal.distance = home.distance * ops::powf(CLOSE_UP_NM / home.distance, part);
        rig.arrive();
        draw_frame(&mut self.app);
        pixels::read(&self.app, &self.paper).expect("the device gives the picture back")
    }

    fn pictures(&mut self, mut beforehand: impl FnMut(&mut App, usize)) -> Vec<Bytes> {
        (0..FRAMES)
            .map(|frame| {
                beforehand(&mut self.app, frame);
                self.picture(frame as f32 / FRAMES as f32)
            })
            .collect()
    }
}

/// By how many levels each tile differs in two pictures, row by row.
fn changes(before: &Bytes, after: &Bytes) -> Vec<Vec<f32>> {
    let width = SIZE.x as usize;
    let (across, down) = (width / TILE, SIZE.y as usize / TILE);
    let mut tiles = vec![vec![0.0; across]; down];
    for (place, (a, b)) in before
        .rgba
        .chunks_exact(4)
        .zip(after.rgba.chunks_exact(4))
        .enumerate()
    {
        let difference: u32 = (0..3).map(|c| u32::from(a[c].abs_diff(b[c]))).sum();
        let tile = &mut tiles[(place / width / TILE).min(down - 1)][(place % width) / TILE];
        *tile += difference as f32 / (3 * TILE * TILE) as f32;
    }
    tiles
}

/// The greatest change of a tile that neither it nor its neighbours show a
/// picture earlier or later, and in which picture.
fn most_sudden(pictures: &[Bytes]) -> (f32, usize) {
    let steps: Vec<_> = pictures
        .windows(2)
        .map(|pair| changes(&pair[0], &pair[1]))
        .collect();
    let around = |tiles: &[Vec<f32>], row: usize, column: usize| {
        let rows = &tiles[row.saturating_sub(1)..(row + 2).min(tiles.len())];
        rows.iter()
            .flat_map(|row| &row[column.saturating_sub(1)..(column + 2).min(row.len())])
            .copied()
            .fold(0.0, f32::max)
    };
    let mut most = (0.0, 0);
    for (number, three) in steps.windows(3).enumerate() {
        for (row, tiles) in three[1].iter().enumerate() {
            for (column, change) in tiles.iter().enumerate() {
                let usual = around(&three[0], row, column).max(around(&three[2], row, column));
                if change - usual > most.0 {
                    most = (change - usual, number + 2);
                }
            }
        }
    }
    most
}

#[test]
fn nothing_pops_on_a_flight_to_a_vesicle_and_what_would_is_noticed() {
    let mut flight = Flight::begin();
    let steady = flight.pictures(|_, _| {});
    let (sudden, at) = most_sudden(&steady);
    for (n, bytes) in steady.iter().enumerate() { image::RgbaImage::from_raw(bytes.size.x, bytes.size.y, bytes.rgba.clone()).expect("x").save(format!("/tmp/flight-{n:02}.png")).expect("y"); }
    assert!(sudden < MOST_SUDDEN, "{sudden} levels at picture {at}");

    // The same with proteins that come all at once.
    for _ in 0..30 {
        flight.picture(0.0);
    }
    let popping = flight.pictures(|app, frame| {
        let mut settings = app.world_mut().resource_mut::<ViewSettings>();
        settings.show.proteins = frame >= FRAMES - 8;
    });
    let (sudden, at) = most_sudden(&popping);
    assert!(sudden > MOST_SUDDEN, "{sudden} levels at picture {at}");
}
