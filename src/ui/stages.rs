//! What the stages of a vesicle's life are called: one name each, in counts, on
//! cards, in captions and in the tables of a run.
//!
//! The five steps have the field's own names. A text may speak of a tethered vesicle;
//! what is counted or listed is *tethering*.

use crate::{
    biology::vesicles::{Pool, Renewal},
    scene::Scene,
    session::actions::Step,
    sim::vesicle::{Course, Stage, Vesicle},
    text::word,
};

/// Stages that have one name, and the step that they are, if it is one of the five.
pub struct Line {
    /// Among the texts.
    pub name: &'static str,
    pub step: Option<Step>,
    belongs: fn(Stage, IsBack) -> bool,
    /// Whether vesicles of a cell can be on it.
    is_in: fn(&Scene) -> bool,
}

/// Whether a vesicle, or its membrane, is on its way back from the membrane, and not
/// renewed yet.
type IsBack = bool;

/// Whether a vesicle is.
pub fn is_back(vesicle: &Vesicle, course: &Course) -> IsBack {
    vesicle.retrieved || course.spent
}

/// In the order of a vesicle's life.
pub const LINES: [Line; 10] = [
    Line {
        name: "stage_reserve",
        step: None,
        belongs: |stage, _| stage == Stage::Resting(Pool::Reserve),
        is_in: |scene| scene.has_pool(Pool::Reserve),
    },
    Line {
        name: "stage_recycling",
        step: None,
        belongs: |stage, _| stage == Stage::Resting(Pool::Recycling),
        is_in: |scene| scene.has_pool(Pool::Recycling),
    },
    Line {
        name: "stage_trafficking",
        step: Some(Step::Trafficking),
        belongs: |stage, is_back| is_on_its_way(stage) && !is_back,
        is_in: has_vesicles,
    },
    Line {
        name: "stage_tethering",
        step: Some(Step::Tethering),
        belongs: |stage, _| stage == Stage::Tethered,
        is_in: has_vesicles,
    },
    Line {
        name: "stage_docking",
        step: Some(Step::Docking),
        belongs: |stage, _| stage == Stage::Docked,
        is_in: has_vesicles,
    },
    Line {
        name: "stage_priming",
        step: Some(Step::Priming),
        belongs: |stage, _| stage == Stage::Primed,
        is_in: Scene::has_regulated,
    },
    Line {
        name: "stage_fusion",
        step: Some(Step::Fusion),
        belongs: |stage, _| stage == Stage::Fusing,
        is_in: has_vesicles,
    },
    Line {
        name: "stage_retrieval",
        step: None,
        belongs: |stage, is_back| stage == Stage::Budding || is_on_its_way(stage) && is_back,
        is_in: has_vesicles,
    },
    Line {
        name: "stage_refilling",
        step: None,
        belongs: |stage, _| stage == Stage::Refilling,
        is_in: |scene| {
            scene
                .classes_here()
                .any(|class| class.renewal != Renewal::Anew)
        },
    },
    Line {
        name: "stage_away",
        step: None,
        belongs: |stage, _| stage == Stage::Away,
        is_in: has_vesicles,
    },
];

impl Line {
    /// Whether vesicles of a cell can be on it.
    pub fn is_in(&self, scene: &Scene) -> bool {
        (self.is_in)(scene)
    }

    /// Whether it counts vesicles at a stage.
    pub fn holds(&self, stage: Stage, is_back: IsBack) -> bool {
        (self.belongs)(stage, is_back)
    }

    /// As it stands in a list: the five steps with the key that goes there.
    pub fn title(&self) -> String {
        self.step
            .map_or_else(|| word(self.name).to_owned(), title_of)
    }
}

fn has_vesicles(scene: &Scene) -> bool {
    scene.classes_here().next().is_some()
}

/// Whether it goes somewhere: to the membrane, to a place in a pool, or back.
fn is_on_its_way(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::Approaching | Stage::Walking | Stage::Detached | Stage::Crossing | Stage::Returning
    )
}

/// The name of a stage, on the way to the membrane or back.
pub fn name_of(stage: Stage, is_back: IsBack) -> &'static str {
    let line = LINES.iter().find(|line| line.holds(stage, is_back));
    word(line.expect("every stage is on a line").name)
}

