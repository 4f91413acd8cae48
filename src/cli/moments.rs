//! `exoscope moments`: what happens in a run, each with the words that name it, and
//! how a still finds the moment that such words name.

use std::collections::BTreeMap;

use bevy::prelude::World;

use super::{
    CommandError,
    lists::aligned,
    output,
    progress::Progress,
    simulate::app_without_pictures,
    words::{Far, MomentsWords, Shift},
};
use crate::{
    sim::{
        self,
        moments::{Happening, Moment, MomentWords, find},
        record::{Event, Record},
        session::Session,
    },
    units::SimTime,
};

/// Between two looks at the record.
const SLICE: SimTime = SimTime::from_nanos(250_000_000);

/// Lists what happens in the run, or what of it is asked for.
pub fn moments(session: Session, words: &MomentsWords) -> Result<(), CommandError> {
    let mut app = app_without_pictures(session);
    let mut progress = Progress::towards(words.duration);
    let head = ["event", "at", "vesicle", "kind", "place"];
    let mut lister = Lister {
        only: words.event.as_ref(),
        counts: BTreeMap::new(),
        rows: vec![head.map(str::to_owned)],
    };
    let mut now = SimTime::ZERO;
    loop {
        now = (now + SLICE).min(words.duration);
        sim::advance_to(app.world_mut(), now);
        lister.look_at(app.world_mut());
        progress.at(now);
        if now == words.duration {
            break;
        }
    }
    progress.finish();
    Ok(output::print(&aligned(&lister.rows))?)
}

struct Lister<'a> {
    only: Option<&'a MomentWords>,
    counts: BTreeMap<Happening, u32>,
    rows: Vec<[String; 5]>,
}

impl Lister<'_> {
    fn look_at(&mut self, world: &mut World) {
        let mut record = world.resource_mut::<Record>();
        for event in record.take().events {
            if let Some(happens) = Happening::of(&event) {
                self.add(&event, happens);
            }
        }
    }

    fn add(&mut self, event: &Event, happens: Happening) {
        let named = match self.only {
            Some(only) if !only.suits(event, happens) => return,
            Some(only) => only.clone(),
            None => MomentWords::any(happens),
        };
        let count = self.counts.entry(named.what).or_default();
        *count += 1;
        let named = MomentWords {
            which: *count,
            ..named
        };
        self.rows.push([
            named.to_string(),
            format!("{:.6}ms", event.time.as_millis()),
            event.vesicle.to_string(),
            event.kind.word().to_owned(),
            event.site.clone(),
        ]);
    }
}

/// The moment that words name in a run, and whose it is.
pub fn moment_of(session: Session, wanted: &MomentWords) -> Result<Moment, CommandError> {
    let mut app = app_without_pictures(session);
    let mut progress = Progress::towards(wanted.until());
    let found = find(app.world_mut(), wanted, |now| progress.at(now));
    progress.finish();
    found.ok_or_else(|| CommandError::NoSuchMoment {
        wanted: wanted.clone(),
    })
}

/// So long before or after a moment; a share is one of the time that it takes.
pub fn shifted(moment: Moment, shift: Shift) -> SimTime {
    let by = |far| match far {
        Far::Time(time) => time,
        Far::Share(share) => SimTime::from_secs(moment.to.since(moment.from).as_secs() * share),
    };
    match shift {
        Shift::None => moment.from,
        Shift::After(far) => moment.from + by(far),
        Shift::Before(far) => moment.from.since(by(far)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::vesicle::VesicleId;

    #[test]
    fn a_moment_is_shifted_by_a_time_or_by_a_share_of_what_it_takes() {
        let at = SimTime::from_millis;
        let moment = Moment {
            vesicle: VesicleId(7),
            from: at(100.0),
            to: at(110.0),
        };
        for (shift, expected) in [
            (Shift::None, 100.0),
            (Shift::After(Far::Time(at(3.0))), 103.0),
            (Shift::After(Far::Share(0.25)), 102.5),
            (Shift::Before(Far::Time(at(3.0))), 97.0),
            (Shift::Before(Far::Share(1.0)), 90.0),
            (Shift::Before(Far::Time(at(300.0))), 0.0),
        ] {
            assert_eq!(shifted(moment, shift), at(expected), "{shift:?}");
        }
    }
}
