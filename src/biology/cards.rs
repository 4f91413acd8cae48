//! The cards as they stand in `assets/cards.ron`, and the parts of the model
//! that a card can act on.

use std::sync::OnceLock;

use serde::Deserialize;

use super::parameters::Standing;
use crate::text::{self, word};

/// The keys of doses begin with this.
const DOSE_PREFIX: &str = "drug.";

/// A part of the model that can be taken away, or a rate that can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum Part {
    /// SNAP-25 that is whole: a complex made with a cut one does not close to
    /// its end.
    Snap25,
    /// Synaptobrevin of vesicles that is whole: with a cut one there is no
    /// complex at all.
    Synaptobrevin,
    /// Vesicles with synaptotagmin-1; those without have the slow sensor alone.
    Synaptotagmin1,
    /// NSF, which sets spent SNAREs free again.
    Nsf,
    /// Dynamin, which winds around the necks of pits and cuts.
    Dynamin,
    /// The pump by which vesicles are filled.
    ProtonPump,
    Microtubules,
    Actin,
    /// Calcium channels that are not blocked.
    CalciumChannels,
    /// Calcium outside the cell.
    CalciumOutside,
    Atp,
    /// Carriers that the cell body sends.
    CarrierSupply,
    /// The rate at which free sites call vesicles.
    Recruitment,
    Docking,
    Undocking,
    Priming,
    Unpriming,
    /// The constitutive pathway's own steps at the membrane.
    ConstitutiveFusion,
    /// Steps of motors, their falling off and binding, and departures.
    Motors,
    /// Binding and unbinding of calcium by sensors.
    SensorBinding,
    /// Fusion from each state of a sensor.
    SensorFusion,
    /// Zippering, hemifusion, and what a pore does.
    PoreSteps,
    /// Gates of calcium channels, and the action potential that moves them.
    Excitation,
    /// Calcium being pumped out of the terminal.
    CalciumPumping,
    /// Growth of pits, and how soon they begin.
    PitGrowth,
    Refilling,
    /// Diffusion of vesicles in the cytosol.
    VesicleDiffusion,
    /// Diffusion of what vesicles hold, inside, in the cleft and under an electrode.
    CargoDiffusion,
    /// Every step of the receptors across the cleft.
    Receptors,
    /// Binding and taking in by transporters around the cleft.
    Uptake,
}

impl Part {
    /// How many there are.
    pub const COUNT: usize = Self::Uptake as usize + 1;
    /// Every one of them, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Snap25,
        Self::Synaptobrevin,
        Self::Synaptotagmin1,
        Self::Nsf,
        Self::Dynamin,
        Self::ProtonPump,
        Self::Microtubules,
        Self::Actin,
        Self::CalciumChannels,
        Self::CalciumOutside,
        Self::Atp,
        Self::CarrierSupply,
        Self::Recruitment,
        Self::Docking,
        Self::Undocking,
        Self::Priming,
        Self::Unpriming,
        Self::ConstitutiveFusion,
        Self::Motors,
        Self::SensorBinding,
        Self::SensorFusion,
        Self::PoreSteps,
        Self::Excitation,
        Self::CalciumPumping,
        Self::PitGrowth,
        Self::Refilling,
        Self::VesicleDiffusion,
        Self::CargoDiffusion,
        Self::Receptors,
        Self::Uptake,
    ];
}

/// Something that a card brings in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum Amount {
    /// Buffers in the cytosol, in mM.
    Egta,
    Bapta,
    /// Calcium in the whole terminal above rest, in µM with the usual calcium
    /// outside, through pores that stay open.
    CalciumLeak,
    /// Height of the barrier to fusion, in kT; negative lowers it.
    Barrier,
    /// Share of fusions that are kiss-and-run.
    KissAndRun,
    /// How far microtubules are held against falling apart, from 0 to 1.
    MicrotubuleStability,
}

impl Amount {
    /// How many there are.
    pub const COUNT: usize = Self::MicrotubuleStability as usize + 1;
    /// Every one of them, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Egta,
        Self::Bapta,
        Self::CalciumLeak,
        Self::Barrier,
        Self::KissAndRun,
        Self::MicrotubuleStability,
    ];
}

