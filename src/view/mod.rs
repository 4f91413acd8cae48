//! The 3D picture.
//!
//! It reads the simulation and writes nothing of it; in a window and without
//! one it is the same picture. Everything is placed anew each frame from
//! cell time, so any moment can be shown in any order.

mod active_zone;
mod bowl;
pub mod calm;
pub mod camera;
mod capillary;
mod coat;
mod corner;
mod crowd;
pub mod cutaway;
mod cytoskeleton;
mod cytosol;
mod fading;
mod fibre;
pub mod figures;
pub mod framing;
mod fusion;
mod golgi;
pub mod halo;
pub mod hand;
mod labels;
pub mod laid;
pub mod lettering;
pub mod limits;
mod lipids;
mod machinery;
mod membrane;
#[cfg(test)]
pub mod met;
mod molecules;
mod moulds;
pub mod named;
mod naming;
mod notes;
mod opening;
pub mod picking;
mod placing;
pub mod plain;
mod potential;
mod projection;
mod proteins;
mod ruler;
mod scale_bar;
mod scatter;
mod scenery;
mod sculpt;
pub mod seats;
mod secretion;
mod sight;
#[cfg(test)]
mod sizes;
pub mod sparks;
mod studio;
pub mod theme;
mod things;
mod tissue;
mod tubule;
pub mod twin;
pub mod vantage;
mod vesicle;
mod walk;
mod waste;

use bevy::{asset::AssetEventSystems, math::DVec3, prelude::*, transform::TransformSystems};

use crate::sim::vesicle::VesicleId;
use calm::Calm;
use theme::{Theme, ThemeName};

/// Nanometres in one unit of the engine's space.
pub const NM_PER_UNIT: f64 = 100.0;
/// Half the thickness of a bilayer, in nanometres.
pub const HALF_BILAYER_NM: f32 = 2.25;

/// A point of the cell (nanometres) in the engine's space.
pub fn to_view(point_nm: DVec3) -> Vec3 {
    (point_nm / NM_PER_UNIT).as_vec3()
}

/// What a person may switch in the picture. None of it touches the run.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct ViewSettings {
    /// Names on things, with leader lines.
    pub labels: bool,
    /// Whether the scene's cutting plane opens the cell.
    pub cut: bool,
    pub theme: ThemeName,
    /// How much of the jitter of what diffuses is left out.
    pub calm: Calm,
    pub show: Shown,
    pub scale_bar: bool,
    /// The note on what is drawn larger than it is.
    pub legend: bool,
    /// What is written in the picture is for a lecture hall.
    pub large_text: bool,
}

impl ViewSettings {
    /// Height of text in a picture of this height, both in points.
    fn text_size(&self, picture_height: f32) -> f32 {
        lettering::text_size(picture_height, self.large_text)
    }
}

impl Default for ViewSettings {
    fn default() -> Self {
        Self {
            labels: true,
            cut: true,
            theme: ThemeName::default(),
            calm: Calm::default(),
            show: Shown::default(),
            scale_bar: true,
            legend: true,
            large_text: false,
        }
    }
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub membrane: bool,
    pub postsynaptic: bool,
    pub microtubules: bool,
    pub actin: bool,
    pub vesicles: bool,
    /// Motors, tethers, SNAREs and what stands on vesicles.
    pub proteins: bool,
    /// Released transmitter and matrix.
    pub molecules: bool,
    /// Single lipids, close to a vesicle at the membrane.
    pub lipids: bool,
    pub calcium: bool,
    /// A ruler from a channel to the watched release site.
    pub ruler: bool,
    /// The crowd of proteins in the cytosol, close to what is looked at.
    pub crowding: bool,
}

impl Shown {
    /// An empty picture.
    pub const NOTHING: Self = Self {
        membrane: false,
        postsynaptic: false,
        microtubules: false,
        actin: false,
        vesicles: false,
        proteins: false,
        molecules: false,
        lipids: false,
        calcium: false,
        ruler: false,
        crowding: false,
    };
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            membrane: true,
            postsynaptic: true,
            microtubules: true,
            actin: true,
            vesicles: true,
            proteins: true,
            molecules: true,
            lipids: true,
            calcium: true,
            ruler: false,
            crowding: false,
        }
    }
}

/// Whether things ease into place, as on a screen, or stand there at once, as
/// in a still.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    #[default]
    Flowing,
    Still,
}

impl Pace {
    /// The share of the way to go in `seconds` at `rate` per second.
    pub(crate) fn ease(self, rate: f32, seconds: f32) -> f32 {
        match self {
            Self::Flowing => 1.0 - ops::exp(-rate * seconds),
            Self::Still => 1.0,
        }
    }
}

/// How cell time passes while pictures follow each other: told by whoever plays the
/// run. Where nobody does, each picture is of a moment of its own.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Tempo {
    pub is_playing: bool,
    /// Seconds of cell time per second on screen.
    pub rate: f64,
}

/// The vesicle that was clicked.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selected(pub Option<VesicleId>);

/// The vesicle that the camera stays with.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Following(pub Option<VesicleId>);

/// The picture's work of a frame, after the simulation has been advanced.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewSystems {
    /// Where the camera stands.
    Camera,
    /// Where the cell is opened.
    Cut,
    /// Where every vesicle stands.
    Place,
    /// Things put in their places.
    Draw,
    /// Colours, light and haze.
    Light,
}

/// The whole picture.
pub fn plugin(app: &mut App) {
    app.init_resource::<ViewSettings>()
        .init_resource::<Pace>()
        .init_resource::<Selected>()
        .init_resource::<Following>()
        .init_resource::<Theme>()
        .configure_sets(
            PostUpdate,
            (
                ViewSystems::Camera,
                ViewSystems::Cut,
                ViewSystems::Place,
                ViewSystems::Draw,
                ViewSystems::Light,
            )
                .chain()
                .before(TransformSystems::Propagate)
                // A mesh made in this frame is drawn in this frame.
                .before(AssetEventSystems),
        )
        .add_plugins((
            tissue::plugin,
            studio::plugin,
            (camera::plugin, hand::plugin),
            cutaway::plugin,
            membrane::plugin,
            cytoskeleton::plugin,
            (vesicle::plugin, halo::plugin, tubule::plugin),
            (fusion::plugin, golgi::plugin, secretion::plugin),
            machinery::plugin,
            (coat::plugin, proteins::plugin),
            (
                crowd::plugin,
                cytosol::plugin,
                molecules::plugin,
                waste::plugin,
            ),
            (
                active_zone::plugin,
                fibre::plugin,
                capillary::plugin,
                potential::plugin,
            ),
            picking::plugin,
            (naming::plugin, labels::plugin, lettering::plugin),
            (
                ruler::plugin,
                corner::plugin,
                notes::plugin,
                sparks::plugin,
                twin::plugin,
            ),
        ));
}
