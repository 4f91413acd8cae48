//! The camera: it orbits, pans, zooms to the pointer, flies, and follows.
//!
//! Its pose is a focus, a distance and two angles, so that the horizon stays
//! level whatever it does.

use bevy::{
    camera::RenderTarget,
    core_pipeline::tonemapping::Tonemapping,
    ecs::system::SystemParam,
    math::{DVec3, ops},
    prelude::*,
    render::renderer::RenderAdapterInfo,
};
use bevy_egui::PrimaryEguiContext;

use super::{
    Following, NM_PER_UNIT, Pace, ViewSettings, ViewSystems,
    cutaway::Cutaway,
    framing::{Framing, FreeArea, ShiftedLens, SubjectArea},
    laid::LayOut,
    sculpt::spread_directions,
};
use crate::{
    scene::{Plane, Scene, ViewPoint},
    sim::{
        chance::Chance,
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        membrane::PlasmaMembrane,
        vesicle::{Motion, Pit, Vesicle, VesicleId},
    },
    units::SimTime,
};

/// Height of a picture in pixels, before the camera knows its own.
const USUAL_HEIGHT: f32 = 720.0;
/// Nearest and farthest distance from the focus, in nanometres.
const NEAREST_NM: f32 = 25.0;
const FARTHEST_NM: f32 = 20_000.0;
/// How near the eye may come to the middle of a membrane.
const CLEARANCE_NM: f64 = 6.0;
/// How far from a wall the line of sight to a carried vesicle must pass.
const WALL_CLEARANCE_NM: f64 = 24.0;
/// Just short of straight up and down, where a level horizon has no meaning.
const STEEPEST: f32 = 1.54;
/// From inside the cell a vesicle is looked at from the open side only: least
/// cosine to that side.
pub(super) const LEAST_OPEN: f32 = 0.4;
/// A membrane is looked along from so much inside of it (radians), and from
/// the first of these sides that is open (turns about its normal).
const ABOVE_THE_MEMBRANE: f32 = 0.16;
pub(super) const ALONG_TURNS: [f32; 7] = [0.0, 0.4, -0.4, 0.8, -0.8, 1.2, -1.2];
/// How much a carried vesicle stands before its motor when it is followed
/// (about the cosine of the angle).
const OBLIQUE: f32 = 0.22;
/// From how far a vesicle is looked at that is followed from the beginning,
/// unless a named view says.
const FOLLOWED_FROM_NM: f32 = 330.0;
/// From farther if so many of its radii would not fit in the picture between its
/// middle and the edge: a granule is seen whole, with its pore.
const FOLLOWED_RADII: f32 = 1.8;
/// Share of the way flown in a second, and followed by a dragging hand.
const FLIGHT_RATE: f32 = 2.6;
const HAND_RATE: f32 = 16.0;

/// What is sure to be in the picture is so in one that is so much wider than high.
const NARROW: f32 = 4.0 / 3.0;

/// Where the camera's picture goes; a window unless something else is set
/// before the first frame.
#[derive(Resource, Clone, Debug, Default)]
pub struct Canvas(pub RenderTarget);

/// The named view that the picture opens with; the scene's first one if
/// there is none of that name.
#[derive(Resource, Clone, Debug, Default)]
pub struct OpeningView(pub Option<String>);

/// Where the camera stands and looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// The point in the middle of the picture, in nanometres.
    pub focus: Vec3,
    /// From the focus to the eye, in nanometres.
    pub distance: f32,
    /// Angle about the vertical, zero looking along -z; radians.
    pub yaw: f32,
    /// Angle above the horizontal; radians.
    pub pitch: f32,
    /// Vertical field of view; radians.
    pub field_of_view: f32,
}

