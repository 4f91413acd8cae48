//! Which moment is seen, and from where: the time lens lets cell time pass, and the
//! director leads camera and lens. Both only look at the cell and play: not one event
//! is other than without them.

pub mod director;
pub mod time_lens;
