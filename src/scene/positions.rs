//! Where each item of a RON file stands, for messages about it.
//!
//! RON tells positions only while it reads. A faulty scene that reads well
//! (a site off the membrane) still deserves its line and column, so the text
//! is walked through once more into a tree of places. The text has passed the
//! reader by then; whatever this walk does not understand it skips, and the
//! place told is that of the nearest item around.

/// Lists nested deeper than this are not followed; the reader allows less.
const DEEPEST: usize = 128;

/// An item of the file and those inside it.
#[derive(Debug, Default)]
struct Item {
    /// Byte at which the item begins.
    at: usize,
    /// Items inside, by field name or, without one, by their order.
    inside: Vec<(Option<String>, Item)>,
}

/// The places of a file's items.
#[derive(Debug)]
pub(super) struct Positions<'a> {
    text: &'a str,
    root: Item,
}

impl<'a> Positions<'a> {
    /// Walks through `text`.
    pub(super) fn of(text: &'a str) -> Self {
        let mut walk = Walk { text, at: 0 };
        let root = walk.item(0);
        Self { text, root }
    }

    /// Whether the file itself has a field of this name.
    pub(super) fn has(&self, field: &str) -> bool {
        let mut fields = self.root.inside.iter();
        fields.any(|(name, _)| name.as_deref() == Some(field))
    }

    /// Line and column (both from 1) of the item at `path`, such as
    /// `microtubules[3].points[0]`; of the innermost item around it where it
    /// is not written out.
    pub(super) fn find(&self, path: &str) -> (usize, usize) {
        let mut item = &self.root;
        for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
            let found = match step.strip_suffix(']') {
                Some(number) => number
                    .parse()
                    .ok()
                    .and_then(|index: usize| item.inside.get(index)),
                None => item
                    .inside
                    .iter()
                    .find(|(name, _)| name.as_deref() == Some(step)),
            };
            let Some((_, inner)) = found else { break };
            item = inner;
        }
        line_and_column(self.text, item.at)
    }
}

/// Line and column, both from 1, of a byte of `text`.
fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = 1 + before.matches('\n').count();
    let column = 1 + before[line_start..].chars().count();
    (line, column)
}

