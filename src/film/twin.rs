//! The other of two runs in a window: computed and drawn by a thread of its
//! own, with an engine of its own, but with the first one's camera, clock and
//! controls. The first waits for it, so that both are always seen at the same
//! moment.

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, Sender, TryRecvError},
    },
    thread,
};

use bevy::prelude::*;

use super::{darkroom::Darkroom, still::with_difference};
use crate::{
    biology::controls::{Change, TimedChange},
    play::time_lens::Playback,
    scene::Scene,
    sim::{
        advance_to,
        clock::SimClock,
        controls::Controls,
        record::{Event, ReadTo, Record, Sample},
        session::Session,
    },
    ui::compare,
    units::SimTime,
    view::{
        Following, Pace, Selected, ViewSettings,
        camera::{CameraRig, LockedTo, PictureCamera, Pose},
        framing::{FreeArea, SubjectArea},
        twin::{Bytes, Twin},
    },
};

/// What the other run is to show next.
struct Wish {
    now: SimTime,
    /// Made in the first run since the wish before.
    changes: Vec<TimedChange>,
    pose: Pose,
    shift: Vec2,
    free: FreeArea,
    following: Following,
    selected: Selected,
    settings: ViewSettings,
    size: UVec2,
    scale_factor: f32,
}

/// What it showed, and what has happened in it since the picture before.
struct Seen {
    picture: Bytes,
    samples: Vec<Sample>,
    events: Vec<Event>,
}

/// What the other run's thread has to say.
enum News {
    /// It has come so far on its way to the first run's moment.
    OnItsWay(SimTime),
    Seen(Box<Seen>),
}

/// The thread of the other run.
#[derive(Resource)]
struct Beside {
    difference: Change,
    wishes: Sender<Wish>,
    news: Mutex<Receiver<News>>,
    /// The first run's moment when this one set out.
    from: SimTime,
    /// Whether a wish is out.
    is_waiting: bool,
    /// How far it has been told of the first run's changes.
    told: ReadTo,
}

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Last, (follow_the_wish, show_and_ask).chain());
}

/// Begins the other run when it is wanted, anew when the first one has begun
/// anew, and ends it when it is no longer wanted.
fn follow_the_wish(
    mut commands: Commands,
    beside: Option<Res<Beside>>,
    mut twin: ResMut<Twin>,
    session: Res<Session>,
    scene: Res<Scene>,
    (controls, record): (Res<Controls>, Res<Record>),
    clock: Res<SimClock>,
    mut playback: ResMut<Playback>,
) {
    let Some(difference) = twin.difference.clone() else {
        if beside.is_some() {
            commands.remove_resource::<Beside>();
            twin.clear();
            playback.is_held = false;
        }
        return;
    };
    twin.titles = compare::titles(&controls, &difference);
    let goes_on = beside.is_some_and(|beside| beside.difference == difference);
    if goes_on && !session.is_changed() {
        return;
    }
    twin.clear();
    let mut told = ReadTo::default();
    let made = record.news(&mut told).changes_by_hand();
    let so_far = made.chain(controls.pending());
    let other = Session {
        scene: scene.clone(),
        seed: session.seed,
        changes: so_far.cloned().collect(),
    };
    let other = with_difference(other, &difference);
    let (wishes, asked) = mpsc::channel();
    let (tell, news) = mpsc::channel();
    thread::spawn(move || live(other, &asked, &tell));
    twin.catching_up = Some(compare::catching_up(SimTime::ZERO, clock.now));
    commands.insert_resource(Beside {
        difference,
        wishes,
        news: Mutex::new(news),
        from: clock.now,
        is_waiting: false,
        told,
    });
}

