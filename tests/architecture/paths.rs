//! Which paths a source names: in `use` trees, grouped or not, in code that spells
//! a path out, and in the tokens of macros. Each is followed from where it stands,
//! so that `super::super` and `self` name what they mean.

use syn::{
    Attribute, File, Item, ItemExternCrate, ItemMod, ItemUse, Macro, UseTree,
    buffer::{Cursor, TokenBuffer},
    visit::{self, Visit},
};

/// A path that a source names. Inside this package it begins with `crate`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    pub segments: Vec<String>,
    /// What lies below it may be meant as well, unseen: a glob or another name.
    pub is_open: bool,
}

impl Named {
    /// The room of this package that it leads to.
    pub fn room(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [root, room, ..] if root == "crate" => Some(room),
            _ => None,
        }
    }

    /// Whether it is the whole package, from where every room can be had.
    pub fn is_everything(&self) -> bool {
        self.is_open && self.segments == ["crate"]
    }

    /// Whether it leads to `place`, or may.
    pub fn may_reach(&self, place: &str) -> bool {
        let place: Vec<&str> = place.split("::").collect();
        let shared = self.segments.len().min(place.len());
        let is_on_the_way = self.segments[..shared]
            .iter()
            .zip(&place)
            .all(|(segment, wanted)| segment == wanted);
        is_on_the_way && (self.segments.len() >= place.len() || self.is_open)
    }
}

/// Every path that a source names which stands at `module`, below the root.
/// `rooms` are the modules of the root.
///
/// # Errors
/// It is no Rust.
pub fn named(text: &str, module: &[String], rooms: &[String]) -> syn::Result<Vec<Named>> {
    read(text, module, rooms, false)
}

/// The same, without what its tests name.
///
/// # Errors
/// It is no Rust.
pub fn named_outside_tests(
    text: &str,
    module: &[String],
    rooms: &[String],
) -> syn::Result<Vec<Named>> {
    read(text, module, rooms, true)
}

fn read(
    text: &str,
    module: &[String],
    rooms: &[String],
    skips_tests: bool,
) -> syn::Result<Vec<Named>> {
    let file: File = syn::parse_file(text)?;
    let mut reader = Reader {
        module: module.to_vec(),
        rooms,
        skips_tests,
        named: Vec::new(),
    };
    reader.visit_file(&file);
    Ok(reader.named)
}

struct Reader<'a> {
    module: Vec<String>,
    rooms: &'a [String],
    skips_tests: bool,
    named: Vec<Named>,
}

impl Reader<'_> {
    fn add(&mut self, segments: &[String], is_open: bool) {
        if let Some(segments) = self.spelt_out(segments) {
            self.named.push(Named { segments, is_open });
        }
    }

    /// From the root of the package or from another package's name; `None` for what
    /// is no path, such as the `self` of a method.
    fn spelt_out(&self, segments: &[String]) -> Option<Vec<String>> {
        let from = |module: &[String], rest: &[String]| {
            let mut whole = vec!["crate".to_owned()];
            whole.extend_from_slice(module);
            whole.extend_from_slice(rest);
            whole
        };
        let (first, rest) = segments.split_first()?;
        match first.as_str() {
            "crate" | "exoscope" => Some(from(&[], rest)),
            "self" | "Self" if rest.is_empty() => None,
            "self" => Some(from(&self.module, rest)),
            "super" => {
                let ups = segments.iter().take_while(|word| *word == "super").count();
                let height = self.module.len().saturating_sub(ups);
                Some(from(&self.module[..height], &segments[ups..]))
            }
            room if self.module.is_empty() && self.rooms.iter().any(|other| other == room) => {
                Some(from(&[], segments))
            }
            _ => Some(segments.to_vec()),
        }
    }

    fn add_tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |word: String| [before, &[word]].concat();
        match tree {
            UseTree::Path(path) => {
                let before = with(path.ident.to_string());
                self.add_tree(&path.tree, &before);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(tree, before);
                }
            }
            UseTree::Name(name) if name.ident == "self" => self.add(before, false),
            UseTree::Name(name) => self.add(&with(name.ident.to_string()), false),
            UseTree::Rename(rename) if rename.ident == "self" => self.add(before, true),
            UseTree::Rename(rename) => self.add(&with(rename.ident.to_string()), true),
            UseTree::Glob(_) => self.add(before, true),
        }
    }

    /// Paths among the tokens of a macro, whatever it makes of them.
    fn add_tokens(&mut self, mut here: Cursor, before: &[String]) {
        while !here.eof() {
            if let Some((word, rest)) = here.ident() {
                let mut segments = before.to_vec();
                segments.push(word.to_string());
                here = self.add_path(rest, segments);
            } else if let Some((inside, _, _, rest)) = here.any_group() {
                self.add_tokens(inside, before);
                here = rest;
            } else if let Some((_, rest)) = here.token_tree() {
                here = rest;
            }
        }
    }

    /// Goes on with a path that has begun; returns where it ends.
    fn add_path<'t>(&mut self, mut here: Cursor<'t>, mut segments: Vec<String>) -> Cursor<'t> {
        while let Some(after) = colons(here) {
            if let Some((word, rest)) = after.ident() {
                segments.push(word.to_string());
                here = rest;
            } else if let Some((inside, _, _, rest)) = after.any_group() {
                self.add_tokens(inside, &segments);
                return rest;
            } else {
                let is_glob = matches!(after.punct(), Some((sign, _)) if sign.as_char() == '*');
                self.add(&segments, is_glob);
                return after;
            }
        }
        self.add(&segments, false);
        here
    }
}

/// Whether a module is there when tests are built, and not otherwise.
fn is_for_tests(item: &ItemMod) -> bool {
    let attributes = item.attrs.iter();
    attributes
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .any(|attribute| {
            attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|condition| condition.is_ident("test"))
        })
}

/// The modules for tests that a source declares and other files hold.
///
/// # Errors
/// It is no Rust.
pub fn test_files(text: &str) -> syn::Result<Vec<String>> {
    let file: File = syn::parse_file(text)?;
    let modules = file.items.iter().filter_map(|item| match item {
        Item::Mod(item) if item.content.is_none() && is_for_tests(item) => Some(item),
        _ => None,
    });
    Ok(modules.map(|item| item.ident.to_string()).collect())
}

/// What stands after two colons, if they are next.
fn colons(here: Cursor) -> Option<Cursor> {
    let (first, rest) = here.punct()?;
    let (second, rest) = rest.punct()?;
    (first.as_char() == ':' && second.as_char() == ':').then_some(rest)
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if self.skips_tests && is_for_tests(item) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.add_tree(&item.tree, &[]);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        let whole = match item.ident.to_string().as_str() {
            "self" => "crate".to_owned(),
            other => other.to_owned(),
        };
        self.add(&[whole], item.rename.is_some());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter();
        let segments: Vec<String> = segments.map(|part| part.ident.to_string()).collect();
        self.add(&segments, false);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        visit::visit_macro(self, call);
        let tokens = TokenBuffer::new2(call.tokens.clone());
        self.add_tokens(tokens.begin(), &[]);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        // A module from another place than its name says could be any room.
        if attribute.path().is_ident("path") {
            self.add(&["crate".to_owned()], true);
        }
    }
}
