//! One case as it unfolds: milestones, and what becomes of the handoffs they open.

use std::borrow::Cow;

use super::habits::{self, Habit, habit};
use super::rng::Rng;
use super::row::Row;
use super::world::{self, Opens, Promise, World, local_date};

/// Attributes of a milestone or request.
pub(crate) type Attributes<'a> = [(&'static str, &'a str)];

/// A case in the making.
#[derive(Debug)]
pub(crate) struct Case<'w> {
    world: &'w World<'w>,
    /// The case's own stream of chance.
    pub(crate) rng: Rng,
    key: String,
    began: i64,
    rows: Vec<Row<'w>>,
    ends: Vec<End>,
    milestones: Vec<(&'static str, i64)>,
    complaints: u32,
}

/// How long before a milestone work on what is due before it begins, in seconds.
const NOTICE: i64 = 4 * 86_400;

/// How a handoff of the case ended.
#[derive(Debug)]
struct End {
    promise: usize,
    at: Option<i64>,
}

/// A handoff about to happen.
#[derive(Clone, Copy, Debug)]
struct Plan<'w> {
    promise: &'w Promise<'w>,
    occurrence: usize,
    start: i64,
    due: i64,
    habit: Habit,
}

impl<'w> Case<'w> {
    /// A case that begins at this instant.
    pub(crate) fn new(world: &'w World<'w>, rng: Rng, key: String, began: i64) -> Self {
        Self { world, rng, key, began, rows: Vec::new(), ends: Vec::new(), milestones: Vec::new(), complaints: 0 }
    }

    /// The instant this many working minutes after another, drawn between two bounds.
    pub(crate) fn later(&mut self, at: i64, low: i64, high: i64) -> i64 {
        let minutes = self.rng.between(low, high);
        self.world.plus_minutes(at, minutes) + self.rng.between(0, 59)
    }

    /// Some time of day, in minutes from midnight, some working days after another instant.
    pub(crate) fn on_day(&mut self, at: i64, days: (i64, i64), minutes: (i64, i64)) -> i64 {
        let days = self.rng.between(days.0, days.1);
        self.world.day_after(at, days) + self.rng.between(minutes.0, minutes.1) * 60
    }

    /// When an obligation was last delivered, if it was.
    pub(crate) fn delivered(&self, obligation: &str) -> Option<i64> {
        let index = self.world.index(obligation)?;
        self.ends.iter().rev().find(|end| end.promise == index)?.at
    }

    /// A milestone: writes it, and lives through every handoff it opens.
    pub(crate) fn happens(&mut self, milestone: &'static str, at: i64, attributes: &Attributes<'_>) {
        self.push(self.row(milestone, at, None), attributes);
        self.milestones.push((milestone, at));
        let world = self.world;
        for promise in world.opened_by(milestone) {
            if promise.applies(at, attributes) {
                self.live(promise, at, attributes);
            }
        }
    }

    /// A request of the customer's.
    pub(crate) fn request(&mut self, obligation: &'static str, at: i64, attributes: &Attributes<'_>) {
        let row = self.row("requested", at, None).with("obligation", obligation);
        self.push(row, attributes);
        let world = self.world;
        for promise in world.requested(obligation) {
            if promise.applies(at, attributes) {
                self.live(promise, at, attributes);
            }
        }
    }

    /// What was known of the case turns out otherwise: what is no longer asked for is left undone, and what is asked
    /// for from now on begins now.
    pub(crate) fn revise(&mut self, at: i64, before: &Attributes<'_>, after: &Attributes<'_>) {
        let changed: Vec<_> = after.iter().filter(|pair| !before.contains(pair)).copied().collect();
        self.push(self.row("revised", at, None), &changed);
        let world = self.world;
        for (milestone, happened) in self.milestones.clone() {
            for promise in world.opened_by(milestone) {
                match (promise.applies(happened, before), promise.applies(at, after)) {
                    (true, false) => self.withdraw(promise, at),
                    (false, true) => self.live(promise, at, after),
                    (true, true) | (false, false) => {}
                }
            }
        }
    }

    /// Whoever works at it stops.
    fn withdraw(&mut self, promise: &Promise<'_>, at: i64) {
        self.rows.retain(|row| row.at <= at || row.field("obligation") != promise.id);
        let complained = |rows: &[Row<'_>], number: &str| {
            rows.iter().any(|row| row.event == "complained" && row.field("complaint") == number)
        };
        let known = self.rows.clone();
        self.rows.retain(|row| row.event != "resolved" || complained(&known, row.field("complaint")));
        for end in self.ends.iter_mut().filter(|end| end.promise == promise.name) {
            end.at = Some(end.at.map_or(at, |ended| ended.min(at)));
        }
    }

