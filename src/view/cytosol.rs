//! The crowd of proteins that fills the cytosol, on request: quiet beads of true
//! size, as dense as they are, in a slab behind what is looked at.
//!
//! Space is divided into boxes, each with its own proteins, so that a protein stays
//! where it is while the camera moves. Each jitters within its box, as Brownian
//! motion between walls does, so that density stays even. Beads come in by growing:
//! at the edge of the slab, and where a vesicle or a membrane gives way.

use std::collections::HashMap;

use bevy::{math::ops, prelude::*};

use super::{
    Following, HALF_BILAYER_NM, Pace, ViewSettings,
    calm::Calm,
    camera::{CameraRig, PictureCamera, Pose},
    crowd::Crowd,
    cutaway::Cutaway,
    cytoskeleton::{ACTIN_NM, CREST_NM},
    fading::smooth,
    figures::{CARRIER_STRETCH, Figure, Figures},
    opening::Opening,
    scatter::{mixed, uniform},
    sculpt::{Axes, Bead},
    theme::Tone,
    tubule::Tubules,
};
use crate::{
    biology::parameters::{CytosolParameters, Parameters},
    geometry::{leaflets::Joined, neck::Neck, shape::Shape, stack::Stack},
    sim::{
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        golgi::Golgi,
        membrane::PlasmaMembrane,
        vesicle::{FusionPore, Motion, Pit, Stage, Vesicle, VesicleId},
    },
    units::SimTime,
};

/// Most beads at one time, and how many a slab that is free of all else would hold.
const MOST_BEADS: usize = 20_000;
const WANTED_BEADS: f32 = 17_000.0;
/// How deep the slab is, and over how much beads come in at its faces and its rim.
const DEEP_NM: f32 = 60.0;
const FRONT_NM: f32 = 5.0;
const BACK_NM: f32 = 15.0;
const RIM_NM: f32 = 30.0;
/// Its radius is half the picture's diagonal, times this, but no more than that.
const OVER_THE_EDGE: f32 = 1.1;
const WIDEST_NM: f32 = 620.0;
/// Half the height of a picture in which all are shown, and of one in which none
/// are: they would be too small to see.
const NEAR_NM: f32 = 230.0;
const FAR_NM: f32 = 380.0;
/// Below this nearness little can be seen of it.
const LEAST_NEARNESS: f32 = 0.3;
/// In a slab of a smaller radius, which is seen from near, beads are drawn rounder.
const ROUND_BELOW_NM: f32 = 210.0;
/// How fast the crowd comes and goes, a second.
const RATE: f32 = 4.0;
/// Edge of a box.
const BOX_NM: f32 = 24.0;
/// From a box's middle to its corner.
const CORNER_NM: f32 = 0.5 * BOX_NM * 1.732_051;
/// What is near is looked for by blocks of so many boxes along an edge first.
const BOXES_A_BLOCK: i32 = 4;
const BLOCK_CORNER_NM: f32 = BOXES_A_BLOCK as f32 * CORNER_NM;
/// A bead has its full size so far from the nearest surface.
const ROOM_NM: f32 = 2.0;
/// Radii are spread evenly about the mean by this share of it.
const SPREAD: f32 = 0.25;
/// A bead smaller than this share of its size is left out.
const LEAST_SHARE: f32 = 0.2;
/// Thinned out, beads about to go are smaller: this share of those drawn.
const GOING_SHARE: f32 = 0.15;
/// On screen proteins stray by no more variance along an axis than this, in square
/// nanometres a second: faster they would be a flicker.
const MOST_NM2_PER_S: f64 = 60.0;
/// Variance in which a walk comes back to where it began, and the halvings of it.
const BRIDGE_NM2: f64 = 4096.0;
const HALVINGS: u32 = 10;
/// The back of the slab is so much darker.
const DEEP_SHADE: f32 = 0.35;
/// Radii that the crowd keeps free where other proteins are drawn: about a motor,
/// and between a vesicle and the membrane that it stands at.
const MOTOR_NM: f32 = 11.0;
const CONTACT_NM: f32 = 19.0;
/// Vesicles and tracks are seen through the slab if they stand no farther behind it
/// than this; so far around them, for what stands on them or cages them.
const BEHIND_NM: f32 = 300.0;
const COAT_NM: f32 = 4.0;
const CAGE_NM: f32 = 14.0;
/// Length of the pieces in which tracks and tubes are looked at.
const PIECE_NM: f64 = 30.0;

/// How much of the crowd is drawn, for the note in the picture.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Crowding {
    #[default]
    Off,
    /// From too far to see it.
    TooFar,
    /// One in so many.
    OneIn(u32),
}

/// All vesicles, as far as the crowd makes room for them.
type Bodies<'w, 's> = Query<
    'w,
    's,
    (
        &'static Vesicle,
        &'static Motion,
        Option<&'static FusionPore>,
        Option<&'static Pit>,
    ),
>;

/// How far the crowd has come in, and how far its proteins have strayed.
#[derive(Default)]
pub(super) struct Coming {
    presence: f32,
    /// Variance along an axis.
    strayed_nm2: f64,
    seen_at: SimTime,
}

