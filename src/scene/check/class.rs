//! Whether a class of vesicle that somebody brings can be simulated, drawn and told of.

use super::{Inspection, limits, shortened};
use crate::{
    biology::{
        numbers::{Parameter, table},
        parameters::{ClassNumbers, Filling, PoreKinetics, Size, Sizes},
        sensors::SensorModel,
        vesicles::{Class, OwnWords, VesicleKind, WordKeys, Words},
    },
    scene::Problem,
};

/// Outer radii that there is room for in a scene.
const RADII_NM: [f64; 2] = [12.0, 1000.0];
/// A coat of clathrin reaches around no larger one.
const COATED_NM: f64 = 100.0;
/// The largest of a class is at most so many times as wide as the mean.
const MOST_TIMES: f64 = 3.0;
/// Of a standard deviation at least this much lies between the smallest and the largest:
/// sizes are drawn until one does.
const LEAST_BETWEEN: f64 = 0.5;
/// Tightest packing of balls that chance reaches.
const MOST_FILLED: f64 = 0.6;
/// Widest spread of contents: nobody holds less than nothing.
const MOST_SPREAD: f64 = 0.3;
/// No step takes longer, in seconds.
const LONGEST_S: f64 = 24.0 * 3600.0;
/// Both faces of a bilayer's two leaflets together, in nanometres.
const BILAYER_NM: f64 = 4.5;
/// Words that have a meaning of their own beside the name of an event.
const TAKEN: [&str; 6] = [
    "regulated",
    "constitutive",
    "evoked",
    "of",
    "after",
    "before",
];

/// The class that a file tells of, if that is sound.
pub(in crate::scene) fn read_class(file: &str, text: &str) -> Result<VesicleKind, Vec<Problem>> {
    let kind =
        VesicleKind::read(text).map_err(|error| vec![Problem::of_reading_a_class(file, &error)])?;
    let mut inspection = Inspection::of(file, text);
    inspection.class(kind);
    let problems = inspection.told();
    if problems.is_empty() {
        Ok(kind)
    } else {
        Err(problems)
    }
}

/// Whether a text is meant to be a class of vesicle and not a scene.
#[cfg(not(target_arch = "wasm32"))]
pub(in crate::scene) fn is_class(text: &str) -> bool {
    let positions = super::Positions::of(text);
    let says = |fields: &[&str]| fields.iter().any(|field| positions.has(field));
    says(&["pathway", "form", "contents", "snares"]) && !says(&["membrane", "views"])
}

