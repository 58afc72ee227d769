//! Agreement files that nobody should write: each gives a clear error or the right answer, in bounded time.
#![expect(clippy::disallowed_methods, reason = "these tests measure how long loading takes")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use interdept::diagnostic::Code;
use interdept::{Diagnostic, Diagnostics, Network};

/// The errors in a text.
#[track_caller]
fn errors(text: &str) -> Diagnostics {
    Network::from_toml("x.toml", text).expect_err("it should not load")
}

/// The one error in a text, with its place.
#[track_caller]
fn check(text: &str, code: Code, line: u32, column: u32) {
    let found = errors(text);
    let places: Vec<_> = found.iter().map(|it| (it.code(), it.line(), it.column())).collect();
    assert_eq!(places, [(code, Some(line), Some(column))], "{found}");
}

/// A directory of its own for a test, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const BASE: &str = "format = 1\n[calendar.c]\ntimezone = \"UTC\"\nweek = { mon-fri = [\"09:00-17:00\"] }\n\
                    [agreement]\nid = \"a\"\ncalendar = \"c\"\ncustomer = \"d0\"\n";

#[test]
fn empty_and_truncated_files() {
    check("", Code::UnsupportedFormat, 1, 1);
    check("format = 1\n[[department]]\nid = \"sal", Code::Syntax, 3, 10);
    check("format =", Code::Syntax, 1, 9);
}

#[test]
fn binary_files() {
    let found = errors("\u{0}\u{1}\u{2}\u{7f}ELF\u{0}\n\u{1b}[31m\u{0}");
    assert!(found.iter().all(|it| it.code() == Code::Syntax));
    let printed = found.to_string();
    assert!(!printed.contains(|c: char| c.is_control() && c != '\n'), "{printed:?}");
    let noise: String = (0..200_000u32).map(|n| char::from_u32(n % 0x500).unwrap()).collect();
    assert!(errors(&noise).len() <= 20);
}

#[test]
fn a_nul_in_a_string() {
    check("format = 1\n[[department]]\nid = \"sa\0les\"\n", Code::Syntax, 3, 9);
}

#[test]
fn a_byte_order_mark_takes_no_column() {
    assert!(Network::from_toml("x.toml", "\u{feff}format = 1\n").is_ok());
    check("\u{feff}formt = 1\nformat = 1\n", Code::UnknownKey, 1, 1);
    check("\u{feff}format = 1\nx = 1\n", Code::UnknownKey, 2, 1);
}

#[test]
fn crlf_line_ends_keep_lines_and_columns() {
    check("format = 1\r\n[[department]]\r\nid = \"销售\"\r\nnam = \"x\"\r\n", Code::UnknownKey, 4, 1);
    let found = errors("format = 1\r\n[[department]]\r\nid = \"销 售\"\r\n");
    assert!(!found.to_string().contains('\r'));
}

#[test]
fn columns_count_characters() {
    check("format = 1\nagreement = { name = \"财务部é\", x = 1 }\n", Code::UnknownKey, 2, 30);
}

#[test]
fn deep_nesting() {
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        let text = format!("format = 1\nx = {}1{}\n", open.repeat(50_000), close.repeat(50_000));
        assert!(errors(&text).iter().any(|it| matches!(it.code(), Code::Syntax | Code::UnknownKey)));
    }
    let dotted = format!("format = 1\n{} = 1\n", vec!["a"; 20_000].join("."));
    assert!(!errors(&dotted).is_empty());
}

#[test]
fn odd_ids() {
    let long = "x".repeat(10_000);
    for id in ["a\\nb", "a#1", "", " ", &long, "a/b", "\\u202Eabc", "*"] {
        let text = format!("format = 1\n[[department]]\nid = \"{id}\"\n");
        check(&text, Code::BadId, 3, 6);
        assert!(errors(&text).to_string().len() < 2_000);
    }
    for id in ["财务部", "Büro-1", "a.b_c", "0"] {
        let text = format!("format = 1\n[[department]]\nid = \"{id}\"\n");
        assert!(Network::from_toml("x.toml", &text).is_ok(), "{id}");
    }
}

