//! Proteins of a vesicle's membrane: what they are, and where they stand on it.

use std::f64::consts::PI;

use bevy::math::DVec3;

use super::{parameters::ProteinParameters, vesicles::VesicleKind};

/// A protein of a vesicle's membrane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protein {
    Synaptobrevin,
    Synaptotagmin,
    ProtonPump,
    /// Stands for all low proteins of a synaptic vesicle.
    Synaptophysin,
    /// What a constitutive carrier brings: channels, receptors, transporters.
    CarrierCargo,
    /// LAMP of a lysosome: a short tail in the cytosol, a large head full of sugars
    /// in the lumen.
    Lamp,
}

/// Where a protein stands on a vesicle: the direction from its centre. `y`
/// points away from the membrane where the vesicle docks, `z` to the side
/// that is opened in pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    pub protein: Protein,
    pub direction: DVec3,
}

impl Standing {
    /// The share of the vesicle's area between the point farthest from the
    /// membrane and this protein, when `axis` leads away from the membrane.
    pub fn share(direction: DVec3, axis: DVec3) -> f64 {
        (0.5 * (1.0 - direction.dot(axis))).clamp(0.0, 1.0)
    }
}

/// All proteins of a kind of vesicle, each at its place.
pub fn proteins_of(kind: VesicleKind, copies: &ProteinParameters) -> Vec<Standing> {
    let evenly = |protein: Protein, count: usize, twist: f64| {
        spread_directions(count, twist).map(move |direction| Standing { protein, direction })
    };
    match kind {
        VesicleKind::Synaptic => evenly(Protein::Synaptophysin, copies.synaptophysins, 0.7)
            .chain(evenly(Protein::Synaptobrevin, copies.synaptobrevins, 2.1))
            .chain(evenly(Protein::Synaptotagmin, copies.synaptotagmins, 4.0))
            .chain([Standing {
                protein: Protein::ProtonPump,
                direction: DVec3::new(-0.62, 0.74, -0.26).normalize(),
            }])
            .collect(),
        VesicleKind::Carrier => evenly(Protein::CarrierCargo, copies.carrier_proteins, 0.7)
            .chain(evenly(Protein::Synaptobrevin, copies.carrier_snares, 2.1))
            .collect(),
        // Their channels are a matter of their own.
        VesicleKind::ChannelCarrier | VesicleKind::CollagenCarrier => {
            evenly(Protein::Synaptobrevin, copies.carrier_snares, 2.1).collect()
        }
        VesicleKind::Lysosome => evenly(Protein::Lamp, copies.lysosome_lamps, 0.7)
            .chain(evenly(
                Protein::Synaptobrevin,
                copies.lysosome_synaptobrevins,
                2.1,
            ))
            .chain(evenly(
                Protein::Synaptotagmin,
                copies.lysosome_synaptotagmins,
                4.0,
            ))
            .chain(
                [
                    (-0.62, 0.74, -0.26),
                    (0.7, 0.3, -0.65),
                    (-0.8, 0.1, -0.6),
                    (0.3, 0.9, -0.3),
                ]
                .map(|at| Standing {
                    protein: Protein::ProtonPump,
                    direction: DVec3::from(at).normalize(),
                }),
            )
            .collect(),
        VesicleKind::MultivesicularBody => {
            evenly(Protein::CarrierCargo, copies.multivesicular_proteins, 0.7)
                .chain(evenly(Protein::Synaptobrevin, copies.carrier_snares, 2.1))
                .collect()
        }
        VesicleKind::Granule => evenly(Protein::Synaptophysin, copies.granule_proteins, 0.7)
            .chain(evenly(
                Protein::Synaptobrevin,
                copies.granule_synaptobrevins,
                2.1,
            ))
            .chain(evenly(
                Protein::Synaptotagmin,
                copies.granule_synaptotagmins,
                4.0,
            ))
            .chain(
                [(-0.62, 0.74, -0.26), (0.7, 0.3, -0.65)].map(|at| Standing {
                    protein: Protein::ProtonPump,
                    direction: DVec3::from(at).normalize(),
                }),
            )
            .collect(),
    }
}

/// `count` directions spread evenly over a sphere, turned by `twist`.
fn spread_directions(count: usize, twist: f64) -> impl Iterator<Item = DVec3> {
    let golden_angle = PI * (3.0 - 5.0_f64.sqrt());
    (0..count).map(move |index| {
        let y = 1.0 - 2.0 * (index as f64 + 0.5) / count as f64;
        let ring = (1.0 - y * y).max(0.0).sqrt();
        let (sine, cosine) = libm::sincos(golden_angle * index as f64 + twist);
        DVec3::new(ring * cosine, y, ring * sine)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::biology::parameters::Parameters;

    #[test]
    fn a_synaptic_vesicle_carries_its_published_copies() {
        let parameters = Parameters::default();
        let proteins = proteins_of(VesicleKind::Synaptic, &parameters.proteins);
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
