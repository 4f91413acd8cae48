//! The two leaflets of the membrane at every stage of a fusion, as meridians
//! about the local normal.
//!
//! A leaflet is drawn where its head groups are, half a bilayer from the
//! mid-plane. At contact each leaflet is in two pieces, the vesicle's and the
//! plasma membrane's. Hemifusion joins the cytosolic leaflets to a stalk; the
//! lumenal ones close in on each other as it widens and end as the two faces
//! of a diaphragm. With the pore open each leaflet is one piece. Every piece
//! runs from the axis outwards, the vesicle's from its top; those that reach
//! the plasma membrane end on its plane. All of it is arcs of circles, tangent
//! where they meet.

use std::{f64::consts::PI, ops::Range};

use super::{
    neck::{MeridianPoint, Neck, Turn},
    tail::{Station, Tail, TailOnSphere},
};

/// Rows of a meridian that is written to a file: so many a half turn.
const ROWS_A_HALF_TURN: f64 = 144.0;
/// Rows on flat parts of it.
const ROWS_ON_THE_PLANE: usize = 16;
/// Waists, in half bilayers, at which the lumenal leaflets of a stalk begin to
/// close in on each other, and at which they have met: there a pore that is
/// still shut would have no more room.
const CLOSING_IN: f64 = 0.4;
const MET: f64 = 1.0;
/// Angle on the rim's arc beyond which the cytosolic leaflet of a stalk is not
/// seen from the middle of the stalk.
const UNSEEN_FROM_JUNCTION: f64 = 2.5;
/// Most between rows on the wall of a tail, which may be bowed.
const WALL_STRIDE_NM: f64 = 25.0;
/// Fewest rows on an arc.
const FEWEST_ROWS: usize = 3;
/// An arc that turns by less is none.
const VANISHING: f64 = 1e-3;
/// Greatest radius of a cap: less than this from undisturbed it is a plane.
const FLATTEST_NM: f64 = 1e6;

/// How far vesicle and plasma membrane have come to be one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Joined {
    /// Not at all: a sphere whose mid-plane is `gap_nm` above that of the flat
    /// membrane.
    Apart { sphere_nm: f64, gap_nm: f64 },
    /// By the cytosolic leaflets. The neck's waist is that of its mid-plane:
    /// next to nothing for a first stalk, whose lumenal leaflets are as they
    /// were; they have met in a diaphragm when it is a half bilayer wide.
    Hemifused(Neck),
    /// Wholly, with an open pore (or a shape that has no waist any more).
    Open(Neck),
}

/// The meridians of both leaflets, each in one piece or two.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaflets {
    /// Faces the lumen and the outside of the cell, which are one side.
    pub lumenal: Vec<Vec<MeridianPoint>>,
    /// Faces the cytosol.
    pub cytosolic: Vec<Vec<MeridianPoint>>,
}

impl Leaflets {
    /// Those of flat membrane, out to a distance of `edge_nm` from the axis.
    pub fn flat(half_bilayer_nm: f64, edge_nm: f64) -> Self {
        let disc = |height_nm| {
            let mut rows = vec![on_plane(0.0, height_nm)];
            plane_rows(&mut rows, 0.0, edge_nm, height_nm, ROWS_ON_THE_PLANE);
            vec![rows]
        };
        Self {
            lumenal: disc(-half_bilayer_nm),
            cytosolic: disc(half_bilayer_nm),
        }
    }
}

/// Which face of the bilayer a row lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Lumenal,
    Cytosolic,
    /// Neither: the middle of a diaphragm, where the tails of both lumenal
    /// leaflets meet.
    Middle,
}

impl Side {
    /// Sign of the way from the bilayer's middle to this face.
    pub fn sign(self) -> f64 {
        match self {
            Self::Lumenal => 1.0,
            Self::Cytosolic => -1.0,
            Self::Middle => 0.0,
        }
    }
}

/// A run of rows on one face, and from which of them on it is the plasma
/// membrane around the mouth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub side: Side,
    pub rows: Range<usize>,
    pub membrane_from: usize,
}

/// A run of rungs, each from a row to one on the other face. What lies between
/// neighbouring rungs is the bilayer's inside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strip {
    pub rungs: Vec<[usize; 2]>,
    /// Length along the middles of the rungs, up to each.
    pub along_nm: Vec<f64>,
    /// The first rung that stands on the plasma membrane around the mouth.
    pub membrane_from: usize,
    /// Whether along a rung, around the axis and on to the next rung are a
    /// left-handed set.
    pub is_turned: bool,
}

