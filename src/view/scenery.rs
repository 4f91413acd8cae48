//! The cell as it is drawn in this frame: what may stand in a line of sight, and what
//! there is to be seen of a vesicle.

use std::f64::consts::FRAC_PI_2;

use bevy::{ecs::system::SystemParam, math::ops, prelude::*};

use super::{
    HALF_BILAYER_NM, ViewSettings,
    active_zone::Receptors,
    camera::CameraRig,
    crowd::Crowd,
    cutaway::Cutaway,
    figures::{Figure, Figures},
    sight::{PAST_EDGE_NM, Sight, balls_of_joined, balls_of_tracks},
    theme::Tone,
    tubule::Tubules,
};
use crate::{
    geometry::{leaflets::Joined, neck::Neck},
    sim::{
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        membrane::PlasmaMembrane,
        vesicle::{FusionPore, MembranePlace, Pit, Vesicle, VesicleId},
    },
    units::SimTime,
};

/// What is so many times half the height of the picture from its middle, or more,
/// is not in it, however panels shift it.
const WIDEST_PICTURE: f32 = 6.0;
/// A receptor's head hides what is behind it, so far from its middle.
const RECEPTOR_NM: f32 = 4.5;
/// Where proteins crowd, a place is seen if they leave so much of it free.
const DOT_NM: f32 = 3.0;
/// Half of the width of a tubular carrier, about.
pub(super) const TUBULE_NM: f32 = 40.0;
/// What stands less than this above the membrane is flat, and no vesicle any more.
pub(super) const FLAT_NM: f64 = 2.0;

/// All that can stand in a line of sight, as it is drawn in this frame.
#[derive(SystemParam)]
pub(super) struct Scenery<'w, 's> {
    membrane: Res<'w, PlasmaMembrane>,
    tracks: Res<'w, Cytoskeleton>,
    figures: Res<'w, Figures>,
    tubules: Res<'w, Tubules>,
    receptors: Res<'w, Receptors>,
    crowd: Res<'w, Crowd>,
    cutaway: Res<'w, Cutaway>,
    settings: Res<'w, ViewSettings>,
    rig: Res<'w, CameraRig>,
    joined: Query<
        'w,
        's,
        (
            &'static Vesicle,
            Option<&'static FusionPore>,
            Option<&'static Pit>,
        ),
    >,
    clock: Res<'w, SimClock>,
}

impl Scenery<'_, '_> {
    /// What is seen of a vesicle as a ball, where it is in the picture.
    pub fn body(&self, id: VesicleId) -> Option<(Vec3, f32)> {
        let figure = self.figures.of(id).filter(|figure| figure.is_shown())?;
        let joined = self.joined.iter().find(|(vesicle, ..)| vesicle.id == id);
        let (pore, pit) = joined.map_or((None, None), |(_, pore, pit)| (pore, pit));
        body_of(figure, pore, pit, self.clock.now)
    }

    /// Right and up in the picture.
    pub fn across(&self) -> (Vec3, Vec3) {
        let back = self.rig.pose.backward();
        let right = Vec3::Y.cross(back).normalize();
        (right, back.cross(right))
    }

    /// What vesicles that are one with the membrane hide, as centre and radius.
    pub fn fusing(&self) -> Vec<(Vec3, f32)> {
        let now = self.clock.now;
        let pores = self.joined.iter().filter_map(|(_, pore, _)| pore);
        let pits = self.joined.iter().filter_map(|(.., pit)| pit);
        pores
            .map(|pore| (pore.place, pore.joining_at(now)))
            .chain(pits.map(|pit| (pit.place, pit.joining_at(now))))
            .flat_map(|(place, joining)| balls_of_joined(&place, &joining))
            .collect()
    }