impl Pose {
    /// The pose of a scene's named view.
    pub fn of(view: &ViewPoint) -> Self {
        let back = (view.eye - view.look_at).as_vec3();
        let distance = back.length().max(1.0);
        Self {
            focus: view.look_at.as_vec3(),
            distance,
            yaw: ops::atan2(back.x, back.z),
            pitch: ops::asin((back.y / distance).clamp(-1.0, 1.0)).clamp(-STEEPEST, STEEPEST),
            field_of_view: (view.field_of_view as f32).to_radians(),
        }
    }

    /// From the focus towards the eye.
    pub fn backward(&self) -> Vec3 {
        let (sine, cosine) = ops::sin_cos(self.pitch);
        let (across, along) = ops::sin_cos(self.yaw);
        Vec3::new(across * cosine, sine, along * cosine)
    }

    /// The eye, in nanometres.
    pub fn eye(&self) -> Vec3 {
        self.focus + self.backward() * self.distance
    }

    /// Half of the height of the picture where a point is, in nanometres.
    pub fn half_height_at(&self, at: Vec3) -> f32 {
        (self.eye() - at).dot(self.backward()) * ops::tan(self.field_of_view / 2.0)
    }

    fn towards(&self, goal: &Self, share: f32) -> Self {
        let turn = (goal.yaw - self.yaw + std::f32::consts::PI).rem_euclid(std::f32::consts::TAU)
            - std::f32::consts::PI;
        // Distances are compared as the eye does, by their ratio.
        let nearer = ops::powf(goal.distance / self.distance, share);
        Self {
            focus: self.focus.lerp(goal.focus, share),
            distance: self.distance * nearer,
            yaw: self.yaw + turn * share,
            pitch: self.pitch + (goal.pitch - self.pitch) * share,
            field_of_view: self.field_of_view + (goal.field_of_view - self.field_of_view) * share,
        }
    }
}

impl Default for Pose {
    fn default() -> Self {
        Self {
            focus: Vec3::ZERO,
            distance: 2500.0,
            yaw: 0.0,
            pitch: 0.2,
            field_of_view: 35.0_f32.to_radians(),
        }
    }
}

/// The camera's pose and where it is on the way to.
#[derive(Resource, Clone, Copy, Debug)]
pub struct CameraRig {
    pub pose: Pose,
    /// As it would be in a window without panels.
    pub goal: Pose,
    framing: Option<Framing>,
    rate: f32,
    /// How often a hand has turned or moved it.
    hands: u32,
    /// How often it has set out for somewhere else.
    flights: u32,
    /// A vesicle before which it stands well already.
    stands_before: Option<VesicleId>,
}

impl Default for CameraRig {
    fn default() -> Self {
        Self {
            pose: Pose::default(),
            goal: Pose::default(),
            framing: None,
            rate: FLIGHT_RATE,
            hands: 0,
            flights: 0,
            stands_before: None,
        }
    }
}

impl CameraRig {
    /// Flies to a named view of the scene.
    pub fn fly_to(&mut self, view: &ViewPoint) {
        self.goal = Pose::of(view);
        self.set_out();
    }

    fn set_out(&mut self) {
        self.rate = FLIGHT_RATE;
        self.flights += 1;
    }

    /// How often it has set out for somewhere else.
    pub fn flights(&self) -> u32 {
        self.flights
    }

    /// Flies to a point of the cell, to `distance_nm` from it, without
    /// turning.
    pub fn fly_to_point(&mut self, point: DVec3, distance_nm: f32) {
        self.goal.focus = point.as_vec3();
        self.goal.distance = distance_nm.clamp(NEAREST_NM, FARTHEST_NM);
        self.set_out();
    }

