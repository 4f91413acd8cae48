//! The five steps as places to go to: a vesicle that is in the step now, or
//! will be next, comes before the camera, and the camera stays with it.

use bevy::prelude::*;

use super::{
    actions::{Action, Step},
    caption::Captions,
    texts,
};
use crate::{
    scene::Scene,
    sim::{
        chance::Chance,
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        vesicle::{Due, FusionPore, Motion, Pathway, Stage, Vesicle, VesicleId, VesicleKind},
    },
    units::SimTime,
    view::{Following, Selected, camera::CameraRig},
};

/// How near the camera comes, in nanometres, by step.
pub(super) fn close_up_nm(step: Step) -> f32 {
    match step {
        Step::Trafficking => 420.0,
        Step::Tethering => 300.0,
        Step::Docking | Step::Priming => 230.0,
        Step::Fusion => 210.0,
    }
}

/// The step gone to last, and whether its vesicle is still to come.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chapter {
    /// The step.
    pub step: Option<Step>,
    waiting: bool,
}

/// A vesicle that might be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Candidate {
    id: VesicleId,
    kind: VesicleKind,
    pathway: Pathway,
    stage: Stage,
    /// How long it stays as it is.
    stays: SimTime,
    /// Whether it is on the side that is cut away.
    hidden: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Found {
    InStep(Candidate),
    Next(Candidate),
    None,
}

