//! Whether a disk has the room that a run's tables will need: guessed from what
//! they have taken so far, and said while there is time to do something.

use std::collections::BTreeMap;

use crate::{
    files::{Draft, Room},
    units::SimTime,
};

/// Cell time after which the first guess is made; then at twice that, and so on,
/// for a cell may be quiet at first.
const FIRST_GUESS: SimTime = SimTime::from_nanos(1_000_000_000);
/// Tables that grow larger than this are worth a word.
const WORTH_A_WORD: u64 = 50_000_000;

/// Looks ahead as a run goes on.
#[derive(Debug)]
pub struct Forecast {
    end: SimTime,
    next: SimTime,
    has_told_size: bool,
    has_warned: bool,
}

impl Forecast {
    /// For a run that goes on to `end`.
    pub fn of_run_to(end: SimTime) -> Self {
        Self {
            end,
            next: FIRST_GUESS,
            has_told_size: false,
            has_warned: false,
        }
    }

    /// What there is to say about the tables at `now`, if anything.
    pub fn at(&mut self, now: SimTime, tables: &[&Draft]) -> Option<String> {
        if self.has_warned || now < self.next || now >= self.end {
            return None;
        }
        self.next = now + now;
        let grown = tables
            .iter()
            .filter_map(|draft| Some((draft.room()?, draft.written())));
        self.said(now, grown)
    }

    /// The same with what is left of each table's disk, and what it has taken.
    fn said(&mut self, now: SimTime, tables: impl Iterator<Item = (Room, u64)>) -> Option<String> {
        let times = self.end.as_secs() / now.as_secs();
        let mut disks: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
        for (Room { disk, free }, written) in tables {
            let in_all = (written as f64 * times) as u64;
            let (all, to_come, least) = disks.entry(disk).or_insert((0, 0, free));
            *all += in_all;
            *to_come += in_all - written.min(in_all);
            *least = free.min(*least);
        }
        for (disk, (all, to_come, free)) in &disks {
            if to_come > free {
                self.has_warned = true;
                return Some(format!(
                    "the tables will take about {}, but {disk} has {} left: the run would fail \
                     when it is full; stop it and free some space, or compute less",
                    in_words(*all),
                    in_words(*free)
                ));
            }
        }
        let all: u64 = disks.values().map(|(all, ..)| all).sum();
        if self.has_told_size || all < WORTH_A_WORD {
            return None;
        }
        self.has_told_size = true;
        Some(format!("the tables will take about {}", in_words(all)))
    }
}

/// Bytes in the unit that disks are sold by.
fn in_words(bytes: u64) -> String {
    match bytes as f64 {
        bytes @ ..1e6 => format!("{:.0} kB", bytes / 1e3),
        bytes @ ..1e9 => format!("{:.0} MB", bytes / 1e6),
        bytes => format!("{:.1} GB", bytes / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(disk: &str, free: u64, written: u64) -> (Room, u64) {
        let disk = disk.to_owned();
        (Room { disk, free }, written)
    }

    fn said(tables: &[(Room, u64)]) -> Option<String> {
        Forecast::of_run_to(SimTime::from_secs(3600.0))
            .said(SimTime::from_secs(1.0), tables.iter().cloned())
    }

    #[test]
    fn tables_that_share_a_disk_share_its_room() {
        // Each needs 72 MB in an hour.
        let [one, other] = ["/", "/"].map(|disk| table(disk, 100_000_000, 20_000));
        assert_eq!(
            said(std::slice::from_ref(&one)).expect("a large table"),
            "the tables will take about 72 MB"
        );
        let warning = said(&[one.clone(), other]).expect("no room for both");
        assert!(
            warning.contains("about 144 MB, but / has 100 MB left"),
            "{warning}"
        );
        let elsewhere = said(&[one, table("/media/stick", 100_000_000, 20_000)]);
        assert!(elsewhere.is_some_and(|said| said.ends_with("about 144 MB")));
        assert_eq!(said(&[table("/", 100_000_000, 2_000)]), None);
    }

    #[test]
    fn a_warning_is_given_once_and_a_guess_made_anew_as_the_run_goes_on() {
        let mut forecast = Forecast::of_run_to(SimTime::from_secs(3600.0));
        assert_eq!(forecast.at(SimTime::from_millis(900.0), &[]), None);
        assert_eq!(forecast.next, FIRST_GUESS);
        assert_eq!(forecast.at(SimTime::from_secs(1.25), &[]), None);
        assert_eq!(forecast.next, SimTime::from_secs(2.5));
        let full = || [table("/", 5, 1_000)].into_iter();
        assert!(forecast.said(SimTime::from_secs(3.0), full()).is_some());
        assert!(forecast.has_warned);
        assert_eq!(forecast.at(SimTime::from_secs(6.0), &[]), None);
        assert_eq!(forecast.next, SimTime::from_secs(2.5));
    }
}
