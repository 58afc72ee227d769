//! What a manager asks first, in sentences.

use super::super::contents::Report;
use super::super::document::Writer;
use super::super::language::Language;
use super::bottleneck;
use super::view::View;
use super::words;
use crate::analysis::{Line, Overdue, OverdueHandoff, Tally, Window};
use crate::{Period, PeriodLength};

/// The most pairs that a sentence names.
const NAMED: usize = 3;

pub(super) fn title(view: View, window: Window) -> String {
    let period = view.style.window(window);
    let is_week = matches!(window.period(), Some(Period::Week { .. }));
    match (view.language(), is_week) {
        (Language::English, true) => format!("Weekly report, {period}"),
        (Language::English, false) => format!("Report, {period}"),
        (Language::Chinese, true) => format!("内部服务周报：{period}"),
        (Language::Chinese, false) => format!("内部服务报告：{period}"),
    }
}

pub(super) fn write(out: &mut Writer, report: &Report) {
    let view = View::of(out);
    out.paragraph(scope(view, report));
    out.heading(2, "at-a-glance", view.say(words::AT_A_GLANCE));
    let mut said = vec![
        overdue_now(view, &report.overdue),
        view.sentences(
            &report.overdue.handoffs.first().map(|worst| longest(view, worst)).into_iter().collect::<Vec<_>>(),
        ),
        since_last_week(view, &report.overdue),
        on_time(view, report),
        beside(view, &report.compliance.total.week),
        bottleneck::verdict(view, &report.bottleneck),
        objectives(view, report),
        silence(view, report),
        rows(view, report),
    ];
    said.retain(|sentence| !sentence.is_empty());
    out.list(said);
}

fn scope(view: View, report: &Report) -> String {
    let as_of = view.style.long_instant(report.as_of);
    let window = report.compliance.week;
    let (from, to) = (view.style.long_date(window.first_day()), view.style.long_date(window.last_day()));
    let zone = report.zone.name();
    let (en, zh) = match window.period().map(Period::length) {
        // A day is named in the title.
        Some(PeriodLength::Day) => ("", ""),
        Some(PeriodLength::Week) => ("The week", "本周"),
        Some(PeriodLength::Month) => ("The month", "本月"),
        Some(PeriodLength::Quarter) => ("The quarter", "本季度"),
        Some(PeriodLength::Year) => ("The year", "本年度"),
        None => ("The report", "报告期"),
    };
    match view.language() {
        Language::English if en.is_empty() => format!("As of {as_of} ({zone})."),
        Language::Chinese if zh.is_empty() => format!("截至{as_of}（时区{zone}）。"),
        Language::English => format!("As of {as_of} ({zone}). {en} runs from {from} to {to}."),
        Language::Chinese => format!("截至{as_of}（时区{zone}）。{zh}为{from}至{to}。"),
    }
}

fn overdue_now(view: View, overdue: &Overdue) -> String {
    let count = overdue.handoffs.len();
    if count == 0 {
        return view.say(words::NOTHING_OVERDUE).to_owned();
    }
    let owes: Vec<String> = overdue
        .pairs
        .iter()
        .take(NAMED)
        .map(|pair| {
            let (supplier, customer) = (view.party(&pair.pair.supplier), view.party(&pair.pair.customer));
            let n = view.count(pair.handoffs);
            match view.language() {
                Language::English => format!("{supplier} owes {customer} {n}"),
                Language::Chinese => format!("{supplier}欠{customer}{n}项"),
            }
        })
        .collect();
    let others = overdue.pairs.len().saturating_sub(NAMED);
    let named = view.style.list(&owes);
    let more = match (view.language(), others) {
        (_, 0) => String::new(),
        (Language::English, n) => format!("; the rest is between {}", view.counted(n, "more pair", "more pairs")),
        (Language::Chinese, n) => format!("，其余在另外{n}对部门之间"),
    };
    match view.language() {
        Language::English => {
            let verb = if count == 1 { "is" } else { "are" };
            format!("{} {verb} overdue: {named}{more}.", view.counted(count, "handoff", "handoffs"))
        }
        Language::Chinese => format!("目前有{}项逾期：{named}{more}。", view.count(count)),
    }
}

