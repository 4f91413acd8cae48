//! What was done to the cell: action potentials, and changes of controls.

use crate::{
    biology::controls::{TimedChange, Value},
    units::SimTime,
};

/// Who gave a signal or changed a control. The words are those of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The scene, which begins with it.
    Scene,
    /// The scene's opening script, as it is played and as it ends.
    Script,
    /// A person: in the window, or with the words of the command line.
    Hand,
}

impl By {
    /// The word of the files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Scene => "scene",
            Self::Script => "script",
            Self::Hand => "hand",
        }
    }
}

/// An action potential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpikeFired {
    pub time: SimTime,
    /// In the run, counted from one.
    pub number: u64,
    /// Who gave it, or began its train.
    pub by: By,
    /// Which of a train it is, counted from one.
    pub in_train: Option<u32>,
}

/// A change of a control, at the moment it took effect.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeMade {
    pub made: TimedChange,
    pub by: By,
    /// What the control stood at; nothing for one that takes effect once.
    pub before: Option<Value>,
}

impl ChangeMade {
    /// Whether the control stands elsewhere than before.
    pub fn is_other(&self) -> bool {
        self.before.as_ref() != Some(&self.made.change.value)
    }
}

/// Something that was done to the cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Change(ChangeMade),
    Spike(SpikeFired),
}

/// Both by time; of one moment, changes before what they bring about.
pub fn in_their_order(
    changes: impl IntoIterator<Item = ChangeMade>,
    spikes: impl IntoIterator<Item = SpikeFired>,
) -> Vec<Input> {
    let changes = changes.into_iter().map(Input::Change);
    let spikes = spikes.into_iter().map(Input::Spike);
    let mut inputs: Vec<Input> = changes.chain(spikes).collect();
    inputs.sort_by_key(|input| match input {
        Input::Change(change) => change.made.at,
        Input::Spike(spike) => spike.time,
    });
    inputs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        biology::controls::Change,
        sim::{
            Session, SimulationPlugin, advance_to,
            record::Record,
            tests::{change, small_cell},
        },
    };
    use bevy::prelude::*;

    /// What was done in a run of the small cell, a line each.
    fn done(
        of_scene: &str,
        script: &[(f64, &'static str)],
        by_hand: &[(f64, &'static str)],
    ) -> Vec<String> {
        let timed = |(at_s, text): &(f64, &'static str)| change(*at_s, text);
        let mut scene = small_cell();
        scene.controls = vec![Change::parse(of_scene).expect("a good change")];
        scene.script = script.iter().map(timed).collect();
        let mut app = App::empty();
        app.add_plugins(SimulationPlugin {
            session: Session {
                scene,
                seed: 1,
                changes: by_hand.iter().map(timed).collect(),
            },
        });
        advance_to(app.world_mut(), SimTime::from_secs(2.0));
        let taken = app.world_mut().resource_mut::<Record>().take();
        let told = |input| match input {
            Input::Change(change) => {
                let ChangeMade { made, by, before } = change;
                let Change { knob, value } = made.change;
                let before = before.map_or_else(String::new, |before| format!(", was {before}"));
                let millis = made.at.as_millis();
                format!("{millis} {}: {knob}={value}{before}", by.word())
            }
            Input::Spike(spike) => {
                let SpikeFired {
                    time,
                    number,
                    by,
                    in_train,
                } = spike;
                let place =
                    in_train.map_or_else(String::new, |place| format!(", {place} of a train"));
                let millis = time.as_millis();
                format!("{millis} {}: spike {number}{place}", by.word())
            }
        };
        let inputs = in_their_order(taken.changes, taken.spikes);
        inputs.into_iter().map(told).collect()
    }

    #[test]
    fn what_is_done_to_a_cell_is_written_down_with_who_did_it() {
        let script = [
            (0.5, "signal.action_potential=true"),
            (1.0, "signal.train_count=5"),
            (1.0, "signal.train_hz=4"),
        ];
        let hand = [
            (0.0, "energy.atp=1"),
            (1.4, "signal.action_potential=true"),
            (1.5, "energy.atp=1"),
        ];
        assert_eq!(
            done("signal.spontaneous=false", &script, &hand),
            [
                "0 scene: signal.spontaneous=false, was true",
                "0 hand: energy.atp=1, was 2",
                "500 script: signal.action_potential=true",
                "500 script: spike 1",
                "1000 script: signal.train_count=5, was 10",
                "1000 script: signal.train_hz=4, was 0",
                "1250 script: spike 2, 1 of a train",
                // A hand on a signal ends the script, and the train that it began.
                "1400 hand: signal.action_potential=true",
                "1400 script: session.script=false, was true",
                "1400 script: signal.train_hz=0, was 4",
                "1400 hand: spike 3",
                "1500 hand: energy.atp=1, was 1",
            ]
        );
    }

    #[test]
    fn whoever_begins_a_train_has_fired_what_it_fires() {
        let train = [(0.3, "signal.train_count=2"), (0.3, "signal.train_hz=10")];
        let spikes =
            |script: &[(f64, &'static str)], hand: &[(f64, &'static str)]| -> Vec<String> {
                let done = done("energy.atp=1", script, hand).into_iter();
                done.filter(|line| line.contains("spike")).collect()
            };
        assert_eq!(
            spikes(&train, &[]),
            [
                "400 script: spike 1, 1 of a train",
                "500 script: spike 2, 2 of a train"
            ]
        );
        // Two at one moment are one, and it is the train's.
        assert_eq!(
            spikes(
                &[],
                &[&train[..], &[(0.5, "signal.action_potential=true")]].concat()
            ),
            [
                "400 hand: spike 1, 1 of a train",
                "500 hand: spike 2, 2 of a train"
            ]
        );
    }
}
