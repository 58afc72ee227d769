//! Calendars as they are in life: each test is a real case, with the source that says how it was.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use interdept::Network;
use interdept::calendar::{Calendar, YearDay};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The calendar `c` of an agreement file: its zone, its week and more keys, and the holiday sets.
#[track_caller]
fn calendar(zone: &str, keys: &str, sets: &str) -> Calendar {
    let text = format!("format = 1\n[calendar.c]\ntimezone = \"{zone}\"\n{keys}\n{sets}\n");
    let network = Network::from_toml("c.toml", &text).unwrap_or_else(|found| panic!("{found}"));
    network.calendar("c").unwrap().clone()
}

/// The hours of a date as the clocks show them.
fn hours(calendar: &Calendar, day: &str) -> String {
    let shown = |at| calendar.to_local(at).format("%H:%M").to_string();
    let hours = calendar.hours_of(date(day)).map(|(from, to)| format!("{}-{}", shown(from), shown(to)));
    hours.collect::<Vec<_>>().join(" ")
}

fn off<'d>(calendar: &Calendar, days: &[&'d str]) -> Vec<&'d str> {
    days.iter().copied().filter(|day| !calendar.is_working_day(date(day))).collect()
}

/// Federal Authority for Government Human Resources of the United Arab Emirates, Ramadan 2025: Monday to Thursday from
/// 9:00 to 14:30, Friday from 9:00 to 12:00; else 7:30 to 15:30, Friday to 12:00. One range says it all: Fridays keep
/// their own end, and weekends stay off.
#[test]
fn ramadan_shortens_the_days_that_are_worked() {
    let uae = calendar(
        "Asia/Dubai",
        "week = { mon-thu = [\"07:30-15:30\"], fri = [\"07:30-12:00\"] }\nholidays = [\"ramadan\"]",
        "[holidays.ramadan]\npartial = [{ from = 2025-03-01, to = 2025-03-29, hours = [\"09:00-14:30\"], name = \"Ramadan\" }]",
    );
    assert_eq!(hours(&uae, "2025-02-28"), "07:30-12:00");
    assert_eq!(hours(&uae, "2025-03-03"), "09:00-14:30");
    assert_eq!(hours(&uae, "2025-03-07"), "09:00-12:00");
    assert_eq!(hours(&uae, "2025-03-08"), "");
    assert!(uae.exception(date("2025-03-08")).is_none(), "it is off as every Saturday is, not for Ramadan");
    assert_eq!(hours(&uae, "2025-03-31"), "07:30-15:30");
}

/// Spain's general administration, resolution of 28 February 2019 (BOE-A-2019-2861), number 6: from 16 June to 15
/// September the day may be worked without a break between 8:00 and 15:00.
#[test]
fn summer_hours_replace_the_week() {
    let spain = calendar(
        "Europe/Madrid",
        "week = { mon-thu = [\"09:00-14:00\", \"16:00-18:30\"], fri = [\"09:00-14:30\"] }\n\
         seasons = [{ from = \"06-16\", to = \"09-15\", week = { mon-fri = [\"08:00-15:00\"] }, name = \"jornada de verano\" }]",
        "",
    );
    assert_eq!(hours(&spain, "2026-06-15"), "09:00-14:00 16:00-18:30");
    assert_eq!(hours(&spain, "2026-06-16"), "08:00-15:00");
    assert_eq!(hours(&spain, "2027-09-15"), "08:00-15:00");
    assert_eq!(hours(&spain, "2027-09-16"), "09:00-14:00 16:00-18:30");
    assert_eq!(spain.season(date("2026-07-01")).unwrap().name.as_ref().unwrap().in_language("es"), "jornada de verano");
    // Ten hours from Monday noon: two and a half of the old hours in the afternoon, two before, five and a half later.
    let end = spain.plus_working_time(at("2026-06-15T12:00:00+02:00"), TimeDelta::hours(10)).unwrap();
    assert_eq!(end, at("2026-06-16T13:30:00+02:00"));
}

