//! The numbers of biology, each with its unit, its range and its source.
//!
//! They stand in `assets/parameters/*.ron` and nowhere else; the program can
//! show where any of them comes from.

use std::sync::OnceLock;

use bevy::{math::DVec3, prelude::Resource};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;

use super::{
    cargo::{Cargo, Matrix},
    chance::{between, standard_normal},
    membrane::WaterCylinder,
    signal::{
        buffers::Buffer,
        calcium::PotentialShape,
        channels::{Gates, OpenChannel},
    },
    vesicle::{RegulatedVesicles, VesicleKind},
};
use crate::geometry::{stack::Stack, tail::Tail};

/// How well a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Standing {
    /// Read in the source that is given.
    Measured,
    /// Told from memory of the named work; not yet looked up again.
    Reported,
    /// Follows from other numbers, or lies between published ones.
    Inferred,
    /// Chosen so that something can be seen.
    Artistic,
}

impl Standing {
    /// The word used in lists and texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Reported => "reported",
            Self::Inferred => "inferred",
            Self::Artistic => "artistic",
        }
    }
}

/// One number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    pub key: String,
    pub value: f64,
    pub unit: String,
    /// Plausible range, in the same unit.
    pub low: f64,
    pub high: f64,
    pub standing: Standing,
    pub source: String,
    pub meaning: String,
}

/// All numbers, table by table.
pub fn table() -> &'static [Parameter] {
    static TABLE: OnceLock<Vec<Parameter>> = OnceLock::new();
    TABLE.get_or_init(|| {
        [
            include_str!("../../assets/parameters/motors.ron"),
            include_str!("../../assets/parameters/vesicles.ron"),
            include_str!("../../assets/parameters/cytosol.ron"),
            include_str!("../../assets/parameters/granules.ron"),
            include_str!("../../assets/parameters/beta_cell.ron"),
            include_str!("../../assets/parameters/membrane_steps.ron"),
            include_str!("../../assets/parameters/calcium.ron"),
            include_str!("../../assets/parameters/fusion.ron"),
            include_str!("../../assets/parameters/recovery.ron"),
            include_str!("../../assets/parameters/proteins.ron"),
            include_str!("../../assets/parameters/receptors.ron"),
            include_str!("../../assets/parameters/sensors.ron"),
            include_str!("../../assets/parameters/cleft.ron"),
            include_str!("../../assets/parameters/secretory.ron"),
            include_str!("../../assets/parameters/waste.ron"),
        ]
        .into_iter()
        .flat_map(|text| {
            ron::from_str::<Vec<Parameter>>(text)
                .expect("the built-in parameter tables are read by a test")
        })
        .collect()
    })
}

/// The number under a key.
///
/// # Panics
///
/// If no table has it; a test reads every key that is used.
pub fn value(key: &str) -> f64 {
    table()
        .iter()
        .find(|parameter| parameter.key == key)
        .unwrap_or_else(|| panic!("the parameter tables hold every number used: {key}"))
        .value
}

/// A motor's stepping.
#[derive(Clone, Copy, Debug)]
pub struct MotorParameters {
    pub step_nm: f64,
    /// At saturating ATP.
    pub speed_nm_per_s: f64,
    pub unbinding_per_s: f64,
    pub rebinding_per_s: f64,
    pub atp_half_mm: f64,
}

impl MotorParameters {
    fn of(motor: &str) -> Self {
        let number = |name| value(&format!("{motor}.{name}"));
        Self {
            step_nm: number("step"),
            speed_nm_per_s: number("speed"),
            unbinding_per_s: number("unbinding"),
            rebinding_per_s: number("rebinding"),
            atp_half_mm: number("atp_half"),
        }
    }
}

impl Parameters {
    /// Rate of priming with ATP in plenty, by calcium in the terminal: grows
    /// from that without to the fastest, with half of it at a concentration
    /// (Dittman & Regehr 1998, *Journal of Neuroscience* 18:6147).
    pub fn primes_per_s(&self, calcium_um: f64) -> f64 {
        let gained = (self.priming_fastest_per_s - self.priming_per_s).max(0.0);
        self.priming_per_s + gained * saturation(calcium_um, self.priming_half_um)
    }

