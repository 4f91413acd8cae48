//! Clicking: the nearest vesicle under the pointer that can be seen, or else the
//! thing that stands there, which can be asked what it is. A name stands for what it
//! points to. Over all that answers a click the pointer is a hand.

use bevy::{ecs::system::SystemParam, math::ops, prelude::*, window::PrimaryWindow};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    NM_PER_UNIT, Selected, ViewSettings,
    active_zone::{Channels, Receptors},
    camera::{CameraRig, Hand, HandSystems, PictureCamera},
    capillary::VesselPlaces,
    coat::CoatPlaces,
    cutaway::Cutaway,
    fibre::FibrePlaces,
    labels::{Named, StandingName, StandingNames},
    lettering::LetteringSystems,
    machinery::Crew,
    proteins::Worn,
    tubule::Tubules,
    twin::Twin,
    vesicle::{Figure, Figures},
    waste::BallPlaces,
};
use crate::{
    geometry::shape::Shape,
    sim::{cytoskeleton::Cytoskeleton, membrane::PlasmaMembrane, vesicle::VesicleId},
};

/// Small vesicles are caught by a pointer this near to their edge (pixels).
const MERCY_PIXELS: f32 = 4.0;

/// A thing is caught by a ray that passes it at this distance, in nanometres, or
/// at as many pixels as a vesicle.
const THING_NM: f32 = 7.0;
/// The same of an exosome or a piece of waste.
const BALL_NM: f32 = 30.0;
/// Small things stand before what they stand on by this.
const STANDS_OUT_NM: f32 = 12.0;
/// Between points at which a track is tried, in nanometres.
const TRACK_STEP_NM: f64 = 10.0;
/// A ray has met a membrane this near to its middle.
const IN_MEMBRANE_NM: f64 = 2.5;
/// It is followed by this share of the distance to the membrane, and by no less
/// than this many nanometres; so often, and so far.
const SURE_STEP: f64 = 0.9;
const LEAST_STEP_NM: f64 = 1.0;
const MOST_STEPS: usize = 600;
const FARTHEST_NM: f32 = 1e5;
/// What lies under a pointer that rests is looked at again after so long on screen.
const LOOK_AGAIN_S: f32 = 0.2;

/// Something in the picture was clicked; a vesicle or nothing is none.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThingClicked(pub Option<Named>);

pub(super) fn plugin(app: &mut App) {
    app.add_message::<ThingClicked>()
        .init_resource::<Pointed>()
        .add_systems(
            Update,
            (select_clicked, look_under_the_pointer).after(HandSystems),
        )
        .add_systems(
            EguiPrimaryContextPass,
            shape_the_pointer.after(LetteringSystems::Names),
        );
}

/// What stands in the cell besides vesicles.
#[derive(SystemParam)]
struct Surroundings<'w> {
    membrane: Res<'w, PlasmaMembrane>,
    tracks: Res<'w, Cytoskeleton>,
    channels: Res<'w, Channels>,
    receptors: Res<'w, Receptors>,
    coats: Res<'w, CoatPlaces>,
    fibre: Res<'w, FibrePlaces>,
    vessel: Res<'w, VesselPlaces>,
    worn: Res<'w, Worn>,
    crew: Res<'w, Crew>,
    balls: Res<'w, BallPlaces>,
    cutaway: Res<'w, Cutaway>,
    settings: Res<'w, ViewSettings>,
    figures: Res<'w, Figures>,
}

