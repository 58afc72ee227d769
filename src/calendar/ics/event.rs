//! One event: when it is, and what it is called.

use std::collections::HashSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use icalendar::parser::{Component, Property, read_calendar_simple, unfold};

use super::repeat::{Budget, Rule};
use super::{MOST_DAYS, Moment};
use crate::calendar::Calendar;
use crate::calendar::zone::{Reading, resolve};

/// What an event says.
pub(super) struct Event {
    pub(super) name: String,
    /// People work on these days.
    pub(super) is_worked: bool,
    pub(super) repeats: bool,
    start: NaiveDateTime,
    clock: Clock,
    length: Length,
    rule: Option<Rule>,
    also: Vec<NaiveDateTime>,
    except: HashSet<NaiveDateTime>,
    /// Whole days on which it does not repeat, at whatever time.
    except_days: HashSet<NaiveDate>,
}

/// On which clocks an event is told.
#[derive(Clone, Copy, PartialEq)]
enum Clock {
    /// In whole days.
    Days,
    /// On those of whoever reads it.
    Local,
    Utc,
    Zone(Tz),
}

#[derive(Clone, Copy)]
enum Length {
    Days(usize),
    Time(TimeDelta),
}

/// One time that an event happens.
#[derive(Clone, Copy)]
pub(super) enum Occurrence {
    /// From a day, so many.
    Days(NaiveDate, usize),
    /// From one time until another.
    Time(Moment, Moment),
}

/// A date or a time as an event says it.
#[derive(Clone, Copy)]
struct Stated {
    time: NaiveDateTime,
    /// Without a time of day.
    is_date: bool,
    clock: Clock,
}

impl Event {
    /// Reads an event; none if it is cancelled.
    pub(super) fn read(block: &str) -> Result<Option<Self>, String> {
        // An alarm within an event is as deep as it goes; what is deeper would recurse.
        let depth = block.lines().filter(|line| line.to_ascii_uppercase().starts_with("BEGIN:")).count();
        let unfolded = unfold(block);
        let components = if depth <= 16 { read_calendar_simple(&unfolded).ok() } else { None };
        let Some([event]) = components.as_deref() else {
            return Err("this event cannot be read: expected lines like `DTSTART;VALUE=DATE:20261001`".to_owned());
        };
        if value(event, "STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
            return Ok(None);
        }
        let name = value(event, "SUMMARY").unwrap_or("holiday").trim().to_owned();
        let read = Self::of(event, name.clone());
        read.map(Some).map_err(|why| format!("{} {why}", called(&name)))
    }

    fn of(event: &Component<'_>, name: String) -> Result<Self, String> {
        let start = stated(property(event, "DTSTART").ok_or("has no DTSTART")?, "DTSTART")?;
        let (length, is_whole) = length(event, start)?;
        let clock = if is_whole { Clock::Days } else { start.clock };
        let is_worked = is_make_up(&name) || is_make_up(value(event, "CATEGORIES").unwrap_or_default());
        if is_worked && !is_whole {
            return Err("is a working day, but has times of day: make it a whole day".to_owned());
        }
        let rule = value(event, "RRULE").map(Rule::read).transpose()?;
        let mut this = Self {
            name,
            is_worked,
            repeats: rule.is_some(),
            start: if is_whole { start.time.date().and_time(NaiveTime::MIN) } else { start.time },
            clock,
            length,
            rule,
            also: Vec::new(),
            except: HashSet::new(),
            except_days: HashSet::new(),
        };
        this.also = dates(event, "RDATE")?.into_iter().map(|stated| this.on_clock(stated)).collect();
        for stated in dates(event, "EXDATE")? {
            if stated.is_date || is_whole {
                this.except_days.insert(stated.time.date());
            } else {
                this.except.insert(this.on_clock(stated));
            }
        }
        Ok(this)
    }

    /// What the clock of this event shows at a stated time.
    fn on_clock(&self, stated: Stated) -> NaiveDateTime {
        match (self.clock, stated.clock) {
            (Clock::Days, _) => stated.time.date().and_time(NaiveTime::MIN),
            (Clock::Utc, Clock::Zone(zone)) => utc(zone, stated.time),
            (Clock::Zone(zone), Clock::Utc) => zone.from_utc_datetime(&stated.time).naive_local(),
            (Clock::Zone(zone), Clock::Zone(other)) if zone != other => {
                zone.from_utc_datetime(&utc(other, stated.time)).naive_local()
            }
            _ => stated.time,
        }
    }

    /// How messages call it.
    pub(super) fn called(&self) -> String {
        called(&self.name)
    }

