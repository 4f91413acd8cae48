//! Vesicles: cut open like a textbook's, so that the coral inside, the cargo
//! in it and the two leaflets are seen, with proteins on the outside.
//!
//! All vesicles share a few meshes. Detail grows on a vesicle as the camera
//! comes near, and everything comes and goes by growing and shrinking. What gives way to
//! the one that is looked at keeps its size, and is seen through more and more.

use std::collections::HashMap;

use bevy::{mesh::MeshTag, prelude::*};

use super::{
    Following, NM_PER_UNIT, Pace, ViewSettings, ViewSystems,
    bowl::spin_towards,
    calm::{Passed, Settling},
    camera::{CameraRig, PixelSize},
    cutaway::Cutaway,
    figures::{CARRIER_STRETCH, FAR_NM_PER_PIXEL, Figure, Figures, own_number},
    laid::{LayOut, OfScene},
    moulds::{Fineness, Moulds, Shelf, bead_nm, cast_moulds},
    sculpt::{PI, TAU},
    studio::Contacts,
    tissue::{Paints, Tissue},
    tubule::place_tubules,
    vantage::stands_before,
};
use crate::{
    biology::parameters::Parameters,
    sim::{
        chance::Chance,
        clock::SimClock,
        cytoskeleton::Cytoskeleton,
        energy::pumping,
        membrane::PlasmaMembrane,
        vesicle::{Course, Due, Motion, Stage, Vesicle, VesicleId},
    },
};

/// Below this many nanometres a pixel, the fine mesh and the fine proteins
/// are drawn.
const FINE_NM_PER_PIXEL: f32 = 0.9;
/// Bumps on vesicles sink in between these: they are smaller than a pixel then.
const BUMPS_NM_PER_PIXEL: [f32; 2] = [1.5, 1.9];
const RATE: f32 = 6.0;
/// No protein stands higher on a vesicle.
const TALLEST_NM: f32 = 17.0;
/// How far beyond the cutting plane a vesicle's centre may stray.
const SLACK_NM: f32 = 3.0;

/// The parts of a drawn vesicle.
#[derive(Clone, Copy, Debug)]
struct Parts {
    root: Entity,
    body: Entity,
    coat: Entity,
    fine_coat: Entity,
    cargo: Entity,
    presence: f32,
    /// How much of it has given way to the one that is looked at.
    given_way: f32,
    detail: f32,
    spin: f32,
    drawn_out: f32,
    /// The radius that its body was cast for.
    body_nm: f32,
}

#[derive(Resource, Default)]
struct Drawn(HashMap<VesicleId, Parts>);

/// How far the jitter of each has calmed down.
#[derive(Resource, Default)]
struct Settled(HashMap<VesicleId, Settling>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Figures>()
        .init_resource::<Drawn>()
        .init_resource::<Shelf>()
        .remembers_of_a_run::<Settled>()
        .when_a_scene_comes(forget_vesicles)
        .add_systems(
            PostUpdate,
            (
                (place_figures, place_tubules)
                    .chain()
                    .in_set(ViewSystems::Place),
                (cast_moulds, draw_vesicles, shade_membrane)
                    .chain()
                    .in_set(ViewSystems::Draw),
            ),
        );
}

/// Those of another scene may have other sizes.
fn forget_vesicles(mut drawn: ResMut<Drawn>, mut shelf: ResMut<Shelf>) {
    drawn.0.clear();
    *shelf = Shelf::default();
}

