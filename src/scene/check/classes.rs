//! Which classes of vesicle a cell has: those that such a cell has anyhow, and those that
//! the scene names, built in or in files beside it.

use super::{Inspection, class::read_class, limits, shortened};
use crate::{
    biology::vesicles::{CellKind, Classes, Pathway, VesicleKind},
    scene::{Files, raw},
};

impl Inspection<'_> {
    /// The classes that the scene names, or else those that such a cell has.
    pub(super) fn classes(
        &mut self,
        raw: &raw::SceneFile,
        usual: CellKind,
        files: &Files,
    ) -> Classes {
        let mut classes = usual.usual();
        let regulated = self.named_classes(Pathway::Regulated, &raw.classes.regulated, files);
        if !regulated.is_empty() {
            classes.regulated = regulated;
        }
        let constitutive =
            self.named_classes(Pathway::Constitutive, &raw.classes.constitutive, files);
        if !constitutive.is_empty() {
            classes.constitutive = constitutive;
            if raw.golgi.is_some() {
                self.tell(
                    "classes.constitutive",
                    "a Golgi makes carriers of its own",
                    "leave out either `golgi` or `classes.constitutive`",
                );
            }
        }
        classes
    }

    fn named_classes(
        &mut self,
        pathway: Pathway,
        names: &[String],
        files: &Files,
    ) -> Vec<VesicleKind> {
        let list = format!("classes.{}", pathway.word());
        if !self.count(&list, "classes", names.len(), limits::CLASSES) {
            return Vec::new();
        }
        let mut found: Vec<VesicleKind> = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let path = format!("{list}[{index}]");
            let kind = if is_file(name) {
                self.class_beside(&path, name, files)
            } else {
                self.built_in_class(&path, name)
            };
            let Some(kind) = kind else { continue };
            if let Some((what, remedy)) = no_such_place(kind, pathway, &found) {
                self.tell(&path, format!("`{}` {what}", shortened(name)), remedy);
            } else {
                found.push(kind);
            }
        }
        found
    }

    fn built_in_class(&mut self, path: &str, name: &str) -> Option<VesicleKind> {
        let kind = VesicleKind::named(name);
        if kind.is_none() {
            let known = VesicleKind::all().iter();
            let known = known.filter(|kind| !kind.is_tubular());
            let known: Vec<&str> = known.map(|kind| kind.get().name.as_str()).collect();
            self.tell(
                path,
                format!("no class of vesicle is called `{}`", shortened(name)),
                format!(
                    "built in are {}; a file beside the scene ends in `.ron`",
                    known.join(", ")
                ),
            );
        }
        kind
    }

    fn class_beside(&mut self, path: &str, name: &str, files: &Files) -> Option<VesicleKind> {
        if name.contains(['/', '\\']) {
            self.tell(
                path,
                format!("the class `{}` lies in another folder", shortened(name)),
                "put its file beside the scene's and name it alone",
            );
            return None;
        }
        let text = match files(name) {
            Ok(text) => text,
            Err(why) => {
                self.tell(
                    path,
                    format!("the class `{}` can't be read: {why}", shortened(name)),
                    "put its file beside the scene's",
                );
                return None;
            }
        };
        let file = beside(self.file, name);
        read_class(&file, &text)
            .map_err(|mut problems| self.problems.append(&mut problems))
            .ok()
    }
}

/// The files among such names.
pub(super) fn class_files(names: &raw::ClassNames) -> Vec<String> {
    let names = names.regulated.iter().chain(&names.constitutive);
    names.filter(|name| is_file(name)).cloned().collect()
}

fn is_file(name: &str) -> bool {
    name.ends_with(".ron")
}

/// Why a class can't be one of a pathway in which these are already, and what to do.
fn no_such_place(
    kind: VesicleKind,
    pathway: Pathway,
    others: &[VesicleKind],
) -> Option<(String, String)> {
    if kind.pathway != pathway {
        let own = kind.pathway.word();
        return Some((
            format!("is of the {own} pathway"),
            format!("name it under `{own}`"),
        ));
    }
    if kind.is_tubular() {
        return Some((
            "buds from a Golgi".into(),
            "give the scene a `golgi`, which makes its own carriers".into(),
        ));
    }
    let is_taken = others.iter().any(|other| other.name == kind.name);
    is_taken.then(|| {
        (
            format!("is called `{}`, as another class here", kind.name),
            "name each class once, and give each file a `name` of its own".into(),
        )
    })
}

/// How a file beside another is told of.
fn beside(file: &str, name: &str) -> String {
    let folder = file.rfind(['/', '\\']).map_or("", |end| &file[..=end]);
    format!("{folder}{name}")
}
