//! Ion channels that carriers bring into the plasma membrane: one by one, the
//! right way round.
//!
//! In a carrier the side of a channel that will face the outside looks into the
//! lumen. As the carrier's membrane flows into the cell's, each channel keeps its
//! share of area, and with it its side. When the carrier is flat it wanders off
//! in the membrane by diffusion, until it is taken out and broken down. They take
//! no part in the run; each one's way is a function of time.

use std::{
    collections::{BTreeMap, VecDeque},
    f64::consts::{PI, TAU},
};

use bevy::{
    math::{DVec2, DVec3},
    prelude::*,
};
use rand::RngExt;

use super::proteins::Walk;
use crate::{
    biology::parameters::Parameters,
    geometry::{leaflets::Joined, neck::MeridianPoint, tail::Tail},
    sim::{
        Simulation, SimulationSystems,
        cell::Begun,
        chance::{Chance, Purpose, waiting_time},
        clock::SimClock,
        state::Keeps,
        vesicle::{FusionMode, FusionPore, MembranePlace, Vesicle, VesicleId},
    },
    units::SimTime,
};

/// How long a delivery's channels are followed one by one; by then they have
/// spread over micrometres and are among all others. They are counted on.
const FOLLOWED: SimTime = SimTime::from_nanos(120_000_000_000);

/// Where a channel sits in its carrier's membrane: how much of the area lies
/// between it and the carrier's far end, and the angle about the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seating {
    pub share: f64,
    pub angle: f64,
}

/// Channel number `index` of a vesicle.
pub fn seating(vesicle: VesicleId, index: usize, chance: &Chance) -> Seating {
    let mut rng = chance.draw(vesicle.0.into(), Purpose::Channel, index as u64);
    Seating {
        share: rng.random(),
        angle: TAU * rng.random::<f64>(),
    }
}

/// Mid-plane area of a closed carrier.
pub fn closed_area_nm2(sphere_nm: f64, tail: Option<&Tail>) -> f64 {
    4.0 * PI * sphere_nm * sphere_nm + tail.map_or(0.0, |tail| tail.excess_area_nm2(sphere_nm))
}

/// The point of a carrier's meridian, in whatever way it is joined to the
/// membrane, with `area_nm2` of membrane between it and the carrier's far end;
/// its normal is the side that looks into the lumen and, in the end, outwards.
pub fn point_at_area(joined: &Joined, tail: Option<&Tail>, area_nm2: f64) -> MeridianPoint {
    let (sphere_nm, centre_nm) = match joined {
        Joined::Apart { sphere_nm, gap_nm } => (*sphere_nm, gap_nm + sphere_nm),
        Joined::Hemifused(neck) | Joined::Open(neck) => (neck.sphere_nm, neck.centre_nm()),
    };
    let mut area = area_nm2;
    if let Some(on) = tail.and_then(|tail| tail.on(sphere_nm)) {
        if let Some(point) = on.point_at_area(area, centre_nm) {
            return point;
        }
        area -= tail.map_or(0.0, |tail| tail.excess_area_nm2(sphere_nm));
    }
    match joined {
        Joined::Apart { .. } => {
            let share = (area / (4.0 * PI * sphere_nm * sphere_nm)).clamp(0.0, 1.0);
            let angle = 2.0 * libm::asin(share.sqrt());
            let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
            MeridianPoint {
                r_nm: sphere_nm * sine,
                z_nm: centre_nm + sphere_nm * cosine,
                normal_r: -sine,
                normal_z: -cosine,
            }
        }
        Joined::Hemifused(neck) | Joined::Open(neck) => neck.point_at_area(area),
    }
}

/// The directions across an axis from which angles about it count: the first as
/// near to `z` as can be.
pub fn across(axis: DVec3) -> [DVec3; 2] {
    let side = (DVec3::Z - axis * axis.z)
        .try_normalize()
        .unwrap_or_else(|| axis.any_orthonormal_vector());
    [side, axis.cross(side)]
}

/// One carrier's channels, when it is flat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delivery {
    pub vesicle: VesicleId,
    pub place: MembranePlace,
    /// Mid-plane area of the closed carrier.
    pub area_nm2: f64,
    pub channels: u32,
    /// When the carrier is flat.
    pub from: SimTime,
}

