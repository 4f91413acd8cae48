//! The vocabulary of biology: what kinds of vesicle, cargo, protein and sensor there
//! are, the numbers with their sources, the controls, the cards. Scenes are checked
//! against it and the simulation computes with it; it does nothing by itself.

pub mod buffers;
pub mod cards;
pub mod conductance;
pub mod controls;
pub mod excitation;
pub mod numbers;
pub mod parameters;
pub mod proteins;
pub mod sensors;
pub mod vesicles;
