//! English.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};

use super::{Arose, Compared, Labels, Length, TimeUnit, Words};
use crate::analysis::Tally;
use crate::analysis::outlook::Pool;
use crate::calendar::Span;
use crate::due::{
    Clock, Counted, DayOfPeriod, DayOff, DaysOff, End, Explanation, Recurrence, Reference, ordinal_suffix,
};
use crate::log::IgnoredWhy;
use crate::report::explain::{self, Dates};
use crate::{Period, PeriodLength};

const LABELS: Labels = Labels {
    // Headings.
    at_a_glance: "At a glance",
    overdue: "Overdue",
    compliance: "Compliance",
    bottleneck: "Bottleneck",
    load: "Load",
    standing: "Standing",
    complaints: "Complaints",
    outlook: "Outlook",
    silence: "Silence",
    waived: "Waived",
    not_yet_due: "Not yet due",
    rows: "Data quality",
    // Captions.
    who_owes: "Who owes whom",
    ages: "How long it has been overdue",
    worst_first: "Everything overdue, the longest first",
    cleared: "Overdue a week ago, and cleared since",
    as_supplier: "Departments as suppliers",
    as_customer: "Departments as customers",
    pairs: "Pairs of departments",
    obligations: "Obligations",
    this_week: "The week",
    budget_caption: "Over the window of each objective",
    trend: "On time, week by week",
    quality: "Right the first time, and what the customers thought",
    budgets: "Objectives and error budgets",
    silent_obligations: "Obligations nobody heard of",
    silent_pairs: "Pairs of departments in silence",
    additional: "Delivered in addition, with nothing left to deliver",
    unmatched: "Events that match no handoff",
    guessed: "Matched by guess: deliveries that named no period and went to the nearest deadline of several",
    opened_nothing: "Milestones that opened nothing, since no condition of an obligation held",
    rejected: "Rejected rows",
    // Column titles.
    pair: "Who owes whom",
    department: "Department",
    obligation: "Obligation",
    agreement: "Agreement",
    what: "What",
    handoffs: "Handoffs",
    new: "New",
    oldest: "Oldest since",
    working: "Working time",
    all_working: "Working time, all",
    age: "Overdue for",
    since: "Since",
    overdue_for: "Overdue for",
    is_now: "Is now",
    delivered_at: "Delivered",
    due: "Due",
    met: "Met",
    late: "Late",
    still_overdue: "Overdue",
    excused: "Excused",
    waived_count: "Waived",
    pending: "Pending",
    on_time: "On time",
    with_excused: "With excused",
    change: "Change",
    delivered: "Delivered",
    right_first: "Right first time",
    share: "Share",
    ratings: "Ratings",
    mean: "Mean of 5",
    objective: "Objective",
    since_day: "Since",
    missed: "Missed",
    allowed: "Allowed",
    left: "Left",
    burn: "Budget used",
    week_burn: "This week",
    unheard: "Unheard",
    due_weeks: "Due, six weeks",
    unheard_weeks: "Unheard, six weeks",
    last_heard: "Last heard",
    due_at: "Due",
    waived_caption: "Due in the week and waived",
    pending_caption: "What comes next, the nearest deadline first",
    status: "Status",
    departments: "Departments",
    misses_saved: "Misses that vanish",
    lateness_saved: "Lateness that vanishes",
    late_steps: "Late",
    own: "Own",
    inherited: "Inherited",
    caused: "Caused",
    recovered: "Made good",
    cause: "Who",
    whose: "delayed whom",
    lateness: "Lateness",
    open_before: "Open before",
    arrivals: "Came in",
    completions: "Done",
    open_now: "Open now",
    mean_age: "Mean age",
    mean_wait: "Mean wait",
    with_load: "Later with load",
    level: "Stands",
    good_run: "Good in a row",
    open_complaints: "Open complaints",
    kind: "Kind",
    complaints_count: "Complaints",
    cumulative: "Cumulative",
    number: "Number",
    made_at: "Made",
    root_cause: "Root cause",
    closed_before: "Closed before",
    quiet_for: "Quiet for",
    times: "Times",
    still_open: "Open",
    came_back: "Came back",
    mean_to_resolve: "Mean to close",
    breach: "Chance of a miss",
    likely_done: "Likely done",
    surely_done: "Nine in ten by",
    never: "never",
    all_together: "All together",
    nothing_overdue: "Nothing is overdue.",
    no_silence: "Something was recorded wherever something was due.",
    no_waived: "Nothing that was due this week was waived.",
    no_pending: "Nothing is open beside what is overdue.",
    no_rows: "Every row of the log counts.",
    // Statuses.
    status_upcoming: "upcoming",
    status_open: "open",
    status_at_risk: "at risk",
    status_paused: "paused",
    status_overdue: "overdue",
    status_met: "met",
    status_late: "late",
    status_waived: "waived",
    // Why a row acted on nothing.
    why_no_handoff: "no such handoff so far",
    why_not_delivered: "nothing was delivered",
    why_not_paused: "it was not paused",
    why_opens_nothing: "the request opens nothing",
    why_no_complaint: "no such complaint is open",
    why_no_target: "no row has this id",
    // Captions and sentences of delay, load, standing, complaints and outlook.
    but_for: "Without one department's delays",
    but_for_both: "Misses that vanish only without both",
    delay: "Own and inherited delay",
    who_delayed_whom: "Who delayed whom",
    misses: "Late last steps, the latest first",
    load_caption: "Open work this week",
    standing_caption: "How customers stand towards their suppliers, the worst first",
    by_category: "By kind",
    by_cause: "By root cause",
    open_complaints_caption: "Open complaints, the oldest first",
    recurrences: "Closed, and come back",
    complaint_pairs: "By pair of departments",
    outlook_caption: "Likeliest to miss the deadline",
    plan: "the plan",
    itself: "itself",
    unnamed: "not named",
    too_few: "too few",
    not_reached: "not reached",
    still_growing: "Not delivered yet, so it grows.",
    too_little: "Too little on record to say.",
    no_misses: "Nothing due in the week was missed.",
    no_bottleneck: "No department's delays make a difference: the agreements promise an input later than what needs it.",
    no_complaints: "Nobody has complained.",
    nothing_open: "Nothing is open.",
    no_backtest: "There are too few past forecasts to check such figures against.",
    no_skill: "That is not better than always saying the share that is usually late, so no chances are given.",
    estranged: "estranged",
    dissatisfied: "dissatisfied",
    wary: "wary",
    satisfied: "satisfied",
    loyal: "loyal",
    but_for_note: "Each line replays the week without that department's own delays, while the others keep their real working times. \
         The lines do not add up: two departments may each have been enough to make the same handoff late.",
    terminal_note: "Added up over the last steps, which no other handoff needs, so that no second counts twice: own and inherited \
         sum to the lateness, and so does what was caused. Made good is lateness of inputs that was caught up, and stands \
         beside it. Times are elapsed, in hours and minutes.",
    all_note: "Added up over all handoffs: a delay counts again at each step that it was passed on to.",
    load_note: "Open work, what came in and what was done, in the week of this report's instant. Later with load is the rank \
         correlation of lateness with the work open at the time, from -1 to +1, and in brackets of how many handoffs.",
    outlook_note: "Chances come from what became of handoffs that had got as far, given what they waited for; times from how long \
                   such handoffs took, the open ones included, given how long this one has waited.",
    // How to read the figures.
    overdue_note: "Working time runs on the supplier's calendar. New is what was not overdue a week ago.",
    compliance_note: "On time is met out of met, late and overdue; where nothing was due there is no figure. With excused also counts \
         what came late only because its inputs did. Pending is not due yet, delivered or not, or paused by the customer; pending and waived \
         enter no ratio. A handoff belongs to the week of its due day, and every week is judged as of now.",
    budget_note: "An objective allows some handoffs to be missed. Budget used compares the misses with that allowance: at 1.0 it is \
         used up. This week is the same for the week alone: above 1.0 it used more than it earned. Pairs and obligations \
         that missed nothing are not listed.",
    silence_note: "Unheard means: past due, and nothing at all was recorded, no delivery, pause, waiver or rating. A complaint breaks \
         the silence too. The six weeks end with the week reported.",
    // Charts of the page.
    graph: "Who owes whom, and how it went",
    graph_caption: "The departments and how much work is open with each; an arrow leads from who owes to whom",
    trends_caption: "On time as a supplier, week by week; the dotted line is the objective",
    heat_caption: "On time, who for whom",
    supplier: "Supplier",
    but_for_chart: "Misses that would vanish without each department's own delays",
    // What formats add.
    remarks: "Remarks",
    none: "none",
    contents: "Contents",
    filter: "Filter",
    why_then: "Why then?",
    feed: "deadlines",
    feed_due: "Due:",
    feed_at_risk: "Due soon:",
    feed_from: "From:",
    feed_to: "To:",
    feed_rule: "AgreementRef:",
    // Sentences without a figure.
    new_this_week: "New this week.",
    fair: "up to 10 points below",
    bad: "more than 10 points below",
    nothing_due: "nothing due this week",
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

    fn long_length(&self, length: &Length) -> String {
        let unit = |unit: TimeUnit| match unit {
            TimeUnit::Days => ["day", "days"],
            TimeUnit::Hours => ["hour", "hours"],
            TimeUnit::Minutes => ["minute", "minutes"],
            TimeUnit::Seconds => ["second", "seconds"],
        };
        let parts = length.parts.iter().map(|&(n, of)| {
            let [one, many] = unit(of);
            verb(n, one, many)
        });
        format!("{}{}", if length.is_negative { "-" } else { "" }, parts.collect::<Vec<_>>().join(" "))
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

    fn title(&self, is_week: bool, window: &str) -> String {
        format!("{}, {window}", if is_week { "Weekly report" } else { "Report" })
    }

    fn as_of(&self, at: &str, zone: &str) -> String {
        format!("As of {at} ({zone}).")
    }

    fn runs(&self, length: Option<PeriodLength>, from: &str, to: &str) -> String {
        let what = match length {
            Some(PeriodLength::Day) => return String::new(),
            Some(PeriodLength::Week) => "week",
            Some(PeriodLength::Month) => "month",
            Some(PeriodLength::Quarter) => "quarter",
            Some(PeriodLength::HalfYear) => "half-year",
            Some(PeriodLength::Year) => "year",
            Some(PeriodLength::Named(_)) | None => "report",
        };
        format!("The {what} runs from {from} to {to}.")
    }

    fn owes(&self, supplier: &str, customer: &str, handoffs: usize) -> String {
        format!("{supplier} owes {customer} {}", number(handoffs))
    }

    fn overdue(&self, handoffs: usize, named: &str, other_pairs: usize) -> String {
        let more = match other_pairs {
            0 => String::new(),
            n => format!("; the rest is between {}", counted(n, "more pair", "more pairs")),
        };
        format!("{} overdue: {named}{more}.", counted(handoffs, "handoff is", "handoffs are"))
    }

    fn longest(&self, who: [&str; 2], deliverable: &str, key: &str, due: &str, late: [&str; 2]) -> String {
        let ([supplier, customer], [elapsed, working]) = (who, late);
        format!(
            "Overdue longest: {supplier} owes {customer} \"{deliverable}\" for {key}. It was due on {due}, {elapsed} ago, \
             of which {working} were working time."
        )
    }

    fn since_last_week(&self, now: usize, before: usize, new: usize, cleared: usize) -> String {
        let some_cleared = match cleared {
            0 => "none of them have".to_owned(),
            1 => "1 of them has".to_owned(),
            n if n == before => "all of them have".to_owned(),
            n => format!("{} of them have", number(n)),
        };
        let then = match before {
            0 if now == 0 => return "Nothing was overdue a week earlier either.".to_owned(),
            0 => return "Nothing was overdue a week earlier.".to_owned(),
            1 if cleared == 0 => "1 was overdue, and still is".to_owned(),
            1 => "1 was overdue, which has been cleared since".to_owned(),
            _ => format!("{} were overdue; {some_cleared} been cleared since", number(before)),
        };
        let today = match (now, new) {
            (0, _) => String::new(),
            (_, 0) => "; none of those overdue now are new".to_owned(),
            (_, 1) => "; 1 of those overdue now is new".to_owned(),
            (_, n) => format!("; {} of those overdue now are new", number(n)),
        };
        format!("A week earlier {then}{today}.")
    }

    fn nothing_was_due(&self, window: &str) -> String {
        format!("Nothing was due in {window}, so there is no ratio.")
    }

    fn kept(&self, window: &str, tally: &Tally, ratio: &str, compared: Compared<'_>) -> String {
        let due = verb(tally.due(), "handoff", "handoffs");
        let compared = match compared {
            Compared::NothingBefore => "; nothing was due the week before".to_owned(),
            Compared::Same => ", the same as the week before".to_owned(),
            Compared::Up(points, before) => format!(", up {points} points from {before} the week before"),
            Compared::Down(points, before) => format!(", down {points} points from {before} the week before"),
        };
        format!(
            "Of {due} due in {window}, {} met, {} late and {} still overdue: {ratio} on time{compared}.",
            verb(tally.met, "was", "were"),
            verb(tally.late, "was", "were"),
            verb(tally.overdue, "is", "are"),
        )
    }

    fn excused(&self, misses: u64, ratio: &str) -> String {
        format!(
            "{} of the misses {} excused, because the inputs came too late; counting them as kept it is {ratio}.",
            self.count(misses),
            if misses == 1 { "is" } else { "are" }
        )
    }

    fn left_out(&self, week: &Tally) -> String {
        let waived = match week.waived_late {
            0 => "waived".to_owned(),
            late => format!("waived ({} of them when already late)", self.count(late)),
        };
        let parts = [
            (week.early, "delivered before a deadline to come"),
            (week.not_yet_due, "not due yet"),
            (week.paused, "paused by the customer"),
            (week.waived, &waived),
        ];
        let parts = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", self.count(n)));
        format!("Left out of the ratio: {}.", self.list(&parts.collect::<Vec<_>>()))
    }

    fn all_reached(&self, agreements: usize) -> String {
        match agreements {
            1 => "The one agreement with an objective is within its objective.".to_owned(),
            n => format!("All {} agreements are within their objective.", number(n)),
        }
    }

    fn not_reached(&self, agreements: usize, missed: &[String]) -> String {
        format!(
            "{} of {} missed the objective over its window: {}.",
            number(missed.len()),
            counted(agreements, "agreement", "agreements"),
            self.list(missed),
        )
    }

    fn silence(&self, obligations: usize, pairs: usize) -> String {
        let between = match pairs {
            0 => String::new(),
            _ => format!(", nor between {}", counted(pairs, "pair of departments", "pairs of departments")),
        };
        let obligations = counted(obligations, "obligation", "obligations");
        format!("Nothing at all was heard of {obligations}{between}, though something was due.")
    }

    fn unused_rows(&self, rejected: usize, unmatched: usize) -> String {
        format!(
            "The log has {} that could not be used and {} to no handoff; the end of this report lists them.",
            counted(rejected, "row", "rows"),
            counted(unmatched, "that belongs", "that belong"),
        )
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

    fn runs_out(&self, day: &str) -> String {
        format!("With more weeks like this one nothing is left on {day}.")
    }

    fn bottleneck(&self, who: &str, saved: usize, misses: usize, lateness: [&str; 2]) -> String {
        let [saved_s, late_s] = lateness;
        let late = if saved_s == late_s { format!("all {late_s}") } else { format!("{saved_s} of {late_s}") };
        let vanish = match (misses, saved) {
            (1, 1) => "the week's one miss would vanish".to_owned(),
            _ => format!("{} of the week's {} misses would vanish", number(saved), number(misses)),
        };
        format!("The bottleneck is {who}: without its delays {vanish}, and {late} of lateness.")
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

    fn never_opened(&self, obligations: &str) -> String {
        format!("Nothing has ever opened a handoff for {obligations}.")
    }

    fn complaints(&self, made: u64, open: usize, again: usize) -> String {
        format!(
            "{} so far; {} still open, and {} of a kind that had been closed before.",
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

    fn opened_nothing(&self, milestone: &str, attributes: &[(String, String)], count: usize) -> String {
        let carried: Vec<String> = attributes.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let carried = if carried.is_empty() { String::new() } else { format!(" with {}", carried.join(", ")) };
        format!("{milestone}{carried}: {}", counted(count, "time", "times"))
    }

    fn pending(&self, all: usize, open: usize, at_risk: usize, paused: usize) -> String {
        format!(
            "{} not due yet: {} open, {} at risk because most of the time is gone, {} paused by the customer.",
            counted(all, "handoff is", "handoffs are"),
            number(open),
            number(at_risk),
            number(paused)
        )
    }

    fn rows(&self, rejected: usize, unmatched: usize, additional: usize) -> String {
        format!(
            "{} rejected, {} no handoff, {} came when nothing was left to deliver.",
            counted(rejected, "row was", "rows were"),
            counted(unmatched, "event matches", "events match"),
            counted(additional, "delivery", "deliveries"),
        )
    }

    fn more_rows(&self, n: usize) -> String {
        format!("and {} more", number(n))
    }

    fn ignored(&self, why: &IgnoredWhy) -> String {
        why.to_string()
    }

    fn last_week(&self, value: &str) -> String {
        format!("last week {value}")
    }

    fn of_delivered(&self, delivered: u64) -> String {
        format!("of {} delivered", self.count(delivered))
    }

    fn pair_did(&self, pair: &str, due: u64, ratio: &str) -> String {
        match due {
            0 => format!("{pair}: nothing due"),
            due => format!("{pair}: {ratio} of {} on time", self.count(due)),
        }
    }

    fn good(&self, objective: &str) -> String {
        format!("on time {objective} or more")
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
