//! Where a draft lies until it is whole: in a folder of its own beside its
//! target, under the target's very name, so that a name which can't be is known
//! at once and all that is left to do in the end is a rename.
//!
//! As long as its program lives the draft is locked. The system opens the lock
//! of a program that ends, however it ends; so a nest whose draft can be locked
//! by somebody else is deserted.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs::{self, File, TryLockError},
    io, mem,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

const PREFIX: &str = ".exoscope-draft-";
/// Another program may sweep a nest between two steps of its making.
const TRIES: usize = 16;

/// The nests of this program. While it is held none is made and no file appears.
static STANDING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

pub(super) fn hold() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    STANDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes all drafts of this program away, from whatever thread; no file appears
/// after that, and none can be begun. For a program that is told to end.
pub fn give_up() {
    let mut standing = hold();
    for nest in mem::take(&mut *standing) {
        // What can't be removed is swept by the next program.
        let _ = fs::remove_dir_all(nest);
    }
    // Whoever wants to write from now on waits for the end.
    mem::forget(standing);
}

/// A folder with one draft in it, which goes with it.
#[derive(Debug)]
pub(super) struct Nest {
    folder: PathBuf,
    draft: PathBuf,
}

impl Nest {
    /// A nest in `folder` with an empty draft called `name`, locked as long as
    /// the file is open.
    ///
    /// # Errors
    /// None can be made there, or nothing there can be called so.
    pub(super) fn new(folder: &Path, name: &OsStr) -> io::Result<(Self, File)> {
        for _ in 0..TRIES {
            let nest = Self::empty(folder, name)?;
            match File::options()
                .write(true)
                .create_new(true)
                .open(&nest.draft)
            {
                Ok(file) if is_ours(&file, &nest.draft) => return Ok((nest, file)),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::NotFound.into())
    }

    fn empty(folder: &Path, name: &OsStr) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o700));
        }
        let mut standing = hold();
        let folder = builder.tempdir_in(folder)?.keep();
        standing.insert(folder.clone());
        Ok(Self {
            draft: folder.join(name),
            folder,
        })
    }

    /// Where the draft is.
    pub(super) fn draft(&self) -> &Path {
        &self.draft
    }
}

impl Drop for Nest {
    fn drop(&mut self) {
        let mut standing = hold();
        // What can't be removed is swept by the next program.
        let _ = fs::remove_dir_all(&self.folder);
        standing.remove(&self.folder);
    }
}

/// Locks a draft; where locks are unknown it stays unlocked, and nobody else's
/// lock takes hold of it either.
fn is_ours(file: &File, draft: &Path) -> bool {
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock)) && draft.exists()
}

/// Removes the nests in `folder` whose programs are dead.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_nest = name.to_string_lossy().starts_with(PREFIX)
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        // Some systems give a program the locks that it has already.
        let is_mine = || {
            let standing = hold();
            standing.iter().any(|nest| nest.file_name() == Some(&name))
        };
        if is_nest
            && !is_mine()
            && let Some(locked) = lock_all(&entry.path())
        {
            // What may not be removed is somebody else's.
            let _ = fs::remove_dir_all(entry.path());
            drop(locked);
        }
    }
}

/// The drafts of a nest, locked, unless one has a living owner.
fn lock_all(nest: &Path) -> Option<Vec<File>> {
    fs::read_dir(nest)
        .ok()?
        .map(|entry| {
            let file = File::options().write(true).open(entry.ok()?.path()).ok()?;
            file.try_lock().ok()?;
            Some(file)
        })
        .collect()
}
