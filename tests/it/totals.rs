//! The figures of the dealership's week, added up over every table that tells them: the same misses, the same lateness, the
//! same rows everywhere.

use std::collections::{BTreeMap, BTreeSet};

use interdept::analysis::delay::Cause;
use interdept::analysis::misses::MissedHandoff;
use interdept::analysis::{Tally, Window};
use interdept::tracker::{Handoff, Status};
use interdept::{Analysis, Log, Network, Tracker};

fn dealership() -> Tracker {
    let network = Network::load("fixtures/dealership").unwrap_or_else(|found| panic!("{found}"));
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::open("fixtures/dealership/log.csv").unwrap()).unwrap();
    tracker
}

fn sum<'t>(tallies: impl Iterator<Item = &'t Tally>) -> Tally {
    tallies.fold(Tally::default(), |mut sum, tally| {
        sum.add(tally);
        sum
    })
}

/// Own and inherited lateness, and everybody's shares, are the whole of it.
fn adds_up(miss: &MissedHandoff) {
    assert_eq!(miss.own_s + miss.inherited_s, miss.late_s);
    assert_eq!(miss.shares.iter().map(|share| share.seconds).sum::<i64>(), miss.late_s, "{miss:?}");
}

#[test]
fn every_table_tells_the_same_misses_and_the_same_lateness() {
    let tracker = dealership();
    let judgement = tracker.judge(tracker.last_at().unwrap());
    let analysis = Analysis::of(&judgement);
    for window in ["2026-W47", "2026-10", "2026-Q4", "2026-11-02..2026-11-20"] {
        let window: Window = window.parse().unwrap();
        let compliance = analysis.compliance(window);
        let total = compliance.total.week;
        // Compliance: each side adds up to the whole, and each series ends with it.
        assert_eq!(sum(compliance.suppliers.iter().map(|line| &line.figures.week)), total);
        assert_eq!(sum(compliance.customers.iter().map(|line| &line.figures.week)), total);
        assert_eq!(sum(compliance.pairs.iter().map(|line| &line.figures.week)), total);
        assert_eq!(sum(compliance.obligations.iter().map(|line| &line.figures.week)), total);
        assert_eq!(sum(compliance.agreements.iter().map(|line| &line.figures.week)), total);
        let last = compliance.total.series.points.last().unwrap();
        assert_eq!((last.n, last.period), (total.due(), compliance.week));
        // The misses are those that compliance counts, each once, and late by what the handoffs are.
        let misses = analysis.misses(window);
        assert_eq!(misses.len() as u64, total.missed(), "{window}");
        assert_eq!(misses.iter().filter(|miss| miss.is_excused).count() as u64, total.excused);
        assert_eq!(misses.iter().filter(|miss| miss.delivered_at.is_none()).count() as u64, total.overdue);
        let names: BTreeSet<(&str, &str)> =
            misses.iter().map(|miss| (miss.handoff.owed.obligation.as_str(), miss.handoff.key.as_str())).collect();
        assert_eq!(names.len(), misses.len());
        let is_miss = |handoff: &Handoff<'_>| {
            window.contains(handoff.due_day()) && matches!(handoff.status(), Status::Late | Status::Overdue)
        };
        let late: i64 =
            judgement.handoffs().filter(is_miss).filter_map(|it| it.late_by()).map(|late| late.elapsed).sum();
        assert_eq!(misses.iter().map(|miss| miss.late_s).sum::<i64>(), late);
        misses.iter().for_each(adds_up);
        // The bottleneck's are the last steps among them, and its totals their sums.
        let bottleneck = analysis.bottleneck(window);
        let last_steps: Vec<_> = misses.iter().filter(|miss| !miss.is_needed).collect();
        assert_eq!(bottleneck.misses.len(), last_steps.len());
        let (of_steps, of_bottleneck): (i64, i64) =
            (last_steps.iter().map(|miss| miss.late_s).sum(), bottleneck.misses.iter().map(|miss| miss.late_s).sum());
        assert_eq!(of_steps, of_bottleneck);
        let mut by_cause: BTreeMap<String, i64> = BTreeMap::new();
        for share in last_steps.iter().flat_map(|miss| &miss.shares) {
            *by_cause.entry(share.cause.to_string()).or_default() += share.seconds;
        }
        assert_eq!(by_cause.values().sum::<i64>(), of_steps);
        let mut told: BTreeMap<String, i64> = BTreeMap::new();
        for delayed in &bottleneck.who_delayed_whom {
            *told.entry(delayed.cause.to_string()).or_default() += delayed.seconds;
        }
        assert_eq!(told, by_cause, "who delayed whom adds up to the shares");
        assert!(
            misses
                .iter()
                .flat_map(|miss| &miss.shares)
                .all(|share| !matches!(&share.cause, Cause::Department(of) if of.id == ""))
        );
        // Without all delays of all departments nothing could be saved that was not missed.
        for without in &bottleneck.but_for.departments {
            assert!(without.misses_saved as u64 <= total.missed());
        }
        // What was not kept names no more misses than there are.
        for shortfall in analysis.shortfalls(window) {
            let by: usize = shortfall.missed_by.iter().map(|load| load.handoffs).sum();
            assert_eq!(by as u64, shortfall.budget.tally.missed(), "{:?}", shortfall.agreement);
        }
    }
}

