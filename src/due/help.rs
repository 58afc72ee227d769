//! What to write instead of what cannot be read, where that is certain: a suggestion is tried before it is made.

use super::error::{Fix, RuleError};
use super::notice::Notice;
use super::parse;
use super::periods::Periods;
use super::rephrase;
use super::rule::DueRule;

/// The longest text that is looked at.
const LONGEST: usize = 300;
/// The most slips of the finger that are mended.
const MOST_SLIPS: usize = 4;

/// Completes an error by what to write instead.
pub(super) fn complete(text: &str, mut error: RuleError, periods: Option<&Periods>) -> RuleError {
    let fix = error.take_fix();
    if text.len() > LONGEST {
        return error;
    }
    let rephrased = rephrase::rephrased(text);
    if let Ok(rule) = parse::read(&rephrased, periods) {
        return error.help(format!("write `{rule}`"));
    }
    let once_fixed = fix.and_then(|fix| Some((mended(replaced(text, &fix)?, periods)?, fix)));
    if let Some(((rule, slips), fix)) = once_fixed {
        return error.help(if slips == 0 {
            format!("did you mean `{}`?", fix.text)
        } else {
            format!("write `{rule}`")
        });
    }
    match mended(rephrased, periods) {
        Some((rule, _)) => error.help(format!("write `{rule}`")),
        None => error,
    }
}

/// The rule that a text is once its slips of the finger are mended, and how many these are.
fn mended(mut text: String, periods: Option<&Periods>) -> Option<(DueRule, usize)> {
    for slips in 0..=MOST_SLIPS {
        match parse::read(&text, periods) {
            Ok(rule) => return Some((rule, slips)),
            Err(mut error) => text = replaced(&text, &error.take_fix()?)?,
        }
    }
    None
}

fn replaced(text: &str, fix: &Fix) -> Option<String> {
    Some([text.get(..fix.at.start)?, &fix.text, text.get(fix.at.end..)?].concat())
}

/// Completes the error of a moment before or after a deadline.
pub(super) fn of_notice(text: &str, mut error: RuleError) -> RuleError {
    let fix = error.take_fix().filter(|_| text.len() <= LONGEST);
    match fix {
        Some(fix) if replaced(text, &fix).is_some_and(|text| Notice::read(&text).is_ok()) => {
            error.help(format!("did you mean `{}`?", fix.text))
        }
        _ => error,
    }
}
