//! English.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};

use super::{Arose, Labels, Length, TimeUnit, Words};
use crate::Period;
use crate::analysis::Ratio;
use crate::analysis::outlook::Pool;
use crate::calendar::Span;
use crate::due::{
    Clock, Counted, DayOfPeriod, DayOff, DaysOff, End, Explanation, Recurrence, Reference, ordinal_suffix,
};
use crate::log::IgnoredWhy;
use crate::report::explain::{self, Dates};
use crate::report::language::Style;

const LABELS: Labels = Labels {
    at_a_glance: "At a glance",
    overdue: "Overdue",
    misses: "Missed in the period",
    compliance: "On time",
    objectives: "Objectives missed or at risk",
    bottleneck: "Bottleneck",
    next: "Next",
    complaints: "Complaints and standing",
    silence: "Silence",
    rows: "Data",
    appendix: "Appendix",
    load: "Load",
    standing: "Standing",
    outlook: "Outlook",
    waived: "Waived",
    budgets: "Objectives and error budgets",
    summary: "Summary",
    withdrawn: "no longer asked for",
    definitions: "What the words mean",
    not_kept: "Not kept",
    desk_empty: "Nothing has come up to anybody's desk.",
    at_stake: "At stake",
    lies_with: "Lies with",
    comes_at: "Comes",
    all_kept: "Every agreement keeps its objective.",
    worst_first: "the longest first",
    overdue_all: "Everything overdue, the longest first",
    who_owes: "Who owes whom",
    ages: "How long it has been overdue",
    cleared: "Overdue a week ago, and cleared since",
    pair: "From, to",
    what: "What",
    handoffs: "Handoffs",
    new: "New",
    oldest: "Oldest since",
    all_working: "Working time, all",
    age: "Overdue for",
    since: "Since",
    late_working: "Late, working",
    late_elapsed: "Late, elapsed",
    elapsed: "Elapsed",
    is_now: "Is now",
    delivered_at: "Delivered",
    new_this_week: "New in the last week.",
    overdue_note: "Working time runs on the obligation's calendar: days are working days that are over since the day of the deadline. New is what was not overdue a week ago.",
    nothing_overdue: "Nothing is overdue.",
    misses_worst: "the latest first",
    misses_all: "Everything that was due in the period and missed, the latest first",
    came_at: "Came",
    own: "Own",
    inherited: "Inherited",
    because_of: "Whose delay",
    itself: "own",
    is_excused: "Excused: its own part was done in the time agreed.",
    misses_note: "One notion of late holds in every table: past the deadline, by however little, until the delivery or the instant of this report. Late (elapsed) is own and inherited together; what each department caused sums to it.",
    no_misses: "Nothing due in the period was missed.",
    as_supplier: "Departments as suppliers",
    as_customer: "Departments as customers",
    pairs: "Who for whom",
    obligations: "Obligations",
    department: "Department",
    obligation: "Obligation",
    due: "Due",
    met: "Met",
    late: "Late",
    still_overdue: "Overdue",
    missed: "Missed",
    excused: "Excused",
    waived_count: "Waived",
    pending: "Pending",
    on_time: "On time",
    with_excused: "With excused",
    between: "95% between",
    usual: "Usual",
    signal: "Signal",
    word_usual: "usual",
    word_low: "low",
    word_high: "high",
    word_falling: "falling",
    word_rising: "rising",
    word_too_few: "too few to tell",
    objective: "Objective",
    delivered: "Delivered",
    right_first: "Right first time",
    share: "Share",
    ratings: "Ratings",
    mean: "Mean of 5",
    all_together: "All together",
    compliance_note: "On time is met out of met, late and overdue: only what has fallen due counts. Fewer than ten are told as counts. With excused also counts what was late only because its inputs were. Pending is not due yet, delivered early or paused by the customer; pending and waived enter no ratio. A handoff belongs to the period of its due day. A colour holds a line against its own objective.",
    whose: "Whose",
    since_day: "Since",
    allowed: "Allowed",
    left: "Left",
    at_risk: "those overdrawn most first",
    budgets_of_agreements: "Agreements, over the window of each objective",
    budgets_of_pairs: "Who for whom, over the window of each objective",
    budgets_of_obligations: "Obligations, over the window of each objective",
    budget_note: "An objective allows some handoffs to be missed. Allowed is how many of those due, left is what remains of it; below nought it is overdrawn, and the objective is not kept.",
    but_for: "Without one department's delays",
    all_rows: "all rows",
    but_for_both: "Misses that vanish only without both",
    departments: "Departments",
    misses_saved: "Misses that vanish",
    lateness_saved: "Lateness that vanishes",
    delay: "Own and inherited delay, by department",
    late_steps: "Late",
    caused: "Caused",
    recovered: "Made good",
    who_delayed_whom: "Who delayed whom",
    cause: "Who",
    delayed: "delayed whom",
    lateness: "Lateness",
    plan: "the plan",
    no_bottleneck: "No department's delays make a difference: the agreements promise an input later than what needs it.",
    but_for_note: "Each line replays the period without that department's own delays, while the others keep their real working times. The lines do not add up: two departments may each have been enough to make the same handoff late.",
    terminal_note: "Added up over the last steps, which no other handoff needs, so that no second counts twice: own and inherited sum to the lateness, and so does what was caused. Made good is lateness of inputs that was caught up, and stands beside it. Times are elapsed.",
    all_note: "Added up over all handoffs: a delay counts again at each step that it was passed on to.",
    load_caption: "Open work in the week of this report",
    open_before: "Open before",
    arrivals: "Came in",
    completions: "Done",
    open_now: "Open at the end",
    mean_age: "Mean age",
    mean_wait: "Mean wait",
    with_load: "Later with load",
    too_few: "too few",
    load_note: "Open work, what came in and what was done, in the week of this report's instant. Later with load is the rank correlation of lateness with the work open at the time, from -1 to +1, and in brackets of how many handoffs.",
    day: "Day",
    recurring: "Recurring",
    next_by_day: "by day",
    next_all: "What falls due, the nearest first",
    due_at: "Due",
    status: "Status",
    outlook_caption: "Likeliest to miss the deadline",
    breach: "Chance",
    likely_done: "As likely done as not by",
    surely_done: "Likely done by",
    not_reached: "beyond the record",
    too_little: "Too little on record to say.",
    nothing_open: "Nothing is open.",
    no_backtest: "There are too few past forecasts to check such figures against.",
    no_skill: "That is not better than always saying the share that is usually late, so no chances are given.",
    outlook_note: "Chances come from what became of handoffs that had got as far, given what they waited for; times from how long such handoffs took, the open ones included, given how long this one has waited.",
    by_category: "Complaints by kind",
    by_cause: "Complaints by root cause",
    open_complaints_caption: "Open complaints, the oldest first",
    recurrences: "Closed, and come back",
    complaint_pairs: "Complaints by pair of departments",
    kind: "Kind",
    complaints_count: "Complaints",
    cumulative: "Cumulative",
    number: "Number",
    made_at: "Made",
    root_cause: "Root cause",
    closed_before: "Closed before",
    quiet_for: "Quiet for",
    times: "Times",
    still_open: "Still open",
    came_back: "Came back",
    mean_to_resolve: "Mean to resolve",
    unnamed: "not named",
    no_complaints: "Nobody has complained.",
    standing_worst: "Customers that stand below satisfied towards their supplier",
    standing_caption: "How customers stand towards their suppliers, the worst first",
    level: "Stands",
    good_run: "Good in a row",
    open_complaints: "Open complaints",
    all_satisfied: "Every customer stands at satisfied or better towards its suppliers.",
    estranged: "estranged",
    dissatisfied: "dissatisfied",
    wary: "wary",
    satisfied: "satisfied",
    loyal: "loyal",
    silent_obligations: "Obligations nobody heard of",
    silent_pairs: "Pairs of departments in silence",
    unheard: "Unheard",
    due_weeks: "Due, trend",
    unheard_weeks: "Unheard, trend",
    last_heard: "Last heard",
    never: "never",
    no_silence: "Wherever something was due, something was recorded.",
    silence_note: "Unheard means: past due, and nothing at all was recorded, no delivery, pause, waiver or rating. A complaint breaks the silence too.",
    waived_caption: "Due in the period and waived",
    rejected: "Rows that could not be used",
    unmatched: "Events that match no handoff",
    additional: "Delivered in addition, with nothing left to deliver",
    guessed: "Deliveries that named no period and went to the nearest deadline of several",
    identical: "Rows that say what another had said; they count once",
    opened_nothing: "Milestones that opened nothing, since no condition of an obligation held",
    line: "Line",
    row: "Row",
    why: "Why",
    same_as: "Same as",
    milestone: "Milestone",
    carried: "Carried",
    event: "event",
    no_rows: "Every row of the log counts for what it says.",
    we_owe: "What we owe now",
    we_are_owed: "What we are owed now",
    we_owe_next: "What we must deliver, the nearest first",
    we_owe_nothing: "We owe nothing that is overdue.",
    owed_nothing: "Nothing that we are owed is overdue.",
    our_misses: "What we missed, and why",
    our_objectives: "Our objectives",
    no_objectives: "Nothing with an objective fell due.",
    status_upcoming: "upcoming",
    status_open: "open",
    status_at_risk: "at risk",
    status_paused: "paused",
    status_overdue: "overdue",
    status_met: "met",
    status_late: "late",
    status_waived: "waived",
    why_no_handoff: "no such handoff so far",
    why_not_delivered: "nothing was delivered",
    why_not_paused: "it was not paused",
    why_opens_nothing: "the request opens nothing",
    why_no_complaint: "no such complaint is open",
    why_no_target: "no row has this id",
    graph: "Who owes whom, and how it went",
    graph_caption: "The departments and how much work is open with each; an arrow leads from who owes to whom. What is missed is drawn strongly.",
    trends_caption: "On time as a supplier, period by period: the shaded band is what is usual, the dashed line the objective, a ring a period that stands out",
    heat_caption: "On time, who for whom",
    supplier: "Supplier",
    but_for_chart: "Misses that would vanish without each department's own delays",
    good: "keeps its objective",
    fair: "below its objective, by no more than chance",
    bad: "below its objective by more than chance",
    nothing_due: "no objective, or fewer than ten due",
    remarks: "Remarks",
    none: "none",
    no_figure: "–",
    contents: "Contents",
    filter: "Filter",
    why_then: "Why then?",
    feed: "deadlines",
    feed_at_risk: "Due soon:",
    feed_from: "From:",
    feed_to: "To:",
    feed_rule: "Agreed:",
};

