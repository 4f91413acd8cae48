//! The molecular lens: close to a vesicle at the membrane the heads of single
//! lipids are seen in both leaflets, and flow where the shape flows.
//!
//! A lipid keeps its number, and with it the area of its leaflet that lies
//! between it and the vesicle's pole. As the shape changes that area ends
//! elsewhere: down the neck, and out in the plane. There are as many heads as
//! fit by the published area of one.

use std::f64::consts::PI;

use bevy::{math::ops, prelude::*};

use super::{
    HALF_BILAYER_NM, Pace, Tempo, ViewSettings,
    bowl::LID,
    camera::{CameraRig, PixelSize},
    crowd::Crowd,
    cutaway::Cutaway,
    fading::smooth,
    figures::{Figure, Figures},
    opening::Opening,
    scatter::uniform,
    sculpt::{Axes, Bead, TAU},
    seats::Mouths,
    theme::Tone,
};
use crate::{
    biology::parameters::Parameters,
    geometry::{leaflets::Joined, neck::MeridianPoint, opened::CutPlane},
    sim::{
        clock::SimClock,
        membrane::PlasmaMembrane,
        vesicle::{FusionPore, Pit, Stage, Vesicle, VesicleId},
    },
};

/// Nanometres a pixel at which the first heads can be made out, and from which
/// on they are seen whole.
const FIRST_SEEN: f32 = 0.32;
const WHOLE: f32 = 0.22;
/// How far from the middle of the contact lipids are drawn, and over how much
/// they thin out at the end.
const REACH_NM: f32 = 60.0;
const THINNING_NM: f32 = 18.0;
/// Radius of a head as it is drawn, and how deep in the surface its middle lies.
const HEAD_NM: f32 = 0.34;
const SUNK_NM: f32 = 0.16;
/// How far a head trembles, and how often a second on screen.
const TREMBLE_NM: f32 = 0.20;
const TREMBLES_HZ: f32 = 0.8;
/// The golden angle: heads that follow each other by it, each an equal area
/// farther on, are spread evenly.
const GOLDEN: f32 = 2.399_963;
/// Deep inside a vesicle it is darker, as on its wall.
const DEEP_SHADE: f32 = 0.6;
/// The cell's wall is kept quieter than what lies in it, from so far around a
/// vesicle on.
const WALL_SHADE: f32 = 0.68;
const WALL_NM: f32 = 34.0;
/// A head's middle is this far behind a cut, so that none stands over its edge.
const BEHIND_A_CUT_NM: f32 = 0.40;
/// The lens goes from one vesicle to another by losing one and finding the next.
const RATE: f32 = 5.0;

/// Under which vesicle the lens is, and how far it has come.
#[derive(Default)]
pub(super) struct Lens {
    vesicle: Option<VesicleId>,
    presence: f32,
    /// Time that heads have trembled for, in seconds on screen.
    trembled_s: f32,
}

/// What is under the lens: a vesicle and the membrane about it.
struct Specimen<'a> {
    axes: Axes,
    joined: Joined,
    opening: Opening,
    /// What opens the vesicle, and what opens the cell.
    window: Option<CutPlane>,
    cutaway: &'a Cutaway,
    membrane: &'a PlasmaMembrane,
    /// Where other vesicles have their mouths in the membrane.
    mouths: &'a [(Vec3, f32)],
    eye: Vec3,
    presence: f32,
    trembled_s: f32,
    /// How far a head trembles.
    tremble_nm: f32,
}

/// One leaflet as runs of rows, from the vesicle's pole outwards, with the
/// area up to each row.
struct Meridian {
    runs: Vec<Vec<(f64, MeridianPoint)>>,
}

