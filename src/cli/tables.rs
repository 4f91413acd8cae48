//! The files that a run leaves: `events.csv`, a line for each thing that
//! happened, and `traces.csv`, a line for each reading of the instruments; and
//! that of many runs, `raster.csv`, a line for each pore that opened.
//! `docs/events.md` describes them.

use std::path::Path;

use crate::{
    files::{self, Draft, FileError, Finished},
    sim::{
        energy::AtpPlace,
        record::{Event, Sample},
        trials::{Opening, Trial},
    },
    units::SimTime,
};

const EVENT_COLUMNS: [&str; 10] = [
    "time_ms", "vesicle", "kind", "pathway", "event", "site", "x_nm", "y_nm", "z_nm", "detail",
];

const TRACE_COLUMNS: [&str; 34] = [
    "time_ms",
    "vm_mv",
    "calcium_um",
    "capacitance_ff",
    "membrane_area_nm2",
    "vesicle_area_nm2",
    "retrieved_area_nm2",
    "open_pores",
    "docked",
    "primed",
    "released_vesicles",
    "released_molecules",
    "free_molecules",
    "open_receptors",
    "amperometric_pa",
    "atp_used",
    "postsynaptic_pa",
    "reserve",
    "recycling",
    "atp_motors",
    "atp_priming",
    "atp_docking",
    "atp_refilling",
    "atp_retrieval",
    "gtp_dynamin",
    "channels",
    "released_procollagen",
    "free_procollagen",
    "fibrils_nm",
    "exosomes_inside",
    "exosomes_outside",
    "exosomes_released",
    "waste_outside",
    "waste_released",
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
        Self::begin(target, &TRACE_COLUMNS)
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
        self.write(&sample_cells(sample))
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
        event.detail.clone(),
    ]
}

fn sample_cells(sample: &Sample) -> [String; 34] {
    let [motors, priming, docking, refilling, retrieval] =
        AtpPlace::ALL.map(|place| sample.energy.of(place).to_string());
    [
        milliseconds(sample.time),
        decimals(sample.vm_mv, 3),
        decimals(sample.calcium_um, 5),
        decimals(sample.capacitance_ff, 5),
        decimals(sample.membrane_area_nm2, 3),
        decimals(sample.vesicle_area_nm2, 3),
        decimals(sample.retrieved_area_nm2, 3),
        sample.open_pores.to_string(),
        sample.docked.to_string(),
        sample.primed.to_string(),
        sample.released_vesicles.to_string(),
        sample.released_molecules.to_string(),
        sample.free_molecules.to_string(),
        sample.open_receptors.to_string(),
        decimals(sample.amperometric_pa, 4),
        sample.atp_used.to_string(),
        decimals(sample.postsynaptic_pa, 3),
        sample.reserve.to_string(),
        sample.recycling.to_string(),
        motors,
        priming,
        docking,
        refilling,
        retrieval,
        sample.energy.dynamin_gtp.to_string(),
        sample.channels.to_string(),
        sample.released_procollagen.to_string(),
        sample.free_procollagen.to_string(),
        decimals(sample.fibrils_nm, 1),
        sample.exosomes_inside.to_string(),
        sample.exosomes_outside.to_string(),
        sample.exosomes_released.to_string(),
        sample.waste_outside.to_string(),
        sample.waste_released.to_string(),
    ]
}

fn opening_cells(trial: &Trial, opening: &Opening) -> [String; 9] {
    [
        trial.number.to_string(),
        trial.seed.to_string(),
        milliseconds(opening.time),
        opening.vesicle.to_string(),
        opening.site.clone(),
        opening.cause.clone(),
        opening.mode.clone(),
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
    use crate::sim::{
        record::EventKind,
        vesicle::{Pathway, VesicleId, VesicleKind},
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
            kind: VesicleKind::Synaptic,
            pathway: Pathway::Regulated,
            what: EventKind::PoreOpened,
            site: "S3".into(),
            position_nm: DVec3::new(1.0, 24.5, -3.25),
            detail: "mode=kiss_and_run".into(),
        };
        assert_eq!(
            event_cells(&event).join(","),
            "2000.300000,17,synaptic_vesicle,regulated,pore_opened,S3,1.000,24.500,-3.250,\
             mode=kiss_and_run"
        );
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
