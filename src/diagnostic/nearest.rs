//! The name that was probably meant.

use std::collections::BTreeMap;

/// Finds, among known names, the one nearest to a name that is not known.
///
/// Names are grouped by length, so that a search looks only at those that can be near, and a search never compares
/// more than [`Nearest::MOST`] of them: a file of ten thousand wrong names must not take minutes.
#[derive(Debug, Default)]
pub(crate) struct Nearest<'a> {
    by_length: BTreeMap<usize, Vec<&'a str>>,
    by_skeleton: BTreeMap<String, &'a str>,
    /// How many comparisons may still be made.
    budget: std::cell::Cell<usize>,
}

impl<'a> Nearest<'a> {
    /// The most names compared in one search.
    const MOST: usize = 20_000;
    /// The most names compared in all searches together.
    const MOST_IN_ALL: usize = 2_000_000;

    pub(crate) fn new(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut this = Self { budget: std::cell::Cell::new(Self::MOST_IN_ALL), ..Self::default() };
        for name in names {
            this.by_length.entry(name.chars().count()).or_default().push(name);
            if !name.is_ascii() {
                this.by_skeleton.insert(skeleton(name), name);
            }
        }
        this
    }

    /// The nearest name, if one is near enough to be meant; the first in order among equals.
    pub(crate) fn to(&self, wanted: &str) -> Option<&'a str> {
        const LONGEST: usize = 80;
        let wanted: Vec<char> = wanted.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect();
        if wanted.is_empty() || wanted.len() > LONGEST {
            return None;
        }
        let allowed = match wanted.len() {
            0..=4 => 1,
            5..=8 => 2,
            9..=11 => 3,
            _ => 4,
        };
        let near = self.by_length.range(wanted.len().saturating_sub(allowed)..=wanted.len() + allowed);
        let names = near.flat_map(|(_, names)| names).take(Self::MOST.min(self.budget.get()));
        let mut compared = 0;
        let best =
            names.inspect(|_| compared += 1).filter_map(|&name| Some((distance(&wanted, name, allowed)?, name))).min();
        self.budget.set(self.budget.get().saturating_sub(compared));
        best.map(|(_, name)| name)
    }

    /// A known name that looks like this one though its letters are others.
    pub(crate) fn look_alike(&self, wanted: &str) -> Option<&'a str> {
        let looks = skeleton(wanted);
        if looks != wanted {
            let plain = self.by_length.get(&looks.chars().count());
            if let Some(name) = plain.and_then(|names| names.iter().find(|&&name| name == looks)) {
                return Some(name);
            }
        }
        self.by_skeleton.get(&looks).copied().filter(|&name| name != wanted)
    }
}

/// The edit distance (insertions, deletions, replacements, swapped neighbours) if it is at most `allowed`.
fn distance(wanted: &[char], name: &str, allowed: usize) -> Option<usize> {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=wanted.len()).collect();
    let mut last_char = None;
    for (row, c) in name.chars().flat_map(char::to_lowercase).enumerate() {
        let mut line = Vec::with_capacity(last.len());
        line.push(row + 1);
        let mut left = row + 1;
        for (column, &w) in wanted.iter().enumerate() {
            let above = last.get(column + 1).copied()?;
            let diagonal = last.get(column).copied()?;
            let mut cost = (diagonal + usize::from(w != c)).min(above + 1).min(left + 1);
            let swapped = column > 0 && last_char == Some(w) && wanted.get(column - 1) == Some(&c);
            if let (true, Some(&earlier)) = (swapped, before.get(column.wrapping_sub(1))) {
                cost = cost.min(earlier + 1);
            }
            line.push(cost);
            left = cost;
        }
        if line.iter().min()? > &allowed {
            return None;
        }
        before = std::mem::replace(&mut last, line);
        last_char = Some(c);
    }
    last.last().copied().filter(|&distance| distance <= allowed)
}

/// A name with every letter replaced by the Latin letter that looks the same, so that look-alikes become equal.
///
/// The table holds the Cyrillic and Greek letters that most fonts draw exactly like Latin ones, and full-width forms.
pub(crate) fn skeleton(name: &str) -> String {
    name.chars().map(plain).collect()
}

fn plain(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'һ' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'ӏ' => 'l',
        'ո' => 'n',
        'о' | 'ο' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' => 's',
        'υ' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'І' | 'Ι' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'Υ' | 'У' => 'Y',
        'Ζ' => 'Z',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2013}' => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &[&str], wanted: &str, expect: Option<&str>) {
        assert_eq!(Nearest::new(names.iter().copied()).to(wanted), expect);
    }

    #[test]
    fn nearest_names() {
        check(&["supplier", "customer"], "suplier", Some("supplier"));
        check(&["supplier", "customer"], "suppleir", Some("supplier"));
        check(&["supplier", "customer"], "Customer", Some("customer"));
        check(&["supplier", "customer"], "due", None);
        check(&["finance", "sales"], "sails", Some("sales"));
        check(&["hr"], "rh", Some("hr"));
        check(&["hr"], "", None);
        check(&["b", "a"], "c", Some("a"));
    }

    #[test]
    fn look_alikes() {
        let names = Nearest::new(["sales", "财务部"]);
        assert_eq!(names.look_alike("s\u{430}les"), Some("sales"));
        assert_eq!(names.look_alike("sales"), None);
        assert_eq!(Nearest::new(["s\u{430}les"]).look_alike("sales"), Some("s\u{430}les"));
    }
}
