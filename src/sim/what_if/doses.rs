//! How much of every dose acts. A dose that is changed comes on, or is washed out,
//! exponentially, as if into a bath: here in small steps at absolute moments of
//! cell time, so that nothing depends on who looks. What is there from the very
//! beginning of a run has long been there.

use bevy::prelude::*;

use super::effects::{Effects, Untreated, under};
use crate::{
    biology::{
        cards::{Amount, Card, Part, cards},
        controls::{Change, Knob, Value},
        parameters::Parameters,
    },
    sim::{
        Simulation, SimulationSystems,
        clock::SimClock,
        energy::AtpAccount,
        respond::{RatesChanged, take_changes},
        state::Keeps,
        vesicle::{Course, Due, Stage, Vesicle, retrieve::book_pumping},
    },
    units::SimTime,
};

/// Steps in the time in which all but 1/e has come or gone.
const STEPS: u32 = 8;
/// So many of those times later all of it has.
const TIMES: u32 = 5;

/// The course of one card's dose.
#[derive(Clone, Copy, Debug, PartialEq)]
struct DoseCourse {
    /// What the control stands at.
    wanted: f64,
    /// What of it acts.
    acting: f64,
    /// How it comes there: from what, since when, and how fast.
    from: f64,
    since: SimTime,
    constant_s: f64,
    step: u32,
}

impl Default for DoseCourse {
    fn default() -> Self {
        Self {
            wanted: 0.0,
            acting: 0.0,
            from: 0.0,
            since: SimTime::ZERO,
            constant_s: 0.0,
            step: TIMES * STEPS,
        }
    }
}

impl DoseCourse {
    /// When the next step is due.
    fn next(&self) -> SimTime {
        if self.step >= TIMES * STEPS {
            return SimTime::NEVER;
        }
        let steps = f64::from(self.step + 1) / f64::from(STEPS);
        self.since + SimTime::from_secs(self.constant_s * steps)
    }

    /// The dose is changed.
    fn want(&mut self, card: &Card, dose: f64, now: SimTime) {
        if dose == self.wanted {
            return;
        }
        self.wanted = dose;
        self.from = self.acting;
        self.since = now;
        self.step = TIMES * STEPS;
        let constant_s = if dose > self.acting {
            Some(card.onset_s)
        } else {
            card.washout_s
        };
        match constant_s {
            _ if now == SimTime::ZERO => self.acting = dose,
            Some(constant_s) => {
                self.constant_s = constant_s;
                self.step = 0;
            }
            // What can't be washed out stays.
            None => {}
        }
    }

    fn go_on(&mut self, now: SimTime) {
        while self.next() <= now {
            self.step += 1;
            self.acting = if self.step == TIMES * STEPS {
                self.wanted
            } else {
                let left = libm::exp(-f64::from(self.step) / f64::from(STEPS));
                self.wanted + (self.from - self.wanted) * left
            };
        }
    }
}

/// The doses of all cards, in their order.
#[derive(Resource, Clone, Debug)]
pub struct Doses {
    courses: Vec<DoseCourse>,
    next: SimTime,
}

impl Default for Doses {
    fn default() -> Self {
        Self {
            courses: vec![DoseCourse::default(); cards().len()],
            next: SimTime::NEVER,
        }
    }
}

impl Doses {
    /// When what acts changes next.
    pub fn next(&self) -> SimTime {
        self.next
    }

    /// How much of a card's full dose acts, by its number.
    pub fn acting(&self, card: usize) -> f64 {
        self.courses.get(card).map_or(0.0, |course| course.acting)
    }

    /// Whether anything acts, or is about to.
    pub fn is_any(&self) -> bool {
        self.courses
            .iter()
            .any(|course| course.acting > 0.0 || course.wanted > 0.0)
    }

    /// Takes a change of a dose to heart.
    pub(in crate::sim) fn change(&mut self, change: &Change, now: SimTime) {
        if let (Knob::Dose(number), Value::Number(dose)) = (change.knob, &change.value) {
            self.courses[number].want(&cards()[number], *dose, now);
            // Looked at in this very step.
            self.next = now;
        }
    }

    fn go_on(&mut self, now: SimTime) {
        for course in &mut self.courses {
            course.go_on(now);
        }
        let next = self.courses.iter().map(DoseCourse::next);
        self.next = next.min().unwrap_or(SimTime::NEVER);
    }

