//! Everything that reports say, in every language.
//!
//! A language is one file, with one [`Labels`] and one [`Words`]. To add a language, copy a file, translate it, and name it
//! in [`words`]; the compiler lists what is missing. Numbers come here computed, names in the language already; what is a
//! text here is written as it stands.

pub(super) mod agreement;
mod en;
mod story;
mod zh;

use std::fmt;

use chrono::NaiveDate;

use super::language::Language;
use crate::analysis::Tally;
use crate::analysis::outlook::Pool;
use crate::calendar::Span;
use crate::due::Explanation;
use crate::log::IgnoredWhy;
use crate::{Period, PeriodLength};
pub(super) use story::{StoryWords, story_words};

/// The words of a language.
pub(super) fn words(language: Language) -> &'static dyn Words {
    match language {
        Language::English => &en::English,
        Language::Chinese => &zh::Chinese,
    }
}

macro_rules! labels {
    ($($name:ident,)*) => {
        /// What stands by itself: headings, titles of columns, notes, sentences without a figure.
        #[derive(Debug)]
        #[cfg_attr(
            not(all(feature = "html", feature = "ics")),
            expect(dead_code, reason = "some belong to formats that are not compiled in")
        )]
        pub(super) struct Labels {
            $(pub(super) $name: &'static str,)*
        }
    };
}

labels! {
    // Headings.
    at_a_glance,
    overdue,
    compliance,
    bottleneck,
    load,
    standing,
    complaints,
    outlook,
    silence,
    waived,
    not_yet_due,
    rows,
    // Captions.
    who_owes,
    ages,
    worst_first,
    cleared,
    as_supplier,
    as_customer,
    pairs,
    obligations,
    this_week,
    budget_caption,
    trend,
    quality,
    budgets,
    silent_obligations,
    silent_pairs,
    additional,
    unmatched,
    guessed,
    opened_nothing,
    rejected,
    // Column titles.
    pair,
    department,
    obligation,
    agreement,
    what,
    handoffs,
    new,
    oldest,
    working,
    all_working,
    age,
    since,
    overdue_for,
    is_now,
    delivered_at,
    due,
    met,
    late,
    still_overdue,
    excused,
    waived_count,
    pending,
    on_time,
    with_excused,
    change,
    delivered,
    right_first,
    share,
    ratings,
    mean,
    objective,
    since_day,
    missed,
    allowed,
    left,
    burn,
    week_burn,
    unheard,
    due_weeks,
    unheard_weeks,
    last_heard,
    due_at,
    waived_caption,
    pending_caption,
    status,
    departments,
    misses_saved,
    lateness_saved,
    late_steps,
    own,
    inherited,
    caused,
    recovered,
    cause,
    whose,
    lateness,
    open_before,
    arrivals,
    completions,
    open_now,
    mean_age,
    mean_wait,
    with_load,
    level,
    good_run,
    open_complaints,
    kind,
    complaints_count,
    cumulative,
    number,
    made_at,
    root_cause,
    closed_before,
    quiet_for,
    times,
    still_open,
    came_back,
    mean_to_resolve,
    breach,
    likely_done,
    surely_done,
    never,
    all_together,
    nothing_overdue,
    no_silence,
    no_waived,
    no_pending,
    no_rows,
    // Statuses.
    status_upcoming,
    status_open,
    status_at_risk,
    status_paused,
    status_overdue,
    status_met,
    status_late,
    status_waived,
    // Why a row acted on nothing.
    why_no_handoff,
    why_not_delivered,
    why_not_paused,
    why_opens_nothing,
    why_no_complaint,
    why_no_target,
    // Captions and sentences of delay, load, standing, complaints and outlook.
    but_for,
    but_for_both,
    delay,
    who_delayed_whom,
    misses,
    load_caption,
    standing_caption,
    by_category,
    by_cause,
    open_complaints_caption,
    recurrences,
    complaint_pairs,
    outlook_caption,
    plan,
    itself,
    unnamed,
    too_few,
    not_reached,
    still_growing,
    too_little,
    no_misses,
    no_bottleneck,
    no_complaints,
    nothing_open,
    no_backtest,
    no_skill,
    estranged,
    dissatisfied,
    wary,
    satisfied,
    loyal,
    but_for_note,
    terminal_note,
    all_note,
    load_note,
    outlook_note,
    // How to read the figures.
    overdue_note,
    compliance_note,
    budget_note,
    silence_note,
    // Charts of the page.
    graph,
    graph_caption,
    trends_caption,
    heat_caption,
    supplier,
    but_for_chart,
    // What formats add.
    remarks,
    none,
    contents,
    filter,
    why_then,
    feed,
    feed_due,
    feed_at_risk,
    feed_from,
    feed_to,
    feed_rule,
    // Sentences without a figure.
    new_this_week,
    fair,
    bad,
    nothing_due,
}

