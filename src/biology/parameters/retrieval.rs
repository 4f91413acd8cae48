//! How membrane is taken back: under a coat of clathrin, or ultrafast.

use super::value;

/// What pits do.
#[derive(Clone, Copy, Debug)]
pub struct RetrievalParameters {
    /// Mean time until membrane that was given is taken back.
    pub wait_s: f64,
    /// Bounds of the time in which a coated pit grows.
    pub coat_growth_s: [f64; 2],
    /// Bounds of the time in which dynamin winds around the neck, and in which
    /// it squeezes it shut.
    pub dynamin_assembly_s: [f64; 2],
    pub dynamin_squeeze_s: [f64; 2],
    /// Aqueous radius of a pit's neck before dynamin squeezes it.
    pub pit_neck_nm: f64,
    /// Bounds of the time in which a cut-off vesicle sheds its coat.
    pub uncoating_s: [f64; 2],
    /// Bounds of the time in which ultrafast retrieval is over, and the shares
    /// of it in which the pit grows and dynamin winds around its neck.
    pub ultrafast_s: [f64; 2],
    pub ultrafast_growth_share: f64,
    pub ultrafast_assembly_share: f64,
}

impl RetrievalParameters {
    pub(super) fn read() -> Self {
        Self {
            wait_s: value("retrieval.wait"),
            coat_growth_s: [
                value("clathrin.growth_shortest"),
                value("clathrin.growth_longest"),
            ],
            dynamin_assembly_s: [
                value("dynamin.assembly_shortest"),
                value("dynamin.assembly_longest"),
            ],
            dynamin_squeeze_s: [
                value("dynamin.squeeze_shortest"),
                value("dynamin.squeeze_longest"),
            ],
            pit_neck_nm: value("retrieval.neck_radius"),
            uncoating_s: [
                value("clathrin.uncoating_shortest"),
                value("clathrin.uncoating_longest"),
            ],
            ultrafast_s: [
                value("ultrafast.shortest") * 1e-3,
                value("ultrafast.longest") * 1e-3,
            ],
            ultrafast_growth_share: value("ultrafast.growth_share"),
            ultrafast_assembly_share: value("ultrafast.assembly_share"),
        }
    }
}
