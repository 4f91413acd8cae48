//! Panels, captions, keys.
//!
//! One panel a file. Panels read the simulation and change it only by
//! requests to its controls, just as the command line does; everything else
//! they change is how it is shown. All of it works on a picture without a
//! window, too.

mod anew;
mod appearance;
mod arrival;
mod calcium;
mod caption;
mod carry_out;
mod cell;
mod chapter;
pub mod compare;
mod counts;
mod director;
pub mod drawer;
mod energy;
mod follow;
mod hints;
mod inhabitants;
mod inspector;
mod instruments;
mod key_list;
pub mod keys;
mod layout;
mod list;
mod membrane;
mod membrane_history;
mod named;
mod news;
pub mod opened;
mod panels;
mod pathways;
mod prediction;
mod provenance;
mod quick_clicks;
mod readings;
mod release;
mod retrieval;
mod right;
mod room;
mod scales;
mod screen_readers;
mod scroll;
pub mod settings;
mod sharing;
mod signals;
pub mod stages;
mod steps;
mod switchboard;
pub mod texts;
mod time_bar;
mod traces;
pub mod trial_sets;
mod trials;
mod view_panel;
mod what_if;

use bevy::prelude::*;
use bevy_egui::EguiPlugin;

use crate::session;

pub use caption::Captions;
pub use panels::Panels;
pub use sharing::PanelSystems;

/// The whole desk.
pub fn plugin(app: &mut App) {
    if !app.is_plugin_added::<EguiPlugin>() {
        app.add_plugins(EguiPlugin::default());
    }
    app.add_plugins((
        session::plugin,
        (keys::plugin, quick_clicks::plugin, screen_readers::plugin),
        carry_out::plugin,
        news::plugin,
        membrane_history::plugin,
        readings::plugin,
        (steps::plugin, follow::plugin, director::plugin),
        trial_sets::plugin,
        (layout::plugin, settings::plugin),
        appearance::plugin,
        arrival::plugin,
    ));
}

#[cfg(test)]
mod desks;
#[cfg(test)]
mod tests;
