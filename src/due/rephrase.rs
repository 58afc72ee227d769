//! What people write beside the language, said in it: only phrases that mean the same.

use std::ops::Range;

use super::print::{PERIODS, WEEKDAYS};
use crate::calendar::Unit;

/// Phrases and what they are in the language. Where a phrase has a placeholder, so has what stands for it.
///
/// `<n>` is a number, `<nth>` an ordinal, `<unit>` a unit of time, `<day>` a weekday, `<period>` a period, `<id>` a
/// word that ends the text.
const PHRASES: &[(&str, &str)] = &[
    // Lengths of time.
    ("half an hour", "30 minutes"),
    ("half hour", "30 minutes"),
    ("half 1 hour", "30 minutes"),
    ("1 fortnight", "2 weeks"),
    ("calendar days", "days"),
    ("calendar day", "day"),
    ("natural days", "days"),
    ("workday", "business day"),
    ("workdays", "business days"),
    ("business-day", "business day"),
    ("business-days", "business days"),
    ("working-day", "business day"),
    ("working-days", "business days"),
    ("bd", "business days"),
    ("d", "days"),
    ("wk", "weeks"),
    ("wks", "weeks"),
    ("yr", "years"),
    ("yrs", "years"),
    // Which of several.
    ("penultimate", "2nd last"),
    ("last but one", "2nd last"),
    ("last but 1", "2nd last"),
    ("second to last", "2nd last"),
    ("2nd to last", "2nd last"),
    ("second last", "2nd last"),
    ("final", "last"),
    // Milestones.
    ("of receipt of", "of"),
    ("after receipt of", "of"),
    ("of receiving", "of"),
    ("after receiving", "of"),
    ("the delivery of", "delivery of"),
    ("the sign-off of", "sign-off of"),
    ("sign off of", "sign-off of"),
    ("signoff of", "sign-off of"),
    ("acceptance of", "sign-off of"),
    ("the <id>", "<id>"),
    // Before a milestone.
    ("prior to", "before"),
    ("ahead of", "before"),
    ("in advance of", "before"),
    ("the day before", "1 day before"),
    ("the business day before", "1 business day before"),
    // Promptly.
    ("as soon as possible after", "promptly after"),
    ("asap after", "promptly after"),
    ("immediately after", "promptly after"),
    ("immediately upon", "promptly after"),
    ("right after", "promptly after"),
    ("directly after", "promptly after"),
    ("straight after", "promptly after"),
    ("without delay after", "promptly after"),
    // Days that follow.
    ("by the next", "on the next"),
    ("the following day after", "the next day after"),
    ("the following business day after", "the next business day after"),
    ("the day following", "the next day after"),
    ("the day of the <id>", "the same day as <id>"),
    ("the day of <id>", "the same day as <id>"),
    ("the same day of", "the same day as"),
    ("same day as", "the same day as"),
    ("the the same", "the same"),
    ("by the same day", "on the same day"),
    ("by end of the same day", "on the same day"),
    ("by the end of the same day", "on the same day"),
    ("on the <nth> business day after", "within <nth> business days of"),
    ("on the <nth> working day after", "within <nth> business days of"),
    ("on the <nth> day after", "within <nth> days of"),
    ("by the <nth> business day after", "within <nth> business days of"),
    ("by the <nth> working day after", "within <nth> business days of"),
    ("by the <nth> day after", "within <nth> days of"),
    // Months that a milestone tells.
    ("of the next month after", "of the month after"),
    ("of the following month after", "of the month after"),
    ("of the month following", "of the month after"),
    ("of the same month as", "of the month of"),
    // Ends of periods.
    ("month-end", "month end"),
    ("quarter-end", "quarter end"),
    ("year-end", "year end"),
    ("eom", "end of month"),
    ("by <period> end", "by the end of every <period>"),
    ("at <period> end", "by the end of every <period>"),
    ("of <period> end", "after the end of every <period>"),
    ("after <period> end", "after the end of every <period>"),
    ("before <period> end", "before the end of every <period>"),
    ("the end of the <period>", "the end of every <period>"),
    ("the end of a <period>", "the end of every <period>"),
    ("the end of each <period>", "the end of every <period>"),
    ("by end of", "by the end of"),
    ("at end of", "by the end of"),
    ("at the end of", "by the end of"),
    ("the end of <period>", "the end of every <period>"),
    // Days of every period.
    ("in every <period>", "of every <period>"),
    ("in each <period>", "of every <period>"),
    ("per <period>", "of every <period>"),
    ("of a <period>", "of every <period>"),
    ("every other <day> from", "by <day> of every 2 weeks from"),
    ("every second <day> from", "by <day> of every 2 weeks from"),
    ("every 2nd <day> from", "by <day> of every 2 weeks from"),
    ("every <nth> of the <period>", "by the <nth> of every <period>"),
    ("daily", "every day"),
    ("fortnightly on <day> from", "by <day> of every 2 weeks from"),
    ("every <n> weeks on <day> from", "by <day> of every <n> weeks from"),
    ("weekly", "every week"),
    ("monthly", "every month"),
    ("quarterly", "every quarter"),
    ("half-yearly", "every half-year"),
    ("yearly", "every year"),
    ("annually", "every year"),
    // Which of two limits.
    ("whichever comes first", "whichever is earlier"),
    ("whichever is first", "whichever is earlier"),
    ("whichever occurs first", "whichever is earlier"),
    ("whichever comes earlier", "whichever is earlier"),
    ("whichever is sooner", "whichever is earlier"),
    ("whichever is the earlier", "whichever is earlier"),
    ("whichever comes last", "whichever is later"),
    ("whichever is last", "whichever is later"),
    ("whichever comes later", "whichever is later"),
    ("whichever is the later", "whichever is later"),
];

