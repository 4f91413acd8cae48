//! How we know: what a thing in the picture is, or a number on a panel, which
//! numbers of the tables made it, and for each of them its value, unit, range,
//! source, and whether it is measured, reported, inferred or artistic licence.
//!
//! Any widget can be asked: a click on a name, the other mouse button on what a
//! click changes, or `?` on what the keys have come to.

use std::{collections::BTreeMap, sync::OnceLock};

use bevy_egui::egui::{self, Sense};
use serde::Deserialize;

use super::{inhabitants::Inhabitants, list, named::called, scroll};
use crate::{
    biology::{
        controls,
        parameters::{self, ClassNumbers, Filling, Parameter, Size, Standing},
        vesicles::{Classes, VesicleKind, Words},
    },
    sim::vesicle::{Stage, Vesicle},
    text::{self, word},
    view::named::Named,
};

/// Width of the card, in units of the text's height.
const CARD_WIDTH: f32 = 22.0;
/// Size of the list of all numbers, and width of the field to search it, likewise.
const LIST_SIZE: [f32; 2] = [44.0, 26.0];
const SEARCH_WIDTH: f32 = 12.0;

/// What one may ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A thing in the picture.
    Thing(Named),
    /// A number that is read or counted, by its name among the texts.
    Reading(&'static str),
    /// A control, by its key.
    Control(&'static str),
    /// A class of vesicle that tells of itself.
    Class(VesicleKind, OfClass),
}

/// What of a class one may ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfClass {
    Itself,
    Contents,
    Size,
}

/// What is known of a thing or a number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Origin {
    /// Keys of the parameter tables.
    #[serde(default)]
    numbers: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Provenance {
    objects: BTreeMap<Named, Origin>,
    readings: BTreeMap<String, Origin>,
    controls: BTreeMap<String, Vec<String>>,
}

fn provenance() -> &'static Provenance {
    static PROVENANCE: OnceLock<Provenance> = OnceLock::new();
    PROVENANCE.get_or_init(|| {
        ron::from_str(include_str!("../../assets/provenance.ron"))
            .expect("the built-in list of origins is read by a test")
    })
}

/// What one asks about who asks of a vesicle at this stage what it is.
pub fn asked_of(vesicle: &Vesicle, stage: Stage) -> Subject {
    if vesicle.is_mere_membrane() && stage != Stage::Budding {
        return Subject::Thing(Named::Returning);
    }
    asked_of_class(vesicle.kind, stage)
}

/// The same of any vesicle of a class.
fn asked_of_class(kind: VesicleKind, stage: Stage) -> Subject {
    let named = Named::of_vesicle(&kind, stage);
    let is_at_the_membrane = matches!(stage, Stage::Fusing | Stage::Budding);
    match kind.get().words.own() {
        Some(_) if !is_at_the_membrane => Subject::Class(kind, OfClass::Itself),
        _ => Subject::Thing(named),
    }
}

/// What one asks about who asks what a vesicle holds, and how large it is.
pub fn asked_of_contents_and_size(kind: VesicleKind) -> [Subject; 2] {
    match &kind.get().words {
        Words::Keys(keys) => [&keys.contents, &keys.size].map(|key| Subject::Reading(key)),
        Words::Own(_) => [OfClass::Contents, OfClass::Size].map(|of| Subject::Class(kind, of)),
    }
}

/// Everything that is said about a subject.
struct Told {
    title: String,
    what: String,
    source: Option<String>,
    artistic: Option<String>,
    numbers: Vec<&'static Parameter>,
}

impl Told {
    fn of(subject: Subject) -> Option<Self> {
        let with = |title: &str, what: &str, artistic: String, origin: &Origin| Self {
            title: title.to_owned(),
            what: word(what).to_owned(),
            source: None,
            artistic: text::find(&artistic).map(str::to_owned),
            numbers: numbers(&origin.numbers),
        };
        match subject {
            Subject::Thing(named) => {
                let origin = provenance().objects.get(&named)?;
                let key = named.key();
                let (what, artistic) = (format!("{key}.what"), format!("{key}.artistic"));
                Some(with(named.text(), &what, artistic, origin))
            }
            Subject::Reading(name) => {
                let origin = provenance().readings.get(name)?;
                let key = text::key("reading", name);
                let artistic = format!("{key}.artistic");
                Some(with(&title_of(name), &key, artistic, origin))
            }
            Subject::Class(kind, of) => Self::of_class(kind, of),
            Subject::Control(key) => {
                let control = controls::control(key).ok()?;
                let keys = provenance().controls.get(key);
                Some(Self {
                    title: control.label.clone(),
                    what: format!("{} ({}: {})", control.meaning, control.key, control.range()),
                    source: Some(control.source.clone()),
                    artistic: None,
                    numbers: keys.map(|keys| numbers(keys)).unwrap_or_default(),
                })
            }
        }
    }
}