impl Inspection<'_> {
    /// Everything that types can't say of a class from a file.
    fn class(&mut self, kind: VesicleKind) {
        let class = kind.get();
        self.class_name(class);
        self.called(class);
        match &class.words {
            Words::Keys(keys) => self.word_keys(keys),
            Words::Own(own) => self.own_words(own),
        }
        self.parts(class);
        let before = self.problems.len();
        self.numbers(&class.numbers);
        if self.problems.len() == before {
            self.class_numbers(kind);
        }
    }

    fn class_name(&mut self, class: &Class) {
        for (field, key) in [("name", class.name.as_str()), ("word", class.word())] {
            if !is_key(key) {
                self.tell(
                    field,
                    format!("`{}` is no word for tables", shortened(key)),
                    "write it in small letters from a to z, figures and underscores",
                );
                return;
            }
        }
        if VesicleKind::named(&class.name).is_some() {
            self.tell(
                "name",
                format!("the name `{}` is that of a built-in class", class.name),
                "give it a name of its own",
            );
        }
    }

    fn called(&mut self, class: &Class) {
        if class.called.is_empty() {
            self.tell(
                "called",
                "nobody knows what one is called",
                "put a word or two into `called`, such as \"zymogen granule\"",
            );
        }
        self.count("called", "words", class.called.len(), limits::CALLED);
        for (index, called) in class.called.iter().enumerate() {
            let path = format!("called[{index}]");
            self.words(&path, "word", called, limits::NAME_LETTERS);
            let has_capitals = called.to_lowercase() != *called;
            let is_taken = called.split_whitespace().any(|word| TAKEN.contains(&word));
            if has_capitals || is_taken {
                self.tell(
                    &path,
                    format!("`{}` can't stand before an event", shortened(called)),
                    format!("write it in small letters and without {}", TAKEN.join(", ")),
                );
            }
        }
    }

    /// The program has only those texts that its own classes ask for.
    fn word_keys(&mut self, keys: &WordKeys) {
        let fields: [(&str, &str, fn(&WordKeys) -> &str); 3] = [
            ("words.name", &keys.name, |keys| &keys.name),
            ("words.contents", &keys.contents, |keys| &keys.contents),
            ("words.size", &keys.size, |keys| &keys.size),
        ];
        for (path, key, of) in fields {
            let known: Vec<&str> = VesicleKind::all()
                .iter()
                .filter_map(|kind| match &kind.get().words {
                    Words::Keys(keys) => Some(of(keys)),
                    Words::Own(_) => None,
                })
                .collect();
            if !known.contains(&key) {
                self.tell(
                    path,
                    format!("the program has no text `{}`", shortened(key)),
                    "give the class words of its own: `words: Own(...)`",
                );
            }
        }
    }

    fn own_words(&mut self, own: &OwnWords) {
        for (field, name) in own.names() {
            self.words(
                &format!("words.{field}"),
                "name",
                name,
                limits::NAME_LETTERS,
            );
        }
        if own.one.matches("{id}").count() != 1 {
            self.tell(
                "words.one",
                "the name of one doesn't say which",
                "put `{id}` where its number goes, as in \"Zymogen granule {id}\"",
            );
        }
        for (field, sentences) in own.sentences() {
            let path = format!("words.{field}");
            self.words(&path, "text", sentences, limits::SENTENCE_LETTERS);
        }
    }

    fn parts(&mut self, class: &Class) {
        if let Some(word) = &class.sensor
            && SensorModel::called(word).word() != word
        {
            self.tell(
                "sensor",
                format!("there is no calcium sensor `{}`", shortened(word)),
                "`exoscope controls` lists the choices of `sensor.model`",
            );
        }
        self.count(
            "proteins",
            "kinds of protein",
            class.proteins.len(),
            limits::PROTEINS,
        );
        for (index, own) in class.proteins.iter().enumerate() {
            let path = format!("proteins[{index}].twist");
            self.number(&path, "twist", own.twist, -100.0, 100.0);
        }
        self.count("pumps", "pumps", class.pumps().count(), limits::PUMPS);
        for (index, direction) in class.pumps().enumerate() {
            if !direction.is_normalized() {
                self.tell(
                    &format!("pumps[{index}]"),
                    "a pump stands nowhere",
                    "write the direction from the middle, such as (0, 1, 0)",
                );
            }
        }
    }

    /// Numbers of its own, each as it would stand in a table.
    fn numbers(&mut self, numbers: &[Parameter]) {
        if !self.count("numbers", "numbers", numbers.len(), limits::NUMBERS) {
            return;
        }
        for (index, number) in numbers.iter().enumerate() {
            let path = format!("numbers[{index}]");
            let key = shortened(&number.key);
            let mut others = numbers[..index].iter().chain(table());
            if !number.key.split('.').all(is_key) {
                self.tell(
                    &format!("{path}.key"),
                    format!("`{key}` is no key"),
                    "write it as `class.number`, in small letters, figures and underscores",
                );
            } else if others.any(|known| known.key == number.key) {
                self.tell(
                    &format!("{path}.key"),
                    format!("the key `{key}` is taken"),
                    "give each number a key of its own, such as `my_granule.diameter`",
                );
            }
            let is_finite = [number.low, number.high].iter().all(|end| end.is_finite());
            if !is_finite || !(number.low..=number.high).contains(&number.value) {
                self.tell(
                    &format!("{path}.value"),
                    format!("the number `{key}` is out of its own range"),
                    "let `value` lie between `low` and `high`",
                );
            }
            let texts = [("source", &number.source), ("meaning", &number.meaning)];
            for (field, text) in texts {
                self.words(
                    &format!("{path}.{field}"),
                    field,
                    text,
                    limits::SENTENCE_LETTERS,
                );
            }
        }
    }

    /// Whether every number that it names is there, and something can be drawn from it.
    fn class_numbers(&mut self, kind: VesicleKind) {
        let numbers = match ClassNumbers::of(kind) {
            Ok(numbers) => numbers,
            Err(missing) => {
                for key in missing {
                    self.tell(
                        "numbers",
                        format!("the number `{}` is nowhere", shortened(&key)),
                        "give it under `numbers`, with unit, range and source, or name one of \
                         `exoscope parameters`",
                    );
                }
                return;
            }
        };
        if let Some(remedy) = unfit_sizes(&numbers.size) {
            self.tell("form", "no vesicle can have such sizes", remedy);
        } else if let Some(remedy) = unfit_filling(&numbers) {
            self.tell("contents", "no vesicle can hold that", remedy);
        }
        if !is_fit(&numbers.pore) {
            self.tell(
                "pore",
                "no pore can open like that",
                "let times and paces be more than nothing, the shortest and slowest first",
            );
        }
        let copies = numbers.copies.iter().copied();
        let most = copies.chain([numbers.channels as usize]).max();
        if most.is_some_and(|most| most > limits::COPIES) {
            self.tell(
                "proteins",
                "one vesicle has too many copies of a protein",
                format!("keep to {} of each", limits::COPIES),
            );
        }
        let acid = numbers.acid_atp.unwrap_or_default();
        let renews = (0.0..=LONGEST_S).contains(&numbers.renewal_s) && numbers.renewal_s > 0.0;
        if !renews || acid < 0.0 {
            self.tell(
                "renewal",
                "no vesicle is filled again like that",
                "give a time of more than nothing, in seconds, and no less ATP than none",
            );
        }
    }
}

