//! The words of the command line, as clap reads them.

use std::{path::PathBuf, str::FromStr};

use clap::{
    Arg, ArgAction, ArgMatches, Args, FromArgMatches, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::{
    biology::controls::{Change, TimedChange},
    sim::moments::MomentWords,
    ui::opened::Opened,
    units::SimTime,
    view::{calm::Calm, limits::SIDES, theme::ThemeName},
};

/// The scene that is opened when none is named.
pub const DEFAULT_SCENE: &str = "synaptic_bouton";

/// No run and no picture lies further in than a day. The proteins of a terminal
/// are replaced within days (their half-lives: Fornasiero et al. 2018, *Nature
/// Communications* 9:4230), and here none is ever made or broken down: what the
/// model would say of a later time means nothing.
const LONGEST: SimTime = SimTime::from_nanos(24 * 3_600 * 1_000_000_000);
const SLOWEST_FRAME_RATE: f64 = 0.01;
const FASTEST_FRAME_RATE: f64 = 10_000.0;
const MOST_TRIALS: u32 = 100_000;

/// An interactive 3D lab for exocytosis: how a cell gets things out.
///
/// Without a command it opens the window. Times take units: 200us, 5ms, 1.5s,
/// 2min, 1h.
#[derive(Debug, Parser)]
#[command(
    name = "exoscope",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Exit codes: 2 where a word here is none that could stand there; 1 where the \
        words are good, but a file, a disk or a device does not do what they ask; 130 where \
        it was stopped (Ctrl+C); otherwise 0."
)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub window: WindowWords,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compute a run without a window and write what happened into files
    Simulate(SimulateWords),
    /// Make one picture, with or without a display
    Still(StillWords),
    /// List what happens in a run, with the words that name each for --event
    Moments(MomentsWords),
    /// Check scenes and classes of vesicle and show every problem with its line
    Check {
        /// Built-in scenes, or paths of files with scenes or classes
        #[arg(value_name = "SCENE", required = true)]
        scenes: Vec<String>,
    },
    /// Measure one shape of the fusing membrane and write it into files
    Shape(ShapeWords),
    /// Measure how fast this machine computes
    Bench {
        /// What to measure
        #[arg(value_enum, default_value_t = BenchWord::All)]
        what: BenchWord,
        /// Print numbers alone, as JSON
        #[arg(long)]
        json: bool,
    },
    /// List the scenes that are built in
    Scenes,
    /// List every control: key, range, default, meaning
    Controls {
        /// Only those that speak of this, such as calcium [default: all]
        #[arg(value_name = "WORD")]
        word: Option<String>,
    },
    /// List the numbers of biology: value, unit, range, standing, source
    Parameters {
        /// Only those that speak of this, such as kinesin or diameter [default: all]
        #[arg(value_name = "WORD")]
        word: Option<String>,
    },
}

/// What decides a run, whatever is done with it.
#[derive(Debug, Args)]
pub struct SessionWords {
    /// A built-in scene or the path of a scene file [default: synaptic_bouton]
    #[arg(value_name = "SCENE")]
    pub scene: Option<String>,
    /// What chance is drawn from: the same number gives the same run
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        allow_negative_numbers = true,
        value_parser = read_seed
    )]
    pub seed: u64,
    /// Set a control from the beginning (`exoscope controls` lists them)
    #[arg(long, value_name = "KEY=VALUE", value_parser = Change::parse)]
    pub set: Vec<Change>,
}