    /// Rate of unpriming by calcium in the terminal, as measured at rest, which
    /// calcium brings down with a power (Kobbersmed and colleagues 2020,
    /// *eLife* 9:e51032). Never higher than at rest.
    pub fn unprimes_per_s(&self, calcium_um: f64) -> f64 {
        let held =
            |um: f64| 1.0 + libm::pow(um / self.unpriming_half_um, self.unpriming_cooperativity);
        let share = held(self.calcium.rest_um) / held(calcium_um);
        self.unpriming_per_s * share.min(1.0)
    }
}

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
    fn of(class: &str) -> Self {
        let number = |name| value(&format!("{class}.{name}"));
        let bounds = |low, high, unit: f64| [number(low) * unit, number(high) * unit];
        Self {
            hemifusion_s: number("hemifusion") * 1e-3,
            flicker_open_s: number("flicker_open") * 1e-3,
            flicker_shut_s: number("flicker_shut") * 1e-3,
            foot_s: bounds("foot_shortest", "foot_longest", 1e-3),
            // 1 pS/ms is 1000 pS/s.
            growth_ps_per_s: bounds("growth_slowest", "growth_fastest", 1e3),
            wide_share: number("wide_share"),
            flattening_s: bounds("flattening_shortest", "flattening_longest", 1e-3),
            stay_s: bounds("stay_shortest", "stay_longest", 1e-3),
        }
    }

    /// Those of granules, with the paces of a class of large vesicles.
    fn of_large(class: &str) -> Self {
        let number = |name: &str| value(&format!("{class}.{name}"));
        let bounds = |low, high, unit: f64| [number(low) * unit, number(high) * unit];
        Self {
            // 1 pS/ms is 1000 pS/s.
            growth_ps_per_s: bounds("growth_slowest", "growth_fastest", 1e3),
            flattening_s: bounds("flattening_shortest", "flattening_longest", 1e-3),
            ..Self::of("granule_pore")
        }
    }
}

/// The sizes of one sort of vesicle: mean outer radius, its standard deviation as
/// a share of it, and its bounds.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    pub radius_nm: f64,
    pub spread: f64,
    pub radii_nm: [f64; 2],
}

impl Sizes {
    fn of(class: &str) -> Self {
        let number = |name: &str| value(&format!("{class}.{name}"));
        Self {
            radius_nm: number("diameter") / 2.0,
            spread: number("diameter_spread"),
            radii_nm: [number("smallest") / 2.0, number("largest") / 2.0],
        }
    }

    /// A radius of the spread, within the bounds.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> f64 {
        let [smallest_nm, largest_nm] = self.radii_nm;
        loop {
            let deviation = standard_normal(rng);
            let radius_nm = self.radius_nm * (1.0 + self.spread * deviation);
            if (smallest_nm..=largest_nm).contains(&radius_nm) {
                return radius_nm;
            }
        }
    }
}

/// Dense-core granules of one sort of cell.
#[derive(Clone, Copy, Debug)]
pub struct GranuleParameters {
    pub sizes: Sizes,
    /// In a granule of mean size, and the spread of the concentration.
    pub molecules: f64,
    pub molecules_spread: f64,
    /// Radius of the dense core as a share of the lumen's.
    pub core_share: f64,
    pub cargo: Cargo,
    /// Given to a carbon fibre by each molecule.
    pub electrons: f64,
    pub channel_nm: f64,
    /// Mean time to take up again what a kiss-and-run has let out.
    pub reloading_s: f64,
    pub pore: PoreKinetics,
}

impl GranuleParameters {
    fn of(class: &str) -> Self {
        let number = |name: &str| value(&format!("{class}.{name}"));
        Self {
            sizes: Sizes::of(class),
            molecules: number("molecules"),
            molecules_spread: number("molecules_spread"),
            core_share: number("core"),
            cargo: Cargo {
                radius_nm: number("molecule_radius"),
                // 1 µm²/ms is 1e9 nm²/s.
                nm2_per_s: number("molecule_diffusion") * 1e9,
                matrix: Some(Matrix {
                    free_share: number("free_share"),
                    dissociation_per_s: number("dissociation"),
                }),
            },
            electrons: number("electrons"),
            channel_nm: number("channel_distance"),
            reloading_s: value("granule.reloading"),
            pore: PoreKinetics::of_large(class),
        }
    }
}

