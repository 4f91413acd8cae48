//! The steps to the membrane: tethering, docking, priming, and what undoes them.

use super::{pace_of, value};
use crate::biology::vesicles::CellKind;

/// How far from the membrane each step is, and how fast.
#[derive(Clone, Copy, Debug)]
pub struct StepParameters {
    pub tether_nm: f64,
    pub exocyst_nm: f64,
    pub recruitment_per_s: f64,
    /// The same with the actin under the membrane gone.
    pub recruitment_without_actin_per_s: f64,
    pub docking_per_s: f64,
    pub untethering_per_s: f64,
    pub undocking_per_s: f64,
    pub priming_per_s: f64,
    pub priming_fastest_per_s: f64,
    /// Calcium in the terminal at which priming has gained half of what it can.
    pub priming_half_um: f64,
    pub priming_atp_half_mm: f64,
    pub unpriming_per_s: f64,
    pub unpriming_half_um: f64,
    pub unpriming_cooperativity: f64,
    /// SNARE complexes that pair for one vesicle.
    pub snare_complexes: f64,
    /// Share of every rate of fusion that is left with one complex less, and
    /// with one that does not close to its end.
    pub lost_complex: f64,
    pub cut_complex: f64,
    pub docked_gap_nm: f64,
    pub exocyst_residence_s: f64,
    pub constitutive_fusion_per_s: f64,
}

impl StepParameters {
    /// Those of a kind of cell.
    pub(super) fn of(cell: CellKind) -> Self {
        let usual = Self::usual();
        match (cell, pace_of(cell)) {
            (CellKind::ChromaffinCell, _) => Self {
                recruitment_without_actin_per_s: value("chromaffin_cell.recruitment_without_actin"),
                ..usual
            },
            (_, Some(class)) => usual.at_the_pace_of(class),
            (_, None) => usual,
        }
    }

    fn usual() -> Self {
        Self {
            tether_nm: value("tether.length"),
            exocyst_nm: value("tether.exocyst_length"),
            recruitment_per_s: value("recruitment.rate"),
            recruitment_without_actin_per_s: value("recruitment.rate"),
            docking_per_s: value("docking.rate"),
            untethering_per_s: value("untethering.rate"),
            undocking_per_s: value("undocking.rate"),
            priming_per_s: value("priming.rate"),
            priming_fastest_per_s: value("priming.fastest"),
            priming_half_um: value("priming.calcium_half"),
            priming_atp_half_mm: value("priming.atp_half"),
            unpriming_per_s: value("unpriming.rate"),
            unpriming_half_um: value("unpriming.calcium_half"),
            unpriming_cooperativity: value("unpriming.cooperativity"),
            snare_complexes: value("snare.complexes"),
            lost_complex: value("snare.lost_complex"),
            cut_complex: value("snare.cut_complex"),
            docked_gap_nm: value("docked.gap"),
            exocyst_residence_s: value("exocyst.residence"),
            constitutive_fusion_per_s: value("constitutive.fusion_rate"),
        }
    }

    /// As slow as a class of large vesicles takes them.
    fn at_the_pace_of(self, class: &str) -> Self {
        let number = |name: &str| value(&format!("{class}.{name}"));
        Self {
            recruitment_per_s: number("recruitment"),
            recruitment_without_actin_per_s: number("recruitment_without_actin"),
            docking_per_s: number("docking"),
            untethering_per_s: number("untethering"),
            undocking_per_s: number("undocking"),
            priming_per_s: number("priming"),
            priming_fastest_per_s: number("priming_fastest"),
            priming_half_um: number("priming_half"),
            unpriming_per_s: number("unpriming"),
            ..self
        }
    }
}
