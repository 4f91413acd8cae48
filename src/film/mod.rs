//! Pictures without a window.

pub mod cost;
mod darkroom;
pub mod device;
#[cfg(test)]
mod flight;
mod pixels;
pub mod still;
pub(crate) mod twin;
