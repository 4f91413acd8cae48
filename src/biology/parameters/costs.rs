//! What is spent.

use super::value;

/// Molecules of ATP and GTP that things cost.
#[derive(Clone, Copy, Debug)]
pub struct CostParameters {
    /// ATP of NSF for each SNARE complex, of filling for each molecule, of a pit.
    pub nsf_atp: f64,
    pub refilling_atp: f64,
    pub retrieval_atp: f64,
    /// GTP of dynamin for each scission.
    pub dynamin_gtp: f64,
}

impl CostParameters {
    pub(super) fn read() -> Self {
        Self {
            nsf_atp: value("atp.nsf_per_complex"),
            refilling_atp: value("atp.refilling_per_molecule"),
            retrieval_atp: value("atp.retrieval"),
            dynamin_gtp: value("gtp.dynamin_per_scission"),
        }
    }
}