impl Coming {
    /// Lets the time between two pictures pass.
    fn pass(&mut self, now: SimTime, screen_s: f64, nm2_per_s: f64) {
        let cell_s = now.since(self.seen_at).as_secs();
        self.seen_at = now;
        self.strayed_nm2 += (2.0 * nm2_per_s * cell_s).min(MOST_NM2_PER_S * screen_s);
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Crowding>();
}

/// Draws the crowd among other beads, before those that are drawn coarsely.
pub(super) fn draw_cytosol(
    mut crowd: ResMut<Crowd>,
    mut crowding: ResMut<Crowding>,
    mut coming: Local<Coming>,
    mut rooms: Local<Rooms>,
    bodies: Bodies,
    (figures, tubules): (Res<Figures>, Res<Tubules>),
    (membrane, tracks, golgi): (Res<PlasmaMembrane>, Res<Cytoskeleton>, Res<Golgi>),
    parameters: Res<Parameters>,
    cutaway: Res<Cutaway>,
    (settings, following): (Res<ViewSettings>, Res<Following>),
    clock: Res<SimClock>,
    rig: Res<CameraRig>,
    (pace, time): (Res<Pace>, Res<Time<Real>>),
    cameras: Query<&Camera, With<PictureCamera>>,
) {
    if !settings.show.crowding && coming.presence < 0.01 {
        crowding.set_if_neq(Crowding::Off);
        return;
    }
    let screen_s = time.delta_secs().min(0.1);
    let cytosol = &parameters.cytosol;
    coming.pass(clock.now, f64::from(screen_s), cytosol.nm2_per_s);
    let aspect = cameras
        .iter()
        .find_map(|camera| camera.physical_viewport_size())
        .map_or(1.8, |size| size.x as f32 / size.y.max(1) as f32);
    let middle = following
        .0
        .and_then(|id| figures.of(id))
        .map_or(rig.pose.focus, |figure| figure.centre);
    let slab = Slab::before(&rig.pose, middle, aspect);
    // A whole cell hides it.
    let is_seen =
        cutaway.plane().is_some() || membrane.shape.distance(rig.pose.eye().as_dvec3()) < 0.0;
    let nearness = nearness(&rig.pose, middle);
    let goal = if settings.show.crowding && is_seen {
        nearness
    } else {
        0.0
    };
    coming.presence += (goal - coming.presence) * pace.ease(RATE, screen_s);
    let kept = slab.kept(cytosol);
    crowding.set_if_neq(if !settings.show.crowding {
        Crowding::Off
    } else if nearness < LEAST_NEARNESS {
        Crowding::TooFar
    } else {
        Crowding::OneIn((1.0 / kept).round() as u32)
    });
    if coming.presence < 0.01 {
        return;
    }
    let mut things = Vec::new();
    let mut gaze = Gaze {
        eye: rig.pose.eye(),
        slab,
        sights: Vec::new(),
    };
    let working = working_at(&figures, &bodies, &membrane.shape, &tracks, clock.now);
    rooms.make(&working, pace.ease(RATE, screen_s));
    rooms.things(&mut things, &mut gaze);
    things_of_vesicles(&mut things, &figures, &mut gaze);
    things_of_joinings(&mut things, &bodies, clock.now, &mut gaze);
    things_of_tubules(&mut things, &tubules, &mut gaze);
    things_of_tracks(&mut things, &tracks, &mut gaze);
    things.extend(golgi.stack.map(Thing::Stack));
    let throng = Throng {
        cytosol,
        slab,
        kept,
        strayed_nm2: coming.strayed_nm2,
        calm: settings.calm,
        presence: coming.presence,
        shape: &membrane.shape,
        cutaway: &cutaway,
        things,
        sights: gaze.sights,
    };
    crowd.begin(if slab.radius < ROUND_BELOW_NM {
        Bead::Fine
    } else {
        Bead::Medium
    });
    throng.draw(|at, radius, shade| crowd.add_toned(at, radius, Tone::CytosolProtein, shade));
}

/// How near what is looked at is, from 0 (too far to see a protein) to 1.
fn nearness(pose: &Pose, middle: Vec3) -> f32 {
    let half_nm = ops::tan(pose.field_of_view / 2.0) * pose.eye().distance(middle);
    smooth((FAR_NM - half_nm) / (FAR_NM - NEAR_NM))
}

/// Where proteins are drawn: a disc that faces the eye, with its front through the
/// middle of what is looked at, so that they hide nothing of it.
#[derive(Clone, Copy, Debug)]
struct Slab {
    middle: Vec3,
    /// Towards the eye.
    normal: Vec3,
    radius: f32,
}

impl Slab {
    fn before(pose: &Pose, middle: Vec3, aspect: f32) -> Self {
        let half_nm = ops::tan(pose.field_of_view / 2.0) * pose.eye().distance(middle);
        let corner_nm = half_nm * (1.0 + aspect * aspect).sqrt();
        Self {
            middle,
            normal: pose.backward(),
            radius: (OVER_THE_EDGE * corner_nm + RIM_NM).min(WIDEST_NM),
        }
    }

    /// The share of proteins that is drawn.
    fn kept(&self, cytosol: &CytosolParameters) -> f32 {
        let volume_nm3 = std::f32::consts::PI * self.radius * self.radius * DEEP_NM;
        (WANTED_BEADS / (volume_nm3 * cytosol.per_nm3 as f32)).min(1.0)
    }

    /// How far behind its front a place is, and how far from its axis.
    fn depth_and_way(&self, at: Vec3) -> (f32, f32) {
        let from = at - self.middle;
        let up = from.dot(self.normal);
        (-up, (from - self.normal * up).length())
    }

    /// How much of a bead is there, 0 to 1.
    fn share(&self, at: Vec3) -> f32 {
        let (depth, way) = self.depth_and_way(at);
        smooth(depth / FRONT_NM)
            * smooth((DEEP_NM - depth) / BACK_NM)
            * smooth((self.radius - way) / RIM_NM)
    }

