//! The languages that reports speak, and each one's habits with dates, numbers and durations.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use chrono_tz::Tz;

use super::document::{TOO_FEW, tenths_to_string};
use super::words::{Length, TimeUnit, Words, words};
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
    pub(super) fn words(self) -> &'static dyn Words {
        words(self.language)
    }

    /// A count: `12,345` in English, `12345` in Chinese.
    pub(super) fn count(self, n: u64) -> String {
        self.words().count(n)
    }

    /// A ratio in per cent with one decimal. Only all of them is `100.0%`, only none of them is `0.0%`.
    pub(super) fn ratio(self, ratio: Option<Ratio>) -> String {
        match ratio {
            None => self.words().labels().no_figure.to_owned(),
            Some(ratio) => {
                let permille = ratio.permille();
                format!("{}.{}%", permille / 10, permille % 10)
            }
        }
    }

    /// A ratio to be held against an objective: in per cent, or `8 of 9` where there are too few for that.
    pub(super) fn kept(self, ratio: Option<Ratio>) -> String {
        match ratio {
            Some(few) if few.of() < TOO_FEW => self.words().of(few.part(), few.of()),
            ratio => self.ratio(ratio),
        }
    }

    /// An interval in whole per cent, rounded outwards: `87–94`.
    pub(super) fn between(low: f64, high: f64) -> String {
        format!("{:.0}–{:.0}", (low * 100.0).floor(), (high * 100.0).ceil())
    }

    /// A number with one decimal, and its sign as the language writes it.
    pub(super) fn tenths(self, tenths: i64) -> String {
        self.words().signed(&tenths_to_string(tenths))
    }

    /// How late, in working time: `60 working days`, or hours and minutes where it is less than a day.
    pub(super) fn late(self, days: i64, seconds: i64) -> String {
        if days > 0 { self.words().working_days(days.unsigned_abs()) } else { self.working(seconds) }
    }

    /// A length of elapsed time, its two largest units: `3 d 4 h`, `3天4小时`. A day has 24 hours.
    pub(super) fn elapsed(self, seconds: i64) -> String {
        self.words().short_length(&two_units(seconds, &ELAPSED))
    }

    /// A length of working time, in hours and minutes: a day would not say how long it is.
    pub(super) fn working(self, seconds: i64) -> String {
        self.words().short_length(&two_units(seconds, &WORKING))
    }

    pub(super) fn local(self, at: DateTime<FixedOffset>) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    /// A date for a table: `Fri 20 Nov`, `11月20日`; with its year where that is another.
    pub(super) fn short_date(self, date: NaiveDate) -> String {
        self.words().short_date(date, date.year() != self.year)
    }

    /// A date for a sentence: `Friday 20 November 2026`, `2026年11月20日（周五）`.
    pub(super) fn long_date(self, date: NaiveDate) -> String {
        self.words().long_date(date)
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
        self.words().date_and_time(&self.long_date(date), clock)
    }

    /// A window by its name: its period's, or `16 November 2026 to 2 December 2026`.
    pub(super) fn window(self, window: Window) -> String {
        match window.period() {
            Some(period) => self.words().period(period),
            None => self.words().days(window.first_day(), window.last_day()),
        }
    }

    /// A list in a sentence: `a, b and c`, `a、b和c`.
    pub(super) fn list(self, items: &[String]) -> String {
        self.words().list(items)
    }
}

const ELAPSED: [(u64, TimeUnit); 4] =
    [(86_400, TimeUnit::Days), (3_600, TimeUnit::Hours), (60, TimeUnit::Minutes), (1, TimeUnit::Seconds)];
const WORKING: [(u64, TimeUnit); 3] = [(3_600, TimeUnit::Hours), (60, TimeUnit::Minutes), (1, TimeUnit::Seconds)];

/// A length of time in its two largest units.
fn two_units(seconds: i64, units: &[(u64, TimeUnit)]) -> Length {
    let size = seconds.unsigned_abs();
    // Nothing is said in minutes, as in the columns around it.
    let size_or_minute = if size == 0 { 60 } else { size };
    let first = units.iter().position(|&(length, _)| size_or_minute >= length).unwrap_or(units.len().saturating_sub(1));
    let mut rest = size;
    let mut parts = Vec::new();
    for &(length, unit) in units.iter().skip(first).take(2) {
        let n = rest / length;
        rest %= length;
        if n > 0 || parts.is_empty() {
            parts.push((n, unit));
        }
    }
    Length { is_negative: seconds < 0, parts }
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
        check(|s| s.elapsed(-90), "-1 min 30 s", "−1分30秒");
        check(|s| s.working(176 * 3_600 + 600), "176 h 10 min", "176小时10分");
        check(
            |s| s.elapsed(i64::MIN).split_whitespace().next().unwrap_or_default().chars().take(1).collect(),
            "-",
            "−",
        );
    }

    #[test]
    fn only_all_is_a_hundred_per_cent_and_only_none_is_nought() {
        let ratio = |part, of| style(Language::English).ratio(Ratio::new(part, of));
        assert_eq!(ratio(0, 0), "–");
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
        check(|s| s.long_instant(close), "Friday 20 November 2026, 18:00", "2026年11月20日（周五）18:00");
        check(|s| s.tenths(-21), "-2.1", "−2.1");
        check(|s| s.kept(Ratio::new(8, 9)), "8 of 9", "9项中8项");
        check(|s| s.late(60, 1), "60 days", "60个工作日");
        check(|s| s.late(0, 5_400), "1 h 30 min", "1小时30分");
        let midnight = at("2026-01-01T00:00:00+08:00");
        check(|s| s.short_instant(midnight), "Thu 1 Jan 00:00", "1月1日 00:00");
        check(|s| s.short_deadline(midnight), "31 Dec 2025 24:00", "2025年12月31日 24:00");
    }

    #[test]
    fn periods_and_lists_are_named() {
        check(|s| s.window("2026-W47".parse().unwrap()), "week 47 of 2026", "2026年第47周");
        check(|s| s.window("2026-11".parse().unwrap()), "November 2026", "2026年11月");
        check(|s| s.window("2026-Q4".parse().unwrap()), "quarter 4 of 2026", "2026年第4季度");
        check(|s| s.list(&["a".into(), "b".into(), "c".into()]), "a, b and c", "a、b和c");
        check(|s| s.list(&[]), "none", "无");
    }
}