fn longest(view: View, worst: &OverdueHandoff) -> String {
    let owed = &worst.handoff.owed;
    let (supplier, customer) = (view.party(&owed.supplier), view.party(&owed.customer));
    let deliverable = view.text(&owed.deliverable);
    let key = &worst.handoff.key;
    let due = view.style.long_deadline(worst.handoff.due_at);
    let elapsed = view.style.long_elapsed(worst.elapsed_s);
    let working = view.style.long_working(worst.working_s);
    match view.language() {
        Language::English => format!(
            "Overdue longest: {supplier} owes {customer} \"{deliverable}\" for {key}. It was due on {due}, {elapsed} ago, \
             of which {working} were working time."
        ),
        Language::Chinese => format!(
            "逾期最久：{supplier}欠{customer}“{deliverable}”（{key}），应于{due}交付，已逾期{elapsed}，其中工作时间{working}。"
        ),
    }
}

/// What was overdue a week ago and what became of it; not what came and went in between.
fn since_last_week(view: View, overdue: &Overdue) -> String {
    let (now, before) = (overdue.handoffs.len(), overdue.before);
    let (new, cleared) = (overdue.newly_overdue(), overdue.cleared.len());
    match view.language() {
        Language::English => {
            let then = match before {
                0 if now == 0 => return "Nothing was overdue a week earlier either.".to_owned(),
                0 => return "Nothing was overdue a week earlier.".to_owned(),
                1 if cleared == 0 => "1 was overdue, and still is".to_owned(),
                1 => "1 was overdue, which has been cleared since".to_owned(),
                _ => format!("{} were overdue; {} been cleared since", view.count(before), some(view, cleared, before)),
            };
            let today = match (now, new) {
                (0, _) => String::new(),
                (_, 0) => "; none of those overdue now are new".to_owned(),
                (_, 1) => "; 1 of those overdue now is new".to_owned(),
                (_, n) => format!("; {} of those overdue now are new", view.count(n)),
            };
            format!("A week earlier {then}{today}.")
        }
        Language::Chinese => match (before, now) {
            (0, 0) => "一周前亦无逾期事项。".to_owned(),
            (0, _) => "一周前无逾期事项。".to_owned(),
            (_, 0) => format!("一周前逾期{before}项，均已了结。"),
            _ => format!("一周前逾期{before}项，其中{cleared}项已了结；现有逾期事项中{new}项为新增。"),
        },
    }
}

/// How many of several, as the subject of a perfect.
fn some(view: View, n: usize, of: usize) -> String {
    match n {
        0 => "none of them have".to_owned(),
        1 => "1 of them has".to_owned(),
        n if n == of => "all of them have".to_owned(),
        n => format!("{} of them have", view.count(n)),
    }
}

fn on_time(view: View, report: &Report) -> String {
    let total = &report.compliance.total;
    let week = &total.week;
    let period = view.style.window(report.compliance.week);
    if week.due() == 0 {
        return match view.language() {
            Language::English => format!("Nothing was due in {period}, so there is no ratio."),
            Language::Chinese => format!("{period}没有到期事项，故无按时率。"),
        };
    }
    let number = |n| view.style.count(n);
    let ratio = view.style.ratio(week.ratio());
    let counts = match view.language() {
        Language::English => format!(
            "Of {} due in {period}, {} met, {} late and {} still overdue: {ratio} on time{}.",
            if week.due() == 1 { "1 handoff".to_owned() } else { format!("{} handoffs", number(week.due())) },
            were(view, week.met),
            were(view, week.late),
            are(view, week.overdue),
            compared(view, total.change(), total.trend.iter().rev().nth(1)),
        ),
        Language::Chinese => format!(
            "{period}应交{}项：按时{}项，迟交{}项，仍逾期{}项；按时率{ratio}{}。",
            number(week.due()),
            number(week.met),
            number(week.late),
            number(week.overdue),
            compared(view, total.change(), total.trend.iter().rev().nth(1)),
        ),
    };
    view.sentences(&[counts, excused(view, week)])
}

fn were(view: View, n: u64) -> String {
    format!("{} {}", view.style.count(n), if n == 1 { "was" } else { "were" })
}

fn are(view: View, n: u64) -> String {
    format!("{} {}", view.style.count(n), if n == 1 { "is" } else { "are" })
}

/// The ratio beside last week's, as the end of a sentence.
fn compared(view: View, change: Option<i64>, before: Option<&Tally>) -> String {
    let (Some(change), Some(before)) = (change, before) else {
        return match view.language() {
            Language::English => "; nothing was due the week before".to_owned(),
            Language::Chinese => "（上周无到期事项）".to_owned(),
        };
    };
    let before = view.style.ratio(before.ratio());
    let size = super::super::language::Style::points(change.abs());
    let size = size.trim_start_matches('+');
    match (view.language(), change.signum()) {
        (Language::English, 0) => ", the same as the week before".to_owned(),
        (Language::English, 1) => format!(", up {size} points from {before} the week before"),
        (Language::English, _) => format!(", down {size} points from {before} the week before"),
        (Language::Chinese, 0) => "，与上周持平".to_owned(),
        (Language::Chinese, 1) => format!("，较上周的{before}上升{size}个百分点"),
        (Language::Chinese, _) => format!("，较上周的{before}下降{size}个百分点"),
    }
}

