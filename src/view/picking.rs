//! Clicking: what stands nearest under the pointer, a vesicle or a thing that can be
//! asked what it is. A name stands for what it
//! points to. Over all that answers a click the pointer is a hand.

use bevy::{
    ecs::system::SystemParam,
    math::{DVec3, ops},
    prelude::*,
    window::PrimaryWindow,
};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::{
    HALF_BILAYER_NM, NM_PER_UNIT, Selected,
    bowl::LID,
    camera::{CameraRig, PictureCamera},
    figures::Figure,
    hand::{Hand, HandSystems},
    labels::{StandingName, StandingNames},
    lettering::LetteringSystems,
    named::Named,
    things::{Pieces, Size, Things},
    tubule::Tubules,
    twin::Twin,
};
use crate::sim::vesicle::{Stage, VesicleId};

/// Small vesicles are caught by a pointer this near to their edge (pixels).
const MERCY_PIXELS: f32 = 4.0;

/// What stands out of the cut by less than this, in nanometres, is still there.
const STANDS_OUT_NM: f32 = 12.0;
/// A ray is followed by this share of the distance to a thing, and by no less
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

/// Where a ray meets something.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Met {
    named: Named,
    /// How far the ray has come, in nanometres.
    along: f32,
    /// Whether it meets the thing itself and does not only pass it near by.
    is_hit: bool,
}

/// A line of sight: unit direction, and how many nanometres a pixel takes for each
/// nanometre of the way.
#[derive(Clone, Copy, Debug)]
struct Line {
    origin: Vec3,
    direction: Vec3,
    pixel: f32,
}

impl Line {
    /// All that it meets.
    fn meets(&self, things: &Things) -> Vec<Met> {
        let plane = things.cutaway.plane();
        let mut met: Vec<Met> = Vec::new();
        let mut rooms: Vec<Met> = Vec::new();
        for solid in things.solids() {
            let Some(along) = self.meets_solid(&solid.distance, plane) else {
                continue;
            };
            let at = self.origin + self.direction * along;
            let is_fit = Named::ActiveZone.is_fit(self.pixel * along);
            let is_zone = solid.named == Named::PlasmaMembrane && things.is_active_zone(at);
            let found = Met {
                named: if is_fit && is_zone {
                    Named::ActiveZone
                } else {
                    solid.named
                },
                along,
                is_hit: true,
            };
            if solid.is_room {
                rooms.push(found);
            } else {
                met.push(found);
            }
        }
        // A room is what is seen where nothing stands in it, up to what bounds it.
        let bound = met.iter().map(|met| met.along).fold(FARTHEST_NM, f32::min);
        let seen = rooms.into_iter().filter(|room| room.along < bound);
        met.extend(seen.map(|room| Met {
            along: bound - LEAST_STEP_NM as f32,
            ..room
        }));
        for Pieces {
            named,
            places,
            size,
        } in things.pieces()
        {
            let kept = places
                .iter()
                .filter(|at| things.cutaway.beyond(**at) < STANDS_OUT_NM);
            met.extend(kept.filter_map(|at| self.meets_piece(named, *at, size)));
        }
        met
    }

    /// How far it goes until it meets a thing where the cut (normal and distance) has
    /// left it.
    fn meets_solid(
        &self,
        distance: &dyn Fn(DVec3) -> f64,
        cut: Option<(Vec3, f32)>,
    ) -> Option<f32> {
        let beyond = |at: Vec3| cut.map_or(-1.0, |(normal, offset)| normal.dot(at) - offset);
        let mut along = 0.0;
        if let Some((normal, _)) = cut {
            let before = beyond(self.origin);
            let nearing = -normal.dot(self.direction);
            if before > 0.0 {
                if nearing <= 0.0 {
                    return None;
                }
                along = before / nearing;
            }
        }
        for _ in 0..MOST_STEPS {
            let at = self.origin + self.direction * along;
            if along > FARTHEST_NM || beyond(at) > 1.0 {
                return None;
            }
            let off = distance(at.as_dvec3());
            if off < 0.0 {
                return Some(along);
            }
            along += (off * SURE_STEP).max(LEAST_STEP_NM) as f32;
        }
        None
    }

    /// What is meant, or what is seen of it: in a vesicle that is cut open lies what it
    /// holds.
    fn through_the_lid(&self, meant: Meant, things: &Things) -> Meant {
        let Meant::Vesicle(id) = meant else {
            return meant;
        };
        let (Some(figure), Some((facing, _))) = (things.figures.of(id), things.cutaway.plane())
        else {
            return meant;
        };
        // One with the membrane has no lid of its own.
        if figure.stage != Stage::Fusing && !self.enters(figure, facing) {
            return meant;
        }
        let met = things.inside(id).filter_map(|inside| {
            let size = Size {
                radius: inside.radius,
                core: inside.radius,
                out: 0.0,
            };
            self.meets_piece(inside.named, inside.at, size)
                .filter(|met| met.is_hit)
        });
        met.min_by(|a, b| a.along.total_cmp(&b.along))
            .map_or(meant, |met| Meant::Thing(met.named))
    }