/// Whether a word may stand in tables, as one cell and without marks.
fn is_key(word: &str) -> bool {
    let is_plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    (1..=limits::NAME_LETTERS).contains(&word.len()) && word.chars().all(is_plain)
}

/// What to do about sizes that no vesicle can have.
fn unfit_sizes(size: &Size) -> Option<&'static str> {
    let radii = RADII_NM[0]..=RADII_NM[1];
    if !size.bounds_nm().iter().all(|radius| radii.contains(radius)) {
        return Some("diameters lie between 24 and 2000 nm");
    }
    match size {
        Size::Spread(sizes) => unfit_spread(sizes),
        Size::Alike(radius_nm) => (*radius_nm > COATED_NM).then_some(
            "what is wider than 200 nm differs in size from one to the next: `form: Spread(...)`",
        ),
        Size::Tubular(_) => Some("tubular carriers bud from a Golgi, which makes its own"),
    }
}

fn unfit_spread(sizes: &Sizes) -> Option<&'static str> {
    let Sizes {
        radius_nm, spread, ..
    } = *sizes;
    let [smallest, largest] = sizes.radii_nm;
    if !(smallest..=largest).contains(&radius_nm) || largest > MOST_TIMES * radius_nm {
        return Some(
            "the mean lies between the smallest and the largest, which is at most three times \
             as wide",
        );
    }
    let is_wide_enough = largest - smallest >= LEAST_BETWEEN * spread * radius_nm;
    (!(0.0..1.0).contains(&spread) || !is_wide_enough).then_some(
        "the spread is a share of the mean, and half of it or more lies between the smallest \
         and the largest",
    )
}

/// What to do about contents that no vesicle can have.
fn unfit_filling(numbers: &ClassNumbers) -> Option<&'static str> {
    const COUNTS: &str = "counts are from 0 to a hundred million, spreads from 0 to 0.3, radii \
                          and diffusion more than nothing";
    const BODIES: &str = "what has a size of its own is smaller than the lumen, and all of it \
                          fills less than 0.6 of that";
    let counts = 0.0..=limits::MOLECULES_IN_A_VESICLE;
    let lumen_nm = 2.0 * (numbers.size.bounds_nm()[0] - BILAYER_NM);
    match &numbers.filling {
        Filling::Molecules {
            count,
            spread,
            cargo,
            core,
        } => {
            let is_bound_soundly = cargo.matrix.is_none_or(|matrix| {
                (0.0..=1.0).contains(&matrix.free_share) && matrix.dissociation_per_s > 0.0
            });
            let has_sound_core =
                core.is_none_or(|core| (0.0..1.0).contains(&core.share) && core.electrons >= 0.0);
            let is_sound = counts.contains(count)
                && (0.0..=MOST_SPREAD).contains(spread)
                && (0.0..lumen_nm).contains(&cargo.radius_nm)
                && cargo.nm2_per_s > 0.0;
            if !is_sound {
                return Some(COUNTS);
            }
            (!is_bound_soundly || !has_sound_core).then_some(
                "a core and the share that is free are shares of 1, and what is bound comes \
                 off at more than no rate",
            )
        }
        Filling::Waste(waste) => {
            if !counts.contains(&waste.enzymes)
                || waste.enzyme_nm <= 0.0
                || waste.bodies > limits::BODIES
            {
                return Some(COUNTS);
            }
            let [largest, smallest] = waste.body_shares;
            let is_sound = smallest > 0.0 && smallest <= largest && largest <= MOST_FILLED;
            (!is_sound).then_some(BODIES)
        }
        Filling::Sacs { share, sac } => {
            let is_sound = (0.0..=MOST_FILLED).contains(share)
                && sac.radii_nm[0] >= RADII_NM[0]
                && 2.0 * sac.radii_nm[1] < lumen_nm;
            if is_sound {
                unfit_spread(sac)
            } else {
                Some(BODIES)
            }
        }
    }
}

fn is_fit(pore: &PoreKinetics) -> bool {
    let last_for = |[shortest, longest]: [f64; 2]| (shortest..=LONGEST_S).contains(&longest);
    let take_time = [pore.hemifusion_s, pore.flicker_open_s, pore.flicker_shut_s];
    let [slowest, fastest] = pore.growth_ps_per_s;
    take_time
        .iter()
        .all(|time| *time > 0.0 && *time <= LONGEST_S)
        && pore.foot_s[0] >= 0.0
        && last_for(pore.foot_s)
        && pore.flattening_s[0] > 0.0
        && last_for(pore.flattening_s)
        && pore.stay_s[0] > 0.0
        && last_for(pore.stay_s)
        && slowest > 0.0
        && (slowest..=1e12).contains(&fastest)
        && (0.0..=1.0).contains(&pore.wide_share)
}
