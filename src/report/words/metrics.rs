//! What the families of figures are called that other programs read: in English, as their names are.

/// What a family of samples is about.
pub(in crate::report) struct Family {
    pub(in crate::report) name: &'static str,
    pub(in crate::report) unit: &'static str,
    pub(in crate::report) help: &'static str,
}

pub(in crate::report) const NOW: Family = Family {
    name: "interdept_handoffs",
    unit: "",
    help: "Handoffs that are not delivered as of now, by supplier, customer and status.",
};
pub(in crate::report) const PERIOD: Family = Family {
    name: "interdept_period_handoffs",
    unit: "",
    help: "Handoffs of the period reported, by supplier, customer and what became of them; excused ones are among the late and overdue.",
};
pub(in crate::report) const AGE: Family = Family {
    name: "interdept_overdue_age_seconds",
    unit: "seconds",
    help: "How long the oldest overdue handoff has been overdue, elapsed, by supplier and customer.",
};
pub(in crate::report) const ON_TIME: Family = Family {
    name: "interdept_on_time_ratio",
    unit: "ratio",
    help: "Share of what fell due in the period reported that was on time.",
};
pub(in crate::report) const OBJECTIVE: Family = Family {
    name: "interdept_objective_ratio",
    unit: "ratio",
    help: "Share that an objective of an agreement asks for.",
};
pub(in crate::report) const REACHED: Family = Family {
    name: "interdept_objective_window_ratio",
    unit: "ratio",
    help: "Share on time over the window of an objective.",
};
pub(in crate::report) const LEFT: Family = Family {
    name: "interdept_budget_left_handoffs",
    unit: "",
    help: "How many handoffs an objective still allows to be missed in its window; negative once it is overdrawn.",
};
pub(in crate::report) const AS_OF: Family = Family {
    name: "interdept_as_of_timestamp_seconds",
    unit: "seconds",
    help: "The instant that everything is judged at.",
};
