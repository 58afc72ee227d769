//! How a report is laid out, one section after another.

mod beside;
mod bottleneck;
mod complaints;
mod compliance;
mod headline;
mod load;
mod outlook;
mod overdue;
#[cfg(feature = "html")]
mod page;
mod silence;
mod standing;
mod view;

use super::contents::Report;
use super::document::Writer;
use super::language::Style;
use crate::analysis::Window;

pub(super) fn title(style: Style, window: Window) -> String {
    headline::title(view::View::of(style), window)
}

pub(super) fn write(out: &mut Writer, report: &Report) {
    headline::write(out, report);
    overdue::write(out, &report.overdue);
    compliance::write(out, &report.compliance);
    bottleneck::write(out, &report.bottleneck);
    load::write(out, &report.load);
    silence::write(out, &report.silence);
    standing::write(out, &report.standings);
    complaints::write(out, &report.complaints);
    beside::write_waived(out, &report.waived);
    beside::write_pending(out, &report.pending, &report.outlook);
    outlook::write(out, &report.outlook);
    beside::write_rows(out, &report.rows);
}
