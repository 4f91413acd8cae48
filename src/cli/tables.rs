//! The files that a run leaves: `events.csv`, a line for each thing that
//! happened, `traces.csv`, a line for each reading of the instruments, and
//! `inputs.csv`, a line for each thing that was done to the cell; and that of many
//! runs, `raster.csv`, a line for each pore that opened.
//! `docs/events.md` describes them.

use std::path::Path;

use crate::{
    files::{self, Draft, FileError, Finished},
    sim::{
        energy::AtpPlace,
        record::{
            Delivery, Detail, Event, Sample,
            inputs::{ChangeMade, Input, SpikeFired},
        },
        trials::{Opening, Trial},
    },
    units::SimTime,
};

const EVENT_COLUMNS: [&str; 10] = [
    "time_ms", "vesicle", "kind", "pathway", "event", "site", "x_nm", "y_nm", "z_nm", "detail",
];

/// A column of the traces: its name, with its unit, and what stands in it.
type TraceColumn = (&'static str, fn(&Sample) -> String);

const TRACE_COLUMNS: [TraceColumn; 34] = [
    ("time_ms", |sample| milliseconds(sample.time)),
    ("vm_mv", |sample| decimals(sample.vm_mv, 3)),
    ("calcium_um", |sample| decimals(sample.calcium_um, 5)),
    ("capacitance_ff", |sample| {
        decimals(sample.capacitance_ff, 5)
    }),
    ("membrane_area_nm2", |sample| {
        decimals(sample.membrane_area_nm2, 3)
    }),
    ("vesicle_area_nm2", |sample| {
        decimals(sample.vesicle_area_nm2, 3)
    }),
    ("retrieved_area_nm2", |sample| {
        decimals(sample.retrieved_area_nm2, 3)
    }),
    ("open_pores", |sample| sample.open_pores.to_string()),
    ("docked", |sample| sample.docked.to_string()),
    ("primed", |sample| sample.primed.to_string()),
    ("released_vesicles", |sample| {
        sample.released_vesicles.to_string()
    }),
    ("released_molecules", |sample| {
        sample.released_molecules.to_string()
    }),
    ("free_molecules", |sample| sample.free_molecules.to_string()),
    ("open_receptors", |sample| sample.open_receptors.to_string()),
    ("amperometric_pa", |sample| {
        decimals(sample.amperometric_pa, 4)
    }),
    ("atp_used", |sample| sample.atp_used.to_string()),
    ("postsynaptic_pa", |sample| {
        decimals(sample.postsynaptic_pa, 3)
    }),
    ("reserve", |sample| sample.reserve.to_string()),
    ("recycling", |sample| sample.recycling.to_string()),
    ("atp_motors", |sample| {
        sample.energy.of(AtpPlace::Motors).to_string()
    }),
    ("atp_priming", |sample| {
        sample.energy.of(AtpPlace::Priming).to_string()
    }),
    ("atp_docking", |sample| {
        sample.energy.of(AtpPlace::Docking).to_string()
    }),
    ("atp_refilling", |sample| {
        sample.energy.of(AtpPlace::Refilling).to_string()
    }),
    ("atp_retrieval", |sample| {
        sample.energy.of(AtpPlace::Retrieval).to_string()
    }),
    ("gtp_dynamin", |sample| {
        sample.energy.dynamin_gtp.to_string()
    }),
    ("channels", |sample| sample.channels.to_string()),
    ("released_procollagen", |sample| {
        sample.released_procollagen.to_string()
    }),
    ("free_procollagen", |sample| {
        sample.free_procollagen.to_string()
    }),
    ("fibrils_nm", |sample| decimals(sample.fibrils_nm, 1)),
    ("exosomes_inside", |sample| {
        sample.exosomes_inside.to_string()
    }),
    ("exosomes_outside", |sample| {
        sample.exosomes_outside.to_string()
    }),
    ("exosomes_released", |sample| {
        sample.exosomes_released.to_string()
    }),
    ("waste_outside", |sample| sample.waste_outside.to_string()),
    ("waste_released", |sample| sample.waste_released.to_string()),
];

const INPUT_COLUMNS: [&str; 8] = [
    "time_ms", "input", "by", "key", "value", "before", "number", "in_train",
];

const RASTER_COLUMNS: [&str; 9] = [
    "trial",
    "seed",
    "time_ms",
    "vesicle",
    "site",
    "cause",
    "mode",
    "after_signal_ms",
    "signal",
];

/// The cause in the line of a trial in which no vesicle answered a signal.
const NO_ANSWER: &str = "none";

/// A table of comma-separated values in the making.
pub struct Table {
    writer: csv::Writer<Draft>,
}

impl Table {
    /// A table of events that will be called `target`.
    ///
    /// # Errors
    /// The file can't be begun or its first line not be written.
    pub fn of_events(target: &Path) -> Result<Self, FileError> {
        Self::begin(target, &EVENT_COLUMNS)
    }

    /// A table of samples that will be called `target`.
    ///
    /// # Errors
    /// The file can't be begun or its first line not be written.
    pub fn of_samples(target: &Path) -> Result<Self, FileError> {
        Self::begin(target, &TRACE_COLUMNS.map(|(name, _)| name))
    }

    /// A table of inputs that will be called `target`.
    ///
    /// # Errors
    /// The file can't be begun or its first line not be written.
    pub fn of_inputs(target: &Path) -> Result<Self, FileError> {
        Self::begin(target, &INPUT_COLUMNS)
    }

    /// A table of repeated trials that will be called `target`.
    ///
    /// # Errors
    /// The file can't be begun or its first line not be written.
    pub fn of_trials(target: &Path) -> Result<Self, FileError> {
        Self::begin(target, &RASTER_COLUMNS)
    }

    fn begin(target: &Path, columns: &[&str]) -> Result<Self, FileError> {
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(Draft::begin(target)?);
        let mut table = Self { writer };
        table.write(columns)?;
        Ok(table)
    }

    /// Adds what happened.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub fn add_event(&mut self, event: &Event) -> Result<(), FileError> {
        self.write(&event_cells(event))
    }

    /// Adds what the instruments read.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub fn add_sample(&mut self, sample: &Sample) -> Result<(), FileError> {
        self.write(&TRACE_COLUMNS.map(|(_, cell)| cell(sample)))
    }

    /// Adds what was done to the cell.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub fn add_input(&mut self, input: &Input) -> Result<(), FileError> {
        self.write(&input_cells(input))
    }

    /// Adds the pores of a trial; for a failure a line that says so.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub fn add_trial(&mut self, trial: &Trial) -> Result<(), FileError> {
        for opening in &trial.openings {
            self.write(&opening_cells(trial, opening))?;
        }
        if trial.is_failure() {
            self.write(&failure_cells(trial))?;
        }
        Ok(())
    }

    fn write(&mut self, cells: &[impl AsRef<[u8]>]) -> Result<(), FileError> {
        self.writer
            .write_record(cells)
            .map_err(|error| self.failed(files::from_csv(error)))
    }

    /// Makes sure that the whole table is written.
    ///
    /// # Errors
    /// The disk is full or gone; nothing is left behind.
    pub fn finish(mut self) -> Result<Finished, FileError> {
        self.writer.flush().map_err(|error| self.failed(error))?;
        match self.writer.into_inner() {
            Ok(draft) => draft.finish(),
            Err(_) => unreachable!("a flushed writer has nothing left to fail with"),
        }
    }

    /// The file in the making.
    pub fn draft(&self) -> &Draft {
        self.writer.get_ref()
    }

    fn failed(&self, source: std::io::Error) -> FileError {
        FileError::unwritable(self.draft().said(), source)
    }
}

