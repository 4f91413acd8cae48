//! Parts of panels that scroll. They go along with the keyboard: what Tab comes
//! to is in sight.

use bevy_egui::egui::{self, Id};

/// What the keyboard comes to stands off the edge by this.
const MARGIN: f32 = 6.0;

/// A panel that scrolls shows at least this much of itself.
pub const LEAST_SEEN: f32 = 60.0;

/// Draws `contents`, of which at most `height` is seen at a time.
pub fn vertical<R>(
    ui: &mut egui::Ui,
    name: &str,
    height: f32,
    contents: impl FnOnce(&mut egui::Ui) -> R,
) -> R {
    egui::ScrollArea::vertical()
        .id_salt(name)
        .max_height(height.max(0.0))
        .min_scrolled_height(0.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let drawn = contents(ui);
            follow_the_keyboard(ui);
            drawn
        })
        .inner
}

/// Scrolls to what has just been given the keyboard, if it is in here and not in
/// sight.
fn follow_the_keyboard(ui: &mut egui::Ui) {
    let place = ui.id().with("had the keyboard");
    let focused = ui.memory(egui::Memory::focused);
    let before = ui.data_mut(|kept| {
        let before = kept.get_temp::<Option<Id>>(place).flatten();
        kept.insert_temp(place, focused);
        before
    });
    if focused == before {
        return;
    }
    let Some(widget) = focused.and_then(|id| ui.ctx().read_response(id)) else {
        return;
    };
    let is_here = widget.layer_id == ui.layer_id() && ui.min_rect().contains(widget.rect.center());
    let is_in_sight = widget.interact_rect.contains_rect(widget.rect);
    if is_here && !is_in_sight {
        ui.scroll_to_rect(widget.rect.expand(MARGIN), None);
    }
}
