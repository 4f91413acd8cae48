//! `exoscope simulate`: a run without a window, as fast as it goes.
//!
//! What happens is taken out of the record as it comes and written at once, so
//! an hour of cell time needs no more memory than a minute.

use std::{fmt::Write as _, time::Instant};

use bevy::{ecs::system::SystemState, prelude::*};

use super::{
    CommandError, forecast::Forecast, lists::aligned, output, progress::Progress, refuse_one_file,
    tables::Table, words::SimulateWords,
};
use crate::{
    biology::{
        controls::Knob,
        vesicles::{Class, Classes, Pathway},
    },
    files::{Draft, appear_together},
    scene::Scene,
    sim::{
        self, SimulationPlugin,
        cleft::Cleft,
        clock::SimClock,
        energy::{AtpAccount, AtpPlace, Energy},
        lumen::Ball,
        matrix::Matrix,
        membrane::inserted::InsertedChannels,
        record::{
            EventKind, Record, Release, Taken, Totals,
            inputs::{Input, in_their_order},
        },
        session::Session,
        shed::Shed,
        vesicle::{Cause, Course, FusionMode, Stage, Vesicle},
    },
    text::word,
    ui::stages::{self, LINES},
    units::SimTime,
};

/// Between two looks at the record when no frame rate is asked for.
const SLICE: SimTime = SimTime::from_nanos(250_000_000);

/// Computes the run and writes the files that are asked for.
pub fn simulate(session: Session, words: &SimulateWords) -> Result<(), CommandError> {
    refuse_one_file(
        words.session.scene.as_deref(),
        &session.scene.class_files,
        &[
            ("--events", &words.events),
            ("--traces", &words.traces),
            ("--inputs", &words.inputs),
        ],
    )?;
    let mut tables = Tables {
        events: words.events.as_deref().map(Table::of_events).transpose()?,
        samples: words.traces.as_deref().map(Table::of_samples).transpose()?,
        inputs: words.inputs.as_deref().map(Table::of_inputs).transpose()?,
        held: Held::default(),
    };
    let heading = format!(
        "{}, seed {}: {} of cell time",
        session.scene.name, session.seed, words.duration
    );
    let began = Instant::now();
    let mut app = app_without_pictures(session);
    let mut progress = Progress::towards(words.duration);
    let mut forecast = Forecast::of_run_to(words.duration);
    for target in stops(words.duration, words.frame_rate) {
        sim::advance_to(app.world_mut(), target);
        drain(&mut app.world_mut().resource_mut::<Record>(), &mut tables)?;
        progress.at(target);
        if let Some(said) = forecast.at(target, &tables.drafts()) {
            progress.say(said);
        }
    }
    progress.finish();
    let held = std::mem::take(&mut tables.held);
    tables.appear()?;

    let wall_seconds = began.elapsed().as_secs_f64();
    let mut report = format!("{heading}\n\n");
    report.push_str(&closing_table(app.world_mut()));
    report.push_str(&held.half_time());
    let _ = writeln!(
        report,
        "\nwall time {wall_seconds:.2} s: {:.1} s of cell time a second",
        words.duration.as_secs() / wall_seconds
    );
    Ok(output::print(&report)?)
}

/// The simulation alone: no window, no pictures, no clock.
pub(super) fn app_without_pictures(session: Session) -> App {
    let mut app = App::new();
    app.add_plugins(MinimalPlugins)
        .add_plugins(SimulationPlugin { session });
    app.finish();
    app.cleanup();
    app.world_mut().resource_mut::<Record>().keep_all = true;
    app
}

/// The moments at which the run is looked at; the last is its end.
fn stops(duration: SimTime, frame_rate: Option<f64>) -> impl Iterator<Item = SimTime> {
    let nanos_a_slice = frame_rate.map_or(SLICE.as_nanos() as f64, |rate| 1e9 / rate);
    (1u64..)
        .map(move |slice| SimTime::from_nanos((slice as f64 * nanos_a_slice).round() as u64))
        .take_while(move |target| *target < duration)
        .chain([duration])
}

/// The files in the making, as far as they are asked for.
struct Tables {
    events: Option<Table>,
    samples: Option<Table>,
    inputs: Option<Table>,
    held: Held,
}

/// What calcium that is held has released.
#[derive(Default)]
struct Held {
    /// When it was changed last.
    since: Option<SimTime>,
    /// When it released a vesicle.
    released: Vec<SimTime>,
}

impl Held {
    /// How soon half of what it has released since its last change went.
    fn half_time(self) -> String {
        let Self {
            since,
            mut released,
        } = self;
        let Some(since) = since else {
            return String::new();
        };
        released.retain(|at| *at >= since);
        released.sort_unstable();
        released
            .get(released.len().saturating_sub(1) / 2)
            .map(|half| {
                format!(
                    "\nhalf of the {} that held calcium released went within {:.3} ms of its \
                     last change\n",
                    released.len(),
                    half.since(since).as_millis()
                )
            })
            .unwrap_or_default()
    }
}

