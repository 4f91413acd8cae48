//! The seats of the cell: where its membrane may give way to a patch.
//!
//! Every place at which a vesicle can open or be pinched off has a seat as
//! wide as the largest vesicle that has room there. The membrane's mesh is
//! made ready for them once, when the picture is set up; afterwards only which
//! seats are taken changes.

use std::collections::BTreeSet;

use bevy::{math::DVec3, prelude::*};

use crate::{
    biology::{parameters::Parameters, vesicles::Pathway},
    geometry::{
        room::{largest_fitting_nm, needed_nm, rooms_nm},
        seat::Seat,
        setting::{Setting, SettingError},
        shape::Shape,
        surface::Surface,
    },
    sim::{membrane::PlasmaMembrane, places::Places, vesicle::MembranePlace},
};

/// Every seat, in the order of the sites: release, constitutive, retrieval.
#[derive(Resource, Clone, Debug, Default)]
pub struct Seats {
    seats: Vec<Seat>,
    /// The sites they belong to.
    sites: Vec<DVec3>,
}

/// The seats in which a patch stands in this frame. Whoever draws patches
/// tells; the membrane's resting discs fill the others.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenSeats(pub BTreeSet<usize>);

/// Where the membrane is open in this frame, for what floats in it: middle of
/// the mouth on the mid-plane and radius, in nanometres.
#[derive(Resource, Clone, Debug, Default)]
pub struct Mouths(pub Vec<(Vec3, f32)>);

impl Seats {
    /// The number of the seat at a place where a vesicle joins the membrane,
    /// and the seat.
    pub fn at(&self, place: &MembranePlace) -> Option<(usize, &Seat)> {
        let found = self.sites.iter().position(|site| *site == place.point)?;
        Some((found, &self.seats[found]))
    }

    /// The seats at `sites`, each as wide as asked, and the membrane's mesh
    /// made ready for them.
    fn on(shape: &Shape, surface: &Surface, sites: &[(MembranePlace, f64)]) -> (Self, Setting) {
        let mut seats = Self::default();
        for (place, radius_nm) in sites {
            if let Some(mut seat) = Seat::new(shape, place.point, place.inward, *radius_nm) {
                // Thousands of them may stand on one plane.
                if let Some(before) = seats.seats.last() {
                    seat.share(before);
                }
                seats.seats.push(seat);
                seats.sites.push(place.point);
            }
        }
        loop {
            let crowded = match Setting::of(surface.clone(), shape, &seats.seats) {
                Ok(setting) => return (seats, setting),
                Err(error) => error,
            };
            // A checked scene has room everywhere; one that was not goes
            // without the seat rather than without a picture.
            let (SettingError::TooCurved { seat } | SettingError::TooNear { second: seat, .. }) =
                crowded;
            warn!("no patch can stand at {}: {crowded}", seats.sites[seat]);
            seats.seats.remove(seat);
            seats.sites.remove(seat);
        }
    }
}

/// Lays out the seats of the cell and makes its membrane ready.
pub(super) fn take_places(
    membrane: &PlasmaMembrane,
    places: &Places,
    parameters: &Parameters,
) -> (Seats, Setting) {
    let needed = |radius_nm: f64| {
        needed_nm(
            radius_nm - parameters.half_bilayer_nm,
            0.5 * parameters.fusion.pore_gap_nm,
        )
    };
    let regulated = needed(parameters.largest_nm(Pathway::Regulated));
    let carrier = needed(parameters.largest_nm(Pathway::Constitutive));
    let widest_carrier = needed(parameters.widest_carrier_nm(places.has_golgi));
    let release = membrane
        .sites
        .iter()
        .map(|site| (site.place, vec![regulated]));
    let constitutive = membrane
        .constitutive_sites
        .iter()
        .map(|site| (site.place, vec![widest_carrier]));
    let retrieval = places
        .pits
        .iter()
        .map(|site| (site.place, vec![regulated, carrier]));
    let (sites, needs): (Vec<MembranePlace>, Vec<Vec<f64>>) =
        release.chain(constitutive).chain(retrieval).unzip();
    let points: Vec<DVec3> = sites.iter().map(|place| place.point).collect();
    let wide: Vec<(MembranePlace, f64)> = rooms_nm(&points)
        .into_iter()
        .zip(sites)
        .zip(needs)
        .map(|((room, place), needs)| (place, largest_fitting_nm(room, &needs).unwrap_or(room)))
        .collect();
    Seats::on(&membrane.shape, &membrane.surface, &wide)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scene::{built_in, load},
        sim::{Session, SimulationPlugin},
    };

    #[test]
    fn every_site_of_the_built_in_scenes_has_its_seat() {
        for scene in built_in() {
            let session = Session {
                scene: load(scene.name).expect("a built-in scene"),
                seed: 1,
                changes: Vec::new(),
            };
            let mut app = App::new();
            app.add_plugins((MinimalPlugins, SimulationPlugin { session }));
            let world = app.world();
            let membrane = world.resource::<PlasmaMembrane>();
            let places = world.resource::<Places>();
            let (seats, setting) = take_places(membrane, places, world.resource::<Parameters>());
            let mut all = 0;
            let release = membrane.sites.iter().map(|site| site.place);
            let constitutive = membrane.constitutive_sites.iter().map(|site| site.place);
            let retrieval = places.pits.iter().map(|site| site.place);
            let parameters = world.resource::<Parameters>();
            let half_nm = parameters.half_bilayer_nm;
            let needed = |radius_nm: f64| {
                needed_nm(radius_nm - half_nm, 0.5 * parameters.fusion.pore_gap_nm)
            };
            let regulated_nm = needed(parameters.largest_nm(Pathway::Regulated));
            let carrier_nm = needed(parameters.widest_carrier_nm(places.has_golgi));
            for (number, place) in release.chain(constitutive).chain(retrieval).enumerate() {
                let (found, seat) = seats.at(&place).expect("a seat at every site");
                assert_eq!(found, number);
                assert!(seat.point.distance(place.point) < 1e-6);
                let first_carrier = membrane.sites.len();
                let first_pit = first_carrier + membrane.constitutive_sites.len();
                if (first_carrier..first_pit).contains(&number) {
                    assert!((seat.radius_nm - carrier_nm).abs() < 1e-9);
                } else if number < first_carrier {
                    assert!((seat.radius_nm - regulated_nm).abs() < 1e-9);
                } else {
                    assert!(seat.radius_nm > regulated_nm - 1e-9);
                }
                all += 1;
            }
            assert_eq!(setting.discs.len(), all);
        }
    }
}