/// What stands before a length of time that it does not exceed.
const AT_MOST: [&str; 14] = [
    "no later than",
    "not later than",
    "not more than",
    "no more than",
    "at the latest",
    "at most",
    "up to",
    "maximum",
    "max",
    "max.",
    "latest",
    "in",
    "inside",
    "only",
];

/// What stands between a length of time and the milestone behind which it begins.
const BEHIND: [&str; 8] =
    ["counting from", "counted from", "starting from", "starting with", "from", "following", "since", "upon"];

/// What stands before a clock time and means that it is one.
const AT_CLOCK: [&str; 9] = [
    "at the latest by",
    "no later than",
    "not later than",
    "at the latest at",
    "latest by",
    "at",
    "by",
    "before",
    "until",
];

/// A text in the words of the language, as far as its phrases are known.
pub(super) fn rephrased(text: &str) -> String {
    let mut words = split(text);
    // Of two limits each may have its own clock time.
    let has_limits = find(&words, &["whichever"], 0).is_some();
    let clock = if has_limits { None } else { take_clock(&mut words) };
    drop_latest(&mut words);
    if find(&words, &["end", "of"], 0) == Some(0) {
        put(&mut words, 0..0, ["by", "the"].map(str::to_owned));
    }
    numbers(&mut words);
    for (phrase, instead) in PHRASES {
        replace_all(&mut words, phrase, instead);
    }
    lengths(&mut words);
    moved_period(&mut words);
    beginning(&mut words, clock.is_some());
    let rest = words.join(" ");
    match clock {
        None => rest,
        Some(clock) => format!("by {clock} {}", rest.strip_prefix("by ").unwrap_or(&rest)),
    }
}

/// Words and commas, without what stands in parentheses or ends a sentence.
fn split(text: &str) -> Vec<String> {
    let mut depth = 0_u32;
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => plain.push_str(" , "),
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain.trim_end().trim_end_matches(['.', '!', ';']).split_whitespace().map(str::to_owned).collect()
}

