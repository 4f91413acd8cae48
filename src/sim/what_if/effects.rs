//! What all cards that act at a moment come to together, and the model's numbers
//! under it.

use bevy::prelude::*;

use crate::{
    biology::{
        cards::{Act, Amount, Card, Part},
        controls::Knob,
        parameters::{Filling, MotorParameters, Parameters, PoreKinetics},
    },
    sim::controls::Controls,
};

/// Tracks of which no more than this share is left lead nowhere.
const LEAST_SHARE: f64 = 0.05;

/// The numbers of an untreated cell, from which those in force follow.
#[derive(Resource, Clone, Debug)]
pub struct Untreated(pub Parameters);

/// How much of every part is left, and how much of everything has come to it.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct Effects {
    left: [f64; Part::COUNT],
    added: [f64; Amount::COUNT],
}

impl Default for Effects {
    fn default() -> Self {
        Self {
            left: [1.0; Part::COUNT],
            added: [0.0; Amount::COUNT],
        }
    }
}

impl Effects {
    /// How much of a part is left, or by what a rate is multiplied: 1 in an
    /// untreated cell.
    pub fn left(&self, part: Part) -> f64 {
        self.left[part as usize]
    }

    /// How much of something has come to the cell: none in an untreated one.
    pub fn amount(&self, amount: Amount) -> f64 {
        self.added[amount as usize]
    }

    /// Share of microtubules that stands. What holds them saves them.
    pub fn microtubules(&self) -> f64 {
        let held = self.amount(Amount::MicrotubuleStability).clamp(0.0, 1.0);
        1.0 - (1.0 - self.left(Part::Microtubules)) * (1.0 - held)
    }

    /// Whether microtubules stand: switched on, and not fallen apart.
    pub fn has_microtubules(&self, controls: &Controls) -> bool {
        controls.is_on(Knob::Microtubules) && self.microtubules() > LEAST_SHARE
    }

    /// Whether actin filaments do.
    pub fn has_actin(&self, controls: &Controls) -> bool {
        controls.is_on(Knob::Actin) && self.left(Part::Actin) > LEAST_SHARE
    }

    /// ATP in the cytosol, in mM.
    pub fn atp_mm(&self, controls: &Controls) -> f64 {
        controls.number(Knob::Atp) * self.left(Part::Atp)
    }

    /// By what the height of the barrier multiplies every rate of fusion.
    pub fn over_the_barrier(&self) -> f64 {
        match self.amount(Amount::Barrier) {
            0.0 => 1.0,
            barrier_kt => libm::exp(-barrier_kt),
        }
    }

    /// Adds a card, so much of whose full dose acts. Shares of several cards
    /// are multiplied, amounts add up.
    pub(super) fn take_in(&mut self, card: &Card, acting: f64) {
        if acting <= 0.0 {
            return;
        }
        for act in &card.acts {
            match *act {
                Act::Leaves(part, left) => {
                    self.left[part as usize] *= 1.0 - (1.0 - left) * acting;
                }
                Act::Times(part, times) => {
                    self.left[part as usize] *= libm::pow(times, acting);
                }
                Act::Q10 { of, factor, kelvin } => {
                    self.left[of as usize] *= libm::pow(factor, -kelvin * acting / 10.0);
                }
                Act::Adds(amount, full) => self.added[amount as usize] += full * acting,
            }
        }
    }
}

