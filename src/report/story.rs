//! A handoff's whole story as lines of text: what its wordings in all languages have in common.

use chrono::{DateTime, FixedOffset};

use super::language::Language;
use super::words::{StoryWords, story_words};
use crate::Text;
use crate::analysis::delay::{Input, Part, PartTime, Reckoning, Step, Story};
use crate::tracker::{HeldTime, LogRow, Moment, SetAside};

/// Lists of a story show as many entries, and count the others.
const LISTED: usize = 50;

impl Story<'_> {
    /// Tells it in a language, as lines of plain text: the terms, every event with its line in the log, the deadline before
    /// and after, every hold, how it stands, and whose delay it was and why.
    ///
    /// Instants are told to the second on the clocks of the obligation's calendar, lengths of time as hours, minutes and
    /// seconds (`31:04:05`).
    pub fn in_words(&self, language: Language) -> String {
        let words = story_words(language);
        let mut page = Page { language, words, text: String::new() };
        page.terms(self);
        page.heading(words.labels().happened);
        for moment in &self.history.moments {
            page.moment(moment, self);
        }
        page.set_aside(&self.history.set_aside);
        page.heading(words.labels().stands);
        page.line(0, &words.stands(self));
        if !self.inputs.is_empty() {
            page.heading(words.labels().inputs);
            page.list(&self.inputs, Page::input);
        }
        if let Some(reckoning) = &self.reckoning {
            page.whose(self, reckoning);
        }
        page.text
    }
}

/// Seconds as hours, minutes and seconds: `31:04:05`.
pub(super) fn hms(seconds: i64) -> String {
    let (sign, size) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
    format!("{sign}{}:{:02}:{:02}", size / 3_600, size / 60 % 60, size % 60)
}

struct Page {
    language: Language,
    words: &'static dyn StoryWords,
    text: String,
}

impl Page {
    fn line(&mut self, indent: usize, line: &str) {
        // What a log says may hold anything.
        let shown = crate::diagnostic::Visible(line).to_string();
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(&shown);
        self.text.push('\n');
    }

    fn heading(&mut self, heading: &str) {
        self.text.push('\n');
        self.line(0, heading);
    }

    fn list<T>(&mut self, items: &[T], one: impl Fn(&mut Self, &T)) {
        for item in items.iter().take(LISTED) {
            one(self, item);
        }
        if let Some(more) = items.len().checked_sub(LISTED).filter(|more| *more > 0) {
            self.line(2, &self.words.more(more));
        }
    }

    fn name(&self, text: &Text) -> String {
        text.in_language(self.language.tag()).to_owned()
    }

    fn instant(&self, at: DateTime<FixedOffset>) -> String {
        self.words.instant(at)
    }

    fn terms(&mut self, story: &Story<'_>) {
        let (words, owed) = (self.words, &story.terms.owed);
        let names = [&owed.deliverable, &owed.supplier.name, &owed.customer.name].map(|text| self.name(text));
        self.line(0, &words.title(story));
        self.line(0, &words.owed(story, &names));
        self.line(0, &words.told(story));
        self.heading(words.labels().rule);
        self.line(2, &story.terms.rule);
        if !story.terms.needs.is_empty() {
            let needs: Vec<String> = story.terms.needs.iter().map(ToString::to_string).collect();
            self.line(2, &words.needs(&needs));
        }
    }

    fn moment(&mut self, moment: &Moment, story: &Story<'_>) {
        let at = self.instant(moment.at);
        let mut rows = moment.rows.iter().map(place).collect::<Vec<_>>().join(", ");
        if !rows.is_empty() {
            rows = format!("  [{rows}]");
        }
        let what = self.words.happened(moment, story);
        self.line(2, &format!("{at}  {what}{rows}"));
        for row in &moment.rows {
            let reason = row.reason.as_deref().map(|reason| self.words.reason(reason));
            let says = self.words.says(&row.says);
            let outcome = row.outcome.as_deref().map(|outcome| self.words.outcome(outcome));
            self.line(6, &[Some(says), reason, outcome].into_iter().flatten().collect::<Vec<_>>().join(" "));
        }
        if let Some(refused) = &moment.refused {
            self.line(6, &refused.why.to_string());
        }
        if let Some(hold) = &moment.hold {
            self.hold(hold);
        }
        let due = self.instant(moment.due_at);
        match moment.due_before {
            None => self.line(6, &self.words.deadline(&due)),
            Some(before) if before != moment.due_at => {
                self.line(6, &self.words.deadline_moved(&self.instant(before), &due));
            }
            Some(_) => {}
        }
        if let Some(explanation) = &moment.explanation {
            self.line(6, &explanation.in_words(self.language));
        }
    }