impl Surroundings<'_> {
    /// The small things, and where they are.
    fn small_things(&self) -> Vec<(Named, Vec3)> {
        let mut things = Vec::new();
        if !self.settings.show.proteins {
            return things;
        }
        let mut all = |named, places: &[Vec3]| {
            things.extend(places.iter().map(|at| (named, *at)));
        };
        let channels: Vec<Vec3> = self.channels.0.iter().map(|(at, _)| *at).collect();
        all(Named::Channel, &channels);
        all(Named::Receptor, &self.receptors.shut);
        all(Named::OpenReceptor, &self.receptors.open);
        all(Named::Clathrin, &self.coats.clathrin);
        all(Named::Dynamin, &self.coats.dynamin);
        all(Named::CarbonFibre, &self.fibre.0);
        all(Named::CapillaryWall, &self.vessel.wall);
        all(Named::Lamp, &self.worn.lamps);
        all(Named::ProtonPump, &self.worn.pumps);
        all(Named::Synaptotagmin, &self.worn.synaptotagmins);
        all(Named::Snares, &self.crew.snares);
        all(Named::Munc13, &self.crew.pillars);
        all(Named::Tether, &self.crew.tethers);
        all(Named::Kinesin, &self.crew.kinesins);
        all(Named::Dynein, &self.crew.dyneins);
        all(Named::MyosinV, &self.crew.myosins);
        things
    }

    /// The thing that a ray (nanometres, unit direction) meets first.
    fn on_ray(&self, origin: Vec3, direction: Vec3, nm_per_pixel_far: f32) -> Option<Named> {
        let near = |at: Vec3, reach: f32| {
            let way = at - origin;
            let along = way.dot(direction);
            let aside = (way - direction * along).length();
            let reach = reach + MERCY_PIXELS * nm_per_pixel_far * along;
            let is_met = along > 0.0 && aside < reach && self.cutaway.beyond(at) < STANDS_OUT_NM;
            is_met.then_some(along)
        };
        let show = self.settings.show;
        let mut met: Vec<(f32, Named)> = Vec::new();
        for (named, places) in [
            (Named::Exosome, &self.balls.exosomes),
            (Named::Waste, &self.balls.waste),
        ] {
            met.extend(
                places
                    .iter()
                    .filter_map(|at| Some((near(*at, BALL_NM)?, named))),
            );
        }
        for (named, at) in self.small_things() {
            met.extend(near(at, THING_NM).map(|along| (along - STANDS_OUT_NM, named)));
        }
        let lines = [
            (
                show.microtubules,
                Named::Microtubule,
                &self.tracks.microtubules,
                12.5,
            ),
            (show.actin, Named::Actin, &self.tracks.actin, 4.0),
        ];
        for (_, named, tracks, radius) in lines.into_iter().filter(|line| line.0) {
            for track in tracks {
                let steps = (track.curve.length() / TRACK_STEP_NM) as u32;
                met.extend((0..=steps).filter_map(|step| {
                    let at = track.curve.at(f64::from(step) * TRACK_STEP_NM).position;
                    Some((near(at.as_vec3(), radius)?, named))
                }));
            }
        }
        let neighbour = self.membrane.postsynaptic.as_ref().map(|(shape, _)| shape);
        let walls = [
            (
                show.membrane,
                Named::PlasmaMembrane,
                Some(&self.membrane.shape),
            ),
            (show.postsynaptic, Named::Postsynaptic, neighbour),
        ];
        for (is_shown, named, shape) in walls {
            let plane = self.cutaway.plane();
            let wall = shape.filter(|_| is_shown);
            let along = wall.and_then(|shape| membrane_on_ray(origin, direction, shape, plane));
            met.extend(along.map(|along| (along, named)));
        }
        met.into_iter()
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, named)| named)
    }
}

/// How far a ray goes until it meets a membrane where the cut (normal and
/// distance) has left it.
fn membrane_on_ray(
    origin: Vec3,
    direction: Vec3,
    shape: &Shape,
    cut: Option<(Vec3, f32)>,
) -> Option<f32> {
    let beyond = |at: Vec3| cut.map_or(-1.0, |(normal, offset)| normal.dot(at) - offset);
    let mut along = 0.0;
    if let Some((normal, _)) = cut {
        let before = beyond(origin);
        let nearing = -normal.dot(direction);
        if before > 0.0 {
            if nearing <= 0.0 {
                return None;
            }
            along = before / nearing;
        }
    }
    for _ in 0..MOST_STEPS {
        let at = origin + direction * along;
        if along > FARTHEST_NM || beyond(at) > 1.0 {
            return None;
        }
        let off = shape.distance(at.as_dvec3()).abs();
        if off < IN_MEMBRANE_NM {
            return Some(along);
        }
        along += (off * SURE_STEP).max(LEAST_STEP_NM) as f32;
    }
    None
}

/// What a place of the picture means to a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meant {
    Vesicle(VesicleId),
    Thing(Named),
}

/// The picture as a pointer meets it.
#[derive(SystemParam)]
struct Aim<'w, 's> {
    surroundings: Surroundings<'w>,
    names: Res<'w, StandingNames>,
    tubules: Res<'w, Tubules>,
    twin: Res<'w, Twin>,
    rig: Res<'w, CameraRig>,
    windows: Query<'w, 's, &'static Window, With<PrimaryWindow>>,
    cameras: Query<'w, 's, (&'static Camera, &'static GlobalTransform), With<PictureCamera>>,
}

