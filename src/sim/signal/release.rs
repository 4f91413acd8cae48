//! Whether and when a primed vesicle answers calcium.
//!
//! Each carries a sensor of the model in force. As long as nothing new happens
//! to calcium its future is known, and the fusion that it leads to: the pore
//! opens at the very moment the model gives, with zippering and hemifusion in
//! the short while before. A new signal is a new future from then on.

use std::collections::BTreeMap;

use bevy::prelude::*;
use rand::RngExt;

use super::sensor::{
    carried::{CarriedSensor, Foreseen, RestingScheme},
    slow_scheme,
};
use crate::{
    biology::{
        cards::{Amount, Part},
        controls::Knob,
        sensors::SensorModel,
        vesicles::Pathway,
    },
    sim::{
        cell::Cell,
        chance::{Purpose, varying_waiting_time, waiting_time},
        places::Goal,
        respond::RatesChanged,
        vesicle::{Body, BodyItem, Cause, Due, Next, Stage, VesicleId, plan_wait, snares::Bundle},
    },
    units::SimTime,
};

/// A sensor is followed so far ahead at a time while calcium is not at rest, in
/// seconds.
const FORESIGHT_S: f64 = 0.25;
/// Calcium in the terminal counts as raised above so many times rest.
const RAISED: f64 = 2.0;

/// Under what sensors and the machinery they set off work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SensorConditions {
    pub model: SensorModel,
    pub rest_um: f64,
    /// By what binding and unbinding are multiplied, and fusion.
    pub binding: f64,
    pub fusion: f64,
    /// By what a lost complex multiplies fusion, and a cut one.
    pub lost_complex: f64,
    pub cut_complex: f64,
    pub complexes: u8,
    /// Whether some vesicles have cut or missing complexes, or the slow sensor
    /// alone.
    pub mixed: bool,
}

impl SensorConditions {
    /// Those of an untreated cell.
    pub fn usual(model: SensorModel, rest_um: f64) -> Self {
        Self {
            model,
            rest_um,
            binding: 1.0,
            fusion: 1.0,
            lost_complex: 1.0,
            cut_complex: 1.0,
            complexes: 0,
            mixed: false,
        }
    }

    /// Those of a cell as it is now. Once mixed, a cell stays so.
    fn of(cell: &Cell) -> Self {
        let (parameters, effects) = (&cell.parameters, &cell.effects);
        let is_mixed = [Part::Snap25, Part::Synaptobrevin, Part::Synaptotagmin1]
            .iter()
            .any(|part| effects.left(*part) < 1.0);
        Self {
            model: SensorModel::called(cell.controls.choice(Knob::Sensor)),
            rest_um: cell.calcium.rest_um(),
            binding: effects.left(Part::SensorBinding),
            fusion: effects.left(Part::SensorFusion) * effects.over_the_barrier(),
            lost_complex: parameters.steps.lost_complex,
            cut_complex: parameters.steps.cut_complex,
            complexes: parameters.steps.snare_complexes.round() as u8,
            mixed: is_mixed || cell.sensors.conditions.mixed,
        }
    }

    fn scheme(&self, is_slow: bool, pulls: f64) -> RestingScheme {
        let scheme = if is_slow {
            slow_scheme()
        } else {
            self.model.scheme()
        };
        RestingScheme::new(
            scheme.hurried(self.binding, self.fusion * pulls),
            self.rest_um,
        )
    }
}

/// The model by which primed vesicles answer calcium.
#[derive(Resource, Clone, Debug)]
pub struct SensorInForce {
    pub model: SensorModel,
    conditions: SensorConditions,
    scheme: RestingScheme,
    /// For vesicles with other complexes than whole ones, or with the slow sensor
    /// alone.
    others: BTreeMap<(Bundle, bool), RestingScheme>,
}

impl SensorInForce {
    /// A model, with sensors that have long been at rest.
    pub fn new(model: SensorModel, rest_um: f64) -> Self {
        Self::under(SensorConditions::usual(model, rest_um))
    }

    fn under(conditions: SensorConditions) -> Self {
        let mut others = BTreeMap::new();
        if conditions.mixed {
            for bundle in Bundle::every(conditions.complexes) {
                let pulls = bundle.pulls(conditions.lost_complex, conditions.cut_complex);
                for is_slow in [false, true] {
                    others.insert((bundle, is_slow), conditions.scheme(is_slow, pulls));
                }
            }
        }
        Self {
            model: conditions.model,
            conditions,
            scheme: conditions.scheme(false, 1.0),
            others,
        }
    }

