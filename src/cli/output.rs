//! What a command says and the files it leaves behind.
//!
//! A file appears whole or not at all: it is drafted in a nameless file that
//! vanishes with the program, copied beside its target when everything is in
//! it, and only then given its name. A reader of the output that has gone away
//! (`exoscope controls | head -1`) is no failure.

use std::{
    fmt::Display,
    fs::{self, File},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;
use thiserror::Error;

/// Why something could not be written.
#[derive(Debug, Error)]
pub enum OutputError {
    #[error("can't write to the standard output: {}", in_words(.0))]
    Standard(io::Error),
    #[error("can't write {}: {}", .file.display(), in_words(.source))]
    File { file: PathBuf, source: io::Error },
    #[error("can't write {}: {why}", .file.display())]
    InTheWay { file: PathBuf, why: &'static str },
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
        // The folder is there, which was asked before.
        io::ErrorKind::NotFound => {
            "no new file can be made in that folder; choose another place".to_owned()
        }
        io::ErrorKind::BrokenPipe => "its reader has gone".to_owned(),
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

/// Says `what` a person should know on the error stream. There is nobody left to
/// tell if that fails.
pub fn complain(what: impl Display) {
    let _ = writeln!(io::stderr().lock(), "exoscope: {what}");
}

/// A file in the making.
pub struct Draft {
    target: PathBuf,
    writer: BufWriter<File>,
    /// The target is a device or a pipe and is written straight away.
    straight: bool,
}

impl Draft {
    /// Begins a file that will be called `target`.
    ///
    /// # Errors
    /// The folder is not there or may not be written to, or `target` is a
    /// folder or a protected file.
    pub fn begin(target: &Path) -> Result<Self, OutputError> {
        check_target(target)?;
        let straight = fs::metadata(target).is_ok_and(|present| !present.is_file());
        // A link stays a link: what it points to is written.
        let target = match fs::canonicalize(target) {
            Ok(pointed_to) if !straight => pointed_to,
            _ => target.to_owned(),
        };
        let file = if straight {
            File::options().write(true).open(&target)
        } else {
            tempfile::tempfile_in(folder_of(&target))
        };
        match file {
            Ok(file) => Ok(Self {
                target,
                writer: BufWriter::new(file),
                straight,
            }),
            Err(source) => Err(OutputError::File {
                file: target,
                source,
            }),
        }
    }

    /// Where the file will appear.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Puts everything beside the target, so that only the name is missing.
    ///
    /// # Errors
    /// The disk is full or gone; nothing is left behind.
    pub fn finish(mut self) -> Result<Finished, OutputError> {
        let named = self
            .copy_beside_target()
            .map_err(|source| OutputError::File {
                file: self.target.clone(),
                source,
            })?;
        Ok(Finished {
            named,
            target: self.target,
        })
    }

    fn copy_beside_target(&mut self) -> io::Result<Option<NamedTempFile>> {
        self.writer.flush()?;
        if self.straight {
            return Ok(None);
        }
        let mut named = named_file_in(folder_of(&self.target))?;
        let draft = self.writer.get_mut();
        draft.seek(SeekFrom::Start(0))?;
        io::copy(draft, named.as_file_mut())?;
        named.as_file().sync_all()?;
        Ok(Some(named))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A file that is whole and waits for its name.
pub struct Finished {
    /// Missing for a device or a pipe, which have their name already.
    named: Option<NamedTempFile>,
    target: PathBuf,
}

impl Finished {
    /// Gives the file its name, in place of what was called so before.
    ///
    /// # Errors
    /// The folder has gone; nothing is left behind.
    pub fn appear(self) -> Result<(), OutputError> {
        let Some(named) = self.named else {
            return Ok(());
        };
        named
            .persist(&self.target)
            .map(drop)
            .map_err(|error| OutputError::File {
                file: self.target,
                source: error.error,
            })
    }
}

/// Whether a file could appear at `target`, asked before the long work.
///
/// # Errors
/// Says what is in the way.
pub fn check_target(target: &Path) -> Result<(), OutputError> {
    let in_the_way = |why| {
        Err(OutputError::InTheWay {
            file: target.to_owned(),
            why,
        })
    };
    match fs::metadata(target) {
        Ok(present) if present.is_dir() => in_the_way("it is a folder; name a file"),
        Ok(present) if present.permissions().readonly() => {
            in_the_way("there is a write-protected file of that name")
        }
        Ok(_) => Ok(()),
        Err(_) if target.file_name().is_none() => in_the_way("that is no file name"),
        Err(_) if !folder_of(target).is_dir() => in_the_way("its folder does not exist"),
        Err(_) => Ok(()),
    }
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A passing file with the rights that any new file gets.
fn named_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".exoscope-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_not_there_before_it_is_whole() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let target = folder.path().join("table.csv");
        let files = || fs::read_dir(folder.path()).expect("a folder").count();

        let mut draft = Draft::begin(&target).expect("a draft");
        draft.write_all(b"one\n").expect("room for four bytes");
        assert_eq!(files(), 0);
        let finished = draft.finish().expect("room for a copy");
        assert!(!target.exists());
        finished.appear().expect("a name");
        assert_eq!(fs::read(&target).expect("the file"), b"one\n");
        assert_eq!(files(), 1);
    }

    #[test]
    fn a_draft_given_up_leaves_the_old_file_alone() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let target = folder.path().join("table.csv");
        fs::write(&target, "old").expect("the old file");
        let mut draft = Draft::begin(&target).expect("a draft");
        draft.write_all(b"new").expect("room for three bytes");
        drop(draft.finish().expect("room for a copy"));
        assert_eq!(fs::read(&target).expect("the file"), b"old");
        let files = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(files, 1);
    }

    #[test]
    fn what_is_in_the_way_is_said() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let error = |path: &Path| check_target(path).expect_err("in the way").to_string();
        assert!(error(folder.path()).ends_with("it is a folder; name a file"));
        assert!(error(&folder.path().join("no/table.csv")).ends_with("its folder does not exist"));
        assert!(check_target(&folder.path().join("table.csv")).is_ok());
    }
}
