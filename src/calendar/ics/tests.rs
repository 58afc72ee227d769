//! What events say, by hand.

use super::*;

fn read_all(events: &str) -> Result<(HolidaySet, Vec<IcsError>), IcsError> {
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
    HolidaySet::from_ics("ics".parse().unwrap(), &text)
}

/// The set, if nothing of it was left out.
fn read(events: &str) -> Result<HolidaySet, IcsError> {
    let (set, mut warnings) = read_all(events)?;
    if warnings.is_empty() { Ok(set) } else { Err(warnings.swap_remove(0)) }
}

fn event(lines: &[&str]) -> String {
    let lines: String = lines.iter().flat_map(|line| [line, "\r\n"]).collect();
    format!("BEGIN:VEVENT\r\nUID:1\r\n{lines}END:VEVENT\r\n")
}

#[track_caller]
fn check(events: &str, expect: &[&str]) {
    let set = read(events).unwrap();
    let shown = |(day, e): (&NaiveDate, &Exception)| {
        let kind = if e.hours == ExceptionHours::Closed { "closed" } else { "worked" };
        format!("{day} {kind} {}", e.name.as_ref().unwrap())
    };
    assert_eq!(set.days.iter().map(shown).collect::<Vec<_>>(), expect);
}

#[test]
fn whole_days_are_closed_until_their_end() {
    let days =
        event(&["DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261003", "SUMMARY:National Day\\, fol", " ded"]);
    check(&days, &["2026-10-01 closed National Day, folded", "2026-10-02 closed National Day, folded"]);
    check(
        &event(&["DTSTART:20261225T000000", "DURATION:P2D", "SUMMARY:Xmas"]),
        &["2026-12-25 closed Xmas", "2026-12-26 closed Xmas"],
    );
    check(&event(&["SUMMARY:One", "DTSTART;VALUE=DATE:20260501"]), &["2026-05-01 closed One"]);
    check(&event(&["SUMMARY:Off", "STATUS:CANCELLED", "DTSTART;VALUE=DATE:20260501"]), &[]);
    let alarm = ["DTSTART;VALUE=DATE:20260501", "BEGIN:VALARM", "SUMMARY:ring", "END:VALARM", "SUMMARY:May"];
    check(&event(&alarm), &["2026-05-01 closed May"]);
}

#[test]
fn make_up_days_are_worked() {
    let summaries = ["国庆节（班）", "春节补班", "[加班]", "National Day make-up day", "Special Working Day"];
    for summary in summaries {
        let set = read(&event(&["DTSTART;VALUE=DATE:20261010", &format!("SUMMARY:{summary}")])).unwrap();
        assert!(set.days.values().all(|day| day.hours == ExceptionHours::MakeUp), "{summary}");
    }
    let by_category = event(&["DTSTART;VALUE=DATE:20261010", "SUMMARY:国庆节调休", "CATEGORIES:上班"]);
    check(&by_category, &["2026-10-10 worked 国庆节调休"]);
    check(&event(&["DTSTART;VALUE=DATE:20261010", "SUMMARY:Non-working day"]), &["2026-10-10 closed Non-working day"]);
}

#[test]
fn yearly_events_repeat() {
    let rule = |start: &str, rule: &str| {
        event(&[&format!("DTSTART;VALUE=DATE:{start}"), &format!("RRULE:{rule}"), "SUMMARY:x"])
    };
    let days = |events: &str| read(events).unwrap().days.into_keys().map(|day| day.to_string()).collect::<Vec<_>>();
    assert_eq!(days(&rule("20260501", "FREQ=YEARLY;COUNT=2;BYMONTH=5")), ["2026-05-01", "2027-05-01"]);
    assert_eq!(days(&rule("20240229", "FREQ=YEARLY;UNTIL=20331231")), ["2024-02-29", "2028-02-29", "2032-02-29"]);
    assert_eq!(days(&rule("20260501", "FREQ=YEARLY;INTERVAL=2;UNTIL=20300501T000000Z")).len(), 3);
    assert_eq!(days(&rule("20260501", "FREQ=YEARLY")).last().unwrap(), "2399-05-01");
    let except = event(&["DTSTART;VALUE=DATE:20260501", "RRULE:FREQ=YEARLY;COUNT=3", "EXDATE;VALUE=DATE:20270501"]);
    assert_eq!(days(&except), ["2026-05-01", "2028-05-01"]);
}

#[test]
fn holidays_that_meet_share_their_day() {
    let day = |summary: &str| event(&["DTSTART;VALUE=DATE:20251006", &format!("SUMMARY:{summary}")]);
    check(
        &[day("National Day"), day("Mid-Autumn"), day("Mid-Autumn")].concat(),
        &["2025-10-06 closed National Day / Mid-Autumn"],
    );
    let (set, warnings) = read_all(&[day("National Day"), day("workday")].concat()).unwrap();
    assert_eq!(set.days.values().next().unwrap().hours, ExceptionHours::Closed);
    assert_eq!(
        warnings[0].to_string(),
        "line 8: the event `workday`: an event above says the opposite of 2025-10-06, which counts"
    );
}

