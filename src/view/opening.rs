//! How a vesicle that is one with the membrane is opened towards the viewer:
//! all that is drawn on it agrees on this.
//!
//! A vesicle in the cytosol has its lid cut off before its middle. Where the
//! cell's own cut runs through the place of a fusion, the cut of the vesicle
//! slides to the axis, so that the pore is looked into. Where the cell's cut
//! passes before it, the membrane there is whole, so the neck is left whole as
//! well and the vesicle keeps its window. As it goes flat the window closes to
//! the cell's own cut, and as it is cut off the lid's place is taken up again.

use bevy::math::Vec3;

use super::{HALF_BILAYER_NM, bowl::LID, fading::smooth, sculpt::Axes};
use crate::{
    geometry::{leaflets::Joined, neck::Neck, opened::CutPlane},
    sim::vesicle::{FusionMode, FusionPore, Pit},
    units::{SimTime, eased},
};

/// Sweep of the rim (radians) at which a flattening neck begins to close its
/// open side, and has closed it.
const CLOSING_SWEEP: f32 = 1.15;
const CLOSED_SWEEP: f32 = 0.35;
/// A cut that leaves a mouth whole passes so far beyond it.
const PAST_MOUTH_NM: f32 = 1.0;
/// A cut that leaves everything whole passes so far beyond the mouth, and so
/// far before anything.
const BEYOND_NM: f32 = 3.0;
const CLEAR_NM: f32 = 2.0;

/// Whether a place of the membrane faces the knife, so that a cut through the
/// axis would not show its inside: what joins it there is left whole.
pub fn is_faced(inward: Vec3, knife: Vec3) -> bool {
    knife.dot(inward).abs() >= 0.85
}

/// A vesicle at the membrane at one moment, as far as its cut goes.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    pub joining: Joined,
    /// Radius of the vesicle's mid-plane.
    pub sphere: f32,
    /// How much the lid of a free vesicle is in place, 0 to 1: at 0 it may be
    /// cut through its axis.
    pub lid: f32,
    /// How much the vesicle has become part of the flat membrane, 0 to 1.
    pub flat: f32,
    /// How far before its centre the lid of a free vesicle is cut off.
    pub lid_nm: f32,
}

impl Opening {
    /// Of a free vesicle.
    pub fn of_free(sphere_nm: f64, lid_nm: f32) -> Self {
        Self {
            joining: Joined::Apart {
                sphere_nm,
                gap_nm: 0.0,
            },
            sphere: sphere_nm as f32,
            lid: 1.0,
            flat: 0.0,
            lid_nm,
        }
    }

    pub fn of_pore(pore: &FusionPore, now: SimTime) -> Self {
        let joining = pore.joining_at(now);
        let flat = match &joining {
            Joined::Open(neck) if pore.mode == FusionMode::FullCollapse => closing(neck),
            _ => 0.0,
        };
        Self {
            joining,
            sphere: pore.sphere_nm as f32,
            lid: 1.0 - pore_joined(pore, now),
            flat,
            lid_nm: usual_lid_nm(pore.sphere_nm),
        }
    }

    /// Of a pit: as of a vesicle that has fused, until the neck is shut.
    pub fn of_pit(pit: &Pit, now: SimTime) -> Self {
        let joining = pit.joining_at(now);
        Self {
            joining,
            sphere: pit.sphere_nm as f32,
            lid: 1.0 - pit_joined(pit, now),
            flat: closing(&pit.neck_at(now)),
            lid_nm: usual_lid_nm(pit.sphere_nm),
        }
    }

    /// The plane that opens the vesicle and its neck; `None` in a whole cell.
    pub fn window(&self, axes: &Axes, cell: Option<&CutPlane>) -> Option<CutPlane> {
        let cell = cell?;
        let normal = cell.normal;
        let lid = normal.dot(axes.origin + axes.axis * self.centre_nm()) + self.lid_nm;
        // The cell's plane before the place, or behind it.
        let before = cell.offset_nm - normal.dot(axes.origin);
        if is_faced(axes.axis, normal) {
            let whole = self.sparing(axes, normal);
            let kept = whole + (lid - whole) * self.lid;
            let kept = kept + (cell.offset_nm.min(kept) - kept) * self.flat;
            // What the cell's cut has left behind goes with it.
            let taken = smooth(1.0 - before / self.outer());
            return Some(CutPlane {
                normal,
                offset_nm: kept + (cell.offset_nm.min(kept) - kept) * taken,
            });
        }
        let before = before / normal.dot(axes.side);
        let apart = smooth(before.abs() / (LID * self.outer()));
        let far = match self.joining {
            Joined::Open(_) => {
                let spared = lid.max(self.sparing_mouth(axes, normal));
                spared + (self.sparing(axes, normal).max(spared) - spared) * self.flat
            }
            Joined::Apart { .. } | Joined::Hemifused(_) => lid,
        };
        let pivot = axes.origin + axes.axis * (0.5 * self.top());
        let reach = |offset_nm: f32| offset_nm - normal.dot(pivot);
        // With the cell's own cut, as far as that spares what it must.
        let along_cut = reach(cell.offset_nm.min(far));
        let along_axis = before.min(reach(far));
        let at_cut = along_axis + (along_cut - along_axis) * self.flat.max(apart);
        // What the cell's cut has left behind goes with it, lid and all.
        let lid = self.lid * if before < 0.0 { 1.0 - apart } else { 1.0 };
        let reach = at_cut + lid * (reach(far) - at_cut).max(0.0);
        let turned = self.lid.max(self.flat).max(apart);
        let normal = axes.side.lerp(normal, turned).normalize_or(axes.side);
        Some(CutPlane {
            normal,
            offset_nm: normal.dot(pivot) + reach,
        })
    }

