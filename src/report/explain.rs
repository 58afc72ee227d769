//! A deadline's explanation in words.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, Timelike};

use super::language::{Language, month_name, weekday};
use crate::calendar::{Span, Unit};
use crate::due::{Counted, DayOfPeriod, DayOff, DaysOff, End, Explanation, Recurrence, Reference, ordinal_suffix};
use crate::{Period, PeriodLength};

/// Runs of days off that a sentence lists; further ones are counted.
const LISTED: usize = 4;

impl Explanation {
    /// Says it in a language, in two or three sentences.
    ///
    /// ```
    /// # use interdept::{calendar::{Calendar, CalendarSpec, Week}, due::Clause, report::Language};
    /// # let week = Week::parse([("mon-fri", ["09:00-18:00"].as_slice())])?;
    /// # let calendar = Calendar::new(CalendarSpec::new("office".parse()?, chrono_tz::Asia::Shanghai, week))?;
    /// let rule = "within 3 days of vehicle-delivered".parse()?;
    /// let why = Clause::new(&rule, &calendar).explain_after("2026-11-19T10:00:00+08:00".parse()?)?;
    /// assert_eq!(
    ///     why.in_words(Language::English),
    ///     "Counted from Thursday 19 November 2026, 10:00: 3 days end on Sunday 22 November. \
    ///      Sunday 22 November 2026 is a day off; due at the close of Monday 23 November, 18:00 (+08:00).",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn in_words(&self, language: Language) -> String {
        match language {
            Language::English => english(self),
            Language::Chinese => chinese(self),
        }
    }
}

fn english(why: &Explanation) -> String {
    let mut dates = Dates::default();
    let mut text = english_count(why, &mut dates);
    text.push_str(". ");
    let mut dates = Dates::default();
    let mut parts: Vec<String> = why.skipped.iter().take(LISTED).map(|run| english_run(run, &mut dates)).collect();
    if let Some(more) = unlisted(why) {
        parts.push(if more == 1 { "one more day is off".to_owned() } else { format!("{more} more days are off") });
    }
    if why.roll.is_some_and(|roll| roll.at_or_before_trigger) {
        parts.push("rolled back it would be over at its trigger, and so it goes forward".to_owned());
    }
    if is_back(why) {
        parts.push("rolled back to the working day before".to_owned());
    }
    parts.push(english_due(why, &mut dates));
    text.push_str(&capitalized(&parts.join("; ")));
    let unknown = format!(" The calendar `{}` does not know that time's holidays.", why.calendar);
    text.push('.');
    text.push_str(if why.known { "" } else { &unknown });
    text
}

fn english_count(why: &Explanation, dates: &mut Dates) -> String {
    let from = match (&why.counted, &why.from) {
        (Counted::GivenDate(_) | Counted::Nothing, _) | (_, Reference::Period(_)) => String::new(),
        (_, Reference::Trigger(at)) => format!("Counted from {}", dates.english_instant(at)),
        (_, Reference::Milestone(at)) => format!("Counted back from {}", dates.english_instant(at)),
    };
    match &why.counted {
        Counted::Time(span) if span.unit.is_business() => format!("{from}: {span}, which run in working time only"),
        Counted::Time(span) => format!("{from}: {span}, whatever the calendar"),
        Counted::Days { span, last } => {
            let ends = if span.count == 1 { "ends" } else { "end" };
            format!("{from}: {span} {ends} on {}", dates.english(*last))
        }
        Counted::SameDay { date, over } => {
            let name = dates.english(*date);
            let reason = if *over { format!("{name} was over by then") } else { format!("the same day is {name}") };
            format!("{from}: {reason}")
        }
        Counted::DayOfPeriod { of, date } => format!("{}: it is {}", english_recurrence(*of), dates.english(*date)),
        Counted::GivenDate(date) => format!("The date given is {}", dates.english(*date)),
        Counted::Nothing => match &why.from {
            Reference::Milestone(_) => "It has to be there at the milestone itself".to_owned(),
            Reference::Trigger(_) | Reference::Period(_) => "The instant given is exact".to_owned(),
        },
    }
}

