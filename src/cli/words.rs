//! The words of the command line, as clap reads them.

use clap::{Parser, Subcommand};

/// An interactive 3D lab for exocytosis: how a cell gets things out.
#[derive(Debug, Parser)]
#[command(name = "exoscope", version)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List every control: key, range, default, meaning
    Controls,
}

/// Clap's words about a wrong command line, in one line.
pub fn in_one_line(refusal: &clap::Error) -> String {
    let text = refusal.render().to_string();
    let mut said = String::new();
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .filter(|line| !line.is_empty());
    for line in lines {
        let line = line.trim_start_matches("error: ");
        if let Some(tip) = line.strip_prefix("tip: ") {
            said.push_str("; ");
            said.push_str(tip);
        } else {
            if !said.is_empty() {
                said.push(' ');
            }
            said.push_str(line);
        }
    }
    said
}
