//! What the simulation keeps from one step to the next is on its list of state:
//! otherwise a run that begins anew would find it, and a snapshot would forget it.

use std::collections::{BTreeMap, BTreeSet};

use syn::{
    Attribute, ExprMethodCall, GenericArgument, Ident, ItemEnum, ItemMod, ItemStruct, PathSegment,
    Type,
    visit::{self, Visit},
};

use super::sources;

/// What may hold a state of its own, or depends on when it was asked last.
const HIDDEN: [&str; 7] = [
    "Added",
    "Changed",
    "Local",
    "MessageReader",
    "MessageCursor",
    "RemovedComponents",
    "Ref",
];
/// The list itself.
const LIST: &str = "State";

/// What a source keeps in a world, what it puts on the list, and what it hides.
#[derive(Default)]
struct Kept {
    made: BTreeSet<String>,
    listed: BTreeSet<String>,
    hidden: Vec<String>,
}

impl Kept {
    fn of(text: &str) -> Self {
        let mut kept = Self::default();
        kept.visit_file(&syn::parse_file(text).expect("a source is Rust"));
        kept
    }

    fn look_at(&mut self, name: &Ident, attributes: &[Attribute]) {
        let mut is_kept = false;
        for derived in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("derive"))
        {
            let parsed = derived.parse_nested_meta(|meta| {
                let last = meta.path.segments.last();
                is_kept |=
                    last.is_some_and(|last| last.ident == "Resource" || last.ident == "Component");
                Ok(())
            });
            parsed.expect("what is derived is a list of names");
        }
        if is_kept {
            self.made.insert(name.to_string());
        }
    }
}

impl<'ast> Visit<'ast> for Kept {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if item.ident != "tests" {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.look_at(&item.ident, &item.attrs);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        self.look_at(&item.ident, &item.attrs);
        visit::visit_item_enum(self, item);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        if !call.method.to_string().starts_with("keeps") {
            return;
        }
        let kinds = call.turbofish.iter().flat_map(|kinds| &kinds.args);
        for kind in kinds {
            if let GenericArgument::Type(Type::Path(kind)) = kind
                && let Some(last) = kind.path.segments.last()
            {
                self.listed.insert(last.ident.to_string());
            }
        }
    }

    fn visit_path_segment(&mut self, segment: &'ast PathSegment) {
        visit::visit_path_segment(self, segment);
        let name = segment.ident.to_string();
        if HIDDEN.contains(&name.as_str()) {
            self.hidden.push(name);
        }
    }
}

#[test]
fn whatever_the_simulation_keeps_is_on_its_list() {
    let (mut made, mut listed) = (BTreeMap::new(), BTreeSet::new());
    for source in sources() {
        let kept = Kept::of(&source.text);
        let is_sim = source.room() == Some("sim");
        if is_sim || matches!(source.room(), Some("scene" | "biology")) {
            let here = kept.made.into_iter();
            made.extend(here.map(|name| (name, source.file.clone())));
        }
        if is_sim {
            assert!(kept.hidden.is_empty(), "{}: {:?}", source.file, kept.hidden);
            listed.extend(kept.listed);
        }
    }
    made.remove(LIST).expect("the list is there");
    for (name, file) in &made {
        assert!(listed.contains(name), "{file}: `{name}` is on no list");
    }
    for name in &listed {
        assert!(made.contains_key(name), "nothing is called `{name}`");
    }
    assert!(made.len() > 30, "only {} kinds were found", made.len());
}

#[test]
fn made_up_state_is_told_apart() {
    let kept = Kept::of(
        "#[derive(Clone, bevy::prelude::Resource)] struct A; #[derive(Component)] enum B { C } \
         #[derive(Debug)] struct D; mod tests { #[derive(Resource)] struct E; } \
         fn plugin(app: &mut App) { app.keeps::<A>().add_plugins(b).keeps_of_vesicles::<b::B>(); } \
         fn system(fusions: Query<&A, Added<B>>, mut x: Local<u8>) {}",
    );
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(kept.made, names(&["A", "B"]));
    assert_eq!(kept.listed, names(&["A", "B"]));
    assert_eq!(kept.hidden, ["Added", "Local"]);
}