/// The recurrence as the start of a sentence: rules are written without capitals.
fn english_recurrence(of: Recurrence) -> String {
    if let DayOfPeriod::Date { month, day } = of.day() {
        return format!("{day} {} of every year", month_name(u32::from(month)).1);
    }
    capitalized(&of.to_string())
}

/// `5 October 2026 is National Day, so are the 6th and 7th`.
fn english_run(run: &DaysOff, dates: &mut Dates) -> String {
    let days = run.to.signed_duration_since(run.from).num_days() + 1;
    let one_month = (run.from.year(), run.from.month()) == (run.to.year(), run.to.month());
    let DayOff::Holiday(Some(name)) = &run.why else {
        let off = if matches!(run.why, DayOff::Week) { "off" } else { "a holiday" };
        return match (days, off) {
            (1, "off") => format!("{} is a day off", dates.english(run.from)),
            (1, _) => format!("{} is a holiday", dates.english(run.from)),
            (_, "off") => format!("{} are days off", english_range(run, dates)),
            _ => format!("{} are holidays", english_range(run, dates)),
        };
    };
    let name = name.in_language("en");
    let ordinal = |date: NaiveDate| format!("{}{}", date.day(), ordinal_suffix(date.day()));
    match days {
        1 => format!("{} is {name}", dates.english_short(run.from)),
        2 if one_month => format!("{} is {name}, so is the {}", dates.english_short(run.from), ordinal(run.to)),
        3 if one_month => {
            let first = dates.english_short(run.from);
            let second = run.from.succ_opt().unwrap_or(run.from);
            format!("{first} is {name}, so are the {} and {}", ordinal(second), ordinal(run.to))
        }
        _ if one_month => format!("{} to {} are {name}", run.from.day(), dates.english_short(run.to)),
        _ => format!("{} to {} are {name}", dates.english_short(run.from), dates.english_short(run.to)),
    }
}

/// `Saturday 21 and Sunday 22 November 2026`.
fn english_range(run: &DaysOff, dates: &mut Dates) -> String {
    let joint = if run.from.succ_opt() == Some(run.to) { "and" } else { "to" };
    if (run.from.year(), run.from.month()) == (run.to.year(), run.to.month()) {
        return format!("{} {} {joint} {}", weekday(run.from).1, run.from.day(), dates.english(run.to));
    }
    format!("{} {joint} {}", dates.english(run.from), dates.english(run.to))
}

fn english_due(why: &Explanation, dates: &mut Dates) -> String {
    let offset = offset(why.due);
    let time = clock(why.due.time());
    match why.end {
        End::Close(day) if why.due.date_naive() == day => {
            format!("due at the close of {}, {time} ({offset})", dates.english(day))
        }
        End::Close(day) => {
            let close = dates.english(day);
            format!("due at the close of {close}, {time} on {} ({offset})", dates.english(why.due.date_naive()))
        }
        End::Midnight(day) => format!("due at the end of {}, 24:00 ({offset})", dates.english(day)),
        End::Clock(day, clock) => format!("due by {clock} on {} ({offset})", dates.english(day)),
        End::Exact => format!("due on {} ({offset})", dates.english_instant(&why.due)),
    }
}

fn chinese(why: &Explanation) -> String {
    let mut dates = Dates::default();
    let mut text = chinese_count(why, &mut dates);
    text.push('。');
    let mut dates = Dates::default();
    let mut parts: Vec<String> = why.skipped.iter().take(LISTED).map(|run| chinese_run(run, &mut dates)).collect();
    parts.extend(unlisted(why).map(|more| format!("另有{more}天休息")));
    if why.roll.is_some_and(|roll| roll.at_or_before_trigger) {
        parts.push("若提前则已不晚于触发时刻，故顺延".to_owned());
    }
    if is_back(why) {
        parts.push("提前至此前的工作日".to_owned());
    }
    parts.push(chinese_due(why, &mut dates));
    text.push_str(&parts.join("；"));
    let unknown = format!("日历“{}”不含该时段的节假日。", why.calendar);
    text.push('。');
    text.push_str(if why.known { "" } else { &unknown });
    text
}

