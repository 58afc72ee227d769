//! The languages that reports speak, and each one's habits with dates, numbers and durations.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};
use chrono_tz::Tz;

use crate::Period;
use crate::analysis::{Ratio, Window};

/// A language that reports speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese, in simplified characters.
    Chinese,
}

impl Language {
    /// Every language there is.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Its tag: `en`, `zh`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.tag())
    }
}

/// A tag that names no language of [`Language::ALL`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language of the report: expected en or zh")]
pub struct LanguageError(String);

impl FromStr for Language {
    type Err = LanguageError;

    /// Reads a language tag; what follows its first subtag (`zh-CN`, `en-GB`) makes no difference.
    ///
    /// # Errors
    /// Returns an error when reports do not speak that language.
    fn from_str(tag: &str) -> Result<Self, LanguageError> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
            .ok_or_else(|| LanguageError(tag.chars().take(40).collect()))
    }
}

/// A wording in every language: one that is missing is a compile error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrase {
    pub(super) en: &'static str,
    pub(super) zh: &'static str,
}

impl Phrase {
    pub(super) const fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Chinese => self.zh,
        }
    }
}

/// How a document writes values: its language, the zone in which it tells the time, and the year that goes without
/// saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// The language.
    pub language: Language,
    /// Instants are told in this zone, whatever offset they carry.
    pub zone: Tz,
    /// Short dates of this year go without their year.
    pub year: i32,
}

impl Style {
    /// A count: `12,345` in English, `12345` in Chinese.
    pub(super) fn count(self, n: u64) -> String {
        let digits = n.to_string();
        match self.language {
            Language::Chinese => digits,
            Language::English => {
                let mut out = String::new();
                for (place, digit) in digits.chars().enumerate() {
                    if place > 0 && (digits.len() - place).is_multiple_of(3) {
                        out.push(',');
                    }
                    out.push(digit);
                }
                out
            }
        }
    }

    /// A ratio in per cent with one decimal. Only all of them is `100.0%`, only none of them is `0.0%`.
    pub(super) fn ratio(self, ratio: Option<Ratio>) -> String {
        match ratio {
            None => NONE.in_language(self.language).to_owned(),
            Some(ratio) => {
                let permille = ratio.permille();
                format!("{}.{}%", permille / 10, permille % 10)
            }
        }
    }

    /// The difference of two ratios in percentage points, with its sign: `+2.1`.
    pub(super) fn points(permille: i64) -> String {
        let sign = match permille.signum() {
            1 => "+",
            -1 => "-",
            _ => "",
        };
        let size = permille.unsigned_abs();
        format!("{sign}{}.{}", size / 10, size % 10)
    }

    /// A length of elapsed time, its two largest units: `3 d 4 h`, `3天4小时`. A day has 24 hours.
    pub(super) fn elapsed(self, seconds: i64) -> String {
        const UNITS: [(u64, Phrase); 4] = [
            (86_400, Phrase { en: "d", zh: "天" }),
            (3_600, Phrase { en: "h", zh: "小时" }),
            (60, Phrase { en: "min", zh: "分" }),
            (1, Phrase { en: "s", zh: "秒" }),
        ];
        self.two_units(seconds, &UNITS)
    }

    /// A length of working time, in hours and minutes: a day would not say how long it is.
    pub(super) fn working(self, seconds: i64) -> String {
        const UNITS: [(u64, Phrase); 3] = [
            (3_600, Phrase { en: "h", zh: "小时" }),
            (60, Phrase { en: "min", zh: "分" }),
            (1, Phrase { en: "s", zh: "秒" }),
        ];
        self.two_units(seconds, &UNITS)
    }

    /// A length of elapsed time for a sentence: `27 days 3 hours`.
    pub(super) fn long_elapsed(self, seconds: i64) -> String {
        match self.language {
            Language::Chinese => self.elapsed(seconds),
            Language::English => spelled_out(&self.elapsed(seconds)),
        }
    }

