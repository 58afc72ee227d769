//! The report as a page: its document, with charts.

use std::collections::{BTreeMap, BTreeSet};

use super::view::{View, objective};
use crate::DepartmentId;
use crate::analysis::complaints::Bar;
use crate::analysis::compliance::{Figures, Line};
use crate::analysis::overdue::{Age, Overdue};
use crate::analysis::signal::Point;
use crate::analysis::{DepartmentRef, PairRef, Ratio, Tally};
use crate::report::contents::{ROWS, Report};
use crate::report::document::{Document, Tone};
use crate::report::html::graph::{Edge, Node, Picture};
use crate::report::html::svg::{Bars, Series, Trend, lowest};
use crate::report::html::{self, Extras, Figure, HeatCell, HeatRow, HtmlError, LegendEntry, TrendFigure};
use crate::report::language::{Language, Style};

/// Above so many departments the graph shows the worst pairs alone, and trends the worst departments.
const MOST_DEPARTMENTS: usize = 25;
/// How many pairs the graph then shows.
const WORST_PAIRS: usize = 30;
/// The most trends.
const MOST_TRENDS: usize = 12;
/// The most rows and columns of the table of everyone against everyone.
const WIDEST_HEAT: usize = 12;
/// The most elements that the tables of a page may make, so that it stays below ten thousand in all.
const MOST_ELEMENTS: usize = 7_500;

/// The tables of which a chart shows every figure.
const CHARTED: [&str; 3] = ["overdue-ages", "complaint-categories", "complaint-causes"];

impl Report {
    /// The report as one HTML page that needs no other file and no script: with the graph of the departments, trends and
    /// the ages of what is overdue; light and dark, on a phone and on paper.
    ///
    /// It stays under ten thousand elements whatever it reports on: lists are cut at [`ROWS`], and shorter where many are
    /// long.
    ///
    /// # Errors
    /// Returns an error only for a defect of this crate: its template does not fit its data.
    pub fn to_html(&self, language: Language) -> Result<String, HtmlError> {
        let document = self.short_enough(language);
        let page = Page { view: View::of(document.style), report: self };
        let pairs = [Some(page.graph()), page.heat()].into_iter().flatten().collect();
        let figures = BTreeMap::from([
            ("overdue-all", page.ages()),
            ("compliance", page.trends().into_iter().collect()),
            ("pairs", pairs),
            ("delay", page.but_for()),
            ("complaints-all", page.paretos()),
        ]);
        html::render(&document, &Extras { figures, charted: CHARTED.into() })
    }

    fn short_enough(&self, language: Language) -> Document {
        let lengths = [ROWS, 40, 30, 20];
        let documents = lengths.into_iter().map(|rows| self.with_rows(language, rows));
        documents.into_iter().find(|it| it.elements() <= MOST_ELEMENTS).unwrap_or_else(|| self.with_rows(language, 10))
    }
}

struct Page<'a> {
    view: View,
    report: &'a Report,
}

fn tone(figures: &Figures) -> Tone {
    Tone::of(figures.week.ratio(), objective(figures))
}

/// The lowest ratio first, those of which nothing was due last.
fn worst_first<S>(lines: &[Line<S>]) -> Vec<&Line<S>> {
    let mut lines: Vec<&Line<S>> = lines.iter().collect();
    let of = |line: &Line<S>| line.figures.week.ratio().map_or(2.0, Ratio::value);
    lines.sort_by(|a, b| of(a).total_cmp(&of(b)));
    lines
}

