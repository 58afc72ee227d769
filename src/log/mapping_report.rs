//! What a mapping made of an export.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::input::ReadAs;
use super::mapped::Offer;
use super::mapping::{Mapping, Names, NoEvent};
use crate::diagnostic::Visible;

/// How many texts that name no department are told apart; the others are counted together.
const TEXTS_KEPT: usize = 1_000;

/// What a mapping made of an export, for each of its templates.
///
/// Displays as a table with what is worth a look: conditions that never held, the first rejection, names that no
/// department has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MappingReport {
    /// The name of the log.
    pub log: String,
    /// The name of the mapping.
    pub mapping: String,
    /// How the log was taken to be written; none before its first row has been read.
    pub read_as: Option<ReadAs>,
    /// The rows that were read.
    pub rows: u64,
    /// The rows that could not be read at all, besides.
    pub unreadable: u64,
    /// What each template made of the rows, in the order of the mapping.
    pub templates: Vec<TemplateReport>,
    /// The texts that should have named a department and did not, in order.
    pub unknown_departments: Vec<UnknownDepartment>,
}

/// What one template of a mapping made of the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TemplateReport {
    /// Its event, as the mapping writes it.
    pub event: String,
    /// The line of the mapping where it begins, from 1.
    pub line: usize,
    /// The rows it was offered: all that could be read.
    pub offered: u64,
    /// Those for which its conditions held.
    pub matched: u64,
    /// The events that it made of these.
    pub events: u64,
    /// The matched rows without an instant, which make no event.
    pub without_instant: u64,
    /// The matched rows that `first-per` left out, since an earlier one had made the event.
    pub repeated: u64,
    /// The matched rows of which something could not be read.
    pub rejected: u64,
    /// The first of them, with its line and why.
    pub first_rejection: Option<String>,
    /// The conditions that no row fulfilled, as the mapping writes them.
    pub never_held: Vec<String>,
}

/// A text that should have named a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UnknownDepartment {
    /// The text.
    pub text: String,
    /// How many times it stood there.
    pub count: u64,
    /// The nearest name of a department, where one is near.
    pub nearest: Option<String>,
}

/// The counts behind a report, while the log is read.
#[derive(Debug)]
pub(super) struct Tallies {
    mapping: Mapping,
    pub(super) rows: u64,
    pub(super) unreadable: u64,
    pub(super) templates: Vec<Tally>,
    no_department: BTreeMap<String, u64>,
}

/// The counts of one template.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) offered: u64,
    pub(super) matched: u64,
    pub(super) repeated: u64,
    events: u64,
    without_instant: u64,
    rejected: u64,
    first_rejection: Option<String>,
    /// For each condition, whether it ever held.
    held: Vec<bool>,
    all_held: bool,
}

impl Tally {
    /// Whether all conditions hold; those that never held are asked whatever the others say.
    pub(super) fn hold(&mut self, mut holds: impl FnMut(usize) -> bool) -> bool {
        if self.all_held {
            return (0..self.held.len()).all(holds);
        }
        let mut all = true;
        for (condition, held) in self.held.iter_mut().enumerate() {
            if all || !*held {
                let now = holds(condition);
                *held |= now;
                all &= now;
            }
        }
        self.all_held = self.held.iter().all(|&held| held);
        all
    }

    fn reject(&mut self, line: u64, reason: &str) {
        self.rejected += 1;
        self.first_rejection.get_or_insert_with(|| format!("line {line}: {reason}"));
    }
}

impl Tallies {
    pub(super) fn new(mapping: &Mapping) -> Self {
        let tally = |conditions: usize| Tally { held: vec![false; conditions], ..Tally::default() };
        let templates = mapping.templates().iter().map(|template| tally(template.conditions())).collect();
        let mapping = mapping.clone();
        Self { mapping, rows: 0, unreadable: 0, templates, no_department: BTreeMap::new() }
    }

