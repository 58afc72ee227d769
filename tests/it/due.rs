//! Due rules: the language and the deadlines.

mod calendars;
mod deadlines;
mod language;
mod periods;
