//! Reading logs: what is taken in, what is refused, and how it is said.

use std::fmt::Write;
use std::io::{self, Read};

use interdept::log::{Encoding, Log, Row, Separator};

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
    assert_eq!(read(Log::json("log.jsonl", text.as_ref())), expected);
    assert_eq!(read(Log::json("log.jsonl", OneByOne(text.as_ref()))), expected, "when read byte by byte");
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
    let mut text = format!("event,at,case\nx,{T},Größe\nx,{T},M").into_bytes();
    text.extend_from_slice(b"\xFCller\nx,2026-10-08T10:00:00Z,3\n");
    check_csv(
        &text,
        "2 x 2026-10-08T10:00:00 Größe[]{}\n\
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
    let with_commas = Log::csv("log.csv", "event;at;case\n".as_bytes()).with_separator(Separator::Comma);
    assert_eq!(
        read(with_commas),
        format!(
            "ERROR log.csv: it has no column `event`: {rule}; the first line has no `,` but 2 `;`: separator `;`?\n"
        )
    );
    assert!(
        read(Log::csv("log.csv", &b"PK\x03\x04"[..])).starts_with("ERROR log.csv: it is no workbook that can be read")
    );
    assert!(Log::open("/nowhere/log.csv").unwrap_err().is_io());
    assert!(Log::open("Cargo.toml").unwrap_err().to_string().contains("ends in .csv, .tsv"));
    assert!(Log::open("src").unwrap_err().is_io());
}

#[test]
fn messages_send_nothing_to_a_terminal_but_text() {
    check_csv(
        "event,at\nx,\u{1b}[31m\u{202e}\u{7}\n",
        "log.csv:2: `\u{fffd}[31m\u{fffd}\u{fffd}` is not an instant: expected one like 2026-10-08T17:30:00+08:00\n",
    );
    check_csv(
        "event,at,\u{1b}[31m,\u{1b}[31m\n",
        "ERROR log.csv: its first line names the column `\u{fffd}[31m` twice\n",
    );
}

