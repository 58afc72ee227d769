//! How instants and numbers are written, as a mapping says it.

use chrono_tz::Tz;
use toml::de::{DeTable, DeValue};

use super::super::instant::{Clock, Layout, NAMED};
use super::super::number::Numbers;
use super::{Item, Reader};
use crate::diagnostic::{Code, Finding, Nearest, escaped};

/// Zones that keep one offset all year, and the region whose clocks people mean by them.
const FIXED: [(&str, &str); 3] = [("EST", "America/New_York"), ("MST", "America/Denver"), ("HST", "Pacific/Honolulu")];

/// Abbreviations that are no zones, and a region whose clocks they are.
const ABBREVIATED: [(&str, &str); 12] = [
    ("PST", "America/Los_Angeles"),
    ("PDT", "America/Los_Angeles"),
    ("MDT", "America/Denver"),
    ("CST", "America/Chicago` or `Asia/Shanghai"),
    ("CDT", "America/Chicago"),
    ("EDT", "America/New_York"),
    ("BST", "Europe/London"),
    ("CEST", "Europe/Berlin"),
    ("EEST", "Europe/Athens"),
    ("IST", "Asia/Kolkata"),
    ("JST", "Asia/Tokyo"),
    ("AEST", "Australia/Sydney"),
];

impl Reader<'_> {
    /// How instants are written: what the table says, else what `outer` says.
    pub(super) fn clock(&mut self, item: &Item<'_>, outer: Option<&Clock>, known: &[&'static str]) -> Clock {
        let mut clock = outer.cloned().unwrap_or_default();
        let Some(table) = self.table(item, "instants") else {
            return clock;
        };
        self.known_keys(table, known, "a table about instants");
        if let Some(item) = table.get("format") {
            clock.layouts = self.layouts(item);
        }
        if let Some(item) = table.get("zone") {
            clock.zone = self.zone(item).or(clock.zone);
        }
        self.one_zone(&clock, table, item);
        clock
    }

    fn layouts(&mut self, item: &Item<'_>) -> Vec<Layout> {
        let one = |reader: &mut Self, item: &Item<'_>| {
            let Some(text) = item.get_ref().as_str() else {
                reader.wrong_type(item, "format", "a text or a list of texts");
                return None;
            };
            match Layout::new(text) {
                Ok(_) if !text.contains('%') && !NAMED.contains(&text) => {
                    let message = format!("`{}` is no way to write instants", escaped(text));
                    reader.report(
                        Code::BadValue,
                        message,
                        item,
                        &format!("write a pattern such as `%d/%m/%Y %H:%M`, or {}", named()),
                    );
                    None
                }
                Ok(layout) => Some(layout),
                Err(reason) if text.contains('%') => {
                    reader.report(Code::BadValue, reason, item, "a pattern reads dates and times whole, such as `%d/%m/%Y %H:%M`; an offset is `%z`, a zone is named by `zone = …`");
                    None
                }
                Err(_) => {
                    let message = format!("`{}` is no way to write instants", escaped(text));
                    let help = match Nearest::new(NAMED).to(text) {
                        Some(near) => format!("the nearest is `{near}`"),
                        None => format!("write a pattern such as `%d/%m/%Y %H:%M`, or {}", named()),
                    };
                    reader.report(Code::BadValue, message, item, &help);
                    None
                }
            }
        };
        match item.get_ref().as_array() {
            Some(list) => list.iter().filter_map(|item| one(self, item)).collect(),
            None => one(self, item).into_iter().collect(),
        }
    }

    fn zone(&mut self, item: &Item<'_>) -> Option<Tz> {
        let Some(name) = item.get_ref().as_str() else {
            self.wrong_type(item, "zone", "a text");
            return None;
        };
        let region =
            |names: &[(&str, &'static str)]| names.iter().find(|(short, _)| *short == name).map(|&(_, region)| region);
        let Ok(zone) = name.parse::<Tz>() else {
            let help = match region(&ABBREVIATED) {
                Some(region) => format!("an abbreviation is no zone: write `{region}`"),
                None => "zones have names such as `Europe/Amsterdam`".to_owned(),
            };
            self.report(Code::BadTimezone, format!("no time zone is called `{}`", escaped(name)), item, &help);
            return None;
        };
        let help = if let Some(region) = region(&FIXED) {
            format!("`{name}` is the same offset all year: `{region}` changes its clocks where people do")
        } else if name.starts_with("Etc/GMT+") || name.starts_with("Etc/GMT-") {
            "its sign is turned round, `Etc/GMT+5` being five hours behind UTC, and its clocks never change: a region is \
             named like `America/New_York`"
                .to_owned()
        } else {
            return Some(zone);
        };
        self.report(Code::FixedOffset, format!("`{name}` is no region's time"), item, &help);
        Some(zone)
    }

    /// Reports a literal `Z` in a pattern beside a zone that it is not.
    fn one_zone(&mut self, clock: &Clock, table: &DeTable<'_>, item: &Item<'_>) {
        let is_utc = |zone: Tz| {
            matches!(zone.name().trim_start_matches("Etc/"), "UTC" | "GMT" | "UCT" | "Zulu" | "Universal" | "Greenwich")
        };
        let literal = clock.layouts.iter().find_map(Layout::literal_zone);
        if let (Some(literal), Some(zone)) = (literal, clock.zone.filter(|&zone| !is_utc(zone))) {
            let item = table.get("format").or(table.get("zone")).unwrap_or(item);
            let message = format!("the pattern ends in `{literal}`, which is UTC, and the zone is `{}`", zone.name());
            self.report(
                Code::BadValue,
                message,
                item,
                "name no zone if the export writes UTC; else write `%z` for an offset",
            );
        }
    }

    /// Reports a clock whose texts would be instants in no zone.
    pub(super) fn needs_zone(&mut self, clock: &Clock, item: &Item<'_>) {
        if clock.needs_zone() && clock.zone.is_none() {
            let message = "the format has no offset, and no zone is named";
            self.report(Code::MissingKey, message, item, "add `zone = \"Europe/Amsterdam\"`, say, beside the format");
        }
    }

    /// `{ decimal = ",", group = "." }`.
    pub(super) fn numbers(&mut self, item: &Item<'_>) -> Numbers {
        let mut numbers = Numbers::default();
        let Some(table) = self.table(item, "numbers") else {
            return numbers;
        };
        self.known_keys(table, &["decimal", "group"], "`numbers`");
        let mut sign = |key: &str| {
            let item = table.get(key)?;
            let mut chars = item.get_ref().as_str().unwrap_or_default().chars();
            let found =
                chars.next().filter(|c| !c.is_alphanumeric() && !matches!(c, '+' | '-') && chars.next().is_none());
            if found.is_none() {
                self.wrong_type(item, key, "one sign, such as \",\"");
            }
            found
        };
        numbers.decimal = sign("decimal").unwrap_or(numbers.decimal);
        numbers.group = sign("group");
        if numbers.group == Some(numbers.decimal) {
            let message = "one sign cannot both group digits and stand before the fraction";
            self.findings.push(Finding::new(Code::BadValue, message).at(super::span(item.span()), "here"));
        }
        numbers
    }

    /// A number that bounds another, as `over = 10` has it.
    pub(super) fn limit(&mut self, item: &Item<'_>, key: &str) -> Option<Box<str>> {
        let text = match item.get_ref() {
            DeValue::Integer(number) => Some(number.as_str()),
            DeValue::Float(number) => Some(number.as_str()),
            DeValue::String(_) | DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                None
            }
        };
        let plain = text.and_then(|text| Numbers::default().plain(text));
        if plain.is_none() {
            self.wrong_type(item, key, "a number such as 10 or 2.5");
        }
        plain.map(|text| text.as_ref().into())
    }
}

fn named() -> String {
    NAMED.map(|name| format!("`{name}`")).join(", ")
}
