//! The grammar in the documentation of `due`, read as a grammar: every sentence below is derived by it, reads, and prints
//! as it stands, and every alternative of it has such a sentence. And the other way round: what it derives at random reads,
//! prints and reads again, unless its meaning alone is wrong, as the 40th of a month is.

use std::collections::{BTreeMap, BTreeSet};

use interdept::due::DueRule;
use proptest::prelude::*;
use proptest::sample::select;

const SENTENCES: &[&str] = &[
    "by the 5th of every month",
    "by 12:00 on the 1st of every month",
    "by the 5th and the 20th of every month",
    "by the 5th, the 15th and the last day of every month",
    "by the 7th of the 2nd month of every quarter",
    "by the 3rd business day of every close",
    "by the 2nd tuesday of every month",
    "by the last day of every quarter",
    "by the 2nd last business day of every month",
    "by the last friday of every half-year",
    "by friday of every week",
    "by friday of every 2 weeks from 2026-01-09",
    "by 31 march of every year",
    "every day",
    "by 17:00 every business day",
    "2 business days before the end of every month",
    "by 12:00 2 days before the end of every month",
    "within 5 business days after the end of every quarter",
    "by 12:00 within 5 days after the end of every quarter",
    "2 days before the end of every day",
    "within 3 days of vehicle-delivered",
    "by 12:00 within 3 weeks of x",
    "within 2 business days of request",
    "within 30 minutes of x",
    "within 8 business hours of x",
    "within 2 months of x",
    "within 2 years of x",
    "on the same day as x",
    "on the next day after x",
    "by 12:00 on the next business day after x",
    "on the next friday after x",
    "promptly after x",
    "by the 10th of the month after x",
    "by 12:00 on the last business day of the month of x",
    "by the last day of the month 30 days after x",
    "by the given deadline of x",
    "by 12:00 on the given deadline of x or y",
    "within 4 business hours of delivery of ap.accruals",
    "within 4 business hours of sign-off of ap.accruals",
    "within 1 weeks of x or y or z",
    "within 2 hours of x and y",
    "before x",
    "at least 2 business days before x",
    "by 12:00 at least 2 days before x",
    "within 4 hours of x or by 17:00 on the same day as x, whichever is earlier",
    "within 4 hours of x or by 17:00 on the same day as x, whichever is later",
];

#[derive(Debug)]
enum Node {
    Word(String),
    Name(String),
    All(Vec<Self>),
    /// One of them: for `[ x ]`, x or nothing; for `{ x }`, x and again, or nothing.
    One(usize, Vec<Self>),
    Again(usize, Box<Self>),
}

/// A place of the grammar and which alternative was taken there.
type Taken = BTreeSet<(usize, usize)>;

struct Grammar {
    rules: BTreeMap<String, Node>,
    /// How many alternatives each place has.
    places: Vec<(usize, String)>,
}

/// What the grammar only describes.
const LEXICAL: [&str; 8] = ["number", "date", "id", "attribute", "clock", "nth", "weekday", "month"];

impl Grammar {
    fn documented() -> Self {
        let source = include_str!("../../../src/due/mod.rs");
        let (_, rest) = source.split_once("//! ```text\n").unwrap();
        let (block, _) = rest.split_once("//! ```\n").unwrap();
        let mut texts: Vec<(String, String)> = Vec::new();
        for line in block.lines().map(|line| line.trim_start_matches("//!")) {
            let (name, text) = line.split_once('=').filter(|(name, _)| !name.contains('"')).unwrap_or(("", line));
            // Behind a gap stands a remark.
            let text = text.trim().split("    ").next().unwrap();
            match texts.last_mut() {
                Some((_, before)) if name.trim().is_empty() => before.extend([" ", text]),
                _ if text.is_empty() => {}
                _ => texts.push((name.trim().to_owned(), text.to_owned())),
            }
        }
        let mut grammar = Self { rules: BTreeMap::new(), places: Vec::new() };
        for (name, text) in texts {
            if !LEXICAL.contains(&&*name) {
                let mut words = text.split_whitespace().peekable();
                let node = grammar.alternatives(&mut words, &text);
                assert!(words.next().is_none(), "{name} = {text}");
                grammar.rules.insert(name, node);
            }
        }
        grammar
    }