    /// A length of working time for a sentence: `176 hours 10 minutes`.
    pub(super) fn long_working(self, seconds: i64) -> String {
        match self.language {
            Language::Chinese => self.working(seconds),
            Language::English => spelled_out(&self.working(seconds)),
        }
    }

    fn two_units(self, seconds: i64, units: &[(u64, Phrase)]) -> String {
        let size = seconds.unsigned_abs();
        // Nothing is said in minutes, as in the columns around it.
        let size_or_minute = if size == 0 { 60 } else { size };
        let first =
            units.iter().position(|&(length, _)| size_or_minute >= length).unwrap_or(units.len().saturating_sub(1));
        let mut rest = size;
        let mut parts = Vec::new();
        for &(length, name) in units.iter().skip(first).take(2) {
            let n = rest / length;
            rest %= length;
            if n > 0 || parts.is_empty() {
                let name = name.in_language(self.language);
                let n = self.count(n);
                parts.push(match self.language {
                    Language::English => format!("{n} {name}"),
                    Language::Chinese => format!("{n}{name}"),
                });
            }
        }
        let sign = if seconds < 0 { "-" } else { "" };
        let between = match self.language {
            Language::English => " ",
            Language::Chinese => "",
        };
        format!("{sign}{}", parts.join(between))
    }

    pub(super) fn local(self, at: DateTime<FixedOffset>) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    /// A date for a table: `Fri 20 Nov`, `11月20日`; with its year where that is another.
    pub(super) fn short_date(self, date: NaiveDate) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        let same = year == self.year;
        match (self.language, same) {
            (Language::English, true) => format!("{} {day} {}", &weekday(date).0, month_name(month).0),
            (Language::English, false) => format!("{day} {} {year}", month_name(month).0),
            (Language::Chinese, true) => format!("{month}月{day}日"),
            (Language::Chinese, false) => format!("{year}年{month}月{day}日"),
        }
    }

    /// A date for a sentence: `Friday 20 November 2026`, `2026年11月20日（周五）`.
    pub(super) fn long_date(self, date: NaiveDate) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self.language {
            Language::English => format!("{} {day} {} {year}", weekday(date).1, month_name(month).1),
            Language::Chinese => format!("{year}年{month}月{day}日（{}）", weekday(date).2),
        }
    }

    /// An instant for a table: `Fri 20 Nov 18:00`.
    pub(super) fn short_instant(self, at: DateTime<FixedOffset>) -> String {
        let local = self.local(at);
        format!("{} {}", self.short_date(local.date()), clock(local.time()))
    }

    /// A deadline for a table. One at midnight belongs to the day that it ends: `Fri 20 Nov 24:00`.
    pub(super) fn short_deadline(self, at: DateTime<FixedOffset>) -> String {
        let (date, clock) = ending(self.local(at));
        format!("{} {clock}", self.short_date(date))
    }

    /// An instant for a sentence: `Friday 20 November 2026, 18:00`.
    pub(super) fn long_instant(self, at: DateTime<FixedOffset>) -> String {
        let local = self.local(at);
        self.join_long(local.date(), &clock(local.time()))
    }

    /// A deadline for a sentence; see [`short_deadline`](Self::short_deadline).
    pub(super) fn long_deadline(self, at: DateTime<FixedOffset>) -> String {
        let (date, clock) = ending(self.local(at));
        self.join_long(date, &clock)
    }

    fn join_long(self, date: NaiveDate, clock: &str) -> String {
        match self.language {
            Language::English => format!("{}, {clock}", self.long_date(date)),
            Language::Chinese => format!("{}{clock}", self.long_date(date)),
        }
    }

    /// A period by its name: `week 47 of 2026`, `2026年第47周`.
    pub(super) fn period(self, period: Period) -> String {
        match (self.language, period) {
            (_, Period::Day(date)) => self.long_date(date),
            (Language::English, Period::Week { year, week }) => format!("week {week} of {year}"),
            (Language::Chinese, Period::Week { year, week }) => format!("{year}年第{week}周"),
            (Language::English, Period::Month { year, month }) => format!("{} {year}", month_name(month).1),
            (Language::Chinese, Period::Month { year, month }) => format!("{year}年{month}月"),
            (Language::English, Period::Quarter { year, quarter }) => format!("quarter {quarter} of {year}"),
            (Language::Chinese, Period::Quarter { year, quarter }) => format!("{year}年第{quarter}季度"),
            (Language::English, Period::Year(year)) => year.to_string(),
            (Language::Chinese, Period::Year(year)) => format!("{year}年"),
        }
    }

    /// A window by its name: its period's, or `16 November 2026 to 2 December 2026`.
    pub(super) fn window(self, window: Window) -> String {
        let date = |date: NaiveDate| match self.language {
            Language::English => format!("{} {} {}", date.day(), month_name(date.month()).1, date.year()),
            Language::Chinese => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        };
        match (window.period(), self.language) {
            (Some(period), _) => self.period(period),
            (None, Language::English) => format!("{} to {}", date(window.first_day()), date(window.last_day())),
            (None, Language::Chinese) => format!("{}至{}", date(window.first_day()), date(window.last_day())),
        }
    }

    /// A list in a sentence: `a, b and c`, `a、b和c`.
    pub(super) fn list(self, items: &[String]) -> String {
        let (comma, and) = match self.language {
            Language::English => (", ", " and "),
            Language::Chinese => ("、", "和"),
        };
        match items {
            [] => NONE.in_language(self.language).to_owned(),
            [one] => one.clone(),
            [most @ .., last] => format!("{}{and}{last}", most.join(comma)),
        }
    }
}