fn chinese_count(why: &Explanation, dates: &mut Dates) -> String {
    let from = match (&why.counted, &why.from) {
        (Counted::GivenDate(_) | Counted::Nothing, _) | (_, Reference::Period(_)) => String::new(),
        (_, Reference::Trigger(at)) => format!("自{}起", dates.chinese_instant(at)),
        (_, Reference::Milestone(at)) => format!("自{}倒数", dates.chinese_instant(at)),
    };
    match &why.counted {
        Counted::Time(span) if span.unit.is_business() => format!("{from}计{}，只计工作时间", chinese_span(*span)),
        Counted::Time(span) => format!("{from}计{}，不论是否上班", chinese_span(*span)),
        Counted::Days { span, last } => format!("{from}计{}，至{}", chinese_span(*span), dates.chinese(*last)),
        Counted::SameDay { date, over: true } => format!("{from}：{}的期限当时已过", dates.chinese(*date)),
        Counted::SameDay { date, over: false } => format!("{from}：当日为{}", dates.chinese(*date)),
        Counted::DayOfPeriod { of, date } => format!("{}，即{}", chinese_recurrence(*of), dates.chinese(*date)),
        Counted::GivenDate(date) => format!("给定日期为{}", dates.chinese(*date)),
        Counted::Nothing => match &why.from {
            Reference::Milestone(_) => "须在该节点发生时备妥".to_owned(),
            Reference::Trigger(_) | Reference::Period(_) => "给定时刻即为期限".to_owned(),
        },
    }
}

fn chinese_run(run: &DaysOff, dates: &mut Dates) -> String {
    let days = run.to.signed_duration_since(run.from).num_days() + 1;
    let one_month = (run.from.year(), run.from.month()) == (run.to.year(), run.to.month());
    let first = dates.chinese_short(run.from);
    let name = match &run.why {
        DayOff::Week => "休息日",
        DayOff::Holiday(None) => "假日",
        DayOff::Holiday(Some(name)) => name.in_language("zh"),
    };
    match days {
        1 => format!("{first}是{name}"),
        2 if one_month => format!("{first}是{name}，{}日也是", run.to.day()),
        3 if one_month => {
            let second = run.from.succ_opt().unwrap_or(run.from);
            format!("{first}是{name}，{}日和{}日也是", second.day(), run.to.day())
        }
        _ if one_month => format!("{first}至{}日是{name}", run.to.day()),
        _ => format!("{first}至{}是{name}", dates.chinese_short(run.to)),
    }
}

fn chinese_due(why: &Explanation, dates: &mut Dates) -> String {
    let offset = offset(why.due);
    let time = clock(why.due.time());
    match why.end {
        End::Close(day) if why.due.date_naive() == day => {
            format!("截止于{}下班时，{time}（{offset}）", dates.chinese(day))
        }
        End::Close(day) => {
            let close = dates.chinese(day);
            format!("截止于{close}下班时，{}{time}（{offset}）", dates.chinese(why.due.date_naive()))
        }
        End::Midnight(day) => format!("截止于{}结束时，24:00（{offset}）", dates.chinese(day)),
        End::Clock(day, clock) => format!("截止于{}{clock}（{offset}）", dates.chinese(day)),
        End::Exact => format!("截止于{}（{offset}）", dates.chinese_instant(&why.due)),
    }
}

fn chinese_span(span: Span) -> String {
    let unit = match span.unit {
        Unit::Minutes => "分钟",
        Unit::Hours => "小时",
        Unit::BusinessMinutes => "工作分钟",
        Unit::BusinessHours => "工作小时",
        Unit::Days => "天",
        Unit::Weeks => "周",
        Unit::Months => "个月",
        Unit::BusinessDays => "个工作日",
    };
    format!("{}{unit}", span.count)
}

