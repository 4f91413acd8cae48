//! What a class of vesicle is called and what is said of it: keys of the texts that come
//! with the program, or, of a class that somebody brings, words of its own.

use serde::Deserialize;

/// The words for a class.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Words {
    Keys(WordKeys),
    Own(OwnWords),
}

impl Words {
    /// Those that its file brings, if it does.
    pub fn own(&self) -> Option<&OwnWords> {
        match self {
            Self::Own(own) => Some(own),
            Self::Keys(_) => None,
        }
    }
}

/// The keys under which texts of the program stand.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordKeys {
    /// What one is called, with its number.
    pub name: String,
    /// What is known of its contents, and of its size.
    pub contents: String,
    pub size: String,
}

/// Words in one language.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWords {
    /// What one is called, with its number as `{id}`.
    pub one: String,
    /// The name in the picture of all that have none of those below.
    pub many: String,
    /// The name of one that is carried, tethered, docked, primed, fusing.
    #[serde(default)]
    pub carried: Option<String>,
    #[serde(default)]
    pub tethered: Option<String>,
    #[serde(default)]
    pub docked: Option<String>,
    #[serde(default)]
    pub primed: Option<String>,
    #[serde(default)]
    pub fusing: Option<String>,
    /// What such vesicles are, what they hold and how large they are, in sentences.
    pub what: String,
    pub contents: String,
    pub size: String,
    /// What of their picture is artistic licence.
    #[serde(default)]
    pub artistic: String,
}

impl OwnWords {
    /// Its names, each with that of its field.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let always = [("one", &self.one), ("many", &self.many)];
        let by_stage = [
            ("carried", &self.carried),
            ("tethered", &self.tethered),
            ("docked", &self.docked),
            ("primed", &self.primed),
            ("fusing", &self.fusing),
        ];
        let by_stage = by_stage
            .into_iter()
            .filter_map(|(field, name)| Some((field, name.as_ref()?)));
        let names = always.into_iter().chain(by_stage);
        names.map(|(field, name)| (field, name.as_str()))
    }

    /// Its sentences, each with the name of its field.
    pub fn sentences(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let sentences = [
            ("what", self.what.as_str()),
            ("contents", &self.contents),
            ("size", &self.size),
            ("artistic", &self.artistic),
        ];
        let may_be_left_out = |field: &str| field == "artistic";
        let given = sentences.into_iter();
        given.filter(move |(field, text)| !may_be_left_out(field) || !text.is_empty())
    }
}