    /// Whether it goes into a vesicle where its lid has been cut off.
    fn enters(&self, figure: &Figure, facing: Vec3) -> bool {
        let (lid, inner) = (LID * figure.radius, figure.radius - 2.0 * HALF_BILAYER_NM);
        let middle = figure.centre + facing * lid;
        let nearing = -facing.dot(self.direction);
        if nearing <= 1e-3 {
            return false;
        }
        let along = facing.dot(self.origin - middle) / nearing;
        let at = self.origin + self.direction * along;
        at.distance_squared(middle) < inner * inner - lid * lid
    }

    /// Whether it meets a piece, or passes it by a few pixels. What is too small to be
    /// named does not stand in the way of a vesicle.
    fn meets_piece(&self, named: Named, at: Vec3, size: Size) -> Option<Met> {
        let way = at - self.origin;
        let along = way.dot(self.direction);
        let aside = (way - self.direction * along).length();
        let is_met = along > 0.0 && aside < size.radius + MERCY_PIXELS * self.pixel * along;
        is_met.then(|| Met {
            named,
            along: along - size.out,
            is_hit: aside < size.core && self.pixel * along <= named.coarsest(),
        })
    }
}

/// What is met first: a vesicle unless something itself stands before it, or else the
/// first of all that is met or nearly so.
fn first(vesicle: Option<(f32, VesicleId)>, met: &[Met]) -> Option<Meant> {
    let nearest = |is_hit: bool| {
        let met = met.iter().filter(|met| met.is_hit || !is_hit);
        met.min_by(|a, b| a.along.total_cmp(&b.along))
    };
    match vesicle {
        Some((along, id)) => Some(match nearest(true) {
            Some(hit) if hit.along < along => Meant::Thing(hit.named),
            _ => Meant::Vesicle(id),
        }),
        None => nearest(false).map(|met| Meant::Thing(met.named)),
    }
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
    things: Things<'w>,
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
        let figures = &self.things.figures.0;
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
        let line = Line {
            origin,
            direction,
            pixel,
        };
        let vesicle = vesicle_on_ray(origin, direction, figures)
            .or_else(|| vesicle_on_ray(origin, direction, &tubes(figures, &self.tubules)));
        let meant = first(vesicle, &line.meets(&self.things))?;
        Some(line.through_the_lid(meant, &self.things))
    }
}