/// The numbers of a cell that lives under `effects`.
pub(in crate::sim) fn under(untreated: &Parameters, effects: &Effects) -> Parameters {
    let mut now = untreated.clone();
    let rate = |part: Part| effects.left(part);

    let motors = rate(Part::Motors);
    for motor in [&mut now.kinesin_1, &mut now.dynein, &mut now.myosin_v] {
        hurry_motor(motor, motors);
    }
    now.traffic.pause_per_s *= motors;
    now.traffic.pause_s /= motors;
    // Fewer tracks are met less often.
    let met = motors * effects.microtubules();
    now.traffic.departure_per_s *= met;
    now.traffic.return_per_s *= met;
    for motor in [&mut now.kinesin_1, &mut now.dynein] {
        motor.rebinding_per_s *= effects.microtubules();
    }
    now.vesicle_diffusion_nm2_per_s *= rate(Part::VesicleDiffusion);
    now.pool_diffusion_nm2_per_s *= rate(Part::VesicleDiffusion);

    let spreading = rate(Part::CargoDiffusion);
    now.transmitter_nm2_per_s *= spreading;

    now.steps.recruitment_per_s *= rate(Part::Recruitment);
    now.steps.recruitment_without_actin_per_s *= rate(Part::Recruitment);
    now.steps.docking_per_s *= rate(Part::Docking);
    now.steps.untethering_per_s *= rate(Part::Recruitment);
    now.steps.undocking_per_s *= rate(Part::Undocking);
    now.steps.priming_per_s *= rate(Part::Priming);
    now.steps.priming_fastest_per_s *= rate(Part::Priming);
    now.steps.unpriming_per_s *= rate(Part::Unpriming);
    now.steps.exocyst_residence_s /= rate(Part::ConstitutiveFusion);
    now.steps.constitutive_fusion_per_s *= rate(Part::ConstitutiveFusion);

    let steps = rate(Part::PoreSteps);
    now.fusion.zippering_s /= steps;
    now.fusion.nucleation_s /= steps;
    now.fusion.fission_s /= rate(Part::PitGrowth);
    now.fusion.parting_s /= rate(Part::VesicleDiffusion);
    for class in now.classes_mut() {
        hurry_pore(&mut class.pore, steps);
        if let Filling::Molecules { cargo, .. } = &mut class.filling {
            cargo.nm2_per_s *= spreading;
        }
        class.renewal_s /= rate(Part::Refilling);
    }

    let growth = rate(Part::PitGrowth);
    now.retrieval.wait_s /= growth;
    let spans = [
        &mut now.retrieval.coat_growth_s,
        &mut now.retrieval.uncoating_s,
        &mut now.retrieval.ultrafast_s,
    ];
    for bounds in spans {
        *bounds = bounds.map(|seconds| seconds / growth);
    }
    now.pumps *= rate(Part::ProtonPump);

    let excitation = rate(Part::Excitation);
    let calcium = &mut now.calcium;
    calcium.gates.opening_per_s *= excitation;
    calcium.gates.shutting_per_s *= excitation;
    calcium.potential.half_width_s /= excitation;
    calcium.potential.delay_s /= excitation;
    calcium.residual_decay_s /= rate(Part::CalciumPumping);
    now
}

fn hurry_motor(motor: &mut MotorParameters, times: f64) {
    motor.speed_nm_per_s *= times;
    motor.unbinding_per_s *= times;
    motor.rebinding_per_s *= times;
}

fn hurry_pore(pore: &mut PoreKinetics, times: f64) {
    pore.hemifusion_s /= times;
    pore.flicker_open_s /= times;
    pore.flicker_shut_s /= times;
    for bounds in [&mut pore.foot_s, &mut pore.flattening_s, &mut pore.stay_s] {
        *bounds = bounds.map(|seconds| seconds / times);
    }
    pore.growth_ps_per_s = pore.growth_ps_per_s.map(|pace| pace * times);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::biology::cards::cards;

    #[test]
    fn without_a_dose_not_one_number_changes() {
        let mut effects = Effects::default();
        for card in cards() {
            effects.take_in(card, 0.0);
        }
        assert_eq!(effects, Effects::default());
        let untreated = Parameters::default();
        assert_eq!(
            format!("{:?}", under(&untreated, &effects)),
            format!("{untreated:?}")
        );
    }

    #[test]
    fn every_card_changes_something_and_more_of_it_changes_more() {
        for card in cards() {
            let [mut half, mut full] = [Effects::default(), Effects::default()];
            half.take_in(card, 0.5);
            full.take_in(card, 1.0);
            let away = |effects: &Effects| {
                let left = effects.left.iter().map(|left| (left - 1.0).abs());
                left.chain(effects.added.iter().map(|added| added.abs()))
                    .sum::<f64>()
            };
            assert!(0.0 < away(&half), "{}", card.name);
            assert!(away(&half) < away(&full), "{}", card.name);
        }
    }

    #[test]
    fn what_holds_microtubules_saves_them() {
        let mut effects = Effects::default();
        effects.left[Part::Microtubules as usize] = 0.0;
        assert_eq!(effects.microtubules(), 0.0);
        effects.added[Amount::MicrotubuleStability as usize] = 1.0;
        assert_eq!(effects.microtubules(), 1.0);
    }
}
