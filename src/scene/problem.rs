//! What can be wrong with a scene, said so that its author can mend it.

use std::fmt;

use ron::error::{Error, SpannedError};
use thiserror::Error as ThisError;

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
    /// What stopped the reader of RON.
    pub(super) fn of_reading(file: &str, error: &SpannedError) -> Self {
        let (what, remedy) = in_words(&error.code);
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
fn in_words(error: &Error) -> (String, String) {
    const FORM: &str = "docs/scenes.md shows the form of a scene file";
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
            "something follows the end of the scene".into(),
            "look for a bracket closed too early".into(),
        ),
        Error::ExceededRecursionLimit => (
            "brackets are nested too deep".into(),
            "a shape may be nested 8 deep".into(),
        ),
        Error::Message(text) => (one_line(text), FORM.into()),
        other => (one_line(&other.to_string()), FORM.into()),
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
