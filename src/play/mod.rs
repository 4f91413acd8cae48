//! Which moment is seen, and from where: the time lens lets cell time pass, and the
//! director leads camera and lens. Both only look at the cell and play: not one event
//! is other than without them.

pub mod director;
pub mod time_lens;

/// A vesicle that a motor carries is shown at this rate, in seconds of cell time per
/// second on screen: single steps of the motor can be told apart.
pub const WALK_RATE: f64 = 0.04;
