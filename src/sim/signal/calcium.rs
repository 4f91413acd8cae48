//! Calcium in the terminal as a function of time: rest, what signals have left
//! over everywhere, and at each release site the domains of the channels that
//! are open.

use bevy::prelude::*;
use rand::RngExt;

use super::{
    Spike,
    channels::{Channel, Domain},
};
use crate::{
    biology::parameters::CalciumParameters,
    sim::{
        chance::{Chance, Purpose},
        scheme::Concentration,
    },
};

/// What is left over counts as gone below this share of rest.
const GONE_SHARE: f64 = 0.01;
/// Sensors have forgotten a clamp that ended so long ago.
const FORGOTTEN_S: f64 = 1.0;

/// What one action potential lets in.
#[derive(Clone, Debug, Default, PartialEq)]
struct Influx {
    /// When the signal came, in seconds.
    at_s: f64,
    /// Share of the current that flows, by calcium outside.
    outside_share: f64,
    /// What it leaves over everywhere, in micromolar, from when on.
    left_um: f64,
    begins_s: f64,
    /// When each channel is open, from and until.
    openings: Vec<Vec<[f64; 2]>>,
}

impl Influx {
    fn left_um(&self, at_s: f64, decay_s: f64) -> f64 {
        if at_s < self.begins_s {
            return 0.0;
        }
        self.left_um * libm::exp(-(at_s - self.begins_s) / decay_s)
    }

    /// When all its channels have shut and it is felt everywhere.
    fn ends_s(&self) -> f64 {
        let shut = self.openings.iter().flatten().map(|[_, until]| *until);
        shut.fold(self.begins_s, f64::max)
    }
}

/// Whether a channel is open at a moment.
fn is_open(openings: &[[f64; 2]], at_s: f64) -> bool {
    openings
        .iter()
        .any(|[from, until]| (*from..*until).contains(&at_s))
}

/// What buffers in the cytosol make of calcium.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Buffered {
    domain: Domain,
    /// Left over after one action potential, and how fast it goes.
    left_um: f64,
    decay_s: f64,
}

fn rest_um(parameters: &CalciumParameters, leak_um: f64) -> f64 {
    parameters.rest_um + leak_um
}

impl Buffered {
    /// With so many micromolar of EGTA and of BAPTA. In a well-mixed terminal
    /// more buffer makes what is left over smaller and slower by the same
    /// factor (Neher & Augustine 1992, *Journal of Physiology* 450:273).
    fn with(parameters: &CalciumParameters, leak_um: f64, [egta_um, bapta_um]: [f64; 2]) -> Self {
        let added = [(parameters.egta, egta_um), (parameters.bapta, bapta_um)];
        let own_per_s =
            parameters.diffusion_nm2_per_s / (parameters.reach_nm * parameters.reach_nm);
        let rest_um = rest_um(parameters, leak_um);
        let catches: f64 = added
            .iter()
            .map(|(buffer, total_um)| buffer.catches_per_s(*total_um, rest_um))
            .sum();
        let holds: f64 = added
            .iter()
            .map(|(buffer, total_um)| buffer.binding_ratio(*total_um, rest_um))
            .sum();
        let own = 1.0 + parameters.binding_ratio;
        let slower = (own + holds) / own;
        Self {
            domain: Domain {
                diffusion_nm2_per_s: parameters.diffusion_nm2_per_s,
                reach_nm: Domain::reach_nm(parameters.diffusion_nm2_per_s, own_per_s + catches),
            },
            left_um: parameters.residual_um / slower,
            decay_s: parameters.residual_decay_s * slower,
        }
    }
}

/// A channel that a site feels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Near {
    channel: usize,
    /// What it adds at the site while one picoampere flows, in micromolar.
    um_per_pa: f64,
}