    /// The scheme of a vesicle with these complexes, with the slow sensor alone or
    /// without.
    fn of(&self, bundle: Bundle, is_slow: bool) -> &RestingScheme {
        self.others.get(&(bundle, is_slow)).unwrap_or(&self.scheme)
    }
}

/// What a primed vesicle carries.
#[derive(Clone, Debug)]
pub struct Sensing {
    sensor: CarriedSensor,
    /// The complexes behind it, and whether it is the slow sensor alone.
    bundle: Bundle,
    is_slow: bool,
    /// The number of the draw that decides the latter.
    made: u64,
    foreseen: Foreseen,
    /// Drawn for the other ways in which it stops being primed.
    unprimes: SimTime,
    fuses_alone: SimTime,
    /// Drawn for the steps between trigger and pore, in seconds.
    zippering_s: f64,
    hemifusion_s: f64,
    /// When the pore opens, if it is triggered.
    opens: SimTime,
}

impl Sensing {
    fn begin(cell: &Cell, body: &mut BodyItem) -> Self {
        let mut rng = cell.draw(&mut body.vesicle, Purpose::Sensor);
        let kinetics = cell.parameters.kinetics(body.vesicle.kind);
        let zippering = waiting_time(&mut rng, 1.0 / cell.parameters.fusion.zippering_s);
        let hemifusion = waiting_time(&mut rng, 1.0 / kinetics.hemifusion_s);
        let sensor = CarriedSensor::at_rest(cell.now().as_secs(), rng);
        Self {
            foreseen: Foreseen::Waits(Box::new(sensor.clone())),
            sensor,
            bundle: body.course.bundle,
            is_slow: false,
            made: body.vesicle.draws,
            unprimes: SimTime::NEVER,
            fuses_alone: SimTime::NEVER,
            zippering_s: zippering.as_secs(),
            hemifusion_s: hemifusion.as_secs(),
            opens: SimTime::NEVER,
        }
    }

    /// Whether its vesicle has the slow sensor alone.
    fn has_lost_the_fast_one(&self, cell: &Cell, vesicle: VesicleId) -> bool {
        let left = cell.effects.left(Part::Synaptotagmin1);
        let has_one = cell.sensors.model != SensorModel::Synaptotagmin7;
        has_one && left < 1.0 && {
            let mut rng = cell
                .chance
                .draw(vesicle.0.into(), Purpose::SlowSensor, self.made);
            rng.random::<f64>() >= left
        }
    }

    /// The rate at which it fuses by chance, where its model never does.
    fn alone_per_s(&self, cell: &Cell) -> f64 {
        if self.is_slow || !may_fuse_alone(cell) || cell.sensors.model.fuses_at_rest() {
            return 0.0;
        }
        let SensorConditions {
            fusion,
            lost_complex,
            cut_complex,
            ..
        } = cell.sensors.conditions;
        let pulls = self.bundle.pulls(lost_complex, cut_complex);
        cell.parameters.calcium.spontaneous_per_s * fusion * pulls
    }

    fn steps_s(&self) -> f64 {
        self.zippering_s + self.hemifusion_s
    }

    /// When the leaflets that face the cytosol join and when the pore opens, if
    /// fusion begins now.
    pub fn moments(&self, now: SimTime) -> [SimTime; 2] {
        let opens = self.opens.max(now);
        let part = self.zippering_s / self.steps_s();
        let hemifused = now + SimTime::from_secs(opens.since(now).as_secs() * part);
        [hemifused, opens]
    }
}

/// Draws for a primed vesicle what it waits for, and plans the first of it.
pub(in crate::sim) fn plan_release(cell: &Cell, body: &mut BodyItem) {
    let mut sensing = match body.course.sensing.take() {
        Some(sensing) => sensing,
        None => Box::new(Sensing::begin(cell, body)),
    };
    let is_slow = sensing.has_lost_the_fast_one(cell, body.vesicle.id);
    if is_slow != sensing.is_slow {
        sensing.is_slow = is_slow;
        sensing.sensor.rest_from(cell.now().as_secs());
    }
    let now_s = cell.now().as_secs();
    let mut rng = cell.draw(&mut body.vesicle, Purpose::NextChange);
    let parameters = &cell.parameters;
    let calcium = &cell.calcium;
    let waits = varying_waiting_time(&mut rng, calcium.pieces_s(now_s), |after_s| {
        parameters.unprimes_per_s(calcium.terminal_um(now_s + after_s))
    });
    sensing.unprimes = cell.now() + waits;
    let alone_per_s = sensing.alone_per_s(cell);
    sensing.fuses_alone = cell.now() + waiting_time(&mut rng, alone_per_s);
    body.course.sensing = Some(sensing);
    look_ahead(cell, body);
}

