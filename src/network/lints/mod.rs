//! What agreements say that is probably not meant.

mod effects;
mod feasibility;
mod promises;

use std::collections::{BTreeMap, BTreeSet};

use super::{FIELDS, InForce, Matcher, MilestoneIx, Network, Operand, Origin, Terms, TermsIx};
use crate::diagnostic::{Code, Diagnostics, Finding, Findings, SourceSpan, skeleton};
use crate::due::Trigger;

impl Network {
    /// Looks through agreements that are valid for what is probably not meant: warnings, in the order of files and
    /// lines. [`Code`] says what is looked for.
    pub fn lints(&self) -> Diagnostics {
        let mut findings = self.warnings.clone();
        feasibility::lint(self, &mut findings);
        self.lint_departments(&mut findings);
        self.lint_inputs(&mut findings);
        self.lint_calendars(&mut findings);
        self.lint_deliverables(&mut findings);
        self.lint_milestones(&mut findings);
        self.lint_versions(&mut findings);
        self.lint_conditions(&mut findings);
        self.lint_look_alikes(&mut findings);
        self.lint_effects(&mut findings);
        self.lint_the_past(&mut findings);
        self.lint_values(&mut findings);
        self.lint_minutes(&mut findings);
        self.lint_ranges(&mut findings);
        self.lint_keys(&mut findings);
        self.lint_escalations(&mut findings);
        findings.retain(|code, places| !self.is_allowed(code, places));
        findings.resolve(&self.sources)
    }

    /// Whether an agreement does not want to hear of it: that of a file which the warning is about, or any where no file
    /// is.
    fn is_allowed(&self, code: Code, places: &[SourceSpan]) -> bool {
        self.spec.agreements.iter().zip(self.agreements.iter()).any(|(said, agreement)| {
            let concerns = said.span.is_none_or(|file| places.iter().any(|place| place.source == file.source));
            agreement.allow.contains(&code) && (places.is_empty() || concerns)
        })
    }

    /// The own terms of every version, without those of tiers.
    fn own_terms(&self) -> impl Iterator<Item = (&Terms, &Origin)> {
        self.versions_with_origin().filter(|(terms, _)| terms.tier.is_none())
    }

    fn versions_with_origin(&self) -> impl Iterator<Item = (&Terms, &Origin)> {
        self.terms.iter().zip(self.origins.iter())
    }

    fn lint_departments(&self, findings: &mut Findings) {
        let named: BTreeSet<_> = self.terms.iter().flat_map(|terms| [terms.supplier, terms.customer]).collect();
        // What reaches a part reaches what it is part of; each whole is walked up to once.
        let mut mentioned = BTreeSet::new();
        for ix in named {
            let wholes = std::iter::successors(Some(ix), |&ix| self.departments.entry(ix).part_of);
            wholes.take_while(|&ix| mentioned.insert(ix)).for_each(drop);
        }
        for (at, record) in self.departments.iter().enumerate() {
            if !mentioned.contains(&super::DepartmentIx::from(at)) {
                let id = &record.id.value;
                let finding =
                    Finding::new(Code::UnreachedDepartment, format!("nobody owes `{id}` anything, nor it anybody"));
                let help = "give it an obligation, as supplier or as customer, or take it out";
                findings.push(finding.at(record.id.span, "no obligation reaches it").help(help));
            }
        }
    }

    /// An input that is owed to somebody else. A department always has what it made itself.
    fn lint_inputs(&self, findings: &mut Findings) {
        for (terms, origin) in self.own_terms() {
            for (n, &needed) in terms.needs_ix.iter().enumerate() {
                // A version that replaces another may owe it to whoever takes the work over.
                let together = |input: &&Terms| overlap(terms.in_force, input.in_force);
                let versions: Vec<&Terms> = self.versions(needed).map(|ix| self.terms(ix)).filter(together).collect();
                let reaches = |input: &&Terms| [input.customer, input.supplier].contains(&terms.supplier);
                let Some(input) = versions.last().filter(|_| !versions.iter().any(reaches)) else { continue };
                let (needer, customer) = (self.department_at(terms.supplier), self.department_at(input.customer));
                let message = format!(
                    "`{}` needs `{}`, which is owed to `{}`, not to `{}`",
                    terms.id,
                    input.id,
                    customer.id(),
                    needer.id()
                );
                let help = format!(
                    "let `{}` owe it to `{}`, or need something that it is owed",
                    input.supplier_id(self),
                    needer.id()
                );
                // What a rule counts from is no entry of `needs`.
                let place = origin.needs.get(n).copied().unwrap_or(origin.id);
                findings.push(Finding::new(Code::ForeignInput, message).at(place, "").help(help));
            }
        }
    }

