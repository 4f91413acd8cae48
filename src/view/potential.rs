//! The membrane potential: the cell's membrane shines by as much as it is
//! depolarised, earlier where an action potential comes from.

use bevy::prelude::*;

use super::ViewSystems;
use crate::{
    biology::parameters::{CalciumParameters, Parameters},
    scene::Scene,
    sim::{
        clock::SimClock,
        signal::{Spikes, bursts::Bursts, membrane_potential_mv},
    },
    units::SimTime,
};

/// How far apart two points are between which the potential is taken to change
/// evenly, in nanometres: less than a hundredth of an action potential.
const NEAR_NM: f64 = 500.0;

/// How far the membrane is depolarised, as a share of an action potential's height.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct Depolarised {
    /// At the origin.
    pub share: f32,
    /// More a nanometre on each way.
    pub per_nm: Vec3,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Depolarised>().add_systems(
        PostUpdate,
        read_potential
            .before(ViewSystems::Light)
            .after(ViewSystems::Camera),
    );
}

fn read_potential(
    mut depolarised: ResMut<Depolarised>,
    clock: Res<SimClock>,
    spikes: Res<Spikes>,
    bursts: Res<Bursts>,
    parameters: Res<Parameters>,
    scene: Res<Scene>,
) {
    let share_at = |now: SimTime| {
        let mv = membrane_potential_mv(now, &spikes, &bursts, &parameters);
        share(mv, &parameters.calcium)
    };
    let now = share_at(clock.now);
    let per_nm = scene.axon.map_or(Vec3::ZERO, |axon| {
        let late = SimTime::from_secs(NEAR_NM / parameters.calcium.conduction_nm_per_s);
        // Further along, it is as it was here a moment ago.
        let beyond = if clock.now < late {
            now
        } else {
            share_at(clock.now - late)
        };
        axon.direction().as_vec3() * (beyond - now) / NEAR_NM as f32
    });
    depolarised.set_if_neq(Depolarised { share: now, per_nm });
}

/// As a share of the height of the cell's action potential.
fn share(mv: f64, calcium: &CalciumParameters) -> f32 {
    let height = calcium.potential.peak_mv - calcium.potential.rest_mv;
    (((mv - calcium.potential.rest_mv) / height) as f32).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        biology::controls::{Change, TimedChange},
        scene,
        sim::{SimulationPlugin, advance_to, session::Session},
    };

    /// What the picture shows so long after an action potential of the bouton.
    fn after(millis: f64) -> Depolarised {
        let fired = SimTime::from_millis(1.0);
        let session = Session {
            scene: scene::load("synaptic_bouton").expect("it is built in"),
            seed: 1,
            changes: vec![TimedChange {
                at: fired,
                change: Change::parse("signal.action_potential=true").expect("a good change"),
            }],
        };
        let mut app = App::new();
        app.add_plugins(SimulationPlugin { session })
            .init_resource::<Depolarised>();
        advance_to(app.world_mut(), fired + SimTime::from_millis(millis));
        app.world_mut()
            .run_system_cached(read_potential)
            .expect("all that it reads is there");
        *app.world().resource::<Depolarised>()
    }

    #[test]
    fn a_membrane_shines_while_an_action_potential_passes() {
        assert!(after(0.05).share < 0.01);
        assert!(after(0.7).share > 0.99);
        assert!(after(5.0).share < 1e-6);
    }

    #[test]
    fn it_comes_along_the_axon() {
        // The rise has come further on the left, the fall as well.
        assert!(after(0.5).per_nm.x < 0.0);
        assert!(after(0.9).per_nm.x > 0.0);
        // One end of the bouton is a few hundredths before the other.
        let ends = after(0.525).per_nm.length() * 3500.0;
        assert!((0.01..0.1).contains(&ends), "{ends}");
    }
}
