//! Who kept what was agreed: counts, trend, quality and objectives for every line.

use super::super::document::{Align, Cell, Column, Table, Writer};
use super::view::{View, row, table};
use crate::Period;
use crate::analysis::Window;
use crate::analysis::compliance::{Budget, Compliance, Figures, Line};

pub(super) fn write(out: &mut Writer, compliance: &Compliance) {
    let view = View::of(out.style);
    out.heading(2, "compliance", view.say.compliance);
    out.note(view.say.compliance_note);
    let total = Named { label: view.say.all_together.to_owned(), figures: &compliance.total };
    let parties = |lines| named(lines, |party| view.party(party));
    let groups = [
        Group {
            names: ["suppliers", "suppliers-trend", "suppliers-quality"],
            heading: view.say.as_supplier,
            subject: view.say.department,
            lines: parties(&compliance.suppliers).into_iter().chain([total]).collect(),
        },
        Group {
            names: ["customers", "customers-trend", "customers-quality"],
            heading: view.say.as_customer,
            subject: view.say.department,
            lines: parties(&compliance.customers),
        },
        Group {
            names: ["pairs", "pairs-trend", "pairs-quality"],
            heading: view.say.pairs,
            subject: view.say.pair,
            lines: named(&compliance.pairs, |pair| view.pair_of(pair)),
        },
        Group {
            names: ["obligations", "obligations-trend", "obligations-quality"],
            heading: view.say.obligations,
            subject: view.say.obligation,
            lines: of_obligations(view, compliance),
        },
    ];
    for group in &groups {
        group.write(out, view, &compliance.weeks);
    }
    write_budgets(out, view, compliance);
}

/// A line with the words for what it is about.
struct Named<'c> {
    label: String,
    figures: &'c Figures,
}

fn named<S>(lines: &[Line<S>], label: impl Fn(&S) -> String) -> Vec<Named<'_>> {
    lines.iter().map(|line| Named { label: label(&line.subject), figures: &line.figures }).collect()
}

/// The obligations, each followed by its tiers.
fn of_obligations(view: View, compliance: &Compliance) -> Vec<Named<'_>> {
    let tiers = || compliance.tiers.iter();
    let lines = compliance.obligations.iter().flat_map(|line| {
        let own = Named { label: view.owed(&line.subject), figures: &line.figures };
        let tiers = tiers().filter(|tier| tier.subject.owed.obligation == line.subject.obligation);
        let tiers = tiers.map(|tier| Named {
            label: format!("{} [{}]", view.owed(&tier.subject.owed), tier.subject.tier),
            figures: &tier.figures,
        });
        std::iter::once(own).chain(tiers)
    });
    lines.collect()
}

/// Lines that are reported in the same tables.
struct Group<'c> {
    /// The names of the tables: counts, trend, quality.
    names: [&'static str; 3],
    heading: &'static str,
    subject: &'static str,
    lines: Vec<Named<'c>>,
}

impl Group<'_> {
    fn write(&self, out: &mut Writer, view: View, weeks: &[Window]) {
        let [counts, trend, quality] = self.names;
        out.heading(3, counts, self.heading);
        out.table(self.counts(view, counts));
        out.table(self.trend(view, trend, weeks));
        out.table(self.quality(view, quality));
    }

    /// The lines of which anything was due, or stood beside, in the weeks of the trend.
    fn active(&self) -> impl Iterator<Item = &Named<'_>> {
        self.lines.iter().filter(|line| !line.figures.is_empty())
    }

    fn counts(&self, view: View, name: &'static str) -> Table {
        let columns = [
            (self.subject, Align::Start),
            (view.say.due, Align::End),
            (view.say.met, Align::End),
            (view.say.late, Align::End),
            (view.say.still_overdue, Align::End),
            (view.say.excused, Align::End),
            (view.say.waived_count, Align::End),
            (view.say.pending, Align::End),
            (view.say.on_time, Align::End),
            (view.say.with_excused, Align::End),
        ];
        let mut table = table(name, view.say.this_week, &columns);
        table.rows.extend(self.active().map(|line| {
            let week = &line.figures.week;
            row(vec![
                Cell::Text(line.label.clone()),
                Cell::Count(week.due()),
                Cell::Count(week.met),
                Cell::Count(week.late),
                Cell::Count(week.overdue),
                Cell::Count(week.excused),
                Cell::Count(week.waived),
                Cell::Count(week.early + week.not_yet_due + week.paused),
                Cell::Ratio(week.ratio()),
                Cell::Ratio(week.excused_ratio()),
            ])
        }));
        table
    }

    fn trend(&self, view: View, name: &'static str, weeks: &[Window]) -> Table {
        let mut table = table(name, view.say.trend, &[(self.subject, Align::Start)]);
        let titles = weeks.iter().map(|&week| short_window(week)).chain([view.say.change.to_owned()]);
        table.columns.extend(titles.map(|title| Column { title, align: Align::End }));
        table.rows.extend(self.active().map(|line| {
            let ratios = line.figures.trend.iter().map(|week| Cell::Ratio(week.ratio()));
            let change = Cell::Points(line.figures.change());
            row([Cell::Text(line.label.clone())].into_iter().chain(ratios).chain([change]).collect())
        }));
        table
    }

    fn quality(&self, view: View, name: &'static str) -> Table {
        let columns = [
            (self.subject, Align::Start),
            (view.say.delivered, Align::End),
            (view.say.right_first, Align::End),
            (view.say.share, Align::End),
            (view.say.ratings, Align::End),
            (view.say.mean, Align::End),
        ];
        let mut table = table(name, view.say.quality, &columns);
        let rated = self.active().filter(|line| line.figures.quality.delivered + line.figures.quality.ratings > 0);
        table.rows.extend(rated.map(|line| {
            let quality = &line.figures.quality;
            row(vec![
                Cell::Text(line.label.clone()),
                Cell::Count(quality.delivered),
                Cell::Count(quality.first_time_right),
                Cell::Ratio(quality.first_time_right_ratio()),
                Cell::Count(quality.ratings),
                Cell::Tenths(quality.mean_score_tenths().and_then(|tenths| i64::try_from(tenths).ok())),
            ])
        }));
        table
    }
}

