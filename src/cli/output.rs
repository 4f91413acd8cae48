//! What a command says.
//!
//! A reader of the output that has gone away
//! (`exoscope controls | head -1`) is no failure.

use std::io::{self, Write};

use thiserror::Error;

/// Why something could not be written.
#[derive(Debug, Error)]
pub enum OutputError {
    #[error("cannot write to the standard output: {}", in_words(.0))]
    Standard(io::Error),
}

/// An operating system's error without its number, and with a way out where
/// there is one.
fn in_words(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    match error.kind() {
        io::ErrorKind::StorageFull => format!("{words}; free some space or choose another place"),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!("{words}; choose a place that you may write to")
        }
        _ => words.to_owned(),
    }
}

/// Prints `text` as it is.
pub fn print(text: &str) -> Result<(), OutputError> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(OutputError::Standard(error))
        }
        _ => Ok(()),
    }
}

/// Prints `text` on the error stream. There is nobody left to tell if that
/// fails.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "exoscope: {text}");
}