/// What a name points to: the vesicle there, or the thing that has this name.
fn meant_by(standing: &StandingName, figures: &[Figure], tubules: &Tubules) -> Meant {
    let off = |figure: &Figure| figure.centre.distance(standing.at) - figure.radius;
    let tubes = tubes(figures, tubules);
    let vesicles = figures.iter().chain(&tubes);
    let nearest = vesicles
        .filter(|figure| figure.is_shown())
        .min_by(|a, b| off(a).total_cmp(&off(b)));
    match nearest {
        Some(figure) if standing.name.named.is_of_vesicle() => Meant::Vesicle(figure.id),
        _ => Meant::Thing(standing.name.named),
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

/// The vesicle that a ray (nanometres, unit direction) meets first, and how far on.
fn vesicle_on_ray(origin: Vec3, direction: Vec3, figures: &[Figure]) -> Option<(f32, VesicleId)> {
    figures
        .iter()
        .filter(|figure| figure.is_shown())
        .filter_map(|figure| {
            let way = figure.centre - origin;
            let along = way.dot(direction);
            let aside2 = way.length_squared() - along * along;
            let reach = figure.radius + MERCY_PIXELS * figure.nm_per_pixel;
            let deep = (figure.radius * figure.radius - aside2).max(0.0).sqrt();
            (along > 0.0 && aside2 < reach * reach).then_some((along, along - deep, figure.id))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, entered, id)| (entered, id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use bevy::ecs::system::SystemState;

    use super::*;
    use crate::{
        biology::{
            parameters::Parameters,
            vesicles::{Pool, VesicleKind},
        },
        geometry::shape::Shape,
        scene::{self, Scene},
        sim::{
            Session, SimulationPlugin, advance_to, amperometry::CarbonFibre, matrix::Matrix,
            signal::calcium::Calcium,
        },
        units::SimTime,
        view::{
            ViewSettings,
            active_zone::{Channels, Receptors},
            capillary::VesselPlaces,
            coat::CoatPlaces,
            cutaway::Cutaway,
            fibre::FibrePlaces,
            figures::Figures,
            machinery::Crew,
            proteins::Worn,
            seats::Mouths,
            secretion::ChannelPlaces,
            waste::{BallPlaces, Inside},
        },
    };

    fn figure(id: u32, centre: Vec3, presence: f32) -> Figure {
        Figure {
            id: VesicleId(id),
            kind: VesicleKind::built_in("synaptic_vesicle"),
            stage: Stage::Resting(Pool::Reserve),
            is_membrane: false,
            turned: Quat::IDENTITY,
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
        assert_eq!(found.map(|(_, id)| id), Some(VesicleId(2)));
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
        let meant = |named: Named, at| {
            let name = StandingName {
                name: named.into(),
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

    /// A cell as a scene begins, opened where the scene opens it, and one of all that is
    /// small, each by itself on the cut.
    fn laid_out(scene: &str) -> World {
        let mut app = App::empty();
        app.add_plugins(SimulationPlugin {
            session: Session {
                scene: scene::load(scene).expect("it is built in"),
                seed: 1,
                changes: Vec::new(),
            },
        });
        let mut world = std::mem::take(app.world_mut());
        advance_to(&mut world, SimTime::from_millis(1.0));
        let cut = world.resource::<Scene>().cut.expect("it is opened");
        let normal = cut.normal.as_vec3();
        let offset = cut.normal.dot(cut.point) as f32;
        let side = normal.any_orthonormal_vector();
        let mut count = 0.0;
        let mut one = || {
            count += 1.0;
            vec![cut.point.as_vec3() + side * (60.0 * count) - normal]
        };
        world.insert_resource(Receptors {
            shut: one(),
            open: one(),
        });
        world.insert_resource(Crew {
            tethers: one(),
            snares: one(),
            pillars: one(),
            kinesins: one(),
            dyneins: one(),
            myosins: one(),
        });
        world.insert_resource(Worn {
            lamps: one(),
            pumps: one(),
            synaptotagmins: one(),
            synaptobrevins: one(),
        });
        world.insert_resource(CoatPlaces {
            clathrin: one(),
            dynamin: one(),
            actin: Vec::new(),
        });
        world.insert_resource(BallPlaces {
            exosomes: one(),
            waste: one(),
            inside: Vec::new(),
        });
        world.insert_resource(ChannelPlaces(one()));
        let channels = world.resource::<Calcium>().channels().iter();
        let channels = channels.map(|channel| (channel.at.as_vec3(), channel.out.as_vec3()));
        let channels = Channels(channels.collect());
        world.insert_resource(channels);
        let on_cut = |at: Vec3| at + normal * (offset - normal.dot(at) - 1.0);
        let face = world.resource::<CarbonFibre>().face().cloned();
        let rod = face.map(|face| on_cut((face.centre + face.out * 20.0).as_vec3()));
        world.insert_resource(FibrePlaces(rod.into_iter().collect()));
        let mut places = VesselPlaces::default();
        if let Some(capillary) = world.resource::<Scene>().capillary {
            let (from, to) = (capillary.from.as_vec3(), capillary.to.as_vec3());
            let aside = normal.cross(to - from).normalize();
            let wall_nm = world.resource::<Parameters>().capillary.wall_nm;
            let middle = on_cut(0.5 * (from + to));
            let deep = middle.distance(0.5 * (from + to));
            let out = (capillary.radius_nm + 0.5 * wall_nm) as f32;
            let on_wall = (out * out - deep * deep).sqrt();
            places.blood.push(middle);
            places.wall.push(middle + aside * on_wall);
        }
        world.insert_resource(places);
        let mut matrix = world.resource_mut::<Matrix>();
        for fibril in &mut matrix.fibrils {
            fibril.molecules = 2000;
        }
        world.insert_resource(Cutaway::through(normal, Some(offset)));
        world.init_resource::<ViewSettings>();
        world.init_resource::<Figures>();
        world.init_resource::<Mouths>();
        world
    }

    #[test]
    fn whatever_is_named_is_what_a_click_finds_there() {
        let mut found = BTreeSet::new();
        for scene in [
            "synaptic_bouton",
            "cleft_box",
            "secretory_cell",
            "amperometry",
            "chromaffin_cell",
        ] {
            let mut world = laid_out(scene);
            let mut state = SystemState::<Things>::new(&mut world);
            let things = state.get(&world).expect("all that things are drawn from");
            let (normal, _) = things.cutaway.plane().expect("an opened cell");
            for named in Named::ALL {
                let points = things.points(named);
                let finds = |at: &Vec3| {
                    let line = Line {
                        origin: *at + normal * 1000.0,
                        direction: -normal,
                        // A nanometre a pixel, there.
                        pixel: 1e-3,
                    };
                    let met = line.meets(&things);
                    first(None, &met) == Some(Meant::Thing(named))
                };
                if points.iter().any(finds) {
                    found.insert(named);
                }
            }
        }
        let things = Named::ALL
            .into_iter()
            .filter(|named| !named.is_of_vesicle());
        let never: Vec<Named> = things.filter(|named| !found.contains(named)).collect();
        assert_eq!(never, []);
    }

    #[test]
    fn what_lies_in_a_vesicle_that_is_cut_open_is_found_where_it_is_seen() {
        let mut world = laid_out("waste_disposal");
        let normal = world.resource::<Cutaway>().plane().expect("it is cut").0;
        let lysosome = Figure {
            kind: VesicleKind::built_in("lysosome"),
            radius: 200.0,
            turned: Quat::from_rotation_arc(Vec3::Z, normal),
            ..figure(5, Vec3::new(0.0, 900.0, 0.0), 1.0)
        };
        let side = normal.any_orthonormal_vector();
        let lump = Inside {
            vesicle: lysosome.id,
            named: Named::Waste,
            at: lysosome.centre + side * 60.0,
            radius: 40.0,
        };
        world.resource_mut::<BallPlaces>().inside = vec![lump];
        world.insert_resource(Figures(vec![lysosome]));
        let mut state = SystemState::<Things>::new(&mut world);
        let things = state.get(&world).expect("all that things are drawn from");
        let meant = |aside: f32, pixel: f32, sign: f32| {
            let line = Line {
                origin: lysosome.centre + side * aside + normal * (sign * 1000.0),
                direction: -sign * normal,
                pixel,
            };
            line.through_the_lid(Meant::Vesicle(lysosome.id), &things)
        };
        let (waste, whole) = (Meant::Thing(Named::Waste), Meant::Vesicle(lysosome.id));
        assert_eq!(meant(60.0, 1e-3, 1.0), waste);
        assert_eq!(meant(90.0, 1e-3, 1.0), waste, "near its edge");
        assert_eq!(meant(-60.0, 1e-3, 1.0), whole, "beside it");
        assert_eq!(meant(190.0, 1e-3, 1.0), whole, "on the rim");
        assert_eq!(meant(60.0, 2e-2, 1.0), whole, "from afar");
        assert_eq!(meant(60.0, 1e-3, -1.0), whole, "from behind");
        assert!(
            things.points(Named::Waste).contains(&lump.at),
            "as it is named"
        );
    }

    #[test]
    fn what_stands_before_a_vesicle_is_found_and_what_only_passes_by_is_not() {
        let met = |named, along, is_hit| Met {
            named,
            along,
            is_hit,
        };
        let vesicle = Some((100.0, VesicleId(3)));
        let before = [met(Named::Receptor, 80.0, true)];
        let beside = [met(Named::Receptor, 80.0, false)];
        let behind = [met(Named::PlasmaMembrane, 160.0, true)];
        assert_eq!(first(vesicle, &before), Some(Meant::Thing(Named::Receptor)));
        for met in [&beside, &behind] {
            assert_eq!(first(vesicle, met), Some(Meant::Vesicle(VesicleId(3))));
        }
        assert_eq!(first(None, &beside), Some(Meant::Thing(Named::Receptor)));
        assert_eq!(first(None, &[]), None);
    }

    #[test]
    fn a_protein_on_a_vesicle_is_found_where_it_is_large_enough_to_be_named() {
        let at = Vec3::new(2.0, 0.0, -100.0);
        let hits = |pixel: f32, aside: f32| {
            let line = Line {
                origin: Vec3::X * aside,
                direction: Vec3::NEG_Z,
                pixel: pixel / 100.0,
            };
            let size = Size {
                radius: 7.0,
                core: 2.5,
                out: 12.0,
            };
            line.meets_piece(Named::Synaptotagmin, at, size)
                .is_some_and(|met| met.is_hit)
        };
        assert!(hits(0.1, 0.0));
        assert!(!hits(0.1, 5.0), "beside it");
        assert!(!hits(1.0, 0.0), "from afar");
    }

    #[test]
    fn a_ray_meets_the_face_of_a_cut_or_the_wall_behind_it() {
        let ball = Shape::Ellipsoid {
            centre: [0.0; 3],
            radii: [300.0; 3],
        };
        let from = |x: f32| Vec3::new(x, 0.0, 1000.0);
        let wall = |at| ball.distance(at).abs() - 2.5;
        let on_ray = |x, cut| {
            let line = Line {
                origin: from(x),
                direction: Vec3::NEG_Z,
                pixel: 1e-3,
            };
            line.meets_solid(&wall, cut)
        };
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