fn may_fuse_alone(cell: &Cell) -> bool {
    cell.controls.is_on(Knob::Spontaneous)
}

/// Foresees what the sensor comes to and plans what is first.
fn look_ahead(cell: &Cell, body: &mut BodyItem) {
    let Some(mut sensing) = body.course.sensing.take() else {
        return;
    };
    let Goal::Release(site) = body.course.goal else {
        return;
    };
    let now_s = cell.now().as_secs();
    // Farther than the steps between trigger and pore take, or it would look
    // again at once.
    let ahead_s = now_s + FORESIGHT_S.max(2.0 * sensing.steps_s());
    sensing.foreseen = sensing.sensor.foresee(
        cell.sensors.of(sensing.bundle, sensing.is_slow),
        &cell.calcium.at_site(site),
        cell.calcium.settles_s(),
        ahead_s,
    );
    let begins = |opens: SimTime| (opens - SimTime::from_secs(sensing.steps_s())).max(cell.now());
    let steps = SimTime::from_secs(sensing.steps_s());
    let alone = sensing.fuses_alone;
    let mut chances = vec![
        (sensing.unprimes, Next::Unprime, SimTime::NEVER),
        (alone, Next::Trigger(Cause::Spontaneous), alone + steps),
    ];
    match &sensing.foreseen {
        Foreseen::Fuses { at_s } => {
            let delay_s = if sensing.is_slow {
                0.0
            } else {
                cell.sensors.model.delay_s()
            };
            let opens = SimTime::from_secs(at_s + delay_s);
            let cause = cause_of(cell, *at_s);
            if cause != Cause::Spontaneous || may_fuse_alone(cell) {
                chances.push((begins(opens), Next::Trigger(cause), opens));
            }
        }
        Foreseen::Waits(_) => {
            // In time to begin with what comes next.
            let again = SimTime::from_secs(ahead_s);
            chances.push((begins(again), Next::LookAhead, SimTime::NEVER));
        }
    }
    if let Some((due, next, opens)) = chances.into_iter().min_by_key(|(due, ..)| *due) {
        *body.due = Due(due);
        body.course.next = next;
        sensing.opens = opens;
    }
    body.course.sensing = Some(sensing);
}

/// Why a sensor decides for fusion at a moment.
fn cause_of(cell: &Cell, decides_s: f64) -> Cause {
    let calcium = &cell.calcium;
    if calcium.is_in_a_wave() {
        return Cause::CalciumWave;
    }
    if calcium.is_clamped() {
        return Cause::CalciumClamp;
    }
    let newest = cell.spikes.newest().map(SimTime::as_secs);
    let since_s = newest.map_or(f64::INFINITY, |spike_s| decides_s - spike_s);
    if since_s <= cell.parameters.calcium.synchronous_s {
        Cause::ActionPotential
    } else if calcium.terminal_um(decides_s) > RAISED * calcium.rest_um() {
        Cause::Asynchronous
    } else {
        Cause::Spontaneous
    }
}

/// Takes up what is new about calcium: signals, a clamp, buffers, another
/// model. All that waits for calcium or is hurried by it plans anew; a sensor's
/// past stays.
pub(super) fn answer_calcium(mut cell: Cell, changed: Res<RatesChanged>, mut bodies: Query<Body>) {
    let is_news = changed.calcium
        || cell.spikes.count > cell.calcium.heard
        || cell.calcium.is_about_to_change();
    if !is_news {
        go_on(&cell, &mut bodies);
        return;
    }
    let now_s = cell.now().as_secs();
    for mut body in &mut bodies {
        let Goal::Release(site) = body.course.goal else {
            continue;
        };
        if let Some(sensing) = &mut body.course.sensing
            && !has_decided(sensing, now_s)
        {
            let settles_s = cell.calcium.settles_s();
            let calcium = cell.calcium.at_site(site);
            let scheme = cell.sensors.of(sensing.bundle, sensing.is_slow);
            sensing.sensor.lead(scheme, &calcium, settles_s, now_s);
        }
    }
    let model_changed = take_up_news(&mut cell);
    for mut body in &mut bodies {
        let regulated = body.vesicle.pathway == Pathway::Regulated;
        match *body.stage {
            Stage::Primed => {
                if let Some(sensing) = &mut body.course.sensing {
                    if has_decided(sensing, now_s) {
                        continue;
                    }
                    if model_changed {
                        sensing.sensor.rest_from(now_s);
                    }
                }
                plan_wait(&cell, &mut body);
            }
            Stage::Docked if regulated => plan_wait(&cell, &mut body),
            _ => {}
        }
    }
}