#[test]
fn a_look_alike_gets_a_hint() {
    let text = format!(
        "{BASE}[[department]]\nid = \"d0\"\n[[department]]\nid = \"sales\"\n[[obligation]]\nid = \"o\"\n\
         supplier = \"s\u{430}les\"\ndeliverable = \"x\"\ndue = \"by the 5th of every month\"\n"
    );
    let found = errors(&text);
    let help = found.iter().next().unwrap().help().unwrap();
    assert_eq!(help, "`sales` looks the same, but one of the two has letters of another script: type it anew");
}

#[test]
fn a_line_of_a_hundred_megabytes() {
    let scratch = Scratch::new("long-line");
    let path = scratch.0.join("long.toml");
    fs::write(&path, "x".repeat(100 << 20)).unwrap();
    let found = Network::load(&path).unwrap_err();
    assert_eq!(found.iter().map(Diagnostic::code).collect::<Vec<_>>(), [Code::FileTooLarge]);
    // One that is just not too large for that is read, and shown in part.
    let found = errors(&format!("format = 1\n{} = 1\n", "y".repeat(8 << 20)));
    assert!(found.to_string().len() < 2_000);
}

#[test]
fn paths_that_are_no_files() {
    let scratch = Scratch::new("no-files");
    let codes = |path: &std::path::Path| {
        let found = Network::load(path).unwrap_err();
        found.iter().map(Diagnostic::code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&scratch.0.join("missing.toml")), [Code::UnreadableFile]);
    assert_eq!(codes(&scratch.0), [Code::UnreadableFile], "an empty directory");
    // A directory called like a file is a directory.
    fs::create_dir(scratch.0.join("sub.toml")).unwrap();
    fs::write(scratch.0.join("sub.toml/a.toml"), "format = 1\n").unwrap();
    assert!(Network::load(&scratch.0).is_ok());
    fs::write(scratch.0.join("utf16.toml"), [0xff, 0xfe, b'f', 0]).unwrap();
    assert_eq!(codes(&scratch.0), [Code::NotUtf8]);
    #[cfg(unix)]
    {
        fs::remove_file(scratch.0.join("utf16.toml")).unwrap();
        std::os::unix::fs::symlink("nowhere", scratch.0.join("dangling.toml")).unwrap();
        std::os::unix::fs::symlink("..", scratch.0.join("sub.toml/up")).unwrap();
        assert!(codes(&scratch.0).contains(&Code::UnreadableFile));
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_round_in_circles_are_followed_once() {
    use std::os::unix::fs::symlink;

    let scratch = Scratch::new("circles");
    fs::create_dir(scratch.0.join("sub")).unwrap();
    fs::write(scratch.0.join("sub/a.toml"), "format = 1\n[[department]]\nid = \"sales\"\n").unwrap();
    for name in ["b", "c", "sub/d", "sub/e", "y", "z"] {
        symlink(&scratch.0, scratch.0.join(name)).unwrap();
        symlink(scratch.0.join("sub"), scratch.0.join(format!("{name}-sub"))).unwrap();
    }
    assert_eq!(Network::load(&scratch.0).unwrap().departments().count(), 1);
}

#[test]
fn errors_of_several_files_come_together() {
    let scratch = Scratch::new("several");
    fs::write(scratch.0.join("a.toml"), "format = 1\nx = \n[[department]]\nid = \"sales\"\n").unwrap();
    fs::write(scratch.0.join("b.toml"), "format = 1\n[[department]]\nid = \"sales\"\nnme = \"x\"\n").unwrap();
    fs::write(scratch.0.join("c.toml"), [b'x', 0xff]).unwrap();
    let found = Network::load_all([scratch.0.clone(), scratch.0.join("missing.toml")]).unwrap_err();
    let seen: Vec<_> = found
        .iter()
        .map(|it| (it.file().unwrap().rsplit('/').next().unwrap().to_owned(), it.code(), it.line().unwrap()))
        .collect();
    let expected = [
        ("a.toml", Code::Syntax, 2),
        ("b.toml", Code::DuplicateId, 3),
        ("b.toml", Code::UnknownKey, 4),
        ("c.toml", Code::NotUtf8, 1),
        ("missing.toml", Code::UnreadableFile, 1),
    ];
    assert_eq!(seen, expected.map(|(file, code, line)| (file.to_owned(), code, line)), "{found}");
}

/// Departments in a row, each owing the next `each` obligations.
fn large(departments: usize, each: usize) -> String {
    let mut text = BASE.to_owned() + "[company]\nsince = 2026-01-01\n";
    for d in 0..departments {
        let _ = writeln!(text, "[[department]]\nid = \"d{d}\"");
    }
    for d in 0..departments {
        for n in 0..each {
            let _ = writeln!(
                text,
                "[[obligation]]\nid = \"o{d}.{n}\"\nsupplier = \"d{d}\"\ncustomer = \"d{}\"\ndeliverable = \"x{n}\"\n\
                 due = \"by the {}th of every month\"\nneeds = [{}]",
                (d + 1) % departments,
                n + 4,
                if d == 0 { String::new() } else { format!("\"o{}.{n}\"", d - 1) }
            );
        }
    }
    text
}

#[test]
fn ten_thousand_departments_with_a_hundred_thousand_obligations() {
    // The full size where it can be fast; a tenth of it shows that nothing is quadratic.
    let departments = if cfg!(debug_assertions) { 1_000 } else { 10_000 };
    let text = large(departments, 10);
    let start = Instant::now();
    let network = Network::from_toml("x.toml", &text).unwrap_or_else(|found| panic!("{} errors", found.len()));
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 1 });
    assert!(start.elapsed() < limit, "took {:?}", start.elapsed());
    assert_eq!((network.departments().len(), network.obligations().len()), (departments, departments * 10));
    let last = format!("o{}.0", departments - 1);
    assert_eq!(network.obligation(&last).unwrap().upstream().count(), departments - 1);
    assert_eq!(network.rings()[0].len(), departments);
}

