//! Pictures without a window.

#[cfg(not(target_arch = "wasm32"))]
pub mod cost;
#[cfg(not(target_arch = "wasm32"))]
pub mod device;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod flight;
#[cfg(not(target_arch = "wasm32"))]
mod pixels;
#[cfg(not(target_arch = "wasm32"))]
pub mod still;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod twin;