/// Whether the sensor has decided and only its delay is left.
fn has_decided(sensing: &Sensing, now_s: f64) -> bool {
    matches!(sensing.foreseen, Foreseen::Fuses { at_s } if at_s <= now_s)
        && sensing.opens < SimTime::NEVER
}

/// Brings calcium and the model up to date; whether the model is another.
fn take_up_news(cell: &mut Cell) -> bool {
    let now_s = cell.now().as_secs();
    let number = |control| cell.controls.number(control);
    let clamp_um = number(Knob::CalciumClamp);
    let effects = &cell.effects;
    let [egta_um, bapta_um] = [
        number(Knob::Egta) + effects.amount(Amount::Egta),
        number(Knob::Bapta) + effects.amount(Amount::Bapta),
    ]
    .map(|mm| 1e3 * mm);
    let outside = number(Knob::CalciumOutside) * effects.left(Part::CalciumOutside);
    let leak_um = effects.amount(Amount::CalciumLeak) * outside
        / cell.parameters.calcium.outside_reference_mm;
    cell.calcium
        .live_with(cell.parameters.calcium, leak_um, now_s);
    cell.calcium
        .clamp((clamp_um > 0.0).then_some(clamp_um), now_s);
    cell.calcium.follow_wave(now_s);
    cell.calcium.add_buffers(egta_um, bapta_um, now_s);
    if cell.spikes.count > cell.calcium.heard
        && let Some(spike) = cell.spikes.recent.back().copied()
    {
        cell.calcium.let_in(spike, &cell.chance);
    }
    let conditions = SensorConditions::of(cell);
    let is_another = conditions.model != cell.sensors.model;
    if conditions != cell.sensors.conditions {
        *cell.sensors = SensorInForce::under(conditions);
    }
    is_another
}

/// Looks further ahead for those whose foresight has come to its end.
fn go_on(cell: &Cell, bodies: &mut Query<Body>) {
    for entity in cell.agenda.due.iter() {
        let Ok(mut body) = bodies.get_mut(*entity) else {
            continue;
        };
        let due = body.due.0 <= cell.now() && body.course.next == Next::LookAhead;
        if *body.stage != Stage::Primed || !due {
            continue;
        }
        if let Some(sensing) = &mut body.course.sensing
            && let Foreseen::Waits(ahead) = &sensing.foreseen
        {
            sensing.sensor = (**ahead).clone();
        }
        look_ahead(cell, &mut body);
    }
}

#[cfg(test)]
mod tests {
    use bevy::math::DVec3;

    use super::{
        super::{
            calcium::{Calcium, tests::spike},
            channels,
        },
        *,
    };
    use crate::{
        biology::parameters::Parameters,
        scene,
        sim::{chance::Chance, vesicle::MembranePlace},
    };

    const SITES: u64 = 10;

    /// The bouton's ten sites with their channels.
    fn bouton() -> Calcium {
        let scene = scene::load("synaptic_bouton").expect("built in");
        let place = |site: &scene::Site| MembranePlace {
            point: scene.membrane.closest(site.point),
            inward: DVec3::Y,
        };
        let sites: Vec<MembranePlace> = scene.sites.iter().map(place).collect();
        let parameters = Parameters::default().calcium;
        let channels = channels::beside(&sites, &scene.membrane, parameters.channels, |site| {
            parameters.channel_nm_at(site)
        });
        let felt = channels::felt_at(&sites, &channels);
        Calcium::at_rest(parameters, channels, felt)
    }

