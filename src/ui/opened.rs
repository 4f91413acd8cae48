//! What stands open among the panels of a picture from its beginning, by its word
//! on the command line: a panel of the drawer, a list, or a card.

use bevy::prelude::*;

use super::{
    drawer::Drawer,
    panels::Panels,
    provenance::{self, Subject},
};
use crate::{
    sim::vesicle::{Stage, Vesicle, VesicleId},
    view::{Selected, named::Named},
};

/// What can stand open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    Drawer(Drawer),
    /// The list of keys.
    Keys,
    /// The note on what is not to scale.
    Scale,
    /// The list of all numbers.
    Numbers,
    /// The card of the vesicle that the picture is of.
    Vesicle,
    /// How we know of it, or of the membrane where the picture is of none.
    Source,
}

impl Opened {
    /// Those that are no panel of the drawer, with their words.
    const OTHERS: [(&'static str, Self); 5] = [
        ("keys", Self::Keys),
        ("scale", Self::Scale),
        ("numbers", Self::Numbers),
        ("vesicle", Self::Vesicle),
        ("source", Self::Source),
    ];

    /// All of them, each with its word.
    pub fn all() -> impl Iterator<Item = (&'static str, Self)> {
        Drawer::ALL
            .map(|drawer| (drawer.name(), Self::Drawer(drawer)))
            .into_iter()
            .chain(Self::OTHERS)
    }

    /// Opens it in a picture of `vesicle`, if that is of one.
    pub fn open(self, world: &mut World, vesicle: Option<VesicleId>) {
        let subject = source_of(world, vesicle);
        let mut panels = world.resource_mut::<Panels>();
        match self {
            Self::Drawer(drawer) => panels.drawer = Some(drawer),
            Self::Keys => panels.key_list = true,
            Self::Scale => panels.legend = true,
            Self::Numbers => panels.all_numbers.open = true,
            Self::Source => panels.asked = Some(subject),
            Self::Vesicle => world.resource_mut::<Selected>().0 = vesicle,
        }
    }
}

/// What is asked about in a picture of a vesicle, or of none.
fn source_of(world: &mut World, vesicle: Option<VesicleId>) -> Subject {
    let mut vesicles = world.query::<(&Vesicle, &Stage)>();
    vesicles
        .iter(world)
        .find(|(other, _)| Some(other.id) == vesicle)
        .map_or(Subject::Thing(Named::PlasmaMembrane), |(vesicle, stage)| {
            provenance::asked_of(vesicle, *stage)
        })
}
