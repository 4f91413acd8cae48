//! The shape of a fusion or of a pit, as a function of time.

use super::{
    Coat, FusionMode, FusionPore, Pit, RetrievalMode,
    course::{Opening, Phase, gathering, settling},
};
use crate::{
    geometry::{leaflets::Joined, neck::Neck, tail::Tail},
    sim::efflux::Efflux,
    units::{SimTime, eased},
};

impl FusionPore {
    /// How far the two membranes are one at `now`: apart, joined by the
    /// leaflets that face the cytosol, or wholly. A kiss-and-run comes back
    /// the same way.
    pub fn joining_at(&self, now: SimTime) -> Joined {
        let stalk = self.neck_of_waist(self.stalk_waist_nm);
        let touching_nm = stalk.centre_nm() - self.sphere_nm;
        let apart = |far_nm: f64, part: f64| Joined::Apart {
            sphere_nm: self.sphere_nm,
            gap_nm: touching_nm + (far_nm - touching_nm) * eased(part),
        };
        let diaphragm = |part: f64| {
            let widest_nm = self.half_bilayer_nm - self.stalk_waist_nm;
            Joined::Hemifused(self.neck_of_waist(self.stalk_waist_nm + widest_nm * eased(part)))
        };
        if now < self.hemifused {
            let closing = now.share_of(self.triggered, self.hemifused);
            return apart(self.docked_gap_nm, 1.0 - closing);
        }
        if now < self.opened {
            return diaphragm(now.share_of(self.hemifused, self.opened));
        }
        if now < self.ends || self.mode == FusionMode::FullCollapse {
            return self.open_at(now);
        }
        if now < self.severed {
            return diaphragm(1.0 - now.share_of(self.ends, self.severed));
        }
        apart(self.parted_gap_nm, now.share_of(self.severed, self.parted))
    }

    /// Between opening and end: open, or shut while it flickers.
    fn open_at(&self, now: SimTime) -> Joined {
        let index = self.course.partition_point(|phase| phase.until <= now);
        let Some(phase) = self.course.get(index).or(self.course.last()) else {
            return Joined::Hemifused(self.neck_of_pore(0.0));
        };
        let part = phase.part_at(now);
        Joined::Open(match phase.opening {
            Opening::Passing { from_nm, to_nm } => {
                self.neck_of_pore(from_nm + (to_nm - from_nm) * eased(part))
            }
            Opening::Widening {
                from_ps,
                to_ps,
                through,
            } => {
                let conductance_ps = from_ps + (to_ps - from_ps) * gathering(part);
                self.neck_of_pore(through.radius_nm(conductance_ps))
            }
            Opening::Flattening { from_nm, pace } => {
                Neck::collapsing(self.neck_of_pore(from_nm), settling(part, pace))
            }
            Opening::Draining { at_nm } => self.neck_of_pore(at_nm),
            Opening::Shut => return Joined::Hemifused(self.neck_of_pore(0.0)),
        })
    }

    /// What is left at `now` of the tube behind the tip.
    pub fn tail_at(&self, now: SimTime) -> Option<Tail> {
        let tail = self.tail?;
        let draining = |phase: &&Phase| matches!(phase.opening, Opening::Draining { .. });
        let part = match self.course.iter().find(draining) {
            Some(phase) => eased(phase.part_at(now)),
            None => 0.0,
        };
        (part < 1.0).then(|| tail.drawn_in(self.sphere_nm, part))
    }

    fn tail_area_nm2(&self, tail: Option<Tail>) -> f64 {
        tail.map_or(0.0, |tail| tail.excess_area_nm2(self.sphere_nm))
    }

    /// The neck at `now`, from hemifusion on; that of the stalk before.
    pub fn neck_at(&self, now: SimTime) -> Neck {
        match self.joining_at(now) {
            Joined::Open(neck) | Joined::Hemifused(neck) => neck,
            Joined::Apart { .. } => self.neck_of_waist(self.stalk_waist_nm),
        }
    }

