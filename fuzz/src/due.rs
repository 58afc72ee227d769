use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use interdept::calendar::{
    Calendar, CalendarSpec, DayEnds, Exception, ExceptionHours, HolidaySet, Roll, Span, Unit, Week, china,
};
use interdept::due::{Clause, DueRule, Form};

use crate::texts::printable;

static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| {
    let week = |entries: &[(&'static str, &[&str])]| {
        Week::parse(entries.iter().map(|&(days, hours)| (days, hours))).expect("a week")
    };
    let make = |name: &str, zone: chrono_tz::Tz, week: Week, day_ends: DayEnds, holidays: Vec<HolidaySet>| {
        let spec = CalendarSpec {
            day_ends,
            holidays: holidays.into_iter().map(Into::into).collect(),
            ..CalendarSpec::new(name.parse().expect("id"), zone, week)
        };
        Calendar::new(spec).expect("a calendar")
    };
    // Only the first Monday of each year is worked.
    let mut days = std::collections::BTreeMap::new();
    let mut day = Calendar::FIRST_DAY;
    while day <= Calendar::LAST_DAY {
        if day.weekday() == chrono::Weekday::Mon && day.ordinal() > 7 {
            days.insert(day, Exception { name: None, hours: ExceptionHours::Closed });
        }
        day = day.succ_opt().expect("a day");
    }
    let yearly = HolidaySet { days, ..HolidaySet::new("y".parse().expect("id")) };
    let office = || week(&[("mon-fri", &["08:30-12:00", "13:30-18:00"])]);
    use chrono_tz::Tz;
    vec![
        make("always", Tz::UTC, Week::always(), DayEnds::Close, vec![]),
        make("office", Tz::Asia__Shanghai, office(), DayEnds::Close, vec![china("cn".parse().expect("id"))]),
        make("night", Tz::Europe__Berlin, week(&[("mon-fri", &["22:00-06:00"])]), DayEnds::Close, vec![]),
        make("apia", Tz::Pacific__Apia, office(), DayEnds::Midnight, vec![]),
        make("yearly", Tz::America__New_York, week(&[("mon", &["09:00-10:00"])]), DayEnds::Close, vec![yearly]),
        make("havana", Tz::America__Havana, week(&[("sat-sun", &["00:00-24:00"])]), DayEnds::Close, vec![]),
        make(
            "troll",
            Tz::Antarctica__Troll,
            week(&[("mon-sun", &["23:30-01:30", "01:30-04:00"])]),
            DayEnds::Close,
            vec![],
        ),
        make("casa", Tz::Africa__Casablanca, office(), DayEnds::Midnight, vec![]),
    ]
});

/// An instant from eight bytes: near a change of clocks, anywhere in the horizon, or anywhere at all.
fn instant(bytes: &[u8]) -> DateTime<Utc> {
    let raw = i64::from_le_bytes(bytes.try_into().expect("eight bytes"));
    let micros = match raw & 7 {
        0 => raw >> 3,
        1 => -62_135_596_800_000_000 + (raw >> 3).rem_euclid(86_400_000_000 * 800),
        2 => 253_370_764_800_000_000 + (raw >> 3).rem_euclid(86_400_000_000 * 365),
        3 => -5_364_662_400_000_000 + (raw >> 3).rem_euclid(19_000_000_000_000_000),
        _ => 1_767_225_600_000_000 + (raw >> 3).rem_euclid(2 * 31_536_000_000_000),
    };
    DateTime::from_timestamp_micros(micros).unwrap_or(if micros < 0 {
        DateTime::<Utc>::MIN_UTC
    } else {
        DateTime::<Utc>::MAX_UTC
    })
}

