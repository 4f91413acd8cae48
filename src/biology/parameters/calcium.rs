//! From the action potential to calcium at the sensors.

use super::value;
use crate::biology::{
    buffers::Buffer,
    excitation::{Gates, OpenChannel, PotentialShape},
    vesicles::CellKind,
};

/// Release sites whose channels stand nearer than those of the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearChannels {
    /// One site in so many.
    pub one_in: usize,
    pub channel_nm: f64,
}

/// From the action potential to calcium at the sensors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalciumParameters {
    pub potential: PotentialShape,
    /// How fast an action potential runs along an axon.
    pub conduction_nm_per_s: f64,
    pub gates: Gates,
    pub channel: OpenChannel,
    /// Channels beside each release site, and how far from it.
    pub channels: usize,
    pub channel_nm: f64,
    /// Some sites may have theirs nearer.
    pub near: Option<NearChannels>,
    pub diffusion_nm2_per_s: f64,
    /// In the terminal's own buffers.
    pub reach_nm: f64,
    pub binding_ratio: f64,
    pub egta: Buffer,
    pub bapta: Buffer,
    pub rest_um: f64,
    /// Rise in the whole terminal after one action potential.
    pub residual_um: f64,
    pub residual_decay_s: f64,
    pub outside_reference_mm: f64,
    /// What fuses within this time after an action potential answers it.
    pub synchronous_s: f64,
    pub spontaneous_per_s: f64,
}

impl CalciumParameters {
    /// Those of a kind of cell.
    pub(super) fn of(cell: CellKind) -> Self {
        let usual = Self::usual();
        match cell {
            CellKind::Neuron => usual,
            CellKind::ChromaffinCell => Self {
                channel_nm: value("chromaffin_granule.channel_distance"),
                ..usual.of_a_chromaffin_cell()
            },
            CellKind::BetaCell => Self {
                channel_nm: value("insulin_granule.channel_distance"),
                ..usual
            },
            CellKind::Unexcitable => Self {
                channels: 0,
                residual_um: 0.0,
                ..usual
            },
        }
    }

    fn usual() -> Self {
        let buffer = |name: &str| Buffer {
            binding_per_um_s: value(&format!("{name}.binding")),
            half_um: value(&format!("{name}.half")),
        };
        Self {
            potential: PotentialShape {
                rest_mv: value("membrane_potential.rest"),
                peak_mv: value("membrane_potential.peak"),
                half_width_s: value("action_potential.half_width") * 1e-3,
                delay_s: value("action_potential.peak_delay") * 1e-3,
            },
            conduction_nm_per_s: value("action_potential.speed") * 1e9,
            gates: Gates {
                opening_per_s: value("channel.opening"),
                opening_mv: value("channel.opening_slope"),
                shutting_per_s: value("channel.shutting"),
                shutting_mv: value("channel.shutting_slope"),
            },
            channel: OpenChannel {
                conductance_ps: value("channel.conductance"),
                reversal_mv: value("channel.reversal"),
            },
            channels: value("channel.copies").round() as usize,
            channel_nm: value("channel.distance"),
            near: None,
            // 1 µm²/ms is 1e9 nm²/s.
            diffusion_nm2_per_s: value("calcium.diffusion") * 1e9,
            reach_nm: value("calcium.reach"),
            binding_ratio: value("calcium.binding_ratio"),
            egta: buffer("egta"),
            bapta: buffer("bapta"),
            rest_um: value("calcium.rest"),
            residual_um: value("calcium.residual"),
            residual_decay_s: value("calcium.residual_decay"),
            outside_reference_mm: value("calcium.outside_reference"),
            synchronous_s: value("release.synchronous") * 1e-3,
            spontaneous_per_s: value("release.spontaneous_rate"),
        }
    }

    /// With the action potential of a chromaffin cell, and with channels right
    /// beside the few granules that answer at once.
    fn of_a_chromaffin_cell(self) -> Self {
        let number = |name: &str| value(&format!("chromaffin_cell.{name}"));
        Self {
            potential: PotentialShape {
                half_width_s: number("half_width") * 1e-3,
                delay_s: number("peak_delay") * 1e-3,
                ..self.potential
            },
            near: Some(NearChannels {
                one_in: (1.0 / number("near_share")).round() as usize,
                channel_nm: number("near_distance"),
            }),
            synchronous_s: number("synchronous") * 1e-3,
            ..self
        }
    }

    /// How far the channels beside a release site are from it. One site of
    /// each group has them near, if any has.
    pub fn channel_nm_at(&self, site: usize) -> f64 {
        match self.near {
            Some(near) if site % near.one_in == near.one_in / 3 => near.channel_nm,
            _ => self.channel_nm,
        }
    }
}