/// Calcium in the whole terminal, as signals up to now have made it.
#[derive(Resource, Clone, Debug)]
pub struct Calcium {
    parameters: CalciumParameters,
    /// What leaks in all the time adds to calcium at rest.
    leak_um: f64,
    /// EGTA and BAPTA in the cytosol.
    buffers_um: [f64; 2],
    buffered: Buffered,
    /// Held at this whatever comes in, as when calcium is uncaged.
    clamp_um: Option<f64>,
    /// As the cell's own waves have it, where they come and go by levels.
    wave_um: Option<f64>,
    /// What the waves make of it now, once it has been heard of.
    coming_um: Option<Option<f64>>,
    /// When a clamp or a wave's level was last set or lifted, or calcium at rest
    /// changed.
    changed_s: f64,
    channels: Vec<Channel>,
    /// Distances of the channels near each site.
    distances_nm: Vec<Vec<(usize, f64)>>,
    near: Vec<Vec<Near>>,
    /// What signals had left over at a moment, in seconds and micromolar, those
    /// in `influxes` apart.
    left: [f64; 2],
    /// Of the newest signals, oldest first.
    influxes: Vec<Influx>,
    /// How many signals it has heard of.
    pub(super) heard: u64,
}

impl Calcium {
    /// At rest, with the channels near each release site and their distances.
    pub fn at_rest(
        parameters: CalciumParameters,
        channels: Vec<Channel>,
        distances_nm: Vec<Vec<(usize, f64)>>,
    ) -> Self {
        let mut calcium = Self {
            parameters,
            leak_um: 0.0,
            buffers_um: [0.0; 2],
            buffered: Buffered::with(&parameters, 0.0, [0.0; 2]),
            clamp_um: None,
            changed_s: f64::NEG_INFINITY,
            wave_um: None,
            coming_um: None,
            channels,
            distances_nm,
            near: Vec::new(),
            left: [0.0; 2],
            influxes: Vec::new(),
            heard: 0,
        };
        calcium.weigh_channels();
        calcium
    }

    fn weigh_channels(&mut self) {
        let domain = self.buffered.domain;
        let near = |distances: &Vec<(usize, f64)>| {
            let weighed = distances.iter().map(|(channel, distance_nm)| Near {
                channel: *channel,
                um_per_pa: domain.um(1.0, *distance_nm),
            });
            weighed.collect()
        };
        self.near = self.distances_nm.iter().map(near).collect();
    }

    /// Holds calcium from now on, or lets it go.
    pub fn clamp(&mut self, clamp_um: Option<f64>, now_s: f64) {
        if self.clamp_um != clamp_um {
            self.clamp_um = clamp_um;
            self.changed_s = now_s;
        }
    }

    /// A wave has come to another level, or is over.
    pub(super) fn will_be(&mut self, wave_um: Option<f64>) {
        self.coming_um = Some(wave_um);
    }

    /// Whether a wave's new level has not been heard of.
    pub(super) fn is_about_to_change(&self) -> bool {
        self.coming_um.is_some_and(|coming| coming != self.wave_um)
    }

    /// Takes up what a wave has come to.
    pub(super) fn follow_wave(&mut self, now_s: f64) {
        if let Some(wave_um) = self.coming_um.take()
            && wave_um != self.wave_um
        {
            self.wave_um = wave_um;
            self.changed_s = now_s;
        }
    }

    /// Whether calcium is as a wave has it.
    pub(super) fn is_in_a_wave(&self) -> bool {
        self.clamp_um.is_none() && self.wave_um.is_some()
    }

    fn held_um(&self) -> Option<f64> {
        self.clamp_um.or(self.wave_um)
    }

    /// Has so many micromolar of EGTA and of BAPTA in the cytosol from now on.
    pub fn add_buffers(&mut self, egta_um: f64, bapta_um: f64, now_s: f64) {
        self.buffers_um = [egta_um, bapta_um];
        self.take_up(now_s);
    }

    /// Has other numbers, and calcium that leaks in all the time, from now on.
    pub fn live_with(&mut self, parameters: CalciumParameters, leak_um: f64, now_s: f64) {
        if parameters == self.parameters && leak_um == self.leak_um {
            return;
        }
        self.settle(now_s);
        self.parameters = parameters;
        self.leak_um = leak_um;
        self.changed_s = now_s;
        self.take_up(now_s);
    }

    fn take_up(&mut self, now_s: f64) {
        let buffered = Buffered::with(&self.parameters, self.leak_um, self.buffers_um);
        if buffered != self.buffered {
            self.settle(now_s);
            self.buffered = buffered;
            self.weigh_channels();
        }
    }

