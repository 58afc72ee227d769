//! The ends of a range of days: a date, a day of every year, or a point in time.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use toml::de::DeValue;
use toml::value::Offset;

use super::read::{A_DATE, Cx, Item, Read};
use super::write::Write;
use crate::diagnostic::{Code, Finding};

/// Where a range begins or ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bound {
    /// `2026-12-24`
    Date(NaiveDate),
    /// `"12-24"`, as written.
    Yearly(String),
    /// `2026-12-24T13:00:00`
    Local(NaiveDateTime),
    /// `2026-12-24T13:00:00+01:00`
    At(DateTime<FixedOffset>),
}

impl Read for Bound {
    fn read(item: &Item<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let datetime = match item.get_ref() {
            DeValue::String(text) if text.parse::<NaiveDate>().is_ok() => {
                cx.wrong_type(item, A_DATE);
                return None;
            }
            DeValue::String(text) => return Some(Self::Yearly(text.to_string())),
            DeValue::Datetime(datetime) => datetime,
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
                cx.wrong_type(item, "a date, or a day of every year in quotes");
                return None;
            }
        };
        let date = datetime
            .date
            .and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()));
        let bound = match (date, datetime.time, datetime.offset) {
            (Some(date), None, None) => Some(Self::Date(date)),
            (Some(date), Some(time), offset) => {
                let second = time.second.unwrap_or(0);
                let time = date.and_hms_opt(time.hour.into(), time.minute.into(), second.into());
                match offset {
                    None => time.map(Self::Local),
                    Some(offset) => time.and_then(|time| with_offset(time, offset)).map(Self::At),
                }
            }
            _ => None,
        };
        if bound.is_none() {
            let finding = Finding::new(Code::WrongType, format!("`{}` takes a date", cx.key));
            let help = "a date is written as in 2026-01-31, a day of every year as in \"01-31\"";
            cx.findings.push(finding.at(cx.span(item.span()), "no date here").help(help));
        }
        bound
    }
}

fn with_offset(time: NaiveDateTime, offset: Offset) -> Option<DateTime<FixedOffset>> {
    let minutes = match offset {
        Offset::Z => 0,
        Offset::Custom { minutes } => minutes,
    };
    time.and_local_timezone(FixedOffset::east_opt(i32::from(minutes) * 60)?).single()
}

impl Write for Bound {
    fn write(&self, out: &mut String) {
        match self {
            Self::Date(date) => date.write(out),
            Self::Yearly(text) => text.write(out),
            Self::Local(time) => out.push_str(&time.format("%Y-%m-%dT%H:%M:%S").to_string()),
            Self::At(at) => out.push_str(&at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        }
    }
}

#[cfg(feature = "schema")]
impl super::json_schema::Describe for Bound {
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "string", "format": "date" },
                { "type": "string", "format": "date-time" },
                { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?$" },
                { "type": "string", "pattern": "^[0-9]{1,2}-[0-9]{1,2}$" },
            ]
        })
    }
}
