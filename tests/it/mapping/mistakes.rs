//! What is wrong with a mapping, or with the file that is read through it.

use interdept::log::{Log, Mapping};

use super::{THREE_DATES, check, mapping, read};

#[test]
fn a_file_that_lacks_a_column_of_the_mapping_is_refused_whole() {
    check(
        THREE_DATES,
        "no,team,due,opened,resolved\n",
        "ERROR export.csv: its first line has no column `opened at`, which the mapping uses; the nearest is `opened`\n",
    );
    check(
        THREE_DATES,
        "no,team,due,opened at,resolved,team\n",
        "ERROR export.csv: its first line names the column `team`, which the mapping uses, twice\n",
    );
    check(THREE_DATES, "no,team,due,opened at,resolved,extra,extra\n", "");
}

#[test]
fn a_mapping_says_how_the_export_is_written_where_that_is_not_to_be_guessed() {
    let toml =
        |file: &str| format!("format = 1\n{file}\n[[event]]\nevent = \"x\"\nat = \"{{am}}\"\ncase = \"{{größe}}\"\n");
    let export = b"Liste\nam;gr\xF6\xDFe\n2026-10-08T10:00:00Z;\xC4\xD6\n";
    let read = |file: &str| read(Log::csv("export.csv", &export[..]).with_mapping(mapping(&toml(file))));
    let expected = "3 x 2026-10-08T10:00:00 case=ÄÖ\n";
    assert_eq!(read("skip = 1"), expected, "the columns are found in one encoding and by one separator only");
    assert_eq!(read("skip = 1\nseparator = \";\"\nencoding = \"windows-1252\""), expected);
    let wrong = read("skip = 1\nseparator = \",\"");
    assert!(wrong.ends_with("the first line has no `,` but 1 `;`: separator `;`?\n"), "{wrong}");
    let errors = Mapping::from_toml("map.toml", &toml("separator = \"x\"\nencoding = \"latin\"\nskip = -1\nsheet = 1"));
    insta::assert_snapshot!(errors.unwrap_err());
}

#[test]
fn all_mistakes_in_a_mapping_are_reported_together_with_their_places() {
    let wrong = r#"
format = 2
instants = { format = "%H:%M", zone = "Europe/Amsterdan" }
absent = 3.5
[[events]]
[[event]]
evnt = "x"
at = { from = "{a}", format = "%d/%m/%Y" }
case = "{no"
until = { format = "rfc3339" }
attributes = { case = "{no}" }
when = { team = { non = "x" } }
"#;
    let errors = Mapping::from_toml("map.toml", wrong).unwrap_err();
    insta::assert_snapshot!(errors.to_string());
    let nothing = Mapping::from_toml("map.toml", "format = 1").unwrap_err().to_string();
    assert!(nothing.contains("the mapping makes no event"), "{nothing}");
    let syntax = Mapping::from_toml("map.toml", "format = 1\n[[event").unwrap_err().to_string();
    assert!(syntax.contains("map.toml:2:"), "{syntax}");
    assert!(Mapping::load("/nowhere.toml").is_err());
}
