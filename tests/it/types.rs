//! What programs may do with the types: send and share them between threads, and lend them for shorter.

use interdept::calendar::{Calendar, CalendarSpec};
use interdept::due::{Clause, DueRule, Explanation};
use interdept::log::{Mapping, MappingReport, Row};
use interdept::network::{Agreement, Builder, Department, Edit, Milestone, Obligation, Terms};
use interdept::report::{Document, Report};
use interdept::tracker::{Complaint, Handoff, Judgement, Key};
use interdept::{Analysis, Diagnostics, Event, Ignored, Network, Period, Text, Tracker};
use interdept::{chrono as dates, chrono_tz as zones, petgraph as graphs};

fn is_shared<T: Send + Sync>() {}

/// A judgement is made in one thread and reported from another; a network is read by all.
#[test]
fn everything_may_be_sent_and_shared() {
    is_shared::<(Network, Builder, Edit, Terms, Diagnostics, Text, Period)>();
    is_shared::<(Calendar, CalendarSpec, DueRule, Explanation)>();
    is_shared::<(Event<'_>, Ignored, Mapping, MappingReport, Row<'_>)>();
    is_shared::<(Tracker, Judgement, Report, Document)>();
    is_shared::<(Department<'_>, Obligation<'_>, Agreement<'_>, Milestone<'_>, Clause<'_>)>();
    is_shared::<(Handoff<'_>, Complaint<'_>, Key<'_>, Analysis<'_>)>();
}

/// What is kept beside its owner for a while outlives no call that wants it for less: it compiles or it does not.
#[test]
fn what_borrows_may_be_lent_for_shorter() {
    fn network<'s>(it: Department<'static>, owed: Obligation<'static>) -> (Department<'s>, Obligation<'s>) {
        (it, owed)
    }
    fn agreed<'s>(it: Agreement<'static>, milestone: Milestone<'static>) -> (Agreement<'s>, Milestone<'s>) {
        (it, milestone)
    }
    fn judged<'s>(
        it: Handoff<'static>,
        complaint: Complaint<'static>,
        key: Key<'static>,
    ) -> (Handoff<'s>, Complaint<'s>, Key<'s>) {
        (it, complaint, key)
    }
    fn read<'s>(event: Event<'static>, clause: Clause<'static>) -> (Event<'s>, Clause<'s>) {
        (event, clause)
    }
    let _ = (network, agreed, judged, read);
}

#[test]
fn the_crates_in_the_interface_are_re_exported() {
    let utc: dates::DateTime<dates::Utc> = "2026-11-20T16:00:00Z".parse().unwrap();
    assert_eq!(utc.with_timezone(&zones::Asia::Shanghai).to_rfc3339(), "2026-11-21T00:00:00+08:00");
    let network = Network::load("fixtures/dealership").unwrap();
    let graph: &graphs::Graph<_, _> = network.graph();
    assert_eq!(graph.node_count(), network.departments().len());
}
