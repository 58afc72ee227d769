//! What a report holds.

use chrono::{DateTime, Datelike, FixedOffset, Utc};
use chrono_tz::Tz;
use serde::{Serialize, Serializer};

use super::document::{Document, Writer};
use super::language::{Language, Style};
use super::sections;
#[cfg(feature = "xlsx")]
use super::xlsx::XlsxError;
use crate::analysis::bottleneck::Bottleneck;
use crate::analysis::complaints::Complaints;
use crate::analysis::compliance::Compliance;
use crate::analysis::load::Load;
use crate::analysis::outlook::Outlook;
use crate::analysis::overdue::Overdue;
use crate::analysis::silence::Silence;
use crate::analysis::standing::Standings;
use crate::analysis::{Analysis, HandoffRef, Window};
use crate::calendar::local_in;
use crate::due::Explanation;
use crate::log::{Ignored, IgnoredStage};
use crate::network::Network;
use crate::tracker::{Judgement, OpenedNothing, Status};

/// What is coloured good where no agreement names an objective.
#[cfg(any(feature = "html", feature = "xlsx"))]
const USUAL_OBJECTIVE: f64 = 0.95;

/// What a manager wants to know of a week, or of any other window: what is overdue and what changed, who kept what was
/// agreed, of whom nothing was heard.
///
/// The data of all its parts are public, and serialize; [`in_language`](Self::in_language) words them.
///
/// ```no_run
/// use interdept::{Analysis, report::{Language, Report}};
/// # fn f(tracker: &interdept::tracker::Tracker) -> Result<(), Box<dyn std::error::Error>> {
/// let judgement = tracker.judge("2026-11-22T18:00:00+08:00".parse()?);
/// let report = Report::of(&Analysis::of(&judgement), "2026-W47".parse()?);
/// println!("{}", report.to_text());
/// println!("{}", report.in_language(Language::Chinese).to_markdown());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The instant that everything is judged at.
    pub as_of: DateTime<FixedOffset>,
    /// The zone in which the report tells the time: the company's, else that of the first agreement that names a calendar.
    #[serde(serialize_with = "zone_name")]
    pub zone: Tz,
    /// What is overdue as of now, compared with a week earlier.
    pub overdue: Overdue,
    /// Who kept what was agreed in the week.
    pub compliance: Compliance,
    /// Where nothing was heard though something was due.
    pub silence: Silence,
    /// Whose delays made the week's misses.
    pub bottleneck: Bottleneck,
    /// How much work lies on each department, as of now.
    pub load: Load,
    /// The complaint register, as of now.
    pub complaints: Complaints,
    /// How each customer stands towards its suppliers, as of now.
    pub standings: Standings,
    /// What is likely to become of what is open.
    pub outlook: Outlook,
    /// What was due in the week and is waived, by obligation and key.
    pub waived: Vec<Waived>,
    /// Everything that is open, at risk or paused as of now, the nearest deadline first; then by obligation and key.
    pub pending: Vec<Pending>,
    /// How good the log's data are: the rows that count for nothing, or for what they do not say.
    pub rows: RowsBeside,
}

/// A handoff that nobody asks for any more.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Waived {
    /// Which one.
    #[serde(flatten)]
    pub handoff: HandoffRef,
    /// Why.
    pub reason: String,
    /// Whether it had missed its deadline by then.
    pub was_late: bool,
}

/// A handoff that is not due yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Pending {
    /// Which one.
    #[serde(flatten)]
    pub handoff: HandoffRef,
    /// Open, at risk or paused.
    pub status: Status,
    /// How its original deadline came about, where the handoff knows.
    pub explanation: Option<Explanation>,
}

/// Rows of the log that count for nothing, or for what they do not say.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct RowsBeside {
    /// Rows that could not be read or recorded, in the order of the logs; then those that other rows do not let stand.
    pub rejected: Vec<Ignored>,
    /// Events that acted on no handoff, by instant.
    pub unmatched: Vec<Ignored>,
    /// Deliveries that came when nothing was left to deliver, by instant.
    pub additional: Vec<Ignored>,
    /// Deliveries that named no period and went to the nearest deadline of several, by instant. They count.
    pub guessed: Vec<Ignored>,
    /// Milestones that opened nothing because no condition held, by milestone and what it carried.
    pub opened_nothing: Vec<OpenedNothing>,
}

