//! Where the ATP goes. It is counted where it is spent, molecule by molecule.

use bevy::prelude::*;

/// Adenosine triphosphate spent so far, by place, in molecules.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtpAccount {
    /// Steps of kinesin, dynein and myosin, runs in progress not counted.
    pub motors: u64,
    /// Setting SNAREs free again, before they pair anew.
    pub nsf: u64,
    /// Pumping contents into vesicles.
    pub refilling: u64,
    /// Taking membrane back.
    pub retrieval: u64,
    /// Guanosine triphosphate that dynamin spends on scission. It is made from
    /// ATP elsewhere, and is no part of the sum.
    pub dynamin_gtp: u64,
}

impl AtpAccount {
    /// The sum over all places, of ATP alone.
    pub fn total(&self) -> u64 {
        self.motors + self.nsf + self.refilling + self.retrieval
    }
}
