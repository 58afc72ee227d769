//! A store as JSON Lines: all of it out, and in again.
//!
//! The first line says what the file is. Each line after it is an entry, agreements or a told notice:
//!
//! ```text
//! {"interdept":"store","format":1}
//! {"agreements":"5c1e…","since":"2026-09-01","zone":"Asia/Shanghai","files":[{"name":"…","text":"…"}]}
//! {"event":{"event":"sold","at":"2026-11-16T08:20:00Z","case":"c-17"},"file":"log.csv","line":2}
//! {"refused":"it has 3 fields, expected 4","file":"log.csv","line":3,"text":"sold,yesterday,c-18"}
//! {"notice":"…","at":"2026-11-16T08:20:00Z","told_at":"2026-11-16T08:21:00Z"}
//! ```

use std::borrow::Cow;
use std::io::{self, BufRead, Write};
use std::ops::ControlFlow;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::agreements::{self, HeldAgreements};
use super::body::{self, Body, Text, string};
use super::entry::Entry;
use super::{EventStore, StoreError, Told};
use crate::config::TomlFile;

/// The first line.
const HEAD: &str = "{\"interdept\":\"store\",\"format\":1}";

/// So many entries are appended at once.
const BATCH: usize = 5_000;

/// How much was written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Moved {
    /// Entries; of those read, also such as were there already.
    pub entries: usize,
    /// Of these, the ones that were not there before.
    pub new: usize,
    /// Agreements, each with its first day.
    pub agreements: usize,
    /// Notices that were told.
    pub notices: usize,
}

/// Why a store cannot be written to lines, or read from them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinesError {
    /// The store says no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lines cannot be written or read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line is none of those that [`export`] writes. What stands before it is in the store.
    #[error("line {line}: {why}")]
    Line {
        /// Which one, from 1.
        line: u64,
        /// Why not.
        why: String,
    },
}