/// Lysosomes, multivesicular bodies, and what both hold.
#[derive(Clone, Copy, Debug)]
pub struct WasteParameters {
    pub lysosome: Sizes,
    pub lysosome_pore: PoreKinetics,
    /// In a lysosome of mean size.
    pub enzymes: f64,
    pub enzyme_nm: f64,
    /// Undigested bodies in a lysosome, and the radii of the largest and of the
    /// smallest as shares of its lumen's.
    pub bodies: usize,
    pub body_shares: [f64; 2],
    /// What its pump spends on making it acid again, and how long that takes.
    pub acid_atp: f64,
    pub acidifying_s: f64,
    pub multivesicular_body: Sizes,
    pub multivesicular_pore: PoreKinetics,
    /// Share of the lumen that exosomes fill.
    pub filling: f64,
    pub exosome: Sizes,
    pub thermal_pn_nm: f64,
    pub viscosity_mpa_s: f64,
    /// Diffusion outside, as a share of that in water, and how far it is followed.
    pub hindrance: f64,
    pub reach_nm: f64,
}

impl WasteParameters {
    fn read() -> Self {
        Self {
            lysosome: Sizes::of("lysosome"),
            lysosome_pore: PoreKinetics::of_large("lysosome"),
            enzymes: value("lysosome.enzymes"),
            enzyme_nm: value("lysosome.enzyme_radius"),
            bodies: value("lysosome.waste").round() as usize,
            body_shares: [
                value("lysosome.waste_largest"),
                value("lysosome.waste_smallest"),
            ],
            acid_atp: value("lysosome.acid_atp"),
            acidifying_s: value("lysosome.acidifying"),
            multivesicular_body: Sizes::of("multivesicular_body"),
            multivesicular_pore: PoreKinetics::of_large("multivesicular_body"),
            filling: value("multivesicular_body.filling"),
            exosome: Sizes::of("exosome"),
            thermal_pn_nm: value("water.thermal_energy"),
            viscosity_mpa_s: value("water.viscosity"),
            hindrance: value("exosome.hindrance"),
            reach_nm: value("exosome.reach"),
        }
    }

    /// Diffusion of a ball in water, in nm²/s, as Stokes and Einstein have it:
    /// `kT/(6πηr)`.
    pub fn in_water_nm2_per_s(&self, radius_nm: f64) -> f64 {
        // 1 mPa s is 1e-9 pN s/nm².
        let viscosity = self.viscosity_mpa_s * 1e-9;
        self.thermal_pn_nm / (6.0 * std::f64::consts::PI * viscosity * radius_nm)
    }
}

/// A capillary beside an endocrine cell.
#[derive(Clone, Copy, Debug)]
pub struct CapillaryParameters {
    pub wall_nm: f64,
    pub fenestra_nm: f64,
    pub fenestrae_per_nm2: f64,
    pub flow_nm_per_s: f64,
}

impl CapillaryParameters {
    fn read() -> Self {
        Self {
            wall_nm: value("capillary.wall"),
            fenestra_nm: value("capillary.fenestra"),
            // A square micrometre is 1e6 nm².
            fenestrae_per_nm2: value("capillary.fenestrae") * 1e-6,
            // A millimetre is 1e6 nm.
            flow_nm_per_s: value("capillary.flow") * 1e6,
        }
    }
}

/// Proteins of vesicles, and what takes membrane back.
#[derive(Clone, Copy, Debug)]
pub struct ProteinParameters {
    pub synaptobrevins: usize,
    pub synaptotagmins: usize,
    pub synaptophysins: usize,
    pub carrier_snares: usize,
    pub carrier_proteins: usize,
    pub granule_synaptobrevins: usize,
    pub granule_synaptotagmins: usize,
    pub granule_proteins: usize,
    pub lysosome_lamps: usize,
    pub lysosome_synaptobrevins: usize,
    pub lysosome_synaptotagmins: usize,
    pub multivesicular_proteins: usize,
    pub diffusion_nm2_per_s: f64,
    pub clathrin_strut_nm: f64,
    /// Least distance of a cage from the membrane in it.
    pub clathrin_room_nm: f64,
    pub dynamin_pitch_nm: f64,
    pub dynamin_diameter_nm: f64,
}