    /// Draws what an action potential lets in.
    pub fn let_in(&mut self, spike: Spike, chance: &Chance) {
        let at_s = spike.at.as_secs();
        self.settle(at_s);
        self.heard += 1;
        let CalciumParameters {
            potential, gates, ..
        } = self.parameters;
        let openings = (0..self.channels.len()).map(|channel| {
            if self.is_blocked(channel, spike, chance) {
                return Vec::new();
            }
            let mut rng = chance.draw(channel as u64, Purpose::Channels, self.heard);
            let course = |after_s: f64| potential.mv(after_s);
            let bounds_mv = [potential.rest_mv, potential.peak_mv];
            gates
                .openings([0.0, potential.over_s()], bounds_mv, course, &mut rng)
                .into_iter()
                .map(|opening| opening.map(|after_s| at_s + after_s))
                .collect()
        });
        let outside_share = spike.outside_mm / self.parameters.outside_reference_mm;
        let influx = Influx {
            at_s,
            outside_share,
            left_um: self.buffered.left_um * outside_share * spike.open_share,
            begins_s: at_s + potential.delay_s,
            openings: openings.collect(),
        };
        self.influxes.push(influx);
    }

    /// Whether a blocker sits in a channel during an action potential.
    fn is_blocked(&self, channel: usize, spike: Spike, chance: &Chance) -> bool {
        spike.open_share < 1.0 && {
            let mut rng = chance.draw(channel as u64, Purpose::ChannelBlock, self.heard);
            rng.random::<f64>() >= spike.open_share
        }
    }

    /// Adds up what signals that are over have left.
    fn settle(&mut self, now_s: f64) {
        let decay_s = self.buffered.decay_s;
        let [since_s, um] = self.left;
        let mut left_um = um * libm::exp(-(now_s - since_s) / decay_s);
        for influx in &mut self.influxes {
            if influx.begins_s <= now_s {
                left_um += influx.left_um(now_s, decay_s);
                influx.left_um = 0.0;
            }
        }
        self.influxes.retain(|influx| influx.ends_s() > now_s);
        self.left = [now_s, left_um];
    }

    /// Calcium in the terminal away from open channels, in micromolar.
    pub fn terminal_um(&self, at_s: f64) -> f64 {
        match self.held_um() {
            Some(held) => held,
            None => self.rest_um() + self.left_over_um(at_s),
        }
    }

    /// Seconds from `now_s` on that cut time into pieces in each of which calcium
    /// in the terminal goes one way only, and not far.
    pub fn pieces_s(&self, now_s: f64) -> impl Iterator<Item = f64> {
        let influxes: &[Influx] = if self.is_clamped() {
            &[]
        } else {
            &self.influxes
        };
        let begins = influxes.iter().map(|influx| influx.begins_s);
        let mut ends: Vec<f64> = begins.filter(|begins| *begins > now_s).collect();
        let mut end = ends.last().copied().unwrap_or(now_s);
        let settles = if self.is_clamped() {
            now_s
        } else {
            self.settles_s()
        };
        while end < settles {
            end += 0.5 * self.buffered.decay_s;
            ends.push(end);
        }
        ends.push(f64::INFINITY);
        ends.into_iter().map(move |end| end - now_s)
    }

    /// Whether it stays as it is until it is set anew.
    pub fn is_clamped(&self) -> bool {
        self.held_um().is_some()
    }

    /// Calcium at rest, with what leaks in all the time, in micromolar.
    pub fn rest_um(&self) -> f64 {
        rest_um(&self.parameters, self.leak_um)
    }

    fn left_over_um(&self, at_s: f64) -> f64 {
        let decay_s = self.buffered.decay_s;
        let [since_s, um] = self.left;
        let earlier = um * libm::exp(-(at_s - since_s) / decay_s);
        let newer = self.influxes.iter();
        earlier
            + newer
                .map(|influx| influx.left_um(at_s, decay_s))
                .sum::<f64>()
    }

    /// When nothing but rest is left of all signals so far; never under a clamp.
    pub fn settles_s(&self) -> f64 {
        if self.is_clamped() {
            return f64::INFINITY;
        }
        let over = self.influxes.iter().map(Influx::ends_s);
        let over = over.fold(self.changed_s + FORGOTTEN_S, f64::max);
        let begins = self
            .influxes
            .last()
            .map_or(self.left[0], |newest| newest.begins_s.max(self.left[0]));
        let left = self.left_over_um(begins) / (GONE_SHARE * self.rest_um());
        let gone = begins + self.buffered.decay_s * libm::log(left.max(1.0));
        over.max(gone)
    }

