//! The program as a person or a script calls it, in a folder of its own, and what it
//! leaves there.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// A call of the program with `words`, in the folder of a test and without a display.
pub fn program(folder: &TempDir, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exoscope"));
    command
        .args(words)
        .current_dir(folder)
        .stdin(Stdio::null())
        // Whoever runs the tests may have settings.
        .env("XDG_CONFIG_HOME", folder.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    command
}

/// The same, waited for.
pub fn exoscope(folder: &TempDir, words: &[&str]) -> Output {
    program(folder, words).output().unwrap()
}

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// What it said besides its results.
pub fn complained(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// What lies in a folder, in the order of names.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The program as a shell calls it with `"$@"` in `script`, which may mount disks of
/// its own. An error where the system has no such shell.
#[cfg(target_os = "linux")]
pub fn on_disks_of_its_own(
    folder: &TempDir,
    script: &str,
    words: &[&str],
) -> std::io::Result<Output> {
    Command::new("unshare")
        .args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
        ])
        .arg(env!("CARGO_BIN_EXE_exoscope"))
        .args(words)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
}
