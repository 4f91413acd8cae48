//! Names of vesicles by what they are and what they are doing, and of what is in them.

use bevy::prelude::*;

use super::{Labels, middles_of};
use crate::{
    biology::vesicles::{Pathway, VesicleKind},
    sim::vesicle::Stage,
    view::{
        ViewSettings,
        bowl::LID,
        cutaway::Cutaway,
        figures::{Figure, Figures},
        named::Named,
        tubule::Tubules,
    },
};

/// Names of those that stand at a stage.
const STANDING: [(Named, Stage); 8] = [
    (Named::Primed, Stage::Primed),
    (Named::Docked, Stage::Docked),
    (Named::Tethered, Stage::Tethered),
    (Named::Walking, Stage::Walking),
    (Named::PrimedGranule, Stage::Primed),
    (Named::DockedGranule, Stage::Docked),
    (Named::TetheredGranule, Stage::Tethered),
    (Named::CarriedGranule, Stage::Walking),
];
/// Names of those that rest.
const RESTING: [Named; 2] = [Named::Pool, Named::Granules];
/// Names of bodies as long as they are whole.
const WHOLE: [Named; 3] = [
    Named::WaitingLysosome,
    Named::Lysosome,
    Named::MultivesicularBody,
];

/// The core of an opened granule is named so far before its middle, in parts of where the
/// lid is cut off.
const BEFORE_CUT: f32 = 1.1;

/// Offers vesicles that are round, and the cores of granules.
pub(super) fn offer(
    mut labels: ResMut<Labels>,
    settings: Res<ViewSettings>,
    figures: Res<Figures>,
    cutaway: Res<Cutaway>,
) {
    let is_shown = settings.show.vesicles;
    let of = |wanted: &dyn Fn(&Figure) -> bool| -> Vec<(VesicleKind, Vec3)> {
        middles_of(&figures, |figure| !figure.is_membrane && wanted(figure)).collect()
    };
    let is = |figure: &Figure, named| Named::of_vesicle(&figure.kind, figure.stage) == named;
    for (named, stage) in STANDING {
        let standing = of(&|figure| figure.stage == stage && is(figure, named));
        labels.offer_vesicles(named, is_shown, standing);
    }
    for named in RESTING {
        let resting = of(&|figure| matches!(figure.stage, Stage::Resting(_)) && is(figure, named));
        labels.offer_vesicles(named, is_shown, resting);
    }
    for named in WHOLE {
        let whole = of(&|figure| is(figure, named));
        labels.offer_vesicles(named, is_shown, whole);
    }
    let carriers =
        of(&|figure| figure.kind.is_carrier_of_proteins() && figure.stage != Stage::Fusing);
    labels.offer_vesicles(Named::Carrier, is_shown, carriers);
    let returning = middles_of(&figures, |figure| figure.is_membrane && is_whole(figure));
    labels.offer(Named::Returning, is_shown, returning.map(|(_, at)| at));
    if let Some((facing, _)) = cutaway.plane() {
        labels.offer(Named::DenseCore, is_shown, cores(&figures, facing));
    }
}

/// Offers tubes, each at its middle.
pub(super) fn offer_tubules(
    mut labels: ResMut<Labels>,
    settings: Res<ViewSettings>,
    tubules: Res<Tubules>,
) {
    for (named, holds_rods) in [
        (Named::ChannelCarrier, false),
        (Named::CollagenCarrier, true),
    ] {
        let middles = tubules
            .0
            .iter()
            .filter(|tubule| tubule.kind.holds_rods() == holds_rods)
            .filter(|tubule| tubule.presence > 0.5 && !tubule.is_fusing)
            .filter_map(|tubule| tubule.spine(4).get(2).copied());
        labels.offer(named, settings.show.vesicles, middles);
    }
}

/// Offers the two pathways, by what waits at the membrane: a track waits for nothing.
pub(super) fn offer_lanes(
    mut labels: ResMut<Labels>,
    settings: Res<ViewSettings>,
    figures: Res<Figures>,
) {
    for (named, pathway) in [
        (Named::RegulatedLane, Pathway::Regulated),
        (Named::ConstitutiveLane, Pathway::Constitutive),
    ] {
        let waiting = middles_of(&figures, |figure| {
            let is_there = matches!(
                figure.stage,
                Stage::Tethered | Stage::Docked | Stage::Primed
            );
            is_there && figure.kind.pathway == pathway
        });
        let waiting = waiting.map(|(_, at)| at);
        labels.offer(named, settings.show.vesicles, waiting);
    }
}

/// Whether it is a body of its own, and not one with the membrane.
fn is_whole(figure: &Figure) -> bool {
    !matches!(figure.stage, Stage::Fusing | Stage::Budding)
}

/// Where the cores of opened granules are seen: in front of their middles.
fn cores(figures: &Figures, facing: Vec3) -> impl Iterator<Item = Vec3> {
    let opened = figures.0.iter().filter(|figure| {
        figure.is_shown() && figure.kind.has_core() && figure.filled > 0.0 && is_whole(figure)
    });
    opened.map(move |figure| figure.centre + facing * (BEFORE_CUT * LID * figure.radius))
}