fn event_cells(event: &Event) -> [String; 10] {
    [
        milliseconds(event.time),
        event.vesicle.to_string(),
        event.kind.word().to_owned(),
        event.pathway.word().to_owned(),
        event.what.word().to_owned(),
        event.site.clone(),
        decimals(event.position_nm.x, 3),
        decimals(event.position_nm.y, 3),
        decimals(event.position_nm.z, 3),
        detail_words(event),
    ]
}

/// What more there is to say of an event, as `key=value` with blanks between.
fn detail_words(event: &Event) -> String {
    let counted = event.kind.counted_in();
    match event.detail {
        Detail::Nothing => String::new(),
        Detail::Counted(count) => format!("{counted}={count}"),
        Detail::Pit => "from=membrane".to_owned(),
        Detail::Budded(count) => format!("{counted}={count} from=golgi"),
        Detail::Boarded(motor) => format!("motor={}", motor.word()),
        Detail::Detached { reason, steps } => format!("reason={} steps={steps}", reason.word()),
        Detail::Triggered { cause, mode } => format!("cause={} mode={}", cause.word(), mode.word()),
        Detail::Opened {
            cause, radius_nm, ..
        } => format!("radius_nm={radius_nm:.2} cause={}", cause.word()),
        Detail::Collapsed {
            area_nm2,
            pieces: None,
        } => format!("area_nm2={area_nm2:.1}"),
        Detail::Collapsed {
            area_nm2,
            pieces: Some(pieces),
        } => format!("area_nm2={area_nm2:.1} pieces={pieces}"),
        Detail::Closed(kept) => format!("kept={kept}"),
        Detail::Delivered(delivery) => match delivery {
            Delivery::MembraneProteins => "cargo=membrane_proteins".to_owned(),
            Delivery::IonChannels(count) => format!("cargo=ion_channels count={count}"),
            Delivery::Procollagen => "cargo=procollagen".to_owned(),
            Delivery::Exosomes(count) => format!("cargo=exosomes count={count}"),
        },
        Detail::Home => "to=golgi".to_owned(),
        Detail::Retrieved { area_nm2, mode } => {
            format!("area_nm2={area_nm2:.1} mode={}", mode.word())
        }
    }
}