    fn effects(&self) -> Effects {
        let mut effects = Effects::default();
        for (card, course) in cards().iter().zip(&self.courses) {
            effects.take_in(card, course.acting);
        }
        effects
    }
}

pub(in crate::sim) fn plugin(app: &mut App) {
    app.keeps::<Doses>().keeps::<Effects>().add_systems(
        Simulation,
        let_doses_act
            .after(take_changes)
            .in_set(SimulationSystems::Controls),
    );
}

/// Brings what acts up to date, and the model's numbers with it.
fn let_doses_act(
    clock: Res<SimClock>,
    untreated: Res<Untreated>,
    mut doses: ResMut<Doses>,
    mut effects: ResMut<Effects>,
    mut parameters: ResMut<Parameters>,
    mut changed: ResMut<RatesChanged>,
    mut energy: ResMut<AtpAccount>,
    mut vesicles: Query<(&mut Vesicle, &Stage, &mut Course, &Due)>,
) {
    if doses.next > clock.now {
        return;
    }
    doses.go_on(clock.now);
    let next = doses.effects();
    if next == *effects {
        return;
    }
    for part in Part::ALL {
        if next.left(part) != effects.left(part) {
            changed.and(part.touches());
        }
    }
    for amount in Amount::ALL {
        if next.amount(amount) != effects.amount(amount) {
            changed.and(amount.touches());
        }
    }
    // What pumps have done so far was done under the numbers until now.
    for (mut vesicle, stage, mut course, due) in &mut vesicles {
        book_pumping(
            &mut vesicle,
            *stage,
            &mut course,
            *due,
            clock.now,
            &parameters,
            &mut energy,
        );
    }
    *parameters = under(&untreated.0, &next);
    *effects = next;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course_of(name: &str, changes: &[(f64, f64)], until: f64) -> DoseCourse {
        let card = crate::biology::cards::card(name).expect("a card");
        let mut course = DoseCourse::default();
        for (at, dose) in changes {
            if *at > until {
                break;
            }
            let at = SimTime::from_secs(*at);
            course.go_on(at);
            course.want(card, *dose, at);
        }
        course.go_on(SimTime::from_secs(until));
        course
    }

    #[test]
    fn a_dose_comes_on_and_is_washed_out_in_its_own_time() {
        let card = crate::biology::cards::card("nocodazole").expect("a card");
        let (on, off) = (card.onset_s, card.washout_s.expect("it washes out"));
        let acting = |until: f64| {
            course_of("nocodazole", &[(1.0, 1.0), (1.0 + 10.0 * on, 0.0)], until).acting
        };
        assert_eq!(acting(1.0), 0.0);
        let [one, e] = [1.0, libm::exp(-1.0)];
        assert!((acting(1.0 + on) - (one - e)).abs() < 1e-6);
        assert_eq!(acting(1.0 + 6.0 * on), 1.0);
        assert!((acting(1.0 + 10.0 * on + off) - e).abs() < 1e-6);
        assert_eq!(acting(1.0 + 10.0 * on + 6.0 * off), 0.0);
    }

    #[test]
    fn what_is_there_from_the_beginning_acts_at_once() {
        assert_eq!(course_of("nocodazole", &[(0.0, 0.7)], 0.0).acting, 0.7);
    }

    #[test]
    fn a_toxin_can_not_be_washed_out() {
        let changes = [(1.0, 1.0), (1000.0, 0.0)];
        let course = course_of("botulinum_a", &changes, 5000.0);
        assert_eq!((course.acting, course.next()), (1.0, SimTime::NEVER));
    }

    #[test]
    fn the_course_does_not_depend_on_how_often_it_is_looked_at() {
        let changes = [(1.0, 1.0), (3.0, 0.2), (4.5, 0.9)];
        let at_once = course_of("dynasore", &changes, 6.0);
        let card = crate::biology::cards::card("dynasore").expect("a card");
        let mut course = DoseCourse::default();
        for step in 0..=6000_u32 {
            let now = SimTime::from_millis(f64::from(step));
            course.go_on(now);
            for (at, dose) in changes {
                if SimTime::from_secs(at) == now {
                    course.want(card, dose, now);
                }
            }
        }
        assert_eq!(course, at_once);
    }
}