    /// Every time that it happens inside the horizon of calendars.
    pub(super) fn occurrences(&self, budget: &mut Budget) -> Result<Vec<Occurrence>, String> {
        let mut starts = match &self.rule {
            None => vec![self.start],
            Some(rule) => {
                let until = rule.until().map(|text| {
                    let is_utc = text.ends_with(['Z', 'z']);
                    let stated = read_time(text, if is_utc { Clock::Utc } else { self.clock });
                    let stated = stated.ok_or_else(|| format!("{} has an UNTIL that is no date", self.called()))?;
                    let whole = stated.is_date || self.clock == Clock::Days;
                    let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
                    Ok::<_, String>(if whole { stated.time.date().and_time(last) } else { self.on_clock(stated) })
                });
                let found = rule.occurrences(self.start, until.transpose()?, budget);
                found.map_err(|why| format!("{} {why}", self.called()))?
            }
        };
        starts.extend(&self.also);
        let is_kept = |at: &NaiveDateTime| !self.except.contains(at) && !self.except_days.contains(&at.date());
        let known = Calendar::FIRST_DAY.year() - 1..=Calendar::LAST_DAY.year() + 1;
        let starts = starts.into_iter().filter(|at| is_kept(at) && known.contains(&at.year()));
        Ok(starts.filter_map(|at| self.at(at)).collect())
    }

    /// What happens when it starts at a time of its clock.
    fn at(&self, start: NaiveDateTime) -> Option<Occurrence> {
        let length = match self.length {
            Length::Days(days) => return Some(Occurrence::Days(start.date(), days)),
            Length::Time(length) => length,
        };
        let end = start.checked_add_signed(length)?;
        let moment = |time: NaiveDateTime| match self.clock {
            Clock::Days | Clock::Local => Moment::Local(time),
            Clock::Utc => Moment::At(time.and_utc()),
            Clock::Zone(zone) => Moment::At(utc(zone, time).and_utc()),
        };
        Some(Occurrence::Time(moment(start), moment(end)))
    }
}

/// All dates of the properties of a name.
fn dates(event: &Component<'_>, name: &str) -> Result<Vec<Stated>, String> {
    let properties = event.properties.iter().filter(|property| property.name == name);
    let texts = properties.flat_map(|property| property.val.as_str().split(',').map(move |text| (property, text)));
    texts.map(|(property, text)| stated_in(property, text, name)).collect()
}

/// The time in UTC at which the clocks of a zone show another.
fn utc(zone: Tz, time: NaiveDateTime) -> NaiveDateTime {
    let seconds = resolve(zone, time.and_utc().timestamp(), Reading::Earlier);
    DateTime::<Utc>::from_timestamp(seconds, 0).map_or(time, |at| at.naive_utc())
}

/// How messages call an event.
fn called(name: &str) -> String {
    let shown: String = name.chars().take(60).collect();
    format!("the event `{}`", crate::diagnostic::escaped(&shown))
}

fn property<'e, 'p>(event: &'e Component<'p>, name: &str) -> Option<&'e Property<'p>> {
    event.properties.iter().find(|property| property.name == name)
}

fn value<'e>(event: &'e Component<'_>, name: &str) -> Option<&'e str> {
    property(event, name).map(|property| property.val.as_str())
}

fn stated(property: &Property<'_>, name: &str) -> Result<Stated, String> {
    stated_in(property, property.val.as_str(), name)
}

/// Reads one date or time of a property.
fn stated_in(property: &Property<'_>, text: &str, name: &str) -> Result<Stated, String> {
    let zone = property.params.iter().find(|param| param.key == "TZID").and_then(|param| param.val.as_ref());
    let clock = match zone {
        Some(zone) => {
            let named = zone.as_str().trim_matches('"').trim_start_matches('/').parse().map(Clock::Zone);
            named.map_err(|_| format!("has a {name} in a time zone that is not in the IANA database"))
        }
        None => Ok(Clock::Local),
    };
    let is_utc = text.trim_end().ends_with(['Z', 'z']);
    let bare = read_time(text, if is_utc { Clock::Utc } else { Clock::Local });
    let mut stated =
        bare.ok_or_else(|| format!("has a {name} that is no date: expected one like 20261001 or 20261001T143000"))?;
    // A date is the same everywhere, whatever zone stands beside it.
    if !is_utc && !stated.is_date {
        stated.clock = clock?;
    }
    Ok(stated)
}