    /// Height of the vesicle's centre above the membrane's mid-plane at `now`.
    pub fn centre_nm_at(&self, now: SimTime) -> f64 {
        match self.joining_at(now) {
            Joined::Apart { sphere_nm, gap_nm } => gap_nm + sphere_nm,
            Joined::Open(neck) | Joined::Hemifused(neck) => neck.centre_nm(),
        }
    }

    /// Height of the middle of what it holds: the vesicle's centre, or the mouth of
    /// what is flatter than half a ball. The ball of which that is a part has its
    /// centre far beyond the membrane.
    pub fn middle_nm_at(&self, now: SimTime) -> f64 {
        self.centre_nm_at(now).max(0.0)
    }

    /// Share of the vesicle's membrane that the plasma membrane has at `now`.
    pub fn given_at(&self, now: SimTime) -> f64 {
        let Joined::Open(neck) = self.joining_at(now) else {
            return 0.0;
        };
        let whole = self.neck_of_pore(0.0).excess_area_nm2() + self.tail_area_nm2(self.tail);
        let left = neck.excess_area_nm2() + self.tail_area_nm2(self.tail_at(now));
        (1.0 - left / whole).clamp(0.0, 1.0)
    }

    /// Radius in nanometres of the water-filled pore at `now`; zero while
    /// there is none.
    pub fn aqueous_nm_at(&self, now: SimTime) -> f64 {
        match self.joining_at(now) {
            Joined::Open(neck) => (neck.waist_nm() - self.half_bilayer_nm).max(0.0),
            Joined::Apart { .. } | Joined::Hemifused(_) => 0.0,
        }
    }

    /// Whether water fills the pore at `now`.
    pub fn is_open_at(&self, now: SimTime) -> bool {
        (self.opened..self.ends).contains(&now) && matches!(self.open_at(now), Joined::Open(_))
    }

    /// Whether a vesicle that holds balls of their own sizes, a large one, flattens
    /// at `now`: that takes seconds.
    pub fn flattens_slowly_at(&self, now: SimTime) -> bool {
        let flattens = |phase: &Phase| matches!(phase.opening, Opening::Flattening { .. });
        matches!(self.efflux, Efflux::Balls(_))
            && self
                .course
                .last()
                .is_some_and(|last| flattens(last) && now >= last.from)
    }

    /// How many molecules are still inside at `now`, those included that a
    /// closing pore will keep.
    pub fn inside_at(&self, now: SimTime) -> usize {
        (self.kept + self.efflux.count() - self.efflux.left_at(now)) as usize
    }

    /// How many molecules have left at `now`.
    pub fn left_at(&self, now: SimTime) -> usize {
        self.efflux.left_at(now) as usize
    }

    fn neck_of_pore(&self, aqueous_nm: f64) -> Neck {
        self.neck_of_waist(aqueous_nm + self.half_bilayer_nm)
    }

    fn neck_of_waist(&self, waist_nm: f64) -> Neck {
        Neck::with_waist(self.sphere_nm, self.rim_nm, waist_nm)
    }
}

impl Pit {
    /// How far membrane and future vesicle are still one at `now`.
    pub fn joining_at(&self, now: SimTime) -> Joined {
        let neck = self.neck_at(now);
        if now < self.shut {
            Joined::Open(neck)
        } else {
            Joined::Hemifused(neck)
        }
    }

    /// The pit's shape at `now`: the way of full collapse backwards, then a
    /// neck that is squeezed shut.
    pub fn neck_at(&self, now: SimTime) -> Neck {
        if now < self.grown {
            let deep = self.neck_of_waist(self.grown_waist_nm);
            return Neck::collapsing(deep, 1.0 - eased(now.share_of(self.began, self.grown)));
        }
        let (from, to, part) = if now < self.shut {
            let squeezed = now.share_of(self.gripped, self.shut);
            (self.grown_waist_nm, self.shut_waist_nm, squeezed)
        } else {
            let thinned = now.share_of(self.shut, self.scission);
            (self.shut_waist_nm, self.stalk_waist_nm, thinned)
        };
        // Under dynamin the neck is as long as a turn of it.
        let drawn_out = eased(self.collar_at(now)) * (self.wound_rim_nm - self.rim_nm);
        Neck::with_waist(
            self.sphere_nm,
            self.rim_nm + drawn_out,
            from + (to - from) * eased(part),
        )
    }

