//! What a row must be to be recorded: checks that need no other row.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Datelike, SecondsFormat, Utc};

use super::super::Tracker;
use super::intern::{PayloadIx, StrIx, Strings};
use super::plan::{Meaning, Plan};
use super::recorded::Recorded;
use super::row::{Kind, Object, Place, Row, RowIx, Rows, Tag};
use crate::PeriodKey;
use crate::due::DueError;
use crate::log::{Column, Event, EventKind, GivenProblem, IgnoredWhy};
use crate::network::{NameIx, Network};

impl Tracker {
    /// Checks an event and keeps it, unless it is there already.
    ///
    /// Names match exactly, else the only one that differs in the case of letters.
    pub(in crate::tracker) fn admit(&mut self, event: &Event<'_>, place: Place) -> Result<Recorded, IgnoredWhy> {
        let before = self.rows.interned();
        let row = match self.checked(event) {
            Ok(row) => row,
            Err(why) => {
                Arc::make_mut(&mut self.rows).forget(before);
                return Err(self.with_nearest(why));
            }
        };
        if let Some(same) = self.seen.same(&self.rows, &row) {
            self.repeated = self.repeated.saturating_add(1);
            Arc::make_mut(&mut self.rows).note_repeated(same, place);
            return Ok(Recorded::Duplicate { of: self.sequence.of_row(same) });
        }
        let other = self.seen.with_id(row.id);
        let kept = self.keep(row, place);
        let seq = self.sequence.of_row(kept);
        Ok(match other {
            Some(other) => Recorded::Conflict { seq, with: self.sequence.of_row(other) },
            None => Recorded::New { seq },
        })
    }

    /// Keeps an event that was recorded before, under other agreements, also where it now says what another says: each has
    /// its number.
    pub(in crate::tracker) fn admit_again(&mut self, event: &Event<'_>, place: Place) -> Result<(), IgnoredWhy> {
        let before = self.rows.interned();
        match self.checked(event) {
            Ok(row) => {
                self.keep(row, place);
                Ok(())
            }
            Err(why) => {
                Arc::make_mut(&mut self.rows).forget(before);
                Err(self.with_nearest(why))
            }
        }
    }

    /// What [`admit`](Self::admit) would answer; nothing is kept.
    pub(in crate::tracker) fn try_out(&mut self, event: &Event<'_>) -> Result<Recorded, IgnoredWhy> {
        let before = self.rows.interned();
        let checked = self.checked(event);
        let seq = self.sequence.of_row(RowIx::from(self.rows.all.len()));
        let answer = checked.map(|row| match (self.seen.same(&self.rows, &row), self.seen.with_id(row.id)) {
            (Some(same), _) => Recorded::Duplicate { of: self.sequence.of_row(same) },
            (None, Some(other)) => Recorded::Conflict { seq, with: self.sequence.of_row(other) },
            (None, None) => Recorded::New { seq },
        });
        Arc::make_mut(&mut self.rows).forget(before);
        answer.map_err(|why| self.with_nearest(why))
    }

    /// An event as a row, if nothing is wrong with it.
    fn checked(&mut self, event: &Event<'_>) -> Result<Row, IgnoredWhy> {
        let mut read = self.read(event);
        let is_unknown = matches!(
            &read,
            Err(IgnoredWhy::UnknownEvent { .. }
                | IgnoredWhy::UnknownObligation { .. }
                | IgnoredWhy::UnknownDepartment { .. })
        );
        if let Some(event) = is_unknown.then(|| self.plans.spellings.correct(event)).flatten() {
            read = self.read(&event);
        }
        let row = read?;
        self.check_deadlines(&row)?;
        Ok(row)
    }

    fn intern(&mut self, text: &str) -> StrIx {
        Arc::make_mut(&mut self.rows).strings.intern(text)
    }

    fn keep(&mut self, row: Row, place: Place) -> RowIx {
        self.first_at = Some(self.first_at.map_or(row.at, |first| first.min(row.at)));
        self.last_at = self.last_at.max(Some(row.at));
        if self.order.is_found() || Arc::strong_count(&self.order) > 1 {
            self.order = Arc::new(self.order.after(self.rows.all.len()));
        }
        let kept = Arc::make_mut(&mut self.rows).keep(row, place);
        self.seen.keep(&self.rows, kept);
        kept
    }