fn place_figures(
    mut figures: ResMut<Figures>,
    mut drawn: ResMut<Drawn>,
    mut settled: ResMut<Settled>,
    vesicles: Query<(&Vesicle, &Stage, Ref<Motion>, &Course, &Due)>,
    parameters: Res<Parameters>,
    clock: Res<SimClock>,
    place: Res<Cytoskeleton>,
    chance: Res<Chance>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    following: Res<Following>,
    rig: Res<CameraRig>,
    pace: Res<Pace>,
    time: Res<Time<Real>>,
    pixels: PixelSize,
) {
    let pose = rig.pose;
    let eye = pose.eye();
    let pixel = pixels.per_nm();
    let share = pace.ease(RATE, time.delta_secs().min(0.1));
    let turn = turn_of(&cutaway);
    // What is followed is not buried among others.
    let followed = vesicles
        .iter()
        .find(|(vesicle, ..)| following.0 == Some(vesicle.id));
    let looked_at = followed.map(|(vesicle, _, motion, ..)| {
        let at = settings
            .calm
            .place(&motion, vesicle.id, clock.now, &place, &chance);
        (at, vesicle.radius_nm)
    });
    figures.0.clear();
    let settling = &mut settled.0;
    for (vesicle, stage, motion, course, due) in &vesicles {
        let passed = Passed {
            another_motion: motion.is_changed(),
            screen_s: time.delta_secs().min(0.1),
            at_once: *pace == Pace::Still,
        };
        let moving = (&*motion, vesicle.id, clock.now);
        let settling = settling.entry(vesicle.id).or_default();
        let centre = settling.place(settings.calm, passed, moving, &place, &chance);
        let is_beyond_scene = matches!(*motion, Motion::Beyond { .. });
        let spin = drawn.0.get(&vesicle.id).map_or(0.0, |parts| parts.spin);
        let presence = match drawn.0.get_mut(&vesicle.id) {
            Some(parts) => {
                // A vesicle that jitters at the plane does not flicker.
                let limit = if parts.presence > 0.5 {
                    SLACK_NM
                } else {
                    -SLACK_NM
                };
                let is_kept = cutaway.beyond(centre) < limit || following.0 == Some(vesicle.id);
                let ball = (centre.as_dvec3(), vesicle.radius_nm);
                let is_in_the_way = looked_at.is_some_and(|seen| {
                    following.0 != Some(vesicle.id) && stands_before(eye.as_dvec3(), seen, ball)
                });
                let is_here = is_kept && !is_beyond_scene && settings.show.vesicles;
                let goal = f32::from(u8::from(is_here));
                parts.presence += (goal - parts.presence) * share;
                let goal = f32::from(u8::from(is_in_the_way));
                parts.given_way += (goal - parts.given_way) * share;
                parts.presence * (1.0 - parts.given_way)
            }
            None => 0.0,
        };
        let filled = if vesicle.capacity == 0 {
            0.0
        } else {
            let pumping = pumping(&parameters, vesicle, *stage, course, *due);
            let taken_up = pumping.map_or(0.0, |pumping| pumping.molecules_at(clock.now));
            (f64::from(vesicle.contents) + taken_up) as f32 / vesicle.capacity as f32
        };
        figures.0.push(Figure {
            id: vesicle.id,
            kind: vesicle.kind,
            stage: *stage,
            is_membrane: vesicle.is_mere_membrane(),
            turned: turn * Quat::from_rotation_z(spin),
            centre,
            radius: vesicle.radius_nm as f32,
            presence,
            nm_per_pixel: eye.distance(centre) * pixel,
            filled,
        });
    }
    figures.0.sort_unstable_by_key(|figure| figure.id);
    if settling.len() > figures.0.len() {
        settling.retain(|id, _| figures.of(*id).is_some());
    }
}