#[derive(Debug, Args)]
pub struct WindowWords {
    #[command(flatten)]
    pub session: SessionWords,
    /// The colours: dark, light or contrast [default: as the window had last]
    #[arg(long, value_name = "NAME")]
    pub theme: Option<ThemeName>,
    /// How much of the jitter of what diffuses is left out, from 0 to 1; nothing
    /// happens otherwise [default: as the window had last]
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true, value_parser = Calm::parse)]
    pub calm: Option<Calm>,
    /// Open as for the first time: read no settings and keep none
    #[arg(long)]
    pub no_settings: bool,
    /// Show the crowd of proteins in the cytosol, where it is near
    #[arg(long)]
    pub crowd: bool,
    /// Draw with no more than a web page without WebGPU has
    #[arg(long)]
    pub no_fancy: bool,
    /// Let a director lead the camera from one event to the next
    #[arg(long)]
    pub director: bool,
    /// Show a second run beside it that differs in this from the beginning
    #[arg(long, value_name = "KEY=VALUE", value_parser = Change::parse)]
    pub twin: Option<Change>,
    /// When the window closes, write the command that repeats what was done
    #[arg(long, value_name = "FILE")]
    pub session_log: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct SimulateWords {
    #[command(flatten)]
    pub session: SessionWords,
    /// How much cell time to compute
    #[arg(long = "for", value_name = "TIME", allow_hyphen_values = true, value_parser = read_time)]
    pub duration: SimTime,
    #[command(flatten)]
    pub changes: Changes,
    /// Write every event of every vesicle into this file
    #[arg(long, value_name = "FILE.csv")]
    pub events: Option<PathBuf>,
    /// Write what instruments would read into this file
    #[arg(long, value_name = "FILE.csv")]
    pub traces: Option<PathBuf>,
    /// Write every action potential and every change of a control into this file
    #[arg(long, value_name = "FILE.csv")]
    pub inputs: Option<PathBuf>,
    /// Stop this often a second of cell time, as a film would; the outcome is
    /// the same
    #[arg(long, value_name = "N", value_parser = read_frame_rate)]
    pub frame_rate: Option<f64>,
    /// Repeat the run so often, each time with the next seed, and compare
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        allow_negative_numbers = true,
        value_parser = read_trials
    )]
    pub trials: u32,
    /// Write when each trial released what into this file
    #[arg(long, value_name = "FILE.csv")]
    pub raster: Option<PathBuf>,
}

impl SimulateWords {
    /// Whether trials are compared, and not one run told.
    pub fn is_repeated(&self) -> bool {
        self.trials > 1 || self.raster.is_some()
    }
}

#[derive(Debug, Args)]
pub struct MomentsWords {
    #[command(flatten)]
    pub session: SessionWords,
    /// How much cell time to look through
    #[arg(long = "for", value_name = "TIME", default_value = "10s", allow_hyphen_values = true, value_parser = read_time)]
    pub duration: SimTime,
    #[command(flatten)]
    pub changes: Changes,
    /// Only such events, as in "constitutive fusion after 2s" [default: all]
    #[arg(long, value_name = "WORDS", value_parser = read_event)]
    pub event: Option<MomentWords>,
}

/// So far before or after an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Far {
    Time(SimTime),
    /// Of the time that the event takes.
    Share(f64),
}

/// How far a picture lies from the event that it is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shift {
    None,
    Before(Far),
    After(Far),
}

#[derive(Debug, Args)]
pub struct StillWords {
    #[command(flatten)]
    pub session: SessionWords,
    #[command(flatten)]
    pub at: MomentAndChanges,
    /// The moment at which this happens, as in "first full collapse after 3s"
    /// (`exoscope moments` lists them). Its vesicle is followed where the view is of
    /// one, or none is given
    #[arg(long, value_name = "WORDS", value_parser = read_event)]
    pub event: Option<MomentWords>,
    /// So long before the event, such as 2ms
    #[arg(long, value_name = "TIME", requires = "event", conflicts_with = "after", value_parser = read_far)]
    pub before: Option<Far>,
    /// So long after it has begun, such as 2ms, or a share of the time that it
    /// takes, such as 50%
    #[arg(long, value_name = "TIME", requires = "event", value_parser = read_far)]
    pub after: Option<Far>,
    /// A named view of the scene [default: its first]
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// Look at this vesicle, from near by unless --view says otherwise
    #[arg(long, value_name = "VESICLE")]
    pub follow: Option<u32>,
    /// Width and height in pixels
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "1280x720", value_parser = read_size)]
    pub size: (u32, u32),
    /// Show the panels too
    #[arg(long)]
    pub ui: bool,
    /// Show the panels, this one open among them: membrane, instruments, trials,
    /// energy or what_if; keys, scale (what is not drawn to it), numbers; vesicle
    /// (the card of the one that is followed) or source (how we know of it)
    #[arg(long, value_name = "NAME", value_parser = read_panel)]
    pub panel: Option<Opened>,
    /// Show the panels in text for a lecture hall
    #[arg(long)]
    pub large_text: bool,
    /// Name what is seen
    #[arg(long)]
    pub labels: bool,
    /// The colours: dark, light or contrast
    #[arg(long, value_name = "NAME", default_value_t)]
    pub theme: ThemeName,
    /// How much of the jitter of what diffuses is left out, from 0 to 1; nothing
    /// happens otherwise
    #[arg(long, value_name = "SHARE", default_value = "0", allow_negative_numbers = true, value_parser = Calm::parse)]
    pub calm: Calm,
    /// Show the crowd of proteins in the cytosol, where it is near
    #[arg(long)]
    pub crowd: bool,
    /// Draw a second run beside it that differs in this from the beginning
    #[arg(long, value_name = "KEY=VALUE", value_parser = Change::parse)]
    pub twin: Option<Change>,
    /// Draw with no more than a web page without WebGPU has
    #[arg(long)]
    pub no_fancy: bool,
    /// Where the picture goes
    #[arg(short, long, value_name = "FILE.png", value_parser = read_picture_name)]
    pub output: PathBuf,
}

