//! What has a name in the picture.

use std::{collections::HashMap, sync::OnceLock};

use serde::Deserialize;

/// What can be named, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub enum Named {
    RegulatedLane,
    ConstitutiveLane,
    Fusing,
    KissAndRun,
    Hemifused,
    Collapsing,
    FusingGranule,
    Budding,
    Clathrin,
    Dynamin,
    Kinesin,
    Dynein,
    MyosinV,
    Primed,
    Docked,
    Tethered,
    Walking,
    Microtubule,
    PlasmaMembrane,
    Cleft,
    Snares,
    ProtonPump,
    Transmitter,
    OpenReceptor,
    Synaptotagmin,
    Munc13,
    Tether,
    Channel,
    Receptor,
    Synaptobrevin,
    Postsynaptic,
    Density,
    Pool,
    Carrier,
    Returning,
    Golgi,
    ChannelCarrier,
    CollagenCarrier,
    Fibril,
    IonChannel,
    ActiveZone,
    Actin,
    PlusEnd,
    PrimedGranule,
    DockedGranule,
    TetheredGranule,
    CarriedGranule,
    Granules,
    DenseCore,
    CarbonFibre,
    CapillaryWall,
    Blood,
    Exosome,
    Waste,
    Lamp,
    MultivesicularBody,
    WaitingLysosome,
    Lysosome,
}

impl Named {
    /// All of them.
    pub const ALL: [Self; 58] = [
        Self::RegulatedLane,
        Self::ConstitutiveLane,
        Self::Fusing,
        Self::KissAndRun,
        Self::Hemifused,
        Self::Collapsing,
        Self::FusingGranule,
        Self::Budding,
        Self::Clathrin,
        Self::Dynamin,
        Self::Kinesin,
        Self::Dynein,
        Self::MyosinV,
        Self::Primed,
        Self::Docked,
        Self::Tethered,
        Self::Walking,
        Self::Microtubule,
        Self::PlasmaMembrane,
        Self::Cleft,
        Self::Snares,
        Self::ProtonPump,
        Self::Transmitter,
        Self::OpenReceptor,
        Self::Synaptotagmin,
        Self::Munc13,
        Self::Tether,
        Self::Channel,
        Self::Receptor,
        Self::Synaptobrevin,
        Self::Postsynaptic,
        Self::Density,
        Self::Pool,
        Self::Carrier,
        Self::Returning,
        Self::Golgi,
        Self::ChannelCarrier,
        Self::CollagenCarrier,
        Self::Fibril,
        Self::IonChannel,
        Self::ActiveZone,
        Self::Actin,
        Self::PlusEnd,
        Self::PrimedGranule,
        Self::DockedGranule,
        Self::TetheredGranule,
        Self::CarriedGranule,
        Self::Granules,
        Self::DenseCore,
        Self::CarbonFibre,
        Self::CapillaryWall,
        Self::Blood,
        Self::Exosome,
        Self::Waste,
        Self::Lamp,
        Self::MultivesicularBody,
        Self::WaitingLysosome,
        Self::Lysosome,
    ];

    /// The name as it is shown.
    pub fn text(self) -> &'static str {
        static TEXTS: OnceLock<HashMap<Named, String>> = OnceLock::new();
        let texts = TEXTS.get_or_init(|| {
            ron::from_str(include_str!("../../assets/labels.ron"))
                .expect("the built-in labels are read by a test")
        });
        texts.get(&self).map_or("", String::as_str)
    }

    /// The name that says the same of the same vesicles: one of the two is enough.
    pub(super) fn alike(self) -> Option<Self> {
        match self {
            Self::Carrier => Some(Self::ConstitutiveLane),
            Self::ConstitutiveLane => Some(Self::Carrier),
            _ => None,
        }
    }

    /// Whether it is a part of a track.
    pub(super) fn is_track(self) -> bool {
        matches!(self, Self::Microtubule | Self::PlusEnd)
    }

    /// Whether it is that of a vesicle, or of what one is doing.
    pub(super) fn is_of_vesicle(self) -> bool {
        matches!(
            self,
            Self::RegulatedLane
                | Self::ConstitutiveLane
                | Self::Fusing
                | Self::KissAndRun
                | Self::Hemifused
                | Self::Collapsing
                | Self::FusingGranule
                | Self::Budding
                | Self::Primed
                | Self::Docked
                | Self::Tethered
                | Self::Walking
                | Self::Pool
                | Self::Carrier
                | Self::Returning
                | Self::ChannelCarrier
                | Self::CollagenCarrier
                | Self::PrimedGranule
                | Self::DockedGranule
                | Self::TetheredGranule
                | Self::CarriedGranule
                | Self::Granules
                | Self::DenseCore
                | Self::MultivesicularBody
                | Self::WaitingLysosome
                | Self::Lysosome
        )
    }

    /// Coarsest picture (nanometres a pixel) in which it is large enough to
    /// be named.
    pub(super) fn coarsest(self) -> f32 {
        match self {
            Self::Snares | Self::Munc13 | Self::ProtonPump | Self::Transmitter => 0.35,
            Self::Synaptotagmin | Self::Synaptobrevin => 0.20,
            Self::Tether => 0.35,
            Self::Kinesin | Self::Dynein | Self::MyosinV => 0.45,
            Self::Channel | Self::Receptor | Self::OpenReceptor => 0.8,
            Self::IonChannel => 1.3,
            Self::Clathrin | Self::Dynamin => 1.2,
            Self::Fusing => 3.5,
            Self::KissAndRun => 1.5,
            Self::Hemifused => 2.6,
            Self::Collapsing | Self::Budding => 2.6,
            Self::Docked | Self::Tethered | Self::Primed => 2.6,
            Self::DockedGranule
            | Self::TetheredGranule
            | Self::PrimedGranule
            | Self::FusingGranule => 8.0,
            Self::DenseCore => 4.0,
            Self::Exosome | Self::Waste => 8.0,
            Self::Lamp => 1.6,
            Self::Actin | Self::PlusEnd | Self::ActiveZone | Self::Density => 2.6,
            _ => f32::INFINITY,
        }
    }

    /// Whether it can be named in a picture of so many nanometres a pixel.
    pub(super) fn is_fit(self, nm_per_pixel: f32) -> bool {
        (self.finest()..=self.coarsest()).contains(&nm_per_pixel)
    }

    /// Finest picture in which it still is a thing and not a wall.
    fn finest(self) -> f32 {
        match self {
            Self::RegulatedLane | Self::ConstitutiveLane => 1.0,
            Self::Pool | Self::Granules | Self::ActiveZone | Self::Actin => 0.30,
            Self::Postsynaptic => 0.15,
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_be_named_has_a_name() {
        for named in Named::ALL {
            assert!(!named.text().is_empty(), "{named:?}");
        }
    }
}
