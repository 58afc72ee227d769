//! The beginning of a log: what it is, and where its columns are.

use std::io;

use super::csv::{Scan, Separator};
use super::input::Said;
use super::mapping::Mapping;
use super::reader::{Problem, Rows};
use super::record::Layout;
use super::{Log, LogError, at};

impl Log<'_> {
    /// Looks at the first bytes, and reads the line of a CSV file that names the columns.
    pub(super) fn start(&mut self) -> Result<(), LogError> {
        let mapping = self.mapped.as_ref().map(|mapped| mapped.mapping.clone());
        let mut said = std::mem::take(&mut self.said);
        if let Some(mapping) = &mapping {
            said = said.or(mapping.said());
        }
        let wanted = mapping.as_ref().map_or(&[][..], |mapping| &mapping.columns().names);
        let begun = self.source().input.begin(&said, wanted).map_err(|error| self.error(Problem::Io(error)))?;
        begun.map_err(|problem| self.refuse(problem))?;
        let doubt = self.separate(&said, mapping.as_ref()).map_err(|error| self.error(Problem::Io(error)))?;
        let line = match &mut self.rows {
            #[cfg(feature = "json")]
            Rows::Json(_) => {
                self.started = true;
                return Ok(());
            }
            Rows::Csv(rows) => match rows.read(&mut self.record).map_err(|error| self.error(Problem::Io(error)))? {
                Scan::Row(_) => self.record.raw(),
                Scan::End => "",
                Scan::Bad(_, reason) => {
                    return Err(self.refuse(format!("its first line does not name the columns: {reason}")));
                }
            },
        };
        let names: Vec<String> = (0..self.record.len()).map(|i| self.record.value(i).trim().to_owned()).collect();
        let outcome = match &mut self.mapped {
            None if self.is_bare => Ok(()),
            None => check_columns(&names, line.is_empty(), doubt.as_deref()),
            Some(mapped) => match mapped.mapping.columns().places(&names) {
                Ok(places) => {
                    mapped.places = Some(places);
                    Ok(())
                }
                Err(problem) => Err(doubt.map(|doubt| format!("{problem}; {doubt}")).unwrap_or(problem)),
            },
        };
        outcome.map_err(|problem| self.refuse(problem))?;
        self.layout = Layout::new(&names);
        match &mut self.rows {
            Rows::Csv(rows) => rows.columns = names,
            #[cfg(feature = "json")]
            Rows::Json(_) => {}
        }
        self.started = true;
        Ok(())
    }

    /// Passes over what stands before the line that names the columns, and finds out what separates them. Returns what
    /// else might, if that seems wrong.
    #[cfg_attr(not(feature = "json"), expect(irrefutable_let_patterns, reason = "without JSON all logs are CSV"))]
    fn separate(&mut self, said: &Said, mapping: Option<&Mapping>) -> io::Result<Option<String>> {
        let Rows::Csv(rows) = &mut self.rows else { return Ok(None) };
        let is_sheet = rows.source.input.sheet.is_some();
        let first = rows.source.first_line()?;
        let named = first.trim_matches('"').strip_prefix("sep=").and_then(|rest| match rest {
            // Trimmed away with the blanks around it.
            "" => Some(Separator::Tab),
            _ => rest.chars().next().filter(|_| rest.chars().count() == 1).and_then(Separator::from_char),
        });
        if named.is_some() {
            rows.source.skip_line()?;
        }
        for _ in 0..said.skip.unwrap_or(0) {
            rows.source.skip_line()?;
        }
        let line = rows.source.first_line()?;
        rows.separator = if is_sheet {
            Separator::Comma
        } else if let Some(separator) = said.separator.or(named) {
            separator
        } else {
            Separator::of_line(&line, |names| match mapping {
                Some(mapping) => mapping.columns().found_in(names),
                None => ["event", "at"].iter().filter(|name| names.iter().any(|found| found == *name)).count(),
            })
        };
        Ok(rows.separator.doubt(&line))
    }
}

/// Why the first line of a CSV file does not name the columns of a log.
fn check_columns(names: &[String], is_empty: bool, doubt: Option<&str>) -> Result<(), String> {
    let rule = "the first line of a log names its columns, `event` and `at` among them";
    if is_empty {
        return Err(format!("it is empty: {rule}"));
    }
    for required in ["event", "at"] {
        if names.iter().any(|name| name == required) {
            continue;
        }
        let hint = if let Some(like) = names.iter().find(|name| name.eq_ignore_ascii_case(required)) {
            format!("write `{required}` for `{like}`")
        } else if let Some(doubt) = doubt {
            doubt.to_owned()
        } else {
            let columns: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("this one has {}; another export loads through a mapping", at::shortened(&columns.join(", ")))
        };
        return Err(format!("it has no column `{required}`: {rule}; {hint}"));
    }
    let mut sorted: Vec<_> = names.iter().filter(|name| !name.is_empty()).collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| matches!(pair, [a, b] if a == b)) {
        Some([name, ..]) => Err(format!("its first line names the column `{}` twice", at::shortened(name))),
        _ => Ok(()),
    }
}