    /// Share of the future vesicle's membrane that is in the pit at `now`.
    pub fn taken_at(&self, now: SimTime) -> f64 {
        let whole = Neck::with_waist(self.sphere_nm, self.wound_rim_nm, self.stalk_waist_nm);
        let whole = whole.excess_area_nm2();
        (self.neck_at(now).excess_area_nm2() / whole).clamp(0.0, 1.0)
    }

    /// How much of the clathrin coat has come together at `now`, 0 to 1: it is
    /// whole when the pit is as deep as it will be.
    pub fn coat_at(&self, now: SimTime) -> f64 {
        match self.mode {
            RetrievalMode::Clathrin => now.share_of(self.began, self.grown),
            RetrievalMode::Ultrafast | RetrievalMode::Bulk => 0.0,
        }
    }

    /// How much of the dynamin spiral is wound around the neck at `now`.
    pub fn collar_at(&self, now: SimTime) -> f64 {
        now.share_of(self.grown, self.gripped)
    }

    fn neck_of_waist(&self, waist_nm: f64) -> Neck {
        Neck::with_waist(self.sphere_nm, self.rim_nm, waist_nm)
    }
}

impl Coat {
    /// How much of the coat is left at `now`, 1 to 0.
    pub fn left_at(&self, now: SimTime) -> f64 {
        1.0 - now.share_of(self.from, self.until)
    }
}

#[cfg(test)]
pub(in crate::sim) mod tests {
    use bevy::math::DVec3;

    use super::*;
    use crate::{
        biology::{
            parameters::{Parameters, Size},
            vesicles::VesicleKind,
        },
        sim::{
            chance::{Chance, Purpose},
            vesicle::{Cause, MembranePlace, course::CourseDraw},
        },
    };

    /// A pore in a vesicle of `radius_nm`, its course drawn with `seed`.
    pub(in crate::sim) fn drawn_pore(
        mode: FusionMode,
        kind: VesicleKind,
        seed: u64,
        parameters: &Parameters,
    ) -> FusionPore {
        let at = SimTime::from_millis;
        let radius_nm = parameters.class(kind).size.mean_nm();
        let half = parameters.half_bilayer_nm;
        let (sphere_nm, rim_nm) = (radius_nm - half, parameters.fusion.pore_gap_nm / 2.0);
        let draw = CourseDraw {
            parameters,
            kinetics: parameters.kinetics(kind),
            sphere_nm,
            rim_nm,
            draining_s: kind.is_tubular().then_some(parameters.secretory.draining_s),
        };
        let mut rng = Chance::from_seed(seed).draw(1, Purpose::FusionCourse, 1);
        let course = draw.draw(at(1.2), mode, &mut rng);
        let ends = course[course.len() - 1].until;
        FusionPore {
            cause: Cause::ActionPotential,
            place: MembranePlace {
                point: DVec3::ZERO,
                inward: DVec3::Y,
            },
            mode,
            site: Some(0),
            triggered: at(1.0),
            hemifused: at(1.1),
            opened: at(1.2),
            emptied: SimTime::NEVER,
            ends,
            severed: ends + at(1.0),
            parted: ends + at(11.0),
            sphere_nm,
            tail: None,
            rim_nm,
            half_bilayer_nm: half,
            stalk_waist_nm: parameters.fusion.stalk_waist_nm,
            docked_gap_nm: 2.0 * half + parameters.steps.docked_gap_nm,
            parted_gap_nm: 2.0 * half + parameters.steps.tether_nm,
            course,
            efflux: Efflux::default(),
            kept: 0,
        }
    }

    /// The same of a tubular carrier that collapses.
    pub(in crate::sim) fn tailed_pore(
        kind: VesicleKind,
        seed: u64,
        parameters: &Parameters,
    ) -> FusionPore {
        let mut rng = Chance::from_seed(seed).draw(2, Purpose::Filling, 1);
        let Size::Tubular(form) = parameters.class(kind).size else {
            panic!("{kind:?} has no tube");
        };
        let outer = form.tail(parameters.piece_nm2(kind), &mut rng);
        FusionPore {
            tail: Some(outer.beside(-parameters.half_bilayer_nm)),
            ..drawn_pore(FusionMode::FullCollapse, kind, seed, parameters)
        }
    }

