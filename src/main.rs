//! Exoscope.
fn main() {}
