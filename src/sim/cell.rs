//! What a step of a vesicle's life reads and writes besides the vesicle: the
//! cell around it.

use std::sync::Arc;

use bevy::{ecs::system::SystemParam, math::DVec3, prelude::*};
use rand_chacha::ChaCha8Rng;

use super::{
    chance::{Chance, Purpose},
    clock::SimClock,
    controls::Controls,
    cytoskeleton::Cytoskeleton,
    energy::{AtpAccount, AtpPlace},
    membrane::{AreaLedger, PlasmaMembrane},
    places::{Goal, Places},
    record::{Detail, Event, EventKind, Record},
    signal::{Spikes, calcium::Calcium, release::SensorInForce},
    vesicle::{BodyItem, Vesicle},
    what_if::Effects,
};
use crate::{
    biology::{
        controls::Knob,
        parameters::Parameters,
        vesicles::{Pathway, Renewal},
    },
    units::SimTime,
};

/// The vesicles for which something is due now, by number.
#[derive(Resource, Clone, Debug, Default)]
pub struct Agenda {
    pub due: Arc<[Entity]>,
}

/// What begins in the present step, and has its whole course drawn.
#[derive(Resource, Clone, Debug, Default)]
pub struct Begun {
    pub fusions: Vec<Entity>,
    pub pits: Vec<Entity>,
}

/// Lanes with room on every microtubule, by pathway of the vesicle.
#[derive(Resource, Clone, Debug, Default)]
pub struct Lanes {
    pub regulated: Vec<Vec<f64>>,
    pub carrier: Vec<Vec<f64>>,
}

/// The cell around a vesicle.
#[derive(SystemParam)]
pub struct Cell<'w> {
    pub clock: Res<'w, SimClock>,
    pub chance: Res<'w, Chance>,
    pub parameters: Res<'w, Parameters>,
    pub controls: Res<'w, Controls>,
    pub effects: Res<'w, Effects>,
    pub cytoskeleton: Res<'w, Cytoskeleton>,
    pub membrane: Res<'w, PlasmaMembrane>,
    pub lanes: Res<'w, Lanes>,
    pub agenda: Res<'w, Agenda>,
    pub spikes: Res<'w, Spikes>,
    pub calcium: ResMut<'w, Calcium>,
    pub sensors: ResMut<'w, SensorInForce>,
    pub places: ResMut<'w, Places>,
    pub ledger: ResMut<'w, AreaLedger>,
    pub energy: ResMut<'w, AtpAccount>,
    pub record: ResMut<'w, Record>,
}

impl Cell<'_> {
    /// The present moment.
    pub fn now(&self) -> SimTime {
        self.clock.now
    }

    /// Whether a pathway is switched on.
    pub fn is_on(&self, pathway: Pathway) -> bool {
        self.controls.is_on(match pathway {
            Pathway::Regulated => Knob::Regulated,
            Pathway::Constitutive => Knob::Constitutive,
        })
    }

    /// ATP in the cytosol, in mM.
    pub fn atp_mm(&self) -> f64 {
        self.effects.atp_mm(&self.controls)
    }

    /// Whether microtubules are there.
    pub fn has_microtubules(&self) -> bool {
        self.effects.has_microtubules(&self.controls)
    }

    /// Whether actin filaments are there.
    pub fn has_actin(&self) -> bool {
        self.effects.has_actin(&self.controls)
    }

    /// Whether microtubules are there and motors can walk on them.
    pub fn can_walk(&self) -> bool {
        self.has_microtubules() && self.atp_mm() > 0.0
    }

    /// The next draw of a vesicle.
    pub fn draw(&self, vesicle: &mut Vesicle, purpose: Purpose) -> ChaCha8Rng {
        vesicle.draws += 1;
        self.chance
            .draw(vesicle.id.0.into(), purpose, vesicle.draws)
    }

    /// Where a vesicle's centre is now.
    pub fn position(&self, body: &BodyItem) -> DVec3 {
        body.motion.position_at(
            body.vesicle.id,
            self.now(),
            &self.cytoskeleton,
            &self.chance,
        )
    }

    /// Whether an emptied vesicle is filled again in a pool, and not made anew
    /// in the cell body. Of granules only those are that have kept a core and
    /// whose cargo is taken up from the cytosol; of lysosomes those that have kissed.
    pub fn is_renewed_here(&self, vesicle: &Vesicle) -> bool {
        match vesicle.kind.renewal {
            Renewal::InPool { .. } => true,
            Renewal::Anew => false,
            Renewal::AfterKiss { .. } => !vesicle.retrieved,
        }
    }

    /// Distance of a carried vesicle's centre from the axis of its track.
    pub fn carriage_nm(&self, vesicle: &Vesicle) -> f64 {
        self.parameters.microtubule_radius_nm + self.parameters.motor_reach_nm + vesicle.radius_nm
    }

    /// The lanes of microtubule `track` that fit the vesicles of a pathway.
    pub fn lanes_of(&self, pathway: Pathway, track: usize) -> &[f64] {
        match pathway {
            Pathway::Regulated => &self.lanes.regulated[track],
            Pathway::Constitutive => &self.lanes.carrier[track],
        }
    }

    /// The name of a membrane site, empty for other goals.
    pub fn site_name(&self, goal: Goal) -> String {
        self.places
            .site(goal)
            .map_or_else(String::new, |site| site.name.clone())
    }

    /// Spends ATP on a vesicle.
    pub fn spend(&mut self, vesicle: &mut Vesicle, molecules: f64, place: AtpPlace) {
        let whole = molecules.round() as u64;
        self.energy.spend(place, whole);
        vesicle.atp_used += whole;
    }

    /// Writes an event into the record.
    pub fn tell(
        &mut self,
        vesicle: &Vesicle,
        what: EventKind,
        site: String,
        position_nm: DVec3,
        detail: Detail,
    ) {
        let event = Event {
            time: self.now(),
            vesicle: vesicle.id,
            kind: vesicle.kind,
            pathway: vesicle.pathway,
            what,
            site,
            position_nm,
            detail,
        };
        self.record.add_event(event);
    }
}
