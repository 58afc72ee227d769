//! What every store promises, whatever it lies in.

use std::collections::HashSet;
use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};
use interdept::store::{Appended, Entry, EventStore, HeldAgreements, NotRecorded, Service, Told, archivable, archive};
use interdept::tracker::Recorded;
use interdept::{Event, Network, Tracker};

use super::{all_rows, dealership, entries, held, one_row, read_directly, rows, said};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// All of them, each on a store that `open` makes anew, or opens again, by name.
pub(super) fn all_hold<S: EventStore>(open: impl Fn(&str) -> S) {
    what_is_appended_is_read_back(&open);
    the_same_again_changes_nothing(&open);
    one_id_with_other_content_is_kept_beside(&open);
    reading_begins_and_ends_where_it_is_told(&open);
    agreements_are_kept_with_their_days(&open);
    a_notice_is_told_once(&open);
    judgements_are_those_of_the_log(&open);
    what_is_over_for_long_moves_to_an_archive(&open);
    a_case_moves_with_all_that_belongs_to_it(&open);
    a_service_acknowledges_what_the_store_has(&open);
}

fn what_is_appended_is_read_back<S: EventStore>(open: &impl Fn(&str) -> S) {
    let rows = rows();
    let mut store = open("read-back");
    assert_eq!((store.last_seq().unwrap(), entries(&mut store).len()), (0, 0));
    for batch in rows.chunks(700) {
        let appended = store.append(batch).unwrap();
        assert!(appended.iter().all(|one| one.is_new()));
        assert_eq!(appended.last().unwrap().seq(), store.last_seq().unwrap());
    }
    assert!(entries(&mut store) == rows);
    drop(store);
    let again = held(&mut open("read-back"), 0);
    assert!(again.is_sorted_by(|(a, _), (b, _)| a < b));
    assert!(again.into_iter().map(|(_, entry)| entry).eq(rows));
}

fn the_same_again_changes_nothing<S: EventStore>(open: &impl Fn(&str) -> S) {
    let rows = &rows()[..300];
    let mut store = open("again");
    let first = store.append(rows).unwrap();
    let before = held(&mut store, 0);
    drop(store);
    let mut store = open("again");
    // Also read from another file, and with its lists and attributes in another order.
    let slips = || Event::delivered("s", at("2026-11-16T16:20:00+08:00")).case("c").with("x", "1");
    let known = store.append(&[slips().signed(["a", "b"]).with("y", "2").into()]).unwrap()[0];
    let before = [before, held(&mut store, known.seq() - 1)].concat();
    let moved: Vec<_> = rows.iter().map(|row| Entry { file: Some("moved.csv".into()), ..row.clone() }).collect();
    for (again, first) in store.append(rows).unwrap().into_iter().zip(&first) {
        assert_eq!(again, Appended::Known(first.seq()));
    }
    // A row that is no event is known by where it stood.
    let events: Vec<_> = moved.into_iter().filter(|row| row.event().is_some()).collect();
    assert!(store.append(&events).unwrap().iter().all(|one| !one.is_new()));
    let other = Event { attributes: Vec::new(), ..slips() }.signed(["b", "a"]).with("y", "2").with("x", "1");
    assert_eq!(store.append(&[other.into()]).unwrap(), [Appended::Known(known.seq())]);
    assert!(held(&mut store, 0) == before);
    // Twice in one batch is once.
    let twice = store.append(&[slips().into(), slips().into()]).unwrap();
    assert_eq!((twice[0].is_new(), twice[1]), (true, Appended::Known(twice[0].seq())));
}

