//! The events that mean something of themselves.

use std::fmt;

/// Names an event once: it makes parsing, printing and the list of all of them.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident $name:literal;)*) => {
        /// An event with a meaning of its own; every other name in a log is a milestone's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum EventKind {
            $($(#[doc = $doc])+ $kind,)*
        }

        impl EventKind {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Its name, as logs write it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// The customer asks for what is due relative to `request`.
    Requested "requested";
    /// The supplier delivers.
    Delivered "delivered";
    /// The customer takes the delivery as it is.
    Accepted "accepted";
    /// The customer sends the delivery back: it counts as not delivered.
    Rejected "rejected";
    /// From now on the case's triggers carry other attributes.
    Revised "revised";
    /// The customer's side holds the supplier up.
    Paused "paused";
    /// The customer's side no longer holds the supplier up.
    Resumed "resumed";
    /// The customer agrees to a new deadline.
    Extended "extended";
    /// Nobody asks for it any more.
    Waived "waived";
    /// The customer says how satisfied it is.
    Rated "rated";
    /// A complaint is made.
    Complained "complained";
    /// A complaint is closed.
    Resolved "resolved";
    /// A row is taken back.
    Voided "voided";
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