/// How a card acts on one part of the model.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub enum Act {
    /// At full dose so much of it is left; at half dose half as much is lost.
    Leaves(Part, f64),
    /// At full dose it is so many times as much; at half dose the root of that.
    Times(Part, f64),
    /// So many degrees colder at full dose, and slower by the factor for each
    /// ten of them.
    Q10 { of: Part, factor: f64, kelvin: f64 },
    /// So much comes to it at full dose, and half at half dose.
    Adds(Amount, f64),
}

/// One card.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The last part of its control's key.
    pub name: String,
    /// This, and all else that is said of it, is from the texts.
    #[serde(skip)]
    pub label: String,
    /// The name of its group.
    pub group: String,
    /// In one sentence.
    #[serde(skip)]
    pub mechanism: String,
    /// What a full dose stands for.
    #[serde(skip)]
    pub dose: String,
    pub acts: Vec<Act>,
    /// How long until all but 1/e of a new dose acts, and until all but 1/e of
    /// it has gone again; `None` if it does not go.
    pub onset_s: f64,
    pub washout_s: Option<f64>,
    /// How long that takes in an experiment, and whether it is shortened here.
    #[serde(skip)]
    pub timing: String,
    pub source: String,
    #[serde(skip)]
    pub disputed: String,
    pub standing: Standing,
}

impl Card {
    /// With what is said of it.
    fn told(mut self) -> Self {
        let key = text::key("card", &self.name);
        let said = |part: &str| word(&format!("{key}.{part}")).to_owned();
        self.label = word(&key).to_owned();
        self.mechanism = said("mechanism");
        self.dose = said("dose");
        self.timing = said("timing");
        self.disputed = said("disputed");
        self
    }

    /// The key of the control that is its dose.
    pub fn key(&self) -> String {
        format!("{DOSE_PREFIX}{}", self.name)
    }
}

/// A group of cards, and what it is called.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub name: String,
    /// From the texts.
    #[serde(skip)]
    pub title: String,
}

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Deck {
    groups: Vec<Group>,
    cards: Vec<Card>,
}

fn deck() -> &'static Deck {
    static DECK: OnceLock<Deck> = OnceLock::new();
    DECK.get_or_init(|| {
        let Deck { mut groups, cards } = ron::from_str(include_str!("../../assets/cards.ron"))
            .expect("the built-in cards are read by a test");
        for group in &mut groups {
            group.title = word(&text::key("card_group", &group.name)).to_owned();
        }
        let cards = cards.into_iter().map(Card::told).collect();
        Deck { groups, cards }
    })
}

/// All cards, in the order they are shown.
pub fn cards() -> &'static [Card] {
    &deck().cards
}

/// The groups they stand in.
pub fn groups() -> &'static [Group] {
    &deck().groups
}

/// The card of this name.
pub fn card(name: &str) -> Option<&'static Card> {
    cards().iter().find(|card| card.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_card_is_whole_and_stands_in_a_group() {
        let mut names = BTreeSet::new();
        for card in cards() {
            let name = &card.name;
            assert!(names.insert(name), "{name} stands twice");
            assert!(
                groups().iter().any(|group| group.name == card.group),
                "{name}"
            );
            assert!(!card.acts.is_empty(), "{name} does nothing");
            for text in [&card.mechanism, &card.timing, &card.disputed] {
                assert!(text.len() > 20 && text.ends_with('.'), "{name}: {text}");
            }
            // One sentence.
            assert_eq!(card.mechanism.matches(". ").count(), 0, "{name}");
            assert!(card.source.len() > 10, "{name}");
            assert!(card.onset_s > 0.0 && card.washout_s.unwrap_or(1.0) > 0.0);
        }
        for group in groups() {
            assert!(cards().iter().any(|card| card.group == group.name));
        }
    }

    #[test]
    fn no_card_acts_out_of_bounds() {
        for card in cards() {
            for act in &card.acts {
                let good = match *act {
                    Act::Leaves(_, left) => (0.0..1.0).contains(&left),
                    Act::Times(_, times) => times > 0.0 && times != 1.0,
                    Act::Q10 { factor, kelvin, .. } => {
                        (1.0..=5.0).contains(&factor) && (-15.0..=30.0).contains(&kelvin)
                    }
                    Act::Adds(_, added) => added != 0.0,
                };
                assert!(good, "{}: {act:?}", card.name);
            }
        }
    }
}
