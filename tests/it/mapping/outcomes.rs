//! Exports that say no more than whether the target was kept.

use interdept::diagnostic::Code;
use interdept::log::{Log, Mapping, Row};

use super::mapping;

#[test]
fn an_export_may_say_no_more_than_whether_the_target_was_kept() {
    let toml = |outcome: &str| {
        format!("format = 1\n[[event]]\nevent = \"delivered\"\nat = \"{{at}}\"\ncase = \"{{no}}\"\n{outcome}\n")
    };
    let export = "no,at,made_sla\n1,2026-10-08T10:00:00Z,TRUE\n2,2026-10-08T10:00:00Z,false\n\
                  3,2026-10-08T10:00:00Z,?\n4,2026-10-08T10:00:00Z,\n";
    let outcomes = |outcome: &str| {
        let mut log = Log::csv("export.csv", export.as_bytes()).with_mapping(mapping(&toml(outcome)));
        let mut found = Vec::new();
        while let Some(row) = log.next().unwrap() {
            found.push(match row {
                Row::Event(event, _) => event.outcome.map_or("nothing".to_owned(), std::borrow::Cow::into_owned),
                Row::Ignored(row) => row.to_string(),
            });
        }
        found
    };
    let made_sla = "outcome = \"{made_sla}\"\nmet = [\"true\"]";
    assert_eq!(outcomes(made_sla), ["met", "missed", "missed", "nothing"]);
    assert_eq!(
        outcomes(&format!("{made_sla}\nmissed = \"false\"")),
        [
            "met",
            "missed",
            "export.csv:4: for the event `delivered`, `outcome` from `{made_sla}`: `?` is neither in `met` nor in `missed`",
            "nothing"
        ]
    );
    for wrong in ["outcome = \"{made_sla}\"", "met = [\"true\"]"] {
        let errors = Mapping::from_toml("map.toml", &toml(wrong)).unwrap_err();
        assert!(errors.iter().all(|error| error.code() == Code::MissingKey) && errors.len() == 1, "{errors}");
    }
}