    /// Turns an event into a row; its strings and its payload are interned.
    fn read(&mut self, event: &Event<'_>) -> Result<Row, IgnoredWhy> {
        check_year(event.at)?;
        let unknown = || IgnoredWhy::UnknownEvent { name: event.name.as_ref().into(), nearest: None };
        let meaning = self.plans.meaning(&event.name).ok_or_else(unknown)?;
        let missing = |field| IgnoredWhy::Missing { event: event.name.as_ref().into(), field };
        let (kind, object) = match meaning {
            Meaning::Milestone(milestone) => (Kind::Milestone, Object::Milestone(milestone)),
            Meaning::Event(kind) => (Kind::Event(kind), self.object_of(kind, event, &missing)?),
        };
        let written = event.case.as_deref().filter(|case| !case.is_empty());
        let case = written.map(split_case).transpose()?;
        let about = |object| self.is_about_case(kind, object, case.is_some());
        let about_case = match (object, event.obligation.as_deref()) {
            (Object::Several, Some(ids)) => {
                list(ids).filter_map(|id| self.network.name_ix(id)).any(|name| about(Object::Obligation(name)))
            }
            _ => about(object),
        };
        self.check_fields(kind, event, &missing)?;
        if about_case && case.is_none() {
            return Err(missing("a `case`"));
        }
        let of_whole_case = kind.is_trigger() || kind == Kind::Event(EventKind::Revised);
        if of_whole_case && matches!(case, Some((_, Some(_)))) {
            return Err(IgnoredWhy::BadCase(written.unwrap_or_default().into()));
        }
        let plain = about_case && matches!(case, Some((_, None)));
        let case = case.map(|(case, _)| self.intern(case)).filter(|_| about_case);
        let payload = self.payload(event, object, plain);
        let id = event.id.as_deref().map(|id| self.intern(id));
        Ok(Row { at: event.at.into(), case: case.into(), object, payload, id: id.into(), kind })
    }