    /// What may stand between the eye and a thing.
    pub fn sight(&self) -> Sight<'_> {
        let (pose, show) = (self.rig.pose, self.settings.show);
        let is_cut = self.cutaway.plane().is_some();
        let cell = Some(&self.membrane.shape).filter(|_| show.membrane && is_cut);
        let neighbour = self.membrane.postsynaptic.as_ref().map(|(shape, _)| shape);
        let neighbour = neighbour.filter(|_| show.postsynaptic);
        let widest = WIDEST_PICTURE * ops::tan(pose.field_of_view / 2.0);
        let mut sight = Sight::from(pose.eye(), -pose.backward(), widest);
        sight.knife = self.cutaway.knife();
        sight.walls = cell.into_iter().chain(neighbour).collect();
        let figures = self.figures.0.iter().filter(|figure| figure.is_shown());
        sight.balls = figures
            .map(|figure| (figure.centre, figure.radius))
            .chain(self.fusing())
            .chain(self.tubules.0.iter().flat_map(|tubule| {
                let along = tubule.spine(8).into_iter();
                along.map(|at| (at, TUBULE_NM - PAST_EDGE_NM))
            }))
            .collect();
        if show.microtubules {
            let tracks = balls_of_tracks(&self.tracks.microtubules, &self.cutaway);
            sight.tracks.hang(tracks);
        }
        if show.proteins {
            let heads = self.receptors.shut.iter().chain(&self.receptors.open);
            sight.small.hang(heads.map(|at| (*at, RECEPTOR_NM)));
        }
        let proteins = self.crowd.of_tone(Tone::CytosolProtein);
        sight
            .small
            .hang(proteins.map(|(at, radius)| (at, radius + DOT_NM)));
        sight
    }
}

/// What is seen of a vesicle as a ball, in nanometres: itself, or what stands above
/// the membrane that it is one with. Nothing where that is flat.
fn body_of(
    figure: &Figure,
    pore: Option<&FusionPore>,
    pit: Option<&Pit>,
    now: SimTime,
) -> Option<(Vec3, f32)> {
    match (pore, pit) {
        (Some(pore), _) => above(&pore.place, &pore.joining_at(now)),
        (None, Some(pit)) => above(&pit.place, &pit.joining_at(now)),
        (None, None) => Some((figure.centre, figure.radius)),
    }
}

fn above(place: &MembranePlace, joining: &Joined) -> Option<(Vec3, f32)> {
    let over = |height: f64| (place.point + place.inward * height).as_vec3();
    let (height, radius) = match joining {
        Joined::Apart { sphere_nm, gap_nm } => (sphere_nm + gap_nm, *sphere_nm),
        Joined::Open(neck) | Joined::Hemifused(neck) => height_and_radius(neck)?,
    };
    Some((over(height), radius as f32 + HALF_BILAYER_NM))
}

fn height_and_radius(neck: &Neck) -> Option<(f64, f64)> {
    if neck.sweep > FRAC_PI_2 {
        return Some((neck.centre_nm(), neck.sphere_nm));
    }
    let height = neck.height_nm();
    (height > FLAT_NM).then(|| (0.5 * height, neck.mouth_nm()))
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;

    #[test]
    fn the_body_of_a_vesicle_is_what_there_is_of_it() {
        let place = MembranePlace {
            point: DVec3::new(5.0, 0.0, 0.0),
            inward: DVec3::Y,
        };
        let neck = Neck::with_waist(18.75, 3.0, 3.4);
        let about = |joining: Joined| above(&place, &joining);
        let (centre, radius) = about(Joined::Open(neck)).expect("a ball over a neck");
        assert!((centre - Vec3::new(5.0, neck.centre_nm() as f32, 0.0)).length() < 1e-3);
        assert!((radius - 21.0).abs() < 1e-3);
        // As it flattens it comes down to the membrane, and is none at last.
        let way = |progress| about(Joined::Open(Neck::collapsing(neck, progress)));
        let (low, wide) = way(0.7).expect("a bowl");
        assert!(low.y < centre.y && wide > low.y, "{low} {wide}");
        assert_eq!(way(1.0), None);
        let gap = Joined::Apart {
            sphere_nm: 18.75,
            gap_nm: 6.0,
        };
        let (apart, _) = about(gap).expect("a ball");
        assert!((apart.y - 24.75).abs() < 1e-3);
    }
}