/// Shows what has come, and asks for the picture of the present moment.
fn show_and_ask(
    beside: Option<ResMut<Beside>>,
    mut commands: Commands,
    mut twin: ResMut<Twin>,
    record: Res<Record>,
    clock: Res<SimClock>,
    rig: Res<CameraRig>,
    (free, subject): (Res<FreeArea>, Res<SubjectArea>),
    (following, selected): (Res<Following>, Res<Selected>),
    settings: Res<ViewSettings>,
    mut playback: ResMut<Playback>,
    cameras: Query<&Camera, With<PictureCamera>>,
) {
    let Some(mut beside) = beside else { return };
    let from = beside.from;
    let news = beside
        .news
        .get_mut()
        .unwrap_or_else(PoisonError::into_inner);
    let mut come = news.try_recv();
    // Of how far it has come, the newest.
    while let Ok(News::OnItsWay(now)) = come {
        twin.catching_up = Some(compare::catching_up(now, from));
        come = news.try_recv();
    }
    match come {
        Ok(News::OnItsWay(_)) => {}
        Ok(News::Seen(seen)) => {
            seen.samples
                .into_iter()
                .for_each(|s| twin.record.add_sample(s));
            seen.events
                .into_iter()
                .for_each(|e| twin.record.add_event(e));
            twin.show(seen.picture);
            beside.is_waiting = false;
        }
        Err(TryRecvError::Empty) => {}
        // It has no device to draw on: there is one run, then.
        Err(TryRecvError::Disconnected) => {
            twin.difference = None;
            twin.clear();
            playback.is_held = false;
            commands.remove_resource::<Beside>();
            return;
        }
    }
    playback.is_held = beside.is_waiting;
    if beside.is_waiting {
        return;
    }
    let Ok(camera) = cameras.single() else { return };
    let Some(whole) = camera.physical_target_size() else {
        return;
    };
    let size = twin.size_beside(whole);
    let free = subject.or(*free);
    let part = size.x as f32 / whole.x.max(1) as f32;
    let changes = record.news(&mut beside.told).changes_by_hand();
    let changes = changes.filter(|timed| timed.change.knob != beside.difference.knob);
    let wish = Wish {
        now: clock.now,
        changes: changes.cloned().collect(),
        pose: rig.pose,
        shift: rig.shift_in_part(part, free.left()),
        free: twin.free_beside(free, part),
        following: *following,
        selected: *selected,
        settings: settings.clone(),
        size,
        scale_factor: camera.target_scaling_factor().unwrap_or(1.0),
    };
    // If it is gone, the next look says so.
    beside.is_waiting = beside.wishes.send(wish).is_ok();
}

/// The other run's life: from wish to picture, until there are no more wishes.
fn live(session: Session, wishes: &Receiver<Wish>, news: &Sender<News>) {
    let Ok(mut wish) = wishes.recv() else { return };
    let mut room = Darkroom::with(session);
    let is_wanted = |now| {
        let is_forgotten = matches!(wishes.try_recv(), Err(TryRecvError::Disconnected));
        !is_forgotten && news.send(News::OnItsWay(now)).is_ok()
    };
    if wish.now > SimTime::ZERO && !room.run_to(wish.now, is_wanted) {
        return;
    }
    room.furnish(Pace::Still, wish.size, wish.scale_factor, |_: &mut App| {});
    room.open();
    let mut told = ReadTo::default();
    let mut was = (wish.size, wish.scale_factor);
    loop {
        let form = (wish.size, wish.scale_factor);
        if was != form {
            room.hang_paper(wish.size, wish.scale_factor);
            was = form;
        }
        grant(&mut room.app, wish);
        room.draw();
        let Some(picture) = room.picture() else {
            return;
        };
        let unread = room.app.world().resource::<Record>().news(&mut told);
        let seen = Seen {
            picture,
            samples: unread.samples().copied().collect(),
            events: unread.events().cloned().collect(),
        };
        if news.send(News::Seen(Box::new(seen))).is_err() {
            return;
        }
        match wishes.recv() {
            Ok(next) => wish = next,
            Err(_) => return,
        }
    }
}

