//! What a scene lacks, so that a control has nothing to act on in it.
//!
//! Such a control is not offered, and whoever asks for it is told why.

use std::fmt;

use crate::{
    biology::{
        cards::{Act, Amount, Card, Part, cards},
        controls::Knob,
        vesicles::CellKind,
    },
    scene::Scene,
    text::word,
};

/// What is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Vesicles that wait for a signal, and calcium channels.
    Regulated,
    /// Vesicles that answer glucose.
    Glucose,
    /// Vesicles at all.
    Vesicles,
    /// Vesicles that may open for a moment.
    Kisses,
    /// Vesicles small enough for a coat.
    Small,
    /// Vesicles whose membrane may come back without a coat by itself.
    Ultrafast,
    Constitutive,
    /// An opening script.
    Script,
}

impl Lack {
    /// What a control would act on and a scene has not.
    pub fn of(scene: &Scene, control: Knob) -> Option<Self> {
        let (has, lack) = match control {
            Knob::Regulated
            | Knob::ActionPotential
            | Knob::TrainHz
            | Knob::TrainCount
            | Knob::Spontaneous
            | Knob::CalciumOutside
            | Knob::CalciumClamp
            | Knob::Egta
            | Knob::Bapta
            | Knob::Sensor
            | Knob::WatchedSite => (scene.has_regulated(), Self::Regulated),
            Knob::Glucose => (scene.cell == CellKind::BetaCell, Self::Glucose),
            Knob::Loaded | Knob::FusionMode | Knob::Atp | Knob::Microtubules | Knob::Actin => {
                (scene.classes_here().next().is_some(), Self::Vesicles)
            }
            Knob::KissShare => (scene.classes_here().any(|class| class.kisses), Self::Kisses),
            Knob::RetrievalMode => (
                scene.classes_here().any(|class| !class.is_large()),
                Self::Small,
            ),
            Knob::UltrafastShare => {
                let mut classes = scene.regulated_classes().into_iter();
                (classes.any(|class| !class.is_large()), Self::Ultrafast)
            }
            Knob::Constitutive => (scene.constitutive.is_some(), Self::Constitutive),
            Knob::Script => (!scene.script.is_empty(), Self::Script),
            Knob::Dose(card) => return Self::of_card(scene, &cards()[card]),
        };
        (!has).then_some(lack)
    }

    /// What all that a card acts on is part of, where a scene has not got it.
    pub fn of_card(scene: &Scene, card: &Card) -> Option<Self> {
        let acts_on_signals = |act: &Act| match act {
            Act::Leaves(part, _) | Act::Times(part, _) => matches!(
                part,
                Part::Synaptotagmin1 | Part::Priming | Part::CalciumOutside | Part::CalciumChannels
            ),
            Act::Adds(amount, _) => matches!(amount, Amount::Egta | Amount::Bapta),
            Act::Q10 { .. } => false,
        };
        let acts_on_carriers = |act: &Act| matches!(act, Act::Leaves(Part::CarrierSupply, _));
        if card.acts.iter().all(acts_on_signals) {
            (!scene.has_regulated()).then_some(Self::Regulated)
        } else if card.acts.iter().all(acts_on_carriers) {
            scene.constitutive.is_none().then_some(Self::Constitutive)
        } else {
            None
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(word(match self {
            Self::Regulated => "lack_of_regulated",
            Self::Glucose => "lack_of_glucose",
            Self::Vesicles => "lack_of_vesicles",
            Self::Kisses => "lack_of_kisses",
            Self::Small => "lack_of_small",
            Self::Ultrafast => "lack_of_ultrafast",
            Self::Constitutive => "lack_of_constitutive",
            Self::Script => "lack_of_script",
        }))
    }
}

#[cfg(test)]
mod tests {
    use bevy::prelude::*;

    use super::*;
    use crate::{
        biology::{controls, vesicles::Pathway},
        scene,
        sim::{SimulationPlugin, advance_to, record::Record, session::Session, vesicle::Vesicle},
        units::SimTime,
    };

    fn cell(name: &str, changes: &[&str]) -> App {
        let changes = changes.iter().map(|change| controls::TimedChange {
            at: SimTime::ZERO,
            change: controls::Change::parse(change).expect("a good change"),
        });
        let session = Session {
            scene: scene::load(name).expect("a built-in scene"),
            seed: 1,
            changes: changes.collect(),
        };
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, SimulationPlugin { session }));
        app.world_mut().resource_mut::<Record>().keep_all = true;
        app
    }

    #[test]
    fn a_cell_lacks_the_pathways_of_which_it_has_no_vesicle() {
        for built_in in scene::built_in() {
            // Four thousand of one kind take long to set up.
            if built_in.name == "calcium_clamp" {
                continue;
            }
            let mut app = cell(built_in.name, &[]);
            let world = app.world_mut();
            let mut vesicles = world.query::<&Vesicle>();
            let pathways: Vec<Pathway> = vesicles.iter(world).map(|body| body.pathway).collect();
            let scene = world.resource::<Scene>();
            for (pathway, key) in [
                (Pathway::Regulated, Knob::Regulated),
                (Pathway::Constitutive, Knob::Constitutive),
            ] {
                let has = pathways.contains(&pathway);
                let lacks = Lack::of(scene, key).is_some();
                assert!(!(has && lacks), "{}: {key}", scene.name);
                assert!(has || lacks || pathways.is_empty(), "{}: {key}", scene.name);
            }
        }
    }

    #[test]
    fn a_card_has_nothing_to_act_on_where_all_that_it_acts_on_is_missing() {
        let idle = |name: &str| {
            let scene = scene::load(name).expect("a built-in scene");
            let idle = cards()
                .iter()
                .filter(|card| Lack::of_card(&scene, card).is_some());
            idle.count()
        };
        // Brefeldin A is for carriers alone; six cards are for calcium and its sensor.
        assert_eq!(idle("synaptic_bouton"), 0);
        assert_eq!(idle("chromaffin_cell"), 1);
        assert_eq!(idle("secretory_cell"), 6);
    }

    #[test]
    fn what_has_nothing_to_act_on_changes_nothing() {
        let happened = |changes: &[&str]| {
            let mut app = cell("secretory_cell", changes);
            advance_to(app.world_mut(), SimTime::from_secs(1.0));
            app.world().resource::<Record>().events.clone()
        };
        let usual = happened(&[]);
        assert!(usual.len() > 5, "little happens");
        let idle = [
            "signal.action_potential=true",
            "signal.train_count=20",
            "signal.train_hz=20",
            "signal.glucose_mm=20",
            "signal.spontaneous=false",
            "calcium.outside_mm=5",
            "calcium.clamp_um=10",
            "calcium.egta_mm=1",
            "calcium.bapta_mm=1",
            "sensor.model=two_step",
            "session.script=false",
        ];
        let scene = scene::load("secretory_cell").expect("a built-in scene");
        for change in idle {
            let change = controls::Change::parse(change).expect("a good change");
            assert!(Lack::of(&scene, change.knob).is_some(), "{}", change.key());
        }
        assert_eq!(happened(&idle), usual);
        assert_ne!(happened(&["pathway.constitutive=false"]), usual);
    }
}