/// New York Stock Exchange, Holidays & Trading Hours: closed on Thanksgiving Day, and until 13:00 on the day after.
#[test]
fn the_friday_after_thanksgiving_is_short() {
    let nyse = calendar(
        "America/New_York",
        "week = { mon-fri = [\"09:30-16:00\"] }\nholidays = [\"nyse\"]",
        "[holidays.nyse]\nclosed = [{ every = \"4th thursday of november\", name = \"Thanksgiving Day\" }]\n\
         partial = [{ every = \"4th thursday of november + 1 day\", hours = [\"09:30-13:00\"] }]",
    );
    for (thursday, friday) in [("2024-11-28", "2024-11-29"), ("2025-11-27", "2025-11-28"), ("2026-11-26", "2026-11-27")]
    {
        assert_eq!((hours(&nyse, thursday), hours(&nyse, friday)), (String::new(), "09:30-13:00".to_owned()));
    }
    assert_eq!(hours(&nyse, "2024-11-22"), "09:30-16:00", "the Friday before, in a month of five");
}

const UK: &str = "[holidays.england]\nclosed = [\n\
    { every = \"01-01\", name = \"New Year's Day\", substitute = \"following\" },\n\
    { every = \"easter - 2 days\", name = \"Good Friday\" },\n\
    { every = \"easter + 1 day\", name = \"Easter Monday\" },\n\
    { every = \"1st monday of may\", name = \"Early May bank holiday\" },\n\
    { every = \"last monday of may\", name = \"Spring bank holiday\" },\n\
    { every = \"last monday of august\", name = \"Summer bank holiday\" },\n\
    { every = \"12-25\", name = \"Christmas Day\", substitute = \"following\" },\n\
    { every = \"12-26\", name = \"Boxing Day\", substitute = \"following\" },\n]";

