//! The program. On a computer it reads the command line; in a web page, which
//! has none, it opens the window on the built-in scene.

/// Hands the command line over to the library.
#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    exoscope::cli::run()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
