//! What the window says: every sentence, name and label, by its key.
//!
//! Texts lie in `assets/text/<language>/*.ftl`, in the form of
//! [Fluent](https://projectfluent.org): code names a text and says what to fill in;
//! how it reads is decided there alone, and can be corrected or translated without a
//! programmer. A key is the name of a message (`capacitance`) or of an attribute
//! of one (`caption-docked.lysosome`).

mod language;

use std::sync::OnceLock;

pub use fluent_bundle::FluentValue as Value;
pub use language::Language;

static SPOKEN: OnceLock<Language> = OnceLock::new();

fn spoken() -> &'static Language {
    SPOKEN.get_or_init(Language::english)
}

/// Has everything said in another language from now on; must come before the first
/// word is asked for. The language comes back where it comes too late.
pub fn speak(language: Language) -> Result<(), Box<Language>> {
    SPOKEN.set(language).map_err(Box::new)
}

/// The text called `key`, in which nothing is to be filled in.
pub fn find(key: &str) -> Option<&'static str> {
    spoken().plain(key)
}

/// Whether there is a text called `key`, with or without something to fill in.
pub fn is_there(key: &str) -> bool {
    spoken().has(key)
}

/// The text called `key`; the key itself where there is none.
pub fn word(key: &str) -> &str {
    find(key).unwrap_or(key)
}

/// The text called `key` with what stands for each name in it filled in; the key
/// itself where there is none. What is empty is handed over as the word `none`, so
/// that a text can read otherwise without it.
pub fn say<V: Into<Value<'static>>>(key: &str, value_of: impl Fn(&str) -> V) -> String {
    let filled = spoken().filled(key, |placeholder| value_of(placeholder).into());
    filled.unwrap_or_else(|| key.to_owned())
}

/// How a unit is said: one that is a symbol as it is.
pub fn unit(symbol: &str) -> &str {
    find(&key("unit", symbol)).unwrap_or(symbol)
}

/// The keys of all messages that begin in such a way, in the order of the files.
pub fn beginning_with(beginning: &str) -> impl Iterator<Item = &'static str> {
    let keys = spoken().keys();
    keys.filter(move |key| key.starts_with(beginning))
}

/// A key as texts have it: words of the simulation and keys of tables have blanks,
/// dots and strokes in them, which names of texts have not.
///
/// ```
/// assert_eq!(exoscope::text::key("doing", "reserve pool"), "doing-reserve_pool");
/// assert_eq!(exoscope::text::key("number", "kinesin_1.step"), "number-kinesin_1-step");
/// ```
pub fn key(group: &str, word: &str) -> String {
    let word = word.replace(' ', "_").replace(['.', '/'], "-");
    format!("{group}-{word}")
}
