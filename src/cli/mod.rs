//! The commands: reads the words of the command line, hands over to the
//! library, and shows what went wrong once, in one place.
//!
//! There is one rule for how they end. Where a word of the command line is none
//! that could stand there, the exit code is 2; where the words are good, but a
//! file, a disk or a device does not do what they ask, it is 1.

mod bench;
mod forecast;
mod lists;
mod moments;
mod output;
mod progress;
mod shape;
mod simulate;
mod still;
mod tables;
mod trials;
mod words;

use std::{
    path::{Path, PathBuf},
    process::{self, ExitCode},
};

use clap::Parser;
use thiserror::Error;

use crate::{
    biology::controls::{Change, Knob, TimedChange, Value},
    export::gltf::GltfError,
    files::{self, FileError},
    film::{
        device::{self, NoDevice},
        still::StillError,
    },
    scene::{self, Scene, SceneError},
    sim::{lack::Lack, moments::MomentWords, session::Session},
    units::{SimTime, told_apart},
    window::{
        self, WindowError, WindowOptions,
        desktop::{Lasting, Remembered},
    },
};
use output::OutputError;
use words::{Command, CommandLine, SessionWords, WindowWords};

/// A word is none that could stand there.
const WRONG_WORDS: u8 = 2;
/// What a shell says of a program that was stopped by Ctrl+C.
const STOPPED: u8 = 130;

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
    let Some(command) = command_line.command else {
        return open_window(command_line.window);
    };
    end_tidily_when_told_to();
    match command {
        Command::Simulate(mut words) => {
            let changes = std::mem::take(&mut words.changes.0);
            check_moments(&changes, words.duration, "the run")?;
            if words.duration == SimTime::ZERO {
                output::complain("--for 0s lets no time pass: what follows is the beginning");
            }
            let session = session(&words.session, changes)?;
            if words.is_repeated() {
                trials::trials(session, &words)
            } else {
                simulate::simulate(session, &words)
            }
        }
        Command::Still(mut words) => {
            #[cfg(target_os = "linux")]
            quieten_the_driver();
            words.settle_scene().map_err(CommandError::WrongWords)?;
            let changes = std::mem::take(&mut words.at.changes);
            let session = session(&words.session, changes)?;
            words.event = known_event(words.event, &session)?;
            still::still(session, words)
        }
        Command::Moments(mut words) => {
            let changes = std::mem::take(&mut words.changes.0);
            check_moments(&changes, words.duration, "the run")?;
            let session = session(&words.session, changes)?;
            words.event = known_event(words.event, &session)?;
            moments::moments(session, &words)
        }
        Command::Check { scenes } => lists::check(&scenes),
        Command::Shape(words) => shape::shape(&words),
        Command::Bench { what, json } => {
            #[cfg(target_os = "linux")]
            quieten_the_driver();
            bench::bench(what, json)
        }
        Command::Scenes => lists::scenes(),
        Command::Controls { word } => lists::controls(word.as_deref()),
        Command::Parameters { word } => lists::parameters(word.as_deref()),
    }
}

fn open_window(words: WindowWords) -> Result<(), CommandError> {
    let session = session(&words.session, Vec::new())?;
    if let Some(log) = &words.session_log {
        refuse_one_file(
            words.session.scene.as_deref(),
            &session.scene.class_files,
            &[("--session-log", &words.session_log)],
        )?;
        files::check(log)?;
    }
    if words.no_fancy {
        device::forgo_fancy();
    }
    let remembered = if words.no_settings {
        None
    } else {
        Remembered::usual()
    };
    if let Some(problem) = remembered.as_ref().and_then(|kept| kept.problem.as_ref()) {
        output::complain(problem);
    }
    let options = WindowOptions {
        theme: words.theme,
        calm: words.calm,
        crowd: words.crowd,
        directed: words.director,
        twin: words.twin,
        lasting: Lasting {
            remembered,
            session_log: words.session_log,
        },
    };
    Ok(window::run(session, options)?)
}

/// The session that the words ask for: its scene, read and checked, and the
/// changes, those from the beginning first.
fn session(words: &SessionWords, later: Vec<TimedChange>) -> Result<Session, CommandError> {
    let scene = scene::load(words.scene.as_deref().unwrap_or(words::DEFAULT_SCENE))?;
    tell_what_holds(&words.set);
    let mut changes: Vec<TimedChange> = words
        .set
        .iter()
        .map(|change| TimedChange {
            at: SimTime::ZERO,
            change: change.clone(),
        })
        .collect();
    changes.extend(later);
    tell_what_is_idle(&scene, &changes);
    Ok(Session {
        scene,
        seed: words.seed,
        changes,
    })
}

/// The event that is asked for, if it is one of vesicles that there may be: a scene brings
/// classes of its own.
fn known_event(
    event: Option<MomentWords>,
    session: &Session,
) -> Result<Option<MomentWords>, CommandError> {
    let classes = &session.scene.classes;
    let known = event.map(|event| event.known_among(classes));
    known
        .transpose()
        .map_err(|error| CommandError::WrongWords(error.to_string()))
}

/// Says which change holds where several are asked for of one control from the
/// beginning.
fn tell_what_holds(set: &[Change]) {
    for (number, change) in set.iter().enumerate() {
        let later = &set[number + 1..];
        let is_last = later.iter().all(|other| other.knob != change.knob);
        let times = set.iter().filter(|other| other.knob == change.knob).count();
        if is_last && times > 1 {
            output::complain(format!(
                "--set {} is given {times} times; the last one holds: {}",
                change.knob, change.value
            ));
        }
    }
}