impl Page<'_> {
    fn style(&self) -> Style {
        self.view.style
    }

    fn ratio(&self, tally: &Tally) -> String {
        self.style().kept(tally.ratio())
    }

    /// The pairs that the graph shows: those of which anything was due in the trend; of many departments the worst.
    fn drawn(&self) -> Vec<&Line<PairRef>> {
        let compliance = &self.report.compliance;
        let mut pairs = worst_first(&compliance.pairs);
        pairs.retain(|line| !line.figures.is_empty());
        if self.report.departments.len() > MOST_DEPARTMENTS {
            pairs.truncate(WORST_PAIRS);
        }
        pairs
    }

    fn graph(&self) -> Figure {
        let pairs = self.drawn();
        let shown: BTreeSet<&DepartmentId> =
            pairs.iter().flat_map(|line| [&line.subject.supplier.id, &line.subject.customer.id]).collect();
        let departments = self.report.departments.iter().map(|known| &known.department);
        let departments: Vec<&DepartmentRef> = departments.filter(|party| shown.contains(&party.id)).collect();
        let place: BTreeMap<&DepartmentId, usize> =
            departments.iter().enumerate().map(|(place, party)| (&party.id, place)).collect();
        let open = open_work(self.report);
        let nodes: Vec<Node> = departments
            .iter()
            .map(|party| Node { label: self.view.party(party), open: open.get(&party.id).copied().unwrap_or(0) })
            .collect();
        // The worst are drawn last, over the others.
        let edges: Vec<Edge> = pairs.iter().rev().filter_map(|line| self.edge(line, &place)).collect();
        let below = pairs.iter().filter(|line| tone(&line.figures) == Tone::Bad).count();
        let tones = [Tone::Good, Tone::Fair, Tone::Bad, Tone::None];
        Figure::Graph {
            caption: self.view.say.graph_caption.to_owned(),
            title: self.view.say.graph.to_owned(),
            description: self.view.words.graph(nodes.len(), pairs.len(), below),
            picture: Picture::new(&nodes, &edges),
            legend: tones.map(|tone| LegendEntry { tone, words: self.legend(tone).to_owned() }).into(),
        }
    }

    fn edge(&self, line: &Line<PairRef>, place: &BTreeMap<&DepartmentId, usize>) -> Option<Edge> {
        let week = &line.figures.week;
        Some(Edge {
            from: *place.get(&line.subject.supplier.id)?,
            to: *place.get(&line.subject.customer.id)?,
            handoffs: line.figures.trend.iter().map(Tally::due).sum(),
            tone: tone(&line.figures),
            title: self.view.words.pair_did(&self.view.pair_of(&line.subject), week.due(), &self.ratio(week)),
        })
    }

    fn legend(&self, tone: Tone) -> &'static str {
        match tone {
            Tone::Good => self.view.say.good,
            Tone::Fair => self.view.say.fair,
            Tone::Bad => self.view.say.bad,
            Tone::None => self.view.say.nothing_due,
        }
    }

    fn ages(&self) -> Vec<Figure> {
        let Overdue { handoffs, ages, .. } = &self.report.overdue;
        if handoffs.is_empty() {
            return Vec::new();
        }
        bars("ages", self.view.say.ages, false, ages.iter().map(|age| (self.age(age), age.handoffs as u64)))
    }

    /// How many of the period's misses would vanish without each department's delays.
    fn but_for(&self) -> Vec<Figure> {
        let departments = self.report.bottleneck.but_for.departments.iter().take(MOST_TRENDS);
        let saved = departments.map(|line| (self.view.party(&line.department), line.misses_saved as u64));
        bars("but-for", self.view.say.but_for_chart, false, saved)
    }

    fn paretos(&self) -> Vec<Figure> {
        let complaints = &self.report.complaints;
        let counted = |bar: &Bar| (super::complaints::kind(self.view, bar.called.as_ref()), bar.count);
        let first = |bars: &[Bar]| bars.iter().take(MOST_TRENDS).map(counted).collect::<Vec<_>>();
        let kinds = bars("kinds", self.view.say.by_category, true, first(&complaints.by_category).into_iter());
        let causes = bars("causes", self.view.say.by_cause, true, first(&complaints.by_cause).into_iter());
        kinds.into_iter().chain(causes).collect()
    }

    /// The worst departments' lines, on one axis.
    fn trends(&self) -> Option<Figure> {
        let compliance = &self.report.compliance;
        let mut lines = worst_first(&compliance.suppliers);
        lines.retain(|line| !line.figures.is_empty());
        let of = lines.len();
        lines.truncate(MOST_TRENDS);
        let series: Vec<Series> = lines.iter().map(|line| self.series(&line.figures)).collect();
        let from = lowest(series.iter());
        let rest = (of > MOST_TRENDS).then(|| self.view.words.rows_of(MOST_TRENDS, of, "trend"));
        let lines =
            lines.iter().zip(&series).map(|(line, series)| self.trend(&line.subject, &line.figures, series, from));
        let lines: Vec<TrendFigure> = lines.collect();
        (!lines.is_empty()).then(|| Figure::Trends { caption: self.view.say.trends_caption.to_owned(), lines, rest })
    }

    fn series(&self, figures: &Figures) -> Series {
        let points = &figures.series.points;
        let name = |point: Option<&Point>| point.map(|it| self.style().window(it.period)).unwrap_or_default();
        Series {
            shares: points.iter().map(|point| point.value).collect(),
            signals: points.iter().map(|point| point.signal.is_some()).collect(),
            objective: objective(figures),
            usual: figures.series.usual().map(|(low, high)| (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0))),
            ends: (name(points.first()), name(points.last())),
        }
    }

    fn trend(&self, party: &DepartmentRef, figures: &Figures, series: &Series, from: f64) -> TrendFigure {
        let points = figures.series.points.iter();
        let share = |point: &Point| {
            point.value.map_or_else(|| self.view.say.no_figure.to_owned(), |share| format!("{:.1}%", share * 100.0))
        };
        let said = points.map(|point| format!("{}: {}", self.style().window(point.period), share(point)));
        let name = self.view.party(party);
        let alternative = format!("{name}: {}", said.collect::<Vec<_>>().join("; "));
        let due = figures.series.points.iter().map(|point| point.n).filter(|due| *due > 0);
        let (least, most) = (due.clone().min().unwrap_or(0), due.max().unwrap_or(0));
        let now = self.view.words.trend_now(&self.ratio(&figures.week), figures.week.due(), least, most);
        let now = format!("{now} · {}", self.view.word(figures.series.word));
        TrendFigure { now, alternative, line: Trend::new(series, from), name }
    }

    /// Suppliers down, customers across: how each pair did; of many, those with misses.
    fn heat(&self) -> Option<Figure> {
        let compliance = &self.report.compliance;
        let due: Vec<&Line<PairRef>> = compliance.pairs.iter().filter(|line| line.figures.week.due() > 0).collect();
        let fits = |pairs: &[&Line<PairRef>]| {
            let (suppliers, customers) = sides(pairs);
            suppliers.len() <= WIDEST_HEAT && customers.len() <= WIDEST_HEAT
        };
        let mut shown = due.clone();
        if !fits(&shown) {
            shown = worst_first(&compliance.pairs);
            shown.retain(|line| line.figures.week.missed() > 0);
            while !fits(&shown) && !shown.is_empty() {
                shown.truncate(shown.len() * 3 / 4);
            }
        }
        let (suppliers, customers) = sides(&shown);
        if suppliers.is_empty() {
            return None;
        }
        let cells: BTreeMap<_, _> = shown
            .iter()
            .map(|line| ((&line.subject.supplier.id, &line.subject.customer.id), self.heat_cell(&line.figures)))
            .collect();
        let cell = |supplier: &DepartmentRef, customer: &DepartmentRef| {
            cells.get(&(&supplier.id, &customer.id)).cloned().unwrap_or_else(HeatCell::blank)
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
            rest: (shown.len() < due.len()).then(|| self.view.words.rows_of(shown.len(), due.len(), "compliance")),
        })
    }

    fn heat_cell(&self, figures: &Figures) -> HeatCell {
        HeatCell {
            words: self.ratio(&figures.week),
            small: self.view.words.due(figures.week.due()),
            tone: tone(figures),
        }
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

/// The suppliers and the customers of pairs, by id, each once.
fn sides<'p>(pairs: &[&'p Line<PairRef>]) -> (Vec<&'p DepartmentRef>, Vec<&'p DepartmentRef>) {
    let unique = |parties: BTreeMap<&'p DepartmentId, &'p DepartmentRef>| parties.into_values().collect();
    let of = |line: &&'p Line<PairRef>| (&line.subject.supplier.id, &line.subject.supplier);
    let to = |line: &&'p Line<PairRef>| (&line.subject.customer.id, &line.subject.customer);
    (unique(pairs.iter().map(of).collect()), unique(pairs.iter().map(to).collect()))
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
