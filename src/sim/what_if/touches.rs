//! What of a run has to be planned anew where a card's dose changes.

use crate::{
    biology::cards::{Amount, Part},
    sim::respond::RatesChanged,
};

impl Part {
    /// What has to be planned anew where it changes.
    pub(in crate::sim) fn touches(self) -> RatesChanged {
        let none = RatesChanged::default();
        let any = RatesChanged { any: true, ..none };
        let tracks = RatesChanged {
            tracks: true,
            ..any
        };
        let retrieval = RatesChanged {
            retrieval: true,
            ..none
        };
        let calcium = RatesChanged {
            calcium: true,
            ..none
        };
        match self {
            // Asked for when needed.
            Self::Snap25
            | Self::Synaptobrevin
            | Self::ProtonPump
            | Self::CalciumChannels
            | Self::CalciumOutside
            | Self::PoreSteps
            | Self::VesicleDiffusion
            | Self::CargoDiffusion
            | Self::Receptors
            | Self::Uptake => none,
            Self::Nsf
            | Self::Docking
            | Self::Undocking
            | Self::Priming
            | Self::Unpriming
            | Self::ConstitutiveFusion
            | Self::CarrierSupply
            | Self::Refilling => any,
            Self::Recruitment => RatesChanged {
                calls: true,
                ..none
            },
            Self::Microtubules | Self::Motors => tracks,
            Self::Atp => RatesChanged {
                retrieval: true,
                ..tracks
            },
            Self::Actin => RatesChanged {
                retrieval: true,
                calls: true,
                ..tracks
            },
            Self::Dynamin | Self::PitGrowth => retrieval,
            Self::Synaptotagmin1
            | Self::SensorBinding
            | Self::SensorFusion
            | Self::Excitation
            | Self::CalciumPumping => calcium,
        }
    }
}

impl Amount {
    /// What has to be planned anew where it changes.
    pub(in crate::sim) fn touches(self) -> RatesChanged {
        let none = RatesChanged::default();
        match self {
            Self::Egta | Self::Bapta | Self::CalciumLeak | Self::Barrier => RatesChanged {
                calcium: true,
                ..none
            },
            Self::KissAndRun => none,
            Self::MicrotubuleStability => Part::Microtubules.touches(),
        }
    }
}