impl ProteinParameters {
    fn read() -> Self {
        let copies = |key| value(key).round() as usize;
        Self {
            synaptobrevins: copies("synaptobrevin.copies"),
            synaptotagmins: copies("synaptotagmin.copies"),
            synaptophysins: copies("synaptophysin.copies"),
            carrier_snares: copies("carrier.snares"),
            carrier_proteins: copies("carrier.membrane_proteins"),
            granule_synaptobrevins: copies("granule.synaptobrevins"),
            granule_synaptotagmins: copies("granule.synaptotagmins"),
            granule_proteins: copies("granule.membrane_proteins"),
            lysosome_lamps: copies("lysosome.lamp"),
            lysosome_synaptobrevins: copies("lysosome.synaptobrevins"),
            lysosome_synaptotagmins: copies("lysosome.synaptotagmins"),
            multivesicular_proteins: copies("multivesicular_body.proteins"),
            diffusion_nm2_per_s: value("membrane.protein_diffusion"),
            clathrin_strut_nm: value("clathrin.strut"),
            clathrin_room_nm: value("clathrin.room"),
            dynamin_pitch_nm: value("dynamin.pitch"),
            dynamin_diameter_nm: value("dynamin.diameter"),
        }
    }
}

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
    fn read() -> Self {
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

/// Sizes of a tubular carrier, outer.
#[derive(Clone, Copy, Debug)]
pub struct TubularForm {
    /// Radii of the tip and of the tube.
    pub tip_nm: f64,
    pub tube_nm: f64,
    /// Bounds of the whole length.
    pub length_nm: [f64; 2],
}

/// Radius of the hollow between tip and tube, by the tube's.
const HOLLOW_BY_TUBE: f64 = 1.2;

impl TubularForm {
    fn of(kind: &str) -> Self {
        let number = |name: &str| value(&format!("{kind}.{name}"));
        Self {
            tip_nm: number("tip_diameter") / 2.0,
            tube_nm: number("tube_diameter") / 2.0,
            length_nm: [number("shortest"), number("longest")],
        }
    }

    /// A tail of a length that is drawn, and then fitted so that the whole
    /// carrier's membrane is so many times `piece_nm2`.
    pub fn tail(&self, piece_nm2: f64, rng: &mut ChaCha8Rng) -> Tail {
        let [shortest, longest] = self.length_nm;
        let drawn = Tail {
            tube_nm: self.tube_nm,
            hollow_nm: HOLLOW_BY_TUBE * self.tube_nm,
            reach_nm: between(rng, shortest, longest) - self.tip_nm - self.tube_nm,
        };
        let tip = 4.0 * std::f64::consts::PI * self.tip_nm * self.tip_nm;
        let pieces = ((tip + drawn.excess_area_nm2(self.tip_nm)) / piece_nm2).round();
        drawn
            .with_excess_area(self.tip_nm, pieces * piece_nm2 - tip)
            .unwrap_or(drawn)
    }
}

/// From the Golgi to the plasma membrane and beyond.
#[derive(Clone, Copy, Debug)]
pub struct SecretoryParameters {
    pub er_to_golgi_per_s: f64,
    pub golgi_to_membrane_per_s: f64,
    pub degradation_per_s: f64,
    pub golgi_radius_nm: f64,
    pub golgi_cisternae: usize,
    pub golgi_lumen_nm: f64,
    pub golgi_spacing_nm: f64,
    pub channel_form: TubularForm,
    pub collagen_form: TubularForm,
    /// Channels in one carrier, and how they diffuse in the plasma membrane.
    pub channels: u32,
    pub channel_nm2_per_s: f64,
    pub collagen_molecules: f64,
    pub rod_nm: f64,
    pub rod_radius_nm: f64,
    /// Radius of the propeptides at a rod's end.
    pub head_nm: f64,
    pub procollagen_nm2_per_s: f64,
    /// The same outside the cell.
    pub matrix_nm2_per_s: f64,
    pub assembly_s: f64,
    pub period_nm: f64,
    pub fibril_radius_nm: f64,
    pub molecules_a_period: f64,
    /// Bounds of the time in which a tube's membrane flows out.
    pub draining_s: [f64; 2],
}

impl SecretoryParameters {
    fn read() -> Self {
        // Per cent a minute.
        let share_per_s = |key| value(key) / 100.0 / 60.0;
        Self {
            er_to_golgi_per_s: share_per_s("supply.er_to_golgi"),
            golgi_to_membrane_per_s: share_per_s("supply.golgi_to_membrane"),
            degradation_per_s: share_per_s("supply.degradation"),
            golgi_radius_nm: value("golgi.diameter") / 2.0,
            golgi_cisternae: value("golgi.cisternae").round() as usize,
            golgi_lumen_nm: value("golgi.lumen"),
            golgi_spacing_nm: value("golgi.spacing"),
            channel_form: TubularForm::of("channel_carrier"),
            collagen_form: TubularForm::of("collagen_carrier"),
            channels: value("channel_carrier.channels").round() as u32,
            // 1 µm²/s is 1e6 nm²/s.
            channel_nm2_per_s: value("membrane.channel_diffusion") * 1e6,
            collagen_molecules: value("collagen_carrier.molecules"),
            rod_nm: value("procollagen.length"),
            rod_radius_nm: value("procollagen.thickness") / 2.0,
            head_nm: value("procollagen.head_radius"),
            procollagen_nm2_per_s: value("procollagen.diffusion") * 1e9,
            matrix_nm2_per_s: value("procollagen.matrix_diffusion") * 1e6,
            assembly_s: value("procollagen.assembly"),
            period_nm: value("collagen.period"),
            fibril_radius_nm: value("collagen.fibril_diameter") / 2.0,
            molecules_a_period: value("collagen.molecules_a_period"),
            draining_s: [
                value("tubule.draining_shortest"),
                value("tubule.draining_longest"),
            ],
        }
    }

    /// The form of a tubular kind of carrier.
    pub fn form(&self, kind: VesicleKind) -> TubularForm {
        match kind {
            VesicleKind::CollagenCarrier => self.collagen_form,
            _ => self.channel_form,
        }
    }

    /// By how much a molecule lengthens a fibril.
    pub fn nm_a_molecule(&self) -> f64 {
        self.period_nm / self.molecules_a_period
    }

    /// A Golgi of these sizes.
    pub fn stack(&self, centre: DVec3, axis: DVec3) -> Stack {
        Stack {
            centre,
            axis,
            radius_nm: self.golgi_radius_nm,
            cisternae: self.golgi_cisternae,
            spacing_nm: self.golgi_spacing_nm,
            thickness_nm: self.golgi_lumen_nm + value("bilayer.thickness"),
        }
    }
}

/// The crowd of proteins in the cytosol, which nothing in a run depends on.
#[derive(Clone, Copy, Debug)]
pub struct CytosolParameters {
    /// Proteins in a cubic nanometre.
    pub per_nm3: f64,
    /// Radius of a mean one.
    pub radius_nm: f64,
    pub nm2_per_s: f64,
}

impl CytosolParameters {
    fn read() -> Self {
        Self {
            // 1 µm³ is 1e9 nm³, 1 µm²/s is 1e6 nm²/s.
            per_nm3: value("cytosol.proteins") * 1e-9,
            radius_nm: value("cytosol.protein_radius"),
            nm2_per_s: value("cytosol.protein_diffusion") * 1e6,
        }
    }
}

/// The numbers in the units that the simulation computes with: nanometres,
/// seconds, micromolar, millivolts.
#[derive(Resource, Clone, Debug)]
pub struct Parameters {
    pub kinesin_1: MotorParameters,
    pub dynein: MotorParameters,
    pub myosin_v: MotorParameters,
    pub motor_reach_nm: f64,
    pub proteins: ProteinParameters,
    pub pause_per_s: f64,
    pub pause_s: f64,
    pub microtubule_radius_nm: f64,

    /// What the regulated vesicles are.
    pub regulated: RegulatedVesicles,
    /// Granules, where they are; else those of chromaffin cells.
    pub granule: GranuleParameters,
    pub waste: WasteParameters,
    pub capillary: CapillaryParameters,
    pub cytosol: CytosolParameters,
    pub synaptic_radius_nm: f64,
    pub synaptic_molecules: f64,
    pub synaptic_molecules_spread: f64,
    pub carrier_radius_nm: f64,
    pub carrier_molecules: f64,
    /// Radius of a soluble protein that a carrier holds.
    pub protein_radius_nm: f64,
    pub protein_nm2_per_s: f64,
    pub half_bilayer_nm: f64,
    /// Area of a leaflet for each lipid in it.
    pub lipid_nm2: f64,
    /// Capacitance per area in femtofarads a square nanometre.
    pub capacitance_ff_per_nm2: f64,
    pub vesicle_diffusion_nm2_per_s: f64,
    pub pool_diffusion_nm2_per_s: f64,
    pub pool_cage_nm: f64,

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
    pub snare_complexes: f64,
    /// Share of every rate of fusion that is left with one complex less, and
    /// with one that does not close to its end.
    pub lost_complex: f64,
    pub cut_complex: f64,
    pub docked_gap_nm: f64,
    pub exocyst_residence_s: f64,
    pub constitutive_fusion_per_s: f64,
    pub departure_per_s: f64,
    pub return_per_s: f64,
    pub axon_share: f64,
    pub supply_per_s: f64,

    pub calcium: CalciumParameters,

    pub zippering_s: f64,
    pub synaptic_pore: PoreKinetics,
    pub granule_pore: PoreKinetics,
    /// Bounds of the first pore's aqueous radius, and how fast it is there.
    pub first_pore_nm: [f64; 2],
    pub nucleation_s: f64,
    /// Share of pores that flicker, and chance of one more time after each.
    pub flicker_share: f64,
    pub flicker_again: f64,
    /// A pore that conducts as much never closes again.
    pub irreversible_ps: f64,
    pub pore_gap_nm: f64,
    /// Bounds of a kiss-and-run pore's widest aqueous radius.
    pub kiss_pore_nm: [f64; 2],
    /// From the shut neck to scission, and from there to standing free.
    pub fission_s: f64,
    pub parting_s: f64,
    pub pore_water: WaterCylinder,
    /// Of the sine wave with which capacitance is measured.
    pub sine_hz: f64,
    pub transmitter_nm2_per_s: f64,
    pub cleft_radius_nm: f64,

    pub stalk_waist_nm: f64,

    pub secretory: SecretoryParameters,

    pub retrieval_wait_s: f64,
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
    pub refilling_s: f64,
    pub refilling_atp_half_mm: f64,
    /// Share of vesicles' proton pumps that work.
    pub pumps: f64,
    /// Bounds of the time in which ultrafast retrieval is over, and the shares
    /// of it in which the pit grows and dynamin winds around its neck.
    pub ultrafast_s: [f64; 2],
    pub ultrafast_growth_share: f64,
    pub ultrafast_assembly_share: f64,
    pub nsf_atp: f64,
    pub refilling_atp: f64,
    pub retrieval_atp: f64,
    pub dynamin_gtp: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self::of(RegulatedVesicles::Synaptic)
    }
}

