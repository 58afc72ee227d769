//! What a handoff's story says, in every language. Instants and lengths of time come here written already.

mod en;
mod zh;

use std::fmt;

use chrono::{DateTime, FixedOffset};

use crate::analysis::delay::{Input, Reckoning, Step, Story};
use crate::report::language::Language;
use crate::tracker::{HeldTime, Moment};

/// The words of a language.
pub(in crate::report) fn story_words(language: Language) -> &'static dyn StoryWords {
    match language {
        Language::English => &en::English,
        Language::Chinese => &zh::Chinese,
    }
}

/// Headings, and sentences without a figure.
#[derive(Debug)]
pub(in crate::report) struct StoryLabels {
    pub(in crate::report) rule: &'static str,
    pub(in crate::report) happened: &'static str,
    pub(in crate::report) set_aside: &'static str,
    pub(in crate::report) stands: &'static str,
    pub(in crate::report) inputs: &'static str,
    pub(in crate::report) whose: &'static str,
    pub(in crate::report) parts: &'static str,
    pub(in crate::report) shares: &'static str,
    pub(in crate::report) chain: &'static str,
    pub(in crate::report) merged: &'static str,
}

/// The sentences of a story.
pub(in crate::report) trait StoryWords: fmt::Debug + Sync {
    fn labels(&self) -> &'static StoryLabels;
    /// To the second, with its day of the week and its offset.
    fn instant(&self, at: DateTime<FixedOffset>) -> String;
    fn title(&self, story: &Story<'_>) -> String;
    /// The names are those of the deliverable, the supplier and the customer.
    fn owed(&self, story: &Story<'_>, names: &[String; 3]) -> String;
    fn told(&self, story: &Story<'_>) -> String;
    fn needs(&self, needs: &[String]) -> String;
    fn happened(&self, moment: &Moment, story: &Story<'_>) -> String;
    fn says(&self, row: &str) -> String;
    fn reason(&self, reason: &str) -> String;
    /// What a row says of a delivery whose lateness nobody knows: `met`, `missed`.
    fn outcome(&self, outcome: &str) -> String;
    fn deadline(&self, due: &str) -> String;
    fn deadline_moved(&self, before: &str, after: &str) -> String;
    fn held(&self, hold: &HeldTime, from: &str, until: &str) -> String;
    /// What a hold took, and whether it moved the deadline.
    fn took(&self, hold: &HeldTime, counts_from: &str) -> String;
    /// By which row, and the reason that it gives.
    fn taken_back(&self, row: &str, by: Option<(String, String)>) -> String;
    fn stands(&self, story: &Story<'_>) -> String;
    fn input(&self, input: &Input, named: &str, promised: &str, came: &str) -> String;
    fn reckoning(
        &self,
        reckoning: &Reckoning,
        story: &Story<'_>,
        instant: &dyn Fn(&DateTime<FixedOffset>) -> String,
    ) -> Vec<String>;
    fn overran(&self, named: &str, allowed: &str) -> String;
    fn part(&self, department: &str, is_customer: bool, from: &str, until: &str, seconds: i64) -> String;
    fn share(&self, cause: &str, seconds: i64) -> String;
    fn without(&self, department: &str, left: i64) -> String;
    fn step(&self, step: &Step, named: &str, promised: &str, finished: &str) -> String;
    fn more(&self, n: usize) -> String;
}