    /// Calcium at a release site; at one that is not there, that of the whole
    /// terminal.
    pub fn at_site(&self, site: usize) -> SiteCalcium<'_> {
        SiteCalcium {
            terminal: self,
            near: self.near.get(site).map_or(&[], Vec::as_slice),
        }
    }

    /// The site that instruments watch, counted from one: the last, if there are
    /// fewer.
    pub fn watched(&self, number: f64) -> usize {
        (number as usize).clamp(1, self.near.len().max(1)) - 1
    }

    /// The channels, in the order of their numbers.
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// Current through a channel at a moment, in picoamperes; none while it is
    /// shut.
    pub fn current_pa(&self, channel: usize, at_s: f64) -> f64 {
        let open = self
            .influxes
            .iter()
            .filter(|influx| is_open(&influx.openings[channel], at_s));
        open.map(|influx| self.flowing_pa(influx, at_s)).sum()
    }

    fn flowing_pa(&self, influx: &Influx, at_s: f64) -> f64 {
        let mv = self.parameters.potential.mv(at_s - influx.at_s);
        self.parameters.channel.current_pa(mv) * influx.outside_share
    }
}

/// Calcium at one release site, in micromolar.
#[derive(Clone, Copy, Debug)]
pub struct SiteCalcium<'a> {
    terminal: &'a Calcium,
    near: &'a [Near],
}

impl SiteCalcium<'_> {
    /// What open channels add while `current_pa` flows through each.
    fn domains(&self, at_s: f64, current_pa: impl Fn(&Influx) -> f64) -> f64 {
        let influxes = self.terminal.influxes.iter();
        let added = influxes.map(|influx| {
            let open = self
                .near
                .iter()
                .filter(|near| is_open(&influx.openings[near.channel], at_s));
            let um_per_pa: f64 = open.map(|near| near.um_per_pa).sum();
            if um_per_pa > 0.0 {
                um_per_pa * current_pa(influx)
            } else {
                0.0
            }
        });
        added.sum()
    }
}

impl Concentration for SiteCalcium<'_> {
    fn at(&self, at_s: f64) -> f64 {
        let base = self.terminal.terminal_um(at_s);
        if self.terminal.is_clamped() {
            return base;
        }
        base + self.domains(at_s, |influx| self.terminal.flowing_pa(influx, at_s))
    }

    fn bound(&self, from_s: f64) -> (f64, f64) {
        let base = self.terminal.terminal_um(from_s);
        if self.terminal.is_clamped() {
            return (base, f64::INFINITY);
        }
        let edges = self.terminal.influxes.iter().flat_map(|influx| {
            let openings = self
                .near
                .iter()
                .flat_map(|near| influx.openings[near.channel].iter().flatten().copied());
            openings.chain([influx.begins_s])
        });
        let until = edges
            .filter(|edge| *edge > from_s)
            .fold(f64::INFINITY, f64::min);
        // Most flows at the lowest potential, and what is left over only falls.
        let CalciumParameters {
            potential, channel, ..
        } = &self.terminal.parameters;
        let most_pa = channel.current_pa(potential.rest_mv);
        let domains = self.domains(from_s, |influx| most_pa * influx.outside_share);
        (base + domains, until)
    }
}

#[cfg(test)]
pub(in crate::sim) mod tests {
    use bevy::math::DVec3;

    use super::*;
    use crate::{biology::parameters::Parameters, units::SimTime};

    /// A terminal with one site and channels at these distances.
    pub fn one_site(distances_nm: &[f64]) -> Calcium {
        let channel = Channel {
            at: DVec3::ZERO,
            out: DVec3::NEG_Y,
        };
        let distances = distances_nm.iter().copied().enumerate().collect();
        Calcium::at_rest(
            Parameters::default().calcium,
            vec![channel; distances_nm.len()],
            vec![distances],
        )
    }

    pub fn spike(seconds: f64, outside_mm: f64) -> Spike {
        Spike {
            at: SimTime::from_secs(seconds),
            outside_mm,
            open_share: 1.0,
        }
    }

    fn after_two_spikes() -> Calcium {
        let mut calcium = one_site(&[29.0, 29.0, 45.0, 60.0]);
        let chance = Chance::from_seed(5);
        calcium.let_in(spike(1.0, 2.0), &chance);
        calcium.let_in(spike(1.0011, 2.0), &chance);
        calcium
    }

