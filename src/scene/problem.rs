//! What can be wrong with a scene, said so that its author can mend it.

use std::fmt;

use ron::error::{Error, SpannedError};
use thiserror::Error as ThisError;

use super::check::limits::MOLECULES as LARGEST_COUNT;

/// One thing wrong in a scene file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the reader was told its name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            what,
            remedy,
        } = self;
        write!(f, "{file}:{line}:{column}: {what}; {remedy}")
    }
}

impl Problem {
    /// What stopped the reader of RON in a scene.
    pub(super) fn of_reading(file: &str, error: &SpannedError) -> Self {
        const FORM: &str = "docs/scenes.md shows the form of a scene file";
        Self::of_reading_what_has_a_form(file, error, FORM)
    }

    /// The same in a class of vesicle.
    pub(super) fn of_reading_a_class(file: &str, error: &SpannedError) -> Self {
        const FORM: &str = "docs/classes.md shows the form of a class of vesicle";
        Self::of_reading_what_has_a_form(file, error, FORM)
    }

    fn of_reading_what_has_a_form(file: &str, error: &SpannedError, form: &str) -> Self {
        let (what, remedy) = in_words(&error.code, form);
        Self {
            file: file.to_owned(),
            line: error.span.start.line.max(1),
            column: error.span.start.col.max(1),
            what,
            remedy,
        }
    }
}

/// The reader's complaint in one line, and a way out.
fn in_words(error: &Error, form: &str) -> (String, String) {
    match error {
        Error::NoSuchStructField {
            expected, found, ..
        } => (
            format!("there is no field `{found}` here"),
            format!("the fields are {}", expected.join(", ")),
        ),
        Error::MissingStructField { field, .. } => (
            format!("the field `{field}` is missing"),
            format!("write `{field}: ...` between these brackets"),
        ),
        Error::DuplicateStructField { field, .. } => (
            format!("the field `{field}` is given twice"),
            "keep one of the two".into(),
        ),
        Error::NoSuchEnumVariant {
            expected, found, ..
        } => (
            format!("there is no `{found}` to choose here"),
            format!("choose from {}", expected.join(", ")),
        ),
        Error::Eof | Error::ExpectedStringEnd | Error::UnclosedBlockComment => (
            "the file ends in the middle of something".into(),
            "close every bracket, quotation mark and comment".into(),
        ),
        Error::TrailingCharacters => (
            "something follows the end of it".into(),
            "look for a bracket closed too early".into(),
        ),
        Error::ExceededRecursionLimit => (
            "brackets are nested too deep".into(),
            "a shape may be nested 8 deep".into(),
        ),
        Error::IntegerOutOfBounds => (
            "this number is out of bounds".into(),
            format!("counts are whole numbers from 0 to {LARGEST_COUNT}"),
        ),
        Error::InvalidValueForType { expected, found } => (
            format!("{found} stands where {} belongs", in_plain_words(expected)),
            form.into(),
        ),
        Error::ExpectedDifferentLength { expected, found } => (
            format!(
                "{} belongs here, and there are {found}",
                in_plain_words(expected)
            ),
            form.into(),
        ),
        Error::Message(text) => (one_line(text), form.into()),
        other => (belongs_here(other), form.into()),
    }
}

/// What the reader looked for and did not find.
fn belongs_here(error: &Error) -> String {
    let what = match error {
        Error::ExpectedArray => "a list in `[` and `]` belongs here",
        Error::ExpectedArrayEnd => "a comma or `]` is missing here",
        Error::ExpectedBoolean => "`true` or `false` belongs here",
        Error::ExpectedComma => "a comma is missing here",
        Error::ExpectedFloat | Error::FloatUnderscore => "a number belongs here",
        Error::ExpectedInteger => "a whole number belongs here, zero or more",
        Error::ExpectedMapColon => "a colon is missing here",
        Error::ExpectedOption | Error::ExpectedOptionEnd => "one value belongs here",
        Error::ExpectedStructLike
        | Error::ExpectedNamedStructLike(_)
        | Error::ExpectedMap
        | Error::ExpectedUnit => "something in `(` and `)` belongs here",
        Error::ExpectedStructLikeEnd | Error::ExpectedMapEnd => "a comma or `)` is missing here",
        Error::ExpectedString => "a text in quotation marks belongs here",
        Error::ExpectedIdentifier => "a name belongs here",
        Error::ExpectedDifferentStructName { found, .. } => {
            return format!("`{found}` does not belong before these brackets");
        }
        Error::UnexpectedChar(letter) => {
            return format!("`{}` does not belong here", letter.escape_debug());
        }
        Error::InvalidIntegerDigit { digit, .. } => {
            return format!("`{}` is no digit", digit.escape_debug());
        }
        other => return one_line(&other.to_string()),
    };
    what.into()
}

/// What the reader calls a type, as people call it.
fn in_plain_words(expected: &str) -> String {
    let numbers = |rest: &str| rest.trim().parse::<usize>().ok();
    match expected {
        "usize" | "u64" | "u32" | "u16" | "u8" => "a whole number, zero or more,".into(),
        "f64" | "f32" => "a number".into(),
        "a string" | "a borrowed string" => "a text in quotation marks".into(),
        "a boolean" => "`true` or `false`".into(),
        "a sequence" => "a list".into(),
        other => match other.strip_prefix("an array of length").and_then(numbers) {
            Some(3) => "a point of three numbers".into(),
            Some(count) => format!("a group of {count}"),
            None if other.starts_with("struct ") || other.starts_with("enum ") => {
                "something else".into()
            }
            None => other.to_owned(),
        },
    }
}

fn one_line(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(end);
        line.push('…');
    }
    let mut letters = line.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Why a scene can't be had.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
pub enum SceneError {
    /// Neither a built-in scene nor a file.
    #[error(
        "there is no scene or file `{name}`{hint}; built in: {}",
        .built_in.join(", ")
    )]
    NotFound {
        /// What was asked for.
        name: String,
        /// A question after the built-in scene that may have been meant.
        hint: String,
        /// All built-in scenes.
        built_in: Vec<&'static str>,
    },
    /// The file is there but can't be read.
    #[error("the scene file {file} can't be read: {why}")]
    Unreadable {
        /// The file.
        file: String,
        /// The reason, in words.
        why: String,
    },
    /// The file was read and has problems, at least one.
    #[error("{}", in_lines(.0))]
    Faulty(Vec<Problem>),
}

fn in_lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}