#[derive(Debug)]
pub(super) struct English;

/// `1 handoff`, `2 handoffs`.
fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

fn number(n: usize) -> String {
    English.count(u64::try_from(n).unwrap_or(u64::MAX))
}

/// `1 was`, `2 were`.
fn verb(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", English.count(n), if n == 1 { one } else { many })
}

impl Words for English {
    fn labels(&self) -> &'static Labels {
        &LABELS
    }

    fn html_tag(&self) -> &'static str {
        "en"
    }

    fn between_sentences(&self) -> &'static str {
        " "
    }

    fn count(&self, n: u64) -> String {
        let digits = n.to_string();
        let mut out = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 {
                out.push(',');
            }
            out.push(digit);
        }
        out
    }

    fn signed(&self, number: &str) -> String {
        number.to_owned()
    }

    fn of(&self, part: u64, of: u64) -> String {
        format!("{} of {}", self.count(part), self.count(of))
    }

    fn working_days(&self, days: u64) -> String {
        format!("{} {}", self.count(days), if days == 1 { "day" } else { "days" })
    }

    fn short_length(&self, length: &Length) -> String {
        let unit = |unit: TimeUnit| match unit {
            TimeUnit::Days => "d",
            TimeUnit::Hours => "h",
            TimeUnit::Minutes => "min",
            TimeUnit::Seconds => "s",
        };
        let parts: Vec<String> =
            length.parts.iter().map(|&(n, of)| format!("{} {}", self.count(n), unit(of))).collect();
        format!("{}{}", if length.is_negative { "-" } else { "" }, parts.join(" "))
    }

    fn short_date(&self, date: NaiveDate, with_year: bool) -> String {
        let (day, month) = (date.day(), short_month(date));
        if with_year {
            format!("{day} {month} {}", date.year())
        } else {
            format!("{} {day} {month}", short_weekday(date))
        }
    }

    fn long_date(&self, date: NaiveDate) -> String {
        format!("{} {}", weekday(date), self.date(date))
    }

    fn date(&self, date: NaiveDate) -> String {
        format!("{} {} {}", date.day(), month_name(date.month()), date.year())
    }

    fn date_and_time(&self, date: &str, clock: &str) -> String {
        format!("{date}, {clock}")
    }

    fn period(&self, period: Period) -> String {
        match period {
            Period::Day(date) => self.long_date(date),
            Period::Week { year, week } => format!("week {week} of {year}"),
            Period::Month { year, month } => format!("{} {year}", month_name(month)),
            Period::Quarter { year, quarter } => format!("quarter {quarter} of {year}"),
            Period::HalfYear { year, half } => format!("half {half} of {year}"),
            Period::Year(year) => year.to_string(),
            Period::Named { name, first } => format!("{name} from {}", self.long_date(first)),
        }
    }

    fn days(&self, first: NaiveDate, last: NaiveDate) -> String {
        format!("{} to {}", self.date(first), self.date(last))
    }

    fn range(&self, from: u64, to: u64) -> String {
        format!("{} to {}", self.count(from), self.count(to))
    }

    fn list(&self, items: &[String]) -> String {
        match items {
            [] => LABELS.none.to_owned(),
            [one] => one.clone(),
            [most @ .., last] => format!("{} and {last}", most.join(", ")),
        }
    }

    fn quoted(&self, name: &str) -> String {
        format!("\"{name}\"")
    }

    fn colon(&self, caption: &str) -> String {
        format!("{caption}:")
    }

    fn with_id(&self, name: &str, id: &str) -> String {
        format!("{name} ({id})")
    }

    fn pair(&self, supplier: &str, customer: &str) -> String {
        format!("{supplier} to {customer}")
    }

    fn explanation(&self, why: &Explanation) -> String {
        explanation(why)
    }

    fn title(&self, is_week: bool, about: &str, at: &str) -> String {
        format!("{}, {about}, as of {at}", if is_week { "Weekly report" } else { "Report" })
    }

    fn title_for(&self, department: &str, about: &str, at: &str) -> String {
        format!("{department}: {about}, as of {at}")
    }

    fn in_brackets(&self, name: &str, more: &str) -> String {
        format!("{name} ({more})")
    }

    fn span(&self, first: NaiveDate, last: NaiveDate) -> String {
        let end = format!("{} {}", last.day(), month_name(last.month()));
        if (first.year(), first.month()) == (last.year(), last.month()) {
            return format!("{}–{end}", first.day());
        }
        format!("{} {} – {end}", first.day(), month_name(first.month()))
    }

    fn on_desk(&self, handoffs: usize, whose: &str) -> String {
        let whose = if whose.is_empty() { String::new() } else { format!(", {whose}") };
        format!("On your desk{whose} ({})", number(handoffs))
    }

    fn reaches(&self, handoffs: usize) -> String {
        format!("Reaches you if not delivered ({})", number(handoffs))
    }

    fn overdue_now(&self, [now, before, cleared, new]: [usize; 4], lies_with: &str, waiting: usize) -> String {
        let waiting = match waiting {
            0 => String::new(),
            1 => "; 1 waits for another department's input".to_owned(),
            n => format!("; {} wait for another department's input", number(n)),
        };
        format!(
            "{} ({} a week ago, {} cleared, {} new); with {lies_with}{waiting}",
            number(now),
            number(before),
            number(cleared),
            number(new)
        )
    }

    fn nothing_was_due(&self, window: &str) -> String {
        format!("Nothing was due in {window}, so there is no ratio.")
    }

    fn on_time(&self, ratio: Ratio, with_excused: Option<&str>) -> String {
        let (low, high) = ratio.interval();
        let excused = with_excused.map(|ratio| format!("; {ratio} with excused")).unwrap_or_default();
        format!(
            "{} of {} = {:.1}% ({}){excused}.",
            self.count(ratio.part()),
            self.count(ratio.of()),
            ratio.value() * 100.0,
            Style::between(low, high)
        )
    }

    fn got(&self, customers: &str, ratio: &str, of: u64, agreed: &str, missed_by: &str) -> String {
        let gets = if customers.contains(" and ") { "get" } else { "gets" };
        format!("{customers} {gets} {ratio} of {} (agreed {agreed}), missed by {missed_by}", self.count(of))
    }

    fn lines(&self, said: &[String]) -> String {
        said.join("; ")
    }

    fn falls_due(&self, handoffs: usize, recurring: usize, until: &str, lies_with: &str) -> String {
        let due = if handoffs == 1 { "handoff falls due" } else { "handoffs fall due" };
        format!("{} {due} until {until}, {} of them recurring: {lies_with}", number(handoffs), number(recurring))
    }

    fn nothing_next(&self, until: &str) -> String {
        format!("Nothing falls due until {until}.")
    }

    fn data(&self, counts: [usize; 4]) -> String {
        let [unused, unmatched, guessed, identical] = counts;
        format!(
            "{} unused, {} matched nothing, {} matched by guess, {} said twice",
            counted(unused, "row", "rows"),
            number(unmatched),
            number(guessed),
            number(identical)
        )
    }

    fn excused_lies_with(&self, who: &str) -> String {
        format!("{who} (excused)")
    }

    fn age(&self, from: i64, until: Option<i64>) -> String {
        match until {
            Some(1) => "under 1 day".to_owned(),
            Some(until) => format!("{from} to {until} days"),
            None => format!("{from} days and more"),
        }
    }

    fn first_due(&self, at: &str) -> String {
        format!("First due {at}.")
    }

    fn escalated(&self, level: usize, to: &str, at: &str) -> String {
        format!("Escalation level {level}: to {to} on {at}.")
    }

    fn escalates(&self, to: &str, at: &str) -> String {
        format!("Goes to {to} on {at}.")
    }

    fn remedy(&self, is_due: bool, at: &str, text: &str) -> String {
        format!("Remedy due {} {at}: {text}.", if is_due { "since" } else { "from" })
    }

    fn rests_on(&self, rows: &str) -> String {
        format!("Rows: {rows}.")
    }

    fn excused_by(&self, who: &str) -> String {
        format!("{who} (excused)")
    }

    fn lies_with_now(&self, who: &str) -> String {
        format!("Not delivered yet; lies with {who}.")
    }

    fn promised(&self, at: &str) -> String {
        format!("Promised for {at}, after the deadline had passed.")
    }

    fn reasons(&self, reasons: &[String]) -> String {
        format!("The log says: {}.", reasons.join(", "))
    }

    fn runs_out(&self, day: &str) -> String {
        format!("With more periods like this one nothing is left on {day}.")
    }

    fn pairs_kept(&self, kept: usize, due: usize, idle: usize) -> String {
        let idle = match idle {
            0 => String::new(),
            n => format!(" {} had nothing due.", counted(n, "department", "departments")),
        };
        format!("{} of {} of departments missed nothing.{idle}", number(kept), counted(due, "pair", "pairs"))
    }

    fn nothing_due_of(&self, lines: usize) -> String {
        format!("{} left out, of which nothing was due.", counted(lines, "line is", "lines are"))
    }

    fn quality_of(&self, what: &str) -> String {
        format!("{what}: right the first time, and what the customers thought")
    }

    fn bottleneck(&self, who: &str, share: Option<&str>, saved: usize, misses: usize) -> String {
        let share = share.map(|share| format!(", with {share} of the work due")).unwrap_or_default();
        let been = match (saved, misses) {
            (_, 1) => "the one miss would not have been".to_owned(),
            _ => format!("{} of {} misses would not have been", number(saved), number(misses)),
        };
        format!("{who}{share}: without its delays {been}.")
    }

    fn without_others(&self, others: &str) -> String {
        format!("Misses that would not have been without the delays of others: {others}.")
    }

    fn usual(&self, range: &str, periods: usize, word: &str) -> String {
        format!("Usual: {range} by {periods} periods; this one: {word}.")
    }

    fn stood_out(&self, period: &str, share: &str, word: &str) -> String {
        format!("Last to stand out: {period} ({share}, {word}).")
    }

    fn sentence(&self, words: &str) -> String {
        format!("{}.", explain::capitalized(words))
    }

    fn deliver_to(&self, customer: &str, what: &str) -> String {
        format!("Deliver to {customer}: {what}")
    }

    fn expect_from(&self, supplier: &str, what: &str) -> String {
        format!("Expect from {supplier}: {what}")
    }

    fn about(&self, part: u64, of: u64) -> String {
        format!("about {} in {}", self.count(part), self.count(of))
    }

    fn more(&self, n: usize) -> String {
        format!("{} more", number(n))
    }

    fn share(&self, who: &str, time: &str) -> String {
        format!("{who} {time}")
    }

    fn caused_by(&self, shares: &str) -> String {
        format!("Caused by: {shares}.")
    }

    fn came_with(&self, through: &str, what: &str, who: &str, arose: Arose<'_>) -> String {
        let came = format!("{through} came with {what} from {who}");
        match arose {
            Arose::Earlier => format!("{came}, who only passed it on."),
            Arose::Here => format!("{came}, and arose there."),
            Arose::Partly(stays) => format!("{came}; {stays} of it arose there."),
        }
    }

    fn passed_on(&self, knock_on: f64) -> String {
        format!("Over all handoffs of the week, each hour of own delay was passed on as {knock_on:.1} hours more.")
    }

    fn merged(&self, handoffs: usize) -> String {
        let handoffs = counted(handoffs, "handoff", "handoffs");
        format!("In {handoffs} more than ten departments took part, and the smallest were counted as one.")
    }

    fn unknown_lateness(&self, handoffs: usize) -> String {
        let (more, were) =
            (counted(handoffs, "further handoff", "further handoffs"), if handoffs == 1 { "was" } else { "were" });
        format!("{more} {were} late by the log's own word, which does not say by how much: no sum here holds that.")
    }

    fn standing_rule(&self, recovery: &str) -> String {
        format!(
            "Every pair starts satisfied. A miss that is the supplier's own takes one step down; {recovery} good handoffs in \
             a row lift it by one. While a complaint is open it is wary at best."
        )
    }

    fn changed(&self, from: &str, to: &str, at: &str) -> String {
        format!("From {from} to {to} on {at}.")
    }

    fn run_of(&self, run: u64, recovery: u64) -> String {
        format!("{} of {}", self.count(run), self.count(recovery))
    }

    fn silent(&self, deliverable: &str, pair: &str, due: u64) -> String {
        format!("{deliverable}, {pair}: {} due, nothing recorded", self.count(due))
    }

    fn never_opened(&self, obligations: &str) -> String {
        format!("Nothing has ever opened a handoff for {obligations}.")
    }

    fn counted_kind(&self, kind: &str, count: u64) -> String {
        format!("{kind} {}", self.count(count))
    }

    fn complaints(&self, made: u64, open: usize, again: usize, most: &str) -> String {
        format!(
            "{} so far ({most}); {} still open, and {} of a kind that had been closed before.",
            verb(made, "complaint was made", "complaints were made"),
            counted(open, "is", "are"),
            counted(again, "was", "were"),
        )
    }

    fn basis(&self, pool: &Pool, size: usize, completed: usize) -> String {
        let of = match pool {
            Pool::Obligation(_) => "the same obligation",
            Pool::Supplier(_) => "the same supplier",
            Pool::All => "everyone",
        };
        format!("From {} of {of}, {} complete.", number(size), number(completed))
    }

    fn backtest(&self, forecasts: usize, brier: f64, of_the_mean: f64) -> String {
        format!(
            "Checked on {} forecasts of the past weeks: their mean squared error (Brier score) is {brier:.3}, against \
             {of_the_mean:.3} for always saying the share that was late until then; 0 is perfect.",
            number(forecasts)
        )
    }

    fn coverage(&self, held: f64, nominal: f64) -> String {
        format!("Of the times foretold, {held:.0}% fell into the range that should hold {nominal:.0}%.")
    }

    fn lies_with_us(&self, handoffs: usize) -> String {
        format!("Lies with us ({})", number(handoffs))
    }

    fn waits_for_others(&self, handoffs: usize) -> String {
        format!("Waits for others ({})", number(handoffs))
    }

    fn waived(&self, reason: &str, was_late: bool) -> String {
        let late = if was_late { "Late already when it was waived. " } else { "" };
        match reason {
            "" => format!("{late}Nobody said why."),
            reason => format!("{late}Waived because: {reason}."),
        }
    }

    fn grace(&self, span: Span) -> String {
        format!(" (+{span})")
    }

    fn rows(&self, counts: [usize; 3], guessed: usize, identical: usize, idle: usize) -> String {
        let [rejected, unmatched, additional] = counts;
        format!(
            "{} could not be used, {} no handoff, {} came when nothing was left to deliver, {} matched by guess, {} said what \
             another had said. Milestones that opened nothing: {}.",
            counted(rejected, "row", "rows"),
            counted(unmatched, "event matches", "events match"),
            counted(additional, "delivery", "deliveries"),
            counted(guessed, "was", "were"),
            number(identical),
            number(idle)
        )
    }

    fn more_rows(&self, n: usize) -> String {
        format!("and {} more", number(n))
    }

    fn rows_of(&self, shown: usize, of: usize, name: &str) -> String {
        format!("{} of {}; all in {name}.csv", number(shown), number(of))
    }

    fn ignored(&self, why: &IgnoredWhy) -> String {
        why.to_string()
    }

    fn definitions(&self) -> Vec<String> {
        [
            "Handoff: one occurrence of an obligation, for a case or a period.",
            "Due: its deadline has passed by the instant of this report. Nothing else enters a ratio.",
            "On time: delivered by the deadline as pauses, rejections and extensions moved it.",
            "Excused: late, but the supplier did its own part in the time agreed; its inputs came too late.",
            "Lies with: who holds it now; where inputs are missing, those of whom these wait in turn.",
            "Own and inherited: the supplier's own part of the lateness, and the part that came with its inputs.",
            "95% between: how far the share may be off by chance (Wilson).",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn worst_of(&self, what: &str) -> String {
        format!("{what}, the worst first")
    }

    fn graph(&self, departments: usize, pairs: usize, below: usize) -> String {
        format!(
            "{} of {}; {} below their objective by more than chance. The table of pairs has the figures.",
            counted(pairs, "pair", "pairs"),
            counted(departments, "department", "departments"),
            counted(below, "is", "are")
        )
    }

    fn shown(&self) -> &'static str {
        "{0} of {1} rows"
    }

    fn trend_now(&self, ratio: &str, due: u64, least: u64, most: u64) -> String {
        format!("{ratio} (of {}; {} to {} a period)", self.count(due), self.count(least), self.count(most))
    }

    fn pair_did(&self, pair: &str, due: u64, ratio: &str) -> String {
        match due {
            0 => format!("{pair}: nothing due"),
            due => format!("{pair}: {ratio} of {} on time", self.count(due)),
        }
    }

    fn due(&self, n: u64) -> String {
        format!("{} due", self.count(n))
    }
}

