//! What the picture shows, and from where.

use bevy_egui::egui;

use super::{drawer, hints::hint_text, named::Scale};
use crate::{
    scene::Scene,
    session::actions::{Action, Sight},
    text::word,
    view::{ViewSettings, calm::Calm, theme::ThemeName},
};

/// Draws the panel: what is seen stands as in `settings`, and as those of this window's own
/// (`captions`, `large_text`) say; changes are asked for.
pub fn show(
    ui: &mut egui::Ui,
    settings: &ViewSettings,
    scene: &Scene,
    captions: bool,
    large_text: bool,
    actions: &mut Vec<Action>,
) {
    ui.label(egui::RichText::new(word("views")).weak());
    ui.horizontal_wrapped(|ui| {
        for view in &scene.views {
            if ui.button(&view.title).clicked() {
                actions.push(Action::GoToView(view.name.clone()));
            }
        }
    });
    // A web page has no files.
    if cfg!(not(target_arch = "wasm32")) {
        let save = ui.button(word("save_picture"));
        if hint_text(save, word("save_picture_meaning")).clicked() {
            actions.push(Action::SavePicture);
        }
    }
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        for theme in ThemeName::ALL {
            let name = format!("theme_{theme}");
            if drawer::choice(ui, settings.theme == theme, word(&name)).clicked() {
                actions.push(Action::Theme(theme.to_string()));
            }
        }
    });
    ui.add_space(4.0);
    calm(ui, settings.calm, actions);
    ui.add_space(4.0);
    let show = &settings.show;
    let seen = |sight| Action::Show(sight);
    let mut switches = |ui: &mut egui::Ui, rows: &[(bool, &str, Action)]| {
        for (is_on, name, action) in rows.iter().filter(|(.., action)| is_here(action, scene)) {
            let mut on = *is_on;
            if ui.checkbox(&mut on, word(name)).changed() {
                actions.push(action.clone());
            }
        }
    };
    switches(
        ui,
        &[
            (settings.cut, "cut", Action::Cut),
            (settings.labels, "labels", Action::Labels),
            (settings.scale_bar, "scale_bar", seen(Sight::ScaleBar)),
            (settings.legend, "legend_note", seen(Sight::Note)),
            (captions, "captions", Action::Captions),
            (large_text, "large_text", Action::LargeText),
        ],
    );
    ui.add_space(4.0);
    ui.label(egui::RichText::new(word("what_is_shown")).weak());
    switches(
        ui,
        &[
            (show.membrane, "show_membrane", seen(Sight::Membrane)),
            (
                show.postsynaptic,
                "show_postsynaptic",
                seen(Sight::Postsynaptic),
            ),
            (
                show.microtubules,
                "show_microtubules",
                seen(Sight::Microtubules),
            ),
            (show.actin, "show_actin", seen(Sight::Actin)),
            (show.vesicles, "show_vesicles", seen(Sight::Vesicles)),
            (show.proteins, "show_proteins", seen(Sight::Proteins)),
            (show.molecules, "show_molecules", seen(Sight::Molecules)),
            (show.lipids, "show_lipids", seen(Sight::Lipids)),
            (show.calcium, "show_calcium", seen(Sight::Calcium)),
            (show.ruler, "show_ruler", Action::Ruler),
            (show.crowding, "show_crowding", Action::Crowding),
        ],
    );
    ui.add_space(4.0);
    let usual = ui.button(word("usual_settings"));
    if hint_text(usual, word("usual_settings_meaning")).clicked() {
        actions.push(Action::UsualSettings);
    }
}

/// Whether a scene has what this shows or leaves out.
fn is_here(action: &Action, scene: &Scene) -> bool {
    let has_vesicles = || scene.classes_here().next().is_some();
    match action {
        Action::Show(Sight::Postsynaptic) => scene.postsynaptic.is_some(),
        Action::Show(Sight::Microtubules) => !scene.microtubules.is_empty(),
        Action::Show(Sight::Actin) => !scene.actin.is_empty(),
        Action::Show(Sight::Vesicles | Sight::Lipids) => has_vesicles(),
        Action::Show(Sight::Calcium) | Action::Ruler => scene.has_regulated(),
        _ => true,
    }
}

/// From all the jitter there is to none of it.
fn calm(ui: &mut egui::Ui, calm: Calm, actions: &mut Vec<Action>) {
    let name = ui.label(egui::RichText::new(word("calm")).weak());
    hint_text(name, word("calm_meaning"));
    let scale = Scale {
        range: 0.0..=100.0,
        step: 5.0,
        decimals: 0,
        is_long: false,
        suffix: " %".to_owned(),
    };
    let mut percent = f64::from(100.0 * calm.share());
    let response = scale.slider(ui, word("calm"), &mut percent);
    if hint_text(response, word("calm_meaning")).changed() {
        actions.push(Action::Calm(percent as f32 / 100.0));
    }
}
