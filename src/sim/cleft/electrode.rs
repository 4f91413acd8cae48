//! What a voltage clamp of the neighbour reads: the current of all open
//! receptors, through the amplifier's filter.

use crate::{biology::parameters::value, units::SimTime};

/// An electrode in the neighbour and the receptors that are open there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Electrode {
    open: u32,
    /// What one open receptor lets through, in picoamperes; inward is negative.
    pa_each: f64,
    filter_s: f64,
    /// What the filter gave when the number last changed, and when that was.
    level_pa: f64,
    since: SimTime,
}

impl Electrode {
    pub(super) fn read() -> Self {
        let driving_mv = value("electrode.holding") - value("ampa.reversal");
        let corner_hz = value("electrode.filter") * 1e3;
        Self {
            // pS · mV is 1e-3 pA.
            pa_each: value("ampa.conductance") * driving_mv * 1e-3,
            filter_s: 1.0 / (2.0 * std::f64::consts::PI * corner_hz),
            ..Self::default()
        }
    }

    /// How many receptors are open.
    pub fn open(&self) -> u32 {
        self.open
    }

    /// Notes that receptors have opened or shut.
    pub(super) fn change(&mut self, more: i32, now: SimTime) {
        self.level_pa = self.current_pa(now);
        self.since = now;
        self.open = self.open.saturating_add_signed(more);
    }

    /// The filtered current, in picoamperes. The filter has one pole, whose
    /// answer to a current that stays the same between changes is exact.
    pub fn current_pa(&self, now: SimTime) -> f64 {
        let steady_pa = f64::from(self.open) * self.pa_each;
        let off_pa = self.level_pa - steady_pa;
        if off_pa == 0.0 {
            return steady_pa;
        }
        steady_pa + off_pa * libm::exp(-now.since(self.since).as_secs() / self.filter_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_current_comes_through_the_filter_as_one_pole_lets_it() {
        let mut electrode = Electrode::read();
        let at = SimTime::from_millis(1.0);
        electrode.change(20, at);
        // 20 × 10 pS × 70 mV.
        let full_pa = -14.0;
        for micros in [0.0, 10.0, 31.831, 100.0, 1000.0] {
            let expected = full_pa * (1.0 - libm::exp(-micros / 31.831));
            let read = electrode.current_pa(at + SimTime::from_secs(micros * 1e-6));
            assert!((read - expected).abs() < 2e-3, "{micros} µs: {read} pA");
        }
        electrode.change(-20, SimTime::from_millis(5.0));
        let long_after = electrode.current_pa(SimTime::from_millis(500.0));
        assert_eq!(long_after, 0.0);
    }

    #[test]
    fn looking_in_between_changes_nothing() {
        let (mut seen, mut unseen) = (Electrode::read(), Electrode::read());
        for step in 0..50 {
            let at = SimTime::from_nanos(17_000 * step);
            let more = if step % 3 == 0 { 2 } else { -1 };
            seen.change(more, at);
            unseen.change(more, at);
            let between = seen.current_pa(at + SimTime::from_nanos(3000));
            assert!(between.is_finite());
        }
        assert_eq!(seen, unseen);
    }
}
