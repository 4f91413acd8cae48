//! Exoscope: an interactive 3D lab for exocytosis.
//!
//! The map of the house:
//!
//! - [`units`]: cell time and its words
//! - [`geometry`]: shapes and curves in nanometres
//! - [`biology`]: kinds, numbers, controls and cards: the vocabulary
//! - [`scene`]: scene files, read and checked
//! - [`sim`]: the biology; knows no pictures, panels, files or wall clocks
//! - [`session`]: what people ask for, and how it is written down
//! - [`view`]: the 3D picture
//! - [`play`]: which moment is seen and from where: time lens, director
//! - [`ui`]: panels, captions, keys
//! - [`film`]: pictures without a window
//! - [`window`]: everything together on a screen
//! - [`export`]: meshes for other programs
//! - [`cli`]: the commands
//! - `files`: whole or not at all
//! - `picture_file`: what the window shows, saved when it is asked for
//! - `settings_file`: how somebody likes a window, from one time to the next

pub mod biology;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(not(target_arch = "wasm32"))]
pub mod export;
#[cfg(not(target_arch = "wasm32"))]
mod files;
#[cfg(not(target_arch = "wasm32"))]
pub mod film;
pub mod geometry;
mod likeness;
#[cfg(not(target_arch = "wasm32"))]
mod picture_file;
pub mod play;
pub mod scene;
pub mod session;
#[cfg(not(target_arch = "wasm32"))]
mod settings_file;
pub mod sim;
pub mod ui;
pub mod units;
pub mod view;
pub mod window;
