//! `exoscope still`: one picture, with or without a display.

use super::{CommandError, progress::Progress, refuse_one_file, words::StillWords};
use crate::{
    film::{
        device,
        still::{StillRequest, make},
    },
    sim::{session::Session, vesicle::VesicleId},
};

/// Makes the picture that is asked for.
pub fn still(session: Session, words: StillWords) -> Result<(), CommandError> {
    refuse_one_file(
        words.session.scene.as_deref(),
        &[("--output", &Some(words.output.clone()))],
    )?;
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
    Ok(made?)
}