/// Writes everything that a store holds, in its order.
///
/// # Errors
/// Returns an error when the store cannot be read or the lines cannot be written.
pub fn export(store: &mut (impl EventStore + ?Sized), mut out: impl Write) -> Result<Moved, LinesError> {
    let mut moved = Moved::default();
    writeln!(out, "{HEAD}")?;
    for held in store.agreements()? {
        let files = held.files().iter().map(|file| FileLine { name: (&*file.name).into(), text: (&*file.text).into() });
        let line = AgreementsLine {
            agreements: held.hash().to_string().into(),
            since: held.since(),
            zone: held.zone().name().into(),
            files: files.collect(),
        };
        serde_json::to_writer(&mut out, &line).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        moved.agreements += 1;
    }
    let mut written = Ok(());
    store.since(0, &mut |_, entry| {
        written = out.write_all(entry_line(&entry).as_bytes());
        moved.entries += 1;
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    written?;
    for told in store.told()? {
        let (at, told_at) = (written_at(told.at), written_at(told.told_at));
        let line = NoticeLine { notice: told.id.into(), at: at.into(), told_at: told_at.into() };
        serde_json::to_writer(&mut out, &line).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        moved.notices += 1;
    }
    out.flush()?;
    Ok(moved)
}

fn written_at(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn entry_line(entry: &Entry<'_>) -> String {
    let mut line = String::with_capacity(256);
    match &entry.content {
        Ok(event) => {
            line.push_str("{\"event\":");
            line.push_str(&body::write(event));
        }
        Err(why) => {
            line.push_str("{\"refused\":");
            string(&mut line, why);
        }
    }
    if let Some(file) = &entry.file {
        line.push_str(",\"file\":");
        string(&mut line, file);
    }
    if entry.line != 0 {
        line.push_str(",\"line\":");
        line.push_str(&entry.line.to_string());
    }
    if let Some(text) = &entry.text {
        line.push_str(",\"text\":");
        string(&mut line, text);
    }
    line.push_str("}\n");
    line
}

#[derive(Serialize, Deserialize)]
struct FileLine<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgreementsLine<'a> {
    #[serde(borrow)]
    agreements: Cow<'a, str>,
    since: NaiveDate,
    #[serde(borrow)]
    zone: Cow<'a, str>,
    #[serde(borrow)]
    files: Vec<FileLine<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticeLine<'a> {
    #[serde(borrow)]
    notice: Cow<'a, str>,
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    told_at: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryLine<'a> {
    #[serde(borrow)]
    event: Option<Body<'a>>,
    #[serde(borrow)]
    refused: Option<Text<'a>>,
    #[serde(borrow)]
    file: Option<Text<'a>>,
    #[serde(default)]
    line: u64,
    #[serde(borrow)]
    text: Option<Text<'a>>,
}

/// Reads what [`export`] wrote into a store, behind what it holds; what is there already is left out.
///
/// Into an empty store this gives one that exports the same lines.
///
/// # Errors
/// Returns an error when the lines cannot be read or the store cannot be written. What stands before the line that it
/// names is in the store; reading the same lines again goes on from there.
pub fn import(store: &mut (impl EventStore + ?Sized), mut lines: impl BufRead) -> Result<Moved, LinesError> {
    let mut moved = Moved::default();
    let mut waiting: Vec<Entry<'static>> = Vec::new();
    let (mut held, mut told) = (Vec::new(), Vec::new());
    let mut text = String::new();
    let mut outcome = Ok(());
    for line in 1.. {
        text.clear();
        if lines.read_line(&mut text)? == 0 {
            break;
        }
        let read = if line == 1 { read_head(&text) } else { read_line(text.trim_end()) };
        match read {
            Ok(Line::Head) => {}
            Ok(Line::Entry(entry)) => waiting.push(entry),
            Ok(Line::Told(notice)) => told.push(notice),
            Ok(Line::Agreements(agreements)) => held.push(agreements),
            Err(why) => {
                outcome = Err(LinesError::Line { line, why });
                break;
            }
        }
        if waiting.len() == BATCH {
            append(store, &mut waiting, &mut moved)?;
        }
    }
    append(store, &mut waiting, &mut moved)?;
    agreements::hold_all(store, &held)?;
    store.tell(&told)?;
    (moved.agreements, moved.notices) = (held.len(), told.len());
    outcome.map(|()| moved)
}

fn append(
    store: &mut (impl EventStore + ?Sized),
    waiting: &mut Vec<Entry<'static>>,
    moved: &mut Moved,
) -> Result<(), StoreError> {
    let appended = store.append(waiting)?;
    moved.entries += appended.len();
    moved.new += appended.iter().filter(|one| one.is_new()).count();
    waiting.clear();
    Ok(())
}

#[expect(clippy::large_enum_variant, reason = "a line is used at once, never stored")]
enum Line {
    Head,
    Entry(Entry<'static>),
    Agreements(HeldAgreements),
    Told(Told),
}

fn read_head(text: &str) -> Result<Line, String> {
    if text.trim_end() == HEAD {
        return Ok(Line::Head);
    }
    Err(format!("this is no export of a store, whose first line is {HEAD}"))
}

fn read_line(text: &str) -> Result<Line, String> {
    let wrong = |error: serde_json::Error| error.to_string();
    if text.starts_with("{\"agreements\"") {
        let line: AgreementsLine<'_> = serde_json::from_str(text).map_err(wrong)?;
        let zone = agreements::zone(&line.zone).ok_or_else(|| format!("`{}` is no time zone", line.zone))?;
        let file = |file: FileLine<'_>| TomlFile { name: file.name.into_owned(), text: file.text.into_owned() };
        let held = HeldAgreements::of_files(line.files.into_iter().map(file).collect(), line.since, zone);
        if held.hash().to_string() != line.agreements {
            return Err(format!("the agreements {} are not what they were", line.agreements));
        }
        return Ok(Line::Agreements(held));
    }
    if text.starts_with("{\"notice\"") {
        let line: NoticeLine<'_> = serde_json::from_str(text).map_err(wrong)?;
        let at = |text: &str| text.parse().map_err(|_| format!("`{text}` is no instant"));
        return Ok(Line::Told(Told { id: line.notice.into_owned(), at: at(&line.at)?, told_at: at(&line.told_at)? }));
    }
    let line: EntryLine<'_> = serde_json::from_str(text).map_err(wrong)?;
    let content = match (line.event, line.refused) {
        (Some(Body(event)), None) => Ok(event),
        (None, Some(Text(why))) => Err(why),
        _ => return Err("expected `event` or `refused`, `agreements` or `notice`".to_owned()),
    };
    let plain = |text: Option<Text<'_>>| text.map(|Text(text)| Cow::Owned(text.into_owned()));
    let entry = Entry { content, file: plain(line.file), line: line.line, text: plain(line.text) };
    Ok(Line::Entry(entry.into_owned()))
}

#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests {
    use proptest::prelude::*;

    use super::super::SqliteStore;
    use super::super::body::tests::{event, text};
    use super::*;

    fn entry() -> impl Strategy<Value = Entry<'static>> {
        let some = || prop::option::of(text());
        let content = prop_oneof![4 => event().prop_map(Ok), 1 => text().prop_map(Err)];
        (content, some(), 0..100_u64, some()).prop_map(|(content, file, line, text)| Entry {
            content: content.map_err(Cow::Owned),
            file: file.map(Cow::Owned),
            line,
            text: text.map(Cow::Owned),
        })
    }

    fn told() -> impl Strategy<Value = Told> {
        let micros = -3_000_000_000_000_000_i64..20_000_000_000_000_000;
        let at = || micros.clone().prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap());
        (text(), at(), at()).prop_map(|(id, at, told_at)| Told { id, at, told_at })
    }

    fn held() -> impl Strategy<Value = HeldAgreements> {
        let files = prop::collection::btree_map(text(), text(), 0..3);
        let zone = prop::sample::select(&chrono_tz::TZ_VARIANTS[..]);
        (files, 0..1_000_000, zone).prop_map(|(files, day, zone)| {
            let files = files.into_iter().map(|(name, text)| TomlFile { name, text });
            HeldAgreements::of_files(files.collect(), NaiveDate::from_num_days_from_ce_opt(day).unwrap(), zone)
        })
    }

    fn everything(store: &mut SqliteStore) -> (Vec<Entry<'static>>, Vec<HeldAgreements>, Vec<Told>) {
        let mut entries = Vec::new();
        store
            .since(0, &mut |_, entry| {
                entries.push(entry.into_owned());
                ControlFlow::Continue(())
            })
            .unwrap();
        (entries, store.agreements().unwrap(), store.told().unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_store_comes_back_as_it_was(
            entries in prop::collection::vec(entry(), 0..12),
            all_held in prop::collection::vec(held(), 0..3),
            told in prop::collection::vec(told(), 0..4),
        ) {
            let mut store = SqliteStore::in_memory().unwrap();
            store.append(&entries).unwrap();
            store.tell(&told).unwrap();
            for held in &all_held {
                store.hold(held).unwrap();
            }
            let mut lines = Vec::new();
            let written = export(&mut store, &mut lines).unwrap();
            let mut other = SqliteStore::in_memory().unwrap();
            let read = import(&mut other, lines.as_slice()).unwrap();
            prop_assert_eq!(read, Moved { new: written.entries, ..written });
            prop_assert_eq!(everything(&mut other), everything(&mut store));
            let mut again = Vec::new();
            export(&mut other, &mut again).unwrap();
            prop_assert_eq!(&again, &lines);
            prop_assert_eq!(import(&mut other, lines.as_slice()).unwrap().new, 0);
            prop_assert_eq!(everything(&mut other), everything(&mut store));
        }
    }

    #[test]
    fn what_is_no_export_says_why_and_where() {
        let mut store = SqliteStore::in_memory().unwrap();
        let event = r#"{"event":{"event":"go","at":"2026-11-16T08:20:00Z"}}"#;
        let mut fails = |lines: &[&str]| import(&mut store, lines.join("\n").as_bytes()).unwrap_err().to_string();
        assert_eq!(fails(&[event]), format!("line 1: this is no export of a store, whose first line is {HEAD}"));
        assert!(fails(&[HEAD, event, "{"]).starts_with("line 3: EOF while parsing"), "{}", fails(&[HEAD, event, "{"]));
        assert!(fails(&[HEAD, "{\"line\":1}"]).starts_with("line 2: expected `event` or `refused`"));
        let agreements = r#"{"agreements":"00","since":"2026-09-01","zone":"UTC","files":[]}"#;
        assert_eq!(fails(&[HEAD, agreements]), "line 2: the agreements 00 are not what they were");
        // What stood before the broken line is there.
        assert_eq!(everything(&mut store).0.len(), 1);
    }
}
