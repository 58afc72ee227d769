//! Whose delay it was: SPEC 7, by replaying every coalition and trying every order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::calendar::At;
use super::handoff::Handoff;
use super::rule::Of;

/// The handoffs of an instant, each named by its place.
pub(crate) struct Plan<'j> {
    pub(crate) handoffs: &'j [Handoff<'j>],
    pub(crate) as_of: At,
    inputs: Vec<Vec<usize>>,
}

/// What a handoff took, in the words of SPEC 7.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    /// Its start `S`, the end of its allowance `T`, where its customer's part ends, its end `F`, its deadline `P`.
    start: At,
    allowed: At,
    customers: At,
    pub(crate) finish: At,
    pub(crate) due: At,
    /// `E`
    expected: At,
}

impl<'j> Plan<'j> {
    pub(crate) fn new(handoffs: &'j [Handoff<'j>], as_of: At) -> Self {
        let mut plan = Self { handoffs, as_of, inputs: Vec::new() };
        plan.inputs = (0..handoffs.len()).map(|h| plan.find_inputs(h)).collect();
        plan
    }

    /// `F`: its delivery, or `as_of`; a waived one's "waiver, or its delivery if earlier".
    fn finish(&self, h: usize) -> At {
        let handoff = &self.handoffs[h];
        [handoff.delivered, handoff.closed_at()].into_iter().flatten().min().unwrap_or(self.as_of)
    }

    fn is_missing(&self, h: usize) -> bool {
        self.handoffs[h].is_open()
    }

    /// "An input that never opened is no input": those of an obligation that have, or that came before they opened.
    fn opened_of(&self, id: &str) -> Vec<usize> {
        let is_there = |h: usize| self.handoffs[h].opened <= self.as_of || self.handoffs[h].delivered.is_some();
        (0..self.handoffs.len()).filter(|&h| self.handoffs[h].obligation.id == id && is_there(h)).collect()
    }

    fn find_inputs(&self, h: usize) -> Vec<usize> {
        let handoff = &self.handoffs[h];
        let finish = self.finish(h);
        let mut inputs: BTreeSet<usize> = BTreeSet::new();
        // 4.15: what opens it is one of its needs.
        let mut needs: BTreeSet<&str> = handoff.obligation.needs.iter().map(String::as_str).collect();
        if let Of::Delivery(id) | Of::SignOff(id) = handoff.obligation.of() {
            needs.insert(id);
        }
        for id in needs {
            inputs.extend(self.inputs_of(h, id));
        }
        // "delivered after `F`, or missing when `h` was delivered: dropped"
        inputs.retain(|&input| if self.is_missing(input) { self.is_missing(h) } else { self.finish(input) <= finish });
        inputs.into_iter().collect()
    }

    fn inputs_of(&self, h: usize, id: &str) -> Vec<usize> {
        let handoff = &self.handoffs[h];
        let others = self.opened_of(id);
        let is_of_cases = others.iter().all(|&other| self.handoffs[other].case.is_some());
        match (&handoff.case, &handoff.span) {
            (Some(case), _) if is_of_cases => {
                let by_finish = |other: &usize| self.handoffs[*other].opened <= self.finish(h);
                let of_case = |other: &usize| self.handoffs[*other].case.as_ref() == Some(case) && by_finish(other);
                let others: Vec<usize> = others.into_iter().filter(of_case).collect();
                let same = others.iter().copied().find(|&other| self.handoffs[other].number == handoff.number);
                // "Of `delivery of X`, the X that opened it alone."
                if matches!(handoff.obligation.of(), Of::Delivery(x) | Of::SignOff(x) if x == id) {
                    return same.into_iter().collect();
                }
                let own = self.opened_of(&handoff.obligation.id).into_iter().filter(of_case).count();
                if own <= 1 {
                    return others;
                }
                let latest = others
                    .iter()
                    .copied()
                    .max_by_key(|&other| (self.handoffs[other].opened, self.handoffs[other].number));
                same.or(latest).into_iter().collect()
            }
            (None, Some(span)) if is_of_cases => {
                // "needing cases: all opened within it": within the period as its own calendar has it
                let within = |other: &usize| span.holds(handoff.desk.local_date(self.handoffs[*other].opened));
                others.into_iter().filter(within).collect()
            }
            (case, span) => {
                let lengths = |other: usize| self.handoffs[other].span.as_ref().unwrap().days().len();
                if case.is_none()
                    && let Some(span) = span
                {
                    let with_key = |key: &str| others.iter().copied().find(|&other| self.handoffs[other].key == key);
                    // "the X that opened it alone"
                    if matches!(handoff.obligation.of(), Of::Delivery(x) | Of::SignOff(x) if x == id) {
                        return with_key(&handoff.key).into_iter().collect();
                    }
                    // The same key, else without `#n`.
                    if let Some(same) = with_key(&handoff.key).or_else(|| with_key(&span.key)) {
                        return vec![same];
                    }
                    if others.iter().all(|&other| is_same_length(lengths(other), span.days().len())) {
                        return Vec::new();
                    }
                    // A finer one: all "whose original due day, on its own calendar, lies within it".
                    if others.iter().all(|&other| lengths(other) < span.days().len()) {
                        let within = |other: &usize| span.holds(self.handoffs[*other].original.day);
                        return others.into_iter().filter(within).collect();
                    }
                }
                // "the latest opened when `h` opened"; of several, the one due later
                let open = others.into_iter().filter(|&other| self.handoffs[other].opened <= handoff.opened);
                open.max_by_key(|&other| (self.handoffs[other].opened, self.handoffs[other].original.instant()))
                    .into_iter()
                    .collect()
            }
        }
    }

    fn is_listed(&self, h: usize) -> bool {
        self.handoffs[h].status(self.as_of) != "upcoming"
    }

    pub(crate) fn times(&self, h: usize) -> Times {
        let handoff = &self.handoffs[h];
        let due = handoff.due(self.as_of);
        let original = |h: usize| self.handoffs[h].original.instant();
        // "or `P` where a revision or extension made that earlier"
        let planned = original(h).min(due);
        let inputs = &self.inputs[h];
        let ready = inputs.iter().map(|&input| original(input)).chain([handoff.opened]).max().unwrap();
        let start = inputs.iter().map(|&input| self.finish(input)).chain([handoff.opened]).max().unwrap();
        let kept = |&input: &usize| {
            !self.is_missing(input) && self.finish(input) <= planned && self.finish(input) <= original(input)
        };
        let allowance = if ready < planned {
            handoff.time(ready, planned)
        } else if inputs.iter().all(kept) {
            TimeDelta::zero()
        } else {
            handoff.time(handoff.opened, planned)
        };
        let after = handoff.after(start, allowance);
        // "unless every input had arrived by `P₀` and none after its own promise: then `E = P`", and nothing was allowed
        // beyond `P₀`
        let is_own = ready >= planned && inputs.iter().all(kept);
        let expected = if is_own { due } else { due.max(after) };
        let allowed = if is_own { planned } else { planned.max(after) };
        let finish = self.finish(h);
        // Of a target that was kept nobody overran.
        let allowed = if handoff.kept == Some(true) && !handoff.is_waived() { allowed.max(finish) } else { allowed };
        let customers = finish.min(due.max(allowed));
        Times { start, allowed, customers, finish, due, expected }
    }

    /// Late, own, inherited. Waived ones are not late, and of those judged by their outcome nobody knows.
    pub(crate) fn split(&self, h: usize) -> (TimeDelta, TimeDelta, TimeDelta) {
        let zero = TimeDelta::zero();
        if self.handoffs[h].is_waived() || self.handoffs[h].kept.is_some() {
            return (zero, zero, zero);
        }
        let times = self.times(h);
        let late = (times.finish - times.due).max(zero);
        let inherited = (times.expected - times.due).clamp(zero, late);
        (late, late - inherited, inherited)
    }

    /// The handoff and everything upstream, each after what it needs.
    fn upstream(&self, h: usize) -> Vec<usize> {
        let mut order = Vec::new();
        self.visit(h, &mut order);
        order
    }

    fn visit(&self, h: usize, order: &mut Vec<usize>) {
        if order.contains(&h) {
            return;
        }
        for &input in &self.inputs[h] {
            self.visit(input, order);
        }
        order.push(h);
    }

    /// Where `h` ends when only the parts of some departments are kept.
    fn replay(&self, h: usize, kept: &BTreeSet<usize>) -> At {
        let mut ends: BTreeMap<usize, At> = BTreeMap::new();
        for node in self.upstream(h) {
            let handoff = &self.handoffs[node];
            let times = self.times(node);
            let start = self.inputs[node].iter().map(|input| ends[input]).chain([handoff.opened]).max().unwrap();
            // "For `h` itself its moved deadline and its customer's part stay in every replay."
            let customer = node == h || kept.contains(&handoff.obligation.customer);
            let supplier = kept.contains(&handoff.obligation.supplier);
            let Times { allowed, customers, finish, .. } = times;
            let late = finish > allowed;
            let supplied = handoff.time(customers, finish);
            let real_end = if !late {
                finish
            } else if customer || customers == allowed {
                if supplier { finish } else { customers }
            } else if supplier {
                // "with only the customer's part cut, `T` plus the supplier's working time, at most `F`"
                handoff.after(allowed, supplied).min(finish)
            } else {
                allowed
            };
            let end = if start >= times.start {
                real_end
            } else {
                // "ends at its replayed start plus the working time it keeps, and never later than that"
                let mut time = handoff.time(times.start, if late { allowed } else { finish });
                if late && customer {
                    time += handoff.time(allowed, customers);
                }
                if late && supplier {
                    time += supplied;
                }
                handoff.after(start, time).min(real_end)
            };
            ends.insert(node, end);
        }
        ends[&h]
    }

    /// The seconds of each department; `plan` is none of them.
    pub(crate) fn shares(&self, h: usize) -> BTreeMap<String, i64> {
        let late = self.split(h).0.num_seconds();
        let mut shares = BTreeMap::new();
        if late == 0 {
            return shares;
        }
        let mut players: BTreeSet<usize> = BTreeSet::new();
        for node in self.upstream(h) {
            let times = self.times(node);
            let obligation = self.handoffs[node].obligation;
            if times.customers > times.allowed && node != h {
                players.insert(obligation.customer);
            }
            if times.finish > times.customers.max(times.allowed) {
                players.insert(obligation.supplier);
            }
        }
        assert!(players.len() <= 7, "too many orders to try");
        let due = self.times(h).due;
        let value = |kept: &BTreeSet<usize>| (self.replay(h, kept) - due).num_seconds().max(0);
        let mut values: BTreeMap<BTreeSet<usize>, i64> = BTreeMap::new();
        let mut sums: BTreeMap<usize, i64> = BTreeMap::new();
        let players: Vec<usize> = players.into_iter().collect();
        let orders = orders(&players);
        for order in &orders {
            let mut kept = BTreeSet::new();
            let mut before = *values.entry(kept.clone()).or_insert_with(|| value(&kept));
            for &player in order {
                kept.insert(player);
                let now = *values.entry(kept.clone()).or_insert_with(|| value(&kept));
                *sums.entry(player).or_default() += now - before;
                before = now;
            }
            assert_eq!(before, late, "v(all) = L");
        }
        let plan = values[&BTreeSet::new()];
        // "rounding to whole seconds by largest remainder, ties by department id"
        let count = i64::try_from(orders.len()).unwrap();
        let mut parts: Vec<(i64, String, i64)> =
            sums.iter().map(|(player, sum)| (-(sum % count), format!("d{player}"), sum / count)).collect();
        parts.sort();
        let missing = late - plan - parts.iter().map(|part| part.2).sum::<i64>();
        for (place, (_, department, seconds)) in parts.into_iter().enumerate() {
            shares.insert(department, seconds + i64::from(place < usize::try_from(missing).unwrap()));
        }
        shares.insert("plan".to_owned(), plan);
        shares.retain(|_, seconds| *seconds != 0);
        shares
    }

    /// With whom it lies: "the inputs not yet delivered that nobody upstream waits for in turn, else the supplier itself";
    /// the customer while it is paused.
    pub(crate) fn waits_for(&self, h: usize) -> BTreeSet<String> {
        let handoff = &self.handoffs[h];
        if !handoff.is_open() {
            return BTreeSet::new();
        }
        if handoff.is_paused() {
            return [format!("d{}", handoff.obligation.customer)].into();
        }
        let missing: Vec<usize> = self.inputs[h].iter().copied().filter(|&input| self.is_missing(input)).collect();
        if missing.is_empty() {
            return [format!("d{}", handoff.obligation.supplier)].into();
        }
        missing.into_iter().flat_map(|input| self.waits_for(input)).collect()
    }

    pub(crate) fn listed(&self) -> Vec<usize> {
        (0..self.handoffs.len()).filter(|&h| self.is_listed(h)).collect()
    }
}

/// Calendar months and quarters differ by some days.
fn is_same_length(one: usize, other: usize) -> bool {
    one.abs_diff(other) <= 3
}

/// All orders of these.
fn orders(players: &[usize]) -> Vec<Vec<usize>> {
    if players.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (place, &first) in players.iter().enumerate() {
        let mut others = players.to_vec();
        others.remove(place);
        for mut order in orders(&others) {
            order.insert(0, first);
            all.push(order);
        }
    }
    all
}
