//! The numbers of biology, each with its unit, its range and its source.
//!
//! They stand in `assets/parameters/*.ron` and nowhere else; the program can
//! show where any of them comes from. Here they are in the units that the
//! simulation computes with, gathered by what they are about.

mod calcium;
mod cargo;
mod motors;
mod pores;
mod proteins;
mod secretory;
mod surroundings;
mod traffic;
mod vesicles;

use std::collections::BTreeMap;

use bevy::prelude::Resource;

use super::{
    conductance::WaterCylinder,
    vesicles::{CellKind, Classes, Pathway, VesicleKind, golgi_carriers},
};

pub use super::numbers::{Parameter, Standing, table, value};
pub use calcium::{CalciumParameters, NearChannels};
pub use cargo::{Cargo, Matrix};
pub use motors::MotorParameters;
pub use pores::PoreKinetics;
pub use proteins::{ProteinParameters, proteins_of};
pub use secretory::SecretoryParameters;
pub use surroundings::{CapillaryParameters, CytosolParameters, WaterParameters};
pub use traffic::TrafficParameters;
pub use vesicles::{ClassNumbers, Core, Filling, Size, Sizes, TubularForm, Waste};

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
        let mut calcium = CalciumParameters::read();
        match cell {
            CellKind::Neuron => {}
            CellKind::ChromaffinCell => {
                calcium.channel_nm = value("chromaffin_granule.channel_distance");
                calcium = calcium.of_a_chromaffin_cell();
            }
            CellKind::BetaCell => calcium.channel_nm = value("insulin_granule.channel_distance"),
            CellKind::Unexcitable => {
                calcium.channels = 0;
                calcium.residual_um = 0.0;
            }
        }
        let numbers = |kind: VesicleKind| {
            ClassNumbers::of(kind)
                .unwrap_or_else(|missing| panic!("{kind:?} names what is nowhere: {missing:?}"))
        };
        let classes = VesicleKind::all().iter().copied().chain(kinds.iter());
        let parameters = Self {
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
            pause_per_s: value("motor.pause_rate"),
            pause_s: value("motor.pause_length"),
            microtubule_radius_nm: value("microtubule.diameter") / 2.0,
            traffic: TrafficParameters::read(),

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
        match cell {
            CellKind::Neuron => parameters,
            CellKind::ChromaffinCell => Self {
                recruitment_without_actin_per_s: value("chromaffin_cell.recruitment_without_actin"),
                ..parameters
            },
            CellKind::BetaCell => parameters.at_the_pace_of("insulin_granule"),
            CellKind::Unexcitable => parameters.at_the_pace_of("lysosome"),
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
