//! What a file does: made, shared, damaged, foreign, full.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use interdept::store::{Entry, EventStore, HeldAgreements, SqliteStore, StoreProblem};

use super::{dealership, entries, folder, held, laws, rows};

#[test]
fn all_that_a_store_promises_holds() {
    let folder = folder("laws");
    laws::all_hold(|name| SqliteStore::open(folder.join(name)).unwrap());
}

/// Every file of a folder, with what it holds.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

/// A closed store with some entries.
fn made(path: &Path) -> Vec<Entry<'static>> {
    let rows = rows()[..400].to_vec();
    let mut store = SqliteStore::open(path).unwrap();
    store.append(&rows).unwrap();
    store.check().unwrap();
    rows
}

/// Both ways of opening refuse what lies in a folder, and nothing in it changes.
#[track_caller]
fn is_refused(path: &Path, problem: &StoreProblem) {
    let before = files(path.parent().unwrap());
    for opened in [SqliteStore::open(path), SqliteStore::open_to_read(path)] {
        let error = opened.unwrap_err();
        assert_eq!(error.problem(), problem, "{error}");
        assert_eq!(error.store(), path.display().to_string());
    }
    assert!(files(path.parent().unwrap()) == before, "the files have changed");
}

#[test]
fn a_file_of_something_else_is_refused_and_left_alone() {
    let path = folder("foreign").join("events.db");
    fs::write(&path, "event,at,case\nsold,2026-11-16T16:20:00+08:00,c-1\n").unwrap();
    is_refused(&path, &StoreProblem::Foreign("it is no SQLite file".to_owned()));
    fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("create table event (x); vacuum").unwrap();
    is_refused(&path, &StoreProblem::Foreign("it is an SQLite file of another program".to_owned()));
}

#[test]
fn a_file_of_a_later_version_is_refused_and_left_alone() {
    let path = folder("newer").join("events.db");
    made(&path);
    let known = format(&path);
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", known + 1).unwrap();
    fs::remove_file(path.with_file_name("events.db-writer")).unwrap();
    is_refused(&path, &StoreProblem::Newer { found: known + 1, known });
}

fn format(path: &Path) -> u32 {
    let db = rusqlite::Connection::open(path).unwrap();
    db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn a_truncated_file_is_refused_and_left_alone() {
    let path = folder("truncated").join("events.db");
    made(&path);
    let whole = fs::read(&path).unwrap();
    for length in [whole.len() - 1, whole.len() / 2, 4_096, 100] {
        fs::write(&path, &whole[..length]).unwrap();
        let problem = format!("it has {length} bytes of {}; its end is missing", whole.len());
        is_refused(&path, &StoreProblem::Damaged(problem));
    }
    fs::write(&path, &whole[..50]).unwrap();
    is_refused(&path, &StoreProblem::Damaged("it has 50 bytes, fewer than any".to_owned()));
    fs::write(&path, &whole).unwrap();
    SqliteStore::open(&path).unwrap().check().unwrap();
}

/// What the file's structure shows is found when it is read, and what only the content shows when it is checked.
#[test]
fn damage_within_is_found() {
    let path = folder("damaged").join("events.db");
    made(&path);
    let whole = fs::read(&path).unwrap();
    let spoil = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let mut bytes = whole.clone();
        let at = bytes.windows(from.len()).rposition(|window| window == from.as_bytes()).unwrap();
        bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
        fs::write(&path, bytes).unwrap();
        SqliteStore::open(&path).unwrap()
    };
    let problem = |result: Result<(), interdept::store::StoreError>| {
        let error = result.unwrap_err();
        let StoreProblem::Damaged(why) = error.problem() else { panic!("{error}") };
        why.clone()
    };
    let why = problem(spoil("{\"event\":\"", "{\"event\";\"").check());
    assert!(why.contains("is no event: expected `:`"), "{why}");
    let why = problem(spoil("{\"event\":\"delivered\"", "{\"event\":\"delivared\"").check());
    assert!(why.contains("is not what it was"), "{why}");

    // A page of zeros.
    let mut bytes = whole.clone();
    bytes[4_096 * 3..4_096 * 12].fill(0);
    fs::write(&path, bytes).unwrap();
    let mut store = SqliteStore::open(&path).unwrap();
    problem(store.since(0, &mut |_, _| std::ops::ControlFlow::Continue(())));
    problem(store.check());
}

