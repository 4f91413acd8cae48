//! Every word that the window shows comes from the texts by its key: with every letter
//! of the texts changed, none of an unchanged one is seen, in any panel, caption, name
//! or message.

#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "common/desk.rs"]
mod desk;

use std::{borrow::Cow, cmp::Reverse, collections::BTreeSet, mem, time::Duration};

use bevy::{prelude::*, time::TimeUpdateStrategy};
use bevy_egui::{
    EguiFullOutput, EguiOutput, EguiPostUpdateSet,
    egui::{Shape, epaint::ClippedShape},
};
use desk::Desk;
use exoscope::{
    biology::{cards, controls, parameters},
    scene,
    session::actions::{Action, Step},
    text::{self, Language},
};

/// What stands for `a`; the other letters follow it, as large and as small as they were.
const FIRST_SMALL: char = 'а';
const FIRST_LARGE: char = 'А';
/// Letters that stand together without a word: units.
const NO_WORDS: [&str; 5] = ["ATP", "GTP", "kHz", "mPa", "min"];
/// Scenes of thousands of vesicles, or of large ones, which have no words that others
/// have not but those at their beginning.
const SLOW: [&str; 2] = ["calcium_clamp", "chromaffin_cell"];
/// Fewer letters are a symbol.
const A_WORD: usize = 3;

/// Every Latin letter becomes a Cyrillic one.
fn changed(text: &str) -> Cow<'_, str> {
    let other = |letter: char, first: char, from: char| {
        let place = u32::from(letter) - u32::from(from);
        char::from_u32(u32::from(first) + place).unwrap_or(letter)
    };
    let letters = text.chars().map(|letter| match letter {
        'a'..='z' => other(letter, FIRST_SMALL, 'a'),
        'A'..='Z' => other(letter, FIRST_LARGE, 'A'),
        _ => letter,
    });
    letters.collect::<String>().into()
}

/// All that was seen since the window opened.
#[derive(Resource, Default)]
struct Seen(BTreeSet<String>);

fn note_what_is_seen(
    painted: Query<&EguiFullOutput>,
    told: Query<&EguiOutput>,
    mut seen: ResMut<Seen>,
) {
    for output in &painted {
        let shapes = output.0.iter().flat_map(|output| &output.shapes);
        for ClippedShape { shape, .. } in shapes {
            note_texts(shape, &mut seen.0);
        }
    }
    // What a screen reader hears.
    for output in &told {
        let Some(update) = &output.platform_output.accesskit_update else {
            continue;
        };
        for (_, node) in &update.nodes {
            let said = [node.label(), node.value(), node.description()];
            seen.0.extend(said.into_iter().flatten().map(str::to_owned));
        }
    }
}

fn note_texts(shape: &Shape, seen: &mut BTreeSet<String>) {
    match shape {
        Shape::Text(text) => {
            seen.insert(text.galley.text().to_owned());
        }
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| note_texts(shape, seen)),
        _ => {}
    }
}

fn open(scene: &str) -> Desk {
    let mut desk = Desk::before(scene, 1);
    desk.app.init_resource::<Seen>().add_systems(
        PostUpdate,
        note_what_is_seen
            .after(EguiPostUpdateSet::EndPass)
            .before(EguiPostUpdateSet::ProcessOutput),
    );
    desk
}

fn look(desk: &mut Desk, pictures: usize) {
    for _ in 0..pictures {
        desk.app.update();
    }
}

fn ask(desk: &mut Desk, action: Action) {
    desk.app.world_mut().write_message(action);
    look(desk, 4);
}

/// Opens all that can be opened, and goes to all that can be gone to.
fn go_through(desk: &mut Desk) {
    let opened = [
        Action::Membrane,
        Action::Instruments,
        Action::Trials,
        Action::Energy,
        Action::WhatIf,
        Action::Numbers,
        Action::KeyList,
        Action::Legend,
    ];
    for action in opened {
        ask(desk, action);
        ask(desk, Action::Close);
    }
    ask(desk, Action::Crowding);
    ask(desk, Action::Calm(0.5));
    for step in Step::ALL {
        ask(desk, Action::GoToStep(step));
        ask(desk, Action::Follow);
    }
    ask(desk, Action::FireActionPotential);
    look(desk, 30);
    ask(desk, Action::Direct);
    look(desk, 30);
    ask(
        desk,
        Action::LeaveSeed {
            wrong: Some("?".to_owned()),
        },
    );
    ask(desk, Action::LeaveSeed { wrong: None });
    ask(desk, Action::StartAgain { seed: None });
    ask(desk, Action::UsualSettings);
    ask(desk, Action::Blank);
    ask(desk, Action::Blank);
}

/// Stays over every control until it says what it does.
fn point_at_everything(desk: &mut Desk) {
    const UNTIL_TOLD: usize = 3;
    const SLOWLY: TimeUpdateStrategy =
        TimeUpdateStrategy::ManualDuration(Duration::from_millis(400));
    ask(desk, Action::PlayOrPause);
    desk.app.insert_resource(SLOWLY);
    for (_, place, _) in desk.controls() {
        desk.point_at(place);
        look(desk, UNTIL_TOLD);
    }
}

/// What may be a word: letters that stand together.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphabetic());
    words.filter(|word| word.len() >= A_WORD && !NO_WORDS.contains(word))
}

/// What stands beside numbers as it was published, and what a command line reads again.
fn as_it_was() -> Vec<&'static str> {
    let sources = parameters::table()
        .iter()
        .map(|number| number.source.as_str());
    let keys = parameters::table().iter().map(|number| number.key.as_str());
    let controls = controls::registry().iter();
    let controls = controls.flat_map(|control| [control.source.as_str(), control.key.as_str()]);
    let cards = cards::cards().iter().map(|card| card.source.as_str());
    let all = sources.chain(keys).chain(controls).chain(cards);
    let mut all: Vec<&str> = all.filter(|text| !text.is_empty()).collect();
    // What is part of another one is looked for after it.
    all.sort_unstable_by_key(|text| Reverse(text.len()));
    all
}

#[test]
fn no_word_is_seen_that_is_not_among_the_texts() {
    text::speak(Language::english_changed(changed)).unwrap();
    let kept = as_it_was();
    let mut seen = BTreeSet::new();
    for scene in scene::built_in() {
        let mut desk = open(scene.name);
        if !SLOW.contains(&scene.name) {
            go_through(&mut desk);
        }
        look(&mut desk, 6);
        if scene.name == "synaptic_bouton" {
            point_at_everything(&mut desk);
            ask(&mut desk, Action::Twin);
        }
        seen.append(&mut mem::take(
            &mut desk.app.world_mut().resource_mut::<Seen>().0,
        ));
    }
    let foreign = seen.iter().filter(|text| {
        let mut rest = (*text).clone();
        for known in &kept {
            rest = rest.replace(known, " ");
        }
        words_of(&rest).next().is_some()
    });
    let foreign: Vec<&String> = foreign.collect();
    assert!(seen.len() > 500, "only {} texts were seen", seen.len());
    assert!(
        foreign.is_empty(),
        "{} of {}: {foreign:#?}",
        foreign.len(),
        seen.len()
    );
}

#[test]
fn a_word_is_told_from_a_symbol_and_from_a_changed_one() {
    assert_eq!(words_of("12 nm to 3.5 ms, S3").count(), 0);
    assert_eq!(words_of(&changed("Vesicle 17 docked")).count(), 0);
    assert_eq!(
        words_of("Vesicle 17 docked").collect::<Vec<_>>(),
        ["Vesicle", "docked"]
    );
}
