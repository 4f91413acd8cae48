//! Where an output goes: which file is meant by a name, and how it is reached.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::words::FileError;

/// Links that lead on to links are followed this far.
const MOST_LINKS: usize = 40;

/// What a name stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A file at this path, which no link stands for.
    Plain(PathBuf),
    /// A device, a pipe or an open file, which is written straight away.
    Straight(PathBuf),
    /// What the program itself prints to.
    StandardOutput,
    StandardError,
}

impl Target {
    /// What `said` stands for.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub(super) fn of(said: &Path) -> Result<Self, FileError> {
        let in_the_way = |why| Err(FileError::in_the_way(said, why));
        let unwritable = |source| FileError::unwritable(said, source);
        if said.as_os_str().is_empty() {
            return in_the_way("that is no file name");
        }
        let target = follow(said).map_err(unwritable)?;
        let Self::Plain(path) = &target else {
            return Ok(target);
        };
        match fs::metadata(path) {
            Ok(there) if there.is_dir() => in_the_way("it is a folder; name a file"),
            Ok(there) if !there.is_file() => Ok(Self::Straight(path.clone())),
            Ok(there) if there.permissions().readonly() => {
                in_the_way("there is a write-protected file of that name")
            }
            // Asks for leave without changing a byte.
            Ok(_) => match fs::File::options().append(true).open(path) {
                Ok(_) => Ok(target),
                Err(error) => Err(unwritable(error)),
            },
            Err(_) if path.file_name().is_none() => in_the_way("that is no file name"),
            Err(_) if ends_in_a_separator(path) => in_the_way("that names a folder; name a file"),
            Err(_) if !folder_of(path).is_dir() => in_the_way("its folder does not exist"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(target),
            Err(error) => Err(unwritable(error)),
        }
    }
}

/// Where links lead that begin at `said`; the last one may lead to a file that
/// is not there yet.
fn follow(said: &Path) -> io::Result<Target> {
    let mut path = said.to_owned();
    for _ in 0..MOST_LINKS {
        match path.to_str() {
            Some("/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1") => {
                return Ok(Target::StandardOutput);
            }
            Some("/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2") => {
                return Ok(Target::StandardError);
            }
            _ if path.starts_with("/dev/fd") || path.starts_with("/proc") => {
                return Ok(Target::Straight(path));
            }
            _ => {}
        }
        match fs::read_link(&path) {
            Ok(next) => path = folder_of(&path).join(next),
            Err(_) => return Ok(Target::Plain(path)),
        }
    }
    Err(io::Error::other("its links lead round in a circle"))
}

/// Whether two names stand for one file, there or not there yet: spelt another
/// way, through a link, or a second name of it.
pub fn is_one_file(one: &Path, other: &Path) -> bool {
    if one == other {
        return true;
    }
    match (fs::metadata(one), fs::metadata(other)) {
        (Ok(of_one), Ok(of_other)) => {
            is_one_entry(&of_one, &of_other)
                || matches!((fs::canonicalize(one), fs::canonicalize(other)),
                    (Ok(one), Ok(other)) if one == other)
        }
        (Err(_), Err(_)) => match (to_come(one), to_come(other)) {
            (Some(one), Some(other)) => one == other,
            _ => false,
        },
        _ => false,
    }
}

#[cfg(unix)]
fn is_one_entry(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_one_entry(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}

/// Folder and name of a file that is not there yet, as its system tells names
/// apart.
fn to_come(said: &Path) -> Option<(PathBuf, String)> {
    let Ok(Target::Plain(path)) = follow(said) else {
        return None;
    };
    let folder = fs::canonicalize(folder_of(&path)).ok()?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    let ignores_case = cfg!(any(windows, target_vendor = "apple"));
    Some((
        folder,
        if ignores_case {
            name.to_lowercase()
        } else {
            name
        },
    ))
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn ends_in_a_separator(path: &Path) -> bool {
    let last = path.as_os_str().as_encoded_bytes().last();
    last.is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}