/// A rule, then 24 bytes that choose calendar, roll, what promptly means, and two instants.
pub fn due(data: &[u8]) {
    let (text, tail) = data.split_at(data.len().saturating_sub(24));
    let Ok(text) = std::str::from_utf8(text) else { return };
    let rule: DueRule = match text.parse() {
        Ok(rule) => rule,
        Err(error) => {
            let error: interdept::due::RuleError = error;
            assert!(text.get(error.span.clone()).is_some(), "{:?} is no place in {text:?}", error.span);
            let told = error.to_string();
            printable("a rule's error", &told);
            return;
        }
    };
    let printed = rule.to_string();
    assert_eq!(printed.parse().as_ref(), Ok(&rule), "{printed}");
    assert_eq!(printed.parse::<DueRule>().expect("it parses").to_string(), printed);
    let Ok(tail) = <[u8; 24]>::try_from(tail) else { return };
    let calendar = &CALENDARS[usize::from(tail[0]) % CALENDARS.len()];
    let roll = Roll::ALL.get(usize::from(tail[1]) % 9).copied();
    let promptly = Span::new(u32::from(tail[2]).max(1), Unit::ALL[usize::from(tail[3]) % 8]);
    let promptly = Some(promptly).filter(|&span| !rule.contradicts(span));
    let clause = Clause { roll, promptly, previous_period: tail[4] & 1 == 1, ..Clause::new(&rule, calendar) };
    let (one, other) = (instant(&tail[8..16]), instant(&tail[16..24]));
    let (early, late) = (one.min(other), one.max(other));
    let given = ["2026-11-22", "2026-11-22T18:00:00+08:00", "0001-01-01", "9999-12-31", "nonsense", "2399-12-31"];
    let given = given[usize::from(tail[5]) % given.len()];
    let monotone = !rule.may_lie_in_the_past() && matches!(roll, None | Some(Roll::Following | Roll::Unadjusted));
    match rule.form() {
        Form::Every(_) | Form::BeforeEnd { .. } | Form::AfterEnd { .. } => periods(&clause, early),
        Form::Before { .. } => {
            let dues: Vec<_> = [early, late].into_iter().map(|at| clause.before(at)).collect();
            for (at, due) in [early, late].into_iter().zip(&dues) {
                if let Ok(due) = due {
                    assert!(*due <= at, "due {due} behind the milestone {at}");
                    assert_eq!(clause.explain_before(at).expect("explained").due, *due);
                    let _ = clause.explain_before(at).map(|it| it.in_words(interdept::report::Language::English));
                } else {
                    assert!(clause.explain_before(at).is_err());
                }
            }
            if let [Ok(a), Ok(b)] = dues[..] {
                assert!(a <= b, "{early} → {a}, {late} → {b}");
            }
            assert!(clause.after(early).is_err());
        }
        Form::Given { .. } => {
            let due = clause.given(early, given);
            assert_eq!(due.is_ok(), clause.explain_given(early, given).is_ok());
            if let Ok(due) = due {
                assert_eq!(clause.explain_given(early, given).expect("explained").due, due);
            }
        }
        _ => {
            let dues: Vec<_> = [early, late].into_iter().map(|at| clause.after(at)).collect();
            for (at, due) in [early, late].into_iter().zip(&dues) {
                match due {
                    Ok(due) => {
                        assert!(at <= *due || rule.may_lie_in_the_past(), "due {due} before the trigger {at}");
                        let explained = clause.explain_after(at).expect("explained");
                        assert_eq!(explained.due, *due);
                        for language in interdept::report::Language::ALL {
                            printable("an explanation", &explained.in_words(language));
                        }
                    }
                    Err(error) => {
                        assert!(clause.explain_after(at).is_err());
                        printable("an error", &error.to_string());
                    }
                }
            }
            if let ([Ok(a), Ok(b)], true) = (&dues[..], monotone) {
                assert!(a <= b, "{early} → {a}, {late} → {b}");
            }
            assert!(clause.before(early).is_err());
        }
    }
}

fn periods(clause: &Clause<'_>, at: DateTime<Utc>) {
    let calendar = clause.calendar;
    let day = calendar
        .to_local(
            at.clamp(DateTime::<Utc>::MIN_UTC + TimeDelta::days(2), DateTime::<Utc>::MAX_UTC - TimeDelta::days(2)),
        )
        .date_naive();
    let to = day.checked_add_days(Days::new(900)).unwrap_or(NaiveDate::MAX);
    let to = if clause.rule.to_string().ends_with("every day") {
        day.checked_add_days(Days::new(40)).unwrap_or(day)
    } else {
        to
    };
    let mut before: Option<(NaiveDate, String)> = None;
    for occurrence in clause.occurrences(day, to) {
        assert!((day..=to).contains(&occurrence.due_day));
        assert!(occurrence.opened_at() <= occurrence.due_at(), "{occurrence:?} is due before it opens");
        assert_eq!(clause.occurrence_of_key(occurrence.key), Some(occurrence));
        assert_eq!(clause.explain_occurrence(&occurrence).expect("explained").due, occurrence.due_at());
        let key = occurrence.key.to_string();
        if let Some((day, other)) = before {
            assert!(day <= occurrence.due_day && key != other);
        }
        before = Some((occurrence.due_day, key));
    }
    // Those due on a range of days are those whose day, rolled, lies there.
    let middle = day.checked_add_days(Days::new(20)).unwrap_or(day);
    let due: Vec<_> = clause.occurrences_due(day, middle).collect();
    let wide = Days::new(if calendar.id().as_str() == "yearly" { 800 } else { 70 });
    let (Some(from), Some(until)) = (day.checked_sub_days(wide), middle.checked_add_days(wide)) else { return };
    let walked: Vec<_> = clause.occurrences(from, until).filter(|it| (day..=middle).contains(&it.rolled_day)).collect();
    assert_eq!(due, walked);
}
