//! What a name had better not stand on.

use std::f64::consts::FRAC_PI_2;

use bevy::prelude::*;

use super::{Labels, Subject};
use crate::{
    geometry::leaflets::Joined,
    sim::{
        clock::SimClock,
        vesicle::{FusionPore, Stage},
    },
    view::{
        active_zone::Receptors,
        figures::Figures,
        machinery::Crew,
        scenery::{FLAT_NM, Scenery, TUBULE_NM},
        tubule::Tubules,
    },
};

/// How far around their middles SNAREs, and the heads of motors, are.
const BUNDLE_NM: f32 = 7.0;
const MOTOR_NM: f32 = 9.0;
/// Around a bowl that is not flat yet so much is kept clear.
const AROUND_BOWL_NM: f32 = 6.0;
/// How much better a name does not stand on what is one of many, on proteins at work,
/// on motors, on what happens, and on what is about to be gone.
const ONE_OF_MANY: f32 = 0.3;
const AT_WORK: f32 = 0.6;
const MOTOR: f32 = 0.8;
const HAPPENING: f32 = 1.0;
const PASSING: f32 = 2.0;

/// Marks the vesicles, what works on them, and what happens at the membrane.
pub(super) fn mark(
    mut labels: ResMut<Labels>,
    figures: Res<Figures>,
    crew: Res<Crew>,
    receptors: Res<Receptors>,
    tubules: Res<Tubules>,
    scenery: Scenery,
    pores: Query<&FusionPore>,
    clock: Res<SimClock>,
) {
    let mut keep_clear = |weight: f32, centre: Vec3, radius: f32| {
        labels.subjects.push(Subject {
            centre,
            radius,
            weight,
        });
    };
    let bodies = figures.0.iter().filter(|figure| {
        figure.is_shown() && !matches!(figure.stage, Stage::Fusing | Stage::Budding)
    });
    for figure in bodies {
        keep_clear(ONE_OF_MANY, figure.centre, figure.radius);
    }
    for (weight, places, radius) in [
        (AT_WORK, &crew.snares, BUNDLE_NM),
        (AT_WORK, &crew.tethers, BUNDLE_NM),
        (HAPPENING, &receptors.open, BUNDLE_NM),
        (ONE_OF_MANY, &crew.pillars, BUNDLE_NM),
        (MOTOR, &crew.kinesins, MOTOR_NM),
        (MOTOR, &crew.dyneins, MOTOR_NM),
        (MOTOR, &crew.myosins, MOTOR_NM),
    ] {
        for at in places {
            keep_clear(weight, *at, radius);
        }
    }
    for (centre, radius) in scenery.fusing() {
        keep_clear(HAPPENING, centre, radius);
    }
    // What has nearly become flat hides nothing, and is what is looked at.
    for pore in &pores {
        let Joined::Open(neck) = pore.joining_at(clock.now) else {
            continue;
        };
        if neck.sweep <= FRAC_PI_2 && neck.height_nm() > FLAT_NM {
            let radius = neck.mouth_nm() as f32 + AROUND_BOWL_NM;
            keep_clear(PASSING, pore.place.point.as_vec3(), radius);
        }
    }
    for tubule in &tubules.0 {
        let weight = if tubule.is_fusing {
            HAPPENING
        } else {
            ONE_OF_MANY
        };
        for at in tubule.spine(8) {
            keep_clear(weight, at, TUBULE_NM);
        }
    }
}
