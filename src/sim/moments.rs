//! Moments named by what happens in them: "first full collapse after 3s".
//!
//! A moment that is named so stays what it is called when a rate is corrected or a
//! draw made otherwise; a time and a vesicle's number do not. The words are read
//! here, and followed through the record of a run.

use std::{fmt, str::FromStr};

use bevy::prelude::*;
use thiserror::Error;

use super::{
    Simulation,
    clock::SimClock,
    record::{Detail, Event, EventKind, Record},
    vesicle::{Cause, FusionMode, FusionPore, Pit, Vesicle, VesicleId},
};
use crate::{
    biology::vesicles::{Classes, Pathway, VesicleKind},
    units::SimTime,
};

/// For so long something is waited for if no end is named.
const PATIENCE: SimTime = SimTime::from_nanos(60_000_000_000);

/// What can happen to a vesicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    Budding,
    Trafficking,
    Tethering,
    Docking,
    Priming,
    Fusion,
    FullCollapse,
    KissAndRun,
    Pit,
    Retrieval,
    Refilling,
}

impl Happening {
    /// Everything, in the order of a vesicle's life.
    pub const ALL: [Self; 11] = [
        Self::Budding,
        Self::Trafficking,
        Self::Tethering,
        Self::Docking,
        Self::Priming,
        Self::Fusion,
        Self::FullCollapse,
        Self::KissAndRun,
        Self::Pit,
        Self::Retrieval,
        Self::Refilling,
    ];

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Budding => "budding",
            Self::Trafficking => "trafficking",
            Self::Tethering => "tethering",
            Self::Docking => "docking",
            Self::Priming => "priming",
            Self::Fusion => "fusion",
            Self::FullCollapse => "full collapse",
            Self::KissAndRun => "kiss-and-run",
            Self::Pit => "retrieval pit",
            Self::Retrieval => "retrieval",
            Self::Refilling => "refilling",
        }
    }

    /// What an event is, in the most telling word. How things stand when a run begins
    /// is told in events too, but did not happen then.
    pub fn of(event: &Event) -> Option<Self> {
        if event.time == SimTime::ZERO {
            return None;
        }
        match event.what {
            EventKind::Spawned => match event.detail {
                Detail::Pit => Some(Self::Pit),
                Detail::Budded(_) => Some(Self::Budding),
                _ => None,
            },
            EventKind::Boarded => Some(Self::Trafficking),
            EventKind::Tethered => Some(Self::Tethering),
            EventKind::Docked => Some(Self::Docking),
            EventKind::Primed => Some(Self::Priming),
            EventKind::PoreOpened => Some(match event.mode() {
                Some(FusionMode::FullCollapse) => Self::FullCollapse,
                Some(FusionMode::KissAndRun) => Self::KissAndRun,
                None => Self::Fusion,
            }),
            EventKind::Retrieved => Some(Self::Retrieval),
            EventKind::Refilled => Some(Self::Refilling),
            _ => None,
        }
    }

    /// Whether what happens may be called by this word.
    fn suits(self, happens: Self) -> bool {
        self == happens
            || self == Self::Fusion && matches!(happens, Self::FullCollapse | Self::KissAndRun)
    }
}

/// To which vesicles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    Regulated,
    Constitutive,
    /// Whose fusion an action potential began.
    Evoked,
    /// Of a class that is called so.
    Called(String),
}

impl Sort {
    /// Those that are no classes.
    const COMMON: [Self; 3] = [Self::Regulated, Self::Constitutive, Self::Evoked];

    fn read(word: &str) -> Self {
        let mut common = Self::COMMON.into_iter();
        common
            .find(|sort| sort.word() == word)
            .unwrap_or_else(|| Self::Called(word.to_owned()))
    }