impl Parameters {
    /// Those of a cell with such regulated vesicles.
    pub fn of(regulated: RegulatedVesicles) -> Self {
        let granule = GranuleParameters::of(match regulated {
            RegulatedVesicles::Synaptic
            | RegulatedVesicles::ChromaffinGranules
            | RegulatedVesicles::Lysosomes => "chromaffin_granule",
            RegulatedVesicles::InsulinGranules => "insulin_granule",
        });
        let mut calcium = CalciumParameters::read();
        if regulated.kind() == VesicleKind::Granule {
            calcium.channel_nm = granule.channel_nm;
        }
        if regulated == RegulatedVesicles::Lysosomes {
            // Such a cell fires no action potentials.
            calcium.channels = 0;
            calcium.residual_um = 0.0;
        }
        if regulated == RegulatedVesicles::ChromaffinGranules {
            calcium = calcium.of_a_chromaffin_cell();
        }
        let parameters = Self {
            regulated,
            granule,
            waste: WasteParameters::read(),
            capillary: CapillaryParameters::read(),
            cytosol: CytosolParameters::read(),
            kinesin_1: MotorParameters::of("kinesin_1"),
            dynein: MotorParameters::of("dynein"),
            myosin_v: MotorParameters::of("myosin_v"),
            motor_reach_nm: value("motor.reach"),
            proteins: ProteinParameters::read(),
            pause_per_s: value("motor.pause_rate"),
            pause_s: value("motor.pause_length"),
            microtubule_radius_nm: value("microtubule.diameter") / 2.0,

            synaptic_radius_nm: value("synaptic_vesicle.diameter") / 2.0,
            synaptic_molecules: value("synaptic_vesicle.molecules"),
            synaptic_molecules_spread: value("synaptic_vesicle.molecules_spread"),
            carrier_radius_nm: value("carrier.diameter") / 2.0,
            carrier_molecules: value("carrier.molecules"),
            protein_radius_nm: value("carrier.protein_radius"),
            protein_nm2_per_s: value("carrier.protein_diffusion") * 1e9,
            half_bilayer_nm: value("bilayer.thickness") / 2.0,
            lipid_nm2: value("lipid.area"),
            // 1 µF/cm² is 1e9 fF in 1e14 nm².
            capacitance_ff_per_nm2: value("membrane.specific_capacitance") * 1e-5,
            vesicle_diffusion_nm2_per_s: value("cytosol.vesicle_diffusion"),
            pool_diffusion_nm2_per_s: value("pool.diffusion"),
            pool_cage_nm: value("pool.cage"),

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
            departure_per_s: value("traffic.departure_rate"),
            return_per_s: value("traffic.return_rate"),
            axon_share: value("traffic.axon_share"),
            supply_per_s: value("traffic.supply_rate"),

            calcium,

            zippering_s: value("fusion.zippering") * 1e-3,
            synaptic_pore: PoreKinetics::of("synaptic_pore"),
            granule_pore: PoreKinetics::of("granule_pore"),
            first_pore_nm: [
                value("pore.first_radius_low"),
                value("pore.first_radius_high"),
            ],
            nucleation_s: value("pore.nucleation") * 1e-3,
            flicker_share: value("pore.flicker_share"),
            flicker_again: value("pore.flicker_again"),
            irreversible_ps: value("pore.irreversible"),
            pore_gap_nm: value("pore.gap"),
            kiss_pore_nm: [
                value("kiss_and_run.widest_low"),
                value("kiss_and_run.widest_high"),
            ],
            fission_s: value("fission.hemifission") * 1e-3,
            parting_s: value("kiss_and_run.parting") * 1e-3,
            pore_water: WaterCylinder {
                length_nm: value("pore.length"),
                resistivity_ohm_m: value("pore.resistivity"),
            },
            sine_hz: value("capacitance.sine_frequency") * 1e3,
            // 1 µm²/ms is 1e9 nm²/s.
            transmitter_nm2_per_s: value("cleft.transmitter_diffusion") * 1e9,
            cleft_radius_nm: value("cleft.radius"),

            stalk_waist_nm: value("fusion.stalk_waist"),

            secretory: SecretoryParameters::read(),

            retrieval_wait_s: value("retrieval.wait"),
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
            refilling_s: value("refilling.time"),
            refilling_atp_half_mm: value("refilling.atp_half"),
            pumps: 1.0,
            ultrafast_s: [
                value("ultrafast.shortest") * 1e-3,
                value("ultrafast.longest") * 1e-3,
            ],
            ultrafast_growth_share: value("ultrafast.growth_share"),
            ultrafast_assembly_share: value("ultrafast.assembly_share"),
            nsf_atp: value("atp.nsf_per_complex"),
            refilling_atp: value("atp.refilling_per_molecule"),
            retrieval_atp: value("atp.retrieval"),
            dynamin_gtp: value("gtp.dynamin_per_scission"),
        };
        match regulated {
            RegulatedVesicles::Synaptic => parameters,
            RegulatedVesicles::ChromaffinGranules => Self {
                recruitment_without_actin_per_s: value("chromaffin_cell.recruitment_without_actin"),
                ..parameters
            },
            RegulatedVesicles::InsulinGranules => parameters.at_the_pace_of("insulin_granule"),
            RegulatedVesicles::Lysosomes => parameters.at_the_pace_of("lysosome"),
        }
    }
}

