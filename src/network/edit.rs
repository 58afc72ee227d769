//! Networks changed in memory, to try out what is not agreed yet.

use std::collections::{BTreeMap, BTreeSet};

use super::Network;
use super::assemble::{CalendarDraft, assemble, unfold};
use super::spec::{NetworkSpec, ObligationSpec};
use crate::CalendarId;
use crate::calendar::{Calendar, CalendarSpec};
use crate::diagnostic::{At, Code, Diagnostics, Finding, Findings, Sources, escaped};
use crate::due::DueRule;

/// A copy of a network in which something is about to be different.
///
/// The changes are checked together at the end, like those of a file. The network itself stays as it is. Examples were
/// worked out for what was agreed: what gives other deadlines leaves them out. [`change`](Self::change) keeps them, unless
/// it says `said.examples = None` itself.
///
/// ```
/// # use interdept::Network;
/// # let text = r#"
/// # format = 1
/// # [agreement]
/// # id = "finance"
/// # customer = "finance"
/// # calendar = "office"
/// # [calendar.office]
/// # timezone = "Asia/Shanghai"
/// # week = { mon-fri = ["09:00-17:00"] }
/// # [[department]]
/// # id = "finance"
/// # name = "Finance"
/// # [[department]]
/// # id = "sales"
/// # name = "Sales"
/// # [[milestone]]
/// # id = "delivered-to-buyer"
/// # [[obligation]]
/// # id = "sales.slips"
/// # supplier = "sales"
/// # deliverable = "Slips"
/// # due = "within 2 business days of delivered-to-buyer"
/// # "#;
/// # let network = Network::from_toml("finance.toml", text).unwrap();
/// let bolder = network.edit().due("sales.slips", "on the same day as delivered-to-buyer").build().unwrap();
/// assert_eq!(bolder.obligation("sales.slips").unwrap().due().to_string(), "on the same day as delivered-to-buyer");
/// assert!(network.edit().due("sales.slip", "by friday of every week").build().is_err(), "there is no `sales.slip`");
/// ```
#[derive(Debug)]
pub struct Edit {
    spec: NetworkSpec,
    calendars: Vec<CalendarDraft>,
    findings: Findings,
}

impl Network {
    /// Starts to change a copy of this network.
    ///
    /// To judge a log under the result, see [`Tracker::under`](crate::tracker::Tracker::under).
    pub fn edit(&self) -> Edit {
        let calendars = self.calendars.iter().map(|it| calendar_draft(it.id().clone(), it.clone())).collect();
        Edit { spec: self.spec.clone(), calendars, findings: Findings::default() }
    }
}

fn calendar_draft(id: CalendarId, calendar: Calendar) -> CalendarDraft {
    CalendarDraft { id: id.into(), calendar: Some(calendar) }
}

impl Edit {
    /// Gives an obligation, in all its versions, another due rule.
    #[must_use]
    pub fn due(mut self, obligation: &str, rule: &str) -> Self {
        match rule.parse::<DueRule>() {
            Ok(_) => self.obligation(obligation, |said| {
                said.due = Some(rule.into());
                said.examples = None;
            }),
            Err(error) => {
                let message = format!("the due rule `{}` cannot be read: {}", escaped(rule), error.message);
                self.findings.push(Finding::new(Code::BadDueRule, message).maybe_help(error.help));
                self
            }
        }
    }

    /// Lets an obligation, in all its versions, be owed by another department.
    #[must_use]
    pub fn supplier(self, obligation: &str, department: &str) -> Self {
        self.obligation(obligation, |said| {
            said.supplier = Some(department.into());
            said.examples = None;
        })
    }

    /// Takes a need away from an obligation, in all its versions.
    #[must_use]
    pub fn no_need(self, obligation: &str, needed: &str) -> Self {
        self.obligation(obligation, |said| forget(said, needed))
    }

    /// Takes an obligation away, in all its versions; nothing needs it any more.
    #[must_use]
    pub fn drop_obligation(mut self, obligation: &str) -> Self {
        self.unfold(|said| is(said.id.as_ref(), obligation) || needs(said, obligation));
        let before = self.spec.obligations.len();
        self.spec.obligations.retain(|(said, _)| !is(said.value.id.as_ref(), obligation));
        if self.spec.obligations.len() == before {
            return self.unknown("obligation", obligation);
        }
        for (said, _) in &mut self.spec.obligations {
            forget(&mut said.value, obligation);
        }
        self
    }

    /// Changes whatever else an obligation says, in all its versions.
    ///
    /// ```
    /// # let network = interdept::Network::load("fixtures/dealership")?;
    /// let edit = network.edit().change("sales.monthly-claims", |said| said.review = Some("1 business day".into()));
    /// assert!(edit.build()?.find_obligation("sales.monthly-claims").unwrap().terms().review.is_some());
    /// # Ok::<(), interdept::Diagnostics>(())
    /// ```
    #[must_use]
    pub fn change(self, obligation: &str, change: impl Fn(&mut ObligationSpec)) -> Self {
        self.obligation(obligation, change)
    }

