//! Pictures without a window.

pub mod cost;
pub mod device;
#[cfg(test)]
mod flight;
mod pixels;
pub mod still;
pub(crate) mod twin;
