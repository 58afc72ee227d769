//! What a report holds.

use chrono::{DateTime, Datelike, FixedOffset, Utc};
use chrono_tz::Tz;
use serde::{Serialize, Serializer};

use super::document::Document;
use super::language::{Language, Style};
use super::sections;
#[cfg(feature = "xlsx")]
use super::xlsx::XlsxError;
use crate::DepartmentId;
use crate::analysis::bottleneck::Bottleneck;
use crate::analysis::complaints::Complaints;
use crate::analysis::compliance::Compliance;
use crate::analysis::decisions::Decisions;
use crate::analysis::load::Load;
use crate::analysis::misses::MissedHandoff;
use crate::analysis::next::Next;
use crate::analysis::outlook::Outlook;
use crate::analysis::overdue::Overdue;
use crate::analysis::shortfalls::Shortfall;
use crate::analysis::silence::Silence;
use crate::analysis::standing::Standings;
use crate::analysis::{Analysis, DepartmentRef, HandoffRef, Window};
use crate::calendar::local_in;
use crate::due::Explanation;
use crate::log::{Ignored, IgnoredStage};
use crate::network::Network;
use crate::tracker::{Identical, Judgement, LogLine, OpenedNothing, Status};

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
    /// The version of its shape as data: [`FORMAT`].
    pub format: u32,
    /// The instant that everything is judged at.
    pub as_of: DateTime<FixedOffset>,
    /// The zone in which the report tells the time: the company's, else that of the first agreement that names a calendar.
    #[serde(serialize_with = "zone_name")]
    pub zone: Tz,
    /// What has come up to somebody, and what will.
    pub decisions: Decisions,
    /// What is overdue as of now, and what was a week earlier.
    pub overdue: Overdue,
    /// What fell due in the period and was missed, the latest first.
    pub misses: Vec<MissedHandoff>,
    /// The objectives of agreements that were not kept, and who missed.
    pub shortfalls: Vec<Shortfall>,
    /// What falls due next.
    pub next: Next,
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
    /// The departments, and what each is part of.
    pub departments: Vec<KnownDepartment>,
}

/// The version of a report's shape as data.
pub const FORMAT: u32 = 1;

/// The [JSON Schema](https://json-schema.org) of what [`Report::to_json`] writes. The crate's repository holds it as
/// `report.schema.json`.
#[cfg(feature = "schema")]
pub fn json_schema() -> &'static str {
    include_str!("../../report.schema.json")
}

/// The most rows of a list in a page, a workbook or a text that has everything, unless another number is asked for.
pub const ROWS: usize = 50;

/// A department and what it is part of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KnownDepartment {
    /// The department.
    #[serde(flatten)]
    pub department: DepartmentRef,
    /// What it is part of, from the nearest to the topmost.
    pub wholes: Vec<DepartmentId>,
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
    /// Whether a revision made it one that nobody asks for, rather than that somebody waived it.
    pub is_withdrawn: bool,
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
    /// Rows that say what another had said, in the order in which they were read. They count once.
    pub identical: Vec<Identical>,
    /// Milestones that opened nothing because no condition held, by milestone and what it carried.
    pub opened_nothing: Vec<OpenedNothing>,
}

impl RowsBeside {
    /// Whether every row counts for what it says.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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
        let departments = judgement.network().departments();
        Self {
            format: FORMAT,
            as_of: local_in(zone, judgement.as_of()),
            zone,
            decisions: analysis.decisions(),
            overdue: overdue_named_shortly(analysis.overdue()),
            misses: analysis.misses(window).into_iter().map(named_shortly).collect(),
            shortfalls: analysis.shortfalls(window),
            next: analysis.next(window),
            departments: departments
                .map(|it| KnownDepartment {
                    department: DepartmentRef { id: it.id().clone(), name: it.name().clone() },
                    wholes: it.wholes().map(|whole| whole.id().clone()).collect(),
                })
                .collect(),
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
        let today = local_in(network.home_zone(), as_of).date_naive();
        Window::last_week(today, network.company().week_starts)
    }

    /// The report in words, its lists cut at [`ROWS`].
    pub fn in_language(&self, language: Language) -> Document {
        self.with_rows(language, ROWS)
    }

    /// The same with so many rows of each list at most; how many more there are is said below it.
    pub fn with_rows(&self, language: Language, rows: usize) -> Document {
        sections::write(self, self.style(language), rows)
    }

    /// What concerns one department, and what is part of it, on one page: what it owes now and what waits for others, what
    /// it is owed, what it must do next, what it missed and why, its objectives. None if the network has no such
    /// department.
    pub fn for_department(&self, department: &DepartmentId, language: Language) -> Option<Document> {
        sections::write_for(self, department, self.style(language), ROWS)
    }

    fn style(&self, language: Language) -> Style {
        Style { language, zone: self.zone, year: self.as_of.year() }
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
        self.in_language(language).to_xlsx(self.as_of.to_utc())
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
            is_withdrawn: handoff.is_withdrawn(),
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
        identical: judgement
            .identical_rows()
            .into_iter()
            .map(|found| Identical { row: in_no_folder(found.row), first: in_no_folder(found.first) })
            .collect(),
        opened_nothing: judgement.opened_nothing(),
    }
}

/// The same row, its log named without the folder that it lies in: a report reads the same wherever its log was.
fn without_folder(mut row: Ignored) -> Ignored {
    row.file = row.file.map(|file| file_name(&file).to_owned());
    row
}

fn in_no_folder(mut line: LogLine) -> LogLine {
    line.file = line.file.map(|file| file_name(&file).to_owned());
    line
}

fn overdue_named_shortly(mut overdue: Overdue) -> Overdue {
    for handoff in &mut overdue.handoffs {
        handoff.rows = std::mem::take(&mut handoff.rows).into_iter().map(in_no_folder).collect();
    }
    overdue
}

fn named_shortly(mut miss: MissedHandoff) -> MissedHandoff {
    miss.rows = miss.rows.into_iter().map(in_no_folder).collect();
    miss
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn zone_name<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(zone.name())
}
