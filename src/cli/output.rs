//! What a command says. A reader of the output that has gone away
//! (`exoscope controls | head -1`) is no failure.

use std::{
    fmt::Display,
    io::{self, Write},
};

use thiserror::Error;

use crate::files::with_a_way_out;

/// The standard output takes no more.
#[derive(Debug, Error)]
#[error("can't write to the standard output: {}", with_a_way_out(.0))]
pub struct OutputError(io::Error);

/// Prints `text` as it is.
pub fn print(text: &str) -> Result<(), OutputError> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(OutputError(error)),
        _ => Ok(()),
    }
}

/// Says `what` a person should know on the error stream. There is nobody left to
/// tell if that fails.
pub fn complain(what: impl Display) {
    let _ = writeln!(io::stderr().lock(), "exoscope: {what}");
}