    /// The words for every sort, where there are such classes besides those built in.
    fn words(classes: &Classes) -> Vec<&'static str> {
        let kinds = VesicleKind::all().iter().copied().chain(classes.iter());
        let called = kinds.flat_map(|kind| &kind.get().called);
        let mut words = vec!["regulated", "constitutive", "evoked"];
        for word in called {
            if !words.contains(&word.as_str()) {
                words.push(word);
            }
        }
        words
    }

    /// What it is called.
    pub fn word(&self) -> &str {
        match self {
            Self::Regulated => "regulated",
            Self::Constitutive => "constitutive",
            Self::Evoked => "evoked",
            Self::Called(word) => word,
        }
    }

    fn suits(&self, event: &Event) -> bool {
        match self {
            Self::Regulated => event.pathway == Pathway::Regulated,
            Self::Constitutive => event.pathway == Pathway::Constitutive,
            Self::Evoked => event.cause() == Some(Cause::ActionPotential),
            Self::Called(word) => event.kind.called.contains(word),
        }
    }
}

/// A part of what takes its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The pore, until it widens beyond return or closes.
    Pore,
    /// From the Ω with a wide pore to flat membrane.
    Flattening,
    /// The pore of a kiss-and-run closes.
    Closing,
    /// And the vesicle comes off.
    Parting,
    /// A pit becomes as deep as it will be.
    Growth,
    /// Dynamin winds around its neck and cuts it.
    Neck,
}

impl Part {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::Pore,
        Self::Flattening,
        Self::Closing,
        Self::Parting,
        Self::Growth,
        Self::Neck,
    ];

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pore => "pore",
            Self::Flattening => "flattening",
            Self::Closing => "closing",
            Self::Parting => "parting",
            Self::Growth => "growth",
            Self::Neck => "neck",
        }
    }

    /// Whether that which happens has such a part.
    fn is_of(self, what: Happening) -> bool {
        match self {
            Self::Pore => matches!(what, Happening::FullCollapse | Happening::KissAndRun),
            Self::Flattening => what == Happening::FullCollapse,
            Self::Closing | Self::Parting => what == Happening::KissAndRun,
            Self::Growth | Self::Neck => what == Happening::Pit,
        }
    }
}

/// The words that name a moment, as they were read.
#[derive(Clone, Debug, PartialEq)]
pub struct MomentWords {
    pub part: Option<Part>,
    /// Which of its like, from 1.
    pub which: u32,
    pub sort: Option<Sort>,
    pub what: Happening,
    pub after: Option<SimTime>,
    pub before: Option<SimTime>,
}

impl MomentWords {
    /// Any happening of this name, the first of them.
    pub fn any(what: Happening) -> Self {
        Self {
            part: None,
            which: 1,
            sort: None,
            what,
            after: None,
            before: None,
        }
    }

    /// The same, if some class that is built in or in a cell is called as it says.
    ///
    /// # Errors
    /// None is.
    pub fn known_among(self, classes: &Classes) -> Result<Self, NotAMoment> {
        let known = Sort::words(classes);
        match &self.sort {
            Some(sort) if !known.contains(&sort.word()) => Err(NotAMoment::Sort {
                said: sort.word().to_owned(),
                known: listed(&known),
            }),
            _ => Ok(self),
        }
    }

    /// From when on it may happen.
    pub fn from(&self) -> SimTime {
        self.after.unwrap_or(SimTime::ZERO)
    }

    /// Until when it is waited for.
    pub fn until(&self) -> SimTime {
        self.before.unwrap_or(self.from() + PATIENCE)
    }

    /// Whether what is named takes any time.
    pub fn lasts(&self) -> bool {
        matches!(
            self.what,
            Happening::FullCollapse | Happening::KissAndRun | Happening::Fusion | Happening::Pit
        )
    }

    /// Whether this happening is one of those that are counted.
    pub fn suits(&self, event: &Event, happens: Happening) -> bool {
        self.what.suits(happens)
            && self.sort.as_ref().is_none_or(|sort| sort.suits(event))
            && (self.from()..=self.before.unwrap_or(SimTime::NEVER)).contains(&event.time)
    }
}

impl fmt::Display for MomentWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(part) = self.part {
            write!(f, "{} of the ", part.word())?;
        }
        match ORDINALS.get(self.which as usize - 1) {
            Some(word) => f.write_str(word)?,
            None => write!(f, "{}{}", self.which, ending(self.which))?,
        }
        if let Some(sort) = &self.sort {
            write!(f, " {}", sort.word())?;
        }
        write!(f, " {}", self.what.word())?;
        if let Some(after) = self.after {
            write!(f, " after {}s", after.as_secs())?;
        }
        if let Some(before) = self.before {
            write!(f, " before {}s", before.as_secs())?;
        }
        Ok(())
    }
}