/// Whether a word stands for a placeholder, or is the word itself.
fn fits(pattern: &str, word: &str, is_last: bool) -> bool {
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    match pattern {
        "<n>" => word.bytes().all(|b| b.is_ascii_digit()),
        "<nth>" => ordinal(word).is_some(),
        "<unit>" => Unit::named(word, false).is_some(),
        "<day>" => WEEKDAYS.iter().any(|(name, _)| is(name)),
        "<period>" => PERIODS.iter().any(|(name, _)| is(name)),
        "<id>" => is_last && !PERIODS.iter().any(|(name, _)| is(name)),
        literal => is(literal),
    }
}

/// The number of an ordinal: `5th`, `second`.
fn ordinal(word: &str) -> Option<u32> {
    const ORDINALS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let in_words = (1..).zip(ORDINALS).find(|(_, name)| word.eq_ignore_ascii_case(name)).map(|(n, _)| n);
    in_words.or_else(|| {
        let digits = word.get(..word.len().checked_sub(2)?)?;
        let suffix = word.get(digits.len()..)?;
        ["st", "nd", "rd", "th"].iter().any(|known| suffix.eq_ignore_ascii_case(known)).then(|| digits.parse().ok())?
    })
}

/// Where a phrase stands, from some word on.
fn find(words: &[String], phrase: &[&str], from: usize) -> Option<usize> {
    let last = words.len().checked_sub(phrase.len())?;
    (from..=last).find(|&at| {
        let here = words.iter().skip(at).zip(at + 1..);
        phrase.iter().zip(here).all(|(pattern, (word, behind))| fits(pattern, word, behind == words.len()))
    })
}

/// Puts words in the place of others.
fn put(words: &mut Vec<String>, place: Range<usize>, new: impl IntoIterator<Item = String>) {
    let end = place.end.min(words.len());
    words.splice(place.start.min(end)..end, new);
}

fn replace_all(words: &mut Vec<String>, phrase: &str, instead: &str) {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    let mut from = 0;
    while let Some(at) = find(words, &phrase, from) {
        let matched: Vec<String> = words.iter().skip(at).take(phrase.len()).cloned().collect();
        let filled = |word: &str| {
            let place = phrase.iter().position(|pattern| *pattern == word && word.starts_with('<'));
            let Some(found) = place.and_then(|place| matched.get(place)) else { return word.to_owned() };
            // A number stands where days are counted, an ordinal where they are named.
            let counts = word == "<nth>" && instead.starts_with("within");
            ordinal(found).filter(|_| counts).map_or_else(|| found.clone(), |n| n.to_string())
        };
        let new: Vec<String> = instead.split(' ').filter(|word| !word.is_empty()).map(filled).collect();
        from = at + new.len();
        put(words, at..at + phrase.len(), new);
    }
}

/// Numbers in letters, and such that no blank parts from their unit.
fn numbers(words: &mut Vec<String>) {
    const NUMBERS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    const LIKE_UNITS: [&str; 12] = [
        "business",
        "working",
        "calendar",
        "workday",
        "workdays",
        "fortnight",
        "natural",
        "wk",
        "wks",
        "d",
        "yr",
        "yrs",
    ];
    let like_unit = |word: &str| {
        Unit::named(word, false).is_some() || LIKE_UNITS.iter().any(|unit| word.eq_ignore_ascii_case(unit))
    };
    let mut at = 0;
    while let Some(word) = words.get(at).cloned() {
        let counts = words.get(at + 1).is_some_and(|next| like_unit(next));
        let is = |name: &str| word.eq_ignore_ascii_case(name);
        let number = (1..).zip(NUMBERS).find(|(_, name)| is(name)).map(|(n, _): (u32, _)| n);
        let number = number.or_else(|| (is("a") || is("an")).then_some(1));
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (figures, unit) = word.split_at_checked(digits).unwrap_or_default();
        if let Some(n) = number.filter(|_| counts) {
            put(words, at..at + 1, [n.to_string()]);
        } else if !figures.is_empty() && like_unit(unit) {
            put(words, at..at + 1, [figures.to_owned(), unit.to_owned()]);
        }
        at += 1;
    }
}

