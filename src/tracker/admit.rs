//! What a row must be to be recorded: checks that need no other row.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Utc};

use super::Tracker;
use super::intern::NONE;
use super::order::Sorted;
use super::plan::{Meaning, Plan};
use super::rejection::{GivenProblem, Rejection};
use super::row::{FIRST_ATTRIBUTE, Field, Kind, Place, Row};
use crate::Period;
use crate::due::DueError;
use crate::log::Event;

impl Tracker {
    /// Checks an event and keeps it.
    pub(super) fn admit(&mut self, event: &Event<'_>, place: Place) -> Result<(), Rejection> {
        match self.read(event).and_then(|row| self.check_deadlines(&row).map(|()| row)) {
            Ok(row) => self.keep(row, place),
            Err(rejection) => return Err(self.with_nearest(rejection)),
        }
        Ok(())
    }

    fn intern(&mut self, text: &str) -> u32 {
        Arc::make_mut(&mut self.rows).strings.intern_str(text)
    }

    fn keep(&mut self, row: Row, place: Place) {
        self.last_at = self.last_at.max(Some(row.at));
        if let Some(order) = self.order.take() {
            self.sorted = Sorted { rows: Arc::unwrap_or_clone(order).sorted, of: self.rows.all.len() };
        }
        let rows = Arc::make_mut(&mut self.rows);
        rows.all.push(row);
        rows.places.push(place);
    }

    /// Turns an event into a row; its strings and its payload are interned even if a later check refuses it.
    fn read(&mut self, event: &Event<'_>) -> Result<Row, Rejection> {
        check_year(event.at)?;
        let unknown = || Rejection::UnknownEvent { name: event.name.into(), nearest: None };
        let meaning = self.plans.meaning(event.name).ok_or_else(unknown)?;
        let missing = |field| Rejection::Missing { event: event.name.into(), field };
        let (kind, object) = match meaning {
            Meaning::Milestone(milestone) => (Kind::Milestone, milestone),
            Meaning::Event(kind) => (kind, self.object_of(kind, event, &missing)?),
        };
        let case = event.case.filter(|case| !case.is_empty()).map(split_case).transpose()?;
        let about_case = self.is_about_case(kind, object, case.is_some());
        self.check_fields(kind, event, &missing)?;
        if about_case && case.is_none() {
            return Err(missing("a `case`"));
        }
        if matches!((kind, case), (Kind::Milestone | Kind::Requested, Some((_, Some(_))))) {
            return Err(Rejection::BadCase(event.case.unwrap_or_default().into()));
        }
        let case = case.map(|(case, occurrence)| (self.intern(case), occurrence));
        let payload = self.payload(kind, event, case, about_case);
        let id = event.id.map_or(NONE, |id| self.intern(id));
        let case = case.filter(|_| about_case).map_or(NONE, |(case, _)| case);
        Ok(Row { at: event.at.into(), case, object, payload, id, kind })
    }

