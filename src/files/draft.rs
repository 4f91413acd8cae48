//! A file in the making, and how several appear together.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::{
    nest::{self, Nest},
    room::Room,
    target::{Target, folder_of},
    words::FileError,
};

/// A file in the making.
#[derive(Debug)]
pub struct Draft {
    /// What it was called by whoever asked for it.
    said: PathBuf,
    writer: BufWriter<Outlet>,
    /// Missing for what is written straight away.
    place: Option<Place>,
    written: u64,
}

/// Where a draft lies and where it will appear.
#[derive(Debug)]
struct Place {
    nest: Nest,
    target: PathBuf,
}

#[derive(Debug)]
enum Outlet {
    File(File),
    Output(io::Stdout),
    Error(io::Stderr),
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Output(output) => output.write(bytes),
            Self::Error(error) => error.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Output(output) => output.flush(),
            Self::Error(error) => error.flush(),
        }
    }
}

impl Draft {
    /// Begins a file that will be called `said`. A link is followed; a device
    /// or a pipe is written straight away.
    ///
    /// # Errors
    /// Nothing can be written there, or nothing can be called so.
    pub fn begin(said: &Path) -> Result<Self, FileError> {
        let unwritable = |source| FileError::unwritable(said, source);
        let (outlet, place) = match Target::of(said)? {
            Target::StandardOutput => (Outlet::Output(io::stdout()), None),
            Target::StandardError => (Outlet::Error(io::stderr()), None),
            Target::Straight(path) => {
                let file = File::options().write(true).open(path);
                (Outlet::File(file.map_err(unwritable)?), None)
            }
            Target::Plain(target) => {
                let (place, file) = Place::beside(target).map_err(unwritable)?;
                (Outlet::File(file), Some(place))
            }
        };
        Ok(Self {
            said: said.to_owned(),
            writer: BufWriter::new(outlet),
            place,
            written: 0,
        })
    }

    /// What it was called by whoever asked for it.
    pub fn said(&self) -> &Path {
        &self.said
    }

    /// Bytes that have gone into it.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// What is left of the disk that it grows on, if it does and that is known.
    pub fn room(&self) -> Option<Room> {
        Room::in_folder(folder_of(&self.place.as_ref()?.target))
    }

    /// Makes sure that all is written, so that only the name is missing.
    ///
    /// # Errors
    /// The disk is full or gone; nothing is left behind.
    pub fn finish(self) -> Result<Finished, FileError> {
        let Self {
            said,
            writer,
            place,
            ..
        } = self;
        let finished = settle(writer, place.as_ref());
        match finished {
            Ok(outlet) => Ok(Finished {
                said,
                place,
                _open: outlet,
            }),
            Err(source) => Err(FileError::unwritable(&said, source)),
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.writer.write(bytes)?;
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Place {
    fn beside(target: PathBuf) -> io::Result<(Self, File)> {
        let folder = folder_of(&target);
        nest::sweep(folder);
        let name = target.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        let (nest, file) = Nest::new(folder, name)?;
        Ok((Self { nest, target }, file))
    }
}

fn settle(writer: BufWriter<Outlet>, place: Option<&Place>) -> io::Result<Outlet> {
    let mut outlet = writer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    outlet.flush()?;
    if let (Outlet::File(file), Some(place)) = (&outlet, place) {
        if let Ok(before) = fs::metadata(&place.target) {
            keep_rights(file, &before)?;
        }
        file.sync_all()?;
    }
    Ok(outlet)
}

/// Gives a draft to those to whom the file belonged that it replaces.
#[cfg(unix)]
fn keep_rights(draft: &File, before: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let ours = draft.metadata()?;
    if (ours.uid(), ours.gid()) != (before.uid(), before.gid()) {
        // Only an administrator may give files away; others keep their own.
        let _ = fchown(draft, Some(before.uid()), Some(before.gid()));
    }
    draft.set_permissions(before.permissions())
}

#[cfg(not(unix))]
fn keep_rights(draft: &File, before: &fs::Metadata) -> io::Result<()> {
    draft.set_permissions(before.permissions())
}

/// A file that is whole and waits for its name.
#[derive(Debug)]
pub struct Finished {
    said: PathBuf,
    place: Option<Place>,
    /// Open, and so locked, until it has its name.
    _open: Outlet,
}

/// Gives files their names once all are whole, in place of what was called so
/// before. A program that is told to end meanwhile ends after the last.
///
/// # Errors
/// A folder has gone; what has no name yet is not left behind.
pub fn appear_together(files: Vec<Finished>) -> Result<(), FileError> {
    let held = nest::hold();
    let named = files.iter().try_for_each(|file| {
        let Some(place) = &file.place else {
            return Ok(());
        };
        fs::rename(place.nest.draft(), &place.target)
            .map_err(|source| FileError::unwritable(&file.said, source))
    });
    drop(held);
    named
}

/// Whether [`Draft::begin`] would do, without a device or a pipe being opened.
pub(super) fn rehearse(said: &Path) -> Result<(), FileError> {
    match Target::of(said)? {
        Target::Plain(target) => Place::beside(target)
            .map(drop)
            .map_err(|source| FileError::unwritable(said, source)),
        _ => Ok(()),
    }
}
