//! `exoscope still`: one picture, with or without a display.

use super::{CommandError, output::check_target, words::StillWords};
use crate::{
    film::still::{StillRequest, make},
    sim::{session::Session, vesicle::VesicleId},
};

/// Makes the picture that is asked for.
pub fn still(session: Session, words: StillWords) -> Result<(), CommandError> {
    check_target(&words.output)?;
    make(
        session,
        StillRequest {
            at: words.at.moment,
            view: words.view,
            follow: words.follow.map(VesicleId),
            size: words.size,
            ui: words.ui,
            labels: words.labels,
            theme: words.theme,
            output: words.output,
        },
    )?;
    Ok(())
}
