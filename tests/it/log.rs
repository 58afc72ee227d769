//! Reading logs: what is taken in, what is refused, and how it is said.

use std::fmt::Write;
use std::io::{self, Read};

use interdept::log::{Log, Row};

/// Reads a log and writes a line for each row, so that expectations read like the file.
fn read(mut log: Log<'_>) -> String {
    let mut out = String::new();
    loop {
        match log.next() {
            Ok(None) => return out,
            Ok(Some(Row::Event(event, place))) => {
                let documents = event.documents.join("+");
                let attributes: Vec<_> =
                    event.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
                writeln!(
                    out,
                    "{} {} {} {}[{documents}]{{{}}}",
                    place.line(),
                    event.name,
                    event.at.format("%Y-%m-%dT%H:%M:%S"),
                    event.case.as_deref().unwrap_or("-"),
                    attributes.join(",")
                )
                .unwrap();
            }
            Ok(Some(Row::Ignored(row))) => writeln!(out, "{row}").unwrap(),
            Err(error) => return out + &format!("ERROR {error}\n"),
        }
    }
}

#[track_caller]
fn check_csv(text: impl AsRef<[u8]>, expected: &str) {
    assert_eq!(read(Log::csv("log.csv", text.as_ref())), expected);
    assert_eq!(read(Log::csv("log.csv", OneByOne(text.as_ref()))), expected, "when read byte by byte");
}

#[track_caller]
fn check_jsonl(text: impl AsRef<[u8]>, expected: &str) {
    assert_eq!(read(Log::jsonl("log.jsonl", text.as_ref())), expected);
    assert_eq!(read(Log::jsonl("log.jsonl", OneByOne(text.as_ref()))), expected, "when read byte by byte");
}

/// Hands out one byte at a time, and is interrupted in between.
struct OneByOne<'a>(&'a [u8]);

impl Read for OneByOne<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match buffer.len() {
            0 => Ok(0),
            _ => self.0.read(&mut buffer[..1]),
        }
    }
}

const T: &str = "2026-10-08T10:00:00Z";

#[test]
fn columns_are_found_by_name_in_any_order() {
    check_csv(
        "case,colour,at,documents,event\n\
         c1,red,2026-10-08T10:00:00+08:00,slip; paper ;,delivered\n\
         c2,,2026-10-08T10:00:00+08:00,,delivered\n",
        "2 delivered 2026-10-08T02:00:00 c1[slip+paper]{colour=red}\n\
         3 delivered 2026-10-08T02:00:00 c2[]{}\n",
    );
}

#[test]
fn quotes_hold_commas_quotes_and_line_ends() {
    check_csv(
        format!(
            "event,at,case,note\nx,{T},\"a,b\",\"he said \"\"no\"\"\"\r\nx,{T},c,\"two\nlines\"\nx,{T},5\" pipe,\"\"\n"
        ),
        "2 x 2026-10-08T10:00:00 a,b[]{note=he said \"no\"}\n\
         3 x 2026-10-08T10:00:00 c[]{note=two\nlines}\n\
         5 x 2026-10-08T10:00:00 5\" pipe[]{}\n",
    );
}

#[test]
fn lines_end_in_any_way_and_empty_ones_are_passed_over() {
    check_csv(
        format!("\u{feff}\r\nevent,at,case\r\nx,{T},1\r\r\n\nx,{T},2\nx,{T},3\r\n\nx,{T},4"),
        "3 x 2026-10-08T10:00:00 1[]{}\n\
         6 x 2026-10-08T10:00:00 2[]{}\n\
         7 x 2026-10-08T10:00:00 3[]{}\n\
         9 x 2026-10-08T10:00:00 4[]{}\n",
    );
}

#[test]
fn a_quote_left_open_costs_its_own_line_only() {
    check_csv(
        format!("event,at,case\nx,{T},1\nx,{T},\"2\nx,{T},3\nx,{T},\"4\nx,{T},\"5\"\nx,{T},6\n"),
        "2 x 2026-10-08T10:00:00 1[]{}\n\
         log.csv:3: in field 3 text follows the closing quote; a quote inside quotes is written twice\n\
         4 x 2026-10-08T10:00:00 3[]{}\n\
         log.csv:5: in field 3 text follows the closing quote; a quote inside quotes is written twice\n\
         6 x 2026-10-08T10:00:00 5[]{}\n\
         7 x 2026-10-08T10:00:00 6[]{}\n",
    );
    check_csv(
        format!("event,at,case\nx,{T},\"1\nx,{T},2\n"),
        "log.csv:2: the quote that opens field 3 is never closed\n\
         3 x 2026-10-08T10:00:00 2[]{}\n",
    );
    check_csv(
        format!("event,at,case\n\"x,{T},1\n\"\nx,{T},2\n"),
        "log.csv:2: it has 1 field where the first line names 3 columns\n\
         log.csv:3: the quote that opens field 1 is never closed\n\
         4 x 2026-10-08T10:00:00 2[]{}\n",
    );
}

