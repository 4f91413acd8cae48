//! How many proteins of each sort there are, and what membrane is taken back with.

use super::value;

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
    pub(super) fn read() -> Self {
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