    /// Turns so that a motor is seen between its track and its load: the way
    /// from the eye is free of tracks and crosses `radial` almost squarely.
    fn look_past(
        &mut self,
        radial: Vec3,
        tracks: &Cytoskeleton,
        membrane: &PlasmaMembrane,
        cut: Option<Plane>,
    ) {
        let before = self.goal.backward();
        let (focus, distance) = (self.goal.focus, self.distance());
        let worth = |back: &Vec3| {
            let eye = focus + *back * distance;
            let nearest = tracks_near_sight(tracks, focus, eye);
            let free = (nearest / 40.0).min(1.0);
            let opened = cut.map_or(0.0, |plane| back.dot(plane.normal.as_vec3()));
            let walled = if is_walled_off(membrane, cut, focus, eye) {
                10.0
            } else {
                0.0
            };
            let squarely = (back.dot(radial) - OBLIQUE).abs();
            2.0 * free + 0.8 * opened + 0.5 * back.dot(before)
                - walled
                - 1.6 * squarely
                - 0.6 * back.y.abs()
        };
        let turns = spread_directions(160, 0.0);
        if let Some(back) = turns.max_by(|a, b| worth(a).total_cmp(&worth(b))) {
            self.turn_to(back);
        }
    }

    /// Comes to stand on this side of a vesicle that it is about to follow, at
    /// `distance_nm`, with the field of view of `home`.
    pub fn stand_before(
        &mut self,
        vesicle: VesicleId,
        at: DVec3,
        distance_nm: f32,
        back: Vec3,
        home: Option<&ViewPoint>,
    ) {
        self.fly_to_point(at, distance_nm);
        if let Some(home) = home {
            self.goal.field_of_view = Pose::of(home).field_of_view;
        }
        self.turn_to(back);
        self.stands_before = Some(vesicle);
    }

    fn turn_to(&mut self, back: Vec3) {
        self.goal.yaw = ops::atan2(back.x, back.z);
        self.goal.pitch = ops::asin(back.y.clamp(-1.0, 1.0)).clamp(-STEEPEST, STEEPEST);
    }

    /// Stays where it has come to, wherever it was bound for.
    pub fn rest(&mut self) {
        let framed = self.pose.distance * self.framing().size;
        self.goal = Pose {
            distance: framed,
            ..self.pose
        };
    }

    /// Goes round its subject by so much, in radians, as nobody's hand.
    pub fn drift(&mut self, yaw: f32) {
        self.goal.yaw += yaw;
    }

    /// How often a hand has been on it.
    pub fn hands(&self) -> u32 {
        self.hands
    }

    /// Is there at once.
    pub fn arrive(&mut self) {
        self.pose = self.goal;
    }

    /// Stands exactly so, with the axis of the lens shifted so.
    fn stand_as(&mut self, pose: Pose, shift: Vec2) {
        self.pose = pose;
        self.goal = pose;
        self.framing = Some(Framing { shift, size: 1.0 });
    }

    /// Where the axis meets a picture beside this one that has its full height and
    /// `part` of its width: as far from its left edge as here from `left`, a share of
    /// the width up to which cards stand.
    pub fn shift_in_part(&self, part: f32, left: f32) -> Vec2 {
        let shift = self.framing().shift;
        let from_left = 1.0 + shift.x - 2.0 * left;
        Vec2::new(from_left / part.max(1e-3) - 1.0, shift.y)
    }

    /// Whether there has been a picture from where it stands.
    pub fn has_shown(&self) -> bool {
        self.framing.is_some()
    }

    /// Whether a point is in what panels leave of the picture. Its subject is in the
    /// middle of that.
    pub fn has_in_picture(&self, at: DVec3) -> bool {
        let back = self.pose.backward();
        let way = at.as_vec3() - self.pose.eye();
        let right = Vec3::Y.cross(back).normalize();
        let aside = Vec2::new(way.dot(right), way.dot(back.cross(right)));
        let half_height = self.pose.half_height_at(at.as_vec3());
        let half = half_height * Vec2::new(NARROW, 1.0) * (Vec2::ONE - self.framing().shift.abs());
        half_height > 0.0 && aside.abs().cmplt(half).all()
    }

    /// How the subject stands in the window.
    pub(super) fn framing(&self) -> Framing {
        self.framing.unwrap_or_default()
    }

    /// From the focus to where the eye is going: farther where panels leave
    /// little room.
    fn distance(&self) -> f32 {
        self.goal.distance / self.framing().size
    }