/// `no later than 2 days after`, `3 days from`: what stands around a length of time.
fn lengths(words: &mut Vec<String>) {
    let before = find(words, &["before"], 0).is_some();
    for phrase in AT_MOST {
        let pattern: Vec<&str> = phrase.split(' ').chain(["<n>"]).collect();
        if let Some(at) = find(words, &pattern, 0) {
            let instead: &[&str] = if before { &["at", "least"] } else { &["within"] };
            put(words, at..at + pattern.len() - 1, instead.iter().map(|word| (*word).to_owned()));
        }
    }
    replace_all(words, "within within", "within");
    if find(words, &["every"], 0).is_some() {
        return;
    }
    for phrase in BEHIND {
        replace_all(words, &format!("<unit> {phrase}"), "<unit> of");
    }
}

/// `… at the latest`, which changes nothing.
fn drop_latest(words: &mut Vec<String>) {
    for phrase in [", at the latest", "at the latest", ", latest"] {
        let len = phrase.split(' ').count();
        let pattern: Vec<&str> = phrase.split(' ').collect();
        if let Some(at) = find(words, &pattern, 0).filter(|at| at + len == words.len()) {
            words.truncate(at);
        }
    }
}

/// `every month on the 5th`: the day comes first.
fn moved_period(words: &mut Vec<String>) {
    for joint in ["on", "by", "at"] {
        if find(words, &["every", "<period>", joint], 0) != Some(0) || words.len() == 3 {
            continue;
        }
        let period = words.get(1).cloned().unwrap_or_default();
        put(words, 0..3, ["by".to_owned()]);
        words.extend(["of".to_owned(), "every".to_owned(), period]);
    }
    let is_day =
        |words: &[String]| words.iter().any(|word| ordinal(word).is_some() || word.eq_ignore_ascii_case("last"));
    // Of a month that no milestone tells, every one is meant.
    let last = find(words, &["of", "the", "<period>"], 0).filter(|at| at + 3 == words.len() && is_day(words));
    if let Some(at) = last {
        put(words, at + 1..at + 2, ["every".to_owned()]);
    }
}

/// The first words, by which rules are told apart.
fn beginning(words: &mut Vec<String>, has_clock: bool) {
    let starts = |words: &[String], phrase: &[&str]| find(words, phrase, 0) == Some(0);
    let has = |words: &[String], word: &str| find(words, &[word], 0).is_some();
    let plural = words.first().and_then(|word| word.strip_suffix('s')).filter(|day| fits("<day>", day, false));
    if let Some(day) = plural.map(str::to_owned) {
        put(words, 0..1, ["every".to_owned(), day]);
    }
    let recurs = has(words, "every") || has(words, "each") || has(words, "month");
    let day_first = [&["the"], &["<nth>"], &["<day>"], &["last"]].iter().any(|start| starts(words, *start));
    let (replaced, new): (usize, &[&str]) = if starts(words, &["<n>"]) && !has(words, "before") && !has(words, "every")
    {
        (0, &["within"])
    } else if starts(words, &["until"]) || starts(words, &["till"]) {
        (1, &["before"])
    } else if starts(words, &["before", "the", "end", "of", "every"]) {
        (1, &["by"])
    } else if starts(words, &["next"]) {
        (0, &["on", "the"])
    } else if recurs && starts(words, &["on"]) && !has(words, "next") && !has(words, "same") {
        (1, &["by"])
    } else if recurs && day_first {
        (0, &["by"])
    } else if is_by_milestone(words) && !has_clock {
        (1, &["before"])
    } else {
        (0, &[])
    };
    put(words, 0..replaced, new.iter().map(|word| (*word).to_owned()));
    if is_by_attribute(words) {
        put(words, 2..2, ["given".to_owned()]);
    }
}