    /// Whether anything of a ball is in it.
    fn meets(&self, at: Vec3, radius: f32) -> bool {
        let (depth, way) = self.depth_and_way(at);
        depth > -radius && depth < DEEP_NM + radius && way < self.radius + radius
    }
}

/// What proteins of the cytosol keep out of.
#[derive(Clone, Debug)]
enum Thing {
    /// All within a distance of a line: a ball, a track, a tube.
    Round { from: Vec3, to: Vec3, radius: f32 },
    /// A neck on its place in the membrane.
    Neck { axes: Axes, neck: Neck },
    /// The Golgi.
    Stack(Stack),
}

impl Thing {
    fn ball(at: Vec3, radius: f32) -> Self {
        Self::Round {
            from: at,
            to: at,
            radius,
        }
    }

    /// How far a place in the cytosol is from its surface; negative within.
    fn gap(&self, at: Vec3) -> f32 {
        match self {
            Self::Round { from, to, radius } => {
                let line = *to - *from;
                let part = (at - *from).dot(line) / line.length_squared().max(1e-6);
                at.distance(*from + line * part.clamp(0.0, 1.0)) - radius
            }
            Self::Neck { axes, neck } => {
                let from = at - axes.origin;
                let up = from.dot(axes.axis);
                let away = (from - axes.axis * up).length();
                neck.room_outside([f64::from(away), f64::from(up)]) as f32 - HALF_BILAYER_NM
            }
            Self::Stack(stack) => stack.room_outside(at.as_dvec3()) as f32 - HALF_BILAYER_NM,
        }
    }
}

/// The sight of something round that stands in the slab or not far behind it. The
/// crowd leaves it free.
#[derive(Clone, Copy, Debug)]
struct Sight {
    eye: Vec3,
    /// The line that it is round about.
    ends: [Vec3; 2],
    radius: f32,
    /// How free it is left, 0 to 1.
    free: f32,
}

impl Sight {
    /// How far a place is from all lines that lead from the eye to it and so much
    /// farther.
    fn gap(&self, at: Vec3, farther: f32) -> f32 {
        let way = (at - self.eye).normalize_or(Vec3::Z);
        let line = self.ends[1] - self.ends[0];
        let from = self.eye - self.ends[0];
        let lean = way.dot(line);
        // The point of the line that the line of sight comes nearest to.
        let across = line.length_squared() - lean * lean;
        let part = (line.dot(from) - lean * way.dot(from)) / across.max(1e-6);
        let seen = self.ends[0] + line * part.clamp(0.0, 1.0);
        let far = self.eye.distance(seen);
        let towards = (seen - self.eye) / far.max(1e-3);
        let along = (at - self.eye).dot(towards);
        if along > far + farther {
            return f32::INFINITY;
        }
        let aside = (at - self.eye - towards * along).length();
        aside - self.radius * along / far.max(1e-3)
    }

    /// How much of a bead stays that is so far from it.
    fn left(&self, gap: f32) -> f32 {
        1.0 - self.free * (1.0 - smooth(gap / ROOM_NM))
    }
}

/// From where things are looked at through the slab, and those that are to be seen.
struct Gaze {
    eye: Vec3,
    slab: Slab,
    sights: Vec<Sight>,
}

impl Gaze {
    /// Leaves the sight of something free; `radius` is with what stands on it.
    fn leave(&mut self, ends: [Vec3; 2], radius: f32, share: f32) {
        let reach = DEEP_NM + BEHIND_NM;
        let (depth, way) = self.slab.depth_and_way(ends[0]);
        let free = share * smooth(2.0 * (reach - depth) / BEHIND_NM);
        let room = radius + reach + ends[0].distance(ends[1]);
        if free > 0.0 && way < self.slab.radius + room {
            self.sights.push(Sight {
                eye: self.eye,
                ends,
                radius,
                free,
            });
        }
    }
}

/// The place of proteins that hold a vesicle or carry it, which would be hard to see
/// in a crowd: about a line from the vesicle to its membrane or track.
#[derive(Clone, Copy, Debug)]
struct Room {
    from: Vec3,
    to: Vec3,
    radius: f32,
    /// How much of it has been made, 0 to 1.
    made: f32,
    is_wanted: bool,
}

/// The places that the crowd makes room at, by vesicle. They come and go in time.
#[derive(Default)]
pub(super) struct Rooms(HashMap<VesicleId, Room>);

impl Rooms {
    /// Makes room, by `share` of what is wanting.
    fn make(&mut self, wanted: &[(VesicleId, [Vec3; 2], f32)], share: f32) {
        for room in self.0.values_mut() {
            room.is_wanted = false;
        }
        for (id, [from, to], radius) in wanted {
            let made = self.0.get(id).map_or(0.0, |room| room.made);
            let room = Room {
                from: *from,
                to: *to,
                radius: *radius,
                made,
                is_wanted: true,
            };
            self.0.insert(*id, room);
        }
        for room in self.0.values_mut() {
            let goal = f32::from(u8::from(room.is_wanted));
            room.made += (goal - room.made) * share;
        }
        self.0.retain(|_, room| room.is_wanted || room.made > 0.02);
    }