fn chinese_recurrence(of: Recurrence) -> String {
    let every = match of.period() {
        PeriodLength::Day => "每日",
        PeriodLength::Week => "每周",
        PeriodLength::Month => "每月",
        PeriodLength::Quarter => "每季度",
        PeriodLength::Year => "每年",
    };
    match of.day() {
        DayOfPeriod::Nth(n) if of.period() == PeriodLength::Month => format!("{every}{n}日"),
        DayOfPeriod::Nth(n) => format!("{every}第{n}天"),
        DayOfPeriod::NthBusiness(n) => format!("{every}第{n}个工作日"),
        DayOfPeriod::Last => format!("{every}最后一天"),
        DayOfPeriod::LastBusiness => format!("{every}最后一个工作日"),
        DayOfPeriod::Weekday(day) => format!("每{}", weekday_name(day)),
        DayOfPeriod::Date { month, day } => format!("{every}{month}月{day}日"),
        DayOfPeriod::EveryDay => every.to_owned(),
        DayOfPeriod::EveryBusinessDay => "每个工作日".to_owned(),
    }
}

fn weekday_name(day: chrono::Weekday) -> &'static str {
    let date = Period::Week { year: 2024, week: 1 }.first_day();
    let days = chrono::Days::new(u64::from(day.num_days_from_monday()));
    weekday(date.checked_add_days(days).unwrap_or(date)).2
}

fn is_back(why: &Explanation) -> bool {
    why.roll.is_some_and(|roll| roll.to < roll.from)
}

/// How many days off no listed run holds.
fn unlisted(why: &Explanation) -> Option<u64> {
    let days = |run: &DaysOff| u64::try_from(run.to.signed_duration_since(run.from).num_days() + 1).unwrap_or(0);
    let listed: u64 = why.skipped.iter().take(LISTED).map(days).sum();
    why.days_off.checked_sub(listed).filter(|more| *more > 0)
}

/// Dates of one sentence: only the first of a year names it.
#[derive(Default)]
struct Dates {
    year: Option<i32>,
}

impl Dates {
    fn is_new_year(&mut self, date: NaiveDate) -> bool {
        self.year.replace(date.year()) != Some(date.year())
    }

    /// `5 October 2026`, `5 October`.
    fn english_short(&mut self, date: NaiveDate) -> String {
        let year = if self.is_new_year(date) { format!(" {}", date.year()) } else { String::new() };
        format!("{} {}{year}", date.day(), month_name(date.month()).1)
    }

    /// `Monday 5 October 2026`, `Monday 5 October`.
    fn english(&mut self, date: NaiveDate) -> String {
        format!("{} {}", weekday(date).1, self.english_short(date))
    }

    fn english_instant(&mut self, at: &DateTime<FixedOffset>) -> String {
        format!("{}, {}", self.english(at.date_naive()), clock(at.time()))
    }

    /// `2026年10月5日`, `10月5日`.
    fn chinese_short(&mut self, date: NaiveDate) -> String {
        let year = if self.is_new_year(date) { format!("{}年", date.year()) } else { String::new() };
        format!("{year}{}月{}日", date.month(), date.day())
    }

    fn chinese(&mut self, date: NaiveDate) -> String {
        format!("{}（{}）", self.chinese_short(date), weekday(date).2)
    }

    fn chinese_instant(&mut self, at: &DateTime<FixedOffset>) -> String {
        format!("{}{}", self.chinese(at.date_naive()), clock(at.time()))
    }
}

/// Hours and minutes, and seconds if there are any.
fn clock(time: NaiveTime) -> String {
    if time.second() == 0 { time.format("%H:%M").to_string() } else { time.format("%H:%M:%S").to_string() }
}

fn offset(at: DateTime<FixedOffset>) -> String {
    at.format("%:z").to_string()
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