/// `by vehicle-delivered`: something that is neither a day nor a period.
fn is_by_milestone(words: &[String]) -> bool {
    let [by, id] = words else { return false };
    let is_day = ["<day>", "<period>", "<nth>"].iter().any(|pattern| fits(pattern, id, false));
    let is_word = ["the", "end", "every", "given"].iter().any(|word| id.eq_ignore_ascii_case(word));
    by.eq_ignore_ascii_case("by") && !is_word && id.starts_with(char::is_alphabetic) && !is_day
}

/// `by the deadline of opened`: something that the milestone gives.
fn is_by_attribute(words: &[String]) -> bool {
    const OTHER: [&str; 8] = ["end", "start", "beginning", "middle", "day", "last", "month", "given"];
    let [by, the, attribute, of, _] = words else { return false };
    let are_words = [(by, "by"), (the, "the"), (of, "of")].iter().all(|(word, is)| word.eq_ignore_ascii_case(is));
    are_words && ordinal(attribute).is_none() && !OTHER.iter().any(|word| attribute.eq_ignore_ascii_case(word))
}

/// Takes the only clock time out of a text, with what stands before it.
fn take_clock(words: &mut Vec<String>) -> Option<String> {
    let (at, len, clock) = (0..words.len()).find_map(|at| {
        let word = words.get(at)?;
        let next = words.get(at + 1).map(String::as_str).unwrap_or_default();
        let glued = clock_of(word, "").map(|clock| (at, 1, clock));
        let parted = || clock_of(word, next).filter(|_| !next.is_empty()).map(|clock| (at, 2, clock));
        let noon = || (word == "12" && next.eq_ignore_ascii_case("noon")).then(|| (at, 2, "12:00".to_owned()));
        noon().or_else(parted).or(glued)
    })?;
    put(words, at..at + len, []);
    for phrase in AT_CLOCK {
        let pattern: Vec<&str> = phrase.split(' ').collect();
        let start = at.checked_sub(pattern.len());
        if let Some(start) = start.filter(|&start| find(words, &pattern, start) == Some(start)) {
            put(words, start..at, []);
            if words.last().is_some_and(|word| word == ",") {
                words.pop();
            }
            return Some(clock);
        }
    }
    Some(clock)
}

/// A clock time in the language: of `17:00`, `5pm`, `5 pm`, `5:30 p.m.`, `17h30`, `noon`.
fn clock_of(word: &str, next: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    if matches!(&*word, "noon" | "midday") && next.is_empty() {
        return Some("12:00".to_owned());
    }
    let half = |text: &str| match text {
        "am" | "a.m." | "a.m" => Some(false),
        "pm" | "p.m." | "p.m" => Some(true),
        _ => None,
    };
    let digits = word.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'h')).count();
    let (time, rest) = word.split_at_checked(digits)?;
    let (afternoon, is_half) = match (half(rest), half(&next.to_ascii_lowercase()), rest.is_empty()) {
        (Some(afternoon), _, _) if next.is_empty() => (afternoon, true),
        (None, Some(afternoon), true) => (afternoon, true),
        (None, None, true) if next.is_empty() && time.contains([':', 'h']) => (false, false),
        _ => return None,
    };
    let (hour, minute) = time.split_once([':', '.', 'h']).unwrap_or((time, "00"));
    let hour: u32 = hour.parse().ok()?;
    let minute: u32 = if minute.is_empty() { 0 } else { minute.parse().ok().filter(|_| minute.len() == 2)? };
    let hour = match (is_half, hour) {
        (false, 0..=24) => hour,
        (true, 12) => {
            if afternoon {
                12
            } else {
                0
            }
        }
        (true, 1..=11) => hour + if afternoon { 12 } else { 0 },
        _ => return None,
    };
    (minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_said_in_the_language() {
        for (text, expect) in [
            ("2 business days after x", "within 2 business days after x"),
            ("within 3 days from x", "within 3 days of x"),
            ("3 days after x by 5 p.m.", "by 17:00 within 3 days after x"),
            ("", ""),
            ("12", "within 12"),
            ("noon", "by 12:00 "),
        ] {
            assert_eq!(rephrased(text), expect, "{text}");
        }
    }
}