/// Draws the heads, after the crowd's molecules.
pub(super) fn draw_lipids(
    mut crowd: ResMut<Crowd>,
    mut lens: Local<Lens>,
    figures: Res<Figures>,
    pores: Query<(&Vesicle, &FusionPore)>,
    pits: Query<(&Vesicle, &Pit)>,
    parameters: Res<Parameters>,
    membrane: Res<PlasmaMembrane>,
    mouths: Res<Mouths>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    clock: Res<SimClock>,
    rig: Res<CameraRig>,
    tempo: Option<Res<Tempo>>,
    pace: Res<Pace>,
    time: Res<Time<Real>>,
    pixels: PixelSize,
) {
    let pixel = pixels.per_nm();
    let is_on = settings.show.lipids && settings.show.vesicles;
    let wanted = most_looked_at(&figures, &rig).filter(|_| is_on);
    let passed_s = time.delta_secs().min(0.1);
    if tempo.is_some_and(|tempo| tempo.is_playing) {
        lens.trembled_s += passed_s;
    }
    // One is lost from sight before another is found.
    let found = wanted.map(|figure| figure.id);
    if lens.vesicle != found && (lens.presence < 0.02 || *pace == Pace::Still) {
        lens.vesicle = found;
    }
    let seen = wanted
        .filter(|figure| lens.vesicle == Some(figure.id))
        .map_or(0.0, |figure| {
            smooth((FIRST_SEEN - figure.nm_per_pixel) / (FIRST_SEEN - WHOLE))
        });
    lens.presence += (seen - lens.presence) * pace.ease(RATE, passed_s);
    let Some(figure) = lens
        .vesicle
        .filter(|_| lens.presence >= 0.02)
        .and_then(|id| figures.of(id))
    else {
        return;
    };
    let pore = pores.iter().find(|(vesicle, _)| vesicle.id == figure.id);
    let pit = pits.iter().find(|(vesicle, _)| vesicle.id == figure.id);
    let facing = cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
    let (axes, opening) = match (pore, pit) {
        (Some((_, pore)), _) if pore.tail.is_none() => (
            Axes::about(
                pore.place.point.as_vec3(),
                pore.place.inward.as_vec3(),
                facing,
            ),
            Opening::of_pore(pore, clock.now),
        ),
        (Some(_), _) => return,
        (_, Some((_, pit))) => (
            Axes::about(
                pit.place.point.as_vec3(),
                pit.place.inward.as_vec3(),
                facing,
            ),
            Opening::of_pit(pit, clock.now),
        ),
        (None, None) => beside_the_membrane(figure, &membrane, facing),
    };
    let specimen = Specimen {
        joined: opening.joining,
        window: opening.window(&axes, cutaway.knife().as_ref()),
        axes,
        opening,
        cutaway: &cutaway,
        membrane: &membrane,
        mouths: &mouths.0,
        eye: rig.pose.eye(),
        presence: lens.presence * figure.presence,
        trembled_s: lens.trembled_s,
        tremble_nm: TREMBLE_NM * settings.calm.left(),
    };
    crowd.begin(Bead::Coarse);
    specimen.draw(&mut crowd, parameters.lipid_nm2, pixel);
}

/// The vesicle at the membrane that is nearest to the middle of the picture;
/// one that is changing its shape before all others.
fn most_looked_at<'a>(figures: &'a Figures, rig: &CameraRig) -> Option<&'a Figure> {
    figures
        .0
        .iter()
        .filter(|figure| {
            let at_membrane = matches!(
                figure.stage,
                Stage::Tethered | Stage::Docked | Stage::Primed | Stage::Fusing | Stage::Budding
            );
            at_membrane
                && !figure.kind.is_tubular()
                && figure.is_shown()
                && figure.nm_per_pixel < FIRST_SEEN
        })
        .min_by(|a, b| {
            let far = |figure: &Figure| {
                let changing = matches!(figure.stage, Stage::Fusing | Stage::Budding);
                let off = figure.centre.distance(rig.pose.focus) / figure.radius;
                off - if changing { 3.0 } else { 0.0 }
            };
            far(a).total_cmp(&far(b))
        })
}