/// The bilayer's half section as rows on its faces and rungs between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lattice {
    pub rows: Vec<MeridianPoint>,
    pub pieces: Vec<Piece>,
    pub strips: Vec<Strip>,
}

/// How near neighbouring rows are at most: the angle between their normals,
/// and their distance on flat parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fineness {
    pub turn: f64,
    pub stride_nm: f64,
}

impl Fineness {
    fn on_arc(&self, angle: f64) -> usize {
        ((angle.abs() / self.turn).ceil() as usize).max(FEWEST_ROWS)
    }

    /// Rows on an arc that may have shrunk to nothing.
    fn on_joint(&self, angle: f64) -> usize {
        if angle < VANISHING {
            0
        } else {
            self.on_arc(angle)
        }
    }

    fn on_plane(&self, length_nm: f64) -> usize {
        ((length_nm / self.stride_nm).ceil() as usize).max(1)
    }
}

impl Joined {
    /// The leaflets, `half_bilayer_nm` to either side of the mid-plane, out to
    /// a distance of `edge_nm` from the axis.
    pub fn leaflets(&self, half_bilayer_nm: f64, edge_nm: f64) -> Leaflets {
        let lattice = self.lattice(
            half_bilayer_nm,
            edge_nm,
            Fineness {
                turn: PI / ROWS_A_HALF_TURN,
                stride_nm: edge_nm / ROWS_ON_THE_PLANE as f64,
            },
        );
        let pieces = |side| {
            let of_side = lattice.pieces.iter().filter(|piece| piece.side == side);
            of_side
                .map(|piece| lattice.rows[piece.rows.clone()].to_vec())
                .collect()
        };
        Leaflets {
            lumenal: pieces(Side::Lumenal),
            cytosolic: pieces(Side::Cytosolic),
        }
    }

    /// The leaflets as rows, with the rungs between them.
    pub fn lattice(&self, half_bilayer_nm: f64, edge_nm: f64, fineness: Fineness) -> Lattice {
        self.tailed_lattice(None, half_bilayer_nm, edge_nm, fineness)
    }

    /// The same of a vesicle with a tail.
    pub fn tailed_lattice(
        &self,
        tail: Option<&Tail>,
        half_bilayer_nm: f64,
        edge_nm: f64,
        fineness: Fineness,
    ) -> Lattice {
        let sphere_nm = match self {
            Self::Apart { sphere_nm, .. } => *sphere_nm,
            Self::Hemifused(neck) | Self::Open(neck) => neck.sphere_nm,
        };
        let mut build = Build {
            tail: tail.and_then(|tail| tail.on(sphere_nm)),
            lattice: Lattice::default(),
            half: half_bilayer_nm,
            edge_nm,
            fineness,
        };
        match *self {
            Self::Apart { sphere_nm, gap_nm } => build.apart(sphere_nm, gap_nm + sphere_nm),
            Self::Hemifused(neck) => build.hemifused(&neck),
            Self::Open(neck) => build.open(&neck),
        }
        build.lattice
    }

    /// Radius at which the plasma membrane begins.
    pub fn mouth_nm(&self) -> f64 {
        match self {
            Self::Apart { .. } => 0.0,
            Self::Hemifused(neck) | Self::Open(neck) => neck.mouth_nm(),
        }
    }
}

/// A cap on the lumenal side of a stalk: an arc of radius `bend_nm` from the
/// rim's arc to a flat middle, all of it `apart_nm` or more from the plane
/// through the waist.
#[derive(Clone, Copy, Debug)]
struct Cap {
    apart_nm: f64,
    bend_nm: f64,
    /// Angle at which arc and rim touch, from the axis.
    touch: f64,
    flat_nm: f64,
}