/// Picks the vesicle to show for a step.
fn find(step: Step, candidates: &[Candidate]) -> Found {
    let (now, next): (&[Stage], &[Stage]) = match step {
        Step::Trafficking => (&[Stage::Walking], &[Stage::Approaching, Stage::Detached]),
        Step::Tethering => (&[Stage::Tethered], &[Stage::Crossing]),
        Step::Docking => (&[Stage::Docked], &[Stage::Tethered]),
        Step::Priming => (&[Stage::Primed], &[Stage::Docked]),
        Step::Fusion => (&[Stage::Fusing], &[Stage::Primed]),
    };
    let best_of = |stages: &[Stage]| {
        candidates
            .iter()
            .filter(|candidate| stages.contains(&candidate.stage))
            .filter(|candidate| step != Step::Priming || candidate.pathway == Pathway::Regulated)
            .max_by_key(|candidate| {
                (
                    !candidate.hidden,
                    candidate.pathway == Pathway::Regulated,
                    // Long enough to fly there and look.
                    candidate.stays,
                    std::cmp::Reverse(candidate.id),
                )
            })
            .copied()
    };
    match (best_of(now), best_of(next)) {
        // Carriers fuse now and then; a vesicle that a signal can release is
        // what the step is about, even if it must wait for one.
        (Some(there), Some(waiting))
            if step == Step::Fusion
                && there.pathway == Pathway::Constitutive
                && waiting.pathway == Pathway::Regulated =>
        {
            Found::Next(waiting)
        }
        (Some(there), _) => Found::InStep(there),
        (None, Some(next)) => Found::Next(next),
        (None, None) => Found::None,
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Chapter>()
        .add_systems(Update, go_to_step);
}

type Bodies<'w, 's> = Query<
    'w,
    's,
    (
        &'static Vesicle,
        &'static Stage,
        &'static Motion,
        &'static Due,
        Option<&'static FusionPore>,
    ),
>;

fn go_to_step(
    mut actions: MessageReader<Action>,
    mut chapter: ResMut<Chapter>,
    mut captions: ResMut<Captions>,
    mut rig: ResMut<CameraRig>,
    mut selected: ResMut<Selected>,
    mut following: ResMut<Following>,
    bodies: Bodies,
    scene: Res<Scene>,
    clock: Res<SimClock>,
    place: Res<Cytoskeleton>,
    chance: Res<Chance>,
) {
    let mut asked = None;
    for action in actions.read() {
        match action {
            Action::GoToStep(step) => asked = Some(*step),
            Action::NeighbourStep(by) => {
                asked = Some(match chapter.step {
                    Some(step) => step.neighbour(*by),
                    None if *by < 0 => Step::Fusion,
                    None => Step::Trafficking,
                });
            }
            Action::Home | Action::GoToView(_) | Action::Close | Action::StartAgain { .. } => {
                *chapter = Chapter::default();
            }
            _ => {}
        }
    }
    let (step, answering) = match (asked, chapter.step) {
        (Some(step), _) => (step, true),
        (None, Some(step)) if chapter.waiting => (step, false),
        _ => return,
    };
    let now = clock.now;
    let candidates: Vec<Candidate> = bodies
        .iter()
        .map(|(vesicle, stage, motion, due, pore)| {
            let centre = motion.position_at(vesicle.id, now, &place, &chance);
            Candidate {
                id: vesicle.id,
                kind: vesicle.kind,
                pathway: vesicle.pathway,
                stage: *stage,
                stays: pore.map_or(due.0, |pore| pore.ends).since(now),
                hidden: scene
                    .cut
                    .is_some_and(|cut| (centre - cut.point).dot(cut.normal) > 0.0),
            }
        })
        .collect();
    let Some(text) = texts::step(step.word()) else {
        return;
    };
    let found = find(step, &candidates);
    let (target, template) = match found {
        Found::InStep(vesicle) => (Some(vesicle), &text.there),
        Found::Next(vesicle) => (Some(vesicle), &text.next),
        Found::None => (None, &text.none),
    };
    let arrived = matches!(found, Found::InStep(_));
    *chapter = Chapter {
        step: Some(step),
        waiting: !arrived,
    };
    if !answering && !arrived {
        return;
    }
    captions.answer(target.map_or_else(
        || template.clone(),
        |vesicle| texts::with_name(template, vesicle.kind, vesicle.id),
    ));
    let Some(target) = target else { return };
    if let Some((vesicle, _, motion, ..)) =
        bodies.iter().find(|(vesicle, ..)| vesicle.id == target.id)
    {
        let centre = motion.position_at(vesicle.id, now, &place, &chance);
        let width = (vesicle.radius_nm / 21.0) as f32;
        rig.fly_to_point(centre, close_up_nm(step) * width.max(1.0));
        selected.0 = Some(target.id);
        following.0 = Some(target.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: u32, stage: Stage) -> Candidate {
        Candidate {
            id: VesicleId(id),
            kind: VesicleKind::Synaptic,
            pathway: Pathway::Regulated,
            stage,
            stays: SimTime::from_secs(1.0),
            hidden: false,
        }
    }

    #[test]
    fn a_vesicle_in_the_step_goes_before_one_that_will_be_next() {
        let docked = candidate(1, Stage::Docked);
        let primed = candidate(2, Stage::Primed);
        assert_eq!(
            find(Step::Priming, &[docked, primed]),
            Found::InStep(primed)
        );
        assert_eq!(find(Step::Priming, &[docked]), Found::Next(docked));
        assert_eq!(find(Step::Fusion, &[docked, primed]), Found::Next(primed));
        assert_eq!(find(Step::Trafficking, &[docked, primed]), Found::None);
    }

    #[test]
    fn what_can_be_seen_goes_before_what_is_cut_away() {
        let near = Candidate {
            hidden: true,
            stays: SimTime::from_secs(9.0),
            ..candidate(1, Stage::Walking)
        };
        let far = candidate(2, Stage::Walking);
        assert_eq!(find(Step::Trafficking, &[near, far]), Found::InStep(far));
    }

    #[test]
    fn of_several_the_one_that_stays_longest_is_shown() {
        let brief = candidate(1, Stage::Tethered);
        let lasting = Candidate {
            stays: SimTime::from_secs(5.0),
            ..candidate(2, Stage::Tethered)
        };
        assert_eq!(
            find(Step::Tethering, &[brief, lasting]),
            Found::InStep(lasting)
        );
    }

    #[test]
    fn no_constitutive_carrier_is_shown_for_priming() {
        let carrier = Candidate {
            pathway: Pathway::Constitutive,
            ..candidate(1, Stage::Docked)
        };
        assert_eq!(find(Step::Priming, &[carrier]), Found::None);
    }

    #[test]
    fn a_fusing_carrier_does_not_push_a_primed_vesicle_aside() {
        let carrier = Candidate {
            pathway: Pathway::Constitutive,
            ..candidate(1, Stage::Fusing)
        };
        let primed = candidate(2, Stage::Primed);
        let fusing = candidate(3, Stage::Fusing);
        assert_eq!(find(Step::Fusion, &[carrier, primed]), Found::Next(primed));
        assert_eq!(find(Step::Fusion, &[carrier]), Found::InStep(carrier));
        assert_eq!(
            find(Step::Fusion, &[carrier, primed, fusing]),
            Found::InStep(fusing)
        );
    }

    #[test]
    fn every_step_has_its_texts() {
        for step in Step::ALL {
            assert!(texts::step(step.word()).is_some(), "{step:?}");
        }
    }
}