/// What stands where there is no figure.
pub(super) const NONE: Phrase = Phrase { en: "none", zh: "无" };

/// `27 d 1 h` as `27 days 1 hour`.
fn spelled_out(short: &str) -> String {
    let mut count = "";
    let words: Vec<String> = short
        .split(' ')
        .map(|word| {
            let unit = match word {
                "d" => "day",
                "h" => "hour",
                "min" => "minute",
                "s" => "second",
                number => {
                    count = number;
                    return number.to_owned();
                }
            };
            if matches!(count, "1" | "-1") { unit.to_owned() } else { format!("{unit}s") }
        })
        .collect();
    words.join(" ")
}

fn clock(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The day that an instant ends or lies in, and its time on that day's clock, which goes to 24:00.
fn ending(local: NaiveDateTime) -> (NaiveDate, String) {
    match local.date().pred_opt() {
        Some(day) if local.time() == NaiveTime::MIN => (day, "24:00".to_owned()),
        _ => (local.date(), clock(local.time())),
    }
}

/// Short and long in English, and in Chinese.
pub(super) fn weekday(date: NaiveDate) -> (&'static str, &'static str, &'static str) {
    match date.weekday() {
        Weekday::Mon => ("Mon", "Monday", "周一"),
        Weekday::Tue => ("Tue", "Tuesday", "周二"),
        Weekday::Wed => ("Wed", "Wednesday", "周三"),
        Weekday::Thu => ("Thu", "Thursday", "周四"),
        Weekday::Fri => ("Fri", "Friday", "周五"),
        Weekday::Sat => ("Sat", "Saturday", "周六"),
        Weekday::Sun => ("Sun", "Sunday", "周日"),
    }
}

/// Short and long in English; Chinese numbers its months.
pub(super) fn month_name(month: u32) -> (&'static str, &'static str) {
    match month {
        1 => ("Jan", "January"),
        2 => ("Feb", "February"),
        3 => ("Mar", "March"),
        4 => ("Apr", "April"),
        5 => ("May", "May"),
        6 => ("Jun", "June"),
        7 => ("Jul", "July"),
        8 => ("Aug", "August"),
        9 => ("Sep", "September"),
        10 => ("Oct", "October"),
        11 => ("Nov", "November"),
        _ => ("Dec", "December"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(language: Language) -> Style {
        Style { language, zone: chrono_tz::Asia::Shanghai, year: 2026 }
    }

    #[track_caller]
    fn check(write: impl Fn(Style) -> String, en: &str, zh: &str) {
        assert_eq!(write(style(Language::English)), en);
        assert_eq!(write(style(Language::Chinese)), zh);
    }

    #[test]
    fn tags_read_with_and_without_a_region() {
        assert_eq!("zh-CN".parse(), Ok(Language::Chinese));
        assert_eq!("EN".parse(), Ok(Language::English));
        let error = "fr".parse::<Language>().unwrap_err().to_string();
        assert_eq!(error, "`fr` is not a language of the report: expected en or zh");
    }

    #[test]
    fn counts_and_durations_follow_the_language() {
        check(|s| s.count(1_234_567), "1,234,567", "1234567");
        check(|s| s.elapsed(0), "0 min", "0分");
        check(|s| s.elapsed(45), "45 s", "45秒");
        check(|s| s.elapsed(3_600), "1 h", "1小时");
        check(|s| s.elapsed(27 * 86_400 + 3 * 3_600 + 59), "27 d 3 h", "27天3小时");
        check(|s| s.elapsed(86_400 + 59), "1 d", "1天");
        check(|s| s.elapsed(-90), "-1 min 30 s", "-1分30秒");
        check(|s| s.long_elapsed(27 * 86_400 + 3_600), "27 days 1 hour", "27天1小时");
        check(|s| s.working(176 * 3_600 + 600), "176 h 10 min", "176小时10分");
        check(
            |s| s.elapsed(i64::MIN).split_whitespace().next().unwrap_or_default().chars().take(1).collect(),
            "-",
            "-",
        );
    }

    #[test]
    fn only_all_is_a_hundred_per_cent_and_only_none_is_nought() {
        let ratio = |part, of| style(Language::English).ratio(Ratio::new(part, of));
        assert_eq!(ratio(0, 0), "none");
        assert_eq!(ratio(3, 3), "100.0%");
        assert_eq!(ratio(99_999, 100_000), "99.9%");
        assert_eq!(ratio(1, 100_000), "0.1%");
        assert_eq!(ratio(0, 7), "0.0%");
        assert_eq!(ratio(2, 3), "66.7%");
    }

    #[test]
    fn dates_follow_the_language_and_midnight_belongs_to_the_day_it_ends() {
        let at = |s: &str| DateTime::parse_from_rfc3339(s).unwrap();
        let close = at("2026-11-20T10:00:00Z");
        check(|s| s.short_deadline(close), "Fri 20 Nov 18:00", "11月20日 18:00");
        check(|s| s.long_deadline(close), "Friday 20 November 2026, 18:00", "2026年11月20日（周五）18:00");
        let midnight = at("2026-01-01T00:00:00+08:00");
        check(|s| s.short_instant(midnight), "Thu 1 Jan 00:00", "1月1日 00:00");
        check(|s| s.short_deadline(midnight), "31 Dec 2025 24:00", "2025年12月31日 24:00");
    }

    #[test]
    fn periods_and_lists_are_named() {
        check(|s| s.period("2026-W47".parse().unwrap()), "week 47 of 2026", "2026年第47周");
        check(|s| s.period("2026-11".parse().unwrap()), "November 2026", "2026年11月");
        check(|s| s.period("2026-Q4".parse().unwrap()), "quarter 4 of 2026", "2026年第4季度");
        check(|s| s.list(&["a".into(), "b".into(), "c".into()]), "a, b and c", "a、b和c");
        check(|s| s.list(&[]), "none", "无");
    }
}