/// A window where the year goes without saying: `W47`.
fn short_window(window: Window) -> String {
    if let Some(Period::Week { week, .. }) = window.period() { format!("W{week:02}") } else { window.to_string() }
}

fn write_budgets(out: &mut Writer, view: View, compliance: &Compliance) {
    let agreements = named(&compliance.agreements, |agreement| view.text(&agreement.name));
    let pairs = named(&compliance.pairs, |pair| view.pair_of(pair));
    let obligations = of_obligations(view, compliance);
    let tables: [(_, _, Vec<Named<'_>>); 3] = [
        ("budgets-agreements", view.say.agreement, agreements),
        ("budgets-pairs", view.say.pair, missed(pairs)),
        ("budgets-obligations", view.say.obligation, missed(obligations)),
    ];
    let tables: Vec<Table> = tables.iter().map(|(name, subject, lines)| budgets(view, name, subject, lines)).collect();
    if tables.iter().any(|table| !table.rows.is_empty()) {
        out.heading(3, "budgets", view.say.budgets);
        for table in tables {
            out.table(table);
        }
        out.note(view.say.budget_note);
    }
}

/// The lines that have used any of their budget.
fn missed(mut lines: Vec<Named<'_>>) -> Vec<Named<'_>> {
    lines.retain(|line| line.figures.budgets.iter().any(|budget| budget.tally.missed() > 0));
    lines
}

fn budgets(view: View, name: &'static str, subject: &str, lines: &[Named<'_>]) -> Table {
    let columns = [
        (subject, Align::Start),
        (view.say.objective, Align::End),
        (view.say.since_day, Align::Start),
        (view.say.due, Align::End),
        (view.say.on_time, Align::End),
        (view.say.missed, Align::End),
        (view.say.allowed, Align::End),
        (view.say.left, Align::End),
        (view.say.burn, Align::End),
        (view.say.week_burn, Align::End),
    ];
    let mut table = table(name, view.say.budget_caption, &columns);
    let lines = lines.iter().flat_map(|line| line.figures.budgets.iter().map(|budget| (&line.label, budget)));
    table.rows.extend(lines.filter(|(_, budget)| budget.tally.due() > 0).map(|(label, budget)| {
        let mut row = row(vec![
            Cell::Text(label.clone()),
            Cell::Text(objective(view, budget)),
            Cell::Date(budget.from),
            Cell::Count(budget.tally.due()),
            Cell::Ratio(budget.ratio()),
            Cell::Count(budget.tally.missed()),
            Cell::Tenths(tenths(budget.allowed)),
            Cell::Tenths(tenths(budget.left)),
            Cell::Tenths(budget.burn.and_then(tenths)),
            Cell::Tenths(budget.week_burn.and_then(tenths)),
        ]);
        row.remark = runs_out(view, budget);
        row
    }));
    table
}

/// `95%`, `99.5%`, `99% (+3 business days)`.
fn objective(view: View, budget: &Budget) -> String {
    let percent = format!("{:.2}", budget.objective * 100.0);
    let grace = budget.grace.map(|span| view.words.grace(span)).unwrap_or_default();
    format!("{}%{grace}", percent.trim_end_matches('0').trim_end_matches('.'))
}

/// Tenths, rounded; none for what is beyond any report.
#[expect(clippy::cast_possible_truncation, reason = "in range by the check before")]
fn tenths(value: f64) -> Option<i64> {
    let tenths = (value * 10.0).round();
    (tenths.abs() < 1e15).then_some(tenths as i64)
}

/// When the budget is used up, if that is nearer than another window: what lies further off will not be like this week.
fn runs_out(view: View, budget: &Budget) -> Option<String> {
    let window = budget.until.signed_duration_since(budget.from);
    let day = budget.runs_out.filter(|day| day.signed_duration_since(budget.until) <= window)?;
    Some(view.words.runs_out(&view.style.short_date(day)))
}
