//! The rows of a log: how they are written, which of them stand, and in which order: SPEC 5.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use chrono::{FixedOffset, SecondsFormat};

use super::calendar::At;
use super::world::{ATTRIBUTES, Attributes};

/// A row of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ev {
    pub(crate) at: At,
    pub(crate) name: &'static str,
    pub(crate) id: Option<String>,
    pub(crate) case: Option<String>,
    pub(crate) obligation: Option<String>,
    pub(crate) period: Option<String>,
    pub(crate) documents: BTreeSet<&'static str>,
    pub(crate) signed: BTreeSet<&'static str>,
    pub(crate) until: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) reason: Option<&'static str>,
    pub(crate) outcome: Option<&'static str>,
    pub(crate) attributes: Attributes,
    /// How it is written: one instant and one list have several spellings.
    pub(crate) spelling: u32,
}

impl Ev {
    pub(crate) fn new(name: &'static str, at: At) -> Self {
        Self {
            at,
            name,
            id: None,
            case: None,
            obligation: None,
            period: None,
            documents: BTreeSet::new(),
            signed: BTreeSet::new(),
            until: None,
            target: None,
            reason: None,
            outcome: None,
            attributes: Attributes::new(),
            spelling: 0,
        }
    }

    /// The case without `#n`.
    pub(crate) fn base(&self) -> Option<&str> {
        self.case.as_deref().map(|case| case.split('#').next().unwrap())
    }

    /// The occurrence that `c#2` names.
    pub(crate) fn number(&self) -> Option<usize> {
        self.case.as_ref()?.split_once('#')?.1.parse().ok()
    }

    /// "one `delivered` row may name several obligations, separated like lists"
    pub(crate) fn is_about(&self, id: &str) -> bool {
        self.obligation.as_deref().is_some_and(|ids| ids.split(['|', ';']).any(|other| other == id))
    }

    pub(crate) fn opens(&self) -> bool {
        self.name.starts_with('m') || self.name == "requested"
    }

    /// Field by field in the order of their names, as text; `id` is none of them.
    fn content(&self) -> Vec<(&'static str, String)> {
        let list = |these: &BTreeSet<&'static str>| these.iter().copied().collect::<Vec<_>>().join(";");
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let mut fields = vec![
            ("case", text(&self.case)),
            ("documents", list(&self.documents)),
            ("obligation", {
                let ids: BTreeSet<&str> = self.obligation.iter().flat_map(|ids| ids.split(['|', ';'])).collect();
                ids.into_iter().collect::<Vec<_>>().join(";")
            }),
            ("outcome", self.outcome.unwrap_or_default().to_owned()),
            ("period", text(&self.period)),
            ("reason", self.reason.unwrap_or_default().to_owned()),
            ("signed", list(&self.signed)),
            ("target", text(&self.target)),
            // An instant however it is spelled.
            ("until", text(&self.until).parse::<At>().map_or(text(&self.until), |at| at.to_rfc3339())),
        ];
        for name in ATTRIBUTES {
            fields.push((name, self.attributes.get(name).cloned().unwrap_or_default()));
        }
        fields.sort();
        fields
    }
}

/// The place of an event among those of one instant.
fn rank(event: &Ev) -> usize {
    let order = ["revised", "resumed", "paused", "extended", "delivered", "accepted", "rejected", "waived"];
    if event.opens() {
        return 0;
    }
    order.iter().position(|&name| name == event.name).map_or(order.len() + 1, |place| place + 1)
}

/// "openings, revised, resumed, …; within one kind, rows that name `#n` or `period` first, then by content"
fn place(event: &Ev) -> impl Ord + use<> {
    let plain = event.number().is_none() && event.period.is_none();
    (event.at, rank(event), plain, event.name, event.content())
}

/// The rows that count at an instant, in order.
pub(crate) fn standing(rows: &[Ev], as_of: At) -> Vec<Ev> {
    // "Events after `as_of` do not exist"
    let mut rows: Vec<Ev> = rows.iter().filter(|row| row.at <= as_of).cloned().collect();
    // "the least by (`at`, event, content) stands"; those with an id come in that order.
    rows.sort_by_key(|row| (row.at, row.name, row.content()));
    let mut kept: Vec<Ev> = Vec::new();
    for row in rows {
        let known = kept.iter().any(|other| match (&row.id, &other.id) {
            (Some(id), Some(other)) => id == other,
            (None, None) => row.at == other.at && row.name == other.name && row.content() == other.content(),
            _ => false,
        });
        if !known {
            kept.push(row);
        }
    }
    let retracted = retracted(&kept);
    kept.retain(|row| row.id.as_ref().is_none_or(|id| !retracted.contains(id)));
    kept.sort_by_key(place);
    kept
}

/// The ids that are taken back. "A ring of voids has no effect and is rejected."
fn retracted(rows: &[Ev]) -> BTreeSet<String> {
    // What a row with an id takes back, if it is a void.
    let voids: BTreeMap<&str, &str> = rows
        .iter()
        .filter(|row| row.name == "voided")
        .filter_map(|row| Some((row.id.as_deref()?, row.target.as_deref()?)))
        .collect();
    let in_ring = |start: &str| {
        let mut at = start;
        for _ in 0..=voids.len() {
            match voids.get(at) {
                Some(next) if *next == start => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    };
    // A void counts unless one that counts takes it back; those of a ring count for nothing, whoever takes them back.
    let mut retracted: BTreeSet<String> = BTreeSet::new();
    loop {
        let mut next = BTreeSet::new();
        for row in rows.iter().filter(|row| row.name == "voided") {
            let counts = row.id.as_ref().is_none_or(|id| !retracted.contains(id) && !in_ring(id));
            if counts {
                next.extend(row.target.clone());
            }
        }
        if next == retracted {
            return retracted;
        }
        retracted = next;
    }
}

/// The log as CSV. Instants and lists are spelled in more than one way.
pub(crate) fn csv(rows: &[Ev]) -> String {
    let mut text = String::from(
        "event,at,id,case,obligation,period,documents,signed,until,target,reason,outcome,kind,other,size,deadline\n",
    );
    for row in rows {
        let optional = |value: &Option<String>| value.clone().unwrap_or_default();
        let attribute = |name| row.attributes.get(name).cloned().unwrap_or_default();
        let list = |these: &BTreeSet<&str>| {
            let mut these: Vec<&str> = these.iter().copied().collect();
            if row.spelling % 3 == 1 {
                these.reverse();
            }
            these.join(if row.spelling % 2 == 0 { ";" } else { "|" })
        };
        let at = match row.spelling % 3 {
            1 => row
                .at
                .with_timezone(&FixedOffset::east_opt(19_800).unwrap())
                .to_rfc3339_opts(SecondsFormat::Secs, false),
            _ => row.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        };
        writeln!(
            text,
            "{},{at},{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
            row.name,
            optional(&row.id),
            optional(&row.case),
            optional(&row.obligation),
            optional(&row.period),
            list(&row.documents),
            list(&row.signed),
            optional(&row.until),
            optional(&row.target),
            row.reason.unwrap_or_default(),
            row.outcome.unwrap_or_default(),
            attribute("kind"),
            attribute("other"),
            attribute("size"),
            attribute("deadline"),
        )
        .unwrap();
    }
    text
}
