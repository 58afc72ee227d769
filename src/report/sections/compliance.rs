//! Who kept what was agreed: departments, who for whom, obligations; the worst first, without those of whom nothing was due.

use super::super::document::{Align, Cell, Table, Writer};
use super::view::{View, kept, objective, row, table, usual};
use crate::analysis::compliance::{Compliance, Figures, Line};

pub(super) fn write(out: &mut Writer, compliance: &Compliance) {
    let view = View::of(out.style);
    out.heading(2, "compliance", view.say.compliance);
    let groups = groups(view, compliance);
    let [suppliers, _, pairs, _] = &groups;
    if compliance.total.week.due() == 0 {
        return out.paragraph(view.words.nothing_was_due(&view.style.window(compliance.week)));
    }
    let mut table = suppliers.brief(view, "suppliers-worst");
    table.rows.push(total(view, compliance));
    out.first_of(table, 12);
    let mut worst = pairs.brief(view, "pairs-worst");
    let misses = pairs.due().filter(|line| line.figures.week.missed() > 0).count();
    // Worst first, so that those without a miss come last.
    worst.rows.truncate(misses);
    worst.of = misses;
    out.first_of(worst, 4);
    let (due, kept) = (pairs.due().count(), pairs.due().count() - misses);
    out.note(view.words.pairs_kept(kept, due, suppliers.lines.len() - suppliers.due().count()));
}

fn total(view: View, compliance: &Compliance) -> super::super::document::Row {
    row(brief(&Named { label: view.say.all_together.to_owned(), figures: &compliance.total }, view))
}

pub(super) fn append(out: &mut Writer, compliance: &Compliance) {
    let view = View::of(out.style);
    for group in groups(view, compliance) {
        if group.due().next().is_none() {
            continue;
        }
        out.heading(3, group.names[0], group.heading);
        out.table(group.counts(view));
        out.table(group.quality(view));
        let idle = group.lines.len() - group.due().count();
        if idle > 0 {
            out.note(view.words.nothing_due_of(idle));
        }
    }
    out.note(view.say.compliance_note);
}

/// A line with the words for what it is about.
pub(super) struct Named<'c> {
    pub(super) label: String,
    pub(super) figures: &'c Figures,
}

pub(super) fn named<S>(lines: &[Line<S>], label: impl Fn(&S) -> String) -> Vec<Named<'_>> {
    lines.iter().map(|line| Named { label: label(&line.subject), figures: &line.figures }).collect()
}

/// The obligations and their tiers.
pub(super) fn of_obligations(view: View, compliance: &Compliance) -> Vec<Named<'_>> {
    let mut lines = named(&compliance.obligations, |owed| view.owed(owed));
    lines.extend(named(&compliance.tiers, |tier| format!("{} [{}]", view.owed(&tier.owed), tier.tier)));
    lines
}

fn groups<'c>(view: View, compliance: &'c Compliance) -> [Group<'c>; 4] {
    let parties = |lines| named(lines, |party| view.party(party));
    let group = |names, heading, subject, lines: Vec<Named<'c>>| {
        let mut group = Group { names, heading, subject, lines };
        group.sort();
        group
    };
    [
        group(
            ["suppliers", "suppliers-quality"],
            view.say.as_supplier,
            view.say.department,
            parties(&compliance.suppliers),
        ),
        group(
            ["customers", "customers-quality"],
            view.say.as_customer,
            view.say.department,
            parties(&compliance.customers),
        ),
        group(
            ["pairs", "pairs-quality"],
            view.say.pairs,
            view.say.pair,
            named(&compliance.pairs, |pair| view.pair_of(pair)),
        ),
        group(
            ["obligations", "obligations-quality"],
            view.say.obligations,
            view.say.obligation,
            of_obligations(view, compliance),
        ),
    ]
}

/// Lines that are reported in the same tables.
struct Group<'c> {
    /// The names of the tables: counts, quality.
    names: [&'static str; 2],
    heading: &'static str,
    subject: &'static str,
    lines: Vec<Named<'c>>,
}

/// The mean of objectives, with one decimal where it has any: `90%`, `89.7%`.
fn aim(share: f64) -> String {
    let percent = format!("{:.1}", share * 100.0);
    format!("{}%", percent.trim_end_matches(".0"))
}

/// What a line shows in the report itself.
fn brief(line: &Named<'_>, view: View) -> Vec<Cell> {
    let week = &line.figures.week;
    let objective = objective(line.figures).map_or(Cell::Empty, |share| Cell::Text(aim(share)));
    vec![
        Cell::Text(line.label.clone()),
        Cell::Count(week.due()),
        kept(line.figures),
        Cell::Between(week.ratio().map(crate::analysis::Ratio::interval)),
        usual(line.figures),
        Cell::Text(view.word(line.figures.series.word).to_owned()),
        objective,
        Cell::Count(week.missed()),
        Cell::Count(week.excused),
    ]
}

impl Group<'_> {
    /// The lowest ratio first; of equal ones that of which more was due.
    fn sort(&mut self) {
        self.lines.sort_by(|a, b| {
            let of = |line: &Named<'_>| line.figures.week.ratio().map_or(2.0, crate::analysis::Ratio::value);
            of(a).total_cmp(&of(b)).then(b.figures.week.due().cmp(&a.figures.week.due()))
        });
    }

    /// The lines of which anything was due.
    fn due(&self) -> impl Iterator<Item = &Named<'_>> {
        self.lines.iter().filter(|line| line.figures.week.due() > 0)
    }

    fn brief(&self, view: View, name: &'static str) -> Table {
        let columns = [
            (self.subject, Align::Start),
            (view.say.due, Align::End),
            (view.say.on_time, Align::End),
            (view.say.between, Align::End),
            (view.say.usual, Align::End),
            (view.say.signal, Align::Start),
            (view.say.objective, Align::End),
            (view.say.missed, Align::End),
            (view.say.excused, Align::End),
        ];
        let mut table = Table {
            narrow: Some([0, 2, 5]),
            brief: Some(&[0, 1, 2, 4, 5, 6, 7, 8]),
            ..table(name, view.words.worst_of(self.heading), &columns)
        };
        table.link = Some(self.names[0]);
        table.rows.extend(self.due().map(|line| row(brief(line, view))));
        table
    }

    fn counts(&self, view: View) -> Table {
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
        let mut table = table(self.names[0], self.heading, &columns);
        table.rows.extend(self.due().map(|line| {
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
                kept(line.figures),
                Cell::Share(week.excused_ratio()),
            ])
        }));
        table
    }

    fn quality(&self, view: View) -> Table {
        let columns = [
            (self.subject, Align::Start),
            (view.say.delivered, Align::End),
            (view.say.right_first, Align::End),
            (view.say.share, Align::End),
            (view.say.ratings, Align::End),
            (view.say.mean, Align::End),
        ];
        let mut table = table(self.names[1], view.words.quality_of(self.heading), &columns);
        let rated = self.due().filter(|line| line.figures.quality.delivered + line.figures.quality.ratings > 0);
        table.rows.extend(rated.map(|line| {
            let quality = &line.figures.quality;
            row(vec![
                Cell::Text(line.label.clone()),
                Cell::Count(quality.delivered),
                Cell::Count(quality.first_time_right),
                Cell::Kept(quality.first_time_right_ratio(), None),
                Cell::Count(quality.ratings),
                Cell::Tenths(quality.mean_score_tenths().and_then(|tenths| i64::try_from(tenths).ok())),
            ])
        }));
        table
    }
}
