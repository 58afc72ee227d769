//! The report's figures as `OpenMetrics`, for Prometheus and what reads its format.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::contents::Report;
use super::words::metrics::{AGE, AS_OF, Family, LEFT, NOW, OBJECTIVE, ON_TIME, PERIOD, REACHED};
use crate::analysis::Ratio;
use crate::analysis::compliance::Figures;
use crate::visible::visible_text;

impl Report {
    /// The report's figures in the text format of [`OpenMetrics`](https://openmetrics.io) 1.0: counts by supplier, customer
    /// and status, the age of what is overdue, what was on time, and how much each objective leaves.
    ///
    /// Labels hold ids, which stay the same from report to report; nothing that nothing was due of has a ratio.
    pub fn to_openmetrics(&self) -> String {
        let mut out = String::new();
        out.family(&AS_OF, [(Vec::new(), self.as_of.timestamp().to_string())]);
        out.family(&NOW, self.now());
        out.family(&PERIOD, self.of_period());
        out.family(&AGE, self.ages());
        out.family(&ON_TIME, self.on_time());
        let objectives = || {
            self.compliance.agreements.iter().flat_map(|line| {
                let id = line.subject.id.as_str();
                line.figures.budgets.iter().zip(1..).map(move |(budget, n)| {
                    let labels = vec![("agreement", id.to_owned()), ("objective", i32::to_string(&n))];
                    (labels, budget)
                })
            })
        };
        out.family(&OBJECTIVE, objectives().map(|(labels, budget)| (labels, budget.objective.to_string())));
        let reached = objectives().filter_map(|(labels, budget)| Some((labels, budget.ratio()?.value().to_string())));
        out.family(&REACHED, reached);
        out.family(&LEFT, objectives().map(|(labels, budget)| (labels, budget.left.to_string())));
        out.push_str("# EOF\n");
        out
    }

    fn now(&self) -> Vec<Sample> {
        let open = self.pending.iter().map(|pending| (&pending.handoff, pending.status.to_string()));
        let overdue = self.overdue.handoffs.iter().map(|overdue| (&overdue.handoff, "overdue".to_owned()));
        let mut counts: BTreeMap<Vec<(&str, String)>, u64> = BTreeMap::new();
        for (handoff, status) in open.chain(overdue) {
            let mut labels = pair(handoff.owed.supplier.id.as_str(), handoff.owed.customer.id.as_str());
            labels.push(("status", status));
            *counts.entry(labels).or_default() += 1;
        }
        counts.into_iter().map(|(labels, count)| (labels, count.to_string())).collect()
    }

    fn of_period(&self) -> Vec<Sample> {
        let counts = |figures: &Figures| {
            let week = figures.week;
            [
                ("met", week.met),
                ("late", week.late),
                ("overdue", week.overdue),
                ("excused", week.excused),
                ("waived", week.waived),
                ("early", week.early),
                ("not-yet-due", week.not_yet_due),
                ("paused", week.paused),
            ]
        };
        let pairs = self.compliance.pairs.iter();
        let samples = pairs.flat_map(|line| {
            counts(&line.figures).map(|(outcome, count)| {
                let mut labels = pair(line.subject.supplier.id.as_str(), line.subject.customer.id.as_str());
                labels.push(("outcome", outcome.to_owned()));
                (labels, count.to_string())
            })
        });
        samples.collect()
    }

    fn ages(&self) -> Vec<Sample> {
        let mut oldest: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        for overdue in &self.overdue.handoffs {
            let owed = &overdue.handoff.owed;
            let age = oldest.entry((owed.supplier.id.as_str(), owed.customer.id.as_str())).or_default();
            *age = (*age).max(overdue.elapsed_s);
        }
        oldest.into_iter().map(|((supplier, customer), age)| (pair(supplier, customer), age.to_string())).collect()
    }

    fn on_time(&self) -> Vec<Sample> {
        let pairs = self.compliance.pairs.iter();
        let samples = pairs.filter_map(|line| {
            let share = line.figures.week.ratio().map(Ratio::value)?;
            let labels = pair(line.subject.supplier.id.as_str(), line.subject.customer.id.as_str());
            Some((labels, share.to_string()))
        });
        samples.collect()
    }
}

/// Labels, and a value.
type Sample = (Vec<(&'static str, String)>, String);

fn pair(supplier: &str, customer: &str) -> Vec<(&'static str, String)> {
    vec![("supplier", supplier.to_owned()), ("customer", customer.to_owned())]
}

trait Exposition {
    fn family(&mut self, family: &Family, samples: impl IntoIterator<Item = Sample>);
}

impl Exposition for String {
    fn family(&mut self, family: &Family, samples: impl IntoIterator<Item = Sample>) {
        let Family { name, unit, help } = family;
        let _ = writeln!(self, "# TYPE {name} gauge");
        if !unit.is_empty() {
            let _ = writeln!(self, "# UNIT {name} {unit}");
        }
        let _ = writeln!(self, "# HELP {name} {help}");
        for (labels, value) in samples {
            let labels: Vec<Self> =
                labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
            let labels = if labels.is_empty() { Self::new() } else { format!("{{{}}}", labels.join(",")) };
            let _ = writeln!(self, "{name}{labels} {value}");
        }
    }
}

fn escaped(text: &str) -> String {
    visible_text(text).replace('\\', "\\\\").replace('"', "\\\"")
}