/// gov.uk/bank-holidays, England and Wales.
#[test]
fn two_bank_holidays_in_a_row_take_two_substitute_days() {
    let england = calendar("Europe/London", "week = { mon-fri = [\"09:00-17:30\"] }\nholidays = [\"england\"]", UK);
    let closed = |year: i32| {
        let days = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take(365);
        let is_weekday =
            |day: &NaiveDate| !matches!(chrono::Datelike::weekday(day), chrono::Weekday::Sat | chrono::Weekday::Sun);
        let closed = days.filter(|day| is_weekday(day) && !england.is_working_day(*day));
        closed.map(|day| day.format("%m-%d").to_string()).collect::<Vec<_>>()
    };
    // Christmas Day on a Saturday, Boxing Day on a Sunday: the 27th and the 28th.
    assert_eq!(closed(2021), ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"]);
    // Christmas Day on a Sunday, Boxing Day on the Monday: the 27th stands for Christmas Day. (This and New Year's Day as
    // listed; the Spring bank holiday of 2022 was moved for the jubilee, once.)
    assert_eq!(closed(2022), ["01-03", "04-15", "04-18", "05-02", "05-30", "08-29", "12-26", "12-27"]);
    assert_eq!(england.stands_for(date("2022-12-27")), Some(date("2022-12-25")));
    assert_eq!(
        england.exception(date("2022-12-27")).unwrap().1.name.as_ref().unwrap().in_language("en"),
        "Christmas Day"
    );
    assert_eq!(closed(2020)[6..], ["12-25", "12-28"].map(str::to_owned));
    assert_eq!(closed(2026)[6..], ["12-25", "12-28"].map(str::to_owned));
}

/// Japan, Act on National Holidays (1948), article 3 (2): where a holiday falls on a Sunday, the first day after it that
/// is no holiday is one. Saturdays are not replaced. Cabinet Office, list of national holidays.
#[test]
fn japanese_substitute_holidays_pass_over_holidays() {
    let japan = calendar(
        "Asia/Tokyo",
        "week = { mon-fri = [\"09:00-18:00\"] }\nholidays = [\"jp\"]",
        "[holidays.jp]\nclosed = [\n\
         { every = \"02-11\", name = \"Foundation Day\", substitute = \"following\", substitute-on = [\"sun\"] },\n\
         { every = \"05-03\", name = \"Constitution Day\", substitute = \"following\", substitute-on = [\"sun\"] },\n\
         { every = \"05-04\", name = \"Greenery Day\", substitute = \"following\", substitute-on = [\"sun\"] },\n\
         { every = \"05-05\", name = \"Children's Day\", substitute = \"following\", substitute-on = [\"sun\"] }]",
    );
    let may = |year: i32| {
        let days: Vec<String> = (1..10).map(|day| format!("{year}-05-{day:02}")).collect();
        off(&japan, &days.iter().map(String::as_str).collect::<Vec<_>>()).join(" ")
    };
    // 2020: the 3rd is a Sunday, the 4th and 5th are holidays of their own.
    assert_eq!(may(2020), "2020-05-02 2020-05-03 2020-05-04 2020-05-05 2020-05-06 2020-05-09");
    // 2024: the 5th is a Sunday.
    assert_eq!(may(2024), "2024-05-03 2024-05-04 2024-05-05 2024-05-06");
    // 2023: 11 February is a Saturday, and the Monday is worked.
    assert!(japan.is_working_day(date("2023-02-13")));
    // 2018: it is a Sunday.
    assert_eq!(off(&japan, &["2018-02-12", "2018-02-13"]), ["2018-02-12"]);
}

/// South Korea, Regulations on Holidays of Public Offices: in 2025 Buddha's Birthday and Children's Day were both on
/// Monday 5 May, and Tuesday 6 May was the substitute holiday.
#[test]
fn of_two_holidays_on_one_day_one_is_replaced() {
    let korea = calendar(
        "Asia/Seoul",
        "week = { mon-fri = [\"09:00-18:00\"] }\nholidays = [\"lunar\", \"solar\"]",
        "[holidays.lunar]\nclosed = [{ on = 2025-05-05, name = \"Buddha's Birthday\" }]\n\
         [holidays.solar]\nclosed = [{ every = \"05-05\", name = \"Children's Day\", substitute = \"following\" }]",
    );
    assert_eq!(off(&korea, &["2025-05-05", "2025-05-06", "2025-05-07"]), ["2025-05-05", "2025-05-06"]);
    assert_eq!(off(&korea, &["2026-05-05", "2026-05-06"]), ["2026-05-05"]);
}

/// United States, 5 U.S.C. 6103 (b) and Executive Order 11582: Saturday holidays are taken on the Friday before, Sunday
/// holidays on the Monday after. Office of Personnel Management, federal holidays: 3 July 2026, 5 July 2027.
#[test]
fn federal_holidays_take_the_nearest_day() {
    let office = calendar(
        "America/New_York",
        "week = { mon-fri = [\"09:00-17:00\"] }\nholidays = [\"us\"]",
        "[holidays.us]\nclosed = [{ every = \"07-04\", name = \"Independence Day\", substitute = \"nearest\" }]",
    );
    assert_eq!(off(&office, &["2026-07-02", "2026-07-03", "2026-07-06"]), ["2026-07-03"]);
    assert_eq!(off(&office, &["2027-07-02", "2027-07-05", "2027-07-06"]), ["2027-07-05"]);
    assert_eq!(off(&office, &["2028-07-03", "2028-07-04", "2028-07-05"]), ["2028-07-04"]);
}

/// Iran's government offices close on Thursday and Friday (State Employment Management Law, article 87, and the
/// cabinet's decrees on it): the week runs from Saturday to Wednesday.
#[test]
fn a_week_may_run_from_saturday_to_wednesday() {
    let iran = calendar("Asia/Tehran", "week = { sat-wed = [\"07:30-15:30\"] }", "");
    let week = ["2026-11-21", "2026-11-22", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28"];
    assert_eq!(off(&iran, &week), ["2026-11-26", "2026-11-27"]);
    assert_eq!(iran.plus_working_days(date("2026-11-25"), 2), Some(date("2026-11-29")));
}

/// Hong Kong Observatory, warnings for super typhoon Ragasa: signal no. 8 from 14:20 on 23 September 2025 until 20:20 on
/// the 24th, while which offices close.
#[test]
fn a_typhoon_closes_hours() {
    let hong_kong = calendar(
        "Asia/Hong_Kong",
        "week = { mon-fri = [\"09:00-18:00\"], sat = [\"22:00-06:00\"] }\nholidays = [\"signal-8\"]",
        "[holidays.signal-8]\nclosed = [{ from = 2025-09-23T14:20:00, to = 2025-09-24T20:20:00, name = \"Ragasa\" },\n\
         { from = 2025-09-28T01:00:00+08:00, to = 2025-09-28T02:00:00+08:00 }]",
    );
    assert_eq!(hours(&hong_kong, "2025-09-23"), "09:00-14:20");
    assert!(!hong_kong.is_working_day(date("2025-09-24")));
    assert_eq!(hours(&hong_kong, "2025-09-25"), "09:00-18:00");
    assert_eq!(hong_kong.closure(date("2025-09-24")).unwrap().1.name.as_ref().unwrap().in_language("en"), "Ragasa");
    // The second half of Saturday's night shift is Saturday's, also where an hour of it is closed.
    assert_eq!(hours(&hong_kong, "2025-09-27"), "22:00-01:00 02:00-06:00");
    assert!(!hong_kong.is_working_day(date("2025-09-28")));
}

/// A night shift goes on into a day off and into the next season, and belongs to the day it started on. What two weeks
/// both claim at their seam is worked once.
#[test]
fn night_shifts_reach_into_days_off_and_over_seams() {
    let night = calendar(
        "Europe/Berlin",
        "week = { mon-sun = [\"22:00-06:00\"] }\nholidays = [\"h\"]\n\
         seasons = [{ from = \"11-01\", to = \"03-31\", week = { mon-sun = [\"05:00-13:00\"] } }]",
        "[holidays.h]\nclosed = [{ on = 2026-10-03 }]",
    );
    assert!(night.is_working_time(at("2026-10-03T03:00:00+02:00")) && !night.is_working_day(date("2026-10-03")));
    assert!(!night.is_working_time(at("2026-10-03T23:00:00+02:00")));
    // Until 6:00 the last night of October, from 5:00 the first day of November.
    let (from, to) = (at("2026-10-31T22:00:00+01:00"), at("2026-11-01T13:00:00+01:00"));
    assert_eq!(night.working_time(from, to), TimeDelta::hours(15));
    assert_eq!(hours(&night, "2026-04-01"), "22:00-06:00");
}

/// A season over New Year, one inside it that comes later in the list, and one that is for once.
#[test]
fn of_several_seasons_the_last_in_the_list_holds() {
    let resort = calendar(
        "Europe/Zurich",
        "week = { mon-fri = [\"09:00-17:00\"] }\nseasons = [\n\
         { from = \"12-01\", to = \"02-29\", week = { mon-sun = [\"08:00-20:00\"] } },\n\
         { from = \"12-24\", to = \"12-26\", week = { mon-sun = [\"10:00-16:00\"] } },\n\
         { from = 2027-02-28, to = 2027-03-07, week = { mon-sun = [\"07:00-21:00\"] } }]",
        "",
    );
    assert_eq!(hours(&resort, "2026-11-30"), "09:00-17:00");
    assert_eq!(hours(&resort, "2026-12-01"), "08:00-20:00");
    assert_eq!(hours(&resort, "2026-12-25"), "10:00-16:00");
    assert_eq!(hours(&resort, "2027-02-27"), "08:00-20:00");
    assert_eq!(hours(&resort, "2027-02-28"), "07:00-21:00");
    assert_eq!(hours(&resort, "2027-03-08"), "09:00-17:00");
    assert_eq!(hours(&resort, "2028-02-29"), "08:00-20:00");
    assert_eq!(hours(&resort, "2028-03-01"), "09:00-17:00");
}

/// An open day takes the hours of the week in force on it; what a set says by date counts before what it says yearly.
#[test]
fn exceptions_meet_seasons_and_each_other() {
    let shop = calendar(
        "Europe/Vienna",
        "week = { mon-fri = [\"09:00-17:00\"] }\n\
         seasons = [{ from = \"12-01\", to = \"12-31\", week = { mon-fri = [\"09:00-20:00\"] } }]\nholidays = [\"at\"]",
        "[holidays.at]\nclosed = [{ every = \"12-08\" }, { from = \"12-24\", to = \"01-01\" }]\n\
         open = [{ on = 2026-12-08, hours = [\"10:00-18:00\"] }, { on = 2026-12-12, as = \"fri\" }]\n\
         partial = [{ every = \"12-23\", hours = [\"08:00-16:00\"] }]",
    );
    assert_eq!(hours(&shop, "2026-12-08"), "10:00-18:00");
    assert_eq!(hours(&shop, "2027-12-08"), "");
    assert_eq!(hours(&shop, "2026-12-12"), "09:00-20:00");
    assert_eq!(hours(&shop, "2026-12-23"), "09:00-16:00");
    assert_eq!(
        off(&shop, &["2026-12-24", "2026-12-31", "2027-01-01", "2027-01-04"]),
        ["2026-12-24", "2026-12-31", "2027-01-01"]
    );
}

/// dateutil 2.9.0, `dateutil.easter`, method 3 (Gregorian), for each year of the horizon.
#[test]
fn easter_is_dateutils() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/reference/easter.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let easter: YearDay = "easter".parse().unwrap();
    let mut years = 0;
    for line in text.lines().skip(1) {
        let (year, expect) = line.split_once(',').unwrap();
        assert_eq!(easter.in_year(year.parse().unwrap()), Some(date(expect)));
        years += 1;
    }
    assert_eq!(years, 600);
}
