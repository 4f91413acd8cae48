//! What has a name in the picture.

use std::{collections::HashMap, sync::OnceLock};

use serde::Deserialize;

use crate::{
    biology::vesicles::{Class, Contents, VesicleKind},
    sim::vesicle::Stage,
    text,
};

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

    /// What a vesicle at this stage is in the picture, by what its class holds.
    pub fn of_vesicle(class: &Class, stage: Stage) -> Self {
        let by_stage = |[carried, tethered, docked, primed, other]: [Self; 5]| match stage {
            Stage::Walking | Stage::Crossing => carried,
            Stage::Tethered => tethered,
            Stage::Docked => docked,
            Stage::Primed => primed,
            _ => other,
        };
        match (stage, &class.contents) {
            (Stage::Fusing, _) => Self::Fusing,
            (Stage::Budding, _) => Self::Budding,
            (_, Contents::Rods { .. }) if class.is_tubular() => Self::CollagenCarrier,
            _ if class.is_tubular() => Self::ChannelCarrier,
            (_, Contents::Core(_)) => by_stage([
                Self::CarriedGranule,
                Self::TetheredGranule,
                Self::DockedGranule,
                Self::PrimedGranule,
                Self::Granules,
            ]),
            (Stage::Primed, Contents::Waste(_)) => Self::WaitingLysosome,
            (_, Contents::Waste(_)) => Self::Lysosome,
            (_, Contents::Sacs { .. }) => Self::MultivesicularBody,
            _ if class.is_carrier_of_proteins() => Self::Carrier,
            (Stage::Refilling, Contents::Solute { .. }) => Self::ProtonPump,
            _ => by_stage([
                Self::Walking,
                Self::Tethered,
                Self::Docked,
                Self::Primed,
                Self::Pool,
            ]),
        }
    }

    /// The name as it is shown, if no class has words of its own for it.
    pub fn text(self) -> &'static str {
        static TEXTS: OnceLock<HashMap<Named, &str>> = OnceLock::new();
        let texts = TEXTS.get_or_init(|| {
            let named = Self::ALL
                .iter()
                .map(|named| (*named, text::find(&named.key())));
            named
                .filter_map(|(named, text)| Some((named, text?)))
                .collect()
        });
        texts.get(&self).copied().unwrap_or_default()
    }

    /// The key of what is said of it.
    pub fn key(self) -> String {
        text::key("thing", &format!("{self:?}"))
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

/// A name in the picture: that of a thing, or of vesicles of a class that brings words of
/// its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    pub named: Named,
    /// Whose words it is said in, if not in those of the program.
    own: Option<VesicleKind>,
}

impl Name {
    /// The name of vesicles of a class that are such a thing.
    pub fn of(named: Named, kind: VesicleKind) -> Self {
        Self {
            named,
            own: own_words(named, kind).map(|_| kind),
        }
    }

    /// As it is shown.
    pub fn text(self) -> &'static str {
        let own = self.own.and_then(|kind| own_words(self.named, kind));
        own.unwrap_or(self.named.text())
    }
}

impl From<Named> for Name {
    fn from(named: Named) -> Self {
        Self { named, own: None }
    }
}

/// What a class itself calls its vesicles where they are such a thing.
fn own_words(named: Named, kind: VesicleKind) -> Option<&'static str> {
    let own = kind.get().words.own()?;
    let by_stage = match named {
        Named::Walking | Named::CarriedGranule => &own.carried,
        Named::Tethered | Named::TetheredGranule => &own.tethered,
        Named::Docked | Named::DockedGranule => &own.docked,
        Named::Primed | Named::PrimedGranule | Named::WaitingLysosome => &own.primed,
        // Where one fuses it is seen; the general name says more than what it is called.
        Named::FusingGranule => return own.fusing.as_deref(),
        Named::Pool
        | Named::Granules
        | Named::Lysosome
        | Named::MultivesicularBody
        | Named::Carrier => &None,
        _ => return None,
    };
    Some(by_stage.as_deref().unwrap_or(&own.many))
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