const ORDINALS: [&str; 10] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];

/// What makes a number say which.
fn ending(number: u32) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

fn read_ordinal(word: &str) -> Option<u32> {
    if let Some(place) = ORDINALS.iter().position(|known| *known == word) {
        return u32::try_from(place + 1).ok();
    }
    let digits = word.find(|letter: char| !letter.is_ascii_digit())?;
    let number: u32 = word[..digits].parse().ok()?;
    (number > 0 && word[digits..] == *ending(number)).then_some(number)
}

/// Why words name no moment.
#[derive(Debug, Error, PartialEq)]
pub enum NotAMoment {
    #[error(
        "`{0}` is nothing that happens here; an event is {happenings}, as in \"first full collapse after 3s\"",
        happenings = listed(&Happening::ALL.map(Happening::word))
    )]
    What(String),
    #[error("`{said}` is no sort of vesicle; say {known}, or nothing")]
    Sort { said: String, known: String },
    #[error(
        "`{0}` is no part of an event; a full collapse has a pore and a flattening, a \
         kiss-and-run a pore, a closing and a parting, a retrieval pit a growth and a neck"
    )]
    Part(String),
    #[error("a {what} has no {part}")]
    NoSuchPart {
        part: &'static str,
        what: &'static str,
    },
    #[error("`{0}` needs a time behind it with a unit, as in `{0} 3s`")]
    Bound(String),
    #[error("nothing happens after {after} s and before {before} s")]
    Never { after: f64, before: f64 },
}

/// Words with commas, the last with "or".
fn listed(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

impl FromStr for MomentWords {
    type Err = NotAMoment;

    /// `[PART of the] [WHICH] [SORT] EVENT [after TIME] [before TIME]`. Which sorts there
    /// are, only a cell can say.
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let lower = text.to_lowercase();
        let mut words: Vec<&str> = lower.split_whitespace().collect();
        let mut bound = |name: &str| {
            let Some(place) = words.iter().position(|word| *word == name) else {
                return Ok(None);
            };
            let time = words.get(place + 1).and_then(|time| time.parse().ok());
            let time: SimTime = time.ok_or_else(|| NotAMoment::Bound(name.to_owned()))?;
            words.drain(place..place + 2);
            Ok(Some(time))
        };
        let (after, before) = (bound("after")?, bound("before")?);
        let mut part = None;
        if let Some(place) = words.iter().position(|word| *word == "of") {
            let said = words[..place].join(" ");
            let said = said.strip_prefix("the ").unwrap_or(&said);
            let known = Part::ALL.into_iter().find(|part| part.word() == said);
            part = Some(known.ok_or_else(|| NotAMoment::Part(said.to_owned()))?);
            words.drain(..=place);
        }
        if words.first() == Some(&"the") {
            words.remove(0);
        }
        let which = words.first().and_then(|word| read_ordinal(word));
        if which.is_some() {
            words.remove(0);
        }
        let said = words.join(" ");
        let mut known = Happening::ALL.to_vec();
        // "retrieval pit" before a shorter word that it might end with.
        known.sort_by_key(|what| std::cmp::Reverse(what.word().len()));
        let what = known
            .into_iter()
            .find(|what| said == what.word() || said.ends_with(&format!(" {}", what.word())))
            .ok_or_else(|| NotAMoment::What(said.clone()))?;
        let sort = said[..said.len() - what.word().len()].trim();
        let sort = (!sort.is_empty()).then(|| Sort::read(sort));
        if let Some(part) = part.filter(|part| !part.is_of(what)) {
            return Err(NotAMoment::NoSuchPart {
                part: part.word(),
                what: what.word(),
            });
        }
        let read = Self {
            part,
            which: which.unwrap_or(1),
            sort,
            what,
            after,
            before,
        };
        if read.until() <= read.from() {
            return Err(NotAMoment::Never {
                after: read.from().as_secs(),
                before: read.until().as_secs(),
            });
        }
        Ok(read)
    }
}