fn input_cells(input: &Input) -> [String; 8] {
    match input {
        Input::Spike(spike) => {
            let SpikeFired {
                time,
                number,
                by,
                in_train,
            } = spike;
            [
                milliseconds(*time),
                "action_potential".to_owned(),
                by.word().to_owned(),
                String::new(),
                String::new(),
                String::new(),
                number.to_string(),
                in_train.map(|place| place.to_string()).unwrap_or_default(),
            ]
        }
        Input::Change(ChangeMade { made, by, before }) => [
            milliseconds(made.at),
            "change".to_owned(),
            by.word().to_owned(),
            made.change.key().to_owned(),
            made.change.value.to_string(),
            before.as_ref().map(ToString::to_string).unwrap_or_default(),
            String::new(),
            String::new(),
        ],
    }
}

fn opening_cells(trial: &Trial, opening: &Opening) -> [String; 9] {
    [
        trial.number.to_string(),
        trial.seed.to_string(),
        milliseconds(opening.time),
        opening.vesicle.to_string(),
        opening.site.clone(),
        opening.cause.word().to_owned(),
        opening.mode.word().to_owned(),
        opening.after_signal.map(milliseconds).unwrap_or_default(),
        trial
            .signal_before(opening)
            .map(|number| number.to_string())
            .unwrap_or_default(),
    ]
}

fn failure_cells(trial: &Trial) -> [String; 9] {
    let mut cells = [const { String::new() }; 9];
    cells[0] = trial.number.to_string();
    cells[1] = trial.seed.to_string();
    cells[5] = NO_ANSWER.to_owned();
    cells
}

/// Milliseconds to the nanosecond, exactly.
fn milliseconds(time: SimTime) -> String {
    let nanos = time.as_nanos();
    format!("{}.{:06}", nanos / 1_000_000, nanos % 1_000_000)
}

/// A number with so many decimals, and no minus before a zero.
fn decimals(number: f64, count: usize) -> String {
    let text = format!("{number:.count$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;
    use crate::{
        biology::{
            controls::{Change, TimedChange, Value},
            vesicles::{Pathway, VesicleKind},
        },
        sim::{
            record::{EventKind, inputs::By},
            vesicle::{Cause, FusionMode, VesicleId},
        },
    };

    #[test]
    fn times_are_exact_and_zero_has_no_sign() {
        assert_eq!(
            milliseconds(SimTime::from_nanos(1_250_000_001)),
            "1250.000001"
        );
        assert_eq!(milliseconds(SimTime::ZERO), "0.000000");
        assert_eq!(decimals(-0.0004, 3), "0.000");
        assert_eq!(decimals(-12.3456, 3), "-12.346");
    }

    #[test]
    fn an_events_line_has_the_columns_in_their_order() {
        let event = Event {
            time: SimTime::from_nanos(2_000_300_000),
            vesicle: VesicleId(17),
            kind: VesicleKind::built_in("synaptic_vesicle"),
            pathway: Pathway::Regulated,
            what: EventKind::PoreOpened,
            site: "S3".into(),
            position_nm: DVec3::new(1.0, 24.5, -3.25),
            detail: Detail::Opened {
                cause: Cause::ActionPotential,
                mode: FusionMode::KissAndRun,
                radius_nm: 0.304,
            },
        };
        assert_eq!(
            event_cells(&event).join(","),
            "2000.300000,17,synaptic_vesicle,regulated,pore_opened,S3,1.000,24.500,-3.250,\
             radius_nm=0.30 cause=action_potential"
        );
    }

    #[test]
    fn a_line_of_an_input_tells_what_was_done_and_by_whom() {
        let change = |text| TimedChange {
            at: SimTime::from_millis(1.5),
            change: Change::parse(text).expect("a good change"),
        };
        let changed = |text, before| {
            Input::Change(ChangeMade {
                made: change(text),
                by: By::Hand,
                before,
            })
        };
        let spike = |in_train| {
            Input::Spike(SpikeFired {
                time: SimTime::from_millis(2.0),
                number: 17,
                by: By::Script,
                in_train,
            })
        };
        for (input, line) in [
            (
                changed("energy.atp=0.5", Some(Value::Number(2.0))),
                "1.500000,change,hand,energy.atp,0.5,2,,",
            ),
            (
                changed("signal.action_potential=true", None),
                "1.500000,change,hand,signal.action_potential,true,,,",
            ),
            (spike(None), "2.000000,action_potential,script,,,,17,"),
            (spike(Some(3)), "2.000000,action_potential,script,,,,17,3"),
        ] {
            assert_eq!(input_cells(&input).join(","), line);
        }
    }

    #[test]
    fn a_full_disk_is_an_error_and_no_panic() {
        let device = Path::new("/dev/full");
        if !device.exists() {
            return;
        }
        let begun = Table::of_samples(device);
        let ended = begun.and_then(|mut table| {
            for _ in 0..10_000 {
                table.add_sample(&Sample::default())?;
            }
            table.finish().map(drop)
        });
        let error = ended.expect_err("a full disk").to_string();
        assert!(
            error.starts_with("can't write /dev/full: No space left")
                && error.ends_with("; free some space or choose another place"),
            "{error}"
        );
    }
}
