//! Shapes and curves in nanometres: pure functions, no engine, no files.
//!
//! `shape` is the signed distance a membrane is given as, `surface` the mesh
//! made from it once, `stack` the Golgi's cisternae, `spline` a track or a filament,
//! `bundle` many of them, `neck` the surface of
//! revolution by which a vesicle and the membrane become one, `tail` the tube
//! behind a tubular one, `room` how much
//! membrane that takes at a site, `seat` the place it takes there,
//! `setting` the mesh made ready to give way to it, `leaflets` both leaflets
//! at every stage as meridians, `patch` their mesh on a seat, `opened` what a
//! cut leaves of it, `wedge` by wedge. `face` is a disc that hears what happens under it.

pub mod bundle;
pub mod cage;
pub mod face;
pub mod leaflets;
pub mod neck;
pub mod neighbours;
pub mod opened;
pub mod patch;
pub mod revolution;
pub mod room;
pub mod seat;
pub mod setting;
pub mod shape;
pub mod spline;
pub mod stack;
pub mod surface;
pub mod tail;
#[cfg(test)]
mod trial;
mod wedge;
