//! What vesicles live in a cell, as panels speak of them: what a cell has none of is
//! neither counted nor named.

use super::texts::{Nouns, with_capital};
use crate::{scene::Scene, text::say};

/// What vesicles of either pathway are called, where there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inhabitants {
    pub regulated: Option<Nouns>,
    pub constitutive: Option<Nouns>,
}

impl Inhabitants {
    pub fn of(scene: &Scene) -> Self {
        let called = |classes: Vec<_>| (!classes.is_empty()).then(|| Nouns::of(classes));
        Self {
            regulated: called(scene.regulated_classes()),
            constitutive: called(scene.constitutive_classes()),
        }
    }

    /// Of any cell.
    pub fn in_general() -> Self {
        Self {
            regulated: Some(Nouns::of([])),
            constitutive: Some(Nouns::CARRIERS),
        }
    }

    /// What those are called that a cell is there for: the regulated ones, where it has
    /// any.
    pub fn first(self) -> Nouns {
        let first = self.regulated.or(self.constitutive);
        first.unwrap_or_else(|| Nouns::of([]))
    }

    /// A text of the file with these nouns filled in, and what else it asks for.
    pub fn text(self, name: &str, value_of: impl Fn(&str) -> String) -> String {
        let (first, others) = (self.first(), self.constitutive.unwrap_or(self.first()));
        say(name, |placeholder| match placeholder {
            "one" => first.one(),
            "many" => first.many(),
            "Many" => with_capital(&first.many()),
            "other" => others.one(),
            "others" => others.many(),
            "Others" => with_capital(&others.many()),
            else_asked_for => value_of(else_asked_for),
        })
    }

    /// A text of the file that asks for nothing but these nouns.
    pub fn word(self, name: &str) -> String {
        self.text(name, |_| String::new())
    }

    /// What all of them are called.
    pub fn all(self) -> Nouns {
        match (self.regulated, self.constitutive) {
            (Some(one), None) | (None, Some(one)) => one,
            _ => Nouns::of([]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene;

    #[test]
    fn each_cell_has_its_own() {
        for (name, regulated, constitutive) in [
            ("synaptic_bouton", Some("vesicle"), Some("carrier")),
            ("chromaffin_cell", Some("granule"), None),
            ("endocrine_cell", Some("granule"), None),
            ("amperometry", Some("granule"), None),
            ("secretory_cell", None, Some("carrier")),
            (
                "waste_disposal",
                Some("lysosome"),
                Some("multivesicular body"),
            ),
            ("cleft_box", None, None),
        ] {
            let scene = scene::load(name).expect("a built-in scene");
            let here = Inhabitants::of(&scene);
            let said = [here.regulated, here.constitutive].map(|nouns| nouns.map(Nouns::one));
            let expected = [regulated, constitutive].map(|noun| noun.map(str::to_owned));
            assert_eq!(said, expected, "{name}");
            let first = regulated.or(constitutive).unwrap_or("vesicle");
            assert_eq!(here.first().one(), first, "{name}");
        }
    }
}
