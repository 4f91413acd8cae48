//! A flight towards a vesicle, picture by picture: nothing on the way may pop.

use std::ops::Range;

use bevy::{math::ops, prelude::*};

use super::darkroom::Darkroom;
use crate::{
    scene,
    sim::{
        session::Session,
        vesicle::{Motion, Stage, Vesicle},
    },
    units::SimTime,
    view::{Pace, ViewSettings, camera::CameraRig, twin::Bytes},
};

const SIZE: UVec2 = UVec2::new(384, 216);
/// Pictures are compared by the means of so many pixels a side, which a step of
/// the camera hardly changes,
const CELL: usize = 4;
/// and by tiles of so many of these: what pops is small.
const TILE: usize = 6;
const FRAMES: usize = 60;
const FRAMES_A_SECOND: u32 = 30;
/// From where to where the flight goes, in nanometres from the vesicle: every
/// detail comes on the way, from bumps on vesicles to lipids.
const FROM_NM: f32 = 950.0;
const TO_NM: f32 = 100.0;
/// Levels of 255 by which a tile may change more than it and its neighbours do
/// a picture earlier and a picture later.
const MOST_SUDDEN: f32 = 6.0;

/// A cell that stands still, with a camera that is led.
struct Flight {
    room: Darkroom,
    goal: Vec3,
}

impl Flight {
    fn begin() -> Self {
        let session = Session {
            scene: scene::load("synaptic_bouton").expect("it is built in"),
            seed: 1,
            changes: Vec::new(),
        };
        let mut room = Darkroom::with(session).at_rate(FRAMES_A_SECOND);
        room.run_to(SimTime::from_millis(500.0), |_| true);
        room.furnish(Pace::Flowing, SIZE, 1.0, |app: &mut App| {
            let mut settings = app.world_mut().resource_mut::<ViewSettings>();
            settings.labels = false;
            settings.scale_bar = false;
        });
        room.open();
        let world = room.app.world_mut();
        let mut vesicles = world.query::<(&Vesicle, &Stage, &Motion)>();
        let goal = vesicles
            .iter(world)
            .filter(|(_, stage, _)| **stage == Stage::Primed)
            .find_map(|(_, _, motion)| match motion {
                Motion::Caged { home, .. } => Some(home.as_vec3()),
                _ => None,
            })
            .expect("some vesicle is primed");
        let mut flight = Self { room, goal };
        for _ in 0..30 {
            flight.picture(0.0);
        }
        flight
    }

    /// The picture at a part of the way.
    fn picture(&mut self, part: f32) -> Bytes {
        let mut rig = self.room.app.world_mut().resource_mut::<CameraRig>();
        rig.goal.focus = self.goal;
        rig.goal.distance = distance_nm(part);
        rig.arrive();
        self.room.draw();
        let picture = self.room.picture();
        picture.expect("the device gives the picture back")
    }

    /// The pictures of some of the frames of the flight.
    fn pictures(
        &mut self,
        frames: Range<usize>,
        mut beforehand: impl FnMut(&mut App, usize),
    ) -> Vec<Bytes> {
        frames
            .map(|frame| {
                beforehand(&mut self.room.app, frame);
                self.picture(frame as f32 / FRAMES as f32)
            })
            .collect()
    }
}

fn distance_nm(part: f32) -> f32 {
    FROM_NM * ops::powf(TO_NM / FROM_NM, part)
}

/// By how many levels each tile differs in two pictures that follow each other,
/// row by row, once the first has been brought as near as the second.
fn changes(before: &Bytes, after: &Bytes) -> Vec<Vec<f32>> {
    let (width, height) = (SIZE.x as usize, SIZE.y as usize);
    let nearer = distance_nm(0.0) / distance_nm(1.0 / FRAMES as f32);
    let middle = SIZE.as_vec2() / 2.0;
    let (across, down) = (width / (CELL * TILE), height / (CELL * TILE));
    let mut tiles = vec![vec![0.0; across]; down];
    for row in 0..down * TILE {
        for column in 0..across * TILE {
            let mut sums = [[0.0; 3]; 2];
            for place in 0..CELL * CELL {
                let x = column * CELL + place % CELL;
                let y = row * CELL + place / CELL;
                let at = Vec2::new(x as f32, y as f32);
                let was = (middle + (at - middle) / nearer).round();
                let [old, new] = &mut sums;
                for (channel, (old, new)) in old.iter_mut().zip(new).enumerate() {
                    let of = |picture: &Bytes, x: usize, y: usize| {
                        f32::from(picture.rgba[(y * width + x) * 4 + channel])
                    };
                    *old += of(before, was.x as usize, was.y as usize);
                    *new += of(after, x, y);
                }
            }
            let [a, b] = sums;
            let difference: f32 = (0..3).map(|c| (a[c] - b[c]).abs()).sum();
            tiles[row / TILE][column / TILE] += difference / (3 * CELL * CELL * TILE * TILE) as f32;
        }
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
    let steady = flight.pictures(0..FRAMES, |_, _| {});
    let (sudden, at) = most_sudden(&steady);
    assert!(sudden < MOST_SUDDEN, "{sudden} levels at picture {at}");

    // The same with actin and all proteins gone at once.
    let popping = flight.pictures(46..54, |app, frame| {
        let mut settings = app.world_mut().resource_mut::<ViewSettings>();
        settings.show.actin = frame < 50;
        settings.show.proteins = frame < 50;
    });
    let (sudden, at) = most_sudden(&popping);
    assert!(sudden > MOST_SUDDEN, "{sudden} levels at picture {at}");
}
