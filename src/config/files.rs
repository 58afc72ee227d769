//! Reading files from disk.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::MAX_FILE_BYTES;
use super::schema::File;
use crate::diagnostic::{Code, Finding, Findings, SourceSpan, SourceText, escaped, to_u32};

/// Reads all agreement files of these paths. One that cannot be read is reported, and stands as an empty text, so
/// that its name can be shown.
pub(super) fn read_all<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> (Vec<SourceText>, Findings) {
    let mut reader = Reader { texts: Vec::new(), findings: Findings::default() };
    for path in paths {
        reader.path(path.as_ref());
    }
    (reader.texts, reader.findings)
}

struct Reader {
    texts: Vec<SourceText>,
    findings: Findings,
}

impl Reader {
    fn path(&mut self, path: &Path) {
        if !path.is_dir() {
            return self.file(path);
        }
        let mut files = Vec::new();
        self.walk(path, &mut files);
        if files.is_empty() {
            let help = "agreement files end in `.toml`";
            self.refuse(path, Code::UnreadableFile, "there is no `*.toml` file in this directory", help);
        }
        let found = self.texts.len();
        for file in files {
            // A pipe would wait for somebody to write into it.
            if file.exists() && !file.is_file() {
                self.refuse(&file, Code::UnreadableFile, "this is no regular file", "");
                continue;
            }
            self.file(&file);
            self.pass_over_mapping(found);
        }
        if self
            .texts
            .get(found..)
            .is_some_and(|texts| !texts.is_empty() && texts.iter().all(SourceText::is_passed_over))
        {
            let message = "this directory holds mappings of logs, and no agreement file";
            self.refuse(path, Code::UnreadableFile, message, "say where the agreements are");
        }
    }

    /// A folder may hold the mappings of its logs beside the agreements: they are no agreements, and are left alone.
    fn pass_over_mapping(&mut self, found: usize) {
        let last = self.texts.get_mut(found..).and_then(<[SourceText]>::last_mut);
        if let Some(last) = last.filter(|last| last.is_readable() && is_mapping(last.text())) {
            *last = SourceText::passed_over(last.name());
        }
    }

    /// All `*.toml` files below a directory, in the order of their paths.
    ///
    /// Each directory is read once, by its own path rather than by that of a link: links may lead round in circles.
    fn walk(&mut self, directory: &Path, files: &mut Vec<PathBuf>) {
        let mut waiting = BTreeSet::from([(false, directory.to_owned())]);
        let mut known = HashSet::new();
        while let Some((_, directory)) = waiting.pop_first() {
            if !known.insert(directory.canonicalize().unwrap_or_else(|_| directory.clone())) {
                continue;
            }
            let entries = match fs::read_dir(&directory) {
                Ok(entries) => entries,
                Err(error) => {
                    self.refuse(&directory, Code::UnreadableFile, &format!("cannot read this directory: {error}"), "");
                    continue;
                }
            };
            for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
                if path.is_dir() {
                    waiting.insert((path.is_symlink(), path));
                } else if path.extension().is_some_and(|ending| ending == "toml") {
                    files.push(path);
                }
            }
        }
        files.sort_unstable();
    }

    fn file(&mut self, path: &Path) {
        let bytes = match read_bytes(path) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                let message = format!("this file is larger than {} MiB", MAX_FILE_BYTES >> 20);
                return self.refuse(path, Code::FileTooLarge, &message, "is it an agreement file? if so, split it");
            }
            Err(error) => {
                return self.refuse(path, Code::UnreadableFile, &format!("cannot read this file: {error}"), "");
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => self.texts.push(SourceText::new(&path.to_string_lossy(), &text)),
            Err(error) => self.not_utf8(path, &error),
        }
    }

    fn not_utf8(&mut self, path: &Path, error: &std::string::FromUtf8Error) {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let byte = bytes.get(valid).copied().unwrap_or(0);
        // Only the line with the wrong byte is shown; the rest of the file is not agreement text.
        let end = bytes.iter().skip(valid).position(|&b| b == b'\n').map_or(bytes.len(), |n| valid + n);
        let text = String::from_utf8_lossy(bytes.get(..end).unwrap_or(bytes));
        self.texts.push(SourceText::unreadable(&path.to_string_lossy(), &text));
        let start = to_u32(valid);
        let span = SourceSpan { source: to_u32(self.texts.len() - 1), start, end: start.saturating_add(3) };
        let help = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file looks like UTF-16: save it as UTF-8",
            _ => "save the file as UTF-8",
        };
        let finding = Finding::new(Code::NotUtf8, "this file is not UTF-8 text");
        self.findings.push(finding.at(span, format!("the byte 0x{byte:02x} here")).help(help));
    }

    fn refuse(&mut self, path: &Path, code: Code, message: &str, help: &str) {
        self.texts.push(SourceText::unreadable(&path.to_string_lossy(), ""));
        let span = SourceSpan { source: to_u32(self.texts.len() - 1), start: 0, end: 0 };
        let help = Some(help.to_owned()).filter(|help| !help.is_empty());
        self.findings.push(Finding::new(code, message).at(span, "").maybe_help(help));
    }
}

/// Whether a text is a mapping of an export: it makes events, and has nothing that an agreement file has.
pub(super) fn is_mapping(text: &str) -> bool {
    // Looking for the word first spares most files a second reading.
    let may_be = text.contains("event");
    may_be && toml::de::DeTable::parse(text).is_ok_and(|table| makes_events(table.get_ref()))
}

/// Whether a table makes events of an export's rows, as a mapping does, and says nothing that an agreement file says.
pub(super) fn makes_events(table: &toml::de::DeTable<'_>) -> bool {
    let has = |key: &str| table.keys().any(|name| name.get_ref() == key);
    has("event") && !File::KEYS.iter().any(|&key| key != "format" && has(key))
}

/// The bytes of a file, unless there are too many. What is no regular file, such as a pipe, is bounded as well.
fn read_bytes(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let file = fs::File::open(path)?;
    if file.metadata()?.len() > MAX_FILE_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_FILE_BYTES).then_some(bytes))
}

/// The text of a file named in an agreement file, by its path from there. It lies in the agreement's folder or below,
/// also behind links: an agreement from elsewhere reads nothing else of this machine.
pub(super) fn read_beside(agreement: &str, file: &str) -> Result<String, String> {
    let is_below = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let outside = || "it lies outside the folder of this file".to_owned();
    if !is_below(Path::new(file)) {
        return Err(outside());
    }
    let folder =
        Path::new(agreement).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|error| error.to_string())?;
    let path = folder.join(file).canonicalize().map_err(|error| error.to_string())?;
    if !path.starts_with(&folder) {
        return Err(outside());
    }
    if !path.is_file() {
        return Err("it is no regular file".to_owned());
    }
    let bytes = match read_bytes(&path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(format!("it is larger than {} MiB", MAX_FILE_BYTES >> 20)),
        Err(error) => return Err(error.to_string()),
    };
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// Opens nothing: agreements from memory have no folder.
pub(super) fn read_nothing(_: &str, file: &str) -> Result<String, String> {
    Err(format!("agreements from memory cannot read `{}`", escaped(file)))
}
