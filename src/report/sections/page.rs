//! The report report as a page: its document, with headline figures and charts.

use std::collections::BTreeMap;

use super::view::{View, to_u64};
use crate::DepartmentId;
use crate::analysis::complaints::Bar;
use crate::analysis::compliance::{Figures, Line};
use crate::analysis::overdue::{Age, Overdue};
use crate::analysis::{DepartmentRef, PairRef, Ratio, Tally};
use crate::report::contents::Report;
use crate::report::html::graph::{Edge, Node, Picture};
use crate::report::html::svg::{Bars, Tone, Trend};
use crate::report::html::{self, Card, Extras, Figure, HeatCell, HeatRow, HtmlError, LegendEntry, TrendFigure};
use crate::report::language::{Language, Style};

/// Above so many departments a table of everyone against everyone no longer fits a page; the table of pairs does.
const WIDEST_HEAT: usize = 12;

/// The tables of which a chart shows every figure.
const CHARTED: [&str; 3] = ["overdue-ages", "complaint-categories", "complaint-causes"];

impl Report {
    /// The report as one HTML page that needs no other file and no script: with headline figures, the graph of the
    /// departments, trends and the ages of what is overdue; light and dark, on a phone and on paper.
    ///
    /// # Errors
    /// Returns an error only for a defect of this crate: its template does not fit its data.
    pub fn to_html(&self, language: Language) -> Result<String, HtmlError> {
        let document = self.in_language(language);
        let view = View::of(document.style);
        let page = Page { view, report: self, objective: self.objective() };
        let figures = BTreeMap::from([
            ("overdue", page.ages()),
            ("compliance", [Some(page.graph()), page.heat(), Some(page.trends())].into_iter().flatten().collect()),
            ("bottleneck", page.but_for()),
            ("complaints", page.paretos()),
        ]);
        let extras = Extras { cards: page.cards(), figures, charted: CHARTED.into(), objective: page.objective };
        html::render(&document, &extras)
    }
}

struct Page<'a> {
    view: View,
    report: &'a Report,
    objective: f64,
}

