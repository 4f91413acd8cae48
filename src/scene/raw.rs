//! The form of a scene file, as serde reads it from RON.
//!
//! Nothing is checked here beyond types and field names. All lengths are in
//! nanometres, `y` is up. Optional fields may be left out.

use serde::Deserialize;

use crate::{biology::vesicles::CellKind, geometry::shape::Shape};

/// A whole scene file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SceneFile {
    /// What the scene is called on screen.
    pub title: String,
    /// One line for lists.
    pub summary: String,
    /// Seconds of cell time in a second on screen, as the scene opens.
    pub pace: Option<f64>,
    /// The plasma membrane.
    pub membrane: Membrane,
    /// The neighbour's membrane across the cleft (mid-plane).
    pub postsynaptic: Option<Shape>,
    /// What kind of cell it is; what its regulated vesicles say, if it is left out.
    pub cell: Option<CellKind>,
    /// What the regulated vesicles are.
    pub regulated: Option<Regulated>,
    /// The classes of vesicle, where those are others.
    #[serde(default)]
    pub classes: ClassNames,
    /// The way along which action potentials come.
    pub axon: Option<Axon>,
    /// An electrode that oxidises what granules release.
    pub carbon_fibre: Option<CarbonFibre>,
    /// A vessel that carries off what endocrine cells release.
    pub capillary: Option<Capillary>,
    /// The patch from which regulated release happens.
    pub active_zone: Option<ActiveZone>,
    /// A box full of transmitter without a way out.
    pub closed_gap: Option<ClosedGap>,
    /// Tracks of kinesin and dynein, from the minus to the plus end.
    #[serde(default)]
    pub microtubules: Vec<Curve>,
    /// Tracks of myosin, from the far end to the membrane end.
    #[serde(default)]
    pub actin: Vec<Curve>,
    /// Release sites of the active zone.
    #[serde(default)]
    pub sites: Vec<Site>,
    /// More of them, in even rows.
    pub site_grid: Option<SiteGrid>,
    /// Where constitutive carriers fuse.
    #[serde(default)]
    pub constitutive_sites: Vec<Site>,
    /// Where membrane is taken back.
    #[serde(default)]
    pub retrieval_sites: Vec<Site>,
    /// Where vesicles rest.
    #[serde(default)]
    pub pools: Vec<Pool>,
    /// Vesicles that stand at the membrane or walk when the run begins.
    #[serde(default)]
    pub start: Start,
    /// The constitutive lane.
    pub constitutive: Option<Constitutive>,
    /// The Golgi from which carriers bud.
    pub golgi: Option<Golgi>,
    /// Collagen outside the cell.
    #[serde(default)]
    pub fibrils: Vec<Fibril>,
    /// Camera views; the first is the one a scene opens with.
    pub views: Vec<View>,
    /// The plane that opens the cell.
    pub cut: Option<Cut>,
    /// Controls and the values that they begin with.
    #[serde(default)]
    pub controls: Vec<String>,
    /// Signals that play until somebody takes over.
    #[serde(default)]
    pub script: Vec<Line>,
}

/// The plasma membrane.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Membrane {
    /// The mid-plane of the bilayer; the cytosol is inside.
    pub shape: Shape,
    /// Size of the grid cells from which the membranes are meshed.
    pub mesh_cell: f64,
}

/// What the regulated vesicles are.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) enum Regulated {
    SynapticVesicles,
    /// Dense-core granules of a chromaffin cell.
    ChromaffinGranules,
    /// Dense-core granules of a β-cell.
    InsulinGranules,
    /// Lysosomes; the constitutive carriers are then multivesicular bodies.
    Lysosomes,
}

/// Classes of vesicle: names of built-in ones, and files beside the scene.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassNames {
    #[serde(default)]
    pub regulated: Vec<String>,
    #[serde(default)]
    pub constitutive: Vec<String>,
}

/// The straight way of an action potential.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Axon {
    pub from: [f64; 3],
    pub to: [f64; 3],
}

/// A carbon fibre whose end is a disc that faces the cell.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CarbonFibre {
    /// The middle of the disc.
    pub centre: [f64; 3],
    pub radius: f64,
}

/// A straight capillary beside the cell.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Capillary {
    /// The ends of its axis; blood flows from the first to the second.
    pub from: [f64; 3],
    pub to: [f64; 3],
    /// Of the inside.
    pub radius: f64,
}

