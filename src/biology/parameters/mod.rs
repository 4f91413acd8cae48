//! The numbers of biology, each with its unit, its range and its source.
//!
//! They stand in `assets/parameters/*.ron` and nowhere else; the program can
//! show where any of them comes from. Here they are in the units that the
//! simulation computes with, gathered by what they are about.

mod calcium;
mod cargo;
mod costs;
mod fusion;
mod motors;
mod pores;
mod proteins;
mod retrieval;
mod secretory;
mod steps;
mod surroundings;
mod traffic;
mod vesicles;

use std::collections::BTreeMap;

use bevy::prelude::Resource;

use super::vesicles::{CellKind, Classes, Pathway, VesicleKind, golgi_carriers};

pub use super::numbers::{Parameter, Standing, table, value};
pub use calcium::{CalciumParameters, NearChannels};
pub use cargo::{Cargo, Matrix};
pub use costs::CostParameters;
pub use fusion::FusionParameters;
pub use motors::MotorParameters;
pub use pores::PoreKinetics;
pub use proteins::{ProteinParameters, proteins_of};
pub use retrieval::RetrievalParameters;
pub use secretory::SecretoryParameters;
pub use steps::StepParameters;
pub use surroundings::{CapillaryParameters, CytosolParameters, WaterParameters};
pub use traffic::TrafficParameters;
pub use vesicles::{ClassNumbers, Core, Filling, Size, Sizes, TubularForm, Waste};

impl Parameters {
    /// Rate of priming with ATP in plenty, by calcium in the terminal: grows
    /// from that without to the fastest, with half of it at a concentration
    /// (Dittman & Regehr 1998, *Journal of Neuroscience* 18:6147).
    pub fn primes_per_s(&self, calcium_um: f64) -> f64 {
        let gained = (self.steps.priming_fastest_per_s - self.steps.priming_per_s).max(0.0);
        self.steps.priming_per_s + gained * saturation(calcium_um, self.steps.priming_half_um)
    }

    /// Rate of unpriming by calcium in the terminal, as measured at rest, which
    /// calcium brings down with a power (Kobbersmed and colleagues 2020,
    /// *eLife* 9:e51032). Never higher than at rest.
    pub fn unprimes_per_s(&self, calcium_um: f64) -> f64 {
        let steps = &self.steps;
        let held =
            |um: f64| 1.0 + libm::pow(um / steps.unpriming_half_um, steps.unpriming_cooperativity);
        let share = held(self.calcium.rest_um) / held(calcium_um);
        steps.unpriming_per_s * share.min(1.0)
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
    pub microtubule_radius_nm: f64,
    pub traffic: TrafficParameters,

    pub cell: CellKind,
    /// The classes of vesicle in the cell.
    pub kinds: Classes,
    classes: BTreeMap<VesicleKind, ClassNumbers>,
    pub water: WaterParameters,
    pub capillary: CapillaryParameters,
    pub cytosol: CytosolParameters,
    pub half_bilayer_nm: f64,
    /// Area of a leaflet for each lipid in it.
    pub lipid_nm2: f64,
    /// Capacitance per area in femtofarads a square nanometre.
    pub capacitance_ff_per_nm2: f64,
    pub vesicle_diffusion_nm2_per_s: f64,
    pub pool_diffusion_nm2_per_s: f64,
    pub pool_cage_nm: f64,

    pub steps: StepParameters,
    pub calcium: CalciumParameters,
    pub fusion: FusionParameters,
    pub retrieval: RetrievalParameters,
    pub costs: CostParameters,
    /// Of the sine wave with which capacitance is measured.
    pub sine_hz: f64,
    pub transmitter_nm2_per_s: f64,
    pub cleft_radius_nm: f64,
    pub secretory: SecretoryParameters,
    pub refilling_atp_half_mm: f64,
    /// Share of vesicles' proton pumps that work.
    pub pumps: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self::of(CellKind::Neuron)
    }
}

impl Parameters {
    /// Those of a kind of cell with the classes of vesicle that such a cell has.
    pub fn of(cell: CellKind) -> Self {
        Self::with(cell, cell.usual())
    }