/// A vesicle that stands near the membrane and is not one with it.
fn beside_the_membrane(
    figure: &Figure,
    membrane: &PlasmaMembrane,
    facing: Vec3,
) -> (Axes, Opening) {
    let centre = figure.centre.as_dvec3();
    let inward = -membrane.shape.normal(centre);
    let depth_nm = -membrane.shape.distance(centre);
    let foot = centre - inward * depth_nm;
    let sphere_nm = f64::from(figure.radius - HALF_BILAYER_NM);
    let opening = Opening {
        joining: Joined::Apart {
            sphere_nm,
            gap_nm: depth_nm - sphere_nm,
        },
        sphere: sphere_nm as f32,
        lid: 1.0,
        flat: 0.0,
        lid_nm: LID * figure.radius,
    };
    let axes = Axes::about(foot.as_vec3(), inward.as_vec3(), facing);
    (axes, opening)
}

impl Specimen<'_> {
    fn draw(&self, crowd: &mut Crowd, lipid_nm2: f64, pixel: f32) {
        let leaflets = self
            .joined
            .leaflets(f64::from(HALF_BILAYER_NM), f64::from(REACH_NM));
        // Normals of a meridian point to the lumen and the outside.
        for (pieces, sign, tone) in [
            (leaflets.lumenal, 1.0, Tone::OuterLeaflet),
            (leaflets.cytosolic, -1.0, Tone::CytosolicLeaflet),
        ] {
            let meridian = Meridian::of(pieces);
            let count = (meridian.area_nm2() / lipid_nm2) as usize;
            for number in 0..count {
                let area = (number as f64 + 0.5) * lipid_nm2;
                if let Some(row) = meridian.at(area) {
                    self.draw_head(crowd, number, &row, sign, tone, pixel);
                }
            }
        }
    }

    fn draw_head(
        &self,
        crowd: &mut Crowd,
        number: usize,
        row: &MeridianPoint,
        sign: f32,
        tone: Tone,
        pixel: f32,
    ) {
        let (r, z) = (row.r_nm as f32, row.z_nm as f32);
        let thin = smooth((REACH_NM - r) / THINNING_NM);
        let size = HEAD_NM * thin * self.presence;
        if size < 0.3 * pixel {
            return;
        }
        let turn = GOLDEN * number as f32;
        let (sine, cosine) = ops::sin_cos(turn);
        let radial = self.axes.side * cosine + self.axes.other * sine;
        let out = (radial * row.normal_r as f32 + self.axes.axis * row.normal_z as f32) * sign;
        let below = self.axes.origin + radial * r;
        let at = below + self.axes.axis * z;
        let to_eye = (self.eye - at).normalize_or_zero();
        if out.dot(to_eye) < -0.05 {
            return;
        }
        let is_vesicle = z > 2.0 * HALF_BILAYER_NM || r < self.joined.mouth_nm() as f32;
        let plane = if is_vesicle {
            self.window.as_ref()
        } else {
            None
        };
        let beyond = plane.map_or_else(
            || self.cutaway.beyond(at),
            |plane| plane.normal.dot(at) - plane.offset_nm,
        );
        if beyond > -BEHIND_A_CUT_NM {
            return;
        }
        let on_field = if is_vesicle {
            Vec3::ZERO
        } else {
            if self.is_in_another_mouth(below) {
                return;
            }
            let field = below.as_dvec3();
            let away = self.membrane.shape.distance(field);
            (self.membrane.shape.normal(field) * -away).as_vec3()
        };
        let along = out.cross(radial).normalize_or(self.axes.other);
        let tremble = self.tremble(number, out, along);
        let dark = match (is_vesicle, sign > 0.0) {
            (true, true) => DEEP_SHADE * self.depth(at),
            (false, false) => WALL_SHADE * smooth((r - self.joined.mouth_nm() as f32) / WALL_NM),
            _ => 0.0,
        };
        crowd.add_toned(
            at + on_field + tremble - out * SUNK_NM,
            size,
            tone,
            1.0 - dark,
        );
    }

    /// Every head has its own place in the row and its own tremble.
    fn tremble(&self, number: usize, out: Vec3, along: Vec3) -> Vec3 {
        let own = |which: u32| uniform(number as u32, which);
        let across = out.cross(along);
        let swing = |which: u32| {
            let pace = TREMBLES_HZ * (0.6 + 0.8 * own(which + 2));
            ops::sin(TAU * (pace * self.trembled_s + own(which)))
        };
        (along * swing(1) + across * swing(2)) * self.tremble_nm
    }

    /// How deep inside the vesicle, 0 at its opening to 1 at the back.
    fn depth(&self, at: Vec3) -> f32 {
        let Some(window) = &self.window else {
            return 0.0;
        };
        let behind = window.offset_nm - window.normal.dot(at);
        (behind / (2.0 * self.opening.sphere)).clamp(0.0, 1.0)
    }

    fn is_in_another_mouth(&self, at: Vec3) -> bool {
        self.mouths.iter().any(|(middle, mouth)| {
            middle.distance(self.axes.origin) > 1.0 && middle.distance(at) < *mouth
        })
    }
}

