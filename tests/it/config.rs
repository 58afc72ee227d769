//! Loading agreement files.

use std::path::Path;

use interdept::diagnostic::{Code, codes};
use interdept::{Diagnostic, Diagnostics, Network};

/// The example of the documentation, with the department and the obligation that it mentions.
const EXAMPLE: &str = include_str!("../../src/config/example.toml");
const REST: &str = r#"
format = 1

[[department]]
id = "finance"

[[obligation]]
id = "sales.signed-slips"
supplier = "sales"
customer = "sales"
deliverable = "Signed slips"
due = "within 1 day of vehicle-delivered"
calendar = "dealership"
"#;

#[test]
fn the_example_of_the_documentation_loads() {
    let sources = [("finance.toml", EXAMPLE), ("rest.toml", REST)];
    let sources = sources.map(|(name, text)| interdept::config::Source { name, text });
    let network = Network::from_sources(&sources).unwrap_or_else(|found| panic!("{found}"));
    let slip = network.obligation("sales.decoration-slip").unwrap();
    assert_eq!(slip.supplier().id(), "sales");
    assert_eq!(slip.customer().id(), "finance");
    assert_eq!(slip.due().to_string(), "within 3 days of vehicle-delivered");
    assert_eq!(slip.deliverable().in_language("zh"), "装饰单");
    assert_eq!(slip.needs().map(|it| it.id().to_string()).collect::<Vec<_>>(), ["sales.signed-slips"]);
    assert_eq!(slip.calendar().id(), "dealership");
    assert_eq!(slip.terms().in_force.from, "2026-01-01".parse().ok());
    assert_eq!(slip.tiers().map(|tier| tier.tier().unwrap()).collect::<Vec<_>>(), ["instant"]);
    assert_eq!(
        network.obligation("showroom.close-list").unwrap().due().to_string(),
        "by the 3rd business day of every close"
    );
}

#[test]
fn every_obligation_of_the_dealership_has_an_example() {
    for entry in std::fs::read_dir("fixtures/dealership").unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for block in text.split("[[obligation]]\n").skip(1) {
            assert!(block.contains("\nexamples = ["), "{}: {block}", path.display());
        }
    }
}

#[test]
fn the_dealership_loads() {
    let network = Network::load("fixtures/dealership").unwrap_or_else(|found| panic!("{found}"));
    assert!(network.department("finance").unwrap().is_owed().len() >= 34);
}

/// All that is wrong with what a path holds: errors, or warnings where there are none.
fn found(path: impl AsRef<Path>) -> Diagnostics {
    match Network::load(path) {
        Ok(network) => network.lints(),
        Err(found) => found,
    }
}

#[test]
fn every_code_has_a_broken_file_and_reads_well() {
    // A file that is too large is not kept here, and `fixed-offset` is said of mappings alone.
    let elsewhere = [Code::FileTooLarge, Code::FixedOffset];
    let mut wrong: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for &code in codes().iter().filter(|code| !elsewhere.contains(code)) {
        let directory = Path::new("fixtures/broken").join(code.as_str());
        let file = directory.with_extension("toml");
        let found = found(if file.exists() { file } else { directory });
        if found.is_empty() || found.iter().any(|found| found.code() != code) {
            wrong.push(format!("for {code}:\n{found}"));
        }
        all.push((code, found));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (code, found) in all {
        insta::assert_snapshot!(format!("broken__{code}"), found);
    }
}

#[test]
fn every_broken_file_is_for_a_code() {
    for entry in std::fs::read_dir("fixtures/broken").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(codes().iter().any(|code| code.as_str() == name), "{name} is no code");
    }
}

#[test]
fn diagnostics_are_data() {
    let found = Network::from_toml("x.toml", "format = 1\n[agreemnt]\n").unwrap_err();
    let json = serde_json::to_string(&found).unwrap();
    assert_eq!(
        json,
        "[{\"code\":\"unknown-key\",\"severity\":\"error\",\
         \"message\":\"unknown key `agreemnt` in an agreement file\",\"file\":\"x.toml\",\"line\":2,\"column\":2,\
         \"help\":\"the nearest key of an agreement file is `agreement`\"}]"
    );
}

#[test]
fn colours_come_only_when_asked_for() {
    let found = Network::from_toml("x.toml", "formt = 1\n").unwrap_err();
    for found in &found {
        assert!(!found.to_string().contains('\u{1b}'));
        assert!(found.coloured().to_string().starts_with("\u{1b}[1;31merror[unknown-key]\u{1b}[0m"));
    }
}