/// A judgement decides by content which of them stands, so both must be there.
fn one_id_with_other_content_is_kept_beside<S: EventStore>(open: &impl Fn(&str) -> S) {
    let mut store = open("one-id");
    let sold = |case: &'static str| Event::new("sold", at("2026-11-16T16:20:00+08:00")).id("7").case(case);
    let appended = store.append(&[sold("b").into(), sold("a").into(), sold("b").into()]).unwrap();
    assert_eq!(appended.iter().map(|one| one.is_new()).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(entries(&mut store).len(), 2);
}

fn reading_begins_and_ends_where_it_is_told<S: EventStore>(open: &impl Fn(&str) -> S) {
    let rows = &rows()[..50];
    let mut store = open("since");
    let seqs: Vec<_> = store.append(rows).unwrap().iter().map(|one| one.seq()).collect();
    assert_eq!(held(&mut store, seqs[39]).len(), 10);
    assert_eq!(held(&mut store, seqs[49]).len(), 0);
    assert_eq!(held(&mut store, u64::MAX).len(), 0);
    let mut taken = 0;
    let stop = &mut |_, _: Entry<'_>| {
        taken += 1;
        if taken == 7 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    store.since(0, stop).unwrap();
    assert_eq!(taken, 7);
    assert!(store.append(&[]).unwrap().is_empty());
}

fn agreements_are_kept_with_their_days<S: EventStore>(open: &impl Fn(&str) -> S) {
    let text = |department: &str| format!("format = 1\n[[department]]\nid = \"{department}\"\n");
    let network = |department: &str| Network::from_toml("a.toml", &text(department)).unwrap();
    let held = |network: &Network, day: &str| HeldAgreements::of(network, day.parse().unwrap());
    let kept = [
        held(&network("a"), "2026-01-01"),
        held(&dealership(), "2026-09-01"),
        // Corrected on the day, and put back.
        held(&network("b"), "2026-09-01"),
        held(&dealership(), "2026-09-01"),
    ];
    let mut store = open("agreements");
    assert_eq!(store.agreements_at(at("2026-11-16T16:20:00+08:00")).unwrap(), None);
    for agreements in &kept {
        store.hold(agreements).unwrap();
        store.hold(agreements).unwrap();
    }
    drop(store);
    let mut store = open("agreements");
    assert_eq!(store.agreements().unwrap(), kept);
    let name = |store: &mut S, instant| store.agreements_at(at(instant)).unwrap().map(|held| held.hash());
    assert_eq!(name(&mut store, "2026-08-31T23:59:59+08:00"), Some(kept[0].hash()));
    assert_eq!(name(&mut store, "2026-09-01T00:00:00+08:00"), Some(kept[1].hash()));
    assert_eq!(store.agreements().unwrap()[1].network().unwrap(), dealership());
}

fn a_notice_is_told_once<S: EventStore>(open: &impl Fn(&str) -> S) {
    let told = |id: &str, minutes: i64| Told {
        id: id.to_owned(),
        at: at("2026-11-16T08:20:00Z"),
        told_at: at("2026-11-16T08:21:00.000001Z") + TimeDelta::minutes(minutes),
    };
    let mut store = open("told");
    store.tell(&[told("b", 0), told("a", 0)]).unwrap();
    store.tell(&[told("b", 5), told("c", 5)]).unwrap();
    drop(store);
    assert_eq!(open("told").told().unwrap(), [told("a", 0), told("b", 0), told("c", 5)]);
}

fn judgements_are_those_of_the_log<S: EventStore>(open: &impl Fn(&str) -> S) {
    let rows = all_rows();
    let mut store = open("judged");
    for batch in rows.chunks(1_000) {
        store.append(batch).unwrap();
    }
    let mut tracker = Tracker::new(dealership());
    let half = store.append(&rows[..500]).unwrap().last().unwrap().seq();
    tracker.record_stored(&mut store, ..=half).unwrap();
    drop(store);
    let mut store = open("judged");
    let last = tracker.record_stored(&mut store, half + 1..).unwrap();
    assert_eq!(last, store.last_seq().unwrap());

    let mut tracker = Tracker::new(dealership());
    assert_eq!(tracker.record_stored(&mut store, ..).unwrap(), last);
    let directly = read_directly(&rows);
    assert!(said(&tracker) == said(&directly));
    // What these agreements refuse, others may know: it is not lost on the way.
    let (other, directly) = (tracker.under(dealership()).0, directly.under(dealership()).0);
    assert!(said(&other) == said(&directly));

    // A refused event whose text was not kept is told by what it says.
    let mut store = open("refused");
    let row = one_row("event,at,case\ndelivred,2026-11-16T16:20:00+08:00,c-1\n");
    store.append(&[Entry { text: None, ..row }]).unwrap();
    let mut tracker = Tracker::new(dealership());
    tracker.record_stored(&mut store, ..).unwrap();
    let [refused] = tracker.ignored_rows() else { panic!("{tracker:?}") };
    assert_eq!((refused.text.as_str(), refused.line), ("delivred c-1", 2));
}

/// Lines in one order, whatever the order of recording.
fn sorted(said: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = said.lines().collect();
    lines.sort_unstable();
    lines
}

fn what_is_over_for_long_moves_to_an_archive<S: EventStore>(open: &impl Fn(&str) -> S) {
    let rows = rows();
    let mut store = open("whole");
    store.append(&rows).unwrap();
    let held_from = HeldAgreements::of(&dealership(), "2026-09-01".parse().unwrap());
    store.hold(&held_from).unwrap();
    let mut whole = Tracker::new(dealership());
    whole.record_stored(&mut store, ..).unwrap();
    let judgement = whole.judge(whole.log_end().unwrap().at);
    let before = held(&mut store, 0);
    let last = store.last_seq().unwrap();

    let old = archivable(&mut store, &judgement, at("2026-10-15T00:00:00+08:00")).unwrap();
    assert!(old.len() > 100 && old.len() < rows.len() - 100, "{} of {}", old.len(), rows.len());
    let mut aside = open("aside");
    assert_eq!(archive(&mut store, &mut aside, &old).unwrap(), old.len());
    assert_eq!(entries(&mut aside).len(), old.len());
    assert!(held(&mut store, 0).into_iter().eq(before.iter().filter(|(seq, _)| !old.contains(seq)).cloned()));
    assert_eq!(aside.agreements().unwrap(), [held_from]);
    // Interrupted before the entries were taken out, or done twice.
    assert_eq!(archive(&mut store, &mut aside, &old).unwrap(), 0);
    assert_eq!(entries(&mut aside).len(), old.len());

    // Together they are judged as before.
    let mut together = Tracker::new(dealership());
    together.record_stored(&mut aside, ..).unwrap();
    together.record_stored(&mut store, ..).unwrap();
    assert!(sorted(&said(&together)) == sorted(&said(&whole)));
    // Alone the store lacks the cases that moved, and nothing else.
    let mut alone = Tracker::new(dealership());
    alone.record_stored(&mut store, ..).unwrap();
    let gone: HashSet<String> = entries(&mut aside)
        .iter()
        .filter_map(|row| row.event()?.case.as_deref().map(|case| case.split('#').next().unwrap().to_owned()))
        .collect();
    let stays = |handoff: &interdept::tracker::Handoff<'_>| handoff.case().is_none_or(|case| !gone.contains(case));
    let names = |judgement: &interdept::tracker::Judgement| -> Vec<String> {
        judgement.handoffs().filter(stays).map(|handoff| handoff.to_string()).collect()
    };
    let alone = alone.judge(judgement.as_of());
    assert_eq!(alone.handoffs().filter(|handoff| !stays(handoff)).count(), 0);
    assert!(names(&alone) == names(&judgement));

    // Sent again, what moved does not come back, and no place is given twice.
    assert!(store.append(&rows).unwrap().iter().zip(&before).all(|(now, (seq, _))| *now == Appended::Known(*seq)));
    let new = store.append(&[Event::new("sold", at("2026-11-16T16:20:00+08:00")).into()]).unwrap()[0];
    assert!(new.seq() > last);
    let everything = held(&mut store, 0).into_iter().map(|(seq, _)| seq).collect();
    store.take_out(&everything).unwrap();
    assert_eq!((store.last_seq().unwrap(), held(&mut store, 0).len()), (new.seq(), 0));
}

fn a_case_moves_with_all_that_belongs_to_it<S: EventStore>(open: &impl Fn(&str) -> S) {
    let day = |day: u32| at(&format!("2026-09-{day:02}T10:00:00+08:00"));
    let signed = |case: &'static str, on: u32| Event::new("contract-signed", day(on)).case(case);
    let void = |target: &'static str, on: u32| Event::voided(target, day(on));
    let rows = [
        (true, signed("plain", 1)),
        (true, signed("voided", 1).id("a")),
        (true, void("a", 2).id("b")),
        (true, void("b", 3)),
        (false, signed("voided-late", 1).id("c")),
        (false, void("c", 20)),
        (false, signed("one-id", 1).id("d")),
        (false, signed("other-id", 1).id("d")),
        (false, Event::new("contract-signed", day(1)).case("late")),
        (false, Event::rated("sales.loan-application", day(20)).case("late").score("5")),
        (false, Event::complained("K-1", day(1)).case("plain").obligation("sales.loan-application").category("late")),
        (false, Event::delivered("insurance.attendance", day(1)).period("2026-08").case("plain")),
        (false, signed("two-voids", 1).id("e")),
        (false, void("e", 2).id("f")),
        (false, void("nobody", 2).id("f")),
        // Nobody delivered, and it is late.
        (false, Event::requested("insurance.quote", day(1)).case("open")),
    ];
    let mut store = open("belongs");
    let events: Vec<Entry<'_>> = rows.iter().map(|(_, event)| event.clone().into()).collect();
    let seqs = store.append(&events).unwrap();
    let mut tracker = Tracker::new(dealership());
    tracker.record_stored(&mut store, ..).unwrap();
    // Whatever these contracts opened is over.
    for case in ["plain", "voided", "voided-late", "one-id", "other-id", "late", "two-voids"] {
        tracker.record(Event::new("waived", day(4)).case(case)).unwrap();
    }
    let old = archivable(&mut store, &tracker.judge(day(30)), day(10)).unwrap();
    for ((moves, event), appended) in rows.iter().zip(seqs) {
        assert_eq!(old.contains(&appended.seq()), *moves, "{event:?}");
    }
}

fn a_service_acknowledges_what_the_store_has<S: EventStore>(open: &impl Fn(&str) -> S) {
    let day: chrono::NaiveDate = "2026-09-01".parse().unwrap();
    let mut service = Service::open(open("service"), dealership(), day).unwrap();
    let signed = |case: &'static str| Event::new("contract-signed", at("2026-09-02T10:00:00+08:00")).case(case).id("1");
    assert!(matches!(service.record(signed("a")).unwrap(), Recorded::New { seq: 1 }));
    assert!(matches!(service.record(signed("a")).unwrap(), Recorded::Duplicate { of: 1 }));
    assert!(matches!(service.record(signed("b")).unwrap(), Recorded::Conflict { seq: 2, with: 1 }));
    let NotRecorded::Rejected(why) = service.record(Event::new("nonsense", day_at())).unwrap_err() else { panic!() };
    assert_eq!(why.code(), "unknown-event");
    // Several at once: one is refused, one is there twice, the others go in.
    let several = [signed("c").id("2"), Event::new("nonsense", day_at()), signed("c").id("2"), signed("d").id("3")];
    let answers = service.record_all(&several).unwrap();
    let codes: Vec<&str> =
        answers.iter().map(|one| one.as_ref().map_or_else(interdept::IgnoredWhy::code, |new| new.as_str())).collect();
    assert_eq!(codes, ["recorded", "unknown-event", "same", "recorded"]);
    service.keep_told([("n-1", day_at())], day_at()).unwrap();
    assert_eq!(entries(service.store()).len(), service.tracker().len());
    let before = said(service.tracker());
    drop(service);

    let mut service = Service::open(open("service"), dealership(), day).unwrap();
    assert!(said(service.tracker()) == before);
    assert!(matches!(service.record(signed("a")).unwrap(), Recorded::Duplicate { of: 1 }));
    assert!(service.was_told("n-1") && !service.was_told("n-2"));
    assert_eq!(service.store().agreements().unwrap().len(), 1);
    // What lies in an archive is known still.
    let all = held(service.store(), 0).into_iter().map(|(seq, _)| seq).collect();
    service.store().take_out(&all).unwrap();
    drop(service);
    let mut service = Service::resume(open("service"), dealership()).unwrap();
    assert!(service.tracker().is_empty());
    assert!(matches!(service.record(signed("a")).unwrap(), Recorded::Duplicate { of: 0 }));
    assert!(matches!(service.record(signed("e")).unwrap(), Recorded::New { seq: 1 }));
}

fn day_at() -> DateTime<Utc> {
    at("2026-09-03T10:00:00+08:00")
}

/// Where several may write: what the one wrote, the other knows before it answers.
#[cfg(feature = "postgres")]
pub(super) fn services_share<S: EventStore>(open: impl Fn(&str) -> S) {
    let mut one = Service::resume(open("shared"), dealership()).unwrap();
    let mut other = Service::resume(open("shared"), dealership()).unwrap();
    for n in 0..20 {
        let signed = Event::new("contract-signed", day_at()).case(format!("c-{n}")).id(format!("{n}"));
        let (first, second) = if n % 3 == 0 { (&mut one, &mut other) } else { (&mut other, &mut one) };
        assert!(matches!(first.record(&signed).unwrap(), Recorded::New { .. }));
        assert!(matches!(second.record(&signed).unwrap(), Recorded::Duplicate { .. }));
        assert!(matches!(second.record(signed.case("d")).unwrap(), Recorded::Conflict { .. }));
    }
    one.catch_up().unwrap();
    other.catch_up().unwrap();
    assert!(said(one.tracker()) == said(other.tracker()));
}