impl Meridian {
    /// Puts the pieces of a leaflet in order: the vesicle's before the
    /// membrane's, each from its pole outwards.
    fn of(mut pieces: Vec<Vec<MeridianPoint>>) -> Self {
        pieces.retain(|rows| rows.len() > 1);
        for rows in &mut pieces {
            let (first, last) = (rows[0], rows[rows.len() - 1]);
            let is_outwards = if (first.r_nm - last.r_nm).abs() > 1e-6 {
                first.r_nm < last.r_nm
            } else {
                first.z_nm > last.z_nm
            };
            if !is_outwards {
                rows.reverse();
            }
        }
        pieces.sort_by(|a, b| b[0].z_nm.total_cmp(&a[0].z_nm));
        let mut area = 0.0;
        let runs = pieces
            .into_iter()
            .map(|rows| {
                let mut run = Vec::with_capacity(rows.len());
                let mut before: Option<MeridianPoint> = None;
                for row in rows {
                    if let Some(before) = before {
                        area += band_nm2(&before, &row);
                    }
                    run.push((area, row));
                    before = Some(row);
                }
                run
            })
            .collect();
        Self { runs }
    }

    fn area_nm2(&self) -> f64 {
        self.runs
            .last()
            .and_then(|run| run.last())
            .map_or(0.0, |(area, _)| *area)
    }

    /// The place up to which there is so much area.
    fn at(&self, area: f64) -> Option<MeridianPoint> {
        let run = self
            .runs
            .iter()
            .find(|run| run.last().is_some_and(|(up_to, _)| *up_to >= area))?;
        let next = run.partition_point(|(up_to, _)| *up_to < area).max(1);
        let ((from, before), (to, after)) = (run.get(next - 1)?, run.get(next)?);
        let part = ((area - from) / (to - from).max(1e-9)).clamp(0.0, 1.0);
        let between = |a: f64, b: f64| a + (b - a) * part;
        // On a band that begins on the axis, area goes with the square.
        let squares = between(before.r_nm * before.r_nm, after.r_nm * after.r_nm);
        let is_sloping = (after.r_nm - before.r_nm).abs() > 1e-6;
        let r_nm = squares.sqrt();
        let along = if is_sloping {
            (r_nm - before.r_nm) / (after.r_nm - before.r_nm)
        } else {
            part
        };
        Some(MeridianPoint {
            r_nm,
            z_nm: before.z_nm + (after.z_nm - before.z_nm) * along,
            normal_r: between(before.normal_r, after.normal_r),
            normal_z: between(before.normal_z, after.normal_z),
        })
    }
}

