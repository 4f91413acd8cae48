//! What was done in a window, as a command that does it again.
//!
//! Scene, seed and control changes are the whole session, so the file is a
//! call of `exoscope simulate` that runs to the moment the window was closed
//! and gives the same events.

use std::{
    fmt::Write as _,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use bevy::{prelude::*, window::ExitSystems};

use crate::{
    biology::controls::TimedChange,
    files::{self, FileError},
    sim::{Session, clock::SimClock, record::Record},
};

/// Where the window leaves what was done in it, for after its end.
#[derive(Resource, Clone)]
struct Notes(Arc<Mutex<String>>);

/// A session that is being written down.
pub struct SessionLog {
    path: PathBuf,
    notes: Notes,
}

/// Keeps note of a window's session until it ends.
pub fn keep(app: &mut App, path: PathBuf) -> SessionLog {
    let notes = Notes(Arc::default());
    app.insert_resource(notes.clone())
        .add_systems(Last, note.after(ExitSystems));
    SessionLog { path, notes }
}

impl SessionLog {
    /// Writes the file.
    ///
    /// # Errors
    /// It can't be written.
    pub fn finish(self) -> Result<(), FileError> {
        let text = match self.notes.0.lock() {
            Ok(text) => text.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        };
        files::write(&self.path, text.as_bytes())
    }
}

fn note(
    mut exits: MessageReader<AppExit>,
    notes: Res<Notes>,
    session: Res<Session>,
    record: Res<Record>,
    clock: Res<SimClock>,
) {
    if exits.read().next().is_some()
        && let Ok(mut text) = notes.0.lock()
    {
        *text = as_command(&session, record.changes_by_hand(), *clock);
    }
}

/// The call that repeats a session.
fn as_command<'a>(
    session: &Session,
    by_hand: impl Iterator<Item = &'a TimedChange>,
    clock: SimClock,
) -> String {
    let mut text = format!(
        "exoscope simulate {} --seed {} --for {}ns",
        session.scene.word(),
        session.seed,
        clock.now.as_nanos()
    );
    for timed in by_hand {
        let change = &timed.change;
        // Writing to a string can't fail.
        let _ = write!(
            text,
            " \\\n  --at {}ns {}={}",
            timed.at.as_nanos(),
            change.key(),
            change.value
        );
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        sim::tests::{change, small_cell},
        units::SimTime,
    };

    #[test]
    fn a_session_is_written_as_the_call_that_repeats_it() {
        let session = Session {
            scene: small_cell(),
            seed: 7,
            changes: Vec::new(),
        };
        let fire = change(1.5, "signal.action_potential=true");
        let now = SimTime::from_secs(2.0);
        let clock = SimClock { now, ..default() };
        let name = &session.scene.name;
        assert_eq!(
            as_command(&session, [&fire].into_iter(), clock),
            format!(
                "exoscope simulate {name} --seed 7 --for 2000000000ns \\\n  \
                 --at 1500000000ns signal.action_potential=true\n"
            )
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_scene_of_ones_own_is_written_by_the_path_that_opens_it_from_anywhere() {
        let session = |called: &str| {
            let mut scene = small_cell();
            scene.called = called.into();
            let session = Session {
                scene,
                seed: 7,
                changes: Vec::new(),
            };
            as_command(&session, [].into_iter(), SimClock::default())
        };
        assert_eq!(
            session("/home/cells/a.ron"),
            "exoscope simulate /home/cells/a.ron --seed 7 --for 0ns\n"
        );
        assert_eq!(
            session("/home/o'neill/my cells/a.ron"),
            "exoscope simulate '/home/o'\\''neill/my cells/a.ron' --seed 7 --for 0ns\n"
        );
    }

    #[test]
    fn a_log_that_cannot_be_written_says_where() {
        let log = SessionLog {
            path: "/nonexistent/folder/session.txt".into(),
            notes: Notes(Arc::default()),
        };
        let error = log.finish().expect_err("there is no such folder");
        assert!(
            error
                .to_string()
                .contains("/nonexistent/folder/session.txt")
        );
    }
}
