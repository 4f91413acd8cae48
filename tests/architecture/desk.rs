//! The desk: panels are systems of their own that ask for little, and what they change of
//! what is seen they ask for by actions.

use std::collections::BTreeSet;

use syn::{
    Fields, FnArg, GenericArgument, ItemFn, ItemMod, ItemStruct, PathArguments, PathSegment, Type,
    visit::{self, Visit},
};

use super::sources;

/// A function is handed no more than this, and what a system asks for as one thing has no
/// more parts.
const MOST_HANDED: usize = 10;
const MOST_PARTS: usize = 9;
/// What is seen, and from where.
const SEEN: [&str; 6] = [
    "Playback",
    "ViewSettings",
    "CameraRig",
    "Cutaway",
    "Following",
    "Selected",
];
/// Who changes it: actions are carried out here, steps gone to and vesicles followed,
/// settings put on, and time waits for who reads.
const HANDS: [&str; 6] = [
    "src/ui/carry_out.rs",
    "src/ui/steps.rs",
    "src/ui/follow.rs",
    "src/ui/news.rs",
    "src/ui/settings.rs",
    "src/ui/appearance.rs",
];

/// What a source of the desk asks for.
#[derive(Default)]
struct Asks {
    too_much: Vec<String>,
    changes: BTreeSet<String>,
}

impl Asks {
    fn of(text: &str) -> Self {
        let mut asks = Self::default();
        asks.visit_file(&syn::parse_file(text).expect("a source is Rust"));
        asks
    }
}

/// How many things come as one argument: a tuple is as many as it has parts.
fn handed(argument: &FnArg) -> usize {
    match argument {
        FnArg::Typed(typed) => parts_of(&typed.ty),
        FnArg::Receiver(_) => 1,
    }
}

fn parts_of(what: &Type) -> usize {
    match what {
        Type::Tuple(tuple) => tuple.elems.iter().map(parts_of).sum(),
        _ => 1,
    }
}

impl<'ast> Visit<'ast> for Asks {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if item.ident != "tests" {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if item.sig.inputs.iter().map(handed).sum::<usize>() > MOST_HANDED {
            self.too_much.push(item.sig.ident.to_string());
        }
        visit::visit_item_fn(self, item);
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        let is_asked_for = item.attrs.iter().any(|attribute| {
            let list = attribute.meta.require_list();
            list.is_ok_and(|list| list.tokens.to_string().contains("SystemParam"))
        });
        if let (true, Fields::Named(parts)) = (is_asked_for, &item.fields)
            && parts.named.len() > MOST_PARTS
        {
            self.too_much.push(item.ident.to_string());
        }
        visit::visit_item_struct(self, item);
    }

    fn visit_path_segment(&mut self, segment: &'ast PathSegment) {
        if segment.ident == "ResMut"
            && let PathArguments::AngleBracketed(arguments) = &segment.arguments
        {
            for argument in &arguments.args {
                if let GenericArgument::Type(Type::Path(of)) = argument
                    && let Some(last) = of.path.segments.last()
                {
                    self.changes.insert(last.ident.to_string());
                }
            }
        }
        visit::visit_path_segment(self, segment);
    }
}

/// What in a source of the desk breaks a rule.
fn faults(path: &str, text: &str) -> Vec<String> {
    let asks = Asks::of(text);
    let is_hand = HANDS.contains(&path);
    let changed = asks.changes.iter().map(String::as_str);
    let changed = changed.filter(|what| !is_hand && SEEN.contains(what));
    let changed = changed.map(|what| format!("{path} changes {what}"));
    let much = asks.too_much.iter();
    let much = much.map(|who| format!("{path}: {who} asks for too much"));
    changed.chain(much).collect()
}

#[test]
fn a_panel_asks_for_little_and_changes_what_is_seen_by_actions_alone() {
    let mut looked_at = 0;
    let mut found = Vec::new();
    for source in sources() {
        let is_test = source.file.contains("/desks") || source.file.ends_with("/tests.rs");
        if source.file.starts_with("src/ui/") && !is_test {
            looked_at += 1;
            found.extend(faults(&source.file, &source.text));
        }
    }
    assert!(looked_at > 40, "{looked_at}");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn made_up_panels_that_ask_for_much_or_change_what_is_seen_are_told_apart() {
    let many = (0..=MOST_HANDED).map(|number| format!("p{number}: u8,"));
    let many = format!("fn draw({}) {{}}", many.collect::<String>());
    let bundles = (0..=MOST_HANDED).map(|_| "u8,").collect::<String>();
    let in_tuples = format!("fn draw(one: u8, (all): ({bundles})) {{}}");
    let parts = (0..=MOST_PARTS).map(|number| format!("p{number}: u8,"));
    let parts = parts.collect::<String>();
    let everything = format!("#[derive(SystemParam)] struct Everything {{ {parts} }}");
    let plain = format!("struct Everything {{ {parts} }}");
    let writes = "fn draw(mut playback: ResMut<Playback>) {}";
    let in_one = "struct Lab<'w> { rig: ResMut<'w, crate::view::CameraRig> }";
    let reads = "fn draw(playback: Res<Playback>, mut own: ResMut<Choices>) {}";
    for (text, expected) in [
        (many.as_str(), 1),
        (&in_tuples, 1),
        (&everything, 1),
        (&plain, 0),
        (writes, 1),
        (in_one, 1),
        (reads, 0),
    ] {
        assert_eq!(faults("src/ui/energy.rs", text).len(), expected, "{text}");
    }
    assert!(faults("src/ui/carry_out.rs", writes).is_empty());
}
