//! Names of what vesicles do that are one with the membrane, or come out of it.

use std::f64::consts::FRAC_PI_2;

use bevy::{math::ops, prelude::*};

use super::Labels;
use crate::{
    geometry::{leaflets::Joined, neck::Neck},
    sim::{
        clock::SimClock,
        vesicle::{FusionMode, FusionPore, MembranePlace, Pit, Vesicle},
    },
    view::{
        HALF_BILAYER_NM, ViewSettings,
        cutaway::Cutaway,
        named::Named,
        scenery::FLAT_NM,
        sculpt::{Axes, TAU},
    },
};

/// A pore this near to the cut is cut through.
const ON_CUT_NM: f32 = 5.0;

/// Offers what fuses, what is one with the membrane in part, and pits.
pub(super) fn offer(
    mut labels: ResMut<Labels>,
    settings: Res<ViewSettings>,
    cutaway: Res<Cutaway>,
    pores: Query<(&Vesicle, &FusionPore)>,
    pits: Query<&Pit>,
    clock: Res<SimClock>,
) {
    let is_shown = settings.show.vesicles;
    let mut necks = [
        (Named::Fusing, Vec::new()),
        (Named::KissAndRun, Vec::new()),
        (Named::Hemifused, Vec::new()),
        (Named::Collapsing, Vec::new()),
    ];
    let mut fusing_granules = Vec::new();
    for (vesicle, pore) in &pores {
        let joining = pore.joining_at(clock.now);
        if vesicle.kind.has_core() {
            let middle = middle_of_joined(&pore.place, &joining);
            fusing_granules.extend(middle.map(|at| (vesicle.kind, at)));
        }
        let is_cut = cutaway.beyond_point(pore.place.point).abs() < ON_CUT_NM;
        let named = name_of(&joining, pore.mode);
        if let Some((_, points)) = necks.iter_mut().find(|(name, _)| Some(*name) == named) {
            points.extend(points_of_fusion(&pore.place, &joining, is_cut));
        }
    }
    for (named, points) in necks {
        labels.offer(named, is_shown, points);
    }
    labels.offer_vesicles(Named::FusingGranule, is_shown, fusing_granules);
    let facing = cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
    let pits = pits
        .iter()
        .flat_map(|pit| points_of_pit(&pit.place, &pit.neck_at(clock.now), facing));
    labels.offer(Named::Budding, is_shown, pits);
}

/// What a fusion has come to; nothing while the membranes are two.
fn name_of(joining: &Joined, mode: FusionMode) -> Option<Named> {
    match joining {
        Joined::Apart { .. } => None,
        Joined::Hemifused(_) => Some(Named::Hemifused),
        Joined::Open(neck) if neck.sweep > FRAC_PI_2 => Some(match mode {
            FusionMode::FullCollapse => Named::Fusing,
            FusionMode::KissAndRun => Named::KissAndRun,
        }),
        Joined::Open(neck) => (neck.height_nm() > FLAT_NM).then_some(Named::Collapsing),
    }
}

/// Where a fusion is named: where the two membranes are one, at the top of the
/// neck if that is cut through, or else around its foot; a bowl on its top.
fn points_of_fusion(place: &MembranePlace, joining: &Joined, is_cut: bool) -> Vec<Vec3> {
    let (Joined::Open(neck) | Joined::Hemifused(neck)) = joining else {
        return Vec::new();
    };
    if neck.sweep <= FRAC_PI_2 {
        let up = neck.height_nm() + f64::from(HALF_BILAYER_NM);
        return vec![(place.point + place.inward * up).as_vec3()];
    }
    if is_cut {
        return vec![(place.point + place.inward * (2.0 * neck.rim_nm)).as_vec3()];
    }
    let axes = Axes::about(place.point.as_vec3(), place.inward.as_vec3(), Vec3::Z);
    (0..8)
        .map(|step| {
            let (sine, cosine) = ops::sin_cos(step as f32 / 8.0 * TAU);
            let radial = axes.side * cosine + axes.other * sine;
            axes.origin + radial * neck.mouth_nm() as f32 + axes.axis * HALF_BILAYER_NM
        })
        .collect()
}

/// The middle of a vesicle on its way to be one with the membrane, until little of
/// a ball is left of it.
fn middle_of_joined(place: &MembranePlace, joining: &Joined) -> Option<Vec3> {
    let up = match joining {
        Joined::Apart { sphere_nm, gap_nm } => sphere_nm + gap_nm,
        Joined::Open(neck) | Joined::Hemifused(neck) if neck.sweep > FRAC_PI_2 => neck.centre_nm(),
        Joined::Open(_) | Joined::Hemifused(_) => return None,
    };
    Some((place.point + place.inward * up).as_vec3())
}

/// Where a pit is named: on its wall, to either side, once it is deep; before on
/// its top.
fn points_of_pit(place: &MembranePlace, neck: &Neck, facing: Vec3) -> Vec<Vec3> {
    if neck.sweep <= FRAC_PI_2 {
        let up = neck.height_nm() + f64::from(HALF_BILAYER_NM);
        return vec![(place.point + place.inward * up).as_vec3()];
    }
    let axes = Axes::about(place.point.as_vec3(), place.inward.as_vec3(), facing);
    let (up, radius) = (neck.centre_nm() as f32, neck.sphere_nm as f32);
    let slant = radius * std::f32::consts::FRAC_1_SQRT_2;
    [-1.0, 1.0]
        .map(|side| axes.origin + axes.axis * (up + slant) + axes.other * (side * slant))
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fusion_is_named_by_what_it_has_come_to() {
        let neck = Neck::with_waist(18.75, 3.0, 3.4);
        let apart = Joined::Apart {
            sphere_nm: 18.75,
            gap_nm: 6.0,
        };
        let mode = FusionMode::FullCollapse;
        assert_eq!(name_of(&apart, mode), None);
        assert_eq!(
            name_of(&Joined::Hemifused(neck), mode),
            Some(Named::Hemifused)
        );
        assert_eq!(
            name_of(&Joined::Open(neck), FusionMode::KissAndRun),
            Some(Named::KissAndRun)
        );
        let way = |progress| name_of(&Joined::Open(Neck::collapsing(neck, progress)), mode);
        assert_eq!(way(0.0), Some(Named::Fusing));
        assert_eq!(way(0.7), Some(Named::Collapsing));
        assert_eq!(way(1.0), None);
    }
}