/// A moment that was found in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub vesicle: VesicleId,
    /// From when to when what is named goes on; both are one where it takes no time.
    pub from: SimTime,
    pub to: SimTime,
}

/// Runs the cell until what is wanted happens; `None` if it does not, for as long as
/// it is waited for. On the way `on_the_way` is told how far the run has come.
pub fn find(
    world: &mut World,
    wanted: &MomentWords,
    mut on_the_way: impl FnMut(SimTime),
) -> Option<Moment> {
    let mut count = 0;
    world.resource_mut::<Record>().keep_all = true;
    world.resource_mut::<SimClock>().target = wanted.until();
    loop {
        world.run_schedule(Simulation);
        let mut record = world.resource_mut::<Record>();
        let mut found = None;
        for event in record.take().events {
            let happens = Happening::of(&event);
            if happens.is_some_and(|happens| wanted.suits(&event, happens)) {
                count += 1;
                if count == wanted.which {
                    found = Some(event);
                }
            }
        }
        if let Some(event) = found {
            let [from, to] = span(world, &event, wanted.part);
            let vesicle = event.vesicle;
            return Some(Moment { vesicle, from, to });
        }
        let clock = world.resource::<SimClock>();
        on_the_way(clock.now);
        if clock.is_at_rest {
            return None;
        }
    }
}