impl Cap {
    /// The cap on a neck whose lumenal leaflet, undisturbed, is
    /// `undisturbed_nm` from the plane through the waist: the closer in, the
    /// rounder, until both caps have met; then they are flat in the middle.
    fn of(neck: &Neck, half: f64, undisturbed_nm: f64) -> Self {
        let closing = (neck.waist_nm() / half - CLOSING_IN) / (MET - CLOSING_IN);
        let closed = blend(closing.clamp(0.0, 1.0));
        let apart_nm = undisturbed_nm + (half - undisturbed_nm) * closed;
        let reach = neck.rim_nm + half;
        // Touches the rim's arc, with its middle on the axis:
        // (reach + bend)² = mouth² + (apart + bend)².
        let on_axis = |mouth: f64| {
            let room = 2.0 * (reach - apart_nm).max(1.0 / FLATTEST_NM);
            (mouth * mouth - reach * reach + apart_nm * apart_nm) / room
        };
        let mouth = neck.mouth_nm();
        let bend_nm = on_axis(mouth.min(MET * half + neck.rim_nm)).clamp(0.0, FLATTEST_NM);
        let high = apart_nm + bend_nm;
        let across = ((reach + bend_nm) * (reach + bend_nm) - high * high).sqrt();
        Self {
            apart_nm,
            bend_nm,
            touch: libm::atan2(across, high),
            flat_nm: (mouth - across).max(0.0),
        }
    }

    /// The row at a part of the way from the rim (0) to the axis (1), for the
    /// cap above (`up` 1) or below (−1) the waist.
    fn row(&self, neck: &Neck, up: f64, part: f64) -> MeridianPoint {
        let arc_nm = self.bend_nm * self.touch;
        let way_nm = (arc_nm + self.flat_nm) * (1.0 - part);
        let angle = if arc_nm > 0.0 {
            self.touch * ((way_nm - self.flat_nm) / arc_nm).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
        let r_nm = way_nm.min(self.flat_nm) + self.bend_nm * sine;
        let z_nm = neck.rim_nm + up * (self.apart_nm + self.bend_nm * (1.0 - cosine));
        MeridianPoint {
            r_nm,
            z_nm,
            normal_r: -sine,
            normal_z: up * cosine,
        }
    }
}

/// A stalk as a lattice goes around it: where the caps of the lumenal leaflets leave the
/// rim, and in how many steps each stretch is gone.
struct Stalk<'a> {
    neck: &'a Neck,
    half: f64,
    upper: Cap,
    lower: Cap,
    /// Angles on the rim, from the plasma membrane up, at which the caps touch it.
    over: f64,
    under: f64,
    tailed: Option<(TailOnSphere, Vec<Station>)>,
    on_sphere: usize,
    /// Above the upper cap, between the two and below the lower one, on the rim.
    above: usize,
    between: usize,
    below: usize,
    on_cap: usize,
    on_plane: usize,
}

/// The rows of the leaflets about a stalk.
struct StalkLeaflets {
    /// Lumenal, above the stalk and below it.
    vesicle: Range<usize>,
    membrane: Range<usize>,
    cytosolic: Range<usize>,
    middle: Range<usize>,
}

impl<'a> Stalk<'a> {
    fn of(build: &Build, neck: &'a Neck) -> Self {
        let half = build.half;
        let top_nm = neck.centre_nm() - neck.rim_nm - (neck.sphere_nm - half);
        let upper = Cap::of(neck, half, top_nm);
        let lower = Cap::of(neck, half, neck.rim_nm + half);
        let (over, under) = (PI - upper.touch, lower.touch);
        let fineness = &build.fineness;
        let tailed = build.down_the_tail(neck.sweep);
        let on_sphere = match &tailed {
            Some((_, stations)) => stations.len() - 1,
            None => fineness.on_arc(neck.sweep),
        };
        Self {
            neck,
            half,
            upper,
            lower,
            over,
            under,
            tailed,
            on_sphere,
            above: fineness.on_joint(neck.sweep - over),
            between: fineness.on_arc(over - under),
            below: fineness.on_joint(under),
            // The arc of a cap turns by its angle; its flat middle is short.
            on_cap: fineness.on_arc(2.0 * upper.touch.max(lower.touch)),
            on_plane: build.around(neck),
        }
    }

    /// Down the vesicle to its rim, on the surface beside its middle.
    fn down_to_the_rim(&self, rows: &mut Vec<MeridianPoint>, offset: f64) {
        let neck = self.neck;
        match &self.tailed {
            Some((tail, stations)) => {
                let points = stations.iter();
                rows.extend(points.map(|at| tail.point(*at, offset, neck.centre_nm())));
            }
            None => {
                let surface = neck.beside(offset);
                let steps = self.on_sphere;
                let down = (1..=steps).map(|step| neck.sweep * step as f64 / steps as f64);
                rows.push(surface.on_sphere(Turn::by(0.0)));
                rows.extend(down.map(|at| surface.on_sphere(Turn::by(at))));
            }
        }
    }

