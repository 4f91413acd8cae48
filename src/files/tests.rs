//! Files under all that can be in their way.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::*;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder that can be read");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn said(result: Result<(), FileError>) -> String {
    result.expect_err("it can't be written").to_string()
}

#[test]
fn a_file_is_not_there_before_it_is_whole_and_nothing_but_it_after() {
    let folder = folder();
    let target = folder.path().join("table.csv");
    let mut draft = Draft::begin(&target).expect("a draft");
    draft.write_all(b"one\n").expect("room for four bytes");
    assert_eq!(draft.written(), 4);
    let finished = draft.finish().expect("room for four bytes");
    assert!(!target.exists());
    appear_together(vec![finished]).expect("a name");
    assert_eq!(fs::read(&target).expect("the file"), b"one\n");
    assert_eq!(names_in(folder.path()), ["table.csv"]);
}

#[test]
fn a_draft_given_up_leaves_the_old_file_alone() {
    let folder = folder();
    let target = folder.path().join("table.csv");
    fs::write(&target, "old").expect("the old file");
    let mut draft = Draft::begin(&target).expect("a draft");
    draft.write_all(b"new").expect("room for three bytes");
    drop(draft.finish().expect("room for three bytes"));
    drop(Draft::begin(&target).expect("a draft"));
    assert_eq!(fs::read(&target).expect("the file"), b"old");
    assert_eq!(names_in(folder.path()), ["table.csv"]);
}

#[test]
fn what_is_in_the_way_is_said_before_the_work() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("protected"), "").expect("a file");
    let mut rights = fs::metadata(at("protected")).expect("it").permissions();
    rights.set_readonly(true);
    fs::set_permissions(at("protected"), rights).expect("our own file");
    let too_long = "x".repeat(300);
    let mut cases = vec![
        (folder.path().to_owned(), "it is a folder; name a file"),
        (at("no/table.csv"), "its folder does not exist"),
        (at("new/"), "names a folder; name a file"),
        (PathBuf::new(), "that is no file name"),
        (at("protected"), "there is a write-protected file"),
        (at(&too_long), "choose another name"),
    ];
    if cfg!(unix) {
        cases.push((at("protected/table.csv"), "its folder does not exist"));
        cases.push((at("nul\0.csv"), "choose another name"));
    }
    for (path, why) in cases {
        for said in [
            said(check(&path)),
            said(Draft::begin(&path).map(drop)),
            said(write(&path, b"new")),
        ] {
            assert!(said.contains(why), "{said}");
            assert!(!said.contains("os error"), "{said}");
        }
    }
    assert_eq!(names_in(folder.path()), ["protected"]);
    assert!(check(&at("table.csv")).is_ok());
    assert_eq!(names_in(folder.path()), ["protected"]);
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_rights_and_a_new_one_gets_those_of_any() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let mode = |path: &Path| fs::metadata(path).expect("it").permissions().mode() & 0o7777;
    let plain = folder.path().join("plain");
    File::create(&plain).expect("a plain file");
    let new = folder.path().join("new");
    write(&new, b"new").expect("a place to write");
    assert_eq!(mode(&new), mode(&plain));
    for rights in [0o600, 0o640, 0o666, 0o755] {
        fs::set_permissions(&new, fs::Permissions::from_mode(rights)).expect("our own file");
        write(&new, b"newer").expect("a place to write");
        assert_eq!(mode(&new), rights);
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_what_it_points_to_is_written() {
    use std::os::unix::fs::symlink;
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("elsewhere")).expect("a folder");
    symlink("elsewhere/table.csv", at("link")).expect("a link");
    symlink("link", at("link to it")).expect("a link");
    // The file is not there at first, and then it is.
    for bytes in [b"one", b"two"] {
        write(&at("link to it"), bytes).expect("a place to write");
        assert_eq!(fs::read(at("elsewhere/table.csv")).expect("it"), bytes);
    }
    for link in ["link", "link to it"] {
        assert!(at(link).is_symlink());
    }
    assert_eq!(names_in(&at("elsewhere")), ["table.csv"]);
    symlink("round", at("about")).expect("a link");
    symlink("about", at("round")).expect("a link");
    let said = said(check(&at("round")));
    assert!(said.contains("circle"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_written_into_and_stays_a_pipe() {
    use std::os::unix::fs::FileTypeExt;
    let folder = folder();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("a system with pipes").success());
    // It is not opened before there is something to write.
    check(&pipe).expect("a pipe can be written into");
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).expect("what is written")
    });
    write(&pipe, b"through the pipe").expect("a reader");
    assert_eq!(reader.join().expect("a reader"), b"through the pipe");
    let kind = fs::metadata(&pipe).expect("it").file_type();
    assert!(kind.is_fifo());
    assert_eq!(names_in(folder.path()), ["pipe"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_with_a_way_out() {
    let error = said(write(Path::new("/dev/full"), b"more than it takes"));
    assert_eq!(
        error,
        "can't write /dev/full: No space left on device; free some space or choose another place"
    );
}

#[test]
fn two_names_of_one_file_are_known_however_they_are_spelt() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("in")).expect("a folder");
    fs::write(at("there"), "").expect("a file");
    let mut same = vec![
        ("there", "./there"),
        ("there", "in/../there"),
        ("new", "./new"),
        ("new", "in/../new"),
        ("in/new", "in/./new"),
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("there", at("link")).expect("a link");
        std::os::unix::fs::symlink("new", at("link to come")).expect("a link");
        std::os::unix::fs::symlink("in", at("way in")).expect("a link");
        fs::hard_link(at("there"), at("second name")).expect("a second name");
        same.extend([
            ("there", "link"),
            ("link", "second name"),
            ("new", "link to come"),
            ("in/new", "way in/new"),
        ]);
    }
    for (one, other) in same {
        assert!(is_one_file(&at(one), &at(other)), "{one} is {other}");
        assert!(is_one_file(&at(other), &at(one)), "{other} is {one}");
    }
    for (one, other) in [("there", "new"), ("new", "in/new"), ("new", "newer")] {
        assert!(!is_one_file(&at(one), &at(other)), "{one} is not {other}");
    }
}