/// Says which controls a scene has nothing for, if something is asked of them.
fn tell_what_is_idle(scene: &Scene, changes: &[TimedChange]) {
    let asks_for_nothing =
        |value: &Value| matches!(value, Value::Switch(false)) || *value == Value::Number(0.0);
    let mut controls: Vec<Knob> = changes
        .iter()
        .filter(|timed| !asks_for_nothing(&timed.change.value))
        .map(|timed| timed.change.knob)
        .collect();
    controls.sort_unstable();
    controls.dedup();
    for control in controls {
        if let Some(lack) = Lack::of(scene, control) {
            output::complain(format!(
                "{control} has nothing to act on in {}: {lack}",
                scene.name
            ));
        }
    }
}

/// Begins anew without the layer of Mesa's that asks Wayland for a screen to draw
/// for, where there is no Wayland: it would say so, once for each time that
/// devices are looked for. A program can't change what its own libraries see of
/// the environment but by beginning anew.
#[cfg(target_os = "linux")]
fn quieten_the_driver() {
    use std::{env, os::unix::process::CommandExt};
    const QUIET: &str = "NODEVICE_SELECT";
    let decides = ["XDG_RUNTIME_DIR", "MESA_VK_DEVICE_SELECT", QUIET];
    if decides.iter().any(|name| env::var_os(name).is_some()) {
        return;
    }
    if let Ok(program) = env::current_exe() {
        // It returns only where it fails; then the driver says what it likes.
        let _ = process::Command::new(program)
            .args(env::args_os().skip(1))
            .env(QUIET, "1")
            .exec();
    }
}

/// Has a run that is told to end (Ctrl+C, a closed terminal, `kill`) take its
/// unfinished files away. A window ends by itself then.
fn end_tidily_when_told_to() {
    let armed = ctrlc::set_handler(|| {
        files::give_up();
        output::complain("stopped before the end; no file was changed");
        process::exit(STOPPED.into());
    });
    // The next run sweeps what this one would leave.
    if let Err(error) = armed {
        output::complain(format!("can't watch for Ctrl+C: {error}"));
    }
}

/// Two outputs in one file would be lost, or an output in place of what it comes from:
/// the scene, as it was named, or one of the classes beside it.
fn refuse_one_file(
    scene: Option<&str>,
    class_files: &[String],
    outputs: &[(&str, &Option<PathBuf>)],
) -> Result<(), CommandError> {
    let scene = scene.filter(|name| scene::is_file(name)).map(Path::new);
    let beside = class_files.iter();
    let beside = scene.map(|scene| beside.map(|name| scene.with_file_name(name)));
    let beside: Vec<PathBuf> = beside.into_iter().flatten().collect();
    let classes = beside
        .iter()
        .map(|file| ("a class of the scene", file.as_path()));
    let scene = scene.map(|file| ("the scene", file));
    let outputs = outputs
        .iter()
        .filter_map(|(word, file)| Some((*word, file.as_deref()?)));
    let named: Vec<_> = scene.into_iter().chain(classes).chain(outputs).collect();
    for (number, (word, file)) in named.iter().enumerate() {
        for (other_word, other) in &named[number + 1..] {
            if files::is_one_file(file, other) {
                let also = if file == other {
                    String::new()
                } else {
                    format!(" ({} is {})", other.display(), file.display())
                };
                return Err(CommandError::WrongWords(format!(
                    "{word} and {other_word} name the same file{also}; give one another name"
                )));
            }
        }
    }
    Ok(())
}

/// A change that would come too late to be seen is a mistake, not a wish.
fn check_moments(changes: &[TimedChange], end: SimTime, whose: &str) -> Result<(), CommandError> {
    match changes.iter().find(|change| change.at > end) {
        Some(late) => {
            let [at, end] = told_apart(late.at, end);
            let Change { knob, value } = &late.change;
            Err(CommandError::WrongWords(format!(
                "--at {at} {knob}={value} comes after {whose}, {end}"
            )))
        }
        None => Ok(()),
    }
}

/// Says on the error stream what went wrong, if anything did.
fn end(result: Result<(), CommandError>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    match &error {
        CommandError::FaultyScenes => {}
        CommandError::Scene(SceneError::Faulty(problems)) => {
            for problem in problems {
                output::complain(problem);
            }
        }
        error => output::complain(error),
    }
    match error {
        CommandError::WrongWords(_)
        | CommandError::Still(
            StillError::NoSuchView { .. } | StillError::NoSuchVesicle(_) | StillError::Size(..),
        ) => ExitCode::from(WRONG_WORDS),
        _ => ExitCode::FAILURE,
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug, Error)]
enum CommandError {
    #[error("{0}")]
    WrongWords(String),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Scene(#[from] SceneError),
    #[error(transparent)]
    Gltf(#[from] GltfError),
    #[error(
        "no {wanted} happens from {} s to {} s of this run; name a later end with \"before\", \
         or another event (`exoscope moments` lists them)",
        wanted.from().as_secs(),
        wanted.until().as_secs()
    )]
    NoSuchMoment { wanted: MomentWords },
    #[error("a scene is faulty")]
    FaultyScenes,
    #[error(transparent)]
    Still(#[from] StillError),
    #[error(transparent)]
    Window(#[from] WindowError),
    #[error(transparent)]
    NoDevice(#[from] NoDevice),
}