    /// Makes a share of the way to the goal, and to a framing.
    fn go_on(&mut self, framing: Framing, share: f32) {
        // The first framing is how the picture begins.
        let now = match self.framing {
            Some(now) => now.towards(framing, share),
            None => framing,
        };
        let zoomed = self.framing().size / now.size;
        self.framing = Some(now);
        // Size follows the room at once, so that it is eased only once.
        self.pose.distance *= zoomed;
        let goal = Pose {
            distance: self.distance(),
            ..self.goal
        };
        self.pose = self.pose.towards(&goal, share);
    }

    /// Turns by radians.
    pub fn orbit(&mut self, yaw: f32, pitch: f32) {
        self.goal.yaw += yaw;
        self.goal.pitch = (self.goal.pitch + pitch).clamp(-STEEPEST, STEEPEST);
        self.rate = HAND_RATE;
        self.hands += 1;
    }

    /// Moves the focus across the picture by parts of the picture's height.
    pub fn pan(&mut self, right: f32, up: f32) {
        let height = 2.0 * self.distance() * ops::tan(self.goal.field_of_view / 2.0);
        let back = self.goal.backward();
        let side = Vec3::Y.cross(back).normalize();
        self.goal.focus += (side * right + back.cross(side) * up) * height;
        self.rate = HAND_RATE;
        self.hands += 1;
    }

    /// Comes nearer by `factor` (below one) to the place that `pointer`
    /// shows: right and up of the subject, in parts of the picture's height.
    pub fn zoom(&mut self, factor: f32, pointer: Vec2) {
        let before = self.distance();
        self.goal.distance = (self.goal.distance * factor).clamp(NEAREST_NM, FARTHEST_NM);
        let kept = 1.0 - self.distance() / before;
        let height = 2.0 * before * ops::tan(self.goal.field_of_view / 2.0);
        let back = self.goal.backward();
        let side = Vec3::Y.cross(back).normalize();
        let shown = side * pointer.x + back.cross(side) * pointer.y;
        self.goal.focus += shown * height * kept;
        self.rate = HAND_RATE;
        self.hands += 1;
    }
}

/// Another picture's camera that this one stands and looks as: its pose, and
/// where its axis meets the picture, as in [`Framing`].
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct LockedTo(pub Option<(Pose, Vec2)>);

/// Marks the picture's one camera.
#[derive(Component)]
pub struct PictureCamera;

/// How large a pixel of the picture is.
#[derive(SystemParam)]
pub struct PixelSize<'w, 's> {
    rig: Res<'w, CameraRig>,
    cameras: Query<'w, 's, &'static Camera, With<PictureCamera>>,
}

impl PixelSize<'_, '_> {
    /// Nanometres a pixel for each nanometre from the eye.
    pub fn per_nm(&self) -> f32 {
        let height = self
            .cameras
            .iter()
            .find_map(|camera| camera.physical_viewport_size())
            .map_or(USUAL_HEIGHT, |size| size.y as f32);
        2.0 * ops::tan(self.rig.pose.field_of_view / 2.0) / height.max(1.0)
    }

    /// Whether a ball may be in the picture, all in nanometres.
    pub fn sees(&self, middle: Vec3, radius: f32) -> bool {
        let sizes = self.cameras.iter();
        let Some(size) = sizes.filter_map(Camera::physical_viewport_size).next() else {
            return true;
        };
        let ratio = size.x as f32 / size.y.max(1) as f32;
        is_in_cone(
            &self.rig.pose,
            self.rig.framing().shift,
            ratio,
            middle,
            radius,
        )
    }

    /// Nanometres a pixel at what is looked at.
    pub fn at_focus_nm(&self) -> f32 {
        self.per_nm() * self.rig.pose.distance
    }
}