    /// The cell walls across the bilayer: down the vesicle to where the lumenal leaflet
    /// leaves the rim, around the core to where the other one joins it, and out.
    fn rungs(&self, leaflets: &StalkLeaflets) -> Vec<[usize; 2]> {
        let StalkLeaflets {
            vesicle,
            membrane,
            cytosolic,
            middle,
        } = leaflets;
        let parted = self.on_sphere + self.above;
        let rejoined = parted + self.between;
        let touches = vesicle.start + parted;
        let lower_touch = membrane.start + self.on_cap;
        let mut rungs: Vec<[usize; 2]> = (0..=parted)
            .map(|row| [vesicle.start + row, cytosolic.start + row])
            .collect();
        // What the junction does not face is seen from where the lumenal
        // leaflets touch.
        let between = self.between as f64;
        let hidden = |angle: f64| {
            let part = (angle - UNSEEN_FROM_JUNCTION) / (self.over - self.under);
            (part * between).ceil().clamp(0.0, between) as usize
        };
        let (seen, unseen) = (
            parted + hidden(self.over),
            rejoined - hidden(PI - self.under),
        );
        rungs.extend((parted + 1..=seen).map(|row| [touches, cytosolic.start + row]));
        rungs.extend((seen..=unseen).map(|row| [middle.start, cytosolic.start + row]));
        rungs.extend((unseen..rejoined).map(|row| [lower_touch, cytosolic.start + row]));
        let rest = cytosolic.len() - rejoined;
        rungs.extend((0..rest).map(|row| [lower_touch + row, cytosolic.start + rejoined + row]));
        rungs
    }

    /// The two halves of the core between the caps, along their rows and with their ends
    /// in such order that cells side by side and faces on the leaflets are split alike.
    fn core(&self, leaflets: &StalkLeaflets) -> [Vec<[usize; 2]>; 2] {
        let middle = leaflets.middle.start;
        let touches = leaflets.vesicle.start + self.on_sphere + self.above;
        let lower_touch = leaflets.membrane.start + self.on_cap;
        let cap = 0..=self.on_cap;
        let upper = cap.clone().map(|row| [middle + row, touches + row]);
        let lower = cap.rev().map(|row| [lower_touch - row, middle + row]);
        [upper.collect(), lower.collect()]
    }
}

/// Even steps from one number to another, the first left out.
fn spread(from: f64, to: f64, steps: usize) -> impl Iterator<Item = f64> {
    (1..=steps).map(move |step| from + (to - from) * step as f64 / steps as f64)
}

/// A lattice in the making.
struct Build {
    tail: Option<TailOnSphere>,
    lattice: Lattice,
    half: f64,
    edge_nm: f64,
    fineness: Fineness,
}

impl Build {
    /// Stations down a tail and its sphere, to where the sphere has turned by an
    /// angle; none where there is no tail.
    fn down_the_tail(&self, until: f64) -> Option<(TailOnSphere, Vec<Station>)> {
        let tail = self.tail?;
        let from = tail.sphere_from();
        let wall_nm = tail.wall_until_nm() - tail.wall_from_nm();
        let on_wall = (wall_nm / WALL_STRIDE_NM).ceil() as usize;
        let mut stations = tail.stations(|angle| self.fineness.on_arc(angle), on_wall.max(1));
        let steps = self.fineness.on_arc(until - from);
        stations.extend(
            (0..=steps)
                .map(|step| Station::Sphere(from + (until - from) * step as f64 / steps as f64)),
        );
        Some((tail, stations))
    }

    fn apart(&mut self, sphere_nm: f64, centre_nm: f64) {
        if let Some((tail, stations)) = self.down_the_tail(PI) {
            let half = self.half;
            let last = stations.len() - 1;
            let [lumenal, cytosolic] = [Side::Lumenal, Side::Cytosolic].map(|side| {
                self.piece(side, |rows| {
                    let points = stations.iter();
                    rows.extend(
                        points.map(|station| tail.point(*station, side.sign() * half, centre_nm)),
                    );
                    // Both ends lie on the axis exactly.
                    rows[last].r_nm = 0.0;
                    usize::MAX
                })
            });
            self.strip(lumenal.zip(cytosolic).map(|(a, b)| [a, b]), usize::MAX);
        } else {
            self.bare_sphere(sphere_nm, centre_nm);
        }
        self.undisturbed_plane();
    }

