//! Files, written whole or not at all, and read as people's programs leave them.
//!
//! This is the one way in which anything is left on a disk. A [`Draft`] lies
//! beside its target in a folder of its own until it is whole; then it is given
//! its name, in place of what was called so before. So a target is never half
//! written, room is needed once, and a name that can't be is known before the
//! work. What a killed program leaves is swept by the next that writes there.

mod draft;
mod nest;
mod reading;
mod room;
mod target;
#[cfg(test)]
mod tests;
mod words;

use std::{io::Write, path::Path};

pub use draft::{Draft, Finished, appear_together};
pub use nest::give_up;
pub use reading::{ReadError, read_text};
pub use room::Room;
pub use target::is_one_file;
pub use words::{FileError, from_csv, with_a_way_out};

/// Writes `bytes` into the file `target`, whole or not at all.
///
/// # Errors
/// It can't be written; then what was there before still is.
pub fn write(target: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let mut draft = Draft::begin(target)?;
    let written = draft.write_all(bytes);
    written.map_err(|source| FileError::unwritable(target, source))?;
    appear_together(vec![draft.finish()?])
}

/// Whether a file could appear at `target`, asked before the long work.
///
/// # Errors
/// Says what is in the way.
pub fn check(target: &Path) -> Result<(), FileError> {
    draft::rehearse(target)
}