/// Whether a ball meets the cone about the line of sight that holds a picture of this
/// ratio of width to height, with the axis of its lens shifted so.
fn is_in_cone(pose: &Pose, shift: Vec2, ratio: f32, middle: Vec3, radius: f32) -> bool {
    let way = middle - pose.eye();
    let ahead = -way.dot(pose.backward());
    let aside = (way + pose.backward() * ahead).length();
    let farthest = (Vec2::ONE + shift.abs()) * Vec2::new(ratio, 1.0);
    let slope = ops::tan(pose.field_of_view / 2.0) * farthest.length();
    if ahead + slope * aside <= 0.0 {
        // The eye is the nearest point of the cone.
        return way.length() <= radius;
    }
    aside <= slope * ahead + radius * (1.0 + slope * slope).sqrt()
}

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<CameraRig>()
        .init_resource::<Canvas>()
        .init_resource::<OpeningView>()
        .init_resource::<FreeArea>()
        .init_resource::<SubjectArea>()
        .init_resource::<LockedTo>()
        .init_resource::<Cutaway>()
        .add_systems(Startup, set_up_camera)
        .when_a_scene_comes(take_the_opening_view)
        .add_systems(
            PostUpdate,
            (follow_vesicle, move_camera)
                .chain()
                .in_set(ViewSystems::Camera),
        );
}

fn set_up_camera(
    mut commands: Commands,
    canvas: Res<Canvas>,
    pace: Res<Pace>,
    device: Option<Res<RenderAdapterInfo>>,
) {
    // A processor that must draw a moving picture leaves the edges rough.
    let is_slow = device.is_some_and(|device| is_processor(&device));
    let smoothing = if is_slow && *pace == Pace::Flowing {
        Msaa::Off
    } else {
        Msaa::Sample4
    };
    commands.spawn((
        PictureCamera,
        Camera3d::default(),
        canvas.0.clone(),
        Projection::custom(ShiftedLens {
            perspective: PerspectiveProjection {
                near: 0.01,
                far: 1000.0,
                ..default()
            },
            shift: Vec2::ZERO,
        }),
        Tonemapping::None,
        smoothing,
        PrimaryEguiContext,
        Transform::default(),
    ));
}

fn take_the_opening_view(
    scene: Res<Scene>,
    opening: Res<OpeningView>,
    following: Res<Following>,
    vesicles: Query<&Vesicle>,
    mut rig: ResMut<CameraRig>,
    mut settings: ResMut<ViewSettings>,
) {
    let named = opening.0.as_deref();
    let wanted = scene
        .views
        .iter()
        .find(|view| Some(view.name.as_str()) == named);
    let Some(view) = wanted.or(scene.views.first()) else {
        return;
    };
    rig.fly_to(view);
    if let (Some(id), None) = (following.0, wanted) {
        let followed = vesicles.iter().find(|vesicle| vesicle.id == id);
        let radius = followed.map_or(0.0, |vesicle| vesicle.radius_nm as f32);
        rig.goal.distance = followed_from_nm(radius, rig.goal.field_of_view);
    }
    rig.arrive();
    settings.cut = view.cut;
}

/// From how far a vesicle of this radius is looked at that is followed.
fn followed_from_nm(radius: f32, field_of_view: f32) -> f32 {
    whole_from_nm(radius, field_of_view).max(FOLLOWED_FROM_NM)
}

/// From how far on it is seen whole.
fn whole_from_nm(radius: f32, field_of_view: f32) -> f32 {
    FOLLOWED_RADII * radius / ops::tan(field_of_view / 2.0)
}

/// Whether the drawing device is the processor itself.
#[cfg(not(target_arch = "wasm32"))]
fn is_processor(device: &RenderAdapterInfo) -> bool {
    device.device_type == wgpu::DeviceType::Cpu
}

/// A browser does not tell.
#[cfg(target_arch = "wasm32")]
fn is_processor(_device: &RenderAdapterInfo) -> bool {
    false
}