#[test]
fn a_hundred_thousand_mistakes() {
    let text = large(if cfg!(debug_assertions) { 300 } else { 10_000 }, 10)
        .replace("supplier = \"d", "supplier = \"e")
        .replace("needs = [\"o", "needs = [\"p");
    let start = Instant::now();
    let found = errors(&text);
    assert!(found.len() >= 3_000);
    assert!(start.elapsed() < Duration::from_mins(1), "took {:?}", start.elapsed());
}

#[test]
fn a_ring_of_five_thousand_needs() {
    let mut text = BASE.to_owned();
    text.push_str("[company]\nsince = 2026-01-01\n[[department]]\nid = \"d0\"\n");
    for n in 0..5_000 {
        let _ = writeln!(
            text,
            "[[obligation]]\nid = \"o{n}\"\nsupplier = \"d0\"\ndeliverable = \"x{n}\"\n\
             due = \"by the 5th of every month\"\nneeds = [\"o{}\"]",
            (n + 1) % 5_000
        );
    }
    let found = errors(&text);
    assert_eq!(found.len(), 1);
    let ring = found.iter().next().unwrap();
    assert_eq!(ring.code(), Code::NeedsRing);
    assert!(ring.message().starts_with("a ring of 5000 needs: o0 → o1 → o2"), "{}", ring.message());
}

#[test]
fn holidays_without_end() {
    let text = "format = 1\n[holidays.h]\nclosed = [{ from = 0001-01-01, to = 9999-12-31 }]\n";
    check(text, Code::BadDate, 3, 11);
    check("format = 1\n[holidays.h]\nclosed = [{ on = 2026-02-30 }]\n", Code::Syntax, 3, 18);
}

#[test]
fn numbers_out_of_range() {
    check("format = 99999999999999999999999\n", Code::WrongType, 1, 10);
    check("format = 1\n[agreement]\nrecovery = -5\n", Code::BadValue, 3, 12);
    check("format = 1\n[agreement]\nobjective = { on-time = nan }\n", Code::BadValue, 3, 25);
    check("format = 1\n[agreement]\nobjective = { on-time = inf }\n", Code::BadValue, 3, 25);
    check("format = 1\n[agreement]\npromptly = \"999999999999 days\"\n", Code::BadDuration, 3, 12);
}

