//! Geometry of the small charts: numbers in, coordinates out. The page's template draws them.

#![expect(clippy::cast_precision_loss, reason = "counts on a page, far below 2^52")]

use serde::Serialize;

/// How good a figure is: the colour it is drawn in, and never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::report) enum Tone {
    Good,
    Fair,
    Bad,
    /// Nothing was due.
    None,
}

impl Tone {
    /// The tone of a ratio against its objective: good where it is met, fair within ten points below.
    pub(in crate::report) fn of(ratio: Option<f64>, objective: f64) -> Self {
        match ratio {
            None => Self::None,
            Some(ratio) if ratio >= objective => Self::Good,
            Some(ratio) if ratio >= objective - 0.1 => Self::Fair,
            Some(_) => Self::Bad,
        }
    }
}

/// One decimal: enough for a screen, and the same bytes on every machine.
pub(in crate::report) fn rounded(x: f64) -> f64 {
    let rounded = (x * 10.0).round() / 10.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// A line of ratios over consecutive weeks, drawn in a box of 300 × 90.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct Trend {
    /// One polyline per unbroken run of weeks in which something was due.
    lines: Vec<String>,
    points: Vec<TrendPoint>,
    /// The height of the objective's line.
    objective_y: f64,
    width: f64,
    height: f64,
}

#[derive(Clone, Debug, Serialize)]
struct TrendPoint {
    x: f64,
    y: f64,
    title: String,
}

const TREND_WIDTH: f64 = 300.0;
const TREND_HEIGHT: f64 = 90.0;
const TREND_PAD: f64 = 8.0;

impl Trend {
    /// Points come with the words shown for each; a week without anything due breaks the line.
    pub(in crate::report) fn new(weeks: &[(Option<f64>, String)], objective: f64) -> Self {
        let step = (TREND_WIDTH - 2.0 * TREND_PAD) / (weeks.len().max(2) - 1) as f64;
        let y = |ratio: f64| rounded(TREND_PAD + (1.0 - ratio.clamp(0.0, 1.0)) * (TREND_HEIGHT - 2.0 * TREND_PAD));
        let mut lines = Vec::new();
        let mut line: Vec<String> = Vec::new();
        let mut points = Vec::new();
        for (i, (ratio, title)) in weeks.iter().enumerate() {
            let Some(ratio) = *ratio else {
                lines.extend(polyline(&mut line));
                continue;
            };
            let point = TrendPoint { x: rounded(TREND_PAD + i as f64 * step), y: y(ratio), title: title.clone() };
            line.push(format!("{},{}", point.x, point.y));
            points.push(point);
        }
        lines.extend(polyline(&mut line));
        Self { lines, points, objective_y: y(objective), width: TREND_WIDTH, height: TREND_HEIGHT }
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
    fn a_week_without_work_breaks_the_line() {
        let week = |ratio| (ratio, String::new());
        let trend = Trend::new(&[week(Some(1.0)), week(Some(0.5)), week(None), week(Some(0.0))], 0.95);
        assert_eq!(trend.lines, ["8,8 102.7,45"]);
        assert_eq!((trend.points.len(), trend.points[2].y), (3, 82.0));
    }

    #[test]
    fn bars_add_up() {
        let bars = Bars::new([("a".to_owned(), 3), ("b".to_owned(), 1)]);
        assert_eq!(bars.rows[1].cumulative_text, "100%");
        assert_eq!((bars.rows[1].length, bars.height, Bars::new([]).height), (33.3, 52.0, 0.0));
    }

    #[test]
    fn tones_follow_the_objective() {
        assert_eq!(Tone::of(None, 0.9), Tone::None);
        assert_eq!(Tone::of(Some(0.9), 0.9), Tone::Good);
        assert_eq!(Tone::of(Some(0.81), 0.9), Tone::Fair);
        assert_eq!(Tone::of(Some(0.79), 0.9), Tone::Bad);
    }
}
