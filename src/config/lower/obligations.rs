//! One `[[obligation]]`.

use chrono::NaiveTime;

use super::{Lowering, list, strings};
use crate::ObligationId;
use crate::calendar::{Roll, Span};
use crate::config::read::Keyed;
use crate::config::schema::{EscalateTable, ObligationTable, RemedyTable, TimeTable, Wanted, WhenTable};
use crate::diagnostic::{At, Code, Finding, escaped};
use crate::due::{DueRule, Notice, RuleError};
use crate::network::{About, Condition, Escalation, Matcher, ObligationDraft, Operand, Priority, Remedy, TimeRange};

/// The share of its time after which an open handoff is at risk, unless the obligation says otherwise.
pub(in crate::config) const AT_RISK: f64 = 0.75;

impl Lowering<'_> {
    /// Adds an obligation to the draft. One whose id is wrong or missing is looked through for other mistakes too.
    pub(super) fn obligation(&mut self, said: ObligationTable, agreement: usize) {
        let id = said.id.as_ref().and_then(|id| self.id(id, ObligationId::new, "obligation"));
        let (customer_was_said, calendar_was_said) = (said.customer.is_some(), said.calendar.is_some());
        let customer = said.customer.as_ref().and_then(|id| self.reference(id));
        let calendar = said.calendar.as_ref().and_then(|id| self.reference(id));
        let (when, when_places) = self.when(said.when);
        let needs = list(said.needs).iter().filter_map(|id| self.reference(id)).collect();
        let supplier = said.supplier.as_ref().and_then(|id| self.reference(id));
        let due = said.due.as_ref().and_then(|rule| self.rule(rule));
        let roll = said.roll.and_then(|roll| self.one_of("roll", &roll, &Roll::ALL.map(|it| (it.as_str(), it))));
        let about = self.about(said.about);
        let priority =
            said.priority.and_then(|word| self.one_of("priority", &word, &Priority::ALL.map(|it| (it.as_str(), it))));
        let review = said.review.as_ref().and_then(|review| self.span(review));
        let at_risk = said.at_risk.as_ref().and_then(|share| self.share("at-risk", share));
        let escalate = list(said.escalate).into_iter().filter_map(|it| self.escalation(it.value)).collect();
        let remedy = said.remedy.and_then(|remedy| self.remedy(remedy.value));
        let in_force = self.in_force(said.in_force);
        let Some(id) = id else { return };
        self.draft.obligations.push(ObligationDraft {
            id,
            supplier,
            customer_is_wrong: customer_was_said && customer.is_none(),
            customer,
            deliverable: said.deliverable,
            due,
            needs,
            documents: strings(said.documents),
            signed: strings(said.signed),
            when,
            when_places,
            roll,
            about,
            priority: priority.unwrap_or_default(),
            review: review.map(|review| review.value),
            at_risk: at_risk.unwrap_or(AT_RISK),
            escalate,
            remedy,
            calendar_is_wrong: calendar_was_said && calendar.is_none(),
            calendar,
            in_force,
            agreement,
        });
    }

    fn rule(&mut self, said: &At<String>) -> Option<At<DueRule>> {
        match said.value.parse::<DueRule>() {
            Ok(rule) => Some(said.with(rule)),
            Err(error) => {
                self.rule_error(Code::BadDueRule, "due rule", said, error, None);
                None
            }
        }
    }

    /// Reports an error that points into a string.
    fn rule_error(&mut self, code: Code, what: &str, said: &At<String>, error: RuleError, help: Option<&str>) {
        let place = said.span.map(|span| self.sources.within(span, &said.value, error.span));
        let finding = Finding::new(code, format!("this {what} cannot be read: {}", error.message));
        self.findings.push(finding.at(place, "").maybe_help(help.map(str::to_owned)).maybe_help(error.help));
    }

    fn about(&mut self, said: Option<At<String>>) -> At<About> {
        let Some(said) = said else {
            return At::from(About::default());
        };
        let about = self.one_of("about", &said, &About::ALL.map(|it| (it.as_str(), it))).unwrap_or_default();
        said.with(about)
    }

    fn escalation(&mut self, said: EscalateTable) -> Option<Escalation> {
        let (to, when) = (said.to, said.when?);
        match when.value.parse::<Notice>() {
            Ok(notice) => Some(Escalation { to: to?.value.into(), when: notice }),
            Err(error) => {
                let help = "say how long before or after the deadline: \"1 business day before\", \"2 days after\"";
                self.rule_error(Code::BadDuration, "moment", &when, error, Some(help));
                None
            }
        }
    }

    fn remedy(&mut self, said: RemedyTable) -> Option<Remedy> {
        let after: Span = self.span(&said.after?)?.value;
        Some(Remedy { after, text: said.text?.value })
    }

    fn when(&mut self, said: Option<At<WhenTable>>) -> (At<Condition>, Vec<Option<crate::diagnostic::Span>>) {
        let Some(said) = said else {
            return (At::from(Condition::default()), Vec::new());
        };
        let At { value: WhenTable { attributes, time }, span } = said;
        let places = attributes.iter().map(|(name, _)| name.span).collect();
        let time = time.and_then(|time| self.time_range(time.value));
        let value = Condition { attributes: matchers(attributes), time };
        (At { value, span }, places)
    }

    fn time_range(&mut self, said: TimeTable) -> Option<TimeRange> {
        if said.from.is_none() && said.until.is_none() {
            return None;
        }
        let mut read = |said: Option<At<String>>, is_end: bool| {
            let Some(said) = said else { return Some(None) };
            match (time(&said.value), &*said.value) {
                (Some(time), _) => Some(Some(time)),
                (None, "24:00") if is_end => Some(None),
                (None, text) => {
                    let finding = Finding::new(Code::BadCondition, format!("`{}` is no time of day", escaped(text)));
                    let help = "a time of day is written as in \"17:00\"";
                    self.findings.push(finding.at(said.span, "expected hours and minutes").help(help));
                    None
                }
            }
        };
        let (from, until) = (read(said.from, false), read(said.until, true));
        Some(TimeRange { from: from?, until: until? })
    }
}

fn matchers(attributes: Keyed<Wanted>) -> Vec<(Box<str>, Matcher)> {
    let matcher = |(name, wanted): (At<String>, At<Wanted>)| {
        let Wanted { not, values } = wanted.value;
        let operands = values.into_iter().map(|scalar| operand(&scalar.value.0)).collect();
        let matcher = if not { Matcher::NoneOf(operands) } else { Matcher::AnyOf(operands) };
        (name.value.into_boxed_str(), matcher)
    };
    attributes.into_iter().map(matcher).collect()
}

/// `"@other"` is another attribute, `"@@other"` the value `@other`; anything else is a value.
fn operand(text: &str) -> Operand {
    match text.strip_prefix('@') {
        Some(value) if value.starts_with('@') => Operand::Value(value.into()),
        Some(other) => Operand::Attribute(other.into()),
        None => Operand::Value(text.into()),
    }
}

/// Reads `HH:MM` or `HH:MM:SS`.
fn time(text: &str) -> Option<NaiveTime> {
    let number =
        |text: &str| (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?;
    let mut parts = text.splitn(3, ':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    NaiveTime::from_hms_opt(hour, minute, parts.next().map_or(Some(0), number)?)
}
