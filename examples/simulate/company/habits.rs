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

/// The Monday on which a week of 2026 begins, in days after the log's first day, which begins week 23.
const fn week(number: u64) -> u64 {
    (number - 23) * 7
}

/// The habit of a department with an obligation, so many days after the log begins.
///
/// Nothing changes in the first thirteen weeks. What changes then stands in `fixtures/dealership/README.md`, and the
/// report is tested to find it.
pub(crate) fn habit(obligation: &str, supplier: &str, day: u64) -> Habit {
    let since = |number| day >= week(number);
    let (late, overrun, sloppy) = match (obligation, supplier) {
        // One person submits all applications to the bank, and each week more of them wait.
        (SORE, _) => ((200 + 9 * day.saturating_sub(week(36))).min(800), (900, 5000), 10),
        ("sales.monthly-claims", _) => (500, (120, 900), 100),
        // The registration desk changed hands, and the promise became shorter.
        ("customer-service.plates", "insurance") => (450, (120, 1500), 30),
        ("insurance.policy" | "consumer-loan.calculation-sheet", _) => (90, (60, 900), 30),
        ("insurance.renewal-date", _) => (70, (60, 600), 110),
        (_, "consumer-loan") if since(41) => (120, (30, 900), 20),
        (_, "consumer-loan") => (20, (30, 500), 20),
        (_, "sales") => (60, (30, 700), 45),
        (_, "insurance") => (55, (30, 600), 30),
        // A second colleague at the desk.
        (_, "customer-service") if since(38) => (25, (30, 600), 25),
        (_, "customer-service") => (170, (30, 600), 25),
        // All cars sold before the National Day holiday are to be inspected before it.
        (_, "workshop") if since(39) && !since(41) => (900, (60, 900), 20),
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
