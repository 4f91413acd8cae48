//! What is built in, in tables: the scenes and the controls.

use super::{CommandError, output};
use crate::{
    scene::{self, SceneError},
    sim::controls,
};

/// Every scene that is built in, a line each: name and summary.
pub fn scenes() -> Result<(), CommandError> {
    let mut rows = vec![["scene", "summary"].map(str::to_owned)];
    for built_in in scene::built_in() {
        let scene = scene::load(built_in.name)?;
        rows.push([scene.name, scene.summary]);
    }
    Ok(output::print(&aligned(&rows))?)
}

/// Reads every scene and prints `SCENE: ok` or each of its problems.
pub fn check(names: &[String]) -> Result<(), CommandError> {
    let mut faulty = false;
    for name in names {
        match scene::load(name) {
            Ok(_) => output::print(&format!("{name}: ok\n"))?,
            Err(SceneError::Faulty(problems)) => {
                faulty = true;
                for problem in problems {
                    output::print(&format!("{problem}\n"))?;
                }
            }
            Err(error) => {
                faulty = true;
                output::complain(error);
            }
        }
    }
    if faulty {
        return Err(CommandError::FaultyScenes);
    }
    Ok(())
}

/// Every control, a line each: key, range, default, meaning.
pub fn controls() -> Result<(), CommandError> {
    let mut rows = vec![["key", "range", "default", "meaning"].map(str::to_owned)];
    rows.extend(controls::registry().iter().map(|control| {
        [
            control.key.clone(),
            control.range(),
            control.default.to_string(),
            control.meaning.clone(),
        ]
    }));
    Ok(output::print(&aligned(&rows))?)
}

/// The rows with their columns under each other.
pub fn aligned<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> String {
    let mut widths = [0; COLUMNS];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_and_no_line_ends_in_blanks() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        let text = aligned(&[row(["a", "µµµ", "x"]), row(["bb", "c", ""])]);
        assert_eq!(text, "a   µµµ  x\nbb  c\n");
    }
}