impl StillWords {
    /// How far the picture lies from its event.
    pub fn shift(&self) -> Shift {
        match (self.before, self.after) {
            (Some(far), _) => Shift::Before(far),
            (_, Some(far)) => Shift::After(far),
            _ => Shift::None,
        }
    }

    /// Takes the word after the moment for the scene, if none is named.
    ///
    /// # Errors
    /// There is a scene already: the word means nothing.
    pub fn settle_scene(&mut self) -> Result<(), String> {
        match (self.at.word_after.take(), &self.session.scene) {
            (Some(word), Some(_)) => Err(format!(
                "`{word}` after --at is not of the form key=value, such as energy.atp=0"
            )),
            (Some(word), None) => {
                self.session.scene = Some(word);
                Ok(())
            }
            (None, _) => Ok(()),
        }
    }
}

/// Which shape of the family is asked for; lengths in nanometres.
#[derive(Debug, Args)]
pub struct ShapeWords {
    /// Outer radius of the vesicle before it fuses
    #[arg(long, value_name = "NM", default_value_t = 21.0, allow_hyphen_values = true, value_parser = read_length)]
    pub vesicle_radius: f64,
    /// Aqueous radius of the pore, bounded by the lumenal leaflet; for the
    /// stages after the pore, the one that they began with
    #[arg(long, value_name = "NM", default_value_t = 1.0, allow_hyphen_values = true, value_parser = read_length)]
    pub pore_radius: f64,
    /// Which stage of the fusion
    #[arg(long, value_enum, default_value_t = StageWord::Pore)]
    pub stage: StageWord,
    /// How far contact, diaphragm, collapse or budding has gone, from 0 to 1
    /// [default: 0]; the other stages are moments and take none
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true, value_parser = read_share)]
    pub progress: Option<f64>,
    /// Write the meridians of both leaflets into this file
    #[arg(long, value_name = "FILE.csv")]
    pub csv: Option<PathBuf>,
    /// Write a closed mesh of both leaflets into this file (binary glTF)
    #[arg(long, value_name = "FILE.glb")]
    pub glb: Option<PathBuf>,
}

/// What `exoscope bench` measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BenchWord {
    /// Molecules moved in a gap, steps per second
    Diffusion,
    /// Whole runs, cell time a second
    Simulate,
    /// The window's first picture, against an empty one
    View,
    /// Everything
    All,
}

/// The stages of `exoscope shape`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StageWord {
    /// Two membranes, the gap between them closing
    Contact,
    /// Hemifusion: the cytosolic leaflets joined at a point
    Stalk,
    /// Hemifusion: the stalk widening, the lumen still closed
    Diaphragm,
    /// An open pore with a narrow neck (Ω)
    #[value(alias = "omega")]
    Pore,
    /// Full collapse, from the pore to flat
    Collapse,
    /// The moment of it when the walls stand upright
    U,
    /// The moment of it halfway from there to flat
    Dimple,
    /// Its end: flat membrane
    Flat,
    /// The way back, from flat to a pit with a narrow neck
    Budding,
}

impl StageWord {
    /// The word of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Stalk => "stalk",
            Self::Diaphragm => "diaphragm",
            Self::Pore => "pore",
            Self::Collapse => "collapse",
            Self::U => "u",
            Self::Dimple => "dimple",
            Self::Flat => "flat",
            Self::Budding => "budding",
        }
    }

    /// Whether it lasts, and so can have gone some of its way.
    pub fn lasts(self) -> bool {
        matches!(
            self,
            Self::Contact | Self::Diaphragm | Self::Collapse | Self::Budding
        )
    }
}

