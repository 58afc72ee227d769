//! How a report is laid out: first what a manager reads, one section after another, then the appendix that it rests on.

mod beside;
mod bottleneck;
mod complaints;
mod compliance;
mod department;
mod headline;
mod load;
mod misses;
mod next;
mod objectives;
mod outlook;
mod overdue;
#[cfg(feature = "html")]
mod page;
mod silence;
mod standing;
mod view;

use super::contents::Report;
use super::document::{Document, Writer};
use super::language::Style;
use crate::DepartmentId;
use view::View;

pub(super) fn write(report: &Report, style: Style, rows: usize) -> Document {
    let mut out = Writer::new(style, rows);
    let view = View::of(style);
    headline::write(&mut out, report);
    overdue::write(&mut out, &report.overdue);
    misses::write(&mut out, &report.misses);
    compliance::write(&mut out, &report.compliance);
    objectives::write(&mut out, &report.compliance);
    bottleneck::write(&mut out, report);
    next::write(&mut out, &report.next);
    complaints::write(&mut out, &report.complaints);
    standing::write(&mut out, &report.standings);
    silence::write(&mut out, &report.silence);
    beside::write_rows(&mut out, &report.rows);
    out.begin_appendix();
    out.heading(2, "appendix", view.say.appendix);
    overdue::append(&mut out, &report.overdue);
    misses::append(&mut out, &report.misses);
    compliance::append(&mut out, &report.compliance);
    objectives::append(&mut out, &report.compliance);
    bottleneck::append(&mut out, &report.bottleneck);
    load::append(&mut out, &report.load);
    next::append(&mut out, report);
    outlook::append(&mut out, &report.outlook);
    complaints::append(&mut out, &report.complaints);
    standing::append(&mut out, &report.standings);
    silence::append(&mut out, &report.silence);
    beside::append_waived(&mut out, &report.waived);
    beside::append_rows(&mut out, &report.rows);
    definitions(&mut out, view);
    out.finish(headline::title(view, report))
}

/// One department's page; none if the report knows no such department.
pub(super) fn write_for(report: &Report, department: &DepartmentId, style: Style, rows: usize) -> Option<Document> {
    department::write(report, department, style, rows)
}

/// What the words of the tables mean.
fn definitions(out: &mut Writer, view: View) {
    out.heading(3, "definitions", view.say.definitions);
    out.list(view.words.definitions());
}
