//! Agreements of other trades than the dealership's: what they say, what becomes of their logs, and what is reported.

use std::fmt::Write;

use interdept::log::{IgnoredStage, Log};
use interdept::report::Report;
use interdept::testing::{self, assert_dues};
use interdept::tracker::{Judgement, Status};
use interdept::{Analysis, Network, Tracker};

/// A fixture's log, judged at its last event.
#[track_caller]
fn judged(fixture: &str) -> Judgement {
    let network = Network::load(format!("fixtures/{fixture}")).unwrap_or_else(|found| panic!("{found}"));
    let mut tracker = Tracker::new(network);
    let _ = tracker.record_all(Log::open(format!("fixtures/{fixture}/log.csv")).unwrap()).unwrap();
    assert!(tracker.ignored_rows().is_empty(), "every row can be used");
    let as_of = tracker.log_end().unwrap().at;
    tracker.judge(as_of)
}

/// One handoff as a line: its original deadline, its deadline and its delivery in local time, what became of it, and in
/// minutes how late it is, how much of that is its supplier's own, and for how long it was held up.
fn line(judgement: &Judgement, obligation: &str, key: &str) -> String {
    let handoff = judgement.handoff(obligation, key).unwrap_or_else(|| panic!("no {obligation} {key}"));
    let local = |at| handoff.local(at).format("%m-%d %H:%M").to_string();
    let delivered = handoff.delivered_at().map_or_else(|| "-".to_owned(), local);
    let mut line =
        format!("{} {} {delivered} {}", local(handoff.original_due_at()), local(handoff.due_at()), handoff.status());
    if let Some(delay) = Analysis::of(judgement).delay(handoff).filter(|delay| !delay.late().is_zero()) {
        let _ = write!(line, ", late {}, own {}", delay.late().num_minutes(), delay.own().num_minutes());
    }
    if !handoff.held().is_zero() {
        let _ = write!(line, ", held {}", handoff.held().num_minutes());
    }
    line
}

/// Due, met, late, overdue of the last whole week, and which department the report calls its bottleneck.
fn week(judgement: &Judgement) -> ([u64; 4], Option<String>) {
    let report = Report::of(&Analysis::of(judgement), Report::usual_window(judgement.network(), judgement.as_of()));
    let of = &report.compliance.total.week;
    let names = report.bottleneck.but_for.bottleneck().map(|it| it.department.id.to_string());
    ([of.due(), of.met, of.late, of.overdue], names)
}

/// Nothing in the log is left over: no event without a handoff, none that opened nothing.
#[track_caller]
fn nothing_is_left_over(judgement: &Judgement) {
    for stage in [IgnoredStage::Rejected, IgnoredStage::Unmatched, IgnoredStage::Additional] {
        assert_eq!(judgement.ignored_at(stage).count(), 0, "{stage:?}");
    }
    assert_eq!(judgement.guessed_rows().count(), 0);
    assert!(judgement.opened_nothing().is_empty());
}

#[track_caller]
fn lines_of(fixture: &str) -> usize {
    std::fs::read_to_string(format!("fixtures/{fixture}/agreements.toml")).unwrap().lines().count()
}

#[test]
fn the_close_is_counted_in_working_days_of_four_and_five_week_months() {
    let net = testing::load("fixtures/month-end-close");
    net.lints().assert_none();
    assert!(lines_of("month-end-close") < 150);
    assert_eq!(net.obligations().len(), 3 * 12);
    // WD-2 on each company's own hours; Fridays end early in Germany, and WD-2 is a Thursday.
    assert_dues!(net, "nl.accrual-list", "close-2026-09-28" => "2026-10-22T17:30");
    assert_dues!(net, "de.accrual-list", "close-2026-09-28" => "2026-10-22T17:00");
    assert_dues!(net, "pl.accrual-list", "close-2026-10-26" => "2026-11-19T18:00");
    // WD-1, in two wordings; the months end on Sundays.
    assert_dues!(net, "nl.payroll-journal", "close-2026-10-26" => "2026-11-20T18:00");
    assert_dues!(net, "nl.intercompany-agreed", "close-2026-10-26" => "2026-11-20T18:00");
    // WD+1 to WD+5; a month of five weeks.
    assert_dues!(net, "de.payables-closed", "close-2026-08-24" => "2026-09-28T18:00");
    assert_dues!(net, "de.bank-reconciled", "close-2026-08-24" => "2026-09-29T12:00");
    assert_dues!(net, "de.tax-provision", "close-2026-08-24" => "2026-10-02T14:00");
    // From preparer to reviewer, over the evening.
    assert_dues!(net, "pl.trial-balance-reviewed", "2026-11-24T16:05" => "2026-11-25T10:05");
    net.owed("nl.pack")
        .by("general-ledger")
        .to("group-reporting")
        .due("within 5 business days after the end of every close");
    net.every(|owed| owed.supplier() != owed.customer(), "is owed to somebody else");
}

