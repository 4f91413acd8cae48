//! Names of vesicles by what they are and what they are doing, and of what is in them.

use bevy::prelude::*;

use super::{Labels, middles_of};
use crate::{
    biology::vesicles::{Class, Pathway},
    sim::{golgi::Golgi, vesicle::Stage},
    view::{
        ViewSettings,
        bowl::LID,
        cutaway::Cutaway,
        figures::{Figure, Figures},
        named::Named,
        tubule::Tubules,
    },
};

/// What is asked of a class.
type IsSuch = fn(&Class) -> bool;

/// Names of those that stand at a stage, and of those that rest, by what they hold.
const STANDING: [(IsSuch, [(Named, Stage); 4], Named); 2] = [
    (
        Class::holds_solute,
        [
            (Named::Primed, Stage::Primed),
            (Named::Docked, Stage::Docked),
            (Named::Tethered, Stage::Tethered),
            (Named::Walking, Stage::Walking),
        ],
        Named::Pool,
    ),
    (
        Class::has_core,
        [
            (Named::PrimedGranule, Stage::Primed),
            (Named::DockedGranule, Stage::Docked),
            (Named::TetheredGranule, Stage::Tethered),
            (Named::CarriedGranule, Stage::Walking),
        ],
        Named::Granules,
    ),
];

/// Names of bodies that are whole, by what they hold and whether they wait for a signal.
const WHOLE: [(Named, IsSuch, bool); 3] = [
    (Named::WaitingLysosome, Class::holds_waste, true),
    (Named::Lysosome, Class::holds_waste, false),
    (Named::MultivesicularBody, Class::holds_sacs, false),
];

/// The core of an opened granule is named so far before its middle, in parts of where the
/// lid is cut off.
const BEFORE_CUT: f32 = 1.1;

/// Offers vesicles that are round, and the cores of granules.
pub(super) fn offer(
    mut labels: ResMut<Labels>,
    settings: Res<ViewSettings>,
    figures: Res<Figures>,
    golgi: Res<Golgi>,
    cutaway: Res<Cutaway>,
) {
    let is_shown = settings.show.vesicles;
    let of = |wanted: &dyn Fn(&Figure) -> bool| middles_of(&figures, wanted);
    for (is_such, stages, pool) in STANDING {
        for (named, stage) in stages {
            let standing = of(&|figure| figure.stage == stage && is_such(&figure.kind));
            labels.offer(named, is_shown, standing);
        }
        let resting =
            of(&|figure| matches!(figure.stage, Stage::Resting(_)) && is_such(&figure.kind));
        labels.offer(pool, is_shown, resting);
    }
    for (named, is_such, is_waiting) in WHOLE {
        let whole = of(&|figure| {
            is_such(&figure.kind)
                && (figure.stage == Stage::Primed) == is_waiting
                && is_whole(figure)
        });
        labels.offer(named, is_shown, whole);
    }
    let carriers = of(&|figure| figure.kind.drawn_out && figure.stage != Stage::Fusing);
    // Where carriers come from a Golgi, small ones are membrane on its way back.
    let small = if golgi.stack.is_some() {
        Named::Returning
    } else {
        Named::Carrier
    };
    labels.offer(small, is_shown, carriers);
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
