//! A language: its files, read once, and a text filled in.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    fmt,
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use unic_langid::LanguageIdentifier;

/// The files of the language that the program was written in.
const ENGLISH: [&str; 14] = [
    include_str!("../../assets/text/en/captions.ftl"),
    include_str!("../../assets/text/en/cards.ftl"),
    include_str!("../../assets/text/en/controls.ftl"),
    include_str!("../../assets/text/en/keys.ftl"),
    include_str!("../../assets/text/en/notes.ftl"),
    include_str!("../../assets/text/en/numbers.ftl"),
    include_str!("../../assets/text/en/questions.ftl"),
    include_str!("../../assets/text/en/readings.ftl"),
    include_str!("../../assets/text/en/scale.ftl"),
    include_str!("../../assets/text/en/scenes.ftl"),
    include_str!("../../assets/text/en/stages.ftl"),
    include_str!("../../assets/text/en/things.ftl"),
    include_str!("../../assets/text/en/units.ftl"),
    include_str!("../../assets/text/en/window.ftl"),
];
/// What stands for an empty value where a text chooses by it.
const NONE: &str = "none";

/// All texts of one language.
pub struct Language {
    bundle: FluentBundle<FluentResource>,
    texts: HashMap<String, Text>,
    /// The keys of messages, in the order of the files.
    order: Vec<String>,
}

/// A text as it is asked for.
enum Text {
    /// Nothing is filled in.
    Plain(String),
    /// By these names.
    Open(BTreeSet<String>),
}

impl fmt::Debug for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Language")
            .field("texts", &self.texts.len())
            .finish_non_exhaustive()
    }
}

impl Language {
    /// British English.
    pub fn english() -> Self {
        Self::read("en-GB", &ENGLISH, None).expect("the built-in texts are read by a test")
    }

    /// English with all its letters changed, by which a text is told that was not
    /// asked for by its key.
    pub fn english_changed(change: fn(&str) -> Cow<'_, str>) -> Self {
        Self::read("en-GB", &ENGLISH, Some(change)).expect("the built-in texts are read by a test")
    }

    /// Reads a language from the texts of its files. What is wrong is told in a line each.
    fn read(
        tag: &str,
        files: &[&str],
        change: Option<fn(&str) -> Cow<'_, str>>,
    ) -> Result<Self, Vec<String>> {
        let tag: LanguageIdentifier = tag.parse().map_err(|error| vec![format!("{error}")])?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Marks about what is filled in would be seen by searches and screen readers.
        bundle.set_use_isolating(false);
        bundle.set_transform(change);
        let (mut order, mut opened) = (Vec::new(), HashMap::new());
        for file in files {
            let resource = FluentResource::try_new((*file).to_owned()).map_err(|(_, errors)| {
                errors.iter().map(ToString::to_string).collect::<Vec<_>>()
            })?;
            for entry in resource.entries() {
                let Entry::Message(message) = entry else {
                    continue;
                };
                let key = message.id.name;
                order.push(key.to_owned());
                if let Some(pattern) = &message.value {
                    opened.insert(key.to_owned(), names_in(pattern));
                }
                for attribute in &message.attributes {
                    let key = format!("{key}.{}", attribute.id.name);
                    opened.insert(key, names_in(&attribute.value));
                }
            }
            bundle
                .add_resource(resource)
                .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        }
        let mut language = Self {
            bundle,
            texts: HashMap::new(),
            order,
        };
        let texts = opened.into_iter().map(|(key, names)| {
            let text = if names.is_empty() {
                Text::Plain(language.formatted(&key, None))
            } else {
                Text::Open(names)
            };
            (key, text)
        });
        language.texts = texts.collect();
        Ok(language)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.texts.contains_key(key)
    }

    /// A text in which nothing is filled in.
    pub(super) fn plain(&self, key: &str) -> Option<&str> {
        match self.texts.get(key)? {
            Text::Plain(text) => Some(text),
            Text::Open(_) => None,
        }
    }

