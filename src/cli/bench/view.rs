//! What the window's first picture costs on this machine.

use super::Measured;
use crate::{
    cli::{CommandError, lists::aligned, words::DEFAULT_SCENE},
    film::cost::{self, SIZE},
    scene,
    sim::Session,
};

/// Bytes of a megabyte.
const MEGABYTE: f64 = 1e6;

/// Draws the default scene and an empty picture in turn.
pub fn measure() -> Result<Measured, CommandError> {
    let cost = cost::measure(Session {
        scene: scene::load(DEFAULT_SCENE)?,
        seed: 1,
        changes: Vec::new(),
    })?;
    let milliseconds = |time: std::time::Duration| 1e3 * time.as_secs_f64();
    let times = cost.frame.as_secs_f64() / cost.plain_frame.as_secs_f64();
    let memory_mb = cost.memory.map(|bytes| bytes as f64 / MEGABYTE);
    let size = format!("{}×{}", SIZE.x, SIZE.y);
    let rows = [
        ["picture", "ms a frame", "draws", "triangles", "memory MB"].map(str::to_owned),
        [
            format!("first view of the bouton, {size}"),
            format!("{:.0}", milliseconds(cost.frame)),
            cost.draws.to_string(),
            cost.triangles.to_string(),
            memory_mb.map_or_else(|| "not told".to_owned(), |memory| format!("{memory:.0}")),
        ],
        [
            "one sphere, the same panels".to_owned(),
            format!("{:.0}", milliseconds(cost.plain_frame)),
            String::new(),
            String::new(),
            String::new(),
        ],
    ];
    let memory = memory_mb.map_or_else(|| "null".to_owned(), |memory| format!("{memory:.1}"));
    Ok(Measured {
        table: aligned(&rows),
        json: format!(
            "\"view\":{{\"frame_ms\":{:.2},\"plain_frame_ms\":{:.2},\"times\":{times:.2},\
             \"draws\":{},\"triangles\":{},\"memory_mb\":{memory}}}",
            milliseconds(cost.frame),
            milliseconds(cost.plain_frame),
            cost.draws,
            cost.triangles,
        ),
    })
}