#[test]
fn the_close_of_november_was_late_where_germanys_accruals_were() {
    let judgement = judged("month-end-close");
    nothing_is_left_over(&judgement);
    let close = |obligation| line(&judgement, obligation, "close-2026-10-26");
    // Thursday's list came on Monday: ten hours of work from then end on Tuesday, after payables were closed.
    assert_eq!(close("de.accrual-list"), "11-19 17:00 11-19 17:00 11-23 10:39 late, late 5379, own 5379");
    assert_eq!(close("de.payables-closed"), "11-23 18:00 11-23 18:00 11-24 09:25 late, late 925, own 0");
    assert_eq!(close("de.trial-balance"), "11-25 18:00 11-25 18:00 11-26 09:59 late, late 959, own 959");
    assert_eq!(close("de.pack"), "11-27 18:00 11-27 18:00 11-27 15:06 met", "complete when it was signed");
    // A date agreed before the deadline, and a task let go.
    assert_eq!(line(&judgement, "nl.pack", "close-2026-08-24"), "10-02 18:00 10-05 18:00 10-01 17:37 met");
    assert_eq!(judgement.handoff("pl.tax-provision", "close-2026-06-29").unwrap().status(), Status::Waived);
    let (figures, bottleneck) = week(&judgement);
    assert_eq!(figures, [27, 24, 3, 0]);
    assert_eq!(bottleneck.as_deref(), Some("general-ledger"));
}

#[test]
fn the_service_desk_answers_and_resolves_by_priority() {
    let net = testing::load("fixtures/it-service-desk");
    net.lints().assert_none();
    assert!(lines_of("it-service-desk") < 150);
    for group in ["service-desk", "network", "applications"] {
        let id = format!("{group}.resolve");
        let of = |priority| net.owed(&id).by(group).to("staff").with("group", group).with("priority", priority);
        assert_dues!(of("P1"), "2026-11-07T03:00" => "2026-11-07T07:00");
        assert_dues!(of("P2"), "2026-11-06T17:00" => "2026-11-09T15:00");
        assert_dues!(of("P3"), "2026-11-06T17:00" => "2026-11-11T18:00");
        // Ten working days, or the end of the month if that is later; Christmas and Boxing Day are no working days.
        assert_dues!(of("P4"), "2026-11-06T17:00" => "2026-11-30T18:00", "2026-12-18T17:00" => "2027-01-06T18:00");
    }
    let answer = |priority| net.owed("first-response").with("priority", priority);
    assert_dues!(answer("P1"), "2026-12-25T23:55" => "2026-12-26T00:10");
    assert_dues!(answer("P4"), "2026-11-06T15:59" => "2026-11-09T18:00", "2026-11-06T16:00" => "2026-11-10T18:00");
    net.every(
        |owed| {
            owed.tiers()
                .all(|tier| tier.terms().priority.to_string() != "critical" || !tier.terms().escalate.is_empty())
        },
        "tells somebody where it is critical",
    );
}

#[test]
fn tickets_are_raised_held_up_sent_back_and_handed_on() {
    let judgement = judged("it-service-desk");
    nothing_is_left_over(&judgement);
    // P3, raised to P2, then held up for ten hours and 46 minutes of working time until its reporter answered.
    let raised = line(&judgement, "service-desk.resolve", "T-1041");
    assert_eq!(raised, "10-08 18:00 10-07 11:10 10-07 12:34 late, late 84, own 84, held 1486");
    // Handed on after 35 minutes; sent back after three hours and 19 minutes, which move the deadline.
    assert_eq!(judgement.handoff("service-desk.resolve", "T-1063").unwrap().status(), Status::Waived);
    let handed_on = line(&judgement, "applications.resolve", "T-1063");
    assert_eq!(handed_on, "10-20 13:56 10-20 17:15 10-21 08:00 late, late 885, own 885, held 199");
    // Tuesday before the cut-off: Wednesday.
    assert_eq!(
        line(&judgement, "first-response", "T-1095"),
        "11-11 18:00 11-11 18:00 11-12 08:11 late, late 851, own 851"
    );
    let overdue: Vec<_> = judgement.overdue().map(|handoff| handoff.to_string()).collect();
    assert_eq!(overdue.len(), 1, "{overdue:?}");
    assert_eq!(
        line(&judgement, "applications.resolve", "T-1105"),
        "11-20 18:00 11-20 18:00 - overdue, late 3772, own 3772"
    );
    let (figures, bottleneck) = week(&judgement);
    assert_eq!(figures, [25, 21, 3, 1]);
    assert_eq!(bottleneck.as_deref(), Some("applications"));
}

