//! How long fifty open patches take to be made anew, as in a frame of a busy
//! synapse: both leaflets with normals, opened through the axis, with the face
//! of the cut. They should take less than two milliseconds on one core, on a
//! plane and on a curved membrane.

use std::hint::black_box;

use bevy::math::{DVec3, Vec3};
use divan::Bencher;
use exoscope::geometry::{
    leaflets::Joined,
    neck::Neck,
    opened::{CutPlane, Opened},
    patch::Patch,
    room,
    seat::Seat,
    shape::Shape,
};

const HALF_BILAYER_NM: f64 = 2.25;
const SPHERE_NM: f64 = 18.75;
const RIM_NM: f64 = 3.0;
/// Waist of the neck that begins to collapse.
const WAIST_NM: f64 = 3.25;
/// As drawn when the whole synapse is in the picture.
const TURN: f64 = 0.17;
const PATCHES: usize = 50;

fn main() {
    divan::main();
}

#[divan::bench(name = "on a plane")]
fn on_a_plane(bencher: Bencher) {
    let plane = Shape::HalfSpace {
        point: [0.0; 3],
        normal: [0.0, -1.0, 0.0],
    };
    fifty_patches(bencher, &plane);
}

#[divan::bench(name = "on a tube")]
fn on_a_tube(bencher: Bencher) {
    let tube = Shape::Capsule {
        from: [-300.0, 158.0, 0.0],
        to: [300.0, 158.0, 0.0],
        radius: 158.0,
    };
    fifty_patches(bencher, &tube);
}

/// Makes patches that are differently far in their collapse, in the same
/// buffers, one after the other.
fn fifty_patches(bencher: Bencher, membrane: &Shape) {
    let radius_nm = room::needed_nm(SPHERE_NM, RIM_NM);
    let seat = Seat::new(membrane, DVec3::ZERO, DVec3::Y, radius_nm).expect("gently curved");
    let start = Neck::with_waist(SPHERE_NM, RIM_NM, WAIST_NM);
    let stages: Vec<Joined> = (0..PATCHES)
        .map(|index| Joined::Open(Neck::collapsing(start, index as f64 / PATCHES as f64)))
        .collect();
    let cut = CutPlane {
        normal: Vec3::Z,
        offset_nm: 0.0,
    };
    let mut patch = Patch::default();
    let mut opened = Opened::default();
    bencher.bench_local(|| {
        for joined in &stages {
            patch.set(&seat, joined, HALF_BILAYER_NM, TURN);
            opened.cut(&patch, Some(&cut), Some(&cut));
            black_box(&opened);
        }
    });
}
