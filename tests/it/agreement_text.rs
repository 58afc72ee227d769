//! The agreements in words, for the people who sign them.

use insta::assert_snapshot;
use interdept::Network;
use interdept::report::Language;

/// A bit of everything that agreements can say.
const AGREEMENTS: &str = r#"
format = 1

[company]
timezone = "Europe/Vienna"
since = 2026-09-01

[agreement]
id = "house"
name = { en = "What the house owes itself", zh = "内部约定" }
customer = "office"
calendar = "week"
promptly = "1 business day"
objective = [{ on-time = 0.9, over = "4 weeks" }, { on-time = 0.995, grace = "2 business days", over = "calendar month" }]
in-force = { from = 2026-10-01, until = 2026-12-31 }

[calendar.week]
timezone = "Europe/Vienna"
week = { mon-thu = ["08:00-12:00", "13:00-17:00"], fri = ["08:00-14:00"] }
seasons = [{ from = "07-01", to = "08-31", week = { mon-fri = ["07:00-13:00"] }, name = { en = "Summer hours", zh = "夏令作息" } }]
holidays = ["at"]

[calendar.always]
timezone = "Europe/London"
week = { mon-sun = ["00:00-24:00"] }
day-ends = "midnight"

[holidays.at]
closed = [{ every = "10-26", name = { en = "National Day", zh = "国庆节" } }, { every = "12-08" }, { every = "12-25" }]

[period.sprint]
every = "2 weeks"
from = 2026-09-28

[[department]]
id = "office"
name = { en = "Office", zh = "办公室" }

[[department]]
id = "store"
name = { en = "Store", zh = "库房" }

[[department]]
id = "guard"
name = { en = "Guard", zh = "保卫处" }
calendar = "always"

[[milestone]]
id = "ordered"
name = { en = "Ordered", zh = "下单" }
attributes = { priority = ["P1", "P2", "P3"], total = "any", buyer = "any", holder = "any" }

[[milestone]]
id = "paid"

[[milestone]]
id = "moved"
name = { en = "Moved in", zh = "迁入" }
attributes = ["day"]

[[obligation]]
id = "store.parcel"
supplier = "store"
deliverable = { en = "Parcel", zh = "包裹" }
due = "within 3 business days of ordered or paid"
cut-off = "15:00"
while-open = "restart"
when = { buyer = { not = "@holder" }, total = { over = 100, at-most = 5000 }, time = { from = "09:00", until = "16:00" } }
documents = ["packing list"]
signed = ["receipt"]
review = "2 business days"
priority = "high"
escalate = [{ to = "clerk", when = "at 50% of the time" }, { to = "head of store", when = "1 business day before" }, { to = "director", when = "at the deadline" }]
remedy = { after = "24 hours", text = { en = "The store pays the courier", zh = "库房承担快递费" } }
tiers = [
  { id = "P1", when = { priority = "P1" }, due = "within 4 business hours of ordered or paid or by 17:00 on the same day as ordered or paid, whichever is earlier", priority = "critical" },
]

[[obligation]]
id = "store.count"
supplier = "store"
deliverable = { en = "Stock count", zh = "盘点表" }
due = "by 12:00 on the 3rd business day of every month"
about = "previous period"
roll = "preceding"
needs = ["store.parcel"]
examples = [{ period = "2026-10", due = "2026-11-04T12:00" }]

[[obligation]]
id = "guard.round"
supplier = "guard"
deliverable = { en = "Report of the round", zh = "巡查记录" }
due = "promptly after moved"
examples = [{ at = "2026-10-23T22:30", due = "2026-10-24T24:00" }]
"#;

/// Every other form of a rule, one obligation each.
const RULES: &[&str] = &[
    "by the 5th and the 20th of every month",
    "by the 7th of the 2nd month of every quarter",
    "by the last friday of every month",
    "by 17:00 every business day",
    "by friday of every 2 weeks from 2026-10-09",
    "by 31 march of every year",
    "by the 2nd last business day of every sprint",
    "2 business days before the end of every month",
    "by 12:00 within 5 business days after the end of every quarter",
    "within 90 minutes of request",
    "within 2 weeks of ordered and paid",
    "by 12:00 within 3 days of moved",
    "on the same day as moved",
    "by 10:00 on the next business day after moved",
    "on the next friday after moved",
    "by the 10th of the month after moved",
    "by 12:00 on the last business day of the month 30 days after moved",
    "within 4 business hours of delivery of store.parcel",
    "promptly after sign-off of store.parcel",
    "before moved",
    "at least 2 business days before ordered or moved",
    "by the given day of moved",
    "within 4 hours of moved or by 17:00 on the same day as moved, whichever is later",
];