impl Told {
    /// What a class with words of its own says of itself.
    fn of_class(kind: VesicleKind, of: OfClass) -> Option<Self> {
        let own = kind.get().words.own()?;
        let (title, what, numbers) = match of {
            OfClass::Itself => (own.many.as_str(), &own.what, ClassNumbers::told(kind)),
            OfClass::Contents => (word("contents"), &own.contents, Filling::told(kind)),
            OfClass::Size => (word("size"), &own.size, Size::told(kind)),
        };
        let artistic = Some(own.artistic.clone());
        Some(Self {
            title: title.to_owned(),
            what: what.clone(),
            source: None,
            artistic: artistic.filter(|text| of == OfClass::Itself && !text.is_empty()),
            numbers,
        })
    }
}

/// The name of a reading as it is shown: what follows a stroke tells it from others
/// of the same name.
fn title_of(reading: &str) -> String {
    let (title, _) = reading.split_once('/').unwrap_or((reading, ""));
    Inhabitants::in_general().word(title)
}

fn numbers(keys: &[String]) -> Vec<&'static Parameter> {
    let number = |key: &String| parameters::table().iter().find(|entry| entry.key == *key);
    keys.iter().filter_map(number).collect()
}

fn place_of_question() -> egui::Id {
    egui::Id::new("asked for its source")
}

/// Asks about `subject`; the answer comes with the panels' next look.
pub fn ask(ctx: &egui::Context, subject: Subject) {
    ctx.data_mut(|data| data.insert_temp(place_of_question(), Some(subject)));
}

/// What was asked about since.
pub fn taken(ctx: &egui::Context) -> Option<Subject> {
    ctx.data_mut(|data| data.remove_temp::<Option<Subject>>(place_of_question()))
        .flatten()
}

/// Lets a widget answer the other mouse button, and `?` while it has the keys.
pub fn answers(response: &egui::Response, subject: Subject) {
    let typed = response.has_focus()
        && response.ctx.input(|input| {
            let typed =
                |event: &egui::Event| matches!(event, egui::Event::Text(text) if text == "?");
            input.events.iter().any(typed)
        });
    if typed || response.secondary_clicked() {
        ask(&response.ctx, subject);
    }
}

/// A name that answers a click, and Enter while it has the keys.
pub fn name(
    ui: &mut egui::Ui,
    text: impl Into<egui::WidgetText>,
    subject: Subject,
) -> egui::Response {
    let response = ui.add(egui::Label::new(text).sense(Sense::click()));
    if response.clicked() {
        ask(ui.ctx(), subject);
    }
    answers(&response, subject);
    if response.has_focus() {
        let stroke = ui.visuals().selection.stroke;
        let rect = response.rect.expand(1.0);
        ui.painter()
            .rect_stroke(rect, 2.0, stroke, egui::StrokeKind::Outside);
    }
    response
}

/// A number of the tables: what it means, then value, range, standing, source.
fn show_number(ui: &mut egui::Ui, number: &Parameter) {
    ui.label(&number.meaning);
    ui.label(egui::RichText::new(said(number)).small());
    let source = format!("{} {}", word("source"), number.source);
    ui.label(egui::RichText::new(source).small().weak());
    ui.add_space(4.0);
}

/// `kinesin_1.step = 8 nm (8 to 8), measured`.
fn said(number: &Parameter) -> String {
    let Parameter {
        key,
        value,
        unit,
        low,
        high,
        ..
    } = number;
    let with_unit = format!("{value} {}", text::unit(unit));
    format!(
        "{key} = {} ({low} {} {high}), {}",
        with_unit.trim_end(),
        word("range_to"),
        standing_of(number),
    )
}

fn standing_of(number: &Parameter) -> &'static str {
    word(match number.standing {
        Standing::Measured => "standing_measured",
        Standing::Reported => "standing_reported",
        Standing::Inferred => "standing_inferred",
        Standing::Artistic => "standing_artistic",
    })
}