#[test]
fn every_code_is_explained() {
    let mut names: Vec<&str> = codes().iter().map(|code| code.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), codes().len(), "names are unique");
    for code in codes() {
        assert!(code.explain().ends_with('.') && code.explain().len() > 30, "{code}");
        assert!(code.as_str().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{code}");
    }
}

#[test]
fn ready_holidays_are_taken_in() {
    let text = "format = 1\n[calendar.c]\ntimezone = \"Asia/Shanghai\"\nweek = { mon-fri = [\"09:00-17:00\"] }\n\
                holidays = [\"cn\", \"own\"]\n[holidays.cn]\nbuiltin = \"china\"\n\
                [holidays.own]\nclosed = [{ on = 2026-10-08, name = \"Founder's day\" }]\n";
    let network = Network::from_toml("x.toml", text).unwrap_or_else(|found| panic!("{found}"));
    let calendar = network.calendar("c").unwrap();
    let next = calendar.plus_working_days("2026-09-30".parse().unwrap(), 1);
    assert_eq!(next, "2026-10-09".parse().ok());
}

/// The copy of the schema that editors are pointed to.
#[cfg(feature = "schema")]
#[test]
fn the_schema_in_the_repository_is_the_one_of_the_crate() {
    let schema = interdept::config::json_schema();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write("agreement.schema.json", &schema).unwrap();
    }
    assert_eq!(std::fs::read_to_string("agreement.schema.json").unwrap(), schema);
}

#[cfg(feature = "ics")]
#[test]
fn holiday_files_are_read_beside_the_agreement() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("holiday-files");
    std::fs::create_dir_all(&folder).unwrap();
    let agreement = "format = 1\n[calendar.c]\ntimezone = \"UTC\"\nweek = { mon-fri = [\"09:00-17:00\"] }\n\
                     holidays = [\"h\"]\n[holidays.h]\nfile = \"h.ics\"\n";
    let ics = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:National Day\r\nDTSTART;VALUE=DATE:20261001\r\n\
               DTEND;VALUE=DATE:20261003\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    std::fs::write(folder.join("a.toml"), agreement).unwrap();
    std::fs::write(folder.join("h.ics"), ics).unwrap();
    let network = Network::load(&folder).unwrap_or_else(|found| panic!("{found}"));
    let calendar = network.calendar("c").unwrap();
    assert_eq!(calendar.plus_working_days("2026-09-30".parse().unwrap(), 1), "2026-10-05".parse().ok());

    std::fs::write(folder.join("h.ics"), "no calendar").unwrap();
    let found = Network::load(&folder).unwrap_err();
    assert_eq!(found.iter().map(|it| (it.code(), it.line())).collect::<Vec<_>>(), [(Code::HolidayFile, Some(7))]);
    // Agreements from memory open no file.
    let found = Network::from_toml("a.toml", agreement).unwrap_err();
    assert_eq!(found.iter().map(Diagnostic::code).collect::<Vec<_>>(), [Code::HolidayFile]);
}

/// An agreement from elsewhere must not tell what else is on this machine.
#[cfg(all(feature = "ics", unix))]
#[test]
fn holiday_files_lie_in_the_folder_of_the_agreement_and_are_not_quoted() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("confined");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("agreements/below")).unwrap();
    let ics = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261001\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    std::fs::write(folder.join("outside.ics"), ics).unwrap();
    std::fs::write(folder.join("agreements/below/inside.ics"), ics).unwrap();
    std::fs::write(folder.join("agreements/secret.ics"), "password = hunter2\n").unwrap();
    std::os::unix::fs::symlink(folder.join("outside.ics"), folder.join("agreements/link.ics")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.join("agreements/pipe.ics")).status();
    assert!(made.unwrap().success());
    let load = |file: &str| {
        let text = format!("format = 1\n[holidays.h]\nfile = \"{file}\"\n");
        std::fs::write(folder.join("agreements/a.toml"), text).unwrap();
        let found = Network::load(folder.join("agreements"));
        found.map(|_| ()).map_err(|found| found.iter().next().unwrap().message().to_owned())
    };
    assert_eq!(load("below/inside.ics"), Ok(()));
    assert_eq!(load("./below/inside.ics"), Ok(()));
    let outside = |file: &str| {
        let why = format!("cannot read the holiday file `{file}`: it lies outside the folder of this file");
        assert_eq!(load(file), Err(why));
    };
    outside("../outside.ics");
    outside("below/../../outside.ics");
    outside(folder.join("outside.ics").to_str().unwrap());
    outside("link.ics");
    // Nobody writes into the pipe: whoever opened it would wait for ever.
    let why = load("pipe.ics").unwrap_err();
    assert_eq!(why, "cannot read the holiday file `pipe.ics`: it is no regular file");
    assert!(!load("secret.ics").unwrap_err().contains("hunter2"));

    std::fs::write(folder.join("agreements/a.toml"), "format = 1\n").unwrap();
    assert!(std::process::Command::new("mkfifo").arg(folder.join("agreements/x.toml")).status().unwrap().success());
    let found = Network::load(folder.join("agreements")).unwrap_err();
    assert_eq!(found.iter().map(Diagnostic::code).collect::<Vec<_>>(), [Code::UnreadableFile]);
}