    /// Those of a kind of cell with such classes of vesicle.
    ///
    /// # Panics
    ///
    /// If a class names a number that is nowhere.
    pub fn with(cell: CellKind, kinds: Classes) -> Self {
        let numbers = |kind: VesicleKind| {
            ClassNumbers::of(kind)
                .unwrap_or_else(|missing| panic!("{kind:?} names what is nowhere: {missing:?}"))
        };
        let classes = VesicleKind::all().iter().copied().chain(kinds.iter());
        Self {
            cell,
            classes: classes.map(|kind| (kind, numbers(kind))).collect(),
            kinds,
            water: WaterParameters::read(),
            capillary: CapillaryParameters::read(),
            cytosol: CytosolParameters::read(),
            kinesin_1: MotorParameters::of("kinesin_1"),
            dynein: MotorParameters::of("dynein"),
            myosin_v: MotorParameters::of("myosin_v"),
            motor_reach_nm: value("motor.reach"),
            proteins: ProteinParameters::read(),
            microtubule_radius_nm: value("microtubule.diameter") / 2.0,
            traffic: TrafficParameters::of(cell),

            half_bilayer_nm: value("bilayer.thickness") / 2.0,
            lipid_nm2: value("lipid.area"),
            // 1 µF/cm² is 1e9 fF in 1e14 nm².
            capacitance_ff_per_nm2: value("membrane.specific_capacitance") * 1e-5,
            vesicle_diffusion_nm2_per_s: value("cytosol.vesicle_diffusion"),
            pool_diffusion_nm2_per_s: value("pool.diffusion"),
            pool_cage_nm: value("pool.cage"),

            steps: StepParameters::of(cell),
            calcium: CalciumParameters::of(cell),
            fusion: FusionParameters::read(),
            retrieval: RetrievalParameters::read(),
            costs: CostParameters::read(),

            sine_hz: value("capacitance.sine_frequency") * 1e3,
            // 1 µm²/ms is 1e9 nm²/s.
            transmitter_nm2_per_s: value("cleft.transmitter_diffusion") * 1e9,
            cleft_radius_nm: value("cleft.radius"),

            secretory: SecretoryParameters::read(),

            refilling_atp_half_mm: value("refilling.atp_half"),
            pumps: 1.0,
        }
    }
}

impl Parameters {
    /// All classes whose numbers are there.
    pub fn known_kinds(&self) -> impl Iterator<Item = VesicleKind> {
        self.classes.keys().copied()
    }

    /// The numbers of a class.
    ///
    /// # Panics
    ///
    /// If the class is none of the scene's.
    pub fn class(&self, kind: VesicleKind) -> &ClassNumbers {
        &self.classes[&kind]
    }

    /// Those of every class, to be changed.
    pub(crate) fn classes_mut(&mut self) -> impl Iterator<Item = &mut ClassNumbers> {
        self.classes.values_mut()
    }

    /// Membrane of each of the pieces in which that of a class comes back, from the
    /// outer diameter.
    pub fn piece_nm2(&self, kind: VesicleKind) -> f64 {
        self.class(kind.pieces().unwrap_or(kind)).ball_area_nm2()
    }

    /// How pores of a class of vesicle behave. No kinetics of constitutive carriers'
    /// pores are published; they get the dense-core granule's.
    pub fn kinetics(&self, kind: VesicleKind) -> &PoreKinetics {
        &self.class(kind).pore
    }

    /// Mean outer radius of the vesicles of a pathway, tubes apart, if each class has as
    /// many.
    pub fn mean_nm(&self, pathway: Pathway) -> f64 {
        let classes = self.kinds.of(pathway);
        let sum: f64 = classes
            .iter()
            .map(|kind| self.class(*kind).size.mean_nm())
            .sum();
        sum / classes.len() as f64
    }

    /// The class of a pathway to which its largest vesicles belong.
    pub fn largest(&self, pathway: Pathway) -> VesicleKind {
        let classes = self.kinds.of(pathway).iter().copied();
        let largest_nm = |kind: &VesicleKind| self.class(*kind).size.largest_nm();
        let largest = classes.max_by(|a, b| largest_nm(a).total_cmp(&largest_nm(b)));
        largest.expect("a cell has a class of either pathway")
    }

    /// Outer radius of the largest vesicle of a pathway that there is, tubes apart.
    pub fn largest_nm(&self, pathway: Pathway) -> f64 {
        self.class(self.largest(pathway)).size.largest_nm()
    }

    /// Radius of the widest tip that fuses at a constitutive site.
    pub fn widest_carrier_nm(&self, has_golgi: bool) -> f64 {
        let tips = golgi_carriers().into_iter().filter(|_| has_golgi);
        tips.map(|kind| self.class(kind).size.largest_nm())
            .fold(self.largest_nm(Pathway::Constitutive), f64::max)
    }
}

/// Where the paces of a kind of cell stand whose large vesicles take their time.
fn pace_of(cell: CellKind) -> Option<&'static str> {
    match cell {
        CellKind::Neuron | CellKind::ChromaffinCell => None,
        CellKind::BetaCell => Some("insulin_granule"),
        CellKind::Unexcitable => Some("lysosome"),
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
        assert_eq!(near(CellKind::ChromaffinCell), 17);
        assert_eq!(near(CellKind::BetaCell), 0);
        assert_eq!(near(CellKind::Neuron), 0);
    }

    #[test]
    fn one_synaptic_vesicle_adds_fifty_attofarads() {
        let parameters = Parameters::default();
        let vesicle = VesicleKind::built_in("synaptic_vesicle");
        let area = parameters.class(vesicle).ball_area_nm2();
        let attofarads = area * parameters.capacitance_ff_per_nm2 * 1e3;
        assert!((attofarads - 50.0).abs() < 0.5, "{attofarads} aF");
    }
}
