//! Proteins of the membrane, and what it is taken back with.

use super::{Parameters, value};
use crate::biology::{
    proteins::{Protein, Standing, spread_directions},
    vesicles::VesicleKind,
};

/// How proteins spread in the membrane, and what takes membrane back.
#[derive(Clone, Copy, Debug)]
pub struct ProteinParameters {
    pub diffusion_nm2_per_s: f64,
    pub clathrin_strut_nm: f64,
    /// Least distance of a cage from the membrane in it.
    pub clathrin_room_nm: f64,
    pub dynamin_pitch_nm: f64,
    pub dynamin_diameter_nm: f64,
}

impl ProteinParameters {
    pub(super) fn read() -> Self {
        Self {
            diffusion_nm2_per_s: value("membrane.protein_diffusion"),
            clathrin_strut_nm: value("clathrin.strut"),
            clathrin_room_nm: value("clathrin.room"),
            dynamin_pitch_nm: value("dynamin.pitch"),
            dynamin_diameter_nm: value("dynamin.diameter"),
        }
    }
}

/// All proteins of a class of vesicle, each at its place.
pub fn proteins_of(kind: VesicleKind, parameters: &Parameters) -> Vec<Standing> {
    let copies = parameters.class(kind).copies.iter();
    let spread = kind.proteins.iter().zip(copies).flat_map(|(own, copies)| {
        let directions = spread_directions(*copies, own.twist);
        directions.map(|direction| Standing {
            protein: own.protein,
            direction,
        })
    });
    let pumps = kind.pumps().map(|direction| Standing {
        protein: Protein::ProtonPump,
        direction,
    });
    spread.chain(pumps).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_synaptic_vesicle_carries_its_published_copies() {
        let parameters = Parameters::default();
        let proteins = proteins_of(VesicleKind::built_in("synaptic_vesicle"), &parameters);
        let count = |protein| proteins.iter().filter(|p| p.protein == protein).count();
        assert_eq!(count(Protein::Synaptobrevin), 70);
        assert_eq!(count(Protein::Synaptotagmin), 15);
        assert_eq!(count(Protein::ProtonPump), 1);
        assert!(
            proteins
                .iter()
                .all(|protein| (protein.direction.length() - 1.0).abs() < 1e-9)
        );
    }
}
