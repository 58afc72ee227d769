//! Due rules: the language and the deadlines.

mod calendars;
mod deadlines;
mod explanations;
mod grammar;
mod language;
mod laws;
mod periods;
mod phrasings;
mod program;
mod recurrence_rules;
mod walks;