    fn bare_sphere(&mut self, sphere_nm: f64, centre_nm: f64) {
        let steps = self.fineness.on_arc(PI);
        let sides = [Side::Lumenal, Side::Cytosolic];
        let [lumenal, cytosolic] = sides.map(|side| {
            let radius = sphere_nm - side.sign() * self.half;
            self.piece(side, |rows| {
                rows.extend((0..=steps).map(|step| {
                    // Both ends lie on the axis exactly.
                    let angle = PI * step as f64 / steps as f64;
                    let is_end = step == 0 || step == steps;
                    let sine = if is_end { 0.0 } else { libm::sin(angle) };
                    let cosine = libm::cos(angle);
                    MeridianPoint {
                        r_nm: radius * sine,
                        z_nm: centre_nm + radius * cosine,
                        normal_r: -sine,
                        normal_z: -cosine,
                    }
                }));
                usize::MAX
            })
        });
        self.strip(lumenal.zip(cytosolic).map(|(a, b)| [a, b]), usize::MAX);
    }

    fn undisturbed_plane(&mut self) {
        let steps = self.fineness.on_plane(self.edge_nm);
        let [lumenal, cytosolic] = [Side::Lumenal, Side::Cytosolic].map(|side| {
            let height = -side.sign() * self.half;
            let edge_nm = self.edge_nm;
            self.piece(side, |rows| {
                rows.push(on_plane(0.0, height));
                plane_rows(rows, 0.0, edge_nm, height, steps);
                0
            })
        });
        self.strip(lumenal.zip(cytosolic).map(|(a, b)| [a, b]), 0);
    }

    /// Sphere, rim and the plane around it, in one piece.
    fn open(&mut self, neck: &Neck) {
        let steps = self.fineness.on_arc(neck.sweep);
        let tailed = self.down_the_tail(neck.sweep);
        let sphere: Vec<Turn> = neck.turns_on_sphere(steps).collect();
        let rim: Vec<Turn> = neck.turns_on_rim(steps).collect();
        let on_plane = self.around(neck);
        let edge_nm = self.edge_nm;
        let [lumenal, cytosolic] = [Side::Lumenal, Side::Cytosolic].map(|side| {
            let offset = side.sign() * self.half;
            let surface = neck.beside(offset);
            self.piece(side, |rows| {
                match &tailed {
                    Some((tail, stations)) => rows.extend(
                        stations
                            .iter()
                            .map(|station| tail.point(*station, offset, neck.centre_nm())),
                    ),
                    None => rows.extend(sphere.iter().map(|turn| surface.on_sphere(*turn))),
                }
                rows.extend(rim.iter().map(|turn| surface.on_rim(*turn)));
                let membrane_from = rows.len() - 1;
                plane_rows(rows, neck.mouth_nm(), edge_nm, -offset, on_plane);
                membrane_from
            })
        });
        let membrane_from = self.lattice.pieces[0].membrane_from - lumenal.start;
        self.strip(lumenal.zip(cytosolic).map(|(a, b)| [a, b]), membrane_from);
    }

    fn hemifused(&mut self, neck: &Neck) {
        let stalk = Stalk::of(self, neck);
        let leaflets = StalkLeaflets {
            vesicle: self.lumenal_above(&stalk),
            membrane: self.lumenal_below(&stalk),
            cytosolic: self.cytosolic_around(&stalk),
            middle: self.middle_of(&stalk),
        };
        let rungs = stalk.rungs(&leaflets);
        let membrane_from = rungs.len() - 1 - stalk.on_plane;
        self.strip(rungs.into_iter(), membrane_from);
        for half in stalk.core(&leaflets) {
            self.strip(half.into_iter(), usize::MAX);
        }
    }

    /// The vesicle's lumenal leaflet, with the cap over the stalk.
    fn lumenal_above(&mut self, stalk: &Stalk) -> Range<usize> {
        let neck = stalk.neck;
        let surface = neck.beside(stalk.half);
        self.piece(Side::Lumenal, |rows| {
            stalk.down_to_the_rim(rows, stalk.half);
            let rim = spread(neck.sweep, stalk.over, stalk.above);
            rows.extend(rim.map(|at| surface.on_rim(Turn::by(at))));
            let cap = spread(0.0, 1.0, stalk.on_cap);
            rows.extend(cap.map(|part| stalk.upper.row(neck, 1.0, part)));
            usize::MAX
        })
    }