#[test]
fn an_agreement_has_so_much_and_no_more() {
    let of = |terms: &str| {
        format!(
            "{BASE}[[department]]\nid = \"d0\"\n[[milestone]]\nid = \"go\"\n[[obligation]]\nid = \"o\"\nsupplier = \"d0\"\n\
             due = \"within 1 hour of go\"\n{terms}\n"
        )
    };
    let list = |count: usize, entry: &dyn Fn(usize) -> String| (0..count).map(entry).collect::<Vec<_>>().join(", ");
    let documents =
        |count| of(&format!("deliverable = \"x\"\ndocuments = [{}]", list(count, &|n| format!("\"d{n}\""))));
    let steps = |count| {
        let step = |n| format!("{{ to = \"p\", when = \"{} hours after\" }}", n + 1);
        of(&format!("deliverable = \"x\"\nescalate = [{}]", list(count, &step)))
    };
    let conditions =
        |count| of(&format!("deliverable = \"x\"\nwhen = {{ {} }}", list(count, &|n| format!("a{n} = \"1\""))));
    let name = |count| of(&format!("deliverable = \"{}\"", "财".repeat(count)));
    for (most, text) in [
        (interdept::network::MAX_DOCUMENTS, &documents as &dyn Fn(usize) -> String),
        (interdept::network::MAX_ESCALATIONS, &steps),
        (interdept::network::MAX_CONDITIONS, &conditions),
        (interdept::network::MAX_TEXT, &name),
    ] {
        Network::from_toml("x.toml", &text(most)).unwrap_or_else(|found| panic!("{found}"));
        let found = errors(&text(most + 1));
        assert_eq!(found.iter().map(Diagnostic::code).collect::<Vec<_>>(), [Code::BadValue], "{found}");
        assert!(found.to_string().contains(&most.to_string()), "{found}");
    }
}

#[test]
fn names_of_holidays_and_seasons_are_names_too() {
    let long = "x".repeat(1_001);
    check(
        &format!("format = 1\n[holidays.h]\nclosed = [{{ on = 2026-01-01, name = \"{long}\" }}]\n"),
        Code::BadValue,
        3,
        37,
    );
    let season = format!(
        "seasons = [{{ from = \"07-01\", to = \"08-31\", week = {{ mon = [\"08:00-14:00\"] }}, name = \"{long}\" }}]"
    );
    let text =
        format!("format = 1\n[calendar.c]\ntimezone = \"UTC\"\nweek = {{ mon = [\"08:00-14:00\"] }}\n{season}\n");
    check(&text, Code::BadValue, 5, 85);
}

#[test]
fn templates_make_so_many_obligations_and_no_more() {
    let values = |count: usize| (0..count).map(|n| format!("\"v{n}\"")).collect::<Vec<_>>().join(", ");
    let template = |n: usize, keys: &str| {
        format!(
            "[[obligation]]\nfor = {{ {keys} }}\nid = \"o{n}.{{a}}.{{b}}\"\nsupplier = \"d0\"\ndeliverable = \"x\"\n\
             due = \"within 1 hour of go\"\n"
        )
    };
    let base = format!("{BASE}[[department]]\nid = \"d0\"\n[[milestone]]\nid = \"go\"\n");
    let keys = format!("a = [{}], b = [{}]", values(101), values(100));
    check(&format!("{base}{}", template(0, &keys)), Code::BadTemplate, 14, 7);
    // A thousand of them, each small enough, are as bad as one.
    let keys = format!("a = [{}], b = [{}]", values(100), values(100));
    let many: String = (0..1_000).map(|n| template(n, &keys)).collect();
    let found = errors(&format!("{base}{many}"));
    assert!(
        found.iter().any(|it| it.code() == Code::BadTemplate && it.message().contains("100,000")),
        "{}",
        found.len()
    );
}

#[test]
fn a_mistake_in_every_word_of_one_long_line_has_its_column() {
    let text = format!("format = 1\ndepartment = [{}]\n", vec!["{ id = \"财#\" }"; 4_000].join(","));
    let found = errors(&text);
    let columns: Vec<_> = found.iter().map(|it| (it.line(), it.column())).collect();
    let expected: Vec<_> = (0..4_000).map(|n| (Some(2), Some(22 + 14 * n))).collect();
    assert_eq!(columns, expected);
    let last = found.iter().last().unwrap().to_string();
    assert!(last.contains("{ id = \"财#\" },{ id = \"财#\" }]"), "{last}");
    assert!(last.lines().all(|line| line.chars().count() < 160), "{last}");
}
