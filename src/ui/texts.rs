//! What is said of vesicles: captions of events, what one is doing, steps and stories.

use std::{collections::BTreeMap, sync::OnceLock};

use crate::{
    biology::vesicles::{Pathway, VesicleKind, Words},
    sim::{
        record::{Detail, Event, EventKind},
        vesicle::{FusionMode, FusionPore, Stage, Vesicle, VesicleId},
    },
    text::{self, say, word},
    units::SimTime,
};

/// How much a caption of each event matters, by the word of the event: the more
/// important push others aside.
fn importance(event: &str) -> Option<u8> {
    static TABLE: OnceLock<BTreeMap<String, u8>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        ron::from_str(include_str!("../../assets/captions.ron"))
            .expect("the built-in table is read by a test")
    });
    table.get(event).copied()
}

/// What may be other than usual as something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Circumstance {
    /// Fusion begins without any calcium that a signal let in.
    ByChance,
    /// There is nothing in the vesicle.
    Empty,
    /// There is no calcium outside the cell.
    NoCalcium,
}

impl Circumstance {
    /// Its name among the texts.
    fn word(self) -> &'static str {
        match self {
            Self::ByChance => "by_chance",
            Self::Empty => "empty",
            Self::NoCalcium => "no_calcium",
        }
    }
}

/// What the key for the action called `name` does.
pub fn key_meaning(name: &str) -> &'static str {
    text::find(&text::key("key", name)).unwrap_or_default()
}

/// How the keys for the action called `name` are written.
pub fn key_shown(name: &str) -> &'static str {
    let key = text::key("key", name);
    text::find(&format!("{key}.shown")).unwrap_or_default()
}

/// What is drawn otherwise than it is, line by line.
pub fn legend() -> impl Iterator<Item = &'static str> {
    text::beginning_with("scale-").filter_map(text::find)
}

/// The key of what is said when the director turns to the subject called `name`.
pub fn story(name: &str) -> String {
    text::key("story", name)
}

/// Who is spoken of: a vesicle of a class, or membrane on its way back, which is of none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Whom {
    pub id: VesicleId,
    pub kind: VesicleKind,
    pub is_membrane: bool,
}

impl From<&Vesicle> for Whom {
    fn from(vesicle: &Vesicle) -> Self {
        Self {
            id: vesicle.id,
            kind: vesicle.kind,
            is_membrane: vesicle.is_mere_membrane(),
        }
    }
}

impl Whom {
    /// Whom an event happens to; whether that is membrane alone by now. What has just been
    /// taken back, or has come home, is, whatever has become of it since.
    pub fn of(event: &Event, is_membrane: bool) -> Self {
        let comes_back = event.what == EventKind::Retrieved
            || matches!(event.detail, Detail::Pit | Detail::Home);
        Self {
            id: event.vesicle,
            kind: event.kind,
            is_membrane: is_membrane || comes_back && !event.kind.is_made_of_retrieved_membrane(),
        }
    }

    /// What it is called inside a sentence: "vesicle 17", "carrier 180".
    pub fn name(&self) -> String {
        let id = self.id.to_string();
        let name = match &self.kind.get().words {
            _ if self.is_membrane => say("vesicle_membrane", |_| id.clone()),
            Words::Keys(keys) => say(&keys.name, |_| id.clone()),
            Words::Own(own) => own.one.replace("{id}", &id),
        };
        let mut letters = name.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_lowercase().chain(letters).collect()
        })
    }

    /// The key of what is said of it in its own words, if there are some.
    fn own_words(&self, key: &str) -> Option<String> {
        let membrane = self.is_membrane.then_some(MEMBRANE);
        let voices = membrane.iter().chain(self.kind.voices());
        let mut keys = voices.map(|voice| format!("{key}.{voice}"));
        keys.find(|key| text::is_there(key))
    }
}

/// The voice of membrane on its way back.
const MEMBRANE: &str = "membrane";

/// What vesicles of these classes are called together: by their own word if it is one,
/// or as widely as it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nouns {
    /// By a key of the texts.
    Key(&'static str),
    /// In the words of a class that somebody has brought.
    Own(VesicleKind),
}

impl Nouns {
    /// Constitutive ones of several classes.
    pub const CARRIERS: Self = Self::Key("vesicle_carrier");
    /// Those of several classes, or of none in particular.
    const VESICLES: Self = Self::Key("vesicle");