fn follow_vesicle(
    mut rig: ResMut<CameraRig>,
    following: Res<Following>,
    scene: Res<Scene>,
    settings: Res<ViewSettings>,
    membrane: Res<PlasmaMembrane>,
    vesicles: Query<(&Vesicle, &Motion, Option<&Pit>)>,
    clock: Res<SimClock>,
    place: Res<Cytoskeleton>,
    chance: Res<Chance>,
) {
    let Some(id) = following.0 else { return };
    let followed = vesicles.iter().find(|(vesicle, ..)| vesicle.id == id);
    let Some((vesicle, motion, pit)) = followed else {
        return;
    };
    // A pit is looked at where the vesicle will be when it is cut off.
    let at = pit.map_or_else(
        || {
            let calm = settings.calm;
            calm.place(motion, id, clock.now, &place, &chance)
        },
        |pit| pit.place.point + pit.place.inward * pit.neck_at(pit.scission).centre_nm(),
    );
    rig.goal.focus = at.as_vec3();
    if following.is_changed() {
        rig.set_out();
        let least = whole_from_nm(vesicle.radius_nm as f32, rig.goal.field_of_view);
        rig.goal.distance = rig.goal.distance.max(least);
    }
    if following.is_changed()
        && rig.stands_before.take() != Some(id)
        && let Some(radial) = away_from_track(motion, clock.now, &place)
    {
        let cut = scene.cut.filter(|_| settings.cut);
        rig.look_past(radial, &place, &membrane, cut);
    }
    rig.rate = rig.rate.max(FLIGHT_RATE * 2.0);
}

/// The least distance of a microtubule from the line of sight, away from what
/// is looked at; in nanometres.
fn tracks_near_sight(tracks: &Cytoskeleton, focus: Vec3, eye: Vec3) -> f32 {
    let far = focus.distance(eye);
    let steps = (far / 40.0).ceil().max(2.0) as usize;
    (0..=steps)
        .map(|step| focus.lerp(eye, step as f32 / steps as f32))
        .filter(|at| at.distance(focus) > 55.0)
        .flat_map(|at| {
            tracks
                .microtubules
                .iter()
                .map(move |track| track.curve.nearest(at.as_dvec3()).1 as f32)
        })
        .fold(f32::INFINITY, f32::min)
}

/// Whether a wall that the cut has left stands in the line of sight.
fn is_walled_off(membrane: &PlasmaMembrane, cut: Option<Plane>, focus: Vec3, eye: Vec3) -> bool {
    let Some(plane) = cut else { return false };
    let is_inside = plane.normal.dot(eye.as_dvec3() - plane.point) < 0.0;
    if is_inside
        && plane
            .normal
            .as_vec3()
            .dot((eye - focus).normalize_or_zero())
            < LEAST_OPEN
    {
        return true;
    }
    let steps = (focus.distance(eye) / 15.0).ceil().max(2.0) as usize;
    (0..=steps)
        .map(|step| focus.lerp(eye, step as f32 / steps as f32).as_dvec3())
        .take_while(|at| plane.normal.dot(*at - plane.point) < 0.0)
        .filter(|at| at.distance(focus.as_dvec3()) > 35.0)
        .any(|at| membrane.shape.distance(at) > -WALL_CLEARANCE_NM)
}

/// From what is looked at to the eye: level with the membrane whose inward
/// normal this is, a little inside, on the side nearest to `before`.
pub(super) fn level_with(before: Vec3, inward: Vec3) -> Vec3 {
    let level = before - inward * before.dot(inward);
    let level = level.normalize_or(inward.any_orthonormal_vector());
    (level + inward * ops::tan(ABOVE_THE_MEMBRANE)).normalize()
}

/// From the track to the vesicle that is carried along it.
pub(super) fn away_from_track(motion: &Motion, now: SimTime, place: &Cytoskeleton) -> Option<Vec3> {
    let Motion::Stepping {
        motor,
        track,
        azimuth,
        ..
    } = motion
    else {
        return None;
    };
    let frame = place
        .tracks_of(*motor)
        .get(*track)?
        .curve
        .at(motion.motor_at(now)?);
    Some((frame.around(*azimuth, 1.0) - frame.position).as_vec3())
}

