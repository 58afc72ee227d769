//! For tests about departments: what a company's agreements must say, asserted where everybody can run it.
//!
//! Agreements are files that many hands edit. Who keeps them in a repository can keep beside them what must stay true
//! of them, and `cargo test` tells whose edit broke it, with the file and the line:
//!
//! ```
//! use interdept::testing::{self, assert_dues};
//!
//! let net = testing::load("fixtures/dealership");
//!
//! // Who owes whom what, and by when.
//! net.owed("sales.monthly-claims").by("sales").to("finance").due("by 12:00 on the 1st of every month");
//!
//! // Three days before Spring Festival: it is due when the festival is over.
//! assert_dues!(net, "sales.decoration-slip", "2026-02-13T10:00" => "2026-02-24T18:00");
//!
//! // Nothing doubtful, but for what is known and accepted.
//! net.lints().except(["calendar-ends-early"]).assert_none();
//!
//! // What must hold for each obligation.
//! net.every(|owed| owed.supplier() != owed.customer(), "is owed to somebody else");
//! ```
//!
//! A test fails by panicking, and so does everything here, at the line of the test. Nothing else in the crate does.
//! `examples/department_rules.rs` is a whole set of such tests.
#![expect(clippy::panic, reason = "a failed assertion panics: that is what tests are made of")]
#![expect(clippy::return_self_not_must_use, reason = "an assertion is made for its own sake")]

use std::fmt::Write as _;
use std::ops::Deref;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::calendar::Reading;
use crate::diagnostic::{Diagnostics, Nearest, codes, escaped};
use crate::due::{DueRule, Explanation};
use crate::network::{Department, Obligation, instant};
use crate::report::Language;
use crate::{Diagnostic, Network};

/// Asserts deadlines: from what each counts, and when it then falls due, in local time on the obligation's calendar.
///
/// What it counts from is the instant of the trigger, or of the milestone before which it is due; for a rule of every
/// period it is the period, `"2026-11"`. See [`Obligation::deadline`](crate::network::Obligation::deadline). A failure
/// prints how the deadline comes about: which days were skipped, and for which holiday.
///
/// ```
/// use interdept::testing::{self, assert_dues};
///
/// let net = testing::load("fixtures/dealership");
/// assert_dues!(
///     net, "sales.decoration-slip",
///     "2026-11-20T16:00" => "2026-11-23T18:00",
///     "2026-02-13T10:00" => "2026-02-24T18:00",
/// );
/// assert_dues!(net, "sales.monthly-claims", "2026-10" => "2026-11-02T12:00");
///
/// // Where conditions ask for attributes, the trigger is given some first.
/// assert_dues!(
///     net.owed("consumer-loan.file-keyed").with("sale", "instalment"),
///     "2026-11-20T16:00" => "2026-11-21T18:00",
/// );
/// ```
#[macro_export]
macro_rules! assert_dues {
    ($owed:expr, $($from:expr => $due:expr),+ $(,)?) => {{
        $owed.falls_due([$(($from, $due)),+]);
    }};
    ($net:expr, $id:expr, $($from:expr => $due:expr),+ $(,)?) => {{
        $net.owed($id).falls_due([$(($from, $due)),+]);
    }};
}

pub use assert_dues;

/// Loads agreement files as [`Network::load`] does.
///
/// # Panics
/// With everything that is wrong with them.
#[track_caller]
pub fn load(path: impl AsRef<Path>) -> Agreements {
    match Network::load(&path) {
        Ok(network) => network.into(),
        Err(wrong) => panic!("{} cannot be loaded\n{wrong}", path.as_ref().display()),
    }
}

/// Agreements under test: a [`Network`] that can be asked for more, and panics where the answer is no.
#[derive(Clone, Debug)]
pub struct Agreements(Network);

impl From<Network> for Agreements {
    /// For agreements that come from elsewhere than [`load`].
    fn from(network: Network) -> Self {
        Self(network)
    }
}

impl Deref for Agreements {
    type Target = Network;

    fn deref(&self) -> &Network {
        &self.0
    }
}

impl Agreements {
    /// The newest version of an obligation, to say more about.
    ///
    /// # Panics
    /// If no obligation has the id; the nearest is named.
    #[track_caller]
    pub fn owed(&self, id: &str) -> Owed<'_> {
        match self.0.obligation(id) {
            Ok(obligation) => Owed { obligation, network: &self.0, attributes: Vec::new() },
            Err(unknown) => panic!("{unknown}"),
        }
    }

    /// What [`Network::lints`] finds doubtful.
    pub fn lints(&self) -> Lints {
        Lints(self.0.lints())
    }

    /// Asserts something of every obligation, in all its versions: `net.every(|owed| …, "has an escalation")`.
    ///
    /// # Panics
    /// If it does not hold for all; those that fail are listed with file and line.
    #[track_caller]
    pub fn every(&self, holds: impl Fn(Obligation<'_>) -> bool, what: &str) {
        let failing: Vec<_> = self.0.obligations().filter(|&owed| !holds(owed)).collect();
        let Some(all) = Some(self.0.obligations().len()).filter(|_| !failing.is_empty()) else { return };
        let mut message = format!("“{what}” does not hold for {} of {all} obligations:", failing.len());
        for owed in failing {
            let _ = write!(message, "\n  {}", named(owed));
        }
        panic!("{message}");
    }
}