    fn place(&mut self, alternatives: usize, text: &str) -> usize {
        self.places.push((alternatives, text.to_owned()));
        self.places.len() - 1
    }

    fn alternatives<'a>(&mut self, words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>, text: &str) -> Node {
        let mut all = vec![Vec::new()];
        while let Some(word) = words.next_if(|word| ![")", "]", "}"].contains(word)) {
            let node = match word {
                "|" => {
                    all.push(Vec::new());
                    continue;
                }
                "(" | "[" | "{" => {
                    let inner = self.alternatives(words, text);
                    words.next();
                    match word {
                        "(" => inner,
                        "[" => Node::One(self.place(2, text), vec![inner, Node::All(Vec::new())]),
                        _ => Node::Again(self.place(2, text), Box::new(inner)),
                    }
                }
                _ => match word.strip_prefix('"').and_then(|word| word.strip_suffix('"')) {
                    Some(word) => Node::Word(word.to_owned()),
                    None => Node::Name(word.to_owned()),
                },
            };
            all.last_mut().unwrap().push(node);
        }
        let mut all: Vec<Node> = all.into_iter().map(Node::All).collect();
        if all.len() == 1 { all.remove(0) } else { Node::One(self.place(all.len(), text), all) }
    }

    /// A sentence that it derives; `choose` picks one of so many alternatives.
    fn derive(&self, node: &Node, choose: &mut dyn FnMut(usize) -> usize, words: &mut Vec<String>) {
        match node {
            Node::Word(word) => words.push(word.clone()),
            Node::Name(name) if LEXICAL.contains(&&**name) => {
                let pool = examples(name);
                words.push(pool[choose(pool.len())].to_owned());
            }
            Node::Name(name) => self.derive(&self.rules[name], choose, words),
            Node::All(nodes) => nodes.iter().for_each(|node| self.derive(node, choose, words)),
            Node::One(_, nodes) => self.derive(&nodes[choose(nodes.len())], choose, words),
            Node::Again(_, inner) => {
                for _ in 0..choose(3) {
                    self.derive(inner, choose, words);
                }
            }
        }
    }

    /// Whether it derives a rule.
    fn has(&self, sentence: &str) -> Option<Taken> {
        let spaced = sentence.replace(',', " ,");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let ends = self.ends(&Node::Name("rule".to_owned()), &words, 0);
        let whole: Vec<_> = ends.into_iter().filter(|(end, _)| *end == words.len()).collect();
        (!whole.is_empty()).then(|| whole.into_iter().flat_map(|(_, taken)| taken).collect())
    }

    /// Where a node may end that begins at a word, and what is taken on the way.
    fn ends(&self, node: &Node, words: &[&str], from: usize) -> Vec<(usize, Taken)> {
        let plus = |(end, mut taken): (usize, Taken), place, which| {
            taken.insert((place, which));
            (end, taken)
        };
        match node {
            Node::Word(word) => {
                words.get(from).filter(|found| *found == word).map(|_| (from + 1, Taken::new())).into_iter().collect()
            }
            Node::Name(name) if LEXICAL.contains(&&**name) => {
                let fits = words.get(from).is_some_and(|word| is_lexical(name, word));
                fits.then(|| (from + 1, Taken::new())).into_iter().collect()
            }
            Node::Name(name) => self.ends(self.rules.get(name).unwrap_or_else(|| panic!("{name}")), words, from),
            Node::All(nodes) => nodes.iter().fold(vec![(from, Taken::new())], |so_far, node| {
                let go_on = |(end, taken): (usize, Taken)| {
                    self.ends(node, words, end).into_iter().map(move |(end, more)| (end, &taken | &more))
                };
                so_far.into_iter().flat_map(go_on).collect()
            }),
            Node::One(place, nodes) => {
                let each = nodes.iter().enumerate();
                each.flat_map(|(n, node)| self.ends(node, words, from).into_iter().map(move |end| plus(end, *place, n)))
                    .collect()
            }
            Node::Again(place, inner) => {
                let mut all = vec![plus((from, Taken::new()), *place, 1)];
                for (end, taken) in self.ends(inner, words, from) {
                    let rest = self.ends(node, words, end).into_iter();
                    all.extend(rest.map(|(last, more)| plus((last, &taken | &more), *place, 0)));
                }
                all
            }
        }
    }
}