    #[test]
    fn calcium_never_exceeds_its_bound() {
        let terminal = after_two_spikes();
        let calcium = terminal.at_site(0);
        let mut from = 0.999;
        let mut highest: f64 = 0.0;
        while from < 1.03 {
            let (bound, until) = calcium.bound(from);
            assert!(until > from);
            let end = until.min(from + 5e-3);
            for step in 0..100 {
                let at = from + (end - from) * f64::from(step) / 100.0;
                assert!(calcium.at(at) <= bound * (1.0 + 1e-12), "at {at}");
                highest = highest.max(calcium.at(at));
            }
            from = end;
        }
        assert!((5.0..60.0).contains(&highest), "{highest}");
    }

    #[test]
    fn what_is_left_over_adds_up_decays_and_is_gone_in_the_end() {
        let terminal = after_two_spikes();
        let parameters = terminal.parameters;
        let begins = [1.0, 1.0011].map(|at_s| at_s + parameters.potential.delay_s);
        let expected = |at_s: f64| {
            let left = begins.map(|begins| {
                parameters.residual_um * libm::exp(-(at_s - begins) / parameters.residual_decay_s)
            });
            parameters.rest_um + left[0] + left[1]
        };
        for at_s in [1.02, 1.1, 1.5] {
            assert!((terminal.at_site(0).at(at_s) - expected(at_s)).abs() < 1e-12);
        }
        // A third one later counts what the others have left.
        let mut later = terminal.clone();
        later.let_in(spike(1.4, 2.0), &Chance::from_seed(5));
        assert!((later.terminal_um(1.4) - expected(1.4)).abs() < 1e-12);
        assert_eq!(later.influxes.len(), 1);
        let settled = terminal.settles_s();
        let over_rest = terminal.at_site(0).at(settled) / parameters.rest_um;
        assert!((over_rest - 1.0 - GONE_SHARE).abs() < 1e-6);
    }

    #[test]
    fn half_the_calcium_outside_lets_half_as_much_in() {
        let chance = Chance::from_seed(8);
        let [mut whole, mut half] = [one_site(&[29.0; 8]), one_site(&[29.0; 8])];
        whole.let_in(spike(1.0, 2.0), &chance);
        half.let_in(spike(1.0, 1.0), &chance);
        let mut seen = 0.0;
        for step in 0..300 {
            let at = 1.0 + f64::from(step) * 1e-5;
            let [whole, half] = [&whole, &half].map(|calcium| calcium.at_site(0).at(at) - 0.05);
            assert!((whole - 2.0 * half).abs() < 1e-9);
            seen = whole.max(seen);
        }
        assert!(seen > 10.0, "{seen}");
    }

    #[test]
    fn a_fast_buffer_shortens_domains_and_a_slow_one_takes_what_is_left_over() {
        let plain = one_site(&[29.0]);
        let [mut egta, mut bapta] = [plain.clone(), plain.clone()];
        egta.add_buffers(10_000.0, 0.0, 0.0);
        bapta.add_buffers(0.0, 10_000.0, 0.0);
        let domain = |calcium: &Calcium| calcium.near[0][0].um_per_pa;
        assert!((0.5..0.9).contains(&(domain(&egta) / domain(&plain))));
        assert!(domain(&bapta) < 0.1 * domain(&plain));
        for calcium in [&mut egta, &mut bapta] {
            calcium.let_in(spike(1.0, 2.0), &Chance::from_seed(1));
            assert!(calcium.terminal_um(1.01) - 0.05 < 0.01);
        }
    }

    #[test]
    fn a_clamp_holds_against_everything_until_it_is_lifted() {
        let mut calcium = after_two_spikes();
        calcium.clamp(Some(10.0), 1.0);
        assert_eq!(calcium.at_site(0).at(1.001), 10.0);
        assert_eq!(calcium.at_site(0).bound(1.0), (10.0, f64::INFINITY));
        assert_eq!(calcium.settles_s(), f64::INFINITY);
        calcium.clamp(None, 3.0);
        assert!(calcium.at_site(0).at(3.0) < 0.06);
        assert_eq!(calcium.settles_s(), 3.0 + FORGOTTEN_S);
    }
}
