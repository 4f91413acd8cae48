//! Which things can be named in a frame, and what names keep clear of.
//!
//! Each part of the picture offers its things with the points that a name may point to;
//! points that the cut has taken away, or that something hides, are left out.

mod fusions;
mod kept_clear;
mod vesicles;

use bevy::prelude::*;

use super::{
    ViewSettings, ViewSystems,
    cutaway::Cutaway,
    figures::{Figure, Figures},
    named::{Name, Named},
    scenery::Scenery,
    things::Things,
};
use crate::biology::vesicles::VesicleKind;

/// A thing is named as far as this beyond the cut, in nanometres.
const BEYOND_CUT_NM: f32 = 4.0;

/// A name to be shown and the points (nanometres) that it may point to.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub name: Name,
    pub anchors: Vec<Vec3>,
}

/// A round thing that a name had better not stand on, and how much better, from 0
/// to 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    pub centre: Vec3,
    pub radius: f32,
    pub weight: f32,
}

/// What can be named in this frame, and what names keep clear of.
#[derive(Resource, Default)]
pub(super) struct Labels {
    pub named: Vec<Label>,
    pub subjects: Vec<Subject>,
}

impl Labels {
    /// Offers a thing where it is shown, by the points that its name may point to.
    fn offer(&mut self, named: Named, is_shown: bool, anchors: impl IntoIterator<Item = Vec3>) {
        if is_shown {
            self.offer_as(named.into(), anchors);
        }
    }

    /// The same of vesicles, each by its class and a point: a class that has words of its
    /// own for such a thing is offered by itself.
    fn offer_vesicles(
        &mut self,
        named: Named,
        is_shown: bool,
        vesicles: impl IntoIterator<Item = (VesicleKind, Vec3)>,
    ) {
        if !is_shown {
            return;
        }
        let mut by_name = vec![(Name::from(named), Vec::new())];
        for (kind, at) in vesicles {
            let name = Name::of(named, kind);
            match by_name.iter_mut().find(|(other, _)| *other == name) {
                Some((_, anchors)) => anchors.push(at),
                None => by_name.push((name, vec![at])),
            }
        }
        for (name, anchors) in by_name {
            self.offer_as(name, anchors);
        }
    }

    fn offer_as(&mut self, name: Name, anchors: impl IntoIterator<Item = Vec3>) {
        let anchors = anchors.into_iter().collect();
        self.named.push(Label { name, anchors });
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Labels>().add_systems(
        PostUpdate,
        (
            forget,
            (
                fusions::offer,
                vesicles::offer,
                vesicles::offer_tubules,
                vesicles::offer_lanes,
                offer_the_rest,
                kept_clear::mark,
                leave_out_what_is_hidden,
            )
                .chain()
                .run_if(are_wanted),
        )
            .chain()
            .in_set(ViewSystems::Light),
    );
}

fn are_wanted(settings: Res<ViewSettings>) -> bool {
    settings.labels
}

fn forget(mut labels: ResMut<Labels>) {
    labels.named.clear();
    labels.subjects.clear();
}

/// Whatever is no vesicle is on one list with what can be clicked.
fn offer_the_rest(mut labels: ResMut<Labels>, things: Things) {
    let others = Named::ALL.into_iter();
    for named in others.filter(|named| !named.is_of_vesicle()) {
        labels.offer(named, true, things.points(named));
    }
}

fn leave_out_what_is_hidden(mut labels: ResMut<Labels>, scenery: Scenery, cutaway: Res<Cutaway>) {
    let sight = scenery.sight();
    for label in &mut labels.named {
        let named = label.name.named;
        label
            .anchors
            .retain(|at| cutaway.beyond(*at) < BEYOND_CUT_NM && sight.reaches(named, *at));
    }
    labels.named.retain(|label| !label.anchors.is_empty());
}

/// The classes and the middles of shown vesicles of which something is true.
fn middles_of(
    figures: &Figures,
    wanted: impl Fn(&Figure) -> bool,
) -> impl Iterator<Item = (VesicleKind, Vec3)> {
    let shown = figures.0.iter().filter(|figure| figure.is_shown());
    shown
        .filter(move |figure| wanted(figure))
        .map(|figure| (figure.kind, figure.centre))
}
