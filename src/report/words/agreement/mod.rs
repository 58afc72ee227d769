//! How an agreement is worded for the people who sign it, in every language.
//!
//! As with reports, a language is one file. Rules, conditions and terms come here as data, names in the language already.

mod en;
mod zh;

use std::fmt;

use chrono::NaiveDate;

use crate::calendar::{DayEnds, Span};
use crate::due::{DueRule, Trigger};
use crate::network::{Bounds, Condition, Matcher, Moment, Objective, Operand, Over, TimeRange};
use crate::report::language::Language;

/// The words of a language.
pub(in crate::report) fn words(language: Language) -> &'static dyn AgreementWords {
    match language {
        Language::English => &en::English,
        Language::Chinese => &zh::Chinese,
    }
}

/// What stands by itself.
#[derive(Debug)]
pub(in crate::report) struct AgreementLabels {
    pub(in crate::report) title: &'static str,
    /// What holds for all rules, where nothing else is said.
    pub(in crate::report) how_to_read: &'static str,
    pub(in crate::report) parties: &'static str,
    pub(in crate::report) party: &'static str,
    pub(in crate::report) owes: &'static str,
    pub(in crate::report) is_owed: &'static str,
    pub(in crate::report) hours: &'static str,
    pub(in crate::report) calendar: &'static str,
    pub(in crate::report) due: &'static str,
    pub(in crate::report) rule: &'static str,
    /// Instead of a rule, where each tier has its own.
    pub(in crate::report) by_tier: &'static str,
    pub(in crate::report) only_if: &'static str,
    pub(in crate::report) needs: &'static str,
    pub(in crate::report) complete_with: &'static str,
    pub(in crate::report) cut_off: &'static str,
    pub(in crate::report) while_open: &'static str,
    pub(in crate::report) ignored_while_open: &'static str,
    pub(in crate::report) restarts_while_open: &'static str,
    pub(in crate::report) day_off: &'static str,
    pub(in crate::report) about_the_previous: &'static str,
    pub(in crate::report) review: &'static str,
    pub(in crate::report) told: &'static str,
    pub(in crate::report) remedy: &'static str,
    pub(in crate::report) objective: &'static str,
    pub(in crate::report) priority: &'static str,
    pub(in crate::report) tiers: &'static str,
    pub(in crate::report) tier: &'static str,
    pub(in crate::report) whose: &'static str,
    pub(in crate::report) all_others: &'static str,
    pub(in crate::report) of_period: &'static str,
    pub(in crate::report) if_on: &'static str,
    pub(in crate::report) no_first_day: &'static str,
    pub(in crate::report) nothing_more_due: &'static str,
    pub(in crate::report) given_each_time: &'static str,
    pub(in crate::report) examples: &'static str,
    pub(in crate::report) carries: &'static str,
    pub(in crate::report) why: &'static str,
    pub(in crate::report) signatures: &'static str,
    pub(in crate::report) signature: &'static str,
    pub(in crate::report) date: &'static str,
    pub(in crate::report) no_obligations: &'static str,
    /// Between two entries that say a thing each.
    pub(in crate::report) semicolon: &'static str,
}

/// What things are called in a language.
pub(in crate::report) struct Names<'a> {
    pub(in crate::report) trigger: &'a dyn Fn(&Trigger) -> String,
    /// An attribute, a value.
    pub(in crate::report) word: &'a dyn Fn(&str) -> String,
}

/// The sentences of a language.
pub(in crate::report) trait AgreementWords: fmt::Debug + Sync {
    fn labels(&self) -> &'static AgreementLabels;
    /// When it is due; what `promptly` means is said with it.
    fn rule(&self, rule: &DueRule, promptly: Option<Span>, names: &Names<'_>) -> String;
    fn request(&self) -> &'static str;
    fn delivery_of(&self, deliverable: &str) -> String;
    fn sign_off_of(&self, deliverable: &str) -> String;
    /// What holds for an attribute: one of these operands, each worded.
    fn is_one_of(&self, attribute: &str, operands: &[String]) -> String;
    fn is_none_of(&self, attribute: &str, operands: &[String]) -> String;
    fn starts_with(&self, attribute: &str, starts: &[String]) -> String;
    fn number(&self, attribute: &str, bounds: &Bounds) -> String;
    fn time_of_day(&self, range: TimeRange) -> String;
    fn value(&self, value: &str) -> String;
    fn value_of(&self, attribute: &str) -> String;
    /// All of these must hold.
    fn all_of(&self, conditions: &[String]) -> String;
    fn obligation(&self, number: usize, pair: &str, deliverable: &str) -> String;
    fn in_force(&self, from: Option<String>, until: Option<String>) -> String;
    fn customer(&self, name: &str) -> String;
    fn promptly(&self, span: Span) -> String;
    /// `share` is in per cent.
    fn objective(&self, share: &str, over: Over, grace: Option<Span>) -> String;
    fn hours(&self, days: &str, hours: &[String]) -> String;
    fn days(&self, first: chrono::Weekday, last: chrono::Weekday) -> String;
    fn season(&self, name: &str, days: &str, hours: &str) -> String;
    /// A day of every year; the date is of any year that has it.
    fn day_of_year(&self, day: NaiveDate) -> String;
    fn yearly(&self, first: &str, last: &str) -> String;
    fn calendar(&self, id: &str, zone: &str, ends: DayEnds) -> String;
    fn cut_off(&self, clock: &str) -> String;
    fn review(&self, span: Span, customer: &str) -> String;
    fn told(&self, who: &str, when: Moment) -> String;
    fn remedy(&self, after: Span, text: &str) -> String;
    fn roll(&self, roll: crate::calendar::Roll) -> &'static str;
    fn priority(&self, priority: crate::network::Priority) -> &'static str;
    fn signed(&self, document: &str) -> String;
    fn next_deadlines(&self, from: &str) -> String;
    fn period_number(&self, period: &str, number: u16) -> String;
}

impl dyn AgreementWords {
    /// What a trigger must look like, in words; empty for every trigger.
    pub(in crate::report) fn condition(&self, when: &Condition, names: &Names<'_>) -> String {
        let operand = |operand: &Operand| match operand {
            Operand::Value(value) => self.value(&(names.word)(value)),
            Operand::Attribute(name) => self.value_of(&(names.word)(name)),
        };
        let matcher = |(name, matcher): &(Box<str>, Matcher)| {
            let name = (names.word)(name);
            match matcher {
                Matcher::AnyOf(operands) => self.is_one_of(&name, &operands.iter().map(operand).collect::<Vec<_>>()),
                Matcher::NoneOf(operands) => self.is_none_of(&name, &operands.iter().map(operand).collect::<Vec<_>>()),
                Matcher::StartsWith(starts) => {
                    self.starts_with(&name, &starts.iter().map(|start| self.value(start)).collect::<Vec<_>>())
                }
                Matcher::Number(bounds) => self.number(&name, bounds),
            }
        };
        let mut parts: Vec<String> = when.attributes.iter().map(matcher).collect();
        parts.extend(when.time.map(|range| self.time_of_day(range)));
        self.all_of(&parts)
    }

    /// The shares that should be on time.
    pub(in crate::report) fn objectives(&self, objectives: &[Objective]) -> String {
        let one = |it: &Objective| self.objective(&percent(it.on_time), it.over, it.grace);
        objectives.iter().map(one).collect::<Vec<_>>().join(self.labels().semicolon)
    }
}

/// A share in per cent, with as many decimals as it needs: `90%`, `99.5%`.
fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}