fn short_weekday(date: NaiveDate) -> &'static str {
    weekday(date).get(..3).unwrap_or_default()
}

fn weekday(date: NaiveDate) -> &'static str {
    match date.weekday() {
        chrono::Weekday::Mon => "Monday",
        chrono::Weekday::Tue => "Tuesday",
        chrono::Weekday::Wed => "Wednesday",
        chrono::Weekday::Thu => "Thursday",
        chrono::Weekday::Fri => "Friday",
        chrono::Weekday::Sat => "Saturday",
        chrono::Weekday::Sun => "Sunday",
    }
}

fn short_month(date: NaiveDate) -> &'static str {
    month_name(date.month()).get(..3).unwrap_or_default()
}

fn month_name(number: u32) -> &'static str {
    match number {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

fn explanation(why: &Explanation) -> String {
    let mut dates = SentenceDates::default();
    let mut text = how_counted(why, &mut dates);
    text.push_str(". ");
    let mut dates = SentenceDates::default();
    let mut parts: Vec<String> =
        why.skipped.iter().take(explain::LISTED).map(|run| days_off(run, &mut dates)).collect();
    if let Some(more) = explain::unlisted(why) {
        parts.push(if more == 1 { "one more day is off".to_owned() } else { format!("{more} more days are off") });
    }
    if why.roll.is_some_and(|roll| roll.at_or_before_trigger) {
        parts.push("rolled back it would be over at its trigger, and so it goes forward".to_owned());
    }
    if explain::is_back(why) {
        parts.push("rolled back to the working day before".to_owned());
    }
    parts.push(when_due(why, &mut dates));
    text.push_str(&explain::capitalized(&parts.join("; ")));
    let unknown = format!(" The calendar `{}` does not know that time's holidays.", why.calendar);
    text.push('.');
    if let Some(other) = &why.other {
        let (due, whichever) = (SentenceDates::default().instant(&other.due), other.whichever);
        let told = format!(" The other limit, `{}`, ends on {due}; the {whichever} of the two counts.", other.limit);
        text.push_str(&told);
    }
    text.push_str(if why.known { "" } else { &unknown });
    text
}

/// From what it counts, where the trigger came too late for its day, or within a shift of the day before.
fn counted_from(at: &DateTime<FixedOffset>, why: &Explanation, dates: &mut SentenceDates) -> String {
    let came = dates.instant(at);
    if let Some(cut_off) = why.cut_off {
        let late = if cut_off.on_day_off {
            "a day off".to_owned()
        } else {
            format!("not before the {} cut-off", cut_off.clock)
        };
        return format!("It came on {came}, {late}, and is counted from {}", dates.instant(&cut_off.counts_from));
    }
    let shift = why.shift.map(|day| format!(", in the shift that began on {}", dates.long(day)));
    format!("Counted from {came}{}", shift.unwrap_or_default())
}

fn how_counted(why: &Explanation, dates: &mut SentenceDates) -> String {
    let from = match (&why.counted, &why.from) {
        (Counted::GivenDate(_) | Counted::Nothing, _) | (_, Reference::Period(_)) => String::new(),
        (_, Reference::Trigger(at)) => counted_from(at, why, dates),
        (_, Reference::Milestone(at)) => format!("Counted back from {}", dates.instant(at)),
    };
    match &why.counted {
        Counted::Time(span) if span.unit.is_business() => {
            format!("{from}: {span}, which {} in working time only", if span.count == 1 { "runs" } else { "run" })
        }
        Counted::Time(span) => format!("{from}: {span}, whatever the calendar"),
        Counted::Days { span, last } => {
            let ends = if span.count == 1 { "ends" } else { "end" };
            format!("{from}: {span} {ends} on {}", dates.long(*last))
        }
        Counted::SameDay { date, over } => {
            let name = dates.long(*date);
            let reason = if *over { format!("{name} was over by then") } else { format!("the same day is {name}") };
            format!("{from}: {reason}")
        }
        Counted::NextWeekday { date } => format!("{from}: the next {} is {}", weekday(*date), dates.long(*date)),
        Counted::DayOfMonth { of, month, date } => {
            let of = with_names(&of.to_string());
            format!("{from}: {of} of {} is {}", English.period(*month), dates.long(*date))
        }
        Counted::End { span, back, end, last } => {
            let from = if *back { "Counted back from" } else { "Counted from" };
            let from = format!("{from} the end of {}: {span}", dates.long(*end));
            let ends = if span.count == 1 { "ends" } else { "end" };
            let exact = if span.unit.is_business() { ", in working time only" } else { "" };
            last.map_or(format!("{from}{exact}"), |last| format!("{from} {ends} on {}", dates.long(last)))
        }
        Counted::DayOfPeriod { of, date } => format!("{}: it is {}", recurrence(of), dates.long(*date)),
        Counted::GivenDate(date) => format!("The date given is {}", dates.long(*date)),
        Counted::Nothing => match &why.from {
            Reference::Milestone(_) => "It has to be there at the milestone itself".to_owned(),
            Reference::Trigger(_) | Reference::Period(_) => "The instant given is exact".to_owned(),
        },
    }
}

/// The recurrence as the start of a sentence: rules are written without capitals.
fn recurrence(of: &Recurrence) -> String {
    if let [DayOfPeriod::Date { month, day }] = of.days() {
        return format!("{day} {} of every year", month_name(u32::from(*month)));
    }
    explain::capitalized(&with_names(&of.to_string()))
}

/// A rule's own words, with weekdays written as names are.
fn with_names(text: &str) -> String {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let name = |word: &str| {
        let bare = word.trim_end_matches(',');
        if NAMES.contains(&bare) { explain::capitalized(word) } else { word.to_owned() }
    };
    text.split(' ').map(name).collect::<Vec<_>>().join(" ")
}

/// `5 October 2026 is National Day, so are the 6th and 7th`.
fn days_off(run: &DaysOff, dates: &mut SentenceDates) -> String {
    let days = run.to.signed_duration_since(run.from).num_days() + 1;
    let one_month = (run.from.year(), run.from.month()) == (run.to.year(), run.to.month());
    let one_or_more = |one: &str, more: &str, dates: &mut SentenceDates| match days {
        1 => format!("{} is {one}", dates.long(run.from)),
        _ => format!("{} are {more}", range_of(run, dates)),
    };
    let name = match &run.why {
        DayOff::Week => return one_or_more("a day off", "days off", dates),
        DayOff::Season(name) => {
            let of = name.as_ref().map_or("the season", |name| name.in_language("en"));
            return one_or_more(&format!("a day off ({of})"), &format!("days off ({of})"), dates);
        }
        DayOff::Holiday(None) => return one_or_more("a holiday", "holidays", dates),
        DayOff::Substitute { of, name } => {
            let day = dates.long(run.from);
            let name = name.as_ref().map_or("the holiday", |name| name.in_language("en"));
            return format!("{day} is closed in place of {name} on {}", dates.long(*of));
        }
        DayOff::Holiday(Some(name)) => name,
    };
    let name = name.in_language("en");
    let ordinal = |date: NaiveDate| format!("{}{}", date.day(), ordinal_suffix(date.day()));
    match days {
        1 => format!("{} is {name}", dates.short(run.from)),
        2 if one_month => format!("{} is {name}, so is the {}", dates.short(run.from), ordinal(run.to)),
        3 if one_month => {
            let first = dates.short(run.from);
            let second = run.from.succ_opt().unwrap_or(run.from);
            format!("{first} is {name}, so are the {} and {}", ordinal(second), ordinal(run.to))
        }
        _ if one_month => format!("{} to {} are {name}", run.from.day(), dates.short(run.to)),
        _ => format!("{} to {} are {name}", dates.short(run.from), dates.short(run.to)),
    }
}

/// `Saturday 21 and Sunday 22 November 2026`.
fn range_of(run: &DaysOff, dates: &mut SentenceDates) -> String {
    let joint = if run.from.succ_opt() == Some(run.to) { "and" } else { "to" };
    if (run.from.year(), run.from.month()) == (run.to.year(), run.to.month()) {
        return format!("{} {} {joint} {}", weekday(run.from), run.from.day(), dates.long(run.to));
    }
    format!("{} {joint} {}", dates.long(run.from), dates.long(run.to))
}

fn when_due(why: &Explanation, dates: &mut SentenceDates) -> String {
    let offset = explain::offset(why.due);
    let time = explain::clock(why.due.time());
    match why.end {
        End::Close(day) if why.due.date_naive() == day => {
            format!("due at the close of {}, {time} ({offset})", dates.long(day))
        }
        End::Close(day) => {
            let close = dates.long(day);
            format!("due at the close of {close}, {time} on {} ({offset})", dates.long(why.due.date_naive()))
        }
        End::Midnight(day) if explain::skipped(why, Clock::MIDNIGHT) => {
            format!("due at the end of {}, when the clocks go forward to {time} ({offset})", dates.long(day))
        }
        End::Midnight(day) => format!("due at the end of {}, 24:00 ({offset})", dates.long(day)),
        End::Milestone(day) => {
            let due = dates.instant(&why.due);
            format!("due on {due} ({offset}), as the milestone comes before the close of {}", dates.long(day))
        }
        End::Clock(day, by) if explain::skipped(why, by) => {
            format!("due by {by} on {}, which the clocks skip, and so at {time} ({offset})", dates.long(day))
        }
        End::Clock(day, clock) => format!("due by {clock} on {} ({offset})", dates.long(day)),
        End::Exact => format!("due on {} ({offset})", dates.instant(&why.due)),
    }
}

/// Dates of one sentence: only the first of a year names it.
#[derive(Default)]
struct SentenceDates(Dates);

impl SentenceDates {
    /// `5 October 2026`, `5 October`.
    fn short(&mut self, date: NaiveDate) -> String {
        let year = if self.0.is_new_year(date) { format!(" {}", date.year()) } else { String::new() };
        format!("{} {}{year}", date.day(), month_name(date.month()))
    }

    /// `Monday 5 October 2026`, `Monday 5 October`.
    fn long(&mut self, date: NaiveDate) -> String {
        format!("{} {}", weekday(date), self.short(date))
    }

    fn instant(&mut self, at: &DateTime<FixedOffset>) -> String {
        format!("{}, {}", self.long(at.date_naive()), explain::clock(at.time()))
    }
}