    /// Calendars whose holidays are known for a shorter time than an agreement that uses them is in force.
    fn lint_calendars(&self, findings: &mut Findings) {
        let used: BTreeSet<_> = self.terms.iter().map(|terms| (terms.agreement, terms.calendar)).collect();
        for (agreement, calendar) in used {
            let (said, spec) = (self.agreements.entry(agreement), self.calendar_at(calendar).spec());
            let Some(known) = spec.holidays.iter().filter_map(|set| set.covers).map(|(_, to)| to).max() else {
                continue;
            };
            let ends = match said.in_force.until {
                Some(until) if until <= known => continue,
                Some(until) => format!("is in force until {until}"),
                None => "has no last day".to_owned(),
            };
            let message = format!(
                "the holidays of the calendar `{}` are known until {known}, but the agreement `{}` {ends}",
                spec.id, said.id.value
            );
            let place = self.calendar_places.get(calendar).copied().flatten();
            let help = "add the holidays of the time after, or let the agreement end with them (`in-force`, `until`)";
            let finding = Finding::new(Code::CalendarEndsEarly, message).at(place, "this calendar");
            findings.push(finding.at(said.id.span, "this agreement").help(help));
        }
    }

    fn lint_deliverables(&self, findings: &mut Findings) {
        let mut seen: BTreeMap<_, Vec<TermsIx>> = BTreeMap::new();
        let mut reported = BTreeSet::new();
        for &ix in &self.versions {
            let terms = self.terms(ix);
            let plain =
                terms.deliverable.languages().next().is_none().then(|| ("en", terms.deliverable.in_language("en")));
            for (lang, text) in terms.deliverable.languages().chain(plain) {
                let key = (terms.supplier, terms.customer, lang, text.trim().to_lowercase());
                let earlier = seen.entry(key).or_default();
                let twin = earlier
                    .iter()
                    .copied()
                    .find(|&twin| self.terms(twin).is_twin_of(terms) && self.open_together(twin, ix));
                if let Some(twin) = twin.filter(|&twin| reported.insert((twin, ix))) {
                    findings.push(self.twice_owed(twin, ix));
                }
                // A few are enough to find a twin among; thousands of one name must not take quadratic time.
                if earlier.len() < 16 {
                    earlier.push(ix);
                }
            }
        }
    }

    fn twice_owed(&self, first: TermsIx, second: TermsIx) -> Finding {
        let (one, other) = (self.terms(first), self.terms(second));
        let message = format!(
            "`{}` and `{}` promise the same thing to `{}`: {}",
            one.id,
            other.id,
            self.department_at(one.customer).id(),
            one.deliverable
        );
        let place = |ix: TermsIx| self.origins.entry(ix).deliverable;
        let places = if place(first) <= place(second) {
            [(second, "here again"), (first, "and here first")]
        } else {
            [(first, "here again"), (second, "and here first")]
        };
        let help = "keep one of them, or word them so that the difference shows";
        places
            .into_iter()
            .fold(Finding::new(Code::TwiceOwed, message), |finding, (ix, label)| finding.at(place(ix), label))
            .help(help)
    }

    fn lint_milestones(&self, findings: &mut Findings) {
        let triggers = self.terms.iter().flat_map(|terms| terms.due.triggers());
        let used: BTreeSet<&str> = triggers
            .filter_map(|trigger| match trigger {
                Trigger::Milestone(id) => Some(id.as_str()),
                Trigger::Request | Trigger::Delivery(_) | Trigger::SignOff(_) => None,
            })
            .collect();
        for milestone in self.milestones.iter().filter(|milestone| !used.contains(milestone.id.value.as_str())) {
            let finding =
                Finding::new(Code::UnusedMilestone, format!("no due rule uses the milestone `{}`", milestone.id.value));
            let help = "use it in a `due`, or take it out; its events in the log would open nothing";
            findings.push(finding.at(milestone.id.span, "").help(help));
        }
    }

    fn lint_versions(&self, findings: &mut Findings) {
        for pair in self.versions.windows(2) {
            let [before, after] = *pair else { continue };
            let (first, second) = (self.origins.entry(before), self.origins.entry(after));
            let (before, after) = (self.terms(before), self.terms(after));
            let (Some(until), Some(from)) = (before.in_force.until, after.in_force.from) else { continue };
            let (Some(gap_start), Some(gap_end)) = (until.succ_opt(), from.pred_opt()) else { continue };
            if before.name == after.name && gap_start <= gap_end {
                let days = if gap_start == gap_end {
                    format!("on {gap_start}")
                } else {
                    format!("from {gap_start} to {gap_end}")
                };
                let message = format!("no version of `{}` is in force {days}", before.id);
                let finding = Finding::new(Code::VersionGap, message).at(second.id, format!("in force from {from}"));
                let help = "what starts on these days opens no handoff; let one version follow the other without a gap";
                findings.push(finding.at(first.id, format!("in force until {until}")).help(help));
            }
        }
    }

