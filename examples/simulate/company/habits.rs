//! How well each department keeps its promises, and what it says when it does not.

/// What to expect of a supplier with one of its obligations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habit {
    /// How often it misses by its own doing, per thousand.
    pub(crate) late: u64,
    /// How long a miss lasts, in working minutes, from and to.
    pub(crate) overrun: (i64, i64),
    /// How often a delivery lacks a document or is refused, per thousand.
    pub(crate) sloppy: u64,
}

/// The habit of a department with an obligation, so many days after the log begins.
///
/// Consumer loans keeps most of its promises; the bank's approval alone is what it cannot get in time, less so from week
/// to week, and everything that sales delivers after it waits for that.
pub(crate) fn habit(obligation: &str, supplier: &str, day: u64) -> Habit {
    let (late, overrun, sloppy) = match (obligation, supplier) {
        (SORE, _) => (300 + 4 * day.min(85), (1200, 7000), 10),
        ("sales.monthly-claims", _) => (500, (120, 900), 100),
        ("insurance.policy" | "consumer-loan.calculation-sheet", _) => (90, (60, 900), 30),
        ("insurance.renewal-date", _) => (70, (60, 600), 110),
        (_, "consumer-loan") => (20, (30, 500), 20),
        (_, "sales") => (75, (30, 700), 45),
        (_, "insurance") => (55, (30, 600), 30),
        (_, "customer-service") => (65, (30, 600), 25),
        (_, "workshop") => (70, (60, 700), 20),
        (_, "hr") => (60, (60, 900), 15),
        (_, _) => (30, (30, 400), 10),
    };
    Habit { late, overrun, sloppy }
}

/// The obligation that its customer has stopped being patient about.
pub(crate) const SORE: &str = "consumer-loan.approval";

/// The obligation nobody ever records anything for.
pub(crate) const SILENT: &str = "consumer-loan.completion-dates";

/// Why a customer holds a handoff up.
pub(crate) const PAUSES: [&str; 5] = [
    "buyer abroad until next week",
    "buyer's bank card blocked",
    "customer asked to wait",
    "等待客户补充资料",
    "registry's system down",
];

/// Why a deadline was moved by agreement.
pub(crate) const EXTENSIONS: [&str; 3] =
    ["stocktaking, agreed by telephone", "agreed at the Monday meeting", "双方同意延期"];

/// Why a handoff is no longer wanted.
pub(crate) const WAIVERS: [&str; 4] =
    ["already on file", "order cancelled by the buyer", "covered by the group contract", "客户已取消，不再需要"];

/// Why a delivery was refused.
pub(crate) const REJECTIONS: [&str; 5] =
    ["amount does not agree with the contract", "signature missing", "wrong date", "unreadable copy", "金额填写有误"];

/// The category and the possible causes of a complaint about lateness.
pub(crate) fn cause_of_lateness(obligation: &str) -> &'static [&'static str] {
    match obligation {
        SORE => &["one person submits all applications", "one person submits all applications", "bank portal down"],
        "sales.decoration-slip" | "sales.signed-slips" => {
            &["waiting for the approval", "waiting for the approval", "forgotten"]
        }
        _ => &["understaffed at weekends", "forgotten", "procedure unclear"],
    }
}

/// Category and cause of a complaint about something else.
pub(crate) const OTHER_COMPLAINTS: [(&str, &str); 5] = [
    ("wrong figures", "typed by hand"),
    ("wrong figures", "old price list"),
    ("incomplete", "no checklist"),
    ("incomplete", "procedure unclear"),
    ("tone", "no reason given"),
];
