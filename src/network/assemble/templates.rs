//! `for`: one obligation for every combination of values.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{At, Code, Finding, Findings, Nearest, escaped};
use crate::network::fill::{Fill, Role};
use crate::network::spec::{DepartmentSpec, EachSpec, Keyed, List, NetworkSpec, ObligationSpec};

/// An obligation as it was written, or one of those that a template makes.
pub(crate) struct Written<'s> {
    pub(crate) said: Cow<'s, ObligationSpec>,
    /// The place of its agreement among them.
    pub(crate) agreement: usize,
    /// The place of what was written among all obligations.
    pub(crate) at: usize,
    /// For which values a template made it: `group = "network", site = "north"`.
    pub(crate) combination: Option<Box<str>>,
}

/// The most obligations that one template makes.
const MOST: usize = 10_000;

/// The most obligations that all templates together make.
const MOST_OF_ALL: usize = 100_000;

/// Every obligation, those that templates make among them, in the order of the files.
pub(crate) fn unfold<'s>(spec: &'s NetworkSpec, findings: &mut Findings) -> Vec<Written<'s>> {
    let parts = parts(&spec.departments);
    let mut all = Vec::with_capacity(spec.obligations.len());
    let mut made = 0usize;
    for (at, (said, agreement)) in spec.obligations.iter().enumerate() {
        let agreement = *agreement;
        let Some(each) = &said.value.each else {
            all.push(Written { said: Cow::Borrowed(&said.value), agreement, at, combination: None });
            continue;
        };
        let Some(values) = values(each, spec, &parts, findings) else { continue };
        made = made.saturating_add(values.iter().map(|(_, values)| values.len()).product());
        if made > MOST_OF_ALL {
            let message = "the templates make more than 100,000 obligations together";
            let finding = Finding::new(Code::BadTemplate, message).at(each.span, "with this one");
            findings.push(finding.help("does each of its values stand for something that is owed?"));
            break;
        }
        check_words(said, &values, findings);
        let mut ids: BTreeMap<String, Box<str>> = BTreeMap::new();
        // Without its values, or each of what it makes would begin as a copy of them all.
        let template = ObligationSpec { each: None, ..said.value.clone() };
        for combination in combinations(&values) {
            let made = fill(&template, &combination);
            let named: Vec<String> = combination.iter().map(|(key, value)| format!("{key} = {value:?}")).collect();
            let named: Box<str> = named.join(", ").into();
            if let Some(id) = &made.id {
                if let Some(first) = ids.get(&id.value) {
                    let message = format!("`{}` comes out for {first} and for {named} alike", escaped(&id.value));
                    let help = "let every key of `for` stand in the id: `{group}.resolve`";
                    findings.push(Finding::new(Code::BadTemplate, message).at(id.span, "").help(help));
                    break;
                }
                ids.insert(id.value.clone(), named.clone());
            }
            all.push(Written { said: Cow::Owned(made), agreement, at, combination: Some(named) });
        }
    }
    all
}

/// The ids of the departments directly part of each, in the order of the files.
fn parts(departments: &List<DepartmentSpec>) -> BTreeMap<&str, Vec<&str>> {
    let mut parts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for said in departments {
        if let (Some(whole), Some(id)) = (&said.value.part_of, &said.value.id) {
            parts.entry(&whole.value).or_default().push(&id.value);
        }
    }
    parts
}

/// A key of `for`, and its values.
type Values<'s> = Vec<(&'s str, Vec<&'s str>)>;

fn values<'s>(
    each: &'s At<Keyed<EachSpec>>,
    spec: &'s NetworkSpec,
    parts: &BTreeMap<&'s str, Vec<&'s str>>,
    findings: &mut Findings,
) -> Option<Values<'s>> {
    let mut all: Option<Values<'s>> = Some(Vec::new());
    for (key, said) in &each.value {
        let values = match &said.value {
            EachSpec::Values(values) => values.iter().map(|value| &*value.value.0).collect(),
            EachSpec::PartsOf(id) => {
                let found = parts.get(&*id.value).cloned().unwrap_or_default();
                if found.is_empty() {
                    findings.push(no_parts(id, spec));
                    all = None;
                    continue;
                }
                found
            }
        };
        if values.is_empty() {
            let finding = Finding::new(Code::BadTemplate, format!("`{}` has no values", escaped(&key.value)));
            findings.push(finding.at(said.span, "an empty list").help("name at least one value"));
            all = None;
        }
        if let Some(all) = &mut all {
            all.push((&key.value, values));
        }
    }
    let all = all?;
    let count = all.iter().try_fold(1usize, |count, (_, values)| count.checked_mul(values.len()));
    if count.is_none_or(|count| count > MOST) || all.is_empty() {
        let message =
            if all.is_empty() { "this `for` has no keys" } else { "this `for` has more than 10,000 combinations" };
        let help = "write `for = { group = [\"network\", \"desk\"] }`, or `{ parts-of = \"it\" }` for a list";
        findings.push(Finding::new(Code::BadTemplate, message).at(each.span, "").help(help));
        return None;
    }
    Some(all)
}