impl Tables {
    fn drafts(&self) -> Vec<&Draft> {
        let tables = [&self.events, &self.samples, &self.inputs];
        tables.into_iter().flatten().map(Table::draft).collect()
    }

    /// Gives all files their names once all are whole.
    fn appear(self) -> Result<(), CommandError> {
        let finished = [self.events, self.samples, self.inputs]
            .into_iter()
            .flatten()
            .map(Table::finish)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(appear_together(finished)?)
    }
}

/// Writes what has happened since the last time, and lets go of it.
fn drain(record: &mut Record, tables: &mut Tables) -> Result<(), CommandError> {
    let Taken {
        events,
        samples,
        spikes,
        changes,
    } = record.take();
    for event in events {
        if event.what == EventKind::Triggered && event.cause() == Some(Cause::CalciumClamp) {
            tables.held.released.push(event.time);
        }
        if let Some(table) = &mut tables.events {
            table.add_event(&event)?;
        }
    }
    for sample in samples {
        if let Some(table) = &mut tables.samples {
            table.add_sample(&sample)?;
        }
    }
    for input in in_their_order(changes, spikes) {
        if let Input::Change(change) = &input
            && change.made.change.knob == Knob::CalciumClamp
            && change.is_other()
        {
            tables.held.since = Some(change.made.at);
        }
        if let Some(table) = &mut tables.inputs {
            table.add_input(&input)?;
        }
    }
    Ok(())
}

/// Where the vesicles are at the end, what they released, what it cost.
fn closing_table(world: &mut World) -> String {
    let mut bodies = world.query::<(&Vesicle, &Stage, &Course)>();
    let stages: Vec<(Stage, bool)> = bodies
        .iter(world)
        .map(|(vesicle, stage, course)| (*stage, stages::is_back(vesicle, course)))
        .collect();
    let mut vesicles = vec![["vesicles", "now"].map(str::to_owned)];
    for line in &LINES {
        let on_it = |(stage, is_back): &&(Stage, bool)| line.holds(*stage, *is_back);
        let count = stages.iter().filter(on_it).count();
        vesicles.push([word(line.name).to_lowercase(), count.to_string()]);
    }
    vesicles.push(["all".to_owned(), stages.len().to_string()]);

    let releases = releases(world);
    let mut state: SystemState<(Energy, Res<SimClock>)> = SystemState::new(world);
    let atp = match state.get(world) {
        Ok((energy, clock)) => energy.at(clock.now),
        Err(_) => *world.resource::<AtpAccount>(),
    };
    let mut accounts = let_out(world);
    let pumped = if hold_nothing_but_waste(&world.resource::<Scene>().classes) {
        "  on making lysosomes acid"
    } else {
        "  on filling vesicles"
    };
    accounts.extend([
        line("ATP spent", atp.total()),
        line("  by motors", atp.of(AtpPlace::Motors)),
        line("  by NSF, priming vesicles", atp.of(AtpPlace::Priming)),
        line("  by NSF, docking carriers", atp.of(AtpPlace::Docking)),
        line(pumped, atp.of(AtpPlace::Refilling)),
        line("  on taking membrane back", atp.of(AtpPlace::Retrieval)),
    ]);
    [aligned(&vesicles), aligned(&releases), aligned(&accounts)].join("\n")
}

/// How vesicles were released, by pathway.
fn releases(world: &World) -> Vec<[String; 3]> {
    let totals = world.resource::<Totals>();
    let released = |name: &str, suits: &dyn Fn(&Release) -> bool| {
        let by = |pathway| -> u64 {
            let counted = totals
                .releases()
                .filter(|(release, _)| release.kind.pathway == pathway && suits(release));
            counted.map(|(_, count)| count).sum()
        };
        [
            name.to_owned(),
            by(Pathway::Regulated).to_string(),
            by(Pathway::Constitutive).to_string(),
        ]
    };
    let mut rows = vec![
        ["released", "regulated", "constitutive"].map(str::to_owned),
        released("full collapse", &|release| {
            release.mode == FusionMode::FullCollapse
        }),
        released("kiss-and-run", &|release| {
            release.mode == FusionMode::KissAndRun
        }),
    ];
    // What no run of a scene without it has would only fill the table.
    let is_common = |cause: Cause| matches!(cause, Cause::ActionPotential | Cause::Spontaneous);
    rows.extend(Cause::ALL.into_iter().filter_map(|cause| {
        let row = released(because(cause), &|release| release.cause == cause);
        (is_common(cause) || row[1..].iter().any(|count| count != "0")).then_some(row)
    }));
    let classes = &world.resource::<Scene>().classes;
    let told_apart = classes
        .iter()
        .filter(|kind| classes.are_told_apart(kind.pathway));
    rows.extend(told_apart.map(|kind| released(&kind.name, &|release| release.kind == kind)));
    rows
}

fn line(what: &str, count: u64) -> [String; 2] {
    [what.to_owned(), count.to_string()]
}

