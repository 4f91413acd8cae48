//! The biology. It works without rendering: no windows, no panels, no files,
//! no wall clock; a headless run on `MinimalPlugins` is the same run.
//!
//! The simulation jumps from one drawn moment of change to the next. Between
//! them, what moves is a function of time.

pub mod clock;
pub mod controls;
pub mod cytoskeleton;
pub mod membrane;
pub mod record;
pub mod session;
pub mod vesicle;