fn no_parts(id: &At<String>, spec: &NetworkSpec) -> Finding {
    let known: Vec<&str> = spec.departments.iter().filter_map(|said| Some(&*said.value.id.as_ref()?.value)).collect();
    if known.contains(&&*id.value) {
        let finding = Finding::new(Code::BadTemplate, format!("no department is part of `{}`", escaped(&id.value)));
        let help = format!("say it where they are defined: `part-of = \"{}\"`", escaped(&id.value));
        return finding.at(id.span, "").help(help);
    }
    let finding = Finding::new(Code::UnknownId, format!("unknown department `{}`", escaped(&id.value)));
    let help = Nearest::new(known).to(&id.value).map(|near| format!("the nearest department is `{near}`"));
    finding.at(id.span, "no department has this id").maybe_help(help)
}

/// Every combination, the first key turning slowest.
fn combinations<'v>(values: &'v Values<'_>) -> impl Iterator<Item = Vec<(&'v str, &'v str)>> {
    let count: usize = values.iter().map(|(_, values)| values.len()).product();
    (0..count).map(move |n| {
        let mut rest = n;
        let mut combination: Vec<(&str, &str)> = Vec::with_capacity(values.len());
        for (key, values) in values.iter().rev() {
            combination.extend(values.get(rest % values.len()).map(|value| (*key, *value)));
            rest /= values.len();
        }
        combination.reverse();
        combination
    })
}

/// Reports what stands in braces and is no key.
fn check_words(said: &At<ObligationSpec>, values: &Values<'_>, findings: &mut Findings) {
    let keys: Vec<&str> = values.iter().map(|(key, _)| *key).collect();
    let mut unknown: BTreeSet<String> = BTreeSet::new();
    said.value.fill("", &mut |_, text: &str| {
        unknown.extend(pieces(text).filter_map(Result::err).filter(|word| !keys.contains(word)).map(str::to_owned));
        text.to_owned()
    });
    for word in unknown {
        let message = format!("`{{{}}}` is no key of this `for`", escaped(&word));
        let help = match Nearest::new(keys.iter().copied()).to(&word) {
            Some(near) => format!("the nearest is `{{{near}}}`"),
            None => format!("its keys are `{{{}}}`", keys.join("}`, `{")),
        };
        let place = said.value.each.as_ref().and_then(|each| each.span).or(said.span);
        findings.push(Finding::new(Code::BadTemplate, message).at(place, "").help(help));
    }
}

/// The parts of a text: what stands as it is, and the words in braces.
fn pieces(text: &str) -> impl Iterator<Item = Result<&str, &str>> {
    let mut rest = text;
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let braced = rest.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        if let Some((word, after)) = braced.filter(|(word, _)| is_word(word)) {
            rest = after;
            return Some(Err(word));
        }
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest.get(first..).and_then(|rest| rest.find('{')).map_or(rest.len(), |at| first + at);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(Ok(piece))
    })
}

/// One obligation of a template.
fn fill(template: &ObligationSpec, combination: &[(&str, &str)]) -> ObligationSpec {
    template.fill("", &mut |role, text: &str| match role {
        Role::Id => with_values(text, combination, |_| true),
        Role::Text => with_values(text, combination, |_| false),
        Role::Rule => with_values(text, combination, names_something),
    })
}

fn with_values(text: &str, combination: &[(&str, &str)], is_id: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for piece in pieces(text) {
        match piece {
            Ok(text) => out.push_str(text),
            Err(word) => match combination.iter().find(|(key, _)| *key == word) {
                Some((_, value)) if is_id(&out) => out.push_str(&as_id(value)),
                Some((_, value)) => out.push_str(value),
                None => {
                    out.push('{');
                    out.push_str(word);
                    out.push('}');
                }
            },
        }
    }
    out
}

/// Whether what follows in a due rule is an id: it goes on with one, or comes behind a word that wants one.
fn names_something(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let wants = ["of", "after", "before", "as", "or", "and", "every"];
    let last = before.split_whitespace().next_back().unwrap_or_default().to_ascii_lowercase();
    !word.is_empty() || wants.contains(&&*last)
}

/// A value where an id is expected: in lower case, with `-` for blanks.
fn as_id(value: &str) -> String {
    value.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, is_rule: bool) -> String {
        let combination = [("group", "Second Line"), ("n", "4 hours")];
        with_values(text, &combination, |before| is_rule && names_something(before))
    }

    #[test]
    fn values_are_ids_where_a_rule_names_something() {
        assert_eq!(filled("within {n} of {group}.assigned", true), "within 4 hours of second-line.assigned");
        assert_eq!(
            filled("within {n} of x-{group} or {group}", true),
            "within 4 hours of x-second-line or second-line"
        );
        assert_eq!(filled("Solved by {group}, {nobody} { } {}", false), "Solved by Second Line, {nobody} { } {}");
    }

    #[test]
    fn the_first_key_turns_slowest() {
        let values = vec![("a", vec!["1", "2"]), ("b", vec!["x", "y"])];
        let all: Vec<String> = combinations(&values).map(|all| all.iter().map(|(_, value)| *value).collect()).collect();
        assert_eq!(all, ["1x", "1y", "2x", "2y"]);
    }
}