/// Bounds of a radius, in nanometres. A narrower pore than this would vanish
/// in the rounding of the files.
const NARROWEST_NM: f64 = 0.01;
const WIDEST_NM: f64 = 10_000.0;

fn read_length(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(length) if (NARROWEST_NM..=WIDEST_NM).contains(&length) => Ok(length),
        _ => Err(format!(
            "a radius is a number of nanometres from {NARROWEST_NM} to {WIDEST_NM}"
        )),
    }
}

fn read_share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("progress is a number from 0 to 1".to_owned()),
    }
}

/// `--at TIME KEY=VALUE`, any number of times.
#[derive(Debug, Default)]
pub struct Changes(pub Vec<TimedChange>);

impl Args for Changes {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.arg(
            at().num_args(2)
                .value_names(["TIME", "KEY=VALUE"])
                .help("Set a control at that moment; may be repeated"),
        )
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Changes {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let changes = occurrences(matches).map(|words| match words[..] {
            [time, change] => read_change(time, change),
            _ => Err(refuse("--at takes a time and key=value")),
        });
        Ok(Self(changes.collect::<Result<_, _>>()?))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// `--at TIME` once, the moment of the picture unless an event is, and `--at TIME
/// KEY=VALUE` any number of times.
#[derive(Debug, Default)]
pub struct MomentAndChanges {
    pub moment: Option<SimTime>,
    pub changes: Vec<TimedChange>,
    /// A word after the moment that is no change: the scene, most likely, as
    /// in `still --at 1s synaptic_bouton`.
    pub word_after: Option<String>,
}

impl Args for MomentAndChanges {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.arg(
            at().num_args(1..=2)
                .required_unless_present("event")
                .value_names(["TIME", "KEY=VALUE"])
                .help(
                    "The moment of the picture; with KEY=VALUE sets a control at \
                     that moment instead, and may be repeated",
                ),
        )
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for MomentAndChanges {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut read = Self::default();
        let mut moment = None;
        for words in occurrences(matches) {
            let time = match words[..] {
                [time, change] if change.contains('=') => {
                    read.changes.push(read_change(time, change)?);
                    continue;
                }
                [time, word] => {
                    read.word_after = Some(word.to_owned());
                    time
                }
                [time] => time,
                _ => return Err(refuse("--at takes a time, or a time and key=value")),
            };
            if moment.replace(read_time(time).map_err(refuse)?).is_some() {
                return Err(refuse(
                    "two moments are given with --at, but a still shows one",
                ));
            }
        }
        read.moment = match (moment, matches.contains_id("event")) {
            (Some(_), true) => Err(refuse(
                "the moment of the picture is given twice, with --at and with --event",
            )),
            (None, false) => Err(refuse(
                "the moment of the picture is missing: --at TIME, as in --at 2.1s, or --event",
            )),
            (moment, _) => Ok(moment),
        }?;
        Ok(read)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn at() -> Arg {
    Arg::new("at").long("at").action(ArgAction::Append)
}

fn occurrences(matches: &ArgMatches) -> impl Iterator<Item = Vec<&str>> {
    matches
        .get_occurrences::<String>("at")
        .into_iter()
        .flatten()
        .map(|words| words.map(String::as_str).collect())
}

fn read_change(time: &str, change: &str) -> Result<TimedChange, clap::Error> {
    Ok(TimedChange {
        at: read_time(time).map_err(refuse)?,
        change: Change::parse(change).map_err(refuse)?,
    })
}

fn refuse(why: impl ToString) -> clap::Error {
    clap::Error::raw(ErrorKind::ValueValidation, why.to_string())
}

fn read_time(text: &str) -> Result<SimTime, String> {
    if text.starts_with('-') {
        return Err(format!("`{text}` lies before the run, which begins at 0s"));
    }
    let time = SimTime::from_str(text).map_err(|error| error.to_string())?;
    if time > LONGEST {
        return Err(format!(
            "`{text}` is more than 24h: a terminal replaces its proteins within days, \
             which is not simulated"
        ));
    }
    Ok(time)
}

fn read_event(text: &str) -> Result<MomentWords, String> {
    let words = MomentWords::from_str(text).map_err(|error| error.to_string())?;
    if words.until() > LONGEST {
        return Err("nothing is looked for later than 24h".to_owned());
    }
    Ok(words)
}

fn read_far(text: &str) -> Result<Far, String> {
    let Some(number) = text.strip_suffix('%') else {
        return read_time(text).map(Far::Time);
    };
    match number.parse() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(Far::Share(percent / 100.0)),
        _ => Err("a share of an event is from 0% to 100%".to_owned()),
    }
}

fn read_seed(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("a seed is a whole number from 0 to {}", u64::MAX))
}

fn read_frame_rate(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(rate) if (SLOWEST_FRAME_RATE..=FASTEST_FRAME_RATE).contains(&rate) => Ok(rate),
        _ => Err(format!(
            "a frame rate is a number from {SLOWEST_FRAME_RATE} to {FASTEST_FRAME_RATE}"
        )),
    }
}

fn read_panel(text: &str) -> Result<Opened, String> {
    Opened::all()
        .find(|(name, _)| *name == text)
        .map(|(_, opened)| opened)
        .ok_or_else(|| {
            let names: Vec<&str> = Opened::all().map(|(name, _)| name).collect();
            format!("what opens is one of {}", names.join(", "))
        })
}

fn read_trials(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(count) if (1..=MOST_TRIALS).contains(&count) => Ok(count),
        _ => Err(format!(
            "how often is a whole number from 1 to {MOST_TRIALS}"
        )),
    }
}

