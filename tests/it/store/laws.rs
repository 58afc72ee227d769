//! What every store promises, whatever it lies in.

use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};
use interdept::store::{Appended, Entry, EventStore, HeldAgreements, Told};
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
    tracker.record_stored(&mut store, half).unwrap();
    drop(store);
    let mut store = open("judged");
    let last = tracker.record_stored(&mut store, half).unwrap();
    assert_eq!(last, store.last_seq().unwrap());

    let mut tracker = Tracker::new(dealership());
    assert_eq!(tracker.record_stored(&mut store, 0).unwrap(), last);
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
    tracker.record_stored(&mut store, 0).unwrap();
    let [refused] = tracker.ignored_rows() else { panic!("{tracker:?}") };
    assert_eq!((refused.text.as_str(), refused.line), ("delivred c-1", 2));
}