    /// Counts what came of a row whose conditions hold.
    pub(super) fn count(&mut self, template: usize, line: u64, outcome: Result<(), NoEvent>) -> Option<Offer> {
        let tally = self.templates.get_mut(template)?;
        let reason: Cow<'static, str> = match outcome {
            Ok(()) => {
                tally.events += 1;
                return Some(Offer::Made);
            }
            Err(NoEvent::NoInstant) => {
                tally.without_instant += 1;
                return None;
            }
            Err(NoEvent::Unreadable(reason)) => reason,
            Err(NoEvent::NoDepartment(reason, text)) => {
                let known = self.no_department.contains_key(&text) || self.no_department.len() < TEXTS_KEPT;
                *self.no_department.entry(if known { text } else { "…".to_owned() }).or_default() += 1;
                reason
            }
        };
        tally.reject(line, &reason);
        Some(Offer::Bad(reason))
    }

    /// What has been counted so far.
    pub(super) fn report(&self, log: &str, read_as: Option<ReadAs>, departments: Option<&Names>) -> MappingReport {
        let templates = self.mapping.templates().iter().zip(&self.templates).map(|(template, tally)| {
            let never = tally.held.iter().enumerate().filter(|&(_, &held)| !held && tally.offered > 0);
            TemplateReport {
                event: template.name.clone(),
                line: template.line,
                offered: tally.offered,
                matched: tally.matched,
                events: tally.events,
                without_instant: tally.without_instant,
                repeated: tally.repeated,
                rejected: tally.rejected,
                first_rejection: tally.first_rejection.clone(),
                never_held: never.map(|(condition, _)| template.condition(condition).to_owned()).collect(),
            }
        });
        let unknown = self.no_department.iter().map(|(text, &count)| UnknownDepartment {
            text: text.clone(),
            count,
            nearest: departments.and_then(|names| names.nearest(text)).map(str::to_owned),
        });
        MappingReport {
            log: log.to_owned(),
            mapping: self.mapping.name().to_owned(),
            read_as,
            rows: self.rows,
            unreadable: self.unreadable,
            templates: templates.collect(),
            unknown_departments: unknown.collect(),
        }
    }
}

impl MappingReport {
    /// The events that were made in all.
    pub fn events(&self) -> u64 {
        self.templates.iter().map(|template| template.events).sum()
    }

    /// Why no event was made; none if one was.
    pub fn why_nothing(&self) -> Option<String> {
        if self.events() > 0 {
            return None;
        }
        Some(match (self.rows, self.unreadable) {
            (0, 0) => "it has no row below the line that names its columns".to_owned(),
            (0, count) => format!("none of its {count} rows can be read"),
            _ => {
                let reasons = self.templates.iter().map(|template| {
                    format!("`{}` (line {}): {}", Visible(&template.event), template.line, template.why_nothing())
                });
                reasons.collect::<Vec<_>>().join("; ")
            }
        })
    }
}

impl fmt::Display for MappingReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { log, mapping, rows, unreadable, .. } = self;
        write!(f, "{log} through {mapping}: {rows} row{}", plural(*rows))?;
        if let Some(read_as) = self.read_as.as_ref().filter(|read_as| !read_as.is_plain()) {
            write!(f, " of {read_as}")?;
        }
        if *unreadable > 0 {
            write!(f, " and {unreadable} unreadable")?;
        }
        writeln!(f, ", {} event{}", self.events(), plural(self.events()))?;
        if let Some(why) = self.why_nothing() {
            writeln!(f, "  no event: {why}")?;
        }
        let name = |template: &TemplateReport| format!("{} (line {})", Visible(&template.event), template.line);
        let width = self.templates.iter().map(|template| name(template).chars().count()).max().unwrap_or(0).max(8);
        write!(f, "  {:width$}  offered  matched   events  rejected", "template")?;
        for template in &self.templates {
            let TemplateReport { offered, matched, events, rejected, .. } = template;
            write!(f, "\n  {:width$}  {offered:7}  {matched:7}  {events:7}  {rejected:8}", name(template))?;
            template.remarks(f)?;
        }
        for UnknownDepartment { text, count, nearest } in &self.unknown_departments {
            write!(f, "\n  `{}` names no department, {count} time{}", Visible(text), plural(*count))?;
            if let Some(nearest) = nearest {
                write!(f, "; the nearest is `{}`", Visible(nearest))?;
            }
        }
        Ok(())
    }
}

impl TemplateReport {
    fn why_nothing(&self) -> String {
        let Self { matched, without_instant, rejected, .. } = self;
        match self.never_held.as_slice() {
            _ if *rejected > 0 => {
                let first = self.first_rejection.as_deref().unwrap_or_default();
                format!("{rejected} row{} rejected, the first at {}", plural(*rejected), Visible(first))
            }
            _ if *without_instant > 0 => {
                format!("no instant in the {without_instant} row{} that match", plural(*without_instant))
            }
            [] if *matched == 0 => "no row fulfils all that it asks for at once".to_owned(),
            [] => "no row is left".to_owned(),
            never => {
                let never: Vec<String> = never.iter().map(|condition| Visible(condition).to_string()).collect();
                format!("in no row holds {}", never.join(", nor "))
            }
        }
    }

    fn remarks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.without_instant > 0 {
            write!(f, "\n    {} without an instant", self.without_instant)?;
        }
        if self.repeated > 0 {
            write!(f, "\n    {} left out by `first-per`", self.repeated)?;
        }
        for condition in &self.never_held {
            write!(f, "\n    never held: {}", Visible(condition))?;
        }
        if let Some(rejection) = &self.first_rejection {
            write!(f, "\n    first rejected: {}", Visible(rejection))?;
        }
        Ok(())
    }
}

fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}