impl Parameters {
    /// How pores of a kind of vesicle behave. No kinetics of constitutive
    /// carriers' pores are published; they get the dense-core granule's.
    pub fn kinetics(&self, kind: VesicleKind) -> &PoreKinetics {
        match kind {
            VesicleKind::Synaptic => &self.synaptic_pore,
            VesicleKind::Carrier | VesicleKind::ChannelCarrier | VesicleKind::CollagenCarrier => {
                &self.granule_pore
            }
            VesicleKind::Granule => &self.granule.pore,
            VesicleKind::Lysosome => &self.waste.lysosome_pore,
            VesicleKind::MultivesicularBody => &self.waste.multivesicular_pore,
        }
    }

    /// With the steps to the membrane as slow as a class of large vesicles takes
    /// them.
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
            departure_per_s: number("departure"),
            return_per_s: number("departure"),
            ..self
        }
    }

    /// Mean outer radius of the regulated vesicles.
    pub fn mean_regulated_nm(&self) -> f64 {
        match self.regulated.kind() {
            VesicleKind::Granule => self.granule.sizes.radius_nm,
            VesicleKind::Lysosome => self.waste.lysosome.radius_nm,
            _ => self.synaptic_radius_nm,
        }
    }

    /// Mean outer radius of a carrier that has no tube.
    pub fn mean_carrier_nm(&self) -> f64 {
        match self.regulated.carrier() {
            VesicleKind::MultivesicularBody => self.waste.multivesicular_body.radius_nm,
            _ => self.carrier_radius_nm,
        }
    }

    /// Outer radius of the largest such carrier there is.
    pub fn largest_carrier_nm(&self) -> f64 {
        match self.regulated.carrier() {
            VesicleKind::MultivesicularBody => self.waste.multivesicular_body.radii_nm[1],
            _ => self.carrier_radius_nm,
        }
    }

    /// Outer radius of the largest regulated vesicle there is.
    pub fn largest_regulated_nm(&self) -> f64 {
        match self.regulated.kind() {
            VesicleKind::Granule => self.granule.sizes.radii_nm[1],
            VesicleKind::Lysosome => self.waste.lysosome.radii_nm[1],
            _ => self.synaptic_radius_nm,
        }
    }

    /// Membrane of a carrier of the axon's size, and of a pit that takes a piece
    /// of a larger one back, from the outer diameter.
    pub fn carrier_area_nm2(&self) -> f64 {
        4.0 * std::f64::consts::PI * self.carrier_radius_nm * self.carrier_radius_nm
    }

    /// Radius of the widest tip that fuses at a constitutive site.
    pub fn widest_carrier_nm(&self, has_golgi: bool) -> f64 {
        if !has_golgi {
            return self.largest_carrier_nm();
        }
        let tips = [self.secretory.channel_form, self.secretory.collagen_form];
        tips.iter()
            .map(|form| form.tip_nm)
            .fold(self.carrier_radius_nm, f64::max)
    }
}

