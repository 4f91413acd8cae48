//! What the instruments have read so far, channel by channel, and when pores
//! opened: the memory of the instruments panel.
//!
//! All of it is read from the one record.

use bevy::prelude::*;

use super::traces::Traces;
use crate::{
    biology::vesicles::Pathway,
    sim::record::{EventKind, ReadTo, Record, Sample},
    view::twin::Twin,
};

/// One thing that an instrument reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Potential,
    Calcium,
    Capacitance,
    Postsynaptic,
    Amperometric,
    Released,
    Reserve,
    Recycling,
    Docked,
    Primed,
}

impl Channel {
    pub const ALL: [Self; 10] = [
        Self::Potential,
        Self::Calcium,
        Self::Capacitance,
        Self::Postsynaptic,
        Self::Amperometric,
        Self::Released,
        Self::Reserve,
        Self::Recycling,
        Self::Docked,
        Self::Primed,
    ];

    fn of(self, sample: &Sample) -> f64 {
        match self {
            Self::Potential => sample.vm_mv,
            Self::Calcium => sample.calcium_um,
            Self::Capacitance => sample.capacitance_ff,
            Self::Postsynaptic => sample.postsynaptic_pa,
            Self::Amperometric => sample.amperometric_pa,
            Self::Released => sample.released_vesicles as f64,
            Self::Reserve => sample.reserve.into(),
            Self::Recycling => sample.recycling.into(),
            Self::Docked => sample.docked.into(),
            Self::Primed => sample.primed.into(),
        }
    }
}

/// The panel's memory.
#[derive(Resource, Clone, Debug, Default)]
pub struct Readings {
    channels: [Traces; Channel::ALL.len()],
    /// A reading of one for each pore, of both pathways.
    regulated: Traces,
    constitutive: Traces,
    read: ReadTo,
    /// An electrode has read something: the cell releases what one oxidises.
    pub oxidises: bool,
}

impl Readings {
    /// What `channel` has read.
    pub fn of(&self, channel: Channel) -> &Traces {
        &self.channels[channel as usize]
    }

    fn pores(&self, pathway: Pathway) -> &Traces {
        match pathway {
            Pathway::Regulated => &self.regulated,
            Pathway::Constitutive => &self.constitutive,
        }
    }

    /// Whether a pore of `pathway` has opened in this run.
    pub fn has_opened(&self, pathway: Pathway) -> bool {
        self.pores(pathway).newest().is_some()
    }

    /// When pores of `pathway` opened between two moments, in seconds: all that
    /// so many columns can tell apart.
    pub fn openings(&self, pathway: Pathway, between: [f64; 2], columns: usize) -> Vec<f64> {
        let readings = self.pores(pathway).between(between, columns);
        let moments = readings.into_iter().map(|[at, _]| at);
        moments.filter(|at| *at >= between[0]).collect()
    }

    /// Reads what is new in the record.
    pub fn read(&mut self, record: &Record) {
        let mut read = self.read;
        let news = record.news(&mut read);
        if news.is_anew {
            *self = Self::default();
        }
        self.read = read;
        for sample in news.samples() {
            for (channel, traces) in Channel::ALL.iter().zip(&mut self.channels) {
                traces.add(sample.time, channel.of(sample));
            }
            self.oxidises |= sample.amperometric_pa != 0.0;
        }
        for event in news.events() {
            if event.what == EventKind::PoreOpened {
                match event.pathway {
                    Pathway::Regulated => self.regulated.add(event.time, 1.0),
                    Pathway::Constitutive => self.constitutive.add(event.time, 1.0),
                }
            }
        }
    }
}

/// The same of a run that is seen beside this one.
#[derive(Resource, Clone, Debug, Default)]
pub struct ReadingsBeside(pub Readings);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Readings>()
        .init_resource::<ReadingsBeside>()
        .add_systems(Update, (read_the_record, read_the_record_beside));
}

fn read_the_record_beside(mut readings: ResMut<ReadingsBeside>, twin: Option<Res<Twin>>) {
    if let Some(twin) = twin {
        readings.0.read(&twin.record);
    }
}

fn read_the_record(mut readings: ResMut<Readings>, record: Option<Res<Record>>) {
    if let Some(record) = record {
        readings.read(&record);
    }
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;
    use crate::{
        biology::vesicles::VesicleKind,
        sim::{
            record::{Detail, Event},
            vesicle::VesicleId,
        },
        units::SimTime,
    };

    fn sample(millis: f64, primed: u32) -> Sample {
        Sample {
            time: SimTime::from_millis(millis),
            vm_mv: -70.0,
            calcium_um: 0.05,
            capacitance_ff: 60.0,
            primed,
            ..Sample::default()
        }
    }

    fn opening(millis: f64, pathway: Pathway) -> Event {
        Event {
            time: SimTime::from_millis(millis),
            vesicle: VesicleId(1),
            kind: VesicleKind::built_in("synaptic_vesicle"),
            pathway,
            what: EventKind::PoreOpened,
            site: String::new(),
            position_nm: DVec3::ZERO,
            detail: Detail::Nothing,
        }
    }

    #[test]
    fn every_channel_reads_its_own_column_of_the_record_once() {
        let mut record = Record::default();
        record.add_sample(sample(0.0, 7));
        let mut readings = Readings::default();
        readings.read(&record);
        record.add_sample(sample(10.0, 5));
        readings.read(&record);
        readings.read(&record);
        let all = readings.of(Channel::Primed).between([0.0, 1.0], 100);
        assert_eq!(all, [[0.0, 7.0], [0.01, 5.0]]);
        let newest = |channel| readings.of(channel).newest().map(|[_, value]| value);
        assert_eq!(newest(Channel::Potential), Some(-70.0));
        assert_eq!(newest(Channel::Calcium), Some(0.05));
        assert_eq!(newest(Channel::Capacitance), Some(60.0));
        assert!(!readings.oxidises);
        record.add_sample(Sample {
            amperometric_pa: 3.0,
            ..sample(20.0, 5)
        });
        readings.read(&record);
        assert!(readings.oxidises);
    }

    #[test]
    fn openings_are_told_by_their_pathway_and_forgotten_with_their_run() {
        let mut record = Record::default();
        record.add_sample(sample(0.0, 7));
        for (millis, pathway) in [
            (11.4, Pathway::Regulated),
            (11.6, Pathway::Regulated),
            (30.0, Pathway::Constitutive),
        ] {
            record.add_event(opening(millis, pathway));
        }
        let mut readings = Readings::default();
        readings.read(&record);
        let within = [0.01, 0.02];
        assert_eq!(
            readings.openings(Pathway::Regulated, within, 500),
            [0.0114, 0.0116]
        );
        assert!(
            readings
                .openings(Pathway::Constitutive, within, 500)
                .is_empty()
        );
        record.begin();
        readings.read(&record);
        assert!(
            readings
                .openings(Pathway::Regulated, within, 500)
                .is_empty()
        );
    }
}
