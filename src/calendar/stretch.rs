//! What is worked of a day, in minutes after the midnight at which the day starts.

use super::Hours;

/// A half-open interval that belongs to a day. Where closures cut a night shift, it may begin on the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch {
    pub(super) start: u16,
    pub(super) end: u16,
}

impl From<Hours> for Stretch {
    fn from(hours: Hours) -> Self {
        Self { start: hours.start_minute(), end: hours.end_minute() }
    }
}

/// What lies in both of two lists, each sorted and without overlaps.
pub(super) fn within(worked: &[Stretch], kept: &[Stretch]) -> Vec<Stretch> {
    let mut both = Vec::new();
    let (mut worked, mut kept) = (worked.iter().peekable(), kept.iter().peekable());
    while let (Some(&&a), Some(&&b)) = (worked.peek(), kept.peek()) {
        let stretch = Stretch { start: a.start.max(b.start), end: a.end.min(b.end) };
        if stretch.start < stretch.end {
            both.push(stretch);
        }
        if a.end <= b.end {
            worked.next();
        } else {
            kept.next();
        }
    }
    both
}

/// What is left of a sorted list outside an interval.
pub(super) fn without(worked: &[Stretch], closed: Stretch) -> Vec<Stretch> {
    let parts = worked.iter().flat_map(|&stretch| {
        let before = Stretch { end: stretch.end.min(closed.start), ..stretch };
        let after = Stretch { start: stretch.start.max(closed.end), ..stretch };
        [before, after]
    });
    parts.filter(|part| part.start < part.end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(bounds: &[u16]) -> Vec<Stretch> {
        let pairs = bounds.chunks_exact(2);
        pairs.map(|pair| Stretch { start: pair[0], end: pair[1] }).filter(|it| it.start < it.end).collect()
    }

    fn sorted() -> impl Strategy<Value = Vec<Stretch>> {
        proptest::collection::btree_set(0u16..60, 0..12)
            .prop_map(|bounds| list(&bounds.into_iter().collect::<Vec<_>>()))
    }

    fn holds(list: &[Stretch], minute: u16) -> bool {
        list.iter().any(|it| (it.start..it.end).contains(&minute))
    }

    proptest! {
        #[test]
        fn minute_by_minute(worked in sorted(), kept in sorted(), from in 0u16..60, length in 0u16..30) {
            let closed = Stretch { start: from, end: from + length };
            let (both, left) = (within(&worked, &kept), without(&worked, closed));
            for minute in 0..100 {
                prop_assert_eq!(holds(&both, minute), holds(&worked, minute) && holds(&kept, minute));
                prop_assert_eq!(holds(&left, minute), holds(&worked, minute) && !holds(&[closed], minute));
            }
            prop_assert!(both.is_sorted() && left.is_sorted());
        }
    }
}