/// From when to when that goes on which begins with an event, or a part of it.
fn span(world: &mut World, event: &Event, part: Option<Part>) -> [SimTime; 2] {
    let mut vesicles = world.query::<(&Vesicle, Option<&FusionPore>, Option<&Pit>)>();
    let mut vesicles = vesicles.iter(world);
    let vesicle = vesicles.find(|(vesicle, ..)| vesicle.id == event.vesicle);
    match vesicle {
        Some((_, Some(pore), _)) => {
            let last = pore.course.last().map_or(pore.ends, |phase| phase.from);
            match part {
                Some(Part::Pore) => [pore.opened, last],
                Some(Part::Flattening | Part::Closing) => [last, pore.ends],
                Some(Part::Parting) => [pore.ends, pore.parted],
                _ => [pore.opened, pore.parted],
            }
        }
        Some((_, _, Some(pit))) => match part {
            Some(Part::Growth) => [pit.began, pit.grown],
            Some(Part::Neck) => [pit.grown, pit.scission],
            _ => [pit.began, pit.scission],
        },
        _ => [event.time, event.time],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{SimulationPlugin, advance_to, session::Session};

    fn read(text: &str) -> MomentWords {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn words_are_read_in_every_order_that_makes_sense_and_said_again() {
        let plain = MomentWords::any(Happening::FullCollapse);
        assert_eq!(read("full collapse"), plain);
        assert_eq!(read("first full collapse"), plain);
        let late = MomentWords {
            part: Some(Part::Flattening),
            which: 3,
            sort: Some(Sort::Regulated),
            after: Some(SimTime::from_secs(3.0)),
            before: Some(SimTime::from_secs(9.5)),
            ..plain
        };
        let said = "flattening of the third regulated full collapse after 3s before 9.5s";
        assert_eq!(read(said), late);
        assert_eq!(late.to_string(), said);
        let other = "Flattening of 3rd regulated full collapse before 9.5s after 3s";
        assert_eq!(read(other), late);
        assert_eq!(read("first retrieval pit").what, Happening::Pit);
        assert_eq!(read("first retrieval").what, Happening::Retrieval);
        assert_eq!(
            read("channel carrier fusion").sort,
            Some(Sort::Called("channel carrier".to_owned()))
        );
        for which in [1, 10, 11, 12, 13, 21, 102, 111, 123] {
            let words = MomentWords {
                which,
                ..MomentWords::any(Happening::Docking)
            };
            assert_eq!(read(&words.to_string()), words);
        }
        for what in Happening::ALL {
            for sort in Sort::words(&Classes::default()) {
                let words = MomentWords {
                    sort: Some(Sort::read(sort)),
                    ..MomentWords::any(what)
                };
                assert_eq!(read(&words.to_string()), words);
            }
        }
    }

    #[test]
    fn words_that_name_no_moment_are_refused_in_one_line() {
        for (words, named) in [
            ("", "full collapse"),
            ("first explosion", "explosion"),
            ("first full colapse", "kiss-and-run"),
            ("last docking", "last"),
            ("0th docking", "0th"),
            ("2st docking", "2st"),
            ("first blue docking", "granule"),
            ("first docking after", "after 3s"),
            ("first docking after 3", "after 3s"),
            ("first docking before soon", "before 3s"),
            ("first docking after 5s before 2s", "after 5 s"),
            ("neck of the first full collapse", "has no neck"),
            ("flattening of the first docking", "has no flattening"),
            ("end of the first full collapse", "no part"),
        ] {
            let read = words.parse::<MomentWords>();
            let read = read.and_then(|read| read.known_among(&Classes::default()));
            let refusal = read.expect_err(words).to_string();
            assert!(refusal.contains(named), "{words}: {refusal}");
            assert!(!refusal.contains('\n'), "{words}: {refusal}");
        }
    }

    fn world(seed: u64) -> App {
        let mut app = App::new();
        let scene = crate::scene::load("synaptic_bouton").expect("the built-in scene");
        app.add_plugins(SimulationPlugin {
            session: Session {
                scene,
                seed,
                changes: Vec::new(),
            },
        });
        app
    }

    #[test]
    fn what_is_found_is_what_the_record_of_the_run_tells() {
        for seed in [1, 2] {
            let mut whole = world(seed);
            whole.world_mut().resource_mut::<Record>().keep_all = true;
            advance_to(whole.world_mut(), SimTime::from_secs(8.0));
            let events = &whole.world().resource::<Record>().events;
            let told: Vec<_> = events
                .iter()
                .map(|event| (event, Happening::of(event)))
                .collect();
            for words in [
                "first evoked full collapse after 1s before 8s",
                "second docking before 8s",
                "first regulated priming after 500ms before 8s",
                "third trafficking before 8s",
                "first constitutive fusion before 8s",
                "first retrieval pit after 2s before 8s",
            ] {
                let wanted = read(words);
                let mut suiting = told.iter().filter(|(event, happens)| {
                    happens.is_some_and(|happens| wanted.suits(event, happens))
                });
                let expected = suiting.nth(wanted.which as usize - 1);
                let expected = expected.map(|(event, _)| (event.time, event.vesicle));
                let mut other = world(seed);
                let found = find(other.world_mut(), &wanted, |_| {});
                let found = found.map(|moment| (moment.from, moment.vesicle));
                assert_eq!(found, expected, "{words}, seed {seed}");
            }
        }
    }

    #[test]
    fn a_part_lies_within_the_whole_and_the_record_tells_its_end() {
        let find_in = |words: &str| {
            let mut app = world(1);
            find(app.world_mut(), &read(words), |_| {}).unwrap_or_else(|| panic!("{words}"))
        };
        let whole = find_in("first full collapse after 1s");
        let pore = find_in("pore of the first full collapse after 1s");
        let flattening = find_in("flattening of the first full collapse after 1s");
        assert_eq!((whole.from, pore.to), (pore.from, flattening.from));
        assert_eq!(whole.to, flattening.to);
        assert!(whole.from < pore.to && flattening.from < whole.to);
        let mut app = world(1);
        advance_to(app.world_mut(), whole.to);
        let record = app.world().resource::<Record>();
        let last = record.events.iter().rev();
        let mut last = last.filter(|event| event.vesicle == whole.vesicle);
        let last = last.next().expect("it has collapsed");
        assert_eq!((last.what, last.time), (EventKind::Collapsed, whole.to));
    }

    #[test]
    fn what_does_not_happen_is_waited_for_only_so_long() {
        let mut app = world(1);
        let wanted = read("first lysosome fusion before 300ms");
        let mut latest = SimTime::ZERO;
        assert_eq!(find(app.world_mut(), &wanted, |now| latest = now), None);
        assert_eq!(latest, SimTime::from_millis(300.0));
    }
}
