//! How large a picture may be, wherever it is drawn.

use std::ops::RangeInclusive;

/// Of each side, in pixels: less shows nothing, and more is beyond what devices promise
/// to hold.
pub const SIDES: RangeInclusive<u32> = 16..=8192;