/// Reads `20261001`, `20261001T143000` or `20261001T063000Z`.
fn read_time(text: &str, clock: Clock) -> Option<Stated> {
    let text = text.trim();
    let is_plain = |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let (date, time) = text.split_once(['T', 't']).map_or((text, None), |(date, time)| (date, Some(time)));
    let day = is_plain(date, 8).then(|| NaiveDate::parse_from_str(date, "%Y%m%d").ok()).flatten()?;
    let Some(time) = time else {
        return Some(Stated { time: day.and_time(NaiveTime::MIN), is_date: true, clock });
    };
    let time = time.trim_end_matches(['Z', 'z']);
    let number = |at: usize| time.get(at..at + 2)?.parse::<u32>().ok();
    if !is_plain(time, 6) {
        return None;
    }
    // A leap second is the last of its minute.
    let time = day.and_hms_opt(number(0)?, number(2)?, number(4)?.min(59))?;
    Some(Stated { time, is_date: false, clock })
}

/// How long an event lasts, and whether that is whole days.
fn length(event: &Component<'_>, start: Stated) -> Result<(Length, bool), String> {
    let is_midnight = |stated: Stated| stated.time.time() == NaiveTime::MIN && stated.clock != Clock::Utc;
    let length = if let Some(end) = property(event, "DTEND") {
        let end = stated(end, "DTEND")?;
        if is_midnight(start) && is_midnight(end) {
            let days = (end.time.date() - start.time.date()).num_days();
            // Some write the last day where the day after it belongs, when both are the same day.
            return whole(if days == 0 { 1 } else { days });
        }
        let instant = |stated: Stated| match stated.clock {
            Clock::Zone(zone) => utc(zone, stated.time),
            Clock::Days | Clock::Local | Clock::Utc => stated.time,
        };
        if start.clock == end.clock {
            // An hour longer or shorter where clocks change in between; each occurrence lasts as the clocks say.
            end.time - start.time
        } else if start.clock != Clock::Local && end.clock != Clock::Local {
            instant(end) - instant(start)
        } else {
            return Err("begins on the clocks of whoever reads it, and ends on others".to_owned());
        }
    } else if let Some(duration) = value(event, "DURATION") {
        let seconds =
            duration_in_seconds(duration).ok_or("has a DURATION that cannot be read: expected one like P3D")?;
        if is_midnight(start) && seconds % 86_400 == 0 {
            return whole(seconds / 86_400);
        }
        TimeDelta::try_seconds(seconds).ok_or("lasts too long")?
    } else if is_midnight(start) {
        return whole(1);
    } else {
        return Err("has a time of day, but no DTEND and no DURATION".to_owned());
    };
    if length <= TimeDelta::zero() {
        return Err("ends before it starts, or as it does".to_owned());
    }
    if length > TimeDelta::days(366) {
        return Err("lasts more than a year by the hour: make it whole days".to_owned());
    }
    Ok((Length::Time(length), false))
}

fn whole(days: i64) -> Result<(Length, bool), String> {
    if days < 1 {
        return Err("ends before it starts".to_owned());
    }
    let fits = usize::try_from(days).ok().filter(|days| *days <= MOST_DAYS);
    fits.map(|days| (Length::Days(days), true)).ok_or_else(|| format!("lasts more than {MOST_DAYS} days"))
}

/// Reads `P3D`, `P2W` or `P1DT2H30M`.
fn duration_in_seconds(text: &str) -> Option<i64> {
    let mut rest = text.trim().trim_start_matches('+').strip_prefix('P')?;
    let (mut seconds, mut is_time, mut is_empty) = (0_i64, false, true);
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T').filter(|_| !is_time) {
            (rest, is_time) = (time, true);
            continue;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = rest.split_at_checked(digits)?;
        let length = match (unit.chars().next()?, is_time) {
            ('W', false) => 7 * 86_400,
            ('D', false) => 86_400,
            ('H', true) => 3_600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(i64::from(number.parse::<u32>().ok()?).checked_mul(length)?)?;
        (rest, is_empty) = (unit.get(1..)?, false);
    }
    (!is_empty).then_some(seconds)
}

/// Whether a summary or category says that people work.
fn is_make_up(text: &str) -> bool {
    let text = text.to_lowercase();
    let chinese = ["补班", "補班", "上班", "加班", "(班)", "（班）", "[班]", "【班】"];
    let english = ["workday", "working day", "make-up day", "makeup day", "make-up work", "makeup work"];
    let denied = ["non-work", "non work", "not a work", "no work", "不上班", "不加班", "不用上班"];
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    (says(&chinese) || says(&english)) && !says(&denied)
}
