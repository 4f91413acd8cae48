//! What is built in, in tables: the scenes and the controls.

use super::{CommandError, output};
use crate::{
    biology::{
        controls::{self, Control, Knob},
        parameters::{self, Parameter},
    },
    likeness::most_like,
    scene::{self, SceneError},
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

/// Reads every scene or class of vesicle and prints `NAME: ok` or each of its problems.
pub fn check(names: &[String]) -> Result<(), CommandError> {
    let mut faulty = false;
    for name in names {
        match scene::check(name) {
            Ok(()) => output::print(&format!("{name}: ok\n"))?,
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

/// Every control, a line each: key, range, default, meaning; all of them, or those
/// in whose key, label or meaning a word stands.
pub fn controls(wanted: Option<&str>) -> Result<(), CommandError> {
    let mut rows = vec![["key", "range", "default", "meaning"].map(str::to_owned)];
    let speaks_of_it = |control: &&Control| {
        wanted.is_none_or(|wanted| {
            let wanted = wanted.to_lowercase();
            [&control.key, &control.label, &control.meaning]
                .iter()
                .any(|text| text.to_lowercase().contains(&wanted))
        })
    };
    let listed = controls::registry().iter().filter(speaks_of_it);
    rows.extend(listed.map(|control| {
        [
            control.key.clone(),
            control.range(),
            control.default.to_string(),
            // A drug's meaning is how it acts; its name is its label.
            if matches!(control.knob, Knob::Dose(_)) {
                format!("{}: {}", control.label, control.meaning)
            } else {
                control.meaning.clone()
            },
        ]
    }));
    match wanted {
        Some(wanted) if rows.len() == 1 => Err(no_such_control(wanted)),
        _ => Ok(output::print(&aligned(&rows))?),
    }
}

fn no_such_control(wanted: &str) -> CommandError {
    let hint = controls::nearest_key(wanted)
        .map(|nearest| format!("did you mean `{nearest}`? "))
        .unwrap_or_default();
    CommandError::WrongWords(format!(
        "no control speaks of `{wanted}`; {hint}`exoscope controls` lists them all"
    ))
}

/// The numbers of biology, a line each: key, value, unit, range, standing, source;
/// all of them, or those in whose key or meaning a word stands, whole or in part.
pub fn parameters(wanted: Option<&str>) -> Result<(), CommandError> {
    let speaks_of_it = |number: &Parameter| {
        wanted.is_none_or(|wanted| {
            let wanted = wanted.to_lowercase();
            [&number.key, &number.meaning]
                .iter()
                .any(|text| text.to_lowercase().contains(&wanted))
        })
    };
    let head = ["key", "value", "unit", "range", "standing", "source"];
    let mut rows = vec![head.map(str::to_owned)];
    for number in parameters::table() {
        if speaks_of_it(number) {
            rows.push([
                number.key.clone(),
                number.value.to_string(),
                number.unit.clone(),
                format!("{} to {}", number.low, number.high),
                number.standing.word().to_owned(),
                number.source.clone(),
            ]);
        }
    }
    match wanted {
        Some(wanted) if rows.len() == 1 => Err(no_such_number(wanted)),
        _ => Ok(output::print(&aligned(&rows))?),
    }
}

fn no_such_number(wanted: &str) -> CommandError {
    let parts = parameters::table().iter().flat_map(|number| {
        let key = number.key.as_str();
        key.split('.').chain([key]).map(move |part| (part, key))
    });
    let hint = most_like(wanted, parts)
        .map(|nearest| format!("did you mean `{nearest}`? "))
        .unwrap_or_default();
    CommandError::WrongWords(format!(
        "no number speaks of `{wanted}`; {hint}`exoscope parameters` lists them all"
    ))
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