    #[test]
    fn a_tube_gives_its_membrane_bit_by_bit_and_is_gone_before_the_tip_flattens() {
        let parameters = Parameters::default();
        for kind in [
            VesicleKind::built_in("channel_carrier"),
            VesicleKind::built_in("procollagen_carrier"),
        ] {
            for seed in 0..20 {
                let pore = tailed_pore(kind, seed, &parameters);
                assert_eq!(pore.given_at(pore.opened), 0.0);
                let mut before = 0.0;
                for phase in &pore.course {
                    let length = phase.until.since(phase.from).as_nanos();
                    for step in 0..=1000 {
                        let now = phase.from + SimTime::from_nanos(length / 1000 * step);
                        let given = pore.given_at(now);
                        assert!((given - before).abs() < 0.01, "{before} {given} at {now}");
                        before = given;
                        if matches!(phase.opening, Opening::Flattening { .. }) {
                            assert_eq!(pore.tail_at(now), None);
                        }
                    }
                }
                assert!((pore.given_at(pore.ends) - 1.0).abs() < 1e-6);
            }
        }
    }

    fn every_pore() -> impl Iterator<Item = FusionPore> {
        let parameters = Parameters::default();
        let modes = [FusionMode::FullCollapse, FusionMode::KissAndRun];
        let kinds = [
            VesicleKind::built_in("synaptic_vesicle"),
            VesicleKind::built_in("constitutive_carrier"),
        ];
        modes.into_iter().flat_map(move |mode| {
            let parameters = parameters.clone();
            kinds.into_iter().flat_map(move |kind| {
                let parameters = parameters.clone();
                // Enough that some flicker.
                (0..150).map(move |seed| drawn_pore(mode, kind, seed, &parameters))
            })
        })
    }

    fn flickers(pore: &FusionPore) -> bool {
        pore.course
            .iter()
            .any(|phase| phase.opening == Opening::Shut)
    }

    #[test]
    fn position_waist_and_area_never_jump() {
        for pore in every_pore().step_by(7) {
            // Each phase in steps of its own length, so that short ones are
            // looked at as closely as long ones.
            let outside = [
                (pore.triggered, pore.hemifused),
                (pore.hemifused, pore.opened),
                (pore.ends, pore.severed),
                (pore.severed, pore.parted),
            ];
            let open = pore.course.iter().map(|phase| (phase.from, phase.until));
            let mut stretches: Vec<_> = outside.into_iter().chain(open).collect();
            stretches.sort_unstable();
            let mut before: Option<(f64, f64, f64)> = None;
            for (from, until) in stretches {
                let length = until.since(from).as_nanos();
                for step in 0..=2000 {
                    let now = from + SimTime::from_nanos(length / 2000 * step);
                    let state = (
                        pore.centre_nm_at(now).min(1e3),
                        pore.neck_at(now).waist_nm(),
                        pore.given_at(now),
                    );
                    if let Some(before) = before {
                        let is_deep = pore.neck_at(now).sweep > 1.7;
                        assert!(
                            !is_deep || (state.0 - before.0).abs() < 0.1 + 0.01 * pore.sphere_nm,
                            "centre {before:?} {state:?} at {now}"
                        );
                        assert!(
                            (state.1 - before.1).abs() < 0.1 + 0.01 * pore.sphere_nm,
                            "waist {before:?} {state:?} at {now} {pore:?}"
                        );
                        assert!(
                            (state.2 - before.2).abs() < 0.02,
                            "area {before:?} {state:?} at {now}"
                        );
                    }
                    before = Some(state);
                }
            }
        }
    }