    pub fn of(kinds: impl IntoIterator<Item = VesicleKind>) -> Self {
        let mut kinds: Vec<VesicleKind> = kinds.into_iter().collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mut nouns: Vec<Self> = Vec::new();
        for kind in &kinds {
            let noun = match &kind.get().words {
                Words::Keys(keys) => Self::Key(&keys.name),
                Words::Own(_) => Self::Own(*kind),
            };
            if !nouns.contains(&noun) {
                nouns.push(noun);
            }
        }
        match nouns[..] {
            [noun] => noun,
            [] => Self::VESICLES,
            _ if kinds.iter().all(|kind| kind.is_carrier()) => Self::CARRIERS,
            _ => Self::VESICLES,
        }
    }

    /// One of them, in a sentence.
    pub fn one(self) -> String {
        match self {
            Self::Key(name) => word(&format!("{name}_one")).to_owned(),
            Self::Own(kind) => {
                let own = kind.get().words.own();
                let one = own.map_or("", |own| own.one.as_str());
                one.replace("{id}", "").trim().to_lowercase()
            }
        }
    }

    /// Several of them.
    pub fn many(self) -> String {
        match self {
            Self::Key(name) => word(&format!("{name}_many")).to_owned(),
            Self::Own(kind) => {
                let own = kind.get().words.own();
                own.map_or_else(String::new, |own| own.many.to_lowercase())
            }
        }
    }

    /// The text called `key` with these nouns filled in, and with a capital, where it
    /// asks for them.
    pub fn in_text(self, key: &str) -> String {
        say(key, |placeholder| match placeholder {
            "one" => self.one(),
            "many" => self.many(),
            "Many" => with_capital(&self.many()),
            _ => String::new(),
        })
    }
}

/// A text that begins with a capital.
pub fn with_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The caption of an event, which happens to `whom`, and its importance.
pub fn caption(event: &Event, whom: Whom, under: Option<Circumstance>) -> Option<(String, u8)> {
    let importance = importance(event.what.word())?;
    let key = text::key("caption", event.what.word());
    let other = under.map(|under| format!("{key}.{}", under.word()));
    let other = other.filter(|key| text::is_there(key));
    let own = other.or_else(|| whom.own_words(&key));
    let key = own.unwrap_or(key);
    let name = whom.name();
    let text = say(&key, |placeholder| match placeholder {
        "name" => name.clone(),
        "Name" => with_capital(&name),
        "site" => readable_place(&event.site),
        _ => String::new(),
    });
    // Carriers come and go all the time.
    let less = u8::from(event.pathway == Pathway::Constitutive) * 2;
    Some((text, importance.saturating_sub(less)))
}

/// The caption of an action potential and its importance.
pub fn action_potential_caption() -> (String, u8) {
    let said = word("caption-action_potential").to_owned();
    (said, importance("action_potential").unwrap_or_default())
}

/// A place's name in a sentence: short forms are spelt out, and underscores
/// and hyphens are for files.
fn readable_place(name: &str) -> String {
    let spelt_out = name.split_once('-').and_then(|(short, rest)| {
        let key = text::key("place", short);
        text::is_there(&key).then(|| say(&key, |_| rest.to_owned()))
    });
    let name = spelt_out.unwrap_or_else(|| name.to_owned());
    name.replace(['_', '-'], " ")
}

/// The text called `key` with the vesicle's name filled in.
pub fn with_name(key: &str, whom: Whom) -> String {
    let name = whom.name();
    say(key, |placeholder| match placeholder {
        "name" => name.clone(),
        "Name" => with_capital(&name),
        _ => String::new(),
    })
}

/// A step's text with its title filled in, the vesicle's name if it has one, and what
/// is said of those that are not shown.
pub fn of_step(
    key: &str,
    title: &str,
    vesicle: Option<Whom>,
    (nouns, others): (Nouns, usize),
) -> String {
    say(key, |placeholder| match placeholder {
        "title" => title.to_owned(),
        "one" => nouns.one(),
        "others" if others > 0 => others.to_string(),
        "others" => String::new(),
        _ => vesicle.map(|whom| whom.name()).unwrap_or_default(),
    })
}

/// The conditions under which a vesicle lives, as far as they can hinder it.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    /// Whether there is any ATP.
    pub atp: bool,
    /// Whether there are microtubules.
    pub microtubules: bool,
    /// Whether there is calcium outside.
    pub calcium_outside: bool,
    /// Whether vesicles are filled.
    pub loaded: bool,
}

