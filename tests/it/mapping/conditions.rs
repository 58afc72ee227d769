//! What columns must hold for a row to make an event.

use interdept::log::Mapping;

use super::check;

#[test]
fn conditions_look_at_columns() {
    let toml = r#"
        format = 1
        absent = ["?", "NULL"]
        [[event]]
        event = "x"
        at = "{at}"
        case = "{case}"
        when = { team = ["east", "west"], state = { not = ["new", "open"] }, owner = { not = "" }, level = 3, left = "" }
    "#;
    let row = |row: &str| format!("at,case,team,state,owner,level,left\n2026-10-08T10:00:00Z,{row}\n");
    check(toml, &row("1,east,done,Li,3,"), "2 x 2026-10-08T10:00:00 case=1\n");
    check(toml, &row("?,west,?,Li,3,NULL"), "2 x 2026-10-08T10:00:00\n");
    for other in
        ["1,north,done,Li,3,", "1,east,new,Li,3,", "1,east,done,?,3,", "1,east,done,Li,2,", "1,east,done,Li,3,x"]
    {
        check(toml, &row(other), "");
    }
}

#[test]
fn conditions_compare_columns_beginnings_and_numbers() {
    let toml = |when: &str| {
        format!(
            "format = 1\nnumbers = {{ decimal = \",\", group = \".\" }}\n[[event]]\nevent = \"x\"\nat = \"{{at}}\"\n\
             attributes = {{ sum = \"{{sum}}\" }}\nwhen = {when}\n"
        )
    };
    let csv = "at,by,owner,sum\n\
               2026-10-08T10:00:00Z,Li,Li,\"1.234,50\"\n\
               2026-10-08T11:00:00Z,Wu,Li,12\n\
               2026-10-08T12:00:00Z,,,none\n";
    let first = "2 x 2026-10-08T10:00:00 sum=1234.50\n";
    let (second, third) = ("3 x 2026-10-08T11:00:00 sum=12\n", "4 x 2026-10-08T12:00:00 sum=none\n");
    check(&toml("{ by = \"@owner\" }"), csv, first);
    check(&toml("{ by = { not = \"@owner\" } }"), csv, &format!("{second}{third}"));
    check(&toml("{ by = { starts-with = [\"L\", \"M\"] } }"), csv, first);
    check(&toml("{ sum = { over = 12, at-most = 1234.5 } }"), csv, first);
    check(&toml("{ sum = { at-least = 12, under = 1234.5 } }"), csv, second);
    check(&toml("{ sum = { under = 100, not = \"12\" } }"), csv, "");
    let wrong = Mapping::from_toml("map.toml", &toml("{ sum = \">12\" }")).unwrap_err().to_string();
    assert!(wrong.contains("numbers are bounded by"), "{wrong}");
}