impl Delivery {
    /// Where channel number `index` is at `now`, from the place of the fusion
    /// along the directions [`across`] its axis.
    pub fn at(&self, index: usize, now: SimTime, nm2_per_s: f64, chance: &Chance) -> DVec2 {
        let seat = seating(self.vesicle, index, chance);
        let away = (seat.share * self.area_nm2 / PI).sqrt();
        let start = away * DVec2::new(libm::cos(seat.angle), libm::sin(seat.angle));
        start + self.walked(index, now, nm2_per_s, chance)
    }

    /// How far it has wandered.
    pub fn walked(&self, index: usize, now: SimTime, nm2_per_s: f64, chance: &Chance) -> DVec2 {
        let walk = Walk::of(self.vesicle.0.into(), CHANNELS_FROM + index as u64);
        walk.free(now.since(self.from), chance) * (2.0 * nm2_per_s).sqrt()
    }

    /// A point of the plane that [`Delivery::at`] counts in, in space.
    pub fn in_space(&self, at: DVec2) -> DVec3 {
        let [side, other] = across(self.place.inward);
        self.place.point + side * at.x + other * at.y
    }
}

/// Walks of channels are other ones than those of a carrier's other proteins.
const CHANNELS_FROM: u64 = 1 << 20;

/// The channels in the plasma membrane that carriers have brought.
#[derive(Resource, Clone, Debug, Default)]
pub struct InsertedChannels {
    deliveries: VecDeque<Delivery>,
    /// Deliveries to come, by when they are flat.
    coming: BTreeMap<(SimTime, u32), Delivery>,
    /// When each one in the membrane is taken out.
    leaving: BTreeMap<(SimTime, u64), ()>,
    count: u64,
}

impl InsertedChannels {
    /// Those followed one by one.
    pub fn deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter()
    }

    /// How many are in the membrane.
    pub fn in_membrane(&self) -> usize {
        self.leaving.len()
    }

    /// How many have ever been brought.
    pub fn brought(&self) -> u64 {
        self.count
    }

    fn advance(&mut self, now: SimTime, per_s: f64, chance: &Chance) {
        while let Some(first) = self.coming.first_entry()
            && first.key().0 <= now
        {
            let delivery = first.remove();
            for _ in 0..delivery.channels {
                self.count += 1;
                let mut rng = chance.draw(self.count, Purpose::Channel, u64::MAX);
                let until = delivery.from + waiting_time(&mut rng, per_s);
                self.leaving.insert((until, self.count), ());
            }
            self.deliveries.push_back(delivery);
        }
        while let Some(first) = self.leaving.first_entry()
            && first.key().0 <= now
        {
            first.remove();
        }
        self.deliveries
            .retain(|delivery| now.since(delivery.from) < FOLLOWED);
    }
}

pub(in crate::sim) fn plugin(app: &mut App) {
    app.keeps::<InsertedChannels>().add_systems(
        Simulation,
        insert_channels
            .after(SimulationSystems::Retrieval)
            .before(SimulationSystems::Recording),
    );
}