    /// When the vesicles of so many rounds of ten sites fuse within 20 ms after
    /// one action potential.
    fn answers(quiet: &Calcium, model: SensorModel, outside_mm: f64, rounds: u64) -> Vec<f64> {
        let chance = Chance::from_seed(11);
        let force = SensorInForce::new(model, quiet.rest_um());
        let mut answers = Vec::new();
        for round in 0..rounds {
            let mut calcium = quiet.clone();
            calcium.heard = round;
            calcium.let_in(spike(1.0, outside_mm), &chance);
            for site in 0..SITES {
                let rng = chance.draw(site, Purpose::Sensor, round);
                let sensor = CarriedSensor::at_rest(1.0, rng);
                let at_site = calcium.at_site(site as usize);
                let settles_s = calcium.settles_s();
                let foreseen = sensor.foresee(&force.scheme, &at_site, settles_s, 1.02);
                if let Foreseen::Fuses { at_s } = foreseen {
                    answers.extend((at_s < 1.02).then_some(at_s - 1.0));
                }
            }
        }
        answers
    }

    #[test]
    fn one_in_eight_answers_within_a_millisecond_or_two() {
        let rounds = 400;
        let answers = answers(&bouton(), SensorModel::Allosteric, 2.0, rounds);
        let share = answers.len() as f64 / (rounds * SITES) as f64;
        // A published calyx: 0.08 to 0.3; standard error 0.006.
        assert!((0.09..0.15).contains(&share), "{share}");
        let prompt = answers.iter().filter(|after| **after < 2e-3).count();
        assert!(prompt as f64 > 0.9 * answers.len() as f64);
        assert!(answers.iter().all(|after| *after > 0.7e-3));
    }

    #[test]
    fn release_grows_with_about_the_fourth_power_of_calcium_outside() {
        let quiet = bouton();
        let share = |outside_mm: f64, rounds: u64| {
            let count = answers(&quiet, SensorModel::Allosteric, outside_mm, rounds).len();
            count as f64 / (rounds * SITES) as f64
        };
        let (more, less) = (share(0.9, 1500), share(0.5, 6000));
        // Some 170 and 80 answers: the standard error of the power is 0.23.
        let power = libm::log(more / less) / libm::log(0.9 / 0.5);
        assert!((3.0..4.7).contains(&power), "{power}");
    }

    #[test]
    fn the_second_of_two_signals_finds_fewer_vesicles_and_a_little_more_calcium() {
        let (chance, quiet) = (Chance::from_seed(12), bouton());
        let force = SensorInForce::new(SensorModel::Allosteric, quiet.rest_um());
        let rounds = 4000;
        let [mut first, mut second] = [0; 2];
        for round in 0..rounds {
            let mut once = quiet.clone();
            once.heard = 2 * round;
            once.let_in(spike(1.0, 2.0), &chance);
            let mut twice = once.clone();
            twice.let_in(spike(1.02, 2.0), &chance);
            for site in 0..SITES as usize {
                let rng = chance.draw(site as u64, Purpose::Sensor, round);
                let sensor = CarriedSensor::at_rest(1.0, rng);
                let settles_s = once.settles_s();
                let at_site = once.at_site(site);
                let Foreseen::Waits(left) =
                    sensor.foresee(&force.scheme, &at_site, settles_s, 1.02)
                else {
                    first += 1;
                    continue;
                };
                let at_site = twice.at_site(site);
                let settles_s = twice.settles_s();
                let next = left.foresee(&force.scheme, &at_site, settles_s, 1.04);
                second += u64::from(matches!(next, Foreseen::Fuses { .. }));
            }
        }
        // Some 4700 and 4300 answers: the standard error of the ratio is 2 %.
        let ratio = second as f64 / first as f64;
        assert!((0.85..0.99).contains(&ratio), "{ratio}");
        // Of those that were left, more answer than the first time.
        let left = (rounds * SITES - first) as f64;
        let again = second as f64 / left * (rounds * SITES) as f64 / first as f64;
        assert!((1.0..1.15).contains(&again), "{again}");
    }

    #[test]
    fn no_calcium_outside_no_answer() {
        assert!(answers(&bouton(), SensorModel::Allosteric, 0.0, 100).is_empty());
    }

    #[test]
    fn a_fast_buffer_cuts_release_and_a_slow_one_only_trims_it() {
        let quiet = bouton();
        let [mut egta, mut bapta] = [quiet.clone(), quiet.clone()];
        egta.add_buffers(10_000.0, 0.0, 0.0);
        bapta.add_buffers(0.0, 1000.0, 0.0);
        let count = |calcium| answers(calcium, SensorModel::Allosteric, 2.0, 300).len() as f64;
        let [plain, egta, bapta] = [&quiet, &egta, &bapta].map(count);
        assert!((0.1..0.7).contains(&(egta / plain)), "{egta} of {plain}");
        assert!(bapta < 0.15 * plain, "{bapta} of {plain}");
    }
}