#[test]
fn it_covers_the_years_it_is_about() {
    let covers = |days: &[&str]| {
        let events: String = days.iter().map(|day| event(&[&format!("DTSTART;VALUE=DATE:{day}")])).collect();
        read(&events).unwrap().covers.map(|(a, b)| format!("{a} {b}"))
    };
    assert_eq!(covers(&["20260101", "20261001"]).unwrap(), "2026-01-01 2026-12-31");
    assert_eq!(covers(&["20251231", "20261001", "20270101"]).unwrap(), "2026-01-01 2026-12-31");
    assert_eq!(covers(&["20250501", "20270501"]).unwrap(), "2025-01-01 2027-12-31");
    assert_eq!(covers(&[]), None);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_loads() {
    let error = |lines: &[&str]| read(&event(lines)).unwrap_err().to_string();
    assert_eq!(error(&["SUMMARY:x"]), "line 3: the event `x` has no DTSTART");
    assert_eq!(
        error(&["SUMMARY:x", "DTSTART:20260230"]),
        "line 3: the event `x` has a DTSTART that is no date: expected one like 20261001 or 20261001T143000"
    );
    assert_eq!(
        error(&["SUMMARY:x", "DTSTART:20261001T090000Z"]),
        "line 3: the event `x` has a time of day, but no DTEND and no DURATION"
    );
    assert_eq!(
        error(&["SUMMARY:x", "DTSTART:20261001", "DTEND:20260930"]),
        "line 3: the event `x` ends before it starts"
    );
    assert_eq!(
        error(&["SUMMARY:x", "DTSTART;TZID=Mars:20261001T090000", "DURATION:PT1H"]),
        "line 3: the event `x` has a DTSTART in a time zone that is not in the IANA database"
    );
    for (rule, why) in [
        ("FREQ=SOMETIMES", "has an RRULE that cannot be read"),
        ("FREQ=HOURLY", "repeats within the day: only days, weeks, months and years can be read"),
        ("FREQ=YEARLY;UNTIL=20250101", "repeats until before it starts"),
        ("FREQ=YEARLY;UNTIL=soon", "has an UNTIL that is no date"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "has an RRULE that gives no day"),
        ("FREQ=YEARLY;BYMONTHDAY=40", "has an RRULE that cannot be read"),
    ] {
        let found = error(&["SUMMARY:x", "DTSTART:20261001", &format!("RRULE:{rule}")]);
        assert_eq!(found, format!("line 3: the event `x` {why}"), "{rule}");
    }
    assert!(error(&["DTSTART:00010101", "DTEND:99991231"]).contains("more than 200000"));
    assert_eq!(
        error(&["SUMMARY:补班", "DTSTART:20261001T090000", "DTEND:20261001T120000"]),
        "line 3: the event `补班` is a working day, but has times of day: make it a whole day"
    );

    let day = |start: &str| event(&[&format!("DTSTART:{start}"), "SUMMARY:x"]);
    let (set, warnings) = read_all(&[day("20260101"), day("never"), day("20261225")].concat()).unwrap();
    assert_eq!((set.days.len(), warnings.len(), warnings[0].line()), (2, 1, 8));
    let (_, warnings) = read_all(&day("never").repeat(60)).unwrap();
    assert_eq!(warnings.len(), 50);
    assert!(warnings[49].to_string().ends_with("(and 10 more events that cannot be read)"));
}

#[test]
fn what_is_no_calendar_is_refused_without_a_word_of_it() {
    let whole = |text: &str| HolidaySet::from_ics("ics".parse().unwrap(), text).unwrap_err().to_string();
    assert_eq!(whole(""), "line 1: the file is empty");
    assert_eq!(whole("date,name\n"), "line 1: not an iCalendar file: it does not start with BEGIN:VCALENDAR");
    assert_eq!(whole("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n"), "line 2: this event has no END:VEVENT");
    assert_eq!(whole("BEGIN:VCALENDAR\nEND:VEVENT\n"), "line 2: an event ends that has not begun");
    let nested = "BEGIN:A\n".repeat(100_000);
    let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{nested}END:VEVENT\n");
    let (_, warnings) = HolidaySet::from_ics("ics".parse().unwrap(), &text).unwrap();
    assert!(warnings[0].to_string().starts_with("line 2: this event cannot be read"));
}

#[test]
fn times_of_day_close_those_hours() {
    let closures = |lines: &[&str]| {
        let shown = |moment: Moment| match moment {
            Moment::Local(time) => time.to_string(),
            Moment::At(at) => at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        };
        let set = read(&event(lines)).unwrap();
        assert!(set.days.is_empty());
        set.closures.iter().map(|it| format!("{} {}", shown(it.from), shown(it.to))).collect::<Vec<_>>()
    };
    assert_eq!(
        closures(&["DTSTART:20261224T130000", "DTEND:20261224T180000"]),
        ["2026-12-24 13:00:00 2026-12-24 18:00:00"]
    );
    assert_eq!(
        closures(&["DTSTART:20261224T130000Z", "DURATION:PT1H30M"]),
        ["2026-12-24T13:00:00Z 2026-12-24T14:30:00Z"]
    );
    // Berlin is an hour ahead of UTC in winter and two in summer.
    assert_eq!(
        closures(&["DTSTART;TZID=Europe/Berlin:20261023T130000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=2"]),
        ["2026-10-23T11:00:00Z 2026-10-23T13:00:00Z", "2026-10-30T12:00:00Z 2026-10-30T14:00:00Z"]
    );
    // From midnight to midnight by the clocks of whoever reads it is a whole day; in UTC it is some other stretch.
    assert_eq!(
        closures(&["DTSTART:20261224T000000Z", "DTEND:20261225T000000Z"]),
        ["2026-12-24T00:00:00Z 2026-12-25T00:00:00Z"]
    );
}

#[test]
fn rules_of_repetition_are_expanded() {
    let days = |lines: &[&str]| {
        let set = read(&event(lines)).unwrap();
        set.days.into_keys().map(|day| day.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        days(&["DTSTART;VALUE=DATE:20260525", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=3"]),
        ["2026-05-25", "2027-05-31", "2028-05-29"]
    );
    assert_eq!(
        days(&["DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=YEARLY;UNTIL=20281231;BYDAY=4TH;BYMONTH=11"]),
        ["2026-11-26", "2027-11-25", "2028-11-23"]
    );
    assert_eq!(
        days(&["DTSTART;VALUE=DATE:20260102", "RRULE:FREQ=MONTHLY;BYDAY=1FR;UNTIL=20260401T000000Z"]),
        ["2026-01-02", "2026-02-06", "2026-03-06"]
    );
    assert_eq!(
        days(&["DTSTART;VALUE=DATE:20260102", "RDATE;VALUE=DATE:20260105,20260107", "EXDATE;VALUE=DATE:20260105"]),
        ["2026-01-02", "2026-01-07"]
    );
    assert_eq!(
        days(&["DTSTART;VALUE=DATE:20260102", "DURATION:P2D", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"]),
        ["2026-01-02", "2026-01-03", "2026-01-16", "2026-01-17"]
    );
    // An occurrence is left out at its own time, whatever clock that is told on, or by its day.
    let timed = |line: &str| {
        let lines = ["DTSTART;TZID=Asia/Shanghai:20260105T140000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", line];
        read(&event(&lines)).unwrap().closures.len()
    };
    assert_eq!(timed("EXDATE;TZID=Asia/Shanghai:20260106T140000"), 2);
    assert_eq!(timed("EXDATE:20260106T060000Z"), 2);
    assert_eq!(timed("EXDATE;VALUE=DATE:20260106"), 2);
    assert_eq!(timed("EXDATE:20260106T070000Z"), 3);
}

#[test]
fn a_crowded_day_and_endless_rules_cost_little() {
    let day = |n| event(&["DTSTART;VALUE=DATE:20260501", &format!("SUMMARY:Event {n}")]);
    let crowd: String = (0..40_000).map(day).collect();
    let set = read(&crowd).unwrap();
    let name = set.days.values().next().unwrap().name.clone().unwrap();
    assert_eq!(
        name.in_language("en"),
        "Event 0 / Event 1 / Event 2 / Event 3 / Event 4 / Event 5 / Event 6 / Event 7 / …"
    );
    let endless = event(&["DTSTART;VALUE=DATE:20260501", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29"]);
    let error = read_all(&endless.repeat(2_000)).unwrap_err();
    assert!(error.to_string().ends_with("reach too far: give them an end, with UNTIL or COUNT"), "{error}");
}

proptest::proptest! {
    #[test]
    fn no_file_breaks_it(lines in proptest::collection::vec("(BEGIN|END|DTSTART|DTEND|RRULE|RDATE|DURATION|EXDATE|SUMMARY| ):(VEVENT|VALARM|FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY);INTERVAL=[0-9]{1,9}(;BYDAY=-?[0-9]MO)?(;UNTIL=[0-9]{8})?|P[0-9]{1,9}[DW]|PT[0-9]{1,9}[HMS]|[0-9]{8}T[0-9]{6}Z?|[0-9]{8}|\\PC{0,5})", 0..12)) {
        let _ = read_all(&event(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    }
}