#[test]
fn a_zero_byte_spoils_its_own_row_at_most() {
    check_csv(
        format!("event,at,case\nx,{T},a\nx,{T}\0,b\nx,{T},c\n"),
        &format!(
            "2 x 2026-10-08T10:00:00 a[]{{}}\n\
             log.csv:3: `{T}\u{fffd}` is not an instant: expected one like 2026-10-08T17:30:00+08:00\n\
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
         log.jsonl:3: it is no JSON object that a log can hold: the name `event` stands twice\n\
         log.jsonl:4: it is no JSON object that a log can hold: expected an object such as {\"event\": …, \"at\": …}, at column 1\n\
         log.jsonl:5: it is no JSON object that a log can hold: a list with a list or an object in it, at column 19\n\
         log.jsonl:6: it is no JSON object that a log can hold: trailing characters, at column 4\n\
         log.jsonl:7: it is no JSON object that a log can hold: a list with a list or an object in it, at column 7\n\
         8 x 2026-10-08T10:00:00 -[]{}\n\
         log.jsonl:9: it has no `event`\n",
    );
}

#[test]
fn separators_are_recognised_and_blanks_do_not_count() {
    let rows = "event;at;case;note\nx; 2026-10-08T10:00:00Z ;\tc 1 ;a, b\nx;2026-10-08T10:00:00Z;c2; \"a;b\" \n";
    let expected = "2 x 2026-10-08T10:00:00 c 1[]{note=a, b}\n3 x 2026-10-08T10:00:00 c2[]{note=a;b}\n";
    check_csv(rows, expected);
    for (to, semicolon) in [("|", ";"), ("\t", ";")] {
        let other = rows.replace("\tc", "c").replace("a;b", "a\u{1}b").replace(semicolon, to).replace('\u{1}', ";");
        check_csv(&other, expected);
    }
    check_csv(format!("sep=;\r\nevent;at\r\nx;{T}\r\n"), "3 x 2026-10-08T10:00:00 -[]{}\n");
    check_csv(format!("\"sep=|\"\nevent|at\nx|{T}\n"), "3 x 2026-10-08T10:00:00 -[]{}\n");
    // One column more would be found with another separator, but no `at`.
    check_csv(format!("event,at,a;b;c;d\nx,{T},\n"), "2 x 2026-10-08T10:00:00 -[]{}\n");
    let titled = Log::csv("log.csv", "Export of\n8 October\nevent,at\nx,2026-10-08T10:00:00Z\n".as_bytes());
    assert_eq!(read(titled.with_skipped_lines(2)), "4 x 2026-10-08T10:00:00 -[]{}\n");
}

#[test]
fn names_match_exactly_or_as_the_only_one_in_other_letters() {
    let agreement = r#"
        format = 1
        [agreement]
        id = "a"
        customer = "Buyers"
        calendar = "c"
        [calendar.c]
        timezone = "UTC"
        week = { mon-sun = ["00:00-24:00"] }
        [[department]]
        id = "Buyers"
        [[department]]
        id = "desk"
        [[department]]
        id = "DESK"
        [[milestone]]
        id = "ticket-opened"
        [[obligation]]
        id = "Desk.answer"
        supplier = "desk"
        deliverable = "Answer"
        due = "within 3 days of ticket-opened"
        [[obligation]]
        id = "other"
        supplier = "DESK"
        deliverable = "Another"
        due = "within 3 days of ticket-opened"
    "#;
    let network = interdept::Network::from_toml("a.toml", agreement).unwrap_or_else(|errors| panic!("{errors}"));
    let mut tracker = interdept::Tracker::new(network);
    let rows = format!(
        "event,at,case,obligation,complaint,supplier,customer\n\
         Ticket-Opened,{T},c1,,,,\n\
         DELIVERED,{T},c1,desk.ANSWER,,,\n\
         complained,{T},,,7,DESK,buyers\n\
         complained,{T},,,8,Desk,buyers\n\
         Opened,{T},c1,,,,\n"
    );
    let recorded = tracker.record_all(Log::csv("log.csv", rows.as_bytes())).unwrap();
    let ignored: Vec<_> = recorded.ignored().iter().map(|row| (row.line, row.why.code())).collect();
    // `Desk` may be either department.
    assert_eq!(ignored, [(5, "unknown-department"), (6, "unknown-event")]);
    let judgement = tracker.judge("2026-10-09T00:00:00Z".parse().unwrap());
    let answered = judgement.handoffs().filter(|handoff| handoff.delivered_at().is_some());
    assert_eq!(answered.map(|handoff| handoff.obligation().id().to_string()).collect::<Vec<_>>(), ["Desk.answer"]);
}

/// What a log was taken to be, after its first row.
fn read_as(mut log: Log<'_>) -> String {
    while log.next().unwrap().is_some() {}
    log.read_as().unwrap().to_string()
}

#[test]
fn encodings_are_recognised_and_said() {
    let text = format!("event,at,case\nx,{T},Müller\n");
    let expected = "2 x 2026-10-08T10:00:00 Müller[]{}\n";
    let utf_16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    check_csv(utf_16(u16::to_le_bytes), expected);
    check_csv([&b"\xFE\xFF"[..], &utf_16(u16::to_be_bytes)].concat(), expected);
    check_csv(&latin, expected);
    check_jsonl(
        format!("\u{feff}{{\"event\":\"x\",\"at\":\"{T}\",\"case\":\"Müller\"}}\n")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>(),
        "1 x 2026-10-08T10:00:00 Müller[]{}\n",
    );
    assert_eq!(read_as(Log::csv("log.csv", latin.as_slice())), "Windows-1252, separated by `,`");
    assert_eq!(read_as(Log::csv("log.csv", text.as_bytes())), "UTF-8, separated by `,`");
    // 财务部
    let chinese = [b"event;at;case\nx;2026-10-08T10:00:00Z;", &b"\xB2\xC6\xCE\xF1\xB2\xBF\n"[..]].concat();
    check_csv(&chinese, "2 x 2026-10-08T10:00:00 财务部[]{}\n");
    assert_eq!(read_as(Log::csv("log.csv", chinese.as_slice())), "GB18030, separated by `;`");
    let said = Log::csv("log.csv", chinese.as_slice()).with_encoding(Encoding::Windows1252);
    assert_eq!(read(said), "2 x 2026-10-08T10:00:00 ²ÆÎñ²¿[]{}\n");
}

#[test]
fn far_into_a_file_the_encoding_is_found_at_the_first_letter_beyond_ascii() {
    let mut text = format!("event,at,case\n{}", format!("x,{T},1\n").repeat(20_000)).into_bytes();
    text.extend_from_slice(format!("x,{T},M").as_bytes());
    text.extend_from_slice(b"\xFCller\n");
    let mut log = Log::csv("log.csv", text.as_slice());
    let mut last = String::new();
    while let Some(row) = log.next().unwrap() {
        let Row::Event(event, _) = row else { panic!("all rows are fine") };
        last = event.case.unwrap().into_owned();
    }
    assert_eq!(last, "Müller");
}

#[test]
fn gzip_is_unpacked() {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(format!("event;at\nx;{T}\n").as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    check_csv(&packed, "2 x 2026-10-08T10:00:00 -[]{}\n");
    assert_eq!(read_as(Log::csv("log.csv.gz", packed.as_slice())), "UTF-8, separated by `;`, unpacked with gzip");
    let half = Log::csv("log.csv.gz", &packed[..packed.len() / 2]);
    assert!(read(half).starts_with("ERROR log.csv.gz: "));
}

#[test]
fn json_comes_in_arrays_and_over_several_lines() {
    let expected = "2 x 2026-10-08T10:00:00 1[]{by.who=Li}\n6 y 2026-10-08T10:00:00 {2[]{}\n";
    let first = format!("{{\"event\": \"x\", \"at\": \"{T}\",\n   \"case\": 1,\n   \"by\": {{ \"who\": \"Li\" }}\n }}");
    let second = format!("{{ \"event\": \"y\", \"at\": \"{T}\", \"case\": \"{{2\" }}");
    check_jsonl(format!("[\n {first},\n {second}\n]\n"), expected);
    check_jsonl(format!("\n{first}\n{second}\n"), expected);
    check_jsonl(format!("[\r\n {},\r\n {second}\r\n]", first.replace('\n', "\r\n")), expected);
    check_jsonl("[]", "");
    check_jsonl(
        format!("[\n7, {second},\n{{ \"event\": \"x\n{second}]\n{second}"),
        "log.jsonl:2: it is no JSON object that a log can hold: expected an object such as {\"event\": …, \"at\": …}, at column 1\n\
         2 y 2026-10-08T10:00:00 {2[]{}\n\
         log.jsonl:3: it is no JSON object that a log can hold: it is not closed, or a text in it is not\n\
         4 y 2026-10-08T10:00:00 {2[]{}\n\
         5 y 2026-10-08T10:00:00 {2[]{}\n",
    );
}

#[test]
fn json_of_any_size_and_depth_costs_no_more_than_its_bytes() {
    let members: Vec<String> = (0..100_000).map(|n| format!("\"m{n}\":{n}")).collect();
    let wide = format!("{{\"event\":\"x\",\"at\":\"{T}\",{}}}\n", members.join(","));
    let mut log = Log::json("log.jsonl", wide.as_bytes());
    assert!(matches!(log.next(), Ok(Some(Row::Event(event, _))) if event.attributes.len() == 100_000));
    let twice = wide.replace("\"m99999\"", "\"m5\"");
    assert!(read(Log::json("log.jsonl", twice.as_bytes())).contains("the name `m5` stands twice"));

    let name = "n".repeat(1 << 20);
    let inner: Vec<String> = (0..2_000).map(|n| format!("\"m{n}\":{n}")).collect();
    let named = format!("{{\"{name}\":{{{}}}}}\n", inner.join(","));
    assert!(read(Log::json("log.jsonl", named.as_bytes())).contains("a name is longer than 1000 bytes"));
    let deep = format!("{}1{}\n", "{\"a\":".repeat(100), "}".repeat(100));
    assert!(read(Log::json("log.jsonl", deep.as_bytes())).contains("objects lie more than 32 deep"));

    // Nothing is closed: each line is looked at no more than some tens of times.
    let open = "{\"a\":\n".repeat(50_000);
    assert_eq!(read(Log::json("log.jsonl", open.as_bytes())).lines().count(), 50_000);
}

#[test]
fn a_sheet_of_a_workbook_is_read_like_any_table() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().write_string(0, 0, "nothing").unwrap();
    let sheet = book.add_worksheet().set_name("Tickets").unwrap();
    for (column, name) in ["event", "at", "case", "sum", "note"].into_iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).unwrap(), name).unwrap();
    }
    sheet.write_string(2, 0, "x").unwrap().write_string(2, 1, T).unwrap();
    sheet.write_number(2, 2, 17).unwrap().write_number(2, 3, 2.5).unwrap().write_string(2, 4, "a,\n\"b\"").unwrap();
    sheet.write_string(3, 0, "y").unwrap().write_string(3, 1, T).unwrap().write_boolean(3, 3, true).unwrap();
    let book = book.save_to_buffer().unwrap();
    let log = || Log::csv("book.xlsx", book.as_slice());
    assert_eq!(
        read(log().with_sheet("Tickets")),
        "3 x 2026-10-08T10:00:00 17[]{sum=2.5,note=a, \"b\"}\n4 y 2026-10-08T10:00:00 -[]{sum=true}\n"
    );
    assert_eq!(read_as(log().with_sheet("Tickets")), "sheet `Tickets`");
    assert_eq!(
        read(log().with_sheet("Ticket")),
        "ERROR book.xlsx: the workbook has no sheet `Ticket`; the nearest is `Tickets`\n"
    );
    assert!(read(log()).contains("it has no column `event`"));
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
    for log in [Log::csv, Log::json] {
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