    #[test]
    fn expansion_passes_into_flattening_without_a_change_of_speed() {
        for pore in every_pore().filter(|pore| pore.mode == FusionMode::FullCollapse) {
            let flattening = pore.course[pore.course.len() - 1];
            assert!(matches!(flattening.opening, Opening::Flattening { .. }));
            let joint = flattening.from;
            let step = SimTime::from_nanos(2_000);
            let waist = |time| pore.neck_at(time).waist_nm();
            let before = waist(joint) - waist(joint - step);
            let after = waist(joint + step) - waist(joint);
            assert!((after / before - 1.0).abs() < 0.03, "{before} {after}");
        }
    }

    #[test]
    fn synaptic_vesicles_are_flat_within_thirty_milliseconds() {
        let parameters = Parameters::default();
        let water = parameters.fusion.pore_water;
        for seed in 0..300 {
            let pore = drawn_pore(
                FusionMode::FullCollapse,
                VesicleKind::built_in("synaptic_vesicle"),
                seed,
                &parameters,
            );
            if flickers(&pore) {
                continue;
            }
            assert!(pore.ends.since(pore.triggered).as_millis() < 30.0);
            assert!(pore.neck_at(pore.ends).height_nm() < 0.01);
            // The published pace of expansion, and the point of no return.
            let widening = pore.course[pore.course.len() - 2];
            let Opening::Widening { from_ps, to_ps, .. } = widening.opening else {
                panic!("{widening:?}");
            };
            let pace = (to_ps - from_ps) / widening.until.since(widening.from).as_millis();
            assert!(pace > 298.9, "{pace} pS/ms");
            assert!((to_ps - 1000.0).abs() < 1e-6);
            let first = pore.aqueous_nm_at(widening.from);
            assert!((0.5..=1.5).contains(&first), "{first}");
            assert!((water.conductance_ps(first) / from_ps - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_granules_pore_has_a_foot_and_is_narrow_during_its_spike() {
        let parameters = Parameters::default();
        let mut carriers = 0;
        for seed in 0..100 {
            let pore = drawn_pore(
                FusionMode::FullCollapse,
                VesicleKind::built_in("constitutive_carrier"),
                seed,
                &parameters,
            );
            let count = pore.course.len();
            let [foot, widening, flattening] = [3, 2, 1].map(|back| pore.course[count - back]);
            let lasts = |phase: Phase| phase.until.since(phase.from).as_millis();
            assert!((5.0..=15.0).contains(&lasts(foot)), "{foot:?}");
            assert!((3.0..=20.0).contains(&lasts(widening)), "{widening:?}");
            assert!(lasts(flattening) > 5.0 * lasts(widening));
            let lumen_nm = pore.sphere_nm - pore.half_bilayer_nm;
            assert!(pore.aqueous_nm_at(widening.until) <= 0.2001 * lumen_nm);
            carriers += 1;
        }
        assert_eq!(carriers, 100);
    }

    #[test]
    fn a_kiss_stays_below_a_nanosiemens_and_comes_back_to_where_it_was() {
        let water = Parameters::default().fusion.pore_water;
        for pore in every_pore().filter(|pore| pore.mode == FusionMode::KissAndRun) {
            let open = pore.ends.since(pore.opened).as_nanos();
            for step in 0..=500 {
                let now = pore.opened + SimTime::from_nanos(open / 500 * step);
                assert!(water.conductance_ps(pore.aqueous_nm_at(now)) < 1000.0);
            }
            let Joined::Hemifused(before) = pore.joining_at(pore.opened - SimTime::from_nanos(1))
            else {
                panic!("open too early");
            };
            let Joined::Hemifused(after) = pore.joining_at(pore.ends) else {
                panic!("not shut");
            };
            assert!((before.waist_nm() - after.waist_nm()).abs() < 1e-6);
            assert_eq!(pore.given_at(pore.ends), 0.0);
            let Joined::Apart { gap_nm, .. } = pore.joining_at(pore.parted) else {
                panic!("not apart");
            };
            assert!((gap_nm - pore.parted_gap_nm).abs() < 1e-9);
        }
    }

    #[test]
    fn about_one_pore_in_fifty_flickers_and_is_sealed_while_it_is_shut() {
        let mut flickering = 0;
        let mut all = 0;
        for pore in every_pore() {
            all += 1;
            flickering += usize::from(flickers(&pore));
            for phase in &pore.course {
                if phase.opening == Opening::Shut {
                    let middle = phase.from.as_nanos().midpoint(phase.until.as_nanos());
                    let middle = SimTime::from_nanos(middle);
                    assert_eq!(pore.aqueous_nm_at(middle), 0.0);
                    assert!(matches!(pore.joining_at(middle), Joined::Hemifused(_)));
                    assert!(!pore.is_open_at(middle));
                }
            }
        }
        // 2.2 % of 600, give or take three standard deviations.
        assert!((3..=25).contains(&flickering), "{flickering} of {all}");
    }

    #[test]
    fn docked_vesicles_come_no_farther_away_to_join() {
        for pore in every_pore() {
            let docked = pore.centre_nm_at(pore.triggered);
            assert!(pore.centre_nm_at(pore.hemifused) <= docked + 1e-9);
        }
    }

    #[test]
    fn molecules_leave_one_after_the_other() {
        let at = SimTime::from_millis;
        let parameters = Parameters::default();
        let mut pore = drawn_pore(
            FusionMode::KissAndRun,
            VesicleKind::built_in("synaptic_vesicle"),
            1,
            &parameters,
        );
        pore.efflux = Efflux::Moments(vec![at(1.5), at(2.0), at(3.0)]);
        pore.kept = 4;
        let inside = |millis| pore.inside_at(SimTime::from_millis(millis));
        assert_eq!(
            [inside(1.0), inside(1.5), inside(2.5), inside(3.0)],
            [7, 6, 5, 4]
        );
    }

    fn pit(mode: RetrievalMode) -> Pit {
        let at = SimTime::from_secs;
        Pit {
            place: MembranePlace {
                point: DVec3::ZERO,
                inward: DVec3::Y,
            },
            mode,
            began: at(1.0),
            grown: at(4.0),
            gripped: at(4.5),
            shut: at(5.0),
            scission: at(5.1),
            sphere_nm: 18.75,
            rim_nm: 3.0,
            wound_rim_nm: 5.0,
            grown_waist_nm: 7.25,
            shut_waist_nm: 2.25,
            stalk_waist_nm: 0.15,
        }
    }

    #[test]
    fn a_pit_goes_from_flat_to_a_whole_vesicle_and_never_gives_back() {
        let pit = pit(RetrievalMode::Clathrin);
        assert!(pit.taken_at(pit.began) < 1e-6);
        assert!((pit.taken_at(pit.scission) - 1.0).abs() < 1e-12);
        let mut before = 0.0;
        for step in 0..=1000 {
            let now = SimTime::from_secs(1.0 + 4.1 * f64::from(step) / 1000.0);
            let taken = pit.taken_at(now);
            assert!(taken >= before - 1e-9 && taken - before < 0.02, "{now}");
            before = taken;
        }
        assert!(matches!(pit.joining_at(pit.gripped), Joined::Open(_)));
        assert!(matches!(pit.joining_at(pit.shut), Joined::Hemifused(_)));
    }

    #[test]
    fn a_coat_is_whole_before_dynamin_squeezes_and_ultrafast_pits_have_none() {
        let coated = pit(RetrievalMode::Clathrin);
        assert_eq!(coated.coat_at(coated.began), 0.0);
        assert_eq!(coated.coat_at(coated.grown), 1.0);
        assert_eq!(coated.collar_at(coated.grown), 0.0);
        assert_eq!(coated.collar_at(coated.gripped), 1.0);
        let bare = pit(RetrievalMode::Ultrafast);
        assert_eq!(bare.coat_at(bare.scission), 0.0);
        assert_eq!(bare.collar_at(bare.scission), 1.0);
        let coat = Coat {
            from: SimTime::from_secs(5.0),
            until: SimTime::from_secs(9.0),
        };
        let left = |seconds| coat.left_at(SimTime::from_secs(seconds));
        assert_eq!(
            [left(4.0), left(5.0), left(7.0), left(9.0)],
            [1.0, 1.0, 0.5, 0.0]
        );
    }
}