/// Share of the full rate that remains at `concentration` when half is left
/// at `half` (Michaelis–Menten; same unit for both).
pub fn saturation(concentration: f64, half: f64) -> f64 {
    if concentration > 0.0 {
        concentration / (concentration + half)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_number_lies_in_its_range_and_has_a_source() {
        let mut keys = BTreeSet::new();
        for parameter in table() {
            assert!(
                keys.insert(&parameter.key),
                "{} stands twice",
                parameter.key
            );
            assert!(
                (parameter.low..=parameter.high).contains(&parameter.value),
                "{} is out of its own range",
                parameter.key
            );
            assert!(parameter.source.len() > 5 && parameter.meaning.ends_with('.'));
        }
        // Every key that the simulation asks for is there.
        let _ = Parameters::default();
    }

    #[test]
    fn one_granule_in_ten_has_its_channels_near() {
        let near = |regulated| {
            let calcium = Parameters::of(regulated).calcium;
            let distances = (0..170).map(|site| calcium.channel_nm_at(site));
            distances.filter(|nm| *nm < calcium.channel_nm).count()
        };
        assert_eq!(near(RegulatedVesicles::ChromaffinGranules), 17);
        assert_eq!(near(RegulatedVesicles::InsulinGranules), 0);
        assert_eq!(near(RegulatedVesicles::Synaptic), 0);
    }

    #[test]
    fn one_synaptic_vesicle_adds_fifty_attofarads() {
        let parameters = Parameters::default();
        let area = 4.0
            * std::f64::consts::PI
            * parameters.synaptic_radius_nm
            * parameters.synaptic_radius_nm;
        let attofarads = area * parameters.capacitance_ff_per_nm2 * 1e3;
        assert!((attofarads - 50.0).abs() < 0.5, "{attofarads} aF");
    }
}