    fn things(&self, things: &mut Vec<Thing>, gaze: &mut Gaze) {
        for room in self.0.values() {
            let (from, to, radius) = (room.from, room.to, room.radius * room.made);
            things.push(Thing::Round { from, to, radius });
            gaze.leave([to, from], room.radius, room.made);
        }
    }
}

/// Vesicles.
fn things_of_vesicles(things: &mut Vec<Thing>, figures: &Figures, gaze: &mut Gaze) {
    for figure in &figures.0 {
        if !matches!(figure.stage, Stage::Fusing | Stage::Budding | Stage::Away) {
            let radius = room_of(figure);
            things.push(Thing::ball(figure.centre, radius));
            gaze.leave([figure.centre; 2], radius + COAT_NM, figure.presence);
        }
    }
}

/// Vesicles that are one with the membrane.
fn things_of_joinings(things: &mut Vec<Thing>, bodies: &Bodies, now: SimTime, gaze: &mut Gaze) {
    for (_, _, pore, pit) in bodies {
        let Some((axes, opening)) = joining_of(pore, pit, now) else {
            continue;
        };
        let outer = opening.sphere + HALF_BILAYER_NM;
        let centre = axes.origin + axes.axis * opening.centre_nm();
        things.push(match opening.joining {
            Joined::Apart { .. } => Thing::ball(centre, outer),
            Joined::Hemifused(neck) | Joined::Open(neck) => Thing::Neck { axes, neck },
        });
        let up = (opening.top() - opening.sphere).max(0.0);
        let coat = if pit.is_some() { CAGE_NM } else { COAT_NM };
        let middle = axes.origin + axes.axis * up;
        gaze.leave([middle; 2], outer + coat, 1.0 - opening.flat);
    }
}

/// Where a vesicle is one with the membrane, and how.
fn joining_of(
    pore: Option<&FusionPore>,
    pit: Option<&Pit>,
    now: SimTime,
) -> Option<(Axes, Opening)> {
    let (place, opening) = match (pore, pit) {
        (Some(pore), _) => (pore.place, Opening::of_pore(pore, now)),
        (None, Some(pit)) => (pit.place, Opening::of_pit(pit, now)),
        (None, None) => return None,
    };
    let axes = Axes::about(place.point.as_vec3(), place.inward.as_vec3(), Vec3::Z);
    Some((axes, opening))
}

/// Where proteins work at a vesicle now: from it to what they hold it to, and the
/// radius of their room.
fn working_at(
    figures: &Figures,
    bodies: &Bodies,
    shape: &Shape,
    tracks: &Cytoskeleton,
    now: SimTime,
) -> Vec<(VesicleId, [Vec3; 2], f32)> {
    let held = figures.0.iter().filter(|figure| {
        matches!(
            figure.stage,
            Stage::Tethered | Stage::Docked | Stage::Primed
        )
    });
    let held = held.map(|figure| {
        let foot = shape.onto_surface(figure.centre.as_dvec3());
        (figure.id, [figure.centre, foot.as_vec3()], CONTACT_NM)
    });
    let joined = bodies.iter().filter_map(|(vesicle, _, pore, pit)| {
        let (axes, opening) = joining_of(pore, pit, now)?;
        let centre = axes.origin + axes.axis * opening.centre_nm().max(0.0);
        Some((vesicle.id, [centre, axes.origin], CONTACT_NM))
    });
    let carried = bodies.iter().filter_map(|(vesicle, motion, ..)| {
        let (load, track) = carried_by(motion, tracks, now)?;
        Some((vesicle.id, [load, track], MOTOR_NM))
    });
    held.chain(joined).chain(carried).collect()
}

/// Where a load hangs that a motor carries, and its track beside it.
fn carried_by(motion: &Motion, tracks: &Cytoskeleton, now: SimTime) -> Option<(Vec3, Vec3)> {
    let Motion::Stepping {
        motor,
        track,
        azimuth,
        offset_nm,
        ..
    } = motion
    else {
        return None;
    };
    let frame = tracks
        .tracks_of(*motor)
        .get(*track)?
        .curve
        .at(motion.load_at(now)?);
    let load = frame.around(*azimuth, *offset_nm);
    Some((load.as_vec3(), frame.position.as_vec3()))
}

/// Radius of the ball that a vesicle takes up, drawn out as it may be.
fn room_of(figure: &Figure) -> f32 {
    if figure.kind.drawn_out {
        CARRIER_STRETCH * figure.radius
    } else {
        figure.radius
    }
}

fn things_of_tubules(things: &mut Vec<Thing>, tubules: &Tubules, gaze: &mut Gaze) {
    for tubule in &tubules.0 {
        let Some(tail) = tubule.tail else { continue };
        let pieces = (tail.reach_nm / PIECE_NM).ceil().max(1.0) as usize;
        let spine = tubule.spine(pieces);
        let outer = tail.tube_nm as f32 + HALF_BILAYER_NM;
        for ends in spine.windows(2) {
            gaze.leave([ends[0], ends[1]], outer, tubule.presence);
        }
        things.extend(spine.windows(2).map(|ends| Thing::Round {
            from: ends[0],
            to: ends[1],
            radius: outer,
        }));
    }
}

/// The tracks as far as they pass the slab, with the room that motors on them need.
fn things_of_tracks(things: &mut Vec<Thing>, tracks: &Cytoskeleton, gaze: &mut Gaze) {
    for (list, radius) in [(&tracks.microtubules, CREST_NM), (&tracks.actin, ACTIN_NM)] {
        for track in list {
            let pieces = (track.curve.length() / PIECE_NM).ceil() as usize;
            let step = track.curve.length() / pieces.max(1) as f64;
            for piece in 0..pieces {
                let [from, to] = [piece, piece + 1]
                    .map(|end| track.curve.at(end as f64 * step).position.as_vec3());
                if gaze.slab.meets(from, PIECE_NM as f32 + radius + CORNER_NM) {
                    things.push(Thing::Round { from, to, radius });
                }
                gaze.leave([from, to], radius, 1.0);
            }
        }
    }
}

/// What is near a part of the slab.
struct Near<'a> {
    things: Vec<&'a Thing>,
    sights: Vec<&'a Sight>,
}

