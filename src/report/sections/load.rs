//! How much work lies on each department.

use super::super::document::{Align, Cell, Writer};
use super::view::{View, row, table};
use crate::analysis::load::{DepartmentLoad, Load};

pub(super) fn append(out: &mut Writer, load: &Load) {
    let view = View::of(out.style);
    out.heading(3, "load", view.say.load);
    let columns = [
        (view.say.department, Align::Start),
        (view.say.open_before, Align::End),
        (view.say.arrivals, Align::End),
        (view.say.completions, Align::End),
        (view.say.open_now, Align::End),
        (view.say.mean_age, Align::End),
        (view.say.mean_wait, Align::End),
        (view.say.with_load, Align::End),
    ];
    let mut table = table("work", view.say.load_caption, &columns);
    table.rows.extend(load.departments.iter().filter_map(|department| {
        let week = department.weeks.last()?;
        Some(row(vec![
            Cell::Text(view.party(&department.department)),
            Cell::Count(week.open_at_start),
            Cell::Count(week.arrivals),
            Cell::Count(week.completions),
            Cell::Count(week.open_at_end),
            week.mean_age_s.map_or(Cell::Empty, Cell::Elapsed),
            week.mean_time_to_deliver_s.map_or(Cell::Empty, Cell::Elapsed),
            Cell::Text(with_load(view, department)),
        ]))
    }));
    out.table(table);
    out.note(view.say.load_note);
}

/// Whether lateness rises with load: `+0.31 (84)`, or that there is too little to say.
fn with_load(view: View, department: &DepartmentLoad) -> String {
    let correlation = department.lateness_with_load;
    match correlation.rho {
        // Adding nought makes a minus nought a nought.
        Some(rho) => format!("{:+.2} ({})", (rho * 100.0).round() / 100.0 + 0.0, correlation.pairs),
        None => format!("{} ({})", view.say.too_few, correlation.pairs),
    }
}