#[test]
fn the_laboratory_works_round_the_clock_but_reads_cultures_by_day() {
    let net = testing::load("fixtures/hospital-laboratory");
    net.lints().assert_none();
    assert!(lines_of("hospital-laboratory") < 150);
    for ward in ["emergency", "intensive-care", "surgery"] {
        let sample = net.owed(&format!("{ward}.sample")).by(ward).to("porters").with("ward", ward);
        assert_dues!(sample.clone().with("urgency", "stat"), "2026-11-14T23:50" => "2026-11-15T00:10");
        assert_dues!(sample.with("urgency", "routine"), "2026-11-14T23:50" => "2026-11-15T03:50");
        let id = format!("{ward}.result");
        let result =
            |urgency| net.owed(&id).to(ward).with("ward", ward).with("test", "chemistry").with("urgency", urgency);
        assert_dues!(result("stat"), "2026-11-14T23:50" => "2026-11-15T00:35");
        // Four hours, but on the ward by seven: at 04:30 the day is still that of the night shift, and ends at seven.
        assert_dues!(result("routine"), "2026-11-14T12:00" => "2026-11-14T16:00", "2026-11-15T04:30" => "2026-11-15T07:00");
    }
    // Saturday is a working day for cultures, Sunday is not; 15:00 on a Saturday stands.
    let culture = net.owed("culture-report").by("microbiology").with("test", "culture");
    assert_dues!(culture, "2026-11-12T20:00" => "2026-11-14T15:00", "2026-11-13T10:00" => "2026-11-16T15:00");
    assert_dues!(net, "control-samples", "2026-11-14" => "2026-11-14T06:30");
}

#[test]
fn samples_come_late_without_a_form_and_once_more_when_a_tube_breaks() {
    let judgement = judged("hospital-laboratory");
    nothing_is_left_over(&judgement);
    // Five minutes behind the sample came its form; carried off, broken, two minutes later sent back, and fetched anew.
    assert_eq!(
        line(&judgement, "emergency.sample", "L-548"),
        "11-09 05:57 11-09 05:57 11-09 06:05 late, late 8, own 8"
    );
    let carried = line(&judgement, "emergency.stat-transport", "L-548");
    assert_eq!(carried, "11-09 06:15 11-09 06:17 11-09 06:33 late, late 16, own 16, held 2");
    // Paused for 22 minutes, until the ward had drawn another tube.
    let paused = line(&judgement, "intensive-care.result", "L-563");
    assert_eq!(paused, "11-13 16:55 11-13 17:17 11-13 17:21 late, late 4, own 4, held 22");
    // The sample came after the consent: the hour runs from the sample.
    assert_eq!(line(&judgement, "crossmatched-blood", "L-573"), "11-14 21:03 11-14 21:03 11-14 20:50 met");
    // Weeks start on Sunday.
    let window = Report::usual_window(judgement.network(), judgement.as_of());
    assert_eq!([window.first_day(), window.last_day()], ["2026-11-08".parse().unwrap(), "2026-11-14".parse().unwrap()]);
    let (figures, bottleneck) = week(&judgement);
    assert_eq!(figures, [117, 107, 10, 0]);
    assert_eq!(bottleneck.as_deref(), Some("porters"));
}

#[test]
fn the_bakery_bakes_what_was_ordered_the_working_day_before() {
    let net = testing::load("fixtures/bakery");
    net.lints().assert_none();
    for shop in ["market", "station"] {
        net.owed(&format!("{shop}.order")).by(shop).to("bakehouse").due("by 15:00 every business day");
        // Saturday's order is for Tuesday, as Monday is National Day.
        let (order, bread) = (format!("{shop}.order"), format!("{shop}.bread"));
        assert_dues!(net, &order, "2026-10-24" => "2026-10-24T15:00");
        assert_dues!(net, &bread, "2026-10-23" => "2026-10-24T04:30", "2026-10-24" => "2026-10-27T04:30");
        assert_dues!(net, &format!("{shop}.delivered"), "2026-10-24T04:20" => "2026-10-24T05:35");
    }
    let cakes = |size| net.owed("party-order").with("shop", "market").with("size", size);
    assert_dues!(cakes("small"), "2026-10-16T11:59" => "2026-10-19T18:30", "2026-10-16T12:00" => "2026-10-20T18:30");
    assert_dues!(cakes("large"), "2026-10-16T13:00" => "2026-10-23T10:00");
    // Saturdays are worked in Advent.
    let flour = net.owed("depot.flour").with("kilos", "800");
    assert_dues!(flour, "2026-11-27T10:00" => "2026-12-01T15:00", "2026-12-04T10:00" => "2026-12-07T15:00");
    // The night that begins on Sunday ends the count of Saturday, on which nobody bakes.
    assert_dues!(net, "bakehouse.flour-count", "2026-11" => "2026-11-30T05:00");
    assert_dues!(net, "office.repair", "2026-11-14T03:00" => "2026-11-14T05:00");
}