#[test]
fn there_is_one_writer_and_readers_beside_it() {
    let path = folder("writer").join("events.db");
    let rows = rows();
    let mut store = SqliteStore::open(&path).unwrap();
    let error = SqliteStore::open(&path).unwrap_err();
    assert_eq!(error.problem(), &StoreProblem::Busy, "{error}");
    let link = path.with_file_name("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert_eq!(SqliteStore::open(&link).unwrap_err().problem(), &StoreProblem::Busy);

    let mut reader = SqliteStore::open_to_read(&path).unwrap();
    assert_eq!(held(&mut reader, 0), []);
    store.append(&rows[..10]).unwrap();
    assert!(entries(&mut reader) == rows[..10]);
    // While one reads, the other writes, and what is read is as it was at the beginning.
    let mut seen = 0;
    let appending = &mut |_, _: Entry<'_>| {
        seen += 1;
        store.append(&rows[seen * 10..seen * 10 + 10]).unwrap();
        std::ops::ControlFlow::Continue(())
    };
    reader.since(0, appending).unwrap();
    assert_eq!(seen, 10);
    assert!(entries(&mut reader) == rows[..110]);

    let told = reader.append(&rows[..1]).unwrap_err();
    assert_eq!(told.problem(), &StoreProblem::ReadOnly("it was opened for reading".to_owned()));
    let held = HeldAgreements::of(&dealership(), "2026-09-01".parse().unwrap());
    assert!(matches!(reader.hold(&held).unwrap_err().problem(), StoreProblem::ReadOnly(_)));
    drop(store);
    SqliteStore::open(&path).unwrap();
}

#[test]
fn what_is_not_there_cannot_be_read() {
    let folder = folder("missing");
    assert_eq!(SqliteStore::open_to_read(folder.join("a.db")).unwrap_err().problem(), &StoreProblem::Missing);
    assert!(files(&folder).is_empty());
    let error = SqliteStore::open(folder.join("no/a.db")).unwrap_err();
    assert!(error.to_string().contains("No such file or directory"), "{error}");
    let error = SqliteStore::open(&folder).unwrap_err();
    assert!(error.to_string().ends_with("it is a directory"), "{error}");
}

#[test]
fn a_file_that_may_only_be_read_is_read() {
    let path = folder("read-only").join("events.db");
    let rows = made(&path);
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let before = fs::read(&path).unwrap();
    let error = SqliteStore::open(&path).unwrap_err();
    assert_eq!(error.problem(), &StoreProblem::ReadOnly("the file is marked so".to_owned()));
    assert!(entries(&mut SqliteStore::open_to_read(&path).unwrap()) == rows);
    assert!(fs::read(&path).unwrap() == before);
}

#[test]
fn what_moved_gives_its_room_back_and_places_stay() {
    let path = folder("compact").join("events.db");
    let rows = rows();
    let mut store = SqliteStore::open(&path).unwrap();
    store.append(&rows).unwrap();
    let most = held(&mut store, 0).into_iter().map(|(seq, _)| seq).filter(|seq| seq % 10 != 0).collect();
    store.take_out(&most).unwrap();
    let left = held(&mut store, 0);
    let size = || fs::metadata(&path).unwrap().len();
    let before = size();
    store.compact().unwrap();
    assert!(size() < before / 2, "{} of {before} bytes", size());
    assert!(held(&mut store, 0) == left);
    assert!(store.append(&rows).unwrap().iter().all(|one| !one.is_new()));
    store.check().unwrap();
}

/// The real thing, on a disk of two megabytes; needs root, to make one.
#[test]
#[ignore = "mounts a file system, as root"]
fn a_disk_that_fills_up_loses_nothing() {
    struct Mounted(std::path::PathBuf);
    impl Drop for Mounted {
        fn drop(&mut self) {
            let _ = std::process::Command::new("umount").arg(&self.0).status();
        }
    }
    let disk = folder("small-disk");
    let mount = std::process::Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(&disk).status();
    assert!(mount.unwrap().success(), "no disk can be mounted");
    let _mounted = Mounted(disk.clone());
    let path = disk.join("events.db");
    let rows = rows();
    let mut store = SqliteStore::open(&path).unwrap();
    let mut acknowledged = 0;
    // Fill it by the log, again and again under other names.
    let error = (0..100).find_map(|time| {
        rows.chunks(50).find_map(|batch| {
            let batch: Vec<Entry<'_>> = batch
                .iter()
                .map(|row| match &row.content {
                    Ok(event) => Entry { content: Ok(event.clone().with("time", time.to_string())), ..row.clone() },
                    Err(_) => Entry { line: row.line + time * 1_000_000, ..row.clone() },
                })
                .collect();
            let appended = store.append(&batch);
            acknowledged += appended.as_ref().map_or(0, |all| all.iter().filter(|one| one.is_new()).count());
            appended.err()
        })
    });
    let error = error.expect("two megabytes are full some day");
    assert_eq!(error.problem(), &StoreProblem::Full, "{error}");
    assert_eq!(entries(&mut store).len(), acknowledged);
    drop(store);
    let mut store = SqliteStore::open(&path).unwrap();
    store.check().unwrap();
    assert_eq!(entries(&mut store).len(), acknowledged);
    assert!(acknowledged > 1_000, "{acknowledged}");
}
