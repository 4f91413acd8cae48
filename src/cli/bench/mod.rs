//! `exoscope bench`: how fast this machine computes, in numbers that can be
//! compared with those of another.

mod diffusion;
mod runs;
mod view;

use std::{num::NonZeroUsize, thread};

use super::{CommandError, output, words::BenchWord};

/// What has been measured of one thing, for people and for programs.
struct Measured {
    table: String,
    /// A member of a JSON object, with its name.
    json: String,
}

/// Measures what is asked for and prints it.
pub fn bench(what: BenchWord, json: bool) -> Result<(), CommandError> {
    let mut measured = Vec::new();
    if matches!(what, BenchWord::Diffusion | BenchWord::All) {
        measured.push(diffusion::measure());
    }
    if matches!(what, BenchWord::Simulate | BenchWord::All) {
        measured.push(runs::measure()?);
    }
    if matches!(what, BenchWord::View | BenchWord::All) {
        measured.push(view::measure()?);
    }
    let text = if json {
        let cores = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let members = measured.into_iter().map(|measured| measured.json);
        let members: Vec<String> = [format!("\"cores\":{cores}")]
            .into_iter()
            .chain(members)
            .collect();
        format!("{{{}}}\n", members.join(","))
    } else {
        let tables: Vec<String> = measured
            .into_iter()
            .map(|measured| measured.table)
            .collect();
        tables.join("\n")
    };
    Ok(output::print(&text)?)
}
