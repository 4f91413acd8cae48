//! What went wrong with a file, in plain words and with a way out.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use thiserror::Error;

/// Why a file could not be written.
#[derive(Debug, Error)]
pub enum FileError {
    #[error("can't write {}: {}", .file.display(), with_a_way_out(.source))]
    Unwritable { file: PathBuf, source: io::Error },
    #[error("can't write {}: {why}", .file.display())]
    InTheWay { file: PathBuf, why: &'static str },
}

impl FileError {
    pub(super) fn in_the_way(file: &Path, why: &'static str) -> Self {
        Self::InTheWay {
            file: file.to_owned(),
            why,
        }
    }

    /// What the system said about `file`.
    pub fn unwritable(file: &Path, source: io::Error) -> Self {
        Self::Unwritable {
            file: file.to_owned(),
            source,
        }
    }
}

/// What the system says, without the number that only programmers look up.
pub fn in_words(error: &io::Error) -> String {
    let said = match error.kind() {
        ErrorKind::IsADirectory => "it is a folder, no file".to_owned(),
        ErrorKind::InvalidFilename => "no file can have that name here".to_owned(),
        ErrorKind::BrokenPipe => "its reader has gone".to_owned(),
        _ => error.to_string(),
    };
    said.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The same of something that was to be written, with what to do where that is
/// known.
pub fn with_a_way_out(error: &io::Error) -> String {
    let said = in_words(error);
    let way_out = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free some space or choose another place"
        }
        ErrorKind::FileTooLarge => "choose another place, or write less",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "choose a place that you may write to"
        }
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => "choose another name",
        // The folder is there, which was asked before.
        ErrorKind::NotFound => {
            return "no new file can be made in that folder; choose another place".to_owned();
        }
        _ => return said,
    };
    format!("{said}; {way_out}")
}

/// What went wrong beneath a table: a file's own error keeps its kind, by which
/// a way out is found.
pub fn from_csv(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