/// What became of a card.
pub struct ShownCard {
    pub closed: bool,
    /// Where it stands.
    pub place: egui::Rect,
}

/// Draws the card of a subject at a place, with contents of at most this size.
pub fn show_card(
    ctx: &egui::Context,
    subject: Subject,
    at: egui::Pos2,
    most: egui::Vec2,
) -> ShownCard {
    let Some(told) = Told::of(subject) else {
        return ShownCard {
            closed: true,
            place: egui::Rect::from_min_size(at, egui::Vec2::ZERO),
        };
    };
    let mut closed = false;
    let shown = egui::Area::new("provenance".into())
        .fixed_pos(at)
        .order(egui::Order::Foreground)
        .show(ctx, |ui| {
            egui::Frame::window(ui.style())
                .inner_margin(egui::Margin::symmetric(10, 7))
                .show(ui, |ui| {
                    let line = ui.text_style_height(&egui::TextStyle::Body);
                    ui.set_width((CARD_WIDTH * line).min(most.x));
                    ui.set_max_height(most.y);
                    closed = title(ui, &told.title);
                    let left = ui.available_height().max(2.0 * line);
                    scroll::vertical(ui, "told", left, |ui| show_told(ui, &told));
                });
        });
    ShownCard {
        closed,
        place: shown.response.rect,
    }
}

/// The head of a card, on as many lines as it needs beside the button that closes
/// it; whether that was pressed.
pub fn title(ui: &mut egui::Ui, text: &str) -> bool {
    let mut closed = false;
    ui.with_layout(egui::Layout::right_to_left(egui::Align::TOP), |ui| {
        let button = ui.small_button("×").on_hover_text(word("close"));
        closed = button.clicked();
        ui.with_layout(egui::Layout::top_down(egui::Align::LEFT), |ui| {
            ui.add(egui::Label::new(egui::RichText::new(text).heading()).wrap());
        });
    });
    closed
}

fn show_told(ui: &mut egui::Ui, told: &Told) {
    ui.label(&told.what);
    if let Some(source) = &told.source {
        let source = format!("{} {source}", word("source"));
        ui.label(egui::RichText::new(source).small().weak());
    }
    if let Some(artistic) = &told.artistic {
        ui.add_space(3.0);
        let text = format!("{} {artistic}", word("artistic_licence"));
        ui.label(egui::RichText::new(text).italics());
    }
    ui.add_space(6.0);
    if !told.numbers.is_empty() {
        let heading = egui::RichText::new(word("made_by")).strong();
        ui.label(heading);
        for number in &told.numbers {
            show_number(ui, number);
        }
    }
}

/// The list of all numbers: whether it is open, and what is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllNumbers {
    pub open: bool,
    pub sought: String,
}

/// The numbers in which every word of `sought` is found: of the tables, and of the
/// classes that a scene brings.
pub fn found(sought: &str, classes: &Classes) -> impl Iterator<Item = &'static Parameter> {
    let words: Vec<String> = sought.split_whitespace().map(str::to_lowercase).collect();
    let own: Vec<&Parameter> = classes
        .iter()
        .flat_map(|kind| &kind.get().numbers)
        .collect();
    parameters::table().iter().chain(own).filter(move |number| {
        let standing = standing_of(number);
        let text = format!(
            "{} {} {} {} {standing}",
            number.key,
            number.meaning,
            text::unit(&number.unit),
            number.source
        );
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    })
}

/// Draws the list of all numbers in the middle, those of a cell's classes among them, and
/// turns so many of its pages; whether it was closed.
pub fn show_all(
    ctx: &egui::Context,
    numbers: &mut AllNumbers,
    classes: &Classes,
    turns: isize,
) -> bool {
    let sought = &mut numbers.sought;
    let so_far = sought.clone();
    let search = |ui: &mut egui::Ui| {
        let line = ui.text_style_height(&egui::TextStyle::Body);
        let width = (SEARCH_WIDTH * line).min(ui.max_rect().width());
        let id = egui::Id::new("search of all numbers");
        let field = egui::TextEdit::singleline(sought)
            .id(id)
            .hint_text(word("search"))
            .desired_width(width);
        let has_just_come = ui.ctx().read_response(id).is_none();
        let field = ui.add(field);
        if has_just_come {
            field.request_focus();
        }
        called(&field, word("search"));
        let count = found(sought, classes).count();
        ui.label(egui::RichText::new(count.to_string()).weak());
    };
    list::show(ctx, word("all_numbers"), turns, search, |ui, room| {
        let line = ui.text_style_height(&egui::TextStyle::Body);
        let [width, height] = LIST_SIZE.map(|size| size * line);
        ui.set_width(width.min(room.x));
        // However many are found, it keeps its size.
        ui.set_min_height(height.min(room.y));
        for number in found(&so_far, classes) {
            show_number(ui, number);
        }
    })
}

