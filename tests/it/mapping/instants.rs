//! Instants as exports write them.

use std::fmt::Write;

use interdept::log::Mapping;

use super::check;

#[test]
fn instants_come_in_the_formats_that_exports_have() {
    let toml =
        |instants: &str| format!("format = 1\ninstants = {instants}\n[[event]]\nevent = \"x\"\nat = \"{{a}} {{b}}\"\n");
    let csv = |a: &str, b: &str| format!("a,b\n{a},{b}\n");
    let amsterdam = |format: &str| toml(&format!("{{ format = \"{format}\", zone = \"Europe/Amsterdam\" }}"));
    check(&amsterdam("%d/%m/%Y %H:%M"), &csv("08/10/2026", "10:00"), "2 x 2026-10-08T08:00:00\n");
    check(&amsterdam("%d.%m.%y %I:%M %p"), &csv("08.10.26", "10:00 PM"), "2 x 2026-10-08T20:00:00\n");
    check(&amsterdam("rfc3339"), &csv("2026-12-08", "10:00:00"), "2 x 2026-12-08T09:00:00\n");
    check(&amsterdam("rfc3339"), &csv("2026-12-08", "10:00:00-01:00"), "2 x 2026-12-08T11:00:00\n");
    // A time that happens twice is the first of the two, one that is skipped moves on by the gap.
    check(&amsterdam("%Y-%m-%d %H:%M"), &csv("2026-10-25", "02:30"), "2 x 2026-10-25T00:30:00\n");
    check(&amsterdam("%Y-%m-%d %H:%M"), &csv("2026-03-29", "02:30"), "2 x 2026-03-29T01:30:00\n");
    check(&amsterdam("%Y-%m-%d "), &csv("2026-10-08", ""), "2 x 2026-10-07T22:00:00\n");
    check(
        &toml("{ format = \"%Y-%m-%d %H:%M:%S%z\" }"),
        &csv("2026-10-08", "10:00:00+0800"),
        "2 x 2026-10-08T02:00:00\n",
    );
    check(&toml("{ format = \"%s \" }"), &csv("1000000000", ""), "2 x 2001-09-09T01:46:40\n");
    check(
        &amsterdam("%d/%m/%Y %H:%M"),
        &csv("31/02/2026", "10:00"),
        "export.csv:2: for the event `x`, `at` from `{a} {b}`: `31/02/2026 10:00` is not written as `%d/%m/%Y %H:%M`\n",
    );
    check(
        &amsterdam("%d/%m/%Y %H:%M"),
        &csv("01/01/1066", "10:00"),
        "export.csv:2: for the event `x`, `at` from `{a} {b}`: `01/01/1066 10:00` lies outside the years 1900 to 2299\n",
    );
}

#[test]
fn other_fields_may_be_instants_and_dates_too() {
    check(
        r#"
        format = 1
        [[event]]
        event = "extended"
        at = { from = "{at}", format = "rfc3339" }
        until = { from = "{until}", format = "%d/%m/%Y %H:%M", zone = "Asia/Shanghai" }
        attributes = { day = { from = "{day}", format = "%d/%m/%Y" } }
        "#,
        "at,until,day\n2026-10-08T10:00:00Z,09/10/2026 12:00,31/12/2026\n2026-10-08T10:00:00Z,tomorrow,\n2026-10-08T10:00:00Z,,\n",
        "2 extended 2026-10-08T10:00:00 until=2026-10-09T12:00:00+08:00 day=2026-12-31\n\
         export.csv:3: for the event `extended`, `until` from `{until}`: `tomorrow` is not written as `%d/%m/%Y %H:%M`\n\
         4 extended 2026-10-08T10:00:00\n",
    );
}

#[test]
fn what_would_be_misread_in_silence_is_said_when_the_mapping_is_read() {
    let instants = |instants: &str| {
        let toml = format!("format = 1\ninstants = {instants}\n[[event]]\nevent = \"x\"\nat = \"{{a}}\"\n");
        match Mapping::from_toml("map.toml", &toml) {
            Ok(mapping) => mapping.warnings().to_string(),
            Err(errors) => errors.to_string(),
        }
    };
    let mut said = String::new();
    for wrong in [
        r#"{ format = "%d/%m/%Y %I:%M", zone = "UTC" }"#,
        r#"{ format = ["%d/%m/%Y", "%d/%m/%Y %H"], zone = "UTC" }"#,
        r#"{ format = "%d/%m/%Y %H:%M %Z", zone = "UTC" }"#,
        r#"{ format = "%Y-%m-%dT%H:%M:%SZ", zone = "Asia/Tokyo" }"#,
        r#"{ format = "%Y-%m-%d %H:%M UTC", zone = "Asia/Tokyo" }"#,
        r#"{ format = "%Y-%m-%d %H:%M", zone = "EST" }"#,
        r#"{ format = "excel" }"#,
        r#"{ format = "exel", zone = "PST" }"#,
    ] {
        writeln!(said, "{}", instants(wrong)).unwrap();
    }
    insta::assert_snapshot!(said);
    for fine in [
        r#"{ format = "%Y-%m-%dT%H:%M:%SZ" }"#,
        r#"{ format = "%Y-%m-%dT%H:%M:%SZ", zone = "UTC" }"#,
        r#"{ format = ["excel", "epoch-ms", "rfc3339"], zone = "Asia/Tokyo" }"#,
    ] {
        assert_eq!(instants(fine), "nothing found", "{fine}");
    }
}