fn draw_vesicles(
    mut commands: Commands,
    mut drawn: ResMut<Drawn>,
    figures: Res<Figures>,
    shelf: Res<Shelf>,
    paints: Res<Paints>,
    cutaway: Res<Cutaway>,
    settings: Res<ViewSettings>,
    membrane: Res<PlasmaMembrane>,
    pace: Res<Pace>,
    time: Res<Time<Real>>,
    mut placed: Query<(&mut Transform, &mut Visibility)>,
    mut mesh_of: Query<&mut Mesh3d>,
    mut worn: Query<(&mut MeshMaterial3d<Tissue>, &mut MeshTag)>,
) {
    let share = pace.ease(RATE, time.delta_secs().min(0.1));
    let turn = turn_of(&cutaway);
    let is_open = cutaway.plane().is_some();
    let gone: Vec<VesicleId> = drawn
        .0
        .keys()
        .copied()
        .filter(|id| {
            figures
                .0
                .binary_search_by_key(id, |figure| figure.id)
                .is_err()
        })
        .collect();
    for id in gone {
        if let Some(parts) = drawn.0.remove(&id) {
            commands.entity(parts.root).despawn();
        }
    }
    for figure in &figures.0 {
        let Some((moulds, mould_nm)) = shelf.of(figure.kind) else {
            continue;
        };
        // Exosomes are drawn one by one.
        let has_cargo = !figure.kind.holds_sacs();
        let Some(parts) = drawn.0.get_mut(&figure.id) else {
            let parts = set_up_vesicle(&mut commands, moulds, &paints, figure);
            drawn.0.insert(figure.id, parts);
            continue;
        };
        let is_near = figure.nm_per_pixel < FINE_NM_PER_PIXEL;
        let detail = if is_near && settings.show.proteins {
            1.0
        } else {
            0.0
        };
        parts.detail += (detail - parts.detail) * share;
        let at_membrane = matches!(
            figure.stage,
            Stage::Tethered | Stage::Docked | Stage::Primed | Stage::Fusing | Stage::Budding
        );
        let spin = if at_membrane {
            let out = membrane.shape.normal(figure.centre.as_dvec3()).as_vec3();
            spin_towards(turn, out)
        } else {
            (own_number(figure.id, 1) - 0.5) * TAU
        };
        let step = (spin - parts.spin + PI).rem_euclid(TAU) - PI;
        parts.spin += step * share;
        let drawn_out = if figure.kind.drawn_out && !at_membrane {
            CARRIER_STRETCH
        } else {
            1.0
        };
        parts.drawn_out += (drawn_out - parts.drawn_out) * share;
        let is_merged = matches!(figure.stage, Stage::Fusing | Stage::Budding);
        // Tubular ones are drawn as patches.
        let is_shown = figure.presence > 0.01 && !is_merged && !figure.kind.is_tubular();
        if let Ok((mut transform, mut visibility)) = placed.get_mut(parts.root) {
            visibility.set_if_neq(shown_if(is_shown));
            let scale = parts.presence * figure.radius / mould_nm;
            let slim = 1.0 / parts.drawn_out.sqrt();
            transform.translation = figure.centre / NM_PER_UNIT as f32;
            transform.rotation = turn * Quat::from_rotation_z(parts.spin);
            transform.scale = Vec3::new(parts.drawn_out, slim, slim) * scale;
        }
        if !is_shown {
            continue;
        }
        fade(&mut worn, parts, &paints);
        let cast = moulds.body_for(figure.radius);
        let step = if is_near {
            2
        } else {
            usize::from(figure.nm_per_pixel < FAR_NM_PER_PIXEL)
        };
        let bodies = if is_open { &cast.open } else { &cast.closed };
        change_mesh(&mut mesh_of, parts.body, &bodies[step]);
        change_mesh(&mut mesh_of, parts.coat, &moulds.coat[usize::from(is_near)]);
        let [whole, sunk] = BUMPS_NM_PER_PIXEL;
        let bumps = ((sunk - figure.nm_per_pixel) / (sunk - whole)).clamp(0.0, 1.0);
        if parts.body_nm != cast.radius_nm
            && let Ok((mut transform, _)) = placed.get_mut(parts.body)
        {
            parts.body_nm = cast.radius_nm;
            transform.scale = Vec3::splat(mould_nm / cast.radius_nm);
        }
        let bead_nm = bead_nm(figure.kind, figure.radius);
        let fineness = Fineness::seen_at(figure.nm_per_pixel, bead_nm);
        let cargo = moulds.cargo_for(figure.filled, fineness);
        if let Some(mesh) = cargo {
            change_mesh(&mut mesh_of, parts.cargo, mesh);
        }
        let shows = [
            (parts.coat, settings.show.proteins && bumps > 0.0, bumps),
            (parts.fine_coat, parts.detail > 0.02, parts.detail),
            (parts.cargo, has_cargo && is_open && cargo.is_some(), 1.0),
        ];
        for (entity, is_shown, scale) in shows {
            if let Ok((mut transform, mut visibility)) = placed.get_mut(entity) {
                visibility.set_if_neq(shown_if(is_shown));
                // Proteins grow out of the membrane.
                let sunk = figure.radius / (figure.radius + TALLEST_NM);
                transform.scale = Vec3::splat(sunk + (1.0 - sunk) * scale);
            }
        }
    }
}

/// How a vesicle is turned towards the side from which the cell is cut open.
fn turn_of(cutaway: &Cutaway) -> Quat {
    let facing = cutaway.plane().map_or(Vec3::Z, |(normal, _)| normal);
    Quat::from_rotation_arc(Vec3::Z, facing)
}

fn shown_if(is_shown: bool) -> Visibility {
    if is_shown {
        Visibility::Inherited
    } else {
        Visibility::Hidden
    }
}

