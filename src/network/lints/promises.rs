//! Promises that cannot be meant as they stand: doubled, left open, never heard.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime};

use super::feasibility::typical_year;
use crate::calendar::{Instant, Reading};
use crate::diagnostic::{Code, Finding, Findings};
use crate::due::{Clause, Occurrence, Side, Trigger};
use crate::network::{Condition, InForce, Matcher, Moment, Network, Terms, TermsIx};

/// How many days a rule is tried on.
const DAYS: usize = 31;

impl Network {
    /// Whether both can open a handoff for one trigger, or both are owed every period.
    pub(super) fn open_together(&self, one: TermsIx, other: TermsIx) -> bool {
        let (a, b) = (self.terms(one), self.terms(other));
        match (a.due.period().is_some(), b.due.period().is_some()) {
            (true, true) => return true,
            (false, false) => {}
            _ => return false,
        }
        let mut triggers = a.due.triggers().iter();
        // A request is for one obligation alone.
        if !triggers.any(|trigger| *trigger != Trigger::Request && b.due.triggers().contains(trigger)) {
            return false;
        }
        let others = self.openings(other);
        self.openings(one).iter().any(|ones| others.iter().any(|others| !apart(ones, others)))
    }

    /// The ways in which an obligation opens, each with the conditions that must hold together.
    fn openings(&self, ix: TermsIx) -> Vec<Vec<&Condition>> {
        let own = self.terms(ix);
        if own.opens {
            return vec![vec![&own.when]];
        }
        self.tiers(ix).map(|tier| vec![&own.when, &self.terms(tier).when]).collect()
    }

    /// Values of a milestone that every `when` passes over which asks for them at all.
    pub(super) fn lint_values(&self, findings: &mut Findings) {
        for milestone in self.milestones() {
            let versions: Vec<TermsIx> = milestone.obligations().map(super::super::Obligation::ix).collect();
            for attribute in milestone.attributes().into_iter().flatten() {
                let Some(values) = milestone.values(attribute) else { continue };
                let asking: Vec<TermsIx> = versions.iter().copied().filter(|&ix| self.asks(ix, attribute)).collect();
                if asking.is_empty() {
                    continue;
                }
                for value in values.filter(|value| !asking.iter().any(|&ix| self.covers(ix, attribute, value))) {
                    let message = format!("no `when` covers `{attribute}` = `{value}` of `{}`", milestone.id());
                    let help = "give it a `when` or a tier, or take the value out; its events would open nothing";
                    let place = self.milestones.entry(milestone.ix()).id.span;
                    findings.push(Finding::new(Code::UncoveredValue, message).at(place, "this milestone").help(help));
                }
            }
        }
    }

    fn asks(&self, ix: TermsIx, attribute: &str) -> bool {
        let names = |terms: &Terms| terms.when.attributes.iter().any(|(name, _)| &**name == attribute);
        names(self.terms(ix)) || self.tiers(ix).any(|tier| names(self.terms(tier)))
    }

    fn covers(&self, ix: TermsIx, attribute: &str, value: &str) -> bool {
        let takes = |condition: &Condition| {
            let mut asked = condition.attributes.iter().filter(|(name, _)| &**name == attribute);
            asked.all(|(_, matcher): &(Box<str>, Matcher)| matcher.may_hold(value))
        };
        self.openings(ix).iter().any(|conditions| conditions.iter().all(|condition| takes(condition)))
    }

    /// Hours that end a minute before the day does.
    pub(super) fn lint_minutes(&self, findings: &mut Findings) {
        use crate::calendar::{ExceptionHours, Hours};
        let short = |hours: &Hours| hours.end_minute() % (24 * 60) == 24 * 60 - 1;
        for (calendar, place) in self.calendars.iter().zip(self.calendar_places.iter()) {
            let spec = calendar.spec();
            let week = (0..7).filter_map(|day| chrono::Weekday::try_from(day).ok()).flat_map(|day| spec.week.on(day));
            let exceptions = spec.holidays.iter().flat_map(|set| set.days.values()).flat_map(|day| match &day.hours {
                ExceptionHours::Hours(hours) | ExceptionHours::Partial(hours) => hours.as_slice(),
                ExceptionHours::Closed | ExceptionHours::As(_) | ExceptionHours::Open | ExceptionHours::MakeUp => &[],
            });
            if let Some(hours) = week.chain(exceptions).find(|hours| short(hours)) {
                let message =
                    format!("in the calendar `{}`, the hours {hours} lose the last minute of the day", spec.id);
                let help = "the end of a range is exclusive: write 24:00 for the end of the day";
                findings.push(Finding::new(Code::MinuteLost, message).at(*place, "this calendar").help(help));
            }
        }
    }