impl Page<'_> {
    fn style(&self) -> Style {
        self.view.style
    }

    fn tone(&self, tally: &Tally) -> Tone {
        Tone::of(tally.ratio().map(Ratio::value), self.objective)
    }

    fn ratio(&self, tally: &Tally) -> String {
        self.style().ratio(tally.ratio())
    }

    fn cards(&self) -> Vec<Card> {
        let (total, overdue) = (&self.report.compliance.total, &self.report.overdue);
        let nothing = Tally::default();
        let before = total.trend.iter().rev().nth(1).unwrap_or(&nothing);
        let right = total.quality.first_time_right_ratio();
        let count = |n: usize| self.style().count(to_u64(n));
        let last_week = |value: String| self.view.words.last_week(&value);
        let card = |name, value, before, tone| Card { name: str::to_owned(name), value, before, tone };
        vec![
            card(self.view.say.on_time, self.ratio(&total.week), last_week(self.ratio(before)), self.tone(&total.week)),
            card(
                self.view.say.overdue,
                count(overdue.handoffs.len()),
                last_week(count(overdue.before)),
                if overdue.handoffs.is_empty() { Tone::Good } else { Tone::Bad },
            ),
            card(
                self.view.say.due,
                self.style().count(total.week.due()),
                last_week(self.style().count(before.due())),
                Tone::None,
            ),
            card(
                self.view.say.right_first,
                self.style().ratio(right),
                self.view.words.of_delivered(total.quality.delivered),
                Tone::of(right.map(Ratio::value), self.objective),
            ),
            card(self.view.say.not_yet_due, count(self.report.pending.len()), String::new(), Tone::None),
        ]
    }

    fn graph(&self) -> Figure {
        let departments = &self.report.compliance.suppliers;
        let place: BTreeMap<&DepartmentId, usize> =
            departments.iter().enumerate().map(|(place, line)| (&line.subject.id, place)).collect();
        let open = open_work(self.report);
        let nodes: Vec<Node> = departments
            .iter()
            .map(|line| Node {
                label: self.view.party(&line.subject),
                open: open.get(&line.subject.id).copied().unwrap_or(0),
            })
            .collect();
        let edges: Vec<Edge> = self.report.compliance.pairs.iter().filter_map(|line| self.edge(line, &place)).collect();
        let tones = [Tone::Good, Tone::Fair, Tone::Bad, Tone::None];
        Figure::Graph {
            caption: self.view.say.graph_caption.to_owned(),
            title: self.view.say.graph.to_owned(),
            description: self
                .report
                .compliance
                .pairs
                .iter()
                .map(|line| self.pair_in_words(line))
                .collect::<Vec<_>>()
                .join("; "),
            picture: Picture::new(&nodes, &edges),
            legend: tones.map(|tone| LegendEntry { tone, words: self.legend(tone) }).into(),
        }
    }

    fn edge(&self, line: &Line<PairRef>, place: &BTreeMap<&DepartmentId, usize>) -> Option<Edge> {
        Some(Edge {
            from: *place.get(&line.subject.supplier.id)?,
            to: *place.get(&line.subject.customer.id)?,
            handoffs: line.figures.trend.iter().map(Tally::due).sum(),
            tone: self.tone(&line.figures.week),
            title: self.pair_in_words(line),
        })
    }

    fn pair_in_words(&self, line: &Line<PairRef>) -> String {
        let pair = self.view.pair_of(&line.subject);
        let week = &line.figures.week;
        self.view.words.pair_did(&pair, week.due(), &self.ratio(week))
    }

    fn legend(&self, tone: Tone) -> String {
        match tone {
            Tone::Good => self.view.words.good(&format!("{:.1}%", self.objective * 100.0)),
            Tone::Fair => self.view.say.fair.to_owned(),
            Tone::Bad => self.view.say.bad.to_owned(),
            Tone::None => self.view.say.nothing_due.to_owned(),
        }
    }

    fn ages(&self) -> Vec<Figure> {
        let Overdue { handoffs, ages, .. } = &self.report.overdue;
        if handoffs.is_empty() {
            return Vec::new();
        }
        bars("ages", self.view.say.ages, false, ages.iter().map(|age| (self.age(age), age.handoffs as u64)))
    }

    /// How many of the week's misses would vanish without each department's delays.
    fn but_for(&self) -> Vec<Figure> {
        let departments = &self.report.bottleneck.but_for.departments;
        let saved = departments.iter().map(|line| (self.view.party(&line.department), line.misses_saved as u64));
        bars("but-for", self.view.say.but_for_chart, false, saved)
    }

    fn paretos(&self) -> Vec<Figure> {
        let complaints = &self.report.complaints;
        let counted = |bar: &Bar| (super::complaints::kind(self.view, bar.name.as_deref()), bar.count);
        let kinds = bars("kinds", self.view.say.by_category, true, complaints.by_category.iter().map(counted));
        let causes = bars("causes", self.view.say.by_cause, true, complaints.by_cause.iter().map(counted));
        kinds.into_iter().chain(causes).collect()
    }

    fn trends(&self) -> Figure {
        let compliance = &self.report.compliance;
        let lines = compliance.suppliers.iter().filter(|line| !line.figures.is_empty());
        Figure::Trends {
            caption: self.view.say.trends_caption.to_owned(),
            lines: lines.map(|line| self.trend(&line.subject, &line.figures)).collect(),
        }
    }

    fn trend(&self, party: &DepartmentRef, figures: &Figures) -> TrendFigure {
        let weeks: Vec<(Option<f64>, String)> = figures
            .trend
            .iter()
            .zip(&self.report.compliance.weeks)
            .map(|(tally, week)| {
                let words = format!("{}: {}", self.style().window(*week), self.ratio(tally));
                (tally.ratio().map(Ratio::value), words)
            })
            .collect();
        let name = self.view.party(party);
        let alternative = weeks.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("; ");
        TrendFigure {
            now: self.ratio(&figures.week),
            alternative: format!("{name}: {alternative}"),
            line: Trend::new(&weeks, self.objective),
            name,
        }
    }

    /// Suppliers down, customers across: how each pair did.
    fn heat(&self) -> Option<Figure> {
        let compliance = &self.report.compliance;
        let pairs = || compliance.pairs.iter();
        let suppliers: Vec<&DepartmentRef> = unique(pairs().map(|line| &line.subject.supplier));
        let customers: Vec<&DepartmentRef> = unique(pairs().map(|line| &line.subject.customer));
        if suppliers.is_empty() || customers.len() > WIDEST_HEAT {
            return None;
        }
        let cell = |supplier: &DepartmentRef, customer: &DepartmentRef| {
            let line =
                pairs().find(|line| line.subject.supplier.id == supplier.id && line.subject.customer.id == customer.id);
            line.map_or_else(HeatCell::blank, |line| self.heat_cell(&line.figures.week))
        };
        let rows = suppliers
            .iter()
            .map(|supplier| HeatRow {
                name: self.view.party(supplier),
                cells: customers.iter().map(|customer| cell(supplier, customer)).collect(),
            })
            .collect();
        Some(Figure::Heat {
            caption: self.view.say.heat_caption.to_owned(),
            corner: self.view.say.supplier.to_owned(),
            columns: customers.iter().map(|customer| self.view.party(customer)).collect(),
            rows,
        })
    }

    fn heat_cell(&self, week: &Tally) -> HeatCell {
        let small = if week.due() == 0 { String::new() } else { self.view.words.due(week.due()) };
        HeatCell { words: self.ratio(week), small, tone: self.tone(week) }
    }

    fn age(&self, age: &Age) -> String {
        super::overdue::bucket(self.view, age)
    }
}

/// A chart of bars; none without any.
fn bars(name: &'static str, caption: &str, cumulative: bool, rows: impl Iterator<Item = (String, u64)>) -> Vec<Figure> {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let caption = caption.to_owned();
    vec![Figure::Bars { name, caption, cumulative, bars: Bars::new(rows) }]
}

/// Departments by id, each once.
fn unique<'a>(parties: impl Iterator<Item = &'a DepartmentRef>) -> Vec<&'a DepartmentRef> {
    parties.map(|party| (&party.id, party)).collect::<BTreeMap<_, _>>().into_values().collect()
}

/// What each department has yet to deliver.
fn open_work(report: &Report) -> BTreeMap<&DepartmentId, u64> {
    let pending = report.pending.iter().map(|pending| &pending.handoff);
    let overdue = report.overdue.handoffs.iter().map(|overdue| &overdue.handoff);
    let mut open = BTreeMap::new();
    for handoff in pending.chain(overdue) {
        *open.entry(&handoff.owed.supplier.id).or_insert(0) += 1;
    }
    open
}