impl Report {
    /// Reports on a window.
    ///
    /// The window's figures are judged as of the judgement's instant, as are those of the windows before it: a delivery that
    /// came after the week's end counts as late in the week in which it was due. That instant may lie before the window's
    /// end; what is not due by then stands beside the ratio.
    pub fn of(analysis: &Analysis<'_>, window: Window) -> Self {
        let judgement = analysis.judgement();
        let window = analysis.of_company(window);
        let zone = judgement.network().home_zone();
        Self {
            as_of: local_in(zone, judgement.as_of()),
            zone,
            overdue: analysis.overdue(),
            compliance: analysis.compliance(window),
            silence: analysis.silence(window),
            bottleneck: analysis.bottleneck(window),
            load: analysis.load(),
            complaints: analysis.complaints(),
            standings: analysis.standing(),
            outlook: analysis.outlook(),
            waived: waived(judgement, window),
            pending: pending(judgement),
            rows: rows(judgement),
        }
    }

    /// What a report is about that is asked for nothing else: the company's last whole week before
    /// an instant.
    pub fn usual_window(network: &Network, as_of: DateTime<Utc>) -> Window {
        let today = as_of.with_timezone(&network.home_zone()).date_naive();
        Window::last_week(today, network.company().week_starts)
    }

    /// The report in words.
    pub fn in_language(&self, language: Language) -> Document {
        let style = Style { language, zone: self.zone, year: self.as_of.year() };
        let mut out = Writer::new(style);
        sections::write(&mut out, self);
        out.finish(sections::title(style, self.compliance.week))
    }

    /// The report as plain English text, in eighty columns.
    pub fn to_text(&self) -> String {
        self.in_language(Language::English).to_text()
    }

    /// The report as English Markdown.
    pub fn to_markdown(&self) -> String {
        self.in_language(Language::English).to_markdown()
    }

    /// The report's tables as an Excel workbook, with a sheet for each.
    ///
    /// # Errors
    /// Returns an error when a table has more rows than a sheet.
    #[cfg(feature = "xlsx")]
    pub fn to_xlsx(&self, language: Language) -> Result<Vec<u8>, XlsxError> {
        self.in_language(language).to_xlsx(self.as_of.to_utc(), self.objective())
    }

    /// The strictest objective of any agreement: what a coloured figure is held against.
    #[cfg(any(feature = "html", feature = "xlsx"))]
    pub(super) fn objective(&self) -> f64 {
        let agreements = self.compliance.agreements.iter();
        let objectives = agreements.flat_map(|line| line.figures.budgets.iter().map(|budget| budget.objective));
        objectives.max_by(f64::total_cmp).unwrap_or(USUAL_OBJECTIVE)
    }

    /// The report's data as JSON: instants as RFC 3339, ratios from 0 to 1 and `null` where nothing was due, texts in every
    /// language they are given in.
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> String {
        // Only a map whose keys are no strings, or a failing `Serialize`, could fail here: the report has neither.
        super::inert::to_json_pretty(self)
    }
}

fn waived(judgement: &Judgement, window: Window) -> Vec<Waived> {
    judgement
        .handoffs()
        .filter(|handoff| handoff.status() == Status::Waived && window.contains(handoff.due_day()))
        .map(|handoff| Waived {
            handoff: HandoffRef::of(handoff),
            reason: handoff.waiver().unwrap_or_default().to_owned(),
            was_late: handoff.was_late_when_waived(),
        })
        .collect()
}

fn pending(judgement: &Judgement) -> Vec<Pending> {
    let mut pending: Vec<Pending> = judgement
        .handoffs()
        .filter(|handoff| matches!(handoff.status(), Status::Open | Status::AtRisk | Status::Paused))
        .map(|handoff| Pending {
            handoff: HandoffRef::of(handoff),
            status: handoff.status(),
            explanation: handoff.explanation(),
        })
        .collect();
    pending.sort_by_key(|pending| pending.handoff.due_at);
    pending
}

fn rows(judgement: &Judgement) -> RowsBeside {
    let of = |stage| judgement.ignored_at(stage).map(without_folder).collect();
    RowsBeside {
        rejected: of(IgnoredStage::Rejected),
        unmatched: of(IgnoredStage::Unmatched),
        additional: of(IgnoredStage::Additional),
        guessed: judgement.guessed_rows().map(without_folder).collect(),
        opened_nothing: judgement.opened_nothing(),
    }
}

/// The same row, its log named without the folder that it lies in: a report reads the same wherever its log was.
fn without_folder(mut row: Ignored) -> Ignored {
    row.file = row.file.map(|file| file_name(&file).to_owned());
    row
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn zone_name<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(zone.name())
}