/// Paints the parts of a vesicle as much as they are seen through.
fn fade(
    worn: &mut Query<(&mut MeshMaterial3d<Tissue>, &mut MeshTag)>,
    parts: &Parts,
    paints: &Paints,
) {
    let given_way = (255.0 * parts.given_way).round() as u32;
    let is_fading = given_way > 0;
    let solid = if is_fading {
        &paints.fading_solid
    } else {
        &paints.solid
    };
    let body = if is_fading {
        &paints.fading_body
    } else {
        &paints.body
    };
    for (part, paint) in [
        (parts.body, body),
        (parts.coat, solid),
        (parts.fine_coat, solid),
        (parts.cargo, solid),
    ] {
        if let Ok((mut material, mut tag)) = worn.get_mut(part) {
            if material.0 != *paint {
                material.0 = paint.clone();
            }
            tag.set_if_neq(MeshTag(given_way));
        }
    }
}

fn change_mesh(mesh_of: &mut Query<&mut Mesh3d>, entity: Entity, wanted: &Handle<Mesh>) {
    if let Ok(mut mesh) = mesh_of.get_mut(entity)
        && mesh.0 != *wanted
    {
        mesh.0 = wanted.clone();
    }
}

fn set_up_vesicle(
    commands: &mut Commands,
    moulds: &Moulds,
    paints: &Paints,
    figure: &Figure,
) -> Parts {
    let root = commands
        .spawn((
            OfScene,
            Transform::from_scale(Vec3::ZERO),
            Visibility::Hidden,
        ))
        .id();
    let cast = moulds.body_for(figure.radius);
    let mut part = |mesh: &Handle<Mesh>, paint: &Handle<Tissue>| {
        commands
            .spawn((
                Mesh3d(mesh.clone()),
                MeshMaterial3d(paint.clone()),
                MeshTag(0),
                ChildOf(root),
            ))
            .id()
    };
    Parts {
        root,
        body: part(&cast.open[0], &paints.body),
        coat: part(&moulds.coat[0], &paints.solid),
        fine_coat: part(&moulds.fine_coat, &paints.solid),
        cargo: part(moulds.full(), &paints.solid),
        presence: 0.0,
        given_way: 0.0,
        detail: 0.0,
        spin: (own_number(figure.id, 1) - 0.5) * TAU,
        drawn_out: 1.0,
        body_nm: 0.0,
    }
}

/// Vesicles close over a membrane take light from it.
fn shade_membrane(
    mut contacts: ResMut<Contacts>,
    figures: Res<Figures>,
    membrane: Res<PlasmaMembrane>,
    rig: Res<CameraRig>,
) {
    let eye = rig.pose.eye();
    let mut near: Vec<(f32, Vec3, f32)> = figures
        .0
        .iter()
        .filter(|figure| figure.is_shown())
        .filter(|figure| {
            let height = -membrane.shape.distance(figure.centre.as_dvec3()) as f32;
            height < 2.6 * figure.radius
        })
        .map(|figure| (figure.centre.distance(eye), figure.centre, figure.radius))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    contacts.0 = near
        .into_iter()
        .map(|(_, centre, radius)| (centre, radius))
        .collect();
}

/// Has vesicles be all there, though none is drawn.
#[cfg(test)]
fn appear(mut drawn: ResMut<Drawn>, vesicles: Query<&Vesicle>) {
    let nothing = Entity::PLACEHOLDER;
    for vesicle in &vesicles {
        drawn.0.entry(vesicle.id).or_insert(Parts {
            root: nothing,
            body: nothing,
            coat: nothing,
            fine_coat: nothing,
            cargo: nothing,
            presence: 1.0,
            given_way: 0.0,
            detail: 0.0,
            spin: 0.0,
            drawn_out: 1.0,
            body_nm: 0.0,
        });
    }
}