impl Aim<'_, '_> {
    /// Whether a place of the window shows this run: the other one's vesicles are not
    /// here to be clicked.
    fn is_here(&self, point: Vec2) -> bool {
        let width = self.windows.single().map_or(0.0, Window::width);
        !self.twin.is_divided() || point.x < self.twin.divide * width
    }

    /// What is meant at a place of the window: what is named there, or what is seen.
    fn meant_at(&self, point: Vec2) -> Option<Meant> {
        let figures = &self.surroundings.figures.0;
        if let Some(name) = self.names.at(point) {
            return Some(meant_by(name, figures, &self.tubules));
        }
        let (Ok(window), Ok((camera, stand))) = (self.windows.single(), self.cameras.single())
        else {
            return None;
        };
        // Of the picture's height at a distance of one, what a pixel takes.
        let half = ops::tan(self.rig.pose.field_of_view / 2.0);
        let pixel = 2.0 * half / window.height().max(1.0);
        let ray = camera.viewport_to_world(stand, point).ok()?;
        let origin = ray.origin * NM_PER_UNIT as f32;
        let direction = ray.direction.as_vec3();
        vesicle_on_ray(origin, direction, figures)
            .or_else(|| vesicle_on_ray(origin, direction, &tubes(figures, &self.tubules)))
            .map(Meant::Vesicle)
            .or_else(|| {
                let thing = self.surroundings.on_ray(origin, direction, pixel);
                thing.map(Meant::Thing)
            })
    }
}

/// What a name points to: the vesicle there, or the thing that has this name.
fn meant_by(name: &StandingName, figures: &[Figure], tubules: &Tubules) -> Meant {
    let off = |figure: &Figure| figure.centre.distance(name.at) - figure.radius;
    let tubes = tubes(figures, tubules);
    let vesicles = figures.iter().chain(&tubes);
    let nearest = vesicles
        .filter(|figure| figure.is_shown())
        .min_by(|a, b| off(a).total_cmp(&off(b)));
    match nearest {
        Some(figure) if name.named.is_of_vesicle() => Meant::Vesicle(figure.id),
        _ => Meant::Thing(name.named),
    }
}

fn select_clicked(
    aim: Aim,
    hand: Res<Hand>,
    mut selected: ResMut<Selected>,
    mut clicked: MessageWriter<ThingClicked>,
) {
    for click in hand.clicks.iter().filter(|click| aim.is_here(**click)) {
        let (vesicle, thing) = match aim.meant_at(*click) {
            Some(Meant::Vesicle(id)) => (Some(id), None),
            Some(Meant::Thing(named)) => (None, Some(named)),
            None => (None, None),
        };
        selected.0 = vesicle;
        clicked.write(ThingClicked(thing));
    }
}

/// Whether a click where the pointer rests would do something.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
struct Pointed {
    at: Option<Vec2>,
    is_thing: bool,
    looked_s: f32,
}

/// Looks what the pointer rests on, at once where it has moved, or else now and then:
/// things move under it.
fn look_under_the_pointer(
    aim: Aim,
    hand: Res<Hand>,
    mut pointed: ResMut<Pointed>,
    time: Res<Time<Real>>,
) {
    let at = hand.over_picture();
    pointed.looked_s += time.delta_secs();
    if at == pointed.at && pointed.looked_s < LOOK_AGAIN_S {
        return;
    }
    let is_thing = at.is_some_and(|at| aim.is_here(at) && aim.meant_at(at).is_some());
    *pointed = Pointed {
        at,
        is_thing,
        looked_s: 0.0,
    };
}

