//! `exoscope still`: one picture, with or without a display.

use super::{
    CommandError, check_moments,
    moments::{moment_of, shifted},
    progress::Progress,
    refuse_one_file,
    words::{Far, Shift, StillWords},
};
use crate::{
    files::Draft,
    film::{
        device,
        still::{StillRequest, check_request, make},
    },
    sim::{session::Session, vesicle::VesicleId},
    ui::opened::Opened,
    units::SimTime,
};

/// Makes the picture that is asked for.
pub fn still(session: Session, words: StillWords) -> Result<(), CommandError> {
    refuse_one_file(
        words.session.scene.as_deref(),
        &session.scene.class_files,
        &[("--output", &Some(words.output.clone()))],
    )?;
    check_request(&session.scene, words.view.as_deref(), words.size)?;
    if words.no_fancy {
        device::forgo_fancy();
    }
    let (at, whose) = when_and_whose(&session, &words)?;
    let follow = words.follow.map(VesicleId).or(whose);
    if words.panel == Some(Opened::Vesicle) && follow.is_none() {
        return Err(CommandError::WrongWords(
            "--panel vesicle is the card of the vesicle that is followed: name it with --follow"
                .to_owned(),
        ));
    }
    check_moments(&session.changes, at, "the moment of the picture")?;
    let mut progress = Progress::towards(at);
    let made = make(
        session,
        StillRequest {
            at,
            view: words.view,
            follow,
            size: words.size,
            ui: words.ui || words.large_text || words.panel.is_some(),
            panel: words.panel,
            large_text: words.large_text,
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

/// The moment of the picture; and whom it is of, if it is chosen by an event and the
/// view is of one vesicle.
fn when_and_whose(
    session: &Session,
    words: &StillWords,
) -> Result<(SimTime, Option<VesicleId>), CommandError> {
    let Some(event) = &words.event else {
        return Ok((words.at.moment.unwrap_or_default(), None));
    };
    let shift = words.shift();
    let is_share = matches!(
        shift,
        Shift::Before(Far::Share(_)) | Shift::After(Far::Share(_))
    );
    if is_share && !event.lasts() {
        return Err(CommandError::WrongWords(format!(
            "a {} takes no time to have a share of: give --after and --before a time, such as 2ms",
            event.what.word()
        )));
    }
    // What can't be written is told before the run that finds the moment.
    if !words.output.exists() {
        drop(Draft::begin(&words.output)?);
    }
    let moment = moment_of(session.clone(), event)?;
    let is_of_vesicle = words.view.as_deref().is_none_or(|wanted| {
        let mut views = session.scene.views.iter();
        views.any(|view| view.name == wanted && view.of_vesicle)
    });
    Ok((
        shifted(moment, shift),
        is_of_vesicle.then_some(moment.vesicle),
    ))
}