impl Near<'_> {
    /// Those that beads within a distance of a place can meet.
    fn within(&self, at: Vec3, distance: f32, cytosol: &CytosolParameters) -> Self {
        let reach = distance + room_of_a_bead(cytosol);
        let things = self.things.iter().filter(|thing| thing.gap(at) < reach);
        let farther = distance + CORNER_NM;
        let sights = self.sights.iter();
        let sights = sights.filter(|sight| sight.gap(at, farther) < reach);
        Self {
            things: things.copied().collect(),
            sights: sights.copied().collect(),
        }
    }
}

/// So far from its middle the largest bead has room.
fn room_of_a_bead(cytosol: &CytosolParameters) -> f32 {
    ROOM_NM + (1.0 + SPREAD) * cytosol.radius_nm as f32
}

/// The proteins of a moment.
struct Throng<'a> {
    cytosol: &'a CytosolParameters,
    slab: Slab,
    kept: f32,
    strayed_nm2: f64,
    calm: Calm,
    presence: f32,
    shape: &'a Shape,
    cutaway: &'a Cutaway,
    things: Vec<Thing>,
    sights: Vec<Sight>,
}

impl Throng<'_> {
    /// Hands out every bead: its middle, its radius, and how much light it has.
    fn draw(&self, mut add: impl FnMut(Vec3, f32, f32)) {
        let reach = self.slab.radius + DEEP_NM;
        let block_nm = BOX_NM * BOXES_A_BLOCK as f32;
        let low = ((self.slab.middle - reach) / block_nm).floor().as_ivec3();
        let high = ((self.slab.middle + reach) / block_nm).floor().as_ivec3();
        let all = Near {
            things: self.things.iter().collect(),
            sights: self.sights.iter().collect(),
        };
        let mut left = MOST_BEADS;
        for x in low.x..=high.x {
            for y in low.y..=high.y {
                for z in low.z..=high.z {
                    self.draw_block(IVec3::new(x, y, z), &all, &mut left, &mut add);
                }
            }
        }
    }

    fn draw_block(
        &self,
        number: IVec3,
        all: &Near,
        left: &mut usize,
        add: &mut impl FnMut(Vec3, f32, f32),
    ) {
        let block_nm = BOX_NM * BOXES_A_BLOCK as f32;
        let middle = (number.as_vec3() + 0.5) * block_nm;
        let is_within = self.slab.meets(middle, BLOCK_CORNER_NM)
            && self.room(middle) > -BLOCK_CORNER_NM
            && self.cutaway.beyond(middle) < BLOCK_CORNER_NM;
        if !is_within {
            return;
        }
        let near = all.within(middle, BLOCK_CORNER_NM, self.cytosol);
        for x in 0..BOXES_A_BLOCK {
            for y in 0..BOXES_A_BLOCK {
                for z in 0..BOXES_A_BLOCK {
                    let number = number * BOXES_A_BLOCK + IVec3::new(x, y, z);
                    self.draw_box(number, &near, left, add);
                }
            }
        }
    }

    fn draw_box(
        &self,
        number: IVec3,
        near: &Near,
        left: &mut usize,
        add: &mut impl FnMut(Vec3, f32, f32),
    ) {
        let corner = number.as_vec3() * BOX_NM;
        let middle = corner + Vec3::splat(0.5 * BOX_NM);
        if !self.slab.meets(middle, CORNER_NM) || self.cutaway.beyond(middle) > CORNER_NM {
            return;
        }
        let room = self.room(middle);
        if room < -CORNER_NM {
            return;
        }
        let near = near.within(middle, CORNER_NM, self.cytosol);
        let within = CORNER_NM + room_of_a_bead(self.cytosol);
        let is_deep = room > within;
        let salt = salt_of(number);
        let mean = self.cytosol.per_nm3 as f32 * BOX_NM * BOX_NM * BOX_NM;
        let count = (mean + uniform(salt, 0)) as u32;
        for protein in 0..count {
            let protein = Protein::of(mixed(salt, 1 + protein));
            let going =
                (self.kept * (1.0 + GOING_SHARE) - protein.rank) / (GOING_SHARE * self.kept);
            let going = if self.kept < 1.0 { going } else { 1.0 };
            if going <= 0.0 || *left == 0 {
                continue;
            }
            let at = corner + protein.place(self.strayed_nm2, self.calm);
            let radius = protein.size * self.cytosol.radius_nm as f32;
            let cut = -self.cutaway.beyond(at) - radius;
            let wall = if is_deep { within } else { self.room(at) };
            let gap = near
                .things
                .iter()
                .map(|thing| thing.gap(at))
                .fold(wall.min(cut + radius), f32::min)
                - radius;
            let share = self.slab.share(at) * smooth(gap.min(cut) / ROOM_NM) * smooth(going);
            let free = near
                .sights
                .iter()
                .map(|sight| sight.left(sight.gap(at, CORNER_NM) - radius));
            let share = share * free.fold(1.0, f32::min);
            if share > LEAST_SHARE {
                let (depth, _) = self.slab.depth_and_way(at);
                let radius = radius * share * self.presence;
                add(at, radius, 1.0 - DEEP_SHADE * depth / DEEP_NM);
                *left -= 1;
            }
        }
    }

    /// How far inside the cell's membrane a place is.
    fn room(&self, at: Vec3) -> f32 {
        -self.shape.distance(at.as_dvec3()) as f32 - HALF_BILAYER_NM
    }
}