fn move_camera(
    mut rig: ResMut<CameraRig>,
    (free, subject): (Res<FreeArea>, Res<SubjectArea>),
    locked: Res<LockedTo>,
    pace: Res<Pace>,
    time: Res<Time<Real>>,
    membrane: Res<PlasmaMembrane>,
    cutaway: Res<Cutaway>,
    mut cameras: Query<(&mut Transform, &mut Projection), With<PictureCamera>>,
) {
    if let Some((pose, shift)) = locked.0 {
        rig.stand_as(pose, shift);
    } else {
        let share = pace.ease(rig.rate, time.delta_secs().min(0.1));
        rig.go_on(Framing::within(subject.or(*free)), share);
    }
    let pose = rig.pose;
    let eye = clear_of_membranes(pose.eye().as_dvec3(), &membrane, &cutaway);
    for (mut transform, mut projection) in &mut cameras {
        let focus = pose.focus / NM_PER_UNIT as f32;
        let eye = (eye / NM_PER_UNIT).as_vec3();
        *transform = Transform::from_translation(eye).looking_at(focus, Vec3::Y);
        if let Projection::Custom(custom) = &mut *projection
            && let Some(lens) = custom.get_mut::<ShiftedLens>()
        {
            lens.perspective.fov = pose.field_of_view;
            lens.shift = rig.framing().shift;
        }
    }
}