/// The numbers of the tables that a subject is told with.
#[cfg(test)]
pub fn told_with(subject: Subject) -> Vec<&'static Parameter> {
    Told::of(subject).map_or_else(Vec::new, |told| told.numbers)
}

/// All that one may ask about.
#[cfg(test)]
pub fn all_subjects() -> Vec<Subject> {
    let things = provenance().objects.keys().copied().map(Subject::Thing);
    let readings = provenance().readings.keys();
    let readings = readings.map(|name| Subject::Reading(name));
    let controls = controls::registry().iter();
    let controls = controls.map(|control| Subject::Control(&control.key));
    things.chain(readings).chain(controls).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::biology::vesicles::Pool;

    fn is_grounded(subject: Subject, origin: &Origin) {
        let told = Told::of(subject).unwrap_or_else(|| panic!("{subject:?}"));
        let name = told.title;
        assert!(told.what.ends_with('.'), "{name}: {}", told.what);
        let known = numbers(&origin.numbers);
        for key in &origin.numbers {
            assert!(
                known.iter().any(|number| number.key == *key),
                "{name}: no table has {key}"
            );
        }
        assert!(
            !known.is_empty() || told.artistic.is_some(),
            "{name} has neither a number nor a word on artistic licence"
        );
    }

    #[test]
    fn everything_that_can_be_picked_has_a_source_or_says_that_it_is_artistic() {
        for named in Named::ALL {
            let origin = provenance().objects.get(&named);
            let origin = origin.unwrap_or_else(|| panic!("{named:?}"));
            assert!(!named.text().is_empty(), "{named:?}");
            is_grounded(Subject::Thing(named), origin);
        }
        for kind in VesicleKind::all() {
            for stage in Stage::ALL {
                assert!(Told::of(asked_of_class(*kind, stage)).is_some());
            }
            for subject in asked_of_contents_and_size(*kind) {
                assert!(Told::of(subject).is_some(), "{kind:?}");
            }
        }
        let of = |stage| asked_of_class(VesicleKind::built_in("synaptic_vesicle"), stage);
        assert_eq!(of(Stage::Primed), Subject::Thing(Named::Primed));
        let resting = Stage::Resting(Pool::Reserve);
        assert_eq!(of(resting), Subject::Thing(Named::Pool));
    }

    #[test]
    fn every_control_and_every_reading_has_its_source() {
        for control in controls::registry() {
            let told = Told::of(Subject::Control(&control.key));
            let told = told.unwrap_or_else(|| panic!("{}", control.key));
            assert!(told.source.is_some_and(|source| !source.is_empty()));
        }
        for (key, keys) in &provenance().controls {
            assert!(controls::control(key).is_ok(), "{key}");
            assert_eq!(numbers(keys).len(), keys.len(), "{key}: {keys:?}");
        }
        for (name, origin) in &provenance().readings {
            assert_ne!(title_of(name), *name);
            is_grounded(Subject::Reading(name), origin);
        }
    }

    #[test]
    fn all_numbers_are_found_by_key_by_meaning_and_by_standing() {
        let usual = Classes::default();
        assert_eq!(found("", &usual).count(), parameters::table().len());
        let keys = |sought: &str| -> Vec<&str> {
            found(sought, &usual)
                .map(|number| number.key.as_str())
                .collect()
        };
        assert!(keys("kinesin_1.step").contains(&"kinesin_1.step"));
        assert!(keys("outer DIAMETER microtubule").contains(&"microtubule.diameter"));
        assert!(keys("artistic").contains(&"motor.pause_rate"));
        assert!(keys("no such number anywhere").is_empty());
    }

    #[test]
    fn a_number_is_told_with_value_unit_range_and_standing() {
        let found = found("kinesin_1.step", &Classes::default()).next();
        let step = found.expect("the step of kinesin");
        assert_eq!(said(step), "kinesin_1.step = 8 nm (8 to 8), measured");
    }
}
