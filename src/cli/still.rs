//! `exoscope still`: one picture, with or without a display.

use super::{
    CommandError,
    output::{OutputError, check_target},
    progress::Progress,
    words::StillWords,
};
use crate::{
    film::{
        device,
        still::{StillError, StillRequest, make},
    },
    sim::{session::Session, vesicle::VesicleId},
};

/// Makes the picture that is asked for.
pub fn still(session: Session, words: StillWords) -> Result<(), CommandError> {
    check_target(&words.output)?;
    if words.no_fancy {
        device::forgo_fancy();
    }
    let mut progress = Progress::towards(words.at.moment);
    let made = make(
        session,
        StillRequest {
            at: words.at.moment,
            view: words.view,
            follow: words.follow.map(VesicleId),
            size: words.size,
            ui: words.ui || words.panel.is_some(),
            panel: words.panel,
            labels: words.labels,
            theme: words.theme,
            calm: words.calm,
            crowd: words.crowd,
            twin: words.twin,
            output: words.output,
        },
        |now| progress.at(now),
    );
    progress.finish();
    made.map_err(|error| match error {
        StillError::Unwritable { path, source } => OutputError::File { file: path, source }.into(),
        other => other.into(),
    })
}
