//! How vesicles take to tracks and leave them.

use super::value;

/// What a vesicle does between its rides.
#[derive(Clone, Copy, Debug)]
pub struct TrafficParameters {
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
    pub(super) fn read() -> Self {
        Self {
            shortest_ride_nm: value("traffic.shortest_ride"),
            binding_reach_nm: value("traffic.binding_reach"),
            rebinding_reach_nm: value("traffic.rebinding_reach"),
            switching_share: value("traffic.switching_share"),
            wander_nm: value("traffic.wander"),
        }
    }
}
