//! Every total of a report is found again in every table that splits it.

use interdept::analysis::Tally;
use interdept::analysis::compliance::Line;
use interdept::report::Report;
use interdept::{Analysis, Log, Network, Tracker};

use crate::compliance::{WEEK, monday, office};

fn sum<S>(lines: &[Line<S>]) -> Tally {
    lines.iter().fold(Tally::default(), |mut sum, line| {
        sum.add(&line.figures.week);
        sum
    })
}

fn seconds(parts: impl Iterator<Item = i64>) -> i64 {
    parts.sum()
}

#[track_caller]
fn reconciles(report: &Report) {
    let (compliance, bottleneck) = (&report.compliance, &report.bottleneck);
    let total = compliance.total.week;
    assert_eq!(sum(&compliance.suppliers), total, "suppliers");
    assert_eq!(sum(&compliance.customers), total, "customers");
    assert_eq!(sum(&compliance.pairs), total, "pairs");
    assert_eq!(sum(&compliance.obligations), total, "obligations");
    assert_eq!(sum(&compliance.agreements), total, "agreements");
    assert_eq!(compliance.total.series.points.last().unwrap().n, total.due());

    // The misses are the same, and so is what is said of them.
    let misses = &report.misses;
    assert_eq!(misses.len() as u64, total.missed());
    assert_eq!(misses.iter().filter(|miss| miss.delivered_at.is_none()).count() as u64, total.overdue);
    assert_eq!(misses.iter().filter(|miss| miss.is_excused).count() as u64, total.excused);
    assert_eq!(report.waived.len() as u64, total.waived);
    for line in &compliance.suppliers {
        let own = misses.iter().filter(|miss| miss.handoff.owed.supplier == line.subject).count();
        assert_eq!(own as u64, line.figures.week.missed(), "{}", line.subject.id);
    }
    for miss in misses {
        assert_eq!(miss.own_s + miss.inherited_s, miss.late_s, "{}", miss.handoff.key);
        assert_eq!(seconds(miss.shares.iter().map(|share| share.seconds)), miss.late_s, "{}", miss.handoff.key);
        assert!(!miss.rows.is_empty() || miss.handoff.key.starts_with("20"), "{} names its rows", miss.handoff.key);
    }
    assert_eq!(bottleneck.but_for.misses, misses.len());
    assert_eq!(bottleneck.but_for.late_s, seconds(misses.iter().map(|miss| miss.late_s)));

    // Over the last steps, lateness is told in four tables.
    let last = || misses.iter().filter(|miss| !miss.is_needed);
    let totals = &bottleneck.totals;
    assert_eq!(totals.late, last().count());
    assert_eq!(totals.late_s, seconds(last().map(|miss| miss.late_s)));
    assert_eq!(totals.late_s, totals.own_s + totals.inherited_s);
    assert_eq!(totals.late_s, totals.plan_s + seconds(totals.departments.iter().map(|it| it.caused_s)));
    assert_eq!(totals.late_s, seconds(bottleneck.who_delayed_whom.iter().map(|it| it.seconds)));
    assert_eq!(totals.late, totals.departments.iter().map(|it| it.late).sum::<usize>());
    assert_eq!(bottleneck.misses.len(), last().count());

    let overdue = &report.overdue;
    assert_eq!(overdue.handoffs.len(), overdue.pairs.iter().map(|it| it.handoffs).sum::<usize>());
    assert_eq!(overdue.handoffs.len(), overdue.ages.iter().map(|it| it.handoffs).sum::<usize>());
    assert_eq!(overdue.handoffs.len(), overdue.before - overdue.cleared.len() + overdue.newly_overdue());
    let lies = overdue.handoffs.iter().map(|it| it.waits_for.len()).sum::<usize>();
    assert_eq!(lies, overdue.lies_with.iter().map(|it| it.handoffs).sum::<usize>());

    let next = &report.next;
    assert_eq!(next.handoffs.len(), next.days.iter().map(|it| it.handoffs).sum::<usize>());
    assert_eq!(next.recurring(), next.days.iter().map(|it| it.recurring).sum::<usize>());
    for missed in &report.shortfalls {
        let by = missed.missed_by.iter().map(|it| it.handoffs).sum::<usize>();
        assert_eq!(by as u64, missed.budget.tally.missed(), "{}", missed.agreement.id);
    }
    let complaints = &report.complaints;
    for bars in [&complaints.by_category, &complaints.by_cause] {
        assert_eq!(bars.iter().map(|bar| bar.count).sum::<u64>(), complaints.made);
    }
    assert_eq!(complaints.pairs.iter().map(|it| it.made).sum::<u64>(), complaints.made);
}

#[test]
fn the_dealership_s_tables_add_up() {
    let mut tracker = Tracker::new(Network::load("fixtures/dealership").unwrap());
    let _ = tracker.record_all(Log::open("fixtures/dealership/log.csv").unwrap()).unwrap();
    let judgement = tracker.judge(tracker.last_at().unwrap());
    let analysis = Analysis::of(&judgement);
    for window in ["2026-W47", "2026-W40", "2026-10"] {
        reconciles(&Report::of(&analysis, window.parse().unwrap()));
    }
}

#[test]
fn a_small_office_s_tables_add_up() {
    let tracker = office();
    reconciles(&Report::of(&Analysis::of(&tracker.judge(monday())), WEEK.parse().unwrap()));
}