    fn lint_conditions(&self, findings: &mut Findings) {
        for (terms, origin) in self.versions_with_origin() {
            let Some(milestones) = self.milestones_of(terms) else { continue };
            let listed = |name: &str| {
                milestones.iter().any(|&ix| {
                    let attributes = self.milestones.entry(ix).attributes.as_ref();
                    attributes.is_none_or(|list| list.iter().any(|(listed, _)| &**listed == name))
                })
            };
            for (n, (attribute, matcher)) in terms.when.attributes.iter().enumerate() {
                let operands = match matcher {
                    Matcher::AnyOf(operands) | Matcher::NoneOf(operands) => operands.as_slice(),
                    Matcher::StartsWith(_) | Matcher::Number(_) => &[],
                };
                let others = operands.iter().filter_map(|operand| match operand {
                    Operand::Attribute(other) => Some(other),
                    Operand::Value(_) => None,
                });
                let asked = std::iter::once(attribute).chain(others).map(|name| &**name);
                // Every field of an event is an attribute too.
                for missing in asked.filter(|name| !FIELDS.contains(name) && !listed(name)) {
                    let place = origin.when.get(n).copied().flatten();
                    findings.push(self.undeclared(terms, missing, place, &milestones));
                }
            }
        }
    }

    /// The milestones that trigger a rule; none if it has none, or can be triggered by a request.
    fn milestones_of(&self, terms: &Terms) -> Option<Vec<MilestoneIx>> {
        let of = |trigger: &Trigger| match trigger {
            Trigger::Milestone(id) => self.milestone_ix(id.as_str()),
            Trigger::Request | Trigger::Delivery(_) | Trigger::SignOff(_) => None,
        };
        let milestones: Option<Vec<_>> = terms.due.triggers().iter().map(of).collect();
        milestones.filter(|milestones| !milestones.is_empty())
    }

    fn undeclared(
        &self,
        terms: &Terms,
        missing: &str,
        place: Option<SourceSpan>,
        milestones: &[MilestoneIx],
    ) -> Finding {
        let ids: Vec<&str> = milestones.iter().map(|&ix| self.milestones.entry(ix).id.value.as_str()).collect();
        let known = milestones.iter().filter_map(|&ix| self.milestones.entry(ix).attributes.as_ref()).flatten();
        let nearest = crate::diagnostic::Nearest::new(known.map(|(name, _)| &**name)).to(missing);
        let help = match nearest {
            Some(near) => format!("the nearest attribute is `{near}`"),
            None => "add it to the `attributes` of the milestone".to_owned(),
        };
        let message = format!("`{}` looks at `{missing}`, which `{}` does not list", terms.id, ids.join("`, `"));
        Finding::new(Code::UndeclaredAttribute, message).at(place, "not among the attributes").help(help)
    }

    fn lint_look_alikes(&self, findings: &mut Findings) {
        let departments = self.departments.iter().map(|it| ("department", it.id.value.as_str(), it.id.span));
        let milestones = self.milestones.iter().map(|it| ("milestone", it.id.value.as_str(), it.id.span));
        let obligations = self.own_terms().map(|(terms, origin)| ("obligation", terms.id.as_str(), origin.id));
        let mut seen: BTreeMap<(&str, String), (&str, Option<SourceSpan>)> = BTreeMap::new();
        for (kind, id, place) in departments.chain(milestones).chain(obligations) {
            let &mut (first, first_place) = seen.entry((kind, skeleton(id))).or_insert((id, place));
            if first == id {
                continue;
            }
            let (one, other) = if first_place <= place { (first_place, place) } else { (place, first_place) };
            let finding = Finding::new(Code::LookAlikeId, format!("two {kind}s look the same: `{first}` and `{id}`"));
            let finding = finding.at(other, format!("has {}", foreign_letters(id, first)));
            findings.push(finding.at(one, "the other").help("type one of them anew, so that both are the same id"));
        }
    }
}

impl Terms {
    fn supplier_id<'n>(&self, network: &'n Network) -> &'n crate::DepartmentId {
        network.department_at(self.supplier).id()
    }

    /// Whether another obligation between the same two is in force at the same time.
    fn is_twin_of(&self, other: &Self) -> bool {
        self.name != other.name && overlap(self.in_force, other.in_force)
    }
}

/// Whether there is a day on which both are in force.
fn overlap(one: InForce, other: InForce) -> bool {
    let starts_in_time = |a: InForce, b: InForce| match (a.until, b.from) {
        (Some(until), Some(from)) => from <= until,
        _ => true,
    };
    starts_in_time(one, other) && starts_in_time(other, one)
}

/// The letters by which two ids that look the same differ, with their code points.
fn foreign_letters(one: &str, other: &str) -> String {
    let differing = one.chars().zip(other.chars()).filter(|(a, b)| a != b);
    let named: Vec<String> = differing
        .take(3)
        .map(|(a, b)| format!("U+{:04X} where the other has U+{:04X}", u32::from(a), u32::from(b)))
        .collect();
    named.join(", ")
}
