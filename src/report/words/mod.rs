//! Everything that reports say, in every language.
//!
//! A language is one file, with one [`Labels`] and one [`Words`]. To add a language, copy a file, translate it, and name it
//! in [`words`]; the compiler lists what is missing. Numbers come here computed, names in the language already; what is a
//! text here is written as it stands.

pub(super) mod agreement;
mod en;
pub(super) mod metrics;
mod story;
mod zh;

use std::fmt;

use chrono::NaiveDate;

use super::language::Language;
use crate::Period;
use crate::analysis::Ratio;
use crate::analysis::outlook::Pool;
use crate::calendar::Span;
use crate::due::Explanation;
use crate::log::IgnoredWhy;
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
            not(all(feature = "html", feature = "ics", feature = "xlsx")),
            expect(dead_code, reason = "some belong to formats that are not compiled in")
        )]
        pub(super) struct Labels {
            $(pub(super) $name: &'static str,)*
        }
    };
}

labels! {
    at_a_glance,
    overdue,
    misses,
    compliance,
    objectives,
    bottleneck,
    next,
    complaints,
    silence,
    rows,
    appendix,
    load,
    standing,
    outlook,
    waived,
    budgets,
    summary,
    withdrawn,
    definitions,
    not_kept,
    desk_empty,
    at_stake,
    lies_with,
    comes_at,
    all_kept,
    worst_first,
    overdue_all,
    who_owes,
    ages,
    cleared,
    pair,
    what,
    handoffs,
    new,
    oldest,
    all_working,
    age,
    since,
    late_working,
    late_elapsed,
    elapsed,
    is_now,
    delivered_at,
    new_this_week,
    overdue_note,
    nothing_overdue,
    misses_worst,
    misses_all,
    came_at,
    own,
    inherited,
    because_of,
    itself,
    is_excused,
    misses_note,
    no_misses,
    as_supplier,
    as_customer,
    pairs,
    obligations,
    department,
    obligation,
    due,
    met,
    late,
    still_overdue,
    missed,
    excused,
    waived_count,
    pending,
    on_time,
    with_excused,
    between,
    usual,
    signal,
    word_usual,
    word_low,
    word_high,
    word_falling,
    word_rising,
    word_too_few,
    objective,
    delivered,
    right_first,
    share,
    ratings,
    mean,
    all_together,
    compliance_note,
    whose,
    since_day,
    allowed,
    left,
    at_risk,
    budgets_of_agreements,
    budgets_of_pairs,
    budgets_of_obligations,
    budget_note,
    but_for,
    all_rows,
    but_for_both,
    departments,
    misses_saved,
    lateness_saved,
    delay,
    late_steps,
    caused,
    recovered,
    who_delayed_whom,
    cause,
    delayed,
    lateness,
    plan,
    no_bottleneck,
    but_for_note,
    terminal_note,
    all_note,
    load_caption,
    open_before,
    arrivals,
    completions,
    open_now,
    mean_age,
    mean_wait,
    with_load,
    too_few,
    load_note,
    day,
    recurring,
    next_by_day,
    next_all,
    due_at,
    status,
    outlook_caption,
    breach,
    likely_done,
    surely_done,
    not_reached,
    too_little,
    nothing_open,
    no_backtest,
    no_skill,
    outlook_note,
    by_category,
    by_cause,
    open_complaints_caption,
    recurrences,
    complaint_pairs,
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
    unnamed,
    no_complaints,
    standing_worst,
    standing_caption,
    level,
    good_run,
    open_complaints,
    all_satisfied,
    estranged,
    dissatisfied,
    wary,
    satisfied,
    loyal,
    silent_obligations,
    silent_pairs,
    unheard,
    due_weeks,
    unheard_weeks,
    last_heard,
    never,
    no_silence,
    silence_note,
    waived_caption,
    rejected,
    unmatched,
    additional,
    guessed,
    identical,
    opened_nothing,
    line,
    row,
    why,
    same_as,
    milestone,
    carried,
    event,
    no_rows,
    we_owe,
    we_are_owed,
    we_owe_next,
    we_owe_nothing,
    owed_nothing,
    our_misses,
    our_objectives,
    no_objectives,
    status_upcoming,
    status_open,
    status_at_risk,
    status_paused,
    status_overdue,
    status_met,
    status_late,
    status_waived,
    why_no_handoff,
    why_not_delivered,
    why_not_paused,
    why_opens_nothing,
    why_no_complaint,
    why_no_target,
    graph,
    graph_caption,
    trends_caption,
    heat_caption,
    supplier,
    but_for_chart,
    good,
    fair,
    bad,
    nothing_due,
    remarks,
    none,
    no_figure,
    contents,
    filter,
    why_then,
    feed,
    feed_at_risk,
    feed_from,
    feed_to,
    feed_rule,
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
    /// A number with its sign: the minus as the language writes it.
    fn signed(&self, number: &str) -> String;
    /// So many of so many, where they are too few for a share.
    fn of(&self, part: u64, of: u64) -> String;
    /// Whole working days.
    fn working_days(&self, days: u64) -> String;
    /// For a table: `3 d 4 h`.
    fn short_length(&self, length: &Length) -> String;
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

    // Titles, the first screen.

    /// The report's own; `about` names the period, `at` the instant.
    fn title(&self, is_week: bool, about: &str, at: &str) -> String;
    /// That of a department's page.
    fn title_for(&self, department: &str, about: &str, at: &str) -> String;
    fn in_brackets(&self, name: &str, more: &str) -> String;
    /// `9–15 November`.
    fn span(&self, first: NaiveDate, last: NaiveDate) -> String;
    /// A caption, for whom the highest step names; nobody if that is empty.
    fn on_desk(&self, handoffs: usize, whose: &str) -> String;
    fn reaches(&self, handoffs: usize) -> String;
    /// Now, a week ago, cleared since, new; with whom they lie; how many wait for others than their supplier.
    fn overdue_now(&self, counts: [usize; 4], lies_with: &str, waiting: usize) -> String;
    fn nothing_was_due(&self, window: &str) -> String;
    /// How many of what was due were met, and the ratio with what is excused.
    fn on_time(&self, ratio: Ratio, with_excused: Option<&str>) -> String;
    /// What customers got, of how much, what was agreed, and who missed how many.
    fn got(&self, customers: &str, ratio: &str, of: u64, agreed: &str, missed_by: &str) -> String;
    /// Statements, one after the other.
    fn lines(&self, said: &[String]) -> String;
    fn falls_due(&self, handoffs: usize, recurring: usize, until: &str, lies_with: &str) -> String;
    fn nothing_next(&self, until: &str) -> String;
    /// Unused, matching nothing, guessed, identical.
    fn data(&self, counts: [usize; 4]) -> String;
    fn excused_lies_with(&self, who: &str) -> String;

    // Overdue, and what was missed.

    /// From so many days to fewer than so many; none for the last.
    fn age(&self, from: i64, until: Option<i64>) -> String;
    fn first_due(&self, at: &str) -> String;
    fn escalated(&self, level: usize, to: &str, at: &str) -> String;
    fn escalates(&self, to: &str, at: &str) -> String;
    fn remedy(&self, is_due: bool, at: &str, text: &str) -> String;
    fn rests_on(&self, rows: &str) -> String;
    fn excused_by(&self, who: &str) -> String;
    fn lies_with_now(&self, who: &str) -> String;
    fn promised(&self, at: &str) -> String;
    fn reasons(&self, reasons: &[String]) -> String;

    // Compliance.

    fn runs_out(&self, day: &str) -> String;
    /// So many of the pairs of which anything was due missed nothing; of so many suppliers nothing was due.
    fn pairs_kept(&self, kept: usize, due: usize, idle: usize) -> String;
    fn nothing_due_of(&self, lines: usize) -> String;
    fn quality_of(&self, what: &str) -> String;

    // The bottleneck.

    /// With which share of the work due; of `misses` so many vanish.
    fn bottleneck(&self, who: &str, share: Option<&str>, saved: usize, misses: usize) -> String;
    fn without_others(&self, others: &str) -> String;
    /// What is usual by so many periods, and where this one stands.
    fn usual(&self, range: &str, periods: usize, word: &str) -> String;
    /// An earlier period that stood out.
    fn stood_out(&self, period: &str, share: &str, word: &str) -> String;
    /// Words as a sentence.
    fn sentence(&self, words: &str) -> String;
    fn deliver_to(&self, customer: &str, what: &str) -> String;
    fn expect_from(&self, supplier: &str, what: &str) -> String;
    /// A chance, coarsely.
    fn about(&self, part: u64, of: u64) -> String;
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
    /// So many good ones in a row of so many that lift it.
    fn run_of(&self, run: u64, recovery: u64) -> String;
    fn silent(&self, deliverable: &str, pair: &str, due: u64) -> String;
    fn never_opened(&self, obligations: &str) -> String;
    fn counted_kind(&self, kind: &str, count: u64) -> String;
    fn complaints(&self, made: u64, open: usize, again: usize, most: &str) -> String;
    fn basis(&self, pool: &Pool, size: usize, completed: usize) -> String;
    fn backtest(&self, forecasts: usize, brier: f64, of_the_mean: f64) -> String;
    /// Both in per cent.
    fn coverage(&self, held: f64, nominal: f64) -> String;

    // A department's page.

    fn lies_with_us(&self, handoffs: usize) -> String;
    fn waits_for_others(&self, handoffs: usize) -> String;

    // What stands beside the figures.

    /// An empty reason is none.
    fn waived(&self, reason: &str, was_late: bool) -> String;
    /// How long after the deadline still counts as on time, behind an objective.
    fn grace(&self, span: Span) -> String;
    /// Rejected, unmatched, additional; guessed; identical; milestones that opened nothing.
    fn rows(&self, counts: [usize; 3], guessed: usize, identical: usize, idle: usize) -> String;
    fn more_rows(&self, n: usize) -> String;
    /// Below a table that does not show all of its rows.
    fn rows_of(&self, shown: usize, of: usize, name: &str) -> String;
    /// Why a row counts for nothing.
    fn ignored(&self, why: &IgnoredWhy) -> String;
    /// What the words of the tables mean, one after the other.
    fn definitions(&self) -> Vec<String>;

    // The page.

    fn worst_of(&self, what: &str) -> String;
    /// What the graph shows: departments, pairs of which anything was due, and how many of these miss their objective.
    fn graph(&self, departments: usize, pairs: usize, below: usize) -> String;
    /// What a filter announces, with `{0}` and `{1}` for the rows shown and all rows.
    fn shown(&self) -> &'static str;
    /// The ratio of the last period and of how much, and the least and the most that was due in one.
    fn trend_now(&self, ratio: &str, due: u64, least: u64, most: u64) -> String;
    fn pair_did(&self, pair: &str, due: u64, ratio: &str) -> String;
    fn due(&self, n: u64) -> String;
}
