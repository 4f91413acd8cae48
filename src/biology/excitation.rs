//! The action potential, and how calcium channels follow it.

/// So many half-widths after its peak an action potential is over.
const OVER_AFTER_WIDTHS: f64 = 5.0;
/// An action potential as the membrane sees it: a bell of published height and
/// width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PotentialShape {
    pub rest_mv: f64,
    pub peak_mv: f64,
    pub half_width_s: f64,
    /// From the signal to the peak.
    pub delay_s: f64,
}

impl PotentialShape {
    /// Membrane potential so long after a signal.
    pub fn mv(&self, after_s: f64) -> f64 {
        let widths = (after_s - self.delay_s) / self.half_width_s;
        let share = libm::exp(-4.0 * std::f64::consts::LN_2 * widths * widths);
        self.rest_mv + (self.peak_mv - self.rest_mv) * share
    }

    /// How long after a signal it is over.
    pub fn over_s(&self) -> f64 {
        self.delay_s + OVER_AFTER_WIDTHS * self.half_width_s
    }
}

/// How a channel's gates follow the membrane potential: two alike, both of which
/// must be open; each opens at `opening · exp(V/opening_mv)` and shuts at
/// `shutting · exp(−V/shutting_mv)` (Borst & Sakmann 1998, *Journal of
/// Physiology* 506:143).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gates {
    pub opening_per_s: f64,
    pub opening_mv: f64,
    pub shutting_per_s: f64,
    pub shutting_mv: f64,
}

impl Gates {
    /// Gates of one channel.
    pub const COUNT: u8 = 2;

    /// Rate at which a shut gate opens.
    pub fn opens_per_s(&self, mv: f64) -> f64 {
        self.opening_per_s * libm::exp(mv / self.opening_mv)
    }

    /// Rate at which an open gate shuts.
    pub fn shuts_per_s(&self, mv: f64) -> f64 {
        self.shutting_per_s * libm::exp(-mv / self.shutting_mv)
    }

    /// Chance that a channel is open when the potential has long been held.
    pub fn open_share(&self, mv: f64) -> f64 {
        let (opens, shuts) = (self.opens_per_s(mv), self.shuts_per_s(mv));
        let gate = opens / (opens + shuts);
        gate * gate
    }
}

/// What flows through one open channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenChannel {
    pub conductance_ps: f64,
    pub reversal_mv: f64,
}

impl OpenChannel {
    /// Current into the cell in picoamperes, not less than none.
    pub fn current_pa(&self, mv: f64) -> f64 {
        // 1 pS · 1 mV is 1e-3 pA.
        (self.conductance_ps * (self.reversal_mv - mv) * 1e-3).max(0.0)
    }
}
