//! Tracks: microtubules and actin filaments, as the cell has them, and the
//! lanes on which a carried vesicle finds room.

pub mod motors;

use bevy::{math::DVec3, prelude::*};

use super::vesicle::Motor;
use crate::{
    biology::vesicles::Pathway,
    geometry::{bundle::Bundle, shape::Shape, spline::Spline},
};

/// Protofilaments of a microtubule; each can carry.
const PROTOFILAMENTS: u32 = 13;
/// Distance between the places at which a lane's room is measured.
const SURVEY_NM: f64 = 40.0;
/// Lanes kept for each track, those with the most room.
const LANES_A_TRACK: usize = 3;

/// A microtubule or an actin filament. Its plus end is the curve's end.
#[derive(Clone, Debug)]
pub struct Track {
    pub name: String,
    /// The pathway whose vesicles ride on it; both, if there is none.
    pub carries: Option<Pathway>,
    pub curve: Spline,
}

impl Track {
    /// Whether vesicles of a pathway ride on it.
    pub fn is_for(&self, pathway: Pathway) -> bool {
        self.carries.is_none_or(|carried| carried == pathway)
    }
}

/// All tracks of the cell, in the scene's order.
#[derive(Resource, Clone, Debug, Default)]
pub struct Cytoskeleton {
    pub microtubules: Vec<Track>,
    pub actin: Vec<Track>,
}

impl Cytoskeleton {
    /// Those that a motor walks on.
    pub fn tracks_of(&self, motor: Motor) -> &[Track] {
        match motor {
            Motor::MyosinV => &self.actin,
            Motor::Kinesin1 | Motor::Dynein => &self.microtubules,
        }
    }

    /// For each microtubule, the angles around it at which a vesicle whose centre is
    /// `offset_nm` from the axis has most room, best first.
    pub fn lanes(&self, offset_nm: f64, membrane: &Shape) -> Vec<Vec<f64>> {
        let curves = self.microtubules.iter().map(|track| &track.curve);
        let bundle = Bundle::of(curves);
        (0..self.microtubules.len())
            .map(|track| {
                let mut lanes: Vec<(f64, f64)> = (0..PROTOFILAMENTS)
                    .map(|protofilament| {
                        let azimuth = f64::from(protofilament) / f64::from(PROTOFILAMENTS)
                            * std::f64::consts::TAU;
                        let room = self.room(&bundle, track, azimuth, offset_nm, membrane);
                        (room, azimuth)
                    })
                    .collect();
                lanes.sort_by(|a, b| b.0.total_cmp(&a.0));
                lanes.truncate(LANES_A_TRACK);
                lanes.into_iter().map(|(_, azimuth)| azimuth).collect()
            })
            .collect()
    }

    /// The least distance from a lane to the membrane or another track.
    fn room(
        &self,
        bundle: &Bundle,
        track: usize,
        azimuth: f64,
        offset_nm: f64,
        membrane: &Shape,
    ) -> f64 {
        let curve = &self.microtubules[track].curve;
        let places = (curve.length() / SURVEY_NM) as usize;
        (0..=places).fold(f64::INFINITY, |room, place| {
            let point = curve
                .at(place as f64 * SURVEY_NM)
                .around(azimuth, offset_nm);
            let room = room.min(-membrane.distance(point));
            bundle.nearest_other_nm(track, point, room)
        })
    }

    /// The numbers of the microtubules on which vesicles of a pathway ride.
    pub fn tracks_for(&self, pathway: Pathway) -> impl Iterator<Item = usize> {
        let tracks = self.microtubules.iter().enumerate();
        tracks
            .filter(move |(_, track)| track.is_for(pathway))
            .map(|(number, _)| number)
    }

    /// The microtubule of a pathway nearest to `point`, with the arc length there
    /// and the distance; `None` without one.
    pub fn nearest_microtubule(&self, pathway: Pathway, point: DVec3) -> Option<(usize, f64, f64)> {
        self.microtubules
            .iter()
            .enumerate()
            .filter(|(_, microtubule)| microtubule.is_for(pathway))
            .map(|(track, microtubule)| {
                let (along, distance) = microtubule.curve.nearest(point);
                (track, along, distance)
            })
            .min_by(|a, b| a.2.total_cmp(&b.2))
    }

    /// The filament that shortens the way from `from` to `to` the most: its
    /// number, and the arc lengths between which it is used, along its own
    /// direction. `None` if none of them helps.
    pub fn actin_between(&self, from: DVec3, to: DVec3) -> Option<(usize, f64, f64)> {
        self.actin
            .iter()
            .enumerate()
            .filter_map(|(filament, actin)| {
                let (on, first_gap) = actin.curve.nearest(from);
                let (off, last_gap) = actin.curve.nearest(to);
                let saved = from.distance(to) - first_gap - last_gap;
                (off > on + 36.0 && saved > 0.0).then_some((filament, on, off, saved))
            })
            .max_by(|a, b| a.3.total_cmp(&b.3))
            .map(|(filament, on, off, _)| (filament, on, off))
    }
}
