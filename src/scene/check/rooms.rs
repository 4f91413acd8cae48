//! Whether every site has the membrane that a vesicle takes to open there, or
//! to be pinched off.

use bevy::math::DVec3;

use super::{Inspection, limits, shortened};
use crate::{
    biology::{parameters::Parameters, vesicles::Pathway},
    geometry::{
        room::{apart_nm, nearest_sites, needed_nm},
        shape::Shape,
    },
    scene::Site,
};

/// A membrane that leans more (cosine) within a vesicle's circle is no place
/// for it.
const LEAST_UPRIGHT: f64 = 0.5;
/// The lists of sites in a scene file, in the order in which they are checked.
const LISTS: [&str; 3] = ["sites", "constitutive_sites", "retrieval_sites"];

impl Inspection<'_> {
    /// Release sites and places of retrieval must have room for regulated
    /// vesicles, constitutive sites for carriers.
    pub(super) fn rooms(
        &mut self,
        lists: [&[Site]; 3],
        on: Option<&Shape>,
        mesh_cell_nm: f64,
        has_golgi: bool,
        parameters: &Parameters,
    ) {
        let told = |list: &&[Site]| list.len() > limits::SITES;
        let Some(membrane) = on.filter(|_| !lists.iter().any(told)) else {
            return;
        };
        let needed = |radius_nm: f64| {
            needed_nm(
                radius_nm - parameters.half_bilayer_nm,
                0.5 * parameters.fusion.pore_gap_nm,
            )
        };
        let [what, carrier] = [Pathway::Regulated, Pathway::Constitutive]
            .map(|pathway| parameters.largest(pathway).get().called[0].as_str());
        let regulated = (what, needed(parameters.largest_nm(Pathway::Regulated)));
        let carrier = (carrier, needed(parameters.widest_carrier_nm(has_golgi)));
        let all: Vec<Opening> = LISTS
            .into_iter()
            .zip(lists)
            .zip([regulated, carrier, regulated])
            .flat_map(|((list, sites), (what, needed_nm))| {
                sites.iter().enumerate().map(move |(index, site)| Opening {
                    path: format!("{list}[{index}].point"),
                    name: &site.name,
                    point: site.point,
                    what,
                    needed_nm,
                })
            })
            .collect();
        let points: Vec<DVec3> = all.iter().map(|opening| opening.point).collect();
        let neighbours = nearest_sites(&points);
        for (index, opening) in all.iter().enumerate() {
            let apart = apart_nm(opening.needed_nm);
            if let Some((nearest, away)) = neighbours[index]
                && away < apart
            {
                // The later of two too near to each other is the one told of.
                if index > nearest || away >= apart_nm(all[nearest].needed_nm) {
                    self.too_near(opening, &all[nearest], away);
                }
            } else if !opening.lies_flat(membrane, mesh_cell_nm) {
                self.tell(
                    &opening.path,
                    format!(
                        "the membrane at the site `{}` bends too much for a {} to open into it",
                        shortened(opening.name),
                        opening.what
                    ),
                    format!(
                        "move it to where {:.0} nm around it are gently curved",
                        opening.needed_nm + mesh_cell_nm
                    ),
                );
            }
        }
    }

    fn too_near(&mut self, opening: &Opening, nearest: &Opening, away_nm: f64) {
        self.tell(
            &opening.path,
            format!(
                "the site `{}` is {away_nm:.0} nm from the site `{}`: there is no room for a {} to open",
                shortened(opening.name),
                shortened(nearest.name),
                opening.what
            ),
            format!(
                "keep it {:.0} nm from every other site",
                apart_nm(opening.needed_nm).ceil()
            ),
        );
    }
}

/// A place where a vesicle joins the membrane or leaves it.
struct Opening<'a> {
    path: String,
    name: &'a str,
    point: DVec3,
    /// The largest vesicle that must have room.
    what: &'static str,
    needed_nm: f64,
}

impl Opening<'_> {
    /// Whether the membrane can be laid out on a plane here, with a strip
    /// around for its mesh.
    fn lies_flat(&self, membrane: &Shape, mesh_cell_nm: f64) -> bool {
        let outward = membrane.normal(self.point);
        let (side, other) = outward.any_orthonormal_pair();
        let reach = self.needed_nm + mesh_cell_nm;
        [side, side + other, other, other - side]
            .into_iter()
            .flat_map(|way| [way, -way])
            .all(|way| {
                let around = membrane.onto_surface(self.point + way.normalize() * reach);
                membrane.normal(around).dot(outward) > LEAST_UPRIGHT
            })
    }
}
