//! Membranes on which the tests set patches: flat, bulging, a thin branch, and
//! a saddle.

use super::shape::Shape;

pub(super) fn plane() -> Shape {
    Shape::HalfSpace {
        point: [0.0; 3],
        normal: [0.0, -1.0, 0.0],
    }
}

/// Through the origin, with the cell above it.
pub(super) fn ball(radius: f64) -> Shape {
    Shape::Sphere {
        centre: [0.0, radius, 0.0],
        radius,
    }
}

/// As thin as a bouton's neck, along x through the origin.
pub(super) fn tube() -> Shape {
    Shape::Capsule {
        from: [-300.0, 158.0, 0.0],
        to: [300.0, 158.0, 0.0],
        radius: 158.0,
    }
}

/// Two balls with a bridge, whose waist is bent both ways.
pub(super) fn saddle() -> Shape {
    Shape::SmoothUnion {
        blend: 160.0,
        parts: vec![
            Shape::Sphere {
                centre: [-260.0, 0.0, 0.0],
                radius: 220.0,
            },
            Shape::Sphere {
                centre: [260.0, 0.0, 0.0],
                radius: 220.0,
            },
            Shape::Capsule {
                from: [-260.0, 0.0, 0.0],
                to: [260.0, 0.0, 0.0],
                radius: 150.0,
            },
        ],
    }
}