/// Brings the other run to the moment and the look that are wished for.
fn grant(app: &mut App, wish: Wish) {
    let world = app.world_mut();
    for TimedChange { at, change } in wish.changes {
        world.resource_mut::<Controls>().request(at, change);
    }
    advance_to(world, wish.now);
    world.insert_resource(LockedTo(Some((wish.pose, wish.shift))));
    world.insert_resource(wish.free);
    if *world.resource::<Following>() != wish.following {
        world.insert_resource(wish.following);
    }
    world.resource_mut::<Selected>().set_if_neq(wish.selected);
    world
        .resource_mut::<ViewSettings>()
        .set_if_neq(wish.settings);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        film::device,
        sim::{SimulationPlugin, vesicle::VesicleId},
    };

    fn session(changes: &[(f64, &str)]) -> Session {
        Session {
            scene: crate::scene::load("synaptic_bouton").expect("the built-in scene"),
            seed: 2,
            changes: changes
                .iter()
                .map(|(at, text)| TimedChange {
                    at: SimTime::from_secs(*at),
                    change: Change::parse(text).expect("a good change"),
                })
                .collect(),
        }
    }

    fn wish(millis: f64, changes: Vec<TimedChange>) -> Wish {
        Wish {
            now: SimTime::from_millis(millis),
            changes,
            pose: Pose::default(),
            shift: Vec2::ZERO,
            free: FreeArea(None),
            following: Following(None),
            selected: Selected(None),
            settings: ViewSettings::default(),
            size: UVec2::new(90, 64),
            scale_factor: 1.0,
        }
    }

    #[test]
    fn whom_the_first_run_rings_the_other_one_rings() {
        let mut app = App::new();
        app.add_plugins((
            MinimalPlugins,
            SimulationPlugin {
                session: session(&[]),
            },
        ))
        .init_resource::<Following>()
        .init_resource::<Selected>()
        .init_resource::<ViewSettings>();
        for ringed in [Some(VesicleId(7)), None] {
            let wished = Wish {
                selected: Selected(ringed),
                ..wish(1.0, Vec::new())
            };
            grant(&mut app, wished);
            assert_eq!(app.world().resource::<Selected>().0, ringed);
        }
    }

    #[test]
    fn the_other_run_is_the_run_of_its_session_and_hears_of_every_change() {
        device::probe().expect("the software device");
        let difference = Change::parse("fusion.mode=kiss_and_run").expect("a good change");
        let first = session(&[(0.0, "fusion.mode=full_collapse")]);
        let fire = TimedChange {
            at: SimTime::from_millis(30.0),
            change: Change::parse("signal.action_potential=true").expect("a good change"),
        };
        let (ask, wishes) = mpsc::channel();
        let (tell, news) = mpsc::channel();
        let other = with_difference(first, &difference);
        let alone = other.clone();
        let thread = thread::spawn(move || live(other, &wishes, &tell));
        let mut come = Vec::new();
        let mut events = Vec::new();
        let mut told = vec![fire.clone()];
        for millis in [30.0, 30.0, 55.5, 80.0] {
            let changes = if millis > 30.0 {
                std::mem::take(&mut told)
            } else {
                Vec::new()
            };
            ask.send(wish(millis, changes)).expect("it lives");
            let Seen {
                picture,
                events: newer,
                ..
            } = loop {
                match news.recv().expect("a picture comes") {
                    News::OnItsWay(now) => come.push(now),
                    News::Seen(seen) => break *seen,
                }
            };
            assert_eq!(picture.size, UVec2::new(90, 64));
            assert_eq!(picture.rgba.len(), 90 * 64 * 4);
            events.extend(newer);
        }
        assert_eq!(come, [SimTime::from_millis(30.0)], "on its way, once");
        drop(ask);
        thread.join().expect("it ends by itself");

        let mut app = App::new();
        app.add_plugins(MinimalPlugins)
            .add_plugins(SimulationPlugin {
                session: Session {
                    changes: alone.changes.into_iter().chain([fire]).collect(),
                    ..alone
                },
            });
        advance_to(app.world_mut(), SimTime::from_millis(80.0));
        let record = app.world().resource::<Record>();
        assert!(record.events.iter().eq(&events));
    }
}
