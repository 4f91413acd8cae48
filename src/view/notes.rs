//! Notes in the picture on what a person has chosen to draw otherwise than it is.
//! They stand above the scale bar and go with every picture that is taken.

use bevy::prelude::*;

use super::{ViewSettings, ViewSystems, calm::Calm, cytosol::Crowding};
use crate::text::{say, word};

/// What there is to note in this frame.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Notes(pub Vec<String>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Notes>()
        .add_systems(PostUpdate, take_notes.in_set(ViewSystems::Light));
}

fn take_notes(mut notes: ResMut<Notes>, settings: Res<ViewSettings>, crowding: Res<Crowding>) {
    let all = [calm_note(settings.calm), crowd_note(*crowding)];
    let noted = Notes(all.into_iter().flatten().collect());
    notes.set_if_neq(noted);
}

/// What is said of calmed motion.
fn calm_note(calm: Calm) -> Option<String> {
    let percent = (100.0 * calm.left()).round();
    if !calm.is_on() {
        None
    } else if percent > 0.0 {
        Some(say("note-calm", |_| percent.to_string()))
    } else {
        Some(word("note-still").to_owned())
    }
}

/// What is said of the crowd of proteins.
fn crowd_note(crowding: Crowding) -> Option<String> {
    match crowding {
        Crowding::Off => None,
        Crowding::TooFar => Some(word("note-crowd_far").to_owned()),
        Crowding::OneIn(0 | 1) => Some(word("note-crowd").to_owned()),
        Crowding::OneIn(n) => Some(say("note-crowd_some", |_| n.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calmed_motion_is_noted_with_the_share_that_is_drawn() {
        let noted = |share: f32| calm_note(Calm::new(share));
        assert_eq!(noted(0.0), None);
        assert!(noted(0.8).is_some_and(|note| note.contains("20 %")));
        assert!(noted(1.0).is_some_and(|note| note.contains("no jitter")));
    }

    #[test]
    fn what_share_of_the_crowd_is_drawn_is_noted() {
        assert_eq!(crowd_note(Crowding::Off), None);
        let noted = |n| crowd_note(Crowding::OneIn(n));
        assert!(noted(1).is_some_and(|note| note.contains("each one")));
        assert!(noted(6).is_some_and(|note| note.contains("1 in 6")));
        assert!(crowd_note(Crowding::TooFar).is_some_and(|note| note.contains("nearer")));
    }
}
