//! The commands: reads the words of the command line, hands over to the
//! library, and shows what went wrong once, in one place.
//!
//! Wrong words end with exit code 2, a failed run with 1. A file that is asked
//! for appears whole or not at all.

mod lists;
mod output;
mod words;

use std::process::ExitCode;

use clap::Parser;
use thiserror::Error;

use output::OutputError;
use words::{Command, CommandLine};

/// Runs the command that the program was called with.
pub fn run() -> ExitCode {
    let command_line = match CommandLine::try_parse() {
        Ok(command_line) => command_line,
        Err(refusal) if refusal.use_stderr() => {
            return end(Err(CommandError::WrongWords(words::in_one_line(&refusal))));
        }
        Err(help) => return end(output::print(&help.render().to_string()).map_err(Into::into)),
    };
    end(obey(command_line))
}

fn obey(command_line: CommandLine) -> Result<(), CommandError> {
    match command_line.command {
        Command::Controls => lists::controls(),
    }
}

/// Says on the error stream what went wrong, if anything did.
fn end(result: Result<(), CommandError>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error.to_string());
            match error {
                CommandError::WrongWords(_) => ExitCode::from(2),
                CommandError::Output(_) => ExitCode::FAILURE,
            }
        }
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug, Error)]
enum CommandError {
    #[error("{0}")]
    WrongWords(String),
    #[error(transparent)]
    Output(#[from] OutputError),
}
