//! How vesicles take to tracks and leave them.

use super::{pace_of, value};
use crate::biology::vesicles::CellKind;

/// When a vesicle sets out, and what it does between its rides.
#[derive(Clone, Copy, Debug)]
pub struct TrafficParameters {
    /// How often one leaves the reserve pool for a track, and the recycling pool.
    pub departure_per_s: f64,
    pub return_per_s: f64,
    /// Share of them that go out along the axon.
    pub axon_share: f64,
    /// How often one comes back that is beyond the scene's edge.
    pub supply_per_s: f64,
    /// How often a motor pauses, and for how long.
    pub pause_per_s: f64,
    pub pause_s: f64,
    /// A shorter ride is not boarded for.
    pub shortest_ride_nm: f64,
    /// A motor binds from where it is when its lane is no further away.
    pub binding_reach_nm: f64,
    /// One that has fallen off finds any track that is further away by this than the one
    /// it was on, and goes on along it in this share of cases.
    pub rebinding_reach_nm: f64,
    pub switching_share: f64,
    /// Half width of its wandering about its way.
    pub wander_nm: f64,
}

impl TrafficParameters {
    /// Those of a kind of cell.
    pub(super) fn of(cell: CellKind) -> Self {
        let usual = Self::usual();
        let Some(class) = pace_of(cell) else {
            return usual;
        };
        let departure_per_s = value(&format!("{class}.departure"));
        Self {
            departure_per_s,
            return_per_s: departure_per_s,
            ..usual
        }
    }

    fn usual() -> Self {
        Self {
            departure_per_s: value("traffic.departure_rate"),
            return_per_s: value("traffic.return_rate"),
            axon_share: value("traffic.axon_share"),
            supply_per_s: value("traffic.supply_rate"),
            pause_per_s: value("motor.pause_rate"),
            pause_s: value("motor.pause_length"),
            shortest_ride_nm: value("traffic.shortest_ride"),
            binding_reach_nm: value("traffic.binding_reach"),
            rebinding_reach_nm: value("traffic.rebinding_reach"),
            switching_share: value("traffic.switching_share"),
            wander_nm: value("traffic.wander"),
        }
    }
}
