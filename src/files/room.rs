//! How much room a disk has left.

use std::path::Path;

/// What is left of a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Where the disk begins, which tells disks apart.
    pub disk: String,
    /// Bytes.
    pub free: u64,
}

impl Room {
    /// What is left where `folder` lies, as the system's own `df` tells it;
    /// nothing where there is none.
    #[cfg(unix)]
    pub(super) fn in_folder(folder: &Path) -> Option<Self> {
        use std::process::{Command, Stdio};
        let told = Command::new("df")
            .args(["-P", "-k", "--"])
            .arg(folder)
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        Self::told(std::str::from_utf8(&told.stdout).ok()?)
    }

    #[cfg(not(unix))]
    pub(super) fn in_folder(_: &Path) -> Option<Self> {
        None
    }

    /// Reads the table of POSIX: name, size, used, free, share used, place.
    /// Names and places may have blanks; the share is the only `%`.
    #[cfg(unix)]
    fn told(table: &str) -> Option<Self> {
        let line = table.lines().nth(1)?;
        let (before, place) = line.split_once("% ")?;
        let free_kib: u64 = before.split_whitespace().rev().nth(1)?.parse().ok()?;
        Some(Self {
            disk: place.trim().to_owned(),
            free: free_kib.saturating_mul(1024),
        })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_systems_table_is_read_whatever_a_disk_is_called() {
        let table = "Filesystem     1024-blocks    Used Available Capacity Mounted on\n\
                     //host/my share    1000000  250000    750000      25% /media/my stick\n";
        let room = Room::told(table).expect("a table");
        assert_eq!(
            (room.disk.as_str(), room.free),
            ("/media/my stick", 768_000_000)
        );
        assert_eq!(Room::told("df: no such file\n"), None);
    }
}