#[test]
fn what_the_dead_left_is_swept_and_what_the_living_write_is_not() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    for nest in ["dead", "alive", "empty"] {
        fs::create_dir(at(&format!(".exoscope-draft-{nest}"))).expect("a nest");
    }
    File::create(at(".exoscope-draft-dead/e.csv")).expect("a draft");
    let alive = File::create(at(".exoscope-draft-alive/e.csv")).expect("a draft");
    alive.lock().expect("a lock");
    fs::write(at(".exoscope-draft-of-a-letter"), "mine").expect("somebody's file");
    let mine = Draft::begin(&at("mine.csv")).expect("a draft");
    write(&at("e.csv"), b"whole").expect("a place to write");
    let left = names_in(folder.path());
    assert_eq!(left.len(), 4, "{left:?}");
    assert_eq!(left[3], "e.csv");
    assert!(at(".exoscope-draft-alive/e.csv").exists());
    assert!(at(".exoscope-draft-of-a-letter").exists());
    let finished = mine.finish().expect("its nest stands");
    appear_together(vec![finished]).expect("a name");
    drop(alive);
    check(&at("e.csv")).expect("a place to write");
    assert_eq!(
        names_in(folder.path()),
        [".exoscope-draft-of-a-letter", "e.csv", "mine.csv"]
    );
}

#[cfg(unix)]
#[test]
fn a_draft_knows_the_room_of_its_disk() {
    let folder = folder();
    let draft = Draft::begin(&folder.path().join("e.csv")).expect("a draft");
    let room = draft.room().expect("a system that tells");
    assert!(room.free > 0 && room.disk.starts_with('/'), "{room:?}");
    let device = Draft::begin(Path::new("/dev/null")).expect("a device");
    assert_eq!(device.room(), None);
}

#[test]
fn text_is_read_with_and_without_a_mark_before_it() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let read = |bytes: &[u8]| {
        fs::write(at("text"), bytes).expect("a file");
        read_text(&at("text"), 16).map_err(|error| error.to_string())
    };
    assert_eq!(read(b"\xef\xbb\xbf(a: 1)").as_deref(), Ok("(a: 1)"));
    assert_eq!(read("(µ: 1)".as_bytes()).as_deref(), Ok("(µ: 1)"));
    let said = |result: Result<String, String>| result.expect_err("no good text");
    assert!(said(read(b"\xff\xfe(\0")).contains("UTF-8"));
    assert!(said(read(b"ab\xf0")).contains("byte 2 is not UTF-8"));
    assert!(said(read(&[b' '; 17])).contains("larger"));
    let folder_said = read_text(folder.path(), 16)
        .expect_err("a folder")
        .to_string();
    assert!(!folder_said.contains("os error"), "{folder_said}");
    assert!(matches!(
        read_text(&at("nowhere"), 16),
        Err(ReadError::NotThere)
    ));
}