    /// The obligation that an event is about.
    fn object_of(
        &self,
        kind: EventKind,
        event: &Event<'_>,
        missing: &dyn Fn(&'static str) -> IgnoredWhy,
    ) -> Result<Object, IgnoredWhy> {
        if matches!(kind, EventKind::Voided | EventKind::Revised) {
            return Ok(Object::None);
        }
        if let Some(id) = event.obligation.as_deref() {
            let unknown = |id: &str| IgnoredWhy::UnknownObligation { id: id.into(), nearest: None };
            if kind == EventKind::Delivered && id.contains([';', '|']) {
                let known = |id| self.network.name_ix(id).ok_or_else(|| unknown(id));
                let names = list(id).map(known).collect::<Result<BTreeSet<NameIx>, _>>()?;
                let only = names.first().filter(|_| names.len() == 1);
                return if names.is_empty() {
                    Err(unknown(id))
                } else {
                    Ok(only.copied().map_or(Object::Several, Object::Obligation))
                };
            }
            return self.network.name_ix(id).map(Object::Obligation).ok_or_else(|| unknown(id));
        }
        let of_case = matches!(kind, EventKind::Waived | EventKind::Paused | EventKind::Resumed);
        let of_none = matches!(kind, EventKind::Complained | EventKind::Resolved | EventKind::Revised);
        if of_none || (of_case && event.case.is_some()) {
            return Ok(Object::None);
        }
        Err(missing(if of_case { "an `obligation` or a `case`" } else { "an `obligation`" }))
    }

    /// Whether a row belongs to a case's handoffs, rather than to a period's, the complaints or the rows taken back.
    fn is_about_case(&self, kind: Kind, object: Object, has_case: bool) -> bool {
        match (kind, object) {
            (Kind::Event(EventKind::Complained | EventKind::Resolved | EventKind::Voided), _) => false,
            (Kind::Event(_), Object::Obligation(name)) => {
                !self.plans.by_period(name) || (self.plans.by_case(name) && has_case)
            }
            // A milestone, or what happens to a whole case.
            (Kind::Milestone, _) | (Kind::Event(_), Object::None | Object::Milestone(_) | Object::Several) => true,
        }
    }

    /// Checks the fields that an event must have and what they must be.
    fn check_fields(
        &self,
        kind: Kind,
        event: &Event<'_>,
        missing: &dyn Fn(&'static str) -> IgnoredWhy,
    ) -> Result<(), IgnoredWhy> {
        if let Some(period) = event.period.as_deref() {
            period.parse::<PeriodKey>().map_err(|_| IgnoredWhy::BadPeriod(period.into()))?;
        }
        if let Some((name, _)) = event.attributes.iter().find(|(name, _)| Column::named(name) != Column::Attribute) {
            return Err(IgnoredWhy::FieldAsAttribute(name.as_ref().into()));
        }
        let Kind::Event(kind) = kind else { return Ok(()) };
        match kind {
            EventKind::Rated => {
                let score = event.score.as_deref().ok_or_else(|| missing("a `score`"))?;
                if !matches!(score.trim(), "1" | "2" | "3" | "4" | "5") {
                    return Err(IgnoredWhy::BadScore(score.into()));
                }
            }
            EventKind::Delivered => {
                let outcome = event.outcome.as_deref().filter(|&said| said != Column::KEPT && said != Column::NOT_KEPT);
                if let Some(said) = outcome {
                    return Err(IgnoredWhy::BadOutcome(said.into()));
                }
            }
            EventKind::Extended if event.until.is_none() => return Err(missing("`until`")),
            EventKind::Voided if event.target.is_none() => return Err(missing("a `target`")),
            EventKind::Complained | EventKind::Resolved => {
                if event.complaint.is_none() {
                    return Err(missing("a `complaint`"));
                }
                let pair = event.supplier.is_some() && event.customer.is_some();
                if kind == EventKind::Complained && event.obligation.is_none() && !pair {
                    return Err(missing("a `supplier` and a `customer`, or an `obligation`"));
                }
                for department in [&event.supplier, &event.customer].into_iter().flatten() {
                    if self.network.department_ix(department).is_none() {
                        return Err(IgnoredWhy::UnknownDepartment { id: department.as_ref().into(), nearest: None });
                    }
                }
            }
            EventKind::Requested
            | EventKind::Revised
            | EventKind::Resumed
            | EventKind::Paused
            | EventKind::Extended
            | EventKind::Accepted
            | EventKind::Rejected
            | EventKind::Waived
            | EventKind::Voided => {}
        }
        Ok(())
    }

    /// Everything that the row does not say itself, as pairs in one order, so that equal events have equal payloads.
    ///
    /// `plain` says that the case alone says what the row's case says.
    fn payload(&mut self, event: &Event<'_>, object: Object, plain: bool) -> PayloadIx {
        let mut pairs = std::mem::take(&mut self.scratch);
        pairs.clear();
        let rows = Arc::make_mut(&mut self.rows);
        let strings = &mut rows.strings;
        event.for_each_value(|column, value| {
            let stands_elsewhere = column == Column::Id
                || (column == Column::Case && (plain || value.is_empty()))
                || (column == Column::Obligation && matches!(object, Object::Obligation(_)));
            if stands_elsewhere {
                return;
            }
            if column == Column::Obligation && object == Object::Several {
                let names: BTreeSet<&str> = list(value).collect();
                let said = names.into_iter().flat_map(|id| [Tag::Column(column).packed(), strings.intern(id).0]);
                return pairs.extend(said);
            }
            let value = if column == Column::Until { one_spelling(value) } else { Cow::Borrowed(value) };
            pairs.extend([Tag::Column(column).packed(), strings.intern(&value).0]);
        });
        sort_lists(&mut pairs, strings);
        attributes(&mut pairs, strings, &event.attributes);
        let payload = rows.payloads.intern(&pairs);
        self.scratch = pairs;
        payload
    }

    /// Refuses a row whose deadline cannot be said.
    fn check_deadlines(&self, row: &Row) -> Result<(), IgnoredWhy> {
        if row.kind == Kind::Event(EventKind::Extended) {
            return self.check_extension(row);
        }
        if row.kind == Kind::Event(EventKind::Revised) {
            return self.check_given_anew(row);
        }
        if !row.kind.is_trigger() {
            return Ok(());
        }
        let (network, rows) = (&*self.network, &*self.rows);
        for own in self.plans.opened_by(row).filter(|own| self.plans.is_uncertain(own) && own.in_force(row.at)) {
            let mut time = || network.calendar_of(own.terms).local(row.at).time();
            let terms = self.plans.choose(network, own, |name| rows.attribute(row, name), &mut time);
            if let Some(plan) = terms.and_then(|terms| self.plans.plan(terms)) {
                check_opening(network, rows, plan, row)?;
            }
        }
        Ok(())
    }

    /// Refuses a revision whose given deadline cannot be read.
    fn check_given_anew(&self, row: &Row) -> Result<(), IgnoredWhy> {
        for plan in self.plans.given() {
            let Some(value) = plan.given.and_then(|name| self.rows.attribute(row, name)) else { continue };
            let terms = self.network.terms(plan.terms);
            if self.network.clause(plan.terms).limit_of_extension(&value, false).is_err() {
                return Err(IgnoredWhy::Given {
                    obligation: terms.id.as_str().into(),
                    attribute: terms.due.given().unwrap_or_default().into(),
                    problem: GivenProblem::Unreadable(value.as_ref().into()),
                });
            }
        }
        Ok(())
    }

    fn check_extension(&self, row: &Row) -> Result<(), IgnoredWhy> {
        let until = self.rows.text(row, Column::Until).unwrap_or_default();
        let plan = row.obligation().and_then(|name| self.plans.versions(name).next());
        let Some(plan) = plan else { return Ok(()) };
        match self.network.clause(plan.terms).limit_of_extension(until, false) {
            Ok(_) => Ok(()),
            Err(DueError::BeyondHorizon) => {
                Err(IgnoredWhy::BeyondHorizon(self.network.terms(plan.terms).id.as_str().into()))
            }
            Err(_) => Err(IgnoredWhy::BadUntil(until.into())),
        }
    }
}

fn check_opening(network: &Network, rows: &Rows, plan: &Plan, row: &Row) -> Result<(), IgnoredWhy> {
    let obligation = || network.terms(plan.terms).id.as_str().into();
    let given = plan.given.and_then(|name| rows.attribute(row, name));
    let problem = match plan.limits(network, row.at, given.as_deref()) {
        Ok(_) => return Ok(()),
        Err(DueError::BeyondHorizon) => return Err(IgnoredWhy::BeyondHorizon(obligation())),
        Err(_) => match given {
            None => GivenProblem::Missing,
            Some(value) => GivenProblem::Unreadable(value.as_ref().into()),
        },
    };
    let attribute = network.terms(plan.terms).due.given().unwrap_or_default().into();
    Err(IgnoredWhy::Given { obligation: obligation(), attribute, problem })
}

/// An instant in the one way in which a tracker keeps it; a date, or what is no instant, as it stands.
fn one_spelling(until: &str) -> Cow<'_, str> {
    match DateTime::parse_from_rfc3339(until) {
        Ok(at) => Cow::Owned(at.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        Err(_) => Cow::Borrowed(until),
    }
}

/// Puts the values of each list in the order of their texts: `a;b` says what `b;a` says.
fn sort_lists(pairs: &mut [u32], strings: &Strings) {
    let mut rest = pairs;
    while let Some(&tag) = rest.first() {
        let count = rest.chunks_exact(2).take_while(|pair| pair.first() == Some(&tag)).count();
        let Some((run, others)) = rest.split_at_mut_checked(2 * count) else { return };
        if count > 1 {
            let mut values: Vec<u32> = run.chunks_exact(2).filter_map(|pair| pair.last().copied()).collect();
            values.sort_by(|&a, &b| strings.get(StrIx(a)).cmp(strings.get(StrIx(b))));
            for (pair, value) in run.chunks_exact_mut(2).zip(values) {
                if let Some(slot) = pair.last_mut() {
                    *slot = value;
                }
            }
        }
        rest = others;
    }
}

fn attributes(pairs: &mut Vec<u32>, strings: &mut Strings, attributes: &[(Cow<'_, str>, Cow<'_, str>)]) {
    let mut say = |name: &str, value: &str| {
        let name = Tag::Attribute(strings.intern(name));
        pairs.extend([name.packed(), strings.intern(value).0]);
    };
    if attributes.is_sorted() {
        for (name, value) in attributes {
            say(name, value);
        }
        return;
    }
    let mut sorted: Vec<_> = attributes.iter().collect();
    sorted.sort_unstable();
    for (name, value) in sorted {
        say(name, value);
    }
}

/// The elements of a list in one text.
fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '|']).map(str::trim).filter(|element| !element.is_empty())
}

fn check_year(at: DateTime<Utc>) -> Result<(), IgnoredWhy> {
    if (1900..2300).contains(&at.year()) { Ok(()) } else { Err(IgnoredWhy::BadYear(at)) }
}

/// Splits `case#2` into the case and its occurrence.
fn split_case(case: &str) -> Result<(&str, Option<u32>), IgnoredWhy> {
    let bad = || IgnoredWhy::BadCase(case.into());
    let Some((name, number)) = case.split_once('#') else { return Ok((case, None)) };
    let plain = !name.is_empty() && !number.starts_with(['0', '+']);
    let number = number.parse::<u32>().ok().filter(|_| plain).ok_or_else(bad)?;
    Ok((name, Some(number)))
}