    /// Before which plane nothing stands that is drawn on the vesicle; `None`
    /// where it is left whole.
    pub fn clearing(&self, axes: &Axes, cell: Option<&CutPlane>) -> Option<CutPlane> {
        self.window(axes, cell)
            .filter(|plane| !is_faced(axes.axis, plane.normal))
    }

    fn outer(&self) -> f32 {
        self.sphere + HALF_BILAYER_NM
    }

    /// Height of the vesicle's centre over the membrane.
    pub fn centre_nm(&self) -> f32 {
        match self.joining {
            Joined::Apart { gap_nm, .. } => gap_nm as f32 + self.sphere,
            Joined::Hemifused(neck) | Joined::Open(neck) => neck.centre_nm() as f32,
        }
    }

    /// Height of the highest point of the mid-plane over the membrane.
    pub fn top(&self) -> f32 {
        match self.joining {
            Joined::Apart { gap_nm, .. } => gap_nm as f32 + 2.0 * self.sphere,
            Joined::Hemifused(neck) | Joined::Open(neck) => neck.height_nm() as f32,
        }
    }

    /// Offset of a plane that leaves the mouth whole.
    fn sparing_mouth(&self, axes: &Axes, normal: Vec3) -> f32 {
        let mouth = self.joining.mouth_nm() as f32;
        normal.dot(axes.origin) + across(axes, normal) * (mouth + PAST_MOUTH_NM)
    }

    /// Offset of a plane that cuts nothing off. A shape that is nearly flat is
    /// part of a sphere with its centre far away, so its top and mouth count.
    fn sparing(&self, axes: &Axes, normal: Vec3) -> f32 {
        let wide = (self.joining.mouth_nm() as f32).max(self.outer());
        normal.dot(axes.origin)
            + normal.dot(axes.axis).max(0.0) * self.top()
            + across(axes, normal) * (wide + BEYOND_NM)
            + HALF_BILAYER_NM
            + CLEAR_NM
    }
}

fn usual_lid_nm(sphere_nm: f64) -> f32 {
    LID * (sphere_nm as f32 + HALF_BILAYER_NM)
}

/// How much of a direction is across the axis.
fn across(axes: &Axes, normal: Vec3) -> f32 {
    let along = normal.dot(axes.axis);
    (1.0 - along * along).max(0.0).sqrt()
}

/// How much a vesicle is joined to the membrane, for the cuts that slide to its
/// axis, 0 to 1: as it is pulled near, and back as a kiss-and-run parts.
pub fn pore_joined(pore: &FusionPore, now: SimTime) -> f32 {
    let joining = if now < pore.hemifused {
        now.share_of(pore.triggered, pore.hemifused)
    } else if pore.mode == FusionMode::KissAndRun {
        1.0 - now.share_of(pore.severed, pore.parted)
    } else {
        1.0
    };
    eased(joining) as f32
}

/// The same for a pit: until the neck is shut.
pub fn pit_joined(pit: &Pit, now: SimTime) -> f32 {
    1.0 - eased(now.share_of(pit.shut, pit.scission)) as f32
}

