//! Exoscope: an interactive 3D lab for exocytosis.
//!
//! The map of the house:
//!
//! - [`text`]: what the window says, by its key
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
//! - [`export`]: meshes for other programs
//! - [`window`]: everything together on a screen: a desktop's, or a web page's
//! - [`cli`]: the commands
//! - `files`: whole or not at all
//! - `likeness`: which known word is meant by a misspelt one

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
pub mod play;
pub mod scene;
pub mod session;
pub mod sim;
pub mod text;
pub mod ui;
pub mod units;
pub mod view;
pub mod window;
