//! What if? Drugs, toxins and lost genes, each a card of `assets/cards.ron`.
//!
//! A card says which part of the model it acts on and how; never what comes of
//! it. Its dose is a control, `drug.NAME`; what of the dose acts comes and goes
//! in time ([`doses`]), and all that act at once make the [`Effects`] under
//! which the cell lives.

pub mod doses;
mod effects;
pub mod predictions;
mod touches;

pub use doses::Doses;
pub use effects::{Effects, Untreated};
pub use predictions::Prediction;

pub(super) use doses::plugin;