    /// Nobody wants anything of the case any more.
    pub(crate) fn waive(&mut self, at: i64, reason: &'static str) {
        let row = self.row("waived", at, None).with("reason", reason);
        self.rows.push(row);
    }

    /// The rows of the case, some of them with ids of their own.
    pub(crate) fn finish(mut self) -> Vec<Row<'w>> {
        self.rows.sort_by_key(|row| row.at);
        let mut n = 0;
        for row in &mut self.rows {
            n += 1;
            if self.rng.chance(120) {
                row.fields.push(("id", format!("{}-{n}", self.key).into()));
            }
        }
        self.rows
    }

    fn row(&self, event: &'static str, at: i64, occurrence: Option<usize>) -> Row<'w> {
        let case = match occurrence {
            Some(n) if n > 1 => format!("{}#{n}", self.key),
            _ => self.key.clone(),
        };
        Row::new(event, at).with("case", case)
    }

    fn push(&mut self, mut row: Row<'w>, attributes: &Attributes<'_>) {
        row.fields.extend(attributes.iter().map(|&(name, value)| (name, Cow::Owned(value.to_owned()))));
        self.rows.push(row);
    }

    fn live(&mut self, promise: &'w Promise<'w>, at: i64, attributes: &Attributes<'_>) {
        let Some(due) = promise.due(at, attributes) else { return };
        // Nobody prepares a settlement before there is a date for it.
        let opened = if promise.opens == Opens::Before { self.began.max(due - NOTICE) } else { at };
        let occurrence = 1 + self.ends.iter().filter(|end| end.promise == promise.name).count();
        let end = match self.ready(promise, opened) {
            Some(start) => {
                let habit = habit(&promise.id, &promise.supplier, world::day(start));
                self.deliver(Plan { promise, occurrence, start, due, habit })
            }
            None => None,
        };
        self.ends.push(End { promise: promise.name, at: end });
    }

    /// When work can start: once every input has come. None if one never does, which most suppliers wait for.
    fn ready(&mut self, promise: &Promise<'_>, opened: i64) -> Option<i64> {
        let mut start = opened;
        for need in &promise.needs {
            match self.ends.iter().find(|end| end.promise == *need).map(|end| end.at) {
                Some(Some(at)) => start = start.max(at),
                Some(None) if self.rng.chance(700) => return None,
                Some(None) | None => {}
            }
        }
        Some(start)
    }

    fn deliver(&mut self, plan: Plan<'w>) -> Option<i64> {
        let allowance = plan.promise.minutes_between(plan.start, plan.due);
        if self.rng.chance(7) {
            return Some(self.waived(plan, allowance));
        }
        // Forgotten: most of it is asked for some day, the rest never comes.
        let is_forgotten = self.rng.chance(4);
        if is_forgotten && self.rng.chance(200) {
            return None;
        }
        let mut finish = if is_forgotten {
            let minutes = self.rng.between(2400, 14_400);
            plan.promise.plus(plan.due, minutes)
        } else {
            self.finish_of(plan, allowance)
        };
        if allowance > 240 && plan.promise.opens != Opens::Before && self.rng.chance(40) {
            finish = self.pause(plan, allowance, finish);
        }
        if finish > plan.due && plan.promise.opens != Opens::Before && self.rng.chance(70) {
            self.extend(plan, finish);
        }
        if allowance > 60 && self.rng.chance(plan.habit.sloppy) {
            finish = self.stumble(plan, allowance, finish);
        }
        let row = self.delivery(plan, finish, Part::All);
        self.rows.push(row);
        self.afterwards(plan, finish);
        Some(finish)
    }

    fn finish_of(&mut self, plan: Plan<'w>, allowance: i64) -> i64 {
        if allowance <= 10 {
            let minutes = self.rng.between(20, 260);
            return plan.promise.plus(plan.start, minutes) + self.rng.between(0, 59);
        }
        if self.rng.chance(plan.habit.late) {
            let (low, high) = plan.habit.overrun;
            let skewed = self.rng.between(0, 1000);
            let minutes = low + (high - low) * skewed * skewed / 1_000_000;
            return plan.promise.plus(plan.due, minutes) + self.rng.between(0, 59);
        }
        if self.rng.chance(18) {
            return plan.due;
        }
        // Most work is done within three days once it can be; some, just in time.
        let haste = self.rng.between(15, 98);
        plan.promise.plus(plan.start, allowance.min(1440) * haste * haste / 10_000)
    }

    fn waived(&mut self, plan: Plan<'w>, allowance: i64) -> i64 {
        let at = plan.promise.plus(plan.start, allowance / 2);
        let reason = self.rng.pick(&habits::WAIVERS);
        let row = self.about(plan, "waived", at).with("reason", reason);
        self.rows.push(row);
        at
    }

    /// The customer's side holds it up for a while; what remains of the work waits as long.
    fn pause(&mut self, plan: Plan<'w>, allowance: i64, finish: i64) -> i64 {
        let from = plan.promise.plus(plan.start, allowance / 4);
        if finish <= from {
            return finish;
        }
        let minutes = self.rng.between(300, 1500);
        let until = plan.promise.plus(from, minutes);
        let reason = self.rng.pick(&habits::PAUSES);
        let paused = self.about(plan, "paused", from).with("reason", reason);
        let resumed = self.about(plan, "resumed", until);
        self.rows.extend([paused, resumed]);
        plan.promise.plus(finish, minutes)
    }

    fn extend(&mut self, plan: Plan<'w>, finish: i64) {
        let at = plan.promise.plus(plan.start, 15);
        let until = local_date(finish).to_string();
        let reason = self.rng.pick(&habits::EXTENSIONS);
        let row = self.about(plan, "extended", at).with("until", until).with("reason", reason);
        self.rows.push(row);
    }

    /// An incomplete delivery or a refused one comes first.
    fn stumble(&mut self, plan: Plan<'w>, allowance: i64, finish: i64) -> i64 {
        let papers = plan.promise.documents.len() + plan.promise.signed.len();
        if papers > 1 && self.rng.chance(500) {
            let minutes = allowance * self.rng.between(5, 60) / 100;
            let at = plan.promise.plus(plan.start, minutes).min(finish);
            let row = self.delivery(plan, at, Part::First);
            self.rows.push(row);
            return finish;
        }
        let row = self.delivery(plan, finish, Part::All);
        let refused = self.later(finish, 30, 300);
        let reason = self.rng.pick(&habits::REJECTIONS);
        let rejected = self.about(plan, "rejected", refused).with("reason", reason);
        self.rows.extend([row, rejected]);
        self.later(refused, 40, 420)
    }

    fn about(&self, plan: Plan<'w>, event: &'static str, at: i64) -> Row<'w> {
        self.row(event, at, Some(plan.occurrence)).with("obligation", plan.promise.id.as_str())
    }

    fn delivery(&self, plan: Plan<'w>, at: i64, part: Part) -> Row<'w> {
        let mut row = self.about(plan, "delivered", at);
        let signed = plan.promise.signed.iter();
        let documents = plan.promise.documents.iter();
        let (documents, signed) = match part {
            Part::All => (join(documents), join(signed)),
            Part::First => match plan.promise.documents.first() {
                Some(first) => (first.clone(), String::new()),
                None => (String::new(), join(signed.take(1))),
            },
        };
        if !documents.is_empty() {
            row = row.with("documents", documents);
        }
        if !signed.is_empty() {
            row = row.with("signed", signed);
        }
        row
    }

    /// What the customer thinks of it.
    fn afterwards(&mut self, plan: Plan<'w>, finish: i64) {
        let late = finish > plan.due;
        if self.rng.chance(60) {
            let at = self.later(finish, 20, 600);
            let row = self.about(plan, "accepted", at);
            self.rows.push(row);
        }
        if self.rng.chance(70) {
            let at = self.later(finish, 30, 900);
            let score =
                if late { self.rng.pick(&["1", "2", "2", "3"]) } else { self.rng.pick(&["3", "4", "4", "5", "5"]) };
            let row = self.about(plan, "rated", at).with("score", score);
            self.rows.push(row);
        }
        let patience = if plan.promise.id == habits::SORE { 300 } else { 90 };
        if late && self.rng.chance(patience) {
            let cause = self.rng.pick(habits::cause_of_lateness(&plan.promise.id));
            self.complain(plan, finish, "late", cause);
        } else if self.rng.chance(6) {
            let (category, cause) = self.rng.pick(&habits::OTHER_COMPLAINTS);
            self.complain(plan, finish, category, cause);
        }
    }

    fn complain(&mut self, plan: Plan<'w>, finish: i64, category: &'static str, cause: &'static str) {
        self.complaints += 1;
        let number = format!("K-{}-{}", self.key, self.complaints);
        let at = self.later(finish, 20, 500);
        let row = self.about(plan, "complained", at);
        let row = row.with("complaint", number.clone()).with("category", category).with("cause", cause);
        self.rows.push(row);
        if self.rng.chance(850) {
            let at = self.later(at, 200, 2600);
            let row = Row::new("resolved", at).with("complaint", number);
            self.rows.push(row);
        }
    }
}

/// Which of the papers come.
#[derive(Clone, Copy, Debug)]
enum Part {
    All,
    First,
}

fn join<'a>(papers: impl Iterator<Item = &'a String>) -> String {
    papers.map(String::as_str).collect::<Vec<_>>().join(";")
}
