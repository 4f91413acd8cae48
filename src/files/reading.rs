//! Text as people's programs leave it: with or without a byte-order mark.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use thiserror::Error;

use super::words::in_words;

const MARK: char = '\u{feff}';

/// Why a text could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    #[error("there is no such file")]
    NotThere,
    #[error("{}", in_words(.0))]
    Unreadable(io::Error),
    #[error("it is larger than {} MiB", .0 >> 20)]
    TooLarge(usize),
    #[error("it is UTF-16; save it as UTF-8")]
    Utf16,
    #[error("it is no text (byte {0} is not UTF-8)")]
    NoText(usize),
}

/// The text of the file `path`, without the mark that some editors put before
/// it, if it is no longer than `most` bytes.
///
/// # Errors
/// It isn't there, can't be read, is too long or is no text.
pub fn read_text(path: &Path, most: usize) -> Result<String, ReadError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ReadError::NotThere,
        _ => ReadError::Unreadable(error),
    })?;
    // One byte more than allowed tells a file that is too large.
    let mut bytes = Vec::new();
    file.take(most as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(ReadError::Unreadable)?;
    if bytes.len() > most {
        return Err(ReadError::TooLarge(most));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(ReadError::Utf16);
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| ReadError::NoText(error.utf8_error().valid_up_to()))?;
    Ok(match text.strip_prefix(MARK) {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}