    /// Obligations said to be in force when their agreement is not.
    pub(super) fn lint_ranges(&self, findings: &mut Findings) {
        for (terms, origin) in self.own_terms() {
            let Some((said, _)) = self.spec.obligations.get(origin.written) else { continue };
            let Some(range) = &said.value.in_force else { continue };
            let agreement = self.agreements.entry(terms.agreement);
            let InForce { from, until } = agreement.in_force;
            let early = range.value.from.as_ref().filter(|day| from.is_some_and(|from| day.value < from));
            let late = range.value.until.as_ref().filter(|day| until.is_some_and(|until| until < day.value));
            for (day, end, word) in [(early, from, "from"), (late, until, "until")] {
                let (Some(day), Some(end)) = (day, end) else { continue };
                let message = format!(
                    "`{}` is said to be in force {word} {}, but its agreement `{}` is only {word} {end}",
                    terms.id, day.value, agreement.id.value
                );
                let help = "an obligation is in force only while its agreement is: widen the agreement, or narrow this";
                let place = day.span.or(origin.id);
                findings.push(Finding::new(Code::OutlivesAgreement, message).at(place, "").help(help));
            }
        }
    }

    /// Versions of which each has a handoff for one period.
    pub(super) fn lint_keys(&self, findings: &mut Findings) {
        for name in self.names.iter() {
            for pair in name.versions.windows(2) {
                let [before, after] = *pair else { continue };
                let (first, second) = (self.terms(before), self.terms(after));
                let (Some(_), Some(_)) = (first.due.period(), second.due.period()) else { continue };
                let Some(seam) = second.in_force.from.filter(|_| first.in_force.until.is_some()) else { continue };
                let earlier: BTreeSet<String> = self.keys(before, seam).collect();
                if let Some(key) = self.keys(after, seam).find(|key| earlier.contains(key)) {
                    let message = format!("two versions of `{}` are both about {key}", first.id);
                    let help = "the earlier one's handoff stands; let the newer version begin with a period of its own";
                    let finding =
                        Finding::new(Code::KeyTwice, message).at(self.origins.entry(after).id, "the newer version");
                    findings.push(finding.at(self.origins.entry(before).id, "the earlier one").help(help));
                }
            }
        }
    }

    /// The keys of the handoffs of a version that fall due near a day.
    fn keys(&self, ix: TermsIx, near: NaiveDate) -> impl Iterator<Item = String> + '_ {
        const REACH: Days = Days::new(400);
        let clause = self.clause(ix);
        let range = self.terms(ix).in_force;
        let (first, last) = (crate::calendar::Calendar::FIRST_DAY, crate::calendar::Calendar::LAST_DAY);
        let from = near.checked_sub_days(REACH).unwrap_or(first).max(first);
        let to = near.checked_add_days(REACH).unwrap_or(last).min(last);
        let opened_on = move |found: &Occurrence| clause.calendar.local_date(found.opened_at);
        let found: Vec<String> = clause
            .occurrences(from, to)
            .filter(|found| range.contains(opened_on(found)))
            .map(|found| found.key.to_string())
            .collect();
        found.into_iter()
    }

    /// Reminders that would always come before the handoff is open. A handoff of a period is known beforehand, and can be
    /// reminded of before it opens.
    pub(super) fn lint_escalations(&self, findings: &mut Findings) {
        for (at, (terms, origin)) in self.terms.iter().zip(self.origins.iter()).enumerate() {
            for step in &terms.escalate {
                let Moment::Notice(notice) = step.when else { continue };
                if notice.side != Side::Before {
                    continue;
                }
                let clause = self.clause(TermsIx::from(at));
                let mut tried = handoffs(&clause).peekable();
                let early = |&(opened, due): &(Instant, Instant)| {
                    clause.notice_at(notice, due).is_ok_and(|moment| moment <= opened)
                };
                if tried.peek().is_some() && tried.all(|handoff| early(&handoff)) {
                    let message = format!(
                        "`{}` is told of `{}` {notice} its deadline, when it is not open yet",
                        step.to, terms.id
                    );
                    let help =
                        "no handoff lasts so long: tell it later, or as a share of the time: \"at 50% of the time\"";
                    findings.push(Finding::new(Code::EscalationNever, message).at(origin.id, "").help(help));
                }
            }
        }
    }
}

fn apart(ones: &[&Condition], others: &[&Condition]) -> bool {
    ones.iter().any(|one| others.iter().any(|other| one.excludes(other)))
}

/// When handoffs of a rule open and fall due, for some of them.
fn handoffs<'c>(clause: &'c Clause<'_>) -> Box<dyn Iterator<Item = (Instant, Instant)> + 'c> {
    let (first, _) = typical_year(clause.calendar);
    let rule = clause.rule;
    if rule.is_before() || rule.given().is_some() || rule.period().is_some() {
        return Box::new(std::iter::empty());
    }
    Box::new(first.iter_days().take(DAYS).filter_map(|date| {
        let opened = clause.calendar.at_local(date, NaiveTime::from_hms_opt(9, 30, 0)?, Reading::Earlier);
        Some((opened, clause.due_after(opened).ok()?))
    }))
}
