//! Fusion pores.

use crate::biology::numbers::Lookup;

/// How fusion pores of one class of vesicle behave. Pairs are bounds.
#[derive(Clone, Copy, Debug)]
pub struct PoreKinetics {
    /// Mean time from hemifusion to the open pore.
    pub hemifusion_s: f64,
    /// Mean times for which a flickering pore is open and shut.
    pub flicker_open_s: f64,
    pub flicker_shut_s: f64,
    /// How long the first pore lasts.
    pub foot_s: [f64; 2],
    /// Pace at which the conductance of a pore grows that will not close.
    pub growth_ps_per_s: [f64; 2],
    /// Share of the lumen's radius to which it grows before the vesicle
    /// flattens.
    pub wide_share: f64,
    pub flattening_s: [f64; 2],
    /// How long a kiss-and-run stays open at its widest.
    pub stay_s: [f64; 2],
}

impl PoreKinetics {
    /// Those whose steps stand under one prefix, and whose paces of widening and of
    /// flattening stand under another, if one is given.
    pub(super) fn of(steps: &str, pace: Option<&str>, numbers: &Lookup) -> Self {
        let bounds = |prefix: &str, ends: [&str; 2], unit: f64| {
            ends.map(|end| numbers.under(prefix, end) * unit)
        };
        let number = |name: &str| numbers.under(steps, name);
        let pace = pace.unwrap_or(steps);
        Self {
            hemifusion_s: number("hemifusion") * 1e-3,
            flicker_open_s: number("flicker_open") * 1e-3,
            flicker_shut_s: number("flicker_shut") * 1e-3,
            foot_s: bounds(steps, ["foot_shortest", "foot_longest"], 1e-3),
            // 1 pS/ms is 1000 pS/s.
            growth_ps_per_s: bounds(pace, ["growth_slowest", "growth_fastest"], 1e3),
            wide_share: number("wide_share"),
            flattening_s: bounds(pace, ["flattening_shortest", "flattening_longest"], 1e-3),
            stay_s: bounds(steps, ["stay_shortest", "stay_longest"], 1e-3),
        }
    }
}