/// A unit of a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeUnit {
    Days,
    Hours,
    Minutes,
    Seconds,
}

/// A length of time as it is told: at most two units.
#[derive(Clone, Debug)]
pub(super) struct Length {
    pub(super) is_negative: bool,
    pub(super) parts: Vec<(u64, TimeUnit)>,
}

/// Where the lateness that runs through a step arose.
#[derive(Clone, Copy, Debug)]
pub(super) enum Arose<'a> {
    /// None of it there: it was passed on.
    Earlier,
    /// All of it there.
    Here,
    /// So much of it there.
    Partly(&'a str),
}

/// How the ratio of a window compares with that of the window before.
#[derive(Clone, Copy, Debug)]
pub(super) enum Compared<'a> {
    /// Nothing was due in the window before.
    NothingBefore,
    Same,
    /// By so many points, from that ratio.
    Up(&'a str, &'a str),
    Down(&'a str, &'a str),
}

/// The sentences of a language, and its habits with numbers and dates.
#[cfg_attr(not(feature = "html"), expect(dead_code, reason = "some are said by the page alone"))]
pub(super) trait Words: fmt::Debug + Sync {
    fn labels(&self) -> &'static Labels;

    // Numbers, dates, names.

    /// The tag that browsers choose the shapes of characters by.
    fn html_tag(&self) -> &'static str;
    /// What stands between two sentences.
    fn between_sentences(&self) -> &'static str;
    fn count(&self, n: u64) -> String;
    /// For a table: `3 d 4 h`.
    fn short_length(&self, length: &Length) -> String;
    /// For a sentence: `3 days 4 hours`.
    fn long_length(&self, length: &Length) -> String;
    /// A date for a table, with its year where that does not go without saying.
    fn short_date(&self, date: NaiveDate, with_year: bool) -> String;
    /// A date for a sentence, with its weekday and year.
    fn long_date(&self, date: NaiveDate) -> String;
    /// A date with its year, without its weekday.
    fn date(&self, date: NaiveDate) -> String;
    /// A time of a day; both are worded.
    fn date_and_time(&self, date: &str, clock: &str) -> String;
    fn period(&self, period: Period) -> String;
    fn days(&self, first: NaiveDate, last: NaiveDate) -> String;
    fn range(&self, from: u64, to: u64) -> String;
    /// `a, b and c`; of nothing, that there is nothing.
    fn list(&self, items: &[String]) -> String;
    fn quoted(&self, name: &str) -> String;
    /// A caption that something follows.
    fn colon(&self, caption: &str) -> String;
    fn with_id(&self, name: &str, id: &str) -> String;
    fn pair(&self, supplier: &str, customer: &str) -> String;
    fn explanation(&self, why: &Explanation) -> String;

    // The first screen.