/// Has vesicles stand in their places, all there, and draws none.
#[cfg(test)]
pub(super) fn places(app: &mut App) {
    use super::tubule::Pointing;

    app.init_resource::<Figures>()
        .init_resource::<Drawn>()
        .init_resource::<Settled>()
        .init_resource::<Pointing>()
        .add_systems(
            PostUpdate,
            (appear, place_figures, place_tubules)
                .chain()
                .in_set(ViewSystems::Place),
        );
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bevy::time::TimeUpdateStrategy;

    use super::*;
    use crate::{
        scene::load,
        sim::{
            Session, SimulationPlugin, advance_to,
            record::{Event, Record},
        },
        units::SimTime,
        view::{Selected, calm::Calm, camera, cutaway},
    };

    /// A run as it is watched, with so much of its jitter left out.
    fn watched(calm: f32) -> App {
        let session = Session {
            scene: load("two_pathways").expect("a built-in scene"),
            seed: 1,
            changes: Vec::new(),
        };
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, SimulationPlugin { session }))
            .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(
                20,
            )))
            .insert_resource(ViewSettings {
                calm: Calm::new(calm),
                ..default()
            })
            .init_resource::<Pace>()
            .init_resource::<Following>()
            .init_resource::<Selected>()
            .init_resource::<Figures>()
            .init_resource::<Drawn>()
            .init_resource::<Settled>()
            .add_plugins((camera::plugin, cutaway::plugin))
            .add_systems(PostUpdate, place_figures.in_set(ViewSystems::Place));
        app
    }

    /// One picture later.
    fn go_on(app: &mut App) {
        let now = app.world().resource::<SimClock>().now;
        advance_to(app.world_mut(), now + SimTime::from_millis(10.0));
        app.update();
    }

    #[test]
    fn calm_changes_no_event_and_no_place_where_something_happens() {
        let mut calm = watched(1.0);
        let mut plain = watched(0.0);
        let mut calmed = 0.0_f32;
        let mut held = 0;
        for _ in 0..1200 {
            go_on(&mut calm);
            go_on(&mut plain);
            let true_ones = &plain.world().resource::<Figures>().0;
            let drawn = &calm.world().resource::<Figures>().0;
            assert_eq!(true_ones.len(), drawn.len());
            for (figure, shown) in true_ones.iter().zip(drawn) {
                let off = figure.centre.distance(shown.centre);
                assert_eq!((figure.id, figure.stage), (shown.id, shown.stage));
                match figure.stage {
                    Stage::Docked | Stage::Primed | Stage::Fusing | Stage::Budding => {
                        assert!(off < 1.0, "{figure:?} is drawn {off} nm away");
                        held += 1;
                    }
                    Stage::Walking => assert!(off < 3.5, "{figure:?} is drawn {off} nm away"),
                    _ => calmed = calmed.max(off),
                }
            }
        }
        assert!(calmed > 1.0 && held > 1000, "{calmed} nm, {held} held");
        let events = |app: &App| -> Vec<Event> {
            let record = app.world().resource::<Record>();
            record.events.iter().cloned().collect()
        };
        assert!(events(&plain).len() > 20);
        assert_eq!(events(&calm), events(&plain));
    }

    #[test]
    fn what_gives_way_to_the_one_that_is_looked_at_keeps_its_size() {
        let mut app = watched(1.0);
        app.add_systems(PostUpdate, appear.before(ViewSystems::Place));
        for _ in 0..40 {
            go_on(&mut app);
        }
        let resting = |figure: &&Figure| matches!(figure.stage, Stage::Resting(_));
        let figures = app.world().resource::<Figures>().0.clone();
        let seen = *figures.iter().find(resting).expect("one that rests");
        let others = figures.iter().filter(|other| other.id != seen.id);
        let far = |other: &&Figure| other.centre.distance(seen.centre);
        let before = others.filter(resting);
        let before = *before
            .min_by(|a, b| far(a).total_cmp(&far(b)))
            .expect("another");
        let back = (before.centre - seen.centre).normalize();
        app.insert_resource(Following(Some(seen.id)));
        let mut rig = app.world_mut().resource_mut::<CameraRig>();
        rig.stand_before(seen.id, seen.centre.as_dvec3(), 400.0, back, None);
        let mut share = 0.0_f32;
        for _ in 0..200 {
            go_on(&mut app);
            let parts = app.world().resource::<Drawn>().0[&before.id];
            assert!(parts.presence > 0.9, "it shrinks to {}", parts.presence);
            // By and by, and not at once.
            assert!((parts.given_way - share).abs() < 0.2);
            share = parts.given_way;
        }
        assert!(share > 0.9, "{share} of it is seen through");
        let figures = app.world().resource::<Figures>();
        assert!(
            figures
                .of(before.id)
                .is_some_and(|figure| !figure.is_shown())
        );
        assert!(figures.of(seen.id).is_some_and(Figure::is_shown));
    }
}
