//! The published schemes.

use crate::sim::scheme::Scheme;

/// Sites that bind calcium one after the other: so many, binding at `on`
/// (per micromolar and second) each; a site of a sensor with *i* ions bound
/// lets go at `off` times `cooperativity` to the power of *i* − 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sites {
    pub count: usize,
    pub on: f64,
    pub off: f64,
    pub cooperativity: f64,
}

impl Sites {
    /// States 0 to `count`, by ions bound, and as many more as are asked for.
    fn scheme(&self, more: usize) -> Scheme {
        let mut scheme = Scheme::with_states(self.count + 1 + more);
        let mut slower = 1.0;
        for bound in 0..self.count {
            let (free, next) = ((self.count - bound) as f64, bound + 1);
            scheme.add(bound, next, free * self.on, 1);
            scheme.add(next, bound, next as f64 * self.off * slower, 0);
            slower *= self.cooperativity;
        }
        scheme
    }
}

/// Every ion bound makes fusion more likely by the same factor, from a rate
/// without any (Lou, Scheuss & Schneggenburger 2005, *Nature* 435:497).
pub fn allosteric(sites: &Sites, willing_per_s: f64, factor: f64) -> Scheme {
    let mut scheme = sites.scheme(0);
    let mut per_s = willing_per_s;
    for bound in 0..=sites.count {
        scheme.fuse(bound, per_s);
        per_s *= factor;
    }
    scheme
}

/// Fusion from the last state alone (Schneggenburger & Neher 2000, *Nature*
/// 406:889; with three sites Voets 2000, *Neuron* 28:537).
pub fn all_sites(sites: &Sites, fusion_per_s: f64) -> Scheme {
    let mut scheme = sites.scheme(0);
    scheme.fuse(sites.count, fusion_per_s);
    scheme
}

/// With all sites filled the sensor turns over, back and forth, before it
/// fuses (Bollmann, Sakmann & Borst 2000, *Science* 289:953).
pub fn two_step(sites: &Sites, over_per_s: f64, back_per_s: f64, fusion_per_s: f64) -> Scheme {
    let mut scheme = sites.scheme(1);
    let turned = sites.count + 1;
    scheme.add(sites.count, turned, over_per_s, 0);
    scheme.add(turned, sites.count, back_per_s, 0);
    scheme.fuse(turned, fusion_per_s);
    scheme
}

/// Synaptotagmins one by one (Kobbersmed, Berns, Ditlevsen, Sørensen & Walter
/// 2022, *eLife* 11:e74810). Each binds two calcium ions at once, and
/// PIP₂ of the plasma membrane in one of a few slots; one that holds both lets
/// go of neither easily, and lowers the barrier to fusion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Synaptotagmins {
    pub count: usize,
    pub slots: usize,
    /// Binding of two ions: per square micromolar and second.
    pub calcium_on: f64,
    pub calcium_half_um: f64,
    /// Binding of PIP₂: per micromolar and second.
    pub pip2_on: f64,
    pub pip2_half_um: f64,
    /// For each free slot.
    pub pip2_um: f64,
    /// Share of either rate of letting go that is left with both bound.
    pub allostery: f64,
    pub willing_per_s: f64,
    /// By which every synaptotagmin that holds both makes fusion more likely.
    pub factor: f64,
}

impl Synaptotagmins {
    /// How many synaptotagmins are on PIP₂ alone, on calcium alone and on both,
    /// state by state.
    pub fn counts(&self) -> impl Iterator<Item = [usize; 3]> {
        let (count, slots) = (self.count, self.slots);
        (0..=count).flat_map(move |calcium| {
            (0..=slots).flat_map(move |both| {
                (0..=slots - both)
                    .map(move |pip2| [pip2, calcium, both])
                    .filter(move |counts| counts.iter().sum::<usize>() <= count)
            })
        })
    }

    pub fn scheme(&self) -> Scheme {
        let states: Vec<[usize; 3]> = self.counts().collect();
        let mut scheme = Scheme::with_states(states.len());
        let calcium_off = self.calcium_on * self.calcium_half_um * self.calcium_half_um;
        let pip2_off = self.pip2_on * self.pip2_half_um;
        for (from, &[pip2, calcium, both]) in states.iter().enumerate() {
            let free = (self.count - pip2 - calcium - both) as f64;
            let slots = (self.slots - pip2 - both) as f64;
            let pip2_on = self.pip2_on * self.pip2_um * slots;
            let [on_pip2, on_calcium, on_both] = [pip2, calcium, both].map(|held| held as f64);
            let mut way = |change: [isize; 3], rate: f64, ions: i32| {
                let to = [pip2, calcium, both]
                    .iter()
                    .zip(change)
                    .map(|(held, change)| held.checked_add_signed(change))
                    .collect::<Option<Vec<usize>>>();
                if let Some(to) = to
                    && let Some(to) = states.iter().position(|state| state[..] == to)
                {
                    scheme.add(from, to, rate, ions);
                }
            };
            way([0, 1, 0], free * self.calcium_on, 2);
            way([0, -1, 0], on_calcium * calcium_off, 0);
            way([1, 0, 0], free * pip2_on, 0);
            way([-1, 0, 0], on_pip2 * pip2_off, 0);
            way([-1, 0, 1], on_pip2 * self.calcium_on, 2);
            way([1, 0, -1], on_both * self.allostery * calcium_off, 0);
            way([0, -1, 1], on_calcium * pip2_on, 0);
            way([0, 1, -1], on_both * self.allostery * pip2_off, 0);
            let factor = libm::pow(self.factor, on_both);
            scheme.fuse(from, self.willing_per_s * factor);
        }
        scheme
    }
}