    fn title(&self, is_week: bool, window: &str) -> String;
    fn as_of(&self, at: &str, zone: &str) -> String;
    /// From which day to which it is about; none for a day, which the title names.
    fn runs(&self, length: Option<PeriodLength>, from: &str, to: &str) -> String;
    fn owes(&self, supplier: &str, customer: &str, handoffs: usize) -> String;
    fn overdue(&self, handoffs: usize, named: &str, other_pairs: usize) -> String;
    fn longest(&self, who: [&str; 2], deliverable: &str, key: &str, due: &str, late: [&str; 2]) -> String;
    /// What was overdue a week ago and what became of it; not what came and went in between.
    fn since_last_week(&self, now: usize, before: usize, new: usize, cleared: usize) -> String;
    fn nothing_was_due(&self, window: &str) -> String;
    fn kept(&self, window: &str, tally: &Tally, ratio: &str, compared: Compared<'_>) -> String;
    fn excused(&self, misses: u64, ratio: &str) -> String;
    fn left_out(&self, week: &Tally) -> String;
    fn all_reached(&self, agreements: usize) -> String;
    fn not_reached(&self, agreements: usize, missed: &[String]) -> String;
    fn silence(&self, obligations: usize, pairs: usize) -> String;
    fn unused_rows(&self, rejected: usize, unmatched: usize) -> String;

    // Overdue.

    /// From so many days to fewer than so many; none for the last.
    fn age(&self, from: i64, until: Option<i64>) -> String;
    fn first_due(&self, at: &str) -> String;
    fn escalated(&self, level: usize, to: &str, at: &str) -> String;
    fn escalates(&self, to: &str, at: &str) -> String;
    fn remedy(&self, is_due: bool, at: &str, text: &str) -> String;

    // Compliance.

    fn runs_out(&self, day: &str) -> String;

    // The bottleneck.

    /// Of `misses` so many vanish, and of all lateness so much: `[saved, all]`.
    fn bottleneck(&self, who: &str, saved: usize, misses: usize, lateness: [&str; 2]) -> String;
    fn more(&self, n: usize) -> String;
    fn share(&self, who: &str, time: &str) -> String;
    fn caused_by(&self, shares: &str) -> String;
    fn came_with(&self, through: &str, what: &str, who: &str, arose: Arose<'_>) -> String;
    fn passed_on(&self, knock_on: f64) -> String;
    fn merged(&self, handoffs: usize) -> String;
    fn unknown_lateness(&self, handoffs: usize) -> String;

    // Standing, silence, complaints, outlook.

    fn standing_rule(&self, recovery: &str) -> String;
    fn changed(&self, from: &str, to: &str, at: &str) -> String;
    fn never_opened(&self, obligations: &str) -> String;
    fn complaints(&self, made: u64, open: usize, again: usize) -> String;
    fn basis(&self, pool: &Pool, size: usize, completed: usize) -> String;
    fn backtest(&self, forecasts: usize, brier: f64, of_the_mean: f64) -> String;
    /// Both in per cent.
    fn coverage(&self, held: f64, nominal: f64) -> String;

    // What stands beside the figures.

    /// An empty reason is none.
    fn waived(&self, reason: &str, was_late: bool) -> String;
    /// How long after the deadline still counts as on time, behind an objective.
    fn grace(&self, span: Span) -> String;
    fn opened_nothing(&self, milestone: &str, attributes: &[(String, String)], count: usize) -> String;
    fn pending(&self, all: usize, open: usize, at_risk: usize, paused: usize) -> String;
    fn rows(&self, rejected: usize, unmatched: usize, additional: usize) -> String;
    fn more_rows(&self, n: usize) -> String;
    /// Why a row counts for nothing.
    fn ignored(&self, why: &IgnoredWhy) -> String;

    // The page.

    fn last_week(&self, value: &str) -> String;
    fn of_delivered(&self, delivered: u64) -> String;
    fn pair_did(&self, pair: &str, due: u64, ratio: &str) -> String;
    fn good(&self, objective: &str) -> String;
    fn due(&self, n: u64) -> String;
}