/// `eye`, moved out of a bilayer that it has come too near to. What is cut away is
/// in nobody's way.
fn clear_of_membranes(eye: DVec3, membrane: &PlasmaMembrane, cutaway: &Cutaway) -> DVec3 {
    let mut eye = eye;
    let kept = (0.5 - 0.5 * f64::from(cutaway.beyond_point(eye)) / CLEARANCE_NM).clamp(0.0, 1.0);
    let neighbour = membrane.postsynaptic.iter().map(|(shape, _)| shape);
    for shape in neighbour.chain([&membrane.shape]) {
        let distance = shape.distance(eye);
        if distance.abs() < CLEARANCE_NM {
            let side = if distance < 0.0 { -1.0 } else { 1.0 };
            eye += shape.normal(eye) * (side * CLEARANCE_NM - distance) * kept;
        }
    }
    eye
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_that_rests_on_its_way_stays_where_it_has_come_to() {
        let framing = Framing {
            shift: Vec2::new(0.2, 0.1),
            size: 0.7,
        };
        let mut rig = CameraRig::default();
        rig.go_on(framing, 1.0);
        rig.fly_to_point(DVec3::new(300.0, -80.0, 40.0), 250.0);
        rig.go_on(framing, 0.3);
        rig.rest();
        let stood = rig.pose;
        rig.go_on(framing, 0.5);
        assert!(rig.pose.focus.distance(stood.focus) < 1e-3);
        assert!((rig.pose.distance / stood.distance - 1.0).abs() < 1e-5);
        assert!(rig.goal.focus.distance(stood.focus) < 1e-3);
    }

    #[test]
    fn what_may_be_in_the_picture_is_told_from_what_is_beside_or_behind_it() {
        let pose = Pose {
            distance: 500.0,
            pitch: 0.0,
            ..Pose::default()
        };
        let sees = |x, y, z, radius| {
            let middle = Vec3::new(x, y, z);
            is_in_cone(&pose, Vec2::ZERO, 16.0 / 9.0, middle, radius)
        };
        // All corners of the picture, at any distance.
        for back in [0.0, -400.0, -9000.0] {
            let height = ops::tan(pose.field_of_view / 2.0) * (500.0 - back) * 0.999;
            for (right, up) in [(1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (0.0, 0.0)] {
                let width = height * 16.0 / 9.0;
                assert!(sees(right * width, up * height, back, 0.0));
            }
        }
        assert!(!sees(0.0, 0.0, 600.0, 90.0) && sees(0.0, 0.0, 600.0, 110.0));
        assert!(!sees(900.0, 0.0, 0.0, 100.0) && sees(900.0, 0.0, 0.0, 700.0));
    }

    fn view(eye: DVec3, look_at: DVec3) -> ViewPoint {
        ViewPoint {
            name: "here".into(),
            title: "Here".into(),
            eye,
            look_at,
            field_of_view: 35.0,
            of_vesicle: false,
            cut: true,
        }
    }

    #[test]
    fn a_named_view_is_seen_from_its_own_eye() {
        let eye = DVec3::new(300.0, 800.0, 2000.0);
        let pose = Pose::of(&view(eye, DVec3::new(10.0, 300.0, -40.0)));
        assert!(pose.eye().distance(eye.as_vec3()) < 0.01);
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer_there() {
        let mut rig = CameraRig::default();
        let pointer = Vec2::new(0.3, 0.2);
        let shown = |pose: &Pose| {
            let height = 2.0 * pose.distance * ops::tan(pose.field_of_view / 2.0);
            let back = pose.backward();
            let side = Vec3::Y.cross(back).normalize();
            pose.focus + (side * pointer.x + back.cross(side) * pointer.y) * height
        };
        let before = shown(&rig.goal);
        rig.zoom(0.5, pointer);
        assert!(shown(&rig.goal).distance(before) < 0.1);
    }

    #[test]
    fn a_panel_that_opens_moves_the_picture_little_by_little_to_its_place() {
        let mut rig = CameraRig::default();
        rig.arrive();
        rig.go_on(Framing::default(), 1.0);
        let crowded = Framing {
            shift: Vec2::new(-0.2, 0.4),
            size: 0.6,
        };
        let mut before = rig;
        for _ in 0..400 {
            rig.go_on(crowded, 0.05);
            let moved = rig.framing().shift.distance(before.framing().shift);
            assert!(moved < 0.05 && rig.pose.distance < 1.06 * before.pose.distance);
            before = rig;
        }
        assert!(rig.framing().shift.distance(crowded.shift) < 1e-3);
        assert!((rig.pose.distance / rig.goal.distance - 1.0 / 0.6).abs() < 1e-2);
    }

    #[test]
    fn a_picture_beside_this_one_has_its_subject_as_far_from_what_is_at_its_left() {
        let mut rig = CameraRig::default();
        rig.stand_as(Pose::default(), Vec2::new(-0.1, 0.2));
        let place = |shift: Vec2| (1.0 + shift.x) / 2.0;
        for (part, left) in [(0.5, 0.0), (0.35, 0.3)] {
            let beside = rig.shift_in_part(part, left);
            assert!((part * place(beside) - (place(rig.framing().shift) - left)).abs() < 1e-5);
            assert_eq!(beside.y, 0.2);
        }
    }

    #[test]
    fn a_flight_ends_where_it_should_the_short_way_round() {
        let mut rig = CameraRig::default();
        rig.pose.yaw = 3.0;
        rig.goal.yaw = -3.0;
        let halfway = rig.pose.towards(&rig.goal, 0.5);
        assert!(halfway.yaw > 3.0, "{}", halfway.yaw);
        let there = rig.pose.towards(&rig.goal, 1.0);
        assert!((there.distance - rig.goal.distance).abs() < 0.01);
    }

    #[test]
    fn looking_along_the_membrane_is_from_the_side_and_a_little_inside() {
        let inward = Vec3::Y;
        let back = level_with(Vec3::new(0.1, 0.7, 0.7), inward);
        assert!((back.dot(inward) - ops::sin(ABOVE_THE_MEMBRANE)).abs() < 1e-4);
        assert!(back.z > 0.9);
        // Straight from above no side is the nearest, but there is one.
        assert!(level_with(inward, inward).is_normalized());
    }
}
