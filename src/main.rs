//! The program. On a computer it reads the command line; in a web page, which
//! has none, it opens the window on the built-in scene.

/// Hands the command line over to the library.
#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    exoscope::cli::run()
}

/// Opens the window, in the page's canvas.
#[cfg(target_arch = "wasm32")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let session = exoscope::sim::Session {
        scene: exoscope::scene::load("synaptic_bouton")?,
        seed: 1,
        changes: Vec::new(),
    };
    Ok(exoscope::window::run(session, Default::default())?)
}