/// When a carrier is flat is fixed when it is triggered.
fn insert_channels(
    mut inserted: ResMut<InsertedChannels>,
    clock: Res<SimClock>,
    chance: Res<Chance>,
    parameters: Res<Parameters>,
    begun: Res<Begun>,
    fusions: Query<(&Vesicle, &FusionPore)>,
) {
    for (vesicle, pore) in fusions.iter_many(&begun.fusions) {
        if vesicle.kind.channels.is_none() || pore.mode != FusionMode::FullCollapse {
            continue;
        }
        let delivery = Delivery {
            vesicle: vesicle.id,
            place: pore.place,
            area_nm2: closed_area_nm2(pore.sphere_nm, pore.tail.as_ref()),
            channels: parameters.class(vesicle.kind).channels,
            from: pore.ends,
        };
        inserted.coming.insert((pore.ends, vesicle.id.0), delivery);
    }
    inserted.advance(clock.now, parameters.secretory.degradation_per_s, &chance);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{biology::vesicles::VesicleKind, sim::vesicle::tailed_pore};

    #[test]
    fn channels_spread_as_their_diffusion_says() {
        let parameters = Parameters::default();
        let nm2_per_s = parameters.secretory.channel_nm2_per_s;
        let chance = Chance::from_seed(5);
        let count = 6000;
        for seconds in [0.05, 1.0, 20.0] {
            let mean: f64 = (0..count)
                .map(|who| {
                    let delivery = Delivery {
                        vesicle: VesicleId(who / 24),
                        place: MembranePlace {
                            point: DVec3::ZERO,
                            inward: DVec3::Y,
                        },
                        area_nm2: 1e5,
                        channels: 24,
                        from: SimTime::from_secs(3.0),
                    };
                    let now = SimTime::from_secs(3.0 + seconds);
                    let index = (who % 24) as usize;
                    delivery
                        .walked(index, now, nm2_per_s, &chance)
                        .length_squared()
                })
                .sum::<f64>()
                / f64::from(count);
            // Mean square displacement 4Dt; its standard error is 1/√6000, 1.3 %.
            let ratio = mean / (4.0 * nm2_per_s * seconds);
            assert!((ratio - 1.0).abs() < 0.04, "{ratio} after {seconds} s");
        }
    }

    #[test]
    fn a_channel_never_flips_sides_and_ends_with_its_lumenal_side_outwards() {
        let parameters = Parameters::default();
        let chance = Chance::from_seed(5);
        for seed in 0..6 {
            let pore = tailed_pore(VesicleKind::built_in("channel_carrier"), seed, &parameters);
            let area = closed_area_nm2(pore.sphere_nm, pore.tail.as_ref());
            for index in 0..24 {
                let seat = seating(VesicleId(seed as u32), index, &chance);
                let pose = |now: SimTime| {
                    let tail = pore.tail_at(now);
                    point_at_area(&pore.joining_at(now), tail.as_ref(), seat.share * area)
                };
                let mut moments = vec![pore.triggered, pore.hemifused, pore.opened];
                for phase in &pore.course {
                    let length = phase.until.since(phase.from).as_nanos();
                    moments.extend(
                        (0..=400).map(|step| phase.from + SimTime::from_nanos(length / 400 * step)),
                    );
                }
                let mut before: Option<MeridianPoint> = None;
                for now in moments {
                    let here = pose(now);
                    // In the closed carrier it looks at the axis or along it
                    // into the lumen, never out of the carrier.
                    if now <= pore.hemifused {
                        let on_axis_nm = pore.centre_nm_at(now);
                        let up = here.z_nm - on_axis_nm;
                        let inwards = -(here.r_nm * here.normal_r + up * here.normal_z);
                        assert!(inwards > 0.0, "{here:?}");
                    }
                    if let Some(before) = before {
                        // It turns with the surface as it moves along it, no
                        // more than the tightest rim makes it; a flip would
                        // turn it on the spot.
                        let cosine =
                            before.normal_r * here.normal_r + before.normal_z * here.normal_z;
                        let turned = libm::acos(cosine.clamp(-1.0, 1.0));
                        let moved = libm::hypot(here.r_nm - before.r_nm, here.z_nm - before.z_nm);
                        assert!(
                            turned < 0.1 + 0.5 * moved && turned < 2.0,
                            "{before:?} {here:?} at {now}"
                        );
                    }
                    before = Some(here);
                }
                let last = pose(pore.ends);
                // `z` is the way into the cell.
                assert!(last.normal_z < -0.999, "{last:?}");
                assert!(last.z_nm.abs() < 0.5, "{last:?}");
            }
        }
    }

    #[test]
    fn every_channel_brought_is_counted_until_it_is_taken_out() {
        let mut inserted = InsertedChannels::default();
        let place = MembranePlace {
            point: DVec3::ZERO,
            inward: DVec3::Y,
        };
        for id in 0..200 {
            let delivery = Delivery {
                vesicle: VesicleId(id),
                place,
                area_nm2: 1e5,
                channels: 24,
                from: SimTime::from_secs(1.0),
            };
            inserted.coming.insert((delivery.from, id), delivery);
        }
        let per_s = 0.0025 / 60.0;
        let chance = Chance::from_seed(1);
        inserted.advance(SimTime::from_secs(0.9), per_s, &chance);
        assert_eq!(inserted.in_membrane(), 0);
        inserted.advance(SimTime::from_secs(1.0), per_s, &chance);
        assert_eq!((inserted.in_membrane(), inserted.brought()), (4800, 4800));
        inserted.advance(SimTime::from_secs(3601.0), per_s, &chance);
        // An hour at 0.25 % a minute leaves 86 %; the standard error is 0.5 %.
        let left = inserted.in_membrane() as f64 / 4800.0;
        assert!((left - libm::exp(-0.15)).abs() < 0.02, "{left}");
        assert_eq!(inserted.deliveries().count(), 0);
    }
}