/// A hand over what can be clicked.
fn shape_the_pointer(mut contexts: EguiContexts, pointed: Res<Pointed>) -> Result {
    if pointed.is_thing {
        let context = contexts.ctx_mut()?;
        context.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    Ok(())
}

/// Points along the tubes of tubular carriers, each as if it were the carrier.
fn tubes(figures: &[Figure], tubules: &Tubules) -> Vec<Figure> {
    const POINTS: usize = 14;
    figures
        .iter()
        .filter_map(|figure| Some((figure, tubules.of(figure.id)?)))
        .flat_map(|(figure, tubule)| {
            let radius = tubule.tail.map_or(0.0, |tail| tail.tube_nm as f32);
            tubule.spine(POINTS).into_iter().map(move |centre| Figure {
                centre,
                radius,
                ..*figure
            })
        })
        .collect()
}

/// The vesicle that a ray (nanometres, unit direction) meets first.
pub fn vesicle_on_ray(origin: Vec3, direction: Vec3, figures: &[Figure]) -> Option<VesicleId> {
    figures
        .iter()
        .filter(|figure| figure.is_shown())
        .filter_map(|figure| {
            let way = figure.centre - origin;
            let along = way.dot(direction);
            let aside2 = way.length_squared() - along * along;
            let reach = figure.radius + MERCY_PIXELS * figure.nm_per_pixel;
            (along > 0.0 && aside2 < reach * reach).then_some((along, figure.id))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        biology::vesicles::{Pool, VesicleKind},
        sim::vesicle::Stage,
    };

    fn figure(id: u32, centre: Vec3, presence: f32) -> Figure {
        Figure {
            id: VesicleId(id),
            kind: VesicleKind::Synaptic,
            stage: Stage::Resting(Pool::Reserve),
            centre,
            radius: 21.0,
            presence,
            nm_per_pixel: 0.5,
            filled: 1.0,
        }
    }

    #[test]
    fn the_nearest_of_two_in_line_is_taken() {
        let figures = [
            figure(1, Vec3::new(0.0, 0.0, -300.0), 1.0),
            figure(2, Vec3::new(5.0, 0.0, -100.0), 1.0),
        ];
        let found = vesicle_on_ray(Vec3::ZERO, Vec3::NEG_Z, &figures);
        assert_eq!(found, Some(VesicleId(2)));
    }

    #[test]
    fn what_is_cut_away_or_beside_is_not_taken() {
        let figures = [
            figure(1, Vec3::new(0.0, 0.0, -100.0), 0.0),
            figure(2, Vec3::new(40.0, 0.0, -100.0), 1.0),
            figure(3, Vec3::new(0.0, 0.0, 100.0), 1.0),
        ];
        assert_eq!(vesicle_on_ray(Vec3::ZERO, Vec3::NEG_Z, &figures), None);
    }

    #[test]
    fn a_name_means_what_it_points_to() {
        let figures = [
            figure(1, Vec3::new(0.0, 40.0, 0.0), 1.0),
            figure(2, Vec3::new(100.0, 40.0, 0.0), 1.0),
            figure(3, Vec3::new(100.0, 45.0, 0.0), 0.0),
        ];
        let meant = |named, at| {
            let name = StandingName {
                named,
                at,
                place: Rect::default(),
            };
            meant_by(&name, &figures, &Tubules::default())
        };
        let docked = meant(Named::Docked, Vec3::new(100.0, 40.0, 0.0));
        assert_eq!(docked, Meant::Vesicle(VesicleId(2)));
        let neck = meant(Named::Fusing, Vec3::new(4.0, 3.0, 0.0));
        assert_eq!(neck, Meant::Vesicle(VesicleId(1)), "at its neck");
        let snares = meant(Named::Snares, Vec3::new(100.0, 19.0, 0.0));
        assert_eq!(snares, Meant::Thing(Named::Snares));
        let of_vesicle = Named::ALL.into_iter().filter(|named| named.is_of_vesicle());
        for named in of_vesicle {
            assert!(
                matches!(meant(named, Vec3::ZERO), Meant::Vesicle(_)),
                "{named:?}"
            );
        }
    }

    #[test]
    fn a_ray_meets_the_face_of_a_cut_or_the_wall_behind_it() {
        let ball = Shape::Ellipsoid {
            centre: [0.0; 3],
            radii: [300.0; 3],
        };
        let from = |x: f32| Vec3::new(x, 0.0, 1000.0);
        let on_ray = |x, cut| membrane_on_ray(from(x), Vec3::NEG_Z, &ball, cut);
        let near = |along: Option<f32>, expected: f32| {
            along.is_some_and(|along| (along - expected).abs() < 5.0)
        };
        assert!(near(on_ray(0.0, None), 700.0));
        let cut = Some((Vec3::Z, 0.0));
        assert!(near(on_ray(0.0, cut), 1300.0), "the wall behind");
        assert!(near(on_ray(299.0, cut), 1000.0), "the face of the cut");
        assert_eq!(on_ray(400.0, cut), None);
    }
}