struct Walk<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Walk<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_char(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn skip_while(&mut self, belongs: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    }

    /// Past white space, comments and `#![enable(...)]`.
    fn skip_blank(&mut self) {
        loop {
            self.skip_while(char::is_whitespace);
            let rest = self.rest();
            if rest.starts_with("//") {
                self.skip_while(|c| c != '\n');
            } else if rest.starts_with("/*") {
                self.skip_block_comment();
            } else if rest.starts_with("#!") {
                self.at += rest.find(']').map_or(rest.len(), |end| end + 1);
            } else {
                return;
            }
        }
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(c) = self.peek() {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += c.len_utf8();
            }
        }
    }

    /// One value: `name(...)`, `(...)`, `[...]`, `{...}`, text, number, word.
    fn item(&mut self, depth: usize) -> Item {
        self.skip_blank();
        let mut item = Item {
            at: self.at,
            inside: Vec::new(),
        };
        match self.peek() {
            Some('"') => self.skip_text(),
            Some('\'') => self.skip_char_literal(),
            Some('r') if self.raw_text_hashes().is_some() => self.skip_raw_text(),
            Some('(' | '[' | '{') => item.inside = self.list(depth),
            Some(_) => {
                let start = self.at;
                self.skip_while(|c| c.is_alphanumeric() || "_.+-#".contains(c));
                let word = &self.text[start..self.at];
                self.skip_blank();
                if self.peek() == Some('(') && !word.is_empty() {
                    item.inside = self.list(depth);
                    // `Some(x)` stands for x.
                    if word == "Some" && item.inside.len() == 1 {
                        item = item.inside.remove(0).1;
                    }
                }
            }
            None => {}
        }
        item
    }

    /// What stands between a pair of brackets.
    fn list(&mut self, depth: usize) -> Vec<(Option<String>, Item)> {
        let mut items = Vec::new();
        self.skip_char();
        if depth >= DEEPEST {
            return items;
        }
        loop {
            self.skip_blank();
            match self.peek() {
                None => break,
                Some(')' | ']' | '}') => {
                    self.skip_char();
                    break;
                }
                Some(',') => self.skip_char(),
                Some(_) => {
                    let start = self.at;
                    let name = self.field_name();
                    items.push((name, self.item(depth + 1)));
                    if self.at == start {
                        self.skip_char();
                    }
                }
            }
        }
        items
    }

    /// The name before a colon, if one stands here.
    fn field_name(&mut self) -> Option<String> {
        let start = self.at;
        if self.rest().starts_with("r#") && self.raw_text_hashes().is_none() {
            self.at += 2;
        }
        let name_start = self.at;
        self.skip_while(|c| c.is_alphanumeric() || c == '_');
        let name = self.text[name_start..self.at].to_owned();
        self.skip_blank();
        if !name.is_empty() && self.peek() == Some(':') {
            self.skip_char();
            Some(name)
        } else {
            self.at = start;
            None
        }
    }

    fn skip_text(&mut self) {
        self.skip_char();
        while let Some(c) = self.peek() {
            self.skip_char();
            match c {
                '"' => return,
                '\\' => self.skip_char(),
                _ => {}
            }
        }
    }

    fn skip_char_literal(&mut self) {
        self.skip_char();
        if self.peek() == Some('\\') {
            self.skip_char();
        }
        self.skip_char();
        self.skip_while(|c| c != '\'' && c != ',' && c != '\n');
        if self.peek() == Some('\'') {
            self.skip_char();
        }
    }

    /// How many `#` stand in the opening of a raw text, if it is one.
    fn raw_text_hashes(&self) -> Option<usize> {
        let after = self.rest().strip_prefix('r')?;
        let hashes = after.chars().take_while(|&c| c == '#').count();
        after[hashes..].starts_with('"').then_some(hashes)
    }

    fn skip_raw_text(&mut self) {
        let hashes = self.raw_text_hashes().unwrap_or_default();
        self.at += 1 + hashes + 1;
        let end = format!("\"{}", "#".repeat(hashes));
        let rest = self.rest();
        self.at += rest
            .find(&end)
            .map_or(rest.len(), |found| found + end.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r##"#![enable(implicit_some)]
// A comment with (brackets: "and a quote
(
    title: "A (strange), \"title\"", /* and /* nested */ ) */
    raw: r#"no "end" here"#,
    shape: SmoothUnion(blend: 1.0, parts: [
        Sphere(centre: (1, 2, 3), radius: 4),
        Some(Sphere(centre: (1.5e3, -2, 3), radius: 4)),
    ]),
    µ_names: ["ä", 'x', (name: "b", point: (0, 1,
        2))],
)
"##;

    #[test]
    fn items_are_found_by_their_path() {
        let positions = Positions::of(FILE);
        for (path, place) in [
            ("title", (4, 12)),
            ("raw", (5, 10)),
            ("shape", (6, 12)),
            ("shape.parts", (6, 43)),
            ("shape.parts[1]", (8, 14)),
            ("shape.parts[1].radius", (8, 53)),
            ("µ_names[2].name", (10, 32)),
            ("µ_names[2].point[2]", (11, 9)),
        ] {
            assert_eq!(positions.find(path), place, "{path}");
        }
    }

    #[test]
    fn what_is_not_written_out_is_where_it_would_be() {
        let positions = Positions::of(FILE);
        assert_eq!(positions.find("shape.colour"), (6, 12));
        assert_eq!(positions.find("µ_names[7]"), (10, 14));
        assert_eq!(positions.find("nothing"), (3, 1));
        assert_eq!(Positions::of("").find("a.b"), (1, 1));
    }

    #[test]
    fn any_text_is_walked_through_to_the_end() {
        let pieces = [
            "(", ")", "[", "a", ":", ",", "\"", "'", "\\", "r#", "/*", "*/", "//", "µ", "\n", "#!",
        ];
        let mut state = 1_u64;
        for _ in 0..2000 {
            let mut text = String::new();
            for _ in 0..20 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                text += pieces[(state >> 33) as usize % pieces.len()];
            }
            let (line, column) = Positions::of(&text).find("a[0].a");
            assert!(line >= 1 && column >= 1);
        }
        Positions::of(&"(".repeat(100_000)).find("a");
    }
}
