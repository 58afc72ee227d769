//! Values that other programs' files may hold as text: rules, notices, spans.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::calendar::Span;
use crate::due::{DueRule, Notice};

/// Reads a string as its `FromStr` does.
struct FromText<T> {
    expecting: &'static str,
    value: PhantomData<T>,
}

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

macro_rules! from_text {
    ($($type:ty: $expecting:literal;)*) => {$(
        impl<'de> Deserialize<'de> for $type {
            /// Reads a string as [`FromStr`] does.
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(FromText { expecting: $expecting, value: PhantomData })
            }
        }
    )*};
}

from_text! {
    DueRule: "a due rule, such as `within 3 days of vehicle-delivered`";
    Notice: "a notice, such as `1 business day before`";
    Span: "a duration, such as `2 business days`";
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use super::*;

    #[test]
    fn rules_go_through_json_as_strings() {
        let text = r#""by 12:00 on the next business day after x""#;
        let rule: DueRule = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&rule).unwrap(), text);
        let notice: Notice = serde_json::from_str(r#""1 Business Day before""#).unwrap();
        assert_eq!(serde_json::to_string(&notice).unwrap(), r#""1 business day before""#);

        let error = |text| serde_json::from_str::<DueRule>(text).unwrap_err().to_string();
        let expect = "expected a period: day, week, month, quarter, half-year, year, or the name of one; found `moth` (did you mean `month`?)";
        assert!(error(r#""by the 5th of every moth""#).starts_with(expect));
        assert!(error("5").starts_with("invalid type: integer `5`, expected a due rule, such as"));
    }
}
