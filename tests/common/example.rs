//! The example of `docs/classes.md`: a scene and the classes of vesicle beside it, which no
//! code knows, written into a folder of a test as they stand there.

use std::{fs, path::Path};

const CHAPTER: &str = include_str!("../../docs/classes.md");

/// The file of the example that is called so.
pub fn file(name: &str) -> &'static str {
    let begins = format!("// {name}\n");
    let mut blocks = CHAPTER.split("```ron\n").skip(1);
    let block = blocks.find_map(|block| block.strip_prefix(begins.as_str()));
    let block = block.unwrap_or_else(|| panic!("the chapter has no {name}"));
    block.split("```").next().unwrap()
}

/// All of its files, in `folder`.
pub fn write_into(folder: &Path) {
    for name in [
        "zymogen_granule.ron",
        "minor_vesicle.ron",
        "acinar_cell.ron",
    ] {
        fs::write(folder.join(name), file(name)).unwrap();
    }
}