#[test]
fn a_bad_row_is_kept_with_its_place_text_and_reason() {
    let text = "event,at,case\r\ndelivered,2026-10-08T10:00:00Z\r\n";
    let mut log = Log::csv("a.csv", text.as_bytes());
    let Ok(Some(Row::Ignored(row))) = log.next() else { panic!("the row is too short") };
    assert_eq!(
        (row.file.as_deref(), row.line, row.text.as_str()),
        (Some("a.csv"), 2, "delivered,2026-10-08T10:00:00Z")
    );
    assert_eq!(row.why.to_string(), "it has 2 fields where the first line names 3 columns");
}

#[test]
fn rows_that_make_no_event_are_rejected_with_a_reason() {
    check_csv(
        format!(
            "event,at,case\n,{T},1\nx,,1\nx,2026-10-08T10:00:00,1\nx,2026-10-08T10:00:00+26:00,1\n\
             x,-100-10-08T10:00:00Z,1\nx,12026-10-08T10:00:00Z,1\nx,1899-12-31T23:59:59Z,1\nx,2016-12-31T23:59:60Z,1\n\
             x,{T},1,\n,,\n"
        ),
        "log.csv:2: it has no `event`\n\
         log.csv:3: it has no `at`\n\
         log.csv:4: `2026-10-08T10:00:00` is not an instant, it has no offset: write `+08:00` or `Z` after the time\n\
         log.csv:5: `2026-10-08T10:00:00+26:00` is not an instant: expected one like 2026-10-08T17:30:00+08:00\n\
         log.csv:6: `-100-10-08T10:00:00Z` is not an instant: expected one like 2026-10-08T17:30:00+08:00\n\
         log.csv:7: `12026-10-08T10:00:00Z` is not an instant: expected one like 2026-10-08T17:30:00+08:00\n\
         log.csv:8: `1899-12-31T23:59:59Z` lies outside the years 1900 to 2299\n\
         9 x 2017-01-01T00:00:00 1[]{}\n\
         log.csv:10: it has 4 fields where the first line names 3 columns\n\
         log.csv:11: it has no `event`\n",
    );
}

#[test]
fn a_row_that_is_no_utf_8_is_rejected_alone() {
    let mut text = format!("event,at,case\nx,{T},1\nx,{T},M").into_bytes();
    text.extend_from_slice(b"\xFCller\nx,2026-10-08T10:00:00Z,3\n");
    check_csv(
        &text,
        "2 x 2026-10-08T10:00:00 1[]{}\n\
         log.csv:3: it is not UTF-8 from byte 25 on\n\
         4 x 2026-10-08T10:00:00 3[]{}\n",
    );
}

#[test]
fn what_is_no_log_at_all_is_an_error_that_says_what_is_right() {
    let rule = "the first line of a log names its columns, `event` and `at` among them";
    check_csv("", &format!("ERROR log.csv: it is empty: {rule}\n"));
    check_csv("Event,at\n", &format!("ERROR log.csv: it has no column `event`: {rule}; write `event` for `Event`\n"));
    check_csv(
        "event;at\n",
        &format!("ERROR log.csv: it has no column `event`: {rule}; separate the columns by commas\n"),
    );
    check_csv(
        "event,when\n",
        &format!(
            "ERROR log.csv: it has no column `at`: {rule}; this one has `event`, `when`; another export loads through a \
             mapping\n"
        ),
    );
    check_csv("event,at,x,x\n", "ERROR log.csv: its first line names the column `x` twice\n");
    check_csv(
        "event,\"at\n",
        "ERROR log.csv: its first line does not name the columns: the quote that opens field 2 is never closed\n",
    );
    let utf_16: Vec<u8> = "\u{feff}event,at\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_csv(&utf_16, "ERROR log.csv: it is UTF-16: save it as UTF-8\n");
    check_jsonl(&utf_16[2..], "ERROR log.jsonl: it is UTF-16: save it as UTF-8\n");
    check_csv(b"PK\x03\x04", "ERROR log.csv: it is a zip archive or a workbook: save it as CSV\n");
    assert!(Log::open("/nowhere/log.csv").unwrap_err().is_io());
    assert!(Log::open("Cargo.toml").unwrap_err().to_string().contains("ends in .csv or .jsonl"));
    assert!(Log::open("src").unwrap_err().is_io());
}

#[test]
fn messages_send_nothing_to_a_terminal_but_text() {
    check_csv(
        "event,at\nx,\u{1b}[31m\u{202e}\u{7}\n",
        "log.csv:2: `␛[31m\u{fffd}␇` is not an instant: expected one like 2026-10-08T17:30:00+08:00\n",
    );
    check_csv("event,at,\u{1b}[31m,\u{1b}[31m\n", "ERROR log.csv: its first line names the column `␛[31m` twice\n");
}

