//! Tiers: terms of their own for some cases, the rest taken from the obligation.

use super::obligations::Resolver;
use super::{conditions, list, objectives, values};
use crate::calendar::Roll;
use crate::diagnostic::{At, Code, Finding, escaped};
use crate::due::DueRule;
use crate::network::spec::{ObligationSpec, TierSpec};
use crate::network::{Origin, Priority, Terms};

impl Resolver<'_, '_> {
    /// The terms of every tier of an obligation.
    pub(super) fn tiers(&mut self, said: &ObligationSpec, own: &Terms, origin: &Origin) -> Vec<(Terms, Origin)> {
        let tiers = list(said.tiers.as_ref());
        for (n, tier) in tiers.iter().enumerate() {
            let same = |other: &At<TierSpec>| id_of(other) == id_of(tier);
            let first = tiers.iter().take(n).find(|other| same(other)).and_then(|other| other.value.id.as_ref());
            if let (Some(first), Some(id)) = (first, &tier.value.id) {
                let message = format!("`{}` has two tiers `{}`", own.id, escaped(&id.value));
                let finding =
                    Finding::new(Code::BadTier, message).at(id.span, "again here").at(first.span, "and here first");
                self.findings.push(finding.help("give each tier an id of its own"));
            }
        }
        tiers.iter().filter_map(|tier| self.tier(tier, own, origin)).collect()
    }

    fn tier(&mut self, written: &At<TierSpec>, own: &Terms, origin: &Origin) -> Option<(Terms, Origin)> {
        let said = &written.value;
        let id = said.id.as_ref()?;
        crate::network::assemble::used_id::<crate::ObligationId>(id, self.findings)?;
        let rule = said
            .due
            .as_ref()
            .map(|due| (due, values::rule(due, self.world.periods, self.world.names.sources, self.findings)));
        if let Some((due, Some(rule))) = &rule {
            self.check_tier(due, rule, own);
        }
        let due = match rule {
            Some((_, rule)) => rule?,
            None => own.due.clone(),
        };
        let (when, when_places) = conditions::condition(said.when.as_ref(), self.findings);
        let findings = &mut *self.findings;
        let roll = values::word("roll", said.roll.as_ref(), Roll::ALL, findings);
        let priority = values::word("priority", said.priority.as_ref(), Priority::ALL, findings);
        let cut_off = said.cut_off.as_ref().and_then(|at| values::clock("cut-off", at, findings));
        let review = said.review.as_ref().and_then(|review| values::span(review, findings));
        let at_risk = said.at_risk.as_ref().and_then(|share| values::share("at-risk", share, findings));
        let objectives = objectives(said.objective.as_ref(), findings);
        let escalate = said.escalate.as_ref().map(|steps| self.escalations(Some(steps)));
        let remedy = said.remedy.as_ref().and_then(|remedy| self.remedy(&remedy.value));
        let texts = |said: Option<&At<Vec<At<String>>>>, own: &Vec<Box<str>>| match said {
            Some(texts) => texts.value.iter().map(|text| text.value.as_str().into()).collect(),
            None => own.clone(),
        };
        let terms = Terms {
            tier: Some(id.value.as_str().into()),
            opens: true,
            documents: texts(said.documents.as_ref(), &own.documents),
            signed: texts(said.signed.as_ref(), &own.signed),
            roll: roll.or(own.roll),
            priority: priority.unwrap_or(own.priority),
            cut_off: cut_off.or(own.cut_off),
            review: review.or(own.review),
            at_risk: at_risk.unwrap_or(own.at_risk),
            objectives: objectives.unwrap_or_else(|| own.objectives.clone()),
            escalate: escalate.unwrap_or_else(|| own.escalate.clone()),
            remedy: remedy.or_else(|| own.remedy.clone()),
            due,
            when,
            examples: Vec::new(),
            ..own.clone()
        };
        Some((terms, Origin { id: id.span, when: when_places, ..origin.clone() }))
    }

    /// Whether a tier waits for what its obligation waits for.
    fn check_tier(&mut self, due: &At<String>, rule: &DueRule, own: &Terms) {
        let id = &own.id;
        let (message, help) = if rule.period().is_some() || own.due.period().is_some() {
            let help =
                "tiers are chosen by the event that opens a handoff; give each period's duty an obligation of its own";
            (format!("a tier of `{id}` is for a rule of every period"), help)
        } else if rule.is_after_delivery() || own.due.is_after_delivery() {
            let help =
                "it opens with a delivery, whatever the case is: give each kind of case an obligation of its own";
            (format!("a tier of `{id}` counts from a delivery"), help)
        } else if rule.is_before() != own.due.is_before() {
            let help = "let all tiers count from the event, or all fall due before it";
            (format!("a tier of `{id}` falls due before its event, others after it"), help)
        } else if sorted(rule) != sorted(&own.due) {
            let help = "a handoff keeps its start when its tier changes: let all tiers count from the same events";
            (format!("a tier of `{id}` waits for other events than the obligation"), help)
        } else {
            return;
        };
        self.findings.push(Finding::new(Code::BadTier, message).at(due.span, "").help(help));
    }
}

fn id_of(tier: &At<TierSpec>) -> Option<&str> {
    tier.value.id.as_ref().map(|id| &*id.value)
}

fn sorted(rule: &DueRule) -> Vec<&crate::due::Trigger> {
    let mut triggers: Vec<_> = rule.triggers().iter().collect();
    triggers.sort_unstable();
    triggers
}