/// A few kilobytes must not ask for gigabytes.
#[test]
fn what_sets_name_is_limited() {
    let week = "week = { mon-fri = [\"09:00-17:00\"] }\ntimezone = \"UTC\"";
    let range = "{ from = 2000-01-01, to = 2002-09-26 }";
    let sets = |count: i64| {
        let entry =
            |n| range.replace("2000", &format!("{}", 2000 + 3 * n)).replace("2002", &format!("{}", 2002 + 3 * n));
        (0..count).map(entry).collect::<Vec<_>>().join(", ")
    };
    let code = |text: &str| {
        Network::from_toml("x.toml", text).map(|_| ()).map_err(|found| found.iter().next().unwrap().code())
    };
    assert_eq!(code(&format!("format = 1\n[holidays.h]\nclosed = [{}]\n", sets(190))), Ok(()));
    assert_eq!(code(&format!("format = 1\n[holidays.h]\nclosed = [{}]\n", sets(210))), Err(Code::TooManyHolidays));
    // 300 mentions of a set share it; the calendars' own tables are counted.
    let mentions = |count: usize| vec!["\"h\""; count].join(", ");
    let calendar = |count| {
        format!(
            "format = 1\n[holidays.h]\nclosed = [{}]\n[calendar.c]\n{week}\nholidays = [{}]\n",
            sets(4),
            mentions(count)
        )
    };
    assert_eq!(code(&calendar(300)), Ok(()));
    assert_eq!(code(&calendar(1_300)), Err(Code::TooManyHolidays));
}

/// Mistakes of somebody who knows TOML a little and the format not at all.
#[test]
fn a_beginner_is_helped() {
    insta::assert_snapshot!(found("fixtures/beginner"));
}

/// The message and help of each mistake in a text.
fn mistakes(text: &str) -> Vec<(String, Option<String>)> {
    let found = Network::from_toml("x.toml", text).unwrap_err();
    found.iter().map(|found| (found.message().to_owned(), found.help().map(str::to_owned))).collect()
}

#[test]
fn a_torn_line_is_one_mistake() {
    let found = mistakes("format = 1\n[[obligation]]\nwhen = { payment != \"cash\" }\ndue = 5 5 5\n");
    let helps: Vec<_> = found.iter().filter_map(|(_, help)| help.as_deref()).collect();
    assert_eq!(
        helps,
        [
            "what a condition excludes is written `key = { not = \"value\" }`",
            "text stands in quotation marks: `key = \"value\"`"
        ]
    );
}

#[test]
fn a_date_in_quotes_is_one_mistake() {
    let found = mistakes("format = 1\n[holidays.h]\nclosed = [{ on = \"2026-12-25\" }, { from = \"2026-12-31\" }]\n");
    let messages: Vec<_> = found.iter().map(|(message, _)| &**message).collect();
    assert_eq!(messages, ["`on` takes a date, not a string", "`from` takes a date, not a string"]);
}

#[test]
fn a_number_for_a_duration_is_told_its_unit() {
    let text = "format = 1\n[agreement]\nid = \"a\"\npromptly = 2\n";
    let help = "write a duration, such as \"2 business days\"".to_owned();
    assert_eq!(mistakes(text), [("`promptly` takes a string, not a whole number".to_owned(), Some(help))]);
}

#[test]
fn a_date_and_a_share_in_other_notations_are_understood() {
    let found = mistakes("format = 1\n[holidays.h]\nclosed = [{ on = 25.12.2026 }]\n");
    assert!(found[0].1.as_ref().unwrap().starts_with("a date is written year first"), "{found:?}");
    let found = mistakes("format = 1\n[agreement]\nid = \"a\"\nobjective = { on-time = \"95%\" }\n");
    assert_eq!(found[0].1.as_deref(), Some("a share is written as a number from 0 to 1: 95 % is 0.95"));
}