/// One protein of a box, by its own chance.
struct Protein {
    salt: u32,
    /// Where it is among all that may be left out, 0 to 1.
    rank: f32,
    /// Its radius against the mean.
    size: f32,
}

impl Protein {
    fn of(salt: u32) -> Self {
        Self {
            salt,
            rank: uniform(salt, 11),
            size: 1.0 + SPREAD * (2.0 * uniform(salt, 12) - 1.0),
        }
    }

    /// Its place in its box when proteins have strayed so far.
    fn place(&self, strayed_nm2: f64, calm: Calm) -> Vec3 {
        let home = (signed(mixed(self.salt, 13)) * 0.5 + 0.5) * BOX_NM;
        let free = home + self.strayed(strayed_nm2) * calm.left();
        Vec3::from(free.to_array().map(folded))
    }

    /// A Brownian bridge, refined by halving; its turns are spread evenly, with the
    /// variance that they have.
    fn strayed(&self, strayed_nm2: f64) -> Vec3 {
        let own = f64::from(uniform(self.salt, 14));
        let bridges = strayed_nm2 / BRIDGE_NM2 + own;
        let bridge = mixed(self.salt, 100 + bridges as u32);
        let part = bridges.fract() as f32;
        let (mut left, mut right) = (Vec3::ZERO, Vec3::ZERO);
        let (mut from, mut length) = (0.0_f32, 1.0_f32);
        let mut node = 1;
        for _ in 0..HALVINGS {
            let variance = 0.25 * length * BRIDGE_NM2 as f32;
            let turn = signed(mixed(bridge, node)) * (3.0 * variance).sqrt();
            let middle = (left + right) * 0.5 + turn;
            length *= 0.5;
            node *= 2;
            if part < from + length {
                right = middle;
            } else {
                left = middle;
                from += length;
                node += 1;
            }
        }
        left.lerp(right, ((part - from) / length).clamp(0.0, 1.0))
    }
}

/// Reflects a free way into a box.
fn folded(free: f32) -> f32 {
    let place = free.rem_euclid(2.0 * BOX_NM);
    if place <= BOX_NM {
        place
    } else {
        2.0 * BOX_NM - place
    }
}

/// The chance of a box, by its number.
fn salt_of(number: IVec3) -> u32 {
    let IVec3 { x, y, z } = number;
    mixed(mixed(x as u32, y as u32), z as u32)
}