/// The name of a step with its number: "1 Trafficking".
pub fn title_of(step: Step) -> String {
    let line = LINES.iter().find(|line| line.step == Some(step));
    let name = word(line.expect("every step is on a line").name);
    format!("{} {name}", step as u8 + 1)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn every_stage_has_one_name_and_every_step_its_own() {
        for (stage, is_back) in Stage::ALL
            .into_iter()
            .flat_map(|stage| [(stage, false), (stage, true)])
        {
            let lines = LINES.iter().filter(|line| line.holds(stage, is_back));
            assert_eq!(lines.count(), 1, "{stage:?} {is_back}");
        }
        // One that arrives from far has not been taken back.
        let arrives = name_of(Stage::Returning, false);
        assert_eq!(arrives, name_of(Stage::Walking, false));
        assert_ne!(arrives, name_of(Stage::Returning, true));
        let titles = Step::ALL.map(title_of);
        assert_eq!(
            titles,
            [
                "1 Trafficking",
                "2 Tethering",
                "3 Docking",
                "4 Priming",
                "5 Fusion"
            ]
        );
        let names: BTreeSet<&str> = LINES.iter().map(|line| word(line.name)).collect();
        assert_eq!(names.len(), LINES.len());
    }

    /// What the stages have been called besides.
    const OTHERS: [&str; 21] = [
        "approaching a track",
        "carried",
        "carried along a microtubule",
        "coming back",
        "detached",
        "docked",
        "fusing",
        "fused",
        "moving",
        "on the way",
        "primed",
        "recycling",
        "refilled",
        "reserve",
        "retrieved",
        "returning",
        "taken back",
        "tethered",
        "transport",
        "vesicle carried by a motor",
        "walking",
    ];

    /// Names in a text for people, by themselves: in quotes where nothing is named
    /// with them, in a table's cell, or set off.
    fn names_in(file: &str, text: &str) -> Vec<String> {
        let is_page = file.ends_with(".md");
        let parts: Vec<&str> = if is_page {
            text.split(['|', '*', '\n']).collect()
        } else if file.ends_with(".ftl") {
            let said = text.lines().filter_map(|line| line.split_once(" = "));
            said.map(|(_, said)| said).collect()
        } else {
            let parts: Vec<&str> = text.split('"').collect();
            let quoted = parts.windows(3).step_by(2).filter(|around| {
                // What the program calls it, and not what people read.
                let is_called = around[0].trim_end().ends_with("name:");
                !is_called && !around[2].trim_start().starts_with(':')
            });
            quoted.map(|around| around[1]).collect()
        };
        let bare = |part: &&str| {
            let number = |sign: char| sign.is_ascii_digit() || " .:".contains(sign);
            part.trim_matches(number).to_lowercase()
        };
        parts.iter().map(bare).collect()
    }

    fn other_names_in(file: &str, text: &str) -> Vec<String> {
        let mut names = names_in(file, text);
        names.retain(|name| OTHERS.contains(&name.as_str()));
        names
    }

    #[test]
    fn no_stage_has_another_name_in_texts_scenes_and_pages() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = vec![root.join("README.md")];
        for folder in ["assets", "assets/text/en", "docs", "scenes"] {
            let found = fs::read_dir(root.join(folder)).expect("the folder is in the package");
            files.extend(found.map(|entry| entry.expect("a readable folder").path()));
        }
        let mut count = 0;
        for path in files {
            let file = path.display().to_string();
            // The words of a run's files are bound, and one page tells them.
            let is_text = [".md", ".ftl", ".ron"]
                .iter()
                .any(|end| file.ends_with(end));
            if !is_text || file.ends_with("events.md") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("it is text");
            let others = other_names_in(&file, &text);
            assert_eq!(others, [""; 0], "{file}");
            count += 1;
        }
        assert!(count > 20, "only {count} files were looked at");
    }

    #[test]
    fn another_name_would_be_found_wherever_it_stood() {
        let found = |file, text| other_names_in(file, text).len();
        assert_eq!(found("a.ron", "name: \"docked\", title: \"Docked\","), 1);
        assert_eq!(
            found("a.ron", "(a: \"1 On the way\", \"walking\": (b: 1))"),
            1
        );
        assert_eq!(
            found("a.ron", "(a: \"Docking\", b: \"It is docked now.\")"),
            0
        );
        assert_eq!(
            found(
                "a.ftl",
                "a = Docked\nb = It is docked.\n    .c = on the way"
            ),
            2
        );
        assert_eq!(
            found("a.md", "1. **Carried.** By kinesin; | Docked | `docked` |"),
            2
        );
        assert_eq!(found("a.md", "A vesicle is primed.\n\n*Coming back*"), 1);
    }
}
