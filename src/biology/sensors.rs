//! The published models of calcium sensors, by name.

/// Which published model decides when a primed vesicle fuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SensorModel {
    /// Every calcium ion makes fusion more likely by the same factor.
    Allosteric,
    /// Fusion from the state with five ions alone.
    FiveSite,
    /// Five ions, and a turn before fusion.
    TwoStep,
    /// Synaptotagmins one by one, with calcium and PIP₂.
    Synaptotagmins,
    /// Dense-core granules of chromaffin cells that are readily releasable.
    Chromaffin,
    /// And those that are slowly releasable.
    SlowChromaffin,
    /// The slow sensor of lysosomes, of high affinity.
    Synaptotagmin7,
}

impl SensorModel {
    pub const ALL: [Self; 7] = [
        Self::Allosteric,
        Self::FiveSite,
        Self::TwoStep,
        Self::Synaptotagmins,
        Self::Chromaffin,
        Self::SlowChromaffin,
        Self::Synaptotagmin7,
    ];

    /// The word used in controls and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allosteric => "allosteric",
            Self::FiveSite => "five_site",
            Self::TwoStep => "two_step",
            Self::Synaptotagmins => "synaptotagmins",
            Self::Chromaffin => "chromaffin",
            Self::SlowChromaffin => "slow_chromaffin",
            Self::Synaptotagmin7 => "synaptotagmin_7",
        }
    }

    /// The model that a word means; the first for a word that means none.
    pub fn called(word: &str) -> Self {
        let found = Self::ALL.into_iter().find(|model| model.word() == word);
        found.unwrap_or(Self::Allosteric)
    }

    /// Whether its own rate of fusion at rest is that of real vesicles. The
    /// models that fuse from full sensors alone all but never do at rest, and nor do
    /// lysosomes.
    pub fn fuses_at_rest(self) -> bool {
        matches!(
            self,
            Self::Allosteric | Self::Synaptotagmins | Self::Synaptotagmin7
        )
    }
}