    fn hold(&mut self, hold: &HeldTime) {
        let (from, until) = (self.instant(hold.from), self.instant(hold.until));
        self.line(6, &self.words.held(hold, &from, &until));
        let counts_from = self.instant(hold.counts_from);
        self.line(6, &self.words.took(hold, &counts_from));
    }

    fn set_aside(&mut self, rows: &[SetAside]) {
        if rows.is_empty() {
            return;
        }
        self.heading(self.words.labels().set_aside);
        self.list(rows, |page, row| {
            let line = match row {
                SetAside::TakenBack { row, by } => {
                    let by = by.as_ref().map(|by| (place(by), by.reason.clone().unwrap_or_default()));
                    page.words.taken_back(&page.described(row), by)
                }
                SetAside::Ignored(row) => format!("{row} ({})", row.text),
            };
            page.line(2, &line);
        });
    }

    fn described(&self, row: &LogRow) -> String {
        format!("{}  {}: {}", self.instant(row.at), place(row), row.says)
    }

    fn input(&mut self, input: &Input) {
        let named = named(&input.handoff.owed.obligation, &input.handoff.key);
        let promised = self.instant(input.promised_at);
        let came = self.instant(input.came_at);
        let line = self.words.input(input, &named, &promised, &came);
        self.line(2, &line);
    }

    fn whose(&mut self, story: &Story<'_>, reckoning: &Reckoning) {
        let words = self.words;
        self.heading(words.labels().whose);
        let instant = |at: &DateTime<FixedOffset>| words.instant(*at);
        for line in words.reckoning(reckoning, story, &instant) {
            self.line(2, &line);
        }
        self.heading(words.labels().parts);
        self.list(&story.parts, Self::part);
        self.heading(words.labels().shares);
        for share in &story.handoff.shares {
            self.line(2, &words.share(&share.cause.to_string(), share.seconds));
        }
        if story.is_merged {
            self.line(2, words.labels().merged);
        }
        self.list(&story.without, |page, (department, left)| {
            page.line(2, &page.words.without(department.id.as_str(), *left));
        });
        if story.chain.len() > 1 {
            self.heading(words.labels().chain);
            self.list(&story.chain, Self::step);
        }
    }

    fn part(&mut self, part: &Part) {
        let named = named(&part.handoff.owed.obligation, &part.handoff.key);
        let allowed = self.instant(part.allowed_until);
        self.line(2, &self.words.overran(&named, &allowed));
        let time = |time: &PartTime| (self.instant(time.from), self.instant(time.until));
        let lines = [(&part.customer, true), (&part.supplier, false)].map(|(part, is_customer)| {
            part.as_ref().map(|part| {
                let (from, until) = time(part);
                self.words.part(part.department.id.as_str(), is_customer, &from, &until, part.elapsed_s)
            })
        });
        for line in lines.into_iter().flatten() {
            self.line(6, &line);
        }
    }

    fn step(&mut self, step: &Step) {
        let named = named(&step.handoff.owed.obligation, &step.handoff.key);
        let (promised, finished) = (self.instant(step.original_due_at), self.instant(step.finished_at));
        self.line(2, &self.words.step(step, &named, &promised, &finished));
    }
}

fn named(obligation: &crate::ObligationId, key: &str) -> String {
    format!("{obligation} {key}")
}

/// Where a row stands: `log.csv:17`.
fn place(row: &LogRow) -> String {
    let file = row.file.as_deref().unwrap_or("event");
    row.line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"))
}

#[cfg(test)]
mod tests {
    use super::hms;

    #[test]
    fn lengths_are_hours_minutes_and_seconds() {
        assert_eq!([0, 59, 3_600, 111_845, -61].map(hms), ["0:00:00", "0:00:59", "1:00:00", "31:04:05", "-0:01:01"]);
    }
}