/// A round patch of membrane.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActiveZone {
    /// Its middle, on the membrane.
    pub centre: [f64; 3],
    /// Its radius along the membrane.
    pub radius: f64,
}

/// A box with its sides along x, y and z whose walls throw molecules back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClosedGap {
    pub centre: [f64; 3],
    /// Its lengths along x, y and z.
    pub size: [f64; 3],
    /// How many molecules are in it.
    pub molecules: usize,
}

/// A track or a filament.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Curve {
    pub name: String,
    /// The pathway whose vesicles it carries; both, if nothing is said.
    pub carries: Option<Pathway>,
    /// A smooth curve is laid through these points, in order.
    pub points: Vec<[f64; 3]>,
}

/// A point of the membrane.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Site {
    pub name: String,
    pub point: [f64; 3],
}

/// Sites in rows along x, beside each other along z.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteGrid {
    /// The middle of all of them.
    pub centre: [f64; 3],
    pub columns: usize,
    pub rows: usize,
    /// Between neighbours.
    pub spacing: f64,
}

/// Resting places of one pool.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pool {
    pub pool: PoolKind,
    /// The region that is filled with places by chance, the same in every run.
    pub region: Option<Shape>,
    /// How many places there are in all.
    pub places: usize,
    /// How many of them hold a vesicle when the run begins.
    pub filled: usize,
    /// Places given one by one; they come first.
    #[serde(default)]
    pub at: Vec<[f64; 3]>,
}

/// Which of the two pathways.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) enum Pathway {
    /// Waits for a signal.
    Regulated,
    /// Waits for none.
    Constitutive,
}

impl Pathway {
    pub fn checked(self) -> crate::biology::vesicles::Pathway {
        match self {
            Self::Regulated => crate::biology::vesicles::Pathway::Regulated,
            Self::Constitutive => crate::biology::vesicles::Pathway::Constitutive,
        }
    }
}

/// Which pool.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) enum PoolKind {
    /// Held back; called on by long stimulation.
    Reserve,
    /// The first to follow a release.
    Recycling,
}

/// Counts of regulated vesicles besides those of the pools.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Start {
    pub tethered: usize,
    pub docked: usize,
    pub primed: usize,
    pub walking: usize,
}

/// The constitutive lane.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Constitutive {
    /// How many carriers circulate.
    pub carriers: usize,
    /// How many of them walk, are tethered and are docked when the run begins;
    /// the others are beyond the scene's edge.
    pub walking: Option<usize>,
    pub tethered: Option<usize>,
    #[serde(default)]
    pub docked: usize,
}

/// The Golgi.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Golgi {
    /// The middle of the stack.
    pub centre: [f64; 3],
    /// From the side that takes in to the side that sends out.
    pub axis: [f64; 3],
    /// Carriers' worth of cargo in it when the run begins.
    pub cargo: usize,
    /// Share of its carriers that hold procollagen.
    pub collagen_share: f64,
}

/// A fibril of collagen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fibril {
    pub name: String,
    /// The line along which it grows, from its middle.
    pub points: Vec<[f64; 3]>,
    /// Molecules in it when the run begins.
    #[serde(default)]
    pub molecules: usize,
}

/// A camera view.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct View {
    pub name: String,
    /// What it is called on screen.
    pub title: String,
    /// Where the camera stands.
    pub eye: [f64; 3],
    /// The point in the middle of the picture.
    pub look_at: [f64; 3],
    /// Vertical field of view in degrees.
    #[serde(default = "usual_field_of_view")]
    pub field_of_view: f64,
    /// Whether it is of one vesicle, which a picture of an event then follows.
    #[serde(default)]
    pub of_vesicle: bool,
    /// Whether the cutting plane is in force.
    #[serde(default)]
    pub cut: bool,
}

fn usual_field_of_view() -> f64 {
    35.0
}

/// A plane; what lies beyond it along the normal is cut away.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cut {
    pub point: [f64; 3],
    pub normal: [f64; 3],
}

/// One line of the opening script.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// Cell time with its unit, such as `2s`.
    pub at: String,
    /// A control and its value, such as `signal.train_hz=0.5`.
    pub set: String,
}