    /// The outer leaflet of the plasma membrane, with the cap under the stalk.
    fn lumenal_below(&mut self, stalk: &Stalk) -> Range<usize> {
        let neck = stalk.neck;
        let surface = neck.beside(stalk.half);
        let edge_nm = self.edge_nm;
        self.piece(Side::Lumenal, |rows| {
            rows.push(stalk.lower.row(neck, -1.0, 1.0));
            let cap = spread(1.0, 0.0, stalk.on_cap);
            rows.extend(cap.map(|part| stalk.lower.row(neck, -1.0, part)));
            let rim = spread(stalk.under, 0.0, stalk.below);
            rows.extend(rim.map(|at| surface.on_rim(Turn::by(at))));
            let membrane_from = rows.len() - 1;
            plane_rows(rows, neck.mouth_nm(), edge_nm, -stalk.half, stalk.on_plane);
            membrane_from
        })
    }

    /// The cytosolic leaflet, which is one already.
    fn cytosolic_around(&mut self, stalk: &Stalk) -> Range<usize> {
        let neck = stalk.neck;
        let surface = neck.beside(-stalk.half);
        let edge_nm = self.edge_nm;
        self.piece(Side::Cytosolic, |rows| {
            let rim = spread(neck.sweep, stalk.over, stalk.above)
                .chain(spread(stalk.over, stalk.under, stalk.between))
                .chain(spread(stalk.under, 0.0, stalk.below));
            stalk.down_to_the_rim(rows, -stalk.half);
            rows.extend(rim.map(|at| surface.on_rim(Turn::by(at))));
            let membrane_from = rows.len() - 1;
            plane_rows(rows, neck.mouth_nm(), edge_nm, stalk.half, stalk.on_plane);
            membrane_from
        })
    }

    /// What parts the core between the two caps into halves.
    fn middle_of(&mut self, stalk: &Stalk) -> Range<usize> {
        let junction_nm = stalk.neck.waist_nm().max(0.0);
        let on_cap = stalk.on_cap;
        self.piece(Side::Middle, |rows| {
            rows.extend((0..=on_cap).map(|step| MeridianPoint {
                r_nm: junction_nm * (1.0 - step as f64 / on_cap as f64),
                z_nm: stalk.neck.rim_nm,
                normal_r: 0.0,
                normal_z: 1.0,
            }));
            usize::MAX
        })
    }

    /// Steps on the plane around a mouth.
    fn around(&self, neck: &Neck) -> usize {
        self.fineness
            .on_plane((self.edge_nm - neck.mouth_nm()).max(0.0))
    }

    /// Adds the rows that `fill` pushes; it says from which on they are the
    /// plasma membrane.
    fn piece(
        &mut self,
        side: Side,
        fill: impl FnOnce(&mut Vec<MeridianPoint>) -> usize,
    ) -> Range<usize> {
        let start = self.lattice.rows.len();
        let mut rows = Vec::new();
        let membrane_from = fill(&mut rows).min(rows.len() - 1);
        self.lattice.rows.append(&mut rows);
        let rows = start..self.lattice.rows.len();
        self.lattice.pieces.push(Piece {
            side,
            rows: rows.clone(),
            membrane_from: start + membrane_from,
        });
        rows
    }

    fn strip(&mut self, rungs: impl Iterator<Item = [usize; 2]>, membrane_from: usize) {
        let rungs: Vec<[usize; 2]> = rungs.collect();
        let membrane_from = membrane_from.min(rungs.len() - 1);
        let rows = &self.lattice.rows;
        let mut along_nm = Vec::with_capacity(rungs.len());
        let mut length_nm = 0.0;
        let mut swept = 0.0;
        let mut before: Option<Rung> = None;
        for [from, to] in &rungs {
            let rung = Rung::between(&rows[*from], &rows[*to]);
            if let Some(before) = before.replace(rung) {
                let (dr, dz) = (rung.r_nm - before.r_nm, rung.z_nm - before.z_nm);
                length_nm += (dr * dr + dz * dz).sqrt();
                swept +=
                    (before.across_r + rung.across_r) * dz - (before.across_z + rung.across_z) * dr;
            }
            along_nm.push(length_nm);
        }
        self.lattice.strips.push(Strip {
            rungs,
            along_nm,
            membrane_from,
            is_turned: swept < 0.0,
        });
    }
}

