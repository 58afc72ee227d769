//! Obligations: the values of each, the ids it mentions, and what a rule of its kind needs.

use chrono::NaiveDate;

use super::templates::Written;
use super::{AgreementDraft, Version, World, conditions, defined_id, list, objectives, used_id, values};
use crate::ObligationId;
use crate::calendar::Roll;
use crate::diagnostic::{At, Code, Finding, Findings, Nearest, SourceSpan, escaped};
use crate::due::{DueRule, Trigger};
use crate::network::spec::{EscalationSpec, ExampleSpec, List, ObligationSpec, RemedySpec};
use crate::network::{
    About, AgreementIx, AgreementRecord, CalendarIx, Condition, DepartmentIx, Escalation, Example, InForce, Matcher,
    Moment, Operand, Origin, Priority, Remedy, Terms, WhileOpen,
};

/// The share of its time after which an open handoff is at risk, unless the obligation says otherwise.
const AT_RISK: f64 = 0.75;

/// The ids of all obligations, sorted. One that is wrong is reported here, once.
pub(super) fn ids(written: &[Written<'_>], findings: &mut Findings) -> Vec<ObligationId> {
    let mut ids = Vec::with_capacity(written.len());
    for of_one in written.chunk_by(|a, b| a.at == b.at) {
        let before = findings.len();
        let mut origins = Vec::new();
        for written in of_one {
            let id = written.said.id.as_ref().and_then(|id| defined_id::<ObligationId>(id, "obligation", findings));
            ids.extend(id.map(|id| id.value));
            origins.resize(findings.len() - before, written.combination.as_deref());
        }
        findings.name_combinations(before, &origins);
    }
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Every obligation whose parts could all be found, in the order in which they were said. One whose id is wrong or
/// missing is looked through for other mistakes too.
pub(super) fn resolve(world: World<'_, '_>, findings: &mut Findings) -> Vec<Version> {
    let mut resolver = Resolver { world, findings };
    let mut versions = Vec::with_capacity(world.written.len());
    for of_one in world.written.chunk_by(|a, b| a.at == b.at) {
        let before = resolver.findings.len();
        let mut origins = Vec::new();
        for written in of_one {
            versions.extend(resolver.version(written));
            origins.resize(resolver.findings.len() - before, written.combination.as_deref());
        }
        resolver.findings.name_combinations(before, &origins);
    }
    versions
}

pub(super) struct Resolver<'r, 'd> {
    pub(super) world: World<'r, 'd>,
    pub(super) findings: &'r mut Findings,
}

impl Resolver<'_, '_> {
    fn version(&mut self, written: &Written<'_>) -> Option<Version> {
        let said = &*written.said;
        let (terms, origin) = self.obligation(said, written.agreement, written.at)?;
        let tiers = self.tiers(said, &terms, &origin);
        // A tier that is wrong has been reported.
        Some(Version { own: (terms, origin), tiers })
    }

    fn obligation(&mut self, said: &ObligationSpec, agreement_ix: usize, at: usize) -> Option<(Terms, Origin)> {
        let World { names, agreements, .. } = self.world;
        let agreement = agreements.get(agreement_ix)?;
        let of_agreement = &agreement.record;
        let supplier = self.reference(said.supplier.as_ref()).and_then(|id| names.department(&id, self.findings));
        let due = self.due(said);
        let (when, when_places) = conditions::condition(said.when.as_ref(), self.findings);
        let mut needs: Vec<_> = list(said.needs.as_ref()).iter().map(|id| self.need(id)).collect();
        needs.extend(due.iter().flat_map(|due| self.delivered_before(said, due)));
        let customer = self.customer(said, agreement);
        let calendar = self.calendar(said, agreement, supplier);
        let in_force = self.in_force(said, of_agreement);
        if let Some(due) = &due {
            self.check_rule(said, due, agreement);
            self.check_first_day(said, due, in_force);
            self.check_values(said, due, &when, &when_places);
        }
        let findings = &mut *self.findings;
        let (needs, needs_ix) =
            needs.into_iter().collect::<Option<Vec<_>>>().map(|all| all.into_iter().unzip()).unzip();
        let terms = Terms {
            tier: None,
            opens: said.due.is_some(),
            cut_off: said.cut_off.as_ref().and_then(|at| values::clock("cut-off", at, findings)),
            while_open: values::word("while-open", said.while_open.as_ref(), WhileOpen::ALL, findings)
                .unwrap_or_default(),
            objectives: objectives(said.objective.as_ref(), findings)
                .unwrap_or_else(|| of_agreement.objectives.clone()),
            roll: values::word("roll", said.roll.as_ref(), Roll::ALL, findings),
            about: values::word("about", said.about.as_ref(), About::ALL, findings).unwrap_or_default(),
            priority: values::word("priority", said.priority.as_ref(), Priority::ALL, findings).unwrap_or_default(),
            review: said.review.as_ref().and_then(|review| values::span(review, findings)),
            at_risk: said.at_risk.as_ref().and_then(|it| values::share("at-risk", it, findings)).unwrap_or(AT_RISK),
            escalate: self.escalations(said.escalate.as_ref()),
            remedy: said.remedy.as_ref().and_then(|remedy| self.remedy(&remedy.value)),
            documents: boxed(said.documents.as_ref()),
            signed: boxed(said.signed.as_ref()),
            when,
            in_force,
            promptly: of_agreement.promptly,
            examples: examples(said),
            agreement: AgreementIx::from(agreement_ix),
            id: said.id.as_ref()?.value.parse().ok()?,
            name: names.own_name(&said.id.as_ref()?.value)?,
            deliverable: said.deliverable.as_ref()?.value.clone(),
            due: due?,
            supplier: supplier?,
            customer: customer?,
            calendar: calendar?,
            needs: needs?,
            needs_ix: needs_ix?,
        };
        let origin = Origin {
            written: at,
            id: said.id.as_ref()?.span,
            needs: list(said.needs.as_ref()).iter().map(|id| id.span).collect(),
            when: when_places,
            about: said.about.as_ref().and_then(|about| about.span),
            deliverable: said.deliverable.as_ref()?.span,
        };
        Some((terms, origin))
    }

    /// Its rule; that of its first tier, where it leaves `due` to them.
    fn due(&mut self, said: &ObligationSpec) -> Option<DueRule> {
        if let Some(due) = &said.due {
            return values::rule(due, self.world.periods, self.world.names.sources, self.findings);
        }
        let tiers = list(said.tiers.as_ref());
        for tier in tiers.iter().filter(|tier| tier.value.due.is_none()) {
            let finding = Finding::new(Code::MissingKey, "neither this tier nor its obligation says when it is due");
            let help = "add `due = \"within 4 hours of …\"` to the tier, or one for all to the obligation";
            self.findings.push(finding.at(tier.span, "`due` is missing").help(help));
        }
        // What is wrong with the rule of a tier is reported with the tier.
        tiers.iter().find_map(|tier| DueRule::read(&tier.value.due.as_ref()?.value, self.world.periods).ok())
    }

    /// A rule of every period would be owed since the beginning of time.
    fn check_first_day(&mut self, said: &ObligationSpec, due: &DueRule, in_force: InForce) {
        if due.period().is_none() || in_force.from.is_some() {
            return;
        }
        let Some(id) = &said.id else { return };
        let message = format!("`{}` has no first day: it is due every {}", escaped(&id.value), period_of(due));
        let place = said.due.as_ref().and_then(|due| due.span).or(id.span);
        let finding = Finding::new(Code::NoFirstDay, message).at(place, "since when?");
        let help =
            "say it for all with `since = 2026-01-01` under [company], or here with `in-force = { from = 2026-01-01 }`";
        self.findings.push(finding.help(help));
    }

    /// Whether the values that a condition asks for are among those that the milestones list.
    pub(super) fn check_values(
        &mut self,
        said: &ObligationSpec,
        due: &DueRule,
        when: &Condition,
        places: &[Option<SourceSpan>],
    ) {
        let milestones = self.world.milestones;
        for ((name, matcher), place) in when.attributes.iter().zip(places) {
            let (Matcher::AnyOf(operands) | Matcher::NoneOf(operands)) = matcher else { continue };
            let mut known: Vec<&str> = Vec::new();
            for trigger in due.triggers() {
                let Trigger::Milestone(id) = trigger else { return };
                let Ok(at) = milestones.binary_search_by(|it| it.id.value.cmp(id)) else { return };
                let attributes = milestones.get(at).and_then(|milestone| milestone.attributes.as_ref());
                let listed = attributes.and_then(|all| all.iter().find(|(listed, _)| listed == name));
                let Some((_, Some(values))) = listed else {
                    known.clear();
                    break;
                };
                known.extend(values.iter().map(|value| &**value));
            }
            if known.is_empty() {
                continue;
            }
            for operand in operands {
                let Operand::Value(value) = operand else { continue };
                if known.contains(&&**value) {
                    continue;
                }
                let id = said.id.as_ref().map_or("", |id| &id.value);
                let message =
                    format!("`{}` asks for `{name}` = `{}`, a value that it never has", escaped(id), escaped(value));
                let help = match Nearest::new(known.iter().copied()).to(value) {
                    Some(near) => format!("the nearest is \"{near}\""),
                    None => format!("its values are \"{}\"", known.join("\", \"")),
                };
                self.findings.push(Finding::new(Code::BadCondition, message).at(*place, "").help(help));
            }
        }
    }

    /// An id that the obligation mentions.
    fn reference<I: std::str::FromStr<Err = crate::IdError>>(&mut self, said: Option<&At<String>>) -> Option<At<I>> {
        said.and_then(|id| used_id(id, self.findings))
    }

    /// The obligations whose deliveries open it, where it does not say itself that it needs them.
    fn delivered_before(
        &self,
        said: &ObligationSpec,
        due: &DueRule,
    ) -> Vec<Option<(ObligationId, crate::network::NameIx)>> {
        let is_said = |id: &ObligationId| list(said.needs.as_ref()).iter().any(|said| *id == *said.value);
        let triggers = due.triggers().iter().filter_map(|trigger| match trigger {
            Trigger::Delivery(id) | Trigger::SignOff(id) => Some(id),
            Trigger::Milestone(_) | Trigger::Request => None,
        });
        // One that is not there has been reported with the rule.
        let names = self.world.names;
        triggers.filter(|id| !is_said(id)).map(|id| Some((id.clone(), names.own_name(id.as_str())?))).collect()
    }

    fn need(&mut self, said: &At<String>) -> Option<(ObligationId, crate::network::NameIx)> {
        let id: At<ObligationId> = used_id(said, self.findings)?;
        let ix = self.world.names.obligation(&id, self.findings)?;
        Some((id.value, ix))
    }

    pub(super) fn escalations(&mut self, said: Option<&At<List<EscalationSpec>>>) -> Vec<Escalation> {
        list(said).iter().filter_map(|step| self.escalation(&step.value)).collect()
    }

    fn escalation(&mut self, said: &EscalationSpec) -> Option<Escalation> {
        let (to, when) = (said.to.as_ref(), said.when.as_ref()?);
        match when.value.parse::<Moment>() {
            Ok(when) => Some(Escalation { to: to?.value.as_str().into(), when }),
            Err(error) => {
                let help = "say how long before or after the deadline: \"1 business day before\", \"2 days after\", \"at the deadline\", or \"at 50% of the time\"";
                let sources = self.world.names.sources;
                let finding = values::rule_error(Code::BadDuration, "moment", when, error, Some(help), sources);
                self.findings.push(finding);
                None
            }
        }
    }

    pub(super) fn remedy(&mut self, said: &RemedySpec) -> Option<Remedy> {
        let after = values::span(said.after.as_ref()?, self.findings)?;
        Some(Remedy { after, text: said.text.as_ref()?.value.clone() })
    }

    fn customer(&mut self, said: &ObligationSpec, agreement: &AgreementDraft) -> Option<DepartmentIx> {
        if said.customer.is_some() {
            let id = self.reference(said.customer.as_ref())?;
            return self.world.names.department(&id, self.findings);
        }
        if let Some(id) = said.id.as_ref().filter(|_| !agreement.names_customer) {
            let finding = Finding::new(Code::NoCustomer, format!("`{}` has no customer", escaped(&id.value)));
            let help = "add `customer = …` to it, or to the [agreement] of its file for all obligations of the file";
            self.findings.push(finding.at(id.span, "owed to whom?").help(help));
        }
        agreement.record.customer
    }

    fn calendar(
        &mut self,
        said: &ObligationSpec,
        agreement: &AgreementDraft,
        supplier: Option<DepartmentIx>,
    ) -> Option<CalendarIx> {
        if said.calendar.is_some() {
            let id = self.reference(said.calendar.as_ref())?;
            return self.world.names.calendar(&id, self.findings);
        }
        let supplier = supplier.and_then(|ix| self.world.departments.get(ix.at()));
        let found = supplier.and_then(|supplier| supplier.calendar).or(agreement.record.calendar);
        let reported = agreement.names_calendar || supplier.is_none_or(|supplier| supplier.names_calendar);
        if let Some(id) = said.id.as_ref().filter(|_| found.is_none() && !reported) {
            let finding = Finding::new(Code::NoCalendar, format!("no calendar applies to `{}`", escaped(&id.value)));
            let help = "add `calendar = …` to the obligation, to its supplier's [[department]], or to the [agreement]";
            self.findings.push(finding.at(id.span, "whose hours count?").help(help));
        }
        found
    }

    /// An end that the obligation leaves to its agreement may lie on the wrong side of its own.
    fn in_force(&mut self, said: &ObligationSpec, agreement: &AgreementRecord) -> InForce {
        let range = values::in_force(said.in_force.as_ref(), self.findings);
        let range = within(range, agreement.in_force, self.world.company.since);
        let reversed = range.from.zip(range.until).filter(|(from, until)| until < from);
        if let (Some((from, until)), Some(id)) = (reversed, &said.id) {
            let message = format!("`{}` is never in force: from {from}, until {until}", escaped(&id.value));
            let place = said.in_force.as_ref().and_then(|range| range.span);
            let finding = Finding::new(Code::ReversedRange, message).at(place, "");
            let help = format!("the agreement `{}` gives the end that is missing here", agreement.id.value);
            self.findings.push(finding.help(help));
        }
        range
    }

    /// Nothing can restart or ignore what is due before its event: that event comes once.
    fn check_while_open(&mut self, said: &ObligationSpec, due: &DueRule) {
        let words = [WhileOpen::Ignore.as_str(), WhileOpen::Restart.as_str()];
        let Some(word) = said.while_open.as_ref().filter(|word| due.is_before() && words.contains(&&*word.value))
        else {
            return;
        };
        let id = said.id.as_ref().map_or("", |id| &id.value);
        let message = format!("`while-open` cannot be \"{}\": `{}` is due before its event", word.value, escaped(id));
        let help = "a further event has a handoff of its own: leave `while-open` out";
        self.findings.push(Finding::new(Code::BadValue, message).at(word.span, "").help(help));
    }

    fn check_rule(&mut self, said: &ObligationSpec, due: &DueRule, agreement: &AgreementDraft) {
        self.check_while_open(said, due);
        let (Some(id), Some(written)) = (&said.id, &said.due) else { return };
        let names = self.world.names;
        for trigger in due.triggers() {
            let id = match trigger {
                Trigger::Milestone(id) => id,
                Trigger::Delivery(id) | Trigger::SignOff(id) => {
                    let span = written.span.map(|span| names.sources.word(span, id.as_str()));
                    names.obligation(&At { value: id.clone(), span }, self.findings);
                    continue;
                }
                Trigger::Request => continue,
            };
            if let (Some(ix), Some(attribute)) = (names.milestone(id, written.span, self.findings), due.given()) {
                self.check_given(written, ix.at(), attribute);
            }
        }
        let id = escaped(&id.value);
        match (due.is_promptly(), agreement.record.promptly) {
            (true, None) if !agreement.names_promptly => {
                let place = written.span.map(|span| names.sources.word(span, "promptly"));
                let finding = Finding::new(Code::NoPromptly, format!("`{id}` is due promptly: how soon?"));
                let help = "say it once for the file: `promptly = \"1 business day\"` under [agreement]";
                self.findings.push(finding.at(place, "the agreement does not say what this means").help(help));
            }
            (true, Some(promptly)) if due.contradicts(promptly) => {
                let message = format!("`{id}` has a clock time, but promptly means {promptly}");
                let help = "a clock time goes with days; hours end by themselves: leave `by …` out";
                self.findings.push(Finding::new(Code::BadDueRule, message).at(written.span, "").help(help));
            }
            _ => {}
        }
    }

    /// Whether the attribute that a rule takes its deadline from is one that the milestone lists.
    fn check_given(&mut self, due: &At<String>, milestone: usize, attribute: &str) {
        let Some(milestone) = self.world.milestones.get(milestone) else { return };
        let Some(listed) = &milestone.attributes else { return };
        if listed.iter().any(|(name, _)| &**name == attribute) {
            return;
        }
        let place = due.span.map(|span| self.world.names.sources.word(span, attribute));
        let message = format!("`{}` has no attribute `{}`", milestone.id.value, escaped(attribute));
        let help = match Nearest::new(listed.iter().map(|(name, _)| &**name)).to(attribute) {
            Some(near) => format!("the nearest attribute of `{}` is `{near}`", milestone.id.value),
            None => format!("add it to the `attributes` of the milestone `{}`", milestone.id.value),
        };
        let finding = Finding::new(Code::UnknownAttribute, message).at(place, "not among its `attributes`");
        self.findings.push(finding.at(milestone.id.span, "the milestone").help(help));
    }
}

/// A range as far as it lies within that of the agreement; what neither begins, the company's first day does.
fn within(own: InForce, agreement: InForce, since: Option<NaiveDate>) -> InForce {
    let from = own.from.into_iter().chain(agreement.from).max();
    let until = own.until.into_iter().chain(agreement.until).min();
    InForce { from: from.or(since), until }
}

fn period_of(due: &DueRule) -> String {
    due.to_string().split("every ").nth(1).unwrap_or("period").to_owned()
}

/// The examples as written; one that lacks what it is due from has been reported.
fn examples(said: &ObligationSpec) -> Vec<Example> {
    let of = |example: &ExampleSpec| {
        let from = example.period.as_ref().or(example.at.as_ref())?;
        let attributes = example.attributes.iter().flat_map(|attributes| &attributes.value);
        Some(Example {
            from: from.value.0.as_str().into(),
            attributes: attributes.map(|(name, it)| (name.value.as_str().into(), it.value.0.as_str().into())).collect(),
            due: example.due.as_ref()?.value.0.as_str().into(),
        })
    };
    list(said.examples.as_ref()).iter().filter_map(|example| of(&example.value)).collect()
}

fn boxed(said: Option<&At<List<String>>>) -> Vec<Box<str>> {
    list(said).iter().map(|text| text.value.as_str().into()).collect()
}
