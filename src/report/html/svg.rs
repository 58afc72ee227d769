//! Geometry of the small charts: numbers in, coordinates out. The page's template draws them.

#![expect(clippy::cast_precision_loss, reason = "counts on a page, far below 2^52")]

use serde::Serialize;

/// One decimal: enough for a screen, and the same bytes on every machine.
pub(in crate::report) fn rounded(x: f64) -> f64 {
    let rounded = (x * 10.0).round() / 10.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// A line of ratios over consecutive periods, drawn in a box of 300 × 120, on an axis that all lines share.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct Trend {
    /// One polyline per unbroken run of periods in which something was due.
    lines: Vec<String>,
    points: Vec<TrendPoint>,
    /// The height of the objective's line.
    objective_y: Option<f64>,
    /// Where the usual range begins, and how high it is.
    band: Option<(f64, f64)>,
    ticks: Vec<Tick>,
    labels: Vec<Label>,
    left: f64,
    right: f64,
    width: f64,
    height: f64,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct TrendPoint {
    x: f64,
    y: f64,
    /// It stands out.
    is_signal: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Tick {
    y: f64,
    label: String,
}

#[derive(Clone, Debug, Serialize)]
struct Label {
    x: f64,
    anchor: &'static str,
    text: String,
}

/// What a trend shows.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct Series {
    /// The share of each period; none where nothing was due.
    pub(in crate::report) shares: Vec<Option<f64>>,
    /// Which of them are signals.
    pub(in crate::report) signals: Vec<bool>,
    pub(in crate::report) objective: Option<f64>,
    /// The usual range.
    pub(in crate::report) usual: Option<(f64, f64)>,
    /// What the first and the last period are called.
    pub(in crate::report) ends: (String, String),
}

const TREND_WIDTH: f64 = 300.0;
const TREND_HEIGHT: f64 = 120.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 290.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 96.0;
/// The axis begins at a tenth, and has this many lines.
const TICKS: u32 = 3;

/// The lowest share that the axis of these series shows: a tenth of the whole, so that everything fits.
pub(in crate::report) fn lowest<'s>(series: impl Iterator<Item = &'s Series>) -> f64 {
    let shares = series.flat_map(|one| one.shares.iter().copied().flatten().chain(one.objective));
    let lowest = shares.fold(1.0, f64::min);
    ((lowest * 10.0 + 1e-9).floor() / 10.0).clamp(0.0, 0.9)
}

impl Trend {
    /// A period without anything due breaks the line. `from` is where the axis begins; it ends at the whole.
    pub(in crate::report) fn new(series: &Series, from: f64) -> Self {
        let step = (RIGHT - LEFT - 8.0) / (series.shares.len().max(2) - 1) as f64;
        let y = |share: f64| {
            let place = (share.clamp(from, 1.0) - from) / (1.0 - from).max(0.1);
            rounded(BOTTOM - place * (BOTTOM - TOP))
        };
        let mut lines = Vec::new();
        let mut line: Vec<String> = Vec::new();
        let mut points = Vec::new();
        for (i, share) in series.shares.iter().enumerate() {
            let Some(share) = *share else {
                lines.extend(polyline(&mut line));
                continue;
            };
            let is_signal = series.signals.get(i).copied().unwrap_or(false);
            let point = TrendPoint { x: rounded(LEFT + 4.0 + i as f64 * step), y: y(share), is_signal };
            line.push(format!("{},{}", point.x, point.y));
            points.push(point);
        }
        lines.extend(polyline(&mut line));
        let tick = |n: u32| {
            let share = from + (1.0 - from) * f64::from(n) / f64::from(TICKS - 1);
            Tick { y: y(share), label: format!("{:.0}%", share * 100.0) }
        };
        let (first, last) = series.ends.clone();
        Self {
            lines,
            points,
            objective_y: series.objective.map(y),
            band: series.usual.map(|(low, high)| (y(high), rounded(y(low) - y(high)))),
            ticks: (0..TICKS).map(tick).collect(),
            labels: vec![
                Label { x: LEFT, anchor: "start", text: first },
                Label { x: RIGHT, anchor: "end", text: last },
            ],
            left: LEFT,
            right: RIGHT,
            width: TREND_WIDTH,
            height: TREND_HEIGHT,
        }
    }
}

/// Takes the run collected so far, if it is long enough to be a line.
fn polyline(run: &mut Vec<String>) -> Option<String> {
    let run = std::mem::take(run);
    (run.len() > 1).then(|| run.join(" "))
}

/// Horizontal bars, one a row of 26 units; their labels stand in a column before them.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct Bars {
    rows: Vec<Bar>,
    height: f64,
}

#[derive(Clone, Debug, Serialize)]
struct Bar {
    label: String,
    value: u64,
    y: f64,
    /// Of a full width of 100.
    length: f64,
    /// The share of all rows up to and including this one, in percent: the line of a Pareto chart.
    cumulative: f64,
    cumulative_text: String,
}

impl Bars {
    /// In the order given.
    pub(in crate::report) fn new(rows: impl IntoIterator<Item = (String, u64)>) -> Self {
        let rows: Vec<_> = rows.into_iter().collect();
        let most = rows.iter().map(|row| row.1).max().unwrap_or(0).max(1) as f64;
        let total = rows.iter().map(|row| row.1).sum::<u64>().max(1) as f64;
        let mut so_far = 0;
        let bars: Vec<_> = rows
            .into_iter()
            .enumerate()
            .map(|(i, (label, value))| {
                so_far += value;
                let cumulative = 100.0 * so_far as f64 / total;
                Bar {
                    label,
                    value,
                    y: i as f64 * 26.0,
                    length: rounded(100.0 * value as f64 / most),
                    cumulative: rounded(cumulative),
                    cumulative_text: format!("{cumulative:.0}%"),
                }
            })
            .collect();
        Self { height: bars.len() as f64 * 26.0, rows: bars }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_without_work_breaks_the_line_and_the_axis_fits_the_data() {
        let series = Series {
            shares: vec![Some(1.0), Some(0.75), None, Some(0.62)],
            signals: vec![false, false, false, true],
            objective: Some(0.9),
            usual: Some((0.7, 0.95)),
            ends: ("W44".to_owned(), "W47".to_owned()),
        };
        assert!((lowest([&series].into_iter()) - 0.6).abs() < 1e-9);
        let trend = Trend::new(&series, 0.6);
        assert_eq!(trend.lines, ["48,10 127.3,63.7"]);
        assert_eq!((trend.points.len(), trend.points[2].y), (3, 91.7));
        let ticks: Vec<&str> = trend.ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(ticks, ["60%", "80%", "100%"]);
    }

    #[test]
    fn bars_add_up() {
        let bars = Bars::new([("a".to_owned(), 3), ("b".to_owned(), 1)]);
        assert_eq!(bars.rows[1].cumulative_text, "100%");
        assert_eq!((bars.rows[1].length, bars.height, Bars::new([]).height), (33.3, 52.0, 0.0));
    }
}