fn read_picture_name(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match path.extension() {
        Some(ending) if ending.eq_ignore_ascii_case("png") => Ok(path),
        _ => Err("a still is a PNG picture: let its name end in .png".to_owned()),
    }
}

fn read_size(text: &str) -> Result<(u32, u32), String> {
    let sides = text
        .split_once('x')
        .and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    let fits = |side| SIDES.contains(&side);
    match sides {
        Some((width, height)) if fits(width) && fits(height) => Ok((width, height)),
        _ => Err(format!(
            "a size is two numbers from {} to {}, as in 1280x720",
            SIDES.start(),
            SIDES.end()
        )),
    }
}

/// Clap's words about a wrong command line, in one line.
pub fn in_one_line(refusal: &clap::Error) -> String {
    if let Some(begun) = negative(refusal) {
        return format!(
            "nothing begins with `{begun}` here: times, sizes and numbers are not negative, \
             and a run begins at 0s"
        );
    }
    let text = refusal.render().to_string();
    let mut said = String::new();
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        // What is meant as a value needs no dashes here.
        .filter(|line| !line.is_empty() && !line.contains("as a value, use"));
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

/// How a word begins that was taken for an option but is a number below zero.
fn negative(refusal: &clap::Error) -> Option<&str> {
    let unknown = refusal.kind() == ErrorKind::UnknownArgument;
    let Some(ContextValue::String(begun)) = refusal.get(ContextKind::InvalidArg) else {
        return None;
    };
    let digit = begun.strip_prefix('-')?.chars().next()?;
    (unknown && digit.is_ascii_digit()).then_some(begun)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn read(words: &str) -> Result<Command, String> {
        CommandLine::try_parse_from(words.split(' '))
            .map(|read| read.command.expect("a command"))
            .map_err(|refusal| in_one_line(&refusal))
    }

    fn still(words: &str) -> Result<StillWords, String> {
        match read(&format!("exoscope still {words} -o a.png"))? {
            Command::Still(still) => Ok(still),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn the_words_do_not_contradict_each_other() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_time_alone_is_the_moment_and_with_a_change_is_not() {
        let read = still("bouton --at 1.5s --at 1s energy.atp=0").expect("good words");
        assert_eq!(read.at.moment, Some(SimTime::from_secs(1.5)));
        assert_eq!(read.at.changes.len(), 1);
        assert_eq!(read.at.changes[0].at, SimTime::from_secs(1.0));
        assert_eq!(read.session.scene.as_deref(), Some("bouton"));
    }

    #[test]
    fn a_scene_after_the_moment_is_not_lost() {
        let mut read = still("--at 1.5s bouton").expect("good words");
        assert_eq!(read.settle_scene(), Ok(()));
        assert_eq!(read.session.scene.as_deref(), Some("bouton"));
        let mut read = still("axon --at 1.5s bouton").expect("good words");
        assert!(read.settle_scene().is_err());
    }

    #[test]
    fn a_still_has_one_moment() {
        assert!(still("--at 1s --at 2s").is_err_and(|why| why.contains("two moments")));
        assert!(still("--at 1s energy.atp=0").is_err_and(|why| why.contains("is missing")));
        assert!(still("bouton").is_err_and(|why| why.contains("--at")));
    }

    #[test]
    fn a_still_takes_large_text_and_the_word_of_whatever_opens() {
        let read = still("--at 1s --large-text").expect("good words");
        assert!(read.large_text && read.panel.is_none());
        let words: Vec<&str> = Opened::all().map(|(word, _)| word).collect();
        let help = CommandLine::command();
        let help = help.find_subcommand("still").expect("a command");
        let mut options = help.get_arguments();
        let panel = options.find(|option| option.get_id() == "panel");
        let said = panel.and_then(Arg::get_help).expect("help").to_string();
        for word in words {
            let read = still(&format!("--at 1s --panel {word}")).expect("good words");
            assert!(
                read.panel.is_some() && said.contains(word),
                "{word}: {said}"
            );
        }
    }

    #[test]
    fn an_event_takes_the_place_of_the_moment() {
        let event = |words: &[&str]| {
            let words = ["exoscope", "still", "-o", "a.png"].iter().chain(words);
            match CommandLine::try_parse_from(words) {
                Ok(CommandLine {
                    command: Some(Command::Still(still)),
                    ..
                }) => Ok(still),
                Ok(_) => panic!("another command"),
                Err(refusal) => Err(in_one_line(&refusal)),
            }
        };
        let named = ["--event", "first kiss-and-run after 3s"];
        let with = |more: &[&str]| event(&[&named[..], more].concat());
        let read = with(&["--after", "50%", "--at", "1s", "energy.atp=0"]).expect("good words");
        assert_eq!(read.shift(), Shift::After(Far::Share(0.5)));
        assert_eq!((read.at.moment, read.at.changes.len()), (None, 1));
        let read = with(&["--before", "2ms"]).expect("good words");
        let two = Far::Time(SimTime::from_millis(2.0));
        assert_eq!(read.shift(), Shift::Before(two));
        for (more, named) in [
            (&["--at", "3s"][..], "twice"),
            (&["--after", "2ms", "--before", "2ms"], "--before"),
            (&["--after", "120%"], "100%"),
            (&["--after", "2"], "5ms"),
        ] {
            let said = with(more).expect_err("wrong words");
            assert!(said.contains(named) && !said.contains('\n'), "{said}");
        }
        assert!(event(&["--at", "3s", "--after", "2ms"]).is_err_and(|why| why.contains("--event")));
        let late = ["--event", "first docking after 30h"];
        assert!(event(&late).is_err_and(|why| why.contains("24h")));
    }

    #[test]
    fn a_refusal_is_one_line_that_names_the_word() {
        for (words, named) in [
            ("exoscope simulate --for", "--for"),
            ("exoscope simulate --for 5", "5ms"),
            ("exoscope simulate --for 25h", "24h"),
            ("exoscope simulate --for -5s", "begins at 0s"),
            (
                "exoscope simulate --for 1s --at -1s energy.atp=0",
                "begins at 0s",
            ),
            ("exoscope still --at -1s -o a.png", "begins at 0s"),
            ("exoscope still --at 400h -o a.png", "24h"),
            ("exoscope simulate --four 5s", "--for"),
            ("exoscope simulate", "--for"),
            ("exoscope simulate --for 1s --at 1s", "--at"),
            (
                "exoscope simulate --for 1s --at 1s energy.apt=1",
                "energy.atp",
            ),
            ("exoscope simulate --for 1s --set energy.atp=9", "0 to 5 mM"),
            ("exoscope simulate --for 1s --frame-rate 0", "frame rate"),
            ("exoscope simulate --for 1s --trials 0", "from 1 to"),
            ("exoscope simulate --for 1s --trials -3", "from 1 to"),
            ("exoscope --seed -1", "whole number"),
            ("exoscope check", "SCENE"),
            ("exoscope scenes --foo", "unexpected argument '--foo' found"),
        ] {
            let said = read(words).expect_err("wrong words");
            assert!(
                said.contains(named) && !said.contains('\n'),
                "{words}: {said}"
            );
        }
        assert!(still("--at 1s --size 4x4").is_err_and(|why| why.contains("1280x720")));
        for known in ["instruments", "keys", "source"] {
            assert!(still("--at 1s --panel knobs").is_err_and(|why| why.contains(known)));
        }
    }
}