/// How much of its open side a neck has closed as it becomes part of the flat
/// membrane.
fn closing(neck: &Neck) -> f32 {
    smooth((CLOSING_SWEEP - neck.sweep as f32) / (CLOSING_SWEEP - CLOSED_SWEEP))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(joining: Joined, lid: f32, flat: f32) -> Opening {
        Opening {
            joining,
            sphere: 18.75,
            lid,
            flat,
            lid_nm: usual_lid_nm(18.75),
        }
    }

    fn through(normal: Vec3, offset_nm: f32) -> CutPlane {
        CutPlane {
            normal: normal.normalize(),
            offset_nm,
        }
    }

    fn window(opening: &Opening, cell: CutPlane) -> (CutPlane, Axes) {
        let axes = Axes::about(Vec3::ZERO, Vec3::Y, cell.normal);
        let window = opening.window(&axes, Some(&cell)).expect("a cut cell");
        (window, axes)
    }

    #[test]
    fn a_flat_membrane_has_no_open_side_left() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        assert!(closing(&start) < 1e-6);
        assert!(closing(&Neck::collapsing(start, 0.9)) > 0.99);
    }

    #[test]
    fn a_flat_patch_is_cut_as_the_membrane_is() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        let flat = opening(Joined::Open(Neck::collapsing(start, 1.0)), 0.0, 1.0);
        for (normal, offset) in [(Vec3::Z, 3.0), (Vec3::new(0.2, 0.3, 1.0), 0.0)] {
            let cell = through(normal, offset);
            let (window, _) = window(&flat, cell);
            assert!(window.normal.distance(cell.normal) < 1e-5);
            assert!((window.offset_nm - cell.offset_nm).abs() < 1e-4);
        }
        // Far before the plane, nothing is cut off.
        let (window, _) = window(&flat, through(Vec3::Z, 200.0));
        assert!(window.offset_nm > 24.8);
    }

    #[test]
    fn a_pit_that_begins_on_a_wall_facing_the_viewer_leaves_no_hole() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        for progress in [0.6, 0.8, 0.95, 0.999, 1.0] {
            let neck = Neck::collapsing(start, progress);
            let pit = opening(Joined::Open(neck), 0.0, 1.0);
            for lean in [0.0, 0.4, 0.6, 0.9] {
                let (window, axes) = window(&pit, through(Vec3::new(lean, 1.0, 0.0), 300.0));
                let top = Vec3::Y * (neck.height_nm() as f32 + HALF_BILAYER_NM);
                let mouth = axes.side * neck.mouth_nm() as f32;
                for place in [top, mouth, -mouth] {
                    let beyond = window.normal.dot(place) - window.offset_nm;
                    assert!(beyond < 0.0, "{beyond} nm cut off at {progress}, {lean}");
                }
            }
        }
    }

    #[test]
    fn a_pore_on_the_cells_cut_is_cut_through_its_axis_and_a_vesicle_at_its_lid() {
        let cell = through(Vec3::new(0.0, 0.3, 1.0), 0.0);
        let pore = opening(Joined::Open(Neck::with_waist(18.75, 3.0, 3.25)), 0.0, 0.0);
        let (open, _) = window(&pore, cell);
        assert!(open.normal.dot(Vec3::Y).abs() < 1e-6 && open.offset_nm.abs() < 1e-5);
        let apart = Joined::Apart {
            sphere_nm: 18.75,
            gap_nm: 6.0,
        };
        let (docked, axes) = window(&opening(apart, 1.0, 0.0), cell);
        let lid = docked.offset_nm - docked.normal.dot(Vec3::Y * 24.75);
        assert!(docked.normal.distance(cell.normal) < 1e-6);
        assert!((lid - LID * 21.0).abs() < 1e-4);
        assert!(pore.window(&axes, None).is_none());
    }

    #[test]
    fn a_neck_behind_the_cells_cut_is_as_whole_as_the_membrane_before_it() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        for (progress, flat) in [(0.0, 0.0), (0.3, 0.0), (0.5, 0.4), (0.8, 1.0)] {
            let neck = Neck::collapsing(start, progress);
            let pore = opening(Joined::Open(neck), 0.0, flat);
            for normal in [Vec3::Z, Vec3::new(0.0, 0.2, 1.0), Vec3::new(0.0, -0.2, 1.0)] {
                let (window, axes) = window(&pore, through(normal, 60.0));
                let mouth = axes.side * neck.mouth_nm() as f32;
                assert!(window.normal.dot(mouth) < window.offset_nm);
            }
        }
    }

    #[test]
    fn the_window_follows_the_cells_cut_without_a_jump() {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        for (progress, flat) in [(0.0, 0.0), (0.4, 0.2), (0.9, 1.0)] {
            let pore = opening(Joined::Open(Neck::collapsing(start, progress)), 0.0, flat);
            for normal in [Vec3::Z, Vec3::new(0.0, 0.3, 1.0), Vec3::new(0.1, 1.0, 0.0)] {
                let at = |step: i32| window(&pore, through(normal, 0.1 * step as f32)).0;
                for step in -600..600 {
                    let (here, next) = (at(step), at(step + 1));
                    let moved = (next.offset_nm - here.offset_nm).abs();
                    assert!(moved < 0.5, "{moved} nm at {step}, {normal}, {progress}");
                    assert!(here.normal.distance(next.normal) < 0.05);
                }
                // Far before it, the cell's cut takes all of it away.
                let taken = at(-600);
                assert!(taken.offset_nm - taken.normal.dot(Vec3::ZERO) < -40.0);
            }
        }
    }
}
