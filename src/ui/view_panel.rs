//! What the picture shows, and from where.

use bevy_egui::egui;

use super::{drawer, named::Scale, texts::word};
use crate::{
    scene::ViewPoint,
    session::actions::Action,
    view::{ViewSettings, calm::Calm, theme::ThemeName},
};

/// Draws the panel. Switches that are this window's own (`captions`,
/// `large_text`) come as what they stand at, and are asked for as actions.
pub fn show(
    ui: &mut egui::Ui,
    settings: &mut ViewSettings,
    views: &[ViewPoint],
    captions: bool,
    large_text: bool,
    actions: &mut Vec<Action>,
) {
    ui.label(egui::RichText::new(word("views")).weak());
    ui.horizontal_wrapped(|ui| {
        for view in views {
            if ui.button(&view.title).clicked() {
                actions.push(Action::GoToView(view.name.clone()));
            }
        }
    });
    // A web page has no files.
    if cfg!(not(target_arch = "wasm32")) {
        let save = ui.button(word("save_picture"));
        if save.on_hover_text(word("save_picture_meaning")).clicked() {
            actions.push(Action::SavePicture);
        }
    }
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        for theme in ThemeName::ALL {
            let name = word(&format!("theme_{theme}")).to_owned();
            if drawer::choice(ui, settings.theme == theme, &name).clicked() {
                settings.theme = theme;
            }
        }
    });
    ui.add_space(4.0);
    calm(ui, &mut settings.calm);
    ui.add_space(4.0);
    switch(ui, &mut settings.cut, word("cut"));
    switch(ui, &mut settings.labels, word("labels"));
    switch(ui, &mut settings.scale_bar, word("scale_bar"));
    switch(ui, &mut settings.legend, word("legend_note"));
    for (mut on, name, action) in [
        (captions, word("captions"), Action::Captions),
        (large_text, word("large_text"), Action::LargeText),
    ] {
        if ui.checkbox(&mut on, name).changed() {
            actions.push(action);
        }
    }
    ui.add_space(4.0);
    ui.label(egui::RichText::new(word("what_is_shown")).weak());
    let shown = &mut settings.show;
    switch(ui, &mut shown.membrane, word("show_membrane"));
    switch(ui, &mut shown.postsynaptic, word("show_postsynaptic"));
    switch(ui, &mut shown.microtubules, word("show_microtubules"));
    switch(ui, &mut shown.actin, word("show_actin"));
    switch(ui, &mut shown.vesicles, word("show_vesicles"));
    switch(ui, &mut shown.proteins, word("show_proteins"));
    switch(ui, &mut shown.molecules, word("show_molecules"));
    switch(ui, &mut shown.lipids, word("show_lipids"));
    switch(ui, &mut shown.calcium, word("show_calcium"));
    switch(ui, &mut shown.ruler, word("show_ruler"));
    switch(ui, &mut shown.crowding, word("show_crowding"));
    ui.add_space(4.0);
    let usual = ui.button(word("usual_settings"));
    if usual
        .on_hover_text(word("usual_settings_meaning"))
        .clicked()
    {
        actions.push(Action::UsualSettings);
    }
}

/// From all the jitter there is to none of it.
fn calm(ui: &mut egui::Ui, calm: &mut Calm) {
    let name = ui.label(egui::RichText::new(word("calm")).weak());
    name.on_hover_text(word("calm_meaning"));
    let scale = Scale {
        range: 0.0..=100.0,
        step: 5.0,
        decimals: 0,
        is_long: false,
        suffix: " %".to_owned(),
    };
    let mut percent = f64::from(100.0 * calm.share());
    let response = scale.slider(ui, word("calm"), &mut percent);
    if response.on_hover_text(word("calm_meaning")).changed() {
        *calm = Calm::new(percent as f32 / 100.0);
    }
}

fn switch(ui: &mut egui::Ui, on: &mut bool, name: &str) {
    ui.checkbox(on, name);
}
