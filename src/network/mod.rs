//! Who owes whom what: departments as nodes, obligations as edges.

mod terms;

pub use terms::{About, Condition, Escalation, InForce, Matcher, Operand, Priority, Remedy, Terms, TimeRange};

macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) u32);

        impl $name {
            /// The place in its table.
            pub(crate) const fn at(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

indices! {
    /// A department's place among the departments, sorted by id.
    DepartmentIx;
    /// A calendar's place among the calendars, sorted by id.
    CalendarIx;
    /// A milestone's place among the milestones, sorted by id.
    MilestoneIx;
    /// An agreement's place among the agreements, in load order.
    AgreementIx;
    /// A distinct obligation id's place among all of them, sorted.
    NameIx;
    /// A version's place among all versions, sorted by obligation id, then by first day in force.
    TermsIx;
}
