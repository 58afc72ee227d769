//! The deadline that an obligation gives, asked without a log.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::Obligation;
use crate::calendar::{Calendar, Reading};
use crate::diagnostic::escaped;
use crate::due::{DueError, Explanation};
use crate::{Period, PeriodKey};

/// Why an obligation gives no deadline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoDeadline {
    /// Neither an instant nor a period.
    #[error(
        "`{}` is neither an instant like 2026-11-20T16:00 or 2026-11-20T16:00:00+08:00 nor a period like 2026-11",
        escaped(.0)
    )]
    Unreadable(String),
    /// A period, but the rule counts from an event.
    #[error("it counts from an event: say when that was, like 2026-11-20T16:00")]
    NotOfAPeriod,
    /// An instant, but the rule is one of every period.
    #[error("it is due every period: name one, like {0}")]
    OfAPeriod(Period),
    /// A period in which nothing is due.
    #[error("nothing is due in {0}")]
    NothingDue(PeriodKey),
    /// The trigger does not look as the agreement wants it.
    #[error("a trigger with these attributes opens nothing: its `when` does not hold")]
    Condition,
    /// The obligation leaves `due` to its tiers, and the trigger fits none of them.
    #[error("a trigger with these attributes opens nothing: it fits no tier")]
    NoTier,
    /// The trigger lacks the attribute that gives the deadline.
    #[error("the trigger has no attribute `{0}`, which gives the deadline")]
    NotGiven(String),
    /// The rule gives none.
    #[error(transparent)]
    Due(#[from] DueError),
}

impl Obligation<'_> {
    /// The deadline that it gives, explained.
    ///
    /// `from` is the instant of the trigger, or of the milestone before which it is due: with an offset as in RFC 3339,
    /// or local time on the obligation's calendar, the earlier one where clocks show it twice. For a rule of every
    /// period it is the handoff's key, such as `2026-11`. `attributes` are those of the trigger.
    ///
    /// The version in force then decides, or the tier of it that fits, and its conditions must hold. Before the first and after the last, where a
    /// trigger would open nothing, this one says what it would give.
    ///
    /// ```
    /// # let network = interdept::Network::load("fixtures/dealership")?;
    /// let slip = network.obligation("sales.decoration-slip")?;
    /// // Three days before Spring Festival, which it has to wait for the end of.
    /// let why = slip.deadline("2026-02-13T10:00", &[])?;
    /// assert_eq!(why.due.to_rfc3339(), "2026-02-24T18:00:00+08:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Says why there is none: `from` cannot be read or does not fit the rule, a condition does not hold, nothing is due
    /// in the period, the deadline lies beyond the calendar.
    pub fn deadline(self, from: &str, attributes: &[(&str, &str)]) -> Result<Explanation, NoDeadline> {
        match from.trim().parse::<PeriodKey>() {
            Ok(key) => self.deadline_of_period(key),
            Err(_) => self.deadline_of_trigger(from, attributes),
        }
    }

    fn deadline_of_period(self, key: PeriodKey) -> Result<Explanation, NoDeadline> {
        if self.versions().all(|version| version.due().period().is_none()) {
            return Err(NoDeadline::NotOfAPeriod);
        }
        // The version whose time comes first decides where two give the same key.
        let explained = self.versions().find_map(|version| {
            let clause = version.clause();
            let occurrence = clause.occurrence_of_key(key)?;
            let opened = version.calendar().to_local(occurrence.opened_at()).date_naive();
            clause.explain_occurrence(&occurrence).filter(|_| version.in_force_on(opened))
        });
        explained.ok_or(NoDeadline::NothingDue(key))
    }

    fn deadline_of_trigger(self, from: &str, attributes: &[(&str, &str)]) -> Result<Explanation, NoDeadline> {
        let first = self.versions().next().unwrap_or(self);
        let at =
            instant(from, first.calendar(), Reading::Earlier).ok_or_else(|| NoDeadline::Unreadable(from.to_owned()))?;
        let date = first.calendar().to_local(at).date_naive();
        let version = self.version_on(date).unwrap_or(self);
        let value = |name: &str| attributes.iter().find(|(known, _)| *known == name).map(|&(_, value)| value);
        let local = version.calendar().to_local(at).time();
        if !version.terms().when.holds(value, local) {
            return Err(NoDeadline::Condition);
        }
        let clause = version.for_trigger(value, local).ok_or(NoDeadline::NoTier)?.clause();
        if let Some(length) = clause.rule.period() {
            let period = clause.periods.containing(length, date).unwrap_or(Period::Day(date));
            return Err(NoDeadline::OfAPeriod(period));
        }
        Ok(match clause.rule.given() {
            Some(name) => {
                let given = value(name).ok_or_else(|| NoDeadline::NotGiven(name.to_owned()))?;
                clause.explain_given(at, given)?
            }
            None if clause.rule.is_before() => clause.explain_before(at)?,
            None => clause.explain_after(at)?,
        })
    }
}

/// Reads an instant with an offset, or a local time on a calendar, down to the minute or the second; `T24:00` is the
/// end of the day.
pub(crate) fn instant(text: &str, calendar: &Calendar, reading: Reading) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let with_offset =
        DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z"));
    if let Ok(at) = with_offset {
        return Some(at.with_timezone(&Utc));
    }
    let (date, time) = text.split_once(['T', ' '])?;
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    if time == "24:00" {
        return Some(calendar.end_of_day(date).into());
    }
    let time =
        NaiveTime::parse_from_str(time, "%H:%M").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M:%S")).ok()?;
    Some(calendar.from_local(date, time, reading))
}