fn excused(view: View, week: &Tally) -> String {
    if week.excused == 0 {
        return String::new();
    }
    let ratio = view.style.ratio(week.excused_ratio());
    let n = view.style.count(week.excused);
    match view.language() {
        Language::English => format!(
            "{n} of the misses {} excused, because the inputs came too late; counting them as kept it is {ratio}.",
            if week.excused == 1 { "is" } else { "are" }
        ),
        Language::Chinese => format!("未履约者中{n}项因所需前项迟到而免责，计入后按时率为{ratio}。"),
    }
}

fn beside(view: View, week: &Tally) -> String {
    let (waived, open, paused) = (week.waived, week.not_yet_due, week.paused);
    if waived + open + paused == 0 {
        return String::new();
    }
    let parts =
        [(open, "not due yet", "尚未到期"), (paused, "paused by the customer", "客户暂停"), (waived, "waived", "豁免")];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, en, zh)| match view.language() {
            Language::English => format!("{} {en}", view.style.count(n)),
            Language::Chinese => format!("{zh}{}项", view.style.count(n)),
        })
        .collect();
    let parts = view.style.list(&parts);
    match view.language() {
        Language::English => format!("Left out of the ratio: {parts}."),
        Language::Chinese => format!("本周事项中不计入比率的：{parts}。"),
    }
}

fn objectives(view: View, report: &Report) -> String {
    let reached = |line: &&Line<_>| line.figures.budget.as_ref().and_then(crate::analysis::Budget::is_reached);
    let agreements = &report.compliance.agreements;
    let judged = agreements.iter().filter(|line| reached(line).is_some()).count();
    let missed: Vec<String> = agreements
        .iter()
        .filter(|line| reached(line) == Some(false))
        .map(|line| view.text(&line.subject.name))
        .collect();
    match (view.language(), judged, missed.len()) {
        (_, 0, _) => String::new(),
        (Language::English, _, 0) => {
            format!("{} within {} objective.", agreements_are(view, judged), if judged == 1 { "its" } else { "their" })
        }
        (Language::English, ..) => format!(
            "{} of {} missed the objective over its window: {}.",
            view.count(missed.len()),
            view.counted(judged, "agreement", "agreements"),
            view.style.list(&quoted(view, &missed)),
        ),
        (Language::Chinese, _, 0) => format!("全部{judged}份协议均达到目标。"),
        (Language::Chinese, ..) => {
            format!("{judged}份协议中{}份未达目标：{}。", missed.len(), view.style.list(&quoted(view, &missed)))
        }
    }
}

fn agreements_are(view: View, n: usize) -> String {
    if n == 1 {
        "The one agreement with an objective is".to_owned()
    } else {
        format!("All {} agreements are", view.count(n))
    }
}

fn quoted(view: View, names: &[String]) -> Vec<String> {
    names
        .iter()
        .map(|name| match view.language() {
            Language::English => format!("\"{name}\""),
            Language::Chinese => format!("“{name}”"),
        })
        .collect()
}

fn silence(view: View, report: &Report) -> String {
    let (obligations, pairs) = (report.silence.obligations.len(), report.silence.pairs.len());
    if obligations == 0 {
        return String::new();
    }
    match view.language() {
        Language::English => {
            let between = match pairs {
                0 => String::new(),
                _ => format!(", nor between {}", view.counted(pairs, "pair of departments", "pairs of departments")),
            };
            let owed = view.counted(obligations, "obligation", "obligations");
            format!("Nothing at all was heard of {owed}{between}, though something was due.")
        }
        Language::Chinese => {
            let between = if pairs == 0 { String::new() } else { format!("，{pairs}对部门之间") };
            format!("{obligations}项义务{between}虽有到期事项，却毫无消息。")
        }
    }
}

fn rows(view: View, report: &Report) -> String {
    let rows = &report.rows;
    let (rejected, unmatched) = (rows.rejected.len(), rows.unmatched.len());
    if rejected + unmatched == 0 {
        return String::new();
    }
    match view.language() {
        Language::English => format!(
            "The log has {} that could not be used and {} to no handoff; the end of this report lists them.",
            view.counted(rejected, "row", "rows"),
            view.counted(unmatched, "that belongs", "that belong"),
        ),
        Language::Chinese => format!("日志中{rejected}条记录无法使用，{unmatched}条无对应事项，列于文末。"),
    }
}
