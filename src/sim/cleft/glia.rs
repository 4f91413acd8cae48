//! Glia around the contact: beyond its rim the gap goes on between neurons and
//! glia, whose membrane is full of transporters. What gets past them is gone.

use bevy::math::DVec3;

use super::{per_mm_to_nm3, share_of};
use crate::{biology::parameters::value, sim::diffusion::threefry, units::SimTime};

/// A molecule that a transporter holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uptake {
    /// Where it caught the molecule.
    pub point: DVec3,
    pub since: SimTime,
    /// When the transporter has taken it in and is free again.
    pub until: SimTime,
}

/// The transporters around a contact.
#[derive(Clone, Debug, Default)]
pub struct Glia {
    transporters: f64,
    /// Rate at which a molecule beside the glia binds while all are free.
    per_s: f64,
    turnover_per_s: f64,
    /// By what both rates are multiplied.
    pace: f64,
    step_s: f64,
    key: [u32; 2],
    busy: Vec<Uptake>,
    /// When the first of them will be free.
    first_free: SimTime,
    /// Chance that a molecule beside the glia is caught within a step.
    chance: f64,
}

/// How far the gap beside glia reaches from the contact's rim.
pub(super) fn reach_nm() -> f64 {
    value("glia.reach")
}

impl Glia {
    /// The glia around a contact that ends at `rim_nm`, along one side of a gap
    /// of a height, for steps of a length.
    pub fn around(rim_nm: f64, height_nm: f64, step_s: f64, key: [u32; 2]) -> Self {
        // Per µm² is 1e-6 per nm².
        let per_nm2 = (value("glia.glt") + value("glia.glast")) * 1e-6 * value("glia.cover");
        let outer_nm = rim_nm + reach_nm();
        let area = std::f64::consts::PI * (outer_nm * outer_nm - rim_nm * rim_nm);
        let mut glia = Self {
            transporters: per_nm2 * area,
            per_s: value("glia.binding") * per_mm_to_nm3() * per_nm2 / height_nm,
            turnover_per_s: value("glia.turnover"),
            pace: 1.0,
            step_s,
            key,
            busy: Vec::new(),
            first_free: SimTime::NEVER,
            chance: 0.0,
        };
        glia.weigh();
        glia
    }

    /// Transporters have become free or busy.
    fn weigh(&mut self) {
        let free = 1.0 - self.busy.len() as f64 / self.transporters;
        self.chance = -libm::expm1(-self.per_s * self.pace * free.max(0.0) * self.step_s);
    }

    /// From `now` on both rates are so many times the usual ones; a waiting time
    /// that has been drawn is shortened by as much.
    pub fn keep_pace(&mut self, pace: f64, now: SimTime) {
        let slower = self.pace / pace;
        self.pace = pace;
        for uptake in &mut self.busy {
            uptake.until = now.stretched(uptake.until, slower);
        }
        self.let_go(now);
    }

    fn let_go(&mut self, now: SimTime) {
        self.busy.retain(|uptake| uptake.until > now);
        let untils = self.busy.iter().map(|uptake| uptake.until);
        self.first_free = untils.min().unwrap_or(SimTime::NEVER);
        self.weigh();
    }

    /// Whether a molecule at a place beside the glia is caught in step number
    /// `step`, which ends `now`.
    pub fn catch(
        &mut self,
        number: u32,
        step: u32,
        now: SimTime,
        point: impl Fn() -> DVec3,
    ) -> bool {
        if self.first_free <= now {
            self.let_go(now);
        }
        let [[fate], [wait]] = threefry(self.key, &[number], step);
        if share_of(fate) >= self.chance {
            return false;
        }
        let wait_s = -libm::log1p(-share_of(wait)) / (self.turnover_per_s * self.pace);
        let until = now + SimTime::from_secs(wait_s);
        self.first_free = self.first_free.min(until);
        self.busy.push(Uptake {
            point: point(),
            since: now,
            until,
        });
        self.weigh();
        true
    }

    /// The molecules that transporters hold.
    pub fn holding(&self, now: SimTime) -> impl Iterator<Item = &Uptake> {
        self.busy.iter().filter(move |uptake| uptake.until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_transporters_catch_at_their_rate_and_busy_ones_do_not() {
        let step_s = 1e-5;
        let mut glia = Glia::around(250.0, 20.0, step_s, [5, 6]);
        // 1e7 per M and second, 10 800 per µm² of 43 %, on one side of 20 nm.
        let expected = 1.0 - libm::exp(-3856.0 * step_s);
        let now = SimTime::from_millis(1.0);
        let count = 40_000;
        let caught = (0..count)
            .filter(|number| {
                glia.busy.clear();
                glia.weigh();
                glia.catch(*number, 1, now, || DVec3::ZERO)
            })
            .count();
        // Four standard errors are 0.006.
        assert!((caught as f64 / f64::from(count) - expected).abs() < 0.006);

        glia.keep_pace(0.4, now);
        let slower = 1.0 - libm::exp(-3856.0 * 0.4 * step_s);
        assert!((glia.chance - slower).abs() < 1e-3);
        glia.keep_pace(1.0, now);

        glia.busy.clear();
        glia.transporters = 10.0;
        glia.weigh();
        let caught = (0..count).filter(|number| glia.catch(*number, 2, now, || DVec3::ZERO));
        assert_eq!(caught.count(), 10);
        // Twice as long a wait for what waits already.
        let until = glia.busy[0].until;
        glia.keep_pace(0.5, now);
        let waits = |moment: SimTime| moment.since(now).as_secs();
        assert!((waits(glia.busy[0].until) / waits(until) - 2.0).abs() < 1e-3);
        glia.keep_pace(1.0, now);
        // After many turnovers all are free again.
        assert_eq!(glia.holding(SimTime::from_secs(10.0)).count(), 0);
        let caught = (0..count)
            .any(|number| glia.catch(number, 3, SimTime::from_secs(10.0), || DVec3::ZERO));
        assert!(caught);
    }
}
