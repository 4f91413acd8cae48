//! Letters that don't show: two words that differ in them alone look the same,
//! and marks of direction make a word look like another.

/// Whether a letter is invisible, turns the direction of writing, or is a blank
/// that passes for a letter. Joiners, which some scripts can't do without, are
/// not among them.
pub(super) fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a letter only changes how its neighbours are written.
pub(super) fn is_joining(letter: char) -> bool {
    matches!(letter, '\u{34f}' | '\u{200c}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// A word as it is read: without blanks around it, and with one of them between
/// its parts, however many and of whatever width are written.
pub(super) fn evenly_spaced(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_is_not_hidden() {
        for word in [
            "mt-1",
            "Größe µ",
            "ナノ",
            "שלום",
            "می\u{200c}خواهم",
            "e\u{301}",
        ] {
            assert!(!word.chars().any(is_hidden), "{word}");
        }
        for hidden in ["S\u{202e}1", "S\u{200b}1", "\u{feff}S1", "S1\u{3164}"] {
            assert!(hidden.chars().any(is_hidden), "{hidden:?}");
        }
        assert_eq!(evenly_spaced("  a\u{a0} \u{2009}b "), "a b");
    }
}