    /// The obligation that an event is about.
    fn object_of(
        &self,
        kind: Kind,
        event: &Event<'_>,
        missing: &dyn Fn(&'static str) -> Rejection,
    ) -> Result<u32, Rejection> {
        if kind == Kind::Voided {
            return Ok(NONE);
        }
        if let Some(id) = event.obligation {
            let unknown = || Rejection::UnknownObligation { id: id.into(), nearest: None };
            let name = self.network.name_ix(id).ok_or_else(unknown)?;
            return Ok(name.0);
        }
        if kind.is_complaint() || (kind == Kind::Waived && event.case.is_some()) {
            return Ok(NONE);
        }
        Err(missing(if kind == Kind::Waived { "an `obligation` or a `case`" } else { "an `obligation`" }))
    }

    /// Whether a row belongs to a case's handoffs, rather than to a period's, the complaints or the rows taken back.
    fn is_about_case(&self, kind: Kind, object: u32, has_case: bool) -> bool {
        if kind == Kind::Milestone || (kind == Kind::Waived && object == NONE) {
            return true;
        }
        let other = kind.is_complaint() || kind == Kind::Voided;
        !other && (!self.plans.by_period(object) || (self.plans.by_case(object) && has_case))
    }

    /// Checks the fields that an event must have and what they must be.
    fn check_fields(
        &self,
        kind: Kind,
        event: &Event<'_>,
        missing: &dyn Fn(&'static str) -> Rejection,
    ) -> Result<(), Rejection> {
        if let Some(period) = event.period {
            period.parse::<Period>().map_err(|_| Rejection::BadPeriod(period.into()))?;
        }
        match kind {
            Kind::Rated => {
                let score = event.score.ok_or_else(|| missing("a `score`"))?;
                if !matches!(score.trim(), "1" | "2" | "3" | "4" | "5") {
                    return Err(Rejection::BadScore(score.into()));
                }
            }
            Kind::Extended if event.until.is_none() => return Err(missing("`until`")),
            Kind::Voided if event.target.is_none() => return Err(missing("a `target`")),
            Kind::Complained | Kind::Resolved => {
                if event.complaint.is_none() {
                    return Err(missing("a `complaint`"));
                }
                let pair = event.supplier.is_some() && event.customer.is_some();
                if kind == Kind::Complained && event.obligation.is_none() && !pair {
                    return Err(missing("a `supplier` and a `customer`, or an `obligation`"));
                }
                for department in [event.supplier, event.customer].into_iter().flatten() {
                    if self.network.department_ix(department).is_none() {
                        return Err(Rejection::UnknownDepartment { id: department.into(), nearest: None });
                    }
                }
            }
            Kind::Milestone
            | Kind::Requested
            | Kind::Resumed
            | Kind::Paused
            | Kind::Extended
            | Kind::Delivered
            | Kind::Accepted
            | Kind::Rejected
            | Kind::Waived
            | Kind::Voided => {}
        }
        Ok(())
    }

    /// Everything else that an event says, as pairs in one order, so that equal events have equal payloads.
    fn payload(&mut self, kind: Kind, event: &Event<'_>, case: Option<(u32, Option<u32>)>, about_case: bool) -> u32 {
        let mut pairs = std::mem::take(&mut self.scratch);
        pairs.clear();
        let rows = Arc::make_mut(&mut self.rows);
        let strings = &mut rows.strings;
        let mut say = |field: Field, text: Option<&str>| {
            if let Some(text) = text {
                pairs.extend([field as u32, strings.intern_str(text)]);
            }
        };
        say(Field::Occurrence, event.case.filter(|_| matches!(case, Some((_, Some(_))))));
        say(Field::Period, event.period);
        for document in &event.documents {
            say(Field::Document, Some(document));
        }
        for document in &event.signed {
            say(Field::Signed, Some(document));
        }
        say(Field::Reason, event.reason);
        say(Field::Until, event.until);
        say(Field::Score, event.score);
        say(Field::Complaint, event.complaint);
        say(Field::Supplier, event.supplier);
        say(Field::Customer, event.customer);
        say(Field::Category, event.category);
        say(Field::Cause, event.cause);
        say(Field::Target, event.target);
        if let Some((case, _)) = case.filter(|_| !about_case) {
            pairs.extend([Field::Case as u32, case]);
        }
        if kind == Kind::Milestone || kind == Kind::Voided {
            say_again(&mut pairs, strings, Field::Obligation, event.obligation);
        }
        attributes(&mut pairs, strings, &event.attributes);
        let payload = rows.payloads.intern(&pairs);
        self.scratch = pairs;
        payload
    }

    /// Refuses a row whose deadline cannot be said.
    fn check_deadlines(&self, row: &Row) -> Result<(), Rejection> {
        if row.kind == Kind::Extended {
            return self.check_extension(row);
        }
        if !row.kind.is_trigger() {
            return Ok(());
        }
        let opened = self.plans.opened(&self.network, &self.rows, row, row.at);
        let mut uncertain = opened.filter(|(_, plan)| plan.uncertain);
        uncertain.try_for_each(|(_, plan)| self.check_opening(plan, row))
    }

    fn check_opening(&self, plan: &Plan, row: &Row) -> Result<(), Rejection> {
        let obligation = || self.network.terms(plan.terms).id.as_str().into();
        let problem = match plan.deadline(&self.network, &self.rows, row) {
            Ok(_) => return Ok(()),
            Err(DueError::BeyondHorizon) => return Err(Rejection::BeyondHorizon(obligation())),
            Err(_) => match plan.given.and_then(|name| self.rows.attribute(row, name)) {
                None => GivenProblem::Missing,
                Some(value) => GivenProblem::Unreadable(self.rows.strings.str(value).into()),
            },
        };
        let attribute = plan.given.map_or("", |name| self.rows.strings.str(name)).into();
        Err(Rejection::Given { obligation: obligation(), attribute, problem })
    }

    fn check_extension(&self, row: &Row) -> Result<(), Rejection> {
        let until = self.rows.text(row, Field::Until).unwrap_or_default();
        let Some((_, plan)) = self.plans.versions(row.object).next() else { return Ok(()) };
        match self.network.clause(plan.terms).due_of_extension(until) {
            Ok(_) => Ok(()),
            Err(DueError::BeyondHorizon) => {
                Err(Rejection::BeyondHorizon(self.network.terms(plan.terms).id.as_str().into()))
            }
            Err(_) => Err(Rejection::BadUntil(until.into())),
        }
    }
}

fn say_again(pairs: &mut Vec<u32>, strings: &mut super::intern::Pool<u8>, field: Field, text: Option<&str>) {
    if let Some(text) = text {
        pairs.extend([field as u32, strings.intern_str(text)]);
    }
}

fn attributes(pairs: &mut Vec<u32>, strings: &mut super::intern::Pool<u8>, attributes: &[(&str, &str)]) {
    let mut say = |name: &str, value: &str| {
        let name = strings.intern_str(name).saturating_add(FIRST_ATTRIBUTE);
        pairs.extend([name, strings.intern_str(value)]);
    };
    if attributes.is_sorted() {
        for (name, value) in attributes {
            say(name, value);
        }
        return;
    }
    let mut sorted = attributes.to_vec();
    sorted.sort_unstable();
    for (name, value) in sorted {
        say(name, value);
    }
}

fn check_year(at: DateTime<Utc>) -> Result<(), Rejection> {
    if (1900..2300).contains(&at.year()) { Ok(()) } else { Err(Rejection::BadYear(at)) }
}

/// Splits `case#2` into the case and its occurrence.
fn split_case(case: &str) -> Result<(&str, Option<u32>), Rejection> {
    let bad = || Rejection::BadCase(case.into());
    let Some((name, number)) = case.split_once('#') else { return Ok((case, None)) };
    let plain = !name.is_empty() && !number.starts_with(['0', '+']);
    let number = number.parse::<u32>().ok().filter(|_| plain).ok_or_else(bad)?;
    Ok((name, Some(number)))
}
