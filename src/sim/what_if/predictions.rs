//! Predict, then run: a question for each card. Nobody has written down which
//! choice is right: pairs of runs are counted, and the first choice holds for
//! which all that it says of the counts is so.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::{
    biology::{
        cards::card,
        controls::{Change, TimedChange},
    },
    scene::Scene,
    sim::{
        session::Session,
        twins::{Comparison, Count, Experiment, Measure, Verdict, dose},
    },
    text::{self, word},
    units::SimTime,
};

/// The scene in which predictions are tried.
pub const SCENE: &str = "synaptic_bouton";

/// Something that is counted, and what it is called.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// From the texts.
    #[serde(skip)]
    pub says: String,
    pub what: Count,
    pub from_s: f64,
    pub until_s: f64,
}

/// One prediction, and what must be so of the counts, by their numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// From the texts.
    #[serde(skip)]
    pub says: String,
    pub when: Vec<(usize, Vec<Verdict>)>,
}

/// A question about one card.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    pub card: String,
    /// From the texts.
    #[serde(skip)]
    pub ask: String,
    /// When the treatment begins; at 0 it has long been there.
    #[serde(default)]
    pub dose_at_s: f64,
    /// What is done with both twins.
    pub changes: Vec<(f64, String)>,
    pub seconds: f64,
    /// Pairs of runs.
    pub pairs: u64,
    pub counts: Vec<Counted>,
    pub choices: Vec<Choice>,
    /// Why it is so: the reason for one of the choices, by its number.
    pub reason_for: usize,
    #[serde(skip)]
    pub because: String,
}

/// All questions.
pub fn predictions() -> &'static [Prediction] {
    static PREDICTIONS: OnceLock<Vec<Prediction>> = OnceLock::new();
    PREDICTIONS.get_or_init(|| {
        let asked: Vec<Prediction> = ron::from_str(include_str!("../../../assets/predictions.ron"))
            .expect("the built-in predictions are read by a test");
        asked.into_iter().map(Prediction::told).collect()
    })
}

impl Prediction {
    /// With what is said of it.
    fn told(mut self) -> Self {
        let key = text::key("question", &self.card);
        let said = |part: &str| word(&format!("{key}.{part}")).to_owned();
        self.ask = word(&key).to_owned();
        self.because = said("because");
        for (number, counted) in (1..).zip(&mut self.counts) {
            counted.says = said(&format!("count{number}"));
        }
        for (number, choice) in (1..).zip(&mut self.choices) {
            choice.says = said(&format!("choice{number}"));
        }
        self
    }

    /// The question about a card.
    pub fn about(name: &str) -> Option<&'static Self> {
        predictions().iter().find(|asked| asked.card == name)
    }

    /// The experiment that answers it, in a scene, from a seed on.
    pub fn experiment(&self, scene: Scene, seed: u64) -> Experiment {
        let changes = self.changes.iter().filter_map(|(at_s, change)| {
            Some(TimedChange {
                at: SimTime::from_secs(*at_s),
                change: Change::parse(change).ok()?,
            })
        });
        let measures = self.counts.iter().map(|counted| Measure {
            what: counted.what,
            from_s: counted.from_s,
            until_s: counted.until_s,
        });
        Experiment {
            session: Session {
                scene,
                seed,
                changes: changes.collect(),
            },
            duration: SimTime::from_secs(self.seconds),
            measures: measures.collect(),
        }
    }

    /// The treatment that one of the twins gets.
    pub fn treatment(&self) -> Option<TimedChange> {
        let card = card(&self.card)?;
        Some(dose(card, 1.0, SimTime::from_secs(self.dose_at_s)))
    }

    /// Which choice the counts say is right: the first that fits; `None` if chance
    /// leaves it open.
    pub fn answer(&self, comparisons: &[Comparison]) -> Option<usize> {
        let verdicts: Vec<Verdict> = comparisons.iter().map(Comparison::verdict).collect();
        self.choices.iter().position(|choice| {
            choice.when.iter().all(|(count, wanted)| {
                verdicts
                    .get(*count)
                    .is_some_and(|verdict| wanted.contains(verdict))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::biology::cards::cards;

    #[test]
    fn every_card_has_one_question_and_every_question_is_whole() {
        for card in cards() {
            let about = predictions().iter().filter(|asked| asked.card == card.name);
            assert_eq!(about.count(), 1, "{}", card.name);
        }
        assert_eq!(predictions().len(), cards().len());
        for asked in predictions() {
            let name = &asked.card;
            assert!(asked.ask.ends_with('?'), "{name}");
            assert!((3..=4).contains(&asked.choices.len()), "{name}");
            assert!(asked.reason_for < asked.choices.len(), "{name}");
            assert!(asked.because.ends_with('.') && asked.because.len() > 80);
            for choice in &asked.choices {
                assert!(choice.says.ends_with('.') && !choice.when.is_empty());
                assert!(choice.when.iter().all(|(n, _)| *n < asked.counts.len()));
            }
            for (_, change) in &asked.changes {
                assert!(Change::parse(change).is_ok(), "{name}: {change}");
            }
            for counted in &asked.counts {
                assert!(counted.from_s < counted.until_s && counted.until_s <= asked.seconds + 0.1);
            }
        }
    }

    #[test]
    fn a_choice_holds_only_if_all_it_says_is_so() {
        let asked = Prediction::about("nem").expect("a question");
        let same = Comparison {
            pairs: vec![[10.0, 10.0], [11.0, 11.0], [9.0, 9.0]],
        };
        let gone = Comparison {
            pairs: vec![[10.0, 0.0], [11.0, 0.0], [9.0, 0.0]],
        };
        let [first, second] = [
            asked.answer(&[same.clone(), gone.clone()]),
            asked.answer(&[gone, same]),
        ];
        assert_eq!(first, Some(asked.reason_for));
        assert_ne!(second, Some(asked.reason_for));
    }
}