/// How far a vesicle that fuses has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fusing {
    /// Its pore has not opened yet.
    Joining,
    /// It is one surface with the membrane, and what it holds leaves.
    Open,
    /// It is so still, and all is out.
    Emptied,
    /// A kiss-and-run that comes off the membrane again.
    Parting,
}

impl Fusing {
    /// That of a pore.
    pub fn of(pore: &FusionPore, now: SimTime) -> Self {
        if now < pore.opened {
            Self::Joining
        } else if pore.mode == FusionMode::KissAndRun && now >= pore.ends {
            Self::Parting
        } else if pore.inside_at(now) == 0 {
            Self::Emptied
        } else {
            Self::Open
        }
    }

    /// What it is doing, in two sentences.
    pub fn doing(self, whom: Whom, conditions: Conditions) -> String {
        match self {
            Self::Joining => doing(Stage::Fusing, whom, conditions),
            Self::Open => word("fusing_open").to_owned(),
            Self::Emptied => word("fusing_emptied").to_owned(),
            Self::Parting => word("fusing_parting").to_owned(),
        }
    }
}

/// What a vesicle is doing now, and why, in two sentences.
pub fn doing(stage: Stage, whom: Whom, conditions: Conditions) -> String {
    let key = text::key("doing", stage.word());
    let hindrance = match stage {
        Stage::Walking if !conditions.atp => Some("hindrance-no_atp_walking"),
        Stage::Docked if !conditions.atp && !whom.kind.is_carrier() => {
            Some("hindrance-no_atp_priming")
        }
        Stage::Refilling if !conditions.atp => Some("hindrance-no_atp_refilling"),
        Stage::Resting(_) | Stage::Detached if !conditions.microtubules => {
            Some("hindrance-no_microtubules")
        }
        Stage::Primed if !conditions.calcium_outside => Some("hindrance-no_calcium"),
        Stage::Primed if !conditions.loaded => Some("hindrance-empty_vesicle"),
        _ => None,
    };
    let own = whom.own_words(&key);
    match (hindrance, own) {
        (Some(hindrance), _) => format!("{} {}", word(&key), word(hindrance)),
        (None, Some(own)) => word(&own).to_owned(),
        (None, None) => format!("{} {}", word(&key), word(&format!("{key}.why"))),
    }
}

