//! Lists that are kept by hand and would drift: a new variant, file or room that
//! somebody forgets to add is found here.

use std::{collections::BTreeMap, fs};

use syn::{
    Expr, ImplItem, ImplItemConst, ItemEnum, ItemImpl, Type,
    visit::{self, Visit},
};

use super::{HOUSE, Source, files_below, rooms, root, sources};

/// Enumerations of a source with the names of their variants, and the names that
/// their lists called `ALL` have.
#[derive(Default)]
struct Lists {
    enums: BTreeMap<String, Vec<String>>,
    all: BTreeMap<String, Vec<String>>,
}

impl<'ast> Visit<'ast> for Lists {
    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        let variants = item.variants.iter();
        let variants = variants.map(|variant| variant.ident.to_string()).collect();
        self.enums.insert(item.ident.to_string(), variants);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        visit::visit_item_impl(self, item);
        let Type::Path(of) = &*item.self_ty else {
            return;
        };
        let of = of.path.segments.last().expect("a type has a name");
        for part in &item.items {
            if let ImplItem::Const(ImplItemConst { ident, expr, .. }) = part
                && ident == "ALL"
                && let Expr::Array(list) = expr
            {
                let names = list.elems.iter().map(variant_of).collect();
                self.all.insert(of.ident.to_string(), names);
            }
        }
    }
}

/// Which variant an entry of a list is of.
fn variant_of(entry: &Expr) -> String {
    let path = match entry {
        Expr::Path(path) => &path.path,
        Expr::Call(call) => return variant_of(&call.func),
        Expr::Struct(made) => &made.path,
        _ => panic!("an entry of a list called ALL is a variant"),
    };
    let last = path.segments.last().expect("a path has an end");
    last.ident.to_string()
}

/// Whether a source asks for a class of vesicle by a name that it knows, and not for what
/// it can do. A scene says names that nobody knows before.
fn asks_for_a_class_by_name(source: &Source) -> bool {
    let is_vocabulary = source.room() == Some("biology");
    !is_vocabulary
        && source
            .text
            .replace(char::is_whitespace, "")
            .contains("VesicleKind::named(\"")
}

#[test]
fn only_the_vocabulary_asks_for_a_class_of_vesicle_by_name() {
    for source in sources() {
        assert!(!asks_for_a_class_by_name(&source), "{}", source.file);
    }
    let asks = "fn f() { VesicleKind::\n    named(\"lysosome\"); }";
    let is_found = |file: &str| asks_for_a_class_by_name(&Source::new(file, asks.to_owned()));
    assert!(is_found("src/sim/a.rs") && is_found("src/view/a/b.rs"));
    assert!(!is_found("src/biology/a.rs"));
    let by_a_scene = "fn f(name: &str) { VesicleKind::named(name); }".to_owned();
    assert!(!asks_for_a_class_by_name(&Source::new(
        "src/scene/a.rs",
        by_a_scene
    )));
}

/// How many lists called `ALL` there are, and the variants that they lack.
fn missing_variants(text: &str) -> (usize, Vec<String>) {
    let mut lists = Lists::default();
    lists.visit_file(&syn::parse_file(text).expect("a source is Rust"));
    let missing = lists.all.iter().flat_map(|(name, listed)| {
        let variants = lists.enums.get(name).map_or(&[][..], Vec::as_slice);
        let missing = variants.iter().filter(|one| !listed.contains(one));
        missing.map(move |one| format!("{name}::ALL lacks {one}"))
    });
    (lists.all.len(), missing.collect())
}

#[test]
fn every_list_of_all_variants_has_them_all() {
    let mut count = 0;
    for source in sources() {
        let (lists, missing) = missing_variants(&source.text);
        assert!(missing.is_empty(), "{}: {missing:?}", source.file);
        count += lists;
    }
    assert!(count > 10, "only {count} lists were found");
    let made_up = "enum A { B, C(u8), D } impl A { const ALL: [Self; 2] = [Self::B, Self::C(1)]; }";
    assert_eq!(
        missing_variants(made_up),
        (1, vec!["A::ALL lacks D".to_owned()])
    );
}

#[test]
fn every_asset_and_every_scene_is_built_in() {
    let sources = sources();
    for folder in ["assets", "scenes"] {
        for file in files_below(folder) {
            let file = file.strip_prefix(root()).expect("a file of the package");
            let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
            let named = format!("../{}\"", parts.join("/"));
            let is_built_in = |source: &Source| source.text.contains(&named);
            assert!(sources.iter().any(is_built_in), "{named} is not built in");
        }
    }
}

#[test]
fn every_room_is_on_the_map_and_has_its_place() {
    let sources = sources();
    let door = fs::read_to_string(root().join("src/lib.rs")).expect("the library's door");
    for room in rooms(&sources) {
        let is_there = sources.iter().any(|source| source.room() == Some(&room));
        assert!(is_there, "{room} is in HOUSE and not in the house");
        assert!(
            HOUSE.contains(&room.as_str()),
            "{room} has no place in HOUSE"
        );
        if door.contains(&format!("\npub mod {room};")) {
            let line = format!("//! - [`{room}`]: ");
            assert!(door.contains(&line), "{room} is not on the map in lib.rs");
        }
    }
}