    /// Adds a calendar, or replaces the one with the same id for all who work by it.
    #[must_use]
    pub fn calendar(mut self, spec: CalendarSpec) -> Self {
        let id = spec.id.clone();
        match Calendar::new(spec) {
            Ok(calendar) => {
                self.forget_examples();
                self.calendars.retain(|other| other.id.value != id);
                self.calendars.push(calendar_draft(id, calendar));
            }
            Err(error) => {
                let message = format!("in the calendar `{id}`, {error}");
                self.findings.push(Finding::new(Code::BadHours, message));
            }
        }
        self
    }

    /// Lets a department work by another calendar, and with it all it owes that ran on the one it had.
    #[must_use]
    pub fn works_by(mut self, department: &str, calendar: &str) -> Self {
        match self.spec.departments.iter_mut().find(|said| is(said.value.id.as_ref(), department)) {
            Some(said) => said.value.calendar = Some(calendar.into()),
            None => return self.unknown("department", department),
        }
        self.forget_examples();
        self
    }

    /// Merges a department away: what it owes and is owed, another owes and is owed.
    #[must_use]
    pub fn merge(mut self, department: &str, into: &str) -> Self {
        if !self.spec.departments.iter().any(|said| is(said.value.id.as_ref(), into)) {
            return self.unknown("department", into);
        }
        if department == into {
            return self;
        }
        let before = self.spec.departments.len();
        self.spec.departments.retain(|said| !is(said.value.id.as_ref(), department));
        if self.spec.departments.len() == before {
            return self.unknown("department", department);
        }
        self.unfold(|said| is(said.supplier.as_ref(), department) || is(said.customer.as_ref(), department));
        let obligations = self.spec.obligations.iter_mut().map(|(said, _)| &mut said.value);
        let parties = obligations.flat_map(|said| [&mut said.supplier, &mut said.customer]);
        let agreements = self.spec.agreements.iter_mut().map(|said| &mut said.value.customer);
        for party in parties.chain(agreements).filter(|party| is(party.as_ref(), department)) {
            *party = Some(into.into());
        }
        self.forget_examples();
        self
    }

    /// Whose deadlines other hours move, only the whole network would tell.
    fn forget_examples(&mut self) {
        for (said, _) in &mut self.spec.obligations {
            said.value.examples = None;
        }
    }

    /// Checks everything together.
    ///
    /// # Errors
    /// Returns all that is wrong, as loading a file would; the diagnostics have no places.
    pub fn build(self) -> Result<Network, Diagnostics> {
        assemble(self.spec, self.calendars, Sources::default(), self.findings)
    }

    /// Writes out the templates that make an obligation of which this holds: only that one is to be changed.
    fn unfold(&mut self, wanted: impl Fn(&ObligationSpec) -> bool) {
        if self.spec.obligations.iter().all(|(said, _)| said.value.each.is_none()) {
            return;
        }
        // What is wrong with a template is reported when everything is put together.
        let written = unfold(&self.spec, &mut Findings::default());
        let touched: BTreeSet<usize> =
            written.iter().filter(|it| it.combination.is_some() && wanted(&it.said)).map(|it| it.at).collect();
        let mut made: BTreeMap<usize, Vec<(At<ObligationSpec>, usize)>> = BTreeMap::new();
        for it in written.into_iter().filter(|it| touched.contains(&it.at)) {
            made.entry(it.at).or_default().push((it.said.into_owned().into(), it.agreement));
        }
        let all = std::mem::take(&mut self.spec.obligations);
        let unfolded =
            all.into_iter().enumerate().flat_map(|(at, said)| made.remove(&at).unwrap_or_else(|| vec![said]));
        self.spec.obligations = unfolded.collect();
    }

    fn obligation(mut self, id: &str, change: impl Fn(&mut ObligationSpec)) -> Self {
        self.unfold(|said| is(said.id.as_ref(), id));
        let versions = self.spec.obligations.iter_mut().map(|(said, _)| &mut said.value);
        let mut versions = versions.filter(|said| is(said.id.as_ref(), id)).peekable();
        if versions.peek().is_none() {
            return self.unknown("obligation", id);
        }
        versions.for_each(change);
        self
    }

    fn unknown(mut self, kind: &str, id: &str) -> Self {
        self.findings.push(Finding::new(Code::UnknownId, format!("unknown {kind} `{}`", escaped(id))));
        self
    }
}

fn is(said: Option<&At<String>>, id: &str) -> bool {
    said.is_some_and(|said| said.value == id)
}

fn needs(said: &ObligationSpec, id: &str) -> bool {
    said.needs.iter().flat_map(|needs| &needs.value).any(|needed| needed.value == id)
}

fn forget(said: &mut ObligationSpec, needed: &str) {
    if let Some(needs) = &mut said.needs {
        needs.value.retain(|id| id.value != needed);
    }
}