/// Every kind of event that has a caption of its own.
pub fn captioned(kind: EventKind) -> bool {
    importance(kind.word()).is_some()
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use bevy::math::DVec3;

    use super::*;
    use crate::units::SimTime;

    const AS_USUAL: Conditions = Conditions {
        atp: true,
        microtubules: true,
        calcium_outside: true,
        loaded: true,
    };

    fn event(what: EventKind, pathway: Pathway, site: &str) -> Event {
        Event {
            time: SimTime::ZERO,
            vesicle: VesicleId(17),
            kind: match pathway {
                Pathway::Regulated => VesicleKind::built_in("synaptic_vesicle"),
                Pathway::Constitutive => VesicleKind::built_in("constitutive_carrier"),
            },
            pathway,
            what,
            site: site.to_owned(),
            position_nm: DVec3::ZERO,
            detail: Detail::Nothing,
        }
    }

    fn told(event: &Event) -> Option<(String, u8)> {
        caption(event, Whom::of(event, false), None)
    }

    fn whom(class: &str) -> Whom {
        Whom {
            id: VesicleId(17),
            kind: VesicleKind::built_in(class),
            is_membrane: false,
        }
    }

    #[test]
    fn every_class_is_called_by_its_own_word() {
        let nouns = |classes: &[&str]| {
            let kinds = classes.iter().map(|class| VesicleKind::built_in(class));
            Nouns::of(kinds).one()
        };
        assert_eq!(nouns(&["synaptic_vesicle"]), "vesicle");
        assert_eq!(nouns(&["chromaffin_granule"]), "granule");
        assert_eq!(nouns(&["chromaffin_granule", "insulin_granule"]), "granule");
        assert_eq!(nouns(&["lysosome"]), "lysosome");
        assert_eq!(
            nouns(&["channel_carrier", "procollagen_carrier"]),
            "carrier"
        );
        assert_eq!(nouns(&["lysosome", "synaptic_vesicle"]), "vesicle");
        assert_eq!(nouns(&[]), "vesicle");
        for class in VesicleKind::all() {
            let own = Nouns::of([*class]);
            let name = with_capital(&own.one());
            let Words::Keys(keys) = &class.words else {
                panic!("{class:?} is built in");
            };
            assert_eq!(say(&keys.name, |_| "17"), format!("{name} 17"));
            assert!(own.many().starts_with(&own.one()[..4]), "{}", own.many());
            let said = own.in_text("none_answered");
            assert!(
                said.contains(&format!("no {} answered", own.one())),
                "{said}"
            );
        }
    }

    #[test]
    fn no_class_but_a_synapses_is_called_vesicle_in_what_is_said_of_it() {
        let others = VesicleKind::all()
            .iter()
            .filter(|class| !class.holds_solute());
        for kind in others.copied() {
            for is_membrane in [false, true] {
                let whom = Whom {
                    id: VesicleId(17),
                    kind,
                    is_membrane,
                };
                // A pit is membrane in every cell but a synapse.
                let is_there = |stage: &Stage| is_membrane || *stage != Stage::Budding;
                let of_stages = Stage::ALL.into_iter().filter(is_there);
                let of_stages = of_stages.map(|stage| doing(stage, whom, AS_USUAL));
                let of_events = EventKind::ALL.iter().map(|what| {
                    let event = Event {
                        kind,
                        ..event(*what, kind.pathway, "S3")
                    };
                    caption(&event, whom, None).expect("a caption").0
                });
                for said in of_stages.chain(of_events) {
                    let said = said.to_lowercase();
                    let is_wrong = said.contains("vesicle") || said.contains("transmitter");
                    let is_carrier = Nouns::of([kind]).one().ends_with("carrier");
                    let is_miscalled = said.contains("carrier") && (is_membrane || !is_carrier);
                    assert!(!is_wrong && !is_miscalled, "{kind:?} {is_membrane}: {said}");
                }
            }
        }
    }

    #[test]
    fn membrane_that_is_taken_back_is_called_what_it_is() {
        let pit = |class: &str| Event {
            kind: VesicleKind::built_in(class),
            detail: Detail::Pit,
            ..event(EventKind::Spawned, Pathway::Regulated, "S3")
        };
        let name = |event: &Event| Whom::of(event, false).name();
        assert_eq!(name(&pit("synaptic_vesicle")), "vesicle 17");
        assert_eq!(name(&pit("constitutive_carrier")), "membrane 17");
        assert_eq!(name(&pit("chromaffin_granule")), "membrane 17");
        let docked = Event {
            what: EventKind::Docked,
            detail: Detail::Nothing,
            ..pit("chromaffin_granule")
        };
        assert_eq!(name(&docked), "granule 17");
    }

    #[test]
    fn every_kind_of_event_has_a_caption_that_names_the_vesicle_or_the_place() {
        for kind in EventKind::ALL {
            assert!(captioned(kind), "{kind:?}");
            for pathway in [Pathway::Regulated, Pathway::Constitutive] {
                let (text, _) = told(&event(kind, pathway, "S3")).expect("a caption");
                assert!(
                    text.contains("17") || text.contains("S3"),
                    "{kind:?}: {text}"
                );
                assert!(!text.contains(['{', '}', '[', ']']), "{kind:?}: {text}");
                assert!(text.ends_with('.'), "{kind:?}: {text}");
            }
        }
        // One more is that of action potentials.
        let captions = text::beginning_with("caption-").count();
        assert_eq!(captions, EventKind::ALL.len() + 1);
        assert!(importance("action_potential").is_some());
    }

    #[test]
    fn a_caption_reads_well_with_and_without_a_place() {
        let docked = |site| {
            told(&event(EventKind::Docked, Pathway::Regulated, site))
                .expect("a caption")
                .0
        };
        assert_eq!(
            docked("S3"),
            "Vesicle 17 docked at S3: its SNAREs begin to pair."
        );
        assert_eq!(
            docked("site-3"),
            "Vesicle 17 docked at release site 3: its SNAREs begin to pair."
        );
        assert_eq!(docked(""), "Vesicle 17 docked: its SNAREs begin to pair.");
    }

    #[test]
    fn what_is_other_than_usual_is_said_of_whatever_vesicle() {
        for (what, under, says) in [
            (EventKind::Triggered, Circumstance::ByChance, "by chance"),
            (EventKind::Hemifused, Circumstance::Empty, "empty"),
            (
                EventKind::PoreOpened,
                Circumstance::Empty,
                "nothing comes out",
            ),
            (EventKind::Primed, Circumstance::NoCalcium, "none outside"),
        ] {
            for pathway in [Pathway::Regulated, Pathway::Constitutive] {
                let event = event(what, pathway, "S3");
                let whom = Whom::of(&event, false);
                let (usual, _) = caption(&event, whom, None).expect("a caption");
                let (other, _) = caption(&event, whom, Some(under)).expect("a caption");
                assert!(!usual.contains(says), "{usual}");
                assert!(other.contains(says) && other.contains("17"), "{other}");
            }
        }
    }

    #[test]
    fn a_pore_outranks_what_leads_to_it() {
        let rank = |kind| {
            told(&event(kind, Pathway::Regulated, ""))
                .expect("a caption")
                .1
        };
        assert!(rank(EventKind::PoreOpened) > rank(EventKind::Docked));
        assert!(rank(EventKind::Docked) > rank(EventKind::Boarded));
    }

    #[test]
    fn every_stage_has_its_sentence() {
        for stage in Stage::ALL {
            for class in [
                "synaptic_vesicle",
                "constitutive_carrier",
                "chromaffin_granule",
            ] {
                let text = doing(stage, whom(class), AS_USUAL);
                assert!(text.starts_with("It") || text.starts_with("T") || text.starts_with("A"));
                assert!(text.len() > 30 && text.ends_with('.'), "{stage:?}: {text}");
            }
        }
        assert_eq!(text::beginning_with("doing-").count(), Stage::ALL.len());
    }

    #[test]
    fn what_stands_in_the_way_is_said_instead_of_the_reason() {
        let without_atp = Conditions {
            atp: false,
            ..AS_USUAL
        };
        let text = doing(Stage::Docked, whom("synaptic_vesicle"), without_atp);
        assert!(text.contains("no ATP"), "{text}");
        let text = doing(Stage::Docked, whom("constitutive_carrier"), without_atp);
        assert!(!text.contains("no ATP"), "{text}");
    }

    /// Every source of the program.
    fn sources() -> Vec<String> {
        let mut found = Vec::new();
        // Classes of vesicle name their words themselves.
        let mut folders = ["src", "assets/vesicles"]
            .map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
            .to_vec();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("the sources are in the package") {
                let path = entry.expect("a readable folder").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(fs::read_to_string(path).expect("sources are text"));
                }
            }
        }
        found
    }

    /// What stands in quotes where `call` is made in a source, if it is not made up
    /// there.
    fn given_to<'a>(call: &'a str, source: &'a str) -> impl Iterator<Item = &'a str> {
        let is_part = |before: &str| {
            before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
        };
        let calls = source.match_indices(call);
        let calls = calls.filter(move |(start, _)| !is_part(&source[..*start]));
        calls.flat_map(move |(start, _)| {
            let given = &source[start + call.len()..];
            let mut depth = 1;
            let end = given.find(|sign| {
                depth += i32::from(sign == '(') - i32::from(sign == ')');
                depth == 0
            });
            let given = &given[..end.unwrap_or(given.len())];
            // A key is put together of what stands in these quotes.
            let is_made_up = given.contains("key(");
            let quoted = given.split('"').skip(1).step_by(2);
            quoted.filter(move |_| !is_made_up)
        })
    }

    /// Whether a name could have been made with a pattern such as `sign_{}`.
    fn is_made_with(pattern: &str, name: &str) -> bool {
        let Some((before, rest)) = pattern.split_once('{') else {
            return false;
        };
        let after = rest.split_once('}').map_or("", |(_, after)| after);
        (before.ends_with('_') || after.starts_with('_'))
            && !after.contains('{')
            && name.starts_with(before)
            && name.ends_with(after)
    }

    /// Keys that code names in full; others are made of a group and a word of the
    /// simulation's, such as `caption-docked`.
    fn named_in_full() -> impl Iterator<Item = &'static str> {
        text::beginning_with("").filter(|key| !key.contains('-'))
    }

    #[test]
    fn the_files_have_every_word_that_is_asked_for_and_none_besides() {
        let sources = sources();
        let asked_for = |name: &str| {
            let quoted = format!("\"{name}\"");
            sources.iter().any(|source| {
                source.contains(&quoted)
                    || given_to("format!(", source).any(|pattern| is_made_with(pattern, name))
            })
        };
        let mut count = 0;
        for source in &sources {
            let named = |name: &&str| !name.is_empty() && !name.contains(['{', ' ', '\\']);
            for name in given_to("word(", source).filter(named) {
                assert!(text::is_there(name), "the text `{name}` is missing");
                count += 1;
            }
            // What only a cell's nouns are filled into is asked of those.
            for (start, call) in source.match_indices(&[" wo", "rd(\""].concat()) {
                let name = source[start + call.len()..].split('"').next();
                let is_plain = name.is_some_and(|name| text::find(name).is_some());
                assert!(is_plain, "{name:?} is not to be filled in");
            }
            for (start, call) in source.match_indices("say(\"") {
                let name = source[start + call.len()..].split('"').next();
                assert!(name.is_some_and(text::is_there), "{name:?} is missing");
                count += 1;
            }
        }
        assert!(count > 150, "only {count} words were found in the sources");
        for name in named_in_full() {
            assert!(asked_for(name), "nothing asks for the text `{name}`");
        }
        assert!(!asked_for(&["no such", "word"].join("-")));
        assert_eq!(word("no such word"), "no such word");
    }

    #[test]
    fn every_class_of_vesicle_has_a_name_and_voices_that_say_something() {
        let own = |voice: &str| {
            let mut own = ["caption-", "doing-"]
                .into_iter()
                .flat_map(text::beginning_with)
                .map(|key| format!("{key}.{voice}"));
            own.any(|key| text::is_there(&key))
        };
        for class in VesicleKind::all() {
            let name = Whom {
                id: VesicleId(17),
                kind: *class,
                is_membrane: false,
            }
            .name();
            assert!(name.ends_with(" 17"), "{class:?}: {name}");
            assert!(class.voices().iter().all(|voice| own(voice)), "{class:?}");
        }
        assert!(!own("nobody"));
    }

    /// A class that holds such, of a pathway.
    fn class_of(contents: &str, pathway: &str) -> VesicleKind {
        let text = format!(
            "(name: \"a\", called: [], pathway: {pathway}, form: Spread(\"a\"), contents: {contents}, \
             proteins: [], snares: Vamp2, pore: (steps: \"a\"), renewal: Anew, \
             words: Own(one: \"A {{id}}\", many: \"\", what: \"\", contents: \"\", size: \"\"))"
        );
        VesicleKind::read(&text).expect("it has the form of a class")
    }

    #[test]
    fn no_class_is_said_to_need_a_signal_or_none_against_its_pathway() {
        let molecules = "(molecules: \"a\", spread: \"a\", diffusion: \"a\"";
        let contents = [
            format!("Solute{molecules})"),
            format!("Proteins{molecules}, radius: \"a\")"),
            format!("Rods{molecules}, head: \"a\")"),
            "Core(\"a\")".to_owned(),
            "Waste(\"a\")".to_owned(),
            "Sacs(filling: \"a\", sac: \"a\")".to_owned(),
        ];
        for (pathway, never) in [("Regulated", "without"), ("Constitutive", "Calcium ")] {
            for kind in contents.iter().map(|holds| class_of(holds, pathway)) {
                let whom = Whom {
                    id: VesicleId(17),
                    kind,
                    is_membrane: false,
                };
                let fused = [EventKind::Triggered, EventKind::PoreOpened];
                let told = fused.map(|what| {
                    let event = event(what, kind.pathway, "S3");
                    caption(&event, whom, None).expect("a caption").0
                });
                let docked = doing(Stage::Docked, whom, AS_USUAL);
                for text in told.into_iter().chain([docked]) {
                    assert!(!text.contains(never), "{:?}: {text}", kind.contents);
                }
            }
        }
    }

    #[test]
    fn words_that_sources_ask_for_are_found_in_them() {
        let source =
            "a.word(); word(\"b\"); sword(\"c\"); word(\n if f(1) { \"d\" } else { \"e\" }); \"f\"";
        let found: Vec<&str> = given_to("word(", source).collect();
        assert_eq!(found, ["b", "d", "e"]);
        assert!(is_made_with("sign_{}", "sign_a") && is_made_with("{name}_b", "a_b"));
        assert!(!is_made_with("sign_{}", "a_sign") && !is_made_with("{} {}", "a b"));
    }
}
