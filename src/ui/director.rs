//! Calls the director and sends it away, and says in words what it shows.

use bevy::prelude::*;

use super::{
    caption::{Captions, Doing},
    keys,
    texts::{self, Whom},
};
use crate::{
    play::director::{Director, Story, Subject},
    scene::Scene,
    session::actions::Action,
    sim::vesicle::Vesicle,
    text::word,
};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Director>().add_systems(
        PreUpdate,
        (call_or_send_away, tell_of_the_story)
            .chain()
            .after(keys::listen),
    );
}

fn call_or_send_away(
    mut actions: MessageReader<Action>,
    mut director: ResMut<Director>,
    mut captions: ResMut<Captions>,
) {
    for action in actions.read() {
        let takes_the_camera = matches!(
            action,
            Action::GoToStep(_)
                | Action::NeighbourStep(_)
                | Action::GoToView(_)
                | Action::Home
                | Action::Follow
                | Action::StepOnce
        );
        if *action == Action::Direct || takes_the_camera && director.at_work {
            director.turn();
        }
        if *action == Action::Direct && !director.at_work {
            captions.answer(word("director_away").to_owned());
        }
    }
}

fn tell_of_the_story(
    director: Res<Director>,
    scene: Res<Scene>,
    vesicles: Query<&Vesicle>,
    mut captions: ResMut<Captions>,
    mut told: Local<Option<Story>>,
) {
    let same = |story: &Story| {
        told.is_some_and(|told| told.subject == story.subject && told.vesicle == story.vesicle)
    };
    match director.story {
        Some(story) if !same(&story) => {
            let said = match story.vesicle {
                Some((id, kind)) => {
                    let found = vesicles.iter().find(|vesicle| vesicle.id == id);
                    let is_membrane = found.is_some_and(Vesicle::is_mere_membrane);
                    let whom = Whom {
                        id,
                        kind,
                        is_membrane,
                    };
                    let words = match story.subject {
                        Subject::Retrieve if is_membrane => "retrieve_membrane",
                        subject => subject.word(),
                    };
                    texts::with_name(&texts::story(words), whom)
                }
                None => scene.summary.clone(),
            };
            // That it is at work must be seen where its button is not.
            let said = format!("{} {said}", word("director_says"));
            match (story.vesicle, story.subject) {
                (Some((id, _)), Subject::Fuse) => {
                    captions.answer_about(said, id, &[Doing::Joining]);
                }
                (Some((id, _)), _) => captions.answer_about(said, id, &[]),
                (None, _) => captions.answer(said),
            }
            *told = Some(story);
        }
        Some(_) => {}
        None => *told = None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{biology::vesicles::VesicleKind, play::director::Subject, sim::vesicle::VesicleId};

    #[test]
    fn every_story_has_its_words() {
        for subject in [
            Subject::Walk,
            Subject::Dock,
            Subject::Prime,
            Subject::Fuse,
            Subject::Retrieve,
        ] {
            let whom = Whom {
                id: VesicleId(17),
                kind: VesicleKind::built_in("synaptic_vesicle"),
                is_membrane: false,
            };
            let said = texts::with_name(&texts::story(subject.word()), whom);
            assert!(
                said.to_lowercase().contains("vesicle 17"),
                "{subject:?}: {said}"
            );
        }
    }
}
