//! Keys that mean nothing where they stand, and rules that may already be late when they begin.

use crate::diagnostic::{At, Code, Finding, Findings};
use crate::network::{About, Network, ObligationSpec, Origin, Terms, TierSpec};

impl Network {
    /// Keys that mean nothing for a rule of this kind.
    pub(super) fn lint_effects(&self, findings: &mut Findings) {
        for (terms, origin) in self.own_terms() {
            let recurs = terms.due.period().is_some();
            if terms.about == About::PreviousPeriod && !recurs {
                let message = format!("`about` has no effect: `{}` is not due every period", terms.id);
                let help = "only rules like `by the 5th of every month` are about a period";
                findings.push(Finding::new(Code::WithoutEffect, message).at(origin.about, "").help(help));
            }
            let conditional = !terms.when.attributes.is_empty() || terms.when.time.is_some();
            if conditional && recurs {
                let message = format!("`when` has no effect: no event triggers `{}`", terms.id);
                let help =
                    "it is due every period, whatever happens; conditions look at the event that triggers a rule";
                let place = origin.when.first().copied().flatten().or(origin.id);
                findings.push(Finding::new(Code::WithoutEffect, message).at(place, "").help(help));
            }
            let while_open = self.said(origin).and_then(|said| said.while_open.as_ref());
            if let Some(said) = while_open.filter(|_| recurs) {
                let message = format!("`while-open` has no effect: no event triggers `{}`", terms.id);
                let help = "it is due every period, whatever is open by then: leave `while-open` out";
                findings.push(Finding::new(Code::WithoutEffect, message).at(said.span, "").help(help));
            }
        }
        for (terms, origin) in self.versions_with_origin() {
            self.lint_cut_off(terms, origin, findings);
        }
    }

    /// A cut-off where no event of the day is counted from. What a tier has from its obligation is the obligation's.
    fn lint_cut_off(&self, terms: &Terms, origin: &Origin, findings: &mut Findings) {
        let Some(cut_off) = self.said_here(terms, origin, |it| it.cut_off.as_ref(), |it| it.cut_off.as_ref()) else {
            return;
        };
        let why = if terms.due.period().is_some() {
            "is due every period"
        } else if terms.due.is_before() {
            "is due before its event"
        } else if terms.due.is_after_delivery() {
            "counts from a delivery"
        } else if terms.due.given().is_some() {
            "is due when the event says"
        } else {
            return;
        };
        let message = format!("`cut-off` has no effect: `{}` {why}", terms.id);
        let help = "it is for rules that count from an event, like `within 2 business days of request`: leave it out";
        findings.push(Finding::new(Code::WithoutEffect, message).at(cut_off.span, "").help(help));
    }

    /// Rules whose deadline may have passed when they are triggered.
    pub(super) fn lint_the_past(&self, findings: &mut Findings) {
        for (terms, origin) in self.versions_with_origin().filter(|(terms, _)| terms.due.may_lie_in_the_past()) {
            let said = self.said_here(terms, origin, |it| it.due.as_ref(), |it| it.due.as_ref());
            let Some(due) = said else { continue };
            let message = format!("`{}` may be due before it opens: {}", terms.id, terms.due);
            let help = "an event late in the month comes when the day has passed; count from the event, \
                        or take a day of the month after it";
            let label = "in the month of the event";
            findings.push(Finding::new(Code::DueInThePast, message).at(due.span.or(origin.id), label).help(help));
        }
    }

    /// What was written of an obligation, its template as it stands.
    fn said(&self, origin: &Origin) -> Option<&ObligationSpec> {
        self.spec.obligations.get(origin.written).map(|(said, _)| &said.value)
    }

    /// What a key says in the very table that these terms were read from: a tier's, else the obligation's.
    fn said_here<'n>(
        &'n self,
        terms: &Terms,
        origin: &Origin,
        own: impl Fn(&'n ObligationSpec) -> Option<&'n At<String>>,
        of_tier: impl Fn(&'n TierSpec) -> Option<&'n At<String>>,
    ) -> Option<&'n At<String>> {
        let said = self.said(origin)?;
        let Some(tier) = &terms.tier else { return own(said) };
        let mut tiers = said.tiers.iter().flat_map(|tiers| &tiers.value);
        let is_its = |it: &&At<TierSpec>| it.value.id.as_ref().is_some_and(|id| *id.value == **tier);
        of_tier(&tiers.find(is_its)?.value)
    }
}