/// Words for what the grammar only describes, such as fit most places.
fn examples(name: &str) -> &'static [&'static str] {
    match name {
        "number" => &["2", "3", "14", "520"],
        "date" => &["2026-01-09", "2026-12-31"],
        "clock" => &["00:00", "09:30", "24:00"],
        "nth" => &["1st", "2nd", "3rd", "4th", "23rd", "31st"],
        "weekday" => &["monday", "tuesday", "friday"],
        "month" => &["january", "march", "december"],
        "attribute" => &["deadline", "due-on"],
        _ => &["x", "y", "ap.accruals", "vehicle-delivered", "王"],
    }
}

fn is_lexical(name: &str, word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match name {
        "number" => digits(word),
        "date" => word.parse::<chrono::NaiveDate>().is_ok(),
        "clock" => word.split_once(':').is_some_and(|(hours, minutes)| digits(hours) && digits(minutes)),
        "nth" => word.len() > 2 && digits(&word[..word.len() - 2]) && !digits(word),
        "weekday" => ["monday", "tuesday", "friday"].contains(&word),
        "month" => ["january", "march", "december"].contains(&word),
        _ => word.starts_with(|c: char| c.is_alphabetic()),
    }
}

#[test]
fn every_alternative_reads_and_prints() {
    let grammar = Grammar::documented();
    let mut taken = Taken::new();
    for sentence in SENTENCES {
        let rule: DueRule = sentence.parse().unwrap_or_else(|error| panic!("{sentence}: {error}"));
        let canonical = sentence.replace("1 weeks", "1 week");
        assert_eq!(rule.to_string(), canonical);
        taken.extend(grammar.has(sentence).unwrap_or_else(|| panic!("the grammar does not derive `{sentence}`")));
    }
    for (place, (alternatives, text)) in grammar.places.iter().enumerate() {
        for which in 0..*alternatives {
            assert!(
                taken.contains(&(place, which)),
                "no sentence takes alternative {which} of {alternatives} in {text}"
            );
        }
    }
    assert!(grammar.places.len() > 30, "{}", grammar.places.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_it_derives_reads(choices in proptest::collection::vec(any::<usize>(), 80), blanks in select(vec![" ", "\t  "])) {
        let grammar = Grammar::documented();
        let (mut words, mut choices) = (Vec::new(), choices.into_iter());
        let mut choose = |of: usize| choices.next().unwrap_or(of - 1) % of;
        grammar.derive(&Node::Name("rule".to_owned()), &mut choose, &mut words);
        let sentence = words.join(" ").replace(" ,", ",");
        match sentence.replace(' ', blanks).parse::<DueRule>() {
            Ok(rule) => {
                let printed = rule.to_string();
                let again = printed.parse::<DueRule>();
                prop_assert_eq!(again.as_ref(), Ok(&rule), "{}", printed);
                prop_assert!(grammar.has(&printed).is_some(), "`{sentence}` prints as `{printed}`");
            }
            // Every word is in its place; what they say together cannot be.
            Err(error) => prop_assert!(!error.message.starts_with("expected"), "{sentence}: {}", error.message),
        }
    }
}