/// Why a vesicle was released, in the words of the table.
fn because(cause: Cause) -> &'static str {
    match cause {
        Cause::ActionPotential => "by action potentials",
        Cause::Asynchronous => "by calcium left over",
        Cause::CalciumClamp => "by calcium that is held",
        Cause::CalciumWave => "by waves of calcium",
        Cause::Spontaneous => "spontaneously",
        Cause::Constitutive => "without need of a signal",
    }
}

/// What the cell has let out, by the names of what its vesicles hold.
fn let_out(world: &World) -> Vec<[String; 2]> {
    let cleft = world.resource::<Cleft>();
    let scene = world.resource::<Scene>();
    if scene
        .classes
        .iter()
        .any(|kind| kind.holds_waste() || kind.holds_sacs())
    {
        shed(world, &scene.classes, cleft.counts().released)
    } else if scene.golgi.is_some() {
        secreted(world)
    } else {
        molecules(cleft, scene)
    }
}

/// Whether all that waits for a signal is there to get rid of waste.
fn hold_nothing_but_waste(classes: &Classes) -> bool {
    classes.regulated.iter().all(|kind| kind.holds_waste())
}

/// What a cell has shed that gets rid of waste; `of_regulated` is what has left its
/// regulated vesicles, waste and molecules together.
fn shed(world: &World, classes: &Classes, of_regulated: u64) -> Vec<[String; 2]> {
    let now = world.resource::<SimClock>().now;
    let shed = world.resource::<Shed>();
    let totals = world.resource::<Totals>();
    let opened = |suits: fn(&Class) -> bool| -> u64 {
        let counted = totals.releases();
        let counted = counted.filter(|(release, _)| suits(&release.kind));
        counted.map(|(_, count)| count).sum()
    };
    let [exosomes, waste] = [Ball::Exosome, Ball::Waste].map(|ball| shed.released(ball, now));
    let molecules = if hold_nothing_but_waste(classes) {
        "  enzyme molecules let out"
    } else {
        "  molecules let out"
    };
    vec![
        line("lysosomes opened", opened(Class::holds_waste)),
        line("  lumps of waste let out", waste),
        line(molecules, of_regulated.saturating_sub(waste)),
        line("multivesicular bodies opened", opened(Class::holds_sacs)),
        line("  exosomes let out", exosomes),
    ]
}

/// What the carriers of a cell with a Golgi have brought.
fn secreted(world: &World) -> Vec<[String; 2]> {
    let now = world.resource::<SimClock>().now;
    let matrix = world.resource::<Matrix>();
    let channels = world.resource::<InsertedChannels>();
    let procollagen = matrix.released(now);
    vec![
        line("procollagen molecules let out", procollagen),
        line("  built into fibrils", matrix.assembled),
        line("  on their way to one", matrix.free(now) as u64),
        line("  too many for the fibrils", matrix.lost),
        line("ion channels brought to the membrane", channels.brought()),
        line("  still in it", channels.in_membrane() as u64),
    ]
}

/// What was let out and where it is now, as far as the scene knows.
fn molecules(cleft: &Cleft, scene: &Scene) -> Vec<[String; 2]> {
    let counts = cleft.counts();
    let about = cleft.free() as u64 + cleft.bound() as u64;
    if cleft.is_closed() {
        return vec![line("molecules in the closed gap", about)];
    }
    let mut lines = vec![line("molecules released", counts.released)];
    if cleft.is_there() {
        lines.extend([
            line("  taken up by glia", counts.taken_up),
            line("  gone from the cleft", counts.gone),
            line("  still in it, free or bound", about),
        ]);
    } else if scene.carbon_fibre.is_some() {
        lines.push(line("  out where the carbon fibre reads", counts.gone));
    } else if scene.capillary.is_some() {
        lines.push(line("  out for the blood to carry off", counts.gone));
    } else {
        lines.push(line("  not followed: there is no cleft here", counts.gone));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_half_time_is_counted_from_the_last_change_of_held_calcium() {
        let at = SimTime::from_millis;
        let held = |since, released: &[f64]| Held {
            since,
            released: released.iter().copied().map(at).collect(),
        };
        let told = held(Some(at(10.0)), &[30.0, 5.0, 13.0, 12.0, 11.0]).half_time();
        // Of those at 11, 12, 13 and 30 ms, half have gone at 12.
        assert!(told.contains("half of the 4 "), "{told}");
        assert!(told.contains("within 2.000 ms"), "{told}");
        assert_eq!(held(Some(at(10.0)), &[5.0]).half_time(), "");
        assert_eq!(held(None, &[5.0]).half_time(), "");
    }

    #[test]
    fn a_run_is_looked_at_in_even_slices_and_at_its_end() {
        let end = SimTime::from_millis(100.0);
        let stops: Vec<u64> = stops(end, Some(30.0)).map(SimTime::as_nanos).collect();
        assert_eq!(stops, [33_333_333, 66_666_667, 100_000_000]);
        assert_eq!(super::stops(end, None).collect::<Vec<_>>(), [end]);
        assert_eq!(super::stops(SimTime::ZERO, None).count(), 1);
    }
}