/// Three numbers from -1 to 1, of ten bits each.
fn signed(word: u32) -> Vec3 {
    let level = |shift: u32| ((word >> shift) & 1023) as f32 / 511.5 - 1.0;
    Vec3::new(level(0), level(10), level(20))
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::*;
    use crate::{
        scene::load,
        sim::{Session, SimulationPlugin, advance_to, chance::Chance},
        view::{
            Selected, ViewSystems,
            camera::{self, OpeningView},
            cutaway,
        },
    };

    const FLOOR: Shape = Shape::HalfSpace {
        point: [0.0; 3],
        normal: [0.0, -1.0, 0.0],
    };

    fn slab(middle: Vec3, radius: f32) -> Slab {
        Slab {
            middle,
            normal: Vec3::Z,
            radius,
        }
    }

    struct Bench {
        parameters: Parameters,
        cutaway: Cutaway,
    }

    impl Bench {
        fn new() -> Self {
            Self {
                parameters: Parameters::default(),
                cutaway: Cutaway::default(),
            }
        }

        fn throng(&self, slab: Slab, things: Vec<Thing>) -> Throng<'_> {
            Throng {
                cytosol: &self.parameters.cytosol,
                slab,
                kept: slab.kept(&self.parameters.cytosol),
                strayed_nm2: 777.0,
                calm: Calm::default(),
                presence: 1.0,
                shape: &FLOOR,
                cutaway: &self.cutaway,
                things,
                sights: Vec::new(),
            }
        }
    }

    fn beads(throng: &Throng) -> Vec<(Vec3, f32)> {
        let mut beads = Vec::new();
        throng.draw(|at, radius, _| beads.push((at, radius)));
        beads
    }

    /// Proteins in a cubic nanometre of the slab's inner part.
    fn density(beads: &[(Vec3, f32)], slab: &Slab) -> f64 {
        let (front, back) = (FRONT_NM, DEEP_NM - BACK_NM);
        let radius = slab.radius - RIM_NM;
        let inside = beads.iter().filter(|(at, _)| {
            let (depth, way) = slab.depth_and_way(*at);
            (front..back).contains(&depth) && way < radius
        });
        let volume_nm3 = std::f32::consts::PI * radius * radius * (back - front);
        inside.count() as f64 / f64::from(volume_nm3)
    }

    #[test]
    fn proteins_are_as_dense_as_published_from_near_and_one_in_so_many_from_far() {
        let bench = Bench::new();
        for (radius, one_in) in [(150.0, 1.0), (280.0, 2.61), (600.0, 11.98)] {
            let slab = slab(Vec3::new(40.0, 5000.0, -300.0), radius);
            let throng = bench.throng(slab, Vec::new());
            assert!(
                (1.0 / throng.kept / one_in - 1.0).abs() < 0.01,
                "{}",
                throng.kept
            );
            let beads = beads(&throng);
            let found = density(&beads, &slab);
            // Three million a cubic micrometre; some of those about to go are drawn.
            let expected = 3e-3 / f64::from(one_in);
            assert!((found / expected - 1.0).abs() < 0.15, "{found} {expected}");
            assert!(beads.len() <= MOST_BEADS);
            let mean = beads.iter().map(|(_, radius)| radius).sum::<f32>() / beads.len() as f32;
            assert!((1.5..2.3).contains(&mean), "{mean} nm");
        }
    }

    /// A terminal looked at from near, with the crowd asked for or not.
    fn terminal(is_asked: bool) -> App {
        let session = Session {
            scene: load("synaptic_bouton").expect("a built-in scene"),
            seed: 1,
            changes: Vec::new(),
        };
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, SimulationPlugin { session }));
        advance_to(app.world_mut(), SimTime::from_millis(500.0));
        let mut settings = ViewSettings::default();
        settings.show.crowding = is_asked;
        app.insert_resource(settings)
            .insert_resource(Pace::Still)
            .insert_resource(OpeningView(Some("docked".to_owned())))
            .init_resource::<Following>()
            .init_resource::<Selected>()
            .init_resource::<Figures>()
            .init_resource::<Tubules>()
            .init_resource::<Crowd>()
            .add_plugins((camera::plugin, cutaway::plugin, plugin))
            .add_systems(PostUpdate, draw_cytosol.in_set(ViewSystems::Draw));
        let world = app.world_mut();
        let mut vesicles = world.query::<(&Vesicle, &Stage, &Motion)>();
        let (tracks, chance) = (
            world.resource::<Cytoskeleton>().clone(),
            *world.resource::<Chance>(),
        );
        let now = world.resource::<SimClock>().now;
        let figures = vesicles
            .iter(world)
            .map(|(vesicle, stage, motion)| Figure {
                id: vesicle.id,
                kind: vesicle.kind,
                stage: *stage,
                is_membrane: false,
                turned: Quat::IDENTITY,
                centre: motion
                    .position_at(vesicle.id, now, &tracks, &chance)
                    .as_vec3(),
                radius: vesicle.radius_nm as f32,
                presence: 1.0,
                nm_per_pixel: 0.3,
                filled: 1.0,
            })
            .collect();
        world.insert_resource(Figures(figures));
        app.update();
        app
    }

    fn beads_of(world: &World) -> Vec<(Vec3, f32)> {
        let crowd = world.resource::<Crowd>();
        crowd.of_tone(Tone::CytosolProtein).collect()
    }

    #[test]
    fn a_terminal_is_crowded_when_asked_for_and_only_then() {
        let app = terminal(false);
        assert_eq!(*app.world().resource::<Crowding>(), Crowding::Off);
        assert_eq!(beads_of(app.world()).len(), 0);

        let app = terminal(true);
        let world = app.world();
        assert_eq!(*world.resource::<Crowding>(), Crowding::OneIn(1));
        let beads = beads_of(world);
        assert!(
            (3000..=MOST_BEADS).contains(&beads.len()),
            "{}",
            beads.len()
        );
        let (membrane, tracks) = (
            world.resource::<PlasmaMembrane>(),
            world.resource::<Cytoskeleton>(),
        );
        let cutaway = world.resource::<Cutaway>();
        // Places come back from the engine's units.
        let slack = 0.01;
        for (at, radius) in beads {
            let room = -membrane.shape.distance(at.as_dvec3()) as f32;
            assert!(room > HALF_BILAYER_NM + radius - slack, "{at}");
            assert!(cutaway.beyond(at) < slack - radius, "{at}");
            for figure in &world.resource::<Figures>().0 {
                let gap = figure.centre.distance(at) - figure.radius - radius;
                assert!(gap > -slack, "{at} in {figure:?}");
            }
            for track in &tracks.microtubules {
                let (_, away) = track.curve.nearest(at.as_dvec3());
                assert!(away as f32 > CREST_NM + radius - 0.2, "{at}");
            }
        }
    }

    #[test]
    fn proteins_leave_two_hundred_milligrams_a_millilitre_or_so() {
        let cytosol = &Bench::new().parameters.cytosol;
        // A protein of that radius by its volume of 0.73 cm³ a gram.
        let radius_cm = cytosol.radius_nm * 1e-7;
        let cm3 = 4.0 / 3.0 * std::f64::consts::PI * radius_cm * radius_cm * radius_cm;
        let mg_per_ml = cytosol.per_nm3 * 1e21 * cm3 / 0.73 * 1e3;
        assert!((180.0..320.0).contains(&mg_per_ml), "{mg_per_ml}");
    }

    #[test]
    fn none_is_in_a_vesicle_a_membrane_a_track_or_beyond_the_cut() {
        let mut bench = Bench::new();
        let slab = slab(Vec3::new(0.0, 30.0, 0.0), 150.0);
        let start = Neck::with_waist(18.75, 3.0, 5.0);
        let necks = [0.0, 0.4, 0.8].map(|progress| Neck::collapsing(start, progress));
        let upright = |x: f32| Axes::about(Vec3::new(x, 0.0, -20.0), Vec3::Y, Vec3::Z);
        let places = [-80.0, 0.0, 80.0].map(upright);
        let mut things = vec![
            Thing::ball(Vec3::new(10.0, 80.0, -25.0), 21.0),
            Thing::Round {
                from: Vec3::new(-90.0, 60.0, -30.0),
                to: Vec3::new(-60.0, 110.0, -30.0),
                radius: CREST_NM,
            },
        ];
        for (axes, neck) in places.into_iter().zip(necks) {
            things.push(Thing::Neck { axes, neck });
        }
        for offset_nm in [None, Some(-12.0)] {
            bench.cutaway = Cutaway::through(Vec3::Z, offset_nm);
            let throng = bench.throng(slab, things.clone());
            let beads = beads(&throng);
            assert!(beads.len() > 2000, "{}", beads.len());
            for (at, radius) in beads {
                assert!(at.y > HALF_BILAYER_NM + radius, "in the membrane: {at}");
                for thing in &things {
                    assert!(thing.gap(at) >= radius, "{at} in {thing:?}");
                }
                assert!(bench.cutaway.beyond(at) < -radius);
                assert!(at.z < 0.0, "before what is looked at");
                // No lumen is cytosol.
                for (axes, neck) in places.iter().zip(&necks) {
                    let tip = axes.origin + Vec3::Y * neck.centre_nm() as f32;
                    let is_ball = neck.sweep > std::f64::consts::FRAC_PI_2;
                    assert!(!is_ball || at.distance(tip) > 18.75 + HALF_BILAYER_NM);
                }
            }
        }
    }

    #[test]
    fn proteins_jitter_within_their_boxes_and_less_when_calmed() {
        let mean_square = |calm: Calm, nm2: f64| {
            let count = 3000;
            let sum: f32 = (0..count)
                .map(|salt| Protein::of(mixed(salt, 3)))
                .map(|protein| {
                    let from = protein.place(500.0, calm);
                    let to = protein.place(500.0 + nm2, calm);
                    assert!(from.min_element() >= 0.0 && from.max_element() <= BOX_NM);
                    from.distance_squared(to)
                })
                .sum();
            sum / count as f32
        };
        // Three axes of variance 16, less what walls throw back and what the finest
        // stretches leave out.
        let lively = mean_square(Calm::default(), 16.0);
        assert!((36.0..47.0).contains(&lively), "{lively}");
        let calmer = mean_square(Calm::new(0.5), 16.0);
        assert!((calmer / lively - 0.25).abs() < 0.04, "{calmer}");
        assert_eq!(mean_square(Calm::new(1.0), 16.0), 0.0);
    }

    #[test]
    fn the_camera_moves_and_proteins_stay() {
        let bench = Bench::new();
        let middle = Vec3::new(0.0, 2000.0, 0.0);
        let here = beads(&bench.throng(slab(middle, 120.0), Vec::new()));
        let there = beads(&bench.throng(slab(middle + Vec3::X * 20.0, 120.0), Vec::new()));
        let stayed = here.iter().filter(|(at, radius)| {
            let at_rim = (*at - middle).truncate().length() > 60.0;
            at_rim
                || there
                    .iter()
                    .any(|(other, size)| other == at && size == radius)
        });
        assert_eq!(stayed.count(), here.len());
    }

    #[test]
    fn nothing_stands_between_the_eye_and_what_is_seen_through_the_crowd() {
        let eye = Vec3::Z * 400.0;
        let tube = Sight {
            eye,
            ends: [Vec3::new(-50.0, 0.0, -80.0), Vec3::new(50.0, 0.0, -80.0)],
            radius: 12.5,
            free: 1.0,
        };
        for x in [-45.0, 0.0, 45.0] {
            let half_way = eye.midpoint(Vec3::new(x, 0.0, -80.0));
            assert!((tube.gap(half_way, CORNER_NM) + 6.25).abs() < 0.3, "{x}");
            assert_eq!(tube.left(tube.gap(half_way, CORNER_NM)), 0.0);
            let beside = half_way + Vec3::Y * 20.0;
            assert!((tube.gap(beside, CORNER_NM) - 13.75).abs() < 0.5, "{x}");
            assert_eq!(tube.left(tube.gap(beside, CORNER_NM)), 1.0);
            let behind = Vec3::new(x, 0.0, -140.0);
            assert_eq!(tube.gap(behind, CORNER_NM), f32::INFINITY);
        }
        let half_free = Sight { free: 0.5, ..tube };
        assert_eq!(half_free.left(-3.0), 0.5);
    }

    #[test]
    fn room_is_made_and_given_up_in_time() {
        let id = VesicleId(3);
        let wanted = [(id, [Vec3::ZERO, Vec3::Y], 19.0)];
        let mut rooms = Rooms::default();
        let mut before = 0.0;
        for step in 0..200 {
            let now = if step < 100 { &wanted[..] } else { &[] };
            rooms.make(now, 0.07);
            let made = rooms.0.get(&id).map_or(0.0, |room| room.made);
            assert!((made - before).abs() < 0.08, "{before} {made}");
            assert!(step != 99 || made > 0.95);
            before = made;
        }
        assert!(rooms.0.is_empty());
    }

    #[test]
    fn a_fast_lens_does_not_make_it_flicker() {
        let mut coming = Coming::default();
        coming.pass(SimTime::from_secs(1.0), 0.02, 1e7);
        assert!((coming.strayed_nm2 - 0.02 * MOST_NM2_PER_S).abs() < 1e-9);
        let before = coming.strayed_nm2;
        coming.pass(SimTime::from_secs(1.0) + SimTime::from_nanos(10), 0.02, 1e7);
        assert!((coming.strayed_nm2 - before - 0.2).abs() < 1e-9);
    }

    #[test]
    fn a_stack_keeps_the_crowd_out() {
        let stack = Stack {
            centre: DVec3::ZERO,
            axis: DVec3::Y,
            radius_nm: 300.0,
            cisternae: 5,
            spacing_nm: 55.0,
            thickness_nm: 25.0,
        };
        for at in stack.surface().positions {
            assert!(stack.room_outside(at) <= 0.0, "{at}");
        }
        assert!(stack.room_outside(DVec3::Y * 400.0) > 150.0);
        assert!(stack.room_outside(DVec3::X * 500.0) > 100.0);
    }
}