/// An obligation under test: each method asserts something, and gives it back to assert more.
#[derive(Clone, Debug)]
pub struct Owed<'n> {
    obligation: Obligation<'n>,
    network: &'n Network,
    attributes: Vec<(String, String)>,
}

impl Owed<'_> {
    /// Asserts who owes it.
    ///
    /// # Panics
    /// If it is another department, or none has the id.
    #[track_caller]
    pub fn by(self, supplier: &str) -> Self {
        self.assert_department("owed by", self.obligation.supplier(), supplier);
        self
    }

    /// Asserts who is owed it.
    ///
    /// # Panics
    /// If it is another department, or none has the id.
    #[track_caller]
    pub fn to(self, customer: &str) -> Self {
        self.assert_department("owed to", self.obligation.customer(), customer);
        self
    }

    #[track_caller]
    fn assert_department(&self, how: &str, is: Department<'_>, expected: &str) {
        match self.network.department(expected) {
            Ok(department) if department == is => {}
            Ok(_) => panic!("{} is {how} `{}`, not `{expected}`", named(self.obligation), is.id()),
            Err(unknown) => panic!("{unknown}"),
        }
    }

    /// Asserts when it is due, in the words of its rule, however they are spelled.
    ///
    /// # Panics
    /// If the rule is another, or this is none.
    #[track_caller]
    pub fn due(self, rule: &str) -> Self {
        match DueRule::read(rule, self.obligation.clause().periods) {
            Ok(expected) if expected == *self.obligation.due() => self,
            Ok(expected) => panic!("{} is due {}, not {expected}", named(self.obligation), self.obligation.due()),
            Err(wrong) => panic!("{} is no due rule: {wrong}", quoted(rule)),
        }
    }

    /// Gives the trigger of the deadlines asserted next an attribute, for rules and conditions that ask for it:
    /// `net.owed("it.resolve").with("priority", "P1")`.
    pub fn with(mut self, attribute: &str, value: &str) -> Self {
        self.attributes.push((attribute.to_owned(), value.to_owned()));
        self
    }

    /// Asserts deadlines, as [`assert_dues!`](assert_dues) writes them: from what each counts, and when it then falls
    /// due.
    ///
    /// # Panics
    /// If any differs; each that does is shown with how it comes about.
    #[track_caller]
    pub fn falls_due<'a>(self, dues: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut wrong = String::new();
        for (from, due) in dues {
            if let Some(difference) = self.difference(from, due) {
                let _ = write!(wrong, "\n  from {from} it is not due {due}: {difference}");
            }
        }
        if wrong.is_empty() { self } else { panic!("{}, due {}{wrong}", named(self.obligation), self.obligation.due()) }
    }

    /// How a deadline differs from what is expected, if it does.
    fn difference(&self, from: &str, expected: &str) -> Option<String> {
        let Some(expected) = instant(expected, self.obligation.calendar(), Reading::Later) else {
            return Some(format!("{} is no instant like 2026-11-20T18:00", quoted(expected)));
        };
        let attributes: Vec<_> = self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        match self.obligation.deadline(from, &attributes) {
            Ok(why) if DateTime::<Utc>::from(why.due) == expected => None,
            Ok(why) => Some(format!("it is due {}.\n    {}", local(&why), why.in_words(Language::English))),
            Err(why) => Some(why.to_string()),
        }
    }
}

/// Warnings under test.
#[derive(Clone, Debug)]
#[must_use = "assert that there are none"]
pub struct Lints(Diagnostics);

impl Lints {
    /// Leaves out those with these codes, which are known and accepted.
    ///
    /// # Panics
    /// If there is no such code; the nearest is named.
    #[track_caller]
    pub fn except<'a>(self, accepted: impl IntoIterator<Item = &'a str>) -> Self {
        let accepted: Vec<_> = accepted.into_iter().collect();
        for code in &accepted {
            if !codes().iter().any(|known| known.as_str() == *code) {
                let near = Nearest::new(codes().iter().map(|known| known.as_str())).to(code);
                let near = near.map(|near| format!(": the nearest is `{near}`")).unwrap_or_default();
                panic!("unknown code {}{near}", quoted(code));
            }
        }
        let left = self.0.into_iter().filter(|found| !accepted.contains(&found.code().as_str()));
        Self(left.collect())
    }

    /// Those that are left.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Asserts that none is left.
    ///
    /// # Panics
    /// With those that are.
    #[track_caller]
    pub fn assert_none(self) {
        assert!(self.0.is_empty(), "\n{}", self.0);
    }
}

/// An obligation with the file and line to look at.
fn named(owed: Obligation<'_>) -> String {
    match owed.place() {
        Some(place) => format!("`{}` ({}:{})", owed.id(), place.file(), place.line()),
        None => format!("`{}`", owed.id()),
    }
}

/// A deadline as one would write it in the test.
fn local(why: &Explanation) -> String {
    let text = why.due.format("%Y-%m-%dT%H:%M:%S").to_string();
    text.strip_suffix(":00").map(str::to_owned).unwrap_or(text)
}

fn quoted(text: &str) -> String {
    format!("`{}`", escaped(text))
}
