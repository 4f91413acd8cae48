//! Which known word a misspelt one is most like, so that a refusal can ask
//! whether that was meant, and asks nothing where none is like it.

use strsim::sorensen_dice;

/// From this likeness on a word may have been meant: of two words, the share of their
/// pairs of neighbouring letters that both have (Dice 1945, *Ecology* 26:297).
const LIKE: f64 = 0.5;

/// What belongs to the known word that is most like `word`, if any is like it;
/// the first of several.
pub fn most_like<'a, T>(word: &str, known: impl Iterator<Item = (&'a str, T)>) -> Option<T> {
    let mut best = (LIKE, None);
    for (other, meant) in known {
        let like = sorensen_dice(other, word);
        if like > best.0 {
            best = (like, Some(meant));
        }
    }
    best.1
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
}