fn network() -> Network {
    let rules = RULES.iter().enumerate().map(|(n, due)| {
        format!(
            "[[obligation]]\nid = \"guard.x{n:02}\"\nsupplier = \"guard\"\ndeliverable = \"{n}\"\ndue = \"{due}\"\n"
        )
    });
    let more = "format = 1\n[agreement]\nid = \"forms\"\ncustomer = \"office\"\ncalendar = \"week\"\npromptly = \"2 business hours\"\n";
    let more = rules.fold(more.to_owned(), |text, rule| text + &rule);
    let sources = [("house.toml", AGREEMENTS), ("forms.toml", &more)];
    let sources = sources.map(|(name, text)| interdept::config::Source { name, text });
    Network::from_sources(&sources).unwrap_or_else(|found| panic!("{found}"))
}

#[test]
fn in_english() {
    assert_snapshot!(network().in_words(Language::English, None).to_markdown());
}

#[test]
fn in_chinese() {
    assert_snapshot!(network().in_words(Language::Chinese, "2026-10-22".parse().ok()).to_markdown());
}

/// What the dealership's departments would sign, each language whole: no rule, condition or moment is left in the other.
#[test]
fn the_dealership_s_heads_read_their_own_language() {
    let network = Network::load("fixtures/dealership").unwrap_or_else(|found| panic!("{found}"));
    let from = "2026-11-02".parse().ok();
    let english = network.in_words(Language::English, from).to_markdown();
    assert!(english.contains("Within 3 days of “Vehicle delivered”"), "{english}");
    assert!(!english.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "no Chinese among the English");
    let chinese = network.in_words(Language::Chinese, from).to_markdown();
    assert!(chinese.contains("“交车”后3天内"), "{chinese}");
    // All that is English is what the files name in one language alone: ids, values, documents, and the rule itself.
    let worded = chinese.lines().filter(|line| line.starts_with("- 期限："));
    assert!(worded.clone().count() > 50);
    for line in worded {
        // But for an attribute, which has no name of its own.
        let plain = line.split('“').map(|part| part.split_once('”').map_or(part, |(_, behind)| behind));
        assert!(!plain.collect::<String>().chars().any(|c| c.is_ascii_alphabetic()), "{line}");
    }
    // Documents, roles, attributes and values by the names that the company gives them.
    for line in
        chinese.lines().filter(|line| ["- 仅当", "- 须附", "- 通知"].iter().any(|start| line.starts_with(start)))
    {
        assert!(!line.chars().any(|c| c.is_ascii_alphabetic()), "{line}");
    }
    let ended = network.in_words(Language::English, "2027-06-01".parse().ok()).to_markdown();
    assert!(!ended.contains("### "), "all of it has ended by then");
}

/// Nothing is asked again for each obligation that could be asked once.
#[test]
#[expect(clippy::disallowed_methods, reason = "it measures how long it takes")]
fn many_agreements_of_many_obligations_are_worded_in_time() {
    let owed = |n: u32, m: u32| {
        let due = format!("within {} days of paid", m + 1);
        format!("[[obligation]]\nid = \"d{n}.{m}\"\nsupplier = \"d{n}\"\ndeliverable = \"{m}\"\ndue = \"{due}\"\n")
    };
    let department = |n: u32| format!("[[department]]\nid = \"d{n}\"\n{}{}{}", owed(n, 0), owed(n, 1), owed(n, 2));
    let text = AGREEMENTS.to_owned() + &(0..3_000).map(department).collect::<String>();
    let network = Network::from_toml("many.toml", &text).unwrap_or_else(|found| panic!("{found}"));
    let start = std::time::Instant::now();
    assert!(network.in_words(Language::English, None).to_markdown().len() > 1_000_000);
    let limit = if cfg!(debug_assertions) { 20 } else { 2 };
    assert!(start.elapsed() < std::time::Duration::from_secs(limit), "{:?}", start.elapsed());
}