#[test]
fn what_is_overdue_is_the_same_in_every_list() {
    let tracker = dealership();
    let judgement = tracker.judge(tracker.last_at().unwrap());
    let analysis = Analysis::of(&judgement);
    let overdue = analysis.overdue();
    let all = judgement.overdue().count();
    assert_eq!(overdue.handoffs.len(), all);
    assert_eq!(overdue.ages.iter().map(|age| age.handoffs).sum::<usize>(), all);
    assert_eq!(overdue.pairs.iter().map(|pair| pair.handoffs).sum::<usize>(), all);
    assert_eq!(overdue.before - overdue.cleared.len() + overdue.newly_overdue(), all, "before, less cleared, and new");
    let lying: usize = overdue.lies_with.iter().map(|load| load.handoffs).sum();
    assert_eq!(lying, overdue.handoffs.iter().map(|it| it.waits_for.len()).sum::<usize>());
    assert!(overdue.lies_with.iter().all(|load| load.handoffs <= all) && lying >= all);
    let elsewhere =
        overdue.handoffs.iter().filter(|it| it.waits_for.iter().all(|with| *with != it.handoff.owed.supplier));
    assert_eq!(overdue.waiting_for_others, elsewhere.count());
    // Each decision is about something overdue or open, and each that is overdue and past a step is there.
    let decisions = analysis.decisions();
    for reached in &decisions.reached {
        let name = |it: &interdept::analysis::HandoffRef| (it.owed.obligation.clone(), it.key.clone());
        assert!(overdue.handoffs.iter().any(|it| name(&it.handoff) == name(&reached.handoff)), "{reached:?}");
    }
    let told = overdue.handoffs.iter().filter(|it| {
        let due = it.handoff.due_at;
        it.escalations.iter().any(|step| step.reached && step.at >= due) || it.remedy.as_ref().is_some_and(|r| r.is_due)
    });
    assert_eq!(decisions.reached.len(), told.count());
    // What falls due next, by day and by owner.
    let next = analysis.next("2026-W47".parse().unwrap());
    assert_eq!(next.days.iter().map(|day| day.handoffs).sum::<usize>(), next.handoffs.len());
    let lying: usize = next.handoffs.iter().map(|it| it.waits_for.len()).sum();
    assert_eq!(next.departments.iter().map(|load| load.handoffs).sum::<usize>(), lying);
}

/// Every row of the log acts on something, or is listed as ignored, once.
#[test]
fn every_row_of_the_log_is_accounted_for() {
    let network = Network::load("fixtures/dealership").unwrap();
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::open("fixtures/dealership/log.csv").unwrap()).unwrap();
    let judgement = tracker.judge(tracker.last_at().unwrap());
    let mut lines: Vec<u64> = judgement.ignored_rows().map(|row| row.line).collect();
    let count = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), count, "no row is listed twice");
    let rows = std::fs::read_to_string("fixtures/dealership/log.csv").unwrap().lines().count() as u64 - 1;
    assert!(lines.iter().all(|line| *line >= 2 && *line <= rows + 1));
    assert!((count as u64) < rows / 100, "{count} of {rows}");
}
