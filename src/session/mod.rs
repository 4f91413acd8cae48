//! What is done in a window: everything that can be asked of it, and the command that
//! does it again. What a run begins from is the simulation's own [`Session`]; here is
//! what people make of it.
//!
//! [`Session`]: crate::sim::Session

pub mod actions;
#[cfg(not(target_arch = "wasm32"))]
pub mod log;

pub use actions::plugin;