/// Area of the band between two rows.
fn band_nm2(a: &MeridianPoint, b: &MeridianPoint) -> f64 {
    let slant = libm::hypot(b.r_nm - a.r_nm, b.z_nm - a.z_nm);
    PI * (a.r_nm + b.r_nm) * slant
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::neck::Neck;

    const HALF: f64 = HALF_BILAYER_NM as f64;
    const EDGE: f64 = REACH_NM as f64;

    fn meridians(joined: Joined) -> [Meridian; 2] {
        let leaflets = joined.leaflets(HALF, EDGE);
        [leaflets.lumenal, leaflets.cytosolic].map(Meridian::of)
    }

    fn open(progress: f64) -> Joined {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        Joined::Open(Neck::collapsing(start, progress))
    }

    #[test]
    fn both_leaflets_have_the_area_of_their_sphere_and_plane() {
        let apart = Joined::Apart {
            sphere_nm: 18.75,
            gap_nm: 8.0,
        };
        let disc = PI * EDGE * EDGE;
        for (meridian, radius) in meridians(apart).iter().zip([18.75 - HALF, 18.75 + HALF]) {
            let sphere = 4.0 * PI * radius * radius;
            let off = (meridian.area_nm2() / (sphere + disc) - 1.0).abs();
            assert!(off < 0.01, "{off}");
            // From the pole on, and back to the plane after the vesicle.
            let [pole, last] = [1.0, sphere + 0.99 * disc].map(|area| meridian.at(area));
            let (pole, last) = (pole.expect("a pole"), last.expect("an edge"));
            assert!(pole.r_nm < 1.0 && pole.z_nm > 40.0 && last.z_nm.abs() < 3.0);
        }
    }

    #[test]
    fn half_a_sphere_holds_as_many_heads_as_its_area_has_room_for() {
        let lipid_nm2 = Parameters::default().lipid_nm2;
        let centre_nm = match open(0.0) {
            Joined::Open(neck) => neck.centre_nm(),
            _ => unreachable!("an open neck"),
        };
        for (meridian, radius) in meridians(open(0.0))
            .iter()
            .zip([18.75 - HALF, 18.75 + HALF])
        {
            let count = (meridian.area_nm2() / lipid_nm2) as usize;
            let above = (0..count)
                .filter_map(|number| meridian.at((number as f64 + 0.5) * lipid_nm2))
                .filter(|row| row.z_nm > centre_nm)
                .count();
            let room = 2.0 * PI * radius * radius / lipid_nm2;
            assert!((above as f64 / room - 1.0).abs() < 0.01, "{above}, {room}");
        }
    }

    #[test]
    fn a_head_flows_down_the_neck_and_out_as_a_vesicle_collapses() {
        let sphere = 4.0 * PI * (18.75 - HALF) * (18.75 - HALF);
        let at = |progress| {
            let [lumenal, _] = meridians(open(progress));
            lumenal.at(0.5 * sphere).expect("on the lumenal leaflet")
        };
        let (early, late, last) = (at(0.0), at(0.6), at(0.99));
        assert!(early.z_nm > late.z_nm && late.z_nm > last.z_nm);
        assert!(last.r_nm > early.r_nm + 4.0 && last.z_nm.abs() < 3.5);
    }

    #[test]
    fn heads_go_on_smoothly_from_a_diaphragm_to_a_pore() {
        let neck = |waist| Neck::with_waist(18.75, 3.0, waist);
        let [_, before] = meridians(Joined::Hemifused(neck(HALF)));
        let [_, after] = meridians(Joined::Open(neck(HALF + 0.01)));
        for share in [0.1, 0.4, 0.7] {
            let area = share * before.area_nm2();
            let (a, b) = (before.at(area), after.at(area));
            let (a, b) = (a.expect("within"), b.expect("within"));
            let moved = libm::hypot(a.r_nm - b.r_nm, a.z_nm - b.z_nm);
            assert!(moved < 0.6, "{moved} nm at {share}");
        }
    }
}
