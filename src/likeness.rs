//! Which known word a misspelt one is most like, so that a refusal can ask
//! whether that was meant, and asks nothing where none is like it.

/// From this likeness on a word may have been meant.
const LIKE: f64 = 0.5;

/// What belongs to the known word that is most like `word`, if any is like it;
/// the first of several.
pub fn most_like<'a, T>(word: &str, known: impl Iterator<Item = (&'a str, T)>) -> Option<T> {
    let mut best = (LIKE, None);
    for (other, meant) in known {
        let like = likeness(other, word);
        if like > best.0 {
            best = (like, Some(meant));
        }
    }
    best.1
}

/// How like two words are, from 0 to 1: the share of their pairs of neighbouring
/// letters that both have (Dice 1945, *Ecology* 26:297).
fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |word: &str| -> Vec<[u8; 2]> {
        word.as_bytes()
            .windows(2)
            .map(|pair| [pair[0], pair[1]])
            .collect()
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let all = a.len() + b.len();
    let shared = a
        .iter()
        .filter(|pair| {
            let place = b.iter().position(|other| other == *pair);
            place.map(|place| b.swap_remove(place)).is_some()
        })
        .count();
    2.0 * shared as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_is_like_the_one_that_was_meant() {
        let known = || ["synaptic_bouton", "chromaffin_cell"].map(|word| (word, word));
        let meant = |word| most_like(word, known().into_iter());
        assert_eq!(meant("synaptic_buton"), Some("synaptic_bouton"));
        assert_eq!(meant("chromafin"), Some("chromaffin_cell"));
        assert_eq!(meant("my_scene"), None);
        assert_eq!(meant(""), None);
    }

    #[test]
    fn likeness_goes_from_nothing_to_one() {
        assert_eq!(likeness("energy.atp", "energy.atp"), 1.0);
        assert_eq!(likeness("energy.atp", "foo"), 0.0);
        // Two pairs of three and three.
        assert!((likeness("abcd", "abce") - 2.0 / 3.0).abs() < 1e-12);
    }
}