#[test]
fn a_zero_byte_spoils_its_own_row_at_most() {
    check_csv(
        format!("event,at,case\nx,{T},a\nx,{T}\0,b\nx,{T},c\n"),
        &format!(
            "2 x 2026-10-08T10:00:00 a[]{{}}\n\
             log.csv:3: `{T}␀` is not an instant: expected one like 2026-10-08T17:30:00+08:00\n\
             4 x 2026-10-08T10:00:00 c[]{{}}\n"
        ),
    );
    check_csv(b"\x01\0\x02\x03", "ERROR log.csv: it is no text: it has zero bytes\n");
}

#[test]
fn json_lines_have_the_same_names_and_typed_values() {
    check_jsonl(
        format!(
            "{{\"event\":\"delivered\",\"at\":\"{T}\",\"case\":17,\"documents\":[\"slip\",\"pa\\u0070er\"],\"paid\":true}}\r\n\
             \n\
             {{\"event\":\"x\",\"at\":\"{T}\",\"case\":null,\"documents\":\"a;b\",\"sum\":2.5,\"by\":{{\"desk\":4,\"who\":{{\"n\":\"Li\"}}}}}}"
        ),
        "1 delivered 2026-10-08T10:00:00 17[slip+paper]{paid=true}\n\
         3 x 2026-10-08T10:00:00 -[a+b]{sum=2.5,by.desk=4,by.who.n=Li}\n",
    );
}

#[test]
fn json_lines_that_are_no_object_are_rejected_alone() {
    let deep = "[".repeat(100_000);
    check_jsonl(
        format!(
            "[1]\n{{\"event\":\n{{\"event\":\"x\",\"event\":\"y\"}}\n7\n{{\"event\":\"x\",\"a\":[[1]]}}\n{{}} x\n{{\"a\":{deep}\n{{\"event\":\"x\",\"at\":\"{T}\"}}\n{{}}\n"
        ),
        "log.jsonl:1: it is no JSON object that a log can hold: expected an object such as {\"event\": …, \"at\": …}, at column 1\n\
         log.jsonl:2: it is no JSON object that a log can hold: EOF while parsing a value, at column 9\n\
         log.jsonl:3: it is no JSON object that a log can hold: a name stands twice, at column 24\n\
         log.jsonl:4: it is no JSON object that a log can hold: expected an object such as {\"event\": …, \"at\": …}, at column 1\n\
         log.jsonl:5: it is no JSON object that a log can hold: a list with a list or an object in it, at column 19\n\
         log.jsonl:6: it is no JSON object that a log can hold: trailing characters, at column 4\n\
         log.jsonl:7: it is no JSON object that a log can hold: a list with a list or an object in it, at column 7\n\
         8 x 2026-10-08T10:00:00 -[]{}\n\
         log.jsonl:9: it has no `event`\n",
    );
}

#[test]
fn a_field_of_ten_megabytes_is_read_and_its_rejection_kept_short() {
    let big = "y".repeat(10 << 20);
    let text = format!("event,at,case\nx,{T},\"{big}\"\nx,{big},2\nx,{T},3\n");
    let mut log = Log::csv("log.csv", text.as_bytes());
    let Ok(Some(Row::Event(event, _))) = log.next() else { panic!("a long case is a case") };
    assert_eq!(event.case.map(|case| case.len()), Some(10 << 20));
    let Ok(Some(Row::Ignored(row))) = log.next() else { panic!("no instant is that long") };
    assert_eq!(row.line, 3);
    assert!(row.text.len() < 2_000 && row.why.to_string().len() < 400);
    assert!(matches!(log.next(), Ok(Some(Row::Event(_, place))) if place.line() == 4));
}

#[test]
fn a_line_without_end_does_not_fill_the_memory() {
    let last = format!("\nx,{T}\n");
    for log in [Log::csv, Log::jsonl] {
        let endless = io::repeat(b'y').take(70 << 20);
        let header = "event,at\n".as_bytes();
        let mut log = log("log", header.chain(endless).chain(last.as_bytes()));
        let mut rows = Vec::new();
        while let Some(row) = log.next().unwrap() {
            if let Row::Ignored(row) = row {
                rows.push(row.to_string());
            }
        }
        assert!(rows.contains(&"log:2: it is longer than 64 MiB".to_owned()), "{rows:?}");
    }
}

#[test]
fn quotes_without_end_cost_no_more_than_two_looks() {
    let lines = 200_000;
    let text = format!("event,at\n{}", "x,\"\n".repeat(lines));
    let mut log = Log::csv("log.csv", text.as_bytes());
    let mut rows = 0;
    while log.next().unwrap().is_some() {
        rows += 1;
    }
    assert_eq!(rows, lines / 2, "each quote closes the one above it");
}

#[test]
fn progress_is_reported() {
    let text = format!("event,at\n{}", format!("x,{T}\n").repeat(20_000));
    let mut seen = Vec::new();
    let mut log = Log::csv("log.csv", text.as_bytes()).on_progress(|progress| seen.push(progress));
    while log.next().unwrap().is_some() {}
    drop(log);
    let last = seen.last().unwrap();
    assert_eq!((last.bytes, last.rows), (text.len() as u64, 20_000));
    assert!(seen.len() > 3 && seen.is_sorted_by_key(|progress| (progress.bytes, progress.rows)));
}