/// A rung: its middle, and its way across the bilayer.
#[derive(Clone, Copy, Debug)]
struct Rung {
    r_nm: f64,
    z_nm: f64,
    across_r: f64,
    across_z: f64,
}

impl Rung {
    fn between(from: &MeridianPoint, to: &MeridianPoint) -> Self {
        Self {
            r_nm: 0.5 * (from.r_nm + to.r_nm),
            z_nm: 0.5 * (from.z_nm + to.z_nm),
            across_r: to.r_nm - from.r_nm,
            across_z: to.z_nm - from.z_nm,
        }
    }
}

fn on_plane(r_nm: f64, z_nm: f64) -> MeridianPoint {
    MeridianPoint {
        r_nm,
        z_nm,
        normal_r: 0.0,
        normal_z: -1.0,
    }
}

/// Rows on the plane after the one at `from_nm`.
fn plane_rows(rows: &mut Vec<MeridianPoint>, from_nm: f64, to_nm: f64, z_nm: f64, steps: usize) {
    rows.extend((1..=steps).map(|step| {
        // The last one lies on the edge to the last bit.
        let rest = (steps - step) as f64 / steps as f64;
        on_plane(to_nm - (to_nm - from_nm) * rest, z_nm)
    }));
}

/// From 0 to 1, level at both ends.
fn blend(part: f64) -> f64 {
    part * part * (3.0 - 2.0 * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: f64 = 2.25;
    const EDGE: f64 = 60.0;

    fn whole_family() -> Vec<Joined> {
        let start = Neck::with_waist(18.75, 3.0, 3.25);
        let mut family = vec![Joined::Apart {
            sphere_nm: 18.75,
            gap_nm: 5.5,
        }];
        family.extend((0..=36).map(|step| {
            let waist = 0.15 + f64::from(step) / 10.0;
            Joined::Hemifused(Neck::with_waist(18.75, 3.0, waist))
        }));
        family.extend(
            (0..=40).map(|step| Joined::Open(Neck::collapsing(start, f64::from(step) / 40.0))),
        );
        family
    }

    #[test]
    fn every_piece_is_smooth_and_its_normals_are_its_own() {
        for joined in whole_family() {
            let leaflets = joined.leaflets(HALF, EDGE);
            for piece in leaflets.lumenal.iter().chain(&leaflets.cytosolic) {
                for pair in piece.windows(2) {
                    let (a, b) = (pair[0], pair[1]);
                    let turn = a.normal_r * b.normal_r + a.normal_z * b.normal_z;
                    assert!(turn > 0.94, "a kink of {turn} at {a:?} in {joined:?}");
                    let (dr, dz) = (b.r_nm - a.r_nm, b.z_nm - a.z_nm);
                    let step = libm::hypot(dr, dz);
                    if step < 1e-6 {
                        continue;
                    }
                    let middle_r = (a.normal_r + b.normal_r) / 2.0;
                    let middle_z = (a.normal_z + b.normal_z) / 2.0;
                    let across = (dr * middle_r + dz * middle_z) / step;
                    assert!(
                        across.abs() < 0.08,
                        "normals {across} off at {a:?} in {joined:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_open_piece_ends_on_the_plane_of_its_leaflet() {
        for joined in whole_family() {
            let leaflets = joined.leaflets(HALF, EDGE);
            for (pieces, height) in [(&leaflets.lumenal, -HALF), (&leaflets.cytosolic, HALF)] {
                let last = pieces
                    .last()
                    .and_then(|piece| piece.last())
                    .expect("a piece");
                assert!((last.r_nm - EDGE).abs() < 1e-9 && (last.z_nm - height).abs() < 1e-9);
                assert!(last.normal_r.abs() < 1e-6 && (last.normal_z + 1.0).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn the_leaflets_never_come_nearer_than_the_bilayer_is_thick() {
        for joined in whole_family() {
            let leaflets = joined.leaflets(HALF, EDGE);
            for lumenal in leaflets.lumenal.iter().flatten() {
                let nearest = leaflets
                    .cytosolic
                    .iter()
                    .flatten()
                    .map(|other| libm::hypot(lumenal.r_nm - other.r_nm, lumenal.z_nm - other.z_nm))
                    .fold(f64::INFINITY, f64::min);
                assert!(
                    nearest > 0.55 * 2.0 * HALF,
                    "{nearest} nm at {lumenal:?} in {joined:?}"
                );
            }
        }
    }

    /// Heights of the lumenal leaflets on the axis, membrane's and vesicle's.
    fn caps(waist: f64) -> (f64, f64) {
        let joined = Joined::Hemifused(Neck::with_waist(18.75, 3.0, waist));
        let leaflets = joined.leaflets(HALF, EDGE);
        let vesicle = leaflets.lumenal[0].last().expect("rows");
        (leaflets.lumenal[1][0].z_nm, vesicle.z_nm)
    }

    #[test]
    fn the_lumenal_leaflets_close_in_on_each_other_until_they_meet() {
        let mut before = f64::INFINITY;
        for step in 0..=40 {
            let (low, high) = caps(f64::from(step) / 10.0);
            let apart = high - low;
            assert!(apart >= 2.0 * HALF - 1e-9, "{apart} nm at step {step}");
            assert!(apart <= before + 1e-9, "parted at step {step}");
            before = apart;
        }
        assert!((before - 2.0 * HALF).abs() < 1e-9);
        // A first stalk leaves them where they were.
        let (low, high) = caps(0.15);
        let stalk = Neck::with_waist(18.75, 3.0, 0.15);
        assert!((low + HALF).abs() < 1e-3);
        assert!((high - (stalk.centre_nm() - 18.75 + HALF)).abs() < 1e-3);
    }

    #[test]
    fn the_pore_opens_where_the_diaphragm_was() {
        // The open pore's leaflet lies on the caps' but for the diaphragm.
        let neck = Neck::with_waist(18.75, 3.0, 3.2);
        let open = Joined::Open(neck).leaflets(HALF, EDGE);
        let closed = Joined::Hemifused(neck).leaflets(HALF, EDGE);
        for point in closed.lumenal.iter().flatten().filter(|at| at.r_nm > 3.0) {
            let nearest = open.lumenal[0]
                .iter()
                .map(|other| libm::hypot(point.r_nm - other.r_nm, point.z_nm - other.z_nm))
                .fold(f64::INFINITY, f64::min);
            assert!(nearest < 2.0, "{nearest} nm off at {point:?}");
        }
    }

    #[test]
    fn the_inside_between_the_rungs_is_the_whole_bilayer() {
        // Area of the half section by its outline, and by the rungs' cells.
        for joined in whole_family() {
            let fineness = Fineness {
                turn: 0.05,
                stride_nm: 5.0,
            };
            let lattice = joined.lattice(HALF, EDGE, fineness);
            // Twice the area under a line, and of a cell by its corners.
            let under = |rows: &[MeridianPoint]| -> f64 {
                rows.windows(2)
                    .map(|pair| (pair[1].r_nm - pair[0].r_nm) * (pair[0].z_nm + pair[1].z_nm))
                    .sum()
            };
            let cross = |a: &MeridianPoint, b: &MeridianPoint| a.r_nm * b.z_nm - b.r_nm * a.z_nm;
            let outline: f64 = lattice
                .pieces
                .iter()
                .map(|piece| -piece.side.sign() * under(&lattice.rows[piece.rows.clone()]))
                .sum();
            let cells: f64 = lattice
                .strips
                .iter()
                .flat_map(|strip| strip.rungs.windows(2))
                .map(|pair| {
                    let [a, b] = pair[0].map(|row| lattice.rows[row]);
                    let [c, d] = pair[1].map(|row| lattice.rows[row]);
                    (cross(&a, &b) + cross(&b, &d) + cross(&d, &c) + cross(&c, &a)).abs()
                })
                .sum();
            assert!(
                (cells / outline - 1.0).abs() < 1e-9,
                "{cells} {outline} {joined:?}"
            );
        }
    }

    #[test]
    fn the_pore_is_the_waist_less_half_a_bilayer() {
        let joined = Joined::Open(Neck::with_waist(18.75, 3.0, 4.25));
        let narrowest = joined.leaflets(HALF, EDGE).lumenal[0]
            .iter()
            .filter(|point| point.z_nm < 6.0)
            .map(|point| point.r_nm)
            .fold(f64::INFINITY, f64::min);
        assert!((narrowest - 2.0).abs() < 1e-9, "{narrowest}");
    }
}