    /// A text with what stands for each name filled in.
    pub(super) fn filled(
        &self,
        key: &str,
        value_of: impl Fn(&str) -> FluentValue<'static>,
    ) -> Option<String> {
        let names = match self.texts.get(key)? {
            Text::Plain(text) => return Some(text.clone()),
            Text::Open(names) => names,
        };
        let values = names.iter().map(|name| {
            let value = match value_of(name) {
                FluentValue::String(text) if text.is_empty() => NONE.into(),
                value => value,
            };
            (name.as_str(), value)
        });
        let values: FluentArgs = values.collect();
        Some(self.formatted(key, Some(&values)))
    }

    /// Lines are broken in the files alone.
    fn formatted(&self, key: &str, values: Option<&FluentArgs<'_>>) -> String {
        let (key, attribute) = match key.split_once('.') {
            Some((key, attribute)) => (key, Some(attribute)),
            None => (key, None),
        };
        let message = self.bundle.get_message(key);
        let pattern = message.and_then(|message| match attribute {
            Some(attribute) => Some(message.get_attribute(attribute)?.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else {
            return String::new();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, values, &mut errors);
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        text.replace('\n', " ")
    }
}

/// What is filled in somewhere in a text.
fn names_in(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    add_names(pattern, &mut names);
    names
}

fn add_names(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression } => add_names_of(expression, names),
        }
    }
}

fn add_names_of(expression: &Expression<&str>, names: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => add_name(inline, names),
        Expression::Select { selector, variants } => {
            add_name(selector, names);
            for variant in variants {
                add_names(&variant.value, names);
            }
        }
    }
}

fn add_name(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => add_names_of(expression, names),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(text: &str) -> Language {
        Language::read("en-GB", &[text], None).expect("a text in its form")
    }

    #[test]
    fn a_text_is_filled_in_and_lines_of_its_file_are_one() {
        let text = "docked = { $name } docks\n    at { $site }.\n    .lysosome = Slowly.\n";
        let language = language(text);
        let said = language.filled("docked", |name| name.to_uppercase().into());
        assert_eq!(said.as_deref(), Some("NAME docks at SITE."));
        assert_eq!(language.plain("docked.lysosome"), Some("Slowly."));
        assert_eq!(language.plain("docked"), None);
        assert_eq!(language.plain("undocked"), None);
        assert!(language.has("docked") && !language.has("docked.granule"));
    }

    #[test]
    fn a_text_reads_otherwise_without_what_is_empty_and_with_more_than_one() {
        let text = "docked = { $site ->\n    [none] It docks.\n   *[other] It docks at { $site }.\n}\n\
                    left = { $n ->\n    [one] one is left\n   *[other] { $n } are left\n}\n";
        let language = language(text);
        let docked = |site: &'static str| language.filled("docked", |_| site.into());
        assert_eq!(docked("").as_deref(), Some("It docks."));
        assert_eq!(docked("S3").as_deref(), Some("It docks at S3."));
        let left = |n: u32| language.filled("left", |_| n.into());
        assert_eq!(left(1).as_deref(), Some("one is left"));
        assert_eq!(left(12).as_deref(), Some("12 are left"));
    }

    #[test]
    fn a_text_that_is_there_twice_or_out_of_form_is_refused() {
        assert!(Language::read("en-GB", &["a = b", "a = c"], None).is_err());
        assert!(Language::read("en-GB", &["a = { $b"], None).is_err());
        assert!(Language::read("no tongue", &["a = b"], None).is_err());
    }

    #[test]
    fn changed_letters_are_those_of_texts_and_not_of_what_is_filled_in() {
        let change = |text: &str| -> Cow<'_, str> { text.to_uppercase().into() };
        let changed = Language::read("en-GB", &["a = b { $c }"], Some(change));
        let changed = changed.expect("a text in its form");
        let said = changed.filled("a", |name| name.to_owned().into());
        assert_eq!(said.as_deref(), Some("B c"));
    }
}
